//! Collections: a tree of names under which articles stand.

use super::told;
use crate::settings::{bad, one_line};
use crate::{By, Desk, DeskError, Result, check, fresh};
use domain::access::Permission;
use domain::article::slug;
use domain::{CollectionId, HelpCenterId};
use serde_json::json;
use std::collections::{BTreeMap, HashSet};
use store::collection::{Collection, Words};
use store::{Json, Tx};

const COLLECTIONS_MAX: usize = 500;
/// Collections within collections.
const DEPTH_MAX: usize = 3;
const NAME_MAX: usize = 80;
const DESCRIPTION_MAX: usize = 300;
const LOCALES_MAX: usize = 30;

/// Words of one locale as somebody types them; the slug is made when none is given.
#[derive(Debug, Clone, Default)]
pub struct NewWords {
    pub name: String,
    pub slug: Option<String>,
    pub description: String,
}

/// How a collection is to be; `None` leaves as it is.
#[derive(Debug, Clone, Default)]
pub struct CollectionChange {
    pub parent: Option<Option<CollectionId>>,
    pub internal: Option<bool>,
    /// By locale; those that are left out stay.
    pub words: Option<BTreeMap<String, NewWords>>,
    pub version: Option<i64>,
}

impl Desk {
    /// # Errors
    /// `not_permitted`.
    pub async fn collections(&self, by: &By, center: HelpCenterId) -> Result<Vec<Collection>> {
        super::may_read(by)?;
        Ok(self
            .db
            .read(async move |tx| store::collection::of(tx, center).await)
            .await?)
    }

    /// At the end of its parent.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `bad_name`, `slug_taken`, `too_deep`, `too_many`.
    pub async fn create_collection(
        &self,
        by: &By,
        center: HelpCenterId,
        change: CollectionChange,
    ) -> Result<Collection> {
        by.demand(Permission::ContentManage)?;
        let id = CollectionId(fresh::id(by.now));
        let by = by.clone();
        self.write(async move |tx| {
            let of = super::center(tx, center).await?;
            let all = store::collection::of(tx, center).await?;
            if all.len() >= COLLECTIONS_MAX {
                return bad(
                    "too_many",
                    "name",
                    format!("Keep at most {COLLECTIONS_MAX} collections."),
                );
            }
            let blank = Collection {
                id,
                help_center: center,
                parent: None,
                position: i64::try_from(all.len()).unwrap_or(i64::MAX),
                internal: false,
                words: Json(BTreeMap::new()),
                created_at: by.now,
                version: 1,
            };
            let row = applied(blank, &change, &all)?;
            if !row.words.0.contains_key(&of.default_locale) {
                return bad(
                    "bad_name",
                    "name",
                    "A collection has a name in the language that others fall back to.",
                );
            }
            store::collection::insert(tx, &row).await?;
            told(tx, &by, "collection.made", &row.id.to_string(), json!({})).await?;
            Ok(row)
        })
        .await
    }

