//! The writing half of ingest: through which door, a duplicate or not, into which conversation, with all its rows.

use super::digest::{Digest, people};
use super::evidence::{self, foreign_refs};
use super::sender::{self, Writer};
use crate::later::{self, AutoJob, Heard};
use crate::letter;
use crate::{DeskError, Result, carry_out, clocks, fresh, outage, world};
use domain::access::Permission;
use domain::channel::{Channel, Stage};
use domain::contact::{Verification, email_key};
use domain::conversation::{self, Command, Conversation, Ctx, Opening, Written};
use domain::door::{self, Arrival, Landing, Medium, Outcome, Visitor, VisitorKind};
use domain::event::{Actor, EventKind};
use domain::message::MessageKind;
use domain::threading::{Placement, Standing, is_other_matter};
use domain::{
    AttachmentId, ChannelId, ContactId, ConversationId, DoorId, IdentityId, MessageId, Millis,
};
use serde_json::{Value, json};
use store::Tx;
use store::conversation::{Glance, Participant};
use store::inbound::Earlier;
use store::message::{NewAttachment, NewMessage};
use store::thread_ref::NewRef;

/// Ids made before the transaction, which may run twice.
pub(super) struct Ids {
    pub message: MessageId,
    pub conversation: ConversationId,
    pub contact: ContactId,
    pub identity: IdentityId,
    pub files: Vec<AttachmentId>,
    pub lines: Vec<MessageId>,
    pub lead_line: MessageId,
    pub job: domain::JobId,
    pub suppression: domain::NoticeSuppressionId,
}

/// Doors beyond these get no line of their own.
const LINES: usize = 8;

impl Ids {
    pub fn new(now: Millis, files: usize) -> Self {
        Self {
            message: MessageId(fresh::id(now)),
            conversation: ConversationId(fresh::id(now)),
            contact: ContactId(fresh::id(now)),
            identity: IdentityId(fresh::id(now)),
            files: (0..files).map(|_| AttachmentId(fresh::id(now))).collect(),
            lead_line: MessageId(fresh::id(now)),
            lines: (0..LINES).map(|_| MessageId(fresh::id(now))).collect(),
            job: domain::JobId(fresh::id(now)),
            suppression: domain::NoticeSuppressionId(fresh::id(now)),
        }
    }
}

/// Through which door a mail came, and which channels it was addressed to.
pub(super) struct WayIn {
    pub channel: Channel,
    pub door: Option<DoorId>,
    /// `(channel, door)` of every address that is a door of ours, the leading one first.
    pub doors: Vec<(ChannelId, DoorId)>,
    pub reached: Vec<ChannelId>,
    /// Doors among the addresses of the mail, as compared and without tags.
    own_keys: Vec<String>,
}

/// The leading door: envelope first, then the headers; else the mailbox's channel; else the oldest one that lives, as
/// the house's catch-all (M10).
pub(super) async fn way_in(tx: &mut Tx, d: &Digest) -> Result<WayIn> {
    let mut doors: Vec<(ChannelId, DoorId)> = Vec::new();
    let mut own_keys = Vec::new();
    for address in &d.addressed {
        if let Some(door) = door_of(tx, address).await? {
            own_keys.push(without_tag(&email_key(address)));
            if !doors.contains(&door) {
                doors.push(door);
            }
        } else if mail::token::is_bare_form(address) && letter::is_ours(tx, address).await? {
            own_keys.push(email_key(address));
        }
    }
    if doors.is_empty()
        && let Some(door) = door_of_token(tx, d).await?
    {
        doors.push(door);
    }
    let lead = doors.first().copied();
    let id = lead.map(|(channel, _)| channel).or(d.claimed.channel);
    let channel = match id {
        Some(id) => store::channel::load(tx, id).await?,
        None => None,
    };
    let channel = match channel {
        Some(channel) => channel,
        None => catch_all(tx).await?,
    };
    let mut reached: Vec<ChannelId> = doors.iter().map(|(c, _)| *c).collect();
    reached.push(channel.id);
    Ok(WayIn {
        channel,
        door: lead.map(|(_, door)| door),
        doors,
        reached,
        own_keys,
    })
}

/// The door of an address, also in its `local+anything@` form.
async fn door_of(tx: &mut Tx, address: &str) -> Result<Option<(ChannelId, DoorId)>> {
    let key = email_key(address);
    if let Some(door) = store::door::by_address(tx, &key).await? {
        return Ok(Some((door.channel, door.id)));
    }
    let plain = without_tag(&key);
    if plain == key {
        return Ok(None);
    }
    let door = store::door::by_address(tx, &plain).await?;
    Ok(door.map(|door| (door.channel, door.id)))
}

