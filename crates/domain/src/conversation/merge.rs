//! Merging, coming apart again, and splitting: what becomes of the state of a conversation when messages come or go. Which
//! rows move is `desk::merge`'s business.

use super::decide::refuse;
use super::{Command, Conversation, Decision, Effect, Source, StatusState, Urgency};
use crate::event::EventKind;
use crate::message::MessageKind;
use crate::{Millis, Refusal};
use serde::{Deserialize, Serialize};

/// Messages that one merge, or one split, moves.
pub const MESSAGES_MAX: i64 = 2_000;
/// Messages of a conversation that others were merged into.
pub const SURVIVOR_MAX: i64 = 10_000;
/// Signposts that lead on to signposts. A merge that would make the way longer is refused.
pub const DEPTH_MAX: usize = 32;

/// How a conversation stands: what messages coming or going may change.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    #[serde(flatten)]
    pub state: StatusState,
    pub urgency: Urgency,
    pub urgency_source: Source,
    pub last_at: Millis,
    pub last_customer_at: Option<Millis>,
    pub last_agent_at: Option<Millis>,
    pub waiting_since: Option<Millis>,
    pub first_reply_at: Option<Millis>,
}

/// What a message says about the times of its conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    pub kind: MessageKind,
    pub at: Millis,
    /// A program wrote it: it starts and stops no clock.
    pub automatic: bool,
}

impl Conversation {
    #[must_use]
    pub fn outline(&self) -> Outline {
        Outline {
            state: self.state,
            urgency: self.urgency,
            urgency_source: self.urgency_source,
            last_at: self.last_at,
            last_customer_at: self.last_customer_at,
            last_agent_at: self.last_agent_at,
            waiting_since: self.waiting_since,
            first_reply_at: self.first_reply_at,
        }
    }

    pub(super) fn redraw(&mut self, o: &Outline) {
        self.state = o.state;
        self.urgency = o.urgency;
        self.urgency_source = o.urgency_source;
        self.last_at = o.last_at;
        self.last_customer_at = o.last_customer_at;
        self.last_agent_at = o.last_agent_at;
        self.waiting_since = o.waiting_since;
        self.first_reply_at = o.first_reply_at;
    }
}

/// How the survivor stands once it holds both: whoever waited longest goes on waiting, what is owed in either is owed in the
/// whole, and the more urgent counts unless an agent set the survivor's urgency.
#[must_use]
pub fn joined(survivor: &Outline, merged: &Outline) -> Outline {
    let (urgency, urgency_source) =
        if merged.urgency > survivor.urgency && survivor.urgency_source != Source::Agent {
            (merged.urgency, merged.urgency_source)
        } else {
            (survivor.urgency, survivor.urgency_source)
        };
    let state = match (survivor.state, merged.state) {
        (StatusState::Open, _) | (_, StatusState::Open) => StatusState::Open,
        (StatusState::Resolved { at }, StatusState::Resolved { at: other }) => {
            StatusState::Resolved { at: at.max(other) }
        }
        (StatusState::Resolved { .. }, other) => other,
        (own, _) => own,
    };
    let earliest = |a: Option<Millis>, b: Option<Millis>| a.into_iter().chain(b).min();
    Outline {
        state,
        urgency,
        urgency_source,
        last_at: survivor.last_at.max(merged.last_at),
        last_customer_at: survivor.last_customer_at.max(merged.last_customer_at),
        last_agent_at: survivor.last_agent_at.max(merged.last_agent_at),
        waiting_since: earliest(survivor.waiting_since, merged.waiting_since),
        first_reply_at: earliest(survivor.first_reply_at, merged.first_reply_at),
    }
}

/// How a conversation stands by these messages alone, in their order. Its status is kept, unless a customer's last word is
/// unanswered in what was resolved or waiting only by the messages that left.
#[must_use]
pub fn told_by(said: &[Said], like: &Outline, begun_at: Millis) -> Outline {
    let mut o = Outline {
        last_at: begun_at,
        last_customer_at: None,
        last_agent_at: None,
        waiting_since: None,
        first_reply_at: None,
        ..*like
    };
    for s in said {
        match s.kind {
            MessageKind::Customer => {
                o.last_at = o.last_at.max(s.at);
                if !s.automatic {
                    o.last_customer_at = o.last_customer_at.max(Some(s.at));
                    o.waiting_since.get_or_insert(s.at);
                }
            }
            MessageKind::Agent if !s.automatic => {
                o.last_at = o.last_at.max(s.at);
                o.last_agent_at = o.last_agent_at.max(Some(s.at));
                if o.last_customer_at.is_some() {
                    o.first_reply_at.get_or_insert(s.at);
                }
                o.waiting_since = None;
            }
            MessageKind::Agent | MessageKind::Note | MessageKind::Call | MessageKind::Event => {}
        }
    }
    // Nobody waits in what an agent has put aside.
    if !matches!(o.state, StatusState::Open | StatusState::Snoozed { .. }) {
        o.waiting_since = None;
    }
    o
}

