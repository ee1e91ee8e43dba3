//! Notices: whom they reach, in waves and never twice; what is undone, stopped, refused; what those who were told do next.

mod kit;
mod leaving;
mod plans;
#[path = "../support/mod.rs"]
mod support;
mod telling;
