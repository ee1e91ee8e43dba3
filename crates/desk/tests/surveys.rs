//! Surveys from the question to the report, on both engines: who is asked and who is left alone, what an answer does, what is
//! told of it, and what is forgotten.

mod support;

use domain::access::{Access, PermissionSet};
use domain::contact::IdentityKind;
use domain::conversation::{Command, Status};
use domain::event::EventKind;
use domain::figures::Dimension;
use domain::survey::{Kind, Trigger};
use domain::{AgentId, ContactId, ConversationId, Millis};
use fairlead_desk::By;
use fairlead_desk::surveys::report::{Asked, Key, Reported, Saying};
use fairlead_desk::surveys::{Posted, Wanted};
use store::on_both_engines;
use store::survey::Survey;
use support::*;

const HOUR: Millis = 60 * MINUTE;
const URL: &str = "https://desk.example";

fn wanted(kind: Kind) -> Wanted {
    Wanted {
        name: "How did we do?".to_owned(),
        kind,
        trigger: Trigger::Resolved { after_hours: 24 },
        channels: Vec::new(),
        languages: Vec::new(),
        share_permille: 1000,
        cool_down_days: 90,
        reopen_low: false,
        enabled: true,
        archived: false,
    }
}

async fn survey(w: &World, wanted: Wanted) -> Survey {
    w.desk.create_survey(&w.by(), wanted).await.expect("made")
}

async fn resolve(w: &World, id: ConversationId) {
    let command = Command::SetStatus(Status::Resolved);
    w.desk
        .change(&w.by(), id, None, command)
        .await
        .expect("resolved");
}

/// A conversation of that sender, resolved.
async fn resolved(w: &World, sender: &str, n: u32) -> ConversationId {
    let raw = from(
        sender,
        &format!("Lamp {n}"),
        &format!("{n}@shop.example"),
        "Where is my lamp? It has not come yet.",
    );
    let (id, _) = w.opened(raw).await;
    resolve(w, id).await;
    id
}

/// Whom, the subject, the text, the token.
type Question = (String, String, String, String);

/// Mails that ask and have not left, each once.
async fn mails(w: &World) -> Vec<Question> {
    claimed(w, i64::MAX).await
}

/// The same; they are there again from `until` on.
async fn claimed(w: &World, until: Millis) -> Vec<Question> {
    let mails = w
        .desk
        .db()
        .write(async move |tx| store::house_mail::claim(tx, i64::MAX / 2, until, "test", 100).await)
        .await
        .expect("claimed");
    mails
        .iter()
        .map(|m| {
            let read = mail::read(&m.bytes, &mail::Limits::default());
            let from = read.text.find("/s/").expect("a link") + 3;
            let token = read.text[from..from + 26].to_owned();
            (m.recipient.clone(), read.subject, read.text, token)
        })
        .collect()
}

async fn asked(w: &World) -> usize {
    w.desk.ask_surveys(URL, w.now).await.expect("looked")
}

fn posted(score: i64, comment: &str) -> Posted {
    Posted {
        score,
        comment: comment.to_owned(),
    }
}

async fn contact_of(w: &World, address: &str) -> ContactId {
    let address = address.to_owned();
    let known = w
        .desk
        .db()
        .read(async move |tx| store::contact::by_identity(tx, IdentityKind::Email, &address).await)
        .await
        .expect("read");
    known.expect("known").contact
}

async fn report(w: &World, by: Option<Dimension>) -> Reported {
    let asked = Asked {
        by,
        ..Asked::default()
    };
    w.desk
        .survey_report(&w.by(), &asked)
        .await
        .expect("counted")
}

/// The lines of a conversation about what happened.
async fn lines(w: &World, id: ConversationId) -> Vec<String> {
    let access = Access::system();
    let page = w
        .desk
        .db()
        .read(async move |tx| store::read::messages(tx, &access, id, None, 100).await)
        .await
        .expect("read");
    let events = page.messages.into_iter().filter_map(|m| m.message.event);
    events.map(|e| e.0.to_string()).collect()
}

