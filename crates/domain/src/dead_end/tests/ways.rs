//! Where ways lead.

use super::*;
use crate::door::{TEXT_CLOSED, TEXT_SIGNPOST};

#[test]
fn an_empty_house_has_no_dead_end_and_does_not_know_whether_it_may_be_empty() {
    assert_eq!(faults(&house(Vec::new(), Vec::new())), []);
    let unmeasured = |i| (i, Cause::NotMeasured, Verdict::NotMeasured);
    assert_eq!(
        faults(&House::default()),
        [unmeasured(Invariant::Floor), unmeasured(Invariant::Fresh)]
    );
}

#[test]
fn every_medium_of_a_live_channel_leads_to_a_person_or_a_promise() {
    use Medium::{Call, Mail, Page, Text, Widget};
    let of = |medium| house(vec![channel(1)], vec![door(1, medium)]);
    for medium in [Mail, Page, Text] {
        assert_eq!(faults(&of(medium)), []);
        assert_eq!(ends(&of(medium)), [End::Promise]);
    }
    for medium in [Widget, Call] {
        assert_eq!(faults(&of(medium)), []);
        assert_eq!(ends(&of(medium)), [End::Human]);
    }
}

#[test]
fn a_call_to_a_closed_line_ends_at_nothing_and_with_a_successor_at_a_person() {
    let mut h = house(vec![closed(1), channel(2)], vec![door(1, Medium::Call)]);
    assert_eq!(faults(&h), [dead(Why::Nothing)]);
    assert_eq!(
        sentences(&h),
        ["Tue 22:10, anybody: door 1 -> closed text -> nothing"]
    );
    h.channels[0].successor = Some(channel_id(2));
    assert_eq!(faults(&h), []);
    assert_eq!(ends(&h), [End::Human]);
}

#[test]
fn nobody_makes_more_than_three_choices() {
    let pages = |last: u128| {
        let mut channels: Vec<Channel> = (1..last).map(closed).collect();
        channels.push(channel(last));
        let page = |n| showing(TEXT_CLOSED, n + 1, door(n, Medium::Page));
        let mut doors: Vec<Door> = (1..last).map(page).collect();
        doors.push(door(last, Medium::Mail));
        house(channels, doors)
    };
    assert_eq!(faults(&pages(4)), []);
    assert_eq!(faults(&pages(5)), [dead(Why::TooManyChoices)]);
}

#[test]
fn mail_that_is_kept_without_a_promise_is_a_dead_end_unless_its_text_shows_a_way() {
    let paused = Channel {
        paused: true,
        ..channel(1)
    };
    let mut h = house(
        vec![paused, channel(2)],
        vec![door(1, Medium::Mail), door(2, Medium::Page)],
    );
    assert_eq!(faults(&h), [dead(Why::NothingPromised)]);
    h.doors[0] = showing(crate::door::TEXT_PAUSED, 2, door(1, Medium::Mail));
    assert_eq!(faults(&h), []);
}

/// The picture of the audit: an address that closed shows a form that shows the address while nobody is there.
fn mailbox_and_form() -> House {
    let form = Channel {
        hours: Some(weekdays(8, 18)),
        overlays: laid(Overlay::Signpost, When::OutsideHours),
        ..channel(2)
    };
    let mut mailbox = showing(TEXT_CLOSED, 2, door(1, Medium::Mail));
    mailbox.label = "help@northwind.example".into();
    let mut page = showing(TEXT_SIGNPOST, 1, door(2, Medium::Page));
    page.label = "form".into();
    let mut h = house(vec![closed(1), form], vec![mailbox, page]);
    h.kinds = vec![Kind {
        name: "Spanish, text only".into(),
        visitor: VisitorKind {
            language: Some("es".into()),
            abilities: vec![Medium::Mail, Medium::Page],
            ..VisitorKind::default()
        },
    }];
    h
}

#[test]
fn form_and_mailbox_that_name_each_other_are_a_circle_while_the_form_is_closed() {
    let mut h = mailbox_and_form();
    let trap = (
        Invariant::NoTrap,
        Cause::DeadEnd(Why::Circle),
        Verdict::DeadEnd,
    );
    let both = [dead(Why::Circle), trap];
    assert_eq!(faults(&h), [both.clone(), both].concat());
    assert_eq!(
        sentences(&h)[0],
        "Tue 22:10, Spanish, text only: help@northwind.example -> closed text -> form -> signpost -> back to help@northwind.example"
    );
    h.slots[0].at = MONDAY + 10 * HOUR;
    assert_eq!(faults(&h), []);
    assert_eq!(ends(&h), [End::Promise, End::Promise]);
}

