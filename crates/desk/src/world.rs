//! The picture of a channel that `door::resolve` decides on.

use crate::Result;
use domain::channel::{Channel, Stage};
use domain::door::{Hours, Successor, World};
use store::Tx;

/// What is true about a channel now.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn of(tx: &mut Tx, channel: &Channel) -> Result<World> {
    let successor = if channel.paused || channel.stage == Stage::Closed {
        successor(tx, channel).await?
    } else {
        None
    };
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
    let mut line: Vec<Channel> = Vec::new();
    let mut next = from.successor;
    while let Some(id) = next.filter(|id| line.iter().all(|c| c.id != *id)) {
        let Some(channel) = store::channel::load(tx, id).await? else {
            break;
        };
        next = channel.successor;
        line.push(channel);
    }
    Ok(domain::door::successor(from.id, from.successor, |id| {
        let channel = line.iter().find(|c| c.id == id)?;
        let takes = !channel.paused && channel.stage != Stage::Closed;
        let (channel, after) = (
            Successor {
                channel: id,
                team: channel.team,
            },
            channel.successor,
        );
        Some((channel, takes, after))
    }))
}
