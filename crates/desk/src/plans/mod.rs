//! Plans of channels: what they have in force at the doors (F2).

pub mod force;
