//! Third-party mail through the whole reader: nothing crashes, and what others decode we decode alike.
//!
//! The mail lies in `FAIRLEAD_CORPUS`, else in `../shared/corpus` beside the workspace; without it these tests say so and stop.

use fairlead_mail::mime::{read, tree};
use fairlead_mail::{Limits, tnef};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

fn corpus() -> Option<PathBuf> {
    let root = std::env::var_os("FAIRLEAD_CORPUS")
        .map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus"),
            PathBuf::from,
        )
        .join("mail");
    if root.is_dir() {
        return Some(root);
    }
    println!("corpus missing, skipped");
    None
}

fn files(root: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)
            .expect("readable folder")
            .flatten()
        {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path)
            } else {
                out.push(path)
            }
        }
    }
    out.sort();
    out
}

fn faulty(mail: &fairlead_mail::Mail) -> bool {
    mail.problems.iter().any(|p| p.code == "reader_failed")
}

#[test]
fn every_file_of_every_set_gives_an_item() {
    let Some(root) = corpus() else { return };
    let mut sets: BTreeMap<String, Vec<Duration>> = BTreeMap::new();
    for path in files(&root) {
        let raw = std::fs::read(&path).expect("readable file");
        let start = Instant::now();
        let mail = read(&raw, &Limits::default());
        let took = start.elapsed();
        assert!(!faulty(&mail), "{}", path.display());
        for text in [
            &mail.text,
            &mail.subject,
            &mail.reply,
            mail.html_safe.as_ref().unwrap_or(&String::new()),
        ] {
            assert!(!text.contains('\0'), "{}", path.display());
        }
        assert!(mail.text.len() <= Limits::default().text_bytes);
        serde_json::to_string(&mail).expect("serialises");
        let set = path
            .strip_prefix(&root)
            .expect("below the root")
            .iter()
            .take(2)
            .map(|p| p.to_string_lossy())
            .collect::<Vec<_>>()
            .join("/");
        sets.entry(set).or_default().push(took);
        sets.entry("all".to_owned()).or_default().push(took);
    }
    for (set, mut times) in sets {
        times.sort();
        let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
        println!(
            "{set:<32} {:>5} files, median {:?}, p99 {:?}, longest {:?}",
            times.len(),
            at(50),
            at(99),
            times[times.len() - 1]
        );
    }
}

/// Bodies of leaves in order, nested messages opened.
fn leaves(raw: &[u8], depth: usize, out: &mut Vec<Vec<u8>>) {
    let tree = tree::parse(raw, &Limits::default());
    for (n, part) in tree.parts.iter().enumerate() {
        if part.is("message/rfc822") && depth < 10 {
            out.push(tree.body(n).into_owned());
            leaves(&tree.body(n), depth + 1, out);
        } else if part.children.is_empty() {
            out.push(tree.body(n).into_owned());
        }
    }
}

fn normal(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .trim_end()
        .to_owned()
}

#[test]
fn parts_come_out_as_mime4j_decodes_them() {
    let Some(root) = corpus() else { return };
    let folder = root.join("mime/mime4j");
    let all = files(&folder);
    let (mut same, mut total) = (0, 0);
    for mail in all
        .iter()
        .filter(|p| p.extension().is_some_and(|e| e == "msg"))
    {
        let stem = mail
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let prefix = format!("{stem}_decoded_");
        let mut expected: Vec<(Vec<usize>, &PathBuf)> = all
            .iter()
            .filter_map(|p| {
                let name = p.file_stem()?.to_str()?.strip_prefix(&prefix)?;
                Some((
                    name.split('_')
                        .map(|d| d.parse().ok())
                        .collect::<Option<Vec<usize>>>()?,
                    p,
                ))
            })
            .collect();
        expected.sort();
        let mut found = Vec::new();
        leaves(&std::fs::read(mail).expect("readable"), 0, &mut found);
        let mut found: Vec<String> = found.iter().map(|b| normal(b)).collect();
        for (place, path) in expected {
            total += 1;
            let wanted = normal(&std::fs::read(path).expect("readable"));
            if let Some(n) = found.iter().position(|f| *f == wanted) {
                found.remove(n);
                same += 1;
            } else {
                println!("differs: {stem} {place:?}");
            }
        }
    }
    println!("mime4j: {same} of {total} parts decoded alike");
    // The others are mails without headers or boundaries, of which this reader shows more as text.
    assert!(total >= 40 && same * 100 >= total * 80, "{same} of {total}");
}

