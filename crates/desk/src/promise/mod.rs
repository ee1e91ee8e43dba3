//! What a customer is told about when to expect an answer. Every door asks [`of`]; who has been told is noted by [`keep`].
//!
//! The numbers are those of a forward run ([`ahead`]) which somebody makes behind the doors' backs and puts into
//! [`Forecasts`]: no door waits for one. Where nothing was foreseen, the promise rests on recent answers or on the target,
//! and says so by its basis. Words are `domain::wording`.

pub mod ahead;
mod door;
mod held;
pub(crate) mod record;
pub mod report;

pub use door::Public;
pub use held::{Batch, Forecasts, Known};

use crate::{Result, clocks, queue};
use domain::channel::Channel;
use domain::conversation::{Conversation, Urgency};
use domain::event::{Actor, Event, EventKind};
use domain::promise::{Estimate, estimate, foreseen};
use domain::routing::Kind;
use domain::sla::{ClockKind, Targets};
use domain::{Millis, PromiseId};
use store::Tx;
use store::promise::NewPromise;

/// First responses of this long back make an estimate where nothing was foreseen.
const RECORD_MS: Millis = 28 * 24 * 60 * 60 * 1000;
/// How many of them at most.
const RECORD: usize = 200;

/// Who wants to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asking<'a> {
    /// Whether they wait on the line.
    pub kind: Kind,
    pub urgency: Urgency,
    /// What they read.
    pub language: Option<&'a str>,
}

impl<'a> Asking<'a> {
    /// Somebody who writes and goes.
    #[must_use]
    pub fn written(language: Option<&'a str>) -> Self {
        Self {
            kind: Kind::Deferred,
            urgency: Urgency::Normal,
            language,
        }
    }
}

/// What to tell somebody who comes to that channel now.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn of(
    tx: &mut Tx,
    forecasts: &Forecasts,
    channel: &Channel,
    asking: Asking<'_>,
    now: Millis,
) -> Result<Estimate> {
    let terms = clocks::terms(tx, channel.id, channel.team, asking.urgency, now).await?;
    let hours = terms.as_ref().and_then(|t| t.hours.as_ref());
    let class = (asking.urgency, channel.id);
    if let Some(batch) = forecasts.ask(now)
        && let Some(forecast) = batch.of(channel, &asking)
        && let Some(found) = foreseen(forecast, &batch.known.correction, class, hours, now)
    {
        return Ok(found);
    }
    let recent =
        store::conversation::first_responses(tx, channel.id, now - RECORD_MS, RECORD).await?;
    let of_channel = Targets::of_channel(channel.first_response_target_min);
    let target = |targets: &Targets| targets.of(ClockKind::FirstResponse);
    let target = terms
        .as_ref()
        .and_then(|terms| target(&terms.targets))
        .or(target(&of_channel))
        .unwrap_or_default();
    let target = match asking.kind {
        Kind::Live => target.min(queue::rules(tx).await?.on_the_line(asking.urgency)),
        Kind::Deferred => target,
    };
    Ok(estimate(&recent, target, hours, now))
}

/// The promise is stored, and scored when the first answer is given. What names no time is none.
///
/// # Errors
/// See [`store::StoreError`].
pub(crate) async fn keep(
    tx: &mut Tx,
    c: &Conversation,
    channel: &Channel,
    estimate: &Estimate,
    id: PromiseId,
    now: Millis,
) -> Result<()> {
    let told = estimate.told;
    let Some((usually_at, almost_always_at)) = told.usually_at(now).zip(told.almost_always_at(now))
    else {
        return Ok(());
    };
    let made = NewPromise {
        id,
        conversation: c.id,
        channel: channel.id,
        urgency: c.urgency,
        made_at: now,
        usually_at,
        almost_always_at,
        estimate: *estimate,
    };
    store::promise::insert(tx, &made).await?;
    tx.emit(Event {
        at: now,
        actor: Actor::System,
        kind: EventKind::PromiseMade {
            conversation: c.id,
            usually_at,
            almost_always_at,
        },
    });
    Ok(())
}
