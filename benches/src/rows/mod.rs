//! The rows of `docs/benchmarks.md`, a file per thing that is measured.

pub mod accept;
pub mod article;
pub mod chat;
pub mod dead_end;
pub mod ingest;
pub mod live;
pub mod pages;
pub mod postgres;
pub mod reports;
pub mod rules;
pub mod size;
pub mod start;
pub mod suggest;
pub mod views;
