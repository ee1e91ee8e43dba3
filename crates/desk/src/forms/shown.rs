//! A form as its page shows it: what it asks, what happens at its door, and when an answer comes.

use super::loaded;
use crate::promise::{self, Asking, Forecasts};
use crate::{Desk, DeskError, Result, organization, world};
use domain::channel::{Channel, Stage};
use domain::door::{
    self, Arrival, Landing, Medium, Outcome, Overlay, TEXT_ACKNOWLEDGEMENT, TEXT_OUTAGE, Visitor,
    VisitorKind, World,
};
use domain::field::Definition;
use domain::form::Form;
use domain::outage;
use domain::promise::Estimate;
use domain::{ChannelId, FormId, HelpCenterId, Millis, TopicId};
use store::Tx;

/// Everything that a page needs to show a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    pub form: Form,
    pub stage: Stage,
    /// What the door says to somebody who looks, by the keys of `domain::door`.
    pub texts: Vec<String>,
    /// What does not work now, where the door says so.
    pub outage: Option<outage::Content>,
    /// Closed for good, or led elsewhere; not only for a while or for some.
    pub gone: bool,
    /// In no list, and not for search engines.
    pub unlisted: bool,
    /// In whose name it is handled, and the name of its page where that stands in the same help center.
    pub via: ChannelId,
    pub next: Option<String>,
    pub fields: Vec<Definition>,
    /// Offered topics by their names in the house.
    pub topics: Vec<(TopicId, String)>,
    /// What happens to somebody who sends it now.
    pub landing: Landing,
    /// What is promised to somebody who sends it now.
    pub promise: Option<Estimate>,
    /// IANA; times are told in it.
    pub zone: String,
}

/// Which form a page is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// By its name among the pages of a help center.
    Named(HelpCenterId, String),
    Known(FormId),
}

impl Desk {
    /// A form as its page shows it now; `None` when there is no such form.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn seen_form(&self, page: Page, locale: &str, now: Millis) -> Result<Option<Seen>> {
        let (forecasts, locale) = (self.forecasts.clone(), locale.to_owned());
        self.db
            .read(async move |tx| {
                let ahead = (&forecasts, locale.as_str());
                let form = match &page {
                    Page::Named(center, slug) => store::form::by_slug(tx, *center, slug).await?,
                    Page::Known(id) => Some(loaded(tx, *id).await?),
                };
                match form {
                    Some(form) => Ok(Some(seen(tx, ahead, form, now).await?)),
                    None => Ok(None),
                }
            })
            .await
    }

    /// A definition that is not stored, as its page would show it.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn seen_as(&self, form: Form, now: Millis) -> Result<Seen> {
        let forecasts = self.forecasts.clone();
        self.db
            .read(async move |tx| seen(tx, (&forecasts, ""), form.clone(), now).await)
            .await
    }
}

async fn seen(tx: &mut Tx, ahead: (&Forecasts, &str), form: Form, now: Millis) -> Result<Seen> {
    let channel = channel(tx, &form).await?;
    let world = world::of(tx, &channel, now).await?;
    let outcome = resolved(&form, &world, Medium::Page, None, now);
    let next = match outcome.via == channel.id {
        true => None,
        false => store::form::of_channel(tx, outcome.via).await?,
    };
    let next = next.filter(|n| n.help_center.is_some() && n.help_center == form.help_center);
    let promise = promised(tx, ahead, &channel, &outcome, now).await?;
    let names = store::tag::topics(tx).await?;
    let topics = form.offered().iter().filter_map(|id| {
        let known = names.iter().find(|t| t.id == *id && !t.archived);
        known.map(|t| (*id, t.name.clone()))
    });
    let broken = match outcome.texts.iter().any(|t| t == TEXT_OUTAGE) {
        true => crate::outage::of(tx, channel.id).await?,
        false => None,
    };
    Ok(Seen {
        outage: broken.map(|(_, content)| content),
        stage: channel.stage,
        gone: door::is_gone(&world),
        unlisted: world.overlays.contains(&Overlay::Unlist),
        via: outcome.via,
        next: next.map(|n| n.slug),
        fields: store::field::all(tx).await?,
        topics: topics.collect(),
        landing: outcome.landing,
        texts: outcome.texts,
        promise,
        zone: organization::of(tx).await?.zone,
        form,
    })
}

pub(super) async fn channel(tx: &mut Tx, form: &Form) -> Result<Channel> {
    store::channel::load(tx, form.channel)
        .await?
        .ok_or_else(|| DeskError::missing("channel"))
}

/// What the door does with somebody who looks at the page, or has sent it.
pub(super) async fn at_the_door(
    tx: &mut Tx,
    form: &Form,
    channel: &Channel,
    medium: Medium,
    who: Option<(domain::ContactId, Option<TopicId>)>,
    now: Millis,
) -> Result<Outcome> {
    let contact = who.map(|(contact, _)| contact);
    let world = world::of_visitor(tx, channel, contact, now).await?;
    Ok(resolved(form, &world, medium, who, now))
}

fn resolved(
    form: &Form,
    world: &World,
    medium: Medium,
    who: Option<(domain::ContactId, Option<TopicId>)>,
    now: Millis,
) -> Outcome {
    let visitor = match who {
        Some((contact, _)) => Visitor::Known(contact),
        None => Visitor::Kind(VisitorKind::default()),
    };
    let arrival = Arrival {
        door: form.door,
        medium,
        visitor,
        continues: None,
        topic: who.and_then(|(_, topic)| topic),
        at: now,
    };
    door::resolve(&arrival, world)
}

/// The promise that is told when the door acknowledges.
pub(super) async fn promised(
    tx: &mut Tx,
    (forecasts, language): (&Forecasts, &str),
    channel: &Channel,
    outcome: &Outcome,
    now: Millis,
) -> Result<Option<Estimate>> {
    let told = outcome.texts.iter().any(|t| t == TEXT_ACKNOWLEDGEMENT);
    if !told || !channel.acknowledge {
        return Ok(None);
    }
    let asking = Asking::written(Some(language));
    Ok(Some(
        promise::of(tx, forecasts, channel, asking, now).await?,
    ))
}
