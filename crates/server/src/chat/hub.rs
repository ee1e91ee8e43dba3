//! Who is told live, and what wakes them: one follower of the feed for all widgets of this process, which runs only while
//! somebody listens. It wakes those whom an event concerns; each then reads its own thread from its own place, so that a slow
//! client costs nobody else anything.

use super::bounds::Bounds;
use crate::app::App;
use crate::http::error::ApiResult;
use desk::chat::Door;
use domain::access::Access;
use domain::chat::Widget;
use domain::event::EventKind;
use domain::{ConversationId, Millis, VisitorId, WidgetId};
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::StoreError;
use store::feed::Feed;
use tokio::sync::Notify;
use tokio::time::Instant;

/// What a process holds of a widget and its door is looked at anew after this.
const FRESH: Duration = Duration::from_secs(2);
/// Widgets that are held.
const WIDGETS: usize = 1_000;
/// Somebody types for so long after it was heard.
const TYPING_MS: Millis = 6_000;
/// An agent who goes on typing is told of again after this.
const AGAIN: Duration = Duration::from_secs(5);
/// What happens at once is looked at once.
const GATHER: Duration = Duration::from_millis(10);
/// Events that are looked at in one go.
const EVENTS: usize = 500;
/// Conversations in which somebody types.
const TYPISTS: usize = 10_000;

const NEWS: u8 = 1;
const TYPING: u8 = 2;

/// What this process holds of widgets.
#[derive(Default)]
pub struct Chats {
    pub bounds: Bounds,
    widgets: Mutex<HashMap<String, (Instant, Arc<Widget>)>>,
    doors: Mutex<HashMap<WidgetId, (Instant, Arc<Door>)>>,
    ears: Mutex<HashMap<VisitorId, Vec<Arc<Ear>>>>,
    /// Visitors who type, by conversation, and until when that holds.
    typing: Mutex<HashMap<ConversationId, Millis>>,
    /// Agents who type, by the visitor who is told.
    typists: Mutex<HashMap<VisitorId, String>>,
    follows: AtomicBool,
}

/// One listener: what it has not looked at yet.
#[derive(Default)]
pub struct Ear {
    wake: Notify,
    heard: AtomicU8,
}

/// What somebody heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard(u8);

impl Heard {
    pub fn news(self) -> bool {
        self.0 & NEWS != 0
    }

    pub fn typing(self) -> bool {
        self.0 & TYPING != 0
    }
}

impl Ear {
    /// Waits until there is something.
    pub async fn listen(&self) -> Heard {
        loop {
            let heard = self.heard.swap(0, Ordering::AcqRel);
            if heard != 0 {
                return Heard(heard);
            }
            self.wake.notified().await;
        }
    }

    fn hear(&self, what: u8) {
        self.heard.fetch_or(what, Ordering::AcqRel);
        self.wake.notify_one();
    }
}

/// A listener as long as it is held.
pub struct Listening {
    app: App,
    visitor: VisitorId,
    ear: Arc<Ear>,
}

impl Listening {
    pub fn ear(&self) -> &Ear {
        &self.ear
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let mut ears = lock(&self.app.chats.ears);
        if let Some(of) = ears.get_mut(&self.visitor) {
            of.retain(|e| !Arc::ptr_eq(e, &self.ear));
            if of.is_empty() {
                ears.remove(&self.visitor);
            }
        }
    }
}

