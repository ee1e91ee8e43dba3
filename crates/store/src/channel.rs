//! Channels, their history, and the picture of them that a decision at a door needs.

use crate::{Json, Result, StoreError, Tx, record, sql, vals};
use domain::channel::{Channel, ChannelKind, Stage};
use domain::{AgentId, BrandId, ChannelId, Millis, TeamId};
use uuid::Uuid;

record! {
    struct Row {
        id: ChannelId,
        kind: String,
        brand: BrandId,
        name: String,
        team: Option<TeamId>,
        stage: Stage,
        paused: bool,
        successor: Option<ChannelId>,
        first_response_target_min: u32,
        acknowledge: bool,
        version: i64,
    }
}

impl From<Row> for Channel {
    fn from(r: Row) -> Self {
        Self {
            id: r.id,
            kind: ChannelKind(r.kind),
            brand: r.brand,
            name: r.name,
            team: r.team,
            stage: r.stage,
            paused: r.paused,
            successor: r.successor,
            first_response_target_min: r.first_response_target_min,
            acknowledge: r.acknowledge,
            version: r.version,
        }
    }
}

/// # Errors
/// See [`StoreError`].
pub async fn load(tx: &mut Tx, id: ChannelId) -> Result<Option<Channel>> {
    let row: Option<Row> = tx
        .one(
            sql!(
                "SELECT id, kind, brand, name, team, stage, paused, successor, first_response_target_min, acknowledge, ",
                "version FROM channel WHERE id = $1"
            ),
            &vals![id],
        )
        .await?;
    Ok(row.map(Channel::from))
}

/// Every channel, closed ones too, oldest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn all(tx: &mut Tx) -> Result<Vec<Channel>> {
    let rows: Vec<Row> = tx
        .all(
            sql!(
                "SELECT id, kind, brand, name, team, stage, paused, successor, first_response_target_min, acknowledge, ",
                "version FROM channel ORDER BY created_at, id LIMIT 1000"
            ),
            &[],
        )
        .await?;
    Ok(rows.into_iter().map(Channel::from).collect())
}

/// # Errors
/// See [`StoreError`].
pub async fn insert(tx: &mut Tx, c: &Channel, owner: Option<AgentId>, at: Millis) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO channel (id, kind, brand, team, name, stage, paused, successor, first_response_target_min, ",
            "acknowledge, owner, created_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)"
        ),
        &vals![
            c.id,
            &c.kind.0,
            c.brand,
            c.team,
            &c.name,
            c.stage,
            c.paused,
            c.successor,
            c.first_response_target_min,
            c.acknowledge,
            owner,
            at
        ],
    )
    .await?;
    Ok(())
}

/// Who answers for the channel.
///
/// # Errors
/// See [`StoreError`].
pub async fn owner(tx: &mut Tx, id: ChannelId) -> Result<Option<AgentId>> {
    let row: Option<(Option<AgentId>,)> = tx
        .one(sql!("SELECT owner FROM channel WHERE id = $1"), &vals![id])
        .await?;
    Ok(row.and_then(|(owner,)| owner))
}

/// # Errors
/// `Conflict` when somebody else changed it since it was loaded.
pub async fn save(tx: &mut Tx, c: &mut Channel) -> Result<()> {
    let touched = tx
        .run(
            sql!(
                "UPDATE channel SET team = $3, name = $4, stage = $5, paused = $6, successor = $7, ",
                "first_response_target_min = $8, acknowledge = $9, version = version + 1 ",
                "WHERE id = $1 AND version = $2"
            ),
            &vals![
                c.id,
                c.version,
                c.team,
                &c.name,
                c.stage,
                c.paused,
                c.successor,
                c.first_response_target_min,
                c.acknowledge
            ],
        )
        .await?;
    if touched == 0 {
        return Err(StoreError::stale("the channel"));
    }
    c.version += 1;
    Ok(())
}

/// One line of a channel's life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<'a> {
    /// UUIDv7.
    pub id: Uuid,
    pub channel: ChannelId,
    pub at: Millis,
    pub actor: domain::event::Actor,
    /// `created`, `stage`, `paused`, `successor`, `door_added`, `door_removed`, `settings`.
    pub what: &'a str,
    pub from: Option<&'a str>,
    pub to: Option<&'a str>,
    pub reason: &'a str,
}

/// # Errors
/// See [`StoreError`].
pub async fn note(tx: &mut Tx, c: &Change<'_>) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO channel_history (id, channel, at, actor, what, from_, to_, reason) ",
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &vals![
            c.id,
            c.channel,
            c.at,
            &Json(c.actor),
            c.what,
            c.from,
            c.to,
            c.reason
        ],
    )
    .await?;
    Ok(())
}

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Noted {
        pub at: Millis,
        pub actor: Json<domain::event::Actor>,
        pub what: String,
        pub from: Option<String>,
        pub to: Option<String>,
        pub reason: String,
    }
}

/// Newest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn history(tx: &mut Tx, channel: ChannelId, limit: usize) -> Result<Vec<Noted>> {
    tx.all(
        sql!(
            "SELECT at, actor, what, from_, to_, reason FROM channel_history ",
            "WHERE channel = $1 ORDER BY at DESC, id DESC LIMIT $2"
        ),
        &vals![channel, limit],
    )
    .await
}
