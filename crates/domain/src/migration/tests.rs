use super::*;
use uuid::Uuid;

const OLD: ChannelId = ChannelId(Uuid::from_u128(1));
const MAIL: ChannelId = ChannelId(Uuid::from_u128(2));
const CHAT: ChannelId = ChannelId(Uuid::from_u128(3));
const SINCE: Millis = 1_000 * DAY_MS;

fn wrote(day: i64, channel: ChannelId) -> Wrote {
    Wrote {
        at: SINCE + day * DAY_MS,
        channel,
        old_door: false,
        begun: true,
    }
}

fn person(wrote: &[Wrote]) -> Person {
    Person {
        wrote: wrote.to_vec(),
        rated: Vec::new(),
    }
}

fn looks(people: &[Person], days: i64) -> Vec<Look> {
    let mut meter = Meter::new(OLD, SINCE, SINCE + days * DAY_MS);
    people.iter().for_each(|p| meter.take(p));
    meter.looks()
}

fn counts(l: &Look) -> (i64, i64, i64, i64) {
    (l.people, l.moved, l.vanished, l.back_by_old_door)
}

#[test]
fn everybody_moved_came_back_or_was_not_heard_of() {
    let people = [
        person(&[wrote(3, MAIL)]),
        person(&[wrote(40, CHAT), wrote(50, MAIL)]),
        person(&[wrote(2, OLD)]),
        person(&[]),
        person(&[wrote(100, MAIL)]),
    ];
    let found = looks(&people, 400);
    assert_eq!(counts(&found[0]), (5, 1, 3, 1));
    assert_eq!(counts(&found[1]), (5, 2, 2, 1));
    assert_eq!(counts(&found[2]), (5, 3, 1, 1));
    assert_eq!(found[2].moved_to, [(MAIL, 3), (CHAT, 1)]);
    assert!(found.iter().all(|l| l.complete));
}

#[test]
fn days_that_are_not_over_say_so() {
    let found = looks(&[person(&[wrote(3, MAIL)])], 45);
    let told: Vec<_> = found.iter().map(|l| (l.days, l.complete)).collect();
    assert_eq!(told, [(30, true), (90, false), (180, false)]);
    assert_eq!(found[1].measured_until, SINCE + 45 * DAY_MS);
    let clock_set_back = Meter::new(OLD, SINCE, SINCE - DAY_MS).looks();
    assert_eq!(clock_set_back[0].measured_until, SINCE);
}

#[test]
fn an_old_door_that_leads_elsewhere_is_still_the_old_door() {
    let through = Wrote {
        old_door: true,
        ..wrote(5, MAIL)
    };
    let found = looks(&[person(&[through])], 400);
    assert_eq!(counts(&found[0]), (1, 0, 0, 1));
    assert_eq!(found[0].moved_to, []);
}

#[test]
fn finishing_what_was_open_is_neither_coming_back_nor_moving() {
    let going_on = Wrote {
        begun: false,
        ..wrote(1, OLD)
    };
    assert_eq!(counts(&looks(&[person(&[going_on])], 400)[0]), (1, 0, 1, 0));
    // But who goes on writing in a chat elsewhere has moved there.
    let chat = Wrote {
        begun: false,
        ..wrote(1, CHAT)
    };
    assert_eq!(counts(&looks(&[person(&[chat])], 400)[0]), (1, 1, 0, 0));
}

#[test]
fn two_ways_within_a_week_are_one_need_that_was_not_met() {
    let twice = |a, b| looks(&[person(&[a, b])], 400)[0].repeated;
    assert_eq!(twice(wrote(1, MAIL), wrote(8, CHAT)), 1);
    assert_eq!(twice(wrote(8, MAIL), wrote(1, OLD)), 1);
    assert_eq!(twice(wrote(1, MAIL), wrote(9, CHAT)), 0);
    assert_eq!(twice(wrote(1, MAIL), wrote(2, MAIL)), 0);
    let between = [wrote(1, MAIL), wrote(2, MAIL), wrote(3, CHAT)];
    assert_eq!(looks(&[person(&between)], 400)[0].repeated, 1);
}

#[test]
fn what_they_said_before_is_about_the_channel_and_after_about_whatever() {
    let rated = |day: i64, score, about_it| Rated {
        asked_at: SINCE + day * DAY_MS,
        score,
        about_it,
    };
    let one = Person {
        wrote: vec![wrote(2, MAIL)],
        rated: vec![
            rated(-3, 5, true),
            rated(-3, 1, false),
            rated(-91, 1, true),
            rated(3, 2, false),
            rated(40, 5, false),
        ],
    };
    let found = looks(&[one, person(&[])], 400);
    let n = |c: Option<Csat>| c.map(|c| (c.n, c.value));
    assert_eq!(n(found[0].csat_before), Some((1, 1.0)));
    assert_eq!(n(found[0].csat_after), Some((1, 0.0)));
    assert_eq!(n(found[1].csat_after), Some((2, 0.5)));
    assert_eq!((found[0].complaints, found[1].complaints), (1, 1));
    assert_eq!(n(looks(&[person(&[])], 400)[0].csat_before), None);
}

#[test]
fn a_channel_turned_when_it_began_to_wind_down() {
    use Stage::{Closed, Draft, Live, Pilot, WindingDown};
    let when = |stages: &[Stage]| {
        let times = (1..).map(|n| n * -DAY_MS);
        turned(times.zip(stages.iter().copied().map(Some))).map(|at| -at / DAY_MS)
    };
    assert_eq!(when(&[Closed, WindingDown, Live, Closed]), Some(2));
    assert_eq!(when(&[Closed, Live]), Some(1));
    assert_eq!(when(&[WindingDown]), Some(1));
    assert_eq!(when(&[Pilot, Closed, Draft]), None);
    assert_eq!(when(&[]), None);
}
