//! From a decision to rows: applies events to the state, writes what hangs on them, and stores the conversation.

use crate::{DeskError, Result, clocks, later};
use domain::conversation::{
    Command, Conversation, Ctx, Decision, Effect, Status, StatusState, decide,
};
use domain::event::{Event, EventKind};
use domain::message::{DeliveryState, MessageKind};
use domain::{ConversationId, MessageId};
use store::Tx;
use store::conversation::Glance;

/// Loads, or says that it is missing.
///
/// # Errors
/// `not_found`.
pub async fn load(tx: &mut Tx, id: ConversationId) -> Result<Conversation> {
    store::conversation::load(tx, id)
        .await?
        .ok_or_else(|| DeskError::missing("conversation"))
}

/// Nobody is written to from a conversation, or beside one, whose customer was forgotten. Notes stay allowed.
///
/// # Errors
/// `erased`.
pub async fn unforgotten(tx: &mut Tx, c: &Conversation) -> Result<()> {
    let about = match c.state {
        StatusState::Side { parent, .. } => parent,
        _ => c.id,
    };
    if store::erase::is_forgotten(tx, about).await? {
        return Err(DeskError::refused(
            "erased",
            "The words of this conversation were erased, and nobody can be answered in it. Begin a new conversation.",
        ));
    }
    Ok(())
}

/// Decides a command on a loaded conversation and carries it out, apart from storing the row itself.
///
/// # Errors
/// The refusal of the machine, or of the store.
pub async fn command(
    tx: &mut Tx,
    c: &mut Conversation,
    command: Command,
    ctx: &Ctx,
) -> Result<Decision> {
    let decision = decide(c, command, ctx)?;
    for kind in &decision.events {
        happened(tx, c, kind.clone(), ctx).await?;
    }
    for effect in &decision.effects {
        take_effect(tx, c, effect).await?;
    }
    Ok(decision)
}

/// One event: applied, written where it has a row of its own, put on the feed.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn happened(tx: &mut Tx, c: &mut Conversation, kind: EventKind, ctx: &Ctx) -> Result<()> {
    use store::conversation as rows;
    let fresh = match kind {
        EventKind::Tagged { conversation, tag } => rows::tag(tx, conversation, tag).await?,
        EventKind::Untagged { conversation, tag } => rows::untag(tx, conversation, tag).await?,
        EventKind::Followed {
            conversation,
            agent,
        } => rows::follow(tx, conversation, agent).await?,
        EventKind::Unfollowed {
            conversation,
            agent,
        } => rows::unfollow(tx, conversation, agent).await?,
        EventKind::StatusChanged {
            from: Status::Spam, ..
        } => {
            rows::set_spam_reason(tx, c.id, None).await?;
            true
        }
        _ => true,
    };
    if !fresh {
        return Ok(());
    }
    let event = Event {
        at: ctx.now,
        actor: ctx.actor,
        kind,
    };
    c.apply(&event);
    let handed_on = matches!(
        event.kind,
        EventKind::Assigned { .. } | EventKind::Moved { .. }
    );
    tx.emit(event);
    if handed_on && c.state.status().is_work() {
        store::side::follow_parent(tx, c.id, c.team, c.assignee).await?;
    }
    Ok(())
}

async fn take_effect(tx: &mut Tx, c: &mut Conversation, effect: &Effect) -> Result<()> {
    match effect {
        // Deliveries are written held until then by the verb that composes them.
        Effect::HoldDeliveries { .. } => {}
        Effect::CancelDeliveries { message } => cancel_deliveries(tx, *message).await?,
        Effect::DropAcknowledgement => later::drop_acknowledgement(tx, c.id).await?,
        Effect::ScorePromises { at } => store::promise::score(tx, c.id, *at).await?,
        Effect::UnscorePromises => store::promise::unscore(tx, c.id).await?,
        Effect::WriteSubject(subject) => c.subject.clone_from(subject),
    }
    Ok(())
}

/// # Errors
/// `already_sent` when one of them is on its way.
async fn cancel_deliveries(tx: &mut Tx, message: MessageId) -> Result<()> {
    for delivery in store::delivery::of_message(tx, message).await? {
        let held = delivery.state == DeliveryState::Held;
        let cancelled = held
            && store::delivery::shift(
                tx,
                delivery.id,
                DeliveryState::Held,
                DeliveryState::Cancelled,
                None,
                None,
            )
            .await?;
        if !cancelled {
            return Err(DeskError::refused(
                "already_sent",
                "The message has left already.",
            ));
        }
    }
    Ok(())
}

/// Stores the changed row, and lets its SLA clocks follow what has happened.
///
/// # Errors
/// `Store(Conflict)` when somebody was faster.
pub async fn save(tx: &mut Tx, c: &mut Conversation, glance: Option<Glance<'_>>) -> Result<()> {
    store::conversation::save(tx, c, glance).await?;
    if let StatusState::Side { parent, .. } = c.state {
        return Ok(store::side::sum_up(tx, parent).await?);
    }
    match tx.happened_at() {
        Some(now) => clocks::follow(tx, c, now).await,
        None => Ok(()),
    }
}

/// After messages have come or gone: counts them, and shows the newest that still stands.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn look_again(tx: &mut Tx, id: ConversationId) -> Result<()> {
    let previous = store::message::latest_public(tx, id, 1).await?.pop();
    let preview = previous
        .as_ref()
        .map(|m| preview(m.reply.as_deref().unwrap_or(&m.text)))
        .unwrap_or_default();
    let kind = previous.map_or(MessageKind::Customer, |m| m.kind);
    let glance = Glance {
        preview: &preview,
        kind,
    };
    Ok(store::conversation::recount(tx, id, Some(glance)).await?)
}

/// The first words of a message, for lists.
#[must_use]
pub fn preview(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        if out.len() > 400 {
            break;
        }
    }
    if let Some((cut, _)) = out.char_indices().nth(160) {
        out.truncate(cut);
        out.push('…');
    }
    out
}
