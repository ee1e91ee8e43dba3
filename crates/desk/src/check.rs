//! Checks of what people type into settings.

use crate::Result;
use domain::Refusal;
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
