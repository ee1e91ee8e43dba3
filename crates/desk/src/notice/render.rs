//! A notice as one customer reads it: their language, their ways on, their name. What is tried and what is sent come from
//! the same function.

use super::look::sender;
use super::tell::{self, Turn};
use super::{ground, load};
use crate::promise::{self, Asking, Forecasts};
use crate::text::{Form, Variables, fill};
use crate::ways::{self, Asked, Named};
use crate::writing::{self, Words};
use crate::{By, Desk, DeskError, Result, apart, organization};
use domain::access::Permission;
use domain::channel::Channel;
use domain::conversation::{Conversation, Opening, open};
use domain::hours::date_in;
use domain::notice::{Way, goes, template};
use domain::promise::Told;
use domain::reply_rules::reply_subject;
use domain::{AgentId, ContactId, ConversationId, Millis, NoticeId, language, wording};
use store::Tx;
use store::notice::Notice;

/// Stand for the list of ways, and for braces of values, until all is filled in: no value is taken for a place.
const WAYS: char = '\u{e000}';
const OPEN: char = '\u{e001}';
const CLOSE: char = '\u{e002}';
/// Ways that a letter names.
const NAMED: usize = 6;

/// What would go to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub subject: String,
    pub html: String,
    pub text: String,
    pub way: Way,
    /// An address; empty where the words stay in a chat.
    pub to: String,
    pub from: String,
    pub language: String,
}

/// The words of a notice for somebody.
pub(super) struct Filled {
    pub words: Words,
    pub language: String,
}

impl Desk {
    /// What somebody would read, by the way that they would be told; whoever would not be told is shown as by mail.
    ///
    /// # Errors
    /// `not_permitted`, also for a conversation that the asker may not read; `not_found`, `empty_variable`, `bad_sender`.
    pub async fn rendered_notice(
        &self,
        by: &By,
        id: NoticeId,
        contact: ContactId,
    ) -> Result<Rendered> {
        by.demand(Permission::ChannelManage)?;
        let (by, this) = (by.clone(), self.clone());
        self.db
            .read(async move |tx| {
                let n = load(tx, id).await?;
                this.rendered(tx, &by, &n, contact).await
            })
            .await
    }

    pub(super) async fn rendered(
        &self,
        tx: &mut Tx,
        by: &By,
        n: &Notice,
        contact: ContactId,
    ) -> Result<Rendered> {
        let person = store::contact::root(tx, contact).await?;
        let person = person.filter(|p| p.erased_at.is_none());
        let person = person.ok_or_else(|| DeskError::missing("contact"))?;
        let teller = teller(tx, by, n).await?;
        let turn = match tell::turn(tx, &teller, n, &person).await? {
            Ok(turn) => turn,
            Err(_) => Turn::Mail(store::notice::address(tx, person.id).await?),
        };
        if let Turn::Thread(c, _) = &turn {
            // What is shown quotes it.
            by.demand_on(Permission::ConversationRead, c)?;
        }
        let filled = self
            .filled(tx, n, &person, teller.access.agent, by.now)
            .await?;
        let (language, by) = (filled.language, teller);
        match turn {
            Turn::Mail(to) => {
                let from = sender(tx, n.content.0.from).await?;
                let from = from.map_err(|why| DeskError::refused("bad_sender", why))?;
                let said = said_by_mail(tx, &by, n, &person.id, &filled.words).await?;
                Ok(Rendered {
                    subject: filled.words.subject.unwrap_or_default(),
                    html: said.mail_html,
                    text: said.mail_text,
                    way: Way::Mail,
                    to: to.unwrap_or_default(),
                    from,
                    language,
                })
            }
            Turn::Thread(c, to) => {
                let words = Words { to, ..filled.words };
                let (said, subject, from) = said_in_thread(tx, &by, &c, &words).await?;
                Ok(Rendered {
                    subject,
                    html: said.mail_html,
                    text: said.mail_text,
                    way: Way::Thread,
                    to: words
                        .to
                        .first()
                        .map(|p| p.address.clone())
                        .unwrap_or_default(),
                    from,
                    language,
                })
            }
        }
    }

