//! Contacts and senders: edited, blocked, unblocked.

use crate::{By, Desk, DeskError, Result, audit, carry_out, check};
use domain::access::Permission;
use domain::contact::email_key;
use domain::conversation::{Command, Conversation, Status};
use domain::event::{Event, EventKind};
use domain::{ContactId, ConversationId, Refusal};
use serde_json::json;
use store::Tx;
use store::contact::{Blocked, Person};

/// Changes of a contact; `None` leaves as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactChange {
    pub name: Option<String>,
    pub organization: Option<Option<String>>,
    pub language: Option<Option<String>>,
    pub zone: Option<Option<String>>,
    pub note: Option<String>,
    pub version: Option<i64>,
}

const NOTE_MAX: usize = 20_000;

impl Desk {
    /// # Errors
    /// `not_found`, `not_permitted`, `bad_name`, `bad_zone`, `conflict`.
    pub async fn change_contact(&self, by: &By, id: ContactId, change: ContactChange) -> Result<Person> {
        by.demand(Permission::ContactWrite)?;
        if let Some(name) = &change.name {
            check::name(name)?;
        }
        if let Some(Some(zone)) = &change.zone {
            check::zone(zone)?;
        }
        if change.note.as_ref().is_some_and(|n| n.len() > NOTE_MAX) {
            return Err(Refusal::new("too_large", "The note is too long.").on("note").into());
        }
        let by = by.clone();
        self.write(async move |tx| {
            let mut p = load(tx, id).await?;
            if change.version.is_some_and(|v| v != p.version) {
                return Err(DeskError::Stale);
            }
            if let Some(name) = &change.name {
                p.name = name.trim().to_owned();
            }
            if let Some(organization) = &change.organization {
                p.organization.clone_from(organization);
            }
            if let Some(language) = &change.language {
                p.language.clone_from(language);
            }
            if let Some(zone) = &change.zone {
                p.zone.clone_from(zone);
            }
            if let Some(note) = &change.note {
                p.note.clone_from(note);
            }
            save(tx, &by, &mut p).await?;
            store::search::unindex_contact(tx, p.n).await?;
            let organization = p.organization.clone().unwrap_or_default();
            store::search::index_contact(tx, p.n, &[&p.name, &p.address, &organization]).await?;
            Ok(p)
        })
        .await
    }

    /// Blocks the sender of a conversation and marks it as spam.
    ///
    /// # Errors
    /// `not_found`, `not_permitted`, `no_sender`.
    pub async fn block_sender(&self, by: &By, id: ConversationId) -> Result<Conversation> {
        by.demand(Permission::SenderBlock)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut c = carry_out::load(tx, id).await?;
            by.demand_on(Permission::ConversationWrite, &c)?;
            let contact = c
                .contact
                .ok_or_else(|| DeskError::refused("no_sender", "Nobody is known to have written this."))?;
            set_blocked(tx, &by, contact, Block::On).await?;
            if c.state.status() != Status::Spam {
                carry_out::command(tx, &mut c, Command::MarkSpam, &by.ctx()).await?;
                carry_out::save(tx, &mut c, None).await?;
                store::conversation::set_spam_reason(tx, c.id, Some("blocked_sender")).await?;
            }
            Ok(c)
        })
        .await
    }

    /// Blocks or unblocks a contact with all their addresses.
    ///
    /// # Errors
    /// `not_found`, `not_permitted`.
    pub async fn block_contact(&self, by: &By, id: ContactId, block: Block) -> Result<Person> {
        by.demand(Permission::SenderBlock)?;
        let by = by.clone();
        self.write(async move |tx| set_blocked(tx, &by, id, block).await).await
    }

    /// Blocks an address, or a whole domain as `@domain`.
    ///
    /// # Errors
    /// `not_permitted`, `bad_address`.
    pub async fn block_address(&self, by: &By, address: &str, reason: &str) -> Result<()> {
        by.demand(Permission::SenderBlock)?;
        let key = email_key(address);
        let whole = key.strip_prefix('@').map_or_else(|| key.clone(), |d| format!("x@{d}"));
        check::address("address", &whole)?;
        let (by, reason) = (by.clone(), reason.chars().take(300).collect::<String>());
        self.write(async move |tx| {
            store::contact::block_sender(tx, &key, by.access.agent, &reason, by.now).await?;
            audit::act(tx, &by, "sender.blocked", &key, json!({ "reason": reason })).await?;
            audit::settings_changed(tx, &by, "blocked_senders");
            Ok(())
        })
        .await
    }

    /// # Errors
    /// `not_found`, `not_permitted`.
    pub async fn unblock_address(&self, by: &By, address: &str) -> Result<()> {
        by.demand(Permission::SenderBlock)?;
        let (by, key) = (by.clone(), email_key(address));
        self.write(async move |tx| {
            if !store::contact::unblock_sender(tx, &key).await? {
                return Err(DeskError::missing("blocked sender"));
            }
            audit::act(tx, &by, "sender.unblocked", &key, json!({})).await?;
            audit::settings_changed(tx, &by, "blocked_senders");
            Ok(())
        })
        .await
    }

    /// # Errors
    /// See [`store::StoreError`].
    pub async fn blocked_senders(&self) -> Result<Vec<Blocked>> {
        Ok(self
            .db
            .read(async move |tx| store::contact::blocked_senders(tx).await)
            .await?)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    On,
    Off,
}

async fn load(tx: &mut Tx, id: ContactId) -> Result<Person> {
    store::contact::load(tx, id)
        .await?
        .ok_or_else(|| DeskError::missing("contact"))
}

async fn save(tx: &mut Tx, by: &By, p: &mut Person) -> Result<()> {
    store::contact::save(tx, p, by.now).await?;
    p.version += 1;
    tx.emit(Event {
        at: by.now,
        actor: by.actor(),
        kind: EventKind::ContactChanged { contact: p.id },
    });
    Ok(())
}

async fn set_blocked(tx: &mut Tx, by: &By, id: ContactId, block: Block) -> Result<Person> {
    let mut p = load(tx, id).await?;
    let blocked = block == Block::On;
    for key in store::contact::email_keys(tx, id).await? {
        if blocked {
            store::contact::block_sender(tx, &key, by.access.agent, "", by.now).await?;
        } else {
            store::contact::unblock_sender(tx, &key).await?;
        }
    }
    if p.blocked != blocked {
        p.blocked = blocked;
        save(tx, by, &mut p).await?;
        tx.emit(Event {
            at: by.now,
            actor: by.actor(),
            kind: EventKind::ContactBlocked { contact: id, blocked },
        });
    }
    let act = if blocked { "sender.blocked" } else { "sender.unblocked" };
    audit::act(tx, by, act, &id.to_string(), json!({})).await?;
    Ok(p)
}
