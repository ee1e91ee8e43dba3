//! Many who answer, leave and vanish at once: each piece of work ends in exactly one outcome, in rows, answers and events alike.

mod support;

use domain::access::{Access, PermissionSet};
use domain::event::{Actor, Event, EventKind};
use domain::team::Agent;
use domain::{AgentId, ConversationId, Millis, VisitorId, WidgetId};
use fairlead_desk::{By, Desk};
use std::collections::BTreeMap;
use store::chat::Chat;
use store::feed::{Feed, events_since};
use store::on_both_engines;
use store::work::{Stands, Work};
use support::*;

const AGENTS: u128 = 5;
const CHATS: usize = 12;
const ROUNDS: usize = 25;

/// Splitmix: the same schedule for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}

async fn agents(w: &World) -> Vec<AgentId> {
    let mut ids = Vec::new();
    for n in 1..=AGENTS {
        let id = AgentId(uuid::Uuid::from_u128(n));
        let agent = Agent {
            id,
            name: format!("Agent {n}"),
            email: format!("a{n}@lamps.example"),
            permission_set: PermissionSet::Agent.into(),
            teams: vec![w.started.team.id],
            zone: "UTC".to_owned(),
            locale: "en".to_owned(),
            active: true,
            invited: false,
            created_at: w.now,
        };
        let job = w
            .desk
            .db()
            .write(async move |tx| store::agent::insert(tx, &agent, None).await);
        job.await.expect("inserted");
        ids.push(id);
    }
    ids
}

/// Somebody at a widget who waits.
async fn chat(w: &World, n: usize) -> ConversationId {
    let sender = format!("c{n}@c.example");
    let mail = from(
        &sender,
        &format!("Chat {n}"),
        &format!("{n}@c.example"),
        "Hello?",
    );
    let (id, _) = w.opened(mail).await;
    let chat = Chat {
        conversation: id,
        visitor: VisitorId(uuid::Uuid::from_u128(n as u128)),
        widget: WidgetId(uuid::Uuid::from_u128(1)),
        began_at: w.now,
        agent_read_n: 0,
        left_at: None,
        score: None,
        comment: String::new(),
        rated_at: None,
    };
    let job = w
        .desk
        .db()
        .write(async move |tx| store::chat::begin(tx, &chat).await);
    job.await.expect("a chat");
    id
}

async fn rows(desk: &Desk) -> Vec<Work> {
    let all = desk.db().read(async |tx| store::work::all(tx, 1_000).await);
    all.await.expect("read")
}

fn by(w: &World, agent: AgentId, now: Millis) -> By {
    let access = Access::of(agent, PermissionSet::Agent, vec![w.started.team.id]);
    By::agent(access, now, "127.0.0.1")
}

async fn leave(desk: Desk, id: ConversationId, now: Millis) {
    let job = desk.db().write(async move |tx| {
        store::chat::set_left(tx, id, Some(now)).await?;
        tx.emit(Event {
            at: now,
            actor: Actor::System,
            kind: EventKind::ChatChanged {
                conversation: id,
                what: domain::chat::Change::Left,
            },
        });
        Ok::<_, store::StoreError>(())
    });
    job.await.expect("left");
}

/// What one of many did: an accept that was taken counts.
type Deed = std::pin::Pin<Box<dyn Future<Output = Option<(ConversationId, u32)>> + Send>>;

fn answers(w: &World, row: &Work, ids: &[AgentId], now: Millis, dice: &mut Dice) -> Vec<Deed> {
    let Some(at) = row.agent else {
        return Vec::new();
    };
    let (id, version) = (row.conversation, row.version);
    let mut deeds: Vec<Deed> = Vec::new();
    let accept = |agent: AgentId| -> Deed {
        let (desk, by) = (w.desk.clone(), by(w, agent, now));
        Box::pin(async move {
            match desk.accept_offer(&by, id, version).await {
                Ok(()) => Some((id, version)),
                Err(e) => {
                    assert!(["offer_over", "conflict"].contains(&e.code()), "{e}");
                    None
                }
            }
        })
    };
    let decline = |agent: AgentId| -> Deed {
        let (desk, by) = (w.desk.clone(), by(w, agent, now));
        Box::pin(async move {
            if let Err(e) = desk.decline_offer(&by, id, version).await {
                assert!(["offer_over", "conflict"].contains(&e.code()), "{e}");
            }
            None
        })
    };
    let other = ids[usize::try_from(dice.below(AGENTS as u64)).expect("small")];
    match dice.below(6) {
        0 => {}
        1 => deeds.push(decline(at)),
        2 => deeds.extend([accept(at), accept(at), accept(other)]),
        3 => deeds.extend([accept(at), decline(at)]),
        4 => {
            let desk = w.desk.clone();
            deeds.push(accept(at));
            deeds.push(Box::pin(async move {
                leave(desk, id, now).await;
                None
            }));
        }
        _ => deeds.push(accept(at)),
    }
    deeds
}