    /// # Errors
    /// `not_found`, `conflict`, and those of [`Desk::create_collection`].
    pub async fn change_collection(
        &self,
        by: &By,
        id: CollectionId,
        change: CollectionChange,
    ) -> Result<Collection> {
        by.demand(Permission::ContentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let was = loaded(tx, id).await?;
            super::seen(change.version, was.version)?;
            let all = store::collection::of(tx, was.help_center).await?;
            let mut row = applied(was, &change, &all)?;
            store::collection::save(tx, &mut row).await?;
            // What stands under something internal is internal.
            if row.internal {
                for mut below in below(&all, id) {
                    if !below.internal {
                        below.internal = true;
                        store::collection::save(tx, &mut below).await?;
                    }
                }
            }
            told(tx, &by, "collection.changed", &id.to_string(), json!({})).await?;
            Ok(row)
        })
        .await
    }

    /// Its articles stay; those below it go one up.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `in_use` for an internal one with articles, which would become public.
    pub async fn remove_collection(&self, by: &By, id: CollectionId) -> Result<()> {
        by.demand(Permission::ContentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let row = loaded(tx, id).await?;
            if row.internal && store::article::in_collection(tx, id).await? > 0 {
                return Err(DeskError::refused(
                    "in_use",
                    "Move its articles first: outside of an internal collection they could be public.",
                ));
            }
            store::collection::delete(tx, &row).await?;
            told(tx, &by, "collection.removed", &id.to_string(), json!({})).await
        })
        .await
    }

    /// Puts collections into this order.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn order_collections(&self, by: &By, ids: Vec<CollectionId>) -> Result<()> {
        by.demand(Permission::ContentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            for (position, &id) in (0..).zip(ids.iter().take(COLLECTIONS_MAX)) {
                store::collection::place(tx, id, position).await?;
            }
            told(tx, &by, "collections.ordered", "", json!({})).await
        })
        .await
    }
}

async fn loaded(tx: &mut Tx, id: CollectionId) -> Result<Collection> {
    store::collection::load(tx, id)
        .await?
        .ok_or_else(|| DeskError::missing("collection"))
}

fn applied(
    mut row: Collection,
    change: &CollectionChange,
    all: &[Collection],
) -> Result<Collection> {
    if let Some(parent) = change.parent {
        row.parent = parent;
        let above = above(all, &row)?;
        if above.len() >= DEPTH_MAX {
            return bad(
                "too_deep",
                "parent",
                format!("Collections stand at most {DEPTH_MAX} deep."),
            );
        }
        row.internal |= above.iter().any(|c| c.internal);
    }
    if let Some(internal) = change.internal {
        row.internal = internal || above(all, &row)?.iter().any(|c| c.internal);
    }
    for (locale, new) in change.words.iter().flatten().take(LOCALES_MAX) {
        check::locale(locale)?;
        let name = one_line("name", &new.name, NAME_MAX)?;
        if name.is_empty() {
            row.words.0.remove(locale);
            continue;
        }
        let description = one_line("description", &new.description, DESCRIPTION_MAX)?;
        let wanted = slug(
            new.slug
                .as_deref()
                .filter(|s| !s.is_empty())
                .unwrap_or(&name),
        );
        let taken = |s: &str| {
            all.iter().any(|c| {
                c.id != row.id && c.words.0.get(locale).is_some_and(|words| words.slug == s)
            })
        };
        let mut free = wanted.clone();
        for attempt in 2..200 {
            if !taken(&free) {
                break;
            }
            free = domain::article::slug_taken(&wanted, attempt);
        }
        row.words.0.insert(
            locale.clone(),
            Words {
                name,
                slug: free,
                description,
            },
        );
    }
    Ok(row)
}

/// The collections above one, the nearest first.
fn above<'a>(all: &'a [Collection], of: &Collection) -> Result<Vec<&'a Collection>> {
    let mut out: Vec<&Collection> = Vec::new();
    let mut at = of.parent;
    while let Some(id) = at {
        let found = all
            .iter()
            .find(|c| c.id == id && c.help_center == of.help_center)
            .ok_or_else(|| DeskError::missing("collection"))?;
        if id == of.id || out.iter().any(|c| c.id == id) {
            return bad(
                "in_itself",
                "parent",
                "A collection cannot stand in itself.",
            );
        }
        out.push(found);
        at = found.parent;
    }
    Ok(out)
}

/// All below one.
fn below(all: &[Collection], id: CollectionId) -> Vec<Collection> {
    let mut inside = HashSet::from([id]);
    let mut out = Vec::new();
    // Each round goes one deeper.
    for _ in 0..DEPTH_MAX {
        for c in all {
            if c.parent.is_some_and(|p| inside.contains(&p)) && inside.insert(c.id) {
                out.push(c.clone());
            }
        }
    }
    out
}