fn lock<T>(held: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Chats {
    /// The widget of that key.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn widget(&self, app: &App, key: &str) -> ApiResult<Option<Arc<Widget>>> {
        if let Some((at, widget)) = lock(&self.widgets).get(key)
            && at.elapsed() < FRESH
        {
            return Ok(Some(widget.clone()));
        }
        let Some(widget) = app.desk.widget_by_key(key).await? else {
            return Ok(None);
        };
        let widget = Arc::new(widget);
        let mut held = lock(&self.widgets);
        if held.len() >= WIDGETS {
            held.clear();
        }
        held.insert(key.to_owned(), (Instant::now(), widget.clone()));
        Ok(Some(widget))
    }

    /// What the door of a widget says.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn door(&self, app: &App, widget: WidgetId) -> ApiResult<Arc<Door>> {
        if let Some((at, door)) = lock(&self.doors).get(&widget)
            && at.elapsed() < FRESH
        {
            return Ok(door.clone());
        }
        let mut here = app.live.here();
        here.extend(app.live.presence.agents());
        let door = app.desk.chat_door(widget, here, app.clock.now()).await?;
        let door = Arc::new(door);
        let mut held = lock(&self.doors);
        if held.len() >= WIDGETS {
            held.clear();
        }
        held.insert(widget, (Instant::now(), door.clone()));
        Ok(door)
    }

    /// Settings were changed here.
    pub fn forget(&self) {
        lock(&self.widgets).clear();
        lock(&self.doors).clear();
    }

    /// Tells what concerns that visitor from now on.
    pub fn listen(&self, app: &App, visitor: VisitorId) -> Listening {
        let ear = Arc::<Ear>::default();
        lock(&self.ears)
            .entry(visitor)
            .or_insert_with(|| Vec::with_capacity(1))
            .push(ear.clone());
        if !self.follows.swap(true, Ordering::AcqRel) {
            // From here on: what comes while the follower starts concerns this listener already.
            tokio::spawn(follow(app.clone(), app.db().position()));
        }
        Listening {
            app: app.clone(),
            visitor,
            ear,
        }
    }

    /// Whether a widget of that visitor is open here.
    pub fn is_here(&self, visitor: VisitorId) -> bool {
        lock(&self.ears).contains_key(&visitor)
    }

    /// Something of that visitor has changed here.
    pub fn wake(&self, visitor: VisitorId) {
        self.tell(visitor, NEWS);
    }

    fn tell(&self, visitor: VisitorId, what: u8) {
        if let Some(of) = lock(&self.ears).get(&visitor) {
            for ear in of {
                ear.hear(what);
            }
        }
    }

    /// A visitor types there.
    pub fn typed(&self, conversation: ConversationId, now: Millis) {
        let mut typing = lock(&self.typing);
        if typing.len() >= TYPISTS {
            typing.retain(|_, until| *until > now);
        }
        if typing.len() < TYPISTS {
            typing.insert(conversation, now + TYPING_MS);
        }
    }

    /// A visitor who has sent what they typed types no more.
    pub fn typed_no_more(&self, conversation: ConversationId) {
        lock(&self.typing).remove(&conversation);
    }

    pub fn is_typing(&self, conversation: ConversationId, now: Millis) -> bool {
        lock(&self.typing)
            .get(&conversation)
            .is_some_and(|until| *until > now)
    }

    /// The agent who types to a visitor.
    pub fn typist(&self, visitor: VisitorId) -> Option<String> {
        lock(&self.typists).get(&visitor).cloned()
    }

    fn nobody_listens(&self) -> bool {
        lock(&self.ears).is_empty()
    }
}

/// Follows the feed and the presence of agents until nobody listens.
async fn follow(app: App, mut position: i64) {
    loop {
        position = look(&app, position).await;
        app.chats.follows.store(false, Ordering::Release);
        // Somebody may have come between the last look and this.
        let over = app.live.stop_token().is_cancelled() || app.chats.nobody_listens();
        if over || app.chats.follows.swap(true, Ordering::AcqRel) {
            return;
        }
    }
}

/// Looks from `position` on; answers how far it came.
async fn look(app: &App, mut position: i64) -> i64 {
    let stop = app.live.stop_token();
    let mut hints = app.db().hints();
    let mut presence = app.live.presence_changes();
    let mut again = tokio::time::interval(AGAIN);
    again.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        let tick = tokio::select! {
            () = stop.cancelled() => return position,
            changed = hints.changed() => {
                if changed.is_err() {
                    return position;
                }
                tokio::time::sleep(GATHER).await;
                hints.borrow_and_update();
                false
            }
            changed = presence.changed() => {
                if changed.is_err() {
                    return position;
                }
                true
            }
            _ = again.tick() => true,
        };
        if app.chats.nobody_listens() {
            return position;
        }
        match pass_on(app, position).await {
            Ok(to) => position = to,
            // The database is away: what was missed is read when it is back.
            Err(error) => tracing::debug!(%error, "the feed cannot be read for widgets"),
        }
        if tick && let Err(error) = pass_on_typing(app).await {
            tracing::debug!(%error, "who types cannot be told to widgets");
        }
    }
}

