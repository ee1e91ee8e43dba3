//! Finding messages, and through them conversations.

use super::clauses::{Clause, clauses};
use super::snippet::{Snippet, snippet, wanted};
use super::{document, printed, query_text, tokens};
use crate::organization_merge::resolved;
use crate::{Result, Tx, record, sql, vals};
use domain::access::Access;
use domain::conversation::Status;
use domain::filter::Filter;
use domain::message::MessageKind;
use domain::{AgentId, ContactId, ConversationId, MessageId, Millis, TeamId};
use std::collections::HashSet;

/// Candidates that one search looks at before it gives up filling its page.
const LOOK_AT: usize = 20_000;
/// The same with a filter, which costs a look at each conversation.
const LOOK_AT_FILTERED: usize = 4_000;
/// "Best match" is chosen among so many of the newest matches.
const BEST_OF: usize = 200;
/// Characters of a message that count for "best match".
const SCORED_BYTES: usize = 2000;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    pub text: String,
    pub order: Order,
    /// Hits of one page.
    pub limit: usize,
    /// `Page::next` of the page before; newest first only.
    pub before: Option<i64>,
    /// Only conversations that meet it, at that time.
    pub filter: Option<(Filter, Millis)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Newest,
    Best,
}

/// One conversation that was found, by its newest message that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub conversation: ConversationId,
    pub number: i64,
    pub subject: String,
    pub status: Status,
    pub team: Option<TeamId>,
    pub assignee: Option<AgentId>,
    pub contact: Option<ContactId>,
    pub message: MessageId,
    pub kind: MessageKind,
    pub at: Millis,
    pub snippet: Snippet,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    pub hits: Vec<Hit>,
    /// Where the next page goes on; `None` at the end.
    pub next: Option<i64>,
    /// False when so many matches are out of reach that the search gave up before the page was full.
    pub complete: bool,
}

record! {
    struct Candidate {
        n: i64,
        message: MessageId,
        kind: MessageKind,
        at: Millis,
        conversation: ConversationId,
        number: i64,
        subject: String,
        status: Status,
        team: Option<TeamId>,
        assignee: Option<AgentId>,
        contact: Option<ContactId>,
    }
}

record! {
    struct Words {
        text: String,
        reply: Option<String>,
    }
}

/// Puts a message into the index, or replaces what the index holds of it. `n` is its insert order; `parts` are all
/// texts by which it should be found: subject, names, addresses, body, names of attachments.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn index_message(tx: &mut Tx, n: i64, parts: &[&str]) -> Result<()> {
    let tokens = printed(tx, &document(parts));
    let insert = sql!(
        lite: ["INSERT OR REPLACE INTO message_fts (rowid, t) VALUES ($1, $2)"],
        pg: [
            "INSERT INTO message_fts (n, t) VALUES ($1, ($2::text)::tsvector) ",
            "ON CONFLICT (n) DO UPDATE SET t = excluded.t"
        ],
    );
    tx.run(insert, &vals![n, tokens]).await.map(|_| ())
}

/// Takes a message out of the index.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn unindex_message(tx: &mut Tx, n: i64) -> Result<()> {
    let delete = sql!(
        lite: ["DELETE FROM message_fts WHERE rowid = $1"],
        pg: ["DELETE FROM message_fts WHERE n = $1"],
    );
    tx.run(delete, &vals![n]).await.map(|_| ())
}

/// Takes all messages of a conversation out of the index, before they are deleted.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn unindex_conversation(tx: &mut Tx, id: ConversationId) -> Result<()> {
    let delete = sql!(
        lite: ["DELETE FROM message_fts WHERE rowid IN (SELECT n FROM message WHERE conversation = $1)"],
        pg: ["DELETE FROM message_fts WHERE n IN (SELECT n FROM message WHERE conversation = $1)"],
    );
    tx.run(delete, &vals![id]).await.map(|_| ())
}

/// Conversations with a message that matches, each once per page.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn search(tx: &mut Tx, access: &Access, search: &Search) -> Result<Page> {
    let clauses = clauses(&search.text);
    if clauses.is_empty() || search.limit == 0 {
        return Ok(Page {
            complete: true,
            ..Page::default()
        });
    }
    match search.order {
        Order::Newest => newest(tx, access, &clauses, search).await,
        Order::Best => best(tx, access, &clauses, search).await,
    }
}

async fn newest(tx: &mut Tx, access: &Access, clauses: &[Clause], search: &Search) -> Result<Page> {
    let filter = search.filter.as_ref();
    let (found, next, complete) =
        reachable(tx, access, clauses, filter, search.limit, search.before).await?;
    let mut hits = Vec::with_capacity(found.len());
    for candidate in found {
        let words = words(tx, &candidate).await?;
        hits.push(hit(candidate, words, clauses));
    }
    Ok(Page {
        hits,
        next,
        complete,
    })
}

