//! The three voices, for a channel as it is.

use super::is_about;
use crate::{By, Desk, DeskError, Result, ways};
use domain::access::Permission;
use domain::notice::template::{self, Change};
use domain::notice::{Closing, Text, Voice, closing};
use domain::{ChannelId, PlanId};
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pub voice: Voice,
    pub texts: BTreeMap<String, Text>,
}

impl Desk {
    /// Each voice in each language that it is written in; the successor and the plan are the channel's own when none is named.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `bad_plan`.
    pub async fn notice_templates(
        &self,
        by: &By,
        channel: ChannelId,
        successor: Option<ChannelId>,
        plan: Option<PlanId>,
    ) -> Result<Vec<Template>> {
        by.demand(Permission::ChannelManage)?;
        let now = by.now;
        self.db
            .read(async move |tx| {
                let missing = || DeskError::missing("channel");
                let about = store::channel::load(tx, channel).await?;
                let about = about.ok_or_else(missing)?;
                let next = match successor.or(about.successor).filter(|id| *id != channel) {
                    Some(id) => Some(store::channel::load(tx, id).await?.ok_or_else(missing)?),
                    None => None,
                };
                let asked = ways::Asked::default();
                let named = ways::named(tx, &about, asked, "en", now).await?;
                is_about(tx, channel, plan).await?;
                let plan = match plan {
                    Some(id) => store::plan::load(tx, id).await?.map(|s| s.plan),
                    None => store::plan::over(tx, channel).await?.active,
                };
                let dated = plan.map_or(Closing::Never, |p| closing(&p.0, now));
                let change = Change {
                    successor: next.as_ref().map(|c| c.name.as_str()),
                    dated: matches!(dated, Closing::At(_)),
                    page: named.page.is_some(),
                };
                let of = |voice| Template {
                    voice,
                    texts: texts(voice, change),
                };
                Ok(Voice::ALL.map(of).to_vec())
            })
            .await
    }
}

fn texts(voice: Voice, change: Change<'_>) -> BTreeMap<String, Text> {
    let all = template::LANGUAGES.into_iter();
    all.filter_map(|l| Some((l.to_owned(), template::text(voice, l, change)?)))
        .collect()
}
