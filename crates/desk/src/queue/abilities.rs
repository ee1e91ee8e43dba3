//! How much agents take at once, what they can, and what was measured of it.

use crate::settings::{bad, one_line};
use crate::{By, Desk, DeskError, Result, audit, fresh};
use domain::access::Permission;
use domain::routing::chats::{Advice, Rate, Seen, advise, rate};
use domain::routing::{Firmness, Language, SIZE_MAX};
use domain::{AgentId, Millis, SkillId, TopicId};
use serde_json::json;
use std::collections::BTreeSet;
use store::agent_work::{AgentSkill, AgentWork, Level, NamedSkill};
use store::{Json, Tx};

const SKILLS_MAX: usize = 500;
const OF_AGENT_MAX: usize = 100;
const TOPICS_MAX: usize = 100;
const NAME_MAX: usize = 80;
/// Most live contacts at once that anybody may be given.
const CAP_MAX: u16 = 20;
const LEVEL_MAX: u32 = 5;
const WEEK_MS: Millis = 7 * 24 * 60 * 60 * 1000;
/// What was measured counts for so many days.
const MEASURED_DAYS: i64 = 90;

/// A skill as a whole: every change says all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkillInput {
    pub name: String,
    pub topics: Vec<TopicId>,
    pub level: u32,
    pub firmness: Firmness,
}

/// How much an agent takes and what they can, as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AbilityInput {
    pub capacity: u16,
    pub live_cap: u16,
    /// Kind, key and level.
    pub skills: Vec<(String, String, u32)>,
    pub version: i64,
}

/// What agents get done with so many live contacts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    pub rate: Rate,
    /// Beyond chance less than with fewer.
    pub harmful: bool,
}

/// An agent as they work.
#[derive(Debug, Clone, PartialEq)]
pub struct Abilities {
    pub work: AgentWork,
    pub skills: Vec<AgentSkill>,
    pub chats: Vec<Measured>,
    /// What is to be said of the cap that holds, and of the next.
    pub advice: Advice,
    pub next: Advice,
    /// The cap that is on trial, and until when.
    pub trial: Option<(u16, Millis)>,
}

impl Desk {
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn skills(&self) -> Result<Vec<NamedSkill>> {
        Ok(self
            .db
            .read(async |tx| store::agent_work::skills(tx).await)
            .await?)
    }

    /// # Errors
    /// `not_permitted`, `too_many`, `bad_value`, `name_taken`.
    pub async fn add_skill(&self, by: &By, input: SkillInput) -> Result<NamedSkill> {
        by.demand(Permission::AgentManage)?;
        let (by, id) = (by.clone(), SkillId(fresh::id(by.now)));
        self.write(async move |tx| {
            let all = store::agent_work::skills(tx).await?;
            if all.len() >= SKILLS_MAX {
                return bad(
                    "too_many",
                    "name",
                    "There are as many skills as there can be.",
                );
            }
            let skill = checked(tx, &all, id, &input, 1).await?;
            store::agent_work::insert_skill(tx, &skill, by.now).await?;
            let detail = json!({ "name": skill.name });
            audit::act(tx, &by, "skill.created", &id.to_string(), detail).await?;
            audit::settings_changed(tx, &by, "skills");
            Ok(skill)
        })
        .await
    }

