//! The picture of a channel that `door::resolve` decides on.

use crate::{Result, clocks};
use domain::channel::{Channel, Stage};
use domain::conversation::Urgency;
use domain::door::{Hours, Successor, World};
use domain::promise::{Estimate, estimate, estimate_in_hours};
use domain::sla::{ClockKind, Targets};
use domain::{ChannelId, Millis};
use store::Tx;

/// First responses of this long back make the estimate.
const RECORD_MS: Millis = 28 * 24 * 60 * 60 * 1000;
/// How many of them at most.
const RECORD: usize = 200;

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

/// What to tell a customer of this channel about when to expect an answer, in its opening hours.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn promise(tx: &mut Tx, channel: &Channel, now: Millis) -> Result<Estimate> {
    let recent =
        store::conversation::first_responses(tx, channel.id, now - RECORD_MS, RECORD).await?;
    let terms = clocks::terms(tx, channel.id, channel.team, Urgency::Normal, now).await?;
    let of_channel = Targets::of_channel(channel.first_response_target_min);
    let target = |targets: &Targets| targets.of(ClockKind::FirstResponse);
    let target = terms
        .as_ref()
        .and_then(|terms| target(&terms.targets))
        .or(target(&of_channel))
        .unwrap_or_default();
    match terms.and_then(|terms| terms.hours) {
        Some(hours) => Ok(estimate_in_hours(&recent, target, &hours, now)),
        None => {
            let took: Vec<Millis> = recent
                .iter()
                .map(|(asked, told)| (told - asked).max(0))
                .collect();
            Ok(estimate(&took, target))
        }
    }
}
