//! Contacts, their identities, and blocked senders: the write path.

use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::contact::{IdentityKind, Verification};
use domain::contact_merge::{Card, Standing};
use domain::{AgentId, ContactId, IdentityId, Millis, OrganizationId};

record! {
    /// A contact as known by one of their identities.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Known {
        pub contact: ContactId,
        pub identity: IdentityId,
        pub name: String,
        pub language: Option<String>,
        pub zone: Option<String>,
        pub blocked: bool,
        pub verified: Verification,
        pub undeliverable: bool,
    }
}

/// # Errors
/// See [`StoreError`].
pub async fn by_identity(tx: &mut Tx, kind: IdentityKind, key: &str) -> Result<Option<Known>> {
    tx.one(
        sql!(
            "SELECT c.id, i.id, c.name, c.language, c.zone, c.blocked, i.verified, i.undeliverable ",
            "FROM identity i JOIN contact c ON c.id = i.contact WHERE i.kind = $1 AND i.value_key = $2"
        ),
        &vals![kind, key],
    )
    .await
}

/// Somebody who writes for the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewContact {
    pub id: ContactId,
    pub identity: IdentityId,
    pub name: String,
    pub kind: IdentityKind,
    pub value: String,
    pub value_key: String,
    pub verified: Verification,
    pub language: Option<String>,
    pub at: Millis,
}

/// Stores the contact with its first identity; answers its `n`, for the full-text index, and the name of its organization.
/// Whose address was verified belongs to the organization that has its domain.
///
/// # Errors
/// `Conflict` when somebody with that identity was stored meanwhile.
pub async fn insert(tx: &mut Tx, c: &NewContact) -> Result<(i64, Option<String>)> {
    let domain = match (c.kind, c.value_key.rsplit_once('@')) {
        (IdentityKind::Email, Some((_, domain))) if c.verified != Verification::Nothing => {
            Some(domain)
        }
        _ => None,
    };
    let row: Option<(i64, Option<String>)> = tx
        .one(
            sql!(
                "INSERT INTO contact (id, name, address, language, created_at, updated_at, organization_id, organization) ",
                "SELECT $1, $2, $3, $4, $5, $5, o.id, o.name FROM (SELECT 1 AS one) x LEFT JOIN (SELECT o.id, o.name FROM ",
                "organization_domain d JOIN organization o ON o.id = d.organization WHERE d.domain = $6) o ON 1 = 1 ",
                "RETURNING n, organization"
            ),
            &vals![c.id, &c.name, &c.value, &c.language, c.at, domain],
        )
        .await?;
    let verified_at = (c.verified != Verification::Nothing).then_some(c.at);
    tx.run(
        sql!(
            "INSERT INTO identity (id, contact, kind, value, value_key, verified, verified_at) ",
            "VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &vals![
            c.identity,
            c.id,
            c.kind,
            &c.value,
            &c.value_key,
            c.verified,
            verified_at
        ],
    )
    .await?;
    Ok(row.unwrap_or_default())
}

/// Proof only grows: `nothing` never replaces a verification.
///
/// # Errors
/// See [`StoreError`].
pub async fn verify(
    tx: &mut Tx,
    identity: IdentityId,
    how: Verification,
    at: Millis,
) -> Result<()> {
    tx.run(
        sql!(
            "UPDATE identity SET verified = $2, verified_at = $3 WHERE id = $1 AND verified = 'nothing' AND $2 <> 'nothing'"
        ),
        &vals![identity, how, at],
    )
    .await?;
    Ok(())
}

/// A hard bounce was seen (or the address works after all). Answers the contact whose address it is.
///
/// # Errors
/// See [`StoreError`].
pub async fn set_undeliverable(
    tx: &mut Tx,
    email_key: &str,
    undeliverable: bool,
) -> Result<Option<ContactId>> {
    let row: Option<(ContactId,)> = tx
        .one(
            sql!(
                "UPDATE identity SET undeliverable = $2 WHERE kind = 'email' AND value_key = $1 AND undeliverable <> $2 ",
                "RETURNING contact"
            ),
            &vals![email_key, undeliverable],
        )
        .await?;
    Ok(row.map(|(c,)| c))
}

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Person {
        pub id: ContactId,
        pub n: i64,
        pub name: String,
        pub address: String,
        pub organization: Option<String>,
        pub language: Option<String>,
        pub zone: Option<String>,
        pub note: String,
        pub blocked: bool,
        pub created_at: Millis,
        pub version: i64,
        /// The organization whose name is shown, when it has a record.
        pub organization_id: Option<OrganizationId>,
        /// ISO 3166-1 alpha-2.
        pub country: Option<String>,
        pub merged_into: Option<ContactId>,
        pub erased_at: Option<Millis>,
    }
}

impl Person {
    #[must_use]
    pub fn card(&self) -> Card {
        Card {
            name: self.name.clone(),
            organization: self.organization.clone(),
            organization_id: self.organization_id,
            language: self.language.clone(),
            zone: self.zone.clone(),
            country: self.country.clone(),
            note: self.note.clone(),
        }
    }

    pub fn take(&mut self, card: Card) {
        self.name = card.name;
        self.organization = card.organization;
        self.organization_id = card.organization_id;
        self.language = card.language;
        self.zone = card.zone;
        self.country = card.country;
        self.note = card.note;
    }

    #[must_use]
    pub fn standing(&self) -> Standing {
        Standing {
            id: self.id,
            blocked: self.blocked,
            merged_into: self.merged_into,
            erased_at: self.erased_at,
        }
    }
}

/// # Errors
/// See [`StoreError`].
pub async fn load(tx: &mut Tx, id: ContactId) -> Result<Option<Person>> {
    tx.one(
        sql!(
            "SELECT id, n, name, address, organization, language, zone, note, blocked, created_at, version, ",
            "organization_id, country, merged_into, erased_at FROM contact WHERE id = $1"
        ),
        &vals![id],
    )
    .await
}

