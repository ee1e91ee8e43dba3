//! From the editor's JSON (the ProseMirror form that TipTap writes) to a document. Everything that is not known is
//! refused by name; marks that are not known are left out, because they carry no words.

use super::doc::{
    BLOCKS_MAX, Block, Cell, DEPTH_MAX, Doc, Image, JSON_MAX, Marks, Span, TEXT_MAX, Target, Tone,
    Video,
};
use super::{slug, slug_taken};
use crate::{ArticleFileId, ArticleId, Refusal};
use serde_json::{Map, Value};
use std::collections::HashSet;

/// Bytes of an address.
const URL_MAX: usize = 2048;
/// Bytes of the words that describe a picture or a video.
const ALT_MAX: usize = 2000;
/// Pixels.
const SIDE_MAX: u64 = 16_384;
const COLUMNS_MAX: usize = 20;

type Result<T> = std::result::Result<T, Refusal>;

impl Doc {
    /// A document from text that holds JSON.
    ///
    /// # Errors
    /// `document_too_large` beyond [`JSON_MAX`], `not_a_document` for what is no JSON, and as [`Doc::parse`].
    pub fn read(json: &str) -> Result<Self> {
        if json.len() > JSON_MAX {
            return Err(too_large());
        }
        let value = serde_json::from_str(json).map_err(|_| not_a_document())?;
        Self::parse(&value)
    }

    /// A document from the editor's JSON.
    ///
    /// # Errors
    /// `not_a_document`, `unknown_block`, `document_too_deep`, `document_too_large`, `link_not_allowed`, `table_not_even`;
    /// each names what is at fault.
    pub fn parse(value: &Value) -> Result<Self> {
        let root = value.as_object().ok_or_else(not_a_document)?;
        if root.get("type").and_then(Value::as_str) != Some("doc") {
            return Err(not_a_document());
        }
        let mut reading = Reading::default();
        let mut blocks = reading.blocks(root, 1)?;
        // The editor keeps an empty line at the foot.
        while matches!(blocks.last(), Some(Block::Paragraph(spans)) if spans.is_empty()) {
            blocks.pop();
        }
        Ok(Self { blocks })
    }
}

fn not_a_document() -> Refusal {
    Refusal::new("not_a_document", "This is not a document of the editor.").on("doc")
}

fn too_large() -> Refusal {
    Refusal::new(
        "document_too_large",
        "The article is too long. Divide it into several.",
    )
    .on("doc")
}

/// What has been read so far.
#[derive(Default)]
struct Reading {
    things: usize,
    bytes: usize,
    headings: HashSet<String>,
}

impl Reading {
    fn count(&mut self) -> Result<()> {
        self.things += 1;
        if self.things > BLOCKS_MAX {
            return Err(too_large());
        }
        Ok(())
    }

    /// Words, counted; control characters other than line ends and tabs have no meaning and are left out.
    fn words(&mut self, text: &str) -> Result<String> {
        self.bytes += text.len();
        if self.bytes > TEXT_MAX {
            return Err(too_large());
        }
        let kept = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
        Ok(text.chars().filter(kept).collect())
    }

    fn blocks(&mut self, node: &Map<String, Value>, depth: usize) -> Result<Vec<Block>> {
        if depth > DEPTH_MAX {
            return Err(Refusal::new(
                "document_too_deep",
                format!("Blocks are nested more than {DEPTH_MAX} deep."),
            )
            .on("doc"));
        }
        let mut out = Vec::new();
        for child in children(node)? {
            self.count()?;
            out.push(self.block(child, depth)?);
        }
        Ok(out)
    }

