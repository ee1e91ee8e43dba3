//! The program comes to its own doors as a customer would (N10): every day by itself, and when somebody asks. What is
//! expected and what what was seen means is `domain::probe`; `server::probe` goes there.

pub mod doors;
mod letter;

pub use doors::Target;
pub(crate) use letter::{Arrived, read};
pub use letter::{ByLetter, Letter};

use crate::{By, Desk, DeskError, Result, audit, fresh};
use domain::access::Permission;
use domain::probe::{CUT_OFF_MS, LETTER_MS, Verdict, Way, is_due};
use domain::{ChannelId, DoorId, Millis, ProbeId};
use std::collections::BTreeMap;
use store::Tx;
use store::probe::{Ended, Probe};

/// Looks that are shown of a channel.
const SHOWN: usize = 100;
/// Looks that are taken up in one go.
const BATCH: usize = 20;

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
            store::probe::insert(tx, &row).await?;
            audit::settings_changed(tx, &by, "probes");
            Ok(row)
        })
        .await
    }

    /// The looks at the doors of a channel, newest first; of a contact page under the id of its help center.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn probes(&self, by: &By, channel: ChannelId) -> Result<Vec<Probe>> {
        by.demand(Permission::ChannelManage)?;
        let read = async move |tx: &mut Tx| store::probe::of_channel(tx, channel, SHOWN).await;
        Ok(self.db.read(read).await?)
    }

    /// Asks for the looks that are due; how many.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn probes_due(&self, now: Millis) -> Result<usize> {
        let due = self
            .db
            .read(async move |tx| {
                let asked: BTreeMap<DoorId, Millis> =
                    store::probe::asked(tx).await?.into_iter().collect();
                let all = doors::all(tx).await?.into_iter();
                let due =
                    all.filter(|t| t.open && is_due(t.made, asked.get(&t.door).copied(), now));
                Ok::<_, DeskError>(due.collect::<Vec<Target>>())
            })
            .await?;
        let rows: Vec<Probe> = (due.iter())
            .map(|t| row(ProbeId(fresh::id(now)), t, &By::system(now)))
            .collect();
        let n = rows.len();
        if n > 0 {
            self.write(async move |tx| {
                for row in &rows {
                    if store::probe::open_at(tx, row.door).await?.is_none() {
                        store::probe::insert(tx, row).await?;
                    }
                }
                Ok(())
            })
            .await?;
        }
        Ok(n)
    }

    /// Takes up what waits, and what a crash cut off; ends what is overdue and what has lost its door.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn take_up_probes(&self, now: Millis) -> Result<Vec<(Probe, Target)>> {
        let open = self
            .db
            .read(async move |tx| store::probe::open(tx, BATCH).await)
            .await?;
        let mut out = Vec::new();
        for probe in open {
            if !waits(&probe, now) {
                continue;
            }
            let seen = probe.clone();
            let taken = self
                .write(async move |tx| take_up(tx, &seen, now).await)
                .await?;
            out.extend(taken.map(|target| (probe, target)));
        }
        Ok(out)
    }

    /// Keeps what came of it.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn end_probe(
        &self,
        id: ProbeId,
        verdict: Verdict,
        took_ms: Option<Millis>,
        now: Millis,
    ) -> Result<()> {
        self.write(async move |tx| end(tx, id, &verdict, took_ms, now).await)
            .await
    }
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

/// Whether there is something to do about it: a letter is on its way for longer than a page is fetched.
fn waits(probe: &Probe, now: Millis) -> bool {
    let patience = match Way::of(&probe.way) {
        Some(Way::Mail) => LETTER_MS,
        _ => CUT_OFF_MS,
    };
    let gone = probe.begun_at.map(|at| now.saturating_sub(at));
    gone.is_none_or(|ms| !(0..patience).contains(&ms))
}

async fn take_up(tx: &mut Tx, probe: &Probe, now: Millis) -> Result<Option<Target>> {
    let Some(target) = doors::one(tx, probe.door).await? else {
        let gone = Verdict::failed("The door is not there any more.");
        end(tx, probe.id, &gone, None, now).await?;
        return Ok(None);
    };
    if probe.begun_at.is_some() && target.place.way() == Way::Mail {
        let verdict = letter::overdue(tx, probe.id).await?;
        end(tx, probe.id, &verdict, None, now).await?;
        return Ok(None);
    }
    let mine = store::probe::begin(tx, probe.id, probe.begun_at, now).await?;
    Ok(mine.then_some(target))
}

/// The audit and whoever looks at the channel are told.
async fn end(
    tx: &mut Tx,
    id: ProbeId,
    verdict: &Verdict,
    took_ms: Option<Millis>,
    now: Millis,
) -> Result<()> {
    let ended = Ended {
        id,
        at: now,
        passed: verdict.passed,
        seen: verdict.seen.clone(),
        took_ms,
    };
    if store::probe::end(tx, &ended).await? {
        audit::settings_changed(tx, &By::system(now), "probes");
    }
    Ok(())
}

/// A letter of ours has come in, or came back: the look at that door is over, and nothing else happens.
pub(crate) async fn arrived(tx: &mut Tx, arrived: &Arrived, now: Millis) -> Result<()> {
    let verdict = match &arrived.by {
        ByLetter::In => Verdict::passed("The letter came in."),
        ByLetter::Back(why) => Verdict::failed(format!("The letter came back: {why}")),
        // Its subject, in an answer that a program wrote: it says nothing of the way.
        ByLetter::Echo => return Ok(()),
    };
    end(tx, arrived.probe, &verdict, None, now).await
}
