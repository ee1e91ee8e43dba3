//! The statements of lists: one for each index range and order, all with the same columns, filters and parameters.
//!
//! Parameters: $1 status, $2 the reading agent, $3 and $4 where the page before ended (time, id), $5 limit; filters that
//! may be null: $6 channel, $7 assignee (the nil id: nobody), $8 tag, $9 contact, $10 urgency, $11 door, $12 team;
//! $13 what the range is of.

use crate::sql;
use crate::sql::Sql;

macro_rules! columns {
    () => {
        "SELECT c.id, c.number, c.subject, c.preview, c.status, c.snoozed_until, c.urgency, c.urgency_source, c.topic, \
         c.team, c.assignee, c.contact, p.name, p.address, c.channel, c.door, c.language, c.created_at, c.last_at, \
         c.waiting_since, c.message_count, c.last_kind, c.version, c.topic_source, c.last_customer_at, c.first_reply_at, \
         c.hint_conversation, c.spam_reason, c.due_at, c.due_kind, c.sides, \
         CASE WHEN c.last_customer_at > COALESCE(r.at, 0) THEN 1 ELSE 0 END, \
         CASE WHEN EXISTS (SELECT 1 FROM draft d WHERE d.conversation = c.id AND d.agent = $2) THEN 1 ELSE 0 END, "
    };
}
macro_rules! tags_lite {
    () => {
        "(SELECT group_concat(hex(t.tag)) FROM conversation_tag t WHERE t.conversation = c.id) "
    };
}
macro_rules! tags_pg {
    () => {
        "(SELECT string_agg(t.tag::text, ',' ORDER BY t.tag) FROM conversation_tag t WHERE t.conversation = c.id) "
    };
}
macro_rules! joins {
    () => {
        "LEFT JOIN contact p ON p.id = c.contact \
         LEFT JOIN read_mark r ON r.conversation = c.id AND r.agent = $2 "
    };
}
// Nulls first on SQLite: it then does not even look at the column, and may stay within the index.
macro_rules! filters_lite {
    () => {
        "AND ($6 IS NULL OR c.channel = $6) AND ($7 IS NULL OR COALESCE(c.assignee, zeroblob(16)) = $7) \
         AND ($8 IS NULL OR EXISTS (SELECT 1 FROM conversation_tag x WHERE x.conversation = c.id AND x.tag = $8)) \
         AND ($9 IS NULL OR c.contact = $9) AND ($10 IS NULL OR c.urgency = $10) \
         AND ($11 IS NULL OR c.door = $11) AND ($12 IS NULL OR c.team = $12) "
    };
}
// Columns first on PostgreSQL: they say of which type the parameter is.
macro_rules! filters_pg {
    () => {
        "AND (c.channel = $6 OR $6 IS NULL) \
         AND (COALESCE(c.assignee, '00000000-0000-0000-0000-000000000000'::uuid) = $7 OR $7 IS NULL) \
         AND (EXISTS (SELECT 1 FROM conversation_tag x WHERE x.conversation = c.id AND x.tag = $8) OR $8 IS NULL) \
         AND (c.contact = $9 OR $9 IS NULL) AND (c.urgency = $10 OR $10 IS NULL) \
         AND (c.door = $11 OR $11 IS NULL) AND (c.team = $12 OR $12 IS NULL) "
    };
}
/// `$index`: SQLite is told the index, because its planner changes its mind with the statistics that it has.
macro_rules! list {
    ($name:ident, $from:literal, $index:literal, $range:literal, $order:literal) => {
        pub(super) fn $name() -> Sql {
            sql!(
                lite: [columns!(), tags_lite!(), $from, $index, joins!(), "WHERE c.status = $1 ", $range,
                    filters_lite!(), $order, " LIMIT $5"],
                pg: [columns!(), tags_pg!(), $from, joins!(), "WHERE c.status = $1 ", $range, filters_pg!(), $order,
                    " LIMIT $5"],
            )
        }
    };
}
macro_rules! newest {
    ($($name:ident: $from:literal, $index:literal, $range:literal;)*) => {$(
        list!($name, $from, $index, $range, "AND (c.last_at, c.id) < ($3, $4) ORDER BY c.last_at DESC, c.id DESC");
    )*};
}
macro_rules! waiting {
    ($($name:ident: $from:literal, $index:literal, $range:literal;)*) => {$(
        list!($name, $from, $index, $range, "AND c.waiting_since IS NOT NULL AND (c.waiting_since, c.id) > ($3, $4) ORDER BY c.waiting_since, c.id");
    )*};
}

macro_rules! due {
    ($($name:ident: $from:literal, $index:literal, $range:literal;)*) => {$(
        list!($name, $from, $index, $range, "AND c.due_at IS NOT NULL AND (c.due_at, c.id) > ($3, $4) ORDER BY c.due_at, c.id");
    )*};
}

