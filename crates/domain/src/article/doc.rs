//! The document of an article: a tree of blocks. It comes from outside only through [`Doc::parse`], so whoever holds one
//! holds one within its bounds.

use crate::{ArticleFileId, ArticleId};

/// Bytes of the JSON that a document may come as.
pub const JSON_MAX: usize = 2 * 1024 * 1024;
/// Bytes of all its words and addresses together.
pub const TEXT_MAX: usize = 1024 * 1024;
/// Blocks within blocks; a paragraph in the document itself is at depth one.
pub const DEPTH_MAX: usize = 12;
/// Blocks, items, cells and pieces of text together.
pub const BLOCKS_MAX: usize = 5000;

/// What an article says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doc {
    pub blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    Paragraph(Vec<Span>),
    Heading {
        /// 2 or 3; the title of the article is the first.
        level: u8,
        /// Made from its words, unique within the document: what `#…` points at.
        id: String,
        spans: Vec<Span>,
    },
    List {
        ordered: bool,
        /// The first number of an ordered list.
        start: u32,
        items: Vec<Vec<Block>>,
    },
    /// What to do, one after the other.
    Steps(Vec<Vec<Block>>),
    Table {
        /// Rows of the same number of cells.
        rows: Vec<Vec<Cell>>,
    },
    Code {
        language: Option<String>,
        text: String,
    },
    Callout {
        tone: Tone,
        blocks: Vec<Block>,
    },
    Quote(Vec<Block>),
    Image(Image),
    Video(Video),
    Rule,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub heading: bool,
    pub blocks: Vec<Block>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Info,
    Warn,
    Ok,
}

impl Tone {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Ok => "ok",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    pub file: ArticleFileId,
    /// What it shows, for who does not see it; empty when it only decorates.
    pub alt: String,
    /// Pixels.
    pub width: Option<u32>,
    pub height: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Video {
    pub file: ArticleFileId,
    pub caption: String,
    /// What is seen and heard in it, for who can do neither.
    pub alt: String,
    /// Pixels.
    pub width: Option<u32>,
    pub height: Option<u32>,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    Text {
        text: String,
        marks: Marks,
        link: Option<Target>,
    },
    Break,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    pub bold: bool,
    pub italic: bool,
    pub strike: bool,
    pub code: bool,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// `https:`, `http:`, `mailto:` or `tel:`, nothing else.
    Url(String),
    /// Another article, by what it is and not by where it is.
    Article(ArticleId),
    /// A file to download.
    File(ArticleFileId),
    /// A heading of the same document.
    Heading(String),
}

/// A line of the outline.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Entry {
    pub level: u8,
    pub id: String,
    pub text: String,
}

impl Doc {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.blocks.iter().all(
            |b| matches!(b, Block::Paragraph(spans) if spans.iter().all(|s| *s == Span::Break)),
        )
    }

    /// Files that it shows or offers, each once, in order.
    #[must_use]
    pub fn files(&self) -> Vec<ArticleFileId> {
        let mut out = Vec::new();
        let mut put = |id: ArticleFileId| {
            if !out.contains(&id) {
                out.push(id);
            }
        };
        each(&self.blocks, &mut |block| match block {
            Block::Image(image) => put(image.file),
            Block::Video(video) => put(video.file),
            Block::Paragraph(spans) | Block::Heading { spans, .. } => {
                for span in spans {
                    if let Span::Text {
                        link: Some(Target::File(id)),
                        ..
                    } = span
                    {
                        put(*id);
                    }
                }
            }
            _ => {}
        });
        out
    }

    /// Articles that it links to, each once, in order.
    #[must_use]
    pub fn articles(&self) -> Vec<ArticleId> {
        let mut out = Vec::new();
        each(&self.blocks, &mut |block| {
            if let Block::Paragraph(spans) | Block::Heading { spans, .. } = block {
                for span in spans {
                    if let Span::Text {
                        link: Some(Target::Article(id)),
                        ..
                    } = span
                        && !out.contains(id)
                    {
                        out.push(*id);
                    }
                }
            }
        });
        out
    }

    /// Its headings.
    #[must_use]
    pub fn outline(&self) -> Vec<Entry> {
        let mut out = Vec::new();
        each(&self.blocks, &mut |block| {
            if let Block::Heading { level, id, spans } = block {
                out.push(Entry {
                    level: *level,
                    id: id.clone(),
                    text: super::text::words(spans),
                });
            }
        });
        out
    }
}

/// Every block, those within others after them.
pub(super) fn each<'a>(blocks: &'a [Block], f: &mut impl FnMut(&'a Block)) {
    for block in blocks {
        f(block);
        match block {
            Block::List { items, .. } | Block::Steps(items) => {
                for item in items {
                    each(item, f);
                }
            }
            Block::Table { rows } => {
                for cell in rows.iter().flatten() {
                    each(&cell.blocks, f);
                }
            }
            Block::Callout { blocks, .. } | Block::Quote(blocks) => each(blocks, f),
            _ => {}
        }
    }
}
