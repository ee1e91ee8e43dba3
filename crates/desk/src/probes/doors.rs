//! The doors that are tried, and where a customer finds them.

use crate::{Desk, DeskError, Result};
use domain::channel::{Channel, Stage};
use domain::contact::email_key;
use domain::probe::Place;
use domain::{ChannelId, DoorId, HelpCenterId, Millis};
use store::Tx;

/// A door of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub door: DoorId,
    pub channel: ChannelId,
    pub place: Place,
    pub made: Millis,
    /// Customers come by it, or did: it is tried every day, also to see that it tells them where else to go.
    pub public: bool,
}

/// Every door that can be tried. A contact page stands under the id of its help center, as in the dead-end audit.
///
/// # Errors
/// See [`store::StoreError`].
pub(super) async fn all(tx: &mut Tx) -> Result<Vec<Target>> {
    let channels = store::channel::all(tx).await?;
    let is_public = |id: ChannelId| {
        let channel = channels.iter().find(|c| c.id == id);
        channel.is_some_and(|c: &Channel| c.stage != Stage::Draft)
    };
    let mut out: Vec<Target> = Vec::new();
    let doors = store::door::all(tx).await?.into_iter();
    out.extend(doors.filter(|d| d.removed_at.is_none()).map(|d| Target {
        door: d.id,
        channel: d.channel,
        public: is_public(d.channel),
        made: d.created_at,
        place: Place::Address(d.address),
    }));
    let centers = store::help_center::public_all(tx).await?;
    let public = |id: HelpCenterId| centers.iter().find(|c| c.id == id);
    for form in store::form::all(tx).await? {
        let Some(center) = form.help_center.and_then(public) else {
            continue;
        };
        out.push(Target {
            door: form.door,
            channel: form.channel,
            public: is_public(form.channel),
            made: form.created_at,
            place: Place::Form {
                center: center.id,
                slug: form.slug,
            },
        });
    }
    for widget in store::chat::widgets(tx).await? {
        let Some(site) = widget.sites.first() else {
            continue;
        };
        out.push(Target {
            door: widget.door,
            channel: widget.channel,
            public: is_public(widget.channel),
            made: widget.created_at,
            place: Place::Widget {
                // Any host below it will do.
                site: site.replace("*.", "probe."),
                key: widget.key,
            },
        });
    }
    out.extend(centers.iter().map(|c| Target {
        door: DoorId(c.id.0),
        channel: ChannelId(c.id.0),
        public: true,
        made: c.created_at,
        place: Place::Contact { center: c.id },
    }));
    Ok(out)
}

pub(super) async fn one(tx: &mut Tx, door: DoorId) -> Result<Option<Target>> {
    Ok(all(tx).await?.into_iter().find(|t| t.door == door))
}

/// What a page of a help center has to lead to: addresses, and the ends of the paths of forms, as links say them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    pub ways: Vec<String>,
}

impl Desk {
    /// The newest look that is over at a mail door of ours: when it ended, and whether it passed. `None`: the address is none
    /// of ours; `Some(None)`: its door was not tried yet.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn tried_address(&self, address: &str) -> Result<Option<Option<(Millis, bool)>>> {
        let key = email_key(address);
        self.db
            .read(async move |tx| {
                let door = store::door::by_address(tx, &key).await?;
                let Some(door) = door.filter(|d| d.removed_at.is_none()) else {
                    return Ok(None);
                };
                let newest = store::probe::newest(tx).await?.into_iter();
                let mut of_door = newest.filter(|(id, ..)| *id == door.id);
                Ok::<_, DeskError>(Some(of_door.next().map(|(_, at, passed)| (at, passed))))
            })
            .await
    }

    /// What the contact page of a help center has to name now.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn named_on_contact(&self, center: HelpCenterId, now: Millis) -> Result<Named> {
        self.db
            .read(async move |tx| {
                let all = store::help_center::public_all(tx).await?;
                let center = all.into_iter().find(|c| c.id == center);
                let center = center.ok_or_else(|| DeskError::missing("help_center"))?;
                let asked = crate::ways::Asked {
                    brand: Some(center.brand),
                    center: Some(center.id),
                    contact: None,
                };
                let open = crate::ways::open(tx, asked, now).await?;
                let ways = open.into_iter().filter_map(|w| match w.kind {
                    crate::ways::Kind::Form(form) => {
                        Some(format!("/f/{}", crate::ways::segment(&form.slug)))
                    }
                    crate::ways::Kind::Email(address) => Some(format!("mailto:{address}")),
                    // Whether somebody is there to talk changes by the minute.
                    crate::ways::Kind::Chat(_) => None,
                });
                Ok(Named {
                    ways: ways.collect(),
                })
            })
            .await
    }
}
