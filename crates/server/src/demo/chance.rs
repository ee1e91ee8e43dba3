//! Chance from a seed: the same seed tells the same history. Not for secrets.

/// A small generator (SplitMix64): each draw depends only on the seed and the draws before.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A generator of its own for one matter, so that a draw more here changes nothing there.
    #[must_use]
    pub fn fork(&mut self) -> Self {
        Self(self.next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high.saturating_sub(low))
            .unwrap_or(0)
            .saturating_add(1);
        low.saturating_add(i64::try_from(self.next() % span).unwrap_or(0))
    }

    /// True `n` times of a hundred.
    pub fn percent(&mut self, n: i64) -> bool {
        self.between(0, 99) < n
    }

    /// An index below `len`; 0 for an empty list.
    pub fn index(&mut self, len: usize) -> usize {
        let last = i64::try_from(len).unwrap_or(i64::MAX).saturating_sub(1);
        usize::try_from(self.between(0, last.max(0))).unwrap_or(0)
    }

    /// One of a list.
    pub fn one<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let index = self.index(list.len());
        list.get(index)
    }

    /// An index by weights; 0 when all are zero.
    pub fn weighed(&mut self, weights: &[u32]) -> usize {
        let total: i64 = weights.iter().map(|&w| i64::from(w)).sum();
        let mut drawn = self.between(0, (total - 1).max(0));
        for (index, &weight) in weights.iter().enumerate() {
            drawn -= i64::from(weight);
            if drawn < 0 {
                return index;
            }
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_says_the_same_twice_and_another_says_something_else() {
        let draw = |seed| {
            let mut chance = Chance::new(seed);
            (0..20)
                .map(|_| chance.between(0, 1_000))
                .collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }

    #[test]
    fn draws_keep_to_their_bounds_and_weights() {
        let mut chance = Chance::new(1);
        let mut seen = [0_u32; 3];
        for _ in 0..3_000 {
            assert!((3..=5).contains(&chance.between(3, 5)));
            seen[chance.weighed(&[0, 1, 2])] += 1;
        }
        assert_eq!(seen[0], 0);
        assert!(seen[2] > seen[1] && seen[1] > 500, "{seen:?}");
        assert_eq!(chance.one::<u8>(&[]), None);
    }
}
