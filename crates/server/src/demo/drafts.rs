//! Plans that a lead of the demo has begun to write: an address in favour of a form, and a chat in favour of messages. Nothing of
//! them is in force; see `docs/guide/closing-a-channel.md`.

use super::company::Cast;
use anyhow::Context as _;
use desk::channels::NewChannel;
use desk::{By, Desk};
use domain::channel::Stage;
use domain::door::Overlay;
use domain::plan::template::{Params, Template, outside, step, task};
use domain::plan::{Bound, Content, Counted, DAY, Gate, Kind, Step, Unit};
use domain::{AgentId, Millis};

/// Minutes until a chat should be answered.
const CHAT_TARGET_MIN: u32 = 2;

/// After the form.
///
/// # Errors
/// When a verb refuses, or the store fails.
pub async fn write(desk: &Desk, cast: &Cast, now: Millis) -> anyhow::Result<()> {
    let lead = cast.members.get(1).context("the demo has no lead")?;
    let by = lead.by(now);
    cards(desk, cast, &by, lead.id).await?;
    chat(desk, cast, &by, lead.id).await
}

/// The address for gift cards, which is paused anyway, in favour of the form.
async fn cards(desk: &Desk, cast: &Cast, by: &By, owner: AgentId) -> anyhow::Result<()> {
    let channels = desk.channels().await?;
    let form = channels.iter().find(|c| c.kind.0 == "form");
    let params = Params {
        name: "Gift cards".to_owned(),
        owner: Some(owner),
        reason: "Nobody answers it while the printer is being repaired, and the form asks for the number of the card."
            .to_owned(),
        pilots: std::collections::BTreeSet::new(),
        successor: form.map(|f| f.id),
    };
    let content = Template::LightWindDown.content(&params);
    desk.make_plan(by, cast.paused, content).await?;
    Ok(())
}

/// A chat on no site yet, and the plan that makes a place for messages of it.
async fn chat(desk: &Desk, cast: &Cast, by: &By, owner: AgentId) -> anyhow::Result<()> {
    let channels = desk.channels().await?;
    let team = channels.iter().find(|c| c.id == cast.successor);
    let new = NewChannel {
        name: "Chat".to_owned(),
        kind: "chat".to_owned(),
        brand: None,
        team: team.and_then(|c| c.team),
        address: None,
        first_response_target_min: CHAT_TARGET_MIN,
    };
    let channel = desk.create_channel(by, new).await?.id;
    let reason = "It stands on no site yet.";
    desk.set_stage(by, channel, Stage::Pilot, None, reason)
        .await?;
    desk.make_plan(by, channel, messages(owner)).await?;
    Ok(())
}

fn messages(owner: AgentId) -> Content {
    let announce = Step {
        overlays: vec![Overlay::Announce],
        keeps: true,
        tasks: vec![task("Write on the pages with the chat from when on", 2)],
        ..step("Announce it in the chat", 14)
    };
    let instead = Step {
        overlays: vec![Overlay::TakeMessage],
        keeps: true,
        gates: vec![served()],
        tasks: vec![task(
            "Talk with the agents: what is easier, what is lost",
            14,
        )],
        outside: vec![outside("“Chat with us” on the site becomes “Write to us”")],
        ..step("A message instead of a talk", 28)
    };
    Content {
        kind: Kind::Adjust,
        name: "Messages instead of chat".to_owned(),
        reason: "Two of three chats end with “we shall look into it”: nobody has to wait on the line for that.".to_owned(),
        owner: Some(owner),
        close_plan: String::new(),
        steps: vec![brief(), announce, instead],
    }
}

fn brief() -> Step {
    Step {
        tasks: vec![
            task("Tell the team why, with the figures", 2),
            task("Collect the team's view, also of who is against it", 5),
        ],
        ..step("Brief the team, collect its view", 5)
    }
}

/// Messages are answered in time.
fn served() -> Gate {
    Gate {
        metric: "answered_in_target".to_owned(),
        bound: Bound::AtLeast,
        threshold: 0.8,
        unit: Unit::Share,
        counted: Counted::Sample,
        smallest_n: 20,
        window_ms: 14 * DAY,
    }
}
