//! What a file to import holds, one thing after the other: plain, or in a zip, or (on the command line) a folder of files.
//! Runs on a thread of its own; nothing here holds more than one record.

use anyhow::{Context as _, bail};
use desk::moving::Plan;
use domain::moving::columns::{Column, guess, is_heading};
use domain::moving::{Kind, csv, records};
use encoding_rs::Encoding;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// One thing of the file, as it stands there.
pub enum Raw {
    Row(csv::Row),
    Mail(mail::mbox::Found),
    Record(records::Found),
}

/// Rows that are shown before an import.
const SHOWN: usize = 8;
/// Files of one zip or folder.
const PARTS_MAX: usize = 10_000;
/// Read to tell encoding and separator.
const HEAD: usize = 64 * 1024;

/// What can be told of a file before its dry run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    pub encoding: String,
    pub delimiter: String,
    pub heading: bool,
    /// The first row.
    pub headings: Vec<String>,
    /// A guess for each column.
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<String>>,
    /// Names of the files in a zip or folder that are read.
    pub files: Vec<String>,
}

/// Looks at the beginning of a file.
///
/// # Errors
/// When it cannot be read.
pub fn preview(path: &Path, kind: Kind) -> anyhow::Result<Preview> {
    let mut preview = Preview {
        files: names(path, kind)?,
        ..Preview::default()
    };
    if kind != Kind::Csv {
        return Ok(preview);
    }
    let done = Arc::new(AtomicU64::new(0));
    each_part(path, kind, &done, &mut |part| {
        let mut head = Vec::new();
        part.take(HEAD as u64).read_to_end(&mut head)?;
        let (encoding, bom) = encoding_of(&head);
        let (text, _) = encoding.decode_without_bom_handling(&head[bom..]);
        preview.encoding = encoding.name().to_owned();
        let delimiter = csv::delimiter(text.as_bytes());
        preview.delimiter = char::from(delimiter).to_string();
        let mut rows = csv::Rows::new(text.as_bytes(), delimiter, 0, 1);
        while preview.rows.len() <= SHOWN
            && let Some(row) = rows.next_row()?
        {
            let clip = |c: &String| c.chars().take(200).collect::<String>();
            preview
                .rows
                .push(row.cells.unwrap_or_default().iter().map(clip).collect());
        }
        Ok(ControlFlow::Break(()))
    })?;
    let first = preview.rows.first().cloned().unwrap_or_default();
    preview.heading = is_heading(&first);
    if preview.heading {
        preview.rows.remove(0);
        preview.columns = guess(&first);
        preview.headings = first;
    } else {
        preview.columns = by_content(&preview.rows);
        preview.headings = vec![String::new(); first.len()];
    }
    preview.rows.truncate(SHOWN);
    Ok(preview)
}

/// Without headings, only addresses and numbers are told by what they look like.
fn by_content(rows: &[Vec<String>]) -> Vec<Column> {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    (0..width)
        .map(|at| {
            let cells = || {
                rows.iter()
                    .filter_map(|r| r.get(at))
                    .filter(|c| !c.is_empty())
            };
            let mut known = false;
            let all =
                |good: &dyn Fn(&String) -> bool| cells().next().is_some() && cells().all(good);
            if all(&|c| domain::reply_rules::is_plain_address(c)) {
                known = true;
            }
            match known {
                true => Column::Email,
                false if all(&|c| domain::moving::phone(c).is_some()) => Column::Phone,
                false => Column::Ignore,
            }
        })
        .collect()
}

