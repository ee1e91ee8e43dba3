//! Where files of imports lie, and whether there is room for them.

use crate::app::App;
use domain::ImportId;
use std::path::{Path, PathBuf};

/// Left free on the disk, so that mail can still be accepted.
const SPARE: u64 = 512 * 1024 * 1024;

#[must_use]
pub fn folder(app: &App, id: ImportId) -> PathBuf {
    app.config.file("imports").join(id.to_string())
}

#[must_use]
pub fn report_of(app: &App, id: ImportId) -> PathBuf {
    folder(app, id).join("report.csv")
}

/// Whether so many bytes more may be written below that folder.
#[must_use]
pub fn space_for(folder: &Path, bytes: u64) -> bool {
    fs4::available_space(folder).map_or(true, |free| free > bytes.saturating_add(SPARE))
}
