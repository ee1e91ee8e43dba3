//! Follow the sun: when the hours of a team end, what its agents have taken up and not answered passes to the next team that
//! is open, with a note that says so.

use super::rules;
use crate::note::{NewNote, write as write_note};
use crate::{By, Desk, Result, carry_out, clocks, fresh, organization};
use domain::conversation::{Command, Conversation, Status};
use domain::hours::Hours;
use domain::{ConversationId, MessageId, Millis, TeamId};
use store::Tx;

/// How long after the end of its hours a team's work is still handed over: a program that did not run then does it later.
const WINDOW_MS: Millis = 30 * 60 * 1000;
/// Conversations of one team in one go.
const BATCH: usize = 200;

/// A team whose hours are over, and the one that takes over.
struct Passing {
    from: TeamId,
    from_name: String,
    to: TeamId,
    to_name: String,
    closed_at: Millis,
}

impl Desk {
    /// Hands over what teams have whose hours have just ended; how many conversations.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn hand_over_open_work(&self, now: Millis) -> Result<usize> {
        let passing = self.db.read(async move |tx| passing(tx, now).await).await?;
        let mut handed = 0;
        for p in passing {
            handed += self
                .write(async move |tx| {
                    let ids = store::work::taken_up(tx, p.from, p.closed_at, BATCH).await?;
                    let mut handed = 0;
                    for id in ids {
                        handed += usize::from(hand_over(tx, id, &p, now).await?);
                    }
                    Ok(handed)
                })
                .await?;
        }
        Ok(handed)
    }
}

/// Teams that have just closed and that pass their work on, each with the first of its followers that is open.
async fn passing(tx: &mut Tx, now: Millis) -> Result<Vec<Passing>> {
    let followers = rules::routing(tx).await?.hand_over;
    if followers.is_empty() {
        return Ok(Vec::new());
    }
    let teams = store::team::all(tx).await?;
    let name = |id: TeamId| {
        teams
            .iter()
            .find(|t| t.id == id && !t.archived)
            .map(|t| &t.name)
    };
    let mut out = Vec::new();
    for (from, to) in followers {
        let Some(hours) = hours(tx, from, now).await? else {
            continue;
        };
        let Some(closed_at) = closed(&hours, now) else {
            continue;
        };
        for next in to {
            // A team without hours is always open.
            let open = hours_open(tx, next, now).await?;
            let (true, Some(from_name), Some(to_name)) = (open, name(from), name(next)) else {
                continue;
            };
            out.push(Passing {
                from,
                from_name: from_name.clone(),
                to: next,
                to_name: to_name.clone(),
                closed_at,
            });
            break;
        }
    }
    Ok(out)
}

async fn hours(tx: &mut Tx, team: TeamId, now: Millis) -> Result<Option<Hours>> {
    match store::team::hours(tx, team).await? {
        Some(id) => Ok(clocks::hours(tx, id, now).await?),
        None => Ok(None),
    }
}

async fn hours_open(tx: &mut Tx, team: TeamId, now: Millis) -> Result<bool> {
    Ok(hours(tx, team, now).await?.is_none_or(|h| h.is_open(now)))
}

/// When the hours ended, if that was just now.
fn closed(hours: &Hours, now: Millis) -> Option<Millis> {
    if hours.is_open(now) {
        return None;
    }
    hours.next_close(now - WINDOW_MS).filter(|at| *at <= now)
}

async fn hand_over(tx: &mut Tx, id: ConversationId, p: &Passing, now: Millis) -> Result<bool> {
    let by = By::system(now);
    let mut c: Conversation = carry_out::load(tx, id).await?;
    let waits = c.state.status() == Status::Open && c.waiting_since.is_some();
    if c.team != Some(p.from) || !waits {
        return Ok(false);
    }
    carry_out::command(tx, &mut c, Command::Assign(None), &by.ctx()).await?;
    carry_out::command(tx, &mut c, Command::MoveTeam(Some(p.to)), &by.ctx()).await?;
    carry_out::save(tx, &mut c, None).await?;
    let note = NewNote {
        conversation: id,
        html: words(p, &organization::of(tx).await?.locale),
        mentions: Vec::new(),
        attachments: Vec::new(),
    };
    write_note(tx, &by, &note, &[], MessageId(fresh::id(now))).await?;
    Ok(true)
}

fn words(p: &Passing, locale: &str) -> String {
    let mut html = String::from("<p>");
    let said = domain::wording::hand_over(&p.from_name, &p.to_name, locale);
    mail::html::escape(&said, &mut html);
    html.push_str("</p>");
    html
}
