//! Suggestions: which articles answer a short question while it is being typed, in any language, with no outside service.
//!
//! An [`Index`] is built in memory from the articles that may be shown ([`Source`]) and asked with a [`Question`]. It ranks by
//! words in their forms ([`stem`]), by what else means the same ([`meaning`], and what translations of the same article say
//! of each other, [`bridge`]), by words that begin, resemble or contain what was typed ([`vocabulary`]), by how near it is to a
//! title or an expected question ([`near`]), and leans, within
//! bounds, on the topic, the language, what helped others and how fresh an article is ([`prior`]). [`passage`] shows the best
//! place of a text. Pure and deterministic: the shell builds the index, keeps it and loads the words of what it names.

mod alike;
mod bridge;
mod build;
pub mod meaning;
mod near;
mod passage;
mod postings;
mod prior;
mod rank;
pub mod stem;
mod vocabulary;
mod words;

pub use alike::{alike, telling_words, terms, words_to_learn};
pub use build::Index;
pub(crate) use passage::sentences;
pub use passage::{Passage, passage};
pub(crate) use words::content;

use crate::{ArticleId, HelpCenterId, Millis, TopicId};
use serde::Serialize;

/// Translations in one index; those after are not found.
pub const SOURCES_MAX: usize = 60_000;
/// Tokens of one translation that are looked at, over all its fields.
pub const TOKENS_MAX: usize = 1_200;
/// Characters of a question that are looked at: half from its beginning, half from its end.
pub const QUESTION_CHARS_MAX: usize = 800;
/// Suggestions that are made at most.
pub const LIMIT_MAX: usize = 10;

/// One published translation of an article.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    pub article: ArticleId,
    pub center: HelpCenterId,
    /// For agents alone.
    pub internal: bool,
    /// As the help center writes it: `et`, `zh-Hant`.
    pub locale: String,
    pub title: String,
    pub summary: String,
    /// Words alone.
    pub text: String,
    /// The question in other words, as its writers expect it.
    pub asked: Vec<String>,
    /// Words of questions that it answered, and how many people used them ([`learnable`] words only).
    pub learned: Vec<(String, u32)>,
    pub topic: Option<TopicId>,
    pub updated_at: Millis,
    /// How many said that it helped, and that it did not.
    pub helped: (u32, u32),
    /// Answers in which agents sent it.
    pub sent: u32,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// A visitor of a help center: its public articles.
    Public(HelpCenterId),
    /// Agents: every article.
    Agents,
}

/// What somebody has typed so far.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    pub text: &'a str,
    /// Of the page, or the conversation. What is typed may be in another language.
    pub locale: &'a str,
    pub topic: Option<TopicId>,
    pub readers: Readers,
    pub now: Millis,
}

/// Why an article is suggested, the strongest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Reason {
    /// These words of the question, as they were typed.
    Words { words: Vec<String> },
    /// It is about the topic that was chosen.
    Topic,
    /// It helped `yes` of `n` who said.
    Helped { yes: u32, n: u32 },
    /// Agents answered with it.
    Sent { times: u32 },
    /// It was changed not long ago.
    Fresh { updated_at: Millis },
    /// There is no translation into the language of the question.
    Language { locale: String },
}

/// One suggested article. The shell loads its words and adds the [`passage`].
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    pub article: ArticleId,
    /// Of the translation to be shown.
    pub locale: String,
    /// Only to be compared with others of the same question.
    pub score: f32,
    pub reasons: Vec<Reason>,
    /// How much of what was asked the article says at all, 0 to 1: its words by how much they tell, those too that no article
    /// has.
    pub covers: f32,
    /// What [`passage`] looks for: terms and what each is worth.
    pub sought: Sought,
}

/// The terms of a question that an article has, and their worth.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sought {
    /// Base language of the translation.
    pub(crate) language: String,
    /// Sorted by the key of the term.
    pub(crate) terms: Vec<(u64, f32)>,
}

/// Whether a word of a question may be counted beside an article that answered it: no numbers, nothing that could be an
/// address or a name of somebody's order, nothing very short or long. Pairs of characters of scripts without spaces may.
#[must_use]
pub fn learnable(token: &str) -> bool {
    let n = token.chars().count();
    (2..=24).contains(&n) && token.chars().all(char::is_alphabetic)
}

#[cfg(test)]
mod tests;
