//! The diary of a channel. Each change is kept with who and why, as a line of it, one of the audit trail, and an event; and
//! what has an opposite can be taken back.

use super::{evidence, load, turn};
use crate::{By, Desk, DeskError, Result, audit, fresh};
use domain::access::Permission;
use domain::channel::Channel;
use domain::channel::life::{self, Evidence, Past, Turn};
use domain::event::{Event, EventKind};
use domain::{ChannelEntryId, ChannelId, Millis};
use serde_json::json;
use store::Tx;
use store::channel::{Change, Noted};

/// An entry of the diary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub noted: Noted,
    /// It can be taken back as things are.
    pub undoable: bool,
}

impl Desk {
    /// Entries before `before`, newest first.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn channel_history(
        &self,
        by: &By,
        id: ChannelId,
        before: Option<(Millis, ChannelEntryId)>,
        limit: usize,
    ) -> Result<Vec<Entry>> {
        by.demand(Permission::ChannelManage)?;
        self.db
            .read(async move |tx| {
                let channel = load(tx, id).await?;
                let noted = store::channel::history(tx, id, before, limit).await?;
                let entry = |noted: Noted| Entry {
                    undoable: life::undo(past(&noted), &channel).is_ok(),
                    noted,
                };
                Ok(noted.into_iter().map(entry).collect())
            })
            .await
    }

    /// Takes a change of stage, a pause, a successor or an owner back, by its opposite as a new entry.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `not_undoable`, `already_undone`, `changed_since`, `reason_needed`, `bad_successor`,
    /// `bad_owner`.
    pub async fn undo_channel_entry(
        &self,
        by: &By,
        id: ChannelId,
        entry: ChannelEntryId,
        reason: &str,
    ) -> Result<Channel> {
        by.demand(Permission::ChannelManage)?;
        let (by, reason) = (by.clone(), reason.to_owned());
        self.write(async move |tx| {
            let mut channel = load(tx, id).await?;
            let noted = store::channel::entry(tx, id, entry).await?;
            let noted = noted.ok_or_else(|| DeskError::missing("entry"))?;
            let back = life::undo(past(&noted), &channel)?;
            turn::check(tx, &channel, back).await?;
            let evidence = turn::judge(tx, &by, &channel, back, &reason).await?;
            back.make(&mut channel);
            store::channel::save(tx, &mut channel).await?;
            let said = Said {
                reason: &reason,
                evidence: evidence.as_ref(),
                undoes: Some(entry),
            };
            turn::keep(tx, &by, id, back, said).await?;
            Ok(channel)
        })
        .await
    }

    /// What a channel has of what it should have to go live.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn channel_readiness(&self, by: &By, id: ChannelId) -> Result<life::Readiness> {
        by.demand(Permission::ChannelManage)?;
        self.db
            .read(async move |tx| {
                let channel = load(tx, id).await?;
                Ok(life::readiness(&evidence::facts(tx, &channel).await?))
            })
            .await
    }
}

fn past(noted: &Noted) -> Past {
    Past {
        turn: Turn::read(&noted.what, noted.from.as_deref(), noted.to.as_deref()),
        undone: noted.undone_by.is_some(),
        last: noted.last,
    }
}

/// What is said about a change beside what it was.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said<'a> {
    pub reason: &'a str,
    pub evidence: Option<&'a Evidence>,
    pub undoes: Option<ChannelEntryId>,
}

impl<'a> Said<'a> {
    pub fn because(reason: &'a str) -> Self {
        Self {
            reason,
            ..Self::default()
        }
    }
}

pub(super) async fn note(
    tx: &mut Tx,
    by: &By,
    channel: ChannelId,
    what: &str,
    (from, to): (Option<&str>, Option<&str>),
    said: Said<'_>,
) -> Result<()> {
    let change = Change {
        id: ChannelEntryId(fresh::id(by.now)),
        channel,
        at: by.now,
        actor: by.actor(),
        what,
        from,
        to,
        reason: said.reason,
        evidence: said.evidence,
        undoes: said.undoes,
    };
    store::channel::note(tx, &change).await?;
    let mut detail = json!({ "from": from, "to": to, "reason": said.reason });
    if let Some(undoes) = said.undoes {
        detail["undoes"] = json!(undoes);
    }
    audit::act(
        tx,
        by,
        &format!("channel.{what}"),
        &channel.to_string(),
        detail,
    )
    .await
}

pub(super) fn emit(tx: &mut Tx, by: &By, kind: EventKind) {
    tx.emit(Event {
        at: by.now,
        actor: by.actor(),
        kind,
    });
}
