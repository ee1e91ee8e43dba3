//! People who write to us, and the addresses by which we know them.

use crate::{ContactId, IdentityId, Millis};
use serde::{Deserialize, Serialize};

/// What kind of address an identity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    Email,
    Phone,
    Handle,
    Visitor,
}

/// How an identity was verified. Never assumed from what somebody typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verification {
    Nothing,
    /// They answered a mail that we sent to that address.
    MailRoundTrip,
    Dmarc,
    SignedToken,
    Code,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    pub id: IdentityId,
    pub contact: ContactId,
    pub kind: IdentityKind,
    /// As written.
    pub value: String,
    pub verified: Verification,
    pub verified_at: Option<Millis>,
    /// A hard bounce was seen; we warn before writing there again.
    pub undeliverable: bool,
}

/// The form of an email address by which identities are compared: NFC, lower case, no spaces.
#[must_use]
pub fn email_key(address: &str) -> String {
    address.trim().to_lowercase()
}

/// How far an organization is a customer of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LifeCycle {
    Prospect,
    Trial,
    Paying,
    Former,
}

impl LifeCycle {
    /// The words in tables and in the API.
    pub const WORDS: [&'static str; 4] = ["prospect", "trial", "paying", "former"];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Prospect => "prospect",
            Self::Trial => "trial",
            Self::Paying => "paying",
            Self::Former => "former",
        }
    }
}

/// The form of a text by which names, plans and segments are compared.
#[must_use]
pub fn word_key(text: &str) -> String {
    text.trim().to_lowercase()
}
