//! New ids. Jobs of the store may run twice, so ids are made before them.

use domain::Millis;
use uuid::{NoContext, Timestamp, Uuid};

/// A UUIDv7 of that time: ordered by it to the millisecond, unguessable in the rest.
#[must_use]
pub fn id(now: Millis) -> Uuid {
    let ms = u64::try_from(now).unwrap_or(0);
    let nanos = u32::try_from(ms % 1000).unwrap_or(0) * 1_000_000;
    Uuid::new_v7(Timestamp::from_unix(NoContext, ms / 1000, nanos))
}

/// 32 unguessable bytes in hex: session and ticket tokens.
///
/// # Errors
/// When the machine has no randomness to give.
pub fn secret() -> Result<String, getrandom::Error> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes)?;
    Ok(hex(&bytes))
}

#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut out, b| {
        // Writing to a String cannot fail.
        let _ = write!(out, "{b:02x}");
        out
    })
}
