//! Things elsewhere that a step of a plan asks for: looked at every hour while the step runs, and confirmed by the look that
//! sees them done. What is to be seen is `domain::probe`; `server::probe` goes there.

use super::facts::{Order, Seen};
use super::{decided, load};
use crate::{By, Desk, DeskError, Result};
use domain::plan::{Command, Plan, Probe, State};
use domain::probe::Verdict;
use domain::{Millis, PlanId};
use store::Tx;
use store::probe::Outside;

/// Between two looks.
const EVERY_MS: Millis = 60 * 60 * 1000;
/// Things that are looked at in one go.
const BATCH: usize = 20;

/// Something elsewhere whose hour has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    pub plan: PlanId,
    pub step: usize,
    pub item: usize,
    pub probe: Probe,
}

impl Desk {
    /// What is to be looked at now, of plans that run or stand still.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn elsewhere_due(&self, now: Millis) -> Result<Vec<Elsewhere>> {
        self.db
            .read(async move |tx| {
                let mut out = Vec::new();
                for plan in store::plan::active(tx).await? {
                    out.extend(due(tx, &plan, now).await?);
                }
                out.truncate(BATCH);
                Ok::<_, DeskError>(out)
            })
            .await
    }

    /// Keeps what was seen; what is as it should be is confirmed.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn elsewhere_seen(
        &self,
        of: &Elsewhere,
        verdict: Verdict,
        now: Millis,
    ) -> Result<()> {
        let of = of.clone();
        self.write(async move |tx| {
            let row = Outside {
                step: number(of.step),
                item: number(of.item),
                at: now,
                passed: verdict.passed,
                seen: verdict.seen.clone(),
            };
            store::probe::put_outside(tx, of.plan, &row).await?;
            let stored = load(tx, of.plan).await?;
            let step = stored.plan.0.steps.get(of.step);
            let item = step.and_then(|s| s.outside.get(of.item));
            // Another one by now, or a person was faster.
            let open =
                item.filter(|o| o.confirmed.is_none() && o.probe.as_ref() == Some(&of.probe));
            if !verdict.passed || open.is_none() || !stored.plan.0.is_active() {
                return Ok(());
            }
            let order = Order {
                by: By::system(now),
                plan: of.plan,
                expected: None,
                command: Command::Confirm {
                    step: of.step,
                    item: of.item,
                    note: verdict.seen.clone(),
                },
            };
            decided(tx, &stored, &order, &Seen::default())
                .await
                .map(|_| ())
        })
        .await
    }
}

async fn due(tx: &mut Tx, plan: &Plan, now: Millis) -> Result<Vec<Elsewhere>> {
    let runs = matches!(plan.state, State::Running(_) | State::Paused { .. });
    let Some(step) = plan.steps.get(plan.at_step).filter(|_| runs) else {
        return Ok(Vec::new());
    };
    let open = step.outside.iter().enumerate();
    let open: Vec<(usize, &Probe)> = open
        .filter(|(_, o)| o.confirmed.is_none())
        .filter_map(|(item, o)| Some((item, o.probe.as_ref()?)))
        .collect();
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let seen = store::probe::outside(tx, plan.id).await?;
    let looked = |item: usize| {
        let here = |o: &&Outside| (o.step, o.item) == (number(plan.at_step), number(item));
        let last = seen.iter().find(here);
        last.is_some_and(|o| (0..EVERY_MS).contains(&(now - o.at)))
    };
    let open = open.into_iter().filter(|(item, _)| !looked(*item));
    let due = open.map(|(item, probe)| Elsewhere {
        plan: plan.id,
        step: plan.at_step,
        item,
        probe: probe.clone(),
    });
    Ok(due.collect())
}

fn number(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}
