//! The text between `354` and the final dot (RFC 5321 §4.5.2): where it ends, and the dots at line starts.
//!
//! Only `CRLF . CRLF` ends a mail. Each variant with a bare CR or LF is content, kept as it came: a receiver that is more
//! generous lets one mail be smuggled inside another. Bare LF is repaired only where we send ([`stuff`]).

use memchr::memmem;

/// Finds the end of one mail in fragments of any size and removes the stuffed dots.
#[derive(Debug, Clone)]
pub struct EndOfData {
    place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Directly behind CRLF (or behind the CRLF of the DATA command).
    LineStart,
    Text,
    /// Behind a CR in text, which has been handed on.
    Cr,
    /// Behind a dot at a line start, which has not been handed on.
    Dot,
    /// Behind dot and CR, neither handed on.
    DotCr,
}

impl Default for EndOfData {
    fn default() -> Self {
        Self {
            place: Place::LineStart,
        }
    }
}

impl EndOfData {
    /// Hands the content in `input` to `sink`. `Some(used)`: the mail ended, and `input[used..]` is what follows it.
    pub fn take(&mut self, input: &[u8], mut sink: impl FnMut(&[u8])) -> Option<usize> {
        let mut at = 0;
        while let Some(&byte) = input.get(at) {
            match (self.place, byte) {
                (Place::LineStart, b'.') => {
                    self.place = Place::Dot;
                    at += 1;
                }
                (Place::Dot, b'\r') => {
                    self.place = Place::DotCr;
                    at += 1;
                }
                (Place::DotCr, b'\n') => return Some(at + 1),
                (Place::DotCr, _) => {
                    sink(b"\r");
                    self.place = Place::Text;
                }
                (Place::Cr, b'\n') => {
                    sink(b"\n");
                    self.place = Place::LineStart;
                    at += 1;
                }
                (Place::LineStart | Place::Dot | Place::Cr, _) => self.place = Place::Text,
                (Place::Text, _) => at = self.text(input, at, &mut sink),
            }
        }
        None
    }

    /// Content up to the next line that begins with a dot, or to the end of the fragment.
    fn text(&mut self, input: &[u8], at: usize, sink: &mut impl FnMut(&[u8])) -> usize {
        let rest = &input[at..];
        if let Some(found) = memmem::find(rest, b"\r\n.") {
            sink(&rest[..found + 2]);
            self.place = Place::Dot;
            return at + found + 3;
        }
        sink(rest);
        self.place = if rest.ends_with(b"\r\n") {
            Place::LineStart
        } else if rest.ends_with(b"\r") {
            Place::Cr
        } else {
            Place::Text
        };
        input.len()
    }
}

/// `mail` as it goes over the wire: line ends made CRLF, dots at line starts doubled, final dot added. What we received
/// with bare CR or LF is never sent on like that (smuggling).
pub fn stuff(mail: &[u8]) -> Vec<u8> {
    let mut wire = Vec::with_capacity(mail.len() + mail.len() / 40 + 8);
    let mut rest = mail;
    while !rest.is_empty() {
        let end = memchr::memchr2(b'\r', b'\n', rest);
        let line = &rest[..end.unwrap_or(rest.len())];
        if line.first() == Some(&b'.') {
            wire.push(b'.');
        }
        wire.extend_from_slice(line);
        wire.extend_from_slice(b"\r\n");
        rest = match end {
            Some(end) if rest[end..].starts_with(b"\r\n") => &rest[end + 2..],
            Some(end) => &rest[end + 1..],
            None => &[],
        };
    }
    wire.extend_from_slice(b".\r\n");
    wire
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(fragments: &[&[u8]]) -> Option<(Vec<u8>, Vec<u8>)> {
        let mut machine = EndOfData::default();
        let mut content = Vec::new();
        for (n, fragment) in fragments.iter().enumerate() {
            if let Some(used) = machine.take(fragment, |bytes| content.extend_from_slice(bytes)) {
                let mut after = fragment[used..].to_vec();
                for later in &fragments[n + 1..] {
                    after.extend_from_slice(later);
                }
                return Some((content, after));
            }
        }
        None
    }

    #[test]
    fn only_crlf_dot_crlf_ends_a_mail() {
        for variant in [
            "\n.\n",
            "\n.\r\n",
            "\r\n.\n",
            "\r.\r",
            "\r.\r\n",
            "\r\n.\r",
            "\n\n.\r\n",
            "\r\r\n.\n",
            "\r\n.\r\r\n",
            "\r\n\0.\r\n",
            "\r\n.\0\r\n",
            "\r\n. \r\n",
            "\r\n..\r\n",
        ] {
            let mail = format!("a{variant}MAIL FROM:<x@y>\r\n.\r\nQUIT\r\n");
            for cut in 0..mail.len() {
                let (head, tail) = mail.as_bytes().split_at(cut);
                let (content, after) = read(&[head, tail]).expect("the true end is there");
                assert!(
                    content.ends_with(b"MAIL FROM:<x@y>\r\n"),
                    "{variant:?} cut at {cut}"
                );
                assert_eq!(after, b"QUIT\r\n", "{variant:?} cut at {cut}");
            }
        }
    }

    #[test]
    fn an_empty_mail_ends_at_once() {
        assert_eq!(read(&[b".\r\n"]), Some((vec![], vec![])));
        assert_eq!(
            read(&[b".", b"\r", b"\nNOOP"]),
            Some((vec![], b"NOOP".to_vec()))
        );
    }

    #[test]
    fn bare_line_ends_are_kept_when_read_and_repaired_when_sent() {
        let (content, _) = read(&[b"a\nb\rc\r\n..d\r\n.\r\n"]).unwrap();
        assert_eq!(content, b"a\nb\rc\r\n.d\r\n");
        assert_eq!(stuff(&content), b"a\r\nb\r\nc\r\n..d\r\n.\r\n");
        assert_eq!(stuff(b"a\n.\nb"), b"a\r\n..\r\nb\r\n.\r\n");
        assert_eq!(stuff(b""), b".\r\n");
        assert_eq!(stuff(b"\r\r\n"), b"\r\n\r\n.\r\n");
    }

    proptest! {
        #[test]
        fn any_fragmentation_reads_the_same_mail(
            mail in "[ab.\r\n]{0,60}",
            cuts in proptest::collection::vec(0usize..80, 0..12),
        ) {
            let mut lines: Vec<u8> = mail.replace('\r', "").replace('\n', "\r\n").into_bytes();
            if !lines.is_empty() && !lines.ends_with(b"\r\n") {
                lines.extend_from_slice(b"\r\n");
            }
            let mut wire = stuff(&lines);
            wire.extend_from_slice(b"RSET\r\n");
            let mut cuts: Vec<usize> = cuts.into_iter().map(|c| c.min(wire.len())).collect();
            cuts.extend([0, wire.len()]);
            cuts.sort_unstable();
            let fragments: Vec<&[u8]> = cuts.windows(2).map(|w| &wire[w[0]..w[1]]).collect();
            let (content, after) = read(&fragments).expect("ends");
            prop_assert_eq!(content, lines);
            prop_assert_eq!(after, b"RSET\r\n".to_vec());
        }

        #[test]
        fn bytewise_and_whole_reading_agree_on_any_bytes(wire in "[a.\r\n]{0,40}") {
            let single: Vec<&[u8]> = wire.as_bytes().chunks(1).collect();
            prop_assert_eq!(read(&single), read(&[wire.as_bytes()]));
        }
    }
}