/// A merge that stands: what came, and how the survivor stood before and after it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Joint {
    pub merged: Outline,
    pub before: Outline,
    pub after: Outline,
}

/// Of a merge whose survivor was written in since: no conversation stands like that, so its messages are asked.
const UNTOLD: Millis = Millis::MIN;

/// How the survivor stands without the first of these merges, which are all into it that stand from that one on, in their
/// order; and the later ones, told as if the first had never been. What somebody changed since stays changed. `said` are
/// the messages that remain.
#[must_use]
pub fn apart(
    now: &Outline,
    joints: &[Joint],
    said: &[Said],
    begun_at: Millis,
) -> (Outline, Vec<Joint>) {
    let Some((first, later)) = joints.split_first() else {
        return (told_by(said, now, begun_at), Vec::new());
    };
    let (mut with, mut without) = (first.after, first.before);
    let mut told = true;
    let mut retold = Vec::with_capacity(later.len());
    for joint in later {
        let before = carried(&with, &without, &joint.before, &mut told);
        let mut after = joined(&before, &joint.merged);
        (with, without) = (joint.after, after);
        if !told {
            after.last_at = UNTOLD;
        }
        retold.push(Joint {
            before,
            after,
            ..*joint
        });
    }
    let remains = carried(&with, &without, now, &mut told);
    if told {
        (remains, retold)
    } else {
        (told_by(said, &remains, begun_at), retold)
    }
}

/// What is still as it was `with` becomes what it is `without`; `told` ends where something was written meanwhile, which
/// speaks for the status, too.
fn carried(with: &Outline, without: &Outline, is: &Outline, told: &mut bool) -> Outline {
    let mut out = *is;
    if (is.urgency, is.urgency_source) == (with.urgency, with.urgency_source) {
        (out.urgency, out.urgency_source) = (without.urgency, without.urgency_source);
    }
    let times = |o: &Outline| {
        let said = (o.last_at, o.last_customer_at, o.last_agent_at);
        (said, o.waiting_since, o.first_reply_at)
    };
    *told &= times(is) == times(with);
    if *told {
        out.last_at = without.last_at;
        out.last_customer_at = without.last_customer_at;
        out.last_agent_at = without.last_agent_at;
        out.waiting_since = without.waiting_since;
        out.first_reply_at = without.first_reply_at;
        if is.state == with.state {
            out.state = without.state;
        }
    }
    out
}

/// What a signpost still does.
pub(super) fn of_signpost(c: &Conversation, command: Command) -> Result<Decision, Refusal> {
    let StatusState::Merged { into } = c.state else {
        return Err(refuse(c, "not_merged", "was not merged"));
    };
    match command {
        Command::ComeBack(outline) => Ok(Decision::of(vec![EventKind::ConversationUnmerged {
            conversation: c.id,
            from: into,
            outline: *outline,
        }])),
        Command::Delete => Ok(Decision::of(vec![EventKind::Deleted {
            conversation: c.id,
        }])),
        _ => Err(refuse(
            c,
            "conversation_is_merged",
            "was merged into another one; go on there",
        )),
    }
}

pub(super) fn decide(c: &Conversation, command: Command) -> Result<Decision, Refusal> {
    let conversation = c.id;
    match command {
        Command::MergeInto { into } => {
            if into == c.id {
                return Err(refuse(
                    c,
                    "merge_with_itself",
                    "cannot be merged into itself",
                ));
            }
            not_spam(c)?;
            Ok(Decision {
                events: vec![EventKind::ConversationMerged { conversation, into }],
                effects: vec![Effect::DropAcknowledgement],
            })
        }
        Command::Absorb(other) => {
            not_spam(c)?;
            not_spam(&other)?;
            Ok(Decision::of(vec![EventKind::ConversationAbsorbed {
                conversation,
                other: other.id,
                outline: joined(&c.outline(), &other.outline()),
            }]))
        }
        Command::GiveBack { other, remains } => {
            Ok(Decision::of(vec![EventKind::ConversationGaveBack {
                conversation,
                other,
                outline: *remains,
            }]))
        }
        Command::SplitOff { from, outline } => {
            Ok(Decision::of(vec![EventKind::ConversationSplitOff {
                conversation,
                from,
                outline: *outline,
            }]))
        }
        _ => Err(refuse(c, "not_merged", "was not merged")),
    }
}

