//! What of a mail is its text, and what its files: chosen as a good mail client would.

use super::text::{self, DeleteSpace};
use super::{id, problem, transfer, tree::Part, tree::Tree, words};
use crate::{Attachment, CalendarItem, Limits, Mail, Problem, calendar, filename, html, tnef};

/// Fills texts, files and calendar items of `mail` from the parts; returns the HTML as it came.
pub fn fill(mail: &mut Mail, tree: &Tree<'_>, limits: &Limits) -> Option<String> {
    let tld = mail
        .from
        .first()
        .and_then(|a| a.address.rsplit_once('.'))
        .map(|(_, tld)| tld.to_owned());
    let mut reader = Reader {
        tree,
        limits,
        tld,
        problems: Vec::new(),
        files: Vec::new(),
        calendar: Vec::new(),
        text_left: limits.text_bytes,
    };
    let body = reader.part(0, Place::Body);
    let Reader {
        problems,
        mut files,
        calendar,
        ..
    } = reader;
    mail.problems.extend(problems);
    mail.calendar = calendar;
    mail.text = body.text;
    if let Some(raw_html) = body.html.as_deref() {
        let safe = html::sanitise(raw_html, limits);
        mail.problems.extend(safe.problems);
        if mail.text.trim().is_empty() {
            mail.text = html::text_of(raw_html, limits.text_bytes);
        }
        mail.html_safe = safe.html;
        mark_inline(&mut files, &safe.content_ids);
    }
    if mail.text.trim().is_empty() {
        mail.text = calendar_text(&mail.calendar);
    }
    mail.attachments = files;
    body.html
}

/// Files shown inside the text are inline; of files with one Content-ID the first is shown, the others stay in the list (M45).
fn mark_inline(files: &mut [Attachment], shown: &[String]) {
    let mut done: Vec<&str> = Vec::new();
    for file in files.iter_mut() {
        let Some(cid) = file.content_id.as_deref() else {
            continue;
        };
        if let Some(found) = shown.iter().find(|s| s.as_str() == cid)
            && !done.contains(&found.as_str())
        {
            done.push(found);
            file.inline = true;
        }
    }
}

fn calendar_text(items: &[CalendarItem]) -> String {
    items
        .iter()
        .map(calendar::summary)
        .collect::<Vec<_>>()
        .join("\n\n")
}

/// Text of a part or of several: the plain form, and HTML when there is any.
#[derive(Debug, Default)]
struct Body {
    text: String,
    html: Option<String>,
}

impl Body {
    fn is_blank(&self) -> bool {
        self.text.trim().is_empty() && self.html.as_deref().is_none_or(|h| h.trim().is_empty())
    }

    /// Takes over another form of the same text.
    fn enrich(&mut self, other: Body) {
        if self.text.trim().is_empty() {
            self.text = other.text;
        }
        self.html = self.html.take().or(other.html);
    }

    /// Puts another body after this one.
    fn append(&mut self, other: Body, text_bytes: usize) {
        if other.is_blank() {
            return;
        }
        if self.is_blank() {
            *self = other;
            return;
        }
        let plain = |b: &Body| -> String {
            match &b.html {
                Some(html) if b.text.trim().is_empty() => html::text_of(html, text_bytes),
                _ => b.text.clone(),
            }
        };
        let first = plain(self);
        let second = plain(&other);
        if self.html.is_some() || other.html.is_some() {
            let mut joined = self.as_html();
            joined.push_str("<br>\n");
            joined.push_str(&other.as_html());
            self.html = Some(joined);
        }
        self.text = if second.trim().is_empty() {
            first
        } else {
            format!("{}\n\n{second}", first.trim_end())
        };
    }

    fn as_html(&self) -> String {
        self.html
            .clone()
            .unwrap_or_else(|| html::from_text(&self.text))
    }
}

/// Where a part stands; decides whether a text without a file name is read as text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The mail, or a part in a mixed multipart before any other text.
    Body,
    /// One form among several of the same text.
    Alternative,
    /// A resource of the text beside it.
    Resource,
}

struct Reader<'t, 'a> {
    tree: &'t Tree<'a>,
    limits: &'t Limits,
    tld: Option<String>,
    problems: Vec<Problem>,
    files: Vec<Attachment>,
    calendar: Vec<CalendarItem>,
    /// Bytes of text that may still be decoded.
    text_left: usize,
}

impl Reader<'_, '_> {
    fn part(&mut self, index: usize, place: Place) -> Body {
        let Some(part) = self.tree.parts.get(index) else {
            return Body::default();
        };
        if !part.children.is_empty() || part.is_multipart() {
            return match part.media_type.as_str() {
                "multipart/alternative" => self.alternative(part),
                "multipart/related" => self.related(part),
                _ => self.mixed(part),
            };
        }
        self.leaf(index, part, place)
    }

