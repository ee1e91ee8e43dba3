//! Passkeys: the agent's own, and signing in with one. Bytes travel as base 64 for URLs.

use super::session::{agent_of, welcome};
use super::types::{Bootstrap, Page};
use crate::app::App;
use crate::http::client::Client;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use desk::account::passkeys::{Answer, NewPasskey};
use desk::account::webauthn::{self, RelyingParty};
use domain::{Millis, PasskeyId};
use serde::{Deserialize, Serialize};
use store::passkey::Passkey;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, finish))
        .routes(routes!(begin))
        .routes(routes!(delete))
        .routes(routes!(begin_sign_in, finish_sign_in))
}

#[derive(Serialize, ToSchema)]
struct PasskeyInfo {
    #[schema(value_type = String)]
    id: PasskeyId,
    name: String,
    /// Kept by a password manager or a cloud, not in one device alone.
    backed_up: bool,
    created_at: Millis,
    last_used_at: Option<Millis>,
}

impl From<Passkey> for PasskeyInfo {
    fn from(k: Passkey) -> Self {
        Self {
            id: k.id,
            name: k.name,
            backed_up: k.backed_up,
            created_at: k.created_at,
            last_used_at: k.last_used_at,
        }
    }
}

/// Who we are to the browser: the configured public address, else the one that it called.
fn relying_party(app: &App, client: &Client) -> ApiResult<RelyingParty> {
    let called = format!(
        "{}://{}",
        if client.https { "https" } else { "http" },
        client.host
    );
    let address = app.config.public_url.as_deref().unwrap_or(&called);
    let url = url::Url::parse(address).ok();
    let host = url.as_ref().and_then(url::Url::host_str);
    match (&url, host) {
        (Some(url), Some(host)) => Ok(RelyingParty {
            id: host.to_owned(),
            origin: url.origin().ascii_serialization(),
        }),
        _ => Err(ApiError::conflict(
            "no_public_url",
            "Passkeys belong to an address; set public_url.",
        )),
    }
}

fn unreadable(field: &'static str) -> impl Fn(webauthn::Unproven) -> ApiError {
    move |_| ApiError::invalid(field, "This is not base 64 for URLs.")
}

#[utoipa::path(get, path = "/me/passkeys", tag = "account", responses((status = 200, body = Page<PasskeyInfo>), (status = 403, body = ErrorBody)))]
async fn list(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<Page<PasskeyInfo>>> {
    caller.session()?;
    let keys = app.desk.passkeys(&caller.by()).await?;
    Ok(axum::Json(Page::all(
        keys.into_iter().map(PasskeyInfo::from).collect(),
    )))
}

/// What the browser hands to `navigator.credentials.create`.
#[derive(Serialize, ToSchema)]
struct PasskeyOptions {
    ticket: String,
    challenge: String,
    rp_id: String,
    user_id: String,
    user_name: String,
    display_name: String,
    exclude: Vec<String>,
    /// COSE algorithms that are taken: EdDSA, ES256, RS256.
    algorithms: [i32; 3],
}

#[utoipa::path(post, path = "/me/passkeys/options", tag = "account",
    responses((status = 200, body = PasskeyOptions), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn begin(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<PasskeyOptions>> {
    caller.session()?;
    let rp = relying_party(&app, &caller.client)?;
    let begun = app.desk.begin_passkey(&caller.by(), &rp).await?;
    Ok(axum::Json(PasskeyOptions {
        ticket: begun.ceremony.ticket,
        challenge: begun.ceremony.challenge,
        rp_id: rp.id,
        user_id: URL_SAFE_NO_PAD.encode(begun.user.0.as_bytes()),
        user_name: begun.email,
        display_name: begun.name,
        exclude: begun
            .known
            .iter()
            .map(|id| URL_SAFE_NO_PAD.encode(id))
            .collect(),
        algorithms: [-8, -7, -257],
    }))
}

#[derive(Deserialize, ToSchema)]
struct PasskeyInput {
    ticket: String,
    /// How the agent calls it.
    name: String,
    client_data: String,
    attestation: String,
}

/// Keeps what the authenticator made.
#[utoipa::path(post, path = "/me/passkeys", tag = "account", request_body = PasskeyInput,
    responses((status = 201, body = PasskeyInfo), (status = 409, body = ErrorBody), (status = 410, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn finish(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<PasskeyInput>,
) -> ApiResult<(StatusCode, axum::Json<PasskeyInfo>)> {
    let session = caller.session()?;
    let rp = relying_party(&app, &caller.client)?;
    let client = webauthn::bytes(&input.client_data).map_err(unreadable("client_data"))?;
    let attestation = webauthn::bytes(&input.attestation).map_err(unreadable("attestation"))?;
    let made = NewPasskey {
        name: &input.name,
        client: &client,
        attestation: &attestation,
    };
    let key = app
        .desk
        .finish_passkey(&caller.by(), session, &input.ticket, made, &rp)
        .await?;
    app.sessions.forget();
    Ok((StatusCode::CREATED, axum::Json(key.into())))
}

#[utoipa::path(delete, path = "/me/passkeys/{id}", tag = "account", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn delete(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<PasskeyId>,
) -> ApiResult<StatusCode> {
    caller.session()?;
    app.desk.delete_passkey(&caller.by(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the browser hands to `navigator.credentials.get`.
#[derive(Serialize, ToSchema)]
struct PasskeyChallenge {
    ticket: String,
    challenge: String,
    rp_id: String,
}

/// Begins a sign-in by whatever passkey there is for this desk.
#[utoipa::path(put, path = "/session/passkey", tag = "session",
    responses((status = 200, body = PasskeyChallenge), (status = 429, body = ErrorBody)))]
async fn begin_sign_in(
    State(app): State<App>,
    client: Client,
) -> ApiResult<axum::Json<PasskeyChallenge>> {
    let rp = relying_party(&app, &client)?;
    let begun = app
        .desk
        .begin_passkey_sign_in(&rp, client.ip, app.clock.now())
        .await?;
    Ok(axum::Json(PasskeyChallenge {
        ticket: begun.ticket,
        challenge: begun.challenge,
        rp_id: rp.id,
    }))
}

#[derive(Deserialize, ToSchema)]
struct PasskeyAnswer {
    ticket: String,
    credential: String,
    client_data: String,
    authenticator_data: String,
    signature: String,
    user_handle: Option<String>,
}

/// Begins a session.
#[utoipa::path(post, path = "/session/passkey", tag = "session", request_body = PasskeyAnswer,
    responses((status = 200, body = Bootstrap), (status = 410, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn finish_sign_in(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    Json(input): Json<PasskeyAnswer>,
) -> ApiResult<Response> {
    let rp = relying_party(&app, &client)?;
    let user = input.user_handle.as_deref().filter(|u| !u.is_empty());
    let answer = Answer {
        credential: webauthn::bytes(&input.credential).map_err(unreadable("credential"))?,
        client: webauthn::bytes(&input.client_data).map_err(unreadable("client_data"))?,
        authenticator: webauthn::bytes(&input.authenticator_data)
            .map_err(unreadable("authenticator_data"))?,
        signature: webauthn::bytes(&input.signature).map_err(unreadable("signature"))?,
        user: user
            .map(webauthn::bytes)
            .transpose()
            .map_err(unreadable("user_handle"))?,
    };
    let signed = app
        .desk
        .finish_passkey_sign_in(
            &input.ticket,
            answer,
            &rp,
            client.ip,
            agent_of(&headers),
            app.clock.now(),
        )
        .await?;
    welcome(&app, client, signed, StatusCode::OK).await
}
