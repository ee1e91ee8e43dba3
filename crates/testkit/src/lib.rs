//! World, builders, simulated peers for tests.

pub mod drive;
pub mod memory_host;
pub mod peers;
