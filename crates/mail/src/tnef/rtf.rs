//! RTF of Outlook: unpacking (MS-OXRTFCP) and getting the HTML or text back out (MS-OXRTFEX).

use crate::charset;
use std::collections::HashMap;

/// What an RTF carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    /// HTML that Outlook wrapped in RTF.
    Html(String),
    /// Text of a native RTF.
    Text(String),
}

/// The dictionary that packer and unpacker begin with (MS-OXRTFCP §2.1.2.1).
const DICTIONARY: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// Unpacks; at most `max` bytes come out. `None` when it is no packed RTF.
pub fn decompress(data: &[u8], max: usize) -> Option<Vec<u8>> {
    let word = |at: usize| {
        data.get(at..at + 4)
            .map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
    };
    let raw_size = usize::try_from(word(4)?).ok()?;
    let body = data.get(16..)?;
    match word(8)? {
        // "MELA": not packed.
        0x414C_454D => Some(body[..body.len().min(raw_size).min(max)].to_vec()),
        // "LZFu"
        0x7546_5A4C => Some(unpack(body, raw_size.min(max))),
        _ => None,
    }
}

fn unpack(body: &[u8], max: usize) -> Vec<u8> {
    let mut window = [0u8; 4096];
    window[..DICTIONARY.len()].copy_from_slice(DICTIONARY);
    let mut place = DICTIONARY.len();
    let mut out = Vec::with_capacity(max.min(body.len() * 4));
    let mut input = body.iter().copied();
    'all: while let Some(flags) = input.next() {
        for bit in 0..8 {
            if out.len() >= max {
                break 'all;
            }
            let Some(first) = input.next() else {
                break 'all;
            };
            if flags >> bit & 1 == 0 {
                out.push(first);
                window[place] = first;
                place = (place + 1) % 4096;
                continue;
            }
            let Some(second) = input.next() else {
                break 'all;
            };
            let reference = usize::from(first) << 8 | usize::from(second);
            let (offset, length) = (reference >> 4, (reference & 0xF) + 2);
            // A reference to the place of writing is the end.
            if offset == place {
                break 'all;
            }
            for n in 0..length {
                let b = window[(offset + n) % 4096];
                out.push(b);
                window[place] = b;
                place = (place + 1) % 4096;
            }
        }
    }
    out.truncate(max);
    out
}

/// Reads an RTF.
pub fn read(rtf: &[u8]) -> Document {
    let head = &rtf[..rtf.len().min(1_024)];
    let from_html = memchr::memmem::find(head, b"\\fromhtml").is_some();
    let mut parser = Parser::new(from_html);
    parser.run(rtf);
    let text = parser.finish();
    if from_html {
        Document::Html(text)
    } else {
        Document::Text(text.trim().to_owned())
    }
}

/// What the braces around a place say about it.
#[derive(Debug, Clone)]
struct Group {
    /// Nothing here is text of the document.
    skipped: bool,
    /// Inside `{\*\htmltag`: everything is HTML source.
    html_tag: bool,
    /// Between `\htmlrtf` and `\htmlrtf0`: only for RTF readers.
    rtf_only: bool,
    font_table: bool,
    font: i32,
    /// Letters that follow a `\u` and stand in for it.
    stand_ins: usize,
}

const MAX_GROUPS: usize = 1_000;

struct Parser {
    from_html: bool,
    groups: Vec<Group>,
    group: Group,
    code_page: u32,
    /// Code pages of fonts.
    fonts: HashMap<i32, u32>,
    /// 8-bit text that waits for its decoding, so that double bytes stay together.
    pending: Vec<u8>,
    pending_page: u32,
    /// First half of a character outside the basic plane.
    high: Option<u16>,
    out: String,
    /// Letters still to be passed over after a `\u`.
    skip: usize,
    /// The group began with `\*`.
    starred: bool,
    /// Groups that were not pushed because there are too many.
    too_deep: usize,
}

impl Parser {
    fn new(from_html: bool) -> Self {
        let group = Group {
            skipped: false,
            html_tag: false,
            rtf_only: false,
            font_table: false,
            font: -1,
            stand_ins: 1,
        };
        Self {
            from_html,
            groups: Vec::new(),
            group,
            code_page: 1252,
            fonts: HashMap::new(),
            pending: Vec::new(),
            pending_page: 1252,
            high: None,
            out: String::new(),
            skip: 0,
            starred: false,
            too_deep: 0,
        }
    }

