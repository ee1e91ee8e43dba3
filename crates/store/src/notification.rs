//! Notifications of agents, what they chose, and how far the feed has been followed for them. What they mean is
//! `domain::notification`.

use crate::value::Json;
use crate::{Result, Tx, record, sql, vals};
use domain::event::{Actor, EventKind};
use domain::notification::{KEPT, Preferences};
use domain::{AgentId, ConversationId, MessageId, Millis, NotificationId, TeamId};

/// Looked at for the badge.
pub const COUNT_MOST: usize = 100;

/// The position up to which notifications have been written.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn place(tx: &mut Tx) -> Result<i64> {
    let select = sql!("SELECT position FROM feed_place WHERE name = 'notifications'");
    Ok(tx.one::<(i64,)>(select, &[]).await?.map_or(0, |r| r.0))
}

/// Moves the position on; false when another node was faster, and its notifications stand.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn wrote(tx: &mut Tx, from: i64, to: i64) -> Result<bool> {
    let update =
        sql!("UPDATE feed_place SET position = $2 WHERE name = 'notifications' AND position = $1");
    Ok(tx.run(update, &vals![from, to]).await? > 0)
}

record! {
    /// An event that somebody may have to be told of, with its conversation as it is now.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Happened {
        pub seq: i64,
        pub at: Millis,
        pub actor: Json<Actor>,
        pub what: Json<EventKind>,
        pub conversation: ConversationId,
        pub team: Option<TeamId>,
        pub assignee: Option<AgentId>,
    }
}

/// Events after a position, as far as the conversation is somebody's, or the event itself names somebody.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn happened(tx: &mut Tx, after: i64, up_to: i64, limit: usize) -> Result<Vec<Happened>> {
    let select = sql!(
        "SELECT e.seq, e.at, e.actor, e.payload, c.id, c.team, c.assignee ",
        "FROM event e JOIN conversation c ON c.id = e.conversation WHERE e.seq > $1 AND e.seq <= $2 ",
        "AND e.kind IN ('conversation.received.v1', 'conversation.replied.v1', 'conversation.noted.v1', ",
        "'conversation.assigned.v1', 'conversation.followed.v1', 'conversation.rules.v1', 'sla.warned.v1', 'sla.breached.v1') ",
        "AND (c.assignee IS NOT NULL OR e.kind IN ('conversation.noted.v1', 'conversation.rules.v1') ",
        "OR EXISTS (SELECT 1 FROM follower f WHERE f.conversation = c.id)) ORDER BY e.seq LIMIT $3"
    );
    tx.all(select, &vals![after, up_to, limit]).await
}

/// Who comes to a conversation with an event after that position. One that is committed and has no position yet counts:
/// the follower or assignee that it made can be seen already.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn joining(
    tx: &mut Tx,
    conversation: ConversationId,
    after: i64,
) -> Result<Vec<Json<EventKind>>> {
    let select = sql!(
        "SELECT payload FROM event WHERE conversation = $1 AND seq > $2 ",
        "AND kind IN ('conversation.assigned.v1', 'conversation.followed.v1') UNION ALL ",
        "SELECT payload FROM event_outbox WHERE conversation = $1 ",
        "AND kind IN ('conversation.assigned.v1', 'conversation.followed.v1')"
    );
    let found: Vec<(Json<EventKind>,)> = tx.all(select, &vals![conversation, after]).await?;
    Ok(found.into_iter().map(|r| r.0).collect())
}

/// Something new for an agent in a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct News {
    /// Taken when there is no unread row yet.
    pub id: NotificationId,
    pub agent: AgentId,
    pub conversation: ConversationId,
    /// Bits of `NotificationKind`.
    pub kinds: i64,
    pub n: i64,
    /// Who did the most pressing of it, the newest of equals.
    pub actor: Actor,
    pub message: Option<MessageId>,
    pub at: Millis,
    pub page: bool,
    pub email: bool,
}

