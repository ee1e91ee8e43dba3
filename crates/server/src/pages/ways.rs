//! The ways to reach people that are open now, each with its promise. One list for the contact page, the end of an article,
//! and pages of what is not there; none of them ends in a wall.

use super::icons::{Icon, icon};
use super::site::{Site, segment};
use crate::app::App;
use crate::http::error::ApiResult;
use desk::DeskError;
use desk::promise::{Asking, Forecasts};
use domain::channel::{Channel, Stage};
use domain::form::Form;
use domain::promise::{Basis, Estimate, Kept};
use domain::wording::{self, Piece, full_stop, promise_parts};
use domain::{Millis, TopicId};
use maud::{Markup, html};
use store::Tx;

/// Ways that are shown.
const MOST: usize = 12;

/// What somebody can do to reach us.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
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
        let (list, kept) = app
            .db()
            .read({
                let forecasts = forecasts.clone();
                async move |tx| {
                    let asking = Asking::written(Some(&of.locale));
                    let mut list: Vec<Way> = Vec::new();
                    let mut kept = Kept::default();
                    for channel in store::channel::all(tx).await? {
                        let ours = brand.is_none_or(|b| b == channel.brand);
                        if ours && is_open(&channel) && list.len() < MOST {
                            let before = list.len();
                            let ahead = (&forecasts, asking);
                            list.extend(email(tx, ahead, &channel, now).await?);
                            list.extend(form(tx, ahead, &channel, &of, now).await?);
                            if list.len() > before {
                                kept.join(forecasts.all_kept(channel.id));
                            }
                        }
                    }
                    Ok::<_, DeskError>((list, kept.told()))
                }
            })
            .await?;
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
                way.href = format!("{}?topic={topic}", way.href);
            }
        }
        self.list.sort_by_key(|w| !w.suits);
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

fn is_open(channel: &Channel) -> bool {
    !channel.paused && matches!(channel.stage, Stage::Live | Stage::WindingDown)
}

/// The first address of a channel that is one by mail and takes mail.
async fn email(
    tx: &mut Tx,
    (forecasts, asking): (&Forecasts, Asking<'_>),
    channel: &Channel,
    now: Millis,
) -> desk::Result<Option<Way>> {
    if channel.kind.0 != channels::email::KIND.name {
        return Ok(None);
    }
    let doors = store::door::of_channel(tx, channel.id).await?;
    let Some(door) = doors.into_iter().find(|d| d.removed_at.is_none()) else {
        return Ok(None);
    };
    Ok(Some(Way {
        name: channel.name.clone(),
        href: format!("mailto:{}", door.address),
        kind: Kind::Email(door.address),
        estimate: desk::promise::of(tx, forecasts, channel, asking, now).await?,
        topics: Vec::new(),
        suits: false,
    }))
}

/// The page of a form, when it is among the pages of this help center.
async fn form(
    tx: &mut Tx,
    (forecasts, asking): (&Forecasts, Asking<'_>),
    channel: &Channel,
    site: &Site,
    now: Millis,
) -> desk::Result<Option<Way>> {
    let Some(center) = &site.center else {
        return Ok(None);
    };
    if channel.kind.0 != channels::form::KIND.name {
        return Ok(None);
    }
    let form = store::form::of_channel(tx, channel.id).await?;
    let Some(form) = form.filter(|f| f.help_center == Some(center.id)) else {
        return Ok(None);
    };
    let words = form.words_in(&site.locale, &center.default_locale);
    Ok(Some(Way {
        kind: Kind::Form,
        name: words.map_or_else(|| channel.name.clone(), |(_, w)| w.title.clone()),
        href: site.path(&format!("f/{}", segment(&form.slug))),
        estimate: desk::promise::of(tx, forecasts, channel, asking, now).await?,
        topics: offered(&form, &site.locale, &center.default_locale),
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

/// The list of the contact page.
#[must_use]
pub fn list(site: &Site, ways: &Ways) -> Markup {
    let words = site.words;
    let quickest = ways
        .list
        .iter()
        .map(|w| ends(w, ways.now))
        .min()
        .unwrap_or_default();
    let single = |way: &Way| {
        let as_quick = |w: &&Way| ends(w, ways.now) <= quickest;
        as_quick(&way) && ways.list.len() > 1 && ways.list.iter().filter(as_quick).count() == 1
    };
    html! {
        ul class="ways" lang=[site.words_lang()] {
            @for (at, way) in ways.list.iter().enumerate() {
                li {
                    (icon(way.kind.icon()))
                    div {
                        h3 {
                            @match &way.kind {
                                Kind::Form => { bdi { (way.name) } }
                                Kind::Email(address) => { (words.get("way-email")) " " bdi class="address" dir="ltr" { (address) } }
                            }
                            @if way.suits && ways.list.len() > 1 { span class="chip" { (words.get("way-suits")) } }
                            @else if single(way) { span class="chip" { (words.get("way-best")) } }
                        }
                        p { (ways.sentence(site, way)) }
                    }
                    a class={ "button" @if at == 0 { " main" } } href=(way.href) { (words.get(way.kind.invitation())) }
                }
            }
        }
    }
}

impl Kind {
    fn icon(&self) -> Icon {
        match self {
            Self::Form => Icon::Form,
            Self::Email(_) => Icon::Mail,
        }
    }

    /// The word on its button.
    #[must_use]
    pub fn invitation(&self) -> &'static str {
        match self {
            Self::Form => "write-to-us",
            Self::Email(_) => "send-email",
        }
    }

    /// What it is called beside others.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
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