fn held(w: &World, row: &Work, now: Millis, dice: &mut Dice) -> Vec<Deed> {
    let (Some(agent), id) = (row.agent, row.conversation) else {
        return Vec::new();
    };
    let (desk, by) = (w.desk.clone(), by(w, agent, now));
    let deed: Deed = match dice.below(5) {
        0 => Box::pin(async move {
            if let Err(e) = desk.give_back(&by, id).await {
                assert!(["not_held", "conflict"].contains(&e.code()), "{e}");
            }
            None
        }),
        1 => Box::pin(async move {
            leave(desk, id, now).await;
            None
        }),
        _ => return Vec::new(),
    };
    vec![deed]
}

fn router(desk: Desk, now: Millis) -> Deed {
    Box::pin(async move {
        desk.route(now).await.expect("a pass");
        None
    })
}

/// What the events say of one piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Told {
    #[default]
    Waits,
    Rings(AgentId, u32),
    Has(AgentId),
}

/// Follows the feed; each step has to follow from the one before.
async fn told(desk: &Desk) -> (BTreeMap<ConversationId, Told>, usize) {
    desk.db().settle().await.expect("settled");
    let (mut told, mut accepted, mut at) = (BTreeMap::new(), 0, 0);
    loop {
        let read = desk
            .db()
            .read(async move |tx| events_since(tx, &Access::system(), at, 500).await);
        let Feed::Events {
            events,
            position,
            more,
        } = read.await.expect("read")
        else {
            panic!("the feed begins at its beginning");
        };
        for event in events.into_iter().filter_map(|e| e.what) {
            accepted += usize::from(matches!(event.kind, EventKind::WorkAccepted { .. }));
            step(&mut told, &event.kind);
        }
        at = position;
        if !more {
            return (told, accepted);
        }
    }
}

fn step(told: &mut BTreeMap<ConversationId, Told>, kind: &EventKind) {
    match *kind {
        EventKind::WorkOffered {
            conversation,
            agent,
            version,
            ..
        } => {
            let now = told.entry(conversation).or_default();
            assert_eq!(
                *now,
                Told::Waits,
                "{conversation} rings while it is elsewhere"
            );
            assert!(
                !told
                    .values()
                    .any(|t| matches!(t, Told::Rings(a, _) if *a == agent)),
                "two things ring at {agent}"
            );
            told.insert(conversation, Told::Rings(agent, version));
        }
        EventKind::WorkWithdrawn {
            conversation,
            agent,
            ..
        } => {
            let was = told.insert(conversation, Told::Waits);
            assert!(
                matches!(was, Some(Told::Rings(a, _)) if a == agent),
                "{was:?}"
            );
        }
        EventKind::WorkAccepted {
            conversation,
            agent,
        } => {
            let was = told.insert(conversation, Told::Has(agent));
            assert!(
                matches!(was, Some(Told::Rings(a, _)) if a == agent),
                "{was:?}"
            );
        }
        EventKind::WorkHandedBack {
            conversation,
            agent,
            ..
        } => {
            let was = told.insert(conversation, Told::Waits);
            assert_eq!(was, Some(Told::Has(agent)));
        }
        _ => {}
    }
}

