//! Imports from other programs, and exports of everything.

use super::{audited, id, told};
use crate::support::{Client, Desk};
use reqwest::Method;
use serde_json::{Value, json};

const MBOX: &str = "From ann@kunde.example Tue Mar  3 09:50:00 2020\n\
Message-ID: <1@kunde.example>\nFrom: Ann Kunde <ann@kunde.example>\nTo: help@lamps.example\nSubject: A broken lampshade\n\
Date: Tue, 3 Mar 2020 09:50:00 +0000\n\nThe lampshade of the xylophone lamp broke.\n\n\
From help@lamps.example Tue Mar  3 10:50:00 2020\n\
Message-ID: <2@lamps.example>\nIn-Reply-To: <1@kunde.example>\nFrom: Old Agent <old@lamps.example>\nTo: ann@kunde.example\n\
Subject: Re: A broken lampshade\nDate: Tue, 3 Mar 2020 10:50:00 +0000\n\nWe send a new one.\n\n\
From bob@kunde.example Tue Mar  3 11:50:00 2020\n\
Message-ID: <3@kunde.example>\nFrom: bob@kunde.example\nTo: help@lamps.example\nSubject: Another matter\n\n>From here on no date.\n";

async fn begun(admin: &Client, kind: &str, file: &[u8]) -> String {
    let input = json!({ "kind": kind, "name": format!("old.{kind}") });
    let import = id(&told(admin.post("/imports", input).await, 201).await);
    // In two pieces.
    let half = file.len() / 2;
    for (offset, last) in [(0, false), (half, true)] {
        let piece = if last { &file[half..] } else { &file[..half] };
        let path = format!(
            "/imports/{import}/file?offset={offset}{}",
            if last { "&last=1" } else { "" }
        );
        let sent = admin
            .request(Method::PUT, &path)
            .header("content-type", "application/octet-stream")
            .body(piece.to_vec());
        told(sent.send().await.expect("sent"), 200).await;
    }
    import
}

/// Waits until the import has come to that state, or has failed.
async fn until(admin: &Client, import: &str, state: &str) -> Value {
    let path = format!("/imports/{import}");
    let now = admin
        .until(&path, |now| {
            now["state"] == state || now["state"] == "failed"
        })
        .await;
    assert_eq!(now["state"], state, "{now}");
    now
}

async fn looked(admin: &Client, import: &str, plan: Value) -> Value {
    told(
        admin.put(&format!("/imports/{import}/plan"), plan).await,
        200,
    )
    .await;
    until(admin, import, "checked").await
}

async fn ran(admin: &Client, import: &str) -> Value {
    told(
        admin
            .post(&format!("/imports/{import}/run"), json!({}))
            .await,
        200,
    )
    .await;
    until(admin, import, "done").await
}

async fn undone(admin: &Client, import: &str) -> Value {
    let undo = format!("/imports/{import}/undo");
    told(admin.post(&undo, json!({})).await, 200).await;
    until(admin, import, "undone").await
}

async fn report(admin: &Client, import: &str) -> String {
    let answer = admin
        .request(Method::GET, &format!("/imports/{import}/report"))
        .send()
        .await
        .expect("answered");
    assert_eq!(answer.status(), 200);
    answer.text().await.expect("text")
}

async fn found(admin: &Client, words: &str) -> Vec<Value> {
    admin.json(&format!("/search?q={words}")).await["items"]
        .as_array()
        .cloned()
        .unwrap_or_default()
}

fn plan_of(preview: &Value) -> Value {
    json!({ "columns": preview["columns"], "delimiter": preview["delimiter"], "encoding": preview["encoding"], "heading": preview["heading"] })
}

