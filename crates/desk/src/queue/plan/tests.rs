//! Rows in, plan out.

use super::*;
use domain::conversation::Urgency;
use domain::routing::{CAPACITY, LIVE_CAP, Refused, SIZE_WRITTEN, Why};
use domain::{ChannelId, TeamId};
use uuid::Uuid;

const MINUTE: Millis = 60_000;
const NOW: Millis = 1_000 * MINUTE;
const SALES: TeamId = TeamId(Uuid::from_u128(1));
const HELP: TeamId = TeamId(Uuid::from_u128(2));

fn who(n: u128) -> AgentId {
    AgentId(Uuid::from_u128(n))
}

fn id(n: u128) -> ConversationId {
    ConversationId(Uuid::from_u128(n))
}

/// A chat that came a minute ago.
fn item(n: u128, standing: Standing) -> WorkItem {
    WorkItem {
        id: id(n),
        kind: Kind::Live,
        channel: ChannelId(Uuid::nil()),
        team: Some(SALES),
        urgency: Urgency::Normal,
        topic: None,
        language: None,
        needs: Vec::new(),
        size: SIZE_WRITTEN,
        handle_ms: 7 * MINUTE,
        since: NOW - MINUTE,
        contact: None,
        sticky: None,
        place: Place::Admitted,
        standing,
        version: 7,
        refused: Vec::new(),
    }
}

/// What rings, or is held, since half a minute.
fn noted(item: &WorkItem) -> Work {
    row(item, None, None, false, NOW - MINUTE / 2)
}

fn rings(n: u128, until: Millis) -> Standing {
    Standing::Offered {
        agent: who(n),
        until,
    }
}

fn held(n: u128) -> Standing {
    Standing::Held { agent: who(n) }
}

/// Agents of the team, here from one to so many; no items.
fn desk(agents: u128) -> Loaded {
    let agent = |n| Agent {
        id: who(n),
        presence: Presence::Online,
        skills: Vec::new(),
        teams: vec![SALES],
        capacity: CAPACITY,
        live_cap: LIVE_CAP,
        idle_since: i64::try_from(n).unwrap_or(0),
        missed: 0,
    };
    let agents: Vec<Agent> = (1..=agents).map(agent).collect();
    let seat = |a: &Agent| {
        let mut seat = AgentWork::new(a.id);
        (seat.here, seat.idle_since) = (true, a.idle_since);
        (a.id, seat)
    };
    Loaded {
        rules: Rules::default(),
        seats: agents.iter().map(seat).collect(),
        agents,
        items: Vec::new(),
        rows: HashMap::new(),
        facts: HashMap::new(),
        over: Vec::new(),
        now: NOW,
    }
}

impl Loaded {
    fn with(mut self, item: WorkItem, row: Work) -> Self {
        self.rows.insert(item.id, row);
        self.items.push(item);
        self
    }

    fn gone(mut self, n: u128, since: Millis) -> Self {
        for agent in self.agents.iter_mut().filter(|a| a.id == who(n)) {
            agent.presence = Presence::Offline { since };
        }
        self
    }
}

/// The row of one piece of work after the plan.
fn after(plan: &Plan, n: u128) -> Option<&Work> {
    plan.changes.iter().find_map(|change| match change {
        Change::New(to) | Change::Over(_, to) if to.conversation == id(n) => Some(to),
        _ => None,
    })
}

fn withdrawn(plan: &Plan) -> Vec<(AgentId, Why)> {
    let why = |d: &Decision| match d {
        Decision::Withdraw { agent, because, .. } | Decision::HandBack { agent, because, .. } => {
            Some((*agent, *because))
        }
        _ => None,
    };
    plan.decisions.iter().filter_map(why).collect()
}

fn offered(plan: &Plan) -> Vec<AgentId> {
    let to = |d: &Decision| match d {
        Decision::Offer { agent, .. } => Some(*agent),
        _ => None,
    };
    plan.decisions.iter().filter_map(to).collect()
}

