//! Draws a page once and sends it to many: what [`super::kept`] holds is looked at first.

use super::answer::{self, HTML, Packed, Public, SHARED};
use super::layout::{Head, layout};
use super::missing;
use super::site::At;
use crate::app::App;
use crate::http::error::ApiResult;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::Markup;
use std::sync::Arc;

/// What a path turned out to be.
pub enum Drawing {
    Page((Head, Markup)),
    /// Something that is no page: its kind and its text.
    Text(&'static str, String),
    /// Its address is another one now, for ever.
    Moved(String),
    Missing,
    Gone,
}

/// Answers with the page of this path. `draw` is asked only if it is not held; `rest` is the path below the language.
pub async fn drawn(
    app: &App,
    at: &At,
    headers: &HeaderMap,
    rest: &str,
    draw: impl Future<Output = ApiResult<Drawing>> + Send,
) -> Response {
    match held(app, at, rest, draw).await {
        Ok(page) => page.answer(headers),
        Err(response) => response,
    }
}

async fn held(
    app: &App,
    at: &At,
    rest: &str,
    draw: impl Future<Output = ApiResult<Drawing>> + Send,
) -> Result<Arc<Packed>, Response> {
    let epoch = app.pages.known(app).await.public(app)?.epoch;
    // A slug has no slash and a locale no bar: no two pages share a key.
    let own = if at.own_host() { "own" } else { "" };
    let key = format!("{}|{}|{own}|{rest}", at.center.slug, at.site.locale);
    if let Some(page) = app.pages.find(&key, epoch, at.now) {
        return Ok(page);
    }
    let (kind, text) = match draw.await.public(app)? {
        Drawing::Page((head, body)) => (HTML, layout(&at.site, &head, &body).into_string()),
        Drawing::Text(kind, text) => (kind, text),
        Drawing::Moved(path) => {
            // For ever, but a slug that is given anew wins: browsers ask again after an hour.
            let cache = "public, max-age=3600";
            return Err(answer::moved(StatusCode::MOVED_PERMANENTLY, &path, cache));
        }
        Drawing::Missing => return Err(missing::page(app, &at.site).await),
        Drawing::Gone => return Err(missing::gone(app, &at.site).await),
    };
    let page = Arc::new(Packed::new(kind, SHARED, text.as_bytes()).map_err(|error| {
        tracing::error!(%error, "a page cannot be packed");
        missing::failed(app, StatusCode::INTERNAL_SERVER_ERROR)
    })?);
    app.pages.keep(key, &page, epoch, at.now);
    Ok(page)
}
