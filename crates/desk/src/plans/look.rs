//! The look at plans that run: every hour each, by whoever leads the cluster; and how it, or what a lead asks, is decided.

use super::facts::{self, Order};
use super::{decided, load};
use crate::promise::Known;
use crate::{By, Desk, DeskError, Result};
use domain::plan::Command;
use domain::{Millis, PlanId};
use std::sync::Arc;
use store::StoreError;

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

    async fn look_at_plan(&self, plan: PlanId, now: Millis) -> Result<()> {
        let order = Order {
            by: By::system(now),
            plan,
            expected: None,
            command: Command::Tick,
        };
        self.decide_plan(order).await
    }

    /// Looks, decides and carries out; again when somebody else was faster.
    pub(super) async fn decide_plan(&self, order: Order) -> Result<()> {
        const ATTEMPTS: u32 = 4;
        let known = self.record(order.by.now).await?;
        let order = Arc::new(order);
        let mut attempt = 1;
        loop {
            match self.decide_once(&order, &known).await {
                Err(DeskError::Store(StoreError::Conflict(_))) if attempt < ATTEMPTS => {
                    attempt += 1
                }
                result => return result,
            }
        }
    }

    /// Figures and the audit are read beside the work of others; what is decided of them, is decided at once.
    async fn decide_once(&self, order: &Arc<Order>, known: &Arc<Known>) -> Result<()> {
        let (of, known) = (Arc::clone(order), Arc::clone(known));
        let read = self
            .db
            .read(async move |tx| facts::seen(tx, &of, &known).await);
        let (order, seen) = (Arc::clone(order), read.await?);
        self.attempt(async move |tx| {
            let stored = load(tx, order.plan).await?;
            if stored.revision != seen.revision {
                return Err(StoreError::stale("the plan").into());
            }
            decided(tx, &stored, &order, &seen).await.map(|_| ())
        })
        .await
    }
}
