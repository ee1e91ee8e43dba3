//! The index and how it is built. What it holds: every term with its places, every form with its term, the topic, language
//! and standing of each translation; no text. About 2 kB for a translation of a page; [`Index::bytes`] says it.

use super::bridge::{self, Bridge};
use super::meaning::Meaning;
use super::near::Phrases;
use super::postings::{ASKED, Doc, Entry, FIELDS, LEARNED, Postings, SUMMARY, TEXT, TITLE};
use super::prior::Standing;
use super::stem::stem;
use super::vocabulary::{Term, Vocabulary};
use super::words::{Kind, cut};
use super::{SOURCES_MAX, Source, TOKENS_MAX, rank};
use crate::language::base_language;
use crate::{ArticleId, HelpCenterId};
use std::collections::HashMap;

/// Articles, ready to be suggested.
#[derive(Debug, Default)]
pub struct Index {
    pub(super) postings: Postings,
    pub(super) vocabulary: Vocabulary,
    /// From [`key`] to the term.
    pub(super) terms: HashMap<u64, Term>,
    pub(super) keys: Vec<u64>,
    pub(super) bridge: Bridge,
    pub(super) docs: Vec<Known>,
    /// Where the translations of each article begin in `docs`, and the end of the last.
    pub(super) firsts: Vec<Doc>,
    /// Of each translation: the article's place in `firsts`, and the language's in `languages`.
    pub(super) nth: Vec<u32>,
    pub(super) language_of: Vec<u8>,
    pub(super) phrases: Phrases,
    /// Base languages that there are translations in.
    pub(super) languages: Vec<String>,
    pub(super) locales: Vec<String>,
}

/// A translation in the index; those of one article stand together.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub article: ArticleId,
    pub center: HelpCenterId,
    pub internal: bool,
    pub locale: u16,
    pub language: u8,
    pub standing: Standing,
}

/// A word, pair, character or meaning as it was met, before it has a term.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Unit {
    Word(String, u8),
    Other(u64),
}

/// What is counted while translations are read.
#[derive(Default)]
struct Reading {
    units: HashMap<Unit, u32>,
    met: Vec<Unit>,
    /// For each translation: unit, field, times.
    places: Vec<Vec<(u32, u8, f32)>>,
    /// Of each field of each translation.
    lengths: Vec<[f32; FIELDS.len()]>,
    /// Of each translation: its title and its expected questions.
    phrases: Vec<Vec<Vec<u32>>>,
}

/// The key of a term.
pub(super) fn key(kind: Kind, text: &str) -> u64 {
    let tag = match kind {
        Kind::Word | Kind::Pair => 1,
        Kind::Single => 2,
    };
    hashed(tag, text.as_bytes())
}

pub(super) fn meaning_key(meaning: Meaning) -> u64 {
    hashed(3, &meaning.to_le_bytes())
}

