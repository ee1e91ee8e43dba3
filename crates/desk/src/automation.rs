//! Rules at work: what has just happened in a transaction is decided by `domain::automation` and carried out in the same
//! transaction; a sweep does the same for rules by time. Effects of rules are events too, but no rule looks at them again
//! beyond what the plan foresaw.

use crate::text::{Form, fill};
use crate::{Desk, DeskError, Result, auto_reply, carry_out, change, fresh, settings, writing};
use domain::automation::{Action, BUDGET_PER_HOUR, Occasion, Plan, Rule, Trigger, decide};
use domain::conversation::{Command, Conversation, Ctx, Source};
use domain::event::{Actor, Event, EventKind};
use domain::facts::Facts;
use domain::filter::{Field, Filter, Item, Test};
use domain::message::MessageKind;
use domain::{
    AgentId, ConversationId, MessageId, Millis, RuleId, RuleRunId, WebhookDeliveryId, WebhookId,
};
use mail::token::TokenKey;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use store::conversation::Glance;
use store::message::NewMessage;
use store::rule::{NewRun, Step};
use store::{StoreError, Tx};

/// Rules are read again after this time; at once in the process that changed them.
const FRESH_MS: Millis = 5_000;
const HOUR_MS: Millis = 60 * 60 * 1000;
/// A rule by time looks back this far: longer ago, and it has missed its time.
const LOOK_BACK_MS: Millis = 14 * 24 * HOUR_MS;
/// Conversations that one rule by time takes in one sweep.
const SWEEP: usize = 200;

/// The rules that are on, as this process holds them.
pub struct Held(Mutex<Option<Arc<Active>>>, Arc<TokenKey>);

#[derive(Debug)]
struct Active {
    loaded_at: Millis,
    rules: Vec<Rule>,
    needs: BTreeSet<Field>,
}

impl Held {
    /// Nothing read yet. The key is for what rules write to customers.
    #[must_use]
    pub fn new(key: Arc<TokenKey>) -> Self {
        Self(Mutex::default(), key)
    }

    /// Rules have changed.
    pub fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    async fn active(&self, tx: &mut Tx, now: Millis) -> Result<Arc<Active>> {
        let held = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some(held) = held.filter(|h| (0..FRESH_MS).contains(&(now - h.loaded_at))) {
            return Ok(held);
        }
        let rows = match store::rule::all(tx).await {
            Ok(rows) => rows,
            // A rule that cannot be read must not keep mail from coming in.
            Err(StoreError::Corrupt(why)) => {
                tracing::error!(why, "rules cannot be read; none is followed");
                Vec::new()
            }
            Err(error) => return Err(error.into()),
        };
        let mut rules: Vec<Rule> = rows.into_iter().filter(|r| r.enabled).map(plain).collect();
        for rule in &mut rules {
            match store::organization_merge::resolved(tx, &rule.filter).await {
                Ok(filter) => rule.filter = filter.into_owned(),
                Err(StoreError::Corrupt(why)) => {
                    tracing::error!(why, rule = %rule.id, "an organization of a rule cannot be read");
                }
                Err(error) => return Err(error.into()),
            }
        }
        let active = Arc::new(Active {
            loaded_at: now,
            needs: rules.iter().flat_map(Rule::needs).collect(),
            rules,
        });
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(active.clone());
        Ok(active)
    }
}

/// A stored rule as the engine takes it.
pub(crate) fn plain(row: store::rule::Rule) -> Rule {
    Rule {
        id: row.id,
        name: row.name,
        trigger: row.trigger.0,
        filter: row.filter.0,
        actions: row.actions.0,
        stop: row.stop,
    }
}

/// What happened to one conversation.
struct Happened {
    conversation: ConversationId,
    occasions: Vec<Occasion>,
    message: Option<MessageId>,
    at: Millis,
}

fn happened(events: &[Event]) -> Vec<Happened> {
    let mut out: Vec<Happened> = Vec::new();
    for event in events {
        let Some((occasion, conversation, message)) = Occasion::of(&event.kind) else {
            continue;
        };
        match out.iter_mut().find(|h| h.conversation == conversation) {
            Some(h) => {
                h.occasions.push(occasion);
                h.message = message.or(h.message);
            }
            None => out.push(Happened {
                conversation,
                occasions: vec![occasion],
                message,
                at: event.at,
            }),
        }
    }
    out
}

