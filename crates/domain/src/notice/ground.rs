//! What a notice rests on while it goes out. When that is gone it stops by itself, and whoever was not told waits: a person
//! decides what becomes of them. A refusal that is about one of them passes over that one alone.

use crate::channel::Stage;
use crate::hours::date_in;
use crate::plan::{Plan, State, effective, rehearse};
use crate::{Millis, Refusal};
use serde::{Deserialize, Serialize};

/// Why a notice stopped by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stopped {
    /// Whoever sent it may write no more.
    Author,
    /// The channel that writes can write no more.
    Sender,
    /// The plan that it is part of was taken back, or went back.
    Plan,
    /// The plan closes the channel before the day that the letters say, or that day has passed and it is open.
    Day,
    /// The words could not be made into a letter.
    Words,
}

impl Stopped {
    /// The word in the trail.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Sender => "sender",
            Self::Plan => "plan",
            Self::Day => "day",
            Self::Words => "words",
        }
    }
}

/// What a notice rests on, as it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ground {
    pub author: bool,
    pub sender: bool,
    pub plan: bool,
    pub day: bool,
}

impl Ground {
    /// Why it cannot go on.
    #[must_use]
    pub fn lost(self) -> Option<Stopped> {
        let of = [
            (self.author, Stopped::Author),
            (self.sender, Stopped::Sender),
            (self.plan, Stopped::Plan),
            (self.day, Stopped::Day),
        ];
        let lost = of.into_iter().find(|(holds, _)| !holds);
        lost.map(|(_, why)| why)
    }
}

/// Codes of refusals that say something of one recipient, or of the conversation with them, and nothing of the others.
const ABOUT_ONE: [&str; 7] = [
    "bad_address",
    "no_recipient",
    "too_many_recipients",
    "cannot_compose",
    "different_customers",
    "conversation_is_spam",
    "erased",
];

/// What a refusal means for the notice; `None`: it is about one recipient, who is passed over. What is not known to be
/// about one could be about all: nobody is lost by a stop.
#[must_use]
pub fn refused(code: &str) -> Option<Stopped> {
    match code {
        one if ABOUT_ONE.contains(&one) => None,
        "not_permitted" => Some(Stopped::Author),
        "bad_sender" | "channel_without_door" => Some(Stopped::Sender),
        _ => Some(Stopped::Words),
    }
}

/// When a plan closes its channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// It does not, or does not any more.
    Never,
    /// If every step lasts its shortest time and every gate opens.
    At(Millis),
    /// It has.
    Over,
}

/// Counted from the plan's last look, so that the day is the same between two looks.
#[must_use]
pub fn closing(plan: &Plan, now: Millis) -> Closing {
    if effective(plan).stage == Stage::Closed && plan.state != State::Draft {
        return Closing::Over;
    }
    let from = match &plan.state {
        State::Running(progress) => progress.seen.min(now),
        _ => now,
    };
    let days = rehearse(plan, from);
    let closed = days.iter().find(|d| d.stage == Stage::Closed);
    closed.map_or(Closing::Never, |d| Closing::At(d.at))
}

/// Whether letters that say a day may still go out: nobody who believes them finds the channel closed before it, or reads of
/// a day that has passed while it is open. A plan that waits for its gates closes later every day, which harms nobody.
///
/// # Errors
/// As [`date_in`].
pub fn day_holds(zone: &str, said: Millis, closes: Closing, now: Millis) -> Result<bool, Refusal> {
    let (said, today) = (date_in(zone, said)?, date_in(zone, now)?);
    Ok(match closes {
        Closing::Never => false,
        Closing::Over => said <= today,
        Closing::At(at) => today <= said && said <= date_in(zone, at)?,
    })
}

/// Whether the plan that a notice is part of still holds; `step`: where it was when the notice was sent.
#[must_use]
pub fn holds(plan: Option<&Plan>, step: Option<i64>) -> bool {
    let Some(plan) = plan else {
        return false;
    };
    let taken_back = matches!(plan.state, State::Undone { .. } | State::Abandoned { .. });
    let at = i64::try_from(plan.at_step).unwrap_or(i64::MAX);
    !taken_back && step.is_none_or(|step| step <= at)
}
