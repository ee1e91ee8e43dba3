//! Evidence of work: focus, typing and presence, as consoles report it. Only ever added to; reports come later.

use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::Json;
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use domain::ConversationId;
use serde::Deserialize;
use store::audit::Evidence;
use utoipa::ToSchema;

const MOST: usize = 100;
/// Longest time of one entry: consoles report every few minutes.
const SECONDS_MAX: i64 = 60 * 60;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(add))
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum EvidenceKind {
    Focus,
    Typing,
    Presence,
    SessionStart,
    SessionEnd,
}

impl EvidenceKind {
    fn word(self) -> &'static str {
        match self {
            Self::Focus => "focus",
            Self::Typing => "typing",
            Self::Presence => "presence",
            Self::SessionStart => "session_start",
            Self::SessionEnd => "session_end",
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
struct EvidenceInput {
    kind: EvidenceKind,
    #[schema(value_type = Option<String>)]
    conversation: Option<ConversationId>,
    #[serde(default)]
    seconds: f64,
    value: Option<String>,
}

/// Adds entries of the agent who sends them.
#[utoipa::path(post, path = "/evidence", tag = "account", request_body = Vec<EvidenceInput>,
    responses((status = 204), (status = 422, body = ErrorBody)))]
async fn add(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<Vec<EvidenceInput>>,
) -> ApiResult<StatusCode> {
    if input.len() > MOST {
        return Err(ApiError::invalid(
            "",
            format!("At most {MOST} entries at once."),
        ));
    }
    let rows: Vec<Evidence> = input
        .into_iter()
        .map(|entry| Evidence {
            at: caller.now,
            agent: caller.agent(),
            session: caller.signed.session(),
            kind: entry.kind.word().to_owned(),
            conversation: entry.conversation,
            seconds: whole_seconds(entry.seconds),
            value: entry.value.map(|v| v.chars().take(64).collect()),
        })
        .collect();
    app.db()
        .write(async move |tx| store::audit::add_evidence(tx, &rows).await)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to an hour before")]
fn whole_seconds(seconds: f64) -> i64 {
    if seconds.is_finite() {
        seconds.clamp(0.0, 3_600.0).round() as i64
    } else {
        0
    }
    .min(SECONDS_MAX)
}
