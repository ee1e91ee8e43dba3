//! How long work may wait: one target for each urgency, the same on every channel, and a holding limit for live contacts.
//! Promises to customers are [`crate::sla`]; they are never asked here.

use super::rules::{LIMIT_MAX_MS, rank};
use crate::conversation::Urgency;
use crate::{Millis, Refusal};
use serde::{Deserialize, Serialize};

const SECOND: Millis = 1_000;
const MINUTE: Millis = 60 * SECOND;
const HOUR: Millis = 60 * MINUTE;

/// How long work of one urgency may wait, whatever its channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    pub target_ms: Millis,
    /// For a live contact.
    pub holding_ms: Millis,
}

const fn of(target_ms: Millis, holding_ms: Millis) -> Limits {
    Limits {
        target_ms,
        holding_ms,
    }
}

/// Of all urgencies, low first (the place is [`rank`]), while nobody has said otherwise.
pub const LIMITS: [Limits; 4] = [
    of(24 * HOUR, 5 * MINUTE),
    of(4 * HOUR, 2 * MINUTE),
    of(HOUR, 30 * SECOND),
    of(15 * MINUTE, 10 * SECOND),
];

/// Whether limits make sense: within bounds, and nothing more urgent later than what is less so.
///
/// # Errors
/// `bad_target`, `bad_holding_limit`, `targets_out_of_order`, with the urgency at fault as the field.
pub fn check_limits(limits: &[Limits; 4]) -> Result<(), Refusal> {
    for urgency in Urgency::ALL {
        let own = limits[rank(urgency)];
        if !(MINUTE..=LIMIT_MAX_MS).contains(&own.target_ms) {
            let text = "A target is at least a minute and at most thirty days.";
            return Err(Refusal::new("bad_target", text).on(urgency.word()));
        }
        if !(SECOND..=HOUR).contains(&own.holding_ms) {
            let text = "A holding limit is at least a second and at most an hour.";
            return Err(Refusal::new("bad_holding_limit", text).on(urgency.word()));
        }
    }
    for pair in Urgency::ALL.windows(2) {
        let (less, more) = (limits[rank(pair[0])], limits[rank(pair[1])]);
        if more.target_ms > less.target_ms || more.holding_ms > less.holding_ms {
            let text = "What is more urgent cannot wait longer than what is less urgent.";
            return Err(Refusal::new("targets_out_of_order", text).on(pair[0].word()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(urgency: Urgency, change: impl FnOnce(&mut Limits)) -> Refusal {
        let mut limits = LIMITS;
        change(&mut limits[rank(urgency)]);
        check_limits(&limits).expect_err("refused")
    }

    #[test]
    fn limits_stand_in_order_and_within_bounds() {
        assert!(check_limits(&LIMITS).is_ok());
        let late = with(Urgency::High, |l| l.target_ms = 5 * HOUR);
        assert_eq!(
            (late.code, late.field),
            ("targets_out_of_order", Some("normal"))
        );
        let forever = with(Urgency::Low, |l| l.target_ms = Millis::MAX);
        assert_eq!((forever.code, forever.field), ("bad_target", Some("low")));
        let never = with(Urgency::Urgent, |l| l.holding_ms = -1);
        assert_eq!(never.code, "bad_holding_limit");
    }
}