#[test]
fn subjects_senders_and_files_agree_with_the_parser_at_hand() {
    let Some(root) = corpus() else { return };
    let (mut total, mut subjects, mut senders, mut ids) = (0, 0, 0, 0);
    for path in files(&root)
        .iter()
        .filter(|p| p.extension().is_some_and(|e| e == "eml" || e == "msg"))
    {
        let raw = std::fs::read(path).expect("readable");
        let Some(other) = mail_parser::MessageParser::default().parse(&raw) else {
            continue;
        };
        let mail = read(&raw, &Limits::default());
        total += 1;
        let squeeze = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
        let theirs = squeeze(other.subject().unwrap_or_default());
        if theirs == squeeze(&mail.subject) {
            subjects += 1;
        } else {
            println!(
                "subject {}: {theirs:?} / {:?}",
                path.file_name().expect("a name").to_string_lossy(),
                mail.subject
            );
        }
        let theirs = other
            .from()
            .and_then(|f| f.first())
            .and_then(|a| a.address())
            .unwrap_or_default()
            .to_lowercase();
        let ours = mail
            .from
            .first()
            .map(|a| a.address.to_lowercase())
            .unwrap_or_default();
        if theirs == ours {
            senders += 1;
        } else {
            println!(
                "sender {}: {theirs:?} / {ours:?}",
                path.file_name().expect("a name").to_string_lossy()
            );
        }
        if other.message_id().unwrap_or_default() == mail.message_id.as_deref().unwrap_or_default()
        {
            ids += 1;
        } else {
            println!(
                "id {}: {:?} / {:?}",
                path.file_name().expect("a name").to_string_lossy(),
                other.message_id(),
                mail.message_id
            );
        }
    }
    println!("of {total}: {subjects} subjects, {senders} senders, {ids} message ids alike");
    assert!(total >= 250);
    assert!(
        subjects * 100 >= total * 90 && senders * 100 >= total * 90 && ids * 100 >= total * 97,
        "{subjects} {senders} {ids} of {total}"
    );
}

#[test]
fn winmail_dat_gives_the_files_that_are_in_it() {
    let Some(root) = corpus() else { return };
    let folder = root.join("tnef/mimekit");
    let (mut same, mut total, mut texts, mut bodies) = (0, 0, 0, 0);
    for path in files(&folder)
        .iter()
        .filter(|p| p.extension().is_some_and(|e| e == "tnef"))
    {
        let raw = std::fs::read(path).expect("readable");
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let found =
            tnef::read(&raw, &Limits::default()).unwrap_or_else(|| panic!("{name} is TNEF"));
        let mut ours: Vec<Vec<u8>> = found.attachments.iter().map(|a| a.bytes.clone()).collect();
        let expected = path.with_extension("");
        if !expected.is_dir() {
            continue;
        }
        for file in files(&expected) {
            let title = file
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            if title.starts_with("message.") {
                bodies += 1;
                if found.html.is_some() || !found.text.trim().is_empty() {
                    texts += 1;
                } else {
                    println!("no text: {name} {title}");
                }
                continue;
            }
            // Messages inside are files of ours that can be opened, and streams of attributes there.
            if title.starts_with("Untitled Attachment")
                && found
                    .attachments
                    .iter()
                    .any(|a| a.media_type == "message/rfc822")
            {
                continue;
            }
            total += 1;
            let wanted = std::fs::read(&file).expect("readable");
            // Objects that are no message stand there with the 16 bytes of their interface.
            let object = wanted.get(16..).unwrap_or_default();
            if let Some(n) = ours
                .iter()
                .position(|o| *o == wanted || o == object || normal(o) == normal(&wanted))
            {
                ours.remove(n);
                same += 1;
            } else {
                println!(
                    "differs: {name}/{title} ({} bytes); ours {:?}",
                    wanted.len(),
                    found
                        .attachments
                        .iter()
                        .map(|a| (&a.name, a.bytes.len()))
                        .collect::<Vec<_>>()
                );
            }
        }
    }
    println!("tnef: {same} of {total} files equal, {texts} of {bodies} bodies read");
    assert!(
        total >= 25 && same * 100 >= total * 95 && texts == bodies,
        "{same} of {total}, {texts} of {bodies}"
    );
}

/// A small generator of the same numbers everywhere (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(n.max(1)).expect("fits")).expect("fits")
    }
}

fn mutate(raw: &mut Vec<u8>, numbers: &mut Numbers) {
    const SNIPPETS: [&[u8]; 14] = [
        b"\r\n\r\n",
        b"\0",
        b"=?utf-8?Q?=C3?=",
        b"--",
        b"Content-Type: multipart/mixed; boundary=\"",
        b"<div>",
        b"\"",
        b"(",
        b"begin 644 x\n",
        b"\xFF\xFE",
        b"=\r\n",
        b";",
        b"Content-Transfer-Encoding: base64\r\n",
        b"\x78\x9F\x3E\x22",
    ];
    for _ in 0..=numbers.below(8) {
        if raw.is_empty() {
            raw.push(b'x');
        }
        let at = numbers.below(raw.len());
        match numbers.below(6) {
            0 => raw[at] = u8::try_from(numbers.below(256)).expect("a byte"),
            1 => raw.truncate(at),
            2 => {
                let end = (at + numbers.below(200)).min(raw.len());
                raw.drain(at..end);
            }
            3 => {
                let end = (at + numbers.below(400)).min(raw.len());
                let piece = raw[at..end].to_vec();
                let to = numbers.below(raw.len());
                raw.splice(to..to, piece);
            }
            4 => raw[at] ^= 1 << numbers.below(8),
            _ => {
                let piece = SNIPPETS[numbers.below(SNIPPETS.len())];
                raw.splice(at..at, piece.iter().copied());
            }
        }
    }
}

