//! Rules: kept by those who look after shared content, tried on past conversations before they are turned on.

use super::{bad, one_line};
use crate::automation::{plain, sql_side};
use crate::{By, Desk, DeskError, Result, audit, carry_out, check, fresh};
use domain::access::Permission;
use domain::automation::{
    ACTIONS_MAX, Action, Occasion, Place, RULES_MAX, Trigger, decide, never_holds, out_of_place,
};
use domain::conversation::Status;
use domain::filter::{Condition, Filter};
use domain::{ConversationId, RuleId};
use serde_json::json;
use store::inbox::Cursor;
use store::rule::{Rule, Run};
use store::{Json, Tx};

/// Conversations that one step of a dry run looks at.
const DRY_STEP: usize = 300;
/// Of them so many are shown.
const DRY_SHOWN: usize = 20;
/// Longest wait of a rule by time, and longest snooze: a year.
const MINUTES_MAX: i64 = 366 * 24 * 60;
const NOTE_MAX: usize = 5_000;
/// Traces that are shown of a conversation, or of a rule.
const RUNS: usize = 100;

#[derive(Debug, Clone)]
pub struct NewRule {
    pub name: String,
    pub trigger: Trigger,
    pub filter: Filter,
    pub actions: Vec<Action>,
    pub stop: bool,
    pub enabled: bool,
}

/// Changes of a rule; `None` leaves as it is.
#[derive(Debug, Clone, Default)]
pub struct RuleChange {
    pub name: Option<String>,
    pub trigger: Option<Trigger>,
    pub filter: Option<Filter>,
    pub actions: Option<Vec<Action>>,
    pub stop: Option<bool>,
    pub enabled: Option<bool>,
    pub version: Option<i64>,
}

/// What a rule would do to one conversation.
#[derive(Debug, Clone)]
pub struct Would {
    pub conversation: ConversationId,
    pub actions: Vec<Action>,
    pub because: Vec<Condition>,
}

/// One step of a dry run.
#[derive(Debug, Clone, Default)]
pub struct DryRun {
    /// Conversations that were looked at because the database found them.
    pub looked_at: usize,
    /// Of them the rule would have changed so many.
    pub would_change: usize,
    /// The first of those.
    pub shown: Vec<Would>,
    pub next: Option<Cursor>,
}

