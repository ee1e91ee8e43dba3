//! Marks by which mail programs set quotes and signatures apart in HTML.

use super::tokens::Element;

/// What a console may fold away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    Quote,
    Signature,
}

impl Fold {
    pub fn name(self) -> &'static str {
        match self {
            Self::Quote => "quote",
            Self::Signature => "signature",
        }
    }
}

/// How far a fold goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// To the end of the element.
    Element,
    /// From here on: the program puts the old mail after the mark, not inside it.
    Rest,
}

/// Whether an element begins a quote or a signature.
pub fn mark(element: &Element) -> Option<(Fold, Reach)> {
    let id = element.id();
    if rest_by_id(&id)
        || element
            .classes()
            .any(|c| c == "outlookmessageheader" || c == "yahoo-quoted-begin")
        || is_outlook_rule(element)
    {
        return Some((Fold::Quote, Reach::Rest));
    }
    if is_quote(element, &id) {
        return Some((Fold::Quote, Reach::Element));
    }
    is_signature(element, &id).then_some((Fold::Signature, Reach::Element))
}

/// Outlook on the web and its ancestors.
fn rest_by_id(id: &str) -> bool {
    matches!(
        id,
        "divrplyfwdmsg"
            | "appendonsend"
            | "stopspelling"
            | "ec_stopspelling"
            | "replybordercell"
            | "mailoriginal"
    )
}

/// Outlook for Windows draws a line above `From: ... Sent: ...`.
fn is_outlook_rule(element: &Element) -> bool {
    if element.name != "div" {
        return false;
    }
    let style = element.style();
    let line = style.contains("border-top:solid#")
        || style.contains("border-top:1.0ptsolid")
        || style.contains("border-top:1ptsolid")
        || style.contains("border-top:solidwindowtext");
    line && (style.contains("padding:3.0pt0") || style.contains("padding:3pt0"))
}

fn is_quote(element: &Element, id: &str) -> bool {
    let by_class = element.classes().any(|c| {
        matches!(
            c.as_str(),
            "gmail_quote"
                | "gmail_quote_container"
                | "protonmail_quote"
                | "yahoo_quoted"
                | "moz-cite-prefix"
                | "moz-forward-container"
                | "tutanota_quote"
                | "zmail_extra"
                | "front-blockquote"
                | "mailcontainer-quote"
                | "freebirdformsquote"
                | "appleoriginalcontents"
        ) || c.ends_with("yahoo_quoted")
    });
    if by_class
        || id.starts_with("yahoo_quoted")
        || id == "mail-editor-reference-message-container"
        || element.attribute("name") == Some("messageReplySection")
    {
        return true;
    }
    element.name == "blockquote"
        && (element
            .attribute("type")
            .is_some_and(|t| t.eq_ignore_ascii_case("cite"))
            || element.style().contains("border-left"))
}

fn is_signature(element: &Element, id: &str) -> bool {
    if !matches!(
        element.name.as_str(),
        "div" | "span" | "table" | "pre" | "p" | "section" | "td"
    ) {
        return false;
    }
    let named = |n: &str| {
        n == "signature"
            || n.ends_with("_signature")
            || n.ends_with("-signature")
            || n.contains("signature_block")
            || n == "applemailsignature"
    };
    element.attribute("data-smartmail") == Some("gmail_signature")
        || named(id)
        || element.classes().any(|c| named(&c))
}

/// A line like `-----Original Message-----` in any of the languages of mail programs.
pub fn is_separator(text: &str) -> bool {
    let text = text.trim();
    if text.len() > 120 || !(text.starts_with("--") || text.starts_with("——")) {
        return false;
    }
    let words = text.trim_matches(['-', '—', ' ', '\u{A0}']).to_lowercase();
    SEPARATORS.contains(&words.as_str())
}

const SEPARATORS: &[&str] = &[
    "original message",
    "original appointment",
    "forwarded message",
    "ursprüngliche nachricht",
    "originalnachricht",
    "original-nachricht",
    "message d'origine",
    "message d’origine",
    "message original",
    "mensaje original",
    "mensagem original",
    "messaggio originale",
    "oorspronkelijk bericht",
    "originalmeddelande",
    "ursprungligt meddelande",
    "oprindelig meddelelse",
    "opprinnelig melding",
    "alkuperäinen viesti",
    "algne kiri",
    "algsõnum",
    "sākotnējais ziņojums",
    "pirminis laiškas",
    "wiadomość oryginalna",
    "původní zpráva",
    "pôvodná správa",
    "eredeti üzenet",
    "исходное сообщение",
    "оригинальное сообщение",
    "оригінальне повідомлення",
    "orijinal mesaj",
    "özgün ileti",
    "原始邮件",
    "原始郵件",
    "原邮件",
    "元のメッセージ",
    "original メッセージ",
    "원본 메시지",
    "원본 메일",
    "الرسالة الأصلية",
    "הודעה מקורית",
];

