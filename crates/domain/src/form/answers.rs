//! What was typed into a form, read by its definition. Whatever a client claims about conditions is not believed: which
//! questions were asked follows from the answers themselves, and answers to questions that were not asked are dropped.

use super::{Form, Kind, Question, TICKED};
use crate::field::{Definition, FieldKind, FieldValue, parse_day};
use crate::reply_rules::is_plain_address;
use crate::{FieldId, TopicId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Longest question, in characters.
pub const QUESTION_MAX: usize = 20_000;
/// Longest name, in characters.
pub const NAME_MAX: usize = 100;
/// Characters of the question that become the subject of the conversation.
const SUBJECT_MAX: usize = 80;

/// What was typed and attached, by the keys of the questions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    pub values: BTreeMap<String, String>,
    /// Octets of each file, in order.
    pub files: Vec<i64>,
}

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    Missing,
    TooLong,
    NotAnAddress,
    NotATopic,
    NotAChoice,
    NotANumber,
    NotADate,
    TooManyFiles,
    FilesTooLarge,
}

impl Code {
    /// The word in the API and in the keys of public words.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooLong => "too_long",
            Self::NotAnAddress => "not_an_address",
            Self::NotATopic => "not_a_topic",
            Self::NotAChoice => "not_a_choice",
            Self::NotANumber => "not_a_number",
            Self::NotADate => "not_a_date",
            Self::TooManyFiles => "too_many_files",
            Self::FilesTooLarge => "files_too_large",
        }
    }
}

/// An answer that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Key of the question.
    pub question: String,
    pub code: Code,
}

/// A form that can be sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    pub text: String,
    pub email: String,
    pub name: String,
    pub topic: Option<TopicId>,
    pub fields: Vec<(FieldId, FieldValue)>,
    /// Keys of the questions that were asked, in order.
    pub asked: Vec<String>,
}

impl Filled {
    /// The first words of the question, for lists.
    #[must_use]
    pub fn subject(&self) -> String {
        let first = self.text.lines().map(str::trim).find(|l| !l.is_empty());
        let line: Vec<&str> = first.unwrap_or_default().split_whitespace().collect();
        let line = line.join(" ");
        if line.chars().count() <= SUBJECT_MAX {
            return line;
        }
        let cut: String = line.chars().take(SUBJECT_MAX).collect();
        // Between words where there are words.
        let whole = cut
            .rsplit_once(' ')
            .map_or(cut.as_str(), |(whole, _)| whole);
        let kept = if whole.chars().count() < SUBJECT_MAX / 2 {
            cut.as_str()
        } else {
            whole
        };
        format!("{}…", kept.trim_end_matches([',', ';', ':', '.', ' ']))
    }
}

/// Whether a name is nothing but a name. What a stranger typed could be an advertisement with an address in it, and is not
/// repeated in mails to somebody who may never have written.
#[must_use]
pub fn is_name(name: &str) -> bool {
    let mut rest = name.chars().peekable();
    while let Some(c) = rest.next() {
        let initial = c == '.' && rest.peek().is_none_or(|next| next.is_whitespace());
        if !(c.is_alphabetic() || " '’-,".contains(c) || initial) {
            return false;
        }
    }
    name.chars().count() <= 60
}

/// Reads the answers, or says what is wrong with them, in the order of the questions.
///
/// # Errors
/// Every problem there is, so that nobody has to send it five times.
pub fn check(
    form: &Form,
    fields: &[Definition],
    answers: &Answers,
) -> Result<Filled, Vec<Problem>> {
    let mut filled = Filled::default();
    let mut problems = Vec::new();
    for q in form.asked(&answers.values) {
        filled.asked.push(q.key.clone());
        let typed = answers.values.get(&q.key).map(String::as_str);
        let read = read(
            form,
            fields,
            q,
            typed.unwrap_or_default(),
            answers,
            &mut filled,
        );
        if let Err(code) = read {
            problems.push(Problem {
                question: q.key.clone(),
                code,
            });
        }
    }
    // A form without the question of files takes none.
    if !answers.files.is_empty() && !filled.asked.iter().any(|k| form.key_of("files") == Some(k)) {
        problems.push(Problem {
            question: form.key_of("files").unwrap_or("files").to_owned(),
            code: Code::TooManyFiles,
        });
    }
    if problems.is_empty() {
        Ok(filled)
    } else {
        Err(problems)
    }
}

