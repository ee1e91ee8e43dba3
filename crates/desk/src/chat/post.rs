//! What a visitor writes becomes a message: in the conversation that they are in, or a new one. One transaction, and done once
//! for each name that the client gave to it.

use super::session::{ContactIds, Who, cut, keep, look_at, new_visitor, who};
use super::shown::{Looking, Seen, Shown, channel, resolve, seen};
use super::{file, loaded, proof};
use crate::ingest::land::tell_lead;
use crate::promise::{self, Forecasts};
use crate::{Desk, DeskError, Result, carry_out, clocks, fresh, merge, outage, world};
use domain::channel::Channel;
use domain::chat::{self, AskEmail, Proved, Widget};
use domain::contact::{IdentityKind, Verification, email_key};
use domain::conversation::{self, Command, Conversation, Ctx, Opening, Source, Status, Written};
use domain::door::{Landing, Medium};
use domain::event::{Actor, EventKind};
use domain::field::FieldValue;
use domain::message::MessageKind;
use domain::reply_rules::{Person, is_plain_address};
use domain::{
    AttachmentId, ContactId, ConversationId, FieldId, MessageId, Millis, PromiseId, Refusal,
    TopicId, VisitorId, WidgetId,
};
use serde_json::json;
use std::collections::BTreeMap;
use store::Tx;
use store::chat::{Chat, Visitor};
use store::contact::NewContact;
use store::conversation::{Glance, Participant};
use store::message::NewMessage;

const DAY_MS: Millis = 24 * 60 * 60 * 1000;
/// The first words of the first message name the conversation.
const SUBJECT: usize = 80;

/// Where a visitor is, as their browser says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    pub url: String,
    pub title: String,
}

/// What a visitor sends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewPost {
    /// Named by the client: the same name is the same message.
    pub client_id: String,
    pub text: String,
    /// References of files that were kept.
    pub files: Vec<String>,
    pub topic: Option<TopicId>,
    /// By the key of the field.
    pub fields: BTreeMap<String, String>,
    pub email: Option<String>,
    pub page: Page,
}

/// What was written down.
#[derive(Debug, Clone, PartialEq)]
pub struct Posted {
    pub shown: Shown,
    pub seen: Option<Seen>,
}

/// Ids made before the transaction, which may run twice.
struct Ids {
    message: MessageId,
    conversation: ConversationId,
    contact: ContactIds,
    promise: PromiseId,
    lead_line: MessageId,
}

impl Desk {
    /// Writes a message of a visitor down; answers the earlier one when the client sends it again.
    ///
    /// # Errors
    /// `token_unknown`, `blocked`, `too_many`, `empty_message`, `too_large`, `bad_client_id`, `bad_files`, `bad_topic`,
    /// `bad_value`, `email_required`, `bad_address`.
    pub async fn post_chat(
        &self,
        widget: WidgetId,
        token: &str,
        mut post: NewPost,
        now: Millis,
    ) -> Result<Posted> {
        if !chat::is_client_id(&post.client_id) {
            let text = "A message is named by 8 to 64 letters, digits, - and _.";
            return Err(Refusal::new("bad_client_id", text)
                .on("idempotency_key")
                .into());
        }
        post.text = chat::text(&post.text, post.files.len())?;
        let ids = Ids {
            message: MessageId(fresh::id(now)),
            conversation: ConversationId(fresh::id(now)),
            contact: ContactIds::new(now),
            promise: PromiseId(fresh::id(now)),
            lead_line: MessageId(fresh::id(now)),
        };
        let (keys, token) = (self.keys.clone(), token.to_owned());
        let forecasts = self.forecasts.clone();
        self.write(async move |tx| {
            let widget = loaded(tx, widget).await?;
            let none = VisitorId(uuid::Uuid::nil());
            let who = who(tx, &keys, &widget, Some(&token), none, now).await?;
            let mut files = Vec::with_capacity(post.files.len());
            for reference in &post.files {
                let id = file::referred(&keys, who.id, reference, now);
                files.push(id.ok_or_else(file_missing)?);
            }
            write(tx, (&widget, &forecasts), who, &post, &files, &ids, now).await
        })
        .await
    }
}

