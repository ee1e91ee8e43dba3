//! Following the feed: events become rows of figures, in batches, each with the new place in the feed in one transaction.

use super::rows;
use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::conversation::Status;
use domain::event::{Actor, Event, EventKind};
use domain::figures::{Folding, PASSED_OVER, SpellKind};
use domain::{ConversationId, Millis};
use std::collections::HashMap;

/// How far a batch came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Followed {
    /// Events looked at.
    pub taken: usize,
    /// Where it stands now.
    pub position: i64,
}

record! {
    struct Happened {
        seq: i64,
        at: Millis,
        conversation: Option<ConversationId>,
        kind: String,
        payload: String,
    }
}

/// Takes in the next events, at most `limit`.
///
/// # Errors
/// `Conflict` when another node was faster: its batch stands. See [`StoreError`].
pub async fn follow(tx: &mut Tx, limit: usize) -> Result<Followed> {
    let from = place(tx, "feed").await?;
    let select = sql!(
        "SELECT seq, at, conversation, kind, payload FROM event WHERE seq > $1 ORDER BY seq LIMIT $2"
    );
    let happened: Vec<Happened> = tx.all(select, &vals![from, limit]).await?;
    let Some(position) = happened.last().map(|h| h.seq) else {
        return Ok(Followed {
            taken: 0,
            position: from,
        });
    };
    if from == 0 {
        let first = sql!(
            "INSERT INTO figure_place (name, position) VALUES ('feed', 0) ON CONFLICT (name) DO NOTHING"
        );
        tx.run(first, &[]).await?;
    }
    let update =
        sql!("UPDATE figure_place SET position = $2 WHERE name = 'feed' AND position = $1");
    if tx.run(update, &vals![from, position]).await? == 0 {
        return Err(StoreError::stale("the place of the figures"));
    }
    let taken = happened.len();
    let mut order: Vec<ConversationId> = Vec::new();
    let mut events: HashMap<ConversationId, Vec<Event>> = HashMap::new();
    for (id, event) in happened.into_iter().filter_map(told) {
        let of = events.entry(id).or_insert_with(|| {
            order.push(id);
            Vec::new()
        });
        of.push(event);
    }
    for id in order {
        if let Some(events) = events.remove(&id) {
            take_in(tx, id, &events).await?;
        }
    }
    Ok(Followed { taken, position })
}

/// Events that change a figure. What a newer program wrote, and this one does not know, is passed over.
fn told(h: Happened) -> Option<(ConversationId, Event)> {
    if !h.kind.starts_with("conversation.") && h.kind != "message.cancelled.v1" {
        return None;
    }
    if PASSED_OVER.contains(&h.kind.as_str()) {
        return None;
    }
    let event = Event {
        at: h.at,
        actor: Actor::System,
        kind: serde_json::from_str::<EventKind>(&h.payload).ok()?,
    };
    Some((h.conversation?, event))
}

async fn take_in(tx: &mut Tx, id: ConversationId, events: &[Event]) -> Result<()> {
    let stored = rows::load(tx, id).await?;
    let (mut folding, known) = match stored {
        Some(life) => {
            let later = life.asks > 1 || life.ours;
            let wait = match later {
                true => rows::newest(tx, id, SpellKind::Wait).await?,
                false => None,
            };
            let reopening = match life.reopened > 0 {
                true => rows::newest(tx, id, SpellKind::Reopened).await?,
                false => None,
            };
            (
                Folding::resume(life, wait, reopening),
                Some((wait, reopening)),
            )
        }
        None => match events.iter().find_map(Folding::begin) {
            Some(folding) => (folding, None),
            // It came without events, or they are older than what is kept.
            None => return adopt_one(tx, id).await,
        },
    };
    events.iter().for_each(|e| folding.take(e));
    match &stored {
        None => rows::insert(tx, &folding.life).await?,
        Some(before) if *before != folding.life => rows::update(tx, &folding.life).await?,
        Some(_) => {}
    }
    let (wait, reopening) = known.unwrap_or_default();
    for spell in &folding.undone {
        rows::take_out(tx, &folding.life, spell).await?;
    }
    for spell in folding.waits.iter().chain(&folding.reopenings) {
        if Some(*spell) != wait && Some(*spell) != reopening {
            rows::put(tx, &folding.life, spell).await?;
        }
    }
    let dressed = |life: &domain::figures::Life| (life.traits, life.status == Status::Spam);
    let has_spells = wait.is_some() || reopening.is_some();
    if has_spells && stored.is_some_and(|before| dressed(&before) != dressed(&folding.life)) {
        rows::dress(tx, &folding.life).await?;
    }
    Ok(())
}

