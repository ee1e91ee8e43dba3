//! SMTP as two machines without I/O (RFC 5321): [`server`] takes mail in, [`client`] hands mail on.
//!
//! Bytes go in, bytes and questions come out; sockets, TLS, clocks and time-outs belong to the caller. What lies here
//! never decides whether an address exists nor stores anything: it asks and waits for the answer.

pub mod client;
pub mod data;
pub mod reply;
pub mod server;
