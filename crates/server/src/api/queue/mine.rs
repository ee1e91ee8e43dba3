//! An agent's own part of the queue: what rings, what they have, and what they say to it.

use crate::api::types::Summary;
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::reads;
use axum::extract::State;
use axum::http::StatusCode;
use desk::queue::{Mine, Ringing, Stand};
use domain::routing::{Because, Presence};
use domain::{AgentId, ConversationId, Millis};
use serde::{Deserialize, Serialize};
use store::work::Work;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(mine))
        .routes(routes!(accept))
        .routes(routes!(decline))
        .routes(routes!(give_back))
        .routes(routes!(end_wrap_up))
}

/// Where an agent stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QueuePresence {
    /// `online`, `away`, `wrap_up` or `offline`.
    state: &'static str,
    /// What they are away for: `away`, `break`, `meeting`, `training`, or `unanswered` when the program said so.
    reason: Option<&'static str>,
    until: Option<Millis>,
    since: Option<Millis>,
}

impl From<Stand> for QueuePresence {
    fn from(s: Stand) -> Self {
        let (state, reason) = match s.presence {
            Presence::Online => ("online", None),
            Presence::Away { reason } => ("away", Some(reason.word())),
            Presence::WrapUp { .. } => ("wrap_up", None),
            Presence::Offline { .. } => ("offline", None),
        };
        Self {
            state,
            reason,
            until: s.until,
            since: s.since,
        }
    }
}

/// Why this work, and why this agent.
#[derive(Debug, Serialize, ToSchema)]
struct OfferBecause {
    /// `earliest_due`, `out_of_slack` or `not_pulled`.
    rule: &'static str,
    due: Option<Millis>,
    /// `sticky`, `longest_idle`, `least_loaded` or `asked`.
    whom: &'static str,
    /// Levels by which wishes were lowered.
    lowered: u8,
}

impl From<Because> for OfferBecause {
    fn from(b: Because) -> Self {
        Self {
            rule: b.turn.word(),
            due: b.turn.due(),
            whom: b.whom.word(),
            lowered: b.lowered,
        }
    }
}

/// What rings.
#[derive(Debug, Serialize, ToSchema)]
struct QueueOffer {
    conversation: Summary,
    /// Said again with the answer.
    version: u32,
    until: Millis,
    since: Millis,
    due: Millis,
    because: Option<OfferBecause>,
    /// The first words of the customer.
    text: String,
}

/// What an agent has.
#[derive(Debug, Serialize, ToSchema)]
struct QueueHeld {
    #[schema(value_type = String)]
    conversation: ConversationId,
    /// `live`: somebody waits on the line. `deferred`: nobody does.
    kind: &'static str,
    since: Millis,
}

impl From<&Work> for QueueHeld {
    fn from(w: &Work) -> Self {
        Self {
            conversation: w.conversation,
            kind: super::kind_word(w.kind),
            since: w.at,
        }
    }
}

/// The caller and their work.
#[derive(Debug, Serialize, ToSchema)]
struct QueueMine {
    #[schema(value_type = String)]
    agent: AgentId,
    presence: QueuePresence,
    load: u32,
    capacity: u16,
    live: u32,
    live_cap: u16,
    offer: Option<QueueOffer>,
    holds: Vec<QueueHeld>,
    /// Live contacts in reach that ring nowhere.
    waiting: i64,
}

/// Where the caller stands, what rings at them, and what they have.
#[utoipa::path(get, path = "/queue/mine", tag = "queue", responses((status = 200, body = QueueMine)))]
async fn mine(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<QueueMine>> {
    let mine: Mine = app.desk.my_queue(&caller.by()).await?;
    let offer = match mine.offer {
        Some(ringing) => offer(&app, &caller, ringing).await?,
        None => None,
    };
    Ok(axum::Json(QueueMine {
        agent: mine.agent,
        presence: mine.stand.into(),
        load: mine.load,
        capacity: mine.capacity,
        live: mine.live,
        live_cap: mine.live_cap,
        offer,
        holds: mine.holds.iter().map(QueueHeld::from).collect(),
        waiting: mine.waiting,
    }))
}

async fn offer(app: &App, caller: &Caller, ringing: Ringing) -> ApiResult<Option<QueueOffer>> {
    let work = ringing.work;
    // Whoever it rings at may know what rings, also where their team only helps.
    let found = reads::summary_for_offer(app, caller, work.conversation).await?;
    Ok(found.map(|conversation| QueueOffer {
        conversation,
        version: work.version,
        until: work.until.unwrap_or(work.at),
        since: work.since,
        due: ringing.due,
        because: work.because.0.map(OfferBecause::from),
        text: ringing.text,
    }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OfferAnswer {
    /// That of the offer which is answered.
    version: u32,
}

#[derive(Debug, Serialize, ToSchema)]
struct OfferAccepted {
    #[schema(value_type = String)]
    conversation: ConversationId,
}

/// Takes what rings. Of two answers the first counts; the other is told that the offer is over.
#[utoipa::path(post, path = "/queue/offers/{conversation}/accept", tag = "queue", params(("conversation" = String, Path)),
    request_body = OfferAnswer, responses((status = 200, body = OfferAccepted), (status = 403, body = ErrorBody),
    (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn accept(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Json(input): Json<OfferAnswer>,
) -> ApiResult<axum::Json<OfferAccepted>> {
    app.desk
        .accept_offer(&caller.by(), id, input.version)
        .await?;
    app.wakes.router.notify_one();
    Ok(axum::Json(OfferAccepted { conversation: id }))
}

/// Lets it ring elsewhere, and not here for a while.
#[utoipa::path(post, path = "/queue/offers/{conversation}/decline", tag = "queue", params(("conversation" = String, Path)),
    request_body = OfferAnswer, responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn decline(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Json(input): Json<OfferAnswer>,
) -> ApiResult<StatusCode> {
    app.desk
        .decline_offer(&caller.by(), id, input.version)
        .await?;
    app.wakes.router.notify_one();
    Ok(StatusCode::NO_CONTENT)
}

/// Gives back what the caller has: it waits again, since when it always did.
#[utoipa::path(post, path = "/queue/{conversation}/return", tag = "queue", params(("conversation" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn give_back(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ConversationId>,
) -> ApiResult<StatusCode> {
    app.desk.give_back(&caller.by(), id).await?;
    app.wakes.router.notify_one();
    Ok(StatusCode::NO_CONTENT)
}

/// Done with what was to be written down after a contact: the next one may ring.
#[utoipa::path(post, path = "/queue/wrap-up/end", tag = "queue", responses((status = 204)))]
async fn end_wrap_up(State(app): State<App>, caller: Caller) -> ApiResult<StatusCode> {
    app.desk.end_wrap_up(&caller.by()).await?;
    app.wakes.router.notify_one();
    Ok(StatusCode::NO_CONTENT)
}
