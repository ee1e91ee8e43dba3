//! What the dead-end audit found, and what it looks for in tables that nobody reads whole.

use crate::{Result, Tx, record, sql, vals};

/// What contacts read, the most frequent first.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn languages(tx: &mut Tx, limit: usize) -> Result<Vec<String>> {
    let select = sql!(
        "SELECT language FROM contact WHERE language IS NOT NULL AND language <> '' GROUP BY language ",
        "ORDER BY count(*) DESC, language LIMIT $1"
    );
    let rows: Vec<(String,)> = tx.all(select, &vals![limit]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

record! {
    /// A published article, as its text stands in its row.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Article {
        pub locale: String,
        pub title: String,
        pub summary: String,
        doc: String,
    }
}

impl Article {
    /// All of it in lower case, with the addresses of its links.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{}\n{}\n{}", self.title, self.summary, self.doc).to_lowercase()
    }
}

/// Published articles that hold a piece of text, which is in lower case.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn articles_with(tx: &mut Tx, piece: &str, limit: usize) -> Result<Vec<Article>> {
    let select = sql!(
        "SELECT locale, title, summary, doc FROM article_translation WHERE state = 'published' ",
        "AND (lower(doc) LIKE $1 ESCAPE '!' OR lower(summary) LIKE $1 ESCAPE '!') ORDER BY n LIMIT $2"
    );
    tx.all(select, &vals![pattern(piece), limit]).await
}

/// Anything with that piece in it.
fn pattern(piece: &str) -> String {
    let escaped = ["!", "%", "_"]
        .iter()
        .fold(piece.to_owned(), |p, c| p.replace(c, &format!("!{c}")));
    format!("%{escaped}%")
}
