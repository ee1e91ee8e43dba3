//! Suggestions: sessions (what was shown for one question, and what came of it), the articles that the index is made of, the
//! words that were learned, and what the report counts. What it means is `domain::suggest` and `domain::deflection`.

mod learned;
mod outcome;
mod source;

pub use learned::{
    Answered, answered_since, forget_words, learn, learned_until, set_learned_until,
};
pub use outcome::{Outcome, outcomes};
pub use source::{Resolved, Words, resolved_like, sources, words_of};

use crate::value::Json;
use crate::{Result, Tx, record, sql, vals};
use domain::{
    AgentId, ArticleId, ContactId, ConversationId, FormId, HelpCenterId, Millis, SuggestionId,
    TopicId,
};

record! {
    /// One visitor, or agent, with one question.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Session {
        pub id: SuggestionId,
        pub help_center: Option<HelpCenterId>,
        pub form: Option<FormId>,
        pub place: String,
        pub locale: String,
        pub topic: Option<TopicId>,
        pub urgent: bool,
        pub visitor: String,
        pub agent: Option<AgentId>,
        pub arm: String,
        pub question_key: String,
        pub shown: Json<Vec<ArticleId>>,
        pub answer: Option<String>,
        pub solved_by: Option<ArticleId>,
        pub conversation: Option<ConversationId>,
        pub sent_at: Option<Millis>,
        pub contact: Option<ContactId>,
        pub at: Millis,
        pub updated_at: Millis,
    }
}

macro_rules! columns {
    () => {
        "id, help_center, form, place, locale, topic, urgent, visitor, agent, arm, question_key, shown, answer, solved_by, \
         conversation, sent_at, contact, at, updated_at"
    };
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn insert(tx: &mut Tx, s: &Session) -> Result<()> {
    let insert = sql!(
        "INSERT INTO suggestion (",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)"
    );
    let params = vals![
        s.id,
        s.help_center,
        s.form,
        &s.place,
        &s.locale,
        s.topic,
        s.urgent,
        &s.visitor,
        s.agent,
        &s.arm,
        &s.question_key,
        &s.shown,
        &s.answer,
        s.solved_by,
        s.conversation,
        s.sent_at,
        s.contact,
        s.at,
        s.updated_at
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn load(tx: &mut Tx, id: SuggestionId) -> Result<Option<Session>> {
    let select = sql!("SELECT ", columns!(), " FROM suggestion WHERE id = $1");
    tx.one(select, &vals![id]).await
}

/// Which of the questions that were not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsent {
    /// Nothing yet: the session goes on.
    Open,
    /// Whatever they said, or nothing.
    Any,
}

/// The last question of a visitor at a place that has not been sent, since a time.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn unsent_of(
    tx: &mut Tx,
    visitor: &str,
    center: HelpCenterId,
    place: &str,
    which: Unsent,
    since: Millis,
) -> Result<Option<Session>> {
    let select = sql!(
        "SELECT ",
        columns!(),
        " FROM suggestion WHERE visitor = $1 AND visitor <> '' AND help_center = $2 AND place = $3 AND at >= $4 ",
        "AND sent_at IS NULL AND (answer IS NULL OR CAST($5 AS bigint) = 1) ORDER BY at DESC, id DESC LIMIT 1"
    );
    let whatever = i64::from(which == Unsent::Any);
    let params = vals![visitor, center, place, since, whatever];
    tx.one(select, &params).await
}

/// What is shown now, while somebody goes on typing.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn show(tx: &mut Tx, s: &Session) -> Result<()> {
    let update = sql!(
        "UPDATE suggestion SET question_key = $2, shown = $3, topic = $4, urgent = $5, updated_at = $6 WHERE id = $1"
    );
    let params = vals![
        s.id,
        &s.question_key,
        &s.shown,
        s.topic,
        s.urgent,
        s.updated_at
    ];
    tx.run(update, &params).await.map(|_| ())
}

/// What somebody said; `false` when the same had been said before.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn answer(
    tx: &mut Tx,
    id: SuggestionId,
    answer: &str,
    solved_by: Option<ArticleId>,
    at: Millis,
) -> Result<bool> {
    let update = sql!(
        "UPDATE suggestion SET answer = $2, solved_by = $3, updated_at = $4 ",
        "WHERE id = $1 AND (answer IS NULL OR answer <> $2)"
    );
    let params = vals![id, answer, solved_by, at];
    Ok(tx.run(update, &params).await? > 0)
}

/// The question was sent and became a conversation.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn sent(
    tx: &mut Tx,
    id: SuggestionId,
    conversation: ConversationId,
    contact: Option<ContactId>,
    at: Millis,
) -> Result<()> {
    let update = sql!(
        "UPDATE suggestion SET conversation = $2, contact = coalesce($3, contact), sent_at = $4, updated_at = $4 ",
        "WHERE id = $1 AND sent_at IS NULL"
    );
    let params = vals![id, conversation, contact, at];
    tx.run(update, &params).await.map(|_| ())
}

/// It is known now who a visitor is: what they did since then was this person's.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn identify(tx: &mut Tx, visitor: &str, contact: ContactId, since: Millis) -> Result<()> {
    let update = sql!(
        "UPDATE suggestion SET contact = $2 WHERE visitor = $1 AND visitor <> '' AND at >= $3 AND contact IS NULL"
    );
    tx.run(update, &vals![visitor, contact, since])
        .await
        .map(|_| ())
}

/// What was shown before a conversation was sent, for the agents who read it; the caller has checked that they may.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn before(tx: &mut Tx, conversation: ConversationId) -> Result<Option<Session>> {
    let select = sql!(
        "SELECT ",
        columns!(),
        " FROM suggestion WHERE conversation = $1 AND place <> 'reply' ORDER BY at DESC LIMIT 1"
    );
    tx.one(select, &vals![conversation]).await
}

/// Sessions older than the longest report; how many went.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn forget(tx: &mut Tx, before: Millis) -> Result<u64> {
    let delete = sql!(
        "DELETE FROM suggestion WHERE id IN (SELECT id FROM suggestion WHERE at < $1 ORDER BY at LIMIT 2000)"
    );
    tx.run(delete, &vals![before]).await
}

/// Topics that somebody must answer at once: no visitor with one of them is held out.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn urgent_topics(tx: &mut Tx) -> Result<Vec<TopicId>> {
    let select = sql!("SELECT id FROM topic WHERE urgent = 1 ORDER BY id");
    let rows: Vec<(TopicId,)> = tx.all(select, &[]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// Whether a topic is urgent.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn is_urgent(tx: &mut Tx, topic: TopicId) -> Result<bool> {
    let select = sql!("SELECT urgent FROM topic WHERE id = $1");
    let row: Option<(bool,)> = tx.one(select, &vals![topic]).await?;
    Ok(row.is_some_and(|r| r.0))
}

/// Whether an article is about something that somebody must answer at once.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn is_about_urgent(tx: &mut Tx, article: ArticleId) -> Result<bool> {
    let select =
        sql!("SELECT t.urgent FROM article a JOIN topic t ON t.id = a.topic WHERE a.id = $1");
    let row: Option<(bool,)> = tx.one(select, &vals![article]).await?;
    Ok(row.is_some_and(|r| r.0))
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn set_urgent(tx: &mut Tx, topic: TopicId, urgent: bool) -> Result<()> {
    let update = sql!("UPDATE topic SET urgent = $2 WHERE id = $1");
    tx.run(update, &vals![topic, urgent]).await.map(|_| ())
}
