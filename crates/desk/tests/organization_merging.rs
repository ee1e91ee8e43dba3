//! Records of one organization are merged and come apart: each gets back exactly what it had.

mod support;

use domain::automation::{Action, Occasion, Trigger};
use domain::contact::LifeCycle;
use domain::conversation::Urgency;
use domain::field::{Definition, Entity, FieldKind, FieldValue};
use domain::filter::Filter;
use domain::organization_merge::Traits;
use domain::{ContactId, FieldId, OrganizationId, OrganizationMergeId};
use fairlead_desk::people::holds::Target;
use fairlead_desk::people::organizations::OrganizationInput;
use fairlead_desk::settings::contacts::ContactChange;
use fairlead_desk::settings::rules::NewRule;
use serde_json::json;
use store::on_both_engines;
use support::*;
use uuid::Uuid;

/// All that belongs to a record.
#[derive(Debug, Clone, PartialEq)]
struct Record {
    name: String,
    traits: Traits,
    domains: Vec<String>,
    people: Vec<(ContactId, Option<String>)>,
    fields: Vec<(FieldId, String)>,
}

async fn record(w: &World, id: OrganizationId, all: &[ContactId]) -> Record {
    let all = all.to_vec();
    w.desk
        .db()
        .read(async move |tx| {
            let row = store::organization::load(tx, id).await?.expect("a record");
            let mut people = Vec::new();
            for person in &all {
                let person = store::contact::load(tx, *person).await?.expect("a contact");
                if person.organization_id == Some(id) {
                    people.push((person.id, person.organization));
                }
            }
            let fields = store::field::of_entity(tx, id.0).await?;
            Ok::<_, store::StoreError>(Record {
                traits: row.traits(),
                name: row.name,
                domains: store::organization::domains(tx, id).await?,
                people,
                fields: fields.into_iter().map(|(f, v)| (f, v.words())).collect(),
            })
        })
        .await
        .expect("read")
}

