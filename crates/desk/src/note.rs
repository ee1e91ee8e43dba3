//! Notes: words for colleagues only. They never leave the house.

use crate::utterance::Written;
use crate::writing::{HTML_MAX, Words};
use crate::{By, Desk, DeskError, Result, carry_out, fresh};
use domain::access::Permission;
use domain::conversation::{Command, Conversation};
use domain::message::MessageKind;
use domain::{AgentId, ConversationId, MessageId, Refusal};
use store::Tx;
use store::conversation::Glance;
use store::message::{Attached, NewMessage};

/// A note as the composer sends it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewNote {
    pub conversation: ConversationId,
    pub html: String,
    pub attachments: Vec<domain::AttachmentId>,
    /// Colleagues who shall look: they follow the conversation from now on.
    pub mentions: Vec<AgentId>,
}

impl NewNote {
    /// # Errors
    /// `too_large`.
    pub(crate) fn sound(&self) -> Result<()> {
        if self.html.len() > HTML_MAX {
            return Err(Refusal::new("too_large", "The text is too long.")
                .on("html")
                .into());
        }
        Ok(())
    }
}

impl Desk {
    /// # Errors
    /// `not_found`, `not_permitted`, `empty_message`, `too_large`.
    pub async fn note(&self, by: &By, note: NewNote) -> Result<Written> {
        note.sound()?;
        let words = Words {
            attachments: note.attachments.clone(),
            ..Words::default()
        };
        let files: Vec<Attached> = self
            .files(by, &words)
            .await?
            .into_iter()
            .map(|(f, _)| f)
            .collect();
        let id = MessageId(fresh::id(by.now));
        let by = by.clone();
        self.write(async move |tx| write(tx, &by, &note, &files, id).await)
            .await
    }
}

pub(crate) async fn write(
    tx: &mut Tx,
    by: &By,
    note: &NewNote,
    files: &[Attached],
    id: MessageId,
) -> Result<Written> {
    let mut c = carry_out::load(tx, note.conversation).await?;
    by.demand_on(Permission::ConversationNote, &c)?;
    let html = mail::compose::html_from_editor(&note.html);
    let text = mail::compose::text_from_html(&html);
    if text.trim().is_empty() && files.is_empty() {
        return Err(Refusal::new("empty_message", "The note is empty.")
            .on("html")
            .into());
    }
    let command = Command::Note {
        message: id,
        mentions: note.mentions.clone(),
    };
    carry_out::command(tx, &mut c, command, &by.ctx()).await?;
    for &agent in &note.mentions {
        let known = store::agent::load(tx, agent).await?;
        known
            .filter(|a| a.active)
            .ok_or_else(|| DeskError::missing("agent"))?;
        carry_out::command(tx, &mut c, Command::Follow(agent), &by.ctx()).await?;
    }
    save(tx, &mut c, &text).await?;
    let mut m = NewMessage::new(id, c.id, MessageKind::Note, by.now);
    m.agent = by.access.agent;
    m.html = mail::html::sanitise(&html, &mail::Limits::default()).html;
    m.text = text;
    let n = store::message::insert(tx, &m).await?;
    store::search::index_message(tx, n, &[&m.text]).await?;
    for (file, position) in files.iter().zip(0..) {
        store::message::use_attachment(tx, file.id, id, file.inline, position).await?;
    }
    if let Some(agent) = by.access.agent {
        store::draft::delete(tx, c.id, agent).await?;
    }
    by.carried_out(tx, id).await?;
    Ok(Written {
        message: id,
        conversation: c,
        undo_until: None,
    })
}

async fn save(tx: &mut Tx, c: &mut Conversation, text: &str) -> Result<()> {
    let preview = carry_out::preview(text);
    let glance = Glance {
        preview: &preview,
        kind: MessageKind::Note,
    };
    carry_out::save(tx, c, Some(glance)).await
}
