//! The doors of a house, and which other doors each of them shows: pages by what stands on them, mail by the texts that are
//! sent.

use super::named::{Door as Named, Place};
use super::rows::Rows;
use crate::texts::{Key, chosen};
use domain::channel::Channel;
use domain::dead_end::{Door, Entry, Link, TEXT_PAGE};
use domain::door::{
    Medium, TEXT_ACKNOWLEDGEMENT, TEXT_ANNOUNCEMENT, TEXT_CLOSED, TEXT_PAUSED, TEXT_SIGNPOST,
};
use domain::form::Form;
use domain::language::{best, is_same_language};
use domain::{BrandId, ChannelId, DoorId};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use store::help_center::HelpCenter;
use store::words::Text;

/// Ways that a contact page lists, and a mail beside it.
const WAYS_MAX: usize = 12;
const WAYS_TOLD: usize = 4;
/// The open ways stand here in a text.
const WAYS: &str = "{{ways";

/// What a channel tells by mail, by the text that `door::resolve` names.
pub(super) const BY_MAIL: [(&str, Key); 5] = [
    (TEXT_ACKNOWLEDGEMENT, Key::Acknowledgement),
    (TEXT_ANNOUNCEMENT, Key::Announcement),
    (TEXT_SIGNPOST, Key::Signpost),
    (TEXT_PAUSED, Key::ChannelPaused),
    (TEXT_CLOSED, Key::ChannelClosed),
];
pub(super) const BY_FORM: [(&str, Key); 5] = [
    (TEXT_ACKNOWLEDGEMENT, Key::FormReceived),
    (TEXT_ANNOUNCEMENT, Key::FormRedirected),
    (TEXT_SIGNPOST, Key::FormRedirected),
    (TEXT_PAUSED, Key::FormRedirected),
    (TEXT_CLOSED, Key::FormRedirected),
];

/// The contact page of a help center stands under the id of the center: it is no row of its own.
pub(super) fn contact_page(center: &HelpCenter) -> (DoorId, ChannelId) {
    (DoorId(center.id.0), ChannelId(center.id.0))
}

pub(super) fn all(rows: &Rows, languages: &[String]) -> Vec<Door> {
    let telling = Telling::of(rows, languages);
    let mut out: Vec<Door> = Vec::new();
    for (channel, _) in &rows.channels {
        for door in rows.mail.iter().filter(|d| d.channel == channel.id) {
            let shows = telling.shown(channel, &BY_MAIL, door.id);
            out.push(Door {
                shows,
                ..plain(rows, door.id, channel.id, &door.address, Medium::Mail)
            });
        }
        for form in rows.forms.iter().filter(|f| f.channel == channel.id) {
            out.extend(page(rows, channel, form, &telling));
        }
        for widget in rows.widgets.iter().filter(|w| w.channel == channel.id) {
            // Where no site shows it nobody can come by it.
            if !widget.sites.is_empty() {
                let label = format!("chat “{}”", channel.name);
                out.push(plain(rows, widget.door, channel.id, &label, Medium::Widget));
            }
        }
    }
    out.extend(rows.centers.iter().map(|c| contact(rows, c)));
    out
}

/// Nothing measures yet what it rests on: that is said, not passed; so is a door that nobody has tried.
fn plain(rows: &Rows, id: DoorId, channel: ChannelId, label: &str, medium: Medium) -> Door {
    Door {
        id,
        channel,
        label: label.to_owned(),
        medium,
        entry: Entry::Anybody,
        shows: Vec::new(),
        expiries: None,
        named_in: Some(rows.named.get(&id).cloned().unwrap_or_default()),
        probe: rows.probes.get(&id).copied(),
    }
}

/// A form that stands among the pages of a public help center.
fn page(rows: &Rows, channel: &Channel, form: &Form, telling: &Telling) -> Option<Door> {
    let center = center_of(rows, form)?;
    let label = format!("form “{}”", title(form, center));
    let mut shows = vec![Link {
        text: TEXT_PAGE.to_owned(),
        to: contact_page(center).0,
        language: None,
        // Nothing was written yet that could be lost: what was is kept.
        carries: Some(true),
    }];
    shows.extend(telling.shown(channel, &BY_FORM, form.door));
    Some(Door {
        shows,
        ..plain(rows, form.door, channel.id, &label, Medium::Page)
    })
}

fn center_of<'a>(rows: &'a Rows, form: &Form) -> Option<&'a HelpCenter> {
    let id = form.help_center?;
    rows.centers.iter().find(|c| c.id == id)
}

pub(super) fn title<'a>(form: &'a Form, center: &HelpCenter) -> &'a str {
    let words = form.words_in(&center.default_locale, &center.default_locale);
    words.map_or(form.slug.as_str(), |(_, w)| w.title.as_str())
}

/// The list of ways of a help center: forms first, then the first address of each channel.
fn contact(rows: &Rows, center: &HelpCenter) -> Door {
    let (id, channel) = contact_page(center);
    let label = format!("contact page of {}", center.name(&center.default_locale));
    let forms: Vec<&Form> = forms_of(rows, center).collect();
    let asks = forms.iter().any(|f| !f.offered().is_empty());
    let link = |to: DoorId, carries: bool| Link {
        text: TEXT_PAGE.to_owned(),
        to,
        language: None,
        carries: Some(carries),
    };
    // The topic that was chosen goes along to a form, and not into a mail.
    let forms = forms.iter().map(|f| link(f.door, true));
    let mail = addresses_of(rows, center.brand).map(|d| link(d, !asks));
    Door {
        shows: forms.chain(mail).take(WAYS_MAX).collect(),
        ..plain(rows, id, channel, &label, Medium::Page)
    }
}

