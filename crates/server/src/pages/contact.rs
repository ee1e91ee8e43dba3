//! The contact page: what it is about, what most people find here, and the ways that are open now, best first for that, each
//! with its promise. Topics are those that the forms ask for, in their words; choosing one is a link.

use super::answer::{self, Public};
use super::home;
use super::layout::{Head, Place, Size, search_form};
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
        p class="lead" lang=[site.words_lang()] { (words.get(lead)) }
        (search_form(site, "", Size::Plain))
        @if seen.topics.is_empty() {
            (reached(site, &seen))
        } @else {
            div class="about-what" {
                (topics(site, &seen))
                div { (reached(site, &seen)) }
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

struct Seen {
    ways: Ways,
    /// Topics and what customers call them.
    topics: Vec<(TopicId, String)>,
    /// The one that was chosen.
    about: Option<(TopicId, String)>,
    answers: Vec<Helpful>,
}

async fn seen(app: &App, at: &At, asked: &str) -> ApiResult<Seen> {
    let ways = Ways::of(app, &at.site).await?;
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
        ways: ways.about(about.as_ref().map(|a| a.0)),
        topics,
        about,
        answers,
    })
}

/// What it may be about, as links.
fn topics(site: &Site, seen: &Seen) -> Markup {
    let chosen = seen.about.as_ref().map(|a| a.0);
    html! {
        nav class="topics" aria-labelledby="_about" {
            h2 id="_about" lang=[site.words_lang()] { (site.words.get("form-topic")) }
            ul {
                @for (id, name) in &seen.topics {
                    li { a href=(site.path(&format!("contact?topic={id}"))) aria-current=[(chosen == Some(*id)).then_some("true")] { bdi { (name) } } }
                }
                @if chosen.is_some() {
                    li { a href=(site.path("contact")) lang=[site.words_lang()] { (site.words.get("contact-all")) } }
                }
            }
        }
    }
}

/// What is answered here, and the ways.
fn reached(site: &Site, seen: &Seen) -> Markup {
    let words = site.words;
    html! {
        @if !seen.answers.is_empty() {
            section aria-labelledby="_answered" {
                h2 id="_answered" lang=[site.words_lang()] { (words.get("contact-answered")) }
                ul class="lines told" {
                    @for article in &seen.answers {
                        li {
                            h3 { a href=(site.path(&article.path())) { bdi { (article.title) } } }
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
                (ways::list(site, &seen.ways, None))
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
