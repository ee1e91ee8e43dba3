//! The page behind the link of a survey: one question, a line if they like, thanks. Looking records nothing, whatever follows
//! links on its own; a press of the button does. Whoever has the link may answer: it is unguessable and went to one person,
//! so it is sent on to nobody (no referrer) and kept by nobody (no store).

use super::answer::{self, Public};
use super::layout::Head;
use super::missing;
use super::pace::Act;
use super::site::Site;
use super::token::honeypot;
use crate::app::App;
use crate::http::client::Client;
use crate::http::error::ApiError;
use axum::Router;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, Extension, Form, Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use desk::DeskError;
use desk::surveys::{Page, Posted};
use domain::Millis;
use domain::survey::COMMENT_MAX;
use maud::{Markup, html};
use serde::Deserialize;
use std::net::{IpAddr, Ipv4Addr};

/// Octets of a post: a comment of the longest kind, in any script, and a little more.
const BODY_MAX: usize = 32 * 1024;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(
            "/s/{token}",
            get(show).merge(post(take).layer(DefaultBodyLimit::max(BODY_MAX))),
        )
        .route(
            "/s/{token}/stop",
            get(ask_to_stop).merge(post(stop).layer(DefaultBodyLimit::max(BODY_MAX))),
        )
}

/// What the address says besides the token.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    /// Chosen in the mail.
    score: String,
    /// Just answered.
    said: String,
}

/// What the form says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Said {
    score: String,
    comment: String,
    website: String,
}

/// Where the request comes from; tests and odd proxies have no address.
fn ip(client: Option<Extension<Client>>) -> IpAddr {
    client.map_or(Ipv4Addr::UNSPECIFIED.into(), |Extension(c)| c.ip)
}

/// The survey of a token with the site that its brand has; or a page that says why not.
async fn found(
    app: &App,
    token: &str,
    act: Act,
    from: IpAddr,
    now: Millis,
) -> Result<(Site, Page), Response> {
    if !app.pages.paces.take(act, from, now) {
        let site = Site::without(app, "", "en");
        return Err(missing::refused(
            &site,
            StatusCode::TOO_MANY_REQUESTS,
            "too-fast",
        ));
    }
    match app.desk.survey_page(token, now).await {
        Ok(page) => Ok((site(app, &page).await?, page)),
        Err(DeskError::Refused(_)) => {
            let site = Site::without(app, "", "en");
            Err(missing::refused(
                &site,
                StatusCode::NOT_FOUND,
                "survey-none",
            ))
        }
        Err(error) => Err(error).public(app),
    }
}

/// The help center of the brand, for its look; else none.
async fn site(app: &App, page: &Page) -> Result<Site, Response> {
    let known = app.pages.known(app).await.public(app)?;
    let mut site = Site::without(app, &page.organization, &page.locale);
    if let Some(center) = known.centers.iter().find(|c| c.brand == page.brand) {
        site = Site::of(center.clone(), &page.locale, false);
    }
    Ok(site)
}

/// A page for one reader, whose address is told to nobody.
fn own(site: &Site, status: StatusCode, body: &Markup) -> Response {
    let head = Head::new(site.words.get("survey-title"));
    let mut response = answer::own(site, status, &head, body);
    answer::put(&mut response, header::REFERRER_POLICY, "no-referrer");
    response
}

/// `GET /s/{token}`.
async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
    client: Option<Extension<Client>>,
    shown: Result<Query<Shown>, QueryRejection>,
) -> Response {
    let now = app.clock.now();
    let shown = shown.map(|Query(s)| s).unwrap_or_default();
    let (site, page) = match found(&app, &token, Act::Search, ip(client), now).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let said = shown.said == "1" && page.score.is_some();
    // A choice of the mail stands until the button is pressed; what was answered stands before it.
    let chosen = match shown.score.parse::<i64>() {
        Ok(score) if !said && page.open && page.kind.scale().contains(&score) => Some(score),
        _ => page.score,
    };
    let form = Filled {
        token: &token,
        score: chosen,
        comment: &page.comment,
        wrong: None,
    };
    let body = if said {
        thanks(&site, &page, &form)
    } else if page.open {
        html! {
            @if page.score.is_some() { p class="lead" { (site.words.get("survey-again")) } }
            (form_of(&site, &page, &form))
            (leave(&site, &token))
        }
    } else {
        late(&site, &page)
    };
    own(&site, StatusCode::OK, &body)
}

/// `POST /s/{token}`.
async fn take(
    State(app): State<App>,
    Path(token): Path<String>,
    client: Option<Extension<Client>>,
    said: Result<Form<Said>, FormRejection>,
) -> Response {
    let now = app.clock.now();
    let (site, page) = match found(&app, &token, Act::Say, ip(client), now).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let said = match said {
        Ok(Form(said)) => said,
        Err(rejection) => return unread(&site, &page, &token, &rejection),
    };
    let after = format!("/s/{token}?said=1");
    // A robot is answered as a person is; nothing is kept of it.
    if !said.website.is_empty() {
        return answer::see_other(&after);
    }
    let wrong = match said.score.trim().parse::<i64>() {
        Err(_) => "survey-choose",
        Ok(score) => {
            let posted = Posted {
                score,
                comment: said.comment.clone(),
            };
            match app.desk.answer_survey(&token, posted, now).await {
                Ok(()) => return answer::see_other(&after),
                Err(DeskError::Refused(no)) => match no.code {
                    "bad_score" => "survey-choose",
                    "too_long" => "survey-too-long",
                    _ => return own(&site, StatusCode::CONFLICT, &late(&site, &page)),
                },
                Err(error) => return missing::failed(&app, ApiError::from(error).status),
            }
        }
    };
    let form = Filled {
        token: &token,
        score: said.score.trim().parse().ok(),
        comment: &said.comment,
        wrong: Some(wrong),
    };
    own(
        &site,
        StatusCode::UNPROCESSABLE_ENTITY,
        &form_of(&site, &page, &form),
    )
}

