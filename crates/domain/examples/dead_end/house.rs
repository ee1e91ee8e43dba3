//! A house of many channels: five teams with hours of their own, every fifth channel closed in favour of another, some
//! forms that show a sign outside of their hours, pages of ways that name many doors.

use super::domain::channel::{ChannelKind, Stage};
use super::domain::dead_end::{
    Channel, Door, Entry, Failure, House, Kind, Laid, Link, Load, Probe, Scope, Serves, Slot,
    TEXT_PAGE, Team, When, audit, slots,
};
use super::domain::door::{Medium, Overlay, TEXT_CLOSED, TEXT_SIGNPOST, VisitorKind};
use super::domain::hours::{Hours, Interval, Local, Schedule};
use super::domain::{AgentId, ChannelId, DoorId, Millis, TeamId};
use uuid::Uuid;

pub const DOORS: usize = 200;
pub const SLOTS: usize = 40;
/// Monday 2026-03-09, 00:00 UTC.
pub const MONDAY: Millis = 1_773_014_400_000;
const TEAMS: usize = 5;
const SEGMENTS: [&str; 5] = ["free", "basic", "plus", "business", "partner"];
const LANGUAGES: [&str; 4] = ["en", "es", "et", "zh"];
const MEDIA: [Medium; 5] = [
    Medium::Mail,
    Medium::Page,
    Medium::Widget,
    Medium::Call,
    Medium::Text,
];

fn id(n: usize) -> Uuid {
    Uuid::from_u128(n as u128 + 1)
}

/// The working week of a team; each begins an hour later than the one before.
fn hours(team: usize) -> Hours {
    let team = team as u16;
    let on = |day: u8| Interval {
        day,
        from: (6 + team) * 60,
        to: (15 + team) * 60,
    };
    let schedule = Schedule {
        zone: "Europe/Stockholm".into(),
        week: (0..5).map(on).collect(),
        exceptions: Vec::new(),
    };
    Hours::new(&schedule, &[]).expect("a working week")
}

fn kinds() -> Vec<Kind> {
    use Medium::{Call, Mail, Page, Text, Widget};
    let able: [(&str, &[Medium]); 6] = [
        ("any way", &[]),
        ("voice only", &[Call]),
        ("text only", &[Mail, Page, Widget, Text]),
        ("no app", &[Mail, Page, Call]),
        ("relay", &[Text, Page, Widget]),
        ("mail only", &[Mail]),
    ];
    let mut out = Vec::new();
    for segment in SEGMENTS {
        for language in LANGUAGES {
            for (name, media) in able {
                out.push(Kind {
                    name: format!("{segment}, {language}, {name}"),
                    visitor: VisitorKind {
                        segment: Some(segment.to_owned()),
                        language: Some(language.to_owned()),
                        abilities: media.to_vec(),
                        signed_in: false,
                    },
                });
            }
        }
    }
    out
}

fn channel(n: usize) -> Channel {
    let closed = n % 5 == 4;
    let sign = Laid {
        overlay: Overlay::Signpost,
        when: When::OutsideHours,
    };
    Channel {
        id: ChannelId(id(n)),
        kind: ChannelKind("any".into()),
        name: format!("channel {n}"),
        stage: if closed { Stage::Closed } else { Stage::Live },
        paused: n % 17 == 3,
        successor: (!n.is_multiple_of(3)).then(|| ChannelId(id((n + 7) % DOORS))),
        team: Some(TeamId(id(n % TEAMS))),
        owner: Some(AgentId(id(n))),
        hours: (!n.is_multiple_of(4)).then(|| hours(n % TEAMS)),
        overlays: if n % 6 == 1 { vec![sign] } else { Vec::new() },
        promise: None,
        tells: true,
        serves: if n % 11 == 6 {
            Serves::Pages
        } else {
            Serves::People
        },
        languages: Some(LANGUAGES.map(str::to_owned).to_vec()),
        version: 1,
    }
}

