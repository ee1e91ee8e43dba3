//! How agents may sign in: with passwords or not, who needs a second factor, and the OpenID provider.

use super::invite::may_give;
use super::ways;
use crate::settings::{bad, one_line};
use crate::{By, Desk, DeskError, Result, audit};
use domain::access::{Access, Permission, SetKey};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Tx;
use store::session::Session;

const KEY: &str = "sign_in";
/// The place that the provider's secret is sealed for.
pub(crate) const SECRET_PLACE: &str = "sign_in.provider";

/// Whom the organization asks for a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Required {
    #[default]
    Nobody,
    /// Those who may manage agents or the organization.
    Administrators,
    Everybody,
}

impl Required {
    /// Whether somebody with this access is asked.
    #[must_use]
    pub fn asks(self, access: &Access) -> bool {
        match self {
            Self::Nobody => false,
            Self::Administrators => {
                access.may(Permission::AgentManage) || access.may(Permission::OrganizationManage)
            }
            Self::Everybody => true,
        }
    }
}

/// Stored as JSON under one key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Whether passwords open the desk at all.
    pub passwords: bool,
    #[serde(default)]
    pub second_factor: Required,
    #[serde(default)]
    pub provider: Option<Provider>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            passwords: true,
            second_factor: Required::Nobody,
            provider: None,
        }
    }
}

/// An OpenID provider (OpenID Connect Core 1.0).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provider {
    /// On the button of the sign-in page.
    pub name: String,
    /// Exactly as the provider writes it in `iss`.
    pub issuer: String,
    pub client_id: String,
    pub secret_sealed: Option<Vec<u8>>,
    /// Permission set of agents who are made when somebody unknown comes; `None`: nobody is made.
    pub create: Option<SetKey>,
    /// Domains whose addresses the provider may vouch for; empty: all.
    #[serde(default)]
    pub domains: Vec<String>,
}

/// What is wanted; a secret that is left out stays, unless the issuer or the client changes.
#[derive(Clone)]
pub struct NewPolicy {
    pub passwords: bool,
    pub second_factor: Required,
    pub provider: Option<NewProvider>,
}

#[derive(Clone)]
pub struct NewProvider {
    pub name: String,
    pub issuer: String,
    pub client_id: String,
    pub client_secret: Option<String>,
    pub create: Option<SetKey>,
    pub domains: Vec<String>,
}

pub(crate) async fn of(tx: &mut Tx) -> Result<Policy> {
    Ok(store::setting::get(tx, KEY).await?.unwrap_or_default())
}

pub(crate) fn passwords_off() -> DeskError {
    DeskError::refused(
        "passwords_off",
        "This desk does not take passwords. Sign in another way.",
    )
}

/// Whether a session may do nothing but set a second factor up. A passkey, and a provider's word, count as two factors.
pub(crate) async fn must_enrol(tx: &mut Tx, session: &Session, access: &Access) -> Result<bool> {
    if session.method != "password" {
        return Ok(false);
    }
    let asked = of(tx).await?.second_factor.asks(access);
    Ok(asked && !store::second_factor::is_on(tx, session.agent).await?)
}

impl Desk {
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn sign_in_policy(&self) -> Result<Policy> {
        self.db.read(async move |tx| of(tx).await).await
    }

    /// # Errors
    /// `not_permitted`, `bad_url`, `bad_text`, `bad_domain`, `bad_permission_set`; `last_administrator` when no
    /// administrator could sign in any more.
    pub async fn change_sign_in_policy(&self, by: &By, wanted: NewPolicy) -> Result<Policy> {
        by.demand(Permission::OrganizationManage)?;
        let before = self.sign_in_policy().await?;
        let provider = wanted
            .provider
            .map(|p| self.provider_of(p, before.provider.as_ref()))
            .transpose()?;
        let policy = Policy {
            passwords: wanted.passwords,
            second_factor: wanted.second_factor,
            provider,
        };
        let by = by.clone();
        self.write(async move |tx| {
            if let Some(set) = policy.provider.as_ref().and_then(|p| p.create.as_ref()) {
                may_give(tx, &by, set).await?;
            }
            store::setting::put(tx, KEY, &policy).await?;
            ways::stand(tx).await?;
            let detail = json!({
                "passwords": policy.passwords,
                "second_factor": policy.second_factor,
                "issuer": policy.provider.as_ref().map(|p| &p.issuer),
                "client_id": policy.provider.as_ref().map(|p| &p.client_id),
                "create": policy.provider.as_ref().and_then(|p| p.create.as_ref()),
            });
            audit::act(tx, &by, "sign_in.changed", KEY, detail).await?;
            audit::settings_changed(tx, &by, "sign_in");
            Ok(policy.clone())
        })
        .await
    }

