//! Addresses in the text of a report.

/// Finds `local@domain` words in a line, left to right, with the byte range of each.
pub(super) fn find_all(line: &str) -> Vec<(std::ops::Range<usize>, String)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = line
        .get(from..)
        .and_then(|rest| rest.find('@'))
        .map(|n| n + from)
    {
        from = at + 1;
        let before = line.get(..at).unwrap_or_default();
        let start = local_start(
            before,
            found
                .last()
                .map_or(0, |(range, _): &(std::ops::Range<usize>, String)| range.end),
        );
        let after = line.get(at + 1..).unwrap_or_default();
        let length = after
            .find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '.' || c == '_'))
            .unwrap_or(after.len());
        let domain = after
            .get(..length)
            .unwrap_or_default()
            .trim_end_matches(['.', '-', '_']);
        let local = before.get(start..).unwrap_or_default();
        if let Some(address) = checked(local, domain) {
            found.push((start..at + 1 + domain.len(), address));
            from = at + 1 + domain.len();
        }
    }
    found
}

/// The address of a field or of a report line: comments, type prefix and brackets off.
pub(super) fn clean(text: &str) -> Option<String> {
    find_all(text).pop().map(|(_, address)| address)
}

fn local_start(before: &str, floor: usize) -> usize {
    if before.ends_with('"') {
        let inner = before.len() - 1;
        let low = floor.max(inner.saturating_sub(80));
        if let Some(open) = before.get(low..inner).and_then(|text| text.rfind('"')) {
            return low + open;
        }
    }
    let stops = |c: char| {
        c.is_whitespace() || c.is_control() || "<>()[]{},;:\"'`|\\「」『』【】“”‘’".contains(c)
    };
    let stop = before
        .char_indices()
        .rev()
        .take(80)
        .find(|(_, c)| stops(*c));
    let start = stop
        .map_or_else(
            || before.len().saturating_sub(80),
            |(at, c)| at + c.len_utf8(),
        )
        .max(floor);
    let start = before.ceil_char_boundary(start);
    // `To=a@b`, `SMTP=a@b`: the word before the sign is a name.
    let text = before.get(start..).unwrap_or_default();
    for label in [
        "SMTP=",
        "smtp=",
        "to=",
        "TO=",
        "To=",
        "recipient=",
        "rcpt=",
        "mailto:",
        "email=",
    ] {
        if text.starts_with(label) {
            return start + label.len();
        }
    }
    start
}

fn checked(local: &str, domain: &str) -> Option<String> {
    let local = local.trim_start_matches(['.', '*', '=']);
    if local.is_empty()
        || local.len() > 128
        || domain.is_empty()
        || domain.len() > 255
        || domain.starts_with(['.', '-'])
    {
        return None;
    }
    if domain.contains("..") || local.contains(char::is_control) {
        return None;
    }
    Some(format!("{local}@{}", domain.to_lowercase()))
}

/// Names under which mail systems speak.
pub(super) fn is_machine(address: &str) -> bool {
    let local = address.rsplit_once('@').map_or(address, |(local, _)| local);
    let bare: String = local
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    matches!(
        bare.as_str(),
        "mailerdaemon"
            | "postmaster"
            | "maildaemon"
            | "maildeliverysystem"
            | "mailer"
            | "maildeliverysubsystem"
            | "mmdf"
    ) || bare.starts_with("mailerdaemon")
        || bare.starts_with("postmaster")
        || bare == "bounce"
        || bare == "bounces"
        || bare == "ndr"
        || bare == "microsoftexchange"
        || bare.starts_with("microsoftexchange")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_in_brackets_quotes_and_sentences() {
        let found = |line: &str| {
            find_all(line)
                .into_iter()
                .map(|(_, a)| a)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            found("<a.b+c@Example.ORG>: 550 <a.b+c@example.org>... no"),
            ["a.b+c@example.org", "a.b+c@example.org"]
        );
        assert_eq!(
            found("could not reach x@example.org. Sorry"),
            ["x@example.org"]
        );
        assert_eq!(
            found("o=Nexus2;dda:SMTP=userx@example.COM; on Fri"),
            ["userx@example.com"]
        );
        assert_eq!(found("\"a b\"@example.org"), ["\"a b\"@example.org"]);
        assert!(found("@ a@ @b a@.b").is_empty());
    }
}
