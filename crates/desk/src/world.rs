//! The picture of a channel that `door::resolve` decides on.

use crate::Result;
use domain::ChannelId;
use domain::channel::{Channel, Stage};
use domain::door::{Hours, Successor, World};
use store::Tx;

/// What is true about a channel now.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn of(tx: &mut Tx, channel: &Channel) -> Result<World> {
    let successor = successor(tx, channel).await?;
    Ok(World {
        channel: channel.id,
        stage: channel.stage,
        paused: channel.paused,
        team: channel.team,
        successor,
        overlays: Vec::new(),
        inside: true,
        hours: Hours::Always,
        staffed: true,
        load: 0.0,
        promise: None,
        failures: Vec::new(),
        version: channel.version,
    })
}

/// The first channel down the line that takes arrivals; `None` when there is none, or the line is a circle.
async fn successor(tx: &mut Tx, from: &Channel) -> Result<Option<Successor>> {
    let mut seen: Vec<ChannelId> = vec![from.id];
    let mut next = from.successor;
    while let Some(id) = next {
        if seen.contains(&id) {
            return Ok(None);
        }
        let Some(channel) = store::channel::load(tx, id).await? else {
            return Ok(None);
        };
        if !channel.paused && channel.stage != Stage::Closed {
            return Ok(Some(Successor {
                channel: channel.id,
                team: channel.team,
            }));
        }
        seen.push(id);
        next = channel.successor;
    }
    Ok(None)
}
