//! The company of the demo: its book of stories, and its teams, agents, channels and words put up in an empty instance.

use anyhow::Context as _;
use desk::channels::NewChannel;
use desk::fresh;
use desk::init::Setup;
use desk::{By, Desk};
use domain::access::{Access, PermissionSet};
use domain::channel::Stage;
use domain::team::{Agent, Team};
use domain::{AgentId, ChannelId, MacroId, Millis, SmarthostId, TagId, TeamId, TopicId};
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use store::smarthost::Smarthost;
use store::tag::{Tag, Topic};
use store::words::Macro;

const BOOK: &str = include_str!("stories.json");
/// Of every agent. The instance is thrown away and listens on this machine alone unless told otherwise.
pub const PASSWORD: &str = "fair-winds-demo";
const COLOURS: [&str; 6] = [
    "#2f6f4f", "#8a5a00", "#3457a6", "#7a3d8f", "#a23b3b", "#3d6b73",
];

/// Everything that `stories.json` tells.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Book {
    pub company: String,
    pub domain: String,
    pub addresses: Vec<Address>,
    /// A channel that is paused for the time being.
    pub paused: Address,
    /// A channel that was closed in the middle of the history.
    pub retired: Address,
    pub agents: Vec<Staff>,
    pub tags: Vec<String>,
    pub topics: Vec<String>,
    pub macros: Vec<Saved>,
    pub speech: BTreeMap<String, Speech>,
    pub people: BTreeMap<String, Names>,
    pub notes: Vec<String>,
    pub stories: Vec<Story>,
    pub simulated: Simulated,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Address {
    pub channel: String,
    pub local: String,
    pub team: String,
    pub target_min: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Staff {
    pub name: String,
    pub local: String,
    pub zone: String,
    pub set: PermissionSet,
    pub teams: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saved {
    pub name: String,
    pub shortcut: String,
    pub html: String,
}

/// How people who speak that language write mail.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Speech {
    /// Where most of them live.
    pub zone: String,
    /// Of a hundred conversations.
    pub share: u32,
    /// `{agent}` is the agent's name.
    pub hello: Vec<String>,
    pub bye: Vec<String>,
    /// Asked when no answer has come.
    pub chase: Vec<String>,
    /// Said after a good answer.
    pub thanks: Vec<String>,
    /// Said by an agent who ends the matter.
    pub closing: Vec<String>,
    /// `{date}` and `{name}`: the line above a quoted mail.
    pub wrote: String,
    /// From, Sent, To, Subject as Outlook heads a quoted mail.
    pub outlook: [String; 4],
    /// What a telephone adds.
    pub device: String,
}

/// First and family names with their Latin form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    pub first: Vec<(String, String)>,
    pub last: Vec<(String, String)>,
    /// Family name before first name, with this between them.
    #[serde(default)]
    pub family_first: Option<String>,
    pub domains: Vec<String>,
}

/// One matter, from question to end. `{order}` is a number of its own in each conversation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    pub lang: String,
    pub to: String,
    pub topic: String,
    pub tags: Vec<String>,
    pub urgency: domain::conversation::Urgency,
    pub subject: String,
    pub opening: String,
    pub answer: String,
    #[serde(default)]
    pub reply: Option<String>,
    /// The agent's word after `reply`.
    #[serde(default)]
    pub closing: Option<String>,
    #[serde(default)]
    pub note: Option<String>,
    /// What the customer attaches: `photo` or `pdf`.
    #[serde(default)]
    pub file: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Simulated {
    /// Seconds between two mails of live customers.
    pub again_after_s: (i64, i64),
    pub spam: Vec<Words>,
    pub away: Vec<Words>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    #[serde(default)]
    pub lang: String,
    pub subject: String,
    pub body: String,
}

impl Book {
    /// # Errors
    /// When the book in the binary is damaged: a test reads it.
    pub fn open() -> anyhow::Result<Self> {
        serde_json::from_str(BOOK).context("the stories of the demo cannot be read")
    }

