//! From plain text to a document, as people write it anyway: `- item`, `1. step`, `## heading`, `| cell | cell |`, and
//! `!info`, `!warn`, `!ok` before what should stand out. Everything else is words.

use super::doc::{Block, Cell, Doc, Marks, Span, Target, Tone};

/// Bytes that are looked at.
const TEXT_MAX: usize = 256 * 1024;
/// Paragraphs and items.
const PARTS_MAX: usize = 1000;
/// Cells of a row, rows of a table.
const COLUMNS_MAX: usize = 20;
const ROWS_MAX: usize = 100;

/// A document of plain text.
#[must_use]
pub fn of_plain(text: &str) -> Doc {
    document(&parts(bounded(text).lines()))
}

pub(super) fn bounded(text: &str) -> &str {
    &text[..text.floor_char_boundary(TEXT_MAX)]
}

/// Lines that stand together.
pub(super) fn parts<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Vec<&'a str>> {
    let mut parts: Vec<Vec<&str>> = vec![Vec::new()];
    for line in lines {
        let words = line.trim();
        let alone = words.starts_with("## ") || words.starts_with("### ");
        let Some(last) = parts.last_mut() else {
            continue;
        };
        if words.is_empty() {
            if !last.is_empty() {
                parts.push(Vec::new());
            }
        } else if alone {
            parts.push(vec![words]);
            parts.push(Vec::new());
        } else {
            last.push(words);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.truncate(PARTS_MAX);
    parts
}

pub(super) fn document(parts: &[Vec<&str>]) -> Doc {
    let mut doc = Doc {
        blocks: parts.iter().map(|part| block(part)).collect(),
    };
    // Headings get their ids when the document is read.
    if let Ok(read) = Doc::parse(&doc.to_json()) {
        doc = read;
    }
    doc
}

fn block(lines: &[&str]) -> Block {
    if let [line] = lines {
        let heading = line
            .strip_prefix("## ")
            .map(|words| (2, words))
            .or_else(|| line.strip_prefix("### ").map(|words| (3, words)));
        if let Some((level, words)) = heading {
            return Block::Heading {
                level,
                id: String::new(),
                spans: spans(words.trim()),
            };
        }
        for (sign, tone) in [
            ("!info ", Tone::Info),
            ("!warn ", Tone::Warn),
            ("!ok ", Tone::Ok),
        ] {
            if let Some(words) = line.strip_prefix(sign) {
                return Block::Callout {
                    tone,
                    blocks: vec![Block::Paragraph(spans(words.trim()))],
                };
            }
        }
    }
    if let Some(rows) = table(lines) {
        return Block::Table { rows };
    }
    let all = |strip: fn(&str) -> Option<&str>| {
        let stripped: Option<Vec<&str>> = lines.iter().map(|line| strip(line)).collect();
        stripped.filter(|items| !items.is_empty())
    };
    let items = |stripped: Vec<&str>| {
        let item = |line: &&str| vec![Block::Paragraph(spans(line))];
        stripped.iter().take(PARTS_MAX).map(item).collect()
    };
    if let Some(stripped) = all(bullet) {
        return Block::List {
            ordered: false,
            start: 1,
            items: items(stripped),
        };
    }
    if let Some(stripped) = all(numbered) {
        return Block::Steps(items(stripped));
    }
    let mut out = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        if n > 0 {
            out.push(Span::Break);
        }
        out.extend(spans(line));
    }
    Block::Paragraph(out)
}

/// Rows of cells between bars; the first row is the heading.
fn table(lines: &[&str]) -> Option<Vec<Vec<Cell>>> {
    let cells = |line: &&str| -> Option<Vec<String>> {
        let within = line.strip_prefix('|')?.strip_suffix('|')?;
        Some(within.split('|').map(|c| c.trim().to_owned()).collect())
    };
    let rows: Vec<Vec<String>> = lines.iter().map(cells).collect::<Option<_>>()?;
    let width = rows.first()?.len();
    if rows.len() < 2
        || rows.len() > ROWS_MAX
        || width > COLUMNS_MAX
        || rows.iter().any(|r| r.len() != width)
    {
        return None;
    }
    let row = |(n, row): (usize, &Vec<String>)| {
        let cell = |words: &String| Cell {
            heading: n == 0,
            blocks: vec![Block::Paragraph(spans(words))],
        };
        row.iter().map(cell).collect()
    };
    Some(rows.iter().enumerate().map(row).collect())
}

fn bullet(line: &str) -> Option<&str> {
    ["- ", "* ", "• ", "– "]
        .iter()
        .find_map(|sign| line.strip_prefix(sign))
        .map(str::trim)
}

fn numbered(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = line.len() - rest.len();
    if !(1..=3).contains(&digits) {
        return None;
    }
    rest.strip_prefix(['.', ')', '、', '．']).map(str::trim)
}

/// Words, with what looks like an address made a link.
fn spans(line: &str) -> Vec<Span> {
    let plain = |text: &str| Span::Text {
        text: text.to_owned(),
        marks: Marks::default(),
        link: None,
    };
    let mut out = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find("https://") {
        let tail = &rest[at..];
        let end = tail
            .find(|c: char| c.is_whitespace() || "<>\"'）」。，、".contains(c))
            .unwrap_or(tail.len());
        let url = tail[..end].trim_end_matches(['.', ',', ')', ';', ':', '!', '?']);
        if !super::is_web_address(url) || url.len() > 2000 {
            break;
        }
        if at > 0 {
            out.push(plain(&rest[..at]));
        }
        out.push(Span::Text {
            text: url.to_owned(),
            marks: Marks::default(),
            link: Some(Target::Url(url.to_owned())),
        });
        rest = &rest[at + url.len()..];
    }
    if !rest.is_empty() {
        out.push(plain(rest));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_becomes_blocks() {
        let doc = of_plain(
            "One line\nand another\n\n## When\n1. first\n2. second\n\n| A | B |\n| 1 | 2 |\n\n- x\n- y\n\n!warn Careful",
        );
        let kinds: Vec<&str> = doc
            .blocks
            .iter()
            .map(|b| match b {
                Block::Paragraph(_) => "paragraph",
                Block::Heading { id, .. } if id == "when" => "heading",
                Block::Steps(items) if items.len() == 2 => "steps",
                Block::Table { rows } if rows.len() == 2 => "table",
                Block::List { ordered: false, .. } => "list",
                Block::Callout {
                    tone: Tone::Warn, ..
                } => "callout",
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(
            kinds,
            ["paragraph", "heading", "steps", "table", "list", "callout"]
        );
    }

    #[test]
    fn whatever_it_is_it_can_be_stored() {
        for text in [
            "|",
            "| |",
            "|a|\n|b|c|",
            "## ",
            "!warn ",
            &"| x ".repeat(5000),
            &"## h\n".repeat(5000),
            &"1. x\n".repeat(9000),
        ] {
            let doc = of_plain(text);
            assert!(
                Doc::parse(&doc.to_json()).is_ok(),
                "{}",
                &text[..text.len().min(20)]
            );
        }
    }
}
