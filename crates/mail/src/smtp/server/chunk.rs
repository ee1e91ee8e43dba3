//! BDAT (RFC 3030 CHUNKING): a mail in counted pieces. BINARYMIME is not offered, and the final piece is answered like the
//! final dot: `250` only after the caller has stored the mail.
//!
//! The count alone says where a piece ends, so a line that announces a piece and cannot be understood ends the connection:
//! reading on would take somebody's mail for commands. A refused piece is read and thrown away before its answer
//! (RFC 3030 §2), and ends the transaction: the pieces pipelined behind it are refused in turn.

use super::{DISCARD_MAX, Out, Session, State};

/// A piece below this size that is not the last moves hardly anything; it counts like NOOP.
const SMALL: u64 = 1024;

/// The piece being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chunk {
    left: u64,
    announced: u64,
    last: bool,
    refused: Option<&'static [u8]>,
}

/// Whether a command line announces a piece, understood or not.
pub(super) fn announces(line: &[u8]) -> bool {
    line.get(..4)
        .is_some_and(|verb| verb.eq_ignore_ascii_case(b"BDAT"))
        && !line.get(4).is_some_and(u8::is_ascii_alphanumeric)
}

/// Octets and whether it is the last, of a whole line. Our own reading, and a strict one: a general parser lets numbers
/// wrap round, and takes line ends that another server on the way would not.
pub(super) fn read(line: &[u8]) -> Option<(u64, bool)> {
    let text = std::str::from_utf8(line.strip_suffix(b"\r\n")?).ok()?;
    if text.bytes().any(|b| b.is_ascii_control()) {
        return None;
    }
    let mut words = text.split(' ').filter(|word| !word.is_empty()).skip(1);
    let octets = words
        .next()
        .filter(|word| word.bytes().all(|b| b.is_ascii_digit()))?
        .parse()
        .ok()?;
    let last = match words.next() {
        None => false,
        Some(word) if word.eq_ignore_ascii_case("LAST") => true,
        Some(_) => return None,
    };
    words.next().is_none().then_some((octets, last))
}

impl Session {
    /// `BDAT announced [LAST]` has been read; its octets come next.
    pub(super) fn start_chunk(&mut self, announced: u64, last: bool) {
        let max = self.config.max_size as u64;
        if announced > max.saturating_add(DISCARD_MAX) {
            return self.close(b"421 4.3.4 Message is much too big\r\n");
        }
        let refused: Option<&'static [u8]> = match &mut self.mail {
            None => Some(b"503 5.5.1 MAIL comes first\r\n"),
            Some(mail) if mail.rcpt_to.is_empty() => Some(b"554 5.5.1 No valid recipients\r\n"),
            Some(_) => {
                if !std::mem::replace(&mut self.chunked, true) {
                    self.size = 0;
                }
                (self.size.saturating_add(announced) > max)
                    .then_some(b"552 5.3.4 Message is too big\r\n".as_slice())
            }
        };
        if refused.is_some() {
            self.mail = None;
        }
        self.state = State::Chunk(Chunk {
            left: announced,
            announced,
            last,
            refused,
        });
        if announced == 0 {
            self.chunk(&[]);
        }
    }

    /// Octets of `input` that belong to the piece. No octet is special: neither dots nor line ends.
    pub(super) fn chunk(&mut self, input: &[u8]) -> usize {
        let State::Chunk(mut chunk) = self.state else {
            return 0;
        };
        let used = usize::try_from(chunk.left).map_or(input.len(), |left| left.min(input.len()));
        chunk.left -= used as u64;
        self.size += used as u64;
        if let Some(mail) = &mut self.mail {
            mail.data.extend_from_slice(&input[..used]);
        }
        self.state = State::Chunk(chunk);
        if chunk.left == 0 {
            self.state = State::Command;
            self.end_chunk(chunk);
        }
        used
    }

    fn end_chunk(&mut self, chunk: Chunk) {
        if let Some(reply) = chunk.refused {
            return self.error(reply);
        }
        if chunk.last {
            self.state = State::Accept;
            self.question = self.mail.take().map(|mail| Out::Accept(Box::new(mail)));
            return;
        }
        let reply = format!("250 2.0.0 {} octets received\r\n", chunk.announced);
        if chunk.announced < SMALL {
            self.idle(reply.as_bytes());
        } else {
            self.reply(reply.as_bytes());
        }
    }
}
