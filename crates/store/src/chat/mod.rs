//! Chats of visitors and the lines in them. What they said of us stands in `chat.comment`; `erase` takes it.

mod visitor;
mod widget;

pub use visitor::{
    Code, Visitor, add_code, add_token, codes_to, end_code, end_tokens, hand_over, own,
    proved_visitor, put_visitor, retire_token, sweep, token, try_code, unproved_visitors, visitor,
    visitor_read,
};
pub use widget::{
    Invited, Outcome, count_invitation, insert_widget, invited, reply_door, save_widget, widget,
    widget_by_key, widget_of_channel, widgets,
};

use crate::value::Json;
use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::alternative::{Choice, Offered};
use domain::message::MessageKind;
use domain::reply_rules::Person;
use domain::{
    AgentId, ChannelId, ConversationId, MessageId, Millis, TeamId, TopicId, VisitorId, WidgetId,
};

record! {
    /// Which conversation is whose chat.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Chat {
        pub conversation: ConversationId,
        pub visitor: VisitorId,
        pub widget: WidgetId,
        pub began_at: Millis,
        pub agent_read_n: i64,
        pub left_at: Option<Millis>,
        pub score: Option<i64>,
        pub comment: String,
        pub rated_at: Option<Millis>,
        pub alternative_at: Option<Millis>,
        pub alternative_choice: Option<Choice>,
    }
}

impl Chat {
    /// Another way that the visitor was offered.
    #[must_use]
    pub fn alternative(&self) -> Option<Offered> {
        Some(Offered {
            at: self.alternative_at?,
            choice: self.alternative_choice,
        })
    }
}

macro_rules! whole_chat {
    () => {
        concat!(
            "SELECT conversation, visitor, widget, began_at, agent_read_n, left_at, score, comment, rated_at, ",
            "alternative_at, alternative_choice FROM chat "
        )
    };
}

/// # Errors
/// See [`StoreError`].
pub async fn of_conversation(tx: &mut Tx, id: ConversationId) -> Result<Option<Chat>> {
    tx.one(sql!(whole_chat!(), "WHERE conversation = $1"), &vals![id])
        .await
}

/// The newest chat of a visitor.
///
/// # Errors
/// See [`StoreError`].
pub async fn newest(tx: &mut Tx, visitor: VisitorId) -> Result<Option<Chat>> {
    let select = sql!(
        whole_chat!(),
        "WHERE visitor = $1 ORDER BY began_at DESC, conversation DESC LIMIT 1"
    );
    tx.one(select, &vals![visitor]).await
}

/// Whose chats these conversations are, or what was merged into them.
///
/// # Errors
/// See [`StoreError`].
pub async fn visitors_of(tx: &mut Tx, id: ConversationId) -> Result<Vec<VisitorId>> {
    let select = sql!(
        "SELECT DISTINCT visitor FROM chat WHERE conversation = $1 OR conversation IN ",
        "(SELECT id FROM conversation WHERE merged_into = $1) LIMIT 100"
    );
    let rows: Vec<(VisitorId,)> = tx.all(select, &vals![id]).await?;
    Ok(rows.into_iter().map(|(v,)| v).collect())
}

