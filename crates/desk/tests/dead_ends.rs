//! The dead-end audit on real rows: houses as leads make them, good ones and bad ones.

mod support;

use desk::channels::{ChannelChange, NewChannel};
use desk::dead_end;
use domain::channel::{Channel, Stage};
use domain::dead_end::{Cause, End, Finding, House, Invariant, Scope, Verdict, Why, audit};
use domain::door::Overlay;
use domain::plan::{Audience, Base, Content, Kind, Plan, Step};
use domain::{ChannelId, ContactId, PlanId};
use fairlead_desk as desk;
use store::on_both_engines;
use support::*;
use testkit::houses::step;
use uuid::Uuid;

async fn house(w: &World) -> House {
    let now = w.now;
    let read = w
        .desk
        .db()
        .read(async move |tx| dead_end::house(tx, now).await);
    read.await.expect("a house").0
}

/// Dead ends on an ordinary day or any other.
async fn dead_ends(w: &World) -> Vec<Finding> {
    let all = audit(&house(w).await, &Scope::All).findings;
    all.into_iter()
        .filter(|f| f.verdict == Verdict::DeadEnd)
        .collect()
}

async fn made(w: &World, name: &str, kind: &str, address: Option<&str>) -> Channel {
    let new = NewChannel {
        name: name.into(),
        kind: kind.into(),
        brand: None,
        team: Some(w.started.team.id),
        address: address.map(str::to_owned),
        first_response_target_min: 60,
    };
    w.desk
        .create_channel(&w.by(), new)
        .await
        .expect("a channel")
}

async fn change(w: &World, id: ChannelId, change: ChannelChange) {
    w.desk
        .change_channel(&w.by(), id, change)
        .await
        .expect("changed");
}

async fn succeed(w: &World, id: ChannelId, next: ChannelId) {
    let successor = Some(Some(next));
    change(
        w,
        id,
        ChannelChange {
            successor,
            ..ChannelChange::default()
        },
    )
    .await;
}

async fn close(w: &World, id: ChannelId) {
    w.desk
        .set_stage(&w.by(), id, Stage::Closed, None, "for good")
        .await
        .expect("closed");
}

/// A plan that does one thing in one step.
fn plan(channel: ChannelId, stage: Option<Stage>, overlays: Vec<Overlay>) -> Plan {
    let step = Step {
        stage,
        ..step("the end", Audience::Everyone, overlays)
    };
    let content = Content {
        kind: Kind::WindDown,
        name: "away".into(),
        reason: "unused".into(),
        owner: None,
        close_plan: String::new(),
        steps: vec![step],
    };
    let base = Base {
        stage: Stage::Draft,
        overlays: vec![],
    };
    Plan::draft(PlanId(Uuid::from_u128(5)), channel, base, content).expect("a plan")
}

/// On PostgreSQL events get their places a moment after they are committed.
async fn settled(w: &World) {
    w.desk.db().settle().await.expect("in order");
}

async fn of_step(w: &World, plan: Plan) -> Vec<String> {
    let now = w.now;
    let read = w
        .desk
        .db()
        .read(async move |tx| dead_end::of_step(tx, &plan, 0, now).await);
    read.await.expect("an audit")
}

