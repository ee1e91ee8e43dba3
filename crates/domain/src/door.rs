//! What happens to somebody who comes through a door. Live traffic, the contact page and the dead-end audit all ask
//! [`resolve`]. The types are whole from the start although only few of their values occur yet.

use crate::channel::Stage;
use crate::{ChannelId, ContactId, ConversationId, DoorId, Millis, TeamId, TopicId};
use serde::{Deserialize, Serialize};

/// Somebody (or, in the audit, a kind of somebody) at a door.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Arrival {
    pub door: DoorId,
    pub medium: Medium,
    pub visitor: Visitor,
    /// The open conversation that this arrival goes on with, proven by authority, not by a guess.
    pub continues: Option<ConversationId>,
    pub topic: Option<TopicId>,
    pub at: Millis,
}

/// What the arrival comes as; decides which answers are possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    Mail,
    /// Looks at a page: a form before it is sent, a list of ways.
    Page,
    Widget,
    Call,
    Text,
    /// Has sent what a page asked for: the words are there.
    Post,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visitor {
    Known(ContactId),
    Kind(VisitorKind),
}

/// A kind of customer, for audits and for strangers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct VisitorKind {
    pub segment: Option<String>,
    pub language: Option<String>,
    /// Ways that they can use (`mail`, `page`, `call`...); empty means all.
    pub abilities: Vec<Medium>,
    pub signed_in: bool,
}

/// What is true about the door and its channel at that moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct World {
    pub channel: ChannelId,
    pub stage: Stage,
    pub paused: bool,
    /// The queue of this channel's own team.
    pub team: Option<TeamId>,
    /// Successor, followed to the first channel that takes arrivals; `None` when there is none or it is a circle.
    pub successor: Option<Successor>,
    pub overlays: Vec<Overlay>,
    pub hours: Hours,
    pub staffed: bool,
    /// Waiting items over agents, 0 when unknown.
    pub load: f64,
    pub promise: Option<crate::promise::Estimate>,
    pub failures: Vec<Failure>,
    /// Version of the configuration that this was read from.
    pub version: i64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Successor {
    pub channel: ChannelId,
    pub team: Option<TeamId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hours {
    Always,
    Open,
    Closed,
}

/// An effect of an active plan step on a door.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overlay {
    /// Named on no page and in no list of ways; whoever knows it is served in full.
    Unlist,
    OfferAlternatives,
    LimitedTo {
        audience: String,
    },
    OutboundOnly,
    TakeMessage,
    Announce,
    Redirect {
        to: ChannelId,
    },
    Signpost,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    Listener,
    Collector,
    Sending,
    Agents,
    /// Lines and texts of the phone.
    Carrier,
    /// The language model that answers first.
    Model,
}

/// The first channel down the line from `from` that takes arrivals; `None` when there is none, or the line is a circle.
/// `look` answers with a channel, whether it takes arrivals, and its own successor.
#[must_use]
pub fn successor(
    from: ChannelId,
    first: Option<ChannelId>,
    look: impl Fn(ChannelId) -> Option<(Successor, bool, Option<ChannelId>)>,
) -> Option<Successor> {
    let mut seen = vec![from];
    let mut next = first;
    while let Some(id) = next {
        if seen.contains(&id) {
            return None;
        }
        let (successor, takes, after) = look(id)?;
        if takes {
            return Some(successor);
        }
        seen.push(id);
        next = after;
    }
    None
}

/// What happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    pub landing: Landing,
    /// The channel in whose name it is handled (the successor for a redirect).
    pub via: ChannelId,
    /// Keys of the texts that the customer is told, in order (`channel_paused`, `channel_closed`, `acknowledgement`).
    pub texts: Vec<String>,
    pub promise: Option<crate::promise::Estimate>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Landing {
    /// Goes on in a conversation that exists, whatever happens to the door.
    Continue(ConversationId),
    /// A new conversation in the queue of `team`.
    Queue { team: Option<TeamId> },
    /// Kept as a conversation in the successor's queue; the customer is told once.
    Redirected { team: Option<TeamId> },
    /// Kept in the channel's own team although the channel takes nothing; the lead is told.
    KeptWithoutSuccessor { team: Option<TeamId> },
    /// Told the ways that are open; nothing kept because nothing was sent.
    Signpost,
    /// Nothing answers: a finding of the audit.
    DeadEnd,
}

/// Text keys that [`Outcome::texts`] may hold.
pub const TEXT_ACKNOWLEDGEMENT: &str = "acknowledgement";
pub const TEXT_PAUSED: &str = "channel_paused";
pub const TEXT_CLOSED: &str = "channel_closed";
pub const TEXT_ANNOUNCEMENT: &str = "announcement";
pub const TEXT_SIGNPOST: &str = "signpost";
/// Nobody is there to talk: a message is taken, and answered later.
pub const TEXT_MESSAGE: &str = "message_instead";