#[test]
fn a_visitor_who_waits_rings_at_whoever_was_idle_longest_and_nothing_is_left_to_do() {
    let mut desk = desk(2);
    desk.items.push(item(1, Standing::Waiting));
    let first = plan(&desk);
    assert_eq!(offered(&first), [who(1)]);
    let row = after(&first, 1).expect("a row").clone();
    assert_eq!((row.standing, row.agent), (Stands::Offered, Some(who(1))));
    assert_eq!((row.version, row.at), (8, NOW));
    let rings = Standing::Offered {
        agent: who(1),
        until: row.until.expect("it rings so long"),
    };
    desk.items.clear();
    let mut offered = item(1, rings);
    offered.version = row.version;
    assert!(plan(&desk.with(offered, row)).is_empty());
}

#[test]
fn a_chat_that_somebody_else_took_by_hand_stops_ringing_and_is_theirs() {
    let row = noted(&item(1, rings(1, NOW + MINUTE)));
    let plan = plan(&desk(2).with(item(1, held(2)), row));
    assert_eq!(withdrawn(&plan), [(who(1), Why::TakenByHand)]);
    let row = after(&plan, 1).expect("it stands otherwise");
    assert_eq!((row.standing, row.agent), (Stands::Held, Some(who(2))));
    assert_eq!(offered(&plan), []);
}

#[test]
fn a_chat_that_was_given_to_who_had_gone_stays_with_them() {
    let (mut given, row) = (item(1, held(1)), noted(&item(1, held(1))));
    let gone = |since| desk(2).gone(1, since).with(given.clone(), row.clone());
    assert_eq!(withdrawn(&plan(&gone(NOW - MINUTE))), []);
    // Who went after they had it hands it back.
    let back = plan(&gone(NOW - MINUTE / 4));
    assert_eq!(withdrawn(&back), [(who(1), Why::AgentGone)]);
    assert_eq!(offered(&back), [who(2)]);
    // So does who is given something at this moment, by hand, when they are not here.
    given.standing = held(1);
    let row = noted(&item(1, rings(2, NOW + MINUTE)));
    let taken = plan(&desk(2).gone(1, NOW - MINUTE).with(given, row));
    assert_eq!(withdrawn(&taken), [(who(2), Why::TakenByHand)]);
    let row = after(&taken, 1).expect("it stands otherwise");
    assert_eq!((row.standing, row.agent), (Stands::Held, Some(who(1))));
}

#[test]
fn a_row_whose_conversation_ended_goes_and_counts_for_whoever_had_it() {
    let mut desk = desk(1);
    let seat = desk.seats.get_mut(&who(1)).expect("a seat");
    (seat.level, seat.level_since) = (1, NOW - 10 * MINUTE);
    let was = item(1, held(1));
    desk.rows.insert(was.id, noted(&was));
    desk.over.push(was);
    let plan = plan(&desk);
    assert_eq!(
        plan.changes,
        [Change::End(desk.rows[&id(1)].clone())],
        "{plan:?}"
    );
    let measured = Level {
        level: 1,
        agent_ms: 10 * MINUTE,
        ended: 1,
    };
    assert_eq!(plan.levels, [(who(1), measured)]);
    assert_eq!((plan.seats[0].level, plan.seats[0].idle_since), (0, NOW));
}

#[test]
fn an_offer_whose_visitor_left_is_taken_back_and_the_next_one_rings_there() {
    let mut desk = desk(1);
    let was = item(1, rings(1, NOW + MINUTE));
    desk.rows.insert(was.id, noted(&was));
    desk.over.push(was);
    desk.items.push(item(2, Standing::Waiting));
    let plan = plan(&desk);
    assert_eq!(withdrawn(&plan), [(who(1), Why::Left)]);
    assert_eq!(offered(&plan), [who(1)]);
    // One thing rings at a time, in the table too: what ends is written first.
    assert!(matches!(plan.changes[0], Change::End(_)), "{plan:?}");
    assert_eq!(plan.changes.len(), 2);
}

#[test]
fn a_ring_past_its_time_rings_elsewhere_and_was_missed() {
    let late = item(1, rings(1, NOW - 1));
    let row = noted(&late);
    let plan = plan(&desk(2).with(late, row));
    assert_eq!(withdrawn(&plan), [(who(1), Why::TimedOut)]);
    assert_eq!(offered(&plan), [who(2)]);
    let row = after(&plan, 1).expect("it stands otherwise");
    assert_eq!((row.agent, row.version), (Some(who(2)), 8));
    let refused = Refused {
        agent: who(1),
        at: NOW,
    };
    assert_eq!(row.refused.0, [refused]);
    let missed = |s: &AgentWork| (s.agent, s.missed);
    assert!(plan.seats.iter().map(missed).any(|m| m == (who(1), 1)));
    assert_eq!(row.until, Some(NOW + Rules::default().offer_ms));
}

