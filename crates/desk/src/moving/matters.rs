//! Conversations of another desk: the row and its messages, as they were, and nothing that would follow from them.

use super::batch::Hand;
use super::people::{self, CONTACT};
use crate::{Result, carry_out, fresh};
use domain::contact::email_key;
use domain::conversation::{Conversation, Source, Status, StatusState};
use domain::message::MessageKind;
use domain::moving::{Matter, Person, TEXT_MAX, Utterance};
use domain::reply_rules::Person as Address;
use domain::{ContactId, ConversationId, MessageId, Millis, TagId};
use store::Tx;
use store::imports::NewItem;
use store::message::NewMessage;

pub(super) const CONVERSATION: &str = "conversation";
pub(super) const MESSAGE: &str = "message";
/// Tags of one conversation that are taken.
const TAGS: usize = 50;

pub(super) async fn write(tx: &mut Tx, hand: &mut Hand<'_>, matter: &Matter) -> Result<()> {
    for person in &matter.people {
        let known = store::imports::item(tx, &hand.setting.source, CONTACT, &person.key).await?;
        if known.is_none() {
            people::write(tx, hand, person).await?;
        }
    }
    let source = hand.setting.source.clone();
    let earlier = conversation(tx, &source, &matter.key).await?;
    let id = match earlier {
        Some(id) => {
            hand.counts.conversations_known += 1;
            id
        }
        None => open(tx, hand, matter).await?,
    };
    let mut preview = String::new();
    let mut newest = Millis::MIN;
    let mut last = matter.created_at;
    let mut added = 0;
    for utterance in &matter.utterances {
        last = utterance.at.or(last);
        let at = last.unwrap_or(hand.now).min(hand.now);
        if say(tx, hand, id, &matter.subject, utterance, at).await? {
            added += 1;
        }
        if at >= newest && utterance.kind != MessageKind::Note {
            (newest, preview) = (at, carry_out::preview(&utterance.text));
        }
    }
    if earlier.is_none() {
        store::imports::settle(tx, id, &preview).await?;
    } else if added > 0 {
        recount(tx, id).await?;
    }
    Ok(())
}

/// A message that stands outside of its conversation.
pub(super) async fn add(tx: &mut Tx, hand: &mut Hand<'_>, utterance: &Utterance) -> Result<()> {
    let source = hand.setting.source.clone();
    let Some(id) = conversation(tx, &source, &utterance.matter).await? else {
        hand.problems.push(super::Problem {
            place: hand.place,
            key: utterance.key.clone(),
            code: "no_such_conversation",
            detail: utterance.matter.clone(),
            lost: true,
        });
        return Ok(());
    };
    let at = utterance.at.unwrap_or(hand.now).min(hand.now);
    if say(tx, hand, id, "", utterance, at).await? {
        let own = store::imports::made_here(tx, hand.import, id).await?;
        if own && store::imports::untouched(tx, hand.import, id).await? {
            let newest = store::message::latest_public(tx, id, 1).await?;
            let preview = newest.first().map(|m| carry_out::preview(&m.text));
            store::imports::settle(tx, id, &preview.unwrap_or_default()).await?;
        } else {
            recount(tx, id).await?;
        }
    }
    Ok(())
}

/// Counts and preview alone: the rest of a conversation that is alive is its own.
pub(super) async fn recount(tx: &mut Tx, id: ConversationId) -> Result<()> {
    let newest = store::message::latest_public(tx, id, 1).await?;
    let newest = newest.first();
    let preview = newest.map(|m| carry_out::preview(m.reply.as_deref().unwrap_or(&m.text)));
    let glance = newest
        .zip(preview.as_deref())
        .map(|(m, preview)| store::conversation::Glance {
            preview,
            kind: m.kind,
        });
    Ok(store::conversation::recount(tx, id, glance).await?)
}

async fn conversation(tx: &mut Tx, source: &str, key: &str) -> Result<Option<ConversationId>> {
    let Some(id) = store::imports::item(tx, source, CONVERSATION, key).await? else {
        return Ok(None);
    };
    let id = ConversationId(id);
    Ok(store::conversation::load(tx, id).await?.map(|c| c.id))
}

/// The contact with that key in the other program.
async fn contact(tx: &mut Tx, hand: &Hand<'_>, key: Option<&str>) -> Result<Option<ContactId>> {
    let Some(key) = key else { return Ok(None) };
    let found = store::imports::item(tx, &hand.setting.source, CONTACT, key).await?;
    Ok(match found.map(ContactId) {
        Some(id) => store::contact::load(tx, id).await?.map(|c| c.id),
        None => None,
    })
}

