//! Decisions as they are told: events on the feed, lines in the conversation, and what becomes of the conversation itself.

use super::presence;
use crate::{Result, away, carry_out, fresh};
use domain::conversation::{Command, Ctx};
use domain::event::{Event, EventKind};
use domain::routing::{Because, Decision, Late, Turn, Why};
use domain::{AgentId, ConversationId, MessageId};
use serde_json::{Value, json};
use store::Tx;

/// Writes one decision down.
///
/// # Errors
/// See [`store::StoreError`].
pub(super) async fn write(tx: &mut Tx, decision: &Decision, ctx: &Ctx) -> Result<()> {
    match decision {
        Decision::Offer {
            item,
            agent,
            until,
            version,
            because,
        } => {
            let said = EventKind::WorkOffered {
                conversation: *item,
                agent: *agent,
                until: *until,
                version: *version,
                because: *because,
            };
            tell(tx, said, ctx);
            line(tx, *item, reasons("work_offered", *agent, *because), ctx).await
        }
        Decision::Withdraw {
            item,
            agent,
            because,
            ..
        } => withdrawn(tx, *item, *agent, *because, ctx).await,
        Decision::Assign {
            item,
            agent,
            because,
        } => assigned(tx, *item, *agent, *because, ctx).await,
        Decision::HandBack {
            item,
            agent,
            because,
        } => handed_back(tx, *item, *agent, *because, ctx).await,
        Decision::Overflow { item, to } => {
            let said = EventKind::WorkOverflowed {
                conversation: *item,
                to: to.clone(),
            };
            tell(tx, said, ctx);
            let said = json!({ "name": "work_overflowed", "to": to });
            line(tx, *item, said, ctx).await
        }
        Decision::OfferAlternative { item, because } => alternative(tx, *item, *because, ctx).await,
        Decision::WrapUp { agent, until } => {
            let until = *until;
            presence::tell(tx, *agent, domain::routing::Presence::WrapUp { until }, ctx);
            Ok(())
        }
        Decision::SetAway { agent } => {
            away::unanswered(tx, *agent, ctx.now).await?;
            let reason = domain::away::Reason::Unanswered;
            presence::tell(tx, *agent, domain::routing::Presence::Away { reason }, ctx);
            Ok(())
        }
    }
}

fn tell(tx: &mut Tx, kind: EventKind, ctx: &Ctx) {
    tx.emit(Event {
        at: ctx.now,
        actor: ctx.actor,
        kind,
    });
}

/// Why this, and why this agent, as a line of the conversation.
fn reasons(name: &str, agent: AgentId, because: Because) -> Value {
    json!({
        "name": name,
        "agent": agent,
        "rule": because.turn.word(),
        "due": because.turn.due(),
        "whom": because.whom.word(),
        "lowered": because.lowered,
    })
}

async fn line(tx: &mut Tx, id: ConversationId, said: Value, ctx: &Ctx) -> Result<()> {
    let message = MessageId(fresh::id(ctx.now));
    Ok(store::conversation::add_event_line(tx, id, message, ctx.now, None, &said).await?)
}

pub(super) async fn withdrawn(
    tx: &mut Tx,
    id: ConversationId,
    agent: AgentId,
    why: Why,
    ctx: &Ctx,
) -> Result<()> {
    let said = EventKind::WorkWithdrawn {
        conversation: id,
        agent,
        why,
    };
    tell(tx, said, ctx);
    let name = match why {
        Why::TimedOut => "work_timed_out",
        Why::Declined => "work_declined",
        _ => return Ok(()),
    };
    line(tx, id, json!({ "name": name, "agent": agent }), ctx).await
}

/// The visitor is offered another way, once for each answer that they wait for.
async fn alternative(tx: &mut Tx, id: ConversationId, because: Late, ctx: &Ctx) -> Result<()> {
    if !store::chat::offer_alternative(tx, id, ctx.now).await? {
        return Ok(());
    }
    let said = EventKind::WorkAlternative {
        conversation: id,
        because,
    };
    tell(tx, said, ctx);
    let said = json!({
        "name": "work_alternative", "due_by": because.due_by, "late_ms": because.late_ms, "agents": because.agents,
    });
    line(tx, id, said, ctx).await
}

/// It is the agent's now, by an offer that they accepted or by hand.
async fn assigned(
    tx: &mut Tx,
    id: ConversationId,
    agent: AgentId,
    because: Because,
    ctx: &Ctx,
) -> Result<()> {
    store::overtaking::ended(tx, id, ctx.now).await?;
    // By hand: who did it has said so.
    if because.turn == Turn::ByHand {
        return Ok(());
    }
    let mut c = carry_out::load(tx, id).await?;
    let take = Command::Take {
        agent,
        because: because.turn,
    };
    carry_out::command(tx, &mut c, take, ctx).await?;
    carry_out::save(tx, &mut c, None).await?;
    let said = EventKind::WorkAccepted {
        conversation: id,
        agent,
    };
    tell(tx, said, ctx);
    line(tx, id, reasons("work_accepted", agent, because), ctx).await
}

async fn handed_back(
    tx: &mut Tx,
    id: ConversationId,
    agent: AgentId,
    why: Why,
    ctx: &Ctx,
) -> Result<()> {
    let mut c = carry_out::load(tx, id).await?;
    if c.assignee == Some(agent) {
        carry_out::command(tx, &mut c, Command::Assign(None), ctx).await?;
        carry_out::save(tx, &mut c, None).await?;
    }
    let said = EventKind::WorkHandedBack {
        conversation: id,
        agent,
        why,
    };
    tell(tx, said, ctx);
    let said = json!({ "name": "work_handed_back", "agent": agent, "why": why });
    line(tx, id, said, ctx).await
}
