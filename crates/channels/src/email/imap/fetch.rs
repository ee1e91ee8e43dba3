//! The questions a collector asks: which messages are there, and their bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_imap::types::Fetch;
use bytes::Bytes;
use domain::Millis;
use futures_util::StreamExt;

use super::session::{Connection, ImapError, ImapOptions, command};
use crate::wire::while_moving;

/// One message as listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Listed {
    pub uid: u32,
    pub size: u64,
    pub internal_date: Option<Millis>,
}

/// What a batch brought. With an error, `bodies` holds what came before it.
pub(super) struct Fetched {
    pub bodies: BTreeMap<u32, Bytes>,
    pub error: Option<ImapError>,
}

/// Which part of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Headers,
}

/// Messages with `uid > after`, ascending. The server may answer `n:*` with an older one, and in any order (M12).
pub(super) async fn list_after(
    connection: &mut Connection,
    after: u32,
    options: &ImapOptions,
) -> Result<Vec<Listed>, ImapError> {
    let Some(from) = after.checked_add(1) else {
        return Ok(Vec::new());
    };
    let mut listed = list(connection, &format!("{from}:*"), options).await?;
    listed.retain(|m| m.uid > after);
    Ok(listed)
}

/// The messages of a UID set, ascending.
pub(super) async fn list(
    connection: &mut Connection,
    set: &str,
    options: &ImapOptions,
) -> Result<Vec<Listed>, ImapError> {
    let mut listed = Vec::new();
    let query = if connection.plain_lists {
        "(UID)"
    } else {
        "(UID RFC822.SIZE INTERNALDATE)"
    };
    let error = each(connection, set, query, options, |fetch| {
        if let Some(uid) = fetch.uid {
            listed.push(Listed {
                uid,
                size: u64::from(fetch.size.unwrap_or(0)),
                internal_date: fetch.internal_date().map(|d| d.timestamp_millis()),
            });
        }
    })
    .await;
    match error {
        None => {}
        Some(ImapError::Unreadable(why)) => return Err(ImapError::Unlisted(why)),
        Some(error) => return Err(error),
    }
    listed.sort_unstable_by_key(|m| m.uid);
    listed.dedup_by_key(|m| m.uid);
    Ok(listed)
}

/// The bytes of the messages of a UID set. `\Seen` is not touched.
pub(super) async fn bodies(
    connection: &mut Connection,
    uids: &[u32],
    part: Part,
    options: &ImapOptions,
) -> Fetched {
    let query = match part {
        Part::Whole => "(UID BODY.PEEK[])",
        Part::Headers => "(UID BODY.PEEK[HEADER])",
    };
    let mut bodies = BTreeMap::new();
    let error = each(connection, &uid_set(uids), query, options, |fetch| {
        let bytes = match part {
            Part::Whole => fetch.body(),
            Part::Headers => fetch.header(),
        };
        if let (Some(uid), Some(bytes)) = (fetch.uid, bytes) {
            bodies.insert(uid, Bytes::copy_from_slice(bytes));
        }
    })
    .await;
    Fetched { bodies, error }
}

/// Runs one UID FETCH. Its final NO or BAD is not shown by the library, so callers look at what is missing.
async fn each(
    connection: &mut Connection,
    set: &str,
    query: &str,
    options: &ImapOptions,
    mut take: impl FnMut(&Fetch),
) -> Option<ImapError> {
    let octets = Arc::clone(&connection.octets);
    let started = connection.imap.uid_fetch(set, query);
    let mut stream = match command(options.command, "FETCH", &octets, started).await {
        Ok(stream) => stream,
        Err(error) => return Some(error),
    };
    loop {
        let next = async { Ok(stream.next().await) };
        match while_moving(options.command, "FETCH", &octets, next).await {
            Ok(Some(Ok(fetch))) => take(&fetch),
            Ok(Some(Err(error))) => return Some(error.into()),
            Ok(None) => return None,
            Err(error) => return Some(error.into()),
        }
    }
}

/// `1:3,7`. `uids` ascending.
pub(super) fn uid_set(uids: &[u32]) -> String {
    let mut set = String::new();
    let mut at = 0;
    while at < uids.len() {
        let first = uids[at];
        let mut last = first;
        while uids.get(at + 1).copied() == last.checked_add(1) && at + 1 < uids.len() {
            at += 1;
            last = uids[at];
        }
        if !set.is_empty() {
            set.push(',');
        }
        set.push_str(&first.to_string());
        if last > first {
            set.push(':');
            set.push_str(&last.to_string());
        }
        at += 1;
    }
    set
}

/// Cuts `listed` into batches of at most `batch.0` messages and `batch.1` octets; a larger message is alone.
pub(super) fn batches(listed: &[Listed], batch: (usize, u64)) -> Vec<&[Listed]> {
    let mut cut = Vec::new();
    let (mut from, mut octets) = (0, 0u64);
    for (at, message) in listed.iter().enumerate() {
        let full = at - from >= batch.0 || octets.saturating_add(message.size) > batch.1;
        if at > from && full {
            cut.push(&listed[from..at]);
            (from, octets) = (at, 0);
        }
        octets = octets.saturating_add(message.size);
    }
    if from < listed.len() {
        cut.push(&listed[from..]);
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uid_set_names_every_message_once() {
        assert_eq!(uid_set(&[]), "");
        assert_eq!(uid_set(&[4]), "4");
        assert_eq!(uid_set(&[1, 2, 3, 7, 9, 10]), "1:3,7,9:10");
        assert_eq!(uid_set(&[u32::MAX - 1, u32::MAX]), "4294967294:4294967295");
    }

    #[test]
    fn batches_hold_every_message_and_a_giant_is_alone() {
        let listed: Vec<Listed> = [10, 10, 1_000, 10, 10, 10]
            .iter()
            .zip(1..)
            .map(|(&size, uid)| Listed {
                uid,
                size,
                internal_date: None,
            })
            .collect();
        let uids: Vec<Vec<u32>> = batches(&listed, (2, 100))
            .iter()
            .map(|b| b.iter().map(|m| m.uid).collect())
            .collect();
        assert_eq!(uids, [vec![1, 2], vec![3], vec![4, 5], vec![6]]);
        assert!(batches(&[], (2, 100)).is_empty());
    }
}
