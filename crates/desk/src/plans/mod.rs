//! Plans of channels: written, started, gone through step by step, undone. `domain::plan` decides; here is what it rests on
//! read, what it decides carried out in one transaction, and what is in force said to the doors ([`force`], F2).

mod absorb;
mod carry;
mod effects;
mod facts;
mod figures;
mod first;
pub mod force;
mod kit;
mod letters;
mod look;
mod outside;
mod reach;
mod readings;
pub mod rehearsal;
pub mod templates;
mod view;

use crate::{By, Desk, DeskError, Result, audit, fresh};
use domain::access::Permission;
use domain::channel::Channel;
use domain::event::{Event, EventKind};
use domain::migration;
use domain::plan::{Base, Command, Content, Decision, Gate, Plan, State, What, decide};
use domain::{ChannelId, Millis, PlanId, Refusal};
use facts::{Order, Seen};
pub(crate) use first::opened;
pub use outside::Elsewhere;
pub(crate) use reach::Marks;
use serde_json::json;
use store::migration::Frozen;
use store::plan::{Noted, Stored, Wanted};
use store::{Json, Tx};
pub use view::View;

impl Desk {
    /// A page of plans, newest first.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn plans(
        &self,
        by: &By,
        wanted: Wanted,
        before: Option<(Millis, PlanId)>,
        limit: usize,
    ) -> Result<Vec<Stored>> {
        by.demand(Permission::ChannelManage)?;
        let page = self
            .db
            .read(async move |tx| store::plan::page(tx, wanted, before, limit).await);
        Ok(page.await?)
    }

    /// A plan with what holds it and what its figures say.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn plan(&self, by: &By, id: PlanId) -> Result<View> {
        by.demand(Permission::ChannelManage)?;
        let now = by.now;
        self.db
            .read(async move |tx| {
                let stored = load(tx, id).await?;
                view::of(tx, stored, now).await
            })
            .await
    }

    /// Writes a draft.
    ///
    /// # Errors
    /// `not_permitted`, `bad_channel`, `plans_many`, and what `domain::plan` says of what is too large.
    pub async fn make_plan(&self, by: &By, channel: ChannelId, content: Content) -> Result<View> {
        by.demand(Permission::ChannelManage)?;
        let (id, own) = (PlanId(fresh::id(by.now)), by.clone());
        let content = fresh_content(content);
        self.write(async move |tx| {
            let plan = draft(tx, id, channel, content.clone()).await?;
            store::plan::insert(tx, &plan, own.now).await?;
            noted(tx, &own, &plan, "plan.made").await
        })
        .await?;
        self.plan(by, id).await
    }

    /// Removes a draft that nobody wants.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `plan_started`.
    pub async fn remove_plan(&self, by: &By, id: PlanId) -> Result<()> {
        by.demand(Permission::ChannelManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let plan = load(tx, id).await?.plan.0;
            if plan.state != State::Draft {
                let text = "The plan has started: it stays, with its diary. Undo or abandon it.";
                return Err(DeskError::refused("plan_started", text));
            }
            store::plan::delete(tx, id).await?;
            noted(tx, &by, &plan, "plan.removed").await
        })
        .await
    }

    /// Decides a command of somebody who saw that version, and carries it out.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `version_conflict`, and what `domain::plan::decide` refuses.
    pub async fn command_plan(
        &self,
        by: &By,
        id: PlanId,
        version: i64,
        command: Command,
    ) -> Result<View> {
        by.demand(Permission::ChannelManage)?;
        if matches!(command, Command::Tick) {
            let text = "Time passes by itself.";
            return Err(DeskError::refused("not_permitted", text));
        }
        let order = Order {
            by: by.clone(),
            plan: id,
            expected: Some(version),
            command: taken(command),
        };
        self.decide_plan(order).await?;
        self.plan(by, id).await
    }

    /// The diary, newest first.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn plan_diary(
        &self,
        by: &By,
        id: PlanId,
        before: Option<i64>,
        looks: bool,
        limit: usize,
    ) -> Result<Vec<Noted>> {
        by.demand(Permission::ChannelManage)?;
        self.db
            .read(async move |tx| {
                load(tx, id).await?;
                Ok(store::plan::diary(tx, id, before, looks, limit).await?)
            })
            .await
    }
}

