//! Rules that answer with a macro: once a day, to people, and never into a loop.

mod support;

use domain::MacroId;
use domain::automation::{Action, Occasion, Trigger};
use domain::filter::Filter;
use fairlead_desk::settings::macros::NewMacro;
use fairlead_desk::settings::rules::NewRule;
use store::on_both_engines;
use support::*;

/// A rule that answers what customers write with these words.
async fn answering(w: &World, html: &str) -> MacroId {
    let new = NewMacro {
        name: "Thanks".to_owned(),
        html: html.to_owned(),
        ..NewMacro::default()
    };
    let made = w.desk.create_macro(&w.by(), new).await.expect("a macro");
    let rule = NewRule {
        name: "Answer".to_owned(),
        trigger: Trigger::Event(Occasion::CustomerReplied),
        filter: Filter::everything(),
        actions: vec![Action::Reply { with: made.id }],
        stop: false,
        enabled: true,
    };
    w.desk.create_rule(&w.by(), rule).await.expect("a rule");
    made.id
}

async fn refusals(w: &World, id: domain::ConversationId) -> String {
    let runs = w
        .desk
        .db()
        .read(async move |tx| store::rule::runs_of_conversation(tx, id, 10).await);
    let runs = runs.await.expect("read");
    runs.iter()
        .map(|r| serde_json::json!(r.step.refused).to_string())
        .collect()
}

on_both_engines! {
    async fn a_rule_answers_a_person_once_a_day_and_stops_no_clock(db: &TestDb) {
        let mut w = world(db).await;
        answering(&w, "<p>Dear {{contact.first_name}}, we look at it.</p>").await;
        let (id, _) = w.opened(from("Cleo Clark <cleo@c.example>", "Lamp", "1@c.example", "broken")).await;
        let waits = w.conversation(id).await.waiting_since;
        assert!(waits.is_some(), "the customer goes on waiting");
        let (out, mail) = w.sent().await.pop().expect("one mail, at once");
        assert_eq!(out.recipient, "cleo@c.example");
        let text = String::from_utf8_lossy(&out.bytes).into_owned();
        assert!(text.contains("Dear Cleo") && text.contains("Auto-Submitted: auto-replied"), "{text}");
        assert!(mail.reply_to.first().is_some_and(|a| a.address.contains("+r.")));
        w.now += MINUTE;
        let more = support::mail(&format!("From: cleo@c.example\nTo: {DOOR}\nSubject: Re: Lamp\nMessage-ID: <2@c.example>\nIn-Reply-To: <1@c.example>"), "and?");
        w.joined(more).await;
        assert!(w.sent().await.is_empty(), "once a day");
        assert!(refusals(&w, id).await.contains("silent"));
        w.now += DAY;
        let again = support::mail(&format!("From: cleo@c.example\nTo: {DOOR}\nSubject: Re: Lamp\nMessage-ID: <3@c.example>\nIn-Reply-To: <1@c.example>"), "still?");
        w.joined(again).await;
        assert_eq!(w.sent().await.len(), 1, "and the next day again");
    }

    async fn what_a_program_wrote_is_never_answered(db: &TestDb) {
        let w = world(db).await;
        answering(&w, "<p>Thank you.</p>").await;
        let note = format!("From: cleo@c.example\nTo: {DOOR}\nSubject: Away\nMessage-ID: <1@c.example>\nAuto-Submitted: auto-replied");
        let (id, _) = w.opened(support::mail(&note, "I am away")).await;
        let robot = from("no-reply@shop.example", "Receipt", "2@shop.example", "paid");
        w.opened(robot).await;
        assert!(w.sent().await.is_empty());
        assert!(refusals(&w, id).await.contains("silent"));
    }

    async fn an_empty_variable_stops_the_answer_and_is_traced(db: &TestDb) {
        let w = world(db).await;
        answering(&w, "<p>Your order {{field.order}}</p>").await;
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "broken")).await;
        assert!(w.sent().await.is_empty());
        assert!(refusals(&w, id).await.contains("empty_variable"));
    }
}
