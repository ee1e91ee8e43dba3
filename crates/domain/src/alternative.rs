//! Another way for somebody who waits on the line: the queue found that their wait would make other work late
//! ([`crate::routing::Late`]), so they are offered to leave a message instead.
//!
//! Pure. An offer is about one answer: it is over when that answer is there, and so is what was chosen. Desk keeps it and
//! asks here.

use crate::routing::{Kind, Place};
use crate::{Millis, Refusal};
use serde::{Deserialize, Serialize};

/// What somebody chose who was offered another way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// They leave the line; what they wrote waits as other messages do.
    Message,
    /// They stay in it all the same.
    Wait,
}

impl Choice {
    /// The word in tables and in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Wait => "wait",
        }
    }
}

/// That somebody was offered another way, and what they chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offered {
    pub at: Millis,
    pub choice: Option<Choice>,
}

/// Where somebody stands when they choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Since when they wait for an answer; `None`: they do not.
    pub since: Option<Millis>,
    /// An agent has them.
    pub taken: bool,
    /// They have gone.
    pub left: bool,
}

/// What follows from a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Chosen,
    /// They had chosen the same before: nothing happens.
    Before,
}

impl Offered {
    /// Whether it is about the answer that somebody has waited for since then.
    #[must_use]
    pub fn holds(self, since: Option<Millis>) -> bool {
        since.is_some_and(|since| since <= self.at)
    }

    /// Whether there is something to choose.
    #[must_use]
    pub fn is_open(self, line: Line) -> bool {
        self.choice.is_none() && self.holds(line.since) && !line.taken && !line.left
    }

    /// What the wait is: nobody waits on the line who left a message instead.
    #[must_use]
    pub fn kind(self, since: Option<Millis>) -> Kind {
        match self.choice {
            Some(Choice::Message) if self.holds(since) => Kind::Deferred,
            _ => Kind::Live,
        }
    }

    /// Where they stand in the line when they come back to it: who was offered another way overtakes nobody, and is not
    /// offered it again.
    #[must_use]
    pub fn place(self, since: Option<Millis>) -> Place {
        match self.holds(since) {
            true => Place::Behind,
            false => Place::Fresh,
        }
    }
}

/// Decides about a choice.
///
/// # Errors
/// `nothing_offered` when there is nothing (any more) to choose.
pub fn choose(offered: Option<Offered>, line: Line, choice: Choice) -> Result<Step, Refusal> {
    let nothing = || Refusal::new("nothing_offered", "There is nothing to choose just now.");
    let offered = offered.ok_or_else(nothing)?;
    let of_this_answer = line.since.is_none() || offered.holds(line.since);
    if offered.choice == Some(choice) && of_this_answer {
        return Ok(Step::Before);
    }
    match offered.is_open(line) {
        true => Ok(Step::Chosen),
        false => Err(nothing()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: Offered = Offered {
        at: 100,
        choice: None,
    };
    const WAITS: Line = Line {
        since: Some(90),
        taken: false,
        left: false,
    };

    fn chosen(choice: Choice) -> Offered {
        Offered {
            choice: Some(choice),
            ..OPEN
        }
    }

    fn code(found: Result<Step, Refusal>) -> &'static str {
        found.expect_err("a refusal").code
    }

    #[test]
    fn who_waits_chooses_once_and_the_same_again_is_no_second_choice() {
        for choice in [Choice::Message, Choice::Wait] {
            assert_eq!(choose(Some(OPEN), WAITS, choice), Ok(Step::Chosen));
            assert_eq!(
                choose(Some(chosen(choice)), WAITS, choice),
                Ok(Step::Before)
            );
        }
        let other = choose(Some(chosen(Choice::Wait)), WAITS, Choice::Message);
        assert_eq!(code(other), "nothing_offered");
        let other = choose(Some(chosen(Choice::Message)), WAITS, Choice::Wait);
        assert_eq!(code(other), "nothing_offered");
    }

    #[test]
    fn there_is_nothing_to_choose_before_an_offer_and_after_an_answer_or_an_agent() {
        let refused = |offered, line| code(choose(offered, line, Choice::Message));
        assert_eq!(refused(None, WAITS), "nothing_offered");
        for line in [
            Line {
                since: None,
                ..WAITS
            },
            // They wrote again after the answer: another wait.
            Line {
                since: Some(101),
                ..WAITS
            },
            Line {
                taken: true,
                ..WAITS
            },
            Line {
                left: true,
                ..WAITS
            },
        ] {
            assert_eq!(refused(Some(OPEN), line), "nothing_offered", "{line:?}");
            assert!(!OPEN.is_open(line));
        }
    }

    #[test]
    fn a_repeated_choice_is_taken_when_the_answer_was_faster_and_not_in_the_next_wait() {
        let answered = Line {
            since: None,
            ..WAITS
        };
        let again = choose(Some(chosen(Choice::Message)), answered, Choice::Message);
        assert_eq!(again, Ok(Step::Before));
        let next = Line {
            since: Some(150),
            ..WAITS
        };
        let again = choose(Some(chosen(Choice::Message)), next, Choice::Message);
        assert_eq!(code(again), "nothing_offered");
    }

    #[test]
    fn a_message_waits_as_one_until_it_is_answered_and_whoever_stays_overtakes_nobody() {
        let message = chosen(Choice::Message);
        assert_eq!(message.kind(Some(90)), Kind::Deferred);
        assert_eq!(message.kind(Some(101)), Kind::Live, "another wait");
        assert_eq!(message.kind(None), Kind::Live, "a talk after the answer");
        assert_eq!(chosen(Choice::Wait).kind(Some(90)), Kind::Live);
        assert_eq!(OPEN.kind(Some(90)), Kind::Live);
        assert_eq!(OPEN.place(Some(90)), Place::Behind);
        assert_eq!(OPEN.place(Some(101)), Place::Fresh);
    }
}
