//! Outages, the conversations that are about them, and what is told all of them.

use crate::{Json, Result, StoreError, Tx, record, sql, vals};
use domain::outage::{Content, Passed, Progress, Then};
use domain::{AgentId, ChannelId, ConversationId, Millis, OutageId, OutageUpdateId};

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Outage {
        pub id: OutageId,
        pub content: Json<Content>,
        pub started_at: Millis,
        pub started_by: AgentId,
        pub ended_at: Option<Millis>,
        pub ended_by: Option<AgentId>,
        pub version: i64,
        /// Conversations that are about it.
        pub linked: i64,
    }
}

macro_rules! whole {
    () => {
        concat!(
            "SELECT id, content, started_at, started_by, ended_at, ended_by, version, ",
            "(SELECT count(*) FROM outage_conversation l WHERE l.outage = o.id AND l.left_out = 0) FROM outage o "
        )
    };
}

/// Those that last, newest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn active(tx: &mut Tx) -> Result<Vec<Outage>> {
    let select = sql!(
        whole!(),
        "WHERE ended_at IS NULL ORDER BY started_at DESC, id DESC LIMIT 100"
    );
    tx.all(select, &[]).await
}

/// The content of those that last, newest first: what every arrival asks.
///
/// # Errors
/// See [`StoreError`].
pub async fn in_force(tx: &mut Tx) -> Result<Vec<(OutageId, Json<Content>)>> {
    let select = sql!(
        "SELECT id, content FROM outage WHERE ended_at IS NULL ORDER BY started_at DESC, id DESC LIMIT 100"
    );
    tx.all(select, &[]).await
}

