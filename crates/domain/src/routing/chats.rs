//! How many chats at once: what agents get done with 1, 2, 3... of them, as measured.
//!
//! `r(i)` is the rate at which an agent who holds i chats ends chats. More chats at once pay only while r rises; above its
//! peak everybody waits longer. Nothing is concluded about a level from the levels below it.

use serde::{Deserialize, Serialize};

/// What was measured while agents held so many chats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// 1, 2, 3...
    pub chats: u16,
    /// Time of all agents in that state.
    pub agent_ms: i64,
    /// Chats that ended in that state.
    pub ended: i64,
}

/// Chats an hour of one agent, with a 95 % interval (Byar's for counts).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    pub chats: u16,
    pub per_hour: f64,
    pub low: f64,
    pub high: f64,
    pub ended: i64,
}

/// Fewest ended chats at a level before anything is said of it.
pub const ENOUGH: i64 = 30;

#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "counts and ms are far below 2^53"
)]
pub fn rate(seen: Seen) -> Option<Rate> {
    if seen.agent_ms <= 0 || seen.ended < 0 || seen.chats == 0 {
        return None;
    }
    let hours = seen.agent_ms as f64 / 3_600_000.0;
    let (d, z) = (seen.ended as f64, 1.959_964);
    let byar = |d: f64, z: f64| d * (1.0 - 1.0 / (9.0 * d) - z / (3.0 * d.sqrt())).powi(3);
    Some(Rate {
        chats: seen.chats,
        per_hour: d / hours,
        low: if seen.ended == 0 {
            0.0
        } else {
            byar(d, z).max(0.0) / hours
        },
        high: byar(d + 1.0, -z) / hours,
        ended: seen.ended,
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    /// Not enough chats ended at this cap to tell.
    NotMeasured { ended: i64, needed: i64 },
    /// Agents get less done at this cap than at `better`, beyond chance.
    Harmful { better: u16, percent: u32 },
    /// Less, but it may be chance.
    Doubtful { better: u16 },
    /// More than at every level below; the next may be tried for a week.
    MayTryNext,
    /// As good as it gets: nothing is known above.
    Good,
}

/// Levels that have enough behind them, in order.
#[must_use]
pub fn rates(seen: &[Seen]) -> Vec<Rate> {
    let mut rates: Vec<Rate> = seen
        .iter()
        .filter_map(|s| rate(*s))
        .filter(|r| r.ended >= ENOUGH)
        .collect();
    rates.sort_by_key(|r| r.chats);
    rates
}

/// The number of chats at which most gets done, of those measured.
#[must_use]
pub fn peak(rates: &[Rate]) -> Option<Rate> {
    rates.iter().copied().max_by(|a, b| {
        a.per_hour
            .total_cmp(&b.per_hour)
            .then(b.chats.cmp(&a.chats))
    })
}

/// What is to be said of a cap.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a percentage of 0 to 100"
)]
pub fn advise(cap: u16, seen: &[Seen]) -> Advice {
    let rates = rates(seen);
    let Some(own) = rates.iter().find(|r| r.chats == cap) else {
        let ended = seen
            .iter()
            .filter(|s| s.chats == cap)
            .map(|s| s.ended)
            .sum();
        return Advice::NotMeasured {
            ended,
            needed: ENOUGH,
        };
    };
    let below: Vec<Rate> = rates.iter().filter(|r| r.chats < cap).copied().collect();
    match peak(&below) {
        Some(best) if own.high < best.low => Advice::Harmful {
            better: best.chats,
            percent: (100.0 * (1.0 - own.per_hour / best.per_hour)).round() as u32,
        },
        Some(best) if own.per_hour < best.per_hour => Advice::Doubtful { better: best.chats },
        Some(best) if own.low <= best.high => Advice::Good,
        _ => Advice::MayTryNext,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An agent with `chats` of `aht_s` each.
    fn level(chats: u16, aht_s: i64, ended: i64) -> Seen {
        Seen {
            chats,
            agent_ms: ended * aht_s * 1_000 / i64::from(chats),
            ended,
        }
    }

    #[test]
    fn a_slower_fourth_chat_is_warned_of() {
        let seen = [
            level(1, 480, 300),
            level(2, 640, 600),
            level(3, 900, 900),
            level(4, 1_400, 900),
        ];
        assert_eq!(peak(&rates(&seen)).map(|r| r.chats), Some(3));
        assert_eq!(
            advise(4, &seen),
            Advice::Harmful {
                better: 3,
                percent: 14
            }
        );
        assert_eq!(advise(3, &seen), Advice::Good);
        assert_eq!(advise(2, &seen), Advice::MayTryNext);
    }

    #[test]
    fn of_a_level_without_chats_nothing_is_concluded() {
        let seen = [level(1, 480, 300), level(2, 640, 600)];
        assert_eq!(
            advise(3, &seen),
            Advice::NotMeasured {
                ended: 0,
                needed: ENOUGH
            }
        );
        assert_eq!(
            rate(Seen {
                chats: 1,
                agent_ms: 0,
                ended: 4
            }),
            None
        );
    }

    #[test]
    fn a_small_difference_may_be_chance() {
        let seen = [level(2, 640, 40), level(3, 970, 40)];
        assert_eq!(advise(3, &seen), Advice::Doubtful { better: 2 });
    }

    #[test]
    fn the_interval_of_a_count_is_near_the_exact_one() {
        // 30 in one hour: exact Poisson 95 % limits are 20.24 and 42.83.
        let r = rate(Seen {
            chats: 1,
            agent_ms: 3_600_000,
            ended: 30,
        })
        .expect("good");
        assert!(
            (r.low - 20.24).abs() < 0.05 && (r.high - 42.83).abs() < 0.05,
            "{r:?}"
        );
    }
}
