//! The ways to reach people that are open now, each with its promise. One list for the contact page, the end of an article,
//! and pages of what is not there or closed; none of them ends in a wall. Which are open is `desk::ways`'s to say.

use super::icons::{Icon, icon};
use super::site::{Site, segment};
use crate::app::App;
use crate::http::error::ApiResult;
use desk::promise::{Asking, Forecasts};
use desk::ways::{self as open, Asked};
use domain::chat::Widget;
use domain::form::Form;
use domain::outage::Content;
use domain::promise::{Basis, Estimate, Kept, Told};
use domain::wording::{self, Piece, full_stop, promise_parts};
use domain::{ChannelId, Millis, TopicId};
use maud::{Markup, html};
use store::Tx;

/// What somebody can do to reach us.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    pub channel: ChannelId,
    pub kind: Kind,
    /// The channel's own name, as it is told to customers.
    pub name: String,
    pub href: String,
    pub estimate: Estimate,
    /// What it asks about, in the words of its page where it has some.
    pub topics: Vec<(TopicId, Option<String>)>,
    /// It asks for what the chosen topic needs.
    pub suits: bool,
}

/// What a way is; in the order in which they are offered when they are equally quick.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Somebody is there.
    Chat,
    Form,
    /// To this address.
    Email(String),
}

/// The ways of a brand, best first.
#[derive(Debug, Clone, PartialEq)]
pub struct Ways {
    pub list: Vec<Way>,
    /// Times are told in it: IANA name.
    pub zone: String,
    pub now: Millis,
    /// When the queue was last run forward.
    pub looked_at: Option<Millis>,
    /// How the promises of these ways went, where there are enough to say it.
    pub kept: Option<Kept>,
}

/// What does not work now, in the reader's language or the nearest.
pub(super) fn broken(site: &Site, outage: &Content) -> Markup {
    let house = site.center.as_ref().map_or("en", |c| &c.default_locale);
    let told = outage.told(&site.locale, house);
    html! { @if let Some((language, text)) = told { p class="notice" role="status" lang=(language) { (text) } } }
}

impl Ways {
    /// What is open for customers of the site's brand.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn of(app: &App, site: &Site) -> ApiResult<Self> {
        let now = app.clock.now();
        let zone = app.desk.organization().await?.zone;
        let brand = site.center.as_ref().map(|c| c.brand);
        let of = site.clone();
        let forecasts = app.desk.forecasts();
        let looked_at = forecasts.ask(now).map(|b| b.at);
        let asked = Asked {
            brand,
            center: site.center.as_ref().map(|c| c.id),
            contact: None,
        };
        let (list, chats, kept) = app
            .db()
            .read({
                let forecasts = forecasts.clone();
                async move |tx| read(tx, &forecasts, &of, asked, now).await
            })
            .await?;
        let mut list = list;
        for (channel, widget) in chats {
            list.extend(chat(app, site, channel, &widget).await?);
        }
        let mut ways = Self {
            list,
            zone,
            now,
            looked_at,
            kept,
        };
        ways.list.sort_by_cached_key(|w| {
            let mail = matches!(w.kind, Kind::Email(_));
            (mail, ends(w, now), w.kind.clone())
        });
        Ok(ways)
    }

    /// The same for somebody with a topic: ways that ask about it come first, and lead to its questions.
    #[must_use]
    pub fn about(mut self, topic: Option<TopicId>) -> Self {
        let Some(topic) = topic else {
            return self;
        };
        for way in &mut self.list {
            if way.topics.iter().any(|(id, _)| *id == topic) {
                way.suits = true;
                if way.kind == Kind::Form {
                    way.href = format!("{}?topic={topic}", way.href);
                }
            }
        }
        self.list.sort_by_key(|w| !w.suits);
        self
    }

    /// The same without one channel, and that of another first.
    #[must_use]
    pub fn around(mut self, but: ChannelId, first: ChannelId) -> Self {
        self.list.retain(|w| w.channel != but);
        self.list.sort_by_key(|w| w.channel != first);
        self
    }

    #[must_use]
    pub fn best(&self) -> Option<&Way> {
        self.list.first()
    }

    /// The promise of a way in the words of the page, only its times standing out.
    #[must_use]
    pub fn promise(&self, site: &Site, way: &Way) -> Markup {
        phrase(&self.parts(site, way))
    }

    fn parts(&self, site: &Site, way: &Way) -> Vec<Piece> {
        promise_parts(self.now, &way.estimate, &self.zone, site.words.locale())
    }

    /// The same as the beginning of a sentence.
    #[must_use]
    pub fn sentence(&self, site: &Site, way: &Way) -> Markup {
        html! { (phrase(&wording::begun(self.parts(site, way)))) (full_stop(site.words.locale())) }
    }

    /// What the promises rest on.
    #[must_use]
    pub fn basis(&self) -> Basis {
        let any = |basis| self.list.iter().any(|w| w.estimate.basis == basis);
        [Basis::Forward, Basis::Recent]
            .into_iter()
            .find(|basis| any(*basis))
            .unwrap_or(Basis::Target)
    }
}

