//! Files of a visitor before their message is sent: loose uploads, forgotten after a day when nobody sends them, and named by
//! references that only we can make. And what a widget may show of files: by a ticket, to whoever was shown the message.

use crate::drafts::{plain_type, safe_name};
use crate::page_token::PageToken;
use crate::{Desk, Keys, Result, fresh};
use domain::{AttachmentId, Millis, VisitorId, WidgetId};
use store::message::{Attached, NewAttachment};
use uuid::Uuid;

/// A reference to a loose file holds for so long.
const LIFE_MS: Millis = 24 * 60 * 60 * 1000;
/// A ticket is the same for so long, so that browsers may keep what they have...
const STEP_MS: Millis = 60 * 60 * 1000;
/// ...and good for so long.
const TICKET_MS: Millis = 25 * 60 * 60 * 1000;

/// A file as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// A file that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    pub reference: String,
    pub name: String,
    pub media_type: String,
    pub size: i64,
}

impl Desk {
    /// Keeps a file for a message that is still to come.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn keep_chat_file(
        &self,
        visitor: VisitorId,
        file: NewFile,
        now: Millis,
    ) -> Result<KeptFile> {
        let row = NewAttachment {
            id: AttachmentId(fresh::id(now)),
            message: None,
            agent: None,
            name: safe_name(&file.name),
            original_name: file.name.chars().take(300).collect(),
            media_type: plain_type(&file.media_type),
            size: i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
            inline: false,
            content_id: None,
            // Blob first, then the row that names it.
            blob: self.blobs.put(&file.bytes).await?,
            position: 0,
            created_at: now,
        };
        let kept = KeptFile {
            reference: token(&self.keys, &loose(visitor), row.id, now),
            name: row.name.clone(),
            media_type: row.media_type.clone(),
            size: row.size,
        };
        self.db
            .write(async move |tx| store::message::attach(tx, std::slice::from_ref(&row)).await)
            .await?;
        Ok(kept)
    }

    /// What a widget puts into the address of a file that it shows.
    #[must_use]
    pub fn chat_file_ticket(&self, widget: WidgetId, file: AttachmentId, now: Millis) -> String {
        token(
            &self.keys,
            &ticket(widget),
            file,
            now - now.rem_euclid(STEP_MS),
        )
    }

    /// The file of a ticket; `None` when the ticket is not ours, for another file or too old.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn chat_file(
        &self,
        widget: WidgetId,
        file: AttachmentId,
        text: &str,
        now: Millis,
    ) -> Result<Option<Attached>> {
        let read = self.keys.read_page_token(&ticket(widget), text);
        let good = |t: &PageToken| {
            t.nonce == file.0.into_bytes() && (-60_000..TICKET_MS).contains(&(now - t.made_at))
        };
        if !read.as_ref().is_some_and(good) {
            return Ok(None);
        }
        Ok(self
            .db
            .read(async move |tx| store::message::attachment(tx, file).await)
            .await?)
    }
}

/// The file that a reference names, if it was given to this visitor and not long ago.
pub(super) fn referred(
    keys: &Keys,
    visitor: VisitorId,
    text: &str,
    now: Millis,
) -> Option<AttachmentId> {
    let token = keys.read_page_token(&loose(visitor), text)?;
    let young = (-60_000..LIFE_MS).contains(&(now - token.made_at));
    young.then(|| AttachmentId(Uuid::from_bytes(token.nonce)))
}

fn loose(visitor: VisitorId) -> String {
    format!("chat-file:{visitor}")
}

fn ticket(widget: WidgetId) -> String {
    format!("chat-ticket:{widget}")
}

fn token(keys: &Keys, purpose: &str, file: AttachmentId, made_at: Millis) -> String {
    let nonce = file.0.into_bytes();
    keys.page_token(purpose, &PageToken { made_at, nonce })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_good_for_its_visitor_and_for_a_day() {
        let keys = Keys::new(&[1; 32]);
        let visitor = |n| VisitorId(Uuid::from_u128(n));
        let id = AttachmentId(Uuid::from_u128(7));
        let text = token(&keys, &loose(visitor(1)), id, 1_000);
        assert_eq!(referred(&keys, visitor(1), &text, 2_000), Some(id));
        assert_eq!(referred(&keys, visitor(2), &text, 2_000), None);
        assert_eq!(referred(&keys, visitor(1), &text, 1_000 + LIFE_MS), None);
        assert_eq!(referred(&keys, visitor(1), &id.to_string(), 2_000), None);
    }
}