/// FNV-1a (Fowler, Noll, Vo), finished by a mix so that its upper bits are as good as the lower.
fn hashed(tag: u8, bytes: &[u8]) -> u64 {
    let mut h: u64 = 0xcbf2_9ce4_8422_2325;
    for b in std::iter::once(&tag).chain(bytes) {
        h = (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3);
    }
    h = (h ^ (h >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    h ^ (h >> 32)
}

impl Index {
    /// Of all translations that may be shown to somebody.
    #[must_use]
    pub fn build(mut sources: Vec<Source>) -> Self {
        // What different readers may see stands apart: nothing that one may not read leads to an article for others.
        fn of(s: &Source) -> (ArticleId, HelpCenterId, bool, &str) {
            (s.article, s.center, s.internal, &s.locale)
        }
        sources.sort_by(|a, b| of(a).cmp(&of(b)));
        sources.truncate(SOURCES_MAX);
        let mut index = Self::default();
        let mut reading = Reading::default();
        for source in &sources {
            let language = numbered(&mut index.languages, base_language(&source.locale));
            let locale = numbered(&mut index.locales, &source.locale);
            index.numbered(source);
            index.docs.push(Known {
                article: source.article,
                center: source.center,
                internal: source.internal,
                locale: u16::try_from(locale).unwrap_or(u16::MAX),
                language: u8::try_from(language).unwrap_or(u8::MAX),
                standing: Standing::of(source),
            });
            reading.take(source, u8::try_from(language).unwrap_or(u8::MAX));
        }
        drop(sources);
        index.firsts.push(at_u32(index.docs.len()));
        index.settle(reading);
        index
    }

    /// The next translation is one of this article; those of one, for the same readers, stand together.
    fn numbered(&mut self, of: &Source) {
        let other =
            |d: &Known| (d.article, d.center, d.internal) != (of.article, of.center, of.internal);
        if self.docs.last().is_none_or(other) {
            self.firsts.push(at_u32(self.docs.len()));
        }
        self.nth.push(at_u32(self.firsts.len()).saturating_sub(1));
    }

    /// Gives terms to units, and places to terms.
    fn settle(&mut self, reading: Reading) {
        let (mut forms, mut stems) = (Vec::new(), Vec::new());
        let mut of_unit = Vec::with_capacity(reading.met.len());
        for unit in &reading.met {
            let term = match unit {
                Unit::Word(form, language) => {
                    let locale = self
                        .languages
                        .get(usize::from(*language))
                        .map_or("", String::as_str);
                    let stemmed = stem(form, locale).into_owned();
                    let term = self.term(key(Kind::Word, &stemmed));
                    forms.push((form.clone(), term));
                    stems.push((stemmed, term));
                    term
                }
                Unit::Other(key) => self.term(*key),
            };
            of_unit.push(term);
        }
        self.vocabulary = Vocabulary::new(forms, &stems);
        let parts: Vec<[Option<Term>; 2]> = reading.met.iter().map(|u| self.parts_of(u)).collect();
        let entries = entries(&reading, &of_unit, &parts);
        let language: Vec<u8> = self.docs.iter().map(|d| d.language).collect();
        let mut of = vec![0_u32; self.languages.len()];
        for l in &language {
            if let Some(n) = of.get_mut(usize::from(*l)) {
                *n += 1;
            }
        }
        self.bridge = bridge::learn(&self.docs, &reading.titles(&of_unit));
        self.postings = Postings::new(entries, self.keys.len(), &language, &of);
        self.language_of = language;
        self.phrases = Phrases::new(&reading.phrases(&of_unit), &self.postings);
    }

    fn term(&mut self, key: u64) -> Term {
        let next = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        *self.terms.entry(key).or_insert_with(|| {
            self.keys.push(key);
            next
        })
    }

    /// The terms of the words that a long word is made of.
    fn parts_of(&self, unit: &Unit) -> [Option<Term>; 2] {
        let Unit::Word(form, _) = unit else {
            return [None, None];
        };
        let Some((first, second)) = self.vocabulary.parts(form) else {
            return [None, None];
        };
        let of = |part| self.vocabulary.exactly(part).next();
        [of(first), of(second)]
    }

    /// Translations in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.docs.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.docs.is_empty()
    }

    /// Distinct forms of words.
    #[must_use]
    pub fn forms(&self) -> usize {
        self.vocabulary.len()
    }

    /// Bytes that it holds, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.postings.bytes()
            + self.vocabulary.bytes()
            + self.terms.capacity() * 16
            + self.keys.capacity() * 8
            + self.docs.capacity() * size_of::<Known>()
            + 4 * (self.firsts.capacity() + self.nth.capacity())
            + self.language_of.capacity()
            + self.phrases.bytes()
            + self.bridge.bytes()
    }
}

fn at_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn numbered(names: &mut Vec<String>, name: &str) -> usize {
    names.iter().position(|n| n == name).unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    })
}

impl Reading {
    fn take(&mut self, source: &Source, language: u8) {
        let mut places = Vec::new();
        let mut lengths = [0.0; FIELDS.len()];
        let mut left = TOKENS_MAX;
        let mut phrases = Vec::new();
        let asked = source.asked.iter().map(|q| (ASKED, q.as_str()));
        let fields = std::iter::once((TITLE, source.title.as_str()))
            .chain(asked)
            .chain([
                (SUMMARY, source.summary.as_str()),
                (TEXT, source.text.as_str()),
            ]);
        for (field, text) in fields {
            let mut phrase = Vec::new();
            let cut = cut(text, &[&source.locale], left);
            left = left.saturating_sub(cut.pieces.len());
            for piece in cut.pieces {
                lengths[field] += if piece.kind == Kind::Single { 0.0 } else { 1.0 };
                let tells = rank::telling(&piece);
                let unit = match piece.kind {
                    Kind::Word => Unit::Word(piece.text, language),
                    kind => Unit::Other(key(kind, &piece.text)),
                };
                let unit = self.place(unit, field, 1.0, &mut places);
                phrase.extend(tells.then_some(unit));
            }
            for meant in cut.meant {
                let unit = Unit::Other(meaning_key(meant.meaning));
                phrase.push(self.place(unit, field, 1.0, &mut places));
            }
            if field == TITLE || field == ASKED {
                phrases.push(phrase);
            }
        }
        for (word, times) in &source.learned {
            let times = f32::from(u16::try_from(*times).unwrap_or(u16::MAX).min(8)).sqrt();
            lengths[LEARNED] += 1.0;
            for piece in cut(word, &[], 1).pieces {
                let unit = match piece.kind {
                    Kind::Word => Unit::Word(piece.text, language),
                    kind => Unit::Other(key(kind, &piece.text)),
                };
                self.place(unit, LEARNED, times, &mut places);
            }
        }
        self.phrases.push(phrases);
        self.places.push(merged(places));
        self.lengths.push(lengths);
    }

