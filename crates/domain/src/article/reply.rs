//! From an answer that an agent wrote to the draft of an article. What belongs to the one customer (greeting, close,
//! signature, what was quoted) is left out; the agent looks at the rest before anybody else does.

use super::doc::Doc;
use super::plain;

/// Characters of a greeting or of a closing line.
const FRAME_MAX: usize = 60;

/// A document of the plain text of a reply.
#[must_use]
pub fn of_reply(text: &str) -> Doc {
    let own: Vec<&str> = plain::bounded(text)
        .lines()
        .map(str::trim_end)
        .take_while(|line| *line != "--")
        .filter(|line| !line.trim_start().starts_with('>'))
        .collect();
    let mut parts = plain::parts(own.into_iter());
    if parts.len() > 1 && parts[0].len() == 1 && is_frame(parts[0][0]) {
        parts.remove(0);
    }
    let closes = |part: &Vec<&str>| part.len() <= 4 && is_frame(part[0]);
    if parts.len() > 1
        && let Some(at) = parts.iter().skip(1).position(closes)
        && at + 3 >= parts.len()
    {
        parts.truncate(at + 1);
    }
    plain::document(&parts)
}

/// A short line that ends as a greeting or a close does.
fn is_frame(line: &str) -> bool {
    line.chars().count() <= FRAME_MAX && line.ends_with([',', '!', '，', '！', '、', ':', '：'])
}

#[cfg(test)]
mod tests {
    use super::super::{Block, Span, Target};
    use super::*;

    #[test]
    fn what_belongs_to_the_one_customer_is_left_out() {
        let doc = of_reply(
            "Dear Ann,\n\nYou can change the address yourself:\n\n1. Open your orders\n2) Choose Change\n\nIt works until \
             the parcel leaves.\n\nBest regards,\nMari\n--\nMari Maasikas\n> You wrote",
        );
        assert_eq!(
            doc.text(),
            "You can change the address yourself:\nOpen your orders\nChoose Change\nIt works until the parcel leaves."
        );
        assert!(matches!(&doc.blocks[1], Block::Steps(items) if items.len() == 2));
    }

    #[test]
    fn an_address_becomes_a_link_without_the_full_stop_behind_it() {
        let doc = of_reply("Look at https://example.com/a?b=c. And there.");
        let Block::Paragraph(spans) = &doc.blocks[0] else {
            panic!("{doc:?}");
        };
        assert!(
            matches!(&spans[1], Span::Text { link: Some(Target::Url(url)), .. } if url == "https://example.com/a?b=c")
        );
        assert_eq!(doc.text(), "Look at https://example.com/a?b=c. And there.");
    }

    #[test]
    fn whatever_was_written_gives_a_document_that_can_be_stored() {
        for text in [
            "",
            "\n\n",
            "Hi,",
            "- ",
            "1.\n2.",
            &"- x\n".repeat(20_000),
            &"https://".repeat(5000),
            "https://[",
        ] {
            let doc = of_reply(text);
            assert!(
                Doc::parse(&doc.to_json()).is_ok(),
                "{}",
                &text[..text.len().min(40)]
            );
        }
    }
}
