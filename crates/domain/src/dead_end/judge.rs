//! What must hold on every way, N1 to N6: each a function of one walk. N7 to N10 are in `facts`.

use super::ground::{Asker, Ground};
use super::house::{Kind, Load, Team};
use super::walk::{End, Walk, Why};
use crate::Millis;
use crate::TeamId;
use crate::door::TEXT_ACKNOWLEDGEMENT;
use crate::language::is_same_language;
use serde::{Deserialize, Serialize};

/// What must hold for each way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Invariant {
    /// N1: it leads to a person, a promise, or what helps and leads there, within three choices.
    Reach,
    /// N2: no circle of texts.
    NoTrap,
    /// N3: nothing on the way that they cannot use or read.
    SameAbility,
    /// N4: what is promised can be kept.
    Feasible,
    /// N5: who they are and what it is about goes along.
    Context,
    /// N6: what is urgent reaches somebody in time, or the text says when.
    Urgent,
    /// N7: the ways that the law asks for are open.
    Floor,
    /// N8: it has an owner, and nothing that it rests on ends within 90 days.
    Owned,
    /// N9: own texts name no door that goes, and every published door is known.
    Fresh,
    /// N10: it was tried within a day.
    Alive,
}

impl Invariant {
    /// "N1".
    #[must_use]
    pub fn code(self) -> String {
        format!("N{}", self as u8 + 1)
    }
}

/// Why an invariant does not hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    DeadEnd(Why),
    SuccessorCloses,
    /// Its texts lead in a circle, and what was sent is kept and promised.
    Circling,
    OnlyWaysTheyCannotUse,
    NoTextIn(String),
    NobodyWorksThere(Option<TeamId>),
    MorePromisedThanCanBeDone(Option<TeamId>),
    ContextIsLost,
    TooLateFor(String),
    NoWay(String),
    NoOwner,
    Ends(String),
    NamedIn(String),
    ShowsWhatIsGone,
    NotOurs(String),
    ProbeFailed,
    ProbeIsOld,
    /// A fact that would be needed is not there.
    NotMeasured,
}

/// How bad it is; the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// No step of a plan may lead there.
    DeadEnd,
    Mend,
    NotMeasured,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub invariant: Invariant,
    pub cause: Cause,
    pub verdict: Verdict,
}

impl Fault {
    pub fn of(invariant: Invariant, cause: Cause, verdict: Verdict) -> Option<Self> {
        Some(Self {
            invariant,
            cause,
            verdict,
        })
    }

    pub fn unmeasured(invariant: Invariant) -> Option<Self> {
        Self::of(invariant, Cause::NotMeasured, Verdict::NotMeasured)
    }
}

/// A walk with what it was walked by.
pub(super) struct Seen<'a> {
    pub ground: &'a Ground<'a>,
    pub walk: &'a Walk,
    pub asker: Asker,
}

/// What does not hold, whatever is asked about.
pub(super) fn judge(seen: &Seen) -> impl Iterator<Item = Fault> {
    [
        reach(seen),
        closing(seen),
        no_trap(seen),
        same_ability(seen),
        language(seen),
        feasible(seen),
        context(seen),
    ]
    .into_iter()
    .flatten()
}

impl Seen<'_> {
    fn kind(&self) -> &Kind {
        &self.ground.index.house.kinds[self.asker.kind]
    }

    /// Whether any stop on the way is so.
    fn any(&self, is: impl Fn(&super::stop::Traits) -> bool) -> bool {
        let stops = &self.ground.stops.all;
        self.walk.path.iter().any(|&(_, s)| is(&stops[s].traits))
    }

    /// Whether where it ends a text says by when: a promise of then, or the receipt.
    fn is_told_when(&self) -> bool {
        let Some((door, stop)) = self.walk.path.last() else {
            return false;
        };
        let stop = &self.ground.stops.all[*stop];
        let index = self.ground.index;
        let channel = index.channel_of[*door].map(|c| &index.house.channels[c]);
        let receipt = stop.texts.iter().any(|t| t == TEXT_ACKNOWLEDGEMENT);
        stop.answer.as_ref().is_some_and(|a| a.told)
            || (receipt && channel.is_some_and(|c| c.tells))
    }

    /// The queue in which it ends, and who works on it; `None` for a person now and a dead end.
    fn promised(&self) -> Option<(Option<TeamId>, &[Team])> {
        let (_, stop) = self.walk.path.last()?;
        let answer = self.ground.stops.all[*stop].answer.as_ref()?;
        (answer.by == super::stop::By::Promise)
            .then(|| (answer.team, self.ground.index.people(answer.team)))
    }
}

