//! A form: the channel whose door is a page. What it asks, of whom, in which words; and which of its questions an answer calls
//! for. Pure: [`check`] reads what was typed, [`guard`] judges who typed it, [`rate`] counts.
//!
//! A definition is JSON in one row. [`Form::check_definition`] refuses what could not be shown or answered; whoever stores a
//! form asks it first, and whoever reads one may rely on it.

mod answers;
pub mod guard;
pub mod rate;

pub use answers::{Answers, Code, Filled, Problem, QUESTION_MAX, check, is_name};

use crate::field::{self, Definition, Entity, FieldKind};
use crate::language::{best, is_locale, near};
use crate::{ChannelId, DoorId, FieldId, FormId, HelpCenterId, Millis, Refusal, TopicId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Questions of one form.
pub const QUESTIONS_MAX: usize = 40;
/// Topics that one form offers.
pub const TOPICS_MAX: usize = 50;
/// Languages of one form.
pub const LOCALES_MAX: usize = 30;
/// Sites that may show a form within their own pages.
pub const HOSTS_MAX: usize = 20;
/// Files of one post, at most.
pub const FILES_MAX: u32 = 20;
/// All files of one post, in octets, at most.
pub const BYTES_MAX: i64 = 25_000_000;
/// Characters of a title.
pub const TITLE_MAX: usize = 120;
/// Characters of the words above and after a form.
pub const TEXT_MAX: usize = 1_000;
/// Characters of the words beside a question.
pub const LABEL_MAX: usize = 200;
/// Letters of the name of a question.
const KEY_MAX: usize = 40;
/// Letters of the name in the address of the page.
pub const SLUG_MAX: usize = 60;

/// A form as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    pub id: FormId,
    pub channel: ChannelId,
    /// Whose pages it is among; `None`: nowhere yet.
    pub help_center: Option<HelpCenterId>,
    /// The page, as evidence in messages and conversations.
    pub door: DoorId,
    pub slug: String,
    /// By locale; at least one.
    pub words: BTreeMap<String, FormWords>,
    /// In the order in which they are asked.
    pub questions: Vec<Question>,
    /// 0: takes no files.
    pub files_max: u32,
    /// Octets of all files together.
    pub bytes_max: i64,
    /// The email address that answers come from and go to.
    pub reply_door: Option<DoorId>,
    /// Origins (`https://shop.example`, `https://*.shop.example`) that may show it within their own pages.
    pub hosts: Vec<String>,
    pub created_at: Millis,
    pub version: i64,
}

/// What stands around the questions in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormWords {
    pub title: String,
    #[serde(default)]
    pub intro: String,
    /// Shown when it was sent; empty: the shipped words.
    #[serde(default)]
    pub thanks: String,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Names it within the form: lower case letters, digits and `_`.
    pub key: String,
    #[serde(flatten)]
    pub kind: Kind,
    #[serde(default)]
    pub required: bool,
    /// Asked with these topics only; empty: with all.
    #[serde(default)]
    pub topics: Vec<TopicId>,
    /// Asked when an earlier question was answered like that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// By locale. What has no words of its own is asked in shipped words, or by the name of the field.
    #[serde(default)]
    pub words: BTreeMap<String, Words>,
}

/// What a question asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// What they want to know. Each form has it, once.
    Question,
    Name,
    /// Where the answer goes. Each form has it, once.
    Email,
    Topic {
        /// In the order in which they are offered.
        offered: Vec<TopicId>,
    },
    Files,
    /// A custom field of conversations.
    Field {
        field: FieldId,
    },
}

/// Words of a question in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    #[serde(default)]
    pub label: String,
    #[serde(default)]
    pub help: String,
    /// What is shown for a topic (by its id) or for a choice of the field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub choices: BTreeMap<String, String>,
}

/// When a question is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// Key of an earlier question.
    pub question: String,
    /// One of these was the answer; empty: any answer at all.
    #[serde(default)]
    pub is: Vec<String>,
}

/// What a ticked box sends.
pub const TICKED: &str = "yes";

impl Kind {
    /// The word in stored definitions and in the API.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Name => "name",
            Self::Email => "email",
            Self::Topic { .. } => "topic",
            Self::Files => "files",
            Self::Field { .. } => "field",
        }
    }

    /// Always asked, whatever else was answered.
    fn is_always_asked(&self) -> bool {
        matches!(self, Self::Question | Self::Email | Self::Topic { .. })
    }
}

