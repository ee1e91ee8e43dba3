//! Carries the plan of the past out by the verbs of the desk, each with the time of the plan: accepted, ingested, worked on, sent.
//!
//! Steps near to each other that belong to different conversations go together, so that one commit serves many of them.

use super::company::{Book, Cast};
use super::files;
use super::letters::{self, Letter, Quoted};
use super::plan::{Act, Deed, Kind, Plan, Size, Step, Thread};
use anyhow::Context as _;
use desk::accept::RawMail;
use desk::ingest::{Ingested, Reading, read};
use desk::note::NewNote;
use desk::outbox::{End, Outcome};
use desk::reply::NewReply;
use desk::writing::Words;
use desk::{By, Desk, DeskError};
use domain::acknowledge;
use domain::conversation::{AfterReply, Command, Source, Status, UNDO_MS};
use domain::reply_rules::{Person, reply_subject};
use domain::{ConversationId, MessageId, Millis};
use futures_util::future::try_join_all;
use mail::compose::Part;
use mail::token;
use mail::{AuthResult, Authentication};
use std::collections::{HashMap, HashSet, VecDeque};

/// Steps that go together at most.
const TOGETHER: usize = 96;
/// Steps that may be left behind by others meanwhile.
const AHEAD: usize = 400;
const LEASE_MS: Millis = 10 * 60 * 1000;
/// Acknowledgements were switched on so long ago: before that, none are written.
const ACKNOWLEDGED_MS: Millis = 2 * super::hours::DAY;
/// An acknowledgement is at most so late.
const ACKNOWLEDGED_WITHIN_MS: Millis = 10 * super::hours::MINUTE;
/// What agents do at one go takes less than this.
const AT_ONE_GO_MS: Millis = super::hours::MINUTE;

/// What is known of a conversation so far.
#[derive(Debug, Default, Clone)]
struct State {
    conversation: Option<ConversationId>,
    /// Message-IDs, oldest first.
    ids: Vec<String>,
    last: Option<Answer>,
}

/// The agent's last answer, as the customer got it.
#[derive(Debug, Clone)]
struct Answer {
    message: MessageId,
    quoted: Quoted,
}

/// What was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Made {
    pub conversations: usize,
    pub mails: usize,
    pub answers: usize,
}

struct Teller<'a> {
    desk: &'a Desk,
    book: &'a Book,
    cast: &'a Cast,
    plan: &'a Plan,
    states: Vec<State>,
    /// When the message of that id was written.
    written: HashMap<String, Millis>,
    made: Made,
}

/// Tells the whole plan. `progress` is called with the steps done. What was made, and the conversation of each thread.
///
/// # Errors
/// When a verb refuses what the plan wants, or the store fails.
pub async fn tell(
    desk: &Desk,
    book: &Book,
    cast: &Cast,
    plan: &Plan,
    size: &Size,
    progress: &(dyn Fn(usize) + Sync),
) -> anyhow::Result<(Made, Vec<Option<ConversationId>>)> {
    let mut teller = Teller {
        desk,
        book,
        cast,
        plan,
        states: vec![State::default(); plan.threads.len()],
        written: HashMap::new(),
        made: Made::default(),
    };
    teller.acknowledge(false, size.founded()).await?;
    let (mut retired, mut acknowledging) = (false, false);
    let mut left: VecDeque<&Step> = plan.steps.iter().collect();
    while let Some(at) = left.front().map(|step| step.at) {
        if !retired && at >= size.retired() {
            super::company::retire(desk, cast, size.retired()).await?;
            retired = true;
        }
        if !acknowledging && at >= size.until - ACKNOWLEDGED_MS {
            teller.acknowledge(true, at).await?;
            acknowledging = true;
        }
        let span = if acknowledging {
            ACKNOWLEDGED_WITHIN_MS
        } else {
            Millis::MAX
        };
        let batch = together(&mut left, span);
        teller.round(&batch).await?;
        if acknowledging {
            let end = batch.last().map_or(at, |step| step.at);
            let held = end + acknowledge::HOLD_MS;
            desk.acknowledge_due(left.front().map_or(held, |next| next.at.min(held)))
                .await?;
        }
        progress(plan.steps.len() - left.len());
    }
    if acknowledging {
        desk.acknowledge_due(size.until).await?;
        teller.send(size.until).await?;
    }
    let conversations = teller.states.iter().map(|s| s.conversation).collect();
    Ok((teller.made, conversations))
}

