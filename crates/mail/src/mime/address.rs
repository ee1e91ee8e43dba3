//! Address lists of From, To and the like (RFC 5322 §3.4), as senders really write them.

use super::words;
use crate::Address;

/// More addresses of one field than this are left in the raw mail.
pub const MAX_ADDRESSES: usize = 2_000;

/// Bytes of one field that are read.
const MAX_FIELD: usize = 1024 * 1024;

/// Reads an address list. Group names are dropped, their members kept; an empty group gives a nameless entry with the
/// group's name and the address `""` (`undisclosed-recipients:;`).
pub fn list(raw: &[u8], hint: Option<&str>) -> Vec<Address> {
    let mut out: Vec<Address> = Vec::new();
    let mut carried: Vec<u8> = Vec::new();
    let mut group: Option<(Vec<u8>, usize)> = None;
    for piece in Pieces::new(&raw[..raw.len().min(MAX_FIELD)]) {
        if out.len() >= MAX_ADDRESSES {
            break;
        }
        let mut text = piece.text;
        if let Some(name) = piece.group {
            group = Some((name, out.len()));
        }
        // `Smith, John <john@x>`: a comma in a name without quotes.
        if piece.end == End::Comma
            && !text.contains(&b'<')
            && !text.contains(&b'@')
            && !text.trim_ascii().is_empty()
        {
            if !carried.is_empty() {
                carried.extend_from_slice(b", ");
            }
            carried.extend_from_slice(text.trim_ascii());
            continue;
        }
        if !carried.is_empty() {
            if text.contains(&b'<') {
                carried.extend_from_slice(b", ");
                carried.extend_from_slice(text.trim_ascii());
                text = std::mem::take(&mut carried);
            } else {
                for part in std::mem::take(&mut carried).split(|&b| b == b',') {
                    out.extend(one(part, hint));
                }
            }
        }
        out.extend(one(&text, hint));
        if piece.end == End::Semicolon
            && let Some((name, start)) = group.take()
            && out.len() == start
        {
            let name = words::decode(&name, hint);
            out.push(Address {
                name: Some(name).filter(|n| !n.is_empty()),
                address: String::new(),
            });
        }
    }
    for part in carried.split(|&b| b == b',') {
        out.extend(one(part, hint));
    }
    if let Some((name, start)) = group
        && out.len() == start
    {
        out.push(Address {
            name: Some(words::decode(&name, hint)).filter(|n| !n.is_empty()),
            address: String::new(),
        });
    }
    out.truncate(MAX_ADDRESSES);
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Comma,
    Semicolon,
    Last,
}

struct Piece {
    group: Option<Vec<u8>>,
    text: Vec<u8>,
    end: End,
}

/// Cuts a list at commas and semicolons outside quotes, comments and angle brackets.
struct Pieces<'a> {
    raw: &'a [u8],
    at: usize,
    /// Quotes not read yet. An opening quote without its end is a letter, else it would swallow the rest of the list.
    quotes_left: usize,
}

impl<'a> Pieces<'a> {
    fn new(raw: &'a [u8]) -> Self {
        Self {
            raw,
            at: 0,
            quotes_left: raw.iter().filter(|&&b| b == b'"').count(),
        }
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        if self.at >= self.raw.len() {
            return None;
        }
        let (mut quoted, mut angle, mut comment, mut escaped) = (false, false, 0usize, false);
        let mut piece = Piece {
            group: None,
            text: Vec::new(),
            end: End::Last,
        };
        while let Some(&b) = self.raw.get(self.at) {
            self.at += 1;
            if escaped {
                escaped = false;
                piece.text.push(b);
                continue;
            }
            match b {
                b'\\' if quoted || comment > 0 => escaped = true,
                b'"' if comment == 0 => {
                    self.quotes_left = self.quotes_left.saturating_sub(1);
                    quoted = !quoted && self.quotes_left > 0;
                }
                b'(' if !quoted => comment += 1,
                b')' if !quoted => comment = comment.saturating_sub(1),
                b'<' if !quoted && comment == 0 => angle = true,
                b'>' if !quoted && comment == 0 => angle = false,
                b':' if !quoted
                    && comment == 0
                    && !angle
                    && piece.group.is_none()
                    && !piece.text.contains(&b'@') =>
                {
                    let name = std::mem::take(&mut piece.text);
                    if !name.trim_ascii().eq_ignore_ascii_case(b"mailto") {
                        piece.group = Some(name);
                    }
                    continue;
                }
                b',' if !quoted && comment == 0 && !angle => {
                    piece.end = End::Comma;
                    return Some(piece);
                }
                b';' if !quoted && comment == 0 && !angle => {
                    piece.end = End::Semicolon;
                    return Some(piece);
                }
                _ => {}
            }
            piece.text.push(b);
        }
        Some(piece)
    }
}

