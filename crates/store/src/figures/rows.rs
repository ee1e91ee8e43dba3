//! The rows of figures, read and written.

use crate::tx::Line;
use crate::{FromRow, Result, Row, StoreError, Tx, Val, sql, vals};
use domain::conversation::{Status, Urgency};
use domain::figures::{Life, Outcome, Spell, SpellKind, Traits};
use domain::{AgentId, ChannelId, ConversationId, TeamId, TopicId};

const STATUSES: [Status; 7] = [
    Status::Open,
    Status::Waiting,
    Status::Snoozed,
    Status::Resolved,
    Status::Spam,
    Status::Merged,
    Status::Side,
];
const URGENCIES: [Urgency; 4] = [
    Urgency::Low,
    Urgency::Normal,
    Urgency::High,
    Urgency::Urgent,
];
const OUTCOMES: [Outcome; 3] = [Outcome::Open, Outcome::Done, Outcome::Left];

fn code<T: PartialEq>(all: &[T], of: &T) -> i64 {
    let at = all.iter().position(|x| x == of).unwrap_or(0);
    i64::try_from(at).unwrap_or(0)
}

fn decoded<T: Copy>(all: &[T], code: i64) -> Result<T> {
    usize::try_from(code)
        .ok()
        .and_then(|at| all.get(at))
        .copied()
        .ok_or_else(|| StoreError::corrupt(format!("the code {code} of a figure")))
}

pub(super) fn urgency_of(code: i64) -> Result<Urgency> {
    decoded(&URGENCIES, code)
}

fn kind_code(kind: SpellKind) -> i64 {
    match kind {
        SpellKind::Wait => 1,
        SpellKind::Reopened => 2,
    }
}

/// Columns of a life as [`life_of`] reads them, without the two that only following needs.
pub(super) const LIFE: &str = "SELECT f.conversation, f.arrived_at, f.channel, f.team, f.assignee, f.topic, f.urgency, \
    f.status, f.ours, f.asks, f.waiting_since, f.first_reply_at, f.resolved_at, f.reopened, f.left_at, f.deleted_at ";
/// Columns of a spell as [`spell_of`] reads them.
pub(super) const SPELL: &str = "SELECT f.conversation, f.kind, f.channel, f.team, f.assignee, f.topic, f.urgency, \
    f.began_at, f.ended_at, f.outcome ";

fn traits_of(line: &Line<'_>, from: usize) -> Result<Traits> {
    let missing = || StoreError::corrupt("a figure without a channel");
    Ok(Traits {
        channel: ChannelId(line.id(from)?.ok_or_else(missing)?),
        team: line.id(from + 1)?.map(TeamId),
        assignee: line.id(from + 2)?.map(AgentId),
        topic: line.id(from + 3)?.map(TopicId),
        urgency: decoded(&URGENCIES, whole(line, from + 4)?)?,
    })
}

fn whole(line: &Line<'_>, at: usize) -> Result<i64> {
    line.int(at)?
        .ok_or_else(|| StoreError::corrupt("a figure without a number"))
}

fn conversation(line: &Line<'_>) -> Result<ConversationId> {
    line.id(0)?
        .map(ConversationId)
        .ok_or_else(|| StoreError::corrupt("a figure without a conversation"))
}

pub(super) fn life_of(line: &Line<'_>) -> Result<Life> {
    Ok(Life {
        conversation: conversation(line)?,
        arrived_at: whole(line, 1)?,
        traits: traits_of(line, 2)?,
        status: decoded(&STATUSES, whole(line, 7)?)?,
        ours: whole(line, 8)? != 0,
        asks: whole(line, 9)?,
        waiting_since: line.int(10)?,
        first_reply_at: line.int(11)?,
        resolved_at: line.int(12)?,
        reopened: whole(line, 13)?,
        left_at: line.int(14)?,
        deleted_at: line.int(15)?,
        last_customer_at: None,
        last_reply_at: None,
    })
}

pub(super) fn spell_of(line: &Line<'_>) -> Result<(ConversationId, Traits, Spell)> {
    let kind = match whole(line, 1)? {
        1 => SpellKind::Wait,
        _ => SpellKind::Reopened,
    };
    let spell = Spell {
        kind,
        began_at: whole(line, 7)?,
        ended_at: line.int(8)?,
        outcome: decoded(&OUTCOMES, whole(line, 9)?)?,
    };
    Ok((conversation(line)?, traits_of(line, 2)?, spell))
}

struct Stored(Life);

impl FromRow for Stored {
    fn from_row(row: &mut Row) -> Result<Self> {
        let (conversation, arrived_at) = (row.take()?, row.take()?);
        let traits = Traits {
            channel: row.take()?,
            team: row.take()?,
            assignee: row.take()?,
            topic: row.take()?,
            urgency: decoded(&URGENCIES, row.take()?)?,
        };
        Ok(Self(Life {
            conversation,
            arrived_at,
            traits,
            status: decoded(&STATUSES, row.take()?)?,
            ours: row.take()?,
            asks: row.take()?,
            waiting_since: row.take()?,
            first_reply_at: row.take()?,
            resolved_at: row.take()?,
            reopened: row.take()?,
            left_at: row.take()?,
            deleted_at: row.take()?,
            last_customer_at: row.take()?,
            last_reply_at: row.take()?,
        }))
    }
}

