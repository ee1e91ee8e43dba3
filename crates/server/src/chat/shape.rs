//! What a widget is told, in the shape of its contract. Places in a thread are texts, times are milliseconds.

use super::hub::Chats;
use crate::app::App;
use crate::pages::site::segment;
use desk::chat::{Door, Seen, Session, Shown, proof_word};
use domain::chat::{self, Widget, in_locale};
use domain::door::Landing;
use domain::language::{base_language, is_locale, is_same_language};
use domain::message::MessageKind;
use domain::{Millis, wording};
use serde_json::{Value, json};

/// The words of the widget itself are in these.
const LOCALES: [&str; 4] = ["en", "et", "zh", "ar"];

/// Everything that a message says about the state of the thread.
pub struct Thread<'a> {
    pub widget: &'a Widget,
    pub seen: Option<&'a Seen>,
    /// Up to where the visitor has seen it.
    pub read_n: i64,
    pub now: Millis,
}

impl Thread<'_> {
    /// How far a message has come. A customer's is delivered when it is here: it stands in the inbox.
    fn state(&self, n: i64, kind: MessageKind) -> &'static str {
        let by_agents = self.seen.map_or(0, |s| s.agent_read_n);
        match kind {
            MessageKind::Agent if n <= self.read_n => "read",
            MessageKind::Agent => "sent",
            _ if n <= by_agents => "read",
            _ => "delivered",
        }
    }
}

pub fn message(app: &App, thread: &Thread<'_>, shown: &Shown) -> Value {
    let line = &shown.line;
    let ours = line.kind == MessageKind::Agent;
    let author = match (ours, &line.agent_name) {
        (true, Some(name)) => json!({ "name": name, "initials": initials(name) }),
        _ => Value::Null,
    };
    let files: Vec<Value> = shown
        .files
        .iter()
        .map(|f| {
            let ticket = app
                .desk
                .chat_file_ticket(thread.widget.id, f.id, thread.now);
            json!({
                "id": f.id, "name": f.name, "size": f.size, "kind": f.media_type,
                "url": format!("/w/{}/files/{}?ticket={ticket}", thread.widget.key, f.id),
            })
        })
        .collect();
    json!({
        "id": line.id,
        "cursor": line.n.to_string(),
        "from": match (ours, line.agent) { (false, _) => "customer", (true, Some(_)) => "agent", (true, None) => "system" },
        "author": author,
        "text": line.reply.as_deref().unwrap_or(&line.text),
        "html": line.html.as_deref().filter(|_| ours),
        "files": files,
        "at": line.at,
        "client_id": line.client_id,
        "state": thread.state(line.n, line.kind),
        "by": if line.visitor.is_some() { "chat" } else { "mail" },
    })
}

fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|w| w.chars().next());
    let first = words.next();
    first
        .into_iter()
        .chain(words.next_back())
        .collect::<String>()
        .to_uppercase()
}

/// `locale`: what the page says that its reader reads; otherwise what is known of them.
pub fn conversation(seen: &Seen, locale: Option<&str>, now: Millis) -> Value {
    let locale = self::locale(locale.unwrap_or(&seen.locale));
    let alternative = seen.alternative.as_ref().map(|a| {
        let told = a.told.as_ref().map(|(wait, message)| (wait, message));
        json!({ "at": a.at, "text": wording::alternative(now, told, &a.zone, &locale) })
    });
    json!({
        "number": seen.number,
        "status": seen.status,
        "agent": seen.agent.as_ref().map(|name| json!({ "name": name })),
        "read_upto": (seen.agent_read_n > 0).then(|| seen.agent_read_n.to_string()),
        "by_mail": seen.by_mail,
        "rate": seen.rate,
        "alternative": alternative,
    })
}

