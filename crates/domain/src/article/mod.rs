//! What an article is: its document (an own tree, checked when it comes in, the only source of its HTML), the name in its
//! address, how its translations stand, when somebody has to look at it again, and which articles say different things.
//!
//! Not here: who may write (`access`), rows (`store::article`), what happens (`desk::help`), which article answers a
//! question (`suggest`). Called by `desk::help`, the public pages and the suggestions.

mod asked;
mod doc;
mod elsewhere;
mod file;
mod html;
mod json;
mod linked;
mod parse;
mod plain;
mod reply;
mod slug;
mod standing;
mod text;
mod twins;

pub use asked::{SEARCH_MAX, Searched, searched};
pub use doc::{
    BLOCKS_MAX, Block, Cell, DEPTH_MAX, Doc, Entry, Image, JSON_MAX, Marks, Span, TEXT_MAX, Target,
    Tone, Video,
};
pub use elsewhere::{ELSEWHERE_MAX, ELSEWHERE_NAME_MAX, Elsewhere, is_web_address};
pub use file::{FILE_MAX, FileKind, Sniffed, VIDEO_MAX, sniff};
pub use html::{Links, escape, html_of};
pub use linked::{Linked, linked};
pub use plain::of_plain;
pub use reply::of_reply;
pub use slug::{SLUG_MAX, is_slug, slug, slug_taken};
pub use standing::{
    Facts, REVIEW_DAYS, Standing, TranslationState, Worry, next_review, review_due,
    translation_state, worries,
};
pub use twins::{Told, Twins, twins};

use serde::{Deserialize, Serialize};

/// Characters of a title, a summary, and one question in other words; how many such questions.
pub const TITLE_MAX: usize = 200;
pub const SUMMARY_MAX: usize = 500;
pub const ASKED_MAX: usize = 300;
pub const ASKED_COUNT_MAX: usize = 30;
/// Characters of what a reader says beside "this did not help".
pub const WORD_MAX: usize = 500;

/// Who may read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Everybody, when it is published.
    Public,
    /// Agents alone.
    Internal,
}

/// Whether readers are shown a translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Draft,
    Published,
}
