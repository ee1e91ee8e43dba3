//! Files of a form before it is sent.

use super::trace;
use crate::loose::{KeptFile, NewFile};
use crate::{Desk, DeskError, Result};
use domain::{AttachmentId, FormId, Millis};
use store::Tx;

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
    ) -> Result<Vec<KeptFile>> {
        let purpose = trace::file(form);
        let mut kept = Vec::with_capacity(files.len());
        for (file, position) in files.into_iter().zip(0..) {
            kept.push(self.keep_loose(&purpose, file, position, now).await?);
        }
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
    ) -> Result<Vec<KeptFile>> {
        let purpose = trace::file(form);
        let mut wanted: Vec<(AttachmentId, String)> = Vec::new();
        for text in references {
            let id = self.keys.referred(&purpose, text, now);
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
                        out.push(KeptFile {
                            id: *id,
                            reference: reference.clone(),
                            name: file.name,
                            media_type: file.media_type,
                            size: file.size,
                        });
                    }
                }
                Ok::<_, DeskError>(out)
            })
            .await
    }
}
