//! The program `fairlead`: everything meets here, and nothing depends on it.
//!
//! HTTP edge, sign-in, live feed, workers, the host of the channels, configuration and the command line. No SQL, no
//! business rules: those are in `store` and `desk`.

pub mod api;
pub mod app;
pub mod chat;
pub mod cidr;
pub mod cli;
pub mod clock;
pub mod cluster;
pub mod config;
pub mod demo;
pub mod figures;
pub mod host;
pub mod http;
pub mod live;
pub mod logs;
pub mod lookup;
pub mod model;
pub mod moving;
pub mod oidc;
pub mod pages;
mod probe;
mod reads;
pub mod run;
pub mod signed;
pub mod suggest;
pub mod supervisor;
pub mod workers;
