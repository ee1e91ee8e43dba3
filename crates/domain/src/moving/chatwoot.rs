//! Chatwoot: the answers of its application API: contacts, conversations with the messages that they hold, and lists of
//! messages. It has no export of everything in one file. Which fields are taken stands in the guide.

use super::columns::{language, one_line};
use super::json::{fields, key, list, text, time};
use super::organizations::NAME_MAX;
use super::zendesk::urgency;
use super::{Matter, Organization, Person, Record, Utterance, phone};
use crate::conversation::Status;
use crate::message::MessageKind;
use crate::reply_rules::is_plain_address;
use serde_json::Value;

/// What a record is.
#[must_use]
pub fn record(value: &Value) -> Record {
    let Some(id) = key(&value["id"]) else {
        return Record::Other("no_id");
    };
    if value["message_type"].is_number() || value["message_type"].is_string() {
        return match key(&value["conversation_id"]) {
            Some(matter) => {
                message(id, &matter, value).map_or(Record::Other("activity"), Record::Utterance)
            }
            None => Record::Other("no_conversation"),
        };
    }
    if !value["inbox_id"].is_null() || !value["meta"].is_null() {
        return Record::Matter(Box::new(conversation(id, value)));
    }
    if value.get("contacts_count").is_some() && value.get("domain").is_some() {
        return Record::Organization(Box::new(company(id, value)));
    }
    let known = [
        "email",
        "phone_number",
        "identifier",
        "additional_attributes",
    ];
    if known.iter().any(|n| value.get(*n).is_some()) {
        return Record::Person(contact(value));
    }
    Record::Other("unknown_record")
}

/// Of an account that keeps companies.
fn company(id: String, value: &Value) -> Organization {
    let owner = &value["account_owner"];
    let mut told = Organization {
        key: id,
        name: one_line(&text(&value["name"]), NAME_MAX),
        owner: [text(&owner["email"]), text(&owner["name"])]
            .into_iter()
            .find(|t| !t.is_empty())
            .unwrap_or_default(),
        note: text(&value["description"]).chars().take(10_000).collect(),
        domains: vec![text(&value["domain"])],
        ..Organization::default()
    };
    for (key, value) in fields(&value["custom_attributes"]) {
        told.take(&key, value);
    }
    told
}

/// What the attributes of a contact say of their organization: those whose key begins so. The rest is about the person.
const OF_COMPANY: [&str; 2] = ["company_", "organization_"];

fn contact(value: &Value) -> Person {
    let more = &value["additional_attributes"];
    let email = text(&value["email"]);
    let place = ["city", "country"]
        .map(|n| text(&more[n]))
        .into_iter()
        .filter(|t| !t.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    let note = [text(&more["description"]), place]
        .into_iter()
        .filter(|t| !t.is_empty())
        .collect::<Vec<_>>()
        .join("\n");
    let mut company = Organization {
        name: one_line(&text(&more["company_name"]), NAME_MAX),
        ..Organization::default()
    };
    let mut own = Vec::new();
    for (key, value) in fields(&value["custom_attributes"]) {
        match OF_COMPANY.iter().find_map(|begin| key.strip_prefix(begin)) {
            Some(rest) => company.take(rest, value),
            None => own.push((key, value)),
        }
    }
    Person {
        key: text(&value["id"]),
        name: one_line(&text(&value["name"]), 200),
        fields: own,
        emails: Some(email)
            .filter(|e| is_plain_address(e))
            .into_iter()
            .collect(),
        phones: phone(&text(&value["phone_number"])).into_iter().collect(),
        organization: company.name.clone(),
        company: Some(Box::new(company)).filter(|c| c.is_told()),
        language: language(&text(&more["language"])),
        zone: String::new(),
        note: note.chars().take(10_000).collect(),
        created_at: time(&value["created_at"]),
        agent: false,
    }
}

fn conversation(id: String, value: &Value) -> Matter {
    let sender = &value["meta"]["sender"];
    let mut people = Vec::new();
    if key(&sender["id"]).is_some() {
        people.push(contact(sender));
    }
    let utterances: Vec<Utterance> = list(&value["messages"])
        .iter()
        .filter_map(|m| message(key(&m["id"])?, &id, m))
        .collect();
    let subject = [
        text(&value["additional_attributes"]["mail_subject"]),
        text(&value["additional_attributes"]["subject"]),
    ]
    .into_iter()
    .find(|s| !s.is_empty())
    .unwrap_or_else(|| {
        utterances
            .first()
            .map(|u| u.text.clone())
            .unwrap_or_default()
    });
    let subject = subject.lines().next().unwrap_or_default();
    let assignee = text(&value["meta"]["assignee"]["email"]);
    Matter {
        subject: one_line(subject, 120),
        status: match text(&value["status"]).as_str() {
            "open" | "snoozed" => Status::Open,
            "pending" => Status::Waiting,
            _ => Status::Resolved,
        },
        urgency: urgency(&text(&value["priority"])),
        contact: key(&sender["id"]),
        assignee: Some(assignee).filter(|a| !a.is_empty()),
        tags: list(&value["labels"])
            .iter()
            .map(text)
            .filter(|t| !t.is_empty())
            .collect(),
        created_at: time(&value["created_at"]).or_else(|| time(&value["timestamp"])),
        updated_at: time(&value["last_activity_at"]),
        utterances,
        people,
        key: id,
    }
}

/// A message; `None` for what the program noted itself (`activity`).
fn message(id: String, conversation: &str, value: &Value) -> Option<Utterance> {
    let private = value["private"].as_bool().unwrap_or(false);
    // 0 incoming, 1 outgoing, 2 activity, 3 template; webhooks and exports write the words.
    let kind = match text(&value["message_type"]).as_str() {
        "0" | "incoming" => MessageKind::Customer,
        "1" | "outgoing" | "3" | "template" if private => MessageKind::Note,
        "1" | "outgoing" | "3" | "template" => MessageKind::Agent,
        _ => return None,
    };
    let sender = &value["sender"];
    let agent = kind != MessageKind::Customer;
    let email = text(&sender["email"]);
    let html = text(&value["content_attributes"]["email"]["html_content"]["full"]);
    Some(Utterance {
        key: id,
        matter: conversation.to_owned(),
        kind,
        contact: if agent { None } else { key(&sender["id"]) },
        agent: Some(email).filter(|e| agent && !e.is_empty()),
        name: one_line(&text(&sender["name"]), 200),
        at: time(&value["created_at"]),
        text: text(&value["content"]),
        html: Some(html).filter(|h| !h.is_empty()),
        files: list(&value["attachments"])
            .iter()
            .map(|f| {
                let url = one_line(&text(&f["data_url"]), 1000);
                let name = url.rsplit('/').next().unwrap_or_default().to_owned();
                (name, url)
            })
            .collect(),
    })
}