impl Form {
    /// The questions that a new form begins with.
    #[must_use]
    pub fn first_questions(topics: &[TopicId]) -> Vec<Question> {
        let plain = |key: &str, kind: Kind, required: bool| Question {
            key: key.to_owned(),
            kind,
            required,
            topics: Vec::new(),
            when: None,
            words: BTreeMap::new(),
        };
        let mut out = Vec::with_capacity(5);
        if !topics.is_empty() {
            let offered = topics.iter().copied().take(TOPICS_MAX).collect();
            out.push(plain("topic", Kind::Topic { offered }, true));
        }
        out.push(plain("question", Kind::Question, true));
        out.push(plain("files", Kind::Files, false));
        out.push(plain("name", Kind::Name, false));
        out.push(plain("email", Kind::Email, true));
        out
    }

    #[must_use]
    pub fn question(&self, key: &str) -> Option<&Question> {
        self.questions.iter().find(|q| q.key == key)
    }

    /// The key of the question of that kind.
    #[must_use]
    pub fn key_of(&self, word: &str) -> Option<&str> {
        let found = self.questions.iter().find(|q| q.kind.word() == word);
        found.map(|q| q.key.as_str())
    }

    #[must_use]
    pub fn offered(&self) -> &[TopicId] {
        self.questions
            .iter()
            .find_map(|q| match &q.kind {
                Kind::Topic { offered } => Some(offered.as_slice()),
                _ => None,
            })
            .unwrap_or_default()
    }

    /// Words in that language, or in one that is close, or in `fallback`, or in any.
    #[must_use]
    pub fn words_in(&self, locale: &str, fallback: &str) -> Option<(&str, &FormWords)> {
        best(&self.words, locale, fallback)
    }

    /// The questions that are asked of somebody who has answered like that, in order. What is not asked counts as not
    /// answered, so that nothing depends on an answer that nobody was asked for.
    #[must_use]
    pub fn asked(&self, values: &BTreeMap<String, String>) -> Vec<&Question> {
        let answer = |key: &str| values.get(key).map(|v| v.trim()).filter(|v| !v.is_empty());
        let topic = self.key_of("topic").and_then(answer);
        let topic: Option<TopicId> = topic.and_then(|t| t.parse().ok());
        let mut out: Vec<&Question> = Vec::with_capacity(self.questions.len());
        for q in &self.questions {
            let by_topic = q.topics.is_empty() || topic.is_some_and(|t| q.topics.contains(&t));
            let by_answer = q.when.as_ref().is_none_or(|when| {
                let asked = out.iter().any(|earlier| earlier.key == when.question);
                let said = answer(&when.question).filter(|_| asked);
                said.is_some_and(|said| when.is.is_empty() || when.is.iter().any(|v| v == said))
            });
            if by_topic && by_answer {
                out.push(q);
            }
        }
        out
    }

    /// Whether this definition can be shown and answered. `fields` are those of the house.
    ///
    /// # Errors
    /// `bad_slug`, `bad_words`, `bad_questions`, `bad_condition`, `bad_files`, `bad_hosts`, each with its field.
    pub fn check_definition(&self, fields: &[Definition]) -> Result<(), Refusal> {
        if !is_slug(&self.slug) {
            return refuse(
                "bad_slug",
                "slug",
                "The name in the address has letters, digits and hyphens, 60 at most.",
            );
        }
        self.check_words()?;
        self.check_kinds()?;
        for (at, q) in self.questions.iter().enumerate() {
            self.check_question(q, &self.questions[..at], fields)?;
        }
        if self.files_max > FILES_MAX || !(0..=BYTES_MAX).contains(&self.bytes_max) {
            return refuse(
                "bad_files",
                "files_max",
                "At most 20 files, 25 MB together.",
            );
        }
        if self.hosts.len() > HOSTS_MAX || !self.hosts.iter().all(|h| is_origin(h)) {
            return refuse(
                "bad_hosts",
                "hosts",
                "A site is written as https://shop.example or https://*.shop.example; 20 at most.",
            );
        }
        Ok(())
    }

    fn check_words(&self) -> Result<(), Refusal> {
        let bad = |text: &str| refuse("bad_words", "words", text);
        if self.words.is_empty() || self.words.len() > LOCALES_MAX {
            return bad("A form has words in 1 to 30 languages.");
        }
        for (locale, words) in &self.words {
            if !is_locale(locale) {
                return bad("A language is written as en or pt-BR.");
            }
            if words.title.trim().is_empty() || !is_line(&words.title, TITLE_MAX) {
                return bad(
                    "A form has a title of one line, 120 characters at most, in each language.",
                );
            }
            if !is_text(&words.intro, TEXT_MAX) || !is_text(&words.thanks, TEXT_MAX) {
                return bad("The words above and after a form have 1,000 characters at most.");
            }
        }
        Ok(())
    }

