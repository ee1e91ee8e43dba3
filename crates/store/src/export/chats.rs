//! Widgets, their visitors and chats.

use super::tables::Kind::{Id, Json, Plain};
use super::tables::{First, Table};
use crate::sql;

pub(super) fn tables() -> Vec<Table> {
    vec![
        Table {
            file: "widgets.jsonl",
            sql: sql!(
                "SELECT id, id, channel, door, key, sites, look, reply_door, created_at FROM widget ",
                "WHERE id > $1 ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("wid")),
                ("channel", Id("chn")),
                ("door", Id("dor")),
                ("key", Plain),
                ("sites", Json),
                ("look", Json),
                ("reply_door", Id("dor")),
                ("created_at", Plain),
            ],
        },
        Table {
            file: "visitors.jsonl",
            sql: sql!(
                "SELECT id, id, widget, contact, name, email, proved, locale, zone, page_url, page_title, messages, created_at, ",
                "seen_at FROM visitor WHERE id > $1 ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("vis")),
                ("widget", Id("wid")),
                ("contact", Id("con")),
                ("name", Plain),
                ("email", Plain),
                ("proved", Plain),
                ("locale", Plain),
                ("zone", Plain),
                ("page_url", Plain),
                ("page_title", Plain),
                ("messages", Plain),
                ("created_at", Plain),
                ("seen_at", Plain),
            ],
        },
        Table {
            file: "chats.jsonl",
            sql: sql!(
                "SELECT conversation, conversation, visitor, widget, began_at, left_at, score, comment, rated_at FROM chat ",
                "WHERE conversation > $1 ORDER BY conversation LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("conversation", Id("cnv")),
                ("visitor", Id("vis")),
                ("widget", Id("wid")),
                ("began_at", Plain),
                ("left_at", Plain),
                ("score", Plain),
                ("comment", Plain),
                ("rated_at", Plain),
            ],
        },
    ]
}
