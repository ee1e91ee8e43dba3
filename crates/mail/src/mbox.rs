//! Mails of an mbox file, one at a time (RFC 4155 and what programs write instead): each begins with a line `From … date`
//! after an empty line; lines of a mail that look like that have a `>` before them, which is taken away (mboxrd).

use std::io::{self, BufRead};

/// One mail of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// From 1.
    pub number: u64,
    /// Bytes from the beginning of the file to behind this mail.
    pub end: u64,
    /// The date of its `From ` line, milliseconds since 1970 UTC.
    pub date: Option<i64>,
    /// `Err`: longer than was asked for; how long, in bytes.
    pub bytes: Result<Vec<u8>, u64>,
}

/// Reads mails one after the other.
pub struct Mails<R> {
    from: R,
    most: usize,
    at: u64,
    number: u64,
    /// The `From ` line of the mail that comes next.
    next: Option<Vec<u8>>,
    begun: bool,
    /// The first line of the file is a good separator, so only good ones are.
    strict: bool,
}

impl<R: BufRead> Mails<R> {
    /// A mail longer than `most` bytes is passed over and told.
    pub fn new(from: R, most: usize) -> Self {
        Self {
            from,
            most,
            at: 0,
            number: 0,
            next: None,
            begun: false,
            strict: true,
        }
    }

    /// Goes on behind a mail that was read before: `end` and `number` of it. `from` must stand there.
    #[must_use]
    pub fn from_place(mut self, end: u64, number: u64) -> Self {
        (self.at, self.number) = (end, number);
        self
    }

    /// The next mail.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next_mail(&mut self) -> io::Result<Option<Found>> {
        let mut mail = Collected::new(self.most);
        if !self.begun {
            self.begun = true;
            match self.line()? {
                None => return Ok(None),
                Some(line) if line.starts_with(b"From ") => {
                    self.strict = separator(&line).is_some();
                    self.at += line.len() as u64;
                    self.next = Some(line);
                }
                // A single mail without any separator.
                Some(line) => {
                    self.at += line.len() as u64;
                    mail.add(&line);
                    self.next = Some(Vec::new());
                }
            }
        }
        let Some(head) = self.next.take() else {
            return Ok(None);
        };
        let mut end = self.at;
        let mut blank = false;
        while let Some(line) = self.line()? {
            if blank && self.separates(&line) {
                self.next = Some(line);
                break;
            }
            blank = matches!(line.as_slice(), b"\n" | b"\r\n");
            end += line.len() as u64;
            mail.add(unquoted(&line));
        }
        self.at = end + self.next.as_ref().map_or(0, |l| l.len() as u64);
        self.number += 1;
        Ok(Some(Found {
            number: self.number,
            end,
            date: separator(&head),
            bytes: mail.done(),
        }))
    }

    fn separates(&self, line: &[u8]) -> bool {
        line.starts_with(b"From ") && (!self.strict || separator(line).is_some())
    }

    /// A line with its end, at most 64 KiB of it: a longer one comes in pieces.
    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        const PIECE: usize = 64 * 1024;
        let mut line = Vec::new();
        loop {
            let piece = self.from.fill_buf()?;
            if piece.is_empty() {
                break;
            }
            let end = memchr::memchr(b'\n', piece).map(|i| i + 1);
            let take = end.unwrap_or(piece.len()).min(PIECE - line.len());
            line.extend_from_slice(&piece[..take]);
            let over = end == Some(take) || line.len() == PIECE;
            self.from.consume(take);
            if over {
                break;
            }
        }
        Ok((!line.is_empty()).then_some(line))
    }
}

/// `>From` and `>>From` lose one sign.
fn unquoted(line: &[u8]) -> &[u8] {
    let signs = line.iter().take_while(|&&b| b == b'>').count();
    if signs > 0 && line[signs..].starts_with(b"From ") {
        &line[1..]
    } else {
        line
    }
}

/// The bytes of a mail as long as they are not too many.
struct Collected {
    bytes: Vec<u8>,
    length: u64,
    most: usize,
}

impl Collected {
    fn new(most: usize) -> Self {
        Self {
            bytes: Vec::new(),
            length: 0,
            most,
        }
    }

    fn add(&mut self, line: &[u8]) {
        self.length += line.len() as u64;
        if self.length > self.most as u64 {
            self.bytes = Vec::new();
        } else {
            self.bytes.extend_from_slice(line);
        }
    }

