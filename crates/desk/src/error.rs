//! How a verb fails.

use domain::{MessageId, Refusal};
use store::StoreError;

/// Why a verb was not carried out; nothing has changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeskError {
    /// A business "no"; `not_found` and `not_permitted` are among the codes.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The customer wrote something that the agent has not seen. Sending again with `force` overrules it.
    #[error("the customer has written again")]
    NewerMessage(Vec<MessageId>),
    /// The caller's version is not the stored one.
    #[error("somebody else changed it meanwhile")]
    Stale,
    #[error(transparent)]
    Store(#[from] StoreError),
}

pub type Result<T, E = DeskError> = std::result::Result<T, E>;

impl DeskError {
    /// `what` for people: "conversation", "macro".
    #[must_use]
    pub fn missing(what: &str) -> Self {
        Refusal::new("not_found", format!("There is no such {what} (any more).")).into()
    }

    #[must_use]
    pub fn refused(code: &'static str, message: impl Into<String>) -> Self {
        Refusal::new(code, message).into()
    }

    /// The stable code of a refusal.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code,
            Self::NewerMessage(_) => "newer_message",
            Self::Stale => "conflict",
            Self::Store(StoreError::Conflict(_)) => "conflict",
            Self::Store(_) => "unavailable",
        }
    }
}