/// What happens to somebody who comes through a door.
///
/// Rule one: what continues a conversation is always delivered. Rule two: what was written is never refused and never
/// dropped; only ways that leave nothing behind (a page, a call) can end at a signpost or, as a finding, a dead end.
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
    if let Some(outcome) = overlaid(arrival, world) {
        return outcome;
    }
    if world.stage == Stage::Closed {
        return turned_away(arrival, world, TEXT_CLOSED);
    }
    if world.paused {
        return turned_away(arrival, world, TEXT_PAUSED);
    }
    let mut texts = Vec::new();
    // A draft is not announced: whoever finds it is heard, but the program says nothing in public yet.
    if world.stage != Stage::Draft {
        texts.push(TEXT_ACKNOWLEDGEMENT.to_owned());
    }
    if world.overlays.contains(&Overlay::Announce) {
        texts.push(TEXT_ANNOUNCEMENT.to_owned());
    }
    let nobody =
        world.hours == Hours::Closed || !world.staffed || waits_too_long(world, arrival.at);
    if arrival.medium == Medium::Widget
        && (nobody || world.overlays.contains(&Overlay::TakeMessage))
    {
        texts.push(TEXT_MESSAGE.to_owned());
    }
    Outcome {
        landing: Landing::Queue { team: world.team },
        via: world.channel,
        texts,
        promise: world.promise,
    }
}

/// Whoever would usually wait longer than this on the line is asked for a message instead.
pub const LINE_MAX_MS: Millis = 10 * 60 * 1000;

/// What is promised is no wait on the line.
fn waits_too_long(world: &World, now: Millis) -> bool {
    let usually = world.promise.and_then(|p| p.told.usually_at(now));
    usually.is_some_and(|at| at > now.saturating_add(LINE_MAX_MS))
}

/// The last overlay that sends arrivals elsewhere wins.
fn overlaid(arrival: &Arrival, world: &World) -> Option<Outcome> {
    let overlay = world.overlays.iter().rev().find(|o| {
        matches!(
            o,
            Overlay::Redirect { .. } | Overlay::OutboundOnly | Overlay::Signpost
        )
    })?;
    match overlay {
        Overlay::Redirect { to } => {
            let team = match &world.successor {
                Some(successor) if successor.channel == *to => successor.team,
                _ => world.team,
            };
            Some(Outcome {
                landing: Landing::Redirected { team },
                via: *to,
                texts: vec![TEXT_ANNOUNCEMENT.to_owned()],
                promise: None,
            })
        }
        _ => Some(turned_away(arrival, world, TEXT_SIGNPOST)),
    }
}

/// The channel takes nothing: its successor does, or the message is kept, or there is only a signpost.
fn turned_away(arrival: &Arrival, world: &World, text: &str) -> Outcome {
    let texts = vec![text.to_owned()];
    let (landing, via) = match (&world.successor, leaves_something(arrival.medium)) {
        (Some(successor), _) => (
            Landing::Redirected {
                team: successor.team,
            },
            successor.channel,
        ),
        (None, true) => (
            Landing::KeptWithoutSuccessor { team: world.team },
            world.channel,
        ),
        // A page can say something; a call that nobody takes up cannot.
        (None, false) if arrival.medium == Medium::Call => (Landing::DeadEnd, world.channel),
        (None, false) => (Landing::Signpost, world.channel),
    };
    Outcome {
        landing,
        via,
        texts,
        promise: None,
    }
}

