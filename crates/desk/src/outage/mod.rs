//! Outage mode: started and ended by a lead, told at every door, with one update to all whom it concerns.

mod update;

use crate::settings::bad;
use crate::{By, Desk, DeskError, Result, audit, carry_out, check, fresh};
use domain::access::Permission;
use domain::channel::Channel;
use domain::conversation::{Conversation, Status};
use domain::outage::{ACTIVE_MAX, Content, of_channel};
use domain::{BrandId, ChannelId, ConversationId, Millis, OutageId};
use serde_json::json;
use store::outage::{Linked, Outage};
use store::{Json, Tx};
pub use update::NewUpdate;

/// Whoever starts one has seen it for a while: what came in within this time may be about it.
pub const BEFORE_MAX_MS: Millis = 24 * 60 * 60 * 1000;

/// An outage as a lead starts it.
#[derive(Debug, Clone)]
pub struct Start {
    pub content: Content,
    /// Unanswered conversations that were opened within so long before are linked too.
    pub since_ms: Millis,
}

impl Desk {
    /// Newest first.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn outages(
        &self,
        by: &By,
        before: Option<(Millis, OutageId)>,
        limit: usize,
    ) -> Result<Vec<Outage>> {
        by.demand(Permission::ConversationRead)?;
        let read = async move |tx: &mut Tx| store::outage::list(tx, before, limit).await;
        Ok(self.db.read(read).await?)
    }

    /// Those that last.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn active_outages(&self) -> Result<Vec<Outage>> {
        Ok(self
            .db
            .read(async move |tx| store::outage::active(tx).await)
            .await?)
    }

    /// What somebody reads who looks for a way to a brand (`None`: to any): the newest first.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn outages_at(&self, brand: Option<BrandId>) -> Result<Vec<Content>> {
        self.db
            .read(async move |tx| {
                let active = store::outage::in_force(tx).await?;
                if active.is_empty() {
                    return Ok(Vec::new());
                }
                let channels = store::channel::all(tx).await?;
                let here = |content: &Content| {
                    let of = |c: &&Channel| brand.is_none_or(|b| c.brand == b);
                    channels.iter().filter(of).any(|c| content.concerns(c.id))
                };
                let all = active.into_iter().map(|(_, content)| content.0);
                Ok(all.filter(here).collect())
            })
            .await
    }

    /// # Errors
    /// `not_permitted`, `bad_name`, `bad_text`, `bad_locale`, `bad_channel`, `bad_choice`, `too_large`, `too_many_outages`.
    pub async fn start_outage(&self, by: &By, start: Start) -> Result<Outage> {
        by.demand(Permission::ChannelManage)?;
        if !(0..=BEFORE_MAX_MS).contains(&start.since_ms) {
            return bad("bad_choice", "since_ms", "At most a day before now.");
        }
        let content = checked(start.content)?;
        let (by, id) = (by.clone(), OutageId(fresh::id(by.now)));
        let me = by.person()?;
        self.write(async move |tx| {
            one_more(tx).await?;
            let concerned = known(tx, &content).await?;
            let row = Outage {
                id,
                content: Json(content.clone()),
                started_at: by.now,
                started_by: me,
                ended_at: None,
                ended_by: None,
                version: 1,
                linked: 0,
            };
            store::outage::insert(tx, &row).await?;
            if start.since_ms > 0 {
                for channel in concerned {
                    let since = by.now - start.since_ms;
                    store::outage::link_since(tx, id, channel, since, by.now).await?;
                }
            }
            told(tx, &by, "outage.started", &row).await?;
            found(tx, id).await
        })
        .await
    }

    /// Other words or other channels; also after the end, for the record.
    ///
    /// # Errors
    /// As [`Desk::start_outage`]; `not_found`, and `conflict` when somebody else changed it.
    pub async fn change_outage(
        &self,
        by: &By,
        id: OutageId,
        content: Content,
        version: Option<i64>,
    ) -> Result<Outage> {
        by.demand(Permission::ChannelManage)?;
        let content = checked(content)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut row = found(tx, id).await?;
            if version.is_some_and(|v| v != row.version) {
                return Err(DeskError::Stale);
            }
            known(tx, &content).await?;
            row.content = Json(content.clone());
            store::outage::save(tx, &mut row).await?;
            told(tx, &by, "outage.changed", &row).await?;
            Ok(row)
        })
        .await
    }

    /// It is over; or, `over` false, it is not over after all.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `too_many_outages`.
    pub async fn end_outage(&self, by: &By, id: OutageId, over: bool) -> Result<Outage> {
        by.demand(Permission::ChannelManage)?;
        let (by, me) = (by.clone(), by.person()?);
        self.write(async move |tx| {
            let mut row = found(tx, id).await?;
            if row.ended_at.is_some() == over {
                return Ok(row);
            }
            if !over {
                one_more(tx).await?;
            }
            (row.ended_at, row.ended_by) = match over {
                true => (Some(by.now), Some(me)),
                false => (None, None),
            };
            store::outage::save(tx, &mut row).await?;
            let act = if over {
                "outage.ended"
            } else {
                "outage.resumed"
            };
            told(tx, &by, act, &row).await?;
            Ok(row)
        })
        .await
    }

    /// A conversation is about it, or (`about` false) is about something else.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `conversation_is_merged`.
    pub async fn link_outage(
        &self,
        by: &By,
        id: OutageId,
        conversation: ConversationId,
        about: bool,
    ) -> Result<()> {
        let (by, me) = (by.clone(), by.person()?);
        self.write(async move |tx| {
            let c = carry_out::load(tx, conversation).await?;
            by.demand_on(Permission::ConversationWrite, &c)?;
            found(tx, id).await?;
            if !c.state.status().is_work() {
                return Err(DeskError::refused(
                    "conversation_is_merged",
                    "It is no conversation of its own (any more).",
                ));
            }
            let row = Linked {
                outage: id,
                conversation,
                linked_at: by.now,
                linked_by: Some(me),
                left_out: !about,
            };
            store::outage::link(tx, &row).await?;
            Ok(())
        })
        .await
    }

    /// The outages that a conversation is about, with their names.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn outages_of(
        &self,
        by: &By,
        conversation: ConversationId,
    ) -> Result<Vec<(Linked, String)>> {
        let by = by.clone();
        self.db
            .read(async move |tx| {
                let c = carry_out::load(tx, conversation).await?;
                by.demand_on(Permission::ConversationRead, &c)?;
                Ok::<_, DeskError>(store::outage::of_conversation(tx, conversation).await?)
            })
            .await
    }
}

