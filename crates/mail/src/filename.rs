//! Names of attached files: safe to show and to save (M46).
//!
//! No path, no control or direction characters, no device names, at most 120 characters, never empty. What was written is kept by
//! the caller.

use unicode_normalization::UnicodeNormalization;

const MAX_CHARS: usize = 120;

/// Makes a safe name of `name`; for an unusable one, `number` and the media type give one (`file-2.pdf`).
pub fn safe(name: &str, media_type: &str, number: usize) -> String {
    let last = name
        .rsplit(['/', '\\'])
        .find(|piece| !piece.trim_matches(['.', ' ']).is_empty())
        .unwrap_or_default();
    let kept: String = last
        .nfc()
        .filter(|&c| !is_harmful(c))
        .map(|c| {
            if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') {
                '_'
            } else {
                c
            }
        })
        .collect();
    let collapsed = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    // A leading dot hides a file, a trailing one or a blank is cut by some systems and changes the type.
    let trimmed = collapsed
        .trim_start_matches(['.', ' '])
        .trim_end_matches(['.', ' ']);
    let mut result = shortened(trimmed);
    if result.is_empty() {
        result = format!("file-{number}");
    }
    if is_device(&result) {
        result.insert(0, '_');
    }
    if !result.contains('.')
        && let Some(extension) = extension(media_type)
    {
        result = format!(
            "{}.{extension}",
            shortened_to(&result, MAX_CHARS - extension.len() - 1)
        );
    }
    result
}

/// Control, invisible and direction characters: with them `gpj.exe` shows as `exe.jpg`.
fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFD}' | '\u{E0000}'..='\u{E007F}')
}

/// Cuts in the middle of a long name, so that the extension stays.
fn shortened(name: &str) -> String {
    if name.chars().count() <= MAX_CHARS {
        return name.to_owned();
    }
    match name.rsplit_once('.') {
        Some((stem, extension)) if (1..=12).contains(&extension.chars().count()) => {
            format!(
                "{}.{extension}",
                shortened_to(stem, MAX_CHARS - 1 - extension.chars().count())
            )
        }
        _ => shortened_to(name, MAX_CHARS),
    }
}

fn shortened_to(name: &str, chars: usize) -> String {
    name.chars()
        .take(chars)
        .collect::<String>()
        .trim_end()
        .to_owned()
}

/// Names that Windows gives to devices.
fn is_device(name: &str) -> bool {
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_ascii_lowercase();
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || (stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.ends_with(|c: char| c.is_ascii_digit()))
}

/// Usual extension of a media type.
fn extension(media_type: &str) -> Option<&'static str> {
    Some(match media_type {
        "message/rfc822" | "message/global" => "eml",
        "text/plain" | "message/delivery-status" | "text/rfc822-headers" => "txt",
        "text/html" => "html",
        "text/calendar" | "application/ics" => "ics",
        "text/vcard" | "text/x-vcard" | "text/directory" => "vcf",
        "text/csv" => "csv",
        "text/xml" | "application/xml" => "xml",
        "text/rtf" | "application/rtf" => "rtf",
        "image/png" => "png",
        "image/jpeg" | "image/jpg" | "image/pjpeg" => "jpg",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "image/bmp" => "bmp",
        "image/tiff" => "tif",
        "image/heic" => "heic",
        "image/svg+xml" => "svg",
        "audio/mpeg" => "mp3",
        "audio/wav" | "audio/x-wav" => "wav",
        "audio/ogg" => "ogg",
        "audio/amr" => "amr",
        "video/mp4" => "mp4",
        "application/pdf" => "pdf",
        "application/zip" | "application/x-zip-compressed" => "zip",
        "application/json" => "json",
        "application/msword" => "doc",
        "application/vnd.ms-excel" => "xls",
        "application/pgp-signature" => "asc",
        "application/pgp-encrypted" => "txt",
        "application/pkcs7-signature" | "application/x-pkcs7-signature" => "p7s",
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => "p7m",
        "application/ms-tnef" => "dat",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_devices_and_hidden_names_lose_their_teeth() {
        for (given, expected) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\bob\\report.doc", "report.doc"),
            ("..", "file-1"),
            ("/", "file-1"),
            (".bashrc", "bashrc"),
            ("con.txt", "_con.txt"),
            ("a\u{0}b\r\n.txt", "ab.txt"),
            ("what?.txt", "what_.txt"),
            ("trailing.exe. ", "trailing.exe"),
        ] {
            assert_eq!(
                safe(given, "application/octet-stream", 1),
                expected,
                "{given:?}"
            );
        }
    }

    #[test]
    fn direction_characters_cannot_disguise_an_extension() {
        assert_eq!(
            safe("photo\u{202E}gpj.exe", "image/jpeg", 1),
            "photogpj.exe"
        );
        assert_eq!(safe("حساب.pdf", "application/pdf", 1), "حساب.pdf");
    }

    #[test]
    fn three_hundred_characters_become_a_hundred_and_twenty_with_their_extension() {
        let name = safe(&("é".repeat(300) + ".pdf"), "application/pdf", 1);
        assert_eq!(name.chars().count(), 120);
        assert!(name.ends_with(".pdf"));
        assert_eq!(safe(&"x".repeat(300), "image/png", 1).len(), 120);
    }

    #[test]
    fn nameless_files_are_named_by_type_and_number() {
        assert_eq!(safe("", "application/pdf", 3), "file-3.pdf");
        assert_eq!(safe("", "message/rfc822", 1), "file-1.eml");
        assert_eq!(safe("", "x-odd/type", 2), "file-2");
        assert_eq!(safe("scan", "image/png", 2), "scan.png");
    }
}
