//! Words of questions that an article answered: how many people used each. Single words, without order, numbers or people.

use crate::{Result, Tx, record, sql, vals};
use domain::{ArticleId, Millis};

const LEARNED: &str = "suggest_learned";

/// Counts each word once more beside an article.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn learn(
    tx: &mut Tx,
    article: ArticleId,
    locale: &str,
    words: &[String],
    at: Millis,
) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO suggestion_word (article, locale, word, times, last_at) SELECT id, $2, $3, 1, CAST($4 AS BIGINT) FROM article WHERE id = $1 ",
        "ON CONFLICT (article, locale, word) DO UPDATE SET times = suggestion_word.times + 1, last_at = excluded.last_at"
    );
    for word in words {
        tx.run(upsert, &vals![article, locale, word, at]).await?;
    }
    Ok(())
}

/// Words that one person alone used, and not lately; and, of each article, those beyond the most used. How many went.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn forget_words(tx: &mut Tx, before: Millis, keep: i64) -> Result<u64> {
    let once = sql!("DELETE FROM suggestion_word WHERE times < 2 AND last_at < $1");
    let many = sql!(
        "DELETE FROM suggestion_word WHERE (article, locale, word) IN (SELECT article, locale, word FROM (",
        "SELECT article, locale, word, ROW_NUMBER() OVER (PARTITION BY article, locale ORDER BY times DESC, last_at DESC, ",
        "word) AS place FROM suggestion_word) ranked WHERE place > $1)"
    );
    let gone = tx.run(once, &vals![before]).await?;
    Ok(gone + tx.run(many, &vals![keep]).await?)
}

record! {
    /// An answer in which an agent sent an article, and what the customer had written before it.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Answered {
        pub at: Millis,
        pub article: ArticleId,
        pub locale: String,
        pub question: Option<String>,
    }
}

/// Answers with articles since a time, in their order.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn answered_since(tx: &mut Tx, since: Millis, limit: usize) -> Result<Vec<Answered>> {
    let select = sql!(
        "SELECT s.at, s.article, s.locale, (SELECT coalesce(m.reply, m.text) FROM message m WHERE ",
        "m.conversation = s.conversation AND m.kind = 'customer' AND m.at <= s.at ORDER BY m.at DESC, m.n DESC LIMIT 1) ",
        "FROM article_sent s WHERE s.at > $1 ORDER BY s.at, s.message, s.article LIMIT $2"
    );
    tx.all(select, &vals![since, limit]).await
}

/// Up to when answers were learned from.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn learned_until(tx: &mut Tx) -> Result<Millis> {
    let select = sql!("SELECT value FROM counter WHERE name = $1");
    Ok(tx
        .one::<(i64,)>(select, &vals![LEARNED])
        .await?
        .map_or(0, |r| r.0))
}

/// `false` when another machine was faster.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn set_learned_until(tx: &mut Tx, was: Millis, now: Millis) -> Result<bool> {
    let fence = sql!("UPDATE counter SET value = $3 WHERE name = $1 AND value = $2");
    Ok(tx.run(fence, &vals![LEARNED, was, now]).await? > 0)
}