    /// The words in the language of somebody, with everything filled in.
    pub(super) async fn filled(
        &self,
        tx: &mut Tx,
        n: &Notice,
        person: &store::contact::Person,
        agent: Option<AgentId>,
        now: Millis,
    ) -> Result<Filled> {
        let house = organization::of(tx).await?.locale;
        let wanted = person.language.clone().unwrap_or_else(|| house.clone());
        let content = &n.content.0;
        let (language, text) = content.text(&wanted, &house).ok_or_else(|| {
            DeskError::refused("bad_text", "There is no text in the language of the house.")
        })?;
        let (about, named) = about(tx, n, Some(person.id), language, now).await?;
        let mut lines = lines(tx, &self.forecasts, &named, person, language, now).await?;
        let mut known = of_all(tx, n, &about, &named, language, agent, now).await?;
        let name = plain(&person.name);
        let first = name.split_whitespace().next().unwrap_or_default();
        known = known.with("customer.first_name", first);
        known = known.with("customer.name", &*name);
        let html = fill(&unmarked(&text.html), &known, Form::Html)?;
        // Where the text names the page itself, the list need not.
        let page = named.page.as_deref().map(plain);
        if page.as_ref().is_some_and(|page| html.contains(page)) {
            lines.retain(|line| Some(line) != page.as_ref());
        }
        let subject = fill(&unmarked(&text.subject), &known, Form::Plain)?;
        let subject = subject.replace(WAYS, &lines.join(", "));
        let subject = subject.replace(OPEN, "{").replace(CLOSE, "}");
        let subject: String = one_line(&subject).chars().take(250).collect();
        let words = Words {
            html: with_ways(&html, &lines),
            subject: Some(subject),
            headers: self.headers(tx, n.id, person.id).await?,
            ..Words::default()
        };
        Ok(Filled {
            words,
            language: language.to_owned(),
        })
    }
}

/// In whose name it goes out: whoever sent it, or would.
async fn teller(tx: &mut Tx, by: &By, n: &Notice) -> Result<By> {
    let access = match n.sent_by {
        Some(agent) => store::agent::access(tx, agent).await?,
        None => None,
    };
    Ok(access.map_or_else(|| by.clone(), |access| By::agent(access, by.now, "")))
}

/// As [`crate::start`] says it, without writing it.
async fn said_by_mail(
    tx: &mut Tx,
    by: &By,
    n: &Notice,
    contact: &ContactId,
    words: &Words,
) -> Result<writing::Said> {
    let channel = store::channel::load(tx, n.content.0.from).await?;
    let channel = channel.ok_or_else(|| DeskError::missing("channel"))?;
    let (c, _) = open(Opening {
        id: ConversationId(n.id.0),
        subject: words.subject.clone().unwrap_or_default(),
        contact: Some(*contact),
        channel: channel.id,
        door: None,
        team: channel.team,
        language: None,
        at: by.now,
    });
    let speaker = writing::speaker(tx, by, &c, &channel).await?;
    writing::say(&words.html, &speaker, None, &mut Vec::new())
}

/// As [`reply::write`] says it, without writing it.
async fn said_in_thread(
    tx: &mut Tx,
    by: &By,
    c: &Conversation,
    words: &Words,
) -> Result<(writing::Said, String, String)> {
    let channel = writing::channel_of(tx, c).await?;
    let ground = match words.to.is_empty() {
        true => None,
        false => Some(apart::ground(tx, c, words).await?),
    };
    let answered = ground.as_ref().and_then(|g| g.answered.as_ref());
    let told = ground.as_ref().map_or(c, |g| &g.told);
    let subject = reply_subject(answered.map_or(&told.subject, |m| &m.subject));
    let door = crate::letter::from_door(tx, c, &channel).await.ok();
    let speaker = writing::speaker_from(tx, by, told, door.as_ref()).await?;
    let quote = answered.map(writing::quote);
    let said = writing::say(&words.html, &speaker, quote.as_deref(), &mut Vec::new())?;
    Ok((said, subject, speaker.address))
}

/// What a channel is, and the ways on from it.
async fn about(
    tx: &mut Tx,
    n: &Notice,
    contact: Option<ContactId>,
    language: &str,
    now: Millis,
) -> Result<(Channel, Named)> {
    let channel = store::channel::load(tx, n.channel).await?;
    let channel = channel.ok_or_else(|| DeskError::missing("channel"))?;
    let asked = Asked {
        contact,
        ..Asked::default()
    };
    let mut named = ways::named(tx, &channel, asked, language, now).await?;
    let kind = ground::plan(tx, n).await?.map(|p| p.kind);
    if goes(channel.stage, kind) {
        named.ways.retain(|(w, _)| w.id != channel.id);
    }
    Ok((channel, named))
}

