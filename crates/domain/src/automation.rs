//! Rules: when something happens, or a time has passed, and the filter holds, then do. [`decide`] is pure: the same rules on
//! the same facts always decide the same, and every rule fires at most once for what happened, so that nothing goes round
//! in circles. `desk::automation` carries the plan out in the transaction of the event; the dry run only looks at it.

use crate::conversation::{Command, Source, Status, StatusState, Urgency};
use crate::event::EventKind;
use crate::facts::Facts;
use crate::field::FieldValue;
use crate::filter::{Condition, Field, Filter, Kind};
use crate::{
    AgentId, ConversationId, FieldId, MacroId, MessageId, Millis, RuleId, TagId, TeamId, TopicId,
    WebhookId,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Effects of rules may set off other rules this many times over.
pub const DEPTH_MAX: usize = 3;
/// Firings on one conversation within an hour; beyond it the busiest rule is switched off.
pub const BUDGET_PER_HOUR: usize = 40;
/// Actions of one rule.
pub const ACTIONS_MAX: usize = 20;
/// Rules of one organization.
pub const RULES_MAX: usize = 500;

/// Something that may set a rule off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    ConversationCreated,
    CustomerReplied,
    AgentReplied,
    NoteAdded,
    StatusChanged,
    Assigned,
    TeamChanged,
    UrgencyChanged,
    TopicChanged,
    TagAdded,
    TagRemoved,
    Reopened,
    Snoozed,
    Woken,
    FieldChanged,
    SlaWarned,
    SlaBreached,
    /// A customer answered a survey about it.
    SurveyAnswered,
    /// A time has passed; found by the sweep.
    Time,
}

impl Occasion {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::ConversationCreated => "conversation_created",
            Self::CustomerReplied => "customer_replied",
            Self::AgentReplied => "agent_replied",
            Self::NoteAdded => "note_added",
            Self::StatusChanged => "status_changed",
            Self::Assigned => "assigned",
            Self::TeamChanged => "team_changed",
            Self::UrgencyChanged => "urgency_changed",
            Self::TopicChanged => "topic_changed",
            Self::TagAdded => "tag_added",
            Self::TagRemoved => "tag_removed",
            Self::Reopened => "reopened",
            Self::Snoozed => "snoozed",
            Self::Woken => "woken",
            Self::FieldChanged => "field_changed",
            Self::SlaWarned => "sla_warned",
            Self::SlaBreached => "sla_breached",
            Self::SurveyAnswered => "survey_answered",
            Self::Time => "time",
        }
    }

    /// What an event is to rules, of which conversation, and which message it is about; `None` for those that rules do not
    /// look at.
    #[must_use]
    pub fn of(event: &EventKind) -> Option<(Self, ConversationId, Option<MessageId>)> {
        use EventKind as E;
        Some(match *event {
            E::ConversationOpened { conversation, .. } => {
                (Self::ConversationCreated, conversation, None)
            }
            E::ConversationReceived {
                conversation,
                message,
                ..
            } => (Self::CustomerReplied, conversation, Some(message)),
            E::ConversationReplied {
                conversation,
                message,
                ..
            } => (Self::AgentReplied, conversation, Some(message)),
            E::ConversationNoted {
                conversation,
                message,
                ..
            } => (Self::NoteAdded, conversation, Some(message)),
            E::StatusChanged { conversation, .. } => (Self::StatusChanged, conversation, None),
            E::Assigned { conversation, .. } => (Self::Assigned, conversation, None),
            E::Moved { conversation, .. } => (Self::TeamChanged, conversation, None),
            E::UrgencyChanged { conversation, .. } => (Self::UrgencyChanged, conversation, None),
            E::TopicChanged { conversation, .. } => (Self::TopicChanged, conversation, None),
            E::Tagged { conversation, .. } => (Self::TagAdded, conversation, None),
            E::Untagged { conversation, .. } => (Self::TagRemoved, conversation, None),
            E::Reopened { conversation } => (Self::Reopened, conversation, None),
            E::Snoozed { conversation, .. } => (Self::Snoozed, conversation, None),
            E::Woken { conversation } => (Self::Woken, conversation, None),
            E::FieldsChanged { conversation } => (Self::FieldChanged, conversation, None),
            E::SlaWarned { conversation, .. } => (Self::SlaWarned, conversation, None),
            E::SlaBreached { conversation, .. } => (Self::SlaBreached, conversation, None),
            E::SurveyAnswered { conversation, .. } => (Self::SurveyAnswered, conversation, None),
            _ => return None,
        })
    }
}

