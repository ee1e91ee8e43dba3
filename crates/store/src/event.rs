//! The feed of events: written with the job that caused them, positioned in the order of commits.
//!
//! SQLite has one writer, which gives the positions itself. On PostgreSQL a counter that every job locks until its commit
//! would let only one job commit at a time; so jobs leave their events in `event_outbox`, and [`sequence`] moves what is
//! committed to the feed. Any node may do that at any time: the row of the counter is locked for it, which is the fence.
//! A reader of the feed can pass over nothing, because a position is given only to what is committed already.

use crate::value::{Val, json};
use crate::{Result, StoreError, Tx, sql, vals};
use domain::event::{Event, EventKind};
use domain::{ContactId, ConversationId};
use serde::Deserialize;
use uuid::{NoContext, Timestamp, Uuid};

/// An event of the open transaction.
pub(crate) struct PendingEvent {
    id: Uuid,
    pub(crate) event: Event,
}

impl Tx {
    /// Puts an event on the feed if this job commits.
    pub fn emit(&mut self, event: Event) {
        let ms = u64::try_from(event.at).unwrap_or(0);
        let at = Timestamp::from_unix(NoContext, ms / 1000, (ms % 1000) as u32 * 1_000_000);
        self.events.push(PendingEvent {
            id: Uuid::new_v7(at),
            event,
        });
    }

    /// When the last event of this job happened; `None` as long as nothing has.
    #[must_use]
    pub fn happened_at(&self) -> Option<domain::Millis> {
        self.events.last().map(|pending| pending.event.at)
    }

    /// Writes the events of this job, as its last statements. Answers the last position when there were any and they
    /// have one already; see [`Tx::leave_events`] for PostgreSQL.
    pub(crate) async fn write_events(&mut self) -> Result<Option<i64>> {
        let events = std::mem::take(&mut self.events);
        if events.is_empty() {
            return Ok(None);
        }
        let taken: Option<(i64,)> = self
            .one(
                sql!("UPDATE counter SET value = value + $1 WHERE name = 'event' RETURNING value"),
                &[Val::from(events.len())],
            )
            .await?;
        let (last,) =
            taken.ok_or_else(|| StoreError::corrupt("the counter of events is missing"))?;
        let first = last + 1 - i64::try_from(events.len()).map_err(StoreError::corrupt)?;
        let insert = sql!(
            "INSERT INTO event (seq, id, at, actor, kind, conversation, contact, payload) ",
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        );
        let rows: Vec<_> = events
            .iter()
            .zip(first..)
            .map(|(pending, seq)| Ok((insert, cells(pending, seq)?)))
            .collect::<Result<_>>()?;
        self.batch(&rows).await?;
        Ok(Some(last))
    }

    /// Writes the events of this job without positions; whether there were any.
    pub(crate) async fn leave_events(&mut self) -> Result<bool> {
        let events = std::mem::take(&mut self.events);
        if events.is_empty() {
            return Ok(false);
        }
        let insert = sql!(
            "INSERT INTO event_outbox (id, at, actor, kind, conversation, contact, payload) ",
            "VALUES ($1, $2, $3, $4, $5, $6, $7)"
        );
        let rows: Vec<_> = events
            .iter()
            .map(|pending| Ok((insert, cells(pending, 0)?.split_off(1))))
            .collect::<Result<_>>()?;
        self.batch(&rows).await?;
        Ok(true)
    }
}

/// Events that one pass of the sequencer moves.
const PASS: i64 = 1_000;

/// Gives positions to events that are committed; the newest position, and how many events got one.
///
/// In one pass they are ordered by the number that they took when they were written: a job that waited for another one,
/// or has read what it wrote, wrote its events after it. Whoever is killed here has moved nothing.
pub(crate) async fn sequence(tx: &mut Tx) -> Result<(i64, u64)> {
    // Whoever comes second waits here until the first has committed, and then sees what is left.
    let lock = sql!("SELECT value FROM counter WHERE name = 'event' /*pg FOR UPDATE */");
    let (last,) = tx
        .one::<(i64,)>(lock, &[])
        .await?
        .ok_or_else(|| StoreError::corrupt("the counter of events is missing"))?;
    let number = sql!(
        "INSERT INTO event (seq, id, at, actor, kind, conversation, contact, payload) ",
        "SELECT CAST($1 AS bigint) + row_number() OVER (ORDER BY n), id, at, actor, kind, conversation, contact, payload ",
        "FROM (SELECT n, id, at, actor, kind, conversation, contact, payload FROM event_outbox ORDER BY n LIMIT $2) AS waiting"
    );
    let moved = tx.run(number, &vals![last, PASS]).await?;
    if moved == 0 {
        return Ok((last, 0));
    }
    // Exactly what was numbered: others may have become visible since.
    let taken = sql!("DELETE FROM event_outbox WHERE id IN (SELECT id FROM event WHERE seq > $1)");
    let newest = last + i64::try_from(moved).map_err(StoreError::corrupt)?;
    let count = sql!("UPDATE counter SET value = $1 WHERE name = 'event'");
    tx.batch(&[
        (taken, vec![Val::Int(last)]),
        (count, vec![Val::Int(newest)]),
    ])
    .await?;
    Ok((newest, moved))
}

/// What the columns say besides the payload; the field `conversation` is in every event about one, so that a new event cannot
/// forget it.
#[derive(Deserialize)]
struct Head<'a> {
    #[serde(borrow)]
    kind: &'a str,
    #[serde(borrow, default)]
    conversation: Option<&'a str>,
}

fn cells(pending: &PendingEvent, seq: i64) -> Result<Vec<Val<'static>>> {
    let event = &pending.event;
    let payload = serde_json::to_string(&event.kind).map_err(StoreError::corrupt)?;
    let head: Head<'_> = serde_json::from_str(&payload).map_err(StoreError::corrupt)?;
    let name = head.kind.to_owned();
    let conversation: Option<ConversationId> = head.conversation.and_then(|id| id.parse().ok());
    Ok(vec![
        Val::Int(seq),
        Val::Id(pending.id),
        Val::Int(event.at),
        json(&event.actor),
        Val::Text(name.into()),
        conversation.into(),
        contact_of(&event.kind).into(),
        Val::Text(payload.into()),
    ])
}

fn contact_of(kind: &EventKind) -> Option<ContactId> {
    match kind {
        EventKind::ConversationOpened { contact, .. } => *contact,
        EventKind::ContactChanged { contact }
        | EventKind::ContactBlocked { contact, .. }
        | EventKind::ContactMerged { contact, .. }
        | EventKind::ContactUnmerged { contact, .. }
        | EventKind::ContactErased { contact } => Some(*contact),
        _ => None,
    }
}
