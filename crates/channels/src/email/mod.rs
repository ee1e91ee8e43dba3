//! The email channel: mail comes in by SMTP or is collected by IMAP, and goes out through smarthosts.

mod connection;
pub mod gate;
pub mod imap;
pub mod listener;
pub mod oauth;
