//! The queue as the rows say it: what waits, rings and is held, and who works. Items are derived from conversations and
//! chats; a row of `work` says what these do not. The router, "next" and the promise all begin here.

use super::rules;
use crate::Desk;
use domain::access::{Permission, Scope};
use domain::away::Away;
use domain::promise::Record;
use domain::routing::{
    Agent, Asked, Kind, Language, Need, Noted, Place, Presence, QUIET_MS, Rules, SIZE_WRITTEN,
    SKILLS_MAX, Skill, Skills, Standing, State, Talk, WorkItem,
};
use domain::{AgentId, ConversationId, Millis, SkillId, TeamId, TopicId};
use std::collections::{BTreeSet, HashMap};
use store::Tx;
use store::agent_work::{AgentSkill, AgentWork, NamedSkill};
use store::work::{Facts, Stands, Work};

/// Rows that are looked at; what is more waits until some of these are done.
pub(super) const ROWS_MAX: usize = 20_000;
/// Visitors who have just come.
const ARRIVED_MAX: usize = 5_000;
/// Work that nobody waits for on the line: what has waited longest, and what is more urgent than most. What is beyond these
/// is due later, and nobody's next before they are done.
const WAITING_MAX: usize = 4_000;
const PRESSING_MAX: usize = 1_000;

/// Everything that the queue is made of, with the rows that it came from.
#[derive(Debug)]
pub(super) struct Loaded {
    pub rules: Rules,
    pub agents: Vec<Agent>,
    pub seats: HashMap<AgentId, AgentWork>,
    pub items: Vec<WorkItem>,
    pub rows: HashMap<ConversationId, Work>,
    pub facts: HashMap<ConversationId, Facts>,
    /// Rows whose conversation is not what they say any more, as what they said.
    pub over: Vec<WorkItem>,
    pub now: Millis,
}

/// What waits, rings and is held, who works, and by which rules.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn state(tx: &mut Tx, record: &Record, now: Millis) -> store::Result<State> {
    let loaded = load(tx, record, now).await?;
    Ok(State {
        rules: loaded.rules,
        agents: loaded.agents,
        items: loaded.items,
        now,
    })
}

impl Desk {
    /// The queue at this moment, with the time that work was measured to take.
    pub(super) async fn queue_now(&self, now: Millis) -> store::Result<Loaded> {
        let record = self.forecasts().measured();
        let read = async move |tx: &mut Tx| load(tx, &record, now).await;
        self.db.read(read).await
    }
}

/// Whom something can be offered to, when they are here.
///
/// # Errors
/// See [`store::StoreError`].
pub(crate) async fn able(tx: &mut Tx, now: Millis) -> store::Result<BTreeSet<AgentId>> {
    Ok(people(tx, now).await?.able)
}

/// `record`: how long work takes.
pub(super) async fn load(tx: &mut Tx, record: &Record, now: Millis) -> store::Result<Loaded> {
    let people = people(tx, now).await?;
    let mut rows = HashMap::new();
    for row in store::work::all(tx, ROWS_MAX).await? {
        rows.insert(row.conversation, row);
    }
    let mut facts = store::work::facts(tx, ROWS_MAX).await?;
    facts.extend(store::work::arrived(tx, now - QUIET_MS, ARRIVED_MAX).await?);
    facts.extend(store::work::pressing(tx, PRESSING_MAX).await?);
    facts.extend(store::work::waiting(tx, WAITING_MAX).await?);
    let mut loaded = Loaded {
        rules: rules::rules(tx).await?,
        agents: Vec::new(),
        seats: HashMap::new(),
        items: Vec::with_capacity(facts.len()),
        rows: HashMap::new(),
        facts: HashMap::with_capacity(facts.len()),
        over: Vec::new(),
        now,
    };
    for f in facts {
        if loaded.facts.contains_key(&f.conversation) {
            continue;
        }
        let row = rows.get(&f.conversation);
        if row.is_some_and(|row| people.is_left_alone(&f, row, now)) {
            continue;
        }
        match people.item(&f, row, record, now) {
            Some(item) => loaded.items.push(item),
            None => loaded.over.extend(row.map(|row| as_it_was(&f, row))),
        }
        loaded.facts.insert(f.conversation, f);
    }
    loaded.rows = rows;
    people.own(&mut loaded);
    Ok(loaded)
}

/// Who works, and what they can.
pub(super) struct People {
    pub agents: Vec<Agent>,
    pub seats: HashMap<AgentId, AgentWork>,
    /// Whom something can be offered to; the others are known only to take things from.
    able: BTreeSet<AgentId>,
    /// Who is not here, since when.
    gone: HashMap<AgentId, Millis>,
    known: Skills,
}

