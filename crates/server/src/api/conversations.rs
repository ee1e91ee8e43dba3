//! Conversations: lists and the open conversation.

use super::types::{
    Addr, Detail, Head, Link, LinkedConversation, MergedHere, NumberedId, Page, Participant,
    Pinned, Promise, ReplyPlan, SlaClock, SlaClocks, Summary, Warning,
};
use super::waiting::{self, Asked, List};
use super::{contacts, drafts, thread};
use crate::api::types::words;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::reads;
use axum::extract::State;
use domain::access::Access;
use domain::conversation::{Status, StatusState, Urgency};
use domain::reply_rules::{Person, ReplyMode};
use domain::{
    AgentId, ChannelId, ContactId, ConversationId, DoorId, Millis, TagId, TeamId, ViewId,
};
use serde::Deserialize;
use store::Tx;
use store::inbox::{Filter, View};

/// Messages that come with an open conversation.
const MESSAGES: usize = 50;
const HISTORY: usize = 10;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(open))
        .routes(routes!(clocks))
}

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// `mine`, `unassigned`, `all`, `triage` (open, with a topic or an urgency that was guessed), `waiting`, `snoozed`, `resolved`, `spam`, `mentions`, the id of a team or of a view.
    view: Option<String>,
    #[param(value_type = Option<words::Status>)]
    status: Option<Status>,
    #[param(value_type = Option<String>)]
    channel: Option<ChannelId>,
    #[param(value_type = Option<String>)]
    assignee: Option<AgentId>,
    #[param(value_type = Option<String>)]
    team: Option<TeamId>,
    #[param(value_type = Option<String>)]
    tag: Option<TagId>,
    #[param(value_type = Option<String>)]
    contact: Option<ContactId>,
    #[param(value_type = Option<words::Urgency>)]
    urgency: Option<Urgency>,
    #[param(value_type = Option<String>)]
    door: Option<DoorId>,
    /// `newest` (default); `oldest`: who has waited longest first, then those in which nobody waits, newest first; or
    /// `due`: what is due first, then those in which nothing is due, newest first.
    sort: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// A page of a view.
#[utoipa::path(get, path = "/conversations", tag = "conversations", params(ListQuery),
    responses((status = 200, body = Page<Summary>), (status = 401, body = ErrorBody)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ListQuery>,
) -> ApiResult<axum::Json<Page<Summary>>> {
    let place = waiting::place_of(query.cursor.as_deref())?;
    let limit = query.limit.unwrap_or(50).clamp(1, 100);
    if let Some(view) = query.view.as_deref().and_then(|v| v.parse::<ViewId>().ok()) {
        let view = app.desk.view(&caller.by(), view).await?;
        let asked = Asked {
            list: List::Any(view.filter.0),
            sort: waiting::sort_of(Some(query.sort.as_deref().unwrap_or(&view.sort)))?,
            place,
            limit,
        };
        return Ok(axum::Json(waiting::page(&app, &caller, asked).await?));
    }
    if query.view.as_deref() == Some("triage") {
        let asked = Asked {
            list: List::Any(super::triage::guesses()),
            sort: waiting::sort_of(query.sort.as_deref())?,
            place,
            limit,
        };
        return Ok(axum::Json(waiting::page(&app, &caller, asked).await?));
    }
    let filter = filter(&query)?;
    let asked = Asked {
        sort: filter.sort,
        list: List::Inbox(filter),
        place,
        limit,
    };
    Ok(axum::Json(waiting::page(&app, &caller, asked).await?))
}

