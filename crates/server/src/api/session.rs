//! Set-up, signing in and out, forgotten passwords, invitations.

use super::bootstrap;
use super::types::Bootstrap;
use crate::app::App;
use crate::demo::company::{Book, PASSWORD};
use crate::http::client::Client;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::{Caller, clear_cookie, set_cookie};
use crate::signed::{Signed, SignedBy};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use desk::account::{Attempt, Entered, Method, SignedIn};
use desk::init::Setup;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tokio::sync::Semaphore;
use utoipa::ToSchema;

/// Password checks at the same time: each takes 19 MiB.
static CHECKS: Semaphore = Semaphore::const_new(2);

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(setup_state, set_up))
        .routes(routes!(sign_in, sign_out))
        .routes(routes!(second_factor))
        .routes(routes!(forgot))
        .routes(routes!(reset))
        .routes(routes!(invitation, accept_invitation))
}

#[derive(Serialize, ToSchema)]
struct SetupState {
    /// Nobody has set this desk up yet.
    needed: bool,
    /// A throw-away desk: anybody may sign in as anybody.
    demo: Option<DemoDoor>,
    /// Passwords are taken.
    passwords: bool,
    /// Name of the OpenID provider, when one is set up.
    provider: Option<String>,
}

/// How to get into a demo.
#[derive(Serialize, ToSchema)]
struct DemoDoor {
    company: String,
    /// Of every agent.
    password: &'static str,
    agents: Vec<DemoAgent>,
}

#[derive(Serialize, ToSchema)]
struct DemoAgent {
    name: String,
    email: String,
    zone: String,
}

fn demo_door(app: &App) -> ApiResult<Option<DemoDoor>> {
    let Some(company) = app.demo.clone() else {
        return Ok(None);
    };
    let book = Book::open().map_err(ApiError::internal)?;
    let agents = book.agents.iter().map(|agent| DemoAgent {
        name: agent.name.clone(),
        email: book.address(&agent.local),
        zone: agent.zone.clone(),
    });
    Ok(Some(DemoDoor {
        company,
        password: PASSWORD,
        agents: agents.collect(),
    }))
}

#[derive(Deserialize, ToSchema)]
struct SetupInput {
    organization: String,
    name: String,
    email: String,
    password: String,
    zone: String,
    locale: String,
    channel_name: String,
    /// The address that customers write to.
    address: String,
    team_name: Option<String>,
}

#[utoipa::path(get, path = "/setup", tag = "session", responses((status = 200, body = SetupState)))]
async fn setup_state(State(app): State<App>) -> ApiResult<axum::Json<SetupState>> {
    let policy = app.desk.sign_in_policy().await?;
    Ok(axum::Json(SetupState {
        passwords: policy.passwords,
        provider: policy.provider.map(|p| p.name),
        needed: app.desk.needs_setup().await?,
        demo: demo_door(&app)?,
    }))
}

/// Sets up an empty desk and signs its first administrator in.
#[utoipa::path(post, path = "/setup", tag = "session", request_body = SetupInput,
    responses((status = 201, body = Bootstrap), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn set_up(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    Json(input): Json<SetupInput>,
) -> ApiResult<Response> {
    let _place = CHECKS.acquire().await.map_err(ApiError::internal)?;
    let now = app.clock.now();
    let setup = Setup {
        organization: input.organization,
        name: input.name,
        email: input.email,
        password: input.password,
        zone: input.zone,
        locale: input.locale,
        public_url: app.console_url(),
        team_name: input
            .team_name
            .filter(|t| !t.trim().is_empty())
            .unwrap_or_else(|| "Support".to_owned()),
        channel_name: input.channel_name,
        address: input.address,
    };
    let started = app.desk.init(setup, &client.ip.to_string(), now).await?;
    app.wake_config();
    let signed = app
        .desk
        .begin_session(
            started.agent.id,
            Method::Password,
            client.ip,
            agent_of(&headers),
            now,
        )
        .await?;
    welcome(&app, client, signed, StatusCode::CREATED).await
}

#[derive(Deserialize, ToSchema)]
struct SignIn {
    email: String,
    password: String,
}

/// Begins a session, or asks for the second factor (202).
#[utoipa::path(post, path = "/session", tag = "session", request_body = SignIn,
    responses((status = 200, body = Bootstrap), (status = 202, body = SecondFactorAsked), (status = 401, body = ErrorBody), (status = 429, body = ErrorBody)))]
async fn sign_in(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    Json(input): Json<SignIn>,
) -> ApiResult<Response> {
    let _place = CHECKS.acquire().await.map_err(ApiError::internal)?;
    let attempt = Attempt {
        email: input.email,
        password: input.password,
        ip: client.ip,
        user_agent: agent_of(&headers).to_owned(),
    };
    match app.desk.sign_in(attempt, app.clock.now()).await {
        Ok(entered) => let_in(&app, client, entered).await,
        Err(error) if error.code() == "too_many_attempts" => {
            Err(ApiError::from(error).after(desk::account::sign_in::WAIT_S))
        }
        Err(error) => Err(error.into()),
    }
}

/// Ends this session.
#[utoipa::path(delete, path = "/session", tag = "session", responses((status = 204)))]
async fn sign_out(State(app): State<App>, caller: Caller) -> ApiResult<Response> {
    app.desk
        .end_session(caller.session()?, caller.agent())
        .await?;
    app.sessions.forget();
    Ok((
        StatusCode::NO_CONTENT,
        [(header::SET_COOKIE, clear_cookie())],
    )
        .into_response())
}

#[derive(Deserialize, ToSchema)]
struct Forgot {
    email: String,
}

