//! Walking over the rows of a period, with any filter, without keeping them.

use super::rows::{LIFE, SPELL, life_of, spell_of};
use crate::filter::{Built, Clause};
use crate::{Result, Tx};
use domain::access::Access;
use domain::figures::{Period, Tally};

/// Feeds a tally with every row that it needs: what arrived or began within the period, and what was not over at its
/// beginning; in reach of `access`. `told` hears how far it is, in thousandths.
pub(super) async fn walk(
    tx: &mut Tx,
    access: &Access,
    filter: Option<&Clause<'_>>,
    period: Period,
    tally: &mut Tally<'_>,
    told: &(dyn Fn(u32) + Send + Sync),
) -> Result<()> {
    let length = (period.to - period.from).max(1);
    let mut seen = 0_u32;
    for part in [Part::Within, Part::EndedSince, Part::NotEnded] {
        let built = lives(tx, part, filter, period);
        tx.each(&built, &mut |line| {
            let life = life_of(line)?;
            seen += 1;
            if seen.is_multiple_of(4096) {
                // Rows of the period come in the order of their arrival; the rest is a small part.
                let part = (life.arrived_at - period.from).clamp(0, length) * 800 / length;
                told(u32::try_from(part).unwrap_or(0));
            }
            if access.reaches(life.traits.team, life.traits.assignee) {
                tally.life(&life);
            }
            Ok(())
        })
        .await?;
    }
    let spells = [
        (1, Part::Within),
        (2, Part::Within),
        (2, Part::EndedSince),
        (2, Part::NotEnded),
    ];
    for (kind, part) in spells {
        let built = self::spells(tx, kind, part, filter, period);
        tx.each(&built, &mut |line| {
            let (id, traits, spell) = spell_of(line)?;
            if access.reaches(traits.team, traits.assignee) {
                tally.spell(id, &traits, &spell);
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

fn lives(tx: &Tx, part: Part, filter: Option<&Clause<'_>>, p: Period) -> Built {
    let mut b = Built::new(tx.engine());
    b.add(LIFE);
    if let Part::Within = part {
        b.add("FROM figure_conversation f ");
        join(&mut b, filter);
        b.add("WHERE f.arrived_at >= ").bind(p.from);
        b.add(" AND f.arrived_at < ").bind(p.to);
    } else {
        b.by_engine(
            "FROM figure_conversation e INDEXED BY figure_conversation_left CROSS JOIN figure_conversation f ",
            "FROM figure_conversation f ",
        );
        join(&mut b, filter);
        b.add("WHERE ").by_engine("e.", "f.");
        b.add("arrived_at < ").bind(p.from);
        b.add(" AND ").by_engine("e.", "f.");
        match part {
            Part::NotEnded => b.add("left_at IS NULL"),
            _ => b.add("left_at >= ").bind(p.from),
        };
        same(&mut b, &["arrived_at", "conversation"]);
    }
    restrict(&mut b, filter);
    b
}

fn spells(tx: &Tx, kind: i64, part: Part, filter: Option<&Clause<'_>>, p: Period) -> Built {
    let mut b = Built::new(tx.engine());
    b.add(SPELL);
    if let Part::Within = part {
        b.add("FROM figure_spell f ");
        join(&mut b, filter);
        b.add("WHERE f.kind = ").bind(kind);
        b.add(" AND f.began_at >= ").bind(p.from);
        b.add(" AND f.began_at < ").bind(p.to);
    } else {
        b.by_engine(
            "FROM figure_spell e INDEXED BY figure_spell_ended CROSS JOIN figure_spell f ",
            "FROM figure_spell f ",
        );
        join(&mut b, filter);
        b.add("WHERE ").by_engine("e.", "f.");
        b.add("kind = ").bind(kind);
        b.add(" AND ").by_engine("e.", "f.");
        b.add("began_at < ").bind(p.from);
        b.add(" AND ").by_engine("e.", "f.");
        match part {
            Part::NotEnded => b.add("ended_at IS NULL"),
            _ => b.add("ended_at >= ").bind(p.from),
        };
        same(&mut b, &["kind", "began_at", "conversation"]);
    }
    b.add(" AND f.counted = 1");
    restrict(&mut b, filter);
    b
}

/// On SQLite `e` is read from its index alone, and only what it finds is looked up as `f`: else every row that the index
/// begins with would be looked up, before it is asked what else the index knows of it.
fn same(b: &mut Built, key: &[&'static str]) {
    for column in key {
        b.by_engine(" AND f.", "").by_engine(column, "");
        b.by_engine(" = e.", "").by_engine(column, "");
    }
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
