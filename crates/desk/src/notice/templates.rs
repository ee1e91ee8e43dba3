//! The three voices, for a channel as it is.

use crate::{By, Desk, DeskError, Result, ways};
use domain::ChannelId;
use domain::access::Permission;
use domain::channel::Stage;
use domain::notice::template::{self, Change};
use domain::notice::{Text, Voice};
use domain::plan::rehearse;
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pub voice: Voice,
    pub texts: BTreeMap<String, Text>,
}

impl Desk {
    /// Each voice in each language that it is written in; the successor is the channel's own when none is named.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn notice_templates(
        &self,
        by: &By,
        channel: ChannelId,
        successor: Option<ChannelId>,
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
                let plan = store::plan::over(tx, channel).await?.active;
                let closes = |p: &domain::plan::Plan| {
                    rehearse(p, now).iter().any(|d| d.stage == Stage::Closed)
                };
                let change = Change {
                    successor: next.as_ref().map(|c| c.name.as_str()),
                    dated: plan.is_some_and(|p| closes(&p.0)),
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
