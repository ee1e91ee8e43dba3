//! How agents may sign in: passwords, second factor, OpenID provider.

use crate::api::types::words;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::Json;
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use desk::account::policy::{NewPolicy, NewProvider, Policy, Required};
use domain::access::{Permission, SetKey};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show, change))
        .routes(routes!(check))
}

#[derive(Serialize, ToSchema)]
struct SignInSettings {
    /// Passwords are taken.
    passwords: bool,
    /// `nobody`, `administrators` or `everybody` has to have one.
    #[schema(value_type = words::Required)]
    second_factor: Required,
    provider: Option<ProviderInfo>,
    /// To be registered with the provider.
    redirect_url: String,
}

/// An OpenID provider, without its secret.
#[derive(Serialize, ToSchema)]
struct ProviderInfo {
    name: String,
    issuer: String,
    client_id: String,
    has_secret: bool,
    /// Permission set of agents who are made when somebody unknown comes.
    #[schema(value_type = Option<String>)]
    create: Option<SetKey>,
    domains: Vec<String>,
}

fn wire(app: &App, policy: Policy) -> SignInSettings {
    SignInSettings {
        passwords: policy.passwords,
        second_factor: policy.second_factor,
        provider: policy.provider.map(|p| ProviderInfo {
            name: p.name,
            issuer: p.issuer,
            client_id: p.client_id,
            has_secret: p.secret_sealed.is_some(),
            create: p.create,
            domains: p.domains,
        }),
        redirect_url: crate::api::oidc::redirect_url(app),
    }
}

#[utoipa::path(get, path = "/sign-in", tag = "settings", responses((status = 200, body = SignInSettings), (status = 403, body = ErrorBody)))]
async fn show(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<SignInSettings>> {
    caller.demand(Permission::OrganizationManage)?;
    let policy = app.desk.sign_in_policy().await?;
    Ok(axum::Json(wire(&app, policy)))
}

#[derive(Deserialize, ToSchema)]
struct SignInInput {
    passwords: bool,
    #[schema(value_type = words::Required)]
    second_factor: Required,
    provider: Option<ProviderInput>,
}

#[derive(Deserialize, ToSchema)]
struct ProviderInput {
    name: String,
    issuer: String,
    client_id: String,
    /// Left out, the stored one stays, unless issuer or client change; empty takes it away.
    client_secret: Option<String>,
    #[schema(value_type = Option<String>)]
    create: Option<SetKey>,
    #[serde(default)]
    domains: Vec<String>,
}

/// Refused when no administrator could sign in any more.
#[utoipa::path(put, path = "/sign-in", tag = "settings", request_body = SignInInput,
    responses((status = 200, body = SignInSettings), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<SignInInput>,
) -> ApiResult<axum::Json<SignInSettings>> {
    caller.session()?;
    let new = NewPolicy {
        passwords: input.passwords,
        second_factor: input.second_factor,
        provider: input.provider.map(|p| NewProvider {
            name: p.name,
            issuer: p.issuer,
            client_id: p.client_id,
            client_secret: p.client_secret,
            create: p.create,
            domains: p.domains,
        }),
    };
    let policy = app.desk.change_sign_in_policy(&caller.by(), new).await?;
    app.sessions.forget();
    Ok(axum::Json(wire(&app, policy)))
}

#[derive(Serialize, ToSchema)]
struct ProviderCheck {
    /// What the provider answers under; keys that we can verify with.
    issuer: String,
    keys: usize,
}

/// Asks the stored provider for its description and its keys.
#[utoipa::path(post, path = "/sign-in/check", tag = "settings",
    responses((status = 200, body = ProviderCheck), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn check(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<ProviderCheck>> {
    caller.demand(Permission::OrganizationManage)?;
    let provider = app.desk.sign_in_policy().await?.provider;
    let provider = provider
        .ok_or_else(|| ApiError::conflict("no_provider", "No OpenID provider is set up."))?;
    let keys = crate::oidc::check(&app, &provider.issuer)
        .await
        .map_err(|error| ApiError::conflict("provider_refused", error.to_string()))?;
    Ok(axum::Json(ProviderCheck {
        issuer: provider.issuer,
        keys,
    }))
}