/// The highest bit: the most pressing kind of a set.
fn top(kinds: i64) -> i64 {
    kinds.checked_ilog2().map_or(0, |bit| 1 << bit)
}

/// Adds it to the unread row of that conversation, or begins one.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn tell(tx: &mut Tx, news: &News) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO notification (id, agent, conversation, kinds, n, actor, message, first_at, at, page, email) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10) ",
        "ON CONFLICT (agent, conversation) WHERE read_at IS NULL DO UPDATE SET ",
        "kinds = notification.kinds | excluded.kinds, n = notification.n + excluded.n, ",
        "actor = CASE WHEN $11 > notification.kinds THEN excluded.actor ELSE notification.actor END, ",
        "message = COALESCE(excluded.message, notification.message), at = excluded.at, ",
        "page = notification.page | excluded.page, email = notification.email | excluded.email"
    );
    let params = vals![
        news.id,
        news.agent,
        news.conversation,
        news.kinds,
        news.n,
        crate::value::json(&news.actor),
        news.message,
        news.at,
        news.page,
        news.email,
        2 * top(news.kinds)
    ];
    tx.run(upsert, &params).await.map(|_| ())
}

record! {
    #[derive(Debug, Clone, PartialEq)]
    pub struct Notification {
        pub id: NotificationId,
        pub conversation: ConversationId,
        pub kinds: i64,
        /// How many things happened.
        pub n: i64,
        pub actor: Json<Actor>,
        pub message: Option<MessageId>,
        pub at: Millis,
        pub read_at: Option<Millis>,
    }
}

/// The agent's list, newest first, before that time and id.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn page(
    tx: &mut Tx,
    agent: AgentId,
    before: (Millis, NotificationId),
    limit: usize,
) -> Result<Vec<Notification>> {
    let select = sql!(
        "SELECT id, conversation, kinds, n, actor, message, at, read_at FROM notification ",
        "WHERE agent = $1 AND (at, id) < ($2, $3) AND page = 1 ORDER BY at DESC, id DESC LIMIT $4"
    );
    tx.all(select, &vals![agent, before.0, before.1, limit])
        .await
}

/// How many are unread, up to [`COUNT_MOST`].
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn unread(tx: &mut Tx, agent: AgentId) -> Result<i64> {
    let select = sql!(
        "SELECT count(*) FROM (SELECT 1 FROM notification WHERE agent = $1 AND read_at IS NULL AND page = 1 LIMIT $2) q"
    );
    let found = tx.one::<(i64,)>(select, &vals![agent, COUNT_MOST]).await?;
    Ok(found.map_or(0, |r| r.0))
}

/// Read, because the conversation was opened; false when there was nothing to read.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn read_conversation(
    tx: &mut Tx,
    agent: AgentId,
    conversation: ConversationId,
    now: Millis,
) -> Result<bool> {
    let update = sql!(
        "UPDATE notification SET read_at = $3 WHERE agent = $1 AND conversation = $2 AND read_at IS NULL"
    );
    Ok(tx.run(update, &vals![agent, conversation, now]).await? > 0)
}

/// Reads one, or puts it back among the unread ones; false when there is nothing to do, or a newer one stands unread.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn set_read(
    tx: &mut Tx,
    agent: AgentId,
    id: NotificationId,
    read_at: Option<Millis>,
) -> Result<bool> {
    let update = sql!(
        "UPDATE notification SET read_at = CAST($3 AS bigint) WHERE id = $1 AND agent = $2 AND (",
        "(read_at IS NULL AND CAST($3 AS bigint) IS NOT NULL) OR (read_at IS NOT NULL AND CAST($3 AS bigint) IS NULL AND NOT EXISTS (",
        "SELECT 1 FROM notification o WHERE o.agent = $2 AND o.conversation = notification.conversation ",
        "AND o.read_at IS NULL)))"
    );
    Ok(tx.run(update, &vals![id, agent, read_at]).await? > 0)
}

