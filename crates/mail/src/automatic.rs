//! Whether a machine wrote a mail (RFC 3834 and what the world does instead of it; M23 to M29).
//!
//! Here: one pure judgement over header fields. Not here: what is done about it (`desk` decides), and how a bounce is
//! recognised ([`crate::bounce`]). Called by [`crate::read`].

use crate::types::Automatic;

/// More hops than this and the mail goes round (M28).
pub const MAX_RECEIVED: usize = 50;

/// What the judgement rests on.
#[derive(Debug, Clone, Default)]
pub struct Signals<'a> {
    /// Every header field, topmost first, values unfolded and decoded. Names in any case.
    pub headers: &'a [(String, String)],
    /// [`crate::bounce::read`] recognised a delivery report.
    pub bounce: bool,
    /// Number of Received fields.
    pub received_count: usize,
    /// Values of X-Loop, X-Fairlead-Instance and the like.
    pub loop_marks: &'a [String],
    /// The mark that this instance puts on its own mail, when the caller knows it.
    pub own_mark: Option<&'a str>,
}

/// Judges a mail. The order is: loop, bounce, own word of the sender (Auto-Submitted), list, other marks of machines,
/// and at last two weak hints together.
pub fn classify(signals: &Signals<'_>) -> Automatic {
    if signals.received_count > MAX_RECEIVED || is_own(signals.loop_marks, signals.own_mark) {
        return Automatic::Loop;
    }
    if signals.bounce {
        return Automatic::Bounce;
    }
    let headers = Headers(signals.headers);
    let list = is_list(&headers);
    if is_declared_automatic(&headers) {
        // A list manager marks what it passes on as auto-generated; the list is the more telling fact then.
        let replied = headers
            .first_word("auto-submitted")
            .is_some_and(|word| word == "auto-replied");
        return if list && !replied {
            Automatic::List
        } else {
            Automatic::AutoReply
        };
    }
    if list {
        return Automatic::List;
    }
    if is_bulk(&headers) {
        return Automatic::List;
    }
    if is_machine_sender(&headers) || weak_hints(&headers) >= 2 {
        return Automatic::AutoReply;
    }
    Automatic::None
}

/// True when one of the marks is this instance's own (M24). Also for callers that learn the mark after reading.
pub fn is_own(loop_marks: &[String], own_mark: Option<&str>) -> bool {
    own_mark.is_some_and(|own| {
        !own.is_empty()
            && loop_marks
                .iter()
                .any(|mark| mark.trim().eq_ignore_ascii_case(own))
    })
}

struct Headers<'a>(&'a [(String, String)]);

