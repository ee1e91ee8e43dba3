//! What agents do with what rings at them and with what they have: each its own transaction, exact by the row. The queue itself
//! says what follows, asked about the one piece of work alone.

use super::next::note_overtaken;
use super::plan::{probe, row};
use super::record;
use super::state::{as_it_was, standing, talk};
use crate::{By, Desk, DeskError, Result};
use domain::access::Permission;
use domain::conversation::{Command, Status};
use domain::routing::overtaking::Overtaken;
use domain::routing::{Agent, Decision, Event, Kind, Presence, Queue, Standing, Why};
use domain::{AgentId, ChannelId, ConversationId, Millis};
use store::Tx;
use store::work::{Facts, Stands, Work};

/// What is asked of one piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Accept,
    Decline,
}

impl Desk {
    /// What rings becomes the agent's. Of two answers the first counts.
    ///
    /// # Errors
    /// `not_permitted`, `offer_over`.
    pub async fn accept_offer(&self, by: &By, id: ConversationId, version: u32) -> Result<()> {
        let agent = by.person()?;
        by.demand(Permission::ConversationAssign)?;
        let over = self.overtaken(id, agent, by.now).await?;
        let by = by.clone();
        self.write(async move |tx| {
            answer(tx, &by, id, version, Answer::Accept).await?;
            if let Some((channel, over)) = &over {
                note_overtaken(tx, (id, *channel), agent, over, by.now).await?;
            }
            let mut seat = store::agent_work::of(tx, agent).await?;
            if seat.missed > 0 {
                seat.missed = 0;
                store::agent_work::save(tx, &mut seat).await?;
            }
            Ok(())
        })
        .await
    }

    /// It rings elsewhere, and not at this agent for a while.
    ///
    /// # Errors
    /// `not_permitted`, `offer_over`.
    pub async fn decline_offer(&self, by: &By, id: ConversationId, version: u32) -> Result<()> {
        by.person()?;
        let by = by.clone();
        self.write(async move |tx| answer(tx, &by, id, version, Answer::Decline).await)
            .await
    }

    /// Gives back what one has: it waits again, since when it always did.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `not_held`.
    pub async fn give_back(&self, by: &By, id: ConversationId) -> Result<()> {
        let agent = by.person()?;
        by.demand(Permission::ConversationAssign)?;
        let by = by.clone();
        self.write(async move |tx| {
            let c = crate::carry_out::load(tx, id).await?;
            let seen = store::work::of(tx, id).await?;
            let holds = |w: &&Work| w.standing == Stands::Held && w.agent == Some(agent);
            if c.assignee != Some(agent) {
                return Err(not_held());
            }
            let Some(seen) = seen.as_ref().filter(holds) else {
                let mut c = c;
                crate::carry_out::command(tx, &mut c, Command::Assign(None), &by.ctx()).await?;
                return crate::carry_out::save(tx, &mut c, None).await;
            };
            let event = Event::Returned { item: id, agent };
            asked(tx, &by, seen, agent, event).await.map(|_| ())
        })
        .await
    }

    /// What this work would overtake, if this agent began it now.
    async fn overtaken(
        &self,
        id: ConversationId,
        agent: AgentId,
        now: Millis,
    ) -> Result<Option<(ChannelId, Overtaken)>> {
        let loaded = self.queue_now(now).await?;
        let limits = loaded.rules.limits;
        let queue = Queue::of(loaded.rules, loaded.agents, loaded.items, now);
        let channel = queue.item(id).map(|i| i.channel);
        Ok(channel.zip(queue.overtaken_by(id, agent, &limits)))
    }
}

fn not_held() -> DeskError {
    DeskError::refused("not_held", "This conversation is not yours (any more).")
}

async fn answer(
    tx: &mut Tx,
    by: &By,
    id: ConversationId,
    version: u32,
    answer: Answer,
) -> Result<()> {
    let agent = by.person()?;
    let seen = store::work::of(tx, id).await?;
    let mine =
        |w: &&Work| w.standing == Stands::Offered && w.agent == Some(agent) && w.version == version;
    let Some(row) = seen.as_ref().filter(mine) else {
        return Err(over(tx, id, agent, seen.as_ref()).await?);
    };
    let facts = store::work::facts_of(tx, id).await?;
    if !facts.as_ref().is_some_and(is_there) {
        return Err(offer_over("Whoever waited there has left the line."));
    }
    let event = match answer {
        Answer::Accept => Event::Accepted {
            item: id,
            agent,
            version,
        },
        Answer::Decline => Event::Declined {
            item: id,
            agent,
            version,
        },
    };
    asked(tx, by, row, agent, event).await?;
    if answer == Answer::Decline {
        record::withdrawn(tx, id, agent, Why::Declined, &by.ctx()).await?;
    }
    Ok(())
}

/// Whether somebody still waits there, and nobody has them.
fn is_there(f: &Facts) -> bool {
    talk(f).is_on_the_line()
        && f.assignee.is_none()
        && matches!(f.status, Status::Open | Status::Waiting)
}

/// Asks the queue about one piece of work and one agent, and writes what follows.
async fn asked(
    tx: &mut Tx,
    by: &By,
    seen: &Work,
    agent: AgentId,
    event: Event,
) -> Result<Vec<Decision>> {
    let facts = store::work::facts_of(tx, seen.conversation).await?;
    let facts = facts.ok_or_else(|| DeskError::missing("conversation"))?;
    let rules = super::rules::rules(tx).await?;
    let item = probe(as_it_was(&facts, seen));
    let me = Agent {
        id: agent,
        presence: Presence::Online,
        skills: Vec::new(),
        teams: item.team.into_iter().collect(),
        capacity: u16::MAX,
        live_cap: u16::MAX,
        idle_since: by.now,
        missed: 0,
    };
    let mut queue = Queue::of(rules, vec![me], vec![item], by.now);
    let decisions = queue.handle(event, by.now)?;
    let item = queue
        .item(seen.conversation)
        .ok_or_else(|| DeskError::missing("conversation"))?;
    let because = match (item.standing, seen.because.0) {
        // Why it rang is why they have it.
        (Standing::Held { .. }, because) => because,
        _ => None,
    };
    let to = row(item, Some(seen), because, seen.overflown, by.now);
    store::work::save(tx, seen, &to).await?;
    for decision in &decisions {
        record::write(tx, decision, &by.ctx()).await?;
    }
    Ok(decisions)
}

fn offer_over(text: &str) -> DeskError {
    DeskError::refused("offer_over", text)
}

/// What has become of an offer.
async fn over(
    tx: &mut Tx,
    id: ConversationId,
    agent: AgentId,
    seen: Option<&Work>,
) -> Result<DeskError> {
    let c = crate::carry_out::load(tx, id).await?;
    let holder = c.assignee.filter(|a| *a != agent);
    if let Some(holder) = holder
        && let Some(holder) = store::agent::load(tx, holder).await?
    {
        return Ok(offer_over(&format!("{} has it already.", holder.name)));
    }
    if c.assignee == Some(agent) {
        return Ok(offer_over("You have it already."));
    }
    Ok(match seen.map(standing) {
        Some(Standing::Offered { agent: other, .. }) if other != agent => {
            offer_over("It rings at somebody else now.")
        }
        Some(Standing::Offered { .. }) => offer_over("It rings anew: answer that."),
        Some(_) if seen.is_some_and(|w| w.kind == Kind::Live) => {
            offer_over("This offer is over: it rang too long, or was taken back.")
        }
        _ => offer_over("This offer is over: whoever waited there has left."),
    })
}
