//! What readers say of an article: whether it helped, and a word. The page of an article is the same for everybody and holds
//! no token, so a press of its buttons is believed when the browser says that it came from here; it counts once for each
//! visitor. The page that answers is for one reader, and its field for a word carries a token.

use super::answer::{self, Public};
use super::layout::Head;
use super::missing;
use super::pace::Act;
use super::read;
use super::site::{At, article_path};
use super::token;
use super::visitor::Visitor;
use super::ways::{self, Ways};
use crate::app::App;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use desk::help::readers::NewVoice;
use domain::ArticleId;
use domain::article::WORD_MAX;
use maud::{Markup, html};
use serde::Deserialize;

/// What comes from the buttons, or from the field for a word.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Said {
    helped: String,
    word: Option<String>,
    t: String,
    website: String,
}

/// What the page that answers is about: `yes`, `no`, and `said` once a word was taken.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    v: String,
    said: String,
}

/// `POST {p}/{locale}/a/{slug}/helped`.
pub async fn take(
    State(app): State<App>,
    at: At,
    headers: HeaderMap,
    said: Result<Form<Said>, FormRejection>,
) -> Response {
    taken(&app, &at, &headers, said).await.unwrap_or_else(|r| r)
}

async fn taken(
    app: &App,
    at: &At,
    headers: &HeaderMap,
    said: Result<Form<Said>, FormRejection>,
) -> Result<Response, Response> {
    if !token::is_from_here(app, headers, &at.client) {
        return Err(missing::refused(
            &at.site,
            StatusCode::FORBIDDEN,
            "wrong-origin",
        ));
    }
    if !app.pages.paces.take(Act::Say, at.client.ip, at.now) {
        return Err(missing::refused(
            &at.site,
            StatusCode::TOO_MANY_REQUESTS,
            "too-fast",
        ));
    }
    let article = article(app, at).await?;
    let path = at.site.path(&article_path(at.part("slug")));
    let Ok(Form(said)) = said else {
        return Ok(answer::see_other(&path));
    };
    let helped = match said.helped.as_str() {
        "yes" => true,
        "no" => false,
        _ => return Ok(answer::see_other(&path)),
    };
    let word = said.word.as_deref().map(tidy).unwrap_or_default();
    let after = format!("{path}/helped?v={}", if helped { "yes" } else { "no" });
    if said.word.is_some() {
        let proof = token::check(app, &purpose(at, article), &said.t, &said.website, at.now);
        // A robot is answered as a person is; nothing is kept of it.
        match proof {
            Ok(proof) if proof.honeyed => return Ok(answer::see_other(&format!("{after}&said=1"))),
            Ok(_) => {}
            Err(_) => return Ok(answer::see_other(&after)),
        }
    }
    let visitor = Visitor::of(headers);
    let done = format!("{after}{}", if word.is_empty() { "" } else { "&said=1" });
    let voice = NewVoice {
        article,
        locale: at.site.locale.clone(),
        helped,
        word,
        visitor: visitor.mark.clone(),
    };
    app.desk.article_feedback(voice, at.now).await.public(app)?;
    let mut response = answer::see_other(&done);
    if let Some(cookie) = visitor.cookie(&at.site, at.client.https) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// One line or a few, without what cannot be seen.
fn tidy(word: &str) -> String {
    let seen = |c: &char| !c.is_control() && !super::search::is_bidi(*c);
    let text: String = word
        .chars()
        .map(|c| {
            if c == '\n' || c == '\r' || c == '\t' {
                ' '
            } else {
                c
            }
        })
        .filter(seen)
        .take(WORD_MAX)
        .collect();
    text.trim().to_owned()
}

fn purpose(at: &At, article: ArticleId) -> String {
    format!("helped:{article}:{}", at.site.locale)
}

async fn article(app: &App, at: &At) -> Result<ArticleId, Response> {
    let (center, locale) = (at.center.id, at.site.locale.clone());
    let slug = at.part("slug").to_owned();
    let found = app
        .db()
        .read(async move |tx| read::article(tx, center, &locale, &slug).await)
        .await
        .public(app)?;
    match found {
        Some(article) => Ok(article.id),
        None => Err(missing::page(app, &at.site).await),
    }
}

/// `GET {p}/{locale}/a/{slug}/helped`: thanks, and a field for a word. It notes nothing.
pub async fn page(
    State(app): State<App>,
    at: At,
    shown: Result<Query<Shown>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let shown = shown.map(|Query(s)| s).unwrap_or_default();
    let article = match article(&app, &at).await {
        Ok(article) => article,
        Err(response) => return response,
    };
    let site = &at.site;
    let words = site.words;
    let yes = shown.v != "no";
    let back = site.path(&article_path(at.part("slug")));
    // Whom it helped needs no other way.
    let ways = match yes {
        true => None,
        false => Ways::of(&app, site).await.ok(),
    };
    let body = html! {
        h1 lang=[site.words_lang()] { (words.get("thanks-title")) }
        @if shown.said == "1" {
            p class="lead" lang=[site.words_lang()] { (words.get("thanks-word")) }
        } @else {
            p class="lead" lang=[site.words_lang()] { (words.get(if yes { "thanks-yes" } else { "thanks-no" })) }
            (word_form(&app, &at, article, yes))
        }
        p { a href=(back) lang=[site.words_lang()] { (words.get("back-to-article")) } }
        @if let Some(ways) = ways {
            section { (ways::unsolved(site, &ways)) }
        }
    };
    answer::own(
        site,
        StatusCode::OK,
        &Head::new(words.get("thanks-title")),
        &body,
    )
}

fn word_form(app: &App, at: &At, article: ArticleId, yes: bool) -> Markup {
    let words = at.site.words;
    let path = at
        .site
        .path(&format!("{}/helped", article_path(at.part("slug"))));
    html! {
        form method="post" action=(path) class="find" lang=[at.site.words_lang()] {
            (token::hidden(app, &at.site, &purpose(at, article), at.now))
            input type="hidden" name="helped" value=(if yes { "yes" } else { "no" });
            @if yes { p { (words.get("thanks-yes-word")) } }
            p { label for="_word" { (words.get("word-label")) } }
            p class="hint" id="_word-help" { (words.counting("word-help", WORD_MAX as u64)) }
            textarea id="_word" name="word" maxlength=(WORD_MAX) required aria-describedby="_word-help" dir="auto" {}
            p { button class="main" { (words.get("word-send")) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_one_line_without_what_cannot_be_seen() {
        assert_eq!(tidy(" a\r\nb\u{0}\u{202e}c "), "a  bc");
        assert_eq!(tidy(&"ü".repeat(10_000)).chars().count(), WORD_MAX);
        assert_eq!(token::HONEY, "website");
        assert_eq!(token::FIELD, "t");
    }
}
