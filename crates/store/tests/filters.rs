//! Filters as SQL against the same filters in memory, on both engines: what a page walks through is what matches.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;

use domain::access::{Access, PermissionSet, Scope};
use domain::facts::Facts;
use domain::field::FieldValue;
use domain::filter::{Field, Filter};
use domain::{CauseId, ConversationId, FieldId, OrganizationMergeId, SurveyAskId, SurveyId, TagId};
use fairlead_store as store;
use fixture::{Conversation, access, agent, channel, contact, conversation, insert_contact, team};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use store::filter::{count, page, sample};
use store::inbox::Sort;
use store::organization::Organization;
use store::organization_merge::{self, Merge, TakenOver};
use store::{Db, Json, StoreError, Tx, on_both_engines, sql, vals};
use uuid::Uuid;

const NOW: i64 = 100 * 60_000;

/// A small generator of numbers, the same in each run.
struct Numbers(u64);
impl Numbers {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 33) % n
    }
}

fn tag(n: u128) -> TagId {
    TagId(Uuid::from_u128(n))
}
fn field(n: u128) -> FieldId {
    FieldId(Uuid::from_u128(n))
}

fn company(n: u128) -> Organization {
    fixture::firm(9000 + n, &format!("Firm {n}"))
}

async fn seed(db: &Db) {
    db.write(async |tx| {
        let (mut numbers, mut others) = (Numbers(7), Numbers(8));
        let survey_row = sql!(
            "INSERT INTO survey (id, name, kind, trigger_, channels, languages, share_permille, cool_down_days, swept_at, ",
            "swept_id, created_at) VALUES ($1, 'S', 'csat', '{}', '[]', '[]', 1000, 90, 0, $1, 0)"
        );
        tx.run(survey_row, &vals![survey()]).await?;
        for n in 1..=3u128 {
            insert_contact(tx, n, &format!("Contact {n}"), "c@example.com").await?;
            let identity = sql!(
                "INSERT INTO identity (id, contact, kind, value, value_key) VALUES ($1, $2, 'email', $3, $3)"
            );
            let address = format!("ann{n}@shop{}.example", n % 2);
            tx.run(identity, &vals![Uuid::from_u128(n), contact(n), address]).await?;
            let add = sql!("INSERT INTO tag (id, name, name_key, created_at) VALUES ($1, $2, $2, 0)");
            tx.run(add, &vals![tag(n), format!("t{n}")]).await?;
        }
        for (n, kind) in [(1u128, "text"), (2, "number"), (3, "checkbox"), (4, "date")] {
            let add = sql!(
                "INSERT INTO field (id, entity, key, name, kind, created_at) VALUES ($1, 'conversation', $2, $2, $2, 0)"
            );
            tx.run(add, &vals![field(n), kind]).await?;
        }
        let add = sql!(
            "INSERT INTO field (id, entity, key, name, kind, created_at) VALUES ($1, 'organization', 'tier', 'Tier', 'text', 0)"
        );
        tx.run(add, &vals![field(5)]).await?;
        for (n, tier) in [(1u128, "Gold"), (2, "Tin")] {
            let firm = company(n);
            store::organization::insert(tx, &firm).await?;
            let joined = sql!("UPDATE contact SET organization_id = $2 WHERE id = $1");
            tx.run(joined, &vals![contact(n), firm.id]).await?;
            let tier = FieldValue::Text(tier.to_owned());
            store::field::set(tx, firm.id.0, field(5), Some(&tier), 0).await?;
        }
        for n in 1..=300u128 {
            let mut c = Conversation::open(n);
            c.status = ["open", "open", "waiting", "snoozed", "resolved", "spam"]
                [numbers.below(6) as usize];
            c.team = [None, Some(1), Some(2), Some(3)][numbers.below(4) as usize];
            c.assignee = [None, Some(7), Some(8)][numbers.below(3) as usize];
            c.contact = Some(u128::from(numbers.below(3)) + 1);
            c.last_at = numbers.below(100) as i64 * 60_000;
            c.waiting_since = (numbers.below(2) > 0).then(|| numbers.below(100) as i64 * 60_000);
            c.urgency = ["normal", "high"][numbers.below(2) as usize];
            let id = c.insert(tx).await?;
            let subject = ["Refund please", "ÕLU ja raamat", "100% off_er", "退款"][numbers.below(4) as usize];
            if !matches!(c.status, "resolved" | "spam") && numbers.below(3) > 0 {
                let due = sql!("UPDATE conversation SET due_at = $2 WHERE id = $1");
                tx.run(due, &vals![id, numbers.below(200) as i64 * 60_000]).await?;
            }
            let set = sql!("UPDATE conversation SET subject = $2, language = $3, message_count = $4 WHERE id = $1");
            let language = [None, Some("et"), Some("en")][numbers.below(3) as usize];
            tx.run(set, &vals![id, subject, language, numbers.below(9) as i64]).await?;
            for t in 1..=3u128 {
                if numbers.below(4) == 0 {
                    store::conversation::tag(tx, id, tag(t)).await?;
                }
            }
            if numbers.below(5) == 0 {
                store::conversation::follow(tx, id, agent(7)).await?;
            }
            if others.below(3) == 0 {
                let cause = CauseId(Uuid::from_u128(u128::from(others.below(2)) + 1));
                store::cause::set(tx, id, Some(cause)).await?;
            }
            for turn in 0..others.below(3) as i64 {
                let score = others.below(5) as i64 + 1;
                asked(tx, id, n * 10 + turn as u128, turn, (turn > 0).then_some(score)).await?;
            }
            let value = sql!("INSERT INTO field_value (entity, field, v_text, v_int, at) VALUES ($1, $2, $3, $4, 0)");
            let (none, text): (Option<i64>, Option<&str>) = (None, None);
            // The first three have the ids of the contacts.
            if n > 3 && numbers.below(2) == 0 {
                let word = ["Gold", "Tin can"][numbers.below(2) as usize];
                tx.run(value, &vals![id, field(1), word, none]).await?;
                tx.run(value, &vals![id, field(2), text, numbers.below(10_000) as i64]).await?;
                tx.run(value, &vals![id, field(3), text, numbers.below(2) as i64]).await?;
            }
        }
        Ok::<_, StoreError>(())
    })
    .await
    .unwrap();
}

