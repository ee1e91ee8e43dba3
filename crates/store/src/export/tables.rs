//! Which columns of which tables are exported, and as what. A new table or column is added here, or it stays at home.

use crate::sql::Sql;
use crate::{Result, Row, StoreError, Val, sql};
use serde_json::{Map, Value};
use uuid::Uuid;

/// What a cell becomes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// An id with its prefix.
    Id(&'static str),
    /// Text, number or null as it is; times are milliseconds since 1970 UTC.
    Plain,
    Flag,
    Json,
    /// Ids with their prefix, joined by commas.
    Ids(&'static str),
}

pub(super) struct Table {
    pub file: &'static str,
    /// Pages by key: the key columns come first, then the exported ones; the parameters are the key and the limit.
    pub sql: Sql,
    pub keys: usize,
    pub(in crate::export) first: First,
    pub columns: &'static [(&'static str, Kind)],
}

/// Below all keys.
#[derive(Clone, Copy)]
pub(in crate::export) enum First {
    Number,
    Id,
    TwoIds,
    TwoIdsText,
    IdText,
    IdTextText,
    IdTextNumber,
    IdNumber,
    Text,
}

impl Table {
    pub fn start(&self) -> Vec<Val<'static>> {
        let nil = || Val::Id(Uuid::nil());
        match self.first {
            First::Number => vec![Val::Int(i64::MIN)],
            First::Id => vec![nil()],
            First::TwoIds => vec![nil(), nil()],
            First::TwoIdsText => vec![nil(), nil(), Val::from("")],
            First::IdText => vec![nil(), Val::from("")],
            First::IdTextText => vec![nil(), Val::from(""), Val::from("")],
            First::IdTextNumber => vec![nil(), Val::from(""), Val::Int(i64::MIN)],
            First::IdNumber => vec![nil(), Val::Int(i64::MIN)],
            First::Text => vec![Val::from("")],
        }
    }
}

