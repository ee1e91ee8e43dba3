//! Telephone numbers in the form of ITU-T E.164: `+` and at most 15 digits.
//!
//! What is known here are the country codes, how long the numbers behind them are at least and at most, and the digit that
//! is dialled before national numbers at home. Area codes are not known: a number that passes may still reach nobody.

/// A country, its code, its trunk prefix, and the digits of a number without both.
struct Plan {
    country: &'static str,
    code: &'static str,
    trunk: &'static str,
    least: usize,
    most: usize,
}

const fn plan(
    country: &'static str,
    code: &'static str,
    trunk: &'static str,
    least: usize,
    most: usize,
) -> Plan {
    Plan {
        country,
        code,
        trunk,
        least,
        most,
    }
}

/// After ITU-T E.164 Annex (assigned codes) and E.129 (national prefixes). The first country of a code stands for it.
const PLANS: &[Plan] = &[
    plan("US", "1", "1", 10, 10),
    plan("CA", "1", "1", 10, 10),
    plan("RU", "7", "8", 10, 10),
    plan("KZ", "7", "8", 10, 10),
    plan("EG", "20", "0", 8, 10),
    plan("ZA", "27", "0", 9, 9),
    plan("GR", "30", "", 10, 10),
    plan("NL", "31", "0", 9, 11),
    plan("BE", "32", "0", 8, 9),
    plan("FR", "33", "0", 9, 9),
    plan("ES", "34", "", 9, 9),
    plan("HU", "36", "06", 8, 9),
    plan("IT", "39", "", 6, 11),
    plan("RO", "40", "0", 9, 9),
    plan("CH", "41", "0", 9, 12),
    plan("AT", "43", "0", 4, 13),
    plan("GB", "44", "0", 7, 10),
    plan("DK", "45", "", 8, 8),
    plan("SE", "46", "0", 7, 13),
    plan("NO", "47", "", 5, 8),
    plan("PL", "48", "", 9, 9),
    plan("DE", "49", "0", 5, 13),
    plan("PE", "51", "0", 8, 9),
    plan("MX", "52", "", 10, 11),
    plan("CU", "53", "0", 6, 8),
    plan("AR", "54", "0", 10, 11),
    plan("BR", "55", "0", 10, 11),
    plan("CL", "56", "", 8, 9),
    plan("CO", "57", "", 8, 10),
    plan("VE", "58", "0", 10, 10),
    plan("MY", "60", "0", 7, 10),
    plan("AU", "61", "0", 5, 9),
    plan("ID", "62", "0", 5, 12),
    plan("PH", "63", "0", 8, 10),
    plan("NZ", "64", "0", 8, 10),
    plan("SG", "65", "", 8, 12),
    plan("TH", "66", "0", 8, 9),
    plan("JP", "81", "0", 9, 11),
    plan("KR", "82", "0", 8, 11),
    plan("VN", "84", "0", 7, 10),
    plan("CN", "86", "0", 5, 12),
    plan("TR", "90", "0", 10, 10),
    plan("IN", "91", "0", 7, 10),
    plan("PK", "92", "0", 8, 11),
    plan("AF", "93", "0", 9, 9),
    plan("LK", "94", "0", 9, 9),
    plan("IR", "98", "0", 6, 10),
    plan("MA", "212", "0", 9, 9),
    plan("DZ", "213", "0", 8, 9),
    plan("TN", "216", "", 8, 8),
    plan("LY", "218", "0", 8, 9),
    plan("SN", "221", "", 9, 9),
    plan("GH", "233", "0", 5, 9),
    plan("NG", "234", "0", 7, 10),
    plan("ET", "251", "0", 9, 9),
    plan("KE", "254", "0", 6, 10),
    plan("TZ", "255", "0", 9, 9),
    plan("UG", "256", "0", 9, 9),
    plan("PT", "351", "", 9, 11),
    plan("LU", "352", "", 4, 11),
    plan("IE", "353", "0", 7, 11),
    plan("IS", "354", "", 7, 9),
    plan("AL", "355", "0", 3, 9),
    plan("MT", "356", "", 8, 8),
    plan("CY", "357", "", 8, 11),
    plan("FI", "358", "0", 5, 12),
    plan("BG", "359", "0", 7, 9),
    plan("LT", "370", "8", 8, 8),
    plan("LV", "371", "", 7, 8),
    plan("EE", "372", "", 7, 10),
    plan("MD", "373", "0", 8, 8),
    plan("AM", "374", "0", 8, 8),
    plan("BY", "375", "80", 9, 10),
    plan("UA", "380", "0", 9, 9),
    plan("RS", "381", "0", 4, 12),
    plan("ME", "382", "0", 4, 12),
    plan("HR", "385", "0", 8, 12),
    plan("SI", "386", "0", 8, 8),
    plan("BA", "387", "0", 8, 8),
    plan("MK", "389", "0", 8, 8),
    plan("CZ", "420", "", 4, 12),
    plan("SK", "421", "0", 4, 9),
    plan("HK", "852", "", 4, 9),
    plan("MO", "853", "", 7, 8),
    plan("BD", "880", "0", 6, 10),
    plan("TW", "886", "0", 8, 9),
    plan("JO", "962", "0", 5, 9),
    plan("IQ", "964", "0", 8, 10),
    plan("SA", "966", "0", 8, 9),
    plan("AE", "971", "0", 7, 9),
    plan("IL", "972", "0", 8, 9),
    plan("QA", "974", "", 3, 8),
    plan("GE", "995", "0", 9, 9),
    plan("UZ", "998", "", 9, 9),
];