/// Mails a link when the address is known. Says the same either way.
#[utoipa::path(post, path = "/password/forgot", tag = "session", request_body = Forgot, responses((status = 202)))]
async fn forgot(
    State(app): State<App>,
    _client: Client,
    Json(input): Json<Forgot>,
) -> ApiResult<StatusCode> {
    app.desk
        .forgot_password(&input.email, &app.console_url(), app.clock.now())
        .await?;
    app.wake_sender();
    Ok(StatusCode::ACCEPTED)
}

#[derive(Deserialize, ToSchema)]
struct Reset {
    token: String,
    password: String,
}

/// Takes a new password from the holder of a link, and signs them in; a second factor is still asked for (202).
#[utoipa::path(post, path = "/password/reset", tag = "session", request_body = Reset,
    responses((status = 200, body = Bootstrap), (status = 202, body = SecondFactorAsked), (status = 410, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn reset(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    Json(input): Json<Reset>,
) -> ApiResult<Response> {
    let _place = CHECKS.acquire().await.map_err(ApiError::internal)?;
    let now = app.clock.now();
    let agent = app
        .desk
        .reset_password(&input.token, &input.password, now)
        .await?;
    app.sessions.forget();
    let entered = app
        .desk
        .enter(agent, client.ip, agent_of(&headers), now)
        .await?;
    let_in(&app, client, entered).await
}

#[derive(Serialize, ToSchema)]
struct Welcome {
    name: String,
    email: String,
    organization: String,
}

/// Whom an invitation is for.
#[utoipa::path(get, path = "/invitations/{token}", tag = "session", params(("token" = String, Path)),
    responses((status = 200, body = Welcome), (status = 410, body = ErrorBody)))]
async fn invitation(
    State(app): State<App>,
    Path(token): Path<String>,
) -> ApiResult<axum::Json<Welcome>> {
    let agent = app.desk.invitation(&token, app.clock.now()).await?;
    Ok(axum::Json(Welcome {
        name: agent.name,
        email: agent.email,
        organization: app.desk.organization().await?.name,
    }))
}

#[derive(Deserialize, ToSchema)]
struct Accept {
    name: String,
    password: String,
}

/// Takes up an invitation and signs the agent in.
#[utoipa::path(post, path = "/invitations/{token}", tag = "session", params(("token" = String, Path)), request_body = Accept,
    responses((status = 200, body = Bootstrap), (status = 410, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn accept_invitation(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    Path(token): Path<String>,
    Json(input): Json<Accept>,
) -> ApiResult<Response> {
    let _place = CHECKS.acquire().await.map_err(ApiError::internal)?;
    let now = app.clock.now();
    let agent = app
        .desk
        .accept_invitation(&token, &input.name, &input.password, now)
        .await?;
    let signed = app
        .desk
        .begin_session(agent, Method::Password, client.ip, agent_of(&headers), now)
        .await?;
    welcome(&app, client, signed, StatusCode::OK).await
}

pub(super) fn agent_of(headers: &HeaderMap) -> &str {
    headers
        .get(header::USER_AGENT)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default()
}

/// The password was right; a code is asked for at `/session/second-factor`.
#[derive(Serialize, ToSchema)]
struct SecondFactorAsked {
    /// Stands for the password until then.
    ticket: String,
    expires_at: domain::Millis,
}

async fn let_in(app: &App, client: Client, entered: Entered) -> ApiResult<Response> {
    match entered {
        Entered::In(signed) => welcome(app, client, signed, StatusCode::OK).await,
        Entered::SecondFactor { ticket, expires_at } => {
            let asked = SecondFactorAsked { ticket, expires_at };
            Ok((StatusCode::ACCEPTED, axum::Json(asked)).into_response())
        }
    }
}

#[derive(Deserialize, ToSchema)]
struct SecondFactor {
    ticket: String,
    /// Six digits of the authenticator app, or a recovery code.
    code: String,
}

/// The second half of a sign-in.
#[utoipa::path(post, path = "/session/second-factor", tag = "session", request_body = SecondFactor,
    responses((status = 200, body = Bootstrap), (status = 410, body = ErrorBody), (status = 422, body = ErrorBody), (status = 429, body = ErrorBody)))]
async fn second_factor(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    Json(input): Json<SecondFactor>,
) -> ApiResult<Response> {
    let signed = app
        .desk
        .finish_sign_in(
            &input.ticket,
            &input.code,
            client.ip,
            agent_of(&headers),
            app.clock.now(),
        )
        .await?;
    welcome(&app, client, signed, StatusCode::OK).await
}

/// The cookie of a new session, and everything that a console needs to begin.
pub(super) async fn welcome(
    app: &App,
    client: Client,
    signed: SignedIn,
    status: StatusCode,
) -> ApiResult<Response> {
    let now = app.clock.now();
    let cookie = set_cookie(&signed.token, client.https);
    let agent = signed.agent;
    let present = app
        .desk
        .session(crate::signed::hash(&signed.token), now)
        .await?
        .ok_or_else(ApiError::signed_out)?;
    let caller = Caller {
        signed: Arc::new(Signed {
            by: SignedBy::Session(signed.session),
            agent,
            csrf: signed.csrf,
            access: present.access,
            must_enrol: present.must_enrol,
            token_hash: crate::signed::hash(&signed.token),
            last_seen_at: now,
            expires_at: now,
        }),
        client,
        now,
        once: None,
        carried_out: None,
    };
    let body = bootstrap::of(app, &caller).await?;
    Ok((status, [(header::SET_COOKIE, cookie)], axum::Json(body)).into_response())
}