async fn write(
    tx: &mut Tx,
    (widget, forecasts): (&Widget, &Forecasts),
    who: Who,
    post: &NewPost,
    files: &[AttachmentId],
    ids: &Ids,
    now: Millis,
) -> Result<Posted> {
    if let Some(known) = store::chat::by_client_id(tx, who.id, &post.client_id).await? {
        let visitor = who.stored.ok_or_else(|| DeskError::missing("visitor"))?;
        return posted(tx, forecasts, visitor, known, now).await;
    }
    let mut visitor = match who.stored {
        Some(visitor) => visitor,
        None => new_visitor(who.id, widget.id, now),
    };
    count(&mut visitor, now)?;
    look_at(&mut visitor, &post.page);
    address(widget, &mut visitor, post.email.as_deref())?;
    let contact = known_as(tx, &mut visitor, &ids.contact, now).await?;
    let channel = channel(tx, widget).await?;
    let before = going_on(tx, &visitor, now).await?;
    let fields = match &before {
        Some((_, Going::On)) => Vec::new(),
        _ => fields(tx, widget, post).await?,
    };
    let conversation = match before {
        Some((c, Going::On)) => join(tx, widget, c, contact, post, ids, now).await?,
        before => {
            let follows = before.map(|(c, _)| c.id);
            let opening = Opened {
                widget,
                forecasts,
                channel: &channel,
                visitor: &visitor,
                contact,
                post,
                fields: &fields,
                follows,
            };
            open(tx, &opening, ids, now).await?
        }
    };
    message(tx, widget, &conversation, &visitor, contact, post, ids, now).await?;
    for (&id, position) in files.iter().zip(0..) {
        if !store::message::use_attachment(tx, id, ids.message, false, position).await? {
            return Err(file_missing());
        }
    }
    visitor.seen_at = now;
    store::chat::put_visitor(tx, &visitor).await?;
    if !who.kept {
        keep(tx, &visitor, &who.hash, now).await?;
    }
    store::chat::add_message(tx, ids.message, visitor.id, Some(&post.client_id)).await?;
    posted(tx, forecasts, visitor, ids.message, now).await
}

async fn posted(
    tx: &mut Tx,
    forecasts: &Forecasts,
    visitor: Visitor,
    message: MessageId,
    now: Millis,
) -> Result<Posted> {
    let missing = || DeskError::missing("message");
    let stored = store::message::load(tx, message)
        .await?
        .ok_or_else(missing)?;
    let page = store::chat::lines_after(tx, visitor.id, stored.n - 1, 1).await?;
    let line = page
        .into_iter()
        .find(|l| l.id == message)
        .ok_or_else(missing)?;
    Ok(Posted {
        shown: Shown {
            files: store::message::attachments(tx, message).await?,
            line,
        },
        seen: seen(tx, forecasts, &visitor, now).await?,
    })
}

fn file_missing() -> DeskError {
    Refusal::new("bad_files", "A file is missing. Attach it again.")
        .on("files")
        .into()
}

/// One more of today.
fn count(visitor: &mut Visitor, now: Millis) -> Result<()> {
    let day = now.div_euclid(DAY_MS);
    if visitor.day != day {
        (visitor.day, visitor.day_messages) = (day, 0);
    }
    if visitor.day_messages >= chat::MESSAGES_A_DAY {
        return Err(DeskError::refused(
            "too_many",
            "That was a lot for one day. Write again tomorrow, or send a mail.",
        ));
    }
    visitor.day_messages += 1;
    visitor.messages += 1;
    Ok(())
}

/// The address that they typed. Whoever proved one keeps it.
pub(super) fn address(widget: &Widget, visitor: &mut Visitor, typed: Option<&str>) -> Result<()> {
    let typed = typed.map(str::trim).filter(|e| !e.is_empty());
    if let Some(typed) = typed {
        if !is_plain_address(typed) {
            return Err(Refusal::new("bad_address", "This is not an email address.")
                .on("email")
                .into());
        }
        if visitor.proved == Proved::None {
            visitor.email_key = email_key(typed);
            visitor.email = typed.to_owned();
        }
    }
    if widget.look.ask_email == AskEmail::Required && visitor.email.is_empty() {
        return Err(
            Refusal::new("email_required", "Say to which address we may answer.")
                .on("email")
                .into(),
        );
    }
    Ok(())
}