fn reason(r: &Reported, word: &str) -> i64 {
    let found = r.passed.iter().find(|(reason, _)| reason == word);
    found.map_or(0, |(_, n)| *n)
}

on_both_engines! {
    async fn a_resolved_conversation_is_asked_about_once_and_the_answer_stands_in_it(db: &TestDb) {
        let mut w = world(db).await;
        survey(&w, wanted(Kind::Csat)).await;
        let id = resolved(&w, "Mari Maasikas <mari@shop.example>", 1).await;
        w.now += 23 * HOUR;
        assert_eq!(asked(&w).await, 0, "not yet");
        w.now += 2 * HOUR;
        assert_eq!(asked(&w).await, 1);
        assert_eq!(asked(&w).await, 0, "once");
        let found = mails(&w).await;
        let (to, subject, text, token) = found.first().expect("a mail");
        assert_eq!(to, "mari@shop.example");
        assert!(subject.starts_with("How did we do?"), "{subject}");
        assert!(text.contains("“Lamp 1”") && text.contains(&format!("{URL}/s/{token}")), "{text}");

        let page = w.desk.survey_page(token, w.now).await.expect("a page");
        assert_eq!((page.kind, page.score, page.open), (Kind::Csat, None, true));
        w.desk.answer_survey(token, posted(4, "Quick\nand kind"), w.now).await.expect("taken");
        // A page that is loaded again posts again.
        w.desk.answer_survey(token, posted(4, "Quick\nand kind"), w.now + MINUTE).await.expect("no harm");
        let said = lines(&w, id).await;
        assert_eq!(said.iter().filter(|l| l.contains("survey_answered")).count(), 1, "{said:?}");
        assert!(!said.iter().any(|l| l.contains("Quick")), "the words stand in the answer alone");
        let c = w.conversation(id).await;
        assert_eq!(c.state.status(), Status::Resolved);

        let r = report(&w, Some(Dimension::Channel)).await;
        let section = r.sections.first().expect("one kind");
        assert_eq!((section.now.asked, section.now.answered, section.now.high), (1, 1, 1));
        assert_eq!(section.parts.len(), 1);
        assert!(section.now.few());
        let saying = Saying { limit: 10, ..Saying::default() };
        let words = w.desk.survey_comments(&w.by(), &saying).await.expect("read");
        assert_eq!(words.items.len(), 1);
        assert_eq!((words.items[0].comment.as_str(), words.items[0].conversation), ("Quick and kind", Some(id)));
    }

    async fn an_answer_is_changed_for_a_week_and_off_the_scale_never(db: &TestDb) {
        let mut w = world(db).await;
        survey(&w, wanted(Kind::Ces)).await;
        resolved(&w, "mari@shop.example", 1).await;
        w.now += 25 * HOUR;
        asked(&w).await;
        let token = mails(&w).await.pop().expect("a mail").3;
        for score in [0, 8, -1, i64::MAX] {
            let no = w.desk.answer_survey(&token, posted(score, ""), w.now).await;
            assert_eq!(no.expect_err("off the scale").code(), "bad_score");
        }
        let long = "x".repeat(1024 * 1024);
        let no = w.desk.answer_survey(&token, posted(5, &long), w.now).await;
        assert_eq!(no.expect_err("too long").code(), "too_long");
        w.desk.answer_survey(&token, posted(5, ""), w.now).await.expect("taken");
        w.now += 6 * DAY;
        w.desk.answer_survey(&token, posted(2, ""), w.now).await.expect("changed");
        w.now += 2 * DAY;
        let no = w.desk.answer_survey(&token, posted(7, ""), w.now).await;
        assert_eq!(no.expect_err("too late").code(), "too_late");
        let page = w.desk.survey_page(&token, w.now).await.expect("a page");
        assert_eq!((page.score, page.open), (Some(2), false));
        let scores = report(&w, None).await.sections.remove(0).now.scores;
        assert_eq!(scores, [0, 1, 0, 0, 0, 0, 0]);
    }

    async fn guessed_tokens_lead_nowhere(db: &TestDb) {
        let w = world(db).await;
        for guess in ["", "x", "../../etc", "0123456789abcdefghjkmnpqrs", &"a".repeat(5_000), "%00", "a b"] {
            let page = w.desk.survey_page(guess, w.now).await;
            assert_eq!(page.expect_err("no page").code(), "not_found", "{guess}");
            let taken = w.desk.answer_survey(guess, posted(5, ""), w.now).await;
            assert_eq!(taken.expect_err("no answer").code(), "not_found");
            let stopped = w.desk.refuse_surveys(guess, w.now).await;
            assert_eq!(stopped.expect_err("no refusal").code(), "not_found");
        }
    }

    async fn nobody_is_asked_again_within_the_cool_down_nor_against_their_will(db: &TestDb) {
        let mut w = world(db).await;
        let first = survey(&w, wanted(Kind::Csat)).await;
        let second = Wanted { name: "Effort".to_owned(), kind: Kind::Ces, ..wanted(Kind::Ces) };
        survey(&w, second).await;
        resolved(&w, "mari@shop.example", 1).await;
        w.now += 25 * HOUR;
        assert_eq!(asked(&w).await, 1, "one of the two");
        let token = mails(&w).await.pop().expect("a mail").3;
        w.now += DAY;
        resolved(&w, "mari@shop.example", 2).await;
        w.now += 25 * HOUR;
        assert_eq!(asked(&w).await, 0, "asked three days ago");
        // By one click of a mail program, and again.
        w.desk.refuse_surveys(&token, w.now).await.expect("noted");
        w.desk.refuse_surveys(&token, w.now).await.expect("noted before");
        w.now += 100 * DAY;
        resolved(&w, "mari@shop.example", 3).await;
        w.now += 25 * HOUR;
        assert_eq!(asked(&w).await, 0, "they do not want to be asked");
        let everything = Asked { from: Some("2026-03-01".parse().expect("a day")), ..Asked::default() };
        let r = w.desk.survey_report(&w.by(), &everything).await.expect("counted");
        assert!(reason(&r, "asked_recently") >= 2 && reason(&r, "refused") == 2, "{:?}", r.passed);
        assert_eq!(first.version, 1);
        let mari = contact_of(&w, "mari@shop.example").await;
        assert!(w.desk.refuses_surveys(&w.by(), mari).await.expect("read"));
        w.desk.note_refusal(&w.by(), mari, false).await.expect("noted");
        assert!(!w.desk.refuses_surveys(&w.by(), mari).await.expect("read"));
    }

    async fn who_should_be_left_alone_is_not_asked(db: &TestDb) {
        let mut w = world(db).await;
        survey(&w, wanted(Kind::Csat)).await;
        let reopened = resolved(&w, "reopened@shop.example", 1).await;
        w.desk.change(&w.by(), reopened, None, Command::SetStatus(Status::Open)).await.expect("open");
        resolved(&w, "noreply@shop.example", 2).await;
        let spam = resolved(&w, "spam@shop.example", 3).await;
        w.desk.change(&w.by(), spam, None, Command::MarkSpam).await.expect("spam");
        resolved(&w, "gone@shop.example", 4).await;
        w.desk.db().write(async |tx| store::contact::set_undeliverable(tx, "gone@shop.example", true).await).await.expect("noted");
        let blocked = resolved(&w, "evil@evil.example", 5).await;
        w.desk.block_sender_of(&w.by(), blocked).await.expect("blocked");
        let automatic = mail(
            &format!("From: robot@shop.example\nTo: {DOOR}\nSubject: Status\nMessage-ID: <6@shop.example>\nAuto-Submitted: auto-generated"),
            "All is well.",
        );
        let (automatic, _) = w.opened(automatic).await;
        resolve(&w, automatic).await;
        w.now += 25 * HOUR;
        assert_eq!(asked(&w).await, 0);
        let r = report(&w, None).await;
        assert!(r.sections.is_empty());
        for (word, n) in [("undeliverable", 1), ("automatic", 2)] {
            assert_eq!(reason(&r, word), n, "{word}: {:?}", r.passed);
        }
    }

    async fn a_robot_that_wrote_is_not_asked_by_schedule(db: &TestDb) {
        let mut w = world(db).await;
        let trigger = Trigger::Schedule { every_days: 30, wrote_within_days: 90 };
        survey(&w, Wanted { kind: Kind::Nps, trigger, ..wanted(Kind::Nps) }).await;
        resolved(&w, "noreply@shop.example", 1).await;
        for _ in 0..31 * 4 {
            w.now += 6 * HOUR;
            assert_eq!(asked(&w).await, 0);
        }
        assert!(mails(&w).await.is_empty(), "a mail of a program is not written by anybody");
    }

    async fn two_nodes_and_a_repeated_sweep_ask_once(db: &TestDb) {
        let mut w = world(db).await;
        let row = survey(&w, wanted(Kind::Csat)).await;
        for n in 0..60 {
            resolved(&w, &format!("c{n}@shop.example"), n).await;
        }
        w.now += 25 * HOUR;
        let (one, two) = tokio::join!(w.desk.ask_surveys(URL, w.now), w.desk.ask_surveys(URL, w.now));
        let mut n = one.expect("looked") + two.expect("looked");
        n += asked(&w).await;
        assert_eq!(n, 60);
        let mut people: Vec<String> = mails(&w).await.into_iter().map(|m| m.0).collect();
        people.sort();
        people.dedup();
        assert_eq!(people.len(), 60);
        // From the beginning again, as after a switch: everything was asked before.
        let back = Wanted { cool_down_days: 1, ..wanted(Kind::Csat) };
        let off = Wanted { enabled: false, ..back.clone() };
        w.desk.change_survey(&w.by(), row.id, off, None).await.expect("off");
        w.desk.change_survey(&w.by(), row.id, back, None).await.expect("on");
        w.now += 26 * HOUR;
        assert_eq!(asked(&w).await, 0);
        assert!(mails(&w).await.is_empty());
    }

    async fn a_low_score_opens_the_conversation_where_that_was_chosen(db: &TestDb) {
        let mut w = world(db).await;
        survey(&w, Wanted { reopen_low: true, ..wanted(Kind::Csat) }).await;
        let good = resolved(&w, "good@shop.example", 1).await;
        let bad = resolved(&w, "bad@shop.example", 2).await;
        w.now += 25 * HOUR;
        asked(&w).await;
        for (to, _, _, token) in mails(&w).await {
            let score = if to.starts_with("bad") { 1 } else { 3 };
            w.desk.answer_survey(&token, posted(score, ""), w.now).await.expect("taken");
        }
        assert_eq!(w.conversation(good).await.state.status(), Status::Resolved);
        assert_eq!(w.conversation(bad).await.state.status(), Status::Open);
    }

    async fn an_answer_about_a_merged_conversation_stands_where_it_went(db: &TestDb) {
        let mut w = world(db).await;
        survey(&w, wanted(Kind::Csat)).await;
        let old = resolved(&w, "mari@shop.example", 1).await;
        w.now += 25 * HOUR;
        asked(&w).await;
        let token = mails(&w).await.pop().expect("a mail").3;
        let (new, _) = w.opened(from("mari@shop.example", "Another", "9@shop.example", "And now this.")).await;
        w.desk.merge(&w.by(), new, old, fairlead_desk::merge::Customers::Same).await.expect("merged");
        w.desk.answer_survey(&token, posted(5, ""), w.now).await.expect("taken");
        assert!(lines(&w, new).await.iter().any(|l| l.contains("survey_answered")));
    }

    async fn what_a_person_said_is_forgotten_with_them(db: &TestDb) {
        const SECRET: &str = "xylofonkerze";
        let mut w = world(db).await;
        survey(&w, wanted(Kind::Csat)).await;
        resolved(&w, "mari@shop.example", 1).await;
        w.now += 25 * HOUR;
        asked(&w).await;
        let token = claimed(&w, 0).await.pop().expect("a mail").3;
        w.desk.answer_survey(&token, posted(2, SECRET), w.now).await.expect("taken");
        let contact = contact_of(&w, "mari@shop.example").await;
        w.desk.erase_contact(&w.by(), contact).await.expect("begun");
        while w.desk.go_on_erasing(w.now).await.expect("a step") {}
        let page = w.desk.survey_page(&token, w.now).await;
        assert_eq!(page.expect_err("no page").code(), "not_found");
        let words = w.desk.survey_comments(&w.by(), &Saying { limit: 10, ..Saying::default() }).await.expect("read");
        assert!(words.items.is_empty());
        let now = report(&w, None).await.sections.remove(0).now;
        assert_eq!((now.asked, now.answered, now.low), (1, 1, 1), "the figure stays");
        assert!(claimed(&w, 0).await.is_empty(), "no mail with their address waits");
    }

    async fn by_schedule_each_person_is_asked_once_a_round(db: &TestDb) {
        let mut w = world(db).await;
        let trigger = Trigger::Schedule { every_days: 30, wrote_within_days: 90 };
        survey(&w, Wanted { kind: Kind::Nps, trigger, cool_down_days: 20, ..wanted(Kind::Nps) }).await;
        for n in 0..20 {
            let raw = from(&format!("c{n}@shop.example"), "Lamp", &format!("{n}@shop.example"), "Where is my lamp?");
            w.opened(raw).await;
        }
        let mut people = Vec::new();
        for _ in 0..29 {
            w.now += DAY;
            asked(&w).await;
            people.extend(mails(&w).await.into_iter().map(|m| m.0));
        }
        let n = people.len();
        people.sort();
        people.dedup();
        assert_eq!(people.len(), n, "nobody twice");
        assert!(n >= 15, "nearly all have had their turn: {n}");
        let everything = Asked { from: Some("2026-03-01".parse().expect("a day")), ..Asked::default() };
        let now = w.desk.survey_report(&w.by(), &everything).await.expect("counted").sections.remove(0).now;
        assert_eq!(usize::try_from(now.asked).expect("few"), n);
        w.now += 100 * DAY;
        asked(&w).await;
        assert!(mails(&w).await.is_empty(), "nobody has written for so long");
    }

    async fn another_team_and_other_agents_are_out_of_sight(db: &TestDb) {
        let mut w = world(db).await;
        survey(&w, wanted(Kind::Csat)).await;
        let id = resolved(&w, "mari@shop.example", 1).await;
        let ada = w.started.agent.id;
        w.desk.change(&w.by(), id, None, Command::Assign(Some(ada))).await.expect("assigned");
        w.now += 25 * HOUR;
        asked(&w).await;
        let stranger = Access::of(AgentId(uuid::Uuid::from_u128(99)), PermissionSet::Agent, Vec::new());
        let by = By::agent(stranger.clone(), w.now, "");
        let out = w.desk.survey_report(&by, &Asked::default()).await.expect("counted");
        assert!(out.sections.is_empty());
        let team = Access { teams: vec![w.started.team.id], ..stranger };
        let by = By::agent(team, w.now, "");
        let asked = Asked { by: Some(Dimension::Agent), ..Asked::default() };
        let seen = w.desk.survey_report(&by, &asked).await.expect("counted");
        assert_eq!(seen.sections[0].parts[0].0, Key::Others, "an agent does not see who it was");
        let lead = report(&w, Some(Dimension::Agent)).await;
        assert_eq!(lead.sections[0].parts[0].0, Key::Id(ada.0));
        let light = Access::of(ada, PermissionSet::LightAgent, vec![w.started.team.id]);
        let no = w.desk.survey_report(&By::agent(light, w.now, ""), &Asked::default()).await;
        assert_eq!(no.expect_err("no reports").code(), "not_permitted");
    }

    async fn a_survey_can_be_tried_before_anybody_wrote(db: &TestDb) {
        let w = world(db).await;
        let text = fairlead_desk::settings::edited_texts::Draft {
            key: "survey_csat".to_owned(), locale: "en".to_owned(), stage: String::new(), subject: "{{conversation.subject}}?".to_owned(),
            body: "{{channel.name}} {{conversation.number}} {{survey.link}}".to_owned(),
        };
        w.desk.write_text(&w.by(), text).await.expect("words of our own");
        let row = survey(&w, wanted(Kind::Csat)).await;
        w.desk.test_survey(&w.by(), row.id, "en", URL).await.expect("sent");
        let (_, subject, ..) = mails(&w).await.pop().expect("a mail");
        assert_eq!(subject, "Where is my order??");
    }

    async fn a_survey_that_asked_is_archived_and_not_deleted(db: &TestDb) {
        let mut w = world(db).await;
        let row = survey(&w, wanted(Kind::Csat)).await;
        resolved(&w, "mari@shop.example", 1).await;
        w.now += 25 * HOUR;
        asked(&w).await;
        let no = w.desk.remove_survey(&w.by(), row.id).await;
        assert_eq!(no.expect_err("kept").code(), "has_asked");
        let other = Wanted { kind: Kind::Nps, ..wanted(Kind::Nps) };
        let no = w.desk.change_survey(&w.by(), row.id, other, None).await;
        assert_eq!(no.expect_err("kept").code(), "kind_stays");
        let no = w.desk.change_survey(&w.by(), row.id, wanted(Kind::Csat), Some(7)).await;
        assert_eq!(no.expect_err("another version").code(), "conflict");
        let archived = Wanted { archived: true, ..wanted(Kind::Csat) };
        let kept = w.desk.change_survey(&w.by(), row.id, archived, Some(row.version)).await.expect("archived");
        assert!(!kept.enabled, "who is archived asks nobody");
        let fresh = survey(&w, wanted(Kind::Ces)).await;
        let id = w.desk.test_survey(&w.by(), fresh.id, "et", URL).await.expect("sent");
        let (to, subject, _, token) = mails(&w).await.into_iter().find(|m| m.1.contains("Kuidas")).expect("in Estonian");
        assert_eq!(to, "ada@lamps.example", "{subject} {id}");
        let page = w.desk.survey_page(&token, w.now).await.expect("a page");
        assert!(page.test);
        w.desk.answer_survey(&token, posted(7, ""), w.now).await.expect("taken");
        assert_eq!(report(&w, None).await.sections.len(), 1, "a test counts nowhere");
        w.desk.remove_survey(&w.by(), fresh.id).await.expect("asked nobody");
    }

    async fn a_rule_can_look_at_the_score(db: &TestDb) {
        use domain::automation::{Action, Occasion, Trigger as When};
        use fairlead_desk::settings::rules::NewRule;
        let mut w = world(db).await;
        let filter = serde_json::from_value(serde_json::json!({
            "all": [{ "field": "last_score", "op": "at_most", "value": 2 }]
        })).expect("a filter");
        let rule = NewRule {
            name: "Look at low scores".to_owned(),
            trigger: When::Event(Occasion::SurveyAnswered),
            filter,
            actions: vec![Action::Urgency { urgency: domain::conversation::Urgency::High }],
            stop: false,
            enabled: true,
        };
        w.desk.create_rule(&w.by(), rule).await.expect("a rule");
        survey(&w, wanted(Kind::Csat)).await;
        let good = resolved(&w, "good@shop.example", 1).await;
        let bad = resolved(&w, "bad@shop.example", 2).await;
        w.now += 25 * HOUR;
        asked(&w).await;
        for (to, _, _, token) in mails(&w).await {
            let score = if to.starts_with("bad") { 2 } else { 5 };
            w.desk.answer_survey(&token, posted(score, ""), w.now).await.expect("taken");
        }
        assert_eq!(w.conversation(bad).await.urgency.word(), "high");
        assert_eq!(w.conversation(good).await.urgency.word(), "normal");
    }
}

#[test]
fn what_happened_says_no_words() {
    let kind = EventKind::SurveyAnswered {
        conversation: ConversationId(uuid::Uuid::nil()),
        survey: domain::SurveyId(uuid::Uuid::nil()),
        score: 4,
    };
    let json = serde_json::to_value(&kind).expect("JSON");
    assert_eq!(json["kind"], "conversation.survey.v1");
    assert_eq!(json.as_object().expect("an object").len(), 4);
}
