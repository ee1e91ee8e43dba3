//! How the house is set up, and what was noted beside conversations; and the tables that stay at home, each with its reason.

use super::tables::Kind::{Flag, Id, Json, Plain};
use super::tables::{First, Table};
use crate::sql;

/// Tables of which no row leaves, and why. A table is exported or stands here; a test sees to it.
pub const STAY: [(&str, &str); 65] = [
    (
        "activity_source",
        "which console told of time; what it told is exported",
    ),
    ("agent_identity", "a way to sign in"),
    ("api_token", "a way to sign in"),
    ("away", "who is not here just now"),
    (
        "away_moved",
        "what may be taken back within a day; who has it stands in the conversation",
    ),
    (
        "auto_answer",
        "a guard against loops of mail; forgotten after a day",
    ),
    (
        "chat_message",
        "which messages the widget shows; the messages are exported",
    ),
    (
        "contact_merge_item",
        "what moved in a merge; the merges themselves are exported",
    ),
    ("counter", "numbers that the program counts with"),
    (
        "dead_end_report",
        "what the audit found; it looks again every hour",
    ),
    ("doomed_blob", "files that wait to be deleted"),
    ("erasure", "how far forgetting somebody has come"),
    ("event_outbox", "events on their way into the feed"),
    ("export", "exports themselves"),
    ("figure_conversation", "follows from events"),
    ("figure_place", "follows from events"),
    ("figure_spell", "follows from events"),
    (
        "feed_place",
        "how far the program has followed its own feed",
    ),
    ("house_mail", "holds links that sign somebody in"),
    (
        "idempotency",
        "answers kept for a day for clients that ask again",
    ),
    (
        "import",
        "how something was brought in; what was brought in is exported",
    ),
    (
        "import_item",
        "keys of other programs, so that an import makes nothing double",
    ),
    (
        "invitation_count",
        "how often invitations were shown; told in the settings of the widget",
    ),
    ("job", "work that waits"),
    (
        "last_word",
        "which closed addresses refuse strangers; the trail of acts tells who switched it on",
    ),
    ("lease", "which node works at what"),
    ("mailbox_item", "how far a mailbox was collected"),
    (
        "merged_message",
        "what moved in a merge; the merges themselves are exported",
    ),
    (
        "migration_expected",
        "what the check of a plan expected; the plans are exported",
    ),
    (
        "model_month",
        "what calls of the language-model service cost, month by month; the calls are exported",
    ),
    ("node", "machines that work on the database"),
    (
        "notification",
        "what agents were told; what happened stands in the events",
    ),
    (
        "organization_merge_item",
        "whom a merge moved; the merges themselves are exported",
    ),
    ("passkey", "a way to sign in"),
    (
        "plan_effect",
        "what plans have to do once; what was decided stands in their diaries",
    ),
    (
        "plan_left",
        "what plans that are over left in force; follows from the plans",
    ),
    (
        "probe",
        "what looks at our own doors saw; the program looks again every day",
    ),
    (
        "plan_probe",
        "what was seen elsewhere; what was confirmed stands in the diaries",
    ),
    (
        "proposal",
        "follows from conversations and searches; the next look finds it anew",
    ),
    ("proposal_look", "when the program last looked for them"),
    (
        "proposal_question",
        "which conversations ask the same; the next look finds it anew",
    ),
    ("recovery_code", "a way to sign in"),
    ("refinery_schema_history", "versions of the schema"),
    (
        "report_schedule",
        "when this installation mails its figures",
    ),
    ("rule_firing", "when each rule fired; it stands in its runs"),
    ("rule_mark", "which rules by time have fired"),
    ("session", "a way to sign in"),
    ("sign_in_attempt", "a guard against guessing passwords"),
    ("sign_in_step", "a way to sign in"),
    (
        "survey_passed",
        "numbers of those who were not asked; who was stands in the asks",
    ),
    ("thread_ref", "Message-IDs; they stand in the raw mail"),
    ("ticket", "links of invitations and forgotten passwords"),
    ("totp", "a way to sign in"),
    (
        "live_level",
        "what agents get done with so many chats at once; told in their settings",
    ),
    ("visitor_code", "codes that were mailed, as hashes"),
    ("visitor_token", "a way to go on as a visitor"),
    (
        "work",
        "where work stands at this moment; what happened to it stands in the events",
    ),
    (
        "webhook_delivery",
        "a log of thirty days; what was told stands in the events",
    ),
    ("message_fts", "the index of the full text"),
    ("contact_fts", "the index of the full text"),
    ("article_fts", "the index of the full text"),
    (
        "article_file_use",
        "which texts hold a file; follows from the texts",
    ),
    (
        "suggestion_word",
        "single words that were counted beside articles; new answers give them anew",
    ),
    ("sqlite_sequence", "of the database itself"),
    ("sqlite_stat1", "of the database itself"),
];

