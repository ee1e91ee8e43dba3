//! From a question to suggestions. Each piece of the question becomes a group of terms that may be meant; an article gets the
//! best of each group in any of its translations (never the sum: a word is not said twice because it has two spellings, or
//! two languages), weighed by how rare it is; and more when the words stand together in what names it ([`super::near`]).

use super::build::{Index, Known, key, meaning_key};
use super::postings::Doc;
use super::vocabulary::Guess;
use super::words::{Cut, Kind, Piece, cut, weight};
use super::{LIMIT_MAX, QUESTION_CHARS_MAX, Question, Readers, Reason, Sought, Suggestion};
use crate::language::base_language;
use crate::tokens::{Script, script_of};
use std::collections::HashMap;
use std::ops::Range;

/// Groups of one question; the rarest are taken.
const GROUPS_MAX: usize = 40;
/// Places that are looked at for one question; the rarest terms come first.
const PLACES_MAX: usize = 400_000;
/// Candidates whose standing is looked at.
const CANDIDATES: usize = 200;
/// What a term counts for that was not typed so.
const OTHER_LANGUAGE: f32 = 0.85;
const KIN: f32 = 0.7;
const PART: f32 = 0.6;
const BRIDGE: f32 = 0.5;
/// What a phrase of a known meaning counts for, beside its words.
const MEANING: f32 = 1.0;
const MEANING_ELSEWHERE: f32 = 0.75;
/// A translation in another language than the question's page.
const ELSEWHERE: f32 = 0.75;
/// How much it counts that the words stand together in a title or an expected question, and for how many articles it is
/// looked at.
const NEAR: f32 = 0.6;
const NEAREST: usize = 20;
/// Less than this share of what a question could give at most is chance.
const SHARE_LEAST: f32 = 0.03;
/// Words of which none weighs more ask nothing.
const TELLING: f32 = 0.32;
/// Less than this share of the best one is not shown beside it.
const BESIDE_LEAST: f32 = 0.2;
/// Words of the question that are given as a reason.
const WORDS_SHOWN: usize = 4;

/// Terms that a piece of the question may mean.
pub(super) struct Group {
    /// Bytes of the question.
    span: Range<usize>,
    weight: f32,
    pub terms: Vec<Guess>,
    /// The most that it can give.
    pub most: f32,
}

/// Bytes of a piece of the question, and how much it can say.
type Told = (Range<usize>, f32);

/// A question that was looked at.
struct Asked<'a> {
    question: &'a Question<'a>,
    text: &'a str,
    groups: &'a [Group],
    pieces: &'a [Told],
}

impl Index {
    /// The articles that answer a question best, best first, each once, in the translation that suits the reader. Nothing
    /// when no word of the question tells anything.
    #[must_use]
    pub fn suggest(&self, question: &Question<'_>, limit: usize) -> Vec<Suggestion> {
        let text = excerpt(question.text);
        let (groups, pieces) = self.groups(&text, question);
        let full: f32 = groups.iter().map(|g| g.most).sum();
        let tells = groups.iter().any(|g| g.weight > TELLING);
        if self.docs.is_empty() || full <= 0.0 || !tells {
            return Vec::new();
        }
        let scores = self.scores(&groups, base_language(question.locale));
        let candidates = self.candidates(scores, question, &groups, full);
        let best = candidates.first().map_or(0.0, |c| c.1);
        candidates
            .into_iter()
            .filter(|(_, score)| *score >= best * BESIDE_LEAST)
            .take(limit.min(LIMIT_MAX))
            .map(|(doc, score)| {
                let asked = Asked {
                    question,
                    text: &text,
                    groups: &groups,
                    pieces: &pieces,
                };
                self.suggestion(doc, score, &asked)
            })
            .collect()
    }

