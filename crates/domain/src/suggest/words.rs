//! A text cut for suggestions: words with their stems, pairs and single characters of scripts without spaces, and what they
//! mean. Articles and questions are cut alike.

use super::meaning::{Meaning, shipped};
use super::stem::stem;
use crate::language::base_language;
use crate::tokens::{Run, Script, runs};
use std::ops::Range;

/// What a piece of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Of a script with spaces.
    Word,
    /// Two characters of a script without.
    Pair,
    /// One character that stands for a word (Han).
    Single,
}

#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// Folded.
    pub text: String,
    /// Bytes of the text that was cut.
    pub span: Range<usize>,
    pub kind: Kind,
}

/// A meaning and the bytes of the phrase that has it.
#[derive(Debug, Clone)]
pub(super) struct Meant {
    pub meaning: Meaning,
    pub span: Range<usize>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Cut {
    pub pieces: Vec<Piece>,
    pub meant: Vec<Meant>,
}

/// Cuts a text; at most `limit` pieces. Meanings are those of the languages that are named.
pub(super) fn cut(text: &str, languages: &[&str], limit: usize) -> Cut {
    let mut cut = Cut::default();
    for run in runs(text) {
        match run.script {
            Script::Spaced => {
                let mut tokens = run.document_tokens();
                if let Some(token) = tokens.pop() {
                    cut.pieces.push(Piece {
                        text: token.text,
                        span: token.span,
                        kind: Kind::Word,
                    });
                }
            }
            Script::Unspaced => unspaced(&run, &mut cut),
        }
        if cut.pieces.len() >= limit {
            cut.pieces.truncate(limit);
            break;
        }
    }
    for language in languages {
        phrases(&mut cut, language);
    }
    cut
}

fn unspaced(run: &Run, cut: &mut Cut) {
    for found in shipped().in_run(run) {
        if let Some(span) = run.span(found.at..found.at + found.len) {
            cut.meant.push(Meant {
                meaning: found.meaning,
                span,
            });
        }
    }
    for (at, token) in run.document_tokens().into_iter().enumerate() {
        let mut chars = token.text.chars();
        let (first, second) = (chars.next(), chars.next());
        if let (Some(first), Some(span)) = (first.filter(|c| is_han(*c)), run.span(at..at + 1)) {
            cut.pieces.push(Piece {
                text: first.to_string(),
                span,
                kind: Kind::Single,
            });
        }
        if second.is_some() {
            cut.pieces.push(Piece {
                text: token.text,
                span: token.span,
                kind: Kind::Pair,
            });
        }
    }
}

/// Phrases of a language among the words.
fn phrases(cut: &mut Cut, language: &str) {
    let words: Vec<&Piece> = cut.pieces.iter().filter(|p| p.kind == Kind::Word).collect();
    let stems: Vec<String> = words
        .iter()
        .map(|p| stem(&p.text, language).into_owned())
        .collect();
    let found: Vec<Meant> = shipped()
        .in_words(&stems, base_language(language))
        .into_iter()
        .map(|f| Meant {
            meaning: f.meaning,
            span: words[f.at].span.start..words[f.at + f.len - 1].span.end,
        })
        .collect();
    cut.meant.extend(found);
}

fn is_han(c: char) -> bool {
    matches!(c as u32, 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0x20000..=0x3FFFF)
}

fn is_hiragana(c: char) -> bool {
    matches!(c as u32, 0x3041..=0x309F)
}

/// How much a piece of a question can say, before it is known how rare it is: words that questions are built with say
/// little, as do endings in kana, numbers, and single characters.
pub(super) fn weight(piece: &Piece) -> f32 {
    match piece.kind {
        Kind::Single => 0.3,
        Kind::Pair => {
            let kana = piece.text.chars().filter(|c| is_hiragana(*c)).count();
            match kana {
                _ if SMALL_PAIRS.contains(&piece.text.as_str()) => 0.2,
                2 => 0.3,
                1 => 0.7,
                _ => 1.0,
            }
        }
        Kind::Word if SMALL.binary_search(&piece.text.as_str()).is_ok() => 0.3,
        Kind::Word if piece.text.bytes().any(|b| b.is_ascii_digit()) => 0.4,
        Kind::Word => 1.0,
    }
}

/// Words that questions in English, Estonian, German, French, Spanish, Finnish and Russian are built with; sorted.
#[rustfmt::skip]
const SMALL: &[&str] = &[
    "a", "aber", "about", "after", "aga", "again", "ainult", "aitah", "al", "all", "als", "also", "am", "an", "and",
    "any", "anything", "are", "as", "at", "au", "auch", "auf", "aus", "aux", "avec", "be", "because", "been",
    "before", "bei", "bin", "bis", "bitte", "but", "by", "can", "ce", "ces", "cette", "comment", "como", "con",
    "could", "cual", "cuando", "da", "danke", "dans", "das", "dass", "de", "del", "dem", "den", "denn", "der",
    "des", "did", "die", "do", "doch", "does", "doesn", "don", "donde", "done", "du", "durch", "ega", "ei", "ein",
    "eine", "einem", "einen", "einer", "el", "elle", "en", "enne", "er", "es", "est", "esta", "este", "et", "etwas",
    "for", "from", "fur", "get", "gibt", "habe", "haben", "had", "hallo", "has", "hat", "have", "hay", "hello",
    "hey", "hi", "how", "i", "ich", "if", "ihr", "il", "im", "in", "into", "is", "isn", "ist", "it", "its", "ja",
    "jah", "jaoks", "je", "jos", "juba", "just", "kann", "kas", "kaudu", "keda", "kelle", "kes", "kohta", "konnen",
    "koos", "kuhu", "kui", "kuid", "kuidas", "kuinka", "kun", "kuna", "kus", "kust", "la", "las", "le", "les",
    "leur", "lisaks", "ll", "lo", "los", "ma", "mais", "man", "me", "mein", "meine", "meinem", "meinen", "meiner",
    "mes", "mi", "mich", "mida", "mika", "miks", "millal", "mille", "millega", "milline", "mina", "mind", "minu",
    "minult", "mir", "mis", "missa", "mit", "mita", "miten", "mitte", "mochte", "mon", "mu", "mul", "mulle", "muss",
    "mutta", "my", "nach", "ne", "need", "nende", "nicht", "nii", "niin", "no", "noch", "not", "nous", "now", "nur",
    "nuud", "oder", "of", "ole", "oleks", "olema", "olen", "oli", "on", "once", "one", "ongi", "onnestu", "or",
    "ou", "our", "ovat", "palun", "par", "para", "pas", "peaks", "pean", "pero", "peut", "please", "plus", "pole",
    "por", "pour", "pourquoi", "puedo", "puis", "quand", "que", "quel", "quelle", "qui", "quiero", "re", "s", "sa",
    "saab", "saada", "saaks", "saaksin", "saan", "se", "seal", "seda", "see", "sein", "selle", "si", "sich", "sie",
    "siis", "sina", "sind", "so", "some", "son", "soovib", "soovin", "still", "su", "sur", "t", "ta", "tahaks",
    "tahaksin", "tahan", "tai", "te", "teie", "teil", "teilt", "tema", "tengo", "tere", "than", "thank", "thanks",
    "that", "the", "their", "them", "then", "there", "these", "they", "this", "to", "too", "tuleb", "uks", "um",
    "un", "una", "und", "une", "uns", "until", "up", "us", "vaja", "ve", "veel", "via", "voi", "voib", "voimalik",
    "voin", "voinko", "von", "vor", "votre", "vous", "want", "war", "warum", "was", "we", "wenn", "wer", "werden",
    "were", "what", "when", "where", "which", "who", "why", "wie", "will", "wir", "wird", "with", "wo", "won",
    "would", "y", "you", "your", "zu", "zum", "zur", "без", "бы", "в", "во", "вы", "где", "для", "до", "его",
    "если", "есть", "и", "из", "или", "как", "когда", "ли", "меня", "мне", "могу", "можно", "мой", "моя", "мы",
    "на", "не", "но", "о", "от", "по", "почему", "при", "с", "со", "так", "то", "у", "что", "чтобы", "это", "я",
];

/// Pairs that questions in Chinese, Japanese and Korean are built with.
#[rustfmt::skip]
const SMALL_PAIRS: &[&str] = &[
    "怎么", "么办", "什么", "可以", "我的", "如何", "我想", "请问", "能不", "不能", "是否", "一下", "怎样", "你们", "我们",
    "的话", "吗", "어떻", "떻게", "나요", "니다", "습니", "해요", "하나", "있나", "인가", "가요", "세요", "하는", "하고", "싶어",
    "어요", "는데", "합니", "니까", "있어", "을까", "할까", "요", "수있", "제가", "저는",
];

/// What a text says, each once: stems of the words that are not small, and pairs of characters. Numbers are left out.
pub(crate) fn content(text: &str, language: &str, limit: usize) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for piece in cut(text, &[], limit).pieces {
        if piece.kind == Kind::Single || weight(&piece) < 0.7 {
            continue;
        }
        let term = match piece.kind {
            Kind::Word => stem(&piece.text, language).into_owned(),
            _ => piece.text,
        };
        if !found.contains(&term) {
            found.push(term);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_words_are_sorted_so_that_they_are_found() {
        assert!(SMALL.windows(2).all(|w| w[0] < w[1]));
        let of = |text: &str| {
            let cut = cut(text, &["en"], 10);
            cut.pieces.iter().map(weight).collect::<Vec<_>>()
        };
        assert_eq!(of("how refund 12"), [0.3, 1.0, 0.4]);
        assert_eq!(of("怎么"), [0.3, 0.2, 0.3]);
    }

    #[test]
    fn pieces_know_where_they_stand() {
        let text = "Kõik 退款了 ok";
        let cut = cut(text, &["et", "zh"], 100);
        for piece in &cut.pieces {
            let shown = &text[piece.span.clone()];
            assert!(!crate::tokens::tokens(shown).concat().is_empty(), "{shown}");
        }
        assert!(cut.meant.iter().any(|m| &text[m.span.clone()] == "退款"));
    }

    #[test]
    fn a_limit_holds_and_nothing_is_cut_from_nothing() {
        assert_eq!(cut(&"a ".repeat(100), &["en"], 7).pieces.len(), 7);
        assert!(cut("… !", &["en"], 7).pieces.is_empty());
    }
}