    /// Gives the number of the unit.
    fn place(
        &mut self,
        unit: Unit,
        field: usize,
        times: f32,
        places: &mut Vec<(u32, u8, f32)>,
    ) -> u32 {
        let next = u32::try_from(self.met.len()).unwrap_or(u32::MAX);
        let number = *self.units.entry(unit).or_insert_with_key(|unit| {
            self.met.push(unit.clone());
            next
        });
        places.push((number, u8::try_from(field).unwrap_or(u8::MAX), times));
        number
    }

    fn phrases(&self, of_unit: &[Term]) -> Vec<Vec<Vec<Term>>> {
        let phrase = |units: &Vec<u32>| units.iter().map(|u| of_unit[*u as usize]).collect();
        self.phrases
            .iter()
            .map(|all| all.iter().map(phrase).collect())
            .collect()
    }

    /// Mean length of each field where it is not empty.
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^24")]
    fn means(&self) -> [f32; FIELDS.len()] {
        std::array::from_fn(|field| {
            let filled: Vec<f32> = self
                .lengths
                .iter()
                .map(|l| l[field])
                .filter(|l| *l > 0.0)
                .collect();
            (filled.iter().sum::<f32>() / (filled.len() as f32).max(1.0)).max(1.0)
        })
    }

    /// Terms of what names a translation: its title and the questions that it answers.
    fn titles(&self, of_unit: &[Term]) -> Vec<Vec<Term>> {
        let names = |field: u8| usize::from(field) == TITLE || usize::from(field) == ASKED;
        self.places
            .iter()
            .map(|places| {
                let mut terms: Vec<Term> = places
                    .iter()
                    .filter(|(unit, field, _)| names(*field) && self.is_word(*unit))
                    .map(|(unit, _, _)| of_unit[*unit as usize])
                    .collect();
                terms.sort_unstable();
                terms.dedup();
                terms
            })
            .collect()
    }

    /// Meanings and single characters are the same in every language already.
    fn is_word(&self, unit: u32) -> bool {
        match &self.met[unit as usize] {
            Unit::Word(form, _) => form.chars().count() > 2,
            Unit::Other(_) => false,
        }
    }
}

/// The same unit in the same field, once.
fn merged(mut places: Vec<(u32, u8, f32)>) -> Vec<(u32, u8, f32)> {
    places.sort_unstable_by_key(|(unit, field, _)| (*unit, *field));
    places.dedup_by(|later, kept| {
        let same = (later.0, later.1) == (kept.0, kept.1);
        if same {
            kept.2 += later.2;
        }
        same
    });
    places
}

/// A word counts this much for each word that it is made of.
const PART: f32 = 0.5;

fn entries(reading: &Reading, of_unit: &[Term], parts: &[[Option<Term>; 2]]) -> Vec<Entry> {
    let means = reading.means();
    let mut all = Vec::new();
    for (doc, (places, lengths)) in (0..).zip(reading.places.iter().zip(&reading.lengths)) {
        let mut own: Vec<(Term, f32)> = Vec::with_capacity(places.len());
        for (unit, field, times) in places {
            let field = usize::from(*field);
            let f = FIELDS[field];
            let length = 1.0 - f.b + f.b * lengths[field] / means[field];
            let weight = f.weight * times / length.max(0.1);
            own.push((of_unit[*unit as usize], weight));
            let parts = parts[*unit as usize].iter().flatten();
            own.extend(parts.map(|term| (*term, weight * PART)));
        }
        own.sort_unstable_by_key(|(term, _)| *term);
        own.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                kept.1 += later.1;
            }
            same
        });
        let doc: Doc = doc;
        all.extend(
            own.into_iter()
                .map(|(term, weight)| Entry { term, doc, weight }),
        );
    }
    all
}
