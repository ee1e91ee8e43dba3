//! Surveys, asks and causes as rows, on both engines: places that only one can move on, asks that are made once, pages of
//! comments, who is found in which order, contacts by month.

mod fixture;

use domain::access::{Access, Scope};
use domain::cause::State;
use domain::survey::{Answer, Kind, PassedOver, Trigger};
use domain::{AgentId, CauseId, ContactId, ConversationId, SurveyAskId, SurveyId, TopicId};
use fairlead_store as store;
use fixture::{
    Conversation, access, agent, channel, contact, insert_contact, insert_message, team,
};
use store::cause::Cause;
use store::survey::read::Wanted;
use store::survey::{NewAsk, Survey, find, read};
use store::tag::Topic;
use store::{Json, StoreError, Tx, on_both_engines, sql, vals};
use uuid::Uuid;

fn survey() -> Survey {
    Survey {
        id: SurveyId(Uuid::from_u128(1)),
        name: "After".to_owned(),
        kind: Kind::Csat,
        trigger: Json(Trigger::Resolved { after_hours: 24 }),
        channels: Json(vec![channel()]),
        languages: Json(vec!["et".to_owned()]),
        share_permille: 500,
        cool_down_days: 30,
        reopen_low: true,
        enabled: true,
        archived: false,
        swept_at: 10,
        swept_id: Uuid::nil(),
        created_at: 5,
        version: 1,
    }
}

fn ask(n: u128, conversation: Option<ConversationId>, contact: Option<ContactId>) -> NewAsk {
    NewAsk {
        id: SurveyAskId(Uuid::from_u128(n)),
        survey: survey().id,
        kind: Kind::Csat,
        subject: conversation.map_or(Uuid::from_u128(n), |c| c.0),
        basis: 1,
        conversation,
        contact,
        channel: Some(channel()),
        team: Some(team(1)),
        topic: None,
        agent: Some(agent(7)),
        locale: "et".to_owned(),
        token_hash: vec![u8::try_from(n).expect("small"); 32],
        test: false,
        at: i64::try_from(n).expect("small"),
    }
}

async fn answered(tx: &mut Tx, n: u8, score: i64, comment: &str) -> Result<(), StoreError> {
    let found = store::survey::by_token(tx, &[n; 32]).await?.expect("asked");
    let answer = Answer {
        score,
        comment: comment.to_owned(),
        answered_at: 100 + i64::from(n),
        first: true,
        same: false,
    };
    store::survey::answer(tx, &found, &answer, 100 + i64::from(n)).await
}