/// When a rule is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    Event(Occasion),
    /// So many minutes after a time of the conversation; once for each such time.
    Time {
        since: Since,
        minutes: i64,
    },
}

/// The time that a rule by time counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Since {
    CreatedAt,
    LastAt,
    LastCustomerAt,
    LastAgentAt,
    WaitingSince,
    ResolvedAt,
}

impl Since {
    #[must_use]
    pub fn field(self) -> Field {
        match self {
            Self::CreatedAt => Field::Created,
            Self::LastAt => Field::Last,
            Self::LastCustomerAt => Field::LastCustomer,
            Self::LastAgentAt => Field::LastAgent,
            Self::WaitingSince => Field::WaitingSince,
            Self::ResolvedAt => Field::Resolved,
        }
    }

    /// The time itself, when there is one.
    #[must_use]
    pub fn of(self, facts: &Facts) -> Option<Millis> {
        let c = &facts.conversation;
        match self {
            Self::CreatedAt => Some(c.created_at),
            Self::LastAt => Some(c.last_at),
            Self::LastCustomerAt => c.last_customer_at,
            Self::LastAgentAt => c.last_agent_at,
            Self::WaitingSince => c.waiting_since,
            Self::ResolvedAt => match c.state {
                StatusState::Resolved { at } => Some(at),
                _ => None,
            },
        }
    }
}

/// What a rule, or a macro, does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    Status {
        status: Status,
    },
    Urgency {
        urgency: Urgency,
    },
    Topic {
        topic: Option<TopicId>,
    },
    Team {
        team: Option<TeamId>,
    },
    Assign {
        agent: Option<AgentId>,
    },
    Tag {
        tag: TagId,
    },
    Untag {
        tag: TagId,
    },
    Snooze {
        minutes: i64,
    },
    /// Words for colleagues, with `{{variables}}`.
    Note {
        text: String,
    },
    /// They follow the conversation and are told.
    Notify {
        agents: Vec<AgentId>,
    },
    Webhook {
        webhook: WebhookId,
    },
    /// The program answers the customer with a macro.
    Reply {
        #[serde(rename = "macro")]
        with: MacroId,
    },
    Field {
        field: FieldId,
        value: serde_json::Value,
    },
}

impl Rule {
    /// What its filter and its actions look at.
    #[must_use]
    pub fn needs(&self) -> BTreeSet<Field> {
        let mut out = self.filter.fields();
        for action in &self.actions {
            match action {
                Action::Tag { .. } | Action::Untag { .. } => out.insert(Field::Tag),
                Action::Field { field, .. } => out.insert(Field::Custom(*field)),
                _ => false,
            };
        }
        out
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub id: RuleId,
    pub name: String,
    pub trigger: Trigger,
    pub filter: Filter,
    pub actions: Vec<Action>,
    /// No later rule is looked at once this one has fired.
    pub stop: bool,
}

/// One rule that fires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub rule: RuleId,
    pub occasion: Occasion,
    /// What held.
    pub because: Vec<Condition>,
    /// What is left to do: what is so already is not done again.
    pub actions: Vec<Action>,
}

/// What the rules make of something that happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    pub steps: Vec<Step>,
    /// More would have fired, but the budget of the conversation is used up.
    pub exhausted: bool,
    /// Effects would have gone on setting off rules beyond [`DEPTH_MAX`].
    pub too_deep: bool,
}

/// What follows from `start` on these facts. `rules` are in their order; `budget` firings are left.
#[must_use]
pub fn decide(
    rules: &[&Rule],
    start: &[Occasion],
    facts: &Facts,
    now: Millis,
    budget: usize,
) -> Plan {
    let mut facts = facts.clone();
    let mut plan = Plan::default();
    let mut fired: BTreeSet<RuleId> = BTreeSet::new();
    let mut occasions: BTreeSet<Occasion> = start.iter().copied().collect();
    for depth in 0..=DEPTH_MAX {
        let mut next = BTreeSet::new();
        for rule in rules {
            let Some(occasion) = set_off(rule, &occasions) else {
                continue;
            };
            if fired.contains(&rule.id) || !rule.filter.matches(&facts, now) {
                continue;
            }
            let because = rule.filter.because(&facts, now);
            let mut actions = Vec::new();
            for action in &rule.actions {
                if let Some(follows) = apply(action, &mut facts, now) {
                    next.extend(follows);
                    actions.push(action.clone());
                }
            }
            fired.insert(rule.id);
            if actions.is_empty() && !rule.stop {
                continue;
            }
            if depth == DEPTH_MAX {
                plan.too_deep = true;
                return plan;
            }
            if plan.steps.len() >= budget {
                plan.exhausted = true;
                return plan;
            }
            plan.steps.push(Step {
                rule: rule.id,
                occasion,
                because,
                actions,
            });
            if rule.stop {
                return plan;
            }
        }
        if next.is_empty() {
            break;
        }
        occasions = next;
    }
    plan
}

