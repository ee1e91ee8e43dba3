//! Suggestions while somebody types, over 10,000 texts in five languages: CPU of one answer (ranking, the words of what is
//! shown, its passages), against the bare query of the same words in FTS5, in the same thread and minute.
//!
//! The texts are the demo's articles taken apart and put together anew (sentences of one language, and words that only few
//! texts have), each of 2,000 articles in all five languages. What is typed are the questions of the ranker's own test, from the
//! eighth letter on. FTS5 holds the same tokens of the same texts and is asked for any of them, the last one as a beginning.

use crate::report::{Row, median, percentile, spread};
use anyhow::{Context, Result, ensure};
use domain::suggest::{Index, Question, Readers, Source, passage};
use domain::tokens::{runs, tokens};
use domain::{ArticleId, HelpCenterId};
use rusqlite::{Connection, params};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;
use uuid::Uuid;

const LANGUAGES: [&str; 5] = ["en", "et", "zh", "ja", "ko"];
const ARTICLES: usize = 2_000;
const SENTENCES: usize = 12;
/// Words that only few texts have: codes of products, names.
const RARE: u64 = 6_000;
const ROUNDS: usize = 5;
const SHOWN: usize = 3;
const CENTER: HelpCenterId = HelpCenterId(Uuid::from_u128(1));
const AIM: f64 = 4.0;

/// Numbers that look random and are the same each time (Marsaglia's xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n.max(1)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let at = self.below(from.len() as u64);
        &from[usize::try_from(at).unwrap_or(0)]
    }
}

/// What a language has to say.
#[derive(Default)]
struct Stock {
    titles: Vec<String>,
    summaries: Vec<String>,
    sentences: Vec<String>,
}

fn stock(root: &Path, language: &str) -> Result<Stock> {
    let file = root.join(format!("crates/server/src/demo/articles/{language}.json"));
    let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let articles: BTreeMap<String, Value> = serde_json::from_str(&text)?;
    let mut stock = Stock::default();
    for article in articles.values() {
        let text = |name: &str| article[name].as_str().unwrap_or_default().to_owned();
        stock.titles.push(text("title"));
        stock.summaries.push(text("summary"));
        let lines = article["lines"].as_array().context("lines")?;
        let whole: Vec<&str> = lines.iter().filter_map(Value::as_str).collect();
        let sentences = whole
            .iter()
            .flat_map(|l| l.split_inclusive(['.', '。', '?', '？']));
        stock.sentences.extend(
            sentences
                .map(|s| s.trim().to_owned())
                .filter(|s| s.len() > 8),
        );
    }
    ensure!(
        stock.sentences.len() > 50,
        "too little to say in {language}"
    );
    Ok(stock)
}

fn sources(root: &Path) -> Result<Vec<Source>> {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut all = Vec::with_capacity(ARTICLES * LANGUAGES.len());
    for language in LANGUAGES {
        let stock = stock(root, language)?;
        for n in 0..ARTICLES {
            let rare = |dice: &mut Dice| format!("{}x{}", language, dice.below(RARE));
            let text: Vec<String> = (0..SENTENCES)
                .map(|_| dice.pick(&stock.sentences).clone())
                .collect();
            all.push(Source {
                article: ArticleId(Uuid::from_u128(n as u128 + 1)),
                center: CENTER,
                internal: false,
                locale: language.to_owned(),
                title: format!("{} {}", dice.pick(&stock.titles), rare(&mut dice)),
                summary: dice.pick(&stock.summaries).clone(),
                text: format!("{} {}", text.join(" "), rare(&mut dice)),
                asked: Vec::new(),
                learned: Vec::new(),
                topic: None,
                updated_at: 0,
                helped: (0, 0),
                sent: 0,
            });
        }
    }
    Ok(all)
}

/// What is typed, at some of its letters.
fn typed(root: &Path) -> Result<Vec<(&'static str, String)>> {
    let file = root.join("crates/domain/tests/suggest/seen.json");
    let all: BTreeMap<String, BTreeMap<String, Vec<String>>> =
        serde_json::from_str(&std::fs::read_to_string(file)?)?;
    let mut out = Vec::new();
    for by_language in all.values() {
        for language in LANGUAGES {
            for question in by_language.get(language).into_iter().flatten() {
                let letters = question.chars().count();
                for share in [1, 2, 3] {
                    let upto = (letters * share / 3).max(8.min(letters));
                    out.push((language, question.chars().take(upto).collect()));
                }
            }
        }
    }
    Ok(out)
}

