//! One condition of a filter as SQL. Every piece is true or false, never null, so that `NOT` means the opposite.

use super::{Built, escaped};
use crate::Val;
use domain::filter::{Condition, Field, Filter, Item, Kind, Test, ago, forms};
use domain::{AgentId, Millis};
use uuid::Uuid;

/// What a filter is asked with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    pub viewer: Option<AgentId>,
    pub now: Millis,
}

pub(super) fn filter(b: &mut Built, f: &Filter, asked: Asked) {
    match f {
        Filter::All(parts) if parts.is_empty() => {
            b.add("1 = 1");
        }
        Filter::All(parts) => group(b, parts, " AND ", asked),
        Filter::Any(parts) if parts.is_empty() => {
            b.add("1 = 0");
        }
        Filter::Any(parts) => group(b, parts, " OR ", asked),
        Filter::Not(part) => {
            b.add("NOT (");
            filter(b, part, asked);
            b.add(")");
        }
        Filter::Is(c) => condition(b, c, asked),
    }
}

fn group(b: &mut Built, parts: &[Filter], joined: &'static str, asked: Asked) {
    b.add("(");
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            b.add(joined);
        }
        filter(b, part, asked);
    }
    b.add(")");
}

/// The column of a field that has one.
pub(super) fn column(field: Field) -> Option<&'static str> {
    Some(match field {
        Field::Status => "c.status",
        Field::Urgency => "c.urgency",
        Field::UrgencySource => "c.urgency_source",
        Field::Topic => "c.topic",
        Field::TopicSource => "c.topic_source",
        Field::Team => "c.team",
        Field::Assignee => "c.assignee",
        Field::Contact => "c.contact",
        Field::Channel => "c.channel",
        Field::Door => "c.door",
        Field::Language => "lower(c.language)",
        Field::LastKind => "c.last_kind",
        Field::Subject => "lower(c.subject)",
        Field::Number => "c.number",
        Field::MessageCount => "c.message_count",
        Field::Created => "c.created_at",
        Field::Last => "c.last_at",
        Field::LastCustomer => "c.last_customer_at",
        Field::LastAgent => "c.last_agent_at",
        Field::WaitingSince => "c.waiting_since",
        Field::FirstReply => "c.first_reply_at",
        Field::Resolved => "c.resolved_at",
        Field::SnoozedUntil => "c.snoozed_until",
        Field::Due => "c.due_at",
        Field::Cause => "c.cause",
        Field::LastScore => concat!(
            "(SELECT a.score FROM survey_ask a WHERE a.conversation = c.id AND a.score IS NOT NULL AND a.test = 0 ",
            "ORDER BY a.changed_at DESC, a.id DESC LIMIT 1)"
        ),
        _ => return None,
    })
}

/// The values of a condition as parameters.
pub(super) fn values(field: Field, items: &[Item], viewer: Option<AgentId>) -> Vec<Val<'static>> {
    let number = field.kind() == Kind::Number;
    items
        .iter()
        .map(|item| match item {
            Item::Id(id) => Val::Id(*id),
            Item::Me => Val::Id(viewer.map_or(Uuid::nil(), |a| a.0)),
            Item::Word(w) if number => Val::Int(w.parse().unwrap_or(-1)),
            Item::Word(w) => Val::Text(w.clone().into()),
        })
        .collect()
}

fn condition(b: &mut Built, c: &Condition, asked: Asked) {
    match c.field {
        Field::Custom(_) => custom(b, c, asked),
        Field::Tag | Field::Follower | Field::Address | Field::AddressDomain => rows(b, c, asked),
        Field::Organization | Field::LifeCycle | Field::Plan | Field::Segment => {
            organization(b, c, asked);
        }
        Field::HasAttachment => {
            if c.test == Test::Flag(false) {
                b.add("NOT ");
            }
            b.add(
                "EXISTS (SELECT 1 FROM message m CROSS JOIN attachment a WHERE a.message = m.id ",
            );
            b.add("AND m.conversation = c.id AND a.inline = 0)");
        }
        field => match column(field) {
            Some(column) => plain(b, c, column, asked),
            // Only rules see what was just written.
            None => {
                b.add("1 = 0");
            }
        },
    }
}

fn plain(b: &mut Built, c: &Condition, column: &'static str, asked: Asked) {
    b.add("(");
    match &c.test {
        Test::AnyOf(items) => {
            b.add(column)
                .add(" IS NOT NULL AND ")
                .add(column)
                .add(" IN ");
            b.list(values(c.field, items, asked.viewer));
        }
        Test::NoneOf(items) => {
            b.add(column)
                .add(" IS NULL OR ")
                .add(column)
                .add(" NOT IN ");
            b.list(values(c.field, items, asked.viewer));
        }
        Test::Empty if c.field == Field::Subject => {
            b.add(column).add(" = ''");
        }
        Test::Present if c.field == Field::Subject => {
            b.add(column).add(" <> ''");
        }
        Test::Empty => {
            b.add(column).add(" IS NULL");
        }
        Test::Present => {
            b.add(column).add(" IS NOT NULL");
        }
        Test::Contains(words) => contains(b, column, words),
        Test::ContainsNot(words) => {
            b.add("NOT (");
            contains(b, column, words);
            b.add(")");
        }
        other => {
            b.add(column).add(" IS NOT NULL AND ").add(column);
            compared(b, other, asked.now);
        }
    }
    b.add(")");
}