fn set_off(rule: &Rule, occasions: &BTreeSet<Occasion>) -> Option<Occasion> {
    match rule.trigger {
        Trigger::Event(occasion) => occasions.get(&occasion).copied(),
        Trigger::Time { .. } => occasions.get(&Occasion::Time).copied(),
    }
}

/// Does an action on the facts; what it may set off, or `None` when there is nothing to do.
pub fn apply(action: &Action, facts: &mut Facts, now: Millis) -> Option<Vec<Occasion>> {
    let c = &mut facts.conversation;
    let one = |occasion| Some(vec![occasion]);
    match action {
        Action::Status { status } => {
            let from = c.state.status();
            let possible = from != Status::Spam || *status == Status::Open;
            if from == *status || Command::to_status(from, *status).is_none() || !possible {
                return None;
            }
            c.state = match status {
                Status::Waiting => StatusState::Waiting,
                Status::Resolved => StatusState::Resolved { at: now },
                Status::Spam => StatusState::Spam,
                _ => StatusState::Open,
            };
            one(Occasion::StatusChanged)
        }
        // What a person said stands.
        Action::Urgency { urgency } => {
            if c.urgency == *urgency || c.urgency_source == Source::Agent {
                return None;
            }
            (c.urgency, c.urgency_source) = (*urgency, Source::Rule);
            one(Occasion::UrgencyChanged)
        }
        Action::Topic { topic } => {
            if c.topic == *topic || c.topic_source == Source::Agent {
                return None;
            }
            (c.topic, c.topic_source) = (*topic, Source::Rule);
            one(Occasion::TopicChanged)
        }
        Action::Team { team } => {
            if c.team == *team {
                return None;
            }
            c.team = *team;
            one(Occasion::TeamChanged)
        }
        Action::Assign { agent } => {
            if c.assignee == *agent {
                return None;
            }
            c.assignee = *agent;
            one(Occasion::Assigned)
        }
        Action::Tag { tag } => {
            if facts.tags.contains(tag) {
                return None;
            }
            facts.tags.push(*tag);
            one(Occasion::TagAdded)
        }
        Action::Untag { tag } => {
            let at = facts.tags.iter().position(|t| t == tag)?;
            facts.tags.remove(at);
            one(Occasion::TagRemoved)
        }
        Action::Snooze { minutes } => {
            if matches!(c.state, StatusState::Snoozed { .. } | StatusState::Spam) {
                return None;
            }
            let until = now.saturating_add(minutes.saturating_mul(60_000));
            c.state = StatusState::Snoozed { until, by: None };
            one(Occasion::Snoozed)
        }
        Action::Field { field, value } => {
            let held = facts
                .field(*field)
                .map(FieldValue::json)
                .unwrap_or_default();
            if held == *value {
                return None;
            }
            one(Occasion::FieldChanged)
        }
        Action::Note { .. }
        | Action::Notify { .. }
        | Action::Webhook { .. }
        | Action::Reply { .. } => Some(Vec::new()),
    }
}

/// What is wrong with the conditions of a rule, or of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Rule,
    View,
}

/// Conditions that make no sense there: "me" in a rule, what was just written in a view.
#[must_use]
pub fn out_of_place(filter: &Filter, place: Place) -> Option<&'static str> {
    match place {
        Place::Rule if filter.asks_for_me() => Some("A rule is nobody's: it cannot ask for “me”."),
        Place::View if filter.fields().contains(&Field::Body) => {
            Some("Only a rule can look at what was just written; search for words instead.")
        }
        _ => None,
    }
}