#[tokio::test]
async fn contacts_of_a_table_are_looked_at_brought_in_once_and_taken_back() {
    let (_desk, admin) = Desk::ready().await;
    let csv = b"Name;E-mail;Company;Phone\nJ\xfcrgen M\xfcller;juergen@kunde.example;Gro\xdf & Co;+49 30 1234567\n\
        =HYPERLINK(\"x\");eve@kunde.example;;\nNobody;;;\nAgain;JUERGEN@kunde.example;;\n\"Never closed;x@kunde.example\nLast;last@kunde.example;;0815\n";
    let import = begun(&admin, "csv", csv).await;
    let preview = admin.json(&format!("/imports/{import}/preview")).await;
    assert_eq!(
        (preview["delimiter"].as_str(), preview["encoding"].as_str()),
        (Some(";"), Some("windows-1252"))
    );
    assert_eq!(
        preview["columns"],
        json!(["name", "email", "organization", "phone"])
    );
    let seen = looked(&admin, &import, plan_of(&preview)).await;
    assert_eq!(
        (
            seen["looked"]["contacts_made"].as_u64(),
            seen["looked"]["contacts_known"].as_u64()
        ),
        (Some(3), Some(1)),
        "{seen}"
    );
    assert_eq!(seen["looked"]["not_taken"], 2, "{seen}");
    assert_eq!(
        admin.json("/contacts?q=juergen").await["items"]
            .as_array()
            .map(Vec::len),
        Some(0),
        "a dry run writes nothing"
    );
    let lines = report(&admin, &import).await;
    assert!(lines.contains("4,,no,no_address,Nobody"), "{lines}");
    assert!(lines.contains("phone_not_international"), "{lines}");
    let done = ran(&admin, &import).await;
    assert_eq!(done["counts"], seen["looked"], "the dry run told the truth");
    let known = admin.json("/contacts?q=juergen").await;
    assert_eq!(known["items"][0]["name"], "Jürgen Müller");
    assert_eq!(known["items"][0]["organization"], "Groß & Co");

    let again = begun(&admin, "csv", csv).await;
    looked(&admin, &again, plan_of(&preview)).await;
    let twice = ran(&admin, &again).await;
    assert_eq!(
        twice["counts"]["contacts_made"], 0,
        "a second run makes nothing double"
    );
    undone(&admin, &import).await;
    assert_eq!(
        admin.json("/contacts?q=juergen").await["items"]
            .as_array()
            .map(Vec::len),
        Some(0)
    );
    for act in ["import.begun", "import.run", "import.undone"] {
        assert!(audited(&admin, act).await, "{act}");
    }
}

#[tokio::test]
async fn old_mail_comes_in_with_its_dates_threads_and_directions_and_sets_nothing_off() {
    let (desk, admin) = Desk::ready().await;
    let rule = json!({ "name": "r", "enabled": true, "trigger": { "event": "conversation_created" }, "filter": { "all": [] },
        "actions": [{ "do": "urgency", "urgency": "urgent" }] });
    told(admin.post("/rules", rule).await, 201).await;
    let import = begun(&admin, "mbox", MBOX.as_bytes()).await;
    let seen = looked(&admin, &import, json!({ "own": ["@lamps.example"] })).await;
    assert_eq!(
        (
            seen["looked"]["messages_made"].as_u64(),
            seen["looked"]["conversations_made"].as_u64()
        ),
        (Some(3), Some(2)),
        "{seen}"
    );
    let done = ran(&admin, &import).await;
    assert_eq!(done["counts"], seen["looked"], "the dry run told the truth");

    let hits = found(&admin, "xylophone").await;
    assert_eq!(hits.len(), 1, "{hits:?}");
    let conversation = hits[0]["conversation"]["id"]
        .as_str()
        .or_else(|| hits[0]["id"].as_str())
        .expect("an id")
        .to_owned();
    let detail = admin.json(&format!("/conversations/{conversation}")).await;
    let c = &detail["conversation"];
    assert_eq!(
        (c["status"].as_str(), c["urgency"].as_str()),
        (Some("resolved"), Some("normal")),
        "{c}"
    );
    assert_eq!(c["created_at"], 1_583_229_000_000_i64);
    assert_eq!(c["last_at"], 1_583_232_600_000_i64);
    assert!(c["due_at"].is_null() && c["waiting_since"].is_null(), "{c}");
    let messages = detail["messages"].as_array().expect("messages");
    let kinds: Vec<&str> = messages
        .iter()
        .filter_map(|m| m["kind"].as_str())
        .filter(|k| *k != "event")
        .collect();
    assert_eq!(kinds, ["customer", "agent"]);
    let raw = admin
        .request(
            Method::GET,
            &format!(
                "/messages/{}/raw",
                messages[0]["id"].as_str().expect("an id")
            ),
        )
        .send()
        .await
        .expect("answered");
    assert_eq!(raw.status(), 200);
    assert!(
        raw.text()
            .await
            .expect("text")
            .contains("Message-ID: <1@kunde.example>")
    );
    assert_eq!(
        admin
            .json(&format!("/conversations/{conversation}/sla-clocks"))
            .await["items"],
        json!([])
    );

    // The customer answers the old mail: a conversation of today, and the import can no longer be undone only if it joined.
    let answer = "From: Ann Kunde <ann@kunde.example>\nTo: help@lamps.example\nMessage-ID: <9@kunde.example>\nIn-Reply-To: <2@lamps.example>\nSubject: Re: A broken lampshade\n\nIt broke again.";
    desk.mail("ann@kunde.example", "help@lamps.example", answer)
        .await;
    let again = begun(&admin, "mbox", MBOX.as_bytes()).await;
    looked(&admin, &again, json!({ "own": ["@lamps.example"] })).await;
    let twice = ran(&admin, &again).await;
    assert_eq!(
        (
            twice["counts"]["messages_made"].as_u64(),
            twice["counts"]["messages_known"].as_u64()
        ),
        (Some(0), Some(3))
    );
}

