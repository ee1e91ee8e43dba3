use super::threshold::{DAY_MS, WEEK_MS};
use super::*;
use crate::channel::ChannelKind;
use crate::conversation::{Status, Urgency};
use crate::figures::{Life, Outcome, Sink, Spell, SpellKind, Traits};
use crate::plan::template::Template;
use crate::survey::{Kind, Row, summary};
use crate::{BrandId, ConversationId, Millis};
use uuid::Uuid;

const CHANNEL: ChannelId = ChannelId(Uuid::from_u128(1));
const OTHER: ChannelId = ChannelId(Uuid::from_u128(2));
const NOW: Millis = 1_000 * DAY_MS;
const FROM: Millis = NOW - 90 * DAY_MS;

/// So many came and left in each of the last weeks.
fn weeks(of: &[(i64, i64)]) -> Vec<Week> {
    let week = |(came, left): &(i64, i64)| Week {
        came: *came,
        left: *left,
        new: *came,
        resolved: *left,
        ..Week::default()
    };
    of.iter().map(week).collect()
}

/// A channel with which all is well.
fn well() -> Facts {
    Facts {
        stage: Stage::Live,
        days: 90,
        age_ms: 400 * DAY_MS,
        flow: Flow {
            new: 900,
            new_before: 800,
            resolved: 900,
            resolved_before: 800,
            open: 5,
            open_before: 5,
            weeks: weeks(&[(70, 70); 12]),
        },
        first_response: Times::default(),
        first_response_before: Times::default(),
        all_new: (3_000, 2_900),
        users: Users {
            all: 600,
            only_here: 200,
        },
        promises: Kept { n: 500, kept: 470 },
        promises_before: Kept::default(),
        overtaking: Overtaking {
            ms: 60_000,
            times: 1,
        },
        agent_ms: 500 * 60 * 60 * 1000,
        repeated: Of { k: 50, n: 800 },
        repeated_before: Of::default(),
        answers: Answers {
            csat: Some(rated(180, 200)),
            csat_others: Some(rated(360, 400)),
            ..Answers::default()
        },
        others: 3,
        team: 6,
        knows_again: false,
    }
}

fn rated(satisfied: u128, n: u128) -> Summary {
    let row = |i| Row {
        score: Some(if i < satisfied { 5 } else { 1 }),
        person: Uuid::from_u128(i),
    };
    summary(Kind::Csat, &(0..n).map(row).collect::<Vec<_>>(), 1)
}

fn card(facts: &Facts) -> Scorecard {
    scorecard(CHANNEL, FROM, NOW, facts)
}

fn verdict(facts: &Facts, key: Key) -> Verdict {
    card(facts).verdict(key)
}

fn advice(facts: &Facts) -> Advice {
    card(facts).recommendation.what
}

fn figure(facts: &Facts, key: &str) -> Figure {
    let card = card(facts);
    let mut all = card.tests.into_iter().flat_map(|t| t.figures);
    all.find(|f| f.key == key).expect("the figure")
}

fn reasons(facts: &Facts) -> Vec<&'static str> {
    let why = card(facts).recommendation.why;
    why.iter().map(|r| r.key).collect()
}

#[test]
fn a_channel_that_is_used_and_keeps_up_is_kept() {
    let card = card(&well());
    let told: Vec<_> = card.tests.iter().map(|t| t.verdict).collect();
    use Verdict::{Good, Unknown};
    let expected = [Good, Unknown, Good, Good, Verdict::Watch];
    assert_eq!(told, expected);
    assert_eq!(card.recommendation.what, Advice::Keep);
    assert_eq!(card.recommendation.template, None);
    assert_eq!(
        reasons(&well()),
        ["nothing_bad", "afford_unknown", "satisfied_watch"]
    );
}

#[test]
fn a_backlog_that_grew_for_four_weeks_will_never_be_done() {
    let mut late = well();
    late.flow.open = 100;
    late.flow.weeks = weeks(&[(80, 70), (80, 70), (80, 79), (80, 70)]);
    assert_eq!(verdict(&late, Key::KeepUp), Verdict::Bad);
    let burn = figure(&late, "burn_down");
    assert_eq!((burn.value, burn.why_missing), (None, Some("never")));
    // It is used and does no harm: more hands.
    assert_eq!(advice(&late), Advice::Invest);
    late.answers.csat = Some(rated(100, 400));
    assert_eq!(advice(&late), Advice::Adjust);
    // One of the weeks was better: to be watched.
    late.flow.weeks = weeks(&[(80, 70), (80, 80), (80, 79), (80, 70)]);
    assert_eq!(verdict(&late, Key::KeepUp), Verdict::Watch);
    // Little is open: nobody is late.
    late.flow.weeks = weeks(&[(80, 70), (80, 70), (80, 79), (80, 70)]);
    late.flow.open = 10;
    assert_eq!(verdict(&late, Key::KeepUp), Verdict::Good);
}

