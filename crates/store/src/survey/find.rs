//! Whom a survey could ask: what was resolved since it looked last, the contacts in their order, and what is known of each.

use crate::{Result, Tx, record, sql, vals};
use domain::conversation::Status;
use domain::{AgentId, ChannelId, ContactId, ConversationId, DoorId, Millis, TeamId, TopicId};
use uuid::Uuid;

record! {
    /// A conversation that was resolved.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Resolved {
        pub id: ConversationId,
        pub resolved_at: Millis,
        pub status: Status,
        pub channel: ChannelId,
        pub door: Option<DoorId>,
        pub team: Option<TeamId>,
        pub topic: Option<TopicId>,
        pub assignee: Option<AgentId>,
        pub contact: Option<ContactId>,
        pub language: Option<String>,
        /// No customer wrote, or only programs did.
        pub automatic: bool,
        pub mixed: bool,
        pub erased: bool,
    }
}

/// Conversations that were resolved after a place and not after `until`, and still are resolved, in that order.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn resolved(
    tx: &mut Tx,
    after: (Millis, Uuid),
    until: Millis,
    limit: usize,
) -> Result<Vec<Resolved>> {
    tx.all(
        sql!(
            "SELECT c.id, c.resolved_at, c.status, c.channel, c.door, c.team, c.topic, c.assignee, c.contact, c.language, ",
            "CASE WHEN EXISTS (SELECT 1 FROM message m WHERE m.conversation = c.id AND m.kind = 'customer' ",
            "AND m.automatic = 'none') THEN 0 ELSE 1 END, c.mixed, CASE WHEN c.erased_at IS NULL THEN 0 ELSE 1 END ",
            "FROM conversation c WHERE c.resolved_at IS NOT NULL AND (c.resolved_at, c.id) > ($1, $2) ",
            "AND c.resolved_at <= $3 ORDER BY c.resolved_at, c.id LIMIT $4"
        ),
        &vals![after.0, after.1, until, limit],
    )
    .await
}

/// Contacts after one, by id: neither merged away nor forgotten.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn contacts(tx: &mut Tx, after: Uuid, limit: usize) -> Result<Vec<ContactId>> {
    let rows: Vec<(ContactId,)> = tx
        .all(
            sql!(
                "SELECT id FROM contact WHERE id > $1 AND merged_into IS NULL AND erased_at IS NULL ORDER BY id LIMIT $2"
            ),
            &vals![after, limit],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

record! {
    /// Somebody who could be asked.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Person {
        pub contact: ContactId,
        pub name: String,
        pub language: Option<String>,
        pub blocked: bool,
        pub erased: bool,
        pub last_wrote: Option<Millis>,
    }
}

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Way {
        pub address: String,
        pub address_key: String,
        pub undeliverable: bool,
    }
}

/// The person that a contact is (after merges), held until the end of the transaction, so that two surveys cannot ask them
/// at once.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn person(tx: &mut Tx, contact: ContactId) -> Result<Option<Person>> {
    let hold = sql!("SELECT id FROM contact WHERE id = $1 /*pg FOR UPDATE */");
    let held: Option<(ContactId,)> = tx.one(hold, &vals![contact]).await?;
    if held.is_none() {
        return Ok(None);
    }
    tx.one(
        sql!(
            "SELECT p.id, p.name, p.language, p.blocked, CASE WHEN p.erased_at IS NULL THEN 0 ELSE 1 END, ",
            "(SELECT max(c.last_customer_at) FROM conversation c WHERE c.contact = p.id) ",
            "FROM contact p WHERE p.id = $1"
        ),
        &vals![contact],
    )
    .await
}

/// When any survey asked this person last, and whether they said that they do not want to be asked, under this record or one
/// that was merged into it.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn memory(tx: &mut Tx, contact: ContactId) -> Result<(Option<Millis>, bool)> {
    let row: Option<(Option<Millis>, i64)> = tx
        .one(
            sql!(
                "WITH RECURSIVE family(id) AS (SELECT id FROM contact WHERE id = $1 UNION ",
                "SELECT c.id FROM family f JOIN contact c ON c.merged_into = f.id) ",
                "SELECT (SELECT max(a.asked_at) FROM family f JOIN survey_ask a ON a.contact = f.id), ",
                "(SELECT count(*) FROM family f JOIN survey_refusal r ON r.contact = f.id)"
            ),
            &vals![contact],
        )
        .await?;
    let (last, refusals) = row.unwrap_or_default();
    Ok((last, refusals > 0))
}

/// The address to ask a person at: the one that they wrote from in that conversation, else one that takes mail.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn way(
    tx: &mut Tx,
    contact: ContactId,
    conversation: Option<ConversationId>,
) -> Result<Option<Way>> {
    tx.one(
        sql!(
            "SELECT i.value, i.value_key, i.undeliverable FROM identity i WHERE i.contact = $1 AND i.kind = 'email' ",
            "ORDER BY CASE WHEN EXISTS (SELECT 1 FROM participant p WHERE p.conversation = $2 ",
            "AND p.address_key = i.value_key AND p.role = 'customer') THEN 0 ELSE 1 END, i.undeliverable, i.id LIMIT 1"
        ),
        &vals![contact, conversation],
    )
    .await
}
