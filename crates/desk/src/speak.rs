//! The program's own words to customers, when their time has come: acknowledgement with a promise, channel notices.

use crate::later::{ACKNOWLEDGE, NOTICE, Shown, Waiting};
use crate::promise::{self, Asking, Forecasts};
use crate::text::{Form, Variables, fill};
use crate::texts::{self, Key};
use crate::ways::{self, Asked, On};
use crate::writing::{self, OutIds, Outgoing, Said, Words};
use crate::{By, Desk, DeskError, Result, carry_out, fresh, letter, organization, outage, reply};
use domain::acknowledge::{self, Facts, Occasion, Verdict};
use domain::channel::Channel;
use domain::contact::{IdentityKind, Verification, email_key};
use domain::conversation::{Command, Conversation, Status};
use domain::form::is_name;
use domain::message::AutoText;
use domain::promise::{Basis, Estimate, Told};
use domain::reply_rules::{ReplyMode, reply_subject};
use domain::wording;
use domain::{Millis, PromiseId};
use mail::token::TokenKey;
use store::Tx;
use store::auto_answer::Question;
use store::message::Stored;

/// Looked at in one go.
const BATCH: usize = 100;
const DAY_MS: Millis = 24 * 60 * 60 * 1000;
/// Where the channel says nothing of when it answers.
const NOTHING_PROMISED: Estimate = Estimate {
    told: Told::Unknown,
    wait: None,
    basis: Basis::Target,
    n: 0,
};

impl Desk {
    /// Says what is due, if it may still be said; how many mails were written.
    ///
    /// # Errors
    /// See [`store::StoreError`]; what was not said is still due.
    pub async fn acknowledge_due(&self, now: Millis) -> Result<usize> {
        let due = self
            .db
            .read(async move |tx| store::auto_answer::due(tx, now, BATCH).await)
            .await?;
        let mut said = 0;
        for (kind, key) in due {
            let words = Words {
                to: vec![letter_place()],
                ..Words::default()
            };
            let ids = OutIds::new(now, &words);
            let (promise, tokens) = (PromiseId(fresh::id(now)), self.tokens.clone());
            let forecasts = self.forecasts.clone();
            let (again_kind, again_key) = (kind.clone(), key.clone());
            let done = self
                .write(async move |tx| {
                    let Some(payload) = store::auto_answer::take(tx, &kind, &key).await? else {
                        return Ok(false);
                    };
                    match serde_json::from_str::<Waiting>(&payload) {
                        Ok(waiting) => {
                            let house = (&*tokens, &forecasts);
                            say(tx, house, &waiting, &ids, promise, now).await
                        }
                        // Of an older version: nobody waits for it.
                        Err(_) => Ok(false),
                    }
                })
                .await;
            let done = match done {
                // What cannot be said (no door to write from) must not stand in the way of the others.
                Err(DeskError::Refused(refusal)) => {
                    tracing::warn!(code = refusal.code, "an automatic answer cannot be written");
                    self.write(async move |tx| {
                        store::auto_answer::take(tx, &again_kind, &again_key).await?;
                        Ok(false)
                    })
                    .await?
                }
                other => other?,
            };
            said += usize::from(done);
        }
        Ok(said)
    }
}

/// Makes room for one delivery.
fn letter_place() -> domain::reply_rules::Person {
    domain::reply_rules::Person {
        name: None,
        address: String::new(),
    }
}

