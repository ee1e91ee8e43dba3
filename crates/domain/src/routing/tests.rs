use super::*;
use crate::away::Reason;
use crate::conversation::Urgency;
use crate::{AgentId, ChannelId, ConversationId, SkillId, TeamId};
use std::collections::BTreeMap;
use uuid::Uuid;

const MINUTE: Millis = 60_000;
const NOW: Millis = 1_000 * MINUTE;

fn id(n: u128) -> ConversationId {
    ConversationId(Uuid::from_u128(n))
}

fn who(n: u128) -> AgentId {
    AgentId(Uuid::from_u128(n))
}

fn team(n: u128) -> TeamId {
    TeamId(Uuid::from_u128(n))
}

fn item(n: u128, kind: Kind, urgency: Urgency, since: Millis) -> WorkItem {
    WorkItem {
        id: id(n),
        kind,
        channel: ChannelId(Uuid::from_u128(1)),
        team: None,
        urgency,
        topic: None,
        language: None,
        needs: Vec::new(),
        size: 1,
        handle_ms: 5 * MINUTE,
        since,
        contact: None,
        sticky: None,
        place: Place::Fresh,
        standing: Standing::Waiting,
        version: 0,
        refused: Vec::new(),
    }
}

fn live(n: u128, since: Millis) -> WorkItem {
    item(n, Kind::Live, Urgency::Normal, since)
}

fn mail(n: u128, urgency: Urgency, since: Millis) -> WorkItem {
    item(n, Kind::Deferred, urgency, since)
}

fn agent(n: u128) -> Agent {
    Agent {
        id: who(n),
        presence: Presence::Online,
        skills: Vec::new(),
        teams: Vec::new(),
        capacity: 1,
        live_cap: 1,
        idle_since: NOW - MINUTE,
        missed: 0,
    }
}

fn pulled() -> Rules {
    Rules::default()
}

fn queue(rules: Rules, agents: Vec<Agent>, items: Vec<WorkItem>) -> Queue {
    Queue::of(rules, agents, items, NOW)
}

fn at(queue: &mut Queue, event: Event, now: Millis) -> Vec<Decision> {
    queue.handle(event, now).expect("not refused")
}

fn refused(queue: &mut Queue, event: Event) -> &'static str {
    queue.handle(event, NOW).expect_err("refused").code
}

fn next(queue: &mut Queue, n: u128) -> Option<ConversationId> {
    let decided = at(queue, Event::Started { agent: who(n) }, NOW);
    decided.iter().find_map(|d| match d {
        Decision::Assign { item, .. } => Some(*item),
        _ => None,
    })
}

#[test]
fn next_is_what_is_due_first_whatever_its_urgency() {
    // Low, due in an hour; urgent, due in 14 minutes, seven of which are guard; normal, due in three hours.
    let items = vec![
        mail(1, Urgency::Low, NOW - 23 * 60 * MINUTE),
        mail(2, Urgency::Normal, NOW - 60 * MINUTE),
        mail(3, Urgency::Urgent, NOW - MINUTE),
    ];
    let mut q = queue(pulled(), vec![agent(1)], items);
    assert_eq!(next(&mut q, 1), Some(id(3)));
    assert_eq!(next(&mut q, 1), None, "one thing at a time");
    at(
        &mut q,
        Event::Finished {
            item: id(3),
            agent: who(1),
        },
        NOW,
    );
    assert_eq!(next(&mut q, 1), Some(id(1)));
}

#[test]
fn what_is_more_urgent_and_out_of_slack_goes_before_what_is_due_first() {
    let late = mail(1, Urgency::Normal, NOW - 239 * MINUTE);
    let urgent = mail(2, Urgency::Urgent, NOW - 9 * MINUTE);
    let mut q = queue(pulled(), vec![agent(1)], vec![late, urgent]);
    let decided = at(&mut q, Event::Started { agent: who(1) }, NOW);
    let turn = match &decided[..] {
        [Decision::Assign { item, because, .. }] if *item == id(2) => because.turn,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        turn,
        Turn::OutOfSlack {
            due: NOW + 6 * MINUTE,
            before: id(1)
        }
    );
}

#[test]
fn a_live_contact_rings_at_the_longest_idle_and_then_at_nobody_else() {
    let mut idle = agent(2);
    idle.idle_since = NOW - 2 * MINUTE;
    let mut q = queue(pulled(), vec![agent(1), idle], Vec::new());
    let decided = at(&mut q, Event::Arrived(live(9, NOW)), NOW);
    let [
        Decision::Offer {
            item,
            agent,
            until,
            version: 1,
            because,
        },
    ] = decided[..]
    else {
        panic!("{decided:?}")
    };
    assert_eq!((item, agent, until), (id(9), who(2), NOW + 20_000));
    assert_eq!(
        because.whom,
        Whom::LongestIdle {
            since: NOW - 2 * MINUTE
        }
    );
    assert_eq!(at(&mut q, Event::Tick, NOW + 1), []);
}

