//! One run: arrivals, patience and ends of work in one order, answered by the queue.

use super::{Demand, Dice};
use crate::routing::{Agent, Decision, Event, Kind, Place, Queue, Standing, WorkItem};
use crate::{AgentId, ConversationId, Millis};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use uuid::Uuid;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Ends(ConversationId, AgentId),
    Loses(ConversationId),
    Staff(usize),
    Arrives(usize),
    Tick,
}

/// How it ended for one customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Served {
        at: Millis,
    },
    Lost {
        at: Millis,
    },
    /// Was still waiting at the end of the run.
    Open,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Done {
    pub id: ConversationId,
    pub stream: usize,
    pub since: Millis,
    pub end: End,
    /// Came live, took another way and went on as deferred work.
    pub moved: bool,
    pub handle_ms: Millis,
}

struct Known {
    stream: Option<usize>,
    handle_ms: Millis,
    record: Option<usize>,
}

/// A queue, what comes to it, and a clock.
pub struct Run<'a> {
    pub queue: Queue,
    demand: &'a Demand,
    /// Changes of staff to come, in order of time.
    staff: Vec<(Millis, Agent)>,
    heap: BinaryHeap<Reverse<(Millis, Next)>>,
    ticked: Option<Millis>,
    known: HashMap<ConversationId, Known>,
    arrivals: Vec<Dice>,
    lives: Vec<Dice>,
    names: u128,
    now: Millis,
    pub done: Vec<Done>,
    /// What began, at which agent, since the caller last took it.
    pub begun: Vec<(ConversationId, AgentId)>,
    /// Who left unanswered, since the caller last took it.
    pub gone: Vec<ConversationId>,
}

/// Ids of the simulator's own making, apart from those of rows (no UUIDv7 has these first bits).
const NAMES: u128 = 0xffff_ffff << 96;

impl<'a> Run<'a> {
    /// From the queue as it is at `queue.now()`. Who is held or waits goes on by what is expected of such work.
    #[must_use]
    pub fn of(queue: Queue, demand: &'a Demand, staff: Vec<(Millis, Agent)>, seed: u64) -> Self {
        let dice = Dice::of(seed);
        let now = queue.now();
        let mut run = Self {
            queue,
            demand,
            heap: BinaryHeap::new(),
            ticked: None,
            known: HashMap::new(),
            arrivals: (0..demand.streams.len() as u64)
                .map(|n| dice.branch(2 * n))
                .collect(),
            lives: (0..demand.streams.len() as u64)
                .map(|n| dice.branch(2 * n + 1))
                .collect(),
            names: NAMES,
            now,
            done: Vec::new(),
            begun: Vec::new(),
            gone: Vec::new(),
            staff,
        };
        for (n, (at, _)) in run.staff.iter().enumerate() {
            run.heap.push(Reverse((*at, Next::Staff(n))));
        }
        run.take_over(dice.branch(u64::MAX));
        for stream in 0..demand.streams.len() {
            run.expect(stream, now.max(demand.begins));
        }
        run
    }

    /// What is there already.
    fn take_over(&mut self, mut dice: Dice) {
        let mut items: Vec<WorkItem> = self.queue.items().cloned().collect();
        items.sort_by_key(|i| i.id);
        for item in items {
            let stream = self.demand.streams.iter().position(|s| s.is_of(&item));
            let law = stream.map(|s| &self.demand.streams[s]);
            let handle_ms = match law {
                Some(law) => law.handle.draw(&mut dice),
                None => super::Law::Exponential {
                    mean_ms: (item.handle_ms.max(1)) as f64,
                }
                .draw(&mut dice),
            };
            match item.standing {
                // How long it has been going on is not known to the queue: what is left is drawn as if it began now.
                Standing::Held { agent } => {
                    self.heap
                        .push(Reverse((self.now + handle_ms, Next::Ends(item.id, agent))));
                }
                Standing::Offered { agent, .. } => {
                    let version = item.version;
                    self.known.insert(
                        item.id,
                        Known {
                            stream,
                            handle_ms,
                            record: None,
                        },
                    );
                    self.tell(Event::Accepted {
                        item: item.id,
                        agent,
                        version,
                    });
                    continue;
                }
                Standing::Waiting => {
                    if let Some(patience) = law.and_then(|l| l.patience.as_ref()) {
                        let left = patience.rest((self.now - item.since).max(0), &mut dice);
                        self.heap
                            .push(Reverse((self.now + left, Next::Loses(item.id))));
                    }
                }
            }
            self.known.insert(
                item.id,
                Known {
                    stream,
                    handle_ms,
                    record: None,
                },
            );
        }
    }

    fn expect(&mut self, stream: usize, after: Millis) {
        let at =
            self.demand.streams[stream].next(self.demand.begins, after, &mut self.arrivals[stream]);
        if let Some(at) = at.filter(|at| *at < self.demand.ends) {
            self.heap.push(Reverse((at, Next::Arrives(stream))));
        }
    }

    #[must_use]
    pub fn now(&self) -> Millis {
        self.now
    }

    /// A name for an item of the caller's own.
    pub fn name(&mut self) -> ConversationId {
        self.names += 1;
        ConversationId(Uuid::from_u128(self.names))
    }

