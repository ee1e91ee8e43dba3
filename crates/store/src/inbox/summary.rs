//! One line of a list.

use super::statements::{by_contact, by_id};
use crate::value::{FromVal, Val};
use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::access::Access;
use domain::conversation::{SideState, Source, Status, Urgency};
use domain::message::MessageKind;
use domain::sla::ClockKind;
use domain::{
    AgentId, ChannelId, ContactId, ConversationId, DoorId, Millis, TagId, TeamId, TopicId,
};
use serde::Serialize;
use uuid::Uuid;

record! {
    /// A conversation as a list shows it. The columns stand in `statements::columns!` in the same order.
    #[derive(Debug, Clone, PartialEq, Serialize)]
    pub struct ConversationSummary {
        pub id: ConversationId,
        /// What people say: `#1042`.
        pub number: i64,
        pub subject: String,
        pub preview: String,
        pub status: Status,
        pub snoozed_until: Option<Millis>,
        pub urgency: Urgency,
        pub urgency_source: Source,
        pub topic: Option<TopicId>,
        pub team: Option<TeamId>,
        pub assignee: Option<AgentId>,
        pub contact: Option<ContactId>,
        pub contact_name: Option<String>,
        pub contact_address: Option<String>,
        pub channel: ChannelId,
        pub door: Option<DoorId>,
        pub language: Option<String>,
        pub created_at: Millis,
        /// Last public message of either side.
        pub last_at: Millis,
        pub waiting_since: Option<Millis>,
        pub message_count: i64,
        /// Kind of the message that `preview` shows.
        pub last_kind: MessageKind,
        pub version: i64,
        pub topic_source: Source,
        pub last_customer_at: Option<Millis>,
        pub first_reply_at: Option<Millis>,
        /// "May belong to": a guess.
        pub hint: Option<ConversationId>,
        pub spam_reason: Option<String>,
        /// Earliest due time of the running SLA clocks, and which clock that is.
        pub due_at: Option<Millis>,
        pub due_kind: Option<ClockKind>,
        /// What its side conversations come to.
        pub sides: Option<SideState>,
        /// The customer wrote after this agent last looked.
        pub unread: bool,
        /// This agent has begun an answer.
        pub has_draft: bool,
        pub tags: Tags,
    }
}

/// Tags of a conversation, as the database joins them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Tags(pub Vec<TagId>);

impl FromVal for Tags {
    fn from_val(v: Val<'static>) -> Result<Self> {
        let joined: Option<String> = Option::from_val(v)?;
        let ids = joined.iter().flat_map(|j| j.split(','));
        ids.map(|id| Uuid::try_parse(id).map(TagId).map_err(StoreError::corrupt))
            .collect::<Result<_>>()
            .map(Self)
    }
}

/// The agent for whom a line is read; nobody's when the program reads for itself.
pub(crate) fn reader(access: &Access) -> Val<'static> {
    Val::Id(access.agent.map_or(Uuid::nil(), |a| a.0))
}

/// One conversation, if it is in reach.
///
/// # Errors
/// See [`StoreError`].
pub async fn summary(
    tx: &mut Tx,
    access: &Access,
    id: ConversationId,
) -> Result<Option<ConversationSummary>> {
    let found: Option<ConversationSummary> = tx.one(by_id(), &[id.into(), reader(access)]).await?;
    Ok(found.filter(|c| access.reaches(c.team, c.assignee)))
}

/// Those of these conversations that are in reach, in the order asked for.
///
/// # Errors
/// See [`StoreError`].
pub async fn summaries(
    tx: &mut Tx,
    access: &Access,
    ids: &[ConversationId],
) -> Result<Vec<ConversationSummary>> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(summary(tx, access, *id).await?);
    }
    Ok(found)
}

/// The conversation that people call `#number`, if it is in reach.
///
/// # Errors
/// See [`StoreError`].
pub async fn conversation_by_number(
    tx: &mut Tx,
    access: &Access,
    number: i64,
) -> Result<Option<ConversationSummary>> {
    let select = sql!("SELECT id FROM conversation WHERE number = $1");
    let found: Option<(ConversationId,)> = tx.one(select, &vals![number]).await?;
    match found {
        Some((id,)) => summary(tx, access, id).await,
        None => Ok(None),
    }
}

/// The conversations of a contact that are in reach, newest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn conversations_of_contact(
    tx: &mut Tx,
    access: &Access,
    contact: ContactId,
    limit: usize,
) -> Result<Vec<ConversationSummary>> {
    /// One contact's conversations that are looked at.
    const LOOK_AT: usize = 1000;
    let params = [
        contact.into(),
        reader(access),
        Val::from(LOOK_AT.max(limit)),
    ];
    let mut found: Vec<ConversationSummary> = tx.all(by_contact(), &params).await?;
    found.retain(|c| access.reaches(c.team, c.assignee));
    found.truncate(limit);
    Ok(found)
}