#[test]
fn an_agent_has_one_thing_ringing_though_there_is_room_for_more() {
    let mut roomy = agent(1);
    (roomy.capacity, roomy.live_cap) = (3, 3);
    let mut q = queue(pulled(), vec![roomy], Vec::new());
    assert_eq!(at(&mut q, Event::Arrived(live(8, NOW)), NOW).len(), 1);
    assert_eq!(at(&mut q, Event::Arrived(live(9, NOW)), NOW), []);
    let decided = at(
        &mut q,
        Event::Accepted {
            item: id(8),
            agent: who(1),
            version: 1,
        },
        NOW,
    );
    assert!(
        matches!(
            decided[..],
            [Decision::Assign { .. }, Decision::Offer { .. }]
        ),
        "{decided:?}"
    );
    let mut capped = agent(2);
    (capped.capacity, capped.live_cap) = (9, 1);
    let held = WorkItem {
        standing: Standing::Held { agent: who(2) },
        ..live(1, NOW)
    };
    let mut q = queue(pulled(), vec![capped], vec![held]);
    assert_eq!(
        at(&mut q, Event::Arrived(live(2, NOW)), NOW),
        [],
        "the cap of chats holds"
    );
}

#[test]
fn an_answer_to_an_earlier_offer_is_refused() {
    let mut q = queue(pulled(), vec![agent(1), agent(2)], Vec::new());
    at(&mut q, Event::Arrived(live(9, NOW)), NOW);
    at(
        &mut q,
        Event::Declined {
            item: id(9),
            agent: who(1),
            version: 1,
        },
        NOW,
    );
    let accept = |n, version| Event::Accepted {
        item: id(9),
        agent: who(n),
        version,
    };
    assert_eq!(refused(&mut q, accept(1, 1)), "offer_gone");
    assert_eq!(refused(&mut q, accept(2, 1)), "offer_gone");
    assert_eq!(
        refused(
            &mut q,
            Event::TimedOut {
                item: id(9),
                version: 1
            }
        ),
        "offer_gone"
    );
    at(&mut q, accept(2, 2), NOW);
    assert_eq!(refused(&mut q, accept(2, 2)), "offer_gone", "twice");
    at(&mut q, Event::Left { item: id(9) }, NOW);
    assert_eq!(
        refused(&mut q, accept(2, 2)),
        "item_unknown",
        "left meanwhile"
    );
}

#[test]
fn who_lets_offers_ring_is_away_and_the_contact_rings_elsewhere() {
    let rules = Rules {
        missed_max: 1,
        ..pulled()
    };
    let mut q = queue(rules, vec![agent(1), agent(2)], Vec::new());
    at(&mut q, Event::Arrived(live(9, NOW)), NOW);
    let decided = at(&mut q, Event::Tick, NOW + 20_000);
    assert!(
        decided.contains(&Decision::SetAway { agent: who(1) }),
        "{decided:?}"
    );
    assert!(
        decided
            .iter()
            .any(|d| matches!(d, Decision::Offer { agent, version: 2, .. } if *agent == who(2))),
        "{decided:?}"
    );
}

#[test]
fn an_agent_who_vanishes_hands_live_work_back_at_once_and_mail_after_a_while() {
    let held = |i: WorkItem| WorkItem {
        standing: Standing::Held { agent: who(1) },
        ..i
    };
    let items = vec![
        held(live(8, NOW - MINUTE)),
        held(mail(9, Urgency::Normal, NOW - MINUTE)),
    ];
    let mut roomy = agent(1);
    roomy.capacity = 5;
    let mut q = queue(pulled(), vec![roomy.clone(), agent(2)], items);
    roomy.presence = Presence::Offline { since: NOW };
    let decided = at(&mut q, Event::AgentChanged(roomy), NOW);
    assert!(
        matches!(
            decided[..],
            [
                Decision::HandBack {
                    because: Why::AgentGone,
                    ..
                },
                Decision::Offer { .. }
            ]
        ),
        "{decided:?}"
    );
    assert_eq!(
        q.item(id(8)).map(|i| i.since),
        Some(NOW - MINUTE),
        "the wait is not set anew"
    );
    let decided = at(&mut q, Event::Tick, NOW + 30 * MINUTE);
    assert!(
        decided
            .iter()
            .any(|d| matches!(d, Decision::HandBack { item, .. } if *item == id(9)))
    );
}

