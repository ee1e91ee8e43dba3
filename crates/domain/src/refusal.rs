//! A business "no": the state, the verb and a stable code.

/// Why a command was not carried out. `code` is part of the API and never changes its meaning.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// `snake_case`, stable: `conversation_is_spam`, `newer_message`, `not_permitted`...
    pub code: &'static str,
    /// For a person: what happened and what to do.
    pub message: String,
    /// The field of the request that is at fault, if one is.
    pub field: Option<&'static str>,
}

impl Refusal {
    #[must_use]
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            field: None,
        }
    }

    #[must_use]
    pub fn on(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }
}
