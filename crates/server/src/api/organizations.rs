//! Organizations of customers.

use super::people::{HoldGlance, glance};
use super::types::{Page, PageQuery};
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::people::organizations::{OrganizationInput, OrganizationView};
use domain::contact::{LifeCycle, word_key};
use domain::{AgentId, ContactId, Millis, OrganizationId, OrganizationMergeId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(open, change, remove))
        .routes(routes!(take_in))
        .routes(routes!(merge_in))
        .routes(routes!(separate))
}

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct OrganizationQuery {
    /// Part of the name.
    q: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct CustomerOrganization {
    #[schema(value_type = String)]
    id: OrganizationId,
    name: String,
    #[schema(value_type = Option<String>)]
    owner: Option<AgentId>,
    plan: String,
    /// `prospect`, `trial`, `paying` or `former`.
    #[schema(value_type = Option<String>)]
    life_cycle: Option<LifeCycle>,
    segment: String,
    people: i64,
}

/// By name.
#[utoipa::path(get, path = "/organizations", tag = "contacts", params(OrganizationQuery, PageQuery), responses((status = 200, body = Page<CustomerOrganization>)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<OrganizationQuery>,
    Query(page): Query<PageQuery>,
) -> ApiResult<axum::Json<Page<CustomerOrganization>>> {
    let limit = page.limit();
    let words: String = query.q.unwrap_or_default().chars().take(100).collect();
    let after = page.cursor.unwrap_or_default();
    let mut rows = app
        .desk
        .organizations(&caller.by(), words, after, limit + 1)
        .await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|o| word_key(&o.name));
    let items = rows
        .into_iter()
        .map(|o| CustomerOrganization {
            id: o.id,
            name: o.name,
            owner: o.owner,
            plan: o.plan,
            life_cycle: o.life_cycle,
            segment: o.segment,
            people: o.people,
        })
        .collect();
    Ok(axum::Json(Page { items, next }))
}

#[derive(Serialize, ToSchema)]
struct OrganizationPerson {
    #[schema(value_type = String)]
    id: ContactId,
    name: String,
    address: String,
}

#[derive(Serialize, ToSchema)]
struct OrganizationDetail {
    /// Another one than was asked for when that was merged into it.
    #[schema(value_type = String)]
    id: OrganizationId,
    name: String,
    /// The agent who answers for it.
    #[schema(value_type = Option<String>)]
    owner: Option<AgentId>,
    plan: String,
    #[schema(value_type = Option<String>)]
    life_cycle: Option<LifeCycle>,
    segment: String,
    language: Option<String>,
    zone: Option<String>,
    note: String,
    domains: Vec<String>,
    created_at: Millis,
    version: i64,
    people: Vec<OrganizationPerson>,
    /// Who have an address in one of its domains and no organization.
    strays: Vec<OrganizationPerson>,
    /// Records that were merged into it, newest first.
    merged: Vec<MergedOrganization>,
    /// Legal holds that stand on it.
    holds: Vec<HoldGlance>,
}

#[derive(Serialize, ToSchema)]
struct MergedOrganization {
    #[schema(value_type = String)]
    merge: OrganizationMergeId,
    #[schema(value_type = String)]
    organization: OrganizationId,
    /// What it was merged into. When that was merged on, the upper merge has to be undone first.
    #[schema(value_type = String)]
    into: OrganizationId,
    name: String,
    /// Its own note.
    note: String,
    at: Millis,
    #[schema(value_type = Option<String>)]
    agent: Option<AgentId>,
}

impl From<OrganizationView> for OrganizationDetail {
    fn from(v: OrganizationView) -> Self {
        let person = |m: store::organization::Member| OrganizationPerson {
            id: m.id,
            name: m.name,
            address: m.address,
        };
        let o = v.organization;
        Self {
            id: o.id,
            name: o.name,
            owner: o.owner,
            plan: o.plan,
            life_cycle: o.life_cycle,
            segment: o.segment,
            language: o.language,
            zone: o.zone,
            note: o.note,
            domains: v.domains,
            created_at: o.created_at,
            version: o.version,
            people: v.people.into_iter().map(person).collect(),
            strays: v.strays.into_iter().map(person).collect(),
            holds: v.holds.into_iter().map(glance).collect(),
            merged: v
                .merged
                .into_iter()
                .map(|m| MergedOrganization {
                    merge: m.merge,
                    organization: m.organization,
                    into: m.survivor,
                    name: m.name,
                    note: m.note,
                    at: m.at,
                    agent: m.agent,
                })
                .collect(),
        }
    }
}

