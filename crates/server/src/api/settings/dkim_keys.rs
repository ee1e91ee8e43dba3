//! Keys that sign our mail, with the records to publish and what DNS says of them. Private keys never go out.

use crate::api::types::Page;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use channels::dns::Resolver;
use desk::settings::dkim::NewDkimKey;
use domain::DkimKeyId;
use mail::{Answer, Question, RecordKind};
use serde::{Deserialize, Serialize};
use store::smarthost::DkimKey as Row;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(remove))
}

#[derive(Serialize, ToSchema)]
struct DkimKey {
    #[schema(value_type = String)]
    id: DkimKeyId,
    domain: String,
    selector: String,
    /// `rsa` or `ed25519`.
    algorithm: String,
    /// To be published.
    records: Vec<Record>,
    /// Signs mail now.
    active: bool,
    check: Option<RecordCheck>,
}

#[derive(Serialize, ToSchema)]
struct Record {
    r#type: &'static str,
    name: String,
    value: String,
}

/// What DNS says.
#[derive(Clone, Serialize, ToSchema)]
pub(super) struct RecordCheck {
    /// `published`, `missing`, `different` or `unknown` (DNS did not answer).
    pub state: &'static str,
    pub found: Option<String>,
}

fn wire(row: Row, check: Option<RecordCheck>) -> DkimKey {
    DkimKey {
        records: vec![Record {
            r#type: "TXT",
            name: mail::dkim::record_name(&row.selector, &row.domain),
            value: row.public_dns,
        }],
        id: row.id,
        domain: row.domain,
        selector: row.selector,
        algorithm: row.algorithm,
        active: row.active,
        check,
    }
}

/// Looks a key up in DNS.
pub(super) async fn looked_up(dns: &Resolver, row: &Row) -> RecordCheck {
    let question = Question {
        name: mail::dkim::record_name(&row.selector, &row.domain),
        kind: RecordKind::Txt,
    };
    let (state, found) = match dns.answer(&question).await {
        Answer::Failed => ("unknown", None),
        Answer::NoSuchName => ("missing", None),
        Answer::Records(records) => {
            let ours = public_part(&row.public_dns);
            let same = |r: &&String| public_part(r) == ours;
            match (records.iter().find(same), records.first()) {
                (Some(right), _) => ("published", Some(right.clone())),
                (None, Some(other)) => ("different", Some(other.clone())),
                (None, None) => ("missing", None),
            }
        }
    };
    let found = found.map(|f| f.chars().take(1_000).collect());
    RecordCheck { state, found }
}

/// The key itself, however the record is spaced.
fn public_part(record: &str) -> Option<String> {
    record.split(';').find_map(|tag| {
        let (name, value) = tag.split_once('=')?;
        let key: String = value.chars().filter(|c| !c.is_whitespace()).collect();
        (name.trim() == "p" && !key.is_empty()).then_some(key)
    })
}

/// All keys with what DNS says now. A key that DNS shows begins to sign.
#[utoipa::path(get, path = "/dkim-keys", tag = "settings", responses((status = 200, body = Page<DkimKey>), (status = 403, body = ErrorBody)))]
async fn list(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<Page<DkimKey>>> {
    let rows = app.desk.dkim_keys(&caller.by()).await?;
    let dns = app.dns().map_err(ApiError::internal)?;
    let checks = futures_util::future::join_all(rows.iter().map(|row| looked_up(&dns, row))).await;
    let mut items = Vec::with_capacity(rows.len());
    for (mut row, check) in rows.into_iter().zip(checks) {
        if check.state == "published" && !row.active {
            row = app.desk.switch_dkim_key(&caller.by(), row.id, true).await?;
        }
        items.push(wire(row, Some(check)));
    }
    Ok(axum::Json(Page::all(items)))
}

#[derive(Deserialize, ToSchema)]
struct DkimKeyInput {
    domain: String,
    /// Made from the month when absent.
    selector: Option<String>,
    /// `rsa` (understood everywhere) or `ed25519`.
    algorithm: Option<String>,
}

/// Makes a key. It signs once its record was seen in DNS.
#[utoipa::path(post, path = "/dkim-keys", tag = "settings", request_body = DkimKeyInput,
    responses((status = 201, body = DkimKey), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<DkimKeyInput>,
) -> ApiResult<(StatusCode, axum::Json<DkimKey>)> {
    let new = NewDkimKey {
        domain: input.domain,
        selector: input.selector.filter(|s| !s.trim().is_empty()),
        algorithm: input.algorithm.unwrap_or_else(|| "rsa".to_owned()),
    };
    let row = app.desk.create_dkim_key(&caller.by(), new).await?;
    Ok((StatusCode::CREATED, axum::Json(wire(row, None))))
}

/// Mail that is on its way keeps its signature; leave the record in DNS for some days.
#[utoipa::path(delete, path = "/dkim-keys/{id}", tag = "settings", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<DkimKeyId>,
) -> ApiResult<StatusCode> {
    app.desk.remove_dkim_key(&caller.by(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_same_however_its_record_is_spaced() {
        assert_eq!(
            public_part("v=DKIM1; k=rsa; p=AB CD"),
            public_part("k=rsa;p=ABCD;")
        );
        assert_eq!(public_part("v=DKIM1; p="), None);
        assert_eq!(public_part("no tags"), None);
    }
}