fn checked(content: Content) -> Result<Content> {
    let content = content.checked()?;
    for language in content.words.keys() {
        check::locale(language)?;
    }
    Ok(content)
}

/// The channels that it concerns, all of which are there.
async fn known(tx: &mut Tx, content: &Content) -> Result<Vec<ChannelId>> {
    let all = store::channel::all(tx).await?;
    let missing = |id: &&ChannelId| all.iter().all(|c| c.id != **id);
    if content.channels.iter().find(missing).is_some() {
        return bad("bad_channel", "channels", "There is no such channel.");
    }
    let concerned = all.iter().map(|c| c.id).filter(|id| content.concerns(*id));
    Ok(concerned.collect())
}

async fn one_more(tx: &mut Tx) -> Result<()> {
    if store::outage::active(tx).await?.len() < ACTIVE_MAX {
        return Ok(());
    }
    Err(DeskError::refused(
        "too_many_outages",
        "There are too many outages at the same time. End one, or change its words.",
    ))
}

async fn found(tx: &mut Tx, id: OutageId) -> Result<Outage> {
    let row = store::outage::load(tx, id).await?;
    row.ok_or_else(|| DeskError::missing("outage"))
}

async fn told(tx: &mut Tx, by: &By, act: &str, row: &Outage) -> Result<()> {
    let detail = json!({ "name": row.content.0.name });
    audit::act(tx, by, act, &row.id.to_string(), detail).await?;
    audit::settings_changed(tx, by, "outages");
    // It stands on pages that are drawn once for many readers.
    store::help_center::turn_epoch(tx).await?;
    Ok(())
}

/// The outage that a channel is in now.
///
/// # Errors
/// See [`store::StoreError`].
pub(crate) async fn of(tx: &mut Tx, channel: ChannelId) -> Result<Option<(OutageId, Content)>> {
    let active = store::outage::in_force(tx).await?;
    let found = of_channel(&active, channel, |(_, content)| &content.0);
    Ok(found.map(|(id, content)| (*id, content.0.clone())))
}

/// When the outage of a channel began.
///
/// # Errors
/// See [`store::StoreError`].
pub(crate) async fn began(tx: &mut Tx, channel: ChannelId) -> Result<Option<Millis>> {
    let Some((id, _)) = of(tx, channel).await? else {
        return Ok(None);
    };
    Ok(store::outage::load(tx, id).await?.map(|o| o.started_at))
}

/// What customers of a channel read of its outage; empty when there is none (any more).
///
/// # Errors
/// See [`store::StoreError`].
pub(crate) async fn words(
    tx: &mut Tx,
    channel: ChannelId,
    language: &str,
    house: &str,
) -> Result<String> {
    let found = of(tx, channel).await?;
    let told = found.as_ref().and_then(|(_, c)| c.told(language, house));
    Ok(told.map(|(_, text)| text.to_owned()).unwrap_or_default())
}

/// A customer has opened a conversation: while an outage lasts it is linked. `told`: the channel that they wrote to.
///
/// # Errors
/// See [`store::StoreError`].
pub(crate) async fn arrived(
    tx: &mut Tx,
    c: &Conversation,
    told: ChannelId,
    now: Millis,
) -> Result<()> {
    if c.state.status() == Status::Spam {
        return Ok(());
    }
    let Some((outage, _)) = of(tx, told).await? else {
        return Ok(());
    };
    let row = Linked {
        outage,
        conversation: c.id,
        linked_at: now,
        linked_by: None,
        left_out: false,
    };
    Ok(store::outage::link(tx, &row).await?)
}
