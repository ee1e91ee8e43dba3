//! How near a question is to what names an article: its title, or one of the questions that its writers expect. Words that
//! stand together there say more than the same words here and there in a long text.

use super::build::Index;
use super::postings::{Doc, Postings};
use super::rank::Group;
use super::vocabulary::Term;

/// Phrases of one translation, and terms of one phrase, that are kept.
const PHRASES_MAX: usize = 9;
const TERMS_MAX: usize = 16;

/// Terms of phrases, sorted within each; the phrases of a translation stand together.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    terms: Vec<Term>,
    /// Where each phrase begins in `terms`, and the end of the last.
    starts: Vec<u32>,
    /// Where the phrases of each translation begin in `starts`, and the end of the last.
    of_doc: Vec<u32>,
    /// Length of each phrase as a vector of rarities.
    lengths: Vec<f32>,
}

impl Phrases {
    /// Of each translation in its order.
    pub fn new(all: &[Vec<Vec<Term>>], postings: &Postings) -> Self {
        let mut made = Self::default();
        for phrases in all {
            made.of_doc.push(at_u32(made.starts.len()));
            for phrase in phrases.iter().take(PHRASES_MAX) {
                let mut terms = phrase.clone();
                terms.sort_unstable();
                terms.dedup();
                // The rarest say most.
                terms.sort_by(|a, b| postings.idf(*b).total_cmp(&postings.idf(*a)));
                terms.truncate(TERMS_MAX);
                terms.sort_unstable();
                let length = terms.iter().map(|t| postings.idf(*t).powi(2)).sum::<f32>();
                made.starts.push(at_u32(made.terms.len()));
                made.lengths.push(length.sqrt());
                made.terms.extend(terms);
            }
        }
        made.of_doc.push(at_u32(made.starts.len()));
        made.starts.push(at_u32(made.terms.len()));
        made
    }

    fn of(&self, doc: Doc) -> impl Iterator<Item = (&[Term], f32)> {
        let at = doc as usize;
        let range = match (self.of_doc.get(at), self.of_doc.get(at + 1)) {
            (Some(from), Some(to)) => *from as usize..*to as usize,
            _ => 0..0,
        };
        range.map(|n| {
            let terms = &self.terms[self.starts[n] as usize..self.starts[n + 1] as usize];
            (terms, self.lengths[n])
        })
    }

    pub fn bytes(&self) -> usize {
        4 * (self.terms.capacity()
            + self.starts.capacity()
            + self.of_doc.capacity()
            + self.lengths.capacity())
    }
}

impl Index {
    /// Between the question and the nearest phrase of a translation: cosine of their rare words, 0 to 1.
    pub(super) fn nearness(&self, doc: Doc, groups: &[Group]) -> f32 {
        let asked = groups.iter().map(|g| g.most.powi(2)).sum::<f32>().sqrt();
        self.phrases
            .of(doc)
            .map(|(phrase, length)| {
                let shared: f32 = groups
                    .iter()
                    .map(|g| g.most * self.most_said(g, phrase))
                    .sum();
                shared / (asked * length).max(f32::EPSILON)
            })
            .fold(0.0, f32::max)
            .min(1.0)
    }

    /// The most that a phrase says of a group.
    fn most_said(&self, group: &Group, phrase: &[Term]) -> f32 {
        group
            .terms
            .iter()
            .filter(|(term, _)| phrase.binary_search(term).is_ok())
            .map(|(term, sure)| sure * self.postings.idf(*term))
            .fold(0.0, f32::max)
    }
}

fn at_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
