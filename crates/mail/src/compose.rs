//! Writing mail: one plain description in, bytes ready for SMTP out.
//!
//! Whatever names, subjects and files hold, no header can be smuggled in, no line is too long and every line ends in CR LF. The
//! same description gives the same bytes. Envelope, DKIM and the moment of sending are the outbox's business.

use crate::mime::{address, words};
use crate::{Address, Limits, html};
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address as Mailbox;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::date::Date;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::mime::{BodyPart, MimePart};
use sha2::{Digest, Sha256};

/// A mail to be written. Recipients of a blind copy are not here: they are in the envelope alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outgoing {
    pub from: Address,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub reply_to: Vec<Address>,
    pub subject: String,
    /// Without angle brackets.
    pub message_id: String,
    pub in_reply_to: Vec<String>,
    /// Oldest first.
    pub references: Vec<String>,
    /// Milliseconds since 1970 UTC; written in whole seconds.
    pub date_ms: i64,
    pub text: String,
    /// Body HTML, already made fit by [`html_from_editor`].
    pub html: Option<String>,
    /// Images that `html` shows by `cid:`.
    pub inline: Vec<Part>,
    pub attachments: Vec<Part>,
    /// Further fields, such as Auto-Submitted and List-Unsubscribe.
    pub headers: Vec<(String, String)>,
}

/// One file of an outgoing mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    pub name: String,
    pub media_type: String,
    /// Without angle brackets; needed for inline parts.
    pub content_id: Option<String>,
    pub bytes: Vec<u8>,
}

/// Why a mail cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    /// Not `local@domain`, or with characters that could end the header.
    #[error("the address {0:?} cannot be written to")]
    Address(String),
    /// A message id, content id, media type or header that is not plain text of its kind.
    #[error("the field {0:?} holds characters that are not allowed there")]
    Field(String),
    /// Nobody to write to in To and Cc.
    #[error("the mail has no recipient")]
    NoRecipient,
}

/// Fields that this module writes itself; `headers` may not state them again.
const OWN_FIELDS: [&str; 13] = [
    "from",
    "to",
    "cc",
    "bcc",
    "reply-to",
    "subject",
    "message-id",
    "in-reply-to",
    "references",
    "date",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
];

/// References that are written: the root and the newest (a header of 900 ids helps nobody).
const MAX_REFERENCES: usize = 20;

/// Writes the mail. Fails on addresses, ids and fields that cannot stand in a header; subjects, names and file names are cleaned
/// of control characters instead, because people paste.
pub fn build(mail: &Outgoing) -> Result<Vec<u8>, ComposeError> {
    if mail.to.is_empty() && mail.cc.is_empty() {
        return Err(ComposeError::NoRecipient);
    }
    let mut builder = MessageBuilder::new()
        .from(mailbox(&mail.from)?)
        .subject(words::clean(&mail.subject))
        .date(Date::new(mail.date_ms.div_euclid(1_000)))
        .message_id(MessageId::new(message_id(&mail.message_id, "Message-ID")?));
    for (name, list) in [
        ("To", &mail.to),
        ("Cc", &mail.cc),
        ("Reply-To", &mail.reply_to),
    ] {
        if !list.is_empty() {
            builder = builder.header(
                name,
                Mailbox::new_list(list.iter().map(mailbox).collect::<Result<_, _>>()?),
            );
        }
    }
    for (name, ids) in [
        ("In-Reply-To", &mail.in_reply_to),
        ("References", &mail.references),
    ] {
        let ids = ids
            .iter()
            .map(|id| message_id(id, name))
            .collect::<Result<Vec<_>, _>>()?;
        if !ids.is_empty() {
            builder = builder.header(name, MessageId::new_list(newest(ids).into_iter()));
        }
    }
    for (name, value) in &mail.headers {
        builder = further_field(builder, name, value)?;
    }
    let body = body(mail)?;
    Ok(builder.body(body).write_to_vec().unwrap_or_default())
}

/// The plain part that goes with an HTML part: words, lists, quotes with `> `, addresses of links.
pub fn text_from_html(html: &str) -> String {
    html::to_text(html, Limits::default().text_bytes, html::Links::Addresses)
}

/// Makes what an agent wrote in the editor fit to send. HTML nested beyond reason comes back as its text.
pub fn html_from_editor(html: &str) -> String {
    html::for_mail(html, &Limits::default())
        .unwrap_or_else(|| html::from_text(&text_from_html(html)))
}

fn mailbox(given: &Address) -> Result<Mailbox<'static>, ComposeError> {
    let refused = || ComposeError::Address(given.address.chars().take(100).collect());
    if given
        .address
        .chars()
        .any(|c| c.is_control() || c.is_whitespace())
    {
        return Err(refused());
    }
    let address = address::valid(&given.address)
        .filter(|a| a.contains('@'))
        .ok_or_else(refused)?;
    let name = given
        .name
        .as_deref()
        .map(words::clean)
        .filter(|n| !n.is_empty());
    Ok(Mailbox::new_address(name, ascii_domain(&address)))
}

/// Domains outside ASCII travel in their ASCII form (RFC 5891); the local part stays.
fn ascii_domain(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) if !domain.is_ascii() => {
            let ascii = ammonia::Url::parse(&format!("http://{domain}"))
                .ok()
                .and_then(|u| u.host_str().map(str::to_owned));
            format!("{local}@{}", ascii.as_deref().unwrap_or(domain))
        }
        _ => address.to_owned(),
    }
}