async fn load(tx: &mut Tx, id: PlanId) -> Result<Stored> {
    let found = store::plan::load(tx, id).await?;
    found.ok_or_else(|| DeskError::missing("plan"))
}

/// Nobody has done anything yet; and numbers that JSON keeps.
fn fresh_content(mut content: Content) -> Content {
    for step in &mut content.steps {
        step.tasks.iter_mut().for_each(|t| t.done = None);
        step.outside.iter_mut().for_each(|o| o.confirmed = None);
        let rails = step.guards.iter_mut().map(|g| &mut g.gate);
        rails.chain(&mut step.gates).for_each(plain);
    }
    content
}

fn plain(gate: &mut Gate) {
    gate.threshold = readings::number(gate.threshold);
}

/// What a lead sends, as it is taken.
fn taken(command: Command) -> Command {
    match command {
        Command::Revise(content) => Command::Revise(fresh_content(content)),
        Command::ChangeGates {
            step,
            mut gates,
            why,
        } => {
            gates.iter_mut().for_each(plain);
            Command::ChangeGates { step, gates, why }
        }
        other => other,
    }
}

/// Drafts of one channel; nobody keeps more.
const DRAFTS_MAX: usize = 50;

async fn draft(tx: &mut Tx, id: PlanId, channel: ChannelId, content: Content) -> Result<Plan> {
    let Some(of) = store::channel::load(tx, channel).await? else {
        let text = "There is no such channel.";
        return Err(Refusal::new("bad_channel", text).on("channel").into());
    };
    if store::plan::drafts(tx, channel).await? >= DRAFTS_MAX {
        let text = format!("The channel has {DRAFTS_MAX} drafts. Remove those that nobody wants.");
        return Err(DeskError::refused("plans_many", text));
    }
    let base = base(tx, &of).await?;
    Ok(Plan::draft(id, channel, base, content)?)
}

/// A channel without the plan that runs, if one does: as one that begins next would find it.
async fn base(tx: &mut Tx, channel: &Channel) -> Result<Base> {
    let left = store::plan::over(tx, channel.id).await?.left;
    Ok(Base {
        stage: channel.stage,
        overlays: left.map(|l| l.0).unwrap_or_default(),
    })
}

/// Decides by what was seen of it, and carries out.
async fn decided(tx: &mut Tx, stored: &Stored, order: &Order, seen: &Seen) -> Result<Plan> {
    let plan = &stored.plan.0;
    let ctx = facts::of(tx, plan, order, seen).await?;
    let decision = decide(plan, order.command.clone(), &ctx)?;
    let after = carry::out(tx, &order.by, plan, stored.revision, &decision).await?;
    let before = migration::State::of(ctx.channel.stage);
    if let Some(expected) = &seen.expected
        && before.is_none()
        && turns(&decision)
    {
        let frozen = Frozen {
            plan: plan.id,
            at: order.by.now,
            expected: Json(expected.clone()),
        };
        store::migration::freeze(tx, plan.channel, &frozen).await?;
    }
    Ok(after)
}

/// The channel is on its way out from now on.
fn turns(decision: &Decision) -> bool {
    let mut effects = decision.effects.iter();
    effects.any(|e| match e.what {
        What::SetStage { stage, .. } => migration::State::of(stage).is_some(),
        _ => false,
    })
}

async fn noted(tx: &mut Tx, by: &By, plan: &Plan, act: &str) -> Result<()> {
    let channel = plan.channel;
    let detail = json!({ "channel": channel, "name": plan.name });
    audit::act(tx, by, act, &plan.id.to_string(), detail).await?;
    tx.emit(Event {
        at: by.now,
        actor: by.actor(),
        kind: EventKind::ChannelChanged { channel },
    });
    Ok(())
}
