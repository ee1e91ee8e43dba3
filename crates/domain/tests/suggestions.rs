//! How often the right article is among the first three, for questions in other words, in five languages, beside plain BM25
//! over the same words of the same articles.
//!
//! **How the sets were made.** Two sets, for each article of the demo's help center, in each language, by hand, as customers
//! write, and never from the questions that the articles themselves expect (`asked`; a test below compares them):
//! `suggest/seen.json`, three questions each, by what happened to somebody, mostly without the words of the title, made hard
//! on purpose; and `suggest/fresh.json`, two questions each, paraphrased from titles and summaries alone, by somebody who had
//! read neither the texts and `asked` of the articles nor the list of meanings, nor what the ranker made of the first set.
//! Weights and methods were chosen by the first set; the second was written afterwards, and asked to say what it is worth:
//! nothing was chosen by it. The list of meanings (`meaning.txt`) was written before the articles and both sets, and is not
//! changed after them. Each question is asked as it stands, within a letter (a template for each language), and, in languages
//! with spaces, with one slip of the finger.
//!
//! **What it is compared with.** BM25 (k1 1.2, b 0.75) over the same tokens of title, summary, questions and text, in the
//! language of the question alone, which helps it; our ranker is not told more.
//!
//! **What is reached** (in brackets BM25): of the seen set 71.5 % as it stands (59.5), 67.7 in letters (53.1), 67.3 with a slip
//! (52.7); of the fresh set 80.0 (65.2), 76.4 (62.4), 77.0 (54.0). Ten points more than BM25 are aimed at, and guarded. 250
//! questions tell two or three points apart at best; the fresh set is easier because titles and summaries were its source.

use fairlead_domain as domain;

use domain::suggest::{Index, Question, Readers, Source};
use domain::tokens::{runs, tokens};
use domain::{ArticleId, HelpCenterId};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use uuid::Uuid;

const LANGUAGES: [&str; 5] = ["en", "et", "zh", "ja", "ko"];
const CENTER: HelpCenterId = HelpCenterId(Uuid::from_u128(1));
const FIRST: usize = 3;
/// Points more than BM25 that each set has to reach, in each form of its questions.
const LEAST: f64 = 10.0;

/// Key of the article, language, and its three questions.
type Asked = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// The set by which weights and methods were chosen.
fn seen() -> Asked {
    serde_json::from_str(include_str!("suggest/seen.json")).expect("the questions")
}

/// The set by which nothing was chosen.
fn fresh() -> Asked {
    serde_json::from_str(include_str!("suggest/fresh.json")).expect("the questions")
}

/// The demo's articles; each has the same id in every language.
fn articles() -> Vec<(String, Source)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/src/demo/articles");
    let mut keys: Vec<String> = Vec::new();
    let mut all = Vec::new();
    for language in LANGUAGES {
        let file = folder.join(format!("{language}.json"));
        let text = std::fs::read_to_string(&file).expect("the demo's articles");
        let articles: BTreeMap<String, Value> = serde_json::from_str(&text).expect("JSON");
        for (key, article) in articles {
            let at = keys.iter().position(|k| *k == key).unwrap_or_else(|| {
                keys.push(key.clone());
                keys.len() - 1
            });
            all.push((key, source(at, language, &article)));
        }
    }
    all
}

fn source(at: usize, language: &str, article: &Value) -> Source {
    let text = |name: &str| article[name].as_str().unwrap_or_default().to_owned();
    let list = |name: &str| -> Vec<String> {
        let values = article[name].as_array().cloned().unwrap_or_default();
        values
            .iter()
            .filter_map(|v| v.as_str().map(str::to_owned))
            .collect()
    };
    Source {
        article: ArticleId(Uuid::from_u128(at as u128 + 1)),
        center: CENTER,
        internal: false,
        locale: language.to_owned(),
        title: text("title"),
        summary: text("summary"),
        text: list("lines").join("\n"),
        asked: list("asked"),
        learned: Vec::new(),
        topic: None,
        updated_at: 0,
        helped: (0, 0),
        sent: 0,
    }
}