fn tables(sources: &[Source]) -> Result<Connection> {
    let mut conn = Connection::open_in_memory()?;
    conn.execute_batch(
        "CREATE VIRTUAL TABLE bare USING fts5(t, content='', tokenize='ascii');
         CREATE TABLE words (article BLOB, locale TEXT, title TEXT, summary TEXT, text TEXT, PRIMARY KEY (article, locale)) WITHOUT ROWID;",
    )?;
    let tx = conn.transaction()?;
    for (n, s) in (1_i64..).zip(sources) {
        let whole = format!("{}\n{}\n{}", s.title, s.summary, s.text);
        let row = "INSERT INTO bare (rowid, t) VALUES (?1, ?2)";
        tx.prepare_cached(row)?
            .execute(params![n, tokens(&whole).join(" ")])?;
        let row = "INSERT INTO words VALUES (?1, ?2, ?3, ?4, ?5)";
        tx.prepare_cached(row)?.execute(params![
            s.article.0.as_bytes(),
            s.locale,
            s.title,
            s.summary,
            s.text
        ])?;
    }
    tx.commit()?;
    Ok(conn)
}

/// How many articles were shown.
fn ours(index: &Index, conn: &Connection, locale: &str, text: &str) -> Result<usize> {
    let question = Question {
        text,
        locale,
        topic: None,
        readers: Readers::Public(CENTER),
        now: 0,
    };
    let found = index.suggest(&question, SHOWN);
    let select = "SELECT title, summary, text FROM words WHERE article = ?1 AND locale = ?2";
    let mut select = conn.prepare_cached(select)?;
    let mut shown = 0;
    for suggestion in &found {
        let key = params![suggestion.article.0.as_bytes(), suggestion.locale];
        let (title, summary, text): (String, String, String) =
            select.query_row(key, |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        let piece = passage(&format!("{summary}\n{text}"), &suggestion.sought);
        shown += usize::from(!title.is_empty() && !piece.text.is_empty());
    }
    Ok(shown)
}

fn bare(conn: &Connection, text: &str) -> Result<usize> {
    let mut asked: Vec<String> = runs(text).flat_map(|r| r.query_tokens()).collect();
    let last = asked.pop();
    let mut parts: Vec<String> = asked.iter().map(|t| format!("\"{t}\"")).collect();
    parts.extend(last.map(|t| format!("\"{t}\" *")));
    let mut select =
        conn.prepare_cached("SELECT rowid FROM bare WHERE bare MATCH ?1 ORDER BY rank LIMIT 3")?;
    let rows = select.query_map([parts.join(" OR ")], |r| r.get::<_, i64>(0))?;
    Ok(rows.flatten().count())
}

/// Nanoseconds on a processor of this thread.
fn cpu() -> Result<f64> {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(said.split(' ').next().context("a number")?.parse()?)
}

/// `root`: the checkout.
///
/// # Errors
/// When the texts are not there, or nothing is found.
pub fn run(root: &Path) -> Result<Vec<Row>> {
    let sources = sources(root)?;
    let typed = typed(root)?;
    let conn = tables(&sources)?;
    let before = cpu()?;
    let index = Index::build(sources);
    let built_ms = (cpu()? - before) / 1e6;
    let (mut ratios, mut mine, mut theirs, mut walls) = (vec![], vec![], vec![], vec![]);
    for round in 0..=ROUNDS {
        let from = cpu()?;
        let mut shown = 0;
        for (locale, text) in &typed {
            let at = Instant::now();
            shown += ours(&index, &conn, locale, text)?;
            walls.push(at.elapsed().as_secs_f64() * 1e3);
        }
        let half = cpu()?;
        let mut found = 0;
        for (_, text) in &typed {
            found += bare(&conn, text)?;
        }
        let to = cpu()?;
        ensure!(
            shown > typed.len() && found > typed.len(),
            "{shown} and {found} of {}",
            typed.len()
        );
        // The first round warms.
        if round == 0 {
            walls.clear();
            continue;
        }
        let per = |ns: f64| ns / 1e3 / typed.len() as f64;
        mine.push(per(half - from));
        theirs.push(per(to - half));
        ratios.push((half - from) / (to - half));
    }
    let memory = index.bytes() as f64 / 1e6;
    Ok(vec![
        Row {
            what: format!(
                "suggestion while typing, {} texts in five languages, CPU (p99 {:.2} ms)",
                index.len(),
                percentile(&walls, 99)
            ),
            ours: format!("{:.0} µs", median(&mine)),
            floor: format!("{:.0} µs, bare FTS5 query", median(&theirs)),
            ratio: Some(median(&ratios)),
            spread: spread(&ratios),
            aim: format!("<= {AIM:.0}x"),
        },
        Row {
            what: "its index: built, and held".into(),
            ours: format!("{built_ms:.0} ms, {memory:.1} MB"),
            floor: "-".into(),
            ratio: None,
            spread: None,
            aim: "said".into(),
        },
    ])
}
