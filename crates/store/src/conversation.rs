//! Conversations and what hangs on them: links, tags, followers, participants, read marks. The write path; lists and
//! pages live with the reads.

use crate::{Json, Result, StoreError, Tx, record, sql, vals};
use domain::conversation::{Conversation, SideState, Source, Status, StatusState, Urgency};
use domain::{
    AgentId, ChannelId, ContactId, ConversationId, DoorId, MessageId, Millis, TagId, TeamId,
    TopicId,
};

record! {
    struct Row {
        id: ConversationId,
        number: i64,
        subject: String,
        status: Status,
        snoozed_until: Option<Millis>,
        snoozed_by: Option<AgentId>,
        resolved_at: Option<Millis>,
        urgency: Urgency,
        urgency_source: Source,
        topic: Option<TopicId>,
        topic_source: Source,
        team: Option<TeamId>,
        assignee: Option<AgentId>,
        contact: Option<ContactId>,
        channel: ChannelId,
        door: Option<DoorId>,
        language: Option<String>,
        created_at: Millis,
        last_at: Millis,
        last_customer_at: Option<Millis>,
        last_agent_at: Option<Millis>,
        waiting_since: Option<Millis>,
        first_reply_at: Option<Millis>,
        version: i64,
        merged_into: Option<ConversationId>,
        parent: Option<ConversationId>,
        side_state: Option<SideState>,
    }
}

impl From<Row> for Conversation {
    fn from(r: Row) -> Self {
        let state = match r.status {
            Status::Open => StatusState::Open,
            Status::Waiting => StatusState::Waiting,
            Status::Snoozed => StatusState::Snoozed {
                until: r.snoozed_until.unwrap_or(0),
                by: r.snoozed_by,
            },
            Status::Resolved => StatusState::Resolved {
                at: r.resolved_at.unwrap_or(r.last_at),
            },
            Status::Spam => StatusState::Spam,
            Status::Merged => StatusState::Merged {
                into: r.merged_into.unwrap_or(r.id),
            },
            Status::Side => StatusState::Side {
                parent: r.parent.unwrap_or(r.id),
                side: r.side_state.unwrap_or(SideState::Done),
            },
        };
        Self {
            id: r.id,
            number: r.number,
            subject: r.subject,
            state,
            urgency: r.urgency,
            urgency_source: r.urgency_source,
            topic: r.topic,
            topic_source: r.topic_source,
            team: r.team,
            assignee: r.assignee,
            contact: r.contact,
            channel: r.channel,
            door: r.door,
            language: r.language,
            created_at: r.created_at,
            last_at: r.last_at,
            last_customer_at: r.last_customer_at,
            last_agent_at: r.last_agent_at,
            waiting_since: r.waiting_since,
            first_reply_at: r.first_reply_at,
            version: r.version,
        }
    }
}

/// What the list shows of the newest message.
#[derive(Debug, Clone, Copy)]
pub struct Glance<'a> {
    pub preview: &'a str,
    pub kind: domain::message::MessageKind,
}

/// Every column that a record has, from its table.
macro_rules! whole {
    () => {
        concat!(
            "SELECT id, number, subject, status, snoozed_until, snoozed_by, resolved_at, urgency, ",
            "urgency_source, topic, topic_source, team, assignee, contact, channel, door, language, created_at, ",
            "last_at, last_customer_at, last_agent_at, waiting_since, first_reply_at, version, merged_into, ",
            "parent, side_state FROM conversation "
        )
    };
}

/// The conversation; its version guards it against other writers when it is saved.
///
/// # Errors
/// See [`StoreError`].
pub async fn load(tx: &mut Tx, id: ConversationId) -> Result<Option<Conversation>> {
    let row: Option<Row> = tx.one(sql!(whole!(), "WHERE id = $1"), &vals![id]).await?;
    Ok(row.map(Conversation::from))
}

