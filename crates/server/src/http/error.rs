//! What went wrong, as the client is told. Causes go to the log, never to the client.

use super::request_id;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::borrow::Cow;

/// One answer to a request that was not carried out.
#[derive(Debug)]
pub struct ApiError {
    pub status: StatusCode,
    /// Stable, `snake_case`.
    pub code: Cow<'static, str>,
    /// For a person: what happened and what to do.
    pub message: Cow<'static, str>,
    pub field: Option<String>,
    /// More members of the body beside `error`.
    pub beside: Option<Box<serde_json::Map<String, serde_json::Value>>>,
    /// Seconds.
    pub retry_after: Option<u64>,
}

pub type ApiResult<T> = Result<T, ApiError>;

/// The body of every error.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ErrorBody {
    pub error: ErrorDetail,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ErrorDetail {
    /// Stable, `snake_case`; what a program may look at.
    pub code: String,
    /// For a person.
    pub message: String,
    /// The field of the request that is at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    pub request_id: String,
}

impl ApiError {
    #[must_use]
    pub fn new(
        status: StatusCode,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            code: code.into(),
            message: message.into(),
            field: None,
            beside: None,
            retry_after: None,
        }
    }

    #[must_use]
    pub fn on(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    #[must_use]
    pub fn with(mut self, key: &str, value: impl Serialize) -> Self {
        let value = serde_json::to_value(value).unwrap_or_default();
        self.beside
            .get_or_insert_default()
            .insert(key.to_owned(), value);
        self
    }

    #[must_use]
    pub fn after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    #[must_use]
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is nothing here, or it is not yours to see.",
        )
    }

    #[must_use]
    pub fn invalid(field: &str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", message).on(field)
    }

    #[must_use]
    pub fn signed_out() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "signed_out", "Sign in to go on.")
    }

    #[must_use]
    pub fn conflict(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    /// Something of ours failed. `cause` is logged here, once.
    #[must_use]
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(cause = format!("{cause:#}"), "request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something went wrong on our side. Nothing you typed is lost; try again, or give the request id to your administrator.",
        )
    }

    #[must_use]
    pub fn unavailable(cause: impl std::fmt::Display) -> Self {
        tracing::warn!(cause = format!("{cause:#}"), "database not available");
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "The database cannot be reached just now. Try again in a moment.",
        )
        .after(2)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = ErrorBody {
            error: ErrorDetail {
                code: self.code.into_owned(),
                message: self.message.into_owned(),
                field: self.field,
                request_id: request_id::current(),
            },
        };
        let mut value = serde_json::to_value(body).unwrap_or_default();
        if let (Some(beside), Some(object)) = (self.beside, value.as_object_mut()) {
            object.extend(*beside);
        }
        let mut response = (self.status, axum::Json(value)).into_response();
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

impl From<domain::Refusal> for ApiError {
    fn from(refusal: domain::Refusal) -> Self {
        let status = match refusal.code {
            "not_permitted" => StatusCode::FORBIDDEN,
            code if code.ends_with("not_found") => StatusCode::NOT_FOUND,
            code if code.starts_with("invalid") => StatusCode::UNPROCESSABLE_ENTITY,
            _ if refusal.field.is_some() => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::CONFLICT,
        };
        let mut error = Self::new(status, refusal.code, refusal.message);
        error.field = refusal.field.map(str::to_owned);
        error
    }
}

/// Middleware: a panic in a handler becomes one 500 and one line in the log; plain-text errors of the router
/// (405, 413, ...) get the common body.
pub async fn caught(request: Request, next: Next) -> Response {
    use futures_util::FutureExt as _;
    let path = request.uri().path();
    let api = path.starts_with("/api/") || path.starts_with("/w/");
    let response = match std::panic::AssertUnwindSafe(next.run(request))
        .catch_unwind()
        .await
    {
        Ok(response) => response,
        Err(_) => return ApiError::internal("a handler panicked").into_response(),
    };
    let plain = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if api && response.status().is_client_error() && plain {
        let allow = response.headers().get(header::ALLOW).cloned();
        let mut better = named(response.status()).into_response();
        if let Some(allow) = allow {
            better.headers_mut().insert(header::ALLOW, allow);
        }
        return better;
    }
    response
}

fn named(status: StatusCode) -> ApiError {
    match status {
        StatusCode::METHOD_NOT_ALLOWED => ApiError::new(
            status,
            "method_not_allowed",
            "This address does not take this method.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => {
            ApiError::new(status, "too_large", "This is larger than is taken here.")
        }
        StatusCode::NOT_FOUND => ApiError::not_found(),
        _ => ApiError::new(status, "bad_request", "This request cannot be understood."),
    }
}
