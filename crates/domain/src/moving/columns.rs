//! Which column of a table of contacts means what: guessed from its heading, corrected by a person.

use super::organizations::NAME_MAX;
use super::{House, Organization, Person, phone, time};
use crate::FieldId;
use crate::contact::{email_key, word_key};
use crate::field::Entity;
use crate::language::{base_language, is_locale};
use crate::reply_rules::is_plain_address;
use serde::{Deserialize, Serialize};

/// What a column means. On the wire a word, or the id of a custom field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
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
    OrganizationOwner,
    OrganizationPlan,
    OrganizationLifeCycle,
    OrganizationSegment,
    OrganizationLanguage,
    /// A custom field of contacts or of organizations.
    Field(FieldId),
}

/// All but custom fields, with their words.
pub const COLUMNS: [(Column, &str); 16] = [
    (Column::Ignore, "ignore"),
    (Column::Email, "email"),
    (Column::Name, "name"),
    (Column::FirstName, "first_name"),
    (Column::LastName, "last_name"),
    (Column::Phone, "phone"),
    (Column::Organization, "organization"),
    (Column::Language, "language"),
    (Column::Zone, "zone"),
    (Column::Note, "note"),
    (Column::CreatedAt, "created_at"),
    (Column::OrganizationOwner, "organization_owner"),
    (Column::OrganizationPlan, "organization_plan"),
    (Column::OrganizationLifeCycle, "organization_life_cycle"),
    (Column::OrganizationSegment, "organization_segment"),
    (Column::OrganizationLanguage, "organization_language"),
];

impl TryFrom<String> for Column {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        let known = COLUMNS.iter().find(|(_, w)| *w == word).map(|(c, _)| *c);
        let field = || word.parse().ok().map(Self::Field);
        known
            .or_else(field)
            .ok_or_else(|| "no such meaning of a column".to_owned())
    }
}

impl From<Column> for String {
    fn from(column: Column) -> Self {
        if let Column::Field(id) = column {
            return id.to_string();
        }
        let word = COLUMNS.iter().find(|(c, _)| *c == column);
        word.map_or("ignore", |(_, w)| w).to_owned()
    }
}

/// Words that headings are made of, in the languages of the console and a few more; compared folded.
const WORDS: [(Column, &[&str]); 15] = [
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
            "knownsince",
            "customersince",
            "loodud",
            "创建时间",
        ],
    ),
    (
        Column::OrganizationOwner,
        &[
            "owner",
            "accountowner",
            "companyowner",
            "accountmanager",
            "vastutaja",
            "haldur",
            "负责人",
        ],
    ),
    (
        Column::OrganizationPlan,
        &[
            "plan",
            "companyplan",
            "subscription",
            "subscriptionplan",
            "pakett",
            "方案",
            "套餐",
        ],
    ),
    (
        Column::OrganizationLifeCycle,
        &["lifecycle", "lifecyclestage", "elutsukkel", "生命周期"],
    ),
    (
        Column::OrganizationSegment,
        &["segment", "companysegment", "customersegment", "细分"],
    ),
    (
        Column::OrganizationLanguage,
        &[
            "companylanguage",
            "organizationlanguage",
            "organisationlanguage",
            "ettevottekeel",
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

/// The same, where columns that mean nothing else are named as custom fields of contacts or organizations are.
#[must_use]
pub fn guess_fields(headings: &[String], columns: Vec<Column>, house: &House) -> Vec<Column> {
    let mut out: Vec<Column> = Vec::with_capacity(columns.len());
    for (at, column) in columns.into_iter().enumerate() {
        let heading = headings.get(at).map(|h| word_key(h)).unwrap_or_default();
        let named = house
            .fields
            .iter()
            .filter(|f| f.entity != Entity::Conversation)
            .find(|f| word_key(&f.name) == heading || f.key == heading)
            .map(|f| Column::Field(f.id))
            .filter(|c| column == Column::Ignore && !out.contains(c));
        out.push(named.unwrap_or(column));
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
pub fn person(
    cells: &[String],
    columns: &[Column],
    house: &House,
) -> Result<Read, (&'static str, String)> {
    let mut read = Read::default();
    let p = &mut read.person;
    let mut o = Organization::default();
    let (mut first, mut last) = (String::new(), String::new());
    let mut bad = None;
    for (cell, column) in cells.iter().zip(columns) {
        let most = match column {
            Column::Note => 10_000,
            Column::Field(_) => 600,
            _ => 300,
        };
        let cell = one_line(cell, most);
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
            Column::OrganizationOwner => o.owner = cell,
            Column::OrganizationPlan => o.plan = cell,
            Column::OrganizationLifeCycle => o.life_cycle = cell,
            Column::OrganizationSegment => o.segment = cell,
            Column::OrganizationLanguage => o.language = cell,
            Column::Field(id) if house.entity(*id) == Some(Entity::Organization) => {
                o.fields.push((id.to_string(), cell));
            }
            Column::Field(id) => p.fields.push((id.to_string(), cell)),
        }
    }
    o.name = one_line(&p.organization, NAME_MAX);
    if o.is_told() {
        if o.name.is_empty() {
            read.odd.push(("no_organization", String::new()));
        } else {
            p.company = Some(Box::new(o));
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
    if (2..=3).contains(&base_language(&tag).len()) && is_locale(&tag) {
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
