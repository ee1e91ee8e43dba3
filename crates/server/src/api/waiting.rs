//! A list by waiting (or by what is due): who has waited longest first, and after them the conversations in which nobody
//! waits, newest first.
//! Without the second part a conversation that was reopened by hand, or came from a machine, would be in no list.

use super::types::{Page, Summary};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult};
use crate::http::session::Caller;
use crate::reads;
use domain::Millis;
use domain::access::Access;
use domain::filter::{Field, Filter, Test};
use std::fmt;
use std::str::FromStr;
use store::Tx;
use store::inbox::{self, ConversationSummary, Cursor, Sort};

/// Looks for conversations in which nobody waits, per page; a page may be short, its cursor leads on.
const LOOKS: usize = 10;

/// Where a list goes on: within its own order, or among those in which nobody waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Order(Cursor),
    Rest(Option<Cursor>),
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text.strip_prefix("rest") {
            None => text.parse().map(Self::Order).map_err(|_| ()),
            Some("") => Ok(Self::Rest(None)),
            Some(cursor) => {
                let cursor = cursor.strip_prefix('-').ok_or(())?;
                cursor
                    .parse()
                    .map(|at| Self::Rest(Some(at)))
                    .map_err(|_| ())
            }
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Order(cursor) => cursor.fmt(f),
            Self::Rest(None) => f.write_str("rest"),
            Self::Rest(Some(cursor)) => write!(f, "rest-{cursor}"),
        }
    }
}

/// Which conversations a list holds.
#[derive(Debug, Clone)]
pub(super) enum List {
    Inbox(inbox::Filter),
    Any(Filter),
}

/// What is asked for.
pub(super) struct Asked {
    pub list: List,
    pub sort: Sort,
    pub place: Option<Place>,
    pub limit: usize,
}

/// The order that a client asks for.
///
/// # Errors
/// A word that is none.
pub(super) fn sort_of(word: Option<&str>) -> ApiResult<Sort> {
    word.map_or(Some(Sort::Newest), Sort::of)
        .ok_or_else(|| ApiError::invalid("sort", "Sort by newest, oldest or due."))
}

/// Where a client goes on.
///
/// # Errors
/// A cursor of something else.
pub(super) fn place_of(cursor: Option<&str>) -> ApiResult<Option<Place>> {
    cursor.map(str::parse).transpose().map_err(|()| {
        ApiError::invalid(
            "cursor",
            "This is no cursor of this list; begin anew without one.",
        )
    })
}

/// One page of a list, in the shapes of the API. A page may be short although there is more: then `next` leads on.
///
/// # Errors
/// When the database cannot be read.
pub(super) async fn page(app: &App, caller: &Caller, asked: Asked) -> ApiResult<Page<Summary>> {
    let (access, now) = (caller.access().clone(), caller.now);
    app.db()
        .read(async move |tx| {
            let (items, next) = walk(tx, &access, &asked, now).await?;
            Ok::<_, ApiError>(Page {
                items: reads::dress(tx, items, now).await?,
                next: next.map(|place| place.to_string()),
            })
        })
        .await
}

type Walked = (Vec<ConversationSummary>, Option<Place>);

async fn walk(tx: &mut Tx, access: &Access, asked: &Asked, now: Millis) -> ApiResult<Walked> {
    let (list, sort, limit) = (&asked.list, asked.sort, asked.limit);
    let mut items = Vec::new();
    let mut rest = match asked.place {
        Some(Place::Rest(cursor)) => cursor,
        other => {
            let cursor = match other {
                Some(Place::Order(cursor)) => Some(cursor),
                _ => None,
            };
            let found = list.read(tx, access, sort, now, cursor, limit).await?;
            items = found.items;
            if let Some(next) = found.next {
                return Ok((items, Some(Place::Order(next))));
            }
            if sort == Sort::Newest {
                return Ok((items, None));
            }
            None
        }
    };
    let (others, looks) = list.without(sort);
    for _ in 0..looks {
        let wanted = limit.saturating_sub(items.len());
        if wanted == 0 {
            break;
        }
        // As many as are wanted: what is found fits, and the cursor is behind all that was looked at.
        let found = others
            .read(tx, access, Sort::Newest, now, rest, wanted)
            .await?;
        items.extend(found.items.into_iter().filter(|c| rest_of(sort, c)));
        match found.next {
            Some(next) => rest = Some(next),
            None => return Ok((items, None)),
        }
    }
    Ok((items, Some(Place::Rest(rest))))
}

impl List {
    async fn read(
        &self,
        tx: &mut Tx,
        access: &Access,
        sort: Sort,
        now: Millis,
        after: Option<Cursor>,
        limit: usize,
    ) -> ApiResult<inbox::Page> {
        Ok(match self {
            Self::Inbox(filter) => {
                let filter = filter.clone().sort(sort);
                inbox::list_conversations(tx, access, &filter, after, limit).await?
            }
            Self::Any(filter) => {
                store::filter::page(tx, access, filter, sort, now, after, limit).await?
            }
        })
    }

    /// A list with at least those for which the order has no place, and how many looks at it are worth while.
    fn without(&self, sort: Sort) -> (Self, usize) {
        let field = match sort {
            Sort::Newest | Sort::OldestWaiting => Field::WaitingSince,
            Sort::Due => Field::Due,
        };
        match self {
            Self::Inbox(_) => (self.clone(), LOOKS),
            // The filter itself leaves out the others, and looks as far as it is worth while.
            Self::Any(filter) => {
                let none = Filter::is(field, Test::Empty);
                (Self::Any(Filter::All(vec![filter.clone(), none])), 1)
            }
        }
    }
}

/// Whether the order has no place for it.
fn rest_of(sort: Sort, c: &ConversationSummary) -> bool {
    match sort {
        Sort::Newest => false,
        Sort::OldestWaiting => c.waiting_since.is_none(),
        Sort::Due => c.due_at.is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_back_as_it_was_written() {
        let id = "cnv_01m806sx0sfy09wn2c6g8xxafg".parse().expect("an id");
        let cursor = Cursor {
            at: 1_772_442_000_000,
            id,
        };
        for place in [
            Place::Order(cursor),
            Place::Rest(None),
            Place::Rest(Some(cursor)),
        ] {
            assert_eq!(place.to_string().parse(), Ok(place));
        }
        for bad in ["", "rest-", "restless", "rest-rest"] {
            assert!(bad.parse::<Place>().is_err(), "{bad}");
        }
    }
}
