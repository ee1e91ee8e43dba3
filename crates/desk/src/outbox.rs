//! The outbox: claims what is due, takes reports, retries by hand, cancels.
//!
//! A claim counts the attempt before anything is sent and fences by it. A claim whose worker was lost may have been
//! delivered: it becomes uncertain, never silently queued again (M21, M22).

use crate::{By, Desk, DeskError, Result, carry_out, fresh, notice};
use domain::access::Permission;
use domain::delivery::{Report, after};
use domain::event::{Actor, Event, EventKind};
use domain::message::DeliveryState;
use domain::notice::is_dead;
use domain::{DeliveryId, Millis, NoticeSuppressionId, SmarthostId};
use store::Tx;
use store::delivery::{Delivery, Ended};
use store::outbound::Composed;

/// A mail ready for its recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    pub id: DeliveryId,
    /// From 1; fences late reports.
    pub attempt: i64,
    /// The return path.
    pub envelope_from: String,
    pub recipient: String,
    /// The address in From: its domain signs.
    pub from: String,
    pub bytes: Vec<u8>,
}

/// How an attempt ended, as the sender saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub end: End,
    /// The server's last reply code.
    pub code: Option<u16>,
    /// The server's words, or what went wrong here.
    pub text: String,
    pub smarthost: Option<SmarthostId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The final dot was answered with 2xx.
    Sent,
    /// Surely not delivered; later again.
    Retry,
    /// Refused for good.
    Rejected,
    /// The final answer was lost.
    Uncertain,
    /// Our own credentials were refused: not the recipient's fault, tried until it is repaired.
    Reauthorize,
}

/// While our own side is broken, deliveries wait this long between attempts...
const OURS_MS: Millis = 10 * 60 * 1000;
/// ...and as long as this in all; a mail's age also keeps the plan from ending early.
const GIVE_UP_MS: Millis = 4 * 24 * 60 * 60 * 1000;
/// Beyond the plan, but younger than that.
const LATE_MS: Millis = 4 * 60 * 60 * 1000;
/// Lost claims that are looked at in one go.
const LOST: usize = 100;

impl Desk {
    /// Leases up to `limit` due deliveries to `owner` for `lease_ms`.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn claim_deliveries(
        &self,
        owner: &str,
        limit: usize,
        lease_ms: Millis,
        now: Millis,
    ) -> Result<Vec<Outgoing>> {
        let owner = owner.to_owned();
        let claimed = self
            .write(async move |tx| {
                sweep_lost(tx, now).await?;
                let due = store::delivery::claim(tx, now, now + lease_ms, &owner, limit).await?;
                let mut out = Vec::with_capacity(due.len());
                for delivery in due {
                    let composed = store::outbound::load(tx, delivery.message).await?;
                    out.push((delivery, composed));
                }
                Ok(out)
            })
            .await?;
        let mut out = Vec::with_capacity(claimed.len());
        for (delivery, composed) in claimed {
            let Some((from, bytes)) = self.bytes_to_send(composed).await else {
                // Nothing was sent: surely not delivered, and not uncertain when the lease runs out.
                let lost = Outcome {
                    end: End::Retry,
                    code: None,
                    text: "The stored mail could not be read.".to_owned(),
                    smarthost: None,
                };
                self.report_delivery(delivery.id, delivery.attempt, lost, now)
                    .await?;
                continue;
            };
            out.push(Outgoing {
                id: delivery.id,
                attempt: delivery.attempt,
                envelope_from: delivery.envelope_from,
                recipient: delivery.recipient,
                from,
                bytes,
            });
        }
        Ok(out)
    }

    async fn bytes_to_send(&self, composed: Option<Composed>) -> Option<(String, Vec<u8>)> {
        let composed = composed?;
        let bytes = match (composed.bytes, composed.blob) {
            (Some(bytes), _) => bytes,
            (None, Some(blob)) => self.blobs.get(&blob).await.ok()?.to_vec(),
            (None, None) => return None,
        };
        Some((composed.from, bytes))
    }

    /// When the outbox has to be looked at next.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn next_delivery(&self) -> Result<Option<Millis>> {
        Ok(self
            .db
            .read(async move |tx| store::delivery::next_due(tx).await)
            .await?)
    }

    /// What became of an attempt. A late report of an older attempt changes nothing.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn report_delivery(
        &self,
        id: DeliveryId,
        attempt: i64,
        outcome: Outcome,
        now: Millis,
    ) -> Result<()> {
        let suppression = NoticeSuppressionId(fresh::id(now));
        self.write(async move |tx| {
            let Some(delivery) = store::delivery::load(tx, id).await? else {
                return Ok(());
            };
            if delivery.attempt == attempt {
                end(tx, &delivery, &outcome, now).await?;
                if outcome.end == End::Rejected {
                    let dead = is_dead(outcome.code, &outcome.text);
                    let to = (delivery.recipient.as_str(), dead);
                    notice::bounced(tx, suppression, delivery.message, to, now).await?;
                }
            }
            Ok(())
        })
        .await
    }

    /// Tried again now, by an agent who has looked at it.
    ///
    /// # Errors
    /// `not_failed` when it is on its way or done.
    pub async fn retry_delivery(&self, by: &By, id: DeliveryId) -> Result<Delivery> {
        let by = by.clone();
        self.write(async move |tx| {
            let delivery = reachable(tx, &by, id).await?;
            let stuck = matches!(
                delivery.state,
                DeliveryState::Failed
                    | DeliveryState::Uncertain
                    | DeliveryState::Bounced
                    | DeliveryState::Retrying
            );
            if !stuck {
                return Err(DeskError::refused(
                    "not_failed",
                    "This delivery has not failed.",
                ));
            }
            shift(tx, &by, &delivery, DeliveryState::Queued, Some(by.now)).await
        })
        .await
    }

    /// Given up by an agent.
    ///
    /// # Errors
    /// `already_sent` when it is on its way or done.
    pub async fn cancel_delivery(&self, by: &By, id: DeliveryId) -> Result<Delivery> {
        let by = by.clone();
        self.write(async move |tx| {
            let delivery = reachable(tx, &by, id).await?;
            if delivery.state.is_final() || delivery.state == DeliveryState::Sending {
                return Err(DeskError::refused(
                    "already_sent",
                    "This delivery is on its way or done.",
                ));
            }
            shift(tx, &by, &delivery, DeliveryState::Cancelled, None).await
        })
        .await
    }
}

