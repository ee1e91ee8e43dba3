//! Delivery reports: put to the delivery that they are about; they reopen nothing (M25, M26).

use super::digest::Digest;
use super::land::Ids;
use crate::Result;
use domain::contact::email_key;
use domain::event::{Actor, Event, EventKind};
use domain::message::DeliveryState;
use domain::notice::is_dead;
use domain::{ConversationId, MessageId};
use mail::{Automatic, BounceAction, BounceRecipient};
use store::Tx;
use store::delivery::Delivery;

/// Attaches a bounce to what it is about; `None` when it is no bounce, or not about a mail of ours.
pub(super) async fn attach(
    tx: &mut Tx,
    d: &Digest,
    ids: &Ids,
) -> Result<Option<(ConversationId, MessageId)>> {
    if d.mail.automatic != Automatic::Bounce && d.mail.bounce.is_empty() {
        return Ok(None);
    }
    let deliveries = about(tx, d).await?;
    let Some(first) = deliveries.first() else {
        return Ok(None);
    };
    let conversation = first.conversation;
    let named = |x: &&Delivery, report: &BounceRecipient| {
        let key = email_key(&x.recipient);
        key == email_key(&report.recipient)
            || report
                .original
                .as_ref()
                .is_some_and(|written| key == email_key(written))
    };
    // A return path is unique to one recipient, and so is a mail that went to one: aliases bounce under another name.
    let one_only = deliveries.len() == 1 && (!d.returns.is_empty() || d.mail.bounce.len() == 1);
    for report in &d.mail.bounce {
        let hit = deliveries
            .iter()
            .find(|x| named(x, report))
            .or_else(|| deliveries.first().filter(|_| one_only));
        if let Some(delivery) = hit {
            mark(tx, d, ids, delivery, report).await?;
        }
    }
    let line = serde_json::json!({
        "name": "delivery_report",
        "message": first.message,
        "recipients": d.mail.bounce,
    });
    store::conversation::add_event_line(tx, conversation, ids.message, d.at, None, &line).await?;
    Ok(Some((conversation, ids.message)))
}

/// By return path (VERP), else by the Message-ID that the report returns.
async fn about(tx: &mut Tx, d: &Digest) -> Result<Vec<Delivery>> {
    for id in &d.returns {
        if let Some(delivery) = store::delivery::load(tx, *id).await? {
            return Ok(vec![delivery]);
        }
    }
    let original = d
        .mail
        .bounce_original
        .as_deref()
        .and_then(store::thread_ref::key);
    let Some(original) = original else {
        return Ok(Vec::new());
    };
    match store::outbound::by_message_id(tx, &original).await? {
        Some(message) => Ok(store::delivery::of_message(tx, message).await?),
        None => Ok(Vec::new()),
    }
}

async fn mark(
    tx: &mut Tx,
    d: &Digest,
    ids: &Ids,
    delivery: &Delivery,
    report: &BounceRecipient,
) -> Result<()> {
    if report.action != BounceAction::Failed {
        return Ok(());
    }
    let words = report
        .diagnostic
        .clone()
        .or_else(|| report.status.clone())
        .unwrap_or_else(|| "returned by the recipient's server".to_owned());
    let shifted = store::delivery::shift(
        tx,
        delivery.id,
        delivery.state,
        DeliveryState::Bounced,
        None,
        Some(&words),
    )
    .await?;
    if shifted {
        tx.emit(Event {
            at: d.now,
            actor: Actor::System,
            kind: EventKind::DeliveryChanged {
                conversation: delivery.conversation,
                message: delivery.message,
                delivery: delivery.id,
                state: DeliveryState::Bounced,
            },
        });
    }
    if report.permanent {
        let entry = ids.suppression;
        let said = report.status.as_deref().unwrap_or(&words);
        let to = (delivery.recipient.as_str(), is_dead(None, said));
        crate::notice::bounced(tx, entry, delivery.message, to, d.now).await?;
        let key = email_key(&delivery.recipient);
        if let Some(contact) = store::contact::set_undeliverable(tx, &key, true).await? {
            tx.emit(Event {
                at: d.now,
                actor: Actor::System,
                kind: EventKind::ContactChanged { contact },
            });
        }
    }
    Ok(())
}
