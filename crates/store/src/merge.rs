//! Merged conversations: which messages went where, and what it takes to bring them back. What becomes of the conversations
//! themselves is `domain::conversation::merge`.

use crate::{Json, Result, Tx, record, sql, vals};
use domain::conversation::Outline;
use domain::conversation::merge::Said;
use domain::message::MessageKind;
use domain::{AgentId, ConversationId, MergeId, MessageId, Millis, TagId};
use serde::{Deserialize, Serialize};

/// What a merge gave the survivor that it did not have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brought {
    pub tags: Vec<TagId>,
    pub followers: Vec<AgentId>,
    /// Address keys.
    pub participants: Vec<String>,
    /// Side conversations.
    #[serde(default)]
    pub sides: Vec<ConversationId>,
}

record! {
    /// One conversation in another, with what it takes to undo it.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Merge {
        pub id: MergeId,
        pub merged: ConversationId,
        pub survivor: ConversationId,
        pub at: Millis,
        pub agent: Option<AgentId>,
        pub merged_before: Json<Outline>,
        pub survivor_before: Json<Outline>,
        pub survivor_after: Json<Outline>,
        pub survivor_mixed: bool,
        pub brought: Json<Brought>,
    }
}

record! {
    /// A signpost that leads to a conversation.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Signpost {
        pub id: ConversationId,
        pub number: i64,
        pub subject: String,
        pub at: Millis,
        pub agent: Option<AgentId>,
    }
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn insert(tx: &mut Tx, m: &Merge) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO conversation_merge (id, merged, survivor, at, agent, merged_before, survivor_before, ",
            "survivor_after, survivor_mixed, brought) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        &vals![
            m.id,
            m.merged,
            m.survivor,
            m.at,
            m.agent,
            &m.merged_before,
            &m.survivor_before,
            &m.survivor_after,
            m.survivor_mixed,
            &m.brought
        ],
    )
    .await?;
    Ok(())
}

/// The merge that made a signpost of it, unless that was undone.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn of(tx: &mut Tx, merged: ConversationId) -> Result<Option<Merge>> {
    tx.one(
        sql!(
            "SELECT id, merged, survivor, at, agent, merged_before, survivor_before, survivor_after, survivor_mixed, ",
            "brought FROM conversation_merge WHERE merged = $1 AND undone_at IS NULL ORDER BY at DESC LIMIT 1"
        ),
        &vals![merged],
    )
    .await
}

/// The merges into a conversation that stand, in their order.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn standing(tx: &mut Tx, survivor: ConversationId) -> Result<Vec<Merge>> {
    tx.all(
        sql!(
            "SELECT id, merged, survivor, at, agent, merged_before, survivor_before, survivor_after, survivor_mixed, ",
            "brought FROM conversation_merge WHERE survivor = $1 AND undone_at IS NULL ORDER BY at, id"
        ),
        &vals![survivor],
    )
    .await
}

/// When the newest merge into a conversation was made.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn newest(tx: &mut Tx, survivor: ConversationId) -> Result<Option<Millis>> {
    let select = sql!("SELECT max(at) FROM conversation_merge WHERE survivor = $1");
    let row: Option<(Option<Millis>,)> = tx.one(select, &vals![survivor]).await?;
    Ok(row.and_then(|r| r.0))
}

/// Tells how the survivor stood before and after it anew: a merge before it was taken back.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn retell(tx: &mut Tx, id: MergeId, before: Outline, after: Outline) -> Result<()> {
    let update = sql!(
        "UPDATE conversation_merge SET survivor_before = $2, survivor_after = $3 WHERE id = $1"
    );
    tx.run(update, &vals![id, &Json(before), &Json(after)])
        .await?;
    Ok(())
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn undone(tx: &mut Tx, id: MergeId, at: Millis) -> Result<()> {
    tx.run(
        sql!("UPDATE conversation_merge SET undone_at = $2 WHERE id = $1"),
        &vals![id, at],
    )
    .await?;
    Ok(())
}

/// Signposts that lead here directly, newest first, at most 100.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn signposts(tx: &mut Tx, survivor: ConversationId) -> Result<Vec<Signpost>> {
    tx.all(
        sql!(
            "SELECT c.id, c.number, c.subject, m.at, m.agent FROM conversation c ",
            "JOIN conversation_merge m ON m.merged = c.id AND m.survivor = $1 AND m.undone_at IS NULL ",
            "WHERE c.merged_into = $1 ORDER BY m.at DESC, c.id LIMIT 100"
        ),
        &vals![survivor],
    )
    .await
}

