//! What is wrong with channels: doors that lead nowhere, mailboxes that fail, mail that cannot leave. Shown with each channel
//! and by `fairlead check`.

use crate::{Desk, Result};
use domain::channel::{Channel, ReplyForm, Stage};
use domain::{ChannelId, Millis};
use serde::Serialize;
use store::Tx;
use store::delivery::Health;
use store::door::Door;
use store::mailbox::Mailbox;
use store::smarthost::{DkimKey, Smarthost};

/// Octets of a mailbox name behind which a mark of ours still fits.
const TAGGED_MAX: usize = 27;
/// A mailbox that was not seen for so long is worth a word.
const STALE_MS: Millis = 15 * 60 * 1000;
/// How far back failed deliveries count.
const FAILURES_MS: Millis = 7 * 24 * 60 * 60 * 1000;

/// One thing to look at. `code` is stable; `message` says what and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub code: &'static str,
    pub message: String,
}

/// Everything that findings are made of, at one moment.
#[derive(Debug, Clone, Default)]
pub struct Picture {
    pub channels: Vec<Channel>,
    /// Open ones.
    pub doors: Vec<Door>,
    pub mailboxes: Vec<Mailbox>,
    pub forms: Vec<domain::form::Form>,
    /// Help centers that readers can open.
    pub centers: Vec<domain::HelpCenterId>,
    pub smarthosts: Vec<Smarthost>,
    pub keys: Vec<DkimKey>,
    /// `(team, name, archived, members)`.
    pub teams: Vec<(domain::TeamId, String, bool, usize)>,
    pub sending: Health,
    /// Mail may go straight to the recipients' servers.
    pub direct: bool,
    pub now: Millis,
}

impl Desk {
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn picture(&self, now: Millis, direct: bool) -> Result<Picture> {
        self.db
            .read(async move |tx| picture(tx, now, direct).await)
            .await
    }
}

async fn picture(tx: &mut Tx, now: Millis, direct: bool) -> Result<Picture> {
    let mut teams = Vec::new();
    for team in store::team::all(tx).await? {
        let members = store::team::members(tx, team.id).await?.len();
        teams.push((team.id, team.name, team.archived, members));
    }
    let mut doors = store::door::all(tx).await?;
    doors.retain(|d| d.removed_at.is_none());
    Ok(Picture {
        channels: store::channel::all(tx).await?,
        doors,
        mailboxes: store::mailbox::all(tx).await?,
        forms: store::form::all(tx).await?,
        centers: store::help_center::public_all(tx)
            .await?
            .iter()
            .map(|c| c.id)
            .collect(),
        smarthosts: store::smarthost::all(tx).await?,
        keys: store::smarthost::dkim_keys(tx).await?,
        teams,
        sending: store::delivery::health(tx, now - FAILURES_MS).await?,
        direct,
        now,
    })
}

/// What is worth a look at one channel.
#[must_use]
pub fn findings(p: &Picture, channel: &Channel) -> Vec<Finding> {
    let mut out = Vec::new();
    landing(p, channel, &mut out);
    match p.forms.iter().find(|f| f.channel == channel.id) {
        Some(form) => form_findings(p, form, &mut out),
        None => doors(p, channel, &mut out),
    }
    for mailbox in p.mailboxes.iter().filter(|m| m.channel == channel.id) {
        mailbox_findings(p, mailbox, &mut out);
    }
    sending(p, channel, &mut out);
    out
}

/// Where new mail of the channel ends: the channel itself, or the first open one down the line.
#[must_use]
pub fn lands_in(p: &Picture, channel: &Channel) -> Option<ChannelId> {
    let mut seen = Vec::new();
    let mut next = Some(channel.id);
    while let Some(id) = next {
        if seen.contains(&id) {
            return None;
        }
        seen.push(id);
        let at = p.channels.iter().find(|c| c.id == id)?;
        if !at.paused && at.stage != Stage::Closed {
            return Some(id);
        }
        next = at.successor;
    }
    None
}