#[test]
fn an_offer_of_a_clock_that_was_set_back_rings_no_longer_than_a_new_one() {
    let hour = 60 * MINUTE;
    let rang = item(1, rings(1, NOW + hour));
    let mut desk = desk(1);
    desk.rows
        .insert(rang.id, row(&rang, None, None, false, NOW + hour));
    desk.items.push(rang);
    let first = plan(&desk);
    let changed = after(&first, 1).expect("it ends sooner").clone();
    assert_eq!(changed.until, Some(NOW + desk.rules.offer_ms));
    assert_eq!((changed.agent, changed.version), (Some(who(1)), 7));
    assert!(first.decisions.is_empty(), "{first:?}");
    // Written, it ends when it says, however often it is looked at.
    desk.items = vec![item(1, rings(1, NOW + desk.rules.offer_ms))];
    desk.rows.insert(id(1), changed);
    desk.now = NOW + desk.rules.offer_ms - 1;
    assert!(plan(&desk).is_empty());
    desk.now += 1;
    assert_eq!(withdrawn(&plan(&desk)), [(who(1), Why::TimedOut)]);
}

#[test]
fn whoever_goes_after_the_clock_was_set_back_hands_back_what_was_taken_before() {
    let chat = item(1, held(1));
    let row = row(&chat, None, None, false, NOW + 60 * MINUTE);
    let plan = plan(&desk(2).gone(1, NOW - 1).with(chat, row));
    assert_eq!(withdrawn(&plan), [(who(1), Why::AgentGone)]);
    assert_eq!(offered(&plan), [who(2)]);
}

#[test]
fn that_other_teams_help_is_told_once() {
    let mut desk = desk(0);
    desk.rules.overflow.insert(SALES, vec![HELP]);
    let waits = item(1, Standing::Waiting);
    desk.now = NOW + desk.rules.limit(&waits);
    desk.items.push(waits.clone());
    let told = |plan: &Plan| {
        let overflow = |d: &&Decision| matches!(d, Decision::Overflow { .. });
        plan.decisions.iter().filter(overflow).count()
    };
    let first = plan(&desk);
    assert_eq!(told(&first), 1);
    let row = after(&first, 1).expect("a row").clone();
    assert!(row.overflown);
    desk.rows.insert(waits.id, row);
    let second = plan(&desk);
    assert_eq!(told(&second), 0);
    assert!(second.is_empty(), "{second:?}");
}

#[test]
fn what_an_agent_had_who_went_waits_again_live_work_at_once_and_other_work_later() {
    let keep = Rules::default().keep_ms;
    let chat = item(1, held(1));
    let mail = WorkItem {
        kind: Kind::Deferred,
        ..item(2, held(1))
    };
    let gone = |since: Millis| {
        let at = |i: &WorkItem| row(i, None, None, false, since - MINUTE);
        let rows = (at(&chat), at(&mail));
        let desk = desk(2).gone(1, since).with(chat.clone(), rows.0);
        plan(&desk.with(mail.clone(), rows.1))
    };
    let just = gone(NOW - 1);
    assert_eq!(withdrawn(&just), [(who(1), Why::AgentGone)]);
    assert_eq!(offered(&just), [who(2)]);
    assert!(after(&just, 2).is_none(), "{just:?}");
    let long = gone(NOW - keep);
    assert_eq!(withdrawn(&long).len(), 2);
    // A mail that waits needs no row.
    let ended = |c: &Change| matches!(c, Change::End(row) if row.conversation == id(2));
    assert!(long.changes.iter().any(ended), "{long:?}");
}

#[test]
fn an_offer_to_an_agent_who_went_rings_elsewhere() {
    let rang = item(1, rings(1, NOW + MINUTE));
    let row = noted(&rang);
    let plan = plan(&desk(2).gone(1, NOW - 1).with(rang, row));
    assert_eq!(withdrawn(&plan), [(who(1), Why::AgentGone)]);
    assert_eq!(offered(&plan), [who(2)]);
    assert_eq!(plan.changes.len(), 1);
}