/// Follows the rules after what this transaction has done so far. Called once, as its last step.
pub(crate) async fn follow(tx: &mut Tx, held: &Held) -> Result<()> {
    let events = tx.emitted();
    for h in happened(&events) {
        let active = held.active(tx, h.at).await?;
        let wanted = |r: &Rule| matches!(r.trigger, Trigger::Event(o) if h.occasions.contains(&o));
        if !active.rules.iter().any(wanted) {
            continue;
        }
        let rules: Vec<&Rule> = active.rules.iter().filter(|r| !by_time(r)).collect();
        let Some(c) = store::conversation::load(tx, h.conversation).await? else {
            continue;
        };
        let facts = store::facts::of(tx, c, &active.needs, h.message).await?;
        run(tx, held, &rules, &h.occasions, facts, h.at).await?;
    }
    Ok(())
}

fn by_time(rule: &Rule) -> bool {
    matches!(rule.trigger, Trigger::Time { .. })
}

/// Decides and carries out; how many rules fired.
async fn run(
    tx: &mut Tx,
    held: &Held,
    rules: &[&Rule],
    start: &[Occasion],
    facts: Facts,
    now: Millis,
) -> Result<usize> {
    let id = facts.conversation.id;
    let mut plan = decide(rules, start, &facts, now, BUDGET_PER_HOUR);
    if plan.steps.is_empty() {
        return Ok(0);
    }
    let busy = store::rule::busy(tx, id, now - HOUR_MS).await?;
    let spent: i64 = busy.iter().map(|b| b.1).sum();
    let left = BUDGET_PER_HOUR.saturating_sub(usize::try_from(spent).unwrap_or(0));
    if plan.steps.len() > left {
        plan = decide(rules, start, &facts, now, left);
    }
    if plan.exhausted
        && let Some(&(busiest, _)) = busy.first()
    {
        switch_off(tx, held, busiest, now).await?;
    }
    if plan.too_deep {
        tracing::warn!(conversation = %id, "rules set each other off too many times over");
    }
    carry_out_plan(tx, &held.1, rules, plan, facts.conversation, now).await
}

/// A rule that fires far too often on one conversation is switched off, with a notice.
async fn switch_off(tx: &mut Tx, held: &Held, id: RuleId, now: Millis) -> Result<()> {
    let Some(mut row) = store::rule::load(tx, id).await? else {
        return Ok(());
    };
    if !row.enabled {
        return Ok(());
    }
    row.enabled = false;
    row.switched_off = Some("too_often".to_owned());
    row.updated_at = now;
    store::rule::save(tx, &mut row).await?;
    tracing::warn!(rule = %id, "a rule fired too often on one conversation and was switched off");
    for kind in [
        EventKind::RuleSwitchedOff { rule: id },
        EventKind::SettingsChanged {
            what: "rules".to_owned(),
        },
    ] {
        tx.emit(Event {
            at: now,
            actor: Actor::System,
            kind,
        });
    }
    held.forget();
    Ok(())
}

async fn carry_out_plan(
    tx: &mut Tx,
    key: &TokenKey,
    rules: &[&Rule],
    plan: Plan,
    mut c: Conversation,
    now: Millis,
) -> Result<usize> {
    let (before, mut told) = (c.clone(), Vec::new());
    let mut steps = Vec::with_capacity(plan.steps.len());
    for step in plan.steps {
        let mut done = Step::new(step.rule, step.occasion.word(), json!(step.because));
        for action in &step.actions {
            match act(tx, key, &mut c, step.rule, action, now).await {
                Ok(()) => {
                    if let Action::Notify { agents } = action {
                        told.extend(agents);
                    }
                    done.did.push(json!(action));
                }
                Err(DeskError::Refused(no)) => {
                    let refused = json!({ "action": action, "code": no.code });
                    done.refused.push(refused);
                }
                Err(error) => return Err(error),
            }
        }
        steps.push(done);
    }
    let fired: Vec<(RuleId, &str)> = steps
        .iter()
        .map(|s| (s.rule(), title(rules, s.rule())))
        .collect();
    say(tx, &c, &fired, told, now).await?;
    let fired = fired.len();
    let run = NewRun {
        id: RuleRunId(fresh::id(now)),
        conversation: c.id,
        at: now,
        steps,
    };
    store::rule::trace(tx, &run).await?;
    // Tags and followers have rows of their own.
    if c != before {
        carry_out::save(tx, &mut c, None).await?;
    }
    Ok(fired)
}

