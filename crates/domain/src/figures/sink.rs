//! What takes in the rows of a period: a [`Tally`](super::Tally) for a report, or `scorecard::Counting` for scorecards.

use super::{Life, Period, Spell, Traits};
use crate::ConversationId;

/// Counts lives and spells of a period.
pub trait Sink: Send {
    /// Of which rows are wanted: those that arrived or began within it, and those that were not over at its beginning.
    fn period(&self) -> Period;
    fn life(&mut self, life: &Life);
    fn spell(&mut self, id: ConversationId, traits: &Traits, spell: &Spell);
}
