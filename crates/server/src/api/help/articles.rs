//! Articles: the list, one of them whole, and what it is besides its words.

use super::shapes::{Article, ArticleAudience, ArticleLine};
use crate::api::settings::given;
use crate::api::types::{Page, PageQuery};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use desk::help::articles::{ArticleChange, NewArticle};
use domain::article::{Audience, Doc, JSON_MAX};
use domain::{AgentId, ArticleId, CollectionId, HelpCenterId, MessageId, Millis, TopicId};
use serde::Deserialize;
use serde_json::Value;
use store::article::ListFilter;
use utoipa::ToSchema;

/// A document and what stands beside it.
pub const BODY_MAX: usize = JSON_MAX + 64 * 1024;

pub fn routes() -> OpenApiRouter<App> {
    let long = OpenApiRouter::new()
        .routes(routes!(list, create))
        .layer(DefaultBodyLimit::max(BODY_MAX));
    OpenApiRouter::new()
        .merge(long)
        .routes(routes!(order))
        .routes(routes!(read, change, remove))
        .routes(routes!(review))
        .routes(routes!(from_answer))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ArticlesQuery {
    #[param(value_type = Option<String>)]
    center: Option<HelpCenterId>,
    #[param(value_type = Option<String>)]
    collection: Option<CollectionId>,
    #[param(value_type = Option<String>)]
    owner: Option<AgentId>,
    /// `public` or `internal`.
    #[param(inline)]
    audience: Option<ArticleAudience>,
    /// Titles are shown in it, and `state` is looked for in it.
    locale: Option<String>,
    /// `missing`, `draft`, `published`, `outdated`, or `changed`: there is a draft beside what is shown.
    state: Option<String>,
    /// `1`: those whose review is due.
    due: Option<u8>,
    /// `1`: those that were put away, in place of the others.
    archived: Option<u8>,
}

const STATES: [&str; 5] = ["missing", "draft", "published", "outdated", "changed"];

/// The last touched first.
#[utoipa::path(get, path = "/articles", tag = "help", params(ArticlesQuery, PageQuery),
    responses((status = 200, body = Page<ArticleLine>), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ArticlesQuery>,
    Query(page): Query<PageQuery>,
) -> ApiResult<axum::Json<Page<ArticleLine>>> {
    if query.state.as_deref().is_some_and(|s| !STATES.contains(&s)) {
        return Err(ApiError::invalid("state", "There is no such state."));
    }
    let limit = page.limit();
    let filter = ListFilter {
        center: query.center,
        collection: query.collection,
        owner: query.owner,
        audience: query.audience.map(Audience::from),
        locale: query.locale.unwrap_or_default(),
        state: query.state,
        due: (query.due == Some(1)).then_some(caller.now),
        archived: query.archived == Some(1),
        before: page.cursor.as_deref().map(cursor).transpose()?,
        limit,
    };
    let rows = app.desk.articles(&caller.by(), filter).await?;
    let next = rows
        .last()
        .filter(|_| rows.len() == limit)
        .map(|r| format!("{}.{}", r.updated_at, r.id));
    Ok(axum::Json(Page {
        items: rows.into_iter().map(ArticleLine::from).collect(),
        next,
    }))
}

fn cursor(text: &str) -> ApiResult<(Millis, ArticleId)> {
    let parsed = text
        .split_once('.')
        .and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    parsed.ok_or_else(|| {
        ApiError::invalid(
            "cursor",
            "This is no cursor of this list; begin anew without one.",
        )
    })
}

#[derive(Deserialize, ToSchema)]
struct ArticleInput {
    #[schema(value_type = String)]
    center: HelpCenterId,
    #[schema(value_type = Option<String>)]
    collection: Option<CollectionId>,
    locale: String,
    title: String,
    #[serde(default)]
    summary: String,
    /// A document of the editor (ProseMirror); left out: empty.
    #[schema(value_type = Option<Object>)]
    doc: Option<Value>,
    #[serde(default)]
    asked: Vec<String>,
    audience: Option<ArticleAudience>,
    #[schema(value_type = Option<String>)]
    topic: Option<TopicId>,
}

/// Begins an article as a draft.
#[utoipa::path(post, path = "/articles", tag = "help", request_body = ArticleInput,
    responses((status = 201, body = Article), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 413, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<ArticleInput>,
) -> ApiResult<(StatusCode, axum::Json<Article>)> {
    let by = caller.by();
    by.demand(domain::access::Permission::ContentManage)?;
    let new = NewArticle {
        center: input.center,
        collection: input.collection,
        locale: input.locale,
        title: input.title,
        summary: input.summary,
        doc: document(input.doc.as_ref())?.unwrap_or_default(),
        asked: input.asked,
        audience: input.audience.map_or(Audience::Public, Audience::from),
        topic: input.topic,
        owner: None,
        from_conversation: None,
    };
    let made = app.desk.create_article(&by, new).await?;
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

/// A document that somebody sent, checked.
pub(super) fn document(value: Option<&Value>) -> ApiResult<Option<Doc>> {
    let read = value.map(Doc::parse).transpose();
    Ok(read.map_err(desk::DeskError::from)?)
}

#[derive(Deserialize, ToSchema)]
struct ArticleOrder {
    #[schema(value_type = Vec<String>)]
    articles: Vec<ArticleId>,
}

/// The order in which a collection shows them.
#[utoipa::path(put, path = "/articles/order", tag = "help", request_body = ArticleOrder,
    responses((status = 204), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn order(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<ArticleOrder>,
) -> ApiResult<StatusCode> {
    app.desk
        .order_articles(&caller.by(), input.articles)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// With all its texts.
#[utoipa::path(get, path = "/articles/{id}", tag = "help", params(("id" = String, Path)),
    responses((status = 200, body = Article), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn read(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ArticleId>,
) -> ApiResult<axum::Json<Article>> {
    let found = app.desk.article(&caller.by(), id).await?;
    Ok(axum::Json(found.into()))
}

#[derive(Deserialize, ToSchema)]
struct ArticlePatch {
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    collection: Option<Option<CollectionId>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    owner: Option<Option<AgentId>>,
    audience: Option<ArticleAudience>,
    source_locale: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    topic: Option<Option<TopicId>>,
    /// 1 to 3650; null: never.
    #[serde(default, deserialize_with = "given")]
    review_every_days: Option<Option<i64>>,
    /// Put away: readers are told that it is gone.
    archived: Option<bool>,
    /// The version that was seen: 409 when somebody else has changed it since. Left out: overrules that.
    version: Option<i64>,
}

/// Fields that are left out stay.
#[utoipa::path(patch, path = "/articles/{id}", tag = "help", params(("id" = String, Path)), request_body = ArticlePatch,
    responses((status = 200, body = Article), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ArticleId>,
    Json(input): Json<ArticlePatch>,
) -> ApiResult<axum::Json<Article>> {
    let change = ArticleChange {
        collection: input.collection,
        owner: input.owner,
        audience: input.audience.map(Audience::from),
        source_locale: input.source_locale,
        topic: input.topic,
        review_every_days: input.review_every_days,
        archived: input.archived,
        version: input.version,
    };
    let changed = app.desk.change_article(&caller.by(), id, change).await?;
    Ok(axum::Json(changed.into()))
}

/// For one that readers were never shown; others are archived.
#[utoipa::path(delete, path = "/articles/{id}", tag = "help", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ArticleId>,
) -> ApiResult<StatusCode> {
    app.desk.remove_article(&caller.by(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The caller has looked, and it is still true.
#[utoipa::path(put, path = "/articles/{id}/review", tag = "help", params(("id" = String, Path)),
    responses((status = 200, body = Article), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn review(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ArticleId>,
) -> ApiResult<axum::Json<Article>> {
    let reviewed = app.desk.article_reviewed(&caller.by(), id).await?;
    Ok(axum::Json(reviewed.into()))
}

#[derive(Deserialize, ToSchema)]
struct FromAnswer {
    /// Left out: the first one.
    #[schema(value_type = Option<String>)]
    center: Option<HelpCenterId>,
    #[schema(value_type = Option<String>)]
    collection: Option<CollectionId>,
}

/// Makes the draft of an article of an answer that was sent: without greeting, close and signature.
#[utoipa::path(post, path = "/messages/{id}/article", tag = "help", params(("id" = String, Path)), request_body = FromAnswer,
    responses((status = 201, body = Article), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn from_answer(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<MessageId>,
    Json(input): Json<FromAnswer>,
) -> ApiResult<(StatusCode, axum::Json<Article>)> {
    let made = app
        .desk
        .article_from_answer(&caller.by(), id, input.center, input.collection)
        .await?;
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}
