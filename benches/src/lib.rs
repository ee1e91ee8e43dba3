//! Parts of the measuring programs `bench` and `soak`.

pub mod accept;
pub mod client;
pub mod process;
pub mod report;
pub mod sink;
