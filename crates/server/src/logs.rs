//! Logs to standard error: readable text or one JSON object a line. Never message bodies, never secrets.

use crate::config::{Config, LogFormat};
use std::io::IsTerminal as _;
use tracing_subscriber::EnvFilter;

/// Said before the wish of the configuration, which may say otherwise: the migrations library tells of itself at each start.
const QUIET: &str = "refinery_core=warn";

fn filter(wish: &str) -> EnvFilter {
    EnvFilter::try_new(format!("{QUIET},{wish}"))
        .unwrap_or_else(|_| EnvFilter::new(format!("{QUIET},info")))
}

/// Starts logging. A second call (tests) changes nothing.
pub fn start(config: &Config) {
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter(&config.log))
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let _ = match config.log_format {
        LogFormat::Text => builder.with_target(false).try_init(),
        LogFormat::Json => builder
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .try_init(),
    };
}

#[cfg(test)]
mod tests {
    use super::filter;

    #[test]
    fn the_migrations_library_is_quiet_unless_somebody_asks_it() {
        assert!(filter("info").to_string().contains("refinery_core=warn"));
        let asked = filter("info,refinery_core=debug").to_string();
        assert!(
            asked.contains("refinery_core=debug") && !asked.contains("=warn"),
            "{asked}"
        );
        assert!(filter("no such=level=at all").to_string().contains("info"));
    }
}