    fn check_kinds(&self) -> Result<(), Refusal> {
        let bad = |text: &str| refuse("bad_questions", "questions", text);
        if self.questions.len() > QUESTIONS_MAX {
            return bad("A form has at most 40 questions.");
        }
        let count = |word: &str| {
            let same = self.questions.iter().filter(|q| q.kind.word() == word);
            same.count()
        };
        if count("question") != 1 || count("email") != 1 {
            return bad("A form asks for the question and for the email address, each once.");
        }
        if count("topic") > 1 || count("name") > 1 || count("files") > 1 {
            return bad("Topic, name and files are asked for once.");
        }
        Ok(())
    }

    fn check_question(
        &self,
        q: &Question,
        earlier: &[Question],
        fields: &[Definition],
    ) -> Result<(), Refusal> {
        let bad = |text: String| refuse("bad_questions", "questions", text);
        let key = &q.key;
        if !is_key(key) {
            return bad("A question is named by 1 to 40 letters a to z, digits and _.".to_owned());
        }
        if earlier.iter().any(|e| e.key == *key) {
            return bad(format!("Two questions are named “{key}”."));
        }
        if q.kind.is_always_asked() && (q.when.is_some() || !q.topics.is_empty()) {
            return bad(format!("“{key}” is always asked: it has no condition."));
        }
        let choices = match &q.kind {
            Kind::Topic { offered } => {
                if offered.is_empty() || offered.len() > TOPICS_MAX || has_twins(offered) {
                    return bad("A form offers 1 to 50 topics, each once.".to_owned());
                }
                offered.iter().map(ToString::to_string).collect()
            }
            Kind::Field { field } => {
                let twin = |e: &Question| matches!(&e.kind, Kind::Field { field: f } if f == field);
                if earlier.iter().any(twin) {
                    return bad(format!(
                        "“{key}” asks for a field that is asked for already."
                    ));
                }
                let found = usable(fields, *field);
                let Some(found) = found else {
                    return bad(format!(
                        "“{key}” asks for a field of conversations that is not there."
                    ));
                };
                found.choices.clone()
            }
            _ => Vec::new(),
        };
        self.check_question_words(q, &choices)?;
        self.check_condition(q, earlier, fields)
    }

    fn check_question_words(&self, q: &Question, choices: &[String]) -> Result<(), Refusal> {
        let key = &q.key;
        let bad = |text: String| refuse("bad_questions", "questions", text);
        if q.words.len() > LOCALES_MAX {
            return bad(format!("“{key}” has words in too many languages."));
        }
        for (locale, words) in &q.words {
            let fits = is_locale(locale)
                && is_line(&words.label, LABEL_MAX)
                && is_line(&words.help, TEXT_MAX)
                && words.choices.len() <= field::CHOICES_MAX
                && words.choices.values().all(|c| is_line(c, LABEL_MAX));
            if !fits {
                return bad(format!(
                    "The words of “{key}” are too long, or not of one line."
                ));
            }
            if words.choices.keys().any(|c| !choices.contains(c)) {
                return bad(format!(
                    "“{key}” has words for a choice that it does not offer."
                ));
            }
        }
        Ok(())
    }

    fn check_condition(
        &self,
        q: &Question,
        earlier: &[Question],
        fields: &[Definition],
    ) -> Result<(), Refusal> {
        let key = &q.key;
        let bad = |text: String| refuse("bad_condition", "questions", text);
        if !q.topics.is_empty() {
            let offered = earlier.iter().find_map(|e| match &e.kind {
                Kind::Topic { offered } => Some(offered),
                _ => None,
            });
            if !offered.is_some_and(|o| q.topics.iter().all(|t| o.contains(t))) {
                return bad(format!(
                    "“{key}” depends on a topic that no earlier question offers."
                ));
            }
            if has_twins(&q.topics) {
                return bad(format!("“{key}” names a topic twice."));
            }
        }
        let Some(when) = &q.when else { return Ok(()) };
        let Some(on) = earlier.iter().find(|e| e.key == when.question) else {
            return bad(format!(
                "“{key}” depends on a question that is not asked before it."
            ));
        };
        let values: Vec<String> = match &on.kind {
            Kind::Topic { offered } => offered.iter().map(ToString::to_string).collect(),
            Kind::Field { field } => match usable(fields, *field) {
                Some(f) if f.kind == FieldKind::Checkbox => vec![TICKED.to_owned()],
                Some(f) => f.choices.clone(),
                None => Vec::new(),
            },
            Kind::Files => {
                return bad(format!("“{key}” cannot depend on files."));
            }
            _ => Vec::new(),
        };
        if when.is.len() > field::CHOICES_MAX || when.is.iter().any(|v| !values.contains(v)) {
            return bad(format!(
                "“{key}” depends on an answer that cannot be given."
            ));
        }
        Ok(())
    }

