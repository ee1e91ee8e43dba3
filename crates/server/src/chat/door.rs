//! What a widget is shown before anybody has written: its frame, its configuration, articles.

use super::bounds::What;
use super::{At, asset, refused, shape, token};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult};
use crate::http::extract::{Json, Query};
use crate::pages::site::{At as PageAt, Site, segment};
use axum::Json as Answer;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use desk::help::readers::NewVoice;
use maud::{DOCTYPE, html};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize)]
pub struct FrameQuery {
    /// The origin of the page that embeds it.
    #[serde(default)]
    o: String,
    #[serde(default)]
    lang: String,
}

/// The page within the host's page.
pub async fn frame(
    State(app): State<App>,
    at: At,
    Query(query): Query<FrameQuery>,
) -> ApiResult<Response> {
    let own = [
        app.console_url(),
        format!("http://{}", at.client.host),
        format!("https://{}", at.client.host),
    ];
    // A look at it from the settings of the desk itself is always possible.
    let preview = own.contains(&query.o);
    if !preview && !at.widget.takes(&query.o) {
        return Ok(refused_site(&query.o));
    }
    let Some(manifest) = asset::manifest() else {
        return Ok(asset::not_built());
    };
    let config = shape::config(&app, &app.chats, &at.widget, &query.lang, at.now).await?;
    let text = |key: &str| config[key].as_str().unwrap_or_default().to_owned();
    let page = html! {
        (DOCTYPE)
        html lang=(text("locale")) dir=(text("dir")) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (text("name")) }
                link rel="stylesheet" href=(format!("/w/{}", manifest.style));
                script type="module" src=(format!("/w/{}", manifest.app)) {}
            }
            body {
                div id="app" data-key=(at.widget.key) data-origin=(query.o) data-config=(config.to_string()) {}
                noscript { a href=(text("contact_url")) target="_blank" rel="noopener" { (text("contact_url")) } }
            }
        }
    };
    let mut ancestors: Vec<&str> = at.widget.sites.iter().map(String::as_str).collect();
    ancestors.push("'self'");
    Ok(framed(
        StatusCode::OK,
        &ancestors.join(" "),
        page.into_string(),
    ))
}

fn refused_site(origin: &str) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { "Not for this site" } }
            body {
                p { "This widget is not for " bdi { (origin.chars().filter(|c| !c.is_control()).take(200).collect::<String>()) } "." }
                p { "If this is your site, add it to the sites of the widget in the settings of its channel." }
            }
        }
    };
    framed(StatusCode::FORBIDDEN, "'none'", page.into_string())
}

fn framed(status: StatusCode, ancestors: &str, page: String) -> Response {
    let mut response = (status, Html(page)).into_response();
    let csp = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
         connect-src 'self'; media-src 'self' data: blob:; form-action 'none'; base-uri 'none'; frame-ancestors {ancestors}"
    );
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, csp.as_str()),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
        (
            HeaderName::from_static("cross-origin-embedder-policy"),
            "require-corp",
        ),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    response
}

#[derive(Debug, Deserialize)]
pub struct ConfigQuery {
    #[serde(default)]
    lang: String,
}

pub async fn config(
    State(app): State<App>,
    at: At,
    Query(query): Query<ConfigQuery>,
) -> ApiResult<Response> {
    let config = shape::config(&app, &app.chats, &at.widget, &query.lang, at.now).await?;
    let mut response = Answer(config).into_response();
    let headers = response.headers_mut();
    // The loader asks for it from the pages of sites; nothing in it is secret.
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    let corp = HeaderName::from_static("cross-origin-resource-policy");
    headers.insert(corp, HeaderValue::from_static("cross-origin"));
    Ok(response)
}

/// Where a launcher leads whose panel cannot be had: the contact page of the widget's help center, else the panel alone.
pub async fn contact(
    State(app): State<App>,
    at: At,
    headers: HeaderMap,
    Query(query): Query<ConfigQuery>,
) -> ApiResult<Redirect> {
    let spoken = headers.get(header::ACCEPT_LANGUAGE);
    let first = spoken
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.split([',', ';']).next())
        .unwrap_or_default()
        .trim();
    let wanted = if query.lang.is_empty() {
        first
    } else {
        &query.lang
    };
    let config = shape::config(&app, &app.chats, &at.widget, wanted, at.now).await?;
    let place = config["contact_url"].as_str().unwrap_or("/");
    Ok(Redirect::temporary(place))
}

#[derive(Debug, Deserialize)]
pub struct ArticlesQuery {
    #[serde(default)]
    q: String,
    #[serde(default)]
    lang: String,
}

/// Articles shown at once.
const ARTICLES: usize = 5;
/// Characters of a question that are looked at.
const QUESTION: usize = 300;

/// Articles of the widget's help center that suit a question.
pub async fn articles(
    State(app): State<App>,
    at: At,
    Query(query): Query<ArticlesQuery>,
) -> ApiResult<Answer<Value>> {
    app.chats
        .bounds
        .count(What::Light, at.client.ip, None, at.now)?;
    let nothing = || Answer(json!({ "items": [] }));
    let question: String = query.q.chars().take(QUESTION).collect();
    let Some(center) = at.widget.look.help_center else {
        return Ok(nothing());
    };
    let known = app.pages.known(&app).await?;
    let found = known.centers.iter().find(|c| c.id == center).cloned();
    let (Some(center), false) = (found, question.trim().is_empty()) else {
        return Ok(nothing());
    };
    let language = center
        .locales
        .iter()
        .find(|l| domain::language::is_same_language(l, &query.lang));
    let language = language.unwrap_or(&center.default_locale).clone();
    let page = PageAt::of(
        Site::of(center.clone(), &language, false),
        center,
        at.client,
        at.now,
    );
    let offered = crate::pages::meant(&app, &page, &question, ARTICLES).await?;
    let items: Vec<Value> = offered
        .iter()
        .map(|o| {
            let path = page.site.path_in(&o.locale, &format!("a/{}", segment(&o.slug)));
            json!({ "id": o.article, "title": o.title, "excerpt": o.passage.text, "url": page.site.absolute(&path) })
        })
        .collect();
    Ok(Answer(json!({ "items": items })))
}

#[derive(Debug, Deserialize)]
pub struct HelpedBody {
    helped: bool,
    /// Of the article that was shown.
    #[serde(default)]
    lang: String,
}

/// Whether an article that was shown in a widget helped: counted as from its page.
pub async fn article_helped(
    State(app): State<App>,
    at: At,
    headers: HeaderMap,
    Json(body): Json<HelpedBody>,
) -> ApiResult<StatusCode> {
    let visitor = app.desk.chat_visitor(&at.widget, token(&headers)?, at.now);
    let visitor = visitor.await.map_err(refused)?;
    app.chats
        .bounds
        .count(What::Light, at.client.ip, Some(visitor), at.now)?;
    let voice = NewVoice {
        article: at.id.parse().map_err(|_| ApiError::not_found())?,
        locale: shape::locale(&body.lang),
        helped: body.helped,
        word: String::new(),
        visitor: visitor.to_string(),
    };
    match app.desk.article_feedback(voice, at.now).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(ApiError::not_found()),
    }
}
