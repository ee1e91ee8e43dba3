//! One door and one kind of customer: what [`resolve`] says, and whether that is an answer.

use super::ground::{Asker, Ground};
use super::house::{Serves, TEXT_PAGE};
use crate::channel::Stage;
use crate::door::{
    Arrival, Hours, Landing, Medium, Outcome, TEXT_MESSAGE, Visitor, World, resolve,
};
use crate::language::is_same_language;
use crate::promise::Told;
use crate::{ChannelId, TeamId};

/// What somebody meets at a door.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Stop {
    /// Keys of the texts that are told.
    pub texts: Vec<String>,
    pub answer: Option<Answer>,
    pub traits: Traits,
    /// The doors that are shown and that they can use.
    pub ways: Vec<Way>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    pub by: By,
    pub via: ChannelId,
    pub team: Option<TeamId>,
    /// A time was told with it.
    pub told: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Human,
    Promise,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Traits {
    /// What was sent is kept.
    pub kept: bool,
    /// The channel takes nothing itself.
    pub turned: bool,
    /// Nobody can come in.
    pub away: bool,
    /// Redirects that lead in a circle.
    pub around: bool,
    /// It is handed to a channel that is about to close.
    pub closing: bool,
    /// Something is found here without anybody.
    pub pages: bool,
    /// Doors are shown that they cannot use.
    pub shut_out: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Way {
    pub door: usize,
    pub carries: Option<bool>,
}

impl Stop {
    /// Whether it does not matter what is behind the doors that are shown.
    pub fn is_last(&self) -> bool {
        let answered = self.answer.is_some() && !self.traits.turned;
        self.traits.away || answered || self.ways.is_empty()
    }
}

impl Ground<'_> {
    /// Place of the stop in the list of those that are known.
    pub fn stop(&mut self, door: usize, asker: usize, slot: usize) -> usize {
        let Some(channel) = self.index.channel_of[door] else {
            return self.keep(door, Stop::default());
        };
        let key = (self.situation(channel, slot), asker);
        if let Some(&known) = self.stops.known[door].get(&key) {
            return known;
        }
        let stop = self.met(door, channel, self.askers[asker], slot);
        let place = self.keep(door, stop);
        self.stops.known[door].insert(key, place);
        place
    }

    fn keep(&mut self, door: usize, stop: Stop) -> usize {
        let own = &self.stops.of_door[door];
        if let Some(&same) = own.iter().find(|&&n| self.stops.all[n] == stop) {
            return same;
        }
        let place = self.stops.all.len();
        self.stops.all.push(stop);
        self.stops.of_door[door].push(place);
        place
    }

    fn met(&self, door: usize, channel: usize, asker: Asker, slot: usize) -> Stop {
        let house = self.index.house;
        let (at, served) = (&house.doors[door], &house.channels[channel]);
        if self.failure.takes_away(at.medium) {
            let mut stop = Stop::default();
            stop.traits.away = true;
            return stop;
        }
        let visitor = Visitor::Kind(house.kinds[asker.kind].visitor.clone());
        let world = &*self.world_for(&visitor, channel, slot);
        let mut arrival = Arrival {
            door: at.id,
            medium: at.medium,
            visitor: visitor.clone(),
            continues: None,
            topic: self.topic(asker),
            at: house.slots[slot].at,
        };
        let outcome = resolve(&arrival, world);
        let mut stop = Stop {
            texts: outcome.texts.clone(),
            ..Stop::default()
        };
        let silent = self.is_silent(served);
        stop.traits.pages = served.serves != Serves::People && !silent;
        match at.medium {
            _ if served.serves != Serves::People && is_let_in(&outcome) => {}
            // It stays with whoever wrote it, who is shown the ways on.
            Medium::Mail if outcome.landing == Landing::Refused => stop.traits.turned = true,
            Medium::Mail | Medium::Text | Medium::Post => {
                self.sent(&mut stop, &arrival, &outcome, slot);
            }
            Medium::Call => self.spoken(&mut stop, &arrival, &outcome, slot),
            Medium::Widget if is_taken_up(&outcome, world) => {
                stop.answer = Some(answer(By::Human, &outcome));
            }
            Medium::Page | Medium::Widget if is_let_in(&outcome) => {
                arrival.medium = Medium::Post;
                let sent = resolve(&arrival, world);
                self.sent(&mut stop, &arrival, &sent, slot);
            }
            Medium::Page | Medium::Widget => stop.traits.turned = true,
        }
        self.look_around(&mut stop, door, asker);
        stop
    }

    /// Words are there: are they kept, and in a queue that takes them?
    fn sent(&self, stop: &mut Stop, arrival: &Arrival, outcome: &Outcome, slot: usize) {
        for text in &outcome.texts {
            if !stop.texts.contains(text) {
                stop.texts.push(text.clone());
            }
        }
        stop.traits.kept = true;
        match outcome.landing {
            Landing::Redirected { .. } => {
                let via = self.index.channel(outcome.via);
                let stage = via.map(|via| self.index.house.channels[via].stage);
                stop.traits.turned = true;
                stop.traits.closing = stage == Some(Stage::WindingDown);
                stop.answer = Some(answer(By::Promise, outcome));
            }
            Landing::Queue { .. } | Landing::Continue(_) => {
                stop.answer = Some(answer(By::Promise, outcome));
            }
            _ => {
                stop.traits.turned = true;
                let own = self.index.channel(outcome.via);
                let around = |own| self.is_circle(&arrival.visitor, own, slot);
                stop.traits.around = own.is_some_and(around);
            }
        }
    }

    /// A call leaves nothing behind: somebody takes it up, or it was for nothing.
    fn spoken(&self, stop: &mut Stop, arrival: &Arrival, outcome: &Outcome, slot: usize) {
        let via = self.index.channel(outcome.via);
        let there = via.is_some_and(|via| is_taken_up(outcome, self.world(via, slot)));
        match there {
            true => stop.answer = Some(answer(By::Human, outcome)),
            // What is left on the line is as good as written.
            false if outcome.texts.iter().any(|t| t == TEXT_MESSAGE) => {
                self.sent(stop, arrival, outcome, slot);
            }
            false => stop.traits.turned = true,
        }
    }

    /// The doors that its texts show, in their order.
    fn look_around(&self, stop: &mut Stop, door: usize, asker: Asker) {
        let house = self.index.house;
        let kind = &house.kinds[asker.kind];
        for link in &house.doors[door].shows {
            let said = match link.text.as_str() {
                TEXT_PAGE => matches!(house.doors[door].medium, Medium::Page | Medium::Widget),
                text => stop.texts.iter().any(|t| t == text),
            };
            let read = match (&link.language, &kind.visitor.language) {
                (Some(text), Some(theirs)) => is_same_language(text, theirs),
                _ => true,
            };
            let Some(to) = self.index.door(link.to).filter(|_| said && read) else {
                continue;
            };
            if !kind.can_use(self.index.at(to)) {
                stop.traits.shut_out = true;
            } else if !stop.ways.iter().any(|w| w.door == to) {
                stop.ways.push(Way {
                    door: to,
                    carries: link.carries,
                });
            }
        }
    }
}

/// Whether there is anything to look at besides a sign.
fn is_let_in(outcome: &Outcome) -> bool {
    !matches!(
        outcome.landing,
        Landing::Signpost | Landing::Refused | Landing::DeadEnd
    )
}

/// Whether a person answers now.
fn is_taken_up(outcome: &Outcome, world: &World) -> bool {
    matches!(
        outcome.landing,
        Landing::Queue { .. } | Landing::Redirected { .. }
    ) && (outcome.via == world.channel)
        && world.staffed
        && world.hours != Hours::Closed
        && !outcome.texts.iter().any(|t| t == TEXT_MESSAGE)
}

fn answer(by: By, outcome: &Outcome) -> Answer {
    let team = match outcome.landing {
        Landing::Queue { team } | Landing::Redirected { team } => team,
        _ => None,
    };
    Answer {
        by,
        via: outcome.via,
        team,
        told: outcome.promise.is_some_and(|p| p.told != Told::Unknown),
    }
}