async fn say(
    tx: &mut Tx,
    (key, forecasts): (&TokenKey, &Forecasts),
    waiting: &Waiting,
    ids: &OutIds,
    id: PromiseId,
    now: Millis,
) -> Result<bool> {
    let Some(mut c) = store::conversation::load(tx, waiting.conversation).await? else {
        return Ok(false);
    };
    let Some(m) = store::message::load(tx, waiting.message).await? else {
        return Ok(false);
    };
    // Merged meanwhile: an agent has it in hand, and who would be greeted is no longer sure.
    if m.conversation != c.id || store::merge::is_mixed(tx, c.id).await? {
        return Ok(false);
    }
    carry_out::unforgotten(tx, &c).await?;
    let to = reply::proposed(tx, &c, ReplyMode::Sender).await?.to;
    let (Some(to), Some(told)) = (
        to.into_iter().next(),
        store::channel::load(tx, waiting.channel).await?,
    ) else {
        return Ok(false);
    };
    let email = email_key(&to.address);
    let began = match waiting.text {
        AutoText::Outage => outage::began(tx, told.id).await?,
        _ => None,
    };
    if waiting.text == AutoText::Outage && began.is_none() && !told.acknowledge {
        return Ok(false);
    }
    let waiting = &Waiting {
        // It has ended meanwhile: what is said is what would have been said.
        text: match (waiting.text, began) {
            (AutoText::Outage, None) => AutoText::Acknowledgement,
            (text, _) => text,
        },
        ..waiting.clone()
    };
    let facts = facts(tx, waiting, &c, &m, &email, now).await?;
    let verdict = match waiting.text {
        AutoText::Acknowledgement => {
            let occasion = match waiting.form {
                Some(_) => Occasion::Form,
                None => Occasion::FirstMessage,
            };
            acknowledge::acknowledge(occasion, &facts)
        }
        AutoText::Outage => acknowledge::outage(&facts, began.unwrap_or(now)),
        _ => acknowledge::notice(&facts),
    };
    if !matches!(verdict, Verdict::SendAt(at) if at <= now) {
        return Ok(false);
    }
    let channel = writing::channel_of(tx, &c).await?;
    let told_at = waiting.form.map_or(now, |form| form.at);
    let estimate = match waiting.form.and_then(|form| form.promise) {
        // The page has said it; a mail that says something else would be a second promise.
        Some(shown) => shown,
        None if waiting.text == AutoText::Announcement && !channel.acknowledge => NOTHING_PROMISED,
        None => {
            let asking = Asking {
                urgency: c.urgency,
                ..Asking::written(c.language.as_deref())
            };
            promise::of(tx, forecasts, &channel, asking, now).await?
        }
    };
    let proven = proof(tx, waiting, &email).await?;
    let speech = Speech {
        waiting,
        channel: &channel,
        told: &told,
        estimate: &estimate,
        at: told_at,
        proven,
    };
    let (subject, mut body) = words(tx, &speech, &c).await?;
    if waiting.form.is_some() && proven {
        body.push_str(&copy(&m));
    }
    let by = By::system(now);
    let speaker = writing::speaker(tx, &by, &c, &channel).await?;
    let speaker = writing::Speaker {
        name: organization::of(tx).await?.name,
        ..speaker
    };
    let html = mail::html::from_text(&body);
    let said = Said {
        mail_html: html.clone(),
        mail_text: body.clone(),
        shown_html: Some(html),
        text: body,
    };
    let command = Command::Acknowledge {
        message: ids.message,
    };
    carry_out::command(tx, &mut c, command, &by.ctx()).await?;
    carry_out::save(tx, &mut c, None).await?;
    let words = Words {
        to: vec![to],
        ..Words::default()
    };
    let outgoing = Outgoing {
        ids,
        words: &words,
        subject: match (subject.is_empty(), proven) {
            (false, _) => subject,
            (true, true) => reply_subject(&m.subject),
            (true, false) => plain_subject(tx, &c).await?,
        },
        said,
        files: &Vec::new(),
        speaker: &speaker,
        thread: letter::thread(tx, &c).await?,
        agent: None,
        auto_text: Some(waiting.text),
        now,
        before: None,
        posting: writing::Posting::At(now),
    };
    writing::store_and_post(tx, key, &c, outgoing).await?;
    store::auto_answer::remember(
        tx,
        &email,
        told.id,
        waiting.text,
        now,
        &unhex(&waiting.words),
    )
    .await?;
    let kept = matches!(
        waiting.form,
        Some(Shown {
            promise: Some(_),
            ..
        })
    );
    let promises = match waiting.text {
        AutoText::Acknowledgement => true,
        AutoText::Announcement => waiting.form.is_none() && channel.acknowledge,
        _ => false,
    };
    if promises && !kept {
        promise::keep(tx, &c, &channel, &estimate, id, now).await?;
    }
    Ok(true)
}

async fn facts(
    tx: &mut Tx,
    waiting: &Waiting,
    c: &Conversation,
    m: &Stored,
    email: &str,
    now: Millis,
) -> Result<Facts> {
    let content = unhex(&waiting.words);
    let question = Question {
        email_key: email,
        kind: waiting.text,
        content_hash: &content,
        domain_since: now - acknowledge::DOMAIN_WINDOW_MS,
        content_since: now - DAY_MS,
    };
    let memory = store::auto_answer::recall(tx, &question).await?;
    let known = store::contact::by_identity(tx, IdentityKind::Email, email).await?;
    let own = letter::is_ours(tx, email).await?;
    Ok(Facts {
        now,
        arrived_at: waiting.arrived_at,
        automatic: m.automatic != "none",
        null_sender: false,
        own_or_robot: own || acknowledge::is_robot(email),
        suspected_spam: c.state.status() == Status::Spam
            || known.as_ref().is_some_and(|k| k.blocked),
        dmarc_failed: false,
        undeliverable: known.is_some_and(|k| k.undeliverable),
        agent_answered: c.last_agent_at.is_some(),
        last_to_address: memory.last_to_address,
        recent_to_domain: u32::try_from(memory.recent_to_domain).unwrap_or(u32::MAX),
        same_content_seen: memory.same_content > 0,
    })
}