/// Reads all up to a time.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn read_all(tx: &mut Tx, agent: AgentId, up_to: Millis, now: Millis) -> Result<bool> {
    let update = sql!(
        "UPDATE notification SET read_at = $3 WHERE agent = $1 AND read_at IS NULL AND at <= $2"
    );
    Ok(tx.run(update, &vals![agent, up_to, now]).await? > 0)
}

/// When the agent last looked at the conversation.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn looked_at(
    tx: &mut Tx,
    agent: AgentId,
    conversation: ConversationId,
) -> Result<Option<Millis>> {
    let select =
        sql!("SELECT at FROM read_mark WHERE conversation = $1 AND agent = $2 AND message_n > 0");
    Ok(tx
        .one::<(Millis,)>(select, &vals![conversation, agent])
        .await?
        .map(|r| r.0))
}

/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn preferences(tx: &mut Tx, agent: AgentId) -> Result<Option<Preferences>> {
    let select = sql!("SELECT preferences FROM notification_choice WHERE agent = $1");
    let found: Option<(Json<Preferences>,)> = tx.one(select, &vals![agent]).await?;
    Ok(found.map(|r| r.0.0))
}

/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn set_preferences(
    tx: &mut Tx,
    agent: AgentId,
    preferences: &Preferences,
    now: Millis,
) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO notification_choice (agent, preferences, digest_at) VALUES ($1, $2, $3) ",
        "ON CONFLICT (agent) DO UPDATE SET preferences = excluded.preferences"
    );
    let params = vals![agent, crate::value::json(preferences), now];
    tx.run(upsert, &params).await.map(|_| ())
}

record! {
    /// Somebody for whom something waits to be mailed.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Waiting {
        pub agent: AgentId,
        pub preferences: Json<Preferences>,
        /// When the last digest left.
        pub digest_at: Millis,
        pub zone: String,
    }
}

/// Active agents for whom something waits to be mailed.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn waiting(tx: &mut Tx) -> Result<Vec<Waiting>> {
    let select = sql!(
        "SELECT c.agent, c.preferences, c.digest_at, a.zone FROM notification_choice c ",
        "JOIN agent a ON a.id = c.agent WHERE a.active = 1 AND EXISTS (SELECT 1 FROM notification n ",
        "WHERE n.agent = c.agent AND n.email = 1 AND n.read_at IS NULL) ORDER BY c.agent"
    );
    tx.all(select, &[]).await
}

/// What waits to be mailed, newest first; each is handed out once.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn take_for_mail(
    tx: &mut Tx,
    agent: AgentId,
    last: Millis,
    now: Millis,
) -> Result<Vec<Notification>> {
    let mark =
        sql!("UPDATE notification_choice SET digest_at = $3 WHERE agent = $1 AND digest_at = $2");
    if tx.run(mark, &vals![agent, last, now]).await? == 0 {
        return Ok(Vec::new());
    }
    let select = sql!(
        "SELECT id, conversation, kinds, n, actor, message, at, read_at FROM notification ",
        "WHERE agent = $1 AND email = 1 AND read_at IS NULL ORDER BY at DESC, id DESC"
    );
    let found = tx.all(select, &vals![agent]).await?;
    let update = sql!(
        "UPDATE notification SET email = 0 WHERE agent = $1 AND email = 1 AND read_at IS NULL"
    );
    tx.run(update, &vals![agent]).await?;
    Ok(found)
}

/// Old ones fall off: those of before that time, and what an agent has beyond [`KEPT`].
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn sweep(tx: &mut Tx, before: Millis) -> Result<()> {
    tx.run(
        sql!("DELETE FROM notification WHERE at < $1"),
        &vals![before],
    )
    .await?;
    let delete = sql!(
        "DELETE FROM notification WHERE id IN (SELECT q.id FROM (SELECT id, ",
        "row_number() OVER (PARTITION BY agent ORDER BY at DESC, id DESC) AS nth FROM notification) q WHERE q.nth > $1)"
    );
    tx.run(delete, &vals![KEPT]).await.map(|_| ())
}
