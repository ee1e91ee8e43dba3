//! A slice of `make soak`: the real binary, killed with SIGKILL while customers write and an agent answers.

use std::path::PathBuf;
use testkit::drive::soak::{Plan, run};

const SEED: u64 = 20_261_121;

#[test]
fn what_was_accepted_survives_kill_9_in_and_out_and_nothing_is_doubled() {
    println!("seed {SEED}");
    let plan = Plan {
        binary: PathBuf::from(env!("CARGO_BIN_EXE_fairlead")),
        mails: 400,
        seed: SEED,
        every_ms: 3000,
        answers: 25,
    };
    let outcome = run(plan, |line| println!("{line}")).expect("the desk serves");
    println!("{outcome}");
    assert!(outcome.is_clean(), "{outcome}");
    assert_eq!(outcome.accepted, 400);
    assert!(outcome.kills > 0, "{outcome}");
}
