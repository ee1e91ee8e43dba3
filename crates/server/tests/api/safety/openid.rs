//! Signing in through an OpenID provider, honest and otherwise.

use crate::support::{Client, Desk, parts, refused};
use serde_json::{Value, json};
use testkit::peers::openid::{CLIENT, Lie, Person, Provider};

async fn ready() -> (Desk, Client, Provider) {
    let (desk, admin) = Desk::ready().await;
    let provider = Provider::start().await.expect("started");
    let (status, body) = parts(
        admin
            .put("/sign-in", policy(&provider, true, Value::Null))
            .await,
    )
    .await;
    assert_eq!(status, 200, "{body}");
    assert!(!body.to_string().contains("100%"), "the secret stays");
    (desk, admin, provider)
}

fn policy(provider: &Provider, passwords: bool, create: Value) -> Value {
    let domains: &[&str] = if create.is_null() {
        &[]
    } else {
        &["example.com"]
    };
    json!({ "passwords": passwords, "second_factor": "nobody", "provider": {
        "name": "Company", "issuer": provider.issuer, "client_id": CLIENT.0, "client_secret": CLIENT.1,
        "create": create, "domains": domains } })
}

fn person(subject: &str, email: &str) -> Option<Person> {
    Some(Person {
        subject: subject.to_owned(),
        email: email.to_owned(),
        name: "Mari Mets".to_owned(),
    })
}

/// A browser goes there and comes back; answers where it ends, and the browser.
async fn visit(
    desk: &Desk,
    provider: &Provider,
    lie: Lie,
    who: Option<Person>,
) -> (String, Client) {
    provider.behave(lie, who, desk.clock.now() / 1000);
    let browser = desk.client();
    let answer = browser.get("/session/oidc/start").await;
    assert_eq!(answer.status(), 303);
    let there = location(&answer);
    if !there.starts_with(&provider.issuer) {
        return (there, browser);
    }
    let back = provider.consent(&there).expect("asked as it should be");
    let path = back
        .split("/api/v1")
        .nth(1)
        .expect("our address")
        .to_owned();
    let answer = browser.get(&path).await;
    assert_eq!(answer.status(), 303);
    (location(&answer), browser)
}

fn location(answer: &reqwest::Response) -> String {
    answer.headers()["location"]
        .to_str()
        .expect("text")
        .to_owned()
}

#[tokio::test]
async fn an_agent_is_known_by_the_verified_address_and_later_by_the_account() {
    let (desk, admin, provider) = ready().await;
    assert_eq!(admin.json("/setup").await["provider"], "Company");
    let (status, found) = parts(admin.post("/sign-in/check", json!({})).await).await;
    assert_eq!(
        (status.as_u16(), &found["keys"]),
        (200, &json!(1)),
        "{found}"
    );
    let (place, browser) = visit(&desk, &provider, Lie::Nothing, None).await;
    assert_eq!(place, "/");
    assert_eq!(browser.json("/me").await["email"], "kaarel@example.com");
    let (place, browser) = visit(
        &desk,
        &provider,
        Lie::Nothing,
        person("s1", "renamed@example.com"),
    )
    .await;
    assert_eq!(place, "/");
    assert_eq!(browser.json("/me").await["email"], "kaarel@example.com");
    // The address was given to somebody else at the provider: that is not the same person.
    let (place, browser) = visit(
        &desk,
        &provider,
        Lie::Nothing,
        person("s2", "kaarel@example.com"),
    )
    .await;
    assert_eq!(place, "/sign-in?problem=not_let_in");
    refused(browser.get("/me").await, 401, "signed_out").await;
}

#[tokio::test]
async fn a_provider_that_lies_lets_nobody_in() {
    let (desk, _admin, provider) = ready().await;
    for lie in [
        Lie::OtherNonce,
        Lie::OtherIssuer,
        Lie::OtherAudience,
        Lie::Unsigned,
        Lie::Symmetric,
        Lie::Expired,
        Lie::FromTheFuture,
        Lie::OtherKey,
        Lie::ChangedClaims,
        Lie::NoSubject,
        Lie::Huge,
        Lie::NotJson,
    ] {
        let (place, browser) = visit(&desk, &provider, lie, None).await;
        assert_eq!(place, "/sign-in?problem=provider_refused", "{lie:?}");
        refused(browser.get("/me").await, 401, "signed_out").await;
    }
    let (place, _) = visit(&desk, &provider, Lie::UnverifiedEmail, None).await;
    assert_eq!(place, "/sign-in?problem=not_let_in");
    let (place, _) = visit(&desk, &provider, Lie::OtherIssuerInDiscovery, None).await;
    assert_eq!(place, "/sign-in?problem=provider_away");
    let (place, _) = visit(&desk, &provider, Lie::Nothing, None).await;
    assert_eq!(place, "/", "and an honest one still does");
}

