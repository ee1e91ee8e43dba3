//! Sent, stopped, gone on with, taken back.

use super::{ground, load, look, noted, people, seen};
use crate::{By, Desk, DeskError, Result};
use domain::notice::{Content, HOLD_MS, Standing, State, Way, findings};
use domain::{Millis, NoticeId};
use store::Tx;
use store::notice::{Notice, Recipient};

impl Desk {
    /// Writes down who is told and when; the first letter is written after the hold. Who they are is read beside the work of
    /// others: whoever changed the notice meanwhile makes it fail.
    pub(super) async fn send_notice(&self, by: &By, id: NoticeId, version: i64) -> Result<()> {
        let (by, me, now) = (by.clone(), by.person()?, by.now);
        let list = self
            .db
            .read(async move |tx| {
                let n = seen(tx, id, version).await?;
                unsent(&n)?;
                let content = &n.content.0;
                let chosen = people::chosen(tx, n.channel, content, now).await?;
                let facts = look::facts(tx, &n, &chosen, now).await?;
                look::refuse(&findings(content, &facts))?;
                Ok::<_, DeskError>(list(content, chosen.people))
            })
            .await?;
        self.write(async move |tx| {
            let mut n = seen(tx, id, version).await?;
            unsent(&n)?;
            store::notice::begin(tx, id, &list).await?;
            let told = list.iter().filter(|r| r.why.is_none()).count();
            let held = now + HOLD_MS;
            n.state = State::Sending;
            n.sent_by = Some(me);
            n.held_until = Some(held);
            (n.wave, n.waves) = (0, n.content.0.waves.count(told));
            n.next_at = Some(held);
            ground::fix(tx, &mut n, now).await?;
            store::notice::save(tx, &mut n, now).await?;
            noted(tx, &by, "notice.sent", &n).await
        })
        .await
    }

    /// Whoever was not told yet is not told; whatever version was seen, as it may be urgent.
    pub(super) async fn stop_notice(&self, by: &By, id: NoticeId) -> Result<()> {
        let by = by.clone();
        self.write(async move |tx| {
            let mut n = load(tx, id).await?;
            if n.state == State::Sending {
                n.state = State::Stopped;
                store::notice::save(tx, &mut n, by.now).await?;
                noted(tx, &by, "notice.stopped", &n).await?;
            }
            Ok(())
        })
        .await
    }

    /// The next wave now; after a stop, on from there.
    pub(super) async fn go_on_with_notice(
        &self,
        by: &By,
        id: NoticeId,
        version: i64,
    ) -> Result<()> {
        let (by, me) = (by.clone(), by.person()?);
        self.write(async move |tx| {
            let mut n = seen(tx, id, version).await?;
            match n.state {
                State::Sending => n.next_at = n.next_at.map(|at| at.min(by.now)),
                State::Stopped => {
                    if let Err(why) = look::sender(tx, n.content.0.from).await? {
                        return Err(DeskError::refused("bad_sender", why));
                    }
                    n.state = State::Sending;
                    n.sent_by = Some(me);
                    n.stopped_why = None;
                    ground::fix(tx, &mut n, by.now).await?;
                    ground::refuse(&n, ground::lost(tx, &n, by.now).await?)?;
                    n.held_until = n.held_until.map(|at| at.max(by.now));
                    n.next_at = n.next_at.map(|at| at.max(by.now));
                }
                State::Draft | State::Done => {
                    let text = "Only a notice that is being sent, or was stopped, can go on.";
                    return Err(DeskError::refused("not_sending", text));
                }
            }
            // Never before the hold is over.
            let held = n.held_until.unwrap_or(by.now);
            n.next_at = n.next_at.map(|at| at.max(held));
            store::notice::save(tx, &mut n, by.now).await?;
            noted(tx, &by, "notice.went_on", &n).await
        })
        .await
    }

    /// Back to a draft, while nobody was told.
    pub(super) async fn undo_notice(&self, by: &By, id: NoticeId, version: i64) -> Result<()> {
        let by = by.clone();
        self.write(async move |tx| {
            let mut n = seen(tx, id, version).await?;
            if !matches!(n.state, State::Sending | State::Stopped) {
                let text = "Only a notice that is being sent can be taken back.";
                return Err(DeskError::refused("not_sending", text));
            }
            // A wave that begins meanwhile changes the version.
            if n.wave > 0 || store::notice::states(tx, id).await?.told > 0 {
                let text = "The first letters have been written: stop it instead.";
                return Err(DeskError::refused("too_late", text));
            }
            store::notice::clear(tx, id).await?;
            n.state = State::Draft;
            (n.sent_by, n.held_until, n.next_at) = (None, None, None);
            (n.wave, n.waves) = (0, 0);
            (n.closes_at, n.plan_step, n.stopped_why) = (None, None, None);
            store::notice::save(tx, &mut n, by.now).await?;
            noted(tx, &by, "notice.undone", &n).await
        })
        .await
    }
}

/// The list of a draft, as it would be sent now.
pub(super) async fn listed(tx: &mut Tx, n: &Notice, now: Millis) -> Result<Vec<Recipient>> {
    let content = &n.content.0;
    let chosen = people::chosen(tx, n.channel, content, now).await?;
    Ok(list(content, chosen.people))
}

fn unsent(n: &Notice) -> Result<()> {
    if n.state == State::Draft {
        return Ok(());
    }
    Err(DeskError::refused(
        "not_draft",
        "This notice has been sent.",
    ))
}

/// In their order, each in a wave.
fn list(content: &Content, chosen: Vec<people::Chosen>) -> Vec<Recipient> {
    let mut told = 0;
    let row = |(place, one): (usize, people::Chosen)| {
        let (state, wave) = match one.way {
            Ok(_) => {
                told += 1;
                (Standing::Waiting, content.waves.of(told - 1))
            }
            Err(_) => (Standing::Passed, 0),
        };
        Recipient {
            contact: one.who.contact,
            place: i64::try_from(place).unwrap_or(i64::MAX),
            name: one.who.name,
            language: one.who.language.unwrap_or_default(),
            way: one.way.unwrap_or(Way::Mail),
            state,
            why: one.way.err(),
            wave,
            told_at: None,
            conversation: None,
            message: None,
            replied: false,
            other_at: None,
            old_at: None,
        }
    };
    chosen.into_iter().enumerate().map(row).collect()
}