    /// Languages in which words are missing, with what is missing: the keys of questions, `""` for the form itself. Custom
    /// fields and topics have names in one language, so that each of them wants words; shipped words exist for the others.
    #[must_use]
    pub fn missing_words(&self, locales: &[String]) -> BTreeMap<String, Vec<String>> {
        let mut out = BTreeMap::new();
        for locale in locales {
            let mut missing = Vec::new();
            if !self.words.contains_key(locale) {
                missing.push(String::new());
            }
            for q in &self.questions {
                let words = q.words.get(locale);
                let lacking = match &q.kind {
                    Kind::Field { .. } => words.is_none_or(|w| w.label.trim().is_empty()),
                    Kind::Topic { offered } => offered
                        .iter()
                        .any(|t| words.is_none_or(|w| !w.choices.contains_key(&t.to_string()))),
                    // Words in one language only are missing in the others.
                    _ => !q.words.is_empty() && words.is_none(),
                };
                if lacking {
                    missing.push(q.key.clone());
                }
            }
            if !missing.is_empty() {
                out.insert(locale.clone(), missing);
            }
        }
        out
    }
}

impl Question {
    /// Words in that language, or in one that is close, or in `fallback`, or none.
    #[must_use]
    pub fn words_in(&self, locale: &str, fallback: &str) -> Option<&Words> {
        let near = |wanted: &str| near(&self.words, wanted).map(|(_, w)| w);
        near(locale).or_else(|| near(fallback))
    }
}

/// A field that a form may ask for. A stranger's word never changes a contact or an organization.
fn usable(fields: &[Definition], id: FieldId) -> Option<&Definition> {
    fields
        .iter()
        .find(|f| f.id == id && f.entity == Entity::Conversation && !f.archived)
}

fn refuse<T>(
    code: &'static str,
    field: &'static str,
    text: impl Into<String>,
) -> Result<T, Refusal> {
    Err(Refusal::new(code, text).on(field))
}

fn has_twins<T: PartialEq>(all: &[T]) -> bool {
    all.iter()
        .enumerate()
        .any(|(at, one)| all[..at].contains(one))
}

fn is_key(key: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    (1..=KEY_MAX).contains(&key.len()) && key.bytes().all(plain)
}

/// Letters of any script, digits, and hyphens between them; nothing that an address would have to escape but letters.
fn is_slug(slug: &str) -> bool {
    let plain = |c: char| c == '-' || (c.is_alphanumeric() && !c.is_uppercase());
    (1..=SLUG_MAX).contains(&slug.chars().count())
        && slug.chars().all(plain)
        && !slug.starts_with('-')
        && !slug.ends_with('-')
}

fn is_line(text: &str, most: usize) -> bool {
    text.chars().count() <= most && !text.chars().any(char::is_control)
}

fn is_text(text: &str, most: usize) -> bool {
    text.chars().count() <= most
        && !text
            .chars()
            .any(|c| c.is_control() && c != '\n' && c != '\r')
}

/// An origin as `frame-ancestors` takes it (CSP Level 3 §2.3.1, host-source), `https` only.
pub(crate) fn is_origin(host: &str) -> bool {
    let Some(rest) = host.strip_prefix("https://") else {
        return false;
    };
    let (name, port) = rest
        .split_once(':')
        .map_or((rest, None), |(n, p)| (n, Some(p)));
    let name = name.strip_prefix("*.").unwrap_or(name);
    let label = |l: &str| {
        (1..=63).contains(&l.len())
            && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !l.starts_with('-')
            && !l.ends_with('-')
    };
    let port_fits = port.is_none_or(|p| {
        p.bytes().all(|b| b.is_ascii_digit()) && p.parse::<u16>().is_ok_and(|p| p > 0)
    });
    host.len() <= 253 && name.split('.').all(label) && port_fits
}

#[cfg(test)]
mod tests;
