//! Widgets, their keys and looks, and what their invitations brought.

use crate::sql::Sql;
use crate::value::{Json, json};
use crate::{Result, StoreError, Tx, Val, record, sql, vals};
use domain::chat::{Look, Widget};
use domain::{ChannelId, DoorId, Millis, WidgetId};

record! {
    struct Row {
        id: WidgetId,
        channel: ChannelId,
        door: DoorId,
        key: String,
        sites: Json<Vec<String>>,
        look: Json<Look>,
        reply_door: Option<DoorId>,
        secret: Option<Vec<u8>>,
        created_at: Millis,
        version: i64,
    }
}

impl From<Row> for Widget {
    fn from(r: Row) -> Self {
        Self {
            id: r.id,
            channel: r.channel,
            door: r.door,
            key: r.key,
            sites: r.sites.0,
            look: r.look.0,
            reply_door: r.reply_door,
            secret: r.secret,
            created_at: r.created_at,
            version: r.version,
        }
    }
}

/// Every column that a record has, from its table.
macro_rules! whole {
    () => {
        "SELECT id, channel, door, key, sites, look, reply_door, secret, created_at, version FROM widget "
    };
}

/// Every widget, oldest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn widgets(tx: &mut Tx) -> Result<Vec<Widget>> {
    let rows: Vec<Row> = tx
        .all(sql!(whole!(), "ORDER BY created_at, id LIMIT 1000"), &[])
        .await?;
    Ok(rows.into_iter().map(Widget::from).collect())
}

/// # Errors
/// See [`StoreError`].
pub async fn widget(tx: &mut Tx, id: WidgetId) -> Result<Option<Widget>> {
    found(tx, sql!(whole!(), "WHERE id = $1"), &vals![id]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn widget_by_key(tx: &mut Tx, key: &str) -> Result<Option<Widget>> {
    found(tx, sql!(whole!(), "WHERE key = $1"), &vals![key]).await
}

/// The widget that a channel is.
///
/// # Errors
/// See [`StoreError`].
pub async fn widget_of_channel(tx: &mut Tx, channel: ChannelId) -> Result<Option<Widget>> {
    found(tx, sql!(whole!(), "WHERE channel = $1"), &vals![channel]).await
}

async fn found(tx: &mut Tx, select: Sql, params: &[Val<'_>]) -> Result<Option<Widget>> {
    let row: Option<Row> = tx.one(select, params).await?;
    Ok(row.map(Widget::from))
}

/// The email door that answers to a chat of this channel come from.
///
/// # Errors
/// See [`StoreError`].
pub async fn reply_door(tx: &mut Tx, channel: ChannelId) -> Result<Option<crate::door::Door>> {
    let select = sql!("SELECT reply_door FROM widget WHERE channel = $1");
    let row: Option<(Option<DoorId>,)> = tx.one(select, &vals![channel]).await?;
    match row.and_then(|(door,)| door) {
        Some(door) => crate::door::load(tx, door).await,
        None => Ok(None),
    }
}

/// # Errors
/// `Conflict` when the channel is a widget already.
pub async fn insert_widget(tx: &mut Tx, w: &Widget) -> Result<()> {
    let insert = sql!(
        "INSERT INTO widget (id, channel, door, key, sites, look, reply_door, secret, created_at, version) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)"
    );
    let params = vals![
        w.id,
        w.channel,
        w.door,
        &w.key,
        json(&w.sites),
        json(&w.look),
        w.reply_door,
        w.secret.clone(),
        w.created_at
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// # Errors
/// `Conflict` when somebody else changed it since it was loaded.
pub async fn save_widget(tx: &mut Tx, w: &mut Widget) -> Result<()> {
    let update = sql!(
        "UPDATE widget SET sites = $3, look = $4, reply_door = $5, secret = $6, version = version + 1 ",
        "WHERE id = $1 AND version = $2"
    );
    let params = vals![
        w.id,
        w.version,
        json(&w.sites),
        json(&w.look),
        w.reply_door,
        w.secret.clone()
    ];
    if tx.run(update, &params).await? == 0 {
        return Err(StoreError::stale("the widget"));
    }
    w.version += 1;
    Ok(())
}

/// What became of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Shown,
    Accepted,
    Dismissed,
}

/// # Errors
/// See [`StoreError`].
pub async fn count_invitation(
    tx: &mut Tx,
    widget: WidgetId,
    invitation: &str,
    day: i64,
    outcome: Outcome,
) -> Result<()> {
    let one = |o: Outcome| i64::from(outcome == o);
    let put = sql!(
        "INSERT INTO invitation_count (widget, invitation, day, shown, accepted, dismissed) VALUES ($1, $2, $3, $4, $5, $6) ",
        "ON CONFLICT (widget, invitation, day) DO UPDATE SET shown = invitation_count.shown + excluded.shown, ",
        "accepted = invitation_count.accepted + excluded.accepted, ",
        "dismissed = invitation_count.dismissed + excluded.dismissed"
    );
    let params = vals![
        widget,
        invitation,
        day,
        one(Outcome::Shown),
        one(Outcome::Accepted),
        one(Outcome::Dismissed)
    ];
    tx.run(put, &params).await.map(|_| ())
}

record! {
    /// What an invitation brought and what it annoyed.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Invited {
        pub invitation: String,
        pub shown: i64,
        pub accepted: i64,
        pub dismissed: i64,
    }
}

/// Since that day.
///
/// # Errors
/// See [`StoreError`].
pub async fn invited(tx: &mut Tx, widget: WidgetId, since_day: i64) -> Result<Vec<Invited>> {
    let select = sql!(
        "SELECT invitation, CAST(sum(shown) AS BIGINT), CAST(sum(accepted) AS BIGINT), CAST(sum(dismissed) AS BIGINT) ",
        "FROM invitation_count WHERE widget = $1 AND day >= $2 ",
        "GROUP BY invitation ORDER BY invitation LIMIT 100"
    );
    tx.all(select, &vals![widget, since_day]).await
}
