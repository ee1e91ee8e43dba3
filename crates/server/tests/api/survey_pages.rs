//! The page of a survey as customers and robots meet it: without script, with guessed tokens, repeated posts, scanners that
//! follow links, and far too much text.

use crate::support::{Client, Desk, PASSWORD, client, parts};
use crate::surveys::{answer, asked};
use reqwest::header;
use serde_json::json;

const TOKEN: &str = "0123456789abcdefghjkmnpqrs";

async fn world() -> (Desk, Client, String) {
    let (desk, admin) = Desk::ready().await;
    let body =
        json!({ "name": "S", "kind": "csat", "trigger": { "on": "resolved", "after_hours": 24 } });
    let (status, survey) = parts(admin.post("/surveys", body).await).await;
    assert_eq!(status, 201, "{survey}");
    let id = desk.question(&admin, "Parcel").await;
    let survey = survey["id"].as_str().expect("an id").to_owned();
    asked(&desk, &admin, &survey, &id, TOKEN).await;
    (desk, admin, id)
}

async fn score(admin: &Client, id: &str) -> serde_json::Value {
    admin.json(&format!("/conversations/{id}/surveys")).await["items"][0]["score"].clone()
}

#[tokio::test]
async fn looking_records_nothing_and_a_press_of_the_button_does() {
    let (desk, admin, id) = world().await;
    let http = client();
    // A scanner opens every link of the mail, twice, and asks for heads.
    for n in 1..=5 {
        for _ in 0..2 {
            let page = http
                .get(desk.url(&format!("/s/{TOKEN}?score={n}")))
                .send()
                .await
                .expect("answered");
            assert_eq!(page.status(), 200);
        }
        let head = http
            .head(desk.url(&format!("/s/{TOKEN}?score={n}")))
            .send()
            .await
            .expect("answered");
        assert_eq!(head.status(), 200);
    }
    http.get(desk.url(&format!("/s/{TOKEN}/stop")))
        .send()
        .await
        .expect("answered");
    assert_eq!(score(&admin, &id).await, json!(null));
    let page = http
        .get(desk.url(&format!("/s/{TOKEN}?score=4")))
        .send()
        .await
        .expect("answered");
    for (name, wanted) in [
        (header::CACHE_CONTROL, "private, no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        assert_eq!(page.headers()[&name], wanted);
    }
    let policy = page.headers()[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .expect("text")
        .to_owned();
    assert!(
        policy.contains("default-src 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );
    let html = page.text().await.expect("text");
    assert!(
        html.contains("Kui rahul olete"),
        "in the customer's language: {html}"
    );
    assert!(
        html.contains("value=\"4\" required checked") && html.contains("noindex"),
        "{html}"
    );
    assert_eq!(html.matches("type=\"radio\"").count(), 5);

    let form = [
        ("score", "4"),
        ("comment", "Kiire <b>abi</b>"),
        ("website", ""),
    ];
    let sent = http
        .post(desk.url(&format!("/s/{TOKEN}")))
        .form(&form)
        .send()
        .await
        .expect("answered");
    assert_eq!(sent.status(), 303);
    assert_eq!(
        sent.headers()[header::LOCATION],
        format!("/s/{TOKEN}?said=1")
    );
    assert_eq!(score(&admin, &id).await, json!(4));
    // The same post again, as a browser does that loads the page anew.
    http.post(desk.url(&format!("/s/{TOKEN}")))
        .form(&form)
        .send()
        .await
        .expect("answered");
    let detail = admin.json(&format!("/conversations/{id}")).await;
    let lines = detail["messages"].as_array().expect("messages");
    let told = lines
        .iter()
        .filter(|m| m["event"]["name"] == "survey_answered");
    assert_eq!(told.count(), 1);
    let thanks = http
        .get(desk.url(&format!("/s/{TOKEN}?said=1")))
        .send()
        .await
        .expect("answered");
    let html = thanks.text().await.expect("text");
    assert!(
        html.contains("Aitäh") && html.contains("Kiire &lt;b&gt;abi"),
        "{html}"
    );
    assert!(!html.contains("<b>abi"));
}

#[tokio::test]
async fn nonsense_is_told_what_is_wrong_and_nothing_is_kept_of_it() {
    let (desk, admin, id) = world().await;
    let http = client();
    let at = desk.url(&format!("/s/{TOKEN}"));
    for wrong in [
        "",
        "0",
        "6",
        "-1",
        "99999999999999999999",
        "four",
        "4; DROP TABLE",
    ] {
        let said = http
            .post(&at)
            .form(&[("score", wrong)])
            .send()
            .await
            .expect("answered");
        assert_eq!(said.status(), 422, "{wrong}");
        assert!(said.text().await.expect("text").contains("role=\"alert\""));
    }
    for long in ["ä".repeat(2_001), "x".repeat(10 * 1024), "字".repeat(3_400)] {
        let said = http
            .post(&at)
            .form(&[("score", "5"), ("comment", &long)])
            .send()
            .await
            .expect("answered");
        assert_eq!(said.status(), 422);
        let html = said.text().await.expect("text");
        assert!(html.contains(&long), "what was typed is not lost");
    }
    let huge = "x".repeat(1024 * 1024);
    let said = http
        .post(&at)
        .form(&[("score", "5"), ("comment", &huge)])
        .send()
        .await
        .expect("answered");
    assert_eq!(said.status(), 413);
    let said = http
        .post(&at)
        .body("score=5")
        .send()
        .await
        .expect("answered");
    assert_eq!(said.status(), 422, "no form");
    let robot = [("score", "5"), ("website", "https://spam.example")];
    let said = http.post(&at).form(&robot).send().await.expect("answered");
    assert_eq!(said.status(), 303, "a robot is answered as a person is");
    assert_eq!(score(&admin, &id).await, json!(null));
}

#[tokio::test]
async fn a_guessed_token_is_no_page_and_guessing_is_slowed_down() {
    let (desk, _admin, _) = world().await;
    let http = client();
    let endless = "0".repeat(10 * 1024);
    for guess in [
        "x",
        &endless,
        "%2e%2e%2fetc",
        "%00",
        "0123456789abcdefghjkmnpqrt",
        "a%20b",
    ] {
        let page = http
            .get(desk.url(&format!("/s/{guess}")))
            .send()
            .await
            .expect("answered");
        assert_eq!(page.status(), 404, "{guess}");
        let sent = http
            .post(desk.url(&format!("/s/{guess}")))
            .form(&[("score", "5")])
            .send()
            .await
            .expect("answered");
        assert_eq!(sent.status(), 404, "{guess}");
    }
    let mut slowed = false;
    for n in 0..200 {
        let page = http
            .get(desk.url(&format!("/s/guess{n}")))
            .send()
            .await
            .expect("answered");
        slowed |= page.status() == 429;
    }
    assert!(slowed);
}

#[tokio::test]
async fn whoever_does_not_want_to_be_asked_says_so_by_a_button_or_one_click() {
    let (desk, _admin, _) = world().await;
    let http = client();
    let at = desk.url(&format!("/s/{TOKEN}/stop"));
    let page = http.get(&at).send().await.expect("answered");
    assert!(
        page.text()
            .await
            .expect("text")
            .contains("<form method=\"post\"")
    );
    for _ in 0..2 {
        let click = [("List-Unsubscribe", "One-Click")];
        let done = http.post(&at).form(&click).send().await.expect("answered");
        assert_eq!(done.status(), 303);
    }
    let page = http
        .get(format!("{at}?said=1"))
        .send()
        .await
        .expect("answered");
    assert!(page.text().await.expect("text").contains("Tehtud"));
}

#[tokio::test]
async fn an_answer_that_is_too_late_is_told_so() {
    let (desk, admin, id) = world().await;
    let http = client();
    answer(&desk, TOKEN, 3, "").await;
    desk.clock.advance(8 * 24 * 60 * 60 * 1000);
    let page = http
        .get(desk.url(&format!("/s/{TOKEN}")))
        .send()
        .await
        .expect("answered");
    assert_eq!(page.status(), 200);
    assert!(!page.text().await.expect("text").contains("type=\"radio\""));
    let said = http
        .post(desk.url(&format!("/s/{TOKEN}")))
        .form(&[("score", "5")])
        .send()
        .await
        .expect("answered");
    assert_eq!(said.status(), 409);
    assert_eq!(score(&admin, &id).await, json!(3));
}

#[tokio::test]
async fn after_sixty_days_nothing_is_taken_any_more() {
    let (desk, admin, id) = world().await;
    let http = client();
    let at = desk.url(&format!("/s/{TOKEN}"));
    desk.clock.advance(61 * 24 * 60 * 60 * 1000);
    let page = http.get(&at).send().await.expect("answered");
    assert_eq!(page.status(), 200);
    assert!(!page.text().await.expect("text").contains("type=\"radio\""));
    let said = http
        .post(&at)
        .form(&[("score", "5")])
        .send()
        .await
        .expect("answered");
    assert_eq!(said.status(), 409);
    // So long after, the agent has to sign in anew.
    let who = json!({ "email": "kaarel@example.com", "password": PASSWORD });
    let (status, boot) = parts(admin.post("/session", who).await).await;
    assert_eq!(status, 200, "{boot}");
    assert_eq!(score(&admin, &id).await, json!(null));
}
