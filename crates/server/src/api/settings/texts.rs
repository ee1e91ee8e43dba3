//! Texts that customers read: listed with what is shipped, edited, set back, previewed.

use crate::api::types::Page;
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::settings::edited_texts::{Draft, Shown};
use desk::texts::{Key, VARIABLES};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Stands for "whatever the stage" in addresses.
const ANY: &str = "any";

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(put, reset))
        .routes(routes!(preview))
}

#[derive(Serialize, ToSchema)]
struct CustomerText {
    /// `acknowledgement`, `channel_paused`, `channel_closed`; of surveys `survey_csat`, `survey_csat_question`, and so on.
    key: String,
    locale: String,
    /// Of the channel; empty: whatever the stage.
    stage: String,
    /// Null: as an answer to the customer's own subject.
    subject: Option<String>,
    body: String,
    /// As shipped.
    default: bool,
    /// What `{{…}}` may name.
    variables: Vec<&'static str>,
}

impl From<Shown> for CustomerText {
    fn from(t: Shown) -> Self {
        let variables = Key::parse(&t.key).map_or(VARIABLES, Key::variables);
        Self {
            variables: variables.to_vec(),
            key: t.key,
            locale: t.locale,
            stage: t.stage,
            subject: Some(t.subject).filter(|s| !s.is_empty()),
            body: t.body,
            default: t.default,
        }
    }
}

#[utoipa::path(get, path = "/texts", tag = "settings", responses((status = 200, body = Page<CustomerText>), (status = 403, body = ErrorBody)))]
async fn list(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<Page<CustomerText>>> {
    let texts = app.desk.texts(&caller.by()).await?;
    let items = texts.into_iter().map(CustomerText::from).collect();
    Ok(axum::Json(Page::all(items)))
}

#[derive(Deserialize, ToSchema)]
struct TextInput {
    subject: Option<String>,
    body: String,
}

fn stage_of(word: String) -> String {
    if word == ANY { String::new() } else { word }
}

/// `stage` is `any`, or a stage that has words of its own.
#[utoipa::path(put, path = "/texts/{key}/{locale}/{stage}", tag = "settings",
    params(("key" = String, Path), ("locale" = String, Path), ("stage" = String, Path)), request_body = TextInput,
    responses((status = 200, body = CustomerText), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn put(
    State(app): State<App>,
    caller: Caller,
    Path((key, locale, stage)): Path<(String, String, String)>,
    Json(input): Json<TextInput>,
) -> ApiResult<axum::Json<CustomerText>> {
    let draft = Draft {
        key,
        locale,
        stage: stage_of(stage),
        subject: input.subject.unwrap_or_default(),
        body: input.body,
    };
    let kept = app.desk.write_text(&caller.by(), draft).await?;
    Ok(axum::Json(kept.into()))
}

/// Back to the shipped text.
#[utoipa::path(delete, path = "/texts/{key}/{locale}/{stage}", tag = "settings",
    params(("key" = String, Path), ("locale" = String, Path), ("stage" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn reset(
    State(app): State<App>,
    caller: Caller,
    Path((key, locale, stage)): Path<(String, String, String)>,
) -> ApiResult<StatusCode> {
    app.desk
        .unwrite_text(&caller.by(), &key, &locale, &stage_of(stage))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
struct PreviewInput {
    key: String,
    locale: String,
    #[serde(default)]
    stage: Option<String>,
    subject: Option<String>,
    body: String,
}

#[derive(Serialize, ToSchema)]
struct Preview {
    subject: Option<String>,
    body: String,
}

/// Fills the text with the values of the newest conversation; nothing is sent or stored.
#[utoipa::path(post, path = "/texts/preview", tag = "settings", request_body = PreviewInput,
    responses((status = 200, body = Preview), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn preview(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<PreviewInput>,
) -> ApiResult<axum::Json<Preview>> {
    let draft = Draft {
        key: input.key,
        locale: input.locale,
        stage: stage_of(input.stage.unwrap_or_default()),
        subject: input.subject.unwrap_or_default(),
        body: input.body,
    };
    let (subject, body) = app.desk.preview_text(&caller.by(), draft).await?;
    Ok(axum::Json(Preview {
        subject: Some(subject).filter(|s| !s.is_empty()),
        body,
    }))
}
