//! Checks of what people type into settings.

use crate::Result;
use domain::Refusal;
use domain::language::is_locale;
use domain::reply_rules::is_plain_address;

const NAME_MAX: usize = 120;

/// A name of one line that is not empty.
pub(crate) fn name(name: &str) -> Result<()> {
    let trimmed = name.trim();
    if trimmed.is_empty()
        || trimmed.chars().count() > NAME_MAX
        || trimmed.chars().any(char::is_control)
    {
        let text = format!("A name has one line of 1 to {NAME_MAX} characters.");
        return Err(Refusal::new("bad_name", text).on("name").into());
    }
    Ok(())
}

pub(crate) fn zone(zone: &str) -> Result<()> {
    if jiff::tz::TimeZone::get(zone).is_err() {
        return Err(
            Refusal::new("bad_zone", "There is no time zone of that name.")
                .on("zone")
                .into(),
        );
    }
    Ok(())
}

pub(crate) fn address(field: &'static str, address: &str) -> Result<()> {
    if !is_plain_address(address.trim()) {
        return Err(Refusal::new("bad_address", "This is not an email address.")
            .on(field)
            .into());
    }
    Ok(())
}

/// A language tag: `en`, `pt-BR` (BCP 47, loosely).
pub(crate) fn locale(locale: &str) -> Result<()> {
    if !is_locale(locale) {
        return Err(
            Refusal::new("bad_locale", "A language is written as en or pt-BR.")
                .on("locale")
                .into(),
        );
    }
    Ok(())
}

/// Whether this is `https://host…` or `http://host…` without a user name or anything that could leave a header or tag.
pub(crate) fn is_web_address(url: &str) -> bool {
    let plain = url.len() <= 500
        && url
            .bytes()
            .all(|b| b.is_ascii_graphic() && !b"\"'<>\\^`{|}@".contains(&b));
    let host = |rest: &str| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        !host.is_empty() && !host.starts_with(':')
    };
    plain
        && (url.strip_prefix("https://").is_some_and(host)
            || url.strip_prefix("http://").is_some_and(host))
}

/// A language tag, as far as its letters go.
pub(crate) fn language(tag: Option<&str>) -> Result<()> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if tag.is_some_and(|l| !l.chars().all(plain)) {
        return Err(
            domain::Refusal::new("bad_language", "A language is written as en or pt-BR.")
                .on("language")
                .into(),
        );
    }
    Ok(())
}
