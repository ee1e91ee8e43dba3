//! Plain text as people read it: clean characters, one kind of line end, flowed lines joined, a bound on length.

use crate::{Limits, Mail};

/// Removes what no text may hold (NUL, other controls, invalid Unicode is already gone) and makes all line ends `\n`.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                // `\r\r\n` of broken gateways is one line end.
                while chars.peek() == Some(&'\r') {
                    chars.next();
                }
                if chars.peek() == Some(&'\n') {
                    chars.next();
                }
                out.push('\n');
            }
            '\n' | '\t' => out.push(c),
            '\u{0C}' | '\u{0B}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\u{FEFF}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Joins flowed lines (RFC 3676): a line that ends in a blank goes on in the next line of the same quote depth.
pub fn unflow(text: &str, delete_space: DeleteSpace) -> String {
    let mut out = String::with_capacity(text.len());
    // Quote depth of an open paragraph.
    let mut open: Option<usize> = None;
    for (n, line) in text.split('\n').enumerate() {
        let depth = line.bytes().take_while(|&b| b == b'>').count();
        let content = &line[depth..];
        let content = content.strip_prefix(' ').unwrap_or(content);
        let is_signature = content == "-- ";
        let joins = open == Some(depth) && !is_signature;
        if !joins {
            if n > 0 {
                if open.is_some() {
                    out.truncate(out.trim_end_matches(' ').len());
                }
                out.push('\n');
            }
            if depth > 0 {
                out.push_str(&">".repeat(depth.min(100)));
                out.push(' ');
            }
        }
        let flows = content.ends_with(' ') && !is_signature;
        open = flows.then_some(depth);
        let content = if flows && delete_space == DeleteSpace::Yes {
            &content[..content.len() - 1]
        } else {
            content
        };
        out.push_str(content);
    }
    out
}

/// `delsp=yes` of RFC 3676: the blank at the end of a flowed line is not part of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeleteSpace {
    Yes,
    No,
}

/// At most `max` bytes, cut between characters.
pub fn cut(text: &str, max: usize) -> &str {
    &text[..text.floor_char_boundary(max)]
}

/// Keeps the text of a mail within the limits and tells when it was longer.
pub fn bound(mail: &mut Mail, limits: &Limits) {
    if mail.text.len() > limits.text_bytes {
        mail.text = cut(&mail.text, limits.text_bytes).to_owned();
        mail.problems.push(super::problem(
            "text_too_long",
            "The text is longer than is shown; the raw mail has all of it.",
        ));
    }
    mail.text.truncate(mail.text.trim_end().len());
    let start = mail.text.len() - mail.text.trim_start_matches('\n').len();
    mail.text.drain(..start);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_and_controls_are_tidied() {
        assert_eq!(
            clean("a\r\nb\rc\r\r\nd\0\u{7}\te\u{2028}f"),
            "a\nb\nc\nd\te\nf"
        );
    }

    #[test]
    fn flowed_lines_become_paragraphs_and_quotes_stay_apart() {
        let text = "one \ntwo\n> a \n> b\n>> c \n> d\n-- \nBob";
        assert_eq!(
            unflow(text, DeleteSpace::No),
            "one two\n> a b\n>> c\n> d\n-- \nBob"
        );
        assert_eq!(unflow("日本 \n語", DeleteSpace::Yes), "日本語");
        assert_eq!(unflow(" >From\n", DeleteSpace::No), ">From\n");
    }

    #[test]
    fn cutting_respects_characters() {
        assert_eq!(cut("ä", 1), "");
        assert_eq!(cut("aä", 9), "aä");
    }
}