/// One line.
pub(super) fn object(columns: &[(&'static str, Kind)], row: &mut Row) -> Result<Value> {
    let mut object = Map::with_capacity(columns.len());
    for (name, kind) in columns {
        object.insert((*name).to_owned(), value(*kind, row.take()?)?);
    }
    Ok(Value::Object(object))
}

fn value(kind: Kind, cell: Val<'static>) -> Result<Value> {
    let id = |prefix: &str, id: Uuid| format!("{prefix}_{}", domain::ids::encode(id));
    Ok(match (kind, cell) {
        (_, Val::Null) => Value::Null,
        (Kind::Id(prefix), Val::Id(uuid)) => id(prefix, uuid).into(),
        (Kind::Id(prefix), Val::Bytes(bytes)) => id(
            prefix,
            Uuid::from_slice(&bytes).map_err(StoreError::corrupt)?,
        )
        .into(),
        (Kind::Flag, Val::Int(i)) => (i != 0).into(),
        (Kind::Json, Val::Text(text)) => {
            serde_json::from_str(&text).map_err(StoreError::corrupt)?
        }
        (Kind::Plain, Val::Int(i)) => i.into(),
        (Kind::Plain, Val::Text(text)) => text.into_owned().into(),
        (Kind::Ids(prefix), Val::Text(joined)) => {
            let ids = joined
                .split(',')
                .map(|hex| Uuid::try_parse(hex).map(|uuid| id(prefix, uuid)));
            ids.collect::<std::result::Result<Vec<_>, _>>()
                .map_err(StoreError::corrupt)?
                .into()
        }
        (kind, _) => {
            return Err(StoreError::corrupt(format!(
                "a cell cannot be exported as {kind:?}"
            )));
        }
    })
}

use Kind::{Flag, Id, Ids, Json, Plain};

/// Every table that is exported.
pub(super) fn all() -> Vec<Table> {
    [
        super::people::tables(),
        conversations(),
        messages(),
        house(),
        words(),
        history(),
        super::rest::tables(),
        super::chats::tables(),
        super::forms::tables(),
        super::queue::tables(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn conversations() -> Vec<Table> {
    vec![
        Table {
            file: "conversations.jsonl",
            sql: sql!(
                lite: [
                    "SELECT c.id, c.id, number, subject, status, snoozed_until, resolved_at, urgency, urgency_source, topic, ",
                    "topic_source, team, assignee, contact, channel, door, language, created_at, last_at, ",
                    "last_customer_at, last_agent_at, waiting_since, first_reply_at, message_count, spam_reason, cause, ",
                    "(SELECT group_concat(hex(t.tag)) FROM conversation_tag t WHERE t.conversation = c.id), ",
                    "(SELECT group_concat(hex(f.agent)) FROM follower f WHERE f.conversation = c.id) ",
                    "FROM conversation c WHERE c.id > $1 ORDER BY c.id LIMIT $2"
                ],
                pg: [
                    "SELECT c.id, c.id, number, subject, status, snoozed_until, resolved_at, urgency, urgency_source, topic, ",
                    "topic_source, team, assignee, contact, channel, door, language, created_at, last_at, ",
                    "last_customer_at, last_agent_at, waiting_since, first_reply_at, message_count, spam_reason, cause, ",
                    "(SELECT string_agg(t.tag::text, ',' ORDER BY t.tag) FROM conversation_tag t WHERE t.conversation = c.id), ",
                    "(SELECT string_agg(f.agent::text, ',' ORDER BY f.agent) FROM follower f WHERE f.conversation = c.id) ",
                    "FROM conversation c WHERE c.id > $1 ORDER BY c.id LIMIT $2"
                ],
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("cnv")),
                ("number", Plain),
                ("subject", Plain),
                ("status", Plain),
                ("snoozed_until", Plain),
                ("resolved_at", Plain),
                ("urgency", Plain),
                ("urgency_source", Plain),
                ("topic", Id("top")),
                ("topic_source", Plain),
                ("team", Id("tem")),
                ("assignee", Id("agt")),
                ("contact", Id("con")),
                ("channel", Id("chn")),
                ("door", Id("dor")),
                ("language", Plain),
                ("created_at", Plain),
                ("last_at", Plain),
                ("last_customer_at", Plain),
                ("last_agent_at", Plain),
                ("waiting_since", Plain),
                ("first_reply_at", Plain),
                ("message_count", Plain),
                ("spam_reason", Plain),
                ("cause", Id("cau")),
                ("tags", Ids("tag")),
                ("followers", Ids("agt")),
            ],
        },
        Table {
            file: "conversation_links.jsonl",
            sql: sql!(
                "SELECT conversation, other, kind, conversation, other, kind, at FROM conversation_link ",
                "WHERE (conversation, other, kind) > ($1, $2, $3) ORDER BY conversation, other, kind LIMIT $4"
            ),
            keys: 3,
            first: First::TwoIdsText,
            columns: &[
                ("conversation", Id("cnv")),
                ("other", Id("cnv")),
                ("kind", Plain),
                ("at", Plain),
            ],
        },
        Table {
            file: "participants.jsonl",
            sql: sql!(
                "SELECT conversation, address_key, conversation, address, name, role, since FROM participant ",
                "WHERE (conversation, address_key) > ($1, $2) ORDER BY conversation, address_key LIMIT $3"
            ),
            keys: 2,
            first: First::IdText,
            columns: &[
                ("conversation", Id("cnv")),
                ("address", Plain),
                ("name", Plain),
                ("role", Plain),
                ("since", Plain),
            ],
        },
    ]
}

fn messages() -> Vec<Table> {
    vec![
        Table {
            file: "messages.jsonl",
            sql: sql!(
                "SELECT n, id, conversation, kind, at, contact, agent, door, channel, subject, text, html, reply, from_, ",
                "to_, cc, bcc, reply_to, automatic, language, provider_id, authentication, event, auto_text, ",
                "cancelled_at, size FROM message WHERE n > $1 ORDER BY n LIMIT $2"
            ),
            keys: 1,
            first: First::Number,
            columns: &[
                ("id", Id("msg")),
                ("conversation", Id("cnv")),
                ("kind", Plain),
                ("at", Plain),
                ("contact", Id("con")),
                ("agent", Id("agt")),
                ("door", Id("dor")),
                ("channel", Id("chn")),
                ("subject", Plain),
                ("text", Plain),
                ("html", Plain),
                ("reply", Plain),
                ("from", Json),
                ("to", Json),
                ("cc", Json),
                ("bcc", Json),
                ("reply_to", Json),
                ("automatic", Plain),
                ("language", Plain),
                ("provider_id", Plain),
                ("authentication", Json),
                ("event", Json),
                ("auto_text", Plain),
                ("cancelled_at", Plain),
                ("size", Plain),
            ],
        },
        Table {
            file: "attachments.jsonl",
            sql: sql!(
                "SELECT id, id, message, name, media_type, size, inline, content_id, blob, created_at FROM attachment ",
                "WHERE id > $1 ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("att")),
                ("message", Id("msg")),
                ("name", Plain),
                ("media_type", Plain),
                ("size", Plain),
                ("inline", Flag),
                ("content_id", Plain),
                ("blob", Plain),
                ("created_at", Plain),
            ],
        },
        Table {
            file: "deliveries.jsonl",
            sql: sql!(
                "SELECT id, id, message, conversation, recipient, state, attempt, last_code, last_text, created_at, sent_at ",
                "FROM delivery WHERE id > $1 ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("dlv")),
                ("message", Id("msg")),
                ("conversation", Id("cnv")),
                ("recipient", Plain),
                ("state", Plain),
                ("attempt", Plain),
                ("last_code", Plain),
                ("last_text", Plain),
                ("created_at", Plain),
                ("sent_at", Plain),
            ],
        },
    ]
}

fn house() -> Vec<Table> {
    vec![
        Table {
            file: "teams.jsonl",
            sql: sql!(
                "SELECT id, id, name, signature, archived, created_at FROM team WHERE id > $1 ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("tem")),
                ("name", Plain),
                ("signature", Plain),
                ("archived", Flag),
                ("created_at", Plain),
            ],
        },
        Table {
            file: "brands.jsonl",
            sql: sql!(
                "SELECT id, id, name, locale, created_at FROM brand WHERE id > $1 ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("brd")),
                ("name", Plain),
                ("locale", Plain),
                ("created_at", Plain),
            ],
        },
        Table {
            file: "channels.jsonl",
            sql: sql!(
                "SELECT id, id, kind, brand, team, name, stage, paused, successor, first_response_target_min, acknowledge, ",
                "owner, purpose, created_at FROM channel WHERE id > $1 ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("chn")),
                ("kind", Plain),
                ("brand", Id("brd")),
                ("team", Id("tem")),
                ("name", Plain),
                ("stage", Plain),
                ("paused", Flag),
                ("successor", Id("chn")),
                ("first_response_target_min", Plain),
                ("acknowledge", Flag),
                ("owner", Id("agt")),
                ("purpose", Plain),
                ("created_at", Plain),
            ],
        },
        Table {
            file: "doors.jsonl",
            sql: sql!(
                "SELECT id, id, channel, medium, address, reply_form, created_at, removed_at FROM door WHERE id > $1 ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("dor")),
                ("channel", Id("chn")),
                ("medium", Plain),
                ("address", Plain),
                ("reply_form", Plain),
                ("created_at", Plain),
                ("removed_at", Plain),
            ],
        },
        Table {
            file: "blocked_senders.jsonl",
            sql: sql!(
                "SELECT address_key, address_key, at, agent, reason FROM blocked_sender WHERE address_key > $1 ",
                "ORDER BY address_key LIMIT $2"
            ),
            keys: 1,
            first: First::Text,
            columns: &[
                ("address", Plain),
                ("at", Plain),
                ("agent", Id("agt")),
                ("reason", Plain),
            ],
        },
    ]
}

fn words() -> Vec<Table> {
    vec![
        Table {
            file: "tags.jsonl",
            sql: sql!(
                "SELECT id, id, name, colour, created_at FROM tag WHERE id > $1 ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("tag")),
                ("name", Plain),
                ("colour", Plain),
                ("created_at", Plain),
            ],
        },
        Table {
            file: "topics.jsonl",
            sql: sql!(
                "SELECT id, id, name, parent, archived, urgent, created_at, owner, description FROM topic WHERE id > $1 ",
                "ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("top")),
                ("name", Plain),
                ("parent", Id("top")),
                ("archived", Flag),
                ("urgent", Flag),
                ("created_at", Plain),
                ("owner", Id("agt")),
                ("description", Plain),
            ],
        },
        Table {
            file: "macros.jsonl",
            sql: sql!(
                "SELECT id, id, name, shortcut, html, actions, team, archived, position, used_count, created_at FROM macro ",
                "WHERE id > $1 ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("mac")),
                ("name", Plain),
                ("shortcut", Plain),
                ("html", Plain),
                ("actions", Json),
                ("team", Id("tem")),
                ("archived", Flag),
                ("position", Plain),
                ("used_count", Plain),
                ("created_at", Plain),
            ],
        },
        Table {
            file: "views.jsonl",
            sql: sql!(
                "SELECT id, id, name, owner, shared, team, filter, sort, position, created_at, updated_at FROM view ",
                "WHERE id > $1 ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("viw")),
                ("name", Plain),
                ("owner", Id("agt")),
                ("shared", Flag),
                ("team", Id("tem")),
                ("filter", Json),
                ("sort", Plain),
                ("position", Plain),
                ("created_at", Plain),
                ("updated_at", Plain),
            ],
        },
        Table {
            file: "rules.jsonl",
            sql: sql!(
                "SELECT id, id, name, enabled, position, trigger_, filter, actions, stop, switched_off, created_at, updated_at ",
                "FROM rule WHERE id > $1 ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("rul")),
                ("name", Plain),
                ("enabled", Flag),
                ("position", Plain),
                ("trigger", Json),
                ("filter", Json),
                ("actions", Json),
                ("stop", Flag),
                ("switched_off", Plain),
                ("created_at", Plain),
                ("updated_at", Plain),
            ],
        },
        Table {
            file: "rule_runs.jsonl",
            sql: sql!(
                "SELECT id, id, conversation, at, steps FROM rule_run WHERE id > $1 ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("run")),
                ("conversation", Id("cnv")),
                ("at", Plain),
                // Rules by their ids in hex.
                ("steps", Json),
            ],
        },
        Table {
            file: "webhooks.jsonl",
            sql: sql!(
                // Without secrets.
                "SELECT id, id, name, url, events, enabled, switched_off, created_at FROM webhook ",
                "WHERE id > $1 ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("whk")),
                ("name", Plain),
                ("url", Plain),
                ("events", Json),
                ("enabled", Flag),
                ("switched_off", Plain),
                ("created_at", Plain),
            ],
        },
        Table {
            file: "fields.jsonl",
            sql: sql!(
                "SELECT id, id, entity, key, name, kind, choices, position, archived, created_at FROM field ",
                "WHERE id > $1 ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("fld")),
                ("entity", Plain),
                ("key", Plain),
                ("name", Plain),
                ("kind", Plain),
                ("choices", Json),
                ("position", Plain),
                ("archived", Flag),
                ("created_at", Plain),
            ],
        },
        // Of a conversation, of a contact or of an organization: the two others are null.
        Table {
            file: "field_values.jsonl",
            sql: sql!(
                "SELECT v.entity, v.field, c.id, p.id, o.id, v.field, v.v_text, v.v_int, v.at FROM field_value v ",
                "LEFT JOIN conversation c ON c.id = v.entity LEFT JOIN contact p ON p.id = v.entity ",
                "LEFT JOIN organization o ON o.id = v.entity ",
                "WHERE (v.entity, v.field) > ($1, $2) ORDER BY v.entity, v.field LIMIT $3"
            ),
            keys: 2,
            first: First::TwoIds,
            columns: &[
                ("conversation", Id("cnv")),
                ("contact", Id("con")),
                ("organization", Id("org")),
                ("field", Id("fld")),
                ("text", Plain),
                ("number", Plain),
                ("at", Plain),
            ],
        },
        Table {
            file: "texts.jsonl",
            sql: sql!(
                "SELECT brand, place, key, brand, locale, stage, subject, body, updated_at FROM (SELECT key || '/' || ",
                "locale || '/' || stage AS place, key, brand, locale, stage, subject, body, updated_at FROM text) t ",
                "WHERE (brand, place) > ($1, $2) ORDER BY brand, place LIMIT $3"
            ),
            keys: 2,
            first: First::IdText,
            columns: &[
                ("key", Plain),
                ("brand", Id("brd")),
                ("locale", Plain),
                ("stage", Plain),
                ("subject", Plain),
                ("body", Plain),
                ("updated_at", Plain),
            ],
        },
    ]
}

fn history() -> Vec<Table> {
    vec![
        Table {
            file: "events.jsonl",
            sql: sql!(
                "SELECT seq, seq, id, at, actor, conversation, contact, payload FROM event WHERE seq > $1 ",
                "ORDER BY seq LIMIT $2"
            ),
            keys: 1,
            first: First::Number,
            columns: &[
                ("seq", Plain),
                ("id", Id("evt")),
                ("at", Plain),
                ("actor", Json),
                ("conversation", Id("cnv")),
                ("contact", Id("con")),
                ("event", Json),
            ],
        },
        Table {
            file: "promises.jsonl",
            sql: sql!(
                "SELECT id, id, conversation, channel, urgency, made_at, usually_at, almost_always_at, basis, n, told, usually_ms, ",
                "almost_always_ms, uncorrected_ms, kept_at FROM promise WHERE id > $1 ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("prm")),
                ("conversation", Id("cnv")),
                ("channel", Id("chn")),
                ("urgency", Plain),
                ("made_at", Plain),
                ("usually_at", Plain),
                ("almost_always_at", Plain),
                ("basis", Plain),
                ("n", Plain),
                ("told", Plain),
                ("usually_ms", Plain),
                ("almost_always_ms", Plain),
                ("uncorrected_ms", Plain),
                ("kept_at", Plain),
            ],
        },
        Table {
            file: "audit.jsonl",
            sql: sql!(
                "SELECT id, id, at, agent, act, target, detail, ip FROM audit WHERE id > $1 ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("aud")),
                ("at", Plain),
                ("agent", Id("agt")),
                ("act", Plain),
                ("target", Plain),
                ("detail", Json),
                ("ip", Plain),
            ],
        },
    ]
}
