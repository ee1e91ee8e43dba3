//! The whole queue for whoever looks after it: what waits and why there, who is here and with what, and what is wrong.

use super::help::{self, Helping};
use super::mine::{Stand, stand};
use super::rules;
use super::state::{Loaded, load};
use crate::{By, Desk, Result};
use domain::access::{Access, Permission};
use domain::routing::{Kind, Language, Queue, Standing, Turn, WorkItem, rank};
use domain::{AgentId, ChannelId, ConversationId, Millis, TeamId};
use std::collections::HashMap;
use store::Tx;

/// Items that are told of.
pub const LIVE_MAX: usize = 500;
/// Agents of those who could take something that are named.
const NAMED: usize = 3;
/// Arrivals in this time are compared...
const SPIKE_MS: Millis = 15 * 60 * 1000;
const WEEK_MS: Millis = 7 * 24 * 60 * 60 * 1000;
/// ...with those of the same time in so many weeks before.
const SPIKE_WEEKS: i64 = 4;
/// Fewer are no spike.
const SPIKE_LEAST: i64 = 5;

/// What is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LiveFilter {
    pub team: Option<TeamId>,
    pub channel: Option<ChannelId>,
    pub language: Option<Language>,
    pub limit: usize,
}

/// Something that waits, rings or is held.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveItem {
    pub item: WorkItem,
    pub limit_ms: Millis,
    pub due: Millis,
    /// Why it would be next.
    pub turn: Turn,
    /// How many who are here could take it, and some of them.
    pub able: usize,
    pub agents: Vec<AgentId>,
    pub lowered: u8,
    pub overflown: bool,
}

/// Somebody who works, and with what.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveAgent {
    pub agent: AgentId,
    pub stand: Stand,
    pub load: u32,
    pub capacity: u16,
    pub live: u32,
    pub live_cap: u16,
    pub holds: Vec<(ConversationId, Kind, ChannelId)>,
    pub ringing: Option<(ConversationId, Millis)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlarmKind {
    /// Somebody waits on the line whom nobody here can help.
    NobodyCan,
    Late,
    /// Far more came than usual.
    Spike,
    /// Somebody waits on the line, and no agent is here at all.
    NobodyHere,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alarm {
    pub kind: AlarmKind,
    pub conversation: Option<ConversationId>,
    pub channel: Option<ChannelId>,
    pub n: i64,
    /// Of a spike: so many are usual.
    pub expected: Option<i64>,
    pub since: Option<Millis>,
}

/// What will be late by then, if nothing changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LateAhead {
    /// When it was foreseen.
    pub at: Millis,
    pub late: u32,
    pub by: Millis,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Live {
    pub at: Millis,
    pub waiting: usize,
    pub late: usize,
    pub due_soon: usize,
    /// Whoever waits longest on the line: conversation, wait and limit.
    pub longest: Option<(ConversationId, Millis, Millis)>,
    pub items: Vec<LiveItem>,
    pub more: bool,
    pub agents: Vec<LiveAgent>,
    pub alarms: Vec<Alarm>,
    pub ahead: Option<LateAhead>,
    pub helping: Vec<Helping>,
}

impl Desk {
    /// The queue as far as the caller may see conversations. Agents are told of to those who may read figures or manage
    /// channels; to others, they themselves alone.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn live_queue(&self, by: &By, filter: LiveFilter) -> Result<Live> {
        let (access, now) = (by.access.clone(), by.now);
        let record = self.forecasts().measured();
        let ahead = self.late_ahead(&access, filter, now);
        self.db
            .read(async move |tx| {
                let loaded = load(tx, &record, now).await?;
                let came = came(tx, now).await?;
                let spike = rules::routing(tx).await?.spike_percent;
                let mut live = seen(&loaded, &access, filter, now);
                live.alarms.extend(spikes(&came, spike, filter, now));
                live.agents = agents(tx, &loaded, &access, now).await?;
                (live.ahead, live.helping) = (ahead, help::helping(tx, now).await?);
                Ok(live)
            })
            .await
    }

    /// As the promise's last runs had it, as far as the caller may see; they know nothing of languages that were asked for.
    fn late_ahead(&self, access: &Access, filter: LiveFilter, now: Millis) -> Option<LateAhead> {
        let batch = self.forecasts().newest(now).filter(|b| now < b.late_by)?;
        let asked = |channel: ChannelId, team: Option<TeamId>| {
            access.reaches(team, None)
                && filter.team.is_none_or(|t| team == Some(t))
                && filter.channel.is_none_or(|c| channel == c)
        };
        let late = batch.late.expected(asked)?;
        filter.language.is_none().then_some(LateAhead {
            at: batch.at,
            late,
            by: batch.late_by,
        })
    }
}

