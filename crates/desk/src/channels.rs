//! The life of channels: made, changed, paused, moved through stages; and their doors. Every change is kept with who and
//! why; nothing here ever touches a conversation (F1, F3).

use crate::{By, Desk, DeskError, Result, audit, chat, check, forms, fresh};
use domain::access::Permission;
use domain::channel::{Channel, ChannelKind, ReplyForm, Stage};
use domain::contact::email_key;
use domain::event::{Event, EventKind};
use domain::{BrandId, ChannelId, DoorId, Refusal, TeamId};
use serde_json::json;
use store::Tx;
use store::channel::Change;
use store::door::Door;

/// Kinds of channels whose rows differ.
pub(crate) const EMAIL: &str = "email";
const FORM: &str = "form";
/// A widget is its door; it is made with the channel.
const CHAT: &str = "chat";

/// What a new channel is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChannel {
    pub name: String,
    /// `email`, `form` or `chat`.
    pub kind: String,
    pub brand: Option<BrandId>,
    pub team: Option<TeamId>,
    /// First door, if there is one already.
    pub address: Option<String>,
    pub first_response_target_min: u32,
}

/// Changes of a channel; `None` leaves as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChannelChange {
    pub name: Option<String>,
    pub team: Option<Option<TeamId>>,
    pub successor: Option<Option<ChannelId>>,
    pub first_response_target_min: Option<u32>,
    pub acknowledge: Option<bool>,
    pub version: Option<i64>,
}

impl Desk {
    /// # Errors
    /// `not_permitted`, `bad_name`, `bad_kind`, `bad_team`, `bad_brand`, `bad_address`, `door_exists`.
    pub async fn create_channel(&self, by: &By, new: NewChannel) -> Result<Channel> {
        by.demand(Permission::ChannelManage)?;
        check::name(&new.name)?;
        if let Some(address) = &new.address {
            check::address("address", address)?;
        }
        let (id, door) = (ChannelId(fresh::id(by.now)), DoorId(fresh::id(by.now)));
        let form = forms::Ids::new(by.now);
        let chat = chat::Ids::new(by.now)?;
        let by = by.clone();
        self.write(async move |tx| {
            let made = create(tx, &by, &new, id, door).await?;
            if made.kind.0 == FORM {
                forms::create(tx, &by, &made, &form).await?;
            }
            if made.kind.0 == CHAT {
                chat::create(tx, &by, &made, &chat).await?;
            }
            Ok(made)
        })
        .await
    }

    /// # Errors
    /// `not_permitted`, `not_found`, `bad_team`, `bad_successor`, `conflict`.
    pub async fn change_channel(
        &self,
        by: &By,
        id: ChannelId,
        change: ChannelChange,
    ) -> Result<Channel> {
        by.demand(Permission::ChannelManage)?;
        if let Some(name) = &change.name {
            check::name(name)?;
        }
        let by = by.clone();
        self.write(async move |tx| apply(tx, &by, id, &change).await)
            .await
    }

    /// Moves a channel to another stage. Closing needs no successor, but says so to the lead when mail comes (M: nothing
    /// is lost either way).
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `bad_successor`.
    pub async fn set_stage(
        &self,
        by: &By,
        id: ChannelId,
        stage: Stage,
        successor: Option<ChannelId>,
        reason: &str,
    ) -> Result<Channel> {
        by.demand(Permission::ChannelManage)?;
        let (by, reason) = (by.clone(), reason.to_owned());
        self.write(async move |tx| {
            let mut channel = load(tx, id).await?;
            let from = channel.stage;
            if let Some(successor) = successor {
                check_successor(tx, id, successor).await?;
                channel.successor = Some(successor);
            }
            if from == stage && successor.is_none() {
                return Ok(channel);
            }
            channel.stage = stage;
            store::channel::save(tx, &mut channel).await?;
            note(
                tx,
                &by,
                id,
                "stage",
                Some(&word(from)),
                Some(&word(stage)),
                &reason,
            )
            .await?;
            emit(
                tx,
                &by,
                EventKind::StageChanged {
                    channel: id,
                    from,
                    to: stage,
                },
            );
            Ok(channel)
        })
        .await
    }

    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn set_paused(
        &self,
        by: &By,
        id: ChannelId,
        paused: bool,
        reason: &str,
    ) -> Result<Channel> {
        by.demand(Permission::ChannelManage)?;
        let (by, reason) = (by.clone(), reason.to_owned());
        self.write(async move |tx| {
            let mut channel = load(tx, id).await?;
            if channel.paused == paused {
                return Ok(channel);
            }
            channel.paused = paused;
            store::channel::save(tx, &mut channel).await?;
            let (from, to) = if paused {
                ("open", "paused")
            } else {
                ("paused", "open")
            };
            note(tx, &by, id, "paused", Some(from), Some(to), &reason).await?;
            emit(
                tx,
                &by,
                EventKind::ChannelPaused {
                    channel: id,
                    paused,
                },
            );
            Ok(channel)
        })
        .await
    }

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
                Some(&door.address),
                None,
                "",
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
                Some(from),
                Some(to),
                &door.address,
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

