use super::template::{self, Change};
use super::*;
use crate::channel::Stage;
use crate::plan::{self, Audience, Kind, Plan, Progress, Step};
use crate::{ChannelId, ContactId};
use std::collections::BTreeMap;
use uuid::Uuid;

const DAY: Millis = 24 * 3_600_000;

fn contact(n: u128) -> ContactId {
    ContactId(Uuid::from_u128(n))
}

fn text(subject: &str, html: &str) -> Text {
    Text {
        subject: subject.to_owned(),
        html: html.to_owned(),
    }
}

fn content() -> Content {
    let to = To {
        days: 90,
        ..To::default()
    };
    Content {
        name: " Goodbye, mail ".to_owned(),
        to,
        from: ChannelId(Uuid::from_u128(1)),
        in_thread: false,
        voice: Voice::Benefit,
        texts: [("en".to_owned(), text("News", "<p>Write here: {{ways}}</p>"))].into(),
        follow_up: false,
        exceptions: [].into(),
        waves: Waves::default(),
        costs_meant: false,
    }
}

fn facts() -> Facts {
    Facts {
        house: "en".to_owned(),
        languages: [("en".to_owned(), 3)].into(),
        ..Facts::default()
    }
}

fn codes(content: &Content, facts: &Facts) -> Vec<Code> {
    findings(content, facts)
        .into_iter()
        .map(|f| f.code)
        .collect()
}

#[test]
fn a_text_that_speaks_of_saving_costs_is_seen_in_four_languages() {
    for (language, said) in [
        ("en", "We do this to reduce our operating costs."),
        ("en", "It helps us save money."),
        ("en-GB", "A COST-CUTTING measure."),
        ("en", "Costs had to be cut"),
        ("en", "The phone is too expensive for us"),
        ("de", "Damit senken wir unsere Kosten."),
        ("de", "Aus Kostengründen schließen wir das Telefon."),
        ("de-AT", "Wir müssen Kosten einsparen"),
        ("et", "Nii saame kulusid vähendada."),
        ("et", "Põhjuseks on kokkuhoid."),
        ("zh", "为了降低运营成本，我们将关闭电话。"),
        ("zh-TW", "為了節省開支"),
        ("en", "So that you know: we cut our costs."),
        ("en", "We want to help you and cut costs."),
        ("en", "To serve you better we have to reduce costs"),
        ("de", "Für Sie da sein heißt, dass wir Kosten senken."),
        ("et", "Teile teadmiseks: me vähendame kulusid."),
        ("zh", "为了更好地服务您，我们降低成本"),
        ("zh", "为您服务并降低成本"),
        ("fr", "pour reduce costs"),
    ] {
        assert!(says_costs(said, language), "{language}: {said}");
    }
}

#[test]
fn an_address_is_dead_only_when_nobody_is_there() {
    for (code, said) in [
        (550, "550 5.1.1 No such user"),
        (550, "mx.shop.example said: 550-5.1.10 null MX"),
        (512, "host not found"),
        (556, "556 5.3.2 nobody takes mail here"),
    ] {
        assert!(is_dead(Some(code), said), "{said}");
    }
    assert!(is_dead(None, "smtp; 5.1.1 (bad destination)"));
    for (code, said) in [
        (554, "554 5.7.1 Message is spam"),
        (552, "552 5.3.4 Message too large"),
        (550, "550 5.1.8 Bad sender's system address"),
        (550, "550 5.1.7 Bad sender's mailbox address"),
        (550, "550 rejected by 15.1.1.2, see 5.1.12"),
        (550, "550 No"),
    ] {
        assert!(!is_dead(Some(code), said), "{said}");
    }
}

#[test]
fn a_channel_that_lives_and_has_a_successor_does_not_go() {
    use crate::channel::Stage;
    use crate::plan::Kind;
    assert!(!goes(Stage::Live, None) && !goes(Stage::Live, Some(Kind::Adjust)));
    assert!(goes(Stage::Live, Some(Kind::WindDown)));
    assert!(goes(Stage::WindingDown, None) && goes(Stage::Closed, Some(Kind::Adjust)));
}

