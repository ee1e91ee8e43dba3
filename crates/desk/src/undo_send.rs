//! A message is taken back within ten seconds: nothing left the house, everything is as before, the words are a draft again.

use crate::{By, Desk, DeskError, Result, carry_out};
use domain::MessageId;
use domain::access::Permission;
use domain::conversation::{Command, Conversation};
use domain::reply_rules::forward_subject;
use store::draft::Draft;
use store::message::Stored;
use store::{Json, Tx};

/// What is there again.
#[derive(Debug, Clone, PartialEq)]
pub struct Undone {
    pub conversation: Conversation,
    pub draft: Draft,
}

impl Desk {
    /// # Errors
    /// `already_sent`, `not_permitted` for a colleague's message.
    pub async fn undo_send(&self, by: &By, message: MessageId) -> Result<Undone> {
        let by = by.clone();
        self.write(async move |tx| undo(tx, &by, message).await)
            .await
    }
}

async fn undo(tx: &mut Tx, by: &By, message: MessageId) -> Result<Undone> {
    let missing = || DeskError::missing("message");
    let m = store::message::load(tx, message)
        .await?
        .ok_or_else(missing)?;
    let mut c = carry_out::load(tx, m.conversation).await?;
    by.demand_on(Permission::ConversationReply, &c)?;
    let agent = by.person()?;
    if m.agent != Some(agent) || m.cancelled_at.is_some() {
        return Err(DeskError::refused(
            "not_permitted",
            "Only who wrote a message can take it back.",
        ));
    }
    if store::chat::visitor_of_message(tx, message)
        .await?
        .is_some()
    {
        return Err(DeskError::refused(
            "already_sent",
            "The visitor may have read it already.",
        ));
    }
    let (before, written_at) = store::outbound::before(tx, message)
        .await?
        .ok_or_else(missing)?;
    let before = before.map_or_else(|| c.before_reply(), |b| b.0);
    let undo = Command::UndoSend {
        message,
        before,
        written_at,
    };
    carry_out::command(tx, &mut c, undo, &by.ctx()).await?;
    carry_out::save(tx, &mut c, None).await?;
    store::message::cancel(tx, message, by.now).await?;
    store::search::unindex_message(tx, m.n).await?;
    carry_out::look_again(tx, c.id).await?;
    let draft = draft_again(tx, &m, agent, by.now).await?;
    Ok(Undone {
        conversation: c,
        draft,
    })
}

async fn draft_again(
    tx: &mut Tx,
    m: &Stored,
    agent: domain::AgentId,
    now: domain::Millis,
) -> Result<Draft> {
    let files = store::message::attachments(tx, m.id).await?;
    store::message::loosen_attachments(tx, m.id).await?;
    // A forward is known by its subject, which agents rarely change.
    let kind = if m.subject == forward_subject(&m.subject) {
        "forward"
    } else {
        "reply"
    };
    let draft = Draft {
        kind: kind.to_owned(),
        html: m.html.clone().unwrap_or_default(),
        to: m.to.clone(),
        cc: m.cc.clone(),
        bcc: m.bcc.clone(),
        subject: m.subject.clone(),
        attachments: Json(files.into_iter().map(|f| f.id).collect()),
        updated_at: now,
    };
    store::draft::save(tx, m.conversation, agent, &draft).await?;
    Ok(draft)
}
