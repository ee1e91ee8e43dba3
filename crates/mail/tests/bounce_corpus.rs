//! Bounces of the third-party corpus. Where the corpus is missing, the test says so and passes.

#[path = "../examples/corpus/bounces.rs"]
#[expect(dead_code, reason = "the example prints more than the test needs")]
mod bounces;

use std::path::{Path, PathBuf};

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let root = std::env::var_os("FAIRLEAD_CORPUS").map_or(beside, PathBuf::from);
    [root.join("mail"), root]
        .into_iter()
        .find(|folder| folder.join("bounces").is_dir())
}

/// Every file below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
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

#[test]
fn bounces_of_many_mail_systems_are_read_and_nothing_else_is() {
    let Some(root) = corpus() else {
        println!("corpus missing, skipped");
        return;
    };
    let sets = [bounces::sisimai(&root, false), bounces::flufl(&root, false)];
    for tally in &sets {
        assert!(tally.files > 0);
        assert!(
            tally.recognised * 100 >= tally.files * 98,
            "{} of {}",
            tally.recognised,
            tally.files
        );
        assert!(
            tally.exact * 100 >= tally.files * 95,
            "{} of {}",
            tally.exact,
            tally.files
        );
        assert!(
            tally.permanence * 100 >= tally.judged * 95,
            "{} of {}",
            tally.permanence,
            tally.judged
        );
        assert_eq!(tally.other_wrong, 0);
    }
    let called = bounces::others(&root);
    assert_eq!(called.wrong, Vec::<PathBuf>::new());
    assert!(called.files > 800);
}
