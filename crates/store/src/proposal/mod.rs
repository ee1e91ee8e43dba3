//! Articles that are proposed, what was decided of each, and how far the last look came. [`material`] reads what proposals are
//! made of. What belongs together is decided in `domain::proposal`.

mod material;

pub use material::{Answer, Asked, Said, Search, answers, answers_in, questions, said, searches};

use crate::value::Json;
use crate::{Result, Tx, record, sql, vals};
use domain::{AgentId, ArticleId, ConversationId, HelpCenterId, Millis, ProposalId};

/// The one row of looks.
const LOOK: &str = "articles";

record! {
    #[derive(Debug, Clone, PartialEq)]
    pub struct Proposal {
        pub id: ProposalId,
        /// `questions` or `search`
        pub kind: String,
        /// Of a search.
        pub help_center: Option<HelpCenterId>,
        pub locale: String,
        pub query_key: String,
        pub query: String,
        /// The heaviest first.
        pub terms: Json<Vec<(String, f32)>>,
        pub times: i64,
        pub people: i64,
        /// Contacts in thirty days, times ten.
        pub a_month: i64,
        pub first_at: Millis,
        pub last_at: Millis,
        /// `open`, `dismissed` or `taken`
        pub state: String,
        pub article: Option<ArticleId>,
        pub decided_by: Option<AgentId>,
        pub decided_at: Option<Millis>,
        pub times_then: i64,
        /// Questions, or searches in vain, since it was decided.
        pub since: i64,
        /// An article that suggestions lead these questions to.
        pub near_article: Option<ArticleId>,
        pub seen_at: Millis,
        pub created_at: Millis,
        pub version: i64,
    }
}

macro_rules! whole {
    () => {
        concat!(
            "SELECT id, kind, help_center, locale, query_key, query, terms, times, people, a_month, first_at, last_at, state, ",
            "article, decided_by, decided_at, times_then, since, near_article, seen_at, created_at, version FROM proposal "
        )
    };
}

/// All of them, those with most contacts a month first.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn all(tx: &mut Tx, limit: usize) -> Result<Vec<Proposal>> {
    let select = sql!(whole!(), "ORDER BY a_month DESC, times DESC, id LIMIT $1");
    tx.all(select, &vals![limit]).await
}

/// Those in a state, those with most contacts a month first.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn in_state(tx: &mut Tx, state: &str, limit: usize) -> Result<Vec<Proposal>> {
    let select = sql!(
        whole!(),
        "WHERE state = $1 ORDER BY a_month DESC, times DESC, id LIMIT $2"
    );
    tx.all(select, &vals![state, limit]).await
}

/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn load(tx: &mut Tx, id: ProposalId) -> Result<Option<Proposal>> {
    tx.one(sql!(whole!(), "WHERE id = $1"), &vals![id]).await
}

/// A new one, or what is known of it now.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn put(tx: &mut Tx, p: &Proposal) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO proposal (id, kind, help_center, locale, query_key, query, terms, times, people, a_month, first_at, ",
        "last_at, state, article, decided_by, decided_at, times_then, since, near_article, seen_at, created_at, version) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22) ",
        "ON CONFLICT (id) DO UPDATE SET query = excluded.query, terms = excluded.terms, times = excluded.times, ",
        "people = excluded.people, a_month = excluded.a_month, first_at = excluded.first_at, last_at = excluded.last_at, ",
        "state = excluded.state, article = excluded.article, decided_by = excluded.decided_by, ",
        "decided_at = excluded.decided_at, times_then = excluded.times_then, since = excluded.since, ",
        "near_article = excluded.near_article, seen_at = excluded.seen_at, version = proposal.version + 1"
    );
    let params = vals![
        p.id,
        &p.kind,
        p.help_center,
        &p.locale,
        &p.query_key,
        &p.query,
        &p.terms,
        p.times,
        p.people,
        p.a_month,
        p.first_at,
        p.last_at,
        &p.state,
        p.article,
        p.decided_by,
        p.decided_at,
        p.times_then,
        p.since,
        p.near_article,
        p.seen_at,
        p.created_at,
        p.version
    ];
    tx.run(upsert, &params).await.map(|_| ())
}

