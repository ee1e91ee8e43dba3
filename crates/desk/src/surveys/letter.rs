//! The mail that asks: a mail of the house in the customer's language, with a link of its own. The scale stands in it as links
//! that only choose on the page; nothing is recorded before somebody presses the button there.

use crate::account::house_mail::{Enclosed, Letter, first_door};
use crate::channels::main_brand;
use crate::text::{Form, Variables, fill};
use crate::texts::{self, EXAMPLE, Found, Key};
use crate::{Desk, DeskError, Result, letter, organization};
use domain::channel::Channel;
use domain::conversation::Conversation;
use domain::survey::Kind;
use domain::{BrandId, DeliveryId, Millis, SurveyAskId};
use store::Tx;
use store::house_mail::Purpose;

/// A question that could not leave for so long comes too late.
const GOOD_FOR_MS: Millis = 3 * 24 * 60 * 60 * 1000;

/// Who is asked about what.
pub(super) struct To<'a> {
    pub ask: SurveyAskId,
    pub kind: Kind,
    pub name: &'a str,
    pub address: &'a str,
    pub language: &'a str,
    pub conversation: Option<&'a Conversation>,
    /// Where there is no conversation, made-up ones stand for it: only somebody who tries a survey sees that.
    pub example: bool,
    /// Unguessable, and in no other place.
    pub token: &'a str,
}

/// A token for a link: 128 unguessable bits in 26 letters, short enough to stand in one line of a mail.
///
/// # Errors
/// `no_randomness`.
pub(super) fn token() -> Result<String> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| {
        DeskError::refused("no_randomness", "The machine has no randomness to give.")
    })?;
    Ok(domain::ids::encode(uuid::Uuid::from_bytes(bytes)))
}

/// Where a survey is answered.
pub(super) fn link(public_url: &str, token: &str) -> String {
    format!("{}/s/{token}", public_url.trim_end_matches('/'))
}

/// Whose words: the brand and the stage of a channel, or the main brand.
pub(super) async fn place(tx: &mut Tx, channel: Option<&Channel>) -> Result<(BrandId, String)> {
    Ok(match channel {
        Some(c) => {
            let stage = serde_json::to_value(c.stage).unwrap_or_default();
            (c.brand, stage.as_str().unwrap_or_default().to_owned())
        }
        None => (main_brand(tx).await?, String::new()),
    })
}

/// The question in a language, as the mail and the page say it.
pub(super) async fn question(
    tx: &mut Tx,
    kind: Kind,
    (brand, stage): &(BrandId, String),
    language: &str,
) -> Result<Found> {
    let organization = organization::of(tx).await?;
    let key = Key::SurveyQuestion(kind);
    let mut found = texts::find_for(tx, key, *brand, stage, language, &organization.locale).await?;
    let variables = Variables::default().with("organization.name", &*organization.name);
    found.body = fill(&found.body, &variables, Form::Plain)?;
    Ok(found)
}

impl Desk {
    /// Queues the mail; answers the language that it is written in.
    ///
    /// # Errors
    /// `no_sender`, `empty_variable` when an edited text names what is not there, `invalid_recipient`.
    pub(super) async fn post_survey(
        &self,
        tx: &mut Tx,
        to: &To<'_>,
        public_url: &str,
        id: DeliveryId,
        now: Millis,
    ) -> Result<()> {
        let channel = match to.conversation {
            Some(c) => store::channel::load(tx, c.channel).await?,
            None if to.example => store::channel::all(tx).await?.into_iter().next(),
            None => None,
        };
        let place = place(tx, channel.as_ref()).await?;
        let organization = organization::of(tx).await?;
        let key = Key::Survey(to.kind);
        let text = texts::find_for(
            tx,
            key,
            place.0,
            &place.1,
            to.language,
            &organization.locale,
        )
        .await?;
        let question = question(tx, to.kind, &place, to.language).await?;
        let link = link(public_url, to.token);
        // Whoever gave no name is called by their address: an edited text that names them must not fail.
        let name = Some(to.name.trim()).filter(|n| !n.is_empty());
        let name = name.unwrap_or(to.address);
        let mut variables = Variables::default()
            .with("survey.link", &*link)
            .with("survey.question", question.body)
            .with("organization.name", &*organization.name)
            .with("contact.name", name)
            .with(
                "contact.first_name",
                name.split_whitespace().next().unwrap_or(name),
            );
        if let Some(c) = to.conversation {
            variables = variables
                .with("conversation.number", c.number.to_string())
                .with("conversation.subject", &*c.subject);
        } else if to.example {
            variables = variables
                .with("conversation.number", EXAMPLE.0)
                .with("conversation.subject", EXAMPLE.1);
        }
        if let Some(channel) = &channel {
            variables = variables.with("channel.name", &*channel.name);
        }
        let body = with_link(fill(&text.body, &variables, Form::Plain)?, &link);
        let (from, reply_to) = self.way_back(tx, to.conversation, channel.as_ref()).await?;
        let letter = Letter {
            purpose: Purpose::Survey,
            about: to.ask.0,
            from: Some(&from),
            to_name: to.name,
            to: to.address,
            subject: fill(&text.subject, &variables, Form::Plain)?,
            good_for_ms: GOOD_FOR_MS,
            text: body.clone(),
        };
        let enclosed = Enclosed {
            html: Some(html(&body, &link, to.kind)),
            reply_to,
            headers: vec![
                // RFC 8058: one click, by POST, with nothing to sign in to.
                ("List-Unsubscribe".to_owned(), format!("<{link}/stop>")),
                (
                    "List-Unsubscribe-Post".to_owned(),
                    "List-Unsubscribe=One-Click".to_owned(),
                ),
                ("X-Auto-Response-Suppress".to_owned(), "All".to_owned()),
            ],
            ..Enclosed::default()
        };
        self.send_enclosed(tx, &letter, enclosed, id, now).await?;
        Ok(())
    }

