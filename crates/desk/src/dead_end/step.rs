//! A step of a plan before it begins: which dead ends would there be that are not there now.

use super::assemble::{Names, assemble_for};
use super::kinds::segments;
use super::rows::{Depth, Rows};
use super::words;
use crate::Result;
use domain::Millis;
use domain::dead_end::{Change, Finding, House, Report, Scope, Verdict, audit, touched};
use domain::door::Overlay;
use domain::plan::{Audience, Base, Effective, Person, Plan, at_fullest, audience_of};
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
    Ok(turned(&mut rows, now, plan).dead_ends)
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

/// The rows are as they were when it is done.
fn ahead(rows: &mut Rows, plan: &Plan, step: usize) -> Ahead {
    let Some(now) = rows.effective(plan.channel) else {
        return Ahead::default();
    };
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
    let ahead = turned(rows, then, &plan);
    rows.turn(plan.channel, now);
    ahead
}

/// What turning the channel brings: asked before and after about the same kinds, those of whom either lets in.
fn turned(rows: &mut Rows, to: Effective, plan: &Plan) -> Ahead {
    let Some(was) = rows.effective(plan.channel) else {
        return Ahead::default();
    };
    let mut kinds = segments(rows);
    rows.turn(plan.channel, to.clone());
    let new = segments(rows).into_iter();
    let new: Vec<_> = new.filter(|s| !kinds.contains(s)).collect();
    kinds.extend(new);
    let (after, names) = assemble_for(rows, &kinds);
    rows.turn(plan.channel, was);
    let (before, _) = assemble_for(rows, &kinds);
    rows.turn(plan.channel, to);
    compared(&before, &after, &names, plan)
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