    fn block(&mut self, node: &Map<String, Value>, depth: usize) -> Result<Block> {
        Ok(match kind(node) {
            "paragraph" => Block::Paragraph(self.spans(node)?),
            "heading" => self.heading(node)?,
            "bulletList" => Block::List {
                ordered: false,
                start: 1,
                items: self.items(node, depth)?,
            },
            "orderedList" => Block::List {
                ordered: true,
                start: number(node, "start", 1_000_000)
                    .and_then(|n| u32::try_from(n).ok())
                    .unwrap_or(1),
                items: self.items(node, depth)?,
            },
            "steps" => Block::Steps(self.items(node, depth)?),
            "table" => self.table(node, depth)?,
            "codeBlock" => self.code(node)?,
            "callout" => Block::Callout {
                tone: match attribute(node, "tone") {
                    Some("warn") => Tone::Warn,
                    Some("ok") => Tone::Ok,
                    _ => Tone::Info,
                },
                blocks: self.blocks(node, depth + 1)?,
            },
            "blockquote" => Block::Quote(self.blocks(node, depth + 1)?),
            "image" => Block::Image(Image {
                file: file(node)?,
                alt: self.caption(node, "alt")?,
                width: side(node, "width"),
                height: side(node, "height"),
            }),
            "video" => Block::Video(Video {
                file: file(node)?,
                caption: self.caption(node, "caption")?,
                alt: self.caption(node, "alt")?,
                width: side(node, "width"),
                height: side(node, "height"),
            }),
            "horizontalRule" => Block::Rule,
            other => return Err(unknown(other)),
        })
    }

    fn heading(&mut self, node: &Map<String, Value>) -> Result<Block> {
        let spans = self.spans(node)?;
        let base = slug(&super::text::words(&spans));
        let mut id = base.clone();
        let mut attempt = 2;
        while !self.headings.insert(id.clone()) {
            id = slug_taken(&base, attempt);
            attempt += 1;
        }
        let level = if number(node, "level", 6).is_some_and(|l| l >= 3) {
            3
        } else {
            2
        };
        Ok(Block::Heading { level, id, spans })
    }

    fn items(&mut self, node: &Map<String, Value>, depth: usize) -> Result<Vec<Vec<Block>>> {
        let mut out = Vec::new();
        for child in children(node)? {
            self.count()?;
            expect_kind(child, &["listItem"])?;
            out.push(self.blocks(child, depth + 1)?);
        }
        Ok(out)
    }

    fn table(&mut self, node: &Map<String, Value>, depth: usize) -> Result<Block> {
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        for row in children(node)? {
            self.count()?;
            expect_kind(row, &["tableRow"])?;
            let mut cells = Vec::new();
            for cell in children(row)? {
                self.count()?;
                expect_kind(cell, &["tableCell", "tableHeader"])?;
                cells.push(Cell {
                    heading: kind(cell) == "tableHeader",
                    blocks: self.blocks(cell, depth + 1)?,
                });
            }
            let even = rows.first().is_none_or(|first| first.len() == cells.len());
            let spans = children(row)?.any(|c| {
                ["colspan", "rowspan"]
                    .iter()
                    .any(|a| number(c, a, 1000).is_some_and(|n| n > 1))
            });
            if !even || spans || cells.is_empty() || cells.len() > COLUMNS_MAX {
                return Err(Refusal::new(
                    "table_not_even",
                    format!(
                        "A table has the same number of cells in every row, at most {COLUMNS_MAX}, and none is merged."
                    ),
                )
                .on("doc"));
            }
            rows.push(cells);
        }
        Ok(Block::Table { rows })
    }

    fn code(&mut self, node: &Map<String, Value>) -> Result<Block> {
        let mut text = String::new();
        for child in children(node)? {
            self.count()?;
            expect_kind(child, &["text"])?;
            let words = child.get("text").and_then(Value::as_str).unwrap_or("");
            text.push_str(&self.words(words)?);
        }
        let is_name = |l: &&str| {
            (1..=20).contains(&l.len())
                && l.bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"+-#".contains(&b))
        };
        Ok(Block::Code {
            language: attribute(node, "language")
                .filter(is_name)
                .map(str::to_ascii_lowercase),
            text,
        })
    }

    fn spans(&mut self, node: &Map<String, Value>) -> Result<Vec<Span>> {
        let mut out = Vec::new();
        for child in children(node)? {
            self.count()?;
            match kind(child) {
                "hardBreak" => out.push(Span::Break),
                "text" => {
                    let words = child.get("text").and_then(Value::as_str).unwrap_or("");
                    let text = self.words(words)?;
                    let (marks, link) = self.marks(child)?;
                    if !text.is_empty() {
                        out.push(Span::Text { text, marks, link });
                    }
                }
                other => return Err(unknown(other)),
            }
        }
        Ok(out)
    }

    fn marks(&mut self, node: &Map<String, Value>) -> Result<(Marks, Option<Target>)> {
        let mut marks = Marks::default();
        let mut link = None;
        let all = node.get("marks").and_then(Value::as_array);
        // Each mark once: more than a handful is no editor's work.
        for mark in all.into_iter().flatten().take(16) {
            let Some(mark) = mark.as_object() else {
                continue;
            };
            match kind(mark) {
                "bold" => marks.bold = true,
                "italic" => marks.italic = true,
                "strike" => marks.strike = true,
                "code" => marks.code = true,
                "link" => {
                    let href = attribute(mark, "href").unwrap_or("");
                    self.words(href)?;
                    link = Some(target(href)?);
                }
                _ => {}
            }
        }
        Ok((marks, link))
    }

    fn caption(&mut self, node: &Map<String, Value>, name: &str) -> Result<String> {
        let words = attribute(node, name).unwrap_or("");
        if words.len() > ALT_MAX {
            return Err(too_large());
        }
        self.words(words)
    }
}

