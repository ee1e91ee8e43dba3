//! Articles while a question is typed into a form: asked for by the form's script, and without one by a button of the form
//! (`form::answers`). Who is held out is answered like one for whom nothing was found. What came of it is told by "yes,
//! thanks" and "no, keep writing", or by the question being sent ([`sent`], called by the form).

use super::answer::{self, OWN};
use super::pace::Act;
use super::read::pieces;
use super::site::{At, Site, article_path};
use super::token;
use super::visitor::Visitor;
use crate::app::App;
use crate::http::error::ApiResult;
use axum::Router;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use desk::DeskError;
use desk::forms::trace;
use desk::page_token::PageToken;
use desk::suggest::{Asking, OFFERED, Offered, Place, Said};
use domain::suggest::Reason;
use domain::{ArticleId, ConversationId, FormId, Millis, SuggestionId, TopicId};
use fluent_bundle::FluentValue;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Characters that are looked at; of more, the end, which is what is being typed.
pub(super) const LONGEST: usize = 800;

/// Below a form.
pub fn routes() -> Router<App> {
    let form = "/help/{center}/{locale}/f/{form}";
    Router::new()
        .route(&format!("{form}/suggest"), get(suggest))
        .route(&format!("{form}/solved"), post(solved))
        .route(&format!("{form}/embed/suggest"), get(suggest))
        .route(&format!("{form}/embed/solved"), post(solved))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    q: String,
    topic: String,
    /// The token of the page.
    t: String,
}

/// `GET {p}/{locale}/f/{form}/suggest?q=&topic=`.
async fn suggest(
    State(app): State<App>,
    at: At,
    headers: HeaderMap,
    typed: Result<Query<Typed>, QueryRejection>,
) -> Response {
    if !app.pages.paces.take(Act::Type, at.client.ip, at.now) {
        return StatusCode::TOO_MANY_REQUESTS.into_response();
    }
    let typed = typed.map(|Query(t)| t).unwrap_or_default();
    let form = match form_of(&app, &at).await {
        Ok(form) => form,
        Err(error) => return error.into_response(),
    };
    let page = form.and_then(|form| page_of(&app, form, &typed.t));
    let visitor = Visitor::on(&headers, page.as_ref()).unwrap_or_else(|| Visitor::of(&headers));
    let body = match found(&app, &at, form, &visitor, &typed).await {
        Ok(body) => body,
        Err(error) => return error.into_response(),
    };
    let mut response = axum::Json(body).into_response();
    answer::put(&mut response, header::CACHE_CONTROL, OWN);
    answer::common(&mut response);
    if let Some(cookie) = visitor.cookie(&at.site, at.client.https) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// The form of the address; `None`: there is none of that name.
pub(super) async fn form_of(app: &App, at: &At) -> ApiResult<Option<FormId>> {
    let (center, slug) = (at.center.id, at.part("form").to_lowercase());
    Ok(app
        .db()
        .read(async move |tx| store::form::id_by_slug(tx, center, &slug).await)
        .await?)
}

/// The page that a token is of, if it is one of ours and of that form.
pub(super) fn page_of(app: &App, form: FormId, token: &str) -> Option<PageToken> {
    app.desk.keys().read_page_token(&trace::page(form), token)
}

/// A question that is typed beside a form.
pub(super) struct Typing<'a> {
    pub form: Option<FormId>,
    pub visitor: &'a Visitor,
    pub topic: &'a str,
    pub text: &'a str,
}

/// An article that a reader is shown beside their question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Shown {
    pub article: ArticleId,
    pub title: String,
    pub url: String,
    /// Language of title and passage, where it is not the page's.
    pub lang: Option<String>,
    /// In pieces: text, and whether it is marked.
    pub passage: Vec<(String, bool)>,
    pub reason: String,
}

async fn found(
    app: &App,
    at: &At,
    form: Option<FormId>,
    visitor: &Visitor,
    typed: &Typed,
) -> ApiResult<Value> {
    let typing = Typing {
        form,
        visitor,
        topic: &typed.topic,
        text: &typed.q,
    };
    let (session, items) = offered(app, at, &typing).await?;
    Ok(json!({ "session": session, "suggestions": items }))
}

/// What is shown to whoever typed that, and the session to answer with. Nothing for who is held out.
pub(super) async fn offered(
    app: &App,
    at: &At,
    typing: &Typing<'_>,
) -> ApiResult<(Option<SuggestionId>, Vec<Shown>)> {
    let text = end(typing.text, LONGEST);
    let index = app.suggestions.index(app).await?;
    let asking = Asking {
        center: at.center.id,
        held_out_permille: at.center.held_out_permille,
        form: typing.form,
        place: Place::Form,
        locale: at.site.locale.clone(),
        topic: typing.topic.parse::<TopicId>().ok(),
        text: text.clone(),
        visitor: typing.visitor.mark.clone(),
        most: OFFERED,
        now: at.now,
    };
    let offer = app.desk.suggest(index, asking).await?;
    if let Some(session) = offer.session {
        app.suggestions.typed(session, &text);
    }
    let items = offer.items.iter().map(|o| item(&at.site, o)).collect();
    Ok((offer.session, items))
}

fn item(site: &Site, offered: &Offered) -> Shown {
    Shown {
        article: offered.article,
        title: offered.title.clone(),
        url: site.path_in(&offered.locale, &article_path(&offered.slug)),
        lang: (offered.locale != site.locale).then(|| offered.locale.clone()),
        passage: pieces(&offered.passage.text, &offered.passage.marks),
        reason: reason(site, offered),
    }
}