impl Desk {
    /// Rules in their order.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn rules(&self, by: &By) -> Result<Vec<Rule>> {
        by.demand(Permission::ContentManage)?;
        Ok(self
            .db
            .read(async move |tx| store::rule::all(tx).await)
            .await?)
    }

    /// # Errors
    /// `not_permitted`, `bad_name`, `bad_filter`, `bad_trigger`, `bad_actions`, `too_many_rules`.
    pub async fn create_rule(&self, by: &By, new: NewRule) -> Result<Rule> {
        by.demand(Permission::ContentManage)?;
        let blank = Rule {
            id: RuleId(fresh::id(by.now)),
            name: String::new(),
            enabled: false,
            position: 0,
            trigger: Json(new.trigger),
            filter: Json(Filter::everything()),
            actions: Json(Vec::new()),
            stop: false,
            switched_off: None,
            created_at: by.now,
            updated_at: by.now,
            version: 1,
        };
        let change = RuleChange {
            name: Some(new.name),
            trigger: Some(new.trigger),
            filter: Some(new.filter),
            actions: Some(new.actions),
            stop: Some(new.stop),
            enabled: Some(new.enabled),
            version: None,
        };
        let row = applied(blank, &change)?;
        let (this, by) = (self, by.clone());
        let made = this
            .write(async move |tx| {
                let all = store::rule::all(tx).await?;
                if all.len() >= RULES_MAX {
                    return bad(
                        "too_many_rules",
                        "name",
                        format!("Keep at most {RULES_MAX} rules."),
                    );
                }
                exist(tx, &row.actions.0).await?;
                let mut row = row.clone();
                row.position = all.last().map_or(0, |r| r.position + 1);
                store::rule::insert(tx, &row).await?;
                told(tx, &by, &row, "rule.created").await?;
                Ok(row)
            })
            .await?;
        self.forget_rules();
        Ok(made)
    }

    /// # Errors
    /// `not_found`, `conflict`, and those of [`Desk::create_rule`].
    pub async fn change_rule(&self, by: &By, id: RuleId, change: RuleChange) -> Result<Rule> {
        by.demand(Permission::ContentManage)?;
        let by = by.clone();
        let kept = self
            .write(async move |tx| {
                let was = loaded(tx, id).await?;
                if change.version.is_some_and(|v| v != was.version) {
                    return Err(DeskError::Stale);
                }
                let mut row = applied(was, &change)?;
                row.updated_at = by.now;
                exist(tx, &row.actions.0).await?;
                store::rule::save(tx, &mut row).await?;
                told(tx, &by, &row, "rule.changed").await?;
                Ok(row)
            })
            .await?;
        self.forget_rules();
        Ok(kept)
    }

    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn remove_rule(&self, by: &By, id: RuleId) -> Result<()> {
        by.demand(Permission::ContentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let row = loaded(tx, id).await?;
            store::rule::delete(tx, id).await?;
            told(tx, &by, &row, "rule.removed").await
        })
        .await?;
        self.forget_rules();
        Ok(())
    }

    /// Puts rules into this order; those that are not named come last, as they were.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn order_rules(&self, by: &By, ids: Vec<RuleId>) -> Result<Vec<Rule>> {
        by.demand(Permission::ContentManage)?;
        let by = by.clone();
        let rows = self
            .write(async move |tx| {
                let mut rows = store::rule::all(tx).await?;
                rows.sort_by_key(|r| ids.iter().position(|i| *i == r.id).unwrap_or(usize::MAX));
                for (position, row) in (0..).zip(&mut rows) {
                    if row.position != position {
                        row.position = position;
                        store::rule::save(tx, row).await?;
                    }
                }
                audit::settings_changed(tx, &by, "rules");
                Ok(rows)
            })
            .await?;
        self.forget_rules();
        Ok(rows)
    }

    /// What the rule would do to past conversations as they are now, newest first, step by step. Changes nothing.
    ///
    /// # Errors
    /// `not_permitted`, and those of [`Desk::create_rule`].
    pub async fn dry_run(&self, by: &By, rule: NewRule, after: Option<Cursor>) -> Result<DryRun> {
        by.demand(Permission::ContentManage)?;
        let now = by.now;
        let blank = Rule {
            id: RuleId(fresh::id(now)),
            name: "Dry run".to_owned(),
            enabled: false,
            position: 0,
            trigger: Json(rule.trigger),
            filter: Json(Filter::everything()),
            actions: Json(Vec::new()),
            stop: false,
            switched_off: None,
            created_at: now,
            updated_at: now,
            version: 1,
        };
        let change = RuleChange {
            trigger: Some(rule.trigger),
            filter: Some(rule.filter),
            actions: Some(rule.actions),
            ..RuleChange::default()
        };
        let rule = plain(applied(blank, &change)?);
        self.db
            .read(async move |tx| {
                let filter = store::organization_merge::resolved(tx, &rule.filter).await?;
                let rule = domain::automation::Rule {
                    filter: filter.into_owned(),
                    ..rule.clone()
                };
                let coarse = sql_side(&rule.filter);
                let (ids, next) = store::filter::sample(tx, &coarse, now, after, DRY_STEP).await?;
                let mut out = DryRun {
                    looked_at: ids.len(),
                    next,
                    ..DryRun::default()
                };
                let needs = rule.needs();
                let occasion = match rule.trigger {
                    Trigger::Event(occasion) => occasion,
                    Trigger::Time { .. } => Occasion::Time,
                };
                for id in ids {
                    let Some(c) = store::conversation::load(tx, id).await? else {
                        continue;
                    };
                    let message = store::facts::newest_message(tx, id).await?;
                    let facts = store::facts::of(tx, c, &needs, message).await?;
                    let plan = decide(&[&rule], &[occasion], &facts, now, 1);
                    for step in plan.steps {
                        out.would_change += 1;
                        if out.shown.len() < DRY_SHOWN {
                            out.shown.push(Would {
                                conversation: id,
                                actions: step.actions,
                                because: step.because,
                            });
                        }
                    }
                }
                Ok(out)
            })
            .await
    }

    /// What rules did to a conversation, newest first.
    ///
    /// # Errors
    /// `not_found`, `not_permitted`.
    pub async fn rule_trace(&self, by: &By, id: ConversationId) -> Result<Vec<Run>> {
        let by = by.clone();
        self.db
            .read(async move |tx| {
                let c = carry_out::load(tx, id).await?;
                by.demand_on(Permission::ConversationRead, &c)?;
                Ok(store::rule::runs_of_conversation(tx, id, RUNS).await?)
            })
            .await
    }

    /// What a rule did, newest first.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn rule_runs(&self, by: &By, id: RuleId) -> Result<Vec<Run>> {
        by.demand(Permission::ContentManage)?;
        Ok(self
            .db
            .read(async move |tx| store::rule::runs_of_rule(tx, id, RUNS).await)
            .await?)
    }
}

