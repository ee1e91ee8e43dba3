//! The page of an article as a reader's browser asks for it: CPU of the server per page, against the smallest axum server with
//! a template that says hello; and how many packed octets it has.

use crate::report::{Row, median, percentile, spread};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use testkit::drive::client::Api;
use testkit::drive::process::{Fairlead, Running, free_port, init, wait_for_port};

const ROUNDS: usize = 5;
const PAGES: usize = 5_000;
/// Articles that are asked for one after the other.
const ARTICLES: usize = 20;
/// Words of an article.
const WORDS: usize = 600;

/// CPU µs a page, octets of all of them, and how long each took, ms.
fn round(api: &mut Api, process: &Running, paths: &[String]) -> Result<(f64, usize, Vec<f64>)> {
    let before = process.cpu_seconds()?;
    let (mut octets, mut waits) = (0, Vec::with_capacity(PAGES));
    for path in paths.iter().cycle().take(PAGES) {
        let begun = Instant::now();
        let (status, body) = api.page(path)?;
        waits.push(begun.elapsed().as_secs_f64() * 1000.0);
        if status != 200 {
            bail!("{path} answered {status}");
        }
        octets += body.len();
    }
    let cpu_us = (process.cpu_seconds()? - before) * 1e6 / PAGES as f64;
    Ok((cpu_us, octets, waits))
}

pub fn run(binary: &Path) -> Result<Vec<Row>> {
    let dir = tempfile::tempdir()?;
    let data = dir.path().join("data");
    init(binary, &data)?;
    let desk = Fairlead::start(binary, &data)?;
    let mut api = Api::sign_in(desk.http)?;
    let ours = shelf(&mut api)?;
    let port = free_port()?;
    let floor = std::env::current_exe()?.with_file_name("floor");
    let floor = Running::spawn(Command::new(floor).arg(&data).arg(port.to_string()))?;
    wait_for_port(port, Duration::from_secs(10))?;
    let mut hello = Api::anonymous(port)?;
    let greetings: Vec<String> = (0..ARTICLES)
        .map(|n| format!("/hello/reader-{n}"))
        .collect();
    // A reader: no cookie.
    let mut reader = Api::anonymous(desk.http)?;
    round(&mut reader, &desk.process, &ours)?;
    round(&mut hello, &floor, &greetings)?;
    let (mut a, mut b, mut waits, mut octets) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for _ in 0..ROUNDS {
        reader.reconnect(desk.http)?;
        hello.reconnect(port)?;
        b.push(round(&mut hello, &floor, &greetings)?.0);
        let (cpu, sent, took) = round(&mut reader, &desk.process, &ours)?;
        a.push(cpu);
        octets = sent;
        waits.extend(took);
    }
    desk.stop()?;
    let ratios: Vec<f64> = a.iter().zip(&b).map(|(o, f)| o / f).collect();
    Ok(vec![
        Row {
            what: "page of an article (CPU µs)".into(),
            ours: format!("{:.1}", median(&a)),
            floor: format!("{:.1}", median(&b)),
            ratio: Some(median(&ratios)),
            spread: spread(&ratios),
            aim: "<= 3".into(),
        },
        Row {
            what: format!("the same: packed kB of {WORDS} words, p99 (ms)"),
            ours: format!(
                "{:.1}, {:.2}",
                octets as f64 / PAGES as f64 / 1024.0,
                percentile(&waits, 99)
            ),
            floor: "-".into(),
            ratio: None,
            spread: None,
            aim: "<= 20 kB".into(),
        },
    ])
}

/// A help center with articles; the paths of their pages.
fn shelf(api: &mut Api) -> Result<Vec<String>> {
    let center = made(
        api,
        "/help-centers",
        &json!({ "slug": "bench", "names": { "en": "Bench" }, "locales": ["en"], "default_locale": "en", "public": true }),
    )?;
    let mut paths = Vec::new();
    for n in 0..ARTICLES {
        let title = format!("Question {n} that people ask");
        let article = made(
            api,
            "/articles",
            &json!({ "center": center, "locale": "en", "title": title, "summary": "An answer.", "doc": document(n) }),
        )?;
        let path = format!("/articles/{article}/texts/en/publication");
        let (status, body) = api.call("PUT", &path, Some(&json!({})), None)?;
        if status >= 300 {
            bail!("{path} answered {status}: {body}");
        }
        paths.push(format!("/help/bench/en/a/question-{n}-that-people-ask"));
    }
    Ok(paths)
}

fn made(api: &mut Api, path: &str, input: &Value) -> Result<String> {
    let (status, body) = api.call("POST", path, Some(input), None)?;
    if status >= 300 {
        bail!("{path} answered {status}: {body}");
    }
    Ok(body["id"].as_str().context("an id")?.to_owned())
}

/// Headings, paragraphs and a table.
fn document(n: usize) -> Value {
    let text = |text: String| json!({ "type": "text", "text": text });
    let paragraph = |from: usize| {
        let words: Vec<String> = (from..from + WORDS / 10)
            .map(|w| format!("word{}", (w * 7919 + n) % 997))
            .collect();
        json!({ "type": "paragraph", "content": [text(words.join(" "))] })
    };
    let heading = |at: usize| json!({ "type": "heading", "attrs": { "level": 2 }, "content": [text(format!("Part {at}"))] });
    let cell = |words: &str| json!({ "type": "tableCell", "content": [{ "type": "paragraph", "content": [text(words.to_owned())] }] });
    let row = json!({ "type": "tableRow", "content": [cell("Bank card"), cell("1 to 2 days")] });
    let mut content = Vec::new();
    for part in 0..5 {
        content.push(heading(part));
        content.push(paragraph(part * 200));
        content.push(paragraph(part * 200 + 100));
    }
    content.push(json!({ "type": "table", "content": [row, row, row] }));
    json!({ "type": "doc", "content": content })
}
