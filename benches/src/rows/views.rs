//! Views of one's own over 1,000,000 conversations: CPU of the server per page, against the bare query of the same
//! conditions straight in SQLite behind the smallest axum server.

use super::pages::{PAGE, Pair, Question};
use crate::report::Row;
use crate::seed;
use anyhow::{Context, Result};
use domain::{AgentId, TeamId};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::path::Path;
use store::inbox::Cursor;
use testkit::drive::client::Api;
use uuid::Uuid;

/// Pages of each view that are asked for, one after the other.
const PAGES: usize = 40;

/// A view, and the same in SQL: `?2` and `?3` are time and id of the place; `:team`, `:other` and `:agent` are put in.
pub struct Case {
    name: &'static str,
    sort: &'static str,
    /// Asked in a round; few where the bare query is slow.
    questions: usize,
    /// From WHERE on, without the limit.
    pub bare: &'static str,
}

pub const CASES: [Case; 4] = [
    Case {
        name: "two teams, open or waiting",
        sort: "newest",
        questions: 40,
        bare: "c.status IN ('open', 'waiting') AND c.team IN (:team, :other) AND (c.last_at, c.id) < (?2, ?3) \
               ORDER BY c.last_at DESC, c.id DESC",
    },
    Case {
        name: "resolved by one agent",
        sort: "newest",
        questions: 400,
        bare: "c.status = 'resolved' AND c.assignee = :agent AND (c.last_at, c.id) < (?2, ?3) \
               ORDER BY c.last_at DESC, c.id DESC",
    },
    Case {
        name: "not resolved, normal urgency, English",
        sort: "newest",
        questions: 8,
        bare: "c.status NOT IN ('resolved', 'spam') AND c.urgency = 'normal' AND c.language = 'en' \
               AND (c.last_at, c.id) < (?2, ?3) ORDER BY c.last_at DESC, c.id DESC",
    },
    Case {
        name: "open without an assignee, oldest first",
        sort: "oldest",
        questions: 400,
        bare: "c.status = 'open' AND c.assignee IS NULL AND c.waiting_since IS NOT NULL \
               AND (c.waiting_since, c.id) > (?2, ?3) ORDER BY c.waiting_since, c.id",
    },
];

fn filter(case: usize, teams: [Uuid; 2], agent: Uuid) -> Value {
    let is =
        |field: &str, op: &str, value: Value| json!({ "field": field, "op": op, "value": value });
    let parts = match case {
        0 => vec![
            is("status", "any_of", json!(["open", "waiting"])),
            is(
                "team",
                "any_of",
                json!(teams.map(|t| TeamId(t).to_string())),
            ),
        ],
        1 => vec![
            is("status", "is", json!("resolved")),
            is("assignee", "is", json!(AgentId(agent).to_string())),
        ],
        2 => vec![
            is("status", "none_of", json!(["resolved", "spam"])),
            is("urgency", "is", json!("normal")),
            is("language", "is", json!("en")),
        ],
        _ => vec![
            is("status", "is", json!("open")),
            json!({ "field": "assignee", "op": "empty" }),
        ],
    };
    json!({ "all": parts })
}

/// Every view by itself; the aim holds for each.
///
/// # Errors
/// When a process does not start, or the two show different rows.
pub fn run(binary: &Path, cache: &Path) -> Result<Vec<Row>> {
    let data = seed::large(binary, cache)?;
    let (teams, agent) = somebody(&data)?;
    let mut pair = Pair::start(binary, &data)?;
    let mut rows = Vec::new();
    for (n, case) in CASES.iter().enumerate() {
        let view =
            json!({ "name": case.name, "filter": filter(n, teams, agent), "sort": case.sort });
        let (_, made) = pair.api.call("POST", "/views", Some(&view), None)?;
        let id = made["id"].as_str().context("a view")?.to_owned();
        let mut questions = Vec::new();
        for cursor in places(&mut pair.api, &id)? {
            questions.push(Question {
                ours: format!("/api/v1/conversations?view={id}&limit={PAGE}&cursor={cursor}"),
                floor: format!(
                    "/view?case={n}&at={}&id={}&team={}&other={}&agent={}",
                    cursor.at,
                    cursor.id.0.simple(),
                    teams[0].simple(),
                    teams[1].simple(),
                    agent.simple()
                ),
            });
        }
        // A case takes up to half a minute: whoever waits sees that it goes on.
        eprintln!("own view: {}: {} places", case.name, questions.len());
        let compared = pair.compare(
            &format!("own view: {}", case.name),
            &questions,
            case.questions,
        )?;
        for row in &compared {
            eprintln!("  {}: {} against {}", row.what, row.ours, row.floor);
        }
        rows.extend(compared);
        pair.api
            .call("DELETE", &format!("/views/{id}"), None, None)?;
    }
    pair.desk.stop()?;
    Ok(rows)
}

/// Two teams and an agent of the large installation.
fn somebody(data: &Path) -> Result<([Uuid; 2], Uuid)> {
    let conn = Connection::open(data.join("fairlead.db"))?;
    let team = |n: i64| -> Result<Uuid> {
        let select = "SELECT id FROM team WHERE name LIKE 'Team %' ORDER BY name LIMIT 1 OFFSET ?";
        Ok(Uuid::from_bytes(conn.query_row(select, [n], |r| r.get(0))?))
    };
    let agent = conn.query_row(
        "SELECT assignee FROM conversation WHERE assignee IS NOT NULL LIMIT 1",
        [],
        |r| r.get(0),
    )?;
    Ok(([team(0)?, team(1)?], Uuid::from_bytes(agent)))
}

/// Where the pages of a view end, as long as full ones follow.
fn places(api: &mut Api, view: &str) -> Result<Vec<Cursor>> {
    let mut out: Vec<Cursor> = Vec::new();
    for _ in 0..PAGES {
        let after = out
            .last()
            .map(|c| format!("&cursor={c}"))
            .unwrap_or_default();
        let path = format!("/api/v1/conversations?view={view}&limit={PAGE}{after}");
        let answer = api.get(&path)?;
        match answer["next"].as_str().and_then(|next| next.parse().ok()) {
            Some(next) => out.push(next),
            None => break,
        }
    }
    // The page after the last place need not be full: both then show the same few.
    out.pop();
    Ok(out)
}
