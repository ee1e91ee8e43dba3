//! A channel moves through its stages and is paused.

use super::history::Said;
use super::{load, turn};
use crate::{By, Desk, Result};
use domain::ChannelId;
use domain::access::Permission;
use domain::channel::life::{self, Turn};
use domain::channel::{Channel, Stage};

impl Desk {
    /// Moves a channel to another stage. Closing needs no successor, but says so to the lead when mail comes (M: nothing
    /// is lost either way).
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `bad_successor`, `bad_stage_change`, `reason_needed`.
    pub async fn set_stage(
        &self,
        by: &By,
        id: ChannelId,
        stage: Stage,
        successor: Option<ChannelId>,
        reason: &str,
    ) -> Result<Channel> {
        by.demand(Permission::ChannelManage)?;
        let (by, reason) = (by.clone(), reason.to_owned());
        self.write(async move |tx| {
            let mut channel = load(tx, id).await?;
            let follows = Turn::Successor {
                from: channel.successor,
                to: successor.or(channel.successor),
            };
            let moves = Turn::Stage {
                from: channel.stage,
                to: stage,
            };
            if successor.is_some() {
                turn::check(tx, &channel, follows).await?;
            }
            life::may_follow(channel.stage, stage)?;
            let turns = [follows, moves].into_iter().filter(|t| !t.stands(&channel));
            let turns: Vec<Turn> = turns.collect();
            make(tx, &by, &mut channel, &turns, &reason).await?;
            Ok(channel)
        })
        .await
    }

    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn set_paused(
        &self,
        by: &By,
        id: ChannelId,
        paused: bool,
        reason: &str,
    ) -> Result<Channel> {
        by.demand(Permission::ChannelManage)?;
        let (by, reason) = (by.clone(), reason.to_owned());
        self.write(async move |tx| {
            let mut channel = load(tx, id).await?;
            if channel.paused != paused {
                let turn = Turn::Paused { to: paused };
                make(tx, &by, &mut channel, &[turn], &reason).await?;
            }
            Ok(channel)
        })
        .await
    }
}

/// A plan moves a channel, back to a draft too when it is undone; in the transaction that decides it.
pub(crate) async fn move_to(
    tx: &mut store::Tx,
    by: &By,
    id: ChannelId,
    to: Stage,
    reason: &str,
) -> Result<()> {
    let mut channel = load(tx, id).await?;
    let from = channel.stage;
    if from == to {
        return Ok(());
    }
    make(tx, by, &mut channel, &[Turn::Stage { from, to }], reason).await
}

/// All of them at once, each with a line of its own.
async fn make(
    tx: &mut store::Tx,
    by: &By,
    channel: &mut Channel,
    turns: &[Turn],
    reason: &str,
) -> Result<()> {
    let mut judged = Vec::with_capacity(turns.len());
    for &turn in turns {
        // A successor that is named with it counts.
        turn.make(channel);
        judged.push((turn, turn::judge(tx, by, channel, turn, reason).await?));
    }
    if turns.is_empty() {
        return Ok(());
    }
    store::channel::save(tx, channel).await?;
    for (turn, evidence) in &judged {
        let said = Said {
            evidence: evidence.as_ref(),
            ..Said::because(reason)
        };
        turn::keep(tx, by, channel.id, *turn, said).await?;
    }
    Ok(())
}
