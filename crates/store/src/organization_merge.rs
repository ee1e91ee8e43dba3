//! Merged organizations: what moved, so that it can move back.

use crate::field::TakenField;
use crate::organization::Organization;
use crate::value::Json;
use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::filter::Filter;
use domain::organization_merge::Traits;
use domain::{AgentId, ContactId, Millis, OrganizationId, OrganizationMergeId};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What the survivor took over, beside people.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TakenOver {
    #[serde(default)]
    pub traits: Traits,
    /// Values of custom fields that it did not have.
    #[serde(default)]
    pub fields: Vec<TakenField>,
    #[serde(default)]
    pub domains: Vec<String>,
}

record! {
    #[derive(Debug, Clone, PartialEq)]
    pub struct Merge {
        pub id: OrganizationMergeId,
        pub survivor: OrganizationId,
        pub absorbed: OrganizationId,
        pub at: Millis,
        pub agent: Option<AgentId>,
        pub filled: Json<TakenOver>,
        pub undone_at: Option<Millis>,
    }
}

/// Writes a merge down; `goes` becomes part of the survivor and stays as it was in all else.
///
/// # Errors
/// `Conflict` when somebody else changed or merged it meanwhile.
pub async fn insert(tx: &mut Tx, m: &Merge, goes: &Organization) -> Result<()> {
    let insert = sql!(
        "INSERT INTO organization_merge (id, survivor, absorbed, at, agent, filled) VALUES ($1, $2, $3, $4, $5, $6)"
    );
    let params = vals![m.id, m.survivor, m.absorbed, m.at, m.agent, &m.filled];
    tx.run(insert, &params).await?;
    let absorb = sql!(
        "UPDATE organization SET merged_into = $3, version = version + 1 WHERE id = $1 AND version = $2 ",
        "AND merged_into IS NULL"
    );
    let params = vals![goes.id, goes.version, m.survivor];
    if tx.run(absorb, &params).await? == 0 {
        return Err(StoreError::stale("the organization"));
    }
    Ok(())
}

/// The people of the absorbed one belong to the survivor, written down; who they are, for the index. Also contacts that were
/// merged themselves: they may come apart later.
///
/// # Errors
/// See [`StoreError`].
pub async fn move_people(tx: &mut Tx, m: &Merge, name: &str) -> Result<Vec<ContactId>> {
    let note = sql!(
        "INSERT INTO organization_merge_item (merge, contact) SELECT $1, id FROM contact WHERE organization_id = $2"
    );
    tx.run(note, &vals![m.id, m.absorbed]).await?;
    let moved = sql!(
        "UPDATE contact SET organization_id = $2, organization = $3, version = version + 1 WHERE organization_id = $1 ",
        "RETURNING id"
    );
    let params = vals![m.absorbed, m.survivor, name];
    let rows: Vec<(ContactId,)> = tx.all(moved, &params).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// All mail domains of one organization become another's; which.
///
/// # Errors
/// See [`StoreError`].
pub async fn move_domains(
    tx: &mut Tx,
    from: OrganizationId,
    to: OrganizationId,
) -> Result<Vec<String>> {
    let moved = sql!(
        "UPDATE organization_domain SET organization = $2 WHERE organization = $1 RETURNING domain"
    );
    let rows: Vec<(String,)> = tx.all(moved, &vals![from, to]).await?;
    let mut domains: Vec<String> = rows.into_iter().map(|r| r.0).collect();
    domains.sort_unstable();
    Ok(domains)
}

/// Two again: people and domains that came with `goes` and are still with the survivor are its own; who they are, for the
/// index.
///
/// # Errors
/// `Conflict` when somebody else did so meanwhile.
pub async fn undo(
    tx: &mut Tx,
    m: &Merge,
    goes: &Organization,
    agent: Option<AgentId>,
    at: Millis,
) -> Result<Vec<ContactId>> {
    let done = sql!(
        "UPDATE organization_merge SET undone_at = $2, undone_by = $3 WHERE id = $1 AND undone_at IS NULL"
    );
    let free = sql!(
        "UPDATE organization SET merged_into = NULL, version = version + 1 WHERE id = $1 AND merged_into = $2"
    );
    if tx.run(done, &vals![m.id, at, agent]).await? == 0
        || tx.run(free, &vals![m.absorbed, m.survivor]).await? == 0
    {
        return Err(StoreError::stale("the merge"));
    }
    let domain = sql!(
        "UPDATE organization_domain SET organization = $2 WHERE organization = $1 AND domain = $3"
    );
    for name in &m.filled.0.domains {
        let params = vals![m.survivor, m.absorbed, name];
        tx.run(domain, &params).await?;
    }
    let people = sql!(
        "UPDATE contact SET organization_id = $2, organization = $3, version = version + 1 WHERE organization_id = $1 ",
        "AND id IN (SELECT contact FROM organization_merge_item WHERE merge = $4) RETURNING id"
    );
    let params = vals![m.survivor, m.absorbed, &goes.name, m.id];
    let rows: Vec<(ContactId,)> = tx.all(people, &params).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// # Errors
/// See [`StoreError`].
pub async fn load(tx: &mut Tx, id: OrganizationMergeId) -> Result<Option<Merge>> {
    let select = sql!(
        "SELECT id, survivor, absorbed, at, agent, filled, undone_at FROM organization_merge WHERE id = $1"
    );
    tx.one(select, &vals![id]).await
}

/// The merges into an organization that stand, oldest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn standing(tx: &mut Tx, survivor: OrganizationId) -> Result<Vec<Merge>> {
    let select = sql!(
        "SELECT id, survivor, absorbed, at, agent, filled, undone_at FROM organization_merge ",
        "WHERE survivor = $1 AND undone_at IS NULL ORDER BY at, id"
    );
    tx.all(select, &vals![survivor]).await
}

/// Writes down what more the survivor has taken over.
///
/// # Errors
/// See [`StoreError`].
pub async fn save_filled(tx: &mut Tx, m: &Merge) -> Result<()> {
    let update = sql!("UPDATE organization_merge SET filled = $2 WHERE id = $1");
    tx.run(update, &vals![m.id, &m.filled]).await.map(|_| ())
}

record! {
    /// A record that was merged into an organization, or into one that was.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Absorbed {
        pub merge: OrganizationMergeId,
        pub organization: OrganizationId,
        /// What it was merged into: the lower ones come apart after the upper.
        pub survivor: OrganizationId,
        pub name: String,
        /// Its own, whether the survivor took it over or not.
        pub note: String,
        pub at: Millis,
        pub agent: Option<AgentId>,
    }
}