newest! {
    all: "FROM conversation c ", "INDEXED BY conversation_status_last ", "";
    team: "FROM conversation c ", "INDEXED BY conversation_status_team_last ", "AND c.team = $13 ";
    no_team: "FROM conversation c ", "INDEXED BY conversation_status_team_last ", "AND c.team IS NULL ";
    assignee: "FROM conversation c ", "INDEXED BY conversation_status_assignee_last ", "AND c.assignee = $13 ";
    no_assignee: "FROM conversation c ", "INDEXED BY conversation_status_assignee_last ", "AND c.assignee IS NULL ";
    followed: "FROM follower f CROSS JOIN conversation c ", "", "AND c.id = f.conversation AND f.agent = $13 ";
}
waiting! {
    all_waiting: "FROM conversation c ", "INDEXED BY conversation_waiting ", "";
    team_waiting: "FROM conversation c ", "INDEXED BY conversation_team_waiting ", "AND c.team = $13 ";
    no_team_waiting: "FROM conversation c ", "INDEXED BY conversation_team_waiting ", "AND c.team IS NULL ";
    // One agent's open conversations are few: read and sorted.
    assignee_waiting: "FROM conversation c ", "INDEXED BY conversation_status_assignee_last ", "AND c.assignee = $13 ";
    no_assignee_waiting: "FROM conversation c ", "INDEXED BY conversation_waiting ", "AND c.assignee IS NULL ";
    followed_waiting: "FROM follower f CROSS JOIN conversation c ", "", "AND c.id = f.conversation AND f.agent = $13 ";
}
due! {
    all_due: "FROM conversation c ", "INDEXED BY conversation_due ", "";
    team_due: "FROM conversation c ", "INDEXED BY conversation_team_due ", "AND c.team = $13 ";
    no_team_due: "FROM conversation c ", "INDEXED BY conversation_team_due ", "AND c.team IS NULL ";
    assignee_due: "FROM conversation c ", "INDEXED BY conversation_status_assignee_last ", "AND c.assignee = $13 ";
    no_assignee_due: "FROM conversation c ", "INDEXED BY conversation_due ", "AND c.assignee IS NULL ";
    followed_due: "FROM follower f CROSS JOIN conversation c ", "", "AND c.id = f.conversation AND f.agent = $13 ";
}

/// Only where the lines are: time and id. $2 is what the range is of; the other parameters are as above.
macro_rules! keys {
    ($($name:ident: $index:literal, $range:literal, $at:literal, $order:literal;)*) => {$(
        pub(super) fn $name() -> Sql {
            sql!(
                lite: ["SELECT ", $at, ", c.id FROM conversation c ", $index, "WHERE c.status = $1 ", $range,
                    filters_lite!(), $order, " LIMIT $5"],
                pg: ["SELECT ", $at, ", c.id FROM conversation c WHERE c.status = $1 ", $range, filters_pg!(), $order,
                    " LIMIT $5"],
            )
        }
    )*};
}

keys! {
    team_keys: "INDEXED BY conversation_status_team_last ", "AND c.team = $2 ", "c.last_at",
        "AND (c.last_at, c.id) < ($3, $4) ORDER BY c.last_at DESC, c.id DESC";
    no_team_keys: "INDEXED BY conversation_status_team_last ", "AND c.team IS NULL AND (c.team = $2 OR $2 IS NULL) ",
        "c.last_at", "AND (c.last_at, c.id) < ($3, $4) ORDER BY c.last_at DESC, c.id DESC";
    assignee_keys: "INDEXED BY conversation_status_assignee_last ", "AND c.assignee = $2 ", "c.last_at",
        "AND (c.last_at, c.id) < ($3, $4) ORDER BY c.last_at DESC, c.id DESC";
    team_waiting_keys: "INDEXED BY conversation_team_waiting ", "AND c.team = $2 ", "c.waiting_since",
        "AND c.waiting_since IS NOT NULL AND (c.waiting_since, c.id) > ($3, $4) ORDER BY c.waiting_since, c.id";
    no_team_waiting_keys: "INDEXED BY conversation_team_waiting ",
        "AND c.team IS NULL AND (c.team = $2 OR $2 IS NULL) ", "c.waiting_since",
        "AND c.waiting_since IS NOT NULL AND (c.waiting_since, c.id) > ($3, $4) ORDER BY c.waiting_since, c.id";
    assignee_waiting_keys: "INDEXED BY conversation_status_assignee_last ", "AND c.assignee = $2 ", "c.waiting_since",
        "AND c.waiting_since IS NOT NULL AND (c.waiting_since, c.id) > ($3, $4) ORDER BY c.waiting_since, c.id";
    team_due_keys: "INDEXED BY conversation_team_due ", "AND c.team = $2 ", "c.due_at",
        "AND c.due_at IS NOT NULL AND (c.due_at, c.id) > ($3, $4) ORDER BY c.due_at, c.id";
    no_team_due_keys: "INDEXED BY conversation_team_due ", "AND c.team IS NULL AND (c.team = $2 OR $2 IS NULL) ",
        "c.due_at", "AND c.due_at IS NOT NULL AND (c.due_at, c.id) > ($3, $4) ORDER BY c.due_at, c.id";
    assignee_due_keys: "INDEXED BY conversation_status_assignee_last ", "AND c.assignee = $2 ", "c.due_at",
        "AND c.due_at IS NOT NULL AND (c.due_at, c.id) > ($3, $4) ORDER BY c.due_at, c.id";
}

/// Columns, tables and joins of a line, for statements that are put together: $1 is their limit, $2 the reading agent.
pub(crate) const LINE_LITE: &str =
    concat!(columns!(), tags_lite!(), "FROM conversation c ", joins!());
pub(crate) const LINE_PG: &str = concat!(columns!(), tags_pg!(), "FROM conversation c ", joins!());

pub(super) fn by_id() -> Sql {
    sql!(
        lite: [columns!(), tags_lite!(), "FROM conversation c ", joins!(), "WHERE c.id = $1"],
        pg: [columns!(), tags_pg!(), "FROM conversation c ", joins!(), "WHERE c.id = $1"],
    )
}

pub(super) fn by_contact() -> Sql {
    sql!(
        lite: [columns!(), tags_lite!(), "FROM conversation c ", joins!(),
            "WHERE c.contact = $1 AND c.status NOT IN ('merged', 'side') ORDER BY c.last_at DESC LIMIT $3"],
        pg: [columns!(), tags_pg!(), "FROM conversation c ", joins!(),
            "WHERE c.contact = $1 AND c.status NOT IN ('merged', 'side') ORDER BY c.last_at DESC LIMIT $3"],
    )
}
