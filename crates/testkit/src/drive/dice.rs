//! A small generator, so that the seed alone decides.

/// xorshift64*.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(2) | 1)
    }

    pub fn bits(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number under `below`, which is not 0.
    pub fn next(&mut self, below: u64) -> u64 {
        (self.bits() >> 33) % below
    }

    /// From 0 up to, not including, 1.
    pub fn share(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A made-up language: words of one to four syllables, the first ones used most.
pub struct Words(Vec<String>);

impl Words {
    #[must_use]
    pub fn new(count: usize) -> Self {
        const SYLLABLES: [&str; 24] = [
            "an", "be", "cor", "del", "en", "fa", "gri", "hal", "in", "jo", "kel", "lo", "mar",
            "ne", "or", "pa", "qui", "ro", "sta", "ti", "un", "ver", "wo", "zi",
        ];
        let mut dice = Dice::new(7);
        let words = (0..count)
            .map(|rank| {
                let syllables = if rank < 20 { 1 } else { 2 + dice.next(3) };
                let mut word: String = (0..syllables)
                    .map(|_| SYLLABLES[dice.next(24) as usize])
                    .collect();
                if rank >= 2000 {
                    // Rare words are names and numbers: distinct.
                    word += &rank.to_string();
                }
                word
            })
            .collect();
        Self(words)
    }

    #[must_use]
    pub fn rank(&self, rank: usize) -> &str {
        &self.0[rank]
    }

    /// Puts `count` words at the end of `out`, as often as languages use their words.
    pub fn write(&self, dice: &mut Dice, count: usize, out: &mut String) {
        for i in 0..count {
            let at = (dice.share().powi(4) * self.0.len() as f64) as usize;
            if i > 0 {
                out.push(' ');
            }
            out.push_str(&self.0[at]);
        }
    }
}
