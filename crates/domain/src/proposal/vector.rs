//! Questions as vectors: tf-idf of their terms, of length one. Terms are those of the suggestions, so that forms of a word and
//! words that mean the same meet.
//!
//! Source: Salton & Buckley 1988, *Term-weighting approaches in automatic text retrieval*; idf in the form of BM25
//! (Robertson & Zaragoza 2009, §3.1), which is never negative here because of the 1 inside the logarithm, and counted as if
//! there were more questions than there are: what half of all customers ask has to weigh something, and so have the words of
//! a desk with a dozen questions.

use crate::suggest::terms;
use std::collections::HashMap;

/// Terms of one question; those that say least go.
const TERMS_MAX: usize = 48;
/// A term in more than one of so many questions tells nothing, from [`FEW`] questions on.
const COMMON_ONE_OF: usize = 2;
const FEW: usize = 40;
/// Questions that idf is counted with: so many times those that there are, and never fewer than so many.
const TIMES: usize = 4;
const LEAST: usize = 500;

/// Terms by number, sorted, and their weight.
pub(super) type Vector = Vec<(u32, f32)>;

/// All questions of one language.
#[derive(Debug, Default)]
pub(super) struct Space {
    names: Vec<String>,
    vectors: Vec<Vector>,
}

impl Space {
    pub fn of<'a>(texts: impl Iterator<Item = &'a str>, locale: &str) -> Self {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut names: Vec<String> = Vec::new();
        let mut holders: Vec<u32> = Vec::new();
        let mut vectors: Vec<Vector> = Vec::new();
        for text in texts {
            let mut vector: Vector = Vec::new();
            for (term, weight) in terms(text, locale) {
                let number = *numbers.entry(term).or_insert_with_key(|term| {
                    names.push(term.clone());
                    holders.push(0);
                    u32::try_from(names.len() - 1).unwrap_or(u32::MAX)
                });
                holders[number as usize] += 1;
                vector.push((number, weight));
            }
            vectors.push(vector);
        }
        let all = vectors.len();
        let common = if all >= FEW { all / COMMON_ONE_OF } else { all };
        let idf: Vec<f32> = holders
            .iter()
            .map(|h| {
                if *h as usize > common {
                    0.0
                } else {
                    idf((TIMES * all).max(LEAST), *h)
                }
            })
            .collect();
        for vector in &mut vectors {
            for (term, weight) in vector.iter_mut() {
                *weight *= idf[*term as usize];
            }
            vector.retain(|(_, weight)| *weight > 0.0);
            vector.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            vector.truncate(TERMS_MAX);
            vector.sort_unstable_by_key(|(term, _)| *term);
            unit(vector);
        }
        Self { names, vectors }
    }

    pub fn len(&self) -> usize {
        self.vectors.len()
    }

    pub fn vector(&self, at: usize) -> &[(u32, f32)] {
        &self.vectors[at]
    }

    pub fn name(&self, term: u32) -> &str {
        &self.names[term as usize]
    }

    pub fn terms(&self) -> usize {
        self.names.len()
    }
}

#[expect(clippy::cast_precision_loss, reason = "some thousands of questions")]
fn idf(all: usize, holders: u32) -> f32 {
    let (n, df) = (all as f32, holders as f32);
    (1.0 + (n - df + 0.5) / (df + 0.5)).ln()
}

/// Makes the length one; what is empty stays empty.
pub(super) fn unit(vector: &mut [(u32, f32)]) {
    let length = vector.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
    if length > 0.0 {
        for (_, weight) in vector.iter_mut() {
            *weight /= length;
        }
    }
}

/// Of two sorted vectors of length one: the cosine.
pub(super) fn dot(a: &[(u32, f32)], b: &[(u32, f32)]) -> f32 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += a[i].1 * b[j].1;
                i += 1;
                j += 1;
            }
        }
    }
    sum
}

/// The middle of some vectors, of length one.
pub(super) fn middle<'a>(vectors: impl Iterator<Item = &'a [(u32, f32)]>) -> Vector {
    let mut sums: std::collections::BTreeMap<u32, f32> = std::collections::BTreeMap::new();
    for (term, weight) in vectors.flatten() {
        *sums.entry(*term).or_insert(0.0) += weight;
    }
    let mut out: Vector = sums.into_iter().collect();
    unit(&mut out);
    out
}
