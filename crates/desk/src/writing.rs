//! What the verbs that write to customers share: the words, the files, the rows.

use crate::letter::{self, Letter, Thread, Voice};
use crate::text::{Form, Variables, fill};
use crate::{By, Desk, DeskError, Result, carry_out, organization};
use domain::channel::{Channel, ReplyForm};
use domain::contact::email_key;
use domain::conversation::{Conversation, UNDO_MS};
use domain::message::{AutoText, MessageKind};
use domain::reply_rules::Person;
use domain::{AgentId, AttachmentId, DeliveryId, MessageId, Millis, Refusal};
use store::Tx;
use store::conversation::Participant;
use store::message::{Attached, NewMessage};

/// Longest text that an agent may send, in bytes of HTML.
pub const HTML_MAX: usize = 1024 * 1024;
/// All files of one message, in bytes: most servers refuse more.
pub const FILES_MAX: i64 = 25 * 1024 * 1024;

/// What an agent wrote.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Words {
    pub html: String,
    pub to: Vec<Person>,
    pub cc: Vec<Person>,
    pub bcc: Vec<Person>,
    /// `None`: the subject of the conversation.
    pub subject: Option<String>,
    pub attachments: Vec<AttachmentId>,
    /// Further fields of the mail's head.
    pub headers: Vec<(String, String)>,
}

impl Words {
    /// No recipient is named.
    #[must_use]
    pub fn is_to_nobody(&self) -> bool {
        self.to.is_empty() && self.cc.is_empty() && self.bcc.is_empty()
    }
}

/// Files that are to be sent, with their bytes.
pub(crate) type Files = Vec<(Attached, Vec<u8>)>;

impl Desk {
    /// Loads the files that the agent uploaded for this message.
    ///
    /// # Errors
    /// `bad_attachment` for files of others or of another message, `too_large`.
    pub(crate) async fn files(&self, by: &By, words: &Words) -> Result<Files> {
        if words.html.len() > HTML_MAX {
            return Err(Refusal::new("too_large", "The text is too long.")
                .on("html")
                .into());
        }
        let (ids, agent) = (words.attachments.clone(), by.access.agent);
        let rows: Vec<Attached> = self
            .db
            .read(async move |tx| {
                let mut rows = Vec::new();
                for &id in &ids {
                    rows.push(own_file(tx, id, agent).await?);
                }
                Ok::<_, DeskError>(rows)
            })
            .await?;
        if rows.iter().map(|f| f.size).sum::<i64>() > FILES_MAX {
            return Err(
                Refusal::new("too_large", "The files are larger than 25 MB together.")
                    .on("attachments")
                    .into(),
            );
        }
        let bytes = self.file_bytes(&rows).await?;
        Ok(rows.into_iter().zip(bytes).collect())
    }
}

async fn own_file(tx: &mut Tx, id: AttachmentId, agent: Option<AgentId>) -> Result<Attached> {
    let file = store::message::attachment(tx, id).await?;
    file.filter(|f| f.message.is_none() && f.agent == agent)
        .ok_or_else(|| {
            Refusal::new("bad_attachment", "A file is missing. Attach it again.")
                .on("attachments")
                .into()
        })
}

/// Who speaks and from where.
#[derive(Clone)]
pub(crate) struct Speaker {
    pub name: String,
    pub address: String,
    pub reply_form: ReplyForm,
    pub signature: String,
    pub variables: Variables,
}

/// The agent, their team's signature, and values for `{{variables}}`.
pub(crate) async fn speaker(
    tx: &mut Tx,
    by: &By,
    c: &Conversation,
    channel: &Channel,
) -> Result<Speaker> {
    let door = letter::from_door(tx, c, channel).await?;
    speaker_from(tx, by, c, Some(&door)).await
}

/// The same for words from that door; without one they stay in the house, or in a widget.
pub(crate) async fn speaker_from(
    tx: &mut Tx,
    by: &By,
    c: &Conversation,
    door: Option<&store::door::Door>,
) -> Result<Speaker> {
    let variables = variables(tx, by.access.agent, c).await?;
    let organization = organization::of(tx).await?;
    let agent = match by.access.agent {
        Some(id) => store::agent::load(tx, id).await?,
        None => None,
    };
    let team = match c.team {
        Some(id) => store::team::load(tx, id).await?,
        None => None,
    };
    let agent_name = agent.map_or_else(|| organization.name.clone(), |a| a.name);
    Ok(Speaker {
        name: format!("{agent_name} ({})", organization.name),
        address: door.map(|d| d.address.clone()).unwrap_or_default(),
        reply_form: door.map(|d| d.reply_form).unwrap_or_default(),
        signature: team.map(|t| t.signature).unwrap_or_default(),
        variables,
    })
}