#[test]
fn a_backlog_burns_down_by_what_is_done_beyond_what_comes() {
    let mut f = well();
    f.flow.open = 60;
    f.flow.weeks = weeks(&[(70, 80), (70, 75), (70, 70), (70, 69)]);
    // 14 more than came in 28 days: 60 take 120 days.
    let days = figure(&f, "burn_down").value.expect("some") / 86_400_000.0;
    assert!((days - 120.0).abs() < 1e-9, "{days}");
    assert_eq!(verdict(&f, Key::KeepUp), Verdict::Good);
    f.flow.open = 0;
    assert_eq!(figure(&f, "burn_down").value, Some(0.0));
}

#[test]
fn broken_promises_are_bad_and_few_are_not_judged() {
    let mut f = well();
    f.promises = Kept { n: 500, kept: 400 };
    assert_eq!(verdict(&f, Key::KeepUp), Verdict::Bad);
    f.promises = Kept { n: 100, kept: 87 };
    assert_eq!(verdict(&f, Key::KeepUp), Verdict::Watch);
    f.promises = Kept { n: 19, kept: 0 };
    assert_eq!(verdict(&f, Key::KeepUp), Verdict::Good);
    assert_eq!(figure(&f, "promises_kept").value, Some(0.0));
}

#[test]
fn a_channel_that_hardly_anybody_needs_is_wound_down_and_then_closed() {
    let mut f = well();
    (f.flow.new, f.all_new.0) = (30, 3_000);
    f.users = Users {
        all: 200,
        only_here: 1,
    };
    assert_eq!(verdict(&f, Key::Used), Verdict::Bad);
    let found = card(&f).recommendation;
    assert_eq!(
        (found.what, found.template),
        (Advice::WindDown, Some(Template::WindDown))
    );
    f.stage = Stage::WindingDown;
    assert_eq!(advice(&f), Advice::WindDown, "five are open");
    f.flow.open = 0;
    assert_eq!(advice(&f), Advice::Close);
    // Nobody came at all: nobody is left without a way in.
    (f.flow.new, f.users) = (0, Users::default());
    assert_eq!(advice(&f), Advice::Close);
    f.others = 0;
    assert_eq!(advice(&f), Advice::Adjust);
    assert!(reasons(&f).contains(&"only_way_in"));
}

#[test]
fn those_who_know_no_other_way_in_protect_their_channel() {
    let mut f = well();
    (f.flow.new, f.all_new.0) = (30, 3_000);
    f.users = Users {
        all: 25,
        only_here: 3,
    };
    assert_eq!(verdict(&f, Key::Used), Verdict::Watch);
    assert_eq!(advice(&f), Advice::Keep);
    // None of ten: that says little of the next ten.
    f.users = Users {
        all: 10,
        only_here: 0,
    };
    assert_eq!(verdict(&f, Key::Used), Verdict::Watch);
}

#[test]
fn a_share_across_its_threshold_is_watched_and_one_of_few_is_unknown() {
    let mut f = well();
    (f.flow.new, f.all_new.0) = (30, 900);
    assert_eq!(verdict(&f, Key::Used), Verdict::Watch);
    (f.flow.new, f.all_new.0) = (19, 19);
    assert_eq!(verdict(&f, Key::Used), Verdict::Unknown);
    assert_eq!(advice(&f), Advice::NotEnoughData);
    assert!(reasons(&f).contains(&"used_unknown"));
}

#[test]
fn work_that_goes_before_more_urgent_work_hurts_the_rest() {
    let mut f = well();
    f.overtaking = Overtaking {
        ms: f.agent_ms / 10,
        times: 200,
    };
    assert_eq!(verdict(&f, Key::Harm), Verdict::Bad);
    assert_eq!(advice(&f), Advice::Adjust, "it is used: other ways first");
    (f.flow.new, f.all_new.0) = (90, 3_000);
    assert_eq!(verdict(&f, Key::Used), Verdict::Watch);
    assert_eq!(advice(&f), Advice::WindDown);
    f.agent_ms = 60_000;
    f.repeated = Of { k: 4, n: 19 };
    assert_eq!(verdict(&f, Key::Harm), Verdict::Unknown);
}

#[test]
fn who_asks_again_within_days_was_not_helped() {
    let mut f = well();
    for (k, expected) in [
        (100, Verdict::Good),
        (240, Verdict::Watch),
        (400, Verdict::Bad),
    ] {
        f.repeated = Of { k, n: 800 };
        assert_eq!(verdict(&f, Key::Harm), expected, "{k} of 800");
    }
}

#[test]
fn satisfaction_is_compared_with_the_others_or_with_before() {
    let mut f = well();
    f.answers.csat = Some(rated(280, 400));
    assert_eq!(verdict(&f, Key::Satisfied), Verdict::Bad);
    f.answers.csat_others = None;
    assert_eq!(verdict(&f, Key::Satisfied), Verdict::Unknown);
    f.answers.csat_before = Some(rated(284, 400));
    assert_eq!(verdict(&f, Key::Satisfied), Verdict::Watch);
    f.answers.csat_before = Some(rated(200, 400));
    assert_eq!(verdict(&f, Key::Satisfied), Verdict::Good);
    f.answers.csat = Some(rated(2, 19));
    assert_eq!(verdict(&f, Key::Satisfied), Verdict::Unknown);
}

