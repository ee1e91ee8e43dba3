//! Who takes how much, what they can, and what overtook what.

use super::tables::Kind::{Id, Json, Plain};
use super::tables::{First, Table};
use crate::sql;

pub(super) fn tables() -> Vec<Table> {
    vec![
        by_id!("skills.jsonl", skill, [
            id: Id("skl"), name: Plain, topics: Json, level: Plain, firmness: Plain, created_at: Plain,
        ]),
        Table {
            file: "agent_work.jsonl",
            sql: sql!(
                "SELECT agent, agent, capacity, live_cap, trial_cap, trial_until FROM agent_work WHERE agent > $1 ",
                "ORDER BY agent LIMIT $2"
            ),
            keys: 1,
            first: First::Id,
            columns: &[
                ("agent", Id("agt")),
                ("capacity", Plain),
                ("live_cap", Plain),
                ("trial_cap", Plain),
                ("trial_until", Plain),
            ],
        },
        Table {
            file: "agent_skills.jsonl",
            sql: sql!(
                "SELECT agent, kind, key, agent, kind, key, level FROM agent_skill WHERE (agent, kind, key) > ($1, $2, $3) ",
                "ORDER BY agent, kind, key LIMIT $4"
            ),
            keys: 3,
            first: First::IdTextText,
            columns: &[
                ("agent", Id("agt")),
                ("kind", Plain),
                ("key", Plain),
                ("level", Plain),
            ],
        },
        by_two!("overtaking.jsonl", overtaking, served, at, First::IdNumber, [
            served: Id("cnv"), at: Plain, agent: Id("agt"), channel: Id("chn"), over_: Id("cnv"), over_channel: Id("chn"),
            over_since: Plain, over_target_ms: Plain, ms: Plain, over_ended_at: Plain,
        ]),
    ]
}
