//! HTML as a stream of tags and text, without a tree: linear in time and flat in memory, whatever the nesting.

use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use std::cell::RefCell;

/// One piece of HTML; entities are decoded.
pub enum Piece<'a> {
    Start(&'a Element),
    End(&'a str),
    Text(&'a str),
}

/// A start tag. Name and attribute names are lower case.
#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }

    /// The style attribute in lower case, without blanks.
    pub fn style(&self) -> String {
        self.attribute("style")
            .unwrap_or_default()
            .chars()
            .take(4_096)
            .filter(|c| !c.is_whitespace())
            .collect::<String>()
            .to_ascii_lowercase()
    }

    /// Class names in lower case; the prefix `x_` that web mails add when they quote is taken off.
    pub fn classes(&self) -> impl Iterator<Item = String> {
        self.attribute("class")
            .unwrap_or_default()
            .split_ascii_whitespace()
            .take(20)
            .map(bare)
    }

    /// Id in lower case without the prefix `x_`.
    pub fn id(&self) -> String {
        bare(self.attribute("id").unwrap_or_default())
    }

    /// Not shown by a browser.
    pub fn is_hidden(&self) -> bool {
        let style = self.style();
        style.contains("display:none")
            || style.contains("mso-hide:all")
            || self.attribute("hidden").is_some()
    }
}

fn bare(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let mut rest = lower.as_str();
    while let Some(stripped) = rest.strip_prefix("x_") {
        rest = stripped;
    }
    rest.to_owned()
}

struct Sink<F>(RefCell<F>);

impl<F: FnMut(Piece<'_>) -> Walk> TokenSink for Sink<F> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut each = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => {
                each(Piece::Text(&text));
            }
            Token::TagToken(tag) if tag.kind == TagKind::EndTag => {
                each(Piece::End(&tag.name));
            }
            Token::TagToken(tag) => {
                let element = Element {
                    name: tag.name.to_string(),
                    attributes: tag
                        .attrs
                        .iter()
                        .take(100)
                        .map(|a| (a.name.local.to_string(), a.value.to_string()))
                        .collect(),
                };
                if each(Piece::Start(&element)) == Walk::Stop {
                    // The one answer that makes the tokenizer hand back control; it may be given for tags only.
                    return TokenSinkResult::Script(());
                }
                return match element.name.as_str() {
                    "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
                    "style" | "xmp" | "iframe" | "noembed" | "noframes" => {
                        TokenSinkResult::RawData(RawKind::Rawtext)
                    }
                    "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                    _ => TokenSinkResult::Continue,
                };
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// Whether the pieces that follow are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Walk {
    On,
    Stop,
}

/// Calls `each` for every piece of `html`, in order, until it says stop. Text and closing tags cannot stop the walk at once; the next
/// opening tag does.
pub fn walk(html: &str, each: impl FnMut(Piece<'_>) -> Walk) {
    let tokenizer = Tokenizer::new(Sink(RefCell::new(each)), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    // One feed runs to the end of the input, or to where the sink said stop.
    if matches!(tokenizer.feed(&queue), TokenizerResult::Done) {
        tokenizer.end();
    }
}
