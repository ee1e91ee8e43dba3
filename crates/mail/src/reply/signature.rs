//! Signatures, device lines, disclaimers and list footers at the end of somebody's own words.
//!
//! Bare closings ("Thanks, Anna") stay: people wrote them, and a reader wants to know who signed.

use std::sync::LazyLock;

use super::lines::{Line, Starts, has_address};
use super::signature_words::{
    CLIENTS, CLOSINGS, CONTACT_LABELS, DETAILS, DEVICES, DISCLAIMER_STARTS, DISCLAIMER_WORDS,
    FOOTER_STARTS, FOOTERS, MY, POLITE, SENT_ENDS, SENT_FROM, SENT_FROM_LOOSE, SPOKEN,
};

static CLIENT: LazyLock<Starts> = LazyLock::new(|| Starts::of(CLIENTS));
static HASTE: LazyLock<Starts> = LazyLock::new(|| Starts::of(POLITE));
static MINE: LazyLock<Starts> = LazyLock::new(|| Starts::of(MY));
static SENT: LazyLock<Starts> = LazyLock::new(|| Starts::of(SENT_FROM));
static FOOTER: LazyLock<Starts> = LazyLock::new(|| Starts::of(FOOTER_STARTS));
static LEGAL: LazyLock<Starts> = LazyLock::new(|| Starts::of(DISCLAIMER_STARTS));
static LABEL: LazyLock<Starts> = LazyLock::new(|| Starts::of(CONTACT_LABELS));

/// Where the signature of these lines begins, and whether what follows a device line is older mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub at: usize,
    /// First line below the signature that is neither signature nor written now.
    pub older: Option<usize>,
}

/// Looks at one stretch of own lines. `first`: the stretch opens the mail.
pub(super) fn find(lines: &[Line<'_>]) -> Option<Found> {
    let end = lines.iter().rposition(|line| !line.is_blank())? + 1;
    let lines = lines.get(..end)?;
    let mut at = end;
    let mut older = None;
    if let Some(found) = device_line_above_text(lines) {
        at = found.at;
        older = found.older;
    }
    if let Some(found) = delimiter(lines.get(..at)?) {
        at = found;
        older = None;
    }
    loop {
        let above = trimmed(lines.get(..at)?);
        let next = last_device_line(above)
            .or_else(|| footer(above))
            .or_else(|| disclaimer(above))
            .or_else(|| dash_name(above))
            .or_else(|| contact_block(above));
        match next {
            Some(found) if found < at => at = found,
            _ => break,
        }
    }
    (at < end).then_some(Found { at, older })
}

fn trimmed<'a, 'b>(lines: &'b [Line<'a>]) -> &'b [Line<'a>] {
    let end = lines
        .iter()
        .rposition(|line| !line.is_blank())
        .map_or(0, |at| at + 1);
    lines.get(..end).unwrap_or_default()
}

