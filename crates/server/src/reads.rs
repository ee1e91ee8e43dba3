//! Reads that several handlers and the feed share: store functions with the caller's access, in the shapes of the API.

use crate::api::types as wire;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult};
use crate::http::session::Caller;
use crate::signed::{Signed, SignedBy};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use desk::by::CARRIED_OUT;
use domain::access::{Access, Permission};
use domain::{AgentId, ConversationId, MessageId, Millis, SessionId};
use store::feed::Feed;
use store::idempotency::Begun;
use store::inbox::ConversationSummary;
use store::{StoreError, Tx};

/// A first request that never ended is forgotten after this.
const STALE_MS: Millis = 2 * 60 * 1000;

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(why) => Self::unavailable(why),
            StoreError::Conflict(why) => {
                tracing::debug!(why, "conflict");
                Self::conflict(
                    "conflict",
                    "Somebody else changed this at the same moment. Look at it and try again.",
                )
            }
            StoreError::Corrupt(why) => Self::internal(why),
        }
    }
}

impl From<desk::DeskError> for ApiError {
    fn from(error: desk::DeskError) -> Self {
        use axum::http::StatusCode;
        use desk::DeskError;
        match error {
            DeskError::Refused(refusal) => match refusal.code {
                "wrong_credentials" | "not_let_in" => {
                    Self::new(StatusCode::UNAUTHORIZED, refusal.code, refusal.message)
                }
                "too_many_attempts" => {
                    Self::new(StatusCode::TOO_MANY_REQUESTS, refusal.code, refusal.message)
                }
                "expired_link" => Self::new(StatusCode::GONE, refusal.code, refusal.message),
                "passkey_refused" => Self::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    refusal.code,
                    refusal.message,
                ),
                "passwords_off" => Self::new(StatusCode::FORBIDDEN, refusal.code, refusal.message),
                "too_large" => {
                    Self::new(StatusCode::PAYLOAD_TOO_LARGE, refusal.code, refusal.message)
                }
                _ => refusal.into(),
            },
            DeskError::NewerMessage(_) => Self::conflict(
                "newer_message",
                "The customer has written again since you began.",
            ),
            DeskError::Stale => {
                Self::conflict("conflict", "Somebody else changed this at the same moment.")
            }
            DeskError::Store(error) => error.into(),
        }
    }
}

pub(crate) async fn session(
    app: &App,
    token_hash: Vec<u8>,
    now: Millis,
) -> ApiResult<Option<Signed>> {
    let hash = token_hash.clone();
    Ok(app
        .desk
        .session(token_hash, now)
        .await?
        .map(|present| Signed {
            by: SignedBy::Session(present.session.id),
            agent: present.session.agent,
            csrf: present.session.csrf,
            access: present.access,
            must_enrol: present.must_enrol,
            token_hash: hash,
            last_seen_at: present.session.last_seen_at,
            expires_at: present.session.expires_at,
        }))
}

pub(crate) async fn api_token(
    app: &App,
    token_hash: Vec<u8>,
    now: Millis,
) -> ApiResult<Option<Signed>> {
    let hash = token_hash.clone();
    Ok(app
        .desk
        .token(token_hash, now)
        .await?
        .map(|(token, access)| Signed {
            by: SignedBy::Token(token.id),
            agent: token.agent,
            csrf: String::new(),
            access,
            must_enrol: false,
            token_hash: hash,
            last_seen_at: token.last_used_at.unwrap_or(0),
            expires_at: token.expires_at,
        }))
}

pub(crate) async fn touch_session(app: &App, id: SessionId, now: Millis) -> ApiResult<()> {
    Ok(app.desk.touch_session(id, now).await?)
}

/// What happened since a position, as far as this agent may know of it.
pub(crate) async fn feed(
    app: &App,
    caller: &Caller,
    position: i64,
    limit: usize,
) -> ApiResult<Feed> {
    let access = caller.access().clone();
    Ok(app
        .db()
        .read(async move |tx| store::feed::events_since(tx, &access, position, limit).await)
        .await?)
}

/// Lines of these conversations, those in reach alone.
pub(crate) async fn summaries(
    app: &App,
    caller: &Caller,
    ids: Vec<ConversationId>,
) -> ApiResult<Vec<wire::Summary>> {
    let (access, now) = (caller.access().clone(), caller.now);
    app.db()
        .read(async move |tx| {
            let found = store::inbox::summaries(tx, &access, &ids).await?;
            dress(tx, found, now).await
        })
        .await
}

/// One line; `not_found` when it is out of reach.
pub(crate) async fn summary(
    app: &App,
    caller: &Caller,
    id: ConversationId,
) -> ApiResult<wire::Summary> {
    summaries(app, caller, vec![id])
        .await?
        .pop()
        .ok_or_else(ApiError::not_found)
}

