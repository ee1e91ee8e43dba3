//! What the HTML of a mail knows about its parts: mail programs mark quotes and signatures with classes and ids.
//!
//! Nothing is rendered. The words before the first such mark are counted off in the plain text; where they end, the
//! marked part begins. One pass over the HTML, one over the text.

/// Byte offsets in the plain text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Marks {
    pub quote: Option<usize>,
    pub signature: Option<usize>,
}

/// Attribute values that open quoted mail.
const QUOTES: &[&str] = &[
    "gmail_quote",
    "gmail_attr",
    "yahoo_quoted",
    "moz-cite-prefix",
    "divrplyfwdmsg",
    "appendonsend",
    "olk_src_body_section",
    "stopspelling",
    "reply-intro",
    "protonmail_quote",
    "tutanota_quote",
    "zmail_extra",
    "__quoted_text__",
    "mail-editor-reference-message-container",
    "ms-outlook-mobile-reference-message",
    "b5c4df",
    "e1e1e1 1.0pt",
    "zwchr",
    "freebirdformsourcequote",
    "gmx_quote",
    "quote_header",
    "aolmail_quote",
    "outlookmessageheader",
    "x_divrplyfwdmsg",
    "originalmessage",
    "isforwardcontent",
    "qt_quote",
];
const SIGNATURES: &[&str] = &[
    "gmail_signature",
    "moz-signature",
    "ms-outlook-mobile-signature",
    "data-signatureblock",
    "protonmail_signature_block",
    "applemailsignature",
    "id=\"signature\"",
];

/// Looks for marks in `html` and finds their places in `text`.
pub(super) fn find(text: &str, html: &str) -> Marks {
    let mut marks = Marks::default();
    let mut letters: u64 = 0;
    let mut counts = (None, None);
    let mut hash = Running::default();
    let mut rest = html;
    let mut hidden: Option<&str> = None;
    while let Some(open) = rest.find('<') {
        let (before, from) = rest.split_at(open);
        if hidden.is_none() {
            letters += hash.feed_html(before);
        }
        let Some(close) = from.find('>') else { break };
        let tag = from.get(1..close).unwrap_or_default();
        let name = tag
            .trim_start_matches('/')
            .split([' ', '\n', '\t', '\r', '/'])
            .next()
            .unwrap_or_default();
        let name = name.to_ascii_lowercase();
        match hidden {
            Some(closing) if tag.starts_with('/') && name == closing => hidden = None,
            Some(_) => {}
            None if ["style", "script", "head", "title"].contains(&name.as_str())
                && !tag.starts_with('/') =>
            {
                hidden = ["style", "script", "head", "title"]
                    .into_iter()
                    .find(|known| *known == name);
            }
            None if !tag.starts_with('/') && tag.len() > name.len() => {
                let tag = tag
                    .get(..tag.len().min(2_000))
                    .unwrap_or(name.as_str())
                    .to_ascii_lowercase();
                let cited = name == "blockquote" && tag.contains("cite");
                if counts.0.is_none() && (cited || QUOTES.iter().any(|mark| tag.contains(mark))) {
                    counts.0 = Some((letters, hash));
                }
                if counts.1.is_none()
                    && counts.0.is_none()
                    && SIGNATURES.iter().any(|mark| tag.contains(mark))
                {
                    counts.1 = Some((letters, hash));
                }
            }
            None => {}
        }
        if counts.0.is_some() {
            break;
        }
        rest = from.get(close + 1..).unwrap_or_default();
    }
    let place = |count: Option<(u64, Running)>| {
        count.and_then(|(letters, hash)| place(text, letters, hash))
    };
    marks.quote = place(counts.0);
    marks.signature = place(counts.1);
    marks
}

/// The offset in `text` after as many letters with the same running hash; the line end after them.
fn place(text: &str, letters: u64, wanted: Running) -> Option<usize> {
    if letters == 0 {
        return None;
    }
    let mut hash = Running::default();
    let mut count = 0;
    for (at, c) in text.char_indices() {
        if !c.is_alphanumeric() {
            continue;
        }
        hash.feed(c);
        count += 1;
        if count == letters {
            let end = at + c.len_utf8();
            let line = text
                .get(end..)?
                .find('\n')
                .map_or(text.len(), |n| end + n + 1);
            // The marked part must begin on a later line, else the words do not agree.
            let tail = text.get(end..line)?;
            return (hash.0 == wanted.0 && !tail.chars().any(char::is_alphanumeric))
                .then_some(line);
        }
    }
    None
}

/// A hash over letters and digits in order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Running(u64);

impl Running {
    fn feed(&mut self, c: char) {
        self.0 = self
            .0
            .wrapping_mul(0x0100_0000_01b3)
            .wrapping_add(u64::from(c as u32) + 1);
    }

    /// Feeds the letters of a stretch of HTML text; returns how many.
    fn feed_html(&mut self, text: &str) -> u64 {
        let mut count = 0;
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let (decoded, length) = if c == '&' {
                entity(rest)
            } else {
                (Some(c), c.len_utf8())
            };
            if let Some(c) = decoded.filter(|c| c.is_alphanumeric()) {
                self.feed(c);
                count += 1;
            }
            rest = rest.get(length..).unwrap_or_default();
        }
        count
    }
}

/// The character that an entity stands for (None: none that counts), and its length in bytes.
fn entity(text: &str) -> (Option<char>, usize) {
    let Some(end) = text.bytes().take(12).position(|b| b == b';') else {
        return (None, 1);
    };
    let name = text.get(1..end).unwrap_or_default();
    let number = name
        .strip_prefix('#')
        .and_then(|digits| match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => digits.parse().ok(),
        });
    let c = match number {
        Some(number) => char::from_u32(number),
        None => NAMED
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, c)| *c),
    };
    (c, end + 1)
}

/// Letters that mail programs write as entities.
const NAMED: &[(&str, char)] = &[
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("Auml", 'Ä'),
    ("Ouml", 'Ö'),
    ("Uuml", 'Ü'),
    ("szlig", 'ß'),
    ("eacute", 'é'),
    ("egrave", 'è'),
    ("ecirc", 'ê'),
    ("euml", 'ë'),
    ("agrave", 'à'),
    ("aacute", 'á'),
    ("acirc", 'â'),
    ("atilde", 'ã'),
    ("aring", 'å'),
    ("Aring", 'Å'),
    ("aelig", 'æ'),
    ("ccedil", 'ç'),
    ("iacute", 'í'),
    ("icirc", 'î'),
    ("iuml", 'ï'),
    ("igrave", 'ì'),
    ("ntilde", 'ñ'),
    ("oacute", 'ó'),
    ("ograve", 'ò'),
    ("ocirc", 'ô'),
    ("otilde", 'õ'),
    ("oslash", 'ø'),
    ("Oslash", 'Ø'),
    ("uacute", 'ú'),
    ("ugrave", 'ù'),
    ("ucirc", 'û'),
    ("Eacute", 'É'),
    ("Agrave", 'À'),
    ("ordf", 'ª'),
    ("ordm", 'º'),
    ("micro", 'µ'),
    ("sup2", '²'),
    ("sup3", '³'),
    ("yacute", 'ý'),
    ("oelig", 'œ'),
    ("Egrave", 'È'),
    ("Ccedil", 'Ç'),
];
