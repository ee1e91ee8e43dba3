//! Who showed who they are goes on in the thread of their contact, on whichever device. A code that was mailed proves an
//! address; the word of the site's server proves a person. Whoever wrote under that contact without having shown it loses the
//! thread to who did: so nobody reads along by having typed somebody's address.

use super::identity::Claims;
use super::session::{Begin, ContactIds, Session, Who, cut, new_visitor, rotate, session, who};
use super::{loaded, no_randomness};
use crate::account::house_mail::Letter;
use crate::{Desk, DeskError, Result, fresh};
use domain::chat::{self, Proved, Widget};
use domain::contact::{IdentityKind, Verification, email_key};
use domain::event::{Actor, Event, EventKind};
use domain::language::base_language;
use domain::reply_rules::is_plain_address;
use domain::{ContactId, DeliveryId, Millis, Refusal, VisitorId};
use sha2::{Digest as _, Sha256};
use store::Tx;
use store::chat::{Code, Visitor};
use store::contact::NewContact;
use store::house_mail::Purpose;

const HOUR_MS: Millis = 60 * 60 * 1000;

/// Ids made before the transaction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ids {
    contact: ContactIds,
    visitor: VisitorId,
}

impl Ids {
    pub fn new(now: Millis) -> Self {
        Self {
            contact: ContactIds::new(now),
            visitor: VisitorId(fresh::id(now)),
        }
    }
}

impl Desk {
    /// Mails a code to an address.
    ///
    /// # Errors
    /// `token_unknown`, `bad_address`, `too_many` after five codes in an hour, `no_sender`.
    pub async fn mail_chat_code(
        &self,
        widget: &Widget,
        token: &str,
        email: &str,
        locale: &str,
        now: Millis,
    ) -> Result<()> {
        let email = email.trim().to_owned();
        if !is_plain_address(&email) {
            return Err(not_an_address());
        }
        let digits = six_digits()?;
        let code = Code {
            id: fresh::id(now),
            hash: hash(&digits, &email_key(&email)),
            tries: 0,
            good_until: now + chat::CODE_MS,
        };
        let id = DeliveryId(fresh::id(now));
        let (widget, token, locale) = (widget.clone(), token.to_owned(), locale.to_owned());
        let (keys, desk) = (self.keys.clone(), self.clone());
        self.write(async move |tx| {
            let none = VisitorId(uuid::Uuid::nil());
            let who = who(tx, &keys, &widget, Some(&token), none, now).await?;
            let key = email_key(&email);
            if store::chat::codes_to(tx, &key, now - HOUR_MS).await? >= chat::CODES_AN_HOUR {
                return Err(DeskError::refused(
                    "too_many",
                    "Enough codes went to this address. Try again in an hour.",
                ));
            }
            store::chat::add_code(tx, who.id, widget.id, &key, &code, now).await?;
            let (subject, text) = words(&locale, &digits);
            let letter = Letter {
                purpose: Purpose::Code,
                about: widget.channel.0,
                from: None,
                to_name: "",
                to: &email,
                subject,
                text,
                good_for_ms: chat::CODE_MS,
            };
            desk.send_letter(tx, &letter, id, now).await?;
            Ok(())
        })
        .await
    }

    /// Proves an address by the code that was mailed there.
    ///
    /// # Errors
    /// `token_unknown`, `wrong_code` after which the try counts, five in all.
    pub async fn prove_chat_email(
        &self,
        widget: &Widget,
        token: &str,
        email: &str,
        digits: &str,
        now: Millis,
    ) -> Result<Session> {
        let email = email.trim().to_owned();
        if !is_plain_address(&email) {
            return Err(not_an_address());
        }
        let ids = Ids::new(now);
        let (widget, token, digits) = (widget.id, token.to_owned(), digits.trim().to_owned());
        let (keys, forecasts) = (self.keys.clone(), self.forecasts.clone());
        // The try is counted whatever comes of it: a refusal would take the count back with it.
        let (tried, again) = {
            let (keys, token, email) = (keys.clone(), token.clone(), email.clone());
            self.write(async move |tx| {
                let widget = loaded(tx, widget).await?;
                let none = VisitorId(uuid::Uuid::nil());
                let who = who(tx, &keys, &widget, Some(&token), none, now).await?;
                let key = email_key(&email);
                let tried = store::chat::try_code(tx, who.id, &key, now, chat::CODE_TRIES);
                Ok((tried.await?, key))
            })
            .await?
        };
        let right = tried.filter(|code| same(&code.hash, &hash(&digits, &again)));
        let Some(code) = right else {
            return Err(Refusal::new(
                "wrong_code",
                "This is not the code, or it is good no more. Ask for a new one.",
            )
            .on("code")
            .into());
        };
        self.write(async move |tx| {
            let widget = loaded(tx, widget).await?;
            let none = VisitorId(uuid::Uuid::nil());
            let who = who(tx, &keys, &widget, Some(&token), none, now).await?;
            store::chat::end_code(tx, code.id, now).await?;
            let contact = of_email(tx, &email, Verification::Code, "", &ids, now).await?;
            let who = go_on(tx, &widget, who, contact, Proved::Code, &ids, now).await?;
            let mut visitor = who.stored.ok_or_else(|| DeskError::missing("visitor"))?;
            visitor.email_key = email_key(&email);
            visitor.email = email.clone();
            store::chat::put_visitor(tx, &visitor).await?;
            let token = rotate(tx, &keys, &visitor, &who.hash, now).await?;
            session(tx, &forecasts, visitor, token, now).await
        })
        .await
    }
}