async fn field(w: &World, key: &str) -> FieldId {
    let f = Definition {
        id: FieldId(Uuid::now_v7()),
        entity: Entity::Organization,
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

/// An organization with two people, a domain, and of all else what the dice say.
async fn firm(
    w: &World,
    name: &str,
    fields: &[FieldId],
    dice: &mut Dice,
) -> (OrganizationId, Vec<ContactId>) {
    let life_cycle = [None, Some(LifeCycle::Trial), Some(LifeCycle::Paying)][dice.next(3)];
    let mut pick = |from: &[&str]| from[dice.next(from.len())].to_owned();
    let some = |text: String| Some(text).filter(|t| !t.is_empty());
    let input = OrganizationInput {
        name: name.to_owned(),
        owner: None,
        plan: pick(&["", "Gold", "Tin"]),
        segment: pick(&["", "Retail"]),
        language: some(pick(&["", "et", "en"])),
        zone: some(pick(&["", "Europe/Tallinn", "Europe/Riga"])),
        note: pick(&["", "Yearly.", "Monthly."]),
        life_cycle,
        domains: vec![format!("{}.example", name.to_lowercase())],
    };
    let values: Vec<String> = fields.iter().map(|_| pick(&["", "blue", "red"])).collect();
    let made = w.desk.create_organization(&w.by(), input).await;
    let id = made.expect("made").organization.id;
    let mut people = Vec::new();
    for who in ["a", "b"] {
        let mail = from(
            &format!("{who} <{who}@{name}.elsewhere.example>"),
            "Lamp",
            &format!("{who}.{name}@elsewhere.example"),
            "x",
        );
        let (conversation, _) = w.opened(mail).await;
        let contact = w.conversation(conversation).await.contact;
        people.push(contact.expect("a contact"));
    }
    let joined = w
        .desk
        .take_into_organization(&w.by(), id, people.clone())
        .await;
    joined.expect("joined");
    let (now, fields) = (w.now, fields.to_vec());
    w.desk
        .db()
        .write(async move |tx| {
            for (field, value) in fields.iter().zip(&values).filter(|(_, v)| !v.is_empty()) {
                let value = FieldValue::Text(value.clone());
                store::field::set(tx, id.0, *field, Some(&value), now).await?;
            }
            Ok::<_, store::StoreError>(())
        })
        .await
        .expect("written");
    (id, people)
}

type Firms = Family<OrganizationId, OrganizationMergeId>;

async fn step(w: &mut World, family: &mut Firms, dice: &mut Dice) {
    w.now += MINUTE;
    match family.step(dice) {
        Some(Step::Merge(a, b)) => {
            let (stays, goes) = (family.all[a], family.all[b]);
            let merge = w.desk.merge_organizations(&w.by(), stays, goes).await;
            family.standing.push((merge.expect("merged"), a, b));
        }
        Some(Step::Part(which)) => part(w, family, which).await,
        None => {}
    }
}

/// Takes a merge back, or is told to take back another one first.
async fn part(w: &World, family: &mut Firms, which: usize) {
    let (merge, survivor, _) = family.standing[which];
    let undone = w.desk.unmerge_organizations(&w.by(), merge).await;
    if family.root(survivor) == survivor {
        undone.expect("apart");
        family.standing.remove(which);
    } else {
        assert_eq!(undone.expect_err("merged on").code(), "merged");
    }
}

on_both_engines! {
    async fn organizations_come_apart_exactly_in_any_order_of_merges(db: &TestDb) {
        let mut w = world(db).await;
        let fields = [field(&w, "colour").await, field(&w, "size").await];
        for seed in 0..5_u64 {
            let mut dice = Dice(seed);
            let mut family = Family::default();
            let (mut people, mut before) = (Vec::new(), Vec::new());
            for n in 0..5 {
                let (id, own) = firm(&w, &format!("Firm{seed}{n}"), &fields, &mut dice).await;
                family.all.push(id);
                people.extend(own);
            }
            for id in &family.all {
                before.push(record(&w, *id, &people).await);
            }
            for at in 0..20 {
                step(&mut w, &mut family, &mut dice).await;
                for (n, id) in family.all.iter().enumerate() {
                    let now = record(&w, *id, &people).await;
                    if family.standing.iter().all(|m| m.1 != n && m.2 != n) {
                        assert_eq!(now, before[n], "{n}, seed {seed}, step {at}");
                    } else if family.root(n) == n {
                        let mut of_all: Vec<String> = (0..before.len()).filter(|o| family.root(*o) == n)
                            .flat_map(|o| before[o].domains.clone()).collect();
                        of_all.sort_unstable();
                        assert_eq!(now.domains, of_all);
                        assert_eq!(now.people.len(), 2 * of_all.len(), "{n}, seed {seed}, step {at}");
                        assert!(now.people.iter().all(|p| p.1.as_deref() == Some(&now.name)));
                    }
                }
            }
            while let Some(last) = family.standing.len().checked_sub(1) {
                w.now += MINUTE;
                part(&w, &mut family, last).await;
            }
            for (n, id) in family.all.iter().enumerate() {
                assert_eq!(record(&w, *id, &people).await, before[n], "{n}, seed {seed}, at the end");
            }
        }
    }

    async fn what_came_or_was_changed_after_the_merge_stays(db: &TestDb) {
        let mut w = world(db).await;
        let by = w.by();
        let made = async |name: &str, plan: &str, note: &str| {
            let input = OrganizationInput { name: name.to_owned(), plan: plan.to_owned(), note: note.to_owned(),
                domains: vec![format!("{name}.example")], ..OrganizationInput::default() };
            w.desk.create_organization(&by, input).await.expect("made").organization.id
        };
        let stays = made("stays", "", "").await;
        let (first, second) = (made("first", "Gold", "First.").await, made("second", "Tin", "Second.").await);
        let one = w.desk.merge_organizations(&w.by(), stays, first).await.expect("merged");
        w.now += MINUTE;
        let two = w.desk.merge_organizations(&w.by(), stays, second).await.expect("merged");
        // Asked for by the old name and id, the one that stays answers; the name is not free.
        let found = w.desk.organizations(&by, "FIRST".to_owned(), String::new(), 10).await.expect("listed");
        assert_eq!(found.iter().map(|o| o.name.as_str()).collect::<Vec<_>>(), ["stays"]);
        let view = w.desk.organization_view(&by, second).await.expect("found");
        assert_eq!((view.organization.id, view.merged.len()), (stays, 2));
        let input = OrganizationInput { name: "First".to_owned(), ..OrganizationInput::default() };
        let taken = w.desk.create_organization(&by, input).await;
        assert_eq!(taken.expect_err("taken").code(), "name_taken");
        // Somebody new, by the domain that came; and the note is rewritten.
        let (c, _) = w.opened(from("New <new@first.example>", "Lamp", "n@first.example", "x")).await;
        let new = w.conversation(c).await.contact.expect("a contact");
        let change = ContactChange { organization_id: Some(Some(first)), ..ContactChange::default() };
        let joined = w.desk.change_contact(&by, new, change).await.expect("joined");
        assert_eq!(joined.organization_id, Some(stays), "an absorbed record leads to the one that stays");
        let o = &view.organization;
        let input = OrganizationInput { name: "stays".to_owned(), plan: o.plan.clone(), note: "Mine.".to_owned(),
            domains: view.domains.iter().filter(|d| *d != "second.example").cloned().collect(), ..OrganizationInput::default() };
        w.desk.change_organization_of(&by, stays, o.version, input).await.expect("changed");

        w.desk.unmerge_organizations(&by, one).await.expect("apart");
        let view = w.desk.organization_view(&by, stays).await.expect("found");
        assert_eq!((view.organization.plan.as_str(), view.organization.note.as_str()), ("Tin", "Mine."));
        assert_eq!(view.domains, ["stays.example"]);
        assert_eq!(view.people.iter().map(|p| p.id).collect::<Vec<_>>(), [new]);
        w.desk.unmerge_organizations(&by, two).await.expect("apart");
        let view = w.desk.organization_view(&by, stays).await.expect("found");
        assert_eq!((view.organization.plan.as_str(), view.organization.note.as_str()), ("", "Mine."));
        let second = w.desk.organization_view(&by, second).await.expect("found");
        assert_eq!(second.domains, Vec::<String>::new(), "it was taken away meanwhile");
        let again = w.desk.unmerge_organizations(&by, two).await;
        assert_eq!(again.expect_err("undone").code(), "not_found");
    }

    async fn the_held_and_the_merged_stay_as_they_are(db: &TestDb) {
        let w = world(db).await;
        let by = w.by();
        let made = async |name: &str| {
            let input = OrganizationInput { name: name.to_owned(), ..OrganizationInput::default() };
            w.desk.create_organization(&by, input).await.expect("made").organization.id
        };
        let (stays, goes, third) = (made("stays").await, made("goes").await, made("third").await);
        let code = async |a, b| w.desk.merge_organizations(&by, a, b).await.expect_err("refused").code();
        assert_eq!(code(stays, stays).await, "same_organization");
        let merge = w.desk.merge_organizations(&by, stays, goes).await.expect("merged");
        assert_eq!(code(goes, third).await, "merged");
        assert_eq!(code(third, goes).await, "merged");
        // A hold on the other is a hold on the one that stays; it covers people who would leave it.
        let hold = w.desk.hold(&by, Target::Organization(goes), "Case 7").await.expect("held");
        assert_eq!(hold.target, stays.0);
        assert_eq!(code(third, stays).await, "held");
        assert_eq!(code(stays, third).await, "held");
        assert_eq!(w.desk.unmerge_organizations(&by, merge).await.expect_err("held").code(), "held");
        assert_eq!(w.desk.remove_organization(&by, goes).await.expect_err("merged").code(), "merged");
        w.desk.end_hold(&by, hold.id).await.expect("ended");
        // What was merged into it goes with it, and its name is free.
        w.desk.remove_organization(&by, stays).await.expect("removed");
        assert_eq!(w.desk.unmerge_organizations(&by, merge).await.expect_err("gone").code(), "not_found");
        made("goes").await;
    }

    async fn contacts_come_apart_although_their_organization_was_merged_on(db: &TestDb) {
        let mut w = world(db).await;
        let mut dice = Dice(1);
        let (goes, people) = firm(&w, "goes", &[], &mut dice).await;
        let (stays, _) = firm(&w, "stays", &[], &mut dice).await;
        let (c, _) = w.opened(from("Mari <mari@home.example>", "Lamp", "m@home.example", "x")).await;
        let mari = w.conversation(c).await.contact.expect("a contact");
        let by = w.by();
        let contacts = w.desk.merge_contacts(&by, mari, people[0]).await.expect("merged");
        w.now += MINUTE;
        let firms = w.desk.merge_organizations(&w.by(), stays, goes).await.expect("merged");
        w.desk.unmerge_contacts(&by, contacts).await.expect("apart");
        let of = async |id| {
            let person = w.desk.db().read(async move |tx| store::contact::load(tx, id).await).await;
            person.expect("read").expect("a contact").organization_id
        };
        assert_eq!((of(mari).await, of(people[0]).await), (None, Some(stays)));
        w.desk.unmerge_organizations(&by, firms).await.expect("apart");
        assert_eq!((of(mari).await, of(people[0]).await), (None, Some(goes)));
    }

    async fn a_rule_that_names_the_other_means_the_one_that_stays(db: &TestDb) {
        let mut w = world(db).await;
        let (stays, _) = firm(&w, "stays", &[], &mut Dice(1)).await;
        let (goes, _) = firm(&w, "goes", &[], &mut Dice(1)).await;
        let filter = json!({ "field": "organization", "op": "is", "value": goes.to_string() });
        let rule = NewRule {
            name: "Theirs first".to_owned(),
            trigger: Trigger::Event(Occasion::ConversationCreated),
            filter: Filter::parse(&filter).expect("a filter"),
            actions: vec![Action::Urgency { urgency: Urgency::Urgent }],
            stop: false,
            enabled: true,
        };
        w.desk.create_rule(&w.by(), rule).await.expect("a rule");
        let urgency = async |w: &mut World, n: u32| {
            w.now += MINUTE;
            let mail = from("a <a@stays.elsewhere.example>", &format!("Desk {n}"), &format!("{n}@stays.elsewhere.example"), "x");
            let (id, _) = w.opened(mail).await;
            w.conversation(id).await.urgency
        };
        assert_eq!(urgency(&mut w, 1).await, Urgency::Normal);
        let merge = w.desk.merge_organizations(&w.by(), stays, goes).await.expect("merged");
        assert_eq!(urgency(&mut w, 2).await, Urgency::Urgent);
        w.desk.unmerge_organizations(&w.by(), merge).await.expect("apart");
        assert_eq!(urgency(&mut w, 3).await, Urgency::Normal);
    }

    async fn a_hold_names_whom_it_holds(db: &TestDb) {
        let w = world(db).await;
        let by = w.by();
        let (held, people) = firm(&w, "held", &[], &mut Dice(1)).await;
        let targets = [Target::Organization(held), Target::Contact(people[0])];
        for target in targets {
            w.desk.hold(&by, target, "Case 7").await.expect("held");
        }
        let mut names: Vec<String> = w.desk.legal_holds(&by).await.expect("holds").into_iter().map(|h| h.name).collect();
        names.sort_unstable();
        assert_eq!(names, ["a", "held"]);
        let view = w.desk.organization_view(&by, held).await.expect("found");
        assert_eq!(view.holds.iter().map(|h| h.name.as_str()).collect::<Vec<_>>(), ["held"]);
    }
}
