//! How long what customers wrote is kept: rules by channel and country, each with somebody who answers for it, and legal
//! holds, which stop every rule and every erasure.

use crate::{ChannelId, Millis, RetentionRuleId};
use serde::{Deserialize, Serialize};

/// Shortest and longest time, in days: what is answered today is not erased tomorrow by a slip of the hand.
pub const DAYS: std::ops::RangeInclusive<i64> = 7..=36_500;
const DAY_MS: Millis = 24 * 60 * 60 * 1000;

/// As far as deciding needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub id: RetentionRuleId,
    /// `None`: all channels.
    pub channel: Option<ChannelId>,
    /// ISO 3166-1 alpha-2; `None`: all countries, and contacts whose country nobody knows.
    pub country: Option<String>,
    pub after_days: i64,
    pub contacts: bool,
}

/// What a legal hold is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    Contact,
    Organization,
    Conversation,
}

/// The rule for a conversation: the one that says most. Channel and country go before channel, that before country, that
/// before a rule for everything; of two alike the one that keeps longer.
#[must_use]
pub fn rule_for<'a>(
    rules: &'a [Rule],
    channel: ChannelId,
    country: Option<&str>,
) -> Option<&'a Rule> {
    let fits = |r: &&Rule| {
        r.channel.is_none_or(|c| c == channel)
            && r.country
                .as_deref()
                .is_none_or(|c| country.is_some_and(|of| of.eq_ignore_ascii_case(c)))
    };
    rules
        .iter()
        .filter(fits)
        .max_by_key(|r| (r.channel.is_some(), r.country.is_some(), r.after_days))
}

/// Whether the rule's time has passed for what last happened at `last_at`.
#[must_use]
pub fn is_over(rule: &Rule, last_at: Millis, now: Millis) -> bool {
    last_at <= before(rule.after_days, now)
}

/// What happened at that time or earlier is over for a rule of so many days.
#[must_use]
pub fn before(days: i64, now: Millis) -> Millis {
    now.saturating_sub(days.saturating_mul(DAY_MS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn rule(n: u128, channel: Option<u128>, country: Option<&str>, days: i64) -> Rule {
        Rule {
            id: RetentionRuleId(Uuid::from_u128(n)),
            channel: channel.map(|c| ChannelId(Uuid::from_u128(c))),
            country: country.map(str::to_owned),
            after_days: days,
            contacts: false,
        }
    }

    #[test]
    fn the_rule_that_says_most_holds() {
        let rules = [
            rule(1, None, None, 365),
            rule(2, None, Some("DE"), 30),
            rule(3, Some(7), None, 90),
            rule(4, Some(7), Some("DE"), 1000),
            rule(5, Some(7), Some("DE"), 2000),
        ];
        let days = |channel: u128, country: Option<&str>| {
            rule_for(&rules, ChannelId(Uuid::from_u128(channel)), country).map(|r| r.after_days)
        };
        assert_eq!(
            days(7, Some("de")),
            Some(2000),
            "of two alike the longer one"
        );
        assert_eq!(days(7, Some("EE")), Some(90));
        assert_eq!(days(8, Some("DE")), Some(30));
        assert_eq!(
            days(8, None),
            Some(365),
            "an unknown country is not Germany"
        );
        assert_eq!(rule_for(&rules[1..2], ChannelId(Uuid::nil()), None), None);
    }

    #[test]
    fn the_time_is_over_to_the_millisecond() {
        let r = rule(1, None, None, 7);
        let week = 7 * DAY_MS;
        assert!(is_over(&r, 0, week));
        assert!(!is_over(&r, 1, week));
        assert!(!is_over(&rule(1, None, None, i64::MAX), 0, week));
    }
}