/// What a link may lead to.
fn target(href: &str) -> Result<Target> {
    let refused = || {
        let shown: String = href.chars().filter(|c| !c.is_control()).take(80).collect();
        Refusal::new(
            "link_not_allowed",
            format!("A link may lead to https, http, mailto, tel, an article or a heading; “{shown}” is none."),
        )
        .on("doc")
    };
    if href.len() > URL_MAX || href.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(refused());
    }
    if let Some(heading) = href.strip_prefix('#') {
        return if super::is_slug(heading) {
            Ok(Target::Heading(heading.to_owned()))
        } else {
            Err(refused())
        };
    }
    let (scheme, rest) = href.split_once(':').ok_or_else(refused)?;
    match scheme.to_ascii_lowercase().as_str() {
        "article" => rest
            .parse::<ArticleId>()
            .map(Target::Article)
            .map_err(|_| refused()),
        "file" => rest
            .parse::<ArticleFileId>()
            .map(Target::File)
            .map_err(|_| refused()),
        "http" | "https" if super::is_web_address(href) => Ok(Target::Url(href.to_owned())),
        "mailto" | "tel" if !rest.is_empty() => Ok(Target::Url(href.to_owned())),
        _ => Err(refused()),
    }
}

fn file(node: &Map<String, Value>) -> Result<ArticleFileId> {
    let id = attribute(node, "file").and_then(|id| id.parse().ok());
    id.ok_or_else(|| {
        Refusal::new(
            "picture_not_uploaded",
            "A picture or a video has to be uploaded first.",
        )
        .on("doc")
    })
}

fn unknown(kind: &str) -> Refusal {
    let shown: String = kind
        .chars()
        .filter(|c| c.is_alphanumeric())
        .take(40)
        .collect();
    Refusal::new(
        "unknown_block",
        format!("An article cannot hold a block of the kind “{shown}”."),
    )
    .on("doc")
}

fn expect_kind(node: &Map<String, Value>, kinds: &[&str]) -> Result<()> {
    let found = kind(node);
    if kinds.contains(&found) {
        Ok(())
    } else {
        Err(unknown(found))
    }
}

fn kind(node: &Map<String, Value>) -> &str {
    node.get("type").and_then(Value::as_str).unwrap_or("")
}

fn attribute<'a>(node: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    node.get("attrs")?.get(name)?.as_str()
}

/// A whole number up to `max`; anything else is none.
fn number(node: &Map<String, Value>, name: &str, max: u64) -> Option<u64> {
    let value = node.get("attrs")?.get(name)?.as_u64()?;
    (value <= max).then_some(value)
}

fn side(node: &Map<String, Value>, name: &str) -> Option<u32> {
    let value = number(node, name, SIDE_MAX).filter(|n| *n > 0)?;
    u32::try_from(value).ok()
}

/// Children, each an object.
fn children(node: &Map<String, Value>) -> Result<impl Iterator<Item = &Map<String, Value>>> {
    let all: &[Value] = match node.get("content") {
        None | Some(Value::Null) => &[],
        Some(Value::Array(all)) => all,
        Some(_) => return Err(not_a_document()),
    };
    if !all.iter().all(Value::is_object) {
        return Err(not_a_document());
    }
    Ok(all.iter().filter_map(Value::as_object))
}