/// The parts of a promise, its times standing out.
#[must_use]
pub fn phrase(parts: &[Piece]) -> Markup {
    html! {
        @for part in parts {
            @if part.is_time { strong { (part.text) } } @else { (part.text) }
        }
    }
}

fn comma(site: &Site) -> &'static str {
    if site.words.locale() == "zh" {
        "，"
    } else {
        ", "
    }
}

/// By when an answer is almost always there.
fn ends(way: &Way, now: Millis) -> Millis {
    let told = way.estimate.told;
    told.almost_always_at(now).unwrap_or(Millis::MAX)
}

/// What the database says of it: forms and addresses with their promises, and the widgets that may have somebody behind them.
async fn read(
    tx: &mut Tx,
    forecasts: &Forecasts,
    site: &Site,
    asked: Asked,
    now: Millis,
) -> desk::Result<(Vec<Way>, Vec<(ChannelId, Widget)>, Option<Kept>)> {
    let asking = Asking::written(Some(&site.locale));
    let (mut list, mut chats, mut kept) = (Vec::new(), Vec::new(), Kept::default());
    for way in open::open(tx, asked, now).await? {
        let channel = way.channel;
        let (kind, name, href, topics) = match way.kind {
            open::Kind::Email(address) => {
                let href = format!("mailto:{address}");
                (Kind::Email(address), channel.name.clone(), href, Vec::new())
            }
            open::Kind::Form(form) => {
                let fallback = site.center.as_ref().map_or("", |c| &c.default_locale);
                let words = form.words_in(&site.locale, fallback);
                let title = words.map_or_else(|| channel.name.clone(), |(_, w)| w.title.clone());
                let href = site.path(&format!("f/{}", segment(&form.slug)));
                (
                    Kind::Form,
                    title,
                    href,
                    offered(&form, &site.locale, fallback),
                )
            }
            open::Kind::Chat(widget) => {
                chats.push((channel.id, *widget));
                continue;
            }
        };
        list.push(Way {
            channel: channel.id,
            kind,
            name,
            href,
            estimate: desk::promise::of(tx, forecasts, &channel, asking, now).await?,
            topics,
            suits: false,
        });
        kept.join(forecasts.all_kept(channel.id));
    }
    Ok((list, chats, kept.told()))
}

/// A widget, when somebody is there to talk. The panel has a page of its own.
async fn chat(
    app: &App,
    site: &Site,
    channel: ChannelId,
    widget: &Widget,
) -> ApiResult<Option<Way>> {
    let door = app.chats.door(app, widget.id).await?;
    Ok(door.online.then(|| Way {
        channel,
        kind: Kind::Chat,
        name: door.name.clone(),
        href: crate::chat::alone(app, widget, &site.locale),
        estimate: door.promise.unwrap_or(Estimate {
            told: Told::Unknown,
            wait: None,
            basis: Basis::Target,
            n: 0,
        }),
        topics: widget.look.topics.iter().map(|id| (*id, None)).collect(),
        suits: false,
    }))
}

/// The topics of a form, in its order and its words.
fn offered(form: &Form, locale: &str, fallback: &str) -> Vec<(TopicId, Option<String>)> {
    let words = form
        .key_of("topic")
        .and_then(|key| form.question(key))
        .and_then(|q| q.words_in(locale, fallback));
    let named = |id: &TopicId| {
        let own = words?.choices.get(&id.to_string())?.trim();
        (!own.is_empty()).then(|| own.to_owned())
    };
    form.offered().iter().map(|id| (*id, named(id))).collect()
}

