//! Lists of conversations and their counts, as the inbox shows them.
//!
//! A page is read from an index in the order that it is shown in (keyset, never an offset). What an agent may reach is
//! a few index ranges (each of their teams, no team, their own), which are merged; so a page costs the same at any size.

mod counts;
mod list;
pub(crate) mod statements;
pub(crate) mod summary;

pub use counts::{Counts, CountsCache, counts};
pub use list::{Cursor, Filter, Page, Sort, View, list_conversations};
pub use summary::{
    ConversationSummary, conversation_by_number, conversations_of_contact, summaries, summary,
};
