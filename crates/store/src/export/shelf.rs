//! Help centers and articles: all that was written, what was published, where it was, and what readers said.

use super::tables::Kind::{Flag, Id, Json, Plain};
use super::tables::{First, Table};
use crate::sql;

pub(super) fn tables() -> Vec<Table> {
    let mut out = vec![
        by_id!("help_centers.jsonl", help_center, [
            id: Id("hlp"), brand: Id("brd"), slug: Plain, host: Plain, names: Json, locales: Json, default_locale: Plain,
            links: Json, accent: Plain, logo: Id("arf"), public: Flag, held_out_permille: Plain, created_at: Plain,
        ]),
        by_id!("collections.jsonl", collection, [
            id: Id("col"), help_center: Id("hlp"), parent: Id("col"), position: Plain, internal: Flag, words: Json,
            created_at: Plain,
        ]),
        by_id!("articles.jsonl", article, [
            id: Id("art"), help_center: Id("hlp"), collection: Id("col"), owner: Id("agt"), audience: Plain,
            source_locale: Plain, topic: Id("top"), archived_at: Plain, review_every_days: Plain, review_at: Plain,
            reviewed_at: Plain, reviewed_by: Id("agt"), position: Plain, from_conversation: Id("cnv"), created_at: Plain,
            updated_at: Plain,
        ]),
        by_two!("article_translations.jsonl", article_translation, article, locale, First::IdText, [
            article: Id("art"), locale: Plain, slug: Plain, title: Plain, summary: Plain, doc: Json, asked: Json, state: Plain,
            published_version: Plain, published_at: Plain, based_on: Plain, draft_title: Plain, draft_summary: Plain,
            draft_doc: Json, draft_asked: Json, draft_slug: Plain, draft_based_on: Plain, draft_at: Plain, draft_by: Id("agt"),
            helped_yes: Plain, helped_no: Plain, updated_at: Plain, updated_by: Id("agt"),
        ]),
        by_id!("article_versions.jsonl", article_version, [
            id: Id("arv"), article: Id("art"), locale: Plain, number: Plain, title: Plain, summary: Plain, doc: Json,
            by_: Id("agt"), at: Plain, note: Plain,
        ]),
        by_id!("article_files.jsonl", article_file, [
            id: Id("arf"), help_center: Id("hlp"), blob: Plain, name: Plain, media_type: Plain, size: Plain, width: Plain,
            height: Plain, by_: Id("agt"), created_at: Plain,
        ]),
        by_two!("article_sent.jsonl", article_sent, message, article, First::TwoIds, [
            message: Id("msg"), article: Id("art"), locale: Plain, conversation: Id("cnv"), agent: Id("agt"), at: Plain,
        ]),
    ];
    out.extend(readers());
    out
}

/// What readers left behind: no row says who.
fn readers() -> Vec<Table> {
    vec![
        Table {
            file: "article_redirects.jsonl",
            sql: sql!(
                "SELECT help_center, locale, slug, help_center, locale, slug, article, at FROM article_redirect ",
                "WHERE (help_center, locale, slug) > ($1, $2, $3) ORDER BY help_center, locale, slug LIMIT $4"
            ),
            keys: 3,
            first: First::IdTextText,
            columns: &[
                ("help_center", Id("hlp")),
                ("locale", Plain),
                ("slug", Plain),
                ("article", Id("art")),
                ("at", Plain),
            ],
        },
        Table {
            file: "article_feedback.jsonl",
            sql: sql!(
                "SELECT n, article, locale, version, helped, word, at FROM article_feedback WHERE n > $1 ORDER BY n LIMIT $2"
            ),
            keys: 1,
            first: First::Number,
            columns: &[
                ("article", Id("art")),
                ("locale", Plain),
                ("version", Plain),
                ("helped", Flag),
                ("word", Plain),
                ("at", Plain),
            ],
        },
        Table {
            file: "help_searches.jsonl",
            sql: sql!(
                "SELECT help_center, locale, query_key, help_center, locale, query, times, without_result_times, last_at ",
                "FROM help_search_log WHERE (help_center, locale, query_key) > ($1, $2, $3) ",
                "ORDER BY help_center, locale, query_key LIMIT $4"
            ),
            keys: 3,
            first: First::IdTextText,
            columns: &[
                ("help_center", Id("hlp")),
                ("locale", Plain),
                ("query", Plain),
                ("times", Plain),
                ("without_result_times", Plain),
                ("last_at", Plain),
            ],
        },
    ]
}
