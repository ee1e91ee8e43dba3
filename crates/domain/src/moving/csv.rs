//! Rows of a CSV file (RFC 4180, and what programs write instead): bounded, so that one stray quote does not swallow the rows
//! below it. Behind the quote that ends a cell of several lines stands the end of the cell (RFC 4180 §2, rules 5 to 7); where
//! anything else stands, that quote began a cell of a later row, and the row of the stray quote ended with its line. Text is UTF-8 here; other encodings are turned into it before.

use std::collections::VecDeque;
use std::io::{self, BufRead};

/// Longest cell, in bytes.
pub const CELL_MAX: usize = 64 * 1024;
/// Longest row, in bytes; a quoted cell may have line breaks.
pub const ROW_MAX: usize = 256 * 1024;
/// Most lines of a row: what looks further for the end of a quote would be slow on rubbish, and take in what is not meant.
pub const LINES_MAX: usize = 100;
/// Most cells of a row.
pub const CELLS_MAX: usize = 500;
/// Separators that are looked for.
pub const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// One row of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Line on which it begins, from 1.
    pub line: u64,
    /// Bytes from the beginning of the text to behind this row.
    pub end: u64,
    pub cells: Result<Vec<String>, Broken>,
}

/// Why a row cannot be used. The rows after it can: reading goes on at the next line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// A cell or the row is longer than is taken.
    TooLarge,
    /// A quote is never closed, or only by the quote that begins a cell of a later row.
    StrayQuote,
    TooManyCells,
    /// Not UTF-8, or with U+0000: no text.
    NotText,
}

impl Broken {
    /// A stable word for reports.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "row_too_large",
            Self::StrayQuote => "stray_quote",
            Self::TooManyCells => "too_many_cells",
            Self::NotText => "not_text",
        }
    }
}

/// Reads rows one after the other.
pub struct Rows<R> {
    from: R,
    delimiter: u8,
    line: u64,
    at: u64,
    /// Read ahead and not yet used: lines after a row that was broken.
    ahead: VecDeque<Line>,
}

/// A line with its end. Of one that is far too long, only the beginning is kept.
struct Line {
    bytes: Vec<u8>,
    length: u64,
}

impl<R: BufRead> Rows<R> {
    /// `at` and `line`: where `from` stands already (0 and 1 at the beginning).
    pub fn new(from: R, delimiter: u8, at: u64, line: u64) -> Self {
        Self {
            from,
            delimiter,
            line,
            at,
            ahead: VecDeque::new(),
        }
    }

    /// Where the next row begins: bytes, and line.
    #[must_use]
    pub fn place(&self) -> (u64, u64) {
        (self.at, self.line)
    }

    /// The next row that is not empty.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next_row(&mut self) -> io::Result<Option<Row>> {
        loop {
            let begun = self.line;
            let Some(first) = self.next_line()? else {
                return Ok(None);
            };
            if first.bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let cells = self.row_from(first)?;
            return Ok(Some(Row {
                line: begun,
                end: self.at,
                cells,
            }));
        }
    }

    /// A row that begins with this line; takes the further lines of quoted cells. When it has no good end, they are put back.
    fn row_from(&mut self, first: Line) -> io::Result<Result<Vec<String>, Broken>> {
        let mut quote = Quote::default();
        quote.take(&first.bytes, self.delimiter);
        let mut row = first.bytes;
        let mut further: Vec<Line> = Vec::new();
        // What stands behind a quote on a line of its own is taken as it comes: nothing below is at stake.
        quote.stray = false;
        while quote.open && !quote.stray {
            let room = row.len() <= ROW_MAX && further.len() < LINES_MAX;
            let next = if room { self.next_line()? } else { None };
            let Some(next) = next else {
                quote.stray = true;
                break;
            };
            quote.take(&next.bytes, self.delimiter);
            row.extend_from_slice(&next.bytes);
            further.push(next);
        }
        if quote.stray && !(further.is_empty() && row.len() > ROW_MAX) {
            // Only the first line is lost, what follows is read anew.
            for line in further.into_iter().rev() {
                self.at -= line.length;
                self.line -= 1;
                self.ahead.push_front(line);
            }
            return Ok(Err(Broken::StrayQuote));
        }
        if row.len() > ROW_MAX {
            return Ok(Err(Broken::TooLarge));
        }
        Ok(cells(&row, self.delimiter))
    }

    fn next_line(&mut self) -> io::Result<Option<Line>> {
        let line = match self.ahead.pop_front() {
            Some(line) => line,
            None => match self.read_line()? {
                Some(line) => line,
                None => return Ok(None),
            },
        };
        self.at += line.length;
        self.line += 1;
        Ok(Some(line))
    }

    fn read_line(&mut self) -> io::Result<Option<Line>> {
        let mut line = Line {
            bytes: Vec::new(),
            length: 0,
        };
        loop {
            let piece = self.from.fill_buf()?;
            if piece.is_empty() {
                break;
            }
            let end = piece.iter().position(|&b| b == b'\n').map(|i| i + 1);
            let take = end.unwrap_or(piece.len());
            let room = (ROW_MAX + 2).saturating_sub(line.bytes.len());
            line.bytes.extend_from_slice(&piece[..take.min(room)]);
            self.from.consume(take);
            line.length += take as u64;
            if end.is_some() {
                break;
            }
        }
        Ok((line.length > 0).then_some(line))
    }
}

