//! `bench BINARY [ROW...]`: measures a Fairlead binary against floors that run in the same minutes.

use anyhow::{Context, Result};
use fairlead_benches::{accept, report};
use std::path::PathBuf;

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let binary =
        PathBuf::from(args.next().context("usage: bench BINARY [accept]")?).canonicalize()?;
    let wanted: Vec<String> = args.collect();
    let want = |name: &str| wanted.is_empty() || wanted.iter().any(|w| w == name);
    let mut rows = Vec::new();
    if want("accept") {
        rows.extend(accept::run(&binary)?);
    }
    print!("{}", report::print(&rows));
    Ok(())
}
