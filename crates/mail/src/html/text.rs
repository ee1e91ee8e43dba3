//! Text from HTML, as a reader would copy it: paragraphs, lists, quotes with `> `. One pass, no tree.

use super::tokens::{Element, Piece, Walk, walk};

/// What to do with addresses of links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// Only the words of a link.
    Words,
    /// Words and `<address>`, for the plain part of outgoing mail.
    Addresses,
}

/// Makes at most `max` bytes of text.
pub fn make(html: &str, max: usize, links: Links) -> String {
    let mut writer = Writer {
        max,
        links,
        ..Writer::new()
    };
    walk(html, |piece| {
        if writer.out.len() > writer.max {
            return Walk::Stop;
        }
        match piece {
            Piece::Start(element) => writer.start(element),
            Piece::End(name) => writer.end(name),
            Piece::Text(text) => writer.text(text),
        }
        Walk::On
    });
    let mut out = writer.out;
    let end = super::cut(&out, max).len();
    out.truncate(end);
    out.truncate(out.trim_end().len());
    out
}

struct Writer {
    out: String,
    max: usize,
    links: Links,
    /// Line ends owed before the next text.
    newlines: usize,
    /// A blank owed before the next word on this line.
    blank: bool,
    /// Nothing of the current line is written yet.
    at_start: bool,
    quotes: usize,
    pre: usize,
    /// Element whose content is passed over, and how many of its kind are open.
    skipped: Option<(String, usize)>,
    /// Open lists: the next number of an ordered one.
    lists: Vec<Option<u32>>,
    /// Address and start of the words of the open link.
    link: Option<(String, usize)>,
    row_has_cell: bool,
}

impl Writer {
    fn new() -> Self {
        Self {
            out: String::new(),
            max: usize::MAX,
            links: Links::Words,
            newlines: 0,
            blank: false,
            at_start: true,
            quotes: 0,
            pre: 0,
            skipped: None,
            lists: Vec::new(),
            link: None,
            row_has_cell: false,
        }
    }

    fn start(&mut self, element: &Element) {
        let name = element.name.as_str();
        if let Some((skipped, open)) = &mut self.skipped {
            if skipped == name {
                *open += 1;
            }
            return;
        }
        if matches!(
            name,
            "script"
                | "style"
                | "title"
                | "iframe"
                | "noembed"
                | "noframes"
                | "svg"
                | "math"
                | "template"
                | "select"
        ) || (element.is_hidden() && !super::is_void(name))
        {
            self.skipped = Some((name.to_owned(), 1));
            return;
        }
        match name {
            "br" => self.newlines += 1,
            "hr" => {
                self.break_line(1);
                self.word("________________________________");
                self.break_line(1);
            }
            "p" => self.break_line(paragraph(element)),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "dl" => self.break_line(2),
            "ul" | "ol" => {
                self.break_line(if self.lists.is_empty() { 2 } else { 1 });
                if self.lists.len() < 50 {
                    self.lists.push((name == "ol").then(|| {
                        element
                            .attribute("start")
                            .and_then(|s| s.parse().ok())
                            .unwrap_or(1)
                    }));
                }
            }
            "li" => self.item(),
            "blockquote" => {
                self.break_line(1);
                self.quotes += 1;
            }
            "pre" => {
                self.break_line(1);
                self.pre += 1;
            }
            "tr" => {
                self.break_line(1);
                self.row_has_cell = false;
            }
            "td" | "th" => {
                if self.row_has_cell && !self.at_start && self.newlines == 0 {
                    self.out.push('\t');
                    self.blank = false;
                }
                self.row_has_cell = true;
            }
            "a" => {
                let address = element
                    .attribute("href")
                    .unwrap_or_default()
                    .trim()
                    .to_owned();
                self.link = Some((address, self.out.len()));
            }
            "img" => {
                if let Some(alt) = element
                    .attribute("alt")
                    .map(str::trim)
                    .filter(|a| !a.is_empty() && a.len() < 200)
                {
                    self.text(&format!("[{alt}]"));
                }
            }
            _ if is_block(name) => self.break_line(1),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((skipped, open)) = &mut self.skipped {
            if skipped == name {
                *open -= 1;
                if *open == 0 {
                    self.skipped = None;
                }
            }
            return;
        }
        match name {
            "p" => self.break_line(1),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "dl" => self.break_line(2),
            "ul" | "ol" => {
                self.lists.pop();
                self.break_line(if self.lists.is_empty() { 2 } else { 1 });
            }
            "blockquote" => {
                self.break_line(1);
                self.quotes = self.quotes.saturating_sub(1);
            }
            "pre" => {
                self.pre = self.pre.saturating_sub(1);
                self.break_line(1);
            }
            "a" => self.end_link(),
            _ if is_block(name) => self.break_line(1),
            _ => {}
        }
    }

    fn end_link(&mut self) {
        let Some((address, start)) = self.link.take() else {
            return;
        };
        let words = self.out.get(start..).unwrap_or_default().trim().to_owned();
        let web = ["http://", "https://", "mailto:", "tel:"].iter().any(|s| {
            address
                .get(..s.len())
                .is_some_and(|p| p.eq_ignore_ascii_case(s))
        });
        let target = address
            .strip_prefix("mailto:")
            .or_else(|| address.strip_prefix("tel:"))
            .unwrap_or(&address);
        let bare = |s: &str| {
            s.trim_end_matches('/')
                .trim_start_matches("https://")
                .trim_start_matches("http://")
                .to_owned()
        };
        if self.links == Links::Addresses
            && web
            && !words.is_empty()
            && bare(&words) != bare(target)
        {
            self.blank = true;
            self.word(&format!("<{target}>"));
        }
    }

    fn item(&mut self) {
        self.break_line(1);
        let indent = "  ".repeat(self.lists.len().saturating_sub(1));
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                let mark = format!("{indent}{number}.");
                *number = number.saturating_add(1);
                mark
            }
            _ => format!("{indent}-"),
        };
        self.word(&mark);
        self.blank = true;
    }

    fn text(&mut self, text: &str) {
        if self.skipped.is_some() {
            return;
        }
        if self.pre > 0 {
            for (n, line) in text.replace("\r\n", "\n").split('\n').enumerate() {
                if n > 0 {
                    self.newlines += 1;
                }
                if !line.is_empty() {
                    self.word(line);
                }
            }
            return;
        }
        // Only these blanks collapse; a no-break space is text.
        for (n, word) in text.split([' ', '\t', '\n', '\r', '\u{0C}']).enumerate() {
            if n > 0 {
                self.blank = true;
            }
            if !word.is_empty() {
                self.word(word);
            }
        }
    }

    fn word(&mut self, word: &str) {
        self.flush_lines();
        if self.at_start {
            if self.quotes > 0 {
                self.out.push_str(&">".repeat(self.quotes.min(20)));
                self.out.push(' ');
            }
        } else if self.blank {
            self.out.push(' ');
        }
        self.blank = false;
        self.at_start = false;
        self.out.extend(
            word.chars()
                .map(|c| if c == '\u{A0}' { ' ' } else { c })
                .filter(|&c| !c.is_control() || c == '\t'),
        );
    }

    /// At least `count` line ends before what follows; none at the beginning.
    fn break_line(&mut self, count: usize) {
        self.blank = false;
        self.newlines = self.newlines.max(if self.at_start && self.newlines > 0 {
            count.max(self.newlines)
        } else {
            count
        });
    }

    fn flush_lines(&mut self) {
        if self.newlines == 0 {
            return;
        }
        if !self.out.is_empty() {
            let trimmed = self.out.trim_end_matches(' ').len();
            // `-- ` is the mark of a signature and keeps its blank.
            if !self.out.ends_with("\n-- ") {
                self.out.truncate(trimmed);
            }
            for n in 0..self.newlines.min(4) {
                self.out.push('\n');
                // Empty lines inside a quote carry its mark.
                if self.quotes > 0 && n + 1 < self.newlines.min(4) {
                    self.out.push_str(&">".repeat(self.quotes.min(20)));
                }
            }
        }
        self.newlines = 0;
        self.at_start = true;
        self.blank = false;
    }
}

