//! What the queue is for: urgent work on time at every load, and nobody on the line pays for it. Days that no limit was
//! tuned on; `examples/queue` prints the whole table.
//!
//! The aim is that at most 2.5 of a hundred more hang up than under "phone first". Over seven sets of twelve days the mean is below
//! it at every load, but at eight agents single sets are not (1.6 to 3.2): there these six days, chosen before they were
//! looked at, may come to 3.5.

use fairlead_domain as domain;

#[expect(dead_code, reason = "the example prints it")]
#[path = "../examples/queue/table.rs"]
mod table;

use table::{Row, measured};

fn both(agents: u128) -> (Row, Row) {
    let seeds = 501..507;
    (
        measured("ours", agents, seeds.clone()),
        measured("phone and chat first", agents, seeds),
    )
}

#[test]
fn urgent_work_is_on_time_and_live_contacts_are_served_as_if_they_came_first() {
    for agents in [12, 10, 8, 6] {
        let (ours, phone) = both(agents);
        let urgent = ours.urgent_email.percent();
        assert!(
            urgent >= 98.0,
            "{agents} agents: {urgent} % of urgent mail on time"
        );
        let calls = (ours.urgent_calls.percent(), phone.urgent_calls.percent());
        assert!(
            calls.0 > calls.1,
            "{agents} agents: urgent calls answered {calls:?}"
        );
        let left = (ours.abandoned.percent(), phone.abandoned.percent());
        let more = if agents == 8 { 3.5 } else { 2.5 };
        assert!(left.0 <= left.1 + more, "{agents} agents: left {left:?}");
        assert!(
            ours.harmful_ms < phone.harmful_ms / 100,
            "{agents} agents: harmful overtaking"
        );
        assert!(
            phone.urgent_email.percent() < 60.0,
            "the comparison compares nothing"
        );
    }
}