on_both_engines! {
    async fn a_survey_is_kept_as_it_was_set_and_its_place_moves_once(db: &TestDb) {
        db.write(async |tx| {
            let mut row = survey();
            store::survey::insert(tx, &row).await?;
            assert_eq!(store::survey::load(tx, row.id).await?.as_ref(), Some(&row));
            let (was, next) = ((10, Uuid::nil()), (20, Uuid::from_u128(3)));
            assert!(store::survey::advance(tx, row.id, was, next).await?);
            assert!(!store::survey::advance(tx, row.id, was, next).await?, "somebody else has gone on");
            row.enabled = false;
            let mut stale = row.clone();
            store::survey::save(tx, &mut row).await?;
            assert!(matches!(store::survey::save(tx, &mut stale).await, Err(StoreError::Conflict(_))));
            let held = store::survey::load(tx, row.id).await?.expect("kept");
            let place = (held.swept_at, held.swept_id);
            assert!(!store::survey::advance(tx, row.id, place, next).await?, "it was switched off");
            for n in [1, 2] {
                store::survey::passed_over(tx, row.id, 7, PassedOver::Refused, n).await?;
            }
            let passed = read::passed_over(tx, 7, 7).await?;
            assert_eq!(passed, [(row.id, "refused".to_owned(), 3)]);
            assert!(read::passed_over(tx, 8, 9).await?.is_empty());
            assert!(store::survey::delete(tx, row.id).await?);
            Ok::<_, StoreError>(())
        }).await.expect("written");
    }

    async fn an_ask_is_made_once_answered_by_its_token_and_counted_in_reach(db: &TestDb) {
        db.write(async |tx| {
            store::survey::insert(tx, &survey()).await?;
            let mut c = Conversation::open(1);
            c.team = Some(1);
            let mine = c.insert(tx).await?;
            let mut c = Conversation::open(2);
            c.team = Some(2);
            let theirs = c.insert(tx).await?;
            assert!(store::survey::ask(tx, &ask(11, Some(mine), None)).await?);
            let again = NewAsk { id: SurveyAskId(Uuid::from_u128(99)), token_hash: vec![99; 32], ..ask(11, Some(mine), None) };
            assert!(!store::survey::ask(tx, &again).await?, "the same resolution");
            assert!(store::survey::ask(tx, &ask(12, Some(theirs), None)).await?);
            assert!(store::survey::ask(tx, &ask(13, None, None)).await?);
            let test = NewAsk { test: true, ..ask(14, None, None) };
            assert!(store::survey::ask(tx, &test).await?);
            assert!(!store::survey::delete(tx, survey().id).await?, "somebody was asked");
            for (n, score) in [(11, 5), (12, 1), (13, 3)] {
                answered(tx, n, score, &format!("word {n}")).await?;
            }
            let stale = store::survey::by_token(tx, &[11; 32]).await?.expect("asked");
            answered(tx, 11, 4, "").await?;
            let late = Answer { score: 1, comment: String::new(), answered_at: 111, first: false, same: false };
            assert!(matches!(store::survey::answer(tx, &stale, &late, 200).await, Err(StoreError::Conflict(_))));
            assert_eq!(read::last_score(tx, mine).await?, Some(4));
            assert_eq!(store::survey::by_token(tx, &[77; 32]).await?, None);

            let all = read::lines(tx, &Access::system(), 0, 1_000).await?;
            assert_eq!(all.iter().map(|l| l.score).collect::<Vec<_>>(), [Some(4), Some(1), Some(3)]);
            assert_eq!(read::lines(tx, &Access::system(), 12, 13).await?.len(), 1, "from on, before to");
            let near = access(7, &[1]);
            assert_eq!(near.scope, Scope::Teams);
            assert_eq!(read::lines(tx, &near, 0, 1_000).await?.len(), 1);
            assert_eq!(read::counts(tx, 0).await?, [(survey().id, 3, 3)]);
            assert_eq!(read::of_conversation(tx, mine).await?.len(), 1);
            Ok::<_, StoreError>(())
        }).await.expect("written");
    }

    async fn comments_come_in_pages_newest_first(db: &TestDb) {
        db.write(async |tx| {
            store::survey::insert(tx, &survey()).await?;
            for n in 1..=5u8 {
                let id = Conversation::open(n.into()).insert(tx).await?;
                store::survey::ask(tx, &ask(n.into(), Some(id), None)).await?;
                answered(tx, n, i64::from(n), &format!("word {n}")).await?;
            }
            let mut wanted = Wanted {
                survey: None,
                from: 0,
                before: 1_000,
                before_id: SurveyAskId(Uuid::nil()),
                scores: (2, 5),
            };
            let mut seen = Vec::new();
            loop {
                let (page, next) = read::comments(tx, &Access::system(), &wanted, &|_| true, 2).await?;
                seen.extend(page.into_iter().map(|c| c.comment));
                match next {
                    Some((at, id)) => (wanted.before, wanted.before_id) = (at, id),
                    None => break,
                }
            }
            assert_eq!(seen, ["word 5", "word 4", "word 3", "word 2"]);
            wanted.before = 1_000;
            let odd = |c: &read::Comment| c.score.is_some_and(|s| s % 2 == 1);
            let (page, _) = read::comments(tx, &Access::system(), &wanted, &odd, 10).await?;
            assert_eq!(page.iter().map(|c| c.score).collect::<Vec<_>>(), [Some(5), Some(3)]);
            wanted.survey = Some(SurveyId(Uuid::from_u128(2)));
            wanted.before = 1_000;
            assert!(read::comments(tx, &Access::system(), &wanted, &|_| true, 2).await?.0.is_empty());
            Ok::<_, StoreError>(())
        }).await.expect("written");
    }

    async fn who_could_not_be_mailed_was_not_asked(db: &TestDb) {
        use store::house_mail::{self, Ended, NewHouseMail, Purpose};
        db.write(async |tx| {
            store::survey::insert(tx, &survey()).await?;
            for n in [1u8, 2] {
                let new = ask(n.into(), None, None);
                store::survey::ask(tx, &new).await?;
                let mail = NewHouseMail {
                    id: domain::DeliveryId(Uuid::from_u128(n.into())), purpose: Purpose::Survey, about: new.id.0,
                    recipient: "c@shop.example".into(), envelope_from: "help@desk.example".into(), bytes: vec![1], at: 1,
                    expires_at: 1_000,
                };
                house_mail::insert(tx, &mail).await?;
            }
            let claimed = house_mail::claim(tx, 1, 50, "test", 9).await?;
            assert_eq!(claimed.len(), 2);
            for (mail, ended) in claimed.iter().zip([Ended::Failed, Ended::Again(60)]) {
                assert!(house_mail::end(tx, mail.id, mail.attempt, ended, "no such mailbox").await?);
            }
            assert_eq!(read::lines(tx, &Access::system(), 0, 1_000).await?.len(), 1, "one may still arrive");
            assert_eq!(read::counts(tx, 0).await?, [(survey().id, 1, 0)]);
            Ok::<_, StoreError>(())
        }).await.expect("written");
    }

    async fn people_and_resolutions_are_found_in_their_order(db: &TestDb) {
        db.write(async |tx| {
            for n in 1..=3u128 {
                insert_contact(tx, n, &format!("Contact {n}"), "c@example.com").await?;
                let identity = sql!("INSERT INTO identity (id, contact, kind, value, value_key, undeliverable) VALUES ($1, $2, 'email', $3, $3, $4)");
                tx.run(identity, &vals![Uuid::from_u128(n), contact(n), format!("c{n}@shop.example"), n == 2]).await?;
            }
            let merged = sql!("UPDATE contact SET merged_into = $2 WHERE id = $1");
            tx.run(merged, &vals![contact(3), contact(1)]).await?;
            assert_eq!(find::contacts(tx, Uuid::nil(), 10).await?, [contact(1), contact(2)]);
            assert_eq!(find::contacts(tx, contact(1).0, 10).await?, [contact(2)]);
            store::survey::insert(tx, &survey()).await?;
            store::survey::ask(tx, &ask(50, None, Some(contact(3)))).await?;
            store::survey::refuse(tx, contact(3), 9).await?;
            assert!(!store::survey::refuse(tx, contact(3), 9).await?, "they had said so");
            assert_eq!(find::memory(tx, contact(1)).await?, (Some(50), true), "under the merged record");
            assert_eq!(find::memory(tx, contact(2)).await?, (None, false));
            assert!(store::survey::allow(tx, contact(3)).await?);
            assert_eq!(find::memory(tx, contact(1)).await?, (Some(50), false));
            let way = find::way(tx, contact(2), None).await?.expect("an address");
            assert!(way.undeliverable);
            assert_eq!(find::way(tx, contact(9), None).await?, None);
            assert_eq!(find::person(tx, contact(9)).await?, None);
            assert_eq!(find::person(tx, contact(2)).await?.expect("known").name, "Contact 2");

            for (n, at) in [(1u128, 30i64), (2, 10), (3, 20), (4, 40)] {
                let mut c = Conversation::open(n);
                c.status = "resolved";
                let id = c.insert(tx).await?;
                let resolved = sql!("UPDATE conversation SET resolved_at = $2 WHERE id = $1");
                tx.run(resolved, &vals![id, at]).await?;
            }
            insert_message(tx, 1, 3, "Where is my lamp?").await?;
            let found = find::resolved(tx, (10, fixture::conversation(2).0), 30, 10).await?;
            let ids: Vec<_> = found.iter().map(|r| (r.id, r.automatic)).collect();
            assert_eq!(ids, [(fixture::conversation(3), false), (fixture::conversation(1), true)]);
            Ok::<_, StoreError>(())
        }).await.expect("written");
    }

    async fn causes_are_kept_and_set(db: &TestDb) {
        db.write(async |tx| {
            let topic = Topic {
                id: TopicId(Uuid::from_u128(1)), name: "Lamps".into(), parent: None, archived: false, created_at: 1,
                owner: Some(agent(7)), description: "What shines.".into(),
            };
            store::tag::put_topic(tx, &topic).await?;
            assert_eq!(store::tag::topics(tx).await?, std::slice::from_ref(&topic));
            let mut cause = Cause {
                id: CauseId(Uuid::from_u128(1)), topic: topic.id, name: "Old driver".into(), description: String::new(),
                owner: Some(AgentId(Uuid::from_u128(7))), link: "https://issues.example/7".into(), state: State::Open,
                mended_at: None, archived: false, created_at: 1, version: 1,
            };
            store::cause::insert(tx, &cause).await?;
            let mut stale = cause.clone();
            (cause.state, cause.mended_at) = (State::Mended, Some(9));
            store::cause::save(tx, &mut cause).await?;
            assert_eq!(store::cause::load(tx, cause.id).await?.as_ref(), Some(&cause));
            assert!(matches!(store::cause::save(tx, &mut stale).await, Err(StoreError::Conflict(_))));
            let id = Conversation::open(1).insert(tx).await?;
            store::cause::set(tx, id, Some(cause.id)).await?;
            assert_eq!(store::cause::of_conversation(tx, id).await?, Some(cause.id));
            assert_eq!(store::cause::counted_since(tx).await?, None);
            assert!(store::cause::contacts(tx, 0, 100, agent(7)).await?.is_empty(), "figures come later");
            store::cause::set(tx, id, None).await?;
            assert_eq!(store::cause::of_conversation(tx, id).await?, None);
            Ok::<_, StoreError>(())
        }).await.expect("written");
    }
}