on_both_engines! {
    async fn a_house_as_it_is_set_up_has_no_dead_end(db: &TestDb) {
        let w = world(db).await;
        let h = house(&w).await;
        assert_eq!((h.channels.len(), h.doors.len(), h.teams.len()), (1, 1, 1));
        assert_eq!(h.teams[0].agents, 1);
        assert!(h.kinds.len() >= 3 && h.kinds[0].name == "English");
        let report = audit(&h, &Scope::All);
        assert!(report.looked > 0);
        assert!(report.findings.iter().all(|f| f.verdict != Verdict::DeadEnd), "{:?}", report.findings);
        assert!(report.flows.iter().any(|f| f.end == End::Promise));
    }

    async fn a_closed_address_without_successor_is_a_dead_end_and_with_one_it_is_none(db: &TestDb) {
        let w = world(db).await;
        close(&w, w.started.channel.id).await;
        let found = dead_ends(&w).await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].cause, Cause::DeadEnd(Why::NothingPromised));
        let told = &found[0].witness.as_ref().expect("a witness").sentence;
        assert!(told.contains("help@desk.example -> closed text -> kept, nothing promised"), "{told}");
        // The closed text names the ways that are open.
        let next = made(&w, "Next", "email", Some("next@desk.example")).await;
        assert_eq!(dead_ends(&w).await, []);
        succeed(&w, w.started.channel.id, next.id).await;
        assert_eq!(dead_ends(&w).await, []);
    }

    async fn a_step_into_a_dead_end_is_told_before_it_begins(db: &TestDb) {
        let w = world(db).await;
        let gone = plan(w.started.channel.id, Some(Stage::Closed), vec![]);
        let told = of_step(&w, gone.clone()).await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("help@desk.example is a dead end: what is sent is kept"), "{told:?}");
        assert!(told[0].contains("English: help@desk.example -> closed text"), "{told:?}");
        let shown = plan(w.started.channel.id, None, vec![Overlay::Signpost]);
        assert_eq!(of_step(&w, shown.clone()).await.len(), 1);
        // Whoever was shown this door would be stranded as well.
        let next = made(&w, "Next", "email", Some("next@desk.example")).await;
        close(&w, next.id).await;
        let told = of_step(&w, gone.clone()).await;
        assert!(told.len() == 2 && told[1].contains("next@desk.example -> closed text"), "{told:?}");
        let other = plan(next.id, None, vec![Overlay::Announce]);
        assert_eq!(of_step(&w, other).await, Vec::<String>::new());
        // With a way on it is no dead end.
        made(&w, "Open", "email", Some("open@desk.example")).await;
        assert_eq!(of_step(&w, gone).await, Vec::<String>::new());
        assert_eq!(of_step(&w, shown).await, Vec::<String>::new());
    }

    async fn a_dead_end_that_stands_is_no_news_when_a_step_lets_some_in(db: &TestDb) {
        let w = world(db).await;
        let id = w.started.channel.id;
        let earlier = plan(id, None, vec![]);
        w.desk.db().write(async move |tx| {
            store::plan::insert(tx, &earlier, START).await?;
            store::plan::leave(tx, &earlier, &[Overlay::Signpost], START).await
        }).await.expect("left");
        assert_eq!(dead_ends(&w).await.len(), 1, "shown the way, and there is none");
        let mut few = plan(id, None, vec![Overlay::LimitedTo { audience: String::new() }]);
        few.id = PlanId(Uuid::from_u128(6));
        few.steps[0].audience = Audience::Contacts([ContactId(Uuid::from_u128(7))].into());
        assert_eq!(of_step(&w, few).await, Vec::<String>::new());
        assert_eq!(of_step(&w, plan(id, Some(Stage::Closed), vec![])).await, Vec::<String>::new());
    }

    async fn what_is_found_is_kept_until_something_changes(db: &TestDb) {
        let mut w = world(db).await;
        let by = w.by();
        let look = async |w: &World, asked| {
            let ready = w.desk.to_audit(asked, w.now).await.expect("read");
            let Some(ready) = ready else { return false };
            let found = ready.look();
            w.desk.keep_audit(found, w.now).await.expect("kept");
            settled(w).await;
            true
        };
        assert_eq!(w.desk.last_audit(&by).await.expect("read"), None);
        settled(&w).await;
        assert!(look(&w, false).await && !look(&w, false).await);
        let next = made(&w, "Next", "email", Some("next@desk.example")).await;
        change(&w, next.id, ChannelChange { purpose: Some("more".into()), ..ChannelChange::default() }).await;
        settled(&w).await;
        let (old, stale) = w.desk.last_audit(&by).await.expect("read").expect("a look");
        assert!(stale && old.doors.len() == 1);
        w.now += MINUTE;
        assert!(look(&w, false).await);
        // From here on only what is touched is looked at, and it is as if all were.
        close(&w, w.started.channel.id).await;
        close(&w, next.id).await;
        settled(&w).await;
        w.now += MINUTE;
        assert!(look(&w, false).await);
        let (touched, stale) = w.desk.last_audit(&by).await.expect("read").expect("a look");
        assert!(!stale && touched.summary().dead_end == 2, "{:?}", touched.summary());
        w.now += MINUTE;
        assert!(look(&w, true).await);
        let (whole, _) = w.desk.last_audit(&by).await.expect("read").expect("a look");
        assert_eq!((&touched.findings, &touched.flows, touched.looked), (&whole.findings, &whole.flows, whole.looked));
        assert!(whole.findings[0].sentence.starts_with("help@desk.example is a dead end"));
        assert!(whole.new_dead_ends(&old).len() == 2 && whole.new_dead_ends(&touched).is_empty());
        w.now += dead_end::EVERY_MS - MINUTE;
        change(&w, next.id, ChannelChange { purpose: Some("less".into()), ..ChannelChange::default() }).await;
        settled(&w).await;
        assert!(look(&w, false).await && !look(&w, false).await);
        let (part, _) = w.desk.last_audit(&by).await.expect("read").expect("a look");
        assert_eq!((part.at, part.whole_at), (w.now, whole.at));
        w.now += MINUTE;
        assert!(look(&w, false).await, "an hour has passed since all of it was looked at");
    }

    async fn own_texts_that_name_a_door_that_goes_are_listed(db: &TestDb) {
        let w = world(db).await;
        let team = w.started.team.id;
        w.desk.db().write(async move |tx| {
            let mut own = store::team::load(tx, team).await?.expect("a team");
            own.signature = "<p>Write to Help@Desk.example!</p>".into();
            store::team::save(tx, &own).await
        }).await.expect("signed");
        let named = async |w: &World| {
            let all = audit(&house(w).await, &Scope::All).findings;
            all.into_iter().filter(|f| matches!(f.cause, Cause::NamedIn(_))).count()
        };
        assert_eq!(named(&w).await, 0, "it stays");
        w.desk.set_stage(&w.by(), w.started.channel.id, Stage::WindingDown, None, "few write").await.expect("winding down");
        assert_eq!(named(&w).await, 1);
    }

    async fn without_doors_and_with_two_hundred_it_answers(db: &TestDb) {
        let w = world(db).await;
        let channel = w.started.channel.id;
        w.desk.db().write(async move |tx| {
            for n in 1..200_u128 {
                let (id, address) = (domain::DoorId(Uuid::from_u128(n)), format!("d{n}@desk.example"));
                store::door::add(tx, id, channel, &address, &address, START).await?;
            }
            Ok::<_, store::StoreError>(())
        }).await.expect("doors");
        let h = house(&w).await;
        assert_eq!(h.doors.len(), 200);
        assert!(audit(&h, &Scope::All).findings.iter().all(|f| f.verdict != Verdict::DeadEnd));
        w.desk.db().write(async move |tx| {
            for door in store::door::all(tx).await? {
                store::door::remove(tx, door.id, START).await?;
            }
            Ok::<_, store::StoreError>(())
        }).await.expect("removed");
        let empty = house(&w).await;
        assert_eq!((empty.doors.len(), audit(&empty, &Scope::All).looked), (0, 0));
    }

    async fn successors_that_go_round_and_teams_that_are_gone_are_found(db: &TestDb) {
        let w = world(db).await;
        let (a, b) = (w.started.channel.id, made(&w, "B", "email", Some("b@desk.example")).await.id);
        succeed(&w, a, b).await;
        // By hand: the desk refuses a circle.
        w.desk.db().write(async move |tx| {
            let mut channel = store::channel::load(tx, b).await?.expect("b");
            channel.successor = Some(a);
            store::channel::save(tx, &mut channel).await
        }).await.expect("a circle");
        close(&w, a).await;
        assert_eq!(dead_ends(&w).await, [], "b still takes what comes");
        close(&w, b).await;
        let round = dead_ends(&w).await;
        assert_eq!(round.len(), 4, "N1 and N2 at each: {round:?}");
        assert!(round.iter().all(|f| f.cause == Cause::DeadEnd(Why::Circle)));
        let open = made(&w, "Open", "email", Some("open@desk.example")).await.id;
        succeed(&w, b, open).await;
        assert_eq!(dead_ends(&w).await, []);
        let team = w.started.team.id;
        w.desk.db().write(async move |tx| {
            let mut gone = store::team::load(tx, team).await?.expect("a team");
            gone.archived = true;
            store::team::save(tx, &gone).await
        }).await.expect("archived");
        let found = dead_ends(&w).await;
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|f| f.cause == Cause::NobodyWorksThere(Some(team)) && f.invariant == Invariant::Feasible));
    }
}
