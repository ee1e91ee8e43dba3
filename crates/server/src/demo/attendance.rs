//! When the agents of the past sat at their consoles, and what their consoles told of it.
//!
//! The plan says what was done and when; here is the time around it: reading and writing before each deed, breaks, meetings,
//! and waiting. It is told by the verb that live consoles tell by, so the ledger, its daily sums and its reports come about as
//! ever. Pure, but for [`tell`].

use super::chance::Chance;
use super::company::{Cast, Member};
use super::hours::{self, DAY, HOUR, MINUTE};
use super::plan::{Act, Deed, Plan, Size};
use desk::{Desk, fresh};
use domain::away::Reason;
use domain::ledger::{Doing, LONGEST_MS, Presence, Said};
use domain::{ConversationId, Millis};
use futures_util::future::try_join_all;
use jiff::tz::TimeZone;

const SECOND: Millis = 1_000;
/// Sittings that are told together: one commit serves many of them.
const TOGETHER: usize = 48;
/// A console tells at least so often, and so is never late.
const TOLD_MS: Millis = 50 * MINUTE;
/// Who has nothing to do looks into what was worked on lately: so many matters back.
const LATELY: usize = 12;
/// A working day that somebody was there for less than this has no breaks.
const LONG_MS: Millis = 4 * HOUR;

/// What fills a piece of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    to: Millis,
    /// Index of the thread in the plan.
    work: Option<(usize, Doing)>,
    presence: Presence,
}

/// One console of one agent (index in the book), from its opening on. Each stretch begins where the one before it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sitting {
    agent: usize,
    from: Millis,
    stretches: Vec<Stretch>,
}

/// What an agent did at one go: up to `at` they read, then wrote.
#[derive(Debug, Clone, Copy)]
struct Work {
    at: Millis,
    thread: usize,
    reads: Millis,
    writes: Millis,
}

/// Tells the time of everybody. `conversations`: of the threads of the plan.
///
/// # Errors
/// When the store fails.
pub async fn tell(
    desk: &Desk,
    cast: &Cast,
    plan: &Plan,
    size: &Size,
    conversations: &[Option<ConversationId>],
) -> anyhow::Result<()> {
    let zones: Vec<TimeZone> = cast.members.iter().map(|m| m.zone.clone()).collect();
    let sittings = sittings(plan, &zones, size);
    for some in sittings.chunks(TOGETHER) {
        try_join_all(some.iter().map(|sitting| {
            let member = &cast.members[sitting.agent];
            told(desk, member, sitting, conversations)
        }))
        .await?;
    }
    Ok(())
}

/// One console: it says that it begins, and then what was done, before it would be late.
async fn told(
    desk: &Desk,
    member: &Member,
    sitting: &Sitting,
    conversations: &[Option<ConversationId>],
) -> anyhow::Result<()> {
    let source = fresh::id(sitting.from);
    let by = member.by(sitting.from);
    desk.take_activity(&by, source, Vec::new()).await?;
    let (mut seq, mut from, mut begun) = (0, sitting.from, sitting.from);
    let mut said: Vec<(Millis, Said)> = Vec::new();
    for stretch in &sitting.stretches {
        let conversation = stretch.work.and_then(|(thread, doing)| {
            Some((conversations.get(thread).copied().flatten()?, doing))
        });
        while from < stretch.to {
            let to = stretch.to.min(from + LONGEST_MS);
            if to - begun > TOLD_MS || said.len() >= desk::activity::SAID_MAX {
                say(desk, member, source, &mut said, from).await?;
                begun = from;
            }
            seq += 1;
            let one = Said {
                seq,
                ms: to - from,
                ago_ms: 0,
                work: conversation,
                presence: stretch.presence,
            };
            said.push((to, one));
            from = to;
        }
    }
    say(desk, member, source, &mut said, from).await
}

async fn say(
    desk: &Desk,
    member: &Member,
    source: uuid::Uuid,
    said: &mut Vec<(Millis, Said)>,
    now: Millis,
) -> anyhow::Result<()> {
    let ago = |(to, one): (Millis, Said)| Said {
        ago_ms: now - to,
        ..one
    };
    let said = said.drain(..).map(ago).collect();
    desk.take_activity(&member.by(now), source, said).await?;
    Ok(())
}

/// Everybody's sittings, by time.
fn sittings(plan: &Plan, zones: &[TimeZone], size: &Size) -> Vec<Sitting> {
    let mut chance = Chance::new(size.seed.wrapping_add(0xA77E));
    let mut all: Vec<Sitting> = Vec::new();
    for (agent, works) in works(plan, zones.len()).iter().enumerate() {
        let mut own = chance.fork();
        let mut days = days(&zones[agent], size, &mut own);
        days.extend(works.iter().map(|w| Span {
            from: w.at - w.reads - w.writes - MINUTE,
            to: (w.at + own.between(2, 12) * MINUTE).min(size.until),
        }));
        let mut left = works.as_slice();
        for span in joined(days) {
            let here = left.iter().take_while(|w| w.at <= span.to).count();
            let (now, later) = left.split_at(here);
            left = later;
            let before = works.len() - later.len() - now.len();
            let lately = &works[before.saturating_sub(LATELY)..before];
            all.push(Sitting {
                agent,
                from: span.from,
                stretches: filled(span, now, lately, &mut own),
            });
        }
    }
    all.sort_by_key(|s| (s.from, s.agent));
    all
}