#[test]
fn a_young_channel_a_draft_and_a_closed_one_are_not_judged() {
    let mut f = well();
    f.age_ms = 27 * DAY_MS;
    f.promises = Kept::default();
    assert_eq!(verdict(&f, Key::KeepUp), Verdict::Unknown);
    assert_eq!(advice(&f), Advice::NotEnoughData);
    let mut f = well();
    for stage in [Stage::Draft, Stage::Closed] {
        f.stage = stage;
        assert_eq!(advice(&f), Advice::NotEnoughData);
    }
}

#[test]
fn a_pilot_that_works_is_launched() {
    let mut f = well();
    f.stage = Stage::Pilot;
    let found = card(&f).recommendation;
    assert_eq!(
        (found.what, found.template),
        (Advice::Invest, Some(Template::HandPicked))
    );
    f.team = 2;
    assert_eq!(card(&f).recommendation.template, Some(Template::Light));
}

#[test]
fn costs_are_said_to_be_unknown() {
    let cost = figure(&well(), "cost_per_resolution");
    assert_eq!((cost.value, cost.why_missing), (None, Some("not_measured")));
    assert_eq!(verdict(&well(), Key::Afford), Verdict::Unknown);
}

fn traits(channel: ChannelId) -> Traits {
    Traits {
        channel,
        team: None,
        assignee: None,
        topic: None,
        urgency: Urgency::Normal,
    }
}

fn life(n: u128, days_ago: i64, resolved_days_ago: Option<i64>) -> Life {
    let at = NOW - days_ago * DAY_MS;
    let resolved_at = resolved_days_ago.map(|d| NOW - d * DAY_MS);
    Life {
        conversation: ConversationId(Uuid::from_u128(n)),
        arrived_at: at,
        traits: traits(CHANNEL),
        ours: false,
        status: Status::Open,
        waiting_since: Some(at),
        asks: 1,
        last_customer_at: None,
        first_reply_at: Some(at + 3_600_000),
        last_reply_at: None,
        resolved_at,
        reopened: 0,
        left_at: resolved_at,
        deleted_at: None,
    }
}

#[test]
fn what_came_and_left_is_counted_by_week() {
    let mut counting = Counting::new(FROM, NOW);
    counting.life(&life(1, 3, None));
    counting.life(&life(2, 20, Some(5)));
    counting.life(&life(3, 100, Some(95)));
    counting.life(&life(4, 120, None));
    counting.life(&Life {
        status: Status::Spam,
        ..life(5, 2, None)
    });
    let mut theirs = life(6, 2, None);
    theirs.traits = traits(OTHER);
    counting.life(&theirs);
    counting.life(&Life {
        ours: true,
        ..life(7, 2, None)
    });
    let again = Spell {
        kind: SpellKind::Reopened,
        began_at: NOW - 4 * DAY_MS,
        ended_at: Some(NOW - DAY_MS),
        outcome: Outcome::Done,
    };
    counting.spell(ConversationId(Uuid::from_u128(2)), &traits(CHANNEL), &again);
    assert_eq!(counting.all_new(), (3, 2));
    let found = counting.take(CHANNEL);
    let f = &found.flow;
    assert_eq!((f.new, f.new_before), (2, 2));
    assert_eq!((f.resolved, f.resolved_before), (2, 1));
    // The one of 120 days ago, the one of 3 days ago, and ours.
    assert_eq!((f.open, f.open_before), (3, 1));
    assert_eq!(f.weeks.len(), 12);
    let last = f.weeks[11];
    assert_eq!(last.at, NOW - WEEK_MS);
    assert_eq!((last.new, last.resolved, last.open), (1, 2, 3));
    assert_eq!((last.came, last.left), (3, 2));
    let opens: Vec<_> = f.weeks.iter().map(|w| w.open).collect();
    assert_eq!(opens, [1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3]);
    assert_eq!(found.first_response.median_s, Some(3_600));
    assert_eq!(found.began, Some(NOW - 120 * DAY_MS));
    // Of a channel of which nothing is known.
    let none = counting.take(ChannelId(Uuid::from_u128(9)));
    assert_eq!((none.flow.new, none.flow.weeks.len()), (0, 12));
}

#[test]
fn a_channel_of_another_brand_is_no_other_way() {
    let channel = |n: u128, brand: u128, stage, paused| Channel {
        id: ChannelId(Uuid::from_u128(n)),
        kind: ChannelKind("form".to_owned()),
        brand: BrandId(Uuid::from_u128(brand)),
        name: String::new(),
        team: None,
        stage,
        paused,
        successor: None,
        owner: None,
        purpose: String::new(),
        first_response_target_min: 60,
        acknowledge: true,
        version: 1,
    };
    let all = [
        channel(1, 1, Stage::Live, false),
        channel(2, 1, Stage::Pilot, false),
        channel(3, 1, Stage::Live, true),
        channel(4, 1, Stage::WindingDown, false),
        channel(5, 2, Stage::Live, false),
    ];
    assert_eq!(other_ways(&all[0], &all), 1);
    assert_eq!(other_ways(&all[4], &all), 0, "the only one of its brand");
}
