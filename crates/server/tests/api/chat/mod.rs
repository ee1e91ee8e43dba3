//! Chats: a widget as a browser would speak for it, and agents at the other end.

mod abuse;
mod living;
mod proving;
mod rating;
mod settings;
mod talking;

use crate::support::{Client, Desk, client, parts};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

pub const SITE: &str = "https://shop.example";

/// A desk with a live chat on a site.
pub struct Shop {
    pub desk: Desk,
    pub admin: Client,
    pub widget: Value,
    pub key: String,
    pub channel: String,
}

pub fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}

impl Shop {
    pub async fn open() -> Self {
        let (desk, admin) = Desk::ready().await;
        Self::on(desk, admin).await
    }

    pub async fn on(desk: Desk, admin: Client) -> Self {
        let team = admin.json("/bootstrap").await["teams"][0]["id"].clone();
        let new = json!({ "kind": "chat", "name": "Chat", "team": team });
        let (status, channel) = parts(admin.post("/channels", new).await).await;
        assert_eq!(status, 201, "{channel}");
        let channel = text(&channel["id"]);
        let stage = format!("/channels/{channel}/stage");
        let live = admin
            .put(&stage, json!({ "stage": "live", "reason": "tried" }))
            .await;
        assert_eq!(live.status(), 200);
        let widgets = admin.json("/widgets").await;
        let mine = |w: &&Value| w["channel"] == channel.as_str();
        let items = widgets["items"].as_array().expect("a list");
        let widget = items.iter().find(mine).expect("a widget").clone();
        let mut shop = Self {
            key: text(&widget["key"]),
            desk,
            admin,
            widget,
            channel,
        };
        shop.change(|w| w["sites"] = json!([SITE])).await;
        shop
    }

    /// Changes the widget in its settings.
    pub async fn change(&mut self, change: impl FnOnce(&mut Value)) {
        let path = format!("/widgets/{}", text(&self.widget["id"]));
        let mut widget = self.admin.json(&path).await;
        change(&mut widget);
        let (status, widget) = parts(self.admin.put(&path, widget).await).await;
        assert_eq!(status, 200, "{widget}");
        self.widget = widget;
    }

    pub fn url(&self, path: &str) -> String {
        self.desk.url(&format!("/w/{}{path}", self.key))
    }

    pub async fn get(&self, path: &str) -> Response {
        client().get(self.url(path)).send().await.expect("answered")
    }

    pub async fn begin(&self, body: Value) -> (u16, Value) {
        let asked = client().post(self.url("/session")).json(&body);
        let (status, body) = parts(asked.send().await.expect("answered")).await;
        (status.as_u16(), body)
    }

    /// Somebody opens the widget.
    pub async fn visitor(&self) -> Visitor {
        self.visitor_with(json!({})).await
    }

    pub async fn visitor_with(&self, body: Value) -> Visitor {
        let (status, session) = self.begin(body).await;
        assert_eq!(status, 200, "{session}");
        Visitor {
            token: text(&session["token"]),
            base: self.url(""),
            session,
        }
    }

    /// The only conversation of chats.
    pub async fn conversation(&self) -> Value {
        let list = self.admin.json("/conversations?view=all").await;
        let items = list["items"].as_array().expect("a list");
        assert_eq!(items.len(), 1, "{list}");
        items[0].clone()
    }

    /// An agent answers with the normal composer.
    pub async fn answer(&self, conversation: &Value, html: &str) -> Value {
        let path = format!("/conversations/{}/messages", text(&conversation["id"]));
        let body = json!({ "kind": "reply", "html": html, "to": [], "then": { "do": "wait" } });
        let (status, body) = parts(self.admin.post(&path, body).await).await;
        assert_eq!(status, 201, "{body}");
        body
    }
}

/// Somebody at a widget.
#[derive(Clone)]
pub struct Visitor {
    pub token: String,
    pub base: String,
    pub session: Value,
}

impl Visitor {
    pub fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        let asked = client().request(method, format!("{}{path}", self.base));
        asked.header("authorization", format!("Bearer {}", self.token))
    }

    pub async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let asked = self.ask(Method::POST, path).json(&body);
        let (status, body) = parts(asked.send().await.expect("answered")).await;
        (status.as_u16(), body)
    }

    pub async fn send(&self, id: &str, body: Value) -> (u16, Value) {
        let asked = self.ask(Method::POST, "/messages").json(&body);
        let asked = asked.header("idempotency-key", id);
        let (status, body) = parts(asked.send().await.expect("answered")).await;
        (status.as_u16(), body)
    }

    pub async fn says(&self, id: &str, text: &str) -> Value {
        let (status, body) = self.send(id, json!({ "text": text })).await;
        assert_eq!(status, 201, "{body}");
        body
    }

    pub async fn thread(&self) -> Vec<Value> {
        let asked = self.ask(Method::GET, "/messages?after=0");
        let (status, body) = parts(asked.send().await.expect("answered")).await;
        assert_eq!(status, 200, "{body}");
        body["items"].as_array().expect("a list").clone()
    }

    pub async fn texts(&self) -> Vec<String> {
        let thread = self.thread().await;
        thread.iter().map(|m| text(&m["text"])).collect()
    }
}
