//! What plans have decided to do is done once: the mark and the deed are one transaction, so that whatever dies in between
//! leaves it to be done, and whatever has been done is not done again.

use super::letters::{self, About, Work};
use crate::account::house_mail::{Letter, NO_SENDER};
use crate::{Desk, DeskError, Result, fresh};
use domain::plan::{Effect, Plan, What};
use domain::team::Agent;
use domain::{AgentId, DeliveryId, Millis};
use std::collections::BTreeMap;
use store::Tx;
use store::house_mail::Purpose;
use store::plan::Open;

/// Effects that are carried out in one go.
const BATCH: usize = 50;
/// Older news are none.
const GOOD_FOR_MS: Millis = 3 * 24 * 60 * 60 * 1000;

impl Desk {
    /// Carries out what plans have decided; how much. To be called again soon when that is not 0.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn carry_out_plans(&self, console_url: &str, now: Millis) -> Result<usize> {
        let open: Vec<Open> = self
            .db
            .read(async |tx| store::plan::effects_open(tx, BATCH).await)
            .await?;
        let done = open.len();
        for one in open {
            let (this, url) = (self.clone(), console_url.trim_end_matches('/').to_owned());
            self.write(async move |tx| this.carry_out_effect(tx, &one, &url, now).await)
                .await?;
        }
        Ok(done)
    }

    async fn carry_out_effect(
        &self,
        tx: &mut Tx,
        open: &Open,
        url: &str,
        now: Millis,
    ) -> Result<()> {
        let Effect { key, what } = &open.effect.0;
        if !store::plan::effect_done(tx, key, now).await? {
            return Ok(());
        }
        let Some(stored) = store::plan::load(tx, open.plan).await? else {
            return Ok(());
        };
        let plan = stored.plan.0;
        if !what.holds(&plan) {
            return Ok(());
        }
        match what {
            // Done with the decision; an older version of the program wrote them down as well.
            What::SetStage { .. } | What::Audit { .. } => Ok(()),
            What::HandTasks { step } => {
                let work = tasks(&plan, *step);
                self.hand(tx, &plan, *step, work, url, now).await
            }
            What::Probe { step } => {
                let work = outside(&plan, *step);
                self.hand(tx, &plan, *step, work, url, now).await
            }
            What::TellOwner { news, step, cause } => {
                let Some(agent) = to(tx, &plan, plan.owner).await? else {
                    return Ok(());
                };
                let about = About {
                    step: step.unwrap_or(plan.at_step),
                    cause: cause.as_ref(),
                };
                let words = letters::news(&agent, &plan, *news, &about, url);
                self.tell(tx, &plan, &agent, words, now).await
            }
        }
    }

    /// Each owner gets their own.
    async fn hand(
        &self,
        tx: &mut Tx,
        plan: &Plan,
        step: usize,
        work: Vec<(Option<AgentId>, Work)>,
        url: &str,
        now: Millis,
    ) -> Result<()> {
        let mut of: BTreeMap<AgentId, (Agent, Vec<Work>)> = BTreeMap::new();
        for (owner, one) in work {
            if let Some(agent) = to(tx, plan, owner.or(plan.owner)).await? {
                let id = agent.id;
                of.entry(id).or_insert((agent, Vec::new())).1.push(one);
            }
        }
        for (agent, work) in of.into_values() {
            let words = letters::tasks(&agent, plan, step, &work, url);
            self.tell(tx, plan, &agent, words, now).await?;
        }
        Ok(())
    }

    /// Without an address to send from, the console is all there is.
    async fn tell(
        &self,
        tx: &mut Tx,
        plan: &Plan,
        agent: &Agent,
        (subject, text): (String, String),
        now: Millis,
    ) -> Result<()> {
        let letter = Letter {
            purpose: Purpose::Plan,
            about: plan.id.0,
            from: None,
            to_name: &agent.name,
            to: &agent.email,
            subject,
            text,
            good_for_ms: GOOD_FOR_MS,
        };
        let id = DeliveryId(fresh::id(now));
        match self.send_letter(tx, &letter, id, now).await {
            Ok(_) => Ok(()),
            Err(DeskError::Refused(no)) if no.code == NO_SENDER => Ok(()),
            Err(DeskError::Refused(no)) if no.code == "invalid_recipient" => Ok(()),
            Err(error) => Err(error),
        }
    }
}

fn tasks(plan: &Plan, step: usize) -> Vec<(Option<AgentId>, Work)> {
    let entered = plan.progress().map_or(0, |p| p.entered);
    let tasks = plan.steps.get(step).map_or(&[][..], |s| &s.tasks);
    let open = tasks.iter().filter(|t| t.done.is_none());
    let work = open.map(|t| {
        let due = Some(entered.saturating_add(t.due_ms));
        let what = t.what.clone();
        (t.owner, Work { what, due })
    });
    work.collect()
}

fn outside(plan: &Plan, step: usize) -> Vec<(Option<AgentId>, Work)> {
    let items = plan.steps.get(step).map_or(&[][..], |s| &s.outside);
    let open = items.iter().filter(|o| o.confirmed.is_none());
    let work = open.map(|o| {
        let what = o.what.clone();
        (o.owner, Work { what, due: None })
    });
    work.collect()
}

/// Whom to tell: who it is about, while they are here, else whoever answers for the channel.
async fn to(tx: &mut Tx, plan: &Plan, owner: Option<AgentId>) -> Result<Option<Agent>> {
    let channel = store::channel::load(tx, plan.channel).await?;
    for id in [owner, plan.owner, channel.and_then(|c| c.owner)] {
        let Some(id) = id else { continue };
        let agent = store::agent::load(tx, id).await?;
        if let Some(agent) = agent.filter(|a| a.active) {
            return Ok(Some(agent));
        }
    }
    Ok(None)
}
