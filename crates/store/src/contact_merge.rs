//! Merged contacts: what moved, so that it can move back.

use crate::field::TakenField;
use crate::value::Json;
use crate::{Result, Tx, record, sql, vals};
use domain::contact_merge::Filled;
use domain::{AgentId, ContactId, ContactMergeId, Millis};
use serde::{Deserialize, Serialize};

/// What the survivor took over.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TakenOver {
    #[serde(default)]
    pub card: Filled,
    /// Values of custom fields that it did not have.
    #[serde(default)]
    pub fields: Vec<TakenField>,
}

record! {
    #[derive(Debug, Clone, PartialEq)]
    pub struct Merge {
        pub id: ContactMergeId,
        pub survivor: ContactId,
        pub absorbed: ContactId,
        pub at: Millis,
        pub agent: Option<AgentId>,
        pub filled: Json<TakenOver>,
        pub undone_at: Option<Millis>,
    }
}

/// Moves identities and conversations of `absorbed` to `survivor` and writes down which.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn merge(tx: &mut Tx, m: &Merge) -> Result<()> {
    let insert = sql!(
        "INSERT INTO contact_merge (id, survivor, absorbed, at, agent, filled) VALUES ($1, $2, $3, $4, $5, $6)"
    );
    tx.run(
        insert,
        &vals![m.id, m.survivor, m.absorbed, m.at, m.agent, &m.filled],
    )
    .await?;
    for note in [
        sql!(
            "INSERT INTO contact_merge_item (merge, kind, item) SELECT $1, 'identity', id FROM identity WHERE contact = $2"
        ),
        sql!(
            "INSERT INTO contact_merge_item (merge, kind, item) SELECT $1, 'conversation', id FROM conversation ",
            "WHERE contact = $2"
        ),
    ] {
        tx.run(note, &vals![m.id, m.absorbed]).await?;
    }
    for moved in [
        sql!("UPDATE identity SET contact = $2 WHERE contact = $1"),
        sql!("UPDATE conversation SET contact = $2, version = version + 1 WHERE contact = $1"),
        sql!("UPDATE contact SET merged_into = $2, version = version + 1 WHERE id = $1"),
    ] {
        tx.run(moved, &vals![m.absorbed, m.survivor]).await?;
    }
    Ok(())
}

/// The merges into a contact that stand, oldest first.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn standing(tx: &mut Tx, survivor: ContactId) -> Result<Vec<Merge>> {
    let select = sql!(
        "SELECT id, survivor, absorbed, at, agent, filled, undone_at FROM contact_merge ",
        "WHERE survivor = $1 AND undone_at IS NULL ORDER BY at, id"
    );
    tx.all(select, &vals![survivor]).await
}

/// What `from` had brought is no longer a matter of `m`, and it has taken over that much. For a merge further up, when one
/// below it comes apart.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn lessen(tx: &mut Tx, m: &Merge, from: ContactMergeId) -> Result<()> {
    let less = sql!(
        "DELETE FROM contact_merge_item WHERE merge = $1 AND item IN (SELECT item FROM contact_merge_item ",
        "WHERE merge = $2)"
    );
    tx.run(less, &vals![m.id, from]).await?;
    let filled = sql!("UPDATE contact_merge SET filled = $2 WHERE id = $1");
    tx.run(filled, &vals![m.id, &m.filled]).await.map(|_| ())
}

/// Gives back what had moved and is still with `holder`, who may have been merged on since.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn unmerge(
    tx: &mut Tx,
    m: &Merge,
    holder: ContactId,
    agent: Option<AgentId>,
    at: Millis,
) -> Result<()> {
    for back in [
        sql!(
            "UPDATE identity SET contact = $2 WHERE contact = $3 AND id IN (SELECT item FROM contact_merge_item ",
            "WHERE merge = $1 AND kind = 'identity')"
        ),
        sql!(
            "UPDATE conversation SET contact = $2, version = version + 1 WHERE contact = $3 AND id IN ",
            "(SELECT item FROM contact_merge_item WHERE merge = $1 AND kind = 'conversation')"
        ),
    ] {
        tx.run(back, &vals![m.id, m.absorbed, holder]).await?;
    }
    let free = sql!("UPDATE contact SET merged_into = NULL, version = version + 1 WHERE id = $1");
    tx.run(free, &vals![m.absorbed]).await?;
    let done = sql!("UPDATE contact_merge SET undone_at = $2, undone_by = $3 WHERE id = $1");
    tx.run(done, &vals![m.id, at, agent]).await.map(|_| ())
}

/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn load(tx: &mut Tx, id: ContactMergeId) -> Result<Option<Merge>> {
    let select = sql!(
        "SELECT id, survivor, absorbed, at, agent, filled, undone_at FROM contact_merge WHERE id = $1"
    );
    tx.one(select, &vals![id]).await
}

record! {
    /// A record that was merged into a contact, or into one that was.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Absorbed {
        pub merge: ContactMergeId,
        pub contact: ContactId,
        pub n: i64,
        pub name: String,
        pub address: String,
        pub at: Millis,
        pub agent: Option<AgentId>,
    }
}

/// What was merged into a contact and stands, newest first.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn absorbed(tx: &mut Tx, survivor: ContactId) -> Result<Vec<Absorbed>> {
    let select = sql!(
        "WITH RECURSIVE family(id) AS (SELECT id FROM contact WHERE id = $1 UNION ",
        "SELECT c.id FROM family f JOIN contact c ON c.merged_into = f.id) ",
        "SELECT m.id, c.id, c.n, c.name, c.address, m.at, m.agent FROM family f ",
        "JOIN contact_merge m ON m.survivor = f.id JOIN contact c ON c.id = m.absorbed ",
        "WHERE m.undone_at IS NULL ORDER BY m.at DESC, m.id DESC LIMIT 100"
    );
    tx.all(select, &vals![survivor]).await
}

/// Conversations that came to a merged contact at the very moment of its merge (two nodes), moved on; how many.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn adopt_strays(tx: &mut Tx, since: Millis) -> Result<u64> {
    let update = sql!(
        "UPDATE conversation SET contact = (SELECT m.survivor FROM contact_merge m WHERE m.absorbed = conversation.contact ",
        "AND m.undone_at IS NULL), version = version + 1 WHERE contact IN (SELECT m.absorbed FROM contact_merge m ",
        "WHERE m.undone_at IS NULL AND m.at >= $1)"
    );
    tx.run(update, &vals![since]).await
}

/// Contacts who wrote into conversations of this one, for suggestions.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn who_answered(tx: &mut Tx, id: ContactId, limit: usize) -> Result<Vec<ContactId>> {
    let select = sql!(
        "SELECT DISTINCT m.contact FROM conversation c JOIN message m ON m.conversation = c.id JOIN identity i ",
        "ON i.contact = m.contact WHERE c.contact = $1 AND m.contact <> $1 AND i.verified = 'signed_token' LIMIT $2"
    );
    let rows: Vec<(ContactId,)> = tx.all(select, &vals![id, limit]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}