/// # Errors
/// `Conflict` when somebody else changed the contact.
pub async fn save(tx: &mut Tx, c: &Person, at: Millis) -> Result<()> {
    let touched = tx
        .run(
            sql!(
                "UPDATE contact SET name = $3, organization = $4, language = $5, zone = $6, note = $7, blocked = $8, ",
                "updated_at = $9, organization_id = $10, country = $11, version = version + 1 ",
                "WHERE id = $1 AND version = $2"
            ),
            &vals![
                c.id,
                c.version,
                &c.name,
                &c.organization,
                &c.language,
                &c.zone,
                &c.note,
                c.blocked,
                at,
                c.organization_id,
                &c.country
            ],
        )
        .await?;
    if touched == 0 {
        return Err(StoreError::stale("the contact"));
    }
    Ok(())
}

/// Who stands for a contact: itself, or the one that it was merged into, over several merges.
///
/// # Errors
/// See [`StoreError`].
pub async fn root(tx: &mut Tx, id: ContactId) -> Result<Option<Person>> {
    /// Merges one upon the other.
    const DEEP: usize = 32;
    let mut at = id;
    for _ in 0..DEEP {
        let Some(person) = load(tx, at).await? else {
            return Ok(None);
        };
        match person.merged_into {
            Some(next) => at = next,
            None => return Ok(Some(person)),
        }
    }
    Err(StoreError::corrupt("contacts are merged in a circle"))
}

/// The contact and all that were merged into it, over several merges.
///
/// # Errors
/// See [`StoreError`].
pub async fn merged_family(tx: &mut Tx, id: ContactId) -> Result<Vec<ContactId>> {
    let rows: Vec<(ContactId,)> = tx
        .all(
            sql!(
                "WITH RECURSIVE family(id) AS (SELECT id FROM contact WHERE id = $1 UNION ",
                "SELECT c.id FROM family f JOIN contact c ON c.merged_into = f.id) SELECT id FROM family"
            ),
            &vals![id],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Adds an identity that somebody noted.
///
/// # Errors
/// `Conflict` when it belongs to somebody already.
pub async fn add_identity(
    tx: &mut Tx,
    id: IdentityId,
    contact: ContactId,
    kind: IdentityKind,
    value: &str,
    key: &str,
) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO identity (id, contact, kind, value, value_key) VALUES ($1, $2, $3, $4, $5)"
        ),
        &vals![id, contact, kind, value, key],
    )
    .await
    .map(|_| ())
}

/// Takes an identity away; `false` when the contact has none of that id.
///
/// # Errors
/// See [`StoreError`].
pub async fn remove_identity(tx: &mut Tx, contact: ContactId, id: IdentityId) -> Result<bool> {
    let delete = sql!("DELETE FROM identity WHERE id = $1 AND contact = $2");
    Ok(tx.run(delete, &vals![id, contact]).await? > 0)
}

/// What a contact is found by: identities of every kind, as written.
///
/// # Errors
/// See [`StoreError`].
pub async fn identity_values(tx: &mut Tx, id: ContactId) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = tx
        .all(
            sql!("SELECT value FROM identity WHERE contact = $1 ORDER BY id LIMIT 200"),
            &vals![id],
        )
        .await?;
    Ok(rows.into_iter().map(|(v,)| v).collect())
}

/// Email addresses of a contact as compared.
///
/// # Errors
/// See [`StoreError`].
pub async fn email_keys(tx: &mut Tx, id: ContactId) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = tx
        .all(
            sql!("SELECT value_key FROM identity WHERE contact = $1 AND kind = 'email' ORDER BY id LIMIT 100"),
            &vals![id],
        )
        .await?;
    Ok(rows.into_iter().map(|(k,)| k).collect())
}

/// `key` is an address, or `@domain`.
///
/// # Errors
/// See [`StoreError`].
pub async fn block_sender(
    tx: &mut Tx,
    key: &str,
    agent: Option<AgentId>,
    reason: &str,
    at: Millis,
) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO blocked_sender (address_key, at, agent, reason) VALUES ($1, $2, $3, $4) ",
            "ON CONFLICT (address_key) DO NOTHING"
        ),
        &vals![key, at, agent, reason],
    )
    .await?;
    Ok(())
}

/// # Errors
/// See [`StoreError`].
pub async fn unblock_sender(tx: &mut Tx, key: &str) -> Result<bool> {
    let statement = sql!("DELETE FROM blocked_sender WHERE address_key = $1");
    Ok(tx.run(statement, &vals![key]).await? > 0)
}

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Blocked {
        pub address: String,
        pub at: Millis,
        pub agent: Option<AgentId>,
        pub reason: String,
    }
}

/// # Errors
/// See [`StoreError`].
pub async fn blocked_senders(tx: &mut Tx) -> Result<Vec<Blocked>> {
    tx.all(
        sql!("SELECT address_key, at, agent, reason FROM blocked_sender ORDER BY at DESC, address_key LIMIT 1000"),
        &[],
    )
    .await
}

/// Whether this address, or its whole domain, is blocked.
///
/// # Errors
/// See [`StoreError`].
pub async fn is_blocked(tx: &mut Tx, email_key: &str) -> Result<bool> {
    let domain = email_key.rsplit_once('@').map_or("", |(_, d)| d);
    let row: Option<(String,)> = tx
        .one(
            sql!("SELECT address_key FROM blocked_sender WHERE address_key IN ($1, $2) LIMIT 1"),
            &vals![email_key, format!("@{domain}")],
        )
        .await?;
    Ok(row.is_some())
}
