//! Delivery reports: who did not get a mail, why, and whether for good (M25, M26).
//!
//! Here: RFC 3464 reports, the notices of mail systems that never heard of it, JSON notices of sending services, and
//! telling them from complaints (RFC 5965), read receipts (RFC 8098) and people. Not here: what follows from a bounce.
//! Called by [`crate::read`].

mod address;
mod dsn;
mod json;
mod notice;
mod parts;
mod phrases;
mod status;

use crate::types::{BounceAction, BounceRecipient};
use parts::{Fields, Opened, value};

/// More recipients than these in one report are not read.
const MAX_RECIPIENTS: usize = 1_000;

/// What a delivery report says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BounceReport {
    /// Never empty, except for a complaint or when the report names nobody.
    pub recipients: Vec<BounceRecipient>,
    /// Message-ID of the mail that the report is about, without brackets.
    pub original_message_id: Option<String>,
    /// Header fields of that mail, as far as the report returns them; empty when it does not.
    pub original_headers: Vec<(String, String)>,
    /// An abuse report (ARF, RFC 5965): not a bounce. `recipients` is empty then.
    pub complaint: bool,
}

/// Reads a delivery report from the raw mail; `None` for any other mail. A complaint comes back with `complaint` set.
/// Looks at the first MiB; needs no valid MIME.
pub fn read(raw: &[u8]) -> Option<BounceReport> {
    read_at(raw, 0)
}

fn read_at(raw: &[u8], depth: usize) -> Option<BounceReport> {
    let mail = parts::open(raw);
    let original_headers = original(&mail);
    let mut report = BounceReport {
        original_message_id: original_id(&mail, &original_headers),
        original_headers,
        ..BounceReport::default()
    };
    if is_complaint(&mail) {
        report.complaint = true;
        return Some(report);
    }
    if is_receipt(&mail) {
        return None;
    }
    if let Some(found) = json::read(&mail) {
        report.complaint = found.complaint;
        report.recipients = found.recipients;
        return Some(report);
    }
    let notice = notice::Notice::of(&mail);
    report.recipients = dsn::recipients(&mail);
    if !report.recipients.is_empty() {
        notice.sharpen(&mail, &mut report.recipients);
    } else if !notice.is_report(&mail, !report.original_headers.is_empty()) {
        return None;
    } else if let Some(inner) = inner_report(&mail, &notice, depth) {
        return Some(inner);
    } else {
        report.recipients = notice.recipients(&mail, &report.original_headers);
    }
    report.recipients.truncate(MAX_RECIPIENTS);
    Some(report)
}

/// A filter that wraps the report of the mail system behind it: the inner one knows more.
fn inner_report(mail: &Opened, notice: &notice::Notice, depth: usize) -> Option<BounceReport> {
    if depth >= 2 || !notice.is_silent(mail) {
        return None;
    }
    let part = mail
        .parts
        .iter()
        .find(|part| part.media_type == "message/rfc822")?;
    read_at(part.text.as_bytes(), depth + 1).filter(|inner| !inner.recipients.is_empty())
}

fn is_complaint(mail: &Opened) -> bool {
    mail.report_type == "feedback-report"
        || mail
            .parts
            .iter()
            .any(|part| part.media_type == "message/feedback-report")
}

/// A read receipt; but a receipt that says "deleted, rejected" (RFC 5429 section 2.1) is a refusal.
fn is_receipt(mail: &Opened) -> bool {
    let part = mail
        .parts
        .iter()
        .find(|part| part.media_type == "message/disposition-notification");
    let refused = part.is_some_and(|part| {
        let fields = parts::read_fields(&part.text);
        let deleted = value(&fields, "disposition")
            .is_some_and(|text| text.to_ascii_lowercase().ends_with("deleted"));
        deleted
            && mail
                .parts
                .iter()
                .any(|part| part.media_type == "text/plain" && part.text.contains("rejected"))
    });
    (mail.report_type == "disposition-notification" || part.is_some()) && !refused
}

/// Header of the returned mail: from a part of its own, or from below the line that announces the copy.
fn original(mail: &Opened) -> Fields {
    let part = mail
        .parts
        .iter()
        .find(|part| notice::is_returned(&part.media_type));
    if let Some(part) = part {
        let fields = parts::read_fields(header_block(&part.text));
        if !fields.is_empty() {
            return fields;
        }
    }
    for part in mail
        .parts
        .iter()
        .filter(|part| part.media_type.starts_with("text/"))
    {
        if let Some(copy) = notice::copy_below(&part.text) {
            let fields = parts::read_fields(header_block(&unindented(copy)));
            if fields.len() >= 2 {
                return fields;
            }
        }
    }
    Fields::new()
}

fn header_block(text: &str) -> &str {
    let text = text.trim_start_matches(['\n', ' ', '>']);
    text.split_once("\n\n").map_or(text, |(head, _)| head)
}

/// Copies are often indented or quoted as a whole: the first line tells by how much.
fn unindented(copy: &str) -> String {
    let first = copy
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let indent = first.len() - first.trim_start_matches([' ', '\t', '>', '|']).len();
    if indent == 0 {
        return copy.to_owned();
    }
    let cut = |line: &str| line.get(indent..).unwrap_or_default().to_owned() + "\n";
    copy.lines()
        .skip_while(|line| line.trim().is_empty())
        .take(400)
        .map(cut)
        .collect()
}

fn original_id(mail: &Opened, original: &Fields) -> Option<String> {
    let from_headers =
        value(original, "message-id").or_else(|| value(&mail.fields, "x-original-message-id"));
    let from_report = || {
        let status = mail
            .parts
            .iter()
            .find(|part| part.media_type.starts_with("message/delivery-status"))?;
        let line = status.text.lines().find(|line| {
            line.to_ascii_lowercase()
                .starts_with("x-original-message-id:")
        })?;
        line.split_once(':').map(|(_, id)| id)
    };
    let id = from_headers
        .or_else(from_report)
        .or_else(|| value(&mail.fields, "in-reply-to"))?;
    let id = match (id.find('<'), id.rfind('>')) {
        (Some(open), Some(close)) if open < close => id.get(open + 1..close)?,
        _ => id,
    };
    let id = id.trim();
    (!id.is_empty()).then(|| id.to_owned())
}

/// One failed recipient from loose facts.
fn failed(recipient: String, words: &str, action: BounceAction) -> BounceRecipient {
    let stated = status::find(words);
    let code = status::reply_code(words);
    let stated = stated.filter(|found| !(action == BounceAction::Failed && found.starts_with('2')));
    let derived = stated.or_else(|| status::derive(code, words));
    let permanent = is_permanent(action, derived.as_deref(), words);
    let diagnostic = one_line(words);
    BounceRecipient {
        recipient,
        original: None,
        action,
        status: derived,
        permanent,
        diagnostic,
    }
}

/// Only a failure can be for good; a code of class 4 that ended in failure may succeed another day.
fn is_permanent(action: BounceAction, code: Option<&str>, words: &str) -> bool {
    if action != BounceAction::Failed {
        return false;
    }
    match code.and_then(|code| code.chars().next()) {
        Some('4') => false,
        Some('5') => {
            !code.is_some_and(|code| code.ends_with(".0.0")) || !status::sounds_temporary(words)
        }
        _ => !status::sounds_temporary(words),
    }
}

fn one_line(words: &str) -> Option<String> {
    let line = words
        .split_whitespace()
        .take(120)
        .collect::<Vec<_>>()
        .join(" ");
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests;
