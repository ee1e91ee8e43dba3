//! What consoles told of their agents' time, and the sums of days that are over. What it means is `domain::ledger`.

use crate::{FromRow, Result, Row, StoreError, Tx, record, sql, vals};
use domain::ledger::{Doing, Heard, Line, Presence, Slice, Thing, Time};
use domain::{AgentId, ChannelId, ConversationId, Millis, TopicId};
use uuid::Uuid;

/// A stretch grows up to this; so what reaches into a time begins at most this long before it.
pub const GROWN_MS: Millis = 10 * 60 * 1000;
const SUMMED: &str = "activity_summed";

record! {
    struct SourceRow {
        agent: AgentId,
        seq: i64,
        to_at: Millis,
    }
}

/// Whose console that is and up to where it was heard; locked until the end of the job.
///
/// # Errors
/// See [`StoreError`].
pub async fn source(tx: &mut Tx, id: Uuid) -> Result<Option<(AgentId, Heard)>> {
    let select =
        sql!("SELECT agent, seq, to_at FROM activity_source WHERE id = $1 /*pg FOR UPDATE */");
    let row: Option<SourceRow> = tx.one(select, &vals![id]).await?;
    Ok(row.map(|r| {
        let heard = Heard {
            seq: r.seq,
            to: r.to_at,
        };
        (r.agent, heard)
    }))
}

/// A console that was not heard of before; nothing when another request was faster.
///
/// # Errors
/// See [`StoreError`].
pub async fn begin(tx: &mut Tx, id: Uuid, agent: AgentId, now: Millis) -> Result<()> {
    let insert = sql!(
        "INSERT INTO activity_source (id, agent, began_at, seq, to_at) VALUES ($1, $2, $3, 0, $3) ",
        "ON CONFLICT (id) DO NOTHING"
    );
    tx.run(insert, &vals![id, agent, now]).await.map(|_| ())
}

/// How many consoles of an agent were heard of since then.
///
/// # Errors
/// See [`StoreError`].
pub async fn sources_since(tx: &mut Tx, agent: AgentId, since: Millis) -> Result<i64> {
    let count = sql!("SELECT count(*) FROM activity_source WHERE agent = $1 AND to_at >= $2");
    Ok(tx
        .one::<(i64,)>(count, &vals![agent, since])
        .await?
        .map_or(0, |r| r.0))
}

/// Up to where a console has been heard now.
///
/// # Errors
/// See [`StoreError`].
pub async fn heard(tx: &mut Tx, id: Uuid, heard: Heard) -> Result<()> {
    let update = sql!("UPDATE activity_source SET seq = $2, to_at = $3 WHERE id = $1");
    let params = vals![id, heard.seq, heard.to];
    tx.run(update, &params).await.map(|_| ())
}

/// Adds stretches of a console in order of their time; one that goes on as the one before it makes that longer, so that what
/// is told in many pieces is few rows, and each of them is written once.
///
/// # Errors
/// See [`StoreError`].
pub async fn add(tx: &mut Tx, source: Uuid, agent: AgentId, slices: &[Slice]) -> Result<()> {
    let mut open = last(tx, source).await?.map(|slice| Open {
        slice,
        kept: Some(slice.to),
    });
    for &slice in slices {
        match &mut open {
            Some(before) if before.goes_on_as(&slice) => before.slice.to = slice.to,
            _ => {
                let next = Open { slice, kept: None };
                if let Some(before) = open.replace(next) {
                    before.write(tx, source, agent).await?;
                }
            }
        }
    }
    match open {
        Some(open) => open.write(tx, source, agent).await,
        None => Ok(()),
    }
}

/// The stretch that may still grow. `kept`: up to where it is in its row, if it has one.
struct Open {
    slice: Slice,
    kept: Option<Millis>,
}

impl Open {
    fn goes_on_as(&self, next: &Slice) -> bool {
        let now = &self.slice;
        (now.to, now.work, now.presence) == (next.from, next.work, next.presence)
            && next.to - now.from <= GROWN_MS
    }

    async fn write(&self, tx: &mut Tx, source: Uuid, agent: AgentId) -> Result<()> {
        let Slice { from, to, .. } = self.slice;
        match self.kept {
            Some(kept) if kept == to => Ok(()),
            Some(_) => {
                let grow =
                    sql!("UPDATE activity SET to_at = $3 WHERE source = $1 AND from_at = $2");
                tx.run(grow, &vals![source, from, to]).await.map(|_| ())
            }
            None => {
                let insert = sql!(
                    "INSERT INTO activity (source, from_at, to_at, agent, conversation, doing, presence) ",
                    "VALUES ($1, $2, $3, $4, $5, $6, $7)"
                );
                let (conversation, doing) = (
                    self.slice.work.map(|w| w.0),
                    self.slice.work.map(|w| w.1.word()),
                );
                let presence = self.slice.presence.word();
                let params = vals![source, from, to, agent, conversation, doing, presence];
                tx.run(insert, &params).await.map(|_| ())
            }
        }
    }
}

