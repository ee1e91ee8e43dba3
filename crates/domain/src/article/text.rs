//! The words of a document without their looks: for search, suggestions, previews and mails.

use super::doc::{Block, Doc, Span};

impl Doc {
    /// Its words, a line for each paragraph, item, row and caption.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        blocks(&self.blocks, &mut out);
        out.truncate(out.trim_end().len());
        out
    }
}

/// The words of a line.
pub(super) fn words(spans: &[Span]) -> String {
    let mut out = String::new();
    for span in spans {
        match span {
            Span::Text { text, .. } => out.push_str(text),
            Span::Break => out.push(' '),
        }
    }
    out
}

fn blocks(all: &[Block], out: &mut String) {
    for block in all {
        match block {
            Block::Paragraph(spans) | Block::Heading { spans, .. } => line(&words(spans), out),
            Block::List { items, .. } | Block::Steps(items) => {
                for item in items {
                    blocks(item, out);
                }
            }
            Block::Table { rows } => {
                for row in rows {
                    let mut cells = String::new();
                    for cell in row {
                        let mut words = String::new();
                        blocks(&cell.blocks, &mut words);
                        if !cells.is_empty() {
                            cells.push_str("  ");
                        }
                        cells.push_str(words.trim_end());
                    }
                    line(&cells, out);
                }
            }
            Block::Code { text, .. } => line(text, out),
            Block::Callout { blocks: within, .. } | Block::Quote(within) => blocks(within, out),
            Block::Image(image) => line(&image.alt, out),
            Block::Video(video) => {
                line(&video.caption, out);
                line(&video.alt, out);
            }
            Block::Rule => {}
        }
    }
}

fn line(words: &str, out: &mut String) {
    let words = words.trim();
    if !words.is_empty() {
        out.push_str(words);
        out.push('\n');
    }
}
