//! Forms: their definitions, a look at a page before it is stored, and what was sent by them in a conversation.

use super::conversations::find;
use super::types::{Page, forms as shape};
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::pages::form as page;
use axum::extract::State;
use desk::forms::{Figures, FormInput};
use domain::form::{Form, FormWords, Question};
use domain::{ChannelId, DoorId, FormId, FormPostId, HelpCenterId, Millis};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show, change))
        .routes(routes!(preview))
        .routes(routes!(figures))
        .routes(routes!(sent))
}

/// A form.
#[derive(Debug, Serialize, ToSchema)]
struct FormDetail {
    #[schema(value_type = String)]
    id: FormId,
    #[schema(value_type = String)]
    channel: ChannelId,
    /// Whose pages it is among; null: nowhere yet.
    #[schema(value_type = Option<String>)]
    help_center: Option<HelpCenterId>,
    slug: String,
    /// By language.
    #[schema(value_type = BTreeMap<String, shape::FormWords>)]
    words: BTreeMap<String, FormWords>,
    #[schema(value_type = Vec<shape::FormQuestion>)]
    questions: Vec<Question>,
    files_max: u32,
    /// Octets of all files together.
    bytes_max: i64,
    /// The email door that answers come from.
    #[schema(value_type = Option<String>)]
    reply_door: Option<DoorId>,
    /// Origins that may show it within their own pages.
    hosts: Vec<String>,
    created_at: Millis,
    version: i64,
    /// Languages of the help center.
    locales: Vec<String>,
    /// Languages in which words are missing, with the keys of the questions; an empty key is the form itself.
    missing: BTreeMap<String, Vec<String>>,
    /// Where it is; null while its help center is not public.
    page: Option<String>,
    /// What a site puts into its own page to show the form.
    snippet: Option<String>,
    /// What a site with a content security policy adds to it.
    csp: Option<String>,
}

async fn wire(app: &App, form: Form) -> ApiResult<FormDetail> {
    let place = page::place(app, &form).await?;
    let locales = match &place {
        Some(place) => place.locales.clone(),
        None => form.words.keys().cloned().collect(),
    };
    Ok(FormDetail {
        missing: form.missing_words(&locales),
        locales,
        page: place.as_ref().map(|p| p.address.clone()),
        snippet: place.as_ref().map(|p| p.snippet.clone()),
        csp: place.map(|p| p.csp),
        id: form.id,
        channel: form.channel,
        help_center: form.help_center,
        slug: form.slug,
        words: form.words,
        questions: form.questions,
        files_max: form.files_max,
        bytes_max: form.bytes_max,
        reply_door: form.reply_door,
        hosts: form.hosts,
        created_at: form.created_at,
        version: form.version,
    })
}

