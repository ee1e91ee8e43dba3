//! The mails that customers write, as their programs would send them: Gmail, Outlook, Apple Mail, a telephone, plain text.

use super::chance::Chance;
use super::company::{Book, Names, Speech};
use super::files;
use anyhow::Context as _;
use domain::Millis;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use mail::Address;
use mail::compose::{self, Outgoing};

/// The program that a customer writes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    Gmail,
    Outlook,
    Apple,
    Phone,
    Plain,
}

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub name: String,
    pub first: String,
    pub address: String,
    pub lang: String,
    pub program: Program,
}

/// The mail that is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    pub name: String,
    /// Where answers go: the address with the token.
    pub address: String,
    pub at: Millis,
    pub text: String,
}

/// What goes into one mail.
#[derive(Debug, Clone)]
pub struct Letter<'a> {
    pub person: &'a Person,
    pub to: String,
    pub subject: String,
    /// Words without greeting and name.
    pub said: String,
    pub message_id: String,
    /// Oldest first; the last is the one that is answered.
    pub references: Vec<String>,
    pub quoted: Option<Quoted>,
    /// Kind of the attachment.
    pub file: Option<&'a str>,
    pub number: u64,
    pub at: Millis,
    /// An absence notice, or the like.
    pub automatic: bool,
}

/// Somebody who speaks that language.
#[must_use]
pub fn person(book: &Book, lang: &str, chance: &mut Chance) -> Person {
    let nobody = || Person {
        name: String::new(),
        first: String::new(),
        address: "nobody@mail.example".to_owned(),
        lang: lang.to_owned(),
        program: Program::Plain,
    };
    let Some(names) = book.people.get(lang) else {
        return nobody();
    };
    let (Some(first), Some(last), Some(domain)) = (
        chance.one(&names.first),
        chance.one(&names.last),
        chance.one(&names.domains),
    ) else {
        return nobody();
    };
    // The address tells the program: one person keeps to one.
    let program = [
        Program::Gmail,
        Program::Outlook,
        Program::Apple,
        Program::Phone,
        Program::Plain,
    ][(first.1.len() * 3 + last.1.len() + domain.len()) % 5];
    Person {
        name: whole_name(names, &first.0, &last.0),
        first: first.0.clone(),
        address: format!("{}.{}@{domain}", first.1, last.1),
        lang: lang.to_owned(),
        program,
    }
}

fn whole_name(names: &Names, first: &str, last: &str) -> String {
    match &names.family_first {
        Some(between) => format!("{last}{between}{first}"),
        None => format!("{first} {last}"),
    }
}

