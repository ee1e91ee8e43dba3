//! The contact behind a mail: known by their address, or new.

use super::digest::Digest;
use super::land::Ids;
use crate::Result;
use domain::ContactId;
use domain::contact::{IdentityKind, Verification};
use domain::event::{Actor, Event, EventKind};
use domain::threading::SenderProof;
use store::Tx;
use store::contact::{Known, NewContact};

/// Who wrote.
pub(super) struct Writer {
    pub contact: Option<ContactId>,
    pub name: String,
    pub blocked: bool,
    pub undeliverable: bool,
}

pub(super) async fn known(tx: &mut Tx, d: &Digest) -> Result<Option<Known>> {
    if d.sender_key.is_empty() {
        return Ok(None);
    }
    Ok(store::contact::by_identity(tx, IdentityKind::Email, &d.sender_key).await?)
}

/// The contact of the sender, made if need be. `token` says that the mail came with our signed token.
pub(super) async fn settle(
    tx: &mut Tx,
    d: &Digest,
    known: Option<Known>,
    ids: &Ids,
    how: Verification,
) -> Result<Writer> {
    let Some(sender) = &d.sender else {
        return Ok(Writer {
            contact: None,
            name: String::new(),
            blocked: false,
            undeliverable: false,
        });
    };
    let listed = store::contact::is_blocked(tx, &d.sender_key).await?;
    let verified = if d.proof == SenderProof::Passed {
        Verification::Dmarc
    } else {
        how
    };
    if let Some(known) = known {
        if known.verified == Verification::Nothing && verified != Verification::Nothing {
            store::contact::verify(tx, known.identity, verified, d.now).await?;
        }
        return Ok(Writer {
            contact: Some(known.contact),
            name: known.name,
            blocked: known.blocked || listed,
            undeliverable: known.undeliverable,
        });
    }
    let name = sender.name.clone().unwrap_or_default();
    let fresh = NewContact {
        id: ids.contact,
        identity: ids.identity,
        name: name.clone(),
        kind: IdentityKind::Email,
        value: sender.address.clone(),
        value_key: d.sender_key.clone(),
        verified,
        language: d.mail.language.clone(),
        at: d.now,
    };
    let (n, organization) = store::contact::insert(tx, &fresh).await?;
    let mut parts = vec![name.as_str(), sender.address.as_str()];
    parts.extend(organization.as_deref());
    store::search::index_contact(tx, n, &parts).await?;
    tx.emit(Event {
        at: d.now,
        actor: Actor::System,
        kind: EventKind::ContactChanged { contact: fresh.id },
    });
    Ok(Writer {
        contact: Some(fresh.id),
        name,
        blocked: listed,
        undeliverable: false,
    })
}
