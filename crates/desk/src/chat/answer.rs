//! An agent answers in a chat: the words reach the widget with the commit. When an address is known they are a mail as well,
//! held for a while, and spared when the visitor sees them first. An answer to that mail lands in the same conversation.

use crate::reply::NewReply;
use crate::utterance::Written;
use crate::writing::{self, Files, OutIds, Outgoing, Posting, Words};
use crate::{By, DeskError, Result, apart, carry_out, letter};
use domain::chat::{ToVisitor, leaves_at};
use domain::contact::email_key;
use domain::conversation::{Command, Conversation, UNDO_MS};
use domain::message::MessageKind;
use domain::reply_rules::{Person, reply_subject};
use mail::token::TokenKey;
use store::Tx;
use store::chat::Visitor;
use store::conversation::Glance;

/// The visitor whom an answer in this conversation reaches; `None`: it is no chat.
pub(crate) async fn visitor(tx: &mut Tx, c: &Conversation) -> Result<Option<Visitor>> {
    let of = store::chat::visitors_of(tx, c.id).await?;
    let Some(mut id) = of.first().copied() else {
        return Ok(None);
    };
    if of.len() > 1
        && let Some(newest) = store::message::latest_customer(tx, c.id).await?
        && let Some(theirs) = store::chat::visitor_of_message(tx, newest.id).await?
    {
        id = theirs;
    }
    Ok(store::chat::visitor(tx, id).await?)
}

/// To whom an answer goes as a mail, if it has to.
pub(crate) fn recipient(v: &Visitor) -> Option<Person> {
    (!v.email.is_empty()).then(|| Person {
        name: Some(v.name.clone()).filter(|n| !n.is_empty()),
        address: v.email.clone(),
    })
}

/// Composes, changes the conversation, stores, and queues the mail if there is one.
pub(crate) async fn answer(
    tx: &mut Tx,
    by: &By,
    key: &TokenKey,
    mut c: Conversation,
    v: &Visitor,
    reply: &NewReply,
    (files, ids): (&Files, &OutIds),
) -> Result<Written> {
    carry_out::unforgotten(tx, &c).await?;
    let channel = writing::channel_of(tx, &c).await?;
    let door = match letter::from_door(tx, &c, &channel).await {
        Ok(door) => Some(door),
        Err(e) if e.code() == "channel_without_door" => None,
        Err(e) => return Err(e),
    };
    let words = addressed(v, &reply.words, door.is_some());
    if door.is_none() && !words.is_to_nobody() {
        return Err(DeskError::refused(
            "channel_without_door",
            "This chat has no address to write from: choose one in the settings of its channel.",
        ));
    }
    let mailed = !words.is_to_nobody();
    let (quote, thread, told, subject) = match mailed {
        true => {
            let ground = apart::ground(tx, &c, &words).await?;
            let answered = ground.answered.as_ref();
            let subject = reply_subject(answered.map_or(&ground.told.subject, |m| &m.subject));
            (
                answered.map(writing::quote),
                ground.thread,
                ground.told,
                subject,
            )
        }
        false => (
            None,
            letter::Thread::default(),
            c.clone(),
            reply_subject(&c.subject),
        ),
    };
    let speaker = writing::speaker_from(tx, by, &told, door.as_ref()).await?;
    let mut files = files.clone();
    let mut said = writing::say(&words.html, &speaker, quote.as_deref(), &mut files)?;
    // A signature is for the mail: in a chat it is clear who speaks.
    let bare = writing::Speaker {
        signature: String::new(),
        ..speaker.clone()
    };
    let shown = writing::say(&words.html, &bare, None, &mut files)?;
    (said.shown_html, said.text) = (shown.shown_html, shown.text);
    let command = Command::Reply {
        message: ids.message,
        then: reply.then,
    };
    carry_out::command(tx, &mut c, command, &by.ctx()).await?;
    let preview = writing::preview(&said.text);
    let glance = Glance {
        preview: &preview,
        kind: MessageKind::Agent,
    };
    carry_out::save(tx, &mut c, Some(glance)).await?;
    let posting = match mailed {
        true => Posting::At(leaves_at(to_whom(v, &words), by.now, UNDO_MS)),
        false => Posting::Never,
    };
    let outgoing = Outgoing {
        ids,
        words: &words,
        subject: words.subject.clone().unwrap_or(subject),
        said,
        files: &files,
        speaker: &speaker,
        thread,
        agent: by.access.agent,
        auto_text: None,
        now: by.now,
        before: None,
        posting,
    };
    writing::store_and_post(tx, key, &c, outgoing).await?;
    store::chat::add_message(tx, ids.message, v.id, None).await?;
    let people = words.to.iter().chain(&words.cc).chain(&words.bcc);
    writing::invite(tx, &c, people, "cc", by.now).await?;
    if let Some(agent) = by.access.agent {
        store::draft::delete(tx, c.id, agent).await?;
    }
    crate::help::learning::count_sent(tx, by, &c, ids.message, &words.html).await?;
    by.carried_out(tx, ids.message).await?;
    Ok(Written {
        message: ids.message,
        conversation: c,
        // The visitor may have read it already.
        undo_until: None,
    })
}

/// What nobody is addressed by goes to the visitor's address, if there is one.
fn addressed(v: &Visitor, words: &Words, has_door: bool) -> Words {
    let mut words = words.clone();
    words.to.retain(|p| !p.address.is_empty());
    if has_door && words.is_to_nobody() {
        words.to.extend(recipient(v));
    }
    words
}

fn to_whom(v: &Visitor, words: &Words) -> ToVisitor {
    let same = |p: &Person| email_key(&p.address) == v.email_key;
    match words.to.iter().chain(&words.cc).chain(&words.bcc).all(same) {
        true => ToVisitor::Alone,
        false => ToVisitor::AndOthers,
    }
}