/// Greeting, words and name.
#[must_use]
pub fn greeted(
    speech: &Speech,
    person: &Person,
    said: &str,
    company: &str,
    agent: Option<&str>,
    chance: &mut Chance,
) -> String {
    let first = agent.and_then(|a| a.split_whitespace().next());
    let hello = chance
        .one(&speech.hello)
        .map(String::as_str)
        .unwrap_or_default();
    let hello = match first {
        Some(first) => hello.replace("{agent}", first),
        None => hello.replace(" {agent}", ""),
    }
    .replace("{company}", company);
    let bye = chance
        .one(&speech.bye)
        .map(String::as_str)
        .unwrap_or_default();
    let bye = bye
        .replace("{name}", &person.name)
        .replace("{first}", &person.first);
    [hello.as_str(), said, bye.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n")
}

/// The mail as bytes.
///
/// # Errors
/// When an address or id could not stand in a header.
pub fn write(book: &Book, letter: &Letter<'_>) -> anyhow::Result<Vec<u8>> {
    let speech = book
        .speech(&letter.person.lang)
        .context("nobody speaks English")?;
    let program = letter.person.program;
    let body = if program == Program::Phone && !letter.automatic {
        format!("{}\n\n{}", letter.said, speech.device)
    } else {
        letter.said.clone()
    };
    let (text, html) = match &letter.quoted {
        Some(quoted) => answered(speech, letter, &body, quoted),
        None => (
            body.clone(),
            has_html(program).then(|| paragraphs(&body, program)),
        ),
    };
    let mut headers = Vec::new();
    if letter.automatic {
        headers.push(("Auto-Submitted".to_owned(), "auto-replied".to_owned()));
        headers.push(("X-Auto-Response-Suppress".to_owned(), "All".to_owned()));
    } else if let Some(name) = mailer(program) {
        headers.push(("X-Mailer".to_owned(), name.to_owned()));
    }
    let attachments = letter
        .file
        .map(|kind| files::attached(kind, letter.number))
        .into_iter()
        .collect();
    let outgoing = Outgoing {
        from: Address {
            name: Some(letter.person.name.clone()),
            address: letter.person.address.clone(),
        },
        to: vec![Address {
            name: letter.quoted.as_ref().map(|q| q.name.clone()),
            address: letter.to.clone(),
        }],
        subject: letter.subject.clone(),
        message_id: letter.message_id.clone(),
        in_reply_to: letter.references.last().cloned().into_iter().collect(),
        references: letter.references.clone(),
        date_ms: letter.at,
        text,
        html,
        attachments,
        headers,
        ..Outgoing::default()
    };
    compose::build(&outgoing).context("a customer's mail could not be written")
}

fn has_html(program: Program) -> bool {
    matches!(program, Program::Gmail | Program::Outlook | Program::Apple)
}

fn mailer(program: Program) -> Option<&'static str> {
    match program {
        Program::Outlook => Some("Microsoft Outlook 16.0"),
        Program::Apple => Some("Apple Mail (2.3774.600.62)"),
        Program::Phone => Some("iPhone Mail (21F90)"),
        Program::Gmail | Program::Plain => None,
    }
}

/// Text and HTML with the earlier mail below, each program in its own way.
fn answered(
    speech: &Speech,
    letter: &Letter<'_>,
    body: &str,
    quoted: &Quoted,
) -> (String, Option<String>) {
    let date = shown_date(&letter.person.lang, quoted.at, &speech.zone);
    let wrote = |name: &str| {
        speech
            .wrote
            .replace("{date}", &date)
            .replace("{name}", name)
    };
    let marked: String = quoted.text.lines().map(|l| format!("> {l}\n")).collect();
    let with_address = format!("{} <{}>", quoted.name, quoted.address);
    let above = match letter.person.program {
        Program::Outlook => {
            let values = [
                &with_address,
                &date,
                &letter.person.address,
                &letter.subject,
            ];
            return outlook(speech, body, quoted, values);
        }
        Program::Apple | Program::Phone => wrote(&quoted.name),
        Program::Gmail | Program::Plain => wrote(&with_address),
    };
    let text = format!("{body}\n\n{above}\n\n{marked}");
    let old = escaped(&quoted.text).replace('\n', "<br>");
    let said = paragraphs(body, letter.person.program);
    let html = match letter.person.program {
        Program::Gmail => Some(format!(
            "{said}<br><div class=\"gmail_quote gmail_quote_container\"><div dir=\"ltr\" class=\"gmail_attr\">{}<br></div>\
             <blockquote class=\"gmail_quote\" style=\"margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);\
             padding-left:1ex\">{old}</blockquote></div>",
            escaped(&above)
        )),
        Program::Apple => Some(format!(
            "{said}<div><br><blockquote type=\"cite\"><div>{}</div><br class=\"Apple-interchange-newline\">\
             <div>{old}</div></blockquote></div>",
            escaped(&above)
        )),
        Program::Outlook | Program::Phone | Program::Plain => None,
    };
    (text, html)
}