/// Only `r.TOKEN@a.example` was written to: the door of that conversation.
async fn door_of_token(tx: &mut Tx, d: &Digest) -> Result<Option<(ChannelId, DoorId)>> {
    let Some(id) = d.tokens.first() else {
        return Ok(None);
    };
    let Some(door) = store::conversation::load(tx, *id)
        .await?
        .and_then(|c| c.door)
    else {
        return Ok(None);
    };
    let door = store::door::load(tx, door).await?;
    Ok(door.map(|door| (door.channel, door.id)))
}

/// `help+r.x@a.example` is `help@a.example`.
pub(crate) fn without_tag(key: &str) -> String {
    match key.rsplit_once('@') {
        Some((local, domain)) => {
            let local = local.split_once('+').map_or(local, |(plain, _)| plain);
            format!("{local}@{domain}")
        }
        None => key.to_owned(),
    }
}

async fn catch_all(tx: &mut Tx) -> Result<Channel> {
    let all = store::channel::all(tx).await?;
    let mut mail: Vec<Channel> = all.into_iter().filter(|c| c.kind.0 == "email").collect();
    let living = mail
        .iter()
        .position(|c| c.stage != Stage::Closed && !c.paused);
    if mail.is_empty() {
        return Err(DeskError::refused(
            "no_channel",
            "There is no email channel that could take this mail.",
        ));
    }
    Ok(mail.swap_remove(living.unwrap_or(0)))
}

/// The earlier copy of this mail. For another door of ours the conversation shows that it came there as well (M17).
pub(super) async fn earlier(
    tx: &mut Tx,
    d: &Digest,
    way: &WayIn,
    ids: &Ids,
) -> Result<Option<Earlier>> {
    let copies = store::inbound::earlier(tx, &d.content_key, d.claimed.id).await?;
    let Some(first) = copies.first().copied() else {
        return Ok(None);
    };
    let known = copies.iter().any(|c| c.channel == Some(way.channel.id));
    if let (false, Some(id)) = (known, first.conversation)
        && let Some(c) = store::conversation::load(tx, id).await?
    {
        also_arrived(tx, d, &c, &way.doors, ids).await?;
    }
    Ok(Some(first))
}

async fn also_arrived(
    tx: &mut Tx,
    d: &Digest,
    c: &Conversation,
    doors: &[(ChannelId, DoorId)],
    ids: &Ids,
) -> Result<()> {
    let known = store::conversation::channels(tx, c.id).await?;
    let others = doors.iter().filter(|(channel, _)| !known.contains(channel));
    for (&(channel, door), &line) in others.zip(&ids.lines) {
        let event = json!({ "name": "also_arrived", "channel": channel, "door": door });
        store::conversation::add_event_line(tx, c.id, line, d.at, Some((channel, door)), &event)
            .await?;
        tx.emit(domain::event::Event {
            at: d.now,
            actor: Actor::System,
            kind: EventKind::AlsoArrived {
                conversation: c.id,
                channel,
                door,
            },
        });
    }
    Ok(())
}

/// What became of a mail that was written down.
pub(super) struct Landed {
    pub conversation: ConversationId,
    pub message: MessageId,
    pub opened: bool,
}

/// Writes the mail into its conversation.
pub(super) async fn land(
    tx: &mut Tx,
    d: &Digest,
    way: &WayIn,
    blobs: &[String],
    ids: &Ids,
) -> Result<Landed> {
    let known = sender::known(tx, d).await?;
    let judged = evidence::judge(tx, d, way, known.as_ref().map(|k| k.contact)).await?;
    let how = match judged.placement {
        Placement::Join {
            standing: Standing::Participant,
            ..
        } if !d.tokens.is_empty() => Verification::SignedToken,
        _ => Verification::Nothing,
    };
    let writer = sender::settle(tx, d, known, ids, how).await?;
    match judged.placement {
        Placement::Join {
            conversation,
            standing,
            also,
        } => {
            let c = judged.loaded.into_iter().find(|c| c.id == conversation);
            let c = c.ok_or_else(|| DeskError::missing("conversation"))?;
            join(tx, d, way, c, standing, &also, &writer, blobs, ids).await
        }
        Placement::New { hint, follows } => {
            open(tx, d, way, hint, &follows, &writer, blobs, ids).await
        }
    }
}

fn ctx(d: &Digest, writer: &Writer) -> Ctx {
    Ctx {
        now: d.now,
        actor: writer.contact.map_or(Actor::System, Actor::Customer),
    }
}