fn seen(loaded: &Loaded, access: &Access, filter: LiveFilter, now: Millis) -> Live {
    let queue = Queue::of(
        loaded.rules.clone(),
        loaded.agents.clone(),
        loaded.items.clone(),
        now,
    );
    let rules = queue.rules();
    let within = |i: &&WorkItem| {
        let assignee = loaded.facts.get(&i.id).and_then(|f| f.assignee);
        access.reaches(i.team, assignee)
            && filter.team.is_none_or(|t| i.team == Some(t))
            && filter.channel.is_none_or(|c| i.channel == c)
            && filter.language.is_none_or(|l| i.language == Some(l))
    };
    let mut items: Vec<&WorkItem> = queue.items().filter(within).collect();
    items.sort_by_key(|i| (rules.due(i), i.id));
    let open: Vec<&WorkItem> = items
        .iter()
        .filter(|i| !matches!(i.standing, Standing::Held { .. }))
        .copied()
        .collect();
    let late = open.iter().filter(|i| rules.due(i) < now).count();
    let soon = |i: &&&WorkItem| (now..now + rules.guard_ms).contains(&rules.due(i));
    let longest = open
        .iter()
        .filter(|i| i.kind == Kind::Live)
        .min_by_key(|i| i.since)
        .map(|i| (i.id, now - i.since, rules.limit(i)));
    // More urgent than what is due first, and hardly any time left.
    let first = open.iter().min_by_key(|i| rules.due(i));
    Live {
        at: now,
        waiting: open.len(),
        late,
        due_soon: open.iter().filter(soon).count(),
        longest,
        more: items.len() > filter.limit.min(LIVE_MAX),
        items: items
            .iter()
            .take(filter.limit.min(LIVE_MAX))
            .map(|i| told(&queue, i, first.copied(), now))
            .collect(),
        agents: Vec::new(),
        alarms: alarms(&queue, &open, now),
        ahead: None,
        helping: Vec::new(),
    }
}

fn told(queue: &Queue, item: &WorkItem, first: Option<&WorkItem>, now: Millis) -> LiveItem {
    let rules = queue.rules();
    let due = rules.due(item);
    let presses = |f: &&WorkItem| {
        f.id != item.id && rank(item.urgency) > rank(f.urgency) && due - now < rules.guard_ms
    };
    let turn = match first.filter(presses) {
        Some(before) => Turn::OutOfSlack {
            due,
            before: before.id,
        },
        None => Turn::EarliestDue { due },
    };
    let (lowered, helpers) = queue.eased(item.id).unwrap_or((0, &[]));
    let mut able: Vec<AgentId> = queue.able(item.id).collect();
    if let Standing::Offered { agent, .. } | Standing::Held { agent } = item.standing {
        able.push(agent);
    }
    LiveItem {
        item: item.clone(),
        limit_ms: rules.limit(item),
        due,
        turn,
        able: able.len(),
        agents: able.into_iter().take(NAMED).collect(),
        lowered,
        overflown: !helpers.is_empty(),
    }
}

