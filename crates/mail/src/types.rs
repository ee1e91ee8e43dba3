//! What the program makes of a mail. Plain data; every other room of the house reads these types and no parser's.

use serde::{Deserialize, Serialize};

/// One address as it stood in a header.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Display name, decoded, without control characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `local@domain`, as written, domain in lower case; `""` when the header named nobody (M11).
    pub address: String,
}

/// A mail as read from its raw bytes. Text fields hold no NUL and no invalid Unicode.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Mail {
    pub from: Vec<Address>,
    pub sender: Option<Address>,
    pub reply_to: Vec<Address>,
    /// Return-Path header; `Some("")` is the null sender `<>`.
    pub return_path: Option<String>,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub bcc: Vec<Address>,
    /// Addresses of Delivered-To, X-Original-To, Envelope-To, X-Forwarded-To and the like, topmost first (M10).
    pub delivered_to: Vec<String>,
    /// Decoded, single line, as the customer wrote it (with `Re:`).
    pub subject: String,
    /// Milliseconds since 1970 UTC, as the mail claims.
    pub date: Option<i64>,
    /// Without angle brackets; never empty (M5, M31).
    pub message_id: Option<String>,
    /// Ids of In-Reply-To, without brackets, never empty strings.
    pub in_reply_to: Vec<String>,
    /// Ids of References, oldest first, never empty strings.
    pub references: Vec<String>,
    /// First 22 bytes of Thread-Index in hex: the Outlook thread.
    pub thread_index: Option<String>,
    /// The whole text: the text part, or text made from HTML, TNEF or a calendar part.
    pub text: String,
    /// Sanitised HTML, whole; see [`crate::html`]. None for a plain-text mail.
    pub html_safe: Option<String>,
    /// The visible reply: `text` without what is in `folded`.
    pub reply: String,
    /// Quoted parts and signatures, in order. Folded, never lost.
    pub folded: Vec<Folded>,
    pub attachments: Vec<Attachment>,
    pub calendar: Vec<CalendarItem>,
    /// ISO 639-1 (`et`, `zh`), when it can be told.
    pub language: Option<String>,
    pub automatic: Automatic,
    /// Recipients that a delivery report names; empty when the mail is not a bounce.
    pub bounce: Vec<BounceRecipient>,
    /// Message-ID of the mail that a bounce is about, when the report holds it (M25, M26).
    pub bounce_original: Option<String>,
    /// List-Id, List-Unsubscribe...: set when the mail came through a list.
    pub list: Option<ListHeaders>,
    /// What BIMI-Selector names: a wish of the sender. [`Authentication::bimi`] says whether anything stands behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bimi_selector: Option<String>,
    /// Number of Received headers (loop guard, M28).
    pub received_count: usize,
    /// X-Loop, X-Fairlead-Instance and like values: our own mail coming back (M24).
    pub loop_marks: Vec<String>,
    /// Verdicts in headers, as written; `channels` decides whether their writer is trusted (M41).
    pub verdict_headers: Vec<(String, String)>,
    /// What was odd, for the agent and for `inspect`: stable codes.
    pub problems: Vec<Problem>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folded {
    pub kind: FoldKind,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FoldKind {
    Quote,
    Signature,
}

/// One attached file. `bytes` are decoded and not serialised.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Safe display name: no path, no control or bidi override characters, at most 120 characters (M46).
    pub name: String,
    /// As written, when it differs from `name`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_name: Option<String>,
    /// Lower-case media type without parameters.
    #[serde(rename = "type")]
    pub media_type: String,
    pub size: usize,
    /// Shown inside the text (referenced by `cid:`) and therefore not in the list of files first (M45).
    pub inline: bool,
    /// Content-ID without brackets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_id: Option<String>,
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarItem {
    /// REQUEST, REPLY, CANCEL, PUBLISH...
    pub method: String,
    pub uid: String,
    pub summary: String,
    pub location: String,
    pub organizer: String,
    /// As written with its zone, readable (`2026-03-04 10:00 Europe/Tallinn`).
    pub starts: String,
    pub ends: String,
    /// `(address, ACCEPTED | DECLINED | TENTATIVE | NEEDS-ACTION)`.
    pub attendees: Vec<(String, String)>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Automatic {
    #[default]
    None,
    /// Vacation note, acknowledgement of another desk, any auto-submitted mail.
    AutoReply,
    /// Delivery report.
    Bounce,
    /// Mailing list or bulk mail.
    List,
    /// Our own mail, or mail that has gone round (Received > 50).
    Loop,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BounceRecipient {
    /// Who failed in the end.
    pub recipient: String,
    /// The address that was written to, when it leads to another mailbox (Original-Recipient, RFC 3464 §2.3.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
    pub action: BounceAction,
    /// Enhanced status code `5.1.1`, when stated or derived from the reply code.
    pub status: Option<String>,
    pub permanent: bool,
    /// The remote server's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diagnostic: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BounceAction {
    Failed,
    Delayed,
    Delivered,
    Relayed,
    Expanded,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListHeaders {
    /// `announce.example.org`, lower case, without brackets (RFC 2919).
    pub id: Option<String>,
    /// The words before the id.
    #[serde(default)]
    pub name: Option<String>,
    /// https and mailto addresses of List-Unsubscribe, in order of preference; never followed by the program.
    #[serde(default)]
    pub unsubscribe: Vec<String>,
    /// RFC 8058: a POST to the https address unsubscribes without a further question.
    #[serde(default)]
    pub one_click: bool,
    /// Address to which the list is written; `None` also when it takes no mail (`NO`).
    pub post: Option<String>,
}

/// `code` is stable (`too_many_parts`, `html_too_deep`, `charset_guessed`, `boundary_in_text`...); `detail` is for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub code: String,
    pub detail: String,
}

/// Bounds of one reading. Work beyond a bound is skipped and told in `problems`; the raw mail is always kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// MIME parts read; later ones stay only in the raw mail.
    pub parts: usize,
    /// Depth of multiparts and nested messages.
    pub depth: usize,
    /// Bytes of text (after decoding) that are folded, sanitised and indexed.
    pub text_bytes: usize,
    /// Element depth of HTML; deeper is shown as text (M42).
    pub html_depth: usize,
    pub attachments: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            parts: 1_000,
            depth: 50,
            text_bytes: 2 * 1024 * 1024,
            html_depth: 200,
            attachments: 200,
        }
    }
}

