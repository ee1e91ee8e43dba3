//! Running the queue forward: what is read for it, the runs themselves (no clock, no I/O: to be done off the threads that
//! serve people), and what comes out.

use super::held::{BOTH, Batch, Known};
use super::record::{language, languages};
use crate::{Desk, Result, clocks};
use domain::channel::{Channel, Stage};
use domain::conversation::Urgency;
use domain::hours::Hours;
use domain::promise::{
    CLASSES_MAX, Class, Forecast, Forward, Lateness, Record, Sort, Worker, coming, forward,
};
use domain::routing::{
    Agent, Firmness, Handing, Kind, Language, Need, Place, Queue, Rules, SIZE_WRITTEN, Skill,
    Standing, State, WorkItem,
};
use domain::simulate::Demand;
use domain::{ChannelId, ConversationId, Millis, TeamId};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use store::Tx;
use uuid::Uuid;

/// How far the runs go.
const HORIZON_MS: Millis = 7 * 24 * 3_600_000;
/// Things that may happen in one run.
const STEPS: u32 = 60_000;
/// Runs of a batch: so many at least, so many at a time, so many at most.
const RUNS_FEWEST: u32 = 10;
const RUNS_MOST: u32 = 40;
/// Items that are run forward; more waits behind them than anybody would be told of.
const ITEMS_MAX: usize = 20_000;
/// Names of items that are only counted, apart from those of rows and of the simulator.
const COUNTED: u128 = 0xffff_fffe << 96;

/// Everything that a batch needs.
#[derive(Debug, Clone)]
pub struct Outlook {
    at: Millis,
    known: Arc<Known>,
    queue: Queue,
    demand: Demand,
    staff: Vec<(Millis, Agent)>,
    sorts: Vec<Sort>,
    classes: Vec<Class>,
    present: usize,
    late_by: Millis,
}

impl Desk {
    /// What a batch needs, as it is now; `None` while the record says too little, or nobody works here: doors then tell by
    /// recent answers.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn outlook(&self, now: Millis) -> Result<Option<Outlook>> {
        let known = self.record(now).await?;
        if !known.record.is_enough() {
            return Ok(None);
        }
        self.db
            .read(async move |tx| look(tx, known.clone(), now).await)
            .await
    }
}

async fn look(tx: &mut Tx, known: Arc<Known>, now: Millis) -> Result<Option<Outlook>> {
    let mut state = crate::queue::state(tx, &known.record, now).await?;
    let spoken = languages(tx).await?;
    for item in &mut state.items {
        let tag: Option<String> = item.language.map(String::from);
        item.language = language(&spoken, tag.as_deref());
    }
    behind(tx, &mut state, &known.record, &spoken).await?;
    let hours = hours_of_teams(tx, now).await?;
    let absent = domain::promise::Habit::default();
    let able = crate::queue::able(tx, now).await?;
    let workers: Vec<Worker<'_>> = state
        .agents
        .iter()
        .filter(|agent| able.contains(&agent.id))
        .map(|agent| Worker {
            agent: agent.clone(),
            habit: known.habits.get(&agent.id).or_else(|| {
                // Where habits are known, whoever was never heard of has none to come.
                (!known.habits.is_empty() && !agent.is_present()).then_some(&absent)
            }),
            hours: agent.teams.iter().find_map(|t| hours.get(t)),
        })
        .collect();
    let staff = coming(&workers, &known.local, now, HORIZON_MS);
    let present = state.agents.iter().filter(|a| a.is_present()).count();
    if present == 0 && staff.is_empty() {
        return Ok(None);
    }
    let late_by = domain::promise::late_by(&known.local, hours.values(), now);
    let demand = known.record.demand(&known.local, now, HORIZON_MS, |sort| {
        (SIZE_WRITTEN, needs(sort.language))
    });
    let sorts = sorts(tx, &spoken).await?;
    let classes = sorts.iter().map(class).collect();
    let rules = Rules {
        // Agents pull what is next as soon as they have nothing.
        handing: Handing::Assigned,
        ..state.rules
    };
    Ok(Some(Outlook {
        at: now,
        queue: Queue::of(rules, state.agents, state.items, now),
        known,
        demand,
        staff,
        sorts,
        classes,
        present,
        late_by,
    }))
}

