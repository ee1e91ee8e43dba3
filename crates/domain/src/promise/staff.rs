//! Who comes on and who goes: what a forward run knows of the hours to come. By habit (the hours of the week in which an
//! agent was there), within the hours of their team; who is too new for a habit comes with the hours of the team.

use super::record::{HOURS_A_WEEK, hour_of_week};
use crate::Millis;
use crate::hours::{Hours, Local};
use crate::routing::{Agent, Presence};

const HOUR: Millis = 3_600_000;
/// Who works when they never do, goes after this.
const EXTRA_MS: Millis = 2 * HOUR;
/// Weeks that are looked at.
const WEEKS: u8 = 4;
const WEEK: Millis = 168 * HOUR;
/// Changes of one agent.
const CHANGES_MAX: usize = 64;

/// In which hours of the week somebody was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Habit {
    /// In how many weeks, by hour from Monday 00:00.
    pub weeks: [u8; HOURS_A_WEEK],
    /// Weeks that were looked at.
    pub of: u8,
}

impl Default for Habit {
    fn default() -> Self {
        Self {
            weeks: [0; HOURS_A_WEEK],
            of: 0,
        }
    }
}

impl Habit {
    /// Of the times when somebody was heard of, within the last weeks; `None` when the first of them is less than a week ago.
    #[must_use]
    pub fn of(there: &[(Millis, Millis)], local: &Local, now: Millis) -> Option<Self> {
        let since = now - i64::from(WEEKS) * WEEK;
        let first = there.iter().map(|(from, _)| *from).min()?.max(since);
        let of = u8::try_from((now - first) / WEEK).unwrap_or(WEEKS);
        if of == 0 {
            return None;
        }
        let mut seen = [0_u8; HOURS_A_WEEK];
        for &(from, to) in there {
            let mut at = from.max(since);
            while at < to.min(now) {
                let week = (now - at - 1) / WEEK;
                if let Some(hour) = seen.get_mut(hour_of_week(local, at)) {
                    *hour |= 1 << week.clamp(0, i64::from(WEEKS) - 1);
                }
                at = at.div_euclid(HOUR) * HOUR + HOUR;
            }
        }
        let weeks = seen.map(|s| u8::try_from(s.count_ones()).unwrap_or(WEEKS));
        Some(Self { weeks, of })
    }

    /// Was there in that hour, in half of the weeks or more.
    #[must_use]
    pub fn holds(&self, hour: usize) -> bool {
        self.weeks
            .get(hour)
            .is_some_and(|n| *n > 0 && u16::from(*n) * 2 >= u16::from(self.of))
    }
}

/// An agent, as far as it decides when they are there.
#[derive(Debug, Clone)]
pub struct Worker<'a> {
    pub agent: Agent,
    /// `None`: too new to have one.
    pub habit: Option<&'a Habit>,
    /// `None`: their team keeps none.
    pub hours: Option<&'a Hours>,
}