    /// # Errors
    /// `not_permitted`, `not_found`, `conflict`, `bad_value`, `name_taken`.
    pub async fn change_skill(
        &self,
        by: &By,
        id: SkillId,
        input: SkillInput,
        version: i64,
    ) -> Result<NamedSkill> {
        by.demand(Permission::AgentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let all = store::agent_work::skills(tx).await?;
            let was = all.iter().find(|s| s.id == id);
            let was = was.ok_or_else(|| DeskError::missing("skill"))?;
            if was.version != version {
                return Err(DeskError::Stale);
            }
            let mut skill = checked(tx, &all, id, &input, version).await?;
            store::agent_work::save_skill(tx, &mut skill).await?;
            let detail = json!({ "from": was.name, "to": skill.name });
            audit::act(tx, &by, "skill.changed", &id.to_string(), detail).await?;
            audit::settings_changed(tx, &by, "skills");
            Ok(skill)
        })
        .await
    }

    /// Nobody has it any more, and nothing needs it.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn remove_skill(&self, by: &By, id: SkillId) -> Result<()> {
        by.demand(Permission::AgentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            if !store::agent_work::delete_skill(tx, id).await? {
                return Err(DeskError::missing("skill"));
            }
            audit::act(tx, &by, "skill.removed", &id.to_string(), json!({})).await?;
            audit::settings_changed(tx, &by, "skills");
            Ok(())
        })
        .await
    }

    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn abilities(&self, by: &By, agent: AgentId) -> Result<Abilities> {
        by.demand(Permission::AgentManage)?;
        let now = by.now;
        self.db
            .read(async move |tx| abilities(tx, agent, now).await)
            .await
    }

    /// # Errors
    /// `not_permitted`, `not_found`, `conflict`, `bad_value`, `bad_skill`, `too_many`.
    pub async fn set_abilities(
        &self,
        by: &By,
        agent: AgentId,
        input: AbilityInput,
    ) -> Result<Abilities> {
        by.demand(Permission::AgentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            exists(tx, agent).await?;
            let mut work = store::agent_work::of(tx, agent).await?;
            let was = store::agent_work::skills_of(tx, agent).await?;
            if version_of(&work, &was) != input.version {
                return Err(DeskError::Stale);
            }
            let skills = skills_of(tx, agent, &input).await?;
            let span = 1..=SIZE_MAX;
            if !span.contains(&input.capacity) {
                let text = format!("A capacity is 1 to {SIZE_MAX} units; a chat or a mail is 20.");
                return bad("bad_value", "capacity", text);
            }
            if input.live_cap > CAP_MAX {
                let text = format!("At most {CAP_MAX} at once.");
                return bad("bad_value", "live_cap", text);
            }
            let detail = json!({
                "from": { "capacity": work.capacity, "live_cap": work.live_cap },
                "to": { "capacity": input.capacity, "live_cap": input.live_cap }, "skills": skills.len(),
            });
            if work.live_cap != input.live_cap {
                (work.trial_cap, work.trial_until) = (None, None);
            }
            (work.capacity, work.live_cap) = (input.capacity, input.live_cap);
            store::agent_work::save(tx, &mut work).await?;
            store::agent_work::set_skills(tx, agent, &skills).await?;
            audit::act(tx, &by, "agent.work", &agent.to_string(), detail).await?;
            audit::settings_changed(tx, &by, "agent_work");
            abilities(tx, agent, by.now).await
        })
        .await
    }

    /// For one week the agent is given one live contact more at once; then it is as before, unless the cap is raised.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `not_next`.
    pub async fn try_cap(&self, by: &By, agent: AgentId, cap: u16) -> Result<Abilities> {
        by.demand(Permission::AgentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            exists(tx, agent).await?;
            let mut work = store::agent_work::of(tx, agent).await?;
            if cap != work.live_cap + 1 || cap > CAP_MAX {
                let text = "Only the next number can be tried, for one week.";
                return bad("not_next", "cap", text);
            }
            (work.trial_cap, work.trial_until) = (Some(cap), Some(by.now + WEEK_MS));
            store::agent_work::save(tx, &mut work).await?;
            let detail = json!({ "trial": cap, "until": work.trial_until });
            audit::act(tx, &by, "agent.work", &agent.to_string(), detail).await?;
            audit::settings_changed(tx, &by, "agent_work");
            abilities(tx, agent, by.now).await
        })
        .await
    }
}

/// What somebody saw of how an agent works: rises with what people change, not with what the router notes.
fn version_of(work: &AgentWork, skills: &[AgentSkill]) -> i64 {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hash = DefaultHasher::new();
    (
        work.capacity,
        work.live_cap,
        work.trial_cap,
        work.trial_until,
    )
        .hash(&mut hash);
    for s in skills {
        (&s.kind, &s.key, s.level).hash(&mut hash);
    }
    // Fits into the numbers of JavaScript.
    i64::try_from(hash.finish() >> 12).unwrap_or(0)
}

