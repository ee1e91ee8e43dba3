//! Records of one person are merged and come apart in any order: each gets back exactly what it had.

mod support;

use domain::contact_merge::Card;
use domain::field::{Definition, Entity, FieldKind, FieldValue};
use domain::{ContactId, ContactMergeId, ConversationId, FieldId};
use store::on_both_engines;
use support::*;
use uuid::Uuid;

/// Some say nothing, some the same, some what is a part of another.
const NOTES: [&str; 6] = [
    "",
    "word0 Likes tea.",
    "Likes tea.",
    "word1\n\nLikes tea.\n\nword2",
    "word3 Likes tea. word4",
    "Likes tea.",
];

/// All that belongs to a record.
#[derive(Debug, Clone, PartialEq)]
struct Record {
    card: Card,
    identities: Vec<String>,
    conversations: Vec<ConversationId>,
    fields: Vec<(FieldId, String)>,
}

async fn record(w: &World, id: ContactId) -> Record {
    w.desk
        .db()
        .read(async move |tx| {
            let person = store::contact::load(tx, id).await?.expect("a contact");
            let mut identities = store::contact::identity_values(tx, id).await?;
            identities.sort();
            let mut conversations = store::erase::conversations(tx, id, 100).await?;
            conversations.sort_unstable();
            let fields = store::field::of_entity(tx, id.0).await?;
            Ok::<_, store::StoreError>(Record {
                card: person.card(),
                identities: identities.into_iter().map(|i| format!("{i:?}")).collect(),
                conversations,
                fields: fields.into_iter().map(|(f, v)| (f, v.words())).collect(),
            })
        })
        .await
        .expect("read")
}

/// A record with a conversation, and of note, zone, language and two fields what the dice say.
async fn somebody(w: &World, n: usize, fields: [FieldId; 2], dice: &mut Dice) -> ContactId {
    let name = if dice.next(3) == 0 { "" } else { "Mari" };
    let address = format!("mari{n}@c{n}.example");
    let mail = from(
        &format!("{name} <{address}>"),
        "Lamp",
        &format!("{n}@c{n}.example"),
        "x",
    );
    let (conversation, _) = w.opened(mail).await;
    let id = w
        .conversation(conversation)
        .await
        .contact
        .expect("a contact");
    let mut pick = |from: &[&str]| {
        let one = from[dice.next(from.len())];
        Some(one.to_owned()).filter(|o| !o.is_empty())
    };
    let zone = pick(&["", "Europe/Tallinn", "Europe/Riga"]);
    let language = pick(&["", "et", "en"]);
    let values = [pick(&["", "blue", "red"]), pick(&["", "7"])];
    let note = NOTES[n % NOTES.len()].to_owned();
    let now = w.now;
    w.desk
        .db()
        .write(async move |tx| {
            let mut person = store::contact::load(tx, id).await?.expect("a contact");
            (person.zone, person.language, person.note) =
                (zone.clone(), language.clone(), note.clone());
            store::contact::save(tx, &person, now).await?;
            for (field, value) in fields.into_iter().zip(&values) {
                let value = value.clone().map(FieldValue::Text);
                store::field::set(tx, id.0, field, value.as_ref(), now).await?;
            }
            Ok::<_, store::StoreError>(())
        })
        .await
        .expect("written");
    id
}

async fn field(w: &World, key: &str) -> FieldId {
    let f = Definition {
        id: FieldId(Uuid::now_v7()),
        entity: Entity::Contact,
        key: key.to_owned(),
        name: key.to_owned(),
        kind: FieldKind::Text,
        choices: Vec::new(),
        position: 0,
        archived: false,
        created_at: w.now,
    };
    let id = f.id;
    let put = w
        .desk
        .db()
        .write(async move |tx| store::field::put(tx, &f).await)
        .await;
    put.expect("a field");
    id
}

async fn step(w: &mut World, family: &mut Family<ContactId, ContactMergeId>, dice: &mut Dice) {
    w.now += MINUTE;
    match family.step(dice) {
        Some(Step::Merge(a, b)) => {
            let (stays, goes) = (family.all[a], family.all[b]);
            let merge = w.desk.merge_contacts(&w.by(), stays, goes).await;
            family.standing.push((merge.expect("merged"), a, b));
        }
        Some(Step::Part(which)) => {
            let (merge, _, _) = family.standing.remove(which);
            let apart = w.desk.unmerge_contacts(&w.by(), merge).await;
            apart.expect("apart");
        }
        None => {}
    }
}

on_both_engines! {
    async fn records_come_apart_exactly_in_any_order_of_merges(db: &TestDb) {
        let mut w = world(db).await;
        let fields = [field(&w, "colour").await, field(&w, "size").await];
        for seed in 0..6_u64 {
            let mut dice = Dice(seed);
            let mut family = Family::default();
            let mut before = Vec::new();
            for n in 0..NOTES.len() {
                let id = somebody(&w, n + 100 * (seed as usize), fields, &mut dice).await;
                before.push(record(&w, id).await);
                family.all.push(id);
            }
            for at in 0..25 {
                step(&mut w, &mut family, &mut dice).await;
                for (n, id) in family.all.iter().enumerate() {
                    let alone = family.standing.iter().all(|m| m.1 != n && m.2 != n);
                    let now = record(&w, *id).await;
                    if alone {
                        assert_eq!(now, before[n], "{n}, seed {seed}, step {at}");
                    }
                    // No word of one who is not merged into it.
                    for (other, had) in before.iter().enumerate().filter(|(o, _)| family.root(*o) != family.root(n)) {
                        let foreign = had.card.note.split_whitespace().find(|s| s.starts_with("word") && now.card.note.contains(s));
                        assert_eq!(foreign, None, "of {other} in {n}, seed {seed}, step {at}");
                    }
                }
            }
            while !family.standing.is_empty() {
                w.now += MINUTE;
                let which = dice.next(family.standing.len());
                let (merge, _, _) = family.standing.remove(which);
                w.desk.unmerge_contacts(&w.by(), merge).await.expect("apart");
            }
            for (n, id) in family.all.iter().enumerate() {
                assert_eq!(record(&w, *id).await, before[n], "{n}, seed {seed}, at the end");
            }
        }
    }
}