    /// The score of each article of which any translation has any term. A group counts by the translation that says most of it,
    /// one in another language than the question's a little less: what one forgot to say, another may.
    fn scores(&self, groups: &[Group], language: &str) -> Vec<(u32, f32)> {
        let counts: Vec<f32> = self
            .languages
            .iter()
            .map(|l| if l == language { 1.0 } else { ELSEWHERE })
            .collect();
        let mut total = vec![0.0_f32; self.firsts.len()];
        let mut best = vec![0.0_f32; self.firsts.len()];
        let mut touched: Vec<u32> = Vec::new();
        let mut of_group: Vec<u32> = Vec::new();
        let mut places = 0;
        for group in groups {
            let common = self.common_idf(group);
            for (term, sure) in &group.terms {
                places += self.postings.count(*term);
                let worth = sure * self.postings.idf(*term).min(common);
                for (doc, weight) in self.postings.of(*term) {
                    let nth = self.nth[doc as usize];
                    let language = usize::from(self.language_of[doc as usize]);
                    let slot = &mut best[nth as usize];
                    if *slot == 0.0 {
                        of_group.push(nth);
                    }
                    *slot = slot.max(worth * weight * counts[language]);
                }
            }
            for nth in of_group.drain(..) {
                let slot = &mut total[nth as usize];
                if *slot == 0.0 {
                    touched.push(nth);
                }
                *slot += group.weight * best[nth as usize];
                best[nth as usize] = 0.0;
            }
            if places > PLACES_MAX {
                break;
            }
        }
        // A group that tells nothing leaves the total where it was, and the next one lists the article again.
        touched.sort_unstable();
        touched.dedup();
        touched
            .into_iter()
            .map(|nth| (nth, total[nth as usize]))
            .collect()
    }

    /// A rare relative must not count for more than the word itself.
    fn common_idf(&self, group: &Group) -> f32 {
        group
            .terms
            .first()
            .map_or(0.0, |(term, _)| self.postings.idf(*term))
            .max(1.0)
    }

    /// The articles that the reader may see, best first, each by the translation that suits the reader, with what is known of
    /// it apart from its words.
    fn candidates(
        &self,
        mut scores: Vec<(u32, f32)>,
        question: &Question<'_>,
        groups: &[Group],
        full: f32,
    ) -> Vec<(Doc, f32)> {
        // All translations of an article that stand together are for the same readers.
        scores.retain(|(nth, score)| {
            let first = self.firsts[*nth as usize];
            *score >= full * SHARE_LEAST && sees(question.readers, &self.docs[first as usize])
        });
        let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if scores.len() > CANDIDATES {
            scores.select_nth_unstable_by(CANDIDATES, order);
            scores.truncate(CANDIDATES);
        }
        scores.sort_by(order);
        let mut candidates: Vec<(Doc, f32)> = scores
            .into_iter()
            .enumerate()
            .map(|(at, (nth, score))| {
                let doc = self.suited(nth, question);
                let near = if at < NEAREST {
                    self.nearness(doc, groups)
                } else {
                    0.0
                };
                let factor = self.docs[doc as usize].standing.factor(question);
                (doc, (score + NEAR * full * near) * factor)
            })
            .collect();
        candidates.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        candidates
    }

    fn suggestion(&self, doc: Doc, score: f32, asked: &Asked<'_>) -> Suggestion {
        let (question, groups) = (asked.question, asked.groups);
        let nth = self.nth[doc as usize];
        let language = base_language(question.locale);
        let elsewhere = self.language(&self.docs[doc as usize]) != language;
        let doc = elsewhere
            .then(|| self.saying_most(nth, groups))
            .flatten()
            .unwrap_or(doc);
        let known = &self.docs[doc as usize];
        let all = self.translations(nth);
        let mut hits: Vec<(&Group, f32)> = groups
            .iter()
            .filter_map(|g| Some((g, self.given(g, all.clone())?)))
            .collect();
        hits.sort_by(|a, b| b.1.total_cmp(&a.1));
        let mut reasons = Vec::new();
        let words = said(&hits, asked.text);
        if !words.is_empty() {
            reasons.push(Reason::Words { words });
        }
        reasons.extend(known.standing.reasons(question));
        let locale = self.locales[usize::from(known.locale)].clone();
        if elsewhere {
            reasons.push(Reason::Language {
                locale: locale.clone(),
            });
        }
        Suggestion {
            article: known.article,
            locale,
            score,
            reasons,
            covers: covered(asked.pieces, &hits),
            sought: self.sought(&hits, known),
        }
    }

    /// The most that a group gives any of some translations.
    fn given(&self, group: &Group, docs: Range<Doc>) -> Option<f32> {
        let common = self.common_idf(group);
        group
            .terms
            .iter()
            .flat_map(|guess| docs.clone().map(move |doc| (guess, doc)))
            .filter_map(|((term, sure), doc)| {
                let weight = self.postings.weight(*term, doc)?;
                Some(group.weight * sure * self.postings.idf(*term).min(common) * weight)
            })
            .max_by(f32::total_cmp)
    }

    /// The translation of an article for this reader: in the very locale, in the language, or the first.
    fn suited(&self, nth: u32, question: &Question<'_>) -> Doc {
        let mut all = self.translations(nth);
        let first = all.start;
        let known = |doc: &Doc| &self.docs[*doc as usize];
        let language = |d: &Doc| self.language(known(d)) == base_language(question.locale);
        all.clone()
            .find(|d| self.locales[usize::from(known(d).locale)] == question.locale)
            .or_else(|| all.find(language))
            .unwrap_or(first)
    }

