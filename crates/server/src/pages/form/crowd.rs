//! How fast posts come, in this process. Each node counts for itself: a flood that is spread over all of them is met on each.

use domain::Millis;
use domain::form::rate::{ADDRESS, ALL, FILES, NETWORK, Pace, Rates};
use std::hash::{BuildHasher as _, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Counts of this process; nothing until the first post.
#[derive(Default)]
pub struct Crowd {
    rates: Mutex<Option<Rates>>,
    /// Random for each process, so that nobody can choose addresses that push out each other.
    hash: RandomState,
}

/// How fast a post was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paces {
    pub address: Pace,
    pub network: Pace,
}

impl Crowd {
    /// Counts a post.
    pub fn post(&self, from: IpAddr, now: Millis) -> Paces {
        self.with(|rates| {
            rates.count(self.key("all", IpAddr::from([0_u8; 4])), ALL, now);
            Paces {
                address: rates.count(self.key("address", host(from)), ADDRESS, now),
                network: rates.count(self.key("network", network(from)), NETWORK, now),
            }
        })
    }

    /// Counts files, and says whether they are taken.
    pub fn files(&self, from: IpAddr, n: usize, now: Millis) -> bool {
        self.with(|rates| {
            let key = self.key("files", host(from));
            (0..n).all(|_| rates.count(key, FILES, now) == Pace::Calm)
        })
    }

    /// So many posts come that browsers are asked to work.
    pub fn pressed(&self, now: Millis) -> bool {
        let key = self.key("all", IpAddr::from([0_u8; 4]));
        let held = self.rates.lock().unwrap_or_else(PoisonError::into_inner);
        let fast = |rates: &Rates| rates.pace(key, ALL, now) > Pace::Calm;
        held.as_ref().is_some_and(fast)
    }

    fn with<T>(&self, act: impl FnOnce(&mut Rates) -> T) -> T {
        let mut held = self.rates.lock().unwrap_or_else(PoisonError::into_inner);
        act(held.get_or_insert_with(Rates::default))
    }

    fn key(&self, what: &str, of: IpAddr) -> u64 {
        self.hash.hash_one((what, of))
    }
}

/// A customer with IPv6 has a whole /64.
fn host(ip: IpAddr) -> IpAddr {
    masked(ip, 4, 8)
}

/// A /24, or a /48.
fn network(ip: IpAddr) -> IpAddr {
    masked(ip, 3, 6)
}

fn masked(ip: IpAddr, of_four: usize, of_six: usize) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V4(v4) => {
            let mut octets = v4.octets();
            octets[of_four..].fill(0);
            IpAddr::from(octets)
        }
        IpAddr::V6(v6) => {
            let mut octets = v6.octets();
            octets[of_six..].fill(0);
            IpAddr::from(octets)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn who_sends_much_is_fast_and_the_neighbour_is_not() {
        let crowd = Crowd::default();
        let paces: Vec<Paces> = (0..6).map(|_| crowd.post(ip("192.0.2.1"), 0)).collect();
        assert_eq!(paces[4].address, Pace::Calm);
        assert_eq!(paces[5].address, Pace::Fast);
        assert_eq!(crowd.post(ip("192.0.2.2"), 0).address, Pace::Calm);
        assert_eq!(crowd.post(ip("::ffff:192.0.2.1"), 0).address, Pace::Fast);
    }

    #[test]
    fn a_network_is_counted_whole() {
        let crowd = Crowd::default();
        let paces = (0..21).map(|n| crowd.post(ip(&format!("192.0.2.{n}")), 0));
        assert_eq!(paces.last().map(|p| p.network), Some(Pace::Fast));
        assert_eq!(crowd.post(ip("192.0.3.1"), 0).network, Pace::Calm);
        let six = (0..6).map(|n| crowd.post(ip(&format!("2001:db8::{n}")), 0));
        assert_eq!(six.last().map(|p| p.address), Some(Pace::Fast));
    }

    #[test]
    fn many_posts_from_anywhere_press_and_the_pressure_ends() {
        let crowd = Crowd::default();
        assert!(!crowd.pressed(0));
        for n in 0..40 {
            crowd.post(ip(&format!("10.{n}.0.1")), 0);
        }
        assert!(crowd.pressed(0));
        assert!(!crowd.pressed(120_000));
    }

    #[test]
    fn files_have_a_count_of_their_own() {
        let crowd = Crowd::default();
        assert!(crowd.files(ip("192.0.2.1"), 20, 0));
        assert!(!crowd.files(ip("192.0.2.1"), 1_000, 0));
        assert!(crowd.files(ip("192.0.2.2"), 5, 0));
    }
}
