//! The life of channels: made, changed, paused, moved through stages; and their doors. Every change is kept with who and
//! why; nothing here ever touches a conversation (F1, F3).

mod doors;
mod evidence;
mod history;
mod stage;
mod turn;

use crate::{By, Desk, DeskError, Result, chat, check, forms, fresh};
use domain::access::Permission;
use domain::channel::life::{PURPOSE_MAX, Turn};
use domain::channel::{Channel, ChannelKind, Stage};
use domain::event::EventKind;
use domain::{AgentId, BrandId, ChannelId, DoorId, Refusal, TeamId};
use doors::{add_door, no_address};
pub(crate) use evidence::{facts, kept};
pub use history::Entry;
use history::{Said, emit, note};
use serde_json::json;
pub(crate) use stage::move_to;
use store::Tx;

/// Kinds of channels whose rows differ.
pub(crate) const EMAIL: &str = "email";
const FORM: &str = "form";
/// A widget is its door; it is made with the channel.
pub(crate) const CHAT: &str = "chat";

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
    pub owner: Option<Option<AgentId>>,
    /// What it is for, in one sentence; empty when unsaid.
    pub purpose: Option<String>,
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
    /// `not_permitted`, `not_found`, `bad_team`, `bad_successor`, `bad_owner`, `bad_purpose`, `conflict`.
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
        if let Some(purpose) = &change.purpose {
            check_purpose(purpose)?;
        }
        let by = by.clone();
        self.write(async move |tx| apply(tx, &by, id, &change).await)
            .await
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
        owner: by.access.agent,
        purpose: String::new(),
        first_response_target_min: new.first_response_target_min.clamp(1, 60 * 24 * 30),
        acknowledge: true,
        version: 1,
    };
    store::channel::insert(tx, &channel, by.now).await?;
    let words = (None, Some(channel.name.as_str()));
    note(tx, by, id, "created", words, Said::default()).await?;
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

/// One sentence.
fn check_purpose(purpose: &str) -> Result<()> {
    let purpose = purpose.trim();
    if purpose.chars().count() > PURPOSE_MAX || purpose.chars().any(char::is_control) {
        let text =
            format!("What a channel is for has one line of at most {PURPOSE_MAX} characters.");
        return Err(Refusal::new("bad_purpose", text).on("purpose").into());
    }
    Ok(())
}

async fn apply(tx: &mut Tx, by: &By, id: ChannelId, change: &ChannelChange) -> Result<Channel> {
    let mut channel = load(tx, id).await?;
    if change.version.is_some_and(|v| v != channel.version) {
        return Err(DeskError::Stale);
    }
    let before = channel.clone();
    let turns = turns(change, &channel);
    for &turn in &turns {
        turn::check(tx, &channel, turn).await?;
        turn.make(&mut channel);
    }
    set(tx, &mut channel, change).await?;
    // What has an entry of its own needs none among the settings; a change of nothing is told as one.
    let settings = turns.is_empty() || plain(&channel) != plain(&before);
    store::channel::save(tx, &mut channel).await?;
    for turn in turns {
        turn::keep(tx, by, id, turn, Said::default()).await?;
    }
    if settings {
        let before = plain(&before).to_string();
        let words = (Some(before.as_str()), None);
        note(tx, by, id, "settings", words, Said::default()).await?;
        emit(tx, by, EventKind::ChannelChanged { channel: id });
    }
    Ok(channel)
}

/// Of these changes, those with an opposite.
fn turns(change: &ChannelChange, channel: &Channel) -> Vec<Turn> {
    let successor = change.successor.map(|to| Turn::Successor {
        from: channel.successor,
        to,
    });
    let owner = change.owner.map(|to| Turn::Owner {
        from: channel.owner,
        to,
    });
    let given = [successor, owner].into_iter().flatten();
    given.filter(|t| !t.stands(channel)).collect()
}

/// The others.
fn plain(c: &Channel) -> serde_json::Value {
    json!({ "name": c.name, "team": c.team, "purpose": c.purpose, "target": c.first_response_target_min,
        "acknowledge": c.acknowledge })
}

async fn set(tx: &mut Tx, channel: &mut Channel, change: &ChannelChange) -> Result<()> {
    if let Some(name) = &change.name {
        channel.name = name.trim().to_owned();
    }
    if let Some(team) = change.team {
        known_team(tx, team).await?;
        channel.team = team;
    }
    if let Some(purpose) = &change.purpose {
        channel.purpose = purpose.trim().to_owned();
    }
    if let Some(minutes) = change.first_response_target_min {
        channel.first_response_target_min = minutes.clamp(1, 60 * 24 * 30);
        store::sla::turn_epoch(tx).await?;
    }
    if let Some(acknowledge) = change.acknowledge {
        channel.acknowledge = acknowledge;
    }
    Ok(())
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