/// First lines of a search while it is typed, for the search of every page.
///
/// # Errors
/// When the database cannot be reached.
pub async fn lines(app: &App, at: &At, query: &str, most: usize) -> ApiResult<Vec<Value>> {
    let line = |o: &Offered| {
        json!({
            "title": o.title,
            "url": at.site.path_in(&o.locale, &article_path(&o.slug)),
            "marked": [(&o.title, false)],
        })
    };
    Ok(meant(app, at, query, most)
        .await?
        .iter()
        .map(line)
        .collect())
}

/// What is offered to whoever searches: as for a form, but nothing is kept and nobody is held out, since whoever searches has
/// asked to be shown something.
///
/// # Errors
/// When the database cannot be reached.
pub async fn meant(app: &App, at: &At, query: &str, most: usize) -> ApiResult<Vec<Offered>> {
    let index = app.suggestions.index(app).await?;
    let asking = Asking {
        center: at.center.id,
        held_out_permille: 0,
        form: None,
        place: Place::Search,
        locale: at.site.locale.clone(),
        topic: None,
        text: query.to_owned(),
        visitor: String::new(),
        most,
        now: at.now,
    };
    Ok(app.desk.suggest(index, asking).await?.items)
}

/// Why it is shown, in one or two sentences.
fn reason(site: &Site, offered: &Offered) -> String {
    let words = site.words;
    let mut said = Vec::new();
    for reason in &offered.reasons {
        match reason {
            Reason::Words { words: typed } => {
                let quoted: Vec<String> = typed
                    .iter()
                    .map(|word| words.naming("suggest-quoted", "word", word))
                    .collect();
                said.push(words.naming("suggest-words", "words", &quoted.join(", ")));
            }
            Reason::Helped { yes, n } => said.push(words.with(
                "suggest-helped",
                [
                    ("yes", FluentValue::from(*yes)),
                    ("n", FluentValue::from(*n)),
                ],
            )),
            Reason::Language { locale } => {
                said.push(words.naming("suggest-language", "language", &words.language(locale)));
            }
            // What agents do is theirs; the topic was chosen by the reader; the day stands at the end.
            Reason::Topic | Reason::Sent { .. } | Reason::Fresh { .. } => {}
        }
    }
    said.join(" ")
}

/// What comes from the two buttons.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Pressed {
    session: String,
    article: String,
    helped: String,
    /// The token of the page.
    t: String,
}

/// `POST {p}/{locale}/f/{form}/solved`. Whatever cannot be taken is passed over: nobody waits for an answer.
async fn solved(
    State(app): State<App>,
    at: At,
    headers: HeaderMap,
    pressed: Result<Form<Pressed>, FormRejection>,
) -> StatusCode {
    if !token::is_from_here(&app, &headers, &at.client) {
        return StatusCode::FORBIDDEN;
    }
    if !app.pages.paces.take(Act::Say, at.client.ip, at.now) {
        return StatusCode::TOO_MANY_REQUESTS;
    }
    let pressed = pressed.map(|Form(p)| p).unwrap_or_default();
    let Ok(session) = pressed.session.parse::<SuggestionId>() else {
        return StatusCode::NO_CONTENT;
    };
    let visitor = match Visitor::known(&headers) {
        Some(visitor) => Some(visitor),
        None => match form_of(&app, &at).await {
            Ok(form) => {
                let page = form.and_then(|form| page_of(&app, form, &pressed.t));
                Visitor::on(&headers, page.as_ref())
            }
            Err(_) => return StatusCode::SERVICE_UNAVAILABLE,
        },
    };
    let Some(visitor) = visitor else {
        return StatusCode::NO_CONTENT;
    };
    let said = Saying {
        session,
        visitor,
        solved: pressed.helped == "1",
        article: pressed.article.parse::<ArticleId>().ok(),
    };
    match answered(&app, said, at.now).await {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// What a visitor says of what they were shown.
pub(super) struct Saying {
    pub session: SuggestionId,
    pub visitor: Visitor,
    pub solved: bool,
    pub article: Option<ArticleId>,
}

/// Keeps what a visitor said; a session that is not theirs, or too old, is passed over.
///
/// # Errors
/// When the database cannot be reached.
pub(super) async fn answered(app: &App, saying: Saying, now: Millis) -> Result<(), DeskError> {
    let said = Said {
        session: saying.session,
        visitor: saying.visitor.mark,
        solved: saying.solved,
        article: saying.article,
        words: app.suggestions.words_typed(saying.session),
        now,
    };
    match app.desk.suggestion_answered(said).await {
        Err(error) if error.code() == "unavailable" => {
            tracing::warn!(%error, "what a visitor said of a suggestion was not kept");
            Err(error)
        }
        _ => Ok(()),
    }
}

/// The question became a conversation. Nobody waits for it, and the question is safe already: a failure is a line in the log.
pub async fn sent(
    app: &App,
    at: &At,
    headers: &HeaderMap,
    page: &PageToken,
    conversation: ConversationId,
) {
    let Some(visitor) = Visitor::on(headers, Some(page)) else {
        return;
    };
    let told = app
        .behind
        .suggestion_sent(visitor.mark, at.center.id, conversation, at.now)
        .await;
    if let Err(error) = told {
        tracing::warn!(%error, "it was not noted that a question was sent");
    }
}

/// The end of a text, in characters.
pub(super) fn end(text: &str, most: usize) -> String {
    let skip = text.chars().count().saturating_sub(most);
    text.chars().skip(skip).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_question_its_end_is_looked_at() {
        assert_eq!(end(&format!("{}abc", "x".repeat(10_000)), 3), "abc");
        assert_eq!(end("ab", 3), "ab");
    }
}
