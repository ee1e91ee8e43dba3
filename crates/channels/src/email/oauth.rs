//! OAuth 2 for mailboxes and smarthosts of Google and Microsoft: consent with PKCE (RFC 7636), code, refresh, XOAUTH2.
//!
//! The server keeps [`Consent::state`] and [`Consent::verifier`] between the redirect and the callback; tokens are kept by
//! the host, sealed. Endpoints can be replaced, for tests and for a company's own authority.

use std::time::Duration;

use domain::Millis;
use oauth2::basic::{BasicClient, BasicErrorResponseType, BasicTokenResponse};
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet,
    EndpointSet, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError,
    Scope, TokenResponse, TokenUrl,
};

use crate::host::{Host, OAuthClient, OAuthProvider, OAuthToken, TokenOwner};
use crate::tls::ClientTls;

const LIMIT: Duration = Duration::from_secs(20);
/// A token that ends within this time is refreshed before use.
const MARGIN_MS: Millis = 120_000;
/// RFC 6749 §5.1 lets a server leave the life time out; an hour is what both providers give.
const DEFAULT_LIFE: Duration = Duration::from_secs(3_600);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OAuthError {
    /// The consent was withdrawn or has run out: an administrator must consent again.
    #[error("consent needed again: {0}")]
    Consent(String),
    /// No application is registered for this provider, or its settings are no URLs.
    #[error("OAuth is not set up: {0}")]
    NotSetUp(String),
    /// The provider could not be reached, or answered nonsense; tried again later.
    #[error("OAuth server: {0}")]
    Unreachable(String),
}

impl OAuthError {
    /// Whether only a person can help.
    #[must_use]
    pub fn needs_consent(&self) -> bool {
        !matches!(self, Self::Unreachable(_))
    }
}

/// Where to send the administrator's browser, and what to keep until it comes back.
#[derive(Debug)]
pub struct Consent {
    pub url: String,
    /// Must come back unchanged with the code; compare before [`exchange`].
    pub state: String,
    /// PKCE secret, for [`exchange`].
    pub verifier: String,
}

struct Endpoints {
    auth: &'static str,
    token: &'static str,
    scopes: &'static [&'static str],
    /// Without these Google gives no refresh token.
    extra: &'static [(&'static str, &'static str)],
}

fn endpoints(provider: OAuthProvider) -> Endpoints {
    match provider {
        OAuthProvider::Google => Endpoints {
            auth: "https://accounts.google.com/o/oauth2/v2/auth",
            token: "https://oauth2.googleapis.com/token",
            scopes: &["https://mail.google.com/"],
            extra: &[("access_type", "offline"), ("prompt", "consent")],
        },
        OAuthProvider::Microsoft => Endpoints {
            auth: "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
            token: "https://login.microsoftonline.com/common/oauth2/v2.0/token",
            scopes: &[
                "https://outlook.office.com/IMAP.AccessAsUser.All",
                "https://outlook.office.com/SMTP.Send",
                "offline_access",
            ],
            extra: &[("prompt", "select_account")],
        },
    }
}

type Ready = BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

fn ready(provider: OAuthProvider, client: &OAuthClient) -> Result<Ready, OAuthError> {
    let bad = |error: url::ParseError| OAuthError::NotSetUp(error.to_string());
    let public = endpoints(provider);
    let auth = client.auth_url.as_deref().unwrap_or(public.auth);
    let token = client.token_url.as_deref().unwrap_or(public.token);
    let ready = BasicClient::new(ClientId::new(client.client_id.clone()))
        .set_auth_type(AuthType::RequestBody)
        .set_auth_uri(AuthUrl::new(auth.to_owned()).map_err(bad)?)
        .set_token_uri(TokenUrl::new(token.to_owned()).map_err(bad)?)
        .set_redirect_uri(RedirectUrl::new(client.redirect_url.clone()).map_err(bad)?);
    Ok(match &client.client_secret {
        Some(secret) => ready.set_client_secret(ClientSecret::new(secret.clone())),
        None => ready,
    })
}

/// The page where the owner of `login_hint` (an address) says yes.
pub fn consent(
    provider: OAuthProvider,
    client: &OAuthClient,
    login_hint: Option<&str>,
) -> Result<Consent, OAuthError> {
    let ready = ready(provider, client)?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let public = endpoints(provider);
    let mut request = ready
        .authorize_url(CsrfToken::new_random)
        .set_pkce_challenge(challenge);
    for scope in public.scopes {
        request = request.add_scope(Scope::new((*scope).to_owned()));
    }
    for (name, value) in public.extra {
        request = request.add_extra_param(*name, *value);
    }
    if let Some(hint) = login_hint {
        request = request.add_extra_param("login_hint", hint.to_owned());
    }
    let (url, state) = request.url();
    Ok(Consent {
        url: url.to_string(),
        state: state.secret().clone(),
        verifier: verifier.secret().clone(),
    })
}