#[test]
fn a_finding_says_how_many_and_which() {
    let said = |content: &Content, facts: &Facts| -> Vec<(Code, i64, Vec<String>)> {
        let all = findings(content, facts).into_iter();
        all.map(|f| (f.code, f.n, f.names)).collect()
    };
    let names = |all: &[&str]| all.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    let f = Facts {
        languages: [("en".to_owned(), 3), ("et".to_owned(), 2)].into(),
        too_many: true,
        sender: Some("It is closed.".to_owned()),
        from: Some("Mail".to_owned()),
        unreachable: 4,
        captive: 5,
        plain: [("en".to_owned(), "We cut costs".to_owned())].into(),
        empty: ["date".to_owned()].into(),
        ..facts()
    };
    let c = Content {
        texts: [("en".to_owned(), text("News", "<p>It goes.</p>"))].into(),
        ..content()
    };
    assert_eq!(
        said(&c, &f),
        [
            (Code::TooMany, 20_000, names(&[])),
            (Code::BadSender, 0, names(&["Mail"])),
            (Code::SaysCosts, 0, names(&["en"])),
            (Code::EmptyVariable, 0, names(&["date"])),
            (Code::Captive, 5, names(&["en"])),
            (Code::NoWayOn, 0, names(&["en"])),
            (Code::MissingLanguage, 2, names(&["et"])),
            (Code::Unreachable, 4, names(&[])),
        ]
    );
    let bound = |days| {
        let to = To {
            days,
            ..To::default()
        };
        said(&Content { to, ..content() }, &facts())
    };
    assert_eq!(bound(0), [(Code::NotJustified, 0, names(&[]))]);
    assert_eq!(bound(401), [(Code::NotJustified, 400, names(&[]))]);
}

#[test]
fn a_text_that_speaks_of_the_readers_gain_is_not_questioned() {
    for (language, said) in [
        ("en", "It costs you nothing and saves you time."),
        ("en", "This way you save your money."),
        ("en", "The accost savoury tale"),
        ("en", "Costs stay as they are. We cut the waiting time."),
        ("de", "Das ist für Sie kostenlos und spart Zeit."),
        ("de", "So sparen Sie Ihr Geld"),
        ("et", "Vastamiseks kulub vähem aega."),
        ("zh", "为您节省时间，不收取费用。"),
        ("zh", "为您节省您的费用"),
        ("en", "With the form you save time and money."),
        ("en", "It helps you to save money"),
        ("en", "With us you save money."),
        ("de", "Mit dem Formular sparen Sie Zeit und Geld."),
        ("de", "Damit Sie Zeit und Geld sparen"),
        ("de", "So spart Ihnen das Formular Geld"),
        ("et", "Vormiga säästate aega ja raha."),
        ("et", "Vorm aitab teil raha säästa"),
        ("et", "Nii hoiate raha kokku."),
        ("zh", "帮您节省费用"),
        ("zh-TW", "您可以節省費用"),
        ("", ""),
    ] {
        assert!(!says_costs(said, language), "{language}: {said}");
    }
}

#[test]
fn no_template_speaks_of_costs_and_each_names_what_it_must() {
    for voice in Voice::ALL {
        for language in template::LANGUAGES {
            for dated in [true, false] {
                let change = Change {
                    successor: Some("Form {{x}} <b>"),
                    dated,
                    page: true,
                };
                let made = template::text(voice, language, change).expect("a text");
                assert!(
                    !says_costs(&made.html, language),
                    "{language}: {}",
                    made.html
                );
                assert!(names_a_way(&made.html, &[]), "{language}");
                assert!(made.html.contains("{{ways}}") && made.html.contains("{{contact_url}}"));
                assert_eq!(made.html.contains("{{date}}"), dated, "{language}");
                assert!(
                    made.html
                        .contains("Form &#123;&#123;x&#125;&#125; &lt;b&gt;")
                );
                assert!(!made.subject.is_empty() && !made.html.contains("[successor]"));
                for part in made.html.split("{{").skip(1) {
                    let name = part.split(['|', '}']).next().expect("a name");
                    assert!(template::VARIABLES.contains(&name), "{name}");
                }
            }
        }
        assert_eq!(template::text(voice, "fr", Change::default()), None);
    }
    let date = jiff::civil::date(2026, 12, 1);
    let of = |language| template::day(date, language);
    assert_eq!(of("en").as_deref(), Some("1 December 2026"));
    assert_eq!(of("de-CH").as_deref(), Some("1. Dezember 2026"));
    assert_eq!(of("et").as_deref(), Some("1. detsembrist 2026"));
    assert_eq!(of("zh").as_deref(), Some("2026年12月1日"));
    assert_eq!(of("fr"), None);
}

