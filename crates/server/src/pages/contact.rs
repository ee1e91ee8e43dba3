//! The contact page: what it is about, what most people find here, and the ways that are open now, best first for that, each
//! with its promise. Topics are those that the forms ask for, in their words; choosing one is a link.

use super::answer::{self, Public};
use super::home;
use super::layout::{self, Head, Place, Size, search_form};
use super::read::{self, Helpful};
use super::site::{At, Site};
use super::ways::{self, Ways};
use crate::app::App;
use crate::http::error::ApiResult;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::TopicId;
use domain::outage::Content;
use domain::promise::Basis;
use domain::wording;
use maud::{Markup, html};
use serde::Deserialize;

/// Articles that are named.
const ANSWERS: usize = 3;
/// Topics that are offered; forms may ask for more.
const TOPICS: usize = 12;
/// From so many answers on, readers are told how many an article helped.
const ENOUGH: u64 = 20;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    topic: String,
}

/// Where the page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frame {
    Own,
    /// Within a page of any site: nothing in it is secret, and nothing is sent from it.
    Embedded,
}

impl Frame {
    fn path(self) -> &'static str {
        match self {
            Self::Own => "contact",
            Self::Embedded => "contact/embed",
        }
    }

    /// The pages that are linked do not stand in frames.
    fn target(self) -> Option<&'static str> {
        (self == Self::Embedded).then_some("_blank")
    }
}

/// `GET {p}/{locale}/contact?topic=`. Drawn for each reader: it says how things stand now.
pub async fn page(
    State(app): State<App>,
    at: At,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let asked = asked.map(|Query(a)| a).unwrap_or_default();
    let site = &at.site;
    let words = site.words;
    let seen = match seen(&app, &at, &asked.topic).await.public(&app) {
        Ok(seen) => seen,
        Err(response) => return response,
    };
    let frame = Frame::Own;
    let lead = match (seen.ways.list.is_empty(), seen.topics.is_empty()) {
        (true, _) => "contact-none",
        (_, true) => "contact-lead",
        (_, false) => "contact-topics-lead",
    };
    let title = if seen.topics.is_empty() {
        "contact-title"
    } else {
        "home-title"
    };
    let body = html! {
        h1 lang=[site.words_lang()] { (words.get(title)) }
        @for broken in &seen.outages { (ways::broken(site, broken)) }
        p class="lead" lang=[site.words_lang()] { (words.get(lead)) }
        (search_form(site, "", Size::Plain))
        @if seen.topics.is_empty() {
            (reached(site, &seen, frame))
        } @else {
            div class="about-what" {
                (topics(site, &seen, frame))
                div { (reached(site, &seen, frame)) }
            }
        }
    };
    let head = Head {
        description: words.get("contact-lead"),
        path: Some(site.path("contact")),
        languages: home::languages(site, "contact"),
        place: Place::Contact,
        own_search: true,
        ..Head::new(words.get("contact-title"))
    };
    answer::own(site, StatusCode::OK, &head, &body)
}

/// `GET {p}/{locale}/contact/embed?topic=`: the same without anything around it, for a frame in a page of any site.
pub async fn embed(
    State(app): State<App>,
    at: At,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let asked = asked.map(|Query(a)| a).unwrap_or_default();
    let site = &at.site;
    let seen = match seen(&app, &at, &asked.topic).await.public(&app) {
        Ok(seen) => seen,
        Err(response) => return response,
    };
    let frame = Frame::Embedded;
    let body = html! {
        h1 class="away" lang=[site.words_lang()] { (site.words.get("contact-title")) }
        @for broken in &seen.outages { (ways::broken(site, broken)) }
        @if !seen.topics.is_empty() { (topics(site, &seen, frame)) }
        (reached(site, &seen, frame))
        @if seen.ways.list.is_empty() {
            p class="lead" lang=[site.words_lang()] { (site.words.get("contact-none")) }
        }
    };
    let head = Head {
        place: Place::Contact,
        ..Head::new(site.words.get("contact-title"))
    };
    let page = layout::frame(site, &head, &body);
    answer::framed(StatusCode::OK, page.into_string(), "*")
}

struct Seen {
    /// What does not work now.
    outages: Vec<Content>,
    ways: Ways,
    /// Topics and what customers call them.
    topics: Vec<(TopicId, String)>,
    /// The one that was chosen.
    about: Option<(TopicId, String)>,
    answers: Vec<Helpful>,
}

