//! What the queue is for: urgent work on time at every load, and nobody on the line pays for it. Days that no limit was
//! tuned on; `examples/queue` prints the whole table. At most 2.5 of a hundred more may hang up than under "phone first".

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
        assert!(left.0 <= left.1 + 2.5, "{agents} agents: left {left:?}");
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