/// The survey that asks in these tests.
fn survey() -> SurveyId {
    SurveyId(Uuid::from_u128(1))
}

/// An ask about a conversation, and the answer.
async fn asked(
    tx: &mut Tx,
    id: ConversationId,
    n: u128,
    at: i64,
    score: Option<i64>,
) -> Result<(), StoreError> {
    let insert = sql!(
        "INSERT INTO survey_ask (id, survey, kind, subject, basis, conversation, locale, asked_at, score, changed_at) ",
        "VALUES ($1, $2, 'csat', $3, $4, $5, 'en', $4, $6, $4)"
    );
    let ask = SurveyAskId(Uuid::from_u128(n));
    tx.run(insert, &vals![ask, survey(), id, at, id, score])
        .await?;
    Ok(())
}

fn leaves() -> Vec<Value> {
    let leaf =
        |field: &str, op: &str, value: Value| json!({ "field": field, "op": op, "value": value });
    let bare = |field: &str, op: &str| json!({ "field": field, "op": op });
    let tier = field(5).to_string();
    let (text, number, tick, date) = (
        field(1).to_string(),
        field(2).to_string(),
        field(3).to_string(),
        field(4).to_string(),
    );
    vec![
        leaf("status", "is", json!("open")),
        leaf("status", "any_of", json!(["open", "waiting", "resolved"])),
        leaf("status", "none_of", json!(["spam", "resolved"])),
        leaf("urgency", "is_not", json!("high")),
        leaf(
            "team",
            "any_of",
            json!([team(1).to_string(), team(2).to_string()]),
        ),
        leaf("team", "is_not", json!(team(1).to_string())),
        bare("team", "empty"),
        leaf("assignee", "is", json!("me")),
        leaf("assignee", "none_of", json!(["me"])),
        bare("assignee", "empty"),
        bare("assignee", "present"),
        leaf("contact", "is", json!(contact(2).to_string())),
        leaf("channel", "is", json!(channel().to_string())),
        bare("door", "empty"),
        leaf("language", "is", json!("ET")),
        leaf("language", "is_not", json!("et")),
        leaf("tag", "any_of", json!([tag(1).to_string()])),
        leaf(
            "tag",
            "none_of",
            json!([tag(1).to_string(), tag(2).to_string()]),
        ),
        bare("tag", "empty"),
        leaf("follower", "is", json!("me")),
        leaf("address", "is", json!("Ann1@shop1.example")),
        leaf("address_domain", "is", json!("shop0.example")),
        leaf("address_domain", "is_not", json!("shop0.example")),
        leaf("subject", "contains", json!("refund")),
        leaf("subject", "contains", json!("õlu RAAMAT")),
        leaf("subject", "contains", json!("100% off_er")),
        leaf("subject", "contains", json!("%")),
        leaf("subject", "contains_not", json!("退款")),
        leaf("number", "is", json!(17)),
        leaf("number", "at_most", json!(60)),
        leaf("message_count", "at_least", json!(4)),
        leaf("message_count", "any_of", json!([1])),
        leaf("last_score", "at_least", json!(3)),
        leaf("last_score", "is", json!(1)),
        leaf(
            "cause",
            "is",
            json!(CauseId(Uuid::from_u128(1)).to_string()),
        ),
        leaf(
            "cause",
            "is_not",
            json!(CauseId(Uuid::from_u128(1)).to_string()),
        ),
        bare("cause", "empty"),
        leaf("created_at", "older_than", json!(50)),
        leaf("last_at", "newer_than", json!(30)),
        leaf("last_at", "before", json!(40 * 60_000)),
        leaf("last_at", "after", json!(40 * 60_000)),
        leaf("waiting_since", "older_than", json!(20)),
        bare("waiting_since", "empty"),
        leaf("due", "older_than", json!(0)),
        leaf("due", "newer_than", json!(0)),
        bare("due", "empty"),
        bare("due", "present"),
        bare("first_reply_at", "present"),
        leaf("has_attachment", "is", json!(false)),
        leaf(&text, "is", json!("Gold")),
        leaf(&text, "is_not", json!("Gold")),
        leaf(&text, "contains", json!("can tin")),
        bare(&text, "empty"),
        leaf(&number, "at_least", json!(5)),
        leaf(&number, "at_most", json!(2.5)),
        leaf(&tick, "is", json!(true)),
        leaf(&tick, "is", json!(false)),
        bare(&date, "present"),
        leaf(&tier, "is", json!("Gold")),
        leaf(&tier, "is_not", json!("Gold")),
        leaf(&tier, "contains", json!("ti")),
        bare(&tier, "empty"),
        bare(&tier, "present"),
    ]
}

