//! What every answer has in common.

use crate::support::{Desk, client};

#[tokio::test]
async fn health_is_answered_with_an_id_and_strict_headers() {
    let desk = Desk::start().await;
    let answer = client()
        .get(desk.url("/healthz"))
        .send()
        .await
        .expect("answered");
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["x-request-id"].len(), 20);
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    let csp = answer.headers()["content-security-policy"]
        .to_str()
        .expect("text");
    assert!(
        csp.starts_with("default-src 'none'") && !csp.contains("unsafe"),
        "{csp}"
    );
    desk.running.stop().await;
}

#[tokio::test]
async fn a_client_cannot_choose_its_request_id() {
    let desk = Desk::start().await;
    let answer = client()
        .get(desk.url("/healthz"))
        .header("x-request-id", "mine")
        .send()
        .await
        .expect("answered");
    assert_ne!(answer.headers()["x-request-id"], "mine");
    desk.running.stop().await;
}

#[tokio::test]
async fn pages_of_the_app_are_the_index_and_missing_files_are_missing() {
    let desk = Desk::start().await;
    for (path, status) in [
        ("/", 200),
        ("/inbox/mine", 200),
        ("/assets/nothing.js", 404),
        ("/../Cargo.toml", 404),
    ] {
        let answer = client().get(desk.url(path)).send().await.expect("answered");
        assert_eq!(answer.status(), status, "{path}");
    }
    let answer = client()
        .get(desk.url("/api/v1/nothing"))
        .send()
        .await
        .expect("answered");
    assert_eq!(answer.status(), 404);
    let body: serde_json::Value = answer.json().await.expect("JSON");
    assert_eq!(body["error"]["code"], "not_found");
    assert_eq!(body["error"]["request_id"].as_str().map(str::len), Some(20));
    desk.running.stop().await;
}

#[tokio::test]
async fn what_is_packed_in_the_program_is_unpacked_for_who_does_not_take_it() {
    let desk = Desk::start().await;
    let get = async |path: &str, coding: &str| {
        let request = client()
            .get(desk.url(path))
            .header("accept-encoding", coding);
        let answer = request.send().await.expect("answered");
        assert_eq!(answer.status(), 200);
        answer.bytes().await.expect("a body")
    };
    let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    let committed = std::fs::read(committed).expect("the file");
    assert!(get("/openapi.json", "identity").await == committed);
    let packed = get("/openapi.json", "gzip").await;
    assert!(packed.starts_with(&[0x1f, 0x8b]) && packed.len() < committed.len() / 5);
    let page = get("/", "identity").await;
    assert!(page.to_ascii_lowercase().starts_with(b"<!doctype html>"));
    desk.running.stop().await;
}

#[tokio::test]
async fn figures_are_for_this_machine_or_the_token_alone() {
    let desk = Desk::start_with(|config| {
        config.behind_proxy = vec!["127.0.0.0/8".parse().expect("a range")];
        config.metrics_token = Some("let-me-see".to_owned());
    })
    .await;
    let ask = |token: &'static str| {
        client()
            .get(desk.url("/metrics"))
            .header("x-forwarded-for", "203.0.113.5")
            .bearer_auth(token)
            .send()
    };
    assert_eq!(ask("wrong").await.expect("answered").status(), 404);
    let answer = ask("let-me-see").await.expect("answered");
    assert_eq!(answer.status(), 200);
    assert!(
        answer
            .text()
            .await
            .expect("text")
            .contains("fairlead_http_requests_total")
    );
    desk.running.stop().await;
}

#[tokio::test]
async fn stopping_frees_the_port() {
    let desk = Desk::start().await;
    let address = desk.running.http.expect("HTTP is on");
    desk.running.stop().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
