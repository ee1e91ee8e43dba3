//! Notices in prose: is it one, whom does it name, what does it say about each.

use super::parts::{Fields, Opened, value};
use super::phrases::{self, contains_any};
use super::{address, failed, status};
use crate::types::{BounceAction, BounceRecipient};

/// Lines of a notice that are looked at.
const MAX_LINES: usize = 2_000;

pub(super) fn is_returned(media_type: &str) -> bool {
    matches!(
        media_type,
        "message/rfc822"
            | "text/rfc822-headers"
            | "message/rfc822-headers"
            | "message/global"
            | "text/rfc822"
    )
}

/// The part of a text above the copy of the failed mail.
pub(super) fn above_copy(text: &str) -> &str {
    copy_start(text).map_or(text, |(above, _)| text.get(..above).unwrap_or(text))
}

/// The copy, below the line that announces it.
pub(super) fn copy_below(text: &str) -> Option<&str> {
    text.get(copy_start(text)?.1..)
}

/// Byte offsets: where the announcing line starts, where the copy starts.
fn copy_start(text: &str) -> Option<(usize, usize)> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start_matches([' ', '\t', '>', '|']);
        let lower = bare.trim_end().to_lowercase();
        let marked = lower.starts_with(['-', '=', '*', '|', '_', '#', '~'])
            || lower.ends_with([':', '-', '='])
            || lower.trim_end_matches('.').ends_with("follow")
            || lower.trim_end_matches('.').ends_with("follows");
        if marked
            && lower.len() <= 120
            && !lower.contains('@')
            && !contains_any(&lower, phrases::NO_COPY_LINES)
            && contains_any(&lower, phrases::COPY_LINES)
        {
            return Some((at, at + line.len()));
        }
        // A header field of a copied mail without any announcement.
        let fields = [
            "received: from ",
            "received: by ",
            "received:from ",
            "return-path: <",
            "x-received: ",
            "mime-version: 1.0",
        ];
        if at > 0 && fields.iter().any(|name| lower.starts_with(name)) {
            return Some((at, at));
        }
        at += line.len();
    }
    None
}

/// The words of the mail system, without the copy.
pub(super) struct Notice {
    lines: Vec<String>,
    lower: String,
}

/// One line that names recipients, and where.
struct Naming {
    line: usize,
    address: String,
    strength: Strength,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    /// Beside a word that tells of addresses, not of failure.
    Mention,
    Sentence,
    Command,
    Listed,
}

impl Notice {
    pub(super) fn of(mail: &Opened) -> Self {
        let mut text = String::new();
        let plain = mail
            .parts
            .iter()
            .any(|part| part.media_type == "text/plain" && !part.text.trim().is_empty());
        for part in &mail.parts {
            if is_returned(&part.media_type) {
                break;
            }
            let wanted =
                part.media_type == "text/plain" || (!plain && part.media_type == "text/html");
            if wanted || !part.media_type.contains('/') {
                let above = above_copy(&part.text);
                text.push_str(above);
                text.push('\n');
                if above.len() < part.text.len() {
                    break;
                }
            }
        }
        let lines: Vec<String> = text
            .lines()
            .take(MAX_LINES)
            .map(|line| line.chars().take(1_000).collect())
            .collect();
        // Sentences run over line ends.
        let lower = lines
            .join(" ")
            .to_lowercase()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        Self { lines, lower }
    }

    /// Two of three must agree: who sends, what the subject says, what the text says.
    pub(super) fn is_report(&self, mail: &Opened, returned: bool) -> bool {
        let sender = phrases::from_mail_system(mail);
        let subject = phrases::subject_tells(mail);
        let body = contains_any(&self.lower, phrases::SENTENCES);
        if value(&mail.fields, "x-failed-recipients").is_some() && (sender || subject || body) {
            return true;
        }
        if value(&mail.fields, "auto-submitted")
            .is_some_and(|word| word.to_ascii_lowercase().contains("auto-replied"))
            && !(subject && body)
        {
            return false;
        }
        let nobody = phrases::from_nobody(mail);
        if mail.report_type == "delivery-status" && (sender || nobody || subject || body)
            || super::dsn::is_wounded(mail)
        {
            return true;
        }
        // A person at the postmaster's desk answers and quotes.
        let answers = value(&mail.fields, "subject")
            .is_some_and(|text| phrases::is_answer(&text.to_lowercase()))
            && self.lines.iter().any(|line| line.starts_with("> "));
        let code = status::find(&self.lower).is_some() || status::reply_code(&self.lower).is_some();
        match (sender, subject, body) {
            (true, _, true) | (true, true, _) => {
                !answers && (self.names_anybody(mail) || returned || (subject && body))
            }
            (false, true, true) if nobody => returned || self.names_anybody(mail),
            // Customers complain of parcels that were not delivered: the returned mail and a code decide.
            (false, true, true) => {
                (returned && code) || contains_any(&self.lower, phrases::SYSTEM_SENTENCES)
            }
            // Mobile carriers write from addresses like any other.
            (false, false, true) => returned && (is_silent_sender(mail) || (nobody && code)),
            _ => false,
        }
    }