async fn schedule(w: &mut World, seed: u64) {
    println!("seed {seed}");
    let mut dice = Dice(seed);
    let ids = agents(w).await;
    let heard = |at: Millis, who: &[AgentId]| who.iter().map(|a| (*a, at)).collect::<Vec<_>>();
    w.desk
        .consoles_here(heard(w.now, &ids), w.now)
        .await
        .expect("here");
    let mut taken = BTreeMap::new();
    let mut chats = 0;
    for round in 0..ROUNDS {
        while chats < CHATS && chats * 2 <= round {
            chat(w, chats).await;
            chats += 1;
        }
        let mut deeds = vec![router(w.desk.clone(), w.now), router(w.desk.clone(), w.now)];
        for row in rows(&w.desk).await {
            deeds.extend(match row.standing {
                Stands::Offered => answers(w, &row, &ids, w.now, &mut dice),
                Stands::Held => held(w, &row, w.now, &mut dice),
                Stands::Waiting => Vec::new(),
            });
        }
        // One of them vanishes, or is back.
        let gone = ids[usize::try_from(dice.below(AGENTS as u64)).expect("small")];
        let rest: Vec<AgentId> = ids.iter().copied().filter(|a| *a != gone).collect();
        let (desk, now) = (w.desk.clone(), w.now);
        let here = heard(now, if dice.below(4) == 0 { &rest } else { &ids });
        deeds.push(Box::pin(async move {
            desk.consoles_here(here, now).await.expect("here");
            desk.consoles_lost(now, now).await.expect("lost");
            None
        }));
        let running: Vec<_> = deeds.into_iter().map(tokio::spawn).collect();
        for deed in running {
            if let Some((id, version)) = deed.await.expect("ran") {
                let before = taken.insert((id, version), round);
                assert_eq!(before, None, "an offer was taken twice");
            }
        }
        w.now += i64::try_from(dice.below(15_000)).expect("small") + 1;
    }
    agree(w, taken.len()).await;
}

/// Rows, conversations and events say the same.
async fn agree(w: &World, taken: usize) {
    let (told, accepted) = told(&w.desk).await;
    assert_eq!(
        accepted, taken,
        "every accept that was taken is told, and no other"
    );
    assert!(taken > 3, "something happened: {taken}");
    for row in rows(&w.desk).await {
        let says = told.get(&row.conversation).copied().unwrap_or_default();
        let is = match (row.standing, row.agent) {
            (Stands::Offered, Some(agent)) => Told::Rings(agent, row.version),
            (Stands::Held, Some(agent)) => Told::Has(agent),
            _ => Told::Waits,
        };
        assert_eq!(says, is, "{row:?}");
        let c = w.conversation(row.conversation).await;
        let has = match is {
            Told::Has(agent) => Some(agent),
            Told::Waits | Told::Rings(..) => None,
        };
        assert_eq!(c.assignee, has, "{row:?}");
    }
}

on_both_engines! {
    async fn whoever_answers_leaves_or_vanishes_at_once_each_chat_has_one_outcome(db: &TestDb) {
        let mut w = world(db).await;
        schedule(&mut w, 20_261_123).await;
    }

    async fn another_schedule_ends_as_clearly(db: &TestDb) {
        let mut w = world(db).await;
        schedule(&mut w, 7).await;
    }

    async fn words_of_a_chat_that_goes_on_make_nobody_look_at_the_queue(db: &TestDb) {
        let w = world(db).await;
        let id = chat(&w, 1).await;
        w.desk.route(w.now).await.expect("a pass");
        let now = w.now;
        let emit = async |kind: EventKind| {
            let before = w.desk.db().settle().await.expect("settled");
            let event = Event { at: now, actor: Actor::System, kind };
            let job = w.desk.db().write(async move |tx| {
                tx.emit(event.clone());
                Ok::<_, store::StoreError>(())
            });
            job.await.expect("written");
            w.desk.db().settle().await.expect("settled");
            w.desk.queue_stirred(before).await.expect("looked")
        };
        let received = |conversation| EventKind::ConversationReceived {
            conversation,
            message: domain::MessageId(uuid::Uuid::nil()),
            door: None,
            automatic: false,
            arrived_at: now,
        };
        assert!(!emit(received(id)).await, "a chat that waits already");
        let other = ConversationId(uuid::Uuid::from_u128(77));
        assert!(emit(received(other)).await, "what has no row may be new work");
        let left = EventKind::ChatChanged { conversation: id, what: domain::chat::Change::Left };
        assert!(emit(left).await, "who leaves is no work on the line");
        let newest = w.desk.db().settle().await.expect("settled");
        assert!(!w.desk.queue_stirred(newest).await.expect("looked"));
    }
}
