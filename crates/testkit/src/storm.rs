//! What a storm is made of: plans with random content, commands that somebody presses whatever the plan is like, and work
//! that dies half-way.

use crate::houses::{Dice, STAGES, step};
use domain::channel::Stage;
use domain::door::Overlay;
use domain::plan::{
    Audience, Command, Content, DAY, GoesOn, HOUR, Kind, Plan, State, Step, Task, Window,
};
use domain::{AgentId, ChannelId, ContactId};
use std::collections::BTreeSet;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// Works at it, and dies after so many steps: what was handed over by then may happen all the same.
pub async fn until_death<T>(steps: usize, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut left = steps;
    poll_fn(|cx| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        work.as_mut().poll(cx).map(Some)
    })
    .await
}

/// A plan of one to four steps for channel `of` of these; what it limits is for the friend.
pub fn content(
    dice: &mut Dice,
    of: ChannelId,
    channels: &[ChannelId],
    owner: AgentId,
    friend: ContactId,
) -> Content {
    let kinds = [Kind::Launch, Kind::Adjust, Kind::WindDown];
    let others: Vec<ChannelId> = channels.iter().copied().filter(|c| *c != of).collect();
    let steps = 1 + dice.below(4);
    Content {
        kind: kinds[dice.below(kinds.len())],
        name: "By chance".into(),
        reason: "It blows.".into(),
        owner: Some(owner),
        close_plan: "Close it again.".into(),
        steps: (0..steps)
            .map(|n| chosen(dice, &format!("Step {n}"), &others, friend))
            .collect(),
    }
}

fn chosen(dice: &mut Dice, name: &str, others: &[ChannelId], friend: ContactId) -> Step {
    let overlays = overlays(dice, others);
    let limited = |o: &Overlay| matches!(o, Overlay::LimitedTo { .. });
    let stage = dice.pick(&STAGES, 2 * STAGES.len());
    let pilot = stage == Some(Stage::Pilot) && !dice.one_in(6);
    let audience = match pilot || overlays.iter().any(limited) {
        true => Audience::Contacts(BTreeSet::from([friend])),
        false => Audience::Everyone,
    };
    let keeps = dice.one_in(2);
    let window = Window {
        from_ms: HOUR,
        to_ms: 3 * HOUR,
    };
    let task = Task {
        what: "Tell them".into(),
        owner: None,
        due_ms: DAY,
        done: None,
    };
    Step {
        stage,
        keeps,
        clears: dice.one_in(4),
        windows: some(!keeps && dice.one_in(2), window),
        shortest_ms: HOUR * i64::try_from(1 + dice.below(72)).unwrap_or(1),
        goes_on: match dice.one_in(2) {
            true => GoesOn::ByItself,
            false => GoesOn::ByHand,
        },
        tasks: some(dice.one_in(3), task),
        ..step(name, audience, overlays)
    }
}

fn some<T>(is: bool, one: T) -> Vec<T> {
    is.then_some(one).into_iter().collect()
}

fn overlays(dice: &mut Dice, others: &[ChannelId]) -> Vec<Overlay> {
    let to = dice.pick(others, 0);
    let all = [
        Some(Overlay::Unlist),
        Some(Overlay::Announce),
        Some(Overlay::OfferAlternatives),
        Some(Overlay::TakeMessage),
        Some(Overlay::OutboundOnly),
        Some(Overlay::Signpost),
        to.map(|to| Overlay::Redirect { to }),
        // Whom it names is the plan's to say.
        Some(Overlay::LimitedTo {
            audience: String::new(),
        }),
    ];
    let mut out: Vec<Overlay> = all.into_iter().flatten().collect();
    out.retain(|_| dice.one_in(5));
    // One that turns people away is enough, mostly.
    let turns = |o: &Overlay| {
        matches!(
            o,
            Overlay::OutboundOnly | Overlay::Signpost | Overlay::Redirect { .. }
        )
    };
    let (mut turned, both) = (false, dice.one_in(6));
    out.retain(|o| both || !turns(o) || !std::mem::replace(&mut turned, true));
    out
}

/// Anything that can be pressed at a plan.
pub fn command(dice: &mut Dice, plan: &Plan) -> Command {
    let why = "By chance.".to_owned();
    let written = Some(why.clone());
    if plan.state == State::Draft && dice.one_in(2) {
        return Command::Start;
    }
    match dice.below(12) {
        0 => Command::Start,
        1..=3 => Command::GoOn { written },
        4 => Command::Extend { why },
        5 => Command::Pause { why },
        6..=7 => Command::Resume,
        8 => Command::RollBack { why },
        9 => Command::Undo { why },
        10 => Command::DoTask {
            step: plan.at_step,
            task: 0,
            note: why,
        },
        _ => Command::Finish { written },
    }
}
