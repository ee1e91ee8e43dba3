//! What agents' consoles tell of their time: taking it in, summing up days that are over, forgetting. What it means is
//! `domain::ledger`; reports are `time`.

use crate::{By, Desk, DeskError, Result, organization};
use domain::hours::{Midnights, begin_of, date_in, days_later};
use domain::ledger::{Heard, LATE_MS, Ledger, Line, Said, Thing};
use domain::{AgentId, ChannelId, ConversationId, Millis, Refusal, TopicId};
use std::collections::{BTreeMap, HashMap};
use store::Tx;
use store::activity::Stretch;
use uuid::Uuid;

/// Stretches in one request.
pub const SAID_MAX: usize = 300;
/// Consoles of one agent that are heard of within the time in which they may be late; each reload of a page is one.
const CONSOLES_MAX: i64 = 1_000;
/// A day is summed up when nothing of it can come any more.
const SETTLED_MS: Millis = 2 * LATE_MS;
/// How long stretches are kept.
pub const KEPT_MS: Millis = 90 * 24 * 60 * 60 * 1000;
/// Stretches that are forgotten in one transaction.
const SWEPT: usize = 1_000;

impl Desk {
    /// Takes in what a console says of its agent's time; the last number that was heard of it. Said again, it counts once;
    /// a conversation that is out of reach is not noted.
    ///
    /// # Errors
    /// `invalid`, `too_many`; `not_permitted` for another agent's console; see [`store::StoreError`].
    pub async fn take_activity(&self, by: &By, source: Uuid, said: Vec<Said>) -> Result<i64> {
        let agent = by.person()?;
        if said.len() > SAID_MAX {
            let text = format!("At most {SAID_MAX} stretches at once.");
            return Err(Refusal::new("invalid", text).on("slices").into());
        }
        let mut said = said;
        said.sort_by_key(|s| s.seq);
        let by = by.clone();
        self.db
            .write(async move |tx| take(tx, &by, agent, source, &said).await)
            .await
    }

    /// Sums up one day that is over; whether there may be more to do.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn sum_up_activity(&self, now: Millis) -> Result<bool> {
        let found: Option<Day> = self
            .db
            .read(async move |tx| day_that_is_over(tx, now).await)
            .await?;
        let Some(day) = found else { return Ok(false) };
        let (since, until) = (day.since, day.until);
        let done: bool = self
            .db
            .write(async move |tx| {
                store::activity::sum_up(tx, since, until, &day.lines)
                    .await
                    .map_err(DeskError::from)
            })
            .await?;
        Ok(done)
    }

    /// Forgets some of what is older than it is kept, and summed up; whether there may be more.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn sweep_activity(&self, now: Millis) -> Result<bool> {
        let gone: u64 = self
            .db
            .write(async move |tx| {
                let summed = store::activity::summed(tx).await?;
                store::activity::sweep(tx, summed.min(now - KEPT_MS), SWEPT).await
            })
            .await?;
        Ok(gone > 0)
    }
}

async fn take(tx: &mut Tx, by: &By, agent: AgentId, source: Uuid, said: &[Said]) -> Result<i64> {
    let (whose, mut heard) = match store::activity::source(tx, source).await? {
        Some(known) => known,
        None => {
            let since = by.now - LATE_MS;
            if store::activity::sources_since(tx, agent, since).await? >= CONSOLES_MAX {
                let text = "Too many consoles of yours are open.";
                return Err(DeskError::refused("too_many", text));
            }
            store::activity::begin(tx, source, agent, by.now).await?;
            let made = store::activity::source(tx, source).await?;
            made.unwrap_or((agent, Heard::begin(by.now)))
        }
    };
    if whose != agent {
        return Err(DeskError::refused(
            "not_permitted",
            "This console is somebody else's.",
        ));
    }
    let before = heard;
    let mut reached: HashMap<ConversationId, bool> = HashMap::new();
    let mut slices = Vec::with_capacity(said.len());
    for one in said {
        let Some(mut slice) = heard.take(by.now, one) else {
            continue;
        };
        if let Some((conversation, _)) = slice.work {
            let reaches = match reached.get(&conversation) {
                Some(known) => *known,
                None => reaches(tx, by, conversation).await?,
            };
            reached.insert(conversation, reaches);
            if !reaches {
                slice.work = None;
            }
        }
        slices.push(slice);
    }
    if !slices.is_empty() {
        store::activity::add(tx, source, agent, &slices).await?;
    }
    if heard != before {
        store::activity::heard(tx, source, heard).await?;
    }
    Ok(heard.seq)
}

