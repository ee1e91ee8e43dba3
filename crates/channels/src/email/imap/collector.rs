//! One mailbox, collected for ever: connect, take what is new, wait, again.
//!
//! Order of every step: the mail is committed here, then the cursor moves, then the server's copy is flagged or moved. A
//! crash between any two repeats work and loses nothing (M9, M20). One message that cannot be read is set aside as a
//! visible item and the others go on (M3, M4).

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_imap::extensions::idle::IdleResponse;
use bytes::Bytes;
use futures_util::future::join_all;
use futures_util::{FutureExt, StreamExt};
use metrics::counter;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::fetch::{self, Listed, Part};
use super::session::{self, Connection, ImapError, ImapOptions, command};
use crate::host::{
    Accepted, AfterCommit, Cursor, Freshness, Host, HostError, ImapOrigin, ItemState,
    MailboxConfig, MailboxItem, MailboxPhase, MailboxReport, Source, StartFrom,
};
use crate::tls::ClientTls;
use crate::wire::within;

/// Messages set aside for another try at most; beyond that the round fails instead of growing the list.
const RETRIES_MAX: usize = 1_000;
/// A connection that lived so long was a good one.
const LIVED: Duration = Duration::from_secs(60);

pub(super) struct Collector {
    pub config: MailboxConfig,
    pub host: Arc<dyn Host>,
    pub tls: ClientTls,
    pub options: Arc<ImapOptions>,
    /// UIDs up to this one are fetched one by one, because a batch with one of them broke the connection.
    pub suspects_until: u32,
    /// The UID at which connections were lost, and how often in a row.
    pub stuck: (u32, u32),
    /// Messages in the folder at the last look.
    pub on_server: Option<u32>,
    /// A list could not be read: sizes and dates are not asked for any more.
    pub plain_lists: bool,
    /// The credentials were refused; a change of the configuration may help.
    pub refused: Arc<AtomicBool>,
}