    #[must_use]
    pub fn speech(&self, lang: &str) -> Option<&Speech> {
        self.speech.get(lang).or_else(|| self.speech.get("en"))
    }

    #[must_use]
    pub fn address(&self, local: &str) -> String {
        format!("{local}@{}", self.domain)
    }

    /// The team that answers mail to that local part.
    #[must_use]
    pub fn team_of(&self, local: &str) -> &str {
        // Mail to the retired channel lands in its successor.
        let all = self.addresses.iter();
        let found = all
            .clone()
            .find(|a| a.local == local)
            .or(all.clone().next());
        found.map_or("", |a| a.team.as_str())
    }
}

/// One agent who works in the demo.
#[derive(Debug, Clone)]
pub struct Member {
    pub access: Access,
    pub id: AgentId,
    pub name: String,
    pub email: String,
    pub zone: TimeZone,
    pub zone_name: String,
    pub teams: Vec<String>,
}

impl Member {
    #[must_use]
    pub fn by(&self, now: Millis) -> By {
        By::agent(self.access.clone(), now, "127.0.0.1")
    }
}

/// Who and what is there after the set-up.
#[derive(Debug)]
pub struct Cast {
    /// In the order of the book.
    pub members: Vec<Member>,
    pub tags: HashMap<String, TagId>,
    pub topics: HashMap<String, TopicId>,
    pub retired: ChannelId,
    pub paused: ChannelId,
    pub successor: ChannelId,
}

impl Cast {
    /// The first administrator.
    #[must_use]
    pub fn chief(&self) -> &Member {
        &self.members[0]
    }
}

/// Puts the company up in an empty instance, as of `now`.
///
/// # Errors
/// When a verb refuses, or the store fails.
pub async fn found(
    desk: &Desk,
    book: &Book,
    public_url: &str,
    now: Millis,
) -> anyhow::Result<Cast> {
    let chief = book.agents.first().context("the book has no agents")?;
    let first = book
        .addresses
        .first()
        .context("the book has no addresses")?;
    let setup = Setup {
        organization: book.company.clone(),
        name: chief.name.clone(),
        email: book.address(&chief.local),
        password: PASSWORD.to_owned(),
        zone: chief.zone.clone(),
        locale: "en".to_owned(),
        public_url: public_url.to_owned(),
        team_name: first.team.clone(),
        channel_name: first.channel.clone(),
        address: book.address(&first.local),
    };
    let started = desk.init(setup, "127.0.0.1", now).await?;
    let by = By::agent(
        Access::of(
            started.agent.id,
            PermissionSet::Administrator,
            vec![started.team.id],
        ),
        now,
        "127.0.0.1",
    );
    let teams = teams(desk, book, started.team.clone(), now).await?;
    let mut channels = HashMap::from([(first.local.as_str(), started.channel.id)]);
    for address in book
        .addresses
        .iter()
        .skip(1)
        .chain([&book.retired, &book.paused])
    {
        let new = NewChannel {
            name: address.channel.clone(),
            kind: "email".to_owned(),
            brand: None,
            team: teams.get(&address.team).copied(),
            address: Some(book.address(&address.local)),
            first_response_target_min: address.target_min,
        };
        channels.insert(
            address.local.as_str(),
            desk.create_channel(&by, new).await?.id,
        );
    }
    let members = hire(desk, book, &teams, started.agent, now).await?;
    let (tags, topics) = furnish(desk, book, now).await?;
    let channel = |local: &str| {
        channels
            .get(local)
            .copied()
            .context("a channel of the book is missing")
    };
    Ok(Cast {
        members,
        tags,
        topics,
        retired: channel(&book.retired.local)?,
        paused: channel(&book.paused.local)?,
        successor: channel(&first.local)?,
    })
}