#[test]
fn a_notice_has_a_name_bounds_and_the_language_of_the_house() {
    let code = |c: Content| c.checked("en").expect_err("refused").code;
    let with = |texts: &[(&str, Text)]| Content {
        texts: texts
            .iter()
            .map(|(l, t)| ((*l).to_owned(), t.clone()))
            .collect(),
        ..content()
    };
    let good = content().checked("en-GB").expect("kept");
    assert_eq!(good.name, "Goodbye, mail");
    assert_eq!(
        code(Content {
            name: " ".into(),
            ..content()
        }),
        "bad_name"
    );
    assert_eq!(
        code(Content {
            name: "x".repeat(NAME_MAX + 1),
            ..content()
        }),
        "bad_name"
    );
    assert_eq!(code(with(&[])), "bad_text");
    assert_eq!(
        code(with(&[("de", text("a", "b"))])),
        "bad_text",
        "not the house's"
    );
    assert_eq!(code(with(&[("en", text("", "b"))])), "bad_text");
    assert_eq!(code(with(&[("en", text("a", " "))])), "bad_text");
    for key in ["", "not a language", "en\u{0}", "en_GB", &"e".repeat(5_000)] {
        assert_eq!(
            code(with(&[("en", text("a", "b")), (key, text("a", "b"))])),
            "bad_locale"
        );
    }
    assert_eq!(
        code(with(&[("en", text("a", &"x".repeat(HTML_MAX + 1)))])),
        "too_large"
    );
    assert_eq!(
        code(with(&[("en", text(&"ä".repeat(SUBJECT_MAX + 1), "b"))])),
        "too_large"
    );
    let many: Vec<(String, Text)> = (0..=LANGUAGES_MAX)
        .map(|n| (format!("en-x{n}"), text("a", "b")))
        .collect();
    assert_eq!(
        code(Content {
            texts: many.into_iter().collect(),
            ..content()
        }),
        "too_large"
    );
    let people = (0..=EXCEPTIONS_MAX as u128).map(contact).collect();
    assert_eq!(
        code(Content {
            exceptions: people,
            ..content()
        }),
        "too_large"
    );
    let days = To {
        days: DAYS_MAX + 1,
        ..To::default()
    };
    assert_eq!(
        code(Content {
            to: days,
            ..content()
        }),
        "bad_choice"
    );
    for waves in [(0, 1, 1), (1, 0, 1), (1, 5_001, 1), (1, 1, 10_000)] {
        let waves = Waves {
            first: waves.0,
            then_per_hour: waves.1,
            wait_hours: waves.2,
        };
        assert_eq!(code(Content { waves, ..content() }), "bad_choice");
    }
    let lines = with(&[("en", text(" a\r\n b ", "x")), ("de", text("", " "))])
        .checked("en")
        .expect("kept");
    assert_eq!(lines.texts["en"].subject, "a b", "a subject is one line");
    assert_eq!(lines.texts.len(), 1, "what is empty is left out");
}

#[test]
fn what_is_wrong_is_found_and_what_cannot_be_sent_comes_first() {
    assert_eq!(codes(&content(), &facts()), []);
    for (days, people) in [(0, 3), (USED_DAYS_MAX + 1, 3)] {
        let c = Content {
            to: To {
                days,
                ..To::default()
            },
            ..content()
        };
        let f = Facts {
            languages: [("en".to_owned(), people)].into(),
            ..facts()
        };
        assert_eq!(codes(&c, &f), [Code::NotJustified]);
    }
    let nobody = Facts {
        languages: BTreeMap::new(),
        unreachable: 2,
        ..facts()
    };
    assert_eq!(
        codes(&content(), &nobody),
        [Code::Nobody, Code::Unreachable]
    );
    let sender = Facts {
        sender: Some("It is closed.".to_owned()),
        too_many: true,
        ..facts()
    };
    assert_eq!(codes(&content(), &sender), [Code::TooMany, Code::BadSender]);
    let costly = Facts {
        plain: [("en".to_owned(), "We cut costs".to_owned())].into(),
        ..facts()
    };
    let found = findings(&content(), &costly);
    assert!(found[0].code == Code::SaysCosts && found[0].blocks);
    let meant = Content {
        costs_meant: true,
        ..content()
    };
    assert!(
        !findings(&meant, &costly)[0].blocks,
        "whoever means it may say it"
    );
    let empty = Facts {
        empty: ["date".to_owned()].into(),
        ..facts()
    };
    assert_eq!(codes(&content(), &empty), [Code::EmptyVariable]);
    let mute = Content {
        texts: [("en".to_owned(), text("a", "<p>Bye.</p>"))].into(),
        ..content()
    };
    let captive = Facts {
        captive: 1,
        ..facts()
    };
    assert_eq!(codes(&mute, &captive), [Code::Captive, Code::NoWayOn]);
    assert_eq!(
        codes(&content(), &captive),
        [],
        "the ways are those of each"
    );
    let foreign = Facts {
        languages: [
            ("et-EE".to_owned(), 2),
            (String::new(), 1),
            ("en-US".to_owned(), 1),
        ]
        .into(),
        ..facts()
    };
    let found = findings(&content(), &foreign);
    assert!(found.len() == 1 && found[0].code == Code::MissingLanguage);
    assert!(
        found[0].sentence.starts_with("2 people"),
        "{}",
        found[0].sentence
    );
}

