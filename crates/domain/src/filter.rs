//! The one filter language of views, search and rules: a bounded tree of conditions on a conversation. `store::filter` makes
//! SQL of it; [`Filter::matches`] says the same of one conversation in memory.
//!
//! As JSON: `{"all": […]}`, `{"any": […]}`, `{"not": …}`, or one condition `{"field": "status", "op": "is", "value": "open"}`.

mod parse;

pub use parse::FilterError;

use crate::facts::Facts;
use crate::field::FieldValue;
use crate::{FieldId, Millis, OrganizationId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Conditions of one filter.
pub const CONDITIONS_MAX: usize = 50;
/// Groups within groups.
pub const DEPTH_MAX: usize = 4;
/// Values of one condition.
pub const VALUES_MAX: usize = 100;
/// Longest text of a condition, in characters.
pub const TEXT_MAX: usize = 200;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
    Is(Condition),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    pub field: Field,
    pub test: Test,
}

/// What of a conversation is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    Status,
    Urgency,
    UrgencySource,
    Topic,
    TopicSource,
    Team,
    Assignee,
    Contact,
    Channel,
    Door,
    Language,
    LastKind,
    Tag,
    Follower,
    Address,
    AddressDomain,
    Subject,
    /// What was just written; only in rules.
    Body,
    Number,
    MessageCount,
    Created,
    Last,
    LastCustomer,
    LastAgent,
    WaitingSince,
    FirstReply,
    Resolved,
    SnoozedUntil,
    /// When the next of the running SLA clocks is due; nothing where none runs.
    Due,
    HasAttachment,
    /// The newest score of a survey about it.
    LastScore,
    /// Why the customer wrote, as somebody found out.
    Cause,
    /// Of the contact, with its life-cycle, plan and segment.
    Organization,
    LifeCycle,
    Plan,
    Segment,
    Custom(FieldId),
}

/// What a field is compared with. A field that has no value meets `NoneOf` and `Empty`, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    AnyOf(Vec<Item>),
    NoneOf(Vec<Item>),
    Empty,
    Present,
    /// All of these words are in it, anywhere, without regard to case.
    Contains(Vec<String>),
    ContainsNot(Vec<String>),
    AtLeast(i64),
    AtMost(i64),
    Before(Millis),
    /// At this time or later.
    After(Millis),
    /// Minutes; longer ago than that.
    OlderThan(i64),
    /// Minutes; not longer ago than that.
    NewerThan(i64),
    Flag(bool),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    Id(Uuid),
    Word(String),
    /// Whoever looks at the view.
    Me,
}

/// What kind of values a field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Codes(&'static [&'static str]),
    /// Ids with this prefix.
    Ids(&'static str),
    Words,
    Text,
    Number,
    Time,
    Flag,
    Custom,
}