/// Plain BM25 over the articles of one language.
struct Bm25 {
    docs: Vec<(String, HashMap<String, f64>, f64)>,
    df: HashMap<String, f64>,
    mean: f64,
}

impl Bm25 {
    fn new<'a>(sources: impl Iterator<Item = &'a (String, Source)>) -> Self {
        let (mut docs, mut df) = (Vec::new(), HashMap::new());
        for (key, s) in sources {
            let whole = format!(
                "{}\n{}\n{}\n{}",
                s.title,
                s.summary,
                s.asked.join("\n"),
                s.text
            );
            let tokens = tokens(&whole);
            let length = tokens.len() as f64;
            let mut tf: HashMap<String, f64> = HashMap::new();
            for token in tokens {
                *tf.entry(token).or_default() += 1.0;
            }
            for token in tf.keys() {
                *df.entry(token.clone()).or_default() += 1.0;
            }
            docs.push((key.clone(), tf, length));
        }
        let mean = docs.iter().map(|d| d.2).sum::<f64>() / docs.len() as f64;
        Self { docs, df, mean }
    }

    fn first(&self, question: &str) -> Vec<&str> {
        let mut asked: Vec<String> = runs(question).flat_map(|r| r.query_tokens()).collect();
        asked.sort();
        asked.dedup();
        let n = self.docs.len() as f64;
        let mut scored: Vec<(f64, &str)> = self
            .docs
            .iter()
            .map(|(key, tf, length)| {
                let score = asked
                    .iter()
                    .filter_map(|token| {
                        let (tf, df) = (tf.get(token)?, self.df.get(token)?);
                        let idf = (1.0 + (n - df + 0.5) / (df + 0.5)).ln();
                        Some(idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * length / self.mean)))
                    })
                    .sum();
                (score, key.as_str())
            })
            .filter(|(score, _)| *score > 0.0)
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        scored.into_iter().take(FIRST).map(|s| s.1).collect()
    }
}

/// As in a letter.
fn framed(question: &str, language: &str) -> String {
    match language {
        "en" => format!(
            "Hello, I have a question about order HP-20417. {question} Thank you and best regards, Kim"
        ),
        "et" => format!(
            "Tere! Mul on küsimus tellimuse HP-20417 kohta. {question} Aitäh ja parimate soovidega, Kim"
        ),
        "zh" => format!("您好，我想咨询订单HP-20417。{question}谢谢，金"),
        "ja" => format!(
            "こんにちは。注文HP-20417について質問があります。{question} よろしくお願いいたします。キム"
        ),
        _ => format!("안녕하세요, 주문 HP-20417에 대해 질문이 있습니다. {question} 감사합니다. 김"),
    }
}

/// Two letters in the middle of the longest word change places.
fn slipped(question: &str) -> String {
    let longest = question
        .split_whitespace()
        .max_by_key(|w| w.chars().count())
        .unwrap_or_default();
    let mut letters: Vec<char> = longest.chars().collect();
    let at = letters.len() / 2;
    if at > 0 {
        letters.swap(at - 1, at);
    }
    question.replacen(longest, &letters.into_iter().collect::<String>(), 1)
}

#[derive(Default, Clone, Copy)]
struct Score {
    ours: u32,
    plain: u32,
    n: u32,
}

impl Score {
    fn add(&mut self, other: Self) {
        self.ours += other.ours;
        self.plain += other.plain;
        self.n += other.n;
    }

    fn percent(self) -> (f64, f64) {
        let of = |k: u32| 100.0 * f64::from(k) / f64::from(self.n.max(1));
        (of(self.ours), of(self.plain))
    }
}

struct Bench {
    index: Index,
    keys: HashMap<ArticleId, String>,
    plain: HashMap<&'static str, Bm25>,
}

impl Bench {
    fn new() -> Self {
        let articles = articles();
        let plain = LANGUAGES
            .map(|l| (l, Bm25::new(articles.iter().filter(|a| a.1.locale == l))))
            .into();
        let keys = articles
            .iter()
            .map(|(key, s)| (s.article, key.clone()))
            .collect();
        let index = Index::build(articles.into_iter().map(|a| a.1).collect());
        Self { index, keys, plain }
    }

