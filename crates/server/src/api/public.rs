//! What anybody may ask, from any site: the promise of a door. Counted by address; nothing here is secret.

use crate::app::App;
use crate::chat::bounds::What;
use crate::http::client::Client;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::Query;
use crate::http::routes::{OpenApiRouter, routes};
use axum::extract::State;
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse as _, Response};
use domain::conversation::Urgency;
use domain::promise::{Basis, Estimate, Kept, Told};
use domain::routing::Kind;
use domain::{Millis, wording};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(promise))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Ask {
    /// The id of a door, the key of a widget, or the name of a form in its address.
    #[serde(default)]
    door: String,
    /// Language of the sentence (BCP 47); that of the organization if left out, English where there are no words for it.
    #[serde(default)]
    lang: String,
    /// `low`, `normal` (if left out), `high` or `urgent`.
    urgency: Option<String>,
}

/// What is told, for those who word it themselves; times are milliseconds.
#[derive(Debug, Serialize, ToSchema)]
struct PublicTold {
    /// `at_once`, `in` (`usually_ms`, `almost_always_ms`), `by` (`usually`, `almost_always`), `usually_by` (`usually`),
    /// `when_somebody_will` (`at`) or `unknown`.
    told: &'static str,
    usually_ms: Option<Millis>,
    almost_always_ms: Option<Millis>,
    usually: Option<Millis>,
    almost_always: Option<Millis>,
    at: Option<Millis>,
    /// `forward`: the queue as it is, run forward; `recent`: how long answers took; `target`: what is aimed for.
    basis: &'static str,
}

/// How the last promises of that channel and urgency went.
#[derive(Debug, Serialize, ToSchema)]
struct PublicKept {
    n: i64,
    percent: i64,
}

#[derive(Debug, Serialize, ToSchema)]
struct PublicPromise {
    /// Null: nothing is promised there now.
    told: Option<PublicTold>,
    /// The sentence as page, widget and mail say it.
    text: Option<String>,
    /// When it was computed.
    at: Millis,
    /// Null below twenty promises that were kept or broken.
    kept: Option<PublicKept>,
}

impl From<&Estimate> for PublicTold {
    fn from(e: &Estimate) -> Self {
        let none = Self {
            told: "unknown",
            usually_ms: None,
            almost_always_ms: None,
            usually: None,
            almost_always: None,
            at: None,
            basis: e.basis.word(),
        };
        match e.told {
            Told::AtOnce => Self {
                told: "at_once",
                ..none
            },
            Told::In {
                usually_ms,
                almost_always_ms,
            } => Self {
                told: "in",
                usually_ms: Some(usually_ms),
                almost_always_ms: Some(almost_always_ms),
                ..none
            },
            Told::By {
                usually,
                almost_always,
            } => Self {
                told: "by",
                usually: Some(usually),
                almost_always: Some(almost_always),
                ..none
            },
            Told::UsuallyBy { usually } => Self {
                told: "usually_by",
                usually: Some(usually),
                ..none
            },
            Told::WhenSomebodyWill { at } => Self {
                told: "when_somebody_will",
                at: Some(at),
                ..none
            },
            Told::Unknown => none,
        }
    }
}

impl From<Kept> for PublicKept {
    fn from(kept: Kept) -> Self {
        Self {
            n: kept.n,
            percent: kept.percent().unwrap_or(0),
        }
    }
}

fn urgency(word: Option<&str>) -> ApiResult<Urgency> {
    let Some(word) = word.filter(|w| !w.is_empty()) else {
        return Ok(Urgency::Normal);
    };
    let found = Urgency::ALL.into_iter().find(|u| u.word() == word);
    found.ok_or_else(|| ApiError::invalid("urgency", "An urgency is low, normal, high or urgent."))
}

/// What somebody is told who comes through a door now. No session; any site may ask. To be asked again after the seconds of
/// `Cache-Control`.
#[utoipa::path(get, path = "/public/promise", tag = "public", params(Ask),
    responses((status = 200, body = PublicPromise), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody), (status = 429, body = ErrorBody)))]
async fn promise(
    State(app): State<App>,
    client: Client,
    Query(ask): Query<Ask>,
) -> ApiResult<Response> {
    let now = app.clock.now();
    app.chats.bounds.count(What::Light, client.ip, None, now)?;
    let urgency = urgency(ask.urgency.as_deref())?;
    let lang = match ask.lang.is_empty() {
        true => app.desk.organization().await?.locale,
        false => crate::chat::locale(&ask.lang),
    };
    let online = match app.chats.widget(&app, &ask.door).await? {
        Some(widget) => app.chats.door(&app, widget.id).await?.online,
        None => false,
    };
    let kind = if online { Kind::Live } else { Kind::Deferred };
    let found = app
        .desk
        .public_promise(&ask.door, kind, urgency, &lang, now)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let said = found.estimate.as_ref();
    let answer = PublicPromise {
        told: said.map(PublicTold::from),
        text: said.map(|e| wording::sentence(now, e, &found.zone, &lang)),
        at: found.at,
        kept: found.kept.map(PublicKept::from),
    };
    let fresh = match said.map(|e| e.basis) {
        Some(Basis::Forward) => "public, max-age=5",
        _ => "public, max-age=30",
    };
    let headers = [
        (header::CACHE_CONTROL, fresh),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
    ];
    Ok((headers, axum::Json(answer)).into_response())
}
