//! Surveys: set up, tried on oneself, and what stands beside a conversation. The page that customers answer on is
//! `pages::survey`; what they said is [`report`].

mod report;

use crate::api::conversations::find;
use crate::api::types::Page;
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::reads;
use axum::extract::State;
use axum::http::StatusCode;
use desk::surveys::{Listed, Wanted};
use domain::survey::{Kind, Trigger};
use domain::{ChannelId, ContactId, Millis, SurveyAskId, SurveyId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change, remove))
        .routes(routes!(test))
        .routes(routes!(beside))
        .routes(routes!(of_contact, note))
        .merge(report::routes())
}

#[derive(Debug, Serialize, ToSchema)]
struct Survey {
    #[schema(value_type = String)]
    id: SurveyId,
    name: String,
    /// `csat` (1 to 5), `ces` (1 to 7) or `nps` (0 to 10).
    #[schema(value_type = String)]
    kind: Kind,
    /// `{"on": "resolved", "after_hours": 24}`, or `{"on": "schedule", "every_days": 180, "wrote_within_days": 90}`.
    #[schema(value_type = Object)]
    trigger: Trigger,
    /// Empty: all.
    #[schema(value_type = Vec<String>)]
    channels: Vec<ChannelId>,
    /// Languages of customers, such as `et`; empty: all.
    languages: Vec<String>,
    /// Of a thousand who could be asked.
    share_permille: i64,
    /// Nobody whom any survey asked within so many days is asked by this one.
    cool_down_days: i64,
    /// A low score opens the conversation again.
    reopen_low: bool,
    enabled: bool,
    archived: bool,
    /// Within ninety days.
    asked: i64,
    answered: i64,
    version: i64,
}

impl From<Listed> for Survey {
    fn from(l: Listed) -> Self {
        let s = l.survey;
        Self {
            id: s.id,
            name: s.name,
            kind: s.kind,
            trigger: s.trigger.0,
            channels: s.channels.0,
            languages: s.languages.0,
            share_permille: s.share_permille,
            cool_down_days: s.cool_down_days,
            reopen_low: s.reopen_low,
            enabled: s.enabled,
            archived: s.archived,
            asked: l.asked,
            answered: l.answered,
            version: s.version,
        }
    }
}

impl From<store::survey::Survey> for Survey {
    fn from(survey: store::survey::Survey) -> Self {
        Self::from(Listed {
            survey,
            asked: 0,
            answered: 0,
        })
    }
}

#[derive(Debug, Deserialize, ToSchema)]
struct SurveyInput {
    name: String,
    /// `csat`, `ces` or `nps`; stays as it is.
    #[schema(value_type = String)]
    kind: Kind,
    #[schema(value_type = Object)]
    trigger: Trigger,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    channels: Vec<ChannelId>,
    #[serde(default)]
    languages: Vec<String>,
    /// 1,000 if left out: everybody.
    share_permille: Option<i64>,
    /// 90 if left out.
    cool_down_days: Option<i64>,
    #[serde(default)]
    reopen_low: bool,
    #[serde(default)]
    enabled: bool,
    #[serde(default)]
    archived: bool,
    /// Of the survey as it was read; left out: whatever it is.
    version: Option<i64>,
}

impl SurveyInput {
    fn wanted(self) -> Wanted {
        Wanted {
            name: self.name,
            kind: self.kind,
            trigger: self.trigger,
            channels: self.channels,
            languages: self.languages,
            share_permille: self.share_permille.unwrap_or(1000),
            cool_down_days: self.cool_down_days.unwrap_or(90),
            reopen_low: self.reopen_low,
            enabled: self.enabled,
            archived: self.archived,
        }
    }
}