    fn ask(&self, right: &str, language: &'static str, text: &str) -> Score {
        let question = Question {
            text,
            locale: language,
            topic: None,
            readers: Readers::Public(CENTER),
            now: 0,
        };
        let found = self.index.suggest(&question, FIRST);
        let ours = found.iter().any(|s| self.keys[&s.article] == right);
        let plain = self.plain[language].first(text).contains(&right);
        if !ours && std::env::var_os("SHOW_MISSES").is_some() {
            let got: Vec<&str> = found
                .iter()
                .map(|s| self.keys[&s.article].as_str())
                .collect();
            println!("  {language} {right}: {text} -> {got:?} (BM25 {plain})");
        }
        Score {
            ours: ours.into(),
            plain: plain.into(),
            n: 1,
        }
    }

    /// Over the questions of a set, each changed in the same way.
    fn table(
        &self,
        set: &Asked,
        change: impl Fn(&str, &str) -> String,
    ) -> Vec<(&'static str, Score)> {
        let mut of: HashMap<&str, Score> = HashMap::new();
        for (right, by_language) in set {
            for language in LANGUAGES {
                for asked in &by_language[language] {
                    let text = change(asked, language);
                    of.entry(language)
                        .or_default()
                        .add(self.ask(right, language, &text));
                }
            }
        }
        LANGUAGES.map(|l| (l, of[l])).to_vec()
    }
}

fn whole(table: &[(&str, Score)]) -> Score {
    let mut all = Score::default();
    table.iter().for_each(|(_, s)| all.add(*s));
    all
}

fn print(name: &str, table: &[(&str, Score)]) {
    let cells: Vec<String> = table
        .iter()
        .map(|(l, s)| {
            let (ours, plain) = s.percent();
            format!("{l} {ours:.0} ({plain:.0})")
        })
        .collect();
    let all = whole(table);
    let (ours, plain) = all.percent();
    println!(
        "{name}: {ours:.1} % (BM25 {plain:.1} %) of {}; {}",
        all.n,
        cells.join(", ")
    );
}

/// Letters may differ, and slips are of languages with letters.
fn tables(bench: &Bench, name: &str, set: &Asked) -> [(String, Vec<(&'static str, Score)>); 3] {
    let slips = bench
        .table(set, |q, _| slipped(q))
        .into_iter()
        .filter(|(l, _)| ["en", "et"].contains(l))
        .collect();
    let tables = [
        (
            format!("{name}: other words"),
            bench.table(set, |q, _| q.to_owned()),
        ),
        (format!("{name}: in letters"), bench.table(set, framed)),
        (format!("{name}: with a slip"), slips),
    ];
    tables.iter().for_each(|(name, table)| print(name, table));
    tables
}

#[test]
fn the_right_article_is_among_the_first_three_more_often_than_with_bm25() {
    let bench = Bench::new();
    let seen = tables(&bench, "seen", &seen());
    let fresh = tables(&bench, "fresh", &fresh());
    for (name, table) in seen.iter().chain(&fresh) {
        let (ours, plain) = whole(table).percent();
        assert!(
            ours >= plain + LEAST,
            "{name}: {ours:.1} % beside {plain:.1} %"
        );
        for (language, score) in table {
            let (ours, plain) = score.percent();
            assert!(
                ours >= plain - 2.0,
                "{name} in {language}: {ours:.1} % beside {plain:.1} %"
            );
        }
    }
}

#[test]
fn no_question_of_the_set_is_one_that_the_articles_expect() {
    let sets = [seen(), fresh()];
    for (key, source) in articles() {
        let own: Vec<&String> = sets
            .iter()
            .filter_map(|set| set.get(&key)?.get(&source.locale))
            .flatten()
            .collect();
        for expected in source.asked.iter().chain([&source.title]) {
            let expected = tokens(expected);
            for question in &own {
                let question = tokens(question);
                let shared = question.iter().filter(|t| expected.contains(t)).count();
                assert!(
                    shared * 3 <= question.len() * 2,
                    "{key} in {}: {question:?} is nearly {expected:?}",
                    source.locale
                );
            }
        }
    }
}
