//! A dovecot with IMAP (clear, STARTTLS, TLS) and LMTP. Any user name is a mailbox; the password is `secret`.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::Context;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::{
    Certificate, free_port, is_root, listening, program, signal, signal_group, user_and_group,
};

pub struct Dovecot {
    pub imap_port: u16,
    pub imaps_port: u16,
    pub lmtp_port: u16,
    pub certificate: Certificate,
    folder: TempDir,
    program: PathBuf,
    child: Option<Child>,
}

impl Dovecot {
    pub const PASSWORD: &'static str = "secret";

    /// `None` when dovecot is not installed.
    pub async fn start() -> anyhow::Result<Option<Self>> {
        Self::start_with("").await
    }

    /// With lines added to its configuration (`imap_capability = ...`).
    pub async fn start_with(extra: &str) -> anyhow::Result<Option<Self>> {
        let Some(program) = program("dovecot", "dovecot-imapd dovecot-lmtpd") else {
            return Ok(None);
        };
        let mut dovecot = Self {
            imap_port: free_port()?,
            imaps_port: free_port()?,
            lmtp_port: free_port()?,
            certificate: Certificate::localhost()?,
            folder: tempfile::Builder::new().prefix("dovecot").tempdir()?,
            program,
            child: None,
        };
        dovecot.write_config(extra)?;
        dovecot.restart().await?;
        Ok(Some(dovecot))
    }

    /// Ends it (as a power cut would) and starts it again on the same mailboxes and ports.
    pub async fn restart(&mut self) -> anyhow::Result<()> {
        self.stop();
        let child = Command::new(&self.program)
            .args(["-F", "-c"])
            .arg(self.folder.path().join("dovecot.conf"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .context("dovecot")?;
        self.child = Some(child);
        for port in [self.imap_port, self.lmtp_port] {
            let up = listening(port).await;
            up.with_context(|| {
                fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
            })?;
        }
        Ok(())
    }

    /// Ends it; IMAP connections break.
    pub fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            signal(child.id(), "TERM");
            if let Err(error) = child.wait() {
                eprintln!("dovecot: {error}");
            }
            // Its processes may serve their clients for half a minute more; nobody waits for that here.
            signal_group(child.id(), "KILL");
        }
    }

