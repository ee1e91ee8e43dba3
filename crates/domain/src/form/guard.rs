//! Who sends a form: a person, or a program that fills in every form it finds. Suspicion never silences anybody: what is
//! suspect is kept as spam with its reasons, where agents find it, and only a flood is asked to come back in a moment, with
//! everything that was typed still in the page.
//!
//! Defences: how soon after the page was made the post came (nobody reads and writes in a second), a field that people do
//! not see, how many posts come from the same place, work that a browser does for a second when many posts come at once, and
//! how many links a text has. None of them needs a script, and none asks a person to prove anything.

use super::rate::Pace;
use crate::Millis;
use serde::{Deserialize, Serialize};

/// Nobody has read, written and sent a form within this time.
pub const INSTANT_MS: Millis = 1_200;
/// Hardly anybody has.
pub const QUICK_MS: Millis = 3_000;
/// More links than this are rarely a question.
pub const LINKS: usize = 5;
/// Suspicion from which on a post is kept as spam.
const ENOUGH: u32 = 100;

/// What makes a post suspect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Suspicion {
    /// The field that people do not see was filled in.
    Trap,
    /// Sent within [`INSTANT_MS`].
    Instant,
    /// Sent within [`QUICK_MS`].
    Quick,
    /// Many posts from one address.
    Address,
    /// Many posts from one network.
    Network,
    /// Work was asked for and not done, as by a browser without script.
    NoWork,
    /// Work was claimed and not done.
    FalseWork,
    Links,
}

impl Suspicion {
    /// The word in stored posts and in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Trap => "trap",
            Self::Instant => "instant",
            Self::Quick => "quick",
            Self::Address => "address",
            Self::Network => "network",
            Self::NoWork => "no_work",
            Self::FalseWork => "false_work",
            Self::Links => "links",
        }
    }

    fn weight(self) -> u32 {
        match self {
            Self::Trap | Self::Instant => ENOUGH,
            Self::FalseWork => 70,
            Self::Quick | Self::Address | Self::Links => 50,
            Self::Network => 40,
            // By itself it is a person without script on a busy day.
            Self::NoWork => 30,
        }
    }
}

/// Whether the browser did the work that it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    NotAsked,
    Done,
    Missing,
    False,
}

/// What is known about a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signals {
    /// From the making of the page to the post.
    pub took_ms: Millis,
    pub trapped: bool,
    pub address: Pace,
    pub network: Pace,
    pub work: Work,
    pub links: usize,
}

/// What becomes of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Taken; the reasons, if any, are not enough.
    Take(Vec<Suspicion>),
    /// Taken, as spam.
    Spam(Vec<Suspicion>),
    /// A flood: shown again with everything in it, to be sent in so many seconds.
    Later { seconds: u32 },
}

/// Seconds that somebody in a flood waits.
const LATER_S: u32 = 60;

/// Judges a post.
#[must_use]
pub fn judge(s: &Signals) -> Verdict {
    if s.address == Pace::Flood || s.network == Pace::Flood {
        return Verdict::Later { seconds: LATER_S };
    }
    let found: Vec<Suspicion> = [
        (s.trapped, Suspicion::Trap),
        (s.took_ms < INSTANT_MS, Suspicion::Instant),
        (
            (INSTANT_MS..QUICK_MS).contains(&s.took_ms),
            Suspicion::Quick,
        ),
        (s.address == Pace::Fast, Suspicion::Address),
        (s.network == Pace::Fast, Suspicion::Network),
        (s.work == Work::Missing, Suspicion::NoWork),
        (s.work == Work::False, Suspicion::FalseWork),
        (s.links > LINKS, Suspicion::Links),
    ]
    .into_iter()
    .filter_map(|(is, why)| is.then_some(why))
    .collect();
    if found.iter().map(|why| why.weight()).sum::<u32>() >= ENOUGH {
        Verdict::Spam(found)
    } else {
        Verdict::Take(found)
    }
}

/// How many links a text has.
#[must_use]
pub fn links(text: &str) -> usize {
    let lower = text.to_lowercase();
    let starts = ["http://", "https://", "www.", "[url", "<a "];
    lower
        .split_whitespace()
        .map(|word| {
            let marks = |start: &&str| word.contains(*start);
            usize::from(starts.iter().any(marks))
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person() -> Signals {
        Signals {
            took_ms: 45_000,
            trapped: false,
            address: Pace::Calm,
            network: Pace::Calm,
            work: Work::NotAsked,
            links: 1,
        }
    }

    fn reasons(s: &Signals) -> Vec<Suspicion> {
        match judge(s) {
            Verdict::Spam(why) => why,
            other => panic!("not spam: {other:?}"),
        }
    }

    #[test]
    fn a_person_is_taken_without_suspicion() {
        assert_eq!(judge(&person()), Verdict::Take(vec![]));
    }

    #[test]
    fn whoever_fills_in_what_nobody_sees_is_a_program() {
        let s = Signals {
            trapped: true,
            ..person()
        };
        assert_eq!(reasons(&s), [Suspicion::Trap]);
    }

    #[test]
    fn nobody_writes_in_a_second_and_hardly_anybody_in_three() {
        let s = Signals {
            took_ms: 1_000,
            ..person()
        };
        assert_eq!(reasons(&s), [Suspicion::Instant]);
        let s = Signals {
            took_ms: 2_000,
            ..person()
        };
        assert_eq!(judge(&s), Verdict::Take(vec![Suspicion::Quick]));
        let s = Signals { links: 9, ..s };
        assert_eq!(reasons(&s), [Suspicion::Quick, Suspicion::Links]);
    }

    #[test]
    fn a_person_without_script_on_a_busy_day_is_taken() {
        let s = Signals {
            work: Work::Missing,
            ..person()
        };
        assert_eq!(judge(&s), Verdict::Take(vec![Suspicion::NoWork]));
        let s = Signals {
            network: Pace::Fast,
            ..s
        };
        assert!(matches!(judge(&s), Verdict::Take(_)));
        let s = Signals {
            address: Pace::Fast,
            ..s
        };
        assert_eq!(reasons(&s).len(), 3);
    }

    #[test]
    fn a_flood_is_asked_to_come_back_and_not_kept() {
        for s in [
            Signals {
                address: Pace::Flood,
                ..person()
            },
            Signals {
                network: Pace::Flood,
                trapped: true,
                ..person()
            },
        ] {
            assert!(matches!(judge(&s), Verdict::Later { seconds: 1.. }));
        }
    }

    #[test]
    fn links_are_counted_by_words() {
        assert_eq!(links("see https://a.example/x and www.b.example"), 2);
        assert_eq!(links("[url=http://c]buy[/url]"), 1);
        assert_eq!(links("no link, just text."), 0);
        assert_eq!(links(&"HTTPS://A.EXAMPLE ".repeat(9)), 9);
    }
}