    fn names_anybody(&self, mail: &Opened) -> bool {
        self.lines
            .iter()
            .any(|line| line.contains('@') && !address::find_all(line).is_empty())
            || mail.media_type.starts_with("multipart/")
            || status::reply_code(&self.lower).is_some()
    }

    /// Whom the notice names, strongest kind of naming only; the header of the returned mail as a last resort.
    pub(super) fn recipients(&self, mail: &Opened, original: &Fields) -> Vec<BounceRecipient> {
        let action = self.action(mail);
        let namings = self.namings(mail);
        let announced: Vec<String> = mail
            .fields
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("x-failed-recipients"))
            .flat_map(|(_, text)| address::find_all(text).into_iter().map(|(_, found)| found))
            .collect();
        let best = namings.iter().map(|naming| naming.strength).max();
        let mut chosen: Vec<String> = if announced.is_empty() {
            namings
                .iter()
                .filter(|naming| Some(naming.strength) == best)
                .map(|naming| naming.address.clone())
                .collect()
        } else {
            announced
        };
        if chosen.is_empty() {
            chosen = ["to", "x-original-to", "delivered-to"]
                .iter()
                .filter_map(|name| value(original, name))
                .map(|text| {
                    address::find_all(text)
                        .into_iter()
                        .map(|(_, found)| found)
                        .collect::<Vec<_>>()
                })
                .find(|list| !list.is_empty())
                .unwrap_or_default();
        }
        let mut recipients: Vec<BounceRecipient> = Vec::new();
        for name in chosen.into_iter().take(super::MAX_RECIPIENTS) {
            if !recipients
                .iter()
                .any(|known| known.recipient.eq_ignore_ascii_case(&name))
            {
                let words = self.words_about(&name, &namings);
                recipients.push(failed(name, &words, action));
            }
        }
        recipients
    }

    /// Whether the prose itself names anybody.
    pub(super) fn is_silent(&self, mail: &Opened) -> bool {
        self.namings(mail).is_empty()
    }

    /// Fills what an RFC 3464 report left open (no status, or `5.0.0`) from the prose beside it.
    pub(super) fn sharpen(&self, mail: &Opened, recipients: &mut [BounceRecipient]) {
        let vague = |status: &Option<String>| {
            status
                .as_ref()
                .is_none_or(|code| code.ends_with(".0.0") || code.ends_with(".4.7"))
        };
        if !recipients.iter().any(|recipient| vague(&recipient.status)) {
            return;
        }
        let namings = self.namings(mail);
        for recipient in recipients {
            if !vague(&recipient.status)
                || matches!(
                    recipient.action,
                    BounceAction::Delivered | BounceAction::Relayed | BounceAction::Expanded
                )
            {
                continue;
            }
            let text = self.words_about(&recipient.recipient, &namings);
            let spoken = status::find(&text);
            let fits = |code: &String| {
                recipient
                    .status
                    .as_ref()
                    .is_none_or(|known| known.get(..1) == code.get(..1))
            };
            if let Some(code) = spoken.filter(fits) {
                recipient.status = Some(code);
                recipient.permanent =
                    super::is_permanent(recipient.action, recipient.status.as_deref(), &text);
            } else if recipient.status.is_none() && recipient.action == BounceAction::Failed {
                recipient.status = status::derive(status::reply_code(&text), &text);
                recipient.permanent =
                    super::is_permanent(recipient.action, recipient.status.as_deref(), &text);
            }
        }
    }

    fn action(&self, mail: &Opened) -> BounceAction {
        let subject = value(&mail.fields, "subject")
            .unwrap_or_default()
            .to_lowercase();
        let late = contains_any(&subject, phrases::DELAY_SUBJECTS)
            || contains_any(&self.lower, phrases::DELAY);
        if late {
            BounceAction::Delayed
        } else {
            BounceAction::Failed
        }
    }

    fn namings(&self, mail: &Opened) -> Vec<Naming> {
        // The notice goes to the sender of the failed mail: that address is not who failed, unless nobody else is named.
        let own: Vec<String> = ["to", "delivered-to", "from", "sender"]
            .iter()
            .filter_map(|name| value(&mail.fields, name))
            .flat_map(|text| address::find_all(text).into_iter().map(|(_, found)| found))
            .collect();
        let mut namings = Vec::new();
        let mut before = String::new();
        for (number, line) in self.lines.iter().enumerate() {
            if line.contains('@') {
                self.name_in(line, number, &before, &mut namings);
            }
            if !line.trim().is_empty() {
                before = line.trim().to_lowercase();
            }
            if namings.len() > 2 * super::MAX_RECIPIENTS {
                break;
            }
        }
        let is_own = |naming: &Naming| {
            own.iter()
                .any(|name| name.eq_ignore_ascii_case(&naming.address))
        };
        if namings.iter().any(|naming| !is_own(naming)) {
            namings.retain(|naming| !is_own(naming));
        } else if let Some(domain) = phrases::machine_domain(mail) {
            let bare = self.bare_names(&domain);
            if !bare.is_empty() {
                return bare;
            }
        }
        namings
    }

    /// Mailboxes of the mail system that speaks, named without their domain: lines of one word below
    /// "following recipients ...:", up to the next blank line.
    fn bare_names(&self, domain: &str) -> Vec<Naming> {
        let announces = |line: &str| {
            let line = line.trim().to_lowercase();
            line.ends_with(':') || line.ends_with("following")
        };
        let mut lines = self.lines.iter().enumerate();
        let mut namings = Vec::new();
        if !contains_any(&self.lower, ANNOUNCING)
            || !lines.by_ref().any(|(_, line)| announces(line))
        {
            return namings;
        }
        let block = lines
            .skip_while(|(_, line)| line.trim().is_empty())
            .take_while(|(_, line)| !line.trim().is_empty())
            .take(super::MAX_RECIPIENTS);
        for (number, line) in block {
            let name = line.trim();
            let local = |c: char| c.is_ascii_alphanumeric() || "._-+".contains(c);
            if name.is_empty() || name.len() > 64 || !name.chars().all(local) {
                return Vec::new();
            }
            namings.push(Naming {
                line: number,
                address: format!("{name}@{domain}"),
                strength: Strength::Listed,
            });
        }
        namings
    }

    fn name_in(&self, line: &str, number: usize, before: &str, namings: &mut Vec<Naming>) {
        if ["sent by", "sender", "sent from", "von:", "from"]
            .iter()
            .any(|end| before.ends_with(end))
        {
            return;
        }
        let lower = line.to_lowercase();
        let found = address::find_all(line);
        for (range, name) in found {
            let ahead = line.get(..range.start).unwrap_or_default();
            let behind = line.get(range.end..).unwrap_or_default();
            if address::is_machine(&name) && !is_listing(ahead)
                || is_no_recipient(&ahead.to_lowercase(), behind)
            {
                continue;
            }
            // An address as the display name of another.
            let shown = behind.trim_start_matches(['>', '"']).trim_start();
            if shown.starts_with('<')
                && !address::find_all(shown).is_empty()
                && !behind.starts_with('>')
            {
                continue;
            }
            let strength = if is_listing(ahead) && ends_listing(behind) {
                Strength::Listed
            } else if lower.contains("rcpt to") || lower.contains("rcpt:") {
                Strength::Command
            } else if contains_any(&lower, FAILING_WORDS)
                || contains_any(before, phrases::SENTENCES)
            {
                Strength::Sentence
            } else if contains_any(&lower, MENTIONING_WORDS) {
                Strength::Mention
            } else {
                continue;
            };
            let known = namings
                .iter()
                .rev()
                .take(50)
                .any(|known: &Naming| known.address == name && known.strength == strength);
            if !known {
                namings.push(Naming {
                    line: number,
                    address: name,
                    strength,
                });
            }
        }
    }

    /// From the line that names an address to the next that names another; the whole notice when there is one only.
    fn words_about(&self, name: &str, namings: &[Naming]) -> String {
        let start = namings
            .iter()
            .filter(|naming| naming.address.eq_ignore_ascii_case(name))
            .map(|naming| naming.line)
            .min();
        let others = namings
            .iter()
            .any(|naming| !naming.address.eq_ignore_ascii_case(name));
        let all = || self.lines.join("\n");
        let Some(start) = start else { return all() };
        let strength = namings
            .iter()
            .find(|naming| naming.line == start)
            .map(|naming| naming.strength);
        let end = namings
            .iter()
            .filter(|naming| naming.line > start && !naming.address.eq_ignore_ascii_case(name))
            .filter(|naming| Some(naming.strength) == strength)
            .map(|naming| naming.line)
            .min()
            .unwrap_or(self.lines.len());
        let block = self.lines.get(start..end).unwrap_or_default().join("\n");
        let telling = status::find(&block).is_some() || status::reply_code(&block).is_some();
        if telling || (others && block.trim().len() > name.len() + 8) {
            block
        } else {
            all()
        }
    }
}