/// Follows the words of a page to find `From: ... Sent: ... Subject: ...`, the header that Outlook and others copy above an old mail.
#[derive(Debug, Default)]
pub struct Labels {
    /// `From:` labels so far.
    pub seen: usize,
    /// The one that is being followed.
    pub candidate: usize,
    /// Characters since the candidate.
    distance: usize,
    dated: bool,
    addressed: bool,
}

/// A header of an old mail is not longer than this.
const MAX_HEADER: usize = 1_500;

impl Labels {
    /// Takes the next words; true when the header that began at `candidate` is complete enough to be one.
    pub fn read(&mut self, text: &str) -> bool {
        let mut complete = false;
        for line in text.split('\n') {
            self.distance = self.distance.saturating_add(line.len());
            let Some(label) = label(line) else { continue };
            if FROM.contains(&label.as_str()) {
                self.seen += 1;
                self.candidate = self.seen;
                (self.distance, self.dated, self.addressed) = (0, false, false);
            } else if self.candidate > 0 && self.distance <= MAX_HEADER {
                self.dated |= SENT.contains(&label.as_str());
                self.addressed |= TO_OR_SUBJECT.contains(&label.as_str());
                complete |= self.dated && self.addressed;
            }
        }
        complete
    }
}

/// The word before a colon at the beginning of a line, in lower case.
fn label(line: &str) -> Option<String> {
    let (word, _) = line.trim_start().split_once([':', '：'])?;
    let word = word.trim_matches(['*', ' ', '\u{A0}']);
    (!word.is_empty() && word.chars().count() <= 20).then(|| word.to_lowercase())
}

const FROM: &[&str] = &[
    "from",
    "von",
    "de",
    "da",
    "van",
    "från",
    "fra",
    "lähettäjä",
    "saatja",
    "kellelt",
    "no",
    "nuo",
    "od",
    "от",
    "від",
    "expéditeur",
    "feladó",
    "kimden",
    "gönderen",
    "发件人",
    "寄件者",
    "寄件人",
    "差出人",
    "보낸 사람",
    "보낸사람",
    "från",
    "από",
    "من",
    "מאת",
    "từ",
    "dari",
];

const SENT: &[&str] = &[
    "sent",
    "date",
    "gesendet",
    "datum",
    "envoyé",
    "enviado",
    "enviada em",
    "enviado el",
    "data",
    "fecha",
    "inviato",
    "verzonden",
    "skickat",
    "sendt",
    "dato",
    "lähetetty",
    "saadetud",
    "kuupäev",
    "nosūtīts",
    "išsiųsta",
    "wysłano",
    "odesláno",
    "odoslané",
    "отправлено",
    "дата",
    "надіслано",
    "elküldve",
    "gönderildi",
    "tarih",
    "发送时间",
    "发送日期",
    "日期",
    "寄件日期",
    "送信日時",
    "보낸 날짜",
    "보낸날짜",
    "ημερομηνία",
    "تاريخ الإرسال",
    "נשלח",
    "đã gửi",
    "terkirim",
    "trimis",
];

const TO_OR_SUBJECT: &[&str] = &[
    "to",
    "subject",
    "an",
    "betreff",
    "à",
    "objet",
    "para",
    "asunto",
    "assunto",
    "a",
    "oggetto",
    "aan",
    "onderwerp",
    "till",
    "ämne",
    "til",
    "emne",
    "vastaanottaja",
    "aihe",
    "kellele",
    "teema",
    "kam",
    "temats",
    "tēma",
    "kam",
    "tema",
    "do",
    "temat",
    "komu",
    "předmět",
    "predmet",
    "кому",
    "тема",
    "címzett",
    "tárgy",
    "kime",
    "konu",
    "收件人",
    "主题",
    "主旨",
    "宛先",
    "件名",
    "받는 사람",
    "제목",
    "προς",
    "θέμα",
    "إلى",
    "الموضوع",
    "אל",
    "נושא",
    "đến",
    "chủ đề",
    "kepada",
    "către",
    "subiect",
];
