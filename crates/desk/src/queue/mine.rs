//! What an agent sees of the queue: where they stand, what rings at them, what they have.

use super::rules;
use super::state::{as_it_was, presence};
use crate::{By, Desk, Result};
use domain::access::Access;
use domain::routing::{Kind, Presence, SIZE_WRITTEN};
use domain::{AgentId, ConversationId, Millis};
use store::Tx;
use store::agent_work::AgentWork;
use store::work::{Stands, Work};

/// Characters of what the customer said.
const WORDS: usize = 300;

/// Where somebody stands, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    pub presence: Presence,
    pub since: Option<Millis>,
    pub until: Option<Millis>,
}

/// What rings at an agent.
#[derive(Debug, Clone, PartialEq)]
pub struct Ringing {
    pub work: Work,
    pub due: Millis,
    /// The first words of the customer.
    pub text: String,
}

/// An agent and their work.
#[derive(Debug, Clone, PartialEq)]
pub struct Mine {
    pub agent: AgentId,
    pub stand: Stand,
    pub load: u32,
    pub capacity: u16,
    pub live: u32,
    pub live_cap: u16,
    pub offer: Option<Ringing>,
    pub holds: Vec<Work>,
    /// Live contacts in reach that ring nowhere.
    pub waiting: i64,
}

impl Desk {
    /// # Errors
    /// `not_permitted` for the program itself.
    pub async fn my_queue(&self, by: &By) -> Result<Mine> {
        let (agent, now, access) = (by.person()?, by.now, by.access.clone());
        self.db
            .read(async move |tx| mine(tx, &access, agent, now).await)
            .await
    }
}

async fn mine(tx: &mut Tx, access: &Access, agent: AgentId, now: Millis) -> Result<Mine> {
    let seat = store::agent_work::of(tx, agent).await?;
    let mut offer = None;
    let mut holds = Vec::new();
    let (mut load, mut live) = (0, 0);
    for work in store::work::of_agent(tx, agent).await? {
        load += u32::from(SIZE_WRITTEN);
        live += u32::from(work.kind == Kind::Live);
        match work.standing {
            Stands::Offered => offer = ringing(tx, work).await?,
            Stands::Held | Stands::Waiting => holds.push(work),
        }
    }
    let by_team = store::work::live_waiting(tx).await?;
    let waiting = by_team
        .iter()
        .filter(|(team, _)| access.reaches(*team, None))
        .map(|(_, n)| n)
        .sum();
    Ok(Mine {
        agent,
        stand: stand(tx, &seat, now).await?,
        load,
        capacity: seat.capacity,
        live,
        live_cap: seat.cap(now),
        offer,
        holds,
        waiting,
    })
}

async fn ringing(tx: &mut Tx, work: Work) -> Result<Option<Ringing>> {
    let Some(facts) = store::work::facts_of(tx, work.conversation).await? else {
        return Ok(None);
    };
    let due = rules::rules(tx).await?.due(&as_it_was(&facts, &work));
    let text = first_words(tx, work.conversation).await?;
    Ok(Some(Ringing { work, due, text }))
}

async fn first_words(tx: &mut Tx, id: ConversationId) -> Result<String> {
    let message = store::message::latest_customer(tx, id).await?;
    let text = message.map(|m| m.reply.unwrap_or(m.text));
    Ok(text.unwrap_or_default().chars().take(WORDS).collect())
}

/// Where an agent stands now.
pub(super) async fn stand(tx: &mut Tx, seat: &AgentWork, now: Millis) -> Result<Stand> {
    let away: Vec<_> = store::away::of(tx, seat.agent).await?.into_iter().collect();
    let presence = presence(seat, &away, now);
    let away = away.first();
    let (since, until) = match presence {
        Presence::Offline { since } => (Some(since).filter(|s| *s > 0), None),
        Presence::Away { .. } => (away.map(|a| a.since), away.and_then(|a| a.until)),
        Presence::WrapUp { until } => (None, Some(until)),
        Presence::Online => (Some(seat.since), None),
    };
    Ok(Stand {
        presence,
        since,
        until,
    })
}
