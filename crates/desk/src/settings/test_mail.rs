//! A mail to oneself from a channel's address, by the way that answers take.

use crate::account::house_mail::Letter;
use crate::{By, Desk, DeskError, Result, audit, check, fresh};
use domain::access::Permission;
use domain::{ChannelId, DeliveryId, Millis};
use serde_json::json;
use store::house_mail::Purpose;

/// Nobody waits longer for a test.
const GOOD_FOR_MS: Millis = 60 * 60 * 1000;

impl Desk {
    /// # Errors
    /// `not_permitted`, `not_found`, `bad_address`, `channel_without_door`.
    pub async fn test_mail(&self, by: &By, channel: ChannelId, to: &str) -> Result<DeliveryId> {
        by.demand(Permission::ChannelManage)?;
        check::address("to", to)?;
        let id = DeliveryId(fresh::id(by.now));
        let (by, to, this) = (by.clone(), to.trim().to_owned(), self.clone());
        self.write(async move |tx| {
            let channel = store::channel::load(tx, channel)
                .await?
                .ok_or_else(|| DeskError::missing("channel"))?;
            let doors = store::door::of_channel(tx, channel.id).await?;
            let from = doors.into_iter().find(|d| d.removed_at.is_none());
            let from = from.ok_or_else(|| {
                DeskError::refused(
                    "channel_without_door",
                    "This channel has no address to write from. Add a door first.",
                )
            })?;
            let letter = Letter {
                purpose: Purpose::Test,
                about: channel.id.0,
                from: Some(&from.address),
                to_name: "",
                to: &to,
                subject: format!("Test of “{}”", channel.name),
                text: format!(
                    "This is a test of {}.\n\nIf you read it, answers leave the desk. Reply to it, and the reply arrives as a conversation.\n",
                    from.address
                ),
                good_for_ms: GOOD_FOR_MS,
            };
            this.send_letter(tx, &letter, id, by.now).await?;
            audit::act(tx, &by, "channel.tested", &channel.id.to_string(), json!({})).await?;
            Ok(id)
        })
        .await
    }
}
