//! One pass over hostile HTML: what may stay is written anew, well nested; the rest is dropped.
//!
//! Linear: every open element is pushed and popped once, and a closing tag looks back a bounded way. The allow-list of the
//! parent module has the last word on what comes out of here.

use super::element::{
    dimension, direction, ends_paragraph, holds_no_block, is_cell, is_data_image, is_dropped,
    is_foreign, is_table_part, shown, takes_no_block,
};
use super::fold::{self, Fold, Reach};
use super::link::{self, Target};
use super::tokens::{Element, Piece, Walk, walk};
use super::{escape, is_void};

/// A closing tag looks back this far for its element.
const LOOK_BACK: usize = 300;
/// Elements that may be open at once, shown or not.
const MAX_OPEN: usize = 20_000;
/// Characters of a `data:` image.
const MAX_DATA_IMAGE: usize = 700_000;

/// Whom the HTML is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// The console: outside images blocked, links with warnings.
    Screen,
    /// A mail that goes out: images of the mail by `cid:` only, links plain.
    Mail,
}

/// How to write.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// Depth beyond which the HTML is given up.
    pub depth: usize,
    /// Mark quotes and signatures.
    pub folds: bool,
    /// Fold from this `From:` on, counted from 1: it begins the header of an old mail.
    pub fold_from: Option<usize>,
    pub reader: For,
    /// Pass over hidden elements and foreign content. Off for HTML that never closes such an element.
    pub skip: bool,
}

/// What came out.
#[derive(Debug, Default)]
pub struct Written {
    pub html: String,
    pub content_ids: Vec<String>,
    /// Nested deeper than allowed; `html` is not usable.
    pub too_deep: bool,
    /// The end came inside an element that was passed over.
    pub ended_in_skip: bool,
    /// Something readable is outside of folds.
    pub visible: bool,
    /// Something was folded.
    pub folded: bool,
    /// Which `From:` outside of folds is followed by a date and a subject: the header of an old mail.
    pub header_at: Option<usize>,
}

pub fn write(html: &str, manner: Manner) -> Written {
    let mut writer = Writer::new(manner);
    walk(html, |piece| {
        if writer.done.too_deep {
            return Walk::Stop;
        }
        match piece {
            Piece::Start(element) => writer.start(element),
            Piece::End(name) => writer.end(name),
            Piece::Text(text) => writer.text(text),
        }
        Walk::On
    });
    writer.finish()
}

/// An element that is open in the input.
struct Open {
    name: String,
    /// What closes it in the output; empty for an element that is not shown.
    close: &'static str,
    /// It began a fold of its own.
    fold: bool,
}

/// A link whose words are still being read.
struct OpenLink {
    target: Target,
    words: String,
    /// Chunk in which a warning is to be written.
    chunk: usize,
}

struct Writer {
    manner: Manner,
    /// Finished pieces and, between them, places left open for the warning of a link.
    chunks: Vec<String>,
    out: String,
    open: Vec<Open>,
    shown_depth: usize,
    /// Folds that are open around this place.
    in_fold: usize,
    /// Everything from here on belongs to this fold.
    rest: Option<Fold>,
    /// Depth of the open list at which the fold for the rest was opened.
    rest_open_at: Option<usize>,
    /// The element that is pushed next began a fold.
    fold_next: bool,
    skip: Option<(String, usize)>,
    link: Option<OpenLink>,
    labels: fold::Labels,
    /// The last words ended in a colon.
    after_colon: bool,
    done: Written,
}

impl Writer {
    fn new(manner: Manner) -> Self {
        Self {
            manner,
            chunks: Vec::new(),
            out: String::new(),
            open: Vec::new(),
            shown_depth: 0,
            in_fold: 0,
            rest: None,
            rest_open_at: None,
            fold_next: false,
            skip: None,
            link: None,
            labels: fold::Labels::default(),
            after_colon: false,
            done: Written::default(),
        }
    }

