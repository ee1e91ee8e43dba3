//! Runs the product's own queue on a virtual clock and prints what comes of it.
//!
//! `cargo run --release -p fairlead-domain --example queue [-- table|week|speed|promise]`

use fairlead_domain as domain;

#[path = "queue/coverage.rs"]
mod coverage;
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
        other => {
            eprintln!("unknown: {other}; one of table, week, speed, promise");
            std::process::exit(2);
        }
    }
}
