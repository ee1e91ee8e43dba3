//! Which translations have a term, and how much it weighs there: two flat columns, six bytes for each place.

use super::vocabulary::Term;

/// Number of a translation in the index.
pub(super) type Doc = u32;

/// How the fields of a translation count (BM25F: Robertson, Zaragoza, Taylor: *Simple BM25 extension to multiple weighted
/// fields*, CIKM 2004): a weight, and how far a long field is taken back (`b`).
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub weight: f32,
    pub b: f32,
}

pub(super) const TITLE: usize = 0;
pub(super) const ASKED: usize = 1;
pub(super) const SUMMARY: usize = 2;
pub(super) const TEXT: usize = 3;
pub(super) const LEARNED: usize = 4;
pub(super) const FIELDS: [Field; 5] = [
    Field {
        weight: 3.0,
        b: 0.3,
    },
    Field {
        weight: 2.5,
        b: 0.4,
    },
    Field {
        weight: 1.5,
        b: 0.4,
    },
    Field {
        weight: 1.0,
        b: 0.75,
    },
    Field {
        weight: 1.5,
        b: 0.5,
    },
];
/// Where a term stops to count more for being said again (`k1`).
const K1: f32 = 1.4;

/// All places of all terms, by term.
#[derive(Debug, Default)]
pub(super) struct Postings {
    /// Where the places of each term begin, and the end of the last.
    starts: Vec<u32>,
    docs: Vec<Doc>,
    /// Weight in thousandths of 65.535, between 0 and 1.
    weights: Vec<u16>,
    /// How rare each term is.
    idf: Vec<f32>,
}

/// A term in a translation with its weight over all fields, before it is bounded.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub term: Term,
    pub doc: Doc,
    pub weight: f32,
}

impl Postings {
    /// Of entries in any order, each term and translation once; `of` is how many translations are in a language,
    /// `language` that of each translation.
    pub fn new(mut entries: Vec<Entry>, terms: usize, language: &[u8], of: &[u32]) -> Self {
        entries.sort_unstable_by_key(|e| (e.term, e.doc));
        let mut made = Self {
            starts: Vec::with_capacity(terms + 1),
            docs: Vec::with_capacity(entries.len()),
            weights: Vec::with_capacity(entries.len()),
            idf: Vec::with_capacity(terms),
        };
        let mut rest = entries.as_slice();
        for term in 0..terms {
            made.starts.push(at_u32(made.docs.len()));
            let count = rest.partition_point(|e| e.term as usize <= term);
            let (own, after) = rest.split_at(count);
            rest = after;
            made.idf.push(rarity(own, language, of));
            for entry in own {
                made.docs.push(entry.doc);
                made.weights
                    .push(packed(entry.weight / (K1 + entry.weight)));
            }
        }
        made.starts.push(at_u32(made.docs.len()));
        made
    }

    /// The translations that have a term, with its weight there (0 to 1).
    pub fn of(&self, term: Term) -> impl Iterator<Item = (Doc, f32)> + '_ {
        let range = self.range(term);
        self.docs[range.clone()]
            .iter()
            .zip(&self.weights[range])
            .map(|(doc, weight)| (*doc, unpacked(*weight)))
    }

    /// The weight of a term in one translation.
    pub fn weight(&self, term: Term, doc: Doc) -> Option<f32> {
        let range = self.range(term);
        let at = self.docs[range.clone()].binary_search(&doc).ok()?;
        Some(unpacked(self.weights[range.start + at]))
    }

    /// How many translations have it.
    pub fn count(&self, term: Term) -> usize {
        self.range(term).len()
    }

    pub fn idf(&self, term: Term) -> f32 {
        self.idf.get(term as usize).copied().unwrap_or(0.0)
    }

    pub fn bytes(&self) -> usize {
        4 * (self.starts.capacity() + self.docs.capacity() + self.idf.capacity())
            + 2 * self.weights.capacity()
    }

    fn range(&self, term: Term) -> std::ops::Range<usize> {
        let at = term as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(from), Some(to)) => *from as usize..*to as usize,
            _ => 0..0,
        }
    }
}

/// Inverse document frequency (Robertson and Spärck Jones, 1976, kept above 0) among the translations of the languages in
/// which the term is at home, so that a small word of a small language is not taken for a rare one.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^24")]
fn rarity(own: &[Entry], language: &[u8], of: &[u32]) -> f32 {
    let mut in_language = vec![0_u32; of.len()];
    for entry in own {
        if let Some(n) = language
            .get(entry.doc as usize)
            .and_then(|l| in_language.get_mut(usize::from(*l)))
        {
            *n += 1;
        }
    }
    let all = at_u32(own.len());
    let home: u32 = in_language
        .iter()
        .zip(of)
        .filter(|(n, _)| **n * 10 > all)
        .map(|(_, of)| *of)
        .sum();
    let (n, df) = (home as f32, all as f32);
    (1.0 + (n - df + 0.5).max(0.0) / (df + 0.5)).ln()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped before"
)]
fn packed(weight: f32) -> u16 {
    (weight.clamp(0.0, 1.0) * 65_535.0) as u16
}

fn unpacked(weight: u16) -> f32 {
    f32::from(weight) / 65_535.0
}

fn at_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_that_few_have_is_rarer_and_languages_are_counted_apart() {
        let entry = |term, doc| Entry {
            term,
            doc,
            weight: 1.0,
        };
        // Ten translations, half in each language; term 0 in all of one language, term 1 in one, term 2 in all.
        let language = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
        let mut entries: Vec<Entry> = (0..5).map(|d| entry(0, d)).collect();
        entries.push(entry(1, 7));
        entries.extend((0..10).map(|d| entry(2, d)));
        let p = Postings::new(entries, 3, &language, &[5, 5]);
        assert!(p.idf(1) > 2.0 * p.idf(0));
        assert!((p.idf(0) - p.idf(2)).abs() < 0.1);
        assert_eq!((p.count(0), p.count(1), p.count(9)), (5, 1, 0));
        assert!(p.weight(1, 7).is_some() && p.weight(1, 6).is_none());
    }
}
