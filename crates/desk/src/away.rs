//! Going away and coming back: what happens to an agent's open work, and to what customers answer meanwhile.

use crate::{By, Desk, DeskError, Result, audit, carry_out};
use domain::access::Permission;
use domain::away::{Away, BACK_WITHIN_MS, Reason, Work, stand_in};
use domain::conversation::{Command, Ctx, Status};
use domain::event::{Actor, Event, EventKind};
use domain::{AgentId, ConversationId, Millis, Refusal};
use serde_json::json;
use store::Tx;
use store::notification::Happened;

/// Conversations that change hands in one transaction.
const BATCH: usize = 200;
/// Nobody is away for longer than this.
const LONGEST_MS: Millis = 2 * 366 * 24 * 60 * 60 * 1000;

/// Where an agent stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    pub away: Option<Away>,
    /// Conversations that they may take back.
    pub given: usize,
}

impl Desk {
    /// Everybody who is away now.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn away(&self, now: Millis) -> Result<Vec<Away>> {
        let all: Vec<Away> = self.db.read(async |tx| store::away::all(tx).await).await?;
        Ok(all.into_iter().filter(|a| a.holds(now)).collect())
    }

    /// Where an agent stands; their own affair, and that of those who look after agents.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn standing(&self, by: &By, agent: AgentId) -> Result<Standing> {
        own_or_managed(by, agent)?;
        let now = by.now;
        self.db
            .read(async move |tx| {
                Ok(Standing {
                    away: store::away::of(tx, agent).await?.filter(|a| a.holds(now)),
                    given: store::away::given(tx, agent, now - BACK_WITHIN_MS)
                        .await?
                        .len(),
                })
            })
            .await
    }

    /// Away until that time, or until they say that they are back. Open work goes where they say, at once.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `invalid`.
    pub async fn go_away(
        &self,
        by: &By,
        agent: AgentId,
        until: Option<Millis>,
        work: Work,
        reason: Reason,
    ) -> Result<Standing> {
        own_or_managed(by, agent)?;
        if reason == Reason::Unanswered {
            let text = "Only the program says so.";
            return Err(Refusal::new("invalid", text).on("reason").into());
        }
        if work != Work::Stay {
            by.demand(Permission::ConversationAssign)?;
        }
        let span = by.now + 1..by.now + LONGEST_MS;
        if until.is_some_and(|u| !span.contains(&u)) {
            return Err(
                Refusal::new("invalid", "This has to be a time that is still to come.")
                    .on("until")
                    .into(),
            );
        }
        let asker = by.clone();
        self.write(async move |tx| begin(tx, &asker, agent, until, work, reason).await)
            .await?;
        loop {
            let asker = by.clone();
            let moved = self
                .write(async move |tx| hand_over(tx, &asker, agent).await)
                .await?;
            if moved < BATCH {
                return self.standing(by, agent).await;
            }
        }
    }

    /// Back; with `take_back`, so are the conversations that were given away within a day and lie where they were put.
    /// How many.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn come_back(&self, by: &By, agent: AgentId, back: TakeBack) -> Result<usize> {
        own_or_managed(by, agent)?;
        let by = by.clone();
        self.write(async move |tx| {
            let taken = match back {
                TakeBack::Yes => take_back(tx, &by, agent).await?,
                TakeBack::No => 0,
            };
            store::away::forget(tx, agent).await?;
            if store::away::clear(tx, agent).await? {
                say(tx, &by.actor(), by.now, agent, None);
                audit::act(
                    tx,
                    &by,
                    "agent.back",
                    &agent.to_string(),
                    json!({ "taken": taken }),
                )
                .await?;
            }
            Ok(taken)
        })
        .await
    }

    /// Ends what is over; how many are back.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn end_away(&self, now: Millis) -> Result<usize> {
        let all: Vec<Away> = self.db.read(async |tx| store::away::all(tx).await).await?;
        let over: Vec<AgentId> = all
            .iter()
            .filter(|a| !a.holds(now))
            .map(|a| a.agent)
            .collect();
        if over.is_empty() {
            return Ok(0);
        }
        self.write(async move |tx| {
            let mut back = 0;
            for &agent in &over {
                let still = store::away::of(tx, agent).await?;
                if still.is_some_and(|a| !a.holds(now)) && store::away::clear(tx, agent).await? {
                    say(tx, &Actor::System, now, agent, None);
                    back += 1;
                }
            }
            Ok(back)
        })
        .await
    }

    /// Forgets what cannot be taken back any more.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn sweep_away(&self, now: Millis) -> Result<()> {
        self.write(async move |tx| Ok(store::away::sweep(tx, now - BACK_WITHIN_MS).await?))
            .await
    }
}

/// Whether what was given away comes back as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakeBack {
    Yes,
    No,
}

fn own_or_managed(by: &By, agent: AgentId) -> Result<()> {
    if by.access.agent == Some(agent) {
        return Ok(());
    }
    by.demand(Permission::AgentManage)
}

