//! A promise as data for human words: "usually by 15:00, almost always by tomorrow noon".
//!
//! Rounded up, never down: a promise that is rounded towards the wish is broken more often than it says.

use crate::Millis;
use crate::hours::Hours;
use serde::{Deserialize, Serialize};

const SECOND: Millis = 1_000;
const MINUTE: Millis = 60 * SECOND;
const HOUR: Millis = 60 * MINUTE;
/// Nobody calls that a wait.
const AT_ONCE: Millis = 10 * SECOND;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "told")]
pub enum Told {
    /// Somebody is free.
    AtOnce,
    /// "Usually in 2 minutes, almost always in 5": for waits of less than an hour.
    In {
        usually_ms: Millis,
        almost_always_ms: Millis,
    },
    /// "Usually by 15:00, almost always by tomorrow noon."
    By {
        usually: Millis,
        almost_always: Millis,
    },
    /// Usually by then; when almost always cannot be said.
    UsuallyBy { usually: Millis },
    /// Nobody is there who could keep a promise; somebody will be then.
    WhenSomebodyWill { at: Millis },
    /// Nobody knows when anybody will be there.
    Unknown,
}

impl Told {
    /// By when an answer is usually there, as it was told at `now`; else when somebody will be there.
    #[must_use]
    pub fn usually_at(self, now: Millis) -> Option<Millis> {
        match self {
            Self::AtOnce => Some(now.saturating_add(AT_ONCE)),
            Self::In { usually_ms, .. } => Some(now.saturating_add(usually_ms)),
            Self::By { usually, .. } | Self::UsuallyBy { usually } => Some(usually),
            Self::WhenSomebodyWill { at } => Some(at),
            Self::Unknown => None,
        }
    }

    /// The same of almost always; what is all that was said otherwise.
    #[must_use]
    pub fn almost_always_at(self, now: Millis) -> Option<Millis> {
        match self {
            Self::In {
                almost_always_ms, ..
            } => Some(now.saturating_add(almost_always_ms)),
            Self::By { almost_always, .. } => Some(almost_always),
            other => other.usually_at(now),
        }
    }
}

/// The median and the corrected p90 of the wait (`None`: beyond what was looked ahead), in words' data. `hours`: when the
/// house is open, if it keeps hours.
#[must_use]
pub fn told(
    usually_ms: Option<Millis>,
    almost_always_ms: Option<Millis>,
    hours: Option<&Hours>,
    now: Millis,
) -> Told {
    let Some(usually) = usually_ms else {
        return match hours.and_then(|h| h.add_open_time(now, MINUTE)) {
            Some(at) if at > now + MINUTE => Told::WhenSomebodyWill { at: at - MINUTE },
            Some(_) | None => Told::Unknown,
        };
    };
    let Some(always) = almost_always_ms else {
        return Told::UsuallyBy {
            usually: by(now, usually),
        };
    };
    let always = always.max(usually);
    if always < AT_ONCE {
        return Told::AtOnce;
    }
    if always <= HOUR {
        let almost_always_ms = rounded(always);
        return Told::In {
            usually_ms: rounded(usually).min(almost_always_ms),
            almost_always_ms,
        };
    }
    let almost_always = by(now, always);
    Told::By {
        usually: by(now, usually).min(almost_always),
        almost_always,
    }
}

fn up(ms: Millis, step: Millis) -> Millis {
    let more = if ms.max(0) % step == 0 { 0 } else { step };
    (ms.max(0).div_euclid(step) * step).saturating_add(more)
}

/// To what a person would say: half minutes, minutes, then five of them.
fn rounded(ms: Millis) -> Millis {
    match ms {
        ..=120_000 => up(ms.max(1), 30 * SECOND),
        120_001..=600_000 => up(ms, MINUTE),
        _ => up(ms, 5 * MINUTE),
    }
}

/// A time of day: to quarters of an hour, later to whole hours.
fn by(now: Millis, wait: Millis) -> Millis {
    let step = match wait {
        ..=HOUR => 5 * MINUTE,
        w if w <= 4 * HOUR => 15 * MINUTE,
        w if w <= 12 * HOUR => 30 * MINUTE,
        _ => HOUR,
    };
    up(now.saturating_add(wait), step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hours::{Interval, Schedule};

    #[test]
    fn short_waits_are_told_as_spans_rounded_up() {
        assert_eq!(told(Some(0), Some(4_000), None, 0), Told::AtOnce);
        assert_eq!(
            told(Some(61_000), Some(241_000), None, 0),
            Told::In {
                usually_ms: 90_000,
                almost_always_ms: 300_000
            }
        );
    }

    #[test]
    fn long_waits_are_told_as_times_of_day() {
        let now = 9 * HOUR + 7 * MINUTE;
        assert_eq!(
            told(Some(100 * MINUTE), Some(20 * HOUR), None, now),
            Told::By {
                usually: 11 * HOUR,
                almost_always: 30 * HOUR
            }
        );
        assert_eq!(
            told(Some(HOUR), None, None, now),
            Told::UsuallyBy {
                usually: 10 * HOUR + 10 * MINUTE
            }
        );
    }

    #[test]
    fn what_nobody_can_keep_says_when_somebody_will() {
        let week = (0..7)
            .map(|day| Interval {
                day,
                from: 540,
                to: 1020,
            })
            .collect();
        let schedule = Schedule {
            zone: "UTC".into(),
            week,
            exceptions: Vec::new(),
        };
        let hours = Hours::new(&schedule, &[]).expect("good hours");
        assert_eq!(
            told(None, None, Some(&hours), 18 * HOUR),
            Told::WhenSomebodyWill { at: 33 * HOUR }
        );
        assert_eq!(told(None, None, Some(&hours), 12 * HOUR), Told::Unknown);
        assert_eq!(told(None, None, None, 0), Told::Unknown);
    }

    #[test]
    fn almost_always_is_never_before_usually() {
        assert_eq!(
            told(Some(40 * MINUTE), Some(20 * MINUTE), None, 0),
            Told::In {
                usually_ms: 40 * MINUTE,
                almost_always_ms: 40 * MINUTE
            }
        );
    }
}
