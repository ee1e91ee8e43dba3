//! The first page of a help center: search, subjects, ways.

use super::draw::{Drawing, drawn};
use super::layout::{Head, Place, Size, search_form};
use super::read::{self, Line, Shelf};
use super::site::{At, Site, accepted};
use super::ways::{self, Ways};
use super::{answer, data};
use crate::app::App;
use crate::http::error::ApiResult;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use maud::{Markup, html};

/// Articles of no collection that are listed.
const LOOSE: usize = 50;

/// `GET {p}/`: to the language that suits the reader.
pub async fn to_language(at: At, headers: HeaderMap) -> Response {
    let locale = accepted(&headers, &at.center);
    let mut response = answer::moved(
        StatusCode::FOUND,
        &at.site.path_in(locale, ""),
        "public, max-age=300",
    );
    answer::put(&mut response, header::VARY, "accept-language");
    response
}

/// `GET {p}/{locale}`.
pub async fn page(State(app): State<App>, at: At, headers: HeaderMap) -> Response {
    drawn(&app, &at, &headers, "", async {
        draw(&app, &at.site).await.map(Drawing::Page)
    })
    .await
}

async fn draw(app: &App, site: &Site) -> ApiResult<(Head, Markup)> {
    let Some(center) = site.center.clone() else {
        return Ok((Head::default(), html! {}));
    };
    let (locale, brand) = (site.locale.clone(), center.brand);
    let (shelves, loose) = app
        .db()
        .read(async move |tx| {
            let shelves = read::shelves(tx, center.id, &locale, &center.default_locale).await?;
            let mut lines = read::lines(tx, center.id, &locale, None).await?;
            lines.retain(|l| l.collection.is_none());
            lines.truncate(LOOSE);
            Ok::<_, store::StoreError>((shelves, lines))
        })
        .await?;
    let ways = Ways::of(app, site).await?;
    let outages = app.desk.outages_at(Some(brand)).await?;
    let words = site.words;
    let head = Head {
        description: words.naming("home-description", "name", &site.name),
        path: Some(site.path("")),
        languages: languages(site, ""),
        data: vec![data::website(site)],
        own_search: true,
        place: Place::Help,
        ..Head::new(site.name.clone())
    };
    let body = html! {
        h1 lang=[site.words_lang()] { (words.get("home-title")) }
        @for broken in &outages { (ways::broken(site, broken)) }
        (search_form(site, "", Size::Large))
        @if shelves.iter().all(|s| s.articles == 0) && loose.is_empty() {
            p class="lead" lang=[site.words_lang()] { (words.get("home-empty")) }
        }
        (cards(site, &shelves))
        @if !loose.is_empty() {
            section {
                @if !shelves.is_empty() {
                    h2 lang=[site.words_lang()] { (words.get("more-articles")) }
                }
                (lines(site, &loose))
            }
        }
        section { (ways::unsolved(site, &ways)) }
    };
    Ok((head, body))
}

/// The same path in every language of the help center.
#[must_use]
pub fn languages(site: &Site, rest: &str) -> Vec<(String, String)> {
    let locales = site.center.as_ref().map(|c| c.locales.as_slice());
    locales
        .unwrap_or_default()
        .iter()
        .map(|l| (l.clone(), site.path_in(l, rest)))
        .collect()
}

/// Subjects as cards: the first level, with how much is in each. One that has nothing in this language is left out.
#[must_use]
pub fn cards(site: &Site, shelves: &[Shelf]) -> Markup {
    let first: Vec<&Shelf> = shelves
        .iter()
        .filter(|s| s.parent.is_none() && s.articles > 0)
        .collect();
    html! {
        @if !first.is_empty() {
            ul class="cards" {
                @for shelf in first { (card(site, shelf)) }
            }
        }
    }
}

/// One subject.
#[must_use]
pub fn card(site: &Site, shelf: &Shelf) -> Markup {
    let lang = (shelf.locale != site.locale).then_some(shelf.locale.as_str());
    html! {
        li class="card" {
            h2 { a href=(site.path(&shelf.path())) lang=[lang] { bdi { (shelf.name) } } }
            @if !shelf.description.is_empty() {
                p class="muted" lang=[lang] { bdi { (shelf.description) } }
            }
            p class="muted small n" lang=[site.words_lang()] { (site.words.counting("articles", shelf.articles)) }
        }
    }
}

/// Articles one under the other.
#[must_use]
pub fn lines(site: &Site, lines: &[Line]) -> Markup {
    html! {
        ul class="lines" {
            @for line in lines {
                li {
                    h2 { a href=(site.path(&line.path())) { bdi { (line.title) } } }
                    @if !line.summary.is_empty() { p { bdi { (line.summary) } } }
                }
            }
        }
    }
}
