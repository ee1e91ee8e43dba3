//! Imports: a file is sent in pieces, looked at, carried out, undone.

use crate::api::types::{Import, ImportPlan, ImportPreview, Page};
use crate::app::App;
use crate::http::download::disposition;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::moving;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use desk::moving::Plan;
use domain::ImportId;
use domain::moving::Kind;
use domain::moving::columns::guess_fields;
use serde::Deserialize;
use std::fs::OpenOptions;
use std::io::{Seek as _, SeekFrom, Write as _};
use tokio::io::AsyncReadExt as _;
use utoipa::ToSchema;

/// Bytes of one piece.
const PIECE_MAX: usize = 16 * 1024 * 1024;

pub fn routes() -> OpenApiRouter<App> {
    let piece = OpenApiRouter::new()
        .routes(routes!(send))
        .layer(DefaultBodyLimit::max(PIECE_MAX));
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(one, forget))
        .routes(routes!(preview))
        .routes(routes!(check))
        .routes(routes!(run))
        .routes(routes!(cancel))
        .routes(routes!(undo))
        .routes(routes!(report))
        .merge(piece)
}

/// The newest first.
#[utoipa::path(get, path = "/imports", tag = "settings",
    responses((status = 200, body = Page<Import>), (status = 403, body = ErrorBody)))]
