//! Sets of seats, by their number.

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Seating(Vec<u64>);

impl Seating {
    pub fn insert(&mut self, seat: usize) {
        let word = seat / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (seat % 64);
    }

    pub fn remove(&mut self, seat: usize) {
        if let Some(word) = self.0.get_mut(seat / 64) {
            *word &= !(1 << (seat % 64));
        }
    }

    pub fn contains(&self, seat: usize) -> bool {
        self.0
            .get(seat / 64)
            .is_some_and(|word| word >> (seat % 64) & 1 == 1)
    }

    /// Those that are in both.
    pub fn and(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| a & b).collect())
    }

    /// How many are in both.
    pub fn shared(&self, other: &Self) -> u32 {
        self.0
            .iter()
            .zip(&other.0)
            .map(|(a, b)| (a & b).count_ones())
            .sum()
    }

    pub fn of(seats: impl Iterator<Item = usize>) -> Self {
        let mut found = Self::default();
        seats.for_each(|seat| found.insert(seat));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_different_length_share_what_both_have() {
        let (few, many) = (
            Seating::of([1, 63].into_iter()),
            Seating::of([63, 64, 700].into_iter()),
        );
        assert_eq!((few.shared(&many), many.shared(&few)), (1, 1));
        assert_eq!(few.and(&many).shared(&many), 1);
        let mut left = many;
        left.remove(700);
        left.remove(9_000);
        assert!(!left.contains(700) && left.contains(64) && !left.contains(9_000));
    }
}