/// The forms of a help center that take something now.
fn forms_of<'a>(rows: &'a Rows, center: &'a HelpCenter) -> impl Iterator<Item = &'a Form> {
    rows.forms.iter().filter(|f| {
        let ours = rows.channel(f.channel).map(|c| c.brand) == Some(center.brand);
        let here = ours && f.help_center == Some(center.id);
        here && rows.is_listed(f.channel, f.door, Medium::Page)
    })
}

/// The first address of each channel of a brand that takes something now.
fn addresses_of(rows: &Rows, brand: BrandId) -> impl Iterator<Item = DoorId> {
    let own = (rows.channels.iter()).filter(move |(c, _)| c.brand == brand);
    let first = own.filter_map(|(c, _)| rows.mail.iter().find(|d| d.channel == c.id));
    let open = first.filter(|d| rows.is_listed(d.channel, d.id, Medium::Mail));
    open.map(|d| d.id)
}

/// What `{{ways}}` in a text of that brand becomes.
fn ways(rows: &Rows, brand: BrandId) -> Vec<DoorId> {
    let center = rows.centers.iter().find(|c| c.brand == brand);
    let forms = center.into_iter().flat_map(|c| forms_of(rows, c));
    let all = addresses_of(rows, brand).chain(forms.map(|f| f.door));
    let page = center.map(|c| contact_page(c).0);
    all.take(WAYS_TOLD).chain(page).collect()
}

/// Every door with what names it in a text.
pub(super) fn named(rows: &Rows) -> Vec<Named> {
    let mail = rows.mail.iter().map(|d| Named {
        id: d.id,
        place: Place::Address(d.address.to_lowercase()),
    });
    let forms = rows.forms.iter().filter_map(|f| {
        let center = center_of(rows, f)?;
        Some(Named {
            id: f.door,
            place: Place::page(center, &format!("/f/{}", f.slug)),
        })
    });
    let pages = rows.centers.iter().map(|c| Named {
        id: contact_page(c).0,
        place: Place::page(c, "/contact"),
    });
    mail.chain(forms).chain(pages).collect()
}

/// Which text, of which brand, in which stage, read in which language.
type Version = (BrandId, &'static str, &'static str, String);

/// The doors that texts name; channels of one brand and stage tell the same.
struct Telling<'a> {
    rows: &'a Rows,
    languages: &'a [String],
    named: Vec<Named>,
    known: RefCell<HashMap<Version, Rc<[DoorId]>>>,
}

impl<'a> Telling<'a> {
    fn of(rows: &'a Rows, languages: &'a [String]) -> Self {
        Self {
            rows,
            languages,
            named: named(rows),
            known: RefCell::default(),
        }
    }

    /// What a channel shows by its texts, in each language that somebody reads.
    fn shown(&self, channel: &Channel, keys: &[(&str, Key)], own: DoorId) -> Vec<Link> {
        let mut out = Vec::new();
        for (text, key) in keys {
            for language in self.languages {
                let met = self.met(channel, *key, language);
                out.extend(met.iter().filter(|d| **d != own).map(|&to| Link {
                    text: (*text).to_owned(),
                    to,
                    language: Some(language.clone()),
                    carries: Some(false),
                }));
            }
        }
        out
    }

    fn met(&self, channel: &Channel, key: Key, language: &str) -> Rc<[DoorId]> {
        let version = (
            channel.brand,
            channel.stage.word(),
            key.word(),
            language.to_owned(),
        );
        if let Some(known) = self.known.borrow().get(&version) {
            return Rc::clone(known);
        }
        let body = found(self.rows, channel, key, language).1.to_lowercase();
        let said = self.named.iter().filter(|n| n.place.stands_in(&body));
        let mut doors: Vec<DoorId> = said.map(|n| n.id).collect();
        if body.contains(WAYS) {
            doors.extend(ways(self.rows, channel.brand));
        }
        let doors: Rc<[DoorId]> = doors.into();
        (self.known.borrow_mut()).insert(version, Rc::clone(&doors));
        doors
    }
}

/// The language and the words that such a customer gets.
fn found(rows: &Rows, channel: &Channel, key: Key, language: &str) -> (String, String) {
    let own = |t: &&Text| t.key == key.word() && t.brand == channel.brand;
    let versions: Vec<&Text> = rows.texts.iter().filter(own).collect();
    let fallback = rows.locale_of(channel.brand);
    let found = chosen(&versions, key, channel.stage.word(), language, fallback);
    (found.locale, found.body)
}

/// The languages in which all that a channel tells is there.
pub(super) fn spoken(rows: &Rows, channel: &Channel, languages: &[String]) -> Option<Vec<String>> {
    let form = rows.forms.iter().find(|f| f.channel == channel.id);
    let widget = rows.widgets.iter().any(|w| w.channel == channel.id);
    let keys: &[(&str, Key)] = match (form, widget) {
        (Some(_), _) => &BY_FORM,
        // What a widget says has no text that anybody can look up.
        (None, true) => return None,
        (None, false) => &BY_MAIL,
    };
    let there = |l: &&String| {
        let texts = keys
            .iter()
            .all(|(_, key)| is_same_language(&found(rows, channel, *key, l).0, l));
        let page = form.is_none_or(|f| {
            let words = best(&f.words, l, l);
            words.is_some_and(|(found, _)| is_same_language(found, l))
        });
        texts && page
    };
    Some(languages.iter().filter(there).cloned().collect())
}
