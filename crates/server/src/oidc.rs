//! OpenID Connect, the part of the client: discovery, the code flow with PKCE, and what a provider says about somebody
//! (OpenID Connect Core 1.0, Discovery 1.0, RFC 7636, RFC 9207). The provider is not trusted: sizes and times are bounded,
//! every claim is proven. Who that somebody is to us is for `desk`.

pub mod jwt;

use crate::app::App;
use anyhow::{Context as _, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use desk::account::policy::Provider;
use desk::account::provider::{Away, Person};
use domain::Millis;
use jwt::{Expected, Keys};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use std::time::Duration;
use url::Url;

/// Longest answer of a provider, in bytes.
const ANSWER_MAX: usize = 256 * 1024;
/// For one request, from the first byte to the last.
const TIME: Duration = Duration::from_secs(8);

/// What a provider says of itself (Discovery 1.0 §3).
#[derive(Debug, Clone, Deserialize)]
pub struct Metadata {
    pub issuer: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    pub jwks_uri: String,
    pub userinfo_endpoint: Option<String>,
    #[serde(default)]
    pub token_endpoint_auth_methods_supported: Vec<String>,
}

/// What the browser takes along, and what stays with us.
pub struct Journey {
    pub url: String,
    pub state: String,
    /// For the cookie.
    pub browser: String,
    pub away: Away,
}

/// Asks a provider for its description and its keys; how many of them we can use.
///
/// # Errors
/// What is wrong, for an administrator.
pub async fn check(app: &App, issuer: &str) -> anyhow::Result<usize> {
    let http = http(app)?;
    let metadata = discover(&http, issuer).await?;
    let keys = keys(&http, &metadata).await?;
    ensure!(keys.len() > 0, "the provider has no key that can be used");
    Ok(keys.len())
}

/// Where to send a browser.
///
/// # Errors
/// When the provider cannot be reached, or contradicts itself.
pub async fn begin(app: &App, provider: &Provider, redirect_url: &str) -> anyhow::Result<Journey> {
    let metadata = discover(&http(app)?, &provider.issuer).await?;
    let [state, nonce, verifier, browser] = [secret()?, secret()?, secret()?, secret()?];
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    let mut url = Url::parse(&metadata.authorization_endpoint)?;
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &provider.client_id)
        .append_pair("redirect_uri", redirect_url)
        .append_pair("scope", "openid email profile")
        .append_pair("state", &state)
        .append_pair("nonce", &nonce)
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256");
    Ok(Journey {
        url: url.into(),
        away: Away {
            issuer: provider.issuer.clone(),
            nonce,
            verifier,
            browser: crate::signed::hash(&browser),
            redirect_url: redirect_url.to_owned(),
        },
        state,
        browser,
    })
}

/// Exchanges a code for what the provider says about somebody, and proves it.
///
/// # Errors
/// What is not as it has to be, for the log.
pub async fn finish(
    app: &App,
    provider: &Provider,
    secret: Option<&str>,
    away: &Away,
    code: &str,
    now: Millis,
) -> anyhow::Result<Person> {
    ensure!(
        away.issuer == provider.issuer,
        "the provider was changed meanwhile"
    );
    let http = http(app)?;
    let metadata = discover(&http, &provider.issuer).await?;
    let tokens = exchange(&http, &metadata, provider, secret, away, code).await?;
    let keys = keys(&http, &metadata).await?;
    let expected = Expected {
        issuer: &provider.issuer,
        client_id: &provider.client_id,
        nonce: &away.nonce,
        now,
    };
    let mut claims = jwt::verify(&tokens.id_token, &keys, &expected)?;
    if claims.email.is_none()
        && let (Some(endpoint), Some(token)) = (&metadata.userinfo_endpoint, &tokens.access_token)
    {
        let request = http
            .get(address(endpoint, &provider.issuer)?)
            .bearer_auth(token);
        let more: jwt::About = answer(request).await.context("userinfo")?;
        // Core 1.0 §5.3.2: it has to be about the same person.
        ensure!(more.sub == claims.sub, "userinfo is about somebody else");
        claims.email = more.email;
        claims.email_verified = more.email_verified;
        claims.name = claims.name.or(more.name);
    }
    let verified = claims.is_verified();
    Ok(Person {
        issuer: provider.issuer.clone(),
        subject: claims.sub,
        verified_email: claims.email.filter(|_| verified),
        name: claims.name,
    })
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    access_token: Option<String>,
}