pub fn session(
    app: &App,
    widget: &Widget,
    s: &Session,
    locale: Option<&str>,
    now: Millis,
) -> Value {
    let thread = Thread {
        widget,
        seen: s.seen.as_ref(),
        read_n: s.thread.read_n,
        now,
    };
    let known: Vec<&String> = s
        .thread
        .items
        .iter()
        .filter_map(|i| i.line.client_id.as_ref())
        .collect();
    let named = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    json!({
        "token": s.token,
        "expires_at": s.expires_at,
        "cursor": s.thread.cursor.to_string(),
        "visitor": { "name": named(&s.name), "email": named(&s.email), "proved": proof_word(s.proved) },
        "conversation": s.seen.as_ref().map(|seen| conversation(seen, locale, now)),
        "messages": s.thread.items.iter().map(|i| message(app, &thread, i)).collect::<Vec<_>>(),
        "outbox_ids": known,
    })
}

/// Whole sentences about when somebody answers.
pub struct Said {
    pub online: bool,
    pub promise: Option<String>,
    pub away: Option<String>,
}

impl Said {
    pub fn of(door: &Door, locale: &str, now: Millis) -> Self {
        let promise = door.promise.as_ref();
        let promise = promise.map(|estimate| wording::sentence(now, estimate, &door.zone, locale));
        let away = (!door.online).then(|| match (&promise, door.busy) {
            // What is promised stands beside it, wherever a widget shows one of the two alone.
            (Some(promise), true) => format!("{} {promise}", busy(locale)),
            (Some(promise), false) => format!("{} {promise}", away(locale, is_shut(door))),
            (None, _) => away(locale, is_shut(door)).to_owned(),
        });
        Self {
            online: door.online,
            away,
            promise,
        }
    }

    pub fn frame(&self) -> Value {
        json!({ "type": "presence", "online": self.online, "promise": self.promise, "away": self.away })
    }
}

/// The channel takes nothing: paused, closed, or led elsewhere.
pub fn is_shut(door: &Door) -> bool {
    !matches!(door.landing, Landing::Queue { .. })
}

/// Somebody is there, and it would take too long to wait.
fn busy(locale: &str) -> &'static str {
    match base_language(locale) {
        "et" => {
            "Praegu ootab palju inimesi. Kirjuta meile: vastame siin ja saadame vastuse ka e-kirjaga, kui jätad aadressi."
        }
        "zh" => "现在等待的人很多。请留言：我们会在这里回复；如果您留下邮箱，也会通过邮件回复。",
        "de" => {
            "Gerade warten viele. Schreiben Sie uns: Wir antworten hier, und auch per E-Mail, wenn Sie eine Adresse angeben."
        }
        "ar" => "ينتظر كثيرون الآن. اكتب لنا: سنرد هنا، وبالبريد أيضًا إذا تركت عنوانًا.",
        _ => {
            "Many are waiting just now. Write to us: we answer here, and by mail as well if you leave an address."
        }
    }
}

fn away(locale: &str, shut: bool) -> &'static str {
    match (base_language(locale), shut) {
        ("et", false) => {
            "Praegu ei ole kedagi kohal. Kirjuta meile: vastame siin ja saadame vastuse ka e-kirjaga, kui jätad aadressi."
        }
        ("et", true) => "Vestlus on praegu suletud. Sinu sõnum jõuab siiski meieni.",
        ("zh", false) => {
            "现在没有人在线。请留言：我们会在这里回复；如果您留下邮箱，也会通过邮件回复。"
        }
        ("zh", true) => "在线聊天目前已关闭。您的留言仍会送达我们。",
        ("de", false) => {
            "Gerade ist niemand da. Schreiben Sie uns: Wir antworten hier, und auch per E-Mail, wenn Sie eine Adresse angeben."
        }
        ("de", true) => "Der Chat ist gerade geschlossen. Ihre Nachricht erreicht uns trotzdem.",
        ("ar", false) => "لا يوجد أحد الآن. اكتب لنا: سنرد هنا، وبالبريد أيضًا إذا تركت عنوانًا.",
        ("ar", true) => "المحادثة مغلقة الآن. رسالتك تصلنا على أي حال.",
        (_, false) => {
            "Nobody is here just now. Write to us: we answer here, and by mail as well if you leave an address."
        }
        (_, true) => "The chat is closed just now. Your message reaches us all the same.",
    }
}