fn is_silent_sender(mail: &Opened) -> bool {
    let from = value(&mail.fields, "from")
        .unwrap_or_default()
        .to_lowercase();
    ["no-reply", "noreply", "no_reply", "do-not-reply"]
        .iter()
        .any(|word| from.contains(word))
}

/// Nothing but bullets, brackets or a label before the address.
fn is_listing(ahead: &str) -> bool {
    let ahead = ahead.trim();
    let bare = ahead.trim_matches(|c: char| "<>\"'*-•·:;,([|>#".contains(c) || c.is_whitespace());
    bare.is_empty()
        || ahead.ends_with("SMTP=")
        || is_code(bare)
        || [
            "recipient",
            "address",
            "rcpt",
            "e-mail",
            "user unknown",
            "unknown user",
            "addressee",
        ]
        .iter()
        .any(|label| {
            bare.trim_end_matches(':')
                .trim()
                .eq_ignore_ascii_case(label)
        })
}

/// `550` or `554 5.1.1` before the address, as sendmail writes.
fn is_code(bare: &str) -> bool {
    let code = bare.get(..3).is_some_and(|code| {
        code.starts_with(['4', '5']) && code.bytes().all(|b| b.is_ascii_digit())
    });
    code && bare
        .chars()
        .all(|c| c.is_ascii_digit() || c == '.' || c == ' ')
}