#[test]
fn a_way_on_is_a_place_to_fill_in_a_page_or_an_address_that_stays() {
    let closing = ["help@shop.example".to_owned()];
    for html in [
        "{{ways}}",
        "{{ contact_url }}",
        "{{ways|x}}",
        "see https://shop.example/contact",
        "<a href=\"tel:+3725\">call</a>",
        "write to new@shop.example.",
        "<b>new@shop.example</b>",
    ] {
        assert!(names_a_way(html, &closing), "{html}");
    }
    for html in [
        "",
        "Bye.",
        "Help@shop.example goes",
        "a@b",
        "{{waysx}}",
        "@ at @",
    ] {
        assert!(!names_a_way(html, &closing), "{html}");
    }
}

#[test]
fn who_is_told_and_how() {
    let known = Known {
        has_address: true,
        ..Known::default()
    };
    assert_eq!(way(&known, true, false), Ok(Way::Mail));
    let both = Known {
        has_thread: true,
        ..known
    };
    assert_eq!(way(&both, true, false), Ok(Way::Thread));
    assert_eq!(way(&both, false, false), Ok(Way::Mail));
    let chat = Known {
        has_thread: true,
        ..Known::default()
    };
    assert_eq!(way(&chat, true, false), Ok(Way::Thread));
    assert_eq!(way(&chat, false, false), Err(Passed::NoWay));
    assert_eq!(
        way(
            &Known {
                told_before: true,
                ..both
            },
            true,
            false
        ),
        Err(Passed::ToldBefore)
    );
    assert_eq!(
        way(
            &Known {
                told_before: true,
                ..both
            },
            true,
            true
        ),
        Ok(Way::Thread)
    );
    for (known, why) in [
        (
            Known {
                erased: true,
                suppressed: true,
                ..both
            },
            Passed::Erased,
        ),
        (
            Known {
                exception: true,
                ..both
            },
            Passed::Exception,
        ),
        (
            Known {
                suppressed: true,
                ..both
            },
            Passed::Suppressed,
        ),
        (
            Known {
                blocked: true,
                ..both
            },
            Passed::Refused,
        ),
    ] {
        assert_eq!(way(&known, true, true), Err(why));
    }
}

#[test]
fn the_heaviest_users_are_those_who_make_four_fifths() {
    assert_eq!(frequent(&[]), 0);
    assert_eq!(frequent(&[5]), 1);
    assert_eq!(frequent(&[8, 1, 1]), 1);
    assert_eq!(frequent(&[7, 1, 1, 1]), 2);
    assert_eq!(frequent(&[1; 10]), 8);
    assert_eq!(frequent(&[0, 0]), 0, "nothing is no volume");
    assert_eq!(frequent(&[i64::MAX, i64::MAX]), 2);
}

