//! N3 to N10.

use super::*;
use crate::TopicId;
use crate::door::TEXT_CLOSED;
use crate::promise::{Basis, Estimate, Told};

const DAY: Millis = 24 * HOUR;

fn mailbox() -> House {
    house(vec![channel(1)], vec![door(1, Medium::Mail)])
}

/// A page that is closed and shows the door of channel 2.
fn page_to(medium: Medium) -> House {
    house(
        vec![closed(1), channel(2)],
        vec![
            showing(TEXT_CLOSED, 2, door(1, Medium::Page)),
            door(2, medium),
        ],
    )
}

#[test]
fn n3_a_sign_to_the_phone_is_no_way_for_who_cannot_call() {
    let text_only = kind("text only", &[Medium::Page, Medium::Mail]);
    let mut h = page_to(Medium::Call);
    assert_eq!(faults(&h), []);
    h.kinds = vec![text_only.clone()];
    let shut_out = (
        Invariant::SameAbility,
        Cause::OnlyWaysTheyCannotUse,
        Verdict::DeadEnd,
    );
    assert_eq!(faults(&h), [dead(Why::Nothing), shut_out]);
    let mut mail = page_to(Medium::Mail);
    mail.kinds = vec![text_only];
    assert_eq!(faults(&mail), []);
    // Nor is a way for those who are signed in.
    mail.doors[1].entry = Entry::SignedIn;
    assert_eq!(faults(&mail).len(), 2);
    mail.kinds[0].visitor.signed_in = true;
    assert_eq!(faults(&mail), []);
}

#[test]
fn n3_a_text_in_another_language_is_to_be_mended() {
    let mut h = mailbox();
    h.kinds[0].visitor.language = Some("ar".into());
    let missing = Cause::NoTextIn("ar".into());
    assert_eq!(
        faults(&h),
        [(Invariant::SameAbility, missing, Verdict::Mend)]
    );
    h.channels[0].languages = None;
    let unmeasured = (
        Invariant::SameAbility,
        Cause::NotMeasured,
        Verdict::NotMeasured,
    );
    assert_eq!(faults(&h), [unmeasured]);
    h.channels[0].languages = Some(vec!["ar-EG".into()]);
    assert_eq!(faults(&h), []);
}

#[test]
fn n4_a_promise_needs_people_who_have_the_time() {
    let mut h = mailbox();
    let team = h.channels[0].team;
    let fault = |cause, verdict| [(Invariant::Feasible, cause, verdict)];
    h.teams[0].load = None;
    assert_eq!(faults(&h), fault(Cause::NotMeasured, Verdict::NotMeasured));
    h.teams[0].load = Some(Load {
        promised_ms: 3 * HOUR,
        capacity_ms: 2 * HOUR,
    });
    let over = Cause::MorePromisedThanCanBeDone(team);
    assert_eq!(faults(&h), fault(over, Verdict::DeadEnd));
    h.teams[0].archived = true;
    let nobody = Cause::NobodyWorksThere(team);
    assert_eq!(faults(&h), fault(nobody, Verdict::DeadEnd));
}

#[test]
fn n5_a_hop_that_loses_who_they_are_is_told() {
    let mut h = page_to(Medium::Mail);
    h.doors[0].shows[0].carries = Some(false);
    let lost = (Invariant::Context, Cause::ContextIsLost, Verdict::Mend);
    assert_eq!(faults(&h), [lost]);
    h.doors[0].shows[0].carries = None;
    let unmeasured = (Invariant::Context, Cause::NotMeasured, Verdict::NotMeasured);
    assert_eq!(faults(&h), [unmeasured]);
}

#[test]
fn n6_what_is_urgent_reaches_somebody_at_night_or_the_text_says_when() {
    let mut h = mailbox();
    h.urgent = Some(vec![Urgent {
        topic: TopicId(Uuid::from_u128(1)),
        name: "Fraud".into(),
        target_ms: HOUR,
    }]);
    assert_eq!(faults(&h), []);
    h.teams[0].hours = Some(weekdays(8, 18));
    let late = Cause::TooLateFor("Fraud".into());
    assert_eq!(faults(&h), [(Invariant::Urgent, late, Verdict::Mend)]);
    h.channels[0].promise = Some(Estimate {
        told: Told::WhenSomebodyWill {
            at: MONDAY + 56 * HOUR,
        },
        wait: None,
        basis: Basis::Forward,
        n: 40,
    });
    assert_eq!(faults(&h), []);
    h.channels[0].promise = None;
    assert_ne!(faults(&h), []);
    h.channels[0].tells = true;
    assert_eq!(faults(&h), [], "the receipt says when");
    h.urgent = None;
    let unmeasured = (Invariant::Urgent, Cause::NotMeasured, Verdict::NotMeasured);
    assert_eq!(faults(&h), [unmeasured]);
}

