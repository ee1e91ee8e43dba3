//! Sent, stopped, gone on with, taken back.

use super::{View, load, look, noted, people, seen};
use crate::{By, Desk, DeskError, Result};
use domain::notice::{HOLD_MS, PEOPLE_MAX, Standing, State, Way, findings};
use domain::{Millis, NoticeId};
use store::Tx;
use store::notice::{Notice, Recipient};

impl Desk {
    /// Writes down who is told and when; the first letter is written after the hold.
    pub(super) async fn send_notice(&self, by: &By, id: NoticeId, version: i64) -> Result<View> {
        let (by, me) = (by.clone(), by.person()?);
        self.write(async move |tx| {
            let mut n = seen(tx, id, version).await?;
            if n.state != State::Draft {
                let text = "This notice has been sent.";
                return Err(DeskError::refused("not_draft", text));
            }
            let facts = look::facts(tx, &n, by.now).await?;
            look::refuse(&findings(&n.content.0, &facts))?;
            let told = begin(tx, &n, by.now).await?;
            let held = by.now + HOLD_MS;
            n.state = State::Sending;
            n.sent_by = Some(me);
            n.held_until = Some(held);
            (n.wave, n.waves) = (0, n.content.0.waves.count(told));
            n.next_at = Some(held);
            store::notice::save(tx, &mut n, by.now).await?;
            noted(tx, &by, "notice.sent", &n).await?;
            look::view(tx, id, by.now).await
        })
        .await
    }

    /// Whoever was not told yet is not told; whatever version was seen, as it may be urgent.
    pub(super) async fn stop_notice(&self, by: &By, id: NoticeId) -> Result<View> {
        let by = by.clone();
        self.write(async move |tx| {
            let mut n = load(tx, id).await?;
            if n.state == State::Sending {
                n.state = State::Stopped;
                store::notice::save(tx, &mut n, by.now).await?;
                noted(tx, &by, "notice.stopped", &n).await?;
            }
            look::view(tx, id, by.now).await
        })
        .await
    }

    /// The next wave now; after a stop, on from there.
    pub(super) async fn go_on_with_notice(
        &self,
        by: &By,
        id: NoticeId,
        version: i64,
    ) -> Result<View> {
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
            noted(tx, &by, "notice.went_on", &n).await?;
            look::view(tx, id, by.now).await
        })
        .await
    }

    /// Back to a draft, while nobody was told.
    pub(super) async fn undo_notice(&self, by: &By, id: NoticeId, version: i64) -> Result<View> {
        let by = by.clone();
        self.write(async move |tx| {
            let mut n = seen(tx, id, version).await?;
            if !matches!(n.state, State::Sending | State::Stopped) {
                let text = "Only a notice that is being sent can be taken back.";
                return Err(DeskError::refused("not_sending", text));
            }
            let held = n.held_until.is_some_and(|at| by.now < at);
            let told = store::notice::counts(tx, (id, n.channel)).await?.told;
            if !held || told > 0 || n.wave > 0 {
                let text = "The first letters have been written: stop it instead.";
                return Err(DeskError::refused("too_late", text));
            }
            store::notice::clear(tx, id).await?;
            n.state = State::Draft;
            (n.sent_by, n.held_until, n.next_at) = (None, None, None);
            (n.wave, n.waves) = (0, 0);
            store::notice::save(tx, &mut n, by.now).await?;
            noted(tx, &by, "notice.undone", &n).await?;
            look::view(tx, id, by.now).await
        })
        .await
    }
}

/// Puts everybody on the list; how many are told.
async fn begin(tx: &mut Tx, n: &Notice, now: Millis) -> Result<usize> {
    let content = &n.content.0;
    let mut told = 0;
    let chosen = people::chosen(tx, n.channel, content, now).await?;
    for (place, one) in chosen.into_iter().take(PEOPLE_MAX).enumerate() {
        let wave = match one.way {
            Ok(_) => {
                told += 1;
                content.waves.of(told - 1)
            }
            Err(_) => 0,
        };
        let row = Recipient {
            contact: one.who.contact,
            place: i64::try_from(place).unwrap_or(i64::MAX),
            name: String::new(),
            language: one.who.language.unwrap_or_default(),
            way: one.way.unwrap_or(Way::Mail),
            state: match one.way {
                Ok(_) => Standing::Waiting,
                Err(_) => Standing::Passed,
            },
            why: one.way.err(),
            wave,
            told_at: None,
            conversation: None,
            message: None,
            replied: false,
            other_at: None,
            old_at: None,
        };
        store::notice::begin(tx, n.id, &row).await?;
    }
    Ok(told)
}
