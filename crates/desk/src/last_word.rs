//! The last word of a closed channel (`domain::door::last`): switched on by a lead, in force once nothing speaks against it,
//! asked for each letter before it is taken. Whatever cannot be told, the letter is taken: a mail that must not be lost is
//! worth more than one answer less.

use crate::ingest::digest::people;
use crate::ingest::land::without_tag;
use crate::{By, Desk, DeskError, Result, audit, probes, ways};
use domain::access::Permission;
use domain::channel::{Channel, Stage};
use domain::contact::{IdentityKind, email_key};
use domain::door::last::{AFTER_MS, Ground, HeldBack, Letter, held_back, is_sayable, said};
use domain::door::{Arrival, Landing, Medium, Overlay, Visitor, VisitorKind, World, resolve};
use domain::{ChannelId, DoorId, Millis};
use mail::{Automatic, Envelope, Mail};
use serde_json::json;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use store::Tx;
use store::last_word::LastWord;

/// Changes of stage that are looked at: nobody turns a channel round so often.
const CHANGES_MAX: usize = 500;
/// Octets of a letter that are read before it is taken: the head says who writes.
const HEAD_MAX: usize = 64 * 1024;

/// What strangers are told at a door is read anew after so long: it takes a search through the conversations of a year.
const KEPT_MS: Millis = 60_000;

/// What strangers are told at each door; one for the process.
#[derive(Default)]
pub(crate) struct Held(Mutex<HashMap<DoorId, Told>>);

/// `said` is `None` where they are taken.
#[derive(Clone)]
struct Told {
    at: Millis,
    /// Of the channel.
    version: i64,
    said: Option<String>,
}

impl Held {
    pub fn forget(&self) {
        self.all().clear();
    }

    fn all(&self) -> std::sync::MutexGuard<'_, HashMap<DoorId, Told>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, door: DoorId, version: i64, now: Millis) -> Option<Told> {
        let told = self.all().get(&door).cloned()?;
        (told.version == version && told.is_fresh(now)).then_some(told)
    }

    fn put(&self, door: DoorId, told: Told) {
        let mut all = self.all();
        all.retain(|_, t| t.is_fresh(told.at));
        all.insert(door, told);
    }
}

impl Told {
    fn is_fresh(&self, now: Millis) -> bool {
        (0..KEPT_MS).contains(&now.saturating_sub(self.at))
    }
}

/// How it stands with the last word of a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub on: Option<LastWord>,
    /// Since when the channel is closed.
    pub closed_at: Option<Millis>,
    /// What speaks against it; empty: it is in force.
    pub held_back: Vec<HeldBack>,
    /// What would be said, by the first address of the channel.
    pub said: String,
}

impl Desk {
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn last_word(&self, by: &By, id: ChannelId) -> Result<Standing> {
        by.demand(Permission::ChannelManage)?;
        let now = by.now;
        self.db
            .read(async move |tx| standing(tx, id, now).await)
            .await
    }

    /// Switches it on or off. It says nothing before its time.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `not_closed`, `bad_kind`.
    pub async fn set_last_word(&self, by: &By, id: ChannelId, on: bool) -> Result<Standing> {
        by.demand(Permission::ChannelManage)?;
        let (by, me) = (by.clone(), by.person()?);
        let done = self.write(async move |tx| {
            let channel = load(tx, id).await?;
            if on {
                may(&channel)?;
                let row = LastWord {
                    channel: id,
                    set_at: by.now,
                    set_by: me,
                };
                store::last_word::put(tx, &row).await?;
            } else {
                store::last_word::delete(tx, id).await?;
            }
            let detail = json!({ "on": on });
            audit::act(tx, &by, "channel.last_word", &id.to_string(), detail).await?;
            audit::settings_changed(tx, &by, "last_words");
            standing(tx, id, by.now).await
        });
        let done = done.await;
        self.last_words.forget();
        done
    }

    /// What a letter is refused with; `None`: it is taken. Anything that goes wrong here takes it as well.
    pub async fn refusal_of(
        &self,
        envelope: &Envelope,
        bytes: &[u8],
        now: Millis,
    ) -> Option<String> {
        let head = bytes.get(..HEAD_MAX).unwrap_or(bytes);
        let mail = crate::ingest::read(head, &mail::Limits::default()).ok()?;
        if probes::read(&self.keys, &mail, now).is_some() {
            return None;
        }
        let letter = Letter {
            known: false,
            answers: answers(&mail, envelope),
            automatic: is_automatic(&mail, envelope),
        };
        if !letter.is_of_stranger() {
            return None;
        }
        let (to, senders) = (envelope.rcpt_to.clone(), senders(&mail, envelope));
        let held = self.last_words.clone();
        let asked = self
            .db
            .read(async move |tx| {
                let known = is_known(tx, &senders).await?;
                match (Letter { known, ..letter }).is_of_stranger() {
                    true => refusal(tx, &held, &to, now).await,
                    false => Ok(None),
                }
            })
            .await;
        match asked {
            Ok(said) => said,
            Err(error) => {
                tracing::warn!(%error, "a letter to a closed address is taken: it could not be judged");
                None
            }
        }
    }
}

/// Anything that it may go on with: what it names need not be ours.
fn answers(mail: &Mail, envelope: &Envelope) -> bool {
    let named = !mail.in_reply_to.is_empty() || !mail.references.is_empty();
    // Tags carry tokens of ours, and those that people make up.
    named
        || envelope
            .rcpt_to
            .iter()
            .any(|a| without_tag(&email_key(a)) != email_key(a))
}

fn is_automatic(mail: &Mail, envelope: &Envelope) -> bool {
    envelope.mail_from.is_empty() || mail.automatic != Automatic::None || mail.from.is_empty()
}