async fn begin(
    tx: &mut Tx,
    by: &By,
    agent: AgentId,
    until: Option<Millis>,
    work: Work,
    reason: Reason,
) -> Result<()> {
    active(tx, agent).await?;
    if let Work::Colleague(other) = work {
        if other == agent {
            return Err(Refusal::new("invalid", "Choose somebody else.")
                .on("work")
                .into());
        }
        active(tx, other).await?;
    }
    let since = store::away::of(tx, agent)
        .await?
        .filter(|a| a.holds(by.now))
        .map_or(by.now, |a| a.since);
    let row = Away {
        agent,
        since,
        until,
        work,
        reason,
    };
    store::away::set(tx, &row).await?;
    say(tx, &by.actor(), by.now, agent, Some(until));
    let detail = json!({ "until": until, "work": work, "reason": reason });
    audit::act(tx, by, "agent.away", &agent.to_string(), detail).await
}

/// Let too many offers ring: away until they say that they are back, and what they have stays theirs.
pub(crate) async fn unanswered(tx: &mut Tx, agent: AgentId, now: Millis) -> Result<()> {
    let row = Away {
        agent,
        since: now,
        until: None,
        work: Work::Stay,
        reason: Reason::Unanswered,
    };
    store::away::set(tx, &row).await?;
    say(tx, &Actor::System, now, agent, Some(None));
    Ok(())
}

async fn active(tx: &mut Tx, agent: AgentId) -> Result<()> {
    store::agent::load(tx, agent)
        .await?
        .filter(|a| a.active)
        .map(|_| ())
        .ok_or_else(|| DeskError::missing("agent"))
}

/// Tells consoles; `until` is `None` for somebody who is back.
fn say(tx: &mut Tx, actor: &Actor, now: Millis, agent: AgentId, until: Option<Option<Millis>>) {
    tx.emit(Event {
        at: now,
        actor: *actor,
        kind: EventKind::AgentAway {
            agent,
            away: until.is_some(),
            until: until.flatten(),
        },
    });
}

/// Gives away a part of the agent's open work; how many changed hands.
async fn hand_over(tx: &mut Tx, by: &By, agent: AgentId) -> Result<usize> {
    let all = store::away::all(tx).await?;
    let Some(to) = stand_in(&all, agent, by.now) else {
        return Ok(0);
    };
    let work = store::away::work_of(tx, agent, BATCH).await?;
    for &conversation in &work {
        give(tx, conversation, agent, to, &by.ctx()).await?;
    }
    Ok(work.len())
}

async fn give(
    tx: &mut Tx,
    conversation: ConversationId,
    agent: AgentId,
    to: Option<AgentId>,
    ctx: &Ctx,
) -> Result<()> {
    let mut c = carry_out::load(tx, conversation).await?;
    if c.assignee != Some(agent) {
        return Ok(());
    }
    carry_out::command(tx, &mut c, Command::Assign(to), ctx).await?;
    carry_out::save(tx, &mut c, None).await?;
    Ok(store::away::moved(tx, agent, conversation, to, ctx.now).await?)
}

async fn take_back(tx: &mut Tx, by: &By, agent: AgentId) -> Result<usize> {
    let mut taken = 0;
    for (conversation, to) in store::away::given(tx, agent, by.now - BACK_WITHIN_MS).await? {
        let mut c = carry_out::load(tx, conversation).await?;
        let done = matches!(c.state.status(), Status::Resolved | Status::Spam);
        // What somebody has taken over or finished meanwhile is theirs.
        if c.assignee != to || done {
            continue;
        }
        carry_out::command(tx, &mut c, Command::Assign(Some(agent)), &by.ctx()).await?;
        carry_out::save(tx, &mut c, None).await?;
        taken += 1;
    }
    Ok(taken)
}

/// The agent whose work an event touches although they are away: a customer answers, or a rule assigns. What a colleague
/// assigns by hand stays: they were told.
pub(crate) fn concerned(all: &[Away], event: &Happened, now: Millis) -> Option<AgentId> {
    let agent = event.assignee?;
    let touched = match &event.what.0 {
        EventKind::ConversationReceived { automatic, .. } => !automatic,
        EventKind::Assigned {
            agent: Some(to), ..
        } => *to == agent && event.actor.0 == Actor::System,
        _ => false,
    };
    (touched && stand_in(all, agent, now).is_some()).then_some(agent)
}

/// Gives a conversation of somebody who is away to whom they said, unless it has changed hands meanwhile.
pub(crate) async fn redirect(
    tx: &mut Tx,
    conversation: ConversationId,
    agent: AgentId,
    now: Millis,
) -> Result<()> {
    if store::conversation::load(tx, conversation).await?.is_none() {
        return Ok(());
    }
    let all = store::away::all(tx).await?;
    let Some(to) = stand_in(&all, agent, now) else {
        return Ok(());
    };
    let ctx = Ctx {
        now,
        actor: Actor::System,
    };
    give(tx, conversation, agent, to, &ctx).await
}