async fn loaded(tx: &mut Tx, id: RuleId) -> Result<Rule> {
    store::rule::load(tx, id)
        .await?
        .ok_or_else(|| DeskError::missing("rule"))
}

fn applied(mut row: Rule, change: &RuleChange) -> Result<Rule> {
    if let Some(name) = &change.name {
        check::name(name)?;
        row.name = one_line("name", name, 100)?;
    }
    if let Some(trigger) = change.trigger {
        if let Trigger::Time { minutes, .. } = trigger
            && !(1..=MINUTES_MAX).contains(&minutes)
        {
            return bad(
                "bad_trigger",
                "trigger",
                "Wait between a minute and a year.",
            );
        }
        if trigger == Trigger::Event(Occasion::Time) {
            return bad("bad_trigger", "trigger", "Say after which time.");
        }
        row.trigger = Json(trigger);
    }
    if let Some(filter) = &change.filter {
        if let Some(why) = out_of_place(filter, Place::Rule) {
            return bad("bad_filter", "filter", why);
        }
        if never_holds(filter) {
            return bad(
                "never_holds",
                "filter",
                "Two conditions exclude each other: this would never happen.",
            );
        }
        row.filter = Json(filter.clone());
    }
    if let Some(actions) = &change.actions {
        sound(actions)?;
        row.actions = Json(actions.clone());
    }
    row.stop = change.stop.unwrap_or(row.stop);
    if let Some(enabled) = change.enabled {
        row.enabled = enabled;
        if enabled {
            row.switched_off = None;
        }
    }
    Ok(row)
}

fn sound(actions: &[Action]) -> Result<()> {
    if actions.is_empty() || actions.len() > ACTIONS_MAX {
        return bad(
            "bad_actions",
            "actions",
            format!("A rule does 1 to {ACTIONS_MAX} things."),
        );
    }
    for action in actions {
        let wrong = match action {
            Action::Snooze { minutes } => !(1..=MINUTES_MAX).contains(minutes),
            Action::Note { text } => text.trim().is_empty() || text.chars().count() > NOTE_MAX,
            Action::Notify { agents } => agents.is_empty() || agents.len() > 50,
            Action::Status { status } => *status == Status::Snoozed || !status.is_work(),
            _ => false,
        };
        if wrong {
            return bad(
                "bad_actions",
                "actions",
                "One of the actions is not complete.",
            );
        }
    }
    Ok(())
}

/// What the actions name is there.
async fn exist(tx: &mut Tx, actions: &[Action]) -> Result<()> {
    for action in actions {
        let there = match action {
            Action::Team { team: Some(team) } => store::team::load(tx, *team).await?.is_some(),
            Action::Assign { agent: Some(agent) } => {
                store::agent::load(tx, *agent).await?.is_some()
            }
            Action::Tag { tag } | Action::Untag { tag } => {
                store::tag::load(tx, *tag).await?.is_some()
            }
            Action::Reply { with } => store::words::load_macro(tx, *with)
                .await?
                .is_some_and(|m| !m.archived && !m.html.trim().is_empty()),
            Action::Webhook { webhook } => store::webhook::load(tx, *webhook).await?.is_some(),
            Action::Topic { topic: Some(topic) } => {
                store::tag::topics(tx).await?.iter().any(|t| t.id == *topic)
            }
            Action::Field { field, value } => {
                let all = store::field::all(tx).await?;
                match all.iter().find(|f| f.id == *field && !f.archived) {
                    Some(f) => f.read(value).is_ok(),
                    None => false,
                }
            }
            Action::Notify { agents } => {
                let mut all = true;
                for agent in agents {
                    all &= store::agent::load(tx, *agent).await?.is_some();
                }
                all
            }
            _ => true,
        };
        if !there {
            return bad(
                "bad_actions",
                "actions",
                "One of the actions names something that is not there (any more).",
            );
        }
    }
    Ok(())
}

async fn told(tx: &mut Tx, by: &By, row: &Rule, act: &str) -> Result<()> {
    let detail = json!({ "name": row.name, "enabled": row.enabled });
    audit::act(tx, by, act, &row.id.to_string(), detail).await?;
    audit::settings_changed(tx, by, "rules");
    Ok(())
}
