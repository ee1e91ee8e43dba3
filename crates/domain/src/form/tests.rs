//! Definitions that can be asked, and answers to them.

use super::*;
use crate::field::FieldValue;
use proptest::prelude::*;
use uuid::Uuid;

fn topic(n: u128) -> TopicId {
    TopicId(Uuid::from_u128(n))
}

fn field(n: u128, kind: FieldKind) -> Definition {
    Definition {
        id: FieldId(Uuid::from_u128(n)),
        entity: Entity::Conversation,
        key: format!("field_{n}"),
        name: format!("Field {n}"),
        kind,
        choices: if kind == FieldKind::Choice {
            vec!["Locker".into(), "Courier".into()]
        } else {
            vec![]
        },
        position: 0,
        archived: false,
        created_at: 0,
    }
}

fn fields() -> Vec<Definition> {
    vec![
        field(1, FieldKind::Text),
        field(2, FieldKind::Choice),
        field(3, FieldKind::Date),
        field(4, FieldKind::Number),
        field(5, FieldKind::Checkbox),
    ]
}

fn asks(key: &str, n: u128) -> Question {
    Question {
        key: key.to_owned(),
        kind: Kind::Field {
            field: FieldId(Uuid::from_u128(n)),
        },
        required: false,
        topics: vec![],
        when: None,
        words: BTreeMap::new(),
    }
}

/// Topic 1 is about a return: it asks for the order number, and how the parcel went; a parcel by courier for the day.
fn form() -> Form {
    let mut questions = Form::first_questions(&[topic(1), topic(2)]);
    questions.push(Question {
        required: true,
        topics: vec![topic(1)],
        ..asks("order", 1)
    });
    questions.push(Question {
        topics: vec![topic(1)],
        ..asks("parcel", 2)
    });
    questions.push(Question {
        required: true,
        when: Some(Condition {
            question: "parcel".into(),
            is: vec!["Courier".into()],
        }),
        ..asks("day", 3)
    });
    let words = FormWords {
        title: "Write to us".into(),
        ..FormWords::default()
    };
    Form {
        id: FormId(Uuid::nil()),
        channel: ChannelId(Uuid::nil()),
        help_center: None,
        door: DoorId(Uuid::nil()),
        slug: "contact".into(),
        words: BTreeMap::from([("en".to_owned(), words)]),
        questions,
        files_max: 5,
        bytes_max: 20 * 1024 * 1024,
        reply_door: None,
        hosts: vec![],
        created_at: 0,
        version: 1,
    }
}

fn answers(given: &[(&str, &str)]) -> Answers {
    let values = given
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
    Answers {
        values: values.collect(),
        files: vec![],
    }
}

fn plain() -> Vec<(&'static str, &'static str)> {
    vec![
        ("question", "Where is my parcel?"),
        ("email", "kadri@post.example"),
    ]
}

fn problems(given: &[(&str, &str)]) -> Vec<(String, Code)> {
    let found = check(&form(), &fields(), &answers(given)).expect_err("problems");
    found.into_iter().map(|p| (p.question, p.code)).collect()
}

fn code(form: &Form) -> &'static str {
    form.check_definition(&fields()).expect_err("refused").code
}

#[test]
fn the_first_questions_make_a_form_that_can_be_asked() {
    assert_eq!(form().check_definition(&fields()), Ok(()));
    let bare = Form {
        questions: Form::first_questions(&[]),
        ..form()
    };
    assert_eq!(bare.check_definition(&[]), Ok(()));
    assert!(bare.offered().is_empty());
}

#[test]
fn a_form_without_question_or_email_or_with_two_of_them_is_refused() {
    let mut f = form();
    f.questions.retain(|q| q.kind != Kind::Email);
    assert_eq!(code(&f), "bad_questions");
    let mut f = form();
    f.questions.push(Question {
        key: "again".into(),
        ..f.questions[1].clone()
    });
    assert_eq!(code(&f), "bad_questions");
}

#[test]
fn keys_and_fields_are_asked_for_once() {
    let mut f = form();
    f.questions.push(asks("order", 4));
    assert_eq!(code(&f), "bad_questions");
    let mut f = form();
    f.questions.push(asks("order_2", 1));
    assert_eq!(code(&f), "bad_questions");
    let mut f = form();
    f.questions.push(asks("Order No", 4));
    assert_eq!(code(&f), "bad_questions");
}

