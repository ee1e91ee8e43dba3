//! Which column of a table of contacts means what: guessed from its heading, corrected by a person.

use super::{Person, phone, time};
use crate::contact::email_key;
use crate::reply_rules::is_plain_address;
use serde::{Deserialize, Serialize};

/// What a column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    Ignore,
    Email,
    Name,
    FirstName,
    LastName,
    Phone,
    Organization,
    Language,
    Zone,
    Note,
    CreatedAt,
}

/// Words that headings are made of, in the languages of the console and a few more; compared folded.
const WORDS: [(Column, &[&str]); 10] = [
    (
        Column::Email,
        &[
            "email",
            "emailaddress",
            "mail",
            "mailaddress",
            "primaryemail",
            "epost",
            "epostiaadress",
            "meil",
            "correo",
            "courriel",
            "sahkoposti",
            "邮箱",
            "电子邮件",
            "电子邮箱",
            "邮件",
        ],
    ),
    (
        Column::FirstName,
        &[
            "firstname",
            "givenname",
            "forename",
            "eesnimi",
            "vorname",
            "prenom",
            "nombre",
            "名",
        ],
    ),
    (
        Column::LastName,
        &[
            "lastname",
            "surname",
            "familyname",
            "perenimi",
            "perekonnanimi",
            "nachname",
            "apellido",
            "姓",
        ],
    ),
    (
        Column::Name,
        &[
            "name",
            "fullname",
            "displayname",
            "contact",
            "contactname",
            "customer",
            "nimi",
            "kontakt",
            "nom",
            "姓名",
            "名字",
            "联系人",
        ],
    ),
    (
        Column::Phone,
        &[
            "phone",
            "phonenumber",
            "mobile",
            "mobilephone",
            "telephone",
            "tel",
            "cell",
            "telefon",
            "mobiil",
            "电话",
            "手机",
        ],
    ),
    (
        Column::Organization,
        &[
            "organization",
            "organisation",
            "company",
            "companyname",
            "account",
            "employer",
            "ettevote",
            "firma",
            "asutus",
            "公司",
            "组织",
            "单位",
        ],
    ),
    (
        Column::Language,
        &[
            "language", "locale", "lang", "keel", "sprache", "idioma", "语言",
        ],
    ),
    (
        Column::Zone,
        &["timezone", "zone", "tz", "ajavoond", "时区"],
    ),
    (
        Column::Note,
        &[
            "note",
            "notes",
            "comment",
            "comments",
            "details",
            "description",
            "markus",
            "markused",
            "备注",
        ],
    ),
    (
        Column::CreatedAt,
        &[
            "createdat",
            "created",
            "createddate",
            "datecreated",
            "signupdate",
            "loodud",
            "创建时间",
        ],
    ),
];

/// A guess for each heading; no meaning is given twice, but for addresses and numbers, of which people have several.
#[must_use]
pub fn guess(headings: &[String]) -> Vec<Column> {
    let mut out: Vec<Column> = Vec::with_capacity(headings.len());
    for heading in headings {
        let folded = folded(heading);
        let plain = folded.trim_end_matches(|c: char| c.is_ascii_digit());
        let found = WORDS
            .iter()
            .find(|(_, words)| words.contains(&plain))
            .map(|(column, _)| *column)
            .filter(|c| matches!(c, Column::Email | Column::Phone) || !out.contains(c));
        out.push(found.unwrap_or(Column::Ignore));
    }
    out
}

/// Whether the first row looks like headings: no cell of it is an address, and at least one is a known word.
#[must_use]
pub fn is_heading(row: &[String]) -> bool {
    !row.iter().any(|c| is_plain_address(c)) && guess(row).iter().any(|c| *c != Column::Ignore)
}

fn folded(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            'ä' => Some('a'),
            'ö' | 'õ' | 'ó' => Some('o'),
            'ü' => Some('u'),
            'é' => Some('e'),
            c if c.is_alphanumeric() => Some(c),
            _ => None,
        })
        .collect()
}

/// A row that was read, and what of it was not understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read {
    pub person: Person,
    /// Code and text of cells that are not taken.
    pub odd: Vec<(&'static str, String)>,
}

/// The person of a row; `Err` names why it cannot be one.
///
/// # Errors
/// `no_address`: neither an email address nor a phone number. `bad_address`: what stands for one is none.
pub fn person(cells: &[String], columns: &[Column]) -> Result<Read, (&'static str, String)> {
    let mut read = Read::default();
    let p = &mut read.person;
    let (mut first, mut last) = (String::new(), String::new());
    let mut bad = None;
    for (cell, column) in cells.iter().zip(columns) {
        let cell = one_line(cell, if *column == Column::Note { 10_000 } else { 300 });
        if cell.is_empty() {
            continue;
        }
        match column {
            Column::Ignore => {}
            Column::Email => {
                for address in cell
                    .split([';', ','])
                    .map(str::trim)
                    .filter(|a| !a.is_empty())
                {
                    if is_plain_address(address) {
                        let known = p.emails.iter().any(|e| email_key(e) == email_key(address));
                        if !known && p.emails.len() < 20 {
                            p.emails.push(address.to_owned());
                        }
                    } else {
                        bad = Some(address.to_owned());
                    }
                }
            }
            Column::Name => p.name = cell,
            Column::FirstName => first = cell,
            Column::LastName => last = cell,
            Column::Phone => match phone(&cell) {
                Some(number) if !p.phones.contains(&number) && p.phones.len() < 20 => {
                    p.phones.push(number)
                }
                Some(_) => {}
                None => read.odd.push(("phone_not_international", cell)),
            },
            Column::Organization => p.organization = cell,
            Column::Language => p.language = language(&cell),
            Column::Zone => p.zone = cell,
            Column::Note => p.note = cell,
            Column::CreatedAt => match time(&cell) {
                Some(at) => p.created_at = Some(at),
                None => read.odd.push(("bad_date", cell)),
            },
        }
    }
    if p.name.is_empty() {
        p.name = format!("{first} {last}").trim().to_owned();
    }
    if let Some(bad) = &bad {
        read.odd.push(("bad_address", bad.clone()));
    }
    let p = &mut read.person;
    match (p.emails.first(), p.phones.first(), bad) {
        (Some(email), _, _) => p.key = email_key(email),
        (None, Some(number), _) => p.key.clone_from(number),
        (None, None, Some(bad)) => return Err(("bad_address", bad)),
        (None, None, None) => return Err(("no_address", p.name.clone())),
    }
    Ok(read)
}

/// `en`, `en-GB`, `et_EE` as a language tag; empty for anything else.
#[must_use]
pub fn language(text: &str) -> String {
    let tag = text.trim().replace('_', "-");
    let part = |p: &str| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric());
    let first = tag.split('-').next().unwrap_or_default().len();
    if (2..=3).contains(&first) && tag.len() <= 35 && tag.split('-').all(part) {
        tag
    } else {
        String::new()
    }
}

/// Without control characters, and cut.
#[must_use]
pub fn one_line(text: &str, most: usize) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(most)
        .collect();
    text.trim().to_owned()
}
