//! Who is here: consoles that are connected, and agents whose consoles were lost. Rows say so, so that every machine knows;
//! each writes for the consoles that it serves.

use super::state::presence as stands;
use crate::{By, Desk, Result};
use domain::conversation::Ctx;
use domain::event::{Actor, Event, EventKind};
use domain::routing::Presence;
use domain::{AgentId, Millis};
use std::collections::HashMap;
use store::Tx;
use store::agent_work::AgentWork;

/// A console that was not heard of for so long is lost.
pub const LOST_MS: Millis = 10_000;

/// Days since 1970.
pub(super) fn day(now: Millis) -> i64 {
    now.div_euclid(24 * 60 * 60 * 1000)
}

pub(super) fn tell(tx: &mut Tx, agent: AgentId, presence: Presence, ctx: &Ctx) {
    tx.emit(Event {
        at: ctx.now,
        actor: ctx.actor,
        kind: EventKind::AgentPresence { agent, presence },
    });
}

impl Desk {
    /// Consoles of these agents are connected here, and were heard of then (by the clock of heartbeats). Who was not here
    /// before is here from now on.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn consoles_here(&self, heard: Vec<(AgentId, Millis)>, now: Millis) -> Result<()> {
        if heard.is_empty() {
            return Ok(());
        }
        self.write(async move |tx| {
            let mut known: HashMap<AgentId, AgentWork> = HashMap::new();
            for seat in store::agent_work::all(tx).await? {
                known.insert(seat.agent, seat);
            }
            for (agent, _) in &heard {
                let mut seat = match known.remove(agent) {
                    Some(seat) if seat.here => continue,
                    Some(seat) => seat,
                    None if store::agent::load(tx, *agent).await?.is_some() => {
                        AgentWork::new(*agent)
                    }
                    None => continue,
                };
                (seat.here, seat.since, seat.idle_since) = (true, now, now);
                (seat.missed, seat.wrap_until) = (0, None);
                store::agent_work::save(tx, &mut seat).await?;
                told(tx, &seat, now).await?;
            }
            Ok(store::agent_work::beat(tx, &heard).await?)
        })
        .await
    }

    /// Agents of whose consoles nothing was heard since `before` (by the clock of heartbeats) are gone; how many.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn consoles_lost(&self, before: Millis, now: Millis) -> Result<usize> {
        let lost = async move |tx: &mut Tx| store::agent_work::lost(tx, before).await;
        if self.db.read(lost).await?.is_empty() {
            return Ok(0);
        }
        self.write(async move |tx| {
            let lost = store::agent_work::lost(tx, before).await?;
            for seat in &lost {
                let mut seat = seat.clone();
                (seat.here, seat.since, seat.wrap_until) = (false, now, None);
                store::agent_work::save(tx, &mut seat).await?;
                told(tx, &seat, now).await?;
            }
            Ok(lost.len())
        })
        .await
    }

    /// The agent is done with what was to be written down after a contact.
    ///
    /// # Errors
    /// `not_permitted` for the program itself.
    pub async fn end_wrap_up(&self, by: &By) -> Result<()> {
        let (agent, now) = (by.person()?, by.now);
        self.write(async move |tx| {
            let mut seat = store::agent_work::of(tx, agent).await?;
            if seat.wrap_until.is_none_or(|until| until <= now) {
                return Ok(());
            }
            seat.wrap_until = None;
            store::agent_work::save(tx, &mut seat).await?;
            told(tx, &seat, now).await
        })
        .await
    }
}

/// Says where somebody stands now.
async fn told(tx: &mut Tx, seat: &AgentWork, now: Millis) -> Result<()> {
    let away: Vec<_> = store::away::of(tx, seat.agent).await?.into_iter().collect();
    let ctx = Ctx {
        now,
        actor: Actor::System,
    };
    tell(tx, seat.agent, stands(seat, &away, now), &ctx);
    Ok(())
}
