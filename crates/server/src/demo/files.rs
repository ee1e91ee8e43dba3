//! What customers and agents attach: small pictures and papers, drawn here, so that nothing is shipped.

use mail::compose::Part;

const WIDTH: usize = 240;
const HEIGHT: usize = 160;

/// The attachment that a story asks for: `photo`, else a paper.
#[must_use]
pub fn attached(kind: &str, number: u64) -> Part {
    // Few different ones: equal files are kept once.
    let variant = u8::try_from(number % 6).unwrap_or(0);
    if kind == "photo" {
        Part {
            name: format!("IMG_{}.png", 4_100 + u32::from(variant) * 17),
            media_type: "image/png".to_owned(),
            content_id: None,
            bytes: picture(variant),
        }
    } else {
        Part {
            name: format!("receipt-{}.pdf", 2_200 + u32::from(variant)),
            media_type: "application/pdf".to_owned(),
            content_id: None,
            bytes: paper(&format!("Receipt {}", 2_200 + u32::from(variant))),
        }
    }
}

/// What agents attach to an answer: a paper with a number of its own name.
#[must_use]
pub fn answered(number: u64) -> Part {
    let variant = u8::try_from(number % 6).unwrap_or(0);
    Part {
        name: format!("return-label-{}.pdf", 7_300 + u32::from(variant)),
        media_type: "application/pdf".to_owned(),
        content_id: None,
        bytes: paper(&format!("Return label {}", 7_300 + u32::from(variant))),
    }
}

/// A still picture: cloth with a seam across and a tear in it, in one of six colours. PNG, 16 colours of a palette.
fn picture(variant: u8) -> Vec<u8> {
    let tint = [
        [70, 110, 150],
        [160, 60, 50],
        [60, 120, 80],
        [190, 150, 40],
        [90, 80, 120],
        [60, 60, 70],
    ][usize::from(variant) % 6];
    let palette: Vec<u8> = (0..16_u16)
        .flat_map(|n| tint.map(|c: u16| u8::try_from((c * (6 + n) / 14).min(255)).unwrap_or(255)))
        .collect();
    let mut rows = Vec::with_capacity((WIDTH + 1) * HEIGHT);
    for y in 0..HEIGHT {
        rows.push(0);
        rows.extend((0..WIDTH).map(|x| shade(x, y, usize::from(variant))));
    }
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = Vec::new();
    head.extend(u32::try_from(WIDTH).unwrap_or(0).to_be_bytes());
    head.extend(u32::try_from(HEIGHT).unwrap_or(0).to_be_bytes());
    head.extend([8, 3, 0, 0, 0]);
    chunk(&mut out, *b"IHDR", &head);
    chunk(&mut out, *b"PLTE", &palette);
    chunk(&mut out, *b"IDAT", &stored(&rows));
    chunk(&mut out, *b"IEND", &[]);
    out
}

fn shade(x: usize, y: usize, variant: usize) -> u8 {
    let weave = (x / 2 + y / 3) % 3;
    let fold = (x + y * (variant + 2)) / 40 % 4;
    let seam = (y * 3 + x / 2).abs_diff(HEIGHT * 2) < 9;
    let tear = x.abs_diff(WIDTH / 2 + variant * 8) < 4 + (y % 7) && y > 50 && y < 110;
    let value = if tear {
        0
    } else if seam {
        14 - weave
    } else {
        5 + weave + fold
    };
    u8::try_from(value).unwrap_or(0)
}

/// A PNG chunk (PNG §5.3).
fn chunk(out: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    out.extend(u32::try_from(data.len()).unwrap_or(0).to_be_bytes());
    let start = out.len();
    out.extend(kind);
    out.extend(data);
    let crc = crc32(&out[start..]);
    out.extend(crc.to_be_bytes());
}

/// A zlib stream without compression (RFC 1950, RFC 1951 §3.2.4).
fn stored(data: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut pieces = data.chunks(0xFFFF).peekable();
    while let Some(piece) = pieces.next() {
        out.push(u8::from(pieces.peek().is_none()));
        let len = u16::try_from(piece.len()).unwrap_or(u16::MAX);
        out.extend(len.to_le_bytes());
        out.extend((!len).to_le_bytes());
        out.extend(piece);
    }
    let (mut a, mut b) = (1_u32, 0_u32);
    for &byte in data {
        a = (a + u32::from(byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    out.extend(((b << 16) | a).to_be_bytes());
    out
}

fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(u32::MAX, |mut crc, &byte| {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
        }
        crc
    })
}

/// One page with one line.
fn paper(line: &str) -> Vec<u8> {
    let text = format!("BT /F 20 Tf 60 760 Td ({line}) Tj ET");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>".to_owned(),
        format!("<</Length {}>>stream\n{text}\nendstream", text.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (object, n) in objects.iter().zip(1..) {
        places.push(out.len());
        out.push_str(&format!("{n} 0 obj{object}endobj\n"));
    }
    let table = out.len();
    out.push_str(&format!(
        "xref\n0 {}\n0000000000 65535 f \n",
        objects.len() + 1
    ));
    for place in places {
        out.push_str(&format!("{place:010} 00000 n \n"));
    }
    out.push_str(&format!(
        "trailer<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    ));
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_the_standard() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn pictures_and_papers_begin_and_end_as_they_should() {
        let photo = attached("photo", 4);
        assert!(photo.bytes.starts_with(b"\x89PNG") && photo.bytes.ends_with(b"IEND\xaeB`\x82"));
        let pdf = attached("pdf", 1);
        assert!(pdf.bytes.starts_with(b"%PDF-") && pdf.bytes.ends_with(b"%%EOF\n"));
    }
}