/// The contact of a visitor. An address that is somebody's already makes nobody that somebody.
pub(super) async fn known_as(
    tx: &mut Tx,
    v: &mut Visitor,
    ids: &ContactIds,
    now: Millis,
) -> Result<ContactId> {
    let listed = !v.email_key.is_empty() && store::contact::is_blocked(tx, &v.email_key).await?;
    if let Some(id) = v.contact {
        let person = store::contact::root(tx, id).await?;
        if listed || person.as_ref().is_some_and(|p| p.blocked) {
            return Err(blocked());
        }
        if let Some(person) = person.filter(|p| p.erased_at.is_none()) {
            v.contact = Some(person.id);
            typed(tx, v, person.id, ids, now).await?;
            return Ok(person.id);
        }
    }
    if listed {
        return Err(blocked());
    }
    let free = !v.email_key.is_empty() && is_free(tx, &v.email_key).await?;
    let short: String = v.id.to_string().chars().rev().take(6).collect();
    let (kind, value, key) = match free {
        true => (IdentityKind::Email, v.email.clone(), v.email_key.clone()),
        false => (
            IdentityKind::Visitor,
            format!("visitor {short}"),
            format!("visitor:{}", v.id),
        ),
    };
    let new = NewContact {
        id: ids.contact,
        identity: ids.identity,
        name: v.name.clone(),
        kind,
        value,
        value_key: key,
        verified: Verification::Nothing,
        language: Some(v.locale.clone()).filter(|l| !l.is_empty()),
        at: now,
    };
    let id = proof::make(tx, &new, now).await?;
    v.contact = Some(id);
    Ok(id)
}

fn blocked() -> DeskError {
    DeskError::refused("blocked", "Messages from here are not taken.")
}

async fn is_free(tx: &mut Tx, key: &str) -> Result<bool> {
    let known = store::contact::by_identity(tx, IdentityKind::Email, key).await?;
    Ok(known.is_none())
}

/// Notes an address that nobody has with a contact who has none, unproven.
async fn typed(
    tx: &mut Tx,
    v: &Visitor,
    contact: ContactId,
    ids: &ContactIds,
    now: Millis,
) -> Result<()> {
    let none = store::contact::email_keys(tx, contact).await?.is_empty();
    if v.email_key.is_empty() || !none || !is_free(tx, &v.email_key).await? {
        return Ok(());
    }
    let (id, kind) = (ids.second, IdentityKind::Email);
    store::contact::add_identity(tx, id, contact, kind, &v.email, &v.email_key).await?;
    proof::changed(tx, contact, now);
    Ok(())
}

enum Going {
    /// It takes what they write.
    On,
    /// It is over, and a new one follows it.
    Over,
}

/// The conversation that a visitor is in.
async fn going_on(tx: &mut Tx, v: &Visitor, now: Millis) -> Result<Option<(Conversation, Going)>> {
    let Some(chat) = store::chat::newest(tx, v.id).await? else {
        return Ok(None);
    };
    let Some(c) = store::conversation::living(tx, chat.conversation).await? else {
        return Ok(None);
    };
    let own = c.id;
    let Some(c) = merge::living(tx, c).await? else {
        return Ok(None);
    };
    // What it was merged into is theirs only if it is of the same contact.
    let theirs = c.id == own || (c.contact.is_some() && c.contact == v.contact);
    let on = theirs && c.takes_customer_message(now) && c.state.status() != Status::Side;
    Ok(Some((c, if on { Going::On } else { Going::Over })))
}

