//! Permission sets of one's own: made, changed, deleted. Nobody makes a set that may do more than they may.

use super::{bad, one_line};
use crate::account::ways;
use crate::{By, Desk, DeskError, Result, audit, fresh};
use domain::access::{Grant, Permission, Scope};
use domain::{PermissionSetId, Refusal};
use serde_json::json;
use store::permission_set::OwnSet;
use store::{Json, StoreError, Tx};

const MOST: usize = 100;

#[derive(Debug, Clone)]
pub struct NewSet {
    pub name: String,
    pub permissions: Vec<Permission>,
    pub scope: Scope,
}

impl NewSet {
    fn checked(mut self, by: &By) -> Result<Self> {
        by.demand(Permission::AgentManage)?;
        self.name = one_line("name", &self.name, 60)?;
        if self.name.is_empty() {
            return bad("bad_text", "name", "A permission set has a name.");
        }
        self.permissions.sort_unstable();
        self.permissions.dedup();
        let writes = self.permissions.iter().any(|p| {
            use Permission::*;
            matches!(
                p,
                ConversationNote
                    | ConversationReply
                    | ConversationAssign
                    | ConversationWrite
                    | ConversationDelete
            )
        });
        if writes && !self.permissions.contains(&Permission::ConversationRead) {
            return bad(
                "bad_permissions",
                "permissions",
                "Who writes in conversations has to be able to read them.",
            );
        }
        may_make(by, &self.permissions, self.scope)?;
        Ok(self)
    }
}

fn may_make(by: &By, permissions: &[Permission], scope: Scope) -> Result<()> {
    let grant = Grant {
        permissions: permissions.to_vec(),
        scope,
    };
    if by.access.covers(&grant) {
        return Ok(());
    }
    Err(DeskError::refused(
        "not_permitted",
        "A permission set cannot include what you may not do yourself.",
    ))
}

impl Desk {
    /// # Errors
    /// `not_permitted`, `name_taken`, `bad_text`, `bad_permissions`, `too_many`.
    pub async fn create_permission_set(&self, by: &By, new: NewSet) -> Result<OwnSet> {
        let new = new.checked(by)?;
        let set = OwnSet {
            id: PermissionSetId(fresh::id(by.now)),
            name: new.name,
            permissions: Json(new.permissions),
            scope: new.scope,
            created_at: by.now,
            version: 1,
        };
        let (row, by) = (set.clone(), by.clone());
        let made = self
            .db
            .write(async move |tx| {
                if store::permission_set::all(tx).await?.len() >= MOST {
                    return Err(DeskError::refused(
                        "too_many",
                        format!("There are {MOST} permission sets. Delete one first."),
                    ));
                }
                store::permission_set::insert(tx, &row).await?;
                told(tx, &by, &row, "permission_set.made").await
            })
            .await;
        named(made).map(|()| set)
    }

    /// Takes effect for all who have it, at once.
    ///
    /// # Errors
    /// As for making one; `not_found`; `conflict`; `last_administrator` when nobody could manage agents any more.
    pub async fn change_permission_set(
        &self,
        by: &By,
        id: PermissionSetId,
        version: i64,
        new: NewSet,
    ) -> Result<OwnSet> {
        let new = new.checked(by)?;
        let by = by.clone();
        let changed = self
            .db
            .write(async move |tx| {
                let mut set = store::permission_set::load(tx, id)
                    .await?
                    .ok_or_else(|| DeskError::missing("permission set"))?;
                // Nor does one narrow those who may do more.
                may_make(&by, &set.permissions.0, set.scope)?;
                if set.version != version {
                    return Err(DeskError::Stale);
                }
                set.name.clone_from(&new.name);
                set.permissions = Json(new.permissions.clone());
                set.scope = new.scope;
                set.version += 1;
                if !store::permission_set::save(tx, &set).await? {
                    return Err(DeskError::Stale);
                }
                ways::stand(tx).await?;
                told(tx, &by, &set, "permission_set.changed").await?;
                Ok(set)
            })
            .await;
        named(changed)
    }

    /// # Errors
    /// `not_permitted`, `not_found`, `in_use` while agents have it.
    pub async fn delete_permission_set(&self, by: &By, id: PermissionSetId) -> Result<()> {
        by.demand(Permission::AgentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let set = store::permission_set::load(tx, id)
                .await?
                .ok_or_else(|| DeskError::missing("permission set"))?;
            may_make(&by, &set.permissions.0, set.scope)?;
            let holders = store::permission_set::holders(tx, &set.key()).await?;
            let made_by_provider = crate::account::policy::of(tx)
                .await?
                .provider
                .is_some_and(|p| p.create == Some(set.key()));
            if holders > 0 || made_by_provider {
                return Err(DeskError::refused(
                    "in_use",
                    "Agents have this permission set, or are made with it. Give them another first.",
                ));
            }
            store::permission_set::delete(tx, id).await?;
            told(tx, &by, &set, "permission_set.deleted").await
        })
        .await
    }
}

async fn told(tx: &mut Tx, by: &By, set: &OwnSet, act: &str) -> Result<()> {
    let detail = json!({ "name": set.name, "permissions": set.permissions.0, "scope": set.scope });
    audit::act(tx, by, act, &set.id.to_string(), detail).await?;
    audit::settings_changed(tx, by, "permission_sets");
    Ok(())
}

fn named<T>(result: Result<T>) -> Result<T> {
    match result {
        Err(DeskError::Store(StoreError::Conflict(_))) => Err(Refusal::new(
            "name_taken",
            "Another permission set has this name.",
        )
        .on("name")
        .into()),
        other => other,
    }
}