/// A table by its id.
macro_rules! by_id {
    ($file:literal, $table:ident, [$($column:ident: $kind:expr),+ $(,)?]) => {
        Table {
            file: $file,
            sql: sql!("SELECT id" $(, ", ", stringify!($column))+, " FROM ", stringify!($table), " WHERE id > $1 ORDER BY id LIMIT $2"),
            keys: 1,
            first: First::Id,
            columns: &[$((stringify!($column), $kind)),+],
        }
    };
}

/// A table whose key has two columns.
macro_rules! by_two {
    ($file:literal, $table:ident, $a:ident, $b:ident, $first:expr, [$($column:ident: $kind:expr),+ $(,)?]) => {
        Table {
            file: $file,
            sql: sql!(
                "SELECT ", stringify!($a), ", ", stringify!($b) $(, ", ", stringify!($column))+, " FROM ", stringify!($table),
                " WHERE (", stringify!($a), ", ", stringify!($b), ") > ($1, $2) ORDER BY ", stringify!($a), ", ", stringify!($b),
                " LIMIT $3"
            ),
            keys: 2,
            first: $first,
            columns: &[$((stringify!($column), $kind)),+],
        }
    };
}

pub(super) fn tables() -> Vec<Table> {
    let mut out = promises();
    out.extend(house());
    out.extend(beside());
    out.extend(super::shelf::tables());
    out.extend(asked());
    out
}