#[test]
fn a_circle_of_texts_is_to_be_mended_where_the_mail_is_kept_and_promised() {
    let mailbox = Channel {
        successor: Some(channel_id(3)),
        ..closed(1)
    };
    let mut h = house(
        vec![mailbox, closed(2), channel(3)],
        vec![
            showing(TEXT_CLOSED, 2, door(1, Medium::Mail)),
            showing(TEXT_CLOSED, 1, door(2, Medium::Page)),
            door(3, Medium::Mail),
        ],
    );
    let circling = (Invariant::NoTrap, Cause::Circling, Verdict::Mend);
    assert_eq!(faults(&h), [circling]);
    h.doors[1] = showing(TEXT_CLOSED, 3, h.doors[1].clone());
    assert_eq!(faults(&h), []);
}

#[test]
fn redirects_in_a_circle_are_a_dead_end() {
    let to = |n, to| Channel {
        overlays: laid(Overlay::Redirect { to: channel_id(to) }, When::Always),
        ..channel(n)
    };
    let mut h = house(vec![to(1, 2), to(2, 1)], vec![door(1, Medium::Mail)]);
    assert_eq!(faults(&h)[0], dead(Why::Circle));
    assert_eq!(
        sentences(&h)[0],
        "Tue 22:10, anybody: door 1 -> announcement -> redirected in a circle"
    );
    h.channels[1] = channel(2);
    assert_eq!(faults(&h), []);
}

#[test]
fn successors_in_a_circle_are_a_dead_end_too() {
    let to = |n, to| Channel {
        successor: Some(channel_id(to)),
        ..closed(n)
    };
    let h = house(vec![to(1, 2), to(2, 1)], vec![door(1, Medium::Mail)]);
    assert_eq!(faults(&h)[0], dead(Why::Circle));
    assert_eq!(
        sentences(&h)[0],
        "Tue 22:10, anybody: door 1 -> closed text -> redirected in a circle"
    );
}

#[test]
fn a_successor_that_turns_people_away_hands_on_as_a_closed_one_does() {
    let turning = [
        Overlay::Redirect { to: channel_id(3) },
        Overlay::Signpost,
        Overlay::OutboundOnly,
        Overlay::LimitedTo {
            audience: "firms".into(),
        },
    ];
    for overlay in turning {
        let second = Channel {
            overlays: laid(overlay.clone(), When::Always),
            successor: Some(channel_id(3)),
            ..channel(2)
        };
        let first = Channel {
            successor: Some(channel_id(2)),
            ..closed(1)
        };
        let mut h = house(vec![first, second, channel(3)], vec![door(1, Medium::Mail)]);
        let via = |h: &House| audit(h, &Scope::All).flows[0].via;
        assert_eq!(via(&h), Some(channel_id(3)), "{overlay:?}");
        // Whoever belongs to it is taken where it is.
        h.kinds[0].visitor.segment = Some("firms".into());
        let limited = matches!(overlay, Overlay::LimitedTo { .. });
        let then = if limited { 2 } else { 3 };
        assert_eq!(via(&h), Some(channel_id(then)), "{overlay:?}");
    }
}

#[test]
fn a_successor_that_is_itself_closing_is_told() {
    let mailbox = Channel {
        successor: Some(channel_id(2)),
        ..closed(1)
    };
    let mut h = house(vec![mailbox, channel(2)], vec![door(1, Medium::Mail)]);
    assert_eq!(faults(&h), []);
    h.channels[1].stage = Stage::WindingDown;
    let soon = (Invariant::Reach, Cause::SuccessorCloses, Verdict::Mend);
    assert_eq!(faults(&h), [soon]);
    // Once it is closed it takes nothing, and nobody else does.
    h.channels[1].stage = Stage::Closed;
    assert_eq!(faults(&h), [dead(Why::NothingPromised)]);
}

#[test]
fn pages_help_only_where_they_lead_to_somebody() {
    let articles = Channel {
        serves: Serves::Pages,
        ..channel(1)
    };
    let mut h = house(
        vec![articles, channel(2)],
        vec![door(1, Medium::Page), door(2, Medium::Mail)],
    );
    assert_eq!(faults(&h), [dead(Why::Nothing)]);
    h.doors[0] = showing(TEXT_PAGE, 2, h.doors[0].clone());
    assert_eq!(faults(&h), []);
    assert_eq!(ends(&h), [End::SelfService, End::Promise]);
    // Without its model it answers nothing, and its way on is still there.
    h.channels[0].serves = Serves::Model;
    h.failures = vec![Failure::ModelAway];
    assert_eq!(ends(&h), [End::Promise, End::Promise]);
}

