//! Where on the server's clock a console's stretch of time belongs. A console is believed about what was done, never about
//! how much time has passed.

use super::{Doing, Presence, Slice};
use crate::{ConversationId, Millis};

/// Longest stretch that is said at once; browsers wake hidden pages once a minute.
pub const LONGEST_MS: Millis = 120_000;
/// What is told later than this is not taken.
pub const LATE_MS: Millis = 60 * 60 * 1000;
/// Gaps up to this between two stretches that follow each other are the network's.
const JOIN_MS: Millis = 2_000;
/// Shorter ones are no evidence of anything.
const SHORTEST_MS: Millis = 100;

/// What a console says of a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// Counts from 1; said again, it counts once.
    pub seq: i64,
    /// How long it was, by the console's clock.
    pub ms: i64,
    /// How long ago it ended.
    pub ago_ms: i64,
    pub work: Option<(ConversationId, Doing)>,
    pub presence: Presence,
}

/// Up to where a console has been heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    pub seq: i64,
    /// End of the last stretch, on the server's clock; at first, when the console was first heard of.
    pub to: Millis,
}

impl Heard {
    /// A console that begins now.
    #[must_use]
    pub fn begin(now: Millis) -> Self {
        Self { seq: 0, to: now }
    }

    /// The stretch on the server's clock; `None` when it was heard already or is too short. Never in the future, never
    /// before what was heard, so that a console has no more time than has passed since it began.
    pub fn take(&mut self, now: Millis, said: &Said) -> Option<Slice> {
        if said.seq <= self.seq {
            return None;
        }
        let follows = said.seq == self.seq.saturating_add(1);
        self.seq = said.seq;
        let to = now.saturating_sub(said.ago_ms.max(0));
        let earliest = self.to.max(now.saturating_sub(LATE_MS));
        let mut from = to
            .saturating_sub(said.ms.clamp(0, LONGEST_MS))
            .max(earliest);
        if follows && from - self.to <= JOIN_MS && self.to >= earliest {
            from = self.to;
        }
        if to.saturating_sub(from) < SHORTEST_MS {
            return None;
        }
        self.to = to;
        let (work, presence) = (said.work, said.presence);
        Some(Slice {
            from,
            to,
            work,
            presence,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(seq: i64, ms: i64, ago_ms: i64) -> Said {
        Said {
            seq,
            ms,
            ago_ms,
            work: None,
            presence: Presence::Online,
        }
    }
    fn placed(heard: &mut Heard, now: Millis, said: Said) -> Option<(Millis, Millis)> {
        heard.take(now, &said).map(|s| (s.from, s.to))
    }

    #[test]
    fn what_is_said_again_counts_once() {
        let mut heard = Heard::begin(0);
        assert_eq!(
            placed(&mut heard, 15_000, said(1, 15_000, 0)),
            Some((0, 15_000))
        );
        assert_eq!(placed(&mut heard, 16_000, said(1, 15_000, 0)), None);
        assert_eq!(
            placed(&mut heard, 30_000, said(2, 15_000, 0)),
            Some((15_000, 30_000))
        );
        assert_eq!(placed(&mut heard, 31_000, said(1, 15_000, 0)), None);
    }

    #[test]
    fn nobody_has_more_time_than_has_passed() {
        let mut heard = Heard::begin(100_000);
        assert_eq!(
            placed(&mut heard, 105_000, said(1, i64::MAX, 0)),
            Some((100_000, 105_000))
        );
        assert_eq!(
            placed(&mut heard, 106_000, said(2, 90_000, -90_000)),
            Some((105_000, 106_000)),
            "no future"
        );
        assert_eq!(placed(&mut heard, 106_050, said(3, 60_000, 0)), None);
        assert_eq!(placed(&mut heard, 106_060, said(4, 60_000, i64::MIN)), None);
        assert_eq!(
            placed(&mut heard, 106_070, said(i64::MAX, 60_000, i64::MAX)),
            None,
            "before it began"
        );
        assert_eq!(placed(&mut heard, 200_000, said(i64::MAX, 60_000, 0)), None);
    }

    #[test]
    fn a_sleep_of_the_machine_is_a_gap_and_an_unsteady_network_is_none() {
        let mut heard = Heard::begin(0);
        assert_eq!(
            placed(&mut heard, 15_400, said(1, 15_000, 0)),
            Some((0, 15_400))
        );
        assert_eq!(
            placed(&mut heard, 30_100, said(2, 15_000, 0)),
            Some((15_400, 30_100))
        );
        assert_eq!(
            placed(&mut heard, 9_000_000, said(3, 15_000, 0)),
            Some((8_985_000, 9_000_000))
        );
        assert_eq!(
            placed(&mut heard, 9_400_000, said(4, 400_000, 0)),
            Some((9_280_000, 9_400_000)),
            "at most two minutes"
        );
    }

    #[test]
    fn what_was_done_while_the_line_was_down_is_told_later_but_not_much_later() {
        let mut heard = Heard::begin(0);
        assert_eq!(
            placed(&mut heard, 600_000, said(1, 15_000, 585_000)),
            Some((0, 15_000))
        );
        assert_eq!(
            placed(&mut heard, 600_000, said(2, 15_000, 570_000)),
            Some((15_000, 30_000))
        );
        assert_eq!(
            placed(&mut heard, LATE_MS * 3, said(3, 15_000, LATE_MS * 2)),
            None
        );
    }
}
