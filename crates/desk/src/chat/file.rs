//! Files of a visitor before their message is sent, and what a widget may show of files: by a ticket, to whoever was shown the
//! message.

use crate::loose::{KeptFile, NewFile};
use crate::{Desk, Keys, Result};
use domain::{AttachmentId, Millis, VisitorId, WidgetId};
use store::message::Attached;

/// A ticket is the same for so long, so that browsers may keep what they have...
const STEP_MS: Millis = 60 * 60 * 1000;
/// ...and good for so long.
const TICKET_MS: Millis = 25 * 60 * 60 * 1000;

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
        self.keep_loose(&loose(visitor), file, 0, now).await
    }

    /// What a widget puts into the address of a file that it shows.
    #[must_use]
    pub fn chat_file_ticket(&self, widget: WidgetId, file: AttachmentId, now: Millis) -> String {
        let at = now - now.rem_euclid(STEP_MS);
        self.keys.file_token(&ticket(widget), file, at)
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
        let named = self.keys.file_of(&ticket(widget), text, TICKET_MS, now);
        if named != Some(file) {
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
    keys.referred(&loose(visitor), text, now)
}

fn loose(visitor: VisitorId) -> String {
    format!("chat-file:{visitor}")
}

fn ticket(widget: WidgetId) -> String {
    format!("chat-ticket:{widget}")
}
