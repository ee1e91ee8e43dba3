//! Houses by chance: channels in any stage, with any effects, that hand on to each other in any way; and what the dead-end
//! audit says of somebody at one door of them, now. The same houses for the desk's tests and for those of the real doors.

use domain::channel::Stage;
use domain::dead_end::{Door, End, Failure, Flow, House, Report};
use domain::door::Overlay;
use domain::plan::{Audience, Base, Content, Kind, Plan, Step};
use domain::{ChannelId, ContactId, Millis, PlanId, TeamId};
use std::collections::BTreeSet;
use store::{Db, StoreError, Tx};
use uuid::Uuid;

/// Every stage, in its order.
pub const STAGES: [Stage; 5] = [
    Stage::Draft,
    Stage::Pilot,
    Stage::Live,
    Stage::WindingDown,
    Stage::Closed,
];
/// The plan whose only step lets in the friend.
const OF_FRIENDS: u128 = 9_000;

/// Numbers by chance, the same for the same seed (xorshift64*, Marsaglia 2003, Vigna 2016).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// One of `0..n`.
    ///
    /// # Panics
    /// When `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(drawn).unwrap_or(0) % n
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of them, or none: as if there were so many blanks among them.
    pub fn pick<T: Copy>(&mut self, all: &[T], blanks: usize) -> Option<T> {
        all.get(self.below(all.len() + blanks)).copied()
    }
}

/// How many houses, and how many arrivals at each.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    pub seed: u64,
    pub worlds: usize,
    pub arrivals: usize,
}

impl Scale {
    /// `FAIRLEAD_SEED` and `FAIRLEAD_WORLDS` (`100x100`), or what a test takes in passing.
    #[must_use]
    pub fn asked(worlds: usize, arrivals: usize) -> Self {
        let said = |name: &str| std::env::var(name).ok();
        let seed = said("FAIRLEAD_SEED").and_then(|s| s.parse().ok());
        let size = said("FAIRLEAD_WORLDS").and_then(|s| {
            let (worlds, arrivals) = s.split_once('x')?;
            Some((worlds.parse().ok()?, arrivals.parse().ok()?))
        });
        let (worlds, arrivals) = size.unwrap_or((worlds, arrivals));
        let scale = Self {
            seed: seed.unwrap_or(20_261_123),
            worlds,
            arrivals,
        };
        println!("{scale:?}");
        scale
    }
}

/// The channels that change, the teams that they may have, and whom plans let in.
#[derive(Debug, Clone)]
pub struct Town {
    pub channels: Vec<ChannelId>,
    pub teams: Vec<TeamId>,
    pub friend: Option<ContactId>,
}

impl Town {
    /// Every channel by chance: stage, pause, team, successor (circles too), effects. Some turn away whoever comes.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn shuffle(&self, db: &Db, dice: &mut Dice, at: Millis) -> Result<(), StoreError> {
        let audience = self.friends(db, at).await?;
        for &id in &self.channels {
            let stage = STAGES[dice.below(STAGES.len())];
            let paused = dice.one_in(4);
            let successor = dice.pick(&self.channels, 2);
            let team = dice.pick(&self.teams, 1);
            let overlays = self.effects(dice, &audience);
            db.write(async move |tx| {
                let found = store::channel::load(tx, id).await?;
                let mut channel = found.ok_or_else(|| StoreError::Conflict("no channel".into()))?;
                (channel.stage, channel.paused) = (stage, paused);
                (channel.successor, channel.team) = (successor, team);
                store::channel::save(tx, &mut channel).await
            })
            .await?;
            lay(db, id, overlays, at).await?;
        }
        Ok(())
    }

    /// What lies on the doors of a channel.
    fn effects(&self, dice: &mut Dice, audience: &str) -> Vec<Overlay> {
        let plain = [
            Overlay::Unlist,
            Overlay::Announce,
            Overlay::OfferAlternatives,
            Overlay::TakeMessage,
        ];
        let mut out: Vec<Overlay> = plain.into_iter().filter(|_| dice.one_in(6)).collect();
        let to = dice.pick(&self.channels, 0);
        let turning = [
            Some(Overlay::OutboundOnly),
            Some(Overlay::Signpost),
            Some(Overlay::LimitedTo {
                audience: "a plan that is gone".into(),
            }),
            Some(Overlay::LimitedTo {
                audience: audience.to_owned(),
            }),
            to.map(|to| Overlay::Redirect { to }),
        ];
        if dice.one_in(3) {
            out.extend(turning[dice.below(turning.len())].clone());
        }
        out
    }

    /// The name of the audience of friends, whose plan is there from the first time on.
    async fn friends(&self, db: &Db, at: Millis) -> Result<String, StoreError> {
        let (id, channel) = (PlanId(Uuid::from_u128(OF_FRIENDS)), self.channels[0]);
        let list: BTreeSet<ContactId> = self.friend.into_iter().collect();
        let plan = over(id, channel, Audience::Contacts(list));
        db.write(async move |tx| known(tx, &plan, at).await).await?;
        Ok(audience_of_friends())
    }
}

