//! Small days that can be counted by hand.

use super::*;
use crate::conversation::Urgency;
use crate::{ChannelId, TeamId};
use uuid::Uuid;

const HOUR: Millis = 60 * 60 * 1000;
const DAY: Millis = 24 * HOUR;

fn traits(team: u128) -> Traits {
    Traits {
        channel: ChannelId(Uuid::from_u128(1)),
        team: (team > 0).then(|| TeamId(Uuid::from_u128(team))),
        assignee: (team > 0).then(|| AgentId(Uuid::from_u128(team))),
        topic: None,
        urgency: Urgency::Normal,
    }
}

fn life(n: u128, arrived_at: Millis) -> Life {
    Life {
        conversation: ConversationId(Uuid::from_u128(n)),
        arrived_at,
        traits: traits(1),
        ours: false,
        status: Status::Open,
        waiting_since: Some(arrived_at),
        asks: 1,
        last_customer_at: Some(arrived_at),
        first_reply_at: None,
        last_reply_at: None,
        resolved_at: None,
        reopened: 0,
        left_at: None,
        deleted_at: None,
    }
}

fn done(n: u128, arrived_at: Millis, replied: Millis, resolved: Millis) -> Life {
    Life {
        status: Status::Resolved,
        waiting_since: None,
        first_reply_at: Some(replied),
        last_reply_at: Some(replied),
        resolved_at: Some(resolved),
        left_at: Some(resolved),
        ..life(n, arrived_at)
    }
}

fn calendar(_: &Traits, a: Millis, b: Millis) -> Millis {
    b - a
}

const WEEK: Period = Period {
    from: 7 * DAY,
    to: 14 * DAY,
};

fn counted(lives: &[Life], as_of: Millis, by: Option<Dimension>) -> Report {
    let local = Local::new("UTC", 0, 30 * DAY).expect("a zone");
    let mut tally = Tally::new(&local, WEEK, as_of, &calendar).by(by, None);
    lives.iter().for_each(|l| tally.life(l));
    tally.into_report(None)
}

#[test]
fn what_waits_is_counted_and_the_median_knows_of_it() {
    let mut lives = vec![
        done(1, 8 * DAY, 8 * DAY + HOUR, 8 * DAY + 5 * HOUR),
        done(2, 9 * DAY, 9 * DAY + 2 * HOUR, 9 * DAY + 3 * HOUR),
        life(3, 10 * DAY),
        life(4, 11 * DAY),
    ];
    lives.push(Life {
        status: Status::Spam,
        ..life(5, 11 * DAY)
    });
    let report = counted(&lives, 20 * DAY, None);
    let c = report.totals.count;
    assert_eq!(
        (
            c.of(Measure::Arrived),
            c.of(Measure::Answered),
            c.of(Measure::Unanswered)
        ),
        (4, 2, 2)
    );
    assert_eq!(
        (
            c.of(Measure::Resolved),
            c.of(Measure::Unresolved),
            c.of(Measure::Backlog)
        ),
        (2, 2, 2)
    );
    let first = &report.totals.first_response;
    assert_eq!(
        (first.n, first.ended, first.median_s),
        (4, 2, Some(2 * 3600))
    );
    assert_eq!(report.totals.resolution.most_s, None);
    let ages: Vec<u64> = report.ages.iter().map(|a| a.n).collect();
    assert_eq!(
        ages,
        [0, 0, 2, 0, 0],
        "at the end of the period they are three and four days old"
    );
}

#[test]
fn the_backlog_of_each_day_is_what_was_not_resolved_then() {
    let lives = [
        // Before the period, and resolved within it; before it, and never.
        done(1, DAY, DAY, 9 * DAY),
        life(2, 2 * DAY),
        done(3, 8 * DAY, 8 * DAY, 10 * DAY),
    ];
    let report = counted(&lives, 12 * DAY, None);
    let backlog: Vec<Option<u64>> = report.days.iter().map(|d| d.backlog).collect();
    // Days 7 to 13; what is after `as_of` is not known.
    assert_eq!(
        backlog,
        [Some(2), Some(3), Some(2), Some(1), Some(1), Some(1), None]
    );
    let resolutions: Vec<u64> = report.days.iter().map(|d| d.resolutions).collect();
    assert_eq!(resolutions, [0, 0, 1, 1, 0, 0, 0]);
    assert_eq!(report.totals.count.of(Measure::Arrived), 1);
    assert_eq!(report.totals.count.of(Measure::Resolutions), 2);
}

#[test]
fn a_list_has_as_many_lines_as_its_number_says() {
    let lives = [
        done(1, 8 * DAY, 8 * DAY + HOUR, 8 * DAY + 5 * HOUR),
        life(2, 8 * DAY + 3 * HOUR),
        Life {
            traits: traits(0),
            ..life(3, 9 * DAY)
        },
        life(4, DAY),
    ];
    let local = Local::new("UTC", 0, 30 * DAY).expect("a zone");
    let report = counted(&lives, 20 * DAY, Some(Dimension::Team));
    for group in &report.groups {
        for measure in Measure::ALL {
            let pick = Pick {
                measure,
                key: Some(group.key),
                day: None,
                slot: None,
                age: None,
            };
            let mut tally = Tally::new(&local, WEEK, 20 * DAY, &calendar)
                .by(Some(Dimension::Team), None)
                .picking(pick);
            lives.iter().for_each(|l| tally.life(l));
            let n = tally.into_picked().len() as u64;
            assert_eq!(
                n,
                group.totals.count.of(measure),
                "{measure:?} of {:?}",
                group.key
            );
        }
    }
    assert_eq!(report.groups.len(), 2);
}

