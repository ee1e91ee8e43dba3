//! Random plans, leads who press whatever there is, clocks that jump, and a program that dies at any point, while customers
//! write to any door at any moment: nothing is lost, nothing is doubled, nobody hears silence. `FAIRLEAD_SEED` chooses the
//! storms, `FAIRLEAD_STORMS` (`10x1000` in `make soak`) how many there are with how much happening in each.

mod chat;
mod leads;
#[path = "../support/mod.rs"]
mod support;
mod told;

use desk::channels::{ChannelChange, NewChannel};
use desk::ingest::{Reading, read};
use desk::outbox::End;
use desk::{Desk, Keys};
use domain::form::Form;
use domain::{ChannelId, ContactId, DeliveryId, Millis};
use fairlead_desk as desk;
use std::collections::{BTreeMap, BTreeSet};
use store::testing::TestDb;
use store::{Blobs, Db, Engine, on_both_engines};
use support::*;
use testkit::houses::Dice;
use testkit::storm::until_death;

const ADDRESSES: usize = 4;
const FORMS: usize = 2;
const CHATS: usize = 1;
const FRIEND: &str = "friend@c.example";

/// How often what happened.
#[derive(Debug, Default)]
struct Counts {
    deaths: usize,
    made: usize,
    obeyed: usize,
    /// By the code of the refusal.
    refused: BTreeMap<String, usize>,
    looks: usize,
    by_hand: usize,
    told: usize,
}

struct Storm {
    w: World,
    dice: Dice,
    channels: Vec<ChannelId>,
    forms: Vec<Form>,
    chat: chat::Chats,
    friend: ContactId,
    /// Who wrote, the subject, and when: each was told that it was taken.
    said: Vec<(String, String, Millis)>,
    /// By conversation: the program owes its writer a word, and when it was said or given up; `None`: not yet.
    owed: BTreeMap<String, Option<Millis>>,
    /// What was handed to the mail server of each.
    heard: BTreeMap<String, BTreeSet<DeliveryId>>,
    /// Deaths since a mail was read.
    unlucky: usize,
    /// Deaths since it was calm, with mails in hand of which nobody knows whether they went out.
    in_doubt: usize,
    counts: Counts,
}

impl Storm {
    async fn begin(db: &TestDb, seed: u64) -> Self {
        let w = world(db).await;
        help_center(&w).await;
        let mut channels = vec![w.started.channel.id];
        for n in 1..ADDRESSES + FORMS + CHATS {
            let mail = n < ADDRESSES;
            let chat = n >= ADDRESSES + FORMS;
            let kind = ["email", "form", "chat"][usize::from(!mail) + usize::from(chat)];
            let new = NewChannel {
                name: format!("Channel {n}"),
                kind: kind.into(),
                brand: None,
                team: Some(w.started.team.id),
                address: mail.then(|| format!("door{n}@desk.example")),
                first_response_target_min: 60,
            };
            channels.push(w.desk.create_channel(&w.by(), new).await.expect("made").id);
        }
        for &of in &channels[1..] {
            let change = ChannelChange {
                successor: Some(Some(channels[0])),
                ..ChannelChange::default()
            };
            let changed = w.desk.change_channel(&w.by(), of, change).await;
            changed.expect("a successor");
        }
        let hello = from(FRIEND, "Hello", "hello@c.example", "Hello");
        let friend = w.conversation(w.opened(hello).await.0).await.contact;
        let widget = w.desk.widgets(&w.by()).await.expect("widgets").pop();
        Self {
            chat: chat::Chats::of(widget.expect("a widget")),
            forms: w.desk.forms(&w.by()).await.expect("forms"),
            dice: Dice::new(seed),
            channels,
            friend: friend.expect("a contact"),
            said: vec![(FRIEND.into(), "Hello".into(), w.now)],
            owed: BTreeMap::new(),
            heard: BTreeMap::new(),
            unlucky: 0,
            in_doubt: 0,
            counts: Counts::default(),
            w,
        }
    }

    /// How far it comes before it dies: to its end, mostly.
    fn steps(&mut self) -> usize {
        match self.dice.one_in(5) {
            true => self.dice.below(3),
            false => usize::MAX,
        }
    }

