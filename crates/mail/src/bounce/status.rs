//! Enhanced status codes (RFC 3463) and whether a failure is for good.

/// First `[245].n.n` in a text that is no part of a longer number.
pub(super) fn find(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut best: Option<String> = None;
    for (at, byte) in bytes.iter().enumerate() {
        if !matches!(byte, b'2' | b'4' | b'5') || bytes.get(at + 1) != Some(&b'.') {
            continue;
        }
        let before = at.checked_sub(1).and_then(|n| bytes.get(n));
        if before.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'.') {
            continue;
        }
        let Some(code) = parse(text.get(at..).unwrap_or_default()) else {
            continue;
        };
        // `5.0.0` and "expired" say little; the cause may follow.
        if !code.ends_with(".0.0") && !code.ends_with(".4.7") {
            return Some(code);
        }
        if best.as_ref().is_none_or(|known| known.ends_with(".0.0")) {
            best = Some(code);
        }
    }
    best
}

/// A status at the start of a text: `5.1.1 (bad destination)`.
pub(super) fn parse(text: &str) -> Option<String> {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || c == '.'))
        .unwrap_or(text.len());
    let code = text.get(..end)?.trim_end_matches('.');
    let mut numbers = code.split('.');
    let (class, subject, detail) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let short = |n: &str| (1..=3).contains(&n.len());
    (numbers.next().is_none()
        && matches!(class, "2" | "4" | "5")
        && short(subject)
        && short(detail))
    .then(|| code.to_owned())
}

/// First SMTP reply code of class 4 or 5 that stands where replies stand: at a line's start or after `:`/said/with.
pub(super) fn reply_code(text: &str) -> Option<u16> {
    let bytes = text.as_bytes();
    for at in 0..bytes.len() {
        let Some(window) = bytes.get(at..at + 3) else {
            break;
        };
        if !(matches!(window.first(), Some(b'4' | b'5')) && window.iter().all(u8::is_ascii_digit)) {
            continue;
        }
        if !matches!(window.get(1), Some(b'0'..=b'5' | b'7')) {
            continue;
        }
        let open = at
            .checked_sub(1)
            .and_then(|n| bytes.get(n))
            .is_none_or(|b| b" \t\n\"'(:#-[,>".contains(b));
        let closed = bytes
            .get(at + 3)
            .is_none_or(|b| b" \t\n-\"'),:;]".contains(b));
        if open && closed {
            return std::str::from_utf8(window).ok()?.parse().ok();
        }
    }
    None
}

/// The enhanced code that a bare reply code amounts to, sharpened by the words beside it.
pub(super) fn derive(code: Option<u16>, words: &str) -> Option<String> {
    let words = words.to_lowercase();
    let has = |list: &[&str]| list.iter().any(|word| words.contains(word));
    let temporary = code.is_some_and(|code| code < 500);
    let class = if temporary { 4 } else { 5 };
    if has(&[
        "quota",
        "mailbox full",
        "mailbox is full",
        "mailbox exceeds",
        "over limit",
        "storage",
        "満",
    ]) {
        return Some(format!("{class}.2.2"));
    }
    if has(UNKNOWN_USER) {
        return Some(format!("{class}.1.1"));
    }
    if has(&[
        "host unknown",
        "host not found",
        "name service error",
        "no such domain",
        "unrouteable",
        "domain not found",
    ]) {
        return Some(format!("{class}.1.2"));
    }
    Some(
        match code? {
            421 => "4.3.2",
            450 => "4.2.0",
            451 => "4.3.0",
            452 => "4.3.1",
            400..=499 => "4.0.0",
            551 => "5.1.6",
            552 => "5.2.2",
            553 => "5.1.3",
            571 => "5.7.1",
            _ => "5.0.0",
        }
        .to_owned(),
    )
}

const UNKNOWN_USER: &[&str] = &[
    "user unknown",
    "unknown user",
    "no such user",
    "no mailbox here",
    "mailbox not found",
    "mailbox unavailable",
    "does not exist",
    "unknown recipient",
    "recipient unknown",
    "name is not recognized",
    "doesn't have a",
    "no such recipient",
    "user not found",
    "invalid address",
    "invalid user",
    "invalid recipient",
    "account has been disabled",
];

/// Words that tell of waiting that ran out, where no code says so.
pub(super) fn sounds_temporary(words: &str) -> bool {
    let words = words.to_lowercase();
    [
        "retry timeout exceeded",
        "failing for a long time",
        "deferred",
        "retry time not reached",
        "temporarily",
        "greylist",
    ]
    .iter()
    .any(|word| words.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_told_from_addresses_and_versions() {
        assert_eq!(
            find("host 192.5.1.1 said 550 5.2.2 full").as_deref(),
            Some("5.2.2")
        );
        assert_eq!(find("550-5.0.0 x 5.7.26 y").as_deref(), Some("5.7.26"));
        assert_eq!(find("(#5.1.1 - chkusr)").as_deref(), Some("5.1.1"));
        assert_eq!(find("Exim 4.72 and 4.5.6.7"), None);
        assert_eq!(reply_code("SMTP; 550 no"), Some(550));
        assert_eq!(reply_code("id 5504 size 1550"), None);
    }
}
