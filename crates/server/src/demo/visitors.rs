//! Visitors of the demo's help center in the last ninety days: some typed a question, were shown what answers it or were held
//! out, said that it helped, gave up, or wrote. Told by the verbs of the desk, so that the report on suggestions has something
//! to count; of so few it says that nothing is measured yet, and how many it needs.

use super::chance::Chance;
use super::plan::{Act, Kind, Plan, Size};
use super::shelf;
use desk::Desk;
use desk::suggest::{Asking, OFFERED, Place, Said};
use domain::suggest::{Index, words_to_learn};
use domain::{ConversationId, Millis};
use std::collections::HashSet;
use std::sync::Arc;
use store::help_center::HelpCenter;

const DAY: Millis = 24 * 60 * 60 * 1000;
const MINUTE: Millis = 60_000;
/// Visitors for each conversation that began in the form.
const SILENT: usize = 2;
/// Visitors at most.
const MOST: usize = 600;

/// Somebody with a question.
struct Visit {
    at: Millis,
    locale: &'static str,
    text: String,
    /// What it became, and when.
    sent: Option<(ConversationId, Millis)>,
}

/// Lets them come and go. `conversations`: of the plan's threads.
///
/// # Errors
/// When the store fails, or a verb refuses.
pub async fn tell(
    desk: &Desk,
    plan: &Plan,
    size: &Size,
    conversations: &[Option<ConversationId>],
) -> anyhow::Result<()> {
    let centers = desk
        .db()
        .read(async |tx| store::help_center::public_all(tx).await)
        .await?;
    let Some(center) = centers.into_iter().next() else {
        return Ok(());
    };
    let mut chance = Chance::new(size.seed ^ 0x5eed_0fa1);
    let (_, sources) = desk.suggestion_sources().await?;
    let index = Arc::new(Index::build(sources));
    for (n, visit) in visits(plan, size, conversations, &mut chance)?
        .into_iter()
        .enumerate()
    {
        come(desk, &center, &index, n, visit, &mut chance).await?;
    }
    Ok(())
}

/// Those who wrote, with the question that they wrote, and twice as many who did not, with one that articles expect.
fn visits(
    plan: &Plan,
    size: &Size,
    conversations: &[Option<ConversationId>],
    chance: &mut Chance,
) -> anyhow::Result<Vec<Visit>> {
    let (_, texts) = shelf::open()?;
    let expected: Vec<(&'static str, String)> = texts
        .iter()
        .flat_map(|(locale, texts)| texts.values().map(move |text| (*locale, text)))
        .flat_map(|(locale, text)| {
            let titles = std::iter::once(&text.title).chain(&text.asked);
            titles.map(move |t| (locale, t.clone()))
        })
        .collect();
    let since = size.until - 90 * DAY;
    let mut seen = HashSet::new();
    let mut visits = Vec::new();
    for step in plan.steps.iter().filter(|s| s.at > since) {
        let Act::Writes { said, .. } = &step.act else {
            continue;
        };
        let matter = plan
            .threads
            .get(step.thread)
            .is_some_and(|t| t.kind == Kind::Matter);
        let conversation = conversations.get(step.thread).copied().flatten();
        if let Some(conversation) = conversation
            && matter
            && seen.insert(step.thread)
            && chance.percent(30)
            && visits.len() < MOST
        {
            visits.push(Visit {
                at: step.at - chance.between(1, 4) * MINUTE,
                locale: "en",
                text: said.chars().take(400).collect(),
                sent: Some((conversation, step.at)),
            });
        }
    }
    let silent = (visits.len() * SILENT).min(MOST.saturating_sub(visits.len()));
    for _ in 0..silent {
        if let Some((locale, text)) = chance.one(&expected) {
            visits.push(Visit {
                at: since + chance.between(0, 90 * DAY - MINUTE),
                locale,
                text: text.clone(),
                sent: None,
            });
        }
    }
    visits.sort_by_key(|v| v.at);
    Ok(visits)
}

async fn come(
    desk: &Desk,
    center: &HelpCenter,
    index: &Arc<Index>,
    n: usize,
    visit: Visit,
    chance: &mut Chance,
) -> anyhow::Result<()> {
    let visitor = format!("demo-visitor-{n:08}");
    let asking = Asking {
        center: center.id,
        held_out_permille: u32::try_from(center.held_out_permille).unwrap_or(0),
        form: None,
        place: Place::Form,
        locale: visit.locale.to_owned(),
        topic: None,
        text: visit.text.clone(),
        visitor: visitor.clone(),
        most: OFFERED,
        now: visit.at,
    };
    let offer = desk.suggest(Arc::clone(index), asking).await?;
    if let Some((conversation, at)) = visit.sent {
        return Ok(desk
            .suggestion_sent(visitor, center.id, conversation, at)
            .await?);
    }
    if let Some(session) = offer.session
        && chance.percent(45)
    {
        let said = Said {
            session,
            visitor,
            solved: chance.percent(80),
            article: offer.items.first().map(|i| i.article),
            words: words_to_learn(&visit.text),
            now: visit.at + MINUTE,
        };
        desk.suggestion_answered(said).await?;
    }
    Ok(())
}
