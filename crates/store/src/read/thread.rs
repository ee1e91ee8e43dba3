//! One conversation: what is known of it, its messages with files and deliveries, and the raw mail behind them.

use crate::conversation::{Participant, participants};
use crate::inbound::{self, Raw};
use crate::inbox::{ConversationSummary, summary};
use crate::message::{self as write, Attached};
use crate::{Json, Result, Tx, record, sql, vals};
use domain::access::Access;
use domain::conversation::Status;
use domain::message::{AutoText, DeliveryState, MessageKind};
use domain::reply_rules::Person;
use domain::{
    AgentId, AttachmentId, ChannelId, ContactId, ConversationId, DeliveryId, DoorId, MessageId,
    Millis, TeamId,
};
use serde_json::Value;
use std::collections::HashMap;

/// A conversation as its page shows it, without messages.
#[derive(Debug, Clone, PartialEq)]
pub struct Detail {
    pub summary: ConversationSummary,
    pub more: More,
    pub participants: Vec<Participant>,
    pub followers: Vec<AgentId>,
    pub links: Vec<LinkView>,
}

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct More {
        pub resolved_at: Option<Millis>,
        pub snoozed_by: Option<AgentId>,
        pub last_customer_at: Option<Millis>,
        pub last_agent_at: Option<Millis>,
        pub first_reply_at: Option<Millis>,
        /// "May belong to": a guess, never acted upon.
        pub hint: Option<ConversationId>,
        pub spam_reason: Option<String>,
    }
}

record! {
    /// Another conversation, of which subject and status may always be seen.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct LinkView {
        pub conversation: ConversationId,
        pub number: i64,
        pub subject: String,
        pub status: Status,
        /// `follows`, `duplicate` or `hint`.
        pub kind: String,
        /// True when the other one points at this one.
        pub backwards: bool,
    }
}

record! {
    #[derive(Debug, Clone, PartialEq)]
    pub struct MessageView {
        pub n: i64,
        pub id: MessageId,
        pub conversation: ConversationId,
        pub kind: MessageKind,
        pub at: Millis,
        pub contact: Option<ContactId>,
        pub agent: Option<AgentId>,
        pub door: Option<DoorId>,
        pub channel: Option<ChannelId>,
        pub subject: String,
        pub text: String,
        pub html: Option<String>,
        pub reply: Option<String>,
        pub folded: Json<Value>,
        pub from: Json<Vec<Person>>,
        pub to: Json<Vec<Person>>,
        pub cc: Json<Vec<Person>>,
        pub bcc: Json<Vec<Person>>,
        pub reply_to: Json<Vec<Person>>,
        pub automatic: String,
        pub language: Option<String>,
        pub provider_id: Option<String>,
        pub authentication: Option<Json<Value>>,
        pub warnings: Json<Value>,
        /// For kind `event`.
        pub event: Option<Json<Value>>,
        pub auto_text: Option<AutoText>,
        pub cancelled_at: Option<Millis>,
        pub size: i64,
    }
}

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct DeliveryView {
        pub message: MessageId,
        pub id: DeliveryId,
        pub recipient: String,
        pub state: DeliveryState,
        pub attempt: i64,
        pub next_at: Millis,
        pub last_code: Option<String>,
        pub last_text: Option<String>,
        pub sent_at: Option<Millis>,
        pub undo_until: Option<Millis>,
    }
}

/// A message with all that is shown with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    pub message: MessageView,
    pub attachments: Vec<Attached>,
    pub deliveries: Vec<DeliveryView>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct MessagePage {
    /// Oldest first.
    pub messages: Vec<Shown>,
    /// Earlier messages come before this `(at, n)`; `None` at the beginning.
    pub earlier: Option<(Millis, i64)>,
}

macro_rules! columns {
    () => {
        "SELECT n, id, conversation, kind, at, contact, agent, door, channel, subject, text, html, reply, folded, from_, \
         to_, cc, bcc, reply_to, automatic, language, provider_id, authentication, warnings, event, auto_text, \
         cancelled_at, size FROM message "
    };
}

/// Whether the agent reaches the conversation.
async fn in_reach(tx: &mut Tx, access: &Access, id: ConversationId) -> Result<bool> {
    let select = sql!("SELECT team, assignee FROM conversation WHERE id = $1");
    let row: Option<(Option<TeamId>, Option<AgentId>)> = tx.one(select, &vals![id]).await?;
    Ok(row.is_some_and(|(team, assignee)| access.reaches(team, assignee)))
}

