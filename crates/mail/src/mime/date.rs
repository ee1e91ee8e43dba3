//! The Date field: RFC 5322 with its obsolete forms, and a few foreign ones.

use mail_parser::DateTime;

/// Milliseconds since 1970 UTC; `None` for what is no date between 1970 and 9999.
pub fn read(value: &str) -> Option<i64> {
    let value = value.get(..value.len().min(200)).unwrap_or(value).trim();
    let parsed = DateTime::parse_rfc822(value)
        .filter(DateTime::is_valid)
        .or_else(|| DateTime::parse_rfc3339(value).filter(DateTime::is_valid))
        .or_else(|| {
            DateTime::parse_rfc3339(&value.replacen(' ', "T", 1).replace(' ', ""))
                .filter(DateTime::is_valid)
        })?;
    (1970..=9999)
        .contains(&parsed.year)
        .then(|| parsed.to_timestamp().checked_mul(1000))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_many_clients_are_read() {
        let expected = Some(1_709_631_900_000);
        for value in [
            "Tue, 05 Mar 2024 09:45:00 +0000",
            "5 Mar 2024 11:45:00 +0200 (EET)",
            "Tue, 5 Mar 24 04:45:00 EST",
            "2024-03-05T09:45:00Z",
            "2024-03-05 11:45:00 +02:00",
        ] {
            assert_eq!(read(value), expected, "{value}");
        }
    }

    #[test]
    fn nonsense_is_no_date() {
        for value in [
            "",
            "soon",
            "Tue, 99 Mar 2024 09:45:00 +0000",
            "0",
            "é".repeat(300).as_str(),
        ] {
            assert_eq!(read(value), None, "{value}");
        }
    }
}