#[test]
fn only_fields_of_conversations_that_are_there_are_asked_for() {
    let mut all = fields();
    all[0].entity = Entity::Contact;
    assert!(form().check_definition(&all).is_err());
    let mut all = fields();
    all[0].archived = true;
    assert!(form().check_definition(&all).is_err());
    assert!(form().check_definition(&[]).is_err());
}

#[test]
fn a_condition_rests_on_an_earlier_question_and_on_an_answer_that_can_be_given() {
    let depends = |on: &str, is: &[&str]| {
        let mut f = form();
        f.questions.push(Question {
            when: Some(Condition {
                question: on.into(),
                is: is.iter().map(|s| (*s).to_owned()).collect(),
            }),
            ..asks("more", 4)
        });
        f.check_definition(&fields()).map_err(|r| r.code)
    };
    assert_eq!(depends("parcel", &["Locker"]), Ok(()));
    assert_eq!(depends("order", &[]), Ok(()));
    assert_eq!(depends("parcel", &["Pigeon"]), Err("bad_condition"));
    assert_eq!(depends("order", &["NW-1"]), Err("bad_condition"));
    assert_eq!(depends("more", &[]), Err("bad_condition"));
    assert_eq!(depends("nothing", &[]), Err("bad_condition"));
    assert_eq!(depends("files", &[]), Err("bad_condition"));
}

#[test]
fn a_question_may_depend_on_offered_topics_only() {
    let mut f = form();
    f.questions.push(Question {
        topics: vec![topic(9)],
        ..asks("more", 4)
    });
    assert_eq!(code(&f), "bad_condition");
    let mut f = form();
    f.questions[1].topics = vec![topic(1)];
    assert_eq!(code(&f), "bad_questions");
}

#[test]
fn bounds_of_a_definition_hold() {
    let mut f = form();
    for n in 0..QUESTIONS_MAX {
        f.questions.push(asks(&format!("q{n}"), 4));
    }
    assert_eq!(code(&f), "bad_questions");
    for slug in ["", "-a", "a/b", "a b", "A", "..", &"x".repeat(61)] {
        let f = Form {
            slug: slug.to_owned(),
            ..form()
        };
        assert_eq!(code(&f), "bad_slug", "{slug}");
    }
    for slug in ["contact", "kirjuta-meile", "联系我们", "tagasiside-õu"] {
        let f = Form {
            slug: slug.to_owned(),
            ..form()
        };
        assert_eq!(f.check_definition(&fields()), Ok(()), "{slug}");
    }
    let mut f = form();
    f.files_max = 21;
    assert_eq!(code(&f), "bad_files");
    let mut f = form();
    f.words.clear();
    assert_eq!(code(&f), "bad_words");
    let mut f = form();
    f.words.insert("xx yy".into(), FormWords::default());
    assert_eq!(code(&f), "bad_words");
}

#[test]
fn sites_that_may_show_a_form_are_origins() {
    let with = |host: &str| Form {
        hosts: vec![host.to_owned()],
        ..form()
    };
    for good in [
        "https://shop.example",
        "https://*.shop.example",
        "https://localhost:8443",
    ] {
        assert_eq!(with(good).check_definition(&fields()), Ok(()), "{good}");
    }
    for bad in [
        "http://shop.example",
        "https://shop.example/",
        "https://*",
        "*",
        "https://a b",
        "https://a;script-src *",
        "https://a'b",
        "https://a:0",
        "https://a:70000",
        "https://user@a",
        "https://a.*.b",
    ] {
        assert_eq!(code(&with(bad)), "bad_hosts", "{bad}");
    }
}

#[test]
fn a_whole_form_is_read() {
    let topic_1 = topic(1).to_string();
    let mut given = plain();
    given.extend([
        ("topic", topic_1.as_str()),
        ("name", "  Kadri \t Tamm "),
        ("order", "NW-10482"),
        ("parcel", "Courier"),
        ("day", "8.5.2026"),
    ]);
    let filled = check(&form(), &fields(), &answers(&given)).expect("taken");
    assert_eq!(filled.topic, Some(topic(1)));
    assert_eq!(
        (filled.name.as_str(), filled.email.as_str()),
        ("Kadri Tamm", "kadri@post.example")
    );
    let values: Vec<_> = filled.fields.iter().map(|(_, v)| v.json()).collect();
    assert_eq!(
        serde_json::Value::from(values),
        serde_json::json!(["NW-10482", "Courier", "2026-05-08"])
    );
}