/// Every form, oldest first. A form is made with its channel.
#[utoipa::path(get, path = "/forms", tag = "forms", responses((status = 200, body = Page<FormDetail>), (status = 403, body = ErrorBody)))]
async fn list(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<Page<FormDetail>>> {
    let mut items = Vec::new();
    for form in app.desk.forms(&caller.by()).await? {
        items.push(wire(&app, form).await?);
    }
    Ok(axum::Json(Page::all(items)))
}

#[utoipa::path(get, path = "/forms/{id}", tag = "forms", params(("id" = String, Path)),
    responses((status = 200, body = FormDetail), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<FormId>,
) -> ApiResult<axum::Json<FormDetail>> {
    let form = app.desk.form(&caller.by(), id).await?;
    Ok(axum::Json(wire(&app, form).await?))
}

#[derive(Debug, Deserialize, ToSchema)]
struct FormBody {
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    help_center: Option<HelpCenterId>,
    slug: String,
    #[schema(value_type = BTreeMap<String, shape::FormWords>)]
    words: BTreeMap<String, FormWords>,
    #[schema(value_type = Vec<shape::FormQuestion>)]
    questions: Vec<Question>,
    files_max: u32,
    bytes_max: i64,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    reply_door: Option<DoorId>,
    #[serde(default)]
    hosts: Vec<String>,
    /// The version that was seen.
    #[serde(default)]
    version: i64,
}

impl FormBody {
    fn whole(self) -> FormInput {
        FormInput {
            help_center: self.help_center,
            slug: self.slug,
            words: self.words,
            questions: self.questions,
            files_max: self.files_max,
            bytes_max: self.bytes_max,
            reply_door: self.reply_door,
            hosts: self.hosts,
        }
    }
}

/// Replaces all of it. What was sent before keeps the words in which it was asked.
#[utoipa::path(put, path = "/forms/{id}", tag = "forms", params(("id" = String, Path)), request_body = FormBody,
    responses((status = 200, body = FormDetail), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<FormId>,
    Json(body): Json<FormBody>,
) -> ApiResult<axum::Json<FormDetail>> {
    let version = body.version;
    let by = caller.by();
    let form = app.desk.change_form(&by, id, version, body.whole()).await?;
    Ok(axum::Json(wire(&app, form).await?))
}

#[derive(Debug, Deserialize, ToSchema)]
struct FormPreviewBody {
    form: FormBody,
    locale: String,
    /// What is answered already, by the keys of the questions.
    #[serde(default)]
    values: BTreeMap<String, String>,
}

/// A page as a document of its own.
#[derive(Debug, Serialize, ToSchema)]
struct FormPreview {
    html: String,
}

/// The page as customers would see it, for a frame; nothing is stored, and nothing can be sent from it.
#[utoipa::path(post, path = "/forms/{id}/preview", tag = "forms", params(("id" = String, Path)), request_body = FormPreviewBody,
    responses((status = 200, body = FormPreview), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn preview(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<FormId>,
    Json(body): Json<FormPreviewBody>,
) -> ApiResult<axum::Json<FormPreview>> {
    let by = caller.by();
    let form = app.desk.imagined_form(&by, id, body.form.whole()).await?;
    let seen = app.desk.seen_as(form, caller.now).await?;
    let html = page::preview(&app, seen, &body.locale, body.values).await?;
    Ok(axum::Json(FormPreview { html }))
}

/// How often a reason was found.
#[derive(Debug, Serialize, ToSchema)]
struct SpamReason {
    /// `trap`, `instant`, `quick`, `address`, `network`, `no_work`, `false_work` or `links`.
    reason: String,
    posts: i64,
}

/// What came in by a form lately, and how well spam was told from questions.
#[derive(Debug, Serialize, ToSchema)]
struct FormFigures {
    since: Millis,
    posts: i64,
    /// Taken for spam when they came.
    spam: i64,
    /// Whether or not they were enough; the most frequent first.
    reasons: Vec<SpamReason>,
    /// Taken for spam, and an agent said that it was none.
    taken_back: i64,
    /// Not taken for spam, and an agent said that it was.
    missed: i64,
}

impl From<Figures> for FormFigures {
    fn from(f: Figures) -> Self {
        let reasons = f.reasons.into_iter();
        Self {
            since: f.since,
            posts: f.posts,
            spam: f.spam,
            reasons: reasons
                .map(|(reason, posts)| SpamReason { reason, posts })
                .collect(),
            taken_back: f.taken_back,
            missed: f.missed,
        }
    }
}

/// Of the last four weeks.
#[utoipa::path(get, path = "/forms/{id}/figures", tag = "forms", params(("id" = String, Path)),
    responses((status = 200, body = FormFigures), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn figures(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<FormId>,
) -> ApiResult<axum::Json<FormFigures>> {
    let figures = app.desk.form_figures(&caller.by(), id).await?;
    Ok(axum::Json(figures.into()))
}

/// An answer as the customer saw its question and gave it.
#[derive(Debug, Serialize, ToSchema)]
struct FormAnswer {
    key: String,
    /// `name`, `email`, `topic` or `field`.
    kind: String,
    /// Empty for name, email and topic in shipped words.
    label: String,
    value: String,
}

/// What was sent by a form.
#[derive(Debug, Serialize, ToSchema)]
struct FormPost {
    #[schema(value_type = String)]
    id: FormPostId,
    #[schema(value_type = String)]
    form: FormId,
    /// Its title in the language of the page.
    title: String,
    at: Millis,
    /// Of the page.
    locale: String,
    /// In the order in which they were asked, without the question itself.
    answers: Vec<FormAnswer>,
    /// Why it was suspect, enough for spam or not.
    suspicion: Vec<String>,
    spam: bool,
}

/// What was sent by forms in a conversation, oldest first.
#[utoipa::path(get, path = "/conversations/{id}/form-posts", tag = "forms", params(("id" = String, Path)),
    responses((status = 200, body = Page<FormPost>), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn sent(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> ApiResult<axum::Json<Page<FormPost>>> {
    let id = find(&app, &caller, &id).await?;
    let rows = app.desk.form_posts(&caller.by(), id).await?;
    let items = rows.into_iter().map(|(post, form)| {
        let words = form
            .as_ref()
            .and_then(|f| f.words_in(&post.locale, &post.locale));
        FormPost {
            id: post.id,
            form: post.form,
            title: words.map(|(_, w)| w.title.clone()).unwrap_or_default(),
            at: post.at,
            locale: post.locale,
            answers: post
                .answers
                .0
                .into_iter()
                .map(|a| FormAnswer {
                    key: a.key,
                    kind: a.kind,
                    label: a.label,
                    value: a.value,
                })
                .collect(),
            suspicion: post.suspicion.0,
            spam: post.spam,
        }
    });
    Ok(axum::Json(Page::all(items.collect())))
}
