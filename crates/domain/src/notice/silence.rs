//! Why somebody gets no notices, and when an address gets none.

use serde::{Deserialize, Serialize};

/// Why somebody, or an address, is on the list of those who get no notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// They pressed the link of a letter.
    Asked,
    /// There is nobody at the address: of the person, other addresses may be written to.
    Bounced,
    /// Somebody of us says so.
    ByHand,
}

impl Silence {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Bounced => "bounced",
            Self::ByHand => "by_hand",
        }
    }
}

/// Whether a final refusal says that there is nobody at the address, and not that this letter was unwanted, too large, or sent by
/// the wrong one: the enhanced codes `5.1.x` (RFC 3463 3.2, RFC 7505 for `.10`) but for the sender's (`.7`, `.8`) and `.5`, which is
/// no fault; and the replies 512 and 556 (RFC 7504).
#[must_use]
pub fn is_dead(code: Option<u16>, said: &str) -> bool {
    if matches!(code, Some(512 | 556)) {
        return true;
    }
    let around = |c: char| !(c.is_ascii_digit() || c == '.');
    let mut codes = said.split(around).map(|w| w.trim_matches('.'));
    codes.any(|w| match w.strip_prefix("5.1.") {
        Some(detail) => matches!(detail, "0" | "1" | "2" | "3" | "4" | "6" | "9" | "10"),
        None => false,
    })
}
