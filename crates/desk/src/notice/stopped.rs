//! A notice that stops by itself says so: in the trail, in the consoles, and to whoever sent it.

use super::{load, noted_with};
use crate::account::house_mail::{Letter, NO_SENDER};
use crate::{By, Desk, DeskError, Result, fresh, organization};
use domain::language::base_language;
use domain::notice::{State, Stopped};
use domain::team::Agent;
use domain::{DeliveryId, Millis, NoticeId};
use serde_json::json;
use store::Tx;
use store::house_mail::Purpose;
use store::notice::Notice;

/// Older news are none.
const GOOD_FOR_MS: Millis = 3 * 24 * 60 * 60 * 1000;

struct Words {
    hello: &'static str,
    subject: &'static str,
    stopped: &'static str,
    /// In the order of [`Stopped`].
    why: [&'static str; 5],
    then: &'static str,
}

const ENGLISH: Words = Words {
    hello: "Hello {name},",
    subject: "{notice}: stopped",
    stopped: "The notice “{notice}” has stopped by itself. Whoever was not told yet is not told.",
    why: [
        "Whoever sent it may not write to customers any more.",
        "The channel that writes cannot send any more.",
        "Its plan was taken back, or went a step back.",
        "The letters name a day that has passed, or the plan closes the channel before it.",
        "The text could not be made into a letter: {detail}",
    ],
    then: "Look at it, and say whether it goes on:",
};
const ESTONIAN: Words = Words {
    hello: "Tere, {name}!",
    subject: "{notice}: peatunud",
    stopped: "Teade „{notice}“ peatus ise. Kellele veel ei öeldud, sellele ei öelda.",
    why: [
        "Teate saatja ei tohi enam klientidele kirjutada.",
        "Kanal, millest kirjutatakse, ei saa enam saata.",
        "Teate plaan võeti tagasi või läks sammu tagasi.",
        "Kirjades öeldud päev on möödas või sulgub kanal plaani järgi enne seda.",
        "Tekstist ei saanud kirja: {detail}",
    ],
    then: "Vaata seda ja ütle, kas see läheb edasi:",
};
const CHINESE: Words = Words {
    hello: "{name}，您好：",
    subject: "{notice}：已停止",
    stopped: "通知“{notice}”已自动停止。尚未通知的人不会收到通知。",
    why: [
        "发送者已无权给客户写信。",
        "用于发信的渠道已无法发送。",
        "其计划已被撤销或退回一步。",
        "信中所写日期已过，或计划在该日期之前关闭渠道。",
        "文本无法生成信件：{detail}",
    ],
    then: "请查看并决定是否继续：",
};

impl Desk {
    /// Whoever was not told waits; why is seen.
    pub(super) async fn stops(
        &self,
        tx: &mut Tx,
        id: NoticeId,
        (why, detail): (Stopped, &str),
        now: Millis,
    ) -> Result<()> {
        let mut n = load(tx, id).await?;
        if n.state != State::Sending {
            return Ok(());
        }
        tracing::warn!(notice = %id, why = why.word(), detail, "a notice stopped by itself");
        n.state = State::Stopped;
        n.stopped_why = Some(why);
        store::notice::save(tx, &mut n, now).await?;
        let said = json!({ "why": why.word(), "detail": detail });
        noted_with(tx, &By::system(now), "notice.stopped", &n, said).await?;
        let Some(agent) = to(tx, &n).await? else {
            return Ok(());
        };
        let url = organization::of(tx).await?.public_url;
        let (subject, text) = letter(&agent, &n, (why, detail), &url);
        let letter = Letter {
            // Like a digest it is for an agent, and the state of nothing.
            purpose: Purpose::Digest,
            about: n.id.0,
            from: None,
            to_name: &agent.name,
            to: &agent.email,
            subject,
            text,
            good_for_ms: GOOD_FOR_MS,
        };
        let delivery = DeliveryId(fresh::id(now));
        match self.send_letter(tx, &letter, delivery, now).await {
            // Without an address to send from, the console is all there is.
            Err(DeskError::Refused(no)) if no.code == NO_SENDER => Ok(()),
            Err(DeskError::Refused(no)) if no.code == "invalid_recipient" => Ok(()),
            other => other.map(|_| ()),
        }
    }
}

/// Whoever sent it, while they are here; else whoever wrote it, or answers for the channel.
async fn to(tx: &mut Tx, n: &Notice) -> Result<Option<Agent>> {
    let channel = store::channel::load(tx, n.channel).await?;
    let owner = channel.and_then(|c| c.owner);
    for id in [n.sent_by, Some(n.written_by), owner] {
        let Some(id) = id else { continue };
        let agent = store::agent::load(tx, id).await?;
        if let Some(agent) = agent.filter(|a| a.active) {
            return Ok(Some(agent));
        }
    }
    Ok(None)
}

fn letter(
    agent: &Agent,
    n: &Notice,
    (why, detail): (Stopped, &str),
    url: &str,
) -> (String, String) {
    let words = match base_language(&agent.locale) {
        "et" => &ESTONIAN,
        "zh" => &CHINESE,
        _ => &ENGLISH,
    };
    let name = &n.content.0.name;
    let because = words.why.get(why as usize).copied().unwrap_or_default();
    let because = because.replace("{detail}", detail);
    let stopped = words.stopped.replace("{notice}", name);
    let hello = words.hello.replace("{name}", &agent.name);
    let subject = words.subject.replace("{notice}", name);
    let subject = subject.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut text = format!("{hello}\n\n{stopped} {because}\n");
    if !url.is_empty() {
        let (url, then) = (url.trim_end_matches('/'), words.then);
        let at = format!("{url}/settings/channels/{}/notices/{}", n.channel, n.id);
        text.push_str(&format!("\n{then}\n\n{at}\n"));
    }
    (subject, text)
}
