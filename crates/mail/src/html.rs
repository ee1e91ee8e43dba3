//! HTML of mails, made safe and readable. Hostile by assumption: one linear pass decides, a strict allow-list has the last word.

mod element;
mod fold;
mod link;
mod rewrite;
mod text;
pub mod tokens;

use crate::{Limits, Problem};
use rewrite::{For, Manner};
use std::sync::OnceLock;
pub use text::{Links, make as to_text};

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
    &text[..text.floor_char_boundary(max)]
}

/// Makes HTML safe to show: no script, style, form, frame or foreign content; outside images blocked (`data-remote-src`),
/// images of the mail by `data-cid`, links honest (`data-mismatch` names the true host), quotes and signatures marked
/// (`data-fold`). Nothing in it is loaded or run when it is shown.
pub fn sanitise(html: &str, limits: &Limits) -> SafeHtml {
    let max = limits.text_bytes.saturating_mul(2);
    let input = cut(html, max);
    let mut problems = Vec::new();
    if input.len() < html.len() {
        problems.push(problem(
            "html_too_long",
            "The HTML is longer than is shown.",
        ));
    }
    let manner = Manner {
        depth: limits.html_depth,
        folds: true,
        fold_from: None,
        reader: For::Screen,
        skip: true,
    };
    let mut written = rewrite::write(input, manner);
    if written.ended_in_skip {
        // A hidden element that never ends would hide the whole mail.
        written = rewrite::write(
            input,
            Manner {
                skip: false,
                ..manner
            },
        );
    }
    if let Some(from) = written.header_at {
        let skip = !written.ended_in_skip;
        let ended_in_skip = written.ended_in_skip;
        written = rewrite::write(
            input,
            Manner {
                fold_from: Some(from),
                skip,
                ..manner
            },
        );
        written.ended_in_skip |= ended_in_skip;
    }
    if written.folded && !written.visible && !written.too_deep {
        // All of it is quote or signature: a forward, or an answer written into the quote (M43).
        let skip = !written.ended_in_skip;
        written = rewrite::write(
            input,
            Manner {
                folds: false,
                skip,
                ..manner
            },
        );
    }
    if written.too_deep {
        problems.push(problem(
            "html_too_deep",
            "The HTML is nested too deeply; its text is shown.",
        ));
        return SafeHtml {
            html: None,
            content_ids: written.content_ids,
            problems,
        };
    }
    SafeHtml {
        html: Some(allowed().clean(&written.html).to_string()),
        content_ids: written.content_ids,
        problems,
    }
}

/// Makes what an agent wrote fit to send: paragraphs, emphasis, links, lists, quotes, code, small headings and images of the mail
/// (`cid:`). `None` when it is nested beyond reason.
pub fn for_mail(html: &str, limits: &Limits) -> Option<String> {
    static ALLOWED: OnceLock<ammonia::Builder<'static>> = OnceLock::new();
    let allowed = ALLOWED.get_or_init(|| {
        let mut builder = ammonia::Builder::empty();
        builder
            .add_tags([
                "p",
                "br",
                "b",
                "strong",
                "i",
                "em",
                "u",
                "s",
                "a",
                "ul",
                "ol",
                "li",
                "blockquote",
                "code",
                "pre",
                "h1",
                "h2",
                "h3",
                "img",
                "div",
                "hr",
                "table",
                "thead",
                "tbody",
                "tr",
                "th",
                "td",
            ])
            .add_clean_content_tags(["script", "style"])
            .add_generic_attributes(["dir", "lang"])
            .add_tag_attributes("a", ["href"])
            .add_tag_attributes("img", ["src", "alt", "width", "height"])
            .add_tag_attributes("ol", ["start"])
            .add_tag_attribute_values("blockquote", "type", ["cite"])
            .add_url_schemes(["http", "https", "mailto", "tel", "cid"])
            .url_relative(ammonia::UrlRelative::Deny)
            .link_rel(None)
            .attribute_filter(|element, attribute, value| match (element, attribute) {
                ("img", "src") if !value.starts_with("cid:") => None,
                ("a", "href") if value.starts_with("cid:") => None,
                _ => Some(value.into()),
            });
        builder
    });
    let manner = Manner {
        depth: limits.html_depth,
        folds: false,
        fold_from: None,
        reader: For::Mail,
        skip: true,
    };
    let mut written = rewrite::write(html, manner);
    if written.ended_in_skip {
        written = rewrite::write(
            html,
            Manner {
                skip: false,
                ..manner
            },
        );
    }
    (!written.too_deep).then(|| allowed.clean(&written.html).to_string())
}

/// The strict list that everything passes at last.
fn allowed() -> &'static ammonia::Builder<'static> {
    static ALLOWED: OnceLock<ammonia::Builder<'static>> = OnceLock::new();
    ALLOWED.get_or_init(|| {
        let mut builder = ammonia::Builder::empty();
        builder
            .add_tags([
                "a",
                "abbr",
                "b",
                "bdi",
                "bdo",
                "big",
                "blockquote",
                "br",
                "caption",
                "cite",
                "code",
                "dd",
                "del",
                "dfn",
                "div",
                "dl",
                "dt",
                "em",
                "h1",
                "h2",
                "h3",
                "h4",
                "h5",
                "h6",
                "hr",
                "i",
                "img",
                "ins",
                "kbd",
                "li",
                "mark",
                "ol",
                "p",
                "pre",
                "q",
                "rp",
                "rt",
                "ruby",
                "s",
                "samp",
                "small",
                "span",
                "strong",
                "sub",
                "sup",
                "table",
                "tbody",
                "td",
                "tfoot",
                "th",
                "thead",
                "tr",
                "u",
                "ul",
                "var",
                "wbr",
            ])
            .add_clean_content_tags([
                "script", "style", "iframe", "noembed", "noframes", "title", "svg", "math",
                "template",
            ])
            .add_generic_attributes(["dir", "lang", "align"])
            .add_tag_attributes("a", ["href", "rel", "target", "data-mismatch"])
            .add_tag_attributes(
                "img",
                [
                    "src",
                    "alt",
                    "width",
                    "height",
                    "data-remote-src",
                    "data-cid",
                ],
            )
            .add_tag_attributes("td", ["colspan", "rowspan"])
            .add_tag_attributes("th", ["colspan", "rowspan"])
            .add_tag_attributes("ol", ["start"])
            .add_tag_attribute_values("div", "data-fold", ["quote", "signature"])
            .add_url_schemes(["http", "https", "mailto", "tel", "data"])
            .url_relative(ammonia::UrlRelative::Deny)
            .link_rel(None)
            .attribute_filter(|element, attribute, value| match (element, attribute) {
                ("img", "src") if !value.starts_with("data:image/") => None,
                ("a", "href") if value.starts_with("data:") => None,
                _ => Some(value.into()),
            });
        builder
    })
}

/// A Content-ID as an address of an image writes it (RFC 2392): escapes read, brackets off.
fn content_id(value: &str) -> String {
    let bytes = crate::mime::params::percent(value.as_bytes());
    String::from_utf8_lossy(&bytes)
        .trim()
        .trim_matches(['<', '>'])
        .chars()
        .filter(|c| !c.is_control() && !c.is_whitespace())
        .take(998)
        .collect()
}

fn problem(code: &str, detail: &str) -> Problem {
    Problem {
        code: code.to_owned(),
        detail: detail.to_owned(),
    }
}

#[cfg(test)]
mod tests;
