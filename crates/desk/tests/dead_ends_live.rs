//! Live traffic against the audit's word: small random houses, mail through the real ingest and forms through the real
//! landing, and each of them has to land where the audit said. `FAIRLEAD_SEED` chooses the houses, `FAIRLEAD_WORLDS` how
//! many there are with how many arrivals each (`100x100` in `make soak`).

mod support;

use desk::channels::NewChannel;
use desk::dead_end;
use desk::forms::{Post, Taken};
use desk::page_token::PageToken;
use domain::channel::{Channel, Stage};
use domain::dead_end::{Door, End, Failure, Flow, House, Report, Scope, audit};
use domain::door::{Medium, Overlay};
use domain::form::guard::{Signals, Work};
use domain::form::rate::Pace;
use domain::form::{Form, Kind as Asks};
use domain::plan::{Audience, Base, Content, GoesOn, Kind, Plan, Step};
use domain::team::Team;
use domain::{ChannelId, ConversationId, HelpCenterId, PlanId, TeamId};
use fairlead_desk as desk;
use store::help_center::HelpCenter;
use store::testing::TestDb;
use store::{Json, on_both_engines};
use support::*;
use uuid::Uuid;

const ADDRESSES: usize = 5;
const FORMS: usize = 2;
const STAGES: [Stage; 5] = [
    Stage::Draft,
    Stage::Pilot,
    Stage::Live,
    Stage::WindingDown,
    Stage::Closed,
];

/// Numbers by chance, the same for the same seed (xorshift64*, Marsaglia 2003, Vigna 2016).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(drawn).expect("31 bits") % n
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

struct Town {
    w: World,
    /// Mail first, then forms.
    channels: Vec<ChannelId>,
    forms: Vec<Form>,
    teams: Vec<TeamId>,
}

