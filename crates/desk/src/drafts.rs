//! Drafts, kept on the server while an agent types; and the files that are uploaded for them.

use crate::writing::{FILES_MAX, HTML_MAX};
use crate::{By, Desk, Result, carry_out, fresh};
use domain::access::Permission;
use domain::{AttachmentId, ConversationId, Refusal};
use store::draft::Draft;
use store::message::NewAttachment;

/// Stands for a conversation that is to be started.
pub const NEW: ConversationId = ConversationId(uuid::Uuid::nil());

impl Desk {
    /// # Errors
    /// `not_found`, `not_permitted`, `too_large`.
    pub async fn save_draft(&self, by: &By, id: ConversationId, draft: Draft) -> Result<()> {
        let agent = by.person()?;
        if draft.html.len() > HTML_MAX {
            return Err(Refusal::new("too_large", "The text is too long.")
                .on("html")
                .into());
        }
        let by = by.clone();
        self.write(async move |tx| {
            reachable(tx, &by, id).await?;
            Ok(store::draft::save(tx, id, agent, &draft).await?)
        })
        .await
    }

    /// # Errors
    /// `not_found`, `not_permitted`.
    pub async fn draft(&self, by: &By, id: ConversationId) -> Result<Option<Draft>> {
        let agent = by.person()?;
        let by = by.clone();
        self.db
            .read(async move |tx| {
                reachable(tx, &by, id).await?;
                Ok(store::draft::load(tx, id, agent).await?)
            })
            .await
    }

    /// # Errors
    /// `not_permitted`.
    pub async fn delete_draft(&self, by: &By, id: ConversationId) -> Result<()> {
        let agent = by.person()?;
        self.write(async move |tx| Ok(store::draft::delete(tx, id, agent).await?))
            .await
    }

    /// Keeps an uploaded file until the message that it is for is sent. A `name` is made safe to show.
    ///
    /// # Errors
    /// `too_large`.
    pub async fn upload(
        &self,
        by: &By,
        name: &str,
        media_type: &str,
        bytes: &[u8],
    ) -> Result<AttachmentId> {
        let agent = by.person()?;
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        if size > FILES_MAX {
            return Err(Refusal::new("too_large", "A file may have 25 MB at most.")
                .on("file")
                .into());
        }
        let file = NewAttachment {
            id: AttachmentId(fresh::id(by.now)),
            message: None,
            agent: Some(agent),
            name: safe_name(name),
            original_name: name.chars().take(300).collect(),
            media_type: plain_type(media_type),
            size,
            inline: false,
            content_id: None,
            blob: self.blobs.put(bytes).await?,
            position: 0,
            created_at: by.now,
        };
        let id = file.id;
        self.write(async move |tx| {
            Ok(store::message::attach(tx, std::slice::from_ref(&file)).await?)
        })
        .await?;
        Ok(id)
    }
}

async fn reachable(tx: &mut store::Tx, by: &By, id: ConversationId) -> Result<()> {
    if id == NEW {
        return by.demand(Permission::ConversationReply);
    }
    let c = carry_out::load(tx, id).await?;
    by.demand_on(Permission::ConversationNote, &c)
}

/// The last part of a path, without control and direction characters, at most 120 characters.
pub(crate) fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .take(120)
        .collect();
    match clean.trim().trim_matches('.') {
        "" => "file".to_owned(),
        name => name.to_owned(),
    }
}

pub(crate) fn plain_type(media_type: &str) -> String {
    let bare = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(c);
    match bare.split_once('/') {
        Some((a, b)) if !a.is_empty() && !b.is_empty() && (a.to_owned() + b).chars().all(token) => {
            bare
        }
        _ => "application/octet-stream".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_uploads_are_safe_to_show() {
        assert_eq!(safe_name("C:\\evil\\..\\a\u{202e}fdp.exe"), "afdp.exe");
        assert_eq!(safe_name("../.."), "file");
        assert_eq!(safe_name(&"x".repeat(500)).len(), 120);
    }

    #[test]
    fn odd_media_types_are_plain_bytes() {
        assert_eq!(plain_type("Text/HTML; charset=x"), "text/html");
        assert_eq!(plain_type("nonsense\r\nX: y"), "application/octet-stream");
    }
}
