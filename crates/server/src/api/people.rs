//! What a contact is made of: its organization at a glance, records that were merged into it, and others that may be the
//! same person.

use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use domain::access::Permission;
use domain::contact_merge::Evidence;
use domain::retention::Held;
use domain::{AgentId, ContactId, ContactMergeId, LegalHoldId, Millis, OrganizationId};
use serde::{Deserialize, Serialize};
use store::Tx;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(card))
        .routes(routes!(suggestions))
        .routes(routes!(merge))
        .routes(routes!(unmerge))
}

#[derive(Serialize, ToSchema)]
struct ContactCard {
    /// The contact that stands: another one when this was merged.
    #[schema(value_type = String)]
    id: ContactId,
    organization: Option<OrganizationGlance>,
    merged: Vec<MergedContact>,
    holds: Vec<HoldGlance>,
}

#[derive(Serialize, ToSchema)]
struct OrganizationGlance {
    #[schema(value_type = String)]
    id: OrganizationId,
    name: String,
    #[schema(value_type = Option<String>)]
    owner: Option<AgentId>,
    plan: Option<String>,
    /// `prospect`, `trial`, `paying` or `former`.
    life_cycle: Option<String>,
    segment: Option<String>,
    note: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct MergedContact {
    #[schema(value_type = String)]
    merge: ContactMergeId,
    #[schema(value_type = String)]
    contact: ContactId,
    name: String,
    address: String,
    at: Millis,
    #[schema(value_type = Option<String>)]
    agent: Option<AgentId>,
}

/// A legal hold that stands.
#[derive(Serialize, ToSchema)]
pub(super) struct HoldGlance {
    #[schema(value_type = String)]
    pub id: LegalHoldId,
    /// `contact`, `organization` or `conversation`.
    #[schema(value_type = String)]
    pub kind: Held,
    /// Whom or what it holds.
    pub name: String,
    pub reason: String,
    pub at: Millis,
}

pub(super) fn glance(h: store::legal_hold::Hold) -> HoldGlance {
    HoldGlance {
        id: h.id,
        kind: h.kind,
        name: h.name,
        reason: h.reason,
        at: h.at,
    }
}

/// What stands beside a contact: organization, merged records, legal holds.
#[utoipa::path(get, path = "/contacts/{id}/card", tag = "contacts", params(("id" = String, Path)),
    responses((status = 200, body = ContactCard), (status = 404, body = ErrorBody)))]
async fn card(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ContactId>,
) -> ApiResult<axum::Json<ContactCard>> {
    caller.demand(Permission::ConversationRead)?;
    let made = app.db().read(async move |tx| made(tx, id).await).await?;
    Ok(axum::Json(made))
}

async fn made(tx: &mut Tx, id: ContactId) -> ApiResult<ContactCard> {
    let person = store::contact::root(tx, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let organization = match person.organization_id {
        Some(id) => store::organization::root(tx, id).await?,
        None => None,
    };
    let full = |text: String| Some(text).filter(|t| !t.is_empty());
    let merged = store::contact_merge::absorbed(tx, person.id).await?;
    Ok(ContactCard {
        id: person.id,
        organization: organization.map(|o| OrganizationGlance {
            id: o.id,
            name: o.name,
            owner: o.owner,
            plan: full(o.plan),
            life_cycle: o.life_cycle.map(|l| l.word().to_owned()),
            segment: full(o.segment),
            note: full(o.note),
        }),
        merged: merged
            .into_iter()
            .map(|m| MergedContact {
                merge: m.merge,
                contact: m.contact,
                name: m.name,
                address: m.address,
                at: m.at,
                agent: m.agent,
            })
            .collect(),
        holds: store::legal_hold::on_contact(tx, person.id)
            .await?
            .into_iter()
            .map(glance)
            .collect(),
    })
}

#[derive(Serialize, ToSchema)]
struct MergeSuggestions {
    items: Vec<MergeSuggestion>,
}

#[derive(Serialize, ToSchema)]
struct MergeSuggestion {
    #[schema(value_type = String)]
    contact: ContactId,
    name: String,
    address: String,
    /// `same_name`, `same_local_part`, `same_name_and_domain`, `answered_for_them`.
    #[schema(value_type = Vec<String>)]
    evidence: Vec<Evidence>,
    /// An address of theirs was verified.
    verified: bool,
}

/// Others who may be the same person, and why. Nothing is merged by itself.
#[utoipa::path(get, path = "/contacts/{id}/suggestions", tag = "contacts", params(("id" = String, Path)),
    responses((status = 200, body = MergeSuggestions), (status = 404, body = ErrorBody)))]
async fn suggestions(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ContactId>,
) -> ApiResult<axum::Json<MergeSuggestions>> {
    let found = app.desk.merge_suggestions(&caller.by(), id).await?;
    let items = found
        .into_iter()
        .map(|s| MergeSuggestion {
            contact: s.contact,
            name: s.name,
            address: s.address,
            evidence: s.evidence,
            verified: s.verified,
        })
        .collect();
    Ok(axum::Json(MergeSuggestions { items }))
}

#[derive(Deserialize, ToSchema)]
struct MergeInput {
    /// Becomes part of the contact that is named in the path.
    #[schema(value_type = String)]
    other: ContactId,
}

#[derive(Serialize, ToSchema)]
struct MergeMade {
    #[schema(value_type = String)]
    merge: ContactMergeId,
}

#[utoipa::path(post, path = "/contacts/{id}/merges", tag = "contacts", params(("id" = String, Path)), request_body = MergeInput,
    responses((status = 201, body = MergeMade), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn merge(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ContactId>,
    Json(input): Json<MergeInput>,
) -> ApiResult<(StatusCode, axum::Json<MergeMade>)> {
    let merge = app
        .desk
        .merge_contacts(&caller.by(), id, input.other)
        .await?;
    Ok((StatusCode::CREATED, axum::Json(MergeMade { merge })))
}

#[derive(Serialize, ToSchema)]
struct MergeUndone {
    /// The contact that stands for itself again.
    #[schema(value_type = String)]
    contact: ContactId,
}

/// Two records again: what came from the other and is still there goes back, what came later stays.
#[utoipa::path(delete, path = "/contact-merges/{id}", tag = "contacts", params(("id" = String, Path)),
    responses((status = 200, body = MergeUndone), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn unmerge(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ContactMergeId>,
) -> ApiResult<axum::Json<MergeUndone>> {
    let contact = app.desk.unmerge_contacts(&caller.by(), id).await?;
    Ok(axum::Json(MergeUndone { contact }))
}
