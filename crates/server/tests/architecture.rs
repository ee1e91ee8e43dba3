//! Which room may know which: edges between our crates that are not drawn here fail.

use std::collections::BTreeSet;
use std::process::Command;

/// `(crate, the crates of ours that it may use)`; tests may also use `testkit`.
const ALLOWED: [(&str, &[&str]); 7] = [
    ("fairlead-domain", &[]),
    ("fairlead-mail", &[]),
    ("fairlead-store", &["fairlead-domain"]),
    (
        "fairlead-desk",
        &["fairlead-domain", "fairlead-mail", "fairlead-store"],
    ),
    ("fairlead-channels", &["fairlead-domain", "fairlead-mail"]),
    (
        "fairlead-server",
        &[
            "fairlead-domain",
            "fairlead-mail",
            "fairlead-store",
            "fairlead-desk",
            "fairlead-channels",
        ],
    ),
    (
        "fairlead-testkit",
        &[
            "fairlead-domain",
            "fairlead-mail",
            "fairlead-store",
            "fairlead-desk",
            "fairlead-channels",
        ],
    ),
];

#[test]
fn rooms_know_only_the_rooms_that_the_design_draws() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version=1", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let ours: BTreeSet<&str> = packages.iter().filter_map(|p| p["name"].as_str()).collect();
    let mut wrong = Vec::new();
    for package in packages {
        let name = package["name"].as_str().expect("a name");
        let Some((_, allowed)) = ALLOWED.iter().find(|(n, _)| *n == name) else {
            continue;
        };
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let used = dependency["name"].as_str().expect("a name");
            let test_only =
                dependency["kind"] == "dev" && (used == "fairlead-testkit" || used == name);
            if ours.contains(used) && !allowed.contains(&used) && !test_only {
                wrong.push(format!("{name} -> {used}"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "edges that the design does not draw: {wrong:?}"
    );
}
