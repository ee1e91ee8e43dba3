//! A certificate authority that speaks ACME (RFC 8555): Let's Encrypt's Pebble, with a name server that finds every domain
//! on this machine.

use super::{Certificate, free_port, listening, program};
use serde_json::json;
use std::process::{Child, Command, Stdio};

pub struct Pebble {
    /// Where its directory is; its own certificate is `certificate`.
    pub directory: String,
    pub certificate: Certificate,
    management: u16,
    children: [Child; 2],
    _folder: tempfile::TempDir,
}

impl Pebble {
    /// It proves a domain by TLS-ALPN-01 on 127.0.0.1 at `tls_port`. `None` when it is not installed.
    pub async fn start(tls_port: u16) -> anyhow::Result<Option<Self>> {
        let programs = ["pebble", "pebble-challtestsrv"].map(|name| program(name, "pebble"));
        let [Some(pebble), Some(names)] = programs else {
            return Ok(None);
        };
        let certificate = Certificate::localhost()?;
        let folder = tempfile::Builder::new().prefix("pebble").tempdir()?;
        let file = |name: &str| folder.path().join(name);
        std::fs::write(file("cert.pem"), &certificate.certificate_pem)?;
        std::fs::write(file("key.pem"), &certificate.key_pem)?;
        let [port, management, dns, control] =
            [free_port()?, free_port()?, free_port()?, free_port()?];
        let config = json!({ "pebble": {
            "listenAddress": format!("127.0.0.1:{port}"),
            "managementListenAddress": format!("127.0.0.1:{management}"),
            "certificate": file("cert.pem"), "privateKey": file("key.pem"),
            "httpPort": free_port()?, "tlsPort": tls_port, "externalAccountBindingRequired": false,
        }});
        std::fs::write(file("config.json"), config.to_string())?;
        let names = Command::new(names)
            .args(["-defaultIPv4", "127.0.0.1", "-defaultIPv6", ""])
            .args(["-http01", "", "-https01", "", "-tlsalpn01", ""])
            .args(["-dns01", &format!("127.0.0.1:{dns}")])
            .args(["-management", &format!("127.0.0.1:{control}")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let authority = Command::new(pebble)
            .arg("-config")
            .arg(file("config.json"))
            .args(["-dnsserver", &format!("127.0.0.1:{dns}")])
            .env("PEBBLE_VA_NOSLEEP", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let this = Self {
            directory: format!("https://localhost:{port}/dir"),
            certificate,
            management,
            children: [names, authority],
            _folder: folder,
        };
        for port in [port, management, control] {
            listening(port).await?;
        }
        Ok(Some(this))
    }

    /// Its root certificate, PEM: new at each start.
    pub async fn root(&self) -> anyhow::Result<String> {
        let own = reqwest::Certificate::from_pem(self.certificate.certificate_pem.as_bytes())?;
        let client = reqwest::Client::builder()
            .add_root_certificate(own)
            .build()?;
        let url = format!("https://localhost:{}/roots/0", self.management);
        Ok(client
            .get(url)
            .send()
            .await?
            .error_for_status()?
            .text()
            .await?)
    }
}

impl Drop for Pebble {
    fn drop(&mut self) {
        for child in &mut self.children {
            if let Err(error) = child.kill().and_then(|()| child.wait()) {
                eprintln!("pebble: {error}");
            }
        }
    }
}
