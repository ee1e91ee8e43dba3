//! Charsets of mail: what labels mean in practice, and a guess where they lie or are missing.
//!
//! Everything here is total: any bytes give text, wrong ones become U+FFFD. Called by [`crate::mime`], [`crate::tnef`].

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

/// Text and how it was come by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    /// Name of the charset that was used in the end.
    pub charset: &'static str,
    /// The label was missing, unknown or wrong, and another charset was used for bytes outside ASCII.
    pub guessed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Charset {
    Known(&'static Encoding),
    /// `us-ascii` and labels that say nothing (`default`, `x-unknown`, `unknown-8bit`).
    Nothing,
    Utf7,
    Utf16,
    Utf32,
    Iso2022Kr,
    Hz,
}

/// What a label stands for; `None` for one that nobody knows.
fn lookup(label: &str) -> Option<Charset> {
    let clean: String = label
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '"' | '\'' | '<' | '>' | ';' | ','))
        .map(|c| {
            if c == '_' {
                '-'
            } else {
                c.to_ascii_lowercase()
            }
        })
        .take(64)
        .collect();
    let rest = clean.strip_prefix("charset=").unwrap_or(&clean);
    let rest = rest.split('*').next().unwrap_or(rest);
    Some(match rest {
        "" | "us-ascii" | "ascii" | "ansi-x3.4-1968" | "iso646-us" | "default"
        | "default-charset" | "-default-charset" | "x-default" | "unknown" | "x-unknown"
        | "unknown-8bit" | "8bit" | "7bit" | "binary" | "none" | "auto" | "x-user-defined"
        | "iso-8859" | "system" => Charset::Nothing,
        "utf7" | "utf-7" | "unicode-1-1-utf-7" | "csutf7" | "x-utf-7" => Charset::Utf7,
        "utf-16" | "utf16" | "ucs-2" | "ucs2" | "iso-10646-ucs-2" | "unicode" | "csunicode" => {
            Charset::Utf16
        }
        "utf-32" | "utf32" | "utf-32le" | "utf-32be" | "ucs-4" | "iso-10646-ucs-4" => {
            Charset::Utf32
        }
        "iso-2022-kr" | "csiso2022kr" | "iso2022kr" | "cp50225" => Charset::Iso2022Kr,
        "hz-gb-2312" | "hz" | "hzgb2312" | "x-hz" | "cp52936" => Charset::Hz,
        "utf8" | "uft-8" | "utf-8mb4" | "utf8mb4" | "cp65001" | "65001" | "unicode-utf-8"
        | "utf-8-mac" | "x-utf-8" => Charset::Known(encoding_rs::UTF_8),
        "cp932" | "932" | "ms932" | "windows-932" | "ms-kanji" | "sjis" | "x-sjis-jp"
        | "windows-31j" | "cswindows31j" | "cp943" => Charset::Known(encoding_rs::SHIFT_JIS),
        "cp949" | "949" | "ms949" | "uhc" | "x-windows-949" | "windows-949" | "ks-c-5601"
        | "ks-c-5601-1987" | "ks-c-5601-1989" | "johab" | "x-euc-kr" | "cp51949" => {
            Charset::Known(encoding_rs::EUC_KR)
        }
        "cp936" | "936" | "ms936" | "windows-936" | "gb-2312" | "x-gbk" | "gb2312-80"
        | "euc-cn" | "x-euc-cn" | "cp54936" => Charset::Known(encoding_rs::GB18030),
        "cp950" | "950" | "ms950" | "windows-950" | "x-big5" | "big5hkscs" => {
            Charset::Known(encoding_rs::BIG5)
        }
        "iso-2022-jp-ms" | "iso-2022-jp-1" | "iso-2022-jp-2" | "iso-2022-jp-3"
        | "iso-2022-jp-2004" | "cp50220" | "cp50221" | "cp50222" | "jis" | "csiso2022jp2" => {
            Charset::Known(encoding_rs::ISO_2022_JP)
        }
        "cp51932" | "eucjp" | "eucjp-ms" | "euc-jp-ms" | "ujis" => {
            Charset::Known(encoding_rs::EUC_JP)
        }
        "koi8" | "koi" => Charset::Known(encoding_rs::KOI8_R),
        "iso-8859-1-windows-1252"
        | "windows-1252-http"
        | "ansi"
        | "latin-1"
        | "iso-latin-1"
        | "en-us" => Charset::Known(encoding_rs::WINDOWS_1252),
        "cp874" | "tis620" | "iso-8859-11" => Charset::Known(encoding_rs::WINDOWS_874),
        other => return by_number_or_name(other),
    })
}

