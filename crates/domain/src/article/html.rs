//! The only HTML of an article: built from its tree, every word escaped, nothing passed through. No style, no script, no
//! address that was not checked when the document came in.

use super::doc::{Block, Cell, Doc, Image, Span, Target, Video};
use crate::{ArticleFileId, ArticleId};

/// Where things lie for the reader who is shown the HTML.
pub trait Links {
    /// The address of an article; `None` when this reader cannot read it: then its words stand without a link.
    fn article(&self, id: ArticleId) -> Option<String>;
    /// The address of a file; `None` when it is not there.
    fn file(&self, id: ArticleFileId) -> Option<String>;
}

impl Doc {
    #[must_use]
    pub fn html(&self, links: &dyn Links) -> String {
        html_of(&self.blocks, links)
    }
}

/// A part of a document in the order that it has there, as [`Doc::html`] writes the whole.
#[must_use]
pub fn html_of(blocks: &[Block], links: &dyn Links) -> String {
    let mut writing = Writing {
        out: String::new(),
        links,
    };
    writing.blocks(blocks);
    writing.out
}

/// Writes words so that HTML shows them as they stand, in content and in quoted attributes.
pub fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

struct Writing<'a> {
    out: String,
    links: &'a dyn Links,
}

impl Writing<'_> {
    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(spans) => self.within("p", spans),
            Block::Heading { level, id, spans } => {
                self.raw(if *level == 2 {
                    "<h2 id=\""
                } else {
                    "<h3 id=\""
                });
                self.text(id);
                self.raw("\">");
                self.spans(spans);
                self.raw(if *level == 2 { "</h2>" } else { "</h3>" });
            }
            Block::List {
                ordered: false,
                items,
                ..
            } => self.items("<ul>", items, "</ul>"),
            Block::List {
                start: 1, items, ..
            } => self.items("<ol>", items, "</ol>"),
            Block::List { start, items, .. } => {
                self.items(&format!("<ol start=\"{start}\">"), items, "</ol>");
            }
            Block::Steps(items) => self.items("<ol class=\"steps\">", items, "</ol>"),
            Block::Table { rows } => self.table(rows),
            Block::Code { language, text } => {
                // Reachable by keyboard, because it may be wider than the page.
                self.raw("<pre tabindex=\"0\"><code");
                if let Some(language) = language {
                    self.raw(" class=\"language-");
                    self.text(language);
                    self.raw("\"");
                }
                self.raw(">");
                self.text(text);
                self.raw("</code></pre>");
            }
            Block::Callout { tone, blocks } => {
                self.raw("<div class=\"callout callout-");
                self.raw(tone.name());
                self.raw("\" role=\"note\">");
                self.blocks(blocks);
                self.raw("</div>");
            }
            Block::Quote(blocks) => {
                self.raw("<blockquote>");
                self.blocks(blocks);
                self.raw("</blockquote>");
            }
            Block::Image(image) => self.image(image),
            Block::Video(video) => self.video(video),
            Block::Rule => self.raw("<hr>"),
        }
    }

    fn items(&mut self, open: &str, items: &[Vec<Block>], close: &str) {
        self.raw(open);
        for item in items {
            self.raw("<li>");
            // An item that is one line needs no paragraph around it.
            match item.as_slice() {
                [Block::Paragraph(spans)] => self.spans(spans),
                blocks => self.blocks(blocks),
            }
            self.raw("</li>");
        }
        self.raw(close);
    }

    fn table(&mut self, rows: &[Vec<Cell>]) {
        self.raw("<div class=\"table\" tabindex=\"0\"><table>");
        let head = rows
            .first()
            .filter(|row| row.iter().all(|cell| cell.heading));
        if let Some(row) = head {
            self.raw("<thead>");
            self.row(row, "col");
            self.raw("</thead>");
        }
        self.raw("<tbody>");
        for row in &rows[usize::from(head.is_some())..] {
            self.row(row, "row");
        }
        self.raw("</tbody></table></div>");
    }

    fn row(&mut self, row: &[Cell], scope: &str) {
        self.raw("<tr>");
        for cell in row {
            if cell.heading {
                self.raw("<th scope=\"");
                self.raw(scope);
                self.raw("\">");
            } else {
                self.raw("<td>");
            }
            match cell.blocks.as_slice() {
                [Block::Paragraph(spans)] => self.spans(spans),
                blocks => self.blocks(blocks),
            }
            self.raw(if cell.heading { "</th>" } else { "</td>" });
        }
        self.raw("</tr>");
    }

    fn image(&mut self, image: &Image) {
        let Some(address) = self.links.file(image.file) else {
            return self.missing(&image.alt);
        };
        self.raw("<figure><img src=\"");
        self.text(&address);
        self.raw("\" alt=\"");
        self.text(&image.alt);
        self.raw("\"");
        self.sides(image.width, image.height);
        self.raw(" loading=\"lazy\" decoding=\"async\"></figure>");
    }

    fn video(&mut self, video: &Video) {
        let Some(address) = self.links.file(video.file) else {
            return self.missing(&video.caption);
        };
        self.raw("<figure><video controls preload=\"none\" src=\"");
        self.text(&address);
        self.raw("\"");
        self.sides(video.width, video.height);
        let name = [&video.caption, &video.alt]
            .into_iter()
            .find(|words| !words.is_empty());
        if let Some(name) = name {
            self.raw(" aria-label=\"");
            self.text(name);
            self.raw("\"");
        }
        self.raw("></video>");
        if name.is_some() {
            self.raw("<figcaption>");
            self.text(&video.caption);
            if !video.alt.is_empty() {
                self.raw("<p>");
                self.text(&video.alt);
                self.raw("</p>");
            }
            self.raw("</figcaption>");
        }
        self.raw("</figure>");
    }

    /// Both or none: they keep the place while the file loads, so that nothing on the page moves.
    fn sides(&mut self, width: Option<u32>, height: Option<u32>) {
        if let (Some(width), Some(height)) = (width, height) {
            self.raw(&format!(" width=\"{width}\" height=\"{height}\""));
        }
    }

    fn missing(&mut self, words: &str) {
        if !words.is_empty() {
            self.raw("<p class=\"missing\">");
            self.text(words);
            self.raw("</p>");
        }
    }

    fn within(&mut self, name: &str, spans: &[Span]) {
        self.raw("<");
        self.raw(name);
        self.raw(">");
        self.spans(spans);
        self.raw("</");
        self.raw(name);
        self.raw(">");
    }

    fn spans(&mut self, spans: &[Span]) {
        for span in spans {
            let Span::Text { text, marks, link } = span else {
                self.raw("<br>");
                continue;
            };
            let linked = link.as_ref().is_some_and(|target| self.link(target));
            let marks = [
                (marks.bold, "<strong>", "</strong>"),
                (marks.italic, "<em>", "</em>"),
                (marks.strike, "<s>", "</s>"),
                (marks.code, "<code>", "</code>"),
            ];
            for (_, open, _) in marks.iter().filter(|m| m.0) {
                self.raw(open);
            }
            self.text(text);
            for (_, _, close) in marks.iter().rev().filter(|m| m.0) {
                self.raw(close);
            }
            if linked {
                self.raw("</a>");
            }
        }
    }

    /// Opens a link, if there is somewhere to go.
    fn link(&mut self, target: &Target) -> bool {
        let (address, outside) = match target {
            Target::Url(url) => (Some(url.clone()), true),
            Target::Article(id) => (self.links.article(*id), false),
            Target::File(id) => (self.links.file(*id), false),
            Target::Heading(id) => (Some(format!("#{id}")), false),
        };
        let Some(address) = address else {
            return false;
        };
        self.raw("<a href=\"");
        self.text(&address);
        self.raw(if outside {
            "\" rel=\"noopener noreferrer\">"
        } else {
            "\">"
        });
        true
    }

    /// Markup of ours.
    fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// Words of somebody.
    fn text(&mut self, words: &str) {
        escape(words, &mut self.out);
    }
}