#[tokio::test]
async fn an_import_to_which_somebody_added_is_not_undone() {
    let (_desk, admin) = Desk::ready().await;
    let import = begun(&admin, "mbox", MBOX.as_bytes()).await;
    looked(&admin, &import, json!({ "own": ["@lamps.example"] })).await;
    ran(&admin, &import).await;
    let hits = found(&admin, "xylophone").await;
    let conversation = hits[0]["conversation"]["id"]
        .as_str()
        .or_else(|| hits[0]["id"].as_str())
        .expect("an id")
        .to_owned();
    let note = json!({ "kind": "note", "html": "<p>Remember her.</p>" });
    told(
        admin
            .post(&format!("/conversations/{conversation}/messages"), note)
            .await,
        201,
    )
    .await;
    let refused = told(
        admin
            .post(&format!("/imports/{import}/undo"), json!({}))
            .await,
        409,
    )
    .await;
    assert_eq!(refused["error"]["code"], "import_added_to");
    assert_eq!(found(&admin, "xylophone").await.len(), 1);
}

#[tokio::test]
async fn a_zendesk_export_brings_people_tickets_and_comments() {
    let (_desk, admin) = Desk::ready().await;
    let export = [
        json!({ "id": 7, "subject": "Lamp hums", "status": "solved", "priority": "high", "requester_id": 1, "tags": ["hum"],
            "created_at": "2021-05-01T10:00:00Z", "updated_at": "2021-05-02T10:00:00Z", "comments": [
                { "id": 70, "author_id": 1, "plain_body": "It hums like a didgeridoo", "created_at": "2021-05-01T10:00:00Z" },
                { "id": 71, "author_id": 2, "html_body": "<p>Try <script>x</script>another</p>", "plain_body": "Try another", "created_at": "2021-05-01T11:00:00Z" },
                { "id": 72, "author_id": 2, "plain_body": "Hard to please", "public": false }] }),
        json!({ "id": 1, "name": "Ann", "email": "ann@kunde.example", "role": "end-user", "organization_id": 5 }),
        json!({ "id": 2, "name": "Old Agent", "email": "old@lamps.example", "role": "agent" }),
        json!({ "id": 5, "name": "Kunde Ltd", "domain_names": [] }),
        json!({ "id": 8, "subject": "Whose?", "requester_id": 99, "status": "open", "description": "Hello" }),
        json!({ "nonsense": true }),
    ];
    let lines: String =
        export.iter().map(|v| format!("{v}\n")).collect::<String>() + "{\"id\": 3, \"cut\n";
    let import = begun(&admin, "zendesk", lines.as_bytes()).await;
    let seen = looked(&admin, &import, json!({})).await;
    assert_eq!(seen["looked"]["conversations_made"], 2, "{seen}");
    let done = ran(&admin, &import).await;
    assert_eq!(
        (
            done["counts"]["messages_made"].as_u64(),
            done["counts"]["not_taken"].as_u64()
        ),
        (Some(4), Some(2)),
        "{done}"
    );
    let hits = found(&admin, "didgeridoo").await;
    let conversation = hits[0]["conversation"]["id"]
        .as_str()
        .or_else(|| hits[0]["id"].as_str())
        .expect("an id")
        .to_owned();
    let detail = admin.json(&format!("/conversations/{conversation}")).await;
    assert_eq!(
        (
            detail["conversation"]["urgency"].as_str(),
            detail["conversation"]["status"].as_str()
        ),
        (Some("high"), Some("resolved"))
    );
    let messages = detail["messages"].as_array().expect("messages");
    let kinds: Vec<&str> = messages.iter().filter_map(|m| m["kind"].as_str()).collect();
    assert_eq!(kinds, ["customer", "agent", "note"], "{messages:?}");
    assert!(!messages[1].to_string().contains("script"));
    assert_eq!(
        admin.json("/contacts?q=ann").await["items"][0]["organization"],
        "Kunde Ltd"
    );
    let lines = report(&admin, &import).await;
    assert!(
        lines.contains("unknown_contact")
            && lines.contains("no_date")
            && lines.contains("not_json"),
        "{lines}"
    );
}