/// The last stretch of a console.
async fn last(tx: &mut Tx, source: Uuid) -> Result<Option<Slice>> {
    let select = sql!(
        "SELECT from_at, to_at, conversation, doing, presence FROM activity WHERE source = $1 ",
        "ORDER BY from_at DESC LIMIT 1"
    );
    type Row = (
        Millis,
        Millis,
        Option<ConversationId>,
        Option<String>,
        String,
    );
    let row: Option<Row> = tx.one(select, &vals![source]).await?;
    row.map(|(from, to, conversation, doing, presence)| {
        slice(from, to, conversation, doing, &presence)
    })
    .transpose()
}

fn slice(
    from: Millis,
    to: Millis,
    conversation: Option<ConversationId>,
    doing: Option<String>,
    presence: &str,
) -> Result<Slice> {
    let doing = doing.map(|word| named(&Doing::ALL, Doing::word, &word));
    Ok(Slice {
        from,
        to,
        work: conversation.zip(doing.transpose()?),
        presence: named(&Presence::ALL, Presence::word, presence)?,
    })
}

/// A stretch as it was kept, with what is known of its conversation now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    pub agent: AgentId,
    pub slice: Slice,
    pub channel: Option<ChannelId>,
    pub topic: Option<TopicId>,
    /// What people call the conversation by.
    pub number: Option<i64>,
}

impl FromRow for Stretch {
    fn from_row(row: &mut Row) -> Result<Self> {
        let agent = row.take()?;
        let (from, to) = (row.take()?, row.take()?);
        let (conversation, doing) = (row.take()?, row.take()?);
        let presence: String = row.take()?;
        Ok(Self {
            agent,
            slice: slice(from, to, conversation, doing, &presence)?,
            channel: row.take()?,
            topic: row.take()?,
            number: row.take()?,
        })
    }
}

fn named<T: Copy>(all: &[T], word_of: fn(T) -> &'static str, word: &str) -> Result<T> {
    let found = all.iter().copied().find(|t| word_of(*t) == word);
    found.ok_or_else(|| StoreError::corrupt(format!("activity {word:?}")))
}

/// What reaches into that time, of everybody, by agent and time.
///
/// # Errors
/// See [`StoreError`].
pub async fn between(tx: &mut Tx, from: Millis, to: Millis) -> Result<Vec<Stretch>> {
    let select = sql!(
        "SELECT a.agent, a.from_at, a.to_at, a.conversation, a.doing, a.presence, c.channel, c.topic, c.number ",
        "FROM activity a LEFT JOIN conversation c ON c.id = a.conversation ",
        "WHERE a.from_at >= $1 AND a.from_at < $3 AND a.to_at > $2 ORDER BY a.agent, a.from_at, a.source"
    );
    tx.all(select, &vals![from.saturating_sub(GROWN_MS), from, to])
        .await
}

/// The same of one agent.
///
/// # Errors
/// See [`StoreError`].
pub async fn of(tx: &mut Tx, agent: AgentId, from: Millis, to: Millis) -> Result<Vec<Stretch>> {
    let select = sql!(
        "SELECT a.agent, a.from_at, a.to_at, a.conversation, a.doing, a.presence, c.channel, c.topic, c.number ",
        "FROM activity a LEFT JOIN conversation c ON c.id = a.conversation ",
        "WHERE a.agent = $4 AND a.from_at >= $1 AND a.from_at < $3 AND a.to_at > $2 ORDER BY a.from_at, a.source"
    );
    let params = vals![from.saturating_sub(GROWN_MS), from, to, agent];
    tx.all(select, &params).await
}

/// Where the first stretch at or after that time begins.
///
/// # Errors
/// See [`StoreError`].
pub async fn first_since(tx: &mut Tx, at: Millis) -> Result<Option<Millis>> {
    let select = sql!("SELECT min(from_at) FROM activity WHERE from_at >= $1");
    let row: Option<(Option<Millis>,)> = tx.one(select, &vals![at]).await?;
    Ok(row.and_then(|r| r.0))
}

/// The first day of which anything is known, if it was summed up.
///
/// # Errors
/// See [`StoreError`].
pub async fn first_day(tx: &mut Tx) -> Result<Option<i64>> {
    let select = sql!("SELECT min(day) FROM activity_day");
    let row: Option<(Option<i64>,)> = tx.one(select, &[]).await?;
    Ok(row.and_then(|r| r.0))
}

/// Up to when days are summed up.
///
/// # Errors
/// See [`StoreError`].
pub async fn summed(tx: &mut Tx) -> Result<Millis> {
    let select = sql!("SELECT value FROM counter WHERE name = $1");
    Ok(tx
        .one::<(i64,)>(select, &vals![SUMMED])
        .await?
        .map_or(0, |r| r.0))
}

