//! The committed description of the API is the one that the code makes.

#[test]
fn the_committed_openapi_file_is_fresh() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    let committed = std::fs::read_to_string(file).unwrap_or_default();
    let made = fairlead_server::http::openapi::make::json().expect("a document");
    assert!(
        committed == made,
        "docs/openapi.json is stale: run `cargo run -- openapi > docs/openapi.json`"
    );
}