fn first_word(text: &str) -> String {
    text.split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// What `{{variables}}` stand for in a conversation; custom fields are `{{field.key}}`,
/// `{{contact.field.key}}` and `{{contact.organization.field.key}}`.
pub(crate) async fn variables(
    tx: &mut Tx,
    agent: Option<AgentId>,
    c: &Conversation,
) -> Result<Variables> {
    let agent = match agent {
        Some(id) => store::agent::load(tx, id).await?,
        None => None,
    };
    let organization = organization::of(tx).await?;
    let team = match c.team {
        Some(id) => store::team::load(tx, id).await?,
        None => None,
    };
    let contact = match c.contact {
        Some(id) => store::contact::load(tx, id).await?,
        None => None,
    };
    let contact_name = contact.as_ref().map(|p| p.name.clone()).unwrap_or_default();
    let number = if c.number > 0 {
        c.number.to_string()
    } else {
        String::new()
    };
    let agent_name = agent.map_or_else(|| organization.name.clone(), |a| a.name);
    let mut variables = Variables::default()
        .with("agent.first_name", first_word(&agent_name))
        .with("agent.name", agent_name)
        .with("contact.first_name", first_word(&contact_name))
        .with("contact.name", contact_name)
        .with(
            "contact.organization",
            contact
                .as_ref()
                .and_then(|p| p.organization.clone())
                .unwrap_or_default(),
        )
        .with(
            "contact.address",
            contact.map(|p| p.address).unwrap_or_default(),
        )
        .with("organization.name", &*organization.name)
        .with("team.name", team.map(|t| t.name).unwrap_or_default())
        .with("conversation.number", number)
        .with("conversation.subject", &*c.subject);
    let values = store::field::values(tx, c.id, c.contact).await?;
    if !values.is_empty() {
        for f in store::field::all(tx).await? {
            if let Some((_, value)) = values.iter().find(|(id, _)| *id == f.id) {
                let name = format!("{}field.{}", f.entity.prefix(), f.key);
                variables = variables.with(name, value.words());
            }
        }
    }
    Ok(variables)
}

/// The finished text: what is sent, and what the console shows.
pub(crate) struct Said {
    /// For the mail: with signature and quote.
    pub mail_html: String,
    pub mail_text: String,
    /// For the console: safe, with signature, without the quote.
    pub shown_html: Option<String>,
    pub text: String,
}

/// Fills in variables, adds the signature and the quoted message, names inline images.
///
/// # Errors
/// `empty_variable`; `empty_message` when nothing is left to say.
pub(crate) fn say(
    html: &str,
    speaker: &Speaker,
    quote: Option<&str>,
    files: &mut Files,
) -> Result<Said> {
    let mut body = fill(html, &speaker.variables, Form::Html)?;
    name_images(&mut body, files);
    let body = mail::compose::html_from_editor(&body);
    let text = mail::compose::text_from_html(&body);
    if text.trim().is_empty() && files.is_empty() {
        return Err(Refusal::new("empty_message", "The message is empty.")
            .on("html")
            .into());
    }
    let mut whole = body;
    if !speaker.signature.trim().is_empty() {
        let signature = fill(&speaker.signature, &speaker.variables, Form::Html)?;
        whole.push_str("<p>-- <br></p>");
        whole.push_str(&mail::compose::html_from_editor(&signature));
    }
    let shown = mail::html::sanitise(&whole, &mail::Limits::default());
    let text = mail::compose::text_from_html(&whole);
    let mut mail_html = whole;
    if let Some(quote) = quote {
        mail_html.push_str(quote);
    }
    let mail_text = mail::compose::text_from_html(&mail_html);
    Ok(Said {
        mail_html,
        mail_text,
        shown_html: shown.html,
        text,
    })
}

/// `/api/v1/attachments/att_…` in the editor's HTML is an image of the mail.
fn name_images(html: &mut String, files: &mut Files) {
    for (file, _) in files {
        let path = format!("/api/v1/attachments/{}", file.id);
        let cid = file
            .content_id
            .clone()
            .unwrap_or_else(|| format!("{}@inline", file.id));
        let named = html.contains(&path) || html.contains(&format!("cid:{cid}"));
        if named {
            for tail in ["?inline=1", ""] {
                *html = html.replace(&format!("{path}{tail}"), &format!("cid:{cid}"));
            }
            file.inline = true;
            file.content_id = Some(cid);
        }
    }
}

/// A message of the other side as it is quoted below an answer.
pub(crate) fn quote(m: &store::message::Stored) -> String {
    let who = m
        .from
        .0
        .first()
        .map_or("", |p| p.name.as_deref().unwrap_or(&p.address));
    let mut out = String::from("<p>");
    mail::html::escape(who, &mut out);
    out.push_str(":</p><blockquote>");
    let text = m.reply.as_deref().unwrap_or(&m.text);
    for line in text.lines().take(400) {
        mail::html::escape(line, &mut out);
        out.push_str("<br>");
    }
    out.push_str("</blockquote>");
    out
}

/// Ids that a writing verb makes before its transaction.
pub(crate) struct OutIds {
    pub message: MessageId,
    pub deliveries: Vec<DeliveryId>,
}

impl OutIds {
    pub fn new(now: Millis, words: &Words) -> Self {
        Self {
            message: MessageId(crate::fresh::id(now)),
            deliveries: letter::delivery_ids(
                now,
                // A chat may find a recipient by itself.
                (words.to.len() + words.cc.len() + words.bcc.len()).max(1),
            ),
        }
    }
}

/// A message that is ready to be stored and posted.
pub(crate) struct Outgoing<'a> {
    pub ids: &'a OutIds,
    pub words: &'a Words,
    pub subject: String,
    pub said: Said,
    pub files: &'a Files,
    pub speaker: &'a Speaker,
    pub thread: Thread,
    pub agent: Option<AgentId>,
    pub auto_text: Option<AutoText>,
    pub now: Millis,
    pub before: Option<domain::conversation::BeforeReply>,
    pub posting: Posting,
}

