//! A desk on a fresh database, and customers who write to it.
#![allow(dead_code, reason = "each test file uses a part of it")]

use desk::accept::RawMail;
use desk::forms::{Post, Taken};
use desk::ingest::{Ingested, Reading, read};
use desk::init::{Setup, Started};
use desk::outbox::{End, Outcome, Outgoing};
use desk::page_token::PageToken;
use desk::reply::NewReply;
use desk::utterance::Written;
use desk::writing::Words;
use desk::{By, Desk, Keys};
use domain::access::{Access, PermissionSet};
use domain::channel::Channel;
use domain::conversation::{AfterReply, Conversation};
use domain::form::Form;
use domain::form::guard::{Signals, Work};
use domain::form::rate::Pace;
use domain::reply_rules::Person;
use domain::{ChannelId, ConversationId, FormPostId, HelpCenterId, MessageId, Millis};
use fairlead_desk as desk;
use store::help_center::HelpCenter;
use store::testing::TestDb;
use store::{Blobs, Json};

/// 2026-03-03 09:50 UTC.
pub const START: Millis = 1_772_531_400_000;
pub const MINUTE: Millis = 60_000;
pub const DAY: Millis = 24 * 60 * MINUTE;
pub const DOOR: &str = "help@desk.example";

pub struct World {
    pub desk: Desk,
    pub started: Started,
    pub now: Millis,
}

/// A desk that was set up with one administrator and the door `help@desk.example`.
pub async fn world(db: &TestDb) -> World {
    let blobs = Blobs::folder(&db.folder.path().join("blobs")).expect("blobs");
    let desk = Desk::open(db.db.clone(), blobs, Keys::new(&[7; 32]), START)
        .await
        .expect("a desk");
    let setup = Setup {
        organization: "Lamps".to_owned(),
        name: "Ada Agent".to_owned(),
        email: "ada@lamps.example".to_owned(),
        password: "correct horse".to_owned(),
        zone: "Europe/Tallinn".to_owned(),
        locale: "en".to_owned(),
        public_url: "https://desk.example".to_owned(),
        team_name: "Support".to_owned(),
        channel_name: "Email".to_owned(),
        address: DOOR.to_owned(),
    };
    let started = desk.init(setup, "127.0.0.1", START).await.expect("set up");
    World {
        desk,
        started,
        now: START + MINUTE,
    }
}

/// A mail with those header lines (LF is made CR LF).
pub fn mail(head: &str, body: &str) -> Vec<u8> {
    format!("{}\n\n{}\n", head.trim(), body)
        .replace("\r\n", "\n")
        .replace('\n', "\r\n")
        .into_bytes()
}

/// A plain mail from somebody to the door.
pub fn from(sender: &str, subject: &str, id: &str, body: &str) -> Vec<u8> {
    mail(
        &format!(
            "From: {sender}\nTo: {DOOR}\nSubject: {subject}\nMessage-ID: <{id}>\nDate: Tue, 3 Mar 2026 09:50:00 +0000"
        ),
        body,
    )
}

/// A public help center in English and Estonian, of the brand that is there.
pub async fn help_center(w: &World) -> HelpCenter {
    let center = HelpCenter {
        id: HelpCenterId(uuid::Uuid::from_u128(1)),
        brand: w.started.channel.brand,
        slug: "lamps".into(),
        host: None,
        names: Json([("en".to_owned(), "Lamps".to_owned())].into()),
        locales: Json(vec!["en".into(), "et".into()]),
        default_locale: "en".into(),
        links: Json(Vec::new()),
        accent: None,
        logo: None,
        public: true,
        held_out_permille: 0,
        created_at: START,
        version: 1,
    };
    let row = center.clone();
    let insert = async move |tx: &mut store::Tx| store::help_center::insert(tx, &row).await;
    w.desk.db().write(insert).await.expect("a help center");
    center
}

/// Somebody who took their time and does nothing else.
pub fn calm() -> Signals {
    Signals {
        took_ms: 40_000,
        trapped: false,
        address: Pace::Calm,
        network: Pace::Calm,
        work: Work::NotAsked,
        links: 0,
    }
}

impl World {
    /// What somebody types into page `n` of that form.
    pub fn post(&self, form: &Form, n: u64, values: &[(&str, String)]) -> Post {
        let mut nonce = [0; 16];
        nonce[..8].copy_from_slice(&n.to_be_bytes());
        Post {
            form: form.id,
            token: PageToken {
                made_at: self.now - 40_000,
                nonce,
            },
            locale: "en".into(),
            values: (values.iter())
                .map(|(key, value)| ((*key).to_owned(), value.clone()))
                .collect(),
            files: vec![],
            signals: calm(),
        }
    }

    /// Sends it; it must be kept.
    pub async fn sends(&self, post: Post) -> FormPostId {
        match self.desk.post_form(post, self.now).await.expect("taken") {
            Taken::Kept { post, .. } => post,
            other => panic!("not kept: {other:?}"),
        }
    }

    pub async fn form_post(&self, id: FormPostId) -> store::form::Post {
        let read = async move |tx: &mut store::Tx| store::form::post(tx, id).await;
        let read = self.desk.db().read(read).await;
        read.expect("read").expect("a post")
    }

    pub async fn channel(&self, id: ChannelId) -> Channel {
        let read = async move |tx: &mut store::Tx| store::channel::load(tx, id).await;
        let read = self.desk.db().read(read).await;
        read.expect("read").expect("a channel")
    }

    pub fn by(&self) -> By {
        let access = Access::of(
            self.started.agent.id,
            PermissionSet::Administrator,
            vec![self.started.team.id],
        );
        By::agent(access, self.now, "127.0.0.1")
    }

