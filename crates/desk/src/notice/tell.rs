//! Telling them: by waves, each in a transaction of their own that notes it, so that a crash tells nobody twice and forgets
//! nobody, on however many machines.

use super::{ground, load};
use crate::reply::{self, NewReply};
use crate::start::{self, NewConversation};
use crate::utterance::Written;
use crate::writing::Words;
use crate::{By, Desk, DeskError, Result, apart, carry_out, chat, drafts, letter, writing};
use domain::access::Permission;
use domain::contact::{IdentityKind, email_key};
use domain::conversation::{AfterReply, Conversation};
use domain::notice::{Known, Passed, State, Stopped, Way, refused, way};
use domain::reply_rules::{Person, ReplyMode};
use domain::{AgentId, ContactId, ConversationId, Millis, NoticeId};
use store::Tx;
use store::notice::{Notice, Told};

/// People who are told in one go.
const BATCH: usize = 50;

/// How somebody is told now.
pub(super) enum Turn {
    /// To this address.
    Mail(Option<String>),
    /// In this conversation.
    Thread(Box<Conversation>, Vec<Person>),
}

impl Turn {
    fn way(&self) -> Way {
        match self {
            Self::Mail(_) => Way::Mail,
            Self::Thread(..) => Way::Thread,
        }
    }
}

impl Desk {
    /// Tells some of those whose turn it is; how many. To be called again while it is not nought.
    ///
    /// # Errors
    /// See [`store::StoreError`]; who was not told still waits.
    pub async fn tell_notices(&self, now: Millis) -> Result<usize> {
        let going = self
            .db
            .read(async move |tx| store::notice::sending(tx, now).await)
            .await?;
        for id in going {
            let done = self.go_on_telling(id, now).await?;
            if done > 0 {
                return Ok(done);
            }
        }
        Ok(0)
    }

    /// A part of one notice.
    async fn go_on_telling(&self, id: NoticeId, now: Millis) -> Result<usize> {
        let opened = self
            .write(async move |tx| open_wave(tx, id, now).await)
            .await?;
        let Some(n) = opened else {
            return Ok(0);
        };
        let (waiting, lost) = self
            .db
            .read(async move |tx| {
                let waiting = store::notice::waiting(tx, id, n.wave, BATCH).await?;
                Ok::<_, DeskError>((waiting, ground::lost(tx, &n, now).await?))
            })
            .await?;
        if waiting.is_empty() {
            self.write(async move |tx| finish(tx, id, now).await)
                .await?;
            return Ok(0);
        }
        if let Some(why) = lost {
            self.stop_by_itself(id, (why, String::new()), now).await?;
            return Ok(1);
        }
        for (contact, _) in &waiting {
            if !self.notice_one(id, *contact, now).await? {
                break;
            }
        }
        Ok(waiting.len())
    }

    async fn stop_by_itself(
        &self,
        id: NoticeId,
        (why, detail): (Stopped, String),
        now: Millis,
    ) -> Result<()> {
        let this = self.clone();
        self.write(async move |tx| this.stops(tx, id, (why, &detail), now).await)
            .await
    }

    /// `false` when nobody else can be told either.
    async fn notice_one(&self, id: NoticeId, contact: ContactId, now: Millis) -> Result<bool> {
        let place = Words {
            to: vec![somebody(String::new())],
            ..Words::default()
        };
        let ids = start::Ids::new(now, &place);
        let this = self.clone();
        let told = self
            .write(async move |tx| this.tell_notice(tx, id, contact, &ids, now).await)
            .await;
        let Err(DeskError::Refused(refusal)) = told else {
            return told.map(|()| true);
        };
        if let Some(why) = refused(refusal.code) {
            self.stop_by_itself(id, (why, refusal.message), now).await?;
            return Ok(false);
        }
        tracing::warn!(code = refusal.code, notice = %id, contact = %contact, "a notice cannot be written");
        let not = Told::Not(Passed::Refused);
        self.write(async move |tx| Ok(store::notice::told(tx, id, contact, not).await?))
            .await?;
        Ok(true)
    }

