//! Signing in through an OpenID provider: the way there and the way back. Both are visits of a browser; what goes wrong is
//! told by the sign-in page.

use super::session::agent_of;
use crate::app::App;
use crate::http::client::Client;
use crate::http::error::ApiResult;
use crate::http::extract::Query;
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::set_cookie;
use crate::oidc;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use desk::DeskError;
use serde::Deserialize;

const COOKIE: &str = "fairlead_away";
const PATH: &str = "/api/v1/session/oidc";

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(start))
        .routes(routes!(callback))
}

/// To be registered with the provider.
pub(super) fn redirect_url(app: &App) -> String {
    format!("{}{PATH}/callback", app.console_url().trim_end_matches('/'))
}

/// Back to the sign-in page, which knows what to say.
fn back(code: &str) -> Response {
    let code: String = code
        .chars()
        .filter(|c| c.is_ascii_lowercase() || *c == '_')
        .collect();
    Redirect::to(&format!("/sign-in?problem={code}")).into_response()
}

/// Sends the browser to the provider.
#[utoipa::path(get, path = "/session/oidc/start", tag = "session", responses((status = 303)))]
async fn start(State(app): State<App>, client: Client) -> ApiResult<Response> {
    let Some(provider) = app.desk.sign_in_policy().await?.provider else {
        return Ok(back("no_provider"));
    };
    let journey = match oidc::begin(&app, &provider, &redirect_url(&app)).await {
        Ok(journey) => journey,
        Err(error) => {
            tracing::warn!(error = format!("{error:#}"), "OpenID provider not usable");
            return Ok(back("provider_away"));
        }
    };
    let now = app.clock.now();
    match app
        .desk
        .begin_away(&journey.state, journey.away, client.ip, now)
        .await
    {
        Ok(()) => {}
        Err(DeskError::Refused(refusal)) => return Ok(back(refusal.code)),
        Err(other) => return Err(other.into()),
    }
    let secure = if client.https { "; Secure" } else { "" };
    let cookie = format!(
        "{COOKIE}={}; Path={PATH}; HttpOnly; SameSite=Lax; Max-Age=900{secure}",
        journey.browser
    );
    let mut answer = Redirect::to(&journey.url).into_response();
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        answer.headers_mut().insert(header::SET_COOKIE, value);
    }
    Ok(answer)
}

#[derive(Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct OidcCallback {
    code: Option<String>,
    state: Option<String>,
    /// What the provider says went wrong.
    error: Option<String>,
    /// Who answers (RFC 9207).
    iss: Option<String>,
}

/// Where the provider sends the browser back to; goes on to the console.
#[utoipa::path(get, path = "/session/oidc/callback", tag = "session", params(OidcCallback), responses((status = 303)))]
async fn callback(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    Query(query): Query<OidcCallback>,
) -> ApiResult<Response> {
    let mut answer = match vouched(&app, client, &headers, query).await {
        Ok(answer) => answer,
        Err(DeskError::Refused(refusal)) => back(refusal.code),
        Err(other) => return Err(other.into()),
    };
    let over = format!("{COOKIE}=; Path={PATH}; HttpOnly; SameSite=Lax; Max-Age=0");
    if let Ok(value) = HeaderValue::from_str(&over) {
        answer.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(answer)
}

async fn vouched(
    app: &App,
    client: Client,
    headers: &HeaderMap,
    query: OidcCallback,
) -> desk::Result<Response> {
    let now = app.clock.now();
    let browser = away_cookie(headers).unwrap_or_default();
    let state = query.state.unwrap_or_default();
    let away = app.desk.take_away(&state, browser, now).await?;
    let provider = app.desk.sign_in_policy().await?.provider;
    let (Some(provider), Some(code)) = (provider, query.code.filter(|_| query.error.is_none()))
    else {
        return Ok(back("denied"));
    };
    if query.iss.is_some_and(|iss| iss != provider.issuer) {
        return Ok(back("provider_refused"));
    }
    let secret = app.desk.provider_secret(&provider)?;
    let person = match oidc::finish(app, &provider, secret.as_deref(), &away, &code, now).await {
        Ok(person) => person,
        Err(error) => {
            tracing::warn!(error = format!("{error:#}"), "OpenID sign-in refused");
            return Ok(back("provider_refused"));
        }
    };
    let signed = app
        .desk
        .sign_in_vouched(person, client.ip, agent_of(headers), now)
        .await?;
    app.sessions.forget();
    let cookie = set_cookie(&signed.token, client.https);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}

fn away_cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == COOKIE && value.len() <= 128)
        .map(|(_, value)| value)
}
