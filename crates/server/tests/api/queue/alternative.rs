//! Who waits on the line and would make other work late is offered another way, once for each answer, and what they choose
//! holds.

use super::console::{Console, offer, rings_at};
use super::next;
use crate::chat::{Shop, Visitor, text};
use crate::settings::told;
use crate::support::{Client, parts};
use reqwest::Method;
use serde_json::{Value, json};

/// A desk with one agent who has all the chats that they may have, and more mails than they can answer in time: whoever
/// comes to the chat now is offered another way.
struct Busy {
    shop: Shop,
    ada: Client,
    /// What she talks about.
    talks: Vec<Value>,
    _console: Console,
}

impl Busy {
    async fn new() -> Self {
        let shop = Shop::open().await;
        let mut rules = shop.admin.json("/routing-rules").await;
        rules["admission_percent"] = json!(1_000);
        told(shop.admin.put("/routing-rules", rules).await, 200).await;
        for n in 0..3 {
            shop.desk.question(&shop.admin, &format!("Order {n}")).await;
        }
        let team = shop.admin.json("/bootstrap").await["teams"][0]["id"].clone();
        let email = "ada@example.com";
        let ada = shop
            .admin
            .colleague(&shop.desk, email, "agent", &team)
            .await;
        let console = Console::open(&shop.desk, &ada, email).await;
        let agents = [(ada, console)];
        let mut talks = Vec::new();
        for n in 0..3 {
            let visitor = shop.visitor().await;
            visitor.says(&format!("talk-number-{n}"), "Hello?").await;
            rings_at(&agents, |_| true).await;
            let ringing = offer(&agents[0].0).await;
            let id = text(&ringing["conversation"]["id"]);
            let said = json!({ "version": ringing["version"] });
            let path = format!("/queue/offers/{id}/accept");
            talks.push(told(agents[0].0.post(&path, said).await, 200).await);
        }
        let [(ada, console)] = agents;
        Self {
            shop,
            ada,
            talks,
            _console: console,
        }
    }

    /// Somebody comes who has to wait.
    async fn comes(&self) -> Visitor {
        let visitor = self.shop.visitor_with(json!({ "locale": "et" })).await;
        let asked = "Is the red one in stock?";
        visitor.says("first-message", asked).await;
        visitor
    }