/// Whether words have been written by the time the door is reached.
fn leaves_something(medium: Medium) -> bool {
    matches!(medium, Medium::Mail | Medium::Text | Medium::Post)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn channel(n: u128) -> ChannelId {
        ChannelId(Uuid::from_u128(n))
    }

    fn team(n: u128) -> Option<TeamId> {
        Some(TeamId(Uuid::from_u128(n)))
    }

    fn live() -> World {
        World {
            channel: channel(1),
            stage: Stage::Live,
            paused: false,
            team: team(1),
            successor: None,
            overlays: vec![],
            hours: Hours::Always,
            staffed: true,
            load: 0.0,
            promise: None,
            failures: vec![],
            version: 1,
        }
    }

    fn with_successor(world: World) -> World {
        World {
            successor: Some(Successor {
                channel: channel(2),
                team: team(2),
            }),
            ..world
        }
    }

    fn mail() -> Arrival {
        Arrival {
            door: DoorId(Uuid::from_u128(1)),
            medium: Medium::Mail,
            visitor: Visitor::Kind(VisitorKind::default()),
            continues: None,
            topic: None,
            at: 0,
        }
    }

    #[test]
    fn a_live_door_leads_into_the_queue_of_its_team() {
        let o = resolve(&mail(), &live());
        assert_eq!(o.landing, Landing::Queue { team: team(1) });
        assert_eq!(o.texts, [TEXT_ACKNOWLEDGEMENT]);
    }

    #[test]
    fn what_continues_a_conversation_is_delivered_whatever_the_door() {
        let id = ConversationId(Uuid::from_u128(9));
        let arrival = Arrival {
            continues: Some(id),
            ..mail()
        };
        for stage in [
            Stage::Draft,
            Stage::Pilot,
            Stage::Live,
            Stage::WindingDown,
            Stage::Closed,
        ] {
            for paused in [false, true] {
                let world = World {
                    stage,
                    paused,
                    overlays: vec![Overlay::OutboundOnly],
                    ..live()
                };
                let o = resolve(&arrival, &world);
                assert_eq!(o.landing, Landing::Continue(id));
                assert!(o.texts.is_empty());
            }
        }
    }

    #[test]
    fn a_closed_door_leads_to_the_successor_and_says_so() {
        let world = with_successor(World {
            stage: Stage::Closed,
            ..live()
        });
        let o = resolve(&mail(), &world);
        assert_eq!(o.landing, Landing::Redirected { team: team(2) });
        assert_eq!((o.via, o.texts), (channel(2), vec![TEXT_CLOSED.to_owned()]));
    }

    #[test]
    fn a_paused_door_without_successor_keeps_the_mail_in_its_own_team() {
        let world = World {
            paused: true,
            ..live()
        };
        let o = resolve(&mail(), &world);
        assert_eq!(o.landing, Landing::KeptWithoutSuccessor { team: team(1) });
        assert_eq!(o.texts, [TEXT_PAUSED]);
    }

    #[test]
    fn closed_is_said_before_paused() {
        let world = World {
            stage: Stage::Closed,
            paused: true,
            ..live()
        };
        assert_eq!(resolve(&mail(), &world).texts, [TEXT_CLOSED]);
    }

    #[test]
    fn no_mail_and_no_form_that_was_sent_ever_ends_at_a_signpost_or_dead_end() {
        for stage in [
            Stage::Draft,
            Stage::Pilot,
            Stage::Live,
            Stage::WindingDown,
            Stage::Closed,
        ] {
            for paused in [false, true] {
                for overlays in [vec![], vec![Overlay::OutboundOnly], vec![Overlay::Signpost]] {
                    let world = World {
                        stage,
                        paused,
                        overlays,
                        ..live()
                    };
                    for medium in [Medium::Mail, Medium::Post] {
                        let arrival = Arrival { medium, ..mail() };
                        let landing = resolve(&arrival, &world).landing;
                        assert!(!matches!(landing, Landing::Signpost | Landing::DeadEnd));
                    }
                }
            }
        }
    }

    #[test]
    fn a_call_to_a_closed_channel_without_successor_is_a_dead_end() {
        let world = World {
            stage: Stage::Closed,
            ..live()
        };
        let call = Arrival {
            medium: Medium::Call,
            ..mail()
        };
        assert_eq!(resolve(&call, &world).landing, Landing::DeadEnd);
        let page = Arrival {
            medium: Medium::Page,
            ..mail()
        };
        assert_eq!(resolve(&page, &world).landing, Landing::Signpost);
    }

    #[test]
    fn a_widget_takes_a_message_when_nobody_is_there_to_talk() {
        let look = Arrival {
            medium: Medium::Widget,
            ..mail()
        };
        let text = |world: World| resolve(&look, &world).texts;
        assert_eq!(text(live()), [TEXT_ACKNOWLEDGEMENT]);
        let closed = World {
            hours: Hours::Closed,
            ..live()
        };
        let alone = World {
            staffed: false,
            ..live()
        };
        for world in [closed, alone] {
            assert_eq!(text(world.clone()), [TEXT_ACKNOWLEDGEMENT, TEXT_MESSAGE]);
            assert_eq!(
                resolve(&look, &world).landing,
                Landing::Queue { team: team(1) }
            );
        }
        // Words that were sent need no such word.
        let sent = Arrival {
            medium: Medium::Post,
            ..mail()
        };
        let world = World {
            staffed: false,
            ..live()
        };
        assert_eq!(resolve(&sent, &world).texts, [TEXT_ACKNOWLEDGEMENT]);
    }

    #[test]
    fn who_would_wait_too_long_on_the_line_is_asked_for_a_message() {
        use crate::promise::{Basis, Estimate, Told};
        let look = Arrival {
            medium: Medium::Widget,
            ..mail()
        };
        let waiting = |usually_ms| World {
            promise: Some(Estimate {
                told: Told::In {
                    usually_ms,
                    almost_always_ms: usually_ms,
                },
                wait: None,
                basis: Basis::Forward,
                n: 40,
            }),
            ..live()
        };
        let texts = |ms| resolve(&look, &waiting(ms)).texts;
        assert_eq!(texts(LINE_MAX_MS), [TEXT_ACKNOWLEDGEMENT]);
        let message = [TEXT_ACKNOWLEDGEMENT, TEXT_MESSAGE];
        assert_eq!(texts(LINE_MAX_MS + 1), message);
    }

    #[test]
    fn a_draft_is_heard_but_says_nothing() {
        let world = World {
            stage: Stage::Draft,
            ..live()
        };
        let o = resolve(&mail(), &world);
        assert_eq!(o.landing, Landing::Queue { team: team(1) });
        assert!(o.texts.is_empty());
    }
}
