//! Known answers, and the questions that were asked in vain.

use std::cell::RefCell;

use super::Answers;
use crate::{Answer, Question, RecordKind};

/// An answer is not known yet; the question has been noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing;

#[derive(Debug)]
pub struct Lookup<'a> {
    answers: &'a Answers,
    missing: RefCell<Vec<Question>>,
}

impl<'a> Lookup<'a> {
    pub fn new(answers: &'a Answers) -> Self {
        Self {
            answers,
            missing: RefCell::default(),
        }
    }

    /// The answer for `name`, any case, with or without trailing dot. A name that DNS cannot hold does not exist.
    pub fn get(&self, name: &str, kind: RecordKind) -> Result<&'a Answer, Missing> {
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        if !is_askable(&name) {
            return Ok(&Answer::NoSuchName);
        }
        let question = Question { name, kind };
        self.answers.get(&question).ok_or_else(|| {
            let mut missing = self.missing.borrow_mut();
            if !missing.contains(&question) {
                missing.push(question);
            }
            Missing
        })
    }

    pub fn into_missing(self) -> Vec<Question> {
        self.missing.into_inner()
    }
}

/// Labels of 1 to 63 octets, 253 in all (RFC 1035 §2.3.4).
fn is_askable(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 253
        && name.split('.').all(|label| (1..=63).contains(&label.len()))
        && !name.bytes().any(|b| b.is_ascii_control())
}