async fn reachable(tx: &mut Tx, by: &By, id: DeliveryId) -> Result<Delivery> {
    let missing = || DeskError::missing("delivery");
    let delivery = store::delivery::load(tx, id).await?.ok_or_else(missing)?;
    let c = carry_out::load(tx, delivery.conversation).await?;
    by.demand_on(Permission::ConversationReply, &c)?;
    Ok(delivery)
}

async fn shift(
    tx: &mut Tx,
    by: &By,
    delivery: &Delivery,
    to: DeliveryState,
    next_at: Option<Millis>,
) -> Result<Delivery> {
    if !store::delivery::shift(tx, delivery.id, delivery.state, to, next_at, None).await? {
        return Err(DeskError::Stale);
    }
    changed(tx, delivery, to, by.now, by.actor());
    let missing = || DeskError::missing("delivery");
    store::delivery::load(tx, delivery.id)
        .await?
        .ok_or_else(missing)
}

fn changed(tx: &mut Tx, d: &Delivery, state: DeliveryState, now: Millis, actor: Actor) {
    tx.emit(Event {
        at: now,
        actor,
        kind: EventKind::DeliveryChanged {
            conversation: d.conversation,
            message: d.message,
            delivery: d.id,
            state,
        },
    });
}

async fn end(tx: &mut Tx, d: &Delivery, outcome: &Outcome, now: Millis) -> Result<()> {
    let (state, next_at) = next(d, outcome.end, now);
    let ended = Ended {
        id: d.id,
        attempt: d.attempt,
        state,
        next_at,
        unknown: outcome.end == End::Uncertain,
        code: outcome.code.map(|c| c.to_string()),
        text: Some(one_line(&outcome.text)),
        smarthost: outcome.smarthost,
        at: now,
    };
    if store::delivery::end(tx, &ended).await? {
        changed(tx, d, state, now, Actor::System);
    }
    Ok(())
}

fn next(d: &Delivery, end: End, now: Millis) -> (DeliveryState, Option<Millis>) {
    let age = now - d.created_at;
    let report = match end {
        End::Sent => Report::Accepted,
        End::Rejected => Report::Refused,
        End::Uncertain => Report::Unknown,
        End::Retry => Report::NotNow { retry_after_ms: 0 },
        End::Reauthorize if age < GIVE_UP_MS => {
            return (DeliveryState::Retrying, Some(now + OURS_MS));
        }
        End::Reauthorize => Report::Refused,
    };
    let attempt = u32::try_from(d.attempt).unwrap_or(u32::MAX);
    let unknown = u32::try_from(d.unknown_count).unwrap_or(u32::MAX);
    let next = after(report, attempt, unknown, now);
    // Attempts that were our own fault have used up the plan: the recipient still gets their days.
    if end == End::Retry && next.next_at.is_none() && age < GIVE_UP_MS {
        return (DeliveryState::Retrying, Some(now + LATE_MS));
    }
    (next.state, next.next_at)
}

async fn sweep_lost(tx: &mut Tx, now: Millis) -> Result<()> {
    for delivery in store::delivery::lost(tx, now, LOST).await? {
        let outcome = Outcome {
            end: End::Uncertain,
            code: None,
            text: "The program was stopped while this was being sent.".to_owned(),
            smarthost: None,
        };
        end(tx, &delivery, &outcome, now).await?;
    }
    Ok(())
}

fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(500)
        .collect()
}