#[test]
fn a_customer_waits_for_who_knows_them_but_not_longer_than_half_the_limit() {
    let rules = Rules {
        handing: Handing::Assigned,
        ..pulled()
    };
    let known = WorkItem {
        standing: Standing::Held { agent: who(2) },
        ..mail(1, Urgency::Low, NOW)
    };
    let mut q = queue(rules, vec![agent(1), agent(2)], vec![known]);
    let theirs = WorkItem {
        sticky: Some(who(2)),
        ..live(9, NOW)
    };
    assert_eq!(at(&mut q, Event::Arrived(theirs), NOW), []);
    assert_eq!(at(&mut q, Event::Tick, NOW + 59_999), []);
    let decided = at(&mut q, Event::Tick, NOW + MINUTE);
    assert!(
        matches!(decided[..], [Decision::Offer { agent, .. }] if agent == who(1)),
        "{decided:?}"
    );
}

#[test]
fn wishes_are_lowered_step_by_step_and_musts_never() {
    let skill = Skill::Named(SkillId(Uuid::from_u128(5)));
    let need = |firmness| {
        vec![Need {
            skill,
            level: 3,
            firmness,
        }]
    };
    let mut novice = agent(1);
    novice.skills = vec![(skill, 2)];
    (novice.capacity, novice.live_cap) = (2, 2);
    let mut q = queue(pulled(), vec![novice], Vec::new());
    at(
        &mut q,
        Event::Arrived(WorkItem {
            needs: need(Firmness::Must),
            ..live(8, NOW)
        }),
        NOW,
    );
    at(
        &mut q,
        Event::Arrived(WorkItem {
            needs: need(Firmness::Wish),
            ..live(9, NOW)
        }),
        NOW,
    );
    assert_eq!(at(&mut q, Event::Tick, NOW + 59_999), []);
    let decided = at(&mut q, Event::Tick, NOW + MINUTE);
    let [Decision::Offer { item, because, .. }] = decided[..] else {
        panic!("{decided:?}")
    };
    assert_eq!((item, because.lowered), (id(9), 1));
}

#[test]
fn other_teams_help_after_their_time() {
    let rules = Rules {
        overflow: BTreeMap::from([(team(1), vec![team(2)])]),
        ..pulled()
    };
    let mut helper = agent(1);
    helper.teams = vec![team(2)];
    let mut q = queue(rules, vec![helper], Vec::new());
    let theirs = WorkItem {
        team: Some(team(1)),
        ..live(9, NOW)
    };
    assert_eq!(at(&mut q, Event::Arrived(theirs), NOW), []);
    let decided = at(&mut q, Event::Tick, NOW + 72_000);
    assert_eq!(
        decided[0],
        Decision::Overflow {
            item: id(9),
            to: vec![team(2)]
        }
    );
    assert!(matches!(decided[1], Decision::Offer { .. }), "{decided:?}");
}

#[test]
fn helpers_who_are_called_in_help_at_once_and_only_so_long() {
    let rules = |until| Rules {
        overflow: BTreeMap::from([(team(1), vec![team(2)])]),
        helping: BTreeMap::from([(team(1), until)]),
        ..pulled()
    };
    let mut helper = agent(1);
    helper.teams = vec![team(2)];
    let theirs = |n, since| WorkItem {
        team: Some(team(1)),
        ..live(n, since)
    };
    let offers = |decided: &[Decision]| {
        let offer = |d: &&Decision| matches!(d, Decision::Offer { .. });
        decided.iter().filter(offer).count()
    };
    let mut q = queue(rules(NOW + MINUTE), vec![helper.clone()], Vec::new());
    let told = at(&mut q, Event::Arrived(theirs(9, NOW)), NOW);
    assert_eq!(offers(&told), 1, "{told:?}");
    // It is over: what comes now waits for its own team first, and so does what nobody took.
    let mut busy = helper.clone();
    busy.live_cap = 0;
    let mut q = queue(rules(NOW + MINUTE), vec![busy], vec![theirs(9, NOW)]);
    assert_eq!(q.eased(id(9)).map(|(_, to)| to.len()), Some(1));
    at(&mut q, Event::Tick, NOW + MINUTE);
    assert_eq!(q.eased(id(9)).map(|(_, to)| to.len()), Some(0));
    assert_eq!(
        offers(&at(&mut q, Event::AgentChanged(helper), NOW + MINUTE)),
        0
    );
    // After its time they help as always.
    assert_eq!(offers(&at(&mut q, Event::Tick, NOW + 72_000)), 1);
    // Called in without anybody to call.
    let nobody = Rules {
        overflow: BTreeMap::new(),
        ..rules(NOW + MINUTE)
    };
    let q = queue(nobody, Vec::new(), vec![theirs(9, NOW)]);
    assert_eq!(q.eased(id(9)).map(|(_, to)| to.len()), Some(0));
}

