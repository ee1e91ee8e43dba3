//! Full-text search: the same tokens in FTS5 and in `tsvector`, so the same results on both engines.
//!
//! The index is written in the transaction of the row. Reads over-read past what the agent may not see: candidates
//! are fetched newest first, filtered by `Access`, until a page is full.

pub mod articles;
mod clauses;
mod contacts;
mod messages;
mod snippet;

pub use clauses::{Clause, clauses, fts5, tsquery};
pub use contacts::{ContactHit, index_contact, search_contacts, unindex_contact};
pub use domain::tokens::{MAX_TOKENS, tokens};
pub use messages::{
    Hit, Order, Page, Search, index_message, search, unindex_conversation, unindex_message,
};
pub use snippet::{Snippet, snippet};

use crate::{Engine, Tx};

/// The tokens of several texts, as one document.
fn document(parts: &[&str]) -> Vec<String> {
    let mut all: Vec<String> = parts.iter().flat_map(|p| tokens(p)).collect();
    all.truncate(MAX_TOKENS);
    all
}

/// As the engine's full-text table takes it.
fn printed(tx: &Tx, tokens: &[String]) -> String {
    match tx.engine() {
        Engine::Sqlite => tokens.join(" "),
        Engine::Postgres => positioned(tokens),
    }
}

/// As text that PostgreSQL makes a `tsvector` of.
pub(crate) fn positioned(tokens: &[String]) -> String {
    let mut out = String::with_capacity(tokens.len() * 12);
    for (at, token) in tokens.iter().enumerate() {
        // Tokens are letters, digits and marks: nothing to escape.
        out.push_str(&format!("'{token}':{} ", at + 1));
    }
    out
}

fn query_text(tx: &Tx, clauses: &[Clause]) -> String {
    match tx.engine() {
        Engine::Sqlite => fts5(clauses),
        Engine::Postgres => tsquery(clauses),
    }
}
