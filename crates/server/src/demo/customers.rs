//! The customers of now: they write every little while, by the way that they find ([`super::finding`]), and answer what the desk
//! sends them, all through the real doors.

use super::chance::Chance;
use super::company::{Book, Story};
use super::finding::{Finding, Site, Way};
use super::letters::{self, Letter, Person, Program, Quoted};
use super::sink::Taken;
use crate::clock::Clock;
use crate::probe::deliver;
use anyhow::Context as _;
use domain::Millis;
use domain::reply_rules::reply_subject;
use mail::Automatic;
use mail::smtp::client::Job;
use mail::smtp::server::Received;
use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Questions that somebody may come back to.
const REMEMBERED: usize = 40;
/// Answers that customers are about to write; more agents' answers than that stay unanswered.
const ANSWERING: usize = 500;
/// Of a hundred who have something new to say, so many have written before.
const REGULAR: i64 = 35;
/// For one SMTP transaction.
const PATIENCE: Duration = Duration::from_secs(20);
const LONGEST_QUOTE: usize = 4_000;

/// How lively they are, in seconds of this machine.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Between two new mails.
    pub again: (i64, i64),
    /// Before an answer is answered.
    pub answer: (i64, i64),
    /// Of a hundred answers, how many are answered.
    pub answered: i64,
}

/// Everything they need.
#[derive(Clone)]
pub struct Customers {
    pub book: Arc<Book>,
    pub clock: Clock,
    /// The SMTP door of the desk.
    pub door: SocketAddr,
    pub taken: Taken,
    /// Where they look for a way in.
    pub site: Site,
    /// Those of the past, who have something new to say now and then.
    pub regulars: Arc<Vec<Person>>,
    pub pace: Pace,
    /// From then on nobody writes.
    pub until: Option<Millis>,
}

impl Customers {
    /// A mail of the house to one of its own addresses: it comes back to the door, as it would from the net.
    fn home(&self, mail: &Received) -> Option<Job> {
        let to = mail.rcpt_to.first()?;
        let own = self.book.addresses.iter();
        let ours = own.map(|a| self.book.address(&a.local)).any(|a| a == *to);
        ours.then(|| Job {
            mail_from: mail.mail_from.clone(),
            rcpt_to: to.clone(),
            data: mail.data.clone(),
        })
    }

    async fn bring(&self, job: Job) -> anyhow::Result<()> {
        tokio::time::timeout(PATIENCE, deliver(self.door, "customers.example", job))
            .await
            .context("the door was too slow")?
    }
}

/// A question that was asked and may be asked again.
struct Asked {
    person: Person,
    to: String,
    subject: String,
    id: String,
}

struct Due {
    at: Instant,
    letter: Answering,
}

/// What a customer is going to answer.
struct Answering {
    person: Person,
    to: String,
    subject: String,
    said: String,
    references: Vec<String>,
    quoted: Quoted,
}

struct Life {
    customers: Customers,
    finding: Finding,
    chance: Chance,
    asked: VecDeque<Asked>,
    due: Vec<Due>,
    /// How often each matter was answered: at some point there is nothing left to say.
    rounds: HashMap<String, u32>,
    count: u64,
}

/// Lives until told to stop. A mail that the door does not take is lost to the simulation, and said in the log.
///
/// # Errors
/// None that end it; the type is that of all tasks.
pub async fn live(customers: Customers, stop: CancellationToken) -> anyhow::Result<()> {
    let taken = customers.taken.clone();
    let mut taken = taken.lock().await;
    let seed = u64::try_from(customers.clock.now()).unwrap_or(0);
    let finding = Finding::new(customers.site.clone())?;
    let mut life = Life {
        customers,
        finding,
        chance: Chance::new(seed),
        asked: VecDeque::new(),
        due: Vec::new(),
        rounds: HashMap::new(),
        count: 0,
    };
    let mut next = life.later(life.customers.pace.again);
    loop {
        let wake = life
            .due
            .iter()
            .map(|due| due.at)
            .min()
            .map_or(next, |at| at.min(next));
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            Some(mail) = taken.recv() => match life.customers.home(&mail) {
                Some(job) => {
                    if let Err(error) = life.customers.bring(job).await {
                        tracing::warn!(error = format!("{error:#}"), "a mail to the house itself did not get in");
                    }
                }
                None => life.read(&mail),
            },
            () = tokio::time::sleep_until(wake) => {
                if is_over(life.customers.until, life.customers.clock.now()) {
                    return silent(&mut taken, &stop).await;
                }
                let now = Instant::now();
                let result = match life.due.iter().position(|due| due.at <= now) {
                    Some(place) => {
                        let due = life.due.swap_remove(place);
                        life.answer(due.letter).await
                    }
                    None if next <= now => {
                        next = life.later(life.customers.pace.again);
                        life.write().await
                    }
                    None => Ok(()),
                };
                if let Err(error) = result {
                    tracing::warn!(error = format!("{error:#}"), "a simulated mail did not get in");
                }
            }
        }
    }
}

