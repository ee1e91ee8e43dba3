//! What readers said of articles, and in which answers agents sent them.

use crate::{Result, Tx, record, sql, vals};
use domain::{AgentId, ArticleId, ConversationId, HelpCenterId, MessageId, Millis};

/// One reader's word on an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice<'a> {
    pub article: ArticleId,
    pub locale: &'a str,
    pub helped: bool,
    /// Bounded by who calls (`domain::article::WORD_MAX`); empty: none.
    pub word: &'a str,
    /// Random, not empty: who says it again changes what was said.
    pub visitor: &'a str,
    pub at: Millis,
}

/// Notes it; false when readers are not shown such an article.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn feedback(tx: &mut Tx, voice: &Voice<'_>) -> Result<bool> {
    let shown = sql!(
        "SELECT t.published_version FROM article_translation t JOIN article a ON a.id = t.article ",
        "WHERE t.article = $1 AND t.locale = $2 AND t.state = 'published' AND a.audience = 'public' AND a.archived_at IS NULL"
    );
    let shown: Option<(Option<i64>,)> = tx.one(shown, &vals![voice.article, voice.locale]).await?;
    let Some((version,)) = shown else {
        return Ok(false);
    };
    let before = sql!(
        "SELECT helped FROM article_feedback WHERE article = $1 AND locale = $2 AND visitor = $3"
    );
    let before: Option<(bool,)> = tx
        .one(before, &vals![voice.article, voice.locale, voice.visitor])
        .await?;
    // A word that was said stays when the same reader merely presses the button again.
    let upsert = sql!(
        "INSERT INTO article_feedback (article, locale, version, helped, word, at, visitor) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (article, locale, visitor) DO UPDATE SET ",
        "version = excluded.version, helped = excluded.helped, at = excluded.at, ",
        "word = CASE WHEN excluded.word = '' THEN article_feedback.word ELSE excluded.word END"
    );
    let params = vals![
        voice.article,
        voice.locale,
        version.unwrap_or(0),
        voice.helped,
        voice.word,
        voice.at,
        voice.visitor
    ];
    tx.run(upsert, &params).await?;
    let was = |said: bool| i64::from(before == Some((said,)));
    let (yes, no) = (
        i64::from(voice.helped) - was(true),
        i64::from(!voice.helped) - was(false),
    );
    let count = sql!(
        "UPDATE article_translation SET helped_yes = helped_yes + $3, helped_no = helped_no + $4 ",
        "WHERE article = $1 AND locale = $2"
    );
    tx.run(count, &vals![voice.article, voice.locale, yes, no])
        .await?;
    Ok(true)
}

record! {
    /// What one reader said.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Said {
        pub article: ArticleId,
        pub locale: String,
        pub version: i64,
        pub helped: bool,
        pub word: String,
        pub at: Millis,
    }
}

/// What readers of an article said with words, the newest first.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn said(tx: &mut Tx, article: ArticleId, limit: usize) -> Result<Vec<Said>> {
    let select = sql!(
        "SELECT article, locale, version, helped, word, at FROM article_feedback WHERE article = $1 AND word <> '' ",
        "ORDER BY at DESC, n DESC LIMIT $2"
    );
    tx.all(select, &vals![article, limit]).await
}

/// Yes and no since a time, of the articles of a help center: article, whether it helped, how many.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn voices_since(
    tx: &mut Tx,
    center: HelpCenterId,
    since: Millis,
) -> Result<Vec<(ArticleId, bool, i64)>> {
    let select = sql!(
        "SELECT f.article, f.helped, count(*) FROM article_feedback f JOIN article a ON a.id = f.article ",
        "WHERE a.help_center = $1 AND f.at > $2 GROUP BY f.article, f.helped"
    );
    tx.all(select, &vals![center, since]).await
}

/// An agent's answer holds the article; counted once a message.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn sent(
    tx: &mut Tx,
    message: MessageId,
    article: ArticleId,
    locale: &str,
    conversation: ConversationId,
    agent: Option<AgentId>,
    at: Millis,
) -> Result<()> {
    let insert = sql!(
        "INSERT INTO article_sent (message, article, locale, conversation, agent, at) VALUES ($1, $2, $3, $4, $5, $6) ",
        "ON CONFLICT (message, article) DO NOTHING"
    );
    tx.run(
        insert,
        &vals![message, article, locale, conversation, agent, at],
    )
    .await
    .map(|_| ())
}

/// In how many answers since a time.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn sent_times(tx: &mut Tx, article: ArticleId, since: Millis) -> Result<i64> {
    let select = sql!("SELECT count(*) FROM article_sent WHERE article = $1 AND at > $2");
    Ok(tx
        .one::<(i64,)>(select, &vals![article, since])
        .await?
        .map_or(0, |r| r.0))
}
