//! Live traffic against the audit's word: small random houses, mail through the real ingest and forms through the real
//! landing, and each of them has to land where the audit said. `FAIRLEAD_SEED` chooses the houses, `FAIRLEAD_WORLDS` how
//! many there are with how many arrivals each (`100x100` in `make soak`).

mod support;

use desk::channels::NewChannel;
use desk::dead_end;
use domain::dead_end::{Door, House, Report, Scope, audit};
use domain::door::Medium;
use domain::form::Form;
use domain::team::Team;
use domain::{ConversationId, TeamId};
use fairlead_desk as desk;
use store::on_both_engines;
use store::testing::TestDb;
use support::*;
use testkit::houses::{Dice, Scale, expected, word};
use uuid::Uuid;

const ADDRESSES: usize = 5;
const FORMS: usize = 2;
const FRIEND: &str = "friend@c.example";

struct Town {
    w: World,
    /// Mail first, then forms.
    houses: testkit::houses::Town,
    forms: Vec<Form>,
}

/// A mailbox channel for each address, forms of a help center, three teams of which one is archived, one known customer.
async fn town(db: &TestDb) -> Town {
    let w = world(db).await;
    help_center(&w).await;
    let teams: Vec<TeamId> = (1..3).map(|n| TeamId(Uuid::from_u128(n))).collect();
    let own = teams.clone();
    let made = w.desk.db().write(async move |tx| {
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
    made.await.expect("teams");
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
    let first = w
        .opened(from(FRIEND, "Hello", "hello@c.example", "Hello"))
        .await;
    let houses = testkit::houses::Town {
        channels,
        teams: [vec![w.started.team.id], teams].concat(),
        friend: w.conversation(first.0).await.contact,
    };
    let forms = w.desk.forms(&w.by()).await.expect("forms");
    Town { w, houses, forms }
}

fn address(n: usize) -> String {
    match n {
        0 => DOOR.to_owned(),
        n => format!("door{n}@desk.example"),
    }
}

impl Town {
    async fn audited(&self) -> (House, Report) {
        let now = self.w.now;
        let read = (self.w.desk.db()).read(async move |tx| dead_end::house(tx, now).await);
        let (house, _) = read.await.expect("a house");
        let report = audit(&house, &Scope::All);
        (house, report)
    }

    /// Somebody writes to that door; the conversation.
    async fn writes(&self, door: &Door, who: &str, n: usize) -> ConversationId {
        if door.medium == Medium::Mail {
            let text = format!(
                "From: {who}\nTo: {}\nSubject: Question {n}\nMessage-ID: <{n}@c.example>\nDate: Tue, 3 Mar 2026 09:50:00 +0000",
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
        let typed = [
            ("email", who.to_owned()),
            ("name", "Stranger".to_owned()),
            ("question", format!("What about lamp {n}?")),
        ];
        let post = self.w.post(form.expect("a form"), n as u64, &typed);
        let post = self.w.sends(post).await;
        self.w.form_post(post).await.conversation
    }
}

on_both_engines! {
    async fn whoever_comes_lands_where_the_audit_said(db: &TestDb) {
        let scale = Scale::asked(10, 20);
        let mut dice = Dice::new(scale.seed);
        let t = town(db).await;
        let (mut taken, mut kept, mut let_in) = (0, 0, 0);
        for round in 0..scale.worlds {
            t.houses.shuffle(t.w.desk.db(), &mut dice, t.w.now).await.expect("another house");
            let (house, report) = t.audited().await;
            let doors: Vec<&Door> = house.doors.iter().filter(|d| t.houses.channels.contains(&d.channel)).collect();
            assert_eq!(doors.len(), ADDRESSES + t.forms.iter().filter(|f| f.help_center.is_some()).count());
            for n in 0..scale.arrivals {
                let (door, friend, n) = (doors[dice.below(doors.len())], dice.one_in(3), round * scale.arrivals + n);
                let flow = word(&house, &report, door, friend);
                let who = if friend { FRIEND.to_owned() } else { format!("stranger{n}@c.example") };
                let c = t.w.conversation(t.writes(door, &who, n).await).await;
                let own = house.channels.iter().find(|c| c.id == door.channel).expect("its channel");
                let told = format!("{scale:?}, world {round}, {who} at {}: {own:?} {flow:?}", door.label);
                match expected(flow) {
                    Some(via) => {
                        let team = house.channels.iter().find(|c| c.id == via).and_then(|c| c.team);
                        assert_eq!((c.channel, c.team), (via, team), "{told}");
                        taken += 1;
                        let_in += usize::from(flow.via != word(&house, &report, door, !friend).via);
                    }
                    None if door.medium == Medium::Page => {
                        let may = testkit::houses::kept(&house, flow, door);
                        assert!(may.contains(&c.channel), "{told}: {:?} of {may:?}", c.channel);
                        kept += 1;
                    }
                    None => {
                        assert_eq!((c.channel, c.team), (door.channel, own.team), "{told}");
                        kept += 1;
                    }
                }
            }
        }
        println!("{taken} taken, {kept} kept, {let_in} where it mattered who they were");
        assert!(taken > 0 && kept > 0 && let_in > 0, "{taken} taken, {kept} kept, {let_in} let in");
    }
}
