//! Channels, their history, and the picture of them that a decision at a door needs.

mod history;
pub mod measured;

pub use history::{Change, Noted, entry, history, note, stages};

use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::channel::{Channel, ChannelKind, Stage};
use domain::{AgentId, BrandId, ChannelId, Millis, TeamId};

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
        owner: Option<AgentId>,
        purpose: String,
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
            owner: r.owner,
            purpose: r.purpose,
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
                "SELECT id, kind, brand, name, team, stage, paused, successor, owner, purpose, first_response_target_min, ",
                "acknowledge, version FROM channel WHERE id = $1"
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
                "SELECT id, kind, brand, name, team, stage, paused, successor, owner, purpose, first_response_target_min, ",
                "acknowledge, version FROM channel ORDER BY created_at, id LIMIT 1000"
            ),
            &[],
        )
        .await?;
    Ok(rows.into_iter().map(Channel::from).collect())
}

/// When each channel was made.
///
/// # Errors
/// See [`StoreError`].
pub async fn made(tx: &mut Tx) -> Result<Vec<(ChannelId, Millis)>> {
    let select = sql!("SELECT id, created_at FROM channel ORDER BY created_at, id LIMIT 1000");
    tx.all(select, &[]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn insert(tx: &mut Tx, c: &Channel, at: Millis) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO channel (id, kind, brand, team, name, stage, paused, successor, first_response_target_min, ",
            "acknowledge, owner, purpose, created_at, version) ",
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)"
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
            c.owner,
            &c.purpose,
            at
        ],
    )
    .await?;
    Ok(())
}

/// # Errors
/// `Conflict` when somebody else changed it since it was loaded.
pub async fn save(tx: &mut Tx, c: &mut Channel) -> Result<()> {
    let touched = tx
        .run(
            sql!(
                "UPDATE channel SET team = $3, name = $4, stage = $5, paused = $6, successor = $7, ",
                "first_response_target_min = $8, acknowledge = $9, owner = $10, purpose = $11, version = version + 1 ",
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
                c.acknowledge,
                c.owner,
                &c.purpose
            ],
        )
        .await?;
    if touched == 0 {
        return Err(StoreError::stale("the channel"));
    }
    c.version += 1;
    Ok(())
}