/// Whether two conditions at the top exclude each other, so that the rule would never fire.
#[must_use]
pub fn never_holds(filter: &Filter) -> bool {
    use crate::filter::Test;
    let must = filter.must();
    must.iter().enumerate().any(|(i, a)| {
        must[i + 1..].iter().any(|b| {
            a.field == b.field
                && match (&a.test, &b.test) {
                    (Test::AnyOf(x), Test::AnyOf(y)) => {
                        let single = !matches!(a.field, Field::Tag | Field::Follower)
                            && !matches!(a.field.kind(), Kind::Words);
                        single && !x.iter().any(|v| y.contains(v))
                    }
                    (Test::AnyOf(x), Test::NoneOf(y)) | (Test::NoneOf(y), Test::AnyOf(x)) => {
                        x.iter().all(|v| y.contains(v))
                    }
                    (Test::AnyOf(_) | Test::Present, Test::Empty)
                    | (Test::Empty, Test::AnyOf(_) | Test::Present) => true,
                    (Test::AtLeast(x), Test::AtMost(y)) | (Test::AtMost(y), Test::AtLeast(x)) => {
                        x > y
                    }
                    _ => false,
                }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ChannelId;
    use crate::conversation::{Opening, open};
    use crate::filter::{Item, Test};
    use uuid::Uuid;

    fn facts() -> Facts {
        let (c, _) = open(Opening {
            id: ConversationId(Uuid::from_u128(1)),
            subject: "Refund".into(),
            contact: None,
            channel: ChannelId(Uuid::from_u128(9)),
            door: None,
            team: None,
            language: None,
            at: 0,
        });
        Facts::of(c)
    }

    fn tag(n: u128) -> TagId {
        TagId(Uuid::from_u128(n))
    }

    fn rule(n: u128, on: Occasion, filter: Filter, actions: Vec<Action>) -> Rule {
        Rule {
            id: RuleId(Uuid::from_u128(n)),
            name: format!("Rule {n}"),
            trigger: Trigger::Event(on),
            filter,
            actions,
            stop: false,
        }
    }

    #[test]
    fn two_rules_that_undo_each_other_end_after_one_turn_each() {
        let has = |n: u128| Filter::is(Field::Tag, Test::AnyOf(vec![Item::Id(Uuid::from_u128(n))]));
        let a = rule(
            1,
            Occasion::TagAdded,
            has(1),
            vec![Action::Untag { tag: tag(1) }],
        );
        let b = rule(
            2,
            Occasion::TagRemoved,
            Filter::everything(),
            vec![Action::Tag { tag: tag(1) }],
        );
        let mut facts = facts();
        facts.tags.push(tag(1));
        let plan = decide(&[&a, &b], &[Occasion::TagAdded], &facts, 0, 100);
        let fired: Vec<RuleId> = plan.steps.iter().map(|s| s.rule).collect();
        assert_eq!(fired, [a.id, b.id]);
    }

    #[test]
    fn a_later_rule_sees_what_an_earlier_one_did_and_stop_ends_it() {
        let raise = Action::Urgency {
            urgency: Urgency::High,
        };
        let first = rule(
            1,
            Occasion::ConversationCreated,
            Filter::everything(),
            vec![raise],
        );
        let high = Filter::is(Field::Urgency, Test::AnyOf(vec![Item::Word("high".into())]));
        let mut second = rule(
            2,
            Occasion::ConversationCreated,
            high,
            vec![Action::Tag { tag: tag(1) }],
        );
        second.stop = true;
        let third = rule(
            3,
            Occasion::ConversationCreated,
            Filter::everything(),
            vec![Action::Tag { tag: tag(2) }],
        );
        let rules = [&first, &second, &third];
        let plan = decide(&rules, &[Occasion::ConversationCreated], &facts(), 0, 100);
        assert_eq!(plan.steps.len(), 2);
        assert_eq!(plan.steps[1].because.len(), 1);
        let plan = decide(&rules, &[Occasion::ConversationCreated], &facts(), 0, 1);
        assert!(plan.exhausted && plan.steps.len() == 1);
    }

    #[test]
    fn what_an_agent_said_about_urgency_stands() {
        let mut facts = facts();
        facts.conversation.urgency_source = Source::Agent;
        let action = Action::Urgency {
            urgency: Urgency::Urgent,
        };
        assert_eq!(apply(&action, &mut facts, 0), None);
    }

    #[test]
    fn conditions_that_exclude_each_other_are_seen() {
        let word = |w: &str| Item::Word(w.into());
        let open = Filter::is(Field::Status, Test::AnyOf(vec![word("open")]));
        let spam = Filter::is(Field::Status, Test::AnyOf(vec![word("spam")]));
        assert!(never_holds(&Filter::All(vec![open.clone(), spam.clone()])));
        assert!(!never_holds(&Filter::Any(vec![open, spam])));
    }
}
