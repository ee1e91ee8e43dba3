//! A pass of the router: what the rows come to is written down, each row over the one that was seen. Whoever was faster makes
//! the whole pass begin anew.

use super::plan::{Change, Plan, plan};
use super::{presence, record};
use crate::{Desk, Result};
use domain::Millis;
use domain::conversation::Ctx;
use domain::event::Actor;
use domain::routing::{QUIET_MS, stirs};
use store::work::{Busy, Stands, Work};
use store::{StoreError, Tx};

/// A pass that others were faster than is tried so often before it leaves it for later.
const TRIES: usize = 5;
/// Where more than this happened the queue is looked at, whatever it was.
const HAPPENED_MAX: usize = 256;

/// What a pass found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passed {
    pub busy: Busy,
    /// When there is something to do next, if nothing happens before.
    pub next_at: Option<Millis>,
    /// Decisions that were written.
    pub decisions: usize,
}

impl Desk {
    /// What there is for the router to do.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn queue_busy(&self, now: Millis) -> Result<Busy> {
        let since = now - QUIET_MS;
        Ok(self
            .db
            .read(async move |tx| store::work::busy(tx, since).await)
            .await?)
    }

    /// Whether anything that happened after a position of the feed may change who gets what.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn queue_stirred(&self, after: i64) -> Result<bool> {
        let happened = self
            .db
            .read(async move |tx| store::work::happened(tx, after, HAPPENED_MAX).await)
            .await?;
        let much = happened.len() == HAPPENED_MAX;
        Ok(much || happened.iter().any(|(kind, live)| stirs(kind, *live)))
    }

    /// Lets work ring, come back and overflow as the rules say.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn route(&self, now: Millis) -> Result<Passed> {
        let busy = self.queue_busy(now).await?;
        let mut passed = Passed {
            busy,
            next_at: None,
            decisions: 0,
        };
        if busy == Busy::Idle {
            return Ok(passed);
        }
        for left in (0..TRIES).rev() {
            let loaded = self.queue_now(now).await?;
            let planned = plan(&loaded);
            passed.next_at = planned.next_at;
            if planned.is_empty() {
                return Ok(passed);
            }
            let decisions = planned.decisions.len();
            // Not `Desk::write`, which would write the same plan again.
            match self.write_once(planned, now).await {
                Err(crate::DeskError::Store(StoreError::Conflict(_))) if left > 0 => {}
                done => {
                    done?;
                    passed.decisions = decisions;
                    return Ok(passed);
                }
            }
        }
        Ok(passed)
    }

    async fn write_once(&self, planned: Plan, now: Millis) -> Result<()> {
        self.attempt(async move |tx| write(tx, &planned, now).await)
            .await
    }
}

async fn write(tx: &mut Tx, planned: &Plan, now: Millis) -> Result<()> {
    // What rings at one agent and is to ring at another may change places with something else.
    let mut seen: Vec<Work> = Vec::new();
    for change in &planned.changes {
        if let Change::Over(from, to) = change
            && (from.standing, to.standing) == (Stands::Offered, Stands::Offered)
            && from.agent != to.agent
        {
            let between = Work {
                standing: Stands::Waiting,
                agent: None,
                until: None,
                at: now,
                ..from.clone()
            };
            store::work::save(tx, from, &between).await?;
            seen.push(between);
        }
    }
    for change in &planned.changes {
        match change {
            Change::End(row) => {
                store::work::end(tx, row).await?;
                store::overtaking::served(tx, row.conversation, now).await?;
            }
            Change::New(row) => store::work::insert(tx, row).await?,
            Change::Over(from, to) => {
                let moved = seen.iter().find(|s| s.conversation == from.conversation);
                store::work::save(tx, moved.unwrap_or(from), to).await?;
            }
        }
    }
    for seat in &planned.seats {
        store::agent_work::save(tx, &mut seat.clone()).await?;
    }
    let day = presence::day(now);
    for (agent, level) in &planned.levels {
        store::agent_work::add_level(tx, *agent, day, *level).await?;
    }
    let ctx = Ctx {
        now,
        actor: Actor::System,
    };
    for decision in &planned.decisions {
        record::write(tx, decision, &ctx).await?;
    }
    Ok(())
}
