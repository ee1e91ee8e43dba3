//! How often one address may ask for what costs something: searches, and what readers say.

use domain::Millis;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Addresses that are remembered.
const MOST: usize = 20_000;

/// What is counted by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    Search,
    /// What is asked while somebody types.
    Type,
    Say,
    /// Of the language model.
    Ask,
}

impl Act {
    /// At once, and then a minute.
    fn allowance(self) -> f64 {
        match self {
            Self::Search => 120.0,
            Self::Type => 600.0,
            Self::Say => 20.0,
            Self::Ask => 12.0,
        }
    }
}

/// What each address may still do.
#[derive(Default)]
pub struct Paces(Mutex<HashMap<(Act, IpAddr), Left>>);

#[derive(Debug, Clone, Copy)]
struct Left {
    acts: f64,
    at: Millis,
}

impl Paces {
    /// Whether it may; counts it when it may. An IPv6 customer has a whole /64 and is one.
    pub fn take(&self, act: Act, from: IpAddr, now: Millis) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.retain(|_, left| now - left.at < 60_000);
        }
        if all.len() >= MOST {
            all.clear();
        }
        let most = act.allowance();
        let left = all.entry((act, network(from))).or_insert(Left {
            acts: most,
            at: now,
        });
        #[expect(
            clippy::cast_precision_loss,
            reason = "at most a minute of milliseconds"
        )]
        let passed = (now - left.at).clamp(0, 60_000) as f64;
        left.at = now;
        left.acts = (left.acts + passed * most / 60_000.0).min(most);
        if left.acts < 1.0 {
            return false;
        }
        left.acts -= 1.0;
        true
    }
}

fn network(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(v6) => {
            let mut octets = v6.octets();
            octets[8..].fill(0);
            IpAddr::V6(octets.into())
        }
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn who_asks_too_often_waits_and_others_do_not() {
        let paces = Paces::default();
        let said = (0..30)
            .filter(|_| paces.take(Act::Say, ip("192.0.2.1"), 0))
            .count();
        assert_eq!(said, 20);
        assert!(paces.take(Act::Say, ip("192.0.2.2"), 0));
        assert!(paces.take(Act::Search, ip("192.0.2.1"), 0));
        assert!(!paces.take(Act::Say, ip("192.0.2.1"), 2_000));
        assert!(paces.take(Act::Say, ip("192.0.2.1"), 5_001));
    }

    #[test]
    fn one_customer_with_many_addresses_is_one() {
        let paces = Paces::default();
        let said = (0..30)
            .filter(|n| paces.take(Act::Say, ip(&format!("2001:db8::{n:x}")), 0))
            .count();
        assert_eq!(said, 20);
        assert!(paces.take(Act::Say, ip("2001:db8:0:1::1"), 0));
    }
}