/// Surveys by name, archived ones too.
#[utoipa::path(get, path = "/surveys", tag = "surveys", responses((status = 200, body = Page<Survey>), (status = 403, body = ErrorBody)))]
async fn list(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<Page<Survey>>> {
    let all = app.desk.surveys(&caller.by()).await?;
    let items = all.into_iter().map(Survey::from).collect();
    Ok(axum::Json(Page::all(items)))
}

/// A new one; off unless `enabled` says otherwise.
#[utoipa::path(post, path = "/surveys", tag = "surveys", request_body = SurveyInput,
    responses((status = 201, body = Survey), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<SurveyInput>,
) -> ApiResult<(StatusCode, axum::Json<Survey>)> {
    let made = app.desk.create_survey(&caller.by(), input.wanted()).await?;
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

#[utoipa::path(put, path = "/surveys/{id}", tag = "surveys", params(("id" = String, Path)), request_body = SurveyInput,
    responses((status = 200, body = Survey), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<SurveyId>,
    Json(input): Json<SurveyInput>,
) -> ApiResult<axum::Json<Survey>> {
    let version = input.version;
    let kept = app
        .desk
        .change_survey(&caller.by(), id, input.wanted(), version)
        .await?;
    Ok(axum::Json(kept.into()))
}

/// Only a survey that asked nobody yet can be deleted; others are archived.
#[utoipa::path(delete, path = "/surveys/{id}", tag = "surveys", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<SurveyId>,
) -> ApiResult<StatusCode> {
    app.desk.remove_survey(&caller.by(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, ToSchema)]
struct SurveyTest {
    /// The language to be asked in.
    locale: String,
}

/// Mails it to oneself, with a page to answer on. It counts nowhere.
#[utoipa::path(post, path = "/surveys/{id}/test", tag = "surveys", params(("id" = String, Path)), request_body = SurveyTest,
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn test(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<SurveyId>,
    Json(input): Json<SurveyTest>,
) -> ApiResult<StatusCode> {
    app.desk
        .test_survey(&caller.by(), id, &input.locale, &app.console_url())
        .await?;
    app.wake_sender();
    Ok(StatusCode::NO_CONTENT)
}

/// What was asked about a conversation.
#[derive(Debug, Serialize, ToSchema)]
struct SurveyAsk {
    #[schema(value_type = String)]
    id: SurveyAskId,
    #[schema(value_type = String)]
    survey: SurveyId,
    name: String,
    #[schema(value_type = String)]
    kind: Kind,
    asked_at: Millis,
    /// Null while there is no answer.
    answered_at: Option<Millis>,
    score: Option<i64>,
    /// The highest score of the scale.
    most: i64,
    comment: String,
}

impl From<store::survey::read::Beside> for SurveyAsk {
    fn from(b: store::survey::read::Beside) -> Self {
        Self {
            id: b.id,
            survey: b.survey,
            name: b.name,
            kind: b.kind,
            asked_at: b.asked_at,
            answered_at: b.answered_at,
            score: b.score,
            most: *b.kind.scale().end(),
            comment: b.comment,
        }
    }
}

/// What the customer was asked about a conversation, and answered; newest first.
#[utoipa::path(get, path = "/conversations/{id}/surveys", tag = "surveys", params(("id" = String, Path)),
    responses((status = 200, body = Page<SurveyAsk>), (status = 404, body = ErrorBody)))]
async fn beside(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> ApiResult<axum::Json<Page<SurveyAsk>>> {
    let id = find(&app, &caller, &id).await?;
    // Out of reach is not found.
    reads::summary(&app, &caller, id).await?;
    let found = app
        .db()
        .read(async move |tx| store::survey::read::of_conversation(tx, id).await)
        .await?;
    let items = found.into_iter().map(SurveyAsk::from).collect();
    Ok(axum::Json(Page::all(items)))
}

/// What a contact said about being asked.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct SurveyWish {
    /// They do not want to be asked.
    refused: bool,
}

#[utoipa::path(get, path = "/contacts/{id}/surveys", tag = "surveys", params(("id" = String, Path)),
    responses((status = 200, body = SurveyWish), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn of_contact(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ContactId>,
) -> ApiResult<axum::Json<SurveyWish>> {
    let refused = app.desk.refuses_surveys(&caller.by(), id).await?;
    Ok(axum::Json(SurveyWish { refused }))
}

#[utoipa::path(put, path = "/contacts/{id}/surveys", tag = "surveys", params(("id" = String, Path)), request_body = SurveyWish,
    responses((status = 200, body = SurveyWish), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn note(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ContactId>,
    Json(input): Json<SurveyWish>,
) -> ApiResult<axum::Json<SurveyWish>> {
    app.desk
        .note_refusal(&caller.by(), id, input.refused)
        .await?;
    Ok(axum::Json(input))
}
