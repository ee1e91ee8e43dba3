//! winmail.dat: what Outlook wraps a mail in (MS-OXTNEF). Files with their long names, text, HTML and RTF come out.
//!
//! Tolerant: checksums are not asked for, a cut file gives what is before the cut, junk at the end is passed over. Bounded:
//! nothing is read twice, nested messages go five deep.

mod mapi;
mod rtf;

use crate::{Limits, charset};
use mail_builder::headers::content_type::ContentType;
use mail_builder::mime::{BodyPart, MimePart};
use mapi::{Property, Value};

const SIGNATURE: u32 = 0x223E_9F78;
/// Messages inside messages that are opened.
const MAX_DEPTH: usize = 5;

/// Attributes, by the lower half of their number.
mod attribute {
    pub const SUBJECT: u16 = 0x8004;
    pub const BODY: u16 = 0x800C;
    pub const ATTACH_DATA: u16 = 0x800F;
    pub const ATTACH_TITLE: u16 = 0x8010;
    pub const ATTACH_START: u16 = 0x9002;
    pub const MESSAGE_PROPERTIES: u16 = 0x9003;
    pub const ATTACH_PROPERTIES: u16 = 0x9005;
    pub const CODE_PAGE: u16 = 0x9007;
}

/// What a winmail.dat holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
    pub attachments: Vec<File>,
    /// Something could not be read; what is here came before or after it.
    pub damaged: bool,
}

/// One file of a winmail.dat.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct File {
    /// Empty when the file has no name.
    pub name: String,
    pub media_type: String,
    pub content_id: Option<String>,
    pub bytes: Vec<u8>,
}

/// Reads a winmail.dat; `None` when it is none.
pub fn read(bytes: &[u8], limits: &Limits) -> Option<Contents> {
    read_at(bytes, limits, 0)
}

fn read_at(bytes: &[u8], limits: &Limits, depth: usize) -> Option<Contents> {
    let mut input = Input(bytes);
    if input.u32()? != SIGNATURE {
        return None;
    }
    input.take(2)?;
    let mut reader = Reader {
        limits,
        depth,
        code_page: None,
        body: Vec::new(),
        message: Vec::new(),
        open: None,
        contents: Contents::default(),
    };
    while !input.0.is_empty() {
        let Some(level) = input.u8().filter(|l| matches!(l, 1 | 2)) else {
            break;
        };
        let _ = level;
        let (Some(id), Some(length)) = (input.u32(), input.u32()) else {
            reader.contents.damaged = true;
            break;
        };
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let data = input.up_to(length);
        reader.attribute(u16::try_from(id & 0xFFFF).unwrap_or_default(), data);
        if data.len() < length {
            reader.contents.damaged = true;
            break;
        }
        // The checksum: Outlook itself has written wrong ones.
        input.up_to(2);
    }
    Some(reader.finish())
}

/// An attachment whose attributes are still being read.
#[derive(Default)]
struct OpenFile {
    title: Vec<u8>,
    data: Vec<u8>,
    properties: Vec<Property>,
}

struct Reader<'l> {
    limits: &'l Limits,
    depth: usize,
    code_page: Option<u32>,
    body: Vec<u8>,
    message: Vec<Property>,
    open: Option<OpenFile>,
    contents: Contents,
}

