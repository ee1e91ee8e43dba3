//! The language of a text, when it can be told.
//!
//! Scripts that one language owns decide at once, even for two characters; Latin, Cyrillic, Arabic and Devanagari are
//! judged by their letter groups and only when enough text is there. `None` is a good answer: a wrong guess sends the
//! conversation to the wrong person.

use std::collections::HashMap;
use std::sync::LazyLock;
use whatlang::{Detector, Lang};

/// Text that is looked at.
const MAX_CHARS: usize = 4_000;

/// ISO 639-1 code of the language of `text`.
pub fn detect(text: &str) -> Option<String> {
    let words = prose(text);
    let count = Scripts::count(&words);
    if let Some(code) = count.decided() {
        return Some(code.to_owned());
    }
    by_letters(&words, &count).map(str::to_owned)
}

/// The text without addresses, links, quotes and numbers: they are of no language.
fn prose(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines().filter(|l| !l.trim_start().starts_with('>')) {
        for word in line.split_whitespace() {
            if word.contains('@')
                || word.contains("://")
                || word.starts_with("www.")
                || word.chars().any(|c| c.is_ascii_digit())
            {
                continue;
            }
            out.push_str(word);
            out.push(' ');
        }
        if out.len() > MAX_CHARS * 4 {
            break;
        }
    }
    out.chars().take(MAX_CHARS).collect()
}

/// How many letters of which script.
#[derive(Debug, Default)]
struct Scripts {
    letters: usize,
    latin: usize,
    cyrillic: usize,
    han: usize,
    kana: usize,
    hangul: usize,
    arabic: usize,
    devanagari: usize,
    /// Scripts of one language, in the order of [`OWNED`].
    owned: [usize; OWNED.len()],
}

/// Scripts that belong to one living language (nearly).
const OWNED: [(&str, u32, u32); 17] = [
    ("el", 0x0370, 0x03FF),
    ("hy", 0x0530, 0x058F),
    ("he", 0x0590, 0x05FF),
    ("bn", 0x0980, 0x09FF),
    ("pa", 0x0A00, 0x0A7F),
    ("gu", 0x0A80, 0x0AFF),
    ("or", 0x0B00, 0x0B7F),
    ("ta", 0x0B80, 0x0BFF),
    ("te", 0x0C00, 0x0C7F),
    ("kn", 0x0C80, 0x0CFF),
    ("ml", 0x0D00, 0x0D7F),
    ("si", 0x0D80, 0x0DFF),
    ("th", 0x0E00, 0x0E7F),
    ("lo", 0x0E80, 0x0EFF),
    ("my", 0x1000, 0x109F),
    ("ka", 0x10A0, 0x10FF),
    ("km", 0x1780, 0x17FF),
];

impl Scripts {
    fn count(text: &str) -> Self {
        let mut s = Self::default();
        for c in text.chars().filter(|c| c.is_alphabetic()) {
            s.letters += 1;
            let code = u32::from(c);
            match code {
                0x41..=0x24F | 0x1E00..=0x1EFF | 0xFF21..=0xFF5A => s.latin += 1,
                0x400..=0x52F => s.cyrillic += 1,
                0x3040..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9D => s.kana += 1,
                0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3134F => {
                    s.han += 1
                }
                0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7AF => s.hangul += 1,
                0x600..=0x6FF
                | 0x750..=0x77F
                | 0x8A0..=0x8FF
                | 0xFB50..=0xFDFF
                | 0xFE70..=0xFEFC => s.arabic += 1,
                0x900..=0x97F => s.devanagari += 1,
                _ => {
                    if let Some(n) = OWNED
                        .iter()
                        .position(|(_, from, to)| (*from..=*to).contains(&code))
                    {
                        s.owned[n] += 1;
                    }
                }
            }
        }
        s
    }

