//! Reading a mail: raw bytes in, [`Mail`] out, whatever the bytes are.
//!
//! Structure, headers and texts are read by the modules below this one; HTML, calendars, winmail.dat, languages and quotes by
//! their own rooms. Nothing here decides what happens to a mail. Live mail and `fairlead inspect` both come through [`read`].

pub mod address;
mod body;
mod date;
mod envelope;
pub mod header;
pub mod id;
mod list;
pub mod params;
mod text;
pub mod transfer;
pub mod tree;
pub mod words;

use crate::automatic::{self, Signals};
use crate::{Automatic, Limits, Mail, Problem, bounce, language, reply};
use sha2::{Digest, Sha256};
use std::panic::{AssertUnwindSafe, catch_unwind};

pub use tree::{Part, Tree};

/// Reads a mail. Never fails and never panics: what cannot be read is told in `problems`, and the text is then as much as could
/// be made out.
pub fn read(raw: &[u8], limits: &Limits) -> Mail {
    // Belt and braces: no panic is known, but a mail that causes one must still give an item that an agent can see (M3, M7).
    catch_unwind(AssertUnwindSafe(|| read_all(raw, limits))).unwrap_or_else(|_| {
        let text = text::clean(&String::from_utf8_lossy(
            &raw[..raw.len().min(limits.text_bytes)],
        ));
        Mail {
            reply: text.clone(),
            text,
            problems: vec![problem(
                "reader_failed",
                "The mail could not be taken apart; it is shown as received.",
            )],
            ..Mail::default()
        }
    })
}

/// Reads bare text as if it were the text of a mail without headers.
pub fn read_text(text: &str, limits: &Limits) -> Mail {
    let mut mail = Mail {
        text: text::clean(text),
        ..Mail::default()
    };
    text::bound(&mut mail, limits);
    finish(&mut mail, None);
    mail
}

/// A stable id for a mail that has none of its own (M5): a hash of its bytes. The domain cannot exist.
pub fn content_id(raw: &[u8]) -> String {
    let hash = Sha256::digest(raw);
    let hex: String = hash.iter().take(20).map(|b| format!("{b:02x}")).collect();
    format!("{hex}@content.invalid")
}

fn read_all(raw: &[u8], limits: &Limits) -> Mail {
    let mut tree = tree::parse(raw, limits);
    let mut mail = Mail {
        problems: std::mem::take(&mut tree.problems),
        ..Mail::default()
    };
    envelope::fill(&mut mail, &tree);
    let html = body::fill(&mut mail, &tree, limits);
    text::bound(&mut mail, limits);
    if let Some(report) = bounce::read(raw).filter(|r| !r.complaint) {
        mail.bounce = report.recipients;
        mail.bounce_original = report.original_message_id;
    }
    mail.automatic = judge(&mail, &tree);
    finish(&mut mail, html.as_deref());
    mail
}

fn judge(mail: &Mail, tree: &Tree<'_>) -> Automatic {
    let headers: Vec<(String, String)> = tree
        .root()
        .headers
        .fields
        .iter()
        .map(|f| (f.name.clone(), words::decode(&f.value, None)))
        .collect();
    automatic::classify(&Signals {
        headers: &headers,
        bounce: !mail.bounce.is_empty(),
        received_count: mail.received_count,
        loop_marks: &mail.loop_marks,
        own_mark: None,
    })
}

/// What is judged from the finished text. `html` is the mail's own, before it was made safe.
fn finish(mail: &mut Mail, html: Option<&str>) {
    (mail.reply, mail.folded) = reply::split_mail(&mail.text, html);
    mail.language = language::detect(&mail.reply).or_else(|| language::detect(&mail.subject));
    if mail.text.trim().is_empty() && mail.attachments.is_empty() {
        mail.problems
            .push(problem("no_text", "The mail has no text and no files."));
    }
}

/// Text without NUL and other controls, lines ended by `\n`.
pub(crate) fn clean_text(text: &str) -> String {
    text::clean(text)
}

pub(crate) fn problem(code: &str, detail: &str) -> Problem {
    Problem {
        code: code.to_owned(),
        detail: detail.to_owned(),
    }
}

#[cfg(test)]
mod tests;
