//! The public pages: help centers, and the layout that forms and surveys are drawn in. Server-rendered, complete without
//! script, the same strict policy on every answer.
//!
//! Here: which site a request is for ([`site`]), the words around what was written ([`words`]), the frame of every page
//! ([`layout()`]), pages and files for readers and machines, and what keeps drawn pages until something changes ([`kept`]). Not
//! here: SQL (all reads go through `read`, which calls the store's `public` functions), decisions, and whatever needs a
//! signed-in agent.
//!
//! A room that adds pages: take [`At`] in the handler, draw into [`layout()`] with [`answer::own`] (one reader) or
//! `draw::drawn` (the same for everybody), put [`token::hidden`] into each form and ask [`token::check`] of its post, and add
//! the route to [`routes`].

pub mod answer;
mod article;
pub mod ask;
pub mod assets;
mod collection;
mod contact;
mod data;
mod draw;
mod feedback;
mod files;
pub mod form;
mod home;
pub mod icons;
mod kept;
pub mod layout;
pub mod locale;
mod machines;
pub mod missing;
pub mod notice;
mod pace;
mod read;
mod search;
pub mod site;
mod suggest;
mod survey;
pub mod token;
pub mod visitor;
pub mod ways;
pub mod words;

pub use kept::{Known, Pages};
pub use layout::{Head, Place, frame, layout};
pub use site::{At, Center, Site};
pub use suggest::{meant, sent as question_sent};

use crate::app::App;
use crate::http::console;
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;
use axum::routing::{get, post};

/// Octets of a post without files.
pub const POST_MAX: usize = 64 * 1024;

/// Every route of the public pages. Those of an own host arrive here as well (see [`site::by_host`]).
pub fn routes() -> Router<App> {
    Router::new()
        .route("/p/{file}", get(assets::serve))
        .route("/robots.txt", get(machines::robots_of_desk))
        .route("/help/{center}", get(home::to_language))
        .route("/help/{center}/", get(home::to_language))
        .route("/help/{center}/robots.txt", get(machines::robots))
        .route("/help/{center}/sitemap.xml", get(machines::sitemap))
        .route("/help/{center}/file/{id}/{name}", get(files::serve))
        .route("/help/{center}/{locale}", get(home::page))
        .route("/help/{center}/{locale}/", get(home::page))
        .route("/help/{center}/{locale}/c/{slug}", get(collection::page))
        .route("/help/{center}/{locale}/a/{slug}", get(article::page))
        .route(
            "/help/{center}/{locale}/a/{slug}/helped",
            get(feedback::page).merge(post(feedback::take).layer(DefaultBodyLimit::max(POST_MAX))),
        )
        .route("/help/{center}/{locale}/search", get(search::page))
        .route("/help/{center}/{locale}/search.json", get(search::quick))
        .route("/help/{center}/{locale}/contact", get(contact::page))
        .route("/help/{center}/{locale}/contact/embed", get(contact::embed))
        .route("/help/{center}/{locale}/feed.xml", get(machines::feed))
        .merge(ask::routes())
        .merge(suggest::routes())
        .route("/help/{center}/{locale}/{*rest}", get(nowhere))
        .merge(form::routes())
        .merge(notice::routes())
        .merge(survey::routes())
}

/// What no route takes: nothing below the help centers, else the console's.
pub async fn or_console(
    State(app): State<App>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    match uri.path().strip_prefix(site::UNDER) {
        Some(rest) if !rest.is_empty() => missing::bare(&app),
        _ => console::serve(method, uri, headers).await,
    }
}

/// A path of a help center that leads nowhere.
async fn nowhere(State(app): State<App>, at: At) -> Response {
    missing::page(&app, &at.site).await
}