/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn conversation(
    tx: &mut Tx,
    access: &Access,
    id: ConversationId,
) -> Result<Option<Detail>> {
    let Some(summary) = summary(tx, access, id).await? else {
        return Ok(None);
    };
    let more = sql!(
        "SELECT resolved_at, snoozed_by, last_customer_at, last_agent_at, first_reply_at, hint_conversation, spam_reason ",
        "FROM conversation WHERE id = $1"
    );
    let Some(more) = tx.one(more, &vals![id]).await? else {
        return Ok(None);
    };
    let followers = crate::conversation::followers(tx, id).await?;
    let links = sql!(
        "SELECT c.id, c.number, c.subject, c.status, l.kind, 0 FROM conversation_link l ",
        "JOIN conversation c ON c.id = l.other WHERE l.conversation = $1 UNION ALL ",
        "SELECT c.id, c.number, c.subject, c.status, l.kind, 1 FROM conversation_link l ",
        "JOIN conversation c ON c.id = l.conversation WHERE l.other = $1 LIMIT 100"
    );
    Ok(Some(Detail {
        summary,
        more,
        participants: participants(tx, id).await?,
        followers,
        links: tx.all(links, &vals![id]).await?,
    }))
}

/// The newest messages, or those before `before`; at most `limit`.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn messages(
    tx: &mut Tx,
    access: &Access,
    id: ConversationId,
    before: Option<(Millis, i64)>,
    limit: usize,
) -> Result<MessagePage> {
    if limit == 0 || !in_reach(tx, access, id).await? {
        return Ok(MessagePage::default());
    }
    let (at, n) = before.unwrap_or((Millis::MAX, i64::MAX));
    let select = sql!(
        columns!(),
        "WHERE conversation = $1 AND (at, n) < ($2, $3) ORDER BY at DESC, n DESC LIMIT $4"
    );
    let mut found: Vec<MessageView> = tx.all(select, &vals![id, at, n, limit + 1]).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    found.reverse();
    let earlier = found.first().filter(|_| more).map(|m| (m.at, m.n));
    Ok(MessagePage {
        messages: dress(tx, id, found).await?,
        earlier,
    })
}

/// One message.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn message(tx: &mut Tx, access: &Access, id: MessageId) -> Result<Option<Shown>> {
    let found: Option<MessageView> = tx
        .one(sql!(columns!(), "WHERE id = $1"), &vals![id])
        .await?;
    let Some(found) = found else {
        return Ok(None);
    };
    let conversation = found.conversation;
    if !in_reach(tx, access, conversation).await? {
        return Ok(None);
    }
    Ok(dress(tx, conversation, vec![found]).await?.pop())
}

/// Puts files and deliveries to their messages.
async fn dress(tx: &mut Tx, id: ConversationId, messages: Vec<MessageView>) -> Result<Vec<Shown>> {
    let from = messages.iter().map(|m| m.n).min().unwrap_or(0);
    let to = messages.iter().map(|m| m.n).max().unwrap_or(-1);
    let files = sql!(
        "SELECT a.id, a.message, a.agent, a.name, a.media_type, a.size, a.inline, a.content_id, a.blob ",
        "FROM message m JOIN attachment a ON a.message = m.id ",
        "WHERE m.conversation = $1 AND m.n BETWEEN $2 AND $3 ORDER BY m.n, a.position, a.id"
    );
    let mut attachments: HashMap<MessageId, Vec<Attached>> = HashMap::new();
    for file in tx.all::<Attached>(files, &vals![id, from, to]).await? {
        if let Some(message) = file.message {
            attachments.entry(message).or_default().push(file);
        }
    }
    let sent = sql!(
        "SELECT d.message, d.id, d.recipient, d.state, d.attempt, d.next_at, d.last_code, d.last_text, d.sent_at, ",
        "d.undo_until FROM message m JOIN delivery d ON d.message = m.id ",
        "WHERE m.conversation = $1 AND m.n BETWEEN $2 AND $3 ORDER BY d.id"
    );
    let mut deliveries: HashMap<MessageId, Vec<DeliveryView>> = HashMap::new();
    for delivery in tx.all::<DeliveryView>(sent, &vals![id, from, to]).await? {
        deliveries
            .entry(delivery.message)
            .or_default()
            .push(delivery);
    }
    let shown = |message: MessageView| Shown {
        attachments: attachments.remove(&message.id).unwrap_or_default(),
        deliveries: deliveries.remove(&message.id).unwrap_or_default(),
        message,
    };
    Ok(messages.into_iter().map(shown).collect())
}

/// A file: of a conversation in reach, or one that this agent uploaded and has not sent yet.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn attachment(
    tx: &mut Tx,
    access: &Access,
    id: AttachmentId,
) -> Result<Option<Attached>> {
    let Some(found) = write::attachment(tx, id).await? else {
        return Ok(None);
    };
    let allowed = match found.message {
        Some(message) => message_in_reach(tx, access, message).await?,
        None => access.agent.is_none() || found.agent == access.agent,
    };
    Ok(allowed.then_some(found))
}

/// The raw mail behind a message.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn raw_of_message(tx: &mut Tx, access: &Access, id: MessageId) -> Result<Option<Raw>> {
    if !message_in_reach(tx, access, id).await? {
        return Ok(None);
    }
    inbound::raw_of_message(tx, id).await
}

async fn message_in_reach(tx: &mut Tx, access: &Access, id: MessageId) -> Result<bool> {
    let select = sql!("SELECT conversation FROM message WHERE id = $1");
    match tx.one::<(ConversationId,)>(select, &vals![id]).await? {
        Some((conversation,)) => in_reach(tx, access, conversation).await,
        None => Ok(false),
    }
}