fn title<'a>(rules: &[&'a Rule], id: RuleId) -> &'a str {
    rules
        .iter()
        .find(|r| r.id == id)
        .map_or("", |r| r.name.as_str())
}

/// One line and one event, however many fired.
async fn say(
    tx: &mut Tx,
    c: &Conversation,
    fired: &[(RuleId, &str)],
    told: Vec<AgentId>,
    now: Millis,
) -> Result<()> {
    let rules: Vec<Value> = fired
        .iter()
        .map(|(rule, title)| json!({ "rule": rule, "title": title }))
        .collect();
    let line = json!({ "name": "rules_fired", "rules": rules });
    let id = MessageId(fresh::id(now));
    store::conversation::add_event_line(tx, c.id, id, now, None, &line).await?;
    tx.emit(Event {
        at: now,
        actor: Actor::System,
        kind: EventKind::RulesFired {
            conversation: c.id,
            rules: fired.iter().map(|(rule, _)| *rule).collect(),
            agents: told,
        },
    });
    Ok(())
}

/// One action on the loaded conversation.
async fn act(
    tx: &mut Tx,
    key: &TokenKey,
    c: &mut Conversation,
    rule: RuleId,
    action: &Action,
    now: Millis,
) -> Result<()> {
    let ctx = Ctx {
        now,
        actor: Actor::System,
    };
    if let Some(command) = command(c, action, now) {
        change::sensible(tx, &command).await?;
        carry_out::command(tx, c, command, &ctx).await?;
        return Ok(());
    }
    match action {
        Action::Note { text } => note(tx, c, text, &ctx).await,
        Action::Notify { agents } => {
            for &agent in agents {
                change::sensible(tx, &Command::Follow(agent)).await?;
                carry_out::command(tx, c, Command::Follow(agent), &ctx).await?;
            }
            Ok(())
        }
        Action::Webhook { webhook } => send(tx, c, rule, *webhook, now).await,
        Action::Reply { with } => auto_reply::by_macro(tx, key, c, *with, &ctx).await,
        Action::Field { field, value } => {
            let contact = c.contact.map(|p| p.0);
            settings::fields::set_one(tx, c.id.0, contact, *field, value, now).await?;
            let kind = EventKind::FieldsChanged { conversation: c.id };
            carry_out::happened(tx, c, kind, &ctx).await
        }
        _ => Ok(()),
    }
}

/// The actions that are commands of the conversation's own machine.
fn command(c: &Conversation, action: &Action, now: Millis) -> Option<Command> {
    Some(match *action {
        Action::Status { status } => return Command::to_status(c.state.status(), status),
        Action::Urgency { urgency } => Command::SetUrgency(urgency, Source::Rule),
        Action::Topic { topic } => Command::SetTopic(topic, Source::Rule),
        Action::Team { team } => Command::MoveTeam(team),
        Action::Assign { agent } => Command::Assign(agent),
        Action::Tag { tag } => Command::Tag(tag),
        Action::Untag { tag } => Command::Untag(tag),
        Action::Snooze { minutes } => Command::Snooze {
            until: now.saturating_add(minutes.saturating_mul(60_000)),
        },
        _ => return None,
    })
}

async fn note(tx: &mut Tx, c: &mut Conversation, text: &str, ctx: &Ctx) -> Result<()> {
    let variables = writing::variables(tx, None, c).await?;
    let text = fill(text, &variables, Form::Plain)?;
    let id = MessageId(fresh::id(ctx.now));
    let command = Command::Note {
        message: id,
        mentions: Vec::new(),
    };
    carry_out::command(tx, c, command, ctx).await?;
    let preview = carry_out::preview(&text);
    let glance = Glance {
        preview: &preview,
        kind: MessageKind::Note,
    };
    carry_out::save(tx, c, Some(glance)).await?;
    let mut m = NewMessage::new(id, c.id, MessageKind::Note, ctx.now);
    m.html = Some(mail::html::from_text(&text));
    m.text = text;
    let n = store::message::insert(tx, &m).await?;
    Ok(store::search::index_message(tx, n, &[&m.text]).await?)
}

