//! From a document back to the editor's JSON: what is stored, and what the editor opens. Reading it again gives the same
//! document.

use super::doc::{Block, Doc, Span, Target};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

impl Doc {
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({ "type": "doc", "content": blocks(&self.blocks) })
    }
}

impl Serialize for Doc {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(s)
    }
}

impl<'de> Deserialize<'de> for Doc {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(d)?;
        Self::parse(&value).map_err(serde::de::Error::custom)
    }
}

fn blocks(all: &[Block]) -> Vec<Value> {
    all.iter().map(block).collect()
}

fn items(all: &[Vec<Block>]) -> Vec<Value> {
    all.iter()
        .map(|item| json!({ "type": "listItem", "content": blocks(item) }))
        .collect()
}

fn block(block: &Block) -> Value {
    match block {
        Block::Paragraph(s) => json!({ "type": "paragraph", "content": spans(s) }),
        Block::Heading {
            level, spans: s, ..
        } => {
            json!({ "type": "heading", "attrs": { "level": level }, "content": spans(s) })
        }
        Block::List {
            ordered: false,
            items: all,
            ..
        } => json!({ "type": "bulletList", "content": items(all) }),
        Block::List {
            start, items: all, ..
        } => json!({ "type": "orderedList", "attrs": { "start": start }, "content": items(all) }),
        Block::Steps(all) => json!({ "type": "steps", "content": items(all) }),
        Block::Table { rows } => {
            let row = |cells: &Vec<super::Cell>| {
                let cells: Vec<Value> = cells
                    .iter()
                    .map(|c| {
                        let kind = if c.heading {
                            "tableHeader"
                        } else {
                            "tableCell"
                        };
                        json!({ "type": kind, "content": blocks(&c.blocks) })
                    })
                    .collect();
                json!({ "type": "tableRow", "content": cells })
            };
            json!({ "type": "table", "content": rows.iter().map(row).collect::<Vec<_>>() })
        }
        Block::Code { language, text } => {
            let content = if text.is_empty() {
                json!([])
            } else {
                json!([{ "type": "text", "text": text }])
            };
            json!({ "type": "codeBlock", "attrs": { "language": language }, "content": content })
        }
        Block::Callout { tone, blocks: b } => {
            json!({ "type": "callout", "attrs": { "tone": tone.name() }, "content": blocks(b) })
        }
        Block::Quote(b) => json!({ "type": "blockquote", "content": blocks(b) }),
        Block::Image(i) => json!({
            "type": "image",
            "attrs": { "file": i.file, "alt": i.alt, "width": i.width, "height": i.height },
        }),
        Block::Video(v) => json!({
            "type": "video",
            "attrs": { "file": v.file, "caption": v.caption, "alt": v.alt, "width": v.width, "height": v.height },
        }),
        Block::Rule => json!({ "type": "horizontalRule" }),
    }
}

fn spans(all: &[Span]) -> Vec<Value> {
    all.iter().map(span).collect()
}

fn span(span: &Span) -> Value {
    let Span::Text { text, marks, link } = span else {
        return json!({ "type": "hardBreak" });
    };
    let mut all: Vec<Value> = [
        (marks.bold, "bold"),
        (marks.italic, "italic"),
        (marks.strike, "strike"),
        (marks.code, "code"),
    ]
    .iter()
    .filter(|(is, _)| *is)
    .map(|(_, name)| json!({ "type": name }))
    .collect();
    if let Some(link) = link {
        let href = match link {
            Target::Url(url) => url.clone(),
            Target::Article(id) => format!("article:{id}"),
            Target::File(id) => format!("file:{id}"),
            Target::Heading(id) => format!("#{id}"),
        };
        all.push(json!({ "type": "link", "attrs": { "href": href } }));
    }
    if all.is_empty() {
        json!({ "type": "text", "text": text })
    } else {
        json!({ "type": "text", "text": text, "marks": all })
    }
}
