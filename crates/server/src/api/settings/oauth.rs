//! Consent of mailbox owners (OAuth): registered applications, the way to the provider and back.

use crate::api::types::Page;
use crate::app::App;
use crate::host::{DeskHost, mailboxes as settings_of};
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::response::Redirect;
use channels::email::oauth;
use channels::host::{Host as _, OAuthClient, OAuthProvider, TokenOwner};
use desk::settings::oauth::{Application, NewApplication};
use domain::MailboxId;
use serde::{Deserialize, Serialize};
use store::mailbox::Mailbox;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(put))
        .routes(routes!(start))
        .routes(routes!(callback))
}

/// An application registered with a provider, without its secret.
#[derive(Serialize, ToSchema)]
struct OAuthApplication {
    /// `oauth_google` or `oauth_microsoft`.
    provider: &'static str,
    client_id: Option<String>,
    has_secret: bool,
    auth_url: Option<String>,
    token_url: Option<String>,
    /// To be registered with the provider.
    redirect_url: String,
}

fn wire(app: &App, provider: &'static str, row: Option<Application>) -> OAuthApplication {
    let row = row.unwrap_or(Application {
        client_id: String::new(),
        secret_sealed: None,
        auth_url: None,
        token_url: None,
    });
    OAuthApplication {
        provider,
        client_id: Some(row.client_id).filter(|id| !id.is_empty()),
        has_secret: row.secret_sealed.is_some(),
        auth_url: row.auth_url,
        token_url: row.token_url,
        redirect_url: format!("{}/api/v1/oauth/callback", app.console_url()),
    }
}

#[utoipa::path(get, path = "/oauth-applications", tag = "settings",
    responses((status = 200, body = Page<OAuthApplication>), (status = 403, body = ErrorBody)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
) -> ApiResult<axum::Json<Page<OAuthApplication>>> {
    let found = app.desk.applications(&caller.by()).await?;
    let items = found.into_iter().map(|(name, row)| wire(&app, name, row));
    Ok(axum::Json(Page::all(items.collect())))
}

#[derive(Deserialize, ToSchema)]
struct OAuthApplicationInput {
    client_id: String,
    /// Left out, the stored one stays, unless `token_url` changes.
    client_secret: Option<String>,
    /// The provider's public one when absent.
    auth_url: Option<String>,
    token_url: Option<String>,
}

#[utoipa::path(put, path = "/oauth-applications/{provider}", tag = "settings", params(("provider" = String, Path)), request_body = OAuthApplicationInput,
    responses((status = 200, body = OAuthApplication), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn put(
    State(app): State<App>,
    caller: Caller,
    Path(provider): Path<String>,
    Json(input): Json<OAuthApplicationInput>,
) -> ApiResult<axum::Json<OAuthApplication>> {
    let new = NewApplication {
        client_id: input.client_id,
        client_secret: input.client_secret,
        auth_url: input.auth_url,
        token_url: input.token_url,
    };
    let kept = app
        .desk
        .put_application(&caller.by(), &provider, new)
        .await?;
    app.wake_config();
    let names = desk::settings::oauth::PROVIDERS;
    let name = names.into_iter().find(|n| *n == provider);
    Ok(axum::Json(wire(&app, name.unwrap_or(names[0]), Some(kept))))
}

#[derive(Serialize, ToSchema)]
struct ConsentUrl {
    /// Where the browser goes to ask the mailbox's owner.
    url: String,
}

/// Begins a consent. It has to be finished by the same agent within twenty minutes.
#[utoipa::path(post, path = "/mailboxes/{id}/oauth/start", tag = "settings", params(("id" = String, Path)),
    responses((status = 200, body = ConsentUrl), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn start(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<MailboxId>,
) -> ApiResult<axum::Json<ConsentUrl>> {
    let by = caller.by();
    let mailbox = app.desk.mailbox(&by, id).await?;
    let (provider, client) = application(&app, &mailbox).await?;
    let consent = oauth::consent(provider, &client, Some(&mailbox.username))
        .map_err(|error| ApiError::conflict("oauth_not_set_up", error.to_string()))?;
    app.desk
        .begin_consent(&by, id, &consent.state, &consent.verifier)
        .await?;
    Ok(axum::Json(ConsentUrl { url: consent.url }))
}

#[derive(Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct CallbackQuery {
    code: Option<String>,
    state: Option<String>,
    /// What the provider says went wrong.
    error: Option<String>,
}

/// Where the provider sends the browser back to; goes on to the console.
#[utoipa::path(get, path = "/oauth/callback", tag = "settings", params(CallbackQuery), responses((status = 303), (status = 401, body = ErrorBody)))]
async fn callback(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<CallbackQuery>,
) -> ApiResult<Redirect> {
    let state = query.state.as_deref().unwrap_or_default();
    let (id, verifier) = match app.desk.take_consent(&caller.by(), state).await {
        Ok(found) => found,
        Err(desk::DeskError::Refused(refusal)) => {
            return Ok(Redirect::to(&format!(
                "/settings/channels?oauth={}",
                refusal.code
            )));
        }
        Err(other) => return Err(other.into()),
    };
    let mailbox = app.desk.mailbox(&caller.by(), id).await?;
    let answer = match (&query.error, &query.code) {
        (Some(_), _) => "denied",
        (None, Some(code)) => match exchange(&app, &caller, &mailbox, code, &verifier).await {
            Ok(()) => "done",
            Err(error) => {
                tracing::warn!(mailbox = %id, %error, "consent not finished");
                "failed"
            }
        },
        (None, None) => "failed",
    };
    let place = format!("/settings/channels/{}?oauth={answer}", mailbox.channel);
    Ok(Redirect::to(&place))
}

async fn exchange(
    app: &App,
    caller: &Caller,
    mailbox: &Mailbox,
    code: &str,
    verifier: &str,
) -> anyhow::Result<()> {
    let (provider, client) = application(app, mailbox)
        .await
        .map_err(|error| anyhow::anyhow!(error.message.into_owned()))?;
    let tls = app.client_tls()?;
    let token = oauth::exchange(provider, &client, code, verifier, &tls, caller.now).await?;
    let host = DeskHost::new(app.clone());
    host.save_token(TokenOwner::Mailbox(mailbox.id), token)
        .await?;
    app.wake_config();
    Ok(())
}

async fn application(app: &App, mailbox: &Mailbox) -> ApiResult<(OAuthProvider, OAuthClient)> {
    let provider = match mailbox.auth.as_str() {
        "oauth_google" => OAuthProvider::Google,
        "oauth_microsoft" => OAuthProvider::Microsoft,
        _ => {
            return Err(ApiError::conflict(
                "signs_in_by_password",
                "This mailbox signs in with a password. Change how it signs in first.",
            ));
        }
    };
    let client = settings_of::oauth_client(app, provider)
        .await
        .map_err(ApiError::unavailable)?;
    let client = client.ok_or_else(|| {
        ApiError::conflict(
            "oauth_not_set_up",
            "Register an application with the provider and enter it under Sending and receiving first.",
        )
    })?;
    Ok((provider, client))
}
