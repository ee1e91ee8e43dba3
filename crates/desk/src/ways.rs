//! The ways to reach people that are open to somebody now: one list for the contact page, the pages of what is not there, and
//! what a closed door tells whoever wrote. [`domain::door::is_offered`] says which; who shows them puts them in order.

use crate::{Result, organization, world};
use domain::channel::Channel;
use domain::chat::Widget;
use domain::door::{Arrival, Medium, Visitor, VisitorKind, World, is_offered};
use domain::form::Form;
use domain::{BrandId, ChannelId, ContactId, DoorId, HelpCenterId, Millis};
use store::Tx;
use store::help_center::HelpCenter;

/// Ways that are looked at.
pub const MOST: usize = 12;
/// Ways that a mail names.
const NAMED: usize = 4;

/// Who wants to know, and where.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked {
    /// `None`: of any brand.
    pub brand: Option<BrandId>,
    /// Whose pages forms are shown on; `None`: forms are left out.
    pub center: Option<HelpCenterId>,
    /// Who it is, where that is known.
    pub contact: Option<ContactId>,
}

/// A door that takes something of them now.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    pub channel: Channel,
    pub kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Form(Box<Form>),
    /// To this address.
    Email(String),
    /// Whether somebody is there to talk is the server's to know.
    Chat(Box<Widget>),
}

/// Every way that is open to them now, in the order of the channels.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn open(tx: &mut Tx, asked: Asked, now: Millis) -> Result<Vec<Way>> {
    let mut out = Vec::new();
    for channel in store::channel::all(tx).await? {
        if out.len() >= MOST {
            break;
        }
        if asked.brand.is_some_and(|b| b != channel.brand) {
            continue;
        }
        let Some((kind, door, medium)) = of(tx, &channel, asked.center).await? else {
            continue;
        };
        let world = world::of_visitor(tx, &channel, asked.contact, now).await?;
        if is_open(door, medium, asked.contact, &world, now) {
            out.push(Way { channel, kind });
        }
    }
    Ok(out)
}

fn is_open(
    door: DoorId,
    medium: Medium,
    contact: Option<ContactId>,
    world: &World,
    now: Millis,
) -> bool {
    let arrival = Arrival {
        door,
        medium,
        visitor: contact.map_or(Visitor::Kind(VisitorKind::default()), Visitor::Known),
        continues: None,
        topic: None,
        at: now,
    };
    is_offered(&arrival, world)
}

/// The door of a channel that customers come to by themselves.
async fn of(
    tx: &mut Tx,
    channel: &Channel,
    center: Option<HelpCenterId>,
) -> Result<Option<(Kind, DoorId, Medium)>> {
    Ok(match channel.kind.0.as_str() {
        "email" => {
            let doors = store::door::of_channel(tx, channel.id).await?;
            let door = doors.into_iter().find(|d| d.removed_at.is_none());
            door.map(|d| (Kind::Email(d.address), d.id, Medium::Mail))
        }
        "form" => {
            let form = store::form::of_channel(tx, channel.id).await?;
            let form = form.filter(|f| center.is_some() && f.help_center == center);
            form.map(|f| (f.door, f))
                .map(|(door, f)| (Kind::Form(Box::new(f)), door, Medium::Page))
        }
        "chat" => {
            let widget = store::chat::widget_of_channel(tx, channel.id).await?;
            widget
                .map(|w| (w.door, w))
                .map(|(door, w)| (Kind::Chat(Box::new(w)), door, Medium::Widget))
        }
        _ => None,
    })
}

/// What a closed door tells: the channel that follows it, and the ways on, line by line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct On {
    pub successor: String,
    pub lines: String,
}

/// The ways on from a channel, each as a letter names it, its successor's first; and the page that shows them.
pub(crate) struct Named {
    pub ways: Vec<(Channel, String)>,
    pub page: Option<String>,
    pub successor: Option<ChannelId>,
}

pub(crate) async fn named(
    tx: &mut Tx,
    from: &Channel,
    asked: Asked,
    locale: &str,
    now: Millis,
) -> Result<Named> {
    let public_url = organization::of(tx).await?.public_url;
    let center = center(tx, from.brand).await?;
    let asked = Asked {
        brand: Some(from.brand),
        center: center.as_ref().map(|c| c.id),
        ..asked
    };
    let mut ways = open(tx, asked, now).await?;
    let successor = world::of(tx, from, now).await?.successor.map(|s| s.channel);
    ways.sort_by_key(|w| Some(w.channel.id) != successor);
    let at = center
        .as_ref()
        .and_then(|c| Some((c, home(c, &public_url, locale)?)));
    let lines = ways.into_iter().filter_map(|w| {
        let line = line(&w, at.as_ref(), locale)?;
        Some((w.channel, line))
    });
    Ok(Named {
        ways: lines.collect(),
        page: at.as_ref().map(|(_, home)| format!("{home}/contact")),
        successor,
    })
}

/// The ways on from a channel, with whole addresses; its successor's first.
pub(crate) async fn on(
    tx: &mut Tx,
    from: &Channel,
    asked: Asked,
    locale: &str,
    now: Millis,
) -> Result<On> {
    let named = named(tx, from, asked, locale, now).await?;
    let ways = named.ways.into_iter().map(|(_, line)| line);
    let mut lines: Vec<String> = ways.take(NAMED).collect();
    lines.extend(named.page);
    let successor = match named.successor {
        Some(id) => store::channel::load(tx, id).await?.map(|c| c.name),
        None => None,
    };
    Ok(On {
        successor: successor.unwrap_or_default(),
        lines: lines.join("\n"),
    })
}

/// Nobody knows whether somebody is there to chat when a mail is read.
fn line(way: &Way, at: Option<&(&HelpCenter, String)>, locale: &str) -> Option<String> {
    match &way.kind {
        Kind::Email(address) => Some(address.clone()),
        Kind::Form(form) => {
            let (center, home) = at?;
            let words = form.words_in(locale, &center.default_locale);
            let title = words.map_or(way.channel.name.as_str(), |(_, w)| w.title.as_str());
            Some(format!("{title}: {home}/f/{}", form.slug))
        }
        Kind::Chat(_) => None,
    }
}

/// The public help center of a brand.
async fn center(tx: &mut Tx, brand: BrandId) -> Result<Option<HelpCenter>> {
    let all = store::help_center::public_all(tx).await?;
    Ok(all.into_iter().find(|c| c.brand == brand))
}

/// The address of its pages in the language that suits; `None` while the house has no address.
fn home(center: &HelpCenter, public_url: &str, locale: &str) -> Option<String> {
    let of = domain::language::is_same_language;
    let locale = center.locales.0.iter().find(|l| of(l, locale));
    let locale = locale.unwrap_or(&center.default_locale);
    let base = public_url.trim_end_matches('/');
    let (scheme, _) = base.split_once("://")?;
    Some(match &center.host {
        Some(host) => format!("{scheme}://{host}/{locale}"),
        None => format!("{base}/help/{}/{locale}", center.slug),
    })
}

/// The address of an article's page; a path while the house has no address.
pub(crate) async fn article(
    tx: &mut Tx,
    center: &HelpCenter,
    locale: &str,
    slug: &str,
) -> Result<String> {
    let public_url = organization::of(tx).await?.public_url;
    let home = home(center, &public_url, locale);
    let home = home.unwrap_or_else(|| format!("/help/{}/{locale}", center.slug));
    Ok(format!("{home}/a/{slug}"))
}