fn alarms(queue: &Queue, open: &[&WorkItem], now: Millis) -> Vec<Alarm> {
    let mut alarms = Vec::new();
    let alarm = |kind, of: &[&WorkItem], since: Millis| Alarm {
        kind,
        conversation: of.first().map(|i| i.id),
        channel: of.first().map(|i| i.channel),
        n: i64::try_from(of.len()).unwrap_or(i64::MAX),
        expected: None,
        since: Some(since),
    };
    let live = |i: &&&WorkItem| i.kind == Kind::Live && i.standing == Standing::Waiting;
    let mut live: Vec<&WorkItem> = open.iter().filter(live).copied().collect();
    live.sort_by_key(|i| i.since);
    let here = queue.agents().any(domain::routing::Agent::is_present);
    if let Some(oldest) = live.first()
        && !here
    {
        alarms.push(alarm(AlarmKind::NobodyHere, &live, oldest.since));
    }
    let nobody = |i: &&&WorkItem| queue.able(i.id).next().is_none();
    let stuck: Vec<&WorkItem> = live.iter().filter(nobody).copied().collect();
    if let Some(oldest) = stuck.first()
        && here
    {
        alarms.push(alarm(AlarmKind::NobodyCan, &stuck, oldest.since));
    }
    let late = |i: &&&WorkItem| queue.rules().due(i) < now;
    let late: Vec<&WorkItem> = open.iter().filter(late).copied().collect();
    if let Some(worst) = late.first() {
        alarms.push(alarm(AlarmKind::Late, &late, queue.rules().due(worst)));
    }
    alarms
}

/// What came by channel in the last quarter of an hour, and in the same one of the weeks before.
async fn came(tx: &mut Tx, now: Millis) -> Result<HashMap<ChannelId, (i64, i64)>> {
    let mut came: HashMap<ChannelId, (i64, i64)> = HashMap::new();
    for week in 0..=SPIKE_WEEKS {
        let to = now - week * WEEK_MS;
        for (channel, n) in store::work::opened(tx, to - SPIKE_MS, to).await? {
            let both = came.entry(channel).or_default();
            match week {
                0 => both.0 += n,
                _ => both.1 += n,
            }
        }
    }
    Ok(came)
}

fn spikes(
    came: &HashMap<ChannelId, (i64, i64)>,
    percent: u32,
    filter: LiveFilter,
    now: Millis,
) -> Vec<Alarm> {
    let mut spikes: Vec<Alarm> = came
        .iter()
        .filter(|(channel, _)| filter.channel.is_none_or(|c| c == **channel))
        .filter(|(_, (n, before))| {
            *n >= SPIKE_LEAST && n * 100 * SPIKE_WEEKS > before * i64::from(percent)
        })
        .map(|(channel, (n, before))| Alarm {
            kind: AlarmKind::Spike,
            conversation: None,
            channel: Some(*channel),
            n: *n,
            expected: Some((before + SPIKE_WEEKS / 2) / SPIKE_WEEKS),
            since: Some(now - SPIKE_MS),
        })
        .collect();
    spikes.sort_by_key(|a| (std::cmp::Reverse(a.n), a.channel));
    spikes
}

async fn agents(
    tx: &mut Tx,
    loaded: &Loaded,
    access: &Access,
    now: Millis,
) -> Result<Vec<LiveAgent>> {
    let all = access.may(Permission::ReportRead) || access.may(Permission::ChannelManage);
    let mut out = Vec::new();
    for agent in &loaded.agents {
        let own = access.agent == Some(agent.id);
        let seen = own || all && access.sees_time_of(agent.id, &agent.teams);
        if !seen {
            continue;
        }
        let Some(seat) = loaded.seats.get(&agent.id) else {
            continue;
        };
        let mut told = LiveAgent {
            agent: agent.id,
            stand: stand(tx, seat, now).await?,
            load: 0,
            capacity: agent.capacity,
            live: 0,
            live_cap: agent.live_cap,
            holds: Vec::new(),
            ringing: None,
        };
        for item in &loaded.items {
            match item.standing {
                Standing::Held { agent: by } if by == agent.id => {
                    told.holds.push((item.id, item.kind, item.channel));
                }
                Standing::Offered { agent: at, until } if at == agent.id => {
                    told.ringing = Some((item.id, until));
                }
                _ => continue,
            }
            told.load += u32::from(item.size);
            told.live += u32::from(item.kind == Kind::Live);
        }
        out.push(told);
    }
    Ok(out)
}
