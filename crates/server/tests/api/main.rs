//! The whole program in this process, asked over HTTP as a browser would.

mod edge;
mod support;
