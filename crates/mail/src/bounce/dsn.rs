//! RFC 3464: the fields per recipient, also where a mail system put them into plain text.

use super::parts::{self, Fields, Opened, value};
use super::{address, is_permanent, one_line, phrases, status};
use crate::types::{BounceAction, BounceRecipient};

/// Every recipient that the report names, in order, each once.
pub(super) fn recipients(mail: &Opened) -> Vec<BounceRecipient> {
    let mut found: Vec<BounceRecipient> = Vec::new();
    // People forward reports, also in parts; so fields count only in what a mail system sent.
    let report = mail.media_type == "multipart/report"
        || mail.report_type == "delivery-status"
        || phrases::from_mail_system(mail)
        || phrases::from_nobody(mail)
        || phrases::subject_tells(mail);
    if !report {
        return found;
    }
    for part in status_parts(mail) {
        take(&part.text, &mut found);
    }
    if found.is_empty() {
        for part in mail
            .parts
            .iter()
            .filter(|part| part.media_type.starts_with("text/"))
        {
            take(super::notice::above_copy(&part.text), &mut found);
        }
    }
    found
}

/// Whether the mail is built as a report and holds fields of one, although they name nobody: the words beside them may.
pub(super) fn is_wounded(mail: &Opened) -> bool {
    let fields = |part: &parts::Part| {
        groups(&part.text).iter().any(|group| {
            ["reporting-mta", "final-recipient", "action", "status"]
                .iter()
                .any(|name| value(group, name).is_some())
        })
    };
    mail.media_type == "multipart/report" && status_parts(mail).any(fields)
}

fn status_parts(mail: &Opened) -> impl Iterator<Item = &parts::Part> {
    mail.parts
        .iter()
        .filter(|part| part.media_type.ends_with("delivery-status"))
}

fn take(text: &str, found: &mut Vec<BounceRecipient>) {
    for recipient in groups(text).iter().filter_map(recipient) {
        let same =
            |other: &BounceRecipient| other.recipient.eq_ignore_ascii_case(&recipient.recipient);
        match found.iter().position(same).and_then(|at| found.get_mut(at)) {
            Some(known) if known.status.is_none() => *known = recipient,
            Some(_) => {}
            None => found.push(recipient),
        }
        if found.len() >= super::MAX_RECIPIENTS {
            return;
        }
    }
}

/// Blocks of fields; a block starts at each blank line, and at a second recipient within a block.
fn groups(text: &str) -> Vec<Fields> {
    let mut groups = Vec::new();
    for block in text.split("\n\n").take(2 * super::MAX_RECIPIENTS) {
        let mut group = Fields::new();
        for field in parts::read_fields(block) {
            let again = field.0.eq_ignore_ascii_case("final-recipient")
                && value(&group, "final-recipient").is_some();
            if again {
                groups.push(std::mem::take(&mut group));
            }
            group.push(field);
        }
        groups.push(group);
    }
    // A blank line between the address and its status: join a group without recipient to the one before.
    let names_one = |group: &Fields| {
        value(group, "final-recipient")
            .or_else(|| value(group, "original-recipient"))
            .is_some()
    };
    let mut joined: Vec<Fields> = Vec::new();
    for group in groups {
        match joined.last_mut() {
            Some(last)
                if names_one(last) && value(last, "status").is_none() && !names_one(&group) =>
            {
                last.extend(group)
            }
            _ => joined.push(group),
        }
    }
    joined
}

fn recipient(group: &Fields) -> Option<BounceRecipient> {
    let named = value(group, "final-recipient").or_else(|| value(group, "original-recipient"))?;
    // What the sender wrote is the better name when the last system only knew an internal one.
    let original = value(group, "original-recipient").and_then(address_of);
    let recipient = match address_of(named) {
        Some(last) if is_internal(&last, named) => original.clone().or(Some(last)),
        None => original
            .clone()
            .or_else(|| value(group, "x-actual-recipient").and_then(address_of)),
        last => last,
    }?;
    let original = original.filter(|written| !written.eq_ignore_ascii_case(&recipient));
    let words = value(group, "diagnostic-code")
        .or_else(|| value(group, "x-supplementary-info"))
        .unwrap_or_default();
    let action = action(
        value(group, "action").unwrap_or_default(),
        value(group, "status").unwrap_or_default(),
    );
    let stated = value(group, "status").and_then(|text| status::parse(text.trim()));
    let spoken = status::find(words);
    // The words of the remote server are nearer to the cause than `5.0.0`.
    let code = match (stated, spoken) {
        (Some(stated), Some(spoken))
            if stated.get(..1) == spoken.get(..1) && !spoken.ends_with(".0.0") =>
        {
            Some(spoken)
        }
        // "4.x" beside a final refusal: the refusal is what the remote server said.
        (Some(stated), Some(spoken))
            if stated.starts_with('4')
                && spoken.starts_with('5')
                && action == BounceAction::Failed =>
        {
            Some(spoken)
        }
        (Some(stated), _) => Some(stated),
        (None, Some(spoken)) => Some(spoken),
        (None, None) => status::derive(status::reply_code(words), words),
    };
    let permanent = is_permanent(action, code.as_deref(), words);
    Some(BounceRecipient {
        recipient,
        original,
        action,
        status: code,
        permanent,
        diagnostic: one_line(words),
    })
}

/// A route (`@relay:user@host`) or a host name without a dot.
fn is_internal(address: &str, field: &str) -> bool {
    let plain = field.split_once(';').map_or(field, |(_, rest)| rest).trim();
    let host = address.rsplit_once('@').map_or("", |(_, host)| host);
    plain.starts_with('@') || !host.contains('.')
}

fn address_of(field: &str) -> Option<String> {
    let plain = field.split_once(';').map_or(field, |(_, rest)| rest);
    address::clean(plain).or_else(|| {
        // `rfc822; local..part@host` and hidden local parts: what has one @ and no blanks is good enough.
        let word = plain.trim().trim_matches(['<', '>']);
        let whole = word
            .split_once('@')
            .is_some_and(|(l, d)| !l.is_empty() && !d.is_empty());
        (whole && !word.contains(|c: char| c.is_whitespace() || c.is_control()))
            .then(|| word.to_owned())
    })
}

fn action(word: &str, code: &str) -> BounceAction {
    let word = word.trim().to_ascii_lowercase();
    let is = |start: &str| word.starts_with(start);
    if is("delayed") {
        BounceAction::Delayed
    } else if is("delivered") || is("deliverable") {
        BounceAction::Delivered
    } else if is("relayed") {
        BounceAction::Relayed
    } else if is("expanded") {
        BounceAction::Expanded
    } else if word.is_empty() && code.trim_start().starts_with('2') {
        BounceAction::Delivered
    } else {
        BounceAction::Failed
    }
}