fn senders(mail: &Mail, envelope: &Envelope) -> Vec<String> {
    let stated = people(&mail.from).into_iter().chain(people(&mail.reply_to));
    let stated = stated.map(|p| p.address);
    let all = stated.chain([envelope.mail_from.clone()]);
    all.filter(|a| a.contains('@'))
        .map(|a| email_key(&a))
        .collect()
}

/// What a stranger's letter to these addresses is refused with.
async fn refusal(tx: &mut Tx, held: &Held, to: &[String], now: Millis) -> Result<Option<String>> {
    let mut out = None;
    // One address that takes it is enough: the letter is one.
    for address in to {
        let Some(door) = store::door::by_address(tx, &email_key(address)).await? else {
            return Ok(None);
        };
        let channel = load(tx, door.channel).await?;
        let told = match held.get(door.id, channel.version, now) {
            Some(told) => told,
            None => {
                let (ground, line) = ground(tx, &channel, &door.address, now).await?;
                let refused = is_refused(tx, &channel, door.id, &ground, now).await?;
                let told = Told {
                    at: now,
                    version: channel.version,
                    said: refused.then_some(line),
                };
                held.put(door.id, told.clone());
                told
            }
        };
        let Some(line) = told.said else {
            return Ok(None);
        };
        out = out.or(Some(line));
    }
    Ok(out)
}

/// By the same function as all who come.
async fn is_refused(
    tx: &mut Tx,
    channel: &Channel,
    door: DoorId,
    ground: &Ground,
    now: Millis,
) -> Result<bool> {
    let mut world = crate::world::of(tx, channel, now).await?;
    laid(&mut world, ground, now);
    let arrival = Arrival {
        door,
        medium: Medium::Mail,
        visitor: Visitor::Kind(VisitorKind::default()),
        continues: None,
        topic: None,
        at: now,
    };
    Ok(resolve(&arrival, &world).landing == Landing::Refused)
}

fn laid(world: &mut World, ground: &Ground, now: Millis) {
    if held_back(ground, now).is_empty() {
        world.overlays.push(Overlay::Refuse);
    }
}

/// Lays it over the picture of a channel where it is in force.
pub(crate) async fn lay(
    tx: &mut Tx,
    channel: &Channel,
    world: &mut World,
    now: Millis,
) -> Result<()> {
    if channel.stage == Stage::Closed && store::last_word::load(tx, channel.id).await?.is_some() {
        let (ground, _) = ground(tx, channel, "", now).await?;
        laid(world, &ground, now);
    }
    Ok(())
}

async fn is_known(tx: &mut Tx, senders: &[String]) -> Result<bool> {
    for key in senders {
        let found = store::contact::by_identity(tx, IdentityKind::Email, key).await?;
        if found.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn load(tx: &mut Tx, id: ChannelId) -> Result<Channel> {
    let found = store::channel::load(tx, id).await?;
    found.ok_or_else(|| DeskError::missing("channel"))
}

fn may(channel: &Channel) -> Result<()> {
    if channel.kind.0 != crate::channels::EMAIL {
        let text =
            "Only an address can refuse a letter. A page that is closed shows the other ways.";
        return Err(DeskError::refused("bad_kind", text));
    }
    if channel.stage != Stage::Closed {
        let text = "Close the channel first: until then it takes whatever comes.";
        return Err(DeskError::refused("not_closed", text));
    }
    Ok(())
}

async fn standing(tx: &mut Tx, id: ChannelId, now: Millis) -> Result<Standing> {
    let channel = load(tx, id).await?;
    let doors = store::door::of_channel(tx, id).await?;
    let first = doors.into_iter().find(|d| d.removed_at.is_none());
    let address = first.map(|d| d.address).unwrap_or_default();
    let (ground, said) = ground(tx, &channel, &address, now).await?;
    Ok(Standing {
        on: store::last_word::load(tx, id).await?,
        closed_at: ground.closed_at,
        held_back: held_back(&ground, now),
        said,
    })
}

/// What is true of the channel, and what would be said at an address of it.
async fn ground(
    tx: &mut Tx,
    channel: &Channel,
    address: &str,
    now: Millis,
) -> Result<(Ground, String)> {
    let brands = store::setting::brands(tx).await?;
    let brand = brands.into_iter().find(|b| b.id == channel.brand);
    let (name, locale) = brand.map(|b| (b.name, b.locale)).unwrap_or_default();
    let on = ways::on(tx, channel, ways::Asked::default(), &locale, now).await?;
    let ways: Vec<String> = on.lines.lines().map(|l| place(l).to_owned()).collect();
    let ground = Ground {
        wished: store::last_word::load(tx, channel.id).await?.is_some(),
        closed_at: closed_at(tx, channel).await?,
        open: store::last_word::open(tx, channel.id).await?,
        dependent: store::last_word::dependent(tx, channel.id, now - AFTER_MS).await?,
        ways: ways.iter().take(on.open).filter(|w| is_sayable(w)).count(),
    };
    Ok((ground, said(&name, address, &ways)))
}

/// The address at the end of a line that names a way: what stands before it is in somebody's language.
fn place(line: &str) -> &str {
    line.split_whitespace().next_back().unwrap_or_default()
}

/// Since when it is closed, by its diary.
async fn closed_at(tx: &mut Tx, channel: &Channel) -> Result<Option<Millis>> {
    if channel.stage != Stage::Closed {
        return Ok(None);
    }
    let changes = store::channel::stages(tx, channel.id, CHANGES_MAX).await?;
    let closed = Stage::Closed.word();
    let newest = changes.first().filter(|c| c.to.as_deref() == Some(closed));
    Ok(newest.map(|c| c.at))
}
