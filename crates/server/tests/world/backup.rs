//! A backup that is taken while mail comes in, and what a restore makes of it.

use crate::support::{SUPPORT, World, fairlead, letter, send_mail};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_load_restores_to_the_same_conversations() {
    let world = World::ready(None, &[]).await;
    let from = "Ida Holm <ida@kunde.example>";
    let mut before = Vec::new();
    for n in 0..20 {
        let subject = format!("Before {n}");
        let mail = letter(from, &subject, "", "Is it in stock?");
        if !send_mail(world.smtp, "ida@kunde.example", SUPPORT, &mail).await {
            return;
        }
        before.push((subject, 1));
    }
    before.sort();
    world.conversation("Before 19").await;

    // Mail goes on coming while the backup runs.
    let stop = Arc::new(AtomicBool::new(false));
    let sent = Arc::new(AtomicUsize::new(0));
    let load = {
        let (stop, sent, port) = (stop.clone(), sent.clone(), world.smtp);
        tokio::spawn(async move {
            while !stop.load(Ordering::SeqCst) {
                let n = sent.load(Ordering::SeqCst);
                let mail = letter(from, &format!("During {n}"), "", "Is it in stock?");
                send_mail(port, "ida@kunde.example", SUPPORT, &mail).await;
                sent.fetch_add(1, Ordering::SeqCst);
            }
        })
    };
    while sent.load(Ordering::SeqCst) < 2 {
        tokio::task::yield_now().await;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("backup");
    let (data, to) = (world.data.clone(), target.clone());
    tokio::task::spawn_blocking(move || {
        fairlead(
            &data,
            &["backup", "--output", to.to_str().expect("a plain path")],
        )
    })
    .await
    .expect("the backup ends");
    stop.store(true, Ordering::SeqCst);
    load.await.expect("the load ends");

    let mut again = World::empty(&[]);
    fairlead(
        &again.data.clone(),
        &["restore", target.to_str().expect("a plain path")],
    );
    again.start().await;
    again.sign_in().await;
    let restored = again.holdings().await;
    let kept: Vec<(String, i64)> = restored
        .iter()
        .filter(|(subject, _)| subject.starts_with("Before"))
        .cloned()
        .collect();
    assert_eq!(kept, before, "everything from before, each once");
    let during = restored.len() - kept.len();
    assert!(during <= sent.load(Ordering::SeqCst));

    // The restored desk works: raw bytes are there, new mail comes in.
    let list = again.get("/conversations?view=all&limit=1").await;
    let id = list["items"][0]["id"].as_str().expect("an id").to_owned();
    let detail = again.get(&format!("/conversations/{id}")).await;
    let message = detail["messages"][0]["id"].as_str().expect("an id");
    let raw = again
        .call(
            reqwest::Method::GET,
            &format!("/messages/{message}/raw"),
            None,
        )
        .await;
    assert!(raw.status().is_success());
    assert!(raw.text().await.expect("text").contains("Is it in stock?"));
    let mail = letter(from, "After the restore", "", "Is it in stock?");
    send_mail(again.smtp, "ida@kunde.example", SUPPORT, &mail).await;
    again.conversation("After the restore").await;
}
