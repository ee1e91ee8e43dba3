//! The clock. The only file of the house that asks the machine what time it is; everything else takes `now` as a value.

use domain::Millis;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

/// Where `now` comes from. Cheap to clone; clones of a virtual clock move together.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// The machine's clock, put right by the clock of the database that several machines share: leases and due times mean
    /// the same moment on each of them.
    Shared(Arc<AtomicI64>),
    /// Starts at a chosen moment, runs `speed` times as fast as the machine's, and can be pushed forward (demo, tests).
    Virtual(Arc<VirtualClock>),
}

/// Differences up to this are the network's, not the clock's.
const JITTER_MS: Millis = 50;

#[derive(Debug)]
pub struct VirtualClock {
    start: AtomicI64,
    since: Instant,
    speed: i64,
}

impl Clock {
    /// A virtual clock that begins at `start`. `speed` 0 stands still until [`Clock::advance`].
    #[must_use]
    pub fn virtual_from(start: Millis, speed: i64) -> Self {
        Self::Virtual(Arc::new(VirtualClock {
            start: AtomicI64::new(start),
            since: Instant::now(),
            speed,
        }))
    }

    /// Milliseconds since 1970-01-01 UTC.
    #[must_use]
    pub fn now(&self) -> Millis {
        match self {
            Self::System => system_now(),
            Self::Shared(ahead) => system_now() - ahead.load(Ordering::SeqCst),
            Self::Virtual(clock) => {
                let ran = i64::try_from(clock.since.elapsed().as_millis()).unwrap_or(i64::MAX);
                clock.start.load(Ordering::SeqCst) + ran.saturating_mul(clock.speed)
            }
        }
    }

    /// Puts a shared clock right: the database said `theirs` when this machine's own clock said `own`. Answers how far
    /// ours is ahead.
    pub fn adjust(&self, theirs: Millis, own: Millis) -> Millis {
        let ahead = own - theirs;
        if let Self::Shared(held) = self {
            // Less than the way to the database takes is not worth a jump.
            if (held.load(Ordering::SeqCst) - ahead).abs() > JITTER_MS {
                held.store(ahead, Ordering::SeqCst);
            }
        }
        ahead
    }

    /// What this machine's own clock says.
    #[must_use]
    pub fn own(&self) -> Millis {
        match self {
            Self::Virtual(_) => self.now(),
            Self::System | Self::Shared(_) => system_now(),
        }
    }

    /// Pushes a virtual clock forward; the machine's clock is not ours to move.
    pub fn advance(&self, by: Millis) {
        if let Self::Virtual(clock) = self {
            clock.start.fetch_add(by, Ordering::SeqCst);
        }
    }

    #[must_use]
    pub fn is_virtual(&self) -> bool {
        matches!(self, Self::Virtual(_))
    }

    /// Milliseconds that pass on this clock in one of the machine's.
    #[must_use]
    pub fn speed(&self) -> i64 {
        match self {
            Self::Virtual(clock) => clock.speed,
            Self::System | Self::Shared(_) => 1,
        }
    }

    /// For what heartbeats keep alive: programs beat by the machine's clock, however fast a virtual one runs.
    #[must_use]
    pub fn heartbeat(&self) -> Millis {
        match self {
            Self::Virtual(clock) if clock.speed > 0 => system_now(),
            other => other.now(),
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that asks the clock"
)]
fn system_now() -> Millis {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_clock_moves_only_when_pushed() {
        let clock = Clock::virtual_from(1_000, 0);
        let other = clock.clone();
        assert_eq!(clock.now(), 1_000);
        clock.advance(500);
        assert_eq!(other.now(), 1_500);
    }

    #[test]
    fn what_heartbeats_keep_alive_does_not_end_sooner_when_the_day_is_short() {
        let clock = Clock::virtual_from(1_000, 1_000);
        assert!((clock.heartbeat() - Clock::System.now()).abs() < 1_000);
        assert_eq!((clock.speed(), Clock::System.speed()), (1_000, 1));
        let standing = Clock::virtual_from(1_000, 0);
        assert_eq!(standing.heartbeat(), 1_000, "tests push it");
    }

    #[test]
    fn a_shared_clock_follows_the_databases_and_leaves_small_differences_alone() {
        let clock = Clock::Shared(Arc::default());
        let own = clock.own();
        assert_eq!(clock.adjust(own - 90_000, own), 90_000, "ours is ahead");
        let difference = clock.own() - clock.now();
        assert!((difference - 90_000).abs() <= 5, "{difference}");
        clock.adjust(own - 90_030, own);
        assert!((clock.own() - clock.now() - difference).abs() <= 5);
        clock.adjust(own, own);
        assert!((clock.own() - clock.now()).abs() <= 5);
    }

    #[test]
    fn the_system_clock_is_after_this_was_written() {
        assert!(Clock::System.now() > 1_790_000_000_000);
    }
}