/// Every condition alone, and groups of them by chance.
fn filters() -> Vec<Filter> {
    // "any_of" is not for numbers.
    let leaves: Vec<Filter> = leaves()
        .iter()
        .filter_map(|l| Filter::parse(l).ok())
        .collect();
    assert!(leaves.len() > 50);
    let mut numbers = Numbers(3);
    let mut out = leaves.clone();
    for _ in 0..40 {
        let mut pick = || leaves[numbers.below(leaves.len() as u64) as usize].clone();
        let (a, b, c) = (pick(), pick(), pick());
        out.push(match numbers.below(4) {
            0 => Filter::All(vec![a, b]),
            1 => Filter::All(vec![a, Filter::Any(vec![b, c])]),
            2 => Filter::Any(vec![Filter::All(vec![a, b]), c]),
            _ => Filter::All(vec![
                Filter::Not(Box::new(a)),
                b,
                Filter::Not(Box::new(Filter::Any(vec![c]))),
            ]),
        });
    }
    out.push(Filter::everything());
    out
}

async fn all_facts(db: &Db) -> Vec<Facts> {
    let mut needs: BTreeSet<Field> = filters().iter().flat_map(Filter::fields).collect();
    needs.insert(Field::Due);
    db.read(async move |tx| {
        let mut out = Vec::new();
        for n in 1..=300u128 {
            let c = store::conversation::load(tx, conversation(n))
                .await?
                .unwrap();
            let mut facts = store::facts::of(tx, c, &needs, None).await?;
            facts.viewer = Some(agent(7));
            out.push(facts);
        }
        Ok::<_, StoreError>(out)
    })
    .await
    .unwrap()
}

async fn walked(db: &Db, access: &Access, filter: &Filter, sort: Sort) -> Vec<ConversationId> {
    let (access, filter) = (access.clone(), filter.clone());
    db.read(async move |tx| {
        let mut out = Vec::new();
        let mut after = None;
        for _ in 0..100 {
            let page = page(tx, &access, &filter, sort, NOW, after, 45).await?;
            out.extend(page.items.iter().map(|c| c.id));
            after = page.next;
            if after.is_none() {
                return Ok::<_, StoreError>(out);
            }
        }
        panic!("the pages do not end");
    })
    .await
    .unwrap()
}

