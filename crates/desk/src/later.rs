//! What the program says by itself: acknowledgements and channel notices. Decided when a mail or a form comes in, held as a
//! row, and decided again when the time has come (M23, M28).

use crate::ingest::Digest;
use crate::{Result, outage};
use domain::acknowledge::{self, Facts, Occasion, Verdict};
use domain::door::{
    Landing, Outcome, TEXT_ACKNOWLEDGEMENT, TEXT_ANNOUNCEMENT, TEXT_CLOSED, TEXT_OUTAGE,
    TEXT_PAUSED, TEXT_SIGNPOST,
};
use domain::message::AutoText;
use domain::promise::Estimate;
use domain::{ChannelId, ConversationId, JobId, MessageId, Millis};
use serde::{Deserialize, Serialize};
use store::Tx;
use store::auto_answer::Question;

pub(crate) const ACKNOWLEDGE: &str = "acknowledge";
pub(crate) const NOTICE: &str = "channel_notice";
const DAY_MS: Millis = 24 * 60 * 60 * 1000;

/// What a word to a customer would be about.
pub(crate) struct AutoJob {
    pub id: JobId,
    pub conversation: ConversationId,
    pub message: MessageId,
    /// The channel that they wrote to.
    pub told: ChannelId,
}

/// A word that waits for its time. Ids and hashes only.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Waiting {
    pub conversation: ConversationId,
    pub message: MessageId,
    pub channel: ChannelId,
    pub text: AutoText,
    pub arrived_at: Millis,
    pub words: String,
    /// A form asked for it.
    #[serde(default)]
    pub form: Option<Shown>,
}

/// What the page of a form has said already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shown {
    pub at: Millis,
    /// Told and stored as a promise; `None`: nothing was promised.
    pub promise: Option<Estimate>,
}

/// What is known of what came in, as far as it decides whether the program speaks.
pub(crate) struct Heard<'a> {
    pub now: Millis,
    pub at: Millis,
    /// Just came; not out of a backlog.
    pub fresh: bool,
    pub sender_key: &'a str,
    /// Hash of the words.
    pub words: &'a [u8],
    pub automatic: bool,
    pub null_sender: bool,
    pub dmarc_failed: bool,
    pub spam: bool,
    pub undeliverable: bool,
    pub form: Option<Shown>,
}

impl<'a> Heard<'a> {
    pub fn mail(d: &'a Digest, spam: bool, undeliverable: bool) -> Self {
        Self {
            now: d.now,
            at: d.at,
            fresh: d.claimed.freshness == "new",
            sender_key: &d.sender_key,
            words: &d.words,
            automatic: d.automatic(),
            null_sender: d.null_sender(),
            dmarc_failed: d.proof == domain::threading::SenderProof::Failed,
            spam,
            undeliverable,
            form: None,
        }
    }
}

/// Schedules what the door wants to be said, if it may be said.
pub(crate) async fn speak(
    tx: &mut Tx,
    heard: &Heard<'_>,
    outcome: &Outcome,
    job: &AutoJob,
) -> Result<()> {
    for text in in_turn(outcome, heard.form.is_some()) {
        let facts = facts(tx, heard, text).await?;
        let verdict = match text {
            AutoText::Acknowledgement => {
                acknowledge::acknowledge(occasion(tx, heard, job).await?, &facts)
            }
            AutoText::Outage => match outage::began(tx, job.told).await? {
                Some(began) => acknowledge::outage(&facts, began),
                None => continue,
            },
            _ => acknowledge::notice(&facts),
        };
        let Verdict::SendAt(at) = verdict else {
            continue;
        };
        let waiting = Waiting {
            conversation: job.conversation,
            message: job.message,
            channel: job.told,
            text,
            arrived_at: heard.at,
            words: crate::fresh::hex(heard.words),
            form: heard.form,
        };
        let payload = serde_json::to_string(&waiting).unwrap_or_default();
        let kind = if text == AutoText::Acknowledgement {
            ACKNOWLEDGE
        } else {
            NOTICE
        };
        store::auto_answer::schedule(
            tx,
            job.id,
            kind,
            &job.conversation.to_string(),
            &payload,
            at,
        )
        .await?;
        return Ok(());
    }
    Ok(())
}