/// `cp1251`, `win-1251`, `windows1251`, `iso8859-15`, `iso-8859-8-i` and what the standard list knows.
fn by_number_or_name(label: &str) -> Option<Charset> {
    let known = |l: &str| Encoding::for_label_no_replacement(l.as_bytes()).map(Charset::Known);
    if let Some(found) = known(label) {
        return Some(found);
    }
    if label.starts_with("iso") {
        let digits: String = label.chars().filter(char::is_ascii_digit).collect();
        if let Some(part) = digits.strip_prefix("8859") {
            return known(&format!("iso-8859-{}", part.trim_start_matches('0')));
        }
    }
    let digits: String = label.chars().filter(char::is_ascii_digit).collect();
    if (digits.starts_with("125") && digits.len() == 4) || digits == "874" {
        return known(&format!("windows-{digits}"));
    }
    match digits.as_str() {
        "866" => known("ibm866"),
        "20866" => known("koi8-r"),
        "21866" => known("koi8-u"),
        "28591" => known("iso-8859-1"),
        "28592" => known("iso-8859-2"),
        "28605" => known("iso-8859-15"),
        _ => None,
    }
}

/// Whether a label is one that this module can decode as such.
pub fn is_known(label: &str) -> bool {
    lookup(label).is_some_and(|c| c != Charset::Nothing)
}

/// Decodes `bytes` by `label`, and by what they look like when the label is missing, unknown or does not fit.
///
/// `tld` is the last part of the sender's domain (`jp`); it only helps to choose between likely guesses.
pub fn decode(bytes: &[u8], label: Option<&str>, tld: Option<&str>) -> Decoded {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF")
        && let Ok(text) = std::str::from_utf8(rest)
    {
        return Decoded {
            text: text.to_owned(),
            charset: "UTF-8",
            guessed: false,
        };
    }
    let charset = label.and_then(lookup);
    match charset {
        Some(Charset::Known(encoding)) => decode_known(bytes, encoding, tld),
        Some(Charset::Utf7) => {
            let text = mail_parser::decoders::charsets::map::charset_decoder(b"utf-7")
                .map(|decoder| decoder(bytes));
            text.map_or_else(
                || guess(bytes, tld),
                |text| Decoded {
                    text,
                    charset: "UTF-7",
                    guessed: false,
                },
            )
        }
        Some(Charset::Utf16) => Decoded {
            text: utf16(bytes),
            charset: "UTF-16",
            guessed: false,
        },
        Some(Charset::Utf32) => Decoded {
            text: utf32(bytes),
            charset: "UTF-32",
            guessed: false,
        },
        Some(Charset::Iso2022Kr) => {
            let text = encoding_rs::EUC_KR
                .decode_without_bom_handling(&shifted_to_euc(bytes))
                .0
                .into_owned();
            Decoded {
                text,
                charset: "ISO-2022-KR",
                guessed: false,
            }
        }
        Some(Charset::Hz) => {
            let text = encoding_rs::GBK
                .decode_without_bom_handling(&hz_to_gbk(bytes))
                .0
                .into_owned();
            Decoded {
                text,
                charset: "HZ-GB-2312",
                guessed: false,
            }
        }
        Some(Charset::Nothing) | None => guess(bytes, tld),
    }
}

fn decode_known(bytes: &[u8], encoding: &'static Encoding, tld: Option<&str>) -> Decoded {
    let keep = |text: String| Decoded {
        text,
        charset: encoding.name(),
        guessed: false,
    };
    // Text that says Latin-1 and is valid multi-byte UTF-8 is UTF-8: the label is the default of careless senders.
    if encoding == encoding_rs::WINDOWS_1252
        && !bytes.is_ascii()
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return Decoded {
            text: text.to_owned(),
            charset: "UTF-8",
            guessed: true,
        };
    }
    let joined;
    let bytes = if encoding == encoding_rs::ISO_2022_JP {
        joined = without_empty_shifts(bytes);
        &joined[..]
    } else {
        bytes
    };
    let (text, errors) = encoding.decode_without_bom_handling(bytes);
    if !errors {
        return keep(text.into_owned());
    }
    let (bad, good) = text
        .chars()
        .fold((0usize, 0usize), |(bad, good), c| match c {
            '\u{FFFD}' => (bad + 1, good),
            c if !c.is_ascii() => (bad, good + 1),
            _ => (bad, good),
        });
    if good > bad * 3 {
        return keep(text.into_owned());
    }
    let other = guess(bytes, tld);
    let other_bad = other.text.chars().filter(|&c| c == '\u{FFFD}').count();
    if other_bad < bad {
        other
    } else {
        keep(text.into_owned())
    }
}

