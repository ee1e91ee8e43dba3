//! What customers were told about when to expect an answer, and whether it was kept.

use crate::value::json;
use crate::{Result, Tx, record, sql, vals};
use domain::access::{Access, Permission};
use domain::conversation::{Status, Urgency};
use domain::promise::{Basis, Estimate, Told, Wait};
use domain::{AgentId, ChannelId, ConversationId, Millis, PromiseId, TeamId};

/// Rows that are read at once.
const PAGE: usize = 2_000;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NewPromise {
    pub id: PromiseId,
    pub conversation: ConversationId,
    pub channel: ChannelId,
    pub urgency: Urgency,
    pub made_at: Millis,
    /// By when, as it was told.
    pub usually_at: Millis,
    pub almost_always_at: Millis,
    pub estimate: Estimate,
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn insert(tx: &mut Tx, p: &NewPromise) -> Result<()> {
    let wait = p.estimate.wait;
    let forward = p.estimate.basis == Basis::Forward;
    tx.run(
        sql!(
            "INSERT INTO promise (id, conversation, channel, urgency, made_at, usually_at, almost_always_at, basis, n, told, ",
            "usually_ms, almost_always_ms, uncorrected_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
        ),
        &vals![
            p.id,
            p.conversation,
            p.channel,
            p.urgency,
            p.made_at,
            p.usually_at,
            p.almost_always_at,
            p.estimate.basis,
            p.estimate.n,
            json(&p.estimate.told),
            wait.map(|w| w.usually_ms),
            wait.map(|w| w.almost_always_ms),
            wait.filter(|_| forward).map(|w| w.uncorrected_ms)
        ],
    )
    .await?;
    Ok(())
}

/// The first answer was given at `at`.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn score(tx: &mut Tx, conversation: ConversationId, at: Millis) -> Result<()> {
    tx.run(
        sql!("UPDATE promise SET kept_at = $2 WHERE conversation = $1 AND kept_at IS NULL"),
        &vals![conversation, at],
    )
    .await?;
    Ok(())
}

/// The first answer was taken back.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn unscore(tx: &mut Tx, conversation: ConversationId) -> Result<()> {
    tx.run(
        sql!("UPDATE promise SET kept_at = NULL WHERE conversation = $1"),
        &vals![conversation],
    )
    .await?;
    Ok(())
}

record! {
    #[derive(Debug, Clone, PartialEq)]
    struct Row {
        id: PromiseId,
        made_at: Millis,
        usually_at: Millis,
        almost_always_at: Millis,
        basis: Basis,
        n: u32,
        told: String,
        usually_ms: Option<Millis>,
        almost_always_ms: Option<Millis>,
        uncorrected_ms: Option<Millis>,
        kept_at: Option<Millis>,
    }
}

/// A promise as it was made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Made {
    pub id: PromiseId,
    pub made_at: Millis,
    pub usually_at: Millis,
    pub almost_always_at: Millis,
    pub estimate: Estimate,
    pub kept_at: Option<Millis>,
}

impl From<Row> for Made {
    fn from(r: Row) -> Self {
        let wait = r.usually_ms.zip(r.almost_always_ms);
        let wait = wait.map(|(usually_ms, almost_always_ms)| Wait {
            usually_ms,
            almost_always_ms,
            uncorrected_ms: r.uncorrected_ms.unwrap_or(almost_always_ms),
        });
        let times = Told::By {
            usually: r.usually_at,
            almost_always: r.almost_always_at,
        };
        Self {
            id: r.id,
            made_at: r.made_at,
            usually_at: r.usually_at,
            almost_always_at: r.almost_always_at,
            estimate: Estimate {
                told: serde_json::from_str(&r.told).unwrap_or(times),
                wait,
                basis: r.basis,
                n: r.n,
            },
            kept_at: r.kept_at,
        }
    }
}

/// The newest promise of a conversation.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn newest(tx: &mut Tx, conversation: ConversationId) -> Result<Option<Made>> {
    let row: Option<Row> = tx
        .one(
            sql!(
                "SELECT id, made_at, usually_at, almost_always_at, basis, n, told, usually_ms, almost_always_ms, ",
                "uncorrected_ms, kept_at FROM promise WHERE conversation = $1 ORDER BY made_at DESC, id DESC LIMIT 1"
            ),
            &vals![conversation],
        )
        .await?;
    Ok(row.map(Made::from))
}

/// One promise and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Became {
    pub id: PromiseId,
    pub channel: ChannelId,
    pub urgency: Urgency,
    pub basis: Basis,
    pub made_at: Millis,
    pub almost_always_at: Millis,
    pub wait: Option<Wait>,
    /// It was found by a forward run.
    pub forward: bool,
    pub answered_at: Option<Millis>,
    /// When the customer stopped waiting without an answer.
    pub gone_at: Option<Millis>,
}

macro_rules! became {
    () => {
        concat!(
            "SELECT p.id, p.made_at, p.channel, p.urgency, p.basis, p.almost_always_at, p.usually_ms, p.almost_always_ms, ",
            "p.uncorrected_ms, p.kept_at, h.left_at, ",
            "CASE WHEN h.alternative_choice = 'message' AND p.made_at < h.chosen_at THEN h.chosen_at END, c.status, c.resolved_at, c.team, c.assignee FROM promise p ",
            "JOIN conversation c ON c.id = p.conversation LEFT JOIN chat h ON h.conversation = p.conversation "
        )
    };
}