/// Closes the retired channel, with the first one as its successor.
///
/// # Errors
/// When the verb refuses, or the store fails.
pub async fn retire(desk: &Desk, cast: &Cast, now: Millis) -> anyhow::Result<()> {
    let by = cast.chief().by(now);
    let reason = "The fair is over; what comes late goes to support.";
    desk.set_stage(
        &by,
        cast.retired,
        Stage::Closed,
        Some(cast.successor),
        reason,
    )
    .await?;
    Ok(())
}

/// Pauses one channel, as happens.
///
/// # Errors
/// When the verb refuses, or the store fails.
pub async fn pause(desk: &Desk, cast: &Cast, now: Millis) -> anyhow::Result<()> {
    let reason = "The printer of the cards is being repaired; back in about a week.";
    desk.set_paused(&cast.chief().by(now), cast.paused, true, reason)
        .await?;
    Ok(())
}

/// The teams by name; the first was made by the set-up.
async fn teams(
    desk: &Desk,
    book: &Book,
    mut first: Team,
    now: Millis,
) -> anyhow::Result<HashMap<String, TeamId>> {
    let signature = |team: &str| format!("<p>{{{{agent.name}}}}<br>{} · {team}</p>", book.company);
    let mut known = HashMap::from([(first.name.clone(), first.id)]);
    let mut more = Vec::new();
    for name in book.agents.iter().flat_map(|a| &a.teams) {
        if !known.contains_key(name) {
            let id = TeamId(fresh::id(now));
            known.insert(name.clone(), id);
            more.push(Team {
                id,
                name: name.clone(),
                signature: signature(name),
                archived: false,
            });
        }
    }
    first.signature = signature(&first.name);
    desk.db()
        .write(async move |tx| {
            store::team::save(tx, &first).await?;
            for team in &more {
                store::team::insert(tx, team, now).await?;
            }
            Ok::<_, store::StoreError>(())
        })
        .await?;
    Ok(known)
}

/// Everybody of the book; the first was made by the set-up.
async fn hire(
    desk: &Desk,
    book: &Book,
    teams: &HashMap<String, TeamId>,
    chief: Agent,
    now: Millis,
) -> anyhow::Result<Vec<Member>> {
    let hash = tokio::task::spawn_blocking(|| desk::password::hash(PASSWORD)).await??;
    let mut members = Vec::new();
    let mut rows = Vec::new();
    for (n, staff) in book.agents.iter().enumerate() {
        let ids: Vec<TeamId> = staff
            .teams
            .iter()
            .filter_map(|t| teams.get(t).copied())
            .collect();
        let agent = Agent {
            id: if n == 0 {
                chief.id
            } else {
                AgentId(fresh::id(now))
            },
            name: staff.name.clone(),
            email: book.address(&staff.local),
            permission_set: staff.set.into(),
            teams: ids.clone(),
            zone: staff.zone.clone(),
            locale: "en".to_owned(),
            active: true,
            invited: false,
            created_at: now,
        };
        members.push(Member {
            access: Access::of(agent.id, staff.set, ids),
            id: agent.id,
            name: agent.name.clone(),
            email: agent.email.clone(),
            zone: super::hours::zone(&staff.zone),
            zone_name: staff.zone.clone(),
            teams: staff.teams.clone(),
        });
        rows.push(agent);
    }
    desk.db()
        .write(async move |tx| {
            for (n, agent) in rows.iter().enumerate() {
                if n == 0 {
                    store::agent::set_teams(tx, agent.id, &agent.teams).await?;
                } else {
                    store::agent::insert(tx, agent, Some(&hash)).await?;
                }
            }
            Ok::<_, store::StoreError>(())
        })
        .await?;
    Ok(members)
}

