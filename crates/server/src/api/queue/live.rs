//! The whole queue for whoever looks after it.

use super::kind_word;
use super::mine::QueuePresence;
use crate::api::types::Summary;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::Query;
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::reads;
use axum::extract::State;
use desk::queue::{Alarm, AlarmKind, Helping, LateAhead, LiveAgent, LiveFilter, LiveItem};
use domain::routing::{Language, Place, Standing};
use domain::{AgentId, ChannelId, ConversationId, Millis, Refusal, TeamId};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};

const LIMIT: usize = 200;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(live))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct QueueAsked {
    #[param(value_type = Option<String>)]
    team: Option<TeamId>,
    #[param(value_type = Option<String>)]
    channel: Option<ChannelId>,
    language: Option<String>,
    /// At most 500; 200 unless said otherwise.
    limit: Option<usize>,
}

/// Why it would be next.
#[derive(Debug, Serialize, ToSchema)]
struct QueueWhy {
    /// `earliest_due` or `out_of_slack`.
    rule: &'static str,
    due: Option<Millis>,
}

/// Who could take it.
#[derive(Debug, Serialize, ToSchema)]
struct QueueCan {
    /// Of those who are here.
    n: usize,
    /// Three of them at most.
    #[schema(value_type = Vec<String>)]
    agents: Vec<AgentId>,
}

/// Something that waits, rings or is held.
#[derive(Debug, Serialize, ToSchema)]
struct QueueItem {
    conversation: Summary,
    /// `live` or `deferred`.
    kind: &'static str,
    language: Option<String>,
    since: Millis,
    limit_ms: Millis,
    due: Millis,
    /// `fresh`, `admitted`, or `behind`: was offered another way, and overtakes nobody.
    place: &'static str,
    /// `waiting`, `offered` or `held`.
    standing: &'static str,
    #[schema(value_type = Option<String>)]
    agent: Option<AgentId>,
    until: Option<Millis>,
    version: u32,
    why: QueueWhy,
    can: QueueCan,
    lowered: u8,
    overflown: bool,
}

impl QueueItem {
    fn of(i: LiveItem, conversation: Summary) -> Self {
        let (standing, agent, until) = match i.item.standing {
            Standing::Waiting => ("waiting", None, None),
            Standing::Offered { agent, until } => ("offered", Some(agent), Some(until)),
            Standing::Held { agent } => ("held", Some(agent), None),
        };
        Self {
            conversation,
            kind: kind_word(i.item.kind),
            language: i.item.language.map(String::from),
            since: i.item.since,
            limit_ms: i.limit_ms,
            due: i.due,
            place: match i.item.place {
                Place::Fresh => "fresh",
                Place::Admitted => "admitted",
                Place::Behind => "behind",
            },
            standing,
            agent,
            until,
            version: i.item.version,
            why: QueueWhy {
                rule: i.turn.word(),
                due: i.turn.due(),
            },
            can: QueueCan {
                n: i.able,
                agents: i.agents,
            },
            lowered: i.lowered,
            overflown: i.overflown,
        }
    }
}

/// What an agent has, as the whole queue shows it.
#[derive(Debug, Serialize, ToSchema)]
struct QueueHolds {
    #[schema(value_type = String)]
    conversation: ConversationId,
    kind: &'static str,
    #[schema(value_type = String)]
    channel: ChannelId,
}

#[derive(Debug, Serialize, ToSchema)]
struct QueueRinging {
    #[schema(value_type = String)]
    conversation: ConversationId,
    until: Millis,
}

/// Somebody who works, and with what.
#[derive(Debug, Serialize, ToSchema)]
struct QueueAgent {
    #[schema(value_type = String)]
    agent: AgentId,
    presence: QueuePresence,
    load: u32,
    capacity: u16,
    live: u32,
    live_cap: u16,
    holds: Vec<QueueHolds>,
    ringing: Option<QueueRinging>,
}

impl From<LiveAgent> for QueueAgent {
    fn from(a: LiveAgent) -> Self {
        let holds = a.holds.into_iter();
        Self {
            agent: a.agent,
            presence: a.stand.into(),
            load: a.load,
            capacity: a.capacity,
            live: a.live,
            live_cap: a.live_cap,
            holds: holds
                .map(|(conversation, kind, channel)| QueueHolds {
                    conversation,
                    kind: kind_word(kind),
                    channel,
                })
                .collect(),
            ringing: a.ringing.map(|(conversation, until)| QueueRinging {
                conversation,
                until,
            }),
        }
    }
}