    /// The same, once they were offered another way.
    async fn offered(&self) -> (Visitor, Value) {
        let visitor = self.comes().await;
        for _ in 0..400 {
            let seen = self.seen(&visitor).await;
            if !seen["alternative"].is_null() {
                return (visitor, seen);
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        panic!(
            "nothing is offered: {}",
            self.shop.admin.json("/queue").await
        );
    }

    /// The conversation as a widget of theirs is told of it.
    async fn seen(&self, visitor: &Visitor) -> Value {
        let asked = visitor.ask(Method::GET, "/poll?after=0&lang=et");
        let (status, told) = parts(asked.send().await.expect("answered")).await;
        assert_eq!(status, 200, "{told}");
        let frames = told["frames"].as_array().expect("frames");
        let of = |f: &&Value| f["type"] == "conversation";
        frames.iter().find(of).expect("told")["conversation"].clone()
    }

    /// The conversation of the newcomer, as agents see it.
    async fn conversation(&self, number: &Value) -> Value {
        let list = self.shop.admin.json("/conversations?view=all").await;
        let items = list["items"].as_array().expect("a list");
        let theirs = |c: &&Value| &c["number"] == number;
        items.iter().find(theirs).expect("listed").clone()
    }

    async fn alternatives(&self) -> Value {
        let report = self.shop.admin.json("/reports/waits").await;
        report["alternatives"].clone()
    }

    /// Lines of that name in the conversation.
    async fn lines(&self, c: &Value, name: &str) -> usize {
        let path = format!("/conversations/{}/messages", text(&c["id"]));
        let page = self.shop.admin.json(&path).await;
        let items = page["items"].as_array().expect("messages");
        items.iter().filter(|m| m["event"]["name"] == name).count()
    }
}

async fn choose(visitor: &Visitor, choice: &str) -> (u16, Value) {
    visitor
        .post("/alternative", json!({ "choice": choice }))
        .await
}

fn is_nothing_offered((status, body): (u16, Value)) {
    let told = (status, &body["error"]["code"]);
    assert_eq!(told, (409, &json!("nothing_offered")), "{body}");
}

#[tokio::test]
async fn who_would_make_others_late_takes_a_message_and_an_agent_gets_it_as_work_that_waits() {
    let busy = Busy::new().await;
    let (visitor, seen) = busy.offered().await;
    let said = text(&seen["alternative"]["text"]);
    assert!(said.starts_with("Praegu ootab palju inimesi."), "{said}");
    assert!(said.contains("või jätad meile sõnumi:"), "{said}");
    assert!(seen["alternative"]["at"].is_i64());

    let chosen = json!({ "choice": "message", "email": "mari@maasikas.example" });
    let (status, body) = visitor.post("/alternative", chosen.clone()).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(body["conversation"]["alternative"], Value::Null);
    assert_eq!(body["conversation"]["number"], seen["number"]);
    let (status, again) = visitor.post("/alternative", chosen).await;
    assert_eq!((status, again), (200, body), "the same choice again");
    is_nothing_offered(choose(&visitor, "wait").await);

    let c = busy.conversation(&seen["number"]).await;
    let deferred = |q: &Value| {
        let items = q["items"].as_array().expect("items");
        let theirs = |i: &&Value| i["conversation"]["id"] == c["id"];
        items
            .iter()
            .find(theirs)
            .is_some_and(|i| i["kind"] == "deferred" && i["standing"] == "waiting")
    };
    busy.shop.admin.until("/queue", deferred).await;
    assert_eq!(busy.lines(&c, "work_alternative").await, 1);
    assert_eq!(busy.lines(&c, "alternative_message").await, 1);
    let told_of = json!({ "offered": 1, "message": 1, "wait": 0, "unanswered": 0 });
    assert_eq!(busy.alternatives().await, told_of);

    // More words are more of the message, and rings nowhere.
    visitor.says("second-message", "Or the blue one?").await;
    busy.shop.admin.until("/queue", deferred).await;
    assert_eq!(busy.seen(&visitor).await["alternative"], Value::Null);

    // It is pulled as mails are, after what came before it.
    let mut skipped: Vec<String> = Vec::new();
    let given = loop {
        let skip: Vec<&str> = skipped.iter().map(String::as_str).collect();
        let given = next(&busy.ada, &skip).await;
        let id = text(&given["conversation"]["id"]);
        if json!(id) == c["id"] {
            break given;
        }
        skipped.push(id);
        assert!(skipped.len() < 5, "it is nobody's next");
    };
    assert_eq!(given["because"], "earliest_due");
    let answered = busy.shop.answer(&c, "<p>The red one is.</p>").await;
    let thread = visitor.texts().await;
    assert_eq!(thread.last().expect("an answer"), "The red one is.");
    let id = text(&answered["message"]["id"]);
    let path = format!("/conversations/{}/messages", text(&c["id"]));
    let page = busy.shop.admin.json(&path).await;
    let items = page["items"].as_array().expect("messages");
    let mail = items.iter().find(|m| m["id"] == json!(id)).expect("it");
    assert_eq!(mail["to"][0]["address"], "mari@maasikas.example", "{mail}");
}

#[tokio::test]
async fn who_stays_in_the_line_waits_there_and_is_not_asked_again() {
    let busy = Busy::new().await;
    let (visitor, seen) = busy.offered().await;
    let (status, body) = choose(&visitor, "wait").await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(body["conversation"]["alternative"], Value::Null);
    assert_eq!(choose(&visitor, "wait").await, (200, body));
    is_nothing_offered(choose(&visitor, "message").await);
    let c = busy.conversation(&seen["number"]).await;
    // They went for a moment, and the queue made a new place for them.
    assert_eq!(visitor.post("/leave", json!({})).await.0, 204);
    let gone = |q: &Value| {
        q["items"].as_array().is_some_and(|i| {
            i.iter()
                .any(|i| i["conversation"]["id"] == c["id"] && i["kind"] == "deferred")
        })
    };
    busy.shop.admin.until("/queue", gone).await;
    visitor.says("second-message", "Still there?").await;
    let back = |q: &Value| {
        q["items"].as_array().is_some_and(|i| {
            i.iter()
                .any(|i| i["conversation"]["id"] == c["id"] && i["kind"] == "live")
        })
    };
    busy.shop.admin.until("/queue", back).await;
    assert_eq!(busy.seen(&visitor).await["alternative"], Value::Null);
    assert_eq!(busy.lines(&c, "work_alternative").await, 1, "once");
    let told_of = json!({ "offered": 1, "message": 0, "wait": 1, "unanswered": 0 });
    assert_eq!(busy.alternatives().await, told_of);

    // An agent is free: it rings, and the talk is as any other.
    let talk = text(&busy.talks[0]["conversation"]);
    let done = json!({ "status": "resolved" });
    let path = format!("/conversations/{talk}/status");
    told(busy.ada.put(&path, done).await, 200).await;
    let rings = |m: &Value| m["offer"]["conversation"]["id"] == c["id"];
    busy.ada.until("/queue/mine", rings).await;
}

#[tokio::test]
async fn there_is_nothing_to_choose_for_whoever_was_offered_nothing_or_has_an_answer() {
    let busy = Busy::new().await;
    let (visitor, seen) = busy.offered().await;
    // Somebody who has said nothing, and somebody of another thread.
    let stranger = busy.shop.visitor().await;
    is_nothing_offered(choose(&stranger, "message").await);
    let forged = Visitor {
        token: format!("{}x", visitor.token),
        ..visitor.clone()
    };
    assert_eq!(choose(&forged, "message").await.0, 401);
    for nonsense in [
        json!({}),
        json!({ "choice": "both" }),
        json!({ "choice": 1 }),
        json!([]),
    ] {
        let (status, body) = visitor.post("/alternative", nonsense).await;
        assert!((400..500).contains(&status), "{body}");
    }
    let bad = json!({ "choice": "message", "email": "no address" });
    let (status, body) = visitor.post("/alternative", bad).await;
    assert_eq!(
        (status, &body["error"]["code"]),
        (422, &json!("bad_address"))
    );
    assert_eq!(
        busy.alternatives().await["unanswered"],
        1,
        "nothing is chosen"
    );

    let c = busy.conversation(&seen["number"]).await;
    busy.shop.answer(&c, "<p>It is.</p>").await;
    assert_eq!(busy.seen(&visitor).await["alternative"], Value::Null);
    is_nothing_offered(choose(&visitor, "message").await);
    is_nothing_offered(choose(&visitor, "wait").await);
    let told_of = json!({ "offered": 1, "message": 0, "wait": 0, "unanswered": 1 });
    assert_eq!(busy.alternatives().await, told_of);
}

#[tokio::test]
async fn of_many_choices_at_once_one_holds_and_a_flood_is_stopped() {
    let busy = Busy::new().await;
    let (visitor, seen) = busy.offered().await;
    let (a, b, c, d) = tokio::join!(
        choose(&visitor, "message"),
        choose(&visitor, "wait"),
        choose(&visitor, "message"),
        choose(&visitor, "wait")
    );
    let mut taken = [a.0, b.0, c.0, d.0];
    taken.sort_unstable();
    assert_eq!(taken, [200, 200, 409, 409], "one choice, said twice");
    let counted = busy.alternatives().await;
    let sum = counted["message"].as_i64().unwrap_or(0) + counted["wait"].as_i64().unwrap_or(0);
    assert_eq!((sum, &counted["offered"]), (1, &json!(1)));
    let c = busy.conversation(&seen["number"]).await;
    let lines =
        busy.lines(&c, "alternative_message").await + busy.lines(&c, "alternative_wait").await;
    assert_eq!(lines, 1);

    let mut stopped = 0;
    for _ in 0..150 {
        stopped += usize::from(choose(&visitor, "message").await.0 == 429);
    }
    assert!(stopped > 0, "a flood is stopped");
}