    /// Of an article that is not there in the reader's language: the translation that says most of what was asked.
    fn saying_most(&self, nth: u32, groups: &[Group]) -> Option<Doc> {
        let says = |doc: Doc| -> f32 {
            let given = groups.iter().filter_map(|g| self.given(g, doc..doc + 1));
            given.sum()
        };
        self.translations(nth)
            .max_by(|a, b| says(*a).total_cmp(&says(*b)).then(b.cmp(a)))
    }

    fn translations(&self, nth: u32) -> Range<Doc> {
        self.firsts[nth as usize]..self.firsts[nth as usize + 1]
    }

    fn sought(&self, hits: &[(&Group, f32)], known: &Known) -> Sought {
        let mut terms: HashMap<u64, f32> = HashMap::new();
        for (group, given) in hits {
            for (term, sure) in &group.terms {
                let worth = terms.entry(self.keys[*term as usize]).or_default();
                *worth = worth.max(given * sure);
            }
        }
        let mut terms: Vec<(u64, f32)> = terms.into_iter().collect();
        terms.sort_unstable_by_key(|t| t.0);
        Sought {
            language: self.language(known).to_owned(),
            terms,
        }
    }

    fn language(&self, known: &Known) -> &str {
        &self.languages[usize::from(known.language)]
    }

    /// The groups of a question, the most telling first; and its pieces, each once, with how much each can say.
    fn groups(&self, text: &str, question: &Question<'_>) -> (Vec<Group>, Vec<Told>) {
        let own = base_language(question.locale);
        let mut languages = vec![own];
        languages.extend(
            self.languages
                .iter()
                .map(String::as_str)
                .filter(|l| *l != own),
        );
        let open = is_open(text);
        let cut = cut(text, &languages[..1], QUESTION_CHARS_MAX);
        let mut seen: Vec<&str> = Vec::new();
        let mut groups = Vec::new();
        let mut pieces = Vec::new();
        for (at, piece) in cut.pieces.iter().enumerate() {
            if seen.contains(&piece.text.as_str()) {
                continue;
            }
            seen.push(&piece.text);
            pieces.push((piece.span.clone(), weight(piece)));
            let open = open && at + 1 == cut.pieces.len();
            let terms = match piece.kind {
                Kind::Word => self.meant_by(&piece.text, &languages, open),
                kind => self.known(key(kind, &piece.text)).into_iter().collect(),
            };
            groups.extend(self.group(piece.span.clone(), weight(piece), self.bridged(terms)));
        }
        groups.extend(self.meanings(text, &cut, &languages));
        groups.sort_by(|a, b| {
            b.most
                .total_cmp(&a.most)
                .then(a.span.start.cmp(&b.span.start))
        });
        groups.truncate(GROUPS_MAX);
        (groups, pieces)
    }

    fn group(&self, span: Range<usize>, weight: f32, terms: Vec<Guess>) -> Option<Group> {
        let first = terms.first()?;
        let most = weight * first.1 * self.postings.idf(first.0);
        Some(Group {
            span,
            weight,
            terms,
            most,
        })
    }

    fn known(&self, key: u64) -> Option<Guess> {
        self.terms.get(&key).map(|term| (*term, 1.0))
    }

    /// The terms that a word may mean: its own stem first.
    fn meant_by(&self, word: &str, languages: &[&str], open: bool) -> Vec<Guess> {
        let mut terms: Vec<Guess> = Vec::new();
        for (at, language) in languages.iter().enumerate() {
            let stem = super::stem::stem(word, language);
            let sure = if at == 0 { 1.0 } else { OTHER_LANGUAGE };
            if let Some((term, _)) = self.known(key(Kind::Word, &stem)) {
                put(&mut terms, (term, sure));
            }
            if at == 0 {
                for (term, _) in self.vocabulary.made_with(&stem) {
                    put(&mut terms, (term, PART));
                }
            }
        }
        let exactly = self.vocabulary.has(word);
        let unknown = terms.iter().all(|(_, sure)| *sure < OTHER_LANGUAGE);
        if open && !exactly {
            self.vocabulary
                .completed(word)
                .into_iter()
                .for_each(|g| put(&mut terms, g));
        }
        for (term, sure) in self.vocabulary.kin(word) {
            put(&mut terms, (term, sure * KIN));
        }
        if let Some((first, second)) = self.vocabulary.parts(word) {
            for part in [second, first] {
                for term in self.vocabulary.exactly(part) {
                    put(&mut terms, (term, PART));
                }
            }
        }
        // A slip is looked for only where the word tells nothing as it stands.
        if unknown && !exactly {
            for guess in self.vocabulary.resembling(word) {
                put(&mut terms, guess);
            }
        }
        terms.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        terms
    }