    fn start(&mut self, element: &Element) {
        let name = element.name.as_str();
        if let Some((skipped, open)) = &mut self.skip {
            if skipped == name {
                *open += 1;
            }
            return;
        }
        if is_dropped(name) || (self.manner.skip && (is_foreign(name) || element.is_hidden())) {
            if !is_void(name) {
                self.skip = Some((name.to_owned(), 1));
            }
            return;
        }
        self.close_implied(name);
        if self.manner.folds {
            self.begin_folds(element);
        }
        match name {
            "br" | "wbr" => self.void(name),
            "hr" => {
                self.open_rest_fold();
                self.void(name);
            }
            "img" => self.image(element),
            "a" => self.anchor(element),
            _ if is_void(name) => {}
            _ => self.element(element),
        }
    }

    fn void(&mut self, name: &str) {
        self.out.push('<');
        self.out.push_str(name);
        self.out.push('>');
    }

    fn element(&mut self, element: &Element) {
        let marked =
            matches!(element.name.as_str(), "span" | "font") && element.attribute("dir").is_some();
        let Some((open, close)) = (if marked {
            Some(("span", "</span>"))
        } else {
            shown(&element.name)
        }) else {
            self.push(&element.name, "");
            return;
        };
        if !is_table_part(&element.name) {
            self.open_rest_fold();
        }
        self.out.push('<');
        self.out.push_str(open);
        self.attributes(element);
        self.out.push('>');
        self.push(&element.name, close);
    }

    fn attributes(&mut self, element: &Element) {
        if let Some(dir) = direction(element) {
            self.attribute("dir", dir);
        }
        if let Some(lang) = element
            .attribute("lang")
            .filter(|l| l.len() <= 35 && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
        {
            self.attribute("lang", lang);
        }
        let number = |name: &str| {
            element
                .attribute(name)
                .and_then(|v| v.trim().parse::<u16>().ok())
                .filter(|n| (1..=1_000).contains(n))
        };
        match element.name.as_str() {
            "td" | "th" => {
                for name in ["colspan", "rowspan"] {
                    if let Some(n) = number(name).filter(|n| *n > 1) {
                        self.attribute(name, &n.min(100).to_string());
                    }
                }
            }
            "blockquote"
                if self.manner.reader == For::Mail && element.attribute("type") == Some("cite") =>
            {
                self.attribute("type", "cite")
            }
            "ol" => {
                if let Some(n) = number("start") {
                    self.attribute("start", &n.to_string());
                }
            }
            _ => {}
        }
        if matches!(
            element.name.as_str(),
            "td" | "th" | "tr" | "p" | "div" | "h1" | "h2" | "h3"
        ) && let Some(align) = element
            .attribute("align")
            .map(str::to_ascii_lowercase)
            .filter(|a| matches!(a.as_str(), "left" | "right" | "center"))
        {
            self.attribute("align", &align);
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        escape(value, &mut self.out);
        self.out.push('"');
    }

    fn push(&mut self, name: &str, close: &'static str) {
        if self.open.len() >= MAX_OPEN {
            self.done.too_deep = true;
            return;
        }
        if !close.is_empty() {
            self.shown_depth += 1;
            if self.shown_depth > self.manner.depth {
                self.done.too_deep = true;
            }
        }
        self.open.push(Open {
            name: name.to_owned(),
            close,
            fold: std::mem::take(&mut self.fold_next),
        });
    }

    fn pop(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if self
            .rest_open_at
            .is_some_and(|depth| depth > self.open.len())
        {
            self.close_rest_fold();
        }
        if open.name == "a" {
            self.end_link();
        }
        if !open.close.is_empty() {
            self.shown_depth = self.shown_depth.saturating_sub(1);
            self.out.push_str(open.close);
        }
        if open.fold {
            self.out.push_str("</div>");
            self.in_fold = self.in_fold.saturating_sub(1);
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((skipped, open)) = &mut self.skip {
            if skipped == name {
                *open -= 1;
                if *open == 0 {
                    self.skip = None;
                }
            }
            return;
        }
        if name == "br" {
            self.void("br");
            return;
        }
        let barrier = !is_table_part(name) && name != "table" && name != "div" && name != "body";
        let found = self
            .open
            .iter()
            .rev()
            .take(LOOK_BACK)
            .position(|o| o.name == name || (barrier && is_cell(&o.name)));
        if let Some(back) = found
            && self.open[self.open.len() - 1 - back].name == name
        {
            for _ in 0..=back {
                self.pop();
            }
        }
    }

    /// `<p>`, `<li>`, `<td>` and the like end their own kind.
    fn close_implied(&mut self, name: &str) {
        let (ends, stops): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol", "table", "td", "th", "blockquote"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl", "table", "td", "th"]),
            "td" | "th" => (&["td", "th"], &["tr", "table"]),
            "tr" => (&["tr"], &["tbody", "thead", "tfoot", "table"]),
            "tbody" | "thead" | "tfoot" => (&["tbody", "thead", "tfoot"], &["table"]),
            "a" => (&["a"], &["td", "th", "table"]),
            _ if ends_paragraph(name) => (
                &["p"],
                &["td", "th", "table", "div", "li", "blockquote", "center"],
            ),
            _ => return,
        };
        let found = self
            .open
            .iter()
            .rev()
            .take(LOOK_BACK)
            .position(|o| ends.contains(&o.name.as_str()) || stops.contains(&o.name.as_str()));
        if let Some(back) = found
            && ends.contains(&self.open[self.open.len() - 1 - back].name.as_str())
        {
            for _ in 0..=back {
                self.pop();
            }
        }
    }