/// Newest first, before `before`.
///
/// # Errors
/// See [`StoreError`].
pub async fn list(
    tx: &mut Tx,
    before: Option<(Millis, OutageId)>,
    limit: usize,
) -> Result<Vec<Outage>> {
    let (at, id) = before.unwrap_or((Millis::MAX, OutageId(uuid::Uuid::max())));
    let select = sql!(
        whole!(),
        "WHERE (started_at, id) < ($1, $2) ORDER BY started_at DESC, id DESC LIMIT $3"
    );
    tx.all(select, &vals![at, id, limit]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn load(tx: &mut Tx, id: OutageId) -> Result<Option<Outage>> {
    tx.one(sql!(whole!(), "WHERE id = $1"), &vals![id]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn insert(tx: &mut Tx, o: &Outage) -> Result<()> {
    let insert =
        sql!("INSERT INTO outage (id, content, started_at, started_by) VALUES ($1, $2, $3, $4)");
    let params = vals![o.id, &o.content, o.started_at, o.started_by];
    tx.run(insert, &params).await.map(|_| ())
}

/// # Errors
/// `Conflict` when somebody else changed it since it was loaded.
pub async fn save(tx: &mut Tx, o: &mut Outage) -> Result<()> {
    let update = sql!(
        "UPDATE outage SET content = $3, ended_at = $4, ended_by = $5, version = version + 1 ",
        "WHERE id = $1 AND version = $2"
    );
    let params = vals![o.id, o.version, &o.content, o.ended_at, o.ended_by];
    if tx.run(update, &params).await? == 0 {
        return Err(StoreError::stale("the outage"));
    }
    o.version += 1;
    Ok(())
}

record! {
    /// A conversation and the outage that it is about.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Linked {
        pub outage: OutageId,
        pub conversation: ConversationId,
        pub linked_at: Millis,
        /// `None`: it came in while the outage lasted.
        pub linked_by: Option<AgentId>,
        pub left_out: bool,
    }
}

/// Links a conversation; what an agent said about it before stays unless an agent says otherwise now.
///
/// # Errors
/// See [`StoreError`].
pub async fn link(tx: &mut Tx, l: &Linked) -> Result<()> {
    let params = vals![
        l.outage,
        l.conversation,
        l.linked_at,
        l.linked_by,
        l.left_out
    ];
    let insert = match l.linked_by {
        None => sql!(
            "INSERT INTO outage_conversation (outage, conversation, linked_at, linked_by, left_out) ",
            "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (outage, conversation) DO NOTHING"
        ),
        Some(_) => sql!(
            "INSERT INTO outage_conversation (outage, conversation, linked_at, linked_by, left_out) ",
            "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (outage, conversation) ",
            "DO UPDATE SET linked_by = excluded.linked_by, left_out = excluded.left_out"
        ),
    };
    tx.run(insert, &params).await.map(|_| ())
}

/// Links what was opened in a channel since then; how many were new.
///
/// # Errors
/// See [`StoreError`].
pub async fn link_since(
    tx: &mut Tx,
    outage: OutageId,
    channel: ChannelId,
    since: Millis,
    now: Millis,
) -> Result<u64> {
    let insert = sql!(
        "INSERT INTO outage_conversation (outage, conversation, linked_at, linked_by, left_out) ",
        "SELECT $1, c.id, $4, NULL, 0 FROM conversation c WHERE c.channel = $2 AND c.created_at >= $3 ",
        "AND c.status IN ('open', 'waiting', 'snoozed') AND c.first_reply_at IS NULL ",
        "ON CONFLICT (outage, conversation) DO NOTHING"
    );
    tx.run(insert, &vals![outage, channel, since, now]).await
}

/// Of one conversation, newest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn of_conversation(
    tx: &mut Tx,
    conversation: ConversationId,
) -> Result<Vec<(Linked, String)>> {
    let select = sql!(
        "SELECT l.outage, l.conversation, l.linked_at, l.linked_by, l.left_out, o.content ",
        "FROM outage_conversation l JOIN outage o ON o.id = l.outage WHERE l.conversation = $1 ",
        "ORDER BY l.linked_at DESC, l.outage DESC LIMIT 20"
    );
    let rows: Vec<LinkedTo> = tx.all(select, &vals![conversation]).await?;
    Ok(rows.into_iter().map(LinkedTo::named).collect())
}

record! {
    struct LinkedTo {
        outage: OutageId,
        conversation: ConversationId,
        linked_at: Millis,
        linked_by: Option<AgentId>,
        left_out: bool,
        content: Json<Content>,
    }
}

impl LinkedTo {
    fn named(self) -> (Linked, String) {
        let linked = Linked {
            outage: self.outage,
            conversation: self.conversation,
            linked_at: self.linked_at,
            linked_by: self.linked_by,
            left_out: self.left_out,
        };
        (linked, self.content.0.name)
    }
}

/// The conversations of an outage after one, in the order of their ids.
///
/// # Errors
/// See [`StoreError`].
pub async fn conversations(
    tx: &mut Tx,
    outage: OutageId,
    after: Option<ConversationId>,
    limit: usize,
) -> Result<Vec<Linked>> {
    let after = after.unwrap_or(ConversationId(uuid::Uuid::nil()));
    let select = sql!(
        "SELECT outage, conversation, linked_at, linked_by, left_out FROM outage_conversation ",
        "WHERE outage = $1 AND conversation > $2 ORDER BY conversation LIMIT $3"
    );
    tx.all(select, &vals![outage, after, limit]).await
}

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Update {
        pub id: OutageUpdateId,
        pub outage: OutageId,
        pub html: String,
        pub then: Then,
        pub written_by: AgentId,
        pub written_at: Millis,
        /// Nobody is written to before.
        pub due_at: Millis,
        pub state: Progress,
        /// The outage is over when the first is told.
        pub ends: bool,
        pub waiting: i64,
        pub told: i64,
        pub passed: i64,
    }
}

macro_rules! update {
    () => {
        concat!(
            "SELECT u.id, u.outage, u.html, u.after_, u.written_by, u.written_at, u.due_at, u.state, u.ends, ",
            "(SELECT count(*) FROM outage_told t WHERE t.update_ = u.id AND t.state = 'waiting'), ",
            "(SELECT count(*) FROM outage_told t WHERE t.update_ = u.id AND t.state = 'told'), ",
            "(SELECT count(*) FROM outage_told t WHERE t.update_ = u.id AND t.state = 'passed') FROM outage_update u "
        )
    };
}

/// Keeps an update, and whom it is for: every conversation that is linked now.
///
/// # Errors
/// See [`StoreError`].
pub async fn write_update(tx: &mut Tx, u: &Update) -> Result<u64> {
    let insert = sql!(
        "INSERT INTO outage_update (id, outage, html, after_, written_by, written_at, due_at, state, ends) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let params = vals![
        u.id,
        u.outage,
        &u.html,
        u.then,
        u.written_by,
        u.written_at,
        u.due_at,
        u.state,
        u.ends
    ];
    tx.run(insert, &params).await?;
    include(tx, u.id, u.outage).await
}

/// Puts every conversation that is linked now among those that are to have the update; how many came to it.
///
/// # Errors
/// See [`StoreError`].
pub async fn include(tx: &mut Tx, update: OutageUpdateId, outage: OutageId) -> Result<u64> {
    let all = sql!(
        "INSERT INTO outage_told (update_, conversation, state) SELECT $1, conversation, 'waiting' ",
        "FROM outage_conversation WHERE outage = $2 ON CONFLICT DO NOTHING"
    );
    tx.run(all, &vals![update, outage]).await
}

/// The updates of an outage, newest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn updates(tx: &mut Tx, outage: OutageId) -> Result<Vec<Update>> {
    let select = sql!(
        update!(),
        "WHERE u.outage = $1 ORDER BY u.written_at DESC, u.id DESC LIMIT 200"
    );
    tx.all(select, &vals![outage]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn update(tx: &mut Tx, id: OutageUpdateId) -> Result<Option<Update>> {
    tx.one(sql!(update!(), "WHERE u.id = $1"), &vals![id]).await
}

/// The oldest update that somebody is to be told now.
///
/// # Errors
/// See [`StoreError`].
pub async fn due(tx: &mut Tx, now: Millis) -> Result<Option<OutageUpdateId>> {
    let select = sql!(
        "SELECT id FROM outage_update WHERE state = 'going' AND due_at <= $1 ORDER BY due_at, id LIMIT 1"
    );
    let row: Option<(OutageUpdateId,)> = tx.one(select, &vals![now]).await?;
    Ok(row.map(|r| r.0))
}

record! {
    /// What is asked before each letter: without counting who has it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Letter {
        pub id: OutageUpdateId,
        pub outage: OutageId,
        pub html: String,
        pub then: Then,
        pub written_by: AgentId,
        pub state: Progress,
        pub ends: bool,
    }
}

/// # Errors
/// See [`StoreError`].
pub async fn letter(tx: &mut Tx, id: OutageUpdateId) -> Result<Option<Letter>> {
    let select = sql!(
        "SELECT id, outage, html, after_, written_by, state, ends FROM outage_update WHERE id = $1"
    );
    tx.one(select, &vals![id]).await
}

/// Why those were passed over who were, and how many.
///
/// # Errors
/// See [`StoreError`].
pub async fn passed(tx: &mut Tx, id: OutageUpdateId) -> Result<Vec<(Passed, i64)>> {
    let select = sql!(
        "SELECT why, count(*) FROM outage_told WHERE update_ = $1 AND state = 'passed' GROUP BY why ORDER BY why"
    );
    tx.all(select, &vals![id]).await
}

/// What a conversation was merged into is about the same outages.
///
/// # Errors
/// See [`StoreError`].
pub async fn merged(tx: &mut Tx, from: ConversationId, into: ConversationId) -> Result<()> {
    let insert = sql!(
        "INSERT INTO outage_conversation (outage, conversation, linked_at, linked_by, left_out) ",
        "SELECT outage, $2, linked_at, linked_by, left_out FROM outage_conversation ",
        "WHERE conversation = $1 AND left_out = 0 ON CONFLICT (outage, conversation) DO NOTHING"
    );
    tx.run(insert, &vals![from, into]).await.map(|_| ())
}

/// A further conversation waits for it, unless it does already or did.
///
/// # Errors
/// See [`StoreError`].
pub async fn tell_too(tx: &mut Tx, id: OutageUpdateId, conversation: ConversationId) -> Result<()> {
    let insert = sql!(
        "INSERT INTO outage_told (update_, conversation, state) VALUES ($1, $2, 'waiting') ",
        "ON CONFLICT (update_, conversation) DO NOTHING"
    );
    tx.run(insert, &vals![id, conversation]).await.map(|_| ())
}

/// Those who wait for it.
///
/// # Errors
/// See [`StoreError`].
pub async fn waiting(tx: &mut Tx, id: OutageUpdateId, limit: usize) -> Result<Vec<ConversationId>> {
    let select = sql!(
        "SELECT conversation FROM outage_told WHERE update_ = $1 AND state = 'waiting' ORDER BY conversation LIMIT $2"
    );
    let rows: Vec<(ConversationId,)> = tx.all(select, &vals![id, limit]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// Notes that a conversation has it, or why not; `false` when that was noted before.
///
/// # Errors
/// See [`StoreError`].
pub async fn told(
    tx: &mut Tx,
    id: OutageUpdateId,
    conversation: ConversationId,
    passed: Option<Passed>,
) -> Result<bool> {
    let note = sql!(
        "UPDATE outage_told SET state = $3, why = $4 ",
        "WHERE update_ = $1 AND conversation = $2 AND state = 'waiting'"
    );
    let state = if passed.is_some() { "passed" } else { "told" };
    let params = vals![id, conversation, state, passed];
    Ok(tx.run(note, &params).await? > 0)
}

/// Takes the end that an update brings; `false` when it was taken before.
///
/// # Errors
/// See [`StoreError`].
pub async fn take_end(tx: &mut Tx, id: OutageUpdateId) -> Result<bool> {
    let take = sql!("UPDATE outage_update SET ends = 0 WHERE id = $1 AND ends = 1");
    Ok(tx.run(take, &vals![id]).await? > 0)
}

/// Whether an agent said that a conversation is about something else.
///
/// # Errors
/// See [`StoreError`].
pub async fn is_left_out(
    tx: &mut Tx,
    outage: OutageId,
    conversation: ConversationId,
) -> Result<bool> {
    let select =
        sql!("SELECT left_out FROM outage_conversation WHERE outage = $1 AND conversation = $2");
    let row: Option<(bool,)> = tx.one(select, &vals![outage, conversation]).await?;
    Ok(row.is_none_or(|r| r.0))
}

/// Ends an update; `false` when it has ended before.
///
/// # Errors
/// See [`StoreError`].
pub async fn end_update(tx: &mut Tx, id: OutageUpdateId, state: Progress) -> Result<bool> {
    let end = sql!("UPDATE outage_update SET state = $2 WHERE id = $1 AND state = 'going'");
    Ok(tx.run(end, &vals![id, state]).await? > 0)
}