/// Something that is wrong.
#[derive(Debug, Serialize, ToSchema)]
struct QueueAlarm {
    /// `nobody_can`, `late`, `spike` or `nobody_here`.
    kind: &'static str,
    #[schema(value_type = Option<String>)]
    conversation: Option<ConversationId>,
    #[schema(value_type = Option<String>)]
    channel: Option<ChannelId>,
    n: i64,
    /// Of a spike: so many are usual.
    expected: Option<i64>,
    since: Option<Millis>,
}

impl From<Alarm> for QueueAlarm {
    fn from(a: Alarm) -> Self {
        Self {
            kind: match a.kind {
                AlarmKind::NobodyCan => "nobody_can",
                AlarmKind::Late => "late",
                AlarmKind::Spike => "spike",
                AlarmKind::NobodyHere => "nobody_here",
            },
            conversation: a.conversation,
            channel: a.channel,
            n: a.n,
            expected: a.expected,
            since: a.since,
        }
    }
}

/// Whoever waits longest on the line.
#[derive(Debug, Serialize, ToSchema)]
struct QueueLongest {
    wait_ms: Millis,
    limit_ms: Millis,
    #[schema(value_type = String)]
    conversation: ConversationId,
}

/// What will be late by then, if nothing changes: what waits past its due time, as `late` will say.
#[derive(Debug, Serialize, ToSchema)]
struct QueueAhead {
    /// When it was foreseen.
    at: Millis,
    late: u32,
    /// The next full hour, or the end of hours.
    by: Millis,
}

/// A team whose helpers were called in.
#[derive(Debug, Serialize, ToSchema)]
struct QueueHelping {
    #[schema(value_type = String)]
    team: TeamId,
    #[schema(value_type = Vec<String>)]
    to: Vec<TeamId>,
    until: Millis,
}

impl From<LateAhead> for QueueAhead {
    fn from(a: LateAhead) -> Self {
        Self {
            at: a.at,
            late: a.late,
            by: a.by,
        }
    }
}

impl From<Helping> for QueueHelping {
    fn from(h: Helping) -> Self {
        Self {
            team: h.team,
            to: h.to,
            until: h.until,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct QueueLive {
    at: Millis,
    waiting: usize,
    late: usize,
    due_soon: usize,
    longest_live: Option<QueueLongest>,
    /// In the order in which they are due.
    items: Vec<QueueItem>,
    /// There are more than were asked for.
    more: bool,
    agents: Vec<QueueAgent>,
    alarms: Vec<QueueAlarm>,
    /// Null while too little is known to foresee it, or when a language was asked for.
    ahead: Option<QueueAhead>,
    helping: Vec<QueueHelping>,
}

/// What waits, rings and is held, as far as the caller may see it, and why there; who is here, with what; and what is wrong.
#[utoipa::path(get, path = "/queue", tag = "queue", params(QueueAsked),
    responses((status = 200, body = QueueLive), (status = 422, body = ErrorBody)))]
async fn live(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<QueueAsked>,
) -> ApiResult<axum::Json<QueueLive>> {
    let filter = LiveFilter {
        team: asked.team,
        channel: asked.channel,
        language: asked.language.as_deref().map(language).transpose()?,
        limit: asked.limit.unwrap_or(LIMIT),
    };
    let live = app.desk.live_queue(&caller.by(), filter).await?;
    let ids = live.items.iter().map(|i| i.item.id).collect();
    let lines = reads::summaries(&app, &caller, ids).await?;
    let mut lines: HashMap<ConversationId, Summary> =
        lines.into_iter().map(|s| (s.id, s)).collect();
    let items = live.items.into_iter();
    Ok(axum::Json(QueueLive {
        at: live.at,
        waiting: live.waiting,
        late: live.late,
        due_soon: live.due_soon,
        longest_live: live
            .longest
            .map(|(conversation, wait_ms, limit_ms)| QueueLongest {
                wait_ms,
                limit_ms,
                conversation,
            }),
        items: items
            .filter_map(|i| lines.remove(&i.item.id).map(|line| QueueItem::of(i, line)))
            .collect(),
        more: live.more,
        agents: live.agents.into_iter().map(QueueAgent::from).collect(),
        alarms: live.alarms.into_iter().map(QueueAlarm::from).collect(),
        ahead: live.ahead.map(QueueAhead::from),
        helping: live.helping.into_iter().map(QueueHelping::from).collect(),
    }))
}

fn language(tag: &str) -> ApiResult<Language> {
    let text = "A language is a tag like en or zh-hans.";
    Language::of(tag).ok_or_else(|| ApiError::from(Refusal::new("bad_value", text).on("language")))
}
