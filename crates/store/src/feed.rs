//! Reading the feed: what happened since a position, as far as the agent may know of it.

use crate::value::{FromRow, Json};
use crate::{Result, Row, Tx, sql, vals};
use domain::access::{Access, Permission};
use domain::event::{Actor, EventKind};
use domain::{AgentId, ContactId, ConversationId, EventId, Millis, TeamId};
use serde::Serialize;

/// Who is further behind than this starts afresh: reading everything again is cheaper.
pub const MAX_BEHIND: i64 = 10_000;

/// One event on the feed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FeedEvent {
    /// The position; rises in the order of commits, not without gaps.
    pub seq: i64,
    pub id: EventId,
    pub at: Millis,
    pub conversation: Option<ConversationId>,
    pub contact: Option<ContactId>,
    /// `None`: the conversation moved out of this agent's reach; who holds it drops it.
    pub what: Option<What>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct What {
    pub actor: Actor,
    #[serde(flatten)]
    pub kind: EventKind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Feed {
    /// `position`: where to go on. It may be past the last event shown, and `more` says whether to ask at once.
    Events {
        events: Vec<FeedEvent>,
        position: i64,
        more: bool,
    },
    /// The position is too old, or of another database: refetch everything, then go on from here.
    Reset { position: i64 },
}

struct Stored {
    event: FeedEvent,
    team: Option<TeamId>,
    assignee: Option<AgentId>,
    /// The conversation that it is about still exists.
    there: bool,
}

impl FromRow for Stored {
    fn from_row(row: &mut Row) -> Result<Self> {
        let seq = row.take()?;
        let id = row.take()?;
        let at = row.take()?;
        let actor: Json<Actor> = row.take()?;
        let conversation = row.take()?;
        let contact = row.take()?;
        let kind: Json<EventKind> = row.take()?;
        let what = Some(What {
            actor: actor.0,
            kind: kind.0,
        });
        Ok(Self {
            event: FeedEvent {
                seq,
                id,
                at,
                conversation,
                contact,
                what,
            },
            team: row.take()?,
            assignee: row.take()?,
            there: row.take()?,
        })
    }
}

/// What happened after `position`, at most `limit` events looked at.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn events_since(
    tx: &mut Tx,
    access: &Access,
    position: i64,
    limit: usize,
) -> Result<Feed> {
    let now = newest(tx).await?;
    let oldest: Option<(Option<i64>,)> = tx.one(sql!("SELECT min(seq) FROM event"), &[]).await?;
    let oldest = oldest.and_then(|r| r.0).unwrap_or(now + 1);
    let forgotten = position < oldest - 1 && position < now;
    if forgotten || position > now || now - position > MAX_BEHIND {
        return Ok(Feed::Reset { position: now });
    }
    let select = sql!(
        "SELECT e.seq, e.id, e.at, e.actor, e.conversation, e.contact, e.payload, c.team, c.assignee, ",
        "CASE WHEN c.id IS NULL THEN 0 ELSE 1 END FROM event e LEFT JOIN conversation c ON c.id = e.conversation ",
        "WHERE e.seq > $1 ORDER BY e.seq LIMIT $2"
    );
    let stored: Vec<Stored> = tx.all(select, &vals![position, limit]).await?;
    let more = stored.len() == limit;
    let position = match stored.last() {
        Some(last) if more => last.event.seq,
        _ => now,
    };
    let events = stored
        .into_iter()
        .filter_map(|s| shown(access, s))
        .collect();
    Ok(Feed::Events {
        events,
        position,
        more,
    })
}

/// The kinds of what happened after `position`, each once, and how far that is; at most `limit` events are looked at.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn kinds_since(tx: &mut Tx, position: i64, limit: usize) -> Result<(i64, Vec<String>)> {
    let select = sql!(
        "SELECT kind, max(seq) FROM (SELECT kind, seq FROM event WHERE seq > $1 ORDER BY seq LIMIT $2) AS page ",
        "GROUP BY kind ORDER BY kind"
    );
    let rows: Vec<(String, i64)> = tx.all(select, &vals![position, limit]).await?;
    let to = rows.iter().map(|r| r.1).max().unwrap_or(position);
    Ok((to, rows.into_iter().map(|r| r.0).collect()))
}

/// The newest committed position.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn newest(tx: &mut Tx) -> Result<i64> {
    let select = sql!("SELECT value FROM counter WHERE name = 'event'");
    Ok(tx.one::<(i64,)>(select, &[]).await?.map_or(0, |r| r.0))
}

/// What happened in one conversation, newest first, before the position `before`.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn activity(
    tx: &mut Tx,
    access: &Access,
    conversation: ConversationId,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<FeedEvent>> {
    let select = sql!(
        "SELECT e.seq, e.id, e.at, e.actor, e.conversation, e.contact, e.payload, c.team, c.assignee, 1 ",
        "FROM event e JOIN conversation c ON c.id = e.conversation ",
        "WHERE e.conversation = $1 AND e.seq < $2 ORDER BY e.seq DESC LIMIT $3"
    );
    let params = vals![conversation, before.unwrap_or(i64::MAX), limit];
    let stored: Vec<Stored> = tx.all(select, &params).await?;
    Ok(stored
        .into_iter()
        .filter(|s| access.reaches(s.team, s.assignee))
        .map(|s| s.event)
        .collect())
}

fn shown(access: &Access, stored: Stored) -> Option<FeedEvent> {
    let mut event = stored.event;
    // What one agent is told is nobody else's business.
    if let Some(EventKind::AgentNotified { agent }) = event.what.as_ref().map(|w| &w.kind) {
        return (access.agent == Some(*agent)).then_some(event);
    }
    let rings_at = event.what.as_ref().and_then(|w| w.kind.rings_at());
    if rings_at.is_some() && rings_at == access.agent {
        return Some(event);
    }
    let in_reach = match event.conversation {
        Some(_) if stored.there => access.reaches(stored.team, stored.assignee),
        _ => access.may(Permission::ConversationRead),
    };
    if in_reach {
        return Some(event);
    }
    let kind = &event.what.as_ref()?.kind;
    if !matches!(kind, EventKind::Moved { .. } | EventKind::Assigned { .. }) {
        return None;
    }
    event.what = None;
    event.contact = None;
    Some(event)
}