    /// Takes passwords again, without asking anybody: the command line.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn allow_passwords(&self, by: &By) -> Result<()> {
        let by = by.clone();
        self.write(async move |tx| {
            let mut policy = of(tx).await?;
            policy.passwords = true;
            store::setting::put(tx, KEY, &policy).await?;
            audit::act(
                tx,
                &by,
                "sign_in.changed",
                KEY,
                json!({ "passwords": true }),
            )
            .await
        })
        .await
    }

    /// The provider's secret, opened.
    ///
    /// # Errors
    /// `sealed_with_another_key`.
    pub fn provider_secret(&self, provider: &Provider) -> Result<Option<String>> {
        let Some(sealed) = &provider.secret_sealed else {
            return Ok(None);
        };
        let opened = self.keys.open(SECRET_PLACE, sealed)?;
        Ok(Some(String::from_utf8_lossy(&opened).into_owned()))
    }

    fn provider_of(&self, new: NewProvider, before: Option<&Provider>) -> Result<Provider> {
        let issuer = new.issuer.trim().to_owned();
        if !is_issuer(&issuer) {
            return bad(
                "bad_url",
                "issuer",
                "An issuer begins with https:// and has no query, as the provider writes it.",
            );
        }
        let client_id = one_line("client_id", &new.client_id, 500)?;
        if client_id.is_empty() {
            return bad("bad_text", "client_id", "The provider gives a client id.");
        }
        let same = before.filter(|b| b.issuer == issuer && b.client_id == client_id);
        let secret_sealed = match new.client_secret.as_deref() {
            None => same.and_then(|b| b.secret_sealed.clone()),
            Some("") => None,
            Some(secret) => Some(self.keys.seal(SECRET_PLACE, secret.as_bytes())?),
        };
        let mut domains = Vec::new();
        for domain in new.domains.iter().filter(|d| !d.trim().is_empty()).take(50) {
            domains.push(crate::settings::domain_name("domains", domain)?);
        }
        if new.create.is_some() && domains.is_empty() {
            return bad(
                "bad_domain",
                "domains",
                "Say for which domains agents may be made; otherwise anybody with an account there is let in.",
            );
        }
        Ok(Provider {
            name: one_line("name", &new.name, 60)?,
            issuer,
            client_id,
            secret_sealed,
            create: new.create,
            domains,
        })
    }
}

/// `https:`, or `http:` to this machine for trials; no query, no fragment (OpenID Connect Discovery 1.0 §3).
fn is_issuer(text: &str) -> bool {
    let loopback = ["http://127.0.0.1", "http://localhost", "http://[::1]"]
        .iter()
        .any(|start| {
            text.strip_prefix(start)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
        });
    let https = text
        .strip_prefix("https://")
        .is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'));
    let plain = text.len() <= 500
        && !text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || matches!(c, '?' | '#' | '@'));
    plain && (https || loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_https_or_this_machine() {
        for good in [
            "https://id.example.org",
            "https://id.example.org/realms/a",
            "http://127.0.0.1:8080",
        ] {
            assert!(is_issuer(good), "{good}");
        }
        for wrong in [
            "http://id.example.org",
            "http://127.0.0.1.example.org",
            "https://",
            "https://a?b=c",
            "https://user@a",
            "ftp://a",
            "",
        ] {
            assert!(!is_issuer(wrong), "{wrong}");
        }
    }
}
