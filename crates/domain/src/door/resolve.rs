//! The one decision about whoever comes. What effects mean together:
//!
//! - `Redirect`, `OutboundOnly` and `Signpost` turn everybody away, before the stage is asked; the last of them counts.
//! - Then closed, then outside of an audience, then paused; one text says why.
//! - Who is turned away and has written is heard by the successor, or by the team that was there. Who only looks goes to the
//!   successor when the door was closed for good or redirected, and reads the ways on where there is a signpost.
//! - Who is let in is told the rest, in this order: an outage, other ways (who looks), the receipt, the announcement, that a message is
//!   taken. `TakeMessage` also keeps what is said on a line that turns away.
//! - `Refuse` refuses the letter of a stranger to a closed door; nobody else's, and nothing but a letter.
//! - `Unlist` does nothing here: it is about lists of ways, see [`is_offered`].

use super::{
    Arrival, Hours, Landing, Medium, Outcome, Overlay, Stand, TEXT_ACKNOWLEDGEMENT,
    TEXT_ALTERNATIVES, TEXT_ANNOUNCEMENT, TEXT_CLOSED, TEXT_MESSAGE, TEXT_OUTAGE, TEXT_SIGNPOST,
    Visitor, World,
};
use crate::Millis;
use crate::channel::Stage;

/// What happens to somebody who comes through a door.
///
/// Rule one: what continues a conversation is always delivered. Rule two: what was written is never dropped, and refused
/// only as [`last`](super::last) says; only ways that leave nothing behind (a page, a call) can end at a signpost or, as a
/// finding, a dead end.
#[must_use]
pub fn resolve(arrival: &Arrival, world: &World) -> Outcome {
    if let Some(conversation) = arrival.continues {
        return Outcome {
            landing: Landing::Continue(conversation),
            via: world.channel,
            texts: Vec::new(),
            promise: None,
        };
    }
    match Stand::from(world).refusal() {
        Some(text) => turned_away(arrival, world, text),
        None => Outcome {
            landing: Landing::Queue { team: world.team },
            via: world.channel,
            texts: texts(arrival, world),
            promise: world.promise,
        },
    }
}

/// Whether the door belongs into a list of ways for whoever comes.
#[must_use]
pub fn is_offered(arrival: &Arrival, world: &World) -> bool {
    // A pilot is for those whom a plan names.
    let announced = match world.stage {
        Stage::Draft | Stage::Closed => false,
        Stage::Pilot => is_limited(world),
        Stage::Live | Stage::WindingDown => true,
    };
    let new = Arrival {
        continues: None,
        ..arrival.clone()
    };
    announced
        && !world.overlays.contains(&Overlay::Unlist)
        && matches!(resolve(&new, world).landing, Landing::Queue { .. })
}

/// Whether the door is closed for good, or leads everybody elsewhere; not only for a while, or for some.
#[must_use]
pub fn is_gone(world: &World) -> bool {
    let leads_away = |o: &Overlay| {
        matches!(
            o,
            Overlay::Redirect { .. } | Overlay::OutboundOnly | Overlay::Signpost
        )
    };
    world.stage == Stage::Closed || world.overlays.iter().any(leads_away)
}

/// Whoever would usually wait longer than this on the line is asked for a message instead.
pub const LINE_MAX_MS: Millis = 10 * 60 * 1000;

/// What is promised is no wait on the line.
fn waits_too_long(world: &World, now: Millis) -> bool {
    let usually = world.promise.and_then(|p| p.told.usually_at(now));
    usually.is_some_and(|at| at > now.saturating_add(LINE_MAX_MS))
}

fn is_limited(world: &World) -> bool {
    let limited = |o: &Overlay| matches!(o, Overlay::LimitedTo { .. });
    world.overlays.iter().any(limited)
}

/// What whoever is let in is told.
fn texts(arrival: &Arrival, world: &World) -> Vec<String> {
    let laid = |overlay: &Overlay| world.overlays.contains(overlay);
    let mut texts = Vec::new();
    if laid(&Overlay::Outage) {
        texts.push(TEXT_OUTAGE);
    }
    if laid(&Overlay::OfferAlternatives) && !leaves_something(arrival.medium) {
        texts.push(TEXT_ALTERNATIVES);
    }
    // A draft is not announced: whoever finds it is heard, but the program says nothing in public yet.
    if world.stage != Stage::Draft {
        texts.push(TEXT_ACKNOWLEDGEMENT);
    }
    if laid(&Overlay::Announce) {
        texts.push(TEXT_ANNOUNCEMENT);
    }
    if takes_message(arrival, world) {
        texts.push(TEXT_MESSAGE);
    }
    texts.into_iter().map(str::to_owned).collect()
}

/// A message instead of a talk.
fn takes_message(arrival: &Arrival, world: &World) -> bool {
    let laid = world.overlays.contains(&Overlay::TakeMessage);
    match arrival.medium {
        Medium::Call => laid,
        Medium::Widget => {
            let shut = world.hours == Hours::Closed || !world.staffed;
            laid || shut || waits_too_long(world, arrival.at)
        }
        Medium::Mail | Medium::Page | Medium::Text | Medium::Post => false,
    }
}

/// The channel takes nothing from them: its successor does, or what was said is kept, or there is only a signpost.
fn turned_away(arrival: &Arrival, world: &World, text: &str) -> Outcome {
    let mut texts = vec![text.to_owned()];
    let call = arrival.medium == Medium::Call;
    let recorded = call && takes_message(arrival, world);
    if recorded {
        texts.push(TEXT_MESSAGE.to_owned());
    }
    let reads = matches!(arrival.medium, Medium::Page | Medium::Widget);
    if reads && world.overlays.contains(&Overlay::Outage) {
        texts.insert(0, TEXT_OUTAGE.to_owned());
    }
    let signpost = world.overlays.contains(&Overlay::Signpost);
    if text == TEXT_CLOSED && is_refused(arrival, world) {
        return Outcome {
            landing: Landing::Refused,
            via: world.channel,
            texts,
            promise: None,
        };
    }
    let (landing, via) = match &world.successor {
        _ if reads && text == TEXT_SIGNPOST => (Landing::Signpost, world.channel),
        Some(next) => (Landing::Redirected { team: next.team }, next.channel),
        None if recorded || leaves_something(arrival.medium) => (
            Landing::KeptWithoutSuccessor { team: world.team },
            world.channel,
        ),
        // A page can say something, and so can a line that was told to; one that nobody takes up cannot.
        None if call && !signpost => (Landing::DeadEnd, world.channel),
        None => (Landing::Signpost, world.channel),
    };
    Outcome {
        landing,
        via,
        texts,
        promise: None,
    }
}

/// A letter of somebody whom nobody knows, where the last word is in force. Whoever is refused still has the letter.
fn is_refused(arrival: &Arrival, world: &World) -> bool {
    let stranger = matches!(arrival.visitor, Visitor::Kind(_));
    arrival.medium == Medium::Mail && stranger && world.overlays.contains(&Overlay::Refuse)
}

/// Whether words have been written by the time the door is reached.
fn leaves_something(medium: Medium) -> bool {
    matches!(medium, Medium::Mail | Medium::Text | Medium::Post)
}