impl Collector {
    /// Runs until `stop`. Failures are reported and tried again with growing pauses.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut pause = self.options.backoff.0;
        loop {
            let (before, began) = (self.config.cursor, Instant::now());
            let ended = tokio::select! {
                () = stop.cancelled() => return,
                ended = AssertUnwindSafe(self.connection()).catch_unwind() => ended,
            };
            let error = match ended {
                Ok(Err(error)) => error,
                // The library gives up in a panic on some answers (a tagged BAD without a text): the connection is gone.
                Err(_) => ImapError::Unreadable("the server's answer broke the reader".to_owned()),
            };
            counter!("fairlead_imap_failures_total").increment(1);
            tracing::warn!(mailbox = %self.config.id, %error, "collecting failed");
            let refused = matches!(error, ImapError::Refused(_));
            self.plain_lists |= matches!(error, ImapError::Unlisted(_));
            self.refused.store(refused, Ordering::Relaxed);
            self.config.state.phase = if refused {
                MailboxPhase::Reauthorize
            } else {
                MailboxPhase::Failing
            };
            if let Err(error) = self.report(None, Some(error.to_string())).await {
                tracing::warn!(mailbox = %self.config.id, %error, "state not kept");
            }
            // A connection that got something done, or lived a while, starts the pauses anew.
            if self.config.cursor != before || began.elapsed() > LIVED {
                pause = self.options.backoff.0;
            }
            let wait = if refused { self.options.refused } else { pause };
            tokio::select! {
                () = stop.cancelled() => return,
                () = sleep(wait) => {}
            }
            pause = (pause * 2).min(self.options.backoff.1);
            if refused {
                self.reread_secret().await;
            }
        }
    }

    /// Somebody else may have refreshed the token, or consented anew.
    async fn reread_secret(&mut self) {
        match self.host.mailboxes().await {
            Ok(all) => {
                if let Some(now) = all.into_iter().find(|m| m.id == self.config.id) {
                    self.config.secret = now.secret;
                }
            }
            Err(error) => tracing::warn!(%error, "mailboxes could not be read"),
        }
    }

    /// One connection: ends only with an error.
    async fn connection(&mut self) -> Result<std::convert::Infallible, ImapError> {
        let host = Arc::clone(&self.host);
        let mut connection =
            session::open(&mut self.config, &*host, &self.tls, &self.options).await?;
        connection.plain_lists = self.plain_lists;
        loop {
            self.round(&mut connection).await?;
            connection = self.wait(connection).await?;
        }
    }

    /// Takes everything that is new.
    async fn round(&mut self, connection: &mut Connection) -> Result<(), ImapError> {
        let folder = self.config.folder.clone();
        let seen = connection.select(&folder, &self.options).await?;
        self.on_server = Some(seen.exists);
        let uidvalidity = seen
            .uid_validity
            .ok_or_else(|| ImapError::Said("the folder has no UIDVALIDITY".to_owned()))?;
        let newest = match seen.uid_next {
            Some(next) => next.saturating_sub(1),
            None => fetch::list_after(connection, 0, &self.options)
                .await?
                .last()
                .map_or(0, |m| m.uid),
        };
        self.place_cursor(uidvalidity, newest);
        self.finish(connection).await;
        // What is new comes first: a message that breaks connections must not hold it up.
        self.take_new(connection, uidvalidity).await?;
        self.retry(connection, uidvalidity).await?;
        self.config.state.phase = if connection.can_idle {
            MailboxPhase::Idle
        } else {
            MailboxPhase::Polling
        };
        self.report(self.config.cursor, None).await
    }

    /// First connection and changed UIDVALIDITY (M15).
    fn place_cursor(&mut self, uidvalidity: u32, newest: u32) {
        let state = &mut self.config.state;
        match self.config.cursor {
            Some(cursor) if cursor.uidvalidity == uidvalidity => return,
            Some(_) => {
                state.rescan = true;
                state.first_uid = 1;
                state.retries.clear();
                state.to_finish.clear();
            }
            None => {
                state.started_at = Some(self.host.now());
                state.rescan = false;
                state.first_uid = match self.config.start_from {
                    StartFrom::Now => newest.saturating_add(1),
                    StartFrom::All => 1,
                };
            }
        }
        state.old_until_uid = newest;
        self.config.cursor = Some(Cursor {
            uidvalidity,
            last_uid: state.first_uid.saturating_sub(1),
        });
    }

    async fn take_new(
        &mut self,
        connection: &mut Connection,
        uidvalidity: u32,
    ) -> Result<(), ImapError> {
        let after = self.config.cursor.map_or(0, |c| c.last_uid);
        let listed = fetch::list_after(connection, after, &self.options).await?;
        let total = u32::try_from(listed.len()).unwrap_or(u32::MAX);
        let listed = self.skip_old(listed, uidvalidity).await?;
        let mut done = total - u32::try_from(listed.len()).unwrap_or(total);
        let (suspects, rest) =
            listed.split_at(listed.partition_point(|m| m.uid <= self.suspects_until));
        let (messages, octets) = self.options.batch;
        let together = (messages, octets.min(self.config.max_size));
        let alone = fetch::batches(suspects, (1, u64::MAX));
        for batch in alone.into_iter().chain(fetch::batches(rest, together)) {
            self.config.state.phase = match total {
                0..50 => MailboxPhase::Collecting,
                _ => MailboxPhase::Backfill { done, total },
            };
            self.take_batch(connection, uidvalidity, batch).await?;
            done = done.saturating_add(u32::try_from(batch.len()).unwrap_or(0));
        }
        Ok(())
    }

    /// After a changed UIDVALIDITY, what lay there before a mailbox was connected "from now" stays untaken.
    async fn skip_old(
        &mut self,
        listed: Vec<Listed>,
        uidvalidity: u32,
    ) -> Result<Vec<Listed>, ImapError> {
        let state = &self.config.state;
        let Some(started_at) = state
            .started_at
            .filter(|_| state.rescan && self.config.start_from == StartFrom::Now)
        else {
            return Ok(listed);
        };
        let (old, rest): (Vec<_>, Vec<_>) = listed.into_iter().partition(|m| {
            m.uid <= state.old_until_uid && m.internal_date.is_some_and(|at| at < started_at)
        });
        for some in old.chunks(100) {
            let mut kept = Vec::with_capacity(some.len());
            for message in some {
                let why = "in the mailbox before it was connected";
                let item = self.set_aside(uidvalidity, message.uid, ItemState::Skipped, 0, why);
                kept.push(item.boxed());
            }
            for result in join_all(kept).await {
                result?;
            }
        }
        Ok(rest)
    }

    /// Fetches, commits, moves the cursor, tidies the server.
    async fn take_batch(
        &mut self,
        connection: &mut Connection,
        uidvalidity: u32,
        batch: &[Listed],
    ) -> Result<(), ImapError> {
        let part = self.part(batch);
        let uids: Vec<u32> = batch.iter().map(|m| m.uid).collect();
        let fetched = fetch::bodies(connection, &uids, part, &self.options).await;
        let mut handled = 0;
        let mut failure = fetched.error;
        let mut got: Vec<(&Listed, Bytes)> = Vec::new();
        for message in batch {
            match fetched.bodies.get(&message.uid) {
                Some(bytes) if !bytes.is_empty() => got.push((message, bytes.clone())),
                _ if failure.is_some() => break,
                // What the server left out is looked at once the rest is safe.
                _ => {}
            }
            handled += 1;
        }
        let stored = self.commit(uidvalidity, part, &got).await;
        if let Err((until, error)) = stored {
            handled = batch.partition_point(|m| m.uid < until);
            failure = Some(error);
        }
        if failure.is_none() {
            let missing: Vec<&Listed> = batch
                .iter()
                .filter(|m| fetched.bodies.get(&m.uid).is_none_or(Bytes::is_empty))
                .collect();
            self.look_at_missing(connection, uidvalidity, &missing)
                .await?;
        }
        if let Some(error) = failure {
            return self.batch_failed(uidvalidity, batch, handled, error).await;
        }
        self.stuck = (0, 0);
        self.advance(batch.last().map_or(0, |m| m.uid)).await?;
        self.finish(connection).await;
        Ok(())
    }

    /// Over-long messages come as headers alone (M13); no batch holds more than `max_size` octets, so they are alone.
    fn part(&self, batch: &[Listed]) -> Part {
        match batch {
            [one] if one.size > self.config.max_size => Part::Headers,
            _ => Part::Whole,
        }
    }

    /// Commits the bodies in order of UID. On failure: the first UID that is not safe.
    async fn commit(
        &mut self,
        uidvalidity: u32,
        part: Part,
        got: &[(&Listed, Bytes)],
    ) -> Result<(), (u32, ImapError)> {
        let mut work = Vec::with_capacity(got.len());
        for (message, bytes) in got {
            let accepted = self.accepted(uidvalidity, part, message, bytes.clone());
            work.push(self.host.accept(accepted));
        }
        let results: Vec<_> = futures_util::stream::iter(work)
            .buffered(32)
            .collect()
            .await;
        let mut failed = None;
        for ((message, _), result) in got.iter().zip(results) {
            match result {
                Ok(_) => {
                    counter!("fairlead_imap_mails_total").increment(1);
                    self.config.state.retries.remove(&message.uid);
                    if self.config.after_commit != AfterCommit::Leave {
                        self.config.state.to_finish.insert(message.uid);
                    }
                }
                Err(HostError::Refused(why)) => {
                    let kept = self
                        .set_aside(uidvalidity, message.uid, ItemState::Quarantined, 1, &why)
                        .await;
                    if let Err(error) = kept {
                        failed = failed.or(Some((message.uid, error)));
                    }
                }
                Err(error) => failed = failed.or(Some((message.uid, error.into()))),
            }
        }
        failed.map_or(Ok(()), Err)
    }

    fn accepted(&self, uidvalidity: u32, part: Part, message: &Listed, bytes: Bytes) -> Accepted {
        let state = &self.config.state;
        let freshness = match (message.uid <= state.old_until_uid, state.rescan) {
            (false, _) => Freshness::New,
            (true, true) => Freshness::Rescan,
            (true, false) => Freshness::Backfill,
        };
        Accepted {
            source: Source::Imap(ImapOrigin {
                mailbox: self.config.id,
                uidvalidity,
                uid: message.uid,
                freshness,
                internal_date: message.internal_date,
                headers_only_of: (part == Part::Headers).then_some(message.size),
            }),
            envelope: mail::Envelope::default(),
            tls: self.config.tls != crate::host::Transport::None,
            bytes,
        }
    }

    /// A batch ended early. The cursor moves over what is safe; a message that cannot be read is set aside.
    async fn batch_failed(
        &mut self,
        uidvalidity: u32,
        batch: &[Listed],
        handled: usize,
        error: ImapError,
    ) -> Result<(), ImapError> {
        if let Some(last) = handled.checked_sub(1).and_then(|at| batch.get(at)) {
            self.advance(last.uid).await?;
        }
        let Some(culprit) = batch.get(handled) else {
            return Err(error);
        };
        let lost = match &error {
            ImapError::Unreadable(_) => u32::MAX,
            ImapError::Lost(_) | ImapError::Said(_) => {
                let times = if self.stuck.0 == culprit.uid {
                    self.stuck.1 + 1
                } else {
                    1
                };
                self.stuck = (culprit.uid, times);
                times
            }
            ImapError::Refused(_) | ImapError::Store(_) | ImapError::Unlisted(_) => {
                return Err(error);
            }
        };
        if batch.len() > 1 {
            self.suspects_until = batch.last().map_or(0, |m| m.uid);
        } else if lost >= self.options.attempts {
            self.try_later(uidvalidity, culprit.uid, &error.to_string())
                .await?;
            self.advance(culprit.uid).await?;
            self.stuck = (0, 0);
        }
        // The parser has lost its place in the stream: only a new connection helps.
        Err(error)
    }

    /// Listed, asked for, but no bytes came: gone meanwhile (M4), or there and still empty (M6).
    async fn look_at_missing(
        &mut self,
        connection: &mut Connection,
        uidvalidity: u32,
        missing: &[&Listed],
    ) -> Result<(), ImapError> {
        if missing.is_empty() {
            return Ok(());
        }
        let uids: Vec<u32> = missing.iter().map(|m| m.uid).collect();
        let there = fetch::list(connection, &fetch::uid_set(&uids), &self.options).await?;
        for uid in uids {
            if there.iter().any(|m| m.uid == uid) {
                self.try_later(uidvalidity, uid, "the server sent no text for it yet")
                    .await?;
            } else {
                self.config.state.retries.remove(&uid);
                self.set_aside(
                    uidvalidity,
                    uid,
                    ItemState::Skipped,
                    1,
                    "gone from the server before it could be read",
                )
                .await?;
            }
        }
        Ok(())
    }

    /// Counts one attempt; after the last the message is a visible item in quarantine.
    async fn try_later(&mut self, uidvalidity: u32, uid: u32, why: &str) -> Result<(), ImapError> {
        let retries = &mut self.config.state.retries;
        let attempts = retries.get(&uid).copied().unwrap_or(0) + 1;
        let state = if attempts >= self.options.attempts || retries.len() >= RETRIES_MAX {
            retries.remove(&uid);
            counter!("fairlead_imap_quarantined_total").increment(1);
            ItemState::Quarantined
        } else {
            retries.insert(uid, attempts);
            ItemState::Retry
        };
        let why = format!("could not read UID {uid}: {why}");
        self.set_aside(uidvalidity, uid, state, attempts, &why)
            .await
    }

    /// The messages that earlier rounds could not read, each alone.
    async fn retry(
        &mut self,
        connection: &mut Connection,
        uidvalidity: u32,
    ) -> Result<(), ImapError> {
        let waiting: Vec<u32> = self.config.state.retries.keys().copied().collect();
        for uid in waiting {
            let listed = fetch::list(connection, &uid.to_string(), &self.options).await?;
            let Some(message) = listed.iter().find(|m| m.uid == uid).copied() else {
                self.look_at_missing(
                    connection,
                    uidvalidity,
                    &[&Listed {
                        uid,
                        size: 0,
                        internal_date: None,
                    }],
                )
                .await?;
                continue;
            };
            let part = self.part(&[message]);
            let fetched = fetch::bodies(connection, &[uid], part, &self.options).await;
            match (fetched.bodies.get(&uid), fetched.error) {
                (Some(bytes), _) if !bytes.is_empty() => {
                    let got = [(&message, bytes.clone())];
                    let stored = self.commit(uidvalidity, part, &got).await;
                    stored.map_err(|(_, error)| error)?;
                }
                (_, Some(error)) => {
                    self.try_later(uidvalidity, uid, &error.to_string()).await?;
                    return Err(error);
                }
                _ => {
                    self.look_at_missing(connection, uidvalidity, &[&message])
                        .await?;
                }
            }
        }
        Ok(())
    }

    async fn set_aside(
        &self,
        uidvalidity: u32,
        uid: u32,
        state: ItemState,
        attempts: u32,
        why: &str,
    ) -> Result<(), ImapError> {
        let item = MailboxItem {
            uid,
            state,
            attempts,
            error: Some(session::short(why)),
        };
        Ok(self.host.item(self.config.id, uidvalidity, item).await?)
    }

    /// Moves the cursor, durably.
    async fn advance(&mut self, last_uid: u32) -> Result<(), ImapError> {
        if let Some(cursor) = &mut self.config.cursor {
            cursor.last_uid = cursor.last_uid.max(last_uid);
        }
        self.report(self.config.cursor, None).await
    }

    async fn report(&self, cursor: Option<Cursor>, error: Option<String>) -> Result<(), ImapError> {
        let report = MailboxReport {
            at: self.host.now(),
            state: self.config.state.clone(),
            on_server: self.on_server,
            error,
        };
        Ok(self.host.checkpoint(self.config.id, cursor, report).await?)
    }

    /// Flags or moves what is committed. A failure is no loss: the UIDs stay noted and are tried with the next round.
    async fn finish(&mut self, connection: &mut Connection) {
        if self.config.state.to_finish.is_empty() {
            return;
        }
        let uids: Vec<u32> = self.config.state.to_finish.iter().copied().collect();
        let set = fetch::uid_set(&uids);
        let done = match self.config.after_commit.clone() {
            AfterCommit::Leave => Ok(()),
            AfterCommit::Flag => self.flag(connection, &set, "\\Seen").await,
            AfterCommit::Move(folder) => self.move_to(connection, &set, &folder).await,
        };
        match done {
            Ok(()) => self.config.state.to_finish.clear(),
            Err(error) => {
                counter!("fairlead_imap_tidy_failures_total").increment(1);
                tracing::warn!(mailbox = %self.config.id, %error, "server copy not flagged or moved");
            }
        }
    }

    async fn flag(
        &self,
        connection: &mut Connection,
        set: &str,
        flag: &str,
    ) -> Result<(), ImapError> {
        let octets = Arc::clone(&connection.octets);
        let line = format!("UID STORE {set} +FLAGS.SILENT ({flag})");
        let work = connection.imap.run_command_and_check_ok(line);
        command(self.options.command, "STORE", &octets, work).await
    }

    /// MOVE where there is one; else copy, mark and expunge just these (RFC 6851 §3.3).
    async fn move_to(
        &self,
        connection: &mut Connection,
        set: &str,
        folder: &str,
    ) -> Result<(), ImapError> {
        let octets = Arc::clone(&connection.octets);
        let limit = self.options.command;
        if connection.can_move {
            let work = connection.imap.uid_mv(set, folder);
            return command(limit, "MOVE", &octets, work).await;
        }
        let work = connection.imap.uid_copy(set, folder);
        command(limit, "COPY", &octets, work).await?;
        self.flag(connection, set, "\\Deleted").await?;
        if connection.has_uidplus {
            let line = format!("UID EXPUNGE {set}");
            let work = connection.imap.run_command_and_check_ok(line);
            command(limit, "EXPUNGE", &octets, work).await?;
        }
        Ok(())
    }

    /// Until the server tells of something new, or it is time to look and to prove that the connection lives.
    async fn wait(&self, connection: Connection) -> Result<Connection, ImapError> {
        if !connection.can_idle {
            let pause = if self.config.state.retries.is_empty() {
                self.options.poll
            } else {
                self.options.poll.min(Duration::from_secs(30))
            };
            sleep(pause).await;
            return Ok(connection);
        }
        let Connection {
            imap,
            can_idle,
            can_move,
            has_uidplus,
            plain_lists,
            octets,
        } = connection;
        let mut idle = imap.idle();
        command(self.options.command, "IDLE", &octets, idle.init()).await?;
        let heard = {
            let (heard, _interrupt) = idle.wait_with_timeout(self.options.idle);
            // The inner limit starts anew with each word of the server; this one does not.
            tokio::time::timeout(self.options.idle, heard).await
        };
        match heard {
            // A closed connection looks like an interrupt to the library.
            Ok(Ok(IdleResponse::ManualInterrupt)) => {
                return Err(ImapError::Lost("closed while waiting".to_owned()));
            }
            Ok(Ok(_)) | Err(_) => {}
            Ok(Err(error)) => return Err(error.into()),
        }
        let done = async { Ok(idle.done().await) };
        let imap = within(self.options.done, "DONE", done).await??;
        Ok(Connection {
            imap,
            can_idle,
            can_move,
            has_uidplus,
            plain_lists,
            octets,
        })
    }
}