#[test]
fn waves_hold_everybody_once_and_come_by_the_hour() {
    let waves = Waves {
        first: 2,
        then_per_hour: 3,
        wait_hours: 24,
    };
    let of: Vec<u32> = (0..9).map(|place| waves.of(place)).collect();
    assert_eq!(of, [1, 1, 2, 2, 2, 3, 3, 3, 4]);
    assert_eq!(
        [
            waves.count(0),
            waves.count(2),
            waves.count(3),
            waves.count(9)
        ],
        [0, 1, 2, 4]
    );
    let hour = DAY / 24;
    assert_eq!(waves.due(1, 1, 5), Some(5));
    assert_eq!(waves.due(2, 1, 5), Some(5 + DAY));
    assert_eq!(waves.due(4, 1, 5), Some(5 + DAY + 2 * hour));
    assert_eq!(waves.due(4, 2, 5), Some(5 + 2 * hour));
    assert_eq!(waves.due(1, 2, 5), None, "over");
    for next in 1..6 {
        let after = waves.after(next, 7);
        assert_eq!(
            waves.due(next + 1, next, 7),
            Some(after),
            "both say the same"
        );
    }
    assert_eq!(waves.of(usize::MAX), (u32::MAX - 2) / 3 + 2);
}

#[test]
fn who_has_moved_is_told_by_what_they_did_last() {
    assert_eq!(has_moved(10, None, None), None);
    assert_eq!(
        has_moved(10, Some(10), Some(9)),
        None,
        "before they were told"
    );
    assert_eq!(has_moved(10, Some(12), None), Some(true));
    assert_eq!(has_moved(10, Some(12), Some(15)), Some(false));
    assert_eq!(has_moved(10, Some(15), Some(12)), Some(true));
}

#[test]
fn the_weeks_since_the_first_letter_say_who_had_moved_by_then() {
    let told = BTreeMap::from([(contact(1), 0), (contact(2), 0), (contact(3), 8 * DAY)]);
    let heard = |n, at, by_old| Heard {
        contact: contact(n),
        at,
        by_old,
    };
    let heard = [
        heard(1, 9 * DAY, false),
        heard(1, DAY, true),
        heard(2, 20 * DAY, false),
        heard(3, 5 * DAY, false),
        heard(9, DAY, false),
    ];
    let weeks = by_week(&told, &heard, 16 * DAY);
    let counts: Vec<_> = weeks
        .iter()
        .map(|w| (w.at / DAY, w.moved, w.still, w.silent))
        .collect();
    assert_eq!(counts, [(7, 0, 1, 1), (14, 1, 0, 2), (16, 1, 0, 2)]);
    assert!(by_week(&BTreeMap::new(), &heard, 5).is_empty());
    assert!(by_week(&told, &[], 0).is_empty());
    assert_eq!(by_week(&told, &[], 10_000 * DAY).len(), 60);
}

/// A plan that tells for ten days and then closes the channel.
fn wind_down() -> Plan {
    let step = |name: &str, stage, days| Step {
        name: name.to_owned(),
        stage,
        audience: Audience::Everyone,
        overlays: vec![],
        keeps: false,
        clears: false,
        windows: vec![],
        shortest_ms: days * DAY,
        goes_on: Default::default(),
        gates: vec![],
        guards: vec![],
        tasks: vec![],
        outside: vec![],
    };
    let content = plan::Content {
        kind: Kind::WindDown,
        name: "away".to_owned(),
        reason: "unused".to_owned(),
        owner: None,
        close_plan: String::new(),
        steps: vec![step("Tell", None, 10), step("Shut", Some(Stage::Closed), 1)],
    };
    let base = plan::Base {
        stage: Stage::Live,
        overlays: vec![],
    };
    let id = crate::PlanId(Uuid::from_u128(5));
    Plan::draft(id, ChannelId(Uuid::from_u128(1)), base, content).expect("a plan")
}

fn progress(seen: Millis, served_ms: Millis) -> Progress {
    Progress {
        entered: 0,
        seen,
        served_ms,
        extended: 0,
        told_ready: false,
        asked: false,
        gates: vec![],
        guards: vec![],
    }
}

#[test]
fn the_day_of_a_plan_that_runs_is_the_same_between_two_looks() {
    let mut plan = wind_down();
    assert_eq!(closing(&plan, DAY), Closing::At(11 * DAY), "a draft slides");
    plan.state = plan::State::Running(progress(2 * DAY, 2 * DAY));
    for now in [2 * DAY, 2 * DAY + 5, 3 * DAY] {
        assert_eq!(closing(&plan, now), Closing::At(10 * DAY));
    }
    plan.state = plan::State::Paused {
        progress: progress(2 * DAY, 2 * DAY),
        since: 2 * DAY,
        cause: plan::Cause::Person,
        why: String::new(),
    };
    assert_eq!(closing(&plan, 4 * DAY), Closing::At(12 * DAY));
    plan.state = plan::State::Abandoned { at: 4 * DAY };
    assert_eq!(closing(&plan, 4 * DAY), Closing::Never);
    plan.at_step = 1;
    plan.state = plan::State::Running(progress(10 * DAY, 0));
    assert_eq!(closing(&plan, 10 * DAY), Closing::Over);
    plan.state = plan::State::Finished { at: 11 * DAY };
    assert_eq!(closing(&plan, 40 * DAY), Closing::Over);
}

