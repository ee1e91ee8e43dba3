//! A PostgreSQL of its own: empty, on a socket in its own folder, ended with the value (or with the process, however that ends).

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::Context;

use super::{Certificate, free_port, is_root};

pub struct Postgres {
    /// Reaches the one empty database in it.
    pub url: String,
    /// The folder of its own programs.
    pub programs: PathBuf,
    /// Where it listens on 127.0.0.1, when it was started with TLS.
    pub port: Option<u16>,
    shell: Child,
}

/// The server lives as long as the shell's input is open.
const SCRIPT: &str = r#"set -eu
dir=$(mktemp -d /tmp/fairlead-pg.XXXXXX)
trap '"$BIN/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1; rm -rf "$dir"' EXIT
"$BIN/initdb" -D "$dir/data" -A trust -U postgres --locale=C.UTF-8 -E UTF8 --no-sync >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 1; }
if [ -n "$CERTIFICATE" ]; then
  printf '%s' "$CERTIFICATE" >"$dir/data/server.crt"
  (umask 077; printf '%s' "$KEY" >"$dir/data/server.key")
  printf 'local all all trust\nhostssl all all 127.0.0.1/32 trust\nhostnossl all all all reject\n' >"$dir/data/pg_hba.conf"
fi
"$BIN/pg_ctl" -D "$dir/data" -l "$dir/log" -w -o "$LISTEN -k $dir -c fsync=off -c shared_buffers=32MB" start >/dev/null || { cat "$dir/log" >&2; exit 1; }
echo "$dir"
cat >/dev/null
"#;

impl Postgres {
    /// `None` when it is not installed.
    pub fn start() -> anyhow::Result<Option<Self>> {
        Self::launch(None)
    }

    /// Listens on 127.0.0.1 with this certificate, and refuses whoever comes there without TLS.
    pub fn start_with_tls(certificate: &Certificate) -> anyhow::Result<Option<Self>> {
        Self::launch(Some(certificate))
    }

    fn launch(certificate: Option<&Certificate>) -> anyhow::Result<Option<Self>> {
        let port = certificate.map(|_| free_port()).transpose()?;
        let listen = match port {
            Some(port) => format!("-c listen_addresses=127.0.0.1 -c port={port} -c ssl=on"),
            None => "-c listen_addresses=".to_owned(),
        };
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
            .env("BIN", &bin)
            .env("LISTEN", listen)
            .env(
                "CERTIFICATE",
                certificate.map_or("", |c| c.certificate_pem.as_str()),
            )
            .env("KEY", certificate.map_or("", |c| c.key_pem.as_str()))
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
            programs: bin,
            port,
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
