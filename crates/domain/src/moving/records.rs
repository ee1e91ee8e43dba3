//! The records of a JSON file, one at a time: JSON Lines, a list, or an object that holds lists, as answers of APIs do.
//! Only one record is held in memory, and a record has a bound.

use serde_json::Value;
use std::io::{self, Read};

/// Longest record, in bytes: a ticket with all its comments.
pub const RECORD_MAX: usize = 32 * 1024 * 1024;
/// How far is looked ahead to tell a record from what holds records.
const LOOK_AHEAD: usize = 4096;
/// How deep lists and objects around records may lie.
const DEPTH_MAX: usize = 8;
/// Lists and objects under these names hold records. Not `comments` and `messages`: those are parts of a record.
const AROUND: [&str; 8] = [
    "data",
    "payload",
    "tickets",
    "users",
    "organizations",
    "contacts",
    "conversations",
    "results",
];

/// One record, or why there is none at this place.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Number of the record in the file, from 1.
    pub number: u64,
    /// Name of the list in which it stands; empty at the top.
    pub list: String,
    pub value: Result<Value, Broken>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    TooLarge,
    NotJson,
}

impl Broken {
    /// A stable word for reports.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "record_too_large",
            Self::NotJson => "not_json",
        }
    }
}

/// Reads records one after the other.
pub struct Records<R> {
    from: Window<R>,
    number: u64,
    /// Names of the lists and objects around the place where reading stands.
    around: Vec<Level>,
    over: bool,
}

#[derive(Debug)]
struct Level {
    name: String,
    list: bool,
}

impl<R: Read> Records<R> {
    pub fn new(from: R) -> Self {
        Self {
            from: Window::new(from),
            number: 0,
            around: Vec::new(),
            over: false,
        }
    }

    /// The next record. After a record that is no JSON, reading goes on at the next line.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next_record(&mut self) -> io::Result<Option<Found>> {
        let mut name = String::new();
        while !self.over {
            let Some(b) = self.skip_blank()? else {
                self.over = true;
                return Ok(None);
            };
            match b {
                b'[' if self.around.len() < DEPTH_MAX => {
                    self.from.consume(1);
                    let name = self.name_of(&mut name);
                    self.around.push(Level { name, list: true });
                }
                b']' | b'}' => {
                    self.from.consume(1);
                    self.around.pop();
                }
                b',' | b':' => self.from.consume(1),
                b'"' if self.around.last().is_some_and(|l| !l.list) => {
                    // A member of an object around records: its value is a list or object of records, or of no interest.
                    name = self.member_name()?;
                    let next = self.skip_blank()?;
                    let inside = matches!(next, Some(b'[' | b'{')) && around(&name);
                    if !inside {
                        self.value(true)?;
                    }
                }
                b'{' => {
                    if self.opens_around(&name)? {
                        continue;
                    }
                    return self.record(&name).map(Some);
                }
                _ => {
                    // A value where a record should be.
                    return self.record(&name).map(Some);
                }
            }
        }
        Ok(None)
    }

    fn name_of(&self, name: &mut String) -> String {
        if name.is_empty() {
            self.around
                .last()
                .map(|l| l.name.clone())
                .unwrap_or_default()
        } else {
            std::mem::take(name)
        }
    }

    /// Whether the object that begins here only holds records: its first member is a list or object with a known name.
    /// Then it is entered.
    fn opens_around(&mut self, name: &str) -> io::Result<bool> {
        let inside_list = self.around.last().is_some_and(|l| l.list);
        if inside_list || self.around.len() >= DEPTH_MAX {
            return Ok(false);
        }
        let head = self.from.ahead(LOOK_AHEAD)?;
        if !holds_records(head) {
            return Ok(false);
        }
        self.from.consume(1);
        let name = self.name_of(&mut name.to_owned());
        self.around.push(Level { name, list: false });
        Ok(true)
    }

    fn record(&mut self, name: &str) -> io::Result<Found> {
        self.number += 1;
        let list = if name.is_empty() {
            self.around
                .last()
                .map(|l| l.name.clone())
                .unwrap_or_default()
        } else {
            name.to_owned()
        };
        let value = match self.value(false)? {
            Some(bytes) => serde_json::from_slice(&bytes).map_err(|_| Broken::NotJson),
            None => Err(Broken::TooLarge),
        };
        Ok(Found {
            number: self.number,
            list,
            value,
        })
    }

    fn skip_blank(&mut self) -> io::Result<Option<u8>> {
        loop {
            let piece = self.from.ahead(1)?;
            // A byte order mark, and the separator of JSON text sequences (RFC 7464), are blanks here.
            let blank = |b: &u8| b.is_ascii_whitespace() || matches!(b, 0xef | 0xbb | 0xbf | 0x1e);
            let count = piece.iter().take_while(|b| blank(b)).count();
            let found = piece.get(count).copied();
            let end = piece.is_empty();
            self.from.consume(count);
            if found.is_some() || end {
                return Ok(found);
            }
        }
    }

    /// The name of a member, and past its colon.
    fn member_name(&mut self) -> io::Result<String> {
        let bytes = self.value(false)?.unwrap_or_default();
        if self.skip_blank()? == Some(b':') {
            self.from.consume(1);
        }
        Ok(serde_json::from_slice(&bytes).unwrap_or_default())
    }

    /// The bytes of one value; `None` when it is longer than is taken, or when it is only passed over.
    fn value(&mut self, pass: bool) -> io::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        let mut scan = Scan {
            lines: self.around.is_empty(),
            ..Scan::default()
        };
        let mut over = pass;
        loop {
            let piece = self.from.ahead(1)?;
            if piece.is_empty() {
                break;
            }
            let (used, ended) = scan.take(piece);
            if !over {
                bytes.extend_from_slice(&piece[..used]);
                if bytes.len() > RECORD_MAX {
                    over = true;
                    bytes = Vec::new();
                }
            }
            self.from.consume(used);
            if ended {
                break;
            }
        }
        Ok((!over).then_some(bytes))
    }
}