    fn done(mut self) -> Result<Vec<u8>, u64> {
        if self.length > self.most as u64 {
            return Err(self.length);
        }
        // The empty line before the next separator is none of the mail's.
        for end in [b"\r\n\r\n".as_slice(), b"\n\n"] {
            if self.bytes.ends_with(end) {
                self.bytes.truncate(self.bytes.len() - end.len() / 2);
                break;
            }
        }
        Ok(self.bytes)
    }
}

/// The date of a line `From somebody Tue Mar  3 09:50:00 [+0200] 2026`, as UTC unless it has an offset.
fn separator(line: &[u8]) -> Option<i64> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let text = std::str::from_utf8(line.get(..line.len().min(300))?).ok()?;
    let words: Vec<&str> = text
        .strip_prefix("From ")?
        .split_ascii_whitespace()
        .collect();
    let at = words.iter().position(|w| MONTHS.contains(w))?;
    let month = MONTHS.iter().position(|m| *m == words[at])?;
    let day: i64 = words.get(at + 1)?.parse().ok()?;
    let mut clock = words.get(at + 2)?.split(':');
    let mut part = |most: i64| {
        let n: i64 = clock.next()?.parse().ok()?;
        (0..=most).contains(&n).then_some(n)
    };
    let (hour, minute, second) = (part(23)?, part(59)?, part(60).unwrap_or(0));
    let rest = words.get(at + 3..)?;
    let year: i64 = rest
        .iter()
        .filter(|w| w.len() == 4)
        .find_map(|w| w.parse().ok())?;
    let offset = rest.iter().find_map(|w| offset(w)).unwrap_or(0);
    let good = (1..=31).contains(&day) && (1970..2200).contains(&year);
    good.then(|| {
        let days = days_since_1970(year, month as i64 + 1, day);
        ((days * 24 + hour) * 60 + minute - offset) * 60_000 + second * 1000
    })
}

/// `+0200` in minutes.
fn offset(word: &str) -> Option<i64> {
    let sign = match word.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: i64 = word.get(1..).filter(|d| d.len() == 4)?.parse().ok()?;
    Some(sign * (digits / 100 * 60 + digits % 100))
}

/// Days of the proleptic Gregorian calendar, by the formula of H. Hinnant's "chrono-compatible low-level date algorithms".
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let of_era = y - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &[u8]) -> Vec<Found> {
        let mut mails = Mails::new(text, 10_000);
        let mut out = Vec::new();
        while let Some(mail) = mails.next_mail().expect("memory") {
            out.push(mail);
        }
        out
    }

    #[test]
    fn mails_are_told_apart_and_quoted_lines_come_back() {
        let text = b"From ann@a.example Tue Mar  3 09:50:00 2026\nSubject: one\n\n>From me\n>>From you\nFrom here on\n\n\
            From b Tue Mar 03 09:50:00 +0200 2026\nSubject: two\n\nFrom nowhere, not a separator\n";
        let found = all(text);
        assert_eq!(found.len(), 2);
        assert_eq!(
            found[0].bytes.as_deref(),
            Ok(b"Subject: one\n\nFrom me\n>From you\nFrom here on\n".as_slice())
        );
        assert_eq!(found[0].date, Some(1_772_531_400_000));
        assert_eq!(found[1].date, Some(1_772_531_400_000 - 7_200_000));
        assert_eq!(found[1].end, text.len() as u64);
        let again = Mails::new(
            &text[usize::try_from(found[0].end).expect("small")..],
            10_000,
        )
        .from_place(found[0].end, found[0].number)
        .next_mail();
        assert_eq!(again.expect("memory").as_ref(), Some(&found[1]));
    }

    #[test]
    fn a_mail_that_is_too_long_is_passed_and_told() {
        let mut text = b"From a Tue Mar  3 09:50:00 2026\n\n".to_vec();
        text.extend(vec![b'x'; 200_000]);
        text.extend_from_slice(b"\n\nFrom b Tue Mar  3 09:50:00 2026\nSubject: small\n\n");
        let found = all(&text);
        assert_eq!(found.len(), 2);
        assert!(matches!(found[0].bytes, Err(n) if n > 200_000));
        assert!(found[1].bytes.is_ok());
    }

    #[test]
    fn rubbish_is_one_mail_or_none() {
        assert!(all(b"").is_empty());
        assert_eq!(all(b"Subject: a single mail\n\nhello\n\nFrom x\n").len(), 1);
        assert_eq!(all(&[0xff; 300]).len(), 1);
        assert_eq!(all(b"From \n\nFrom \n\nFrom ").len(), 3);
    }
}
