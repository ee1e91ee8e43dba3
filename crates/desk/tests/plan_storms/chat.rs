//! Visitors of the chat: a browser sends a message again, by the same name, until it is told that it was taken.

use super::Storm;
use super::desk::chat::{Begin, NewPost};
use domain::chat::Widget;
use domain::conversation::Status;
use domain::message::MessageKind;
use domain::{MessageId, VisitorId};
use std::collections::BTreeMap;
use store::chat::Line;
use store::testing::TestDb;
use testkit::storm::until_death;

/// Each says hello and is gone after so many messages, mostly.
const STAYS: usize = 4;

#[derive(Debug)]
struct Guest {
    visitor: VisitorId,
    token: String,
    email: String,
    /// What they were told was taken, and as which message.
    said: Vec<(String, MessageId)>,
}

#[derive(Debug)]
pub struct Chats {
    widget: Widget,
    guests: Vec<Guest>,
}

impl Chats {
    pub fn of(widget: Widget) -> Self {
        Self {
            widget,
            guests: Vec::new(),
        }
    }

    /// How many messages were taken.
    pub fn taken(&self) -> usize {
        self.guests.iter().map(|g| g.said.len()).sum()
    }
}

impl Storm {
    pub async fn chats(&mut self, db: &TestDb) {
        let stays = !self.dice.one_in(STAYS);
        if self.chat.guests.is_empty() || !stays {
            self.comes(db).await;
        }
        let (n, last) = (self.chat.taken(), self.chat.guests.len() - 1);
        let text = format!("Is lamp {n} still to be had?");
        let guest = &self.chat.guests[last];
        let (widget, token) = (self.chat.widget.id, guest.token.clone());
        let post = NewPost {
            client_id: format!("browser-{n}"),
            text: text.clone(),
            email: Some(guest.email.clone()),
            ..NewPost::default()
        };
        let posted = loop {
            let (desk, now, steps) = (self.w.desk.clone(), self.w.now, self.steps());
            let taken = desk.post_chat(widget, &token, post.clone(), now);
            match until_death(steps, taken).await {
                Some(taken) => break taken.expect("taken"),
                None => self.dies(db).await,
            }
        };
        // A browser that did not hear the answer asks again.
        if self.dice.one_in(4) {
            let again = self.w.desk.post_chat(widget, &token, post, self.w.now);
            let again = again.await.expect("the same");
            assert_eq!(again.shown.line.id, posted.shown.line.id);
        }
        let said = (text, posted.shown.line.id);
        self.chat.guests[last].said.push(said);
    }

    /// A browser that was never here.
    async fn comes(&mut self, db: &TestDb) {
        let begin = Begin {
            token: None,
            identity: None,
            locale: "en".into(),
            zone: "Europe/Tallinn".into(),
            page: Default::default(),
        };
        let session = loop {
            let (desk, now, steps) = (self.w.desk.clone(), self.w.now, self.steps());
            let begun = desk.begin_chat(&self.chat.widget, begin.clone(), now);
            match until_death(steps, begun).await {
                Some(begun) => break begun.expect("begun"),
                None => self.dies(db).await,
            }
        };
        let n = self.chat.guests.len();
        self.chat.guests.push(Guest {
            visitor: session.visitor,
            token: session.token,
            email: format!("guest@g{n}.example"),
            said: Vec::new(),
        });
    }

    /// What each was told was taken is what they see, once, in an open conversation; or they were told something there.
    pub async fn no_guest_is_forgotten(&self, told: &str) {
        for guest in &self.chat.guests {
            let (lines, open) = self.seen_by(guest.visitor).await;
            let theirs = |l: &&Line| l.kind == MessageKind::Customer;
            let seen = lines.iter().filter(theirs);
            let seen: Vec<_> = seen.map(|l| (l.text.clone(), l.id)).collect();
            assert_eq!(seen, guest.said, "{told}: {}", guest.email);
            let heard = self.heard.contains_key(&guest.email);
            for line in lines.iter().filter(theirs) {
                let answered =
                    |l: &Line| l.conversation == line.conversation && l.kind == MessageKind::Agent;
                assert!(
                    open[&line.conversation.to_string()] || heard || lines.iter().any(answered),
                    "{told}: {} was told nothing of {}",
                    guest.email,
                    line.text
                );
            }
        }
    }

    /// What a visitor sees, and which of their conversations are open.
    async fn seen_by(&self, visitor: VisitorId) -> (Vec<Line>, BTreeMap<String, bool>) {
        let seen = self.w.desk.db().read(async move |tx| {
            let lines = store::chat::lines_after(tx, visitor, 0, 100_000).await?;
            let mut open = BTreeMap::new();
            for line in &lines {
                let c = store::conversation::load(tx, line.conversation).await?;
                let is_open = c.is_some_and(|c| c.state.status() == Status::Open);
                open.insert(line.conversation.to_string(), is_open);
            }
            Ok::<_, store::StoreError>((lines, open))
        });
        seen.await.expect("read")
    }
}
