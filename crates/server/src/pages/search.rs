//! Search: a page for everybody, and its first lines while somebody types. A search without result leads on, and what was
//! asked in vain is counted, without the person.

use super::answer::{self, OWN, Public};
use super::ask;
use super::layout::{Head, Size, search_form};
use super::missing;
use super::pace::Act;
use super::read::{self, Hit};
use super::site::{At, Site};
use super::suggest;
use crate::app::App;
use crate::http::error::ApiResult;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::language::is_same_language;
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::json;

/// Characters that are looked for; of more, the beginning.
pub const LONGEST: usize = 200;
const HITS: usize = 20;
const QUICK: usize = 6;
/// What comes near, when nothing says what was asked.
const NEAR: usize = 5;
/// An article that says no more of a question does not answer it.
const HALF: f32 = 0.5;
/// Other languages that are looked in when there is nothing in the reader's.
const OTHERS: usize = 3;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
}

/// Marks that turn the direction of what follows: in an echoed question they would turn the page.
#[must_use]
pub fn is_bidi(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{061c}')
}

/// What is looked for: one line, bounded, nothing that cannot be seen; and whether something was cut off.
pub(super) fn tidy(q: &str) -> (String, bool) {
    let seen: String = q
        .chars()
        .take(LONGEST * 4)
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !is_bidi(*c))
        .collect();
    let one: Vec<&str> = seen.split(' ').filter(|w| !w.is_empty()).collect();
    let one = one.join(" ");
    let cut: String = one.chars().take(LONGEST).collect();
    let shortened = cut.len() < one.len() || q.chars().nth(LONGEST * 4).is_some();
    (cut.trim_end().to_owned(), shortened)
}

/// `GET {p}/{locale}/search?q=`.
pub async fn page(
    State(app): State<App>,
    at: At,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let asked = asked.map(|Query(a)| a).unwrap_or_default();
    shown(&app, &at, &asked.q).await.unwrap_or_else(|r| r)
}

async fn shown(app: &App, at: &At, q: &str) -> Result<Response, Response> {
    let (query, shortened) = tidy(q);
    let site = &at.site;
    let words = site.words;
    if query.is_empty() {
        let onwards = missing::onwards(app, site).await;
        let body = html! {
            h1 lang=[site.words_lang()] { (words.get("search-title")) }
            p class="lead" lang=[site.words_lang()] { (words.get("search-empty")) }
            (search_form(site, "", Size::Large))
            (onwards)
        };
        return Ok(answer::own(
            site,
            StatusCode::OK,
            &head(words.get("search-title")),
            &body,
        ));
    }
    if !app.pages.paces.take(Act::Search, at.client.ip, at.now) {
        return Err(missing::refused(
            site,
            StatusCode::TOO_MANY_REQUESTS,
            "too-fast",
        ));
    }
    let Found {
        hits,
        near,
        by_words,
    } = both(app, at, &query).await.public(app)?;
    let elsewhere = match by_words {
        true => Vec::new(),
        false => in_others(app, at, &query).await.public(app)?,
    };
    let onwards = match hits.is_empty() {
        true => Some(missing::onwards(app, site).await),
        false => None,
    };
    count(app, at, &query, !hits.is_empty()).await;
    let listed = !(hits.is_empty() && near.is_empty());
    let answers = listed && app.models.setup(app).await.public(app)?.answers_in_search();
    let title = if hits.is_empty() {
        words.naming("nothing-found", "query", &query)
    } else {
        words.naming("results-for", "query", &query)
    };
    let body = html! {
        h1 dir="auto" lang=[site.words_lang()] { (title) }
        @if shortened { p class="notice" lang=[site.words_lang()] { (words.get("search-too-long")) } }
        (search_form(site, &query, Size::Plain))
        @if hits.is_empty() {
            p class="lead" lang=[site.words_lang()] { (words.get("nothing-found-tips")) }
            @if !near.is_empty() {
                section {
                    h2 lang=[site.words_lang()] { (words.get("search-near")) }
                    (list(site, &site.locale, &near))
                }
            }
            @if answers { (ask::place(&site.path("search/answer"), &query)) }
            (others(site, &elsewhere))
            p lang=[site.words_lang()] { a class="button main" href=(site.path("contact")) { (words.get("nothing-found-ask")) } }
            @if let Some(onwards) = &onwards { (onwards) }
        } @else {
            p class="muted n" role="status" lang=[site.words_lang()] { (words.counting("results", hits.len() as u64)) }
            (list(site, &site.locale, &hits))
            (others(site, &elsewhere))
            @if answers { (ask::place(&site.path("search/answer"), &query)) }
        }
    };
    Ok(answer::own(site, StatusCode::OK, &head(title), &body))
}

fn head(title: String) -> Head {
    Head {
        own_search: true,
        ..Head::new(title)
    }
}