fn filter(query: &ListQuery) -> ApiResult<Filter> {
    let (view, status) = match query.view.as_deref().unwrap_or("all") {
        "mine" => (View::Mine, Status::Open),
        "unassigned" => (View::Unassigned, Status::Open),
        "all" => (View::All, Status::Open),
        "waiting" => (View::All, Status::Waiting),
        "snoozed" => (View::All, Status::Snoozed),
        "resolved" => (View::All, Status::Resolved),
        "spam" => (View::All, Status::Spam),
        "mentions" => (View::Followed, Status::Open),
        team => match team.parse() {
            Ok(team) => (View::Team(team), Status::Open),
            Err(_) => return Err(ApiError::invalid("view", "There is no such view.")),
        },
    };
    let mut filter = Filter::new(view).status(query.status.unwrap_or(status));
    filter = filter.sort(waiting::sort_of(query.sort.as_deref())?);
    filter.channel = query.channel;
    filter.assignee = query.assignee;
    filter.team = query.team;
    filter.tag = query.tag;
    filter.contact = query.contact;
    filter.urgency = query.urgency;
    filter.door = query.door;
    Ok(filter)
}

/// A conversation with its newest messages, by id or number.
#[utoipa::path(get, path = "/conversations/{id}", tag = "conversations", params(("id" = String, Path, description = "`cnv_…` or the number")),
    responses((status = 200, body = Detail), (status = 404, body = ErrorBody)))]
async fn open(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> ApiResult<axum::Json<Detail>> {
    let id = find(&app, &caller, &id).await?;
    Ok(axum::Json(detail(&app, &caller, id).await?))
}

/// The SLA clocks of a conversation, newest first.
#[utoipa::path(get, path = "/conversations/{id}/sla-clocks", tag = "conversations", params(("id" = String, Path, description = "`cnv_…` or the number")),
    responses((status = 200, body = SlaClocks), (status = 404, body = ErrorBody)))]
