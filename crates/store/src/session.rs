//! Sessions of agents, tickets (invitations and password resets), and attempts to sign in. Only hashes of tokens are kept.

use crate::{Result, Tx, record, sql, vals};
use domain::{AgentId, Millis, SessionId, TicketId};

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Session {
        pub id: SessionId,
        pub agent: AgentId,
        pub csrf: String,
        pub created_at: Millis,
        pub last_seen_at: Millis,
        pub expires_at: Millis,
        pub ip: String,
        pub user_agent: String,
        /// How it began: `password`, `totp`, `passkey`, `oidc`.
        pub method: String,
    }
}

macro_rules! columns {
    () => {
        "SELECT id, agent, csrf, created_at, last_seen_at, expires_at, ip, user_agent, method FROM session "
    };
}

pub async fn insert(tx: &mut Tx, session: &Session, token_hash: &[u8]) -> Result<()> {
    let insert = sql!(
        "INSERT INTO session (id, token_hash, agent, csrf, created_at, last_seen_at, expires_at, ip, user_agent, method) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    let s = session;
    let params = vals![
        s.id,
        token_hash,
        s.agent,
        &s.csrf,
        s.created_at,
        s.last_seen_at,
        s.expires_at,
        &s.ip,
        &s.user_agent,
        &s.method
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// The session of a token, unless it has expired or its agent is no longer active.
pub async fn by_token(tx: &mut Tx, token_hash: &[u8], now: Millis) -> Result<Option<Session>> {
    let select = sql!(
        columns!(),
        "WHERE token_hash = $1 AND expires_at > $2 ",
        "AND EXISTS (SELECT 1 FROM agent a WHERE a.id = session.agent AND a.active = 1)"
    );
    tx.one(select, &vals![token_hash, now]).await
}

/// Notes that a session is in use, and until when it now lasts.
pub async fn touch(tx: &mut Tx, id: SessionId, now: Millis, expires_at: Millis) -> Result<()> {
    let update = sql!("UPDATE session SET last_seen_at = $2, expires_at = $3 WHERE id = $1");
    tx.run(update, &vals![id, now, expires_at])
        .await
        .map(|_| ())
}

pub async fn of_agent(tx: &mut Tx, agent: AgentId, now: Millis) -> Result<Vec<Session>> {
    let select = sql!(
        columns!(),
        "WHERE agent = $1 AND expires_at > $2 ORDER BY last_seen_at DESC"
    );
    tx.all(select, &vals![agent, now]).await
}

/// Notes that a session has proven more than it began with.
pub async fn set_method(tx: &mut Tx, id: SessionId, method: &str) -> Result<()> {
    let update = sql!("UPDATE session SET method = $2 WHERE id = $1");
    tx.run(update, &vals![id, method]).await.map(|_| ())
}

/// Ends one session of an agent.
pub async fn delete(tx: &mut Tx, agent: AgentId, id: SessionId) -> Result<bool> {
    let delete = sql!("DELETE FROM session WHERE id = $1 AND agent = $2");
    Ok(tx.run(delete, &vals![id, agent]).await? > 0)
}

/// Ends all sessions of an agent but `keep`.
pub async fn delete_all(tx: &mut Tx, agent: AgentId, keep: Option<SessionId>) -> Result<u64> {
    let delete = sql!("DELETE FROM session WHERE agent = $1 AND (id <> $2 OR $2 IS NULL)");
    tx.run(delete, &vals![agent, keep]).await
}

record! {
    /// An invitation or a password reset that can still be used.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Ticket {
        pub id: TicketId,
        /// `invite` or `reset`.
        pub kind: String,
        pub agent: AgentId,
        pub created_at: Millis,
        pub expires_at: Millis,
    }
}

/// Adds a ticket; earlier ones of the same kind for this agent end.
pub async fn insert_ticket(tx: &mut Tx, ticket: &Ticket, token_hash: &[u8]) -> Result<()> {
    let end = sql!("DELETE FROM ticket WHERE agent = $1 AND kind = $2 AND used_at IS NULL");
    tx.run(end, &vals![ticket.agent, &ticket.kind]).await?;
    let insert = sql!(
        "INSERT INTO ticket (id, token_hash, kind, agent, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)"
    );
    let t = ticket;
    tx.run(
        insert,
        &vals![
            t.id,
            token_hash,
            &t.kind,
            t.agent,
            t.created_at,
            t.expires_at
        ],
    )
    .await
    .map(|_| ())
}

/// The ticket of a token, unless it was used or has expired.
pub async fn ticket(tx: &mut Tx, token_hash: &[u8], now: Millis) -> Result<Option<Ticket>> {
    let select = sql!(
        "SELECT id, kind, agent, created_at, expires_at FROM ticket ",
        "WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2"
    );
    tx.one(select, &vals![token_hash, now]).await
}

/// Uses a ticket up; false when somebody else did.
pub async fn use_ticket(tx: &mut Tx, id: TicketId, now: Millis) -> Result<bool> {
    let update = sql!("UPDATE ticket SET used_at = $2 WHERE id = $1 AND used_at IS NULL");
    Ok(tx.run(update, &vals![id, now]).await? > 0)
}

/// Notes an attempt to sign in. `key` says whose: an account from one network, or one network alone, so that nobody
/// can lock somebody else out.
pub async fn note_attempt(tx: &mut Tx, key: &str, at: Millis, ok: bool) -> Result<()> {
    let insert = sql!("INSERT INTO sign_in_attempt (key, at, ok) VALUES ($1, $2, $3)");
    tx.run(insert, &vals![key, at, ok]).await.map(|_| ())
}

/// Failed attempts of a key after `since` and after its last success, and when the newest was.
pub async fn failures(tx: &mut Tx, key: &str, since: Millis) -> Result<(i64, Option<Millis>)> {
    let count = sql!(
        "SELECT count(*), max(at) FROM sign_in_attempt WHERE key = $1 AND at > $2 AND ok = 0 ",
        "AND n > COALESCE((SELECT max(n) FROM sign_in_attempt WHERE key = $1 AND at > $2 AND ok = 1), 0)"
    );
    Ok(tx
        .one(count, &vals![key, since])
        .await?
        .unwrap_or((0, None)))
}

/// Forgets what has expired: sessions and tickets at `now`, attempts before `attempts_before`.
pub async fn sweep(tx: &mut Tx, now: Millis, attempts_before: Millis) -> Result<u64> {
    let mut gone = tx
        .run(
            sql!("DELETE FROM session WHERE expires_at <= $1"),
            &vals![now],
        )
        .await?;
    gone += tx
        .run(
            sql!("DELETE FROM ticket WHERE expires_at <= $1"),
            &vals![now],
        )
        .await?;
    gone += crate::sign_in::sweep_steps(tx, now).await?;
    gone += tx
        .run(
            sql!("DELETE FROM sign_in_attempt WHERE at < $1"),
            &vals![attempts_before],
        )
        .await?;
    Ok(gone)
}
