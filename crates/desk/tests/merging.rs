//! Merging, taking it back, splitting: nothing is lost, nothing goes to the wrong customer.

mod support;

use domain::conversation::merge::{DEPTH_MAX, MESSAGES_MAX, SURVIVOR_MAX};
use domain::conversation::{
    AfterReply, Command, Conversation, Source, Status, StatusState, Urgency,
};
use domain::message::MessageKind;
use domain::{AgentId, ConversationId, MessageId, TagId, TopicId};
use fairlead_desk::ingest::{Ingested, Reading, read};
use fairlead_desk::merge::{Customers, NewSplit};
use fairlead_desk::note::NewNote;
use fairlead_desk::writing::Words;
use store::message::NewMessage;
use store::on_both_engines;
use support::*;
use uuid::Uuid;

/// Messages, tags, followers and participants of a conversation.
async fn held(
    w: &World,
    id: ConversationId,
) -> (Vec<MessageId>, Vec<TagId>, Vec<AgentId>, Vec<String>) {
    let access = w.by().access;
    let (tags, followers, participants) = w
        .desk
        .db()
        .read(async move |tx| {
            let mut tags = store::inbox::summary(tx, &access, id)
                .await?
                .map(|s| s.tags.0)
                .unwrap_or_default();
            let mut followers = store::conversation::followers(tx, id).await?;
            let people = store::conversation::participants(tx, id).await?;
            let mut participants: Vec<String> = people.into_iter().map(|p| p.address_key).collect();
            tags.sort_unstable();
            followers.sort_unstable();
            participants.sort();
            Ok::<_, store::StoreError>((tags, followers, participants))
        })
        .await
        .expect("read");
    (messages(w, id).await, tags, followers, participants)
}

async fn messages(w: &World, id: ConversationId) -> Vec<MessageId> {
    let access = w.by().access;
    let page = w
        .desk
        .db()
        .read(async move |tx| store::read::messages(tx, &access, id, None, 100).await)
        .await
        .expect("read");
    let kept = |m: &store::read::Shown| m.message.event.is_none();
    page.messages
        .into_iter()
        .filter(kept)
        .map(|m| m.message.id)
        .collect()
}

/// The one mail that leaves now, as text.
async fn sent(w: &mut World) -> String {
    w.now += MINUTE;
    let (one, _) = w.sent().await.pop().expect("one mail");
    String::from_utf8_lossy(&one.bytes).into_owned()
}

fn answering(sender: &str, id: &str, to: &str) -> Vec<u8> {
    mail(
        &format!(
            "From: {sender}\nTo: {DOOR}\nSubject: Re: x\nMessage-ID: <{id}>\nIn-Reply-To: <{to}>"
        ),
        "more",
    )
}

/// Status, urgency, topic, assignee and team by chance.
async fn sort_out(w: &World, id: ConversationId, topic: TopicId, dice: &mut Dice) {
    let me = w.by().access.agent;
    let (urgency, source) = [
        (Urgency::Low, Source::Agent),
        (Urgency::High, Source::Rule),
        (Urgency::Urgent, Source::Rule),
        (Urgency::Urgent, Source::Agent),
    ][dice.next(4)];
    let mut commands = vec![Command::SetUrgency(urgency, source)];
    if dice.next(2) == 0 {
        commands.push(Command::SetTopic(Some(topic), Source::Agent));
    }
    if dice.next(2) == 0 {
        commands.push(Command::Assign(me));
    }
    if dice.next(3) == 0 {
        commands.push(Command::MoveTeam(None));
    }
    match dice.next(5) {
        0 => commands.push(Command::SetStatus(Status::Resolved)),
        1 => commands.push(Command::SetStatus(Status::Waiting)),
        2 => commands.push(Command::Snooze {
            until: w.now + 30 * DAY,
        }),
        _ => {}
    }
    for command in commands {
        // Some of it is so already.
        let done = w.desk.change(&w.by(), id, None, command.clone()).await;
        assert!(done.is_ok(), "{command:?}: {done:?}");
    }
}

