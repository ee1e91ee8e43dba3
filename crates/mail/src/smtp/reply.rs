//! Replies of an SMTP server, read from fragments (RFC 5321 §4.2) with bounded memory.

/// Longest line and most lines of one reply that are read.
const LINE_MAX: usize = 4096;
const LINES_MAX: usize = 200;

/// One whole reply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// 200 to 599.
    pub code: u16,
    /// `5.1.1`, when the reply states one (RFC 3463).
    pub enhanced: Option<String>,
    /// Lines without codes, joined by line feeds; control characters removed.
    pub text: String,
}

impl Reply {
    pub fn is_positive(&self) -> bool {
        (200..300).contains(&self.code)
    }

    pub fn is_temporary(&self) -> bool {
        (400..500).contains(&self.code)
    }
}

impl std::fmt::Display for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.code)?;
        if let Some(enhanced) = &self.enhanced {
            write!(f, " {enhanced}")?;
        }
        write!(f, " {}", self.text)
    }
}

/// What came does not read as SMTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotSmtp;

#[derive(Debug, Default)]
pub struct Reader {
    input: Vec<u8>,
    lines: Vec<String>,
    code: u16,
}

impl Reader {
    pub fn push(&mut self, input: &[u8]) {
        self.input.extend_from_slice(input);
    }

    /// Nothing is left unread.
    pub fn is_empty(&self) -> bool {
        self.input.is_empty() && self.lines.is_empty()
    }

    /// The next whole reply, or `None` when more input is needed.
    pub fn read(&mut self) -> Result<Option<Reply>, NotSmtp> {
        while let Some(end) = memchr::memchr(b'\n', &self.input) {
            let line: Vec<u8> = self.input.drain(..=end).collect();
            if line.len() > LINE_MAX || self.lines.len() >= LINES_MAX {
                return Err(NotSmtp);
            }
            let (code, more, text) = split(line.trim_ascii_end()).ok_or(NotSmtp)?;
            if !self.lines.is_empty() && code != self.code {
                return Err(NotSmtp);
            }
            self.code = code;
            self.lines.push(text);
            if !more {
                return Ok(Some(self.finish()));
            }
        }
        if self.input.len() > LINE_MAX {
            Err(NotSmtp)
        } else {
            Ok(None)
        }
    }

    fn finish(&mut self) -> Reply {
        let mut lines = std::mem::take(&mut self.lines);
        let mut enhanced = None;
        for line in &mut lines {
            let word = line.split(' ').next().unwrap_or_default();
            if is_enhanced(word) {
                let word = word.to_owned();
                *line = line[word.len()..].trim_start().to_owned();
                enhanced = Some(word);
            }
        }
        Reply {
            code: self.code,
            enhanced,
            text: lines.join("\n"),
        }
    }
}

/// Code, whether more lines follow, text.
fn split(line: &[u8]) -> Option<(u16, bool, String)> {
    let digits = line.get(..3)?;
    if !digits.iter().all(u8::is_ascii_digit) || !(b'2'..=b'5').contains(&digits[0]) {
        return None;
    }
    let code = digits
        .iter()
        .fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
    let more = match line.get(3) {
        None | Some(b' ') => false,
        Some(b'-') => true,
        Some(_) => return None,
    };
    let text = String::from_utf8_lossy(line.get(4..).unwrap_or_default());
    Some((
        code,
        more,
        text.chars().filter(|c| !c.is_control()).collect(),
    ))
}

fn is_enhanced(word: &str) -> bool {
    let mut parts = word.split('.');
    let number = |part: Option<&str>| {
        part.is_some_and(|p| (1..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(parts.next(), Some("2" | "4" | "5"))
        && number(parts.next())
        && number(parts.next())
        && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<Reply>, NotSmtp> {
        let mut reader = Reader::default();
        let mut last = Ok(None);
        for byte in text.bytes() {
            reader.push(&[byte]);
            last = reader.read();
            if !matches!(last, Ok(None)) {
                break;
            }
        }
        last
    }

    #[test]
    fn a_reply_of_many_lines_is_one_reply() {
        let reply = read("550-5.1.1 No such\r\n550 5.1.1 user\r\n")
            .unwrap()
            .unwrap();
        assert_eq!(
            reply,
            Reply {
                code: 550,
                enhanced: Some("5.1.1".into()),
                text: "No such\nuser".into()
            }
        );
        assert_eq!(read("250\r\n").unwrap().unwrap().code, 250);
        assert_eq!(read("250-a\r\n25").unwrap(), None);
    }

    #[test]
    fn what_is_not_smtp_is_told_and_bounded() {
        for text in [
            "HTTP/1.1 400\r\n",
            "99\r\n",
            "250-a\r\n550 b\r\n",
            "650 x\r\n",
            "2500 x\r\n",
            "\r\n",
        ] {
            assert_eq!(read(text), Err(NotSmtp), "{text}");
        }
        assert_eq!(read(&"2".repeat(5000)), Err(NotSmtp));
        assert_eq!(read(&"250-x\r\n".repeat(300)), Err(NotSmtp));
    }
}