#[test]
fn a_contact_that_would_make_other_work_late_is_offered_another_way_and_overtakes_nobody() {
    let busy = |n| WorkItem {
        standing: Standing::Held { agent: who(1) },
        ..mail(n, Urgency::Normal, NOW)
    };
    // Due in 9 minutes; with the newcomer in front it would be begun in ten.
    let tight = mail(2, Urgency::Normal, NOW - 231 * MINUTE);
    let mut q = queue(pulled(), vec![agent(1)], vec![busy(1), tight]);
    let decided = at(&mut q, Event::Arrived(live(9, NOW)), NOW);
    assert!(
        matches!(decided[..], [Decision::OfferAlternative { item, .. }] if item == id(9)),
        "{decided:?}"
    );
    assert_eq!(q.item(id(9)).map(|i| i.place), Some(Place::Behind));
    at(
        &mut q,
        Event::Finished {
            item: id(1),
            agent: who(1),
        },
        NOW,
    );
    assert_eq!(next(&mut q, 1), Some(id(2)));
}

#[test]
fn nobody_is_sent_away_while_an_agent_is_free_or_when_it_is_urgent() {
    let tight = mail(2, Urgency::Urgent, NOW - 14 * MINUTE);
    let rules = Rules {
        handing: Handing::Pulled { grace_ms: 0 },
        ..pulled()
    };
    let mut q = queue(rules, vec![agent(1)], vec![tight]);
    let decided = at(&mut q, Event::Arrived(live(9, NOW)), NOW);
    assert!(
        matches!(decided[..], [Decision::Offer { .. }]),
        "{decided:?}"
    );
    let decided = at(
        &mut q,
        Event::Arrived(item(10, Kind::Live, Urgency::Urgent, NOW)),
        NOW,
    );
    assert_eq!(decided, [], "urgent: waits");
}

#[test]
fn an_agent_is_left_to_pull_what_is_due_before_a_live_contact() {
    let tight = mail(2, Urgency::Urgent, NOW - 14 * MINUTE);
    let mut just_free = agent(1);
    just_free.idle_since = NOW;
    let mut q = queue(
        Rules {
            admission_percent: None,
            ..pulled()
        },
        vec![just_free],
        vec![tight],
    );
    assert_eq!(at(&mut q, Event::Arrived(live(9, NOW)), NOW), []);
    let decided = at(&mut q, Event::Tick, NOW + 15_000);
    let [Decision::Offer { because, .. }] = decided[..] else {
        panic!("{decided:?}")
    };
    assert!(matches!(because.turn, Turn::NotPulled { .. }));
}

#[test]
fn a_clock_that_goes_back_leaves_no_offer_ringing_for_an_hour() {
    let mut q = queue(pulled(), vec![agent(1)], Vec::new());
    at(&mut q, Event::Arrived(live(9, NOW)), NOW + 60 * MINUTE);
    at(&mut q, Event::Tick, NOW);
    let until = match q.item(id(9)).map(|i| i.standing) {
        Some(Standing::Offered { until, .. }) => until,
        other => panic!("{other:?}"),
    };
    assert!(until <= NOW + 20_000);
}

#[test]
fn what_cannot_be_is_refused_with_a_code() {
    let mut q = queue(pulled(), vec![agent(1)], vec![live(1, NOW)]);
    assert_eq!(refused(&mut q, Event::Arrived(live(1, NOW))), "item_known");
    assert_eq!(
        refused(
            &mut q,
            Event::Arrived(WorkItem {
                size: 0,
                ..live(2, NOW)
            })
        ),
        "bad_size"
    );
    assert_eq!(
        refused(
            &mut q,
            Event::Finished {
                item: id(1),
                agent: who(1)
            }
        ),
        "not_held"
    );
    assert_eq!(
        refused(&mut q, Event::Started { agent: who(7) }),
        "agent_unknown"
    );
    assert_eq!(refused(&mut q, Event::Left { item: id(7) }), "item_unknown");
    let away = Agent {
        presence: Presence::Away {
            reason: Reason::Break,
        },
        ..agent(1)
    };
    at(&mut q, Event::AgentChanged(away), NOW);
    assert_eq!(
        refused(&mut q, Event::Started { agent: who(1) }),
        "agent_away"
    );
}

#[test]
fn deciding_from_rows_is_deciding_in_the_queue() {
    let state = State {
        rules: pulled(),
        agents: vec![agent(1)],
        items: Vec::new(),
        now: NOW,
    };
    let event = Event::Arrived(live(9, NOW));
    let mut q = queue(pulled(), vec![agent(1)], Vec::new());
    assert_eq!(decide(&state, event.clone(), NOW), q.handle(event, NOW));
}

#[test]
fn a_language_is_a_short_tag() {
    assert_eq!(Language::of("ET").map(String::from), Some("et".to_owned()));
    assert_eq!(
        Language::of("zh-hans").map(String::from),
        Some("zh-hans".to_owned())
    );
    assert!(
        ["", "toolongtag", "ä", "a b"]
            .iter()
            .all(|t| Language::of(t).is_none())
    );
}
