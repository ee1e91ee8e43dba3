//! Parts of the measuring programs `bench` and `floor`.

pub mod mails;
pub mod report;
pub mod rows;
pub mod seed;
pub mod socket;
pub mod straight;
pub mod visitor;
