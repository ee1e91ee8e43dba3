//! postfix's smtp-sink: a mail server that takes everything, or fails as told.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::{free_port, is_root, listening, program};

pub struct SmtpSink {
    pub port: u16,
    folder: TempDir,
    child: Child,
}

impl SmtpSink {
    /// `faults` are its own flags (`-q DATA`, `-r RCPT`, `-f .`, `-B 550`...). `None` when it is not installed.
    pub async fn start(faults: &[&str]) -> anyhow::Result<Option<Self>> {
        Self::start_on(free_port()?, faults).await
    }

    pub async fn start_on(port: u16, faults: &[&str]) -> anyhow::Result<Option<Self>> {
        let Some(program) = program("smtp-sink", "postfix") else {
            return Ok(None);
        };
        let folder = tempfile::Builder::new().prefix("smtp-sink").tempdir()?;
        let mut command = Command::new(program);
        if is_root() {
            std::os::unix::fs::chown(folder.path(), Some(65_534), Some(65_534))?;
            command.args(["-u", "nobody"]);
        }
        let child = command
            .args(faults)
            // One file per mail; the pattern makes names that sort by time.
            .args(["-d", "mail-%M."])
            .arg(format!("127.0.0.1:{port}"))
            .arg("200")
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let sink = Self {
            port,
            folder,
            child,
        };
        listening(port).await?;
        Ok(Some(sink))
    }

    /// The mails that were taken whole, with the envelope lines that smtp-sink writes above them.
    pub fn mails(&self) -> anyhow::Result<Vec<String>> {
        let mut paths: Vec<PathBuf> = std::fs::read_dir(self.folder.path())?
            .map(|entry| entry.map(|e| e.path()))
            .collect::<Result<_, _>>()?;
        paths.sort();
        paths
            .iter()
            .map(|path| Ok(read(path)?))
            .collect::<anyhow::Result<Vec<_>>>()
            .map(|mails| mails.into_iter().filter(|m| !m.is_empty()).collect())
    }
}

fn read(path: &Path) -> std::io::Result<String> {
    Ok(String::from_utf8_lossy(&std::fs::read(path)?).into_owned())
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        if let Err(error) = self.child.kill().and_then(|()| self.child.wait()) {
            eprintln!("smtp-sink: {error}");
        }
    }
}
