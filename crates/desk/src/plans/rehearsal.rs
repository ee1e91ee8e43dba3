//! A plan day by day, before anything happens: what `door::resolve` would say at each door to a new customer.

use super::view::in_force;
use super::{base, force, load};
use crate::world::Look;
use crate::{By, Desk, Result};
use domain::access::Permission;
use domain::channel::{Channel, Stage};
use domain::door::{self, Arrival, Hours, Landing, Medium, Visitor, VisitorKind, World};
use domain::plan::{Day, Effective, Plan, State, rehearse};
use domain::{ChannelId, DoorId, Millis, PlanId};
use store::Tx;

/// Days and changes that are shown; a plan lasts three years at most.
const DAYS_MAX: usize = 1_500;

/// What a door says on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    pub door: DoorId,
    /// An address, or a name of a form or widget.
    pub label: String,
    pub medium: Medium,
    pub landing: Landing,
    pub texts: Vec<String>,
    pub via: ChannelId,
}

/// A way in, as it is rehearsed.
struct Way {
    door: DoorId,
    label: String,
    medium: Medium,
}

impl Desk {
    /// Each day from `from` on, and each change between, with every door of the channel.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn rehearse_plan(
        &self,
        by: &By,
        id: PlanId,
        from: Millis,
    ) -> Result<Vec<(Day, Vec<Said>)>> {
        by.demand(Permission::ChannelManage)?;
        self.db
            .read(async move |tx| {
                let plan = load(tx, id).await?.plan.0;
                let Some(channel) = store::channel::load(tx, plan.channel).await? else {
                    return Ok(Vec::new());
                };
                let plan = plan.rebased(base(tx, &channel).await?);
                let ways = ways(tx, &channel).await?;
                let mut out: Vec<(Day, Vec<Said>)> = Vec::new();
                for day in days(tx, &plan, &channel, from).await? {
                    let like = out
                        .iter()
                        .find(|(d, _)| (d.stage, &d.overlays) == (day.stage, &day.overlays));
                    let said = match like {
                        Some((_, said)) => said.clone(),
                        None => {
                            let laid = day.overlays.clone();
                            let laid = force::named(tx, laid, Some(&plan)).await?;
                            let world = then(tx, &channel, day.stage, laid, day.at).await?;
                            ways.iter().map(|w| say(w, &world, day.at)).collect()
                        }
                    };
                    out.push((day, said));
                }
                Ok(out)
            })
            .await
    }
}

/// Of a plan that is over there is one: the channel as it is.
async fn days(tx: &mut Tx, plan: &Plan, channel: &Channel, from: Millis) -> Result<Vec<Day>> {
    if plan.is_active() || plan.state == State::Draft {
        return Ok(rehearse(plan, from).into_iter().take(DAYS_MAX).collect());
    }
    let Effective { stage, overlays } = in_force(tx, plan, channel, from).await?;
    Ok(vec![Day {
        at: from,
        step: None,
        stage,
        overlays,
    }])
}

/// The channel as it would be, for somebody who is not known.
async fn then(
    tx: &mut Tx,
    channel: &Channel,
    stage: Stage,
    laid: force::InForce,
    at: Millis,
) -> Result<World> {
    let like = Channel {
        stage,
        ..channel.clone()
    };
    Look::new(None, at).with(tx, &like, laid).await
}

async fn ways(tx: &mut Tx, channel: &Channel) -> Result<Vec<Way>> {
    let mut ways = Vec::new();
    for door in store::door::of_channel(tx, channel.id).await? {
        if door.removed_at.is_none() {
            ways.push(Way {
                door: door.id,
                label: door.address,
                medium: Medium::Mail,
            });
        }
    }
    if let Some(form) = store::form::of_channel(tx, channel.id).await? {
        ways.extend([Medium::Page, Medium::Post].map(|medium| Way {
            door: form.door,
            label: form.slug.clone(),
            medium,
        }));
    }
    if let Some(widget) = store::chat::widget_of_channel(tx, channel.id).await? {
        ways.extend([Medium::Widget, Medium::Post].map(|medium| Way {
            door: widget.door,
            label: channel.name.clone(),
            medium,
        }));
    }
    Ok(ways)
}

fn say(way: &Way, world: &World, at: Millis) -> Said {
    let arrival = Arrival {
        door: way.door,
        medium: way.medium,
        visitor: Visitor::Kind(VisitorKind::default()),
        continues: None,
        topic: None,
        at,
    };
    debug_assert_eq!(world.hours, Hours::Always, "a rehearsal knows no hours");
    let outcome = door::resolve(&arrival, world);
    Said {
        door: way.door,
        label: way.label.clone(),
        medium: way.medium,
        landing: outcome.landing,
        texts: outcome.texts,
        via: outcome.via,
    }
}