    /// The address that asks, and where an answer by mail goes: into the conversation.
    async fn way_back(
        &self,
        tx: &mut Tx,
        conversation: Option<&Conversation>,
        channel: Option<&Channel>,
    ) -> Result<(String, Option<String>)> {
        if let (Some(c), Some(channel)) = (conversation, channel) {
            match letter::from_door(tx, c, channel).await {
                Ok(door) if door.address.contains('@') => {
                    let reply_to = letter::reply_to(self.tokens(), c.id, &door);
                    return Ok((door.address, reply_to));
                }
                Ok(_) | Err(DeskError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok((first_door(tx).await?, None))
    }
}

/// An edited text without its link still asks.
fn with_link(body: String, link: &str) -> String {
    if body.contains(link) {
        return body;
    }
    format!("{}\n\n{link}\n", body.trim_end())
}

/// The text with the scale where the link stands first; the link itself stays, for whoever is shown no such boxes.
fn html(body: &str, link: &str, kind: Kind) -> String {
    let escaped = |text: &str| {
        let mut out = String::new();
        mail::html::escape(text, &mut out);
        out
    };
    let (mut out, mut shown) = (String::new(), false);
    let address = escaped(link);
    for paragraph in body.split("\n\n").map(str::trim).filter(|p| !p.is_empty()) {
        let mut text = escaped(paragraph).replace('\n', "<br>");
        if !shown && text.contains(&address) {
            shown = true;
            out += &scale(&address, kind);
            let anchor = format!("<a href=\"{address}\">{address}</a>");
            text = text.replacen(&address, &anchor, 1);
        }
        out += &format!("<p>{text}</p>");
    }
    out
}

fn scale(link: &str, kind: Kind) -> String {
    const CELL: &str = "display:inline-block;min-width:20px;padding:8px 10px;margin:0 4px 6px 0;border:1px solid #828690;\
         border-radius:6px;text-align:center;text-decoration:none;color:#304cb5";
    let cell = |n: i64| format!("<a href=\"{link}?score={n}\" style=\"{CELL}\">{n}</a>");
    let cells: Vec<String> = kind.scale().map(cell).collect();
    format!("<p>{}</p>", cells.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mail_shows_the_scale_and_no_text_becomes_markup() {
        let link = link("https://help.example.org/", "0abc");
        assert_eq!(link, "https://help.example.org/s/0abc");
        let body = format!("Hello <b>Ada</b>,\n\n{link}\n\nbye & thanks");
        let html = html(&body, &link, Kind::Csat);
        assert!(html.contains("Hello &lt;b&gt;Ada&lt;/b&gt;"), "{html}");
        for n in 1..=5 {
            assert!(html.contains(&format!("href=\"{link}?score={n}\"")));
        }
        assert!(!html.contains("score=6") && !html.contains("score=0"));
        assert!(html.contains("bye &amp; thanks"));
    }

    #[test]
    fn a_text_that_lost_its_link_still_asks() {
        let link = "https://x.example/s/1";
        let body = with_link("Hello\n".to_owned(), link);
        assert_eq!(body, format!("Hello\n\n{link}\n"));
        assert_eq!(with_link(body.clone(), link), body);
        let html = html(&body, link, Kind::Nps);
        assert!(html.contains("?score=10") && html.contains("?score=0\""));
    }

    #[test]
    fn tokens_are_short_and_differ() {
        let (one, two) = (token().expect("random"), token().expect("random"));
        assert_eq!(one.len(), 26);
        assert_ne!(one, two);
    }
}