#[test]
fn ten_thousand_mutated_mails_cause_no_fault() {
    let Some(root) = corpus() else { return };
    let seed = std::env::var("FAIRLEAD_SEED")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(20_261_121);
    println!("seed {seed}");
    let mut numbers = Numbers(seed);
    let originals: Vec<Vec<u8>> = files(&root)
        .iter()
        .filter(|p| {
            p.extension()
                .is_some_and(|e| e == "eml" || e == "msg" || e == "txt" || e == "tnef")
        })
        .map(|p| std::fs::read(p).expect("readable"))
        .filter(|raw| raw.len() <= 24 * 1024)
        .collect();
    let mut faults = 0;
    for _ in 0..10_000 {
        let mut raw = originals[numbers.below(originals.len())].clone();
        mutate(&mut raw, &mut numbers);
        let mail = read(&raw, &Limits::default());
        let _ = tnef::read(&raw, &Limits::default());
        if faulty(&mail) {
            faults += 1;
            println!(
                "fault: {:?}",
                String::from_utf8_lossy(&raw[..raw.len().min(400)])
            );
        }
    }
    println!("10,000 mutated mails, {faults} faults");
    assert_eq!(faults, 0);
}

/// File, subject, text and names of files, as a person sees them in a good mail program.
const PHP_IMAP: &[(&str, &str, &str, &[&str])] = &[
    (
        "attachment_encoded_filename",
        "",
        "",
        &["Prostřeno_2014_poslední volné termíny.xls"],
    ),
    (
        "attachment_no_disposition",
        "",
        "",
        &["Prostřeno_2014_poslední volné termíny.xls"],
    ),
    (
        "boolean_decoded_content",
        "Nuu",
        "Here is the problem mail\n \nBody text",
        &["Example Domain.pdf"],
    ),
    (
        "embedded_email_without_content_disposition-embedded",
        "embedded_message_subject",
        "some txt",
        &["file1.xlsx", "file2.xlsx"],
    ),
    ("gbk_charset", "Nuu", "Hi", &[]),
    ("html_only", "Nuu", "Hi", &[]),
    (
        "issue-410b",
        "386 - 400021804 - 19., Heiligenstädter Straße 80 - 0819306 - Anfrage Vergabevorschlag",
        "",
        &["2021_Mängelliste_0819306.xlsx"],
    ),
    (
        "ks_c_5601-1987_headers",
        "RE: 회원님께 Ersi님이 메시지를 보냈습니다.",
        "Content",
        &[],
    ),
    (
        "mail_that_is_attachment",
        "Report domain: yyy.cz Submitter: google.com Report-ID: 2244696771454641389",
        "",
        &["google.com!yyy.cz!1423872000!1423958399.zip"],
    ),
    (
        "mixed_filename",
        "Свежий прайс-лист",
        "",
        &["Price4VladDaKar.xlsx"],
    ),
    (
        "nestes_embedded_with_attachment",
        "Nuu",
        "Dear Sarah",
        &["first.eml", "second.eml"],
    ),
    (
        "pec",
        "Certified",
        "Signed",
        &["data.xml", "postacert.eml", "smime.p7s"],
    ),
    ("unknown_encoding", "test", "MyPlain", &[]),
    ("without_charset_plain_only", "Nuu", "Hi", &[]),
];

#[test]
fn mails_of_php_imap_are_read_as_a_person_sees_them() {
    let Some(root) = corpus() else { return };
    let mut differing = Vec::new();
    for (file, subject, text, names) in PHP_IMAP {
        let raw = std::fs::read(root.join("mime/php-imap").join(format!("{file}.eml")))
            .expect("readable");
        let mail = read(&raw, &Limits::default());
        let found: Vec<&str> = mail.attachments.iter().map(|a| a.name.as_str()).collect();
        if (mail.subject.as_str(), mail.text.as_str(), found.as_slice())
            != (*subject, *text, *names)
        {
            differing.push(format!(
                "{file}: {:?} {:?} {found:?}",
                mail.subject, mail.text
            ));
        }
    }
    println!(
        "php-imap: {} of {} alike",
        PHP_IMAP.len() - differing.len(),
        PHP_IMAP.len()
    );
    assert!(differing.is_empty(), "{differing:#?}");
}