async fn clocks(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> ApiResult<axum::Json<SlaClocks>> {
    let id = find(&app, &caller, &id).await?;
    // Out of reach is not found.
    reads::summary(&app, &caller, id).await?;
    let items = app.desk.clocks_of(id).await?;
    let items = items.into_iter().map(SlaClock::from).collect();
    Ok(axum::Json(SlaClocks { items }))
}

/// The conversation of an id or a number.
pub(super) async fn find(app: &App, caller: &Caller, id: &str) -> ApiResult<ConversationId> {
    if let Ok(id) = id.parse() {
        return Ok(id);
    }
    let number: i64 = id
        .trim_start_matches('#')
        .parse()
        .map_err(|_| ApiError::not_found())?;
    let access = caller.access().clone();
    let found = app
        .db()
        .read(async move |tx| store::inbox::conversation_by_number(tx, &access, number).await)
        .await?;
    found.map(|c| c.id).ok_or_else(ApiError::not_found)
}

/// Everything that the open conversation shows.
pub(super) async fn detail(app: &App, caller: &Caller, id: ConversationId) -> ApiResult<Detail> {
    let (access, now) = (caller.access().clone(), caller.now);
    let me = caller.agent();
    let mut detail = app
        .db()
        .read(async move |tx| {
            let (id, led_from) = destination(tx, id).await?;
            let found = store::read::conversation(tx, &access, id)
                .await?
                .ok_or_else(ApiError::not_found)?;
            let page = store::read::messages(tx, &access, id, None, MESSAGES).await?;
            let people = thread::People::of(tx).await?;
            let messages = page
                .messages
                .into_iter()
                .filter(thread::is_shown)
                .map(|m| people.message(m))
                .collect();
            let contact = match found.summary.contact {
                Some(contact) => contacts::load(tx, &access, contact).await?,
                None => None,
            };
            let history = match found.summary.contact {
                Some(contact) => {
                    let others =
                        store::inbox::conversations_of_contact(tx, &access, contact, HISTORY + 1)
                            .await?;
                    let others = others
                        .into_iter()
                        .filter(|c| c.id != id)
                        .take(HISTORY)
                        .collect();
                    reads::dress(tx, others, now).await?
                }
                None => Vec::new(),
            };
            let draft = drafts::load(tx, id, me).await?;
            let promise = store::promise::newest(tx, id).await?;
            Ok::<_, ApiError>(Detail {
                led_from,
                conversation: head(tx, found, promise, now).await?,
                messages,
                earlier: page.earlier.map(|(at, n)| format!("{at}.{n}")),
                contact,
                history,
                draft,
                presence: Vec::new(),
                reply: ReplyPlan::default(),
            })
        })
        .await?;
    let id = detail.conversation.summary.id;
    detail.presence = app.live.presence.at(id);
    detail.reply = plan(app, caller, id).await?;
    Ok(detail)
}

/// Where a conversation is: a signpost leads on.
async fn destination(
    tx: &mut Tx,
    id: ConversationId,
) -> ApiResult<(ConversationId, Option<NumberedId>)> {
    let missing = ApiError::not_found;
    let asked = store::conversation::load(tx, id)
        .await?
        .ok_or_else(missing)?;
    let number = asked.number;
    let was_signpost = asked.state.status() == Status::Merged;
    // A side conversation is shown beside its parent.
    let asked = match asked.state {
        StatusState::Side { parent, .. } => store::conversation::load(tx, parent)
            .await?
            .ok_or_else(missing)?,
        _ => asked,
    };
    let there = desk::merge::survivor(tx, asked)
        .await?
        .ok_or_else(missing)?;
    let merged = there.id != id && was_signpost;
    let led_from = merged.then_some(NumberedId { id, number });
    Ok((there.id, led_from))
}

async fn head(
    tx: &mut Tx,
    found: store::read::Detail,
    promise: Option<store::promise::Made>,
    now: Millis,
) -> ApiResult<Head> {
    let hint = match found.summary.hint {
        Some(id) => store::inbox::summary(tx, &Access::system(), id)
            .await?
            .map(|s| NumberedId {
                id,
                number: s.number,
            }),
        None => None,
    };
    let participants = found
        .participants
        .into_iter()
        .map(|p| Participant {
            address: p.address,
            name: Some(p.name).filter(|n| !n.is_empty()),
            role: p.role,
            new_to_conversation: p.new_to_conversation,
        })
        .collect();
    let links = found
        .links
        .into_iter()
        .map(|l| Link {
            kind: if l.backwards && l.kind == "follows" {
                "followed_by".to_owned()
            } else {
                l.kind
            },
            conversation: LinkedConversation {
                id: l.conversation,
                number: l.number,
                subject: l.subject,
                status: l.status,
            },
        })
        .collect();
    let merged = store::merge::signposts(tx, found.summary.id).await?;
    let merged = merged
        .into_iter()
        .map(|s| MergedHere {
            id: s.id,
            number: s.number,
            subject: s.subject,
            at: s.at,
            agent: s.agent,
        })
        .collect();
    let pinned = store::pinned::versions(tx, found.summary.id, 1).await?;
    Ok(Head {
        merged,
        pinned: pinned.into_iter().next().map(Pinned::from),
        summary: Summary::of(found.summary, hint, now),
        followers: found.followers,
        participants,
        links,
        promise: promise.map(|p| Promise {
            usually_at: p.usually_at,
            almost_always_at: p.almost_always_at,
            kept_at: p.kept_at,
        }),
    })
}

/// Whom a reply would go to, and what to know before sending it.
async fn plan(app: &App, caller: &Caller, id: ConversationId) -> ApiResult<ReplyPlan> {
    let proposed = app
        .desk
        .proposed_recipients(&caller.by(), id, ReplyMode::All)
        .await?;
    let warning = proposed.reply_to_differs.then(|| Warning {
        code: "reply_to_differs".to_owned(),
        message: "The customer asked for answers at another address than they wrote from."
            .to_owned(),
    });
    Ok(ReplyPlan {
        to: proposed.to.into_iter().map(Addr::from).collect(),
        cc: proposed.cc.into_iter().map(Addr::from).collect(),
        warning,
    })
}

impl From<Person> for Addr {
    fn from(p: Person) -> Self {
        Self {
            name: p.name,
            address: p.address,
        }
    }
}

impl From<Addr> for Person {
    fn from(a: Addr) -> Self {
        Self {
            name: a.name.filter(|n| !n.trim().is_empty()),
            address: a.address.trim().to_owned(),
        }
    }
}