/// More than fits, or no form at all.
fn unread(site: &Site, page: &Page, token: &str, rejection: &FormRejection) -> Response {
    let status = match rejection {
        FormRejection::BytesRejection(_) => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let wrong = match status {
        StatusCode::PAYLOAD_TOO_LARGE => "survey-too-long",
        _ => "survey-choose",
    };
    let form = Filled {
        token,
        score: page.score,
        comment: &page.comment,
        wrong: Some(wrong),
    };
    own(site, status, &form_of(site, page, &form))
}

/// What stands in the form.
struct Filled<'a> {
    token: &'a str,
    score: Option<i64>,
    comment: &'a str,
    /// Which words say what is wrong.
    wrong: Option<&'static str>,
}

fn form_of(site: &Site, page: &Page, filled: &Filled<'_>) -> Markup {
    let words = site.words;
    let kind = page.kind.word();
    html! {
        @if page.test { p class="hint" lang=[site.words_lang()] { (words.get("survey-test")) } }
        form method="post" action=(format!("/s/{}", filled.token)) class="survey" {
            @if let Some(wrong) = filled.wrong {
                p id="wrong" role="alert" class="wrong" lang=[site.words_lang()] { (words.get(wrong)) }
            }
            fieldset aria-describedby="ends" {
                legend { h1 { (page.question) } }
                div class="scale" {
                    @for n in page.kind.scale() {
                        label {
                            input type="radio" name="score" value=(n) required checked[filled.score == Some(n)];
                            span { (n) }
                        }
                    }
                }
                p class="ends hint" id="ends" lang=[site.words_lang()] {
                    span { (page.kind.scale().start()) " – " (words.get(&format!("survey-{kind}-low"))) }
                    span { (page.kind.scale().end()) " – " (words.get(&format!("survey-{kind}-high"))) }
                }
            }
            p { label for="comment" lang=[site.words_lang()] { (words.get("survey-comment")) } }
            input type="text" id="comment" name="comment" value=(filled.comment) maxlength=(COMMENT_MAX) dir="auto"
                autocomplete="off";
            (honeypot(site))
            p { button class="main" lang=[site.words_lang()] { (words.get("survey-send")) } }
        }
    }
}

fn thanks(site: &Site, page: &Page, filled: &Filled<'_>) -> Markup {
    let words = site.words;
    html! {
        h1 { (page.thanks) }
        @if let Some(score) = page.score {
            p class="lead" lang=[site.words_lang()] {
                (words.with("survey-yours", [("score", score.into()), ("most", (*page.kind.scale().end()).into())]))
            }
        }
        @if page.open {
            details class="card" {
                summary lang=[site.words_lang()] { (words.get("survey-change")) }
                (form_of(site, page, filled))
            }
        }
        (leave(site, filled.token))
    }
}

fn late(site: &Site, page: &Page) -> Markup {
    let words = site.words;
    html! {
        h1 lang=[site.words_lang()] { (words.get("survey-late-title")) }
        p class="lead" lang=[site.words_lang()] { (words.get("survey-late-text")) }
        @if let Some(score) = page.score {
            p lang=[site.words_lang()] {
                (words.with("survey-yours", [("score", score.into()), ("most", (*page.kind.scale().end()).into())]))
            }
        }
    }
}

fn leave(site: &Site, token: &str) -> Markup {
    html! {
        p class="small muted" lang=[site.words_lang()] {
            a href=(format!("/s/{token}/stop")) { (site.words.get("survey-stop")) }
        }
    }
}

/// `GET /s/{token}/stop`: asks; scanners follow links.
async fn ask_to_stop(
    State(app): State<App>,
    Path(token): Path<String>,
    client: Option<Extension<Client>>,
    shown: Result<Query<Shown>, QueryRejection>,
) -> Response {
    let now = app.clock.now();
    let done = shown.is_ok_and(|Query(s)| s.said == "1");
    let (site, _) = match found(&app, &token, Act::Search, ip(client), now).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let words = site.words;
    let body = html! {
        @if done {
            h1 lang=[site.words_lang()] { (words.get("survey-stopped")) }
        } @else {
            h1 lang=[site.words_lang()] { (words.get("survey-stop-title")) }
            p class="lead" lang=[site.words_lang()] { (words.get("survey-stop-text")) }
            form method="post" action=(format!("/s/{token}/stop")) class="survey" {
                p { button class="main" lang=[site.words_lang()] { (words.get("survey-stop")) } }
            }
        }
    };
    own(&site, StatusCode::OK, &body)
}

/// `POST /s/{token}/stop`, by the button, or by a mail program with one click (RFC 8058).
async fn stop(
    State(app): State<App>,
    Path(token): Path<String>,
    client: Option<Extension<Client>>,
) -> Response {
    let now = app.clock.now();
    if let Err(response) = found(&app, &token, Act::Say, ip(client), now).await {
        return response;
    }
    match app.desk.refuse_surveys(&token, now).await.public(&app) {
        Ok(()) => answer::see_other(&format!("/s/{token}/stop?said=1")),
        Err(response) => response,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::token::HONEY;

    #[test]
    fn the_hidden_field_is_the_one_that_is_looked_at() {
        let said: Said = serde_json::from_value(serde_json::json!({ HONEY: "x" })).expect("a form");
        assert_eq!(said.website, "x");
    }
}
