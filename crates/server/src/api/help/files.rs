//! Pictures, videos and files of articles, for who writes them.

use super::shapes::ArticleFile;
use crate::app::App;
use crate::http::download::{self, Disposition};
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::Path;
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::Permission;
use domain::article::{FileKind, Sniffed, VIDEO_MAX};
use domain::{ArticleFileId, HelpCenterId};

pub fn routes() -> OpenApiRouter<App> {
    let upload = OpenApiRouter::new()
        .routes(routes!(upload))
        .layer(DefaultBodyLimit::max(VIDEO_MAX + 64 * 1024));
    OpenApiRouter::new().merge(upload).routes(routes!(read))
}

/// Keeps a file for articles. Multipart, field `file`. What it is, is found out from its bytes: what could run is refused.
#[utoipa::path(post, path = "/help-centers/{id}/files", tag = "help", params(("id" = String, Path)),
    request_body(content_type = "multipart/form-data", content = String),
    responses((status = 201, body = ArticleFile), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 413, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn upload(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<HelpCenterId>,
    form: Result<Multipart, MultipartRejection>,
) -> ApiResult<(StatusCode, axum::Json<ArticleFile>)> {
    let by = caller.by();
    by.demand(Permission::ContentManage)?;
    let missing = || {
        ApiError::invalid(
            "file",
            "Send the file as multipart/form-data in the field `file`.",
        )
    };
    let mut form = form.map_err(|_| missing())?;
    while let Some(field) = form.next_field().await.map_err(broken)? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or("file").to_owned();
        let bytes = take(field).await?;
        let kept = app.desk.upload_article_file(&by, id, &name, &bytes).await?;
        return Ok((StatusCode::CREATED, axum::Json(kept.into())));
    }
    Err(missing())
}

/// Reads a file piece by piece, up to the limit.
async fn take(mut field: Field<'_>) -> ApiResult<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(broken)? {
        if bytes.len() + piece.len() > VIDEO_MAX {
            return Err(too_large());
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

fn too_large() -> ApiError {
    ApiError::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too_large",
        "A picture may have 10 MB, a video 50 MB.",
    )
}

fn broken(error: MultipartError) -> ApiError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    ApiError::new(
        StatusCode::BAD_REQUEST,
        "bad_upload",
        "The upload could not be read to its end.",
    )
}

/// A file of an article, also of one that readers are not shown.
#[utoipa::path(get, path = "/article-files/{id}", tag = "help", params(("id" = String, Path)),
    responses((status = 200, description = "The bytes"), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn read(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ArticleFileId>,
) -> ApiResult<Response> {
    let file = app.desk.article_file(&caller.by(), id).await?;
    let bytes = app.desk.blobs().get(&file.blob).await?;
    let wanted = if Sniffed::kind_of(&file.media_type) == FileKind::Download {
        Disposition::Attachment
    } else {
        Disposition::Inline
    };
    Ok(download::file(&file.name, &file.media_type, bytes, wanted))
}