/// What customers were asked and said, and why they write. Tokens stay.
fn asked() -> Vec<Table> {
    vec![
        by_id!("surveys.jsonl", survey, [
            id: Id("srv"), name: Plain, kind: Plain, trigger_: Json, channels: Json, languages: Json, share_permille: Plain,
            cool_down_days: Plain, reopen_low: Flag, enabled: Flag, archived: Flag, created_at: Plain,
        ]),
        by_id!("survey_asks.jsonl", survey_ask, [
            id: Id("ask"), survey: Id("srv"), kind: Plain, conversation: Id("cnv"), contact: Id("con"), channel: Id("chn"),
            team: Id("tem"), topic: Id("top"), agent: Id("agt"), locale: Plain, test: Flag, asked_at: Plain,
            answered_at: Plain, changed_at: Plain, score: Plain, comment: Plain,
        ]),
        Table {
            file: "survey_refusals.jsonl",
            sql: sql!(
                "SELECT contact, contact, at FROM survey_refusal WHERE contact > $1 ORDER BY contact LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[("contact", Id("con")), ("at", Plain)],
        },
        by_id!("causes.jsonl", cause, [
            id: Id("cau"), topic: Id("top"), name: Plain, description: Plain, owner: Id("agt"), link: Plain, state: Plain,
            mended_at: Plain, archived: Flag, created_at: Plain,
        ]),
    ]
}

fn promises() -> Vec<Table> {
    vec![
        by_id!("business_hours.jsonl", business_hours, [
            id: Id("bhr"), name: Plain, zone: Plain, week: Json, exceptions: Json, created_at: Plain,
        ]),
        by_id!("holiday_calendars.jsonl", holiday_calendar, [id: Id("hol"), name: Plain, created_at: Plain]),
        by_two!("holidays.jsonl", holiday, calendar, date, First::IdText, [calendar: Id("hol"), date: Plain, name: Plain]),
        by_two!("business_hours_calendars.jsonl", business_hours_calendar, business_hours, calendar, First::TwoIds, [
            business_hours: Id("bhr"), calendar: Id("hol"),
        ]),
        by_id!("sla_policies.jsonl", sla_policy, [
            id: Id("slp"), name: Plain, position: Plain, channel: Id("chn"), urgency: Plain, in_hours: Flag,
            first_response_ms: Plain, next_response_ms: Plain, resolution_ms: Plain, warn_ms: Plain, created_at: Plain,
        ]),
        Table {
            file: "sla_clocks.jsonl",
            sql: sql!(
                "SELECT conversation, kind, started_at, conversation, kind, started_at, policy, target_ms, spent_ms, due_at, ",
                "warned_at, breached_at, ended_at, outcome FROM sla_clock WHERE (conversation, kind, started_at) > ",
                "($1, $2, $3) ORDER BY conversation, kind, started_at LIMIT $4"
            ),
            keys: 3,
            first: First::IdTextNumber,
            columns: &[
                ("conversation", Id("cnv")),
                ("kind", Plain),
                ("started_at", Plain),
                ("policy", Id("slp")),
                ("target_ms", Plain),
                ("spent_ms", Plain),
                ("due_at", Plain),
                ("warned_at", Plain),
                ("breached_at", Plain),
                ("ended_at", Plain),
                ("outcome", Plain),
            ],
        },
    ]
}

/// How the house is set up, without what is sealed.
fn house() -> Vec<Table> {
    vec![
        by_id!("permission_sets.jsonl", permission_set, [
            id: Id("pst"), name: Plain, permissions: Json, scope: Plain, created_at: Plain,
        ]),
        by_id!("channel_history.jsonl", channel_history, [
            id: Id("che"), channel: Id("chn"), at: Plain, actor: Json, what: Plain, from_: Plain, to_: Plain, reason: Plain,
            evidence: Json, undoes: Id("che"),
        ]),
        by_id!("plans.jsonl", plan, [
            id: Id("pln"), channel: Id("chn"), state: Plain, version: Plain, body: Json, created_at: Plain, updated_at: Plain,
        ]),
        by_two!("plan_events.jsonl", plan_event, plan, n, First::IdNumber, [
            plan: Id("pln"), n: Plain, at: Plain, body: Json,
        ]),
        by_id!("outages.jsonl", outage, [
            id: Id("otg"), content: Json, started_at: Plain, started_by: Id("agt"), ended_at: Plain, ended_by: Id("agt"),
            version: Plain,
        ]),
        by_two!("outage_conversations.jsonl", outage_conversation, outage, conversation, First::TwoIds, [
            outage: Id("otg"), conversation: Id("cnv"), linked_at: Plain, linked_by: Id("agt"), left_out: Flag,
        ]),
        by_id!("outage_updates.jsonl", outage_update, [
            id: Id("oup"), outage: Id("otg"), html: Plain, after_: Plain, written_by: Id("agt"), written_at: Plain,
            due_at: Plain, state: Plain,
        ]),
        by_two!("outage_told.jsonl", outage_told, update_, conversation, First::TwoIds, [
            update_: Id("oup"), conversation: Id("cnv"), state: Plain, why: Plain,
        ]),
        Table {
            file: "plan_kits.jsonl",
            sql: sql!(
                "SELECT plan, plan, article, macro, at FROM plan_kit WHERE plan > $1 ORDER BY plan LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("plan", Id("pln")),
                ("article", Id("art")),
                ("macro", Id("mac")),
                ("at", Plain),
            ],
        },
        by_id!("notices.jsonl", notice, [
            id: Id("ntc"), channel: Id("chn"), plan: Id("pln"), content: Json, state: Plain, written_by: Id("agt"),
            sent_by: Id("agt"), held_until: Plain, wave: Plain, waves: Plain, next_at: Plain, created_at: Plain,
            updated_at: Plain, version: Plain, name: Plain, closes_at: Plain, plan_step: Plain, stopped_why: Plain,
        ]),
        by_two!("notice_recipients.jsonl", notice_recipient, notice, contact, First::TwoIds, [
            notice: Id("ntc"), contact: Id("con"), place: Plain, wave: Plain, by_: Plain, language: Plain, state: Plain,
            why: Plain, told_at: Plain, conversation: Id("cnv"), message: Id("msg"),
        ]),
        by_id!("notice_suppressions.jsonl", notice_suppression, [
            id: Id("nsp"), contact: Id("con"), address_key: Plain, why: Plain, at: Plain, by_: Id("agt"),
        ]),
        by_id!("mailboxes.jsonl", mailbox, [
            id: Id("mbx"), channel: Id("chn"), host: Plain, port: Plain, tls: Plain, username: Plain, auth: Plain, folder: Plain,
            after_commit: Plain, move_to: Plain, start_from: Plain, enabled: Flag, created_at: Plain,
        ]),
        // Without the visitor, who is a cookie, and the key of the question.
        by_id!("suggestions.jsonl", suggestion, [
            id: Id("sug"), help_center: Id("hlp"), form: Id("frm"), place: Plain, locale: Plain, topic: Id("top"),
            urgent: Flag, agent: Id("agt"), arm: Plain, shown: Json, answer: Plain, solved_by: Id("art"),
            conversation: Id("cnv"), sent_at: Plain, contact: Id("con"), at: Plain, updated_at: Plain,
        ]),
        // Without the visitor, who is a cookie.
        by_id!("model_calls.jsonl", model_call, [
            id: Id("mdc"), use_: Plain, place: Plain, help_center: Id("hlp"), form: Id("frm"), conversation: Id("cnv"),
            contact: Id("con"), agent: Id("agt"), locale: Plain, model: Plain, sent: Plain, came: Plain, verdict: Plain,
            reason: Plain, articles: Json, tokens_sent: Plain, tokens_came: Plain, estimated: Flag, month: Plain,
            cost_micros: Plain, at: Plain, took_ms: Plain,
        ]),
        by_id!("smarthosts.jsonl", smarthost, [
            id: Id("smh"), position: Plain, host: Plain, port: Plain, tls: Plain, username: Plain, auth: Plain,
            rate_per_minute: Plain, enabled: Flag, created_at: Plain,
        ]),
        by_id!("dkim_keys.jsonl", dkim_key, [
            id: Id("dkm"), domain: Plain, selector: Plain, algorithm: Plain, public_dns: Plain, active: Flag, created_at: Plain,
        ]),
        // Other settings hold sealed secrets.
        Table {
            file: "organization.jsonl",
            sql: sql!(
                "SELECT key, value FROM setting WHERE key > $1 AND key = 'organization' ORDER BY key LIMIT $2"
            ),
            keys: 1,
            first: First::Text,
            columns: &[("organization", Json)],
        },
    ]
}

/// What agents have begun to write, what they have read, and what they did.
fn beside() -> Vec<Table> {
    vec![
        by_id!("organization_merges.jsonl", organization_merge, [
            id: Id("omg"), survivor: Id("org"), absorbed: Id("org"), at: Plain, agent: Id("agt"), filled: Json,
            undone_at: Plain, undone_by: Id("agt"),
        ]),
        by_two!("drafts.jsonl", draft, conversation, agent, First::TwoIds, [
            conversation: Id("cnv"), agent: Id("agt"), kind: Plain, html: Plain, to_: Json, cc: Json, bcc: Json, subject: Plain,
            updated_at: Plain,
        ]),
        by_two!("pinned_summaries.jsonl", pinned_summary, conversation, version, First::IdNumber, [
            conversation: Id("cnv"), version: Plain, known: Plain, agreed: Plain, still_open: Plain, agent: Id("agt"), at: Plain,
        ]),
        by_id!("conversation_merges.jsonl", conversation_merge, [
            merged: Id("cnv"), survivor: Id("cnv"), at: Plain, agent: Id("agt"), undone_at: Plain,
        ]),
        by_two!("read_marks.jsonl", read_mark, conversation, agent, First::TwoIds, [
            conversation: Id("cnv"), agent: Id("agt"), message_n: Plain, at: Plain,
        ]),
        Table {
            file: "verdicts.jsonl",
            sql: sql!(
                "SELECT conversation, field, at, conversation, field, source, guess, right_, agent, at FROM verdict ",
                "WHERE (conversation, field, at) > ($1, $2, $3) ORDER BY conversation, field, at LIMIT $4"
            ),
            keys: 3,
            first: First::IdTextNumber,
            columns: &[
                ("conversation", Id("cnv")),
                ("field", Plain),
                ("source", Plain),
                ("guess", Plain),
                ("right", Flag),
                ("agent", Id("agt")),
                ("at", Plain),
            ],
        },
        Table {
            file: "notification_choices.jsonl",
            sql: sql!(
                "SELECT agent, agent, preferences FROM notification_choice WHERE agent > $1 ORDER BY agent LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[("agent", Id("agt")), ("preferences", Json)],
        },
        Table {
            file: "activity.jsonl",
            sql: sql!(
                "SELECT source, from_at, agent, from_at, to_at, conversation, doing, presence FROM activity ",
                "WHERE (source, from_at) > ($1, $2) ORDER BY source, from_at LIMIT $3"
            ),
            keys: 2,
            first: First::IdNumber,
            columns: &[
                ("agent", Id("agt")),
                ("from", Plain),
                ("to", Plain),
                ("conversation", Id("cnv")),
                ("doing", Plain),
                ("presence", Plain),
            ],
        },
        Table {
            file: "activity_days.jsonl",
            sql: sql!(
                "SELECT n, day, agent, channel, topic, thing, ms, assumed_ms, conversations FROM activity_day ",
                "WHERE n > $1 ORDER BY n LIMIT $2"
            ),
            keys: 1,
            first: First::Number,
            columns: &[
                ("day", Plain),
                ("agent", Id("agt")),
                ("channel", Id("chn")),
                ("topic", Id("top")),
                ("thing", Plain),
                ("ms", Plain),
                ("assumed_ms", Plain),
                ("conversations", Plain),
            ],
        },
        Table {
            file: "evidence.jsonl",
            sql: sql!(
                "SELECT n, at, agent, kind, conversation, seconds, value FROM evidence WHERE n > $1 ORDER BY n LIMIT $2"
            ),
            keys: 1,
            first: First::Number,
            columns: &[
                ("at", Plain),
                ("agent", Id("agt")),
                ("kind", Plain),
                ("conversation", Id("cnv")),
                ("seconds", Plain),
                ("value", Plain),
            ],
        },
    ]
}
