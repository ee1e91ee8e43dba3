//! How stored definitions of forms look: for the published description alone.

use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What stands around the questions in one language.
#[derive(Debug, Deserialize, ToSchema)]
pub struct FormWords {
    /// One line, 120 characters at most.
    pub title: String,
    pub intro: Option<String>,
    /// Shown when it was sent; empty: the shipped words.
    pub thanks: Option<String>,
}

/// Words of a question in one language.
#[derive(Debug, Deserialize, ToSchema)]
pub struct QuestionWords {
    pub label: Option<String>,
    pub help: Option<String>,
    /// What is shown for a topic (by its id) or for a choice of the field.
    pub choices: Option<BTreeMap<String, String>>,
}

/// When a question is asked.
#[derive(Debug, Deserialize, ToSchema)]
pub struct FormCondition {
    /// Key of an earlier question.
    pub question: String,
    /// One of these was the answer; empty: any answer at all.
    pub is: Vec<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct FormQuestion {
    /// Letters a to z, digits and `_`.
    pub key: String,
    /// `question`, `name`, `email`, `topic`, `files` or `field`.
    pub kind: String,
    /// Topics in their order, of kind `topic`.
    pub offered: Option<Vec<String>>,
    /// Custom field of conversations, of kind `field`.
    pub field: Option<String>,
    pub required: Option<bool>,
    /// Asked with these topics only; empty: with all.
    pub topics: Option<Vec<String>>,
    pub when: Option<FormCondition>,
    /// By language.
    pub words: Option<BTreeMap<String, QuestionWords>>,
}
