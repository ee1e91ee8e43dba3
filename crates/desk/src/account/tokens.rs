//! Tokens with which programs act for an agent: a part of the agent's own permissions, for a time.

use super::invite::may_manage;
use super::{secret, token_hash};
use crate::settings::{bad, one_line};
use crate::{By, Desk, DeskError, Result, audit, fresh};
use domain::access::{Access, Permission};
use domain::{AgentId, ApiTokenId, Millis};
use serde_json::json;
use store::Json;
use store::api_token::ApiToken;

/// Every token begins with this, so that a scanner of leaked secrets knows it.
pub const PREFIX: &str = "flt_";
const LONGEST_MS: Millis = 366 * 24 * 60 * 60 * 1000;
const MOST: i64 = 50;

#[derive(Debug, Clone)]
pub struct NewToken {
    pub name: String,
    pub permissions: Vec<Permission>,
    pub expires_at: Millis,
}

impl Desk {
    /// Makes a token; its text is answered once and never again.
    ///
    /// # Errors
    /// `bad_text`, `bad_permissions` for more than one has, `bad_expiry`, `too_many`.
    pub async fn create_token(&self, by: &By, new: NewToken) -> Result<(ApiToken, String)> {
        let agent = by.person()?;
        let name = one_line("name", &new.name, 80)?;
        if name.is_empty() {
            return bad("bad_text", "name", "Say what the token is for.");
        }
        let mut permissions = new.permissions;
        permissions.sort_unstable();
        permissions.dedup();
        if permissions.is_empty() || permissions.iter().any(|p| !by.access.may(*p)) {
            return bad(
                "bad_permissions",
                "permissions",
                "A token may do a part of what you may do, and at least one thing.",
            );
        }
        if new.expires_at <= by.now || new.expires_at > by.now + LONGEST_MS {
            return bad(
                "bad_expiry",
                "expires_at",
                "A token ends within a year from now.",
            );
        }
        let text = format!("{PREFIX}{}", secret()?);
        let hash = token_hash(&text);
        let row = ApiToken {
            id: ApiTokenId(fresh::id(by.now)),
            agent,
            name,
            permissions: Json(permissions),
            created_at: by.now,
            expires_at: new.expires_at,
            last_used_at: None,
            last_ip: None,
            revoked_at: None,
        };
        let (kept, by) = (row.clone(), by.clone());
        self.write(async move |tx| {
            if store::api_token::count_good(tx, agent, by.now).await? >= MOST {
                return Err(DeskError::refused(
                    "too_many",
                    format!("You have {MOST} tokens. Revoke one first."),
                ));
            }
            store::api_token::insert(tx, &kept, &hash).await?;
            let detail = json!({ "name": kept.name, "permissions": kept.permissions.0, "expires_at": kept.expires_at });
            audit::act(tx, &by, "token.made", &kept.id.to_string(), detail).await
        })
        .await?;
        Ok((row, text))
    }

    /// The tokens of an agent: one's own, or those of somebody whom one manages.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn tokens_of(&self, by: &By, agent: AgentId) -> Result<Vec<ApiToken>> {
        let by = by.clone();
        self.db
            .read(async move |tx| {
                if by.access.agent != Some(agent) {
                    may_manage(tx, &by, agent).await?;
                }
                Ok(store::api_token::of_agent(tx, agent).await?)
            })
            .await
    }

    /// Ends a token at once.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn revoke_token(&self, by: &By, agent: AgentId, id: ApiTokenId) -> Result<()> {
        let by = by.clone();
        self.write(async move |tx| {
            if by.access.agent != Some(agent) {
                may_manage(tx, &by, agent).await?;
            }
            if !store::api_token::revoke(tx, agent, id, by.now).await? {
                return Err(DeskError::missing("token"));
            }
            audit::act(
                tx,
                &by,
                "token.revoked",
                &id.to_string(),
                json!({ "agent": agent }),
            )
            .await
        })
        .await
    }

    /// A good token by its hash, and what it may do now: what its agent may do, narrowed.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn token(&self, hash: Vec<u8>, now: Millis) -> Result<Option<(ApiToken, Access)>> {
        self.db
            .read(async move |tx| {
                let Some(token) = store::api_token::by_hash(tx, &hash, now).await? else {
                    return Ok(None);
                };
                let Some(mut access) = store::agent::access(tx, token.agent).await? else {
                    return Ok(None);
                };
                access
                    .permissions
                    .retain(|p| token.permissions.0.contains(p));
                Ok(Some((token, access)))
            })
            .await
    }

    /// Notes that a token is in use.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn touch_token(&self, id: ApiTokenId, ip: String, now: Millis) -> Result<()> {
        Ok(self
            .db
            .write(async move |tx| store::api_token::touch(tx, id, now, &ip).await)
            .await?)
    }
}