    /// Nothing of the process is left, and another one begins a little later; on PostgreSQL now and then on a connection of
    /// its own (on SQLite the test itself holds the file).
    async fn dies(&mut self, db: &TestDb) {
        self.counts.deaths += 1;
        self.w.now += 5 * MINUTE;
        let mut rows: Db = self.w.desk.db().clone();
        if self.dice.one_in(10) && rows.engine() == Engine::Postgres {
            rows.close().await;
            rows = Db::open(&db.location).await.expect("it opens again");
        }
        let blobs = Blobs::folder(&db.folder.path().join("blobs")).expect("blobs");
        let again = Desk::open(rows, blobs, Keys::new(&[7; 32]), self.w.now).await;
        self.w.desk = again.expect("a desk");
    }

    async fn happens(&mut self, db: &TestDb) {
        match self.dice.below(15) {
            0..=2 => self.mail(db).await,
            3 => self.form(db).await,
            4..=5 => self.reads(db).await,
            6 => self.sends(db).await,
            7 => self.plans(db).await,
            8..=9 => self.commands(db).await,
            10 => self.by_hand(db).await,
            11 => self.speaks(db).await,
            12..=13 => self.chats(db).await,
            _ => self.time_passes(db).await,
        }
        self.notes().await;
    }

    /// The worker that answers by itself.
    async fn speaks(&mut self, db: &TestDb) {
        let (desk, now, steps) = (self.w.desk.clone(), self.w.now, self.steps());
        match until_death(steps, desk.acknowledge_due(now)).await {
            Some(said) => self.counts.told += said.expect("said"),
            None => self.dies(db).await,
        }
    }

    fn who(&mut self) -> String {
        match self.dice.one_in(5) {
            true => FRIEND.to_owned(),
            // Of a house of their own: one house hears only so many answers in a while.
            false => format!("kadri@c{}.example", self.said.len()),
        }
    }

    /// A server sends again until it is told that the mail was taken.
    async fn mail(&mut self, db: &TestDb) {
        let (who, n) = (self.who(), self.said.len());
        let to = match self.dice.below(ADDRESSES) {
            0 => DOOR.to_owned(),
            n => format!("door{n}@desk.example"),
        };
        let subject = format!("Question {n} of many");
        let head = format!(
            "From: {who}\nTo: {to}\nSubject: {subject}\nMessage-ID: <{n}@c.example>\nDate: Tue, 3 Mar 2026 09:50:00 +0000"
        );
        let mut raw = self.w.raw(mail(&head, &format!("What about lamp {n}?")));
        raw.envelope.rcpt_to = vec![to];
        loop {
            let (desk, now, steps) = (self.w.desk.clone(), self.w.now, self.steps());
            let taken = until_death(steps, desk.accept_inbound(raw.clone(), now)).await;
            if let Some(taken) = taken {
                taken.expect("accepted");
                break;
            }
            self.dies(db).await;
        }
        self.said.push((who, subject, self.w.now));
    }

    /// A browser sends the page again until it is thanked.
    async fn form(&mut self, db: &TestDb) {
        let (who, n) = (self.who(), self.said.len());
        let form = self.forms[self.dice.below(self.forms.len())].clone();
        let subject = format!("Question {n} of many");
        let typed = [
            ("email", who.clone()),
            ("name", "Kadri".to_owned()),
            ("question", format!("{subject}\nWhat about lamp {n}?")),
        ];
        let post = self.w.post(&form, n as u64, &typed);
        loop {
            let (desk, now, steps) = (self.w.desk.clone(), self.w.now, self.steps());
            let taken = until_death(steps, desk.post_form(post.clone(), now)).await;
            match taken {
                Some(Ok(desk::forms::Taken::Kept { .. })) => break,
                Some(other) => panic!("not kept: {other:?}"),
                None => self.dies(db).await,
            }
        }
        self.said.push((who, subject, self.w.now));
    }

    /// The worker that reads mail, one at a time. Nobody dies more than twice at the same one: that is for the quarantine.
    async fn reads(&mut self, db: &TestDb) {
        for _ in 0..4 {
            let (desk, now, steps) = (self.w.desk.clone(), self.w.now, self.lucky());
            let Some(claimed) = until_death(steps, desk.claim_inbound(1, now)).await else {
                return self.dies_reading(db).await;
            };
            let Some(claimed) = claimed.expect("claimed").pop() else {
                return;
            };
            let bytes = claimed.bytes.clone().expect("bytes");
            let reading = Reading {
                claimed,
                mail: read(&bytes, &mail::Limits::default()).expect("read"),
                authentication: None,
                spam: None,
            };
            match until_death(self.lucky(), desk.ingest(reading, now)).await {
                Some(done) => drop(done.expect("ingested")),
                None => return self.dies_reading(db).await,
            }
            self.unlucky = 0;
        }
    }