    /// With what translations say of the surest terms.
    fn bridged(&self, mut terms: Vec<Guess>) -> Vec<Guess> {
        let sure: Vec<Guess> = terms.iter().copied().filter(|g| g.1 >= 0.8).collect();
        for (term, sure) in sure {
            for (other, strength) in self.bridge.from(term) {
                put(&mut terms, (*other, sure * strength * BRIDGE));
            }
        }
        terms
    }

    /// Groups of the meanings in the question: of its own language, and of the others of the index, because somebody may
    /// type another language than that of the page.
    fn meanings(&self, text: &str, own: &Cut, languages: &[&str]) -> Vec<Group> {
        let mut met: Vec<(u64, Range<usize>, f32)> = Vec::new();
        let mut add = |cut: &Cut, sure: f32| {
            for meant in &cut.meant {
                let key = meaning_key(meant.meaning);
                if !met.iter().any(|(k, _, _)| *k == key) {
                    met.push((key, meant.span.clone(), sure));
                }
            }
        };
        add(own, MEANING);
        if own.pieces.iter().any(|p| p.kind == Kind::Word) {
            for language in languages.iter().skip(1) {
                add(
                    &cut(text, &[language], QUESTION_CHARS_MAX),
                    MEANING_ELSEWHERE,
                );
            }
        }
        met.into_iter()
            .filter_map(|(key, span, sure)| {
                let terms = vec![self.known(key)?];
                self.group(span, sure, terms)
            })
            .collect()
    }
}

/// The share of the pieces that something of an article met.
fn covered(pieces: &[Told], hits: &[(&Group, f32)]) -> f32 {
    let all: f32 = pieces.iter().map(|p| p.1).sum();
    let met = |span: &Range<usize>| {
        hits.iter()
            .any(|(g, _)| g.span.start < span.end && span.start < g.span.end)
    };
    let some: f32 = pieces.iter().filter(|p| met(&p.0)).map(|p| p.1).sum();
    if all > 0.0 { some / all } else { 0.0 }
}

fn put(terms: &mut Vec<Guess>, guess: Guess) {
    match terms.iter_mut().find(|(term, _)| *term == guess.0) {
        Some(had) => had.1 = had.1.max(guess.1),
        None => terms.push(guess),
    }
}

fn sees(readers: Readers, known: &Known) -> bool {
    match readers {
        Readers::Public(center) => known.center == center && !known.internal,
        Readers::Agents => true,
    }
}

/// The last word is being typed when nothing stands after it.
fn is_open(text: &str) -> bool {
    text.chars()
        .next_back()
        .is_some_and(|c| script_of(c) == Some(Script::Spaced))
}

/// The beginning and the end of what is long: a letter says what it is about first and asks last.
fn excerpt(text: &str) -> String {
    let text = text.trim_start();
    let count = text.chars().take(QUESTION_CHARS_MAX + 1).count();
    if count <= QUESTION_CHARS_MAX {
        return text.to_owned();
    }
    let half = QUESTION_CHARS_MAX / 2;
    let end = text
        .char_indices()
        .rev()
        .nth(half - 1)
        .map_or(0, |(at, _)| at);
    let begin: String = text.chars().take(half).collect();
    begin + " " + &text[end..]
}

/// The words of the question that gave the most, as typed, in their order; pairs of characters that touch are one.
fn said(hits: &[(&Group, f32)], text: &str) -> Vec<String> {
    let strongest = hits.first().map_or(0.0, |h| h.1);
    let mut spans: Vec<Range<usize>> = hits
        .iter()
        .filter(|(_, given)| *given >= strongest * 0.25)
        .take(2 * WORDS_SHOWN)
        .map(|(group, _)| group.span.clone())
        .collect();
    spans.sort_by_key(|s| (s.start, s.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
        .into_iter()
        .take(WORDS_SHOWN)
        .filter_map(|s| text.get(s).map(str::to_owned))
        .collect()
}

/// Whether a piece is worth marking in an article; used by [`super::passage`].
pub(super) fn telling(piece: &Piece) -> bool {
    piece.kind != Kind::Single && weight(piece) > TELLING
}
