//! Exports of everything, as files to download: their rows. The server writes the files.

use crate::{By, Desk, DeskError, Result, audit, fresh};
use domain::access::Permission;
use domain::{ExportId, Millis};
use serde_json::json;
use store::Json;
use store::imports::Export;

/// Exports that are kept.
const MOST: usize = 5;

impl Desk {
    /// The newest first.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn exports(&self, by: &By) -> Result<Vec<Export>> {
        by.demand(Permission::OrganizationManage)?;
        Ok(self
            .db
            .read(async move |tx| store::imports::exports(tx).await)
            .await?)
    }

    /// Asks for an export of everything. It goes beyond every scope, so it stands in the audit trail.
    ///
    /// # Errors
    /// `not_permitted`, `export_busy`, `too_many_exports`.
    pub async fn begin_export(&self, by: &By) -> Result<Export> {
        by.demand(Permission::OrganizationManage)?;
        let export = Export {
            id: ExportId(fresh::id(by.now)),
            state: "running".to_owned(),
            what: String::new(),
            done: 0,
            size: None,
            summary: Json(json!({})),
            error: None,
            agent: by.access.agent,
            created_at: by.now,
            finished_at: None,
        };
        let by = by.clone();
        self.write(async move |tx| {
            let known = store::imports::exports(tx).await?;
            if known.iter().any(|e| e.state == "running") {
                return Err(DeskError::refused(
                    "export_busy",
                    "An export is on its way already.",
                ));
            }
            if known.len() >= MOST {
                return Err(DeskError::refused(
                    "too_many_exports",
                    format!("At most {MOST} exports are kept: remove one first."),
                ));
            }
            store::imports::insert_export(tx, &export).await?;
            audit::act(tx, &by, "export.begun", &export.id.to_string(), json!({})).await?;
            audit::settings_changed(tx, &by, "exports");
            Ok(export.clone())
        })
        .await
    }

    /// The export, for whoever downloads it; the download stands in the audit trail.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `export_busy`.
    pub async fn take_export(&self, by: &By, id: ExportId) -> Result<Export> {
        let found = self.exports(by).await?.into_iter().find(|e| e.id == id);
        let export = found.ok_or_else(|| DeskError::missing("export"))?;
        if export.state != "done" {
            return Err(DeskError::refused(
                "export_busy",
                "The export is not ready.",
            ));
        }
        let by = by.clone();
        self.write(async move |tx| {
            audit::act(tx, &by, "export.downloaded", &id.to_string(), json!({})).await
        })
        .await?;
        Ok(export)
    }

    /// Stops an export, or removes one.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn remove_export(&self, by: &By, id: ExportId) -> Result<()> {
        by.demand(Permission::OrganizationManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            if !store::imports::delete_export(tx, id).await? {
                return Err(DeskError::missing("export"));
            }
            audit::act(tx, &by, "export.removed", &id.to_string(), json!({})).await?;
            audit::settings_changed(tx, &by, "exports");
            Ok(())
        })
        .await
    }

    /// Exports that a worker has to write.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn waiting_exports(&self) -> Result<Vec<Export>> {
        let all = self
            .db
            .read(async move |tx| store::imports::exports(tx).await)
            .await?;
        Ok(all.into_iter().filter(|e| e.state == "running").collect())
    }

    /// How far an export has come, or that it has ended; false when it was removed meanwhile.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn report_export(&self, export: Export, now: Millis) -> Result<bool> {
        self.write(async move |tx| {
            let there = store::imports::save_export(tx, &export).await?;
            if there && export.state != "running" {
                audit::settings_changed(tx, &By::system(now), "exports");
            }
            Ok(there)
        })
        .await
    }
}
