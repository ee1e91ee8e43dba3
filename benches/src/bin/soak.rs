//! `soak BINARY [--mails N] [--seed S] [--every-ms MS] [--nodes K --database URL]`: the kill loop of
//! `testkit::drive::soak`, at its full length; with a PostgreSQL, on several nodes.

use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use testkit::drive::soak::{Plan, run};

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().collect();
    let value = |name: &str, default: u64| -> u64 {
        let at = args.iter().position(|a| a == name);
        at.and_then(|i| args.get(i + 1))
            .and_then(|v| v.parse().ok())
            .unwrap_or(default)
    };
    let usage =
        "usage: soak BINARY [--mails N] [--seed S] [--every-ms MS] [--nodes K --database URL]";
    let plan = Plan {
        binary: PathBuf::from(args.get(1).context(usage)?).canonicalize()?,
        database: args
            .iter()
            .position(|a| a == "--database")
            .and_then(|i| args.get(i + 1).cloned()),
        nodes: usize::try_from(value("--nodes", 1))?,
        mails: value("--mails", 100_000),
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
