//! One update to all: written once, and sent into each conversation as an answer of whoever wrote it. Each is told in a
//! transaction of its own that notes it, so that a crash tells nobody twice and forgets nobody.

use super::found;
use crate::reply::{self, NewReply};
use crate::text::{Variables, empty_places};
use crate::writing::{HTML_MAX, OutIds, Words};
use crate::{By, Desk, DeskError, Result, audit, carry_out, fresh, merge};
use domain::access::{Access, Permission, Scope};
use domain::conversation::{AfterReply, Conversation, Status};
use domain::outage::{HOLD_MS, Passed, Progress, Then, is_told};
use domain::reply_rules::{Person, ReplyMode};
use domain::{AgentId, ConversationId, Millis, OutageId, OutageUpdateId, Refusal};
use mail::token::TokenKey;
use serde_json::json;
use store::Tx;
use store::outage::{Letter, Update};

/// Conversations that are told in one go.
const BATCH: usize = 50;

/// What is told all of them.
#[derive(Debug, Clone)]
pub struct NewUpdate {
    pub html: String,
    pub then: Then,
    /// It is the last word: the outage ends with it.
    pub ends: bool,
}

impl Desk {
    /// Newest first.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn outage_updates(&self, by: &By, id: OutageId) -> Result<Vec<Update>> {
        by.demand(Permission::ConversationRead)?;
        let read = async move |tx: &mut Tx| store::outage::updates(tx, id).await;
        Ok(self.db.read(read).await?)
    }

    /// Why conversations were passed over, and how many.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn passed_over(&self, by: &By, id: OutageUpdateId) -> Result<Vec<(Passed, i64)>> {
        by.demand(Permission::ConversationRead)?;
        let read = async move |tx: &mut Tx| store::outage::passed(tx, id).await;
        Ok(self.db.read(read).await?)
    }

    /// Keeps the update; the first is written to ten seconds later, until then it can be stopped as if nothing had been: an
    /// outage that it ends lasts until then. It goes into conversations of all teams, so whoever writes it reaches them all.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `empty_message`, `empty_variable`, `too_large`.
    pub async fn write_outage_update(
        &self,
        by: &By,
        id: OutageId,
        update: NewUpdate,
    ) -> Result<Update> {
        by.demand(Permission::ChannelManage)?;
        by.demand(Permission::ConversationReply)?;
        if by.access.scope != Scope::All {
            return Err(DeskError::refused(
                "not_permitted",
                "This goes into conversations of all teams. Ask somebody who sees them all.",
            ));
        }
        let html = update.html.clone();
        if mail::html::text_of(&html, 100).trim().is_empty() {
            return Err(Refusal::new("empty_message", "Write something.")
                .on("html")
                .into());
        }
        if html.len() > HTML_MAX {
            return Err(Refusal::new("too_large", "The text is too long.")
                .on("html")
                .into());
        }
        everybody_has(&html)?;
        let (by, me) = (by.clone(), by.person()?);
        let key = OutageUpdateId(fresh::id(by.now));
        self.write(async move |tx| {
            let outage = found(tx, id).await?;
            let row = Update {
                id: key,
                outage: id,
                html: html.clone(),
                then: update.then,
                written_by: me,
                written_at: by.now,
                due_at: by.now + HOLD_MS,
                state: Progress::Going,
                ends: update.ends && outage.ended_at.is_none(),
                waiting: 0,
                told: 0,
                passed: 0,
            };
            let people = store::outage::write_update(tx, &row).await?;
            let detail = json!({ "conversations": people, "ends": update.ends });
            audit::act(tx, &by, "outage.update", &id.to_string(), detail).await?;
            audit::settings_changed(tx, &by, "outages");
            loaded(tx, key).await
        })
        .await
    }

    /// Whoever was not told yet is not told.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn stop_outage_update(&self, by: &By, id: OutageUpdateId) -> Result<Update> {
        by.demand(Permission::ChannelManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let row = loaded(tx, id).await?;
            if store::outage::end_update(tx, id, Progress::Stopped).await? {
                let detail = json!({ "told": row.told, "left": row.waiting });
                audit::act(tx, &by, "outage.update_stopped", &id.to_string(), detail).await?;
            }
            loaded(tx, id).await
        })
        .await
    }

    /// Tells some of those who wait; how many. To be called again while it is not nought.
    ///
    /// # Errors
    /// See [`store::StoreError`]; who was not told still waits.
    pub async fn tell_outage(&self, now: Millis) -> Result<usize> {
        let due = self.db.read(async move |tx| {
            let Some(id) = store::outage::due(tx, now).await? else {
                return Ok(None);
            };
            Ok::<_, DeskError>(store::outage::letter(tx, id).await?)
        });
        let Some(letter) = due.await? else {
            return Ok(0);
        };
        if letter.ends {
            self.end_with(&letter, now).await?;
        }
        let id = letter.id;
        let waiting = self
            .db
            .read(async move |tx| store::outage::waiting(tx, id, BATCH).await)
            .await?;
        if waiting.is_empty() {
            let (id, done) = (letter.id, Progress::Done);
            self.write(async move |tx| Ok(store::outage::end_update(tx, id, done).await?))
                .await?;
        }
        for &conversation in &waiting {
            self.tell_one(&letter, conversation, now).await?;
        }
        Ok(waiting.len())
    }

    /// Nothing holds the last word any more: the outage is over. Whoever came in while it was held was told of the outage, and
    /// hears of its end as well.
    async fn end_with(&self, letter: &Letter, now: Millis) -> Result<()> {
        let row = letter.clone();
        self.write(async move |tx| {
            let mut outage = found(tx, row.outage).await?;
            let going = state(tx, row.id).await? == Some(Progress::Going);
            if going && store::outage::take_end(tx, row.id).await? && outage.ended_at.is_none() {
                (outage.ended_at, outage.ended_by) = (Some(now), Some(row.written_by));
                store::outage::save(tx, &mut outage).await?;
                store::outage::include(tx, row.id, row.outage).await?;
                super::told(tx, &author(row.written_by, now), "outage.ended", &outage).await?;
            }
            Ok(())
        })
        .await
    }

    async fn tell_one(&self, letter: &Letter, id: ConversationId, now: Millis) -> Result<()> {
        let words = Words {
            html: letter.html.clone(),
            to: vec![Person {
                name: None,
                address: String::new(),
            }],
            ..Words::default()
        };
        let ids = OutIds::new(now, &words);
        let (row, key) = (letter.clone(), self.tokens.clone());
        let told = self
            .write(async move |tx| tell(tx, &key, &row, id, (&words, &ids), now).await)
            .await;
        match told {
            Err(DeskError::Refused(refusal)) => {
                tracing::warn!(code = refusal.code, conversation = %id, "an update of an outage cannot be written");
                let key = letter.id;
                self.write(async move |tx| {
                    store::outage::told(tx, key, id, Some(Passed::Refused)).await?;
                    Ok(())
                })
                .await
            }
            other => other,
        }
    }
}

