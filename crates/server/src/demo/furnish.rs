//! What a company sets up in its first weeks: opening hours, promises, views, rules, fields, a report by mail that is off.
//!
//! Done at the end of the history, so that the past stays what the plan says.

use super::company::Cast;
use desk::Desk;
use desk::report_mail::Wanted;
use desk::settings::fields::NewField;
use desk::settings::hours::HoursInput;
use desk::settings::rules::NewRule;
use desk::settings::sla::PolicyInput;
use desk::settings::views::NewView;
use domain::Millis;
use domain::conversation::Urgency;
use domain::field::{Entity, FieldKind};
use domain::figures::{Dimension, Every};
use domain::filter::Filter;
use domain::hours::{Interval, Schedule};
use domain::sla::Targets;
use serde_json::{Map, Value, json};

const HOUR: Millis = 60 * 60 * 1000;
/// Open conversations whose order number is filled in.
const NUMBERED: usize = 300;

/// # Errors
/// When a verb refuses, or the store fails.
pub async fn furnish(desk: &Desk, cast: &Cast, now: Millis) -> anyhow::Result<()> {
    let by = cast.chief().by(now);
    hours(desk, cast, now).await?;
    promises(desk, cast, now).await?;
    for (name, filter, sort) in [
        (
            "Refunds that wait",
            json!({ "all": [{ "field": "status", "op": "any_of", "value": ["open"] }, { "field": "tag", "op": "any_of", "value": [cast.tags["refund"]] }] }),
            "oldest",
        ),
        (
            "Urgent, all teams",
            json!({ "all": [{ "field": "status", "op": "any_of", "value": ["open", "waiting"] }, { "field": "urgency", "op": "any_of", "value": ["high", "urgent"] }] }),
            "oldest",
        ),
        (
            "Workshop, quiet for a week",
            json!({ "all": [{ "field": "status", "op": "any_of", "value": ["waiting"] }, { "field": "topic", "op": "any_of", "value": [cast.topics["Repairs"]] }, { "field": "last_at", "op": "older_than", "value": 7 * 24 * 60 }] }),
            "newest",
        ),
    ] {
        let view = NewView {
            name: name.to_owned(),
            filter: read(&filter)?,
            sort: sort.to_owned(),
            shared: true,
            team: None,
        };
        desk.create_view(&by, view).await?;
    }
    rules(desk, cast, now).await?;
    fields(desk, cast, now).await?;
    let wanted = Wanted {
        about: desk::report_mail::About::Conversations,
        name: "Our week".to_owned(),
        every: Every::Week,
        weekday: 0,
        hour: 8,
        agents: vec![cast.chief().id],
        by: Some(Dimension::Team),
        open_hours: true,
        filter: None,
        enabled: false,
    };
    desk.create_report_schedule(&by, wanted).await?;
    Ok(())
}

fn read(filter: &Value) -> anyhow::Result<Filter> {
    Filter::parse(filter).map_err(|wrong| anyhow::anyhow!("{}: {}", wrong.path, wrong.message))
}

async fn hours(desk: &Desk, cast: &Cast, now: Millis) -> anyhow::Result<()> {
    let by = cast.chief().by(now);
    let channels = desk
        .db()
        .read(async |tx| store::channel::all(tx).await)
        .await?;
    let named = |name: &str| {
        let found = channels.iter().filter(|c| c.name == name);
        found.map(|c| c.id).collect::<Vec<_>>()
    };
    for (name, zone, from, to, of) in [
        ("Orders, two shifts", "Europe/Tallinn", 8, 22, "Support"),
        ("Workshop", "Europe/Tallinn", 9, 17, "Workshop"),
        ("Asia desk", "Asia/Singapore", 9, 18, "Asia desk"),
    ] {
        let week = (0..5).map(|day| Interval {
            day,
            from: from * 60,
            to: to * 60,
        });
        let input = HoursInput {
            name: name.to_owned(),
            schedule: Schedule {
                zone: zone.to_owned(),
                week: week.collect(),
                exceptions: Vec::new(),
            },
            calendars: Vec::new(),
            channels: named(of),
            teams: Vec::new(),
        };
        desk.create_business_hours(&by, input).await?;
    }
    Ok(())
}

async fn promises(desk: &Desk, cast: &Cast, now: Millis) -> anyhow::Result<()> {
    let by = cast.chief().by(now);
    for (position, name, urgency, first, next, resolution) in [
        (0, "Urgent", Some(Urgency::Urgent), 1, 2, 16),
        (1, "High", Some(Urgency::High), 3, 4, 32),
        (2, "Everybody", None, 6, 8, 80),
    ] {
        let input = PolicyInput {
            name: name.to_owned(),
            position,
            channel: None,
            urgency,
            in_hours: true,
            targets: Targets {
                first_response_ms: Some(first * HOUR),
                next_response_ms: Some(next * HOUR),
                resolution_ms: Some(resolution * HOUR),
                warn_ms: HOUR / 2,
            },
        };
        desk.create_sla_policy(&by, input).await?;
    }
    Ok(())
}

async fn rules(desk: &Desk, cast: &Cast, now: Millis) -> anyhow::Result<()> {
    let by = cast.chief().by(now);
    let created = json!({ "event": "conversation_created" });
    for (name, trigger, filter, actions) in [
        (
            "Refunds are urgent to people",
            created.clone(),
            json!({ "field": "subject", "op": "contains", "value": "refund" }),
            json!([{ "do": "tag", "tag": cast.tags["refund"] }, { "do": "urgency", "urgency": "high" }]),
        ),
        (
            "Invoices have their topic",
            created,
            json!({ "field": "subject", "op": "contains", "value": "invoice" }),
            json!([{ "do": "tag", "tag": cast.tags["invoice"] }, { "do": "topic", "topic": cast.topics["Invoices"] }]),
        ),
    ] {
        let rule = NewRule {
            name: name.to_owned(),
            trigger: serde_json::from_value(trigger)?,
            filter: read(&filter)?,
            actions: serde_json::from_value(actions)?,
            stop: false,
            enabled: true,
        };
        desk.create_rule(&by, rule).await?;
    }
    Ok(())
}

async fn fields(desk: &Desk, cast: &Cast, now: Millis) -> anyhow::Result<()> {
    let by = cast.chief().by(now);
    let order = NewField {
        entity: Entity::Conversation,
        key: Some("order".to_owned()),
        name: "Order".to_owned(),
        kind: FieldKind::Text,
        choices: Vec::new(),
    };
    let order = desk.create_field(&by, order).await?;
    let size = NewField {
        entity: Entity::Contact,
        key: Some("jacket".to_owned()),
        name: "Jacket size".to_owned(),
        kind: FieldKind::Choice,
        choices: ["S", "M", "L", "XL"].map(str::to_owned).to_vec(),
    };
    desk.create_field(&by, size).await?;
    let open = read(
        &json!({ "field": "status", "op": "any_of", "value": ["open", "waiting", "snoozed"] }),
    )?;
    let access = by.access.clone();
    let page = desk
        .db()
        .read(async move |tx| {
            let newest = store::inbox::Sort::Newest;
            store::filter::page(tx, &access, &open, newest, now, None, NUMBERED).await
        })
        .await?;
    for c in page.items {
        let number = c
            .subject
            .split(|ch: char| !ch.is_ascii_digit())
            .find(|n| n.len() == 5);
        if let Some(number) = number {
            let value = Map::from_iter([(order.key.clone(), Value::from(number))]);
            desk.set_fields(&by, c.id, value).await?;
        }
    }
    Ok(())
}