/// Takes the next steps within a span of time, one of each conversation; the later ones of those stay in their order.
fn together<'a>(left: &mut VecDeque<&'a Step>, span: Millis) -> Vec<&'a Step> {
    let begin = left.front().map_or(0, |step| step.at);
    let (mut seen, mut batch, mut stay) = (HashSet::new(), Vec::new(), Vec::new());
    while batch.len() < TOGETHER && stay.len() < AHEAD {
        match left.pop_front() {
            Some(step) if step.at.saturating_sub(begin) > span => {
                stay.push(step);
                break;
            }
            Some(step) if seen.insert(step.thread) => batch.push(step),
            Some(step) => stay.push(step),
            None => break,
        }
    }
    for step in stay.into_iter().rev() {
        left.push_front(step);
    }
    batch
}

impl Teller<'_> {
    async fn acknowledge(&self, on: bool, now: Millis) -> anyhow::Result<()> {
        let by = self.cast.chief().by(now);
        for channel in self.desk.channels().await? {
            let change = desk::channels::ChannelChange {
                acknowledge: Some(on),
                ..Default::default()
            };
            self.desk.change_channel(&by, channel.id, change).await?;
        }
        Ok(())
    }

    async fn round(&mut self, batch: &[&Step]) -> anyhow::Result<()> {
        self.receive(batch).await?;
        let works = batch.iter().filter_map(|step| match &step.act {
            Act::Works { agent, deeds } => Some(self.work(step, *agent, deeds)),
            _ => None,
        });
        let answers = try_join_all(works).await?;
        let wakes = batch
            .iter()
            .filter(|step| step.act == Act::Wakes)
            .map(|step| self.wake(step));
        try_join_all(wakes).await?;
        for (thread, answer, id) in answers.into_iter().flatten() {
            self.made.answers += 1;
            self.written.insert(id.clone(), answer.quoted.at);
            let state = &mut self.states[thread];
            state.ids.push(id);
            state.last = Some(answer);
        }
        let end = batch.iter().map(|step| step.at).max().unwrap_or(0);
        self.send(end + AT_ONE_GO_MS + UNDO_MS).await
    }

    /// All mails of the round: accepted, then read and placed.
    async fn receive(&mut self, batch: &[&Step]) -> anyhow::Result<()> {
        let mut raws = Vec::new();
        for &step in batch {
            if let Some((raw, id)) = self.raw(step).await? {
                raws.push((step, raw));
                if let Some(id) = id {
                    self.states[step.thread].ids.push(id);
                }
            }
        }
        let Some(end) = raws.iter().map(|(step, _)| step.at).max() else {
            return Ok(());
        };
        let count = raws.len();
        let this = &*self;
        let accepted = raws.into_iter().map(|(step, raw)| async move {
            let id = this.desk.accept_inbound(raw, step.at).await?;
            Ok::<_, DeskError>((id, step))
        });
        let steps: HashMap<_, _> = try_join_all(accepted).await?.into_iter().collect();
        let claimed = this.desk.claim_inbound(count, end).await?;
        let placed = claimed.into_iter().filter_map(|one| {
            let step = *steps.get(&one.id)?;
            Some(async move { Ok::<_, anyhow::Error>((step.thread, this.place(one, step).await?)) })
        });
        let placed = try_join_all(placed).await?;
        self.made.mails += count;
        for (thread, ingested) in placed {
            match ingested {
                Ingested::Opened { conversation, .. } => {
                    self.made.conversations += 1;
                    self.states[thread].conversation = Some(conversation);
                }
                Ingested::Joined { .. } | Ingested::Bounce { .. } | Ingested::Quarantined => {}
                other => anyhow::bail!("a mail of the history went astray: {other:?}"),
            }
        }
        Ok(())
    }

    async fn place(
        &self,
        claimed: store::inbound::Claimed,
        step: &Step,
    ) -> anyhow::Result<Ingested> {
        let thread = &self.plan.threads[step.thread];
        let bytes = claimed.bytes.as_deref().unwrap_or_default();
        let mail = read(bytes, &mail::Limits::default()).map_err(anyhow::Error::msg)?;
        let spam = matches!(thread.kind, Kind::Spam { flagged: true })
            .then(|| "X-Spam-Flag: YES".to_owned());
        let authentication = Some(judged(thread));
        let reading = Reading {
            claimed,
            mail,
            authentication,
            spam,
        };
        Ok(self.desk.ingest(reading, step.at).await?)
    }

    /// The mail of a step, and its Message-ID when the conversation may name it.
    async fn raw(&self, step: &Step) -> anyhow::Result<Option<(RawMail, Option<String>)>> {
        let thread = &self.plan.threads[step.thread];
        let state = &self.states[step.thread];
        let door = self.book.address(&thread.to);
        let (bytes, to, id) = match &step.act {
            Act::Writes { said, file } => {
                let mut letter = self.letter(step, said, file.as_deref());
                letter.subject = subject(thread, state);
                let id = letter.message_id.clone();
                (letters::write(self.book, &letter)?, letter.to, Some(id))
            }
            Act::Away { subject, said } => {
                let mut letter = self.letter(step, said, None);
                (letter.automatic, letter.subject, letter.quoted) = (true, subject.clone(), None);
                (letters::write(self.book, &letter)?, letter.to, None)
            }
            Act::Bounces => match self.bounce(step).await? {
                Some((bytes, to)) => (bytes, to, None),
                None => return Ok(None),
            },
            Act::Works { .. } | Act::Wakes => return Ok(None),
        };
        let bounces = step.act == Act::Bounces;
        let (_, domain) = thread.person.address.split_once('@').unwrap_or_default();
        let raw = RawMail {
            source: "smtp",
            imap: None,
            channel: None,
            envelope: mail::Envelope {
                ip: Some(
                    std::net::Ipv4Addr::new(
                        198,
                        51,
                        100,
                        u8::try_from(thread.number % 250).unwrap_or(7),
                    )
                    .into(),
                ),
                helo: format!("mail.{domain}"),
                mail_from: if bounces {
                    String::new()
                } else {
                    thread.person.address.clone()
                },
                rcpt_to: vec![if thread.kind == Kind::Loop { door } else { to }],
            },
            tls: true,
            freshness: "new".to_owned(),
            internal_date: None,
            headers_only_of: None,
            bytes: if thread.kind == Kind::Loop {
                round_and_round(bytes)
            } else {
                bytes
            },
        };
        Ok(Some((raw, id)))
    }

    fn letter<'b>(&'b self, step: &Step, said: &str, file: Option<&'b str>) -> Letter<'b> {
        let thread = &self.plan.threads[step.thread];
        let state = &self.states[step.thread];
        let (_, domain) = thread.person.address.split_once('@').unwrap_or_default();
        let quoted = state.last.as_ref().map(|answer| answer.quoted.clone());
        Letter {
            person: &thread.person,
            to: quoted
                .as_ref()
                .map_or_else(|| self.book.address(&thread.to), |q| q.address.clone()),
            subject: String::new(),
            said: said.to_owned(),
            message_id: format!("{}.{}.{}@{domain}", step.at, step.thread, state.ids.len()),
            references: state.ids.clone(),
            quoted,
            file,
            number: thread.number,
            at: step.at,
            automatic: false,
        }
    }

    /// A delivery report about the last answer, sent to its return path.
    async fn bounce(&self, step: &Step) -> anyhow::Result<Option<(Vec<u8>, String)>> {
        let Some(answer) = &self.states[step.thread].last else {
            return Ok(None);
        };
        let message = answer.message;
        let deliveries = self
            .desk
            .db()
            .read(async move |tx| store::delivery::of_message(tx, message).await)
            .await?;
        let Some(delivery) = deliveries.into_iter().next() else {
            return Ok(None);
        };
        Ok(Some((
            report(&delivery.recipient, &delivery.envelope_from, step),
            delivery.envelope_from,
        )))
    }

    async fn work(
        &self,
        step: &Step,
        agent: usize,
        deeds: &[Deed],
    ) -> anyhow::Result<Option<(usize, Answer, String)>> {
        let thread = &self.plan.threads[step.thread];
        let Some(id) = self.states[step.thread].conversation else {
            return Ok(None);
        };
        let member = self
            .cast
            .members
            .get(agent)
            .context("the plan names an agent who is not there")?;
        let mut answered = None;
        // Each deed a few seconds after the one before.
        for (deed, n) in deeds.iter().zip(0..) {
            let by = member.by(step.at + n * 7_000);
            match deed {
                Deed::Triage => self.triage(&by, id, thread).await?,
                Deed::Take => {
                    self.change(&by, id, Command::Assign(Some(member.id)))
                        .await?
                }
                Deed::Note(text) => {
                    let note = NewNote {
                        conversation: id,
                        html: format!("<p>{}</p>", letters::escaped(text)),
                        attachments: Vec::new(),
                        mentions: Vec::new(),
                    };
                    self.desk.note(&by, note).await?;
                }
                Deed::Reply {
                    said,
                    resolve,
                    paper,
                } => {
                    let file = paper.then(|| files::answered(thread.number));
                    let words = self.words(&by, thread, said, file).await?;
                    answered = Some(
                        self.reply(&by, id, thread, (said, words), *resolve, &member.name)
                            .await?,
                    );
                }
                Deed::Snooze { until } => {
                    self.change(&by, id, Command::Snooze { until: *until })
                        .await?
                }
                Deed::Resolve => {
                    let resolve = Command::SetStatus(Status::Resolved);
                    self.change(&by, id, resolve).await?;
                }
                Deed::Spam => self.change(&by, id, Command::MarkSpam).await?,
            }
        }
        self.desk
            .mark_read(&member.by(step.at), id, desk::change::Mark::Read)
            .await?;
        Ok(answered.map(|(answer, id)| (step.thread, answer, id)))
    }

    async fn triage(&self, by: &By, id: ConversationId, thread: &Thread) -> anyhow::Result<()> {
        let triage = &thread.triage;
        self.change(by, id, Command::SetUrgency(triage.urgency, Source::Agent))
            .await?;
        if let Some(&topic) = self.cast.topics.get(&triage.topic) {
            self.change(by, id, Command::SetTopic(Some(topic), Source::Agent))
                .await?;
        }
        for tag in triage.tags.iter().filter_map(|tag| self.cast.tags.get(tag)) {
            self.change(by, id, Command::Tag(*tag)).await?;
        }
        Ok(())
    }

    /// A change that is there already is none.
    async fn change(&self, by: &By, id: ConversationId, command: Command) -> anyhow::Result<()> {
        match self.desk.change(by, id, None, command).await {
            Ok(_) | Err(DeskError::Refused(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn wake(&self, step: &Step) -> anyhow::Result<()> {
        match self.states[step.thread].conversation {
            Some(id) => self.change(&By::system(step.at), id, Command::Wake).await,
            None => Ok(()),
        }
    }

    async fn reply(
        &self,
        by: &By,
        id: ConversationId,
        thread: &Thread,
        (said, words): (&str, Words),
        resolve: bool,
        name: &str,
    ) -> anyhow::Result<(Answer, String)> {
        let door = &thread.to;
        let reply = NewReply {
            conversation: id,
            words,
            then: if resolve {
                AfterReply::Resolve
            } else {
                AfterReply::Wait
            },
            last_seen: None,
            force: true,
        };
        let written = self.desk.reply(by, reply).await?;
        let (key, domain) = (self.desk.tokens(), &self.book.domain);
        let header = token::message_id(key, &written.message.to_string(), domain)
            .context("a message without an id")?;
        let address = token::reply_address(key, &id.to_string(), door, domain, token::Form::Tagged)
            .unwrap_or_else(|| self.book.address(door));
        let answer = Answer {
            message: written.message,
            quoted: Quoted {
                name: format!("{name} ({})", self.book.company),
                address,
                at: by.now,
                text: said.to_owned(),
            },
        };
        Ok((answer, header))
    }

    async fn words(
        &self,
        by: &By,
        thread: &Thread,
        said: &str,
        file: Option<Part>,
    ) -> anyhow::Result<Words> {
        let mut attachments = Vec::new();
        if let Some(file) = file {
            let kept = self
                .desk
                .upload(by, &file.name, &file.media_type, &file.bytes)
                .await?;
            attachments.push(kept);
        }
        Ok(Words {
            html: said
                .split("\n\n")
                .map(|p| format!("<p>{}</p>", letters::escaped(p)))
                .collect(),
            to: vec![Person {
                name: Some(thread.person.name.clone()),
                address: thread.person.address.clone(),
            }],
            attachments,
            ..Words::default()
        })
    }

    /// Everything that is due leaves, as if a server had taken it.
    async fn send(&self, now: Millis) -> anyhow::Result<()> {
        loop {
            let due = self
                .desk
                .claim_deliveries("demo", 4 * TOGETHER, LEASE_MS, now)
                .await?;
            if due.is_empty() {
                return Ok(());
            }
            let reports = due.into_iter().map(|one| {
                let written = message_id(&one.bytes)
                    .and_then(|id| self.written.get(id))
                    .copied();
                let at = written.map_or(now, |at| at + UNDO_MS + 1_500);
                let outcome = Outcome {
                    end: End::Sent,
                    code: Some(250),
                    text: "2.0.0 Ok: queued".to_owned(),
                    smarthost: None,
                };
                self.desk.report_delivery(one.id, one.attempt, outcome, at)
            });
            try_join_all(reports).await?;
        }
    }
}

/// The Message-ID of a mail of ours.
fn message_id(bytes: &[u8]) -> Option<&str> {
    let end = bytes
        .windows(4)
        .position(|w| w == b"\r\n\r\n")
        .unwrap_or(bytes.len());
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let (_, rest) = head.split_once("Message-ID: <")?;
    rest.split_once('>').map(|(id, _)| id)
}

fn subject(thread: &Thread, state: &State) -> String {
    if state.ids.is_empty() {
        thread.subject.clone()
    } else {
        reply_subject(&thread.subject)
    }
}

/// What a server that knows DNS would have said: companies of the demo publish what they should, senders of spam do not.
fn judged(thread: &Thread) -> Authentication {
    let (_, domain) = thread.person.address.split_once('@').unwrap_or_default();
    let (result, word) = match thread.kind {
        Kind::Spam { .. } => (AuthResult::None, "none"),
        Kind::Matter | Kind::Loop => (AuthResult::Pass, "pass"),
    };
    Authentication {
        spf: result,
        dkim: result,
        dmarc: result,
        arc: AuthResult::None,
        domain: (result == AuthResult::Pass).then(|| domain.to_owned()),
        bimi: None,
        details: vec![
            format!("spf={word} smtp.mailfrom={domain}"),
            format!("dkim={word} d={domain} s=mail"),
        ],
    }
}

/// Sixty servers have passed it on.
fn round_and_round(bytes: Vec<u8>) -> Vec<u8> {
    let line = "Received: from relay.mail.example by relay.post.example; Sat, 7 Mar 2026 12:00:00 +0000\r\n";
    let mut out = line.repeat(60).into_bytes();
    out.extend(bytes);
    out
}

/// A delivery status notification (RFC 3464).
fn report(recipient: &str, to: &str, step: &Step) -> Vec<u8> {
    let domain = recipient
        .split_once('@')
        .map_or("mail.example", |(_, domain)| domain);
    let lines = [
        format!("From: Mail Delivery System <mailer-daemon@mx.{domain}>"),
        format!("To: {to}"),
        "Subject: Undelivered Mail Returned to Sender".to_owned(),
        format!("Message-ID: <{}.{}@mx.{domain}>", step.at, step.thread),
        "Auto-Submitted: auto-replied".to_owned(),
        "MIME-Version: 1.0".to_owned(),
        "Content-Type: multipart/report; report-type=delivery-status; boundary=\"report\""
            .to_owned(),
        String::new(),
        "--report".to_owned(),
        "Content-Type: text/plain; charset=us-ascii".to_owned(),
        String::new(),
        format!(
            "Your message to <{recipient}> could not be delivered: this mailbox does not exist."
        ),
        "--report".to_owned(),
        "Content-Type: message/delivery-status".to_owned(),
        String::new(),
        format!("Reporting-MTA: dns; mx.{domain}"),
        String::new(),
        format!("Final-Recipient: rfc822; {recipient}"),
        "Action: failed".to_owned(),
        "Status: 5.1.1".to_owned(),
        "Diagnostic-Code: smtp; 550 5.1.1 No such mailbox".to_owned(),
        "--report--".to_owned(),
        String::new(),
    ];
    lines.join("\r\n").into_bytes()
}
