//! The sender of a conversation is blocked: nothing of theirs reaches the inbox any more.

use crate::{By, Desk, DeskError, Result, audit, carry_out};
use domain::access::Permission;
use domain::conversation::{Command, Conversation, Status};
use domain::event::{Event, EventKind};
use domain::{ContactId, ConversationId};
use serde_json::json;
use store::Tx;

impl Desk {
    /// Blocks the sender of a conversation and marks it as spam.
    ///
    /// # Errors
    /// `not_found`, `not_permitted`, `no_sender`.
    pub async fn block_sender_of(&self, by: &By, id: ConversationId) -> Result<Conversation> {
        by.demand(Permission::SenderBlock)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut c = carry_out::load(tx, id).await?;
            by.demand_on(Permission::ConversationWrite, &c)?;
            let contact = c.contact.ok_or_else(|| {
                DeskError::refused("no_sender", "Nobody is known to have written this.")
            })?;
            block(tx, &by, contact).await?;
            if c.state.status() != Status::Spam {
                carry_out::command(tx, &mut c, Command::MarkSpam, &by.ctx()).await?;
                carry_out::save(tx, &mut c, None).await?;
                store::conversation::set_spam_reason(tx, c.id, Some("blocked_sender")).await?;
            }
            Ok(c)
        })
        .await
    }
}

async fn block(tx: &mut Tx, by: &By, id: ContactId) -> Result<()> {
    let mut p = store::contact::load(tx, id)
        .await?
        .ok_or_else(|| DeskError::missing("contact"))?;
    for key in store::contact::email_keys(tx, id).await? {
        store::contact::block_sender(tx, &key, by.access.agent, "", by.now).await?;
    }
    if !p.blocked {
        p.blocked = true;
        store::contact::save(tx, &p, by.now).await?;
        tx.emit(Event {
            at: by.now,
            actor: by.actor(),
            kind: EventKind::ContactBlocked {
                contact: id,
                blocked: true,
            },
        });
    }
    audit::act(tx, by, "sender.blocked", &id.to_string(), json!({})).await
}
