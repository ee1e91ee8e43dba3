//! HTML of mails, made safe and readable. Hostile by assumption: one linear pass decides, a strict allow-list has the last word.

mod text;
pub mod tokens;

use crate::{Limits, Problem};
pub use text::Links;

/// What is left of a mail's HTML.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SafeHtml {
    /// `None` when the HTML was beyond the bounds: then only text is shown.
    pub html: Option<String>,
    /// Content-IDs of images that the HTML shows, in order.
    pub content_ids: Vec<String>,
    pub problems: Vec<Problem>,
}

/// Text of HTML without the addresses of links; at most `max` bytes.
pub fn text_of(html: &str, max: usize) -> String {
    text::make(html, max, Links::Words)
}

/// HTML that shows a plain text as it stands.
pub fn from_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    out.push_str("<div>");
    for (n, line) in text.split('\n').enumerate() {
        if n > 0 {
            out.push_str("<br>\n");
        }
        escape(line, &mut out);
    }
    out.push_str("</div>");
    out
}

/// Writes text so that HTML shows it literally, in content and in quoted attributes alike.
pub fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}

/// The charset that a `<meta>` near the beginning states.
pub fn stated_charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2_048)]).to_ascii_lowercase();
    let meta = head.find("<meta")?;
    let rest = &head[meta..];
    let value = rest[rest.find("charset")? + 7..]
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let label: String = value
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c))
        .collect();
    (!label.is_empty()).then_some(label)
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

fn cut(text: &str, max: usize) -> &str {
    let mut end = max.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Makes HTML safe to show.
pub fn sanitise(html: &str, limits: &Limits) -> SafeHtml {
    let input = cut(html, limits.text_bytes);
    let mut builder = ammonia::Builder::default();
    builder.rm_tags(["img"]);
    SafeHtml {
        html: Some(builder.clean(input).to_string()),
        ..SafeHtml::default()
    }
}
