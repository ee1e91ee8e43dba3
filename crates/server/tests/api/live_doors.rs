//! Live traffic against the audit's word, through the real doors: random houses, mail in SMTP sessions, forms and chats as
//! browsers post them, on a clock that the test moves through the week; each has to land where the audit said that somebody
//! of its kind lands, at that door, in that slot. `FAIRLEAD_SEED` chooses the houses, `FAIRLEAD_WORLDS` how many there are
//! with how many arrivals each (`100x100` in `make soak`).

use crate::pages::Help;
use crate::pages::forms::hidden;
use crate::support::{Client, Desk, client, parts};
use desk::By;
use desk::page_token::PageToken;
use domain::chat::Widget;
use domain::conversation::{Conversation, Status};
use domain::dead_end::{Door, Flow, House, Report, Scope, audit};
use domain::door::Medium;
use domain::form::Form;
use domain::team::Team;
use domain::{ChannelId, Millis, TeamId};
use reqwest::multipart;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::Duration;
use store::Tx;
use testkit::houses::{Dice, Scale, Town, expected, kept, word};
use uuid::Uuid;

const HOUR: Millis = 3_600_000;
const ADDRESSES: usize = 5;
const FORMS: usize = 2;
const FRIEND: &str = "friend@c.example";
/// Long enough between two posts that nobody takes it for a crowd.
const AWHILE: Millis = 61_000;

struct Doors {
    help: Help,
    town: Town,
    forms: Vec<Form>,
    widget: Widget,
    /// Conversations that there were.
    seen: i64,
}

/// One who came, and what was said of them.
struct Came {
    door: Door,
    friend: bool,
    flow: Flow,
}

async fn doors() -> Doors {
    let desk = Desk::start_with(|config| {
        (
            config.limits.smtp_mails_per_minute,
            config.limits.smtp_burst,
        ) = (1_000_000, 1_000_000);
        // Nothing leaves this house, and nothing comes back from it.
        (config.direct_delivery, config.limits.outbox_look_ms) = (false, 1_000);
    })
    .await;
    let admin = desk.set_up().await;
    let help = Help::on(desk, admin, json!({})).await;
    let app = &help.desk.running.app;
    for n in 1..ADDRESSES {
        let address = format!("door{n}@example.com");
        let new = json!({ "kind": "email", "name": format!("Mail {n}"), "team": null, "address": address });
        made(&help.admin, new).await;
    }
    for n in 0..FORMS {
        made(
            &help.admin,
            json!({ "kind": "form", "name": format!("Form {n}"), "team": null }),
        )
        .await;
    }
    made(
        &help.admin,
        json!({ "kind": "chat", "name": "Chat", "team": null }),
    )
    .await;
    let by = By::system(app.clock.now());
    let forms = app.desk.forms(&by).await.expect("forms");
    let read = async |tx: &mut Tx| {
        let widgets = store::chat::widgets(tx).await?;
        Ok::<_, store::StoreError>((
            widgets,
            store::channel::all(tx).await?,
            store::team::all(tx).await?,
        ))
    };
    let (mut widgets, channels, mut teams) = app.db().read(read).await.expect("read");
    let widget = widgets.pop().expect("a widget");
    on_a_site(&help.admin, &widget).await;
    teams.extend(other_teams(&help.desk).await);
    let mut doors = Doors {
        town: Town {
            channels: channels.iter().map(|c| c.id).collect(),
            teams: teams.iter().map(|t| t.id).collect(),
            friend: None,
        },
        help,
        forms,
        widget,
        seen: 0,
    };
    doors.mail(FRIEND, "support@example.com", "Hello").await;
    doors.town.friend = doors.came(1).await[0].contact;
    doors
}

async fn made(admin: &Client, new: Value) {
    let (status, told) = parts(admin.post("/channels", new).await).await;
    assert_eq!(status, 201, "{told}");
}

async fn on_a_site(admin: &Client, widget: &Widget) {
    let path = format!("/widgets/{}", widget.id);
    let mut settings = admin.json(&path).await;
    settings["sites"] = json!(["https://shop.example"]);
    let (status, told) = parts(admin.put(&path, settings).await).await;
    assert_eq!(status, 200, "{told}");
}