    /// A script decides when it makes up most of the letters; one ideograph says as much as three letters, and product names in
    /// Latin letters are common in every language.
    fn decided(&self) -> Option<&'static str> {
        let asian = self.han + self.kana + self.hangul;
        let most =
            |n: usize, weight: usize| n >= 2 && n * weight * 2 > self.letters - n + n * weight;
        if most(asian, 3) {
            return Some(if self.hangul * 2 > asian {
                "ko"
            } else if self.kana * 12 >= asian {
                // Japanese without kana is rarer than Chinese with a kana in a name.
                "ja"
            } else {
                "zh"
            });
        }
        self.owned
            .iter()
            .position(|&n| most(n, 1))
            .map(|n| OWNED[n].0)
    }
}

fn by_letters(text: &str, count: &Scripts) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let has = |letters: &str| lower.chars().any(|c| letters.contains(c));
    let few = count.letters < 20;
    if count.cyrillic * 2 > count.letters && count.letters >= 2 {
        if has("ґєї") || (has("і") && !has("ў") && !has("ыэё")) {
            return Some("uk");
        }
        if has("ў") {
            return Some("be");
        }
        if has("ђћ") {
            return Some("sr");
        }
        if has("ѓќѕ") {
            return Some("mk");
        }
        if has("ыэё") {
            return Some("ru");
        }
        if few {
            return None;
        }
    }
    if count.arabic * 2 > count.letters && count.letters >= 2 {
        if has("ٹڈڑےں") {
            return Some("ur");
        }
        if has("پچژگ") || (has("ی") && !has("ي")) {
            return Some("fa");
        }
        return Some("ar");
    }
    if count.letters < 12 {
        return None;
    }
    statistical(text, count)
}

/// Letter groups; the fewer letters, the surer the answer has to be.
fn statistical(text: &str, count: &Scripts) -> Option<&'static str> {
    let by_words = common_words(text);
    // A few words of one script among many of another say nothing.
    if count.latin * 5 < count.letters * 4
        && count.cyrillic * 5 < count.letters * 4
        && count.devanagari * 5 < count.letters * 4
    {
        return None;
    }
    // Letter groups of a short text are chance; its small words are not.
    if count.letters <= 40 && count.latin * 2 > count.letters {
        return by_words.map(|(code, _)| code);
    }
    let info =
        Detector::with_allowlist(WRITTEN.iter().map(|(lang, _)| *lang).collect()).detect(text)?;
    let guess = WRITTEN
        .iter()
        .find(|(lang, _)| *lang == info.lang())
        .map(|(_, code)| *code)?;
    let needed = if count.letters <= 120 { 0.5 } else { 0.1 };
    match by_words {
        Some((code, hits)) if code == guess || hits >= 3 => Some(code),
        Some((code, 2)) if info.confidence() < needed => Some(code),
        Some(_) if info.confidence() < needed => None,
        _ => (info.confidence() >= needed).then_some(guess),
    }
}

/// The language whose small words occur most, when it leads clearly.
fn common_words(text: &str) -> Option<(&'static str, usize)> {
    let lower = text.to_lowercase();
    let words = lower
        .split(|c: char| !c.is_alphabetic() && c != '\'')
        .filter(|w| !w.is_empty())
        .take(400);
    let mut hits = [0; COMMON.len()];
    for word in words {
        let mut of = LANGUAGES_OF.get(word).copied().unwrap_or(0);
        while of != 0 {
            hits[of.trailing_zeros() as usize] += 1;
            of &= of - 1;
        }
    }
    let mut scores: Vec<(&'static str, usize)> =
        COMMON.iter().map(|(code, _)| *code).zip(hits).collect();
    scores.sort_by_key(|(_, hits)| std::cmp::Reverse(*hits));
    let (best, second) = (scores.first()?, scores.get(1)?);
    (best.1 >= 2 && best.1 * 2 >= second.1 * 3).then_some(*best)
}

const _: () = assert!(COMMON.len() <= u32::BITS as usize, "a bit for each list");
/// In which of [`COMMON`] a word stands: bit `n` for the list `n`.
static LANGUAGES_OF: LazyLock<HashMap<&'static str, u32>> = LazyLock::new(|| {
    let mut found = HashMap::new();
    for (n, (_, list)) in COMMON.iter().enumerate() {
        for word in list.split(' ') {
            *found.entry(word).or_default() |= 1 << n;
        }
    }
    found
});

