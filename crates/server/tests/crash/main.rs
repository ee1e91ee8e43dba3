//! A slice of `make soak`: the real binary, killed with SIGKILL while customers write and an agent answers.

mod notifications;
mod queue;

use std::path::PathBuf;
use testkit::drive::soak::{Plan, run};

const SEED: u64 = 20_261_121;

fn loop_of(mails: u64, every_ms: u64, answers: usize, kills: u32) {
    loop_on(None, 1, mails, every_ms, answers, kills);
}

fn loop_on(
    database: Option<String>,
    nodes: usize,
    mails: u64,
    every_ms: u64,
    answers: usize,
    kills: u32,
) {
    println!("seed {SEED}");
    let plan = Plan {
        binary: PathBuf::from(env!("CARGO_BIN_EXE_fairlead")),
        database,
        nodes,
        mails,
        seed: SEED,
        every_ms,
        answers,
        kills,
    };
    let outcome = run(plan, |line| println!("{line}")).expect("the desk serves");
    println!("{outcome}");
    assert!(outcome.is_clean(), "{outcome}");
    assert_eq!(outcome.accepted as u64, mails);
    assert_eq!(outcome.replied, answers, "{outcome}");
    assert_eq!(outcome.sign_ins, 1, "a session outlives a kill: {outcome}");
    assert!(outcome.kills >= kills, "{outcome}");
    assert!(outcome.followed.events > 0, "{outcome}");
}

/// Two processes on one PostgreSQL, one of them killed at a time: customers, agent and console go on at the other.
#[test]
fn two_nodes_of_which_one_is_killed_lose_and_double_nothing_and_keep_the_order_of_the_feed() {
    let Some(postgres) = testkit::peers::Postgres::start().expect("PostgreSQL") else {
        return;
    };
    loop_on(Some(postgres.url.clone()), 2, 400, 3000, 25, 4);
}

#[test]
fn what_was_accepted_survives_kill_9_in_and_out_and_nothing_is_doubled() {
    loop_of(400, 3000, 25, 3);
}

/// No process lives long enough to read all that it took up: what is at hand at each kill is innocent all the same.
#[test]
fn kills_in_quick_succession_send_no_innocent_mail_into_the_quarantine() {
    loop_of(600, 700, 20, 12);
}
