//! The picture of a channel that `door::resolve` decides on.

use crate::Result;
use crate::plans::force::{self, InForce};
use domain::channel::{Channel, Stage};
use domain::door::{Hours, Overlay, Successor, World};
use domain::plan::Person;
use domain::{ChannelId, ContactId, Millis};
use store::Tx;

/// What is true about a channel now, for somebody of whom nothing is known.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn of(tx: &mut Tx, channel: &Channel, now: Millis) -> Result<World> {
    of_visitor(tx, channel, None, now).await
}

/// What is true about a channel now, for whoever comes. Who is not known belongs to no audience but everyone.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn of_visitor(
    tx: &mut Tx,
    channel: &Channel,
    contact: Option<ContactId>,
    now: Millis,
) -> Result<World> {
    let laid = force::of(tx, channel.id, now).await?;
    let inside = match (laid.is_limited(), contact) {
        (false, _) => true,
        (true, None) => laid.holds(&Person::default(), channel.id, now),
        (true, Some(contact)) => {
            let person = force::person(tx, channel.id, contact).await?;
            laid.holds(&person, channel.id, now)
        }
    };
    with(tx, channel, laid, inside).await
}

/// The same with other effects in force.
pub(crate) async fn with(
    tx: &mut Tx,
    channel: &Channel,
    laid: InForce,
    inside: bool,
) -> Result<World> {
    let takes = !channel.paused && channel.stage != Stage::Closed && laid.overlays.is_empty();
    let successor = match takes {
        true => None,
        false => successor(tx, channel.id, first(&laid).or(channel.successor)).await?,
    };
    Ok(World {
        channel: channel.id,
        stage: channel.stage,
        paused: channel.paused,
        team: channel.team,
        successor,
        overlays: laid.overlays,
        inside,
        hours: Hours::Always,
        staffed: true,
        load: 0.0,
        promise: None,
        failures: Vec::new(),
        version: channel.version,
    })
}

/// Where a redirection leads; of several effects that turn away the last one counts.
fn first(laid: &InForce) -> Option<ChannelId> {
    laid.overlays.iter().rev().find_map(|o| match o {
        Overlay::Redirect { to } => Some(Some(*to)),
        Overlay::OutboundOnly | Overlay::Signpost => Some(None),
        _ => None,
    })?
}

/// The first channel down the line that takes arrivals; `None` when there is none, or the line is a circle.
async fn successor(
    tx: &mut Tx,
    from: ChannelId,
    first: Option<ChannelId>,
) -> Result<Option<Successor>> {
    let mut line: Vec<Channel> = Vec::new();
    let mut next = first;
    while let Some(id) = next.filter(|id| line.iter().all(|c| c.id != *id)) {
        let Some(channel) = store::channel::load(tx, id).await? else {
            break;
        };
        next = channel.successor;
        line.push(channel);
    }
    Ok(domain::door::successor(from, first, |id| {
        let channel = line.iter().find(|c| c.id == id)?;
        let takes = !channel.paused && channel.stage != Stage::Closed;
        let team = channel.team;
        let found = Successor { channel: id, team };
        Some((found, takes, channel.successor))
    }))
}