/// # Errors
/// `Conflict` when it is a chat already.
pub async fn begin(tx: &mut Tx, c: &Chat) -> Result<()> {
    let insert = sql!(
        "INSERT INTO chat (conversation, visitor, widget, began_at, agent_read_n) VALUES ($1, $2, $3, $4, $5)"
    );
    let params = vals![
        c.conversation,
        c.visitor,
        c.widget,
        c.began_at,
        c.agent_read_n
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// Seen by an agent up to its newest message; whether that is news.
///
/// # Errors
/// See [`StoreError`].
pub async fn agent_read(tx: &mut Tx, id: ConversationId) -> Result<bool> {
    let update = sql!(
        "UPDATE chat SET agent_read_n = (SELECT max(n) FROM message WHERE conversation = $1) WHERE conversation = $1 ",
        "AND agent_read_n < (SELECT max(n) FROM message WHERE conversation = $1 AND kind = 'customer')"
    );
    Ok(tx.run(update, &vals![id]).await? > 0)
}

/// # Errors
/// See [`StoreError`].
pub async fn set_left(tx: &mut Tx, id: ConversationId, at: Option<Millis>) -> Result<bool> {
    let update = sql!("UPDATE chat SET left_at = $2 WHERE conversation = $1");
    Ok(tx.run(update, &vals![id, at]).await? > 0)
}

/// Somebody in the line is offered another way; `false` when they were offered it for the same answer before.
///
/// # Errors
/// See [`StoreError`].
pub async fn offer_alternative(tx: &mut Tx, id: ConversationId, at: Millis) -> Result<bool> {
    let update = sql!(
        "UPDATE chat SET alternative_at = $2, alternative_choice = NULL, chosen_at = NULL WHERE conversation = $1 ",
        "AND (alternative_at IS NULL OR alternative_at < (SELECT waiting_since FROM conversation WHERE id = $1))"
    );
    Ok(tx.run(update, &vals![id, at]).await? > 0)
}

/// What they chose.
///
/// # Errors
/// `Conflict` when they chose before.
pub async fn choose_alternative(
    tx: &mut Tx,
    id: ConversationId,
    choice: Choice,
    at: Millis,
) -> Result<()> {
    let update = sql!(
        "UPDATE chat SET alternative_choice = $2, chosen_at = $3 WHERE conversation = $1 ",
        "AND alternative_at IS NOT NULL AND alternative_choice IS NULL"
    );
    match tx.run(update, &vals![id, choice, at]).await? {
        0 => Err(StoreError::stale("the choice")),
        _ => Ok(()),
    }
}

record! {
    /// Somebody who was offered another way.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Alternative {
        pub channel: ChannelId,
        pub team: Option<TeamId>,
        pub assignee: Option<AgentId>,
        pub choice: Option<Choice>,
    }
}

/// Who was offered another way from `from` on, before `to`, at most `limit`. What turned out to be spam is none.
///
/// # Errors
/// See [`StoreError`].
pub async fn alternatives(
    tx: &mut Tx,
    from: Millis,
    to: Millis,
    limit: usize,
) -> Result<Vec<Alternative>> {
    let select = sql!(
        "SELECT c.channel, c.team, c.assignee, h.alternative_choice FROM chat h JOIN conversation c ",
        "ON c.id = h.conversation WHERE h.alternative_at >= $1 AND h.alternative_at < $2 AND c.status <> 'spam' ",
        "ORDER BY h.alternative_at, h.conversation LIMIT $3"
    );
    tx.all(select, &vals![from, to, limit]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn rate(
    tx: &mut Tx,
    id: ConversationId,
    score: i64,
    comment: &str,
    at: Millis,
) -> Result<bool> {
    let update =
        sql!("UPDATE chat SET score = $2, comment = $3, rated_at = $4 WHERE conversation = $1");
    Ok(tx.run(update, &vals![id, score, comment, at]).await? > 0)
}

/// Says that a message is for a visitor's widget, or came from it.
///
/// # Errors
/// `Conflict` when the client has sent it before.
pub async fn add_message(
    tx: &mut Tx,
    message: MessageId,
    visitor: VisitorId,
    client_id: Option<&str>,
) -> Result<()> {
    let insert = sql!("INSERT INTO chat_message (message, visitor, client_id) VALUES ($1, $2, $3)");
    tx.run(insert, &vals![message, visitor, client_id])
        .await
        .map(|_| ())
}

/// The newest message of ours in a conversation that a visitor has seen in their widget.
///
/// # Errors
/// See [`StoreError`].
pub async fn newest_read(
    tx: &mut Tx,
    id: ConversationId,
    visitor: VisitorId,
) -> Result<Option<MessageId>> {
    let select = sql!(
        "SELECT m.id FROM message m JOIN chat_message x ON x.message = m.id JOIN visitor v ON v.id = x.visitor ",
        "WHERE m.conversation = $1 AND x.visitor = $2 AND m.kind = 'agent' AND m.cancelled_at IS NULL ",
        "AND m.n <= v.read_n ORDER BY m.n DESC LIMIT 1"
    );
    let row: Option<(MessageId,)> = tx.one(select, &vals![id, visitor]).await?;
    Ok(row.map(|(m,)| m))
}

/// Whose widget shows this message.
///
/// # Errors
/// See [`StoreError`].
pub async fn visitor_of_message(tx: &mut Tx, message: MessageId) -> Result<Option<VisitorId>> {
    let select = sql!("SELECT visitor FROM chat_message WHERE message = $1");
    let row: Option<(VisitorId,)> = tx.one(select, &vals![message]).await?;
    Ok(row.map(|(v,)| v))
}

/// What a client has sent before under that name.
///
/// # Errors
/// See [`StoreError`].
pub async fn by_client_id(
    tx: &mut Tx,
    visitor: VisitorId,
    client_id: &str,
) -> Result<Option<MessageId>> {
    let select = sql!("SELECT message FROM chat_message WHERE visitor = $1 AND client_id = $2");
    let row: Option<(MessageId,)> = tx.one(select, &vals![visitor, client_id]).await?;
    Ok(row.map(|(m,)| m))
}

record! {
    /// A message as a widget may show it.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Line {
        pub n: i64,
        pub id: MessageId,
        pub conversation: ConversationId,
        pub kind: MessageKind,
        pub at: Millis,
        pub agent: Option<AgentId>,
        pub agent_name: Option<String>,
        pub text: String,
        pub html: Option<String>,
        pub reply: Option<String>,
        pub from: Json<Vec<Person>>,
        pub to: Json<Vec<Person>>,
        pub cc: Json<Vec<Person>>,
        pub auto_text: Option<String>,
        /// In whose widget; `None`: it came or went by mail.
        pub visitor: Option<VisitorId>,
        pub client_id: Option<String>,
    }
}

macro_rules! lines {
    ($($rest:literal),+) => {
        concat!(
            "SELECT m.n, m.id, m.conversation, m.kind, m.at, m.agent, a.name, m.text, m.html, m.reply, m.from_, m.to_, m.cc, ",
            "m.auto_text, x.visitor, x.client_id FROM message m LEFT JOIN chat_message x ON x.message = m.id ",
            "LEFT JOIN agent a ON a.id = m.agent WHERE m.kind IN ('customer', 'agent') AND m.cancelled_at IS NULL AND ",
            "m.conversation IN (SELECT COALESCE(c.merged_into, c.id) FROM chat k JOIN conversation c ON c.id = k.conversation ",
            "WHERE k.visitor = $1) ",
            $($rest),+
        )
    };
}

/// Messages of the conversations of a visitor after `n`, oldest first. Not all of them are the visitor's to see.
///
/// # Errors
/// See [`StoreError`].
pub async fn lines_after(
    tx: &mut Tx,
    visitor: VisitorId,
    n: i64,
    limit: usize,
) -> Result<Vec<Line>> {
    let select = sql!(lines!("AND m.n > $2 ORDER BY m.n LIMIT $3"));
    tx.all(select, &vals![visitor, n, limit]).await
}

/// The same before `n`, newest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn lines_before(
    tx: &mut Tx,
    visitor: VisitorId,
    n: i64,
    limit: usize,
) -> Result<Vec<Line>> {
    let select = sql!(lines!("AND m.n < $2 ORDER BY m.n DESC LIMIT $3"));
    tx.all(select, &vals![visitor, n, limit]).await
}

/// Mails to that address that were held back for the widget and need not leave: messages up to `n`.
///
/// # Errors
/// See [`StoreError`].
pub async fn spare_mails(tx: &mut Tx, visitor: VisitorId, n: i64) -> Result<Vec<MessageId>> {
    let select = sql!(
        "SELECT DISTINCT m.id FROM chat_message x JOIN message m ON m.id = x.message JOIN delivery d ON d.message = m.id ",
        "WHERE x.visitor = $1 AND x.client_id IS NULL AND m.n <= $2 AND d.state = 'held' LIMIT 200"
    );
    let rows: Vec<(MessageId,)> = tx.all(select, &vals![visitor, n]).await?;
    Ok(rows.into_iter().map(|(m,)| m).collect())
}

/// Whether an answer of this conversation has left by mail.
///
/// # Errors
/// See [`StoreError`].
pub async fn went_by_mail(tx: &mut Tx, visitor: VisitorId) -> Result<bool> {
    let select = sql!(
        "SELECT 1 FROM chat_message x JOIN delivery d ON d.message = x.message WHERE x.visitor = $1 ",
        "AND d.state IN ('sending', 'sent', 'uncertain', 'queued', 'retrying') LIMIT 1"
    );
    let row: Option<(i64,)> = tx.one(select, &vals![visitor]).await?;
    Ok(row.is_some())
}

record! {
    /// What the chats of a channel and topic were like.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Record {
        pub channel: ChannelId,
        pub topic: Option<TopicId>,
        /// All waiting on the line for a first answer.
        pub waited_ms: Millis,
        /// Who left before it.
        pub left: i64,
        /// From the first answer to the end, of those that ended within an hour of it.
        pub talked_ms: Millis,
        pub talked: i64,
    }
}