    fn run(&mut self, rtf: &[u8]) {
        let mut at = 0;
        while let Some(&b) = rtf.get(at) {
            at += 1;
            match b {
                b'{' => {
                    self.skip = 0;
                    self.starred = false;
                    if self.groups.len() < MAX_GROUPS {
                        self.groups.push(self.group.clone());
                    } else {
                        self.too_deep += 1;
                    }
                }
                b'}' => {
                    self.skip = 0;
                    self.starred = false;
                    if self.too_deep > 0 {
                        self.too_deep -= 1;
                    } else if let Some(group) = self.groups.pop() {
                        self.group = group;
                    }
                }
                b'\\' => at = self.control(rtf, at),
                b'\r' | b'\n' => {}
                0 => {}
                _ => self.byte(b),
            }
        }
    }

    /// A control word or symbol; `at` is behind the backslash.
    fn control(&mut self, rtf: &[u8], at: usize) -> usize {
        let Some(&first) = rtf.get(at) else { return at };
        if !first.is_ascii_alphabetic() {
            return self.symbol(rtf, at, first);
        }
        let rest = &rtf[at..];
        let letters = rest
            .iter()
            .take(32)
            .take_while(|b| b.is_ascii_alphabetic())
            .count();
        let word = &rest[..letters];
        let mut end = letters;
        let negative = rest.get(end) == Some(&b'-');
        if negative {
            end += 1;
        }
        let digits = rest[end..]
            .iter()
            .take(10)
            .take_while(|b| b.is_ascii_digit())
            .count();
        let number = std::str::from_utf8(&rest[end..end + digits])
            .ok()
            .and_then(|d| d.parse::<i32>().ok())
            .map(|n| if negative { -n } else { n });
        end += digits;
        if rest.get(end) == Some(&b' ') {
            end += 1;
        }
        self.word(word, number);
        at + end
    }

    fn symbol(&mut self, rtf: &[u8], at: usize, symbol: u8) -> usize {
        match symbol {
            b'\'' => {
                let digit = |i: usize| {
                    rtf.get(at + i)
                        .copied()
                        .and_then(crate::mime::transfer::hex)
                };
                if let (Some(high), Some(low)) = (digit(1), digit(2)) {
                    self.byte(high << 4 | low);
                    return at + 3;
                }
                at + 1
            }
            b'*' => {
                self.starred = true;
                at + 1
            }
            b'\\' | b'{' | b'}' => {
                self.byte(symbol);
                at + 1
            }
            b'~' => {
                self.text(if self.from_html { "&nbsp;" } else { " " });
                at + 1
            }
            b'_' => {
                self.text("-");
                at + 1
            }
            b'\r' | b'\n' => {
                self.text("\n");
                at + 1
            }
            _ => at + 1,
        }
    }

    fn word(&mut self, word: &[u8], number: Option<i32>) {
        let starred = std::mem::take(&mut self.starred);
        match word {
            b"htmltag" => {
                self.group.html_tag = true;
                self.group.skipped = false;
                return;
            }
            b"fonttbl" => {
                self.group.font_table = true;
                return;
            }
            b"colortbl" | b"stylesheet" | b"info" | b"pict" | b"object" | b"header" | b"footer"
            | b"mhtmltag" | b"pntext" | b"fldinst" => {
                self.group.skipped = true;
                return;
            }
            _ if starred => {
                // A destination that may be passed over by those who do not know it.
                self.group.skipped = true;
                return;
            }
            _ => {}
        }
        match word {
            b"ansicpg" => {
                self.code_page = number.and_then(|n| u32::try_from(n).ok()).unwrap_or(1252)
            }
            b"f" => self.group.font = number.unwrap_or(-1),
            b"fcharset" if self.group.font_table => {
                if let Some(page) = number.and_then(page_of_charset)
                    && self.fonts.len() < 1_000
                {
                    self.fonts.insert(self.group.font, page);
                }
            }
            b"plain" => self.group.font = -1,
            b"uc" => {
                self.group.stand_ins = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(8)
            }
            b"u" => self.unicode(number.unwrap_or_default()),
            b"htmlrtf" => self.group.rtf_only = number != Some(0),
            b"par" | b"line" | b"sect" | b"page" | b"row" => {
                self.text(if self.from_html { "\r\n" } else { "\n" })
            }
            b"tab" | b"cell" => self.text("\t"),
            b"lquote" => self.text(if self.from_html { "&lsquo;" } else { "‘" }),
            b"rquote" => self.text(if self.from_html { "&rsquo;" } else { "’" }),
            b"ldblquote" => self.text(if self.from_html { "&ldquo;" } else { "“" }),
            b"rdblquote" => self.text(if self.from_html { "&rdquo;" } else { "”" }),
            b"bullet" => self.text(if self.from_html { "&bull;" } else { "•" }),
            b"endash" => self.text(if self.from_html { "&ndash;" } else { "–" }),
            b"emdash" => self.text(if self.from_html { "&mdash;" } else { "—" }),
            b"emspace" | b"enspace" => self.text(" "),
            _ => {}
        }
    }