/// Takes what still comes and says nothing to it.
async fn silent(
    taken: &mut mpsc::Receiver<Received>,
    stop: &CancellationToken,
) -> anyhow::Result<()> {
    loop {
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            Some(_) = taken.recv() => {}
        }
    }
}

fn is_over(until: Option<Millis>, now: Millis) -> bool {
    until.is_some_and(|until| until <= now)
}

impl Life {
    fn later(&mut self, (low, high): (i64, i64)) -> Instant {
        let ms = self.chance.between(low * 1_000, high * 1_000);
        Instant::now() + Duration::from_millis(u64::try_from(ms).unwrap_or(1_000))
    }

    fn id(&mut self, person: &Person) -> String {
        self.count += 1;
        let (_, domain) = person.address.split_once('@').unwrap_or_default();
        format!("{}.{}@{domain}", self.customers.clock.now(), self.count)
    }

    /// Something new, or now and then a question to an earlier mail.
    async fn write(&mut self) -> anyhow::Result<()> {
        let old = (self.asked.len() > 3 && self.chance.percent(18))
            .then(|| self.asked.pop_front())
            .flatten();
        match old {
            Some(asked) => self.chase(asked).await,
            None if self.chance.percent(4) => self.spam().await,
            None => self.ask().await,
        }
    }

    async fn ask(&mut self) -> anyhow::Result<()> {
        let book = self.customers.book.clone();
        let story = self
            .chance
            .one(&book.stories)
            .context("there are no stories")?;
        let speech = book.speech(&story.lang).context("nobody speaks English")?;
        let person = self.somebody(&story.lang);
        let number = u64::try_from(self.chance.between(11_480, 11_990)).unwrap_or(0);
        let fill = |text: &str| text.replace("{order}", &number.to_string());
        let said = letters::greeted(
            speech,
            &person,
            &fill(&story.opening),
            &book.company,
            None,
            &mut self.chance,
        );
        let to = book.address(&story.to);
        if self.finding.way(&person, &to).await? == Way::Form {
            return self.finding.send(&person, story, &said).await;
        }
        let asked = Asked {
            to,
            subject: fill(&story.subject),
            id: self.id(&person),
            person,
        };
        let letter = self.letter(
            &asked,
            said,
            asked.subject.clone(),
            asked.id.clone(),
            Vec::new(),
        );
        let letter = Letter {
            file: story.file.as_deref(),
            number,
            ..letter
        };
        self.hand_in(&letters::write(&book, &letter)?, &asked.person, &asked.to)
            .await?;
        self.asked.push_back(asked);
        self.asked.truncate(REMEMBERED);
        Ok(())
    }

    /// Who speaks that language: somebody of the past, or somebody new.
    fn somebody(&mut self, lang: &str) -> Person {
        let customers = &self.customers;
        let same = |p: &&Person| p.lang == lang;
        let known: Vec<&Person> = customers.regulars.iter().filter(same).collect();
        if self.chance.percent(REGULAR)
            && let Some(known) = self.chance.one(&known)
        {
            return (*known).clone();
        }
        letters::person(&customers.book, lang, &mut self.chance)
    }

    async fn chase(&mut self, asked: Asked) -> anyhow::Result<()> {
        let book = self.customers.book.clone();
        let speech = book
            .speech(&asked.person.lang)
            .context("nobody speaks English")?;
        let words = self.chance.one(&speech.chase).cloned().unwrap_or_default();
        let said = letters::greeted(
            speech,
            &asked.person,
            &words,
            &book.company,
            None,
            &mut self.chance,
        );
        let id = self.id(&asked.person);
        let letter = self.letter(
            &asked,
            said,
            reply_subject(&asked.subject),
            id,
            vec![asked.id.clone()],
        );
        self.hand_in(&letters::write(&book, &letter)?, &asked.person, &asked.to)
            .await
    }

    async fn spam(&mut self) -> anyhow::Result<()> {
        let book = self.customers.book.clone();
        let words = self
            .chance
            .one(&book.simulated.spam)
            .context("there is no spam")?;
        let mut person = letters::person(&book, "en", &mut self.chance);
        person.address = format!("offers{}@bulk.example", self.chance.between(1, 900));
        let to = book
            .addresses
            .first()
            .map(|a| book.address(&a.local))
            .unwrap_or_default();
        let asked = Asked {
            id: self.id(&person),
            subject: words.subject.clone(),
            person,
            to,
        };
        let letter = self.letter(
            &asked,
            words.body.clone(),
            asked.subject.clone(),
            asked.id.clone(),
            Vec::new(),
        );
        self.hand_in(&letters::write(&book, &letter)?, &asked.person, &asked.to)
            .await
    }

