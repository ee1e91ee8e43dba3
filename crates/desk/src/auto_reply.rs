//! A rule answers with a macro: the program's own words, marked as such so that no program answers them, and never into a
//! loop. It is not an agent's answer: it stops no clock, and the customer goes on waiting.

use crate::writing::{self, OutIds, Outgoing, Words};
use crate::{By, DeskError, Result, carry_out, letter, organization, reply, speak};
use domain::MacroId;
use domain::acknowledge::{self, Facts, Silence};
use domain::contact::{IdentityKind, email_key};
use domain::conversation::{Command, Conversation, Ctx, Status};
use domain::message::{AutoText, MessageKind};
use domain::reply_rules::{ReplyMode, reply_subject};
use mail::token::TokenKey;
use sha2::{Digest as _, Sha256};
use store::Tx;
use store::auto_answer::Question;
use store::message::Stored;

/// The same words from one domain within this time come from a machine.
const DAY_MS: domain::Millis = 24 * 60 * 60 * 1000;

/// Answers the customer's newest message with a macro.
///
/// # Errors
/// Refusals that the trace of the rule keeps: `erased`, `no_macro`, `nobody_to_answer`, `empty_variable`, `different_customers`, and
/// what [`acknowledge::by_rule`] keeps silent about, as `silent`.
pub(crate) async fn by_macro(
    tx: &mut Tx,
    key: &TokenKey,
    c: &mut Conversation,
    id: MacroId,
    ctx: &Ctx,
) -> Result<()> {
    carry_out::unforgotten(tx, c).await?;
    let row = store::words::load_macro(tx, id).await?;
    let row = row
        .filter(|m| !m.archived && !m.html.trim().is_empty())
        .ok_or_else(|| DeskError::refused("no_macro", "This macro is not there (any more)."))?;
    let nobody = || DeskError::refused("nobody_to_answer", "No customer has written here.");
    let newest = store::message::latest_public(tx, c.id, 20).await?;
    let asked = newest
        .into_iter()
        .find(|m| m.kind == MessageKind::Customer)
        .ok_or_else(nobody)?;
    let to = reply::proposed(tx, c, ReplyMode::Sender).await?.to;
    let to = to.into_iter().next().ok_or_else(nobody)?;
    if store::merge::is_mixed(tx, c.id).await? {
        return Err(DeskError::refused(
            "different_customers",
            "The conversation holds words of different customers.",
        ));
    }
    let email = email_key(&to.address);
    let words = Sha256::digest(asked.text.trim().as_bytes()).to_vec();
    let facts = facts(tx, c, &asked, &email, &words, ctx).await?;
    if let Some(why) = acknowledge::by_rule(&facts) {
        return Err(silent(why));
    }
    send(tx, key, c, &row.html, to, &asked, ctx).await?;
    store::words::macro_used(tx, id).await?;
    Ok(
        store::auto_answer::remember(tx, &email, c.channel, AutoText::RuleReply, ctx.now, &words)
            .await?,
    )
}

async fn send(
    tx: &mut Tx,
    key: &TokenKey,
    c: &mut Conversation,
    html: &str,
    to: domain::reply_rules::Person,
    asked: &Stored,
    ctx: &Ctx,
) -> Result<()> {
    let channel = writing::channel_of(tx, c).await?;
    let speaker = writing::speaker(tx, &By::system(ctx.now), c, &channel).await?;
    let speaker = writing::Speaker {
        name: organization::of(tx).await?.name,
        ..speaker
    };
    let words = Words {
        html: html.to_owned(),
        to: vec![to],
        ..Words::default()
    };
    let mut files = Vec::new();
    // What was typed into a form is not mailed to an address that nobody has proved.
    let typed = store::message::warned(tx, asked.id, &["address_unproven"]).await?;
    let quote = (!typed).then(|| writing::quote(asked));
    // An empty variable ends it here, before anything is written.
    let said = writing::say(html, &speaker, quote.as_deref(), &mut files)?;
    let ids = OutIds::new(ctx.now, &words);
    let command = Command::Acknowledge {
        message: ids.message,
    };
    carry_out::command(tx, c, command, ctx).await?;
    let outgoing = Outgoing {
        ids: &ids,
        words: &words,
        subject: if typed {
            speak::plain_subject(tx, c).await?
        } else {
            reply_subject(&asked.subject)
        },
        said,
        files: &files,
        speaker: &speaker,
        thread: letter::thread(tx, c).await?,
        agent: None,
        auto_text: Some(AutoText::RuleReply),
        now: ctx.now,
        before: None,
        posting: writing::Posting::At(ctx.now),
    };
    writing::store_and_post(tx, key, c, outgoing).await
}

async fn facts(
    tx: &mut Tx,
    c: &Conversation,
    asked: &Stored,
    email: &str,
    words: &[u8],
    ctx: &Ctx,
) -> Result<Facts> {
    let now = ctx.now;
    let question = Question {
        email_key: email,
        kind: AutoText::RuleReply,
        content_hash: words,
        domain_since: now - acknowledge::DOMAIN_WINDOW_MS,
        content_since: now - DAY_MS,
    };
    let memory = store::auto_answer::recall(tx, &question).await?;
    let known = store::contact::by_identity(tx, IdentityKind::Email, email).await?;
    let own = letter::is_ours(tx, email).await?;
    Ok(Facts {
        now,
        // What a rule by time answers may be old; what has come late is judged by the rule itself.
        arrived_at: now,
        automatic: asked.automatic != "none",
        null_sender: false,
        own_or_robot: own || acknowledge::is_robot(email),
        suspected_spam: c.state.status() == Status::Spam
            || known.as_ref().is_some_and(|k| k.blocked),
        dmarc_failed: store::message::warned(tx, asked.id, &["dmarc_failed", "sender_unproven"])
            .await?,
        undeliverable: known.is_some_and(|k| k.undeliverable),
        agent_answered: c.last_agent_at.is_some(),
        last_to_address: store::message::last_automatic(tx, c.id, AutoText::RuleReply).await?,
        recent_to_domain: u32::try_from(memory.recent_to_domain).unwrap_or(u32::MAX),
        same_content_seen: memory.same_content > 0,
    })
}

fn silent(why: Silence) -> DeskError {
    let word = serde_json::to_value(why).unwrap_or_default();
    let word = word.as_str().unwrap_or_default();
    DeskError::refused("silent", format!("Nothing was sent: {word}."))
}
