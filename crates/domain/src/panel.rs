//! What another system of ours says about a contact: labelled lines, shown as text beside the conversation. The answer is a
//! stranger's: everything in it is bounded, and only `https` and `http` become links.

use serde::Serialize;
use serde_json::Value;

/// Octets of a whole answer.
pub const OCTETS_MAX: usize = 64 * 1024;
const SECTIONS_MAX: usize = 10;
const LINES_MAX: usize = 50;
const LABEL_MAX: usize = 80;
const TEXT_MAX: usize = 500;
const LINK_MAX: usize = 2000;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Panel {
    pub sections: Vec<Section>,
    /// Something was left out or cut.
    pub cut: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Section {
    pub title: String,
    pub lines: Vec<Line>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Line {
    pub label: String,
    pub text: String,
    pub link: Option<String>,
}

/// Reads `{"sections": [{"title", "lines": [{"label", "value", "url"}]}]}`, or `{"lines": […]}` for one without a title.
///
/// # Errors
/// What is wrong with it, for a person.
pub fn read(bytes: &[u8]) -> Result<Panel, &'static str> {
    if bytes.len() > OCTETS_MAX {
        return Err("The answer is larger than 64 kB.");
    }
    let value: Value = serde_json::from_slice(bytes).map_err(|_| "The answer is no JSON.")?;
    let mut panel = Panel::default();
    let sections = match (value.get("sections"), value.get("lines")) {
        (Some(Value::Array(sections)), _) => sections.as_slice(),
        (None, Some(Value::Array(_))) => std::slice::from_ref(&value),
        _ => return Err("The answer has neither sections nor lines."),
    };
    let mut left = LINES_MAX;
    panel.cut = sections.len() > SECTIONS_MAX;
    for section in sections.iter().take(SECTIONS_MAX) {
        let title = section.get("title").and_then(text).unwrap_or_default();
        let mut made = Section {
            title: bounded(&title, LABEL_MAX, &mut panel.cut),
            lines: Vec::new(),
        };
        let lines = section.get("lines").and_then(Value::as_array);
        for line in lines.into_iter().flatten() {
            if left == 0 {
                panel.cut = true;
                break;
            }
            let label = line.get("label").and_then(text);
            let value = line.get("value").and_then(text);
            if label.is_none() && value.is_none() {
                panel.cut = true;
                continue;
            }
            left -= 1;
            let link = line.get("url").and_then(Value::as_str);
            made.lines.push(Line {
                label: bounded(&label.unwrap_or_default(), LABEL_MAX, &mut panel.cut),
                text: bounded(&value.unwrap_or_default(), TEXT_MAX, &mut panel.cut),
                link: link.filter(|l| is_link(l)).map(str::to_owned),
            });
        }
        if !made.title.is_empty() || !made.lines.is_empty() {
            panel.sections.push(made);
        }
    }
    Ok(panel)
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(if *yes { "✓" } else { "–" }.to_owned()),
        _ => None,
    }
}

/// One line without control and direction characters.
fn bounded(text: &str, most: usize, cut: &mut bool) -> String {
    let odd = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut out: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|c| !odd(*c))
        .take(most + 1)
        .collect();
    if let Some((at, _)) = out.char_indices().nth(most) {
        out.truncate(at);
        out.push('…');
        *cut = true;
    }
    out.trim().to_owned()
}

fn is_link(link: &str) -> bool {
    let rest = link
        .strip_prefix("https://")
        .or_else(|| link.strip_prefix("http://"));
    let host = rest
        .and_then(|r| r.split(['/', '?', '#']).next())
        .unwrap_or_default();
    // A name before the host would lie about where the link leads.
    link.len() <= LINK_MAX
        && !host.is_empty()
        && !host.contains(['@', '\\'])
        && !link.chars().any(|c| c.is_control() || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_sections_are_read() {
        let panel = read(
            br#"{"sections":[{"title":"Orders","lines":[{"label":"Last","value":1042,"url":"https://shop.example/1042"},
               {"label":"Paid","value":true},{"label":"None","value":null}]}]}"#,
        )
        .expect("good");
        assert_eq!(panel.sections[0].title, "Orders");
        let lines = &panel.sections[0].lines;
        assert_eq!(
            (lines[0].text.as_str(), lines[1].text.as_str()),
            ("1042", "✓")
        );
        assert_eq!(lines[0].link.as_deref(), Some("https://shop.example/1042"));
        let plain = read(br#"{"lines":[{"label":"Plan","value":"Gold"}]}"#).expect("good");
        assert_eq!(plain.sections.len(), 1);
    }

    #[test]
    fn a_lying_answer_is_refused_or_cut() {
        for bad in [
            &b"<html>"[..],
            b"[]",
            b"{}",
            br#"{"sections":{}}"#,
            b"\xff\xfe",
            &[b'['; 40_000],
        ] {
            assert!(read(bad).is_err());
        }
        let link = |url: &str| {
            let json = serde_json::json!({ "lines": [{ "label": "x", "value": "y", "url": url }] });
            let panel = read(json.to_string().as_bytes()).expect("read");
            panel.sections[0].lines[0].link.clone()
        };
        for bad in [
            "javascript:alert(1)",
            "https://good.example@evil.example/",
            "https://",
            "//evil.example",
            "https://a.example/\nx",
        ] {
            assert_eq!(link(bad), None, "{bad}");
        }
        let many: Vec<Value> = (0..500)
            .map(
                |n| serde_json::json!({ "label": "a\u{202e}b\0c", "value": "x".repeat(1 + n * 4) }),
            )
            .collect();
        let json = serde_json::json!({ "lines": many }).to_string();
        assert!(read(json.as_bytes()).is_err(), "too large as a whole");
        let some = serde_json::json!({ "lines": many[..140].to_vec() }).to_string();
        let panel = read(some.as_bytes()).expect("read");
        assert!(panel.cut);
        assert_eq!(panel.sections[0].lines.len(), LINES_MAX);
        assert_eq!(panel.sections[0].lines[0].label, "ab c");
    }
}