/// One mailbox: `Name <address>`, `address (Name)`, `address`, or a mere name.
fn one(raw: &[u8], hint: Option<&str>) -> Option<Address> {
    let (phrase, comment, angle) = take_apart(raw);
    let comment = words::decode(&comment, hint);
    let phrase_text = words::decode(&phrase, hint);
    if let Some(angle) = angle {
        let found = valid(&String::from_utf8_lossy(&angle));
        let name = Some(phrase_text)
            .filter(|n| !n.is_empty())
            .or(Some(comment).filter(|c| !c.is_empty()));
        return match found {
            Some(address) => Some(Address {
                name: display(name, &address),
                address,
            }),
            // Encoded as a whole: `=?utf-8?Q?Bob_<bob@x.org>?=`, or what is in the brackets is no address.
            None => {
                let inner = words::decode(&angle, hint);
                let name = name.or(Some(inner).filter(|i| !i.is_empty()))?;
                Some(Address {
                    name: Some(name),
                    address: String::new(),
                })
            }
        };
    }
    if phrase_text.is_empty() {
        return None;
    }
    if let Some(address) = valid(&phrase_text) {
        return Some(Address {
            name: display(Some(comment).filter(|c| !c.is_empty()), &address),
            address,
        });
    }
    // A whole mailbox inside one encoded word or inside quotes.
    if let Some((before, rest)) = phrase_text.split_once('<')
        && let Some(address) = valid(rest.split('>').next().unwrap_or_default())
    {
        return Some(Address {
            name: display(Some(before.trim().trim_matches('"').to_owned()), &address),
            address,
        });
    }
    // `Bob bob@x.org` without brackets.
    if let Some((before, last)) = phrase_text.rsplit_once(' ')
        && last.contains('@')
        && let Some(address) = valid(last)
    {
        return Some(Address {
            name: display(Some(before.trim().to_owned()), &address),
            address,
        });
    }
    let bare = !phrase_text.contains(|c: char| !(c.is_ascii_alphanumeric() || "._+-".contains(c)));
    if bare && !phrase_text.starts_with("undisclosed") && !phrase_text.starts_with("unlisted") {
        return Some(Address {
            name: None,
            address: phrase_text,
        });
    }
    Some(Address {
        name: Some(phrase_text),
        address: String::new(),
    })
}

/// A name that only repeats the address says nothing.
fn display(name: Option<String>, address: &str) -> Option<String> {
    name.map(|n| n.trim_matches('\'').trim().to_owned())
        .filter(|n| !n.is_empty() && !n.eq_ignore_ascii_case(address))
}

