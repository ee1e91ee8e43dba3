//! Loads what filters and rules look at, and no more than they ask for.

use crate::{Result, Tx, sql, vals};
use domain::conversation::Conversation;
use domain::facts::Facts;
use domain::field::{FieldKind, FieldValue};
use domain::filter::Field;
use domain::{ConversationId, FieldId, MessageId, Millis, TagId};
use std::collections::BTreeSet;

/// The facts of a conversation, as far as these fields need them. `message`: whose words `body` is.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn of(
    tx: &mut Tx,
    c: Conversation,
    needs: &BTreeSet<Field>,
    message: Option<MessageId>,
) -> Result<Facts> {
    let id = c.id;
    let contact = c.contact;
    let mut facts = Facts::of(c);
    if needs.contains(&Field::MessageCount) || needs.contains(&Field::LastKind) {
        let select = sql!("SELECT message_count, last_kind FROM conversation WHERE id = $1");
        if let Some((count, kind)) = tx.one::<(i64, String)>(select, &vals![id]).await? {
            (facts.message_count, facts.last_kind) = (count, kind);
        }
    }
    if needs.contains(&Field::Due) {
        let select = sql!("SELECT due_at FROM conversation WHERE id = $1");
        let found: Option<(Option<Millis>,)> = tx.one(select, &vals![id]).await?;
        facts.due_at = found.and_then(|r| r.0);
    }
    if needs.contains(&Field::LastScore) {
        facts.last_score = crate::survey::read::last_score(tx, id).await?;
    }
    if needs.contains(&Field::Cause) {
        facts.cause = crate::cause::of_conversation(tx, id).await?;
    }
    if needs.contains(&Field::Tag) {
        let select = sql!("SELECT tag FROM conversation_tag WHERE conversation = $1 ORDER BY tag");
        let rows: Vec<(TagId,)> = tx.all(select, &vals![id]).await?;
        facts.tags = rows.into_iter().map(|r| r.0).collect();
    }
    if needs.contains(&Field::Follower) {
        facts.followers = crate::conversation::followers(tx, id).await?;
    }
    if let (Some(contact), true) = (
        contact,
        needs.contains(&Field::Address) || needs.contains(&Field::AddressDomain),
    ) {
        facts.addresses = crate::contact::email_keys(tx, contact).await?;
    }
    let company = [
        Field::Organization,
        Field::LifeCycle,
        Field::Plan,
        Field::Segment,
    ];
    if let (Some(contact), true) = (contact, company.iter().any(|f| needs.contains(f)))
        && let Some((id, life_cycle, plan, segment)) =
            crate::organization::facts(tx, contact).await?
    {
        facts.organization = Some(id);
        facts.life_cycle = life_cycle;
        (facts.plan, facts.segment) = (plan, segment);
    }
    if needs.contains(&Field::HasAttachment) {
        let select = sql!(
            "SELECT 1 FROM message m CROSS JOIN attachment a WHERE a.message = m.id AND m.conversation = $1 ",
            "AND a.inline = 0 LIMIT 1"
        );
        facts.has_attachment = tx.one::<(i64,)>(select, &vals![id]).await?.is_some();
    }
    if needs.iter().any(|f| matches!(f, Field::Custom(_))) {
        facts.fields = crate::field::values(tx, id, contact).await?;
    }
    if let (Some(message), true) = (message, needs.contains(&Field::Body)) {
        facts.body = body(tx, message).await?;
    }
    Ok(facts)
}

/// Longest text that rules look at, in bytes.
const BODY_MAX: usize = 64 * 1024;

async fn body(tx: &mut Tx, message: MessageId) -> Result<Option<String>> {
    let select = sql!("SELECT COALESCE(reply, text) FROM message WHERE id = $1");
    let found: Option<(String,)> = tx.one(select, &vals![message]).await?;
    Ok(found.map(|(mut text,)| {
        text.truncate(text.floor_char_boundary(BODY_MAX));
        text
    }))
}

pub(crate) type Valued = (FieldId, FieldValue);

/// A value of its two columns; what does not fit its kind is left out.
pub(crate) fn valued(
    id: FieldId,
    kind: FieldKind,
    text: Option<String>,
    int: Option<i64>,
) -> Option<Valued> {
    FieldValue::of(kind, text, int).map(|v| (id, v))
}

/// The newest message of a conversation that is not an event, for rules that look at its words by time.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn newest_message(tx: &mut Tx, id: ConversationId) -> Result<Option<MessageId>> {
    let select = sql!(
        "SELECT id FROM message WHERE conversation = $1 AND kind <> 'event' ORDER BY at DESC, n DESC LIMIT 1"
    );
    Ok(tx
        .one::<(MessageId,)>(select, &vals![id])
        .await?
        .map(|r| r.0))
}