/// Wakes those whom events after `position` concern; how far it looked.
async fn pass_on(app: &App, mut position: i64) -> Result<i64, StoreError> {
    loop {
        if position == app.db().position() {
            return Ok(position);
        }
        let read = app
            .db()
            .read(async move |tx| {
                store::feed::events_since(tx, &Access::system(), position, EVENTS).await
            })
            .await?;
        let (events, to, more) = match read {
            Feed::Events {
                events,
                position,
                more,
            } => (events, position, more),
            Feed::Reset { position } => {
                // Too much to look at: everybody looks for themselves.
                for of in lock(&app.chats.ears).values() {
                    of.iter().for_each(|ear| ear.hear(NEWS));
                }
                return Ok(position);
            }
        };
        let touched: HashSet<ConversationId> = events
            .iter()
            .filter(|e| e.what.as_ref().is_some_and(|w| concerns(&w.kind)))
            .filter_map(|e| e.conversation)
            .collect();
        let visitors = visitors(app, touched.into_iter().collect()).await?;
        for (_, visitor) in visitors {
            app.chats.wake(visitor);
        }
        position = to;
        if !more {
            return Ok(position);
        }
    }
}

async fn visitors(
    app: &App,
    of: Vec<ConversationId>,
) -> Result<Vec<(ConversationId, VisitorId)>, StoreError> {
    if of.is_empty() {
        return Ok(Vec::new());
    }
    app.db()
        .read(async move |tx| {
            let mut out = Vec::new();
            for &id in &of {
                let visitors = store::chat::visitors_of(tx, id).await?;
                out.extend(visitors.into_iter().map(|v| (id, v)));
            }
            Ok(out)
        })
        .await
}

fn concerns(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::ConversationReceived { .. }
            | EventKind::ConversationReplied { .. }
            | EventKind::ConversationAcknowledged { .. }
            | EventKind::StatusChanged { .. }
            | EventKind::Assigned { .. }
            | EventKind::ChatChanged { .. }
            | EventKind::WorkAlternative { .. }
            | EventKind::DeliveryChanged { .. }
            | EventKind::MessageCancelled { .. }
            | EventKind::ConversationAbsorbed { .. }
            | EventKind::ConversationUnmerged { .. }
            | EventKind::ConversationErased { .. }
    )
}

async fn pass_on_typing(app: &App) -> Result<(), StoreError> {
    let writing = app.live.presence.writing();
    let before: Vec<VisitorId> = lock(&app.chats.typists).keys().copied().collect();
    if writing.is_empty() && before.is_empty() {
        return Ok(());
    }
    let found = app
        .db()
        .read(async move |tx| {
            let mut out: Vec<(VisitorId, String)> = Vec::new();
            for &(conversation, agent) in &writing {
                let of = store::chat::visitors_of(tx, conversation).await?;
                if of.is_empty() {
                    continue;
                }
                let name = store::agent::load(tx, agent).await?;
                let name = name.map(|a| a.name).unwrap_or_default();
                out.extend(of.into_iter().map(|v| (v, name.clone())));
            }
            Ok::<_, StoreError>(out)
        })
        .await?;
    let here: HashMap<VisitorId, String> = found
        .into_iter()
        .filter(|(visitor, _)| app.chats.is_here(*visitor))
        .collect();
    let told: Vec<VisitorId> = here.keys().copied().collect();
    *lock(&app.chats.typists) = here;
    for visitor in told {
        app.chats.tell(visitor, TYPING);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[tokio::test]
    async fn what_is_heard_before_somebody_listens_is_not_lost_and_is_one() {
        let ear = Ear::default();
        ear.hear(NEWS);
        ear.hear(NEWS);
        ear.hear(TYPING);
        let heard = ear.listen().await;
        assert!(heard.news() && heard.typing());
        ear.hear(NEWS);
        let heard = ear.listen().await;
        assert!(heard.news() && !heard.typing());
    }

    #[test]
    fn a_visitor_types_for_six_seconds_after_it_was_heard() {
        let chats = Chats::default();
        let at = ConversationId(Uuid::from_u128(1));
        chats.typed(at, 0);
        assert!(chats.is_typing(at, 5_999) && !chats.is_typing(at, 6_000));
        chats.typed(at, 7_000);
        chats.typed_no_more(at);
        assert!(!chats.is_typing(at, 7_001));
    }
}
