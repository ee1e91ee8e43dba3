//! Verbs that change a conversation without writing to anybody: status, snooze, assignee, team, urgency, topic, subject,
//! tags, followers, links, spam, reading, deleting.

use crate::note::NewNote;
use crate::{By, Desk, DeskError, Result, audit, carry_out, fresh, later, notifications};
use domain::access::Permission;
use domain::conversation::{Command, Conversation, Status};
use domain::triage::judge;
use domain::{AgentId, ConversationId, MessageId, Millis, TeamId};
use store::Tx;

/// Woken in one sweep.
const WAKE: usize = 200;

impl Desk {
    /// Carries out one command; `version`, when given, must be the stored one.
    ///
    /// # Errors
    /// `not_found`, `not_permitted`, `conflict`, and what the machine refuses.
    pub async fn change(
        &self,
        by: &By,
        id: ConversationId,
        version: Option<i64>,
        command: Command,
    ) -> Result<Conversation> {
        if writes(&command) {
            return Err(DeskError::refused(
                "wrong_verb",
                "This has a verb of its own.",
            ));
        }
        let by = by.clone();
        self.write(async move |tx| {
            let mut c = carry_out::load(tx, id).await?;
            by.demand_on(needed(&command, by.access.agent), &c)?;
            if version.is_some_and(|v| v != c.version) {
                return Err(DeskError::Stale);
            }
            sensible(tx, &command).await?;
            let verdict = judge(&c, &command);
            let decision = carry_out::command(tx, &mut c, command.clone(), &by.ctx()).await?;
            if !decision.events.is_empty() {
                carry_out::save(tx, &mut c, None).await?;
            }
            besides(tx, &c, &command, &by).await?;
            if let (Some(verdict), Some(agent)) = (&verdict, by.access.agent) {
                store::verdict::insert(tx, id, verdict, agent, by.now).await?;
            }
            Ok(c)
        })
        .await
    }

    /// To another team, with words for those who get it: a note and the move, or neither.
    ///
    /// # Errors
    /// Those of a note and of [`Desk::change`].
    pub async fn hand_over(
        &self,
        by: &By,
        id: ConversationId,
        version: Option<i64>,
        team: Option<TeamId>,
        words: String,
    ) -> Result<Conversation> {
        let line = MessageId(fresh::id(by.now));
        let note = NewNote {
            conversation: id,
            html: words,
            attachments: Vec::new(),
            mentions: Vec::new(),
        };
        note.sound()?;
        let by = by.clone();
        self.write(async move |tx| {
            let c = carry_out::load(tx, id).await?;
            by.demand_on(Permission::ConversationAssign, &c)?;
            if version.is_some_and(|v| v != c.version) {
                return Err(DeskError::Stale);
            }
            let command = Command::MoveTeam(team);
            sensible(tx, &command).await?;
            let mut c = crate::note::write(tx, &by, &note, &[], line)
                .await?
                .conversation;
            carry_out::command(tx, &mut c, command, &by.ctx()).await?;
            carry_out::save(tx, &mut c, None).await?;
            Ok(c)
        })
        .await
    }

    /// Read up to its newest message, or unread.
    ///
    /// # Errors
    /// `not_found`, `not_permitted`.
    pub async fn mark_read(&self, by: &By, id: ConversationId, mark: Mark) -> Result<Conversation> {
        let agent = by.person()?;
        let by = by.clone();
        self.write(async move |tx| {
            let c = carry_out::load(tx, id).await?;
            by.demand_on(Permission::ConversationRead, &c)?;
            let n = match mark {
                Mark::Read => store::message::newest_n(tx, id).await?,
                Mark::Unread => 0,
            };
            store::conversation::mark_read(tx, id, agent, n, by.now).await?;
            if mark == Mark::Read {
                notifications::opened(tx, agent, id, by.now).await?;
            }
            Ok(c)
        })
        .await
    }

