//! The wait of somebody who came now, by running the routing forward.
//!
//! From the queue as it is, the rule itself runs some tens of times with arrivals, handle times and patience drawn from
//! their estimates. In each run one probe per class waits: an item of no length and endless patience. When the probes
//! begin is the distribution of the wait. One batch serves every class; a caller keeps it for some seconds.

use super::late::Lateness;
use crate::conversation::Urgency;
use crate::routing::{Agent, Kind, Place, Queue, Standing, WorkItem};
use crate::simulate::{Demand, Dice, End, Law, Run};
use crate::{ChannelId, ConversationId, Millis, TeamId};
use uuid::Uuid;

/// Whose wait is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    pub kind: Kind,
    pub channel: ChannelId,
    pub urgency: Urgency,
    pub team: Option<TeamId>,
    pub language: Option<crate::routing::Language>,
    pub needs: Vec<crate::routing::Need>,
    pub size: u16,
}

/// Most runs and classes of a batch.
pub const RUNS_MAX: u32 = 400;
pub const CLASSES_MAX: usize = 256;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forward {
    pub seed: u64,
    pub runs: u32,
    /// How far the runs go; whoever is not begun by then waits longer.
    pub horizon_ms: Millis,
    /// Most things that may happen in one run; whoever is not begun by then waits longer.
    pub steps: u32,
    /// When it is counted what is late by then.
    pub late_by: Option<Millis>,
}

impl Default for Forward {
    fn default() -> Self {
        Self {
            seed: 1,
            runs: 40,
            horizon_ms: 7 * 24 * 3_600_000,
            steps: u32::MAX,
            late_by: None,
        }
    }
}

/// What a batch of runs comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Foreseen {
    /// In the order of the classes that were asked for.
    pub forecasts: Vec<Forecast>,
    /// Empty when nothing was asked.
    pub late: Lateness,
}

/// Waits of the probes of one class, sorted; those beyond the horizon are not among them.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    pub waits_ms: Vec<Millis>,
    pub runs: u32,
}

impl Forecast {
    /// The wait that this percentage of runs stays within, as the smallest wait that at least so many (of one more than
    /// there are) kept; `None`: beyond the horizon.
    #[must_use]
    pub fn quantile(&self, percent: u32) -> Option<Millis> {
        let rank = (u64::from(self.runs) + 1) * u64::from(percent.min(100));
        let rank = usize::try_from(rank.div_ceil(100).max(1)).unwrap_or(usize::MAX);
        self.waits_ms
            .get(rank.min(self.runs.max(1) as usize) - 1)
            .copied()
    }
}

impl Forecast {
    /// The same until somebody has answered: what an agent needs from the beginning on is drawn for each wait.
    #[must_use]
    pub fn until_answered(mut self, answer: &Law, seed: u64) -> Self {
        let mut dice = Dice::of(seed);
        for wait in &mut self.waits_ms {
            *wait = wait.saturating_add(answer.draw(&mut dice));
        }
        self.waits_ms.sort_unstable();
        self
    }

    /// Takes in further runs of the same class.
    pub fn join(&mut self, other: &Self) {
        self.waits_ms.extend(&other.waits_ms);
        self.waits_ms.sort_unstable();
        self.runs += other.runs;
    }
}

/// Forecasts of all classes, and what will be late. `staff`: who comes and goes, in order of time.
#[must_use]
pub fn forward(
    queue: &Queue,
    demand: &Demand,
    staff: &[(Millis, Agent)],
    classes: &[Class],
    how: Forward,
) -> Foreseen {
    let runs = how.runs.clamp(1, RUNS_MAX);
    let classes = &classes[..classes.len().min(CLASSES_MAX)];
    let mut found = vec![
        Forecast {
            waits_ms: Vec::new(),
            runs
        };
        classes.len()
    ];
    let mut late = Lateness::default();
    for number in 0..runs {
        let seed = how
            .seed
            .wrapping_mul(1_000_003)
            .wrapping_add(u64::from(number));
        let mut run = Run::of(queue.clone(), demand, staff.to_vec(), seed);
        let first = run.done.len();
        for class in classes {
            run.probe(probe(class));
        }
        let until = run.now().saturating_add(how.horizon_ms);
        let open = |run: &Run<'_>| {
            run.done[first..first + classes.len()]
                .iter()
                .any(|d| d.end == End::Open)
        };
        let mut steps = 0;
        if let Some(by) = how.late_by {
            while steps < how.steps && run.step(by).is_some() {
                steps += 1;
            }
            if steps < how.steps {
                late.count(&run.queue, by);
            }
        }
        while steps < how.steps && open(&run) && run.step(until).is_some() {
            steps += 1;
        }
        for (forecast, done) in found.iter_mut().zip(&run.done[first..]) {
            if let End::Served { at } = done.end {
                forecast.waits_ms.push(at - done.since);
            }
        }
    }
    for forecast in &mut found {
        forecast.waits_ms.sort_unstable();
    }
    Foreseen {
        forecasts: found,
        late,
    }
}

