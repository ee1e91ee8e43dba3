//! Where the third-party test mail lies; shared by the corpus tests.

use std::path::PathBuf;

/// `FAIRLEAD_CORPUS`, else `../shared/corpus` beside the workspace; `None` (and a line that says so) when it is not there.
pub fn corpus(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("FAIRLEAD_CORPUS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus"),
        PathBuf::from,
    );
    let place = root.join(path);
    if place.exists() {
        return Some(place);
    }
    println!("corpus missing, skipped: {}", place.display());
    None
}
