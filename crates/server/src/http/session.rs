//! Who asks: the session cookie, the CSRF token and the origin of a request.

use super::client::Client;
use super::error::ApiError;
use crate::app::App;
use crate::signed::{Signed, SignedBy};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use domain::access::{Access, Permission};
use domain::{AgentId, MessageId, SessionId};
use std::sync::Arc;
use subtle::ConstantTimeEq as _;

pub const COOKIE: &str = "fairlead_session";
pub const CSRF_HEADER: &str = "x-csrf-token";
/// A cookie outlives the browser; the session behind it ends on the server.
const COOKIE_SECONDS: i64 = 30 * 24 * 60 * 60;
/// How often "last used" of a token is written.
const TOKEN_TOUCH_MS: domain::Millis = 60 * 1000;

/// A signed-in agent, proven by the cookie; for unsafe methods also by CSRF token and origin.
#[derive(Clone)]
pub struct Caller {
    pub signed: Arc<Signed>,
    pub client: Client,
    pub now: domain::Millis,
    /// The request's idempotency key.
    pub once: Option<Arc<desk::Once>>,
    /// The message that this request wrote before, although its answer was never told.
    pub carried_out: Option<MessageId>,
}

impl Caller {
    #[must_use]
    pub fn agent(&self) -> AgentId {
        self.signed.agent
    }

    #[must_use]
    pub fn access(&self) -> &Access {
        &self.signed.access
    }

    /// For verbs.
    #[must_use]
    pub fn by(&self) -> desk::By {
        let mut by = desk::By::agent(
            self.signed.access.clone(),
            self.now,
            self.client.ip.to_string(),
        );
        by.once.clone_from(&self.once);
        by
    }

    /// The session of a person: what protects an account is never in the reach of a token.
    ///
    /// # Errors
    /// `needs_session` (403).
    pub fn session(&self) -> Result<SessionId, ApiError> {
        self.signed.session().ok_or_else(|| {
            ApiError::new(
                StatusCode::FORBIDDEN,
                "needs_session",
                "This needs a person who is signed in; a token cannot do it.",
            )
        })
    }

    /// # Errors
    /// `not_permitted` (403).
    pub fn demand(&self, permission: Permission) -> Result<(), ApiError> {
        Ok(self.signed.access.demand(permission)?)
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let client = client_of(parts);
        let now = app.clock.now();
        let signed = match bearer(&parts.headers) {
            Some(token) => by_token(app, &client, token?, now).await?,
            None => by_session(app, &client, parts, now).await?,
        };
        Ok(Self {
            signed,
            client,
            now,
            once: parts.extensions.get::<Arc<desk::Once>>().cloned(),
            carried_out: parts.extensions.get::<MessageId>().copied(),
        })
    }
}

/// A person with a browser: the cookie, and for unsafe methods origin and CSRF token.
async fn by_session(
    app: &App,
    client: &Client,
    parts: &Parts,
    now: domain::Millis,
) -> Result<Arc<Signed>, ApiError> {
    let token = cookie(&parts.headers).ok_or_else(ApiError::signed_out)?;
    let signed = app
        .sessions
        .find(app, token, now)
        .await?
        .filter(|s| s.session().is_some())
        .ok_or_else(ApiError::signed_out)?;
    if signed.must_enrol && !is_about_oneself(parts.uri.path()) {
        return Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "second_factor_required",
            "Your organization asks for a second factor. Set one up first.",
        ));
    }
    if is_safe(&parts.method) {
        return Ok(signed);
    }
    check_origin(app, &parts.headers, client)?;
    let given = parts
        .headers
        .get(CSRF_HEADER)
        .map(HeaderValue::as_bytes)
        .unwrap_or_default();
    if bool::from(given.ct_eq(signed.csrf.as_bytes())) {
        return Ok(signed);
    }
    Err(ApiError::new(
        StatusCode::FORBIDDEN,
        "csrf",
        "This request did not come from the console (X-CSRF-Token is missing or old). Reload the page.",
    ))
}

/// A program that acts for an agent. Browsers never send this header by themselves: no CSRF token is needed.
async fn by_token(
    app: &App,
    client: &Client,
    token: &str,
    now: domain::Millis,
) -> Result<Arc<Signed>, ApiError> {
    let found = app.sessions.find(app, token, now).await?;
    let Some((signed, id)) = found.and_then(|s| match s.by {
        SignedBy::Token(id) => Some((s, id)),
        SignedBy::Session(_) => None,
    }) else {
        return Err(ApiError::signed_out());
    };
    app.sessions
        .spend(id, now, app.config.limits.token_requests_per_minute)?;
    if now - signed.last_seen_at > TOKEN_TOUCH_MS {
        app.desk.touch_token(id, client.ip.to_string(), now).await?;
        app.sessions.again(app, &signed, now).await?;
    }
    Ok(signed)
}