#[tokio::test]
async fn a_provider_that_hangs_is_given_up() {
    let (desk, _admin, provider) = ready().await;
    let (place, _) = visit(&desk, &provider, Lie::HangsAtToken, None).await;
    assert_eq!(place, "/sign-in?problem=provider_refused");
}

#[tokio::test]
async fn a_sign_in_is_finished_once_by_the_browser_that_began_it() {
    let (desk, _admin, provider) = ready().await;
    provider.behave(Lie::Nothing, None, desk.clock.now() / 1000);
    let browser = desk.client();
    let there = location(&browser.get("/session/oidc/start").await);
    let back = provider.consent(&there).expect("asked");
    let path = back.split("/api/v1").nth(1).expect("ours").to_owned();
    let victim = desk.client();
    assert_eq!(
        location(&victim.get(&path).await),
        "/sign-in?problem=expired_link"
    );
    refused(victim.get("/me").await, 401, "signed_out").await;
    assert_eq!(
        location(&browser.get(&path).await),
        "/sign-in?problem=expired_link",
        "it was used up"
    );
    for odd in [
        "",
        "?state=x",
        "?code=x",
        "?error=access_denied",
        "?state=%00&code=%ff",
    ] {
        let answer = desk
            .client()
            .get(&format!("/session/oidc/callback{odd}"))
            .await;
        assert!(matches!(answer.status().as_u16(), 303 | 400), "{odd}");
    }
}

#[tokio::test]
async fn unknown_people_are_made_agents_only_where_that_was_set_up() {
    let (desk, admin, provider) = ready().await;
    let (place, _) = visit(
        &desk,
        &provider,
        Lie::Nothing,
        person("s7", "mari@example.com"),
    )
    .await;
    assert_eq!(place, "/sign-in?problem=not_let_in");
    let create = policy(&provider, true, json!("light_agent"));
    assert_eq!(admin.put("/sign-in", create).await.status(), 200);
    let (place, browser) = visit(
        &desk,
        &provider,
        Lie::Nothing,
        person("s7", "mari@example.com"),
    )
    .await;
    assert_eq!(place, "/");
    let me = browser.json("/me").await;
    assert_eq!(
        (&me["permission_set"], &me["name"]),
        (&json!("light_agent"), &json!("Mari Mets"))
    );
    let (place, _) = visit(
        &desk,
        &provider,
        Lie::Nothing,
        person("s8", "mari@elsewhere.example"),
    )
    .await;
    assert_eq!(place, "/sign-in?problem=not_let_in");
    let id = me["id"].as_str().expect("an id");
    assert_eq!(
        admin
            .patch(&format!("/agents/{id}"), json!({ "active": false }))
            .await
            .status(),
        200
    );
    let (place, _) = visit(
        &desk,
        &provider,
        Lie::Nothing,
        person("s7", "mari@example.com"),
    )
    .await;
    assert_eq!(place, "/sign-in?problem=not_let_in");
}

#[tokio::test]
async fn passwords_end_only_while_an_administrator_has_come_by_the_provider() {
    let (desk, admin, provider) = ready().await;
    refused(
        admin
            .put("/sign-in", policy(&provider, false, Value::Null))
            .await,
        409,
        "last_administrator",
    )
    .await;
    let (place, _) = visit(&desk, &provider, Lie::Nothing, None).await;
    assert_eq!(place, "/");
    assert_eq!(
        admin
            .put("/sign-in", policy(&provider, false, Value::Null))
            .await
            .status(),
        200
    );
    let (_, status, _) = super::sign_in(&desk, "kaarel@example.com").await;
    assert_eq!(status, 403);
    let without = json!({ "passwords": false, "second_factor": "nobody", "provider": null });
    refused(
        admin.put("/sign-in", without).await,
        409,
        "last_administrator",
    )
    .await;
    let forgot = desk
        .client()
        .post("/password/forgot", json!({ "email": "kaarel@example.com" }))
        .await;
    assert_eq!(forgot.status(), 202);
}

#[tokio::test]
async fn settings_that_are_not_safe_are_refused() {
    let (_desk, admin, provider) = ready().await;
    let with = |key: &str, value: Value| {
        let mut body = policy(&provider, true, Value::Null);
        body["provider"][key] = value;
        body
    };
    refused(
        admin
            .put("/sign-in", with("issuer", json!("http://id.example.org")))
            .await,
        422,
        "bad_url",
    )
    .await;
    refused(
        admin.put("/sign-in", with("client_id", json!(""))).await,
        422,
        "bad_text",
    )
    .await;
    refused(
        admin.put("/sign-in", with("create", json!("agent"))).await,
        422,
        "bad_domain",
    )
    .await;
    let mut unknown = policy(&provider, true, json!("nobody"));
    unknown["provider"]["create"] = json!("nobody");
    refused(
        admin.put("/sign-in", unknown).await,
        422,
        "bad_permission_set",
    )
    .await;
}