/// Goes through the whole file. `done` counts the bytes that were read of it.
///
/// # Errors
/// When it cannot be read.
pub fn each(
    path: &Path,
    kind: Kind,
    plan: &Plan,
    most_mail: usize,
    done: &Arc<AtomicU64>,
    give: &mut dyn FnMut(Raw) -> ControlFlow<()>,
) -> anyhow::Result<()> {
    each_part(path, kind, done, &mut |part| match kind {
        Kind::Csv => rows(part, plan, give),
        Kind::Mbox => {
            let mut mails = mail::mbox::Mails::new(BufReader::with_capacity(HEAD, part), most_mail);
            while let Some(found) = mails.next_mail()? {
                if give(Raw::Mail(found)).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            Ok(ControlFlow::Continue(()))
        }
        Kind::Zendesk | Kind::Chatwoot => {
            let mut all = records::Records::new(part);
            while let Some(found) = all.next_record()? {
                if give(Raw::Record(found)).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            Ok(ControlFlow::Continue(()))
        }
    })
}

fn rows(
    part: &mut dyn Read,
    plan: &Plan,
    give: &mut dyn FnMut(Raw) -> ControlFlow<()>,
) -> anyhow::Result<ControlFlow<()>> {
    let mut part = BufReader::with_capacity(HEAD, part);
    let head = part.fill_buf()?;
    let (found, bom) = encoding_of(head);
    let encoding = Encoding::for_label(plan.encoding.as_bytes()).unwrap_or(found);
    let delimiter = match plan.delimiter.bytes().next() {
        Some(delimiter) => delimiter,
        None => {
            let (text, _) = encoding.decode_without_bom_handling(&head[bom..]);
            csv::delimiter(text.as_bytes())
        }
    };
    part.consume(bom);
    let text: Box<dyn BufRead> = if encoding == encoding_rs::UTF_8 {
        // As it is: a row that is no text is told, and not mended.
        Box::new(part)
    } else {
        Box::new(BufReader::new(Decoded::new(part, encoding)))
    };
    let mut rows = csv::Rows::new(text, delimiter, 0, 1);
    if plan.heading {
        rows.next_row()?;
    }
    while let Some(row) = rows.next_row()? {
        if give(Raw::Row(row)).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// The encoding of a text that begins like this, and the length of its byte order mark.
fn encoding_of(head: &[u8]) -> (&'static Encoding, usize) {
    if let Some((encoding, bom)) = Encoding::for_bom(head) {
        return (encoding, bom);
    }
    let utf8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        // Cut in the midst of a character.
        Err(e) => e.error_len().is_none(),
    };
    if utf8 {
        return (encoding_rs::UTF_8, 0);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(head, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Allow);
    (guess, 0)
}

/// Bytes of any encoding as UTF-8.
struct Decoded<R> {
    from: R,
    decoder: encoding_rs::Decoder,
    over: bool,
}

impl<R: BufRead> Decoded<R> {
    fn new(from: R, encoding: &'static Encoding) -> Self {
        Self {
            from,
            decoder: encoding.new_decoder_without_bom_handling(),
            over: false,
        }
    }
}

impl<R: BufRead> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while !self.over {
            let bytes = self.from.fill_buf()?;
            let last = bytes.is_empty();
            let (_, read, written, _) = self.decoder.decode_to_utf8(bytes, out, last);
            self.from.consume(read);
            self.over = last && written == 0;
            if written > 0 {
                return Ok(written);
            }
            if read == 0 && !last {
                // Not even one character fits; a reader with a larger buffer asks again.
                return Err(std::io::Error::other("a buffer that is too small"));
            }
        }
        Ok(0)
    }
}

/// Counts what is read.
struct Counted<R> {
    from: R,
    done: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let read = self.from.read(out)?;
        self.done.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

type Part<'a> = dyn FnMut(&mut dyn Read) -> anyhow::Result<ControlFlow<()>> + 'a;

fn each_part(
    path: &Path,
    kind: Kind,
    done: &Arc<AtomicU64>,
    with: &mut Part<'_>,
) -> anyhow::Result<()> {
    if path.is_dir() {
        for file in files_in(path, kind)? {
            let opened =
                File::open(&file).with_context(|| format!("cannot open {}", file.display()))?;
            let mut counted = Counted {
                from: opened,
                done: done.clone(),
            };
            if with(&mut counted)?.is_break() {
                break;
            }
        }
        return Ok(());
    }
    let mut file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    if !is_zip(&mut file)? {
        let mut counted = Counted {
            from: file,
            done: done.clone(),
        };
        let _ = with(&mut counted)?;
        return Ok(());
    }
    let mut archive =
        zip::ZipArchive::new(BufReader::new(file)).context("the zip cannot be read")?;
    for at in wanted(&mut archive, kind)? {
        let mut entry = archive.by_index(at)?;
        let packed = entry.compressed_size();
        let before = done.load(Ordering::Relaxed);
        if with(&mut entry)?.is_break() {
            break;
        }
        done.store(before + packed, Ordering::Relaxed);
    }
    Ok(())
}

fn is_zip(file: &mut File) -> std::io::Result<bool> {
    let mut magic = [0u8; 4];
    let mut got = 0;
    while got < 4 {
        match file.read(&mut magic[got..])? {
            0 => break,
            n => got += n,
        }
    }
    file.rewind()?;
    Ok(magic == *b"PK\x03\x04")
}

fn ends(name: &str, kind: Kind) -> bool {
    let endings: &[&str] = match kind {
        Kind::Csv => &[".csv", ".tsv", ".txt"],
        Kind::Mbox => &[".mbox", ".mbx", ".eml"],
        Kind::Zendesk | Kind::Chatwoot => &[".json", ".jsonl", ".ndjson"],
    };
    let name = name.to_lowercase();
    !name.contains("__macosx/") && endings.iter().any(|e| name.ends_with(e))
}

fn wanted(
    archive: &mut zip::ZipArchive<BufReader<File>>,
    kind: Kind,
) -> anyhow::Result<Vec<usize>> {
    if archive.len() > PARTS_MAX {
        bail!("the zip holds more than {PARTS_MAX} files");
    }
    let mut out = Vec::new();
    for at in 0..archive.len() {
        let entry = archive.by_index_raw(at)?;
        // A name that is no text is not looked at.
        if entry.is_file() && entry.name().is_ok_and(|name| ends(&name, kind)) {
            out.push(at);
        }
    }
    Ok(out)
}

fn files_in(folder: &Path, kind: Kind) -> anyhow::Result<Vec<PathBuf>> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() && ends(&path.to_string_lossy(), kind) {
            out.push(path);
        }
    }
    out.sort();
    out.truncate(PARTS_MAX);
    Ok(out)
}

fn names(path: &Path, kind: Kind) -> anyhow::Result<Vec<String>> {
    const NAMED: usize = 50;
    if path.is_dir() {
        let name = |p: PathBuf| p.file_name().map(|n| n.to_string_lossy().into_owned());
        return Ok(files_in(path, kind)?
            .into_iter()
            .filter_map(name)
            .take(NAMED)
            .collect());
    }
    let mut file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    if !is_zip(&mut file)? {
        return Ok(Vec::new());
    }
    let mut archive =
        zip::ZipArchive::new(BufReader::new(file)).context("the zip cannot be read")?;
    let wanted = wanted(&mut archive, kind)?;
    let mut out = Vec::new();
    for at in wanted.into_iter().take(NAMED) {
        out.push(archive.by_index_raw(at)?.name()?.into_owned());
    }
    Ok(out)
}
