//! One page of a view.

use super::statements as st;
use super::summary::{ConversationSummary, reader, summaries};
use crate::sql::Sql;
use crate::value::Val;
use crate::{Result, Tx};
use domain::access::{Access, Permission, Scope};
use domain::conversation::{Status, Urgency};
use domain::{AgentId, ChannelId, ContactId, ConversationId, DoorId, Millis, TagId, TeamId};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// Which conversations a list is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Assigned to the agent who asks.
    Mine,
    /// Assigned to nobody.
    Unassigned,
    Team(TeamId),
    All,
    /// Those that the agent follows (mentions make one follow).
    Followed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Last public message first.
    Newest,
    /// Who has waited longest first; only conversations in which we owe an answer.
    OldestWaiting,
    /// What is due first comes first; only conversations with a running SLA clock.
    Due,
}

impl Sort {
    /// As tables and the API say them.
    pub const WORDS: [&'static str; 3] = ["newest", "oldest", "due"];

    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "newest" => Some(Self::Newest),
            "oldest" => Some(Self::OldestWaiting),
            "due" => Some(Self::Due),
            _ => None,
        }
    }
}

/// A view, and what it is narrowed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    pub view: View,
    pub status: Status,
    pub sort: Sort,
    pub channel: Option<ChannelId>,
    pub assignee: Option<AgentId>,
    pub tag: Option<TagId>,
    pub contact: Option<ContactId>,
    pub urgency: Option<Urgency>,
    pub door: Option<DoorId>,
    pub team: Option<TeamId>,
}

impl Filter {
    /// A view of open conversations, newest first, not narrowed.
    #[must_use]
    pub fn new(view: View) -> Self {
        Self {
            view,
            status: Status::Open,
            sort: Sort::Newest,
            channel: None,
            assignee: None,
            tag: None,
            contact: None,
            urgency: None,
            door: None,
            team: None,
        }
    }

    #[must_use]
    pub fn status(mut self, status: Status) -> Self {
        self.status = status;
        self
    }

    #[must_use]
    pub fn sort(mut self, sort: Sort) -> Self {
        self.sort = sort;
        self
    }
}

/// Where a page ended. As text: `<milliseconds>.<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub at: Millis,
    pub id: ConversationId,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at, self.id)
    }
}

impl FromStr for Cursor {
    type Err = &'static str;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let wrong = "not a cursor of this list";
        let (at, id) = s.split_once('.').ok_or(wrong)?;
        Ok(Self {
            at: at.parse().map_err(|_| wrong)?,
            id: id.parse().map_err(|_| wrong)?,
        })
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    pub items: Vec<ConversationSummary>,
    /// Where the next page goes on; `None` at the end.
    pub next: Option<Cursor>,
}

/// A range of an index.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Range {
    All,
    Team(TeamId),
    NoTeam,
    Assignee(AgentId),
    NoAssignee,
    Followed(AgentId),
}

/// A page of conversations that the agent may reach, at most `limit`, after `after`.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn list_conversations(
    tx: &mut Tx,
    access: &Access,
    filter: &Filter,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page> {
    if !access.may(Permission::ConversationRead) || limit == 0 {
        return Ok(Page::default());
    }
    let mut filter = filter.clone();
    let ranges = ranges(access, &mut filter);
    // One more than asked for, to know whether there is a next page.
    let mut items = match ranges[..] {
        [] => Vec::new(),
        [range] => read(tx, access, &filter, range, after, limit + 1).await?,
        _ => merge(tx, access, &filter, &ranges, after, limit + 1).await?,
    };
    let next = (items.len() > limit).then(|| cursor(filter.sort, &items[limit - 1]));
    items.truncate(limit);
    Ok(Page { items, next })
}

/// The index ranges that hold exactly what the view shows and the agent reaches. What a range does not say is put into
/// the filter.
fn ranges(access: &Access, filter: &mut Filter) -> Vec<Range> {
    let me = access.agent;
    let own = || me.map(Range::Assignee).into_iter().collect::<Vec<_>>();
    let view = match filter.view {
        View::Mine => return own(),
        // Following reaches no further than the agent's scope: `read` drops the rest.
        View::Followed => return me.map(Range::Followed).into_iter().collect(),
        view => view,
    };
    match access.scope {
        Scope::All => vec![match view {
            View::Unassigned => Range::NoAssignee,
            View::Team(team) => Range::Team(team),
            _ => Range::All,
        }],
        Scope::Teams => match view {
            View::Team(team) if access.teams.contains(&team) => vec![Range::Team(team)],
            View::Team(team) => {
                filter.team = Some(team);
                own()
            }
            View::Unassigned => {
                filter.assignee = Some(AgentId(Uuid::nil()));
                teams(access)
            }
            _ => [teams(access), own()].concat(),
        },
        Scope::Own => {
            match view {
                View::Unassigned => return Vec::new(),
                View::Team(team) => filter.team = Some(team),
                _ => {}
            }
            own()
        }
    }
}

