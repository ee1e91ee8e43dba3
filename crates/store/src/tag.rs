//! Tags and topics: what conversations are sorted by.

use crate::{Result, Tx, record, sql, vals};
use domain::{AgentId, Millis, TagId, TopicId};
use serde::Serialize;

record! {
    #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
    pub struct Tag {
        pub id: TagId,
        pub name: String,
        pub colour: String,
        pub created_at: Millis,
    }
}

/// How names of tags are compared.
fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Adds a tag, or changes its name and colour. `Conflict` when another has that name.
pub async fn put(tx: &mut Tx, tag: &Tag) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO tag (id, name, name_key, colour, created_at) VALUES ($1, $2, $3, $4, $5) ",
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, colour = excluded.colour"
    );
    tx.run(
        upsert,
        &vals![
            tag.id,
            &tag.name,
            name_key(&tag.name),
            &tag.colour,
            tag.created_at
        ],
    )
    .await
    .map(|_| ())
}

pub async fn all(tx: &mut Tx) -> Result<Vec<Tag>> {
    tx.all(
        sql!("SELECT id, name, colour, created_at FROM tag ORDER BY name_key"),
        &[],
    )
    .await
}

pub async fn load(tx: &mut Tx, id: TagId) -> Result<Option<Tag>> {
    tx.one(
        sql!("SELECT id, name, colour, created_at FROM tag WHERE id = $1"),
        &vals![id],
    )
    .await
}

pub async fn by_name(tx: &mut Tx, name: &str) -> Result<Option<Tag>> {
    let select = sql!("SELECT id, name, colour, created_at FROM tag WHERE name_key = $1");
    tx.one(select, &vals![name_key(name)]).await
}

/// Takes a tag away, from all conversations too.
pub async fn delete(tx: &mut Tx, id: TagId) -> Result<bool> {
    Ok(tx
        .run(sql!("DELETE FROM tag WHERE id = $1"), &vals![id])
        .await?
        > 0)
}

record! {
    #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
    pub struct Topic {
        pub id: TopicId,
        pub name: String,
        pub parent: Option<TopicId>,
        pub archived: bool,
        pub created_at: Millis,
        /// Who looks after it.
        pub owner: Option<AgentId>,
        /// What belongs here, for whoever chooses.
        pub description: String,
    }
}

/// Adds a topic, or changes it. Topics are archived, never deleted: conversations keep theirs.
pub async fn put_topic(tx: &mut Tx, topic: &Topic) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO topic (id, name, parent, archived, created_at, owner, description) VALUES ($1, $2, $3, $4, $5, $6, $7) ",
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, parent = excluded.parent, archived = excluded.archived, ",
        "owner = excluded.owner, description = excluded.description"
    );
    tx.run(
        upsert,
        &vals![
            topic.id,
            &topic.name,
            topic.parent,
            topic.archived,
            topic.created_at,
            topic.owner,
            &topic.description
        ],
    )
    .await
    .map(|_| ())
}

pub async fn topics(tx: &mut Tx) -> Result<Vec<Topic>> {
    tx.all(
        sql!("SELECT id, name, parent, archived, created_at, owner, description FROM topic ORDER BY name, id"),
        &[],
    )
    .await
}
