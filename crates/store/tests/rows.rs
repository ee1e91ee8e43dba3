//! The small tables: what is put in comes out, and the rules that they keep.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;

use domain::access::{Access, PermissionSet};
use domain::team::{Agent, Team};
use domain::*;
use fairlead_store as store;
use fixture::{agent, channel, firm, team};
use serde_json::json;
use store::house_mail::{self, Ended, NewHouseMail, Purpose};
use store::idempotency::Begun;
use store::job::{self, NewJob};
use store::mailbox::{self, Item, Mailbox};
use store::session::{self, Session, Ticket};
use store::{
    Json, Result, StoreError, Tx, audit, idempotency, on_both_engines, setting, smarthost, sql,
    tag, vals, words,
};
use uuid::Uuid;

fn person(n: u128, email: &str, teams: &[u128]) -> Agent {
    Agent {
        id: agent(n),
        name: format!("Agent {n}"),
        email: email.into(),
        permission_set: PermissionSet::Agent.into(),
        teams: teams.iter().map(|&t| team(t)).collect(),
        zone: "Europe/Tallinn".into(),
        locale: "et".into(),
        active: true,
        invited: true,
        created_at: 5,
    }
}

async fn add_team(tx: &mut Tx, n: u128) -> Result<()> {
    let t = Team {
        id: team(n),
        name: format!("Team {n}"),
        signature: String::new(),
        archived: false,
    };
    store::team::insert(tx, &t, 1).await
}

async fn add_channel(tx: &mut Tx) -> Result<()> {
    let insert = sql!(
        "INSERT INTO channel (id, kind, brand, name, stage, first_response_target_min, created_at) ",
        "VALUES ($1, 'email', $1, 'Support', 'live', 60, 0)"
    );
    tx.run(insert, &vals![channel()]).await.map(|_| ())
}

fn collected() -> Mailbox {
    Mailbox {
        id: MailboxId(Uuid::from_u128(1)),
        channel: channel(),
        host: "imap.example.com".into(),
        port: 993,
        tls: "implicit".into(),
        username: "help".into(),
        auth: "password".into(),
        secret: Some(vec![0, 1, 255]),
        folder: "INBOX".into(),
        after_commit: "leave".into(),
        move_to: None,
        start_from: "now".into(),
        uidvalidity: None,
        last_uid: None,
        server_count: None,
        state: Json(json!({})),
        last_success_at: None,
        last_error: None,
        error_at: None,
        enabled: true,
        created_at: 3,
        version: 1,
    }
}

fn timer(id: u128, key: &str, run_at: i64) -> NewJob {
    NewJob {
        id: JobId(Uuid::from_u128(id)),
        kind: "wake".into(),
        key: key.into(),
        payload: json!({"id": id as u64}),
        run_at,
        prio: 0,
        max_attempt: 2,
    }
}

fn letter(n: u128, purpose: Purpose, about: u128, at: i64) -> NewHouseMail {
    NewHouseMail {
        id: DeliveryId(Uuid::from_u128(n)),
        purpose,
        about: Uuid::from_u128(about),
        recipient: format!("{n}@example.com"),
        envelope_from: "support@example.com".into(),
        bytes: b"a link that lets somebody in".to_vec(),
        at,
        expires_at: at + 1_000,
    }
}