pub(super) async fn load(tx: &mut Tx, id: ConversationId) -> Result<Option<Life>> {
    let select = sql!(
        "SELECT conversation, arrived_at, channel, team, assignee, topic, urgency, status, ours, asks, waiting_since, ",
        "first_reply_at, resolved_at, reopened, left_at, deleted_at, last_customer_at, last_reply_at ",
        "FROM figure_conversation WHERE conversation = $1"
    );
    Ok(tx.one::<Stored>(select, &vals![id]).await?.map(|s| s.0))
}

/// The newest spell of a kind.
pub(super) async fn newest(
    tx: &mut Tx,
    id: ConversationId,
    kind: SpellKind,
) -> Result<Option<Spell>> {
    let select = sql!(
        "SELECT began_at, ended_at, outcome FROM figure_spell WHERE conversation = $1 AND kind = $2 ",
        "ORDER BY began_at DESC LIMIT 1"
    );
    let found: Option<(i64, Option<i64>, i64)> =
        tx.one(select, &vals![id, kind_code(kind)]).await?;
    found
        .map(|(began_at, ended_at, outcome)| {
            Ok(Spell {
                kind,
                began_at,
                ended_at,
                outcome: decoded(&OUTCOMES, outcome)?,
            })
        })
        .transpose()
}

fn life_cells(l: &Life) -> Vec<Val<'static>> {
    let t = &l.traits;
    vec![
        l.conversation.into(),
        l.arrived_at.into(),
        t.channel.into(),
        t.team.into(),
        t.assignee.into(),
        t.topic.into(),
        code(&URGENCIES, &t.urgency).into(),
        code(&STATUSES, &l.status).into(),
        l.ours.into(),
        l.asks.into(),
        l.waiting_since.into(),
        l.first_reply_at.into(),
        l.resolved_at.into(),
        l.reopened.into(),
        l.left_at.into(),
        l.deleted_at.into(),
        l.last_customer_at.into(),
        l.last_reply_at.into(),
    ]
}

pub(super) async fn insert(tx: &mut Tx, l: &Life) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO figure_conversation (conversation, arrived_at, channel, team, assignee, topic, urgency, status, ",
        "ours, asks, waiting_since, first_reply_at, resolved_at, reopened, left_at, deleted_at, last_customer_at, ",
        "last_reply_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
    );
    tx.run(upsert, &life_cells(l)).await.map(|_| ())
}

pub(super) async fn update(tx: &mut Tx, l: &Life) -> Result<()> {
    let update = sql!(
        "UPDATE figure_conversation SET arrived_at = $2, channel = $3, team = $4, assignee = $5, topic = $6, ",
        "urgency = $7, status = $8, ours = $9, asks = $10, waiting_since = $11, first_reply_at = $12, ",
        "resolved_at = $13, reopened = $14, left_at = $15, deleted_at = $16, last_customer_at = $17, ",
        "last_reply_at = $18 WHERE conversation = $1"
    );
    tx.run(update, &life_cells(l)).await.map(|_| ())
}

fn counted(l: &Life) -> bool {
    l.status != Status::Spam
}

/// All spells of a conversation get the traits that it has now.
pub(super) async fn dress(tx: &mut Tx, l: &Life) -> Result<()> {
    let update = sql!(
        "UPDATE figure_spell SET channel = $2, team = $3, assignee = $4, topic = $5, urgency = $6, counted = $7 ",
        "WHERE conversation = $1"
    );
    let t = &l.traits;
    let params = vals![
        l.conversation,
        t.channel,
        t.team,
        t.assignee,
        t.topic,
        code(&URGENCIES, &t.urgency),
        counted(l)
    ];
    tx.run(update, &params).await.map(|_| ())
}

pub(super) async fn put(tx: &mut Tx, l: &Life, spell: &Spell) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO figure_spell (kind, began_at, conversation, ended_at, outcome, channel, team, assignee, topic, ",
        "urgency, counted) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ",
        "ON CONFLICT (kind, began_at, conversation) DO UPDATE SET ended_at = excluded.ended_at, ",
        "outcome = excluded.outcome"
    );
    let t = &l.traits;
    let params = vals![
        kind_code(spell.kind),
        spell.began_at,
        l.conversation,
        spell.ended_at,
        code(&OUTCOMES, &spell.outcome),
        t.channel,
        t.team,
        t.assignee,
        t.topic,
        code(&URGENCIES, &t.urgency),
        counted(l)
    ];
    tx.run(upsert, &params).await.map(|_| ())
}

pub(super) async fn take_out(tx: &mut Tx, l: &Life, spell: &Spell) -> Result<()> {
    let delete =
        sql!("DELETE FROM figure_spell WHERE kind = $1 AND began_at = $2 AND conversation = $3");
    let params = vals![kind_code(spell.kind), spell.began_at, l.conversation];
    tx.run(delete, &params).await.map(|_| ())
}
