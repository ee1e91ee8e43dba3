//! The dead-end audit over random houses: a part is the part of the whole, and nothing is lost by looking at slots together.

use fairlead_domain as domain;

use domain::channel::{ChannelKind, Stage};
use domain::dead_end::{
    Change, Channel, Door, Entry, Failure, Finding, House, Kind, Laid, Link, Report, Scope, Serves,
    Slot, TEXT_PAGE, Team, Verdict, When, audit, touched,
};
use domain::door::{
    Medium, Overlay, TEXT_ACKNOWLEDGEMENT, TEXT_CLOSED, TEXT_PAUSED, TEXT_SIGNPOST, VisitorKind,
};
use domain::hours::{Hours, Interval, Schedule};
use domain::{AgentId, ChannelId, DoorId, Millis, TeamId};
use proptest::prelude::*;
use uuid::Uuid;

const HOUR: Millis = 3_600_000;
/// Monday 2026-03-09, 00:00 UTC.
const MONDAY: Millis = 1_773_014_400_000;
const CHANNELS: u128 = 5;
const DOORS: u128 = 6;
const MEDIA: [Medium; 5] = [
    Medium::Mail,
    Medium::Page,
    Medium::Widget,
    Medium::Call,
    Medium::Text,
];
const TEXTS: [&str; 5] = [
    TEXT_PAGE,
    TEXT_CLOSED,
    TEXT_PAUSED,
    TEXT_SIGNPOST,
    TEXT_ACKNOWLEDGEMENT,
];

fn channel_id(n: u128) -> ChannelId {
    ChannelId(Uuid::from_u128(n))
}

fn hours(from: u16) -> Hours {
    let on = |day| Interval {
        day,
        from: from * 60,
        to: (from + 8) * 60,
    };
    let schedule = Schedule {
        zone: "UTC".into(),
        week: (0..5).map(on).collect(),
        exceptions: Vec::new(),
    };
    Hours::new(&schedule, &[]).expect("a working week")
}

fn overlay() -> impl Strategy<Value = Laid> {
    let what = prop_oneof![
        Just(Overlay::Signpost),
        Just(Overlay::OutboundOnly),
        Just(Overlay::TakeMessage),
        (0..CHANNELS).prop_map(|n| Overlay::Redirect { to: channel_id(n) }),
    ];
    let when = prop_oneof![Just(When::Always), Just(When::OutsideHours)];
    (what, when).prop_map(|(overlay, when)| Laid { overlay, when })
}

fn stage() -> impl Strategy<Value = Stage> {
    prop_oneof![
        3 => Just(Stage::Live),
        1 => Just(Stage::WindingDown),
        3 => Just(Stage::Closed),
    ]
}

fn channel(n: u128) -> impl Strategy<Value = Channel> {
    (
        stage(),
        prop::bool::weighted(0.2),
        prop::option::of(0..CHANNELS),
        prop::option::of(0..2_u128),
        prop::option::of(6..14_u16),
        prop::collection::vec(overlay(), 0..2),
        0..4_u8,
    )
        .prop_map(
            move |(stage, paused, successor, team, from, overlays, serves)| Channel {
                id: channel_id(n),
                kind: ChannelKind("any".into()),
                name: String::new(),
                stage,
                paused,
                successor: successor.map(channel_id),
                team: team.map(|t| TeamId(Uuid::from_u128(t))),
                owner: Some(AgentId(Uuid::from_u128(1))),
                hours: from.map(hours),
                overlays,
                promise: None,
                tells: false,
                serves: if serves == 0 {
                    Serves::Pages
                } else {
                    Serves::People
                },
                languages: None,
                version: 1,
            },
        )
}

fn door(n: u128) -> impl Strategy<Value = Door> {
    let link = (
        0..TEXTS.len(),
        0..DOORS + 1,
        prop::option::of(any::<bool>()),
    );
    let link = link.prop_map(|(text, to, carries)| Link {
        text: TEXTS[text].to_owned(),
        to: DoorId(Uuid::from_u128(to)),
        language: None,
        carries,
    });
    (
        0..CHANNELS,
        0..MEDIA.len(),
        prop::collection::vec(link, 0..4),
    )
        .prop_map(move |(channel, medium, shows)| Door {
            id: DoorId(Uuid::from_u128(n)),
            channel: channel_id(channel),
            label: format!("door {n}"),
            medium: MEDIA[medium],
            entry: Entry::Anybody,
            shows,
            expiries: None,
            named_in: None,
            probe: None,
        })
}

fn kinds() -> Vec<Kind> {
    let able: [&[Medium]; 3] = [
        &[],
        &[Medium::Call],
        &[Medium::Mail, Medium::Page, Medium::Widget],
    ];
    let kind = |media: &&[Medium]| Kind {
        name: "somebody".into(),
        visitor: VisitorKind {
            abilities: media.to_vec(),
            ..VisitorKind::default()
        },
    };
    able.iter().map(kind).collect()
}

