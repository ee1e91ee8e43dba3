//! The live feed: what agents' consoles hear without asking.

pub mod presence;