/// Whether a message leaves as a mail, and when it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Posting {
    At(Millis),
    /// It is for a widget alone.
    Never,
}

impl Posting {
    /// Words of an agent can be taken back for a while.
    pub fn held(now: Millis) -> Self {
        Self::At(now + UNDO_MS)
    }
}

/// Stores the message, posts it, and gives it its files. The conversation's row exists.
pub(crate) async fn store_and_post(
    tx: &mut Tx,
    key: &mail::token::TokenKey,
    c: &Conversation,
    o: Outgoing<'_>,
) -> Result<()> {
    let program = o.auto_text.is_some();
    let letter = Letter {
        message: o.ids.message,
        deliveries: o.ids.deliveries.clone(),
        from_name: o.speaker.name.clone(),
        from: o.speaker.address.clone(),
        reply_form: o.speaker.reply_form,
        to: o.words.to.clone(),
        cc: o.words.cc.clone(),
        bcc: o.words.bcc.clone(),
        subject: o.subject.clone(),
        html: Some(o.said.mail_html),
        text: o.said.mail_text,
        files: o.files.clone(),
        answers: o.thread,
        voice: if program {
            Voice::Program
        } else {
            Voice::Agent
        },
        now: o.now,
        send_at: match o.posting {
            Posting::At(at) => at,
            Posting::Never => o.now,
        },
        before: o.before,
        headers: o.words.headers.clone(),
    };
    let mut m = NewMessage::new(o.ids.message, c.id, MessageKind::Agent, o.now);
    m.agent = o.agent;
    m.channel = Some(c.channel);
    m.subject = o.subject;
    m.text = o.said.text;
    m.html = o.said.shown_html;
    m.from = vec![Person {
        name: Some(o.speaker.name.clone()),
        address: o.speaker.address.clone(),
    }];
    (m.to, m.cc, m.bcc) = (letter.to.clone(), letter.cc.clone(), letter.bcc.clone());
    m.auto_text = o.auto_text;
    let domain = letter
        .from
        .rsplit_once('@')
        .map_or("", |(_, domain)| domain);
    if o.posting != Posting::Never {
        m.provider_id = mail::token::message_id(key, &letter.message.to_string(), domain);
    }
    let n = store::message::insert(tx, &m).await?;
    store::search::index_message(tx, n, &[&m.subject, &m.text]).await?;
    if o.posting != Posting::Never {
        letter::post(tx, key, c, &letter).await?;
    }
    for ((file, _), position) in o.files.iter().zip(0..) {
        if !store::message::use_attachment(tx, file.id, o.ids.message, file.inline, position)
            .await?
        {
            return Err(Refusal::new(
                "bad_attachment",
                "A file was sent already. Attach it again.",
            )
            .on("attachments")
            .into());
        }
    }
    Ok(())
}

/// Whom we write to may answer.
pub(crate) async fn invite(
    tx: &mut Tx,
    c: &Conversation,
    people: impl Iterator<Item = &Person>,
    role: &str,
    now: Millis,
) -> Result<()> {
    let rows: Vec<Participant> = people
        .map(|p| Participant {
            address_key: email_key(&p.address),
            address: p.address.clone(),
            name: p.name.clone().unwrap_or_default(),
            role: role.to_owned(),
            since: now,
            new_to_conversation: false,
        })
        .collect();
    Ok(store::conversation::add_participants(tx, c.id, &rows).await?)
}

/// The channel of a conversation; it exists as long as conversations name it.
pub(crate) async fn channel_of(tx: &mut Tx, c: &Conversation) -> Result<Channel> {
    store::channel::load(tx, c.channel)
        .await?
        .ok_or_else(|| DeskError::missing("channel"))
}

/// The first words of an agent's message.
pub(crate) fn preview(said: &str) -> String {
    carry_out::preview(said)
}