/// N1.
fn reach(seen: &Seen) -> Option<Fault> {
    let End::DeadEnd(why) = seen.walk.end else {
        return None;
    };
    let verdict = match why {
        // Other ways are open to them; whether they end well is seen on those.
        Why::Away(failure) if !seen.kind().loses_all(failure) => Verdict::Mend,
        _ => Verdict::DeadEnd,
    };
    Fault::of(Invariant::Reach, Cause::DeadEnd(why), verdict)
}

/// N1, soon.
fn closing(seen: &Seen) -> Option<Fault> {
    seen.any(|t| t.closing)
        .then(|| Fault::of(Invariant::Reach, Cause::SuccessorCloses, Verdict::Mend))?
}

/// N2.
fn no_trap(seen: &Seen) -> Option<Fault> {
    match seen.walk.end {
        End::DeadEnd(why @ Why::Circle) => {
            Fault::of(Invariant::NoTrap, Cause::DeadEnd(why), Verdict::DeadEnd)
        }
        _ if seen.walk.circling => Fault::of(Invariant::NoTrap, Cause::Circling, Verdict::Mend),
        _ => None,
    }
}

/// N3: ways.
fn same_ability(seen: &Seen) -> Option<Fault> {
    let stuck = matches!(seen.walk.end, End::DeadEnd(_)) && seen.any(|t| t.shut_out);
    let cause = Cause::OnlyWaysTheyCannotUse;
    stuck.then(|| Fault::of(Invariant::SameAbility, cause, Verdict::DeadEnd))?
}

/// N3: words. A text that is not there in a language is told in another.
fn language(seen: &Seen) -> Option<Fault> {
    let theirs = seen.kind().visitor.language.as_ref()?;
    let index = seen.ground.index;
    let mut unknown = false;
    for (door, _) in &seen.walk.path {
        let channel = index.channel_of[*door].map(|c| &index.house.channels[c]);
        match channel.and_then(|c| c.languages.as_ref()) {
            None => unknown = true,
            Some(all) if all.iter().any(|l| is_same_language(l, theirs)) => {}
            Some(_) => {
                let cause = Cause::NoTextIn(theirs.clone());
                return Fault::of(Invariant::SameAbility, cause, Verdict::Mend);
            }
        }
    }
    unknown.then(|| Fault::unmeasured(Invariant::SameAbility))?
}

/// N4: promised work against the work that can be done before it is due, and somebody who does it.
fn feasible(seen: &Seen) -> Option<Fault> {
    let (team, people) = seen.promised()?;
    let now = seen.ground.index.house.now;
    let working = || people.iter().filter(|t| t.works(now));
    if working().next().is_none() {
        let cause = Cause::NobodyWorksThere(team);
        return Fault::of(Invariant::Feasible, cause, Verdict::DeadEnd);
    }
    let loads: Option<Vec<Load>> = working().map(|t| t.load).collect();
    let Some(loads) = loads else {
        return Fault::unmeasured(Invariant::Feasible);
    };
    let sum = |of: fn(&Load) -> Millis| loads.iter().map(of).fold(0, Millis::saturating_add);
    let over = sum(|l| l.promised_ms) > sum(|l| l.capacity_ms);
    let cause = Cause::MorePromisedThanCanBeDone(team);
    over.then(|| Fault::of(Invariant::Feasible, cause, Verdict::DeadEnd))?
}

/// N5.
fn context(seen: &Seen) -> Option<Fault> {
    match seen.walk.carries {
        Some(true) => None,
        Some(false) => Fault::of(Invariant::Context, Cause::ContextIsLost, Verdict::Mend),
        None => Fault::unmeasured(Invariant::Context),
    }
}

/// N6, in one slot: somebody is there in time, or the text says when. A dead end is in time for nothing.
pub(super) fn urgent(seen: &Seen, slot: usize) -> Option<Fault> {
    let house = seen.ground.index.house;
    let urgent = house.urgent.as_ref()?.get(seen.asker.urgent?)?;
    let cause = Cause::TooLateFor(urgent.name.clone());
    if let End::DeadEnd(why) = seen.walk.end {
        let verdict = match why {
            Why::Away(failure) if !seen.kind().loses_all(failure) => Verdict::Mend,
            _ => Verdict::DeadEnd,
        };
        return Fault::of(Invariant::Urgent, cause, verdict);
    }
    let (_, people) = seen.promised()?;
    let at = house.slots[slot].at;
    let there = people.iter().filter_map(|t| t.there_from(at)).min();
    let in_time = there.is_some_and(|there| there - at <= urgent.target_ms);
    (!in_time && !seen.is_told_when())
        .then(|| Fault::of(Invariant::Urgent, cause, Verdict::Mend))?
}