#[test]
fn letters_go_out_while_their_day_is_ahead_and_the_channel_is_not_closed_before_it() {
    let holds = |said: Millis, closes, now: Millis| {
        let zone = "Europe/Tallinn";
        day_holds(zone, said * DAY, closes, now * DAY).expect("days")
    };
    assert!(holds(10, Closing::At(10 * DAY), 2));
    assert!(holds(10, Closing::At(90 * DAY), 10), "later harms nobody");
    assert!(!holds(10, Closing::At(90 * DAY), 11), "the day has passed");
    assert!(!holds(10, Closing::At(9 * DAY), 2), "before the day");
    assert!(!holds(10, Closing::Never, 2));
    assert!(holds(10, Closing::Over, 10) && holds(10, Closing::Over, 50));
    assert!(!holds(10, Closing::Over, 9), "closed before the day");
    let evening = 10 * DAY + 21 * 3_600_000;
    let next = day_holds("Europe/Tallinn", evening, Closing::At(10 * DAY), 0);
    assert_eq!(next, Ok(false), "midnight in Tallinn: the day after");
}

#[test]
fn a_notice_rests_on_a_plan_that_was_not_taken_back() {
    let mut plan = wind_down();
    assert!(!holds(None, None), "it is gone");
    assert!(holds(Some(&plan), Some(0)));
    plan.at_step = 1;
    plan.state = plan::State::Running(progress(0, 0));
    assert!(holds(Some(&plan), Some(0)) && holds(Some(&plan), Some(1)));
    plan.at_step = 0;
    assert!(!holds(Some(&plan), Some(1)), "a step back");
    for over in [
        plan::State::Undone { at: 1 },
        plan::State::Abandoned { at: 1 },
    ] {
        plan.state = over;
        assert!(!holds(Some(&plan), Some(0)));
    }
    plan.state = plan::State::Finished { at: 1 };
    assert!(holds(Some(&plan), Some(0)));
    let ground = Ground {
        author: true,
        sender: true,
        plan: true,
        day: true,
    };
    assert_eq!(ground.lost(), None);
    let day = Ground {
        day: false,
        ..ground
    };
    assert_eq!(day.lost(), Some(Stopped::Day));
}

#[test]
fn a_refusal_about_one_passes_over_that_one_and_any_other_stops_the_notice() {
    for one in ["bad_address", "cannot_compose", "conversation_is_spam"] {
        assert_eq!(refused(one), None, "{one}");
    }
    assert_eq!(refused("empty_variable"), Some(Stopped::Words));
    assert_eq!(refused("bad_text"), Some(Stopped::Words));
    assert_eq!(refused("not_permitted"), Some(Stopped::Author));
    assert_eq!(refused("bad_sender"), Some(Stopped::Sender));
    assert_eq!(refused("never heard of"), Some(Stopped::Words));
}

#[test]
fn a_text_that_names_the_day_waits_for_its_plan_to_start() {
    let facts = Facts {
        plan_waits: true,
        ..facts()
    };
    assert!(!codes(&content(), &facts).contains(&Code::PlanWaits));
    for dated in [
        "<p>It closes on {{date}}. {{ways}}</p>",
        "{{ date|soon }} {{ways}}",
    ] {
        let texts = [("en".to_owned(), text("News", dated))].into();
        let content = Content { texts, ..content() };
        assert!(content.is_dated());
        let found = findings(&content, &facts);
        assert!(found.iter().any(|f| f.code == Code::PlanWaits && f.blocks));
    }
}

#[test]
fn of_many_waves_those_around_the_newest_are_shown() {
    assert_eq!(shown_from(0, 3, 200), 1);
    assert_eq!(shown_from(3, 3, 200), 1);
    assert_eq!(shown_from(0, 1_000, 200), 1);
    assert_eq!(shown_from(500, 1_000, 200), 400);
    assert_eq!(shown_from(1_000, 1_000, 200), 801);
}
