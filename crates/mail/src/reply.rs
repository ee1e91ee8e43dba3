//! The visible reply of a mail: what its writer wrote now, without quotes and signatures (M42, M43).

use crate::types::{FoldKind, Folded};

/// Splits a plain text.
pub fn split(text: &str) -> (String, Vec<Folded>) {
    split_mail(text, None)
}

/// Splits the text of a mail; `html` is its HTML body, when it has one, and serves as a hint.
pub fn split_mail(text: &str, html: Option<&str>) -> (String, Vec<Folded>) {
    let _ = html;
    let (mut reply, mut quoted) = (String::new(), String::new());
    for line in text.lines() {
        let to = if line.starts_with('>') {
            &mut quoted
        } else {
            &mut reply
        };
        to.push_str(line);
        to.push('\n');
    }
    if reply.trim().is_empty() || quoted.is_empty() {
        return (text.trim().to_owned(), Vec::new());
    }
    (
        reply.trim().to_owned(),
        vec![Folded {
            kind: FoldKind::Quote,
            text: quoted,
        }],
    )
}