/// The number in E.164, such as `+3726123456`; `None` when it is none. National forms need `country` (ISO 3166-1 alpha-2).
/// Codes that are not in the table are taken with 7 to 15 digits in all.
#[must_use]
pub fn e164(text: &str, country: Option<&str>) -> Option<String> {
    let text = text.trim();
    if text.chars().count() > 40 {
        return None;
    }
    let mut digits = String::with_capacity(16);
    let mut abroad = false;
    for (at, c) in text.chars().enumerate() {
        match c {
            '0'..='9' => digits.push(c),
            '+' if at == 0 => abroad = true,
            ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}' | '\u{2011}' | '\u{2013}' => {}
            _ => return None,
        }
    }
    if !abroad && let Some(rest) = digits.strip_prefix("00") {
        (digits, abroad) = (rest.to_owned(), true);
    }
    if abroad {
        return whole(&digits);
    }
    let country = country?;
    let plan = PLANS
        .iter()
        .find(|p| p.country.eq_ignore_ascii_case(country))?;
    let national = if plan.trunk.is_empty() {
        &digits
    } else {
        digits.strip_prefix(plan.trunk).unwrap_or(&digits)
    };
    (plan.least..=plan.most)
        .contains(&national.len())
        .then(|| format!("+{}{national}", plan.code))
}

fn whole(digits: &str) -> Option<String> {
    if digits.starts_with('0') || !(7..=15).contains(&digits.len()) {
        return None;
    }
    if let Some(plan) = of(digits) {
        let mut national = &digits[plan.code.len()..];
        // “+44 (0)20 …”: the trunk digit is not dialled from abroad, and no number behind these codes begins with it.
        if plan.trunk == "0"
            && national.starts_with('0')
            && (plan.least..=plan.most).contains(&(national.len() - 1))
        {
            national = &national[1..];
        }
        return (plan.least..=plan.most)
            .contains(&national.len())
            .then(|| format!("+{}{national}", plan.code));
    }
    Some(format!("+{digits}"))
}

fn of(digits: &str) -> Option<&'static Plan> {
    PLANS.iter().find(|p| digits.starts_with(p.code))
}

/// The country of a number in E.164, as far as its code says so: codes that several countries share say nothing.
#[must_use]
pub fn country(number: &str) -> Option<&'static str> {
    let plan = of(number.strip_prefix('+')?)?;
    let shared = PLANS.iter().filter(|p| p.code == plan.code).count() > 1;
    (!shared).then_some(plan.country)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_one_way() {
        for (text, home, wanted) in [
            ("+372 612 3456", None, "+3726123456"),
            ("00372 6123456", None, "+3726123456"),
            ("612-3456", Some("EE"), "+3726123456"),
            ("+44 (0)20 7946 0018", None, "+442079460018"),
            ("020 7946 0018", Some("gb"), "+442079460018"),
            ("(212) 555-0100", Some("US"), "+12125550100"),
            ("1 212 555 0100", Some("US"), "+12125550100"),
            ("030 901820", Some("DE"), "+4930901820"),
            ("+39 06 6982", None, "+39066982"),
            ("+683 4000", None, "+6834000"),
        ] {
            assert_eq!(e164(text, home).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for (text, home) in [
            ("", None),
            ("612 3456", None),
            ("612 3456", Some("XX")),
            ("+", None),
            ("+0372 6123456", None),
            ("+1 212 555 01000", None),
            ("+372", None),
            ("+3726123456789012345", None),
            ("12+34567", None),
            ("call me", Some("EE")),
            ("+٣٧٢٦١٢٣٤٥٦", None),
            (&"1".repeat(5000), Some("US")),
        ] {
            assert_eq!(e164(text, home), None, "{text}");
        }
    }

    #[test]
    fn a_shared_code_names_no_country() {
        assert_eq!(country("+3726123456"), Some("EE"));
        assert_eq!(country("+12125550100"), None);
        assert_eq!(country("+6834000"), None);
    }

    #[test]
    fn no_code_hides_another() {
        for (i, a) in PLANS.iter().enumerate() {
            for b in &PLANS[..i] {
                assert!(
                    a.code == b.code || !a.code.starts_with(b.code),
                    "{}",
                    a.code
                );
            }
        }
    }
}