on_both_engines! {
    async fn a_merged_conversation_leads_to_its_survivor_and_comes_back_exactly(db: &TestDb) {
        let mut w = world(db).await;
        let (a, ma) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "the lamp")).await;
        w.now += MINUTE;
        let (s, ms) = w.opened(from("cleo@c.example", "Lamp again", "2@c.example", "still the lamp")).await;
        let (before_a, before_s) = (w.conversation(a).await, w.conversation(s).await);
        w.now += MINUTE;
        let merged = w.desk.merge(&w.by(), s, a, Customers::Same).await.expect("merged");
        assert_eq!(merged.signpost.state, StatusState::Merged { into: s });
        assert_eq!(messages(&w, s).await, [ma, ms]);
        assert_eq!(merged.survivor.waiting_since, before_a.waiting_since, "who waited longest goes on waiting");
        // By the reference, from somebody who takes part.
        let landed = w.arrives(answering("cleo@c.example", "3@c.example", "1@c.example")).await;
        assert!(matches!(landed, Ingested::Joined { conversation, .. } if conversation == s), "{landed:?}");
        w.desk.unmerge(&w.by(), a).await.expect("unmerged");
        let back = w.conversation(a).await;
        assert_eq!((back.outline(), messages(&w, a).await), (before_a.outline(), vec![ma]));
        assert_eq!(messages(&w, s).await.len(), 2, "what came after the merge stays with the survivor");
        assert_eq!(w.conversation(s).await.first_reply_at, before_s.first_reply_at);
    }

    async fn undoing_at_once_restores_both(db: &TestDb) {
        let mut w = world(db).await;
        let (a, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        let (s, _) = w.opened(from("cleo@c.example", "Lamp", "2@c.example", "y")).await;
        w.desk.change(&w.by(), s, None, Command::SetStatus(Status::Resolved)).await.expect("resolved");
        let before = (w.conversation(a).await.outline(), w.conversation(s).await.outline());
        w.now += MINUTE;
        let merged = w.desk.merge(&w.by(), s, a, Customers::Same).await.expect("merged");
        assert_eq!(merged.survivor.state, StatusState::Open, "what is owed in either is owed in the whole");
        w.desk.unmerge(&w.by(), a).await.expect("unmerged");
        assert_eq!((w.conversation(a).await.outline(), w.conversation(s).await.outline()), before);
        assert_eq!(w.desk.unmerge(&w.by(), a).await.expect_err("twice").code(), "not_merged");
    }

    async fn circles_and_chains_and_itself(db: &TestDb) {
        let mut w = world(db).await;
        let (a, _) = w.opened(from("cleo@c.example", "A", "1@c.example", "x")).await;
        let (b, _) = w.opened(from("cleo@c.example", "B", "2@c.example", "x")).await;
        let (c, _) = w.opened(from("cleo@c.example", "C", "3@c.example", "x")).await;
        w.now += MINUTE;
        let merge = async |into, of| w.desk.merge(&w.by(), into, of, Customers::Same).await.map(|_| ());
        let code = |r: Result<(), fairlead_desk::DeskError>| r.expect_err("refused").code();
        assert_eq!(code(merge(a, a).await), "merge_with_itself");
        merge(b, a).await.expect("a into b");
        assert_eq!(code(merge(a, b).await), "conversation_is_merged");
        assert_eq!(code(merge(c, a).await), "conversation_is_merged");
        merge(c, b).await.expect("b into c");
        assert_eq!(messages(&w, c).await.len(), 3);
        let landed = w.arrives(answering("cleo@c.example", "4@c.example", "1@c.example")).await;
        assert!(matches!(landed, Ingested::Joined { conversation, .. } if conversation == c), "{landed:?}");
        assert_eq!(w.desk.unmerge(&w.by(), a).await.expect_err("b first").code(), "merged_further");
        w.desk.unmerge(&w.by(), b).await.expect("b back");
        w.desk.unmerge(&w.by(), a).await.expect("a back");
        assert_eq!((messages(&w, a).await.len(), messages(&w, b).await.len(), messages(&w, c).await.len()), (1, 1, 2));
    }

    async fn two_who_merge_crosswise_at_once_leave_one_survivor(db: &TestDb) {
        let w = world(db).await;
        let (a, _) = w.opened(from("cleo@c.example", "A", "1@c.example", "x")).await;
        let (b, _) = w.opened(from("cleo@c.example", "B", "2@c.example", "x")).await;
        let by = w.by();
        let (one, two) = tokio::join!(
            w.desk.merge(&by, a, b, Customers::Same),
            w.desk.merge(&by, b, a, Customers::Same),
        );
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        let (survivor, signpost) = if one.is_ok() { (a, b) } else { (b, a) };
        assert_eq!(messages(&w, survivor).await.len(), 2);
        assert_eq!(messages(&w, signpost).await.len(), 0);
    }

    async fn answers_in_a_merged_conversation_never_show_one_customer_to_another(db: &TestDb) {
        let mut w = world(db).await;
        let (a, _) = w.opened(from("Xenia <x@xenia.example>", "Secret of Xenia", "1@xenia.example", "xenias-words")).await;
        let (s, _) = w.opened(from("Yuri <y@yuri.example>", "Matter of Yuri", "1@yuri.example", "yuris-words")).await;
        w.now += MINUTE;
        let refused = w.desk.merge(&w.by(), s, a, Customers::Same).await.expect_err("warned");
        assert_eq!(refused.code(), "different_customers");
        w.desk.merge(&w.by(), s, a, Customers::MayDiffer).await.expect("merged");
        w.desk.reply(&w.by(), answer(s, "x@xenia.example", "<p>Dear {{contact.first_name}}</p>")).await.expect("to Xenia");
        let text = sent(&mut w).await;
        assert!(text.contains("xenias-words") && text.contains("Dear Xenia"), "{text}");
        for foreign in ["yuri", "Yuri"] {
            assert!(!text.contains(foreign), "{text}");
        }
        w.desk.reply(&w.by(), answer(s, "y@yuri.example", "<p>Dear {{contact.first_name}}</p>")).await.expect("to Yuri");
        let text = sent(&mut w).await;
        assert!(text.contains("yuris-words") && !text.to_lowercase().contains("xenia"), "{text}");
        let both = Words {
            html: "<p>to both</p>".to_owned(),
            to: vec![person("x@xenia.example")],
            cc: vec![person("y@yuri.example")],
            ..Words::default()
        };
        let mut reply = answer(s, "x@xenia.example", "");
        reply.words = both;
        assert_eq!(w.desk.reply(&w.by(), reply).await.expect_err("refused").code(), "different_customers");
        let stranger = w.desk.reply(&w.by(), answer(s, "new@n.example", "<p>hello</p>")).await;
        assert_eq!(stranger.expect_err("whose subject?").code(), "bad_subject");
    }

    async fn a_reply_taken_back_after_a_merge_restores_nothing_that_was_joined(db: &TestDb) {
        let mut w = world(db).await;
        let (a, _) = w.opened(from("cleo@c.example", "A", "1@c.example", "x")).await;
        let (s, _) = w.opened(from("cleo@c.example", "B", "2@c.example", "y")).await;
        w.now += MINUTE;
        let reply = w.desk.reply(&w.by(), answer(s, "cleo@c.example", "<p>soon</p>")).await.expect("replied");
        w.desk.merge(&w.by(), s, a, Customers::Same).await.expect("merged");
        let joined = w.conversation(s).await.outline();
        w.desk.undo_send(&w.by(), reply.message).await.expect("taken back");
        assert_eq!(w.conversation(s).await.outline(), joined);
    }

    async fn chosen_messages_become_a_conversation_that_answers_find(db: &TestDb) {
        let mut w = world(db).await;
        let (a, first) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "lamp")).await;
        w.now += MINUTE;
        let (_, second) = w.joined(answering("cleo@c.example", "2@c.example", "1@c.example")).await;
        w.now += MINUTE;
        let all = NewSplit { from: a, messages: vec![first, second], subject: None };
        assert_eq!(w.desk.split(&w.by(), all).await.expect_err("all").code(), "nothing_to_split");
        let new = NewSplit { from: a, messages: vec![second], subject: Some("Invoice".to_owned()) };
        let own = w.desk.split(&w.by(), new).await.expect("split");
        assert_eq!((own.subject.as_str(), own.number, messages(&w, own.id).await), ("Invoice", 2, vec![second]));
        assert_eq!(messages(&w, a).await, [first]);
        assert_eq!((own.last_customer_at, own.waiting_since.is_some()), (own.waiting_since, true));
        let landed = w.arrives(answering("cleo@c.example", "3@c.example", "2@c.example")).await;
        assert!(matches!(landed, Ingested::Joined { conversation, .. } if conversation == own.id), "{landed:?}");
        let foreign = NewSplit { from: own.id, messages: vec![first], subject: None };
        assert_eq!(w.desk.split(&w.by(), foreign).await.expect_err("foreign").code(), "not_found");
    }

    async fn what_is_said_to_a_signpost_is_refused_and_its_survivor_takes_it_along_when_deleted(db: &TestDb) {
        let mut w = world(db).await;
        let (a, _) = w.opened(from("cleo@c.example", "A", "1@c.example", "x")).await;
        let (s, _) = w.opened(from("cleo@c.example", "B", "2@c.example", "y")).await;
        w.now += MINUTE;
        w.desk.merge(&w.by(), s, a, Customers::Same).await.expect("merged");
        let mut reply = answer(a, "cleo@c.example", "<p>late</p>");
        reply.then = AfterReply::Wait;
        assert_eq!(w.desk.reply(&w.by(), reply).await.expect_err("refused").code(), "conversation_is_merged");
        let resolve = Command::SetStatus(Status::Resolved);
        assert_eq!(w.desk.change(&w.by(), a, None, resolve).await.expect_err("refused").code(), "conversation_is_merged");
        w.desk.delete_conversation(&w.by(), s).await.expect("deleted");
        let gone = w.desk.db().read(async move |tx| store::conversation::load(tx, a).await).await.expect("read");
        assert!(gone.is_none());
    }

    async fn mail_that_arrives_at_the_instant_of_a_merge_is_in_the_survivor_once(db: &TestDb) {
        let mut w = world(db).await;
        for n in 0..12 {
            w.now += MINUTE;
            let (a, _) = w.opened(from("cleo@c.example", "Lamp", &format!("{n}a@c.example"), "x")).await;
            let (s, _) = w.opened(from("cleo@c.example", "Desk", &format!("{n}s@c.example"), "y")).await;
            let late = answering("cleo@c.example", &format!("{n}l@c.example"), &format!("{n}a@c.example"));
            w.desk.accept_inbound(w.raw(late), w.now).await.expect("accepted");
            let claimed = w.desk.claim_inbound(1, w.now).await.expect("claimed").remove(0);
            let bytes = claimed.bytes.clone().expect("bytes");
            let mail = read(&bytes, &mail::Limits::default()).expect("read");
            let reading = Reading { claimed, mail, authentication: None, spam: None };
            let by = w.by();
            let merge = w.desk.merge(&by, s, a, Customers::Same);
            let ingest = w.desk.ingest(reading, w.now);
            let landed = if n % 2 == 0 {
                let (merged, landed) = tokio::join!(merge, ingest);
                merged.expect("merged");
                landed
            } else {
                let (landed, merged) = tokio::join!(ingest, merge);
                merged.expect("merged");
                landed
            };
            let landed = landed.expect("ingested");
            assert!(matches!(landed, Ingested::Joined { conversation, .. } if conversation == a || conversation == s), "{landed:?}");
            assert_eq!((messages(&w, s).await.len(), messages(&w, a).await.len()), (3, 0), "{landed:?}");
        }
    }

    async fn a_way_over_signposts_ends_where_it_may_be_followed(db: &TestDb) {
        let mut w = world(db).await;
        let mut all = Vec::new();
        for n in 0..=DEPTH_MAX {
            all.push(w.opened(from("cleo@c.example", &format!("Lamp {n}"), &format!("{n}@c.example"), "x")).await.0);
        }
        w.now += MINUTE;
        for pair in all.windows(2).take(DEPTH_MAX - 1) {
            w.desk.merge(&w.by(), pair[1], pair[0], Customers::Same).await.expect("merged");
        }
        let (last, beyond) = (all[DEPTH_MAX - 1], all[DEPTH_MAX]);
        let refused = w.desk.merge(&w.by(), beyond, last, Customers::Same).await.expect_err("too far");
        assert_eq!(refused.code(), "merged_too_often");
        let landed = w.arrives(answering("cleo@c.example", "late@c.example", "0@c.example")).await;
        assert!(matches!(landed, Ingested::Joined { conversation, .. } if conversation == last), "{landed:?}");
        w.desk.merge(&w.by(), last, beyond, Customers::Same).await.expect("the other way round");
        assert_eq!(messages(&w, last).await.len(), DEPTH_MAX + 2);
    }

    async fn conversations_come_apart_exactly_in_any_order_that_is_allowed(db: &TestDb) {
        let mut w = world(db).await;
        let tags: Vec<TagId> = (1..=3).map(|n| TagId(Uuid::from_u128(n))).collect();
        for tag in &tags {
            let tag = store::tag::Tag { id: *tag, name: tag.to_string(), colour: "grey".to_owned(), created_at: w.now };
            w.desk.db().write(async move |tx| store::tag::put(tx, &tag).await).await.expect("a tag");
        }
        let topic = store::tag::Topic { id: TopicId(Uuid::from_u128(9)), name: "Lamps".to_owned(), parent: None, archived: false, created_at: w.now, owner: None, description: String::new() };
        let about = topic.id;
        w.desk.db().write(async move |tx| store::tag::put_topic(tx, &topic).await).await.expect("a topic");
        for seed in 0..6_u64 {
            let mut dice = Dice(seed);
            let mut all = Vec::new();
            for n in 0..5 {
                let mail = from(&format!("c{n}@c.example"), "Lamp", &format!("{seed}.{n}@c.example"), "x");
                let (id, _) = w.opened(mail).await;
                for tag in &tags {
                    if dice.next(2) == 0 {
                        w.desk.change(&w.by(), id, None, Command::Tag(*tag)).await.expect("tagged");
                    }
                }
                let note = NewNote { conversation: id, html: format!("<p>note {n}</p>"), attachments: vec![], mentions: vec![] };
                w.desk.note(&w.by(), note).await.expect("noted");
                sort_out(&w, id, about, &mut dice).await;
                w.now += MINUTE;
                all.push((id, held(&w, id).await, w.conversation(id).await));
            }
            for step in 0..60 {
                w.now += MINUTE;
                let (a, b) = (all[dice.next(5)].0, all[dice.next(5)].0);
                // From the fortieth on they only come apart.
                let done = if step < 40 && dice.next(3) > 0 {
                    w.desk.merge(&w.by(), a, b, Customers::MayDiffer).await.map(|_| ())
                } else {
                    w.desk.unmerge(&w.by(), a).await.map(|_| ())
                };
                if let Err(no) = done {
                    let known = ["merge_with_itself", "conversation_is_merged", "not_merged", "merged_further"];
                    assert!(known.contains(&no.code()), "{no}");
                }
            }
            for _ in 0..5 {
                for (id, ..) in &all {
                    let _ = w.desk.unmerge(&w.by(), *id).await;
                }
            }
            for (id, before, was) in &all {
                assert_eq!(held(&w, *id).await, *before, "seed {seed}");
                let is = w.conversation(*id).await;
                assert_eq!(is.outline(), was.outline(), "seed {seed}");
                let sorted = |c: &Conversation| (c.topic, c.topic_source, c.assignee, c.team, c.contact);
                assert_eq!(sorted(&is), sorted(was), "seed {seed}");
            }
        }
    }

    async fn what_is_merged_at_once_and_into_one_is_bounded(db: &TestDb) {
        let mut w = world(db).await;
        let (a, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        let (s, _) = w.opened(from("cleo@c.example", "Desk", "2@c.example", "y")).await;
        w.now += MINUTE;
        let merge = async |into, of| w.desk.merge(&w.by(), into, of, Customers::Same).await.map(|_| ()).map_err(|e| e.code());
        fill(&w, a, MESSAGES_MAX + 1).await;
        assert_eq!(merge(s, a).await, Err("too_many_messages"), "more than is moved at once");
        fill(&w, s, SURVIVOR_MAX - MESSAGES_MAX).await;
        assert_eq!(merge(a, s).await, Err("too_many_messages"));
        let (b, _) = w.opened(from("cleo@c.example", "Chair", "3@c.example", "z")).await;
        fill(&w, b, MESSAGES_MAX).await;
        merge(s, b).await.expect("exactly as many");
        let (c, _) = w.opened(from("cleo@c.example", "Table", "4@c.example", "z")).await;
        assert_eq!(merge(s, c).await, Err("too_many_messages"), "more than one may hold");
        w.desk.unmerge(&w.by(), b).await.expect("apart");
        merge(s, c).await.expect("there is room again");
    }
}

/// Notes until there are so many messages in it.
async fn fill(w: &World, id: ConversationId, wanted: i64) {
    let now = w.now;
    w.desk
        .db()
        .write(async move |tx| {
            let there = store::merge::count(tx, id, wanted).await?;
            for _ in there..wanted {
                let note = MessageId(Uuid::now_v7());
                let note = NewMessage::new(note, id, MessageKind::Note, now);
                store::message::insert(tx, &note).await?;
            }
            Ok::<_, store::StoreError>(())
        })
        .await
        .expect("filled");
}
