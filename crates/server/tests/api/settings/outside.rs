//! Mailboxes, consent, smarthosts, signing keys and DNS: what lies outside the house.

use super::{channel, id, told};
use crate::support::{Client, Desk, refused};
use serde_json::{Value, json};

fn mailbox() -> Value {
    json!({ "host": "127.0.0.1", "port": 1, "tls": "none", "username": "support", "password": "hunter2hunter2",
        "folder": "INBOX", "after_commit": "leave", "start_from": "now", "enabled": false })
}

async fn made(admin: &Client) -> String {
    let path = format!("/channels/{}/mailboxes", channel(admin).await);
    id(&told(admin.post(&path, mailbox()).await, 201).await)
}

#[tokio::test]
async fn a_mailbox_is_kept_without_ever_telling_its_password() {
    let (desk, admin) = Desk::ready().await;
    let box_id = made(&admin).await;
    let path = format!("/channels/{}/mailboxes", channel(&admin).await);
    let listed = admin.json(&path).await;
    assert_eq!(listed["items"][0]["signed_in"], true);
    let open = admin
        .json(&format!("/channels/{}", channel(&admin).await))
        .await;
    let trail = admin.json("/audit").await;
    for told in [&listed, &open, &trail] {
        assert!(!told.to_string().contains("hunter2"), "{told}");
    }
    if desk.running.app.config.database_url.is_none() {
        let db = std::fs::read(desk.running.app.config.data.join("fairlead.db")).expect("a file");
        assert!(
            !db.windows(14).any(|w| w == b"hunter2hunter2"),
            "sealed in the database, too"
        );
    }
    assert_eq!(
        admin.delete(&format!("/mailboxes/{box_id}")).await.status(),
        204
    );
    refused(
        admin.delete(&format!("/mailboxes/{box_id}")).await,
        404,
        "not_found",
    )
    .await;
    desk.running.stop().await;
}

#[tokio::test]
async fn a_stored_password_does_not_follow_to_another_server() {
    let (desk, admin) = Desk::ready().await;
    let path = format!("/mailboxes/{}", made(&admin).await);
    refused(
        admin.patch(&path, json!({ "host": "thief.example" })).await,
        422,
        "password_needed",
    )
    .await;
    let kept = told(
        admin
            .patch(&path, json!({ "folder": "Support", "version": 1 }))
            .await,
        200,
    )
    .await;
    assert_eq!(
        (kept["folder"].as_str(), kept["signed_in"].as_bool()),
        (Some("Support"), Some(true))
    );
    refused(
        admin
            .patch(&path, json!({ "folder": "Other", "version": 1 }))
            .await,
        409,
        "conflict",
    )
    .await;
    desk.running.stop().await;
}

#[tokio::test]
async fn hostile_settings_of_a_mailbox_are_refused() {
    let (desk, admin) = Desk::ready().await;
    let path = format!("/channels/{}/mailboxes", channel(&admin).await);
    for (field, value, code) in [
        ("host", json!("a b\r\n"), "bad_host"),
        ("port", json!(0), "bad_port"),
        ("port", json!(70_000), "wrong_type"),
        ("tls", json!("maybe"), "bad_choice"),
        ("username", json!("a\r\nA2 LOGOUT"), "bad_text"),
        ("password", json!("a\r\nb"), "bad_password"),
        ("after_commit", json!("delete"), "bad_choice"),
        ("after_commit", json!("move"), "bad_text"),
        ("folder", json!("a\u{0}b"), "bad_text"),
    ] {
        let mut input = mailbox();
        input[field] = value;
        refused(admin.post(&path, input).await, 422, code).await;
    }
    refused(
        admin
            .post(
                "/channels/chn_00000000000000000000000000/mailboxes",
                mailbox(),
            )
            .await,
        404,
        "not_found",
    )
    .await;
    let liis = admin
        .colleague(&desk, "liis@example.com", "agent", &json!(null))
        .await;
    refused(liis.get(&path).await, 403, "not_permitted").await;
    refused(liis.post(&path, mailbox()).await, 403, "not_permitted").await;
    refused(
        liis.post("/mailboxes/test", mailbox()).await,
        403,
        "not_permitted",
    )
    .await;
    desk.running.stop().await;
}

#[tokio::test]
async fn a_test_of_a_dead_server_says_what_is_wrong() {
    let (desk, admin) = Desk::ready().await;
    let found = told(admin.post("/mailboxes/test", mailbox()).await, 200).await;
    assert_eq!(found["ok"], false);
    assert!(
        found["message"]
            .as_str()
            .is_some_and(|m| !m.is_empty() && !m.contains("hunter2")),
        "{found}"
    );
    let found = told(
        admin
            .post(
                "/smarthosts/test",
                json!({ "host": "127.0.0.1", "port": 1, "tls": "none" }),
            )
            .await,
        200,
    )
    .await;
    assert_eq!(found["ok"], false);
    let report = admin
        .json(&format!("/mailboxes/{}/reconcile", made(&admin).await))
        .await;
    assert!(
        report["error"].is_string() && report["missing"] == 0,
        "{report}"
    );
    desk.running.stop().await;
}

