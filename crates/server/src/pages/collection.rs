//! A subject: what is in it, and the subjects within.

use super::data;
use super::draw::{Drawing, drawn};
use super::home;
use super::layout::{Head, trail};
use super::read::{self, Shelf};
use super::site::{At, segment};
use crate::app::App;
use crate::http::error::ApiResult;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use maud::html;

/// `GET {p}/{locale}/c/{slug}`.
pub async fn page(State(app): State<App>, at: At, headers: HeaderMap) -> Response {
    let rest = format!("c/{}", segment(at.part("slug")));
    drawn(&app, &at, &headers, &rest, draw(&app, &at)).await
}

async fn draw(app: &App, at: &At) -> ApiResult<Drawing> {
    let site = &at.site;
    let (center, locale) = (at.center.clone(), site.locale.clone());
    let slug = at.part("slug").to_owned();
    let found = app
        .db()
        .read(async move |tx| {
            let shelves = read::shelves(tx, center.id, &locale, &center.default_locale).await?;
            let Some(shelf) = shelves.iter().find(|s| s.slug == slug).cloned() else {
                return Ok(None);
            };
            let lines = read::lines(tx, center.id, &locale, Some(shelf.id)).await?;
            let languages = read::shelf_languages(tx, center.id, shelf.id).await?;
            Ok::<_, store::StoreError>(Some((shelves, shelf, lines, languages)))
        })
        .await?;
    let Some((shelves, shelf, lines, languages)) = found else {
        return Ok(Drawing::Missing);
    };
    let within: Vec<&Shelf> = shelves
        .iter()
        .filter(|s| s.parent == Some(shelf.id) && s.articles > 0)
        .collect();
    let above = above(&shelves, &shelf);
    let steps: Vec<(String, String)> = above
        .iter()
        .map(|s| (site.path(&s.path()), s.name.clone()))
        .collect();
    let path = site.path(&shelf.path());
    let languages = languages
        .into_iter()
        .filter(|(l, _)| at.center.locales.contains(l))
        .map(|(l, slug)| {
            let path = site.path_in(&l, &format!("c/{}", segment(&slug)));
            (l, path)
        })
        .collect();
    let mut whole = vec![(site.path(""), site.name.clone())];
    whole.extend(steps.iter().cloned());
    whole.push((path.clone(), shelf.name.clone()));
    let head = Head {
        description: shelf.description.clone(),
        path: Some(path),
        languages,
        data: vec![data::trail(site, &whole)],
        ..Head::new(shelf.name.clone())
    };
    let lang = (shelf.locale != site.locale).then_some(shelf.locale.as_str());
    let body = html! {
        (trail(site, &steps))
        h1 lang=[lang] { bdi { (shelf.name) } }
        @if !shelf.description.is_empty() { p class="lead" lang=[lang] { bdi { (shelf.description) } } }
        @if !within.is_empty() {
            ul class="cards" { @for s in &within { (home::card(site, s)) } }
        }
        @if !lines.is_empty() { (home::lines(site, &lines)) }
        @if lines.is_empty() && within.is_empty() {
            p class="lead" lang=[site.words_lang()] { (site.words.get("collection-empty")) }
        }
    };
    Ok(Drawing::Page((head, body)))
}

/// What a shelf stands under, the outermost first. A circle, which the desk refuses to make, would end here as well.
#[must_use]
pub fn above<'a>(shelves: &'a [Shelf], shelf: &Shelf) -> Vec<&'a Shelf> {
    let mut out: Vec<&Shelf> = Vec::new();
    let mut next = shelf.parent;
    while let Some(id) = next {
        let Some(found) = shelves.iter().find(|s| s.id == id) else {
            break;
        };
        if found.id == shelf.id || out.iter().any(|s| s.id == id) {
            break;
        }
        out.push(found);
        next = found.parent;
    }
    out.reverse();
    out
}
