//! Customers as people: two records that are one, organizations, identities.

use crate::support::{Client, Desk, parts, refused};
use reqwest::Response;
use serde_json::{Value, json};

async fn told(answer: Response, status: u16) -> Value {
    let (is, body) = parts(answer).await;
    assert_eq!(is.as_u16(), status, "{body}");
    body
}

/// A mail of somebody; answers their contact.
pub async fn writes(
    desk: &Desk,
    admin: &Client,
    from: &str,
    subject: &str,
    body: &str,
) -> (String, String) {
    let address = from
        .split_once('<')
        .map_or(from, |(_, a)| a.trim_end_matches('>'));
    let text = format!(
        "From: {from}\nTo: support@example.com\nSubject: {subject}\nMessage-ID: <{}@x.example>\n\
         Date: Mon, 2 Mar 2026 09:00:00 +0000\n\n{body}\n",
        subject.replace(' ', ".")
    );
    let reply = desk.mail(address, "support@example.com", &text).await;
    assert!(reply.starts_with("250"), "{reply}");
    let list = admin
        .until("/conversations?view=all", |list| {
            list["items"]
                .as_array()
                .is_some_and(|all| all.iter().any(|c| c["subject"] == subject))
        })
        .await;
    let all = list["items"].as_array().expect("a list");
    let c = all
        .iter()
        .find(|c| c["subject"] == subject)
        .expect("listed");
    let id = |v: &Value| v.as_str().expect("an id").to_owned();
    (id(&c["contact"]["id"]), id(&c["id"]))
}

