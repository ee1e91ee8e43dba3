//! The ways to reach people that are open to somebody now: one list for the contact page, the pages of what is not there, and
//! what a closed door tells whoever wrote. [`domain::door::is_offered`] says which; who shows them puts them in order.

use crate::world::Look;
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
    let (mut look, channels) = Look::at_all(tx, asked.contact, now).await?;
    let doors = Doors::read(tx, asked.center).await?;
    let mut out = Vec::new();
    for channel in channels {
        if out.len() >= MOST {
            break;
        }
        if asked.brand.is_some_and(|b| b != channel.brand) {
            continue;
        }
        let Some((kind, door, medium)) = doors.of(&channel) else {
            continue;
        };
        let world = look.world(tx, &channel).await?;
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

/// The doors of all channels.
struct Doors {
    /// Those that were there first come first.
    mail: Vec<store::door::Door>,
    /// On the pages that are asked about.
    forms: Vec<Form>,
    widgets: Vec<Widget>,
}

impl Doors {
    async fn read(tx: &mut Tx, center: Option<HelpCenterId>) -> Result<Self> {
        let mut mail = store::door::all(tx).await?;
        mail.retain(|d| d.removed_at.is_none());
        mail.sort_by_key(|d| (d.created_at, d.id));
        let mut forms = match center {
            Some(_) => store::form::all(tx).await?,
            None => Vec::new(),
        };
        forms.retain(|f| f.help_center == center);
        Ok(Self {
            mail,
            forms,
            widgets: store::chat::widgets(tx).await?,
        })
    }

    /// The one that customers come to by themselves.
    fn of(&self, channel: &Channel) -> Option<(Kind, DoorId, Medium)> {
        match channel.kind.0.as_str() {
            "email" => {
                let door = self.mail.iter().find(|d| d.channel == channel.id)?;
                Some((Kind::Email(door.address.clone()), door.id, Medium::Mail))
            }
            "form" => {
                let form = self.forms.iter().find(|f| f.channel == channel.id)?;
                Some((Kind::Form(Box::new(form.clone())), form.door, Medium::Page))
            }
            "chat" => {
                let widget = self.widgets.iter().find(|w| w.channel == channel.id)?;
                let kind = Kind::Chat(Box::new(widget.clone()));
                Some((kind, widget.door, Medium::Widget))
            }
            _ => None,
        }
    }
}

/// What a closed door tells: the channel that follows it, and the ways on, line by line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct On {
    pub successor: String,
    pub lines: String,
    /// Of the lines, those that are ways and not the list of them.
    pub open: usize,
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
    let open = lines.len();
    lines.extend(named.page);
    let successor = match named.successor {
        Some(id) => store::channel::load(tx, id).await?.map(|c| c.name),
        None => None,
    };
    Ok(On {
        successor: successor.unwrap_or_default(),
        lines: lines.join("\n"),
        open,
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
            Some(format!("{title}: {home}/f/{}", segment(&form.slug)))
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
        None => format!("{base}/help/{}/{locale}", segment(&center.slug)),
    })
}

/// One segment of a path, as it is written in an address (RFC 3986 §3.3): all but unreserved characters are encoded.
#[must_use]
pub fn segment(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for b in text.bytes() {
        if b.is_ascii_alphanumeric() || b"-._~".contains(&b) {
            out.push(char::from(b));
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
    }
    out
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
