//! A house with its ways looked up: which doors and channels can be met from each door. What failures and
//! customers do is not in here.

use super::house::{Channel, Door, House, Team};
use super::laid::InSlots;
use crate::door::Overlay;
use crate::{ChannelId, DoorId, TeamId};
use std::collections::{BTreeSet, HashMap};

/// Places of doors and channels in their lists.
pub(super) struct Index<'a> {
    pub house: &'a House,
    channels: HashMap<ChannelId, usize>,
    doors: HashMap<DoorId, usize>,
    teams: HashMap<TeamId, usize>,
    /// By door: its channel. Doors of channels that are not there are left out of the audit.
    pub channel_of: Vec<Option<usize>>,
    /// By channel: itself and all to which it may hand on.
    pub chain: Vec<Vec<usize>>,
    pub laid: InSlots,
    /// By door: all doors that can be met from it, with itself.
    pub doors_met: Vec<BTreeSet<usize>>,
    /// By door: the channels of all of them, with their chains.
    pub channels_met: Vec<Vec<usize>>,
}

impl<'a> Index<'a> {
    pub fn of(house: &'a House) -> Self {
        let channels: HashMap<_, _> = (house.channels.iter().enumerate())
            .map(|(n, c)| (c.id, n))
            .collect();
        let doors: HashMap<_, _> = (house.doors.iter().enumerate())
            .map(|(n, d)| (d.id, n))
            .collect();
        let chain: Vec<Vec<usize>> = (0..house.channels.len())
            .map(|n| closure(n, |c| handed_on(&house.channels[c], &channels)))
            .map(|met| met.into_iter().collect())
            .collect();
        let channel_of: Vec<Option<usize>> = (house.doors.iter())
            .map(|d| channels.get(&d.channel).copied())
            .collect();
        let shown = |d: usize| -> Vec<usize> {
            let links = house.doors[d].shows.iter();
            links.filter_map(|l| doors.get(&l.to).copied()).collect()
        };
        let doors_met: Vec<BTreeSet<usize>> =
            (0..house.doors.len()).map(|n| closure(n, shown)).collect();
        let channels_met = (doors_met.iter())
            .map(|met| {
                let of = met.iter().filter_map(|&d| channel_of[d]);
                let all: BTreeSet<usize> = of.flat_map(|c| chain[c].iter().copied()).collect();
                all.into_iter().collect()
            })
            .collect();
        let teams = house.teams.iter().enumerate().map(|(n, t)| (t.id, n));
        Self {
            house,
            teams: teams.collect(),
            channels,
            doors,
            channel_of,
            laid: InSlots::of(house, &chain),
            chain,
            doors_met,
            channels_met,
        }
    }

    pub fn door(&self, id: DoorId) -> Option<usize> {
        self.doors.get(&id).copied()
    }

    pub fn channel(&self, id: ChannelId) -> Option<usize> {
        self.channels.get(&id).copied()
    }

    /// The people who work on what joins the queue of that team; of all teams where it is nobody's.
    pub fn people(&self, team: Option<TeamId>) -> &'a [Team] {
        let all: &'a [Team] = &self.house.teams;
        match team {
            None => all,
            Some(id) => (self.teams.get(&id)).map_or(&[], |&n| &all[n..=n]),
        }
    }

    pub fn at(&self, door: usize) -> &'a Door {
        &self.house.doors[door]
    }
}

/// The channels that a channel names as the next.
fn handed_on(channel: &Channel, channels: &HashMap<ChannelId, usize>) -> Vec<usize> {
    let redirects = channel.overlays.iter().filter_map(|l| match l.overlay {
        Overlay::Redirect { to } => Some(to),
        _ => None,
    });
    let named = channel.successor.into_iter().chain(redirects);
    named.filter_map(|id| channels.get(&id).copied()).collect()
}

/// All that can be reached, with where it began.
fn closure(from: usize, next: impl Fn(usize) -> Vec<usize>) -> BTreeSet<usize> {
    let mut met = BTreeSet::from([from]);
    let mut open = vec![from];
    while let Some(n) = open.pop() {
        for m in next(n) {
            if met.insert(m) {
                open.push(m);
            }
        }
    }
    met
}