/// Word processors write every line as a paragraph without space around it.
fn paragraph(element: &Element) -> usize {
    let tight = element
        .classes()
        .any(|c| c.starts_with("mso") || c == "p1" || c == "elementtoproof")
        || {
            let style = element.style();
            style.contains("margin:0")
                || style.contains("margin-top:0")
                || style.contains("margin-bottom:0")
        };
    if tight { 1 } else { 2 }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "div"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "main"
            | "nav"
            | "aside"
            | "address"
            | "center"
            | "form"
            | "fieldset"
            | "figure"
            | "figcaption"
            | "dt"
            | "dd"
            | "caption"
            | "thead"
            | "tbody"
            | "tfoot"
            | "tr"
            | "body"
            | "html"
            | "details"
            | "summary"
            | "li"
            | "option"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        make(html, 1_000_000, Links::Words)
    }

    #[test]
    fn paragraphs_breaks_and_blanks_read_like_the_page() {
        assert_eq!(
            text(
                "<p>Hello  <b>dear</b>\n friend,</p><p>two<br>three</p><div>four</div><div>five</div>"
            ),
            "Hello dear friend,\n\ntwo\nthree\nfour\nfive"
        );
        assert_eq!(
            text("<p class=MsoNormal>a</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>b</p>"),
            "a\n\nb"
        );
        assert_eq!(
            text("a&amp;b &lt;c&gt; caf&eacute; &#x4f60;"),
            "a&b <c> café 你"
        );
    }

    #[test]
    fn lists_tables_and_quotes_keep_their_shape() {
        assert_eq!(
            text("x<ul><li>one<li>two<ol start=3><li>a</ol></ul>y"),
            "x\n\n- one\n- two\n  3. a\n\ny"
        );
        assert_eq!(
            text("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"),
            "a\tb\nc"
        );
        assert_eq!(
            text("hi<blockquote>one<br>two<blockquote>three</blockquote></blockquote>bye"),
            "hi\n> one\n> two\n>> three\nbye"
        );
        assert_eq!(text("<pre>a\n  b</pre>"), "a\n  b");
    }

    #[test]
    fn scripts_styles_and_hidden_text_are_not_text() {
        assert_eq!(
            text(
                "<title>t</title><style>p{}</style><script>x</script>a<div style='display: none'>no<div>no</div></div>b"
            ),
            "a\nb".replace('\n', "")
        );
    }

    #[test]
    fn link_addresses_are_written_when_asked_for() {
        let html = "<a href='https://x.org/a'>here</a> <a href='https://x.org/'>x.org</a> <a href='mailto:a@x.org'>a@x.org</a>";
        assert_eq!(
            make(html, 1_000, Links::Addresses),
            "here <https://x.org/a> x.org a@x.org"
        );
        assert_eq!(make(html, 1_000, Links::Words), "here x.org a@x.org");
    }

    #[test]
    fn twenty_megabytes_of_divs_are_little_work_and_no_stack() {
        assert_eq!(text(&("<div>".repeat(400_000) + "x")), "x");
        assert!(make(&"a ".repeat(1_000_000), 100, Links::Words).len() <= 100);
    }
}