fn landing(p: &Picture, channel: &Channel, out: &mut Vec<Finding>) {
    let target = lands_in(p, channel);
    let team = target
        .and_then(|id| p.channels.iter().find(|c| c.id == id))
        .unwrap_or(channel)
        .team;
    let shut = channel.paused || channel.stage == Stage::Closed;
    if shut && target.is_none() && channel.successor.is_some() {
        out.push(finding(
            "successor_shut",
            "The successor is paused or closed too: mail lands in this channel's own team. Choose a successor that is open.",
        ));
    } else if shut && target.is_none() {
        out.push(finding(
            "no_successor",
            "Mail to this channel still lands in its own team. Name a successor if somebody else should answer.",
        ));
    }
    match team.and_then(|id| p.teams.iter().find(|t| t.0 == id)) {
        None => out.push(finding(
            "no_team",
            "New conversations belong to no team: everybody sees them, and nobody is asked. Give the channel a team.",
        )),
        Some((_, name, true, _)) => out.push(finding(
            "team_archived",
            &format!("New conversations go to “{name}”, which is archived. Give the channel another team."),
        )),
        Some((_, name, _, 0)) => out.push(finding(
            "team_empty",
            &format!("New conversations go to “{name}”, and nobody is in it. Add agents to it."),
        )),
        Some(_) => {}
    }
}

/// A form needs a page to stand on, and an address that answers come from.
fn form_findings(p: &Picture, form: &domain::form::Form, out: &mut Vec<Finding>) {
    if !form.help_center.is_some_and(|id| p.centers.contains(&id)) {
        out.push(finding(
            "form_nowhere",
            "This form stands on no page: nobody can open it. Choose a help center in its settings, one that is public.",
        ));
    }
    let answers = form
        .reply_door
        .is_some_and(|id| p.doors.iter().any(|d| d.id == id));
    if !answers {
        out.push(finding(
            "form_without_address",
            "Answers to this form have no sender: nobody can be acknowledged or answered. Choose an email address in its settings.",
        ));
    }
}

fn doors(p: &Picture, channel: &Channel, out: &mut Vec<Finding>) {
    let by_mail = channel.kind.0 == crate::channels::EMAIL;
    if by_mail && !p.doors.iter().any(|d| d.channel == channel.id) {
        out.push(finding(
            "no_door",
            "This channel has no address: nobody can write to it, and answers have no sender. Add a door.",
        ));
    }
    for door in p.doors.iter().filter(|d| d.channel == channel.id) {
        let local = door.address.rsplit_once('@').map_or("", |(local, _)| local);
        if door.reply_form == ReplyForm::Tagged && local.len() > TAGGED_MAX {
            out.push(finding(
                "door_name_long",
                &format!("The name of {} leaves no room for the mark by which answers are known. If all mail of its domain comes here, say so at the door.", door.address),
            ));
        }
    }
}

fn mailbox_findings(p: &Picture, m: &Mailbox, out: &mut Vec<Finding>) {
    let name = format!("{} at {}", m.username, m.host);
    if !m.enabled {
        out.push(finding(
            "mailbox_off",
            &format!("The mailbox {name} is switched off: its mail stays on the server."),
        ));
        return;
    }
    if m.secret.is_none() {
        let what = if m.auth == "password" {
            "has no password"
        } else {
            "waits for consent"
        };
        out.push(finding(
            "mailbox_not_signed_in",
            &format!("The mailbox {name} {what}: nothing is collected."),
        ));
        return;
    }
    if let Some(error) = &m.last_error {
        out.push(finding(
            "mailbox_failing",
            &format!("The mailbox {name} cannot be collected: {error}"),
        ));
    } else if m.last_success_at.is_some_and(|at| p.now - at > STALE_MS) {
        out.push(finding(
            "mailbox_stale",
            &format!("The mailbox {name} was not looked at for a quarter of an hour."),
        ));
    }
}

fn sending(p: &Picture, channel: &Channel, out: &mut Vec<Finding>) {
    if !p.direct && !p.smarthosts.iter().any(|s| s.enabled) {
        out.push(finding(
            "no_way_out",
            "No smarthost is set: answers wait and do not leave. Add one under Sending.",
        ));
    }
    for host in p.smarthosts.iter().filter(|s| s.enabled) {
        if let Some(error) = &host.last_error {
            out.push(finding(
                "smarthost_failing",
                &format!("The smarthost {} fails: {error}", host.host),
            ));
        }
    }
    if p.sending.uncertain > 0 {
        out.push(finding(
            "deliveries_uncertain",
            &format!(
                "Of {} deliveries it is not known whether they arrived.",
                p.sending.uncertain
            ),
        ));
    }
    let mut domains: Vec<&str> = p
        .doors
        .iter()
        .filter(|d| d.channel == channel.id)
        .filter_map(|d| d.address_key.rsplit_once('@').map(|(_, domain)| domain))
        .collect();
    domains.sort_unstable();
    domains.dedup();
    for domain in domains {
        if !p.keys.iter().any(|k| k.domain == domain && k.active) {
            out.push(finding(
                "unsigned",
                &format!("Mail from {domain} is not signed here (DKIM): unless your smarthost signs it, it may be taken for spam."),
            ));
        }
    }
}