/// The visitor that the site's server names.
pub(super) async fn signed(
    tx: &mut Tx,
    widget: &Widget,
    who: Who,
    claims: &Claims,
    begin: &Begin,
    ids: &Ids,
    now: Millis,
) -> Result<Who> {
    let key = format!("signed:{}:{}", widget.id, claims.sub);
    let name = cut(claims.name.as_deref().unwrap_or_default(), 200);
    let known = store::contact::by_identity(tx, IdentityKind::Visitor, &key).await?;
    let contact = match (known, &claims.email) {
        (Some(known), _) => root(tx, known.contact).await?,
        (None, Some(email)) => {
            let contact = of_email(tx, email, Verification::SignedToken, &name, ids, now).await?;
            let (second, kind) = (ids.contact.second, IdentityKind::Visitor);
            store::contact::add_identity(tx, second, contact, kind, &claims.sub, &key).await?;
            store::contact::verify(tx, second, Verification::SignedToken, now).await?;
            contact
        }
        (None, None) => {
            let new = NewContact {
                id: ids.contact.contact,
                identity: ids.contact.identity,
                name: name.clone(),
                kind: IdentityKind::Visitor,
                value: claims.sub.clone(),
                value_key: key,
                verified: Verification::SignedToken,
                language: Some(cut(&begin.locale, 35)).filter(|l| !l.is_empty()),
                at: now,
            };
            make(tx, &new, now).await?
        }
    };
    let mut who = go_on(tx, widget, who, contact, Proved::Signed, ids, now).await?;
    if let Some(visitor) = &mut who.stored {
        if !name.is_empty() {
            visitor.name = name;
        }
        if let Some(email) = &claims.email {
            visitor.email_key = email_key(email);
            visitor.email = email.clone();
        }
    }
    Ok(who)
}

/// The contact of an address that was proved, made if need be.
async fn of_email(
    tx: &mut Tx,
    email: &str,
    how: Verification,
    name: &str,
    ids: &Ids,
    now: Millis,
) -> Result<ContactId> {
    let key = email_key(email);
    if let Some(known) = store::contact::by_identity(tx, IdentityKind::Email, &key).await? {
        store::contact::verify(tx, known.identity, how, now).await?;
        return root(tx, known.contact).await;
    }
    let new = NewContact {
        id: ids.contact.contact,
        identity: ids.contact.identity,
        name: name.to_owned(),
        kind: IdentityKind::Email,
        value: email.to_owned(),
        value_key: key,
        verified: how,
        language: None,
        at: now,
    };
    make(tx, &new, now).await
}

async fn root(tx: &mut Tx, contact: ContactId) -> Result<ContactId> {
    let person = store::contact::root(tx, contact).await?;
    Ok(person.map_or(contact, |p| p.id))
}

pub(super) async fn make(tx: &mut Tx, new: &NewContact, now: Millis) -> Result<ContactId> {
    let (n, _) = store::contact::insert(tx, new).await?;
    store::search::index_contact(tx, n, &[&new.name, &new.value]).await?;
    changed(tx, new.id, now);
    Ok(new.id)
}

pub(super) fn changed(tx: &mut Tx, contact: ContactId, now: Millis) {
    tx.emit(Event {
        at: now,
        actor: Actor::System,
        kind: EventKind::ContactChanged { contact },
    });
}

