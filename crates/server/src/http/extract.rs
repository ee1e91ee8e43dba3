//! Reading requests: JSON with bounds and clear refusals, paths, queries.

use super::error::ApiError;
use super::json_path;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;

/// Deepest nesting of arrays and objects that is read.
const MAX_DEPTH: usize = 32;

/// A JSON body. Wrong type, wrong shape, too deep and too large are told apart, with the field at fault.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let kind = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            return Err(ApiError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "not_json",
                "Send Content-Type: application/json.",
            ));
        }
        let bytes = bytes::Bytes::from_request(request, state)
            .await
            .map_err(|rejection| {
                if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                    ApiError::new(
                        StatusCode::PAYLOAD_TOO_LARGE,
                        "too_large",
                        "This body is larger than is taken here.",
                    )
                } else {
                    ApiError::new(
                        StatusCode::BAD_REQUEST,
                        "bad_body",
                        "The body could not be read to its end.",
                    )
                }
            })?;
        parse(&bytes).map(Self)
    }
}

/// Reads one JSON text under the same bounds.
///
/// # Errors
/// `bad_json`, `json_too_deep` (400) or `wrong_type` (422) with the path of the field.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    if depth(bytes) > MAX_DEPTH {
        return Err(ApiError::new(
            StatusCode::BAD_REQUEST,
            "json_too_deep",
            "This JSON is nested too deeply.",
        ));
    }
    serde_json::from_slice(bytes).map_err(|error| refusal(bytes, &error))
}

fn refusal(bytes: &[u8], error: &serde_json::Error) -> ApiError {
    if !error.is_data() {
        return ApiError::new(StatusCode::BAD_REQUEST, "bad_json", brief(error));
    }
    let wrong = ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "wrong_type", brief(error));
    let path = json_path::at(bytes, error.line(), error.column());
    if path.is_empty() {
        wrong
    } else {
        wrong.on(path)
    }
}

/// What serde says, bounded: values of the client may be long.
fn brief(error: &serde_json::Error) -> String {
    error.to_string().chars().take(300).collect()
}

/// Deepest nesting, without parsing: strings are skipped.
fn depth(bytes: &[u8]) -> usize {
    let (mut now, mut most, mut quoted, mut escaped) = (0_usize, 0_usize, false, false);
    for &b in bytes {
        if quoted {
            match b {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => quoted = false,
                _ => {}
            }
            continue;
        }
        match b {
            b'"' => quoted = true,
            b'[' | b'{' => {
                now += 1;
                most = most.max(now);
            }
            b']' | b'}' => now = now.saturating_sub(1),
            _ => {}
        }
    }
    most
}

/// Path parameters; what does not parse (another kind of id, say) is not there.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        axum::extract::Path::<T>::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Path(value)| Self(value))
            .map_err(|_| ApiError::not_found())
    }
}

/// Query parameters.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        axum::extract::Query::<T>::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Query(value)| Self(value))
            .map_err(|rejection| {
                let text: String = rejection.body_text().chars().take(300).collect();
                ApiError::new(StatusCode::BAD_REQUEST, "bad_query", text)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only its type matters")]
    struct Inner {
        count: u32,
    }
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only its type matters")]
    struct Outer {
        inner: Inner,
    }

    #[test]
    fn a_wrong_type_names_its_field() {
        let error = parse::<Outer>(br#"{"inner":{"count":"many"}}"#).expect_err("refused");
        assert_eq!(
            (error.code.as_ref(), error.field.as_deref()),
            ("wrong_type", Some("inner.count"))
        );
    }

    #[test]
    fn a_missing_field_is_told_of_its_object() {
        let error = parse::<Outer>(br#"{"inner":{}}"#).expect_err("refused");
        assert_eq!(error.field.as_deref(), Some("inner"));
        let error = parse::<Outer>(b"{}").expect_err("refused");
        assert_eq!(error.field, None);
    }

    #[test]
    fn deep_nesting_is_refused_before_it_is_parsed() {
        let deep = "[".repeat(100_000);
        assert_eq!(
            parse::<serde_json::Value>(deep.as_bytes())
                .expect_err("refused")
                .code,
            "json_too_deep"
        );
        let brackets_in_text = format!("\"{}\"", "[".repeat(1000));
        assert!(parse::<serde_json::Value>(brackets_in_text.as_bytes()).is_ok());
    }

    #[test]
    fn broken_json_and_trailing_bytes_are_refused() {
        for text in ["{", "", "{} {}", "nul", "\u{0}"] {
            assert_eq!(
                parse::<serde_json::Value>(text.as_bytes())
                    .expect_err(text)
                    .code,
                "bad_json"
            );
        }
    }
}