async fn send(
    tx: &mut Tx,
    c: &Conversation,
    rule: RuleId,
    webhook: WebhookId,
    now: Millis,
) -> Result<()> {
    let found = store::webhook::load(tx, webhook).await?;
    found.ok_or_else(|| DeskError::missing("webhook"))?;
    let data = json!({ "rule": rule, "conversation": c.id });
    let delivery = store::webhook::NewDelivery {
        id: WebhookDeliveryId(fresh::id(now)),
        webhook,
        kind: "rule.fired.v1".to_owned(),
        conversation: Some(c.id),
        body: settings::webhooks::body("rule.fired.v1", now, data, Some(c)),
        at: now,
    };
    Ok(store::webhook::enqueue(tx, &delivery).await?)
}

impl Desk {
    /// Rules have changed: the next event reads them anew.
    pub(crate) fn forget_rules(&self) {
        self.rules.forget();
    }

    /// Fires rules by time that are due; how many fired.
    ///
    /// # Errors
    /// See [`StoreError`]; what did not fire is still due.
    pub async fn fire_time_rules(&self, now: Millis) -> Result<usize> {
        let held = Arc::clone(&self.rules);
        let active = self
            .db
            .read(async move |tx| held.active(tx, now).await)
            .await?;
        let mut fired = 0;
        for rule in active.rules.iter().filter(|r| by_time(r)) {
            fired += self.fire(&active, rule, now).await?;
        }
        Ok(fired)
    }

    async fn fire(&self, active: &Arc<Active>, rule: &Rule, now: Millis) -> Result<usize> {
        let Trigger::Time { since, minutes } = rule.trigger else {
            return Ok(0);
        };
        let to = now - minutes.saturating_mul(60_000);
        let (id, filter) = (
            rule.id,
            living(&rule.filter, since == domain::automation::Since::ResolvedAt),
        );
        let due = {
            let filter = sql_side(&filter);
            self.db
                .read(async move |tx| {
                    let from = to - LOOK_BACK_MS;
                    store::filter::time_due(tx, id, since, from, to, &filter, now, SWEEP).await
                })
                .await?
        };
        let mut fired = 0;
        for conversation in due {
            let (held, active, filter) =
                (Arc::clone(&self.rules), Arc::clone(active), filter.clone());
            // Not `self.write`: what a rule does is no new occasion.
            let done = self
                .db
                .write(async move |tx| {
                    let Some(c) = store::conversation::load(tx, conversation).await? else {
                        return Ok::<usize, DeskError>(0);
                    };
                    let message = store::facts::newest_message(tx, conversation).await?;
                    let facts = store::facts::of(tx, c, &active.needs, message).await?;
                    let Some(basis) = since.of(&facts).filter(|at| *at <= to) else {
                        return Ok(0);
                    };
                    store::rule::mark(tx, id, conversation, basis).await?;
                    if !filter.matches(&facts, now) {
                        return Ok(0);
                    }
                    let rules: Vec<&Rule> = active
                        .rules
                        .iter()
                        .filter(|r| r.id == id || !by_time(r))
                        .collect();
                    run(tx, &held, &rules, &[Occasion::Time], facts, now).await
                })
                .await;
            match done {
                Ok(n) => fired += n,
                // Somebody was faster; the next sweep looks again.
                Err(DeskError::Store(StoreError::Conflict(_))) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(fired)
    }
}

/// Rules by time leave alone what is done with, unless they say otherwise.
fn living(filter: &Filter, resolved: bool) -> Filter {
    if resolved || filter.fields().contains(&Field::Status) {
        return filter.clone();
    }
    let done = ["resolved", "spam"]
        .map(|w| Item::Word(w.to_owned()))
        .to_vec();
    Filter::All(vec![
        filter.clone(),
        Filter::is(Field::Status, Test::NoneOf(done)),
    ])
}

/// The filter as far as SQL can say it: words that were just written are looked at afterwards.
pub(crate) fn sql_side(filter: &Filter) -> Filter {
    match filter {
        Filter::All(parts) => Filter::All(parts.iter().map(sql_side).collect()),
        other if other.fields().contains(&Field::Body) => Filter::everything(),
        other => other.clone(),
    }
}
