//! Helpers that are called in, in rows and events.

mod support;

use domain::TeamId;
use domain::access::Access;
use domain::event::EventKind;
use fairlead_desk::queue::LiveFilter;
use store::feed::{Feed, events_since};
use store::on_both_engines;
use support::*;
use uuid::Uuid;

/// Another team, which helps the first by the rules.
async fn helper(w: &World) -> TeamId {
    let team = domain::team::Team {
        id: TeamId(Uuid::from_u128(9)),
        name: "Returns".to_owned(),
        ..w.started.team.clone()
    };
    let id = team.id;
    let now = w.now;
    let insert = async move |tx: &mut store::Tx| store::team::insert(tx, &team, now).await;
    w.desk.db().write(insert).await.expect("a team");
    let mut rules = w.desk.routing_rules().await.expect("read");
    rules.overflow.insert(w.started.team.id, vec![id]);
    w.desk
        .set_routing_rules(&w.by(), rules)
        .await
        .expect("kept");
    id
}

async fn told(w: &World) -> Vec<EventKind> {
    w.desk.db().settle().await.expect("settled");
    let feed = w
        .desk
        .db()
        .read(async |tx| events_since(tx, &Access::system(), 0, 500).await);
    let Feed::Events { events, .. } = feed.await.expect("read") else {
        panic!("the feed is whole")
    };
    let kinds = events.into_iter().filter_map(|e| e.what).map(|e| e.kind);
    let help = |k: &EventKind| matches!(k, EventKind::TeamHelp { .. });
    kinds.filter(help).collect()
}

on_both_engines! {
    async fn who_helps_until_when_is_kept_told_and_over(db: &TestDb) {
        let mut w = world(db).await;
        let (team, to) = (w.started.team.id, vec![helper(&w).await]);
        w.desk.call_help(&w.by(), team, 30).await.expect("called");
        let until = w.now + 30 * MINUTE;
        let live = w.desk.live_queue(&w.by(), LiveFilter::default()).await.expect("read");
        assert_eq!(live.helping.len(), 1);
        assert_eq!((live.helping[0].until, &live.helping[0].to), (until, &to));
        w.now += 10 * MINUTE;
        // Called again, it is from then on anew; sent back twice, they are sent back once.
        w.desk.call_help(&w.by(), team, 15).await.expect("called");
        w.desk.end_help(&w.by(), team).await.expect("ended");
        w.desk.end_help(&w.by(), team).await.expect("ended");
        let live = w.desk.live_queue(&w.by(), LiveFilter::default()).await.expect("read");
        assert_eq!(live.helping, []);
        let said = |until| EventKind::TeamHelp { team, to: to.clone(), until };
        let again = w.now + 15 * MINUTE;
        assert_eq!(told(&w).await, [said(Some(until)), said(Some(again)), said(None)]);
    }

    async fn the_rules_may_be_changed_while_helpers_are_there(db: &TestDb) {
        let w = world(db).await;
        helper(&w).await;
        let seen = w.desk.routing_rules().await.expect("read");
        w.desk.call_help(&w.by(), w.started.team.id, 60).await.expect("called");
        let mut wanted = seen.clone();
        wanted.overflow.clear();
        w.desk.set_routing_rules(&w.by(), wanted).await.expect("nobody was faster");
        let live = w.desk.live_queue(&w.by(), LiveFilter::default()).await.expect("read");
        assert_eq!(live.helping, [], "nobody helps who is not named");
    }
}