impl Field {
    /// All but custom ones, with their names.
    pub const NAMED: [(&'static str, Self); 36] = [
        ("status", Self::Status),
        ("urgency", Self::Urgency),
        ("urgency_source", Self::UrgencySource),
        ("topic", Self::Topic),
        ("topic_source", Self::TopicSource),
        ("team", Self::Team),
        ("assignee", Self::Assignee),
        ("contact", Self::Contact),
        ("channel", Self::Channel),
        ("door", Self::Door),
        ("language", Self::Language),
        ("last_kind", Self::LastKind),
        ("tag", Self::Tag),
        ("follower", Self::Follower),
        ("address", Self::Address),
        ("address_domain", Self::AddressDomain),
        ("subject", Self::Subject),
        ("body", Self::Body),
        ("number", Self::Number),
        ("message_count", Self::MessageCount),
        ("created_at", Self::Created),
        ("last_at", Self::Last),
        ("last_customer_at", Self::LastCustomer),
        ("last_agent_at", Self::LastAgent),
        ("waiting_since", Self::WaitingSince),
        ("first_reply_at", Self::FirstReply),
        ("resolved_at", Self::Resolved),
        ("snoozed_until", Self::SnoozedUntil),
        ("due", Self::Due),
        ("has_attachment", Self::HasAttachment),
        ("last_score", Self::LastScore),
        ("cause", Self::Cause),
        ("organization", Self::Organization),
        ("life_cycle", Self::LifeCycle),
        ("plan", Self::Plan),
        ("segment", Self::Segment),
    ];

    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Custom(id) => id.to_string(),
            named => Self::NAMED
                .iter()
                .find(|(_, f)| *f == named)
                .map_or_else(String::new, |(name, _)| (*name).to_owned()),
        }
    }

    /// By its name, or the id of a custom field.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let named = Self::NAMED.iter().find(|(n, _)| *n == name);
        named
            .map(|(_, f)| *f)
            .or_else(|| name.parse().ok().map(Self::Custom))
    }

    #[must_use]
    pub fn kind(self) -> Kind {
        const SOURCES: &[&str] = &["default", "rule", "customer", "agent", "model"];
        match self {
            Self::Status => Kind::Codes(&["open", "waiting", "snoozed", "resolved", "spam"]),
            Self::Urgency => Kind::Codes(&["low", "normal", "high", "urgent"]),
            Self::UrgencySource | Self::TopicSource => Kind::Codes(SOURCES),
            Self::LastKind => Kind::Codes(&["customer", "agent", "note"]),
            Self::Topic => Kind::Ids("top"),
            Self::Team => Kind::Ids("tem"),
            Self::Assignee | Self::Follower => Kind::Ids("agt"),
            Self::Contact => Kind::Ids("con"),
            Self::Channel => Kind::Ids("chn"),
            Self::Door => Kind::Ids("dor"),
            Self::Tag => Kind::Ids("tag"),
            Self::Organization => Kind::Ids("org"),
            Self::LifeCycle => Kind::Codes(&crate::contact::LifeCycle::WORDS),
            Self::Language | Self::Address | Self::AddressDomain | Self::Plan | Self::Segment => {
                Kind::Words
            }
            Self::Subject | Self::Body => Kind::Text,
            Self::Cause => Kind::Ids("cau"),
            Self::Number | Self::MessageCount | Self::LastScore => Kind::Number,
            Self::Created
            | Self::Last
            | Self::LastCustomer
            | Self::LastAgent
            | Self::WaitingSince
            | Self::FirstReply
            | Self::Resolved
            | Self::SnoozedUntil
            | Self::Due => Kind::Time,
            Self::HasAttachment => Kind::Flag,
            Self::Custom(_) => Kind::Custom,
        }
    }
}

/// The forms in which a word may stand in a text whose ASCII letters are small: as it is small, in capitals, and with one
/// capital in front. Databases disagree about the case of other letters; this way they need not know it.
#[must_use]
pub fn forms(word: &str) -> Vec<String> {
    let small = word.to_lowercase();
    let capitals = word.to_uppercase().to_ascii_lowercase();
    let mut letters = small.chars();
    let title: String = match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    };
    let mut out = vec![small, capitals, title.to_ascii_lowercase()];
    out.dedup();
    out.sort();
    out.dedup();
    out
}

/// The domain of an address as compared.
#[must_use]
pub fn domain_of(address: &str) -> &str {
    address.rsplit_once('@').map_or("", |(_, domain)| domain)
}

impl Filter {
    /// Every conversation.
    #[must_use]
    pub fn everything() -> Self {
        Self::All(Vec::new())
    }

    #[must_use]
    pub fn is(field: Field, test: Test) -> Self {
        Self::Is(Condition { field, test })
    }