    fn begin_folds(&mut self, element: &Element) {
        if self.in_fold > 0 && self.rest != Some(Fold::Signature) {
            return;
        }
        let cited = element.name == "blockquote" && self.after_colon;
        match fold::mark(element).or_else(|| cited.then_some((Fold::Quote, Reach::Element))) {
            Some((fold, Reach::Rest)) => self.fold_rest(fold),
            Some((fold, Reach::Element))
                if !is_void(&element.name) && !is_table_part(&element.name) =>
            {
                // A quote after a signature is not part of it.
                self.close_rest_fold();
                self.rest = self.rest.filter(|r| *r == Fold::Quote);
                if self.rest.is_none() {
                    self.open_fold(fold);
                    self.fold_next = true;
                }
            }
            _ => {}
        }
    }

    fn fold_rest(&mut self, fold: Fold) {
        if self.rest != Some(Fold::Quote) {
            self.close_rest_fold();
            self.rest = Some(fold);
        }
    }

    fn open_fold(&mut self, fold: Fold) {
        self.out.push_str("<div data-fold=\"");
        self.out.push_str(fold.name());
        self.out.push_str("\">");
        self.in_fold += 1;
        self.done.folded = true;
    }

    /// Opens the fold for the rest before something is written, where a block may stand.
    fn open_rest_fold(&mut self) {
        if let Some(fold) = self.rest
            && self.rest_open_at.is_none()
            && self.in_fold == 0
            && !self.open.last().is_some_and(|o| takes_no_block(&o.name))
        {
            // Paragraphs and letters hold no block: they end here.
            while self.open.last().is_some_and(|o| holds_no_block(&o.name)) {
                self.pop();
            }
            self.open_fold(fold);
            self.rest_open_at = Some(self.open.len());
        }
    }

    fn close_rest_fold(&mut self) {
        let Some(depth) = self.rest_open_at.take() else {
            return;
        };
        // The place is taken already, so popping does not come back here.
        while self.open.len() > depth {
            self.pop();
        }
        self.out.push_str("</div>");
        self.in_fold = self.in_fold.saturating_sub(1);
    }

