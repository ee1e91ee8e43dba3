//! What a lead writes, and its bounds.

use super::Waves;
use super::findings::names;
use crate::language::{is_locale, near};
use crate::plan::{Audience, Matching};
use crate::{ChannelId, ContactId, Refusal};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Characters of the name.
pub const NAME_MAX: usize = 120;
/// Characters of a subject.
pub const SUBJECT_MAX: usize = 200;
/// Octets of a text in one language.
pub const HTML_MAX: usize = 100_000;
pub const LANGUAGES_MAX: usize = 20;
pub const EXCEPTIONS_MAX: usize = 10_000;
/// A larger number is no number of days.
pub const DAYS_MAX: u16 = 4_000;

/// Who is written to, of those who used the channel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct To {
    /// Within so many days.
    pub days: u16,
    /// Those who wrote by no other channel in that time.
    #[serde(default)]
    pub only_here: bool,
    /// Those who make 80 % of the volume.
    #[serde(default)]
    pub frequent: bool,
    /// Those with an open conversation.
    #[serde(default)]
    pub open: bool,
    #[serde(default)]
    pub matching: Option<Matching>,
}

/// In whose words the templates speak.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Voice {
    /// What the customer has of it.
    #[default]
    Benefit,
    /// How they can still talk to us.
    Ways,
    /// Our own: a person says it.
    Own,
}

impl Voice {
    pub const ALL: [Self; 3] = [Self::Benefit, Self::Ways, Self::Own];
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    pub subject: String,
    pub html: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// For the team.
    pub name: String,
    pub to: To,
    /// The channel of mail whose address writes.
    pub from: ChannelId,
    /// Who has an open conversation by this channel is told there.
    #[serde(default)]
    pub in_thread: bool,
    #[serde(default)]
    pub voice: Voice,
    /// By language.
    pub texts: BTreeMap<String, Text>,
    /// Also those whom an earlier notice about this channel told.
    #[serde(default)]
    pub follow_up: bool,
    #[serde(default)]
    pub exceptions: BTreeSet<ContactId>,
    #[serde(default)]
    pub waves: Waves,
    /// Yes, it is to say that it is about costs.
    #[serde(default)]
    pub costs_meant: bool,
}

fn no(code: &'static str, field: &'static str, text: impl Into<String>) -> Refusal {
    Refusal::new(code, text).on(field)
}

impl Content {
    /// Trimmed and within the bounds; `house` is the language that those read whose own has no text.
    ///
    /// # Errors
    /// `bad_name`, `bad_locale`, `bad_text`, `bad_choice`, `too_large`.
    pub fn checked(self, house: &str) -> Result<Self, Refusal> {
        let name = self.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > NAME_MAX {
            let text = format!("A name has 1 to {NAME_MAX} characters.");
            return Err(no("bad_name", "name", text));
        }
        if self.to.days > DAYS_MAX {
            let text = format!("At most {DAYS_MAX} days.");
            return Err(no("bad_choice", "to", text));
        }
        if let Some(matching) = &self.to.matching
            && !Audience::Matching(matching.clone()).is_bounded()
        {
            let text = "This list has too many values. Name fewer.";
            return Err(no("too_large", "to", text));
        }
        if self.exceptions.len() > EXCEPTIONS_MAX {
            let text = format!("At most {EXCEPTIONS_MAX} people are left out by name.");
            return Err(no("too_large", "exceptions", text));
        }
        self.waves.check()?;
        let texts = texts(&self.texts, house)?;
        Ok(Self {
            name,
            texts,
            ..self
        })
    }

    /// Whether a text names the day on which the channel closes.
    #[must_use]
    pub fn is_dated(&self) -> bool {
        let named = |text: &str| names(text, "date");
        let mut texts = self.texts.values();
        texts.any(|t| named(&t.html) || named(&t.subject))
    }

    /// The text for somebody who reads that language, and its language.
    #[must_use]
    pub fn text<'a>(&'a self, language: &str, house: &str) -> Option<(&'a str, &'a Text)> {
        near(&self.texts, language).or_else(|| near(&self.texts, house))
    }
}

fn texts(texts: &BTreeMap<String, Text>, house: &str) -> Result<BTreeMap<String, Text>, Refusal> {
    if texts.len() > LANGUAGES_MAX {
        let text = format!("At most {LANGUAGES_MAX} languages.");
        return Err(no("too_large", "texts", text));
    }
    let mut out = BTreeMap::new();
    for (language, text) in texts {
        if !is_locale(language) {
            let shown: String = language.chars().filter(|c| !c.is_control()).collect();
            let shown: String = shown.chars().take(40).collect();
            let text = format!("“{shown}” is no language. Write it like “en” or “pt-BR”.");
            return Err(no("bad_locale", "texts", text));
        }
        let subject = text.subject.split_whitespace().collect::<Vec<_>>();
        let kept = Text {
            subject: subject.join(" "),
            html: text.html.trim().to_owned(),
        };
        if kept.subject.chars().count() > SUBJECT_MAX || kept.html.len() > HTML_MAX {
            let text = format!(
                "A subject has at most {SUBJECT_MAX} characters, and a text {HTML_MAX} octets."
            );
            return Err(no("too_large", "texts", text));
        }
        if kept.subject.is_empty() && kept.html.is_empty() {
            continue;
        }
        if kept.subject.is_empty() || kept.html.is_empty() {
            let text = format!("The text in “{language}” needs a subject and words.");
            return Err(no("bad_text", "texts", text));
        }
        out.insert(language.clone(), kept);
    }
    if near(&out, house).is_none() {
        let text = format!(
            "Write it in “{house}” at least: whoever reads a language without a text of its own gets that one."
        );
        return Err(no("bad_text", "texts", text));
    }
    Ok(out)
}
