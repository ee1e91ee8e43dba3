//! The binary driven from outside, as customers, agents and the kernel do: started on free ports, written to over SMTP,
//! asked over HTTP, killed. Blocking, because what is measured must not share a runtime with who measures.
//!
//! Used by `make bench`, `make soak` and the crash test of the server.

pub mod client;
pub mod dice;
pub mod follow;
pub mod process;
pub mod sink;
pub mod soak;