async fn join(
    tx: &mut Tx,
    widget: &Widget,
    mut c: Conversation,
    contact: ContactId,
    post: &NewPost,
    ids: &Ids,
    now: Millis,
) -> Result<Conversation> {
    let ctx = Ctx {
        now,
        actor: Actor::Customer(contact),
    };
    carry_out::command(tx, &mut c, received(widget, ids, now), &ctx).await?;
    let preview = carry_out::preview(&post.text);
    let glance = Glance {
        preview: &preview,
        kind: MessageKind::Customer,
    };
    carry_out::save(tx, &mut c, Some(glance)).await?;
    store::chat::set_left(tx, c.id, None).await?;
    Ok(c)
}

fn received(widget: &Widget, ids: &Ids, now: Millis) -> Command {
    Command::Receive {
        message: ids.message,
        door: Some(widget.door),
        written: Written::ByPerson,
        at: now,
    }
}

/// What a new conversation is opened with.
struct Opened<'a> {
    widget: &'a Widget,
    forecasts: &'a Forecasts,
    channel: &'a Channel,
    visitor: &'a Visitor,
    contact: ContactId,
    post: &'a NewPost,
    fields: &'a [(FieldId, FieldValue)],
    follows: Option<ConversationId>,
}

async fn open(tx: &mut Tx, o: &Opened<'_>, ids: &Ids, now: Millis) -> Result<Conversation> {
    let topic = topic(tx, o.widget, o.post).await?;
    let who = Some((o.contact, topic));
    let world = world::of_visitor(tx, o.channel, Some(o.contact), now).await?;
    let outcome = resolve(o.widget, Medium::Post, who, &world, now);
    let (team, kept) = match outcome.landing {
        Landing::Queue { team } | Landing::Redirected { team } => (team, false),
        Landing::KeptWithoutSuccessor { team } => (team, true),
        // What was sent leaves words behind; `resolve` never sends it elsewhere.
        Landing::Continue(_) | Landing::Signpost | Landing::Refused | Landing::DeadEnd => {
            (o.channel.team, true)
        }
    };
    let detected = mail::language::detect(&o.post.text);
    let locale = Some(o.visitor.locale.clone()).filter(|l| !l.is_empty());
    let opening = Opening {
        id: ids.conversation,
        subject: subject(&o.post.text),
        contact: Some(o.contact),
        channel: outcome.via,
        door: Some(o.widget.door),
        team,
        language: detected.or(locale),
        at: now,
    };
    let ctx = Ctx {
        now,
        actor: Actor::Customer(o.contact),
    };
    let (mut c, opened) = conversation::open(opening);
    carry_out::happened(tx, &mut c, opened, &ctx).await?;
    carry_out::command(tx, &mut c, received(o.widget, ids, now), &ctx).await?;
    if let Some(topic) = topic {
        let command = Command::SetTopic(Some(topic), Source::Customer);
        carry_out::command(tx, &mut c, command, &ctx).await?;
    }
    if !o.fields.is_empty() {
        let kind = EventKind::FieldsChanged { conversation: c.id };
        carry_out::happened(tx, &mut c, kind, &ctx).await?;
    }
    let preview = carry_out::preview(&o.post.text);
    let glance = Glance {
        preview: &preview,
        kind: MessageKind::Customer,
    };
    store::conversation::insert(tx, &mut c, Some(glance)).await?;
    clocks::follow(tx, &c, now).await?;
    for (field, value) in o.fields {
        store::field::set(tx, c.id.0, *field, Some(value), now).await?;
    }
    let chat = Chat {
        conversation: c.id,
        visitor: o.visitor.id,
        widget: o.widget.id,
        began_at: now,
        agent_read_n: 0,
        left_at: None,
        score: None,
        comment: String::new(),
        rated_at: None,
        alternative_at: None,
        alternative_choice: None,
    };
    store::chat::begin(tx, &chat).await?;
    outage::arrived(tx, &c, o.channel.id, now).await?;
    if let Some(old) = o.follows {
        store::conversation::link(tx, c.id, old, "follows", now).await?;
        carry_out::command(tx, &mut c, Command::Link(old), &ctx).await?;
    }
    if kept {
        tell_lead(tx, o.channel.id, &mut c, ids.lead_line, now, now).await?;
    }
    // What their widget has just told them.
    let look = Looking {
        widget: o.widget,
        channel: o.channel,
        staffed: o.forecasts.staffed(now).unwrap_or(true),
        contact: Some(o.contact),
    };
    if let Some(told) = look.ahead(tx, o.forecasts, now).await?.promise {
        promise::keep(tx, &c, o.channel, &told, ids.promise, now).await?;
    }
    Ok(c)
}

