//! `soak BINARY [--mails N] [--seed S] [--every-ms MS] [--events E] [--nodes K] [--database URL]`: the kill
//! loop of `testkit::drive::soak`, at its full length; several nodes work on a PostgreSQL, a throw-away one unless it is named.
//! `--events` takes as many mails as make that many events.

use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use testkit::drive::soak::{Plan, run};
use testkit::peers::Postgres;

/// A mail that opens a conversation makes at least so many.
const EVENTS: u64 = 2;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().collect();
    let value = |name: &str, default: u64| -> u64 {
        let at = args.iter().position(|a| a == name);
        at.and_then(|i| args.get(i + 1))
            .and_then(|v| v.parse().ok())
            .unwrap_or(default)
    };
    let usage = "usage: soak BINARY [--mails N] [--seed S] [--every-ms MS] [--events E] [--nodes K] [--database URL]";
    let nodes = usize::try_from(value("--nodes", 1))?;
    let named = args.iter().position(|a| a == "--database");
    let named = named.and_then(|i| args.get(i + 1).cloned());
    let server = match (nodes, &named) {
        (2.., None) => Some(Postgres::start()?.context("several nodes need PostgreSQL")?),
        _ => None,
    };
    let mails = match value("--events", 0) {
        0 => value("--mails", 100_000),
        events => events.div_ceil(EVENTS),
    };
    let plan = Plan {
        binary: PathBuf::from(args.get(1).context(usage)?).canonicalize()?,
        database: named.or_else(|| server.as_ref().map(|s| s.url.clone())),
        nodes,
        mails,
        seed: value("--seed", 20_261_121),
        every_ms: value("--every-ms", 3_000),
        answers: usize::MAX,
        kills: 0,
    };
    println!(
        "soak: {} mails on {} node(s), seed {}, SIGKILL about every {} ms",
        plan.mails, plan.nodes, plan.seed, plan.every_ms
    );
    let outcome = run(plan, |line| println!("{line}"))?;
    println!("{outcome}");
    if outcome.is_clean() {
        println!("soak passed");
        return Ok(());
    }
    bail!("something was lost or doubled")
}