/// What follows a listed address: nothing, a reason, a repetition.
fn ends_listing(behind: &str) -> bool {
    let bare = behind.trim_start_matches(['>', '"', '\'']).trim();
    bare.is_empty()
        || bare.starts_with([':', ';', ',', '[', '(', '<', '|', '.', '-', '…'])
        || behind.starts_with([' ', '\t', '>'])
}

/// Senders, helpers, identifiers.
fn is_no_recipient(ahead: &str, behind: &str) -> bool {
    let ahead = ahead
        .trim_end_matches(['<', '"', '\'', ' ', '(', '='])
        .trim_end();
    let tail_start = ahead.char_indices().rev().nth(40).map_or(0, |(at, _)| at);
    let tail = ahead.get(tail_start..).unwrap_or(ahead);
    const ENDS: &[&str] = &[
        "mail from:",
        "mail from",
        "from:",
        "from",
        "sender:",
        "sender",
        "contact",
        "contact:",
        "message-id:",
        "message id",
        "envelope-from",
        "reply to",
        "reply-to:",
        "write to",
        "mail to postmaster",
        "ask",
        "e-mail us at",
        "report to",
        "assistance",
        "help",
        " id:",
        " id",
        "try mailing to",
        "emailing to",
        "size=",
        "instead",
        "return-path:",
        "by",
        "mail us at",
        "please email",
        "e.g.",
        "accepting mail from",
        "directory.yale.edu",
        "errors-to:",
        "notify",
        "received from",
    ];
    let forwarded = tail.ends_with("generated from") || tail.ends_with("expanded from:");
    (!forwarded && ENDS.iter().any(|end| tail.ends_with(end))) || behind.starts_with("/")
}

/// Sentences that are followed by the names of who failed.
const ANNOUNCING: &[&str] = &[
    "to the following recipient",
    "to the following address",
    "to the following user",
    "the following recipients could not",
    "delivered to the following",
];

/// Words that stand beside all kinds of addresses in a notice, also beside those of helpers and examples.
const MENTIONING_WORDS: &[&str] = &["address", "account", "mailbox", "full", "to:"];

/// Words of sentences that say of an address that it failed.
const FAILING_WORDS: &[&str] = &[
    "generated from",
    "error-for",
    "deliver",
    "recipient",
    "rejected",
    "user unknown",
    "unknown user",
    "no such user",
    "not found",
    "quota",
    "was addressed",
    "does not exist",
    "doesn't have",
    "undeliverable",
    "duplicated message-id in",
    "failed",
    "unknown",
    "could not be sent",
    "destinataire",
    "empfänger",
    "宛",
    "получател",
    "收件人",
    "disabled",
    "invalid",
    "not exist",
    "mail to",
    "message to",
];
