//! One-time codes by time (RFC 6238 over RFC 4226): SHA-1, 30 seconds, six digits, as every authenticator app has them.
//! Pure; the caller says what time it is.

use domain::Millis;
use hmac::{Hmac, Mac};
use sha1::Sha1;

/// Bytes of a secret (RFC 4226 §4, R6).
pub const SECRET_BYTES: usize = 20;
const STEP_MS: Millis = 30_000;
/// Steps that a clock may be off either way (RFC 6238 §5.2).
const DRIFT: i64 = 1;

/// The six digits of a step.
#[must_use]
pub fn code(secret: &[u8], step: i64) -> String {
    let mut mac =
        <Hmac<Sha1> as Mac>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest[19] & 0xf);
    let mut word = [0_u8; 4];
    word.copy_from_slice(&digest[offset..offset + 4]);
    let number = u32::from_be_bytes(word) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// The step that a code belongs to, if it is one of now: used or not is for the caller to know.
#[must_use]
pub fn step_of(secret: &[u8], given: &str, now: Millis) -> Option<i64> {
    let given: String = given.chars().filter(|c| !c.is_whitespace()).collect();
    let current = now.div_euclid(STEP_MS);
    // All are compared, and wholly: the time taken tells nothing.
    let mut found = None;
    for step in current - DRIFT..=current + DRIFT {
        let right = code(secret, step);
        let differing = right
            .bytes()
            .zip(given.bytes())
            .fold(right.len() ^ given.len(), |sum, (a, b)| {
                sum | usize::from(a ^ b)
            });
        if differing == 0 {
            found = Some(step);
        }
    }
    found
}

/// RFC 4648 base 32 without padding, as apps take it.
#[must_use]
pub fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut out = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut held, mut bits) = (0_u32, 0);
    for &byte in bytes {
        held = (held << 8) | u32::from(byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(char::from(ALPHABET[((held >> bits) & 31) as usize]));
        }
    }
    if bits > 0 {
        out.push(char::from(ALPHABET[((held << (5 - bits)) & 31) as usize]));
    }
    out
}

/// What the QR code says: the Key URI Format of authenticator apps.
#[must_use]
pub fn uri(secret: &[u8], organization: &str, email: &str) -> String {
    let (issuer, account) = (percent(organization), percent(email));
    format!(
        "otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}&algorithm=SHA1&digits=6&period=30",
        base32(secret)
    )
}

fn percent(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'@') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn the_codes_of_the_rfc_come_out() {
        // RFC 6238, appendix B (the last six of eight digits).
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(SECRET, seconds / 30), expected);
        }
    }

    #[test]
    fn a_clock_may_be_half_a_minute_off_and_no_more() {
        let at = |step: i64| code(SECRET, step);
        let now = 100 * STEP_MS + 15_000;
        assert_eq!(step_of(SECRET, &at(100), now), Some(100));
        assert_eq!(step_of(SECRET, &at(99), now), Some(99));
        assert_eq!(step_of(SECRET, &at(101), now), Some(101));
        assert_eq!(step_of(SECRET, &at(98), now), None);
        assert_eq!(step_of(SECRET, &at(102), now), None);
    }

    #[test]
    fn what_is_no_code_fits_nothing() {
        for odd in ["", "1", "28708", "2870820", "２８７０８２", "abcdef"] {
            assert_eq!(step_of(SECRET, odd, 59_000), None, "{odd}");
        }
        assert_eq!(step_of(SECRET, " 287 082 ", 59_000), Some(1));
    }

    #[test]
    fn base32_is_as_in_the_rfc() {
        for (bytes, text) in [
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn the_link_keeps_names_with_odd_letters_apart() {
        let link = uri(SECRET, "Kaarel & Co: help", "a+b@example.org");
        assert!(link.starts_with(
            "otpauth://totp/Kaarel%20%26%20Co%3A%20help:a%2Bb@example.org?secret=GEZD"
        ));
    }
}
