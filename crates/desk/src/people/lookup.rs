//! The look-up of what another system of ours knows about a contact: where it is asked, and the signed question. Nothing here
//! opens a connection: `server::lookup` does.

use crate::settings::{one_line, webhooks};
use crate::{By, Desk, DeskError, Result, audit, fresh};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::access::Permission;
use domain::{ContactId, ConversationId, Millis};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Tx;

const KEY: &str = "contact_lookup";
const PLACE: &str = "contact_lookup";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    url: String,
    enabled: bool,
    /// Base 64 of the sealed secret.
    sealed: String,
    changed_at: Millis,
}

/// As shown: never the secret.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lookup {
    pub url: String,
    pub enabled: bool,
}

/// A question that is ready to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub url: String,
    /// `webhook-id`.
    pub id: String,
    /// `webhook-timestamp`, in seconds.
    pub timestamp: i64,
    /// `webhook-signature`.
    pub signature: String,
    pub body: String,
    /// Whom it is about; nobody in a test.
    pub contact: Option<ContactId>,
    /// Turns when the setting does: answers from before are not shown again.
    pub changed_at: Millis,
}

impl Desk {
    /// # Errors
    /// `not_permitted`.
    pub async fn lookup(&self, by: &By) -> Result<Lookup> {
        by.demand(Permission::OrganizationManage)?;
        let kept = self.db.read(async |tx| kept(tx).await).await?;
        Ok(kept.map_or_else(Lookup::default, |k| Lookup {
            url: k.url,
            enabled: k.enabled,
        }))
    }

    /// Sets where to ask. The secret is made the first time, and answered this once.
    ///
    /// # Errors
    /// `not_permitted`, `bad_url`.
    pub async fn set_lookup(&self, by: &By, wanted: Lookup) -> Result<Option<String>> {
        by.demand(Permission::OrganizationManage)?;
        let url = webhooks::address(&one_line("url", &wanted.url, 1000)?)?;
        let (secret, sealed) = webhooks::fresh_secret(&self.keys, PLACE)?;
        let sealed = BASE64.encode(sealed);
        let by = by.clone();
        self.write(async move |tx| {
            let was = kept(tx).await?;
            let first = was.is_none();
            let row = Kept {
                url: url.clone(),
                enabled: wanted.enabled,
                sealed: was.map_or_else(|| sealed.clone(), |k| k.sealed),
                changed_at: by.now,
            };
            store::setting::put(tx, KEY, &row).await?;
            let detail = json!({ "url": row.url, "enabled": row.enabled });
            audit::act(tx, &by, "contact_lookup.changed", KEY, detail).await?;
            Ok(first.then(|| secret.clone()))
        })
        .await
    }

    /// A new secret; the old one signs no more.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn rotate_lookup(&self, by: &By) -> Result<String> {
        by.demand(Permission::OrganizationManage)?;
        let (secret, sealed) = webhooks::fresh_secret(&self.keys, PLACE)?;
        let sealed = BASE64.encode(sealed);
        let by = by.clone();
        self.write(async move |tx| {
            let mut row = kept(tx)
                .await?
                .ok_or_else(|| DeskError::missing("look-up"))?;
            row.sealed.clone_from(&sealed);
            row.changed_at = by.now;
            store::setting::put(tx, KEY, &row).await?;
            audit::act(tx, &by, "contact_lookup.rotated", KEY, json!({})).await?;
            Ok(secret.clone())
        })
        .await
    }

    /// The question about a contact; `None` while the look-up is off.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn lookup_question(
        &self,
        by: &By,
        contact: ContactId,
        conversation: Option<ConversationId>,
    ) -> Result<Option<Question>> {
        by.demand(Permission::ConversationRead)?;
        let found = self
            .db
            .read(async move |tx| {
                let Some(kept) = kept(tx).await?.filter(|k| k.enabled) else {
                    return Ok::<_, DeskError>(None);
                };
                let person = store::contact::root(tx, contact)
                    .await?
                    .filter(|p| p.erased_at.is_none())
                    .ok_or_else(|| DeskError::missing("contact"))?;
                let identities = store::read::identities(tx, person.id).await?;
                Ok(Some((kept, person, identities)))
            })
            .await?;
        let Some((kept, person, identities)) = found else {
            return Ok(None);
        };
        let identities: Vec<_> = identities
            .into_iter()
            .map(|i| json!({ "kind": i.kind, "value": i.value, "verified": i.verified }))
            .collect();
        let data =
            json!({ "contact": person.id, "conversation": conversation, "identities": identities });
        self.question(by.now, kept, data, Some(person.id)).map(Some)
    }

    /// A question about nobody, to try the target; also while the look-up is off.
    ///
    /// # Errors
    /// `not_permitted`, `not_found` when no target was set.
    pub async fn lookup_test(&self, by: &By) -> Result<Question> {
        by.demand(Permission::OrganizationManage)?;
        let kept = self.db.read(async |tx| kept(tx).await).await?;
        let kept = kept.ok_or_else(|| DeskError::missing("look-up"))?;
        let identities =
            json!([{ "kind": "email", "value": "test@example.org", "verified": "nothing" }]);
        let data = json!({ "contact": null, "conversation": null, "identities": identities, "test": true });
        self.question(by.now, kept, data, None)
    }

    fn question(
        &self,
        now: Millis,
        kept: Kept,
        data: serde_json::Value,
        contact: Option<ContactId>,
    ) -> Result<Question> {
        let id = format!("lkp_{}", domain::ids::encode(fresh::id(now)));
        let body = webhooks::body("contact.lookup.v1", now, data, None);
        let sealed = BASE64.decode(&kept.sealed).map_err(|_| {
            DeskError::refused("cannot_open", "The secret of the look-up is damaged.")
        })?;
        let secret = self.keys.open(PLACE, &sealed)?;
        Ok(Question {
            signature: webhooks::sign(&secret, &id, now / 1000, &body),
            url: kept.url,
            id,
            timestamp: now / 1000,
            body,
            contact,
            changed_at: kept.changed_at,
        })
    }
}

async fn kept(tx: &mut Tx) -> Result<Option<Kept>> {
    Ok(store::setting::get(tx, KEY).await?)
}
