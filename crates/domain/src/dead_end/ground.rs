//! What holds in each slot under one failure: the worlds that [`door::resolve`](crate::door::resolve) is asked about.
//! Slots in which nothing that can be met differs are one situation.

use super::house::{Channel, Failure, Serves};
use super::index::Index;
use super::stop::Stop;
use crate::TopicId;
use crate::door::{self, Line, Visitor, World};
use crate::promise::Told;
use std::borrow::Cow;
use std::collections::HashMap;

/// Somebody of a kind who asks about something.
#[derive(Clone, Copy)]
pub(super) struct Asker {
    pub kind: usize,
    /// Place among the urgent topics; `None`: about anything.
    pub urgent: Option<usize>,
}

pub(super) struct Ground<'a> {
    pub index: &'a Index<'a>,
    pub failure: Failure,
    pub askers: Vec<Asker>,
    pool: Vec<World>,
    /// By channel and slot, places in `pool`: worlds that are equal are one.
    worlds: Vec<Vec<usize>>,
    /// By channel and slot: which situation of its chain.
    chained: Vec<Vec<usize>>,
    pub(super) stops: Stops,
}

/// Stops that were worked out: what one kind meets at one door in one situation.
#[derive(Default)]
pub(super) struct Stops {
    pub all: Vec<Stop>,
    /// By door, then situation and asker.
    pub known: Vec<HashMap<(usize, usize), usize>>,
    pub of_door: Vec<Vec<usize>>,
}

impl<'a> Ground<'a> {
    pub fn of(index: &'a Index<'a>, failure: Failure) -> Self {
        let house = index.house;
        let mut pool = Vec::new();
        let worlds: Vec<Vec<usize>> = (0..house.channels.len())
            .map(|c| interned(index, c, failure, &mut pool))
            .collect();
        let chained = (index.chain.iter())
            .map(|chain| situations(chain, &worlds, house.slots.len()))
            .collect();
        let topics = house.urgent.as_ref().map_or(0, Vec::len);
        let askers = (0..house.kinds.len())
            .flat_map(|kind| {
                let about = std::iter::once(None).chain((0..topics).map(Some));
                about.map(move |urgent| Asker { kind, urgent })
            })
            .collect();
        let doors = house.doors.len();
        Self {
            index,
            failure,
            askers,
            pool,
            worlds,
            chained,
            stops: Stops {
                all: Vec::new(),
                known: vec![HashMap::new(); doors],
                of_door: vec![Vec::new(); doors],
            },
        }
    }

    pub fn world(&self, channel: usize, slot: usize) -> &World {
        &self.pool[self.worlds[channel][slot]]
    }

    /// What that kind of customer meets there: whoever belongs to an audience is let in by it, here and further on.
    pub fn world_for(&self, who: &Visitor, channel: usize, slot: usize) -> Cow<'_, World> {
        let world = self.world(channel, slot);
        let Some(own) = segment(who).filter(|_| self.index.laid.is_limited(channel)) else {
            return Cow::Borrowed(world);
        };
        let stand = self.index.stand(channel, slot, Some(own));
        Cow::Owned(World {
            inside: stand.inside,
            successor: self.index.successor(&stand, slot, Some(own)),
            ..world.clone()
        })
    }

    /// Whether what hands on from there leads in a circle.
    pub fn is_circle(&self, who: &Visitor, channel: usize, slot: usize) -> bool {
        let own = segment(who);
        let stand = self.index.stand(channel, slot, own);
        self.index.line(&stand, slot, own) == Line::Circle
    }

    pub fn situation(&self, channel: usize, slot: usize) -> usize {
        self.chained[channel][slot]
    }

    /// Slots that are the same for the door itself, and of those the ones that are the same for all that can be met from it.
    pub fn groups(&self, door: usize) -> Vec<Vec<Vec<usize>>> {
        let slots: Vec<usize> = (0..self.index.house.slots.len()).collect();
        let own = self.index.channel_of[door].map(|c| &self.chained[c]);
        let met = situations(&self.index.channels_met[door], &self.worlds, slots.len());
        let of_door = grouped(&slots, |slot| own.map_or(0, |own| own[slot]));
        let further = |group: Vec<usize>| grouped(&group, |slot| met[slot]);
        of_door.into_iter().map(further).collect()
    }

    pub fn topic(&self, asker: Asker) -> Option<TopicId> {
        let urgent = self.index.house.urgent.as_ref()?;
        Some(urgent.get(asker.urgent?)?.topic)
    }

    /// Whether nobody answers because the model is away.
    pub fn is_silent(&self, channel: &Channel) -> bool {
        channel.serves == Serves::Model && self.failure == Failure::ModelAway
    }
}

/// The audience that a kind of customer belongs to.
fn segment(who: &Visitor) -> Option<&str> {
    match who {
        Visitor::Kind(kind) => kind.segment.as_deref(),
        Visitor::Known(_) => None,
    }
}

/// Slots of the same key together, in the order in which they come.
fn grouped(slots: &[usize], key: impl Fn(usize) -> usize) -> Vec<Vec<usize>> {
    let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
    for &slot in slots {
        let key = key(slot);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(slot),
            None => groups.push((key, vec![slot])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// By slot, the number of the first that is the same for all of these channels, counted without gaps.
fn situations(channels: &[usize], worlds: &[Vec<usize>], slots: usize) -> Vec<usize> {
    let mut seen: HashMap<Vec<usize>, usize> = HashMap::new();
    (0..slots)
        .map(|slot| {
            let key: Vec<usize> = channels.iter().map(|&c| worlds[c][slot]).collect();
            let next = seen.len();
            *seen.entry(key).or_insert(next)
        })
        .collect()
}

fn interned(index: &Index, channel: usize, failure: Failure, pool: &mut Vec<World>) -> Vec<usize> {
    let begin = pool.len();
    // A time that was promised means something else in each slot.
    let absolute = (index.house.channels[channel].promise)
        .is_some_and(|p| !matches!(p.told, Told::AtOnce | Told::In { .. } | Told::Unknown));
    let mut out = Vec::with_capacity(index.house.slots.len());
    for slot in 0..index.house.slots.len() {
        let world = world_of(index, channel, failure, slot);
        let known = (pool[begin..].iter())
            .position(|w| !absolute && *w == world)
            .map(|n| begin + n);
        out.push(known.unwrap_or_else(|| {
            pool.push(world);
            pool.len() - 1
        }));
    }
    out
}

fn world_of(index: &Index, at: usize, failure: Failure, slot: usize) -> World {
    let channel = &index.house.channels[at];
    let people = index.people(channel.team);
    let begin = index.house.slots[slot].at;
    // Strangers belong to no audience; see `world_for`.
    let own = index.stand(at, slot, None);
    World {
        channel: channel.id,
        stage: channel.stage,
        paused: channel.paused,
        team: channel.team,
        successor: index.successor(&own, slot, None),
        inside: own.inside,
        overlays: own.overlays.to_vec(),
        hours: index.laid.hours(at, slot),
        staffed: failure != Failure::NoAgent && people.iter().any(|t| t.is_there(begin)),
        load: 0.0,
        promise: channel.promise,
        failures: failed(failure),
        version: channel.version,
    }
}

fn failed(failure: Failure) -> Vec<door::Failure> {
    use door::Failure as Door;
    match failure {
        Failure::None => Vec::new(),
        Failure::NoAgent => vec![Door::Agents],
        Failure::MailHostAway => vec![Door::Listener, Door::Collector, Door::Sending],
        Failure::CarrierAway => vec![Door::Carrier],
        Failure::ModelAway => vec![Door::Model],
    }
}