/// Somebody is that contact: their thread is the one of the contact, and what they said as a stranger is part of it.
async fn go_on(
    tx: &mut Tx,
    widget: &Widget,
    who: Who,
    contact: ContactId,
    how: Proved,
    ids: &Ids,
    now: Millis,
) -> Result<Who> {
    let here = who.stored;
    let proved_as = |v: &Visitor| v.proved != Proved::None && v.contact == Some(contact);
    if here.as_ref().is_some_and(proved_as) {
        return Ok(Who {
            stored: here,
            ..who
        });
    }
    // Another person sits at this device now: what the last one said stays theirs.
    let stranger = here.filter(|v| v.proved == Proved::None);
    let known = store::chat::proved_visitor(tx, widget.id, contact).await?;
    let mut theirs = match (known, &stranger) {
        (Some(known), _) => known,
        (None, Some(stranger)) => stranger.clone(),
        (None, None) => new_visitor(ids.visitor, widget.id, now),
    };
    theirs.contact = Some(contact);
    theirs.proved = how;
    store::chat::put_visitor(tx, &theirs).await?;
    let mut others = store::chat::unproved_visitors(tx, widget.id, contact).await?;
    others.extend(stranger.map(|v| v.id));
    for other in others.into_iter().filter(|id| *id != theirs.id) {
        store::chat::hand_over(tx, other, theirs.id, contact, now).await?;
    }
    store::chat::own(tx, theirs.id, contact).await?;
    changed(tx, contact, now);
    Ok(Who {
        id: theirs.id,
        // A token of the stranger is good no more once they have become somebody else.
        hash: if who.id == theirs.id {
            who.hash
        } else {
            String::new()
        },
        kept: who.kept && who.id == theirs.id,
        stored: Some(theirs),
    })
}

fn not_an_address() -> DeskError {
    Refusal::new("bad_address", "This is not an email address.")
        .on("email")
        .into()
}

/// Six digits, each number as likely as the others.
fn six_digits() -> Result<String> {
    loop {
        let mut bytes = [0; 4];
        getrandom::fill(&mut bytes).map_err(|_| no_randomness())?;
        let n = u32::from_be_bytes(bytes);
        // 4294 whole millions: what lies above would make small numbers likelier.
        if n < 4_294_000_000 {
            return Ok(format!("{:06}", n % 1_000_000));
        }
    }
}

fn hash(digits: &str, email_key: &str) -> String {
    fresh::hex(&Sha256::digest(format!("{digits}:{email_key}").as_bytes()))
}

fn same(a: &str, b: &str) -> bool {
    use subtle::ConstantTimeEq as _;
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

/// Subject and text of the mail, in the languages that the program speaks to customers.
fn words(locale: &str, digits: &str) -> (String, String) {
    match base_language(locale) {
        "et" => (
            format!("{digits} on sinu kood"),
            format!(
                "Sinu kood vestluse jätkamiseks on {digits}.\n\nSee kehtib 15 minutit. Kui sa seda ei küsinud, ära tee midagi: ilma koodita ei saa keegi sinu vestlust lugeda."
            ),
        ),
        "zh" => (
            format!("{digits} 是您的验证码"),
            format!(
                "继续对话的验证码是 {digits}。\n\n15 分钟内有效。如果不是您本人请求的，请忽略此邮件：没有验证码，任何人都无法阅读您的对话。"
            ),
        ),
        "de" => (
            format!("{digits} ist Ihr Code"),
            format!(
                "Ihr Code, um das Gespräch fortzusetzen, ist {digits}.\n\nEr gilt 15 Minuten. Falls Sie ihn nicht verlangt haben, tun Sie nichts: Ohne den Code kann niemand Ihr Gespräch lesen."
            ),
        ),
        _ => (
            format!("{digits} is your code"),
            format!(
                "Your code to go on with the conversation is {digits}.\n\nIt is good for 15 minutes. If you did not ask for it, do nothing: without the code nobody can read your conversation."
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_six_digits_and_is_hashed_with_its_address() {
        let code = six_digits().expect("a code");
        assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()));
        assert!(same(
            &hash(&code, "a@b.example"),
            &hash(&code, "a@b.example")
        ));
        assert!(!same(
            &hash(&code, "a@b.example"),
            &hash(&code, "c@b.example")
        ));
    }

    #[test]
    fn the_code_stands_in_the_mail_in_every_language() {
        for locale in ["en", "et", "zh-Hans", "de-AT", "xx", ""] {
            let (subject, text) = words(locale, "012345");
            assert!(
                subject.contains("012345") && text.contains("012345"),
                "{locale}"
            );
        }
    }
}
