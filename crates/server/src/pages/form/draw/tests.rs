//! What stands in the page of a form, before anybody sends it.

use super::*;
use crate::pages::site::Center;
use crate::pages::words::words;
use domain::channel::Stage;
use domain::door::Landing;
use domain::field::Entity;
use domain::form::{Form, FormWords};
use domain::promise::{Basis, Estimate, Told};
use domain::{BrandId, ChannelId, DoorId, FieldId, FormId, HelpCenterId, TopicId};
use std::sync::Arc;
use uuid::Uuid;

const RETURN: TopicId = TopicId(Uuid::from_u128(1));
const ORDER: FieldId = FieldId(Uuid::from_u128(2));
const PARCEL: FieldId = FieldId(Uuid::from_u128(3));

fn site(locale: &str) -> Site {
    let center = Center {
        id: HelpCenterId(Uuid::nil()),
        brand: BrandId(Uuid::nil()),
        slug: "north".into(),
        host: None,
        names: [("en".to_owned(), "Northwind".to_owned())].into(),
        locales: vec!["en".into(), "et".into(), "ar".into()],
        default_locale: "en".into(),
        accent: None,
        logo: None,
        held_out_permille: 0,
        origin: "https://desk.example".into(),
        links: Vec::new(),
    };
    Site {
        name: "Northwind".into(),
        prefix: "/help/north".into(),
        origin: "https://desk.example".into(),
        locale: locale.to_owned(),
        words: words(locale),
        center: Some(Arc::new(center)),
    }
}

fn field(id: FieldId, kind: FieldKind, choices: &[&str]) -> Definition {
    Definition {
        id,
        entity: Entity::Conversation,
        key: "f".into(),
        name: if id == ORDER {
            "Order number"
        } else {
            "How was it sent?"
        }
        .into(),
        kind,
        choices: choices.iter().map(|c| (*c).to_owned()).collect(),
        position: 0,
        archived: false,
        created_at: 0,
    }
}

fn seen() -> Seen {
    let mut questions = Form::first_questions(&[RETURN]);
    for (key, id) in [("order", ORDER), ("parcel", PARCEL)] {
        questions.push(Question {
            key: key.into(),
            kind: Kind::Field { field: id },
            required: key == "order",
            topics: vec![RETURN],
            when: None,
            words: BTreeMap::new(),
        });
    }
    let title = FormWords {
        title: "Write to us".into(),
        intro: "A person answers.".into(),
        thanks: String::new(),
    };
    Seen {
        form: Form {
            id: FormId(Uuid::nil()),
            channel: ChannelId(Uuid::nil()),
            help_center: Some(HelpCenterId(Uuid::nil())),
            door: DoorId(Uuid::nil()),
            slug: "contact".into(),
            words: [("en".to_owned(), title)].into(),
            questions,
            files_max: 5,
            bytes_max: 20_000_000,
            reply_door: None,
            hosts: vec![],
            created_at: 0,
            version: 1,
        },
        stage: Stage::Live,
        texts: vec![],
        outage: None,
        gone: false,
        unlisted: false,
        via: ChannelId(Uuid::nil()),
        next: None,
        fields: vec![
            field(ORDER, FieldKind::Text, &[]),
            field(PARCEL, FieldKind::Choice, &["Locker", "Courier"]),
        ],
        topics: vec![(RETURN, "Return".into())],
        landing: Landing::Queue { team: None },
        promise: Some(Estimate {
            told: Told::By {
                usually: 3_600_000,
                almost_always: 7_200_000,
            },
            wait: None,
            basis: Basis::Recent,
            n: 30,
        }),
        zone: "Europe/Tallinn".into(),
    }
}

fn drawn(locale: &str, typed: &[(&str, &str)], problems: &[(&str, Code)]) -> String {
    let (site, seen) = (site(locale), seen());
    let values = typed
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect();
    let problems: Vec<Problem> = problems
        .iter()
        .map(|(question, code)| Problem {
            question: (*question).to_owned(),
            code: *code,
        })
        .collect();
    form(&View {
        site: &site,
        seen: &seen,
        action: "/help/north/en/f/contact",
        token: "TOKEN",
        values: &values,
        files: &[],
        problems: &problems,
        notice: None,
        work: 0,
        now: 1_772_531_400_000,
        panel: Some(&Panel::Waiting),
    })
    .into_string()
}

