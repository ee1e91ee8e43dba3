//! Whatever articles say and whoever asks: suggestions are few, each once, of what the reader may see, and their passages and
//! reasons are pieces of what was written.

use fairlead_domain as domain;

use domain::suggest::{
    Index, LIMIT_MAX, Question, Readers, Reason, Source, passage, words_to_learn,
};
use domain::{ArticleId, HelpCenterId};
use proptest::prelude::*;
use uuid::Uuid;

/// Words of several scripts, marks, signs, and anything else.
fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        8 => prop::sample::select(vec![
            "refund", "parcel", "pakiautomaat", "tagastus", "raha", "退款", "包裹在哪里", "返金", "환불", "возврат",
            "how", "kuidas", "e\u{301}", "İ", "ß", "12", "NW-10482", "🙂", "\u{202e}", "\u{0}", ".", "。", "\n", "—",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(word, 0..24).prop_map(|words| words.join(" "))
}

fn source() -> impl Strategy<Value = Source> {
    let locale = prop::sample::select(vec!["en", "et", "zh-Hant", "ja", "ko", "de", "xx", ""]);
    (
        0..6_u128,
        0..2_u128,
        any::<bool>(),
        locale,
        text(),
        text(),
        text(),
    )
        .prop_map(
            |(article, center, internal, locale, title, body, asked)| Source {
                article: ArticleId(Uuid::from_u128(article)),
                center: HelpCenterId(Uuid::from_u128(center)),
                internal,
                locale: locale.to_owned(),
                title,
                summary: String::new(),
                text: body,
                asked: vec![asked],
                learned: vec![("refund".to_owned(), 3)],
                topic: None,
                updated_at: 0,
                helped: (u32::MAX, 1),
                sent: u32::MAX,
            },
        )
}

proptest! {
    #[test]
    fn suggestions_are_few_each_once_and_of_what_the_reader_may_see(
        sources in prop::collection::vec(source(), 0..12), text in text(), limit in 0..30_usize,
    ) {
        let center = HelpCenterId(Uuid::from_u128(1));
        let index = Index::build(sources.clone());
        let question = Question { text: &text, locale: "et", topic: None, readers: Readers::Public(center), now: i64::MAX };
        let found = index.suggest(&question, limit);
        prop_assert!(found.len() <= limit.min(LIMIT_MAX));
        let mut articles: Vec<ArticleId> = found.iter().map(|s| s.article).collect();
        articles.sort();
        articles.dedup();
        prop_assert_eq!(articles.len(), found.len());
        for s in &found {
            prop_assert!(s.score.is_finite() && s.score > 0.0);
            let shown = |x: &&Source| x.article == s.article && x.locale == s.locale && x.center == center && !x.internal;
            prop_assert!(sources.iter().any(|x| shown(&x)), "{:?}", s);
            for reason in &s.reasons {
                if let Reason::Words { words } = reason {
                    for word in words {
                        prop_assert!(!word.is_empty());
                    }
                }
            }
            for x in sources.iter().filter(shown) {
                let piece = passage(&x.text, &s.sought);
                let units = piece.text.encode_utf16().count();
                let mut at = 0;
                for (from, to) in &piece.marks {
                    prop_assert!(at <= *from && from < to && *to <= units);
                    at = *to;
                }
            }
        }
    }

    #[test]
    fn what_is_learned_is_bounded(text in text()) {
        let words = words_to_learn(&text);
        prop_assert!(words.len() <= 24);
        prop_assert!(words.iter().all(|w| domain::suggest::learnable(w)));
    }
}
