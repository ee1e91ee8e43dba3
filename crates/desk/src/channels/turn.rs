//! One turn of a channel's life: whether it may be made, what is measured then, and how it is kept.

use super::history::{Said, emit, note};
use super::{check_successor, evidence};
use crate::{By, Result};
use domain::channel::Channel;
use domain::channel::life::{self, Evidence, Turn};
use domain::event::EventKind;
use domain::{AgentId, ChannelId, Refusal};
use store::Tx;

/// Whom or what it names has to be there.
pub(super) async fn check(tx: &mut Tx, channel: &Channel, turn: Turn) -> Result<()> {
    match turn {
        Turn::Successor { to: Some(to), .. } => check_successor(tx, channel.id, to).await,
        Turn::Owner { to: Some(to), .. } => check_owner(tx, to).await,
        _ => Ok(()),
    }
}

async fn check_owner(tx: &mut Tx, id: AgentId) -> Result<()> {
    match store::agent::load(tx, id).await? {
        Some(agent) if agent.active => Ok(()),
        _ => Err(
            Refusal::new("bad_owner", "There is no such agent (any more).")
                .on("owner")
                .into(),
        ),
    }
}

/// Enough is said for this turn; and what is measured, if anything is.
pub(super) async fn judge(
    tx: &mut Tx,
    by: &By,
    channel: &Channel,
    turn: Turn,
    reason: &str,
) -> Result<Option<Evidence>> {
    let missing = if turn.goes_live() {
        life::readiness(&evidence::facts(tx, channel).await?).missing()
    } else {
        Vec::new()
    };
    life::check_reason(turn, reason, &missing)?;
    if !turn.is_measured() {
        return Ok(None);
    }
    let measured = evidence::measure(tx, channel.id, by.now).await?;
    Ok(Some(Evidence {
        missing,
        ..measured
    }))
}

/// As a line of the diary and of the trail, and an event.
pub(super) async fn keep(
    tx: &mut Tx,
    by: &By,
    channel: ChannelId,
    turn: Turn,
    said: Said<'_>,
) -> Result<()> {
    let (from, to) = turn.words();
    let words = (from.as_deref(), to.as_deref());
    note(tx, by, channel, turn.what(), words, said).await?;
    let event = match turn {
        Turn::Stage { from, to } => EventKind::StageChanged { channel, from, to },
        Turn::Paused { to: paused } => EventKind::ChannelPaused { channel, paused },
        Turn::Successor { .. } | Turn::Owner { .. } => EventKind::ChannelChanged { channel },
    };
    emit(tx, by, event);
    Ok(())
}
