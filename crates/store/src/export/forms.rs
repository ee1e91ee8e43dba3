//! Forms, and what was sent by them.

use super::tables::Kind::{Flag, Id, Json, Plain};
use super::tables::{First, Table};
use crate::sql;

pub(super) fn tables() -> Vec<Table> {
    vec![
        Table {
            file: "forms.jsonl",
            sql: sql!(
                "SELECT id, id, channel, help_center, door, slug, words, questions, files_max, bytes_max, reply_door, hosts, ",
                "created_at FROM form WHERE id > $1 ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("frm")),
                ("channel", Id("chn")),
                ("help_center", Id("hlp")),
                ("door", Id("dor")),
                ("slug", Plain),
                ("words", Json),
                ("questions", Json),
                ("files_max", Plain),
                ("bytes_max", Plain),
                ("reply_door", Id("dor")),
                ("hosts", Json),
                ("created_at", Plain),
            ],
        },
        Table {
            file: "form_posts.jsonl",
            sql: sql!(
                "SELECT id, id, form, conversation, at, locale, answers, suspicion, spam, landing FROM form_post ",
                "WHERE id > $1 ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("fps")),
                ("form", Id("frm")),
                ("conversation", Id("cnv")),
                ("at", Plain),
                ("locale", Plain),
                ("answers", Json),
                ("suspicion", Json),
                ("spam", Flag),
                ("landing", Plain),
            ],
        },
    ]
}