/// The comparison of a number or a time, from its sign on.
fn compared(b: &mut Built, test: &Test, now: Millis) {
    match test {
        Test::AtLeast(n) => b.add(" >= ").bind(*n),
        Test::AtMost(n) => b.add(" <= ").bind(*n),
        Test::Before(at) => b.add(" < ").bind(*at),
        Test::After(at) => b.add(" >= ").bind(*at),
        Test::OlderThan(m) => b.add(" < ").bind(ago(now, *m)),
        Test::NewerThan(m) => b.add(" >= ").bind(ago(now, *m)),
        // Tests of other kinds of fields do not get past the parser.
        _ => b.add(" IS NULL"),
    };
}

fn contains(b: &mut Built, column: &'static str, words: &[String]) {
    for (i, word) in words.iter().enumerate() {
        b.add(if i > 0 { " AND (" } else { "(" });
        for (j, form) in forms(word).iter().enumerate() {
            if j > 0 {
                b.add(" OR ");
            }
            b.add(column).add(" LIKE ");
            b.bind(format!("%{}%", escaped(form))).add(" ESCAPE '\\'");
        }
        b.add(")");
    }
}

/// What stands in rows of its own: tags, followers, addresses.
fn rows(b: &mut Built, c: &Condition, asked: Asked) {
    let negative = matches!(c.test, Test::NoneOf(_) | Test::Empty);
    b.add(if negative { "NOT EXISTS (" } else { "EXISTS (" });
    let (from, column) = match c.field {
        Field::Tag => (
            "SELECT 1 FROM conversation_tag x WHERE x.conversation = c.id",
            "x.tag",
        ),
        Field::Follower => (
            "SELECT 1 FROM follower x WHERE x.conversation = c.id",
            "x.agent",
        ),
        _ => (
            "SELECT 1 FROM identity x WHERE x.contact = c.contact AND x.kind = 'email'",
            "x.value_key",
        ),
    };
    b.add(from);
    if let Test::AnyOf(items) | Test::NoneOf(items) = &c.test {
        b.add(" AND ");
        if c.field == Field::AddressDomain {
            ends_with(b, items);
        } else {
            b.add(column)
                .add(" IN ")
                .list(values(c.field, items, asked.viewer));
        }
    }
    b.add(")");
}

/// What is known of the organization of who writes.
fn organization(b: &mut Built, c: &Condition, asked: Asked) {
    let negative = matches!(c.test, Test::NoneOf(_) | Test::Empty);
    b.add(if negative { "NOT EXISTS (" } else { "EXISTS (" });
    b.add("SELECT 1 FROM contact p JOIN organization o ON o.id = p.organization_id WHERE p.id = c.contact");
    let (column, filled) = match c.field {
        Field::LifeCycle => ("o.life_cycle", " AND o.life_cycle IS NOT NULL"),
        Field::Plan => ("o.plan_key", " AND o.plan_key <> ''"),
        Field::Segment => ("o.segment_key", " AND o.segment_key <> ''"),
        _ => ("o.id", ""),
    };
    b.add(filled);
    if let Test::AnyOf(items) | Test::NoneOf(items) = &c.test {
        b.add(" AND ")
            .add(column)
            .add(" IN ")
            .list(values(c.field, items, asked.viewer));
    }
    b.add(")");
}

fn ends_with(b: &mut Built, items: &[Item]) {
    b.add("(");
    let words = items.iter().filter_map(|i| match i {
        Item::Word(w) => Some(w),
        _ => None,
    });
    for (i, domain) in words.enumerate() {
        if i > 0 {
            b.add(" OR ");
        }
        b.add("x.value_key LIKE ")
            .bind(format!("%@{}", escaped(domain)))
            .add(" ESCAPE '\\'");
    }
    b.add(")");
}

fn custom(b: &mut Built, c: &Condition, asked: Asked) {
    let Field::Custom(field) = c.field else {
        return;
    };
    let negative = matches!(
        c.test,
        Test::NoneOf(_) | Test::Empty | Test::ContainsNot(_) | Test::Flag(false)
    );
    b.add(if negative { "NOT EXISTS (" } else { "EXISTS (" });
    b.add("SELECT 1 FROM field_value x WHERE x.entity IN (c.id, c.contact, ");
    b.add("(SELECT p.organization_id FROM contact p WHERE p.id = c.contact)) AND x.field = ");
    b.bind(field);
    match &c.test {
        Test::AnyOf(items) | Test::NoneOf(items) => {
            b.add(" AND x.v_text IN ")
                .list(values(c.field, items, asked.viewer));
        }
        Test::Contains(words) | Test::ContainsNot(words) => {
            b.add(" AND ");
            contains(b, "lower(x.v_text)", words);
        }
        Test::Flag(_) => {
            b.add(" AND x.v_int <> 0");
        }
        Test::Empty | Test::Present => {}
        other => {
            b.add(" AND x.v_int");
            compared(b, other, asked.now);
        }
    }
    b.add(")");
}