/// What each agent did, by time.
fn works(plan: &Plan, agents: usize) -> Vec<Vec<Work>> {
    let mut all = vec![Vec::new(); agents];
    for step in &plan.steps {
        let Act::Works { agent, deeds } = &step.act else {
            continue;
        };
        let Some(own) = all.get_mut(*agent) else {
            continue;
        };
        let writes = deeds.iter().map(|deed| match deed {
            Deed::Reply { said, .. } => typing(said),
            Deed::Note(said) => typing(said),
            _ => 0,
        });
        own.push(Work {
            at: step.at,
            thread: step.thread,
            // Some matters are read longer than others.
            reads: 40 * SECOND + 17 * SECOND * i64::try_from(step.thread % 11).unwrap_or(0),
            writes: writes.sum(),
        });
    }
    all
}

/// How long that takes to think of and to type.
fn typing(said: &str) -> Millis {
    let letters = i64::try_from(said.chars().count()).unwrap_or(0);
    (2 * MINUTE + letters * 2_400).min(15 * MINUTE)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    from: Millis,
    to: Millis,
}

/// The days on which somebody was at work. Some they were ill or away.
fn days(zone: &TimeZone, size: &Size, chance: &mut Chance) -> Vec<Span> {
    let mut days = Vec::new();
    for (from, to) in hours::working_days(size.founded() + DAY, size.until, zone) {
        let (late, long) = (chance.between(-12, 25), chance.between(-15, 40));
        if !chance.percent(94) {
            continue;
        }
        let from = from + late * MINUTE + chance.between(0, 59) * SECOND;
        let to = (to + long * MINUTE + chance.between(0, 59) * SECOND).min(size.until);
        if from < to {
            days.push(Span { from, to });
        }
    }
    days
}

/// Spans that touch are one.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut all: Vec<Span> = Vec::new();
    for span in spans {
        match all.last_mut() {
            Some(last) if span.from <= last.to => last.to = last.to.max(span.to),
            _ => all.push(span),
        }
    }
    all
}

/// What fills a sitting: its works, and between them breaks and waiting.
fn filled(span: Span, works: &[Work], lately: &[Work], chance: &mut Chance) -> Vec<Stretch> {
    let mut filling = Filling {
        at: span.from,
        stretches: Vec::new(),
        pauses: pauses(span, chance),
        seen: lately.iter().map(|w| w.thread).collect(),
        chance,
    };
    for work in works {
        filling.wait((work.at - work.reads - work.writes).min(span.to));
        // Who did two things at nearly the same time was quicker with the second.
        let (needed, had) = (work.reads + work.writes, work.at - filling.at);
        let reads = if had < needed {
            had.max(0) * work.reads / needed.max(1)
        } else {
            work.reads
        };
        for (doing, to) in [
            (Doing::Focused, filling.at + reads),
            (Doing::Writing, work.at),
        ] {
            if work.writes > 0 || doing == Doing::Focused {
                let work = Some((work.thread, doing));
                filling.add(to, work, Presence::Online);
            }
        }
        filling.seen.push(work.thread);
    }
    filling.wait(span.to);
    filling.stretches
}

/// Lunch, coffee, a meeting, once in a while a training; in order.
fn pauses(span: Span, chance: &mut Chance) -> Vec<(Span, Reason)> {
    let long = span.to - span.from;
    if long < LONG_MS {
        return Vec::new();
    }
    let middle = span.from + long / 2 + chance.between(-35, 25) * MINUTE;
    let mut pauses = Vec::new();
    let mut pause = |from: Millis, minutes: i64, why: Reason| {
        let to = from + minutes * MINUTE;
        pauses.push((Span { from, to }, why));
    };
    if chance.percent(4) {
        pause(
            span.from + 20 * MINUTE,
            chance.between(60, 110),
            Reason::Training,
        );
    } else if chance.percent(30) {
        pause(
            span.from + 45 * MINUTE,
            chance.between(25, 50),
            Reason::Meeting,
        );
    }
    pause(middle, chance.between(28, 48), Reason::Break);
    if chance.percent(70) {
        let later = middle + 2 * HOUR + chance.between(0, 40) * MINUTE;
        pause(later, chance.between(8, 16), Reason::Break);
    }
    if chance.percent(12) {
        pause(span.to - 75 * MINUTE, chance.between(10, 30), Reason::Away);
    }
    pauses
}

