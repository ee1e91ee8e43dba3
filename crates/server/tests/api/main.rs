//! The whole program in this process, asked over HTTP as a browser would.

mod conversations;
mod edge;
mod sign_in;
mod support;
