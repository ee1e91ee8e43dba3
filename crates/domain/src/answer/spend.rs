//! What a call costs, in millionths of a currency's unit (micros). Sums are rounded up and never overflow.

use super::Message;
use serde::{Deserialize, Serialize};

/// Tokens that a message has besides its text, at most.
const AROUND: u64 = 16;

/// Micros for a million tokens, as the service charges them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Prices {
    pub sent_micros: i64,
    pub came_micros: i64,
}

/// Tokens of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Usage {
    pub sent: u64,
    pub came: u64,
}

impl Prices {
    /// Micros for so many tokens, rounded up.
    #[must_use]
    pub fn cost(&self, usage: Usage) -> i64 {
        let part = |tokens: u64, price: i64| {
            (i128::from(tokens) * i128::from(price.max(0))).div_euclid(1_000_000)
                + i128::from(
                    (i128::from(tokens) * i128::from(price.max(0))).rem_euclid(1_000_000) > 0,
                )
        };
        let sum = part(usage.sent, self.sent_micros) + part(usage.came, self.came_micros);
        i64::try_from(sum).unwrap_or(i64::MAX)
    }
}

/// The most tokens that these messages can be: a token has an octet at least.
#[must_use]
pub fn most_tokens(messages: &[Message]) -> u64 {
    messages
        .iter()
        .map(|m| m.content.len() as u64 + AROUND)
        .sum::<u64>()
        + AROUND
}
