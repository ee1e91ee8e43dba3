//! Parts of the measuring programs `bench`, `floor` and `soak`.

pub mod client;
pub mod dice;
pub mod mails;
pub mod process;
pub mod report;
pub mod rows;
pub mod seed;
pub mod sink;
pub mod socket;
pub mod straight;