/// A mailbox channel for each address, forms of a help center, three teams of which one is archived.
async fn town(db: &TestDb) -> Town {
    let w = world(db).await;
    let center = HelpCenter {
        id: HelpCenterId(Uuid::from_u128(1)),
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
    let teams: Vec<TeamId> = (1..3).map(|n| TeamId(Uuid::from_u128(n))).collect();
    let own = teams.clone();
    let made = w.desk.db().write(async move |tx| {
        store::help_center::insert(tx, &center).await?;
        for (n, id) in own.iter().enumerate() {
            let team = Team {
                id: *id,
                name: format!("Team {n}"),
                signature: String::new(),
                archived: n == 1,
            };
            store::team::insert(tx, &team, START).await?;
        }
        Ok::<_, store::StoreError>(())
    });
    made.await.expect("a help center and teams");
    let mut channels = vec![w.started.channel.id];
    for n in 1..ADDRESSES + FORMS {
        let mail = n < ADDRESSES;
        let new = NewChannel {
            name: format!("Channel {n}"),
            kind: if mail { "email" } else { "form" }.into(),
            brand: None,
            team: None,
            address: mail.then(|| address(n)),
            first_response_target_min: 60,
        };
        channels.push(w.desk.create_channel(&w.by(), new).await.expect("made").id);
    }
    let forms = w.desk.forms(&w.by()).await.expect("forms");
    Town {
        forms,
        channels,
        teams: [vec![w.started.team.id], teams].concat(),
        w,
    }
}

fn address(n: usize) -> String {
    match n {
        0 => DOOR.to_owned(),
        n => format!("door{n}@desk.example"),
    }
}

/// What a plan left behind that is over.
fn over(channel: ChannelId, n: usize) -> Plan {
    let step = Step {
        name: "one".into(),
        stage: None,
        audience: Audience::Everyone,
        overlays: vec![],
        keeps: true,
        clears: false,
        windows: vec![],
        shortest_ms: DAY,
        goes_on: GoesOn::ByHand,
        gates: vec![],
        guards: vec![],
        tasks: vec![],
        outside: vec![],
    };
    let content = Content {
        kind: Kind::Adjust,
        name: "over".into(),
        reason: "by chance".into(),
        owner: None,
        close_plan: String::new(),
        steps: vec![step],
    };
    let base = Base {
        stage: Stage::Live,
        overlays: vec![],
    };
    let id = PlanId(Uuid::from_u128(n as u128 + 1));
    Plan::draft(id, channel, base, content).expect("a plan")
}

impl Town {
    /// Every channel by chance: stage, pause, team, successor (circles too), effects. Some turn away whoever comes.
    async fn shuffle(&self, dice: &mut Dice) {
        for (n, &id) in self.channels.iter().enumerate() {
            let stage = STAGES[dice.below(STAGES.len())];
            let paused = dice.one_in(4);
            let mut one = || {
                self.channels
                    .get(dice.below(self.channels.len() + 2))
                    .copied()
            };
            let (successor, other) = (one(), one());
            let team = self.teams.get(dice.below(self.teams.len() + 1)).copied();
            let overlays = effects(dice, other);
            let plan = over(id, n);
            let change = self.w.desk.db().write(async move |tx| {
                let mut channel: Channel = store::channel::load(tx, id).await?.expect("there");
                (channel.stage, channel.paused) = (stage, paused);
                (channel.successor, channel.team) = (successor, team);
                store::channel::save(tx, &mut channel).await?;
                if store::plan::load(tx, plan.id).await?.is_none() {
                    store::plan::insert(tx, &plan, START).await?;
                }
                store::plan::leave(tx, &plan, &overlays, START).await
            });
            change.await.expect("changed");
        }
    }

    async fn audited(&self) -> (House, Report) {
        let now = self.w.now;
        let read = (self.w.desk.db()).read(async move |tx| dead_end::house(tx, now).await);
        let (house, _) = read.await.expect("a house");
        let report = audit(&house, &Scope::All);
        (house, report)
    }

    /// A stranger writes to that door; the conversation.
    async fn writes(&self, door: &Door, n: usize) -> ConversationId {
        if door.medium == Medium::Mail {
            let text = format!(
                "From: stranger{n}@c.example\nTo: {}\nSubject: Question {n}\nMessage-ID: <{n}@c.example>\nDate: Tue, 3 Mar 2026 09:50:00 +0000",
                door.label
            );
            let mut raw = self.w.raw(mail(&text, &format!("What about lamp {n}?")));
            raw.envelope.rcpt_to = vec![door.label.clone()];
            return match self.w.arrives_as(raw, |_| {}).await {
                desk::ingest::Ingested::Opened { conversation, .. } => conversation,
                other => panic!("not a new conversation: {other:?}"),
            };
        }
        let form = self.forms.iter().find(|f| f.door == door.id);
        let post = self.post(form.expect("a form"), n);
        match self
            .w
            .desk
            .post_form(post, self.w.now)
            .await
            .expect("taken")
        {
            Taken::Kept { post, .. } => {
                let read = self
                    .w
                    .desk
                    .db()
                    .read(async move |tx| store::form::post(tx, post).await);
                read.await.expect("read").expect("a post").conversation
            }
            other => panic!("not kept: {other:?}"),
        }
    }

    fn post(&self, form: &Form, n: usize) -> Post {
        let value = |asks: &Asks| match asks {
            Asks::Email => Some(format!("stranger{n}@c.example")),
            Asks::Name => Some("Stranger".to_owned()),
            Asks::Question => Some(format!("What about lamp {n}?")),
            _ => None,
        };
        let values = form
            .questions
            .iter()
            .filter_map(|q| Some((q.key.clone(), value(&q.kind)?)));
        let mut nonce = [0; 16];
        nonce[..8].copy_from_slice(&(n as u64).to_be_bytes());
        Post {
            form: form.id,
            token: PageToken {
                made_at: self.w.now - 40_000,
                nonce,
            },
            locale: "en".into(),
            values: values.collect(),
            files: vec![],
            signals: Signals {
                took_ms: 40_000,
                trapped: false,
                address: Pace::Calm,
                network: Pace::Calm,
                work: Work::NotAsked,
                links: 0,
            },
        }
    }
}

/// What lies on the doors of a channel.
fn effects(dice: &mut Dice, other: Option<ChannelId>) -> Vec<Overlay> {
    let plain = [
        Overlay::Unlist,
        Overlay::Announce,
        Overlay::OfferAlternatives,
        Overlay::TakeMessage,
    ];
    let mut out: Vec<Overlay> = plain.into_iter().filter(|_| dice.one_in(6)).collect();
    let turning = [
        Some(Overlay::OutboundOnly),
        Some(Overlay::Signpost),
        Some(Overlay::LimitedTo {
            audience: "a plan that is gone".into(),
        }),
        other.map(|to| Overlay::Redirect { to }),
    ];
    if dice.one_in(3) {
        out.extend(turning[dice.below(turning.len())].clone());
    }
    out
}

/// What the audit says of a stranger who reads English and can use everything, at that door, now.
fn word<'a>(house: &House, report: &'a Report, door: &Door) -> &'a Flow {
    let slot = house
        .slots
        .iter()
        .position(|s| s.at <= house.now && house.now < s.at + s.ms);
    let slot = slot.expect("now is in the week");
    let mut own = report.flows.iter().filter(|f| {
        let here = f.door == door.id && f.failure == Failure::None;
        here && f.kinds.contains(&0) && f.slots.contains(&slot)
    });
    let flow = own.next().expect("the audit says something");
    assert!(own.next().is_none(), "and only one thing");
    flow
}

