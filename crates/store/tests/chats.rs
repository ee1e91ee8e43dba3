//! Widgets, visitors, tokens and codes, on both engines.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::alternative::{Choice, Offered};
use domain::chat::Proved;
use domain::message::MessageKind;
use domain::{VisitorId, WidgetId};
use fairlead_store as store;
use store::chat::{Code, Outcome, Visitor};
use store::on_both_engines;
use uuid::Uuid;

const WIDGET: WidgetId = WidgetId(Uuid::from_u128(1));

fn visitor(n: u128) -> Visitor {
    Visitor {
        id: VisitorId(Uuid::from_u128(n)),
        widget: WIDGET,
        contact: None,
        name: String::new(),
        email: String::new(),
        email_key: String::new(),
        proved: Proved::None,
        locale: "en".into(),
        zone: String::new(),
        page_url: String::new(),
        page_title: String::new(),
        messages: 0,
        day: 0,
        day_messages: 0,
        read_n: 0,
        created_at: 10,
        seen_at: 10,
    }
}

async fn widget(tx: &mut store::Tx) -> Result<(), store::StoreError> {
    let channel = domain::channel::Channel {
        id: domain::ChannelId(Uuid::from_u128(2)),
        kind: domain::channel::ChannelKind("chat".into()),
        brand: domain::BrandId(Uuid::from_u128(3)),
        name: "Chat".into(),
        team: None,
        stage: domain::channel::Stage::Live,
        paused: false,
        successor: None,
        owner: None,
        purpose: String::new(),
        first_response_target_min: 60,
        acknowledge: true,
        version: 1,
    };
    let brand = store::setting::Brand {
        id: channel.brand,
        name: "Lamps".into(),
        locale: "en".into(),
        created_at: 1,
    };
    store::setting::put_brand(tx, &brand).await?;
    store::channel::insert(tx, &channel, 1).await?;
    let widget = domain::chat::Widget {
        id: WIDGET,
        channel: channel.id,
        door: domain::DoorId(Uuid::from_u128(4)),
        key: "wgt_a".into(),
        sites: vec!["https://shop.example".into()],
        look: domain::chat::Look::default(),
        reply_door: None,
        secret: Some(vec![1, 2, 3]),
        created_at: 1,
        version: 1,
    };
    store::chat::insert_widget(tx, &widget).await
}

/// A chat in which somebody waits since then.
async fn waits(
    tx: &mut store::Tx,
    since: domain::Millis,
) -> Result<domain::conversation::Conversation, store::StoreError> {
    let opening = domain::conversation::Opening {
        id: domain::ConversationId(Uuid::from_u128(7)),
        subject: "Hello?".into(),
        contact: None,
        channel: domain::ChannelId(Uuid::from_u128(2)),
        door: None,
        team: None,
        language: None,
        at: since,
    };
    let (mut c, _) = domain::conversation::open(opening);
    c.waiting_since = Some(since);
    store::conversation::insert(tx, &mut c, None).await?;
    let chat = store::chat::Chat {
        conversation: c.id,
        visitor: VisitorId(Uuid::from_u128(9)),
        widget: WIDGET,
        began_at: since,
        agent_read_n: 0,
        left_at: None,
        score: None,
        comment: String::new(),
        rated_at: None,
        alternative_at: None,
        alternative_choice: None,
    };
    store::chat::begin(tx, &chat).await?;
    Ok(c)
}