/// The conversation, unless its words were erased.
///
/// # Errors
/// See [`StoreError`].
pub async fn living(tx: &mut Tx, id: ConversationId) -> Result<Option<Conversation>> {
    let row: Option<Row> = tx
        .one(
            sql!(whole!(), "WHERE id = $1 AND erased_at IS NULL"),
            &vals![id],
        )
        .await?;
    Ok(row.map(Conversation::from))
}

/// # Errors
/// See [`StoreError`].
pub async fn by_number(tx: &mut Tx, number: i64) -> Result<Option<ConversationId>> {
    let row: Option<(ConversationId,)> = tx
        .one(
            sql!("SELECT id FROM conversation WHERE number = $1"),
            &vals![number],
        )
        .await?;
    Ok(row.map(|(id,)| id))
}

/// Gives a new conversation its number and stores it.
///
/// # Errors
/// See [`StoreError`].
pub async fn insert(tx: &mut Tx, c: &mut Conversation, glance: Option<Glance<'_>>) -> Result<()> {
    c.number = tx.number().await?;
    c.version = 1;
    let (until, by, resolved) = times_of(&c.state);
    let (merged_into, parent, side) = kin_of(&c.state);
    tx.run(
        sql!(
            "INSERT INTO conversation (id, number, subject, status, snoozed_until, snoozed_by, resolved_at, urgency, ",
            "urgency_source, topic, topic_source, team, assignee, contact, channel, door, language, created_at, ",
            "last_at, last_customer_at, last_agent_at, waiting_since, first_reply_at, version, preview, last_kind, ",
            "message_count, merged_into, parent, side_state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, ",
            "$19, $20, $21, $22, $23, 1, $24, $25, $26, $27, $28, $29)"
        ),
        &vals![
            c.id,
            c.number,
            &c.subject,
            c.state.status(),
            until,
            by,
            resolved,
            c.urgency,
            c.urgency_source,
            c.topic,
            c.topic_source,
            c.team,
            c.assignee,
            c.contact,
            c.channel,
            c.door,
            &c.language,
            c.created_at,
            c.last_at,
            c.last_customer_at,
            c.last_agent_at,
            c.waiting_since,
            c.first_reply_at,
            glance.map_or("", |g| g.preview),
            glance.map_or(domain::message::MessageKind::Customer, |g| g.kind),
            i64::from(glance.is_some()),
            merged_into,
            parent,
            side,
        ],
    )
    .await?;
    Ok(())
}

/// Survivor of a signpost; parent and state of a side conversation.
fn kin_of(
    state: &StatusState,
) -> (
    Option<ConversationId>,
    Option<ConversationId>,
    Option<SideState>,
) {
    match *state {
        StatusState::Merged { into } => (Some(into), None, None),
        StatusState::Side { parent, side } => (None, Some(parent), Some(side)),
        _ => (None, None, None),
    }
}

fn times_of(state: &StatusState) -> (Option<Millis>, Option<AgentId>, Option<Millis>) {
    match *state {
        StatusState::Snoozed { until, by } => (Some(until), by, None),
        StatusState::Resolved { at } => (None, None, Some(at)),
        _ => (None, None, None),
    }
}

