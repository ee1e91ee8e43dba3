//! `bench BINARY [ROW...]`: measures a Fairlead binary against floors that run in the same minutes.
//!
//! Rows: accept, ingest, rules, postgres, list, views, search, article, suggest, reports, memory, start, live, chat, dead_end, size. The large
//! installation is kept in `bench-data` beside the profile folders of the target.

use anyhow::{Context, Result, bail};
use fairlead_benches::report;
use fairlead_benches::rows::{
    accept, article, chat, dead_end, ingest, live, pages, postgres, reports, rules, size, start,
    suggest, views,
};
use std::path::PathBuf;
use std::time::Instant;

const ROWS: [&str; 16] = [
    "accept", "ingest", "rules", "postgres", "list", "views", "search", "article", "suggest",
    "reports", "memory", "start", "live", "chat", "dead_end", "size",
];

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let usage = || format!("usage: bench BINARY [{}]", ROWS.join("|"));
    let binary = PathBuf::from(args.next().with_context(usage)?).canonicalize()?;
    let wanted: Vec<String> = args.collect();
    if let Some(odd) = wanted.iter().find(|w| !ROWS.contains(&w.as_str())) {
        bail!("there is no row {odd}; {}", usage());
    }
    let own = std::env::current_exe()?;
    let target = own.ancestors().nth(2).context("a target folder")?;
    let cache = target.join("bench-data");
    let mut rows = Vec::new();
    for name in ROWS {
        if !wanted.is_empty() && !wanted.iter().any(|w| w == name) {
            continue;
        }
        let begun = Instant::now();
        rows.extend(match name {
            "accept" => accept::run(&binary)?,
            "ingest" => ingest::run(&binary)?,
            "rules" => rules::run(&binary)?,
            "postgres" => postgres::run()?,
            "list" => pages::list(&binary, &cache)?,
            "views" => views::run(&binary, &cache)?,
            "search" => pages::search(&binary, &cache)?,
            "article" => article::run(&binary)?,
            "suggest" => suggest::run(&checkout()?)?,
            "reports" => reports::run(&binary, &cache)?,
            "memory" => start::memory(&binary, &cache)?,
            "start" => start::run(&binary, &cache)?,
            "live" => live::run(&binary, &cache)?,
            "chat" => chat::run(&binary)?,
            "dead_end" => dead_end::run()?,
            _ => size::run(&binary)?,
        });
        eprintln!("{name}: {:.0} s", begun.elapsed().as_secs_f64());
    }
    print!("{}", report::print(&rows));
    Ok(())
}

/// Where the texts are that suggestions are measured with.
fn checkout() -> Result<PathBuf> {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let root = own.parent().context("a checkout")?;
    Ok(root.to_path_buf())
}