async fn place(tx: &mut Tx, name: &str) -> Result<i64> {
    let select = sql!("SELECT position FROM figure_place WHERE name = $1");
    let found: Option<(i64,)> = tx.one(select, &vals![name]).await?;
    Ok(found.map_or(0, |r| r.0))
}

/// Events that are committed and not counted yet.
///
/// # Errors
/// See [`StoreError`].
pub async fn behind(tx: &mut Tx) -> Result<i64> {
    let newest = crate::feed::newest(tx).await?;
    Ok((newest - place(tx, "feed").await?).max(0))
}

/// Whether conversations without events have to be taken in.
///
/// # Errors
/// See [`StoreError`].
pub async fn adopting(tx: &mut Tx) -> Result<bool> {
    Ok(place(tx, "rows").await? == 0)
}

/// Forgets every figure; following makes them again from the first event on.
///
/// # Errors
/// See [`StoreError`].
pub async fn rebuild(tx: &mut Tx) -> Result<()> {
    for statement in [
        sql!("DELETE FROM figure_spell"),
        sql!("DELETE FROM figure_conversation"),
        sql!("DELETE FROM figure_place"),
    ] {
        tx.run(statement, &[]).await?;
    }
    Ok(())
}

/// Takes in conversations that came without events (an import of old ones), as they are, at most `limit` after the
/// conversation `after`; answers where to go on. `None`: that was all.
///
/// # Errors
/// See [`StoreError`].
pub async fn adopt(
    tx: &mut Tx,
    after: Option<ConversationId>,
    limit: usize,
) -> Result<Option<ConversationId>> {
    let after = after.unwrap_or(ConversationId(uuid::Uuid::nil()));
    let last: Option<(ConversationId,)> = tx
        .one(
            sql!("SELECT id FROM conversation WHERE id > $1 ORDER BY id LIMIT 1 OFFSET $2"),
            &vals![after, limit - 1],
        )
        .await?;
    let until = last.map(|r| r.0);
    let insert = sql!(
        "INSERT INTO figure_conversation (conversation, arrived_at, channel, team, assignee, topic, urgency, status, ",
        "ours, asks, waiting_since, first_reply_at, resolved_at, reopened, left_at, deleted_at, last_customer_at, ",
        "last_reply_at) SELECT c.id, c.created_at, c.channel, c.team, c.assignee, c.topic, ",
        "CASE c.urgency WHEN 'low' THEN 0 WHEN 'high' THEN 2 WHEN 'urgent' THEN 3 ELSE 1 END, ",
        "CASE c.status WHEN 'open' THEN 0 WHEN 'waiting' THEN 1 WHEN 'snoozed' THEN 2 WHEN 'resolved' THEN 3 ELSE 4 END, ",
        "CASE WHEN c.last_customer_at IS NULL THEN 1 ELSE 0 END, CASE WHEN c.last_customer_at IS NULL THEN 0 ELSE 1 END, ",
        "c.waiting_since, c.first_reply_at, c.resolved_at, 0, ",
        "CASE WHEN c.status = 'spam' THEN c.last_at ELSE c.resolved_at END, NULL, c.last_customer_at, c.last_agent_at ",
        "FROM conversation c WHERE c.id > $1 AND c.id <= $2 AND c.status NOT IN ('merged', 'side') ",
        "ON CONFLICT (conversation) DO NOTHING"
    );
    let end = until.unwrap_or(ConversationId(uuid::Uuid::max()));
    tx.run(insert, &vals![after, end]).await?;
    if until.is_none() {
        let done = sql!(
            "INSERT INTO figure_place (name, position) VALUES ('rows', 1) ",
            "ON CONFLICT (name) DO UPDATE SET position = 1"
        );
        tx.run(done, &[]).await?;
    }
    Ok(until)
}

/// There are conversations without events again.
///
/// # Errors
/// See [`StoreError`].
pub async fn adopt_again(tx: &mut Tx) -> Result<()> {
    let again = sql!("UPDATE figure_place SET position = 0 WHERE name = 'rows'");
    tx.run(again, &[]).await.map(|_| ())
}

/// A conversation that was never the desk's own work is not counted any more.
///
/// # Errors
/// See [`StoreError`].
pub async fn forget(tx: &mut Tx, id: ConversationId) -> Result<()> {
    for statement in [
        sql!("DELETE FROM figure_spell WHERE conversation = $1"),
        sql!("DELETE FROM figure_conversation WHERE conversation = $1"),
    ] {
        tx.run(statement, &vals![id]).await?;
    }
    Ok(())
}

async fn adopt_one(tx: &mut Tx, id: ConversationId) -> Result<()> {
    let there: Option<(ConversationId,)> = tx
        .one(
            sql!("SELECT id FROM conversation WHERE id = $1"),
            &vals![id],
        )
        .await?;
    if there.is_none() {
        return Ok(());
    }
    adopt_again(tx).await
}