/// The one that is quicker than all others, by what was measured: an aim is no record, and where it would be the quickest
/// nobody knows which is.
fn quickest(told: &[&Estimate], now: Millis) -> Option<usize> {
    let ends = |e: &Estimate| e.told.almost_always_at(now).unwrap_or(Millis::MAX);
    let first = told.iter().map(|e| ends(e)).min()?;
    let mut as_quick = (0..told.len()).filter(|&at| ends(told[at]) <= first);
    let one = as_quick.next()?;
    let alone = told.len() > 1 && as_quick.next().is_none();
    (alone && told[one].basis != Basis::Target).then_some(one)
}

/// The list of the contact page. `target`: where its links open, when the page stands in a frame.
#[must_use]
pub fn list(site: &Site, ways: &Ways, target: Option<&str>) -> Markup {
    let words = site.words;
    let told: Vec<&Estimate> = ways.list.iter().map(|w| &w.estimate).collect();
    let quickest = quickest(&told, ways.now);
    html! {
        ul class="ways" lang=[site.words_lang()] {
            @for (at, way) in ways.list.iter().enumerate() {
                li {
                    (icon(way.kind.icon()))
                    div {
                        h3 {
                            @match &way.kind {
                                Kind::Form => { bdi { (way.name) } }
                                Kind::Chat => { (words.get("way-chat")) }
                                Kind::Email(address) => { (words.get("way-email")) " " bdi class="address" dir="ltr" { (address) } }
                            }
                            @if way.suits && ways.list.len() > 1 { span class="chip" { (words.get("way-suits")) } }
                            @else if quickest == Some(at) { span class="chip" { (words.get("way-best")) } }
                        }
                        p { (ways.sentence(site, way)) }
                    }
                    a class={ "button" @if at == 0 { " main" } } href=(way.href) target=[way.target(target)] rel=[way.target(target).map(|_| "noopener")] { (words.get(way.kind.invitation())) }
                }
            }
        }
    }
}

impl Way {
    /// A chat never stands in the place of the page that led there.
    fn target<'a>(&self, of_page: Option<&'a str>) -> Option<&'a str> {
        of_page.or_else(|| (self.kind == Kind::Chat).then_some("_blank"))
    }
}

impl Kind {
    fn icon(&self) -> Icon {
        match self {
            Self::Chat => Icon::Chat,
            Self::Form => Icon::Form,
            Self::Email(_) => Icon::Mail,
        }
    }

    /// The word on its button.
    #[must_use]
    pub fn invitation(&self) -> &'static str {
        match self {
            Self::Chat => "start-chat",
            Self::Form => "write-to-us",
            Self::Email(_) => "send-email",
        }
    }

    /// What it is called beside others.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Chat => "way-chat",
            Self::Form => "way-form",
            Self::Email(_) => "way-email",
        }
    }
}

/// The last block of an article, and of pages of what was not found: the best way with its promise, the second best, and the
/// page of all of them.
#[must_use]
pub fn unsolved(site: &Site, ways: &Ways) -> Markup {
    let words = site.words;
    html! {
        section class="card unsolved" aria-labelledby="_unsolved" lang=[site.words_lang()] {
            h2 id="_unsolved" { (words.get("unsolved")) }
            @if let Some(best) = ways.best() {
                p { (words.get("write-to-us-promise")) (ways.promise(site, best)) (full_stop(site.words.locale())) }
                a class="button main" href=(best.href) { (words.get(best.kind.invitation())) }
            }
            p class="other" {
                @if let Some(second) = ways.list.get(1) {
                    span { a href=(second.href) { (words.get(second.kind.word())) } (comma(site)) (ways.promise(site, second)) }
                }
                a href=(site.path("contact")) { (words.get("other-ways")) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quickest_is_the_one_that_was_measured_to_be() {
        let way = |usually, basis| Estimate {
            told: Told::UsuallyBy { usually },
            wait: None,
            basis,
            n: 0,
        };
        let quickest = |all: &[Estimate]| quickest(&all.iter().collect::<Vec<_>>(), 0);
        let (slow, quick) = (way(9, Basis::Recent), way(5, Basis::Forward));
        assert_eq!(quickest(&[slow, quick]), Some(1));
        assert_eq!(quickest(&[quick, quick]), None, "two are");
        assert_eq!(quickest(&[quick]), None, "quicker than what?");
        assert_eq!(quickest(&[slow, way(5, Basis::Target)]), None, "an aim");
        assert_eq!(quickest(&[quick, way(9, Basis::Target)]), Some(0));
        assert_eq!(quickest(&[]), None);
    }
}