/// Joined encoded words shift to ASCII and at once back; the browser's decoder calls that an error.
fn without_empty_shifts(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&b, tail)) = rest.split_first() {
        if let Some(after) = rest
            .strip_prefix(b"\x1B(B")
            .or_else(|| rest.strip_prefix(b"\x1B(J"))
            && after.first() == Some(&0x1B)
        {
            rest = after;
            continue;
        }
        out.push(b);
        rest = tail;
    }
    out
}

/// Without a usable label: UTF-8 when valid, ISO-2022-JP by its escapes, else what the bytes resemble most.
fn guess(bytes: &[u8], tld: Option<&str>) -> Decoded {
    let has_escapes = bytes.windows(2).any(|w| w == b"\x1B$");
    if !has_escapes && let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded {
            text: text.to_owned(),
            charset: "UTF-8",
            guessed: !text.is_ascii(),
        };
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    // The first 64 KiB decide; the rest of a long text has the same charset.
    detector.feed(&bytes[..bytes.len().min(64 * 1024)], true);
    let tld = tld.filter(|t| !t.is_empty() && t.bytes().all(|b| b.is_ascii_lowercase()));
    let encoding = detector.guess(tld.map(str::as_bytes), Utf8Detection::Allow);
    let text = encoding.decode_without_bom_handling(bytes).0.into_owned();
    Decoded {
        text,
        charset: encoding.name(),
        guessed: true,
    }
}

/// UTF-16 with a byte order mark, or by where the zeros are; RFC 2781 §4.3 says big endian when nothing tells.
fn utf16(bytes: &[u8]) -> String {
    let encoding = match bytes {
        [0xFF, 0xFE, ..] => encoding_rs::UTF_16LE,
        [0xFE, 0xFF, ..] => encoding_rs::UTF_16BE,
        _ => {
            let zeros = |offset: usize| {
                bytes
                    .iter()
                    .skip(offset)
                    .step_by(2)
                    .take(512)
                    .filter(|&&b| b == 0)
                    .count()
            };
            if zeros(1) > zeros(0) {
                encoding_rs::UTF_16LE
            } else {
                encoding_rs::UTF_16BE
            }
        }
    };
    encoding.decode_with_bom_removal(bytes).0.into_owned()
}

fn utf32(bytes: &[u8]) -> String {
    let little = match bytes {
        [0xFF, 0xFE, 0, 0, ..] => true,
        [0, 0, 0xFE, 0xFF, ..] => false,
        [a, ..] => *a != 0,
        [] => false,
    };
    bytes
        .chunks_exact(4)
        .map(|c| {
            let raw = [c[0], c[1], c[2], c[3]];
            let code = if little {
                u32::from_le_bytes(raw)
            } else {
                u32::from_be_bytes(raw)
            };
            char::from_u32(code).unwrap_or('\u{FFFD}')
        })
        .filter(|&c| c != '\u{FEFF}')
        .collect()
}

/// RFC 1557: `ESC $ ) C` once, then SO...SI around Korean.
fn shifted_to_euc(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut korean = false;
    let mut rest = bytes;
    while let Some((&b, tail)) = rest.split_first() {
        if let Some(after) = rest.strip_prefix(b"\x1B$)C") {
            rest = after;
            continue;
        }
        match b {
            0x0E => korean = true,
            0x0F => korean = false,
            // RFC 1557: a line ends in ASCII; tolerate senders that forget SI.
            b'\n' => {
                korean = false;
                out.push(b);
            }
            _ if korean && b > 0x20 => out.push(b | 0x80),
            _ => out.push(b),
        }
        rest = tail;
    }
    out
}