async fn field(admin: &Client, entity: &str, name: &str, kind: &str) -> String {
    let input = json!({ "entity": entity, "name": name, "kind": kind, "choices": ["Gold", "Tin"] });
    id(&told(admin.post("/fields", input).await, 201).await)
}

async fn organization(admin: &Client, name: &str) -> Value {
    let list = admin.json(&format!("/organizations?q={name}")).await;
    let id = list["items"][0]["id"].as_str().unwrap_or("none").to_owned();
    admin.json(&format!("/organizations/{id}")).await
}

#[tokio::test]
async fn columns_of_organizations_and_custom_fields_come_in_once_and_are_taken_back() {
    let (_desk, admin) = Desk::ready().await;
    let tier = field(&admin, "organization", "Tier", "choice").await;
    let size = field(&admin, "contact", "Shoe size", "number").await;
    let room = field(&admin, "conversation", "Room", "text").await;
    // One is here already, with a plan of its own.
    let input = json!({ "name": "Alt AG", "plan": "Tin" });
    told(admin.post("/organizations", input).await, 201).await;
    let me = admin.json("/me").await["email"]
        .as_str()
        .expect("an address")
        .to_owned();
    let csv = format!(
        "Email,Company,Plan,Account owner,Lifecycle stage,Segment,Tier,Shoe size\n\
         a@firm.example,Firm,Gold,{me},customer,Retail,gold,42\n\
         b@firm.example,FIRM,Tin,nobody@x.example,moon,,Silver,large\n\
         c@alt.example,Alt AG,Gold,,,Retail,,\n\
         d@none.example,,Gold,,,,,\n"
    );
    let import = begun(&admin, "csv", csv.as_bytes()).await;
    let preview = admin.json(&format!("/imports/{import}/preview")).await;
    let wanted = json!([
        "email",
        "organization",
        "organization_plan",
        "organization_owner",
        "organization_life_cycle",
        "organization_segment",
        tier,
        size
    ]);
    assert_eq!(preview["columns"], wanted);
    for column in [room.as_str(), "fld_00000000000000000000000009"] {
        let plan = json!({ "columns": ["email", column] });
        let answer = admin.put(&format!("/imports/{import}/plan"), plan).await;
        assert_eq!(told(answer, 422).await["error"]["code"], "bad_choice");
    }
    let seen = looked(&admin, &import, plan_of(&preview)).await;
    let made = |counts: &Value| {
        (
            counts["organizations_made"].as_u64(),
            counts["organizations_known"].as_u64(),
        )
    };
    assert_eq!(made(&seen["looked"]), (Some(1), Some(2)), "{seen}");
    let lines = report(&admin, &import).await;
    for line in [
        "3,b@firm.example,yes,unknown_owner,nobody@x.example",
        "3,b@firm.example,yes,unknown_life_cycle,moon",
        "3,b@firm.example,yes,bad_value,Tier: Silver",
        "3,b@firm.example,yes,bad_value,Shoe size: large",
        "5,d@none.example,yes,no_organization,",
    ] {
        assert!(lines.contains(line), "{line} in {lines}");
    }
    let list = admin.json("/organizations").await;
    assert_eq!(
        list["items"].as_array().map(Vec::len),
        Some(1),
        "a dry run writes nothing"
    );

    let done = ran(&admin, &import).await;
    assert_eq!(done["counts"], seen["looked"], "the dry run told the truth");
    let firm = organization(&admin, "firm").await;
    assert_eq!(
        (&firm["plan"], &firm["life_cycle"], &firm["segment"]),
        (&json!("Gold"), &json!("paying"), &json!("Retail")),
        "{firm}"
    );
    assert!(firm["owner"].is_string(), "{firm}");
    assert_eq!(firm["people"].as_array().map(Vec::len), Some(2), "{firm}");
    let path = format!(
        "/organizations/{}/fields",
        firm["id"].as_str().expect("an id")
    );
    assert_eq!(admin.json(&path).await["values"], json!({ &tier: "Gold" }));
    let alt = organization(&admin, "alt").await;
    assert_eq!(
        (&alt["plan"], &alt["segment"]),
        (&json!("Tin"), &json!("Retail")),
        "what is known stays"
    );
    let a = admin.json("/contacts?q=a@firm.example").await["items"][0]["id"].clone();
    let path = format!("/contacts/{}/fields", a.as_str().expect("an id"));
    assert_eq!(admin.json(&path).await["values"], json!({ &size: 42 }));

    // Again: nothing is double. Taken back: what was here before stays.
    let again = begun(&admin, "csv", csv.as_bytes()).await;
    looked(&admin, &again, plan_of(&preview)).await;
    assert_eq!(
        made(&ran(&admin, &again).await["counts"]),
        (Some(0), Some(3))
    );
    undone(&admin, &import).await;
    let left = admin.json("/organizations").await;
    assert_eq!(left["items"].as_array().map(Vec::len), Some(1), "{left}");
    assert_eq!(left["items"][0]["name"], "Alt AG");
}