/// What was merged into an organization and stands, newest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn absorbed(tx: &mut Tx, survivor: OrganizationId) -> Result<Vec<Absorbed>> {
    let select = sql!(
        "WITH RECURSIVE family(id) AS (SELECT id FROM organization WHERE id = $1 UNION ",
        "SELECT o.id FROM family f JOIN organization o ON o.merged_into = f.id) ",
        "SELECT m.id, o.id, m.survivor, o.name, o.note, m.at, m.agent FROM family f ",
        "JOIN organization_merge m ON m.survivor = f.id JOIN organization o ON o.id = m.absorbed ",
        "WHERE m.undone_at IS NULL ORDER BY m.at DESC, m.id DESC LIMIT 100"
    );
    tx.all(select, &vals![survivor]).await
}

/// A filter that names organizations, with those that they were merged into in their place: whoever reads one asks. Costs
/// nothing when it names none.
///
/// # Errors
/// See [`StoreError`].
pub async fn resolved<'a>(tx: &mut Tx, filter: &'a Filter) -> Result<Cow<'a, Filter>> {
    let mut other = BTreeMap::new();
    for id in filter.organizations() {
        if let Some(root) = crate::organization::root(tx, id).await?
            && root.id != id
        {
            other.insert(id, root.id);
        }
    }
    if other.is_empty() {
        return Ok(Cow::Borrowed(filter));
    }
    Ok(Cow::Owned(filter.clone().in_place(&other)))
}

/// Contacts that came to a merged organization at the very moment of its merge (two nodes), moved on; who they are, for the
/// index.
///
/// # Errors
/// See [`StoreError`].
pub async fn adopt_strays(tx: &mut Tx, since: Millis) -> Result<Vec<ContactId>> {
    let update = sql!(
        "UPDATE contact SET organization_id = (SELECT m.survivor FROM organization_merge m ",
        "WHERE m.absorbed = contact.organization_id AND m.undone_at IS NULL), organization = (SELECT o.name ",
        "FROM organization_merge m JOIN organization o ON o.id = m.survivor WHERE m.absorbed = contact.organization_id ",
        "AND m.undone_at IS NULL), version = version + 1 WHERE organization_id IN (SELECT m.absorbed ",
        "FROM organization_merge m WHERE m.undone_at IS NULL AND m.at >= $1) RETURNING id"
    );
    let rows: Vec<(ContactId,)> = tx.all(update, &vals![since]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}
