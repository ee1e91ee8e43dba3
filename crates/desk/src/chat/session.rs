//! Sessions of a widget: tokens, their rotation, and whose they are.
//!
//! A token names a visitor under a MAC of the desk's key, for one widget. Of a stranger nothing is stored before they write;
//! from then on a token counts only while its hash stands in `visitor_token`. Each session gives a new one, and the old one is
//! good for ten minutes more: tabs and pages that are just being left go on.

use super::shown::{Part, Seen, Thread, seen, thread};
use super::{identity, loaded, place, proof};
use crate::page_token::PageToken;
use crate::promise::Forecasts;
use crate::{Desk, DeskError, Keys, Result, fresh};
use domain::chat::{self, PAGE_MAX, Proved, Widget};
use domain::{ContactId, IdentityId, Millis, Refusal, VisitorId, WidgetId};
use sha2::{Digest as _, Sha256};
use store::Tx;
use store::chat::Visitor;
use uuid::Uuid;

/// Messages that a session begins with.
const NEWEST: usize = 50;

/// What a widget says when it is opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Begin {
    pub token: Option<String>,
    /// Signed by the site's server.
    pub identity: Option<String>,
    pub locale: String,
    pub zone: String,
    pub page: super::Page,
}

/// A session as it begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    pub token: String,
    pub expires_at: Millis,
    pub visitor: VisitorId,
    pub name: String,
    pub email: String,
    pub proved: Proved,
    pub thread: Thread,
    pub seen: Option<Seen>,
}

/// Who a token is of.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Who {
    pub id: VisitorId,
    /// `None`: a stranger, who has not written yet.
    pub stored: Option<Visitor>,
    pub hash: String,
    /// The token stands among those of the visitor.
    pub kept: bool,
}

impl Desk {
    /// Begins a session, or goes on with one.
    ///
    /// # Errors
    /// `token_unknown`, `identity_refused`.
    pub async fn begin_chat(&self, widget: &Widget, begin: Begin, now: Millis) -> Result<Session> {
        let claims = match &begin.identity {
            Some(jwt) => Some(self.claims(widget, jwt, now)?),
            None => None,
        };
        let fresh_visitor = VisitorId(fresh::id(now));
        let ids = proof::Ids::new(now);
        let (keys, widget) = (self.keys.clone(), widget.id);
        let forecasts = self.forecasts.clone();
        // A stranger costs no write.
        if claims.is_none() {
            let (keys, token) = (keys.clone(), begin.token.clone());
            let who = self
                .db
                .read(async move |tx| {
                    let widget = loaded(tx, widget).await?;
                    who(tx, &keys, &widget, token.as_deref(), fresh_visitor, now).await
                })
                .await?;
            if who.stored.is_none() {
                return Ok(stranger(&self.keys, widget, who.id, now));
            }
        }
        self.write(async move |tx| {
            let widget = loaded(tx, widget).await?;
            let token = begin.token.as_deref();
            let mut who = match who(tx, &keys, &widget, token, fresh_visitor, now).await {
                // Who is named by the site needs no token of old.
                Err(e) if claims.is_some() && e.code() == "token_unknown" => Who {
                    id: fresh_visitor,
                    stored: None,
                    hash: String::new(),
                    kept: false,
                },
                who => who?,
            };
            if let Some(claims) = &claims {
                who = proof::signed(tx, &widget, who, claims, &begin, &ids, now).await?;
            }
            let Some(mut visitor) = who.stored else {
                return Ok(stranger(&keys, widget.id, who.id, now));
            };
            tell(&mut visitor, &begin);
            visitor.seen_at = now;
            store::chat::put_visitor(tx, &visitor).await?;
            let token = rotate(tx, &keys, &visitor, &who.hash, now).await?;
            session(tx, &forecasts, visitor, token, now).await
        })
        .await
    }

    /// Whose token that is.
    ///
    /// # Errors
    /// `token_unknown`.
    pub async fn chat_visitor(
        &self,
        widget: &Widget,
        token: &str,
        now: Millis,
    ) -> Result<VisitorId> {
        let (keys, widget, token) = (self.keys.clone(), widget.clone(), token.to_owned());
        self.db
            .read(async move |tx| {
                let none = VisitorId(Uuid::nil());
                Ok(who(tx, &keys, &widget, Some(&token), none, now).await?.id)
            })
            .await
    }

    /// For whom a token was made, whether or not it has been replaced since: enough to count by before anything is asked of
    /// the database.
    ///
    /// # Errors
    /// `token_unknown`.
    pub fn chat_claimed(&self, widget: &Widget, token: &str, now: Millis) -> Result<VisitorId> {
        let read = signed(&self.keys, widget, token, now)?;
        Ok(VisitorId(Uuid::from_bytes(read.nonce)))
    }

    fn claims(&self, widget: &Widget, jwt: &str, now: Millis) -> Result<identity::Claims> {
        let Some(sealed) = &widget.secret else {
            let text = "The identity was not taken: this widget has no secret yet.";
            return Err(Refusal::new("identity_refused", text).into());
        };
        let secret = self.keys.open(&place(widget.id), sealed)?;
        identity::read(jwt, &secret, &widget.key, now)
    }
}

/// What the page tells about itself and its reader, cut to what is kept.
fn tell(visitor: &mut Visitor, begin: &Begin) {
    if !begin.locale.is_empty() {
        visitor.locale = cut(&begin.locale, 35);
    }
    if !begin.zone.is_empty() {
        visitor.zone = cut(&begin.zone, 64);
    }
    look_at(visitor, &begin.page);
}