#[test]
fn a_cell_of_the_heat_map_leads_to_its_conversations() {
    let lives = [life(1, 8 * DAY + 3 * HOUR), life(2, 8 * DAY + 4 * HOUR)];
    let report = counted(&lives, 20 * DAY, None);
    // 1970-01-09 was a Friday.
    assert_eq!(report.heat[4][3], 1);
    let local = Local::new("UTC", 0, 30 * DAY).expect("a zone");
    let pick = Pick {
        measure: Measure::Arrived,
        key: None,
        day: Some(8),
        slot: Some((4, 3)),
        age: None,
    };
    let mut tally = Tally::new(&local, WEEK, 20 * DAY, &calendar).picking(pick);
    lives.iter().for_each(|l| tally.life(l));
    assert_eq!(
        tally.into_picked(),
        [(8 * DAY + 3 * HOUR, ConversationId(Uuid::from_u128(1)))]
    );
}

#[test]
fn a_bar_of_the_ages_leads_to_its_conversations() {
    let lives = [
        life(1, 12 * DAY),
        life(2, 12 * DAY + 23 * HOUR),
        // Exactly three days old at the end of the period: no longer under three.
        life(3, 11 * DAY),
        life(4, DAY),
        done(5, 8 * DAY, 8 * DAY, 9 * DAY),
        life(6, 14 * DAY - 1),
    ];
    let report = counted(&lives, 20 * DAY, None);
    let local = Local::new("UTC", 0, 30 * DAY).expect("a zone");
    let mut all = 0;
    for (group, age) in report.ages.iter().enumerate() {
        let pick = Pick {
            measure: Measure::Backlog,
            key: None,
            day: None,
            slot: None,
            age: Some(group),
        };
        let mut tally = Tally::new(&local, WEEK, 20 * DAY, &calendar).picking(pick);
        lives.iter().for_each(|l| tally.life(l));
        let listed = tally.into_picked();
        assert_eq!(listed.len() as u64, age.n, "{group}");
        all += age.n;
        if group == 2 {
            assert_eq!(listed, [(11 * DAY, ConversationId(Uuid::from_u128(3)))]);
        }
    }
    assert_eq!(all, report.totals.count.of(Measure::Backlog));
    assert_eq!(all, 5);
}

#[test]
fn without_the_permission_other_agents_are_not_told_apart() {
    let lives = [
        life(1, 8 * DAY),
        Life {
            traits: traits(2),
            ..life(2, 8 * DAY)
        },
        Life {
            traits: traits(3),
            ..life(3, 8 * DAY)
        },
    ];
    let local = Local::new("UTC", 0, 30 * DAY).expect("a zone");
    let me = AgentId(Uuid::from_u128(1));
    let mut tally =
        Tally::new(&local, WEEK, 20 * DAY, &calendar).by(Some(Dimension::Agent), Some(me));
    lives.iter().for_each(|l| tally.life(l));
    let report = tally.into_report(None);
    let keys: Vec<Key> = report.groups.iter().map(|g| g.key).collect();
    assert_eq!(keys, [Key::Others, Key::Id(me.0)]);
}

#[test]
fn a_later_question_and_a_reopening_are_spells() {
    let local = Local::new("UTC", 0, 30 * DAY).expect("a zone");
    let mut tally = Tally::new(&local, WEEK, 13 * DAY, &calendar);
    let id = ConversationId(Uuid::from_u128(1));
    let spell = |kind, began_at, ended_at: Option<Millis>| Spell {
        kind,
        began_at,
        ended_at,
        outcome: if ended_at.is_some() {
            Outcome::Done
        } else {
            Outcome::Open
        },
    };
    tally.spell(
        id,
        &traits(1),
        &spell(SpellKind::Wait, 8 * DAY, Some(8 * DAY + HOUR)),
    );
    tally.spell(id, &traits(1), &spell(SpellKind::Wait, 9 * DAY, None));
    tally.spell(
        id,
        &traits(1),
        &spell(SpellKind::Reopened, 9 * DAY, Some(10 * DAY)),
    );
    tally.spell(id, &traits(1), &spell(SpellKind::Reopened, 11 * DAY, None));
    let report = tally.into_report(None);
    let c = report.totals.count;
    assert_eq!(
        (c.of(Measure::NextAnswered), c.of(Measure::NextWaiting)),
        (1, 1)
    );
    assert_eq!(
        (
            c.of(Measure::Reopened),
            c.of(Measure::Resolutions),
            c.of(Measure::Backlog)
        ),
        (2, 1, 1)
    );
    assert_eq!((report.next_response.n, report.next_response.ended), (2, 1));
}
