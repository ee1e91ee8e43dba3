//! Chance from a seed: the same seed, the same day, on every machine.

use crate::Millis;

/// xorshift64* behind a splitmix seed; for simulation, not for secrets.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    #[must_use]
    pub fn of(seed: u64) -> Self {
        let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Self((z ^ (z >> 31)) | 1)
    }

    /// Another, independent stream.
    #[must_use]
    pub fn branch(&self, number: u64) -> Self {
        Self::of(self.0 ^ number.wrapping_mul(0xd6e8_feb8_6659_fd93))
    }

    pub fn bits(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// Above 0, at most 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
    pub fn unit(&mut self) -> f64 {
        ((self.bits() >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }

    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.bits() % (n.max(1) as u64)).unwrap_or(0)
    }

    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * self.unit().ln()
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.unit().ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos()
    }
}

/// A law of durations.
#[derive(Debug, Clone, PartialEq)]
pub enum Law {
    Exponential {
        mean_ms: f64,
    },
    /// By mean and squared coefficient of variation.
    LogNormal {
        mean_ms: f64,
        scv: f64,
    },
    /// Drawn from what was measured; must not be empty.
    Measured(Vec<Millis>),
}

impl Law {
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "durations are far below 2^53 ms"
    )]
    pub fn mean_ms(&self) -> f64 {
        match self {
            Self::Exponential { mean_ms } | Self::LogNormal { mean_ms, .. } => *mean_ms,
            Self::Measured(seen) if seen.is_empty() => 0.0,
            Self::Measured(seen) => seen.iter().sum::<Millis>() as f64 / seen.len() as f64,
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "a duration in ms; `as` saturates"
    )]
    pub fn draw(&self, dice: &mut Dice) -> Millis {
        let ms = match self {
            Self::Exponential { mean_ms } => dice.exponential(*mean_ms),
            Self::LogNormal { mean_ms, scv } => {
                let s2 = (1.0 + scv).ln();
                (mean_ms.ln() - s2 / 2.0 + s2.sqrt() * dice.normal()).exp()
            }
            Self::Measured(seen) if seen.is_empty() => 0.0,
            Self::Measured(seen) => return seen[dice.below(seen.len())].max(1),
        };
        (ms.round() as Millis).max(1)
    }

    /// What is left, given that so much is over.
    pub fn rest(&self, gone: Millis, dice: &mut Dice) -> Millis {
        if matches!(self, Self::Exponential { .. }) {
            return self.draw(dice);
        }
        for _ in 0..200 {
            let whole = self.draw(dice);
            if whole > gone {
                return whole - gone;
            }
        }
        // Longer than anything seen: as long again as the mean.
        Self::Exponential {
            mean_ms: self.mean_ms().max(1.0),
        }
        .draw(dice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn laws_have_the_means_that_they_state() {
        let mut dice = Dice::of(7);
        for law in [
            Law::Exponential { mean_ms: 300_000.0 },
            Law::LogNormal {
                mean_ms: 300_000.0,
                scv: 2.0,
            },
            Law::Measured(vec![200_000, 400_000]),
        ] {
            let sum: i64 = (0..100_000).map(|_| law.draw(&mut dice)).sum();
            let mean = sum / 100_000;
            assert!((294_000..306_000).contains(&mean), "{law:?} gave {mean}");
        }
    }

    #[test]
    fn what_is_left_of_a_long_one_is_longer_than_nothing() {
        let mut dice = Dice::of(1);
        let law = Law::Measured(vec![1_000, 2_000, 9_000]);
        assert!((0..100).all(|_| law.rest(3_000, &mut dice) == 6_000));
        assert!(law.rest(10_000, &mut dice) > 0);
    }
}
