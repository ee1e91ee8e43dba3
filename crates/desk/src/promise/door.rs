//! What anybody may ask: the promise of one door, as its page or widget tells it, and how such promises went.

use super::{Asking, of};
use crate::{Desk, Result, organization, world};
use domain::channel::Channel;
use domain::conversation::Urgency;
use domain::door::{self, Arrival, Landing, Medium, TEXT_ACKNOWLEDGEMENT, Visitor, VisitorKind};
use domain::promise::{Basis, Estimate, Kept};
use domain::routing::Kind;
use domain::{ChannelId, DoorId, Millis};
use store::Tx;

/// Longest name of a door.
const NAME_MAX: usize = 200;

/// The promise of a door.
#[derive(Debug, Clone, PartialEq)]
pub struct Public {
    /// `None`: nothing is promised there now.
    pub estimate: Option<Estimate>,
    /// Times are told in it: IANA name.
    pub zone: String,
    /// When it was computed.
    pub at: Millis,
    pub kept: Option<Kept>,
}

/// Where a name leads.
struct Found {
    channel: Channel,
    door: DoorId,
}

impl Desk {
    /// The promise of a door by its id, the key of a widget or the name of a form; `None` when there is no such door.
    /// `kind`: whether whoever asks would wait on the line, which only a widget's door offers.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn public_promise(
        &self,
        door: &str,
        kind: Kind,
        urgency: Urgency,
        language: &str,
        now: Millis,
    ) -> Result<Option<Public>> {
        if door.is_empty() || door.len() > NAME_MAX {
            return Ok(None);
        }
        let (forecasts, name, language) =
            (self.forecasts.clone(), door.to_owned(), language.to_owned());
        self.db
            .read(async move |tx| {
                let Some(found) = find(tx, &name).await? else {
                    return Ok(None);
                };
                let asking = Asking {
                    kind,
                    urgency,
                    language: Some(&language),
                };
                let estimate = match promises(tx, &found, now).await? {
                    true => Some(of(tx, &forecasts, &found.channel, asking, now).await?),
                    false => None,
                };
                let batch = forecasts.ask(now).map_or(now, |b| b.at);
                let forward = estimate.filter(|e| e.basis == Basis::Forward);
                Ok(Some(Public {
                    at: forward.map_or(now, |_| batch),
                    kept: forecasts.kept(urgency, found.channel.id),
                    zone: organization::of(tx).await?.zone,
                    estimate,
                }))
            })
            .await
    }
}

async fn find(tx: &mut Tx, name: &str) -> Result<Option<Found>> {
    if let Ok(id) = name.parse::<DoorId>() {
        let door = store::door::load(tx, id).await?;
        let Some(door) = door.filter(|d| d.removed_at.is_none()) else {
            return Ok(None);
        };
        return whole(tx, door.channel, id).await;
    }
    if let Some(widget) = store::chat::widget_by_key(tx, name).await? {
        return whole(tx, widget.channel, widget.door).await;
    }
    let forms = store::form::all(tx).await?;
    match forms.into_iter().find(|f| f.slug == name) {
        Some(form) => whole(tx, form.channel, form.door).await,
        None => Ok(None),
    }
}

async fn whole(tx: &mut Tx, channel: ChannelId, door: DoorId) -> Result<Option<Found>> {
    let channel = store::channel::load(tx, channel).await?;
    Ok(channel.map(|channel| Found { channel, door }))
}

/// Whether the door takes something into its own queue and says so.
async fn promises(tx: &mut Tx, found: &Found, now: Millis) -> Result<bool> {
    let world = world::of(tx, &found.channel, now).await?;
    let arrival = Arrival {
        door: found.door,
        medium: Medium::Page,
        visitor: Visitor::Kind(VisitorKind::default()),
        continues: None,
        topic: None,
        at: now,
    };
    let outcome = door::resolve(&arrival, &world);
    let queued = matches!(outcome.landing, Landing::Queue { .. });
    let told = outcome.texts.iter().any(|t| t == TEXT_ACKNOWLEDGEMENT);
    Ok(queued && told && found.channel.acknowledge)
}
