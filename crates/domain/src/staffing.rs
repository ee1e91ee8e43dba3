//! Closed forms of waiting lines: Erlang B, C and A. For planning, and as the judge of the simulator.
//!
//! They hold for one skill, arrivals by chance and exponential handle times. Units: offered load in erlang (arrivals per
//! hour x handle time in hours), times in seconds.

use serde::{Deserialize, Serialize};

/// Most agents that are calculated.
pub const AGENTS_MAX: u32 = 100_000;

/// Share of arrivals that find all `agents` lines taken and are lost (Erlang B). `None` for a load that is no number.
#[must_use]
pub fn blocked(agents: u32, load: f64) -> Option<f64> {
    if !(load > 0.0 && load.is_finite()) || agents > AGENTS_MAX {
        return None;
    }
    Some((1..=agents).fold(1.0, |b, k| load * b / (f64::from(k) + load * b)))
}

/// The load at which `share` of arrivals are lost.
#[must_use]
pub fn load_for(agents: u32, share: f64) -> Option<f64> {
    if !(share > 0.0 && share < 1.0) || agents == 0 {
        return None;
    }
    let (mut low, mut high) = (0.0, f64::from(agents) / (1.0 - share) + 1.0);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if blocked(agents, middle)? < share {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(f64::midpoint(low, high))
}

/// What one works with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub agents: u32,
    pub per_hour: f64,
    pub handle_s: f64,
}

impl Line {
    #[must_use]
    pub fn load(&self) -> f64 {
        self.per_hour * self.handle_s / 3_600.0
    }

    fn is_good(&self) -> bool {
        let good = |x: f64| x > 0.0 && x.is_finite();
        self.agents > 0 && self.agents <= AGENTS_MAX && good(self.per_hour) && good(self.handle_s)
    }
}

/// How long people wait.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Waits {
    /// Share who wait at all.
    pub wait: f64,
    pub mean_s: f64,
    /// Share of all arrivals answered within the target.
    pub answered_in_target: f64,
    pub occupancy: f64,
    pub abandon: f64,
}

/// Erlang C: nobody ever hangs up. `None` where there are not enough agents: the line grows without end.
#[must_use]
pub fn patient(line: Line, target_s: f64) -> Option<Waits> {
    let (n, load) = (f64::from(line.agents), line.load());
    if !line.is_good() || load >= n {
        return None;
    }
    let b = blocked(line.agents, load)?;
    let wait = n * b / (n - load * (1.0 - b));
    let drain = (n - load) / line.handle_s;
    Some(Waits {
        wait,
        mean_s: wait / drain,
        answered_in_target: 1.0 - wait * (-drain * target_s).exp(),
        occupancy: load / n,
        abandon: 0.0,
    })
}

/// Erlang A: people hang up after an exponential time of mean `patience_s`. Always stable.
#[must_use]
pub fn impatient(line: Line, patience_s: f64, target_s: f64) -> Option<Waits> {
    let waits = patience_s > 0.0 && patience_s.is_finite();
    if !line.is_good() || !waits {
        return None;
    }
    let states = states(line, patience_s);
    let agents = line.agents as usize;
    let lambda = line.per_hour / 3_600.0;
    let waiting = states.iter().enumerate().skip(agents);
    let wait: f64 = waiting.clone().map(|(_, p)| p).sum();
    let queue: f64 = waiting
        .zip(0_u32..)
        .map(|((_, p), q)| p * f64::from(q))
        .sum();
    let mean_s = queue / lambda;
    let abandon = mean_s / patience_s;
    Some(Waits {
        wait,
        mean_s,
        answered_in_target: answered(line, patience_s, target_s, &states),
        occupancy: line.load() * (1.0 - abandon) / f64::from(line.agents),
        abandon,
    })
}

/// Probability of each number of people in the house.
fn states(line: Line, patience_s: f64) -> Vec<f64> {
    let lambda = line.per_hour / 3_600.0;
    let (mu, theta) = (1.0 / line.handle_s, 1.0 / patience_s);
    let mut p = vec![1.0_f64];
    let mut most = 1.0_f64;
    let mut k = 0_u32;
    loop {
        k += 1;
        let busy = f64::from(k.min(line.agents));
        let queued = f64::from(k.saturating_sub(line.agents));
        let next = p[p.len() - 1] * lambda / (busy * mu + queued * theta);
        p.push(next);
        most = most.max(next);
        // No factorials: ratios, scaled before they overflow.
        if most > 1e200 {
            p.iter_mut().for_each(|x| *x /= most);
            most = 1.0;
        }
        if k > line.agents && next < 1e-18 * most {
            break;
        }
    }
    let sum: f64 = p.iter().sum();
    p.iter_mut().for_each(|x| *x /= sum);
    p
}

