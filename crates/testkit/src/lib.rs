//! World, builders, simulated peers for tests.

pub mod drive;
#[cfg(feature = "peers")]
pub mod memory_host;
#[cfg(feature = "peers")]
pub mod model;
#[cfg(feature = "peers")]
pub mod peers;
#[cfg(feature = "peers")]
pub mod receiver;