pub(super) async fn people(tx: &mut Tx, now: Millis) -> store::Result<People> {
    let mut seats: HashMap<AgentId, AgentWork> = HashMap::new();
    for seat in store::agent_work::all(tx).await? {
        seats.insert(seat.agent, seat);
    }
    let away = store::away::all(tx).await?;
    let asked = store::agent_work::skills(tx).await?;
    let mut skills: HashMap<AgentId, Vec<(Skill, u8)>> = HashMap::new();
    for s in store::agent_work::agent_skills(tx).await? {
        if let Some(skill) = skill(&s) {
            let level = u8::try_from(s.level).unwrap_or(u8::MAX);
            skills.entry(s.agent).or_default().push((skill, level));
        }
    }
    let all_teams: Vec<TeamId> = store::team::all(tx).await?.iter().map(|t| t.id).collect();
    let mut grants = HashMap::new();
    let (mut agents, mut able) = (Vec::new(), BTreeSet::new());
    for a in store::agent::all(tx).await? {
        if !grants.contains_key(&a.permission_set) {
            let grant = store::permission_set::grant(tx, &a.permission_set).await?;
            grants.insert(a.permission_set.clone(), grant);
        }
        let grant = grants.get(&a.permission_set).and_then(Option::as_ref);
        let may = |p| grant.is_some_and(|g| g.permissions.contains(&p));
        let scope = grant.map_or(Scope::Own, |g| g.scope);
        let works = a.active
            && scope != Scope::Own
            && may(Permission::ConversationAssign)
            && may(Permission::ConversationReply);
        let seat = seats.entry(a.id).or_insert_with(|| AgentWork::new(a.id));
        let mut agent = Agent {
            id: a.id,
            presence: presence(seat, &away, now),
            skills: skills.remove(&a.id).unwrap_or_default(),
            // Whoever may reach everything is given the work of their own teams, if they are in any.
            teams: match (a.teams.is_empty(), scope) {
                (true, Scope::All) => all_teams.clone(),
                _ => a.teams,
            },
            capacity: seat.capacity,
            live_cap: seat.cap(now),
            idle_since: seat.idle_since,
            missed: u8::try_from(seat.missed).unwrap_or(u8::MAX),
        };
        agent.skills.truncate(SKILLS_MAX - 1);
        if works {
            able.insert(a.id);
        } else {
            agent.presence = Presence::Offline { since: now };
        }
        agents.push(agent);
    }
    let known = agents
        .iter()
        .filter(|a| able.contains(&a.id))
        .flat_map(|a| a.skills.iter().map(|(s, _)| *s))
        .collect();
    let gone = agents.iter().filter_map(|a| match a.presence {
        Presence::Offline { since } => Some((a.id, since)),
        _ => None,
    });
    Ok(People {
        gone: gone.collect(),
        agents,
        seats,
        able,
        known: Skills {
            known,
            asked: asked.into_iter().map(asks).collect(),
        },
    })
}

/// What a row says that somebody can; `None` when it is not what it should be.
pub(super) fn skill(s: &AgentSkill) -> Option<Skill> {
    match s.kind.as_str() {
        "language" => Language::of(&s.key).map(Skill::Language),
        "topic" => s.key.parse::<TopicId>().ok().map(Skill::Topic),
        "named" => s.key.parse::<SkillId>().ok().map(Skill::Named),
        _ => None,
    }
}

/// Whether somebody is here, and if not, why.
pub(super) fn presence(seat: &AgentWork, away: &[Away], now: Millis) -> Presence {
    if !seat.here {
        return Presence::Offline { since: seat.since };
    }
    let away = away.iter().find(|a| a.agent == seat.agent && a.holds(now));
    match (away, seat.wrap_until) {
        (Some(away), _) => Presence::Away {
            reason: away.reason,
        },
        (None, Some(until)) if now < until => Presence::WrapUp { until },
        (None, _) => Presence::Online,
    }
}

impl People {
    /// Whom something can be offered to.
    pub(super) fn working(self) -> Vec<Agent> {
        let Self { agents, able, .. } = self;
        agents
            .into_iter()
            .filter(|a| able.contains(&a.id))
            .collect()
    }

    /// It waits for an agent who is not here, and is not the queue's.
    fn is_left_alone(&self, f: &Facts, row: &Work, now: Millis) -> bool {
        let gone = row.agent.and_then(|agent| self.gone.get(&agent));
        noted(row).is_left_alone(&talk(f), gone.copied(), now)
    }

