//! What one agent is told of the feed: events and patches, filtered by what they may see.

use crate::api::types::{Counts, Summary};
use crate::app::App;
use crate::http::error::ApiResult;
use crate::http::session::Caller;
use crate::reads;
use domain::event::EventKind;
use domain::{AgentId, ConversationId};
use serde::Serialize;
use serde_json::Value;
use std::collections::HashSet;
use store::feed::{Feed, FeedEvent};

/// A client that has missed more starts anew.
const MOST_EVENTS: usize = 500;

#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Frame {
    Events(Box<Events>),
    Reset { position: i64 },
}

impl Frame {
    #[must_use]
    pub fn position(&self) -> i64 {
        match self {
            Self::Events(events) => events.position,
            Self::Reset { position } => *position,
        }
    }
}

#[derive(Debug, Serialize)]
pub struct Events {
    pub position: i64,
    pub events: Vec<Value>,
    pub patches: Patches,
    pub counts: Option<Counts>,
    #[serde(skip)]
    concerns: HashSet<AgentId>,
    #[serde(skip)]
    rights_changed: bool,
    /// Where a customer wrote.
    #[serde(skip)]
    pub received: HashSet<ConversationId>,
}

impl Events {
    /// Whether what this agent may see can have changed with these events.
    #[must_use]
    pub fn concerns(&self, agent: AgentId) -> bool {
        self.rights_changed || self.concerns.contains(&agent)
    }
}

#[derive(Debug, Serialize)]
pub struct Patches {
    pub conversations: Vec<Summary>,
}

/// What happened after `position`; `None` when nothing did.
///
/// # Errors
/// When the database cannot be read.
pub async fn since(app: &App, caller: &Caller, position: i64) -> ApiResult<Option<Frame>> {
    if position == app.db().position() {
        return Ok(None);
    }
    let (events, position) = match reads::feed(app, caller, position, MOST_EVENTS).await? {
        Feed::Reset { position } => return Ok(Some(Frame::Reset { position })),
        Feed::Events { more: true, .. } => {
            return Ok(Some(Frame::Reset {
                position: app.db().position(),
            }));
        }
        Feed::Events { position: now, .. } if now == position => return Ok(None),
        Feed::Events {
            events, position, ..
        } => (events, position),
    };
    let mut touched: Vec<ConversationId> = events.iter().filter_map(|e| e.conversation).collect();
    touched.sort_unstable();
    touched.dedup();
    let conversations = if touched.is_empty() {
        Vec::new()
    } else {
        reads::summaries(app, caller, touched).await?
    };
    let mut frame = Events {
        position,
        events: Vec::with_capacity(events.len()),
        patches: Patches { conversations },
        counts: None,
        concerns: HashSet::new(),
        rights_changed: false,
        received: HashSet::new(),
    };
    for event in &events {
        match event.what.as_ref().map(|what| &what.kind) {
            Some(EventKind::AgentChanged { agent, .. }) => {
                frame.concerns.insert(*agent);
            }
            Some(EventKind::TeamChanged { .. }) => frame.rights_changed = true,
            Some(EventKind::ConversationReceived { conversation, .. }) => {
                frame.received.insert(*conversation);
            }
            _ => {}
        }
        frame.events.push(line(event));
    }
    Ok(Some(Frame::Events(Box::new(frame))))
}

/// The counts of this agent's views.
///
/// # Errors
/// When the database cannot be read.
pub async fn counts(app: &App, caller: &Caller) -> ApiResult<Counts> {
    reads::counts(app, caller).await
}

/// Whether this agent may read that conversation in full.
pub async fn reaches(app: &App, caller: &Caller, id: ConversationId) -> bool {
    matches!(reads::summaries(app, caller, vec![id]).await.as_deref(), Ok([one]) if !one.limited)
}

/// `{position, at, actor: {by, id}, kind, ...ids}`. What left this agent's reach is told as gone.
fn line(event: &FeedEvent) -> Value {
    let Some(what) = &event.what else {
        return serde_json::json!({
            "kind": "conversation.deleted.v1",
            "conversation": event.conversation,
            "position": event.seq,
            "at": event.at,
            "actor": { "by": "system", "id": null },
        });
    };
    let mut value = serde_json::to_value(&what.kind).unwrap_or_default();
    if let Some(object) = value.as_object_mut() {
        object.insert("position".to_owned(), event.seq.into());
        object.insert("at".to_owned(), event.at.into());
        object.insert(
            "actor".to_owned(),
            serde_json::to_value(what.actor).unwrap_or_default(),
        );
    }
    value
}
