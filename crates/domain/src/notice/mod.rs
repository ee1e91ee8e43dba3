//! Notices: what the house writes to those who use a channel that changes or goes.
//!
//! Only to whom it concerns: those who used the channel, the heaviest users first, in waves, so that the first answers can
//! still change the rest. Nobody is told twice, whoever asked to be left alone is, and each hears of the ways that are open
//! to them. A text that speaks of the house's costs is questioned, because readers hear "you are not worth it".

mod content;
mod costs;
mod findings;
mod ground;
mod moved;
mod silence;
pub mod template;
#[cfg(test)]
mod tests;
mod waves;

pub use content::{
    Content, DAYS_MAX, EXCEPTIONS_MAX, HTML_MAX, LANGUAGES_MAX, NAME_MAX, SUBJECT_MAX, Text, To,
    Voice,
};
pub use costs::says_costs;
pub use findings::{Code, Facts, Finding, findings, names_a_way};
pub use ground::{Closing, Ground, Stopped, closing, day_holds, holds, refused};
pub use moved::{Heard, Week, by_week, has_moved};
pub use silence::{Silence, is_dead};
pub use waves::{Waves, frequent, shown_from};

use crate::Millis;
use crate::channel::Stage;
use crate::plan::Kind;
use serde::{Deserialize, Serialize};

/// Nothing is written before: until then a notice can be taken back as if nothing had been.
pub const HOLD_MS: Millis = 10_000;
/// People of one notice; whoever has more writes to a part of them first.
pub const PEOPLE_MAX: usize = 20_000;
/// Who used a channel longer ago does not depend on it.
pub const USED_DAYS_MAX: u16 = 400;

/// How far a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Draft,
    Sending,
    Stopped,
    Done,
}

/// How somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// A letter, which opens a conversation.
    Mail,
    /// In the conversation that they have open.
    Thread,
}

/// How far it is with one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Waiting,
    Told,
    Passed,
}

/// Why somebody is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Passed {
    /// They, or somebody for them, said that they want no notices; or their address does not work.
    Suppressed,
    /// The author left them out.
    Exception,
    /// An earlier notice about this channel told them.
    ToldBefore,
    /// No address, and no conversation that is open.
    NoWay,
    /// Forgotten.
    Erased,
    /// The letter came back.
    Bounced,
    /// Blocked, or the program could not write it: the reason is in the log.
    Refused,
}

/// What is known of somebody when it is their turn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Known {
    pub erased: bool,
    pub exception: bool,
    pub suppressed: bool,
    pub blocked: bool,
    /// An earlier notice about the channel told them, or this one under a name that was merged.
    pub told_before: bool,
    pub has_address: bool,
    /// A conversation by the channel is open.
    pub has_thread: bool,
}

/// How somebody is told.
///
/// # Errors
/// Why they are not.
pub fn way(known: &Known, in_thread: bool, follow_up: bool) -> Result<Way, Passed> {
    if known.erased {
        return Err(Passed::Erased);
    }
    if known.exception {
        return Err(Passed::Exception);
    }
    if known.suppressed {
        return Err(Passed::Suppressed);
    }
    if known.blocked {
        return Err(Passed::Refused);
    }
    if known.told_before && !follow_up {
        return Err(Passed::ToldBefore);
    }
    match (in_thread && known.has_thread, known.has_address) {
        (true, _) => Ok(Way::Thread),
        (false, true) => Ok(Way::Mail),
        (false, false) => Err(Passed::NoWay),
    }
}

/// Whether a channel goes, so that it is no way on: by its stage, or because the plan that the notice is part of ends it. That
/// another one follows it says nothing: one that lives and has a successor is still there.
#[must_use]
pub fn goes(stage: Stage, plan: Option<Kind>) -> bool {
    matches!(stage, Stage::WindingDown | Stage::Closed) || plan == Some(Kind::WindDown)
}