async fn open(tx: &mut Tx, hand: &mut Hand<'_>, matter: &Matter) -> Result<ConversationId> {
    let mut customer = contact(tx, hand, matter.contact.as_deref()).await?;
    if customer.is_none()
        && let Some(key) = &matter.contact
    {
        // Somebody whom the export does not describe.
        hand.odd(&matter.key, "unknown_contact", key.clone());
        let person = Person {
            key: key.clone(),
            ..Person::default()
        };
        customer = people::write(tx, hand, &person).await?;
    }
    let created_at = matter.created_at.unwrap_or(hand.now).min(hand.now);
    let updated_at = matter.updated_at.unwrap_or(created_at).min(hand.now);
    if matter.created_at.is_none() {
        hand.odd(&matter.key, "no_date", String::new());
    }
    let assignee = matter.assignee.as_deref().map(email_key);
    let assignee = assignee.and_then(|a| hand.setting.agents.get(&a).copied());
    let mut c = blank(hand, customer, created_at);
    c.subject.clone_from(&matter.subject);
    c.urgency = matter.urgency;
    c.assignee = assignee;
    c.last_at = updated_at;
    c.state = match matter.status {
        Status::Open | Status::Snoozed => StatusState::Open,
        Status::Waiting => StatusState::Waiting,
        // What was merged elsewhere has its words in another matter.
        Status::Resolved | Status::Merged | Status::Side => {
            StatusState::Resolved { at: updated_at }
        }
        Status::Spam => StatusState::Spam,
    };
    store::conversation::insert(tx, &mut c, None).await?;
    remember(tx, hand, CONVERSATION, &matter.key, c.id.0).await?;
    hand.counts.conversations_made += 1;
    for name in matter.tags.iter().take(TAGS) {
        let tag = tag(tx, hand, name).await?;
        store::conversation::tag(tx, c.id, tag).await?;
    }
    Ok(c.id)
}

/// A conversation to begin with: resolved, with nobody waiting.
pub(super) fn blank(hand: &Hand<'_>, contact: Option<ContactId>, at: Millis) -> Conversation {
    Conversation {
        id: ConversationId(fresh::id(hand.now)),
        number: 0,
        subject: String::new(),
        state: StatusState::Resolved { at },
        urgency: domain::conversation::Urgency::Normal,
        urgency_source: Source::Default,
        topic: None,
        topic_source: Source::Default,
        team: hand.setting.team,
        assignee: None,
        contact,
        channel: hand.setting.channel,
        door: hand.setting.door,
        language: None,
        created_at: at,
        last_at: at,
        last_customer_at: None,
        last_agent_at: None,
        waiting_since: None,
        first_reply_at: None,
        version: 1,
    }
}

async fn tag(tx: &mut Tx, hand: &Hand<'_>, name: &str) -> Result<TagId> {
    let name = domain::moving::columns::one_line(name, 60);
    if let Some(known) = store::tag::by_name(tx, &name).await? {
        return Ok(known.id);
    }
    let tag = store::tag::Tag {
        id: TagId(fresh::id(hand.now)),
        name,
        colour: String::new(),
        created_at: hand.now,
    };
    store::tag::put(tx, &tag).await?;
    Ok(tag.id)
}

pub(super) async fn remember(
    tx: &mut Tx,
    hand: &Hand<'_>,
    kind: &str,
    key: &str,
    entity: uuid::Uuid,
) -> Result<()> {
    let item = NewItem {
        source: &hand.setting.source,
        kind,
        key,
        import: hand.import,
        entity,
        made: true,
    };
    Ok(store::imports::put_item(tx, item).await?)
}

/// Writes one message; false when it is there already.
async fn say(
    tx: &mut Tx,
    hand: &mut Hand<'_>,
    conversation: ConversationId,
    subject: &str,
    u: &Utterance,
    at: Millis,
) -> Result<bool> {
    let source = hand.setting.source.clone();
    if let Some(id) = store::imports::item(tx, &source, MESSAGE, &u.key).await?
        && store::message::load(tx, MessageId(id)).await?.is_some()
    {
        hand.counts.messages_known += 1;
        return Ok(false);
    }
    if u.at.is_none() {
        hand.odd(&u.key, "no_date", String::new());
    }
    let customer = contact(tx, hand, u.contact.as_deref()).await?;
    let address = match customer {
        Some(id) => store::contact::load(tx, id)
            .await?
            .map(|c| (c.name, c.address)),
        None => None,
    };
    let (name, address) =
        address.unwrap_or_else(|| (u.name.clone(), u.agent.clone().unwrap_or_default()));
    let html = match u.html.as_deref().filter(|h| h.len() <= TEXT_MAX) {
        Some(html) => mail::html::sanitise(html, &mail::Limits::default()).html,
        None => None,
    };
    let mut text: String = u.text.chars().take(TEXT_MAX).collect();
    if text.len() < u.text.len() {
        hand.odd(&u.key, "text_cut", u.text.len().to_string());
    }
    for (file, url) in u.files.iter().take(100) {
        text.push_str(&format!("\n[{file}] {url}"));
        hand.odd(&u.key, "file_elsewhere", format!("{file} {url}"));
    }
    let id = MessageId(fresh::id(hand.now));
    let from = vec![Address {
        name: Some(name.clone()).filter(|n| !n.is_empty()),
        address: address.clone(),
    }];
    let agent = u.agent.as_deref().map(email_key);
    let m = NewMessage {
        contact: customer,
        agent: agent.and_then(|a| hand.setting.agents.get(&a).copied()),
        channel: Some(hand.setting.channel),
        subject: subject.to_owned(),
        reply: Some(text.clone()),
        html: html.filter(|_| u.files.is_empty()),
        size: i64::try_from(text.len()).unwrap_or(0),
        text,
        from,
        ..NewMessage::new(id, conversation, u.kind, at)
    };
    let n = store::message::insert(tx, &m).await?;
    store::search::index_message(tx, n, &[subject, &m.text, &name, &address]).await?;
    if customer.is_some() && u.kind == MessageKind::Customer && !address.is_empty() {
        let participant = store::conversation::Participant {
            address_key: email_key(&address),
            address,
            name,
            role: "customer".to_owned(),
            since: at,
            new_to_conversation: false,
        };
        store::conversation::add_participants(tx, conversation, &[participant]).await?;
    }
    remember(tx, hand, MESSAGE, &u.key, id.0).await?;
    hand.counts.messages_made += 1;
    Ok(true)
}
