//! The plan of the first channel: it is live at once, and its diary says so.

use crate::{By, Result};
use domain::PlanId;
use domain::channel::Channel;
use domain::plan::template::{Params, Template};
use domain::plan::{Base, Entry, Event, Happened, Plan};
use std::collections::BTreeSet;
use store::Tx;

/// Writes it, begun and finished with the channel.
pub(crate) async fn opened(tx: &mut Tx, by: &By, channel: &Channel, id: PlanId) -> Result<()> {
    let params = Params {
        name: channel.name.clone(),
        owner: channel.owner,
        reason: String::new(),
        pilots: BTreeSet::new(),
        successor: None,
    };
    let base = Base {
        stage: channel.stage,
        overlays: Vec::new(),
    };
    let content = Template::First.content(&params);
    let mut plan = Plan::draft(id, channel.id, base.clone(), content)?;
    let entered = Happened::Entered {
        step: 0,
        how: Entry::Started,
        why: plan.reason.clone(),
    };
    let event = |what| Event {
        at: by.now,
        by: by.actor(),
        what,
    };
    let events = [Happened::Started { base }, entered, Happened::Finished].map(event);
    events.iter().for_each(|e| plan.apply(e));
    store::plan::insert(tx, &plan, by.now).await?;
    Ok(store::plan::add(tx, id, &events).await?)
}
