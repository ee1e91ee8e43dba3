//! How promises went: of a period, by channel and urgency, and by day. Who may see a conversation may see what its customer
//! was promised. Counting is `domain::promise::tally`, away from the database.

use super::record::line;
use crate::figures::{Days, Question, days_of, names, period};
use crate::{By, Desk, Result, organization};
use domain::Millis;
use domain::access::Permission;
use domain::figures::Dimension;
use domain::hours::Local;
use domain::promise::{Tallied, tally};
use std::collections::HashMap;
use uuid::Uuid;

/// An answer.
#[derive(Debug, Clone)]
pub struct PromiseReport {
    pub days: Days,
    pub zone: String,
    pub as_of: Millis,
    pub tallied: Tallied,
    /// Of channels.
    pub names: HashMap<Uuid, String>,
}

impl Desk {
    /// How the promises went that were made in a period.
    ///
    /// # Errors
    /// `not_permitted`, `bad_period`, `period_too_long`; see [`store::StoreError`].
    pub async fn promise_report(&self, by: &By, question: &Question) -> Result<PromiseReport> {
        by.demand(Permission::ReportRead)?;
        let (access, now, question) = (by.access.clone(), by.now, question.clone());
        self.db
            .read(async move |tx| {
                let zone = organization::of(tx).await?.zone;
                let days = days_of(&question, &zone, now)?;
                let period = period(days, &zone)?;
                let local = Local::new(&zone, period.from, period.to)?;
                let became =
                    store::promise::lines(tx, &access, None, (period.from, period.to)).await?;
                let lines = became.iter().map(|b| line(b, local.day(b.made_at)));
                Ok(PromiseReport {
                    tallied: tally(lines, now),
                    names: names(tx, Some(Dimension::Channel)).await?,
                    as_of: now,
                    days,
                    zone,
                })
            })
            .await
    }
}
