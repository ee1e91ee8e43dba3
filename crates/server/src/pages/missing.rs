//! Pages of what is not there, is no longer there, or failed. Each leads on: a field to search in, subjects, ways to a person.

use super::answer::{self, OWN};
use super::layout::{self, Head, Size, search_form};
use super::read;
use super::site::Site;
use super::ways::{self, Ways};
use crate::app::App;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

/// There is no such page in this help center.
pub async fn page(app: &App, site: &Site) -> Response {
    lead_on(app, site, StatusCode::NOT_FOUND, "not-found").await
}

/// An article that was public and is not any more.
pub async fn gone(app: &App, site: &Site) -> Response {
    lead_on(app, site, StatusCode::GONE, "gone").await
}

async fn lead_on(app: &App, site: &Site, status: StatusCode, what: &str) -> Response {
    let words = site.words;
    let title = words.get(&format!("{what}-title"));
    let onwards = onwards(app, site).await;
    let body = html! {
        h1 { (title) }
        p class="lead" lang=[site.words_lang()] { (words.get(&format!("{what}-text"))) }
        (search_form(site, "", Size::Plain))
        (onwards)
    };
    let head = Head {
        own_search: true,
        ..Head::new(title)
    };
    answer::own(site, status, &head, &body)
}

/// Subjects and ways; what cannot be read is left out, the page stands without it.
pub async fn onwards(app: &App, site: &Site) -> Markup {
    let shelves = match &site.center {
        Some(center) => {
            let (id, locale) = (center.id, site.locale.clone());
            let fallback = center.default_locale.clone();
            let read = app
                .db()
                .read(async move |tx| read::shelves(tx, id, &locale, &fallback).await);
            read.await.unwrap_or_default()
        }
        None => Vec::new(),
    };
    let ways = Ways::of(app, site).await.ok();
    html! {
        @if !shelves.is_empty() {
            section {
                h2 lang=[site.words_lang()] { (site.words.get("look-into")) }
                (super::home::cards(site, &shelves))
            }
        }
        @if let Some(ways) = ways { section { (ways::unsolved(site, &ways)) } }
    }
}

/// Somebody asked for what a person would not: too often, from another site.
#[must_use]
pub fn refused(site: &Site, status: StatusCode, what: &str) -> Response {
    let words = site.words;
    let title = words.get(&format!("{what}-title"));
    let body = html! {
        h1 { (title) }
        p class="lead" lang=[site.words_lang()] { (words.get(&format!("{what}-text"))) }
    };
    answer::own(site, status, &Head::new(title), &body)
}

/// There is no help center at this address.
#[must_use]
pub fn bare(app: &App) -> Response {
    plain(app, StatusCode::NOT_FOUND, "no-center")
}

/// It is our fault.
#[must_use]
pub fn failed(app: &App, status: StatusCode) -> Response {
    let status = if status.is_server_error() {
        status
    } else {
        StatusCode::INTERNAL_SERVER_ERROR
    };
    let mut response = plain(app, status, "error");
    answer::put(&mut response, axum::http::header::RETRY_AFTER, "5");
    response
}

fn plain(app: &App, status: StatusCode, what: &str) -> Response {
    let site = Site::without(app, "", "en");
    let title = site.words.get(&format!("{what}-title"));
    let body = html! {
        h1 { (title) }
        p class="lead" { (site.words.get(&format!("{what}-text"))) }
    };
    let page = layout::frame(&site, &Head::new(title), &body);
    let mut response = Response::new(axum::body::Body::from(page.into_string()));
    *response.status_mut() = status;
    answer::put(
        &mut response,
        axum::http::header::CONTENT_TYPE,
        answer::HTML,
    );
    answer::put(&mut response, axum::http::header::CACHE_CONTROL, OWN);
    answer::common(&mut response);
    response
}
