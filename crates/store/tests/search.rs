//! Search finds the same on both engines, in many languages, and shows nobody what they may not see.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;

use domain::access::Access;
use domain::filter::{Field, Filter, Test};
use fairlead_store as store;
use fixture::{Conversation, access, insert_contact, insert_message};
use store::search::{Order, Search, search, search_contacts};
use store::{Db, StoreError, on_both_engines};

const TEXTS: &[&str] = &[
    "My order A-100 has not arrived, tracking says delivered.",
    "Where is my ordering confirmation? arrived today",
    "Pakk ei ole veel kohale jõudnud, palun abi",
    "Die Straße ist gesperrt, das Paket liegt in der Filiale",
    "Où est ma commande ? L'eau a abîmé le colis à l'été",
    "我的订单还没有到，请查单号",
    "东京都的客户 无法 登录 ABC系统",
    "東京都から注文しました。カメラが壊れています",
    "ｶﾒﾗ ＡＢＣ１２３ ハーフ",
    "주문한 상품이 아직 도착하지 않았습니다",
    "Мой заказ ещё не пришёл, який жаль",
    "สินค้ายังไม่มาถึง กรุณาตรวจสอบ",
    "طلبي لم يصل بعد، أرجو المساعدة",
    "ההזמנה שלי לא הגיעה",
    "Η παραγγελία μου ΟΔΟΣ δεν ήρθε",
    "मेरा ऑर्डर अभी तक नहीं आया",
    "Zażółć gęślą jaźń, przesyłka zaginęła w Łodzi",
    "Sipariş İzmir'e ulaşmadı, ısrarla bekliyorum",
    "Tôi chưa nhận được hàng",
    "write to anna.b@shop.example.com or call +372 555 1234",
    "O'Neill's rock'n'roll don't stop; naïve café",
    "ບໍ່ໄດ້ຮັບ ស្វែងរក",
    "a b c d e f g one letter words",
    "emoji 😀 inside 👩‍👩‍👧 and soft\u{ad}hyphen",
];

const QUERIES: &[(&str, &[usize])] = &[
    ("order arr", &[0]),
    ("order", &[0, 1]),
    ("\"order\"", &[0]),
    ("\"not arrived\"", &[0]),
    ("arrived not", &[0]),
    ("A-100", &[0]),
    ("joudnud", &[2]),
    ("JÕUDNUD", &[2]),
    ("strasse", &[3]),
    ("straße", &[3]),
    ("ete", &[4]),
    ("abime", &[4]),
    ("eau", &[4]),
    ("订单", &[5]),
    ("单", &[5]),
    ("查单号", &[5]),
    ("东京", &[6]),
    ("abc系统", &[6]),
    ("東京都", &[7]),
    ("京都", &[7, 6]),
    ("カメラ", &[7, 8]),
    ("ABC123", &[8]),
    ("ﾊｰﾌ", &[8]),
    ("도착", &[9]),
    ("상품이 도착하지", &[9]),
    ("пришёл", &[10]),
    ("ЯКИЙ", &[10]),
    ("якии", &[]),
    ("สินค้า", &[11]),
    ("ตรวจ", &[11]),
    ("طلبي", &[12]),
    ("הזמנה", &[]),
    ("ההזמנ", &[13]),
    ("οδοσ", &[14]),
    ("παραγγελία", &[14]),
    ("ऑर्डर", &[15]),
    ("zazolc gesla", &[16]),
    ("lodzi", &[16]),
    ("izmir", &[17]),
    ("israrla", &[17]),
    ("chua nhan", &[18]),
    ("anna.b@shop", &[19]),
    ("shop.example.com", &[19]),
    ("555 12", &[19]),
    ("don't", &[20]),
    ("naive cafe", &[20]),
    ("ໄດ້ຮັບ", &[21]),
    ("ស្វែង", &[21]),
    ("c d", &[22, 0]),
    ("softhyphen", &[23]),
    ("nothing of the kind", &[]),
    ("') | ('a", &[]),
    ("\" OR *", &[0, 1, 19]),
];

async fn seed(db: &Db) {
    db.write(async |tx| {
        for (i, text) in TEXTS.iter().enumerate() {
            let n = i as u128 + 1;
            Conversation::open(n).insert(tx).await?;
            insert_message(tx, n, n, text).await?;
        }
        Ok::<_, StoreError>(())
    })
    .await
    .unwrap();
}

async fn found(db: &Db, access: &Access, text: &str, order: Order) -> Vec<usize> {
    let access = access.clone();
    let what = Search {
        text: text.into(),
        order,
        limit: 50,
        before: None,
        filter: None,
    };
    let page = db
        .read(async move |tx| search(tx, &access, &what).await)
        .await
        .unwrap();
    assert!(page.complete);
    page.hits.iter().map(|h| h.number as usize - 1).collect()
}