on_both_engines! {
    async fn the_newest_house_mail_about_each_tells_how_it_fares_and_keeps_no_words_once_ended(db: &TestDb) {
        db.write(async |tx| {
            house_mail::insert(tx, &letter(1, Purpose::Invitation, 7, 10)).await?;
            house_mail::insert(tx, &letter(2, Purpose::Invitation, 7, 20)).await?;
            house_mail::insert(tx, &letter(3, Purpose::Test, 8, 15)).await
        })
        .await
        .unwrap();
        let claimed = db.write(async |tx| house_mail::claim(tx, 30, 90, "n", 10).await).await.unwrap();
        assert_eq!(claimed.len(), 3);
        db.write(async |tx| {
            let second = DeliveryId(Uuid::from_u128(2));
            assert!(house_mail::end(tx, second, 1, Ended::Failed, "no such person").await?);
            let third = DeliveryId(Uuid::from_u128(3));
            assert!(house_mail::end(tx, third, 1, Ended::Again(500), "try later").await?);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        let (one, all, kept) = db
            .read(async |tx| {
                let kept: Vec<(DeliveryId, Vec<u8>)> = tx.all(sql!("SELECT id, bytes FROM house_mail ORDER BY created_at"), &[]).await?;
                Ok::<_, StoreError>((
                    house_mail::newest_about(tx, Uuid::from_u128(7)).await?.unwrap(),
                    house_mail::newest(tx).await?,
                    kept,
                ))
            })
            .await
            .unwrap();
        assert_eq!((one.state.as_str(), one.last_text.as_deref(), one.recipient.as_str()), ("failed", Some("no such person"), "2@example.com"));
        assert_eq!(all.len(), 2, "one for each: {all:?}");
        let test = all.iter().find(|m| m.about == Uuid::from_u128(8)).unwrap();
        assert_eq!((test.state.as_str(), test.purpose.as_str(), test.next_at, test.attempt), ("queued", "test", 500, 1));
        let empty: Vec<bool> = kept.iter().map(|(_, bytes)| bytes.is_empty()).collect();
        assert_eq!(empty, [false, false, true], "only what has ended is emptied");
        db.write(async |tx| house_mail::sweep(tx, 1_019).await).await.unwrap();
        assert!(db.read(async |tx| house_mail::newest_about(tx, Uuid::from_u128(7)).await).await.unwrap().is_some());
        db.write(async |tx| house_mail::sweep(tx, 2_000).await).await.unwrap();
        let left = db.read(async |tx| house_mail::newest(tx).await).await.unwrap();
        assert_eq!(left.len(), 2, "what is still queued is not swept: {left:?}");
        assert!(left.iter().all(|m| m.state == "queued"));
    }

    async fn an_agent_is_found_by_address_in_any_case_and_reaches_their_teams(db: &TestDb) {
        db.write(async |tx| {
            add_team(tx, 1).await?;
            add_team(tx, 2).await?;
            store::agent::insert(tx, &person(1, "Ann@Example.com", &[2, 1]), None).await
        })
        .await
        .unwrap();
        let twice = db
            .write(async |tx| store::agent::insert(tx, &person(2, "ANN@example.COM ", &[]), None).await)
            .await;
        assert!(matches!(twice, Err(StoreError::Conflict(_))));
        db.write(async |tx| {
            let mut found = store::agent::by_email(tx, "ann@example.com").await?.unwrap();
            assert_eq!(found, person(1, "Ann@Example.com", &[1, 2]));
            assert_eq!(store::agent::access(tx, agent(1)).await?.unwrap().teams, [team(1), team(2)]);
            store::agent::set_password(tx, agent(1), "hash").await?;
            found.active = false;
            store::agent::save(tx, &found).await?;
            assert!(!store::agent::load(tx, agent(1)).await?.unwrap().invited);
            assert_eq!(store::agent::access(tx, agent(1)).await?, None);
            store::team::set_members(tx, team(1), &[]).await?;
            assert_eq!(store::agent::all(tx).await?[0].teams, [team(2)]);
            assert_eq!(store::team::all(tx).await?.len(), 2);
            store::agent::set_settings(tx, agent(1), &json!({"dark": true})).await?;
            assert_eq!(store::agent::settings(tx, agent(1)).await?, Some(json!({"dark": true})));
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn a_session_lives_until_it_expires_or_its_agent_leaves(db: &TestDb) {
        let session = |n: u128, expires_at| Session {
            id: SessionId(Uuid::from_u128(n)),
            agent: agent(1),
            csrf: "c".into(),
            created_at: 1,
            last_seen_at: n as i64,
            expires_at,
            ip: "::1".into(),
            user_agent: "x".into(),
            method: "password".into(),
        };
        db.write(async move |tx| {
            store::agent::insert(tx, &person(1, "a@example.com", &[]), Some("h")).await?;
            session::insert(tx, &session(1, 100), &[1]).await?;
            session::insert(tx, &session(2, 200), &[2]).await?;
            assert_eq!(session::by_token(tx, &[1], 99).await?, Some(session(1, 100)));
            assert_eq!(session::by_token(tx, &[1], 100).await?, None);
            assert_eq!(session::by_token(tx, &[9], 1).await?, None);
            session::touch(tx, session(1, 0).id, 50, 500).await?;
            assert!(session::by_token(tx, &[1], 400).await?.is_some());
            assert_eq!(session::of_agent(tx, agent(1), 60).await?[0].id, session(1, 0).id);
            assert!(!session::delete(tx, agent(2), session(1, 0).id).await?);
            assert_eq!(session::delete_all(tx, agent(1), Some(session(2, 0).id)).await?, 1);
            let mut gone = person(1, "a@example.com", &[]);
            gone.active = false;
            store::agent::save(tx, &gone).await?;
            assert_eq!(session::by_token(tx, &[2], 1).await?, None);
            assert_eq!(session::sweep(tx, 1000, 0).await?, 1);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn a_ticket_is_used_once_and_a_new_one_ends_the_old(db: &TestDb) {
        let ticket = |n: u128| Ticket {
            id: TicketId(Uuid::from_u128(n)),
            kind: "reset".into(),
            agent: agent(1),
            created_at: 1,
            expires_at: 100,
        };
        db.write(async move |tx| {
            store::agent::insert(tx, &person(1, "a@example.com", &[]), None).await?;
            session::insert_ticket(tx, &ticket(1), &[1]).await?;
            session::insert_ticket(tx, &ticket(2), &[2]).await?;
            assert_eq!(session::ticket(tx, &[1], 5).await?, None);
            assert_eq!(session::ticket(tx, &[2], 5).await?, Some(ticket(2)));
            assert_eq!(session::ticket(tx, &[2], 100).await?, None);
            assert!(session::use_ticket(tx, ticket(2).id, 6).await?);
            assert!(!session::use_ticket(tx, ticket(2).id, 7).await?);
            assert_eq!(session::ticket(tx, &[2], 8).await?, None);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn failures_to_sign_in_are_counted_since_the_last_success(db: &TestDb) {
        db.write(async |tx| {
            for (at, ok) in [(1, false), (2, false), (3, true), (4, false), (5, false)] {
                session::note_attempt(tx, "k", at, ok).await?;
            }
            session::note_attempt(tx, "other", 9, false).await?;
            assert_eq!(session::failures(tx, "k", 0).await?, (2, Some(5)));
            assert_eq!(session::failures(tx, "k", 4).await?, (1, Some(5)));
            assert_eq!(session::failures(tx, "none", 0).await?, (0, None));
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn settings_tags_topics_words_come_out_as_they_went_in(db: &TestDb) {
        db.write(async |tx| {
            setting::put(tx, "organization", &json!({"name": "Õ"})).await?;
            setting::put(tx, "organization", &json!({"name": "Ä"})).await?;
            let name: Option<serde_json::Value> = setting::get(tx, "organization").await?;
            assert_eq!(name, Some(json!({"name": "Ä"})));
            assert_eq!(setting::get_or_put(tx, "instance", "one".to_owned()).await?, "one");
            assert_eq!(setting::get_or_put(tx, "instance", "two".to_owned()).await?, "one");
            let brand = setting::Brand { id: BrandId(Uuid::from_u128(1)), name: "B".into(), locale: "en".into(), created_at: 1 };
            setting::put_brand(tx, &brand).await?;
            assert_eq!(setting::brands(tx).await?, std::slice::from_ref(&brand));
            let vip = tag::Tag { id: TagId(Uuid::from_u128(1)), name: "VIP".into(), colour: "red".into(), created_at: 1 };
            tag::put(tx, &vip).await?;
            assert_eq!(tag::by_name(tx, " vip").await?, Some(vip.clone()));
            let parent = tag::Topic { id: TopicId(Uuid::from_u128(1)), name: "T".into(), parent: None, archived: false, created_at: 1, owner: None, description: String::new() };
            tag::put_topic(tx, &parent).await?;
            assert_eq!(tag::topics(tx).await?, [parent]);
            let mut greeting = words::Macro {
                id: MacroId(Uuid::from_u128(1)),
                name: "Hi".into(),
                shortcut: "hi".into(),
                html: "<p>Hi</p>".into(),
                actions: Json(json!([{"resolve": true}])),
                team: None,
                archived: false,
                position: 0,
                used_count: 0,
                created_at: 1,
            };
            words::put_macro(tx, &greeting).await?;
            words::macro_used(tx, greeting.id).await?;
            words::put_macro(tx, &greeting).await?;
            greeting.used_count = 1;
            assert_eq!(words::macros(tx).await?, [greeting]);
            let text = words::Text {
                key: "acknowledgement".into(),
                brand: brand.id,
                locale: "en".into(),
                stage: String::new(),
                subject: "s".into(),
                body: "b".into(),
                updated_at: 2,
            };
            words::put_text(tx, &text).await?;
            assert_eq!(words::texts_of(tx, "acknowledgement", brand.id).await?, [text]);
            assert!(words::delete_text(tx, "acknowledgement", brand.id, "en", "").await?);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        let taken = db
            .write(async |tx| {
                let other = tag::Tag { id: TagId(Uuid::from_u128(2)), name: "vIp ".into(), colour: String::new(), created_at: 1 };
                tag::put(tx, &other).await
            })
            .await;
        assert!(matches!(taken, Err(StoreError::Conflict(_))));
    }

    async fn the_trail_is_paged_and_read_only_by_those_who_may(db: &TestDb) {
        db.write(async |tx| {
            for n in 1..=5u128 {
                let act = audit::Act {
                    id: AuditId(Uuid::from_u128(n)),
                    at: 7,
                    agent: None,
                    act: "a".into(),
                    target: "t".into(),
                    detail: Json(json!(n as u64)),
                    ip: String::new(),
                };
                audit::add(tx, &act).await?;
            }
            let first = audit::list(tx, &Access::system(), &audit::Wanted::default(), None, 3).await?;
            let last = first.last().map(|a| (a.at, a.id));
            let rest = audit::list(tx, &Access::system(), &audit::Wanted::default(), last, 3).await?;
            let ids: Vec<u128> = first.iter().chain(&rest).map(|a| a.id.0.as_u128()).collect();
            assert_eq!(ids, [5, 4, 3, 2, 1]);
            assert!(audit::list(tx, &fixture::access(1, &[]), &audit::Wanted::default(), None, 3).await?.is_empty());
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn a_request_sent_again_gets_the_first_answer(db: &TestDb) {
        db.write(async |tx| {
            let begin = async |tx: &mut Tx, at| idempotency::begin(tx, "k", agent(1), "r", "a", at, at - 60).await;
            assert_eq!(begin(tx, 10).await?, Begun::Fresh);
            assert_eq!(begin(tx, 11).await?, Begun::Running);
            assert_eq!(begin(tx, 100).await?, Begun::Fresh);
            idempotency::finish(tx, "k", agent(1), "r", 201, "{}").await?;
            assert_eq!(begin(tx, 500).await?, Begun::Done { status: 201, body: "{}".into() });
            idempotency::abandon(tx, "k", agent(1), "r").await?;
            assert_eq!(idempotency::begin(tx, "k", agent(2), "r", "a", 10, 0).await?, Begun::Fresh);
            assert_eq!(idempotency::sweep(tx, 1000).await?, 2);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn a_pending_timer_is_replaced_and_a_running_one_is_not(db: &TestDb) {
        db.write(async |tx| {
            job::enqueue(tx, &timer(1, "c1", 10)).await?;
            job::enqueue(tx, &timer(2, "c1", 20)).await?;
            assert_eq!(job::next_due(tx).await?, Some(20));
            assert!(job::claim(tx, "w", 19, 50, 10).await?.is_empty());
            let running = job::claim(tx, "w", 20, 50, 10).await?;
            assert_eq!(running.len(), 1);
            assert_eq!((running[0].payload.0["id"].as_i64(), running[0].attempt), (Some(2), 1));
            job::enqueue(tx, &timer(3, "c1", 30)).await?;
            // The failed one gives way to the newer.
            assert!(job::fail(tx, &running[0], "w", "no", 99).await?);
            assert_eq!(job::next_due(tx).await?, Some(30));
            assert!(job::cancel(tx, "wake", "c1").await?);
            assert_eq!(job::next_due(tx).await?, None);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn a_lost_lease_cannot_finish_and_the_last_attempt_buries(db: &TestDb) {
        db.write(async |tx| {
            job::enqueue(tx, &timer(1, "a", 1)).await?;
            let first = job::claim(tx, "one", 5, 10, 1).await?.remove(0);
            assert_eq!(job::release_expired(tx, 10).await?, 0);
            assert_eq!(job::release_expired(tx, 11).await?, 1);
            let second = job::claim(tx, "two", 12, 20, 1).await?.remove(0);
            assert!(!job::finish(tx, &first, "one").await?);
            assert!(!job::fail(tx, &first, "two", "stolen", 1).await?);
            assert!(job::fail(tx, &second, "two", "no", 13).await?);
            assert_eq!(job::dead(tx, 10).await?[0].last_error.as_deref(), Some("no"));
            assert!(job::claim(tx, "two", 99, 100, 1).await?.is_empty());
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn no_job_is_claimed_twice_by_workers_at_the_same_time(db: &TestDb) {
        db.write(async |tx| {
            for n in 1..=200 {
                job::enqueue(tx, &timer(n, &format!("k{n}"), 1)).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        let workers = (0..8).map(async |w| {
            let mut got = Vec::new();
            loop {
                let claimed = db
                    .write(async move |tx| job::claim(tx, &format!("w{w}"), 5, 10, 7).await)
                    .await
                    .unwrap();
                if claimed.is_empty() {
                    return got;
                }
                got.extend(claimed.into_iter().map(|j| j.id));
            }
        });
        let mut all: Vec<JobId> = futures_util::future::join_all(workers).await.concat();
        assert_eq!(all.len(), 200);
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 200);
    }

    async fn a_lease_changes_hands_only_when_it_has_run_out(db: &TestDb) {
        db.write(async |tx| {
            assert_eq!(job::lease(tx, "s", "a", 0, 10).await?, Some(1));
            assert_eq!(job::lease(tx, "s", "b", 9, 20).await?, None);
            assert_eq!(job::lease(tx, "s", "a", 9, 15).await?, Some(1));
            assert_eq!(job::lease(tx, "s", "b", 16, 30).await?, Some(2));
            job::release(tx, "s", "b").await?;
            assert_eq!(job::lease(tx, "s", "a", 17, 30).await?, Some(3));
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn a_mailbox_accounts_for_every_message_on_its_server(db: &TestDb) {
        db.write(async |tx| {
            add_channel(tx).await?;
            let mut m = collected();
            mailbox::insert(tx, &m).await?;
            assert_eq!(mailbox::load(tx, m.id).await?.as_ref(), Some(&m));
            m.host = "other".into();
            mailbox::save(tx, &mut m).await?;
            let at = mailbox::Checkpoint { mailbox: m.id, uidvalidity: 9, last_uid: 4, state: json!({"idle": true}) };
            mailbox::checkpoint(tx, &at).await?;
            for (uid, state) in [(1, "stored"), (2, "quarantined"), (3, "retry"), (4, "stored"), (3, "stored")] {
                let item = Item {
                    mailbox: m.id,
                    uidvalidity: 9,
                    uid,
                    state: state.into(),
                    inbound: None,
                    attempts: 1,
                    error: None,
                    at: 1,
                };
                mailbox::put_item(tx, &item).await?;
            }
            mailbox::succeeded(tx, m.id, 77, Some(5)).await?;
            assert!(mailbox::retries(tx, m.id, 9).await?.is_empty());
            assert_eq!(mailbox::known_uids(tx, m.id, 9, 2, 4).await?, [2, 3, 4]);
            let report = mailbox::reconcile(tx, m.id).await?.unwrap();
            assert_eq!((report.stored, report.quarantined, report.missing()), (3, 1, Some(1)));
            assert_eq!(report.last_success_at, Some(77));
            mailbox::failed(tx, m.id, 80, "no route").await?;
            assert_eq!(mailbox::load(tx, m.id).await?.unwrap().last_error.as_deref(), Some("no route"));
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        let stale = db.write(async |tx| mailbox::save(tx, &mut collected()).await).await;
        assert!(matches!(stale, Err(StoreError::Conflict(_))));
    }

    async fn smarthosts_come_in_order_and_keys_by_domain(db: &TestDb) {
        db.write(async |tx| {
            for (n, position) in [(1u128, 2), (2, 1)] {
                let s = smarthost::Smarthost {
                    id: SmarthostId(Uuid::from_u128(n)),
                    position,
                    host: "h".into(),
                    port: 587,
                    tls: "starttls".into(),
                    username: None,
                    secret: None,
                    auth: "none".into(),
                    rate_per_minute: Some(60),
                    enabled: true,
                    last_success_at: None,
                    last_error: None,
                    error_at: None,
                    created_at: 1,
                };
                smarthost::put(tx, &s).await?;
            }
            smarthost::used(tx, SmarthostId(Uuid::from_u128(1)), 5, Some("refused")).await?;
            smarthost::used(tx, SmarthostId(Uuid::from_u128(2)), 6, None).await?;
            let all = smarthost::all(tx).await?;
            assert_eq!(all.iter().map(|s| s.position).collect::<Vec<_>>(), [1, 2]);
            assert_eq!((all[0].last_success_at, all[1].last_error.as_deref()), (Some(6), Some("refused")));
            let key = smarthost::DkimKey {
                id: DkimKeyId(Uuid::from_u128(1)),
                domain: "example.com".into(),
                selector: "s1".into(),
                algorithm: "rsa".into(),
                private_sealed: vec![1],
                public_dns: "v=DKIM1".into(),
                created_at: 1,
                active: false,
            };
            smarthost::insert_dkim_key(tx, &key).await?;
            assert!(smarthost::signing_keys(tx, "example.com").await?.is_empty());
            smarthost::set_dkim_active(tx, key.id, true).await?;
            assert_eq!(smarthost::signing_keys(tx, "example.com").await?.len(), 1);
            assert!(smarthost::delete_dkim_key(tx, key.id).await?);
            assert!(smarthost::dkim_keys(tx).await?.is_empty());
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }
}

on_both_engines! {
    async fn an_organization_is_merged_once_and_answers_as_the_one_that_stays(db: &TestDb) {
        use store::organization;
        use store::organization_merge::{self as merging, Merge, TakenOver};
        let merge = |n: u128, survivor: u128, absorbed: u128| Merge {
            id: OrganizationMergeId(Uuid::from_u128(n)),
            survivor: OrganizationId(Uuid::from_u128(survivor)),
            absorbed: OrganizationId(Uuid::from_u128(absorbed)),
            at: n as i64,
            agent: None,
            filled: Json(TakenOver { domains: vec!["b.example".into()], ..TakenOver::default() }),
            undone_at: None,
        };
        let rows = [firm(1, "A"), firm(2, "B_"), firm(3, "C")];
        let [a, b, c] = [rows[0].id, rows[1].id, rows[2].id];
        db.write(async move |tx| {
            for row in &rows {
                organization::insert(tx, row).await?;
            }
            organization::set_domains(tx, rows[1].id, &["b.example".into()]).await
        }).await.unwrap();
        let (first, second) = (merge(1, 1, 2), merge(2, 3, 1));
        let (one, two, goes, stays) = (first.clone(), second.clone(), firm(2, "B_"), firm(1, "A"));
        db.write(async move |tx| {
            assert_eq!(merging::move_domains(tx, one.absorbed, one.survivor).await?, ["b.example"]);
            merging::insert(tx, &one, &goes).await?;
            merging::insert(tx, &two, &stays).await
        }).await.unwrap();
        let (again, goes) = (merge(3, 3, 2), firm(2, "B_"));
        let twice = db.write(async move |tx| merging::insert(tx, &again, &goes).await).await;
        assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
        let access = Access::of(agent(1), PermissionSet::Administrator, vec![]);
        db.read(async move |tx| {
            let root = organization::root(tx, b).await?.unwrap();
            assert_eq!(root.id, c);
            assert_eq!(organization::by_name(tx, "b_").await?, Some(b));
            // By a name two merges below; `_` is no wildcard.
            for (words, found) in [("b_", 1), ("", 1), ("bx", 0)] {
                let list = organization::list(tx, &access, words, "", 9).await?;
                assert_eq!(list.len(), found, "{words}");
                assert!(list.iter().all(|o| o.id == c));
            }
            let all = merging::absorbed(tx, c).await?;
            assert_eq!(all.iter().map(|m| m.organization).collect::<Vec<_>>(), [a, b]);
            assert_eq!(merging::standing(tx, c).await?, std::slice::from_ref(&second));
            Ok::<_, StoreError>(())
        }).await.unwrap();
        let (undone, goes) = (first.clone(), firm(2, "B_"));
        db.write(async move |tx| merging::undo(tx, &undone, &goes, None, 9).await).await.unwrap();
        db.read(async move |tx| {
            assert_eq!(organization::domains(tx, first.absorbed).await?, ["b.example"]);
            assert_eq!(organization::root(tx, first.absorbed).await?.unwrap().id, first.absorbed);
            assert!(merging::load(tx, first.id).await?.unwrap().undone_at.is_some());
            Ok::<_, StoreError>(())
        }).await.unwrap();
        db.write(async move |tx| organization::delete(tx, c).await).await.unwrap();
        let left = db.read(async move |tx| {
            Ok::<_, StoreError>((organization::load(tx, a).await?, merging::load(tx, OrganizationMergeId(Uuid::from_u128(2))).await?))
        }).await.unwrap();
        assert_eq!(left, (None, None), "what was merged into it goes with it");
    }
}
