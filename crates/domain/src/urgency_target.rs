//! How soon somebody is to look at what waits: one target for each urgency, the same on every channel, and for live contacts a
//! holding limit. Also which of the waiting work an agent takes next when they ask for it. Promises to customers are
//! [`crate::sla`]; they are never asked here.
//!
//! The rule is that of the fair queue: the earliest due goes first, but a more urgent one whose slack is nearly used up goes before
//! any less urgent one, whatever the channel it came by.

use crate::conversation::Urgency;
use crate::{Millis, Refusal};
use serde::{Deserialize, Serialize};

const SECOND: Millis = 1_000;
const MINUTE: Millis = 60 * SECOND;
const HOUR: Millis = 60 * MINUTE;

/// Slack below which a more urgent one goes first: about one and a half mean handling times.
pub const GUARD_MS: Millis = 10 * MINUTE;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// From when it began to wait until somebody should look at it.
    pub target_ms: Millis,
    /// So long a live contact may be left holding.
    pub holding_ms: Millis,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Targets {
    pub urgent: Target,
    pub high: Target,
    pub normal: Target,
    pub low: Target,
}

impl Default for Targets {
    fn default() -> Self {
        let of = |target_ms, holding_ms| Target {
            target_ms,
            holding_ms,
        };
        Self {
            urgent: of(15 * MINUTE, 10 * SECOND),
            high: of(HOUR, 30 * SECOND),
            normal: of(4 * HOUR, 2 * MINUTE),
            low: of(24 * HOUR, 5 * MINUTE),
        }
    }
}

impl Targets {
    #[must_use]
    pub fn of(&self, urgency: Urgency) -> Target {
        match urgency {
            Urgency::Urgent => self.urgent,
            Urgency::High => self.high,
            Urgency::Normal => self.normal,
            Urgency::Low => self.low,
        }
    }

    /// Whether they make sense: within bounds, and nothing more urgent later than what is less so.
    ///
    /// # Errors
    /// `bad_target`, `bad_holding_limit`, `targets_out_of_order`, with the urgency at fault as the field.
    pub fn check(&self) -> Result<(), Refusal> {
        let all = [
            ("urgent", self.urgent),
            ("high", self.high),
            ("normal", self.normal),
            ("low", self.low),
        ];
        for (field, t) in all {
            if !(MINUTE..=30 * 24 * HOUR).contains(&t.target_ms) {
                let text = "A target is at least a minute and at most thirty days.";
                return Err(Refusal::new("bad_target", text).on(field));
            }
            if !(SECOND..=HOUR).contains(&t.holding_ms) {
                let text = "A holding limit is at least a second and at most an hour.";
                return Err(Refusal::new("bad_holding_limit", text).on(field));
            }
        }
        for pair in all.windows(2) {
            let ((_, more), (field, less)) = (pair[0], pair[1]);
            if more.target_ms > less.target_ms || more.holding_ms > less.holding_ms {
                let text = "What is more urgent cannot wait longer than what is less urgent.";
                return Err(Refusal::new("targets_out_of_order", text).on(field));
            }
        }
        Ok(())
    }
}

/// What is known of something that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits {
    pub urgency: Urgency,
    pub since: Millis,
}

/// Why something is next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Nothing is due before it.
    EarliestDue,
    /// It is more urgent than what is due first, and there is hardly any time left for it.
    HardlyTime,
}

/// What was decided by, so that it can be told: in the conversation, to other programs, in reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Because {
    pub rule: Rule,
    pub urgency: Urgency,
    pub since: Millis,
    pub due: Millis,
}

/// Which it is, when it is due, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    pub place: usize,
    pub due: Millis,
    pub rule: Rule,
}

/// The next of what waits, whoever it is for. Among equals the earlier in the list.
#[must_use]
pub fn next(waiting: &[Waits], targets: &Targets, now: Millis) -> Option<Next> {
    let due = |w: &Waits| w.since.saturating_add(targets.of(w.urgency).target_ms);
    let (first, one) = waiting.iter().enumerate().min_by_key(|(_, w)| due(w))?;
    let pressing = waiting
        .iter()
        .enumerate()
        .filter(|(_, w)| w.urgency > one.urgency && due(w) < now.saturating_add(GUARD_MS))
        .min_by_key(|(_, w)| (std::cmp::Reverse(w.urgency), due(w)));
    let (place, rule) = match pressing {
        Some((place, _)) => (place, Rule::HardlyTime),
        None => (first, Rule::EarliestDue),
    };
    Some(Next {
        place,
        due: due(&waiting[place]),
        rule,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Millis = 1_772_442_000_000;

    fn waits(urgency: Urgency, minutes: i64) -> Waits {
        Waits {
            urgency,
            since: NOON - minutes * MINUTE,
        }
    }

    fn chosen(waiting: &[Waits]) -> (usize, Rule) {
        let next = next(waiting, &Targets::default(), NOON).expect("something waits");
        (next.place, next.rule)
    }

    #[test]
    fn nothing_waits_and_nothing_is_next() {
        assert_eq!(next(&[], &Targets::default(), NOON), None);
    }

    #[test]
    fn the_earliest_due_goes_first_whatever_came_first() {
        // Low since yesterday is due in an hour, normal since three and a half hours in thirty minutes.
        let waiting = [waits(Urgency::Low, 23 * 60), waits(Urgency::Normal, 210)];
        assert_eq!(chosen(&waiting), (1, Rule::EarliestDue));
        let waiting = [waits(Urgency::Low, 25 * 60), waits(Urgency::Normal, 210)];
        assert_eq!(chosen(&waiting), (0, Rule::EarliestDue));
    }

    #[test]
    fn a_more_urgent_one_without_time_goes_before_what_is_late_already() {
        let waiting = [waits(Urgency::Low, 30 * 60), waits(Urgency::Urgent, 6)];
        assert_eq!(chosen(&waiting), (1, Rule::HardlyTime));
        let waiting = [waits(Urgency::Low, 30 * 60), waits(Urgency::Urgent, 4)];
        assert_eq!(
            chosen(&waiting),
            (0, Rule::EarliestDue),
            "it has eleven minutes"
        );
    }

    #[test]
    fn of_several_without_time_the_most_urgent_goes_first() {
        let waiting = [
            waits(Urgency::Low, 30 * 60),
            waits(Urgency::High, 59),
            waits(Urgency::Urgent, 6),
            waits(Urgency::Urgent, 8),
        ];
        assert_eq!(chosen(&waiting), (3, Rule::HardlyTime));
    }

    #[test]
    fn targets_stand_in_order_and_within_bounds() {
        let mut t = Targets::default();
        assert!(t.check().is_ok());
        t.high.target_ms = 5 * HOUR;
        let refused = t.check().expect_err("later than normal");
        assert_eq!(
            (refused.code, refused.field),
            ("targets_out_of_order", Some("normal"))
        );
        t = Targets::default();
        t.low.target_ms = Millis::MAX;
        assert_eq!(t.check().expect_err("for ever").code, "bad_target");
        t = Targets::default();
        t.urgent.holding_ms = -1;
        assert_eq!(
            t.check().expect_err("before it came").code,
            "bad_holding_limit"
        );
    }

    #[test]
    fn a_clock_that_went_wrong_harms_nothing() {
        let waiting = [
            Waits {
                urgency: Urgency::Low,
                since: Millis::MAX,
            },
            Waits {
                urgency: Urgency::Urgent,
                since: Millis::MIN,
            },
        ];
        assert_eq!(chosen(&waiting).0, 1);
    }
}
