//! Pages and counts of what a filter holds. A page costs the same at any size: ranges are walked in the order of the list,
//! by windows that grow, and after [`LOOK_AT`] rows the page ends where it is, with a cursor that leads on.

use super::Built;
use super::compile::{self, Asked};
use super::ranges::{Key, Range, Within, as_table, bind_within, ranges};
use crate::inbox::summary::reader;
use crate::inbox::{ConversationSummary, Cursor, Page, Sort, statements};
use crate::organization_merge::resolved;
use crate::{Result, Tx, Val};
use domain::access::{Access, Permission, Scope};
use domain::automation::Since;
use domain::filter::Filter;
use domain::{ConversationId, Millis, RuleId};
use serde::Serialize;
use uuid::Uuid;

/// Rows that one look at a range goes through, before it looks whether the page is full.
const WINDOWS: [usize; 4] = [2_000, 20_000, 40_000, 60_000];

/// One page of the conversations that meet the filter and that the agent may reach, after `after`. A page may be short
/// although there is more: then `next` leads on.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn page(
    tx: &mut Tx,
    access: &Access,
    filter: &Filter,
    sort: Sort,
    now: Millis,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page> {
    if !access.may(Permission::ConversationRead) || limit == 0 {
        return Ok(Page::default());
    }
    let filter = resolved(tx, filter).await?;
    let look = Look {
        access,
        filter: &filter,
        sort,
        now,
    };
    let (mut keys, frontier) = look.keys(tx, after, limit + 1).await?;
    let next = if keys.len() > limit {
        keys.truncate(limit);
        keys.last().map(|&(at, id)| Cursor { at, id })
    } else {
        frontier.map(|(at, id)| Cursor { at, id })
    };
    let items = lines(tx, access, &keys).await?;
    Ok(Page { items, next })
}

/// How many there are, as far as it is worth counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Counted {
    pub n: usize,
    /// There are more than that.
    pub more: bool,
}

/// Counts up to `most`.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn count(
    tx: &mut Tx,
    access: &Access,
    filter: &Filter,
    now: Millis,
    most: usize,
) -> Result<Counted> {
    if !access.may(Permission::ConversationRead) {
        return Ok(Counted { n: 0, more: false });
    }
    let filter = resolved(tx, filter).await?;
    let look = Look {
        access,
        filter: &filter,
        sort: Sort::Newest,
        now,
    };
    let (keys, frontier) = look.keys(tx, None, most + 1).await?;
    Ok(Counted {
        n: keys.len().min(most),
        more: keys.len() > most || frontier.is_some(),
    })
}

/// The newest conversations that meet the filter, for a dry run.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn sample(
    tx: &mut Tx,
    filter: &Filter,
    now: Millis,
    after: Option<Cursor>,
    limit: usize,
) -> Result<(Vec<ConversationId>, Option<Cursor>)> {
    let access = Access::system();
    let filter = resolved(tx, filter).await?;
    let look = Look {
        access: &access,
        filter: &filter,
        sort: Sort::Newest,
        now,
    };
    let (keys, frontier) = look.keys(tx, after, limit).await?;
    let last = keys
        .last()
        .copied()
        .filter(|_| keys.len() == limit)
        .or(frontier);
    let next = last.map(|(at, id)| Cursor { at, id });
    Ok((keys.into_iter().map(|k| k.1).collect(), next))
}

/// Conversations for which a rule by time is due: the time lies in (`from`, `to`], the filter holds, and the rule has not
/// fired for this time yet.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
#[expect(clippy::too_many_arguments, reason = "the question of one rule")]
pub async fn time_due(
    tx: &mut Tx,
    rule: RuleId,
    since: Since,
    from: Millis,
    to: Millis,
    filter: &Filter,
    now: Millis,
    limit: usize,
) -> Result<Vec<ConversationId>> {
    let column = match since {
        Since::CreatedAt => "c.created_at",
        Since::LastAt => "c.last_at",
        Since::LastCustomerAt => "c.last_customer_at",
        Since::LastAgentAt => "c.last_agent_at",
        Since::WaitingSince => "c.waiting_since",
        Since::ResolvedAt => "c.resolved_at",
    };
    let access = Access::system();
    let (ranges, _) = ranges(tx, &access, filter).await?;
    let mut out: Vec<ConversationId> = Vec::new();
    for range in ranges {
        let mut b = Built::new(tx.engine());
        b.add("SELECT c.id ");
        begin(&mut b, &range, Sort::Newest, &access);
        // No message is newer than the last one: older conversations need not be looked at.
        b.add(" AND c.last_at > ").bind(from);
        b.add(" AND ")
            .add(column)
            .add(" IS NOT NULL AND ")
            .add(column)
            .add(" > ")
            .bind(from);
        b.add(" AND ").add(column).add(" <= ").bind(to).add(" AND ");
        compile::filter(&mut b, filter, Asked { viewer: None, now });
        b.add(" AND NOT EXISTS (SELECT 1 FROM rule_mark k WHERE k.rule = ")
            .bind(rule);
        b.add(" AND k.conversation = c.id AND k.basis = ")
            .add(column)
            .add(") LIMIT ");
        b.bind(limit - out.len());
        let found: Vec<(ConversationId,)> = tx.all_built(&b).await?;
        out.extend(found.into_iter().map(|r| r.0));
        if out.len() >= limit {
            break;
        }
    }
    Ok(out)
}