#[tokio::test]
async fn consent_is_begun_by_one_agent_and_finished_by_the_same() {
    let (desk, admin) = Desk::ready().await;
    let path = format!("/channels/{}/mailboxes", channel(&admin).await);
    let mut input = mailbox();
    input["auth"] = json!("oauth_google");
    let box_id = id(&told(admin.post(&path, input).await, 201).await);
    let start = format!("/mailboxes/{box_id}/oauth/start");
    refused(admin.post(&start, json!({})).await, 409, "oauth_not_set_up").await;
    let application = json!({ "client_id": "desk-1", "client_secret": "s3cret-s3cret", "token_url": "http://127.0.0.1:1/token" });
    let kept = told(
        admin
            .put("/oauth-applications/oauth_google", application)
            .await,
        200,
    )
    .await;
    assert_eq!(kept["has_secret"], true);
    assert!(
        !admin
            .json("/oauth-applications")
            .await
            .to_string()
            .contains("s3cret")
    );
    let url = told(admin.post(&start, json!({})).await, 200).await["url"]
        .as_str()
        .expect("a url")
        .to_owned();
    let url = reqwest::Url::parse(&url).expect("a url");
    let state = url
        .query_pairs()
        .find(|(k, _)| k == "state")
        .map(|(_, v)| v.into_owned())
        .expect("a state");
    let callback = format!("/oauth/callback?code=abc&state={state}");
    let lead = admin
        .colleague(&desk, "liis@example.com", "lead", &json!(null))
        .await;
    let to = |answer: &reqwest::Response| {
        answer.headers()["location"]
            .to_str()
            .expect("text")
            .to_owned()
    };
    assert!(to(&lead.get(&callback).await).ends_with("oauth=expired_consent"));
    // The provider is dead here: the way back still ends in the console, and the state is used up.
    assert!(to(&admin.get(&callback).await).ends_with("oauth=failed"));
    assert!(to(&admin.get(&callback).await).ends_with("oauth=expired_consent"));
    refused(desk.client().get(&callback).await, 401, "signed_out").await;
    refused(
        lead.put(
            "/oauth-applications/oauth_google",
            json!({ "client_id": "x" }),
        )
        .await,
        403,
        "not_permitted",
    )
    .await;
    refused(
        admin
            .put(
                "/oauth-applications/oauth_evil",
                json!({ "client_id": "x" }),
            )
            .await,
        404,
        "not_found",
    )
    .await;
    let script = json!({ "client_id": "x", "auth_url": "javascript:alert(1)" });
    refused(
        admin.put("/oauth-applications/oauth_google", script).await,
        422,
        "bad_url",
    )
    .await;
    desk.running.stop().await;
}

#[tokio::test]
async fn smarthosts_stand_in_order_and_keep_their_secrets() {
    let (desk, admin) = Desk::ready().await;
    let new = |host: &str| json!({ "host": host, "port": 587, "tls": "starttls", "username": "desk", "password": "hunter2hunter2" });
    let first = told(admin.post("/smarthosts", new("a.example.org")).await, 201).await;
    told(admin.post("/smarthosts", new("b.example.org")).await, 201).await;
    let listed = admin.json("/smarthosts").await;
    assert_eq!(
        (
            listed["items"][0]["host"].as_str(),
            listed["items"][1]["position"].as_i64()
        ),
        (Some("a.example.org"), Some(1))
    );
    assert!(!listed.to_string().contains("hunter2"));
    let path = format!("/smarthosts/{}", id(&first));
    refused(
        admin.patch(&path, json!({ "host": "thief.example" })).await,
        422,
        "password_needed",
    )
    .await;
    refused(
        admin.patch(&path, json!({ "tls": "none" })).await,
        422,
        "password_needed",
    )
    .await;
    let kept = told(
        admin
            .patch(&path, json!({ "rate_per_minute": 30, "enabled": false }))
            .await,
        200,
    )
    .await;
    assert_eq!(
        (
            kept["rate_per_minute"].as_i64(),
            kept["signed_in"].as_bool()
        ),
        (Some(30), Some(true))
    );
    let kept = told(
        admin
            .patch(&path, json!({ "username": null, "rate_per_minute": null }))
            .await,
        200,
    )
    .await;
    assert_eq!(
        (kept["auth"].as_str(), kept["signed_in"].as_bool()),
        (Some("none"), Some(false))
    );
    for (field, value, code) in [
        ("host", json!("x/y"), "bad_host"),
        ("port", json!("25"), "wrong_type"),
        ("auth", json!("magic"), "bad_choice"),
    ] {
        let mut input = new("a.example.org");
        input[field] = value;
        refused(admin.post("/smarthosts", input).await, 422, code).await;
    }
    assert_eq!(admin.delete(&path).await.status(), 204);
    refused(admin.patch(&path, json!({})).await, 404, "not_found").await;
    let liis = admin
        .colleague(&desk, "liis@example.com", "agent", &json!(null))
        .await;
    refused(liis.get("/smarthosts").await, 403, "not_permitted").await;
    desk.running.stop().await;
}