/// Tags, topics and macros.
async fn furnish(
    desk: &Desk,
    book: &Book,
    now: Millis,
) -> anyhow::Result<(HashMap<String, TagId>, HashMap<String, TopicId>)> {
    let tags: Vec<Tag> = book
        .tags
        .iter()
        .zip(COLOURS.iter().cycle())
        .map(|(name, colour)| Tag {
            id: TagId(fresh::id(now)),
            name: name.clone(),
            colour: (*colour).to_owned(),
            created_at: now,
        })
        .collect();
    let topics: Vec<Topic> = book
        .topics
        .iter()
        .map(|name| Topic {
            id: TopicId(fresh::id(now)),
            name: name.clone(),
            parent: None,
            archived: false,
            created_at: now,
            owner: None,
            description: String::new(),
        })
        .collect();
    let macros: Vec<Macro> = book
        .macros
        .iter()
        .zip(0..)
        .map(|(saved, position)| kept(saved, position, now))
        .collect();
    let known = (
        tags.iter().map(|t| (t.name.clone(), t.id)).collect(),
        topics.iter().map(|t| (t.name.clone(), t.id)).collect(),
    );
    desk.db()
        .write(async move |tx| {
            for tag in &tags {
                store::tag::put(tx, tag).await?;
            }
            for topic in &topics {
                store::tag::put_topic(tx, topic).await?;
            }
            for one in &macros {
                store::words::put_macro(tx, one).await?;
            }
            Ok::<_, store::StoreError>(())
        })
        .await?;
    Ok(known)
}

fn kept(saved: &Saved, position: i64, now: Millis) -> Macro {
    Macro {
        id: MacroId(fresh::id(now)),
        name: saved.name.clone(),
        shortcut: saved.shortcut.clone(),
        html: saved.html.clone(),
        actions: store::Json(serde_json::json!([])),
        team: None,
        archived: false,
        position,
        used_count: 0,
        created_at: now,
    }
}

/// Lets all mail out go to the sink on this machine, and nowhere else.
///
/// # Errors
/// When the store fails.
pub async fn send_through(desk: &Desk, port: u16, now: Millis) -> anyhow::Result<()> {
    let sink = Smarthost {
        id: SmarthostId(fresh::id(now)),
        position: 0,
        host: "127.0.0.1".to_owned(),
        port,
        tls: "none".to_owned(),
        username: None,
        secret: None,
        auth: "none".to_owned(),
        rate_per_minute: None,
        enabled: true,
        last_success_at: None,
        last_error: None,
        error_at: None,
        created_at: now,
    };
    desk.db()
        .write(async move |tx| store::smarthost::put(tx, &sink).await)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_book_is_whole() {
        let book = Book::open().expect("readable");
        assert!(book.stories.len() >= 40, "{} stories", book.stories.len());
        let zones: std::collections::HashSet<_> = book.agents.iter().map(|a| &a.zone).collect();
        assert_eq!((book.agents.len(), zones.len()), (6, 3));
        for story in &book.stories {
            let name = &story.subject;
            assert!(
                book.speech.contains_key(&story.lang),
                "{name}: no speech of {}",
                story.lang
            );
            assert!(
                book.people.contains_key(&story.lang),
                "{name}: nobody speaks {}",
                story.lang
            );
            assert!(
                book.topics.contains(&story.topic),
                "{name}: {}",
                story.topic
            );
            assert!(
                story.tags.iter().all(|t| book.tags.contains(t)),
                "{name}: {:?}",
                story.tags
            );
            let known = book
                .addresses
                .iter()
                .chain([&book.retired])
                .any(|a| a.local == story.to);
            assert!(known, "{name}: {}", story.to);
        }
        let locals = book
            .people
            .values()
            .flat_map(|n| n.first.iter().chain(&n.last));
        for (shown, latin) in locals {
            assert!(
                latin.bytes().all(|b| b.is_ascii_lowercase()),
                "{shown}: {latin}"
            );
        }
        let domains = book.people.values().flat_map(|n| &n.domains);
        for domain in domains.chain([&book.domain]) {
            assert!(domain.ends_with(".example"), "{domain} may be somebody's");
        }
    }
}
