//! What a reader is shown for what they type.

use super::*;
use uuid::Uuid;

const DAY_MS: Millis = 24 * 60 * 60 * 1000;

fn center(n: u128) -> HelpCenterId {
    HelpCenterId(Uuid::from_u128(n))
}

fn source(article: u128, locale: &str, title: &str, text: &str) -> Source {
    Source {
        article: ArticleId(Uuid::from_u128(article)),
        center: center(1),
        internal: false,
        locale: locale.to_owned(),
        title: title.to_owned(),
        summary: String::new(),
        text: text.to_owned(),
        asked: Vec::new(),
        learned: Vec::new(),
        topic: None,
        updated_at: 0,
        helped: (0, 0),
        sent: 0,
    }
}

fn shelf() -> Vec<Source> {
    vec![
        source(
            1,
            "en",
            "When you get your refund",
            "We refund within three working days. The bank may take longer.",
        ),
        source(
            1,
            "et",
            "Millal tagastuse raha kätte saan?",
            "Kanname raha tagasi kolme tööpäeva jooksul alates päevast, mil pakk meie lattu jõuab.",
        ),
        source(
            2,
            "en",
            "Change your password",
            "Open your profile and choose a new password.",
        ),
        source(
            2,
            "et",
            "Parooli muutmine",
            "Ava profiil ja vali uus parool.",
        ),
        source(
            3,
            "en",
            "Parcel lockers",
            "A parcel waits seven days in the locker.",
        ),
        source(
            3,
            "et",
            "Pakiautomaadid",
            "Pakk ootab pakiautomaadis seitse päeva.",
        ),
        source(4, "zh", "更改收货地址", "发货前可以在订单页面修改地址。"),
        source(5, "zh", "退款需要多久", "我们在三个工作日内退款。"),
        source(
            6,
            "en",
            "Gift cards",
            "A gift card is valid for three years.",
        ),
    ]
}

fn ask<'a>(text: &'a str, locale: &'a str) -> Question<'a> {
    Question {
        text,
        locale,
        topic: None,
        readers: Readers::Public(center(1)),
        now: 1_000 * DAY_MS,
    }
}

fn first(index: &Index, text: &str, locale: &str) -> Option<u128> {
    let found = index.suggest(&ask(text, locale), 3);
    found.first().map(|s| s.article.0.as_u128())
}

#[test]
fn a_question_in_other_words_finds_its_article() {
    let index = Index::build(shelf());
    for (text, locale, article) in [
        ("money back when?", "en", 1),
        (
            "Tere! Saatsin vihmajope reedel teile tagasi, aga raha ei ole veel kontole jõudnud.",
            "et",
            1,
        ),
        ("i forgot my passwrod", "en", 2),
        ("paroolile uus", "et", 2),
        ("kaua pakk automaadis seisab", "et", 3),
        ("住址写错了怎么改", "zh", 4),
        ("什么时候能把钱退给我", "zh", 5),
    ] {
        assert_eq!(first(&index, text, locale), Some(article), "{text}");
    }
}

#[test]
fn it_is_told_how_much_of_a_question_an_article_says() {
    let index = Index::build(shelf());
    let covers = |text, locale| {
        let found = index.suggest(&ask(text, locale), 3);
        found.first().map_or(0.0, |s| s.covers)
    };
    assert!(covers("refund", "en") > 0.99);
    assert!(covers("when do i get my money back", "en") > 0.5);
    assert!(covers("millal raha tagasi saan", "et") > 0.5);
    // Half of it is there, which is not what was looked for.
    assert!(covers("gift wrapping", "en") <= 0.5);
    assert!(covers("submarine", "en") <= 0.0);
}

#[test]
fn a_half_typed_word_is_enough() {
    let index = Index::build(shelf());
    assert_eq!(first(&index, "where is my refu", "en"), Some(1));
    assert_eq!(first(&index, "pakiauto", "et"), Some(3));
}

#[test]
fn a_question_in_one_language_finds_an_article_in_another_and_says_so() {
    let index = Index::build(shelf());
    let found = index.suggest(&ask("kinkekaart", "et"), 3);
    assert_eq!(found[0].article.0.as_u128(), 6);
    assert!(
        found[0]
            .reasons
            .iter()
            .any(|r| matches!(r, Reason::Language { locale } if locale == "en"))
    );
    // Typed in another language than that of the page: the page's translation is shown.
    let found = index.suggest(&ask("parool", "en"), 3);
    assert_eq!(
        (found[0].article.0.as_u128(), found[0].locale.as_str()),
        (2, "en")
    );
}

#[test]
fn readers_see_the_public_articles_of_their_help_center_alone() {
    let mut all = shelf();
    all[8].internal = true;
    all[2].center = center(2);
    all[3].center = center(2);
    let index = Index::build(all);
    assert_eq!(first(&index, "gift card", "en"), None);
    assert_eq!(first(&index, "password", "en"), None);
    let agents = Question {
        readers: Readers::Agents,
        ..ask("gift card", "en")
    };
    assert_eq!(index.suggest(&agents, 3).len(), 1);
}

