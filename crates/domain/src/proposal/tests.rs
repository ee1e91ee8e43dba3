use super::*;
use uuid::Uuid;

fn asked(who: u128, subject: &str, text: &str) -> Question {
    Question {
        contact: Some(ContactId(Uuid::from_u128(who))),
        locale: "en".into(),
        subject: subject.into(),
        text: text.into(),
        answered: false,
    }
}

fn cards(people: u128) -> Vec<Question> {
    let card = |n: u128| {
        asked(
            n % people,
            "Gift card",
            "My gift card has expired. Can I still use it?",
        )
    };
    let noise = [
        "Which anchor for sand?",
        "The compass is wrong",
        "Thank you for the flags",
    ];
    let mut all: Vec<Question> = (0..6).map(card).collect();
    all.extend((9..).zip(noise).map(|(n, text)| asked(n, "", text)));
    all
}

#[test]
fn what_several_customers_ask_is_a_reason_and_what_one_asks_again_and_again_is_none() {
    let found = clusters(&cards(6));
    assert_eq!(
        (found.len(), found[0].members.len(), found[0].people),
        (1, 6, 6)
    );
    assert!(found[0].terms.iter().any(|(t, _)| t == "gift"));
    assert!(clusters(&cards(2)).is_empty(), "two people wrote six times");
    assert!(clusters(&cards(6)[..4]).is_empty(), "four questions");
    let nobody = |q: Question| Question { contact: None, ..q };
    assert!(clusters(&cards(6).into_iter().map(nobody).collect::<Vec<_>>()).is_empty());
}

#[test]
fn what_agents_answer_with_an_article_needs_none() {
    let mut all = cards(6);
    all[0].answered = true;
    assert_eq!(clusters(&all).len(), 1, "one of six");
    all[1].answered = true;
    assert!(clusters(&all).is_empty(), "a third of them");
}

#[test]
fn words_of_one_person_are_in_no_term() {
    let mut all = cards(6);
    all[0].text.push_str(" Zanzibar Zanzibar Zanzibar");
    let found = clusters(&all);
    assert!(
        found[0].terms.iter().all(|(t, _)| !t.starts_with("zanz")),
        "{:?}",
        found[0].terms
    );
}

#[test]
fn languages_are_kept_apart_and_the_same_questions_give_the_same_clusters() {
    let mut all = cards(6);
    let other = all.iter().take(6).cloned();
    let other: Vec<Question> = other
        .map(|q| Question {
            locale: "de".into(),
            ..q
        })
        .collect();
    all.extend(other);
    let found = clusters(&all);
    assert_eq!(
        found.iter().map(|c| c.locale.as_str()).collect::<Vec<_>>(),
        ["en", "de"]
    );
    assert_eq!(found, clusters(&all));
}

#[test]
fn an_earlier_proposal_is_found_again_and_a_stranger_is_not() {
    let card = [("gift".to_owned(), 0.8), ("card".to_owned(), 0.6)];
    let later = [
        ("card".to_owned(), 0.7),
        ("gift".to_owned(), 0.7),
        ("expir".to_owned(), 0.2),
    ];
    let rope = [("rope".to_owned(), 1.0)];
    let earlier: [(&str, &[(String, f32)]); 2] = [("en", &rope), ("en", &card)];
    assert_eq!(same(&earlier, &[("en", &later)]), [Some(1)]);
    assert_eq!(same(&earlier, &[("de", &later)]), [None]);
    assert_eq!(
        same(&earlier, &[("en", &later), ("en", &card)]),
        [None, Some(1)]
    );
    assert_eq!(same(&[], &[("en", &[])]), [None]);
}

#[test]
fn a_title_is_a_sentence_that_names_nobody() {
    let wanted = [
        ("gift".to_owned(), 0.7),
        ("card".to_owned(), 0.6),
        ("expir".to_owned(), 0.4),
    ];
    let texts: [(&str, &[&str]); 2] = [
        (
            "Gift card 4411-2299-1\nMy gift card expired, says Ann.\nWrite to ann@example.com about the gift card.",
            &["Ann Lee"],
        ),
        (
            "Hello\nI sail. Can an expired gift card still be used?\nMore",
            &[],
        ),
    ];
    assert_eq!(
        title(&wanted, "en", &texts).as_deref(),
        Some("Can an expired gift card still be used?")
    );
    assert_eq!(title(&wanted, "en", &texts[..1]), None);
    assert_eq!(
        typical(&wanted, "en", &texts),
        ["Can an expired gift card still be used?"]
    );
    assert_eq!(central(&wanted), "gift · card · expir");
}

#[test]
fn of_past_answers_the_common_one_comes_first_and_copies_are_left_out() {
    let texts = [
        "We are on holiday.",
        "A gift card is valid for three years; we extend it once when you send us its number.",
        "A gift card is valid for three years, and we extend it once if you send the number.",
        "",
    ];
    let found = answers(&texts, "en");
    assert!(found[0] == 1 || found[0] == 2, "{found:?}");
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(answers(&[], "en").is_empty());
}

#[test]
fn hostile_questions_stay_bounded() {
    let long = "gift ".repeat(50_000);
    let mut all: Vec<Question> = (0..50).map(|n| asked(n, &long, &long)).collect();
    all.push(asked(99, "", "\u{301}\u{200d}…"));
    all.push(asked(98, "@@@@", "1.2.3.4."));
    let found = clusters(&all);
    assert!(found.len() <= 1);
    let names: [&str; 0] = [];
    assert!(title(&[], "en", &[(&long, &names)]).is_none());
    assert!(sentences(&"a.\n".repeat(100_000), &[]).len() <= 40);
}