impl Abilities {
    /// To be said again with a change.
    #[must_use]
    pub fn version(&self) -> i64 {
        version_of(&self.work, &self.skills)
    }
}

async fn exists(tx: &mut Tx, agent: AgentId) -> Result<()> {
    store::agent::load(tx, agent)
        .await?
        .map(|_| ())
        .ok_or_else(|| DeskError::missing("agent"))
}

async fn abilities(tx: &mut Tx, agent: AgentId, now: Millis) -> Result<Abilities> {
    exists(tx, agent).await?;
    let work = store::agent_work::of(tx, agent).await?;
    let since = super::presence::day(now) - MEASURED_DAYS;
    let seen: Vec<Seen> = store::agent_work::levels(tx, agent, since)
        .await?
        .iter()
        .map(|l: &Level| Seen {
            chats: l.level,
            agent_ms: l.agent_ms,
            ended: l.ended,
        })
        .collect();
    let chats = seen
        .iter()
        .filter_map(|s| rate(*s))
        .map(|rate| Measured {
            rate,
            harmful: matches!(advise(rate.chats, &seen), Advice::Harmful { .. }),
        })
        .collect();
    Ok(Abilities {
        skills: store::agent_work::skills_of(tx, agent).await?,
        chats,
        advice: advise(work.live_cap, &seen),
        next: advise(work.live_cap + 1, &seen),
        trial: work
            .trial_cap
            .zip(work.trial_until)
            .filter(|(_, until)| now < *until),
        work,
    })
}

async fn checked(
    tx: &mut Tx,
    all: &[NamedSkill],
    id: SkillId,
    input: &SkillInput,
    version: i64,
) -> Result<NamedSkill> {
    let name = one_line("name", &input.name, NAME_MAX)?;
    if name.is_empty() {
        return bad("bad_value", "name", "Say what the skill is called.");
    }
    let same = |s: &&NamedSkill| s.id != id && s.name.to_lowercase() == name.to_lowercase();
    if all.iter().any(|s| same(&s)) {
        return bad(
            "name_taken",
            "name",
            "There is a skill of that name already.",
        );
    }
    if !(1..=LEVEL_MAX).contains(&input.level) {
        return bad("bad_value", "level", "A level is 1 to 5.");
    }
    let topics = store::tag::topics(tx).await?;
    let there = |t: &TopicId| topics.iter().any(|known| known.id == *t);
    if input.topics.len() > TOPICS_MAX || !input.topics.iter().all(there) {
        return bad("bad_value", "topics", "One of these topics does not exist.");
    }
    Ok(NamedSkill {
        id,
        name,
        topics: Json(input.topics.clone()),
        level: input.level,
        firmness: input.firmness,
        version,
    })
}

async fn skills_of(tx: &mut Tx, agent: AgentId, input: &AbilityInput) -> Result<Vec<AgentSkill>> {
    if input.skills.len() > OF_AGENT_MAX {
        let text = format!("An agent has at most {OF_AGENT_MAX} skills.");
        return bad("too_many", "skills", text);
    }
    let named = store::agent_work::skills(tx).await?;
    let topics = store::tag::topics(tx).await?;
    let mut distinct = BTreeSet::new();
    let mut out = Vec::with_capacity(input.skills.len());
    for (kind, key, level) in &input.skills {
        let key = match kind.as_str() {
            "language" => Language::of(key).map(String::from),
            "topic" => Some(key.clone()).filter(|k| topics.iter().any(|t| t.id.to_string() == *k)),
            "named" => Some(key.clone()).filter(|k| named.iter().any(|s| s.id.to_string() == *k)),
            _ => None,
        };
        let good = (1..=LEVEL_MAX).contains(level);
        let Some(key) = key.filter(|k| good && distinct.insert((kind.clone(), k.clone()))) else {
            let text = "A skill is a language, a topic or a skill that exists, named once, with a level of 1 to 5.";
            return bad("bad_skill", "skills", text);
        };
        out.push(AgentSkill {
            agent,
            kind: kind.clone(),
            key,
            level: *level,
        });
    }
    out.sort_by(|a, b| (&a.kind, &a.key).cmp(&(&b.kind, &b.key)));
    Ok(out)
}
