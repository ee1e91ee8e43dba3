//! A channel moves through its stages and is paused.

use super::history::{emit, note};
use super::{check_successor, load};
use crate::{By, Desk, Result};
use domain::ChannelId;
use domain::access::Permission;
use domain::channel::{Channel, Stage};
use domain::event::EventKind;

impl Desk {
    /// Moves a channel to another stage. Closing needs no successor, but says so to the lead when mail comes (M: nothing
    /// is lost either way).
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `bad_successor`.
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
            let from = channel.stage;
            if let Some(successor) = successor {
                check_successor(tx, id, successor).await?;
                channel.successor = Some(successor);
            }
            if from == stage && successor.is_none() {
                return Ok(channel);
            }
            channel.stage = stage;
            store::channel::save(tx, &mut channel).await?;
            note(
                tx,
                &by,
                id,
                "stage",
                Some(&word(from)),
                Some(&word(stage)),
                &reason,
            )
            .await?;
            emit(
                tx,
                &by,
                EventKind::StageChanged {
                    channel: id,
                    from,
                    to: stage,
                },
            );
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
            if channel.paused == paused {
                return Ok(channel);
            }
            channel.paused = paused;
            store::channel::save(tx, &mut channel).await?;
            let (from, to) = if paused {
                ("open", "paused")
            } else {
                ("paused", "open")
            };
            note(tx, &by, id, "paused", Some(from), Some(to), &reason).await?;
            emit(
                tx,
                &by,
                EventKind::ChannelPaused {
                    channel: id,
                    paused,
                },
            );
            Ok(channel)
        })
        .await
    }
}

fn word(stage: Stage) -> String {
    serde_json::to_value(stage)
        .ok()
        .and_then(|v| v.as_str().map(str::to_owned))
        .unwrap_or_default()
}
