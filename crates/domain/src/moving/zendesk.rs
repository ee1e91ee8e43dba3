//! Zendesk: its JSON export (JSON Lines of tickets with their comments, of users, of organizations) and the answers of its
//! Ticketing API (`tickets`, `users`, `organizations`). Which fields are taken stands in the guide.

use super::columns::{language, one_line};
use super::json::{fields, key, list, text, time};
use super::organizations::NAME_MAX;
use super::{Matter, Organization, Person, Record, Utterance, phone};
use crate::conversation::{Status, Urgency};
use crate::message::MessageKind;
use crate::reply_rules::is_plain_address;
use serde_json::Value;

/// What a record is; `named` is the list in which it stood.
#[must_use]
pub fn record(value: &Value, named: &str) -> Record {
    let Some(id) = key(&value["id"]) else {
        return Record::Other("no_id");
    };
    let is = |names: &[&str]| names.iter().any(|n| !value[*n].is_null());
    match named {
        "tickets" => return Record::Matter(Box::new(ticket(id, value))),
        "users" => return Record::Person(user(value)),
        "organizations" => return organization(id, value),
        _ => {}
    }
    if is(&["subject", "requester_id", "raw_subject"]) {
        Record::Matter(Box::new(ticket(id, value)))
    } else if is(&["email", "role", "time_zone", "iana_time_zone"]) {
        Record::Person(user(value))
    } else if is(&["ticket_id"]) && is(&["body", "plain_body", "html_body"]) {
        loose(id, value)
    } else if is(&["domain_names", "shared_tickets"]) {
        organization(id, value)
    } else {
        Record::Other("unknown_record")
    }
}

fn organization(id: String, value: &Value) -> Record {
    let mut told = Organization {
        key: id,
        name: one_line(&text(&value["name"]), NAME_MAX),
        note: note(value),
        domains: list(&value["domain_names"]).iter().map(text).collect(),
        ..Organization::default()
    };
    for (key, value) in fields(&value["organization_fields"]) {
        told.take(&key, value);
    }
    Record::Organization(Box::new(told))
}

/// Details and notes.
fn note(value: &Value) -> String {
    let all = format!("{}\n{}", text(&value["details"]), text(&value["notes"]));
    all.trim().chars().take(10_000).collect()
}

/// A comment that stands outside of its ticket.
fn loose(id: String, value: &Value) -> Record {
    match key(&value["ticket_id"]) {
        Some(matter) => Record::Utterance(comment(id, &matter, None, value)),
        None => Record::Other("no_ticket"),
    }
}

fn user(value: &Value) -> Person {
    let mut emails = Vec::new();
    let email = text(&value["email"]);
    if is_plain_address(&email) {
        emails.push(email);
    }
    let number = phone(&text(&value["phone"]));
    let zone = match text(&value["iana_time_zone"]) {
        zone if zone.is_empty() => String::new(),
        zone => zone,
    };
    Person {
        key: text(&value["id"]),
        name: one_line(&text(&value["name"]), 200),
        emails,
        phones: number.into_iter().collect(),
        // A key; the name of the organization is put in its place.
        organization: text(&value["organization_id"]),
        language: language(&text(&value["locale"])),
        zone,
        company: None,
        fields: fields(&value["user_fields"]),
        note: note(value),
        created_at: time(&value["created_at"]),
        agent: matches!(text(&value["role"]).as_str(), "agent" | "admin"),
    }
}

fn ticket(id: String, value: &Value) -> Matter {
    let people: Vec<Person> = ["requester", "submitter", "assignee"]
        .iter()
        .map(|who| &value[*who])
        .filter(|v| key(&v["id"]).is_some())
        .map(user)
        .collect();
    let whose =
        |name: &str| key(&value[format!("{name}_id").as_str()]).or_else(|| key(&value[name]["id"]));
    let requester = whose("requester");
    let created_at = time(&value["created_at"]);
    let mut utterances: Vec<Utterance> = list(&value["comments"])
        .iter()
        .enumerate()
        .map(|(n, c)| {
            let own = key(&c["id"]).unwrap_or_else(|| format!("{id}/{n}"));
            comment(own, &id, requester.as_deref(), c)
        })
        .collect();
    let description = text(&value["description"]);
    if utterances.is_empty() && !description.is_empty() {
        utterances.push(Utterance {
            // The description is the first comment; exported without comments it has no id of its own.
            key: format!("{id}/description"),
            matter: id.clone(),
            kind: MessageKind::Customer,
            contact: whose("submitter").or_else(|| requester.clone()),
            agent: None,
            name: String::new(),
            at: created_at,
            text: description,
            html: None,
            files: Vec::new(),
        });
    }
    let subject = [&value["subject"], &value["raw_subject"]]
        .into_iter()
        .map(text)
        .find(|s| !s.is_empty());
    Matter {
        subject: one_line(
            &subject.unwrap_or_default(),
            crate::conversation::SUBJECT_MAX,
        ),
        // `new`, `open`: we owe an answer; `pending`, `hold`: somebody else does.
        status: match text(&value["status"]).as_str() {
            "new" | "open" => Status::Open,
            "pending" | "hold" => Status::Waiting,
            "deleted" => Status::Spam,
            _ => Status::Resolved,
        },
        urgency: urgency(&text(&value["priority"])),
        contact: requester,
        // A key; the address of the agent is put in its place.
        assignee: whose("assignee"),
        tags: list(&value["tags"])
            .iter()
            .map(text)
            .filter(|t| !t.is_empty())
            .collect(),
        created_at,
        updated_at: time(&value["updated_at"]),
        utterances,
        people,
        key: id,
    }
}

pub(super) fn urgency(word: &str) -> Urgency {
    match word {
        "low" => Urgency::Low,
        "high" => Urgency::High,
        "urgent" => Urgency::Urgent,
        _ => Urgency::Normal,
    }
}

fn comment(id: String, ticket: &str, requester: Option<&str>, value: &Value) -> Utterance {
    let author = key(&value["author_id"]);
    // Whether an author is of the team is known by the directory; without it, who is not the requester is not ours to name.
    let public = value["public"].as_bool().unwrap_or(true);
    let html = Some(text(&value["html_body"])).filter(|h| !h.is_empty());
    let plain = [&value["plain_body"], &value["body"]]
        .into_iter()
        .map(text)
        .find(|t| !t.is_empty())
        .unwrap_or_default();
    Utterance {
        key: id,
        matter: ticket.to_owned(),
        kind: if public {
            MessageKind::Customer
        } else {
            MessageKind::Note
        },
        contact: author.or_else(|| requester.map(str::to_owned)),
        agent: None,
        name: one_line(&text(&value["via"]["source"]["from"]["name"]), 200),
        at: time(&value["created_at"]),
        text: plain,
        html,
        files: list(&value["attachments"])
            .iter()
            .map(|f| {
                let name = one_line(&text(&f["file_name"]), 200);
                (name, one_line(&text(&f["content_url"]), 1000))
            })
            .collect(),
    }
}