/// Finds the end of a value.
#[derive(Default)]
struct Scan {
    /// Values at the top stand on lines of their own, as far as they are not spread over several.
    lines: bool,
    depth: u32,
    in_text: bool,
    escaped: bool,
    begun: bool,
    breaks: u32,
    last: u8,
}

impl Scan {
    /// How many of these bytes are of the value, and whether it ends with them.
    fn take(&mut self, piece: &[u8]) -> (usize, bool) {
        for (at, &b) in piece.iter().enumerate() {
            if self.depth == 0 && !self.in_text {
                let sign = matches!(b, b',' | b']' | b'}' | b':');
                if self.begun && (sign || b.is_ascii_whitespace()) {
                    return (at, true);
                }
                if sign {
                    // A stray sign at the start would never be passed.
                    return (at + 1, true);
                }
            }
            // A record that was cut off: the next line begins another one.
            if self.lines && self.breaks == 1 && self.last == b'\n' && b == b'{' && self.depth > 0 {
                return (at, true);
            }
            self.begun |= !b.is_ascii_whitespace();
            self.breaks += u32::from(b == b'\n');
            self.last = b;
            if self.step(b) {
                return (at + 1, true);
            }
        }
        (piece.len(), false)
    }

    /// Whether the value ends with this byte.
    fn step(&mut self, b: u8) -> bool {
        if self.in_text {
            match b {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_text = false,
                // JSON has no line breaks in texts: a record of JSON Lines was cut off here.
                b'\n' => (self.in_text, self.depth) = (false, 0),
                _ => {}
            }
        } else {
            match b {
                b'"' => self.in_text = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
        self.begun && self.depth == 0 && !self.in_text && matches!(b, b'"' | b'}' | b']' | b'\n')
    }
}

/// What was read and not yet used.
struct Window<R> {
    from: R,
    bytes: Vec<u8>,
    at: usize,
    over: bool,
}

impl<R: Read> Window<R> {
    fn new(from: R) -> Self {
        Self {
            from,
            bytes: Vec::new(),
            at: 0,
            over: false,
        }
    }

    /// At least so many bytes, if there are so many.
    fn ahead(&mut self, least: usize) -> io::Result<&[u8]> {
        const PIECE: usize = 64 * 1024;
        while !self.over && self.bytes.len() - self.at < least {
            self.bytes.drain(..self.at);
            self.at = 0;
            let had = self.bytes.len();
            self.bytes.resize(had + PIECE, 0);
            let read = match self.from.read(&mut self.bytes[had..]) {
                Ok(read) => read,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => 0,
                Err(e) => return Err(e),
            };
            self.bytes.truncate(had + read);
            self.over = read == 0;
        }
        Ok(&self.bytes[self.at..])
    }

    fn consume(&mut self, used: usize) {
        self.at += used;
    }
}

fn around(name: &str) -> bool {
    AROUND.contains(&name)
}

/// Looks at the beginning of an object: whether it holds records and is none. What answers of APIs say beside their
/// lists (counts, where to go on) may come first.
fn holds_records(head: &[u8]) -> bool {
    const BESIDE: [&str; 10] = [
        "count",
        "next_page",
        "previous_page",
        "end_time",
        "start_time",
        "end_of_stream",
        "after_url",
        "before_url",
        "after_cursor",
        "success",
    ];
    let mut rest = head.get(1..).unwrap_or_default();
    loop {
        let Some(after) = rest.trim_ascii_start().strip_prefix(b"\"") else {
            return false;
        };
        let Some(end) = after.iter().position(|&b| b == b'"') else {
            return false;
        };
        let name = String::from_utf8_lossy(&after[..end]).into_owned();
        let Some(value) = after[end + 1..].trim_ascii_start().strip_prefix(b":") else {
            return false;
        };
        let value = value.trim_ascii_start();
        if around(&name) {
            return matches!(value.first(), Some(b'[' | b'{'));
        }
        if name != "meta" && !BESIDE.contains(&name.as_str()) {
            return false;
        }
        let mut scan = Scan::default();
        let (used, ended) = scan.take(value);
        let Some(next) = value[used..].trim_ascii_start().strip_prefix(b",") else {
            return false;
        };
        if !ended {
            return false;
        }
        rest = next;
    }
}
