//! An answer of the language model after the articles that were found: asked for by a script when the page is there, so that
//! nobody waits for it and nothing depends on it. It names its articles, says what it is, and shows the way to a person. When it
//! is off, refused or failed there is nothing of it (204).

use super::answer::{self, OWN};
use super::assets;
use super::pace::Act;
use super::search::tidy;
use super::site::{At, Site, article_path};
use super::suggest;
use super::token;
use super::visitor::Visitor;
use crate::app::App;
use crate::http::error::ApiResult;
use crate::model;
use axum::Router;
use axum::extract::rejection::FormRejection;
use axum::extract::{DefaultBodyLimit, Form, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use desk::model::{About, Spot, Use};
use desk::suggest::{Asking, Ground, Place};
use domain::answer::{Answer, Asked, Source, ask, judge};
use domain::language::base_language;
use domain::{FormId, TopicId};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::sync::LazyLock;

/// Fetches and draws answers; loaded by pages that may have one, and by no others.
pub(super) const JS: &str = include_str!("../../public/answer.js");
/// Characters that are no question yet.
const SHORTEST: usize = 6;

static BUILD: LazyLock<String> = LazyLock::new(|| assets::build_of(JS));

pub fn routes() -> Router<App> {
    let form = "/help/{center}/{locale}/f/{form}";
    Router::new()
        .route("/help/{center}/{locale}/search/answer", post(in_search))
        .route(&format!("{form}/answer"), post(in_form))
        .route(&format!("{form}/embed/answer"), post(in_form))
        .layer(DefaultBodyLimit::max(super::POST_MAX))
        .route("/p/answer.js", get(script))
}

async fn script(headers: HeaderMap) -> Response {
    static PACKED: LazyLock<Option<answer::Packed>> = LazyLock::new(|| assets::sent_script(JS));
    match PACKED.as_ref() {
        Some(packed) => packed.answer(&headers),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The empty place of an answer to a question that was asked: `address` is asked for it.
#[must_use]
pub fn place(address: &str, question: &str) -> Markup {
    html! {
        div data-machine=(address) data-q=(question) aria-live="polite" {}
        script src=(format!("/p/answer.js?{}", *BUILD)) defer {}
    }
}

/// The empty place of an answer beside a form, to what is written into its largest field. `token` is the page's; the script
/// comes with that of the form.
#[must_use]
pub fn beside(address: &str, token: &str) -> Markup {
    html! {
        div data-machine=(address) data-t=(token) aria-live="polite" {}
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    q: String,
    topic: String,
    /// The token of a form's page.
    t: String,
}

/// `POST {p}/{locale}/search/answer`. A post, because it costs something: no robot and no other site may ask for it.
async fn in_search(
    State(app): State<App>,
    at: At,
    headers: HeaderMap,
    typed: Result<Form<Typed>, FormRejection>,
) -> Response {
    let typed = typed.map(|Form(t)| t).unwrap_or_default();
    let (question, _) = tidy(&typed.q);
    let asked = Question {
        text: question,
        topic: None,
        form: None,
    };
    let visitor = Visitor::of(&headers);
    answered(&app, &at, &headers, &visitor, asked).await
}

/// `POST {p}/{locale}/f/{form}/answer`.
async fn in_form(
    State(app): State<App>,
    at: At,
    headers: HeaderMap,
    typed: Result<Form<Typed>, FormRejection>,
) -> Response {
    let typed = typed.map(|Form(t)| t).unwrap_or_default();
    let Ok(Some(form)) = suggest::form_of(&app, &at).await else {
        return StatusCode::NO_CONTENT.into_response();
    };
    let page = suggest::page_of(&app, form, &typed.t);
    let visitor = Visitor::on(&headers, page.as_ref()).unwrap_or_else(|| Visitor::of(&headers));
    let asked = Question {
        text: suggest::end(typed.q.trim(), suggest::LONGEST),
        topic: typed.topic.parse::<TopicId>().ok(),
        form: Some(form),
    };
    answered(&app, &at, &headers, &visitor, asked).await
}

/// What a reader asks.
struct Question {
    text: String,
    topic: Option<TopicId>,
    form: Option<FormId>,
}

/// The answer to a question, or 204.
async fn answered(
    app: &App,
    at: &At,
    headers: &HeaderMap,
    visitor: &Visitor,
    question: Question,
) -> Response {
    if !token::is_from_here(app, headers, &at.client) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let body = match found(app, at, visitor, &question).await {
        Ok(Found::Answer(body)) => body,
        Ok(Found::Nothing) => return StatusCode::NO_CONTENT.into_response(),
        Ok(Found::TooFast) => return StatusCode::TOO_MANY_REQUESTS.into_response(),
        Err(error) => {
            tracing::info!(code = %error.code, "no answer of the language model");
            return StatusCode::NO_CONTENT.into_response();
        }
    };
    let mut response = axum::Json(body).into_response();
    answer::put(&mut response, header::CACHE_CONTROL, OWN);
    answer::common(&mut response);
    if let Some(cookie) = visitor.cookie(&at.site, at.client.https) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

enum Found {
    Answer(Value),
    Nothing,
    TooFast,
}

async fn found(app: &App, at: &At, visitor: &Visitor, q: &Question) -> ApiResult<Found> {
    let setup = app.models.setup(app).await?;
    let on = match q.form {
        Some(form) => setup.answers_in_form(form),
        None => setup.answers_in_search(),
    };
    if !on || q.text.chars().count() < SHORTEST && q.text.is_ascii() {
        return Ok(Found::Nothing);
    }
    if !app.pages.paces.take(Act::Ask, at.client.ip, at.now) {
        return Ok(Found::TooFast);
    }
    let Some(locale) = locale_of(at, &q.text) else {
        return Ok(Found::Nothing);
    };
    let index = app.suggestions.index(app).await?;
    let asking = Asking {
        center: at.center.id,
        held_out_permille: at.center.held_out_permille,
        form: q.form,
        place: if q.form.is_some() {
            Place::Form
        } else {
            Place::Search
        },
        locale: locale.clone(),
        topic: q.topic,
        text: q.text.clone(),
        visitor: visitor.mark.clone(),
        most: 0,
        now: at.now,
    };
    let grounds = app.desk.answer_grounds(index, asking).await?;
    let key = key(&q.text, &locale, &grounds);
    if let Some(known) = app.models.known(&key) {
        return Ok(known.map_or(Found::Nothing, |a| {
            Found::Answer(shown(&at.site, &locale, &grounds, &a))
        }));
    }
    let language = base_language(&locale).to_owned();
    let sources: Vec<Source> = grounds.iter().map(source).collect();
    let Some(messages) = ask(&q.text, &language, &sources) else {
        return Ok(Found::Nothing);
    };
    let spot = if q.form.is_some() {
        Spot::Form
    } else {
        Spot::Search
    };
    let about = About {
        help_center: Some(at.center.id),
        form: q.form,
        visitor: visitor.mark.clone(),
        articles: grounds.iter().map(|g| g.article).collect(),
        ..About::new(Use::Answer, spot, &language, at.now)
    };
    let judged = model::ask(app, about, &messages, move |raw| {
        let asked = Asked {
            language: &language,
            sources: &sources,
            detect: mail::language::detect,
        };
        judge(raw, &asked)
    })
    .await?;
    match judged {
        Ok(answer) => {
            let body = shown(&at.site, &locale, &grounds, &answer);
            app.models.keep(key, Some(answer));
            Ok(Found::Answer(body))
        }
        Err(why) => {
            tracing::info!(why = why.word(), "no answer of the language model");
            if matches!(why, model::Why::Refused(_)) {
                app.models.keep(key, None);
            }
            Ok(Found::Nothing)
        }
    }
}

fn source(ground: &Ground) -> Source {
    Source {
        title: ground.title.clone(),
        text: ground.text.clone(),
    }
}

/// The help center's locale in the language of a question; nothing when there are no articles in it. What is too short to tell
/// is taken to be in the language of the page.
fn locale_of(at: &At, text: &str) -> Option<String> {
    let Some(language) = mail::language::detect(text) else {
        return Some(at.site.locale.clone());
    };
    let of = |locale: &&String| base_language(locale) == language;
    Some(&at.site.locale)
        .into_iter()
        .chain(&at.center.locales)
        .find(of)
        .cloned()
}

/// Names a question with all that its answer would stand on.
fn key(text: &str, locale: &str, grounds: &[Ground]) -> [u8; 32] {
    let mut hash = Sha256::new();
    let mut put = |part: &str| {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    };
    put(text);
    put(locale);
    for ground in grounds {
        put(&ground.title);
        put(&ground.text);
    }
    hash.finalize().into()
}

/// The answer with the articles that it names, numbered anew in the order in which they are named.
fn shown(site: &Site, locale: &str, grounds: &[Ground], answer: &Answer) -> Value {
    let mut named: Vec<usize> = Vec::new();
    for number in answer.sentences.iter().flat_map(|s| &s.sources) {
        if !named.contains(number) {
            named.push(*number);
        }
    }
    let anew = |number: &usize| named.iter().position(|n| n == number).map(|at| at + 1);
    let sentences: Vec<Value> = answer
        .sentences
        .iter()
        .map(|s| json!({ "text": s.text, "sources": s.sources.iter().filter_map(anew).collect::<Vec<_>>() }))
        .collect();
    let sources: Vec<Value> = named
        .iter()
        .filter_map(|n| grounds.get(n.checked_sub(1)?))
        .map(|g| {
            json!({
                "title": g.title,
                "url": site.path_in(&g.locale, &article_path(&g.slug)),
            })
        })
        .collect();
    let words = site.words;
    json!({
        "heading": words.get("answer-heading"),
        "made": words.get("answer-made"),
        "words_language": words.locale(),
        "language": locale,
        "sentences": sentences,
        "sources": sources,
        "person": { "text": words.get("answer-person"), "url": site.path("contact") },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_has_another_name_when_its_articles_have_changed() {
        let ground = |text: &str| Ground {
            article: domain::ArticleId(uuid::Uuid::nil()),
            locale: "en".into(),
            slug: "a".into(),
            title: "A".into(),
            text: text.into(),
        };
        let one = key("why?", "en", &[ground("x")]);
        assert_eq!(one, key("why?", "en", &[ground("x")]));
        assert_ne!(one, key("why?", "en", &[ground("y")]));
        assert_ne!(one, key("why?", "et", &[ground("x")]));
        assert_ne!(key("ab", "c", &[]), key("a", "bc", &[]));
    }
}
