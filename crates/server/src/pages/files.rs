//! Pictures, videos and files of articles, for readers: only what a public text holds. Each has an address of its own that
//! never means anything else, so browsers keep it; videos are given in the piece that is asked for.

use super::answer::{self, Public};
use super::missing;
use super::site::At;
use crate::app::App;
use crate::http::download::{self, Disposition};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use domain::ArticleFileId;
use futures_util::stream::{BoxStream, StreamExt as _};
use std::ops::RangeInclusive;
use store::StoreError;

const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// `GET {p}/file/{id}/{name}`. The name in the address is for people and says nothing.
pub async fn serve(State(app): State<App>, at: At, headers: HeaderMap) -> Response {
    given(&app, &at, &headers).await.unwrap_or_else(|r| r)
}

async fn given(app: &App, at: &At, headers: &HeaderMap) -> Result<Response, Response> {
    let Ok(id) = at.part("id").parse::<ArticleFileId>() else {
        return Err(missing::page(app, &at.site).await);
    };
    let center = at.center.id;
    let found = app
        .db()
        .read(async move |tx| store::article::public_file(tx, center, id).await)
        .await
        .public(app)?;
    let Some(file) = found else {
        return Err(missing::page(app, &at.site).await);
    };
    let (size, pieces) = app.desk.blobs().stream(&file.blob).await.public(app)?;
    let mut response = download::file(
        &file.name,
        &file.media_type,
        Bytes::new(),
        Disposition::Inline,
    );
    answer::put(&mut response, header::CACHE_CONTROL, FOR_EVER);
    answer::put(&mut response, header::ACCEPT_RANGES, "bytes");
    let wanted = headers.get(header::RANGE).and_then(|v| v.to_str().ok());
    match wanted.and_then(|text| range(text, size)) {
        None => {
            answer::put(&mut response, header::CONTENT_LENGTH, &size.to_string());
            *response.body_mut() = Body::from_stream(pieces);
        }
        Some(None) => {
            *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
            answer::put(
                &mut response,
                header::CONTENT_RANGE,
                &format!("bytes */{size}"),
            );
        }
        Some(Some(piece)) => {
            let length = piece.end() - piece.start() + 1;
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            let place = format!("bytes {}-{}/{size}", piece.start(), piece.end());
            answer::put(&mut response, header::CONTENT_RANGE, &place);
            answer::put(&mut response, header::CONTENT_LENGTH, &length.to_string());
            *response.body_mut() = Body::from_stream(cut(pieces, *piece.start(), length));
        }
    }
    Ok(response)
}

/// One range of bytes (RFC 9110 §14.1.2). `None`: not asked for, or in a way that we answer with the whole; `Some(None)`: asked
/// for, and nowhere in the file.
fn range(text: &str, size: u64) -> Option<Option<RangeInclusive<u64>>> {
    let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    let number = |t: &str| {
        (!t.is_empty() && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse::<u64>().ok())?
    };
    if size == 0 {
        return Some(None);
    }
    if first.is_empty() {
        // The last so many.
        let n = number(last)?.min(size);
        return Some((n > 0).then(|| size - n..=size - 1));
    }
    let from = number(first)?;
    let to = match last {
        "" => size - 1,
        last => number(last)?.min(size - 1),
    };
    if from >= size {
        return Some(None);
    }
    (from <= to).then_some(Some(from..=to))
}

/// A piece out of the middle.
fn cut(
    pieces: BoxStream<'static, Result<Bytes, StoreError>>,
    skip: u64,
    length: u64,
) -> impl futures_util::Stream<Item = Result<Bytes, StoreError>> + Send + 'static {
    let mut before = skip;
    let mut left = length;
    pieces
        .map(move |piece| {
            let mut bytes = piece?;
            let dropped = before.min(bytes.len() as u64);
            before -= dropped;
            // At most the length of what is in memory.
            bytes = bytes.slice(usize::try_from(dropped).unwrap_or(bytes.len())..);
            let kept = left.min(bytes.len() as u64);
            left -= kept;
            bytes.truncate(usize::try_from(kept).unwrap_or(bytes.len()));
            Ok((bytes, left == 0))
        })
        // The piece after the last wanted one is not read.
        .scan(false, |over, piece: Result<(Bytes, bool), StoreError>| {
            let next = (!*over).then(|| {
                piece.map(|(bytes, last)| {
                    *over = last;
                    bytes
                })
            });
            std::future::ready(next)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::TryStreamExt as _;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        assert_eq!(range("bytes=0-0", 10), Some(Some(0..=0)));
        assert_eq!(range("bytes=5-", 10), Some(Some(5..=9)));
        assert_eq!(range("bytes=-3", 10), Some(Some(7..=9)));
        assert_eq!(range("bytes=-30", 10), Some(Some(0..=9)));
        assert_eq!(range("bytes=2-99", 10), Some(Some(2..=9)));
        assert_eq!(range("bytes=10-", 10), Some(None));
        assert_eq!(range("bytes=-0", 10), Some(None));
        for odd in [
            "bytes=5-2",
            "bytes=a-b",
            "bytes=0-1,3-4",
            "lines=0-1",
            "bytes=",
            "bytes=+1-2",
            "bytes=99999999999999999999-",
        ] {
            assert_eq!(range(odd, 10), None, "{odd}");
        }
        assert_eq!(range("bytes=0-1", 0), Some(None));
    }

    #[tokio::test]
    async fn a_piece_is_cut_out_of_pieces() {
        for (skip, length) in [(0, 12), (0, 1), (3, 5), (4, 4), (11, 1)] {
            let whole = ["abcd", "efgh", "ijkl"].map(|t| Ok(Bytes::from(t)));
            let stream = futures_util::stream::iter(whole).boxed();
            let got: Vec<Bytes> = cut(stream, skip, length).try_collect().await.expect("read");
            let got: Vec<u8> = got.concat();
            let (from, to) = (skip as usize, (skip + length) as usize);
            assert_eq!(got, &b"abcdefghijkl"[from..to]);
        }
    }
}
