//! IMAP mailboxes: their settings with opened secrets, where each stands, and what became of each message.

use super::refusal;
use crate::app::App;
use crate::cluster;
use channels::host::{
    AfterCommit, Cursor, HostError, ItemState, MailboxConfig, MailboxItem, MailboxReport,
    OAuthClient, OAuthProvider, OAuthToken, Secret, StartFrom, TokenOwner, Transport,
};
use desk::{DeskError, Keys};
use domain::MailboxId;
use serde::{Deserialize, Serialize};
use store::mailbox::{Checkpoint, Item, Mailbox};

/// Messages over this many octets are taken as headers alone.
const MAX_SIZE: u64 = 50 * 1024 * 1024;
const ITEMS_MAX: i64 = u32::MAX as i64;

pub(super) async fn all(app: &App) -> Result<Vec<MailboxConfig>, HostError> {
    let rows = app
        .db()
        .read(async |tx| store::mailbox::all(tx).await)
        .await
        .map_err(refusal)?;
    let mut out = Vec::with_capacity(rows.len());
    let mine = |row: &Mailbox| row.enabled && app.cluster.collects(row.id);
    for row in rows.into_iter().filter(mine) {
        match config(app.desk.keys(), &row) {
            Ok(config) => out.push(config),
            Err(error) => {
                let (id, now, why) = (row.id, app.clock.now(), error.to_string());
                app.db()
                    .write(async move |tx| store::mailbox::failed(tx, id, now, &why).await)
                    .await
                    .map_err(refusal)?;
            }
        }
    }
    Ok(out)
}

/// A stored mailbox as the collector takes it.
///
/// # Errors
/// When its secret cannot be opened with this key file.
pub(crate) fn config(keys: &Keys, row: &Mailbox) -> Result<MailboxConfig, DeskError> {
    let secret = match &row.secret {
        Some(sealed) => open_secret(keys, &mailbox_place(row.id), &row.auth, sealed)?,
        None => Secret::None,
    };
    let uid = |n: Option<i64>| n.and_then(|n| u32::try_from(n).ok());
    Ok(MailboxConfig {
        id: row.id,
        channel: row.channel,
        host: row.host.clone(),
        port: row.port,
        tls: transport(&row.tls),
        username: row.username.clone(),
        secret,
        folder: row.folder.clone(),
        after_commit: match (row.after_commit.as_str(), &row.move_to) {
            ("flag", _) => AfterCommit::Flag,
            ("move", Some(folder)) => AfterCommit::Move(folder.clone()),
            _ => AfterCommit::Leave,
        },
        start_from: if row.start_from == "all" {
            StartFrom::All
        } else {
            StartFrom::Now
        },
        cursor: uid(row.uidvalidity).map(|uidvalidity| Cursor {
            uidvalidity,
            last_uid: uid(row.last_uid).unwrap_or(0),
        }),
        state: serde_json::from_value(row.state.0.clone()).unwrap_or_default(),
        max_size: MAX_SIZE,
    })
}

/// What a sealed secret is bound to.
#[must_use]
pub(crate) fn mailbox_place(id: MailboxId) -> String {
    format!("mailbox:{id}")
}

pub(crate) fn open_secret(
    keys: &Keys,
    place: &str,
    auth: &str,
    sealed: &[u8],
) -> Result<Secret, DeskError> {
    let opened = keys.open(place, sealed)?;
    let provider = match auth {
        "oauth_google" => OAuthProvider::Google,
        "oauth_microsoft" => OAuthProvider::Microsoft,
        _ => {
            return Ok(Secret::Password(
                String::from_utf8_lossy(&opened).into_owned(),
            ));
        }
    };
    let token: OAuthToken = serde_json::from_slice(&opened).map_err(|_| {
        DeskError::refused(
            "bad_token",
            "The stored token cannot be read. Give consent again.",
        )
    })?;
    Ok(Secret::OAuth { provider, token })
}

#[must_use]
pub(crate) fn transport(word: &str) -> Transport {
    match word {
        "implicit" => Transport::Implicit,
        "starttls" => Transport::Starttls,
        _ => Transport::None,
    }
}