/// One that works, and one that is archived.
async fn other_teams(desk: &Desk) -> Vec<Team> {
    let team = |n: u128| Team {
        id: TeamId(Uuid::from_u128(n)),
        name: format!("Team {n}"),
        signature: String::new(),
        archived: n == 2,
    };
    let teams = vec![team(1), team(2)];
    let all = teams.clone();
    let insert = async move |tx: &mut Tx| {
        for team in &all {
            store::team::insert(tx, team, 0).await?;
        }
        Ok::<_, store::StoreError>(())
    };
    desk.running.app.db().write(insert).await.expect("teams");
    teams
}

impl Doors {
    fn now(&self) -> Millis {
        self.help.desk.clock.now()
    }

    /// Another house, at another hour of the week, and what the audit says of it.
    async fn shuffled(&self, dice: &mut Dice) -> (House, Report) {
        let app = &self.help.desk.running.app;
        let hours = i64::try_from(dice.below(7 * 24)).expect("a few");
        self.help.desk.clock.advance(hours * HOUR);
        let now = self.now();
        self.town
            .shuffle(app.db(), dice, now)
            .await
            .expect("another house");
        app.chats.forget();
        let read = async move |tx: &mut Tx| desk::dead_end::house(tx, now).await;
        let (house, _) = app.db().read(read).await.expect("a house");
        let report = audit(&house, &Scope::All);
        (house, report)
    }

    async fn mail(&self, from: &str, to: &str, subject: &str) {
        let id = subject.replace(' ', ".");
        let text = format!(
            "From: {from}\nTo: {to}\nSubject: {subject}\nMessage-ID: <{id}@c.example>\n\
             Date: Mon, 2 Mar 2026 09:00:00 +0000\n\nWhat about this lamp?\n"
        );
        let said = self.help.desk.mail(from, to, &text).await;
        assert!(said.starts_with("250"), "{said}");
    }

    /// Loads the page, or has had it open since before, and sends it.
    async fn form(&self, form: &Form, who: &str, subject: &str) {
        let path = format!("/help/north/en/f/{}", form.slug);
        let page = self.help.get(&path).await;
        let mut token = hidden(&page.text, "t");
        if token.is_empty() {
            assert_ne!(page.status, 500, "{}", page.text);
            let fresh = PageToken::fresh(self.now()).expect("random");
            let keys = self.help.desk.running.app.desk.keys();
            token = keys.page_token(&format!("form:{}", form.id), &fresh);
        }
        self.help.desk.clock.advance(AWHILE);
        let typed = multipart::Form::new()
            .text("t", token)
            .text("w", "")
            .text("website", "")
            .text("q.question", format!("{subject}\nWhat about this lamp?"))
            .text("q.name", "Kadri Tamm")
            .text("q.email", who.to_owned());
        let sent = client().post(self.help.desk.url(&path)).multipart(typed);
        let answer = sent.send().await.expect("answered");
        assert_eq!(answer.status(), 303, "{subject}");
    }

    async fn chat(&self, subject: &str) {
        let url = self.help.desk.url(&format!("/w/{}", self.widget.key));
        let begin = client().post(format!("{url}/session")).json(&json!({}));
        let (status, session) = parts(begin.send().await.expect("answered")).await;
        assert_eq!(status, 200, "{session}");
        let said = client()
            .post(format!("{url}/messages"))
            .header(
                "authorization",
                format!("Bearer {}", session["token"].as_str().expect("a token")),
            )
            .header("idempotency-key", subject.replace([' ', '.'], "-"))
            .json(&json!({ "text": subject }));
        let (status, told) = parts(said.send().await.expect("answered")).await;
        assert_eq!(status, 201, "{told}");
        // The next one is somebody else, a moment later.
        self.help.desk.clock.advance(1_000);
    }

    /// Through whichever door it is; nobody knows who is at a widget.
    async fn comes(&self, door: &Door, who: &str, subject: &str) {
        match door.medium {
            Medium::Mail => self.mail(who, &door.label, subject).await,
            Medium::Widget => self.chat(subject).await,
            _ => {
                let form = self.forms.iter().find(|f| f.door == door.id);
                self.form(form.expect("its form"), who, subject).await;
            }
        }
    }

