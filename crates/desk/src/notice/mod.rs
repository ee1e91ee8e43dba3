//! Notices: written as drafts, looked at, sent in waves, stopped, taken back. `domain::notice` says who is told and what is
//! wrong with a text; each recipient is told in a transaction of their own ([`tell`]).

mod ground;
mod leave;
mod look;
mod people;
mod render;
mod sample;
mod send;
mod stopped;
mod suppress;
mod tell;
mod templates;

pub use leave::Left;
pub use look::{View, Wave};
pub use people::{Dependent, Dependents};
pub use render::Rendered;
pub use suppress::NewSuppression;
pub use templates::Template;

pub(crate) use suppress::bounced;

use crate::settings::bad;
use crate::{By, Desk, DeskError, Result, audit, fresh, organization};
use domain::access::Permission;
use domain::notice::{Content, Standing, State};
use domain::{ChannelId, ContactId, Millis, NoticeId, PlanId};
use serde_json::{Value, json};
use store::notice::{Line, Notice, Recipient};
use store::{Json, Tx};

/// What is done with a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// To the asker's own address, as that customer would read it.
    Sample(Option<ContactId>),
    Send,
    Stop,
    /// The next wave now, or on after a stop.
    GoOn,
    /// Back to a draft, before the first letter.
    Undo,
}

impl Desk {
    /// Newest first, with how many were told by each.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn notices(
        &self,
        by: &By,
        channel: Option<ChannelId>,
        before: Option<(Millis, NoticeId)>,
        limit: usize,
    ) -> Result<Vec<Line>> {
        by.demand(Permission::ChannelManage)?;
        let read = async move |tx: &mut Tx| store::notice::page(tx, channel, before, limit).await;
        Ok(self.db.read(read).await?)
    }

    /// A notice with what is to be said about it.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn notice(&self, by: &By, id: NoticeId) -> Result<View> {
        by.demand(Permission::ChannelManage)?;
        self.looked(id, by.now, true).await
    }

    /// The same without what those who were told did since, which is much to read.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn notice_progress(&self, by: &By, id: NoticeId) -> Result<View> {
        by.demand(Permission::ChannelManage)?;
        self.looked(id, by.now, false).await
    }

    async fn looked(&self, id: NoticeId, now: Millis, meter: bool) -> Result<View> {
        let read = async move |tx: &mut Tx| look::view(tx, id, now, meter).await;
        self.db.read(read).await
    }

    /// Writes a draft.
    ///
    /// # Errors
    /// `not_permitted`, `bad_channel`, `bad_plan`, and what [`Content::checked`] refuses.
    pub async fn make_notice(
        &self,
        by: &By,
        channel: ChannelId,
        plan: Option<PlanId>,
        content: Content,
    ) -> Result<View> {
        by.demand(Permission::ChannelManage)?;
        let (by, me, now) = (by.clone(), by.person()?, by.now);
        let id = NoticeId(fresh::id(now));
        self.write(async move |tx| {
            let house = organization::of(tx).await?.locale;
            let row = Notice {
                id,
                channel,
                plan,
                content: Json(content.clone().checked(&house)?),
                state: State::Draft,
                written_by: me,
                sent_by: None,
                held_until: None,
                wave: 0,
                waves: 0,
                next_at: None,
                closes_at: None,
                plan_step: None,
                stopped_why: None,
                created_at: by.now,
                updated_at: by.now,
                version: 1,
            };
            is_about(tx, channel, plan).await?;
            store::notice::insert(tx, &row).await?;
            noted(tx, &by, "notice.created", &row).await
        })
        .await?;
        self.looked(id, now, true).await
    }

    /// Other words for a draft.
    ///
    /// # Errors
    /// As [`Desk::make_notice`]; `not_found`, `notice_sent`, `conflict` when somebody else changed it.
    pub async fn change_notice(
        &self,
        by: &By,
        id: NoticeId,
        version: i64,
        content: Content,
    ) -> Result<View> {
        by.demand(Permission::ChannelManage)?;
        let (by, now) = (by.clone(), by.now);
        self.write(async move |tx| {
            let mut row = seen(tx, id, version).await?;
            is_draft(&row)?;
            let house = organization::of(tx).await?.locale;
            row.content = Json(content.clone().checked(&house)?);
            store::notice::save(tx, &mut row, by.now).await?;
            noted(tx, &by, "notice.changed", &row).await
        })
        .await?;
        self.looked(id, now, true).await
    }

    /// A draft that nobody wants.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `notice_sent`.
    pub async fn remove_notice(&self, by: &By, id: NoticeId) -> Result<()> {
        by.demand(Permission::ChannelManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let row = load(tx, id).await?;
            is_draft(&row)?;
            store::notice::delete(tx, id).await?;
            noted(tx, &by, "notice.deleted", &row).await
        })
        .await
    }

    /// Who is told by it, in their order, after a place; of a draft, who would be told now.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn notice_recipients(
        &self,
        by: &By,
        id: NoticeId,
        state: Option<Standing>,
        after: i64,
        limit: usize,
    ) -> Result<Vec<Recipient>> {
        by.demand(Permission::ChannelManage)?;
        let now = by.now;
        self.db
            .read(async move |tx| {
                let row = load(tx, id).await?;
                if row.state == State::Draft {
                    let mut all = send::listed(tx, &row, now).await?;
                    all.retain(|r| r.place > after && state.is_none_or(|s| r.state == s));
                    all.truncate(limit);
                    return Ok(all);
                }
                let of = (id, row.channel);
                Ok(store::notice::recipients(tx, of, state, after, limit).await?)
            })
            .await
    }

    /// Carries out a command of somebody who saw that version.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `conflict`, `not_draft`, `not_sending`, `too_late`, `plan_taken_back`, and the codes of findings that block.
    pub async fn command_notice(
        &self,
        by: &By,
        id: NoticeId,
        version: i64,
        command: Command,
    ) -> Result<View> {
        by.demand(Permission::ChannelManage)?;
        match command {
            Command::Sample(contact) => self.sample_notice(by, id, contact).await?,
            Command::Send => {
                by.demand(Permission::ConversationReply)?;
                self.send_notice(by, id, version).await?;
            }
            Command::GoOn => {
                by.demand(Permission::ConversationReply)?;
                self.go_on_with_notice(by, id, version).await?;
            }
            Command::Stop => self.stop_notice(by, id).await?,
            Command::Undo => self.undo_notice(by, id, version).await?,
        }
        self.looked(id, by.now, true).await
    }
}