#[test]
fn everything_that_is_wrong_is_told_at_once_in_order() {
    let topic_1 = topic(1).to_string();
    let given = [
        ("topic", topic_1.as_str()),
        ("question", " \n "),
        ("email", "nobody"),
        ("parcel", "Pigeon"),
    ];
    let expected = [
        ("question", Code::Missing),
        ("email", Code::NotAnAddress),
        ("order", Code::Missing),
        ("parcel", Code::NotAChoice),
    ];
    let expected: Vec<_> = expected.map(|(k, c)| (k.to_owned(), c)).into();
    assert_eq!(problems(&given), expected);
}

#[test]
fn lies_about_conditions_change_nothing() {
    // Topic 2 asks for no order; a client that answers for it, or for what depends on it, is not listened to.
    let topic_2 = topic(2).to_string();
    let mut given = plain();
    given.extend([
        ("topic", topic_2.as_str()),
        ("order", "NW-1"),
        ("parcel", "Courier"),
        ("day", "no day at all"),
        ("invented", "x"),
    ]);
    let filled = check(&form(), &fields(), &answers(&given)).expect("taken");
    assert_eq!(filled.fields, vec![]);
    assert!(!filled.asked.iter().any(|k| k == "day"));
}

#[test]
fn what_depends_on_a_question_that_is_not_asked_is_not_asked() {
    let mut f = form();
    f.questions.push(Question {
        when: Some(Condition {
            question: "day".into(),
            is: vec![],
        }),
        required: true,
        ..asks("more", 4)
    });
    assert_eq!(f.check_definition(&fields()), Ok(()));
    let topic_1 = topic(1).to_string();
    let mut given = plain();
    given.extend([
        ("topic", topic_1.as_str()),
        ("order", "1"),
        ("parcel", "Locker"),
        ("day", "2026-05-08"),
    ]);
    let filled = check(&f, &fields(), &answers(&given)).expect("taken");
    assert!(!filled.asked.iter().any(|k| k == "more"));
}

#[test]
fn a_topic_of_another_form_is_refused() {
    let topic_9 = topic(9).to_string();
    let mut given = plain();
    given.push(("topic", &topic_9));
    assert_eq!(problems(&given), [("topic".to_owned(), Code::NotATopic)]);
    given.pop();
    given.push(("topic", "'; DROP TABLE topic"));
    assert_eq!(problems(&given), [("topic".to_owned(), Code::NotATopic)]);
}

#[test]
fn long_answers_are_refused_and_not_cut() {
    let topic_1 = topic(1).to_string();
    let (long, longer) = ("x".repeat(501), "ö".repeat(QUESTION_MAX + 1));
    let given = [
        ("topic", topic_1.as_str()),
        ("question", longer.as_str()),
        ("email", "a@b.example"),
        ("name", long.as_str()),
        ("order", long.as_str()),
    ];
    let codes: Vec<_> = problems(&given).into_iter().map(|(_, c)| c).collect();
    assert_eq!(codes, [Code::TooLong; 3]);
}

#[test]
fn addresses_that_no_mail_reaches_are_refused() {
    for bad in [
        "a@b",
        "a b@c.example",
        "@c.example",
        "a@c.example\r\nBcc: x@y.example",
        "a@@c.example",
    ] {
        let given = [("topic", "x"), ("question", "?"), ("email", bad)];
        let found = problems(&given);
        assert!(
            found.contains(&("email".to_owned(), Code::NotAnAddress)),
            "{bad}"
        );
    }
}

#[test]
fn files_are_counted_and_weighed() {
    let f = form();
    let topic_2 = topic(2).to_string();
    let mut given = plain();
    given.push(("topic", &topic_2));
    let sent = |files: Vec<i64>| {
        let a = Answers {
            files,
            ..answers(&given)
        };
        check(&f, &fields(), &a).map_err(|p| p[0].code)
    };
    assert!(sent(vec![1; 5]).is_ok());
    assert_eq!(sent(vec![1; 6]), Err(Code::TooManyFiles));
    assert_eq!(sent(vec![1; 1_000]), Err(Code::TooManyFiles));
    assert_eq!(sent(vec![f.bytes_max, 1]), Err(Code::FilesTooLarge));
    assert_eq!(sent(vec![i64::MAX, i64::MAX]), Err(Code::FilesTooLarge));
    let mut without = form();
    without.questions.retain(|q| q.kind != Kind::Files);
    let a = Answers {
        files: vec![1],
        ..answers(&given)
    };
    assert_eq!(
        check(&without, &fields(), &a).map_err(|p| p[0].code),
        Err(Code::TooManyFiles)
    );
}

