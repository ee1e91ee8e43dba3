//! The doors of channels: opened, shut, and how answers are addressed.

use super::history::{Said, emit, note};
use super::{EMAIL, load};
use crate::{By, Desk, DeskError, Result, check, fresh};
use domain::access::Permission;
use domain::channel::ReplyForm;
use domain::contact::email_key;
use domain::event::EventKind;
use domain::{ChannelId, DoorId, Refusal};
use store::Tx;
use store::door::Door;

impl Desk {
    /// # Errors
    /// `not_permitted`, `bad_address`, `door_exists`.
    pub async fn add_door(&self, by: &By, channel: ChannelId, address: &str) -> Result<DoorId> {
        by.demand(Permission::ChannelManage)?;
        check::address("address", address)?;
        let (by, address, id) = (
            by.clone(),
            address.trim().to_owned(),
            DoorId(fresh::id(by.now)),
        );
        self.write(async move |tx| {
            if load(tx, channel).await?.kind.0 != EMAIL {
                return Err(no_address());
            }
            add_door(tx, &by, channel, id, &address).await
        })
        .await
    }

    /// Its mail of old stays known, and replies to old conversations still come in by their token.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn remove_door(&self, by: &By, id: DoorId) -> Result<()> {
        by.demand(Permission::ChannelManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let missing = || DeskError::missing("door");
            let door = store::door::load(tx, id).await?.ok_or_else(missing)?;
            if !store::door::remove(tx, id, by.now).await? {
                return Err(missing());
            }
            note(
                tx,
                &by,
                door.channel,
                "door_removed",
                (Some(&door.address), None),
                Said::default(),
            )
            .await?;
            emit(
                tx,
                &by,
                EventKind::ChannelChanged {
                    channel: door.channel,
                },
            );
            Ok(())
        })
        .await
    }

    /// How answers are addressed from now on. What was sent before is known in every form.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn set_reply_form(&self, by: &By, id: DoorId, form: ReplyForm) -> Result<Door> {
        by.demand(Permission::ChannelManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let missing = || DeskError::missing("door");
            let mut door = store::door::load(tx, id).await?.ok_or_else(missing)?;
            if door.reply_form == form {
                return Ok(door);
            }
            if !store::door::set_reply_form(tx, id, form).await? {
                return Err(missing());
            }
            let (from, to) = (form_word(door.reply_form), form_word(form));
            let channel = door.channel;
            note(
                tx,
                &by,
                channel,
                "reply_form",
                (Some(from), Some(to)),
                Said::because(&door.address),
            )
            .await?;
            emit(tx, &by, EventKind::ChannelChanged { channel });
            door.reply_form = form;
            Ok(door)
        })
        .await
    }

    /// Every door, removed ones too.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn doors(&self) -> Result<Vec<Door>> {
        Ok(self
            .db
            .read(async move |tx| store::door::all(tx).await)
            .await?)
    }
}

fn form_word(form: ReplyForm) -> &'static str {
    match form {
        ReplyForm::Tagged => "tagged",
        ReplyForm::Domain => "domain",
        ReplyForm::Plain => "plain",
    }
}

pub(super) fn no_address() -> DeskError {
    let text = "A form is a page and a chat a widget: they have no address of their own. Choose the one that answers come from in the settings.";
    Refusal::new("bad_address", text).on("address").into()
}

pub(super) async fn add_door(
    tx: &mut Tx,
    by: &By,
    channel: ChannelId,
    id: DoorId,
    address: &str,
) -> Result<DoorId> {
    let key = email_key(address);
    if key.contains('+') {
        return Err(Refusal::new(
            "bad_address",
            "An address with “+” is a form of another one; add that.",
        )
        .on("address")
        .into());
    }
    let known = store::door::by_address(tx, &key).await?;
    if known.is_some_and(|d| d.removed_at.is_none()) {
        return Err(
            Refusal::new("door_exists", "This address is a door already.")
                .on("address")
                .into(),
        );
    }
    let id = store::door::add(tx, id, channel, address, &key, by.now).await?;
    let words = (None, Some(address));
    note(tx, by, channel, "door_added", words, Said::default()).await?;
    emit(tx, by, EventKind::ChannelChanged { channel });
    Ok(id)
}