/// As `LimitedTo` names it.
fn audience_of_friends() -> String {
    format!("{}/0", PlanId(Uuid::from_u128(OF_FRIENDS)))
}

/// Lays on the doors of a channel what a plan that is over left in force.
///
/// # Errors
/// See [`StoreError`].
pub async fn lay(
    db: &Db,
    channel: ChannelId,
    overlays: Vec<Overlay>,
    at: Millis,
) -> Result<(), StoreError> {
    // One for each channel, under its own id.
    let plan = over(PlanId(channel.0), channel, Audience::Everyone);
    db.write(async move |tx| {
        known(tx, &plan, at).await?;
        store::plan::leave(tx, &plan, &overlays, at).await
    })
    .await
}

async fn known(tx: &mut Tx, plan: &Plan, at: Millis) -> Result<(), StoreError> {
    if store::plan::load(tx, plan.id).await?.is_none() {
        store::plan::insert(tx, plan, at).await?;
    }
    Ok(())
}

/// A plan that was written and of which nothing runs.
fn over(id: PlanId, channel: ChannelId, audience: Audience) -> Plan {
    let content = Content {
        kind: Kind::Adjust,
        name: "over".into(),
        reason: "by chance".into(),
        owner: None,
        close_plan: String::new(),
        steps: vec![step("one", audience, Vec::new())],
    };
    let base = Base {
        stage: Stage::Live,
        overlays: vec![],
    };
    match Plan::draft(id, channel, base, content) {
        Ok(plan) => plan,
        Err(refusal) => panic!("a plan of one step: {refusal:?}"),
    }
}

/// A step that a person ends after a day.
#[must_use]
pub fn step(name: &str, audience: Audience, overlays: Vec<Overlay>) -> Step {
    Step {
        audience,
        overlays,
        keeps: true,
        ..domain::plan::template::step(name, 1)
    }
}

/// What the audit says of somebody who reads the first language and can use everything, at that door, now.
///
/// # Panics
/// When it says nothing, or more than one thing.
#[must_use]
pub fn word<'a>(house: &House, report: &'a Report, door: &Door, friend: bool) -> &'a Flow {
    let now = |s: &domain::dead_end::Slot| s.at <= house.now && house.now < s.at + s.ms;
    let slot = house.slots.iter().position(now);
    let segment = Some(audience_of_friends());
    let of_friends = (house.kinds.iter())
        .position(|k| k.visitor.segment == segment && k.visitor.abilities.is_empty());
    let kind = of_friends.filter(|_| friend).unwrap_or(0);
    let mut own = report.flows.iter().filter(|f| {
        let here = f.door == door.id && f.failure == Failure::None;
        here && f.kinds.contains(&kind) && slot.is_some_and(|s| f.slots.contains(&s))
    });
    match (own.next(), own.next()) {
        (Some(flow), None) => flow,
        other => panic!("the audit says one thing, and not {other:?}"),
    }
}

/// In whose queue it is, by the audit; `None`: it is kept where it came, because nobody takes it or another door does.
#[must_use]
pub fn expected(flow: &Flow) -> Option<ChannelId> {
    match flow.end {
        End::DeadEnd(_) => None,
        _ if flow.on.is_some() => None,
        _ => flow.via,
    }
}

/// Where it may be kept when the page shows ways on and asks for nothing, and somebody sends it all the same: where it came,
/// where the audit leads them, or at one to whom the channel, and they in turn, hand on.
#[must_use]
pub fn kept(house: &House, flow: &Flow, came: &Door) -> Vec<ChannelId> {
    let on = flow
        .on
        .and_then(|on| house.doors.iter().find(|d| d.id == on));
    let (mut found, mut next) = (Vec::new(), vec![came.channel]);
    while let Some(id) = next.pop() {
        if found.contains(&id) {
            continue;
        }
        found.push(id);
        let of = house.channels.iter().find(|c| c.id == id);
        next.extend(of.and_then(|c| c.successor));
        next.extend(of.into_iter().flat_map(|c| &c.overlays).filter_map(
            |laid| match laid.overlay {
                Overlay::Redirect { to } => Some(to),
                _ => None,
            },
        ));
    }
    found.extend(flow.via);
    found.extend(on.map(|d| d.channel));
    found
}
