//! What works without being asked: mail that waits to be read, and things that fall due.

pub mod due;
pub mod ingest;
pub mod webhooks;