/// Turns the code of the callback into a token.
pub async fn exchange(
    provider: OAuthProvider,
    client: &OAuthClient,
    code: &str,
    verifier: &str,
    tls: &ClientTls,
    now: Millis,
) -> Result<OAuthToken, OAuthError> {
    let ready = ready(provider, client)?;
    let http = http(tls)?;
    let answer = ready
        .exchange_code(AuthorizationCode::new(code.to_owned()))
        .set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()))
        .request_async(&http)
        .await
        .map_err(refused)?;
    Ok(token(&answer, None, now))
}

/// A new access token. A provider that hands out no new refresh token means the old one to be kept.
pub async fn refresh(
    provider: OAuthProvider,
    client: &OAuthClient,
    old: &OAuthToken,
    tls: &ClientTls,
    now: Millis,
) -> Result<OAuthToken, OAuthError> {
    let Some(secret) = &old.refresh_token else {
        return Err(OAuthError::Consent("no refresh token".to_owned()));
    };
    let ready = ready(provider, client)?;
    let http = http(tls)?;
    let answer = ready
        .exchange_refresh_token(&RefreshToken::new(secret.clone()))
        .request_async(&http)
        .await
        .map_err(refused)?;
    Ok(token(&answer, old.refresh_token.clone(), now))
}

/// Refreshes `token` in place when it ends soon, and has the host keep the new one.
pub async fn fresh(
    provider: OAuthProvider,
    token: &mut OAuthToken,
    owner: TokenOwner,
    host: &dyn Host,
    tls: &ClientTls,
) -> Result<(), OAuthError> {
    let now = host.now();
    if token.expires_at - now > MARGIN_MS {
        return Ok(());
    }
    let away = |error: crate::host::HostError| OAuthError::Unreachable(error.to_string());
    let client = host
        .oauth_client(provider)
        .await
        .map_err(away)?
        .ok_or_else(|| OAuthError::NotSetUp("no application registered".to_owned()))?;
    *token = refresh(provider, &client, token, tls, now).await?;
    host.save_token(owner, token.clone()).await.map_err(away)
}

/// The answer of the XOAUTH2 mechanism, before base64.
#[must_use]
pub fn xoauth2(user: &str, access_token: &str) -> String {
    format!("user={user}\u{1}auth=Bearer {access_token}\u{1}\u{1}")
}

/// Redirects are not followed: a token endpoint has no reason to send us elsewhere.
fn http(tls: &ClientTls) -> Result<reqwest::Client, OAuthError> {
    tls.http()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(LIMIT)
        .build()
        .map_err(|error| OAuthError::Unreachable(error.to_string()))
}

type Refused<E> = RequestTokenError<E, oauth2::basic::BasicErrorResponse>;

fn refused<E: std::error::Error + 'static>(error: Refused<E>) -> OAuthError {
    match error {
        RequestTokenError::ServerResponse(answer) => {
            let why = answer
                .error_description()
                .cloned()
                .unwrap_or_else(|| answer.error().to_string());
            match answer.error() {
                BasicErrorResponseType::Extension(code)
                    if matches!(code.as_str(), "temporarily_unavailable" | "server_error") =>
                {
                    OAuthError::Unreachable(why)
                }
                _ => OAuthError::Consent(why),
            }
        }
        RequestTokenError::Request(error) => OAuthError::Unreachable(error.to_string()),
        // The body may hold a token: it is not repeated.
        RequestTokenError::Parse(error, _) => OAuthError::Unreachable(error.to_string()),
        RequestTokenError::Other(text) => OAuthError::Unreachable(text),
    }
}

fn token(answer: &BasicTokenResponse, old_refresh: Option<String>, now: Millis) -> OAuthToken {
    let life = answer.expires_in().unwrap_or(DEFAULT_LIFE);
    OAuthToken {
        access_token: answer.access_token().secret().clone(),
        refresh_token: answer
            .refresh_token()
            .map(|t| t.secret().clone())
            .or(old_refresh),
        expires_at: now.saturating_add(Millis::try_from(life.as_millis()).unwrap_or(Millis::MAX)),
    }
}