/// The line of what rings at the caller, whose reach it may not be in yet.
pub(crate) async fn summary_for_offer(
    app: &App,
    caller: &Caller,
    id: ConversationId,
) -> ApiResult<Option<wire::Summary>> {
    let access = Access {
        agent: caller.access().agent,
        ..Access::system()
    };
    let now = caller.now;
    app.db()
        .read(async move |tx| {
            let found = store::inbox::summaries(tx, &access, &[id]).await?;
            Ok(dress(tx, found, now).await?.pop())
        })
        .await
}

/// Store lines in the API's shape as they stand at `now`, with the numbers of the conversations that they may belong to.
pub(crate) async fn dress(
    tx: &mut Tx,
    found: Vec<ConversationSummary>,
    now: Millis,
) -> Result<Vec<wire::Summary>, ApiError> {
    let mut out = Vec::with_capacity(found.len());
    for line in found {
        let hint = match line.hint {
            Some(id) => store::inbox::summary(tx, &Access::system(), id)
                .await?
                .map(|s| wire::NumberedId {
                    id,
                    number: s.number,
                }),
            None => None,
        };
        out.push(wire::Summary::of(line, hint, now));
    }
    Ok(out)
}

/// The counts of this agent's views.
pub(crate) async fn counts(app: &App, caller: &Caller) -> ApiResult<wire::Counts> {
    let access = caller.access().clone();
    let shared = app.clone();
    app.db()
        .read(async move |tx| {
            let counts = store::inbox::counts(tx, &access, &shared.counts).await?;
            let quarantine = if access.may(Permission::QuarantineManage) {
                store::inbound::quarantine_count(tx).await?
            } else {
                0
            };
            Ok(wire::Counts {
                mine: counts.mine,
                unassigned: counts.unassigned,
                all: counts.open,
                waiting: counts.waiting,
                snoozed: counts.snoozed,
                spam: counts.spam,
                mentions: counts.followed,
                quarantine,
                teams: counts.teams,
            })
        })
        .await
}

/// What an idempotency key is found to be.
pub(crate) enum Claim {
    Ours,
    Running,
    OtherBody,
    Done {
        status: u16,
        body: String,
    },
    /// It has written this message, and then the program ended before the answer was kept.
    CarriedOut(MessageId),
}

/// What a sealed answer is bound to.
fn place(key: &str, agent: AgentId, route: &str) -> String {
    format!("idempotency:{agent}:{route}:{key}")
}

pub(crate) async fn claim_key(
    app: &App,
    key: &str,
    agent: AgentId,
    route: &str,
    print: &str,
    now: Millis,
) -> ApiResult<Claim> {
    let place = place(key, agent, route);
    let (key, route) = (key.to_owned(), route.to_owned());
    let node = app.desk.node().to_owned();
    let begun = app
        .db()
        .write(async move |tx| {
            store::idempotency::begin(tx, &key, agent, &route, &node, now, now - STALE_MS).await
        })
        .await?;
    Ok(match begun {
        Begun::Fresh => Claim::Ours,
        Begun::Running => Claim::Running,
        // The body's print stands before the answer.
        Begun::Done { status, body } => match body.split_once('\n') {
            Some((of, body)) if of == print => {
                let written = body
                    .strip_prefix(CARRIED_OUT)
                    .and_then(|id| id.parse().ok());
                match written {
                    Some(message) => Claim::CarriedOut(message),
                    None => Claim::Done {
                        status,
                        // With another key file nobody can tell any more; that it was carried out is sure.
                        body: opened(app, &place, body).unwrap_or_else(|| "null".to_owned()),
                    },
                }
            }
            _ => Claim::OtherBody,
        },
    })
}

fn opened(app: &App, place: &str, body: &str) -> Option<String> {
    let sealed = BASE64_STANDARD.decode(body).ok()?;
    let plain = app.desk.keys().open(place, &sealed).ok()?;
    String::from_utf8(plain.to_vec()).ok()
}

pub(crate) async fn keep_answer(
    app: &App,
    key: &str,
    agent: AgentId,
    route: &str,
    status: u16,
    print: &str,
    body: String,
) -> ApiResult<()> {
    // Answers hold people's words, and links that let somebody in.
    let sealed = app
        .desk
        .keys()
        .seal(&place(key, agent, route), body.as_bytes())?;
    let body = format!("{print}\n{}", BASE64_STANDARD.encode(sealed));
    let (key, route) = (key.to_owned(), route.to_owned());
    Ok(app
        .db()
        .write(async move |tx| {
            store::idempotency::finish(tx, &key, agent, &route, status, &body).await
        })
        .await?)
}

pub(crate) async fn free_key(app: &App, key: &str, agent: AgentId, route: &str) -> ApiResult<()> {
    let (key, route) = (key.to_owned(), route.to_owned());
    Ok(app
        .db()
        .write(async move |tx| store::idempotency::abandon(tx, &key, agent, &route).await)
        .await?)
}
