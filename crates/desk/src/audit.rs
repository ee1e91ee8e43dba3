//! The trail of administrative acts, and the hint to consoles that settings have changed.

use crate::{By, Result, fresh, organization};
use domain::AuditId;
use domain::event::Event;
use serde_json::Value;
use store::{Json, Tx};

/// `detail` never holds secrets.
pub(crate) async fn act(
    tx: &mut Tx,
    by: &By,
    act: &str,
    target: &str,
    detail: Value,
) -> Result<()> {
    let row = store::audit::Act {
        id: AuditId(fresh::id(by.now)),
        at: by.now,
        agent: by.access.agent,
        act: act.to_owned(),
        target: target.to_owned(),
        detail: Json(detail),
        ip: by.ip.clone(),
    };
    Ok(store::audit::add(tx, &row).await?)
}

pub(crate) fn settings_changed(tx: &mut Tx, by: &By, what: &str) {
    tx.emit(Event {
        at: by.now,
        actor: by.actor(),
        kind: organization::changed(what),
    });
}