    /// Puts in an item of no length; when an agent would have begun it stands in [`Run::done`] and [`Run::begun`].
    pub fn probe(&mut self, mut item: WorkItem) -> ConversationId {
        item.id = self.name();
        item.handle_ms = 0;
        item.place = Place::Admitted;
        item.since = self.now;
        item.standing = Standing::Waiting;
        let id = item.id;
        self.known.insert(
            id,
            Known {
                stream: None,
                handle_ms: 0,
                record: Some(self.done.len()),
            },
        );
        self.done.push(Done {
            id,
            stream: usize::MAX,
            since: self.now,
            end: End::Open,
            moved: false,
            handle_ms: 0,
        });
        self.tell(Event::Arrived(item));
        id
    }

    /// Goes on to the next thing that happens; `None` when nothing is left, or only after `until`.
    pub fn step(&mut self, until: Millis) -> Option<Millis> {
        self.set_tick();
        let Reverse((at, next)) = *self.heap.peek()?;
        if at > until {
            self.now = until.max(self.now);
            return None;
        }
        self.heap.pop();
        self.now = at;
        match next {
            Next::Arrives(stream) => self.arrive(stream),
            Next::Ends(item, agent) => {
                if self
                    .queue
                    .item(item)
                    .is_some_and(|i| i.standing == Standing::Held { agent })
                {
                    self.tell(Event::Finished { item, agent });
                    self.known.remove(&item);
                }
            }
            Next::Loses(item) => self.lose(item),
            Next::Staff(n) => {
                let agent = self.staff[n].1.clone();
                self.tell(Event::AgentChanged(agent));
            }
            Next::Tick => {
                self.ticked = None;
                self.tell(Event::Tick);
            }
        }
        Some(at)
    }

    pub fn run_to(&mut self, until: Millis) {
        while self.step(until).is_some() {}
    }

    fn set_tick(&mut self) {
        if let Some(at) = self.queue.next_at().map(|at| at.max(self.now))
            && self.ticked.is_none_or(|t| at < t)
        {
            self.ticked = Some(at);
            self.heap.push(Reverse((at, Next::Tick)));
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "a mean in ms; `as` saturates"
    )]
    fn arrive(&mut self, stream: usize) {
        self.expect(stream, self.now);
        let id = self.name();
        let of = &self.demand.streams[stream];
        let dice = &mut self.lives[stream];
        let handle_ms = of.handle.draw(dice);
        let patience = of.patience.as_ref().map(|p| p.draw(dice));
        if let Some(patience) = patience {
            self.heap
                .push(Reverse((self.now + patience, Next::Loses(id))));
        }
        self.known.insert(
            id,
            Known {
                stream: Some(stream),
                handle_ms,
                record: Some(self.done.len()),
            },
        );
        self.done.push(Done {
            id,
            stream,
            since: self.now,
            end: End::Open,
            moved: false,
            handle_ms,
        });
        let item = WorkItem {
            id,
            kind: of.kind,
            channel: of.channel,
            team: of.team,
            urgency: of.urgency,
            topic: None,
            language: of.language,
            needs: of.needs.clone(),
            size: of.size,
            handle_ms: of.handle.mean_ms() as Millis,
            since: self.now,
            contact: None,
            sticky: None,
            place: Place::Fresh,
            standing: Standing::Waiting,
            version: 0,
            refused: Vec::new(),
        };
        self.tell(Event::Arrived(item));
    }

    fn lose(&mut self, id: ConversationId) {
        let waits =
            |i: &WorkItem| i.kind == Kind::Live && !matches!(i.standing, Standing::Held { .. });
        if self.queue.item(id).is_some_and(waits) {
            self.tell(Event::Left { item: id });
            self.gone.push(id);
            if let Some(record) = self.known.remove(&id).and_then(|k| k.record) {
                self.done[record].end = End::Lost { at: self.now };
            }
        }
    }

    /// Tells the queue, and does what people do about what it decides.
    fn tell(&mut self, event: Event) {
        let mut decided = self.queue.handle(event, self.now).unwrap_or_default();
        while !decided.is_empty() {
            let mut more = Vec::new();
            for decision in decided {
                let event = self.answer(&decision);
                if let Some(event) = event {
                    more.extend(self.queue.handle(event, self.now).unwrap_or_default());
                }
            }
            decided = more;
        }
    }

    fn answer(&mut self, decision: &Decision) -> Option<Event> {
        match *decision {
            Decision::Offer {
                item,
                agent,
                version,
                ..
            } => Some(Event::Accepted {
                item,
                agent,
                version,
            }),
            Decision::Assign { item, agent, .. } => {
                let known = self.known.get_mut(&item)?;
                if let Some(record) = known.record.take() {
                    self.done[record].end = End::Served { at: self.now };
                }
                self.begun.push((item, agent));
                if known.handle_ms == 0 {
                    self.known.remove(&item);
                    return Some(Event::Finished { item, agent });
                }
                self.heap.push(Reverse((
                    self.now + known.handle_ms,
                    Next::Ends(item, agent),
                )));
                None
            }
            Decision::OfferAlternative { item, .. } => {
                let known = self.known.get(&item)?;
                let stream = known.stream?;
                let record = known.record;
                if self.lives[stream].unit() > self.demand.accept {
                    return None;
                }
                if let Some(record) = record {
                    self.done[record].moved = true;
                }
                let mut moved = self.queue.item(item)?.clone();
                moved.kind = Kind::Deferred;
                Some(Event::Changed(moved))
            }
            _ => None,
        }
    }
}