fn received(d: &Digest, way: &WayIn, ids: &Ids) -> Command {
    Command::Receive {
        message: ids.message,
        door: way.door,
        written: if d.speaks_for_nobody() {
            Written::Automatically
        } else {
            Written::ByPerson
        },
        at: d.at,
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "the facts of one mail; a struct would only rename them"
)]
async fn join(
    tx: &mut Tx,
    d: &Digest,
    way: &WayIn,
    mut c: Conversation,
    standing: Standing,
    also: &[ConversationId],
    writer: &Writer,
    blobs: &[String],
    ids: &Ids,
) -> Result<Landed> {
    let ctx = ctx(d, writer);
    carry_out::command(tx, &mut c, received(d, way, ids), &ctx).await?;
    for &other in also {
        store::conversation::link(tx, c.id, other, "hint", d.now).await?;
        carry_out::command(tx, &mut c, Command::Link(other), &ctx).await?;
    }
    let mut warnings = warnings(d);
    match standing {
        Standing::Participant => {}
        Standing::NewParticipant => warnings.push(warning(
            "new_participant",
            "The writer was not on this conversation before.",
        )),
        Standing::Unproven => warnings.push(warning(
            "sender_unproven",
            "The sender's address did not pass DMARC: it may be somebody else.",
        )),
    }
    if is_other_matter(&c.subject, &d.mail.subject) {
        warnings.push(warning("subject_changed", "The subject is another one."));
    }
    let preview = carry_out::preview(&d.mail.reply);
    carry_out::save(tx, &mut c, Some(glance(&preview))).await?;
    write(tx, d, way, &c, writer, standing, warnings, blobs, ids).await?;
    also_arrived(tx, d, &c, way.doors.get(1..).unwrap_or_default(), ids).await?;
    Ok(Landed {
        conversation: c.id,
        message: ids.message,
        opened: false,
    })
}

#[expect(
    clippy::too_many_arguments,
    reason = "the facts of one mail; a struct would only rename them"
)]
async fn open(
    tx: &mut Tx,
    d: &Digest,
    way: &WayIn,
    hint: Option<ConversationId>,
    follows: &[ConversationId],
    writer: &Writer,
    blobs: &[String],
    ids: &Ids,
) -> Result<Landed> {
    let ctx = ctx(d, writer);
    let outcome = at_the_door(tx, d, way, writer).await?;
    let team = match outcome.landing {
        Landing::Queue { team }
        | Landing::Redirected { team }
        | Landing::KeptWithoutSuccessor { team } => team,
        // A mail leaves words behind; `resolve` never sends it elsewhere.
        Landing::Continue(_) | Landing::Signpost | Landing::DeadEnd => way.channel.team,
    };
    let (mut c, opened) = conversation::open(Opening {
        id: ids.conversation,
        subject: d.mail.subject.clone(),
        contact: writer.contact,
        channel: outcome.via,
        door: way.door,
        team,
        language: d.mail.language.clone(),
        at: d.at,
    });
    let spam = spam_reason(d, writer);
    carry_out::happened(tx, &mut c, opened, &ctx).await?;
    carry_out::command(tx, &mut c, received(d, way, ids), &ctx).await?;
    if spam.is_some() {
        carry_out::command(
            tx,
            &mut c,
            Command::MarkSpam,
            &Ctx {
                actor: Actor::System,
                ..ctx
            },
        )
        .await?;
    }
    let preview = carry_out::preview(&d.mail.reply);
    store::conversation::insert(tx, &mut c, Some(glance(&preview))).await?;
    clocks::follow(tx, &c, d.now).await?;
    if let Some(reason) = &spam {
        store::conversation::set_spam_reason(tx, c.id, Some(reason)).await?;
    }
    if hint.is_some() {
        store::conversation::set_hint(tx, c.id, hint).await?;
    }
    for &old in follows {
        store::conversation::link(tx, c.id, old, "follows", d.now).await?;
        carry_out::command(tx, &mut c, Command::Link(old), &ctx).await?;
    }
    write(
        tx,
        d,
        way,
        &c,
        writer,
        Standing::Participant,
        warnings(d),
        blobs,
        ids,
    )
    .await?;
    also_arrived(tx, d, &c, way.doors.get(1..).unwrap_or_default(), ids).await?;
    if matches!(outcome.landing, Landing::KeptWithoutSuccessor { .. }) {
        tell_lead(tx, way.channel.id, &mut c, ids.lead_line, d.at, d.now).await?;
    }
    let job = AutoJob {
        id: ids.job,
        conversation: c.id,
        message: ids.message,
        told: way.channel.id,
    };
    let heard = Heard::mail(d, spam.is_some(), writer.undeliverable);
    later::speak(tx, &heard, &outcome, &job).await?;
    outage::arrived(tx, &c, way.channel.id, d.now).await?;
    Ok(Landed {
        conversation: c.id,
        message: ids.message,
        opened: true,
    })
}