/// The chats that began since then, by channel and topic; those that still wait are not among them.
///
/// # Errors
/// See [`StoreError`].
pub async fn record(tx: &mut Tx, since: Millis) -> Result<Vec<Record>> {
    let select = sql!(
        "SELECT channel, topic, CAST(sum(CASE WHEN wrote_at IS NOT NULL THEN wrote_at WHEN gone = 1 THEN left_at ",
        "ELSE first_reply_at END - began_at) AS bigint), CAST(sum(CASE WHEN wrote_at IS NULL THEN gone ELSE 0 END) AS bigint), ",
        "CAST(sum(CASE WHEN talked BETWEEN 1 AND 3600000 THEN talked ELSE 0 END) AS bigint), ",
        "CAST(sum(CASE WHEN talked BETWEEN 1 AND 3600000 THEN 1 ELSE 0 END) AS bigint) FROM (SELECT c.channel, c.topic, h.began_at, ",
        "h.left_at, c.first_reply_at, CASE WHEN h.left_at IS NOT NULL AND (c.first_reply_at IS NULL OR h.left_at < c.first_reply_at) ",
        "THEN 1 ELSE 0 END AS gone, coalesce(c.resolved_at, h.left_at) - c.first_reply_at AS talked, ",
        // Who left a message instead waited on the line until then.
        "CASE WHEN h.alternative_choice = 'message' AND (c.first_reply_at IS NULL OR h.chosen_at < c.first_reply_at) ",
        "THEN h.chosen_at END AS wrote_at FROM chat h ",
        "JOIN conversation c ON c.id = h.conversation WHERE h.began_at >= $1 AND c.status <> 'spam' ",
        "AND (h.left_at IS NOT NULL OR c.first_reply_at IS NOT NULL)) AS t GROUP BY channel, topic"
    );
    tx.all(select, &vals![since]).await
}
