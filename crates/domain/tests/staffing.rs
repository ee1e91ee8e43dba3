//! The closed forms against reference values of others. The file lies in `$FAIRLEAD_CORPUS/planning`, or in
//! `../shared/corpus/planning` beside the checkout; without it this says so and stops.

use fairlead_domain::staffing::{Line, blocked, fewest, impatient, load_for, patient, scheduled};
use std::collections::HashMap;
use std::path::PathBuf;

type Row = HashMap<String, String>;

fn rows() -> Option<Vec<Row>> {
    let mut places: Vec<PathBuf> = std::env::var_os("FAIRLEAD_CORPUS")
        .map(PathBuf::from)
        .into_iter()
        .collect();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    places.extend(
        root.ancestors()
            .skip(2)
            .take(3)
            .map(|p| p.join("shared/corpus")),
    );
    let text = places
        .iter()
        .find_map(|p| std::fs::read_to_string(p.join("planning/reference.csv")).ok())?;
    let mut lines = text.lines().map(|line| {
        let mut cells = vec![String::new()];
        let mut quoted = false;
        for c in line.chars() {
            match c {
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(String::new()),
                c => cells.last_mut().expect("never empty").push(c),
            }
        }
        cells
    });
    let head = lines.next()?;
    Some(
        lines
            .map(|cells| head.iter().cloned().zip(cells).collect())
            .collect(),
    )
}

fn number(row: &Row, key: &str) -> f64 {
    row[key]
        .parse()
        .unwrap_or_else(|_| panic!("{key} of {}: {:?}", row["id"], row[key]))
}

fn near(row: &Row, key: &str, found: f64) {
    let expected = number(row, key);
    let off = (found - expected).abs() / expected.abs().max(1e-9);
    assert!(off < 2e-5, "{} {key}: {found}, not {expected}", row["id"]);
}

fn line(row: &Row) -> Line {
    Line {
        agents: row["agents_n"].parse().expect("agents"),
        per_hour: number(row, "arrivals_per_hour"),
        handle_s: number(row, "aht_s"),
    }
}

/// `key=value` of a cell of several.
fn within(row: &Row, cell: &str, key: &str) -> f64 {
    let found = row[cell]
        .split(';')
        .find_map(|p| p.strip_prefix(key)?.strip_prefix('='));
    found
        .and_then(|v| v.parse().ok())
        .unwrap_or_else(|| panic!("{key} of {}", row["id"]))
}

fn check(row: &Row) -> usize {
    match row["model"].as_str() {
        "erlang_b" => {
            let agents = row["agents_n"].parse().expect("agents");
            near(
                row,
                "p_block",
                blocked(agents, number(row, "offered_load_erl")).expect("good"),
            );
        }
        "erlang_b_inverse" => {
            let agents = row["agents_n"].parse().expect("agents");
            near(
                row,
                "offered_load_erl",
                load_for(agents, number(row, "p_block")).expect("good"),
            );
        }
        "erlang_c" => {
            let w = patient(line(row), number(row, "target_wait_s")).expect("stable");
            near(row, "p_wait", w.wait);
            near(row, "service_level", w.answered_in_target);
            near(row, "mean_wait_all_s", w.mean_s);
            near(row, "occupancy", w.occupancy);
        }
        "erlang_c_inverse" => {
            let of = line(row);
            let goal = |key| within(row, "extra_params", key);
            let n = fewest(
                of.per_hour,
                of.handle_s,
                number(row, "target_wait_s"),
                goal("target_sl"),
                goal("max_occupancy"),
            );
            assert_eq!(
                n.map(f64::from),
                Some(within(row, "other_output", "on_phone_agents")),
                "{}",
                row["id"]
            );
            let paid = scheduled(n.expect("found"), goal("shrinkage"));
            assert_eq!(
                paid.map(f64::from),
                Some(within(row, "other_output", "scheduled_agents")),
                "{}",
                row["id"]
            );
        }
        "erlang_a" => {
            let w = impatient(
                line(row),
                number(row, "mean_patience_s"),
                number(row, "target_wait_s"),
            )
            .expect("good");
            near(row, "p_wait", w.wait);
            near(row, "mean_wait_all_s", w.mean_s);
            near(row, "occupancy", w.occupancy);
            near(row, "p_abandon", w.abandon);
            near(row, "service_level", w.answered_in_target);
        }
        _ => return 0,
    }
    1
}

#[test]
fn closed_forms_give_the_reference_values() {
    let Some(rows) = rows() else {
        println!("skipped: no planning/reference.csv in $FAIRLEAD_CORPUS or ../shared/corpus");
        return;
    };
    let checked: usize = rows.iter().map(check).sum();
    assert!(
        checked >= 25,
        "only {checked} rows of models that are known here"
    );
}
