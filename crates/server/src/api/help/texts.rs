//! The texts of an article: drafts, publishing, versions, how they look.

use super::articles::{BODY_MAX, document};
use super::shapes::{ArticlePreview, ArticleText, OutlineEntry, text};
use crate::api::types::Page;
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use desk::By;
use desk::help::drafts::DraftChange;
use desk::help::standing;
use domain::article::{Doc, Links};
use domain::{AgentId, ArticleFileId, ArticleId, ArticleVersionId, Millis};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    let long = OpenApiRouter::new()
        .routes(routes!(begin, save, discard))
        .layer(DefaultBodyLimit::max(BODY_MAX));
    OpenApiRouter::new()
        .merge(long)
        .routes(routes!(publish, withdraw))
        .routes(routes!(preview))
        .routes(routes!(versions))
        .routes(routes!(version))
        .routes(routes!(restore))
}

/// The text as it is now, beside the others.
async fn told(app: &App, by: &By, id: ArticleId, locale: &str) -> ApiResult<ArticleText> {
    let whole = app.desk.article(by, id).await?;
    let state = standing(&whole.translations, &whole.article.source_locale, locale);
    let found = whole.translations.into_iter().find(|t| t.locale == locale);
    let found = found.ok_or_else(crate::http::error::ApiError::not_found)?;
    Ok(text(found, state))
}

