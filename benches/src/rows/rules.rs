//! Rules at work: ingest with a hundred rules that are on, of which ten hold for each new conversation, against the same ingest
//! without rules; and what merely looking at a hundred costs. CPU of the process, so that waiting for the disk does not hide it.

use super::ingest::through;
use crate::mails::Mails;
use crate::report::{Row, median, spread};
use anyhow::{Context, Result, bail};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use std::path::Path;
use testkit::drive::client::Api;
use testkit::drive::process::{Fairlead, init};

const MAILS: u64 = 2000;
const ROUNDS: usize = 5;
const RULES: usize = 100;
/// Rules that hold for every new conversation.
const HOLD: usize = 10;

/// A desk that mail is sent to, and what it has used.
struct Desk {
    desk: Fairlead,
    watch: Connection,
    /// Mails per second of CPU time, by rounds.
    rates: Vec<f64>,
}

impl Desk {
    /// With so many rules of which so many hold.
    fn start(binary: &Path, data: &Path, rules: usize, hold: usize) -> Result<Self> {
        init(binary, data)?;
        let desk = Fairlead::start(binary, data)?;
        let mut api = Api::sign_in(desk.http)?;
        for n in 0..rules {
            make(&mut api, n, n < hold)?;
        }
        let file = data.join("fairlead.db");
        let watch = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        Ok(Self {
            desk,
            watch,
            rates: Vec::new(),
        })
    }

    fn take(&mut self, mails: &[(String, String)], in_all: i64) -> Result<()> {
        let used = self.desk.process.cpu_seconds()?;
        through(&self.desk, &self.watch, mails, in_all)?;
        let used = self.desk.process.cpu_seconds()? - used;
        self.rates.push(mails.len() as f64 / used);
        Ok(())
    }

    fn count(&self, sql: &str) -> Result<i64> {
        Ok(self.watch.query_row(sql, [], |r| r.get(0))?)
    }
}

/// # Errors
/// When a process does not start, or the rules did something else than they say.
pub fn run(binary: &Path) -> Result<Vec<Row>> {
    let dir = tempfile::tempdir()?;
    let mut desks = [
        Desk::start(binary, &dir.path().join("none"), 0, 0)?,
        Desk::start(binary, &dir.path().join("idle"), RULES, 0)?,
        Desk::start(binary, &dir.path().join("hold"), RULES, HOLD)?,
    ];
    for round in 0..ROUNDS {
        let maker = Mails::new(&format!("rules{round}"));
        let mails: Vec<(String, String)> = (0..MAILS)
            .map(|n| (maker.sender(n), maker.mail(n)))
            .collect();
        // In another order each time.
        for turn in 0..desks.len() {
            let at = (turn + round) % desks.len();
            desks[at].take(&mails, (round as i64 + 1) * MAILS as i64)?;
        }
    }
    let [none, idle, hold] = &desks;
    let fired = "SELECT count(*) FROM rule_firing";
    let conversations = hold.count("SELECT count(*) FROM conversation")?;
    let (few, many) = (idle.count(fired)?, hold.count(fired)?);
    if few != 0 || many != conversations * HOLD as i64 {
        bail!("{few} and {many} firings in {conversations} conversations");
    }
    let row = |what: String, ours: &Desk, aim: &str| {
        let pairs = ours.rates.iter().zip(&none.rates);
        let ratios: Vec<f64> = pairs.map(|(o, f)| o / f).collect();
        Row {
            what,
            ours: format!("{:.0}", median(&ours.rates)),
            floor: format!("{:.0} (without rules)", median(&none.rates)),
            ratio: Some(median(&ratios)),
            spread: spread(&ratios),
            aim: aim.into(),
        }
    };
    Ok(vec![
        row(
            format!("ingest with {RULES} rules, {HOLD} hold (mails per CPU second)"),
            hold,
            ">= 0.7",
        ),
        row(format!("the same, none of {RULES} holds"), idle, "reported"),
    ])
}

/// The `n`th rule. One that holds tags every new conversation; the others ask, in turns, for what no mail here has.
fn make(api: &mut Api, n: usize, holds: bool) -> Result<()> {
    let tag = json!({ "name": format!("Tag {n}") });
    let tag = created(api, "/tags", &tag)?["id"].clone();
    let is =
        |field: &str, op: &str, value: Value| json!({ "field": field, "op": op, "value": value });
    let subject = is("subject", "contains", json!("question"));
    let filter = if holds {
        json!({ "all": [subject, is("status", "is", json!("open"))] })
    } else {
        match n % 6 {
            0 => is("subject", "contains", json!(format!("refund{n}"))),
            1 => json!({ "any": [
                is("body", "contains", json!(format!("invoice{n}"))),
                is("body", "contains", json!(format!("order-{n}x"))),
            ] }),
            2 => is(
                "address_domain",
                "any_of",
                json!([format!("shop{n}.example"), format!("fair{n}.example")]),
            ),
            3 => json!({ "all": [subject, is("language", "any_of", json!(["fi", "lv"]))] }),
            4 => json!({ "all": [
                is("urgency", "any_of", json!(["high", "urgent"])),
                is("message_count", "at_least", json!(3)),
            ] }),
            _ => json!({ "all": [
                { "not": is("status", "any_of", json!(["open", "spam"])) },
                { "field": "assignee", "op": "empty" },
            ] }),
        }
    };
    let occasion = if holds || !n.is_multiple_of(4) {
        "conversation_created"
    } else {
        "customer_replied"
    };
    let rule = json!({
        "name": format!("Rule {n}"), "trigger": { "event": occasion }, "filter": filter,
        "actions": [{ "do": "tag", "tag": tag }], "enabled": true,
    });
    created(api, "/rules", &rule).map(|_| ())
}

fn created(api: &mut Api, path: &str, body: &Value) -> Result<Value> {
    let (status, answer) = api.call("POST", path, Some(body), None)?;
    if status != 201 {
        bail!("{path} answered {status}: {answer}");
    }
    answer.get("id").context("an id")?;
    Ok(answer)
}
