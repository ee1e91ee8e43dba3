//! Outage mode: something does not work and many write about it. One switch: while it lasts every door says so, what comes in
//! is linked to it, one update reaches everybody, and it has an end. Answering each alone would take the day that mending
//! needs; answering nobody would make them write again.

use crate::conversation::Status;
use crate::{ChannelId, Millis, Refusal};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Outages at the same time; more are one.
pub const ACTIVE_MAX: usize = 10;
/// Characters of the name.
pub const NAME_MAX: usize = 120;
/// Characters of what customers read, in each language.
pub const WORDS_MAX: usize = 600;
pub const LANGUAGES_MAX: usize = 20;
pub const CHANNELS_MAX: usize = 200;
/// An update can be stopped before the first is written for so long.
pub const HOLD_MS: Millis = 10_000;

/// What a lead writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// For the team: "Card payments fail".
    pub name: String,
    /// What customers read, by language.
    pub words: BTreeMap<String, String>,
    /// Where; empty: at every door.
    pub channels: BTreeSet<ChannelId>,
}

impl Content {
    /// Trimmed and within the bounds.
    ///
    /// # Errors
    /// `bad_name`, `bad_text`, `too_large`.
    pub fn checked(self) -> Result<Self, Refusal> {
        let name = self.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > NAME_MAX {
            let text = format!("A name has 1 to {NAME_MAX} characters.");
            return Err(Refusal::new("bad_name", text).on("name"));
        }
        let words: BTreeMap<String, String> = self
            .words
            .into_iter()
            .map(|(language, text)| (language, text.trim().to_owned()))
            .filter(|(_, text)| !text.is_empty())
            .collect();
        if words.is_empty() {
            let text = "Say in one language at least what customers are to know.";
            return Err(Refusal::new("bad_text", text).on("words"));
        }
        if words.values().any(|w| w.chars().count() > WORDS_MAX) {
            let text = format!("What customers read has at most {WORDS_MAX} characters.");
            return Err(Refusal::new("too_large", text).on("words"));
        }
        if words.len() > LANGUAGES_MAX {
            let text = format!("At most {LANGUAGES_MAX} languages.");
            return Err(Refusal::new("too_large", text).on("words"));
        }
        if self.channels.len() > CHANNELS_MAX {
            let text = format!("At most {CHANNELS_MAX} channels; none means all of them.");
            return Err(Refusal::new("too_large", text).on("channels"));
        }
        Ok(Self {
            name,
            words,
            channels: self.channels,
        })
    }

    #[must_use]
    pub fn concerns(&self, channel: ChannelId) -> bool {
        self.channels.is_empty() || self.channels.contains(&channel)
    }

    /// The words for somebody who reads `language`: theirs, its shorter form (`pt` for `pt-BR`), the house's, English, any;
    /// and in which language they are.
    #[must_use]
    pub fn told<'a>(&'a self, language: &'a str, house: &'a str) -> Option<(&'a str, &'a str)> {
        let find = |wanted: &str| {
            let hit = |(l, _): &(&String, &String)| l.eq_ignore_ascii_case(wanted);
            self.words.iter().find(hit)
        };
        [language, short(language), house, short(house), "en"]
            .into_iter()
            .find_map(find)
            .or_else(|| self.words.iter().next())
            .map(|(language, text)| (language.as_str(), text.as_str()))
    }
}

/// `pt` of `pt-BR`.
fn short(language: &str) -> &str {
    language.split(['-', '_']).next().unwrap_or(language)
}

/// The outage of a channel among those that last, the newest first.
#[must_use]
pub fn of_channel<T>(
    active: &[T],
    channel: ChannelId,
    content: impl Fn(&T) -> &Content,
) -> Option<&T> {
    active.iter().find(|o| content(o).concerns(channel))
}

/// Why somebody whose conversation is linked is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Passed {
    /// An agent said that it is about something else.
    LeftOut,
    /// Spam, merged, or a thread with somebody else.
    NotTheirs,
    /// Forgotten, blocked, or nobody to answer.
    Nobody,
    /// Merged into another, which is told instead.
    ToldThere,
    /// The program could not write it; the reason is in the log.
    Refused,
}

