//! Replies: the visible reply of each mail against the words that a careful reader keeps.

use fairlead_mail::{Limits, read, reply};
use std::path::Path;

/// The visible reply of a file: whole mails and HTML go through the whole reader, bare text through the splitter.
pub fn visible(path: &Path) -> Option<String> {
    let raw = std::fs::read(path).ok()?;
    let name = path.file_name()?.to_string_lossy();
    Some(if name.ends_with(".eml") {
        read(&raw, &Limits::default()).reply
    } else if name.ends_with(".html") {
        let mail = [b"Content-Type: text/html\r\n\r\n".as_slice(), &raw].concat();
        read(&mail, &Limits::default()).reply
    } else {
        reply::split(&String::from_utf8_lossy(&raw)).0
    })
}

/// Letters and digits of each word, lower case; words without any are left out.
pub fn words(text: &str) -> Vec<String> {
    let bare = |word: &str| {
        word.chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
            .to_lowercase()
    };
    text.split_whitespace()
        .map(bare)
        .filter(|word| !word.is_empty())
        .collect()
}

/// FNV-1a over the words: tells whether they are the same without copying the mail here.
pub fn fingerprint(words: &[String]) -> String {
    let bytes = words.iter().flat_map(|word| word.bytes().chain([b' ']));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// One row of the table: `path count fingerprint last-word`.
pub struct Row {
    pub path: &'static str,
    pub count: usize,
    pub fingerprint: &'static str,
    pub last: &'static str,
}

pub fn table() -> Vec<Row> {
    let rows = include_str!("replies.txt")
        .lines()
        .filter(|line| !line.starts_with('#'));
    rows.filter_map(|line| {
        let mut fields = line.split('\t');
        let (path, count) = (fields.next()?, fields.next()?.parse().ok()?);
        Some(Row {
            path,
            count,
            fingerprint: fields.next()?,
            last: fields.next().unwrap_or_default(),
        })
    })
    .collect()
}

/// How a visible reply compares with its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Exact,
    /// All expected words are there, and more.
    Kept,
    Lost,
}

pub fn compare(row: &Row, visible: &str) -> Verdict {
    let words = words(visible);
    if fingerprint(&words) == row.fingerprint {
        return Verdict::Exact;
    }
    let begins = words
        .get(..row.count)
        .is_some_and(|head| fingerprint(head) == row.fingerprint);
    let ends = words.len() >= row.count
        && words
            .get(words.len() - row.count..)
            .is_some_and(|tail| fingerprint(tail) == row.fingerprint);
    if begins || ends {
        Verdict::Kept
    } else {
        Verdict::Lost
    }
}

pub fn report(root: &Path, verbose: bool) {
    println!("\n| visible replies | files | exact | words kept |\n| --- | --- | --- | --- |");
    let mut all = (0, 0, 0);
    for set in ["email_reply_parser", "EmailReplyParser-php", "talon"] {
        let mut tally = (0, 0, 0);
        for row in table()
            .iter()
            .filter(|row| row.path.starts_with(&format!("{set}/")))
        {
            let Some(visible) = visible(&root.join("replies").join(row.path)) else {
                continue;
            };
            let verdict = compare(row, &visible);
            tally.0 += 1;
            tally.1 += usize::from(verdict == Verdict::Exact);
            tally.2 += usize::from(verdict != Verdict::Lost);
            if verdict != Verdict::Exact && verbose {
                println!(
                    "- {}: {verdict:?}, wanted {} words to {:?}",
                    row.path, row.count, row.last
                );
            }
        }
        line(set, tally);
        all = (all.0 + tally.0, all.1 + tally.1, all.2 + tally.2);
    }
    line("all", all);
}

fn line(name: &str, (files, exact, kept): (usize, usize, usize)) {
    let rate = |n: usize| 100.0 * n as f64 / files.max(1) as f64;
    println!(
        "| {name} | {files} | {exact} = {:.1} % | {kept} = {:.1} % |",
        rate(exact),
        rate(kept)
    );
}

/// Prints rows for files as they are read now, for a person to check before they go into the table.
pub fn print_rows(paths: &[String]) {
    for path in paths {
        let Some(text) = visible(Path::new(path)) else {
            continue;
        };
        let words = words(&text);
        let short = path
            .split_once("/replies/")
            .map_or(path.as_str(), |(_, rest)| rest);
        println!(
            "{short}\t{}\t{}\t{}",
            words.len(),
            fingerprint(&words),
            words.last().map_or("", String::as_str)
        );
    }
}

pub fn show(paths: &[String]) {
    for path in paths {
        println!(
            "======== {path}\n{}",
            visible(Path::new(path)).unwrap_or_default()
        );
    }
}