#[test]
fn numbers_and_boxes_are_read_as_people_give_them() {
    let mut f = form();
    f.questions.push(asks("amount", 4));
    f.questions.push(Question {
        required: true,
        ..asks("agree", 5)
    });
    let topic_2 = topic(2).to_string();
    let mut given = plain();
    given.extend([
        ("topic", topic_2.as_str()),
        ("amount", "1 234,5"),
        ("agree", TICKED),
    ]);
    let filled = check(&f, &fields(), &answers(&given)).expect("taken");
    let values: Vec<_> = filled.fields.into_iter().map(|(_, v)| v).collect();
    assert_eq!(
        values,
        [FieldValue::Number(1_234_500), FieldValue::Checkbox(true)]
    );
    given.retain(|(k, _)| *k != "agree");
    given.push(("amount", "12e5"));
    let found = check(&f, &fields(), &answers(&given)).expect_err("problems");
    let codes: Vec<_> = found.into_iter().map(|p| p.code).collect();
    assert_eq!(codes, [Code::NotANumber, Code::Missing]);
}

#[test]
fn the_subject_is_the_beginning_of_the_question() {
    let subject = |text: &str| {
        Filled {
            text: text.into(),
            ..Filled::default()
        }
        .subject()
    };
    assert_eq!(subject("\n  Where is  it?\nMore"), "Where is it?");
    let long = subject(&"word ".repeat(40));
    assert!(
        long.ends_with("word…") && long.chars().count() <= 81,
        "{long}"
    );
    assert_eq!(subject(&"字".repeat(200)).chars().count(), 81);
    assert_eq!(subject(""), "");
}

#[test]
fn a_name_is_a_name_and_no_advertisement() {
    for good in [
        "",
        "Kadri Tamm",
        "J. R. R. Tolkien",
        "D’Arcy O'Neil-Smith, Jr.",
        "李小龙",
    ] {
        assert!(is_name(good), "{good}");
    }
    for bad in [
        "visit evil.example",
        "http://a",
        "call 123",
        "a@b",
        "x\ny",
        &"long ".repeat(20),
    ] {
        assert!(!is_name(bad), "{bad}");
    }
}

#[test]
fn words_are_found_in_a_close_language_first() {
    let mut f = form();
    let named = |title: &str| FormWords {
        title: title.into(),
        ..FormWords::default()
    };
    f.words.insert("pt-BR".into(), named("Fale conosco"));
    f.words.insert("et".into(), named("Kirjuta meile"));
    let title = |locale: &str| f.words_in(locale, "et").map(|(_, w)| w.title.as_str());
    assert_eq!(title("pt-BR"), Some("Fale conosco"));
    assert_eq!(title("pt"), Some("Fale conosco"));
    assert_eq!(title("en-GB"), Some("Write to us"));
    assert_eq!(title("fi"), Some("Kirjuta meile"));
}

#[test]
fn missing_words_are_named_by_language_and_question() {
    let missing = form().missing_words(&["en".into(), "et".into()]);
    assert_eq!(missing["en"], ["topic", "order", "parcel", "day"]);
    assert_eq!(missing["et"], ["", "topic", "order", "parcel", "day"]);
}

#[test]
fn a_definition_survives_its_json() {
    let f = form();
    let text = serde_json::to_string(&f).expect("json");
    assert_eq!(serde_json::from_str::<Form>(&text).expect("a form"), f);
}

proptest! {
    #[test]
    fn whatever_is_sent_is_read_without_panic_and_keeps_to_what_was_asked(
        given in prop::collection::btree_map("(topic|question|name|email|order|parcel|day|files|[a-z]{1,3})", "\\PC{0,40}", 0..10),
        files in prop::collection::vec(any::<i64>(), 0..8),
        chosen in prop::option::of(1_u128..4),
    ) {
        let mut values = given;
        if let Some(n) = chosen {
            values.insert("topic".into(), topic(n).to_string());
        }
        let (f, known) = (form(), fields());
        let asked: Vec<String> = f.asked(&values).iter().map(|q| q.key.clone()).collect();
        match check(&f, &known, &Answers { values, files }) {
            Ok(filled) => {
                prop_assert_eq!(&filled.asked, &asked);
                prop_assert!(!filled.text.is_empty() && filled.email.contains('@'));
                prop_assert!(filled.subject().chars().count() <= 81);
                prop_assert!(filled.fields.len() <= asked.len());
            }
            Err(found) => {
                prop_assert!(!found.is_empty());
                // Nobody is told of a question that they do not see.
                for p in &found {
                    prop_assert!(asked.contains(&p.question));
                }
            }
        }
    }
}
