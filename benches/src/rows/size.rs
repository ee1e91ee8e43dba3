//! The release binary with the console in it.

use crate::report::Row;
use anyhow::Result;
use std::path::Path;

pub fn run(binary: &Path) -> Result<Vec<Row>> {
    let mib = std::fs::metadata(binary)?.len() as f64 / 1_048_576.0;
    Ok(vec![Row {
        what: "release binary with console (MB)".into(),
        ours: format!("{mib:.1}"),
        floor: "-".into(),
        ratio: None,
        spread: None,
        aim: "<= 40".into(),
    }])
}