async fn list(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<Page<Import>>> {
    let all = app.desk.imports(&caller.by()).await?;
    Ok(axum::Json(Page::all(
        all.into_iter().map(Import::from).collect(),
    )))
}

#[derive(Deserialize, ToSchema)]
struct ImportInput {
    #[schema(value_type = crate::api::types::words::ImportKind)]
    kind: Kind,
    /// What people call it: the name of the file.
    name: String,
}

/// Begins an import; its file is sent next, in pieces.
#[utoipa::path(post, path = "/imports", tag = "settings", request_body = ImportInput,
    responses((status = 201, body = Import), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<ImportInput>,
) -> ApiResult<(StatusCode, axum::Json<Import>)> {
    let made = app
        .desk
        .begin_import(&caller.by(), input.kind, &input.name, None)
        .await?;
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

#[utoipa::path(get, path = "/imports/{id}", tag = "settings", params(("id" = String, Path)),
    responses((status = 200, body = Import), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn one(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ImportId>,
) -> ApiResult<axum::Json<Import>> {
    Ok(axum::Json(app.desk.import(&caller.by(), id).await?.into()))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct PieceQuery {
    /// Bytes that were sent before.
    offset: u64,
    /// `1`: this is the last piece.
    last: Option<u8>,
}

/// A piece of the file, at most 16 MB, at the place where the file ends so far; `size` of the import says where that is,
/// so that an upload that was cut off goes on.
#[utoipa::path(put, path = "/imports/{id}/file", tag = "settings", params(("id" = String, Path), PieceQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Import), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 413, body = ErrorBody), (status = 507, body = ErrorBody)))]
async fn send(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ImportId>,
    Query(query): Query<PieceQuery>,
    piece: Result<Bytes, BytesRejection>,
) -> ApiResult<axum::Json<Import>> {
    let by = caller.by();
    let import = app.desk.import(&by, id).await?;
    let size = u64::try_from(import.size).unwrap_or(0);
    if import.state != "uploading" || query.offset != size {
        return Err(ApiError::new(
            StatusCode::CONFLICT,
            "wrong_offset",
            format!("The file has {size} bytes so far; go on there."),
        ));
    }
    let too_large = || {
        ApiError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "This is larger than is taken here.",
        )
    };
    let piece = piece.map_err(|_| too_large())?;
    let grown = size + piece.len() as u64;
    if grown > app.config.limits.import_bytes {
        return Err(too_large());
    }
    let work = app.clone();
    tokio::task::spawn_blocking(move || append(&work, id, size, &piece))
        .await
        .map_err(|_| ApiError::internal("a piece of an import could not be written"))??;
    let import = app
        .desk
        .import_grown(&by, id, grown, query.last == Some(1))
        .await?;
    Ok(axum::Json(import.into()))
}

fn append(app: &App, id: ImportId, size: u64, piece: &[u8]) -> ApiResult<()> {
    let full = || {
        ApiError::new(
            StatusCode::INSUFFICIENT_STORAGE,
            "disk_full",
            "There is too little room on the disk of the server.",
        )
    };
    let folder = moving::folder(app, id);
    std::fs::create_dir_all(&folder).map_err(|_| full())?;
    if !moving::space_for(&folder, piece.len() as u64) {
        return Err(full());
    }
    let write = || -> std::io::Result<()> {
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join("file"))?;
        // What a piece that was cut off has left.
        file.set_len(size)?;
        file.seek(SeekFrom::Start(size))?;
        file.write_all(piece)?;
        file.sync_data()
    };
    write().map_err(|_| full())
}

/// What can be told of the file before its dry run: encoding, columns with a guess, the first rows.
#[utoipa::path(get, path = "/imports/{id}/preview", tag = "settings", params(("id" = String, Path)),
    responses((status = 200, body = ImportPreview), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn preview(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ImportId>,
) -> ApiResult<axum::Json<ImportPreview>> {
    let import = app.desk.import(&caller.by(), id).await?;
    let file = moving::file_of(&app, &import);
    if import.state == "uploading" || !file.exists() {
        return Err(ApiError::new(
            StatusCode::CONFLICT,
            "no_file",
            "The file is not here (any more).",
        ));
    }
    let kind = Kind::from_word(&import.kind).unwrap_or(Kind::Csv);
    let seen = tokio::task::spawn_blocking(move || moving::preview(&file, kind))
        .await
        .map_err(|_| ApiError::internal("a file to import could not be looked at"))?;
    let mut seen = seen.map_err(|error| {
        ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "unreadable",
            format!("The file cannot be read: {error:#}."),
        )
    })?;
    let house = app.desk.import_house().await?;
    seen.columns = guess_fields(&seen.headings, seen.columns, &house);
    Ok(axum::Json(seen.into()))
}

/// Says how the file is to be read and begins the dry run, which writes nothing.
#[utoipa::path(put, path = "/imports/{id}/plan", tag = "settings", params(("id" = String, Path)), request_body = ImportPlan,
    responses((status = 200, body = Import), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn check(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ImportId>,
    Json(plan): Json<ImportPlan>,
) -> ApiResult<axum::Json<Import>> {
    let import = app
        .desk
        .look_at_import(&caller.by(), id, Plan::from(plan))
        .await?;
    app.wakes.moving.notify_one();
    Ok(axum::Json(import.into()))
}

/// Carries the import out, after its dry run; one that was stopped goes on.
#[utoipa::path(post, path = "/imports/{id}/run", tag = "settings", params(("id" = String, Path)),
    responses((status = 200, body = Import), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn run(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ImportId>,
) -> ApiResult<axum::Json<Import>> {
    let import = app.desk.run_import(&caller.by(), id).await?;
    app.wakes.moving.notify_one();
    Ok(axum::Json(import.into()))
}

/// Stops it. What it has brought so far stays.
#[utoipa::path(post, path = "/imports/{id}/cancel", tag = "settings", params(("id" = String, Path)),
    responses((status = 200, body = Import), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn cancel(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ImportId>,
) -> ApiResult<axum::Json<Import>> {
    let import = app.desk.cancel_import(&caller.by(), id).await?;
    Ok(axum::Json(import.into()))
}

/// Takes away all that the import made, as long as nobody has added to it.
#[utoipa::path(post, path = "/imports/{id}/undo", tag = "settings", params(("id" = String, Path)),
    responses((status = 200, body = Import), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn undo(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ImportId>,
) -> ApiResult<axum::Json<Import>> {
    let import = app.desk.undo_import(&caller.by(), id).await?;
    app.wakes.moving.notify_one();
    Ok(axum::Json(import.into()))
}

/// Takes it off the list, with its file. What it brought stays.
#[utoipa::path(delete, path = "/imports/{id}", tag = "settings", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn forget(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ImportId>,
) -> ApiResult<StatusCode> {
    app.desk.forget_import(&caller.by(), id).await?;
    moving::clear(&app, id);
    Ok(StatusCode::NO_CONTENT)
}

/// What was not taken, or not as it was, and why: of the dry run until it is carried out.
#[utoipa::path(get, path = "/imports/{id}/report", tag = "settings", params(("id" = String, Path)),
    responses((status = 200, description = "CSV (RFC 4180)", content_type = "text/csv", body = String), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn report(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ImportId>,
) -> ApiResult<Response> {
    let import = app.desk.import(&caller.by(), id).await?;
    let length = u64::try_from(import.report).unwrap_or(0);
    let head = tokio_util::io::ReaderStream::new(desk::moving::HEAD.as_bytes());
    let body = match tokio::fs::File::open(moving::report_of(&app, id)).await {
        Ok(file) => {
            let lines = tokio_util::io::ReaderStream::new(file.take(length));
            Body::from_stream(futures_util::StreamExt::chain(head, lines))
        }
        Err(_) => Body::from_stream(head),
    };
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            disposition(&format!("{}-report.csv", import.name), false),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, body).into_response())
}
