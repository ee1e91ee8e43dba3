//! The diary of a channel: one line for each change of its life, only ever added to.

use crate::value::json;
use crate::{Json, Result, Tx, record, sql, vals};
use domain::channel::life::Evidence;
use domain::event::Actor;
use domain::{ChannelEntryId, ChannelId, Millis};

/// One line of a channel's life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<'a> {
    pub id: ChannelEntryId,
    pub channel: ChannelId,
    pub at: Millis,
    pub actor: Actor,
    /// `created`, `stage`, `paused`, `successor`, `owner`, `door_added`, `door_removed`, `reply_form`, `settings`.
    pub what: &'a str,
    pub from: Option<&'a str>,
    pub to: Option<&'a str>,
    pub reason: &'a str,
    /// What was measured at that moment.
    pub evidence: Option<&'a Evidence>,
    /// The entry that this one takes back.
    pub undoes: Option<ChannelEntryId>,
}

/// # Errors
/// `Conflict` when `undoes` was taken back already.
pub async fn note(tx: &mut Tx, c: &Change<'_>) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO channel_history (id, channel, at, actor, what, from_, to_, reason, evidence, undoes) ",
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        &vals![
            c.id,
            c.channel,
            c.at,
            &Json(c.actor),
            c.what,
            c.from,
            c.to,
            c.reason,
            c.evidence.map(json),
            c.undoes
        ],
    )
    .await?;
    Ok(())
}

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Noted {
        pub id: ChannelEntryId,
        pub channel: ChannelId,
        pub at: Millis,
        pub actor: Json<Actor>,
        pub what: String,
        pub from: Option<String>,
        pub to: Option<String>,
        pub reason: String,
        pub evidence: Option<Json<Evidence>>,
        pub undoes: Option<ChannelEntryId>,
        pub undone_by: Option<ChannelEntryId>,
        /// No later entry is about the same thing.
        pub last: bool,
    }
}

macro_rules! noted {
    () => {
        concat!(
            "SELECT h.id, h.channel, h.at, h.actor, h.what, h.from_, h.to_, h.reason, h.evidence, h.undoes, ",
            "(SELECT u.id FROM channel_history u WHERE u.undoes = h.id), ",
            "CASE WHEN EXISTS (SELECT 1 FROM channel_history l WHERE l.channel = h.channel AND l.what = h.what ",
            "AND (l.at, l.id) > (h.at, h.id)) THEN 0 ELSE 1 END FROM channel_history h "
        )
    };
}

/// Newest first, before the entry `before`.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn history(
    tx: &mut Tx,
    channel: ChannelId,
    before: Option<(Millis, ChannelEntryId)>,
    limit: usize,
) -> Result<Vec<Noted>> {
    let (at, id) = before.unwrap_or((Millis::MAX, ChannelEntryId(uuid::Uuid::max())));
    tx.all(
        sql!(
            noted!(),
            "WHERE h.channel = $1 AND (h.at, h.id) < ($2, $3) ORDER BY h.at DESC, h.id DESC LIMIT $4"
        ),
        &vals![channel, at, id, limit],
    )
    .await
}

record! {
    /// A change of stage.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct StageChange {
        pub at: Millis,
        pub from: Option<String>,
        pub to: Option<String>,
    }
}

/// The newest changes of a channel's stage, newest first; at most `limit`.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn stages(tx: &mut Tx, channel: ChannelId, limit: usize) -> Result<Vec<StageChange>> {
    tx.all(
        sql!(
            "SELECT at, from_, to_ FROM channel_history WHERE channel = $1 AND what = 'stage' ",
            "ORDER BY at DESC, id DESC LIMIT $2"
        ),
        &vals![channel, limit],
    )
    .await
}

/// One entry of a channel.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn entry(tx: &mut Tx, channel: ChannelId, id: ChannelEntryId) -> Result<Option<Noted>> {
    tx.one(
        sql!(noted!(), "WHERE h.channel = $1 AND h.id = $2"),
        &vals![channel, id],
    )
    .await
}