    async fn tell_notice(
        &self,
        tx: &mut Tx,
        id: NoticeId,
        contact: ContactId,
        ids: &start::Ids,
        now: Millis,
    ) -> Result<()> {
        let n = load(tx, id).await?;
        let (State::Sending, Some(agent)) = (n.state, n.sent_by) else {
            // Stopped since it was read.
            return Ok(());
        };
        let access = store::agent::access(tx, agent).await?;
        let access = access.ok_or_else(|| DeskError::missing("agent"))?;
        let by = By::agent(access, now, "");
        let person = store::contact::root(tx, contact).await?;
        let person = person.filter(|p| p.erased_at.is_none());
        let turn = match &person {
            Some(person) => turn(tx, &by, &n, person).await?,
            None => Err(Passed::Erased),
        };
        let told = match &turn {
            Ok(turn) => Told::At {
                at: now,
                way: turn.way(),
            },
            Err(why) => Told::Not(*why),
        };
        let first = store::notice::told(tx, id, contact, told).await?;
        let (true, Ok(turn), Some(person)) = (first, turn, person) else {
            return Ok(());
        };
        let written = self.write_to(tx, &by, &n, &person, turn, ids).await?;
        let by_message = (written.conversation.id, written.message);
        Ok(store::notice::by_message(tx, id, contact, by_message).await?)
    }

    async fn write_to(
        &self,
        tx: &mut Tx,
        by: &By,
        n: &Notice,
        person: &store::contact::Person,
        turn: Turn,
        ids: &start::Ids,
    ) -> Result<Written> {
        let agent = by.person()?;
        let filled = self.filled(tx, n, person, Some(agent), by.now).await?;
        match turn {
            Turn::Mail(to) => {
                let name = Some(person.name.clone()).filter(|n| !n.trim().is_empty());
                let to = Person {
                    name,
                    address: to.unwrap_or_default(),
                };
                let new = NewConversation {
                    channel: n.content.0.from,
                    words: Words {
                        to: vec![to],
                        ..filled.words
                    },
                    urgency: None,
                    team: None,
                    assignee: None,
                    then: AfterReply::ToldToAll { over: true },
                };
                letter::check_recipients(&new.words.to, &[], &[])?;
                let kept = kept(tx, agent, drafts::NEW).await?;
                let written = start::write(tx, by, &self.tokens, &new, &Vec::new(), ids).await?;
                back(tx, agent, drafts::NEW, kept).await?;
                Ok(written)
            }
            Turn::Thread(c, to) => {
                let reply = NewReply {
                    conversation: c.id,
                    words: Words {
                        to,
                        subject: None,
                        ..filled.words
                    },
                    then: AfterReply::ToldToAll { over: false },
                    last_seen: None,
                    force: true,
                };
                let kept = kept(tx, agent, c.id).await?;
                let none = Vec::new();
                let written = reply::write(tx, by, &self.tokens, &reply, &none, &ids.out).await?;
                back(tx, agent, c.id, kept).await?;
                Ok(written)
            }
        }
    }
}

fn somebody(address: String) -> Person {
    Person {
        name: None,
        address,
    }
}

/// What its author was writing there is not what goes out.
async fn kept(
    tx: &mut Tx,
    agent: AgentId,
    conversation: ConversationId,
) -> Result<Option<store::draft::Draft>> {
    Ok(store::draft::load(tx, conversation, agent).await?)
}

async fn back(
    tx: &mut Tx,
    agent: AgentId,
    conversation: ConversationId,
    draft: Option<store::draft::Draft>,
) -> Result<()> {
    if let Some(draft) = draft {
        store::draft::save(tx, conversation, agent, &draft).await?;
    }
    Ok(())
}

/// How somebody is told now, or why they are not.
pub(super) async fn turn(
    tx: &mut Tx,
    by: &By,
    n: &Notice,
    person: &store::contact::Person,
) -> Result<std::result::Result<Turn, Passed>> {
    let family = store::contact::merged_family(tx, person.id).await?;
    for other in &family {
        if store::notice::is_told(tx, n.id, *other).await? {
            return Ok(Err(Passed::ToldBefore));
        }
    }
    let content = &n.content.0;
    let address = store::notice::address(tx, person.id).await?;
    let thread = match content.in_thread {
        true => thread(tx, by, n, person.id).await?,
        false => None,
    };
    let known = Known {
        erased: person.erased_at.is_some(),
        exception: family.iter().any(|id| content.exceptions.contains(id)),
        suppressed: store::notice::silence(tx, person.id).await?.is_some(),
        blocked: person.blocked,
        told_before: store::notice::told_before(tx, n.id, n.channel, person.id).await?,
        has_address: address.is_some(),
        has_thread: thread.is_some(),
    };
    let way = way(&known, content.in_thread, content.follow_up);
    Ok(way.map(|way| match (way, thread) {
        (Way::Thread, Some((c, to))) => Turn::Thread(c, to),
        _ => Turn::Mail(address),
    }))
}

