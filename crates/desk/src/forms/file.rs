//! Files of a form before it is sent: kept as loose uploads, which are forgotten after a day or two when nobody sends them,
//! and named by references that only we can make, so that nobody gives away a file of somebody else.

use super::trace;
use crate::drafts::{plain_type, safe_name};
use crate::page_token::PageToken;
use crate::{Desk, DeskError, Keys, Result, fresh};
use domain::{AttachmentId, FormId, Millis};
use store::Tx;
use store::message::NewAttachment;
use uuid::Uuid;

/// A reference to a file holds as long as the file is kept at least.
const LIFE_MS: Millis = 24 * 60 * 60 * 1000;

/// A file as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// A file that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub id: AttachmentId,
    /// Brings it back in the next post of this form.
    pub reference: String,
    pub name: String,
    /// Octets.
    pub size: i64,
}

impl Desk {
    /// Keeps files for a post that is still to come.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn keep_form_files(
        &self,
        form: FormId,
        files: Vec<NewFile>,
        now: Millis,
    ) -> Result<Vec<Kept>> {
        let mut rows = Vec::with_capacity(files.len());
        for (file, position) in files.into_iter().zip(0..) {
            rows.push(NewAttachment {
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
            });
        }
        let kept = rows
            .iter()
            .map(|row| Kept {
                id: row.id,
                reference: reference(&self.keys, form, row.id, now),
                name: row.name.clone(),
                size: row.size,
            })
            .collect();
        self.db
            .write(async move |tx| store::message::attach(tx, &rows).await)
            .await?;
        Ok(kept)
    }

    /// Files that were kept before, by their references. What is not ours or too old is left out.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn kept_form_files(
        &self,
        form: FormId,
        references: &[String],
        now: Millis,
    ) -> Result<Vec<Kept>> {
        let mut wanted: Vec<(AttachmentId, String)> = Vec::new();
        for text in references {
            let id = read_reference(&self.keys, form, text, now);
            if let Some(id) = id.filter(|id| wanted.iter().all(|(known, _)| known != id)) {
                wanted.push((id, text.clone()));
            }
        }
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        self.db
            .read(async move |tx: &mut Tx| {
                let mut out = Vec::with_capacity(wanted.len());
                for (id, reference) in &wanted {
                    let file = store::message::attachment(tx, *id).await?;
                    // Sent already is as good: whoever goes back and writes it anew sends the file again.
                    if let Some(file) = file.filter(|f| f.agent.is_none()) {
                        out.push(Kept {
                            id: *id,
                            reference: reference.clone(),
                            name: file.name,
                            size: file.size,
                        });
                    }
                }
                Ok::<_, DeskError>(out)
            })
            .await
    }
}

fn reference(keys: &Keys, form: FormId, file: AttachmentId, now: Millis) -> String {
    let token = PageToken {
        made_at: now,
        nonce: file.0.into_bytes(),
    };
    keys.page_token(&trace::file(form), &token)
}

fn read_reference(keys: &Keys, form: FormId, text: &str, now: Millis) -> Option<AttachmentId> {
    let token = keys.read_page_token(&trace::file(form), text)?;
    let young = (0..LIFE_MS).contains(&(now - token.made_at));
    young.then(|| AttachmentId(Uuid::from_bytes(token.nonce)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_back_only_to_its_form_and_for_a_day() {
        let keys = Keys::new(&[1; 32]);
        let form = |n| FormId(Uuid::from_u128(n));
        let id = AttachmentId(Uuid::from_u128(7));
        let text = reference(&keys, form(1), id, 1_000);
        assert_eq!(read_reference(&keys, form(1), &text, 2_000), Some(id));
        assert_eq!(read_reference(&keys, form(2), &text, 2_000), None);
        assert_eq!(read_reference(&keys, form(1), &text, 1_000 + LIFE_MS), None);
        assert_eq!(read_reference(&keys, form(1), &id.to_string(), 2_000), None);
    }
}