/// Not everybody has a name: what is filled in from a customer's record needs words that stand in.
fn everybody_has(html: &str) -> Result<()> {
    let mut known = Variables::default();
    for name in [
        "agent.name",
        "agent.first_name",
        "organization.name",
        "conversation.number",
    ] {
        known = known.with(name, "x");
    }
    let Some(name) = empty_places(html, &known).into_iter().next() else {
        return Ok(());
    };
    let text = format!(
        "“{name}” has no value for everybody. Write words that stand in: {{{{{name}|there}}}}."
    );
    Err(Refusal::new("empty_variable", text).on("html").into())
}

async fn loaded(tx: &mut Tx, id: OutageUpdateId) -> Result<Update> {
    let row = store::outage::update(tx, id).await?;
    row.ok_or_else(|| DeskError::missing("update"))
}

async fn state(tx: &mut Tx, id: OutageUpdateId) -> Result<Option<Progress>> {
    Ok(store::outage::letter(tx, id).await?.map(|l| l.state))
}

/// Whoever wrote it was allowed to when they did; what became of them since does not matter to customers.
fn author(agent: AgentId, now: Millis) -> By {
    let access = Access {
        agent: Some(agent),
        ..Access::system()
    };
    By::agent(access, now, "")
}

async fn tell(
    tx: &mut Tx,
    key: &TokenKey,
    letter: &Letter,
    id: ConversationId,
    (words, ids): (&Words, &OutIds),
    now: Millis,
) -> Result<()> {
    // Stopped since it was read.
    if state(tx, letter.id).await? != Some(Progress::Going) {
        return Ok(());
    }
    let c = carry_out::load(tx, id).await?;
    let left_out = store::outage::is_left_out(tx, letter.outage, id).await?;
    if let (false, Some(other)) = (left_out, survivor(tx, &c).await?) {
        store::outage::tell_too(tx, letter.id, other).await?;
        store::outage::told(tx, letter.id, id, Some(Passed::ToldThere)).await?;
        return Ok(());
    }
    let to = reply::proposed(tx, &c, ReplyMode::Sender).await?.to;
    let is_chat = crate::chat::answer::visitor(tx, &c).await?.is_some();
    let verdict = is_told(left_out, c.state.status(), is_chat || !to.is_empty());
    if !store::outage::told(tx, letter.id, id, verdict.err()).await? || verdict.is_err() {
        return Ok(());
    }
    let reply = NewReply {
        conversation: id,
        words: Words {
            to,
            ..words.clone()
        },
        then: AfterReply::ToldToAll {
            over: letter.then == Then::Resolve,
        },
        last_seen: None,
        force: true,
    };
    // What its author was writing there is not what goes out.
    let draft = store::draft::load(tx, id, letter.written_by).await?;
    reply::write(
        tx,
        &author(letter.written_by, now),
        key,
        &reply,
        &Vec::new(),
        ids,
    )
    .await?;
    if let Some(draft) = draft {
        store::draft::save(tx, id, letter.written_by, &draft).await?;
    }
    Ok(())
}

/// Where a merged conversation went on; `None` when it was not merged, or its outcome is about something else.
async fn survivor(tx: &mut Tx, c: &Conversation) -> Result<Option<ConversationId>> {
    if c.state.status() != Status::Merged {
        return Ok(None);
    }
    Ok(merge::living(tx, c.clone()).await?.map(|s| s.id))
}