    fn text(&mut self, text: &str) {
        if self.skip.is_some() {
            return;
        }
        let blank = text
            .trim_matches(['\u{A0}', '\u{200B}', '\u{200C}', '\u{FEFF}'])
            .trim()
            .is_empty();
        if !blank && self.manner.folds && self.in_fold == 0 {
            if self.labels.read(text) {
                self.done.header_at = self.done.header_at.or(Some(self.labels.candidate));
            }
            if self.manner.fold_from.is_some_and(|n| n == self.labels.seen) {
                self.fold_rest(Fold::Quote);
            }
            if fold::is_separator(text) {
                self.fold_rest(Fold::Quote);
            } else if text.trim() == "--" && self.rest.is_none() && text.contains(['\u{A0}', ' ']) {
                self.fold_rest(Fold::Signature);
            }
        }
        if !blank {
            self.after_colon = text.trim_end().ends_with([':', '：']);
            self.open_rest_fold();
            if self.in_fold == 0 {
                self.done.visible = true;
            }
        }
        if let Some(link) = &mut self.link
            && link.words.len() < 2_100
        {
            link.words.push_str(text);
        }
        for c in text
            .chars()
            .filter(|&c| !c.is_control() || matches!(c, '\n' | '\t'))
        {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '\u{A0}' => self.out.push_str("&nbsp;"),
                // Direction overrides disguise names and addresses; marks and isolates stay.
                '\u{202D}' | '\u{202E}' => {}
                c => self.out.push(c),
            }
        }
    }

    fn anchor(&mut self, element: &Element) {
        self.open_rest_fold();
        let Some(target) = element.attribute("href").and_then(link::target) else {
            self.push("a", "");
            return;
        };
        self.out.push_str("<a");
        self.attribute("href", &target.address);
        self.out
            .push_str(" rel=\"noopener noreferrer nofollow\" target=\"_blank\"");
        self.chunks.push(std::mem::take(&mut self.out));
        let chunk = self.chunks.len();
        self.chunks.push(String::new());
        self.out.push('>');
        self.link = Some(OpenLink {
            target,
            words: String::new(),
            chunk,
        });
        self.push("a", "</a>");
    }

    fn end_link(&mut self) {
        let Some(link) = self.link.take() else { return };
        if self.manner.reader == For::Screen
            && let Some(host) = link::mismatch(&link.words, &link.target)
            && let Some(place) = self.chunks.get_mut(link.chunk)
        {
            place.push_str(" data-mismatch=\"");
            escape(&host, place);
            place.push('"');
        }
    }

    fn image(&mut self, element: &Element) {
        // What the console was given comes back from its editor.
        let named = element
            .attribute("data-cid")
            .map(|cid| format!("cid:{cid}"));
        let source = named
            .as_deref()
            .or_else(|| element.attribute("src"))
            .unwrap_or_default()
            .trim();
        let size = |name: &str| dimension(element, name);
        let lower: String = source
            .chars()
            .take(32)
            .collect::<String>()
            .to_ascii_lowercase();
        let (name, value) = if let Some(cid) = lower.starts_with("cid:").then(|| source[4..].trim())
        {
            let cid = super::content_id(cid);
            if cid.is_empty() {
                return;
            }
            if !self.done.content_ids.contains(&cid) && self.done.content_ids.len() < 1_000 {
                self.done.content_ids.push(cid.clone());
            }
            match self.manner.reader {
                For::Screen => ("data-cid", cid),
                For::Mail => ("src", format!("cid:{cid}")),
            }
        } else if self.manner.reader == For::Mail {
            return;
        } else if lower.starts_with("data:") {
            if !is_data_image(&lower) || source.len() > MAX_DATA_IMAGE {
                return;
            }
            (
                "src",
                source.chars().filter(|c| !c.is_whitespace()).collect(),
            )
        } else if let Some(target) = link::target(source).filter(|t| t.address.starts_with("http"))
        {
            // A picture that nobody can see is there to tell that the mail was opened.
            if size("width").is_some_and(|w| w <= 2)
                || size("height").is_some_and(|h| h <= 2)
                || element.style().contains("visibility:hidden")
            {
                return;
            }
            ("data-remote-src", target.address)
        } else {
            return;
        };
        self.open_rest_fold();
        if self.in_fold == 0 {
            self.done.visible = true;
        }
        self.out.push_str("<img");
        self.attribute(name, &value);
        let alt: String = element
            .attribute("alt")
            .unwrap_or_default()
            .chars()
            .filter(|c| !c.is_control())
            .take(300)
            .collect();
        self.attribute("alt", &alt);
        for side in ["width", "height"] {
            if let Some(n) = size(side).filter(|n| (3..=4_000).contains(n)) {
                self.attribute(side, &n.to_string());
            }
        }
        self.out.push('>');
    }

    fn finish(mut self) -> Written {
        self.done.ended_in_skip = self.skip.is_some();
        while !self.open.is_empty() {
            self.pop();
        }
        self.close_rest_fold();
        self.chunks.push(self.out);
        self.done.html = self.chunks.concat();
        self.done
    }
}