fn finding(code: &'static str, message: &str) -> Finding {
    Finding {
        code,
        message: message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::channel::ChannelKind;
    use domain::{BrandId, TeamId};
    use uuid::Uuid;

    fn channel(n: u128) -> Channel {
        Channel {
            id: ChannelId(Uuid::from_u128(n)),
            kind: ChannelKind("email".to_owned()),
            brand: BrandId(Uuid::from_u128(1)),
            name: format!("Channel {n}"),
            team: Some(TeamId(Uuid::from_u128(7))),
            stage: Stage::Live,
            paused: false,
            successor: None,
            owner: None,
            purpose: String::new(),
            first_response_target_min: 60,
            acknowledge: true,
            version: 1,
        }
    }

    fn picture(channels: Vec<Channel>) -> Picture {
        let doors = channels
            .iter()
            .map(|c| Door {
                id: domain::DoorId(c.id.0),
                channel: c.id,
                address: "a@example.org".to_owned(),
                address_key: "a@example.org".to_owned(),
                created_at: 0,
                removed_at: None,
                reply_form: domain::channel::ReplyForm::Tagged,
            })
            .collect();
        Picture {
            channels,
            doors,
            teams: vec![(TeamId(Uuid::from_u128(7)), "First".to_owned(), false, 1)],
            direct: true,
            ..Picture::default()
        }
    }

    fn codes(p: &Picture, n: usize) -> Vec<&'static str> {
        findings(p, &p.channels[n])
            .into_iter()
            .map(|f| f.code)
            .collect()
    }

    #[test]
    fn a_channel_in_order_lacks_only_a_signature() {
        assert_eq!(codes(&picture(vec![channel(1)]), 0), ["unsigned"]);
    }

    #[test]
    fn a_form_needs_a_public_page_and_an_address_that_answers() {
        let center = domain::HelpCenterId(Uuid::from_u128(3));
        let mut p = picture(vec![channel(1), channel(2)]);
        p.forms = vec![domain::form::Form {
            id: domain::FormId(Uuid::nil()),
            channel: p.channels[1].id,
            help_center: Some(center),
            door: domain::DoorId(Uuid::nil()),
            slug: "contact".to_owned(),
            words: std::collections::BTreeMap::new(),
            questions: Vec::new(),
            files_max: 0,
            bytes_max: 0,
            reply_door: None,
            hosts: Vec::new(),
            created_at: 0,
            version: 1,
        }];
        p.doors.truncate(1);
        assert_eq!(codes(&p, 1), ["form_nowhere", "form_without_address"]);
        p.centers = vec![center];
        p.forms[0].reply_door = Some(p.doors[0].id);
        assert_eq!(codes(&p, 1), Vec::<&str>::new());
    }

    #[test]
    fn a_line_of_shut_channels_leads_nowhere_and_says_so() {
        let (mut a, mut b) = (channel(1), channel(2));
        a.stage = Stage::Closed;
        a.successor = Some(b.id);
        b.paused = true;
        b.successor = Some(a.id);
        let p = picture(vec![a, b]);
        assert_eq!(lands_in(&p, &p.channels[0]), None);
        assert!(codes(&p, 0).contains(&"successor_shut"));
    }

    #[test]
    fn an_empty_or_archived_team_is_a_dead_end() {
        let mut p = picture(vec![channel(1)]);
        p.teams[0].3 = 0;
        assert!(codes(&p, 0).contains(&"team_empty"));
        p.teams[0].2 = true;
        assert!(codes(&p, 0).contains(&"team_archived"));
        p.teams.clear();
        assert!(codes(&p, 0).contains(&"no_team"));
    }

    #[test]
    fn without_a_smarthost_and_without_direct_delivery_nothing_leaves() {
        let mut p = picture(vec![channel(1)]);
        p.direct = false;
        p.doors.clear();
        assert_eq!(codes(&p, 0), ["no_door", "no_way_out"]);
    }
}