    /// Every channel, closed ones too.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn channels(&self) -> Result<Vec<Channel>> {
        Ok(self
            .db
            .read(async move |tx| store::channel::all(tx).await)
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

async fn load(tx: &mut Tx, id: ChannelId) -> Result<Channel> {
    store::channel::load(tx, id)
        .await?
        .ok_or_else(|| DeskError::missing("channel"))
}

pub(crate) async fn create(
    tx: &mut Tx,
    by: &By,
    new: &NewChannel,
    id: ChannelId,
    door: DoorId,
) -> Result<Channel> {
    if ![EMAIL, FORM, CHAT].contains(&new.kind.as_str()) {
        return Err(
            Refusal::new("bad_kind", "There is no such kind of channel.")
                .on("kind")
                .into(),
        );
    }
    if new.kind != EMAIL && new.address.is_some() {
        return Err(no_address());
    }
    let brand = match new.brand {
        Some(brand) => known_brand(tx, brand).await?,
        None => main_brand(tx).await?,
    };
    known_team(tx, new.team).await?;
    let channel = Channel {
        id,
        kind: ChannelKind(new.kind.clone()),
        brand,
        name: new.name.trim().to_owned(),
        team: new.team,
        // A form, or a widget, is looked at before it is announced.
        stage: if new.kind == EMAIL {
            Stage::Live
        } else {
            Stage::Draft
        },
        paused: false,
        successor: None,
        first_response_target_min: new.first_response_target_min.clamp(1, 60 * 24 * 30),
        acknowledge: true,
        version: 1,
    };
    store::channel::insert(tx, &channel, by.access.agent, by.now).await?;
    note(tx, by, id, "created", None, Some(&channel.name), "").await?;
    emit(tx, by, EventKind::ChannelChanged { channel: id });
    if let Some(address) = &new.address {
        add_door(tx, by, id, door, address.trim()).await?;
    }
    Ok(channel)
}

pub(crate) async fn known_brand(tx: &mut Tx, id: BrandId) -> Result<BrandId> {
    if store::setting::brands(tx).await?.iter().any(|b| b.id == id) {
        return Ok(id);
    }
    Err(Refusal::new("bad_brand", "There is no such brand.")
        .on("brand")
        .into())
}

fn no_address() -> DeskError {
    let text = "A form is a page and a chat a widget: they have no address of their own. Choose the one that answers come from in the settings.";
    Refusal::new("bad_address", text).on("address").into()
}

/// New conversations join its queue: it has to be there.
async fn known_team(tx: &mut Tx, team: Option<TeamId>) -> Result<()> {
    let Some(id) = team else { return Ok(()) };
    match store::team::load(tx, id).await? {
        Some(team) if !team.archived => Ok(()),
        _ => Err(
            Refusal::new("bad_team", "There is no such team (any more).")
                .on("team")
                .into(),
        ),
    }
}

pub(crate) async fn main_brand(tx: &mut Tx) -> Result<BrandId> {
    let brands = store::setting::brands(tx).await?;
    brands
        .first()
        .map(|b| b.id)
        .ok_or_else(|| DeskError::missing("brand"))
}

async fn add_door(
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
    note(tx, by, channel, "door_added", None, Some(address), "").await?;
    emit(tx, by, EventKind::ChannelChanged { channel });
    Ok(id)
}

async fn apply(tx: &mut Tx, by: &By, id: ChannelId, change: &ChannelChange) -> Result<Channel> {
    let mut channel = load(tx, id).await?;
    if change.version.is_some_and(|v| v != channel.version) {
        return Err(DeskError::Stale);
    }
    let before = json!({ "name": channel.name, "team": channel.team, "successor": channel.successor,
        "target": channel.first_response_target_min, "acknowledge": channel.acknowledge });
    if let Some(name) = &change.name {
        channel.name = name.trim().to_owned();
    }
    if let Some(team) = change.team {
        known_team(tx, team).await?;
        channel.team = team;
    }
    if let Some(successor) = change.successor {
        if let Some(successor) = successor {
            check_successor(tx, id, successor).await?;
        }
        channel.successor = successor;
    }
    if let Some(minutes) = change.first_response_target_min {
        channel.first_response_target_min = minutes.clamp(1, 60 * 24 * 30);
        store::sla::turn_epoch(tx).await?;
    }
    if let Some(acknowledge) = change.acknowledge {
        channel.acknowledge = acknowledge;
    }
    store::channel::save(tx, &mut channel).await?;
    note(tx, by, id, "settings", Some(&before.to_string()), None, "").await?;
    emit(tx, by, EventKind::ChannelChanged { channel: id });
    Ok(channel)
}

/// No channel may, over any number of steps, succeed itself.
async fn check_successor(tx: &mut Tx, id: ChannelId, successor: ChannelId) -> Result<()> {
    let bad = |text: &str| -> Result<()> {
        Err(Refusal::new("bad_successor", text).on("successor").into())
    };
    let mut next = Some(successor);
    for _ in 0..100 {
        match next {
            None => return Ok(()),
            Some(step) if step == id => return bad("A channel cannot be its own successor."),
            Some(step) => match store::channel::load(tx, step).await? {
                Some(channel) => next = channel.successor,
                None => return bad("There is no such channel."),
            },
        }
    }
    bad("The successors go round in a circle.")
}

async fn note(
    tx: &mut Tx,
    by: &By,
    channel: ChannelId,
    what: &str,
    from: Option<&str>,
    to: Option<&str>,
    reason: &str,
) -> Result<()> {
    let change = Change {
        id: fresh::id(by.now),
        channel,
        at: by.now,
        actor: by.actor(),
        what,
        from,
        to,
        reason,
    };
    store::channel::note(tx, &change).await?;
    let detail = json!({ "from": from, "to": to, "reason": reason });
    audit::act(
        tx,
        by,
        &format!("channel.{what}"),
        &channel.to_string(),
        detail,
    )
    .await
}

fn emit(tx: &mut Tx, by: &By, kind: EventKind) {
    tx.emit(Event {
        at: by.now,
        actor: by.actor(),
        kind,
    });
}

fn word(stage: Stage) -> String {
    serde_json::to_value(stage)
        .ok()
        .and_then(|v| v.as_str().map(str::to_owned))
        .unwrap_or_default()
}