#[test]
fn when_the_carrier_is_away_who_can_only_call_has_no_way() {
    let mut h = house(vec![channel(1)], vec![door(1, Medium::Call)]);
    h.failures = vec![Failure::CarrierAway];
    let away = Cause::DeadEnd(Why::Away(Failure::CarrierAway));
    assert_eq!(
        faults(&h),
        [(Invariant::Reach, away.clone(), Verdict::Mend)]
    );
    h.kinds.push(kind("voice only", &[Medium::Call]));
    assert_eq!(faults(&h), [(Invariant::Reach, away, Verdict::DeadEnd)]);
    assert_eq!(
        sentences(&h),
        ["Tue 22:10, voice only: door 1 -> the carrier is away"]
    );
}

#[test]
fn without_agents_a_widget_takes_a_message_and_a_line_rings_for_nothing() {
    let mut h = house(
        vec![channel(1), channel(2)],
        vec![door(1, Medium::Widget), door(2, Medium::Call)],
    );
    assert_eq!(ends(&h), [End::Human, End::Human]);
    h.failures = vec![Failure::NoAgent];
    assert_eq!(ends(&h), [End::Promise, End::DeadEnd(Why::Nothing)]);
    assert_eq!(faults(&h), [dead(Why::Nothing)]);
}

#[test]
fn who_belongs_to_the_audience_is_let_in_and_a_stranger_is_shown_the_way() {
    let mut limited = channel(1);
    let audience = "firms".to_owned();
    limited.overlays = laid(Overlay::LimitedTo { audience }, When::Always);
    let mut h = house(vec![limited], vec![door(1, Medium::Page)]);
    assert_eq!(ends(&h), [End::DeadEnd(Why::Nothing)]);
    h.kinds[0].visitor.segment = Some("firms".into());
    assert_eq!(ends(&h), [End::Promise]);
    h.kinds[0].visitor.segment = Some("others".into());
    assert_eq!(ends(&h), [End::DeadEnd(Why::Nothing)]);
}

#[test]
fn a_mail_waits_for_its_host_and_comes_later() {
    let mut h = house(vec![channel(1)], vec![door(1, Medium::Mail)]);
    h.kinds = vec![kind("mail only", &[Medium::Mail])];
    h.failures = vec![Failure::MailHostAway];
    let away = Cause::DeadEnd(Why::Away(Failure::MailHostAway));
    assert_eq!(faults(&h), [(Invariant::Reach, away, Verdict::Mend)]);
}

#[test]
fn a_finding_is_one_for_all_who_meet_it() {
    let mut h = house(vec![closed(1)], vec![door(1, Medium::Call)]);
    h.kinds.push(kind("voice only", &[Medium::Call]));
    h.kinds.push(kind("text only", &[Medium::Mail]));
    h.slots.push(h.slots[0].clone());
    h.failures = vec![Failure::None, Failure::NoAgent];
    let report = audit(&h, &Scope::All);
    assert_eq!(report.findings.len(), 1);
    let found = &report.findings[0];
    assert_eq!(
        (&found.kinds[..], &found.slots[..]),
        (&[0, 1][..], &[0, 1][..])
    );
    assert_eq!((found.classes, report.looked), (8, 8));
    assert_eq!(found.failures, h.failures);
}

#[test]
fn a_week_is_cut_where_something_opens_or_closes_and_so_is_a_holiday() {
    let local = Local::new("UTC", MONDAY, MONDAY + 400 * HOUR).expect("a zone");
    let day = Holiday {
        name: "Midsummer".into(),
        from: MONDAY + 240 * HOUR,
        to: MONDAY + 264 * HOUR,
    };
    let all = slots(&[&weekdays(8, 18)], MONDAY, &[day], &local);
    let names: Vec<&str> = all.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names[..3], ["Mon 00:00", "Mon 08:00", "Mon 18:00"]);
    assert_eq!(names[11..], ["Thu 00:00", "Thu 08:00", "Thu 18:00"]);
    assert_eq!(all[11].holiday.as_deref(), Some("Midsummer"));
    let week: Millis = all[..11].iter().map(|s| s.ms).sum();
    assert_eq!(week, 168 * HOUR);
}