/// The token of an `Authorization: Bearer` header (RFC 6750 §2.1); an error for one of another kind.
fn bearer(headers: &HeaderMap) -> Option<Result<&str, ApiError>> {
    let value = headers.get(header::AUTHORIZATION)?;
    let token = value
        .to_str()
        .ok()
        .and_then(|v| v.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .filter(|token| !token.is_empty() && token.len() <= 128);
    Some(token.ok_or_else(ApiError::signed_out))
}

/// Where an agent who has to set a second factor up may still go.
fn is_about_oneself(path: &str) -> bool {
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    path == "/me" || path.starts_with("/me/") || path == "/bootstrap" || path == "/session"
}

/// The client of any request, also of one without a session.
impl FromRequestParts<App> for Client {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let client = client_of(parts);
        if !is_safe(&parts.method) {
            check_origin(app, &parts.headers, &client)?;
        }
        Ok(client)
    }
}

fn client_of(parts: &Parts) -> Client {
    parts.extensions.get::<Client>().cloned().unwrap_or(Client {
        ip: std::net::Ipv4Addr::UNSPECIFIED.into(),
        https: false,
        host: String::new(),
    })
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// An Origin, when one is sent, must be ours. Browsers send one with every unsafe request and every socket.
///
/// # Errors
/// `wrong_origin` (403).
pub fn check_origin(app: &App, headers: &HeaderMap, client: &Client) -> Result<(), ApiError> {
    let Some(origin) = headers.get(header::ORIGIN) else {
        return Ok(());
    };
    let origin = origin.to_str().unwrap_or_default();
    let host = origin
        .split_once("://")
        .map(|(_, host)| host)
        .unwrap_or_default();
    let ours = !host.is_empty() && host.eq_ignore_ascii_case(&client.host);
    let public = app
        .config
        .public_url
        .as_deref()
        .and_then(|url| url::Url::parse(url).ok())
        .is_some_and(|url| url.origin().ascii_serialization() == origin);
    if ours || public {
        return Ok(());
    }
    Err(ApiError::new(
        StatusCode::FORBIDDEN,
        "wrong_origin",
        "This request came from another site. If this is your own address, set public_url or behind_proxy.",
    ))
}

/// Whatever names the caller: a token, or the session.
#[must_use]
pub fn token(headers: &HeaderMap) -> Option<&str> {
    match bearer(headers) {
        Some(token) => token.ok(),
        None => cookie(headers),
    }
}

/// The session token of the Cookie header.
#[must_use]
pub fn cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == COOKIE && !value.is_empty() && value.len() <= 128)
        .map(|(_, value)| value)
}

/// `Set-Cookie` for a new session.
#[must_use]
pub fn set_cookie(token: &str, https: bool) -> HeaderValue {
    let secure = if https { "; Secure" } else { "" };
    let text = format!(
        "{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={COOKIE_SECONDS}{secure}"
    );
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// `Set-Cookie` that ends it.
#[must_use]
pub fn clear_cookie() -> HeaderValue {
    HeaderValue::from_static("fairlead_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        headers.append(
            header::COOKIE,
            HeaderValue::from_static("a=b; fairlead_session=tok; c=d"),
        );
        assert_eq!(cookie(&headers), Some("tok"));
        headers.clear();
        headers.append(
            header::COOKIE,
            HeaderValue::from_static("xfairlead_session=tok; fairlead_session="),
        );
        assert_eq!(cookie(&headers), None);
    }

    #[test]
    fn a_bearer_token_is_read_and_other_schemes_are_refused_outright() {
        let of = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, HeaderValue::from_static(text));
            bearer(&headers).map(|r| r.map(str::to_owned).map_err(|e| e.code.into_owned()))
        };
        assert_eq!(of("bearer  flt_x"), Some(Ok("flt_x".to_owned())));
        assert_eq!(of("Basic eDp5"), Some(Err("signed_out".to_owned())));
        assert_eq!(of("Bearer "), Some(Err("signed_out".to_owned())));
        assert!(bearer(&HeaderMap::new()).is_none());
    }

    #[test]
    fn a_session_cookie_is_out_of_reach_for_scripts_and_other_sites() {
        let text = set_cookie("t", true).to_str().expect("text").to_owned();
        for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
            assert!(text.contains(part), "{text}");
        }
    }
}