    fn mixed(&mut self, part: &Part) -> Body {
        let mut body = Body::default();
        for &child in &part.children {
            let next = self.part(child, Place::Body);
            if is_tnef(&self.tree.parts[child]) {
                // Outlook repeats the text in winmail.dat in a richer form.
                body.enrich(next);
            } else {
                body.append(next, self.limits.text_bytes);
            }
        }
        if part.is("multipart/encrypted") {
            self.note(
                "encrypted",
                "The mail is encrypted; only the recipient's own program can open it.",
            );
        }
        body
    }

    /// The plain text is the text, the richest form the HTML. Forms that are neither become files.
    fn alternative(&mut self, part: &Part) -> Body {
        let mut body = Body::default();
        for &child in &part.children {
            // AMP and watch forms repeat the text in a form that nobody here shows.
            if self.tree.parts[child].is("text/x-amp-html")
                || self.tree.parts[child].is("text/watch-html")
            {
                continue;
            }
            let form = self.part(child, Place::Alternative);
            if body.text.trim().is_empty() && !form.text.trim().is_empty() {
                body.text = form.text;
            }
            if form.html.as_deref().is_some_and(|h| !h.trim().is_empty()) {
                body.html = form.html;
            }
        }
        body
    }

    /// The root is the text, the rest its resources (RFC 2387).
    fn related(&mut self, part: &Part) -> Body {
        let start = part
            .content_type
            .param("start")
            .and_then(|s| id::single(s.as_bytes()));
        let root = part
            .children
            .iter()
            .copied()
            .find(|&c| start.is_some() && self.tree.parts[c].content_id() == start)
            .or_else(|| {
                part.children.iter().copied().find(|&c| {
                    self.tree.parts[c].is_multipart()
                        || self.tree.parts[c].media_type.starts_with("text/")
                })
            })
            .or_else(|| part.children.first().copied());
        let mut body = Body::default();
        for &child in &part.children {
            let place = if Some(child) == root {
                Place::Body
            } else {
                Place::Resource
            };
            let next = self.part(child, place);
            body.append(next, self.limits.text_bytes);
        }
        body
    }

    fn leaf(&mut self, index: usize, part: &Part, place: Place) -> Body {
        let attached = part.disposition.main == "attachment";
        let named = part.file_name().is_some();
        match part.media_type.as_str() {
            "text/calendar" | "application/ics" => {
                self.calendar_part(index, part);
                Body::default()
            }
            _ if is_tnef(part) => self.tnef_part(index, part),
            "text/rfc822-headers"
            | "text/vcard"
            | "text/x-vcard"
            | "text/directory"
            | "text/csv"
            | "text/xml"
            | "text/css"
            | "text/rtf"
            | "text/javascript"
            | "text/x-patch"
            | "text/x-diff" => {
                self.file(index, part);
                Body::default()
            }
            kind if kind.starts_with("text/")
                && !attached
                && !(place == Place::Resource && (named || part.content_id().is_some())) =>
            {
                let body = self.text_part(index, part);
                // A text with a name is read and stays a file as well: nothing is lost either way.
                if named && place != Place::Alternative {
                    self.file(index, part);
                }
                body
            }
            _ => {
                self.file(index, part);
                Body::default()
            }
        }
    }

    fn text_part(&mut self, index: usize, part: &Part) -> Body {
        if self.text_left == 0 {
            self.file(index, part);
            return Body::default();
        }
        let bytes = self.tree.body(index);
        // Decoding may grow a text threefold; more than the bound is not shown anyway.
        let shown = &bytes[..bytes.len().min(self.text_left.saturating_mul(2))];
        let (shown, files) = match transfer::uudecode(shown) {
            Some((rest, files)) if part.is("text/plain") => (rest, files),
            _ => (shown.to_vec(), Vec::new()),
        };
        for file in files {
            let name = words::decode(&file.name, part.charset());
            self.push_file(Some(&name), "application/octet-stream", None, file.bytes);
        }
        let label = part.charset().map(str::to_owned).or_else(|| {
            (part.is("text/html"))
                .then(|| html::stated_charset(&shown))
                .flatten()
        });
        let decoded = crate::charset::decode(&shown, label.as_deref(), self.tld.as_deref());
        if decoded.guessed {
            let stated = label.unwrap_or_else(|| "none".to_owned());
            self.note(
                "charset_guessed",
                &format!(
                    "The text was read as {}; the mail states {stated}.",
                    decoded.charset
                ),
            );
        }
        self.text_left = self.text_left.saturating_sub(decoded.text.len());
        match part.media_type.as_str() {
            "text/html" | "text/xhtml" => Body {
                text: String::new(),
                html: Some(decoded.text.replace('\0', "")),
            },
            "text/enriched" | "text/richtext" => Body {
                text: enriched(&text::clean(&decoded.text)),
                html: None,
            },
            _ => {
                let mut plain = text::clean(&decoded.text);
                if part
                    .content_type
                    .param("format")
                    .is_some_and(|f| f.eq_ignore_ascii_case("flowed"))
                {
                    let delete = part
                        .content_type
                        .param("delsp")
                        .is_some_and(|d| d.eq_ignore_ascii_case("yes"));
                    plain = text::unflow(
                        &plain,
                        if delete {
                            DeleteSpace::Yes
                        } else {
                            DeleteSpace::No
                        },
                    );
                }
                Body {
                    text: plain,
                    html: None,
                }
            }
        }
    }

