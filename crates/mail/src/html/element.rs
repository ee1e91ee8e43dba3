//! What the elements of HTML are to us: shown, dropped, blocks, cells. Read by the writer of safe HTML.

use super::tokens::Element;

/// Width or height in pixels, from the attribute or from the style.
pub fn dimension(element: &Element, name: &str) -> Option<u32> {
    let leading = |v: &str| {
        v.trim()
            .chars()
            .take_while(char::is_ascii_digit)
            .collect::<String>()
            .parse()
            .ok()
    };
    let percent = |v: &str| v.trim().ends_with('%');
    element
        .attribute(name)
        .filter(|v| !percent(v))
        .and_then(leading)
        .or_else(|| {
            let style = element.style();
            let value = style
                .split(';')
                .find_map(|d| d.strip_prefix(name)?.strip_prefix(':').map(str::to_owned))?;
            value.ends_with("px").then(|| leading(&value)).flatten()
        })
}

pub fn direction(element: &Element) -> Option<&'static str> {
    let stated = element.attribute("dir").map(str::to_ascii_lowercase);
    match stated.as_deref() {
        Some("rtl") => Some("rtl"),
        Some("ltr") => Some("ltr"),
        Some("auto") => Some("auto"),
        _ if element.attribute("style").is_some() && element.style().contains("direction:rtl") => {
            Some("rtl")
        }
        _ => None,
    }
}

pub fn is_data_image(lower: &str) -> bool {
    [
        "data:image/png;base64,",
        "data:image/jpeg;base64,",
        "data:image/jpg;base64,",
        "data:image/gif;base64,",
        "data:image/webp;base64,",
    ]
    .iter()
    .any(|p| lower.starts_with(p))
}

/// Dropped with all that is in it, always.
pub fn is_dropped(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "title"
            | "iframe"
            | "noembed"
            | "noframes"
            | "xmp"
            | "frame"
            | "frameset"
            | "base"
            | "meta"
            | "link"
            | "embed"
    )
}

/// Dropped with all that is in it, when it ends at all.
pub fn is_foreign(name: &str) -> bool {
    matches!(name, "svg" | "math" | "template" | "select" | "datalist")
}

/// The tag to write for an element, and the one that closes it; `None` for elements of which only the content is shown.
pub fn shown(name: &str) -> Option<(&'static str, &'static str)> {
    macro_rules! tags {
        ($($tag:literal)*) => {
            match name {
                $($tag => Some(($tag, concat!("</", $tag, ">"))),)*
                "section" | "article" | "header" | "footer" | "main" | "nav" | "aside" | "center" | "address" | "figure" | "figcaption" | "details"
                | "summary" | "fieldset" => Some(("div", "</div>")),
                "strike" => Some(("s", "</s>")),
                "tt" => Some(("code", "</code>")),
                _ => None,
            }
        };
    }
    match name {
        // Most spans and fonts carry colours only; a direction or language is kept on the block around.
        "span" | "font" => None,
        _ => tags!(
            "abbr" "b" "bdi" "bdo" "big" "blockquote" "caption" "cite" "code" "dd" "del" "dfn" "div" "dl" "dt" "em" "h1" "h2" "h3" "h4" "h5" "h6" "i"
            "ins" "kbd" "li" "mark" "ol" "p" "pre" "q" "rp" "rt" "ruby" "s" "samp" "small" "strong" "sub" "sup" "table" "tbody" "td" "tfoot" "th" "thead"
            "tr" "u" "ul" "var"
        ),
    }
}

pub fn is_table_part(name: &str) -> bool {
    matches!(
        name,
        "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" | "caption" | "li" | "dt" | "dd"
    )
}

pub fn is_cell(name: &str) -> bool {
    matches!(name, "td" | "th" | "caption")
}

pub fn holds_no_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "b" | "strong" | "i" | "em" | "u" | "span" | "font" | "small" | "big" | "a"
    )
}

pub fn takes_no_block(name: &str) -> bool {
    matches!(
        name,
        "table" | "tr" | "tbody" | "thead" | "tfoot" | "ul" | "ol" | "dl"
    )
}

pub fn ends_paragraph(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "ul"
            | "ol"
            | "dl"
            | "table"
            | "blockquote"
            | "pre"
            | "hr"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "center"
            | "form"
    )
}