/// Signposts and side conversations of a conversation.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn kin(tx: &mut Tx, id: ConversationId) -> Result<Vec<ConversationId>> {
    let rows: Vec<(ConversationId,)> = tx
        .all(
            sql!(
                "SELECT id FROM conversation WHERE merged_into = $1 UNION ",
                "SELECT id FROM conversation WHERE parent = $1"
            ),
            &vals![id],
        )
        .await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// How many signposts lead on to one another below this conversation; looks no deeper than `most`.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn depth(tx: &mut Tx, id: ConversationId, most: usize) -> Result<usize> {
    let row: Option<(Option<i64>,)> = tx
        .one(
            sql!(
                "WITH RECURSIVE below (id, d) AS (SELECT id, CAST(0 AS bigint) FROM conversation WHERE id = $1 UNION ",
                "SELECT c.id, b.d + 1 FROM below b JOIN conversation c ON c.merged_into = b.id WHERE b.d < $2) ",
                "SELECT max(d) FROM below"
            ),
            &vals![id, most],
        )
        .await?;
    Ok(usize::try_from(row.and_then(|r| r.0).unwrap_or(0)).unwrap_or(most))
}

/// Messages of a conversation, lines about events included; counts no further than `most`.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn count(tx: &mut Tx, id: ConversationId, most: i64) -> Result<i64> {
    let row: Option<(i64,)> = tx
        .one(
            sql!("SELECT count(*) FROM (SELECT 1 FROM message WHERE conversation = $1 LIMIT $2) m"),
            &vals![id, most],
        )
        .await?;
    Ok(row.map_or(0, |r| r.0))
}

/// All messages of one go to another, with their deliveries and raw mails; the merge remembers which.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn move_all(
    tx: &mut Tx,
    merge: MergeId,
    from: ConversationId,
    to: ConversationId,
) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO merged_message (merge_, message) SELECT $1, id FROM message WHERE conversation = $2"
        ),
        &vals![merge, from],
    )
    .await?;
    for statement in [
        sql!("UPDATE message SET conversation = $2 WHERE conversation = $1"),
        sql!("UPDATE delivery SET conversation = $2 WHERE conversation = $1"),
        sql!("UPDATE inbound_raw SET conversation = $2 WHERE conversation = $1"),
    ] {
        tx.run(statement, &vals![from, to]).await?;
    }
    Ok(())
}

/// The messages of a merge that are still where it brought them go back.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn move_back(
    tx: &mut Tx,
    merge: MergeId,
    from: ConversationId,
    to: ConversationId,
) -> Result<()> {
    for statement in [
        sql!(
            "UPDATE message SET conversation = $3 WHERE conversation = $2 ",
            "AND id IN (SELECT message FROM merged_message WHERE merge_ = $1)"
        ),
        sql!(
            "UPDATE delivery SET conversation = $3 WHERE conversation = $2 ",
            "AND message IN (SELECT message FROM merged_message WHERE merge_ = $1)"
        ),
        sql!(
            "UPDATE inbound_raw SET conversation = $3 WHERE conversation = $2 ",
            "AND message IN (SELECT message FROM merged_message WHERE merge_ = $1)"
        ),
    ] {
        tx.run(statement, &vals![merge, from, to]).await?;
    }
    Ok(())
}

/// One message goes to another conversation, with its deliveries, its raw mail and its id; whether it was there.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn move_one(
    tx: &mut Tx,
    message: MessageId,
    from: ConversationId,
    to: ConversationId,
) -> Result<bool> {
    let moved = tx
        .run(
            sql!("UPDATE message SET conversation = $3 WHERE id = $1 AND conversation = $2"),
            &vals![message, from, to],
        )
        .await?;
    if moved == 0 {
        return Ok(false);
    }
    for statement in [
        sql!("UPDATE delivery SET conversation = $3 WHERE message = $1 AND conversation = $2"),
        sql!("UPDATE inbound_raw SET conversation = $3 WHERE message = $1 AND conversation = $2"),
        sql!("UPDATE thread_ref SET conversation = $3 WHERE message = $1 AND conversation = $2"),
    ] {
        tx.run(statement, &vals![message, from, to]).await?;
    }
    Ok(true)
}

