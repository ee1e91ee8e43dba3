//! A widget as it is set up, and what it says before anybody has written.

use super::{SITE, Shop, text};
use crate::pages::doors::lay;
use crate::queue::console::Console;
use crate::support::{parts, refused};
use domain::door::Overlay;
use serde_json::json;

#[tokio::test]
async fn a_widget_is_made_with_its_channel_and_changed_as_a_whole() {
    let mut shop = Shop::open().await;
    assert!(shop.key.starts_with("wgt_"));
    assert_eq!(shop.widget["sites"], json!([SITE]));
    assert!(text(&shop.widget["snippet"]).contains(&shop.key));
    let path = format!("/widgets/{}", text(&shop.widget["id"]));
    let old = shop.widget.clone();
    shop.change(|w| {
        w["look"]["color"] = json!("#0a7d4f");
        w["look"]["greeting"] = json!({ "en": "Hello", "et": "Tere" });
        w["look"]["ask_email"] = json!("required");
    })
    .await;
    refused(shop.admin.put(&path, old).await, 409, "conflict").await;
    let mut bad = shop.widget.clone();
    bad["sites"] = json!(["https://a.example; script-src *"]);
    refused(shop.admin.put(&path, bad).await, 422, "bad_sites").await;
    let config: serde_json::Value = shop
        .get("/config?lang=et")
        .await
        .json()
        .await
        .expect("JSON");
    assert_eq!(
        (&config["color"], &config["greeting"]),
        (&json!("#0a7d4f"), &json!("Tere"))
    );
    assert_eq!(
        (&config["online"], &config["paused"]),
        (&json!(false), &json!(false))
    );
    assert!(text(&config["away"]).starts_with("Praegu"), "{config}");
    assert!(config["promise"].is_string(), "{config}");
    let visitor = shop.visitor().await;
    let (status, body) = visitor.send("first-one", json!({ "text": "Hello?" })).await;
    assert_eq!(
        (status, &body["error"]["code"]),
        (422, &json!("email_required"))
    );
}

