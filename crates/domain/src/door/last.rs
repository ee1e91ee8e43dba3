//! The last word of a door for mail: `550` with the ways on, at the end of the letter, for strangers alone, once a channel
//! has been closed for a year. Until then, and whenever anything speaks against it, what was written is taken and becomes a
//! conversation: a customer who is turned away by a machine is lost, one who is answered is not.

use crate::Millis;
use serde::{Deserialize, Serialize};

/// A channel answers each sender itself for so long after it was closed: twelve months.
pub const AFTER_MS: Millis = 365 * 24 * 60 * 60 * 1000;
/// Octets of what is said in the reply; RFC 5321 §4.5.3.1.5 allows 512 for the whole line.
const SAID_MAX: usize = 400;
/// Of them, those of a brand's name: without the ways the line says nothing.
const BRAND_MAX: usize = 60;

/// What is true of the channel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ground {
    /// A lead has switched it on.
    pub wished: bool,
    /// Since when it is closed; `None`: it is not, or nobody knows.
    pub closed_at: Option<Millis>,
    /// A conversation that came by its doors is not resolved.
    pub open: bool,
    /// A customer of the last twelve months has used no other channel.
    pub dependent: bool,
    /// Ways that are open to a stranger now, and can be [said](is_sayable).
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
        (ground.open, HeldBack::OpenConversations),
        (ground.dependent, HeldBack::NoOtherDoor),
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

/// Whether a way can stand in the line: one that lost a letter would lead nowhere.
#[must_use]
pub fn is_sayable(way: &str) -> bool {
    !way.is_empty() && way.chars().all(|c| c.is_ascii_graphic())
}

/// One line for the end of DATA, in ASCII, which needs no extension: what is closed, and the ways on. It names addresses
/// and signs only, so that it says the same in every language.
#[must_use]
pub fn said(brand: &str, address: &str, ways: &[String]) -> String {
    let plain = |text: &str| -> String {
        let kept = text.chars().filter(|c| c.is_ascii_graphic() || *c == ' ');
        kept.collect::<String>().trim().to_owned()
    };
    let brand: String = plain(brand).chars().take(BRAND_MAX).collect();
    let address = if is_sayable(address) { address } else { "" };
    let names = [brand.trim(), address];
    let names: Vec<&str> = names.into_iter().filter(|n| !n.is_empty()).collect();
    let mut out = format!("{} (X) ->", names.join(": "));
    let mut joint = " ";
    for way in ways.iter().filter(|w| is_sayable(w)) {
        // A way that is cut would lead nowhere.
        if out.len() + joint.len() + way.len() <= SAID_MAX {
            out.push_str(joint);
            out.push_str(way);
            joint = " | ";
        }
    }
    out.trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = 2_000_000_000_000;

    fn ready() -> Ground {
        Ground {
            wished: true,
            closed_at: Some(NOW - AFTER_MS),
            open: false,
            dependent: false,
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
        one(|g| g.open = true, OpenConversations);
        one(|g| g.dependent = true, NoOtherDoor);
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

    #[test]
    fn a_way_is_named_whole_or_not_at_all_and_a_long_brand_leaves_room_for_it() {
        let ways = [
            "https://a.example/f/联系".to_owned(),
            "https://a.example/f/%E8%81%94".to_owned(),
            "two words".to_owned(),
        ];
        let line = said(&"Brand ".repeat(100), "old@a.example", &ways);
        assert!(
            line.ends_with(": old@a.example (X) -> https://a.example/f/%E8%81%94"),
            "{line}"
        );
        assert!(line.len() <= SAID_MAX);
        assert_eq!(
            said("联系", "postkontor@bücher.example", &ways[1..2]),
            "(X) -> https://a.example/f/%E8%81%94"
        );
    }
}