    /// Gives the inbox of `user` a new UIDVALIDITY: the index and the UID list are thrown away, the mails stay.
    pub async fn forget_uids(&mut self, user: &str) -> anyhow::Result<()> {
        self.stop();
        let maildir = self.maildir(user);
        for entry in fs::read_dir(&maildir)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with("dovecot") {
                fs::remove_file(&path)?;
            }
        }
        self.restart().await
    }

    #[must_use]
    pub fn maildir(&self, user: &str) -> PathBuf {
        self.folder.path().join("mail").join(user).join("Maildir")
    }

    /// Delivers one mail by LMTP.
    pub async fn deliver(&self, user: &str, mail: &str) -> anyhow::Result<()> {
        let stream = TcpStream::connect(("127.0.0.1", self.lmtp_port)).await?;
        let mut stream = BufReader::new(stream);
        let text = mail.replace("\r\n", "\n").replace('\n', "\r\n");
        let body = format!("{}\r\n.\r\n", text.replace("\r\n.", "\r\n.."));
        expect(&mut stream, "220").await?;
        for (line, code) in [
            ("LHLO test\r\n".to_owned(), "250"),
            ("MAIL FROM:<sender@example.net>\r\n".to_owned(), "250"),
            (format!("RCPT TO:<{user}>\r\n"), "250"),
            ("DATA\r\n".to_owned(), "354"),
            (body, "250"),
        ] {
            stream.write_all(line.as_bytes()).await?;
            expect(&mut stream, code).await?;
        }
        Ok(())
    }

    /// A signed-in raw IMAP client, for what another client does to the mailbox.
    pub async fn imap(&self, user: &str) -> anyhow::Result<RawImap> {
        let stream = TcpStream::connect(("127.0.0.1", self.imap_port)).await?;
        let mut raw = RawImap {
            stream: BufReader::new(stream),
            tag: 0,
        };
        let mut greeting = String::new();
        raw.stream.read_line(&mut greeting).await?;
        raw.command(&format!("LOGIN {user} {}", Self::PASSWORD))
            .await?;
        Ok(raw)
    }

    fn write_config(&self, extra: &str) -> anyhow::Result<()> {
        let folder = self.folder.path();
        let mail = folder.join("mail");
        fs::create_dir(&mail)?;
        fs::write(folder.join("cert.pem"), &self.certificate.certificate_pem)?;
        fs::write(folder.join("key.pem"), &self.certificate.key_pem)?;
        let (user, group, internal) = if is_root() {
            open_to_all(folder)?;
            std::os::unix::fs::chown(&mail, Some(65_534), Some(65_534))?;
            ("nobody".to_owned(), "nogroup".to_owned(), String::new())
        } else {
            let (me, group) = user_and_group()?;
            let internal = format!(
                "default_login_user = {me}\ndefault_internal_user = {me}\ndefault_internal_group = {group}\n\
                 service imap-login {{\n chroot =\n}}\nservice anvil {{\n chroot =\n}}\n"
            );
            (me, group, internal)
        };
        let path = folder.display();
        let (imap, imaps, lmtp) = (self.imap_port, self.imaps_port, self.lmtp_port);
        let config = format!(
            "base_dir = {path}/run\nstate_dir = {path}/state\nlog_path = {path}/log\nprotocols = imap lmtp\nlisten = 127.0.0.1\n\
             ssl = yes\nssl_cert = <{path}/cert.pem\nssl_key = <{path}/key.pem\ndisable_plaintext_auth = no\n\
             first_valid_uid = 1\nfirst_valid_gid = 1\nmail_uid = {user}\nmail_gid = {group}\n\
             mail_location = maildir:{path}/mail/%u/Maildir\nauth_username_format = %Lu\n\
             namespace inbox {{\n inbox = yes\n}}\n\
             passdb {{\n driver = static\n args = password={password}\n}}\n\
             userdb {{\n driver = static\n args = uid={user} gid={group} home={path}/mail/%u allow_all_users=yes\n}}\n\
             service imap-login {{\n inet_listener imap {{\n  port = {imap}\n }}\n inet_listener imaps {{\n  port = {imaps}\n  ssl = yes\n }}\n}}\n\
             service lmtp {{\n inet_listener lmtp {{\n  port = {lmtp}\n }}\n}}\n{internal}{extra}\n",
            password = Self::PASSWORD,
        );
        fs::write(folder.join("dovecot.conf"), config)?;
        Ok(())
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The temporary folder is 0700; dovecot's processes run as others.
fn open_to_all(folder: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    Ok(())
}

async fn expect(stream: &mut BufReader<TcpStream>, code: &str) -> anyhow::Result<()> {
    loop {
        let mut line = String::new();
        anyhow::ensure!(stream.read_line(&mut line).await? > 0, "LMTP closed");
        anyhow::ensure!(line.starts_with(code), "LMTP: {line}");
        if line.as_bytes().get(3) != Some(&b'-') {
            return Ok(());
        }
    }
}

/// IMAP by hand.
pub struct RawImap {
    stream: BufReader<TcpStream>,
    tag: u32,
}

impl RawImap {
    /// One command; its whole answer when it is OK.
    pub async fn command(&mut self, line: &str) -> anyhow::Result<String> {
        self.tag += 1;
        let tag = format!("t{} ", self.tag);
        self.stream
            .write_all(format!("{tag}{line}\r\n").as_bytes())
            .await?;
        let mut answer = String::new();
        loop {
            let mut bytes = Vec::new();
            anyhow::ensure!(
                self.stream.read_until(b'\n', &mut bytes).await? > 0,
                "IMAP closed"
            );
            let text = String::from_utf8_lossy(&bytes).into_owned();
            answer.push_str(&text);
            if let Some(literal) = literal_length(&text) {
                let mut octets = vec![0; literal];
                self.stream.read_exact(&mut octets).await?;
                answer.push_str(&String::from_utf8_lossy(&octets));
            }
            if let Some(rest) = text.strip_prefix(&tag) {
                anyhow::ensure!(rest.starts_with("OK"), "IMAP: {line}: {rest}");
                return Ok(answer);
            }
        }
    }
}

fn literal_length(line: &str) -> Option<usize> {
    let inner = line.trim_end().strip_suffix('}')?;
    inner.rsplit_once('{')?.1.parse().ok()
}