/// What a widget says, asked until it is as wanted.
async fn config_until(
    shop: &Shop,
    wanted: impl Fn(&serde_json::Value) -> bool,
) -> serde_json::Value {
    for _ in 0..1_200 {
        let config = shop.get("/config").await.json().await.expect("JSON");
        if wanted(&config) {
            return config;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("{}", shop.get("/config").await.text().await.expect("text"));
}

#[tokio::test]
async fn somebody_is_there_while_one_of_the_team_is_at_a_console_and_not_away() {
    let shop = Shop::open().await;
    let teams = shop
        .admin
        .post("/teams", json!({ "name": "Warehouse", "members": [] }))
        .await;
    let (status, other) = parts(teams).await;
    assert!(status.is_success(), "{other}");
    let liis = shop
        .admin
        .colleague(&shop.desk, "liis@example.com", "agent", &other["id"])
        .await;
    let _hers = Console::open(&shop.desk, &liis, "liis@example.com").await;
    assert_eq!(
        config_until(&shop, |_| true).await["online"],
        false,
        "another team's"
    );
    let _mine = Console::open(&shop.desk, &shop.admin, "kaarel@example.com").await;
    let config = config_until(&shop, |c| c["online"] == true).await;
    assert!(
        text(&config["promise"]).contains("2 minutes"),
        "as on the line: {config}"
    );
    let me = text(&shop.admin.json("/me").await["id"]);
    let away = shop
        .admin
        .put(&format!("/agents/{me}/away"), json!({}))
        .await;
    assert!(away.status().is_success(), "{}", away.status());
    let config = config_until(&shop, |c| c["online"] == false).await;
    assert!(!text(&config["promise"]).contains("2 minutes"), "{config}");
    let health = shop
        .admin
        .json(&format!("/channels/{}", shop.channel))
        .await["health"]
        .clone();
    assert!(
        health["listener"].is_null(),
        "no mail comes in here: {health}"
    );
    assert!(!health.to_string().contains("no_door"), "{health}");
}

#[tokio::test]
async fn a_paused_chat_says_so_and_keeps_what_is_written_all_the_same() {
    let shop = Shop::open().await;
    let path = format!("/channels/{}/paused", shop.channel);
    let paused = shop
        .admin
        .put(&path, json!({ "paused": true, "reason": "" }))
        .await;
    assert!(paused.status().is_success(), "{}", paused.status());
    let config: serde_json::Value = shop.get("/config").await.json().await.expect("JSON");
    assert_eq!(
        (&config["paused"], &config["invitations"]),
        (&json!(true), &json!([]))
    );
    assert!(text(&config["away"]).contains("closed"), "{config}");
    assert_eq!(config["notice"], "The chat is paused.");
    shop.visitor()
        .await
        .says("first-one", "Nobody there?")
        .await;
    shop.conversation().await;
}

#[tokio::test]
async fn a_closed_chat_stays_on_the_sites_and_says_where_to_go() {
    let shop = Shop::open().await;
    let config = shop.get("/config").await.json::<serde_json::Value>();
    let config = config.await.expect("JSON");
    assert_eq!(
        (&config["notice"], &config["hidden"]),
        (&json!(null), &json!(false))
    );
    let laid = |overlay| lay(&shop.desk, &shop.channel, vec![overlay]);
    laid(Overlay::Unlist).await;
    let config = config_until(&shop, |c| c["hidden"] == true).await;
    assert_eq!(
        (&config["notice"], &config["paused"]),
        (&json!(null), &json!(false))
    );
    laid(Overlay::Announce).await;
    let config = config_until(&shop, |c| c["notice"].is_string()).await;
    assert!(text(&config["notice"]).contains("changing"), "{config}");
    assert_eq!(config["paused"], false);
    laid(Overlay::Signpost).await;
    let config = config_until(&shop, |c| c["paused"] == true).await;
    assert!(
        text(&config["notice"]).starts_with("This chat is closed"),
        "{config}"
    );
    assert_eq!(config["hidden"], false, "what is left of it shows the ways");
    assert!(text(&config["contact_url"]).starts_with("http"), "{config}");
}

#[tokio::test]
async fn invitations_are_counted_and_unknown_ones_are_not() {
    let mut shop = Shop::open().await;
    shop.change(|w| {
        w["look"]["invitations"] = json!([{ "id": "basket", "texts": { "en": "Can I help?" }, "url_contains": "/basket",
            "after_s": 20, "visits_min": 0, "active": true }]);
    })
    .await;
    let post = |id: &str, outcome: &str| {
        let asked = crate::support::client().post(shop.url(&format!("/invitations/{id}")));
        asked.json(&json!({ "outcome": outcome })).send()
    };
    for outcome in ["shown", "shown", "accepted", "dismissed"] {
        assert_eq!(
            post("basket", outcome).await.expect("answered").status(),
            204
        );
    }
    assert_eq!(
        post("other", "shown").await.expect("answered").status(),
        404
    );
    assert_eq!(
        post("basket", "bought").await.expect("answered").status(),
        422
    );
    let path = format!("/widgets/{}/invitations", text(&shop.widget["id"]));
    let counts = shop.admin.json(&path).await;
    assert_eq!(
        counts["items"],
        json!([{ "id": "basket", "shown": 2, "accepted": 1, "dismissed": 1 }])
    );
}

#[tokio::test]
async fn a_launcher_without_its_panel_leads_to_the_contact_page_or_to_the_panel_alone() {
    let mut shop = Shop::open().await;
    let lead = async |shop: &Shop, spoken: &str| {
        let asked = crate::support::client().get(shop.url("/contact"));
        let answer = asked.header("accept-language", spoken).send().await;
        let answer = answer.expect("answered");
        assert_eq!(answer.status(), 307, "{spoken}");
        let place = answer.headers()["location"].to_str().expect("text");
        place.to_owned()
    };
    let alone = lead(&shop, "et-EE,et;q=0.9").await;
    assert!(alone.contains("/frame?o=http"), "{alone}");
    assert!(alone.ends_with("&lang=et-EE"), "{alone}");
    // The page that it names is one.
    let path = alone.split_once("/w/").expect("a path").1;
    let page = crate::support::client().get(shop.desk.url(&format!("/w/{path}")));
    let status = page.send().await.expect("answered").status().as_u16();
    assert!([200, 503].contains(&status), "{status}");
    for odd in ["", "*", "\"><script>", "x/../y"] {
        assert!(lead(&shop, odd).await.ends_with("&lang=en"), "{odd}");
    }
    let new = json!({ "slug": "north", "names": { "en": "North" }, "locales": ["en", "et"], "default_locale": "en", "public": true });
    let (status, center) = parts(shop.admin.post("/help-centers", new).await).await;
    assert_eq!(status, 201, "{center}");
    shop.change(|w| w["look"]["help_center"] = center["id"].clone())
        .await;
    let place = lead(&shop, "et").await;
    assert!(place.ends_with("/help/north/et/contact"), "{place}");
}

#[tokio::test]
async fn an_unknown_key_and_a_program_without_the_widget_say_so() {
    let shop = Shop::open().await;
    let asked = crate::support::client().get(shop.desk.url("/w/wgt_nobody/config"));
    let (status, body) = parts(asked.send().await.expect("answered")).await;
    assert_eq!(
        (status.as_u16(), &body["error"]["code"]),
        (404, &json!("not_found"))
    );
    let loader = crate::support::client()
        .get(shop.desk.url("/w.js"))
        .send()
        .await
        .expect("answered");
    match loader.status().as_u16() {
        200 => assert_eq!(
            loader.headers()["cross-origin-resource-policy"],
            "cross-origin"
        ),
        other => assert_eq!(other, 503),
    }
    for odd in ["/w/manifest.json", "/w/..%2fapp.js", "/w/none-123.js"] {
        let asked = crate::support::client().get(shop.desk.url(odd));
        assert_eq!(asked.send().await.expect("answered").status(), 404, "{odd}");
    }
}
