//! Filters as SQL: `domain::filter` compiled to conditions on columns, and pages and counts of what they hold.
//!
//! A statement is put together from pieces that are written here; whatever comes from outside is a parameter, and
//! [`Built`] takes nothing else.

mod compile;
mod page;
mod ranges;

pub use page::{Counted, count, page, sample, time_due};

use crate::{Engine, Result, Tx, Val};
use domain::Millis;
use domain::access::Access;
use domain::filter::Filter;
use std::borrow::Cow;

/// A filter as a condition on a row `c` of `conversation`, within another statement.
pub(crate) struct Clause<'a> {
    filter: Cow<'a, Filter>,
    asked: compile::Asked,
}

impl<'a> Clause<'a> {
    /// Organizations that were merged stand for those that they were merged into.
    pub async fn read(
        tx: &mut Tx,
        filter: &'a Filter,
        access: &Access,
        now: Millis,
    ) -> Result<Self> {
        let asked = compile::Asked {
            viewer: access.agent,
            now,
        };
        let filter = crate::organization_merge::resolved(tx, filter).await?;
        Ok(Self { filter, asked })
    }

    pub fn add_to(&self, b: &mut Built) {
        compile::filter(b, &self.filter, self.asked);
    }
}

/// A statement that was put together.
pub(crate) struct Built {
    engine: Engine,
    sql: String,
    params: Vec<Val<'static>>,
}

impl Built {
    pub fn new(engine: Engine) -> Self {
        Self {
            engine,
            sql: String::with_capacity(512),
            params: Vec::new(),
        }
    }

    /// A piece of text that is part of the program. `$n` in it is rewritten for the engine.
    pub fn add(&mut self, text: &'static str) -> &mut Self {
        match self.engine {
            Engine::Postgres => self.sql.push_str(text),
            Engine::Sqlite => self.sql.push_str(&text.replace('$', "?")),
        }
        self
    }

    /// One piece or the other.
    pub fn by_engine(&mut self, lite: &'static str, pg: &'static str) -> &mut Self {
        match self.engine {
            Engine::Sqlite => self.add(lite),
            Engine::Postgres => self.add(pg),
        }
    }

    /// A parameter that is named by number elsewhere.
    pub fn param(&mut self, value: impl Into<Val<'static>>) -> &mut Self {
        self.params.push(value.into());
        self
    }

    /// A value, in this place.
    pub fn bind(&mut self, value: impl Into<Val<'static>>) -> &mut Self {
        self.params.push(value.into());
        self.sql.push(match self.engine {
            Engine::Sqlite => '?',
            Engine::Postgres => '$',
        });
        self.sql.push_str(&self.params.len().to_string());
        self
    }

    /// `(a, b, c)`; nothing is in an empty list.
    pub fn list(&mut self, values: Vec<Val<'static>>) -> &mut Self {
        self.sql.push('(');
        if values.is_empty() {
            self.sql.push_str("NULL");
        }
        for (i, value) in values.into_iter().enumerate() {
            if i > 0 {
                self.sql.push_str(", ");
            }
            self.bind(value);
        }
        self.sql.push(')');
        self
    }

    pub fn text(&self) -> &str {
        &self.sql
    }

    pub fn params(&self) -> &[Val<'static>] {
        &self.params
    }
}

/// A word within a pattern of `LIKE … ESCAPE '\'`.
fn escaped(word: &str) -> String {
    let mut out = String::with_capacity(word.len() + 2);
    for c in word.chars() {
        if matches!(c, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
