//! The digest: one mail to an agent with what is still unread, at the hour that they chose and never in their quiet time.

use crate::account::house_mail::{Letter, NO_SENDER, first_door};
use crate::{Desk, DeskError, Result, fresh};
use domain::language::base_language;
use domain::notification::NotificationKind;
use domain::{DeliveryId, Millis};
use store::Tx;
use store::house_mail::Purpose;
use store::notification::{Notification, Waiting};

/// Conversations that one mail names.
const LINES: usize = 50;
/// A mail of yesterday tells no news.
const GOOD_FOR_MS: Millis = 12 * 60 * 60 * 1000;

impl Desk {
    /// Queues the digests that are due; how many. Without an address to send from, all of them wait (`fairlead check` says so).
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn send_digests(&self, console_url: &str, now: Millis) -> Result<usize> {
        let waiting: Vec<Waiting> = self
            .db
            .read(async |tx| {
                let waiting = store::notification::waiting(tx).await?;
                if waiting.is_empty() || can_send(tx).await? {
                    Ok::<_, DeskError>(waiting)
                } else {
                    Ok(Vec::new())
                }
            })
            .await?;
        let mut sent = 0;
        for who in waiting {
            if !who.preferences.0.digest_due(&who.zone, who.digest_at, now) {
                continue;
            }
            let (this, url) = (self.clone(), console_url.trim_end_matches('/').to_owned());
            let id = DeliveryId(fresh::id(now));
            let queued = self
                .write(async move |tx| this.digest(tx, &who, &url, id, now).await)
                .await;
            match queued {
                // The last address went away in this very moment; nothing was taken from the list.
                Err(DeskError::Refused(no)) if no.code == NO_SENDER => {}
                other => sent += usize::from(other?),
            }
        }
        Ok(sent)
    }

    async fn digest(
        &self,
        tx: &mut Tx,
        who: &Waiting,
        url: &str,
        id: DeliveryId,
        now: Millis,
    ) -> Result<bool> {
        let found = store::notification::take_for_mail(tx, who.agent, who.digest_at, now).await?;
        let Some(agent) = store::agent::load(tx, who.agent).await? else {
            return Ok(false);
        };
        let Some(access) = store::agent::access(tx, who.agent).await? else {
            return Ok(false);
        };
        let words = Words::of(&agent.locale);
        let mut lines = Vec::new();
        for n in found.iter().take(LINES) {
            // What left their reach meanwhile is not named.
            if let Some(c) = store::inbox::summary(tx, &access, n.conversation).await? {
                lines.push(words.line(n, c.number, &c.subject, url));
            }
        }
        if lines.is_empty() {
            return Ok(false);
        }
        let more = found.len().saturating_sub(LINES);
        if more > 0 {
            lines.push(words.more.replace("{n}", &more.to_string()));
        }
        let letter = Letter {
            purpose: Purpose::Digest,
            about: agent.id.0,
            from: None,
            to_name: &agent.name,
            to: &agent.email,
            subject: words.subject.replace("{n}", &found.len().to_string()),
            text: format!(
                "{}\n\n{}\n\n{}\n\n{url}/settings/notifications\n",
                words.intro.replace("{name}", &agent.name),
                lines.join("\n\n"),
                words.foot
            ),
            good_for_ms: GOOD_FOR_MS,
        };
        match self.send_letter(tx, &letter, id, now).await {
            Ok(_) => Ok(true),
            // Nothing can be addressed to them: the list in the console is all there is.
            Err(DeskError::Refused(no)) if no.code != NO_SENDER => Ok(false),
            Err(error) => Err(error),
        }
    }
}

async fn can_send(tx: &mut Tx) -> Result<bool> {
    match first_door(tx).await {
        Ok(_) => Ok(true),
        Err(DeskError::Refused(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// What a digest says, by language.
struct Words {
    subject: &'static str,
    intro: &'static str,
    foot: &'static str,
    more: &'static str,
    kinds: [&'static str; 6],
}

impl Words {
    fn of(locale: &str) -> &'static Self {
        match base_language(locale) {
            "et" => &ESTONIAN,
            "zh" => &CHINESE,
            _ => &ENGLISH,
        }
    }

    fn line(&self, n: &Notification, number: i64, subject: &str, url: &str) -> String {
        let kinds: Vec<&str> = NotificationKind::of_bits(n.kinds)
            .into_iter()
            .map(|k| self.kinds[k as usize])
            .collect();
        format!(
            "#{number} {subject}\n{}\n{url}/inbox/all/{number}",
            kinds.join(", ")
        )
    }
}

/// In the order of `NotificationKind`.
const ENGLISH: Words = Words {
    subject: "Unread at the desk: {n}",
    intro: "Hello {name},\n\nthis is what you have not read yet.",
    foot: "You choose what is mailed, and when, here:",
    more: "… and {n} more.",
    kinds: [
        "New message",
        "A rule asks you to look",
        "Due soon",
        "Assigned to you",
        "You are mentioned",
        "Late",
    ],
};
const ESTONIAN: Words = Words {
    subject: "Lugemata: {n}",
    intro: "Tere, {name}!\n\nNeed teated on sul veel lugemata.",
    foot: "Mida ja millal saadetakse, valid siin:",
    more: "… ja veel {n}.",
    kinds: [
        "Uus sõnum",
        "Reegel palub vaadata",
        "Tähtaeg läheneb",
        "Määrati sulle",
        "Sind mainiti",
        "Hilinenud",
    ],
};
const CHINESE: Words = Words {
    subject: "未读通知：{n}",
    intro: "{name}，您好：\n\n以下是您尚未阅读的内容。",
    foot: "在这里选择发送什么以及何时发送：",
    more: "……还有 {n} 条。",
    kinds: [
        "新消息",
        "规则请您查看",
        "即将到期",
        "已分配给您",
        "有人提到了您",
        "已逾期",
    ],
};