    pub fn raw(&self, bytes: Vec<u8>) -> RawMail {
        RawMail {
            source: "smtp",
            imap: None,
            channel: None,
            envelope: mail::Envelope {
                ip: Some("192.0.2.1".parse().expect("an address")),
                helo: "mx.example".to_owned(),
                mail_from: "bounce@mx.example".to_owned(),
                rcpt_to: vec![DOOR.to_owned()],
            },
            tls: true,
            freshness: "new".to_owned(),
            internal_date: None,
            headers_only_of: None,
            bytes,
        }
    }

    /// Accepts a mail and ingests everything that waits; what became of the last one.
    pub async fn arrives(&self, bytes: Vec<u8>) -> Ingested {
        self.arrives_as(self.raw(bytes), |_| {}).await
    }

    pub async fn arrives_as(&self, raw: RawMail, judge: impl Fn(&mut Reading)) -> Ingested {
        self.desk
            .accept_inbound(raw, self.now)
            .await
            .expect("accepted");
        self.work(judge).await.pop().expect("one mail")
    }

    /// Runs the worker until nothing waits.
    pub async fn work(&self, judge: impl Fn(&mut Reading)) -> Vec<Ingested> {
        let mut out = Vec::new();
        loop {
            let claimed = self
                .desk
                .claim_inbound(50, self.now)
                .await
                .expect("claimed");
            if claimed.is_empty() {
                return out;
            }
            for one in claimed {
                let bytes = one.bytes.clone().expect("bytes");
                let mail = read(&bytes, &mail::Limits::default()).expect("read");
                let mut reading = Reading {
                    claimed: one,
                    mail,
                    authentication: None,
                    spam: None,
                };
                judge(&mut reading);
                out.push(self.desk.ingest(reading, self.now).await.expect("ingested"));
            }
        }
    }

    pub async fn opened(&self, bytes: Vec<u8>) -> (ConversationId, MessageId) {
        match self.arrives(bytes).await {
            Ingested::Opened {
                conversation,
                message,
            } => (conversation, message),
            other => panic!("not a new conversation: {other:?}"),
        }
    }

    pub async fn joined(&self, bytes: Vec<u8>) -> (ConversationId, MessageId) {
        match self.arrives(bytes).await {
            Ingested::Joined {
                conversation,
                message,
            } => (conversation, message),
            other => panic!("not joined: {other:?}"),
        }
    }

    pub async fn conversation(&self, id: ConversationId) -> Conversation {
        self.desk
            .db()
            .read(async move |tx| store::conversation::load(tx, id).await)
            .await
            .expect("read")
            .expect("a conversation")
    }

    pub async fn replies(&self, id: ConversationId, to: &str, html: &str) -> Written {
        self.desk
            .reply(&self.by(), answer(id, to, html))
            .await
            .expect("replied")
    }

    /// Everything that is due, as the outbox hands it over.
    pub async fn claim(&self) -> Vec<Outgoing> {
        self.desk
            .claim_deliveries("test", 100, 10 * MINUTE, self.now)
            .await
            .expect("claimed")
    }

    /// Sends everything that is due; the mails.
    pub async fn sent(&self) -> Vec<(Outgoing, mail::Mail)> {
        let mut out = Vec::new();
        for one in self.claim().await {
            let outcome = ended(End::Sent);
            self.desk
                .report_delivery(one.id, one.attempt, outcome, self.now)
                .await
                .expect("reported");
            let read = read(&one.bytes, &mail::Limits::default()).expect("read");
            out.push((one, read));
        }
        out
    }
}

pub fn ended(end: End) -> Outcome {
    Outcome {
        end,
        code: Some(250),
        text: "ok".to_owned(),
        smarthost: None,
    }
}

pub fn person(address: &str) -> Person {
    Person {
        name: None,
        address: address.to_owned(),
    }
}

pub fn answer(id: ConversationId, to: &str, html: &str) -> NewReply {
    NewReply {
        conversation: id,
        words: Words {
            html: html.to_owned(),
            to: vec![person(to)],
            ..Words::default()
        },
        then: AfterReply::Wait,
        last_seen: None,
        force: false,
    }
}

/// Numbers that follow from a seed (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % below as u64) as usize
    }
}

/// Who is merged into whom, as a test itself keeps it: records `I`, merges `M`; the newest merge last.
pub struct Family<I, M> {
    pub all: Vec<I>,
    /// The merge, and the places in `all` of who stays and of who goes.
    pub standing: Vec<(M, usize, usize)>,
}

impl<I, M> Default for Family<I, M> {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            standing: Vec::new(),
        }
    }
}

/// What is tried next in a [`Family`].
pub enum Step {
    /// The second becomes part of the first.
    Merge(usize, usize),
    /// The merge at this place of `standing` is taken back.
    Part(usize),
}

impl<I, M> Family<I, M> {
    /// Who stands for the one at this place.
    pub fn root(&self, mut n: usize) -> usize {
        while let Some((_, survivor, _)) = self.standing.iter().find(|m| m.2 == n) {
            n = *survivor;
        }
        n
    }

    /// Rather more merges than partings; `None` when there is nothing to do.
    pub fn step(&self, dice: &mut Dice) -> Option<Step> {
        let (a, b) = (dice.next(self.all.len()), dice.next(self.all.len()));
        let (a, b) = (self.root(a), self.root(b));
        if a != b && dice.next(5) < 3 {
            return Some(Step::Merge(a, b));
        }
        let parts = !self.standing.is_empty();
        parts.then(|| Step::Part(dice.next(self.standing.len())))
    }
}
