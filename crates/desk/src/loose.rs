//! Files before what they belong to is sent: loose uploads, forgotten after a day or two when nobody sends them, and named by
//! references that only we can make, so that nobody gives away a file of somebody else.

use crate::drafts::{plain_type, safe_name};
use crate::page_token::PageToken;
use crate::{Desk, Keys, Result, fresh};
use domain::{AttachmentId, Millis};
use store::message::NewAttachment;
use uuid::Uuid;

/// A reference holds as long as its file is kept at least.
const LIFE_MS: Millis = 24 * 60 * 60 * 1000;
/// Clocks of several nodes differ by less.
const SKEW_MS: Millis = 60_000;

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
    pub id: AttachmentId,
    /// Brings it back, for the same purpose.
    pub reference: String,
    pub name: String,
    pub media_type: String,
    /// Octets.
    pub size: i64,
}

impl Desk {
    /// Keeps a file for something that is still to come; `purpose` is what its reference is bound to.
    pub(crate) async fn keep_loose(
        &self,
        purpose: &str,
        file: NewFile,
        position: i64,
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
            position,
            created_at: now,
        };
        let kept = KeptFile {
            id: row.id,
            reference: self.keys.file_token(purpose, row.id, now),
            name: row.name.clone(),
            media_type: row.media_type.clone(),
            size: row.size,
        };
        self.db
            .write(async move |tx| store::message::attach(tx, std::slice::from_ref(&row)).await)
            .await?;
        Ok(kept)
    }
}

impl Keys {
    /// Names a file for a purpose, and when that was.
    pub(crate) fn file_token(&self, purpose: &str, file: AttachmentId, made_at: Millis) -> String {
        let nonce = file.0.into_bytes();
        self.page_token(purpose, &PageToken { made_at, nonce })
    }

    /// The file that a token names, if it was made for this purpose within `good_for`.
    pub(crate) fn file_of(
        &self,
        purpose: &str,
        text: &str,
        good_for: Millis,
        now: Millis,
    ) -> Option<AttachmentId> {
        let token = self.read_page_token(purpose, text)?;
        let young = (-SKEW_MS..good_for).contains(&(now - token.made_at));
        young.then(|| AttachmentId(Uuid::from_bytes(token.nonce)))
    }

    /// The file that a reference names ([`Desk::keep_loose`]).
    pub(crate) fn referred(&self, purpose: &str, text: &str, now: Millis) -> Option<AttachmentId> {
        self.file_of(purpose, text, LIFE_MS, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_good_for_its_purpose_and_for_a_day() {
        let keys = Keys::new(&[1; 32]);
        let id = AttachmentId(Uuid::from_u128(7));
        let text = keys.file_token("a", id, 1_000);
        assert_eq!(keys.referred("a", &text, 2_000), Some(id));
        assert_eq!(keys.referred("b", &text, 2_000), None);
        assert_eq!(keys.referred("a", &text, 1_000 + LIFE_MS), None);
        assert_eq!(keys.referred("a", &id.to_string(), 2_000), None);
    }
}
