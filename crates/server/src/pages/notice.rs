//! The page behind the link of a notice by which its reader gets no more of them. Looking changes nothing, as mail scanners
//! follow links; a press of the button does, or a mail program with one click (RFC 8058), which is answered at once: such
//! programs follow no redirect.

use super::answer::{self, Public};
use super::layout::Head;
use super::missing;
use super::pace::Act;
use super::site::Site;
use crate::app::App;
use crate::http::client::Client;
use crate::http::error::ApiError;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Extension, Path, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use desk::DeskError;
use desk::notice::Left;
use maud::{Markup, html};
use std::net::{IpAddr, Ipv4Addr};

/// Octets of a post: one field.
const BODY_MAX: usize = 4 * 1024;

pub(super) fn routes() -> Router<App> {
    Router::new().route(
        "/n/{token}",
        get(ask).merge(post(leave).layer(DefaultBodyLimit::max(BODY_MAX))),
    )
}

/// `GET /n/{token}`.
async fn ask(
    State(app): State<App>,
    Path(token): Path<String>,
    client: Option<Extension<Client>>,
) -> Response {
    match app.desk.notice_leave_page(&token).await {
        Ok(left) => page(&app, &token, &left).await,
        Err(error) => unknown(&app, error, Act::Search, client),
    }
}

/// `POST /n/{token}`. Whatever is posted means the same.
async fn leave(
    State(app): State<App>,
    Path(token): Path<String>,
    client: Option<Extension<Client>>,
    _: Bytes,
) -> Response {
    match app.desk.leave_notices(&token, app.clock.now()).await {
        Ok(left) => page(&app, &token, &left).await,
        Err(error) => unknown(&app, error, Act::Say, client),
    }
}

/// The answer to whoever guesses too often. A link of ours cannot be guessed, and the programs of a mail provider press
/// those of all its customers from a few addresses: they are not counted.
fn too_fast(app: &App, act: Act, client: Option<Extension<Client>>) -> Option<Response> {
    let from: IpAddr = client.map_or(Ipv4Addr::UNSPECIFIED.into(), |Extension(c)| c.ip);
    if app.pages.paces.take(act, from, app.clock.now()) {
        return None;
    }
    let site = Site::without(app, "", "en");
    let status = StatusCode::TOO_MANY_REQUESTS;
    Some(missing::refused(&site, status, "too-fast"))
}

fn unknown(app: &App, error: DeskError, act: Act, client: Option<Extension<Client>>) -> Response {
    match error {
        DeskError::Refused(_) => {
            if let Some(response) = too_fast(app, act, client) {
                return response;
            }
            let site = Site::without(app, "", "en");
            missing::refused(&site, StatusCode::NOT_FOUND, "notice-none")
        }
        error => missing::failed(app, ApiError::from(error).status),
    }
}

async fn page(app: &App, token: &str, left: &Left) -> Response {
    let known = match app.pages.known(app).await.public(app) {
        Ok(known) => known,
        Err(response) => return response,
    };
    let mut site = Site::without(app, &left.organization, &left.locale);
    let center = known.centers.iter().find(|c| Some(c.brand) == left.brand);
    if let Some(center) = center {
        site = Site::of(center.clone(), &left.locale, false);
    }
    let head = Head::new(site.words.get("notice-title"));
    let body = body(&site, token, left.done);
    let mut response = answer::own(&site, StatusCode::OK, &head, &body);
    answer::put(&mut response, header::REFERRER_POLICY, "no-referrer");
    response
}

fn body(site: &Site, token: &str, done: bool) -> Markup {
    let words = site.words;
    html! {
        @if done {
            h1 lang=[site.words_lang()] { (words.get("notice-done-title")) }
            p class="lead" lang=[site.words_lang()] { (words.get("notice-done-text")) }
        } @else {
            h1 lang=[site.words_lang()] { (words.get("notice-stop-title")) }
            p class="lead" lang=[site.words_lang()] { (words.get("notice-stop-text")) }
            form method="post" action=(format!("/n/{token}")) class="survey" {
                p { button class="main" lang=[site.words_lang()] { (words.get("notice-stop")) } }
            }
        }
    }
}
