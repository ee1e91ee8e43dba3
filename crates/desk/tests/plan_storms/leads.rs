//! Leads who write plans and press whatever there is.

use super::Storm;
use super::desk::channels::ChannelChange;
use domain::PlanId;
use domain::plan::Command;
use store::plan::Wanted;
use store::testing::TestDb;
use testkit::houses::STAGES;
use testkit::storm::{command, content, until_death};

impl Storm {
    /// Somebody writes a plan, and starts it at once if it may.
    pub async fn plans(&mut self, db: &TestDb) {
        let of = self.channels[self.dice.below(self.channels.len())];
        let owner = self.w.started.agent.id;
        let content = content(&mut self.dice, of, &self.channels, owner, self.friend);
        let (desk, by, steps) = (self.w.desk.clone(), self.w.by(), self.steps());
        match until_death(steps, desk.make_plan(&by, of, content)).await {
            None => return self.dies(db).await,
            Some(Err(e)) => *self.counts.refused.entry(e.code().to_owned()).or_default() += 1,
            Some(Ok(view)) => {
                self.counts.made += 1;
                self.presses(db, (view.plan.id, view.plan.version), Command::Start)
                    .await;
            }
        }
    }

    /// Somebody presses anything at one of the plans.
    pub async fn commands(&mut self, db: &TestDb) {
        let wanted = Wanted {
            channel: None,
            active: self.dice.one_in(2),
        };
        let plans = self
            .w
            .desk
            .plans(&self.w.by(), wanted, None, 30)
            .await
            .expect("plans");
        if plans.is_empty() {
            return;
        }
        let plan = &plans[self.dice.below(plans.len())].plan.0;
        let command = command(&mut self.dice, plan);
        self.presses(db, (plan.id, plan.version), command).await;
    }

    async fn presses(&mut self, db: &TestDb, (id, version): (PlanId, i64), command: Command) {
        let (desk, by, steps) = (self.w.desk.clone(), self.w.by(), self.steps());
        match until_death(steps, desk.command_plan(&by, id, version, command)).await {
            None => self.dies(db).await,
            Some(Ok(_)) => self.counts.obeyed += 1,
            Some(Err(e)) => *self.counts.refused.entry(e.code().to_owned()).or_default() += 1,
        }
    }

    /// What no plan asks for: a stage, a successor.
    pub async fn by_hand(&mut self, db: &TestDb) {
        self.counts.by_hand += 1;
        let id = self.channels[self.dice.below(self.channels.len())];
        let stage = STAGES[self.dice.below(STAGES.len())];
        let successor = Some(self.dice.pick(&self.channels, 2));
        let (desk, by, steps) = (self.w.desk.clone(), self.w.by(), self.steps());
        let change = ChannelChange {
            successor,
            ..ChannelChange::default()
        };
        let both = async {
            // Either may be refused.
            let _ = desk.change_channel(&by, id, change).await;
            let _ = desk.set_stage(&by, id, stage, None, "by hand").await;
        };
        if until_death(steps, both).await.is_none() {
            self.dies(db).await;
        }
    }
}