/// The open conversation in which somebody can be told: that one, and nobody else, by an address that works.
async fn thread(
    tx: &mut Tx,
    by: &By,
    n: &Notice,
    contact: ContactId,
) -> Result<Option<(Box<Conversation>, Vec<Person>)>> {
    for id in store::notice::threads(tx, n.channel, contact).await? {
        let c = carry_out::load(tx, id).await?;
        if by.demand_on(Permission::ConversationReply, &c).is_err() {
            continue;
        }
        let to = reply::proposed(tx, &c, ReplyMode::Sender).await?.to;
        let chat = chat::answer::visitor(tx, &c).await?.is_some();
        let fits = match to.as_slice() {
            [] => chat,
            [one] => {
                is_theirs(tx, contact, &one.address, chat).await? && is_open(tx, &c, &to).await?
            }
            _ => false,
        };
        if fits {
            return Ok(Some((Box::new(c), to)));
        }
    }
    Ok(None)
}

/// Whether an address is one of theirs that works and that nobody has closed to notices. What a visitor of a chat typed
/// there is theirs, unless it is known to be somebody else's.
async fn is_theirs(tx: &mut Tx, contact: ContactId, address: &str, chat: bool) -> Result<bool> {
    let key = email_key(address);
    let known = store::contact::by_identity(tx, IdentityKind::Email, &key).await?;
    let theirs = match known {
        Some(known) => {
            let root = store::contact::root(tx, known.contact).await?;
            !known.undeliverable && root.is_some_and(|p| p.id == contact)
        }
        None => chat,
    };
    Ok(theirs
        && store::notice::of_address(tx, Some(&key), None)
            .await?
            .is_none())
}

/// Whether a mail to them can be written there.
async fn is_open(tx: &mut Tx, c: &Conversation, to: &[Person]) -> Result<bool> {
    let words = Words {
        to: to.to_vec(),
        ..Words::default()
    };
    let channel = writing::channel_of(tx, c).await?;
    let tried = match apart::ground(tx, c, &words).await {
        Ok(_) => letter::from_door(tx, c, &channel).await.map(|_| ()),
        Err(no) => Err(no),
    };
    match tried {
        Err(DeskError::Refused(_)) => Ok(false),
        other => other.map(|()| true),
    }
}

/// Begins the next wave when its time has come; `None`: it goes out no more.
async fn open_wave(tx: &mut Tx, id: NoticeId, now: Millis) -> Result<Option<Notice>> {
    let mut n = load(tx, id).await?;
    if n.state != State::Sending {
        return Ok(None);
    }
    let Some(due) = n.next_at.filter(|at| *at <= now && n.wave < n.waves) else {
        return Ok(Some(n));
    };
    n.wave += 1;
    // Counted from when it began: a program that slept does not send everything at once.
    let begun = due.max(now);
    n.next_at = (n.wave < n.waves).then(|| n.content.0.waves.after(n.wave, begun));
    store::notice::save(tx, &mut n, now).await?;
    Ok(Some(n))
}

/// Nobody of the waves that have begun waits: if there are no others, it is done.
async fn finish(tx: &mut Tx, id: NoticeId, now: Millis) -> Result<()> {
    let mut n = load(tx, id).await?;
    if n.wave < n.waves || n.next_at.is_some() {
        return Ok(());
    }
    if !store::notice::waiting(tx, id, n.wave, 1).await?.is_empty() {
        return Ok(());
    }
    if n.state == State::Sending {
        n.state = State::Done;
        store::notice::save(tx, &mut n, now).await?;
    }
    Ok(())
}