#[tokio::test]
async fn organizations_of_zendesk_bring_fields_and_domains_and_stay_when_somebody_worked_on_them() {
    let (_desk, admin) = Desk::ready().await;
    let tier = field(&admin, "organization", "Tier", "choice").await;
    let export = [
        json!({ "id": 1, "name": "Ann", "email": "ann@kunde.example", "role": "end-user", "organization_id": 5, "user_fields": { "vip": true } }),
        json!({ "id": 5, "name": "Kunde Ltd", "domain_names": ["kunde.example", "gmail.com"], "notes": "Pays late",
            "organization_fields": { "plan": "Gold", "tier": "tin", "colour": "blue", "renewal": null } }),
        json!({ "id": 6, "name": "Other Ltd", "domain_names": ["kunde.example"], "organization_fields": { "colour": "red" } }),
        json!({ "id": 9, "name": "", "domain_names": [] }),
    ];
    let lines: String = export.iter().map(|v| format!("{v}\n")).collect();
    let import = begun(&admin, "zendesk", lines.as_bytes()).await;
    let seen = looked(&admin, &import, json!({})).await;
    assert_eq!(seen["looked"]["organizations_made"], 2, "{seen}");
    let dry = report(&admin, &import).await;
    assert_eq!(dry.matches("no_such_field").count(), 2, "each once: {dry}");
    assert!(
        dry.contains("organizations: colour") && dry.contains("contacts: vip"),
        "{dry}"
    );
    ran(&admin, &import).await;
    let kunde = organization(&admin, "kunde").await;
    assert_eq!(
        (&kunde["plan"], &kunde["note"]),
        (&json!("Gold"), &json!("Pays late")),
        "{kunde}"
    );
    assert_eq!(kunde["domains"], json!(["kunde.example"]));
    assert_eq!(kunde["people"].as_array().map(Vec::len), Some(1), "{kunde}");
    let path = format!("/organizations/{}", kunde["id"].as_str().expect("an id"));
    assert_eq!(
        admin.json(&format!("{path}/fields")).await["values"],
        json!({ &tier: "Tin" })
    );
    let lines = report(&admin, &import).await;
    for code in [
        "bad_domain,gmail.com",
        "domain_of_another,kunde.example",
        "no_name",
    ] {
        assert!(lines.contains(code), "{code} in {lines}");
    }
    // Somebody works on one of them: that stays.
    let change = json!({ "name": "Kunde Ltd", "plan": "Platinum", "version": kunde["version"] });
    told(admin.put(&path, change).await, 200).await;
    undone(&admin, &import).await;
    let left = admin.json("/organizations").await;
    assert_eq!(left["items"].as_array().map(Vec::len), Some(1), "{left}");
    assert_eq!(left["items"][0]["plan"], "Platinum");
}