#[test]
fn the_words_that_led_there_are_said() {
    let index = Index::build(shelf());
    let found = index.suggest(&ask("Hello, when do I get my REFUND please?", "en"), 3);
    let Some(Reason::Words { words }) = found[0].reasons.first() else {
        panic!("{:?}", found[0].reasons);
    };
    assert!(words.contains(&"REFUND".to_owned()), "{words:?}");
    let text = "We sell things. We refund within three working days. Bye.";
    let shown = passage(text, &found[0].sought);
    assert!(shown.text.starts_with("We refund"), "{shown:?}");
    let (from, to) = shown.marks[0];
    let units: Vec<u16> = shown.text.encode_utf16().collect();
    assert_eq!(String::from_utf16_lossy(&units[from..to]), "refund");
}

#[test]
fn topic_and_what_helped_decide_between_equals_and_never_against_the_words() {
    let topic = TopicId(Uuid::from_u128(9));
    let mut all = vec![
        source(1, "en", "Returning shoes", "How to return shoes."),
        source(2, "en", "Returning shoes", "How to return shoes."),
        source(3, "en", "Opening hours", "When the shop is open."),
    ];
    all[1].helped = (40, 2);
    all[2].topic = Some(topic);
    all[2].helped = (900, 0);
    all[2].sent = 900;
    let index = Index::build(all.clone());
    let on_topic = Question {
        topic: Some(topic),
        ..ask("return shoes", "en")
    };
    let found = index.suggest(&on_topic, 3);
    assert_eq!(found[0].article.0.as_u128(), 2);
    assert!(
        found[0]
            .reasons
            .contains(&Reason::Helped { yes: 40, n: 42 })
    );
    assert!(found.iter().all(|s| s.article.0.as_u128() != 3));
}

#[test]
fn words_of_questions_that_were_answered_find_their_answer_again() {
    let mut all = shelf();
    assert_ne!(first(&Index::build(all.clone()), "dosh", "en"), Some(1));
    all[0].learned = vec![("dosh".to_owned(), 6)];
    assert_eq!(first(&Index::build(all), "dosh", "en"), Some(1));
    assert!(learnable("dosh") && learnable("退款"));
    assert!(!learnable("nw10482") && !learnable("a") && !learnable(&"x".repeat(40)));
}

#[test]
fn what_is_no_question_suggests_nothing() {
    let index = Index::build(shelf());
    for text in [
        "",
        "   ",
        "!!! ??? …",
        "🙂🙂",
        "hello",
        "a",
        "\u{301}\u{200d}",
    ] {
        assert!(index.suggest(&ask(text, "en"), 3).is_empty(), "{text:?}");
    }
    assert!(
        Index::build(Vec::new())
            .suggest(&ask("refund", "en"), 3)
            .is_empty()
    );
    assert!(index.suggest(&ask("refund", "en"), 0).is_empty());
}

#[test]
fn a_hostile_question_is_answered_like_any_other() {
    let index = Index::build(shelf());
    let long = format!("refund {}", "lorem ipsum ".repeat(900));
    assert!(index.suggest(&ask(&long, "en"), 3).len() <= 3);
    let mixed = "пароль parool 密码 パスワード 비밀번호 كلمة password".repeat(20);
    assert!(!index.suggest(&ask(&mixed, "xx"), 50).is_empty());
    let marks = "e\u{301}".repeat(5_000);
    assert!(index.suggest(&ask(&marks, "en"), 3).len() <= 3);
    let one = "退".repeat(10_000);
    assert!(index.suggest(&ask(&one, "zh"), 3).len() <= 3);
    assert!(index.suggest(&ask("' OR 1=1 -- \0 \u{202e}", ""), 3).len() <= 3);
}

#[test]
fn the_same_question_is_answered_the_same_twice() {
    let a = Index::build(shelf());
    let mut back = shelf();
    back.reverse();
    let b = Index::build(back);
    let q = ask("return my parcel money password", "en");
    let order = |i: &Index| {
        i.suggest(&q, 5)
            .into_iter()
            .map(|s| s.article)
            .collect::<Vec<_>>()
    };
    assert_eq!(order(&a), order(&b));
}

#[test]
fn memory_is_said_and_grows_with_what_is_indexed() {
    let small = Index::build(shelf());
    let many = (0..50).flat_map(|n| {
        shelf().into_iter().map(move |mut s| {
            s.article = ArticleId(Uuid::from_u128(s.article.0.as_u128() + n * 100));
            s
        })
    });
    let large = Index::build(many.collect());
    assert_eq!(large.len(), 450);
    assert!(small.bytes() > 500 && large.bytes() > 2 * small.bytes());
    assert!(large.bytes() < 450 * 4_000);
}
