//! Which field of a JSON text stands at a place: what a parser says is line and column, what a client wants is the field.
//! Done only after a refusal, so that reading every type does not carry its path along.

/// Longest path that is told, in characters.
const LONGEST: usize = 200;

enum Inside {
    /// An object; the key whose value is being read.
    Object(Option<String>),
    /// A list; the index that is being read.
    List(usize),
}

/// The path (`inner.list[2].name`) of the value that is read or just finished at a line (from 1) and column (bytes from
/// the start of the line); empty for the text as a whole.
#[must_use]
pub fn at(text: &[u8], line: usize, column: usize) -> String {
    let start = text
        .split_inclusive(|b| *b == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum::<usize>();
    let end = start.saturating_add(column).min(text.len());
    let mut inside = Vec::new();
    let mut place = 0;
    while place < end {
        match text[place] {
            b'"' => {
                let length = quoted(&text[place..]);
                if let Some(Inside::Object(key @ None)) = inside.last_mut() {
                    *key = serde_json::from_slice(&text[place..place + length]).ok();
                }
                place += length;
                continue;
            }
            b'{' => inside.push(Inside::Object(None)),
            b'[' => inside.push(Inside::List(0)),
            b'}' | b']' => drop(inside.pop()),
            b',' => match inside.last_mut() {
                Some(Inside::Object(key)) => *key = None,
                Some(Inside::List(index)) => *index += 1,
                None => {}
            },
            _ => {}
        }
        place += 1;
    }
    written(&inside)
}

/// The length of the string that begins here, with its quotes.
fn quoted(text: &[u8]) -> usize {
    let mut escaped = false;
    for (at, b) in text.iter().enumerate().skip(1) {
        match b {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn written(inside: &[Inside]) -> String {
    let mut path = String::new();
    for step in inside {
        match step {
            Inside::Object(Some(key)) if path.is_empty() => path.push_str(key),
            Inside::Object(Some(key)) => {
                path.push('.');
                path.push_str(key);
            }
            Inside::Object(None) => {}
            Inside::List(index) => path.push_str(&format!("[{index}]")),
        }
    }
    path.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str, until: &str) -> String {
        let end = text.find(until).expect("a place") + until.len();
        let line = text[..end].matches('\n').count() + 1;
        let column = end - text[..end].rfind('\n').map_or(0, |at| at + 1);
        at(text.as_bytes(), line, column)
    }

    #[test]
    fn a_place_has_the_path_of_what_stands_there() {
        let text = "{\"a\": {\"b c\": [1, {\"d\": \"x,]}\\\"\"}, 7]},\n \"e\": null}";
        assert_eq!(path(text, "1"), "a.b c[0]");
        assert_eq!(path(text, "x,]}\\\"\""), "a.b c[1].d");
        assert_eq!(path(text, "7"), "a.b c[2]");
        assert_eq!(path(text, "7]}"), "a");
        assert_eq!(path(text, "null"), "e");
        assert_eq!(path(text, "null}"), "");
    }

    #[test]
    fn no_text_and_no_place_harms() {
        let texts: [&[u8]; 6] = [
            b"",
            b"]]}}",
            b"{{[\"",
            b"\"\\",
            b"{\"a\":\"\xff",
            b",:,\n\n,{",
        ];
        for text in texts {
            for line in 0..4 {
                for column in [0, 1, 2, 5, usize::MAX] {
                    assert!(at(text, line, column).len() <= LONGEST);
                }
            }
        }
        let long = format!("{{\"{}\":1}}", "k".repeat(1_000));
        assert_eq!(at(long.as_bytes(), 1, 1_005).len(), LONGEST);
    }
}