/// Puts other questions in the place of those that a proposal has: conversation, when it was asked, how near of a thousand.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn put_questions(
    tx: &mut Tx,
    id: ProposalId,
    questions: &[(ConversationId, Millis, i64)],
) -> Result<()> {
    let gone = sql!("DELETE FROM proposal_question WHERE proposal = $1");
    tx.run(gone, &vals![id]).await?;
    // What was erased since it was read does not come back.
    let insert = sql!(
        "INSERT INTO proposal_question (proposal, conversation, at, near) SELECT $1 /*pg ::uuid */, id, $3 /*pg ::bigint */, ",
        "$4 /*pg ::bigint */ FROM conversation WHERE id = $2 AND erased_at IS NULL ON CONFLICT DO NOTHING"
    );
    for (conversation, at, near) in questions {
        tx.run(insert, &vals![id, *conversation, *at, *near])
            .await?;
    }
    Ok(())
}

/// Forgets what is open and was not found at `seen_at`, what was dismissed before `before` and never found again since, and
/// takes up again what was taken into an article that is not there any more. How many went.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn tidy(tx: &mut Tx, seen_at: Millis, before: Millis) -> Result<u64> {
    let back = sql!(
        "UPDATE proposal SET state = 'open', article = NULL WHERE state = 'taken' AND article IS NOT NULL ",
        "AND article NOT IN (SELECT id FROM article)"
    );
    tx.run(back, &[]).await?;
    let gone = sql!(
        "DELETE FROM proposal WHERE (state = 'open' AND seen_at < $1) OR (state = 'dismissed' AND seen_at < $2)"
    );
    tx.run(gone, &vals![seen_at, before]).await
}

record! {
    /// How far the last look came; all 0 before the first.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub struct Look {
        pub wanted_at: Millis,
        pub started_at: Millis,
        pub lease_until: Millis,
        pub finished_at: Millis,
        pub looked_from: Millis,
        pub questions: i64,
        pub searches: i64,
    }
}

/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn look(tx: &mut Tx) -> Result<Look> {
    let select = sql!(
        "SELECT wanted_at, started_at, lease_until, finished_at, looked_from, questions, searches FROM proposal_look ",
        "WHERE name = $1"
    );
    Ok(tx.one(select, &vals![LOOK]).await?.unwrap_or_default())
}

/// Asks for a look.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn want(tx: &mut Tx, now: Millis) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO proposal_look (name, wanted_at) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET wanted_at = excluded.wanted_at"
    );
    tx.run(upsert, &vals![LOOK, now]).await.map(|_| ())
}

/// Takes the lease of a look; `false` while somebody else has it.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn begin(tx: &mut Tx, now: Millis, until: Millis) -> Result<bool> {
    let row = sql!("INSERT INTO proposal_look (name) VALUES ($1) ON CONFLICT (name) DO NOTHING");
    tx.run(row, &vals![LOOK]).await?;
    let take = sql!(
        "UPDATE proposal_look SET started_at = $2, lease_until = $3, questions = 0 WHERE name = $1 AND lease_until <= $2"
    );
    Ok(tx.run(take, &vals![LOOK, now, until]).await? > 0)
}

/// Says how far the look has come that began at `started`; `false` when another has begun since.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn come_to(tx: &mut Tx, started: Millis, until: Millis, questions: i64) -> Result<bool> {
    let update = sql!(
        "UPDATE proposal_look SET lease_until = $3, questions = $4 WHERE name = $1 AND started_at = $2 AND lease_until > 0"
    );
    Ok(tx
        .run(update, &vals![LOOK, started, until, questions])
        .await?
        > 0)
}

/// Ends the look that began at `started`; `false` when another has begun since, and nothing of this one is to be kept.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn end(
    tx: &mut Tx,
    started: Millis,
    now: Millis,
    looked_from: Millis,
    counts: (i64, i64),
) -> Result<bool> {
    let update = sql!(
        "UPDATE proposal_look SET lease_until = 0, finished_at = $3, looked_from = $4, questions = $5, searches = $6 ",
        "WHERE name = $1 AND started_at = $2 AND lease_until > 0"
    );
    let params = vals![LOOK, started, now, looked_from, counts.0, counts.1];
    Ok(tx.run(update, &params).await? > 0)
}
