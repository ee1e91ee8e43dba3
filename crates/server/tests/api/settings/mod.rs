//! Settings: each resource's life, and each of its refusals.

mod agents;
mod channel_life;
mod channels;
mod content;
mod hours;
mod moving;
mod nodes;
mod outside;
mod people;
mod teams;

use crate::support::{Client, parts};
use reqwest::Response;
use serde_json::Value;

/// The JSON of an answer that must have that status.
pub async fn told(answer: Response, status: u16) -> Value {
    let (is, body) = parts(answer).await;
    assert_eq!(is.as_u16(), status, "{body}");
    body
}

/// The id in an answer.
pub fn id(body: &Value) -> String {
    body["id"].as_str().expect("an id").to_owned()
}

/// The first channel.
pub async fn channel(admin: &Client) -> String {
    id(&admin.json("/channels").await["items"][0])
}

/// Whether the trail holds such an act.
pub async fn audited(admin: &Client, act: &str) -> bool {
    let trail = admin.json("/audit").await;
    let items = trail["items"].as_array().expect("a list");
    items.iter().any(|a| a["act"] == act)
}