/// Stores the changed row; `glance` counts one more message and shows it.
///
/// # Errors
/// `Conflict` when somebody else changed it since it was loaded.
pub async fn save(tx: &mut Tx, c: &mut Conversation, glance: Option<Glance<'_>>) -> Result<()> {
    let (until, by, resolved) = times_of(&c.state);
    let (merged_into, parent, side) = kin_of(&c.state);
    let touched = tx
        .run(
            sql!(
                "UPDATE conversation SET subject = $3, status = $4, snoozed_until = $5, snoozed_by = $6, ",
                "resolved_at = $7, urgency = $8, urgency_source = $9, topic = $10, topic_source = $11, team = $12, ",
                "assignee = $13, contact = $14, language = $15, last_at = $16, last_customer_at = $17, ",
                "last_agent_at = $18, waiting_since = $19, first_reply_at = $20, ",
                "preview = COALESCE($21, preview), last_kind = COALESCE($22, last_kind), ",
                "message_count = message_count + $23, merged_into = $24, parent = $25, side_state = $26, ",
                "version = version + 1 WHERE id = $1 AND version = $2"
            ),
            &vals![
                c.id,
                c.version,
                &c.subject,
                c.state.status(),
                until,
                by,
                resolved,
                c.urgency,
                c.urgency_source,
                c.topic,
                c.topic_source,
                c.team,
                c.assignee,
                c.contact,
                &c.language,
                c.last_at,
                c.last_customer_at,
                c.last_agent_at,
                c.waiting_since,
                c.first_reply_at,
                glance.map(|g| g.preview),
                glance.map(|g| g.kind),
                i64::from(glance.is_some()),
                merged_into,
                parent,
                side,
            ],
        )
        .await?;
    if touched == 0 {
        return Err(StoreError::stale("the conversation"));
    }
    c.version += 1;
    Ok(())
}

/// After a message was taken back: one less, and the newest one that still stands is shown.
///
/// # Errors
/// See [`StoreError`].
pub async fn recount(tx: &mut Tx, id: ConversationId, glance: Option<Glance<'_>>) -> Result<()> {
    tx.run(
        sql!(
            "UPDATE conversation SET preview = $2, last_kind = $3, message_count = ",
            "(SELECT count(*) FROM message WHERE conversation = $1 AND cancelled_at IS NULL AND kind <> 'event') ",
            "WHERE id = $1"
        ),
        &vals![
            id,
            glance.map_or("", |g| g.preview),
            glance.map_or(domain::message::MessageKind::Customer, |g| g.kind)
        ],
    )
    .await?;
    Ok(())
}

/// "May belong to #N."
///
/// # Errors
/// See [`StoreError`].
pub async fn set_hint(tx: &mut Tx, id: ConversationId, hint: Option<ConversationId>) -> Result<()> {
    tx.run(
        sql!("UPDATE conversation SET hint_conversation = $2 WHERE id = $1"),
        &vals![id, hint],
    )
    .await?;
    Ok(())
}

/// # Errors
/// See [`StoreError`].
pub async fn set_spam_reason(tx: &mut Tx, id: ConversationId, reason: Option<&str>) -> Result<()> {
    tx.run(
        sql!("UPDATE conversation SET spam_reason = $2 WHERE id = $1"),
        &vals![id, reason],
    )
    .await?;
    Ok(())
}

/// Whose time has come, oldest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn due(tx: &mut Tx, now: Millis, limit: usize) -> Result<Vec<ConversationId>> {
    let rows: Vec<(ConversationId,)> = tx
        .all(
            sql!(
                "SELECT id FROM conversation WHERE snoozed_until IS NOT NULL AND snoozed_until <= $1 ",
                "AND status = 'snoozed' ORDER BY snoozed_until, id LIMIT $2"
            ),
            &vals![now, limit],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Deletes it with its messages and all that hangs on them. The raw mail stays as a tombstone without its text (M14).
///
/// # Errors
/// See [`StoreError`].
pub async fn delete(tx: &mut Tx, id: ConversationId) -> Result<()> {
    crate::search::unindex_conversation(tx, id).await?;
    for statement in [
        sql!("DELETE FROM delivery WHERE conversation = $1"),
        sql!("DELETE FROM draft WHERE conversation = $1"),
        sql!("DELETE FROM field_value WHERE entity = $1"),
        sql!("DELETE FROM form_post WHERE conversation = $1"),
        sql!(
            "DELETE FROM chat_message WHERE message IN (SELECT id FROM message WHERE conversation = $1)"
        ),
        sql!("DELETE FROM chat WHERE conversation = $1"),
        sql!(
            "UPDATE inbound_raw SET bytes = NULL, blob = NULL, from_ = '', subject = '' WHERE conversation = $1"
        ),
        sql!("UPDATE conversation SET hint_conversation = NULL WHERE hint_conversation = $1"),
        sql!("DELETE FROM conversation_link WHERE other = $1"),
        sql!("UPDATE model_call SET sent = '', came = '', visitor = '' WHERE conversation = $1"),
        sql!("DELETE FROM conversation WHERE id = $1"),
    ] {
        tx.run(statement, &vals![id]).await?;
    }
    Ok(())
}

/// `kind`: `follows`, `related`, `duplicate` or `hint`.
///
/// # Errors
/// See [`StoreError`].
pub async fn link(
    tx: &mut Tx,
    id: ConversationId,
    other: ConversationId,
    kind: &str,
    at: Millis,
) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO conversation_link (conversation, other, kind, at) VALUES ($1, $2, $3, $4) ",
            "ON CONFLICT (conversation, other, kind) DO NOTHING"
        ),
        &vals![id, other, kind, at],
    )
    .await?;
    Ok(())
}

