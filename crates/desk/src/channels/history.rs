//! What is kept of each change of a channel: a line of its history, one of the audit trail, and an event.

use crate::{By, Result, audit, fresh};
use domain::ChannelId;
use domain::event::{Event, EventKind};
use serde_json::json;
use store::Tx;
use store::channel::Change;

pub(super) async fn note(
    tx: &mut Tx,
    by: &By,
    channel: ChannelId,
    what: &str,
    from: Option<&str>,
    to: Option<&str>,
    reason: &str,
) -> Result<()> {
    let change = Change {
        id: fresh::id(by.now),
        channel,
        at: by.now,
        actor: by.actor(),
        what,
        from,
        to,
        reason,
    };
    store::channel::note(tx, &change).await?;
    let detail = json!({ "from": from, "to": to, "reason": reason });
    audit::act(
        tx,
        by,
        &format!("channel.{what}"),
        &channel.to_string(),
        detail,
    )
    .await
}

pub(super) fn emit(tx: &mut Tx, by: &By, kind: EventKind) {
    tx.emit(Event {
        at: by.now,
        actor: by.actor(),
        kind,
    });
}