    fn calendar_part(&mut self, index: usize, part: &Part) {
        let decoded = self.tree.text(index, self.tld.as_deref());
        let method = part.content_type.param("method").unwrap_or_default();
        let items = calendar::read(&decoded.text, method);
        // The same invitation often comes twice: as an alternative and as a file.
        for item in items {
            if !self.calendar.contains(&item) {
                self.calendar.push(item);
            }
        }
        self.file(index, part);
    }

    fn tnef_part(&mut self, index: usize, part: &Part) -> Body {
        let bytes = self.tree.body(index).into_owned();
        let Some(found) = tnef::read(&bytes, self.limits) else {
            self.note(
                "tnef_broken",
                "winmail.dat could not be unpacked and is kept as a file.",
            );
            self.file(index, part);
            return Body::default();
        };
        if found.damaged {
            self.note(
                "tnef_damaged",
                "winmail.dat is damaged; what could be read is shown.",
            );
            self.file(index, part);
        }
        for file in found.attachments {
            self.push_file(
                Some(&file.name)
                    .filter(|n| !n.is_empty())
                    .map(String::as_str),
                &file.media_type,
                file.content_id,
                file.bytes,
            );
        }
        Body {
            text: text::clean(&found.text),
            html: found.html,
        }
    }

    fn file(&mut self, index: usize, part: &Part) {
        let mut media_type = part.media_type.clone();
        let mut bytes = self.tree.body(index).into_owned();
        let mut name = part.file_name().map(str::to_owned);
        if media_type.starts_with("message/")
            && media_type != "message/rfc822"
            && media_type != "message/global"
        {
            // Reports are text and open best as such.
            name =
                name.or_else(|| Some(format!("{}.txt", media_type.trim_start_matches("message/"))));
        } else if media_type == "message/rfc822" || media_type == "message/global" {
            let headers = super::header::cut(&bytes, super::header::beginning(&bytes), |_| false).0;
            name = name.or_else(|| headers.text("subject").map(|s| format!("{s}.eml")));
            media_type = "message/rfc822".to_owned();
            if bytes.is_empty() {
                bytes = self.tree.raw_body(index).to_vec();
            }
        }
        let name = name.or_else(|| {
            part.headers
                .text("content-description")
                .filter(|d| d.contains('.') && d.len() <= 120)
        });
        self.push_file(name.as_deref(), &media_type, part.content_id(), bytes);
    }

    fn push_file(
        &mut self,
        name: Option<&str>,
        media_type: &str,
        content_id: Option<String>,
        bytes: Vec<u8>,
    ) {
        if self.files.len() >= self.limits.attachments {
            self.note(
                "too_many_attachments",
                "The mail has more files than are listed; the raw mail has them all.",
            );
            return;
        }
        let safe = filename::safe(name.unwrap_or_default(), media_type, self.files.len() + 1);
        let original_name = name
            .filter(|n| *n != safe && !n.is_empty())
            .map(|n| n.chars().filter(|&c| c != '\0').take(1_000).collect());
        self.files.push(Attachment {
            name: safe,
            original_name,
            media_type: media_type.to_owned(),
            size: bytes.len(),
            inline: false,
            content_id,
            bytes,
        });
    }

    fn note(&mut self, code: &str, detail: &str) {
        if !self.problems.iter().any(|p| p.code == code) {
            self.problems.push(problem(code, detail));
        }
    }
}

fn is_tnef(part: &Part) -> bool {
    matches!(
        part.media_type.as_str(),
        "application/ms-tnef" | "application/vnd.ms-tnef" | "application/x-ms-tnef"
    ) || part
        .file_name()
        .is_some_and(|n| n.eq_ignore_ascii_case("winmail.dat") || n.eq_ignore_ascii_case("win.dat"))
}

/// text/enriched (RFC 1896): formatting commands in angle brackets, `<<` for one bracket, single line ends are blanks.
fn enriched(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut in_command = false;
    let mut command = String::new();
    let mut skip = false;
    while let Some(c) = chars.next() {
        match c {
            '<' if !in_command && chars.peek() == Some(&'<') => {
                chars.next();
                if !skip {
                    out.push('<');
                }
            }
            '<' if !in_command => {
                in_command = true;
                command.clear();
            }
            '>' if in_command => {
                in_command = false;
                match command.to_ascii_lowercase().as_str() {
                    "param" => skip = true,
                    "/param" => skip = false,
                    _ => {}
                }
            }
            _ if in_command => {
                if command.len() < 64 {
                    command.push(c);
                }
            }
            _ if skip => {}
            _ => out.push(c),
        }
    }
    out
}
