//! The real binary among real programs: mailboxes of dovecot, a postfix in front, a smarthost behind, PostgreSQL below,
//! and a backup taken while mail comes in. Peers that are not installed make a test skip with a clear word (and fail in CI).

mod backup;
mod mailbox;
mod postgres;
mod relay;
mod support;
