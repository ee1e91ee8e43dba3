//! How much of it there may be: posts and files by network and by visitor, sockets by network, by visitor and in all. Counts of
//! this process in memory of a fixed size; each node counts for itself.

use crate::http::error::ApiError;
use axum::http::StatusCode;
use domain::form::rate::{Limit, Rates};
use domain::{Millis, VisitorId};
use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// Visitors who are told live at once, in this process.
pub const MOST: usize = 20_000;
/// Of one address: an office, a school, a mobile network's exit.
pub const MOST_OF_ADDRESS: usize = 4_000;
/// Of one visitor: tabs and devices.
pub const MOST_OF_VISITOR: usize = 16;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    Session,
    Message,
    File,
    Code,
    Light,
}

impl What {
    /// So many at once of one address, and how many more in a minute.
    fn of_address(self) -> Limit {
        match self {
            Self::Session => window(600, 600),
            Self::Message => window(1_200, 1_200),
            Self::File => window(60, 30),
            Self::Code => window(10, 2),
            Self::Light => window(3_000, 3_000),
        }
    }

    /// The same of one visitor.
    fn of_visitor(self) -> Limit {
        match self {
            Self::Session => window(60, 30),
            Self::Message => window(30, 30),
            Self::File => window(15, 10),
            Self::Code => window(5, 1),
            Self::Light => window(120, 120),
        }
    }
}

fn window(burst: i64, a_minute: i64) -> Limit {
    Limit {
        burst,
        each_ms: 60_000 / a_minute.max(1),
    }
}

/// Counts of this process.
#[derive(Default)]
pub struct Bounds {
    rates: Mutex<Option<Rates>>,
    hash: RandomState,
    places: Arc<Mutex<Taken>>,
}

#[derive(Default)]
struct Taken {
    all: usize,
    addresses: HashMap<IpAddr, usize>,
    visitors: HashMap<VisitorId, usize>,
}

impl Bounds {
    /// Counts one, and says whether it is taken.
    ///
    /// # Errors
    /// `too_many` (429) with the time after which it is.
    pub fn count(
        &self,
        what: What,
        from: IpAddr,
        visitor: Option<VisitorId>,
        now: Millis,
    ) -> Result<(), ApiError> {
        let mut held = self.rates.lock().unwrap_or_else(PoisonError::into_inner);
        let rates = held.get_or_insert_with(Rates::default);
        let address = self.hash.hash_one((what, from));
        // One visitor who is too fast takes nothing from others behind the same address.
        let own = visitor.is_none_or(|visitor| {
            let key = self.hash.hash_one((what, visitor));
            rates.take(key, what.of_visitor(), now)
        });
        if own && rates.take(address, what.of_address(), now) {
            return Ok(());
        }
        Err(ApiError::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many",
            "That was a lot in a short time. Wait a moment and send it again.",
        )
        .after(10))
    }

    /// A place for somebody who is told live; given back when it is dropped.
    ///
    /// # Errors
    /// `full` (503): messages can be sent all the same.
    pub fn enter(&self, from: IpAddr, visitor: VisitorId) -> Result<Place, ApiError> {
        let mut taken = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let of = |map: Option<&usize>| map.copied().unwrap_or(0);
        let full = taken.all >= MOST
            || of(taken.addresses.get(&from)) >= MOST_OF_ADDRESS
            || of(taken.visitors.get(&visitor)) >= MOST_OF_VISITOR;
        if full {
            metrics::counter!("fairlead_chat_full_total").increment(1);
            return Err(ApiError::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "full",
                "Too many are connected just now. What you send is taken all the same.",
            )
            .after(15));
        }
        taken.all += 1;
        *taken.addresses.entry(from).or_default() += 1;
        *taken.visitors.entry(visitor).or_default() += 1;
        metrics::gauge!("fairlead_chat_live").increment(1);
        Ok(Place {
            places: self.places.clone(),
            from,
            visitor,
        })
    }
}

/// A place of somebody who is told live.
pub struct Place {
    places: Arc<Mutex<Taken>>,
    from: IpAddr,
    visitor: VisitorId,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all = taken.all.saturating_sub(1);
        give_back(&mut taken.addresses, &self.from);
        give_back(&mut taken.visitors, &self.visitor);
        metrics::gauge!("fairlead_chat_live").decrement(1);
    }
}

fn give_back<K: std::hash::Hash + Eq>(map: &mut HashMap<K, usize>, key: &K) {
    match map.get_mut(key) {
        Some(n) if *n > 1 => *n -= 1,
        _ => {
            map.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn visitor(n: u128) -> VisitorId {
        VisitorId(Uuid::from_u128(n))
    }

    #[test]
    fn one_visitor_cannot_take_every_place_and_places_come_back() {
        let bounds = Bounds::default();
        let one = IpAddr::from([192, 0, 2, 1]);
        let held: Vec<Place> = (0..MOST_OF_VISITOR)
            .map(|_| bounds.enter(one, visitor(1)).expect("a place"))
            .collect();
        let full = bounds.enter(one, visitor(1)).err().expect("full");
        assert_eq!((full.status.as_u16(), full.retry_after), (503, Some(15)));
        assert!(bounds.enter(one, visitor(2)).is_ok());
        drop(held);
        assert!(bounds.enter(one, visitor(1)).is_ok());
        let taken = bounds.places.lock().expect("held");
        assert_eq!((taken.all, taken.addresses.len()), (0, 0));
    }

    #[test]
    fn a_flood_of_one_visitor_is_slowed_and_the_neighbour_is_not() {
        let bounds = Bounds::default();
        let one = IpAddr::from([192, 0, 2, 1]);
        let sent = (0..1_000)
            .filter(|_| {
                bounds
                    .count(What::Message, one, Some(visitor(1)), 0)
                    .is_ok()
            })
            .count();
        assert!((25..=35).contains(&sent), "{sent}");
        assert!(
            bounds
                .count(What::Message, one, Some(visitor(2)), 0)
                .is_ok()
        );
        assert!(
            bounds
                .count(What::Message, one, Some(visitor(1)), 60_000)
                .is_ok()
        );
    }
}
