//! Who is told first, and when the others are.

use crate::{Millis, Refusal};
use serde::{Deserialize, Serialize};

const HOUR: Millis = 3_600_000;
/// People in one wave.
const WAVE_MAX: u32 = 5_000;
const WAIT_HOURS_MAX: u32 = 30 * 24;

/// The first few, then the others by the hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Waves {
    pub first: u32,
    pub then_per_hour: u32,
    /// Between the first wave and the second.
    pub wait_hours: u32,
}

impl Default for Waves {
    fn default() -> Self {
        Self {
            first: 10,
            then_per_hour: 200,
            wait_hours: 24,
        }
    }
}

impl Waves {
    pub(super) fn check(self) -> Result<(), Refusal> {
        let sizes = [self.first, self.then_per_hour];
        if sizes.iter().all(|n| (1..=WAVE_MAX).contains(n)) && self.wait_hours <= WAIT_HOURS_MAX {
            return Ok(());
        }
        let text = format!(
            "A wave has 1 to {WAVE_MAX} people, and the second comes at most {WAIT_HOURS_MAX} hours after the first."
        );
        Err(Refusal::new("bad_choice", text).on("waves"))
    }

    /// The wave of whoever stands at this place, counted from nought; waves count from one.
    #[must_use]
    pub fn of(self, place: usize) -> u32 {
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        match place.checked_sub(self.first.max(1)) {
            None => 1,
            Some(after) => (after / self.then_per_hour.max(1)).saturating_add(2),
        }
    }

    /// How many waves so many people are.
    #[must_use]
    pub fn count(self, people: usize) -> u32 {
        people.checked_sub(1).map_or(0, |last| self.of(last))
    }

    /// When the wave after this one is due.
    #[must_use]
    pub fn after(self, wave: u32, due: Millis) -> Millis {
        let hours = if wave <= 1 {
            i64::from(self.wait_hours)
        } else {
            1
        };
        due.saturating_add(hours * HOUR)
    }

    /// When a wave is due, if `next` is the one that comes next, at `due`; `None` for one that is over.
    #[must_use]
    pub fn due(self, wave: u32, next: u32, due: Millis) -> Option<Millis> {
        let ahead = wave.checked_sub(next)?;
        if ahead == 0 {
            return Some(due);
        }
        let first = self.after(next, due);
        Some(first.saturating_add(i64::from(ahead - 1) * HOUR))
    }
}

/// The first of the waves that are shown when not all can be: the newest that has begun is among them.
#[must_use]
pub fn shown_from(wave: u32, waves: u32, shown: u32) -> u32 {
    let last = waves.saturating_sub(shown).saturating_add(1);
    wave.saturating_sub(shown / 2).clamp(1, last)
}

/// How many of the heaviest users make 80 % of the volume; `volumes` is in order, the heaviest first.
#[must_use]
pub fn frequent(volumes: &[i64]) -> usize {
    let all: i128 = volumes.iter().map(|n| i128::from((*n).max(0))).sum();
    let mut sum = 0;
    for (place, n) in volumes.iter().enumerate() {
        if sum * 10 >= all * 8 {
            return place;
        }
        sum += i128::from((*n).max(0));
    }
    volumes.len()
}
