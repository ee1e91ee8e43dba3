//! Where work stands in the queue, and what makes a conversation work: rows of `work` beside what follows from
//! conversations and chats. What it means is `domain::routing`; `desk::queue` makes its rows of these.

use crate::value::{FromVal, Json, Val, code_name, code_parse, json};
use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::alternative::{Choice, Offered};
use domain::conversation::{Status, Urgency};
use domain::event::EventKind;
use domain::routing::{Because, Kind, Place, Refused};
use domain::{AgentId, ChannelId, ContactId, ConversationId, Millis, TeamId, TopicId};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stands {
    Waiting,
    Offered,
    Held,
}

impl From<Stands> for Val<'_> {
    fn from(v: Stands) -> Self {
        Self::Text(code_name(&v).into())
    }
}

impl FromVal for Stands {
    fn from_val(v: Val<'static>) -> Result<Self> {
        code_parse(&String::from_val(v)?)
    }
}

record! {
    /// What conversations do not say of themselves.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Work {
        pub conversation: ConversationId,
        pub kind: Kind,
        pub standing: Stands,
        /// At whom it rings, or who has it.
        pub agent: Option<AgentId>,
        /// So long it rings.
        pub until: Option<Millis>,
        pub place: Place,
        pub version: u32,
        pub refused: Json<Vec<Refused>>,
        pub since: Millis,
        pub lowered: u32,
        pub overflown: bool,
        pub because: Json<Option<Because>>,
        /// Since when it stands so.
        pub at: Millis,
    }
}

macro_rules! whole {
    () => {
        concat!(
            "SELECT conversation, kind, standing, agent, until_, place, version, refused, since, lowered, overflown, ",
            "because, at FROM work "
        )
    };
}

