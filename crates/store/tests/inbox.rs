//! Lists and counts against a model that does the same with plain filters, on both engines.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;

use domain::access::{Access, Scope};
use domain::conversation::{Status, Urgency};
use fairlead_store as store;
use fixture::{Conversation, access, agent, channel, contact, conversation, insert_contact, team};
use store::inbox::{CountsCache, Filter, Sort, View, counts, list_conversations};
use store::{Db, Result, StoreError, on_both_engines, sql, vals};

/// A small generator of numbers, the same in each run.
struct Numbers(u64);
impl Numbers {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 33) % n
    }
}

fn many() -> Vec<Conversation> {
    let mut numbers = Numbers(42);
    (1..=240u128)
        .map(|n| {
            let mut c = Conversation::open(n);
            c.status = [
                "open", "open", "open", "waiting", "snoozed", "resolved", "spam",
            ][numbers.below(7) as usize];
            c.team = [None, Some(1), Some(2), Some(3)][numbers.below(4) as usize];
            c.assignee = [None, None, Some(7), Some(8)][numbers.below(4) as usize];
            c.contact = Some(u128::from(numbers.below(3)) + 1);
            // Many at the same time: the id must decide.
            c.last_at = numbers.below(20) as i64;
            c.waiting_since =
                (c.status == "open" && numbers.below(3) > 0).then(|| numbers.below(15) as i64);
            c.urgency = ["normal", "high"][numbers.below(2) as usize];
            c
        })
        .collect()
}

async fn seed(db: &Db) -> Vec<Conversation> {
    db.write(async |tx| {
        for n in 1..=3 {
            insert_contact(tx, n, &format!("Contact {n}"), "c@example.com").await?;
        }
        for c in many() {
            c.insert(tx).await?;
            if c.n % 5 == 0 {
                tx.run(
                    sql!("INSERT INTO follower (conversation, agent) VALUES ($1, $2)"),
                    &vals![conversation(c.n), agent(7)],
                )
                .await?;
            }
        }
        Ok::<_, StoreError>(())
    })
    .await
    .unwrap();
    many()
}

fn reaches(access: &Access, c: &Conversation) -> bool {
    access.reaches(c.team.map(team), c.assignee.map(agent))
}

fn code(status: Status) -> &'static str {
    match status {
        Status::Open => "open",
        Status::Waiting => "waiting",
        Status::Snoozed => "snoozed",
        Status::Resolved => "resolved",
        Status::Spam => "spam",
        Status::Merged => "merged",
        Status::Side => "side",
    }
}

fn model(all: &[Conversation], access: &Access, f: &Filter) -> Vec<i64> {
    let me = access.agent;
    let mut found: Vec<&Conversation> = all
        .iter()
        .filter(|c| {
            let assignee = c.assignee.map(agent);
            let in_view = match f.view {
                View::Mine => me.is_some() && assignee == me,
                View::Unassigned => assignee.is_none(),
                View::Team(t) => c.team.map(team) == Some(t),
                View::All => true,
                View::Followed => me == Some(agent(7)) && c.n % 5 == 0,
            };
            in_view
                && reaches(access, c)
                && c.status == code(f.status)
                && (f.sort == Sort::Newest || c.waiting_since.is_some())
                && f.contact.is_none_or(|x| c.contact.map(contact) == Some(x))
                && f.urgency
                    .is_none_or(|u| (u == Urgency::High) == (c.urgency == "high"))
                && f.assignee.is_none_or(|a| assignee == Some(a))
        })
        .collect();
    match f.sort {
        Sort::Newest => found.sort_by_key(|c| std::cmp::Reverse((c.last_at, c.n))),
        Sort::OldestWaiting => found.sort_by_key(|c| (c.waiting_since, c.n)),
        // Has tests of its own in `hours.rs`.
        Sort::Due => found.clear(),
    }
    found.iter().map(|c| c.n as i64).collect()
}

async fn listed(db: &Db, access: &Access, filter: &Filter, limit: usize) -> Vec<i64> {
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let (access, filter) = (access.clone(), filter.clone());
        let page = db
            .read(async move |tx| list_conversations(tx, &access, &filter, after, limit).await)
            .await
            .unwrap();
        assert!(page.items.len() <= limit);
        seen.extend(page.items.iter().map(|c| c.number));
        match page.next {
            // Cursors travel as text.
            Some(next) => after = Some(next.to_string().parse().unwrap()),
            None => return seen,
        }
    }
}

fn agents() -> Vec<Access> {
    let mut own = access(8, &[1]);
    own.scope = Scope::Own;
    let mut nothing = access(7, &[1]);
    nothing.permissions.clear();
    vec![
        Access::system(),
        access(7, &[1, 2]),
        access(8, &[]),
        access(9, &[3]),
        own,
        nothing,
    ]
}

