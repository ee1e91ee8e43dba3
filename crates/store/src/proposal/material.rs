//! What proposals are made of: the first question of each conversation that an agent answered, searches in vain, and answers
//! that customers did not come back on.

use crate::{Result, Tx, record, sql, vals};
use domain::access::Access;
use domain::{
    AgentId, ContactId, ConversationId, HelpCenterId, MessageId, Millis, ProposalId, TeamId,
};
use uuid::Uuid;

record! {
    /// The first thing that a customer wrote, in a conversation that an agent answered.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Asked {
        pub conversation: ConversationId,
        pub contact: Option<ContactId>,
        pub language: Option<String>,
        pub subject: String,
        /// At most 1,500 characters.
        pub text: String,
        pub at: Millis,
        /// An agent sent an article.
        pub answered: bool,
    }
}

/// Questions of conversations before `below`, the newest first, not older than `since`. For the look alone, which keeps none
/// of their words.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn questions(
    tx: &mut Tx,
    below: Option<ConversationId>,
    since: Millis,
    limit: usize,
) -> Result<Vec<Asked>> {
    // Ids begin with the time at which they were made, so that only young conversations are walked over.
    let made = u128::try_from(since.max(0)).unwrap_or(0) << 80;
    let least = ConversationId(Uuid::from_u128(made));
    let below = below.unwrap_or(ConversationId(Uuid::max()));
    let select = sql!(
        "SELECT c.id, c.contact, c.language, m.subject, substr(coalesce(m.reply, m.text), 1, 1500), m.at, ",
        "CASE WHEN EXISTS (SELECT 1 FROM article_sent s JOIN message a ON a.id = s.message WHERE a.conversation = c.id) ",
        "THEN 1 ELSE 0 END ",
        "FROM conversation c JOIN message m ON m.n = (SELECT f.n FROM message f WHERE f.conversation = c.id ",
        "AND f.kind = 'customer' ORDER BY f.at, f.n LIMIT 1) WHERE c.id >= $1 AND c.id < $2 AND m.at >= $3 ",
        "AND m.automatic = 'none' AND c.erased_at IS NULL AND c.status NOT IN ('spam', 'merged', 'side') ",
        "AND EXISTS (SELECT 1 FROM message g WHERE g.conversation = c.id AND g.kind = 'agent' AND g.cancelled_at IS NULL) ",
        "ORDER BY c.id DESC LIMIT $4"
    );
    tx.all(select, &vals![least, below, since, limit]).await
}

record! {
    /// What readers looked for in vain.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Search {
        pub help_center: HelpCenterId,
        pub locale: String,
        pub key: String,
        pub query: String,
        /// In vain.
        pub times: i64,
        pub last_at: Millis,
    }
}

/// Searches in vain of all help centers, the most frequent first.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn searches(tx: &mut Tx, least: i64, limit: usize) -> Result<Vec<Search>> {
    let select = sql!(
        "SELECT help_center, locale, query_key, query, without_result_times, last_at FROM help_search_log ",
        "WHERE without_result_times >= $1 ORDER BY without_result_times DESC, last_at DESC, query_key LIMIT $2"
    );
    tx.all(select, &vals![least, limit]).await
}

record! {
    struct SaidRow {
        conversation: ConversationId,
        number: i64,
        team: Option<TeamId>,
        assignee: Option<AgentId>,
        name: Option<String>,
        subject: String,
        text: String,
        at: Millis,
    }
}

/// A question of a proposal, as it was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    pub conversation: ConversationId,
    pub number: i64,
    /// Of who asked.
    pub name: String,
    pub subject: String,
    pub text: String,
    pub at: Millis,
}