    /// Whether a conversation meets it.
    #[must_use]
    pub fn matches(&self, facts: &Facts, now: Millis) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|p| p.matches(facts, now)),
            Self::Any(parts) => parts.iter().any(|p| p.matches(facts, now)),
            Self::Not(part) => !part.matches(facts, now),
            Self::Is(condition) => condition.matches(facts, now),
        }
    }

    /// The conditions that speak for it: those outside of any `not` that hold.
    #[must_use]
    pub fn because(&self, facts: &Facts, now: Millis) -> Vec<Condition> {
        let mut out = Vec::new();
        self.collect(facts, now, &mut out);
        out
    }

    fn collect(&self, facts: &Facts, now: Millis, out: &mut Vec<Condition>) {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().for_each(|p| p.collect(facts, now, out));
            }
            Self::Not(_) => {}
            Self::Is(condition) if condition.matches(facts, now) => out.push(condition.clone()),
            Self::Is(_) => {}
        }
    }

    /// Every field that it looks at.
    #[must_use]
    pub fn fields(&self) -> BTreeSet<Field> {
        let mut out = BTreeSet::new();
        self.each(&mut |c| {
            out.insert(c.field);
        });
        out
    }

    /// Calls `f` with each condition.
    pub fn each(&self, f: &mut impl FnMut(&Condition)) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|p| p.each(f)),
            Self::Not(part) => part.each(f),
            Self::Is(condition) => f(condition),
        }
    }

    /// Calls `f` with each condition, to change it.
    pub fn each_mut(&mut self, f: &mut impl FnMut(&mut Condition)) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter_mut().for_each(|p| p.each_mut(f)),
            Self::Not(part) => part.each_mut(f),
            Self::Is(condition) => f(condition),
        }
    }

    /// The organizations that it names.
    #[must_use]
    pub fn organizations(&self) -> BTreeSet<OrganizationId> {
        let mut out = BTreeSet::new();
        self.each(&mut |c| {
            if let (Field::Organization, Test::AnyOf(items) | Test::NoneOf(items)) =
                (c.field, &c.test)
            {
                out.extend(items.iter().filter_map(|i| match i {
                    Item::Id(id) => Some(OrganizationId(*id)),
                    _ => None,
                }));
            }
        });
        out
    }

    /// The same with other organizations in place of some, such as those that they were merged into.
    #[must_use]
    pub fn in_place(mut self, of: &BTreeMap<OrganizationId, OrganizationId>) -> Self {
        self.each_mut(&mut |c| {
            if let (Field::Organization, Test::AnyOf(items) | Test::NoneOf(items)) =
                (c.field, &mut c.test)
            {
                for item in items {
                    if let Item::Id(id) = item
                        && let Some(other) = of.get(&OrganizationId(*id))
                    {
                        *id = other.0;
                    }
                }
            }
        });
        self
    }

    /// Conditions that must hold for the whole to hold: those at the top.
    #[must_use]
    pub fn must(&self) -> Vec<&Condition> {
        match self {
            Self::All(parts) => parts.iter().flat_map(Self::must).collect(),
            Self::Any(parts) if parts.len() == 1 => parts[0].must(),
            Self::Is(condition) => vec![condition],
            Self::Any(_) | Self::Not(_) => Vec::new(),
        }
    }

    /// Whether somebody has to look, for "me" to mean anything.
    #[must_use]
    pub fn asks_for_me(&self) -> bool {
        let mut found = false;
        self.each(&mut |c| {
            if let Test::AnyOf(items) | Test::NoneOf(items) = &c.test {
                found |= items.contains(&Item::Me);
            }
        });
        found
    }
}

impl Condition {
    #[must_use]
    pub fn matches(&self, facts: &Facts, now: Millis) -> bool {
        match &self.test {
            Test::AnyOf(items) => has_any(self.field, items, facts),
            Test::NoneOf(items) => !has_any(self.field, items, facts),
            Test::Empty => !present(self.field, facts),
            Test::Present => present(self.field, facts),
            Test::Contains(words) => contains(self.field, words, facts),
            Test::ContainsNot(words) => !contains(self.field, words, facts),
            Test::AtLeast(n) => number(self.field, facts).is_some_and(|v| v >= *n),
            Test::AtMost(n) => number(self.field, facts).is_some_and(|v| v <= *n),
            Test::Before(at) => time(self.field, facts).is_some_and(|v| v < *at),
            Test::After(at) => time(self.field, facts).is_some_and(|v| v >= *at),
            Test::OlderThan(m) => time(self.field, facts).is_some_and(|v| v < ago(now, *m)),
            Test::NewerThan(m) => time(self.field, facts).is_some_and(|v| v >= ago(now, *m)),
            Test::Flag(wanted) => flag(self.field, facts) == *wanted,
        }
    }
}

/// That many minutes before `now`.
#[must_use]
pub fn ago(now: Millis, minutes: i64) -> Millis {
    now.saturating_sub(minutes.saturating_mul(60_000))
}

fn has_any(field: Field, items: &[Item], facts: &Facts) -> bool {
    let c = &facts.conversation;
    let word = |is: &str| items.iter().any(|i| matches!(i, Item::Word(w) if w == is));
    let id = |is: Option<Uuid>| {
        is.is_some_and(|is| {
            items.iter().any(|i| match i {
                Item::Id(id) => *id == is,
                Item::Me => facts.viewer.is_some_and(|me| me.0 == is),
                Item::Word(_) => false,
            })
        })
    };
    match field {
        Field::Status => word(c.state.status().word()),
        Field::Urgency => word(c.urgency.word()),
        Field::UrgencySource => word(c.urgency_source.word()),
        Field::TopicSource => word(c.topic_source.word()),
        Field::LastKind => word(&facts.last_kind),
        Field::Language => {
            let language = c.language.as_deref().map(str::to_ascii_lowercase);
            language.as_deref().is_some_and(word)
        }
        Field::Topic => id(c.topic.map(|t| t.0)),
        Field::Team => id(c.team.map(|t| t.0)),
        Field::Assignee => id(c.assignee.map(|a| a.0)),
        Field::Contact => id(c.contact.map(|p| p.0)),
        Field::Channel => id(Some(c.channel.0)),
        Field::Door => id(c.door.map(|d| d.0)),
        Field::Tag => facts.tags.iter().any(|t| id(Some(t.0))),
        Field::Follower => facts.followers.iter().any(|a| id(Some(a.0))),
        Field::Address => facts.addresses.iter().any(|a| word(a)),
        Field::AddressDomain => facts.addresses.iter().any(|a| word(domain_of(a))),
        Field::Organization => id(facts.organization.map(|o| o.0)),
        Field::LifeCycle => facts.life_cycle.is_some_and(|l| word(l.word())),
        Field::Plan => !facts.plan.is_empty() && word(&facts.plan),
        Field::Segment => !facts.segment.is_empty() && word(&facts.segment),
        Field::Custom(f) => facts.field(f).and_then(FieldValue::text).is_some_and(word),
        Field::Cause => id(facts.cause.map(|c| c.0)),
        Field::Number | Field::MessageCount | Field::LastScore => {
            number(field, facts).is_some_and(|n| word(&n.to_string()))
        }
        _ => false,
    }
}