/// The language in which a widget speaks to somebody.
pub fn locale(wanted: &str) -> String {
    match is_locale(wanted) {
        true => wanted.to_owned(),
        false => "en".to_owned(),
    }
}

/// The panel as a page of its own.
pub fn alone(app: &App, widget: &Widget, locale: &str) -> String {
    let (own, key) = (app.console_url(), segment(&widget.key));
    format!("{own}/w/{key}/frame?o={}&lang={locale}", segment(&own))
}

/// Everything that a widget needs to draw itself.
pub async fn config(
    app: &App,
    chats: &Chats,
    widget: &Widget,
    wanted: &str,
    now: Millis,
) -> crate::http::error::ApiResult<Value> {
    let locale = locale(wanted);
    let door = chats.door(app, widget.id).await?;
    let said = Said::of(&door, &locale, now);
    let look = &widget.look;
    let fields: Vec<Value> = look
        .fields
        .iter()
        .filter_map(|asked| {
            let field = door
                .fields
                .iter()
                .find(|f| f.id == asked.field && !f.archived)?;
            let label = in_locale(&asked.labels, &locale).unwrap_or(&field.name);
            let options: Vec<Value> = field
                .choices
                .iter()
                .map(|c| json!({ "value": c, "label": c }))
                .collect();
            let kind = if options.is_empty() { "text" } else { "choice" };
            Some(json!({
                "key": field.key, "label": label, "kind": kind, "options": options,
                "required": asked.required, "topics": asked.topics,
            }))
        })
        .collect();
    let topics: Vec<Value> = door
        .topics
        .iter()
        .map(|(id, name)| json!({ "id": id, "name": name }))
        .collect();
    let invitations: Vec<Value> = look
        .invitations
        .iter()
        .filter(|i| i.active && !is_shut(&door))
        .filter_map(|i| {
            let text = in_locale(&i.texts, &locale)?;
            Some(json!({
                "id": i.id, "text": text, "url_contains": i.url_contains, "after_s": i.after_s, "visits_min": i.visits_min,
            }))
        })
        .collect();
    let center = match look.help_center {
        Some(id) => {
            let known = app.pages.known(app).await?;
            known.centers.iter().find(|c| c.id == id).cloned()
        }
        None => None,
    };
    let site = center.map(|c| {
        let of = is_same_language;
        let language = c
            .locales
            .iter()
            .find(|l| of(l, &locale))
            .unwrap_or(&c.default_locale);
        let language = language.clone();
        crate::pages::Site::of(c, &language, false)
    });
    let help_url = site.as_ref().map(|s| s.absolute(&s.path("")));
    let contact_url = match &site {
        Some(site) => site.absolute(&site.path("contact")),
        None => alone(app, widget, &locale),
    };
    Ok(json!({
        "key": widget.key,
        "name": door.organization,
        "locale": locale,
        "locales": LOCALES,
        "dir": crate::pages::locale::direction(&locale),
        "color": look.color,
        "position": look.position,
        "greeting": in_locale(&look.greeting, &locale).unwrap_or_default(),
        "online": said.online,
        "promise": said.promise,
        "away": said.away,
        "contact_url": contact_url,
        "help_url": help_url,
        "articles_first": look.articles_first && help_url.is_some(),
        "fields": fields,
        "topics": topics,
        "ask_email": look.ask_email,
        "rating": look.rating,
        "transcript": look.transcript,
        "sound": look.sound,
        "files": { "max_bytes": chat::FILE_BYTES, "max_count": chat::FILES_MAX },
        "text_max": chat::TEXT_MAX,
        "paused": is_shut(&door),
        "invitations": invitations,
        "invitations_per_day": look.invitations_per_day,
        "words": null,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_name() {
        assert_eq!(initials("Kaarel van der Tamm"), "KT");
        assert_eq!(initials("õnne"), "Õ");
        assert_eq!(initials(""), "");
    }

    #[test]
    fn a_language_that_is_none_is_english() {
        assert_eq!(locale("zh-Hans"), "zh-Hans");
        for odd in ["", "a b", "\"><script>", "../..", &"x".repeat(99)] {
            assert_eq!(locale(odd), "en", "{odd}");
        }
    }
}
