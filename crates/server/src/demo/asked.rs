//! What customers of the past were asked, and said; and why they wrote. By the verbs of the desk: the sweep asks as of each
//! past day, the mails are read where they would leave, and some of the customers answer.

use super::chance::Chance;
use super::company::Cast;
use super::hours::{DAY, HOUR};
use desk::causes::Wanted as NewCause;
use desk::surveys::{Posted, Wanted};
use desk::{Desk, DeskError};
use domain::cause::State;
use domain::filter::Filter;
use domain::survey::{Kind, Trigger};
use domain::{CauseId, Millis};
use serde_json::json;
use store::house_mail::{Claimed, Ended};
use store::inbox::Sort;

/// Days that are told.
const DAYS: i64 = 90;
/// Of a hundred who are asked, how many answer; and of those, how many write something.
const ANSWER: i64 = 38;
const WRITE: i64 = 40;
/// How often each score from 1 to 5 is given.
const SCORES: [u32; 5] = [5, 6, 9, 31, 49];
/// Mails that are read at once.
const BATCH: usize = 200;
/// Conversations that are asked why.
const LOOKED: usize = 400;

const GLAD: [&str; 6] = [
    "Quick and kind, thank you.",
    "Aitäh, kiire abi!",
    "Alles bestens, danke.",
    "很快就解决了，谢谢。",
    "You even remembered my last order.",
    "Great, but the return form asks too much.",
];
const SORRY: [&str; 5] = [
    "It took four mails to get one answer.",
    "Vastus tuli liiga hilja.",
    "Nobody read my first message.",
    "The parcel is still not here.",
    "Ich musste alles zweimal erklären.",
];

/// Tells the past up to `until`.
///
/// # Errors
/// When a verb refuses, or the store fails.
pub async fn tell(
    desk: &Desk,
    cast: &Cast,
    url: &str,
    until: Millis,
    seed: u64,
) -> anyhow::Result<()> {
    let mut chance = Chance::new(seed ^ 0x5u64);
    let began = until - DAYS * DAY;
    let wanted = Wanted {
        name: "How did we do?".to_owned(),
        kind: Kind::Csat,
        trigger: Trigger::Resolved { after_hours: 24 },
        channels: Vec::new(),
        languages: Vec::new(),
        share_permille: 1000,
        cool_down_days: 30,
        reopen_low: false,
        enabled: true,
        archived: false,
    };
    desk.create_survey(&cast.chief().by(began), wanted).await?;
    for day in 1..=DAYS {
        let now = began + day * DAY;
        desk.ask_surveys(url, now).await?;
        loop {
            let mails = claimed(desk, now).await?;
            for mail in &mails {
                answer(desk, mail, (now, until), &mut chance).await?;
            }
            if mails.len() < BATCH {
                break;
            }
        }
    }
    causes(desk, cast, until, &mut chance).await
}

/// Takes the mails where they would leave: they are read here, and go nowhere.
async fn claimed(desk: &Desk, now: Millis) -> anyhow::Result<Vec<Claimed>> {
    let mails = desk
        .db()
        .write(async move |tx| {
            let mails = store::house_mail::claim(tx, now, now + HOUR, "demo", BATCH).await?;
            for mail in &mails {
                store::house_mail::end(tx, mail.id, mail.attempt, Ended::Sent, "read").await?;
            }
            Ok::<_, store::StoreError>(mails)
        })
        .await?;
    Ok(mails)
}

/// Within a day, and not after `until`.
async fn answer(
    desk: &Desk,
    mail: &Claimed,
    (asked_at, until): (Millis, Millis),
    chance: &mut Chance,
) -> anyhow::Result<()> {
    let mut chance = chance.fork();
    let text = mail::read(&mail.bytes, &mail::Limits::default()).text;
    let token: Option<String> = text.split_once("/s/").map(|(_, rest)| {
        rest.chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect()
    });
    let Some(token) = token.filter(|_| chance.percent(ANSWER)) else {
        return Ok(());
    };
    let score = i64::try_from(chance.weighed(&SCORES)).unwrap_or(0) + 1;
    let words: &[&str] = if score > 3 { &GLAD } else { &SORRY };
    let comment = match chance.percent(WRITE) {
        true => (*chance.one(words).unwrap_or(&"")).to_owned(),
        false => String::new(),
    };
    let at = (asked_at + chance.between(1, 20) * HOUR).min(until);
    match desk
        .answer_survey(&token, Posted { score, comment }, at)
        .await
    {
        // Whoever was forgotten meanwhile has nothing to say.
        Ok(()) | Err(DeskError::Refused(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Why people write: some causes, and what agents found out lately.
async fn causes(desk: &Desk, cast: &Cast, now: Millis, chance: &mut Chance) -> anyhow::Result<()> {
    let by = cast.chief().by(now);
    let mut topics: Vec<_> = cast
        .topics
        .iter()
        .map(|(name, id)| (name.clone(), *id))
        .collect();
    topics.sort();
    let mut made: Vec<(domain::TopicId, CauseId, Option<Millis>)> = Vec::new();
    for (name, topic) in topics.iter().take(3) {
        for (words, mended) in [
            (
                format!("{name}: the page does not say how long it takes"),
                None,
            ),
            (
                format!("{name}: the mail came without the number"),
                Some(now - 40 * DAY),
            ),
        ] {
            let wanted = NewCause {
                topic: *topic,
                name: words,
                description: String::new(),
                owner: Some(cast.chief().id),
                link: String::new(),
                state: mended.map_or(State::Open, |_| State::Mended),
                mended_at: mended,
                archived: false,
            };
            let cause = desk.create_cause(&by, wanted).await?;
            made.push((*topic, cause.id, mended));
        }
    }
    let ids: Vec<String> = topics
        .iter()
        .take(3)
        .map(|(_, id)| id.to_string())
        .collect();
    let filter = json!({ "all": [{ "field": "topic", "op": "any_of", "value": ids }] });
    let filter = Filter::parse(&filter)
        .map_err(|wrong| anyhow::anyhow!("{}: {}", wrong.path, wrong.message))?;
    let access = by.access.clone();
    let page = desk
        .db()
        .read(async move |tx| {
            store::filter::page(tx, &access, &filter, Sort::Newest, now, None, LOOKED).await
        })
        .await?;
    for c in page.items {
        let own: Vec<_> = made.iter().filter(|m| Some(m.0) == c.topic).collect();
        let Some((_, cause, mended)) = chance.one(&own).copied() else {
            continue;
        };
        let still = mended.is_none_or(|at| c.created_at < at || chance.percent(12));
        if still && chance.percent(70) && c.status.is_work() {
            desk.set_cause(&by, c.id, Some(*cause)).await?;
        }
    }
    Ok(())
}
