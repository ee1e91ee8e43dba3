//! Where the customers of a channel went that was closed, or is winding down. Counting is `domain::migration`.

use crate::{By, Desk, DeskError, Result};
use domain::access::Permission;
use domain::channel::Stage;
use domain::migration::{Expected, Finding, Look, State, findings, turned};
use domain::{ChannelId, Millis, Refusal};
use store::Tx;

/// Changes of stage that are looked at: nobody turns a channel round so often.
const CHANGES_MAX: usize = 500;

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Migration {
    /// When it began to wind down, or was closed at once.
    pub since: Millis,
    pub state: State,
    /// What the plan expected that turned the channel, as it was then.
    pub expected: Option<Expected>,
    pub looks: Vec<Look>,
    /// The closing has to be heard again.
    pub findings: Vec<Finding>,
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
                let looks = meter.looks();
                let expected = expected(tx, id, since).await?;
                let findings = expected.as_ref().map(|e| findings(e, &looks));
                Ok(Migration {
                    since,
                    state,
                    findings: findings.unwrap_or_default(),
                    expected,
                    looks,
                })
            })
            .await
    }
}

/// Of this turn of the channel, not of one that was taken back.
async fn expected(tx: &mut Tx, id: ChannelId, since: Millis) -> Result<Option<Expected>> {
    let frozen = store::migration::frozen(tx, id).await?;
    let of_this = frozen.filter(|f| f.at == since);
    Ok(of_this.map(|f| f.expected.0))
}

fn not_closing() -> DeskError {
    let text = "This channel takes customers: where they went can be asked once it winds down or is closed.";
    Refusal::new("not_closing", text).into()
}