struct Filling<'a> {
    /// Up to here it is filled.
    at: Millis,
    stretches: Vec<Stretch>,
    pauses: Vec<(Span, Reason)>,
    /// Threads that were worked on, the last one last.
    seen: Vec<usize>,
    chance: &'a mut Chance,
}

impl Filling<'_> {
    fn add(&mut self, to: Millis, work: Option<(usize, Doing)>, presence: Presence) {
        if to > self.at {
            self.stretches.push(Stretch { to, work, presence });
            self.at = to;
        }
    }

    /// Nothing has to be done until then.
    fn wait(&mut self, until: Millis) {
        for (span, why) in self.pauses.clone() {
            self.idle_about(span.from.min(until));
            self.add(span.to.min(until), None, Presence::Away(why));
        }
        self.idle_about(until);
    }

    /// At the desk: waiting, reading once more, or gone from the keyboard without a word.
    fn idle_about(&mut self, until: Millis) {
        while self.at < until {
            let minutes = self.chance.between(3, 22) * MINUTE;
            self.add(until.min(self.at + minutes), None, Presence::Online);
            if self.chance.percent(14) {
                let gone = self.chance.between(3, 11) * MINUTE;
                self.add(until.min(self.at + gone), None, Presence::Idle);
            } else if self.chance.percent(65) {
                let lately = &self.seen[self.seen.len().saturating_sub(LATELY)..];
                let thread = self.chance.one(lately).copied();
                let read = self.chance.between(30, 260) * SECOND;
                let work = thread.map(|thread| (thread, Doing::Focused));
                self.add(until.min(self.at + read), work, Presence::Online);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::company::Book;
    use super::super::plan::plan;
    use super::*;
    use domain::ledger::Thing;
    use std::collections::HashMap;

    fn told() -> (Plan, Size, Vec<Sitting>) {
        let book = Book::open().expect("readable");
        let size = Size {
            conversations: 300,
            until: 1_772_900_000_000,
            seed: 7,
        };
        let plan = plan(&book, &size);
        let zones: Vec<TimeZone> = book.agents.iter().map(|a| hours::zone(&a.zone)).collect();
        let sittings = sittings(&plan, &zones, &size);
        (plan, size, sittings)
    }

    #[test]
    fn an_agent_sits_at_one_console_at_a_time_and_none_of_it_is_in_the_future() {
        let (_, size, sittings) = told();
        let mut ends: HashMap<usize, Millis> = HashMap::new();
        for sitting in &sittings {
            let end = ends.entry(sitting.agent).or_insert(size.founded());
            assert!(sitting.from > *end, "{sitting:?}");
            let mut at = sitting.from;
            for stretch in &sitting.stretches {
                assert!(stretch.to > at, "{sitting:?}");
                at = stretch.to;
            }
            *end = at;
            assert!(at <= size.until && at - sitting.from < 24 * HOUR);
        }
        assert_eq!(ends.len(), 6);
        assert!(sittings.len() > 60, "{}", sittings.len());
    }

    #[test]
    fn whoever_wrote_was_seen_to_write_before_it_was_sent() {
        let (plan, _, sittings) = told();
        let mut missing = 0;
        let mut written = 0;
        for step in &plan.steps {
            let Act::Works { agent, deeds } = &step.act else {
                continue;
            };
            if !deeds.iter().any(|d| matches!(d, Deed::Reply { .. })) {
                continue;
            }
            written += 1;
            let seen = sittings.iter().filter(|s| s.agent == *agent).any(|s| {
                s.stretches.iter().any(|one| {
                    one.work == Some((step.thread, Doing::Writing))
                        && one.to <= step.at
                        && one.to > step.at - HOUR
                })
            });
            missing += usize::from(!seen);
        }
        assert!(written > 200);
        // Two answers in the same second of the same agent: the second one had no time of its own.
        assert!(missing * 20 < written, "{missing} of {written}");
    }

    #[test]
    fn a_day_is_like_a_day_of_people() {
        let (_, _, sittings) = told();
        let mut sums: HashMap<&str, Millis> = HashMap::new();
        for sitting in &sittings {
            let mut at = sitting.from;
            for s in &sitting.stretches {
                let thing = match (s.work, s.presence) {
                    (Some((_, Doing::Writing)), _) => Thing::Writing.word(),
                    (Some(_), _) => Thing::Reading.word(),
                    (None, presence) => presence.word(),
                };
                *sums.entry(thing).or_default() += s.to - at;
                at = s.to;
            }
        }
        let all: Millis = sums.values().sum();
        let share = |thing: &str| sums.get(thing).copied().unwrap_or(0) * 100 / all;
        let told = format!("{sums:?}");
        assert!((2..35).contains(&share("writing")), "{told}");
        assert!((5..40).contains(&share("reading")), "{told}");
        assert!((30..85).contains(&share("online")), "{told}");
        assert!((4..20).contains(&share("break")), "{told}");
        assert!((1..15).contains(&share("idle")), "{told}");
    }
}