/// All rows, at most `limit`.
///
/// # Errors
/// See [`StoreError`].
pub async fn all(tx: &mut Tx, limit: usize) -> Result<Vec<Work>> {
    let select = sql!(whole!(), "ORDER BY since, conversation LIMIT $1");
    tx.all(select, &vals![limit]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn of(tx: &mut Tx, conversation: ConversationId) -> Result<Option<Work>> {
    let select = sql!(whole!(), "WHERE conversation = $1");
    tx.one(select, &vals![conversation]).await
}

/// What rings at an agent, and what they have.
///
/// # Errors
/// See [`StoreError`].
pub async fn of_agent(tx: &mut Tx, agent: AgentId) -> Result<Vec<Work>> {
    let select = sql!(whole!(), "WHERE agent = $1 ORDER BY at, conversation");
    tx.all(select, &vals![agent]).await
}

/// A new row.
///
/// # Errors
/// `Conflict` when there is one, or when something rings at that agent already.
pub async fn insert(tx: &mut Tx, w: &Work) -> Result<()> {
    let insert = sql!(
        "INSERT INTO work (conversation, kind, standing, agent, until_, place, version, refused, since, lowered, ",
        "overflown, because, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    );
    tx.run(insert, &cells(w)).await.map(|_| ())
}

fn cells(w: &Work) -> Vec<Val<'_>> {
    vec![
        w.conversation.into(),
        w.kind.into(),
        w.standing.into(),
        w.agent.into(),
        w.until.into(),
        w.place.into(),
        w.version.into(),
        json(&w.refused.0),
        w.since.into(),
        w.lowered.into(),
        w.overflown.into(),
        json(&w.because.0),
        w.at.into(),
    ]
}

/// Stores a row over the one that was seen.
///
/// # Errors
/// `Conflict` when it stands otherwise by now, or when something rings at that agent already.
pub async fn save(tx: &mut Tx, seen: &Work, w: &Work) -> Result<()> {
    let update = sql!(
        "UPDATE work SET kind = $2, standing = $3, agent = $4, until_ = $5, place = $6, version = $7, refused = $8, ",
        "since = $9, lowered = $10, overflown = $11, because = $12, at = $13 ",
        "WHERE conversation = $1 AND version = $14 AND standing = $15 AND at = $16"
    );
    let mut params = cells(w);
    params.extend(vals![seen.version, seen.standing, seen.at]);
    match tx.run(update, &params).await? {
        0 => Err(StoreError::stale("the place in the queue")),
        _ => Ok(()),
    }
}

/// It is work no more.
///
/// # Errors
/// `Conflict` when it stands otherwise by now.
pub async fn end(tx: &mut Tx, seen: &Work) -> Result<()> {
    let delete = sql!(
        "DELETE FROM work WHERE conversation = $1 AND version = $2 AND standing = $3 AND at = $4"
    );
    let params = vals![seen.conversation, seen.version, seen.standing, seen.at];
    match tx.run(delete, &params).await? {
        0 => Err(StoreError::stale("the place in the queue")),
        _ => Ok(()),
    }
}

record! {
    /// What a conversation says of the work that it is.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Facts {
        pub conversation: ConversationId,
        pub channel: ChannelId,
        pub team: Option<TeamId>,
        pub urgency: Urgency,
        pub topic: Option<TopicId>,
        pub language: Option<String>,
        pub contact: Option<ContactId>,
        pub assignee: Option<AgentId>,
        pub status: Status,
        pub waiting_since: Option<Millis>,
        /// The last word of either side.
        pub last_at: Millis,
        /// Somebody is, or was, at a widget.
        pub is_chat: bool,
        pub left_at: Option<Millis>,
        /// When they were offered another way, and what they chose.
        pub alternative_at: Option<Millis>,
        pub alternative_choice: Option<Choice>,
        /// Who had the newest other conversation of this contact.
        pub knows: Option<AgentId>,
    }
}

impl Facts {
    /// Another way that the visitor was offered.
    #[must_use]
    pub fn alternative(&self) -> Option<Offered> {
        Some(Offered {
            at: self.alternative_at?,
            choice: self.alternative_choice,
        })
    }
}

macro_rules! facts {
    ($knows:literal) => {
        concat!(
            "SELECT c.id, c.channel, c.team, c.urgency, c.topic, c.language, c.contact, c.assignee, c.status, ",
            "c.waiting_since, c.last_at, CASE WHEN h.conversation IS NULL THEN 0 ELSE 1 END, h.left_at, ",
            "h.alternative_at, h.alternative_choice, ",
            $knows,
            " "
        )
    };
}
macro_rules! known {
    () => {
        facts!(
            "(SELECT o.assignee FROM conversation o WHERE o.contact = c.contact AND o.id <> c.id AND \
             o.assignee IS NOT NULL ORDER BY o.last_at DESC LIMIT 1)"
        )
    };
}

/// Of everything that has a row.
///
/// # Errors
/// See [`StoreError`].
pub async fn facts(tx: &mut Tx, limit: usize) -> Result<Vec<Facts>> {
    let select = sql!(
        known!(),
        "FROM work w JOIN conversation c ON c.id = w.conversation LEFT JOIN chat h ON h.conversation = c.id ",
        "ORDER BY w.since, w.conversation LIMIT $1"
    );
    tx.all(select, &vals![limit]).await
}

/// Of one conversation.
///
/// # Errors
/// See [`StoreError`].
pub async fn facts_of(tx: &mut Tx, id: ConversationId) -> Result<Option<Facts>> {
    let select = sql!(
        known!(),
        "FROM conversation c LEFT JOIN chat h ON h.conversation = c.id WHERE c.id = $1"
    );
    tx.one(select, &vals![id]).await
}

/// Of visitors who began to wait after `since`, have not left and have no row yet; who came first stands first.
///
/// # Errors
/// See [`StoreError`].
pub async fn arrived(tx: &mut Tx, since: Millis, limit: usize) -> Result<Vec<Facts>> {
    let select = sql!(
        known!(),
        "FROM conversation c JOIN chat h ON h.conversation = c.id WHERE c.status = 'open' AND c.waiting_since > $1 ",
        "AND h.left_at IS NULL AND NOT EXISTS (SELECT 1 FROM work w WHERE w.conversation = c.id) ",
        "ORDER BY c.waiting_since, c.id LIMIT $2"
    );
    tx.all(select, &vals![since, limit]).await
}

/// Of what waits for an answer and has no row; what has waited longest stands first.
///
/// # Errors
/// See [`StoreError`].
pub async fn waiting(tx: &mut Tx, limit: usize) -> Result<Vec<Facts>> {
    let select = sql!(
        facts!("NULL"),
        "FROM conversation c LEFT JOIN chat h ON h.conversation = c.id WHERE c.status = 'open' ",
        "AND c.waiting_since IS NOT NULL AND NOT EXISTS (SELECT 1 FROM work w WHERE w.conversation = c.id) ",
        "ORDER BY c.waiting_since, c.id LIMIT $1"
    );
    tx.all(select, &vals![limit]).await
}

/// The same, of what is more urgent than most.
///
/// # Errors
/// See [`StoreError`].
pub async fn pressing(tx: &mut Tx, limit: usize) -> Result<Vec<Facts>> {
    let select = sql!(
        facts!("NULL"),
        "FROM conversation c LEFT JOIN chat h ON h.conversation = c.id WHERE c.status = 'open' ",
        "AND c.waiting_since IS NOT NULL AND c.urgency IN ('urgent', 'high') ",
        "AND NOT EXISTS (SELECT 1 FROM work w WHERE w.conversation = c.id) ",
        "ORDER BY c.waiting_since, c.id LIMIT $1"
    );
    tx.all(select, &vals![limit]).await
}

/// Live contacts that ring nowhere, by team.
///
/// # Errors
/// See [`StoreError`].
pub async fn live_waiting(tx: &mut Tx) -> Result<Vec<(Option<TeamId>, i64)>> {
    let select = sql!(
        "SELECT c.team, count(*) FROM work w JOIN conversation c ON c.id = w.conversation ",
        "WHERE w.kind = 'live' AND w.standing = 'waiting' GROUP BY c.team"
    );
    tx.all(select, &[]).await
}

/// Conversations that began in that time, by channel. Their ids are in the order of time.
///
/// # Errors
/// See [`StoreError`].
pub async fn opened(tx: &mut Tx, from: Millis, to: Millis) -> Result<Vec<(ChannelId, i64)>> {
    let select = sql!(
        "SELECT channel, count(*) FROM conversation WHERE id >= $1 AND id < $2 GROUP BY channel"
    );
    let first = |at: Millis| {
        let ms = u128::try_from(at.max(0)).unwrap_or(0);
        ConversationId(uuid::Uuid::from_u128(ms << 80))
    };
    tx.all(select, &vals![first(from), first(to)]).await
}

/// What agents had taken up by then of what waits for a team; at most `limit`.
///
/// # Errors
/// See [`StoreError`].
pub async fn taken_up(
    tx: &mut Tx,
    team: TeamId,
    before: Millis,
    limit: usize,
) -> Result<Vec<ConversationId>> {
    let select = sql!(
        "SELECT c.id FROM work w JOIN conversation c ON c.id = w.conversation WHERE w.standing = 'held' ",
        "AND w.kind = 'deferred' AND w.at <= $2 AND c.team = $1 AND c.status = 'open' ",
        "AND c.waiting_since IS NOT NULL ORDER BY w.since, c.id LIMIT $3"
    );
    let rows: Vec<(ConversationId,)> = tx.all(select, &vals![team, before, limit]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// What there is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Busy {
    Idle,
    /// Somebody has taken work up.
    Held,
    /// Somebody waits on the line, or talks.
    Live,
}

/// What there is to do; visitors who wait and of whom something was heard after `since` are on the line.
///
/// # Errors
/// See [`StoreError`].
pub async fn busy(tx: &mut Tx, since: Millis) -> Result<Busy> {
    let select = sql!(
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM work WHERE kind = 'live') OR EXISTS (SELECT 1 FROM conversation c ",
        "JOIN chat h ON h.conversation = c.id WHERE c.status = 'open' AND c.waiting_since IS NOT NULL AND c.last_at > $1 AND h.left_at IS NULL) ",
        "THEN 2 WHEN EXISTS (SELECT 1 FROM work) THEN 1 ELSE 0 END"
    );
    let row: Option<(i64,)> = tx.one(select, &vals![since]).await?;
    Ok(match row {
        Some((2,)) => Busy::Live,
        Some((1,)) => Busy::Held,
        _ => Busy::Idle,
    })
}

/// What happened after a position of the feed, and whether to somebody who waits or talks on the line; at most `limit`, in
/// order.
///
/// # Errors
/// See [`StoreError`].
pub async fn happened(tx: &mut Tx, after: i64, limit: usize) -> Result<Vec<(EventKind, bool)>> {
    let select = sql!(
        "SELECT e.payload, CASE WHEN w.kind = 'live' THEN 1 ELSE 0 END FROM event e ",
        "LEFT JOIN work w ON w.conversation = e.conversation WHERE e.seq > $1 ORDER BY e.seq LIMIT $2"
    );
    let rows: Vec<(Json<EventKind>, bool)> = tx.all(select, &vals![after, limit]).await?;
    Ok(rows
        .into_iter()
        .map(|(kind, live)| (kind.0, live))
        .collect())
}