fn house() -> impl Strategy<Value = House> {
    let channels: Vec<_> = (0..CHANNELS).map(channel).collect();
    let doors: Vec<_> = (0..DOORS).map(door).collect();
    let team = |n: u128| Team {
        id: TeamId(Uuid::from_u128(n)),
        agents: 2,
        archived: false,
        hours: (n == 1).then(|| hours(9)),
        load: None,
    };
    let slot = |n: i64| Slot {
        at: MONDAY + n * 5 * HOUR,
        ms: 5 * HOUR,
        name: format!("slot {n}"),
        holiday: None,
    };
    (channels, doors).prop_map(move |(channels, doors)| House {
        now: MONDAY,
        channels,
        doors,
        teams: (0..2).map(team).collect(),
        kinds: kinds(),
        slots: (0..6).map(slot).collect(),
        failures: vec![Failure::None, Failure::NoAgent, Failure::CarrierAway],
        urgent: None,
        floors: None,
        strangers: None,
    })
}

/// The findings and ribbons of these doors and of the house.
fn part(report: &Report, doors: &std::collections::BTreeSet<DoorId>) -> Report {
    let of = |door: Option<DoorId>| door.is_none_or(|d| doors.contains(&d));
    let findings = report.findings.iter().filter(|f| of(f.door));
    let flows = report.flows.iter().filter(|f| doors.contains(&f.door));
    let flows: Vec<_> = flows.cloned().collect();
    Report {
        findings: findings.cloned().collect(),
        looked: flows.iter().map(|f| f.classes).sum(),
        flows,
    }
}

fn same(f: &Finding, other: &Finding) -> bool {
    (f.door, f.invariant, &f.cause) == (other.door, other.invariant, &other.cause)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_a_change_touches_is_the_same_part_of_the_whole(h in house(), changed in 0..CHANNELS, at in 0..DOORS) {
        let change = Change {
            doors: vec![DoorId(Uuid::from_u128(at))],
            channels: vec![channel_id(changed)],
            teams: Vec::new(),
        };
        let scope = Scope::Touched(change);
        let doors = touched(&h, &scope);
        prop_assert_eq!(audit(&h, &scope), part(&audit(&h, &Scope::All), &doors));
    }

    #[test]
    fn what_a_change_does_not_touch_lands_where_it_did(h in house(), changed in 0..CHANNELS, stage in stage()) {
        let scope = Scope::Touched(Change {
            channels: vec![channel_id(changed)],
            ..Change::default()
        });
        let mut after = h.clone();
        let place = usize::try_from(changed).expect("small");
        after.channels[place].stage = stage;
        after.channels[place].overlays.clear();
        let mut rest: std::collections::BTreeSet<DoorId> = h.doors.iter().map(|d| d.id).collect();
        for met in touched(&h, &scope).union(&touched(&after, &scope)) {
            rest.remove(met);
        }
        let (before, now) = (audit(&h, &Scope::All), audit(&after, &Scope::All));
        prop_assert_eq!(part(&before, &rest), part(&now, &rest));
    }

    #[test]
    fn slots_one_by_one_say_what_they_say_together(h in house()) {
        let whole = audit(&h, &Scope::All);
        let alone: Vec<Report> = (h.slots.iter())
            .map(|slot| audit(&House { slots: vec![slot.clone()], ..h.clone() }, &Scope::All))
            .collect();
        prop_assert_eq!(whole.looked, alone.iter().map(|r| r.looked).sum::<u64>());
        for f in &whole.findings {
            let met = alone.iter().flat_map(|r| r.findings.iter().filter(|o| same(f, o)));
            let classes: u64 = met.map(|o| o.classes).sum();
            prop_assert_eq!(f.classes, classes, "{:?}", f);
        }
        for f in alone.iter().flat_map(|r| &r.findings) {
            prop_assert!(whole.findings.iter().any(|o| same(f, o)), "{:?}", f);
        }
    }

    #[test]
    fn where_all_is_live_and_staffed_and_takes_mail_nobody_is_a_witness(h in house()) {
        let mut h = h;
        for c in &mut h.channels {
            c.stage = Stage::Live;
            c.paused = false;
            c.hours = None;
            c.team = Some(TeamId(Uuid::from_u128(0)));
            c.overlays.clear();
            c.serves = Serves::People;
        }
        h.doors[0].medium = Medium::Mail;
        h.failures = vec![Failure::None];
        let report = audit(&h, &Scope::All);
        let bad = report.findings.iter().find(|f| f.verdict != Verdict::NotMeasured && f.witness.is_some());
        prop_assert_eq!(bad, None);
    }
}
