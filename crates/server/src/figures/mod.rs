//! Figures on their way out: tables as files. Counting is in `store`, who may ask in `desk`.

pub mod letter;
pub mod tables;
