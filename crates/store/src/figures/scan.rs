//! Walking over the rows of a period, with any filter, without keeping them.

use super::rows::{LIFE, SPELL, life_of, spell_of};
use crate::filter::{Built, Clause};
use crate::{Engine, Result, Tx};
use domain::access::Access;
use domain::figures::{Period, Sink};

/// Which rows of a period: two shares are read by two connections at the same time, and are about the same work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    Whole,
    /// What arrived in the first two thirds of the period.
    Early,
    /// What arrived later, what was there before, and every spell.
    Late,
}

impl Share {
    /// When what arrived within the period and belongs to this share did.
    fn arrived(self, p: Period) -> Period {
        let between = p.from + (p.to - p.from) / 3 * 2;
        match self {
            Self::Whole => p,
            Self::Early => Period { to: between, ..p },
            Self::Late => Period { from: between, ..p },
        }
    }
}

/// Feeds whatever counts with every row of a share that it needs: what arrived or began within its period, and what was not over at
/// its beginning; in reach of `access`. `told` hears how far it is, in thousandths.
pub(super) async fn walk(
    tx: &mut Tx,
    access: &Access,
    filter: Option<&Clause<'_>>,
    share: Share,
    sink: &mut dyn Sink,
    told: &(dyn Fn(u32) + Send + Sync),
) -> Result<()> {
    let period = sink.period();
    let arrived = share.arrived(period);
    let length = (arrived.to - arrived.from).max(1);
    let mut seen = 0_u32;
    let parts = [
        (Part::Within, arrived),
        (Part::EndedSince, period),
        (Part::NotEnded, period),
    ];
    let early = share == Share::Early;
    for &(part, of) in parts.iter().take(if early { 1 } else { parts.len() }) {
        let built = statement(tx, &LIVES, part, filter, of);
        tx.each(&built, &mut |line| {
            let life = life_of(line)?;
            seen += 1;
            if seen.is_multiple_of(4096) {
                // Rows of the period come in the order of their arrival; the rest is a small part.
                let part = (life.arrived_at - arrived.from).clamp(0, length) * 800 / length;
                told(u32::try_from(part).unwrap_or(0));
            }
            if access.reaches(life.traits.team, life.traits.assignee) {
                sink.life(&life);
            }
            Ok(())
        })
        .await?;
    }
    if early {
        return Ok(());
    }
    let spells = [
        (1, Part::Within),
        (2, Part::Within),
        (2, Part::EndedSince),
        (2, Part::NotEnded),
    ];
    for (kind, part) in spells {
        let built = statement(tx, &self::spells(kind), part, filter, period);
        tx.each(&built, &mut |line| {
            let (id, traits, spell) = spell_of(line)?;
            if access.reaches(traits.team, traits.assignee) {
                sink.spell(id, &traits, &spell);
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[derive(Clone, Copy)]
enum Part {
    /// Began within the period.
    Within,
    /// Began before, and ended within it or later.
    EndedSince,
    /// Began before, and has not ended.
    NotEnded,
}

/// The rows of one table, or of one kind in it.
struct Of {
    columns: &'static str,
    table: &'static str,
    /// Of those that began, by when they ended.
    ended_index: &'static str,
    began: &'static str,
    ended: &'static str,
    key: &'static [&'static str],
    kind: Option<i64>,
}

const LIVES: Of = Of {
    columns: LIFE,
    table: "figure_conversation",
    ended_index: "figure_conversation_left",
    began: "arrived_at",
    ended: "left_at",
    key: &["arrived_at", "conversation"],
    kind: None,
};

const fn spells(kind: i64) -> Of {
    Of {
        columns: SPELL,
        table: "figure_spell",
        ended_index: "figure_spell_ended",
        began: "began_at",
        ended: "ended_at",
        key: &["kind", "began_at", "conversation"],
        kind: Some(kind),
    }
}

/// On SQLite what began earlier is read from its index alone, as `e`, and only what is found is looked up, as `f`: else every row
/// that the index begins with would be looked up, before it is asked what else the index knows of it.
fn statement(tx: &Tx, of: &Of, part: Part, filter: Option<&Clause<'_>>, p: Period) -> Built {
    let by_index = tx.engine() == Engine::Sqlite && !matches!(part, Part::Within);
    let e = if by_index { "e." } else { "f." };
    let mut b = Built::new(tx.engine());
    b.add(of.columns).add("FROM ");
    if by_index {
        b.add(of.table).add(" e INDEXED BY ").add(of.ended_index);
        b.add(" CROSS JOIN ");
    }
    b.add(of.table).add(" f ");
    join(&mut b, filter);
    let before = match part {
        Part::Within => p.to,
        Part::EndedSince | Part::NotEnded => p.from,
    };
    b.add("WHERE ").add(e).add(of.began).add(" < ").bind(before);
    b.add(" AND ").add(e);
    match part {
        Part::Within => b.add(of.began).add(" >= ").bind(p.from),
        Part::EndedSince => b.add(of.ended).add(" >= ").bind(p.from),
        Part::NotEnded => b.add(of.ended).add(" IS NULL"),
    };
    if let Some(kind) = of.kind {
        b.add(" AND ").add(e).add("kind = ").bind(kind);
        b.add(" AND f.counted = 1");
    }
    for column in of.key.iter().filter(|_| by_index) {
        b.add(" AND f.").add(column).add(" = e.").add(column);
    }
    restrict(&mut b, filter);
    b
}

/// `CROSS JOIN` keeps the order of the tables on SQLite: the figures of the period first, then each one's conversation.
fn join(b: &mut Built, filter: Option<&Clause<'_>>) {
    if filter.is_some() {
        b.add("CROSS JOIN conversation c ");
    }
}

fn restrict(b: &mut Built, filter: Option<&Clause<'_>>) {
    if let Some(clause) = filter {
        b.add(" AND c.id = f.conversation AND ");
        clause.add_to(b);
    }
}
