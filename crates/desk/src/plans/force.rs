//! What plans have in force at the doors of a channel, and whom it lets in.

use crate::Result;
use domain::door::Overlay;
use domain::plan::{Audience, Person, Plan, audience_of, overlays_at};
use domain::{ChannelId, ContactId, Millis, PlanId};
use std::collections::{BTreeSet, HashMap};
use store::Tx;
use store::plan::Over;

/// Overlays in force, and the audience of each that limits.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct InForce {
    pub overlays: Vec<Overlay>,
    /// `None`: its plan is not known any more; nobody belongs to it.
    audiences: Vec<Option<Audience>>,
}

impl InForce {
    #[must_use]
    pub fn is_limited(&self) -> bool {
        !self.audiences.is_empty()
    }

    /// Whether somebody belongs to each audience.
    #[must_use]
    pub fn holds(&self, person: &Person, channel: ChannelId, now: Millis) -> bool {
        let holds = |a: &Audience| a.holds(person, channel, now);
        self.audiences.iter().all(|a| a.as_ref().is_some_and(holds))
    }
}

/// Of the plan that runs or stands still, else what those that are over left.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn of(tx: &mut Tx, channel: ChannelId, now: Millis) -> Result<InForce> {
    let over = store::plan::over(tx, channel).await?;
    read(tx, over, now).await
}

/// The same for every channel on which something lies.
///
/// # Errors
/// See [`store::StoreError`].
pub(crate) async fn of_all(tx: &mut Tx, now: Millis) -> Result<HashMap<ChannelId, InForce>> {
    let mut out = HashMap::new();
    for (channel, over) in store::plan::over_all(tx).await? {
        out.insert(channel, read(tx, over, now).await?);
    }
    Ok(out)
}

async fn read(tx: &mut Tx, over: Over, now: Millis) -> Result<InForce> {
    let active = over.active.map(|p| p.0);
    let overlays = match &active {
        Some(plan) => overlays_at(plan, now),
        None => over.left.map(|l| l.0).unwrap_or_default(),
    };
    named(tx, overlays, active.as_ref()).await
}

/// The same with other overlays, as a rehearsal has them.
pub(super) async fn named(
    tx: &mut Tx,
    overlays: Vec<Overlay>,
    plan: Option<&Plan>,
) -> Result<InForce> {
    let mut audiences = Vec::new();
    for overlay in &overlays {
        let Overlay::LimitedTo { audience } = overlay else {
            continue;
        };
        let known = plan.and_then(|p| audience_of(p, audience));
        audiences.push(match known {
            Some(known) => Some(known.clone()),
            None => earlier(tx, audience).await?,
        });
    }
    Ok(InForce {
        overlays,
        audiences,
    })
}

/// Of a plan that is over and left it in force.
async fn earlier(tx: &mut Tx, key: &str) -> Result<Option<Audience>> {
    let id = key.split_once('/').and_then(|(id, _)| id.parse().ok());
    let Some(id): Option<PlanId> = id else {
        return Ok(None);
    };
    let plan = store::plan::load(tx, id).await?.map(|s| s.plan.0);
    Ok(plan.and_then(|p| audience_of(&p, key).cloned()))
}

/// Somebody, as far as audiences ask.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn person(tx: &mut Tx, channel: ChannelId, contact: ContactId) -> Result<Person> {
    let Some(known) = store::contact::root(tx, contact).await? else {
        return Ok(Person::default());
    };
    let firm = match known.organization_id {
        Some(id) => store::organization::root(tx, id).await?,
        None => None,
    };
    Ok(Person {
        contact: Some(known.id),
        stable: Some(known.id.0),
        life_cycle: firm.as_ref().and_then(|f| f.life_cycle),
        organization: firm.as_ref().map(|f| f.id),
        plan: firm.map(|f| f.plan).filter(|p| !p.is_empty()),
        country: known.country,
        language: known.language,
        used_at: store::plan::used_at(tx, channel, known.id).await?,
        tags: set(store::plan::tags_of(tx, known.id).await?),
        topics: set(store::plan::topics_of(tx, known.id).await?),
    })
}

fn set<T: Ord>(all: Vec<T>) -> BTreeSet<T> {
    all.into_iter().collect()
}
