//! What came of sessions, for the report: whether the person wrote within a time, on any channel.

use crate::{Result, Tx, record, sql, vals};
use domain::access::{Access, Permission};
use domain::{ContactId, HelpCenterId, Millis};

/// Sessions of one report.
const SESSIONS_MAX: usize = 500_000;

record! {
    /// One session, with what followed.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Outcome {
        pub visitor: String,
        pub contact: Option<ContactId>,
        pub arm: String,
        pub urgent: bool,
        pub at: Millis,
        pub answer: Option<String>,
        /// Sent itself, or a message of the same contact on any channel within the time.
        pub contacted: bool,
    }
}

/// Sessions of visitors that began in a time, oldest first; nothing for who may not read reports.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn outcomes(
    tx: &mut Tx,
    access: &Access,
    center: HelpCenterId,
    from: Millis,
    until: Millis,
    within_ms: Millis,
) -> Result<Vec<Outcome>> {
    if !access.may(Permission::ReportRead) {
        return Ok(Vec::new());
    }
    let select = sql!(
        "SELECT s.visitor, s.contact, s.arm, s.urgent, s.at, s.answer, CASE WHEN ",
        "(s.sent_at IS NOT NULL AND s.sent_at - s.at <= $4) OR EXISTS (SELECT 1 FROM conversation c JOIN message m ON ",
        "m.conversation = c.id WHERE c.contact = coalesce((SELECT k.merged_into FROM contact k WHERE k.id = s.contact), ",
        "s.contact) AND m.kind = 'customer' AND m.at > s.at AND m.at <= s.at + $4 ",
        "AND c.last_at >= s.at AND c.status <> 'spam') THEN 1 ELSE 0 END ",
        "FROM suggestion s WHERE s.help_center = $1 AND s.at >= $2 AND s.at < $3 AND s.place = 'form' ",
        "ORDER BY s.at, s.id LIMIT $5"
    );
    tx.all(select, &vals![center, from, until, within_ms, SESSIONS_MAX])
        .await
}
