//! A language-model service, and why it is not believed: what it is sent ([`ask`]), and whether what came back may be shown
//! ([`judge`], [`judge_translation`], [`judge_summary`]); what a call costs ([`Prices`]).
//!
//! Pure. Everything that is sent besides our own rules is text of others, in one JSON value, so that no text can end its fence.
//! Everything that comes back is text of a stranger: an answer stands only on sentences that name a source which was given and
//! that this source carries in its own words, numbers and addresses. In doubt there is no answer. Nothing here calls anybody:
//! `server::model` does, `desk::model` keeps the money.

mod ask;
mod carry;
mod judge;
mod orders;
mod read;
mod spend;

pub use ask::{
    Message, QUESTION_CHARS_MAX, Role, SOURCE_CHARS_MAX, SOURCES_MAX, Source, Turn, ask, masked,
    summarize, translate,
};
pub use judge::{Answer, Asked, Detect, Sentence, judge, judge_summary, judge_translation};
pub use orders::{asks_for_secret, gives_orders};
pub use spend::{Prices, Usage, most_tokens};

use serde::Serialize;

/// Octets of an answer that are looked at; a longer one is [`Refused::TooLong`].
pub const RAW_MAX: usize = 16 * 1024;

/// Why what came back is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Refused {
    /// The service says itself that the sources do not answer it.
    NotKnown,
    /// Neither of the agreed forms, or no text at all: control characters, one word again and again.
    Nonsense,
    TooLong,
    /// A sentence without a source.
    NothingCited,
    /// A source that was not given.
    UnknownSource,
    /// The named sources do not say so.
    NotCarried,
    /// An address, link or name of a site that does not stand in the named source.
    AddedAddress,
    /// A number that does not stand there.
    AddedNumber,
    OtherLanguage,
    /// It asks the reader for a password, a code, the number of a card.
    AsksForSecret,
    /// A translation without an address or number of the text.
    LostNumber,
}

impl Refused {
    /// As it is kept and told.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NotKnown => "not_known",
            Self::Nonsense => "nonsense",
            Self::TooLong => "too_long",
            Self::NothingCited => "nothing_cited",
            Self::UnknownSource => "unknown_source",
            Self::NotCarried => "not_carried",
            Self::AddedAddress => "added_address",
            Self::AddedNumber => "added_number",
            Self::OtherLanguage => "other_language",
            Self::AsksForSecret => "asks_for_secret",
            Self::LostNumber => "lost_number",
        }
    }
}

#[cfg(test)]
mod tests;
