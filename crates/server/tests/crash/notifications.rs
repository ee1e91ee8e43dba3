//! Notifications through SIGKILL: whoever is mentioned is told once, wherever the program was when it died.

use desk::notifications::Follower;
use domain::{AgentId, NotificationId};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use store::{Blobs, Db, Location};
use testkit::drive::client::{Api, Smtp};
use testkit::drive::process::{DOOR, Fairlead, init};
use uuid::Uuid;

/// Notes between two kills. The follower gathers for a quarter of a second: some kills come before it has looked, some
/// while it writes, some after.
const GROUPS: [usize; 8] = [1, 40, 3, 25, 60, 2, 35, 14];

struct Killed {
    binary: PathBuf,
    data: PathBuf,
    desk: Fairlead,
    api: Api,
}

impl Killed {
    fn start(data: &Path) -> Self {
        let binary = PathBuf::from(env!("CARGO_BIN_EXE_fairlead"));
        init(&binary, data).expect("set up");
        let desk = Fairlead::start(&binary, data).expect("started");
        let api = Api::sign_in(desk.http).expect("signed in");
        Self {
            binary,
            data: data.to_owned(),
            desk,
            api,
        }
    }

    fn kill(&mut self) {
        self.desk.process.kill();
        self.desk = Fairlead::start(&self.binary, &self.data).expect("started again");
        self.api.reconnect(self.desk.http).expect("connected");
    }

    fn post(&mut self, path: &str, body: &Value) -> Value {
        let key = Uuid::now_v7().to_string();
        let (status, answer) = self
            .api
            .call("POST", path, Some(body), Some(&key))
            .expect("answered");
        assert!((200..300).contains(&status), "{path}: {status} {answer}");
        answer
    }

    /// Ids of so many new conversations.
    fn conversations(&mut self, wanted: usize) -> Vec<String> {
        let mut smtp = Smtp::open(self.desk.smtp).expect("SMTP");
        for n in 0..wanted {
            let from = format!("c{n}@customers.example");
            let mail = format!(
                "From: <{from}>\r\nTo: <{DOOR}>\r\nSubject: Lamp {n}\r\nMessage-ID: <{n}@customers.example>\r\n\r\nDark.\r\n"
            );
            smtp.send(&from, DOOR, &mail).expect("accepted");
        }
        let mut ids: Vec<String> = Vec::new();
        while ids.len() < wanted {
            ids.clear();
            let mut cursor = String::new();
            loop {
                let path = format!("/api/v1/conversations?view=all&limit=100{cursor}");
                let page = self.api.get(&path).expect("a page");
                let items = page["items"].as_array().expect("a list");
                ids.extend(
                    items
                        .iter()
                        .map(|c| c["id"].as_str().expect("an id").to_owned()),
                );
                match page["next"].as_str() {
                    Some(next) => cursor = format!("&cursor={next}"),
                    None => break,
                }
            }
        }
        ids
    }
}

/// What the agent was told, once the feed is followed to its end: how often, by conversation.
fn told(data: &Path, agent: AgentId) -> Vec<(String, i64)> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let db = Db::open(&Location::Folder(data.to_owned()))
            .await
            .expect("a database");
        let blobs = Blobs::folder(&data.join("blobs")).expect("blobs");
        let now = 1_900_000_000_000;
        let desk = desk::Desk::open(db.clone(), blobs, desk::Keys::new(&[7; 32]), now)
            .await
            .expect("a desk");
        let mut follower = Follower::default();
        while desk
            .write_notifications(&mut follower, now)
            .await
            .expect("followed")
        {}
        let before = (i64::MAX, NotificationId(Uuid::max()));
        let all = db
            .read(async move |tx| store::notification::page(tx, agent, before, 1_000).await)
            .await
            .expect("read");
        let mut told: Vec<_> = all
            .into_iter()
            .map(|n| (n.conversation.to_string(), n.n))
            .collect();
        told.sort();
        told
    })
}

#[test]
fn whoever_is_mentioned_is_told_once_through_kill_9() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut killed = Killed::start(&folder.path().join("data"));
    let mut ids = killed.conversations(GROUPS.iter().sum());
    let path = format!("/api/v1/conversations/{}", ids[0]);
    let team = killed.api.get(&path).expect("a conversation")["conversation"]["team"].clone();
    assert!(team.is_string(), "{team}");
    let new = json!({ "name": "Bo Beck", "email": "bo@example.test", "permission_set": "agent", "teams": [team] });
    let agent = killed.post("/agents", &new)["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let mut expected: Vec<(String, i64)> = ids.iter().map(|id| (id.clone(), 1)).collect();
    expected.sort();
    for group in GROUPS {
        for id in ids.split_off(ids.len() - group) {
            let note = json!({ "kind": "note", "html": "<p>Look</p>", "mentions": [agent] });
            killed.post(&format!("/conversations/{id}/messages"), &note);
        }
        killed.kill();
    }
    let data = killed.data.clone();
    killed.desk.stop().expect("stopped");
    assert_eq!(told(&data, agent.parse().expect("an id")), expected);
}
