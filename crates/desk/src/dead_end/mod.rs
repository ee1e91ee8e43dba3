//! The dead-end audit on the real house: what `domain::dead_end` looks at, assembled from rows in one read; of now, and of
//! the steps of plans before they begin (F4). The decisions are the domain's, here is where its facts come from.

mod assemble;
mod doors;
mod kept;
mod kinds;
mod named;
mod rows;
mod step;
mod times;
pub mod words;

pub use assemble::{CONTACT_PAGE, Names};
pub use kept::{
    Audit, ChannelSeen, DoorSeen, Found, KindSeen, SlotSeen, Summary, TeamSeen, WitnessStep, way,
};
pub use step::{Ahead, Steps, of_plan, of_running, of_step};

use crate::{By, Desk, DeskError, Result, audit};
use domain::access::Permission;
use domain::dead_end::{Door, Expiry, House, Scope};
use domain::door::Medium;
use domain::{Millis, PlanId};
use rows::{Depth, Rows};
use store::Tx;
use store::dead_end::CHANGES_MAX;

/// However still it is, the house is looked at again after so long: hours, languages and teams' people change by themselves.
pub const EVERY_MS: Millis = 60 * 60 * 1000;

/// The house of now, with all that is known of it.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn house(tx: &mut Tx, now: Millis) -> Result<(House, Names)> {
    let rows = Rows::read(tx, Depth::All, now).await?;
    Ok(assemble::assemble(&rows))
}

/// A house that is to be looked at: nothing here waits for anything any more.
pub struct Ready {
    house: House,
    names: Names,
    version: i64,
    /// What is known, and what of it is old.
    before: Option<(Audit, Scope)>,
    last: Option<Audit>,
}

impl Ready {
    /// Whoever serves pages and widgets says what they rest on; what is not said is not measured.
    #[must_use]
    pub fn resting_on(mut self, expiries: Option<Vec<Expiry>>) -> Self {
        let served = |d: &&mut Door| matches!(d.medium, Medium::Page | Medium::Widget);
        for door in self.house.doors.iter_mut().filter(served) {
            door.expiries.clone_from(&expiries);
        }
        self
    }

    /// Looks, in this thread.
    #[must_use]
    pub fn look(self) -> Audit {
        Audit::of(&self.house, &self.names, self.version, self.before)
    }

    /// The look before this one.
    #[must_use]
    pub fn last(&self) -> Option<&Audit> {
        self.last.as_ref()
    }
}

impl Desk {
    /// The house, when it has to be looked at: something has changed, an hour has passed, or somebody asks for it.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn to_audit(&self, asked: bool, now: Millis) -> Result<Option<Ready>> {
        self.db
            .read(async move |tx| {
                let version = store::dead_end::version(tx).await?;
                let newest = store::dead_end::newest(tx).await?;
                let fresh = newest.filter(|(at, _)| !asked && (0..EVERY_MS).contains(&(now - at)));
                let scope = match fresh {
                    None => Some(Scope::All),
                    Some((_, since)) => changed(tx, since).await?,
                };
                let Some(scope) = scope else {
                    return Ok(None);
                };
                let last = last(tx).await?;
                let known = last.clone().filter(|_| scope != Scope::All);
                let before = known.map(|l| (l, scope));
                let (house, names) = house(tx, now).await?;
                Ok(Some(Ready {
                    house,
                    names,
                    version,
                    before,
                    last,
                }))
            })
            .await
    }

    /// Keeps what was found, for everybody to see.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn keep_audit(&self, found: Audit, now: Millis) -> Result<()> {
        self.write(async move |tx| {
            // In the place of the whole look that it continues: the hour of that is what counts.
            let (at, version, took) = (found.whole_at, found.version, found.took_ms);
            store::dead_end::put(tx, at, version, took, &found).await?;
            audit::settings_changed(tx, &By::system(now), "dead_ends");
            Ok(())
        })
        .await
    }

    /// Whether somebody may ask for a look.
    ///
    /// # Errors
    /// `not_permitted`.
    pub fn may_audit(&self, by: &By) -> Result<()> {
        by.demand(Permission::ChannelManage)
    }

    /// The steps of a plan, to be looked at in a thread of its own.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn plan_steps(&self, by: &By, id: PlanId, now: Millis) -> Result<Steps> {
        by.demand(Permission::ChannelManage)?;
        self.db
            .read(async move |tx| {
                let found = store::plan::load(tx, id).await?;
                let plan = found.ok_or_else(|| DeskError::missing("plan"))?.plan.0;
                Steps::read(tx, plan, now).await
            })
            .await
    }

    /// What was found last, and whether something has changed since; `None`: nobody looked yet.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn last_audit(&self, by: &By) -> Result<Option<(Audit, bool)>> {
        by.demand(Permission::ChannelManage)?;
        self.db
            .read(async move |tx| {
                let Some(last) = last(tx).await? else {
                    return Ok(None);
                };
                let stale = changed(tx, last.version).await?.is_some();
                Ok(Some((last, stale)))
            })
            .await
    }
}

/// One that an older version of the program wrote, and this one cannot read, is none.
async fn last(tx: &mut Tx) -> Result<Option<Audit>> {
    let report = store::dead_end::last(tx).await?;
    Ok(report.and_then(|r| serde_json::from_value(r).ok()))
}

async fn changed(tx: &mut Tx, since: i64) -> Result<Option<Scope>> {
    let events = store::dead_end::changes(tx, since).await?;
    Ok(kept::scope(&events, events.len() >= CHANGES_MAX))
}
