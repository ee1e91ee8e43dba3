//! Reads third-party mail and prints, as Markdown, how well bounces, replies and broken mail are read.
//!
//! `cargo run -p fairlead-mail --example corpus [-- --seed N] [--verbose]`. The mail lies in `FAIRLEAD_CORPUS`, or in
//! `../shared/corpus` beside the workspace; without it the program says so and ends well. `--show FILE..` prints visible
//! replies, `--rows FILE..` rows for the table of replies.

#[path = "corpus/bounces.rs"]
mod bounces;
#[path = "corpus/replies.rs"]
mod replies;
#[path = "corpus/soundness.rs"]
mod soundness;

use std::path::{Path, PathBuf};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first() {
        Some((first, files)) if first == "--show" => return replies::show(files),
        Some((first, files)) if first == "--rows" => return replies::print_rows(files),
        _ => {}
    }
    let verbose = arguments.iter().any(|argument| argument == "--verbose");
    let seed = arguments
        .iter()
        .position(|argument| argument == "--seed")
        .and_then(|at| arguments.get(at + 1));
    let seed = seed
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(20_261_121);
    let Some(root) = corpus() else {
        println!("corpus missing, skipped");
        return;
    };
    bounces::report(&root, verbose);
    replies::report(&root, verbose);
    soundness::report(&root, seed);
}

/// The folder `mail` of the corpus.
pub fn corpus() -> Option<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = std::env::var_os("FAIRLEAD_CORPUS")
        .map_or_else(|| workspace.join("../shared/corpus"), PathBuf::from);
    [root.join("mail"), root]
        .into_iter()
        .find(|folder| folder.join("bounces").is_dir())
}

/// Every file below a folder, in order.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path)
            } else {
                found.push(path)
            }
        }
    }
    found.sort();
    found
}