#[derive(Deserialize, ToSchema)]
struct CustomerOrganizationInput {
    name: String,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    owner: Option<AgentId>,
    #[serde(default)]
    plan: String,
    /// `prospect`, `trial`, `paying` or `former`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    life_cycle: Option<LifeCycle>,
    #[serde(default)]
    segment: String,
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    zone: Option<String>,
    #[serde(default)]
    note: String,
    /// Mail domains: who writes from one with a verified address for the first time belongs to it.
    #[serde(default)]
    domains: Vec<String>,
    /// For a change: the version that was seen. Left out when created.
    #[serde(default)]
    version: i64,
}

impl CustomerOrganizationInput {
    fn whole(self) -> OrganizationInput {
        OrganizationInput {
            name: self.name,
            owner: self.owner,
            plan: self.plan,
            life_cycle: self.life_cycle,
            segment: self.segment,
            language: self.language,
            zone: self.zone,
            note: self.note,
            domains: self.domains,
        }
    }
}

#[utoipa::path(post, path = "/organizations", tag = "contacts", request_body = CustomerOrganizationInput,
    responses((status = 201, body = OrganizationDetail), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<CustomerOrganizationInput>,
) -> ApiResult<(StatusCode, axum::Json<OrganizationDetail>)> {
    let made = app
        .desk
        .create_organization(&caller.by(), input.whole())
        .await?;
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

/// One organization with its people. One that was merged into another answers as that one.
#[utoipa::path(get, path = "/organizations/{id}", tag = "contacts", params(("id" = String, Path)),
    responses((status = 200, body = OrganizationDetail), (status = 404, body = ErrorBody)))]
async fn open(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<OrganizationId>,
) -> ApiResult<axum::Json<OrganizationDetail>> {
    Ok(axum::Json(
        app.desk.organization_view(&caller.by(), id).await?.into(),
    ))
}

/// Replaces all of it.
#[utoipa::path(put, path = "/organizations/{id}", tag = "contacts", params(("id" = String, Path)), request_body = CustomerOrganizationInput,
    responses((status = 200, body = OrganizationDetail), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<OrganizationId>,
    Json(input): Json<CustomerOrganizationInput>,
) -> ApiResult<axum::Json<OrganizationDetail>> {
    let version = input.version;
    let changed = app
        .desk
        .change_organization_of(&caller.by(), id, version, input.whole())
        .await?;
    Ok(axum::Json(changed.into()))
}

/// Its people stay, with its name as a text. What was merged into it goes with it.
#[utoipa::path(delete, path = "/organizations/{id}", tag = "contacts", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<OrganizationId>,
) -> ApiResult<StatusCode> {
    app.desk.remove_organization(&caller.by(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
struct OrganizationPeopleInput {
    #[schema(value_type = Vec<String>)]
    people: Vec<ContactId>,
}

/// Takes people in, 200 at most in one go.
#[utoipa::path(post, path = "/organizations/{id}/people", tag = "contacts", params(("id" = String, Path)), request_body = OrganizationPeopleInput,
    responses((status = 200, body = OrganizationDetail), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn take_in(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<OrganizationId>,
    Json(input): Json<OrganizationPeopleInput>,
) -> ApiResult<axum::Json<OrganizationDetail>> {
    let view = app
        .desk
        .take_into_organization(&caller.by(), id, input.people)
        .await?;
    Ok(axum::Json(view.into()))
}

#[derive(Deserialize, ToSchema)]
struct OrganizationMergeInput {
    /// Becomes part of the organization that is named in the path.
    #[schema(value_type = String)]
    other: OrganizationId,
}

#[derive(Serialize, ToSchema)]
struct OrganizationMergeMade {
    #[schema(value_type = String)]
    merge: OrganizationMergeId,
}

/// Two records of one organization become one: people and domains of the other come here, and what is lacking here.
#[utoipa::path(post, path = "/organizations/{id}/merges", tag = "contacts", params(("id" = String, Path)), request_body = OrganizationMergeInput,
    responses((status = 201, body = OrganizationMergeMade), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn merge_in(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<OrganizationId>,
    Json(input): Json<OrganizationMergeInput>,
) -> ApiResult<(StatusCode, axum::Json<OrganizationMergeMade>)> {
    let merge = app
        .desk
        .merge_organizations(&caller.by(), id, input.other)
        .await?;
    Ok((
        StatusCode::CREATED,
        axum::Json(OrganizationMergeMade { merge }),
    ))
}

#[derive(Serialize, ToSchema)]
struct OrganizationMergeUndone {
    /// The organization that stands for itself again.
    #[schema(value_type = String)]
    organization: OrganizationId,
}

/// Two records again: what came with the other and is still there goes back, what came later stays.
#[utoipa::path(delete, path = "/organization-merges/{id}", tag = "contacts", params(("id" = String, Path)),
    responses((status = 200, body = OrganizationMergeUndone), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn separate(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<OrganizationMergeId>,
) -> ApiResult<axum::Json<OrganizationMergeUndone>> {
    let organization = app.desk.unmerge_organizations(&caller.by(), id).await?;
    Ok(axum::Json(OrganizationMergeUndone { organization }))
}