/// The texts that a mail may bring; the first that may be said says it all. An announcement is a receipt as well; whoever
/// sent a form that still takes it has read it on the page.
fn in_turn(outcome: &Outcome, form: bool) -> Vec<AutoText> {
    let told = outcome.texts.iter().filter_map(|text| {
        Some(match text.as_str() {
            TEXT_ACKNOWLEDGEMENT => AutoText::Acknowledgement,
            TEXT_OUTAGE => AutoText::Outage,
            TEXT_ANNOUNCEMENT if form && matches!(outcome.landing, Landing::Queue { .. }) => {
                return None;
            }
            TEXT_ANNOUNCEMENT => AutoText::Announcement,
            TEXT_PAUSED => AutoText::ChannelPaused,
            TEXT_CLOSED => AutoText::ChannelClosed,
            TEXT_SIGNPOST => AutoText::Signpost,
            _ => return None,
        })
    });
    let mut told: Vec<AutoText> = told.collect();
    told.sort_by_key(|text| match text {
        // What does not work is news to everybody.
        AutoText::Outage => 0,
        AutoText::Acknowledgement if form => 1,
        AutoText::Acknowledgement => 3,
        _ => 2,
    });
    told
}

async fn occasion(tx: &mut Tx, heard: &Heard<'_>, job: &AutoJob) -> Result<Occasion> {
    let channel = store::channel::load(tx, job.told).await?;
    Ok(match (channel.is_some_and(|c| c.acknowledge), heard.form) {
        (false, _) => Occasion::ChannelDoesNot,
        (true, Some(_)) => Occasion::Form,
        (true, None) => Occasion::FirstMessage,
    })
}

async fn facts(tx: &mut Tx, heard: &Heard<'_>, text: AutoText) -> Result<Facts> {
    let memory = store::auto_answer::recall(
        tx,
        &Question {
            email_key: heard.sender_key,
            kind: text,
            content_hash: heard.words,
            domain_since: heard.now - acknowledge::DOMAIN_WINDOW_MS,
            content_since: heard.now - DAY_MS,
        },
    )
    .await?;
    let own = store::door::by_address(tx, &crate::ingest::without_tag(heard.sender_key)).await?;
    Ok(Facts {
        now: heard.now,
        arrived_at: if heard.fresh { heard.at } else { 0 },
        automatic: heard.automatic,
        null_sender: heard.null_sender,
        own_or_robot: own.is_some() || acknowledge::is_robot(heard.sender_key),
        suspected_spam: heard.spam,
        dmarc_failed: heard.dmarc_failed,
        undeliverable: heard.undeliverable,
        agent_answered: false,
        last_to_address: memory.last_to_address,
        recent_to_domain: u32::try_from(memory.recent_to_domain).unwrap_or(u32::MAX),
        same_content_seen: memory.same_content > 0,
    })
}

/// An agent was quicker, or the conversation is spam.
pub(crate) async fn drop_acknowledgement(tx: &mut Tx, id: ConversationId) -> Result<()> {
    store::auto_answer::take(tx, ACKNOWLEDGE, &id.to_string()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_takes_what_is_sent_says_on_its_page_what_is_announced() {
        let outcome = |landing| Outcome {
            landing,
            via: ChannelId(uuid::Uuid::nil()),
            texts: [TEXT_ACKNOWLEDGEMENT, TEXT_ANNOUNCEMENT]
                .map(String::from)
                .to_vec(),
            promise: None,
        };
        let (ack, announcement) = (AutoText::Acknowledgement, AutoText::Announcement);
        let takes = outcome(Landing::Queue { team: None });
        assert_eq!(in_turn(&takes, true), [ack]);
        assert_eq!(in_turn(&takes, false), [announcement, ack], "by mail");
        let elsewhere = outcome(Landing::Redirected { team: None });
        assert_eq!(in_turn(&elsewhere, true), [ack, announcement]);
    }
}
