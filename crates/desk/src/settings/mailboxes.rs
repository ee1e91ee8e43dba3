//! IMAP mailboxes of channels: their settings. What the collector does with them is `channels`' affair.

use super::secrets::{mailbox_place, seal_password};
use super::{bad, emit, host, one_line, one_of};
use crate::{By, Desk, DeskError, Keys, Result, audit, fresh};
use domain::access::Permission;
use domain::event::EventKind;
use domain::{ChannelId, MailboxId};
use serde_json::json;
use store::mailbox::Mailbox;
use store::{Json, Tx};

pub const TLS: [&str; 3] = ["implicit", "starttls", "none"];
pub const AUTH: [&str; 3] = ["password", "oauth_google", "oauth_microsoft"];
pub const AFTER: [&str; 3] = ["leave", "flag", "move"];
pub const START: [&str; 2] = ["now", "all"];

/// Settings of a mailbox as people type them.
#[derive(Clone)]
pub struct MailboxSettings {
    pub host: String,
    pub port: u16,
    pub tls: String,
    pub username: String,
    pub auth: String,
    /// `None` keeps what is stored.
    pub password: Option<String>,
    pub folder: String,
    pub after_commit: String,
    pub move_to: Option<String>,
    pub start_from: String,
    pub enabled: bool,
}

impl std::fmt::Debug for MailboxSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MailboxSettings")
            .field("host", &self.host)
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

/// Changes of a mailbox; `None` leaves as it is.
#[derive(Clone, Default)]
pub struct MailboxChange {
    pub host: Option<String>,
    pub port: Option<u16>,
    pub tls: Option<String>,
    pub username: Option<String>,
    pub auth: Option<String>,
    pub password: Option<String>,
    pub folder: Option<String>,
    pub after_commit: Option<String>,
    pub move_to: Option<Option<String>>,
    pub start_from: Option<String>,
    pub enabled: Option<bool>,
    pub version: Option<i64>,
}

impl Desk {
    /// # Errors
    /// `not_permitted`, `not_found` (channel), `bad_host`, `bad_choice`, `bad_text`, `bad_password`.
    pub async fn create_mailbox(
        &self,
        by: &By,
        channel: ChannelId,
        settings: MailboxSettings,
    ) -> Result<Mailbox> {
        by.demand(Permission::ChannelManage)?;
        let id = MailboxId(fresh::id(by.now));
        let row = checked_mailbox(&self.keys, id, channel, by.now, &settings)?;
        let by = by.clone();
        self.write(async move |tx| {
            if store::channel::load(tx, channel).await?.is_none() {
                return Err(DeskError::missing("channel"));
            }
            store::mailbox::insert(tx, &row).await?;
            noted(tx, &by, &row, "mailbox.created").await?;
            loaded(tx, id).await
        })
        .await
    }

    /// A stored password does not follow to another server: it has to be typed again.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `conflict`, `password_needed`, and those of [`Desk::create_mailbox`].
    pub async fn change_mailbox(
        &self,
        by: &By,
        id: MailboxId,
        change: MailboxChange,
    ) -> Result<Mailbox> {
        by.demand(Permission::ChannelManage)?;
        let (by, keys) = (by.clone(), self.keys.clone());
        self.write(async move |tx| {
            let old = loaded(tx, id).await?;
            if change.version.is_some_and(|v| v != old.version) {
                return Err(DeskError::Stale);
            }
            let wanted = changed(&old, &change);
            let mut row = checked_mailbox(&keys, id, old.channel, old.created_at, &wanted)?;
            row.version = old.version;
            if row.secret.is_none() && row.auth == old.auth {
                let elsewhere = row.host != old.host || (row.tls == "none" && old.tls != "none");
                if elsewhere && old.secret.is_some() {
                    return bad(
                        "password_needed",
                        "password",
                        "The server changes: type the password again.",
                    );
                }
                row.secret.clone_from(&old.secret);
            }
            store::mailbox::save(tx, &mut row).await?;
            noted(tx, &by, &row, "mailbox.changed").await?;
            loaded(tx, id).await
        })
        .await
    }

