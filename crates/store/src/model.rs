//! Calls of the language-model service and the money for them. Money is reserved in the row of the month before a call leaves,
//! by one statement that any number of nodes may run at once; a call that came back gives it back and is charged. What is
//! asked and whether the answer is shown is decided elsewhere (`domain::answer`).

use crate::value::Json;
use crate::{Result, Tx, record, sql, vals};
use domain::answer::Message;
use domain::{
    AgentId, ArticleId, ContactId, ConversationId, FormId, HelpCenterId, Millis, ModelCallId,
};

record! {
    /// One call. Money in micros, `month` as 202611.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Call {
        pub id: ModelCallId,
        pub use_: String,
        pub place: String,
        pub help_center: Option<HelpCenterId>,
        pub form: Option<FormId>,
        pub conversation: Option<ConversationId>,
        pub contact: Option<ContactId>,
        pub agent: Option<AgentId>,
        pub visitor: String,
        pub locale: String,
        pub model: String,
        /// Messages as JSON; empty after erasure.
        pub sent: String,
        pub came: String,
        pub verdict: String,
        pub reason: Option<String>,
        pub articles: Json<Vec<ArticleId>>,
        pub tokens_sent: i64,
        pub tokens_came: i64,
        pub estimated: bool,
        pub month: i64,
        pub reserved_micros: i64,
        pub cost_micros: i64,
        pub at: Millis,
        pub took_ms: i64,
    }
}

impl Call {
    /// What was sent; nothing after erasure.
    #[must_use]
    pub fn messages(&self) -> Vec<serde_json::Value> {
        serde_json::from_str(&self.sent).unwrap_or_default()
    }

    /// As it is kept in `sent`.
    #[must_use]
    pub fn as_sent(messages: &[Message]) -> String {
        serde_json::to_string(messages).unwrap_or_default()
    }
}

macro_rules! columns {
    () => {
        "id, use_, place, help_center, form, conversation, contact, agent, visitor, locale, model, sent, came, verdict, reason, \
         articles, tokens_sent, tokens_came, estimated, month, reserved_micros, cost_micros, at, took_ms"
    };
}

/// What is spent in a month, and what calls on their way may cost, in micros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Month {
    pub spent_micros: i64,
    pub reserved_micros: i64,
    pub calls: i64,
}

/// Reserves money for a call; `false` when the month has not that much left under `cap_micros`.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn reserve(tx: &mut Tx, month: i64, micros: i64, cap_micros: i64) -> Result<bool> {
    let begin = sql!(
        "INSERT INTO model_month (month, spent_micros, reserved_micros, calls) VALUES ($1, 0, 0, 0) ",
        "ON CONFLICT (month) DO NOTHING"
    );
    tx.run(begin, &vals![month]).await?;
    let take = sql!(
        "UPDATE model_month SET reserved_micros = reserved_micros + $2, calls = calls + 1 ",
        "WHERE month = $1 AND spent_micros + reserved_micros + $2 <= $3"
    );
    Ok(tx.run(take, &vals![month, micros, cap_micros]).await? > 0)
}

/// A call that is about to leave.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn insert(tx: &mut Tx, c: &Call) -> Result<()> {
    let insert = sql!(
        "INSERT INTO model_call (",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)"
    );
    let params = vals![
        c.id,
        &c.use_,
        &c.place,
        c.help_center,
        c.form,
        c.conversation,
        c.contact,
        c.agent,
        &c.visitor,
        &c.locale,
        &c.model,
        &c.sent,
        &c.came,
        &c.verdict,
        &c.reason,
        &c.articles,
        c.tokens_sent,
        c.tokens_came,
        c.estimated,
        c.month,
        c.reserved_micros,
        c.cost_micros,
        c.at,
        c.took_ms
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// How a call ended. `None` for the cost: all that was reserved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub came: String,
    /// given, refused, failed
    pub verdict: &'static str,
    pub reason: Option<String>,
    pub tokens: (i64, i64),
    pub estimated: bool,
    pub cost_micros: Option<i64>,
    pub took_ms: i64,
}