async fn load(tx: &mut Tx, id: NoticeId) -> Result<Notice> {
    let row = store::notice::load(tx, id).await?;
    row.ok_or_else(|| DeskError::missing("notice"))
}

async fn seen(tx: &mut Tx, id: NoticeId, version: i64) -> Result<Notice> {
    let row = load(tx, id).await?;
    if row.version == version {
        return Ok(row);
    }
    Err(DeskError::Stale)
}

fn is_draft(row: &Notice) -> Result<()> {
    if row.state == State::Draft {
        return Ok(());
    }
    let text = "The notice has been sent: it stays as it is. Write another one.";
    Err(DeskError::refused("notice_sent", text))
}

/// The channel is there, and the plan is one of its own.
async fn is_about(tx: &mut Tx, channel: ChannelId, plan: Option<PlanId>) -> Result<()> {
    if store::channel::load(tx, channel).await?.is_none() {
        return bad("bad_channel", "channel", "There is no such channel.");
    }
    let Some(plan) = plan else {
        return Ok(());
    };
    let found = store::plan::load(tx, plan).await?;
    if found.is_some_and(|p| p.plan.0.channel == channel) {
        return Ok(());
    }
    bad("bad_plan", "plan", "This is no plan of the channel.")
}

async fn noted(tx: &mut Tx, by: &By, act: &str, row: &Notice) -> Result<()> {
    noted_with(tx, by, act, row, json!({})).await
}

/// Notes it, with more than its name and channel.
async fn noted_with(tx: &mut Tx, by: &By, act: &str, row: &Notice, more: Value) -> Result<()> {
    let mut detail = json!({ "name": row.content.0.name, "channel": row.channel });
    if let (Some(detail), Value::Object(more)) = (detail.as_object_mut(), more) {
        detail.extend(more);
    }
    audit::act(tx, by, act, &row.id.to_string(), detail).await?;
    audit::settings_changed(tx, by, "notices");
    Ok(())
}
