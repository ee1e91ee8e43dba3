//! What a browser sends with a form, read piece by piece under bounds. Texts are never cut silently and nothing that was typed
//! is given up because a file is too large: what goes beyond a bound is passed over and said so.

use super::answers::Step;
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use desk::loose::NewFile;
use std::collections::BTreeMap;

/// Before the key of a question in the name of its field.
pub const VALUE: &str = "q.";
/// New files.
pub const FILE: &str = "f";
/// References to files that were kept.
pub const KEPT: &str = "k";
/// A reference to a file that is taken out again.
pub const DROP: &str = "drop";
/// A button that shows the page again instead of sending it.
pub const STEP: &str = "step";
/// A look of our own at this form (`desk::probes`).
pub const PROBE: &str = "probe";
/// What a browser has worked out.
pub const WORK: &str = "w";

/// Parts of one post.
const PARTS: usize = 2_000;
/// Octets of one text; four of them make the longest question that is taken.
const TEXT: usize = 100_000;
/// Octets of all texts.
const TEXTS: usize = 1_000_000;
/// Octets of a body that are read at all, whatever is kept of them.
const BODY: usize = 100 * 1024 * 1024;
/// References of kept files.
const REFERENCES: usize = 40;

/// What was sent.
#[derive(Debug, Default)]
pub struct Sent {
    pub token: String,
    pub honey: String,
    pub work: String,
    /// Empty: it is somebody's.
    pub probe: String,
    pub step: Option<Step>,
    /// By the keys of the questions.
    pub values: BTreeMap<String, String>,
    /// References of files that were kept before, without those that are taken out.
    pub kept: Vec<String>,
    pub dropped: bool,
    /// New ones, as far as they fit.
    pub files: Vec<NewFile>,
    /// Octets of new files that did not fit.
    pub left_out: Vec<i64>,
    /// A text was longer than is read, or the body was.
    pub cut: bool,
}

/// How much of files is kept.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    pub files: usize,
    pub octets: usize,
}

/// Reads a body to its end, or as far as it is read at all.
///
/// # Errors
/// When it breaks off, or is no form.
pub async fn read(mut parts: Multipart, room: Room) -> Result<Sent, MultipartError> {
    let mut sent = Sent::default();
    let mut reader = Reader {
        read: 0,
        texts: 0,
        room,
    };
    let mut drops = Vec::new();
    for _ in 0..PARTS {
        let Some(part) = parts.next_field().await? else {
            finish(&mut sent, &drops);
            return Ok(sent);
        };
        if reader.read > BODY {
            break;
        }
        let name = part.name().unwrap_or_default().to_owned();
        if name == FILE {
            reader.file(part, &mut sent).await?;
            continue;
        }
        let text = reader.text(part, &mut sent).await?;
        match name.as_str() {
            super::token::FIELD => sent.token = text,
            super::token::HONEY => sent.honey = text,
            WORK => sent.work = text,
            PROBE => sent.probe = text,
            STEP => sent.step = Some(Step::read(&text)),
            KEPT if sent.kept.len() < REFERENCES => sent.kept.push(text),
            DROP => drops.push(text),
            other => {
                if let Some(key) = other.strip_prefix(VALUE) {
                    sent.values.insert(key.to_owned(), text);
                }
            }
        }
    }
    sent.cut = true;
    finish(&mut sent, &drops);
    Ok(sent)
}

fn finish(sent: &mut Sent, drops: &[String]) {
    sent.dropped = !drops.is_empty();
    sent.kept.retain(|k| !drops.contains(k));
}

struct Reader {
    /// Octets so far.
    read: usize,
    texts: usize,
    room: Room,
}

impl Reader {
    async fn text(
        &mut self,
        mut part: Field<'_>,
        sent: &mut Sent,
    ) -> Result<String, MultipartError> {
        let mut bytes = Vec::new();
        while let Some(piece) = part.chunk().await? {
            self.read += piece.len();
            if self.read > BODY {
                sent.cut = true;
                break;
            }
            if bytes.len() + piece.len() > TEXT || self.texts + piece.len() > TEXTS {
                sent.cut = true;
                let fits = TEXT.saturating_sub(bytes.len());
                let fits = fits.min(TEXTS.saturating_sub(self.texts)).min(piece.len());
                bytes.extend_from_slice(&piece[..fits]);
                self.texts += fits;
                continue;
            }
            self.texts += piece.len();
            bytes.extend_from_slice(&piece);
        }
        // What is no UTF-8, or was cut within a character, is shown as far as it can be.
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    async fn file(&mut self, mut part: Field<'_>, sent: &mut Sent) -> Result<(), MultipartError> {
        let name = part.file_name().unwrap_or_default().to_owned();
        let media_type = part.content_type().unwrap_or_default().to_owned();
        let mut fits = self.room.files > 0;
        let (mut bytes, mut size) = (Vec::new(), 0_usize);
        while let Some(piece) = part.chunk().await? {
            self.read += piece.len();
            size += piece.len();
            if self.read > BODY {
                sent.cut = true;
                fits = false;
                break;
            }
            fits = fits && size <= self.room.octets;
            if fits {
                bytes.extend_from_slice(&piece);
            } else {
                bytes = Vec::new();
            }
        }
        if size == 0 && name.is_empty() {
            // A field without a file in it.
            return Ok(());
        }
        if !fits {
            sent.left_out.push(i64::try_from(size).unwrap_or(i64::MAX));
            return Ok(());
        }
        self.room.files -= 1;
        self.room.octets -= size;
        sent.files.push(NewFile {
            name,
            media_type,
            bytes,
        });
        Ok(())
    }
}
