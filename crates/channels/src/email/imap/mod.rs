//! Collecting mail by IMAP.
//!
//! The cursor is (UIDVALIDITY, UID): neither dates nor `\Seen` nor Message-ID decide what is new, so nothing is missed
//! however long we were away and whatever others did to the mailbox (M1, M2, M9). UID ranges alone are asked for, which
//! every server answers (M12).

mod collector;
mod fetch;
mod session;
mod supervisor;
mod survey;

pub use session::{ImapError, ImapOptions};
pub use supervisor::collect_all;
pub use survey::{Reconciled, TestedMailbox, reconcile, test_mailbox};