impl Reader<'_> {
    fn attribute(&mut self, id: u16, data: &[u8]) {
        match id {
            attribute::CODE_PAGE => self.code_page = Input(data).u32(),
            attribute::SUBJECT if self.open.is_none() => self.contents.subject = self.string(data),
            attribute::BODY => self.body = data.to_vec(),
            attribute::MESSAGE_PROPERTIES => {
                let (properties, whole) = mapi::read(data);
                self.message = properties;
                self.contents.damaged |= !whole;
            }
            attribute::ATTACH_START => {
                self.close_file();
                self.open = Some(OpenFile::default());
            }
            attribute::ATTACH_TITLE => {
                if self.open.as_ref().is_some_and(|o| !o.title.is_empty()) {
                    self.close_file();
                }
                self.open.get_or_insert_default().title = data.to_vec();
            }
            attribute::ATTACH_DATA => {
                if self.open.as_ref().is_some_and(|o| !o.data.is_empty()) {
                    self.close_file();
                }
                self.open.get_or_insert_default().data = data.to_vec();
            }
            attribute::ATTACH_PROPERTIES => {
                let (properties, whole) = mapi::read(data);
                self.contents.damaged |= !whole;
                self.open.get_or_insert_default().properties = properties;
            }
            _ => {}
        }
    }

    fn label(&self) -> Option<String> {
        self.code_page.filter(|c| *c != 0).map(|c| {
            if c == 65001 {
                "utf-8".to_owned()
            } else {
                format!("cp{c}")
            }
        })
    }

    /// A string of the old attributes: up to its NUL, in the code page of the file.
    fn string(&self, data: &[u8]) -> String {
        let end = memchr::memchr(0, data).unwrap_or(data.len());
        charset::decode(&data[..end], self.label().as_deref(), None).text
    }

    fn property_text(&self, property: Option<&Property>) -> Option<String> {
        let text = match &property?.value {
            Value::Text(text) => text.clone(),
            Value::Bytes(bytes) => self.string(bytes),
            Value::Object(_) | Value::Number(_) => return None,
        };
        Some(text.trim_end_matches('\0').to_owned()).filter(|t| !t.is_empty())
    }

    fn close_file(&mut self) {
        let Some(file) = self.open.take() else { return };
        if self.contents.attachments.len() >= self.limits.attachments {
            return;
        }
        let find = |id: u16| mapi::find(&file.properties, id);
        let name = self
            .property_text(find(mapi::ATTACH_LONG_FILENAME))
            .or_else(|| {
                self.property_text(find(mapi::DISPLAY_NAME))
                    .filter(|n| n.contains('.'))
            })
            .or_else(|| Some(self.string(&file.title)).filter(|t| !t.trim().is_empty()))
            .or_else(|| self.property_text(find(mapi::ATTACH_FILENAME)))
            .or_else(|| self.property_text(find(mapi::DISPLAY_NAME)))
            .unwrap_or_default();
        let content_id = self
            .property_text(find(mapi::ATTACH_CONTENT_ID))
            .and_then(|id| crate::mime::id::single(id.as_bytes()));
        let media_type = self
            .property_text(find(mapi::ATTACH_MIME_TAG))
            .map(|t| t.to_ascii_lowercase())
            .filter(|t| t.contains('/') && t.is_ascii());
        let object = find(mapi::ATTACH_DATA).map(|p| &p.value);
        if let Some(Value::Object(object)) = object
            && let Some(inner) = self.nested(object)
        {
            self.contents.attachments.push(message_file(&name, inner));
            return;
        }
        let bytes = match object {
            Some(Value::Bytes(bytes)) if file.data.is_empty() => bytes.clone(),
            Some(Value::Object(bytes)) if file.data.is_empty() => bytes.clone(),
            _ => file.data,
        };
        if bytes.is_empty() && name.is_empty() {
            return;
        }
        let media_type = media_type.unwrap_or_else(|| by_extension(&name).to_owned());
        self.contents.attachments.push(File {
            name,
            media_type,
            content_id,
            bytes,
        });
    }

    /// A message as an object: an interface id of 16 bytes (mapi takes it off), then TNEF again.
    fn nested(&mut self, object: &[u8]) -> Option<Contents> {
        if self.depth >= MAX_DEPTH {
            self.contents.damaged = true;
            return None;
        }
        read_at(object, self.limits, self.depth + 1)
    }

    fn finish(mut self) -> Contents {
        self.close_file();
        let label =
            mapi::find(&self.message, mapi::INTERNET_CODE_PAGE).and_then(|p| match p.value {
                Value::Number(n) if n != 0 => Some(if n == 65001 {
                    "utf-8".to_owned()
                } else {
                    format!("cp{n}")
                }),
                _ => None,
            });
        if let Some(subject) = self.property_text(mapi::find(&self.message, mapi::SUBJECT)) {
            self.contents.subject = subject;
        }
        self.contents.text = self
            .property_text(mapi::find(&self.message, mapi::BODY))
            .or_else(|| Some(self.string(&self.body)))
            .unwrap_or_default();
        self.contents.html = match mapi::find(&self.message, mapi::BODY_HTML).map(|p| &p.value) {
            Some(Value::Text(html)) => Some(html.clone()),
            Some(Value::Bytes(bytes)) => {
                let label = crate::html::stated_charset(bytes)
                    .or(label)
                    .or_else(|| self.label());
                Some(charset::decode(bytes, label.as_deref(), None).text)
            }
            _ => None,
        };
        let compressed = mapi::find(&self.message, mapi::RTF_COMPRESSED).map(|p| &p.value);
        if let Some(Value::Bytes(bytes)) = compressed
            && self.contents.html.is_none()
        {
            match rtf::decompress(bytes, self.limits.text_bytes.saturating_mul(4))
                .map(|raw| rtf::read(&raw))
            {
                Some(rtf::Document::Html(html)) => self.contents.html = Some(html),
                Some(rtf::Document::Text(text)) if self.contents.text.trim().is_empty() => {
                    self.contents.text = text
                }
                Some(rtf::Document::Text(_)) => {}
                None => self.contents.damaged = true,
            }
        }
        self.contents.html = self.contents.html.map(|h| h.replace('\0', ""));
        self.contents
    }
}

