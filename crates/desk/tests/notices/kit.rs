//! What the tests of notices have in common.

pub use super::support::*;
pub use desk::notice::{Command, NewSuppression, View};
pub use domain::conversation::Status;
pub use domain::notice::{
    Content, HOLD_MS, Passed, Standing, State, Stopped, Text, To, Voice, Waves, Way,
};
pub use domain::{ChannelId, ContactId, ConversationId, NoticeId, PlanId};
pub use fairlead_desk as desk;
pub use std::collections::BTreeMap;
pub use store::notice::Recipient;
pub use store::{Json, on_both_engines};

pub const HOUR: i64 = 60 * MINUTE;

/// Questions of somebody, each a conversation of its own.
pub async fn writes(w: &World, who: &str, times: usize) -> ConversationId {
    let mut last = None;
    for n in 0..times {
        let id = format!("{who}-{n}-{}@shop.example", w.now);
        let sender = format!("{who} Buyer <{who}@shop.example>");
        let subject = format!("Lamp {who} {n}");
        last = Some(
            w.opened(from(&sender, &subject, &id, "Where is it?"))
                .await
                .0,
        );
    }
    last.expect("written at least once")
}

pub async fn channel(w: &World) -> ChannelId {
    let all = w
        .desk
        .db()
        .read(async |tx| store::channel::all(tx).await)
        .await
        .expect("read");
    all[0].id
}

pub async fn contact(w: &World, who: &str) -> ContactId {
    let key = format!("{who}@shop.example");
    let found = w
        .desk
        .db()
        .read(async move |tx| {
            store::contact::by_identity(tx, domain::contact::IdentityKind::Email, &key).await
        })
        .await
        .expect("read");
    found.expect("known").contact
}

pub fn text(subject: &str, html: &str) -> Text {
    Text {
        subject: subject.to_owned(),
        html: html.to_owned(),
    }
}

pub fn content(from: ChannelId) -> Content {
    let words = text(
        "News for {{customer.name|you}}",
        "<p>Hello {{customer.name|there}},</p><p>{{ways}}</p><p>{{agent.first_name}}, {{organization.name}}</p>",
    );
    Content {
        name: "Mail goes".to_owned(),
        to: To {
            days: 90,
            ..To::default()
        },
        from,
        in_thread: false,
        voice: Voice::Benefit,
        texts: [("en".to_owned(), words)].into(),
        follow_up: false,
        exceptions: [].into(),
        waves: Waves {
            first: 2,
            then_per_hour: 2,
            wait_hours: 1,
        },
        costs_meant: false,
    }
}

pub async fn made(w: &World, content: Content) -> View {
    let about = channel(w).await;
    w.desk
        .make_notice(&w.by(), about, None, content)
        .await
        .expect("a draft")
}

pub async fn commanded(w: &World, view: &View, command: Command) -> View {
    let (id, version) = (view.notice.id, now_version(w, view.notice.id).await);
    w.desk
        .command_notice(&w.by(), id, version, command)
        .await
        .expect("done")
}

pub async fn now_version(w: &World, id: NoticeId) -> i64 {
    w.desk
        .notice(&w.by(), id)
        .await
        .expect("seen")
        .notice
        .version
}

pub async fn view(w: &World, id: NoticeId) -> View {
    w.desk.notice(&w.by(), id).await.expect("seen")
}

pub async fn refusal(w: &World, view: &View, command: Command) -> &'static str {
    let version = now_version(w, view.notice.id).await;
    let done = w
        .desk
        .command_notice(&w.by(), view.notice.id, version, command)
        .await;
    done.expect_err("refused").code()
}

/// Sent to those who wrote once each; the first letters may go.
pub async fn sent(w: &mut World, who: &[&str], content: Content) -> View {
    for one in who {
        writes(w, one, 1).await;
    }
    w.now += HOUR;
    addresses(w).await;
    let draft = made(w, content).await;
    let sent = commanded(w, &draft, Command::Send).await;
    w.now += HOLD_MS;
    sent
}

