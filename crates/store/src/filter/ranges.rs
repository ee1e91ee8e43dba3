//! Which index ranges a filter needs: what must hold at its top narrows where we look.

use super::Built;
use super::compile::values;
use crate::{Result, Tx, Val, sql, vals};
use domain::access::{Access, Scope};
use domain::filter::{Condition, Field, Filter, Item, Test};
use domain::{AgentId, ConversationId, TeamId};

/// Ranges of one page; more, and only the status narrows.
const MOST: usize = 25;
/// Up to so many rows are looked up one by one instead of walking an index in the order of the list.
const FEW: usize = 2000;
const STATUSES: [&str; 5] = ["open", "waiting", "snoozed", "resolved", "spam"];

/// Where to look.
#[derive(Debug, Clone)]
pub(super) enum Range {
    /// A status, within it a team or an assignee.
    Walk {
        status: &'static str,
        within: Within,
    },
    /// Few conversations, by what hangs on them.
    Few(Condition),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Within {
    All,
    Team(TeamId),
    NoTeam,
    Assignee(AgentId),
    NoAssignee,
}

/// The ranges, and whether they say all that the filter says.
pub(super) async fn ranges(
    tx: &mut Tx,
    access: &Access,
    filter: &Filter,
) -> Result<(Vec<Range>, bool)> {
    let must = filter.must();
    for c in &must {
        if few(tx, c, access).await? {
            return Ok((vec![Range::Few((*c).clone())], false));
        }
    }
    let mut statuses = statuses(&must);
    if must
        .iter()
        .any(|c| c.field == Field::Due && c.test != Test::Empty)
    {
        statuses = with_clocks(tx, statuses).await?;
    }
    let within = within(&must, access, statuses.len());
    let covered = covered(filter, &within, access);
    let mut out = Vec::with_capacity(statuses.len() * within.len());
    for &status in &statuses {
        out.extend(within.iter().map(|&within| Range::Walk { status, within }));
    }
    Ok((out, covered))
}

/// The statuses in which something is due: clocks do not run in all of them, and those are not walked in vain.
async fn with_clocks(tx: &mut Tx, statuses: Vec<&'static str>) -> Result<Vec<&'static str>> {
    let mut out = Vec::with_capacity(statuses.len());
    for status in statuses {
        let probe =
            sql!("SELECT 1 FROM conversation WHERE status = $1 AND due_at IS NOT NULL LIMIT 1");
        let found: Option<(i64,)> = tx.one(probe, &vals![status]).await?;
        out.extend(found.map(|_| status));
    }
    Ok(out)
}

fn statuses(must: &[&Condition]) -> Vec<&'static str> {
    let holds = |items: &[Item], word: &str| {
        items
            .iter()
            .any(|i| matches!(i, Item::Word(w) if w == word))
    };
    let mut out = STATUSES.to_vec();
    for c in must.iter().filter(|c| c.field == Field::Status) {
        match &c.test {
            Test::AnyOf(items) => out.retain(|s| holds(items, s)),
            Test::NoneOf(items) => out.retain(|s| !holds(items, s)),
            _ => {}
        }
    }
    out
}

fn within(must: &[&Condition], access: &Access, statuses: usize) -> Vec<Within> {
    let fits = |n: usize| n > 0 && n * statuses.max(1) <= MOST;
    for (field, empty) in [
        (Field::Assignee, Within::NoAssignee),
        (Field::Team, Within::NoTeam),
    ] {
        for c in must.iter().filter(|c| c.field == field) {
            match &c.test {
                Test::Empty => return vec![empty],
                Test::AnyOf(items) if fits(items.len()) => {
                    let id = |i: &Item| match i {
                        Item::Id(id) => Some(*id),
                        Item::Me => access.agent.map(|a| a.0),
                        Item::Word(_) => None,
                    };
                    let mut ids: Vec<_> = items.iter().filter_map(id).collect();
                    ids.sort_unstable();
                    ids.dedup();
                    return ids
                        .into_iter()
                        .map(|id| match field {
                            Field::Team => Within::Team(TeamId(id)),
                            _ => Within::Assignee(AgentId(id)),
                        })
                        .collect();
                }
                _ => {}
            }
        }
    }
    if access.scope == Scope::Own
        && let Some(me) = access.agent
    {
        return vec![Within::Assignee(me)];
    }
    vec![Within::All]
}

/// Nothing is left to check in the rows of the ranges.
fn covered(filter: &Filter, within: &[Within], access: &Access) -> bool {
    if access.scope != Scope::All {
        return false;
    }
    let field = match within.first() {
        Some(Within::Team(_) | Within::NoTeam) => Some(Field::Team),
        Some(Within::Assignee(_) | Within::NoAssignee) => Some(Field::Assignee),
        _ => None,
    };
    let mut of_field = 0;
    let mut said = |c: &Condition| match c.test {
        Test::AnyOf(_) | Test::NoneOf(_) if c.field == Field::Status => true,
        Test::AnyOf(_) | Test::Empty if Some(c.field) == field => {
            of_field += 1;
            of_field == 1
        }
        _ => false,
    };
    match filter {
        Filter::All(parts) => parts.iter().all(|p| matches!(p, Filter::Is(c) if said(c))),
        Filter::Is(c) => said(c),
        Filter::Any(_) | Filter::Not(_) => false,
    }
}

/// Whether only few conversations can meet this condition.
async fn few(tx: &mut Tx, c: &Condition, access: &Access) -> Result<bool> {
    let Test::AnyOf(items) = &c.test else {
        return Ok(false);
    };
    if matches!(c.field, Field::Number) {
        return Ok(true);
    }
    let mut b = Built::new(tx.engine());
    b.add("SELECT count(*) FROM (SELECT 1 ");
    if !source(&mut b, c.field, items, access) {
        return Ok(false);
    }
    b.add(" LIMIT ").bind(FEW + 1).add(") q");
    let rows: Vec<(i64,)> = tx.all_built(&b).await?;
    Ok(rows
        .first()
        .is_some_and(|r| usize::try_from(r.0).unwrap_or(0) <= FEW))
}

/// `FROM … WHERE …` with the conversations of a condition as `x.conversation` or `k.id`; false when it has no index.
fn source(b: &mut Built, field: Field, items: &[Item], access: &Access) -> bool {
    let from = match field {
        Field::Tag => "FROM conversation_tag x WHERE x.tag IN ",
        Field::Follower => "FROM follower x WHERE x.agent IN ",
        Field::Contact => "FROM conversation k WHERE k.contact IN ",
        Field::Number => "FROM conversation k WHERE k.number IN ",
        Field::Address => {
            "FROM identity x CROSS JOIN conversation k WHERE k.contact = x.contact AND x.kind = 'email' AND x.value_key IN "
        }
        Field::Organization => {
            "FROM contact x CROSS JOIN conversation k WHERE k.contact = x.id AND x.organization_id IN "
        }
        _ => return false,
    };
    b.add(from).list(values(field, items, access.agent));
    true
}

/// The few conversations as a table `d` with their ids.
pub(super) fn as_table(b: &mut Built, c: &Condition, access: &Access) {
    b.add("FROM (SELECT DISTINCT ");
    b.add(match c.field {
        Field::Tag | Field::Follower => "x.conversation AS id ",
        _ => "k.id AS id ",
    });
    if let Test::AnyOf(items) = &c.test {
        source(b, c.field, items, access);
    }
    b.add(") d CROSS JOIN conversation c ");
}

/// The id of a key, for sorting.
pub(super) type Key = (domain::Millis, ConversationId);

/// Bound values of a range.
pub(super) fn bind_within(b: &mut Built, within: Within) {
    match within {
        Within::All => {}
        Within::Team(t) => {
            b.add(" AND c.team = ").bind(Val::from(t));
        }
        Within::NoTeam => {
            b.add(" AND c.team IS NULL");
        }
        Within::Assignee(a) => {
            b.add(" AND c.assignee = ").bind(Val::from(a));
        }
        Within::NoAssignee => {
            b.add(" AND c.assignee IS NULL");
        }
    }
}
