//! Contacts, their identities, and blocked senders: the write path.

use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::contact::{IdentityKind, Verification};
use domain::{AgentId, ContactId, IdentityId, Millis};

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

/// Stores the contact with its first identity; answers its `n`, for the full-text index.
///
/// # Errors
/// `Conflict` when somebody with that identity was stored meanwhile.
pub async fn insert(tx: &mut Tx, c: &NewContact) -> Result<i64> {
    let row: Option<(i64,)> = tx
        .one(
            sql!(
                "INSERT INTO contact (id, name, address, language, created_at, updated_at) ",
                "VALUES ($1, $2, $3, $4, $5, $5) RETURNING n"
            ),
            &vals![c.id, &c.name, &c.value, &c.language, c.at],
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
    Ok(row.map_or(0, |(n,)| n))
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
    }
}

/// # Errors
/// See [`StoreError`].
pub async fn load(tx: &mut Tx, id: ContactId) -> Result<Option<Person>> {
    tx.one(
        sql!(
            "SELECT id, n, name, address, organization, language, zone, note, blocked, created_at, version ",
            "FROM contact WHERE id = $1"
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
                "updated_at = $9, version = version + 1 WHERE id = $1 AND version = $2"
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
                at
            ],
        )
        .await?;
    if touched == 0 {
        return Err(StoreError::stale("the contact"));
    }
    Ok(())
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
