//! Audits an invented house of 200 doors and prints how long it takes and what it finds.
//!
//! `cargo run --release -p fairlead-domain --example dead_end [-- speed|house]`

use fairlead_domain as domain;

#[path = "dead_end/house.rs"]
mod house;
#[path = "dead_end/speed.rs"]
mod speed;

fn main() {
    let asked = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "speed".to_owned());
    match asked.as_str() {
        "speed" => speed::print(),
        "house" => house::print(),
        other => {
            eprintln!("unknown: {other}; one of speed, house");
            std::process::exit(2);
        }
    }
}
