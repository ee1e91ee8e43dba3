//! Views: saved filters. Everybody has their own; shared ones are kept by those who look after shared content.

use super::{bad, one_line};
use crate::{By, Desk, DeskError, Result, audit, check, fresh};
use domain::access::Permission;
use domain::automation::{Place, out_of_place};
use domain::filter::Filter;
use domain::{TeamId, ViewId};
use serde_json::json;
use store::inbox::Sort;
use store::view::View;
use store::{Json, Tx};

/// Views of one agent.
const VIEWS_MAX: i64 = 200;

#[derive(Debug, Clone)]
pub struct NewView {
    pub name: String,
    pub filter: Filter,
    pub sort: String,
    pub shared: bool,
    pub team: Option<TeamId>,
}

/// Changes of a view; `None` leaves as it is.
#[derive(Debug, Clone, Default)]
pub struct ViewChange {
    pub name: Option<String>,
    pub filter: Option<Filter>,
    pub sort: Option<String>,
    pub shared: Option<bool>,
    pub team: Option<Option<TeamId>>,
    pub position: Option<i64>,
    pub version: Option<i64>,
}

impl Desk {
    /// The agent's own views, and those shared with them.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn views(&self, by: &By) -> Result<Vec<View>> {
        let me = by.person()?;
        let by = by.clone();
        let all: Vec<View> = self
            .db
            .read(async move |tx| store::view::seen_by(tx, me).await)
            .await?;
        Ok(all.into_iter().filter(|v| sees(&by, v)).collect())
    }

    /// One view that the agent sees.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn view(&self, by: &By, id: ViewId) -> Result<View> {
        let found: Option<View> = self
            .db
            .read(async move |tx| store::view::load(tx, id).await)
            .await?;
        found
            .filter(|v| sees(by, v))
            .ok_or_else(|| DeskError::missing("view"))
    }

    /// # Errors
    /// `not_permitted` for shared ones, `bad_name`, `bad_filter`, `bad_sort`, `too_many_views`.
    pub async fn create_view(&self, by: &By, new: NewView) -> Result<View> {
        let owner = by.person()?;
        let blank = View {
            id: ViewId(fresh::id(by.now)),
            name: String::new(),
            owner,
            shared: false,
            team: None,
            filter: Json(Filter::everything()),
            sort: "newest".to_owned(),
            position: 0,
            created_at: by.now,
            updated_at: by.now,
            version: 1,
        };
        let change = ViewChange {
            name: Some(new.name),
            filter: Some(new.filter),
            sort: Some(new.sort),
            shared: Some(new.shared),
            team: Some(new.team),
            ..ViewChange::default()
        };
        let row = applied(by, blank, &change)?;
        let by = by.clone();
        self.write(async move |tx| {
            if store::view::owned(tx, owner).await? >= VIEWS_MAX {
                return bad(
                    "too_many_views",
                    "name",
                    format!("Keep at most {VIEWS_MAX} views."),
                );
            }
            team_exists(tx, &row).await?;
            store::view::insert(tx, &row).await?;
            told(tx, &by, &row, "view.created").await?;
            Ok(row.clone())
        })
        .await
    }

    /// # Errors
    /// `not_found`, `conflict`, and those of [`Desk::create_view`].
    pub async fn change_view(&self, by: &By, id: ViewId, change: ViewChange) -> Result<View> {
        let by = by.clone();
        self.write(async move |tx| {
            let was = loaded(tx, &by, id).await?;
            if change.version.is_some_and(|v| v != was.version) {
                return Err(DeskError::Stale);
            }
            let mut row = applied(&by, was, &change)?;
            row.updated_at = by.now;
            team_exists(tx, &row).await?;
            store::view::save(tx, &mut row).await?;
            told(tx, &by, &row, "view.changed").await?;
            Ok(row)
        })
        .await
    }

    /// # Errors
    /// `not_found`, `not_permitted`.
    pub async fn remove_view(&self, by: &By, id: ViewId) -> Result<()> {
        let by = by.clone();
        self.write(async move |tx| {
            let row = loaded(tx, &by, id).await?;
            store::view::delete(tx, id).await?;
            told(tx, &by, &row, "view.removed").await
        })
        .await
    }

    /// Puts views into this order; those that the agent may not change keep their place.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn order_views(&self, by: &By, ids: Vec<ViewId>) -> Result<()> {
        let by = by.clone();
        self.write(async move |tx| {
            for (position, &id) in (0..).zip(ids.iter().take(400)) {
                let found = store::view::load(tx, id).await?;
                if let Some(mut row) = found.filter(|v| may_change(&by, v)) {
                    row.position = position;
                    store::view::save(tx, &mut row).await?;
                }
            }
            audit::settings_changed(tx, &by, "views");
            Ok(())
        })
        .await
    }
}

fn sees(by: &By, v: &View) -> bool {
    let access = &by.access;
    let shared = v.shared
        && (access.may(Permission::ContentManage)
            || v.team.is_none_or(|t| access.teams.contains(&t)));
    access.agent == Some(v.owner) || shared
}

fn may_change(by: &By, v: &View) -> bool {
    if v.shared {
        by.access.may(Permission::ContentManage)
    } else {
        by.access.agent == Some(v.owner)
    }
}

async fn loaded(tx: &mut Tx, by: &By, id: ViewId) -> Result<View> {
    let found = store::view::load(tx, id).await?.filter(|v| sees(by, v));
    let row = found.ok_or_else(|| DeskError::missing("view"))?;
    if !may_change(by, &row) {
        by.demand(Permission::ContentManage)?;
    }
    Ok(row)
}

async fn team_exists(tx: &mut Tx, row: &View) -> Result<()> {
    match row.team {
        Some(team) if store::team::load(tx, team).await?.is_none() => {
            bad("bad_team", "team", "There is no such team.")
        }
        _ => Ok(()),
    }
}

fn applied(by: &By, mut row: View, change: &ViewChange) -> Result<View> {
    if let Some(name) = &change.name {
        check::name(name)?;
        row.name = one_line("name", name, 100)?;
    }
    if let Some(filter) = &change.filter {
        if let Some(why) = out_of_place(filter, Place::View) {
            return bad("bad_filter", "filter", why);
        }
        row.filter = Json(filter.clone());
    }
    if let Some(sort) = &change.sort {
        row.sort = super::one_of("sort", sort, &Sort::WORDS)?;
    }
    let shared = change.shared.unwrap_or(row.shared);
    if shared != row.shared {
        by.demand(Permission::ContentManage)?;
    }
    row.shared = shared;
    row.team = change.team.unwrap_or(row.team).filter(|_| shared);
    row.position = change.position.unwrap_or(row.position).clamp(0, 1_000_000);
    Ok(row)
}

/// Consoles fetch their views again; shared ones are in the trail.
async fn told(tx: &mut Tx, by: &By, row: &View, act: &str) -> Result<()> {
    if row.shared {
        let detail = json!({ "name": row.name });
        audit::act(tx, by, act, &row.id.to_string(), detail).await?;
    }
    audit::settings_changed(tx, by, "views");
    Ok(())
}