fn message_id(id: &str, field: &str) -> Result<String, ComposeError> {
    let fine = !id.is_empty()
        && id.len() <= 900
        && id
            .chars()
            .all(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>'));
    if fine {
        Ok(id.to_owned())
    } else {
        Err(ComposeError::Field(field.to_owned()))
    }
}

fn newest(mut ids: Vec<String>) -> Vec<String> {
    if ids.len() > MAX_REFERENCES {
        let tail = ids.split_off(ids.len() - (MAX_REFERENCES - 1));
        ids.truncate(1);
        ids.extend(tail);
    }
    ids
}

fn further_field<'a>(
    builder: MessageBuilder<'a>,
    name: &str,
    value: &str,
) -> Result<MessageBuilder<'a>, ComposeError> {
    let name_fine = !name.is_empty()
        && name.len() <= 70
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !name_fine
        || OWN_FIELDS.contains(&name.to_ascii_lowercase().as_str())
        || value.chars().any(char::is_control)
    {
        return Err(ComposeError::Field(
            name.chars().filter(|c| !c.is_control()).take(70).collect(),
        ));
    }
    Ok(if value.is_ascii() {
        builder.header(name.to_owned(), Raw::new(value.to_owned()))
    } else {
        builder.header(name.to_owned(), Text::new(value.to_owned()))
    })
}

/// `mixed( alternative( plain, related( html, images ) ), files )`, each level only when it is needed.
fn body(mail: &Outgoing) -> Result<MimePart<'_>, ComposeError> {
    let mut boundaries = Boundaries::new(&mail.message_id);
    let text = MimePart::new("text/plain", crlf(&mail.text));
    let mut content = match &mail.html {
        None => text,
        Some(html) => {
            let mut rich = MimePart::new("text/html", crlf(&document(html)));
            if !mail.inline.is_empty() {
                let mut parts = vec![rich];
                for part in &mail.inline {
                    parts.push(file(part, "inline")?);
                }
                rich = multipart("related", &mut boundaries, parts);
            }
            multipart("alternative", &mut boundaries, vec![text, rich])
        }
    };
    // Without HTML nothing shows inline parts: they go as files.
    let orphans = if mail.html.is_none() {
        &mail.inline[..]
    } else {
        &[]
    };
    if !mail.attachments.is_empty() || !orphans.is_empty() {
        let mut parts = vec![content];
        for part in orphans.iter().chain(&mail.attachments) {
            parts.push(file(part, "attachment")?);
        }
        content = multipart("mixed", &mut boundaries, parts);
    }
    Ok(content)
}

/// Boundaries made from the Message-ID, so that the same mail gives the same bytes. `=_` occurs neither in quoted-printable nor in
/// base64, so no content can hold one.
struct Boundaries {
    seed: String,
    next: usize,
}

impl Boundaries {
    fn new(message_id: &str) -> Self {
        let hash = Sha256::digest(message_id.as_bytes());
        Self {
            seed: hash.iter().take(12).map(|b| format!("{b:02x}")).collect(),
            next: 0,
        }
    }

    fn take(&mut self) -> String {
        self.next += 1;
        format!("=_{}_{}", self.seed, self.next)
    }
}

fn multipart<'a>(
    kind: &str,
    boundaries: &mut Boundaries,
    parts: Vec<MimePart<'a>>,
) -> MimePart<'a> {
    let kind =
        ContentType::new(format!("multipart/{kind}")).attribute("boundary", boundaries.take());
    MimePart::new(kind, parts)
}

fn file<'a>(part: &'a Part, disposition: &'static str) -> Result<MimePart<'a>, ComposeError> {
    let media_type = part.media_type.to_ascii_lowercase();
    let token = |s: &str| {
        !s.is_empty()
            && s.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    if media_type.len() > 127
        || !media_type
            .split_once('/')
            .is_some_and(|(main, sub)| token(main) && token(sub))
    {
        return Err(ComposeError::Field("Content-Type".to_owned()));
    }
    // A message may not be encoded (RFC 2046 §5.2.1), and a multipart would have to be one: both go as mere bytes.
    let media_type = if media_type.starts_with("message/") || media_type.starts_with("multipart/") {
        "application/octet-stream".to_owned()
    } else {
        media_type
    };
    let name = crate::filename::safe(&part.name, &part.media_type, 1);
    let kind = ContentType::new(media_type);
    let mut out = MimePart::new(kind, BodyPart::Binary((&part.bytes[..]).into()))
        .header(
            "Content-Disposition",
            ContentType::new(disposition).attribute("filename", name),
        )
        .transfer_encoding("base64");
    out.contents = BodyPart::Binary(base64_lines(&part.bytes).into());
    if let Some(id) = &part.content_id {
        out = out.cid(message_id(id, "Content-ID")?);
    }
    Ok(out)
}

/// Base64 in lines of 76 characters.
fn base64_lines(bytes: &[u8]) -> Vec<u8> {
    use base64::Engine;
    let text = base64::engine::general_purpose::STANDARD.encode(bytes);
    let mut out = Vec::with_capacity(text.len() / 76 * 78 + 80);
    for line in text.as_bytes().chunks(76) {
        out.extend_from_slice(line);
        out.extend_from_slice(b"\r\n");
    }
    out
}

fn document(html: &str) -> String {
    let start: String = html
        .trim_start()
        .chars()
        .take(9)
        .collect::<String>()
        .to_ascii_lowercase();
    if start.starts_with("<!doctype") || start.starts_with("<html") {
        return html.to_owned();
    }
    format!(
        "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>\n{html}\n</body></html>\n"
    )
}

/// Line ends as SMTP wants them; no NUL, no lone carriage return.
fn crlf(text: &str) -> String {
    let clean = crate::mime::clean_text(text);
    let mut out = clean.replace('\n', "\r\n");
    if !out.ends_with("\r\n") {
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests;