/// P(V <= T and V < patience), where V, the wait of somebody with endless patience who finds j waiting, is the sum of
/// exponentials of rates n mu + i theta, i = 0..=j: integrated over T in small steps.
fn answered(line: Line, patience_s: f64, target_s: f64, states: &[f64]) -> f64 {
    let (mu, theta) = (1.0 / line.handle_s, 1.0 / patience_s);
    let agents = line.agents as usize;
    let at_once: f64 = states[..agents].iter().sum();
    // The line ahead of a customer is a death process: those ahead are served or leave, nobody comes in front.
    let rate = |ahead: usize| f64::from(line.agents) * mu + ahead as f64 * theta;
    let mut ahead: Vec<f64> = states[agents..].to_vec();
    let steps = 4_000_usize;
    let step = target_s / steps as f64;
    let mut served = 0.0;
    // Steps of second order; a stiff one is cut finer.
    let finer = ((rate(ahead.len()) * step * 4.0).ceil() as usize).max(1);
    let dt = step / finer as f64;
    for tick in 0..steps * finer {
        let patient = (-theta * (tick as f64 + 0.5) * dt).exp();
        let out = |v: &[f64], j: usize| v[j] * rate(j);
        let slope = |v: &[f64]| -> Vec<f64> {
            (0..v.len())
                .map(|j| v.get(j + 1).map_or(0.0, |_| out(v, j + 1)) - out(v, j))
                .collect()
        };
        let first = slope(&ahead);
        let middle: Vec<f64> = ahead
            .iter()
            .zip(&first)
            .map(|(v, s)| v + s * dt / 2.0)
            .collect();
        let second = slope(&middle);
        served += middle[0] * rate(0) * dt * patient;
        for (v, s) in ahead.iter_mut().zip(&second) {
            *v += s * dt;
        }
    }
    at_once + served
}

/// Agents to put on the rota so that `needed` are there; `absent` is the share that breaks, training and illness take.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bounded; `as` saturates"
)]
pub fn scheduled(needed: u32, absent: f64) -> Option<u32> {
    (0.0..1.0)
        .contains(&absent)
        .then(|| (f64::from(needed) / (1.0 - absent) - 1e-9).ceil() as u32)
}

/// Fewest agents for whom `share` are answered within the target and occupancy stays at most `busy`.
#[must_use]
pub fn fewest(per_hour: f64, handle_s: f64, target_s: f64, share: f64, busy: f64) -> Option<u32> {
    (1..=AGENTS_MAX.min(5_000)).find(|&agents| {
        patient(
            Line {
                agents,
                per_hour,
                handle_s,
            },
            target_s,
        )
        .is_some_and(|w| w.answered_in_target >= share && w.occupancy <= busy)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!(
            (found - expected).abs() <= 1e-4 * expected.abs().max(1e-3),
            "{found}, not {expected}"
        );
    }

    #[test]
    fn the_textbook_case() {
        let line = Line {
            agents: 14,
            per_hour: 200.0,
            handle_s: 180.0,
        };
        let w = patient(line, 20.0).expect("stable");
        near(w.wait, 0.174_131_93);
        near(w.answered_in_target, 0.888_350_02);
        near(w.mean_s, 7.835_937);
        assert_eq!(fewest(200.0, 180.0, 20.0, 0.8, 1.0), Some(14));
        assert_eq!(scheduled(14, 0.3), Some(20));
    }

    #[test]
    fn too_few_agents_are_said_to_be_too_few() {
        assert_eq!(
            patient(
                Line {
                    agents: 9,
                    per_hour: 200.0,
                    handle_s: 180.0
                },
                20.0
            ),
            None
        );
        assert_eq!(blocked(3, f64::NAN), None);
        assert_eq!(scheduled(3, 1.0), None);
    }

    #[test]
    fn with_patience_like_the_handle_time_the_house_is_poisson() {
        // theta = mu: the number in the house is Poisson(load), so P(wait) is its tail.
        let w = impatient(
            Line {
                agents: 1,
                per_hour: 12.0,
                handle_s: 300.0,
            },
            300.0,
            60.0,
        )
        .expect("good");
        near(w.wait, 1.0 - (-1.0_f64).exp());
        near(w.abandon, (-1.0_f64).exp());
        near(w.answered_in_target, 0.434_164_5);
    }

    #[test]
    fn people_who_hang_up_shorten_the_wait() {
        let line = Line {
            agents: 50,
            per_hour: 2_880.0,
            handle_s: 60.0,
        };
        near(
            impatient(line, 120.0, 20.0).expect("good").mean_s,
            3.709_469_9,
        );
        near(patient(line, 20.0).expect("stable").mean_s, 20.833_668);
    }
}