/// Begins a translation with the words of the source, to be written over.
#[utoipa::path(post, path = "/articles/{id}/texts/{locale}", tag = "help", params(("id" = String, Path), ("locale" = String, Path)),
    responses((status = 201, body = ArticleText), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn begin(
    State(app): State<App>,
    caller: Caller,
    Path((id, locale)): Path<(ArticleId, String)>,
) -> ApiResult<(StatusCode, axum::Json<ArticleText>)> {
    let by = caller.by();
    app.desk.translate_article(&by, id, locale.clone()).await?;
    Ok((
        StatusCode::CREATED,
        axum::Json(told(&app, &by, id, &locale).await?),
    ))
}

#[derive(Deserialize, ToSchema)]
struct ArticleDraftInput {
    title: Option<String>,
    summary: Option<String>,
    /// A document of the editor (ProseMirror).
    #[schema(value_type = Option<Object>)]
    doc: Option<Value>,
    asked: Option<Vec<String>>,
    /// Its name in the address, from the next publishing on.
    slug: Option<String>,
    /// It now says what the source says.
    #[serde(default)]
    follows_source: bool,
    /// The version that was seen: 409 when somebody else has saved since. Left out: overrules that.
    version: Option<i64>,
}

/// Saves what is being written; readers see nothing of it. Fields that are left out stay.
#[utoipa::path(put, path = "/articles/{id}/texts/{locale}", tag = "help", params(("id" = String, Path), ("locale" = String, Path)), request_body = ArticleDraftInput,
    responses((status = 200, body = ArticleText), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 413, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn save(
    State(app): State<App>,
    caller: Caller,
    Path((id, locale)): Path<(ArticleId, String)>,
    Json(input): Json<ArticleDraftInput>,
) -> ApiResult<axum::Json<ArticleText>> {
    let by = caller.by();
    by.demand(domain::access::Permission::ContentManage)?;
    let change = DraftChange {
        title: input.title,
        summary: input.summary,
        doc: document(input.doc.as_ref())?,
        asked: input.asked,
        slug: input.slug,
        follows_source: input.follows_source,
        version: input.version,
    };
    app.desk
        .save_article_draft(&by, id, locale.clone(), change)
        .await?;
    Ok(axum::Json(told(&app, &by, id, &locale).await?))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct SeenQuery {
    /// The version that was seen: 409 when somebody else has saved since. Left out: overrules that.
    version: Option<i64>,
}

/// Drops what is being written. A text that readers were never shown is taken away.
#[utoipa::path(delete, path = "/articles/{id}/texts/{locale}", tag = "help", params(("id" = String, Path), ("locale" = String, Path), SeenQuery),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn discard(
    State(app): State<App>,
    caller: Caller,
    Path((id, locale)): Path<(ArticleId, String)>,
    Query(query): Query<SeenQuery>,
) -> ApiResult<StatusCode> {
    app.desk
        .discard_article_draft(&caller.by(), id, locale, query.version)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
struct Publication {
    /// What has changed, for colleagues.
    #[serde(default)]
    note: String,
    /// The version that was seen: 409 when somebody else has saved since. Left out: overrules that.
    version: Option<i64>,
}

/// Readers are shown what was written.
#[utoipa::path(put, path = "/articles/{id}/texts/{locale}/publication", tag = "help", params(("id" = String, Path), ("locale" = String, Path)), request_body = Publication,
    responses((status = 200, body = ArticleText), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn publish(
    State(app): State<App>,
    caller: Caller,
    Path((id, locale)): Path<(ArticleId, String)>,
    Json(input): Json<Publication>,
) -> ApiResult<axum::Json<ArticleText>> {
    let by = caller.by();
    app.desk
        .publish_article(&by, id, locale.clone(), input.version, input.note)
        .await?;
    Ok(axum::Json(told(&app, &by, id, &locale).await?))
}

/// Readers are not shown it any more; its words stay.
#[utoipa::path(delete, path = "/articles/{id}/texts/{locale}/publication", tag = "help", params(("id" = String, Path), ("locale" = String, Path), SeenQuery),
    responses((status = 200, body = ArticleText), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn withdraw(
    State(app): State<App>,
    caller: Caller,
    Path((id, locale)): Path<(ArticleId, String)>,
    Query(query): Query<SeenQuery>,
) -> ApiResult<axum::Json<ArticleText>> {
    let by = caller.by();
    app.desk
        .unpublish_article(&by, id, locale.clone(), query.version)
        .await?;
    Ok(axum::Json(told(&app, &by, id, &locale).await?))
}

/// Where things lie for an agent.
struct Inside;

impl Links for Inside {
    fn article(&self, id: ArticleId) -> Option<String> {
        Some(format!("/articles/{id}"))
    }
    fn file(&self, id: ArticleFileId) -> Option<String> {
        Some(format!("/api/v1/article-files/{id}"))
    }
}

fn looks(title: String, summary: String, doc: &Doc) -> ArticlePreview {
    ArticlePreview {
        title,
        summary,
        html: doc.html(&Inside),
        outline: doc.outline().into_iter().map(OutlineEntry::from).collect(),
    }
}

/// What is being written, as readers would see it.
#[utoipa::path(get, path = "/articles/{id}/texts/{locale}/preview", tag = "help", params(("id" = String, Path), ("locale" = String, Path)),
    responses((status = 200, body = ArticlePreview), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn preview(
    State(app): State<App>,
    caller: Caller,
    Path((id, locale)): Path<(ArticleId, String)>,
) -> ApiResult<axum::Json<ArticlePreview>> {
    let whole = app.desk.article(&caller.by(), id).await?;
    let found = whole.translations.into_iter().find(|t| t.locale == locale);
    let t = found.ok_or_else(crate::http::error::ApiError::not_found)?;
    let doc = t.draft_doc.unwrap_or(t.doc).0;
    Ok(axum::Json(looks(
        t.draft_title.unwrap_or(t.title),
        t.draft_summary.unwrap_or(t.summary),
        &doc,
    )))
}

#[derive(Serialize, ToSchema)]
struct ArticleVersionLine {
    #[schema(value_type = String)]
    id: ArticleVersionId,
    number: i64,
    title: String,
    #[schema(value_type = Option<String>)]
    by: Option<AgentId>,
    at: Millis,
    note: String,
}

/// What readers were shown, the newest first.
#[utoipa::path(get, path = "/articles/{id}/texts/{locale}/versions", tag = "help", params(("id" = String, Path), ("locale" = String, Path)),
    responses((status = 200, body = Page<ArticleVersionLine>), (status = 403, body = ErrorBody)))]
async fn versions(
    State(app): State<App>,
    caller: Caller,
    Path((id, locale)): Path<(ArticleId, String)>,
) -> ApiResult<axum::Json<Page<ArticleVersionLine>>> {
    let all = app.desk.article_versions(&caller.by(), id, locale).await?;
    let line = |v: store::article::VersionLine| ArticleVersionLine {
        id: v.id,
        number: v.number,
        title: v.title,
        by: v.by,
        at: v.at,
        note: v.note,
    };
    Ok(axum::Json(Page::all(all.into_iter().map(line).collect())))
}

/// A version as readers saw it.
#[utoipa::path(get, path = "/articles/{id}/texts/{locale}/versions/{number}", tag = "help",
    params(("id" = String, Path), ("locale" = String, Path), ("number" = i64, Path)),
    responses((status = 200, body = ArticlePreview), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn version(
    State(app): State<App>,
    caller: Caller,
    Path((id, locale, number)): Path<(ArticleId, String, i64)>,
) -> ApiResult<axum::Json<ArticlePreview>> {
    let v = app
        .desk
        .article_version(&caller.by(), id, locale, number)
        .await?;
    Ok(axum::Json(looks(v.title, v.summary, &v.doc.0)))
}

#[derive(Deserialize, ToSchema)]
struct Restoration {
    /// The version of the text that was seen: 409 when somebody else has saved since. Left out: overrules that.
    version: Option<i64>,
}

/// Makes a draft of a version; readers see it when it is published.
#[utoipa::path(post, path = "/articles/{id}/texts/{locale}/versions/{number}/restoration", tag = "help",
    params(("id" = String, Path), ("locale" = String, Path), ("number" = i64, Path)), request_body = Restoration,
    responses((status = 200, body = ArticleText), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn restore(
    State(app): State<App>,
    caller: Caller,
    Path((id, locale, number)): Path<(ArticleId, String, i64)>,
    Json(input): Json<Restoration>,
) -> ApiResult<axum::Json<ArticleText>> {
    let by = caller.by();
    app.desk
        .restore_article_version(&by, id, locale.clone(), number, input.version)
        .await?;
    Ok(axum::Json(told(&app, &by, id, &locale).await?))
}
