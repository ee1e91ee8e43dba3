//! A PostgreSQL of its own: empty, on a socket in its own folder, ended with the value (or with the process, however that ends).

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::Context;

use super::is_root;

pub struct Postgres {
    /// Reaches the one empty database in it.
    pub url: String,
    shell: Child,
}

/// The server lives as long as the shell's input is open.
const SCRIPT: &str = r#"set -eu
dir=$(mktemp -d /tmp/fairlead-pg.XXXXXX)
trap '"$BIN/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1; rm -rf "$dir"' EXIT
"$BIN/initdb" -D "$dir/data" -A trust -U postgres --locale=C.UTF-8 -E UTF8 --no-sync >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 1; }
"$BIN/pg_ctl" -D "$dir/data" -l "$dir/log" -w -o "-c listen_addresses= -k $dir -c fsync=off -c shared_buffers=32MB" start >/dev/null || { cat "$dir/log" >&2; exit 1; }
echo "$dir"
cat >/dev/null
"#;

impl Postgres {
    /// `None` when it is not installed.
    pub fn start() -> anyhow::Result<Option<Self>> {
        let Some(bin) = programs() else {
            let word = "PostgreSQL is missing: apt-get install postgresql";
            assert!(std::env::var_os("CI").is_none(), "{word}");
            eprintln!("{word}; test skipped");
            return Ok(None);
        };
        // It refuses to run as root.
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--", "sh", "-c", SCRIPT]);
            command
        } else {
            let mut command = Command::new("sh");
            command.args(["-c", SCRIPT]);
            command
        };
        let mut shell = command
            .env("BIN", bin)
            .current_dir("/tmp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("a shell for PostgreSQL")?;
        let out = shell.stdout.take().context("its output was piped")?;
        let mut folder = String::new();
        BufReader::new(out).read_line(&mut folder)?;
        let folder = folder.trim();
        anyhow::ensure!(!folder.is_empty(), "PostgreSQL did not start");
        Ok(Some(Self {
            url: format!("postgres://postgres@/postgres?host={folder}"),
            shell,
        }))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        if let Err(error) = self.shell.wait() {
            eprintln!("PostgreSQL: {error}");
        }
    }
}

/// The folder of the newest version: `PG_BIN`, or where Debian puts it.
fn programs() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("PG_BIN") {
        return Some(PathBuf::from(folder));
    }
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(Result::ok)
        .map(|entry| entry.path().join("bin"))
        .filter(|bin| bin.join("initdb").is_file())
        .collect();
    found.sort();
    found.pop()
}