/// Whose queue it is in, by the audit; `None`: it is kept where it came, because nobody takes it or another door does.
fn expected(flow: &Flow) -> Option<ChannelId> {
    match flow.end {
        End::DeadEnd(_) => None,
        _ if flow.on.is_some() => None,
        _ => flow.via,
    }
}

fn number(name: &str, otherwise: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| otherwise.to_owned())
}

on_both_engines! {
    async fn whoever_comes_lands_where_the_audit_said(db: &TestDb) {
        let seed: u64 = number("FAIRLEAD_SEED", "20261123").parse().expect("a number");
        let worlds = number("FAIRLEAD_WORLDS", "10x20");
        let (worlds, arrivals) = worlds.split_once('x').expect("WORLDSxARRIVALS");
        let (worlds, arrivals): (usize, usize) = (worlds.parse().expect("worlds"), arrivals.parse().expect("arrivals"));
        println!("seed {seed}, {worlds} worlds with {arrivals} arrivals each");
        let mut dice = Dice(seed | 1);
        let t = town(db).await;
        let (mut taken, mut kept) = (0, 0);
        for round in 0..worlds {
            t.shuffle(&mut dice).await;
            let (house, report) = t.audited().await;
            let doors: Vec<&Door> = house.doors.iter().filter(|d| t.channels.contains(&d.channel)).collect();
            assert_eq!(doors.len(), ADDRESSES + t.forms.iter().filter(|f| f.help_center.is_some()).count());
            for n in 0..arrivals {
                let door = doors[dice.below(doors.len())];
                let flow = word(&house, &report, door);
                let c = t.w.conversation(t.writes(door, round * arrivals + n).await).await;
                let own = house.channels.iter().find(|c| c.id == door.channel).expect("its channel");
                let told = format!("seed {seed}, world {round}, arrival {n} at {}: {own:?} {flow:?}", door.label);
                match expected(flow) {
                    Some(via) => {
                        let team = house.channels.iter().find(|c| c.id == via).and_then(|c| c.team);
                        assert_eq!((c.channel, c.team), (via, team), "{told}");
                        taken += 1;
                    }
                    // The page shows ways on and asks for nothing: who sends it all the same is heard.
                    None if door.medium == Medium::Page => kept += 1,
                    None => {
                        assert_eq!((c.channel, c.team), (door.channel, own.team), "{told}");
                        kept += 1;
                    }
                }
            }
        }
        assert!(taken > 0 && kept > 0, "both happen: {taken} taken, {kept} kept");
    }
}
