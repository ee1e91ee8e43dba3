//! Where mail goes out (in order), and the keys that sign it.

use crate::{Result, Tx, record, sql, vals};
use domain::{DkimKeyId, Millis, SmarthostId};

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Smarthost {
        pub id: SmarthostId,
        /// Lower is tried first.
        pub position: i64,
        pub host: String,
        pub port: u16,
        /// `none`, `starttls` or `implicit`.
        pub tls: String,
        pub username: Option<String>,
        /// Sealed with the key file.
        pub secret: Option<Vec<u8>>,
        /// `none`, `plain`, `login`, `oauth_google`, `oauth_microsoft`.
        pub auth: String,
        pub rate_per_minute: Option<i64>,
        pub enabled: bool,
        pub last_success_at: Option<Millis>,
        pub last_error: Option<String>,
        pub error_at: Option<Millis>,
        pub created_at: Millis,
    }
}

/// All, in the order in which they are tried.
pub async fn all(tx: &mut Tx) -> Result<Vec<Smarthost>> {
    let select = sql!(
        "SELECT id, position, host, port, tls, username, secret, auth, rate_per_minute, enabled, last_success_at, ",
        "last_error, error_at, created_at FROM smarthost ORDER BY position, id"
    );
    tx.all(select, &[]).await
}

/// Adds a smarthost, or changes its settings; its record of health stays.
pub async fn put(tx: &mut Tx, s: &Smarthost) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO smarthost (id, position, host, port, tls, username, secret, auth, rate_per_minute, enabled, created_at) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO UPDATE SET ",
        "position = excluded.position, host = excluded.host, port = excluded.port, tls = excluded.tls, ",
        "username = excluded.username, secret = excluded.secret, auth = excluded.auth, ",
        "rate_per_minute = excluded.rate_per_minute, enabled = excluded.enabled"
    );
    let params = vals![
        s.id,
        s.position,
        &s.host,
        u32::from(s.port),
        &s.tls,
        &s.username,
        s.secret.as_deref(),
        &s.auth,
        s.rate_per_minute,
        s.enabled,
        s.created_at
    ];
    tx.run(upsert, &params).await.map(|_| ())
}

pub async fn delete(tx: &mut Tx, id: SmarthostId) -> Result<bool> {
    Ok(tx
        .run(sql!("DELETE FROM smarthost WHERE id = $1"), &vals![id])
        .await?
        > 0)
}

/// Replaces the sealed secret alone (a refreshed token).
pub async fn set_secret(tx: &mut Tx, id: SmarthostId, secret: &[u8]) -> Result<()> {
    tx.run(
        sql!("UPDATE smarthost SET secret = $2 WHERE id = $1"),
        &vals![id, secret],
    )
    .await
    .map(|_| ())
}

/// Notes how the last use went; `error` is `None` after a success.
pub async fn used(tx: &mut Tx, id: SmarthostId, at: Millis, error: Option<&str>) -> Result<()> {
    match error {
        None => {
            let update =
                sql!("UPDATE smarthost SET last_success_at = $2, last_error = NULL, error_at = NULL WHERE id = $1");
            tx.run(update, &vals![id, at]).await
        }
        Some(error) => {
            let update = sql!("UPDATE smarthost SET last_error = $3, error_at = $2 WHERE id = $1");
            tx.run(update, &vals![id, at, error]).await
        }
    }
    .map(|_| ())
}

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct DkimKey {
        pub id: DkimKeyId,
        pub domain: String,
        pub selector: String,
        /// `rsa` or `ed25519`.
        pub algorithm: String,
        pub private_sealed: Vec<u8>,
        /// The TXT record to publish at `<selector>._domainkey.<domain>`.
        pub public_dns: String,
        pub created_at: Millis,
        pub active: bool,
    }
}

pub async fn dkim_keys(tx: &mut Tx) -> Result<Vec<DkimKey>> {
    let select = sql!(
        "SELECT id, domain, selector, algorithm, private_sealed, public_dns, created_at, active FROM dkim_key ",
        "ORDER BY domain, created_at, id"
    );
    tx.all(select, &[]).await
}

/// The keys that sign mail from a domain now.
pub async fn signing_keys(tx: &mut Tx, domain: &str) -> Result<Vec<DkimKey>> {
    let select = sql!(
        "SELECT id, domain, selector, algorithm, private_sealed, public_dns, created_at, active FROM dkim_key ",
        "WHERE domain = $1 AND active = 1 ORDER BY created_at, id"
    );
    tx.all(select, &vals![domain]).await
}

/// Adds a key. `Conflict` when the selector is taken.
pub async fn insert_dkim_key(tx: &mut Tx, k: &DkimKey) -> Result<()> {
    let insert = sql!(
        "INSERT INTO dkim_key (id, domain, selector, algorithm, private_sealed, public_dns, created_at, active) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    let params = vals![
        k.id,
        &k.domain,
        &k.selector,
        &k.algorithm,
        &k.private_sealed,
        &k.public_dns,
        k.created_at,
        k.active
    ];
    tx.run(insert, &params).await.map(|_| ())
}

pub async fn set_dkim_active(tx: &mut Tx, id: DkimKeyId, active: bool) -> Result<bool> {
    Ok(tx
        .run(
            sql!("UPDATE dkim_key SET active = $2 WHERE id = $1"),
            &vals![id, active],
        )
        .await?
        > 0)
}

pub async fn delete_dkim_key(tx: &mut Tx, id: DkimKeyId) -> Result<bool> {
    Ok(tx
        .run(sql!("DELETE FROM dkim_key WHERE id = $1"), &vals![id])
        .await?
        > 0)
}