async fn best(tx: &mut Tx, access: &Access, clauses: &[Clause], search: &Search) -> Result<Page> {
    let filter = search.filter.as_ref();
    let (found, _, complete) = reachable(tx, access, clauses, filter, BEST_OF, None).await?;
    let mut scored = Vec::with_capacity(found.len());
    for (age, candidate) in found.into_iter().enumerate() {
        let words = words(tx, &candidate).await?;
        scored.push((score(&candidate, &words, clauses, age), candidate, words));
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored.truncate(search.limit);
    let hits = scored
        .into_iter()
        .map(|(_, c, w)| hit(c, w, clauses))
        .collect();
    Ok(Page {
        hits,
        next: None,
        complete,
    })
}

/// Up to `limit` conversations in reach that meet the filter, newest match first; where to go on, and whether the search ran its course.
async fn reachable(
    tx: &mut Tx,
    access: &Access,
    clauses: &[Clause],
    filter: Option<&(Filter, Millis)>,
    limit: usize,
    before: Option<i64>,
) -> Result<(Vec<Candidate>, Option<i64>, bool)> {
    let query = query_text(tx, clauses);
    let filter = match filter {
        Some((filter, now)) => Some((resolved(tx, filter).await?.into_owned(), *now)),
        None => None,
    };
    let mut before = before.unwrap_or(i64::MAX);
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    let mut looked_at = 0;
    let mut chunk = limit + 1;
    let most = filter.as_ref().map_or(LOOK_AT, |_| LOOK_AT_FILTERED);
    loop {
        let candidates = candidates(tx, &query, before, chunk).await?;
        let ended = candidates.len() < chunk;
        looked_at += candidates.len();
        for candidate in candidates {
            if found.len() == limit {
                return Ok((found, Some(before), true));
            }
            before = candidate.n;
            if access.reaches(candidate.team, candidate.assignee)
                && seen.insert(candidate.conversation)
                && meets(tx, access, filter.as_ref(), candidate.conversation).await?
            {
                found.push(candidate);
            }
        }
        if ended {
            return Ok((found, None, true));
        }
        if looked_at >= most {
            return Ok((found, Some(before), false));
        }
        chunk = (chunk * 4).min(2000);
    }
}

async fn meets(
    tx: &mut Tx,
    access: &Access,
    filter: Option<&(Filter, Millis)>,
    id: ConversationId,
) -> Result<bool> {
    let Some((filter, now)) = filter else {
        return Ok(true);
    };
    let Some(c) = crate::conversation::load(tx, id).await? else {
        return Ok(false);
    };
    let mut facts = crate::facts::of(tx, c, &filter.fields(), None).await?;
    facts.viewer = access.agent;
    Ok(filter.matches(&facts, *now))
}

async fn candidates(tx: &mut Tx, query: &str, before: i64, limit: usize) -> Result<Vec<Candidate>> {
    let select = sql!(
        lite: [
            "SELECT m.n, m.id, m.kind, m.at, c.id, c.number, c.subject, c.status, c.team, c.assignee, c.contact ",
            "FROM message_fts f CROSS JOIN message m ON m.n = f.rowid CROSS JOIN conversation c ON c.id = m.conversation ",
            "WHERE f.t MATCH $1 AND f.rowid < $2 ORDER BY f.rowid DESC LIMIT $3"
        ],
        pg: [
            "SELECT m.n, m.id, m.kind, m.at, c.id, c.number, c.subject, c.status, c.team, c.assignee, c.contact ",
            "FROM message_fts f JOIN message m ON m.n = f.n JOIN conversation c ON c.id = m.conversation ",
            "WHERE f.t @@ ($1::text)::tsquery AND f.n < $2 ORDER BY f.n DESC LIMIT $3"
        ],
    );
    tx.all(select, &vals![query, before, limit]).await
}

async fn words(tx: &mut Tx, c: &Candidate) -> Result<Words> {
    let select = sql!("SELECT text, reply FROM message WHERE n = $1");
    let words = tx.one(select, &vals![c.n]).await?;
    Ok(words.unwrap_or(Words {
        text: String::new(),
        reply: None,
    }))
}

fn hit(c: Candidate, words: Words, clauses: &[Clause]) -> Hit {
    let shown = words.reply.as_deref().map(|reply| snippet(reply, clauses));
    let snippet = match shown {
        Some(shown) if !shown.marks.is_empty() => shown,
        _ => snippet(&words.text, clauses),
    };
    Hit {
        conversation: c.conversation,
        number: c.number,
        subject: c.subject,
        status: c.status,
        team: c.team,
        assignee: c.assignee,
        contact: c.contact,
        message: c.message,
        kind: c.kind,
        at: c.at,
        snippet,
    }
}

/// Words of the query in the subject count most, then in what was written; among equals the newer.
fn score(candidate: &Candidate, words: &Words, clauses: &[Clause], age: usize) -> f64 {
    let share = |text: &str| {
        let tokens = tokens(&text[..text.floor_char_boundary(SCORED_BYTES)]);
        let met = |c: &&Clause| tokens.iter().any(|t| wanted(t, std::slice::from_ref(c)));
        clauses.iter().filter(met).count() as f64 / clauses.len() as f64
    };
    let written = words.reply.as_deref().unwrap_or(&words.text);
    3.0 * share(&candidate.subject) + share(written) - age as f64 / BEST_OF as f64
}