fn outlook(
    speech: &Speech,
    body: &str,
    quoted: &Quoted,
    values: [&String; 4],
) -> (String, Option<String>) {
    let heads = speech.outlook.iter().zip(values);
    let lines: String = heads
        .clone()
        .map(|(name, value)| format!("{name}: {value}\n"))
        .collect();
    let rows: Vec<String> = heads
        .map(|(name, value)| format!("<b>{}:</b> {}", escaped(name), escaped(value)))
        .collect();
    let html = format!(
        "<div class=\"WordSection1\">{}<div style=\"border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm\">\
         <p class=\"MsoNormal\">{}</p></div><p class=\"MsoNormal\">{}</p></div>",
        paragraphs(body, Program::Outlook),
        rows.join("<br>"),
        escaped(&quoted.text).replace('\n', "<br>"),
    );
    (format!("{body}\n\n{lines}\n{}\n", quoted.text), Some(html))
}

fn paragraphs(text: &str, program: Program) -> String {
    let inner = |p: &str| escaped(p).replace('\n', "<br>");
    match program {
        Program::Outlook => text
            .split("\n\n")
            .map(|p| {
                format!(
                    "<p class=\"MsoNormal\">{}</p><p class=\"MsoNormal\">&nbsp;</p>",
                    inner(p)
                )
            })
            .collect(),
        _ => {
            let parts: Vec<String> = text
                .split("\n\n")
                .map(|p| format!("<div>{}</div>", inner(p)))
                .collect();
            format!("<div dir=\"auto\">{}</div>", parts.join("<div><br></div>"))
        }
    }
}

fn shown_date(lang: &str, at: Millis, zone: &str) -> String {
    let form = match lang {
        "en" => "%a, %d %b %Y at %H:%M",
        "zh" | "ja" => "%Y年%m月%d日 %H:%M",
        "de" | "et" | "ru" => "%d.%m.%Y %H:%M",
        _ => "%d/%m/%Y %H:%M",
    };
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    Timestamp::from_millisecond(at)
        .map(|stamp| stamp.to_zoned(zone).strftime(form).to_string())
        .unwrap_or_default()
}

/// Text as it stands in HTML.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(lang: &str, program: Program) -> mail::Mail {
        let book = Book::open().expect("readable");
        let person = Person {
            name: "Kim Example".to_owned(),
            first: "Kim".to_owned(),
            address: "kim@mail.example".to_owned(),
            lang: lang.to_owned(),
            program,
        };
        let letter = Letter {
            person: &person,
            to: "help+r.token@desk.example".to_owned(),
            subject: "Re: Boots".to_owned(),
            said: book.speech[lang].thanks[0].clone(),
            message_id: "1@mail.example".to_owned(),
            references: vec!["0@desk.example".to_owned()],
            quoted: Some(Quoted {
                name: "Maya Okafor".to_owned(),
                address: "help+r.token@desk.example".to_owned(),
                at: 1_772_531_400_000,
                text: "The boots <left> & right are on their way.\n\nMaya".to_owned(),
            }),
            file: Some("photo"),
            number: 1,
            at: 1_772_631_400_000,
            automatic: false,
        };
        let bytes = write(&book, &letter).expect("written");
        desk::ingest::read(&bytes, &mail::Limits::default()).expect("read")
    }

    #[test]
    fn every_program_in_every_language_is_cut_to_what_was_said() {
        let book = Book::open().expect("readable");
        for lang in book.speech.keys() {
            for program in [
                Program::Gmail,
                Program::Outlook,
                Program::Apple,
                Program::Phone,
                Program::Plain,
            ] {
                let mail = answer(lang, program);
                let said = &book.speech[lang].thanks[0];
                assert!(
                    mail.reply.contains(said.as_str()),
                    "{lang} {program:?}: {}",
                    mail.reply
                );
                assert!(
                    !mail.reply.contains("boots"),
                    "{lang} {program:?}: {}",
                    mail.reply
                );
                assert_eq!(mail.attachments.len(), 1, "{lang} {program:?}");
            }
        }
    }
}