/// The channel takes nothing and nothing follows it: whoever answers for it sees the mail among what they follow.
pub(crate) async fn tell_lead(
    tx: &mut Tx,
    channel: ChannelId,
    c: &mut Conversation,
    line: MessageId,
    at: Millis,
    now: Millis,
) -> Result<()> {
    let event = json!({ "name": "kept_without_successor", "channel": channel });
    store::conversation::add_event_line(tx, c.id, line, at, None, &event).await?;
    let agents = store::agent::all(tx).await?;
    let owner = store::channel::load(tx, channel)
        .await?
        .and_then(|c| c.owner);
    let leads = store::permission_set::active_with(tx, Permission::ChannelManage).await?;
    let rules = |a: &&domain::team::Agent| leads.contains(&a.id);
    let active = || agents.iter().filter(|a| a.active);
    let lead = active()
        .find(|a| Some(a.id) == owner)
        .or_else(|| {
            active()
                .filter(rules)
                .find(|a| c.team.is_some_and(|t| a.teams.contains(&t)))
        })
        .or_else(|| active().find(rules));
    if let Some(lead) = lead {
        let by_itself = Ctx {
            now,
            actor: Actor::System,
        };
        carry_out::command(tx, c, Command::Follow(lead.id), &by_itself).await?;
    }
    Ok(())
}

async fn at_the_door(tx: &mut Tx, d: &Digest, way: &WayIn, writer: &Writer) -> Result<Outcome> {
    let world = world::of_visitor(tx, &way.channel, writer.contact, d.now).await?;
    let visitor = match writer.contact {
        Some(contact) => Visitor::Known(contact),
        None => Visitor::Kind(VisitorKind::default()),
    };
    let arrival = Arrival {
        door: way.door.unwrap_or(DoorId(uuid::Uuid::nil())),
        medium: Medium::Mail,
        visitor,
        continues: None,
        topic: None,
        at: d.at,
    };
    Ok(door::resolve(&arrival, &world))
}

fn spam_reason(d: &Digest, writer: &Writer) -> Option<String> {
    if writer.blocked {
        return Some("blocked_sender".to_owned());
    }
    d.spam.clone()
}

fn glance(preview: &str) -> Glance<'_> {
    Glance {
        preview,
        kind: MessageKind::Customer,
    }
}

/// The message with everything that hangs on it.
#[expect(
    clippy::too_many_arguments,
    reason = "the facts of one mail; a struct would only rename them"
)]
async fn write(
    tx: &mut Tx,
    d: &Digest,
    way: &WayIn,
    c: &Conversation,
    writer: &Writer,
    standing: Standing,
    warnings: Vec<Value>,
    blobs: &[String],
    ids: &Ids,
) -> Result<()> {
    let m = message(d, way, c, writer, warnings, ids);
    let n = store::message::insert(tx, &m).await?;
    let sender = d.sender.as_ref().map_or("", |p| p.address.as_str());
    store::search::index_message(
        tx,
        n,
        &[
            &m.subject,
            m.reply.as_deref().unwrap_or(&m.text),
            &writer.name,
            sender,
        ],
    )
    .await?;
    store::message::attach(tx, &files(d, blobs, ids.message, &ids.files)).await?;
    store::thread_ref::remember(tx, c.id, d.now, &refs(d, ids.message)).await?;
    let people = participants(d, way, standing);
    store::conversation::add_participants(tx, c.id, &people).await?;
    Ok(())
}

fn message(
    d: &Digest,
    way: &WayIn,
    c: &Conversation,
    writer: &Writer,
    warnings: Vec<Value>,
    ids: &Ids,
) -> NewMessage {
    let mail = &d.mail;
    NewMessage {
        contact: writer.contact,
        door: way.door,
        channel: Some(way.channel.id),
        subject: mail.subject.clone(),
        text: mail.text.clone(),
        html: mail.html_safe.clone(),
        reply: Some(mail.reply.clone()),
        folded: serde_json::to_value(&mail.folded).unwrap_or_default(),
        from: people(&mail.from),
        to: people(&mail.to),
        cc: people(&mail.cc),
        bcc: people(&mail.bcc),
        reply_to: people(&mail.reply_to),
        automatic: d.automatic_word().to_owned(),
        language: mail.language.clone(),
        provider_id: d.message_id.clone(),
        dedupe_key: Some(d.content_key.clone()),
        authentication: d
            .authentication
            .as_ref()
            .and_then(|a| serde_json::to_value(a).ok()),
        warnings: Value::Array(warnings),
        size: d.claimed.size,
        ..NewMessage::new(ids.message, c.id, MessageKind::Customer, d.at)
    }
}

