//! What the index of suggestions is made of: every published translation, with what is known of its article. And, for agents,
//! conversations that were resolved and speak of the same.

use crate::search::tokens;
use crate::value::Json;
use crate::{Engine, Result, Tx, record, sql, vals};
use domain::access::Access;
use domain::suggest::Source;
use domain::{AgentId, ArticleId, ConversationId, HelpCenterId, Millis, TeamId, TopicId};
use std::collections::{HashMap, HashSet};

/// Translations that are read at once.
const PAGE: usize = 500;
/// Messages that are looked at for conversations that speak of the same.
const LOOK_AT: usize = 300;

record! {
    struct Row {
        n: i64,
        article: ArticleId,
        center: HelpCenterId,
        internal: bool,
        locale: String,
        title: String,
        summary: String,
        text: String,
        asked: Json<Vec<String>>,
        topic: Option<TopicId>,
        published_at: Option<Millis>,
    }
}

/// All published translations of articles that are not archived, internal ones marked as such. For the index alone, which
/// asks who reads (`domain::suggest::Readers`).
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn sources(tx: &mut Tx) -> Result<Vec<Source>> {
    let select = sql!(
        "SELECT t.n, a.id, t.help_center, CASE WHEN a.audience <> 'public' OR coalesce(c.internal, 0) = 1 OR ",
        "coalesce(p.internal, 0) = 1 OR h.public = 0 THEN 1 ELSE 0 END, t.locale, t.title, t.summary, substr(t.text, 1, 12000), ",
        "t.asked, a.topic, t.published_at FROM article_translation t JOIN article a ON a.id = t.article ",
        "JOIN help_center h ON h.id = t.help_center LEFT JOIN collection c ON c.id = a.collection ",
        "LEFT JOIN collection p ON p.id = c.parent ",
        "WHERE t.n > $1 AND t.state = 'published' AND a.archived_at IS NULL ORDER BY t.n LIMIT $2"
    );
    let helped = helped(tx).await?;
    let sent = sent(tx).await?;
    let mut learned = learned(tx).await?;
    let mut all = Vec::new();
    let mut after = 0;
    while all.len() < domain::suggest::SOURCES_MAX {
        let rows: Vec<Row> = tx.all(select, &vals![after, PAGE]).await?;
        let Some(last) = rows.last() else {
            break;
        };
        after = last.n;
        for row in rows {
            let key = (row.article, row.locale);
            all.push(Source {
                article: row.article,
                center: row.center,
                internal: row.internal,
                title: row.title,
                summary: row.summary,
                text: row.text,
                asked: row.asked.0,
                learned: learned.remove(&key).unwrap_or_default(),
                topic: row.topic,
                updated_at: row.published_at.unwrap_or(0),
                helped: helped.get(&row.article).copied().unwrap_or((0, 0)),
                sent: sent.get(&row.article).copied().unwrap_or(0),
                locale: key.1,
            });
        }
    }
    Ok(all)
}

async fn helped(tx: &mut Tx) -> Result<HashMap<ArticleId, (u32, u32)>> {
    let select = sql!(
        "SELECT article, CAST(sum(helped_yes) AS BIGINT), CAST(sum(helped_no) AS BIGINT) FROM article_translation ",
        "WHERE helped_yes + helped_no > 0 GROUP BY article"
    );
    let rows: Vec<(ArticleId, i64, i64)> = tx.all(select, &[]).await?;
    let small = |n: i64| u32::try_from(n.max(0)).unwrap_or(u32::MAX);
    Ok(rows
        .into_iter()
        .map(|(article, yes, no)| (article, (small(yes), small(no))))
        .collect())
}

async fn sent(tx: &mut Tx) -> Result<HashMap<ArticleId, u32>> {
    let select = sql!("SELECT article, count(*) FROM article_sent GROUP BY article");
    let rows: Vec<(ArticleId, i64)> = tx.all(select, &[]).await?;
    Ok(rows
        .into_iter()
        .map(|(article, n)| (article, u32::try_from(n).unwrap_or(u32::MAX)))
        .collect())
}

type Learned = HashMap<(ArticleId, String), Vec<(String, u32)>>;

/// Words that more than one person used.
async fn learned(tx: &mut Tx) -> Result<Learned> {
    let select = sql!(
        "SELECT article, locale, word, times FROM suggestion_word WHERE times >= 2 ORDER BY article, locale, word"
    );
    let rows: Vec<(ArticleId, String, String, u32)> = tx.all(select, &[]).await?;
    let mut all = Learned::new();
    for (article, locale, word, times) in rows {
        all.entry((article, locale))
            .or_default()
            .push((word, times));
    }
    Ok(all)
}

