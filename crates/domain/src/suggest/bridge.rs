//! What translations of the same article say of each other's words: terms that stand in the titles and questions of one
//! language whenever others stand in those of another. With it a question finds an article that is not there in its own
//! language. Learned from the desk's own articles, from nothing else.

use super::build::Known;
use super::vocabulary::Term;
use std::collections::HashMap;

/// Terms of one title that are looked at.
const TERMS_MAX: usize = 10;
/// Pairs that are counted; further articles add nothing then. About 24 bytes each while the index is built.
const PAIRS_MAX: usize = 1_500_000;
/// Terms that one term leads to.
const EACH_MAX: usize = 4;
/// Articles in which two terms must meet.
const MET_LEAST: u32 = 3;
/// How often two terms stand together, of all times that either stands (Dice, 1945).
const DICE_LEAST: f32 = 0.5;

/// From a term to those that mean the same elsewhere, with how surely (0 to 1).
#[derive(Debug, Default)]
pub(super) struct Bridge {
    to: HashMap<Term, Vec<(Term, f32)>>,
}

impl Bridge {
    pub fn from(&self, term: Term) -> &[(Term, f32)] {
        self.to.get(&term).map_or(&[], Vec::as_slice)
    }

    pub fn bytes(&self) -> usize {
        self.to.capacity() * 40 + self.to.values().map(|v| v.capacity() * 8).sum::<usize>()
    }
}

/// From the terms that name each translation. `docs` stand together by article.
pub(super) fn learn(docs: &[Known], titles: &[Vec<Term>]) -> Bridge {
    let mut alone: HashMap<Term, u32> = HashMap::new();
    for title in titles {
        for term in title {
            *alone.entry(*term).or_default() += 1;
        }
    }
    let mut together: HashMap<(Term, Term), u32> = HashMap::new();
    let mut begin = 0;
    while begin < docs.len() && together.len() < PAIRS_MAX {
        let article = docs[begin].article;
        let count = docs[begin..]
            .iter()
            .take_while(|d| d.article == article)
            .count();
        meet(
            &docs[begin..begin + count],
            &titles[begin..begin + count],
            &alone,
            &mut together,
        );
        begin += count;
    }
    Bridge {
        to: surest(&alone, together),
    }
}

fn meet(
    docs: &[Known],
    titles: &[Vec<Term>],
    alone: &HashMap<Term, u32>,
    together: &mut HashMap<(Term, Term), u32>,
) {
    // The rarest terms say most, and a term that stands once cannot be told from its neighbours.
    let telling = |title: &[Term]| -> Vec<Term> {
        let mut terms: Vec<Term> = title
            .iter()
            .copied()
            .filter(|t| alone.get(t).is_some_and(|n| *n >= MET_LEAST))
            .collect();
        terms.sort_by_key(|t| (alone.get(t).copied(), *t));
        terms.truncate(TERMS_MAX);
        terms
    };
    let titles: Vec<Vec<Term>> = titles.iter().map(|t| telling(t)).collect();
    for (a, ours) in docs.iter().zip(&titles) {
        for (b, theirs) in docs.iter().zip(&titles) {
            if a.language == b.language {
                continue;
            }
            for x in ours {
                for y in theirs.iter().filter(|y| *y != x) {
                    *together.entry((*x, *y)).or_default() += 1;
                }
            }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^24")]
fn surest(
    alone: &HashMap<Term, u32>,
    together: HashMap<(Term, Term), u32>,
) -> HashMap<Term, Vec<(Term, f32)>> {
    let mut to: HashMap<Term, Vec<(Term, f32)>> = HashMap::new();
    for ((x, y), met) in together {
        let of = |t| alone.get(&t).copied().unwrap_or(0) as f32;
        let dice = 2.0 * met as f32 / (of(x) + of(y)).max(1.0);
        if met >= MET_LEAST && dice >= DICE_LEAST {
            to.entry(x).or_default().push((y, dice.min(1.0)));
        }
    }
    for list in to.values_mut() {
        list.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        list.truncate(EACH_MAX);
    }
    to
}
