//! The feed of events: written with the job that caused them, positioned in the order of commits.

use crate::value::{Val, json};
use crate::{Result, StoreError, Tx, sql};
use domain::event::{Event, EventKind};
use domain::{ContactId, ConversationId};
use uuid::{NoContext, Timestamp, Uuid};

/// An event of the open transaction.
pub(crate) struct PendingEvent {
    id: Uuid,
    pub(crate) event: Event,
}

impl Tx {
    /// Puts an event on the feed if this job commits. Its position is given as the job's last statement, so that the
    /// order of positions is the order of commits.
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

    /// Writes the events of this job; answers the last position when there were any.
    pub(crate) async fn write_events(&mut self) -> Result<Option<i64>> {
        let events = std::mem::take(&mut self.events);
        if events.is_empty() {
            return Ok(None);
        }
        // The row stays locked until the commit: nobody can commit a later position before an earlier one.
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
            .map(|(pending, seq)| (insert, cells(pending, seq)))
            .collect();
        self.batch(&rows).await?;
        Ok(Some(last))
    }
}

fn cells(pending: &PendingEvent, seq: i64) -> Vec<Val<'static>> {
    let event = &pending.event;
    let payload = serde_json::to_value(&event.kind).unwrap_or_default();
    let name = payload["kind"].as_str().unwrap_or_default().to_owned();
    vec![
        Val::Int(seq),
        Val::Id(pending.id),
        Val::Int(event.at),
        json(&event.actor),
        Val::Text(name.into()),
        conversation_of(&payload).into(),
        contact_of(&event.kind).into(),
        json(&payload),
    ]
}

/// By the field `conversation` that every event about one has, so that a new event cannot forget it.
fn conversation_of(payload: &serde_json::Value) -> Option<ConversationId> {
    payload["conversation"].as_str()?.parse().ok()
}

fn contact_of(kind: &EventKind) -> Option<ContactId> {
    match kind {
        EventKind::ConversationOpened { contact, .. } => *contact,
        EventKind::ContactChanged { contact } | EventKind::ContactBlocked { contact, .. } => {
            Some(*contact)
        }
        _ => None,
    }
}