    /// What was collected stays; nothing on the server is touched.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn remove_mailbox(&self, by: &By, id: MailboxId) -> Result<()> {
        by.demand(Permission::ChannelManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let row = loaded(tx, id).await?;
            store::mailbox::delete(tx, id).await?;
            noted(tx, &by, &row, "mailbox.removed").await
        })
        .await
    }

    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn mailbox(&self, by: &By, id: MailboxId) -> Result<Mailbox> {
        by.demand(Permission::ChannelManage)?;
        self.db.read(async move |tx| loaded(tx, id).await).await
    }

    /// Every mailbox, oldest first.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn mailboxes(&self, by: &By) -> Result<Vec<Mailbox>> {
        by.demand(Permission::ChannelManage)?;
        Ok(self
            .db
            .read(async move |tx| store::mailbox::all(tx).await)
            .await?)
    }

    /// Settings as a mailbox that is not stored, to try them. Without a password, that of `stored` is taken, if the
    /// server is the same.
    ///
    /// # Errors
    /// Those of [`Desk::create_mailbox`].
    pub async fn trial_mailbox(
        &self,
        by: &By,
        settings: &MailboxSettings,
        stored: Option<MailboxId>,
    ) -> Result<Mailbox> {
        by.demand(Permission::ChannelManage)?;
        let old = match stored {
            Some(id) => Some(self.mailbox(by, id).await?),
            None => None,
        };
        let id = old
            .as_ref()
            .map_or_else(|| MailboxId(fresh::id(by.now)), |m| m.id);
        let channel = ChannelId(id.0);
        let mut row = checked_mailbox(&self.keys, id, channel, by.now, settings)?;
        if let Some(old) = old.filter(|old| {
            row.secret.is_none()
                && old.host == row.host
                && old.auth == row.auth
                && row.tls == old.tls
        }) {
            row.secret = old.secret;
        }
        Ok(row)
    }
}

async fn loaded(tx: &mut Tx, id: MailboxId) -> Result<Mailbox> {
    store::mailbox::load(tx, id)
        .await?
        .ok_or_else(|| DeskError::missing("mailbox"))
}

fn changed(old: &Mailbox, change: &MailboxChange) -> MailboxSettings {
    let or = |new: &Option<String>, old: &str| new.clone().unwrap_or_else(|| old.to_owned());
    MailboxSettings {
        host: or(&change.host, &old.host),
        port: change.port.unwrap_or(old.port),
        tls: or(&change.tls, &old.tls),
        username: or(&change.username, &old.username),
        auth: or(&change.auth, &old.auth),
        password: change.password.clone(),
        folder: or(&change.folder, &old.folder),
        after_commit: or(&change.after_commit, &old.after_commit),
        move_to: change
            .move_to
            .clone()
            .unwrap_or_else(|| old.move_to.clone()),
        start_from: or(&change.start_from, &old.start_from),
        enabled: change.enabled.unwrap_or(old.enabled),
    }
}

fn checked_mailbox(
    keys: &Keys,
    id: MailboxId,
    channel: ChannelId,
    at: domain::Millis,
    s: &MailboxSettings,
) -> Result<Mailbox> {
    if s.port == 0 {
        return bad("bad_port", "port", "A port is a number from 1 to 65535.");
    }
    let username = one_line("username", &s.username, 320)?;
    if username.is_empty() {
        return bad("bad_text", "username", "Type the name to sign in with.");
    }
    let folder = one_line("folder", &s.folder, 500)?;
    let move_to = match &s.move_to {
        Some(folder) => Some(one_line("move_to", folder, 500)?).filter(|f| !f.is_empty()),
        None => None,
    };
    let after_commit = one_of("after_commit", &s.after_commit, &AFTER)?;
    if after_commit == "move" && move_to.as_deref().is_none_or(|to| to == folder) {
        return bad(
            "bad_text",
            "move_to",
            "Name the folder that collected mail is moved to; it has to be another one.",
        );
    }
    let secret = match s.password.as_deref().filter(|p| !p.is_empty()) {
        Some(password) if s.auth == "password" => {
            Some(seal_password(keys, &mailbox_place(id), password)?)
        }
        _ => None,
    };
    Ok(Mailbox {
        id,
        channel,
        host: host(&s.host)?,
        port: s.port,
        tls: one_of("tls", &s.tls, &TLS)?,
        username,
        auth: one_of("auth", &s.auth, &AUTH)?,
        secret,
        folder: if folder.is_empty() {
            "INBOX".to_owned()
        } else {
            folder
        },
        after_commit,
        move_to,
        start_from: one_of("start_from", &s.start_from, &START)?,
        uidvalidity: None,
        last_uid: None,
        server_count: None,
        state: Json(json!({})),
        last_success_at: None,
        last_error: None,
        error_at: None,
        enabled: s.enabled,
        created_at: at,
        version: 1,
    })
}

async fn noted(tx: &mut Tx, by: &By, row: &Mailbox, act: &str) -> Result<()> {
    let detail = json!({ "channel": row.channel, "host": row.host, "port": row.port, "tls": row.tls,
        "username": row.username, "auth": row.auth, "folder": row.folder, "enabled": row.enabled });
    audit::act(tx, by, act, &row.id.to_string(), detail).await?;
    emit(
        tx,
        by,
        EventKind::ChannelChanged {
            channel: row.channel,
        },
    );
    Ok(())
}
