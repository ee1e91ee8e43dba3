//! What asks and answers say: rows of a report, comments, and what stands beside a conversation. Each is asked for whether it
//! is in reach, as its conversation is now; one about no conversation is seen by who sees all.

use crate::{Result, Tx, record, sql, vals};
use domain::access::{Access, Permission, Scope};
use domain::survey::Kind;
use domain::{
    AgentId, ChannelId, ContactId, ConversationId, Millis, SurveyAskId, SurveyId, TeamId, TopicId,
};
use uuid::Uuid;

/// Rows that are read at once.
const PAGE: usize = 2_000;

record! {
    /// One ask, for figures.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Line {
        pub id: SurveyAskId,
        pub asked_at: Millis,
        pub survey: SurveyId,
        pub kind: Kind,
        pub contact: Option<ContactId>,
        pub channel: Option<ChannelId>,
        pub team: Option<TeamId>,
        pub topic: Option<TopicId>,
        pub agent: Option<AgentId>,
        pub score: Option<i64>,
        conversation: Option<ConversationId>,
        team_now: Option<TeamId>,
        assignee_now: Option<AgentId>,
    }
}

impl Line {
    /// Whose answer it is: answers of nobody known stand alone.
    #[must_use]
    pub fn person(&self) -> Uuid {
        self.contact.map_or(self.id.0, |c| c.0)
    }
}

fn in_reach(
    access: &Access,
    conversation: Option<ConversationId>,
    team: Option<TeamId>,
    assignee: Option<AgentId>,
) -> bool {
    match conversation {
        Some(_) => access.reaches(team, assignee),
        None => access.scope == Scope::All && access.may(Permission::ConversationRead),
    }
}

/// Asks from `from` on, before `to`, in reach, in the order of asking. Tests are none, nor are mails that never left.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn lines(tx: &mut Tx, access: &Access, from: Millis, to: Millis) -> Result<Vec<Line>> {
    let mut out = Vec::new();
    if !access.may(Permission::ReportRead) {
        return Ok(out);
    }
    // Just before the first: the nil id is below all.
    let (mut at, mut id) = (from, SurveyAskId(Uuid::nil()));
    loop {
        let page: Vec<Line> = tx
            .all(
                sql!(
                    "SELECT a.id, a.asked_at, a.survey, a.kind, a.contact, a.channel, a.team, a.topic, a.agent, a.score, ",
                    "a.conversation, c.team, c.assignee FROM survey_ask a LEFT JOIN conversation c ON c.id = a.conversation ",
                    "WHERE (a.asked_at, a.id) > ($1, $2) AND a.asked_at < $3 AND a.test = 0 AND a.lost = 0 ",
                    "ORDER BY a.asked_at, a.id LIMIT $4"
                ),
                &vals![at, id, to, PAGE],
            )
            .await?;
        let full = page.len() == PAGE;
        if let Some(last) = page.last() {
            (at, id) = (last.asked_at, last.id);
        }
        out.extend(
            page.into_iter()
                .filter(|l| in_reach(access, l.conversation, l.team_now, l.assignee_now)),
        );
        if !full {
            return Ok(out);
        }
    }
}

/// Who could have been asked between these days (since 1970, UTC; the last one too) and was not: survey, reason, how many.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn passed_over(
    tx: &mut Tx,
    from_day: i64,
    to_day: i64,
) -> Result<Vec<(SurveyId, String, i64)>> {
    tx.all(
        sql!(
            "SELECT survey, reason, CAST(sum(n) AS bigint) FROM survey_passed WHERE day BETWEEN $1 AND $2 ",
            "GROUP BY survey, reason ORDER BY survey, reason"
        ),
        &vals![from_day, to_day],
    )
    .await
}

record! {
    /// An answer with words.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Comment {
        pub id: SurveyAskId,
        pub answered_at: Millis,
        pub survey: SurveyId,
        pub kind: Kind,
        pub score: Option<i64>,
        pub comment: String,
        pub conversation: Option<ConversationId>,
        pub number: Option<i64>,
        pub subject: Option<String>,
        pub contact_name: Option<String>,
        pub channel: Option<ChannelId>,
        pub topic: Option<TopicId>,
        pub team: Option<TeamId>,
        team_now: Option<TeamId>,
        assignee_now: Option<AgentId>,
    }
}

/// Which comments are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    pub survey: Option<SurveyId>,
    /// Answered from then on.
    pub from: Millis,
    /// Answered before then; the place to go on from together with `before_id`.
    pub before: Millis,
    pub before_id: SurveyAskId,
    /// Scores from, and to, these, both included.
    pub scores: (i64, i64),
}

