//! The program comes to its own doors as a customer would (N10): every day by itself, and when somebody asks. What is
//! expected and what what was seen means is `domain::probe`; `server::probe` goes there.

pub mod doors;
mod form;
mod letter;

pub use doors::Target;
pub use form::Posted;
pub(crate) use letter::{Arrived, read};
pub use letter::{ByLetter, Letter};

use crate::{By, Desk, DeskError, Result, audit, fresh};
use domain::access::Permission;
use domain::probe::{LETTER_MS, Late, OnItsWay, Tried, Verdict, Way, is_due, late};
use domain::{ChannelId, DoorId, Millis, ProbeId};
use std::collections::BTreeMap;
use store::Tx;
use store::probe::{Ended, Probe};

/// Looks that are taken up in one go.
const BATCH: usize = 20;

/// A look that is over, by the one word that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Over {
    pub probe: ProbeId,
    pub way: Way,
    pub verdict: Verdict,
}

/// What was taken up.
#[derive(Debug, Default)]
pub struct TakenUp {
    /// To go to now.
    pub ready: Vec<(Probe, Target)>,
    /// Ended without going there.
    pub over: Vec<Over>,
}

impl Desk {
    /// Asks for a look at a door now. One that is under way is that one.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn ask_probe(&self, by: &By, door: DoorId) -> Result<Probe> {
        by.demand(Permission::ChannelManage)?;
        let (id, by) = (ProbeId(fresh::id(by.now)), by.clone());
        self.write(async move |tx| {
            if let Some(open) = store::probe::open_at(tx, door).await? {
                return Ok(open);
            }
            let target = doors::one(tx, door).await?;
            let target = target.ok_or_else(|| DeskError::missing("door"))?;
            let row = row(id, &target, &by);
            if !store::probe::insert(tx, &row).await? {
                // Somebody was faster.
                let open = store::probe::open_at(tx, door).await?;
                return open.ok_or(DeskError::Stale);
            }
            audit::settings_changed(tx, &by, "probes");
            Ok(row)
        })
        .await
    }

    /// The looks at the doors of a channel before `before`, newest first; of a contact page under the id of its help center.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn probes(
        &self,
        by: &By,
        channel: ChannelId,
        before: Option<(Millis, ProbeId)>,
        limit: usize,
    ) -> Result<Vec<Probe>> {
        by.demand(Permission::ChannelManage)?;
        self.db
            .read(async move |tx| Ok(store::probe::of_channel(tx, channel, before, limit).await?))
            .await
    }

    /// Asks for the looks that are due; how many.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn probes_due(&self, now: Millis) -> Result<usize> {
        let due = self.db.read(async move |tx| due(tx, now).await).await?;
        if due.is_empty() {
            return Ok(0);
        }
        let rows: Vec<Probe> = (due.iter())
            .map(|t| row(ProbeId(fresh::id(now)), t, &By::system(now)))
            .collect();
        self.write(async move |tx| {
            let mut asked = 0;
            for row in &rows {
                asked += usize::from(store::probe::insert(tx, row).await?);
            }
            Ok(asked)
        })
        .await
    }

    /// Takes up what waits, and what a crash cut off; ends what is overdue and what has lost its door. `since` is since when
    /// whoever asks goes to doors.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn take_up_probes(&self, since: Millis, now: Millis) -> Result<TakenUp> {
        let waiting = self
            .db
            .read(async move |tx| store::probe::waiting(tx, since, now, BATCH).await)
            .await?;
        let mut out = TakenUp::default();
        for probe in waiting {
            let seen = probe.clone();
            let turn = self
                .write(async move |tx| take_up(tx, &seen, since, now).await)
                .await?;
            match turn {
                Turn::Ready(target) => out.ready.push((probe, target)),
                Turn::Over(over) => out.over.push(over),
                Turn::Nothing => {}
            }
        }
        Ok(out)
    }

    /// Keeps what came of it; `false`: it has ended before, and that word stands.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn end_probe(
        &self,
        id: ProbeId,
        verdict: Verdict,
        took_ms: Option<Millis>,
        now: Millis,
    ) -> Result<bool> {
        self.write(async move |tx| end(tx, id, &verdict, took_ms, now).await)
            .await
    }
}

