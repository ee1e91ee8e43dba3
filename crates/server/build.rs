//! Makes sure that the folders of the built console and widget exist, so that the server compiles before they were built, and
//! packs the description of the API. A release has the code of functions that are the same only once,
//! and its relocations in a row of bits.

use flate2::{Compression, write::GzEncoder};
use std::path::Path;

fn main() -> std::io::Result<()> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for dist in ["../../web/apps/console/dist", "../../web/dist/widget"] {
        let dist = here.join(dist);
        if let Err(error) = std::fs::create_dir_all(&dist) {
            println!("cargo::warning=cannot create {}: {error}", dist.display());
        }
        println!("cargo::rerun-if-changed={}", dist.display());
    }

    // The linker that comes with Rust for this target can; others may not know the word.
    let set = |name: &str, value: &str| std::env::var(name).is_ok_and(|v| v == value);
    if set("PROFILE", "release") && set("TARGET", "x86_64-unknown-linux-gnu") {
        println!("cargo::rustc-link-arg-bins=-Wl,--icf=all,-z,pack-relative-relocs");
    }

    let document = here.join("../../docs/openapi.json");
    println!("cargo::rerun-if-changed={}", document.display());
    let out = std::env::var_os("OUT_DIR").ok_or(std::io::ErrorKind::NotFound)?;
    let packed = std::fs::File::create(Path::new(&out).join("openapi.json.gz"))?;
    let mut packed = GzEncoder::new(packed, Compression::best());
    std::io::copy(&mut std::fs::File::open(document)?, &mut packed)?;
    packed.finish()?;
    Ok(())
}