/// Takes links of any kind between two conversations away, whichever points at the other; whether there was one.
///
/// # Errors
/// See [`StoreError`].
pub async fn unlink(tx: &mut Tx, id: ConversationId, other: ConversationId) -> Result<bool> {
    let statement = sql!(
        "DELETE FROM conversation_link WHERE (conversation = $1 AND other = $2) OR (conversation = $2 AND other = $1)"
    );
    Ok(tx.run(statement, &vals![id, other]).await? > 0)
}

/// Whether the tag was not there before.
///
/// # Errors
/// See [`StoreError`].
pub async fn tag(tx: &mut Tx, id: ConversationId, tag: TagId) -> Result<bool> {
    let statement = sql!(
        "INSERT INTO conversation_tag (conversation, tag) VALUES ($1, $2) ON CONFLICT (conversation, tag) DO NOTHING"
    );
    Ok(tx.run(statement, &vals![id, tag]).await? > 0)
}

/// # Errors
/// See [`StoreError`].
pub async fn untag(tx: &mut Tx, id: ConversationId, tag: TagId) -> Result<bool> {
    let statement = sql!("DELETE FROM conversation_tag WHERE conversation = $1 AND tag = $2");
    Ok(tx.run(statement, &vals![id, tag]).await? > 0)
}

