//! Texts with `{{variables}}`: one syntax for macros, signatures and what the program says by itself.

use crate::{DeskError, Result};
use domain::Refusal;
use std::borrow::Cow;

/// Values by name; an empty value counts as missing.
#[derive(Debug, Clone, Default)]
pub struct Variables(Vec<(Cow<'static, str>, String)>);

impl Variables {
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.0.push((name.into(), value.into()));
        self
    }

    fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(n, _)| *n == name)?;
        Some(found.1.as_str()).filter(|v| !v.trim().is_empty())
    }
}

/// What the values are put into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Plain,
    /// Values are escaped.
    Html,
}

/// Puts values in place of `{{name}}`; `{{name|words}}` uses the words when there is no value.
///
/// # Errors
/// `empty_variable` when a variable has no value and no words to stand in: nobody is addressed as "Dear ,".
pub fn fill(text: &str, variables: &Variables, form: Form) -> Result<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        // What is not closed on the same line is text.
        let Some((inside, tail)) = after.split_once("}}").filter(|(i, _)| i.len() <= 200) else {
            out.push_str("{{");
            rest = after;
            continue;
        };
        let (name, words) = match inside.split_once('|') {
            Some((name, words)) => (name.trim(), Some(words.trim())),
            None => (inside.trim(), None),
        };
        let value = variables.get(name).or(words).ok_or_else(|| missing(name))?;
        match form {
            Form::Plain => out.push_str(value),
            Form::Html => mail::html::escape(value, &mut out),
        }
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}

/// Puts in the values that there are; what has none stays visible.
#[must_use]
pub fn fill_known(text: &str, variables: &Variables, form: Form) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let Some((inside, tail)) = after.split_once("}}").filter(|(i, _)| i.len() <= 200) else {
            out.push_str("{{");
            rest = after;
            continue;
        };
        let whole = format!("{{{{{inside}}}}}");
        match fill(&whole, variables, form) {
            Ok(value) => out.push_str(&value),
            Err(_) => out.push_str(&whole),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// The variables of a text that have no value here and no words to stand in, each once.
#[must_use]
pub fn empty_places(text: &str, variables: &Variables) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("{{") {
        let Some((inside, tail)) = after.split_once("}}").filter(|(i, _)| i.len() <= 200) else {
            rest = after;
            continue;
        };
        let name = inside.split('|').next().unwrap_or_default().trim();
        if !inside.contains('|') && variables.get(name).is_none() && !out.iter().any(|o| o == name)
        {
            out.push(name.chars().filter(|c| !c.is_control()).take(60).collect());
        }
        rest = tail;
    }
    out
}

fn missing(name: &str) -> DeskError {
    let shown: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
    Refusal::new(
        "empty_variable",
        format!("“{shown}” has no value here. Write the words yourself, or take it out."),
    )
    .on("html")
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ada() -> Variables {
        Variables::default()
            .with("contact.name", "Ada <b>")
            .with("empty", " ")
    }

    #[test]
    fn values_are_put_in_and_escaped_in_html() {
        assert_eq!(
            fill("Hi {{contact.name}}!", &ada(), Form::Html).expect("ok"),
            "Hi Ada &lt;b&gt;!"
        );
        assert_eq!(
            fill("Hi {{ contact.name }}!", &ada(), Form::Plain).expect("ok"),
            "Hi Ada <b>!"
        );
    }

    #[test]
    fn an_empty_variable_blocks_unless_words_stand_in() {
        assert_eq!(
            fill("{{empty}}", &ada(), Form::Plain)
                .expect_err("no")
                .code(),
            "empty_variable"
        );
        assert_eq!(
            fill("{{nobody}}", &ada(), Form::Plain)
                .expect_err("no")
                .code(),
            "empty_variable"
        );
        assert_eq!(
            fill("{{empty|there}}", &ada(), Form::Plain).expect("ok"),
            "there"
        );
    }

    #[test]
    fn what_has_no_value_stays_visible_and_is_named() {
        let text = "{{contact.name}} {{empty}} {{empty}} {{gone|x}} {{ open";
        assert_eq!(
            fill_known(text, &ada(), Form::Html),
            "Ada &lt;b&gt; {{empty}} {{empty}} x {{ open"
        );
        assert_eq!(empty_places(text, &ada()), ["empty"]);
    }

    #[test]
    fn braces_that_are_no_variable_stay() {
        assert_eq!(fill("a {{ b", &ada(), Form::Plain).expect("ok"), "a {{ b");
        assert_eq!(fill("}} {x}", &ada(), Form::Plain).expect("ok"), "}} {x}");
    }
}