/// Splits one mailbox into phrase (quotes removed), comment and the content of angle brackets.
fn take_apart(raw: &[u8]) -> (Vec<u8>, Vec<u8>, Option<Vec<u8>>) {
    let (mut phrase, mut comment, mut angle) = (Vec::new(), Vec::new(), None);
    let (mut quoted, mut depth) = (false, 0usize);
    let mut at = 0;
    while at < raw.len() {
        let b = raw[at];
        at += 1;
        match b {
            b'\\' if quoted || depth > 0 => {
                if let Some(&next) = raw.get(at) {
                    at += 1;
                    if depth > 0 {
                        comment.push(next)
                    } else {
                        phrase.push(next)
                    }
                }
            }
            b'"' if depth == 0 => quoted = !quoted,
            b'(' if !quoted => {
                depth += 1;
                if depth > 1 {
                    comment.push(b);
                }
            }
            b')' if !quoted && depth > 0 => {
                depth -= 1;
                if depth > 0 {
                    comment.push(b);
                }
            }
            b'<' if !quoted && depth == 0 && angle.is_none() => {
                let rest = &raw[at..];
                let end = memchr::memchr(b'>', rest).unwrap_or(rest.len());
                let inner = &rest[..end];
                angle = Some(inside(inner));
                at += end + 1;
            }
            b'>' if !quoted && depth == 0 && angle.is_some() => {}
            // A local part in quotes stays in quotes when it needs them: only a phrase loses them.
            _ if depth > 0 => comment.push(b),
            _ => phrase.push(b),
        }
    }
    // `"a b"@example.org` outside brackets: give the quotes back.
    if angle.is_none()
        && raw.trim_ascii().starts_with(b"\"")
        && memchr::memmem::find(raw, b"\"@").is_some()
    {
        phrase = raw.trim_ascii().to_vec();
    }
    (phrase, comment, angle)
}

/// The content of angle brackets: `<<a@b>>`, `< a@b >`, `a @ b (comment)`. Of several words the last with an `@` is the address.
fn inside(inner: &[u8]) -> Vec<u8> {
    let mut depth = 0usize;
    let plain: Vec<u8> = inner
        .iter()
        .copied()
        .filter(|&c| {
            match c {
                b'(' => depth += 1,
                b')' if depth > 0 => {
                    depth -= 1;
                    return false;
                }
                _ => {}
            }
            depth == 0 && c != b'<'
        })
        .collect();
    let mut words = plain
        .split(u8::is_ascii_whitespace)
        .filter(|w| !w.is_empty());
    match words.next_back() {
        Some(last) if last.contains(&b'@') && !last.starts_with(b"@") => last.to_vec(),
        _ => plain
            .iter()
            .copied()
            .filter(|c| !c.is_ascii_whitespace())
            .collect(),
    }
}

/// The address itself, domain in lower case, when it can be one: one `@` outside quotes, a domain of sane letters, or a local
/// part alone (`root`).
pub fn valid(text: &str) -> Option<String> {
    let mut text = text.trim().trim_matches(['<', '>']).trim();
    if let Some(prefix) = text.get(..7)
        && prefix.eq_ignore_ascii_case("mailto:")
    {
        text = &text[7..];
    }
    // Source route (RFC 5321 §4.1.1.3): `@a,@b:local@domain`.
    if text.starts_with('@')
        && let Some((_, rest)) = text.split_once(':')
    {
        text = rest;
    }
    if text.is_empty()
        || text.len() > 320
        || text.chars().any(|c| {
            c.is_control()
                || matches!(c, '<' | '>' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        })
    {
        return None;
    }
    let Some((local, domain)) = text.rsplit_once('@') else {
        let plain = text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._+-=/".contains(c));
        return (plain && text.len() <= 64 && !text.is_empty())
            .then(|| text.to_owned())
            .filter(|_| is_local_user(text));
    };
    let quoted = local.len() >= 2 && local.starts_with('"') && local.ends_with('"');
    let local_fine = quoted
        || !local
            .contains(|c: char| c == '@' || c.is_whitespace() || c == '"' || c == ',' || c == ';');
    let domain = domain.trim_end_matches('.');
    let literal = domain.starts_with('[') && domain.ends_with(']');
    let domain_fine = literal
        || (!domain.is_empty()
            && domain
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '_') || is_mark(c))
            && !domain.starts_with('.')
            && !domain.contains(".."));
    (!local.is_empty() && local_fine && domain_fine)
        .then(|| format!("{local}@{}", domain.to_lowercase()))
}

/// Combining marks of Indic domain names are no letters for `char`.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{0900}'..='\u{0DFF}' | '\u{0E31}'..='\u{0E4E}' | '\u{3002}')
}