/// Small words and greetings of customer mail.
const COMMON: &[(&str, &str)] = &[
    (
        "en",
        "the and is to of you we i it not have my please thanks thank hello hi with for this that can are your dear regards order would",
    ),
    (
        "de",
        "der die das und ist nicht ich sie wir mit bitte danke hallo für ein eine zu auf haben habe mein meine guten tag vielen dank grüße freundlichen",
    ),
    (
        "fr",
        "le la les et est je vous nous pas une pour avec merci bonjour dans mon ma cordialement que sur votre des ne suis",
    ),
    (
        "es",
        "el los las y es no por para con gracias hola mi una que estimados saludos pedido tengo quiero buenos días usted",
    ),
    (
        "pt",
        "o os e é não por para com obrigado obrigada olá meu minha uma que bom dia você está atenciosamente pedido",
    ),
    (
        "it",
        "il lo gli e è non per con grazie ciao buongiorno mio mia una che sono della saluti ordine vorrei ho",
    ),
    (
        "nl",
        "de het een en is niet ik je wij met bedankt hallo voor mijn van groeten dank bestelling graag heb beste",
    ),
    (
        "et",
        "ja on ei ma mu see teie tere palun aitäh kas oli aga mis kui minu tellimus lugupidamisega tervitades ole meie saan olen",
    ),
    (
        "fi",
        "ja on ei minä että hei kiitos olen mutta tilaus ole se voitteko ystävällisin terveisin moi tämä minun kun",
    ),
    (
        "lv",
        "un ir nav es jūs lūdzu paldies labdien sveiki mans ar par kas bet vai pasūtījums mana cieņā no man",
    ),
    (
        "lt",
        "ir yra ne aš jūs prašau ačiū laba diena sveiki mano su dėl kad bet ar užsakymas pagarbiai negaliu",
    ),
    (
        "sv",
        "och är inte jag vi med tack hej för min det att ett har kan hälsningar vänliga beställning en på",
    ),
    (
        "da",
        "og er ikke jeg vi med tak hej for min det at et har kan hilsen venlig bestilling en på mit",
    ),
    (
        "nb",
        "og er ikke jeg vi med takk hei for min det at et har kan hilsen vennlig bestilling en på mitt",
    ),
    (
        "pl",
        "i jest nie ja w z na do się proszę dziękuję dzień dobry mój moje zamówienie pozdrawiam że czy witam",
    ),
    (
        "cs",
        "a je není já v s na do se prosím děkuji dobrý den můj moje objednávka pozdravem že jsem jak",
    ),
    (
        "hu",
        "a az és nem hogy van kérem köszönöm jó napot szia rendelés üdvözlettel egy meg csak",
    ),
    (
        "ro",
        "și si este nu eu cu pentru mulțumesc multumesc bună ziua comanda vă rog am nu-mi care",
    ),
    (
        "tr",
        "ve bir bu ben için ile teşekkürler merhaba lütfen değil sipariş selamlar var iyi günler saygılarımla",
    ),
    (
        "vi",
        "và là không tôi của cho xin chào cảm ơn đơn hàng với có được này",
    ),
    (
        "id",
        "dan yang tidak saya untuk dengan terima kasih halo pesanan ini itu di ke mohon selamat",
    ),
    (
        "hr",
        "i je nije ja u s na za hvala molim poštovani pozdrav narudžba moj sam se da",
    ),
];

