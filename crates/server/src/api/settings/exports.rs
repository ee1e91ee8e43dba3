//! Exports of everything, as one zip.

use crate::api::types::{Export, Page};
use crate::app::App;
use crate::http::download::disposition;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::Path;
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::moving;
use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::ExportId;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(remove))
        .routes(routes!(file))
}

/// The newest first.
#[utoipa::path(get, path = "/exports", tag = "settings",
    responses((status = 200, body = Page<Export>), (status = 403, body = ErrorBody)))]
async fn list(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<Page<Export>>> {
    let all = app.desk.exports(&caller.by()).await?;
    Ok(axum::Json(Page::all(
        all.into_iter().map(Export::from).collect(),
    )))
}

/// Asks for an export of everything: JSON Lines, raw mail and files. No password, token or secret is in it.
#[utoipa::path(post, path = "/exports", tag = "settings",
    responses((status = 201, body = Export), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
) -> ApiResult<(StatusCode, axum::Json<Export>)> {
    let made = app.desk.begin_export(&caller.by()).await?;
    app.wakes.moving.notify_one();
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

/// Removes it; one that is on its way is stopped.
#[utoipa::path(delete, path = "/exports/{id}", tag = "settings", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ExportId>,
) -> ApiResult<StatusCode> {
    app.desk.remove_export(&caller.by(), id).await?;
    let _ = tokio::fs::remove_file(moving::export_file(&app, id)).await;
    Ok(StatusCode::NO_CONTENT)
}

/// The export, as a zip.
#[utoipa::path(get, path = "/exports/{id}/file", tag = "settings", params(("id" = String, Path)),
    responses((status = 200, description = "The zip", content_type = "application/zip"), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn file(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ExportId>,
) -> ApiResult<Response> {
    let export = app.desk.take_export(&caller.by(), id).await?;
    let file = tokio::fs::File::open(moving::export_file(&app, id))
        .await
        .map_err(|_| ApiError::not_found())?;
    let date = jiff::Timestamp::from_millisecond(export.created_at)
        .map(|t| t.strftime("%Y-%m-%d").to_string())
        .unwrap_or_default();
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_LENGTH, export.size.unwrap_or(0).to_string()),
        (
            header::CONTENT_DISPOSITION,
            disposition(&format!("fairlead-{date}.zip"), false),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    let body = Body::from_stream(tokio_util::io::ReaderStream::new(file));
    Ok((headers, body).into_response())
}