pub(super) fn look_at(visitor: &mut Visitor, page: &super::Page) {
    if page.url.starts_with("https://") || page.url.starts_with("http://") {
        visitor.page_url = cut(&page.url, PAGE_MAX);
        visitor.page_title = cut(&page.title, PAGE_MAX);
    }
}

pub(super) fn cut(text: &str, most: usize) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .take(most)
        .collect()
}

/// What a token says that was given out here and is not too old.
fn signed(keys: &Keys, widget: &Widget, token: &str, now: Millis) -> Result<PageToken> {
    let read = keys.read_page_token(&purpose(widget.id), token);
    let young = |t: &PageToken| (-60_000..chat::TOKEN_MS).contains(&(now - t.made_at));
    read.filter(young).ok_or_else(unknown)
}

/// Whose token that is; without one a stranger with the id that was made for them.
pub(super) async fn who(
    tx: &mut Tx,
    keys: &Keys,
    widget: &Widget,
    token: Option<&str>,
    fresh: VisitorId,
    now: Millis,
) -> Result<Who> {
    let Some(token) = token else {
        return Ok(Who {
            id: fresh,
            stored: None,
            hash: String::new(),
            kept: false,
        });
    };
    let read = signed(keys, widget, token, now)?;
    let id = VisitorId(Uuid::from_bytes(read.nonce));
    let hash = hash(token);
    let stored = store::chat::visitor(tx, id).await?;
    let mut kept = false;
    if let Some(visitor) = &stored {
        kept = store::chat::token(tx, &hash, now).await? == Some(id);
        // Another tab of a stranger wrote a moment ago: this one's token was good as well, unless the thread has become
        // that of somebody who showed who they are.
        let beside = visitor.proved == Proved::None
            && chat::was_beside(read.made_at, visitor.created_at, now)
            && store::chat::newest(tx, id).await?.is_some();
        if !kept && !beside {
            return Err(unknown());
        }
    }
    Ok(Who {
        id,
        stored,
        hash,
        kept,
    })
}

fn unknown() -> DeskError {
    DeskError::refused(
        "token_unknown",
        "This session is known no more. Begin a new one.",
    )
}

fn purpose(widget: WidgetId) -> String {
    format!("visitor:{widget}")
}

fn hash(token: &str) -> String {
    fresh::hex(&Sha256::digest(token.as_bytes()))
}

fn token(keys: &Keys, widget: WidgetId, visitor: VisitorId, now: Millis) -> String {
    let nonce = visitor.0.into_bytes();
    keys.page_token(
        &purpose(widget),
        &PageToken {
            made_at: now,
            nonce,
        },
    )
}

fn stranger(keys: &Keys, widget: WidgetId, id: VisitorId, now: Millis) -> Session {
    Session {
        token: token(keys, widget, id, now),
        expires_at: now + chat::TOKEN_MS,
        visitor: id,
        name: String::new(),
        email: String::new(),
        proved: Proved::None,
        thread: Thread::default(),
        seen: None,
    }
}

/// A new token in place of that one.
pub(super) async fn rotate(
    tx: &mut Tx,
    keys: &Keys,
    visitor: &Visitor,
    old: &str,
    now: Millis,
) -> Result<String> {
    store::chat::retire_token(tx, old, now + chat::TOKEN_GRACE_MS).await?;
    let token = token(keys, visitor.widget, visitor.id, now);
    keep(tx, visitor, &hash(&token), now).await?;
    Ok(token)
}

/// That token counts from now on.
pub(super) async fn keep(tx: &mut Tx, visitor: &Visitor, hash: &str, now: Millis) -> Result<()> {
    let until = now + chat::TOKEN_MS;
    Ok(store::chat::add_token(tx, hash, visitor.id, now, until, chat::TOKENS_MAX).await?)
}

pub(super) async fn session(
    tx: &mut Tx,
    forecasts: &Forecasts,
    visitor: Visitor,
    token: String,
    now: Millis,
) -> Result<Session> {
    let mut newest = thread(tx, &visitor, Part::Before(i64::MAX), NEWEST).await?;
    newest.cursor = newest.items.last().map_or(0, |s| s.line.n);
    Ok(Session {
        token,
        expires_at: now + chat::TOKEN_MS,
        visitor: visitor.id,
        seen: seen(tx, forecasts, &visitor, now).await?,
        thread: newest,
        name: visitor.name,
        email: visitor.email,
        proved: visitor.proved,
    })
}

/// A visitor of whom nothing is known yet.
pub(super) fn new_visitor(id: VisitorId, widget: WidgetId, now: Millis) -> Visitor {
    Visitor {
        id,
        widget,
        contact: None,
        name: String::new(),
        email: String::new(),
        email_key: String::new(),
        proved: Proved::None,
        locale: String::new(),
        zone: String::new(),
        page_url: String::new(),
        page_title: String::new(),
        messages: 0,
        day: 0,
        day_messages: 0,
        read_n: 0,
        created_at: now,
        seen_at: now,
    }
}

/// Ids of a contact that may have to be made.
#[derive(Debug, Clone, Copy)]
pub(super) struct ContactIds {
    pub contact: ContactId,
    pub identity: IdentityId,
    pub second: IdentityId,
}

impl ContactIds {
    pub fn new(now: Millis) -> Self {
        Self {
            contact: ContactId(fresh::id(now)),
            identity: IdentityId(fresh::id(now)),
            second: IdentityId(fresh::id(now)),
        }
    }
}
