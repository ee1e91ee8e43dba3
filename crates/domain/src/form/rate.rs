//! How many posts come from where, in memory of a fixed size: the generic cell rate algorithm (ITU-T I.371 §A) over a table
//! of slots. A key that finds no place takes that of the calmest neighbour, so that a crowd of addresses can make us forget
//! who was calm but not who was fast. Keys are hashes that the caller makes with a secret of the process.

use crate::Millis;

/// How fast somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pace {
    Calm,
    /// More than the burst.
    Fast,
    /// Far more: four times the burst.
    Flood,
}

/// `burst` at once, and one more each `each_ms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    pub burst: i64,
    pub each_ms: Millis,
}

/// One IP address: a person writes twice, an office behind one address five times.
pub const ADDRESS: Limit = Limit {
    burst: 5,
    each_ms: 60_000,
};
/// A network (/24, /48).
pub const NETWORK: Limit = Limit {
    burst: 20,
    each_ms: 10_000,
};
/// Everybody: beyond it browsers are asked to work.
pub const ALL: Limit = Limit {
    burst: 30,
    each_ms: 2_000,
};
/// Files from one address.
pub const FILES: Limit = Limit {
    burst: 40,
    each_ms: 15_000,
};

const SETS: usize = 1_024;
const WAYS: usize = 8;
/// Times the burst.
const FLOOD: i64 = 4;

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: u64,
    /// When the key will be calm again (the theoretical arrival time).
    calm_at: Millis,
}

/// Counts by key; 128 KiB whatever comes.
#[derive(Debug)]
pub struct Rates {
    slots: Vec<Slot>,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            slots: vec![Slot::default(); SETS * WAYS],
        }
    }
}

impl Rates {
    /// Counts one more of this key, and says how fast it is with it. A flood is not counted on, so that it ends soon after
    /// it stops.
    pub fn count(&mut self, key: u64, limit: Limit, now: Millis) -> Pace {
        let slot = self.slot(key, now);
        let (pace, calm_at) = step(slot.calm_at, limit, now);
        *slot = Slot { key, calm_at };
        pace
    }

    /// Counts one more of this key if it is calm with it; whether it was. What is refused is not counted, so that whoever waits
    /// as long as they are told is taken.
    pub fn take(&mut self, key: u64, limit: Limit, now: Millis) -> bool {
        let slot = self.slot(key, now);
        let (pace, calm_at) = step(slot.calm_at, limit, now);
        if pace == Pace::Calm {
            *slot = Slot { key, calm_at };
        }
        pace == Pace::Calm
    }

    /// How fast this key is, without counting.
    #[must_use]
    pub fn pace(&self, key: u64, limit: Limit, now: Millis) -> Pace {
        let set = set_of(key);
        let found = self.slots[set..set + WAYS].iter().find(|s| s.key == key);
        found.map_or(Pace::Calm, |s| {
            step(s.calm_at - limit.each_ms, limit, now).0
        })
    }

    fn slot(&mut self, key: u64, now: Millis) -> &mut Slot {
        let set = set_of(key);
        let ways = &mut self.slots[set..set + WAYS];
        let own = ways.iter().position(|s| s.key == key);
        let at = own.unwrap_or_else(|| {
            let calmest = (0..WAYS).min_by_key(|&i| ways[i].calm_at).unwrap_or(0);
            ways[calmest] = Slot { key, calm_at: now };
            calmest
        });
        &mut ways[at]
    }
}

fn set_of(key: u64) -> usize {
    // The lower bits choose the set; keys are hashes.
    usize::try_from(key % SETS as u64).unwrap_or(0) * WAYS
}

fn step(calm_at: Millis, limit: Limit, now: Millis) -> (Pace, Millis) {
    let next = calm_at.max(now).saturating_add(limit.each_ms);
    let waiting = (next - now) / limit.each_ms.max(1);
    if waiting > limit.burst * FLOOD {
        (Pace::Flood, calm_at)
    } else if waiting > limit.burst {
        (Pace::Fast, next)
    } else {
        (Pace::Calm, next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_calm_what_comes_after_is_fast_and_then_a_flood() {
        let mut rates = Rates::default();
        let mut paces = Vec::new();
        for _ in 0..30 {
            paces.push(rates.count(7, ADDRESS, 1_000));
        }
        let count = |p: Pace| paces.iter().filter(|x| **x == p).count();
        assert_eq!(
            (count(Pace::Calm), count(Pace::Fast), count(Pace::Flood)),
            (5, 15, 10)
        );
    }

    #[test]
    fn what_is_refused_is_not_counted() {
        let mut rates = Rates::default();
        let taken = (0..1_000).filter(|_| rates.take(7, ADDRESS, 1_000)).count();
        assert_eq!(taken, 5);
        assert!(!rates.take(7, ADDRESS, 1_000));
        assert!(rates.take(7, ADDRESS, 61_000));
    }

    #[test]
    fn whoever_waits_is_calm_again() {
        let mut rates = Rates::default();
        for _ in 0..6 {
            rates.count(7, ADDRESS, 0);
        }
        assert_eq!(rates.pace(7, ADDRESS, 0), Pace::Fast);
        assert_eq!(rates.count(7, ADDRESS, 2 * ADDRESS.each_ms), Pace::Calm);
    }

    #[test]
    fn a_flood_does_not_prolong_itself() {
        let mut rates = Rates::default();
        for _ in 0..10_000 {
            rates.count(7, ADDRESS, 0);
        }
        assert_eq!(rates.count(7, ADDRESS, 20 * ADDRESS.each_ms), Pace::Calm);
    }

    #[test]
    fn a_crowd_of_addresses_neither_grows_memory_nor_hides_who_is_fast() {
        let mut rates = Rates::default();
        for _ in 0..20 {
            rates.count(7, ADDRESS, 0);
        }
        // Each comes once and lands in the same set.
        for n in 1..100_000_u64 {
            rates.count(7 + n * SETS as u64, ADDRESS, 1);
        }
        assert_eq!(rates.pace(7, ADDRESS, 1), Pace::Fast);
        assert_eq!(rates.slots.len(), SETS * WAYS);
    }

    #[test]
    fn others_are_not_counted_along() {
        let mut rates = Rates::default();
        for _ in 0..20 {
            rates.count(7, ADDRESS, 0);
        }
        assert_eq!(rates.count(8, ADDRESS, 0), Pace::Calm);
    }
}
