//! The look for articles to propose: once a day, and when somebody asks for it, on whichever machine takes the lease. Runs
//! beside everything else, gives way to what somebody does, and holds at most some thousands of questions for a few seconds.

use crate::app::App;
use desk::help::proposals::{Material, for_suggestions};
use domain::proposal::{Cluster, clusters, led_to};
use domain::suggest::Index;
use domain::{ArticleId, Millis};
use tokio::task::spawn_blocking;

/// Looks, if a look is due, in a task of its own; and again for whoever asked while it went on, and found the lease taken.
pub fn nudge(app: &App) {
    let app = app.clone();
    tokio::spawn(async move {
        loop {
            match look(&app).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    tracing::warn!(
                        error = format!("{error:#}"),
                        "the look for proposals was not finished"
                    );
                    return;
                }
            }
        }
    });
}

/// Looks, if a look is due; whether it was.
///
/// # Errors
/// When the database cannot be reached. The lease ends by itself, and somebody looks again.
pub async fn look(app: &App) -> anyhow::Result<bool> {
    let Some(started) = app.behind.begin_look(app.clock.now()).await? else {
        return Ok(false);
    };
    let Some(material) = app.behind.questions_for_proposals(started).await? else {
        return Ok(false);
    };
    let (material, found) = spawn_blocking(move || {
        let found = clusters(&material.questions);
        (material, found)
    })
    .await?;
    // Without the index nothing is named, and the rest holds.
    let index = match found.first() {
        Some(_) => app.suggestions.index(app).await.ok(),
        None => None,
    };
    let now = app.clock.now();
    let (material, found, near) = spawn_blocking(move || {
        let near = index.map(|index| led(&index, &material, &found, now));
        (material, found, near.unwrap_or_default())
    })
    .await?;
    let (questions, proposals) = (material.asked.len(), found.len());
    let kept = app
        .behind
        .keep_proposals(material, found, near, app.clock.now())
        .await?;
    tracing::info!(questions, proposals, kept, "looked for articles to propose");
    Ok(kept)
}

fn led(
    index: &Index,
    material: &Material,
    found: &[Cluster],
    now: Millis,
) -> Vec<Option<ArticleId>> {
    found
        .iter()
        .map(|cluster| {
            led_to(
                index,
                &for_suggestions(material, cluster),
                &cluster.locale,
                now,
            )
        })
        .collect()
}