record! {
    /// What is shown of a translation.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Words {
        pub title: String,
        pub slug: String,
        pub summary: String,
        pub text: String,
        pub published_at: Option<Millis>,
        pub help_center: HelpCenterId,
        /// Nobody but agents may read it.
        pub internal: bool,
    }
}

/// The words of a published translation; nothing when it is not there any more since the index was built.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn words_of(tx: &mut Tx, article: ArticleId, locale: &str) -> Result<Option<Words>> {
    let select = sql!(
        "SELECT t.title, t.slug, t.summary, substr(t.text, 1, 12000), t.published_at, t.help_center, CASE WHEN ",
        "a.audience <> 'public' OR coalesce(c.internal, 0) = 1 OR coalesce(p.internal, 0) = 1 OR h.public = 0 THEN 1 ELSE 0 END ",
        "FROM article_translation t JOIN article a ON a.id = t.article JOIN help_center h ON h.id = t.help_center ",
        "LEFT JOIN collection c ON c.id = a.collection LEFT JOIN collection p ON p.id = c.parent ",
        "WHERE t.article = $1 AND t.locale = $2 AND t.state = 'published' AND a.archived_at IS NULL"
    );
    tx.one(select, &vals![article, locale]).await
}

record! {
    struct Match {
        conversation: ConversationId,
        number: i64,
        subject: String,
        team: Option<TeamId>,
        assignee: Option<AgentId>,
        at: Millis,
    }
}

/// A conversation that was resolved, by what was asked and what was answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    pub conversation: ConversationId,
    pub number: i64,
    pub subject: String,
    /// The first thing that the customer wrote.
    pub question: String,
    /// The last thing that an agent wrote.
    pub answer: String,
    pub at: Millis,
}

/// Resolved conversations in reach with a message that has one of the words, newest first; at most `limit`, never `not`.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn resolved_like(
    tx: &mut Tx,
    access: &Access,
    words: &[String],
    not: ConversationId,
    limit: usize,
) -> Result<Vec<Resolved>> {
    // Tokens are letters, digits and marks: nothing to escape.
    let all: Vec<String> = words.iter().flat_map(|w| tokens(w)).collect();
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let query = match tx.engine() {
        Engine::Sqlite => all
            .iter()
            .map(|t| format!("\"{t}\""))
            .collect::<Vec<_>>()
            .join(" OR "),
        Engine::Postgres => all
            .iter()
            .map(|t| format!("'{t}'"))
            .collect::<Vec<_>>()
            .join(" | "),
    };
    let select = sql!(
        lite: [
            "SELECT c.id, c.number, c.subject, c.team, c.assignee, m.at ",
            "FROM message_fts f CROSS JOIN message m ON m.n = f.rowid CROSS JOIN conversation c ON c.id = m.conversation ",
            "WHERE f.t MATCH $1 AND c.status = 'resolved' AND c.id <> $2 ORDER BY f.rowid DESC LIMIT $3"
        ],
        pg: [
            "SELECT c.id, c.number, c.subject, c.team, c.assignee, m.at ",
            "FROM message_fts f JOIN message m ON m.n = f.n JOIN conversation c ON c.id = m.conversation ",
            "WHERE f.t @@ ($1::text)::tsquery AND c.status = 'resolved' AND c.id <> $2 ORDER BY f.n DESC LIMIT $3"
        ],
    );
    let matches: Vec<Match> = tx.all(select, &vals![query, not, LOOK_AT]).await?;
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for m in matches {
        if found.len() == limit {
            break;
        }
        if access.reaches(m.team, m.assignee) && seen.insert(m.conversation) {
            found.extend(resolved(tx, m).await?);
        }
    }
    Ok(found)
}

/// Nothing when no agent has answered.
async fn resolved(tx: &mut Tx, m: Match) -> Result<Option<Resolved>> {
    let first = sql!(
        "SELECT substr(coalesce(reply, text), 1, 2000) FROM message WHERE conversation = $1 AND kind = 'customer' ",
        "ORDER BY n LIMIT 1"
    );
    let last = sql!(
        "SELECT substr(coalesce(reply, text), 1, 4000) FROM message WHERE conversation = $1 AND kind = 'agent' ",
        "ORDER BY n DESC LIMIT 1"
    );
    let question: Option<(String,)> = tx.one(first, &vals![m.conversation]).await?;
    let answer: Option<(String,)> = tx.one(last, &vals![m.conversation]).await?;
    let (Some((question,)), Some((answer,))) = (question, answer) else {
        return Ok(None);
    };
    Ok(Some(Resolved {
        conversation: m.conversation,
        number: m.number,
        subject: m.subject,
        question,
        answer,
        at: m.at,
    }))
}