    fn lucky(&mut self) -> usize {
        match self.unlucky < 2 {
            true => self.steps(),
            false => usize::MAX,
        }
    }

    async fn dies_reading(&mut self, db: &TestDb) {
        self.unlucky += 1;
        self.dies(db).await;
    }

    /// The worker that sends. What it handed over and could not note is handed over again, as the same. Nobody dies more than
    /// twice with the same in hand: that is for a person.
    async fn sends(&mut self, db: &TestDb) {
        let (desk, now, steps) = (self.w.desk.clone(), self.w.now, self.sure());
        let claim = desk.claim_deliveries("storm", 20, 10 * MINUTE, now);
        let Some(claimed) = until_death(steps, claim).await else {
            self.in_doubt += 1;
            return self.dies(db).await;
        };
        for one in claimed.expect("claimed") {
            let steps = self.sure();
            self.heard
                .entry(one.recipient.clone())
                .or_default()
                .insert(one.id);
            let report = desk.report_delivery(one.id, one.attempt, ended(End::Sent), now);
            match until_death(steps, report).await {
                Some(done) => done.expect("reported"),
                None => {
                    self.in_doubt += 1;
                    return self.dies(db).await;
                }
            }
        }
    }

    fn sure(&mut self) -> usize {
        match self.in_doubt < 2 {
            true => self.steps(),
            false => usize::MAX,
        }
    }

    /// Minutes or days, and then whoever looks at plans and does what was decided.
    async fn time_passes(&mut self, db: &TestDb) {
        let most = if self.dice.one_in(3) { 3 * 24 * 60 } else { 90 };
        self.w.now += MINUTE * i64::try_from(1 + self.dice.below(most)).expect("small");
        self.counts.looks += 1;
        let (desk, now, steps) = (self.w.desk.clone(), self.w.now, self.steps());
        let works = async {
            desk.look_at_plans(now).await.expect("looked");
            desk.carry_out_plans("https://desk.example", now)
                .await
                .expect("done");
        };
        if until_death(steps, works).await.is_none() {
            self.dies(db).await;
        }
    }

    /// The wind is gone; what waits is done.
    async fn calms(&mut self) {
        self.in_doubt = 0;
        for _ in 0..80 {
            self.w.now += 15 * MINUTE;
            self.w.work(|_| {}).await;
            self.notes().await;
            self.counts.told += self.w.desk.acknowledge_due(self.w.now).await.expect("said");
            self.notes().await;
            for (one, _) in self.w.sent().await {
                self.heard.entry(one.recipient).or_default().insert(one.id);
            }
        }
    }
}

on_both_engines! {
    async fn whatever_plans_do_and_whenever_it_dies_nothing_is_lost_doubled_or_silent(db: &TestDb) {
        let said = |name: &str| std::env::var(name).ok();
        let seed: u64 = said("FAIRLEAD_SEED").and_then(|s| s.parse().ok()).unwrap_or(20_261_123);
        let size = said("FAIRLEAD_STORMS").unwrap_or_else(|| "1x300".to_owned());
        let (storms, long) = size.split_once('x').expect("STORMSxLENGTH");
        let (storms, long): (u64, usize) = (storms.parse().expect("storms"), long.parse().expect("length"));
        let mut storm = Storm::begin(db, seed).await;
        for n in 0..storms {
            for _ in 0..long {
                storm.happens(db).await;
            }
            storm.calms().await;
            let told = format!("seed {seed}, storm {n}");
            storm.nobody_is_forgotten(&told).await;
            storm.no_guest_is_forgotten(&told).await;
            let (said, chats) = (storm.said.len(), storm.chat.taken());
            println!("{told}: {said} mails and forms, {chats} chat messages, 0 lost, 0 doubled, 0 silent; {:?}", storm.counts);
        }
        let c = &storm.counts;
        assert!(c.deaths > 0 && storm.chat.taken() > 0 && c.obeyed > 0 && !c.refused.is_empty() && c.looks > 0, "{c:?}");
        assert!(c.told > 0, "{c:?}");
    }
}