    fn letter<'a>(
        &self,
        asked: &'a Asked,
        said: String,
        subject: String,
        id: String,
        references: Vec<String>,
    ) -> Letter<'a> {
        Letter {
            person: &asked.person,
            to: asked.to.clone(),
            subject,
            said,
            message_id: id,
            references,
            quoted: None,
            file: None,
            number: self.count,
            at: self.customers.clock.now(),
            automatic: false,
        }
    }

    /// A mail of the desk has arrived: most are answered after a while.
    fn read(&mut self, received: &Received) {
        let Ok(mail) = desk::ingest::read(&received.data, &mail::Limits::default()) else {
            return;
        };
        if let Some(to) = received.rcpt_to.first() {
            self.finding.read(to, &mail.text);
        }
        // Nobody answers a program.
        let known = mail.automatic == Automatic::None && self.due.len() < ANSWERING;
        let (Some(to), true) = (
            received.rcpt_to.first(),
            known && self.chance.percent(self.customers.pace.answered),
        ) else {
            return;
        };
        if self
            .customers
            .book
            .agents
            .iter()
            .any(|a| self.customers.book.address(&a.local) == *to)
        {
            return;
        }
        if let Some(letter) = self.considered(&mail, to) {
            let at = self.later(self.customers.pace.answer);
            self.due.push(Due { at, letter });
        }
    }

    /// What the customer will say to it; `None` when the matter has been talked over.
    fn considered(&mut self, mail: &mail::Mail, to: &str) -> Option<Answering> {
        let book = self.customers.book.clone();
        let from = mail.from.first()?;
        let back = mail.reply_to.first().unwrap_or(from);
        let rounds = self.rounds.entry(back.address.clone()).or_default();
        *rounds += 1;
        let round = *rounds;
        if round > 2 {
            return None;
        }
        let story = story(&book, &mail.subject);
        let lang = story
            .map(|s| s.lang.clone())
            .or_else(|| mail.language.clone())
            .unwrap_or_else(|| "en".to_owned());
        let speech = book.speech(&lang)?;
        let told = story.and_then(|s| s.reply.clone()).filter(|_| round == 1);
        let words = told.or_else(|| self.chance.one(&speech.thanks).cloned())?;
        let person = who(mail, to, &lang);
        let agent = from
            .name
            .as_deref()
            .and_then(|name| name.split(" (").next());
        let said = letters::greeted(
            speech,
            &person,
            &words,
            &book.company,
            agent,
            &mut self.chance,
        );
        let mut references = mail.references.clone();
        references.extend(mail.message_id.clone());
        Some(Answering {
            to: back.address.clone(),
            subject: reply_subject(&mail.subject),
            said,
            references,
            quoted: Quoted {
                name: from.name.clone().unwrap_or_default(),
                address: back.address.clone(),
                at: mail.date.unwrap_or_else(|| self.customers.clock.now()),
                text: mail.text.chars().take(LONGEST_QUOTE).collect(),
            },
            person,
        })
    }

    async fn answer(&mut self, answering: Answering) -> anyhow::Result<()> {
        let id = self.id(&answering.person);
        let letter = Letter {
            person: &answering.person,
            to: answering.to.clone(),
            subject: answering.subject,
            said: answering.said,
            message_id: id,
            references: answering.references,
            quoted: Some(answering.quoted),
            file: None,
            number: self.count,
            at: self.customers.clock.now(),
            automatic: false,
        };
        let bytes = letters::write(&self.customers.book, &letter)?;
        self.hand_in(&bytes, &answering.person, &answering.to).await
    }

    async fn hand_in(&self, bytes: &[u8], from: &Person, to: &str) -> anyhow::Result<()> {
        let job = Job {
            mail_from: from.address.clone(),
            rcpt_to: to.to_owned(),
            data: bytes.to_vec(),
        };
        self.customers.bring(job).await
    }
}

/// The story that a subject belongs to.
fn story<'a>(book: &'a Book, subject: &str) -> Option<&'a Story> {
    book.stories.iter().find(|story| {
        let mut parts = story.subject.split("{order}");
        parts.all(|part| subject.contains(part))
    })
}

/// The customer whose address that is, with the program that they always use.
fn who(mail: &mail::Mail, address: &str, lang: &str) -> Person {
    let name = mail
        .to
        .iter()
        .find(|a| a.address == address)
        .and_then(|a| a.name.clone());
    let name = name.unwrap_or_else(|| address.split('@').next().unwrap_or_default().to_owned());
    let programs = [
        Program::Gmail,
        Program::Outlook,
        Program::Apple,
        Program::Phone,
        Program::Plain,
    ];
    Person {
        first: name
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_owned(),
        name,
        address: address.to_owned(),
        lang: lang.to_owned(),
        program: programs[address.len() % programs.len()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn customers_fall_silent_when_they_were_told_to_and_never_otherwise() {
        assert!(!is_over(None, Millis::MAX));
        assert!(!is_over(Some(1_000), 999));
        assert!(is_over(Some(1_000), 1_000));
    }
}
