//! Customers, their organizations and ways, and the people who answer them.

use super::tables::Kind::{Flag, Id, Json, Plain};
use super::tables::{First, Table};
use crate::sql;

pub(super) fn tables() -> Vec<Table> {
    vec![
        Table {
            file: "contacts.jsonl",
            sql: sql!(
                "SELECT n, id, name, address, organization, language, zone, note, blocked, created_at, updated_at, ",
                "organization_id, country, merged_into, erased_at FROM contact WHERE n > $1 ORDER BY n LIMIT $2"
            ),
            keys: 1,
            first: First::Number,
            columns: &[
                ("id", Id("con")),
                ("name", Plain),
                ("address", Plain),
                ("organization", Plain),
                ("language", Plain),
                ("zone", Plain),
                ("note", Plain),
                ("blocked", Flag),
                ("created_at", Plain),
                ("updated_at", Plain),
                ("organization_id", Id("org")),
                ("country", Plain),
                ("merged_into", Id("con")),
                ("erased_at", Plain),
            ],
        },
        Table {
            file: "organizations.jsonl",
            sql: sql!(
                "SELECT id, id, name, owner, plan, life_cycle, segment, language, zone, note, created_at, updated_at, ",
                "merged_into FROM organization WHERE id > $1 ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("org")),
                ("name", Plain),
                ("owner", Id("agt")),
                ("plan", Plain),
                ("life_cycle", Plain),
                ("segment", Plain),
                ("language", Plain),
                ("zone", Plain),
                ("note", Plain),
                ("created_at", Plain),
                ("updated_at", Plain),
                ("merged_into", Id("org")),
            ],
        },
        Table {
            file: "organization_domains.jsonl",
            sql: sql!(
                "SELECT domain, domain, organization FROM organization_domain WHERE domain > $1 ORDER BY domain LIMIT $2"
            ),
            keys: 1,
            first: First::Text,
            columns: &[("domain", Plain), ("organization", Id("org"))],
        },
        Table {
            file: "contact_merges.jsonl",
            sql: sql!(
                "SELECT id, id, survivor, absorbed, at, agent, filled, undone_at, undone_by FROM contact_merge ",
                "WHERE id > $1 ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("mrg")),
                ("survivor", Id("con")),
                ("absorbed", Id("con")),
                ("at", Plain),
                ("agent", Id("agt")),
                ("filled", Json),
                ("undone_at", Plain),
                ("undone_by", Id("agt")),
            ],
        },
        Table {
            file: "legal_holds.jsonl",
            sql: sql!(
                "SELECT h.id, h.id, h.kind, c.id, o.id, v.id, h.reason, h.at, h.agent, h.ended_at, h.ended_by ",
                "FROM legal_hold h LEFT JOIN contact c ON c.id = h.target LEFT JOIN organization o ON o.id = h.target ",
                "LEFT JOIN conversation v ON v.id = h.target WHERE h.id > $1 ORDER BY h.id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("hld")),
                ("kind", Plain),
                ("contact", Id("con")),
                ("organization", Id("org")),
                ("conversation", Id("cnv")),
                ("reason", Plain),
                ("at", Plain),
                ("agent", Id("agt")),
                ("ended_at", Plain),
                ("ended_by", Id("agt")),
            ],
        },
        Table {
            file: "retention_rules.jsonl",
            sql: sql!(
                "SELECT id, id, name, channel, country, after_days, contacts, owner, enabled, created_at ",
                "FROM retention_rule WHERE id > $1 ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("ret")),
                ("name", Plain),
                ("channel", Id("chn")),
                ("country", Plain),
                ("after_days", Plain),
                ("contacts", Flag),
                ("owner", Id("agt")),
                ("enabled", Flag),
                ("created_at", Plain),
            ],
        },
        Table {
            file: "identities.jsonl",
            sql: sql!(
                "SELECT id, id, contact, kind, value, verified, verified_at, undeliverable FROM identity ",
                "WHERE id > $1 ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("idn")),
                ("contact", Id("con")),
                ("kind", Plain),
                ("value", Plain),
                ("verified", Plain),
                ("verified_at", Plain),
                ("undeliverable", Flag),
            ],
        },
        Table {
            file: "agents.jsonl",
            sql: sql!(
                "SELECT id, id, name, email, permission_set, zone, locale, active, created_at FROM agent ",
                "WHERE id > $1 ORDER BY id LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("id", Id("agt")),
                ("name", Plain),
                ("email", Plain),
                ("permission_set", Plain),
                ("zone", Plain),
                ("locale", Plain),
                ("active", Flag),
                ("created_at", Plain),
            ],
        },
        Table {
            file: "team_members.jsonl",
            sql: sql!(
                "SELECT team, agent, team, agent FROM team_member WHERE (team, agent) > ($1, $2) ",
                "ORDER BY team, agent LIMIT $3"
            ),
            keys: 2,
            first: First::TwoIds,
            columns: &[("team", Id("tem")), ("agent", Id("agt"))],
        },
    ]
}
