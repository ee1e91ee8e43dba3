//! Keys that sign our mail (DKIM): made, switched on once DNS shows them, taken away; and the signing itself.

use super::secrets::dkim_place;
use super::{bad, domain_name};
use crate::{By, Desk, DeskError, Result, audit, fresh};
use domain::access::Permission;
use domain::{DkimKeyId, Millis};
use mail::dkim::{KeyKind, SigningKey};
use serde_json::json;
use store::smarthost::DkimKey;
use store::{StoreError, Tx};

pub const ALGORITHMS: [&str; 2] = ["rsa", "ed25519"];
const KEYS_MAX: usize = 200;

#[derive(Debug, Clone)]
pub struct NewDkimKey {
    pub domain: String,
    /// `None` makes one of the month.
    pub selector: Option<String>,
    /// One of [`ALGORITHMS`].
    pub algorithm: String,
}

impl Desk {
    /// # Errors
    /// `not_permitted`.
    pub async fn dkim_keys(&self, by: &By) -> Result<Vec<DkimKey>> {
        by.demand(Permission::ChannelManage)?;
        Ok(self
            .db
            .read(async move |tx| store::smarthost::dkim_keys(tx).await)
            .await?)
    }

    /// Makes a key. It signs nothing until it is switched on. RSA takes a moment.
    ///
    /// # Errors
    /// `not_permitted`, `bad_domain`, `bad_selector`, `bad_choice`, `selector_taken`, `too_many_keys`.
    pub async fn create_dkim_key(&self, by: &By, new: NewDkimKey) -> Result<DkimKey> {
        by.demand(Permission::ChannelManage)?;
        let domain = domain_name("domain", &new.domain)?;
        super::one_of("algorithm", &new.algorithm, &ALGORITHMS)?;
        let selector = match &new.selector {
            Some(selector) => checked_selector(selector)?,
            None => selector_of(by.now, &new.algorithm),
        };
        let id = DkimKeyId(fresh::id(by.now));
        let key = generate(&new.algorithm).await?;
        let row = DkimKey {
            id,
            domain,
            selector,
            algorithm: new.algorithm,
            private_sealed: self.keys.seal(&dkim_place(id), key.to_bytes())?,
            public_dns: key.record(),
            created_at: by.now,
            active: false,
        };
        let by = by.clone();
        self.db
            .write(async move |tx| {
                let known = store::smarthost::dkim_keys(tx).await?;
                if known.len() >= KEYS_MAX {
                    return Err(DeskError::refused(
                        "too_many_keys",
                        "Remove keys that are not used any more first.",
                    ));
                }
                match store::smarthost::insert_dkim_key(tx, &row).await {
                    Err(StoreError::Conflict(_)) => {
                        return bad(
                            "selector_taken",
                            "selector",
                            "There is a key with this selector already.",
                        );
                    }
                    other => other?,
                }
                noted(tx, &by, &row, "dkim_key.created").await?;
                Ok(row.clone())
            })
            .await
    }

    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn switch_dkim_key(&self, by: &By, id: DkimKeyId, active: bool) -> Result<DkimKey> {
        by.demand(Permission::ChannelManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut row = loaded(tx, id).await?;
            if row.active != active {
                store::smarthost::set_dkim_active(tx, id, active).await?;
                row.active = active;
                noted(
                    tx,
                    &by,
                    &row,
                    if active {
                        "dkim_key.on"
                    } else {
                        "dkim_key.off"
                    },
                )
                .await?;
            }
            Ok(row)
        })
        .await
    }

    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn remove_dkim_key(&self, by: &By, id: DkimKeyId) -> Result<()> {
        by.demand(Permission::ChannelManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let row = loaded(tx, id).await?;
            store::smarthost::delete_dkim_key(tx, id).await?;
            noted(tx, &by, &row, "dkim_key.removed").await
        })
        .await
    }

    /// Signs a mail with every key that is on for the domain of `from`. Without one, the mail stays as it is.
    ///
    /// # Errors
    /// See [`StoreError`]. A key that cannot be opened is logged and left out: an unsigned mail beats none.
    pub async fn signed(&self, from: &str, raw: Vec<u8>, now: Millis) -> Result<Vec<u8>> {
        let domain = from
            .rsplit('@')
            .next()
            .unwrap_or_default()
            .trim_end_matches('>')
            .to_ascii_lowercase();
        let asked = domain.clone();
        let keys = self
            .db
            .read(async move |tx| store::smarthost::signing_keys(tx, &asked).await)
            .await?;
        let mut fields = Vec::new();
        for row in keys {
            let field = self
                .keys
                .open(&dkim_place(row.id), &row.private_sealed)
                .ok()
                .and_then(|bytes| SigningKey::from_bytes(&bytes).ok())
                .and_then(|key| {
                    mail::dkim::sign(&raw, &key, &domain, &row.selector, now / 1000).ok()
                });
            match field {
                Some(field) => fields.extend(field),
                None => tracing::error!(key = %row.id, "a mail could not be signed with this key"),
            }
        }
        fields.extend(raw);
        Ok(fields)
    }
}

async fn generate(algorithm: &str) -> Result<SigningKey> {
    let failed = || DeskError::refused("cannot_make_key", "The key could not be made.");
    let kind = if algorithm == "rsa" {
        KeyKind::Rsa2048
    } else {
        KeyKind::Ed25519
    };
    let mut seed = [0_u8; 32];
    getrandom::fill(&mut seed).map_err(|_| failed())?;
    tokio::task::spawn_blocking(move || SigningKey::generate(kind, seed))
        .await
        .map_err(|_| failed())?
        .map_err(|_| failed())
}

async fn loaded(tx: &mut Tx, id: DkimKeyId) -> Result<DkimKey> {
    let all = store::smarthost::dkim_keys(tx).await?;
    all.into_iter()
        .find(|k| k.id == id)
        .ok_or_else(|| DeskError::missing("key"))
}

fn checked_selector(text: &str) -> Result<String> {
    let selector = text.trim().to_ascii_lowercase();
    let fits = (1..=63).contains(&selector.len())
        && selector
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !selector.starts_with('-')
        && !selector.ends_with('-');
    if fits {
        return Ok(selector);
    }
    bad(
        "bad_selector",
        "selector",
        "A selector has letters, digits and hyphens.",
    )
}

/// `fl202611r`: short, and tells when and what.
fn selector_of(now: Millis, algorithm: &str) -> String {
    let date = jiff::Timestamp::from_millisecond(now)
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_zoned(jiff::tz::TimeZone::UTC);
    let kind = algorithm.chars().next().unwrap_or('r');
    format!("fl{:04}{:02}{kind}", date.year(), date.month())
}

async fn noted(tx: &mut Tx, by: &By, row: &DkimKey, act: &str) -> Result<()> {
    let detail =
        json!({ "domain": row.domain, "selector": row.selector, "algorithm": row.algorithm });
    audit::act(tx, by, act, &row.id.to_string(), detail).await?;
    audit::settings_changed(tx, by, "dkim_keys");
    Ok(())
}