async fn exchange(
    http: &reqwest::Client,
    metadata: &Metadata,
    provider: &Provider,
    secret: Option<&str>,
    away: &Away,
    code: &str,
) -> anyhow::Result<Tokens> {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &away.redirect_url),
        ("code_verifier", &away.verifier),
    ];
    let mut request = http.post(address(&metadata.token_endpoint, &provider.issuer)?);
    let methods = &metadata.token_endpoint_auth_methods_supported;
    // Core 1.0 §9: basic unless the provider says that it wants the other.
    let by_post = !methods.is_empty() && !methods.iter().any(|m| m == "client_secret_basic");
    match secret {
        Some(secret) if !by_post => {
            request = request.basic_auth(percent(&provider.client_id), Some(percent(secret)));
        }
        Some(secret) => {
            form.push(("client_id", &provider.client_id));
            form.push(("client_secret", secret));
        }
        None => form.push(("client_id", &provider.client_id)),
    }
    answer(request.form(&form)).await.context("token endpoint")
}

/// RFC 6749 §2.3.1: both halves are form-encoded before they become basic credentials.
fn percent(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

async fn discover(http: &reqwest::Client, issuer: &str) -> anyhow::Result<Metadata> {
    let url = format!(
        "{}/.well-known/openid-configuration",
        issuer.trim_end_matches('/')
    );
    let metadata: Metadata = answer(http.get(url)).await.context("discovery")?;
    // Discovery 1.0 §4.3: exactly, or somebody else answers in its name.
    ensure!(
        metadata.issuer == issuer,
        "the provider calls itself something else than its issuer"
    );
    address(&metadata.authorization_endpoint, issuer)?;
    Ok(metadata)
}

async fn keys(http: &reqwest::Client, metadata: &Metadata) -> anyhow::Result<Keys> {
    let request = http.get(address(&metadata.jwks_uri, &metadata.issuer)?);
    answer(request).await.context("keys")
}

/// An address that a provider names is https, unless the provider itself is a trial on this machine.
fn address(text: &str, issuer: &str) -> anyhow::Result<Url> {
    let url = Url::parse(text).context("the provider names an address that is none")?;
    let trial = issuer.starts_with("http://")
        && matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    ensure!(
        url.scheme() == "https" || (url.scheme() == "http" && trial),
        "the provider names an address that is not https"
    );
    Ok(url)
}

fn http(app: &App) -> anyhow::Result<reqwest::Client> {
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(TIME)
        .timeout(TIME);
    for root in reqwest::Certificate::from_pem_bundle(&app.config.extra_roots()?)? {
        builder = builder.add_root_certificate(root);
    }
    Ok(builder.build()?)
}

/// JSON of a bounded size; what a provider says of an error is cut short.
async fn answer<T: DeserializeOwned>(request: reqwest::RequestBuilder) -> anyhow::Result<T> {
    let mut response = request
        .header("accept", "application/json")
        .send()
        .await
        .map_err(reqwest::Error::without_url)?;
    let status = response.status();
    let mut bytes = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(reqwest::Error::without_url)?
    {
        ensure!(
            bytes.len() + chunk.len() <= ANSWER_MAX,
            "the provider answers more than is read"
        );
        bytes.extend_from_slice(&chunk);
    }
    if !status.is_success() {
        #[derive(Deserialize)]
        struct Said {
            error: String,
        }
        let said = serde_json::from_slice::<Said>(&bytes)
            .map(|s| s.error)
            .unwrap_or_default();
        let said: String = said.chars().filter(|c| !c.is_control()).take(80).collect();
        bail!("the provider answers {} {said}", status.as_u16());
    }
    serde_json::from_slice(&bytes).context("the provider answers something else than was asked for")
}

/// 256 bits of text.
fn secret() -> anyhow::Result<String> {
    desk::fresh::secret().map_err(|error| anyhow::anyhow!("no randomness: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_may_not_send_us_where_nobody_encrypts() {
        let https = "https://id.example.org";
        assert!(address("https://elsewhere.example/token", https).is_ok());
        assert!(address("http://id.example.org/token", https).is_err());
        assert!(address("http://127.0.0.1/token", https).is_err());
        assert!(address("file:///etc/passwd", https).is_err());
        assert!(address("http://127.0.0.1:9/token", "http://127.0.0.1:9").is_ok());
        assert!(address("http://10.0.0.1/token", "http://127.0.0.1:9").is_err());
    }
}