    /// The work that a conversation is at this moment; `None`: none, or none of the kind that its row says.
    fn item(
        &self,
        f: &Facts,
        row: Option<&Work>,
        record: &Record,
        now: Millis,
    ) -> Option<WorkItem> {
        let (kind, standing) = talk(f).work(row.map(noted).as_ref(), now)?;
        let language = f.language.as_deref().and_then(|t| self.known.language(t));
        let own = f.assignee.filter(|_| kind == Kind::Deferred);
        Some(WorkItem {
            id: f.conversation,
            kind,
            channel: f.channel,
            team: f.team,
            urgency: f.urgency,
            topic: f.topic,
            language,
            needs: self.known.needs(language, f.topic, own),
            size: SIZE_WRITTEN,
            handle_ms: record.handling(f.channel, kind, f.topic).ms(),
            since: f.waiting_since.or(row.map(|r| r.since)).unwrap_or(now),
            contact: f.contact,
            sticky: f.knows,
            place: match row {
                Some(row) => row.place,
                None => f
                    .alternative()
                    .map_or(Place::Fresh, |a| a.place(f.waiting_since)),
            },
            standing,
            version: row.map_or_else(|| first_version(now), |r| r.version),
            refused: row.map(|r| r.refused.0.clone()).unwrap_or_default(),
        })
    }

    /// Gives everybody the skill to do what is theirs, and keeps those who matter: who works, and whoever still has something.
    fn own(self, loaded: &mut Loaded) {
        let mut owners = BTreeSet::new();
        let mut holders = BTreeSet::new();
        for item in loaded.items.iter().chain(&loaded.over) {
            match item.standing {
                Standing::Offered { agent, .. } | Standing::Held { agent } => {
                    holders.insert(agent);
                }
                Standing::Waiting => {}
            }
            let assignee = loaded.facts.get(&item.id).and_then(|f| f.assignee);
            owners.extend(assignee.filter(|_| item.kind == Kind::Deferred));
        }
        loaded.agents = self
            .agents
            .into_iter()
            .filter(|a| self.able.contains(&a.id) || holders.contains(&a.id))
            .map(|mut a| {
                if owners.contains(&a.id) {
                    a.skills.push((Skill::own(a.id), 1));
                }
                a
            })
            .collect();
        loaded.seats = self.seats;
    }
}

/// What a row said, whatever has become of the conversation.
pub(super) fn as_it_was(f: &Facts, row: &Work) -> WorkItem {
    WorkItem {
        id: f.conversation,
        kind: row.kind,
        channel: f.channel,
        team: f.team,
        urgency: f.urgency,
        topic: f.topic,
        language: None,
        needs: Vec::new(),
        size: SIZE_WRITTEN,
        // It takes nobody any time more.
        handle_ms: 0,
        since: row.since,
        contact: f.contact,
        sticky: None,
        place: row.place,
        standing: standing(row),
        version: row.version,
        refused: row.refused.0.clone(),
    }
}

/// What a conversation says of itself.
pub(super) fn talk(f: &Facts) -> Talk {
    Talk {
        is_chat: f.is_chat,
        left_at: f.left_at,
        alternative: f.alternative(),
        status: f.status,
        waiting_since: f.waiting_since,
        assignee: f.assignee,
        last_at: f.last_at,
    }
}

/// What a row says of it.
pub(super) fn noted(row: &Work) -> Noted {
    Noted {
        kind: row.kind,
        standing: standing(row),
        at: row.at,
    }
}

/// Where a row says that it stands.
pub(super) fn standing(row: &Work) -> Standing {
    match (row.standing, row.agent) {
        (Stands::Offered, Some(agent)) => Standing::Offered {
            agent,
            until: row.until.unwrap_or(row.at),
        },
        (Stands::Held, Some(agent)) => Standing::Held { agent },
        _ => Standing::Waiting,
    }
}

/// What a skill that has a name asks for.
fn asks(named: NamedSkill) -> Asked {
    Asked {
        topics: named.topics.0,
        need: Need {
            skill: Skill::Named(named.id),
            level: u8::try_from(named.level).unwrap_or(5),
            firmness: named.firmness,
        },
    }
}

/// Above those of offers that were made of the same conversation before its row went.
pub(super) fn first_version(now: Millis) -> u32 {
    u32::try_from((now / 1_000).rem_euclid(i64::from(i32::MAX))).unwrap_or(0)
}