/// `FROM … WHERE …` of a range.
fn begin(b: &mut Built, range: &Range, sort: Sort, access: &Access) {
    match range {
        Range::Few(c) => {
            as_table(b, c, access);
            b.add("WHERE c.id = d.id AND c.status NOT IN ('merged', 'side')");
        }
        Range::Walk { status, within } => {
            b.add("FROM conversation c ");
            b.by_engine(index(*within, sort), "");
            b.add("WHERE c.status = ").bind(*status);
            bind_within(b, *within);
        }
    }
}

fn index(within: Within, sort: Sort) -> &'static str {
    match (within, sort) {
        (Within::All, Sort::Newest) => "INDEXED BY conversation_status_last ",
        (Within::Team(_) | Within::NoTeam, Sort::Newest) => {
            "INDEXED BY conversation_status_team_last "
        }
        (Within::Assignee(_) | Within::NoAssignee, Sort::Newest) | (Within::Assignee(_), _) => {
            "INDEXED BY conversation_status_assignee_last "
        }
        (Within::All | Within::NoAssignee, Sort::OldestWaiting) => {
            "INDEXED BY conversation_waiting "
        }
        (Within::Team(_) | Within::NoTeam, Sort::OldestWaiting) => {
            "INDEXED BY conversation_team_waiting "
        }
        (Within::All | Within::NoAssignee, Sort::Due) => "INDEXED BY conversation_due ",
        (Within::Team(_) | Within::NoTeam, Sort::Due) => "INDEXED BY conversation_team_due ",
    }
}

struct Look<'a> {
    access: &'a Access,
    filter: &'a Filter,
    sort: Sort,
    now: Millis,
}