/// The day on which the plan closes the channel, as a letter says it.
async fn date(tx: &mut Tx, n: &Notice, language: &str, now: Millis) -> Result<Option<String>> {
    let Some(at) = ground::closes_at(tx, n, now).await? else {
        return Ok(None);
    };
    let zone = organization::of(tx).await?.zone;
    let day = date_in(&zone, at)?;
    let said = template::day(day, language);
    Ok(Some(said.unwrap_or_else(|| day.to_string())))
}

/// What has a value whoever reads it, with values that stand for any.
pub(super) async fn known_of_all(tx: &mut Tx, n: &Notice, now: Millis) -> Result<Variables> {
    let (about, named) = about(tx, n, None, "en", now).await?;
    of_all(tx, n, &about, &named, "en", None, now).await
}

async fn of_all(
    tx: &mut Tx,
    n: &Notice,
    about: &Channel,
    named: &Named,
    language: &str,
    agent: Option<AgentId>,
    now: Millis,
) -> Result<Variables> {
    let organization = organization::of(tx).await?;
    let agent = match agent.or(n.sent_by).or(Some(n.written_by)) {
        Some(id) => store::agent::load(tx, id).await?,
        None => None,
    };
    let agent = agent.map_or_else(|| organization.name.clone(), |a| a.name);
    let first = agent.split_whitespace().next().unwrap_or_default();
    let date = date(tx, n, language, now).await?;
    Ok(Variables::default()
        .with("channel.name", plain(&about.name))
        .with("date", date.unwrap_or_default())
        .with("ways", WAYS.to_string())
        .with(
            "contact_url",
            plain(named.page.as_deref().unwrap_or_default()),
        )
        .with("organization.name", plain(&organization.name))
        .with("agent.first_name", plain(first))
        .with("agent.name", plain(&agent)))
}

/// The ways that are open to somebody, each with its promise; the page with all of them last. With none of these, the letter
/// itself is one.
async fn lines(
    tx: &mut Tx,
    forecasts: &Forecasts,
    named: &Named,
    person: &store::contact::Person,
    language: &str,
    now: Millis,
) -> Result<Vec<String>> {
    let house = organization::of(tx).await?.zone;
    let zone = person.zone.as_deref().unwrap_or(&house);
    let mut out = Vec::new();
    for (channel, line) in named.ways.iter().take(NAMED) {
        let asking = Asking::written(Some(language));
        let estimate = promise::of(tx, forecasts, channel, asking, now).await?;
        let line = plain(line);
        out.push(match estimate.told {
            Told::Unknown => line,
            _ => {
                let when = wording::promise(now, &estimate, zone, language);
                format!("{line} ({})", plain(&when))
            }
        });
    }
    out.extend(named.page.as_deref().map(plain));
    if out.is_empty() {
        out.push(answer_this(language).to_owned());
    }
    Ok(out)
}

fn answer_this(of: &str) -> &'static str {
    match language::base_language(of) {
        "de" => "Antworten Sie auf diesen Brief.",
        "et" => "Vastake sellele kirjale.",
        "zh" => "直接回复这封信。",
        _ => "Answer this letter.",
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_mark(c: char) -> bool {
    matches!(c, WAYS | OPEN | CLOSE)
}

fn unmarked(text: &str) -> String {
    text.replace(is_mark, "")
}

/// A value on one line, of which no part is a place to fill in.
fn plain(text: &str) -> String {
    let text = one_line(&unmarked(text));
    text.replace('{', &OPEN.to_string())
        .replace('}', &CLOSE.to_string())
}

/// Puts the list in place of its mark.
fn with_ways(html: &str, lines: &[String]) -> String {
    let shown: Vec<String> = lines.iter().map(|l| linked(l)).collect();
    let list: String = shown.iter().map(|l| format!("<li>{l}</li>")).collect();
    html.replace(&format!("<p>{WAYS}</p>"), &format!("<ul>{list}</ul>"))
        .replace(WAYS, &shown.join("<br>"))
        .replace(OPEN, "&#123;")
        .replace(CLOSE, "&#125;")
}

/// As HTML, with its address as a link.
fn linked(line: &str) -> String {
    let words = line.split(' ').map(|word| {
        let mut shown = String::new();
        mail::html::escape(word, &mut shown);
        if word.starts_with("https://") || word.starts_with("http://") {
            return format!("<a href=\"{shown}\">{shown}</a>");
        }
        shown
    });
    words.collect::<Vec<_>>().join(" ")
}