/// Languages that are told apart by letter groups.
const WRITTEN: &[(Lang, &str)] = &[
    (Lang::Eng, "en"),
    (Lang::Deu, "de"),
    (Lang::Fra, "fr"),
    (Lang::Spa, "es"),
    (Lang::Por, "pt"),
    (Lang::Ita, "it"),
    (Lang::Nld, "nl"),
    (Lang::Est, "et"),
    (Lang::Fin, "fi"),
    (Lang::Lav, "lv"),
    (Lang::Lit, "lt"),
    (Lang::Swe, "sv"),
    (Lang::Dan, "da"),
    (Lang::Nob, "nb"),
    (Lang::Pol, "pl"),
    (Lang::Ces, "cs"),
    (Lang::Slk, "sk"),
    (Lang::Slv, "sl"),
    (Lang::Hrv, "hr"),
    (Lang::Hun, "hu"),
    (Lang::Ron, "ro"),
    (Lang::Tur, "tr"),
    (Lang::Vie, "vi"),
    (Lang::Ind, "id"),
    (Lang::Cat, "ca"),
    (Lang::Rus, "ru"),
    (Lang::Ukr, "uk"),
    (Lang::Bel, "be"),
    (Lang::Bul, "bg"),
    (Lang::Srp, "sr"),
    (Lang::Mkd, "mk"),
    (Lang::Hin, "hi"),
    (Lang::Mar, "mr"),
    (Lang::Nep, "ne"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_of_one_language_decide_on_little_text() {
        for (text, expected) in [
            ("你好", "zh"),
            ("我的 iPhone 没有到货", "zh"),
            ("注文が届きません", "ja"),
            ("ありがとう", "ja"),
            ("안녕하세요", "ko"),
            ("สวัสดีครับ", "th"),
            ("שלום, איפה ההזמנה שלי?", "he"),
            ("مرحبا، أين طلبي؟", "ar"),
            ("سلام، سفارش من کجاست؟ چه شد", "fa"),
            ("Καλημέρα", "el"),
            ("Добрый день, мы ещё ждём", "ru"),
            ("Доброго дня, її немає", "uk"),
            ("გამარჯობა", "ka"),
        ] {
            assert_eq!(detect(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn languages_in_latin_letters_are_told_apart_in_a_sentence_or_two() {
        for (text, expected) in [
            (
                "Hello, my order has not arrived yet. Can you please check where it is?",
                "en",
            ),
            (
                "Tere! Minu tellimus ei ole veel kohale jõudnud. Palun kontrollige, kus see on.",
                "et",
            ),
            (
                "Labdien! Mans pasūtījums vēl nav saņemts. Lūdzu, pārbaudiet, kur tas ir.",
                "lv",
            ),
            (
                "Laba diena, mano užsakymas dar neatvyko. Prašau patikrinti, kur jis yra.",
                "lt",
            ),
            (
                "Hei, tilaukseni ei ole vielä saapunut. Voitteko tarkistaa, missä se on?",
                "fi",
            ),
            (
                "Guten Tag, meine Bestellung ist noch nicht angekommen. Können Sie bitte nachsehen?",
                "de",
            ),
            (
                "Bonjour, ma commande n'est pas encore arrivée. Pouvez-vous vérifier ?",
                "fr",
            ),
            (
                "Hola, mi pedido no ha llegado todavía. ¿Pueden comprobarlo, por favor?",
                "es",
            ),
            (
                "Dzień dobry, moje zamówienie jeszcze nie dotarło. Proszę o sprawdzenie.",
                "pl",
            ),
            (
                "Merhaba, siparişim henüz gelmedi. Lütfen kontrol eder misiniz?",
                "tr",
            ),
            (
                "Xin chào, tôi chưa nhận được đơn hàng của mình. Cảm ơn.",
                "vi",
            ),
        ] {
            assert_eq!(detect(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn too_little_or_no_language_gives_none() {
        for text in [
            "",
            "ok",
            "12345",
            "https://example.org/a/b",
            "a@b.org c@d.org",
            "??!",
            "IMG_0001.JPG",
            "> Guten Tag, wie geht es Ihnen heute?",
        ] {
            assert_eq!(detect(text), None, "{text}");
        }
    }
}