on_both_engines! {
    async fn a_text_is_found_in_its_own_language(db: &TestDb) {
        seed(db).await;
        let mut wrong = Vec::new();
        for (query, expected) in QUERIES {
            let mut got = found(db, &Access::system(), query, Order::Newest).await;
            let newest_first = got.windows(2).all(|w| w[0] > w[1]);
            assert!(newest_first, "{query}: {got:?}");
            got.sort_unstable();
            let mut expected: Vec<usize> = expected.to_vec();
            expected.sort_unstable();
            if *query == "c d" {
                assert!(got.contains(&22), "{query}: {got:?}");
            } else if *query == "') | ('a" {
                assert!(got.contains(&22), "an injected operator must only be a word: {got:?}");
            } else if got != expected {
                wrong.push(format!("{query}: {got:?}, not {expected:?}"));
            }
            let mut best = found(db, &Access::system(), query, Order::Best).await;
            best.sort_unstable();
            assert_eq!(best, got, "{query}");
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    async fn a_page_goes_on_where_the_last_one_ended(db: &TestDb) {
        db.write(async |tx| {
            for n in 1..=25 {
                Conversation::open(n).insert(tx).await?;
                insert_message(tx, n, n, "parcel lost").await?;
                insert_message(tx, n + 100, n, "parcel found").await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        let mut seen = Vec::new();
        let mut before = None;
        loop {
            let what = Search { text: "parcel".into(), order: Order::Newest, limit: 10, before, filter: None };
            let page = db.read(async move |tx| search(tx, &Access::system(), &what).await).await.unwrap();
            assert!(page.hits.len() <= 10);
            seen.extend(page.hits.iter().map(|h| h.number));
            assert!(page.hits.iter().all(|h| h.snippet.marks == [(0, 6)]));
            before = page.next;
            if before.is_none() { break; }
        }
        let mut expected: Vec<i64> = (1..=25).rev().collect();
        assert_eq!(seen[..10], expected[..10]);
        expected.reverse();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen, expected);
    }

    async fn search_passes_over_what_is_out_of_reach(db: &TestDb) {
        db.write(async |tx| {
            for n in 1..=200u128 {
                let mut c = Conversation::open(n);
                c.team = Some(if n % 50 == 0 { 1 } else { 2 });
                c.assignee = (n == 7).then_some(9);
                c.insert(tx).await?;
                insert_message(tx, n, n, "parcel").await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        assert_eq!(found(db, &access(9, &[1]), "parcel", Order::Newest).await, [199, 149, 99, 49, 6]);
        assert_eq!(found(db, &access(3, &[]), "parcel", Order::Newest).await, [0usize; 0]);
        assert_eq!(found(db, &Access::system(), "parcel", Order::Newest).await.len(), 50);
        // A filter thins no page: the search goes on until it is full, in both orders.
        for order in [Order::Newest, Order::Best] {
            let old = Filter::is(Field::Number, Test::AtMost(60));
            let what = Search { text: "parcel".into(), order, limit: 20, before: None, filter: Some((old, 0)) };
            let page = db.read(async move |tx| search(tx, &Access::system(), &what).await).await.unwrap();
            let numbers: Vec<i64> = page.hits.iter().map(|h| h.number).collect();
            assert_eq!(numbers, (41..=60).rev().collect::<Vec<i64>>(), "{order:?}");
        }
    }

    async fn a_message_indexed_again_is_found_by_its_new_words_only(db: &TestDb) {
        db.write(async |tx| {
            Conversation::open(1).insert(tx).await?;
            let n = insert_message(tx, 1, 1, "old words").await?;
            store::search::index_message(tx, n, &["new words", "file.pdf"]).await
        })
        .await
        .unwrap();
        assert_eq!(found(db, &Access::system(), "old", Order::Newest).await, [0usize; 0]);
        assert_eq!(found(db, &Access::system(), "new pdf", Order::Newest).await, [0]);
        db.write(async |tx| store::search::unindex_message(tx, 1).await).await.unwrap();
        assert_eq!(found(db, &Access::system(), "new", Order::Newest).await, [0usize; 0]);
    }

    async fn contacts_are_found_by_name_and_by_part_of_the_address(db: &TestDb) {
        db.write(async |tx| {
            insert_contact(tx, 1, "Jõgi Anna", "anna@example.com").await?;
            insert_contact(tx, 2, "Bob", "bob@example.org").await
        })
        .await
        .unwrap();
        for (query, expected) in [("jogi", vec![1]), ("anna@ex", vec![1]), ("example", vec![2, 1]), ("x@y", vec![])] {
            let hits = db
                .read(async move |tx| search_contacts(tx, &Access::system(), query, 10).await)
                .await
                .unwrap();
            let ids: Vec<u128> = hits.iter().map(|h| h.id.0.as_u128()).collect();
            assert_eq!(ids, expected, "{query}");
        }
    }

    async fn the_longest_and_oddest_texts_can_be_indexed(db: &TestDb) {
        let odd = [
            "word ".repeat(60_000),
            "x".repeat(2_000_000),
            "東".repeat(200_000),
            "'\\ \" : ' , \u{0} \u{202e} \u{feff}".repeat(1000),
            (0..0x3000u32).filter_map(char::from_u32).map(|c| format!("{c}{c} ")).collect::<String>(),
        ];
        db.write(async move |tx| {
            Conversation::open(1).insert(tx).await?;
            for (i, text) in odd.iter().enumerate() {
                insert_message(tx, i as u128 + 1, 1, text).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        assert_eq!(found(db, &Access::system(), "word", Order::Newest).await, [0]);
        assert_eq!(found(db, &Access::system(), "東東", Order::Best).await, [0]);
    }
}
