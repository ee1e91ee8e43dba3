//! Statements: one text for both engines, each registered where it is written, so that a test can prepare them all.
//!
//! A text is written in the shared dialect: parameters `$1`, `$2`..., and `/*pg … */` around what only PostgreSQL
//! understands. Where the engines really differ (full text), a statement has a text for each.

use std::sync::OnceLock;

/// A registered SQL statement; made by [`sql!`](crate::sql!) only.
pub struct Statement {
    lite_source: &'static str,
    pg_source: &'static str,
    /// Where it is written: file and line.
    pub place: (&'static str, u32),
    lite: OnceLock<String>,
    pg: OnceLock<String>,
}

/// What every function of [`Tx`](crate::Tx) takes.
pub type Sql = &'static Statement;

/// Every statement of the program.
#[linkme::distributed_slice]
pub static STATEMENTS: [Sql];

impl Statement {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(lite: &'static str, pg: &'static str, file: &'static str, line: u32) -> Self {
        Self {
            lite_source: lite,
            pg_source: pg,
            place: (file, line),
            lite: OnceLock::new(),
            pg: OnceLock::new(),
        }
    }

    /// The text for SQLite: `?n` parameters, which it numbers as we do (`$n` would be names, numbered by appearance).
    pub fn lite(&self) -> &str {
        self.lite.get_or_init(|| {
            let bytes = self.lite_source.as_bytes();
            self.lite_source
                .char_indices()
                .map(|(at, c)| match (c, bytes.get(at + 1)) {
                    ('$', Some(b'0'..=b'9')) => '?',
                    _ => c,
                })
                .collect()
        })
    }

    /// The text for PostgreSQL: what stands in `/*pg … */` is live.
    pub fn pg(&self) -> &str {
        self.pg.get_or_init(|| {
            let mut rest = self.pg_source;
            let mut out = String::with_capacity(rest.len());
            while let Some((before, after)) = rest.split_once("/*pg") {
                out.push_str(before);
                let (live, tail) = after.split_once("*/").unwrap_or((after, ""));
                out.push_str(live);
                rest = tail;
            }
            out.push_str(rest);
            out
        })
    }
}

/// A registered statement from string literals, which are joined; `lite: …, pg: …` where the engines differ.
#[macro_export]
macro_rules! sql {
    (lite: [$($lite:expr),+ $(,)?], pg: [$($pg:expr),+ $(,)?] $(,)?) => {{
        static STATEMENT: $crate::sql::Statement =
            $crate::sql::Statement::new(concat!($($lite),+), concat!($($pg),+), file!(), line!());
        #[expect(unsafe_code, reason = "linkme places statics in a linker section; nothing here is unsafe to call")]
        #[$crate::linkme::distributed_slice($crate::sql::STATEMENTS)]
        #[linkme(crate = $crate::linkme)]
        static REGISTERED: &$crate::sql::Statement = &STATEMENT;
        REGISTERED
    }};
    ($($text:expr),+ $(,)?) => {
        $crate::sql!(lite: [$($text),+], pg: [$($text),+])
    };
}

#[cfg(test)]
mod tests {
    #[test]
    fn parameters_and_markers_are_rewritten_for_each_engine() {
        let s = super::Statement::new(
            "SELECT $2 WHERE a=$1 /*pg FOR UPDATE */ AND b='$x'",
            "SELECT $2 WHERE a=$1 /*pg FOR UPDATE */ AND b='$x'",
            "",
            0,
        );
        assert_eq!(
            s.lite(),
            "SELECT ?2 WHERE a=?1 /*pg FOR UPDATE */ AND b='$x'"
        );
        assert_eq!(s.pg(), "SELECT $2 WHERE a=$1  FOR UPDATE  AND b='$x'");
    }
}
