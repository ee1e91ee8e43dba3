//! Views of one's own and shared, what they hold, and any filter without a view.

use super::settings::given;
use super::types::{Page, Summary};
use super::waiting::{self, Asked, List};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::settings::views::{NewView, ViewChange};
use domain::filter::Filter;
use domain::{AgentId, Millis, TeamId, ViewId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Views are counted up to this.
const COUNT_MOST: usize = 1000;
/// Views that are counted for one agent.
const COUNTED_VIEWS: usize = 50;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(order))
        .routes(routes!(counts))
        .routes(routes!(change, remove))
        .routes(routes!(query))
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct View {
    #[schema(value_type = String)]
    id: ViewId,
    name: String,
    #[schema(value_type = String)]
    owner: AgentId,
    shared: bool,
    #[schema(value_type = Option<String>)]
    team: Option<TeamId>,
    #[schema(value_type = Object)]
    filter: Filter,
    sort: String,
    position: i64,
    updated_at: Millis,
    version: i64,
}

impl From<store::view::View> for View {
    fn from(v: store::view::View) -> Self {
        Self {
            id: v.id,
            name: v.name,
            owner: v.owner,
            shared: v.shared,
            team: v.team,
            filter: v.filter.0,
            sort: v.sort,
            position: v.position,
            updated_at: v.updated_at,
            version: v.version,
        }
    }
}

/// A filter as a client sends it.
///
/// # Errors
/// `bad_filter` (422) with the path of what is wrong.
pub(super) fn filter_of(value: &Value) -> ApiResult<Filter> {
    Filter::parse(value).map_err(|wrong| {
        ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "bad_filter",
            wrong.message,
        )
        .on(wrong.path)
    })
}

/// The agent's own views, and those shared with them, in their order.
#[utoipa::path(get, path = "/views", tag = "views", responses((status = 200, body = Page<View>)))]
async fn list(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<Page<View>>> {
    let views = app.desk.views(&caller.by()).await?;
    Ok(axum::Json(Page::all(
        views.into_iter().map(View::from).collect(),
    )))
}

#[derive(Deserialize, ToSchema)]
struct ViewInput {
    name: String,
    /// `{"all": […]}`, `{"any": […]}`, `{"not": …}` or `{"field": …, "op": …, "value": …}`.
    #[schema(value_type = Object)]
    filter: Value,
    /// `newest` (default), `oldest` or `due`.
    sort: Option<String>,
    #[serde(default)]
    shared: bool,
    #[schema(value_type = Option<String>)]
    team: Option<TeamId>,
}

#[utoipa::path(post, path = "/views", tag = "views", request_body = ViewInput,
    responses((status = 201, body = View), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<ViewInput>,
) -> ApiResult<(StatusCode, axum::Json<View>)> {
    let new = NewView {
        name: input.name,
        filter: filter_of(&input.filter)?,
        sort: input.sort.unwrap_or_else(|| "newest".to_owned()),
        shared: input.shared,
        team: input.team,
    };
    let made = app.desk.create_view(&caller.by(), new).await?;
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

#[derive(Deserialize, ToSchema)]
struct ViewPatch {
    name: Option<String>,
    #[schema(value_type = Option<Object>)]
    filter: Option<Value>,
    sort: Option<String>,
    shared: Option<bool>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    team: Option<Option<TeamId>>,
    position: Option<i64>,
    version: Option<i64>,
}

/// Fields that are left out stay.
#[utoipa::path(patch, path = "/views/{id}", tag = "views", params(("id" = String, Path)), request_body = ViewPatch,
    responses((status = 200, body = View), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ViewId>,
    Json(input): Json<ViewPatch>,
) -> ApiResult<axum::Json<View>> {
    let change = ViewChange {
        name: input.name,
        filter: input.filter.as_ref().map(filter_of).transpose()?,
        sort: input.sort,
        shared: input.shared,
        team: input.team,
        position: input.position,
        version: input.version,
    };
    let kept = app.desk.change_view(&caller.by(), id, change).await?;
    Ok(axum::Json(kept.into()))
}

#[utoipa::path(delete, path = "/views/{id}", tag = "views", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ViewId>,
) -> ApiResult<StatusCode> {
    app.desk.remove_view(&caller.by(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
struct ViewOrder {
    #[schema(value_type = Vec<String>)]
    ids: Vec<ViewId>,
}

/// Puts views into this order.
#[utoipa::path(put, path = "/views/order", tag = "views", request_body = ViewOrder,
    responses((status = 200, body = Page<View>)))]
async fn order(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<ViewOrder>,
) -> ApiResult<axum::Json<Page<View>>> {
    app.desk.order_views(&caller.by(), input.ids).await?;
    list(State(app), caller).await
}

#[derive(Serialize, ToSchema)]
struct ViewCount {
    #[schema(value_type = String)]
    view: ViewId,
    n: usize,
    /// There are more than `n`.
    more: bool,
}

/// How many conversations each view holds, as far as it is worth counting (1000).
#[utoipa::path(get, path = "/views/counts", tag = "views", responses((status = 200, body = Page<ViewCount>)))]
async fn counts(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<Page<ViewCount>>> {
    let views = app.desk.views(&caller.by()).await?;
    let (access, now) = (caller.access().clone(), caller.now);
    let items = app
        .db()
        .read(async move |tx| {
            let mut items = Vec::with_capacity(views.len());
            for view in views.iter().take(COUNTED_VIEWS) {
                let filter = &view.filter.0;
                let c = store::filter::count(tx, &access, filter, now, COUNT_MOST).await?;
                items.push(ViewCount {
                    view: view.id,
                    n: c.n,
                    more: c.more,
                });
            }
            Ok::<_, ApiError>(items)
        })
        .await?;
    Ok(axum::Json(Page::all(items)))
}

#[derive(Deserialize, ToSchema)]
struct FilterQuery {
    #[schema(value_type = Object)]
    filter: Value,
    /// `newest` (default), `oldest` or `due`.
    sort: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// A page of the conversations that meet any filter. A page may be short although there is more: then `next` leads on.
#[utoipa::path(post, path = "/conversations/query", tag = "views", request_body = FilterQuery,
    responses((status = 200, body = Page<Summary>), (status = 422, body = ErrorBody)))]
async fn query(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<FilterQuery>,
) -> ApiResult<axum::Json<Page<Summary>>> {
    let asked = Asked {
        list: List::Any(filter_of(&input.filter)?),
        sort: waiting::sort_of(input.sort.as_deref())?,
        place: waiting::place_of(input.cursor.as_deref())?,
        limit: input.limit.unwrap_or(50).clamp(1, 100),
    };
    Ok(axum::Json(waiting::page(&app, &caller, asked).await?))
}
