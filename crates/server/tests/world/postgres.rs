//! The core path with PostgreSQL as the database.

use crate::support::{SUPPORT, World, arrived, header, letter, send_mail};
use testkit::peers::{Postgres, SmtpSink};

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