/// A nested message as a file that every mail program opens.
fn message_file(name: &str, inner: Contents) -> File {
    let mut parts = vec![match &inner.html {
        Some(html) => MimePart::new("text/html", html.clone()),
        None => MimePart::new("text/plain", inner.text.clone()),
    }];
    for file in inner.attachments {
        let disposition = ContentType::new("attachment").attribute(
            "filename",
            crate::filename::safe(&file.name, &file.media_type, 1),
        );
        parts.push(
            MimePart::new(
                "application/octet-stream",
                BodyPart::Binary(file.bytes.into()),
            )
            .header("Content-Disposition", disposition),
        );
    }
    let subject = crate::mime::words::clean(if inner.subject.is_empty() {
        name
    } else {
        &inner.subject
    });
    let mixed = ContentType::new("multipart/mixed").attribute("boundary", "=_winmail_message");
    let message = MimePart::new(mixed, parts)
        .header(
            "Subject",
            mail_builder::headers::text::Text::new(subject.clone()),
        )
        .header("MIME-Version", mail_builder::headers::raw::Raw::new("1.0"));
    let mut bytes = Vec::new();
    message.write_part(&mut bytes);
    File {
        name: format!(
            "{}.eml",
            if subject.is_empty() {
                "message"
            } else {
                &subject
            }
        ),
        media_type: "message/rfc822".to_owned(),
        content_id: None,
        bytes,
    }
}

fn by_extension(name: &str) -> &'static str {
    match name
        .rsplit_once('.')
        .map(|(_, e)| e.to_ascii_lowercase())
        .as_deref()
    {
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("gif") => "image/gif",
        Some("pdf") => "application/pdf",
        Some("txt") => "text/plain",
        Some("ics") => "text/calendar",
        Some("htm" | "html") => "text/html",
        _ => "application/octet-stream",
    }
}

/// Bytes that are read from the front, little endian.
#[derive(Clone, Copy)]
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(n)?;
        self.0 = tail;
        Some(head)
    }

    fn up_to(&mut self, n: usize) -> &'a [u8] {
        let (head, tail) = self.0.split_at(n.min(self.0.len()));
        self.0 = tail;
        head
    }

    fn u8(&mut self) -> Option<u8> {
        self.take(1).map(|b| b[0])
    }

    fn u16(&mut self) -> Option<u16> {
        self.take(2).map(|b| u16::from_le_bytes([b[0], b[1]]))
    }

    fn u32(&mut self) -> Option<u32> {
        self.take(4)
            .map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
    }
}

#[cfg(test)]
mod tests;
