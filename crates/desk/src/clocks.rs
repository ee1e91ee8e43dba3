//! SLA clocks: they follow their conversation in the transaction that changes it, and a sweep marks what has come due.
//!
//! Rules stand in `domain::sla`, hours in `domain::hours`; here rows are loaded and stored. Clocks are promises to
//! customers, and no list of work is made from them.

use crate::{Desk, Result};
use domain::conversation::{Conversation, Urgency};
use domain::event::{Actor, Event, EventKind};
use domain::hours::{Date, HOLIDAYS_MAX, Hours, date_in_utc};
use domain::sla::{self, Clock, Mark, Promised, Targets};
use domain::{BusinessHoursId, ChannelId, ConversationId, Millis, SlaPolicyId, TeamId};
use store::Tx;

/// Conversations that are looked at again in one sweep, and clocks that are marked.
const BATCH: usize = 200;
/// Holidays of so long ago may still count for a clock that runs.
const PAST_MS: Millis = 400 * 24 * 60 * 60 * 1000;

/// What holds for a conversation, loaded.
#[derive(Debug, Clone)]
pub struct Terms {
    pub policy: Option<SlaPolicyId>,
    pub targets: Targets,
    /// `None`: always open, or a policy that does not go by hours.
    pub hours: Option<Hours>,
    epoch: i64,
}

impl Terms {
    #[must_use]
    pub fn promised(&self) -> Promised<'_> {
        Promised {
            policy: self.policy,
            targets: self.targets,
            hours: self.hours.as_ref(),
        }
    }
}

/// What holds for such a conversation; `None` without a channel.
///
/// # Errors
/// See [`store::StoreError`].
pub(crate) async fn terms(
    tx: &mut Tx,
    channel: ChannelId,
    team: Option<TeamId>,
    urgency: Urgency,
    now: Millis,
) -> Result<Option<Terms>> {
    let Some(of) = store::sla::terms(tx, channel, team).await? else {
        return Ok(None);
    };
    let policies = store::sla::policies(tx).await?;
    let policy = sla::choose(&policies, channel, urgency);
    let hours = match of.hours.filter(|_| policy.is_none_or(|p| p.in_hours)) {
        Some(id) => hours(tx, id, now).await?,
        None => None,
    };
    Ok(Some(Terms {
        policy: policy.map(|p| p.id),
        targets: policy.map_or_else(|| Targets::of_channel(of.target_min), |p| p.targets),
        hours,
        epoch: of.epoch,
    }))
}

/// Hours with their holidays. Hours that can no longer be understood (a zone that the system has lost) stop no clock and
/// no mail: the house then counts as always open.
///
/// # Errors
/// See [`store::StoreError`].
pub(crate) async fn hours(tx: &mut Tx, id: BusinessHoursId, now: Millis) -> Result<Option<Hours>> {
    let Some(schedule) = store::hours::schedule(tx, id).await? else {
        return Ok(None);
    };
    let from = date_in_utc(now.saturating_sub(PAST_MS)).unwrap_or(Date::MIN);
    let holidays = store::hours::holidays(tx, id, from, HOLIDAYS_MAX).await?;
    Ok(Hours::new(&schedule, &holidays).ok())
}

/// The clocks become what the conversation asks for. To be called after its row is stored, in the same transaction.
///
/// # Errors
/// See [`store::StoreError`].
pub(crate) async fn follow(tx: &mut Tx, c: &Conversation, now: Millis) -> Result<()> {
    let Some(terms) = terms(tx, c.channel, c.team, c.urgency, now).await? else {
        return Ok(());
    };
    let known = store::sla::clocks(tx, c.id, c.waiting_since).await?;
    let followed = sla::follow(known.clone(), c, &terms.promised(), now);
    for (at, clock) in followed.iter().enumerate() {
        if known.get(at) != Some(clock) {
            store::sla::put_clock(tx, c.id, clock).await?;
        }
    }
    Ok(store::sla::set_due(tx, c.id, sla::next_due(&followed), terms.epoch).await?)
}

impl Desk {
    /// Lets clocks follow settings that have changed, and marks warnings and breaches, each exactly once; how many
    /// conversations and clocks it touched. To be called again soon when that is not 0.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn sla_due(&self, now: Millis) -> Result<usize> {
        let outdated = self
            .db
            .read(async move |tx| store::sla::outdated(tx, BATCH).await)
            .await?;
        let mut touched = outdated.len();
        for id in outdated {
            self.write(async move |tx| follow_settings(tx, id, now).await)
                .await?;
        }
        let due = self
            .db
            .read(async move |tx| store::sla::due(tx, now, BATCH).await)
            .await?;
        touched += due.len();
        if !due.is_empty() {
            self.write(async move |tx| mark(tx, &due, now).await)
                .await?;
        }
        Ok(touched)
    }

    /// The clocks of a conversation, newest first.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn clocks_of(&self, id: ConversationId) -> Result<Vec<Clock>> {
        Ok(self
            .db
            .read(async move |tx| store::sla::history(tx, id).await)
            .await?)
    }
}

async fn follow_settings(tx: &mut Tx, id: ConversationId, now: Millis) -> Result<()> {
    // Deleted meanwhile.
    let Some(c) = store::conversation::load(tx, id).await? else {
        return Ok(());
    };
    let before = store::sla::clocks(tx, id, c.waiting_since).await?;
    follow(tx, &c, now).await?;
    let after = store::sla::clocks(tx, id, c.waiting_since).await?;
    let due_at = sla::next_due(&after).map(|(at, _)| at);
    if due_at != sla::next_due(&before).map(|(at, _)| at) {
        let kind = EventKind::SlaDueChanged {
            conversation: id,
            due_at,
        };
        tx.emit(by_itself(kind, now));
    }
    Ok(())
}

async fn mark(tx: &mut Tx, due: &[(ConversationId, Clock)], now: Millis) -> Result<()> {
    for (conversation, was) in due {
        let mut clock = was.clone();
        let (Some(mark), Some(due_at)) = (clock.tick(now), was.due_at) else {
            continue;
        };
        // Another node was faster, or the conversation has changed: whoever did it has seen to this clock.
        if !store::sla::mark(tx, *conversation, was, &clock).await? {
            continue;
        }
        let (conversation, clock) = (*conversation, was.kind);
        let kind = match mark {
            Mark::Warned => EventKind::SlaWarned {
                conversation,
                clock,
                due_at,
            },
            Mark::Breached => EventKind::SlaBreached {
                conversation,
                clock,
                due_at,
            },
        };
        tx.emit(by_itself(kind, now));
    }
    Ok(())
}

fn by_itself(kind: EventKind, now: Millis) -> Event {
    Event {
        at: now,
        actor: Actor::System,
        kind,
    }
}
