//! Everything that headers say: people, ids, dates, lists, loops and verdicts.

use super::header::Headers;
use super::{address, date, id, problem, transfer, tree::Tree, words};
use crate::{Address, Mail};

/// Headers in which relays note whom the mail was for (M10).
const DELIVERED_TO: [&str; 11] = [
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-forwarded-to",
    "x-delivered-to",
    "x-rcpt-to",
    "x-gm-original-to",
    "original-recipient",
    "apparently-to",
    "resent-to",
];

/// Headers in which filters and verifiers leave a verdict (M41).
const VERDICTS: [&str; 8] = [
    "authentication-results",
    "arc-authentication-results",
    "received-spf",
    "x-forefront-antispam-report",
    "x-ms-exchange-organization-scl",
    "x-microsoft-antispam",
    "x-virus-status",
    "x-bogosity",
];

/// Fields of one kind that are kept of a mail.
const MAX_KEPT: usize = 100;

pub fn fill(mail: &mut Mail, tree: &Tree<'_>) {
    let headers = &tree.root().headers;
    let hint = tree.body_charset();
    let people = |name: &str| -> Vec<Address> {
        headers
            .all(name)
            .take(20)
            .flat_map(|v| address::list(v, hint))
            .take(address::MAX_ADDRESSES)
            .collect()
    };
    mail.from = people("from");
    mail.sender = people("sender").into_iter().next();
    mail.reply_to = people("reply-to")
        .into_iter()
        .filter(|a| !a.address.is_empty())
        .collect();
    mail.to = people("to");
    mail.cc = people("cc");
    mail.bcc = people("bcc");
    mail.return_path = headers.raw("return-path").and_then(return_path);
    mail.delivered_to = delivered_to(headers);
    mail.subject = headers
        .raw("subject")
        .map(|v| words::decode(v, hint))
        .unwrap_or_default();
    mail.subject = mail.subject.chars().take(2_000).collect();
    mail.date = headers.text("date").and_then(|d| date::read(&d));
    mail.message_id = headers.raw("message-id").and_then(id::single);
    mail.in_reply_to = headers
        .all("in-reply-to")
        .take(5)
        .flat_map(id::list)
        .take(id::MAX_IDS)
        .collect();
    mail.references = headers
        .all("references")
        .take(5)
        .flat_map(id::list)
        .take(id::MAX_IDS)
        .collect();
    mail.thread_index = headers.raw("thread-index").and_then(thread_index);
    mail.list = super::list::read(headers);
    mail.bimi_selector = headers
        .text("bimi-selector")
        .and_then(|value| crate::auth::bimi::selector(&value));
    mail.received_count = headers.all("received").count();
    mail.loop_marks = headers
        .fields
        .iter()
        .filter(|f| {
            ["x-loop", "x-fairlead-instance", "x-loop-detect"]
                .iter()
                .any(|n| f.name.eq_ignore_ascii_case(n))
        })
        .map(|f| words::decode(&f.value, None))
        .filter(|v| !v.is_empty())
        .take(MAX_KEPT)
        .collect();
    mail.verdict_headers = headers
        .fields
        .iter()
        .filter(|f| is_verdict(&f.name))
        .take(MAX_KEPT)
        .map(|f| (f.name.clone(), words::decode(&f.value, None)))
        .collect();
    oddities(mail, headers);
}

fn oddities(mail: &mut Mail, headers: &Headers) {
    let mut note = |code: &str, detail: &str| mail.problems.push(problem(code, detail));
    match mail.from.first() {
        None => note("sender_missing", "The mail names no sender."),
        Some(a) if a.address.is_empty() => {
            note("sender_missing", "The From field holds no usable address.")
        }
        Some(a) if !a.address.contains('@') => note(
            "sender_without_domain",
            "The sender's address has no domain.",
        ),
        Some(_) => {}
    }
    if mail.message_id.is_none() {
        note(
            "message_id_missing",
            "The mail has no Message-ID of its own.",
        );
    } else if headers
        .raw("message-id")
        .is_some_and(|v| id::list(v).len() > 1)
    {
        note(
            "message_id_doubled",
            "The mail states several Message-IDs; the first one counts.",
        );
    }
    for name in ["from", "subject", "date", "message-id"] {
        if headers.all(name).nth(1).is_some() {
            note(
                "header_repeated",
                &format!("The header {name} occurs more than once."),
            );
        }
    }
}

/// `Some("")` is the null sender.
fn return_path(raw: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(raw);
    let text = text.trim();
    if text == "<>" || text.contains("<>") {
        return Some(String::new());
    }
    address::list(raw, None)
        .into_iter()
        .map(|a| a.address)
        .find(|a| !a.is_empty())
}

fn delivered_to(headers: &Headers) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for field in headers
        .fields
        .iter()
        .filter(|f| DELIVERED_TO.iter().any(|n| f.name.eq_ignore_ascii_case(n)))
    {
        // Original-Recipient is `rfc822;user@example.org` (RFC 3798).
        let value = match memchr::memchr(b';', &field.value) {
            Some(n)
                if field.value[..n]
                    .trim_ascii()
                    .eq_ignore_ascii_case(b"rfc822") =>
            {
                &field.value[n + 1..]
            }
            _ => &field.value[..],
        };
        for found in address::list(value, None) {
            if !found.address.is_empty() && !out.contains(&found.address) && out.len() < MAX_KEPT {
                out.push(found.address);
            }
        }
    }
    out
}

/// Outlook's thread: 22 bytes that all mails of one thread begin with.
fn thread_index(raw: &[u8]) -> Option<String> {
    let bytes = transfer::base64(&raw[..raw.len().min(4_096)]);
    let head = bytes.get(..22)?;
    Some(head.iter().map(|b| format!("{b:02x}")).collect())
}

fn is_verdict(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    VERDICTS.contains(&lower.as_str())
        || lower.starts_with("x-spam")
        || lower.starts_with("x-rspamd")
}
