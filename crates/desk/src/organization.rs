//! The organization: what holds for the whole instance.

use crate::{By, Desk, Result, audit};
use domain::access::Permission;
use domain::event::EventKind;
use serde::{Deserialize, Serialize};
use store::Tx;

pub(crate) const KEY: &str = "organization";

/// Stored as JSON under one key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    pub name: String,
    /// IANA name; customers are told times in it unless theirs is known.
    pub zone: String,
    /// BCP 47.
    pub locale: String,
    #[serde(default)]
    pub public_url: String,
}

impl Default for Organization {
    fn default() -> Self {
        Self {
            name: "Support".to_owned(),
            zone: "UTC".to_owned(),
            locale: "en".to_owned(),
            public_url: String::new(),
        }
    }
}

pub(crate) async fn of(tx: &mut Tx) -> Result<Organization> {
    Ok(store::setting::get(tx, KEY).await?.unwrap_or_default())
}

impl Desk {
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn organization(&self) -> Result<Organization> {
        self.db.read(async move |tx| of(tx).await).await
    }

    /// # Errors
    /// `not_permitted`, `bad_zone`, `bad_name`, `bad_locale`, `bad_url`.
    pub async fn change_organization(&self, by: &By, wanted: Organization) -> Result<Organization> {
        by.demand(Permission::OrganizationManage)?;
        crate::check::name(&wanted.name)?;
        crate::check::zone(&wanted.zone)?;
        crate::check::locale(&wanted.locale)?;
        if !wanted.public_url.is_empty() && !crate::check::is_web_address(&wanted.public_url) {
            return Err(domain::Refusal::new(
                "bad_url",
                "This is not an address that begins with http:// or https://.",
            )
            .on("public_url")
            .into());
        }
        let by = by.clone();
        self.write(async move |tx| {
            store::setting::put(tx, KEY, &wanted).await?;
            audit::act(
                tx,
                &by,
                "organization.changed",
                "organization",
                serde_json::json!(wanted),
            )
            .await?;
            audit::settings_changed(tx, &by, "organization");
            Ok(wanted.clone())
        })
        .await
    }
}

/// Kept here so that every settings verb names its event the same way.
pub(crate) fn changed(what: &str) -> EventKind {
    EventKind::SettingsChanged {
        what: what.to_owned(),
    }
}
