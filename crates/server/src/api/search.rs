//! Full-text search over messages.

use super::types::{Page, Summary};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::Query;
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::reads;
use axum::extract::State;
use domain::filter::Filter;
use domain::{MessageId, Millis};
use serde::{Deserialize, Serialize};
use store::search::{Order, Search};
use utoipa::ToSchema;

/// Longest question, in bytes.
const QUESTION_MAX: usize = 500;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(search))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct SearchQuery {
    q: String,
    /// `newest` (default) or `best`.
    sort: Option<String>,
    /// A filter as JSON: only conversations that meet it. A page may be short although there is more.
    filter: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// A conversation with the message of it that matches.
#[derive(Serialize, ToSchema)]
pub(super) struct Hit {
    conversation: Summary,
    #[schema(value_type = String)]
    message: MessageId,
    at: Millis,
    snippet: Vec<Piece>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Piece {
    text: String,
    hit: bool,
}

/// Conversations in which a message matches; a number or `#number` finds that conversation first.
#[utoipa::path(get, path = "/search", tag = "conversations", params(SearchQuery),
    responses((status = 200, body = Page<Hit>), (status = 422, body = ErrorBody)))]
async fn search(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<SearchQuery>,
) -> ApiResult<axum::Json<Page<Hit>>> {
    if query.q.len() > QUESTION_MAX {
        return Err(ApiError::invalid("q", "Search for a few words."));
    }
    let order = match query.sort.as_deref() {
        None | Some("newest") => Order::Newest,
        Some("best") => Order::Best,
        Some(_) => return Err(ApiError::invalid("sort", "Sort by newest or best.")),
    };
    let before = query
        .cursor
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(|_| {
            ApiError::invalid(
                "cursor",
                "This is no cursor of this list; begin anew without one.",
            )
        })?;
    let (filter, now) = (
        query.filter.as_deref().map(filter_text).transpose()?,
        caller.now,
    );
    let search = Search {
        text: query.q,
        order,
        limit: query.limit.unwrap_or(30).clamp(1, 50),
        before,
        filter: filter.map(|filter| (filter, now)),
    };
    let access = caller.access().clone();
    let page = app
        .db()
        .read(async move |tx| {
            let found = store::search::search(tx, &access, &search).await?;
            let ids: Vec<_> = found.hits.iter().map(|h| h.conversation).collect();
            let lines = store::inbox::summaries(tx, &access, &ids).await?;
            let mut lines = reads::dress(tx, lines, now).await?.into_iter().peekable();
            // Lines come in the order of the hits; one that has gone out of reach meanwhile is left out.
            let mut items = Vec::with_capacity(found.hits.len());
            for hit in found.hits {
                let Some(conversation) = lines.next_if(|c| c.id == hit.conversation) else {
                    continue;
                };
                items.push(Hit {
                    conversation,
                    message: hit.message,
                    at: hit.at,
                    snippet: pieces(&hit.snippet.text, &hit.snippet.marks),
                });
            }
            Ok::<_, ApiError>(Page {
                items,
                next: found.next.map(|n| n.to_string()),
            })
        })
        .await?;
    Ok(axum::Json(page))
}

fn filter_text(text: &str) -> ApiResult<Filter> {
    let value = serde_json::from_str(text)
        .map_err(|_| ApiError::invalid("filter", "This filter is no JSON."))?;
    super::views::filter_of(&value)
}

/// Text cut at its marks, which count in UTF-16 units.
fn pieces(text: &str, marks: &[(usize, usize)]) -> Vec<Piece> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut out = Vec::new();
    let mut at = 0;
    let mut push = |from: usize, to: usize, hit: bool| {
        if let Some(part) = units.get(from..to).filter(|part| !part.is_empty()) {
            out.push(Piece {
                text: String::from_utf16_lossy(part),
                hit,
            });
        }
    };
    for &(start, end) in marks {
        push(at, start, false);
        push(start, end, true);
        at = end;
    }
    push(at, units.len(), false);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snippet_is_cut_at_its_marks_also_beyond_the_basic_plane() {
        let pieces = pieces("😀 where is 😀", &[(3, 8)]);
        let told: Vec<(&str, bool)> = pieces.iter().map(|p| (p.text.as_str(), p.hit)).collect();
        assert_eq!(told, [("😀 ", false), ("where", true), (" is 😀", false)]);
    }
}
