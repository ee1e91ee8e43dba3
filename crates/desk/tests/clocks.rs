//! SLA clocks: they follow their conversation, warn and break once, and follow changed settings.

mod support;

use domain::conversation::{Command, Source, Urgency};
use domain::event::EventKind;
use domain::hours::{Interval, Schedule};
use domain::sla::{ClockKind, ClockState, Targets};
use domain::{BusinessHoursId, ConversationId, Millis};
use fairlead_desk::settings::hours::HoursInput;
use fairlead_desk::settings::sla::PolicyInput;
use store::feed::Feed;
use store::{StoreError, on_both_engines};
use support::*;

const HOUR: Millis = 60 * MINUTE;

fn policy(urgency: Option<Urgency>, first: Millis) -> PolicyInput {
    PolicyInput {
        name: "Promise".into(),
        position: 0,
        channel: None,
        urgency,
        in_hours: true,
        targets: Targets {
            first_response_ms: Some(first),
            next_response_ms: Some(2 * first),
            resolution_ms: Some(40 * HOUR),
            warn_ms: 10 * MINUTE,
        },
    }
}

/// `sla.*` events since the beginning, as (kind of mark, when it was due).
async fn marks(w: &World) -> Vec<(&'static str, Millis)> {
    w.desk.db().settle().await.expect("settled");
    let feed = w
        .desk
        .db()
        .read(async |tx| {
            let access = domain::access::Access::system();
            store::feed::events_since(tx, &access, 0, 1000).await
        })
        .await
        .expect("read");
    let Feed::Events { events, .. } = feed else {
        panic!("events");
    };
    let mark = |kind: &EventKind| match kind {
        EventKind::SlaWarned { due_at, .. } => Some(("warned", *due_at)),
        EventKind::SlaBreached { due_at, .. } => Some(("breached", *due_at)),
        _ => None,
    };
    events
        .iter()
        .filter_map(|e| e.what.as_ref().and_then(|what| mark(&what.kind)))
        .collect()
}

async fn due(w: &World, id: ConversationId) -> Option<(Millis, ClockKind)> {
    let found = w
        .desk
        .db()
        .read(async move |tx| {
            let access = domain::access::Access::system();
            store::inbox::summary(tx, &access, id).await
        })
        .await
        .expect("read")
        .expect("there");
    found.due_at.zip(found.due_kind)
}

async fn settle(w: &World) {
    for _ in 0..20 {
        if w.desk.sla_due(w.now).await.expect("swept") == 0 {
            return;
        }
    }
    panic!("the sweep does not come to an end");
}

