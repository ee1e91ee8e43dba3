//! Contacts with their history.

use super::types::{Contact, Identity, Page, PageQuery, Summary};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::reads;
use axum::extract::State;
use domain::ContactId;
use domain::access::Access;
use domain::notice::Silence;
use serde::{Deserialize, Serialize};
use store::Tx;
use utoipa::ToSchema;

const CONVERSATIONS: usize = 50;
/// What is counted for "n conversations".
const COUNTED: usize = 1_000;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(open))
}

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ContactQuery {
    /// Name or address.
    q: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct ContactDetail {
    contact: Contact,
    conversations: Page<Summary>,
    /// Why they get no notices: `asked`, `bounced` or `by_hand`; `null`: they may get them.
    #[schema(value_type = Option<String>)]
    no_notices: Option<Silence>,
}

/// Contacts, newest first, or those that match.
#[utoipa::path(get, path = "/contacts", tag = "contacts", params(ContactQuery, PageQuery), responses((status = 200, body = Page<Contact>)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ContactQuery>,
    Query(page): Query<PageQuery>,
) -> ApiResult<axum::Json<Page<Contact>>> {
    let limit = page.limit();
    let before: Option<i64> = page
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
    let access = caller.access().clone();
    let page = app
        .db()
        .read(async move |tx| {
            let q = query.q.as_deref().unwrap_or_default();
            if q.trim().is_empty() {
                let people = store::read::list_contacts(tx, &access, before, limit + 1).await?;
                let next = (people.len() > limit).then(|| people[limit - 1].n.to_string());
                let mut items = Vec::with_capacity(people.len());
                for person in people.into_iter().take(limit) {
                    items.extend(load(tx, &access, person.id).await?);
                }
                return Ok::<_, ApiError>(Page { items, next });
            }
            let found = store::search::search_contacts(tx, &access, q, limit).await?;
            let mut items = Vec::with_capacity(found.len());
            for hit in found {
                items.extend(load(tx, &access, hit.id).await?);
            }
            Ok(Page::all(items))
        })
        .await?;
    Ok(axum::Json(page))
}

/// One contact with the conversations that the agent may see. One that was merged into another answers as that one.
#[utoipa::path(get, path = "/contacts/{id}", tag = "contacts", params(("id" = String, Path)),
    responses((status = 200, body = ContactDetail), (status = 404, body = ErrorBody)))]
async fn open(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ContactId>,
) -> ApiResult<axum::Json<ContactDetail>> {
    let (access, now) = (caller.access().clone(), caller.now);
    let detail = app
        .db()
        .read(async move |tx| {
            let contact = load(tx, &access, id)
                .await?
                .ok_or_else(ApiError::not_found)?;
            let found =
                store::inbox::conversations_of_contact(tx, &access, contact.id, CONVERSATIONS)
                    .await?;
            Ok::<_, ApiError>(ContactDetail {
                no_notices: store::notice::silence(tx, contact.id).await?,
                contact,
                conversations: Page::all(reads::dress(tx, found, now).await?),
            })
        })
        .await?;
    Ok(axum::Json(detail))
}

/// A contact as people look at it.
pub(super) async fn load(
    tx: &mut Tx,
    access: &Access,
    id: ContactId,
) -> ApiResult<Option<Contact>> {
    let Some(found) = store::read::contact(tx, access, id).await? else {
        return Ok(None);
    };
    let count = store::inbox::conversations_of_contact(tx, access, found.person.id, COUNTED)
        .await?
        .len();
    let person = found.person;
    let full = |text: String| Some(text).filter(|t| !t.is_empty());
    let word = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    Ok(Some(Contact {
        id: person.id,
        name: full(person.name),
        organization: person.organization,
        language: person.language,
        zone: person.zone,
        note: full(person.note),
        blocked: person.blocked,
        created_at: person.created_at,
        identities: found
            .identities
            .into_iter()
            .map(|i| Identity {
                id: i.id,
                kind: word(serde_json::to_value(i.kind).unwrap_or_default()),
                value: i.value,
                verified: word(serde_json::to_value(i.verified).unwrap_or_default()),
                verified_at: i.verified_at,
                undeliverable: i.undeliverable,
            })
            .collect(),
        conversation_count: i64::try_from(count).unwrap_or(i64::MAX),
        organization_id: person.organization_id,
        country: person.country,
        erased_at: person.erased_at,
    }))
}