    fn is_silent(&self) -> bool {
        self.group.skipped || self.group.font_table || (self.group.rtf_only && !self.group.html_tag)
    }

    fn byte(&mut self, b: u8) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        if self.is_silent() {
            return;
        }
        let page = if self.group.html_tag {
            self.code_page
        } else {
            self.fonts
                .get(&self.group.font)
                .copied()
                .filter(|p| *p != 0)
                .unwrap_or(self.code_page)
        };
        if page != self.pending_page {
            self.flush();
            self.pending_page = page;
        }
        self.pending.push(b);
    }

    fn text(&mut self, text: &str) {
        if !self.is_silent() {
            self.flush();
            self.out.push_str(text);
        }
    }

    fn unicode(&mut self, number: i32) {
        self.skip = self.group.stand_ins;
        if self.is_silent() {
            return;
        }
        self.flush();
        let unit = u16::try_from(number.rem_euclid(0x1_0000)).unwrap_or_default();
        let high = self.high.take();
        match (unit, high) {
            (0xD800..=0xDBFF, _) => self.high = Some(unit),
            (0xDC00..=0xDFFF, Some(high)) => {
                self.out.extend(char::decode_utf16([high, unit]).flatten())
            }
            _ => self
                .out
                .push(char::from_u32(u32::from(unit)).unwrap_or('\u{FFFD}')),
        }
    }

    fn flush(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.pending);
        match std::str::from_utf8(&bytes) {
            Ok(ascii) if ascii.is_ascii() => self.out.push_str(ascii),
            _ => {
                let label = if self.pending_page == 65001 {
                    "utf-8".to_owned()
                } else {
                    format!("cp{}", self.pending_page)
                };
                self.out
                    .push_str(&charset::decode(&bytes, Some(&label), None).text);
            }
        }
    }

    fn finish(mut self) -> String {
        self.flush();
        self.out
    }
}

/// Windows code page of a font's charset; 0 for the document's own.
fn page_of_charset(charset: i32) -> Option<u32> {
    Some(match charset {
        0 | 1 => 0,
        128 => 932,
        129 | 130 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_in_rtf_comes_out_as_it_went_in() {
        let rtf = br"{\rtf1\ansi\ansicpg1251\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fcharset134 SimSun;}}{\colortbl\red0;}
{\*\htmltag64 <p>}\htmlrtf {\b\htmlrtf0 \'cf\'f0 \u8212\'97{\f1 \'c4\'e3\'ba\'c3} a\{b\}\par {\*\htmltag84 &nbsp;}\htmlrtf \'a0\htmlrtf0{\*\mhtmltag0 no}{\*\htmltag72 </p>}}";
        assert_eq!(
            read(rtf),
            Document::Html("<p>Пр —你好 a{b}\r\n&nbsp;</p>".to_owned())
        );
    }

    #[test]
    fn native_rtf_gives_its_text() {
        let rtf = br"{\rtf1\ansi\uc1{\fonttbl{\f0 Arial;}}{\info{\author x}}\pard Hello\tab\b bold\b0\par caf\'e9 \u-10179?\u-8704?{\*\generator x;}}";
        assert_eq!(read(rtf), Document::Text("Hello\tbold\ncafé 😀".to_owned()));
    }

    #[test]
    fn packed_rtf_is_unpacked() {
        // The example of MS-OXRTFCP §4.1: "{\rtf1\ansi\ansicpg1252\pard hello world}\r\n".
        let packed = [
            0x2d, 0, 0, 0, 0x2b, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03,
            0x00, 0x0a, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3,
            0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62, 0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d,
            0x0a, 0x80, 0x0f, 0xa0,
        ];
        let raw = decompress(&packed, 1_000).expect("packed");
        assert_eq!(raw, b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
        assert_eq!(read(&raw), Document::Text("hello world".to_owned()));
    }

    #[test]
    fn broken_rtf_is_no_danger() {
        for rtf in [
            &b""[..],
            b"\\",
            b"{\\rtf1\\'",
            b"{\\rtf1\\u",
            b"}}}}x",
            b"{\\*\\",
            b"\\u99999999999x",
        ] {
            let _ = read(rtf);
            let _ = decompress(rtf, 100);
        }
        let deep = b"{".repeat(100_000);
        assert_eq!(
            read(&[&deep[..], b"x"].concat()),
            Document::Text("x".to_owned())
        );
        // A packed bomb stays within the bound.
        let mut bomb = vec![
            0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x7F, 0x4c, 0x5a, 0x46, 0x75, 0, 0, 0, 0,
        ];
        bomb.extend([0xFF, 0x00, 0x0F].repeat(100_000));
        assert!(decompress(&bomb, 10_000).expect("packed").len() <= 10_000);
    }
}