#[tokio::test]
async fn a_signing_key_signs_once_dns_shows_it() {
    let kept = tempfile::tempdir().expect("a folder");
    let folder = kept.path().to_owned();
    let desk = Desk::start_with(|config| config.data.clone_from(&folder)).await;
    let mut admin = desk.set_up().await;
    let new = json!({ "domain": "Example.COM", "selector": "s1", "algorithm": "ed25519" });
    let key = told(admin.post("/dkim-keys", new.clone()).await, 201).await;
    let other = json!({ "domain": "example.com", "selector": "s2", "algorithm": "ed25519" });
    told(admin.post("/dkim-keys", other).await, 201).await;
    assert_eq!(
        (key["domain"].as_str(), key["active"].as_bool()),
        (Some("example.com"), Some(false))
    );
    let name = key["records"][0]["name"].as_str().expect("a name");
    assert_eq!(name, "s1._domainkey.example.com");
    // A zone file is read at the start: publish, and begin again on the same data.
    let zone = json!({ name: { "TXT": [key["records"][0]["value"]] } });
    let file = folder.join("published.json");
    std::fs::write(&file, zone.to_string()).expect("written");
    let database = desk.running.app.config.database_url.clone();
    desk.running.stop().await;
    let desk = Desk::start_with(|config| {
        config.data.clone_from(&folder);
        config.database_url = database;
        config.dns_zone = Some(file);
    })
    .await;
    admin.base.clone_from(&desk.base);
    let listed = admin.json("/dkim-keys").await;
    let of = |n: usize| {
        (
            listed["items"][n]["check"]["state"].clone(),
            listed["items"][n]["active"].clone(),
        )
    };
    assert_eq!(of(0), (json!("published"), json!(true)));
    assert_eq!(of(1), (json!("missing"), json!(false)));
    refused(admin.post("/dkim-keys", new).await, 422, "selector_taken").await;
    for (domain, selector, code) in [
        ("x", "s", "bad_domain"),
        ("a b.c", "s", "bad_domain"),
        ("example.com", "a.b\r\n", "bad_selector"),
    ] {
        let input = json!({ "domain": domain, "selector": selector, "algorithm": "ed25519" });
        refused(admin.post("/dkim-keys", input).await, 422, code).await;
    }
    let input = json!({ "domain": "example.com", "algorithm": "md5" });
    refused(admin.post("/dkim-keys", input).await, 422, "bad_choice").await;
    let path = format!("/dkim-keys/{}", id(&key));
    assert_eq!(admin.delete(&path).await.status(), 204);
    refused(admin.delete(&path).await, 404, "not_found").await;
    desk.running.stop().await;
}

#[tokio::test]
async fn dns_is_explained() {
    let desk = Desk::start_with(|config| {
        let zone = json!({
            "example.com": { "MX": ["mx.example.com"], "TXT": ["v=spf1 +all", "something else"] },
            "_dmarc.example.com": { "TXT": ["v=DMARC1; p=none"] },
        });
        let file = config.data.join("zone.json");
        std::fs::write(&file, zone.to_string()).expect("written");
        config.dns_zone = Some(file);
    })
    .await;
    let admin = desk.set_up().await;
    let found = admin.json("/dns-check?domain=Example.com").await;
    let state = |what: &str| {
        found["items"]
            .as_array()
            .and_then(|i| i.iter().find(|i| i["what"] == what))
            .map(|i| i["state"].clone())
    };
    assert_eq!(
        (state("mx"), state("spf"), state("dmarc")),
        (Some(json!("ok")), Some(json!("warning")), Some(json!("ok")))
    );
    let found = admin.json("/dns-check?domain=nothing.example").await;
    assert!(
        found["items"]
            .as_array()
            .expect("a list")
            .iter()
            .all(|i| i["state"] == "missing"),
        "{found}"
    );
    refused(
        admin.get("/dns-check?domain=a%0d%0ab").await,
        422,
        "invalid",
    )
    .await;
    refused(admin.get("/dns-check").await, 400, "bad_query").await;
    desk.running.stop().await;
}