fn subjects(contact: &Value) -> Vec<String> {
    let mut all: Vec<String> = contact["conversations"]["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|c| c["subject"].as_str().expect("text").to_owned())
        .collect();
    all.sort_unstable();
    all
}

fn addresses(contact: &Value) -> Vec<String> {
    let all = contact["contact"]["identities"].as_array().expect("a list");
    all.iter()
        .map(|i| i["value"].as_str().expect("text").to_owned())
        .collect()
}

#[tokio::test]
async fn two_records_of_one_person_are_merged_and_come_apart_without_loss() {
    let (desk, admin) = Desk::ready().await;
    let (home, _) = writes(
        &desk,
        &admin,
        "Mari Maasikas <mari@home.example>",
        "Lamp",
        "?",
    )
    .await;
    let (work, _) = writes(
        &desk,
        &admin,
        "Mari Maasikas <mari@work.example>",
        "Desk",
        "?",
    )
    .await;
    let field = json!({ "entity": "contact", "name": "Size", "kind": "text" });
    told(admin.post("/fields", field).await, 201).await;
    for (id, note) in [(&home, "Likes tea."), (&work, "Pays late.")] {
        told(
            admin
                .patch(&format!("/contacts/{id}"), json!({ "note": note }))
                .await,
            200,
        )
        .await;
    }
    let size = json!({ "values": { "size": "L" } });
    told(
        admin.put(&format!("/contacts/{work}/fields"), size).await,
        200,
    )
    .await;
    let before = (
        admin.json(&format!("/contacts/{home}")).await,
        admin.json(&format!("/contacts/{work}")).await,
    );

    let hints = admin.json(&format!("/contacts/{home}/suggestions")).await;
    assert_eq!(hints["items"][0]["contact"], work.as_str(), "{hints}");
    assert_eq!(hints["items"][0]["evidence"], json!(["same_name"]));
    assert_eq!(hints["items"][0]["verified"], false);

    let path = format!("/contacts/{home}/merges");
    let made = told(admin.post(&path, json!({ "other": work })).await, 201).await;
    let one = admin.json(&format!("/contacts/{home}")).await;
    assert_eq!(addresses(&one), ["mari@home.example", "mari@work.example"]);
    assert_eq!(subjects(&one), ["Desk", "Lamp"]);
    assert_eq!(one["contact"]["note"], "Likes tea.\n\nPays late.");
    let values = admin.json(&format!("/contacts/{home}/fields")).await;
    assert!(values.to_string().contains("\"L\""), "{values}");
    let followed = admin.json(&format!("/contacts/{work}")).await;
    assert_eq!(
        followed["contact"]["id"],
        home.as_str(),
        "the other answers as the one that stays"
    );
    let list = admin.json("/contacts").await;
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{list}");
    let found = admin.json("/contacts?q=work.example").await;
    assert_eq!(found["items"][0]["id"], home.as_str());
    refused(
        admin
            .patch(&format!("/contacts/{work}"), json!({ "name": "X" }))
            .await,
        409,
        "merged",
    )
    .await;
    refused(
        admin.post(&path, json!({ "other": work })).await,
        409,
        "merged",
    )
    .await;
    refused(
        admin.post(&path, json!({ "other": home })).await,
        409,
        "same_contact",
    )
    .await;

    // What comes after the merge stays with the one that stays.
    let (later, _) = writes(&desk, &admin, "Mari <mari@work.example>", "Chair", "?").await;
    assert_eq!(later, home);
    let merge = made["merge"].as_str().expect("an id");
    told(admin.delete(&format!("/contact-merges/{merge}")).await, 200).await;
    let stays = admin.json(&format!("/contacts/{home}")).await;
    let goes = admin.json(&format!("/contacts/{work}")).await;
    assert_eq!(subjects(&stays), ["Chair", "Lamp"]);
    assert_eq!(subjects(&goes), ["Desk"]);
    for (now, was) in [(&stays, &before.0), (&goes, &before.1)] {
        for key in [
            "id",
            "name",
            "note",
            "identities",
            "organization",
            "language",
        ] {
            assert_eq!(now["contact"][key], was["contact"][key], "{key}");
        }
    }
    let left = admin.json(&format!("/contacts/{home}/fields")).await;
    assert!(!left.to_string().contains("\"L\""), "{left}");
    let kept = admin.json(&format!("/contacts/{work}/fields")).await;
    assert!(kept.to_string().contains("\"L\""), "{kept}");
    refused(
        admin.delete(&format!("/contact-merges/{merge}")).await,
        404,
        "not_found",
    )
    .await;
}

#[tokio::test]
async fn merges_upon_merges_come_apart_in_any_order() {
    let (desk, admin) = Desk::ready().await;
    let (a, _) = writes(&desk, &admin, "A <a@a.example>", "From a", "?").await;
    let (b, _) = writes(&desk, &admin, "B <b@b.example>", "From b", "?").await;
    let (c, _) = writes(&desk, &admin, "C <c@c.example>", "From c", "?").await;
    let merge = async |into: &str, other: &str| -> String {
        let path = format!("/contacts/{into}/merges");
        let made = told(admin.post(&path, json!({ "other": other })).await, 201).await;
        made["merge"].as_str().expect("an id").to_owned()
    };
    let first = merge(&b, &a).await;
    let second = merge(&c, &b).await;
    let all = admin.json(&format!("/contacts/{a}")).await;
    assert_eq!(all["contact"]["id"], c.as_str());
    assert_eq!(subjects(&all), ["From a", "From b", "From c"]);
    let card = admin.json(&format!("/contacts/{c}/card")).await;
    assert_eq!(card["merged"].as_array().map(Vec::len), Some(2), "{card}");
    // The lower one first.
    told(admin.delete(&format!("/contact-merges/{first}")).await, 200).await;
    assert_eq!(
        subjects(&admin.json(&format!("/contacts/{a}")).await),
        ["From a"]
    );
    assert_eq!(
        subjects(&admin.json(&format!("/contacts/{c}")).await),
        ["From b", "From c"]
    );
    told(
        admin.delete(&format!("/contact-merges/{second}")).await,
        200,
    )
    .await;
    for (id, subject, address) in [
        (&a, "From a", "a@a.example"),
        (&b, "From b", "b@b.example"),
        (&c, "From c", "c@c.example"),
    ] {
        let alone = admin.json(&format!("/contacts/{id}")).await;
        assert_eq!(subjects(&alone), [subject]);
        assert_eq!(addresses(&alone), [address]);
    }
}

#[tokio::test]
async fn a_blocked_sender_does_not_come_in_by_a_merge() {
    let (desk, admin) = Desk::ready().await;
    let (a, _) = writes(&desk, &admin, "A <a@a.example>", "From a", "?").await;
    let (b, _) = writes(&desk, &admin, "B <b@b.example>", "From b", "?").await;
    told(
        admin.put(&format!("/contacts/{b}/block"), json!({})).await,
        200,
    )
    .await;
    refused(
        admin
            .post(&format!("/contacts/{a}/merges"), json!({ "other": b }))
            .await,
        409,
        "blocked_differs",
    )
    .await;
}

#[tokio::test]
async fn identities_are_noted_in_one_form_and_belong_to_one_contact() {
    let (desk, admin) = Desk::ready().await;
    let (a, _) = writes(&desk, &admin, "A <a@a.example>", "From a", "?").await;
    let (b, _) = writes(&desk, &admin, "B <b@b.example>", "From b", "?").await;
    let path = format!("/contacts/{a}/identities");
    let phone = |value: &str| json!({ "kind": "phone", "value": value });
    refused(
        admin.post(&path, phone("612 3456")).await,
        422,
        "bad_identity",
    )
    .await;
    told(
        admin
            .patch(&format!("/contacts/{a}"), json!({ "country": "ee" }))
            .await,
        200,
    )
    .await;
    let noted = told(admin.post(&path, phone("612 3456")).await, 200).await;
    let identity = &noted["contact"]["identities"][1];
    assert_eq!(identity["value"], "+3726123456");
    assert_eq!(identity["verified"], "nothing");
    let other = format!("/contacts/{b}/identities");
    refused(
        admin.post(&other, phone("+372 6123 456")).await,
        422,
        "identity_taken",
    )
    .await;
    refused(
        admin
            .post(&other, json!({ "kind": "email", "value": "x\r\ny@z" }))
            .await,
        422,
        "bad_text",
    )
    .await;
    let id = identity["id"].as_str().expect("an id");
    refused(
        admin.delete(&format!("{other}/{id}")).await,
        404,
        "not_found",
    )
    .await;
    told(admin.delete(&format!("{path}/{id}")).await, 200).await;
}

#[tokio::test]
async fn an_organization_has_people_and_says_what_rules_ask_for() {
    let (desk, admin) = Desk::ready().await;
    let (a, _) = writes(&desk, &admin, "A <a@firm.example>", "From a", "?").await;
    let (_, other) = writes(&desk, &admin, "B <b@b.example>", "From b", "?").await;
    let input = json!({
        "name": "Firm OÜ", "plan": "Große", "life_cycle": "trial", "segment": "Retail",
        "domains": ["@Firm.example"], "note": "Yearly.",
    });
    let firm = told(admin.post("/organizations", input.clone()).await, 201).await;
    let id = firm["id"].as_str().expect("an id");
    assert_eq!(firm["domains"], json!(["firm.example"]));
    assert_eq!(firm["strays"][0]["id"], a.as_str());
    refused(
        admin
            .post("/organizations", json!({ "name": "FIRM oü" }))
            .await,
        422,
        "name_taken",
    )
    .await;
    for (domain, code) in [
        ("firm.example", "domain_taken"),
        ("gmail.com", "bad_domain"),
        ("a\nb.example", "bad_domain"),
    ] {
        let input = json!({ "name": "Other", "domains": [domain] });
        refused(admin.post("/organizations", input).await, 422, code).await;
    }
    let taken = told(
        admin
            .post(
                &format!("/organizations/{id}/people"),
                json!({ "people": [a] }),
            )
            .await,
        200,
    )
    .await;
    assert_eq!(taken["people"][0]["id"], a.as_str());
    let found = async |filter: Value| -> Vec<String> {
        let page = told(
            admin
                .post("/conversations/query", json!({ "filter": filter }))
                .await,
            200,
        )
        .await;
        let all = page["items"].as_array().expect("a list");
        all.iter()
            .map(|c| c["subject"].as_str().expect("text").to_owned())
            .collect()
    };
    for filter in [
        json!({ "field": "plan", "op": "is", "value": "GROSSE" }),
        json!({ "field": "plan", "op": "is", "value": "große" }),
        json!({ "field": "life_cycle", "op": "any_of", "value": ["trial", "paying"] }),
        json!({ "field": "segment", "op": "present" }),
        json!({ "field": "organization", "op": "is", "value": id }),
    ] {
        let wanted: &[&str] = if filter["value"] == "GROSSE" {
            &[]
        } else {
            &["From a"]
        };
        assert_eq!(found(filter.clone()).await, wanted, "{filter}");
    }
    assert_eq!(
        found(json!({ "field": "life_cycle", "op": "is_not", "value": "trial" })).await,
        ["From b"]
    );
    // Renamed, its people are found by the new name.
    let mut renamed = input;
    (renamed["name"], renamed["version"]) = (json!("Kontor AS"), json!(1));
    let path = format!("/organizations/{id}");
    told(admin.put(&path, renamed.clone()).await, 200).await;
    refused(admin.put(&path, renamed).await, 409, "conflict").await;
    let hit = admin.json("/contacts?q=kontor").await;
    assert_eq!(hit["items"][0]["organization"], "Kontor AS", "{hit}");
    let card = admin.json(&format!("/contacts/{a}/card")).await;
    assert_eq!(card["organization"]["life_cycle"], "trial");
    assert_eq!(admin.delete(&path).await.status(), 204);
    let left = admin.json(&format!("/contacts/{a}")).await;
    assert_eq!(left["contact"]["organization"], "Kontor AS");
    assert_eq!(left["contact"]["organization_id"], Value::Null);
    drop(other);
}

#[tokio::test]
async fn a_macro_answers_nobody_who_was_forgotten() {
    let (desk, admin) = Desk::ready().await;
    let (mari, id) = writes(&desk, &admin, "Mari <mari@a.example>", "Lamp", "?").await;
    let input = json!({ "name": "Thanks", "html": "<p>Dear {{contact.first_name|customer}}, thank you.</p>" });
    let thanks = told(admin.post("/macros", input).await, 201).await;
    let thanks = thanks["id"].as_str().expect("an id").to_owned();
    let answering = async || {
        let used = json!({ "conversation": &id });
        let used = told(
            admin.post(&format!("/macros/{thanks}/use"), used).await,
            200,
        )
        .await;
        let say = json!({
            "kind": "reply", "html": used["html"], "to": [{ "address": "mari@a.example" }], "then": { "do": "wait" },
        });
        admin
            .post(&format!("/conversations/{id}/messages"), say)
            .await
    };
    let erase = json!({ "confirm": true });
    told(
        admin
            .post(&format!("/contacts/{mari}/erasure"), erase)
            .await,
        202,
    )
    .await;
    // At once, and when the words are gone.
    refused(answering().await, 409, "erased").await;
    admin
        .until("/erasures", |all| all["items"][0]["state"] == "done")
        .await;
    refused(answering().await, 409, "erased").await;
    let size = json!({ "entity": "contact", "name": "Size", "kind": "text" });
    told(admin.post("/fields", size).await, 201).await;
    for path in [
        format!("/contacts/{mari}/fields"),
        format!("/conversations/{id}/fields"),
    ] {
        let set = json!({ "values": { "size": "L" } });
        refused(admin.put(&path, set).await, 409, "erased").await;
    }
    let note = json!({ "kind": "note", "html": "<p>Done.</p>" });
    let noted = admin
        .post(&format!("/conversations/{id}/messages"), note)
        .await;
    assert!(noted.status().is_success(), "notes stay allowed");
}

#[tokio::test]
async fn an_organization_has_fields_of_its_own_that_its_people_are_found_by() {
    let (desk, admin) = Desk::ready().await;
    let (mari, id) = writes(&desk, &admin, "Mari <mari@firm.example>", "Our desks", "?").await;
    let (_, other) = writes(&desk, &admin, "Bo <bo@b.example>", "Lamp", "?").await;
    let mut fields = Vec::new();
    for (entity, name, kind) in [
        ("organization", "Tier", "choice"),
        ("organization", "Seats", "number"),
        ("contact", "Tier", "text"),
        ("conversation", "Order", "text"),
    ] {
        let input =
            json!({ "entity": entity, "name": name, "kind": kind, "choices": ["Gold", "Tin"] });
        let made = told(admin.post("/fields", input).await, 201).await;
        fields.push(made["id"].as_str().expect("an id").to_owned());
    }
    let firm = told(
        admin
            .post("/organizations", json!({ "name": "Firm" }))
            .await,
        201,
    )
    .await;
    let firm = firm["id"].as_str().expect("an id");
    let path = format!("/organizations/{firm}/fields");
    // A key means the organization's own field, although a contact has one of the same name.
    let set = json!({ "values": { "tier": "Gold", "seats": 40 } });
    let kept = told(admin.put(&path, set).await, 200).await;
    assert_eq!(kept["values"][&fields[0]], "Gold", "{kept}");
    assert_eq!(admin.json(&path).await, kept);
    for (values, code) in [
        (json!({ "tier": "Silver" }), "bad_value"),
        (json!({ "seats": "many" }), "bad_value"),
        (json!({ "order": "A-7" }), "no_such_field"),
        (json!({ "nothing": 1 }), "no_such_field"),
    ] {
        let answer = admin.put(&path, json!({ "values": values })).await;
        refused(answer, 422, code).await;
    }
    let nobodys = "/organizations/org_00000000000000000000000009/fields";
    refused(
        admin.put(nobodys, json!({ "values": {} })).await,
        404,
        "not_found",
    )
    .await;
    refused(admin.get(nobodys).await, 404, "not_found").await;

    // Beside the conversation: nowhere to put it until the contact belongs to an organization.
    let beside = format!("/conversations/{id}/fields");
    let tin = json!({ "values": { &fields[0]: "Tin", "order": "A-7" } });
    refused(
        admin.put(&beside, tin.clone()).await,
        422,
        "no_organization",
    )
    .await;
    assert_eq!(admin.json(&beside).await["values"], json!({}));
    let join = json!({ "people": [mari] });
    told(
        admin
            .post(&format!("/organizations/{firm}/people"), join)
            .await,
        200,
    )
    .await;
    let shown = told(admin.put(&beside, tin).await, 200).await;
    assert_eq!(shown["values"][&fields[0]], "Tin");
    assert_eq!(shown["values"][&fields[1]], 40);
    assert_eq!(admin.json(&path).await["values"][&fields[0]], "Tin");

    let filter = json!({ "field": &fields[0], "op": "is", "value": "Tin" });
    let query = json!({ "filter": filter });
    let found = told(admin.post("/conversations/query", query).await, 200).await;
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1), "{found}");
    assert_eq!(found["items"][0]["id"], id.as_str());

    let say = json!({
        "kind": "reply", "to": [{ "address": "mari@firm.example" }], "then": { "do": "wait" },
        "html": "<p>{{contact.organization.field.tier}} {{contact.organization.field.seats}}</p>",
    });
    let (status, sent) = parts(
        admin
            .post(&format!("/conversations/{id}/messages"), say.clone())
            .await,
    )
    .await;
    assert!(status.is_success(), "{sent}");
    let text = sent["message"]["text"].as_str().unwrap_or_default();
    assert!(text.contains("Tin 40"), "{sent}");
    let answer = admin
        .post(&format!("/conversations/{other}/messages"), say)
        .await;
    refused(answer, 422, "empty_variable").await;

    // An archived field is not shown; null takes a value away; with the organization its values go.
    let archived = json!({ "archived": true });
    told(
        admin
            .patch(&format!("/fields/{}", fields[1]), archived)
            .await,
        200,
    )
    .await;
    assert_eq!(
        admin.json(&path).await["values"],
        json!({ &fields[0]: "Tin" })
    );
    let none = json!({ "values": { "tier": null } });
    let left = told(admin.put(&path, none).await, 200).await;
    assert_eq!(left["values"], json!({}));
    told(
        admin
            .put(&path, json!({ "values": { "tier": "Gold" } }))
            .await,
        200,
    )
    .await;
    let gone = admin.delete(&format!("/organizations/{firm}")).await;
    assert_eq!(gone.status(), 204);
    let shown = admin.json(&beside).await;
    assert_eq!(shown["values"], json!({ &fields[3]: "A-7" }));
}