/// Questions of a proposal in reach of the caller, the most central first; `look_at` of them are looked at.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn said(
    tx: &mut Tx,
    access: &Access,
    proposal: ProposalId,
    look_at: usize,
    limit: usize,
) -> Result<Vec<Said>> {
    let select = sql!(
        "SELECT c.id, c.number, c.team, c.assignee, p.name, m.subject, substr(coalesce(m.reply, m.text), 1, 1500), m.at ",
        "FROM proposal_question q JOIN conversation c ON c.id = q.conversation JOIN message m ON m.n = ",
        "(SELECT f.n FROM message f WHERE f.conversation = c.id AND f.kind = 'customer' ORDER BY f.at, f.n LIMIT 1) ",
        "LEFT JOIN contact p ON p.id = c.contact WHERE q.proposal = $1 AND c.erased_at IS NULL ",
        "ORDER BY q.near DESC, q.conversation LIMIT $2"
    );
    let rows: Vec<SaidRow> = tx.all(select, &vals![proposal, look_at]).await?;
    let reached = rows
        .into_iter()
        .filter(|r| access.reaches(r.team, r.assignee));
    let said = reached.take(limit).map(|r| Said {
        conversation: r.conversation,
        number: r.number,
        name: r.name.unwrap_or_default(),
        subject: r.subject,
        text: r.text,
        at: r.at,
    });
    Ok(said.collect())
}

record! {
    struct AnswerRow {
        conversation: ConversationId,
        number: i64,
        team: Option<TeamId>,
        assignee: Option<AgentId>,
        customer: Option<String>,
        agent: Option<String>,
        message: MessageId,
        text: String,
        at: Millis,
    }
}

/// An answer that the customer did not come back on.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub conversation: ConversationId,
    pub number: i64,
    /// Of the customer and of the agent.
    pub names: Vec<String>,
    pub message: MessageId,
    pub text: String,
    pub at: Millis,
}

macro_rules! answered {
    () => {
        concat!(
            "SELECT c.id, c.number, c.team, c.assignee, p.name, g.name, m.id, substr(coalesce(m.reply, m.text), 1, 4000), m.at ",
            "FROM conversation c JOIN message m ON m.n = ",
            "(SELECT f.n FROM message f WHERE f.conversation = c.id AND f.kind = 'agent' AND f.cancelled_at IS NULL ",
            "AND f.at >= coalesce(c.last_customer_at, 0) ORDER BY length(coalesce(f.reply, f.text)) DESC, f.n LIMIT 1) ",
            "LEFT JOIN contact p ON p.id = c.contact LEFT JOIN agent g ON g.id = m.agent "
        )
    };
}

/// Of each resolved conversation of a proposal the longest answer after which the customer wrote no more, in reach of the
/// caller; the most central first, `look_at` conversations are looked at.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn answers(
    tx: &mut Tx,
    access: &Access,
    proposal: ProposalId,
    look_at: usize,
    limit: usize,
) -> Result<Vec<Answer>> {
    let select = sql!(
        answered!(),
        "JOIN proposal_question q ON q.conversation = c.id WHERE q.proposal = $1 AND c.status = 'resolved' ",
        "AND c.erased_at IS NULL ORDER BY q.near DESC, q.conversation LIMIT $2"
    );
    let rows: Vec<AnswerRow> = tx.all(select, &vals![proposal, look_at]).await?;
    let reached = rows
        .into_iter()
        .filter(|r| access.reaches(r.team, r.assignee));
    Ok(reached.take(limit).map(Answer::from).collect())
}

/// The same, of conversations that are named, in their order.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn answers_in(
    tx: &mut Tx,
    access: &Access,
    conversations: &[ConversationId],
) -> Result<Vec<Answer>> {
    let select = sql!(
        answered!(),
        "WHERE c.id = $1 AND c.status = 'resolved' AND c.erased_at IS NULL"
    );
    let mut out = Vec::new();
    for id in conversations {
        let row: Option<AnswerRow> = tx.one(select, &vals![*id]).await?;
        let reached = row.filter(|r| access.reaches(r.team, r.assignee));
        out.extend(reached.map(Answer::from));
    }
    Ok(out)
}

impl From<AnswerRow> for Answer {
    fn from(r: AnswerRow) -> Self {
        Self {
            conversation: r.conversation,
            number: r.number,
            names: [r.customer, r.agent].into_iter().flatten().collect(),
            message: r.message,
            text: r.text,
            at: r.at,
        }
    }
}