/// An item of no length.
#[must_use]
pub fn probe(class: &Class) -> WorkItem {
    WorkItem {
        id: ConversationId(Uuid::nil()),
        kind: class.kind,
        channel: class.channel,
        team: class.team,
        urgency: class.urgency,
        topic: None,
        language: class.language,
        needs: class.needs.clone(),
        size: class.size,
        handle_ms: 0,
        since: 0,
        contact: None,
        sticky: None,
        place: Place::Admitted,
        standing: Standing::Waiting,
        version: 0,
        refused: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_beyond_the_horizon_has_no_quantile() {
        let forecast = Forecast {
            waits_ms: (1..=30).collect(),
            runs: 40,
        };
        assert_eq!(forecast.quantile(50), Some(21));
        assert_eq!(forecast.quantile(90), None);
        assert_eq!(
            Forecast {
                waits_ms: vec![7],
                runs: 1
            }
            .quantile(90),
            Some(7)
        );
        assert_eq!(
            Forecast {
                waits_ms: Vec::new(),
                runs: 1
            }
            .quantile(50),
            None
        );
    }

    fn agent(presence: crate::routing::Presence) -> Agent {
        Agent {
            id: crate::AgentId(Uuid::from_u128(1)),
            presence,
            skills: Vec::new(),
            teams: Vec::new(),
            capacity: 1,
            live_cap: 1,
            idle_since: 0,
            missed: 0,
        }
    }

    fn asked() -> Class {
        Class {
            kind: Kind::Live,
            channel: ChannelId(Uuid::nil()),
            urgency: Urgency::Normal,
            team: None,
            language: None,
            needs: Vec::new(),
            size: 1,
        }
    }

    fn found(
        presence: crate::routing::Presence,
        items: Vec<WorkItem>,
        staff: &[(Millis, Agent)],
    ) -> Forecast {
        let rules = crate::routing::Rules {
            handing: crate::routing::Handing::Assigned,
            ..Default::default()
        };
        let queue = Queue::of(rules, vec![agent(presence)], items, 0);
        let nothing = Demand {
            streams: Vec::new(),
            begins: 0,
            ends: 0,
            accept: 0.0,
        };
        let how = Forward {
            runs: RUNS_MAX,
            ..Forward::default()
        };
        forward(&queue, &nothing, staff, &[asked()], how)
            .forecasts
            .remove(0)
    }

    #[test]
    fn the_wait_is_what_is_left_of_the_work_ahead() {
        use crate::routing::Presence;
        assert_eq!(
            found(Presence::Online, Vec::new(), &[]).quantile(90),
            Some(0)
        );
        let held = WorkItem {
            id: ConversationId(Uuid::from_u128(5)),
            handle_ms: 300_000,
            standing: Standing::Held {
                agent: crate::AgentId(Uuid::from_u128(1)),
            },
            ..probe(&asked())
        };
        let busy = found(Presence::Online, vec![held], &[]);
        // Exponential of mean 300 s: median 208 s, p90 691 s.
        let median = busy.quantile(50).expect("within a week");
        let p90 = busy.quantile(90).expect("within a week");
        assert!((170_000..250_000).contains(&median), "{median}");
        assert!((580_000..810_000).contains(&p90), "{p90}");
    }

    #[test]
    fn more_runs_are_one_forecast_and_an_answer_takes_its_time() {
        let mut one = Forecast {
            waits_ms: vec![3, 9],
            runs: 2,
        };
        one.join(&Forecast {
            waits_ms: vec![5],
            runs: 2,
        });
        assert_eq!(
            (one.waits_ms.as_slice(), one.runs),
            ([3, 5, 9].as_slice(), 4)
        );
        let answered = one.clone().until_answered(&Law::Measured(vec![100]), 1);
        assert_eq!(answered.waits_ms, [103, 105, 109]);
        assert_eq!(answered.quantile(90), None);
    }

    #[test]
    fn a_run_ends_after_its_steps() {
        use crate::routing::Presence;
        let staff = [(7_000, agent(Presence::Online))];
        let gone = Presence::Offline { since: 0 };
        let rules = crate::routing::Rules {
            handing: crate::routing::Handing::Assigned,
            ..Default::default()
        };
        let queue = Queue::of(rules, vec![agent(gone)], Vec::new(), 0);
        let nothing = Demand {
            streams: Vec::new(),
            begins: 0,
            ends: 0,
            accept: 0.0,
        };
        let waits = |steps| {
            let how = Forward {
                runs: 3,
                steps,
                ..Forward::default()
            };
            forward(&queue, &nothing, &staff, &[asked()], how).forecasts[0]
                .waits_ms
                .len()
        };
        assert_eq!((waits(0), waits(1_000)), (0, 3));
    }

    #[test]
    fn what_waits_past_its_due_time_at_a_moment_to_come_is_late_and_probes_are_nobody() {
        use crate::routing::Presence;
        const HOUR: Millis = 3_600_000;
        let target = crate::routing::LIMITS[crate::routing::rank(Urgency::Normal)].target_ms;
        // Due in ten minutes, in two hours, and begun already.
        let waits = |n: u128, since: Millis| WorkItem {
            id: ConversationId(Uuid::from_u128(n)),
            kind: Kind::Deferred,
            channel: ChannelId(Uuid::from_u128(n)),
            handle_ms: 1,
            since,
            ..probe(&asked())
        };
        let soon = waits(1, 10 * 60_000 - target);
        let later = waits(2, 2 * HOUR - target);
        let rules = crate::routing::Rules::default();
        let gone = Presence::Offline { since: 0 };
        let late = |presence, by| {
            let rules = crate::routing::Rules {
                handing: crate::routing::Handing::Assigned,
                ..rules.clone()
            };
            let items = vec![soon.clone(), later.clone()];
            let queue = Queue::of(rules, vec![agent(presence)], items, 0);
            let nothing = Demand {
                streams: Vec::new(),
                begins: 0,
                ends: 0,
                accept: 0.0,
            };
            let how = Forward {
                runs: 4,
                horizon_ms: 3 * HOUR,
                late_by: Some(by),
                ..Forward::default()
            };
            forward(&queue, &nothing, &[], &[asked()], how).late
        };
        let nobody = late(gone, HOUR);
        assert_eq!(nobody.runs, 4);
        assert_eq!(nobody.expected(|_, _| true), Some(1));
        let first = ChannelId(Uuid::from_u128(1));
        assert_eq!(nobody.expected(|channel, _| channel != first), Some(0));
        assert_eq!(late(gone, 3 * HOUR).expected(|_, _| true), Some(2));
        assert_eq!(late(Presence::Online, HOUR).expected(|_, _| true), Some(0));
        assert_eq!(Lateness::default().expected(|_, _| true), None);
        let mut both = late(Presence::Online, HOUR);
        both.join(&nobody);
        assert_eq!((both.runs, both.expected(|_, _| true)), (8, Some(1)));
    }

    #[test]
    fn with_nobody_there_the_wait_is_until_somebody_comes() {
        use crate::routing::Presence;
        let gone = Presence::Offline { since: 0 };
        assert_eq!(found(gone, Vec::new(), &[]).quantile(50), None);
        let staff = [(7_000, agent(Presence::Online))];
        assert_eq!(found(gone, Vec::new(), &staff).quantile(50), Some(7_000));
    }
}
