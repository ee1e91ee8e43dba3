//! What the program says by itself: acknowledgements and channel notices. Decided when a mail comes in, held as a row,
//! and decided again when the time has come (M23, M28).

use crate::Result;
use crate::ingest::Digest;
use domain::acknowledge::{self, Facts, Occasion, Verdict};
use domain::door::{Outcome, TEXT_ACKNOWLEDGEMENT, TEXT_CLOSED, TEXT_PAUSED};
use domain::message::AutoText;
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
}

/// Schedules what the door wants to be said, if it may be said.
pub(crate) async fn speak(
    tx: &mut Tx,
    d: &Digest,
    outcome: &Outcome,
    job: &AutoJob,
    spam: bool,
    undeliverable: bool,
) -> Result<()> {
    for text in &outcome.texts {
        let text = match text.as_str() {
            TEXT_ACKNOWLEDGEMENT => AutoText::Acknowledgement,
            TEXT_PAUSED => AutoText::ChannelPaused,
            TEXT_CLOSED => AutoText::ChannelClosed,
            _ => continue,
        };
        let facts = facts(tx, d, text, spam, undeliverable).await?;
        let verdict = match text {
            AutoText::Acknowledgement => acknowledge::acknowledge(occasion(tx, job).await?, &facts),
            AutoText::ChannelPaused | AutoText::ChannelClosed | AutoText::RuleReply => {
                acknowledge::notice(&facts)
            }
        };
        let Verdict::SendAt(at) = verdict else {
            continue;
        };
        let waiting = Waiting {
            conversation: job.conversation,
            message: job.message,
            channel: job.told,
            text,
            arrived_at: d.at,
            words: crate::fresh::hex(&d.words),
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
    }
    Ok(())
}

async fn occasion(tx: &mut Tx, job: &AutoJob) -> Result<Occasion> {
    let channel = store::channel::load(tx, job.told).await?;
    Ok(if channel.is_some_and(|c| c.acknowledge) {
        Occasion::FirstMessage
    } else {
        Occasion::ChannelDoesNot
    })
}

async fn facts(
    tx: &mut Tx,
    d: &Digest,
    text: AutoText,
    spam: bool,
    undeliverable: bool,
) -> Result<Facts> {
    let memory = store::auto_answer::recall(
        tx,
        &Question {
            email_key: &d.sender_key,
            kind: text,
            content_hash: &d.words,
            domain_since: d.now - acknowledge::DOMAIN_WINDOW_MS,
            content_since: d.now - DAY_MS,
        },
    )
    .await?;
    let own = store::door::by_address(tx, &crate::ingest::without_tag(&d.sender_key)).await?;
    Ok(Facts {
        now: d.now,
        arrived_at: if d.claimed.freshness == "new" {
            d.at
        } else {
            0
        },
        automatic: d.automatic(),
        null_sender: d.null_sender(),
        own_or_robot: own.is_some() || acknowledge::is_robot(&d.sender_key),
        suspected_spam: spam,
        dmarc_failed: d.proof == domain::threading::SenderProof::Failed,
        undeliverable,
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