impl From<LineRow> for Became {
    fn from(r: LineRow) -> Self {
        let ended = r.resolved_at.filter(|_| r.status == Status::Resolved);
        let unanswered = |at: &Millis| r.kept_at.is_none_or(|kept| *at < kept);
        // The visitor of a chat went, or left a message instead, or it was over without a word.
        let ways = r.left_at.into_iter().chain(r.wrote_at).chain(ended);
        let gone_at = ways.filter(unanswered).min();
        let wait = r.usually_ms.zip(r.almost_always_ms);
        Self {
            id: r.id,
            channel: r.channel,
            urgency: r.urgency,
            basis: r.basis,
            made_at: r.made_at,
            almost_always_at: r.almost_always_at,
            wait: wait.map(|(usually_ms, almost_always_ms)| Wait {
                usually_ms,
                almost_always_ms,
                uncorrected_ms: r.uncorrected_ms.unwrap_or(almost_always_ms),
            }),
            forward: r.uncorrected_ms.is_some(),
            answered_at: r.kept_at.filter(|_| gone_at.is_none()),
            gone_at,
        }
    }
}

/// The newest promises of a channel and urgency, oldest first. What turned out to be spam is none.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn last(
    tx: &mut Tx,
    channel: ChannelId,
    urgency: Urgency,
    limit: usize,
) -> Result<Vec<Became>> {
    let mut rows: Vec<LineRow> = tx
        .all(
            sql!(
                became!(),
                "WHERE p.channel = $1 AND p.urgency = $2 AND c.status <> 'spam' ORDER BY p.made_at DESC, p.id DESC LIMIT $3"
            ),
            &vals![channel, urgency, limit],
        )
        .await?;
    rows.reverse();
    Ok(rows.into_iter().map(Became::from).collect())
}

/// Of which channels and urgencies there are promises since then.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn classes(tx: &mut Tx, since: Millis) -> Result<Vec<(ChannelId, Urgency)>> {
    tx.all(
        sql!(
            "SELECT DISTINCT channel, urgency FROM promise WHERE made_at >= $1 ORDER BY channel, urgency LIMIT 1000"
        ),
        &vals![since],
    )
    .await
}

record! {
    struct LineRow {
        id: PromiseId,
        made_at: Millis,
        channel: ChannelId,
        urgency: Urgency,
        basis: Basis,
        almost_always_at: Millis,
        usually_ms: Option<Millis>,
        almost_always_ms: Option<Millis>,
        uncorrected_ms: Option<Millis>,
        kept_at: Option<Millis>,
        left_at: Option<Millis>,
        wrote_at: Option<Millis>,
        status: Status,
        resolved_at: Option<Millis>,
        team_now: Option<TeamId>,
        assignee_now: Option<AgentId>,
    }
}

/// Promises of one channel, or of all, made from `from` on, before `to`, in reach, in the order of making. What turned out to
/// be spam is none.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn lines(
    tx: &mut Tx,
    access: &Access,
    channel: Option<ChannelId>,
    (from, to): (Millis, Millis),
) -> Result<Vec<Became>> {
    let mut out = Vec::new();
    if !access.may(Permission::ReportRead) {
        return Ok(out);
    }
    let one = channel.is_some();
    let channel = channel.unwrap_or(ChannelId(uuid::Uuid::nil()));
    // Just before the first: the nil id is below all.
    let (mut at, mut id) = (from, PromiseId(uuid::Uuid::nil()));
    loop {
        let page: Vec<LineRow> = tx
            .all(
                sql!(
                    became!(),
                    "WHERE (p.made_at, p.id) > ($1, $2) AND p.made_at < $3 ",
                    "AND (CAST($4 AS bigint) = 0 OR p.channel = $5) ORDER BY p.made_at, p.id LIMIT $6"
                ),
                &vals![at, id, to, one, channel, PAGE],
            )
            .await?;
        let full = page.len() == PAGE;
        if let Some(last) = page.last() {
            (at, id) = (last.made_at, last.id);
        }
        let shown = page
            .into_iter()
            .filter(|l| l.status != Status::Spam && access.reaches(l.team_now, l.assignee_now));
        out.extend(shown.map(Became::from));
        if !full {
            return Ok(out);
        }
    }
}

/// How much waits for an answer, by channel, team, urgency and language.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn waiting(tx: &mut Tx) -> Result<Vec<Waiting>> {
    tx.all(
        sql!(
            "SELECT channel, team, urgency, language, count(*) FROM conversation WHERE status = 'open' ",
            "AND waiting_since IS NOT NULL GROUP BY channel, team, urgency, language ",
            "ORDER BY channel, team, urgency, language LIMIT 5000"
        ),
        &[],
    )
    .await
}

record! {
    /// Work that waits, counted.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Waiting {
        pub channel: ChannelId,
        pub team: Option<TeamId>,
        pub urgency: Urgency,
        pub language: Option<String>,
        pub n: i64,
    }
}
