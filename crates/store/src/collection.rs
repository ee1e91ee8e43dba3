//! Collections: articles that belong together, in a tree, with words in each locale.

use crate::value::Json;
use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::{CollectionId, HelpCenterId, Millis};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a collection is called in one locale.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    pub name: String,
    pub slug: String,
    #[serde(default)]
    pub description: String,
}

record! {
    #[derive(Debug, Clone, PartialEq)]
    pub struct Collection {
        pub id: CollectionId,
        pub help_center: HelpCenterId,
        pub parent: Option<CollectionId>,
        pub position: i64,
        /// For agents alone, with all that is in it.
        pub internal: bool,
        /// By locale.
        pub words: Json<BTreeMap<String, Words>>,
        pub created_at: Millis,
        pub version: i64,
    }
}

macro_rules! columns {
    () => {
        "id, help_center, parent, position, internal, words, created_at, version"
    };
}

/// All of a help center, in their order; `parent` makes the tree.
///
/// # Errors
/// See [`StoreError`].
pub async fn of(tx: &mut Tx, center: HelpCenterId) -> Result<Vec<Collection>> {
    let select = sql!(
        "SELECT ",
        columns!(),
        " FROM collection WHERE help_center = $1 ORDER BY position, id"
    );
    tx.all(select, &vals![center]).await
}

/// Those that readers may see: what is internal, and what is below it, is left out.
///
/// # Errors
/// See [`StoreError`].
pub async fn public_tree(tx: &mut Tx, center: HelpCenterId) -> Result<Vec<Collection>> {
    let mut all = of(tx, center).await?;
    let parents: BTreeMap<CollectionId, (Option<CollectionId>, bool)> =
        all.iter().map(|c| (c.id, (c.parent, c.internal))).collect();
    let hidden = |id: CollectionId| {
        let mut at = Some(id);
        // As deep as there are collections: a circle, which no verb makes, ends too.
        for _ in 0..=parents.len() {
            match at.and_then(|id| parents.get(&id)) {
                None => return at.is_some(),
                Some((_, true)) => return true,
                Some((parent, false)) => match parent {
                    Some(_) => at = *parent,
                    None => return false,
                },
            }
        }
        true
    };
    all.retain(|c| !hidden(c.id));
    Ok(all)
}

/// # Errors
/// See [`StoreError`].
pub async fn load(tx: &mut Tx, id: CollectionId) -> Result<Option<Collection>> {
    let select = sql!("SELECT ", columns!(), " FROM collection WHERE id = $1");
    tx.one(select, &vals![id]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn insert(tx: &mut Tx, c: &Collection) -> Result<()> {
    let insert = sql!(
        "INSERT INTO collection (id, help_center, parent, position, internal, words, created_at, version) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, 1)"
    );
    let params = vals![
        c.id,
        c.help_center,
        c.parent,
        c.position,
        c.internal,
        &c.words,
        c.created_at
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// # Errors
/// `Conflict` when somebody else changed it since it was loaded.
pub async fn save(tx: &mut Tx, c: &mut Collection) -> Result<()> {
    let update = sql!(
        "UPDATE collection SET parent = $3, position = $4, internal = $5, words = $6, version = version + 1 ",
        "WHERE id = $1 AND version = $2"
    );
    let params = vals![c.id, c.version, c.parent, c.position, c.internal, &c.words];
    if tx.run(update, &params).await? == 0 {
        return Err(StoreError::stale("the collection"));
    }
    c.version += 1;
    Ok(())
}

/// Its place among the others, whoever changed what else.
///
/// # Errors
/// See [`StoreError`].
pub async fn place(tx: &mut Tx, id: CollectionId, position: i64) -> Result<()> {
    let update = sql!("UPDATE collection SET position = $2 WHERE id = $1");
    tx.run(update, &vals![id, position]).await.map(|_| ())
}

/// Its articles stay, without a collection; those below it go one up.
///
/// # Errors
/// See [`StoreError`].
pub async fn delete(tx: &mut Tx, c: &Collection) -> Result<()> {
    let up = sql!("UPDATE collection SET parent = $2 WHERE parent = $1");
    tx.run(up, &vals![c.id, c.parent]).await?;
    tx.run(sql!("DELETE FROM collection WHERE id = $1"), &vals![c.id])
        .await
        .map(|_| ())
}