#[tokio::test]
async fn wrong_pieces_plans_and_states_are_refused() {
    let (_desk, admin) = Desk::ready().await;
    let import = id(&told(
        admin
            .post("/imports", json!({ "kind": "csv", "name": "a.csv" }))
            .await,
        201,
    )
    .await);
    let send = |offset: u64| {
        admin
            .request(
                Method::PUT,
                &format!("/imports/{import}/file?offset={offset}"),
            )
            .header("content-type", "application/octet-stream")
            .body("a,b\n")
    };
    let wrong = told(send(5).send().await.expect("sent"), 409).await;
    assert_eq!(wrong["error"]["code"], "wrong_offset");
    told(
        admin
            .post(&format!("/imports/{import}/run"), json!({}))
            .await,
        409,
    )
    .await;
    assert_eq!(
        told(admin.get(&format!("/imports/{import}/preview")).await, 409).await["error"]["code"],
        "no_file"
    );
    let whole = admin
        .request(
            Method::PUT,
            &format!("/imports/{import}/file?offset=0&last=1"),
        )
        .header("content-type", "application/octet-stream")
        .body("");
    told(whole.send().await.expect("sent"), 200).await;
    assert_eq!(
        told(send(0).send().await.expect("sent"), 409).await["error"]["code"],
        "wrong_offset"
    );
    for (plan, code) in [
        (json!({}), "no_address_column"),
        (
            json!({ "columns": ["email"], "delimiter": "x" }),
            "bad_choice",
        ),
        (
            json!({ "columns": ["email"], "own": ["not an address"] }),
            "bad_address",
        ),
        (
            json!({ "columns": ["email"], "channel": "chn_00000000000000000000000009" }),
            "bad_channel",
        ),
        (json!({ "columns": ["shoe_size"] }), "wrong_type"),
    ] {
        let refused = told(
            admin.put(&format!("/imports/{import}/plan"), plan).await,
            422,
        )
        .await;
        assert_eq!(refused["error"]["code"], code);
    }
    told(
        admin
            .post("/imports", json!({ "kind": "lotus", "name": "x" }))
            .await,
        422,
    )
    .await;
    told(admin.delete(&format!("/imports/{import}")).await, 204).await;
    told(admin.get(&format!("/imports/{import}")).await, 404).await;
}

#[tokio::test]
async fn an_export_of_everything_is_a_zip_that_stands_in_the_trail() {
    let (desk, admin) = Desk::ready().await;
    desk.question(&admin, "Where is the theremin?").await;
    let export = id(&told(admin.post("/exports", json!({})).await, 201).await);
    let now = admin
        .until("/exports", |all| all["items"][0]["state"] != "running")
        .await;
    assert_eq!(now["items"][0]["state"], "done", "{now}");
    let answer = admin.get(&format!("/exports/{export}/file")).await;
    assert_eq!(answer.status(), 200);
    let bytes = answer.bytes().await.expect("bytes");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes.to_vec())).expect("a zip");
    let mut messages = String::new();
    std::io::Read::read_to_string(
        &mut zip.by_name("messages.jsonl").expect("there"),
        &mut messages,
    )
    .expect("text");
    assert!(messages.contains("theremin"));
    for act in ["export.begun", "export.downloaded"] {
        assert!(audited(&admin, act).await, "{act}");
    }
    told(admin.delete(&format!("/exports/{export}")).await, 204).await;
    assert_eq!(
        admin.get(&format!("/exports/{export}/file")).await.status(),
        404
    );
}
