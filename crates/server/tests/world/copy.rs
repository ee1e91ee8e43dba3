//! `fairlead copy`: a desk that was used moves from SQLite to PostgreSQL and back, and goes on there.

use crate::support::{FAIRLEAD, SUPPORT, World, fairlead, letter, send_mail};
use std::path::Path;
use std::process::Command;
use testkit::peers::Postgres;

fn text(path: &Path) -> &str {
    path.to_str().expect("text")
}

#[tokio::test]
async fn a_desk_moves_to_postgresql_and_back_with_its_sessions_its_search_and_its_key() {
    let Some(postgres) = Postgres::start().expect("PostgreSQL") else {
        return;
    };
    let url = ["--database-url", postgres.url.as_str()];
    let mut old = World::ready(None, &[]).await;
    let mail = letter(
        "王芳 <wang@kehu.example>",
        "退款还没有收到",
        "",
        "九天前我退回了一件外套。",
    );
    if !send_mail(old.smtp, "wang@kehu.example", SUPPORT, &mail).await {
        return;
    }
    let id = old.conversation("退款还没有收到").await;
    old.kill();

    let folder = tempfile::tempdir().expect("a folder");
    let (data, back) = (folder.path().join("new"), folder.path().join("back"));
    let there = [
        "copy",
        "--from",
        text(&old.data),
        "--to",
        &postgres.url,
        "--to-data",
        text(&data),
    ];
    let said = fairlead(&old.data, &there);
    assert!(said.contains("the same on both sides"), "{said}");
    // A second time there is something already.
    let again = Command::new(FAIRLEAD)
        .args(there)
        .output()
        .expect("it runs");
    assert!(!again.status.success());
    assert!(String::from_utf8_lossy(&again.stderr).contains("not empty"));

    let mut new = World::empty(&url);
    new.data.clone_from(&data);
    new.start().await;
    new.sign_in().await;
    let found = new.get("/search?q=%E5%A4%96%E5%A5%97").await;
    assert_eq!(
        found["items"][0]["conversation"]["id"],
        id.as_str(),
        "{found}"
    );
    let more = letter("王芳 <wang@kehu.example>", "One more", "", "Hello.");
    send_mail(new.smtp, "wang@kehu.example", SUPPORT, &more).await;
    new.conversation("One more").await;
    let before = new.holdings().await;
    // While a machine is at work nothing is copied; after it has stopped in order it is.
    let home = [
        "copy",
        "--from",
        postgres.url.as_str(),
        "--from-data",
        text(&data),
        "--to",
        text(&back),
    ];
    let busy = Command::new(FAIRLEAD).args(home).output().expect("it runs");
    assert!(
        String::from_utf8_lossy(&busy.stderr).contains("at work"),
        "{busy:?}"
    );
    new.stop();

    // Another key, or other files, are another desk's.
    let mut stranger = World::empty(&url);
    let refused = stranger.refused();
    assert!(refused.contains("key file"), "{refused}");

    fairlead(&back, &home);
    let mut home = World::empty(&[]);
    home.data.clone_from(&back);
    home.start().await;
    home.sign_in().await;
    assert_eq!(home.holdings().await, before);
    let found = home.get("/search?q=%E5%A4%96%E5%A5%97").await;
    assert_eq!(
        found["items"][0]["conversation"]["id"],
        id.as_str(),
        "{found}"
    );
}
