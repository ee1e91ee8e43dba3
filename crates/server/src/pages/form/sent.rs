//! The page that thanks: what was sent, by which number it is known, and when an answer comes. Loading it again sends nothing.

use super::{Frame, finish, path, seen};
use crate::app::App;
use crate::pages::answer::{self, Public};
use crate::pages::layout::{self, Head};
use crate::pages::site::At;
use crate::pages::ways;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use desk::forms::{Seen, Told};
use domain::wording::promise_parts;
use fluent_bundle::FluentValue;
use maud::{Markup, html};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(super) struct Reference {
    #[serde(default)]
    r: String,
}

pub(super) async fn page(
    State(app): State<App>,
    at: At,
    Query(query): Query<Reference>,
) -> Response {
    thank(&app, &at, Frame::Own, &query.r).await
}

pub(super) async fn embed(
    State(app): State<App>,
    at: At,
    Query(query): Query<Reference>,
) -> Response {
    thank(&app, &at, Frame::Embedded, &query.r).await
}

async fn thank(app: &App, at: &At, frame: Frame, reference: &str) -> Response {
    let seen = match seen(app, at).await {
        Ok(seen) => seen,
        Err(answer) => return answer,
    };
    let told = app.desk.told_of_form_post(seen.form.id, reference).await;
    let told = match told.public(app) {
        Ok(told) => told,
        Err(answer) => return answer,
    };
    let Some(told) = told else {
        // Nothing that we made: back to the form.
        return answer::see_other(&path(at, frame));
    };
    let words = at.site.words;
    let head = Head {
        place: layout::Place::Contact,
        ..Head::new(words.get("form-sent-title"))
    };
    let body = thanks(at, &seen, &told, &path(at, frame));
    finish(&at.site, frame, &seen, StatusCode::OK, &head, &body)
}

fn thanks(at: &At, seen: &Seen, told: &Told, again: &str) -> Markup {
    let (site, words) = (&at.site, at.site.words);
    let own = seen.form.words_in(&site.locale, &at.center.default_locale);
    let own = own.map(|(_, w)| w.thanks.as_str()).unwrap_or_default();
    html! {
        div class="thanks" {
            h1 lang=[site.words_lang()] { (words.get("form-sent-title")) }
            @if !own.is_empty() { p class="lead lines-kept" { (own) } }
            div lang=[site.words_lang()] {
                @if told.elsewhere { p { (words.get("form-sent-elsewhere")) } }
                @if let Some(promise) = &told.promise {
                    p class="when" { (ways::phrase(&promise_parts(told.at, promise, &told.zone, words.locale()))) }
                }
                p { (words.with("form-sent-number", [("number", FluentValue::from(told.number.to_string()))])) }
                p { (words.get("form-sent-mail")) }
                p { a href=(again) { (words.get("form-sent-again")) } }
            }
        }
    }
}
