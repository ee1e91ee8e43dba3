//! One message to one recipient: a machine with a retry plan. The outbox worker reports, this decides.
//!
//! Rules: recipients and Message-ID are fixed when the message is written; one attempt holds a lease with a fence; an
//! attempt whose end nobody knows is `uncertain`, is tried again late and seldom, and never by two at once (M21, M22).

use crate::Millis;
use crate::message::DeliveryState;
use serde::{Deserialize, Serialize};

const MIN: Millis = 60_000;
const HOUR: Millis = 60 * MIN;

/// Waits after the 1st, 2nd... refused attempt. The plan ends after them, on the fifth day (RFC 5321 §4.5.4.1).
pub const RETRY_PLAN_MS: &[Millis] = &[
    MIN,
    5 * MIN,
    15 * MIN,
    HOUR,
    2 * HOUR,
    4 * HOUR,
    8 * HOUR,
    12 * HOUR,
    24 * HOUR,
    24 * HOUR,
    24 * HOUR,
];

/// Waits after an attempt whose final answer was lost; then a person decides.
pub const UNCERTAIN_PLAN_MS: &[Millis] = &[HOUR, 6 * HOUR];

/// One attempt may take this long (the final answer alone is waited for ten minutes); then its lease is over.
pub const LEASE_MS: Millis = 30 * MIN;

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Report {
    /// 250 after the final dot.
    Accepted,
    /// 4xx, or no connection: surely not delivered. `retry_after_ms` is a rate limit's wish, 0 when there is none.
    NotNow { retry_after_ms: Millis },
    /// 5xx: surely not delivered.
    Refused,
    /// The connection, or this process, was lost after the text was sent.
    Unknown,
}

/// What follows from a report. `next_at` is `None` when nothing more is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    pub state: DeliveryState,
    pub next_at: Option<Millis>,
}

/// `attempt` counts this one (1 for the first); `unknown_before` says how many earlier ones ended unknown.
#[must_use]
pub fn after(report: Report, attempt: u32, unknown_before: u32, now: Millis) -> Next {
    let nth = |plan: &[Millis], n: u32| plan.get(n as usize).copied();
    match report {
        Report::Accepted => end(DeliveryState::Sent),
        Report::Refused => end(DeliveryState::Failed),
        Report::NotNow { retry_after_ms } => match nth(RETRY_PLAN_MS, attempt.saturating_sub(1)) {
            Some(wait) => Next {
                state: DeliveryState::Retrying,
                next_at: Some(now + wait.max(retry_after_ms.clamp(0, 24 * HOUR))),
            },
            None => end(DeliveryState::Failed),
        },
        Report::Unknown => Next {
            state: DeliveryState::Uncertain,
            next_at: nth(UNCERTAIN_PLAN_MS, unknown_before).map(|wait| now + wait),
        },
    }
}

fn end(state: DeliveryState) -> Next {
    Next {
        state,
        next_at: None,
    }
}

/// States in which the outbox may take a delivery up once its time has come.
#[must_use]
pub fn claimable(state: DeliveryState) -> bool {
    matches!(
        state,
        DeliveryState::Held
            | DeliveryState::Queued
            | DeliveryState::Retrying
            | DeliveryState::Uncertain
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accepted_mail_is_sent_and_a_refused_one_has_failed() {
        assert_eq!(after(Report::Accepted, 1, 0, 5), end(DeliveryState::Sent));
        assert_eq!(after(Report::Refused, 1, 0, 5), end(DeliveryState::Failed));
    }

    #[test]
    fn a_greylisted_mail_is_tried_again_after_a_minute() {
        let next = after(Report::NotNow { retry_after_ms: 0 }, 1, 0, 5);
        assert_eq!(
            (next.state, next.next_at),
            (DeliveryState::Retrying, Some(5 + MIN))
        );
    }

    #[test]
    fn a_rate_limit_is_respected_but_not_for_ever() {
        let wish = Report::NotNow {
            retry_after_ms: Millis::MAX,
        };
        assert_eq!(after(wish, 1, 0, 5).next_at, Some(5 + 24 * HOUR));
    }

    #[test]
    fn the_plan_lasts_four_days_and_ends() {
        let total: Millis = RETRY_PLAN_MS.iter().sum();
        assert!((4 * 24 * HOUR..=5 * 24 * HOUR).contains(&total));
        let last = u32::try_from(RETRY_PLAN_MS.len()).expect("short") + 1;
        let next = after(Report::NotNow { retry_after_ms: 0 }, last, 0, 5);
        assert_eq!(next, end(DeliveryState::Failed));
    }

    #[test]
    fn m21_a_lost_final_answer_is_tried_twice_again_and_then_left_to_a_person() {
        let first = after(Report::Unknown, 1, 0, 5);
        assert_eq!(first.state, DeliveryState::Uncertain);
        assert!(first.next_at.is_some_and(|at| at >= 5 + HOUR));
        assert!(after(Report::Unknown, 2, 1, 5).next_at.is_some());
        let third = after(Report::Unknown, 3, 2, 5);
        assert_eq!(
            (third.state, third.next_at),
            (DeliveryState::Uncertain, None)
        );
    }
}