/// Whether a quoted cell goes on behind the lines that were taken.
struct Quote {
    open: bool,
    start: bool,
    /// Behind a quote that ended a cell stood something that is not the end of the cell.
    stray: bool,
}

impl Default for Quote {
    fn default() -> Self {
        Self {
            open: false,
            start: true,
            stray: false,
        }
    }
}

impl Quote {
    fn take(&mut self, line: &[u8], delimiter: u8) {
        let mut i = 0;
        while i < line.len() {
            let b = line[i];
            if self.open && b == b'"' {
                if line.get(i + 1) == Some(&b'"') {
                    i += 1;
                } else {
                    self.open = false;
                    let next = line.get(i + 1);
                    self.stray |= next.is_some_and(|b| *b != delimiter && !b"\r\n".contains(b));
                }
            } else if !self.open && self.start && b == b'"' {
                self.open = true;
            }
            self.start = !self.open && b == delimiter;
            i += 1;
        }
    }
}

fn cells(row: &[u8], delimiter: u8) -> Result<Vec<String>, Broken> {
    let row = row.strip_suffix(b"\n").unwrap_or(row);
    let row = row.strip_suffix(b"\r").unwrap_or(row);
    if row.contains(&0) {
        return Err(Broken::NotText);
    }
    let mut out = Vec::new();
    let mut cell: Vec<u8> = Vec::new();
    let (mut quoted, mut start) = (false, true);
    let mut i = 0;
    loop {
        let b = row.get(i).copied();
        match b {
            Some(b'"') if quoted && row.get(i + 1) == Some(&b'"') => {
                cell.push(b'"');
                i += 1;
            }
            Some(b'"') if quoted => quoted = false,
            Some(b'"') if start => quoted = true,
            Some(b) if quoted || b != delimiter => cell.push(b),
            _ => {
                if cell.len() > CELL_MAX {
                    return Err(Broken::TooLarge);
                }
                if out.len() >= CELLS_MAX {
                    return Err(Broken::TooManyCells);
                }
                let text = String::from_utf8(std::mem::take(&mut cell));
                out.push(text.map_err(|_| Broken::NotText)?.trim().to_owned());
                if b.is_none() {
                    return Ok(out);
                }
            }
        }
        start = !quoted && b == Some(delimiter);
        i += 1;
    }
}

/// The separator of a file, told from its beginning: the one that divides the first rows most evenly.
#[must_use]
pub fn delimiter(beginning: &[u8]) -> u8 {
    let score = |d: u8| {
        let mut rows = Rows::new(beginning, d, 0, 1);
        let mut counts = Vec::new();
        while counts.len() < 20
            && let Ok(Some(row)) = rows.next_row()
        {
            counts.push(row.cells.map_or(0, |c| c.len()));
        }
        let head = counts.first().copied().unwrap_or(0);
        let same = counts.iter().filter(|&&n| n == head).count();
        if head < 2 { (0, 0) } else { (same, head) }
    };
    DELIMITERS
        .into_iter()
        .rev()
        .max_by_key(|&d| score(d))
        .filter(|&d| score(d) > (0, 0))
        .unwrap_or(b',')
}