#[test]
fn n7_a_way_that_the_law_asks_for_is_open() {
    let mut h = mailbox();
    let floor = |medium| Floor {
        name: "an address (DE)".into(),
        medium,
    };
    h.floors = Some(vec![floor(Medium::Mail)]);
    assert_eq!(faults(&h), []);
    h.floors = Some(vec![floor(Medium::Call)]);
    let none = Cause::NoWay("an address (DE)".into());
    assert_eq!(faults(&h), [(Invariant::Floor, none, Verdict::DeadEnd)]);
}

#[test]
fn n8_a_door_has_an_owner_and_does_not_run_out() {
    let mut h = mailbox();
    h.channels[0].owner = None;
    assert_eq!(
        faults(&h),
        [(Invariant::Owned, Cause::NoOwner, Verdict::Mend)]
    );
    let mut h = mailbox();
    let ends = |in_ms: Millis| {
        Some(vec![Expiry {
            what: "certificate".into(),
            at: MONDAY + in_ms,
        }])
    };
    for (left, verdict) in [(0, Verdict::DeadEnd), (90 * DAY, Verdict::Mend)] {
        h.doors[0].expiries = ends(left);
        let soon = Cause::Ends("certificate".into());
        assert_eq!(faults(&h), [(Invariant::Owned, soon, verdict)]);
    }
    h.doors[0].expiries = ends(91 * DAY);
    assert_eq!(faults(&h), []);
    h.doors[0].expiries = None;
    let unmeasured = (Invariant::Owned, Cause::NotMeasured, Verdict::NotMeasured);
    assert_eq!(faults(&h), [unmeasured]);
}

#[test]
fn n9_own_texts_name_no_door_that_goes_and_no_door_that_is_not_ours() {
    let mut h = mailbox();
    let fresh = |cause| [(Invariant::Fresh, cause, Verdict::Mend)];
    h.doors[0].named_in = Some(vec!["the invoice's foot".into()]);
    assert_eq!(faults(&h), []);
    h.channels[0].stage = Stage::WindingDown;
    let named = Cause::NamedIn("the invoice's foot".into());
    assert_eq!(faults(&h), fresh(named));
    let mut h = mailbox();
    h.strangers = Some(vec!["old@northwind.example".into()]);
    let not_ours = Cause::NotOurs("old@northwind.example".into());
    assert_eq!(faults(&h), fresh(not_ours));
    let mut h = mailbox();
    h.doors[0] = showing(TEXT_CLOSED, 9, h.doors[0].clone());
    assert_eq!(faults(&h), fresh(Cause::ShowsWhatIsGone));
}

#[test]
fn n10_a_door_was_tried_within_a_day() {
    let mut h = mailbox();
    let probe = |ago: Millis, passed| {
        Some(Probe {
            at: MONDAY - ago,
            passed,
        })
    };
    for (probe, cause, verdict) in [
        (None, Cause::NotMeasured, Verdict::NotMeasured),
        (probe(0, false), Cause::ProbeFailed, Verdict::DeadEnd),
        (probe(26 * HOUR, true), Cause::ProbeIsOld, Verdict::Mend),
    ] {
        h.doors[0].probe = probe;
        assert_eq!(faults(&h), [(Invariant::Alive, cause, verdict)]);
    }
    h.doors[0].probe = probe(DAY, true);
    assert_eq!(faults(&h), []);
}

#[test]
fn invariants_have_the_numbers_of_the_research() {
    let codes = [Invariant::Reach, Invariant::Urgent, Invariant::Alive].map(Invariant::code);
    assert_eq!(codes, ["N1", "N6", "N10"]);
}

#[test]
fn a_look_says_how_far_it_is_after_each_door_and_failure() {
    let mut h = house(
        vec![channel(1), closed(2)],
        vec![door(1, Medium::Mail), door(2, Medium::Page)],
    );
    h.failures = vec![Failure::None, Failure::NoAgent];
    let mut told = Vec::new();
    let report = audit_telling(&h, &Scope::All, &mut |p| told.push((p.done, p.of)));
    assert_eq!(told, [(1, 4), (2, 4), (3, 4), (4, 4)]);
    assert_eq!(report, audit(&h, &Scope::All));
}
