//! A postfix that relays everything to one port of ours: a real mail server in front. Needs root.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::Context;
use tempfile::TempDir;

use super::{free_port, is_root, listening, program};

pub struct Postfix {
    /// Takes mail for anybody.
    pub port: u16,
    folder: TempDir,
    program: PathBuf,
}

impl Postfix {
    /// Relays to `127.0.0.1:next_port`. `None` when postfix is not installed or we are not root.
    pub async fn start(next_port: u16) -> anyhow::Result<Option<Self>> {
        let Some(program) = program("postfix", "postfix") else {
            return Ok(None);
        };
        if !is_root() {
            eprintln!("postfix needs root; test skipped");
            return Ok(None);
        }
        let postfix = Self {
            port: free_port()?,
            folder: tempfile::Builder::new().prefix("postfix").tempdir()?,
            program,
        };
        postfix.write_config(next_port)?;
        let done = postfix.command("start").output()?;
        anyhow::ensure!(
            done.status.success(),
            "postfix: {}",
            String::from_utf8_lossy(&done.stderr)
        );
        listening(postfix.port).await.with_context(|| {
            fs::read_to_string(postfix.folder.path().join("maillog")).unwrap_or_default()
        })?;
        Ok(Some(postfix))
    }

    /// What it logged so far.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("maillog")).unwrap_or_default()
    }

    /// Tries at once whatever waits in its queue.
    pub fn flush(&self) -> anyhow::Result<()> {
        self.command("flush").status()?;
        Ok(())
    }

    fn command(&self, verb: &str) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg("-c")
            .arg(self.folder.path().join("etc"))
            .arg(verb)
            .stdin(Stdio::null());
        command
    }

    fn write_config(&self, next_port: u16) -> anyhow::Result<()> {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let folder = self.folder.path();
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
        for sub in ["etc", "queue", "data"] {
            fs::create_dir(folder.join(sub))?;
        }
        let owner = fs::metadata("/var/lib/postfix").context("postfix's own data folder")?;
        std::os::unix::fs::chown(folder.join("data"), Some(owner.uid()), Some(owner.gid()))?;
        let path = folder.display();
        let main = format!(
            "compatibility_level = 3.6\nqueue_directory = {path}/queue\ndata_directory = {path}/data\n\
             maillog_file = {path}/maillog\nmaillog_file_prefixes = {path}\ninet_interfaces = 127.0.0.1\ninet_protocols = ipv4\n\
             myhostname = relay.test\nmydestination =\nlocal_transport = error:none\nmynetworks = 127.0.0.0/8\n\
             relayhost = [127.0.0.1]:{next_port}\nsmtpd_relay_restrictions = permit_mynetworks, reject\nalias_maps =\n\
             smtputf8_enable = yes\nminimal_backoff_time = 1s\nmaximal_backoff_time = 2s\nqueue_run_delay = 1s\n\
             smtp_tls_security_level = may\nmessage_size_limit = 0\n"
        );
        let master = format!(
            "127.0.0.1:{} inet n - n - - smtpd\npickup unix n - n 60 1 pickup\ncleanup unix n - n - 0 cleanup\n\
             qmgr unix n - n 1 1 qmgr\ntlsmgr unix - - n 1000? 1 tlsmgr\nrewrite unix - - n - - trivial-rewrite\n\
             bounce unix - - n - 0 bounce\ndefer unix - - n - 0 bounce\ntrace unix - - n - 0 bounce\nverify unix - - n - 1 verify\n\
             flush unix n - n 1000? 0 flush\nproxymap unix - - n - - proxymap\nsmtp unix - - n - - smtp\nrelay unix - - n - - smtp\n\
             error unix - - n - - error\nretry unix - - n - - error\ndiscard unix - - n - - discard\nanvil unix - - n - 1 anvil\n\
             scache unix - - n - 1 scache\npostlog unix-dgram n - n - 1 postlogd\nshowq unix n - n - - showq\n",
            self.port
        );
        fs::write(folder.join("etc/main.cf"), main)?;
        fs::write(folder.join("etc/master.cf"), master)?;
        Ok(())
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        match self.command("abort").output() {
            Ok(_) => {}
            Err(error) => eprintln!("postfix: {error}"),
        }
    }
}