/// Who follows it.
///
/// # Errors
/// See [`StoreError`].
pub async fn followers(tx: &mut Tx, id: ConversationId) -> Result<Vec<AgentId>> {
    let select = sql!("SELECT agent FROM follower WHERE conversation = $1 ORDER BY agent");
    let rows: Vec<(AgentId,)> = tx.all(select, &vals![id]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// # Errors
/// See [`StoreError`].
pub async fn follow(tx: &mut Tx, id: ConversationId, agent: AgentId) -> Result<bool> {
    let statement = sql!(
        "INSERT INTO follower (conversation, agent) VALUES ($1, $2) ON CONFLICT (conversation, agent) DO NOTHING"
    );
    Ok(tx.run(statement, &vals![id, agent]).await? > 0)
}

/// # Errors
/// See [`StoreError`].
pub async fn unfollow(tx: &mut Tx, id: ConversationId, agent: AgentId) -> Result<bool> {
    let statement = sql!("DELETE FROM follower WHERE conversation = $1 AND agent = $2");
    Ok(tx.run(statement, &vals![id, agent]).await? > 0)
}

record! {
    /// Somebody who takes part in a conversation.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Participant {
        pub address_key: String,
        pub address: String,
        pub name: String,
        /// `customer`, `cc` or `third_party`.
        pub role: String,
        pub since: Millis,
        /// Had the token but was not on the conversation before (M34).
        pub new_to_conversation: bool,
    }
}

/// # Errors
/// See [`StoreError`].
pub async fn participants(tx: &mut Tx, id: ConversationId) -> Result<Vec<Participant>> {
    tx.all(
        sql!(
            "SELECT address_key, address, name, role, since, new_to_conversation FROM participant ",
            "WHERE conversation = $1 ORDER BY since, address_key LIMIT 500"
        ),
        &vals![id],
    )
    .await
}

/// # Errors
/// See [`StoreError`].
pub async fn takes_part(tx: &mut Tx, id: ConversationId, address_key: &str) -> Result<bool> {
    let row: Option<(i64,)> = tx
        .one(
            sql!("SELECT 1 FROM participant WHERE conversation = $1 AND address_key = $2"),
            &vals![id, address_key],
        )
        .await?;
    Ok(row.is_some())
}

/// Adds those that are not there yet.
///
/// # Errors
/// See [`StoreError`].
pub async fn add_participants(
    tx: &mut Tx,
    id: ConversationId,
    people: &[Participant],
) -> Result<()> {
    let insert = sql!(
        "INSERT INTO participant (conversation, address_key, address, name, role, since, new_to_conversation) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (conversation, address_key) DO NOTHING"
    );
    let rows: Vec<_> = people
        .iter()
        .map(|p| {
            let params = vals![
                id,
                &p.address_key,
                &p.address,
                &p.name,
                &p.role,
                p.since,
                p.new_to_conversation
            ];
            (insert, params.to_vec())
        })
        .collect();
    tx.batch(&rows).await
}

/// Read up to message `message_n`; 0 marks it unread.
///
/// # Errors
/// See [`StoreError`].
pub async fn mark_read(
    tx: &mut Tx,
    id: ConversationId,
    agent: AgentId,
    message_n: i64,
    at: Millis,
) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO read_mark (conversation, agent, message_n, at) VALUES ($1, $2, $3, $4) ",
            "ON CONFLICT (conversation, agent) DO UPDATE SET message_n = excluded.message_n, at = excluded.at"
        ),
        &vals![id, agent, message_n, at],
    )
    .await?;
    Ok(())
}

/// Channels through which the conversation has come (M17): its own, and those of its messages.
///
/// # Errors
/// See [`StoreError`].
pub async fn channels(tx: &mut Tx, id: ConversationId) -> Result<Vec<ChannelId>> {
    let rows: Vec<(ChannelId,)> = tx
        .all(
            sql!(
                "SELECT channel FROM conversation WHERE id = $1 UNION ",
                "SELECT channel FROM message WHERE conversation = $1 AND channel IS NOT NULL"
            ),
            &vals![id],
        )
        .await?;
    Ok(rows.into_iter().map(|(c,)| c).collect())
}

/// When the last answered conversations of a channel began, and when they were first answered.
///
/// # Errors
/// See [`StoreError`].
pub async fn first_responses(
    tx: &mut Tx,
    channel: ChannelId,
    since: Millis,
    limit: usize,
) -> Result<Vec<(Millis, Millis)>> {
    tx.all(
        sql!(
            "SELECT created_at, first_reply_at FROM conversation WHERE channel = $1 AND first_reply_at >= $2 ",
            "AND first_reply_at IS NOT NULL ORDER BY first_reply_at DESC LIMIT $3"
        ),
        &vals![channel, since, limit],
    )
    .await
}

/// A line in the thread about something that happened.
///
/// # Errors
/// See [`StoreError`].
pub async fn add_event_line(
    tx: &mut Tx,
    id: ConversationId,
    message: MessageId,
    at: Millis,
    via: Option<(ChannelId, DoorId)>,
    event: &serde_json::Value,
) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO message (id, conversation, kind, at, channel, door, event) ",
            "VALUES ($1, $2, 'event', $3, $4, $5, $6)"
        ),
        &vals![
            message,
            id,
            at,
            via.map(|(channel, _)| channel),
            via.map(|(_, door)| door),
            &Json(event)
        ],
    )
    .await?;
    Ok(())
}