/// Whether what was written may be said again to that address. By mail it came from there; into a form anybody types the
/// address of anybody, and a stranger's words must not reach them in our name.
async fn proof(tx: &mut Tx, waiting: &Waiting, email: &str) -> Result<bool> {
    if waiting.form.is_none() {
        return Ok(true);
    }
    let known = store::contact::by_identity(tx, IdentityKind::Email, email).await?;
    Ok(known.is_some_and(|k| k.verified != Verification::Nothing))
}

/// A subject with nothing of the stranger's words.
pub(crate) async fn plain_subject(tx: &mut Tx, c: &Conversation) -> Result<String> {
    let organization = organization::of(tx).await?;
    Ok(format!("{} #{}", organization.name, c.number))
}

/// What they wrote, below the acknowledgement.
fn copy(m: &Stored) -> String {
    let mut out = String::from("\n\n");
    for line in m.text.lines().take(400) {
        out.push_str("> ");
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// What is said, by whom and when.
struct Speech<'a> {
    waiting: &'a Waiting,
    channel: &'a Channel,
    told: &'a Channel,
    estimate: &'a Estimate,
    /// When the promise was made.
    at: Millis,
    proven: bool,
}

/// Subject and body in the customer's language.
async fn words(tx: &mut Tx, speech: &Speech<'_>, c: &Conversation) -> Result<(String, String)> {
    let Speech {
        waiting,
        channel,
        told,
        estimate,
        at,
        proven,
    } = *speech;
    let organization = organization::of(tx).await?;
    let contact = match c.contact {
        Some(id) => store::contact::load(tx, id).await?,
        None => None,
    };
    let language = contact
        .as_ref()
        .and_then(|p| p.language.clone())
        .or_else(|| c.language.clone())
        .unwrap_or_else(|| organization.locale.clone());
    let zone = contact
        .as_ref()
        .and_then(|p| p.zone.clone())
        .unwrap_or_else(|| organization.zone.clone());
    let key = match waiting.form {
        Some(_) => Key::of_form(waiting.text),
        None => Key::of(waiting.text),
    };
    // Why a door did not take it is said in its own name.
    let (own, on) = match waiting.text {
        AutoText::Acknowledgement | AutoText::RuleReply => (channel, On::default()),
        // Where to go instead is no question while it lasts.
        AutoText::Outage => (told, On::default()),
        _ => {
            let asked = Asked {
                contact: c.contact,
                ..Asked::default()
            };
            (told, ways::on(tx, told, asked, &language, at).await?)
        }
    };
    let broken = match waiting.text {
        AutoText::Outage => outage::words(tx, told.id, &language, &organization.locale).await?,
        _ => String::new(),
    };
    let found = texts::find(tx, key, own, &language, &organization.locale).await?;
    let name = contact.map(|p| p.name).unwrap_or_default();
    let name = Some(name)
        .filter(|n| proven || is_name(n))
        .unwrap_or_default();
    let subject = if proven {
        c.subject.clone()
    } else {
        format!("#{}", c.number)
    };
    let first = name
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned();
    let variables = Variables::default()
        .with("contact.name", name)
        .with("contact.first_name", first)
        .with("conversation.number", c.number.to_string())
        .with("conversation.subject", subject)
        .with("organization.name", &*organization.name)
        .with("channel.name", &*told.name)
        .with("outage.words", broken)
        .with("successor.name", on.successor)
        .with("ways", on.lines)
        .with(
            "promise",
            wording::promise(at, estimate, &zone, &found.locale),
        );
    // A text that an administrator broke must not keep customers waiting: the shipped one always fills.
    let shipped = texts::shipped(key, &found.locale);
    let body = match fill(&found.body, &variables, Form::Plain) {
        Ok(body) => body,
        Err(_) => fill(shipped.body, &variables, Form::Plain)?,
    };
    let subject = fill(&found.subject, &variables, Form::Plain).unwrap_or_default();
    Ok((subject, body))
}

fn unhex(text: &str) -> Vec<u8> {
    text.as_bytes()
        .chunks(2)
        .filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

/// Kinds of jobs that [`Desk::acknowledge_due`] takes care of; the general runner leaves them alone.
pub const JOB_KINDS: [&str; 2] = [ACKNOWLEDGE, NOTICE];