impl<'a> Headers<'a> {
    fn all(&self, name: &'static str) -> impl Iterator<Item = &'a str> {
        let fields: &'a [(String, String)] = self.0;
        fields
            .iter()
            .filter(move |(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }

    fn has(&self, name: &'static str) -> bool {
        self.all(name).any(|value| !value.is_empty())
    }

    /// First word of a field in lower case, parameters and comments off.
    fn first_word(&self, name: &'static str) -> Option<String> {
        let value = self.all(name).next()?;
        let word = value
            .split(|c: char| c == ';' || c == '(' || c == ',' || c.is_whitespace())
            .next()?;
        Some(word.trim_matches('"').to_ascii_lowercase())
    }
}

fn is_declared_automatic(headers: &Headers<'_>) -> bool {
    // RFC 3834 section 5: anything but `no` is automatic.
    if headers
        .first_word("auto-submitted")
        .is_some_and(|word| !word.is_empty() && word != "no")
    {
        return true;
    }
    const PRESENCE: [&str; 11] = [
        "X-Autoreply",
        "X-Autorespond",
        "X-Autoresponder",
        "X-Auto-Reply",
        "X-Autoreply-From",
        "X-Mail-Autoreply",
        "X-MS-Exchange-Inbox-Rules-Loop",
        "X-AutoReply-Type",
        "X-Ebay-Mailtracker",
        "X-Vacation",
        "X-FC-MachineGenerated",
    ];
    if PRESENCE.iter().any(|name| {
        headers
            .all(name)
            .any(|value| !value.is_empty() && !value.eq_ignore_ascii_case("no"))
    }) {
        return true;
    }
    if headers
        .all("Precedence")
        .chain(headers.all("X-Precedence"))
        .any(|value| {
            let value = value.to_ascii_lowercase();
            value == "auto_reply" || value == "auto-reply" || value == "autoreply"
        })
    {
        return true;
    }
    // Exchange: `All` or a list with OOF and AutoReply says what must not answer, and machines alone write it.
    if headers
        .all("X-Auto-Response-Suppress")
        .any(|value| !value.is_empty() && !value.eq_ignore_ascii_case("none"))
    {
        return true;
    }
    let report = headers
        .all("Content-Type")
        .any(|value| starts_with_ignore_case(value, "multipart/report"));
    report
        || headers
            .all("X-POST-MessageClass")
            .any(|value| value.contains("Autoresponder"))
}

fn is_list(headers: &Headers<'_>) -> bool {
    const LIST: [&str; 7] = [
        "List-Id",
        "List-Post",
        "List-Unsubscribe",
        "List-Subscribe",
        "X-Mailing-List",
        "Mailing-List",
        "X-BeenThere",
    ];
    LIST.iter().any(|name| headers.has(name))
        || headers
            .first_word("precedence")
            .is_some_and(|word| word == "list")
}

fn is_bulk(headers: &Headers<'_>) -> bool {
    headers
        .first_word("precedence")
        .is_some_and(|word| word == "bulk" || word == "junk")
}

/// A sender that nobody reads, or none at all.
fn is_machine_sender(headers: &Headers<'_>) -> bool {
    if headers
        .all("Return-Path")
        .next()
        .is_some_and(|path| path == "<>")
    {
        return true;
    }
    headers
        .all("From")
        .chain(headers.all("Sender"))
        .any(is_machine_address)
}

fn is_machine_address(field: &str) -> bool {
    let address = match (field.rfind('<'), field.rfind('>')) {
        (Some(open), Some(close)) if open < close => field.get(open + 1..close).unwrap_or(field),
        _ => field,
    };
    let local = address
        .rsplit_once('@')
        .map_or(address, |(local, _)| local)
        .trim()
        .to_ascii_lowercase();
    let bare: String = local.chars().filter(char::is_ascii_alphanumeric).collect();
    matches!(
        bare.as_str(),
        "mailerdaemon" | "noreply" | "donotreply" | "nereply" | "noresponder" | "nepasrepondre"
    ) || ["noreply", "donotreply", "mailerdaemon"]
        .iter()
        .any(|word| bare.starts_with(word))
}

/// Counts hints of which none is enough alone: a subject that speaks of absence, an odd sender, a suppressing mark.
fn weak_hints(headers: &Headers<'_>) -> usize {
    let subject = headers
        .all("Subject")
        .next()
        .unwrap_or_default()
        .to_lowercase();
    // `Re: Out of office` is a person answering one.
    let told =
        SUBJECTS.iter().any(|words| subject.starts_with(words)) || subject.starts_with("auto:");
    let role = headers.all("From").any(|from| {
        let from = from.to_ascii_lowercase();
        [
            "postmaster@",
            "autoreply",
            "auto-reply",
            "autoresponder",
            "automat",
            "vacation@",
            "robot@",
            "daemon@",
        ]
        .iter()
        .any(|word| from.contains(word))
    });
    let answered = headers.has("In-Reply-To") || headers.has("References");
    let marked =
        headers.has("X-Loop") || headers.has("X-OS-Auto-Reply") || headers.has("X-Autogenerated");
    // A fresh subject on an answer: people keep `Re:`, vacation programs write their own.
    usize::from(told) + usize::from(role) + usize::from(marked) + usize::from(told && answered)
}

fn starts_with_ignore_case(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Beginnings of subjects of vacation notes, lower case.
const SUBJECTS: &[&str] = &[
    "out of office",
    "out of the office",
    "ooo:",
    "automatic reply",
    "automatic response",
    "auto reply",
    "auto-reply",
    "autoreply",
    "auto response",
    "auto-response",
    "vacation",
    "away from",
    "automatische antwort",
    "abwesenheit",
    "abwesend",
    "automatisch antwoord",
    "afwezig",
    "réponse automatique",
    "reponse automatique",
    "absence du bureau",
    "absent",
    "respuesta automática",
    "respuesta automatica",
    "fuera de la oficina",
    "risposta automatica",
    "fuori sede",
    "fuori ufficio",
    "resposta automática",
    "ausência",
    "autosvar",
    "automatiskt svar",
    "automatisk svar",
    "frånvaro",
    "fravær",
    "ikke til stede",
    "automaattinen vastaus",
    "poissa",
    "automaatvastus",
    "automaatne vastus",
    "kontorist väljas",
    "automātiskā atbilde",
    "automatinis atsakymas",
    "odpowiedź automatyczna",
    "automatyczna odpowiedź",
    "poza biurem",
    "automatická odpověď",
    "automatická odpoveď",
    "mimo kancelář",
    "automatikus válasz",
    "házon kívül",
    "răspuns automat",
    "автоматичен отговор",
    "автоматический ответ",
    "автоответ",
    "автоматична відповідь",
    "αυτόματη απάντηση",
    "otomatik yanıt",
    "otomatik cevap",
    "ofis dışında",
    "رد تلقائي",
    "תשובה אוטומטית",
    "自动回复",
    "自動回覆",
    "自動回复",
    "自動返信",
    "不在",
    "休暇",
    "자동 응답",
    "자동 회신",
    "부재중",
    "trả lời tự động",
    "ตอบกลับอัตโนมัติ",
    "balasan otomatis",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(fields: &[(&str, &str)]) -> Automatic {
        let headers: Vec<(String, String)> = fields
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect();
        classify(&Signals {
            headers: &headers,
            ..Signals::default()
        })
    }

    #[test]
    fn auto_submitted_no_is_a_person() {
        assert_eq!(
            judge(&[("Auto-Submitted", "no"), ("From", "anna@example.org")]),
            Automatic::None
        );
        assert_eq!(
            judge(&[("AUTO-SUBMITTED", "auto-replied (vacation)")]),
            Automatic::AutoReply
        );
        assert_eq!(
            judge(&[("Auto-Submitted", "auto-generated; owner-email=\"a@b.c\"")]),
            Automatic::AutoReply
        );
    }

    #[test]
    fn a_subject_alone_never_makes_an_automatic_mail() {
        assert_eq!(
            judge(&[
                ("Subject", "Out of office hours support?"),
                ("From", "a@example.org")
            ]),
            Automatic::None
        );
        assert_eq!(
            judge(&[
                ("Subject", "自動返信が届きません"),
                ("From", "a@example.org")
            ]),
            Automatic::None
        );
        assert_eq!(
            judge(&[
                ("Subject", "Re: Automatic reply: hi"),
                ("In-Reply-To", "<a@b>")
            ]),
            Automatic::None
        );
        assert_eq!(
            judge(&[
                ("Subject", "Automatische Antwort: Rechnung"),
                ("In-Reply-To", "<a@b>")
            ]),
            Automatic::AutoReply
        );
    }

    #[test]
    fn lists_bulk_and_silent_senders_are_told_apart() {
        assert_eq!(judge(&[("List-Id", "<x.example.org>")]), Automatic::List);
        assert_eq!(judge(&[("Precedence", "bulk")]), Automatic::List);
        assert_eq!(judge(&[("Precedence", "auto_reply")]), Automatic::AutoReply);
        assert_eq!(
            judge(&[("From", "Shop <no-reply@example.org>")]),
            Automatic::AutoReply
        );
        assert_eq!(
            judge(&[("Return-Path", "<>"), ("From", "anna@example.org")]),
            Automatic::AutoReply
        );
        assert_eq!(
            judge(&[("From", "Noreen Replyson <noreen@example.org>")]),
            Automatic::None
        );
    }

    #[test]
    fn many_hops_and_our_own_mark_are_a_loop() {
        let marks = vec!["desk-7f3a".to_owned()];
        let mut signals = Signals {
            loop_marks: &marks,
            ..Signals::default()
        };
        assert_eq!(classify(&signals), Automatic::None);
        signals.own_mark = Some("desk-7f3a");
        assert_eq!(classify(&signals), Automatic::Loop);
        assert_eq!(
            classify(&Signals {
                received_count: 51,
                bounce: true,
                ..Signals::default()
            }),
            Automatic::Loop
        );
        assert_eq!(
            classify(&Signals {
                received_count: 50,
                bounce: true,
                ..Signals::default()
            }),
            Automatic::Bounce
        );
    }
}
