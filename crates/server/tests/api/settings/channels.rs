//! Channels, their doors, stages and health.

use super::{audited, channel, id, told};
use crate::support::{Desk, refused};
use serde_json::{Value, json};

#[tokio::test]
async fn a_channel_is_made_and_tells_its_history_and_health() {
    let (desk, admin) = Desk::ready().await;
    let new =
        json!({ "kind": "email", "name": "Sales", "team": null, "address": "sales@example.com" });
    let made = told(admin.post("/channels", new).await, 201).await;
    assert_eq!(made["doors"][0]["address"], "sales@example.com");
    let path = format!("/channels/{}", id(&made));
    let kept = told(
        admin
            .patch(
                &path,
                json!({ "name": "Shop", "acknowledge": false, "version": made["version"] }),
            )
            .await,
        200,
    )
    .await;
    assert_eq!(
        (kept["name"].as_str(), kept["acknowledge"].as_bool()),
        (Some("Shop"), Some(false))
    );
    let open = admin.json(&path).await;
    let whats: Vec<&Value> = open["history"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|h| &h["what"])
        .collect();
    assert!(
        whats.contains(&&json!("created")) && whats.contains(&&json!("settings")),
        "{whats:?}"
    );
    assert_eq!(open["health"]["listener"]["state"], "listening");
    let codes: Vec<&str> = open["health"]["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|f| f["code"].as_str())
        .collect();
    assert!(codes.contains(&"no_team"), "{codes:?}");
    desk.running.stop().await;
}

#[tokio::test]
async fn a_change_of_an_old_version_is_refused_and_nothing_is_lost() {
    let (desk, admin) = Desk::ready().await;
    let path = format!("/channels/{}", channel(&admin).await);
    told(
        admin
            .patch(&path, json!({ "name": "First", "version": 1 }))
            .await,
        200,
    )
    .await;
    refused(
        admin
            .patch(&path, json!({ "name": "Second", "version": 1 }))
            .await,
        409,
        "conflict",
    )
    .await;
    assert_eq!(admin.json(&path).await["name"], "First");
    desk.running.stop().await;
}

#[tokio::test]
async fn pausing_and_closing_keep_the_channel_reachable() {
    let (desk, admin) = Desk::ready().await;
    let path = format!("/channels/{}", channel(&admin).await);
    let next = id(&told(
        admin
            .post(
                "/channels",
                json!({ "name": "Next", "address": "next@example.com" }),
            )
            .await,
        201,
    )
    .await);
    let paused = told(
        admin
            .put(
                &format!("{path}/paused"),
                json!({ "paused": true, "reason": "holidays" }),
            )
            .await,
        200,
    )
    .await;
    assert_eq!(paused["paused"], true);
    let closed = told(
        admin
            .put(
                &format!("{path}/stage"),
                json!({ "stage": "closed", "successor": next, "reason": "moved" }),
            )
            .await,
        200,
    )
    .await;
    assert_eq!(
        (closed["stage"].as_str(), closed["successor"].as_str()),
        (Some("closed"), Some(next.as_str()))
    );
    let reply = desk
        .mail(
            "a@example.org",
            "support@example.com",
            "From: a@example.org\nTo: support@example.com\nSubject: Still there\n\nHello\n",
        )
        .await;
    assert!(reply.starts_with("250"), "{reply}");
    admin
        .until("/conversations?view=all", |list| {
            list["items"][0]["subject"] == "Still there"
        })
        .await;
    let history = admin.json(&path).await["history"].clone();
    assert!(
        history
            .as_array()
            .expect("a list")
            .iter()
            .any(|h| h["reason"] == "holidays")
    );
    assert!(audited(&admin, "channel.stage").await && audited(&admin, "channel.paused").await);
    desk.running.stop().await;
}

#[tokio::test]
async fn a_channel_does_not_succeed_itself() {
    let (desk, admin) = Desk::ready().await;
    let own = channel(&admin).await;
    let path = format!("/channels/{own}");
    refused(
        admin
            .put(
                &format!("{path}/stage"),
                json!({ "stage": "closed", "successor": own }),
            )
            .await,
        422,
        "bad_successor",
    )
    .await;
    refused(
        admin
            .patch(
                &path,
                json!({ "successor": "chn_00000000000000000000000000" }),
            )
            .await,
        422,
        "bad_successor",
    )
    .await;
    refused(
        admin
            .put(&format!("{path}/stage"), json!({ "stage": "gone" }))
            .await,
        422,
        "wrong_type",
    )
    .await;
    refused(
        admin
            .patch(&path, json!({ "team": "tem_00000000000000000000000000" }))
            .await,
        422,
        "bad_team",
    )
    .await;
    desk.running.stop().await;
}

#[tokio::test]
async fn doors_open_and_shut() {
    let (desk, admin) = Desk::ready().await;
    let path = format!("/channels/{}/doors", channel(&admin).await);
    let door = told(
        admin
            .post(&path, json!({ "address": "help@example.com" }))
            .await,
        201,
    )
    .await;
    assert_eq!(door["reply_form"], "tagged");
    let door_path = format!("/doors/{}", id(&door));
    for form in ["plain", "domain"] {
        let changed = admin.patch(&door_path, json!({ "reply_form": form })).await;
        assert_eq!(told(changed, 200).await["reply_form"], form);
    }
    for hostile in [json!({ "reply_form": "secret" }), json!({}), json!(3)] {
        let answer = admin.patch(&door_path, hostile.clone()).await;
        assert!(matches!(answer.status().as_u16(), 400 | 422), "{hostile}");
    }
    let text = "From: a@example.org\nTo: help@example.com\nSubject: x\n\nx\n";
    assert!(
        desk.mail("a@example.org", "help@example.com", text)
            .await
            .starts_with("250")
    );
    refused(
        admin
            .post(&path, json!({ "address": "HELP@example.com" }))
            .await,
        422,
        "door_exists",
    )
    .await;
    for hostile in [
        "no address",
        "a@b.example\r\nRCPT TO:<x@y>",
        "help+r.x@example.com",
        "",
    ] {
        refused(
            admin.post(&path, json!({ "address": hostile })).await,
            422,
            "bad_address",
        )
        .await;
    }
    assert_eq!(
        admin
            .delete(&format!("/doors/{}", id(&door)))
            .await
            .status(),
        204
    );
    refused(
        admin.delete(&format!("/doors/{}", id(&door))).await,
        404,
        "not_found",
    )
    .await;
    desk.running.stop().await;
}

#[tokio::test]
async fn an_agent_sees_channels_and_changes_none() {
    let (desk, admin) = Desk::ready().await;
    let liis = admin
        .colleague(&desk, "liis@example.com", "agent", &json!(null))
        .await;
    let path = format!("/channels/{}", channel(&liis).await);
    refused(liis.get(&path).await, 403, "not_permitted").await;
    refused(
        liis.patch(&path, json!({ "name": "Mine" })).await,
        403,
        "not_permitted",
    )
    .await;
    refused(
        liis.post("/channels", json!({ "name": "Mine" })).await,
        403,
        "not_permitted",
    )
    .await;
    refused(
        liis.put(&format!("{path}/paused"), json!({ "paused": true }))
            .await,
        403,
        "not_permitted",
    )
    .await;
    refused(
        liis.post(
            &format!("{path}/doors"),
            json!({ "address": "x@example.com" }),
        )
        .await,
        403,
        "not_permitted",
    )
    .await;
    refused(
        liis.post(
            &format!("{path}/test-mail"),
            json!({ "to": "x@example.com" }),
        )
        .await,
        403,
        "not_permitted",
    )
    .await;
    desk.running.stop().await;
}

#[tokio::test]
async fn a_test_mail_goes_to_one_plain_address_only() {
    let (desk, admin) = Desk::ready().await;
    let path = format!("/channels/{}/test-mail", channel(&admin).await);
    refused(
        admin
            .post(&path, json!({ "to": "x@example.com, y@example.com" }))
            .await,
        422,
        "bad_address",
    )
    .await;
    refused(
        admin
            .post(
                &path,
                json!({ "to": "x@example.com\r\nBcc: y@example.com" }),
            )
            .await,
        422,
        "bad_address",
    )
    .await;
    assert_eq!(admin.json(&path).await, json!(null), "no test yet");
    let queued = told(
        admin
            .post(&path, json!({ "to": "kaarel@example.com" }))
            .await,
        202,
    )
    .await;
    assert_eq!(
        (queued["purpose"].as_str(), queued["to"].as_str()),
        (Some("test"), Some("kaarel@example.com")),
        "{queued}"
    );
    assert_eq!(admin.json(&path).await["at"], queued["at"]);
    let liis = admin
        .colleague(&desk, "liis@example.com", "agent", &json!(null))
        .await;
    refused(liis.get(&path).await, 403, "not_permitted").await;
    refused(
        admin
            .post(
                "/channels/chn_00000000000000000000000000/test-mail",
                json!({ "to": "x@example.com" }),
            )
            .await,
        404,
        "not_found",
    )
    .await;
    desk.running.stop().await;
}