/// A plan of the channel that closes it after ten days of telling, not started.
pub async fn wind_down(w: &World) -> PlanId {
    use domain::plan::{Audience, Kind, Step};
    let new = desk::channels::NewChannel {
        name: "Next".into(),
        kind: "email".into(),
        brand: None,
        team: Some(w.started.team.id),
        address: Some("next@desk.example".into()),
        first_response_target_min: 480,
    };
    let next = w
        .desk
        .create_channel(&w.by(), new)
        .await
        .expect("a channel");
    let change = desk::channels::ChannelChange {
        successor: Some(Some(next.id)),
        ..Default::default()
    };
    let own = w.started.channel.id;
    w.desk
        .change_channel(&w.by(), own, change)
        .await
        .expect("changed");
    let step = |name: &str, stage, days| Step {
        name: name.into(),
        stage,
        audience: Audience::Everyone,
        overlays: vec![],
        keeps: false,
        clears: false,
        windows: vec![],
        shortest_ms: days * DAY,
        goes_on: Default::default(),
        guards: vec![],
        tasks: vec![],
        outside: vec![],
        gates: vec![],
    };
    let plan = domain::plan::Content {
        kind: Kind::WindDown,
        name: "away".into(),
        reason: "Unused.".into(),
        owner: Some(w.started.agent.id),
        close_plan: String::new(),
        steps: vec![
            step("Tell", None, 10),
            step("Shut", Some(domain::channel::Stage::Closed), 1),
        ],
    };
    w.desk
        .make_plan(&w.by(), channel(w).await, plan)
        .await
        .expect("a plan")
        .plan
        .id
}

pub async fn ordered(w: &World, plan: PlanId, command: domain::plan::Command) {
    let version = w
        .desk
        .plan(&w.by(), plan)
        .await
        .expect("a plan")
        .plan
        .version;
    w.desk
        .command_plan(&w.by(), plan, version, command)
        .await
        .expect("done");
}

/// Two are told at first, and the letters name the day.
pub fn dated(from: ChannelId) -> Content {
    let words = text(
        "It closes on {{date}}",
        "<p>It closes on {{date}}. {{ways}}</p>",
    );
    Content {
        texts: [("en".to_owned(), words)].into(),
        ..content(from)
    }
}

/// A draft of the plan's.
pub async fn made_for(w: &World, plan: PlanId, content: Content) -> View {
    let about = channel(w).await;
    w.desk
        .make_notice(&w.by(), about, Some(plan), content)
        .await
        .expect("a draft")
}

/// What the trail says of stops by the program itself.
pub async fn stops(w: &World, id: NoticeId) -> Vec<serde_json::Value> {
    let wanted = store::audit::Wanted {
        act: Some("notice.stopped".to_owned()),
        target: Some(id.to_string()),
        ..Default::default()
    };
    let access = w.by().access;
    let read =
        async move |tx: &mut store::Tx| store::audit::list(tx, &access, &wanted, None, 10).await;
    let acts = w.desk.db().read(read).await.expect("read");
    let own = acts.into_iter().filter(|a| a.agent.is_none());
    own.map(|a| a.detail.0).collect()
}

/// Mails of the house that were not handed over yet.
pub async fn house_mails(w: &World) -> Vec<String> {
    let (now, until) = (w.now, w.now + DAY);
    let claim =
        async move |tx: &mut store::Tx| store::house_mail::claim(tx, now, until, "test", 9).await;
    let claimed = w.desk.db().write(claim).await.expect("claimed");
    let text =
        |m: store::house_mail::Claimed| String::from_utf8_lossy(&m.bytes).replace("=\r\n", "");
    claimed.into_iter().map(text).collect()
}

/// Tells everybody whose turn it is.
pub async fn tell(w: &World) {
    for _ in 0..100 {
        if w.desk.tell_notices(w.now).await.expect("told") == 0 {
            return;
        }
    }
    panic!("it never ends");
}

pub async fn mailed(w: &mut World) -> Vec<(desk::outbox::Outgoing, mail::Mail)> {
    w.now += domain::conversation::UNDO_MS;
    let mut sent = w.sent().await;
    sent.sort_by(|a, b| a.0.recipient.cmp(&b.0.recipient));
    sent
}

pub async fn addresses(w: &mut World) -> Vec<String> {
    mailed(w)
        .await
        .into_iter()
        .map(|(o, _)| o.recipient)
        .collect()
}

pub async fn recipients(w: &World, id: NoticeId) -> Vec<Recipient> {
    w.desk
        .notice_recipients(&w.by(), id, None, -1, 100)
        .await
        .expect("read")
}

/// Who was passed over, by name, and why.
pub async fn passed(w: &World, id: NoticeId) -> BTreeMap<String, Passed> {
    let all = recipients(w, id).await.into_iter();
    all.filter_map(|r| Some((r.name, r.why?))).collect()
}

/// A field of the head, as it stands in the bytes.
pub fn field(o: &desk::outbox::Outgoing, name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(&o.bytes);
    let head = text
        .split("\r\n\r\n")
        .next()?
        .replace("\r\n ", " ")
        .replace("\r\n\t", " ");
    let start = format!("{}:", name.to_ascii_lowercase());
    let mut lines = head.lines();
    let line = lines.find(|l| l.to_ascii_lowercase().starts_with(&start))?;
    Some(line[start.len()..].trim().to_owned())
}