pub(super) async fn checkpoint(
    app: &App,
    mailbox: MailboxId,
    cursor: Option<Cursor>,
    report: MailboxReport,
) -> Result<(), HostError> {
    let (node, now) = (app.desk.node().to_owned(), app.clock.now());
    app.db()
        .write(async move |tx| {
            // Another machine goes on from its own place.
            if tx.engine() == store::Engine::Postgres
                && !store::job::holds(tx, &cluster::mailbox_lease(mailbox), &node, now).await?
            {
                return Err(store::StoreError::Unavailable(
                    "another machine collects this mailbox".to_owned(),
                ));
            }
            let Some(row) = store::mailbox::load(tx, mailbox).await? else {
                return Ok(());
            };
            let state = serde_json::to_value(&report.state).unwrap_or_default();
            let (uidvalidity, last_uid) = match cursor {
                Some(c) => (i64::from(c.uidvalidity), i64::from(c.last_uid)),
                None => (row.uidvalidity.unwrap_or(0), row.last_uid.unwrap_or(0)),
            };
            if cursor.is_some() || row.uidvalidity.is_some() {
                store::mailbox::checkpoint(
                    tx,
                    &Checkpoint {
                        mailbox,
                        uidvalidity,
                        last_uid,
                        state,
                    },
                )
                .await?;
            }
            match &report.error {
                None => {
                    store::mailbox::succeeded(
                        tx,
                        mailbox,
                        report.at,
                        report.on_server.map(i64::from),
                    )
                    .await
                }
                Some(error) => store::mailbox::failed(tx, mailbox, report.at, error).await,
            }
        })
        .await
        .map_err(|error: store::StoreError| refusal(error))
}

pub(super) async fn items(
    app: &App,
    mailbox: MailboxId,
    uidvalidity: u32,
    from_uid: u32,
) -> Result<Vec<MailboxItem>, HostError> {
    let rows = app
        .db()
        .read(async move |tx| {
            store::mailbox::items(tx, mailbox, uidvalidity.into(), from_uid.into(), ITEMS_MAX).await
        })
        .await
        .map_err(refusal)?;
    Ok(rows
        .into_iter()
        .map(|row| MailboxItem {
            uid: u32::try_from(row.uid).unwrap_or(0),
            state: state(&row.state),
            attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
            error: row.error,
        })
        .collect())
}

pub(super) async fn item(
    app: &App,
    mailbox: MailboxId,
    uidvalidity: u32,
    item: MailboxItem,
) -> Result<(), HostError> {
    let row = Item {
        mailbox,
        uidvalidity: uidvalidity.into(),
        uid: item.uid.into(),
        state: word(item.state).to_owned(),
        inbound: None,
        attempts: item.attempts.into(),
        error: item.error,
        at: app.clock.now(),
    };
    app.db()
        .write(async move |tx| store::mailbox::put_item(tx, &row).await)
        .await
        .map_err(refusal)
}

fn state(word: &str) -> ItemState {
    match word {
        "quarantined" => ItemState::Quarantined,
        "skipped" => ItemState::Skipped,
        "retry" => ItemState::Retry,
        _ => ItemState::Stored,
    }
}

fn word(state: ItemState) -> &'static str {
    match state {
        ItemState::Stored => "stored",
        ItemState::Quarantined => "quarantined",
        ItemState::Skipped => "skipped",
        ItemState::Retry => "retry",
    }
}

/// Setting `oauth_google` or `oauth_microsoft`: the application that the operator registered. The secret is sealed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct OAuthSetting {
    pub client_id: String,
    pub secret_sealed: Option<Vec<u8>>,
    pub auth_url: Option<String>,
    pub token_url: Option<String>,
}

#[must_use]
pub(crate) fn oauth_key(provider: OAuthProvider) -> &'static str {
    match provider {
        OAuthProvider::Google => "oauth_google",
        OAuthProvider::Microsoft => "oauth_microsoft",
    }
}

pub(crate) async fn oauth_client(
    app: &App,
    provider: OAuthProvider,
) -> Result<Option<OAuthClient>, HostError> {
    let key = oauth_key(provider);
    let setting: Option<OAuthSetting> = app
        .db()
        .read(async move |tx| store::setting::get(tx, key).await)
        .await
        .map_err(refusal)?;
    let Some(setting) = setting else {
        return Ok(None);
    };
    let client_secret = match &setting.secret_sealed {
        Some(sealed) => {
            let opened = app.desk.keys().open(key, sealed).map_err(refusal)?;
            Some(String::from_utf8_lossy(&opened).into_owned())
        }
        None => None,
    };
    Ok(Some(OAuthClient {
        client_id: setting.client_id,
        client_secret,
        redirect_url: format!("{}/api/v1/oauth/callback", app.console_url()),
        auth_url: setting.auth_url,
        token_url: setting.token_url,
    }))
}

pub(super) async fn save_token(
    app: &App,
    owner: TokenOwner,
    token: OAuthToken,
) -> Result<(), HostError> {
    let json = serde_json::to_vec(&token).map_err(|_| HostError::Unavailable)?;
    match owner {
        TokenOwner::Mailbox(id) => {
            let sealed = app
                .desk
                .keys()
                .seal(&mailbox_place(id), &json)
                .map_err(refusal)?;
            app.db()
                .write(async move |tx| store::mailbox::set_secret(tx, id, &sealed).await)
                .await
        }
        TokenOwner::Smarthost(id) => {
            let sealed = app
                .desk
                .keys()
                .seal(&super::outgoing::smarthost_place(id), &json)
                .map_err(refusal)?;
            app.db()
                .write(async move |tx| store::smarthost::set_secret(tx, id, &sealed).await)
                .await
        }
    }
    .map_err(refusal)
}