#[tokio::test]
async fn two_records_of_one_organization_are_merged_and_come_apart_without_loss() {
    let (desk, admin) = Desk::ready().await;
    let (a, _) = writes(&desk, &admin, "A <a@firm.example>", "From a", "?").await;
    let (b, _) = writes(&desk, &admin, "B <b@kontor.example>", "From b", "?").await;
    let made = async |input: Value, person: &str| -> String {
        let firm = told(admin.post("/organizations", input).await, 201).await;
        let id = firm["id"].as_str().expect("an id").to_owned();
        let path = format!("/organizations/{id}/people");
        told(admin.post(&path, json!({ "people": [person] })).await, 200).await;
        id
    };
    let stays = json!({ "name": "Firm OÜ", "plan": "Gold", "domains": ["firm.example"] });
    let stays = made(stays, &a).await;
    let goes = json!({ "name": "Kontor AS", "plan": "Tin", "note": "Yearly.", "domains": ["kontor.example"] });
    let goes = made(goes, &b).await;
    let (stays_path, goes_path) = (
        format!("/organizations/{stays}"),
        format!("/organizations/{goes}"),
    );
    let before = admin.json(&goes_path).await;

    let merges = format!("{stays_path}/merges");
    refused(
        admin.post(&merges, json!({ "other": stays })).await,
        409,
        "same_organization",
    )
    .await;
    let nobody = json!({ "other": "org_00000000000000000000000009" });
    refused(admin.post(&merges, nobody).await, 404, "not_found").await;
    refused(
        admin.post(&merges, json!({ "other": a })).await,
        422,
        "wrong_type",
    )
    .await;
    let merge = told(admin.post(&merges, json!({ "other": goes })).await, 201).await;
    let merge = merge["merge"].as_str().expect("an id").to_owned();
    refused(
        admin.post(&merges, json!({ "other": goes })).await,
        409,
        "merged",
    )
    .await;
    let one = admin.json(&goes_path).await;
    assert_eq!(
        one["id"],
        stays.as_str(),
        "it answers as the one that stays"
    );
    assert_eq!(
        (&one["plan"], &one["note"]),
        (&json!("Gold"), &json!("Yearly."))
    );
    assert_eq!(one["domains"], json!(["firm.example", "kontor.example"]));
    assert_eq!(one["people"].as_array().map(Vec::len), Some(2), "{one}");
    assert_eq!(one["merged"][0]["organization"], goes.as_str(), "{one}");
    assert_eq!(one["merged"][0]["into"], stays.as_str());
    for path in ["/organizations", "/organizations?q=kontor"] {
        let list = admin.json(path).await;
        assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{list}");
        assert_eq!(
            (&list["items"][0]["id"], &list["items"][0]["people"]),
            (&json!(stays), &json!(2))
        );
    }
    let found = admin.json("/contacts?q=firm").await;
    assert!(
        found.to_string().contains(&b),
        "B is found by the new name: {found}"
    );
    let input = json!({ "name": "Kontor AS", "version": 3 });
    refused(admin.put(&goes_path, input).await, 409, "merged").await;
    refused(
        admin
            .put(&format!("{goes_path}/fields"), json!({ "values": {} }))
            .await,
        409,
        "merged",
    )
    .await;
    refused(
        admin
            .post("/organizations", json!({ "name": "kontor as" }))
            .await,
        422,
        "name_taken",
    )
    .await;

    let undo = format!("/organization-merges/{merge}");
    let undone = told(admin.delete(&undo).await, 200).await;
    assert_eq!(undone["organization"], goes.as_str());
    let mut after = admin.json(&goes_path).await;
    after["version"] = before["version"].clone();
    assert_eq!(after, before);
    let left = admin.json(&stays_path).await;
    assert_eq!((&left["note"], &left["merged"]), (&json!(""), &json!([])));
    let card = admin.json(&format!("/contacts/{b}/card")).await;
    assert_eq!(card["organization"]["name"], "Kontor AS");
    refused(admin.delete(&undo).await, 404, "not_found").await;
}
