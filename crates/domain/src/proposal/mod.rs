//! Articles that are proposed: questions of customers that ask the same, and what a draft is made of.
//!
//! [`clusters`] puts questions together by their words (tf-idf cosine, [`vector`]; the star algorithm, [`stars`]), each
//! language by itself. [`same`] finds an earlier proposal again, so that a dismissal is remembered. [`words`] chooses the title,
//! the typical questions and the past answers, and leaves out what may name somebody. Pure and deterministic; rows are
//! `store::proposal`, what happens is `desk::help::proposals`.

mod near;
mod stars;
mod vector;
mod words;

pub use near::led_to;
pub use words::{answers, central, sentences, spoken, title, typical};

use crate::ContactId;
use crate::language::base_language;
use stars::Star;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use vector::Space;

/// Questions that are looked at, the newest.
pub const QUESTIONS_MAX: usize = 4_000;
/// Fewer questions are no proposal: a few people are no reason, and what one person wrote is nobody else's.
pub const LEAST_QUESTIONS: usize = 5;
/// Fewer customers are none either.
pub const LEAST_PEOPLE: usize = 3;
/// Searches in vain that are a reason.
pub const LEAST_SEARCHES: i64 = 2;
/// Proposals that are kept.
pub const PROPOSALS_MAX: usize = 200;
/// Terms that are kept of a proposal.
const TERMS_MAX: usize = 32;
/// When agents answered so large a share with an article (one of three), there is an article.
const ANSWERED_ONE_OF: usize = 3;
/// So alike are the terms of the same proposal on another day.
const SAME: f32 = 0.5;

/// One question of a customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// `None`: nobody knows who it was, and it counts for no customer.
    pub contact: Option<ContactId>,
    /// Base languages are kept apart.
    pub locale: String,
    pub subject: String,
    /// Without quotes and signature.
    pub text: String,
    /// An agent answered with an article.
    pub answered: bool,
}

/// Questions that ask the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Base language.
    pub locale: String,
    /// Places in the list that was given, and how near to the middle (0 to 1), the nearest first.
    pub members: Vec<(usize, f32)>,
    pub people: usize,
    /// Terms that at least [`LEAST_PEOPLE`] customers used, the heaviest first.
    pub terms: Vec<(String, f32)>,
}

/// Clusters that are a reason for an article, the largest first. Takes the first [`QUESTIONS_MAX`] questions.
#[must_use]
pub fn clusters(questions: &[Question]) -> Vec<Cluster> {
    let questions = &questions[..questions.len().min(QUESTIONS_MAX)];
    let mut languages: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, question) in questions.iter().enumerate() {
        let language = base_language(&question.locale);
        languages.entry(language).or_default().push(at);
    }
    let mut out: Vec<Cluster> = Vec::new();
    for (language, places) in languages {
        out.extend(of_language(questions, language, &places));
    }
    out.sort_by(|a, b| {
        let size = b.members.len().cmp(&a.members.len());
        size.then_with(|| first(a).cmp(&first(b)))
    });
    out.truncate(PROPOSALS_MAX);
    out
}

/// All groups of one language, those that are too small as well: what the set of the repository measures.
#[must_use]
pub fn grouped(texts: &[&str], locale: &str) -> Vec<Vec<usize>> {
    let space = Space::of(texts.iter().copied(), locale);
    let stars = stars::stars(&space);
    let places = |s: Star| s.members.into_iter().map(|(at, _)| at).collect();
    stars.into_iter().map(places).collect()
}

fn first(cluster: &Cluster) -> usize {
    cluster.members.iter().map(|(at, _)| *at).min().unwrap_or(0)
}

fn of_language(questions: &[Question], language: &str, places: &[usize]) -> Vec<Cluster> {
    let texts: Vec<String> = places
        .iter()
        .map(|at| spoken(&questions[*at].subject, &questions[*at].text))
        .collect();
    let space = Space::of(texts.iter().map(String::as_str), language);
    let mut out = Vec::new();
    for star in stars::stars(&space) {
        let members: Vec<(usize, f32)> =
            star.members.iter().map(|(n, s)| (places[*n], *s)).collect();
        let asked: Vec<&Question> = members.iter().map(|(at, _)| &questions[*at]).collect();
        let people: HashSet<ContactId> = asked.iter().filter_map(|q| q.contact).collect();
        let answered = asked.iter().filter(|q| q.answered).count();
        if members.len() < LEAST_QUESTIONS
            || people.len() < LEAST_PEOPLE
            || answered * ANSWERED_ONE_OF >= members.len()
        {
            continue;
        }
        let who = |n: usize| questions[places[n]].contact;
        out.push(Cluster {
            locale: language.to_owned(),
            terms: shared(&space, &star, who),
            people: people.len(),
            members,
        });
    }
    out
}

/// Terms of the middle that enough customers used.
fn shared(
    space: &Space,
    star: &Star,
    who: impl Fn(usize) -> Option<ContactId>,
) -> Vec<(String, f32)> {
    let mut users: BTreeMap<u32, BTreeSet<ContactId>> = BTreeMap::new();
    for (n, _) in &star.members {
        let Some(contact) = who(*n) else {
            continue;
        };
        for (term, _) in space.vector(*n) {
            users.entry(*term).or_default().insert(contact);
        }
    }
    let enough = |term: &u32| users.get(term).is_some_and(|u| u.len() >= LEAST_PEOPLE);
    let mut terms: Vec<(String, f32)> = star
        .middle
        .iter()
        .filter(|(term, _)| enough(term))
        .map(|(term, weight)| (space.name(*term).to_owned(), *weight))
        .collect();
    terms.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    terms.truncate(TERMS_MAX);
    terms
}

/// For each new list of terms the place of the earlier one that is the same proposal, each earlier one at most once: the
/// likest first. Locales must be the same base language.
#[must_use]
pub fn same(
    earlier: &[(&str, &[(String, f32)])],
    new: &[(&str, &[(String, f32)])],
) -> Vec<Option<usize>> {
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (n, (locale, terms)) in new.iter().enumerate() {
        for (e, (before, theirs)) in earlier.iter().enumerate() {
            let near = near(terms, theirs);
            if base_language(locale) == base_language(before) && near >= SAME {
                pairs.push((near, n, e));
            }
        }
    }
    pairs.sort_by(|a, b| {
        b.0.total_cmp(&a.0)
            .then_with(|| (a.1, a.2).cmp(&(b.1, b.2)))
    });
    let mut out = vec![None; new.len()];
    let mut taken = HashSet::new();
    for (_, n, e) in pairs {
        if out[n].is_none() && taken.insert(e) {
            out[n] = Some(e);
        }
    }
    out
}

/// Cosine of two lists of terms, 0 to 1.
fn near(a: &[(String, f32)], b: &[(String, f32)]) -> f32 {
    let theirs: BTreeMap<&str, f32> = b.iter().map(|(t, w)| (t.as_str(), *w)).collect();
    let dot: f32 = a
        .iter()
        .map(|(t, w)| w * theirs.get(t.as_str()).copied().unwrap_or(0.0))
        .sum();
    let length = |l: &[(String, f32)]| l.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
    let both = length(a) * length(b);
    if both > 0.0 { dot / both } else { 0.0 }
}

#[cfg(test)]
mod tests;
