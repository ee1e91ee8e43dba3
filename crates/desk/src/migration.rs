//! Where the customers of a channel went that was closed, or is winding down. Counting is `domain::migration`.

use crate::{By, Desk, DeskError, Result};
use domain::access::Permission;
use domain::channel::Stage;
use domain::migration::{Look, State, turned};
use domain::{ChannelId, Millis, Refusal};

/// Changes of stage that are looked at: nobody turns a channel round so often.
const CHANGES_MAX: usize = 500;

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Migration {
    /// When it began to wind down, or was closed at once.
    pub since: Millis,
    pub state: State,
    pub looks: Vec<Look>,
}

impl Desk {
    /// Counts the people of a channel's last days whom the caller's conversations are with.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `not_closing`.
    pub async fn migration(&self, by: &By, id: ChannelId) -> Result<Migration> {
        by.demand(Permission::ReportRead)?;
        let (access, now) = (by.access.clone(), by.now);
        self.db
            .read(async move |tx| {
                let channel = store::channel::load(tx, id).await?;
                let channel = channel.ok_or_else(|| DeskError::missing("channel"))?;
                let changes = store::channel::stages(tx, id, CHANGES_MAX).await?;
                let to = changes
                    .iter()
                    .map(|c| (c.at, c.to.as_deref().and_then(Stage::of)));
                let turned = State::of(channel.stage).zip(turned(to));
                let (state, since) = turned.ok_or_else(not_closing)?;
                let meter = store::migration::measured(tx, &access, id, since, now).await?;
                Ok(Migration {
                    since,
                    state,
                    looks: meter.looks(),
                })
            })
            .await
    }
}

fn not_closing() -> DeskError {
    let text = "This channel takes customers: where they went can be asked once it winds down or is closed.";
    Refusal::new("not_closing", text).into()
}
