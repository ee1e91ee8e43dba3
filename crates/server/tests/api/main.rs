//! The whole program in this process, asked over HTTP as a browser would.

mod changes;
mod conversations;
mod demo;
mod edge;
mod feed;
mod reach;
mod settings;
mod sign_in;
mod support;