on_both_engines! {
    async fn a_warning_and_a_breach_are_told_once_by_however_many_sweeps(db: &TestDb) {
        let mut w = world(db).await;
        w.desk.create_sla_policy(&w.by(), policy(None, HOUR)).await.expect("made");
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        let asked = w.now;
        assert_eq!(due(&w, id).await, Some((asked + HOUR, ClockKind::FirstResponse)));
        settle(&w).await;
        assert_eq!(marks(&w).await, []);
        w.now = asked + 50 * MINUTE;
        let (a, b) = tokio::join!(w.desk.sla_due(w.now), w.desk.sla_due(w.now));
        a.expect("swept");
        b.expect("swept");
        settle(&w).await;
        assert_eq!(marks(&w).await, [("warned", asked + HOUR)]);
        w.now = asked + 3 * HOUR;
        settle(&w).await;
        // The clock of the machine was set back.
        w.now = asked + 10 * MINUTE;
        settle(&w).await;
        assert_eq!(marks(&w).await, [("warned", asked + HOUR), ("breached", asked + HOUR)]);
        w.now = asked + 4 * HOUR;
        w.desk.reply(&w.by(), answer(id, "cleo@c.example", "<p>Here</p>")).await.expect("answered");
        assert_eq!(due(&w, id).await, None);
        let clocks = w.desk.clocks_of(id).await.expect("clocks");
        let states: Vec<_> = clocks.iter().map(|c| (c.kind, c.state())).collect();
        assert_eq!(states, [(ClockKind::FirstResponse, ClockState::Met), (ClockKind::Resolution, ClockState::Paused)]);
    }

    async fn another_urgency_falls_under_another_policy_at_once(db: &TestDb) {
        let w = world(db).await;
        w.desk.create_sla_policy(&w.by(), policy(Some(Urgency::Urgent), 15 * MINUTE)).await.expect("made");
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        let of_channel = due(&w, id).await.expect("the channel's own target");
        w.desk.change(&w.by(), id, None, Command::SetUrgency(Urgency::Urgent, Source::Agent)).await.expect("changed");
        assert_eq!(due(&w, id).await, Some((w.now + 15 * MINUTE, ClockKind::FirstResponse)));
        w.desk.change(&w.by(), id, None, Command::SetUrgency(Urgency::Low, Source::Agent)).await.expect("changed");
        assert_eq!(due(&w, id).await, Some(of_channel));
    }

    async fn changed_hours_and_policies_move_what_is_due_already(db: &TestDb) {
        let w = world(db).await;
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        settle(&w).await;
        let made = w.desk.create_sla_policy(&w.by(), policy(None, HOUR)).await.expect("made");
        settle(&w).await;
        assert_eq!(due(&w, id).await, Some((w.now + HOUR, ClockKind::FirstResponse)));
        // Open from 14:00 UTC on; the mail came at 09:51.
        let week = (0..7).map(|day| Interval { day, from: 14 * 60, to: 20 * 60 }).collect();
        let input = HoursInput {
            name: "Afternoon".into(),
            schedule: Schedule { zone: "UTC".into(), week, exceptions: Vec::new() },
            channels: vec![w.started.channel.id],
            ..HoursInput::default()
        };
        let hours = w.desk.create_business_hours(&w.by(), input.clone()).await.expect("made");
        settle(&w).await;
        let day = w.now - w.now % DAY;
        assert_eq!(due(&w, id).await, Some((day + 15 * HOUR, ClockKind::FirstResponse)));
        let stale = w.desk.change_business_hours(&w.by(), hours.hours.id, 7, input).await;
        assert_eq!(stale.map(|_| ()).expect_err("stale").code(), "conflict");
        w.desk.remove_business_hours(&w.by(), hours.hours.id).await.expect("removed");
        w.desk.remove_sla_policy(&w.by(), made.id).await.expect("removed");
        settle(&w).await;
        let target = Millis::from(w.started.channel.first_response_target_min) * MINUTE;
        assert_eq!(due(&w, id).await, Some((w.now + target, ClockKind::FirstResponse)));
    }

    async fn spam_and_programs_are_promised_nothing(db: &TestDb) {
        let w = world(db).await;
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        w.desk.change(&w.by(), id, None, Command::MarkSpam).await.expect("changed");
        assert_eq!(due(&w, id).await, None);
        let automatic = mail(
            &format!("From: robot@c.example\nTo: {DOOR}\nSubject: Away\nMessage-ID: <2@c.example>\nAuto-Submitted: auto-replied\nDate: Tue, 3 Mar 2026 09:50:00 +0000"),
            "I am away.",
        );
        let (id, _) = w.opened(automatic).await;
        assert_eq!(due(&w, id).await, None);
        assert_eq!(w.desk.clocks_of(id).await.expect("clocks"), []);
    }

    async fn hours_that_cannot_be_understood_stop_no_mail(db: &TestDb) {
        let w = world(db).await;
        let channel = w.started.channel.id;
        db.write(async move |tx| {
            let lost = store::hours::BusinessHours {
                id: BusinessHoursId(uuid::Uuid::from_u128(1)),
                name: "Lost".into(),
                schedule: Schedule { zone: "Atlantis/Capital".into(), ..Schedule::default() },
                calendars: Vec::new(),
                channels: vec![channel],
                teams: Vec::new(),
                created_at: 0,
                version: 1,
            };
            store::hours::insert(tx, &lost).await?;
            Ok::<_, StoreError>(())
        })
        .await
        .expect("written");
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        assert!(due(&w, id).await.is_some());
    }
}