/// What SPF, DKIM, DMARC and ARC say (RFC 7208, 6376, 7489, 8617).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authentication {
    pub spf: AuthResult,
    pub dkim: AuthResult,
    pub dmarc: AuthResult,
    pub arc: AuthResult,
    /// Domain of the aligned identity when `dmarc` passes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Https location of the domain's mark (BIMI), only behind a DMARC pass under an enforced policy. Never fetched while a
    /// mail is shown.
    #[serde(default)]
    pub bimi: Option<String>,
    /// One line per check, for people: `dkim=pass d=example.org s=mail`.
    #[serde(default)]
    pub details: Vec<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AuthResult {
    #[default]
    None,
    Pass,
    Fail,
    Softfail,
    Neutral,
    Temperror,
    Permerror,
}

/// What the SMTP session knew: input of SPF.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    pub ip: Option<std::net::IpAddr>,
    pub helo: String,
    /// MAIL FROM without brackets; `""` is the null sender.
    pub mail_from: String,
    pub rcpt_to: Vec<String>,
}

/// One DNS question that a check needs answered. The shell looks it up and calls again with more answers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Question {
    /// Lower case, no trailing dot.
    pub name: String,
    pub kind: RecordKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum RecordKind {
    Txt,
    A,
    Aaaa,
    Mx,
    Ptr,
}

/// The answer to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// TXT: each string already joined; A, AAAA: addresses; MX: hosts in order of preference; PTR: names.
    Records(Vec<String>),
    /// NXDOMAIN.
    NoSuchName,
    /// Time-out, SERVFAIL.
    Failed,
}
