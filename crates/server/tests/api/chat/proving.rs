//! Who showed who they are goes on in the thread of their contact; nobody else does.

use super::{Shop, Visitor, text};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::hmac;
use serde_json::{Value, json};

/// The code in the newest mail to that address.
async fn code(shop: &Shop, to: &str) -> String {
    let to = to.to_owned();
    let found = shop
        .desk
        .running
        .app
        .db()
        .read(async move |tx| store::house_mail::newest_to(tx, &to).await);
    let bytes = found.await.expect("read").expect("a mail");
    let mail = String::from_utf8_lossy(&bytes).into_owned();
    let subject = mail
        .lines()
        .find_map(|l| l.strip_prefix("Subject: "))
        .expect("a subject");
    subject
        .split_whitespace()
        .next()
        .expect("a code")
        .to_owned()
}

async fn prove(shop: &Shop, visitor: &Visitor, email: &str) -> Visitor {
    let (status, body) = visitor.post("/email", json!({ "email": email })).await;
    assert_eq!(status, 202, "{body}");
    let code = code(shop, email).await;
    let (status, session) = visitor
        .post("/email/code", json!({ "email": email, "code": code }))
        .await;
    assert_eq!(status, 200, "{session}");
    Visitor {
        token: text(&session["token"]),
        base: visitor.base.clone(),
        session,
    }
}

#[tokio::test]
async fn a_chat_goes_on_on_another_device_after_a_code() {
    let shop = Shop::open().await;
    let phone = shop.visitor().await;
    let first = json!({ "text": "My lamp is broken", "email": "mari@post.example" });
    let (status, told) = phone.send("first-one", first).await;
    assert_eq!(status, 201, "{told}");
    let laptop = prove(&shop, &shop.visitor().await, "mari@post.example").await;
    assert_eq!(laptop.session["visitor"]["proved"], "code");
    assert_eq!(laptop.texts().await, ["My lamp is broken"]);
    let told = laptop.says("from-laptop", "The switch, I think").await;
    let c = shop.conversation().await;
    assert_eq!(told["conversation"]["number"], c["number"]);
    // The phone never showed whose it is: it could be anybody's who typed that address.
    let (status, _) = phone.post("/read", json!({ "upto": "1" })).await;
    assert_eq!(status, 401);
    let phone = prove(&shop, &shop.visitor().await, "mari@post.example").await;
    assert_eq!(phone.texts().await.len(), 2);
    assert_eq!(
        laptop.texts().await.len(),
        2,
        "one device does not sign out another"
    );
}

#[tokio::test]
async fn typing_somebodys_address_shows_nothing_of_theirs() {
    let shop = Shop::open().await;
    let mari = prove(&shop, &shop.visitor().await, "mari@post.example").await;
    mari.says("first-one", "My secret").await;
    let thief = shop.visitor().await;
    let body = json!({ "text": "It is me, Mari", "email": "mari@post.example" });
    let (status, told) = thief.send("first-one", body).await;
    assert_eq!(status, 201, "{told}");
    assert_eq!(thief.texts().await, ["It is me, Mari"]);
    assert_eq!(mari.texts().await, ["My secret"]);
    let list = shop.admin.json("/conversations?view=all").await;
    assert_eq!(list["items"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn a_code_has_five_tries_and_fifteen_minutes() {
    let shop = Shop::open().await;
    let visitor = shop.visitor().await;
    let email = json!({ "email": "mari@post.example" });
    assert_eq!(visitor.post("/email", email.clone()).await.0, 202);
    let right = code(&shop, "mari@post.example").await;
    let wrong = if right == "000000" {
        "000001"
    } else {
        "000000"
    };
    let attempt = |code: &str| json!({ "email": "mari@post.example", "code": code });
    for _ in 0..5 {
        let (status, body) = visitor.post("/email/code", attempt(wrong)).await;
        assert_eq!(
            (status, &body["error"]["code"]),
            (422, &json!("wrong_code"))
        );
    }
    let (status, _) = visitor.post("/email/code", attempt(&right)).await;
    assert_eq!(status, 422, "the sixth try is none, right or not");
    let other = shop.visitor().await;
    assert_eq!(other.post("/email", email).await.0, 202);
    let right = code(&shop, "mari@post.example").await;
    let (status, _) = visitor.post("/email/code", attempt(&right)).await;
    assert_eq!(status, 422, "the code of another's device");
    shop.desk.clock.advance(15 * 60_000);
    let (status, _) = other.post("/email/code", attempt(&right)).await;
    assert_eq!(status, 422, "too late");
}

#[tokio::test]
async fn codes_to_one_address_are_bounded() {
    let shop = Shop::open().await;
    let mut sent = 0;
    for _ in 0..7 {
        let visitor = shop.visitor().await;
        let (status, body) = visitor
            .post("/email", json!({ "email": "mari@post.example" }))
            .await;
        match status {
            202 => sent += 1,
            429 => assert_eq!(body["error"]["code"], "too_many"),
            other => panic!("{other} {body}"),
        }
    }
    assert_eq!(sent, domain::chat::CODES_AN_HOUR);
}

fn signed(claims: &Value, secret: &str) -> String {
    let part = |v: &Value| BASE64_URL_SAFE_NO_PAD.encode(v.to_string());
    let said = format!(
        "{}.{}",
        part(&json!({ "alg": "HS256", "typ": "JWT" })),
        part(claims)
    );
    let mac = hmac::sign(
        &hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()),
        said.as_bytes(),
    );
    format!("{said}.{}", BASE64_URL_SAFE_NO_PAD.encode(mac))
}

#[tokio::test]
async fn the_word_of_the_site_is_believed_and_a_bad_one_is_never_a_silent_stranger() {
    let shop = Shop::open().await;
    let path = format!("/widgets/{}/secret", text(&shop.widget["id"]));
    let made = crate::support::parts(shop.admin.post(&path, json!({})).await)
        .await
        .1;
    let secret = text(&made["secret"]);
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    let exp = shop.desk.clock.now() / 1000 + 600;
    let claims = json!({ "sub": "17", "email": "mari@post.example", "name": "Mari Maasikas", "aud": shop.key, "exp": exp });
    let good = signed(&claims, &secret);
    let mari = shop.visitor_with(json!({ "identity": good })).await;
    assert_eq!(
        mari.session["visitor"],
        json!({ "name": "Mari Maasikas", "email": "mari@post.example", "proved": "signed" })
    );
    mari.says("first-one", "Hello, it is Mari").await;
    let elsewhere = shop.visitor_with(json!({ "identity": good })).await;
    assert_eq!(elsewhere.texts().await, ["Hello, it is Mari"]);
    let mut other = claims.clone();
    other["aud"] = json!("wgt_other");
    for bad in [
        signed(&claims, "guessed"),
        signed(&other, &secret),
        "a.b.c".to_owned(),
        String::new(),
    ] {
        let (status, body) = shop.begin(json!({ "identity": bad })).await;
        assert_eq!(
            (status, &body["error"]["code"]),
            (401, &json!("identity_refused")),
            "{body}"
        );
    }
    let again = crate::support::parts(shop.admin.post(&path, json!({})).await)
        .await
        .1;
    assert_ne!(text(&again["secret"]), secret);
    let (status, _) = shop.begin(json!({ "identity": good })).await;
    assert_eq!(status, 401, "the old secret signs nobody");
}