async fn seen(app: &App, at: &At, asked: &str) -> ApiResult<Seen> {
    let ways = Ways::of(app, &at.site).await?;
    let outages = app.desk.outages_at(Some(at.center.brand)).await?;
    let mut offered: Vec<(TopicId, Option<String>)> = Vec::new();
    for (id, name) in ways.list.iter().flat_map(|w| &w.topics) {
        if !offered.iter().any(|(known, _)| known == id) {
            offered.push((*id, name.clone()));
        }
    }
    let wanted = asked.parse::<TopicId>().ok();
    let (center, locale) = (at.center.id, at.site.locale.clone());
    let (topics, answers) = app
        .db()
        .read(async move |tx| {
            let house = match offered.is_empty() {
                true => Vec::new(),
                false => store::tag::topics(tx).await?,
            };
            let named = |(id, own): &(TopicId, Option<String>)| {
                let known = house.iter().find(|t| t.id == *id && !t.archived)?;
                Some((*id, own.clone().unwrap_or_else(|| known.name.clone())))
            };
            let topics: Vec<(TopicId, String)> =
                offered.iter().filter_map(named).take(TOPICS).collect();
            let about = wanted.filter(|w| topics.iter().any(|(id, _)| id == w));
            let answers = read::helpful(tx, center, &locale, about, ANSWERS).await?;
            Ok::<_, store::StoreError>((topics, answers))
        })
        .await?;
    let about = topics.iter().find(|(id, _)| Some(*id) == wanted).cloned();
    Ok(Seen {
        outages,
        ways: ways.about(about.as_ref().map(|a| a.0)),
        topics,
        about,
        answers,
    })
}

/// What it may be about, as links.
fn topics(site: &Site, seen: &Seen, frame: Frame) -> Markup {
    let chosen = seen.about.as_ref().map(|a| a.0);
    let path = frame.path();
    html! {
        nav class="topics" aria-labelledby="_about" {
            h2 id="_about" lang=[site.words_lang()] { (site.words.get("form-topic")) }
            ul {
                @for (id, name) in &seen.topics {
                    li { a href=(site.path(&format!("{path}?topic={id}"))) aria-current=[(chosen == Some(*id)).then_some("true")] { bdi { (name) } } }
                }
                @if chosen.is_some() {
                    li { a href=(site.path(path)) lang=[site.words_lang()] { (site.words.get("contact-all")) } }
                }
            }
        }
    }
}

/// What is answered here, and the ways.
fn reached(site: &Site, seen: &Seen, frame: Frame) -> Markup {
    let words = site.words;
    html! {
        @if !seen.answers.is_empty() {
            section aria-labelledby="_answered" {
                h2 id="_answered" lang=[site.words_lang()] { (words.get("contact-answered")) }
                ul class="lines told" {
                    @for article in &seen.answers {
                        li {
                            h3 { a href=(site.path(&article.path())) target=[frame.target()] rel=[frame.target().map(|_| "noopener")] { bdi { (article.title) } } }
                            @if article.answers >= ENOUGH {
                                p class="n" lang=[site.words_lang()] {
                                    (words.with("helped-count", [("yes", article.helped.into()), ("n", article.answers.into())]))
                                }
                            }
                        }
                    }
                }
            }
        }
        @if !seen.ways.list.is_empty() {
            section aria-labelledby="_ways" {
                h2 id="_ways" lang=[site.words_lang()] {
                    @match &seen.about {
                        Some((_, name)) => { (words.naming("contact-about", "topic", name)) }
                        None => { (words.get("contact-reach")) }
                    }
                }
                (ways::list(site, &seen.ways, frame.target()))
                p class="muted small" lang=[site.words_lang()] {
                    @match (seen.ways.basis(), seen.ways.looked_at) {
                        (Basis::Forward, Some(at)) => {
                            (words.naming("contact-ahead", "time", &wording::clock(at, &seen.ways.zone)))
                        }
                        (Basis::Target, _) => { (words.get("contact-aim")) }
                        _ => { (words.get("contact-basis")) }
                    }
                    " "
                    @if let Some(kept) = seen.ways.kept {
                        (words.with("contact-kept", [("percent", kept.percent().unwrap_or(0).into()), ("n", kept.n.into())]))
                        " "
                    }
                    (words.naming("times-in", "zone", &seen.ways.zone))
                }
            }
        }
    }
}
