//! The public side of chats: the loader and the frame of a widget, its session, what a visitor sends, and what they are told
//! live. Everything below `/w`; desk decides, this speaks.
//!
//! Here: HTTP, sockets, bounds on how much of it there may be. Not here: SQL, decisions, and whatever needs a signed-in agent
//! (`api::widgets`).

mod asset;
pub mod bounds;
mod door;
pub mod hub;
mod live;
mod posts;
mod shape;

pub use asset::is_built;
pub use shape::{alone, locale};

use crate::app::App;
use crate::http::client::Client;
use crate::http::error::{ApiError, ApiResult};
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::{get, post};
use domain::Millis;
use domain::chat::{FILE_BYTES, Widget};
use std::collections::HashMap;
use std::sync::Arc;

/// Octets of a JSON body.
const BODY: usize = 64 * 1024;
/// Longest key that is looked up.
const KEY_MAX: usize = 64;

/// Every route of widgets.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/w.js", get(asset::loader))
        .route("/w/{key}", get(asset::app))
        .route("/w/{key}/frame", get(door::frame))
        .route("/w/{key}/config", get(door::config))
        .route("/w/{key}/contact", get(door::contact))
        .route("/w/{key}/session", post(posts::session))
        .route(
            "/w/{key}/messages",
            get(posts::messages).post(posts::message),
        )
        .route("/w/{key}/typing", post(posts::typing))
        .route("/w/{key}/read", post(posts::read))
        .route("/w/{key}/transcript", post(posts::transcript))
        .route("/w/{key}/rating", post(posts::rating))
        .route("/w/{key}/rating/shown", post(posts::rating_shown))
        .route("/w/{key}/alternative", post(posts::alternative))
        .route("/w/{key}/leave", post(posts::leave))
        .route("/w/{key}/email", post(posts::email))
        .route("/w/{key}/email/code", post(posts::code))
        .route("/w/{key}/invitations/{id}", post(posts::invitation))
        .route("/w/{key}/articles", get(door::articles))
        .route("/w/{key}/articles/{id}", post(door::article_helped))
        .route("/w/{key}/files/{id}", get(posts::file))
        .route("/w/{key}/live", get(live::socket))
        .route("/w/{key}/events", get(live::events))
        .route("/w/{key}/poll", get(live::poll))
        .layer(DefaultBodyLimit::max(BODY))
        .merge(
            Router::new()
                .route("/w/{key}/files", post(posts::keep_file))
                .layer(DefaultBodyLimit::max(FILE_BYTES)),
        )
}

/// A request of a widget: which one, and from where.
pub struct At {
    pub widget: Arc<Widget>,
    pub client: Client,
    pub now: Millis,
    /// What the path says beside the key.
    pub id: String,
}

impl FromRequestParts<App> for At {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let named = Path::<HashMap<String, String>>::from_request_parts(parts, app)
            .await
            .map(|Path(named)| named)
            .map_err(|_| ApiError::not_found())?;
        let key = named.get("key").map_or("", String::as_str);
        if key.len() > KEY_MAX {
            return Err(unknown());
        }
        let client = parts.extensions.get::<Client>().cloned();
        Ok(Self {
            widget: app.chats.widget(app, key).await?.ok_or_else(unknown)?,
            client: client.ok_or_else(ApiError::not_found)?,
            now: app.clock.now(),
            id: named.get("id").cloned().unwrap_or_default(),
        })
    }
}

fn unknown() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "not_found",
        "There is no such widget. Copy the snippet again from the settings of the channel.",
    )
}

/// The token of a visitor.
///
/// # Errors
/// `token_unknown` (401) when there is none.
pub fn token(headers: &HeaderMap) -> ApiResult<&str> {
    headers
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.strip_prefix("Bearer "))
        .map(str::trim)
        .filter(|t| !t.is_empty() && t.len() <= 256)
        .ok_or_else(no_token)
}

pub fn no_token() -> ApiError {
    ApiError::new(
        StatusCode::UNAUTHORIZED,
        "token_unknown",
        "This session is known no more. Begin a new one.",
    )
}

/// How what desk refuses is said to a widget.
pub fn refused(error: desk::DeskError) -> ApiError {
    let status = match error.code() {
        "token_unknown" | "identity_refused" => StatusCode::UNAUTHORIZED,
        "blocked" => StatusCode::FORBIDDEN,
        "too_many" => StatusCode::TOO_MANY_REQUESTS,
        "too_large" => StatusCode::PAYLOAD_TOO_LARGE,
        _ => return ApiError::from(error),
    };
    let mut told = ApiError::from(error);
    told.status = status;
    if status == StatusCode::TOO_MANY_REQUESTS {
        told = told.after(3_600);
    }
    told
}
