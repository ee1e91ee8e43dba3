//! What is to be seen of a notice: its figures, what is wrong with it, its waves, and who has moved.

use super::{ground, load, people, render};
use crate::text::empty_places;
use crate::{DeskError, Result, organization};
use domain::channel::Stage;
use domain::notice::{Content, Facts, Finding, State, Week, by_week, findings, shown_from};
use domain::{ChannelId, Millis, NoticeId};
use std::collections::BTreeMap;
use store::Tx;
use store::notice::{Counts, Notice};

/// Waves that are shown.
const WAVES: u32 = 200;
/// Octets of plain words that are looked through.
const PLAIN_MAX: usize = 200_000;

/// A notice and what is to be seen of it.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    pub notice: Notice,
    pub counts: Counts,
    /// What they did since was asked for: `replied`, `moved`, `silent` and the weeks.
    pub metered: bool,
    /// Of a draft: who would be told.
    pub people: i64,
    /// Of a draft.
    pub findings: Vec<Finding>,
    pub waves: Vec<Wave>,
    pub moved_by_week: Vec<Week>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wave {
    pub n: u32,
    pub people: i64,
    /// `waiting`, `sending` or `done`.
    pub state: &'static str,
    /// When it begins, if that is known.
    pub due_at: Option<Millis>,
}

pub(super) async fn view(tx: &mut Tx, id: NoticeId, now: Millis, meter: bool) -> Result<View> {
    let row = load(tx, id).await?;
    let mut out = View {
        counts: Counts::default(),
        metered: meter,
        people: 0,
        findings: Vec::new(),
        waves: Vec::new(),
        moved_by_week: Vec::new(),
        notice: row,
    };
    let n = &out.notice;
    if n.state == State::Draft {
        let chosen = people::chosen(tx, n.channel, &n.content.0, now).await?;
        let facts = facts(tx, n, &chosen, now).await?;
        out.people = facts.people();
        out.waves = planned(&n.content.0, out.people);
        out.findings = findings(&n.content.0, &facts);
        return Ok(out);
    }
    let of = (n.id, n.channel);
    out.waves = waves(tx, n).await?;
    out.counts = match meter {
        true => store::notice::counts(tx, of).await?,
        false => store::notice::states(tx, n.id).await?,
    };
    if meter {
        let (told, heard) = store::notice::heard(tx, of).await?;
        let told: BTreeMap<_, _> = told.into_iter().collect();
        out.moved_by_week = by_week(&told, &heard, now);
    }
    out.people = out.counts.waiting + out.counts.told;
    Ok(out)
}

/// As a draft would be sent.
fn planned(content: &Content, people: i64) -> Vec<Wave> {
    let people = usize::try_from(people).unwrap_or(0);
    let mut out: Vec<Wave> = Vec::new();
    for place in 0..people {
        let n = content.waves.of(place);
        if let Some(last) = out.last_mut().filter(|w| w.n == n) {
            last.people += 1;
            continue;
        }
        if out.len() >= WAVES as usize {
            break;
        }
        out.push(Wave {
            n,
            people: 1,
            state: "waiting",
            due_at: None,
        });
    }
    out
}

async fn waves(tx: &mut Tx, n: &Notice) -> Result<Vec<Wave>> {
    let from = shown_from(n.wave, n.waves, WAVES);
    let rows = store::notice::waves(tx, n.id, from, WAVES as usize).await?;
    let wave = |row: store::notice::Wave| {
        let next = n.next_at.filter(|_| n.state == State::Sending);
        let waves = n.content.0.waves;
        Wave {
            n: row.n,
            people: row.people,
            state: match (row.n <= n.wave, row.waiting) {
                (true, 0) => "done",
                (true, _) => "sending",
                (false, _) => "waiting",
            },
            due_at: next.and_then(|at| waves.due(row.n, n.wave + 1, at)),
        }
    };
    Ok(rows.into_iter().map(wave).collect())
}

/// What a notice rests on now.
pub(super) async fn facts(
    tx: &mut Tx,
    n: &Notice,
    chosen: &people::Choice,
    now: Millis,
) -> Result<Facts> {
    let content = &n.content.0;
    let mut out = Facts {
        house: organization::of(tx).await?.locale,
        too_many: chosen.too_many(),
        unreachable: chosen.unreachable,
        from: store::channel::load(tx, content.from)
            .await?
            .map(|c| c.name),
        sender: sender(tx, content.from).await?.err(),
        plan_waits: ground::waits(tx, n).await?,
        ..Facts::default()
    };
    for one in chosen.people.iter().filter(|one| one.way.is_ok()) {
        let language = one.who.language.clone().unwrap_or_default();
        *out.languages.entry(language).or_default() += 1;
        out.captive += i64::from(one.who.only_here);
    }
    let known = render::known_of_all(tx, n, now).await?;
    for (language, text) in &content.texts {
        let plain = mail::html::text_of(&text.html, PLAIN_MAX);
        let plain = format!("{}\n{plain}", text.subject);
        out.plain.insert(language.clone(), plain);
        out.empty.extend(empty_places(&text.html, &known));
        out.empty.extend(empty_places(&text.subject, &known));
    }
    let doors = store::door::of_channel(tx, n.channel).await?;
    out.closing = doors.into_iter().map(|d| d.address).collect();
    Ok(out)
}

/// Refuses what cannot be sent like that.
pub(super) fn refuse(findings: &[Finding]) -> Result<()> {
    let Some(first) = findings.iter().find(|f| f.blocks) else {
        return Ok(());
    };
    let text = format!("{} {}", first.sentence, first.what_to_do);
    Err(DeskError::refused(first.code.word(), text))
}

/// The address that a channel writes from, or why it cannot.
pub(super) async fn sender(
    tx: &mut Tx,
    id: ChannelId,
) -> Result<std::result::Result<String, String>> {
    let Some(channel) = store::channel::load(tx, id).await? else {
        return Ok(Err("The channel that is to write is not there.".to_owned()));
    };
    let no = |why: &str| Ok(Err(format!("“{}” {why}", channel.name)));
    if channel.kind.0 != "email" {
        return no("is no channel of mail.");
    }
    if matches!(channel.stage, Stage::Draft | Stage::Closed) {
        return no("is not live.");
    }
    let doors = store::door::of_channel(tx, id).await?;
    let mut open = doors.into_iter().filter(|d| d.removed_at.is_none());
    match open.find(|d| d.address.contains('@')) {
        Some(door) => Ok(Ok(door.address)),
        None => no("has no address to write from."),
    }
}
