//! A step of a plan before it begins: which dead ends would there be that are not there now.

use super::assemble::{Names, assemble_for};
use super::kept::Audit;
use super::kinds::segments;
use super::rows::{Depth, Rows};
use super::words;
use crate::Result;
use domain::dead_end::{Change, Finding, House, Progress, Report, Scope, Verdict, audit, touched};
use domain::door::Overlay;
use domain::plan::{Audience, Base, Effective, Person, Plan, at_fullest, audience_of};
use domain::{ChannelId, Millis};
use store::Tx;

/// Findings that are told of one step.
const TOLD_MAX: usize = 20;

/// What a step would bring.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ahead {
    pub dead_ends: Vec<String>,
    pub mends: Vec<String>,
}

/// The sentences of the dead ends that there would be with that step of the plan in force, and are not there now.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn of_step(tx: &mut Tx, plan: &Plan, step: usize, now: Millis) -> Result<Vec<String>> {
    let mut rows = Rows::read(tx, Depth::Ways, now).await?;
    Ok(ahead(&mut rows, plan, step).dead_ends)
}

/// The sentences of the dead ends that there are with the step of the plan that runs, and would not be without the plan.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn of_running(tx: &mut Tx, plan: &Plan, now: Millis) -> Result<Vec<String>> {
    let mut rows = Rows::read(tx, Depth::Ways, now).await?;
    let Some(now) = rows.effective(plan.channel) else {
        return Ok(Vec::new());
    };
    let base = Effective {
        stage: plan.base.stage,
        overlays: plan.base.overlays.clone(),
    };
    rows.turn(plan.channel, base);
    let turn = turned(&mut rows, now, plan.channel);
    Ok(turn.map_or_else(Vec::new, |turn| turn.brings(plan).dead_ends))
}

/// The same as [`of_step`] for each step of a plan, with what would have to be mended.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn of_plan(tx: &mut Tx, plan: &Plan, now: Millis) -> Result<Vec<Ahead>> {
    let mut rows = Rows::read(tx, Depth::Ways, now).await?;
    let steps = 0..plan.steps.len();
    Ok(steps.map(|step| ahead(&mut rows, plan, step)).collect())
}

/// The steps of a plan, ready to be looked at: nothing here waits for anything any more.
pub struct Steps {
    rows: Rows,
    plan: Plan,
    version: i64,
}

impl Steps {
    /// With all that is known of the house.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub(super) async fn read(tx: &mut Tx, plan: Plan, now: Millis) -> Result<Self> {
        Ok(Self {
            version: store::dead_end::version(tx).await?,
            rows: Rows::read(tx, Depth::All, now).await?,
            plan,
        })
    }

    /// What each step would bring, by its name; says after each how many it has looked at.
    #[must_use]
    pub fn look(mut self, tell: &mut dyn FnMut(Progress)) -> Vec<(String, Ahead)> {
        let of = self.plan.steps.len();
        let mut out = Vec::with_capacity(of);
        for (n, step) in self.plan.steps.iter().enumerate() {
            let ahead = ahead(&mut self.rows, &self.plan, n);
            out.push((step.name.clone(), ahead));
            tell(Progress { done: n + 1, of });
        }
        out
    }

    /// Where everybody lands in that step; `None`: the plan has none of that number.
    #[must_use]
    pub fn look_at(mut self, step: usize) -> Option<Audit> {
        self.plan.steps.get(step)?;
        let turn = begun(&mut self.rows, &self.plan, step)?;
        Some(Audit::of(&turn.after, &turn.names, self.version, None))
    }
}

fn ahead(rows: &mut Rows, plan: &Plan, step: usize) -> Ahead {
    begun(rows, plan, step).map_or_else(Ahead::default, |turn| turn.brings(plan))
}

/// The house before and with that step of the plan. The rows are as they were when it is done.
fn begun(rows: &mut Rows, plan: &Plan, step: usize) -> Option<Turn> {
    let now = rows.effective(plan.channel)?;
    let plan = plan.clone().rebased(Base {
        stage: now.stage,
        overlays: now.overlays.clone(),
    });
    let mut then = at_fullest(&plan, step);
    let holds = |a: &Audience| a.holds(&Person::default(), plan.channel, rows.now);
    then.overlays.retain(|o| match o {
        // A limit that lets everybody in is none.
        Overlay::LimitedTo { audience } => !audience_of(&plan, audience).is_some_and(holds),
        _ => true,
    });
    let turn = turned(rows, then, plan.channel);
    rows.turn(plan.channel, now);
    turn
}

/// A house before and after a channel was turned, asked about the same kinds: those of whom either lets in.
struct Turn {
    before: House,
    after: House,
    names: Names,
}

impl Turn {
    fn brings(&self, plan: &Plan) -> Ahead {
        compared(&self.before, &self.after, &self.names, plan)
    }
}

fn turned(rows: &mut Rows, to: Effective, channel: ChannelId) -> Option<Turn> {
    let was = rows.effective(channel)?;
    let mut kinds = segments(rows);
    rows.turn(channel, to.clone());
    let new = segments(rows).into_iter();
    let new: Vec<_> = new.filter(|s| !kinds.contains(s)).collect();
    kinds.extend(new);
    let (after, names) = assemble_for(rows, &kinds);
    rows.turn(channel, was);
    let (before, _) = assemble_for(rows, &kinds);
    rows.turn(channel, to);
    Some(Turn {
        before,
        after,
        names,
    })
}

fn compared(before: &House, after: &House, names: &Names, plan: &Plan) -> Ahead {
    let scope = scope(before, after, plan);
    let was = audit(before, &scope);
    let new = audit(after, &scope).findings.into_iter();
    let new: Vec<Finding> = new.filter(|f| !is_known(f, &was)).collect();
    let told = |verdict: Verdict| {
        let of = new.iter().filter(|f| f.verdict == verdict);
        of.map(|f| words::sentence(f, after, names))
            .take(TOLD_MAX)
            .collect()
    };
    Ahead {
        dead_ends: told(Verdict::DeadEnd),
        mends: told(Verdict::Mend),
    }
}

/// Every door from which the channel can be met, now or then.
fn scope(before: &House, after: &House, plan: &Plan) -> Scope {
    let channel = Scope::Touched(Change {
        channels: vec![plan.channel],
        ..Change::default()
    });
    let mut doors = touched(before, &channel);
    doors.extend(touched(after, &channel));
    Scope::Touched(Change {
        doors: doors.into_iter().collect(),
        ..Change::default()
    })
}

/// Whether it was there before, as bad, for everybody who meets it.
fn is_known(finding: &Finding, was: &Report) -> bool {
    fn within<T: PartialEq>(part: &[T], whole: &[T]) -> bool {
        part.iter().all(|p| whole.contains(p))
    }
    was.findings.iter().any(|old| {
        old.door == finding.door
            && old.invariant == finding.invariant
            && old.cause == finding.cause
            && old.verdict <= finding.verdict
            && within(&finding.failures, &old.failures)
            && within(&finding.kinds, &old.kinds)
            && within(&finding.slots, &old.slots)
    })
}
