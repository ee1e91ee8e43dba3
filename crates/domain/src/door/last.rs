//! The last word of a door for mail: `550` with the ways on, at the end of the letter, for strangers alone, once a channel
//! has been closed for a year. Until then, and whenever anything speaks against it, what was written is taken and becomes a
//! conversation: a customer who is turned away by a machine is lost, one who is answered is not.

use crate::Millis;
use serde::{Deserialize, Serialize};

/// A channel answers each sender itself for so long after it was closed: twelve months.
pub const AFTER_MS: Millis = 365 * 24 * 60 * 60 * 1000;
/// Octets of what is said in the reply; RFC 5321 §4.5.3.1.5 allows 512 for the whole line.
const SAID_MAX: usize = 400;

/// What is true of the channel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ground {
    /// A lead has switched it on.
    pub wished: bool,
    /// Since when it is closed; `None`: it is not, or nobody knows.
    pub closed_at: Option<Millis>,
    /// Conversations that came by its doors and are not resolved.
    pub open: i64,
    /// Customers of the last twelve months who have used no other channel.
    pub dependent: i64,
    /// Ways that are open to a stranger now.
    pub ways: usize,
}

/// Why it is not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldBack {
    NotWished,
    NotClosed,
    TooEarly,
    OpenConversations,
    NoOtherDoor,
    NoWayOn,
}

impl HeldBack {
    /// For a person.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::NotWished => "Nobody has switched it on.",
            Self::NotClosed => "The channel is not closed.",
            Self::TooEarly => "The channel has not been closed for twelve months yet.",
            Self::OpenConversations => "Conversations that came by this channel are still open.",
            Self::NoOtherDoor => {
                "Customers who wrote within twelve months have used no other channel yet."
            }
            Self::NoWayOn => "There is no open way that it could name.",
        }
    }
}

/// Everything that speaks against it; empty: strangers are refused.
#[must_use]
pub fn held_back(ground: &Ground, now: Millis) -> Vec<HeldBack> {
    let closed_for = ground.closed_at.map(|at| now.saturating_sub(at));
    let all = [
        (!ground.wished, HeldBack::NotWished),
        (closed_for.is_none(), HeldBack::NotClosed),
        (
            closed_for.is_some_and(|ms| ms < AFTER_MS),
            HeldBack::TooEarly,
        ),
        (ground.open > 0, HeldBack::OpenConversations),
        (ground.dependent > 0, HeldBack::NoOtherDoor),
        (ground.ways == 0, HeldBack::NoWayOn),
    ];
    all.into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, why)| why)
        .collect()
}

/// What is known of a letter before it is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letter {
    /// The sender is a contact of ours, by any address that stands in the letter.
    pub known: bool,
    /// It answers something: a token of ours, or a reference to any mail.
    pub answers: bool,
    /// A program wrote it, or nobody can be told: a refusal of a refusal goes nowhere.
    pub automatic: bool,
}

impl Letter {
    /// A stranger who begins something.
    #[must_use]
    pub fn is_of_stranger(self) -> bool {
        !(self.known || self.answers || self.automatic)
    }
}

/// One line for the end of DATA, in ASCII, which needs no extension: what is closed, and the ways on. It names addresses
/// and signs only, so that it says the same in every language.
#[must_use]
pub fn said(brand: &str, address: &str, ways: &[String]) -> String {
    let plain = |text: &str| -> String {
        let kept = text.chars().filter(|c| c.is_ascii_graphic() || *c == ' ');
        kept.collect::<String>().trim().to_owned()
    };
    let (brand, address) = (plain(brand), plain(address));
    let from = match brand.is_empty() {
        true => address,
        false => format!("{brand}: {address}"),
    };
    let mut out = format!("{from} (X) ->");
    for (at, way) in ways
        .iter()
        .map(|w| plain(w))
        .filter(|w| !w.is_empty())
        .enumerate()
    {
        let joint = if at == 0 { " " } else { " | " };
        // A way that is cut would lead nowhere.
        if out.len() + joint.len() + way.len() <= SAID_MAX {
            out.push_str(joint);
            out.push_str(&way);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = 2_000_000_000_000;

    fn ready() -> Ground {
        Ground {
            wished: true,
            closed_at: Some(NOW - AFTER_MS),
            open: 0,
            dependent: 0,
            ways: 1,
        }
    }

    #[test]
    fn after_twelve_months_and_with_nothing_left_behind_strangers_are_refused() {
        assert_eq!(held_back(&ready(), NOW), []);
    }

    #[test]
    fn whatever_speaks_against_it_holds_it_back_by_itself() {
        use HeldBack::*;
        let one = |change: fn(&mut Ground), why: HeldBack| {
            let mut ground = ready();
            change(&mut ground);
            assert_eq!(held_back(&ground, NOW), [why], "{ground:?}");
        };
        one(|g| g.wished = false, NotWished);
        one(|g| g.closed_at = None, NotClosed);
        one(|g| g.closed_at = Some(NOW - AFTER_MS + 1), TooEarly);
        one(|g| g.closed_at = Some(NOW + 1), TooEarly);
        one(|g| g.open = 1, OpenConversations);
        one(|g| g.dependent = 1, NoOtherDoor);
        one(|g| g.ways = 0, NoWayOn);
        assert_eq!(
            held_back(&Ground::default(), NOW),
            [NotWished, NotClosed, NoWayOn]
        );
    }

    #[test]
    fn only_a_person_whom_nobody_knows_and_who_begins_something_is_a_stranger() {
        let stranger = Letter {
            known: false,
            answers: false,
            automatic: false,
        };
        assert!(stranger.is_of_stranger());
        for other in [
            Letter {
                known: true,
                ..stranger
            },
            Letter {
                answers: true,
                ..stranger
            },
            Letter {
                automatic: true,
                ..stranger
            },
        ] {
            assert!(!other.is_of_stranger(), "{other:?}");
        }
    }

    #[test]
    fn what_is_said_is_one_short_line_of_ascii_and_cuts_no_way() {
        let ways = [
            "help@new.example".to_owned(),
            "https://a.example/contact".to_owned(),
        ];
        assert_eq!(
            said("Nörthwind\r\n250 OK", "old@a.example", &ways),
            "Nrthwind250 OK: old@a.example (X) -> help@new.example | https://a.example/contact"
        );
        let long = vec![format!("https://a.example/{}", "x".repeat(300)); 5];
        let line = said("", "old@a.example", &long);
        assert!(line.len() <= SAID_MAX && line.ends_with('x'), "{line}");
        assert_eq!(line.matches("https").count(), 1);
    }
}
