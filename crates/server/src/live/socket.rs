//! One console's socket: events from its position on, presence both ways, bounded in every direction.

use super::frames::{self, Frame};
use super::presence::{PresenceState, SocketId};
use crate::app::App;
use crate::cluster::Word;
use crate::http::session::Caller;
use axum::extract::ws::{Message, WebSocket};
use domain::ConversationId;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::time::Duration;
use store::Standing;
use tokio::sync::watch;
use tokio::time::Instant;

/// A client that takes longer for one frame is dropped; it resumes from its position.
const SEND: Duration = Duration::from_secs(10);
/// Often enough to miss a console within [`desk::queue::LOST_MS`].
const PING: Duration = Duration::from_secs(4);
/// Pings between looks at the session.
const SIGNED_IN: u32 = 6;
const SILENCE: Duration = Duration::from_secs(75);
/// Events that come within this time travel in one frame.
const GATHER: Duration = Duration::from_millis(10);
/// Counts are sent at most this often.
const COUNTS: Duration = Duration::from_secs(1);

/// Conversations side by side on one screen.
const BESIDE: usize = 12;

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum FromClient {
    Presence {
        conversation: Option<ConversationId>,
        state: Option<ClientState>,
        /// Others that are on the screen as well, and of whose presence is told; at most [`BESIDE`] count.
        #[serde(default)]
        beside: Vec<ConversationId>,
    },
    Pong,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ClientState {
    Viewing,
    Writing,
    Left,
}

struct Socket {
    app: App,
    caller: Caller,
    id: SocketId,
    out: SplitSink<WebSocket, Message>,
    position: i64,
    at: Option<ConversationId>,
    beside: Vec<ConversationId>,
    /// What was last said about presence, by conversation.
    told: HashMap<ConversationId, String>,
    counts_due: Option<Instant>,
    counts_sent: Instant,
}

/// Serves a socket until it ends, falls silent, or its session does.
pub async fn serve(app: App, caller: Caller, socket: WebSocket, position: i64) {
    let Some(place) = app.live.enter(caller.agent()) else {
        return;
    };
    let (out, input) = socket.split();
    let mut socket = Socket {
        id: place.id(),
        app,
        caller,
        out,
        position,
        at: None,
        beside: Vec::new(),
        told: HashMap::new(),
        counts_due: None,
        counts_sent: Instant::now(),
    };
    if socket.run(input).await.is_none() {
        tracing::debug!("socket ended");
    }
    if socket.at.is_some() {
        socket.beat(None);
    }
    let _ = tokio::time::timeout(SEND, socket.out.close()).await;
    drop(place);
}

impl Socket {
    /// `None` when the socket cannot go on.
    async fn run(&mut self, mut input: SplitStream<WebSocket>) -> Option<()> {
        let stop = self.app.live.stop_token();
        let mut hints = self.app.db().hints();
        let mut standing = self.app.db().standing();
        let mut presence = self.app.live.presence_changes();
        let mut ping = tokio::time::interval(PING);
        ping.reset();
        let mut heard = Instant::now();
        let mut pings: u32 = 0;
        self.hear();
        self.send(&serde_json::json!({ "type": "hello", "position": self.app.db().position() }))
            .await?;
        self.catch_up().await?;
        loop {
            let counts_due = self.counts_due;
            tokio::select! {
                () = stop.cancelled() => return Some(()),
                // Cut off from the database: another machine can serve this console.
                () = away(&mut standing) => return None,
                changed = hints.changed() => {
                    changed.ok()?;
                    tokio::time::sleep(GATHER).await;
                    hints.borrow_and_update();
                    self.catch_up().await?;
                }
                changed = presence.changed() => {
                    changed.ok()?;
                    self.tell_presence().await?;
                }
                () = sleep_until(counts_due), if counts_due.is_some() => self.send_counts().await?,
                _ = ping.tick() => {
                    if heard.elapsed() > SILENCE {
                        return None;
                    }
                    pings = pings.wrapping_add(1);
                    if pings.is_multiple_of(SIGNED_IN) && !self.still_signed_in().await {
                        let _ = self.send(&serde_json::json!({ "type": "signed_out" })).await;
                        return Some(());
                    }
                    self.send(&serde_json::json!({ "type": "ping" })).await?;
                }
                message = input.next() => {
                    heard = Instant::now();
                    self.hear();
                    match message?.ok()? {
                        Message::Text(text) => self.take(text.as_str()).await?,
                        Message::Close(_) => return Some(()),
                        _ => {}
                    }
                }
            }
        }
    }

    /// This console is there.
    fn hear(&self) {
        let now = self.app.clock.heartbeat();
        self.app.live.hear(self.caller.agent(), now);
    }

    /// Sends what happened since our position.
    async fn catch_up(&mut self) -> Option<()> {
        let frame = match frames::since(&self.app, &self.caller, self.position).await {
            Ok(frame) => frame,
            Err(error) => {
                tracing::warn!(code = %error.code, "feed cannot be read; the client resumes later");
                return None;
            }
        };
        let Some(frame) = frame else { return Some(()) };
        self.position = frame.position();
        if let Frame::Events(events) = &frame {
            if events.concerns(self.caller.agent()) && !self.still_signed_in().await {
                let _ = self
                    .send(&serde_json::json!({ "type": "signed_out" }))
                    .await;
                return None;
            }
            if let Some(at) = self.at.filter(|at| events.received.contains(at)) {
                self.see(at).await;
            }
            if self.counts_due.is_none() {
                self.counts_due = Some(self.counts_sent + COUNTS);
            }
        }
        self.send(&frame).await
    }

    async fn send_counts(&mut self) -> Option<()> {
        self.counts_due = None;
        self.counts_sent = Instant::now();
        let counts = frames::counts(&self.app, &self.caller).await.ok()?;
        self.send(&serde_json::json!({ "type": "events", "position": self.position, "events": [], "patches": { "conversations": [] }, "counts": counts }))
            .await
    }

    async fn still_signed_in(&mut self) -> bool {
        match self
            .app
            .sessions
            .again(&self.app, &self.caller.signed, self.app.clock.now())
            .await
        {
            Ok(Some(signed)) => {
                self.caller.signed = signed;
                true
            }
            Ok(None) => false,
            // The database is away, not the session.
            Err(_) => true,
        }
    }

    /// What a client says. Nonsense is not answered, and does not end the socket.
    async fn take(&mut self, text: &str) -> Option<()> {
        let Ok(FromClient::Presence {
            conversation,
            state,
            beside,
        }) = serde_json::from_str(text)
        else {
            return Some(());
        };
        let state = match state.unwrap_or(ClientState::Viewing) {
            ClientState::Viewing => Some(PresenceState::Viewing),
            ClientState::Writing => Some(PresenceState::Writing),
            ClientState::Left => None,
        };
        let mut at = conversation.zip(state);
        // Nobody is present where they may not read.
        if let Some((id, _)) = at
            && self.at != Some(id)
            && !frames::reaches(&self.app, &self.caller, id).await
        {
            at = None;
        }
        self.at = at.map(|(id, _)| id);
        self.put_beside(beside).await;
        if let Some(id) = self.at {
            self.see(id).await;
        }
        self.beat(at);
        self.tell_presence().await
    }

    /// What else is on the screen, as far as it may be read.
    async fn put_beside(&mut self, mut ids: Vec<ConversationId>) {
        ids.truncate(BESIDE);
        ids.retain(|id| Some(*id) != self.at);
        let known = std::mem::take(&mut self.beside);
        for id in ids {
            let may = known.contains(&id) || frames::reaches(&self.app, &self.caller, id).await;
            if may && !self.beside.contains(&id) {
                self.beside.push(id);
            }
        }
    }

    /// What a visitor wrote in a chat counts as read while an agent looks at it.
    async fn see(&self, id: ConversationId) {
        let now = self.app.clock.now();
        if let Err(error) = self.app.desk.chat_seen_by_agent(id, now).await {
            tracing::debug!(%error, "that a chat was seen could not be noted");
        }
    }

    /// Notes where this console is, here and on the other machines.
    fn beat(&self, at: Option<(ConversationId, PresenceState)>) {
        let (app, agent) = (&self.app, self.caller.agent());
        let changed = app
            .live
            .presence
            .beat(self.id, agent, at, app.clock.heartbeat());
        if !changed.is_empty() {
            app.live.nudge_presence();
        }
        if !app.cluster.is_alone() {
            let word = Word::Present {
                node: app.desk.node().to_owned(),
                socket: self.id.0,
                agent,
                at,
            };
            app.db().whisper(word.text());
        }
    }

    /// Who else is at the conversations that this console looks at, where that has changed.
    async fn tell_presence(&mut self) -> Option<()> {
        let all: Vec<ConversationId> = self.at.iter().chain(&self.beside).copied().collect();
        self.told.retain(|id, _| all.contains(id));
        for conversation in all {
            let agents = self.app.live.presence.at(conversation);
            let now = self.app.clock.heartbeat();
            let typing = self.app.chats.is_typing(conversation, now);
            let said = serde_json::to_string(&(&agents, typing)).ok()?;
            if self.told.get(&conversation) == Some(&said) {
                continue;
            }
            self.told.insert(conversation, said);
            self.send(&serde_json::json!({ "type": "presence", "conversation": conversation, "agents": agents, "customer_typing": typing })).await?;
        }
        Some(())
    }

    async fn send(&mut self, frame: &impl Serialize) -> Option<()> {
        let text = serde_json::to_string(frame).ok()?;
        tokio::time::timeout(SEND, self.out.send(Message::Text(text.into())))
            .await
            .ok()?
            .ok()
    }
}

/// Until the database cannot be worked with.
async fn away(standing: &mut watch::Receiver<Standing>) {
    if standing.wait_for(|at| *at != Standing::Well).await.is_err() {
        std::future::pending().await
    }
}

async fn sleep_until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}