    /// For good, with all its messages. What was accepted stays known as a tombstone, so that it does not come back (M14).
    ///
    /// # Errors
    /// `not_found`, `not_permitted`, `held`.
    pub async fn delete_conversation(&self, by: &By, id: ConversationId) -> Result<()> {
        by.demand(Permission::ConversationDelete)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut c = carry_out::load(tx, id).await?;
            crate::people::holds::free(tx, id).await?;
            carry_out::command(tx, &mut c, Command::Delete, &by.ctx()).await?;
            later::drop_acknowledgement(tx, id).await?;
            delete_kin(tx, &by, id).await?;
            store::conversation::delete(tx, id).await?;
            let detail = serde_json::json!({ "number": c.number });
            audit::act(tx, &by, "conversation.deleted", &id.to_string(), detail).await
        })
        .await
    }

    /// Wakes what is due; how many.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn wake_due(&self, now: Millis) -> Result<usize> {
        let due = self
            .db
            .read(async move |tx| store::conversation::due(tx, now, WAKE).await)
            .await?;
        let by = By::system(now);
        let mut woken = 0;
        for id in due {
            match self.change(&by, id, None, Command::Wake).await {
                Ok(_) => woken += 1,
                // Somebody was faster: it is awake, asleep for longer, or gone.
                Err(DeskError::Refused(_)) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(woken)
    }
}

/// Signposts to what is gone lead nowhere, and what was asked on the side goes with it.
async fn delete_kin(tx: &mut Tx, by: &By, id: ConversationId) -> Result<()> {
    let mut kin = store::merge::kin(tx, id).await?;
    while let Some(next) = kin.pop() {
        kin.extend(store::merge::kin(tx, next).await?);
        let mut c = carry_out::load(tx, next).await?;
        carry_out::command(tx, &mut c, Command::Delete, &by.ctx()).await?;
        store::conversation::delete(tx, next).await?;
    }
    Ok(())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Read,
    Unread,
}

/// What a command takes. Whoever may read may follow, for themselves.
fn needed(command: &Command, asker: Option<AgentId>) -> Permission {
    match command {
        Command::Assign(_) | Command::Take { .. } | Command::MoveTeam(_) => {
            Permission::ConversationAssign
        }
        Command::Follow(agent) | Command::Unfollow(agent) if Some(*agent) == asker => {
            Permission::ConversationRead
        }
        _ => Permission::ConversationWrite,
    }
}

/// Commands that come with a message and are given by the verb that writes it.
fn writes(command: &Command) -> bool {
    matches!(
        command,
        Command::Receive { .. }
            | Command::Reply { .. }
            | Command::Take { .. }
            | Command::Acknowledge { .. }
            | Command::Note { .. }
            | Command::Forward { .. }
            | Command::UndoSend { .. }
            | Command::MergeInto { .. }
            | Command::Absorb(_)
            | Command::ComeBack(_)
            | Command::GiveBack { .. }
            | Command::SplitOff { .. }
            | Command::SideSay { .. }
            | Command::SetSide(_)
            | Command::Delete
    )
}

/// The other things that a command names exist.
pub(crate) async fn sensible(tx: &mut Tx, command: &Command) -> Result<()> {
    match *command {
        Command::Assign(Some(agent)) | Command::Follow(agent) => {
            let found = store::agent::load(tx, agent).await?;
            found
                .filter(|a| a.active)
                .map(|_| ())
                .ok_or_else(|| DeskError::missing("agent"))
        }
        Command::MoveTeam(Some(team)) => {
            let found = store::team::load(tx, team).await?;
            found
                .filter(|t| !t.archived)
                .map(|_| ())
                .ok_or_else(|| DeskError::missing("team"))
        }
        Command::Tag(tag) => {
            let found = store::tag::load(tx, tag).await?;
            found.map(|_| ()).ok_or_else(|| DeskError::missing("tag"))
        }
        Command::Link(other) => carry_out::load(tx, other).await.map(|_| ()),
        _ => Ok(()),
    }
}

/// Rows beside the conversation's own.
async fn besides(tx: &mut Tx, c: &Conversation, command: &Command, by: &By) -> Result<()> {
    match command {
        Command::Link(other) => {
            store::conversation::link(tx, c.id, *other, "related", by.now).await?;
        }
        Command::Unlink(other) => {
            store::conversation::unlink(tx, c.id, *other).await?;
        }
        Command::MarkSpam if c.state.status() == Status::Spam => {
            store::conversation::set_spam_reason(tx, c.id, Some("agent")).await?;
        }
        Command::NotSpam => {
            let began = crate::outage::began(tx, c.channel).await?;
            if began.is_some_and(|began| c.created_at >= began) {
                crate::outage::arrived(tx, c, c.channel, by.now).await?;
            }
        }
        _ => {}
    }
    Ok(())
}