/// The survivor is tagged, followed and taken part in like the other one; what of it is new.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn bring(tx: &mut Tx, from: ConversationId, to: ConversationId) -> Result<Brought> {
    let tags: Vec<(TagId,)> = tx
        .all(
            sql!(
                "INSERT INTO conversation_tag (conversation, tag) SELECT $2, tag FROM conversation_tag ",
                "WHERE conversation = $1 ON CONFLICT (conversation, tag) DO NOTHING RETURNING tag"
            ),
            &vals![from, to],
        )
        .await?;
    let followers: Vec<(AgentId,)> = tx
        .all(
            sql!(
                "INSERT INTO follower (conversation, agent) SELECT $2, agent FROM follower ",
                "WHERE conversation = $1 ON CONFLICT (conversation, agent) DO NOTHING RETURNING agent"
            ),
            &vals![from, to],
        )
        .await?;
    let participants: Vec<(String,)> = tx
        .all(
            sql!(
                "INSERT INTO participant (conversation, address_key, address, name, role, since, new_to_conversation) ",
                "SELECT $2, address_key, address, name, role, since, new_to_conversation FROM participant ",
                "WHERE conversation = $1 ON CONFLICT (conversation, address_key) DO NOTHING RETURNING address_key"
            ),
            &vals![from, to],
        )
        .await?;
    let sides = crate::side::move_all(tx, from, to).await?;
    for id in [from, to] {
        crate::side::sum_up(tx, id).await?;
    }
    Ok(Brought {
        sides,
        tags: tags.into_iter().map(|r| r.0).collect(),
        followers: followers.into_iter().map(|r| r.0).collect(),
        participants: participants.into_iter().map(|r| r.0).collect(),
    })
}

/// What a merge brought is taken away again; side conversations go back to `to`.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn take_away(
    tx: &mut Tx,
    id: ConversationId,
    to: ConversationId,
    brought: &Brought,
) -> Result<()> {
    for side in &brought.sides {
        crate::side::move_one(tx, *side, id, to).await?;
    }
    for of in [id, to] {
        crate::side::sum_up(tx, of).await?;
    }
    for tag in &brought.tags {
        crate::conversation::untag(tx, id, *tag).await?;
    }
    for agent in &brought.followers {
        crate::conversation::unfollow(tx, id, *agent).await?;
    }
    let statement = sql!("DELETE FROM participant WHERE conversation = $1 AND address_key = $2");
    for key in &brought.participants {
        tx.run(statement, &vals![id, key]).await?;
    }
    Ok(())
}

/// Drafts go along where the agent has none there yet.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn move_drafts(tx: &mut Tx, from: ConversationId, to: ConversationId) -> Result<()> {
    tx.run(
        sql!(
            "UPDATE draft SET conversation = $2 WHERE conversation = $1 AND NOT EXISTS ",
            "(SELECT 1 FROM draft d WHERE d.conversation = $2 AND d.agent = draft.agent)"
        ),
        &vals![from, to],
    )
    .await?;
    Ok(())
}

/// What was written since then may still be taken back, but no longer restores how the conversation stood: its messages have
/// come or gone since.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn forget_before(tx: &mut Tx, id: ConversationId, since: Millis) -> Result<()> {
    tx.run(
        sql!(
            "UPDATE outbound SET before = NULL WHERE created_at >= $2 AND before IS NOT NULL ",
            "AND message IN (SELECT id FROM message WHERE conversation = $1)"
        ),
        &vals![id, since],
    )
    .await?;
    Ok(())
}

/// Whether it holds messages of different customers.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn is_mixed(tx: &mut Tx, id: ConversationId) -> Result<bool> {
    let row: Option<(bool,)> = tx
        .one(
            sql!("SELECT mixed FROM conversation WHERE id = $1"),
            &vals![id],
        )
        .await?;
    Ok(row.is_some_and(|r| r.0))
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn set_mixed(tx: &mut Tx, id: ConversationId, mixed: bool) -> Result<()> {
    tx.run(
        sql!("UPDATE conversation SET mixed = $2 WHERE id = $1"),
        &vals![id, mixed],
    )
    .await?;
    Ok(())
}

/// What the messages say about times, in their order; events and what was taken back left out.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn said(tx: &mut Tx, id: ConversationId) -> Result<Vec<Said>> {
    let rows: Vec<(MessageKind, Millis, String, Option<String>)> = tx
        .all(
            sql!(
                "SELECT kind, at, automatic, auto_text FROM message WHERE conversation = $1 ",
                "AND kind IN ('customer', 'agent') AND cancelled_at IS NULL ORDER BY at, n"
            ),
            &vals![id],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|(kind, at, automatic, auto_text)| Said {
            kind,
            at,
            // A person on a mailing list is still a person.
            automatic: auto_text.is_some()
                || matches!(automatic.as_str(), "auto-reply" | "bounce" | "loop"),
        })
        .collect())
}