impl Look<'_> {
    /// Up to `limit` keys in the order of the list, and where the look gave up, if it did.
    async fn keys(
        &self,
        tx: &mut Tx,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<(Vec<Key>, Option<Key>)> {
        let (ranges, covered) = ranges(tx, self.access, self.filter).await?;
        let start = after.map_or_else(|| self.first(), |c| (c.at, c.id));
        let mut all: Vec<Key> = Vec::new();
        let mut frontier: Option<Key> = None;
        for range in &ranges {
            let (keys, gave_up) = self.walk(tx, range, covered, start, limit).await?;
            all.extend(keys);
            if let Some(at) = gave_up {
                frontier = Some(frontier.map_or(at, |f| self.earlier(f, at)));
            }
        }
        all.sort_unstable();
        all.dedup();
        if self.sort == Sort::Newest {
            all.reverse();
        }
        if let Some(f) = frontier {
            // Beyond this we do not know what stands between.
            all.retain(|&k| k == f || self.earlier(k, f) == k);
        }
        all.truncate(limit);
        Ok((all, frontier))
    }

    fn first(&self) -> Key {
        match self.sort {
            Sort::Newest => (i64::MAX, ConversationId(Uuid::max())),
            Sort::OldestWaiting | Sort::Due => (i64::MIN, ConversationId(Uuid::nil())),
        }
    }

    /// Which of two comes first in the list.
    fn earlier(&self, a: Key, b: Key) -> Key {
        match self.sort {
            Sort::Newest => a.max(b),
            Sort::OldestWaiting | Sort::Due => a.min(b),
        }
    }

    async fn walk(
        &self,
        tx: &mut Tx,
        range: &Range,
        covered: bool,
        start: Key,
        limit: usize,
    ) -> Result<(Vec<Key>, Option<Key>)> {
        // The order of the list is that of the index.
        let ordered = matches!(range, Range::Walk { within, .. }
            if self.sort == Sort::Newest || !matches!(within, Within::Assignee(_)));
        if covered || !ordered {
            return Ok((
                self.read(tx, range, covered, start, None, limit).await?,
                None,
            ));
        }
        let mut start = start;
        let mut keys = Vec::new();
        for window in WINDOWS {
            let cut = self.cut(tx, range, start, window).await?;
            let left = limit - keys.len();
            keys.extend(self.read(tx, range, covered, start, cut, left).await?);
            let Some(cut) = cut else {
                return Ok((keys, None));
            };
            if keys.len() >= limit {
                return Ok((keys, None));
            }
            start = cut;
        }
        Ok((keys, Some(start)))
    }

    fn order_column(&self) -> &'static str {
        match self.sort {
            Sort::Newest => "c.last_at",
            Sort::OldestWaiting => "c.waiting_since",
            Sort::Due => "c.due_at",
        }
    }

    /// The range from `start` on.
    fn from(&self, b: &mut Built, range: &Range, start: Key) {
        begin(b, range, self.sort, self.access);
        match self.sort {
            Sort::Newest => b.add(" AND (c.last_at, c.id) < ("),
            Sort::OldestWaiting => {
                b.add(" AND c.waiting_since IS NOT NULL AND (c.waiting_since, c.id) > (")
            }
            Sort::Due => b.add(" AND c.due_at IS NOT NULL AND (c.due_at, c.id) > ("),
        };
        b.bind(start.0).add(", ").bind(start.1).add(")");
    }

    fn order(&self, b: &mut Built) {
        b.add(match self.sort {
            Sort::Newest => " ORDER BY c.last_at DESC, c.id DESC LIMIT ",
            Sort::OldestWaiting => " ORDER BY c.waiting_since, c.id LIMIT ",
            Sort::Due => " ORDER BY c.due_at, c.id LIMIT ",
        });
    }

    /// The key `window` rows further on; `None` when the range ends before.
    async fn cut(
        &self,
        tx: &mut Tx,
        range: &Range,
        start: Key,
        window: usize,
    ) -> Result<Option<Key>> {
        let mut b = Built::new(tx.engine());
        b.add("SELECT ").add(self.order_column()).add(", c.id ");
        self.from(&mut b, range, start);
        self.order(&mut b);
        b.add("1 OFFSET ").bind(window - 1);
        Ok(tx.all_built(&b).await?.pop())
    }

    async fn read(
        &self,
        tx: &mut Tx,
        range: &Range,
        covered: bool,
        start: Key,
        cut: Option<Key>,
        limit: usize,
    ) -> Result<Vec<Key>> {
        let mut b = Built::new(tx.engine());
        b.add("SELECT ").add(self.order_column()).add(", c.id ");
        self.from(&mut b, range, start);
        if let Some(cut) = cut {
            b.add(match self.sort {
                Sort::Newest => " AND (c.last_at, c.id) >= (",
                Sort::OldestWaiting => " AND (c.waiting_since, c.id) <= (",
                Sort::Due => " AND (c.due_at, c.id) <= (",
            });
            b.bind(cut.0).add(", ").bind(cut.1).add(")");
        }
        if !covered {
            b.add(" AND ");
            let asked = Asked {
                viewer: self.access.agent,
                now: self.now,
            };
            compile::filter(&mut b, self.filter, asked);
        }
        self.in_reach(&mut b);
        self.order(&mut b);
        b.bind(limit);
        tx.all_built(&b).await
    }

    /// What the agent may reach; `lines` checks it once more.
    fn in_reach(&self, b: &mut Built) {
        let me = Val::Id(self.access.agent.map_or(Uuid::nil(), |a| a.0));
        match self.access.scope {
            Scope::All => {}
            Scope::Own => {
                b.add(" AND c.assignee = ").bind(me);
            }
            Scope::Teams => {
                b.add(" AND (c.team IS NULL OR c.team IN ");
                b.list(self.access.teams.iter().map(|&t| t.into()).collect());
                b.add(" OR c.assignee = ").bind(me).add(")");
            }
        }
    }
}

/// The lines of these conversations, in this order.
async fn lines(tx: &mut Tx, access: &Access, keys: &[Key]) -> Result<Vec<ConversationSummary>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut b = Built::new(tx.engine());
    b.param(keys.len()).param(reader(access));
    b.by_engine(statements::LINE_LITE, statements::LINE_PG);
    b.add("WHERE c.id IN ")
        .list(keys.iter().map(|k| k.1.into()).collect());
    b.add(" LIMIT $1");
    let found: Vec<ConversationSummary> = tx.all_built(&b).await?;
    let mut by_id: std::collections::HashMap<ConversationId, ConversationSummary> =
        found.into_iter().map(|c| (c.id, c)).collect();
    Ok(keys
        .iter()
        .filter_map(|(_, id)| by_id.remove(id))
        .filter(|c| access.reaches(c.team, c.assignee))
        .collect())
}
