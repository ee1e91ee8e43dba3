//! The standard report of 90 days out of 1,000,000 conversations, against bare SQL of the same sums on the same rows (the
//! quickest that these tables allow: counts and means by team, day and hour; a floor that leaves medians out).

use crate::report::{Row, median, percentile, spread};
use crate::seed;
use anyhow::{Context, Result, bail};
use rusqlite::{Connection, OpenFlags, params};
use serde_json::Value;
use std::path::Path;
use std::time::Instant;
use testkit::drive::client::Api;
use testkit::drive::process::Fairlead;

const ROUNDS: usize = 5;
const REPORTS: usize = 20;
const DAYS: i64 = 90;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The sums of one period: how many arrived, from several statements.
fn bare(conn: &Connection, from: i64, to: i64) -> Result<i64> {
    let mut arrived = 0;
    let within =
        "FROM figure_conversation WHERE arrived_at >= ?1 AND arrived_at < ?2 AND status <> 4";
    let teams = format!(
        "SELECT team, sum(1 - ours), sum(ours), sum(first_reply_at IS NOT NULL), sum(waiting_since IS NOT NULL), \
         sum(resolved_at IS NOT NULL), avg(first_reply_at - arrived_at), avg(resolved_at - arrived_at) {within} GROUP BY team"
    );
    let mut statement = conn.prepare_cached(&teams)?;
    let mut rows = statement.query(params![from, to])?;
    while let Some(row) = rows.next()? {
        arrived += row.get::<_, i64>(1)?;
    }
    let places = format!("SELECT (arrived_at / 3600000), count(*) {within} GROUP BY 1");
    let resolved = "SELECT (left_at / 86400000), count(*) FROM figure_conversation WHERE left_at >= ?1 AND left_at < ?2 GROUP BY 1";
    for sql in [places.as_str(), resolved] {
        let mut statement = conn.prepare_cached(sql)?;
        let mut rows = statement.query(params![from, to])?;
        while rows.next()?.is_some() {}
    }
    let mut backlog = conn.prepare_cached(
        "SELECT count(*) FROM figure_conversation WHERE left_at IS NULL AND arrived_at < ?1",
    )?;
    backlog.query_row([to], |r| r.get::<_, i64>(0))?;
    Ok(arrived)
}

pub fn run(binary: &Path, cache: &Path) -> Result<Vec<Row>> {
    let data = seed::large(binary, cache)?;
    let desk = Fairlead::start(binary, &data)?;
    let mut api = Api::sign_in(desk.http)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(data.join("fairlead.db"), flags)?;
    let newest: i64 =
        conn.query_row("SELECT max(arrived_at) FROM figure_conversation", [], |r| {
            r.get(0)
        })?;
    let today = newest / DAY_MS;
    let (from, to) = (today - DAYS, today - 1);
    let date = |day: i64| domain::hours::date_of_day(day).context("a date");
    let days = format!("from={}&to={}", date(from)?, date(to)?);
    let standard = format!("/api/v1/reports/conversations?{days}&by=team");
    // A condition that no index helps with.
    let filter =
        "%7B%22field%22%3A%22subject%22%2C%22op%22%3A%22contains%22%2C%22value%22%3A%22a%22%7D";
    let free = format!("{standard}&filter={filter}");
    let arrived = |answer: &Value| answer["sums"]["counts"]["arrived"].as_i64();
    let (mut ratios, mut ours, mut floor) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (mut a, mut b) = (Vec::new(), Vec::new());
        for _ in 0..REPORTS {
            let begun = Instant::now();
            let low = bare(&conn, from * DAY_MS, (to + 1) * DAY_MS)?;
            b.push(begun.elapsed().as_secs_f64() * 1000.0);
            let begun = Instant::now();
            let answer = api.get(&standard)?;
            a.push(begun.elapsed().as_secs_f64() * 1000.0);
            if arrived(&answer) != Some(low) || low == 0 {
                bail!("{:?} arrived, the floor says {low}", arrived(&answer));
            }
        }
        ratios.push(median(&a) / median(&b));
        ours.extend(a);
        floor.extend(b);
    }
    let mut filtered = Vec::new();
    for _ in 0..3 {
        let begun = Instant::now();
        api.get(&free)?;
        filtered.push(begun.elapsed().as_secs_f64());
    }
    let cards = scorecards(&mut api)?;
    desk.stop()?;
    Ok(vec![
        Row {
            what: "standard report, 90 days of 1,000,000 conversations (ms)".into(),
            ours: format!("{:.0} (p99 {:.0})", median(&ours), percentile(&ours, 99)),
            floor: format!("{:.0} (p99 {:.0})", median(&floor), percentile(&floor, 99)),
            ratio: Some(median(&ratios)),
            spread: spread(&ratios),
            aim: "<= 2, p99 <= 500 ms".into(),
        },
        Row {
            what: "the same with a free filter on words (s)".into(),
            ours: format!("{:.2}", median(&filtered)),
            floor: "-".into(),
            ratio: None,
            spread: None,
            aim: "<= 5".into(),
        },
        Row {
            what: "scorecards of all channels, 90 days of 1,000,000 conversations (s)".into(),
            ours: format!("{:.2} (p99 {:.2})", median(&cards), percentile(&cards, 99)),
            floor: "-".into(),
            ratio: None,
            spread: None,
            aim: "<= 5".into(),
        },
    ])
}

/// Seconds that the list of them takes, each time.
fn scorecards(api: &mut Api) -> Result<Vec<f64>> {
    let mut took = Vec::new();
    let mut judged = 0;
    for _ in 0..REPORTS {
        let begun = Instant::now();
        let answer = api.get("/api/v1/scorecards")?;
        took.push(begun.elapsed().as_secs_f64());
        let items = answer["items"].as_array().context("a list of scorecards")?;
        judged += items
            .iter()
            .filter(|i| i["verdicts"]["used"] != "unknown")
            .count();
    }
    if judged == 0 {
        bail!("no scorecard judges anything: nothing was counted");
    }
    Ok(took)
}
