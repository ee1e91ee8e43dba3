//! Invitations, answers and cancellations in iCalendar form (RFC 5545, RFC 5546), read for people to look at.

use crate::CalendarItem;
use crate::mime::address;

/// Items of one calendar that are read.
const MAX_ITEMS: usize = 50;
const MAX_ATTENDEES: usize = 500;
const MAX_LINES: usize = 100_000;

/// Reads all events and tasks. `method` is the parameter of the media type, used when the calendar names none itself.
pub fn read(text: &str, method: &str) -> Vec<CalendarItem> {
    let mut items = Vec::new();
    let mut calendar_method = method.to_ascii_uppercase();
    let mut open: Option<CalendarItem> = None;
    // Alarms inside an event have fields of the same names.
    let mut inner = 0usize;
    for line in unfold(text) {
        let Some(field) = Field::parse(&line) else {
            continue;
        };
        let component = field.value.trim().to_ascii_uppercase();
        match (field.name.as_str(), open.as_mut()) {
            ("METHOD", None) => calendar_method = component,
            ("BEGIN", None) if component == "VEVENT" || component == "VTODO" => {
                open = Some(CalendarItem::default())
            }
            ("BEGIN", Some(_)) => inner += 1,
            ("END", Some(_)) if inner > 0 => inner -= 1,
            ("END", Some(_)) => {
                items.extend(open.take());
                if items.len() >= MAX_ITEMS {
                    break;
                }
            }
            (_, Some(item)) if inner == 0 => fill(item, &field),
            _ => {}
        }
    }
    items.extend(open);
    for item in &mut items {
        item.method.clone_from(&calendar_method);
    }
    items
}

/// The item in a few lines, for mails that have no other text.
pub fn summary(item: &CalendarItem) -> String {
    let mut lines = Vec::new();
    let mut line = |parts: &[&str]| {
        let text = parts
            .iter()
            .filter(|p| !p.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" ");
        if !text.is_empty() {
            lines.push(text);
        }
    };
    line(&[&item.method, &item.summary]);
    if !item.ends.is_empty() && item.ends != item.starts {
        line(&[&item.starts, "–", &item.ends]);
    } else {
        line(&[&item.starts]);
    }
    line(&[&item.location]);
    line(&[&item.organizer]);
    for (who, answer) in item.attendees.iter().take(20) {
        line(&[who, answer]);
    }
    lines.join("\n")
}

fn fill(item: &mut CalendarItem, field: &Field) {
    match field.name.as_str() {
        "UID" => item.uid = field.text(),
        "SUMMARY" => item.summary = field.text(),
        "LOCATION" => item.location = field.text(),
        "ORGANIZER" => item.organizer = field.person(),
        "DTSTART" => item.starts = field.moment(),
        "DTEND" | "DUE" => item.ends = field.moment(),
        "ATTENDEE" if item.attendees.len() < MAX_ATTENDEES => {
            let answer = field
                .param("PARTSTAT")
                .unwrap_or("NEEDS-ACTION")
                .to_ascii_uppercase();
            item.attendees.push((field.person(), answer));
        }
        _ => {}
    }
}

/// Lines with their continuations joined (RFC 5545 §3.1). Mail gateways sometimes fold with line ends alone.
fn unfold(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n').take(MAX_LINES) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match (line.chars().next(), lines.last_mut()) {
            (Some(' ' | '\t'), Some(last)) => last.push_str(&line[1..]),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// `NAME;PARAM=value:content`.
struct Field {
    name: String,
    params: Vec<(String, String)>,
    value: String,
}

impl Field {
    fn parse(line: &str) -> Option<Self> {
        let mut quoted = false;
        let colon = line.char_indices().find(|&(_, c)| {
            if c == '"' {
                quoted = !quoted;
            }
            c == ':' && !quoted
        });
        let (head, value) = line.split_at(colon?.0);
        let mut pieces = split_params(head).into_iter();
        let name = pieces.next()?.trim().to_ascii_uppercase();
        // `group.NAME` is vCard style and seen in the wild.
        let name = name.rsplit('.').next().unwrap_or_default().to_owned();
        let params = pieces
            .filter_map(|p| {
                p.split_once('=').map(|(n, v)| {
                    (
                        n.trim().to_ascii_uppercase(),
                        v.trim().trim_matches('"').to_owned(),
                    )
                })
            })
            .collect();
        Some(Self {
            name,
            params,
            value: value[1..].to_owned(),
        })
    }

    fn param(&self, name: &str) -> Option<&str> {
        self.params
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }

    /// Content with `\n`, `\,`, `\;` and `\\` read, bounded, without control characters.
    fn text(&self) -> String {
        let mut out = String::with_capacity(self.value.len().min(4_096));
        let mut chars = self.value.chars();
        while let Some(c) = chars.next() {
            if out.len() > 8_000 {
                break;
            }
            match c {
                '\\' => match chars.next() {
                    Some('n' | 'N') => out.push('\n'),
                    Some(other) if !other.is_control() => out.push(other),
                    _ => {}
                },
                c if c.is_control() => {}
                c => out.push(c),
            }
        }
        out.trim().to_owned()
    }

    /// Address of a person, or the name when there is none.
    fn person(&self) -> String {
        let value = self.text();
        let plain = value
            .get(..7)
            .filter(|p| p.eq_ignore_ascii_case("mailto:"))
            .map_or(value.as_str(), |_| &value[7..]);
        address::valid(plain)
            .or_else(|| {
                self.param("CN")
                    .map(|n| n.chars().filter(|c| !c.is_control()).take(200).collect())
            })
            .unwrap_or(value)
    }

    /// `2026-03-04 10:00 Europe/Tallinn`, `2026-03-04` for a whole day; as written when it has another form.
    fn moment(&self) -> String {
        let value = self.value.trim();
        let (day, time) = value
            .split_once('T')
            .map_or((value, None), |(d, t)| (d, Some(t)));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if day.len() != 8 || !digits(day) {
            return self.text().chars().take(100).collect();
        }
        let date = format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]);
        let Some(time) = time else { return date };
        let (clock, zone) = match time.strip_suffix('Z') {
            Some(clock) => (clock, "UTC"),
            None => (time, self.param("TZID").unwrap_or_default()),
        };
        if clock.len() < 4 || !digits(clock) {
            return date;
        }
        let zone: String = zone
            .trim_start_matches('/')
            .chars()
            .filter(|c| !c.is_control())
            .take(60)
            .collect();
        format!("{date} {}:{} {zone}", &clock[..2], &clock[2..4])
            .trim_end()
            .to_owned()
    }
}

