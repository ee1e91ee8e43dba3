//! One fair queue over all channels: who gets what next, and why.
//!
//! The rule: whatever is due first goes first; due is arrival + urgency target, for a live contact arrival + holding
//! limit. A more urgent item that runs out of slack goes before any less urgent one. A live contact that would have to
//! wait and would make work that is as urgent late is offered another way at once. Targets belong to the urgency, never to
//! the channel: nothing here knows what a channel is, only whether somebody is waiting at the other end ([`Kind::Live`]).
//!
//! Pure: no clock, no chance. [`decide`] and the incremental [`Queue`] are the same code; live traffic, the simulator
//! ([`crate::simulate`]) and the promise ([`crate::promise`]) drive it. What it is given are rows, so that after a crash
//! [`Queue::of`] stands where it stood.

mod admission;
mod by_hand;
pub mod chats;
mod choose;
mod clock;
mod decision;
mod limits;
pub mod overtaking;
mod queue;
mod rules;
mod seating;
mod source;
mod stir;
#[cfg(test)]
mod tests;
mod work;

pub use by_hand::{gone_since, taken_by_hand};
pub use clock::{set_agent_right, set_right};
pub use decision::*;
pub use limits::{LIMITS, Limits, check_limits};
pub use queue::{AGENTS_MAX, ITEMS_MAX, Queue};
pub use rules::*;
pub use source::{Asked, Noted, Skills, Talk};
pub use stir::stirs;
pub use work::*;

use crate::{Millis, Refusal};

/// All that routing knows, as rows.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub rules: Rules,
    pub agents: Vec<Agent>,
    pub items: Vec<WorkItem>,
    /// When it was so.
    pub now: Millis,
}

/// What follows from `event`; the state is left as it is. A shell that keeps a [`Queue`] calls [`Queue::handle`], which
/// decides the same.
pub fn decide(state: &State, event: Event, now: Millis) -> Result<Vec<Decision>, Refusal> {
    Queue::of(
        state.rules.clone(),
        state.agents.clone(),
        state.items.clone(),
        state.now,
    )
    .handle(event, now)
}