/// `-- ` on a line of its own (RFC 3676 section 4.3), its misspellings, and rules above what looks like contact data.
fn delimiter(lines: &[Line<'_>]) -> Option<usize> {
    lines.iter().enumerate().position(|(at, line)| {
        let rest = lines.get(at + 1..).unwrap_or_default();
        let written = rest.iter().filter(|line| !line.is_blank()).take(60).count();
        let exact = line.raw.trim_end_matches(['\r']) == "-- ";
        match line.bare.as_str() {
            "--" if exact => written <= 40,
            "--" | "—" | "––" | "— —" => written <= 15,
            _ if line.is_rule(3) => written > 0 && written <= 15 && is_contact(rest),
            _ => false,
        }
    })
}

/// Contact data or a footer, and no sentences beside it.
fn is_contact(lines: &[Line<'_>]) -> bool {
    let telling = lines
        .iter()
        .any(|line| contact_mark(line) || is_footer(line) || is_disclaimer_start(line));
    let marks = lines.iter().filter(|line| contact_mark(line)).count();
    let footer = lines
        .iter()
        .any(|line| is_footer(line) || is_disclaimer_start(line));
    let prose = lines
        .iter()
        .filter(|line| line.bare.chars().count() > 90)
        .count();
    telling && (footer || (prose == 0 && marks >= 2))
}

/// "Sent from my phone" as the last words.
fn last_device_line(lines: &[Line<'_>]) -> Option<usize> {
    let last = lines.len().checked_sub(1)?;
    let line = lines.get(last)?;
    if is_device_line(line) {
        // A name on the line right above belongs to it: "Stavros / via mobile".
        let named = last.checked_sub(1).and_then(|above| {
            let name = lines.get(above)?;
            let apart = above == 0 || lines.get(above - 1).is_some_and(Line::is_blank);
            (above > 0 && apart && is_name(&name.bare) && !is_closing(&name.lower)).then_some(above)
        });
        return Some(named.unwrap_or(last));
    }
    // "Sent from a magnificent torch of pixels": a joke of the same kind, apart from the text.
    let apart = last > 0 && lines.get(last - 1).is_some_and(Line::is_blank);
    let joke = SENT_FROM_LOOSE
        .iter()
        .any(|words| line.lower.starts_with(words));
    let plain =
        !line.bare.contains([',', '.', ';', '!', '?', ':']) && line.bare.split(' ').count() <= 8;
    (apart && joke && plain).then_some(last)
}

/// A device line with an empty line above and older text below, without any header between.
fn device_line_above_text(lines: &[Line<'_>]) -> Option<Found> {
    let at = lines
        .iter()
        .position(|line| is_device_line(line) && line.bare.split(' ').count() <= 10)?;
    let above = lines.get(..at)?;
    let below = lines.get(at + 1..)?;
    let apart =
        above.iter().any(|line| !line.is_blank()) && above.last().is_some_and(Line::is_blank);
    let gap = below.first().is_none_or(Line::is_blank);
    let first = below.iter().position(|line| !line.is_blank())?;
    let postscript = below.get(first).is_some_and(|line| {
        ["ps", "p.s", "p.s.", "ps:", "pps", "n.b", "nb:"]
            .iter()
            .any(|word| line.lower.starts_with(word))
    });
    (apart && gap && !postscript).then_some(Found {
        at,
        older: Some(at + 1 + first),
    })
}

pub(super) fn is_device_line(line: &Line<'_>) -> bool {
    let text = line
        .lower
        .trim_matches(['*', '_', '-', '.', '[', ']', '<', '>', ' ', '「', '」']);
    let words = text.split(' ').count();
    if HASTE.begins(text) && words <= 12 {
        return true;
    }
    let (client, mine, starts) = (CLIENT.begins(text), MINE.begins(text), SENT.begins(text));
    let ends = words <= 8 && text.len() <= 180 && SENT_ENDS.iter().any(|end| text.ends_with(end));
    if !(client || mine || starts || ends) {
        return false;
    }
    // "Outlook pour Mac plante", "Paket İstanbul'dan gönderildi" are sentences: a device or program must be named.
    let device = DEVICES.iter().any(|device| text.contains(device));
    // More than a device: "Sent from my desk, is much easier than …".
    let asks = line.bare.ends_with(['!', '?']);
    let sentence = asks || text.contains([',', ';', '!', '?']) || text.contains(". ");
    if client {
        return device && !asks && words <= 14 && !text.contains(", ");
    }
    ((mine || starts && device) && words <= 9 && !sentence && text.chars().count() <= 80)
        || (ends && device && text.chars().count() <= 45)
}

/// The lowest block of footer lines of lists and scanners.
fn footer(lines: &[Line<'_>]) -> Option<usize> {
    let tail = lines.len().saturating_sub(14);
    let mut at = (tail..lines.len()).find(|at| lines.get(*at).is_some_and(is_footer))?;
    // The paragraph that it belongs to, if a rule stands above: the name of the list.
    let rule = (at.saturating_sub(4)..at)
        .rev()
        .find(|above| lines.get(*above).is_some_and(|line| line.is_rule(3)));
    at = rule.map_or(at, |rule| rule + 1);
    // The rule or blank lines above it go with it.
    let ruled = at.checked_sub(1).filter(|above| {
        lines
            .get(*above)
            .is_some_and(|line| line.is_rule(3) || line.bare == "--")
    });
    Some(ruled.unwrap_or(at))
}

fn is_footer(line: &Line<'_>) -> bool {
    if line.bare.len() < 11 {
        return false;
    }
    let known =
        FOOTERS.iter().any(|words| line.lower.contains(words)) && line.bare.chars().count() <= 250;
    let linked =
        line.lower.contains("http") || line.lower.contains("www.") || has_address(&line.bare);
    known || (linked && FOOTER.begins(&line.lower))
}

/// A last paragraph that speaks of confidence and wrong recipients.
fn disclaimer(lines: &[Line<'_>]) -> Option<usize> {
    let mut from = None;
    for at in 0..lines.len() {
        let opens = at == 0
            || lines
                .get(at - 1)
                .is_some_and(|line| line.is_blank() || line.is_rule(3));
        if opens && at > 0 && lines.get(at).is_some_and(is_disclaimer_start) {
            from = Some(at);
            break;
        }
    }
    let from = from?;
    let text: String = lines
        .get(from..)?
        .iter()
        .take(40)
        .map(|line| format!("{} ", line.lower))
        .collect();
    let hits = DISCLAIMER_WORDS
        .iter()
        .filter(|word| text.contains(*word))
        .count();
    let ruled = from
        .checked_sub(1)
        .filter(|above| lines.get(*above).is_some_and(|line| line.is_rule(3)));
    (hits >= 2).then_some(ruled.unwrap_or(from))
}

fn is_disclaimer_start(line: &Line<'_>) -> bool {
    let text = line
        .lower
        .trim_start_matches(['*', '_', '(', '[', ' ', '"', '!']);
    LEGAL.begins(text)
}

/// `-Abhishek Kona`: a dash glued to a name, the last words apart from the text; contact lines may follow.
fn dash_name(lines: &[Line<'_>]) -> Option<usize> {
    let low = lines.len().saturating_sub(6);
    (low.max(1)..lines.len()).rev().find(|at| {
        let Some(line) = lines.get(*at) else {
            return false;
        };
        let glued = line
            .bare
            .strip_prefix(['-', '–', '—', '~'])
            .or_else(|| line.bare.strip_prefix("--"));
        let dash = line.bare.chars().next().unwrap_or(' ');
        let Some(name) = glued else { return false };
        let spaced = name.starts_with(' ');
        let name = name.trim();
        let apart = lines.get(at - 1).is_some_and(Line::is_blank);
        let rest = lines.get(at + 1..).unwrap_or_default();
        let listed = lines
            .iter()
            .take(*at)
            .any(|line| line.bare.starts_with(['-', '–', '*', '•']));
        let spoken = SPOKEN.contains(&name.to_lowercase().trim_end_matches(['.', '!']));
        apart
            && !listed
            && !spoken
            && (!spaced || dash == '—')
            && is_name(name)
            && rest
                .iter()
                .all(|line| line.is_blank() || contact_mark(line))
    })
}

/// A name with ways to reach its bearer below, as the last paragraph.
fn contact_block(lines: &[Line<'_>]) -> Option<usize> {
    let start = lines
        .iter()
        .rposition(Line::is_blank)
        .map_or(0, |at| at + 1);
    let block = lines.get(start..)?;
    let above = trimmed(lines.get(..start)?);
    if start == 0 || block.len() > 14 || announces_details(above) {
        return None;
    }
    let closing = block.iter().rposition(|line| is_closing(&line.lower));
    // The closing and the name below it were written; the card below them was not.
    let named = closing.map_or(0, |at| at + 1);
    let card = block.get(named..)?;
    let name = card.first()?;
    let strong = card.iter().filter(|line| contact_mark(line)).count();
    let plain = card
        .iter()
        .all(|line| line.bare.chars().count() <= 100 && !ends_prose(&line.bare));
    let enough = strong >= 2 || (strong == 1 && (2..=6).contains(&card.len()));
    if !(plain && enough && card.len() >= 2 && is_name(&name.bare)) {
        return card_alone(lines, start, block);
    }
    Some(start + named + usize::from(closing.is_some()))
}

/// A paragraph of contact lines only, under a closing or a name that stands apart.
fn card_alone(lines: &[Line<'_>], start: usize, block: &[Line<'_>]) -> Option<usize> {
    let fits =
        |line: &Line<'_>| contact_mark(line) || is_name(&line.bare) || line.bare.contains('|');
    let strong = block.iter().filter(|line| contact_mark(line)).count();
    // One line alone is a card only when it is one beyond doubt.
    let card = block.iter().all(fits) && strong >= 1 && (block.len() >= 2 || strong == block.len());
    let above = trimmed(lines.get(..start)?);
    let reach = if block.len() >= 2 { 3 } else { 12 };
    let signed = above
        .iter()
        .rev()
        .take(reach)
        .any(|line| is_closing(&line.lower));
    (card && signed && !block.iter().any(|line| is_closing(&line.lower))).then_some(start)
}

/// "Please ship to:", "my new address is" above a card: the card is the message.
fn announces_details(above: &[Line<'_>]) -> bool {
    let Some(last) = above.last() else {
        return true;
    };
    let words: usize = above
        .iter()
        .map(|line| line.bare.split(' ').filter(|word| !word.is_empty()).count())
        .take(50)
        .sum();
    let unspaced = above.iter().any(|line| line.bare.chars().count() > 30);
    let told =
        last.bare.ends_with([':', '：']) || DETAILS.iter().any(|word| last.lower.contains(word));
    told && !is_closing(&last.lower) || (words < 4 && !unspaced)
}

fn ends_prose(bare: &str) -> bool {
    bare.ends_with(['?', '!', '。', '？', '！', ';'])
        || (bare.ends_with('.') && bare.split(' ').count() > 6)
}

/// A way to reach somebody: a labelled number, a bare number, an address or a link that fills its line.
fn contact_mark(line: &Line<'_>) -> bool {
    let text = line.lower.as_str();
    let count = text.chars().count();
    if count == 0 || count > 110 {
        return false;
    }
    let words = text.split(' ').count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let labelled = LABEL.begins(text)
        && CONTACT_LABELS.iter().any(|label| {
            text.strip_prefix(label)
                .is_some_and(|rest| rest.starts_with([':', '.', ' ', '：', '+', '/', ')', '-']))
        });
    let titled = text.find([':', '：']).is_some_and(|at| at <= 24) && words <= 4;
    if labelled && (digits >= 5 || has_address(text) || titled) && words <= 14 {
        return true;
    }
    let number = digits >= 7
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || " +()-./–ext:x".contains(c));
    let address = has_address(text) && words <= 3;
    let link = words <= 2
        && (text.contains("www.") || text.contains("http://") || text.contains("https://"));
    let split = text.contains('|') && (digits >= 6 || has_address(text) || text.contains("www."));
    number || address || link || split
}

/// Up to five words that begin with capitals or belong to a script without them; no sentence.
fn is_name(text: &str) -> bool {
    let text = text.trim_matches(['*', '_', ' ', ',']);
    let count = text.chars().count();
    if count == 0
        || count > 60
        || text.ends_with(['?', '!', ':', ';', '。'])
        || text.contains(['@', '=', '{', '/'])
    {
        return false;
    }
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let capital = |word: &&str| {
        word.chars()
            .next()
            .is_some_and(|c| !c.is_alphabetic() || !c.is_lowercase())
    };
    let lower_fits = words
        .iter()
        .filter(|word| !capital(word))
        .all(|word| word.chars().count() <= 3);
    let letters = text.chars().any(char::is_alphabetic);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    words.len() <= 5
        && words.first().is_some_and(capital)
        && lower_fits
        && letters
        && digits <= 2
        && !text.ends_with(" .")
}

fn is_closing(lower: &str) -> bool {
    let text = lower.trim_matches(['*', '_', ' ', ',', '.', '!', '，', '、', '。']);
    text.chars().count() <= 50
        && CLOSINGS.iter().any(|closing| {
            text == *closing
                || (text.starts_with(closing) && text.split(' ').count() <= 5 && closing.len() > 3)
        })
}