fn split_params(head: &str) -> Vec<&str> {
    let mut quoted = false;
    head.split(|c| {
        if c == '"' {
            quoted = !quoted;
        }
        c == ';' && !quoted
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const INVITATION: &str = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Tallinn\r\nBEGIN:STANDARD\r\nDTSTART:19701025T040000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1@x\r\nSUMMARY:Meeting\\, long\r\n er title\r\nLOCATION:Room 1\\nFloor 2\r\nORGANIZER;CN=\"Doe; Jane\":MAILTO:jane@X.org\r\nATTENDEE;PARTSTAT=ACCEPTED;CN=Bob:mailto:bob@x.org\r\nATTENDEE:mailto:al@x.org\r\nDTSTART;TZID=Europe/Tallinn:20260304T100000\r\nDTEND:20260304T090000Z\r\nBEGIN:VALARM\r\nSUMMARY:alarm\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    #[test]
    fn an_invitation_is_read_with_folds_escapes_and_zones() {
        let items = read(INVITATION, "");
        assert_eq!(items.len(), 1);
        let item = &items[0];
        assert_eq!(
            (item.method.as_str(), item.uid.as_str()),
            ("REQUEST", "1@x")
        );
        assert_eq!(item.summary, "Meeting, longer title");
        assert_eq!(item.location, "Room 1\nFloor 2");
        assert_eq!(item.organizer, "jane@x.org");
        assert_eq!(item.starts, "2026-03-04 10:00 Europe/Tallinn");
        assert_eq!(item.ends, "2026-03-04 09:00 UTC");
        assert_eq!(
            item.attendees,
            [
                ("bob@x.org".into(), "ACCEPTED".into()),
                ("al@x.org".into(), "NEEDS-ACTION".into())
            ]
        );
        assert!(
            summary(item)
                .starts_with("REQUEST Meeting, longer title\n2026-03-04 10:00 Europe/Tallinn –")
        );
    }

    #[test]
    fn the_method_of_the_part_counts_when_the_calendar_has_none() {
        let items = read(
            "BEGIN:VEVENT\nUID:2\nDTSTART;VALUE=DATE:20260101\nEND:VEVENT",
            "cancel",
        );
        assert_eq!(
            (items[0].method.as_str(), items[0].starts.as_str()),
            ("CANCEL", "2026-01-01")
        );
    }

    #[test]
    fn hostile_calendars_are_bounded() {
        assert_eq!(
            read(&"BEGIN:VEVENT\nEND:VEVENT\n".repeat(10_000), "").len(),
            MAX_ITEMS
        );
        let many = "BEGIN:VEVENT\n".to_owned() + &"ATTENDEE:mailto:a@x.org\n".repeat(10_000);
        assert_eq!(read(&many, "")[0].attendees.len(), MAX_ATTENDEES);
        for odd in [
            "",
            ":",
            "BEGIN:VEVENT\nDTSTART:é\nDTSTART:20261301T1é\nATTENDEE:é\nORGANIZER;CN:mailto:é",
            "BEGIN:VEVENT\n é",
        ] {
            let _ = read(odd, "é");
        }
    }
}