fn teams(access: &Access) -> Vec<Range> {
    let mut teams = access.teams.clone();
    teams.sort_unstable();
    teams.dedup();
    teams
        .into_iter()
        .map(Range::Team)
        .chain([Range::NoTeam])
        .collect()
}

/// The statement of a range for an order: by newest, by waiting, by due time.
fn pick(sort: Sort, [newest, waiting, due]: [fn() -> Sql; 3]) -> Sql {
    match sort {
        Sort::Newest => newest(),
        Sort::OldestWaiting => waiting(),
        Sort::Due => due(),
    }
}

/// The lines of one range.
async fn read(
    tx: &mut Tx,
    access: &Access,
    filter: &Filter,
    range: Range,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Vec<ConversationSummary>> {
    let pick = |by: [fn() -> Sql; 3]| pick(filter.sort, by);
    let (statement, of) = match range {
        Range::All => (pick([st::all, st::all_waiting, st::all_due]), None),
        Range::NoTeam => (
            pick([st::no_team, st::no_team_waiting, st::no_team_due]),
            None,
        ),
        Range::Team(t) => (pick([st::team, st::team_waiting, st::team_due]), Some(t.0)),
        Range::Assignee(a) => (
            pick([st::assignee, st::assignee_waiting, st::assignee_due]),
            Some(a.0),
        ),
        Range::NoAssignee => (
            pick([
                st::no_assignee,
                st::no_assignee_waiting,
                st::no_assignee_due,
            ]),
            None,
        ),
        Range::Followed(a) => (
            pick([st::followed, st::followed_waiting, st::followed_due]),
            Some(a.0),
        ),
    };
    let mut params = params(filter, reader(access), after, limit);
    params.extend(of.map(Val::Id));
    let mut found: Vec<ConversationSummary> = tx.all(statement, &params).await?;
    found.retain(|c| access.reaches(c.team, c.assignee));
    Ok(found)
}

/// Where the lines of several ranges are, from their indexes alone; then the lines of those that come first.
async fn merge(
    tx: &mut Tx,
    access: &Access,
    filter: &Filter,
    ranges: &[Range],
    after: Option<Cursor>,
    limit: usize,
) -> Result<Vec<ConversationSummary>> {
    let pick = |by: [fn() -> Sql; 3]| pick(filter.sort, by);
    let mut keys: Vec<(Millis, ConversationId)> = Vec::new();
    for range in ranges {
        let (statement, of) = match *range {
            Range::Team(t) => (
                pick([st::team_keys, st::team_waiting_keys, st::team_due_keys]),
                t.into(),
            ),
            Range::Assignee(a) => (
                pick([
                    st::assignee_keys,
                    st::assignee_waiting_keys,
                    st::assignee_due_keys,
                ]),
                a.into(),
            ),
            _ => (
                pick([
                    st::no_team_keys,
                    st::no_team_waiting_keys,
                    st::no_team_due_keys,
                ]),
                Val::Null,
            ),
        };
        let found: Vec<(Millis, ConversationId)> =
            tx.all(statement, &params(filter, of, after, limit)).await?;
        keys.extend(found);
    }
    keys.sort_unstable();
    keys.dedup();
    if filter.sort == Sort::Newest {
        keys.reverse();
    }
    keys.truncate(limit);
    let ids: Vec<ConversationId> = keys.into_iter().map(|k| k.1).collect();
    summaries(tx, access, &ids).await
}

/// $1 to $12 of the statements; `second` is the reading agent, or what a range of keys is of.
fn params(
    filter: &Filter,
    second: Val<'static>,
    after: Option<Cursor>,
    limit: usize,
) -> Vec<Val<'static>> {
    let start = match filter.sort {
        Sort::Newest => Cursor {
            at: i64::MAX,
            id: ConversationId(Uuid::max()),
        },
        Sort::OldestWaiting | Sort::Due => Cursor {
            at: i64::MIN,
            id: ConversationId(Uuid::nil()),
        },
    };
    let after = after.unwrap_or(start);
    vec![
        filter.status.into(),
        second,
        after.at.into(),
        after.id.into(),
        limit.into(),
        filter.channel.into(),
        filter.assignee.into(),
        filter.tag.into(),
        filter.contact.into(),
        filter.urgency.into(),
        filter.door.into(),
        filter.team.into(),
    ]
}

fn cursor(sort: Sort, c: &ConversationSummary) -> Cursor {
    let at = match sort {
        Sort::Newest => c.last_at,
        Sort::OldestWaiting => c.waiting_since.unwrap_or(i64::MAX),
        Sort::Due => c.due_at.unwrap_or(i64::MAX),
    };
    Cursor { at, id: c.id }
}