/// Ends a call and charges the month; `false` when it was over already. Of a call that was erased meanwhile nothing is kept but
/// what it cost.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn end(tx: &mut Tx, id: ModelCallId, ended: &Ended) -> Result<bool> {
    let update = sql!(
        "UPDATE model_call SET came = CASE WHEN sent = '' THEN '' ELSE $2 END, verdict = $3, reason = $4, tokens_sent = $5, ",
        "tokens_came = $6, estimated = $7, cost_micros = coalesce($8, reserved_micros), took_ms = $9 ",
        "WHERE id = $1 AND verdict = 'pending' RETURNING month, reserved_micros, cost_micros"
    );
    let params = vals![
        id,
        &ended.came,
        ended.verdict,
        &ended.reason,
        ended.tokens.0,
        ended.tokens.1,
        ended.estimated,
        ended.cost_micros,
        ended.took_ms
    ];
    let Some((month, reserved, cost)) = tx.one::<(i64, i64, i64)>(update, &params).await? else {
        return Ok(false);
    };
    let charge = sql!(
        "UPDATE model_month SET reserved_micros = reserved_micros - $2, spent_micros = spent_micros + $3 WHERE month = $1"
    );
    tx.run(charge, &vals![month, reserved, cost]).await?;
    Ok(true)
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn month(tx: &mut Tx, month: i64) -> Result<Month> {
    let select =
        sql!("SELECT spent_micros, reserved_micros, calls FROM model_month WHERE month = $1");
    let row: Option<(i64, i64, i64)> = tx.one(select, &vals![month]).await?;
    let (spent_micros, reserved_micros, calls) = row.unwrap_or_default();
    Ok(Month {
        spent_micros,
        reserved_micros,
        calls,
    })
}

/// Verdict and time of the newest calls that ended, newest first.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn newest(tx: &mut Tx, limit: usize) -> Result<Vec<(String, Millis)>> {
    let select = sql!(
        "SELECT verdict, at FROM model_call WHERE verdict <> 'pending' ORDER BY at DESC, id DESC LIMIT $1"
    );
    tx.all(select, &vals![limit]).await
}

/// Calls on their way that began since.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn on_their_way(tx: &mut Tx, since: Millis) -> Result<i64> {
    let select = sql!("SELECT count(*) FROM model_call WHERE verdict = 'pending' AND at >= $1");
    let row: Option<(i64,)> = tx.one(select, &vals![since]).await?;
    Ok(row.map_or(0, |r| r.0))
}

/// Calls that began before and were never heard of again: their node is gone.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn lost(tx: &mut Tx, before: Millis, limit: usize) -> Result<Vec<ModelCallId>> {
    let select = sql!(
        "SELECT id FROM model_call WHERE verdict = 'pending' AND at < $1 ORDER BY at LIMIT $2"
    );
    let rows: Vec<(ModelCallId,)> = tx.all(select, &vals![before, limit]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// Calls before a place, newest first.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn calls(tx: &mut Tx, before: (Millis, ModelCallId), limit: usize) -> Result<Vec<Call>> {
    let select = sql!(
        "SELECT ",
        columns!(),
        " FROM model_call WHERE (at, id) < ($1, $2) ORDER BY at DESC, id DESC LIMIT $3"
    );
    tx.all(select, &vals![before.0, before.1, limit]).await
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn load(tx: &mut Tx, id: ModelCallId) -> Result<Option<Call>> {
    let select = sql!("SELECT ", columns!(), " FROM model_call WHERE id = $1");
    tx.one(select, &vals![id]).await
}

/// It is known now who a visitor is: what they asked since then was this person's.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn identify(tx: &mut Tx, visitor: &str, contact: ContactId, since: Millis) -> Result<()> {
    let update = sql!(
        "UPDATE model_call SET contact = $2 WHERE visitor = $1 AND visitor <> '' AND at >= $3 AND contact IS NULL"
    );
    tx.run(update, &vals![visitor, contact, since])
        .await
        .map(|_| ())
}

/// Deletes calls that are old enough and over; how many.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn forget(tx: &mut Tx, before: Millis) -> Result<u64> {
    let delete = sql!(
        "DELETE FROM model_call WHERE id IN (SELECT id FROM model_call WHERE at < $1 AND verdict <> 'pending' ",
        "ORDER BY at LIMIT 2000)"
    );
    tx.run(delete, &vals![before]).await
}