#[test]
fn questions_of_a_topic_are_in_the_page_and_hidden_until_it_is_chosen() {
    let before = drawn("en", &[], &[]);
    let row = "data-q=\"order\" data-topics";
    let hidden = |page: &str| {
        let at = page.find(row).expect("the question is there");
        page[..at]
            .rsplit('<')
            .next()
            .is_some_and(|tag| tag.contains(" hidden"))
    };
    assert!(hidden(&before), "{before}");
    assert!(before.contains("name=\"step\""), "asked for by a button");
    let topic = RETURN.to_string();
    assert!(!hidden(&drawn("en", &[("topic", &topic)], &[])));
}

#[test]
fn what_was_typed_comes_back_as_text_and_nothing_else() {
    let evil = "</textarea><script>alert(1)</script>";
    let page = drawn(
        "en",
        &[("question", evil), ("email", "\"><img src=x>")],
        &[],
    );
    assert!(
        !page.contains("<script>alert") && !page.contains("<img"),
        "{page}"
    );
    assert!(page.contains("&lt;/textarea&gt;&lt;script&gt;"));
}

#[test]
fn a_first_empty_line_survives_the_browser() {
    // HTML takes away one line end after the tag; ours stands before what was typed.
    let page = drawn("en", &[("question", "\nsecond line")], &[]);
    assert!(
        page.contains("data-question>\n\nsecond line</textarea>"),
        "{page}"
    );
}

#[test]
fn what_is_wrong_is_said_above_and_beside_and_bound_to_its_field() {
    let topic = RETURN.to_string();
    let page = drawn(
        "en",
        &[("topic", &topic)],
        &[("order", Code::Missing), ("email", Code::NotAnAddress)],
    );
    assert!(page.contains("href=\"#q-order\"") && page.contains("href=\"#q-email\""));
    assert!(
        page.contains("aria-describedby=\"q-email-error\" aria-invalid=\"true\""),
        "{page}"
    );
    assert!(page.contains("id=\"q-order-error\""));
    assert!(page.contains("2 answers need another look"));
}

#[test]
fn the_trap_is_out_of_sight_of_people_and_of_keyboards() {
    let page = drawn("en", &[], &[]);
    let at = page.find("name=\"website\"").expect("a trap");
    let around = &page[at.saturating_sub(200)..at + 80];
    assert!(around.contains("aria-hidden=\"true\""), "{around}");
    assert!(around.contains("tabindex=\"-1\"") && around.contains("autocomplete=\"off\""));
}

#[test]
fn nothing_in_the_page_is_inline_and_every_field_has_a_name() {
    let page = drawn("en", &[], &[]);
    for odd in ["style=", "onclick", "onsubmit", "javascript:"] {
        assert!(!page.contains(odd), "{odd}");
    }
    for key in ["topic", "question", "email", "name", "order"] {
        assert!(page.contains(&format!("for=\"q-{key}\"")), "{key}");
    }
    assert!(page.contains("<legend"), "choices are a group with a name");
}

#[test]
fn the_promise_stands_beside_the_button_with_its_times_alone_in_bold() {
    let page = drawn("en", &[], &[]);
    let at = page.find("class=\"when\"").expect("a promise");
    let promise = &page[at..at + 200];
    assert!(promise.contains("<strong>"), "{promise}");
    assert!(promise.contains("almost always"), "{promise}");
}

#[test]
fn words_of_another_language_than_the_page_are_marked() {
    let page = drawn("ar", &[], &[]);
    assert!(page.contains("<h1 lang=\"en\">"), "{page}");
    let page = drawn("et", &[], &[]);
    assert!(page.contains("Saada küsimus") && page.contains("<h1 lang=\"en\">"));
    assert!(drawn("en", &[], &[]).contains("<h1>"));
}

#[test]
fn sizes_read_as_people_write_them() {
    let site = site("en");
    assert_eq!(size(&site, 999), "999 bytes");
    assert_eq!(size(&site, 412_300), "412 kB");
    assert_eq!(size(&site, 20_000_000), "20 MB");
    assert!(size(&site, i64::MAX).ends_with(" MB"));
}