/// What waits beyond what the queue looks at is counted, and stands behind what it knows.
async fn behind(
    tx: &mut Tx,
    state: &mut State,
    record: &Record,
    spoken: &BTreeSet<Language>,
) -> Result<()> {
    type Lot = (ChannelId, Option<TeamId>, Urgency, Option<Language>);
    let mut known: BTreeMap<Lot, i64> = BTreeMap::new();
    for i in state.items.iter().filter(|i| i.kind == Kind::Deferred) {
        let place = (i.channel, i.team, i.urgency, i.language);
        *known.entry(place).or_default() += 1;
    }
    let mut all: BTreeMap<Lot, i64> = BTreeMap::new();
    for w in store::promise::waiting(tx).await? {
        let place = (
            w.channel,
            w.team,
            w.urgency,
            language(spoken, w.language.as_deref()),
        );
        *all.entry(place).or_default() += w.n;
    }
    let live = state.items.iter().filter(|i| i.kind == Kind::Live);
    for i in live {
        let place = (i.channel, i.team, i.urgency, i.language);
        *known.entry(place).or_default() += 1;
    }
    let mut name = COUNTED;
    for (place, n) in all {
        let more = n - known.get(&place).copied().unwrap_or(0);
        let (channel, team, urgency, language) = place;
        let sort = Sort {
            channel,
            kind: Kind::Deferred,
            urgency,
            team,
            language,
        };
        for _ in 0..more.max(0) {
            if state.items.len() >= ITEMS_MAX {
                return Ok(());
            }
            name += 1;
            let id = ConversationId(Uuid::from_u128(name));
            state.items.push(waiting(&sort, record, id, state.now));
        }
    }
    Ok(())
}

fn waiting(sort: &Sort, record: &Record, id: ConversationId, since: Millis) -> WorkItem {
    WorkItem {
        id,
        since,
        handle_ms: record.handling(sort.channel, sort.kind, None).ms(),
        place: Place::Fresh,
        standing: Standing::Waiting,
        ..domain::promise::probe(&class(sort))
    }
}

async fn hours_of_teams(tx: &mut Tx, now: Millis) -> Result<HashMap<TeamId, Hours>> {
    let mut out = HashMap::new();
    for kept in store::hours::all(tx).await? {
        if kept.teams.is_empty() {
            continue;
        }
        if let Some(hours) = clocks::hours(tx, kept.id, now).await? {
            out.extend(kept.teams.iter().map(|t| (*t, hours.clone())));
        }
    }
    Ok(out)
}

/// Whose wait is asked for: of every channel that takes anything, first what most people are, then by language, then what
/// is rarer. What is beyond the bound is told by recent answers.
async fn sorts(tx: &mut Tx, spoken: &BTreeSet<Language>) -> Result<Vec<Sort>> {
    let widgets = store::chat::widgets(tx).await?;
    let channels: Vec<Channel> = store::channel::all(tx).await?;
    let open = |c: &&Channel| !c.paused && !matches!(c.stage, Stage::Draft | Stage::Closed);
    let mut out = Vec::new();
    let languages = || std::iter::once(None).chain(spoken.iter().copied().map(Some));
    let urgencies = [
        Urgency::Normal,
        Urgency::Urgent,
        Urgency::High,
        Urgency::Low,
    ];
    for urgency in urgencies {
        for language in languages() {
            for channel in channels.iter().filter(open) {
                let live = widgets.iter().any(|w| w.channel == channel.id);
                let kinds = BOTH.into_iter().filter(|k| live || *k == Kind::Deferred);
                out.extend(kinds.map(|kind| Sort {
                    channel: channel.id,
                    kind,
                    urgency,
                    team: channel.team,
                    language,
                }));
            }
        }
    }
    out.truncate(CLASSES_MAX);
    Ok(out)
}

/// Speaking somebody's language is a wish.
fn needs(language: Option<Language>) -> Vec<Need> {
    let wish = |l| Need {
        skill: Skill::Language(l),
        level: 1,
        firmness: Firmness::Wish,
    };
    language.map(wish).into_iter().collect()
}

fn class(sort: &Sort) -> Class {
    Class {
        kind: sort.kind,
        channel: sort.channel,
        urgency: sort.urgency,
        team: sort.team,
        language: sort.language,
        needs: needs(sort.language),
        size: SIZE_WRITTEN,
    }
}

impl Outlook {
    /// Runs forward as long as `go_on` says, some runs at least and some at most.
    #[must_use]
    pub fn run(self, mut go_on: impl FnMut() -> bool) -> Batch {
        let mut found: Vec<Forecast> = Vec::new();
        let mut late = Lateness::default();
        let mut runs = 0;
        while runs < RUNS_FEWEST || runs < RUNS_MOST && go_on() {
            let how = Forward {
                seed: self.at.unsigned_abs().wrapping_add(u64::from(runs)),
                runs: RUNS_FEWEST,
                horizon_ms: HORIZON_MS,
                steps: STEPS,
                late_by: Some(self.late_by),
            };
            let more = forward(&self.queue, &self.demand, &self.staff, &self.classes, how);
            late.join(&more.late);
            if found.is_empty() {
                found = more.forecasts;
            } else {
                let more = more.forecasts.iter();
                found.iter_mut().zip(more).for_each(|(f, m)| f.join(m));
            }
            runs += RUNS_FEWEST;
        }
        let record = &self.known.record;
        let answered = |(n, (sort, forecast)): (u64, (Sort, Forecast))| {
            let law = record.answer(sort.channel, sort.kind);
            (sort, forecast.until_answered(&law, n))
        };
        Batch {
            at: self.at,
            present: self.present,
            late_by: self.late_by,
            late,
            forecasts: (0..)
                .zip(self.sorts.into_iter().zip(found))
                .map(answered)
                .collect(),
            known: self.known,
        }
    }
}
