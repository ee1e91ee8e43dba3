//! What is true of a channel and what is measured of it, for `domain::channel::life` to judge and the diary to keep.

use super::{CHAT, FORM};
use crate::Result;
use crate::promise::record;
use domain::access::Access;
use domain::channel::Channel;
use domain::channel::life::{DAYS, Evidence, Facts, Kept};
use domain::promise::Kept as Promises;
use domain::{ChannelId, Millis};
use store::Tx;

const DAY_MS: Millis = 24 * 60 * 60 * 1000;
/// Who wrote by another channel within so many days can do it again.
const YEAR_DAYS: i64 = 365;

pub(super) async fn measure(tx: &mut Tx, id: ChannelId, now: Millis) -> Result<Evidence> {
    let since = now - DAYS * DAY_MS;
    let came = store::channel::measured::came(tx, id, since, since - DAYS * DAY_MS).await?;
    let (open, waiting) = store::channel::measured::backlog(tx, id).await?;
    let year = now - YEAR_DAYS * DAY_MS;
    let users = store::channel::measured::users(tx, id, since, year).await?;
    Ok(Evidence {
        days: DAYS,
        new_conversations: came.since,
        new_conversations_before: came.before,
        open,
        waiting,
        contacts: users.all,
        only_here: users.only_here,
        kept: kept(tx, id, since, now).await?,
        missing: Vec::new(),
    })
}

/// Of the promises made since then, those that are decided.
pub(crate) async fn kept(
    tx: &mut Tx,
    id: ChannelId,
    since: Millis,
    now: Millis,
) -> Result<Option<Kept>> {
    let mut sum = Promises::default();
    let all = store::promise::lines(tx, &Access::system(), Some(id), (since, now)).await?;
    for became in all {
        sum.add(&record::line(&became, 0), now);
    }
    Ok((sum.n > 0).then_some(Kept {
        n: sum.n,
        kept: sum.kept,
    }))
}

pub(crate) async fn facts(tx: &mut Tx, channel: &Channel) -> Result<Facts> {
    let terms = store::sla::terms(tx, channel.id, channel.team).await?;
    let team = match channel.team {
        Some(id) => store::team::load(tx, id).await?.filter(|t| !t.archived),
        None => None,
    };
    let agents = store::agent::all(tx).await?;
    let staff = agents.iter().filter(|a| a.works_for(channel.team));
    Ok(Facts {
        owner: channel
            .owner
            .is_some_and(|o| agents.iter().any(|a| a.id == o && a.active)),
        purpose: !channel.purpose.is_empty(),
        team: team.is_some(),
        staff: staff.count(),
        hours: terms.as_ref().is_some_and(|t| t.hours.is_some()),
        target_min: channel.first_response_target_min,
        door: has_door(tx, channel).await?,
        successor: channel.successor.is_some(),
    })
}

/// An address, a page that the form stands on, a site that may show the widget.
async fn has_door(tx: &mut Tx, channel: &Channel) -> Result<bool> {
    Ok(match channel.kind.0.as_str() {
        FORM => store::form::of_channel(tx, channel.id)
            .await?
            .is_some_and(|f| f.help_center.is_some()),
        CHAT => store::chat::widget_of_channel(tx, channel.id)
            .await?
            .is_some_and(|w| !w.sites.is_empty()),
        _ => {
            let doors = store::door::of_channel(tx, channel.id).await?;
            doors.iter().any(|d| d.removed_at.is_none())
        }
    })
}
