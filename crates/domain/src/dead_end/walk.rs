//! From one door on: what it shows leads to other doors, until somebody answers, or not.

use super::ground::Ground;
use super::house::Failure;
use super::stop::{By, Stop};
use crate::ChannelId;
use serde::{Deserialize, Serialize};

/// Where it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// A person, now.
    Human,
    /// Kept as a conversation in a queue; somebody answers later.
    Promise,
    /// Something is found, and from there is a way to a person or a promise.
    SelfService,
    DeadEnd(Why),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Nothing answers and nothing is shown that they can use.
    Nothing,
    Circle,
    TooManyChoices,
    /// What was sent is kept, and nobody said when it will be read.
    NothingPromised,
    /// The way itself is away.
    Away(Failure),
}

/// More choices than these nobody makes (N1).
pub const CHOICES_MAX: usize = 3;

pub(super) struct Walk {
    pub end: End,
    /// Doors with their stops, from the first to where it ends.
    pub path: Vec<(usize, usize)>,
    /// Where a circle closes.
    pub back_to: Option<usize>,
    /// It is answered, and yet its texts lead in a circle.
    pub circling: bool,
    /// Whether every hop carries the context; `None`: not known of one.
    pub carries: Option<bool>,
    /// In whose name it is handled.
    pub via: Option<ChannelId>,
}

/// A door on the way, and how it was come by.
struct Node {
    door: usize,
    stop: usize,
    from: Option<usize>,
    choices: usize,
    carries: Option<bool>,
}

impl Ground<'_> {
    pub fn walk(&mut self, door: usize, asker: usize, slot: usize) -> Walk {
        let first = self.stop(door, asker, slot);
        if self.stops.all[first].traits.away {
            return ended(Why::Away(self.failure), vec![(door, first)], None);
        }
        if let Some(answer) = &self.stops.all[first].answer {
            let (end, via) = (reached(answer.by, false), Some(answer.via));
            return Walk {
                end,
                path: vec![(door, first)],
                back_to: None,
                circling: self.is_circling(door, first, asker, slot),
                carries: Some(true),
                via,
            };
        }
        let nodes = self.search((door, first), asker, slot, None);
        match self.found(&nodes) {
            Some(last) => self.answered(&nodes, last),
            None => self.trapped(door, first, asker, slot),
        }
    }

    /// Nearest first, until somebody answers; never by way of `but`.
    fn search(
        &mut self,
        (door, first): (usize, usize),
        asker: usize,
        slot: usize,
        but: Option<usize>,
    ) -> Vec<Node> {
        let mut nodes = vec![Node {
            door,
            stop: first,
            from: None,
            choices: 0,
            carries: Some(true),
        }];
        let mut next = 0;
        while next < nodes.len() && self.found(&nodes).is_none() {
            for n in 0..self.stops.all[nodes[next].stop].ways.len() {
                let way = self.stops.all[nodes[next].stop].ways[n];
                let known = nodes.iter().any(|node| node.door == way.door);
                if known || but == Some(way.door) {
                    continue;
                }
                let stop = self.stop(way.door, asker, slot);
                nodes.push(Node {
                    door: way.door,
                    stop,
                    from: Some(next),
                    choices: nodes[next].choices + 1,
                    carries: both(nodes[next].carries, way.carries),
                });
                if self.found(&nodes).is_some() {
                    break;
                }
            }
            next += 1;
        }
        nodes
    }

    /// The last node, when it answers.
    fn found(&self, nodes: &[Node]) -> Option<usize> {
        let last = nodes.len().checked_sub(1)?;
        self.stops.all[nodes[last].stop].answer.as_ref()?;
        Some(last)
    }

    fn answered(&self, nodes: &[Node], last: usize) -> Walk {
        let mut path = Vec::new();
        let mut at = Some(last);
        while let Some(n) = at {
            path.push((nodes[n].door, nodes[n].stop));
            at = nodes[n].from;
        }
        path.reverse();
        let found = |&(_, stop): &(usize, usize)| self.stops.all[stop].traits.pages;
        let pages = path.iter().any(found);
        let answer = self.stops.all[nodes[last].stop].answer.as_ref();
        let end = match answer {
            _ if nodes[last].choices > CHOICES_MAX => End::DeadEnd(Why::TooManyChoices),
            Some(answer) => reached(answer.by, pages),
            None => End::DeadEnd(Why::Nothing),
        };
        Walk {
            end,
            path,
            back_to: None,
            circling: false,
            carries: nodes[last].carries,
            via: answer.map(|a| a.via),
        }
    }

    /// Nobody answers: a circle when there is one, else as far as it goes.
    fn trapped(&mut self, door: usize, first: usize, asker: usize, slot: usize) -> Walk {
        let start: &Stop = &self.stops.all[first];
        let (kept, around) = (start.traits.kept, start.traits.around);
        let (path, back_to) = self.circle(door, first, asker, slot);
        let why = match (around || back_to.is_some(), kept) {
            (true, _) => Why::Circle,
            (false, true) => Why::NothingPromised,
            (false, false) => Why::Nothing,
        };
        ended(why, path, back_to)
    }

    /// Texts of a channel that hands on, and show doors that only lead back.
    fn is_circling(&mut self, door: usize, first: usize, asker: usize, slot: usize) -> bool {
        let stop = &self.stops.all[first];
        if !stop.traits.turned || stop.ways.is_empty() {
            return false;
        }
        for n in 0..self.stops.all[first].ways.len() {
            let to = self.stops.all[first].ways[n].door;
            let begin = self.stop(to, asker, slot);
            let nodes = self.search((to, begin), asker, slot, Some(door));
            if self
                .found(&nodes)
                .is_some_and(|last| nodes[last].door != door)
            {
                return false;
            }
        }
        self.circle(door, first, asker, slot).1.is_some()
    }

    /// Depth first: the first way that comes back to itself, and where; else the first way to its end.
    fn circle(
        &mut self,
        door: usize,
        first: usize,
        asker: usize,
        slot: usize,
    ) -> (Vec<(usize, usize)>, Option<usize>) {
        let mut path = vec![(door, first)];
        let mut tried = vec![0_usize];
        let mut seen = vec![door];
        let mut longest = path.clone();
        while let (Some(&(_, stop)), Some(n)) = (path.last(), tried.last_mut()) {
            let Some(way) = self.stops.all[stop].ways.get(*n).copied() else {
                path.pop();
                tried.pop();
                continue;
            };
            *n += 1;
            if path.iter().any(|&(d, _)| d == way.door) {
                return (path, Some(way.door));
            }
            if seen.contains(&way.door) {
                continue;
            }
            seen.push(way.door);
            path.push((way.door, self.stop(way.door, asker, slot)));
            tried.push(0);
            if path.len() > longest.len() {
                longest.clone_from(&path);
            }
        }
        (longest, None)
    }
}

fn reached(by: By, pages: bool) -> End {
    match (pages, by) {
        (true, _) => End::SelfService,
        (false, By::Human) => End::Human,
        (false, By::Promise) => End::Promise,
    }
}

fn ended(why: Why, path: Vec<(usize, usize)>, back_to: Option<usize>) -> Walk {
    Walk {
        end: End::DeadEnd(why),
        path,
        back_to,
        circling: false,
        carries: Some(true),
        via: None,
    }
}

/// Lost on one hop is lost.
fn both(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}