fn present(field: Field, facts: &Facts) -> bool {
    let c = &facts.conversation;
    match field {
        Field::Topic => c.topic.is_some(),
        Field::Team => c.team.is_some(),
        Field::Assignee => c.assignee.is_some(),
        Field::Contact => c.contact.is_some(),
        Field::Door => c.door.is_some(),
        Field::Language => c.language.is_some(),
        Field::LastScore => facts.last_score.is_some(),
        Field::Cause => facts.cause.is_some(),
        Field::Organization => facts.organization.is_some(),
        Field::LifeCycle => facts.life_cycle.is_some(),
        Field::Plan => !facts.plan.is_empty(),
        Field::Segment => !facts.segment.is_empty(),
        Field::Tag => !facts.tags.is_empty(),
        Field::Follower => !facts.followers.is_empty(),
        Field::Address | Field::AddressDomain => !facts.addresses.is_empty(),
        Field::Subject => !c.subject.is_empty(),
        Field::Body => facts.body.as_deref().is_some_and(|b| !b.is_empty()),
        Field::Custom(f) => facts.field(f).is_some(),
        _ if field.kind() == Kind::Time => time(field, facts).is_some(),
        _ => true,
    }
}

fn contains(field: Field, words: &[String], facts: &Facts) -> bool {
    match field {
        Field::Subject => holds(facts.small_subject(), words),
        Field::Body => facts.small_body().is_some_and(|body| holds(body, words)),
        Field::Custom(f) => facts
            .field(f)
            .and_then(FieldValue::text)
            .is_some_and(|text| holds(&text.to_ascii_lowercase(), words)),
        _ => false,
    }
}

/// Whether all words are in a text whose ASCII letters are small.
fn holds(text: &str, words: &[String]) -> bool {
    words.iter().all(|word| {
        if word.is_ascii() {
            return text.contains(&word.to_ascii_lowercase());
        }
        forms(word).iter().any(|form| text.contains(form.as_str()))
    })
}

fn number(field: Field, facts: &Facts) -> Option<i64> {
    match field {
        Field::Number => Some(facts.conversation.number),
        Field::MessageCount => Some(facts.message_count),
        Field::LastScore => facts.last_score,
        Field::Custom(f) => facts.field(f).and_then(FieldValue::int),
        _ => None,
    }
}

fn time(field: Field, facts: &Facts) -> Option<Millis> {
    use crate::conversation::StatusState;
    let c = &facts.conversation;
    match field {
        Field::Created => Some(c.created_at),
        Field::Last => Some(c.last_at),
        Field::LastCustomer => c.last_customer_at,
        Field::LastAgent => c.last_agent_at,
        Field::WaitingSince => c.waiting_since,
        Field::FirstReply => c.first_reply_at,
        Field::Due => facts.due_at,
        Field::Resolved => match c.state {
            StatusState::Resolved { at } => Some(at),
            _ => None,
        },
        Field::SnoozedUntil => match c.state {
            StatusState::Snoozed { until, .. } => Some(until),
            _ => None,
        },
        Field::Custom(f) => facts.field(f).and_then(FieldValue::int),
        _ => None,
    }
}

fn flag(field: Field, facts: &Facts) -> bool {
    match field {
        Field::HasAttachment => facts.has_attachment,
        // A checkbox that nobody touched is not ticked.
        Field::Custom(f) => facts.field(f).and_then(FieldValue::int).unwrap_or(0) != 0,
        _ => false,
    }
}

impl Serialize for Filter {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        parse::json(self).serialize(s)
    }
}

impl<'de> Deserialize<'de> for Filter {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(d)?;
        Self::parse(&value).map_err(serde::de::Error::custom)
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        parse::condition_json(self).serialize(s)
    }
}

#[cfg(test)]
mod tests;
