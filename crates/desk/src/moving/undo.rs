//! Taking an import back: what it made goes, as long as nobody has added to it or changed it.

use super::imports::{counts_of, loaded};
use super::{State, batch, matters, organizations};
use crate::{Desk, Result};
use domain::event::{Actor, Event, EventKind};
use domain::{ContactId, ConversationId, ImportId, MessageId, Millis};
use serde_json::json;
use store::{Json, Tx};
use uuid::Uuid;

/// Conversations, messages or contacts of one step.
const STEP: usize = 20;

impl Desk {
    /// Takes back a few things; false when nothing is left to take back.
    ///
    /// # Errors
    /// `import_stopped`, and those of the store.
    pub async fn undo_step(&self, id: ImportId, now: Millis) -> Result<bool> {
        self.write(async move |tx| {
            let mut import = loaded(tx, id).await?;
            if import.state != State::Undoing.word() {
                return Err(batch::stopped());
            }
            let left = conversations(tx, id, now).await?
                || messages(tx, id).await?
                || contacts(tx, id).await?
                || organizations_of(tx, id).await?;
            if left {
                import.done += 1;
            } else {
                store::imports::forget_all(tx, id).await?;
                let counts = super::Counts {
                    records: counts_of(&import).records,
                    ..super::Counts::default()
                };
                import.counts = Json(json!(counts));
            }
            store::imports::save(tx, &mut import).await?;
            Ok(left)
        })
        .await
    }
}

async fn conversations(tx: &mut Tx, import: ImportId, now: Millis) -> Result<bool> {
    let kind = matters::CONVERSATION;
    let made = store::imports::made(tx, import, kind, Uuid::nil(), STEP).await?;
    for id in &made {
        let conversation = ConversationId(*id);
        // Somebody was faster than the undo: what people wrote stays, and the import forgets that it made it.
        if store::imports::untouched(tx, import, conversation).await? {
            tx.emit(Event {
                at: now,
                actor: Actor::System,
                kind: EventKind::Deleted { conversation },
            });
            store::conversation::delete(tx, conversation).await?;
            store::figures::forget(tx, conversation).await?;
        }
        store::imports::forget(tx, import, kind, *id).await?;
    }
    Ok(!made.is_empty())
}

/// Messages that were added to conversations which the import did not make.
async fn messages(tx: &mut Tx, import: ImportId) -> Result<bool> {
    let made = store::imports::made(tx, import, matters::MESSAGE, Uuid::nil(), STEP).await?;
    for id in &made {
        if let Some(conversation) = store::imports::delete_message(tx, MessageId(*id)).await? {
            matters::recount(tx, conversation).await?;
        }
        store::imports::forget(tx, import, matters::MESSAGE, *id).await?;
    }
    Ok(!made.is_empty())
}

async fn contacts(tx: &mut Tx, import: ImportId) -> Result<bool> {
    let kind = super::people::CONTACT;
    let made = store::imports::made(tx, import, kind, Uuid::nil(), STEP).await?;
    for id in &made {
        let contact = ContactId(*id);
        if !store::imports::in_use(tx, contact).await? {
            store::imports::delete_contact(tx, contact).await?;
        }
        store::imports::forget(tx, import, kind, *id).await?;
    }
    Ok(!made.is_empty())
}

/// After the contacts: only one that nobody belongs to goes.
async fn organizations_of(tx: &mut Tx, import: ImportId) -> Result<bool> {
    let kind = organizations::ORGANIZATION;
    let made = store::imports::made(tx, import, kind, Uuid::nil(), STEP).await?;
    for id in &made {
        organizations::take_back(tx, *id).await?;
        store::imports::forget(tx, import, kind, *id).await?;
    }
    Ok(!made.is_empty())
}
