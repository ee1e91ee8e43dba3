//! The real binary among real programs: mailboxes of dovecot, a postfix in front, a smarthost behind, PostgreSQL below and two nodes on it,
//! a backup taken while mail comes in, and certificates. Peers that are not installed make a test skip with a clear word (and fail in CI).

mod backup;
mod cable;
mod copy;
mod mailbox;
mod nodes;
mod postgres;
mod queue;
mod relay;
mod support;
mod tls;
