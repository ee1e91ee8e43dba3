//! Files of imports and exports: where they lie, how they are read, and the work at them. What becomes of what they say is
//! `desk::moving`'s to decide.

mod export;
mod place;
mod run;
mod source;

pub use export::write;
pub use place::{folder, report_of, space_for};
pub use run::{PASSES, work};
pub use source::{Preview, preview};

use crate::app::App;
use domain::{ExportId, ImportId};
use std::path::PathBuf;
use store::imports::Import;

/// The file of an import: uploaded, or where the command line said.
#[must_use]
pub fn file_of(app: &App, import: &Import) -> PathBuf {
    match &import.path {
        Some(path) => PathBuf::from(path),
        None => folder(app, import.id).join("file"),
    }
}

/// The file of an export that is whole.
#[must_use]
pub fn export_file(app: &App, id: ExportId) -> PathBuf {
    app.config.file("exports").join(format!("{id}.zip"))
}

/// What is left on disk of an import or export that was forgotten.
pub fn clear(app: &App, id: ImportId) {
    let _ = std::fs::remove_dir_all(folder(app, id));
}
