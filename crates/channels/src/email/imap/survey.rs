//! Looking at a mailbox without changing it: "test connection", and the figures of the reconcile report.

use std::collections::HashMap;

use async_imap::types::NameAttribute;
use futures_util::StreamExt;
use serde::Serialize;

use super::fetch;
use super::session::{self, Connection, ImapError, ImapOptions, command};
use crate::host::{Host, ItemState, MailboxConfig, MailboxItem};
use crate::tls::ClientTls;
use crate::wire::while_moving;

/// Folders listed at most.
const FOLDERS_MAX: usize = 500;

/// What a test of the settings found. Nothing on the server was changed (M9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TestedMailbox {
    pub messages: u32,
    pub folders: Vec<String>,
    /// New mail is told at once; without it the mailbox is looked at every minute.
    pub idle: bool,
    pub encrypted: bool,
}

/// Signs in and opens the folder read-only.
pub async fn test_mailbox(
    mut config: MailboxConfig,
    host: &dyn Host,
    tls: &ClientTls,
    options: &ImapOptions,
) -> Result<TestedMailbox, ImapError> {
    let mut connection = session::open(&mut config, host, tls, options).await?;
    let folder = connection.examine(&config.folder, options).await?;
    let folders = folders(&mut connection, options).await?;
    let tested = TestedMailbox {
        messages: folder.exists,
        folders,
        idle: connection.can_idle,
        encrypted: connection.imap.get_ref().is_encrypted(),
    };
    connection.close(options).await;
    Ok(tested)
}

async fn folders(
    connection: &mut Connection,
    options: &ImapOptions,
) -> Result<Vec<String>, ImapError> {
    let octets = std::sync::Arc::clone(&connection.octets);
    let work = connection.imap.list(None, Some("*"));
    let mut stream = command(options.command, "LIST", &octets, work).await?;
    let mut names = Vec::new();
    loop {
        let next = async { Ok(stream.next().await) };
        match while_moving(options.command, "LIST", &octets, next).await? {
            Some(name) => {
                let name = name?;
                let selectable = !name.attributes().contains(&NameAttribute::NoSelect);
                if selectable && names.len() < FOLDERS_MAX {
                    names.push(name.name().to_owned());
                }
            }
            None => break,
        }
    }
    names.sort();
    Ok(names)
}

/// On the server = stored + quarantined + skipped + waiting + missing, counted over what lies there now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Reconciled {
    /// Messages in the folder that are ours to take.
    pub on_server: u32,
    /// Messages that were there before a mailbox was connected "from now".
    pub before_start: u32,
    pub stored: u32,
    pub quarantined: u32,
    pub skipped: u32,
    /// Set aside and tried again.
    pub waiting: u32,
    /// On the server, behind the cursor, and unknown here: must be 0.
    pub missing: Vec<u32>,
    /// On the server, and not looked at yet.
    pub not_yet: u32,
    /// Items that are not plainly stored, with their reasons.
    pub items: Vec<ReconciledItem>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReconciledItem {
    pub uid: u32,
    pub state: ItemState,
    pub error: Option<String>,
}

/// Compares the folder with what the host knows, read-only.
pub async fn reconcile(
    mut config: MailboxConfig,
    host: &dyn Host,
    tls: &ClientTls,
    options: &ImapOptions,
) -> Result<Reconciled, ImapError> {
    let mut connection = session::open(&mut config, host, tls, options).await?;
    let folder = connection.examine(&config.folder, options).await?;
    let listed = fetch::list_after(&mut connection, 0, options).await?;
    connection.close(options).await;
    let known = match config.cursor {
        Some(cursor) if folder.uid_validity == Some(cursor.uidvalidity) => {
            host.mailbox_items(config.id, cursor.uidvalidity, 0).await?
        }
        _ => Vec::new(),
    };
    let last = config.cursor.map_or(0, |c| c.last_uid);
    let uids: Vec<u32> = listed.iter().map(|m| m.uid).collect();
    Ok(compare(&uids, &known, config.state.first_uid, last))
}

fn compare(uids: &[u32], known: &[MailboxItem], first_uid: u32, last_uid: u32) -> Reconciled {
    let known: HashMap<u32, &MailboxItem> = known.iter().map(|item| (item.uid, item)).collect();
    let mut report = Reconciled::default();
    for &uid in uids {
        let Some(item) = known.get(&uid) else {
            match uid {
                uid if uid < first_uid => report.before_start += 1,
                uid if uid > last_uid => report.not_yet += 1,
                uid => report.missing.push(uid),
            }
            continue;
        };
        match item.state {
            ItemState::Stored => report.stored += 1,
            ItemState::Quarantined => report.quarantined += 1,
            ItemState::Skipped => report.skipped += 1,
            ItemState::Retry => report.waiting += 1,
        }
        if item.state != ItemState::Stored {
            report.items.push(ReconciledItem {
                uid,
                state: item.state,
                error: item.error.clone(),
            });
        }
    }
    report.on_server = u32::try_from(uids.len()).unwrap_or(u32::MAX) - report.before_start;
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(uid: u32, state: ItemState) -> MailboxItem {
        MailboxItem {
            uid,
            state,
            attempts: 0,
            error: None,
        }
    }

    #[test]
    fn the_figures_of_a_report_add_up_and_a_missing_message_is_named() {
        let known = [
            item(5, ItemState::Stored),
            item(6, ItemState::Quarantined),
            item(8, ItemState::Skipped),
            item(9, ItemState::Retry),
            item(99, ItemState::Stored),
        ];
        let report = compare(&[1, 2, 5, 6, 7, 8, 9, 10], &known, 5, 9);
        assert_eq!(report.before_start, 2);
        assert_eq!((report.on_server, report.stored, report.not_yet), (6, 1, 1));
        assert_eq!(
            (report.quarantined, report.skipped, report.waiting),
            (1, 1, 1)
        );
        assert_eq!(report.missing, [7]);
        assert_eq!(
            report.on_server,
            report.stored
                + report.quarantined
                + report.skipped
                + report.waiting
                + report.not_yet
                + 1
        );
        assert_eq!(report.items.len(), 3);
    }
}
