//! Who looks at, or writes in, which conversation now, here and on other machines. In memory only; a heartbeat keeps it
//! alive.

use domain::{AgentId, ConversationId, Millis};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

/// A console that has not been heard of for this long has gone.
pub const GONE_MS: Millis = 40_000;
/// Most entries that are kept; more are not taken.
const MOST: usize = 10_000;

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PresenceState {
    Viewing,
    Writing,
}

/// One agent at one conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Here {
    #[schema(value_type = String)]
    pub agent: AgentId,
    pub state: PresenceState,
}

/// A socket, for the time that it is open: one agent may have several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SocketId(pub u64);

/// Where a socket is: on this machine, or on another one of the same desk.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    /// `None`: here.
    node: Option<Box<str>>,
    socket: SocketId,
}

impl Origin {
    #[must_use]
    pub fn elsewhere(node: &str, socket: SocketId) -> Self {
        Self {
            node: Some(node.into()),
            socket,
        }
    }
}

impl From<SocketId> for Origin {
    fn from(socket: SocketId) -> Self {
        Self { node: None, socket }
    }
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    agent: AgentId,
    conversation: ConversationId,
    state: PresenceState,
    at: Millis,
}

#[derive(Debug, Default)]
pub struct Presence(Mutex<HashMap<Origin, Entry>>);

impl Presence {
    /// Notes a heartbeat; answers the conversations whose picture changed.
    pub fn beat(
        &self,
        socket: impl Into<Origin>,
        agent: AgentId,
        at: Option<(ConversationId, PresenceState)>,
        now: Millis,
    ) -> Vec<ConversationId> {
        let socket = socket.into();
        let mut all = self.lock();
        let before = all.get(&socket).copied();
        let Some((conversation, state)) = at else {
            all.remove(&socket);
            return before.map(|e| e.conversation).into_iter().collect();
        };
        if before.is_none() && all.len() >= MOST {
            return Vec::new();
        }
        all.insert(
            socket,
            Entry {
                agent,
                conversation,
                state,
                at: now,
            },
        );
        match before {
            Some(e) if e.conversation == conversation && e.state == state => Vec::new(),
            Some(e) if e.conversation != conversation => vec![e.conversation, conversation],
            _ => vec![conversation],
        }
    }

    /// Drops what has not been heard of; answers the conversations whose picture changed.
    pub fn sweep(&self, now: Millis) -> Vec<ConversationId> {
        let mut changed = Vec::new();
        self.lock().retain(|_, e| {
            let here = now - e.at < GONE_MS;
            if !here {
                changed.push(e.conversation);
            }
            here
        });
        changed
    }

    /// Everybody at a conversation; of an agent with several sockets the strongest state.
    #[must_use]
    pub fn at(&self, conversation: ConversationId) -> Vec<Here> {
        let mut here: Vec<Here> = Vec::new();
        for e in self
            .lock()
            .values()
            .filter(|e| e.conversation == conversation)
        {
            match here.iter_mut().find(|h| h.agent == e.agent) {
                Some(known) => known.state = known.state.max(e.state),
                None => here.push(Here {
                    agent: e.agent,
                    state: e.state,
                }),
            }
        }
        here.sort_by_key(|h| h.agent);
        here
    }

    /// Who writes in which conversation.
    #[must_use]
    pub fn writing(&self) -> Vec<(ConversationId, AgentId)> {
        let all = self.lock();
        let writing = all.values().filter(|e| e.state == PresenceState::Writing);
        let mut out: Vec<_> = writing.map(|e| (e.conversation, e.agent)).collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    /// Everybody who is anywhere.
    #[must_use]
    pub fn agents(&self) -> HashSet<AgentId> {
        self.lock().values().map(|e| e.agent).collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Origin, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn agent(n: u128) -> AgentId {
        AgentId(Uuid::from_u128(n))
    }
    fn conversation(n: u128) -> ConversationId {
        ConversationId(Uuid::from_u128(n))
    }

    #[test]
    fn a_heartbeat_that_says_nothing_new_changes_nothing() {
        let presence = Presence::default();
        let at = Some((conversation(1), PresenceState::Viewing));
        assert_eq!(
            presence.beat(SocketId(1), agent(1), at, 0),
            [conversation(1)]
        );
        assert!(presence.beat(SocketId(1), agent(1), at, 15_000).is_empty());
        assert!(
            presence.sweep(50_000).is_empty(),
            "the second heartbeat counts"
        );
        assert_eq!(presence.sweep(55_000), [conversation(1)]);
        assert!(presence.at(conversation(1)).is_empty());
    }

    #[test]
    fn writing_in_one_tab_outweighs_viewing_in_another() {
        let presence = Presence::default();
        presence.beat(
            SocketId(1),
            agent(1),
            Some((conversation(1), PresenceState::Writing)),
            0,
        );
        presence.beat(
            SocketId(2),
            agent(1),
            Some((conversation(1), PresenceState::Viewing)),
            0,
        );
        let here = presence.at(conversation(1));
        assert_eq!(here.len(), 1);
        assert_eq!(here[0].state, PresenceState::Writing);
    }

    #[test]
    fn the_same_number_on_another_machine_is_another_socket() {
        let presence = Presence::default();
        let at = Some((conversation(1), PresenceState::Viewing));
        presence.beat(SocketId(1), agent(1), at, 0);
        presence.beat(Origin::elsewhere("b", SocketId(1)), agent(2), at, 0);
        assert_eq!(presence.at(conversation(1)).len(), 2);
        presence.beat(Origin::elsewhere("b", SocketId(1)), agent(2), None, 1);
        assert_eq!(presence.at(conversation(1))[0].agent, agent(1));
    }

    #[test]
    fn moving_on_changes_both_conversations() {
        let presence = Presence::default();
        presence.beat(
            SocketId(1),
            agent(1),
            Some((conversation(1), PresenceState::Viewing)),
            0,
        );
        let changed = presence.beat(
            SocketId(1),
            agent(1),
            Some((conversation(2), PresenceState::Viewing)),
            1,
        );
        assert_eq!(changed, [conversation(1), conversation(2)]);
        assert_eq!(
            presence.beat(SocketId(1), agent(1), None, 2),
            [conversation(2)]
        );
    }
}