/// Whether an update goes into a conversation.
///
/// # Errors
/// Why it does not.
pub fn is_told(left_out: bool, status: Status, reachable: bool) -> Result<(), Passed> {
    if left_out {
        return Err(Passed::LeftOut);
    }
    match status {
        Status::Spam | Status::Merged | Status::Side => Err(Passed::NotTheirs),
        _ if !reachable => Err(Passed::Nobody),
        Status::Open | Status::Waiting | Status::Snoozed | Status::Resolved => Ok(()),
    }
}

/// What becomes of the conversations that an update went into.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// It is not over. Each stays as it is: what waits for us waits on, what was resolved is not opened again.
    #[default]
    KeepOpen,
    Resolve,
}

/// How far an update is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    Going,
    Done,
    Stopped,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn content(words: &[(&str, &str)]) -> Content {
        let pair = |(l, t): &(&str, &str)| ((*l).to_owned(), (*t).to_owned());
        Content {
            name: " Payments ".to_owned(),
            words: words.iter().map(pair).collect(),
            channels: BTreeSet::new(),
        }
    }

    #[test]
    fn each_reads_their_own_language_or_the_nearest() {
        let all = content(&[("en", "down"), ("et", "maas"), ("pt", "em baixo")]);
        let of = |language| all.told(language, "et").expect("words").1;
        assert_eq!(of("en"), "down");
        assert_eq!(of("pt-BR"), "em baixo");
        assert_eq!(of("fr"), "maas", "the language of the house");
        let english = content(&[("de", "aus"), ("en", "down")]);
        assert_eq!(english.told("fr", "et"), Some(("en", "down")));
        let other = content(&[("de", "aus")]);
        assert_eq!(
            other.told("fr", "et"),
            Some(("de", "aus")),
            "better than nothing"
        );
    }

    #[test]
    fn an_outage_has_a_name_and_words() {
        let code = |c: Content| c.checked().expect_err("refused").code;
        let name = |name: &str| Content {
            name: name.to_owned(),
            ..content(&[("en", "down")])
        };
        assert_eq!(code(name("  ")), "bad_name");
        assert_eq!(code(name(&"x".repeat(NAME_MAX + 1))), "bad_name");
        assert_eq!(code(content(&[])), "bad_text");
        assert_eq!(code(content(&[("en", " \n")])), "bad_text");
        let long = "ä".repeat(WORDS_MAX);
        assert!(content(&[("en", &long)]).checked().is_ok());
        assert_eq!(code(content(&[("en", &(long + "ä"))])), "too_large");
        let kept = content(&[("en", " down "), ("et", "")])
            .checked()
            .expect("kept");
        assert_eq!((kept.name.as_str(), kept.words.len()), ("Payments", 1));
        assert_eq!(kept.words["en"], "down");
    }

    #[test]
    fn no_channel_means_every_channel() {
        let channel = |n| ChannelId(Uuid::from_u128(n));
        let all = content(&[("en", "down")]);
        assert!(all.concerns(channel(1)));
        let one = Content {
            channels: [channel(1)].into(),
            ..all.clone()
        };
        assert!(one.concerns(channel(1)) && !one.concerns(channel(2)));
        let both = [one, all];
        let found = of_channel(&both, channel(2), |c| c).expect("the wide one");
        assert!(found.channels.is_empty());
        assert_eq!(of_channel(&both[..1], channel(2), |c| c), None);
    }

    #[test]
    fn who_is_not_about_it_or_cannot_be_reached_is_passed_over() {
        use Status::*;
        for status in [Open, Waiting, Snoozed, Resolved] {
            assert_eq!(is_told(false, status, true), Ok(()));
            assert_eq!(is_told(true, status, true), Err(Passed::LeftOut));
            assert_eq!(is_told(false, status, false), Err(Passed::Nobody));
        }
        for status in [Spam, Merged, Side] {
            assert_eq!(is_told(false, status, true), Err(Passed::NotTheirs));
        }
    }
}
