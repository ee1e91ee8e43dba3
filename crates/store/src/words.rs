//! Macros of agents, and the texts that customers read.

use crate::value::Json;
use crate::{Result, Tx, record, sql, vals};
use domain::{BrandId, MacroId, Millis, TeamId};
use serde::Serialize;

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Macro {
        pub id: MacroId,
        pub name: String,
        pub shortcut: String,
        pub html: String,
        /// What it does besides inserting text; opaque here.
        pub actions: Json<serde_json::Value>,
        /// `None`: for all teams.
        pub team: Option<TeamId>,
        pub archived: bool,
        pub position: i64,
        pub used_count: i64,
        pub created_at: Millis,
    }
}

/// Adds a macro, or changes it; how often it was used stays.
pub async fn put_macro(tx: &mut Tx, m: &Macro) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO macro (id, name, shortcut, html, actions, team, archived, position, used_count, created_at) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO UPDATE SET name = excluded.name, ",
        "shortcut = excluded.shortcut, html = excluded.html, actions = excluded.actions, team = excluded.team, ",
        "archived = excluded.archived, position = excluded.position"
    );
    let params = vals![
        m.id,
        &m.name,
        &m.shortcut,
        &m.html,
        &m.actions,
        m.team,
        m.archived,
        m.position,
        m.used_count,
        m.created_at
    ];
    tx.run(upsert, &params).await.map(|_| ())
}

pub async fn macros(tx: &mut Tx) -> Result<Vec<Macro>> {
    let select = sql!(
        "SELECT id, name, shortcut, html, actions, team, archived, position, used_count, created_at FROM macro ",
        "ORDER BY position, name, id"
    );
    tx.all(select, &[]).await
}

pub async fn load_macro(tx: &mut Tx, id: MacroId) -> Result<Option<Macro>> {
    let select = sql!(
        "SELECT id, name, shortcut, html, actions, team, archived, position, used_count, created_at FROM macro ",
        "WHERE id = $1"
    );
    tx.one(select, &vals![id]).await
}

pub async fn macro_used(tx: &mut Tx, id: MacroId) -> Result<()> {
    let update = sql!("UPDATE macro SET used_count = used_count + 1 WHERE id = $1");
    tx.run(update, &vals![id]).await.map(|_| ())
}

record! {
    /// A text that customers read, as the organization changed it. Shipped texts are not rows.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
    pub struct Text {
        pub key: String,
        pub brand: BrandId,
        pub locale: String,
        /// Empty: whatever the stage of the channel.
        pub stage: String,
        pub subject: String,
        pub body: String,
        pub updated_at: Millis,
    }
}

pub async fn put_text(tx: &mut Tx, t: &Text) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO text (key, brand, locale, stage, subject, body, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ",
        "ON CONFLICT (key, brand, locale, stage) DO UPDATE SET subject = excluded.subject, body = excluded.body, ",
        "updated_at = excluded.updated_at"
    );
    tx.run(
        upsert,
        &vals![
            &t.key,
            t.brand,
            &t.locale,
            &t.stage,
            &t.subject,
            &t.body,
            t.updated_at
        ],
    )
    .await
    .map(|_| ())
}

pub async fn texts(tx: &mut Tx) -> Result<Vec<Text>> {
    let select = sql!(
        "SELECT key, brand, locale, stage, subject, body, updated_at FROM text ORDER BY key, brand, locale, stage"
    );
    tx.all(select, &[]).await
}

/// The versions of one text, for the caller to choose from by locale and stage.
pub async fn texts_of(tx: &mut Tx, key: &str, brand: BrandId) -> Result<Vec<Text>> {
    let select = sql!(
        "SELECT key, brand, locale, stage, subject, body, updated_at FROM text WHERE key = $1 AND brand = $2 ",
        "ORDER BY locale, stage"
    );
    tx.all(select, &vals![key, brand]).await
}

/// Goes back to the shipped text.
pub async fn delete_text(
    tx: &mut Tx,
    key: &str,
    brand: BrandId,
    locale: &str,
    stage: &str,
) -> Result<bool> {
    let delete =
        sql!("DELETE FROM text WHERE key = $1 AND brand = $2 AND locale = $3 AND stage = $4");
    Ok(tx.run(delete, &vals![key, brand, locale, stage]).await? > 0)
}