fn not_spam(c: &Conversation) -> Result<(), Refusal> {
    if c.state == StatusState::Spam {
        return Err(refuse(
            c,
            "conversation_is_spam",
            "is marked as spam; mark it as not spam to merge it",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(state: StatusState, urgency: Urgency, last_at: Millis) -> Outline {
        Outline {
            state,
            urgency,
            urgency_source: Source::Rule,
            last_at,
            last_customer_at: Some(last_at),
            last_agent_at: None,
            waiting_since: (state == StatusState::Open).then_some(last_at),
            first_reply_at: None,
        }
    }

    /// A resolved survivor, and what came to it one after the other.
    fn chain() -> (Outline, Vec<Joint>) {
        let own = outline(StatusState::Resolved { at: 5 }, Urgency::Low, 4);
        let mut now = own;
        let comes = [
            outline(StatusState::Open, Urgency::Urgent, 7),
            outline(StatusState::Waiting, Urgency::High, 9),
            outline(StatusState::Open, Urgency::Normal, 2),
        ];
        let joints = comes.map(|merged| {
            let before = now;
            now = joined(&before, &merged);
            Joint {
                merged,
                before,
                after: now,
            }
        });
        (own, joints.to_vec())
    }

    #[test]
    fn merges_come_apart_in_any_order_to_what_was_there() {
        for order in [
            [0, 1, 2],
            [0, 2, 1],
            [1, 0, 2],
            [1, 2, 0],
            [2, 0, 1],
            [2, 1, 0],
        ] {
            let (own, mut joints) = chain();
            let mut now = joints[2].after;
            let mut left = vec![0, 1, 2];
            for gone in order {
                let at = left.iter().position(|n| *n == gone).expect("still there");
                let (remains, retold) = apart(&now, &joints[at..], &[], 0);
                joints.truncate(at);
                joints.extend(retold);
                left.remove(at);
                now = remains;
                let expected = left
                    .iter()
                    .fold(own, |o, n| joined(&o, &chain().1[*n].merged));
                assert_eq!(now, expected, "{order:?} without {gone}");
            }
        }
    }

    #[test]
    fn what_somebody_changed_since_stays_and_the_rest_goes_back() {
        let (own, joints) = chain();
        let mut now = joints[2].after;
        (now.urgency, now.urgency_source) = (Urgency::Normal, Source::Agent);
        let (remains, _) = apart(&now, &joints, &[], 0);
        assert_eq!(remains.urgency, Urgency::Normal);
        assert_eq!(remains.state, StatusState::Open, "the last of them is open");
        let mut now = joints[0].after;
        now.state = StatusState::Waiting;
        let (remains, _) = apart(&now, &joints[..1], &[], 0);
        assert_eq!(
            (remains.state, remains.urgency),
            (StatusState::Waiting, own.urgency)
        );
    }

    #[test]
    fn whoever_wrote_after_the_merge_goes_on_waiting() {
        let (own, joints) = chain();
        let mut now = joints[0].after;
        (now.last_at, now.last_customer_at) = (30, Some(30));
        let said = [4, 30].map(|at| Said {
            kind: MessageKind::Customer,
            at,
            automatic: false,
        });
        let (remains, _) = apart(&now, &joints[..1], &said, 0);
        assert_eq!(remains.state, StatusState::Open, "not resolved as before");
        assert_eq!((remains.last_at, remains.urgency), (30, own.urgency));
        // The same when it was written between two merges, and the second is taken back after the first.
        let mut between = joints.clone();
        between[1].before.last_at = 8;
        between[1].after.last_at = 9;
        let (_, retold) = apart(&between[1].after, &between[..2], &said, 0);
        let (remains, _) = apart(&between[1].after, &retold, &said, 0);
        assert_eq!(remains.state, StatusState::Open);
        assert_eq!(remains.last_at, 30, "its messages are asked");
    }
}