async fn due(tx: &mut Tx, now: Millis) -> Result<Vec<Target>> {
    let mut tried: BTreeMap<DoorId, Vec<Tried>> = BTreeMap::new();
    for (door, look) in store::probe::tried(tx).await? {
        tried.entry(door).or_default().push(look);
    }
    let of = |t: &Target| tried.get(&t.door).map_or(&[][..], Vec::as_slice);
    let all = doors::all(tx).await?.into_iter();
    Ok(all
        .filter(|t| t.public && is_due(t.made, of(t), now))
        .collect())
}

fn row(id: ProbeId, target: &Target, by: &By) -> Probe {
    Probe {
        id,
        door: target.door,
        channel: target.channel,
        way: target.place.way().word().to_owned(),
        asked_at: by.now,
        asked_by: by.access.agent,
        begun_at: None,
        ended_at: None,
        passed: None,
        seen: String::new(),
        took_ms: None,
    }
}

enum Turn {
    Ready(Target),
    Over(Over),
    Nothing,
}

async fn take_up(tx: &mut Tx, probe: &Probe, since: Millis, now: Millis) -> Result<Turn> {
    let Some(target) = doors::one(tx, probe.door).await? else {
        let gone = Verdict::failed("The door is not there any more.");
        return over(tx, probe, gone, now).await;
    };
    if let Some(begun) = probe.begun_at.filter(|_| target.place.way() == Way::Mail) {
        let letter = OnItsWay {
            begun,
            sent: letter::is_sent(tx, probe.id).await?,
            unread: store::probe::unread(tx, begun.max(since) + LETTER_MS).await?,
        };
        match late(letter, since, now) {
            Late::Wait => return Ok(Turn::Nothing),
            Late::Failed => {
                let verdict = letter::overdue(tx, probe.id).await?;
                return over(tx, probe, verdict, now).await;
            }
            Late::Again => {}
        }
    }
    let mine = store::probe::begin(tx, probe.id, probe.begun_at, now).await?;
    Ok(match mine {
        true => Turn::Ready(target),
        false => Turn::Nothing,
    })
}

async fn over(tx: &mut Tx, probe: &Probe, verdict: Verdict, now: Millis) -> Result<Turn> {
    let ended = end(tx, probe.id, &verdict, None, now).await?;
    let way = Way::of(&probe.way).filter(|_| ended);
    Ok(way.map_or(Turn::Nothing, |way| {
        Turn::Over(Over {
            probe: probe.id,
            way,
            verdict,
        })
    }))
}

/// The audit and whoever looks at the channel are told; `false`: it has ended before.
async fn end(
    tx: &mut Tx,
    id: ProbeId,
    verdict: &Verdict,
    took_ms: Option<Millis>,
    now: Millis,
) -> Result<bool> {
    let ended = Ended {
        id,
        at: now,
        passed: verdict.passed,
        seen: verdict.seen.clone(),
        took_ms,
    };
    let first = store::probe::end(tx, &ended).await?;
    if first {
        audit::settings_changed(tx, &By::system(now), "probes");
    }
    Ok(first)
}

/// A letter of ours has come in, or came back: the look at that door is over, and nothing else happens.
pub(crate) async fn arrived(tx: &mut Tx, arrived: &Arrived, now: Millis) -> Result<Option<Over>> {
    let verdict = match &arrived.by {
        ByLetter::In => Verdict::passed("The letter came in."),
        ByLetter::Back(why) => Verdict::failed(format!("The letter came back: {why}")),
        // Its subject, in an answer that a program wrote: it says nothing of the way.
        ByLetter::Echo => return Ok(None),
    };
    let ended = end(tx, arrived.probe, &verdict, None, now).await?;
    Ok(ended.then_some(Over {
        probe: arrived.probe,
        way: Way::Mail,
        verdict,
    }))
}
