//! The core path with PostgreSQL as the database.

use crate::support::{FAIRLEAD, SUPPORT, World, arrived, header, letter, send_mail};
use testkit::peers::{Certificate, Postgres, SmtpSink};

#[tokio::test]
async fn mail_in_answer_out_and_a_restart_on_postgresql() {
    let (Some(postgres), Some(sink)) = (
        Postgres::start().expect("PostgreSQL"),
        SmtpSink::start(&[]).await.expect("smtp-sink"),
    ) else {
        return;
    };
    let mut world = World::ready(Some(sink.port), &["--database-url", &postgres.url]).await;
    let from = "王芳 <wang@kehu.example>";
    let first = letter(from, "退款还没有收到", "", "九天前我退回了一件外套。");
    if !send_mail(world.smtp, "wang@kehu.example", SUPPORT, &first).await {
        return;
    }
    let id = world.conversation("退款还没有收到").await;
    world
        .reply(&id, "wang@kehu.example", "It left today.")
        .await;
    // Its text is base64: the quoted question is Chinese.
    let answer = arrived(&sink, &["wang@kehu.example"]).await;

    world.kill();
    world.start().await;
    let more = format!("In-Reply-To: {}\n", header(&answer, "Message-ID"));
    let back = letter(from, "Re: 退款还没有收到", &more, "收到了，谢谢。");
    send_mail(world.smtp, "wang@kehu.example", SUPPORT, &back).await;
    world
        .until(&format!("/conversations/{id}"), |detail| {
            detail["conversation"]["message_count"] == 3
        })
        .await;
    let found = world.get("/search?q=%E5%A4%96%E5%A5%97").await;
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1), "{found}");
    assert!(
        !world.data.join("fairlead.db").exists(),
        "no SQLite beside it"
    );
}

/// Whether `fairlead check` reaches the database; what it said.
fn reaches(data: &std::path::Path, url: &str) -> (bool, String) {
    let output = std::process::Command::new(FAIRLEAD)
        .args([
            "init",
            "--organization",
            "Kaarel & Co",
            "--admin",
            "kaarel@example.com",
        ])
        .args(["--email-address", SUPPORT, "--database-url", url])
        .arg("--password-file")
        .arg(data.join("password"))
        .arg("--data")
        .arg(data)
        .output()
        .expect("fairlead runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.success(), said)
}

#[tokio::test]
async fn a_database_that_demands_tls_is_reached_with_it_and_its_certificate_is_checked_when_asked()
{
    let certificate = Certificate::localhost().expect("made");
    let Some(postgres) = Postgres::start_with_tls(&certificate).expect("PostgreSQL") else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let (roots, other) = (
        folder.path().join("ca.pem"),
        folder.path().join("other.pem"),
    );
    let stranger = Certificate::localhost().expect("made");
    std::fs::write(&roots, &certificate.certificate_pem).expect("written");
    std::fs::write(&other, stranger.certificate_pem).expect("written");
    std::fs::write(folder.path().join("password"), "an otter in the harbour").expect("written");
    let port = postgres.port.expect("it listens");
    let url = |more: &str| format!("postgres://postgres@localhost:{port}/postgres?{more}");
    let full = |file: &std::path::Path| {
        url(&format!(
            "sslmode=verify-full&sslrootcert={}",
            file.display()
        ))
    };
    for refused in [
        url("sslmode=disable"),
        url("sslmode=verify-full"),
        full(&other),
        url("sslmode=maybe"),
    ] {
        let (reached, said) = reaches(folder.path(), &refused);
        assert!(!reached && !said.is_empty(), "{refused}: {said}");
    }
    let (reached, said) = reaches(folder.path(), &full(&roots));
    assert!(reached, "{said}");
    // Each of these finds the same desk, which is there already.
    for good in [url("sslmode=require"), url("sslmode=prefer"), url("")] {
        let mut world = World::empty(&["--database-url", good.trim_end_matches('?')]);
        // Its key file is there.
        world.data = folder.path().to_path_buf();
        world.start().await;
        assert_eq!(world.get("/setup").await["needed"], false, "{good}");
    }
}
