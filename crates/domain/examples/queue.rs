//! Runs the product's own queue on a virtual clock and prints what comes of it.
//!
//! `cargo run --release -p fairlead-domain --example queue [-- table|week|speed|promise|plots [FOLDER]]`

use fairlead_domain as domain;

#[path = "queue/coverage.rs"]
mod coverage;
#[path = "queue/plot.rs"]
mod plot;
#[path = "queue/speed.rs"]
mod speed;
#[path = "queue/table.rs"]
mod table;
#[path = "queue/week.rs"]
mod week;

fn main() {
    let asked = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "table".to_owned());
    match asked.as_str() {
        "table" => table::print(),
        "week" => week::print(),
        "speed" => speed::print(),
        "promise" => coverage::print(),
        "plots" => plot::print(),
        other => {
            eprintln!("unknown: {other}; one of table, week, speed, promise, plots");
            std::process::exit(2);
        }
    }
}