/// RFC 1843: `~{` Chinese `~}`, `~~` a tilde, `~` at the end of a line joins lines.
fn hz_to_gbk(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut chinese = false;
    let mut i = 0;
    while i < bytes.len() {
        match (&bytes[i..], chinese) {
            ([b'~', b'{', ..], false) => {
                chinese = true;
                i += 2;
            }
            ([b'~', b'}', ..], true) => {
                chinese = false;
                i += 2;
            }
            ([b'~', b'~', ..], false) => {
                out.push(b'~');
                i += 2;
            }
            ([b'~', b'\n', ..], _) => i += 2,
            ([b'~', b'\r', b'\n', ..], _) => i += 3,
            ([b'\n', ..], _) => {
                chinese = false;
                out.push(b'\n');
                i += 1;
            }
            ([a, b, ..], true) if *a > 0x20 && *b > 0x20 => {
                out.extend([a | 0x80, b | 0x80]);
                i += 2;
            }
            ([a, ..], _) => {
                out.push(*a);
                i += 1;
            }
            ([], _) => break,
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], label: &str) -> String {
        decode(bytes, Some(label), None).text
    }

    #[test]
    fn asian_vendor_labels_are_decoded() {
        assert_eq!(text(b"\x82\xb1\x82\xf1\x87\x40", "cp932"), "こん①");
        assert_eq!(text(b"\xbe\xc8\xb3\xe7\x81\x41", "cp949"), "안녕갂");
        assert_eq!(text(b"\xbe\xc8\xb3\xe7", "MS949"), "안녕");
        assert_eq!(text(b"\xc4\xe3\xba\xc3", "cp936"), "你好");
        assert_eq!(text(b"\xa7A\xa6n", "x-big5"), "你好");
    }

    #[test]
    fn stateful_charsets_that_browsers_dropped_are_decoded() {
        assert_eq!(text(b"\x1b$)C\x0e>H3g\x0f!", "iso-2022-kr"), "안녕!");
        assert_eq!(text(b"~{VPND~} ~~ x", "hz-gb-2312"), "中文 ~ x");
        assert_eq!(text("こんにちは".as_bytes(), "default"), "こんにちは");
        assert_eq!(text(b"\x1b$B$3$s\x1b(B", "iso-2022-jp-ms"), "こん");
    }

    #[test]
    fn utf_16_and_utf_32_are_read_in_both_orders() {
        assert_eq!(text(b"\xFF\xFEh\0\xE4\0", "utf-16"), "hä");
        assert_eq!(text(b"h\0\xE4\0", "utf-16"), "hä");
        assert_eq!(text(b"\0h\0\xE4", "utf-16"), "hä");
        assert_eq!(text(b"\0\0\0h\0\0\0\xE4", "utf-32"), "hä");
        assert_eq!(text(b"h\0\0\0\xE4\0\0\0", "UTF-32LE"), "hä");
    }

    #[test]
    fn a_wrong_label_gives_way_to_what_the_bytes_are() {
        let latin = "Gr\u{fc}\u{df}e aus M\u{fc}nchen, sch\u{f6}ne Woche";
        let bytes: Vec<u8> = latin
            .chars()
            .map(|c| u8::try_from(u32::from(c)).expect("latin-1"))
            .collect();
        let got = decode(&bytes, Some("utf-8"), None);
        assert_eq!((got.text.as_str(), got.guessed), (latin, true));
        assert_eq!(decode(&bytes, None, None).text, latin);
        assert_eq!(decode(&bytes, Some("x-no-such-charset"), None).text, latin);
        assert_eq!(
            decode("Café".as_bytes(), Some("iso-8859-1"), None).text,
            "Café"
        );
        assert_eq!(
            decode("Café".as_bytes(), Some("us-ascii"), None).text,
            "Café"
        );
    }

    #[test]
    fn one_broken_byte_does_not_turn_a_whole_text_over() {
        let mut bytes = "Привет, как дела? Всё хорошо".as_bytes().to_vec();
        bytes.push(0xD0);
        assert!(
            decode(&bytes, Some("utf-8"), None)
                .text
                .starts_with("Привет, как дела")
        );
    }

    #[test]
    fn any_label_and_any_bytes_give_text() {
        for label in [
            "",
            "\u{0}",
            "utf-7",
            "windows-",
            "iso-8859-99",
            "cp",
            "é",
            "x*y'z",
        ] {
            for bytes in [&b""[..], b"\xff\xfe", b"\x1b$", b"~{", b"\0\0\xFE", b"+AAA"] {
                let _ = decode(bytes, Some(label), Some("É"));
            }
        }
    }
}
