//! What works without being asked: mail that waits to be read, things that fall due, figures that follow the feed, and the
//! place among other machines.

pub mod bells;
pub mod dead_ends;
pub mod due;
pub mod figures;
pub mod files;
pub mod ingest;
pub mod moving;
pub mod nodes;
pub mod probes;
pub mod promises;
pub mod proposals;
pub mod router;
pub mod webhooks;
