//! Smarthosts: where answers leave, in order. Passwords come in and never go out.

use super::given;
use crate::api::types::Page;
use crate::app::App;
use crate::host::{DeskHost, outgoing as settings_of};
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use channels::email::outbox::{OutboxOptions, test_smarthost};
use desk::settings::smarthosts::SmarthostSettings;
use domain::{Millis, SmarthostId};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::ToSchema;

/// Longest that somebody waits for a mail server here.
const PATIENCE: Duration = Duration::from_secs(20);

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change, remove))
        .routes(routes!(test))
}

#[derive(Serialize, ToSchema)]
struct Smarthost {
    #[schema(value_type = String)]
    id: SmarthostId,
    position: i64,
    host: String,
    port: u16,
    tls: String,
    username: Option<String>,
    auth: String,
    /// Whether a password or a consent is stored.
    signed_in: bool,
    rate_per_minute: Option<i64>,
    enabled: bool,
    last_success_at: Option<Millis>,
    last_error: Option<String>,
}

impl From<store::smarthost::Smarthost> for Smarthost {
    fn from(s: store::smarthost::Smarthost) -> Self {
        Self {
            id: s.id,
            position: s.position,
            host: s.host,
            port: s.port,
            tls: s.tls,
            username: s.username,
            auth: s.auth,
            signed_in: s.secret.is_some(),
            rate_per_minute: s.rate_per_minute,
            enabled: s.enabled,
            last_success_at: s.last_success_at,
            last_error: s.last_error,
        }
    }
}

/// In the order in which they are tried.
#[utoipa::path(get, path = "/smarthosts", tag = "settings", responses((status = 200, body = Page<Smarthost>), (status = 403, body = ErrorBody)))]
async fn list(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<Page<Smarthost>>> {
    let rows = app.desk.smarthosts(&caller.by()).await?;
    let items = rows.into_iter().map(Smarthost::from).collect();
    Ok(axum::Json(Page::all(items)))
}

/// Fields that are left out stay, or take what is usual.
#[derive(Deserialize, ToSchema)]
struct SmarthostInput {
    host: Option<String>,
    port: Option<u16>,
    /// `none`, `starttls` or `implicit`.
    tls: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    username: Option<Option<String>>,
    /// Has to be given again when the server changes.
    password: Option<String>,
    /// `none`, `plain`, `login`, `oauth_google` or `oauth_microsoft`.
    auth: Option<String>,
    /// Mails a minute; null is no cap.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u32>)]
    rate_per_minute: Option<Option<u32>>,
    enabled: Option<bool>,
    position: Option<i64>,
    /// For a test: the stored smarthost that these are changes of.
    #[schema(value_type = Option<String>)]
    smarthost: Option<SmarthostId>,
}

impl SmarthostInput {
    fn settings(self) -> SmarthostSettings {
        SmarthostSettings {
            host: self.host,
            port: self.port,
            tls: self.tls,
            username: self.username,
            password: self.password,
            auth: self.auth.filter(|a| a != "password"),
            rate_per_minute: self.rate_per_minute,
            enabled: self.enabled,
            position: self.position,
        }
    }
}

#[utoipa::path(post, path = "/smarthosts", tag = "settings", request_body = SmarthostInput,
    responses((status = 201, body = Smarthost), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<SmarthostInput>,
) -> ApiResult<(StatusCode, axum::Json<Smarthost>)> {
    let made = app
        .desk
        .create_smarthost(&caller.by(), input.settings())
        .await?;
    app.wake_config();
    app.wake_sender();
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

#[utoipa::path(patch, path = "/smarthosts/{id}", tag = "settings", params(("id" = String, Path)), request_body = SmarthostInput,
    responses((status = 200, body = Smarthost), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<SmarthostId>,
    Json(input): Json<SmarthostInput>,
) -> ApiResult<axum::Json<Smarthost>> {
    let kept = app
        .desk
        .change_smarthost(&caller.by(), id, input.settings())
        .await?;
    app.wake_config();
    app.wake_sender();
    Ok(axum::Json(kept.into()))
}

#[utoipa::path(delete, path = "/smarthosts/{id}", tag = "settings", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<SmarthostId>,
) -> ApiResult<StatusCode> {
    app.desk.remove_smarthost(&caller.by(), id).await?;
    app.wake_config();
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize, ToSchema)]
struct SmarthostTest {
    ok: bool,
    /// What went wrong, for a person.
    message: Option<String>,
}

/// Tries greeting, TLS and sign-in; sends nothing.
#[utoipa::path(post, path = "/smarthosts/test", tag = "settings", request_body = SmarthostInput,
    responses((status = 200, body = SmarthostTest), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn test(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<SmarthostInput>,
) -> ApiResult<axum::Json<SmarthostTest>> {
    let stored = input.smarthost;
    let row = app
        .desk
        .trial_smarthost(&caller.by(), &input.settings(), stored)
        .await?;
    let config = settings_of::config(app.desk.keys(), &row)?;
    let tls = app.client_tls().map_err(ApiError::internal)?;
    let host = DeskHost::new(app.clone());
    let (name, options) = (app.config.mail_hostname(), OutboxOptions::default());
    let trial = test_smarthost(&config, &name, &host, &tls, &options);
    let message = match tokio::time::timeout(PATIENCE, trial).await {
        Ok(Ok(())) => None,
        Ok(Err(why)) => Some(why.chars().take(500).collect()),
        Err(_) => Some("The server did not answer within 20 seconds.".to_owned()),
    };
    Ok(axum::Json(SmarthostTest {
        ok: message.is_none(),
        message,
    }))
}