fn warning(code: &str, message: &str) -> Value {
    json!({ "code": code, "message": message })
}

fn warnings(d: &Digest) -> Vec<Value> {
    let mut out: Vec<Value> = d
        .mail
        .problems
        .iter()
        .map(|p| warning(&p.code, &p.detail))
        .collect();
    let elsewhere = d
        .mail
        .reply_to
        .iter()
        .any(|a| a.address.contains('@') && email_key(&a.address) != d.sender_key);
    if elsewhere {
        out.push(warning(
            "reply_to_differs",
            "Answers go to another address than the one it was written from.",
        ));
    }
    if d.proof == domain::threading::SenderProof::Failed {
        out.push(warning(
            "dmarc_failed",
            "The sender's address did not pass the check of its domain (DMARC).",
        ));
    }
    if let Some(octets) = d.claimed.headers_only_of {
        out.push(warning(
            "too_large",
            &format!("Only the headers were taken: the mail has {octets} octets."),
        ));
    }
    out
}

pub(crate) fn files(
    d: &Digest,
    blobs: &[String],
    message: MessageId,
    ids: &[AttachmentId],
) -> Vec<NewAttachment> {
    d.mail
        .attachments
        .iter()
        .zip(blobs)
        .zip(ids)
        .zip(0..)
        .map(|(((file, blob), &id), position)| NewAttachment {
            id,
            message: Some(message),
            agent: None,
            name: file.name.clone(),
            original_name: file.original_name.clone().unwrap_or_default(),
            media_type: file.media_type.clone(),
            size: i64::try_from(file.size).unwrap_or(i64::MAX),
            inline: file.inline,
            content_id: file.content_id.clone(),
            blob: blob.clone(),
            position,
            created_at: d.now,
        })
        .collect()
}

/// All ids that were seen, so that later mails find this conversation by any of them (M37).
pub(crate) fn refs(d: &Digest, message: MessageId) -> Vec<NewRef> {
    let seen = |key: String| NewRef {
        key,
        message: None,
        own: false,
    };
    let mut out: Vec<NewRef> = d.references.iter().cloned().map(seen).collect();
    out.extend(
        d.mail
            .thread_index
            .as_deref()
            .map(store::thread_ref::thread_index_key)
            .map(seen),
    );
    out.extend(foreign_refs(&d.mail.subject).into_iter().map(seen));
    out.extend(d.message_id.clone().map(|key| NewRef {
        key,
        message: Some(message),
        own: false,
    }));
    out
}

/// The sender and everybody else on the mail, apart from our own doors.
fn participants(d: &Digest, way: &WayIn, standing: Standing) -> Vec<Participant> {
    let mut out: Vec<Participant> = Vec::new();
    let mut add = |name: Option<&str>, address: &str, role: &str, fresh: bool| {
        let address_key = email_key(address);
        if address_key.contains('@') && out.iter().all(|p| p.address_key != address_key) {
            out.push(Participant {
                address_key,
                address: address.to_owned(),
                name: name.unwrap_or_default().to_owned(),
                role: role.to_owned(),
                since: d.now,
                new_to_conversation: fresh,
            });
        }
    };
    match (&d.sender, standing) {
        // A forged sender takes part in nothing.
        (None, _) | (_, Standing::Unproven) => {}
        (Some(p), Standing::Participant) => add(p.name.as_deref(), &p.address, "customer", false),
        (Some(p), Standing::NewParticipant) => {
            add(p.name.as_deref(), &p.address, "third_party", true);
        }
    }
    // Whom a stranger writes to is no proof of anything.
    if standing == Standing::Participant && !d.automatic() {
        for a in d
            .mail
            .reply_to
            .iter()
            .chain(&d.mail.to)
            .chain(&d.mail.cc)
            .take(100)
        {
            if !way.is_ours(&a.address) {
                add(a.name.as_deref(), &a.address, "cc", false);
            }
        }
    }
    out
}

impl WayIn {
    /// A door of this mail, in any of its forms.
    fn is_ours(&self, address: &str) -> bool {
        let plain = without_tag(&email_key(address));
        self.own_keys.contains(&plain)
    }
}
