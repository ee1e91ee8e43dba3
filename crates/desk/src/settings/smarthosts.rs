//! Smarthosts: the servers that mail is handed to, in order.

use super::secrets::{seal_password, smarthost_place};
use super::{bad, host, one_line, one_of};
use crate::{By, Desk, DeskError, Keys, Result, audit, fresh};
use domain::access::Permission;
use domain::{Millis, SmarthostId};
use serde_json::json;
use store::Tx;
use store::smarthost::Smarthost;

pub const TLS: [&str; 3] = ["none", "starttls", "implicit"];
pub const AUTH: [&str; 5] = ["none", "plain", "login", "oauth_google", "oauth_microsoft"];

/// Settings of a smarthost; `None` in a change leaves as it is, in a new one takes the default.
#[derive(Clone, Default)]
pub struct SmarthostSettings {
    pub host: Option<String>,
    pub port: Option<u16>,
    pub tls: Option<String>,
    pub username: Option<Option<String>>,
    pub password: Option<String>,
    pub auth: Option<String>,
    /// Mails a minute; `Some(None)` is no cap.
    pub rate_per_minute: Option<Option<u32>>,
    pub enabled: Option<bool>,
    /// Lower is tried first.
    pub position: Option<i64>,
}

impl Desk {
    /// All, in the order in which they are tried.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn smarthosts(&self, by: &By) -> Result<Vec<Smarthost>> {
        by.demand(Permission::ChannelManage)?;
        Ok(self
            .db
            .read(async move |tx| store::smarthost::all(tx).await)
            .await?)
    }

    /// # Errors
    /// `not_permitted`, `bad_host`, `bad_port`, `bad_choice`, `bad_password`, `password_needed`.
    pub async fn create_smarthost(&self, by: &By, new: SmarthostSettings) -> Result<Smarthost> {
        by.demand(Permission::ChannelManage)?;
        let empty = blank(SmarthostId(fresh::id(by.now)), by.now);
        let row = checked(&self.keys, empty, &new)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut row = row.clone();
            if new.position.is_none() {
                let last = store::smarthost::all(tx).await?;
                row.position = last.iter().map(|s| s.position + 1).max().unwrap_or(0);
            }
            save(tx, &by, &row, "smarthost.created").await?;
            Ok(row)
        })
        .await
    }

    /// A stored password does not follow to another server: it has to be typed again.
    ///
    /// # Errors
    /// `not_found`, and those of [`Desk::create_smarthost`].
    pub async fn change_smarthost(
        &self,
        by: &By,
        id: SmarthostId,
        change: SmarthostSettings,
    ) -> Result<Smarthost> {
        by.demand(Permission::ChannelManage)?;
        let (by, keys) = (by.clone(), self.keys.clone());
        self.write(async move |tx| {
            let row = checked(&keys, loaded(tx, id).await?, &change)?;
            save(tx, &by, &row, "smarthost.changed").await?;
            Ok(row)
        })
        .await
    }

    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn remove_smarthost(&self, by: &By, id: SmarthostId) -> Result<()> {
        by.demand(Permission::ChannelManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let row = loaded(tx, id).await?;
            store::smarthost::delete(tx, id).await?;
            noted(tx, &by, &row, "smarthost.removed").await
        })
        .await
    }

    /// Settings as a smarthost that is not stored, to try them; over `stored`, if one is named.
    ///
    /// # Errors
    /// Those of [`Desk::create_smarthost`].
    pub async fn trial_smarthost(
        &self,
        by: &By,
        settings: &SmarthostSettings,
        stored: Option<SmarthostId>,
    ) -> Result<Smarthost> {
        by.demand(Permission::ChannelManage)?;
        let base = match stored {
            Some(id) => self.db.read(async move |tx| loaded(tx, id).await).await?,
            None => blank(SmarthostId(fresh::id(by.now)), by.now),
        };
        checked(&self.keys, base, settings)
    }
}

async fn loaded(tx: &mut Tx, id: SmarthostId) -> Result<Smarthost> {
    let all = store::smarthost::all(tx).await?;
    all.into_iter()
        .find(|s| s.id == id)
        .ok_or_else(|| DeskError::missing("smarthost"))
}

fn blank(id: SmarthostId, at: Millis) -> Smarthost {
    Smarthost {
        id,
        position: 0,
        host: String::new(),
        port: 587,
        tls: "starttls".to_owned(),
        username: None,
        secret: None,
        auth: String::new(),
        rate_per_minute: None,
        enabled: true,
        last_success_at: None,
        last_error: None,
        error_at: None,
        created_at: at,
    }
}

fn checked(keys: &Keys, old: Smarthost, s: &SmarthostSettings) -> Result<Smarthost> {
    let mut row = old.clone();
    row.host = host(s.host.as_deref().unwrap_or(&old.host))?;
    row.port = s.port.unwrap_or(old.port);
    if row.port == 0 {
        return bad("bad_port", "port", "A port is a number from 1 to 65535.");
    }
    row.tls = one_of("tls", s.tls.as_deref().unwrap_or(&old.tls), &TLS)?;
    if let Some(username) = &s.username {
        row.username = match username {
            Some(name) => Some(one_line("username", name, 320)?).filter(|n| !n.is_empty()),
            None => None,
        };
    }
    let by_name = if row.username.is_some() {
        "plain"
    } else {
        "none"
    };
    let kept = if old.auth.is_empty() || (s.auth.is_none() && s.username.is_some()) {
        by_name
    } else {
        &old.auth
    };
    row.auth = one_of("auth", s.auth.as_deref().unwrap_or(kept), &AUTH)?;
    if row.auth != "none" && row.username.is_none() {
        return bad("bad_text", "username", "Type the name to sign in with.");
    }
    if let Some(rate) = s.rate_per_minute {
        row.rate_per_minute = rate.filter(|&r| r > 0).map(i64::from);
    }
    row.enabled = s.enabled.unwrap_or(old.enabled);
    row.position = s.position.unwrap_or(old.position).clamp(0, 10_000);
    secret(keys, &old, &mut row, s)?;
    Ok(row)
}

fn secret(keys: &Keys, old: &Smarthost, row: &mut Smarthost, s: &SmarthostSettings) -> Result<()> {
    let by_password = matches!(row.auth.as_str(), "plain" | "login");
    if row.auth == "none" {
        row.secret = None;
        return Ok(());
    }
    if let Some(password) = s
        .password
        .as_deref()
        .filter(|p| !p.is_empty() && by_password)
    {
        row.secret = Some(seal_password(keys, &smarthost_place(row.id), password)?);
        return Ok(());
    }
    let was_password = matches!(old.auth.as_str(), "plain" | "login");
    let elsewhere = row.host != old.host || (row.tls == "none" && old.tls != "none");
    if by_password && (row.secret.is_none() || !was_password || elsewhere) {
        return bad("password_needed", "password", "Type the password.");
    }
    if was_password != by_password || elsewhere {
        row.secret = None;
    }
    Ok(())
}

async fn save(tx: &mut Tx, by: &By, row: &Smarthost, act: &str) -> Result<()> {
    store::smarthost::put(tx, row).await?;
    noted(tx, by, row, act).await
}

async fn noted(tx: &mut Tx, by: &By, row: &Smarthost, act: &str) -> Result<()> {
    let detail = json!({ "host": row.host, "port": row.port, "tls": row.tls, "username": row.username,
        "auth": row.auth, "rate_per_minute": row.rate_per_minute, "enabled": row.enabled });
    audit::act(tx, by, act, &row.id.to_string(), detail).await?;
    audit::settings_changed(tx, by, "smarthosts");
    Ok(())
}
