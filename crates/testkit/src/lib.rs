//! World, builders, simulated peers for tests.

pub mod drive;
#[cfg(feature = "houses")]
pub mod houses;
#[cfg(feature = "peers")]
pub mod memory_host;
#[cfg(feature = "peers")]
pub mod model;
#[cfg(feature = "peers")]
pub mod peers;
#[cfg(feature = "peers")]
pub mod receiver;
#[cfg(feature = "houses")]
pub mod storm;
