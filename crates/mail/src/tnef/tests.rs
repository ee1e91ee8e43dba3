//! winmail.dat made by hand, whole and broken.

use super::*;

fn attribute(level: u8, id: u32, data: &[u8], sum: u16) -> Vec<u8> {
    let mut out = vec![level];
    out.extend(id.to_le_bytes());
    out.extend(u32::try_from(data.len()).expect("small").to_le_bytes());
    out.extend_from_slice(data);
    out.extend(sum.to_le_bytes());
    out
}

fn file(attributes: &[Vec<u8>]) -> Vec<u8> {
    let mut out = SIGNATURE.to_le_bytes().to_vec();
    out.extend([1, 0]);
    out.extend(attributes.concat());
    out
}

fn property(kind: u16, id: u16, data: &[u8]) -> Vec<u8> {
    let mut out = [kind.to_le_bytes(), id.to_le_bytes()].concat();
    out.extend(1u32.to_le_bytes());
    out.extend(u32::try_from(data.len()).expect("small").to_le_bytes());
    out.extend_from_slice(data);
    out.extend(vec![0; (4 - data.len() % 4) % 4]);
    out
}

fn properties(list: &[Vec<u8>]) -> Vec<u8> {
    let mut out = u32::try_from(list.len())
        .expect("small")
        .to_le_bytes()
        .to_vec();
    out.extend(list.concat());
    out
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16()
        .chain([0])
        .flat_map(u16::to_le_bytes)
        .collect()
}

fn sample() -> Vec<u8> {
    let message = properties(&[
        property(0x1E, mapi::BODY, b"plain words\0"),
        property(0x102, mapi::BODY_HTML, "<p>Grüße</p>".as_bytes()),
    ]);
    let attachment = properties(&[
        property(
            0x1F,
            mapi::ATTACH_LONG_FILENAME,
            &utf16("päris pikk nimi.pdf"),
        ),
        property(0x1F, mapi::ATTACH_CONTENT_ID, &utf16("<i@x>")),
    ]);
    file(&[
        attribute(1, 0x0006_9007, &[0xE4, 4, 0, 0, 0, 0, 0, 0], 0),
        attribute(1, 0x0006_9003, &message, 0xBAD),
        attribute(2, 0x0006_9002, &[0; 14], 0xBAD),
        attribute(2, 0x0001_8010, b"PARISP~1.PDF\0", 0xBAD),
        attribute(2, 0x0006_800F, b"%PDF", 0xBAD),
        attribute(2, 0x0006_9005, &attachment, 0xBAD),
    ])
}

#[test]
fn text_html_and_files_come_out_in_spite_of_wrong_checksums() {
    let found = read(&sample(), &Limits::default()).expect("winmail.dat");
    assert_eq!(found.text, "plain words");
    assert_eq!(found.html.as_deref(), Some("<p>Grüße</p>"));
    assert_eq!(
        found.attachments,
        [File {
            name: "päris pikk nimi.pdf".into(),
            media_type: "application/pdf".into(),
            content_id: Some("i@x".into()),
            bytes: b"%PDF".to_vec()
        }]
    );
    assert!(!found.damaged);
}

#[test]
fn a_message_inside_becomes_an_openable_file() {
    let mut object = vec![7, 3, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46];
    object.extend(sample());
    let outer = file(&[
        attribute(2, 0x0006_9002, &[0; 14], 0),
        attribute(
            2,
            0x0006_9005,
            &properties(&[
                property(0x0D, mapi::ATTACH_DATA, &object),
                property(0x1E, mapi::DISPLAY_NAME, b"Old mail\0"),
            ]),
            0,
        ),
    ]);
    let found = read(&outer, &Limits::default()).expect("winmail.dat");
    assert_eq!(
        (
            found.attachments[0].name.as_str(),
            found.attachments[0].media_type.as_str()
        ),
        ("Old mail.eml", "message/rfc822")
    );
    let inner = crate::mime::read(&found.attachments[0].bytes, &Limits::default());
    assert_eq!(
        (inner.subject.as_str(), inner.text.as_str()),
        ("Old mail", "Grüße")
    );
    assert_eq!(inner.attachments[0].bytes, b"%PDF");
}

#[test]
fn every_cut_and_every_changed_byte_is_survived() {
    let whole = sample();
    for end in 0..whole.len() {
        let found = read(&whole[..end], &Limits::default());
        assert_eq!(found.is_some(), end >= 6, "{end}");
    }
    for at in 0..whole.len() {
        for value in [0, 0x7F, 0xFF] {
            let mut changed = whole.clone();
            changed[at] = value;
            let _ = read(&changed, &Limits::default());
        }
    }
    let cut = read(&whole[..whole.len() - 20], &Limits::default()).expect("begins well");
    assert!(cut.damaged && cut.attachments[0].bytes == b"%PDF");
    assert_eq!(read(b"no winmail", &Limits::default()), None);
}

#[test]
fn counts_without_data_take_no_memory() {
    let lie = file(&[attribute(
        1,
        0x0006_9003,
        &[
            0xFF, 0xFF, 0xFF, 0x7F, 0x03, 0x10, 1, 0, 0xFF, 0xFF, 0xFF, 0xFF,
        ],
        0,
    )]);
    assert!(read(&lie, &Limits::default()).expect("begins well").damaged);
}
