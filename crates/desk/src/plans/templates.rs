//! Plans to begin with, filled for a channel, and which of them fits it.

use super::readings;
use crate::{By, Desk, DeskError, Result};
use domain::access::Permission;
use domain::plan::template::{Params, Recommended, Template, for_launch, for_wind_down};
use domain::plan::{Content, DAY};
use domain::{ChannelId, Millis};
use std::collections::BTreeSet;
use store::Tx;

/// A month, as templates count.
const MONTH_MS: Millis = 30 * DAY;

/// What a lead may begin with.
#[derive(Debug, Clone, PartialEq)]
pub struct Templates {
    pub launch: Recommended,
    pub wind_down: Recommended,
    pub all: Vec<(Template, Content)>,
}

impl Desk {
    /// Every template for a channel, and those that fit it by what comes in a month and who is there.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn plan_templates(
        &self,
        by: &By,
        channel: ChannelId,
        successor: Option<ChannelId>,
    ) -> Result<Templates> {
        by.demand(Permission::ChannelManage)?;
        let (me, now) = (by.access.agent, by.now);
        self.db
            .read(async move |tx| {
                let Some(of) = store::channel::load(tx, channel).await? else {
                    return Err(DeskError::missing("channel"));
                };
                let params = Params {
                    name: of.name.clone(),
                    owner: of.owner.or(me),
                    reason: String::new(),
                    pilots: BTreeSet::new(),
                    successor: successor.or(of.successor),
                };
                let (a_month, team) = size(tx, channel, of.team, now).await?;
                let again = readings::knows_again(&of);
                let fill = |t: Template| (t, t.content(&params));
                Ok(Templates {
                    launch: for_launch(a_month, team, again),
                    wind_down: for_wind_down(a_month, team),
                    all: Template::ALL.into_iter().map(fill).collect(),
                })
            })
            .await
    }
}

/// What came in the last month, and how many answer.
async fn size(
    tx: &mut Tx,
    channel: ChannelId,
    team: Option<domain::TeamId>,
    now: Millis,
) -> Result<(u32, u32)> {
    let since = now - MONTH_MS;
    let came = store::channel::measured::came(tx, channel, since, since).await?;
    let agents = store::agent::all(tx).await?;
    let staff = agents.iter().filter(|a| a.works_for(team));
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Ok((u32::try_from(came.since).unwrap_or(0), count(staff.count())))
}
