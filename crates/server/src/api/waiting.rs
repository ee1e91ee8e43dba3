//! A list by waiting (or by what is due): who has waited longest first, and after them the conversations in which nobody
//! waits, newest first.
//! Without the second part a conversation that was reopened by hand, or came from a machine, would be in no list.

use crate::http::error::ApiError;
use domain::access::Access;
use std::fmt;
use std::str::FromStr;
use store::Tx;
use store::inbox::{ConversationSummary, Cursor, Filter, Sort, list_conversations};

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

/// One page from `place` on, and where the next one begins.
///
/// # Errors
/// When the database cannot be read.
pub(super) async fn page(
    tx: &mut Tx,
    access: &Access,
    filter: &Filter,
    place: Option<Place>,
    limit: usize,
) -> Result<(Vec<ConversationSummary>, Option<Place>), ApiError> {
    let mut items = Vec::new();
    let mut rest = match place {
        Some(Place::Rest(cursor)) => cursor,
        other => {
            let cursor = match other {
                Some(Place::Order(cursor)) => Some(cursor),
                _ => None,
            };
            let found = list_conversations(tx, access, filter, cursor, limit).await?;
            items = found.items;
            if let Some(next) = found.next {
                return Ok((items, Some(Place::Order(next))));
            }
            if filter.sort == Sort::Newest {
                return Ok((items, None));
            }
            None
        }
    };
    let newest = filter.clone().sort(Sort::Newest);
    for _ in 0..LOOKS {
        let wanted = limit.saturating_sub(items.len());
        if wanted == 0 {
            break;
        }
        // As many as are wanted: what is found fits, and the cursor is behind all that was looked at.
        let found = list_conversations(tx, access, &newest, rest, wanted).await?;
        items.extend(found.items.into_iter().filter(|c| rest_of(filter.sort, c)));
        match found.next {
            Some(next) => rest = Some(next),
            None => return Ok((items, None)),
        }
    }
    Ok((items, Some(Place::Rest(rest))))
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