    /// The conversations that are new when there are so many; and no more.
    async fn came(&mut self, n: usize) -> Vec<Conversation> {
        let from = self.seen;
        let read = async move |tx: &mut Tx| {
            let mut found = Vec::new();
            let mut number = from + 1;
            while let Some(id) = store::conversation::by_number(tx, number).await? {
                found.extend(store::conversation::load(tx, id).await?);
                number += 1;
            }
            Ok::<_, store::StoreError>(found)
        };
        for _ in 0..2_400 {
            let found = self.help.desk.running.app.db().read(read).await;
            let found = found.expect("read");
            if found.len() >= n {
                assert_eq!(found.len(), n, "nothing is doubled");
                self.seen += i64::try_from(n).expect("a few");
                return found;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("{n} came, and after a minute not all of them were there");
    }

    /// As many come as are wanted; who they were, by their subjects.
    async fn arrivals(
        &self,
        (house, report): &(House, Report),
        dice: &mut Dice,
        scale: Scale,
        round: usize,
    ) -> HashMap<String, Came> {
        let own = |d: &&Door| self.town.channels.contains(&d.channel);
        let doors: Vec<&Door> = house.doors.iter().filter(own).collect();
        assert!(doors.len() > ADDRESSES + FORMS, "{doors:?}");
        let mut drawn: Vec<(&Door, bool)> = (0..scale.arrivals)
            .map(|_| (doors[dice.below(doors.len())], dice.one_in(3)))
            .collect();
        // The clock stands while mail is read: who reads it has only so long.
        drawn.sort_by_key(|(door, _)| door.medium == Medium::Mail);
        let mut came = HashMap::new();
        for (n, (door, friend)) in drawn.into_iter().enumerate() {
            let friend = friend && door.medium != Medium::Widget;
            let at = House {
                now: self.now(),
                ..house.clone()
            };
            let flow = word(&at, report, door, friend).clone();
            let subject = format!("Question {round}.{n} of many");
            let who = match friend {
                true => FRIEND.to_owned(),
                false => format!("c{round}.{n}@c.example"),
            };
            self.comes(door, &who, &subject).await;
            let door = door.clone();
            came.insert(subject, Came { door, friend, flow });
        }
        came
    }
}

/// Whether it is where the audit said; whether a queue had taken it.
fn compared(house: &House, c: &Conversation, came: &Came, told: &str) -> bool {
    assert_ne!(c.state.status(), Status::Spam, "{told}");
    let team_of = |id: ChannelId| {
        house
            .channels
            .iter()
            .find(|c| c.id == id)
            .and_then(|c| c.team)
    };
    match expected(&came.flow) {
        Some(via) => assert_eq!((c.channel, c.team), (via, team_of(via)), "{told}"),
        None if came.door.medium != Medium::Mail => {
            let may = kept(house, &came.flow, &came.door);
            assert!(
                may.contains(&c.channel),
                "{told}: {:?} of {may:?}",
                c.channel
            );
            assert_eq!(c.team, team_of(c.channel), "{told}");
        }
        None => {
            let own = came.door.channel;
            assert_eq!((c.channel, c.team), (own, team_of(own)), "{told}");
        }
    }
    expected(&came.flow).is_some()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_comes_through_a_real_door_lands_where_the_audit_said() {
    let scale = Scale::asked(5, 20);
    let mut dice = Dice::new(scale.seed);
    let mut doors = doors().await;
    let (mut taken, mut kept) = (0, 0);
    for round in 0..scale.worlds {
        let seen = doors.shuffled(&mut dice).await;
        let came = doors.arrivals(&seen, &mut dice, scale, round).await;
        for c in doors.came(scale.arrivals).await {
            let one = came.get(&c.subject).unwrap_or_else(|| panic!("{c:?}"));
            let own = seen.0.channels.iter().find(|c| c.id == one.door.channel);
            let told = format!(
                "{scale:?}, world {round}, {} at {} (a friend: {}): {own:?} {:?}",
                c.subject, one.door.label, one.friend, one.flow
            );
            match compared(&seen.0, &c, one, &told) {
                true => taken += 1,
                false => kept += 1,
            }
        }
    }
    println!(
        "{taken} taken where the audit said, {kept} kept where nobody takes them, 0 differences"
    );
    assert!(
        taken > 0 && kept > 0,
        "both happen: {taken} taken, {kept} kept"
    );
}