on_both_engines! {
    async fn what_a_page_shows_is_what_matches(db: &TestDb) {
        seed(db).await;
        let facts = all_facts(db).await;
        let mut own = access(7, &[]);
        own.scope = Scope::Own;
        let everybody = [
            Access::of(agent(7), PermissionSet::Lead, Vec::new()),
            access(7, &[1]),
            own,
        ];
        for filter in filters() {
            for access in &everybody {
                for sort in [Sort::Newest, Sort::OldestWaiting, Sort::Due] {
                    let mut wanted: Vec<(i64, ConversationId)> = facts
                        .iter()
                        .filter(|f| filter.matches(f, NOW))
                        .filter(|f| access.reaches(f.conversation.team, f.conversation.assignee))
                        .filter_map(|f| {
                            let at = match sort {
                                Sort::Newest => Some(f.conversation.last_at),
                                Sort::OldestWaiting => f.conversation.waiting_since,
                                Sort::Due => f.due_at,
                            };
                            at.map(|at| (at, f.conversation.id))
                        })
                        .collect();
                    wanted.sort_unstable();
                    if sort == Sort::Newest {
                        wanted.reverse();
                    }
                    let wanted: Vec<ConversationId> = wanted.iter().map(|w| w.1).collect();
                    let shown = walked(db, access, &filter, sort).await;
                    let told = serde_json::to_string(&filter).unwrap();
                    assert_eq!(shown, wanted, "{told} {sort:?} {:?}", access.scope);
                }
            }
        }
    }

    async fn counts_stop_where_it_is_not_worth_counting(db: &TestDb) {
        seed(db).await;
        let lead = Access::of(agent(7), PermissionSet::Lead, Vec::new());
        let all = Filter::everything();
        let (exact, bounded, part) = db
            .read(async move |tx| {
                Ok::<_, StoreError>((
                    count(tx, &lead, &all, NOW, 1000).await?,
                    count(tx, &lead, &all, NOW, 100).await?,
                    sample(tx, &all, NOW, None, 40).await?,
                ))
            })
            .await
            .unwrap();
        assert_eq!((exact.n, exact.more), (300, false));
        assert_eq!((bounded.n, bounded.more), (100, true));
        assert_eq!(part.0.len(), 40);
        assert!(part.1.is_some());
    }

    async fn who_names_a_merged_organization_means_the_one_that_stays(db: &TestDb) {
        seed(db).await;
        let lead = Access::of(agent(7), PermissionSet::Lead, Vec::new());
        let named = |op: &str, n: u128| {
            let id = company(n).id.to_string();
            Filter::parse(&json!({ "field": "organization", "op": op, "value": id })).unwrap()
        };
        let of = async |op: &str, n: u128| walked(db, &lead, &named(op, n), Sort::Newest).await;
        let (first, second) = (of("is", 1).await, of("is", 2).await);
        assert!(!first.is_empty() && !second.is_empty());
        let merge = Merge {
            id: OrganizationMergeId(Uuid::from_u128(1)),
            survivor: company(1).id,
            absorbed: company(2).id,
            at: 5,
            agent: None,
            filled: Json(TakenOver::default()),
            undone_at: None,
        };
        let m = merge.clone();
        db.write(async move |tx| {
            organization_merge::insert(tx, &m, &company(2)).await?;
            organization_merge::move_people(tx, &m, "Firm 1").await.map(|_| ())
        })
        .await
        .unwrap();
        let both = of("is", 1).await;
        assert_eq!(both.len(), first.len() + second.len());
        assert_eq!(of("is", 2).await, both);
        assert_eq!(of("is_not", 2).await, of("is_not", 1).await);
        let (counted, filter) = (both.len(), named("is", 2));
        let access = lead.clone();
        let (n, sampled) = db
            .read(async move |tx| {
                let n = count(tx, &access, &filter, NOW, 1000).await?;
                Ok::<_, StoreError>((n.n, sample(tx, &filter, NOW, None, 1000).await?.0.len()))
            })
            .await
            .unwrap();
        assert_eq!((n, sampled), (counted, counted));
        // Separated, each name means its own again.
        db.write(async move |tx| {
            let goes = store::organization::load(tx, company(2).id).await?.unwrap();
            organization_merge::undo(tx, &merge, &goes, None, 9).await.map(|_| ())
        })
        .await
        .unwrap();
        assert_eq!((of("is", 1).await, of("is", 2).await), (first, second));
    }
}