fn subject(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().trim();
    let mut out: String = line.chars().take(SUBJECT).collect();
    if out.len() < line.len() {
        out.push('…');
    }
    out
}

async fn topic(tx: &mut Tx, widget: &Widget, post: &NewPost) -> Result<Option<TopicId>> {
    let Some(topic) = post.topic else {
        return Ok(None);
    };
    let topics = store::tag::topics(tx).await?;
    let there = topics.iter().any(|t| t.id == topic && !t.archived);
    if !there || !widget.look.topics.contains(&topic) {
        return Err(Refusal::new("bad_topic", "This topic is not offered here.")
            .on("topic")
            .into());
    }
    Ok(Some(topic))
}

/// What the fields before the chat were filled with.
async fn fields(
    tx: &mut Tx,
    widget: &Widget,
    post: &NewPost,
) -> Result<Vec<(FieldId, FieldValue)>> {
    if widget.look.fields.is_empty() {
        return Ok(Vec::new());
    }
    let all = store::field::all(tx).await?;
    let mut out = Vec::new();
    for asked in &widget.look.fields {
        let of = |t: &TopicId| Some(*t) == post.topic;
        if !asked.topics.is_empty() && !asked.topics.iter().any(of) {
            continue;
        }
        let Some(field) = all.iter().find(|f| f.id == asked.field && !f.archived) else {
            continue;
        };
        let typed = post.fields.get(&field.key).map_or("", String::as_str);
        match field.told(typed).map_err(|r| r.on("fields"))? {
            Some(value) => out.push((field.id, value)),
            None if asked.required => {
                let text = format!("“{}” is needed.", field.name);
                return Err(Refusal::new("bad_value", text).on("fields").into());
            }
            None => {}
        }
    }
    Ok(out)
}

#[expect(
    clippy::too_many_arguments,
    reason = "the facts of one message; a struct would only rename them"
)]
async fn message(
    tx: &mut Tx,
    widget: &Widget,
    c: &Conversation,
    v: &Visitor,
    contact: ContactId,
    post: &NewPost,
    ids: &Ids,
    now: Millis,
) -> Result<()> {
    let mut warnings = Vec::new();
    if !v.email.is_empty() && v.proved == Proved::None {
        warnings.push(json!({
            "code": "address_unproven",
            "message": "The address was typed into a chat: nobody has proved yet that it is theirs.",
        }));
    }
    let name = cut(&v.name, 200);
    let m = NewMessage {
        contact: Some(contact),
        door: Some(widget.door),
        channel: Some(widget.channel),
        subject: c.subject.clone(),
        text: post.text.clone(),
        reply: Some(post.text.clone()),
        from: vec![Person {
            name: Some(name.clone()).filter(|n| !n.is_empty()),
            address: v.email.clone(),
        }],
        language: c.language.clone(),
        dedupe_key: Some(format!("{}:{}", v.id, post.client_id)),
        warnings: warnings.into(),
        size: i64::try_from(post.text.len()).unwrap_or(i64::MAX),
        ..NewMessage::new(ids.message, c.id, MessageKind::Customer, now)
    };
    let n = store::message::insert(tx, &m).await?;
    store::search::index_message(tx, n, &[&m.subject, &m.text, &name, &v.email]).await?;
    takes_part(tx, c, v, now).await
}

/// An answer by mail of whoever has an address lands in the same conversation.
pub(super) async fn takes_part(
    tx: &mut Tx,
    c: &Conversation,
    v: &Visitor,
    now: Millis,
) -> Result<()> {
    if v.email_key.is_empty() {
        return Ok(());
    }
    let customer = Participant {
        address_key: v.email_key.clone(),
        address: v.email.clone(),
        name: cut(&v.name, 200),
        role: "customer".to_owned(),
        since: now,
        new_to_conversation: false,
    };
    Ok(store::conversation::add_participants(tx, c.id, &[customer]).await?)
}