/// Who comes and goes from `now` on, in order of time. Of whom neither a habit nor hours are known stays as they are.
#[must_use]
pub fn coming(
    workers: &[Worker<'_>],
    local: &Local,
    now: Millis,
    horizon_ms: Millis,
) -> Vec<(Millis, Agent)> {
    let mut out: Vec<(Millis, Agent)> = workers
        .iter()
        .flat_map(|w| of(w, local, now, horizon_ms).into_iter().take(CHANGES_MAX))
        .collect();
    out.sort_by_key(|(at, agent)| (*at, agent.id));
    out
}

fn of(w: &Worker<'_>, local: &Local, now: Millis, horizon_ms: Millis) -> Vec<(Millis, Agent)> {
    if w.habit.is_none() && w.hours.is_none() {
        return Vec::new();
    }
    let mut here = w.agent.is_present();
    let mut out = Vec::new();
    let mut change = |at: Millis, here: bool| {
        let presence = match here {
            true => Presence::Online,
            false => Presence::Offline { since: at },
        };
        let idle_since = at;
        out.push((
            at,
            Agent {
                presence,
                idle_since,
                ..w.agent.clone()
            },
        ));
    };
    let works = |at: Millis| {
        let habit = w.habit.is_none_or(|h| h.holds(hour_of_week(local, at)));
        habit && w.hours.is_none_or(|h| h.is_open(at))
    };
    // Who is here stays for a time, whatever they usually do.
    let mut at = match here && !works(now) {
        true => now.saturating_add(EXTRA_MS),
        false => now,
    };
    let end = now.saturating_add(horizon_ms);
    while at < end {
        if works(at) != here && at > now {
            here = !here;
            change(at, here);
        }
        at = next(w.hours, at);
    }
    out
}

/// The next moment at which it may be otherwise: the hour is over, or the house opens or closes.
fn next(hours: Option<&Hours>, at: Millis) -> Millis {
    let hour = at.div_euclid(HOUR) * HOUR + HOUR;
    let Some(hours) = hours else { return hour };
    let edge = match hours.is_open(at) {
        true => hours.next_close(at),
        false => hours.next_open(at),
    };
    edge.filter(|e| *e > at).map_or(hour, |e| e.min(hour))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AgentId;
    use crate::hours::{Interval, Schedule};
    use uuid::Uuid;

    fn agent(presence: Presence) -> Agent {
        Agent {
            id: AgentId(Uuid::from_u128(1)),
            presence,
            skills: Vec::new(),
            teams: Vec::new(),
            capacity: 60,
            live_cap: 3,
            idle_since: 0,
            missed: 0,
        }
    }

    fn utc() -> Local {
        Local::new("UTC", 0, 1_000 * HOUR).expect("UTC")
    }

    fn weekdays_from_nine() -> Hours {
        let week = (0..5)
            .map(|day| Interval {
                day,
                from: 9 * 60 + 30,
                to: 17 * 60,
            })
            .collect();
        let schedule = Schedule {
            zone: "UTC".into(),
            week,
            exceptions: Vec::new(),
        };
        Hours::new(&schedule, &[]).expect("good hours")
    }

    /// There in these hours of every day, in `weeks` of four weeks.
    fn habit(hours: std::ops::Range<usize>, weeks: u8) -> Habit {
        let mut habit = Habit {
            of: 4,
            ..Habit::default()
        };
        for day in 0..7 {
            hours
                .clone()
                .for_each(|h| habit.weeks[day * 24 + h] = weeks);
        }
        habit
    }

    fn told(w: &Worker<'_>, now: Millis, horizon: Millis) -> Vec<(Millis, bool)> {
        let found = coming(std::slice::from_ref(w), &utc(), now, horizon);
        found.iter().map(|(at, a)| (*at, a.is_present())).collect()
    }

    // 1970-01-01 was a Thursday.
    #[test]
    fn who_comes_by_habit_comes_and_goes_by_the_hour() {
        let usual = habit(9..17, 2);
        let w = Worker {
            agent: agent(Presence::Offline { since: 0 }),
            habit: Some(&usual),
            hours: None,
        };
        let day = [(9 * HOUR, true), (17 * HOUR, false)];
        assert_eq!(told(&w, 30_000, 24 * HOUR), day);
        let rare = habit(9..17, 1);
        let w = Worker {
            habit: Some(&rare),
            ..w
        };
        assert_eq!(told(&w, 30_000, 24 * HOUR), []);
    }

    #[test]
    fn a_habit_is_what_happened_in_half_of_the_weeks() {
        let now = 1_000 * 168 * HOUR;
        let at = |week: i64, hour: i64| now - week * WEEK + hour * HOUR;
        let nine = |week| (at(week, 9), at(week, 10) + HOUR / 2);
        let habit = Habit::of(&[nine(4), nine(2), (at(3, 30), at(3, 31))], &utc(), now);
        let habit = habit.expect("four weeks");
        let hour = |h: i64| hour_of_week(&utc(), now + h * HOUR);
        assert_eq!(habit.of, 3, "heard of since the middle of the first week");
        assert!(habit.holds(hour(9)) && habit.holds(hour(10)));
        assert!(!habit.holds(hour(11)) && !habit.holds(hour(30)));
        assert_eq!(Habit::of(&[(at(1, 9), now)], &utc(), now), None);
        assert_eq!(Habit::of(&[], &utc(), now), None);
    }

    #[test]
    fn nobody_comes_while_the_house_is_shut() {
        let (usual, hours) = (habit(8..20, 4), weekdays_from_nine());
        let w = Worker {
            agent: agent(Presence::Offline { since: 0 }),
            habit: Some(&usual),
            hours: Some(&hours),
        };
        // Friday 16:00 to Tuesday: nobody at the week-end.
        let friday = 24 * HOUR + 16 * HOUR;
        let half_past_nine = 4 * 24 * HOUR + 9 * HOUR + HOUR / 2;
        let expected = [
            (half_past_nine, true),
            (half_past_nine + 7 * HOUR + HOUR / 2, false),
        ];
        assert_eq!(told(&w, friday + 2 * HOUR, 80 * HOUR), expected);
        let new = Worker { habit: None, ..w };
        assert_eq!(told(&new, friday + 2 * HOUR, 80 * HOUR), expected);
    }

    #[test]
    fn who_stays_late_goes_after_two_hours_and_of_the_unknown_nothing_is_said() {
        let usual = habit(9..17, 4);
        let here = Worker {
            agent: agent(Presence::Online),
            habit: Some(&usual),
            hours: None,
        };
        let late = 18 * HOUR;
        assert_eq!(told(&here, late, 12 * HOUR), [(late + 2 * HOUR, false)]);
        let unknown = Worker {
            habit: None,
            ..here
        };
        assert_eq!(told(&unknown, late, 48 * HOUR), []);
    }
}