/// What is there in other languages, by language.
fn others(site: &Site, elsewhere: &[(String, Vec<Hit>)]) -> Markup {
    html! {
        @for (locale, hits) in elsewhere {
            section {
                h2 lang=[site.words_lang()] { (site.words.naming("in-other-language", "language", &site.words.language(locale))) }
                (list(site, locale, hits))
            }
        }
    }
}

/// What was found: title, and the passage that holds the words.
fn list(site: &Site, locale: &str, hits: &[Hit]) -> Markup {
    let lang = (locale != site.locale).then_some(locale);
    html! {
        ul class="lines" {
            @for hit in hits {
                li lang=[lang] {
                    h2 { a href=(site.path_in(locale, &hit.path())) { bdi { (hit.title) } } }
                    p { bdi { (marked(&hit.passage)) } }
                }
            }
        }
    }
}

fn marked(parts: &[(String, bool)]) -> Markup {
    html! {
        @for (text, hit) in parts { @if *hit { mark { (text) } } @else { (text) } }
    }
}

/// What a search found in the reader's language.
struct Found {
    /// What says it, the best first.
    hits: Vec<Hit>,
    /// What has something of it, when nothing says it.
    near: Vec<Hit>,
    /// Every word was found in one of them as it was typed.
    by_words: bool,
}

/// What answers the question, as it is offered while it is typed, and after it what has every word.
async fn both(app: &App, at: &At, query: &str) -> ApiResult<Found> {
    let words = find(app, at, &at.site.locale, query, HITS).await?;
    let by_words = words.iter().any(|h| h.fits);
    let meant = suggest::meant(app, at, query, HITS).await?;
    let meant = meant.into_iter().filter(|o| o.locale == at.site.locale);
    let mut all: Vec<Hit> = meant
        .map(|o| Hit {
            fits: o.covers > HALF,
            passage: read::pieces(&o.passage.text, &o.passage.marks),
            slug: o.slug,
            title: o.title,
        })
        .collect();
    for hit in words {
        match all.iter_mut().find(|known| known.slug == hit.slug) {
            Some(known) => known.fits |= hit.fits,
            None => all.push(hit),
        }
    }
    let (mut hits, mut near): (Vec<Hit>, Vec<Hit>) = all.into_iter().partition(|h| h.fits);
    hits.truncate(HITS);
    near.truncate(NEAR);
    Ok(Found {
        hits,
        near,
        by_words,
    })
}

async fn find(app: &App, at: &At, locale: &str, query: &str, most: usize) -> ApiResult<Vec<Hit>> {
    let (center, locale, query) = (at.center.id, locale.to_owned(), query.to_owned());
    let hits = app
        .db()
        .read(async move |tx| read::search(tx, center, &locale, &query, most).await)
        .await?;
    Ok(hits)
}

/// What was looked for is counted, by nobody who waits for it; when it cannot be, the page stands all the same.
async fn count(app: &App, at: &At, query: &str, found: bool) {
    let counted = app
        .behind
        .help_searched(at.center.id, &at.site.locale, query, found, at.now)
        .await;
    if let Err(error) = counted {
        tracing::warn!(%error, "a search was not counted");
    }
}

/// The help center's other languages, its default one first.
async fn in_others(app: &App, at: &At, query: &str) -> ApiResult<Vec<(String, Vec<Hit>)>> {
    let mut locales: Vec<&String> = at
        .center
        .locales
        .iter()
        .filter(|l| !is_same_language(l, &at.site.locale))
        .collect();
    locales.sort_by_key(|l| **l != at.center.default_locale);
    let mut out = Vec::new();
    for locale in locales.into_iter().take(OTHERS) {
        let mut hits = find(app, at, locale, query, 3).await?;
        hits.retain(|h| h.fits);
        if !hits.is_empty() {
            out.push((locale.clone(), hits));
        }
    }
    Ok(out)
}

/// `GET {p}/{locale}/search.json?q=`: the first lines, for the script of the page. Nothing is counted.
pub async fn quick(
    State(app): State<App>,
    at: At,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let asked = asked.map(|Query(a)| a).unwrap_or_default();
    let (query, _) = tidy(&asked.q);
    if !app.pages.paces.take(Act::Type, at.client.ip, at.now) {
        return StatusCode::TOO_MANY_REQUESTS.into_response();
    }
    let items = match suggest::lines(&app, &at, &query, QUICK).await {
        Ok(items) => items,
        Err(error) => return error.into_response(),
    };
    let mut response = axum::Json(json!({ "items": items })).into_response();
    answer::put(&mut response, header::CACHE_CONTROL, OWN);
    answer::common(&mut response);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_one_bounded_line_of_what_can_be_seen() {
        assert_eq!(
            tidy("  refund\u{0}\u{202e}  how\nlong "),
            ("refund how long".into(), false)
        );
        let (cut, shortened) = tidy(&"退款".repeat(5_000));
        assert_eq!((cut.chars().count(), shortened), (LONGEST, true));
        assert_eq!(tidy(&"\u{202e}".repeat(10_000)).0, "");
        assert_eq!(tidy("\u{7f}\u{85}"), (String::new(), false));
    }
}
