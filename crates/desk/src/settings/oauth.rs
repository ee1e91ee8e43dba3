//! Applications registered with mail providers, and consents that are under way.

use super::{bad, one_line};
use crate::{By, Desk, DeskError, Result, audit};
use domain::access::Permission;
use domain::{AgentId, MailboxId, Millis};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Settings under which the applications are kept; their secrets are sealed for the same place.
pub const PROVIDERS: [&str; 2] = ["oauth_google", "oauth_microsoft"];
const PENDING: &str = "oauth_pending";
const PENDING_MAX: usize = 50;
/// How long somebody may take to say yes.
const CONSENT_MS: Millis = 20 * 60 * 1000;

/// An application that the operator registered with a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    pub client_id: String,
    pub secret_sealed: Option<Vec<u8>>,
    /// `None`: the provider's public one.
    pub auth_url: Option<String>,
    pub token_url: Option<String>,
}

#[derive(Clone, Default)]
pub struct NewApplication {
    pub client_id: String,
    /// `None` keeps what is stored.
    pub client_secret: Option<String>,
    pub auth_url: Option<String>,
    pub token_url: Option<String>,
}

/// A consent that somebody was sent away to give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    pub state_hash: String,
    pub verifier_sealed: Vec<u8>,
    pub mailbox: MailboxId,
    pub agent: AgentId,
    pub at: Millis,
}

impl Desk {
    /// By setting name; `None` where nothing was set up.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn applications(&self, by: &By) -> Result<Vec<(&'static str, Option<Application>)>> {
        by.demand(Permission::ChannelManage)?;
        self.db
            .read(async move |tx| {
                let mut out = Vec::new();
                for name in PROVIDERS {
                    out.push((name, store::setting::get(tx, name).await?));
                }
                Ok(out)
            })
            .await
    }

    /// # Errors
    /// `not_permitted`, `not_found` (provider), `bad_text`, `bad_url`, `bad_password`.
    pub async fn put_application(
        &self,
        by: &By,
        provider: &str,
        new: NewApplication,
    ) -> Result<Application> {
        by.demand(Permission::OrganizationManage)?;
        let name = *PROVIDERS
            .iter()
            .find(|p| **p == provider)
            .ok_or_else(|| DeskError::missing("provider"))?;
        let client_id = one_line("client_id", &new.client_id, 500)?;
        if client_id.is_empty() {
            return bad(
                "bad_text",
                "client_id",
                "Type the id of the registered application.",
            );
        }
        let sealed = match new.client_secret.as_deref().filter(|s| !s.is_empty()) {
            Some(secret) => Some(super::secrets::seal_password(&self.keys, name, secret)?),
            None => None,
        };
        let row = Application {
            client_id,
            secret_sealed: sealed,
            auth_url: endpoint("auth_url", new.auth_url.as_deref())?,
            token_url: endpoint("token_url", new.token_url.as_deref())?,
        };
        let by = by.clone();
        self.write(async move |tx| {
            let old: Option<Application> = store::setting::get(tx, name).await?;
            let mut row = row.clone();
            // A stored secret does not follow to another place.
            let same = |o: &Application| o.token_url == row.token_url;
            if row.secret_sealed.is_none() {
                row.secret_sealed = old.filter(same).and_then(|o| o.secret_sealed);
            }
            store::setting::put(tx, name, &row).await?;
            audit::act(
                tx,
                &by,
                "oauth_application.changed",
                name,
                json!({ "client_id": row.client_id }),
            )
            .await?;
            audit::settings_changed(tx, &by, "oauth");
            Ok(row)
        })
        .await
    }

    /// Remembers that an agent was sent to a provider for that mailbox.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn begin_consent(
        &self,
        by: &By,
        mailbox: MailboxId,
        state: &str,
        verifier: &str,
    ) -> Result<()> {
        by.demand(Permission::ChannelManage)?;
        let state_hash = hash(state);
        let pending = Pending {
            verifier_sealed: self.keys.seal(&state_hash, verifier.as_bytes())?,
            state_hash,
            mailbox,
            agent: by.person()?,
            at: by.now,
        };
        let now = by.now;
        self.write(async move |tx| {
            let mut all: Vec<Pending> = store::setting::get(tx, PENDING).await?.unwrap_or_default();
            all.retain(|p| now - p.at < CONSENT_MS);
            if all.len() >= PENDING_MAX {
                all.remove(0);
            }
            all.push(pending.clone());
            Ok(store::setting::put(tx, PENDING, &all).await?)
        })
        .await
    }

    /// Takes a consent back up, once, for the agent who began it. Answers mailbox and verifier.
    ///
    /// # Errors
    /// `not_permitted`, `expired_consent`.
    pub async fn take_consent(&self, by: &By, state: &str) -> Result<(MailboxId, String)> {
        by.demand(Permission::ChannelManage)?;
        let (wanted, agent, now) = (hash(state), by.person()?, by.now);
        let found = self
            .write(async move |tx| {
                let mut all: Vec<Pending> =
                    store::setting::get(tx, PENDING).await?.unwrap_or_default();
                let place = all.iter().position(|p| {
                    p.state_hash == wanted && p.agent == agent && now - p.at < CONSENT_MS
                });
                let found = place.map(|place| all.remove(place));
                if found.is_some() {
                    store::setting::put(tx, PENDING, &all).await?;
                }
                Ok(found)
            })
            .await?;
        let expired = || {
            DeskError::refused(
                "expired_consent",
                "This consent was begun elsewhere, or too long ago. Begin again.",
            )
        };
        let pending = found.ok_or_else(expired)?;
        let verifier = self
            .keys
            .open(&pending.state_hash, &pending.verifier_sealed)?;
        let verifier = String::from_utf8(verifier.to_vec()).map_err(|_| expired())?;
        Ok((pending.mailbox, verifier))
    }
}

fn hash(state: &str) -> String {
    use sha2::{Digest as _, Sha256};
    crate::fresh::hex(&Sha256::digest(state.as_bytes()))
}

fn endpoint(field: &'static str, url: Option<&str>) -> Result<Option<String>> {
    let Some(url) = url.map(str::trim).filter(|u| !u.is_empty()) else {
        return Ok(None);
    };
    if !crate::check::is_web_address(url) {
        return bad(
            "bad_url",
            field,
            "This is not an address that begins with http:// or https://.",
        );
    }
    Ok(Some(url.to_owned()))
}
