//! Bounds on what an IMAP server says: the length of a line and of a literal, before the library keeps either in memory.

/// Longest line outside of literals. Lists come as a line for each message; and the library reads a line from its start
/// again with every piece that comes, which takes for ever on a very long one.
const LINE_MAX: u64 = 256 * 1024;

/// Watches octets as they come. Where text merely looks like a literal (`{12}` at the end of a remark), the next octets
/// are counted as one: only the count is wrong then, never what is handed on.
#[derive(Debug)]
pub(crate) struct Bounds {
    literal_max: u64,
    line: u64,
    literal_left: u64,
    length: Length,
}

/// How far the length of a literal (`{12}` CR LF, `{12+}`) has been read.
#[derive(Debug, Clone, Copy)]
enum Length {
    None,
    Digits(u64),
    Closed(u64),
}

impl Bounds {
    pub fn new(literal_max: u64) -> Self {
        Self {
            literal_max,
            line: 0,
            literal_left: 0,
            length: Length::None,
        }
    }

    /// What is wrong with these octets, in words.
    pub fn check(&mut self, mut octets: &[u8]) -> Result<(), String> {
        while !octets.is_empty() {
            if self.literal_left > 0 {
                let skipped = (octets.len() as u64).min(self.literal_left);
                self.literal_left -= skipped;
                octets = &octets[usize::try_from(skipped).unwrap_or(octets.len())..];
                continue;
            }
            self.line += 1;
            if self.line > LINE_MAX {
                return Err(format!(
                    "the server sent a line of more than {LINE_MAX} octets"
                ));
            }
            self.length = match (self.length, octets[0]) {
                (_, b'{') => Length::Digits(0),
                (Length::Digits(n), digit @ b'0'..=b'9') => {
                    Length::Digits(n.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
                }
                (Length::Digits(n), b'+') => Length::Digits(n),
                (Length::Digits(n), b'}') => Length::Closed(n),
                (Length::Closed(n), b'\r') => Length::Closed(n),
                (Length::Closed(n), b'\n') => {
                    self.begin_literal(n)?;
                    Length::None
                }
                (_, b'\n') => {
                    self.line = 0;
                    Length::None
                }
                _ => Length::None,
            };
            octets = &octets[1..];
        }
        Ok(())
    }

    fn begin_literal(&mut self, octets: u64) -> Result<(), String> {
        if octets > self.literal_max {
            let most = self.literal_max;
            return Err(format!(
                "the server announced {octets} octets at once; at most {most} are taken"
            ));
        }
        self.literal_left = octets;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bounds: &mut Bounds, text: &str) -> Result<(), String> {
        // Octet by octet: where the network cuts must not matter.
        text.as_bytes().iter().try_for_each(|b| bounds.check(&[*b]))
    }

    #[test]
    fn ordinary_answers_pass_however_they_are_cut() {
        let mut bounds = Bounds::new(10);
        let text = "* 1 FETCH (BODY[] {5}\r\n{99}\r)\r\n* OK {x} {3} y\r\na1 OK done\r\n";
        assert_eq!(all(&mut bounds, text), Ok(()));
        assert_eq!(Bounds::new(10).check(text.as_bytes()), Ok(()));
    }

    #[test]
    fn a_literal_over_the_bound_is_refused_before_it_comes() {
        for text in [
            "* 1 FETCH (BODY[] {11}\r\n",
            "x {99999999999999999999999}\r\n",
            "{11+}\n",
        ] {
            assert!(all(&mut Bounds::new(10), text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_line_without_an_end_is_refused() {
        let mut bounds = Bounds::new(10);
        let chunk = vec![b'x'; 64 * 1024];
        let refused = (0..9).find(|_| bounds.check(&chunk).is_err());
        assert_eq!(refused, Some(4));
    }
}