on_both_engines! {
    async fn pages_of_every_view_hold_exactly_what_the_agent_reaches(db: &TestDb) {
        let all = seed(db).await;
        let views = [View::Mine, View::Unassigned, View::Team(team(1)), View::Team(team(3)), View::All, View::Followed];
        let mut rows = 0;
        for access in agents() {
            for view in views {
                for sort in [Sort::Newest, Sort::OldestWaiting] {
                    for status in [Status::Open, Status::Resolved] {
                        let filter = Filter::new(view).sort(sort).status(status);
                        let listed = listed(db, &access, &filter, 17).await;
                        rows += listed.len();
                        assert_eq!(listed, model(&all, &access, &filter), "{access:?} {filter:?}");
                    }
                }
            }
        }
        assert!(rows > 500, "{rows}");
    }

    async fn filters_narrow_a_view(db: &TestDb) {
        let all = seed(db).await;
        for access in agents() {
            for view in [View::All, View::Unassigned, View::Team(team(1))] {
                let mut filter = Filter::new(view);
                filter.contact = Some(contact(2));
                filter.urgency = Some(Urgency::High);
                filter.channel = Some(channel());
                assert_eq!(listed(db, &access, &filter, 5).await, model(&all, &access, &filter));
                filter.view = View::All;
                filter.assignee = Some(agent(7));
                assert_eq!(listed(db, &access, &filter, 5).await, model(&all, &access, &filter));
                filter.door = Some(domain::DoorId(uuid::Uuid::nil()));
                assert!(listed(db, &access, &filter, 5).await.is_empty());
            }
        }
    }

    async fn counts_are_the_lengths_of_the_lists(db: &TestDb) {
        let all = seed(db).await;
        let cache = std::sync::Arc::new(CountsCache::default());
        for access in agents() {
            let (held, with) = (cache.clone(), access.clone());
            let c = db.read(async move |tx| counts(tx, &with, &held).await).await.unwrap();
            let len = |view, status| model(&all, &access, &Filter::new(view).status(status)).len() as i64;
            assert_eq!(c.mine, len(View::Mine, Status::Open), "{access:?}");
            assert_eq!(c.unassigned, len(View::Unassigned, Status::Open), "{access:?}");
            assert_eq!(c.open, len(View::All, Status::Open), "{access:?}");
            assert_eq!(c.waiting, len(View::All, Status::Waiting));
            assert_eq!(c.snoozed, len(View::All, Status::Snoozed));
            assert_eq!(c.spam, len(View::All, Status::Spam));
            assert_eq!(c.followed, len(View::Followed, Status::Open));
            for t in 1..=3 {
                let here = c.teams.get(&team(t)).copied().unwrap_or(0);
                assert_eq!(here, len(View::Team(team(t)), Status::Open), "{access:?} {t}");
            }
        }
    }

    async fn a_line_says_what_is_new_for_this_agent(db: &TestDb) {
        db.write(async |tx| {
            insert_contact(tx, 1, "Ann", "ann@example.com").await?;
            let mut c = Conversation::open(5);
            c.contact = Some(1);
            let id = c.insert(tx).await?;
            let tag = domain::TagId(uuid::Uuid::from_u128(77));
            tx.run(
                sql!("INSERT INTO tag (id, name, name_key, created_at) VALUES ($1, 'Vip', 'vip', 0)"),
                &vals![tag],
            )
            .await?;
            tx.run(sql!("INSERT INTO conversation_tag (conversation, tag) VALUES ($1, $2)"), &vals![id, tag]).await?;
            tx.run(
                sql!("INSERT INTO read_mark (conversation, agent, at) VALUES ($1, $2, $3)"),
                &vals![id, agent(7), 5],
            )
            .await?;
            tx.run(
                sql!("INSERT INTO draft (conversation, agent, kind, html, updated_at) VALUES ($1, $2, 'reply', '', 1)"),
                &vals![id, agent(8)],
            )
            .await
        })
        .await
        .unwrap();
        let line = async |me: u128| -> store::inbox::ConversationSummary {
            let found: Result<_> = db
                .read(async move |tx| store::inbox::conversation_by_number(tx, &access(me, &[]), 5).await)
                .await;
            found.unwrap().unwrap()
        };
        let (seven, eight) = (line(7).await, line(8).await);
        assert_eq!((seven.unread, seven.has_draft), (false, false));
        assert_eq!((eight.unread, eight.has_draft), (true, true));
        assert_eq!(seven.contact_name.as_deref(), Some("Ann"));
        assert_eq!(seven.tags.0, [domain::TagId(uuid::Uuid::from_u128(77))]);
    }

    async fn another_teams_conversation_is_not_there_by_number_or_contact(db: &TestDb) {
        seed(db).await;
        let all = many();
        let hidden = all.iter().find(|c| c.team == Some(2) && c.assignee.is_none()).unwrap().n as i64;
        let got = db
            .read(async move |tx| store::inbox::conversation_by_number(tx, &access(9, &[1]), hidden).await)
            .await
            .unwrap();
        assert_eq!(got, None);
        let of_contact = db
            .read(async move |tx| {
                store::inbox::conversations_of_contact(tx, &access(9, &[1]), contact(1), 1000).await
            })
            .await
            .unwrap();
        let with = access(9, &[1]);
        let expected = all.iter().filter(|c| c.contact == Some(1) && reaches(&with, c)).count();
        assert_eq!(of_contact.len(), expected);
        assert!(expected > 10);
    }
}