fn read(
    form: &Form,
    fields: &[Definition],
    q: &Question,
    typed: &str,
    answers: &Answers,
    filled: &mut Filled,
) -> Result<(), Code> {
    let plain = typed.trim();
    // What nobody can do without is wanted whatever the definition says.
    let wanted = q.required || matches!(q.kind, Kind::Question | Kind::Email);
    let none = if wanted { Err(Code::Missing) } else { Ok(()) };
    match &q.kind {
        Kind::Files => return files(form, &answers.files, none),
        _ if plain.is_empty() => return none,
        Kind::Question => filled.text = text(typed)?,
        Kind::Name => {
            let name = line(plain);
            if name.chars().count() > NAME_MAX {
                return Err(Code::TooLong);
            }
            filled.name = name;
        }
        Kind::Email => {
            if !is_plain_address(plain) || !has_dot(plain) {
                return Err(Code::NotAnAddress);
            }
            filled.email = plain.to_owned();
        }
        Kind::Topic { offered } => {
            let topic = plain.parse().ok().filter(|t| offered.contains(t));
            filled.topic = Some(topic.ok_or(Code::NotATopic)?);
        }
        Kind::Field { field } => {
            let Some(definition) = super::usable(fields, *field) else {
                // Archived since the page was made: nobody can answer it any more.
                return Ok(());
            };
            match value(definition, plain)? {
                Some(FieldValue::Checkbox(false)) if wanted => return Err(Code::Missing),
                Some(value) => filled.fields.push((*field, value)),
                None => return none,
            }
        }
    }
    Ok(())
}

fn files(form: &Form, sizes: &[i64], none: Result<(), Code>) -> Result<(), Code> {
    if sizes.is_empty() {
        return none;
    }
    if sizes.len() > usize::try_from(form.files_max).unwrap_or(usize::MAX) {
        return Err(Code::TooManyFiles);
    }
    let all = sizes.iter().fold(0_i64, |sum, s| sum.saturating_add(*s));
    if all > form.bytes_max {
        return Err(Code::FilesTooLarge);
    }
    Ok(())
}

/// Line ends as we keep them, and no other control characters.
fn text(typed: &str) -> Result<String, Code> {
    let mut out = String::with_capacity(typed.len());
    for c in typed.replace("\r\n", "\n").replace('\r', "\n").chars() {
        if !c.is_control() || c == '\n' || c == '\t' {
            out.push(c);
        }
    }
    let out = out.trim();
    if out.chars().count() > QUESTION_MAX {
        return Err(Code::TooLong);
    }
    if out.is_empty() {
        return Err(Code::Missing);
    }
    Ok(out.to_owned())
}

fn line(typed: &str) -> String {
    let plain: String = typed
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A mail to `a@b` reaches nobody from outside.
fn has_dot(address: &str) -> bool {
    address
        .rsplit_once('@')
        .is_some_and(|(_, domain)| domain.contains('.'))
}

fn value(definition: &Definition, typed: &str) -> Result<Option<FieldValue>, Code> {
    let (given, wrong) = match definition.kind {
        FieldKind::Text => (json!(line(typed)), Code::TooLong),
        FieldKind::Number => (number(typed), Code::NotANumber),
        FieldKind::Choice => (json!(typed), Code::NotAChoice),
        FieldKind::Date => (json!(day(typed)), Code::NotADate),
        FieldKind::Checkbox => (json!(typed == TICKED), Code::NotAChoice),
    };
    if given.is_null() {
        return Err(wrong);
    }
    definition.read(&given).map_err(|_| wrong)
}

/// `1 234,5` as well as `1234.5`.
fn number(typed: &str) -> Value {
    let plain: String = typed
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if c == ',' { '.' } else { c })
        .collect();
    let shaped = plain
        .bytes()
        .all(|b| b.is_ascii_digit() || b"+-.".contains(&b));
    match plain.parse::<f64>() {
        Ok(n) if shaped && n.is_finite() => json!(n),
        _ => Value::Null,
    }
}

/// `2026-05-08` as browsers send it; `8.5.2026` as people write where the browser does not help.
fn day(typed: &str) -> Option<String> {
    if parse_day(typed).is_some() {
        return Some(typed.to_owned());
    }
    let parts: Vec<&str> = typed.split('.').map(str::trim).collect();
    let [day, month, year] = parts.as_slice() else {
        return None;
    };
    let short = |p: &str| (1..=2).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit());
    if !short(day) || !short(month) || year.len() != 4 {
        return None;
    }
    let iso = format!("{year}-{month:0>2}-{day:0>2}");
    parse_day(&iso).map(|_| iso)
}