async fn reaches(tx: &mut Tx, by: &By, conversation: ConversationId) -> Result<bool> {
    let found = store::conversation::load(tx, conversation).await?;
    Ok(found.is_some_and(|c| by.access.reaches(c.team, c.assignee)))
}

struct Day {
    since: Millis,
    until: Millis,
    lines: Vec<Line>,
}

/// The first day that is over, settled, and not summed up.
async fn day_that_is_over(tx: &mut Tx, now: Millis) -> Result<Option<Day>> {
    let since = store::activity::summed(tx).await?;
    let from = since.saturating_sub(store::activity::GROWN_MS);
    let Some(first) = store::activity::first_since(tx, from).await? else {
        return Ok(None);
    };
    let zone = organization::of(tx).await?.zone;
    let first = first.max(since);
    let until = begin_of(days_later(date_in(&zone, first)?, 1)?, &zone)?;
    if until > now - SETTLED_MS {
        return Ok(None);
    }
    let lines = lines_between(tx, &zone, since, until).await?;
    Ok(Some(Day {
        since,
        until,
        lines,
    }))
}

/// The ledgers of everybody between two times, by day.
pub(crate) async fn lines_between(
    tx: &mut Tx,
    zone: &str,
    from: Millis,
    to: Millis,
) -> Result<Vec<Line>> {
    let stretches = store::activity::between(tx, from, to).await?;
    lines_of(&stretches, zone, from, to)
}

/// The ledgers of stretches that are in order of their agents.
///
/// # Errors
/// When the zone is unknown.
pub(crate) fn lines_of(
    stretches: &[Stretch],
    zone: &str,
    from: Millis,
    to: Millis,
) -> Result<Vec<Line>> {
    let (Some(begin), Some(end)) = (
        stretches.iter().map(|s| s.slice.from).min(),
        stretches.iter().map(|s| s.slice.to).max(),
    ) else {
        return Ok(Vec::new());
    };
    let midnights = Midnights::new(zone, begin.max(from), end.min(to))?;
    let mut lines = Vec::new();
    for own in stretches.chunk_by(|a, b| a.agent == b.agent) {
        let mut about = HashMap::new();
        let mut slices = Vec::with_capacity(own.len());
        for stretch in own {
            if let Some((conversation, _)) = stretch.slice.work {
                about.insert(conversation, (stretch.channel, stretch.topic));
            }
            let mut slice = stretch.slice;
            (slice.from, slice.to) = (slice.from.max(from), slice.to.min(to));
            slices.push(slice);
        }
        for (day, ledger) in Ledger::by_day(&slices, &midnights) {
            lines.extend(lines_of_day(own[0].agent, day, &ledger, &about));
        }
    }
    Ok(lines)
}

type About = HashMap<ConversationId, (Option<ChannelId>, Option<TopicId>)>;

/// One line for each channel, topic and thing. A conversation is counted with the strongest thing that was done in it.
fn lines_of_day(agent: AgentId, day: i64, ledger: &Ledger, about: &About) -> Vec<Line> {
    let mut lines: BTreeMap<_, Line> = BTreeMap::new();
    for (&(thing, conversation), &time) in &ledger.0 {
        let (channel, topic) = conversation
            .and_then(|c| about.get(&c).copied())
            .unwrap_or_default();
        let line = lines.entry((channel, topic, thing)).or_insert(Line {
            day,
            agent,
            channel,
            topic,
            thing,
            time: domain::ledger::Time::default(),
            n: 0,
        });
        line.time.ms += time.ms;
        line.time.assumed_ms += time.assumed_ms;
        let counted = match thing {
            Thing::Writing => conversation.is_some(),
            Thing::Reading => !ledger.0.contains_key(&(Thing::Writing, conversation)),
            _ => false,
        };
        line.n += i64::from(counted);
    }
    lines.into_values().collect()
}