/// Keeps the sums of what lies between two times; `false` when another machine was faster.
///
/// # Errors
/// See [`StoreError`].
pub async fn sum_up(tx: &mut Tx, since: Millis, until: Millis, lines: &[Line]) -> Result<bool> {
    let fence = sql!("UPDATE counter SET value = $3 WHERE name = $1 AND value = $2");
    if tx.run(fence, &vals![SUMMED, since, until]).await? == 0 {
        return Ok(false);
    }
    let insert = sql!(
        "INSERT INTO activity_day (day, agent, channel, topic, thing, ms, assumed_ms, conversations) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    let row = |l: &Line| {
        let word = l.thing.word();
        let time = l.time;
        let params = vals![
            l.day,
            l.agent,
            l.channel,
            l.topic,
            word,
            time.ms,
            time.assumed_ms,
            l.n
        ];
        (insert, params.to_vec())
    };
    let rows: Vec<_> = lines.iter().map(row).collect();
    tx.batch(&rows).await?;
    Ok(true)
}

struct LineRow(Line);

impl FromRow for LineRow {
    fn from_row(row: &mut Row) -> Result<Self> {
        let (day, agent, channel, topic) = (row.take()?, row.take()?, row.take()?, row.take()?);
        let word: String = row.take()?;
        let time = Time {
            ms: row.take()?,
            assumed_ms: row.take()?,
        };
        Ok(Self(Line {
            day,
            agent,
            channel,
            topic,
            thing: named(&Thing::ALL, Thing::word, &word)?,
            time,
            n: row.take()?,
        }))
    }
}

/// Sums of days that are over, both days included.
///
/// # Errors
/// See [`StoreError`].
pub async fn days(tx: &mut Tx, from: i64, to: i64) -> Result<Vec<Line>> {
    let select = sql!(
        "SELECT day, agent, channel, topic, thing, ms, assumed_ms, conversations FROM activity_day ",
        "WHERE day BETWEEN $1 AND $2 ORDER BY day, agent, n"
    );
    let rows: Vec<LineRow> = tx.all(select, &vals![from, to]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// The same of one agent.
///
/// # Errors
/// See [`StoreError`].
pub async fn days_of(tx: &mut Tx, agent: AgentId, from: i64, to: i64) -> Result<Vec<Line>> {
    let select = sql!(
        "SELECT day, agent, channel, topic, thing, ms, assumed_ms, conversations FROM activity_day ",
        "WHERE agent = $3 AND day BETWEEN $1 AND $2 ORDER BY day, n"
    );
    let rows: Vec<LineRow> = tx.all(select, &vals![from, to, agent]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

record! {
    /// A tab of an agent: from when to when it was heard.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct There {
        pub agent: AgentId,
        pub began_at: Millis,
        pub to_at: Millis,
    }
}

/// Tabs that were heard since then, newest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn there(tx: &mut Tx, since: Millis, limit: usize) -> Result<Vec<There>> {
    let select = sql!(
        "SELECT agent, began_at, to_at FROM activity_source WHERE to_at >= $1 ORDER BY to_at DESC LIMIT $2"
    );
    tx.all(select, &vals![since, limit]).await
}

/// Time that was spent on conversations of each channel and topic since that day, and how many they were, each once a day.
///
/// # Errors
/// See [`StoreError`].
pub async fn worked(
    tx: &mut Tx,
    from: i64,
) -> Result<Vec<(ChannelId, Option<TopicId>, Millis, i64)>> {
    let select = sql!(
        "SELECT channel, topic, CAST(sum(ms) AS bigint), CAST(sum(conversations) AS bigint) FROM activity_day ",
        "WHERE day >= $1 AND channel IS NOT NULL AND thing IN ('writing', 'reading') GROUP BY channel, topic"
    );
    tx.all(select, &vals![from]).await
}

/// Forgets at most `limit` stretches that began before that time; how many.
///
/// # Errors
/// See [`StoreError`].
pub async fn sweep(tx: &mut Tx, before: Millis, limit: usize) -> Result<u64> {
    let delete = sql!(
        "DELETE FROM activity WHERE (source, from_at) IN ",
        "(SELECT source, from_at FROM activity WHERE from_at < $1 ORDER BY from_at LIMIT $2)"
    );
    let gone = tx.run(delete, &vals![before, limit]).await?;
    if gone > 0 {
        return Ok(gone);
    }
    let consoles = sql!(
        "DELETE FROM activity_source WHERE id IN ",
        "(SELECT id FROM activity_source WHERE to_at < $1 ORDER BY to_at LIMIT $2)"
    );
    let gone = tx.run(consoles, &vals![before, limit]).await?;
    if gone > 0 {
        return Ok(gone);
    }
    // What earlier versions noted.
    let older = sql!(
        "DELETE FROM evidence WHERE n IN (SELECT n FROM evidence WHERE at < $1 ORDER BY n LIMIT $2)"
    );
    tx.run(older, &vals![before, limit]).await
}
