//! A finding in words: what does not hold, and what to do about it. English, as everything that leads are told by the
//! program's own checks.

use super::assemble::Names;
use domain::dead_end::{Cause, Failure, Finding, House, Invariant, Why};
use domain::{DoorId, TeamId};

/// What does not hold, with the way of somebody who met it.
#[must_use]
pub fn sentence(finding: &Finding, house: &House, names: &Names) -> String {
    let door = match finding.door {
        Some(id) => label(house, id),
        None => "The house",
    };
    let said = format!("{door} {}", said(finding, house, names));
    let only = only_in(&finding.failures);
    let mut out = format!("{said}{only}.");
    if let Some(witness) = &finding.witness {
        out.push_str(" For example, ");
        out.push_str(&witness.sentence);
        out.push('.');
    }
    out
}

fn label(house: &House, id: DoorId) -> &str {
    let door = house.doors.iter().find(|d| d.id == id);
    door.map_or("A door", |d| d.label.as_str())
}

/// Nothing where it holds on an ordinary day as well.
fn only_in(failures: &[Failure]) -> String {
    if failures.is_empty() || failures.contains(&Failure::None) {
        return String::new();
    }
    let words: Vec<&str> = failures.iter().map(|f| while_failed(*f)).collect();
    format!(" while {}", words.join(" or "))
}

fn while_failed(failure: Failure) -> &'static str {
    match failure {
        Failure::None => "all is well",
        Failure::NoAgent => "nobody is at work",
        Failure::MailHostAway => "the mail host is away",
        Failure::CarrierAway => "the phone carrier is away",
        Failure::ModelAway => "the language model is away",
    }
}

fn said(finding: &Finding, house: &House, names: &Names) -> String {
    match &finding.cause {
        Cause::DeadEnd(why) => dead_end(*why).to_owned(),
        Cause::SuccessorCloses => "hands on to a channel that is about to close".to_owned(),
        Cause::Circling => "is answered, but its texts lead in a circle".to_owned(),
        Cause::OnlyWaysTheyCannotUse => "only shows ways that they cannot use".to_owned(),
        Cause::NoTextIn(language) => {
            format!("answers readers of “{language}” in another language")
        }
        Cause::NobodyWorksThere(team) => {
            format!("leads to {}, where nobody works", queue(*team, names))
        }
        Cause::MorePromisedThanCanBeDone(team) => format!(
            "leads to {}, which has promised more than it can do",
            queue(*team, names)
        ),
        Cause::ContextIsLost => {
            "sends them on without who they are and what it is about".to_owned()
        }
        Cause::TooLateFor(topic) => format!("reaches nobody in time for “{topic}”"),
        Cause::NoWay(way) => format!("has no open way that is “{way}”"),
        Cause::NoOwner => "is a door of a channel without an owner".to_owned(),
        Cause::Ends(what) => ends(what, finding, house),
        Cause::NamedIn(text) => format!("goes, and is still named in the {text}"),
        Cause::ShowsWhatIsGone => "shows a door that is gone".to_owned(),
        Cause::NotOurs(what) => format!("publishes {what}, which is no door of it"),
        Cause::ProbeFailed => "did not answer when it was tried".to_owned(),
        Cause::ProbeIsOld => "was not tried for a day".to_owned(),
        Cause::NotMeasured => format!("was not checked for {}", unmeasured(finding.invariant)),
    }
}

fn dead_end(why: Why) -> &'static str {
    match why {
        Why::Nothing => "is a dead end: nothing answers, and nothing is shown that they can use",
        Why::Circle => "is a dead end: its ways lead in a circle",
        Why::TooManyChoices => "is a dead end: nobody makes so many choices",
        Why::NothingPromised => {
            "is a dead end: what is sent is kept, but its channel takes nothing and no successor does"
        }
        Why::Away(_) => "cannot be reached",
    }
}

fn queue(team: Option<TeamId>, names: &Names) -> String {
    match team.and_then(|t| names.teams.get(&t)) {
        Some(name) => format!("the team {name}"),
        None => "the queue of nobody's team".to_owned(),
    }
}

fn ends(what: &str, finding: &Finding, house: &House) -> String {
    let door = house.doors.iter().find(|d| Some(d.id) == finding.door);
    let at = door
        .and_then(|d| d.expiries.as_ref())
        .and_then(|all| all.iter().find(|e| e.what == what))
        .map(|e| e.at);
    match at.is_some_and(|at| at <= house.now) {
        true => format!("rests on {what}, which has ended"),
        false => format!("rests on {what}, which ends soon"),
    }
}

fn unmeasured(invariant: Invariant) -> &'static str {
    match invariant {
        Invariant::Reach => "an answer",
        Invariant::NoTrap => "circles",
        Invariant::SameAbility => "the languages of its texts",
        Invariant::Feasible => "whether what is promised can be done",
        Invariant::Context => "whether what is known goes along",
        Invariant::Urgent => "urgent matters",
        Invariant::Floor => "ways that the law asks for",
        Invariant::Owned => "what it rests on (domain, certificate)",
        Invariant::Fresh => "addresses that are published elsewhere",
        Invariant::Alive => "an answer to a message of our own",
    }
}

/// What somebody can do about it.
#[must_use]
pub fn what_to_do(finding: &Finding) -> &'static str {
    match &finding.cause {
        Cause::DeadEnd(Why::Away(_)) => {
            "Show another way beside it, so that people have one while it is away."
        }
        Cause::DeadEnd(Why::Circle) | Cause::Circling => {
            "Let one of the channels in the circle take what comes, or choose another successor."
        }
        Cause::DeadEnd(Why::TooManyChoices) => "Show the way that answers earlier.",
        Cause::DeadEnd(_) => {
            "Choose a successor that takes what comes under Settings, Channels, or take the channel up again."
        }
        Cause::SuccessorCloses => "Choose a successor that stays.",
        Cause::OnlyWaysTheyCannotUse => "Show a way as well that they can use.",
        Cause::NoTextIn(_) => "Write its texts in that language under Settings, Texts.",
        Cause::NobodyWorksThere(_) => {
            "Give the channel another team under Settings, Channels, or put somebody into this one."
        }
        Cause::MorePromisedThanCanBeDone(_) => "Give the team help, or promise later answers.",
        Cause::ContextIsLost => "Send them on by a link or a form that takes what is known along.",
        Cause::TooLateFor(_) => "Let somebody be there, or say in the text when somebody is.",
        Cause::NoWay(_) => "Open a channel of that kind.",
        Cause::NoOwner => "Name an owner of the channel under Settings, Channels.",
        Cause::Ends(_) => "Renew it.",
        Cause::NamedIn(_) => "Name the way that takes its place there.",
        Cause::ShowsWhatIsGone => "Name a door there that is open.",
        Cause::NotOurs(_) => "Add it as a door, or take it off.",
        Cause::ProbeFailed => {
            "Look at what the program saw at the door, and at the health of the channel, under Settings, Channels."
        }
        Cause::ProbeIsOld => "Look why the program does not try it any more.",
        Cause::NotMeasured if finding.invariant == Invariant::Alive => {
            "The program tries every open door within a day; look at it now under Settings, Channels."
        }
        Cause::NotMeasured if finding.invariant == Invariant::Urgent => {
            "Say which topics are urgent."
        }
        Cause::NotMeasured => "Nothing to do: the program does not measure this here yet.",
    }
}