on_both_engines! {
    async fn a_widget_is_found_by_its_key_and_an_old_version_is_not_saved(db: &TestDb) {
        db.write(async |tx| {
            widget(tx).await?;
            let mut known = store::chat::widget_by_key(tx, "wgt_a").await?.unwrap();
            assert_eq!(known.secret, Some(vec![1, 2, 3]));
            let mut old = known.clone();
            known.look.rating = true;
            store::chat::save_widget(tx, &mut known).await?;
            assert!(matches!(store::chat::save_widget(tx, &mut old).await, Err(store::StoreError::Conflict(_))));
            assert!(store::chat::widget(tx, WIDGET).await?.unwrap().look.rating);
            Ok::<_, store::StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn tokens_end_when_they_are_replaced_too_many_or_old(db: &TestDb) {
        db.write(async |tx| {
            widget(tx).await?;
            let v = visitor(9);
            store::chat::put_visitor(tx, &v).await?;
            store::chat::add_token(tx, "a", v.id, 10, 1_000, 2).await?;
            assert_eq!(store::chat::token(tx, "a", 999).await?, Some(v.id));
            assert_eq!(store::chat::token(tx, "a", 1_000).await?, None);
            store::chat::retire_token(tx, "a", 500).await?;
            store::chat::retire_token(tx, "a", 900).await?;
            assert_eq!(store::chat::token(tx, "a", 499).await?, Some(v.id));
            assert_eq!(store::chat::token(tx, "a", 500).await?, None, "replacing it again gives no time");
            for (at, name) in [(20, "b"), (30, "c"), (40, "d")] {
                store::chat::add_token(tx, name, v.id, at, 9_000, 2).await?;
            }
            assert_eq!(store::chat::token(tx, "b", 50).await?, None, "two are kept");
            assert_eq!(store::chat::token(tx, "d", 50).await?, Some(v.id));
            store::chat::end_tokens(tx, v.id, 60).await?;
            assert_eq!(store::chat::token(tx, "d", 60).await?, None);
            assert!(store::chat::sweep(tx, 5_000).await? > 0);
            Ok::<_, store::StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn a_code_counts_its_tries_and_only_the_newest_is_good(db: &TestDb) {
        db.write(async |tx| {
            widget(tx).await?;
            let v = visitor(9).id;
            let code = |n: u128, hash: &str| Code { id: Uuid::from_u128(n), hash: hash.into(), tries: 0, good_until: 100 };
            store::chat::add_code(tx, v, WIDGET, "a@b.example", &code(1, "old"), 10).await?;
            store::chat::add_code(tx, v, WIDGET, "a@b.example", &code(2, "new"), 20).await?;
            assert_eq!(store::chat::codes_to(tx, "a@b.example", 0).await?, 2);
            let tried = store::chat::try_code(tx, v, "a@b.example", 30, 2).await?.unwrap();
            assert_eq!((tried.hash.as_str(), tried.tries), ("new", 1));
            assert!(store::chat::try_code(tx, v, "other@b.example", 30, 2).await?.is_none());
            assert!(store::chat::try_code(tx, v, "a@b.example", 30, 2).await?.is_some());
            assert!(store::chat::try_code(tx, v, "a@b.example", 30, 2).await?.is_none(), "two tries");
            Ok::<_, store::StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn reading_only_goes_forward_and_invitations_add_up(db: &TestDb) {
        db.write(async |tx| {
            widget(tx).await?;
            let v = visitor(9);
            store::chat::put_visitor(tx, &v).await?;
            assert!(store::chat::visitor_read(tx, v.id, 7).await?);
            assert!(!store::chat::visitor_read(tx, v.id, 6).await?);
            store::chat::put_visitor(tx, &v).await?;
            assert_eq!(store::chat::visitor(tx, v.id).await?.unwrap().read_n, 7, "an older picture takes nothing back");
            for outcome in [Outcome::Shown, Outcome::Shown, Outcome::Dismissed] {
                store::chat::count_invitation(tx, WIDGET, "basket", 20, outcome).await?;
            }
            store::chat::count_invitation(tx, WIDGET, "basket", 2, Outcome::Accepted).await?;
            let counts = store::chat::invited(tx, WIDGET, 10).await?;
            assert_eq!((counts[0].shown, counts[0].accepted, counts[0].dismissed), (2, 0, 1));
            Ok::<_, store::StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn another_way_is_offered_once_for_each_answer_and_chosen_once(db: &TestDb) {
        db.write(async |tx| {
            widget(tx).await?;
            let mut c = waits(tx, 50).await?;
            let found = async |tx: &mut store::Tx, from, to| store::chat::alternatives(tx, from, to, 10).await;
            let choose = store::chat::choose_alternative;
            assert!(matches!(choose(tx, c.id, Choice::Wait, 55).await, Err(store::StoreError::Conflict(_))));
            assert!(store::chat::offer_alternative(tx, c.id, 60).await?);
            assert!(!store::chat::offer_alternative(tx, c.id, 70).await?, "for the same answer");
            choose(tx, c.id, Choice::Message, 80).await?;
            assert!(matches!(choose(tx, c.id, Choice::Wait, 81).await, Err(store::StoreError::Conflict(_))));
            let chat = store::chat::of_conversation(tx, c.id).await?.unwrap();
            let offered = Offered { at: 60, choice: Some(Choice::Message) };
            assert_eq!(chat.alternative(), Some(offered));
            let facts = store::work::facts_of(tx, c.id).await?.unwrap();
            assert_eq!(facts.alternative(), Some(offered));
            assert!(!store::chat::offer_alternative(tx, c.id, 90).await?);
            assert_eq!(found(tx, 60, 61).await?[0].choice, Some(Choice::Message));
            assert_eq!(found(tx, 61, 1_000).await?.len(), 0);

            // They were answered, and wait again.
            c.waiting_since = Some(100);
            store::conversation::save(tx, &mut c, None).await?;
            assert!(store::chat::offer_alternative(tx, c.id, 100).await?);
            let again = found(tx, 0, 1_000).await?;
            assert_eq!((again.len(), again[0].choice), (1, None));
            Ok::<_, store::StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn who_left_a_message_waited_on_the_line_until_then_and_did_not_give_up(db: &TestDb) {
        db.write(async |tx| {
            widget(tx).await?;
            let mut c = waits(tx, 50).await?;
            store::chat::offer_alternative(tx, c.id, 60).await?;
            store::chat::choose_alternative(tx, c.id, Choice::Message, 80).await?;
            store::chat::set_left(tx, c.id, Some(90)).await?;
            let record = store::chat::record(tx, 0).await?;
            assert_eq!((record[0].waited_ms, record[0].left), (30, 0));
            c.first_reply_at = Some(9_000);
            store::conversation::save(tx, &mut c, None).await?;
            let record = store::chat::record(tx, 0).await?;
            assert_eq!((record[0].waited_ms, record[0].left), (30, 0));
            Ok::<_, store::StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn the_newest_that_a_visitor_has_read_is_one_of_ours_in_their_widget(db: &TestDb) {
        db.write(async |tx| {
            widget(tx).await?;
            let c = waits(tx, 50).await?;
            let v = visitor(9);
            store::chat::put_visitor(tx, &v).await?;
            let mut said = Vec::new();
            for (n, kind) in [(1, MessageKind::Customer), (2, MessageKind::Agent), (3, MessageKind::Agent), (4, MessageKind::Note)] {
                let id = domain::MessageId(Uuid::from_u128(n));
                let m = store::message::NewMessage::new(id, c.id, kind, 50);
                said.push((id, store::message::insert(tx, &m).await?));
                if kind != MessageKind::Note {
                    store::chat::add_message(tx, id, v.id, None).await?;
                }
            }
            let read = async |tx: &mut store::Tx| store::chat::newest_read(tx, c.id, v.id).await;
            assert_eq!(read(tx).await?, None);
            for (n, newest) in [(0, None), (1, Some(said[1].0)), (3, Some(said[2].0))] {
                store::chat::visitor_read(tx, v.id, said[n].1).await?;
                assert_eq!(read(tx).await?, newest);
            }
            let other = VisitorId(Uuid::from_u128(10));
            assert_eq!(store::chat::newest_read(tx, c.id, other).await?, None);
            Ok::<_, store::StoreError>(())
        })
        .await
        .unwrap();
    }
}