/// Comments in reach that are kept, newest first; and where to go on, when there may be more: of few that are kept a page may
/// be short.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn comments(
    tx: &mut Tx,
    access: &Access,
    wanted: &Wanted,
    keep: &(dyn Fn(&Comment) -> bool + Sync),
    limit: usize,
) -> Result<(Vec<Comment>, Option<(Millis, SurveyAskId)>)> {
    /// Pages that are looked at for one answer: out of reach there may be many.
    const ROUNDS: usize = 20;
    /// Rows of such a page, at least.
    const ROWS: usize = 200;
    let mut out: Vec<Comment> = Vec::new();
    if !access.may(Permission::ReportRead) {
        return Ok((out, None));
    }
    let mut place = (wanted.before, wanted.before_id);
    let rows = limit.max(ROWS);
    for _ in 0..ROUNDS {
        let page: Vec<Comment> = comment_page(tx, wanted, place, rows).await?;
        let full = page.len() == rows;
        for c in page {
            place = (c.answered_at, c.id);
            if in_reach(access, c.conversation, c.team_now, c.assignee_now) && keep(&c) {
                out.push(c);
            }
            if out.len() == limit {
                return Ok((out, Some(place)));
            }
        }
        if !full {
            return Ok((out, None));
        }
    }
    Ok((out, Some(place)))
}

async fn comment_page(
    tx: &mut Tx,
    wanted: &Wanted,
    place: (Millis, SurveyAskId),
    limit: usize,
) -> Result<Vec<Comment>> {
    let nil = SurveyId(Uuid::nil());
    tx.all(
        sql!(
            "SELECT a.id, a.answered_at, a.survey, a.kind, a.score, a.comment, a.conversation, c.number, c.subject, ",
            "p.name, a.channel, a.topic, a.team, c.team, c.assignee FROM survey_ask a ",
            "LEFT JOIN conversation c ON c.id = a.conversation LEFT JOIN contact p ON p.id = a.contact ",
            "WHERE a.comment <> '' AND a.test = 0 AND a.answered_at >= $1 AND (a.answered_at, a.id) < ($2, $3) ",
            "AND (a.survey = $4 OR $4 = $5) AND a.score BETWEEN $6 AND $7 ",
            "ORDER BY a.answered_at DESC, a.id DESC LIMIT $8"
        ),
        &vals![
            wanted.from,
            place.0,
            place.1,
            wanted.survey.unwrap_or(nil),
            nil,
            wanted.scores.0,
            wanted.scores.1,
            limit
        ],
    )
    .await
}

record! {
    /// An ask beside a conversation.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Beside {
        pub id: SurveyAskId,
        pub survey: SurveyId,
        pub name: String,
        pub kind: Kind,
        pub asked_at: Millis,
        pub answered_at: Option<Millis>,
        pub score: Option<i64>,
        pub comment: String,
    }
}

/// What was asked about a conversation, newest first. The caller has asked whether it is in reach.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn of_conversation(tx: &mut Tx, id: ConversationId) -> Result<Vec<Beside>> {
    tx.all(
        sql!(
            "SELECT a.id, a.survey, s.name, a.kind, a.asked_at, a.answered_at, a.score, a.comment FROM survey_ask a ",
            "JOIN survey s ON s.id = a.survey WHERE a.conversation = $1 ORDER BY a.asked_at DESC, a.id DESC LIMIT 20"
        ),
        &vals![id],
    )
    .await
}

/// The newest score about a conversation, of any survey about conversations.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn last_score(tx: &mut Tx, id: ConversationId) -> Result<Option<i64>> {
    let row: Option<(i64,)> = tx
        .one(
            sql!(
                "SELECT score FROM survey_ask WHERE conversation = $1 AND score IS NOT NULL AND test = 0 ",
                "ORDER BY changed_at DESC, id DESC LIMIT 1"
            ),
            &vals![id],
        )
        .await?;
    Ok(row.map(|(score,)| score))
}

/// How many were asked by each survey, and answered: for the list of surveys.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn counts(tx: &mut Tx, since: Millis) -> Result<Vec<(SurveyId, i64, i64)>> {
    tx.all(
        sql!(
            "SELECT survey, count(*), count(score) FROM survey_ask WHERE asked_at >= $1 AND test = 0 AND lost = 0 ",
            "GROUP BY survey"
        ),
        &vals![since],
    )
    .await
}
