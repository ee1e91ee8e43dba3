//! The look at plans that run: every hour each, by whoever leads the cluster.

use super::facts::Asking;
use super::{decided, load, readings};
use crate::{By, Desk, Result};
use domain::plan::{Command, State};
use domain::{Millis, PlanId};

/// Plans that are looked at in one go.
const BATCH: usize = 20;

impl Desk {
    /// Looks at the plans whose hour has come; how many. To be called again soon when that is not 0.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn look_at_plans(&self, now: Millis) -> Result<usize> {
        let due: Vec<PlanId> = self
            .db
            .read(async move |tx| store::plan::due(tx, now, BATCH).await)
            .await?;
        for id in &due {
            self.look_at_plan(*id, now).await?;
        }
        Ok(due.len())
    }

    /// Figures are read beside the work of others; what is decided of them, is decided at once.
    async fn look_at_plan(&self, id: PlanId, now: Millis) -> Result<()> {
        let known = self.record(now).await?;
        let read = self
            .db
            .read(async move |tx| {
                let plan = load(tx, id).await?.plan.0;
                let read = readings::of(tx, &plan, now).await?;
                Ok::<_, crate::DeskError>((plan.at_step, plan.version, read))
            })
            .await?;
        self.write(async move |tx| {
            let stored = load(tx, id).await?;
            let plan = &stored.plan.0;
            let (step, version, figures) = &read;
            // Somebody was faster: the figures are of what was. The next look is soon.
            let stale = (plan.at_step, plan.version) != (*step, *version);
            if stale || !matches!(plan.state, State::Running(_)) {
                return Ok(());
            }
            let asking = Asking {
                by: &By::system(now),
                expected: None,
                known: &known,
                readings: figures.clone(),
            };
            decided(tx, &stored, Command::Tick, &asking)
                .await
                .map(|_| ())
        })
        .await
    }
}