fn door(n: usize) -> Door {
    let link = |text: &str, to: usize| Link {
        text: text.to_owned(),
        to: DoorId(id(to % DOORS)),
        language: None,
        carries: Some(true),
    };
    let mut shows = vec![
        link(TEXT_CLOSED, n + 1),
        link(TEXT_SIGNPOST, n + 3),
        link(TEXT_SIGNPOST, n + 5),
    ];
    // Articles show a page of all ways.
    if n % 11 == 6 {
        shows.extend((0..20).map(|m| link(TEXT_PAGE, n + m * 9 + 1)));
    }
    Door {
        id: DoorId(id(n)),
        channel: ChannelId(id(n)),
        label: format!("door-{n}.example"),
        medium: MEDIA[n % MEDIA.len()],
        entry: Entry::Anybody,
        shows,
        expiries: Some(Vec::new()),
        named_in: Some(Vec::new()),
        probe: Some(Probe {
            at: MONDAY,
            passed: true,
        }),
    }
}

fn team(n: usize) -> Team {
    Team {
        id: TeamId(id(n)),
        agents: 4,
        archived: false,
        hours: Some(hours(n)),
        load: Some(Load {
            promised_ms: 1,
            capacity_ms: 2,
        }),
    }
}

/// The week as its hours cut it, cut further until there are [`SLOTS`].
fn forty(week: Vec<Slot>) -> Vec<Slot> {
    let mut out = week;
    while out.len() < SLOTS {
        let longest = (0..out.len()).max_by_key(|&n| out[n].ms).expect("a slot");
        let half = out[longest].ms / 2;
        let mut second = out[longest].clone();
        out[longest].ms -= half;
        second.at += out[longest].ms;
        second.ms = half;
        out.insert(longest + 1, second);
    }
    out.truncate(SLOTS);
    out
}

pub fn large() -> House {
    let all: Vec<Hours> = (0..TEAMS).map(hours).collect();
    let local = Local::new("Europe/Stockholm", MONDAY, MONDAY + 8 * 86_400_000).expect("a zone");
    let week = slots(&all.iter().collect::<Vec<_>>(), MONDAY, &[], &local);
    House {
        now: MONDAY,
        channels: (0..DOORS).map(channel).collect(),
        doors: (0..DOORS).map(door).collect(),
        teams: (0..TEAMS).map(team).collect(),
        kinds: kinds(),
        slots: forty(week),
        failures: vec![Failure::None],
        urgent: Some(Vec::new()),
        floors: Some(Vec::new()),
        strangers: Some(Vec::new()),
    }
}

/// The house as the steps of a plan make it that closes a channel: unlisted, other ways first, announced, for a few hours
/// away, shown the way outside of hours and then always, handed on, and closed.
pub fn of_steps(at: usize) -> Vec<House> {
    let to = ChannelId(id((at + 2) % DOORS));
    let audience = "plus".to_owned();
    let laid: [&[Overlay]; 10] = [
        &[Overlay::Unlist],
        &[Overlay::Unlist, Overlay::OfferAlternatives],
        &[Overlay::Unlist, Overlay::Announce],
        &[Overlay::Announce, Overlay::TakeMessage],
        &[Overlay::Announce, Overlay::LimitedTo { audience }],
        &[Overlay::Announce, Overlay::OutboundOnly],
        &[Overlay::Signpost],
        &[Overlay::Signpost, Overlay::TakeMessage],
        &[Overlay::Redirect { to }],
        &[],
    ];
    let step = |(n, overlays): (usize, &&[Overlay])| {
        let mut house = large();
        let channel = &mut house.channels[at];
        channel.stage = if n == 9 {
            Stage::Closed
        } else {
            Stage::WindingDown
        };
        channel.successor = Some(to);
        channel.overlays = (overlays.iter().cloned())
            .map(|overlay| Laid {
                overlay,
                when: When::Always,
            })
            .collect();
        house.failures = Failure::ALL.to_vec();
        house
    };
    laid.iter().enumerate().map(step).collect()
}

/// What is found in it.
pub fn print() {
    let report = audit(&large(), &Scope::All);
    for f in &report.findings {
        let witness = f.witness.as_ref().map_or("", |w| w.sentence.as_str());
        println!(
            "{} {:?} {:?}, {} kinds, {} slots: {witness}",
            f.invariant.code(),
            f.verdict,
            f.cause,
            f.kinds.len(),
            f.slots.len()
        );
    }
}