/// `root`, `MAILER-DAEMON`, `www-data`: a sender on the machine itself.
fn is_local_user(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_alphabetic())
        && !text.to_ascii_lowercase().starts_with("undisclosed")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(raw: &str) -> Vec<(String, String)> {
        list(raw.as_bytes(), None)
            .into_iter()
            .map(|a| (a.name.unwrap_or_default(), a.address))
            .collect()
    }

    fn pair(name: &str, address: &str) -> (String, String) {
        (name.to_owned(), address.to_owned())
    }

    #[test]
    fn ordinary_lists_are_read() {
        assert_eq!(
            pairs("Bob <Bob@Example.ORG>, \"Doe, Jane\" <jane@x.org>, al@y.net (Al (the) man)"),
            [
                pair("Bob", "Bob@example.org"),
                pair("Doe, Jane", "jane@x.org"),
                pair("Al (the) man", "al@y.net")
            ]
        );
        assert_eq!(
            pairs("=?utf-8?Q?J=C3=B6rg?= =?utf-8?Q?_M?= <j@x.de>"),
            [pair("Jörg M", "j@x.de")]
        );
        assert_eq!(
            pairs("\"=?utf-8?B?5L2g5aW9?=\" <n@x.cn>"),
            [pair("你好", "n@x.cn")]
        );
    }

    #[test]
    fn names_with_bare_commas_stay_whole() {
        assert_eq!(
            pairs("Smith, John <j@x.org>, b@x.org"),
            [pair("Smith, John", "j@x.org"), pair("", "b@x.org")]
        );
    }

    #[test]
    fn nobody_is_an_entry_without_address() {
        assert_eq!(
            pairs("undisclosed-recipients:;"),
            [pair("undisclosed-recipients", "")]
        );
        assert_eq!(
            pairs("Friends: a@x.org, b@x.org; c@x.org"),
            [
                pair("", "a@x.org"),
                pair("", "b@x.org"),
                pair("", "c@x.org")
            ]
        );
        assert_eq!(pairs(""), []);
        assert_eq!(pairs("<>"), []);
        assert_eq!(pairs("John Smith"), [pair("John Smith", "")]);
    }

    #[test]
    fn senders_without_domain_are_kept() {
        assert_eq!(pairs("root"), [pair("", "root")]);
        assert_eq!(pairs("Cron Daemon <root>"), [pair("Cron Daemon", "root")]);
    }

    #[test]
    fn odd_brackets_routes_and_links_give_the_address() {
        for raw in [
            "<<a@x.org>>",
            "< a@x.org >",
            "<@r1,@r2:a@x.org>",
            "<mailto:a@x.org>",
            "mailto:a@x.org",
            "a@x.org.",
            "'a@x.org' <a@x.org>",
        ] {
            assert_eq!(pairs(raw), [pair("", "a@x.org")], "{raw}");
        }
        assert_eq!(pairs("\"a b\"@x.org"), [pair("", "\"a b\"@x.org")]);
        assert_eq!(pairs("Bob bob@x.org"), [pair("Bob", "bob@x.org")]);
        assert_eq!(
            pairs("=?utf-8?Q?Bob_<bob@x.org>?="),
            [pair("Bob", "bob@x.org")]
        );
    }

    #[test]
    fn comments_and_stray_words_in_brackets_are_left_out() {
        assert_eq!(
            pairs("Pete <pete(his account)@silly.test(his host)>"),
            [pair("Pete", "pete@silly.test")]
        );
        assert_eq!(
            pairs("Joe <joe@machine . example>"),
            [pair("Joe", "joe@machine.example")]
        );
        assert_eq!(
            pairs("<domain.tld postmaster@x.org>"),
            [pair("", "postmaster@x.org")]
        );
    }

    #[test]
    fn what_is_no_address_is_not_called_one() {
        for raw in ["bad@@x", "a@", "@x.org", "a@b..c", "<bad@@x>", "a b@c d"] {
            assert!(
                list(raw.as_bytes(), None)
                    .iter()
                    .all(|a| a.address.is_empty()),
                "{raw}"
            );
        }
    }

    #[test]
    fn long_lists_are_bounded_and_linear() {
        let many = "a@x.org, ".repeat(500_000);
        assert_eq!(list(many.as_bytes(), None).len(), MAX_ADDRESSES);
        let quotes = "\",".repeat(200_000);
        let _ = list(quotes.as_bytes(), None);
        let open = "(".repeat(1_000_000);
        let _ = list(open.as_bytes(), None);
    }
}
