//! What mail systems say, as data: subjects, sentences, lines above the copy, words of delay. All lower case.

use super::address;
use super::parts::{Opened, value};

/// The sender is a mail system: by name or by address.
pub(super) fn from_mail_system(mail: &Opened) -> bool {
    let field = value(&mail.fields, "from").or_else(|| value(&mail.fields, "sender"));
    let from = field.unwrap_or_default();
    let lower = from.to_lowercase();
    let named = SENDERS.iter().any(|name| lower.contains(name));
    named
        || field.is_some_and(|from| matches!(from.trim(), "" | "<>"))
        || address::clean(&lower).is_some_and(|address| address::is_machine(&address))
}

/// The domain of the mail system that wrote the notice.
pub(super) fn machine_domain(mail: &Opened) -> Option<String> {
    let from = value(&mail.fields, "from")?;
    let address = address::clean(from).filter(|address| address::is_machine(address))?;
    let (_, domain) = address.rsplit_once('@')?;
    domain.contains('.').then(|| domain.to_owned())
}

/// The envelope sender is nobody. Vacation notes come so too: a hint and no proof.
pub(super) fn from_nobody(mail: &Opened) -> bool {
    value(&mail.fields, "return-path").is_some_and(|path| {
        let path = path.trim();
        path == "<>" || path.to_ascii_lowercase().contains("mailer-daemon")
    })
}

/// The subject speaks of failed or late delivery. `Re:` before it makes it a person's.
pub(super) fn subject_tells(mail: &Opened) -> bool {
    let subject = value(&mail.fields, "subject")
        .unwrap_or_default()
        .to_lowercase();
    !is_answer(&subject) && SUBJECTS.iter().any(|words| subject.contains(words))
}

pub(super) fn is_answer(subject: &str) -> bool {
    [
        "re:", "aw:", "sv:", "fwd:", "fw:", "wg:", "tr:", "回复", "答复",
    ]
    .iter()
    .any(|word| subject.trim_start().starts_with(word))
}

pub(super) fn contains_any(text: &str, list: &[&str]) -> bool {
    list.iter().any(|words| text.contains(words))
}

#[rustfmt::skip]
const SENDERS: &[&str] = &[
    "mailer-daemon", "mdaemon@", "smtp_gateway", "smtp gateway", "mail_service@", "mailerdaemon", "mailer daemon",
    "mail delivery s", "mail deliver system", "postmaster", "post_master", "mail.delivery.system", "mail administrator",
    "system administrator", "delivery subsystem", "microsoft outlook", "internet mail delivery", "mail-daemon", "maildaemon",
    "email delivery",
];

#[rustfmt::skip]
const SUBJECTS: &[&str] = &[
    "undeliverable", "undelivered", "not delivered", "returned mail", "return mail", "returned to sender",
    "returning message to sender", "delivery failure", "delivery failed", "delivery has failed", "delivery problem",
    "delivery error", "delivery status", "delivery report", "delivery notification", "delivery delayed", "delayed",
    "delivery warning", "failure notice", "failure notification", "failed mail", "failed delivery", "mail failure",
    "mail system error", "could not be delivered", "couldn't be delivered", "cannot be delivered", "not be delivered",
    "not yet been delivered", "non remis", "non-delivery", "nondelivery", "ndn:", "ndr", "message status", "cannot send message",
    "could not send message", "error sending", "error delivering", "unable to deliver", "user unknown", "unknown user",
    "delivery unsuccessful", "errors from", "loop alert", "mail rejected", "rejected mail", "mail failed", "error during delivery",
    "postmaster notify", "message rejected", "unzustellbar", "nicht zugestellt", "zustellung", "échec", "non remise",
    "mancato recapito", "recapito", "no se puede entregar", "no se pudo entregar", "no entregado", "não entregue",
    "falha na entrega", "onbestelbaar", "niet bezorgd", "kunde inte levereras", "leverera", "ikke leveres", "ei voitu toimittaa",
    "ei saa toimetada", "niedostarczon", "nedoručiteln", "kézbesít", "не доставлено", "недоставлен", "не доставлен",
    "teslim edilemedi", "退信", "無法傳遞", "无法传递", "投递失败", "配信不能", "配信エラー", "送信エラー", "送信できません", "お届けできません", "届けられません", "반송",
];

/// Sentences of notices. Long enough that people do not write them by chance to a desk from a daemon's address.
#[rustfmt::skip]
pub(super) const SENTENCES: &[&str] = &[
    "could not be delivered", "couldn't be delivered", "cannot be delivered", "can't be delivered", "could not deliver",
    "couldn't deliver", "can not be delivered", "wasn't able to deliver", "was not able to deliver", "were unable to deliver",
    "was unable to deliver", "is unable to deliver", "unable to deliver", "not able to deliver", "error delivering your mail",
    "error while attempting to deliver", "error has occurred while attempting to deliver", "error occurred while trying to deliver",
    "trouble delivering", "problem delivering", "failed to deliver", "delivery to the following", "delivery has failed",
    "delivery failed", "delivery of the following", "delivery is delayed", "message has not been delivered",
    "message was not delivered", "mail was not delivered", "mail has not been delivered", "not yet been delivered",
    "not been delivered", "was undeliverable", "is undeliverable", "undeliverable mail", "undeliverable to the following",
    "undelivered to the following", "did not reach the following", "did not receive this message", "did not receive your message",
    "not delivered to the following", "message not delivered to", "following addresses had", "following address had",
    "following address(es) failed", "following recipients was rejected", "following recipient(s)", "following recipients",
    "following users", "transcript of session follows", "addresses had permanent fatal errors", "was rejected by",
    "has been rejected", "has been returned", "returned to sender", "user unknown", "unknown user", "no such user",
    "no mailbox here", "invalid user address", "invalid recipient", "mailbox is full", "mailbox full", "over quota",
    "exceeds allowed size", "exceeds the allowed", "quota exceeded", "quota violation", "permanent error", "permanent failure",
    "fatal error", "delivery attempts will", "rejected recipient", "did not exactly match", "incorrectly constructed",
    "no valid recipients", "failed addresses", "failed recipients", "invalid final delivery", "requested action not taken",
    "automatically rejected", "error description", "failure reasons", "unknown recipient", "message could not be sent",
    "not recognized", "does not exist", "nicht zugestellt", "konnte nicht", "n'a pas pu être", "n'a pu être",
    "non è stato possibile", "no se pudo entregar", "no se ha podido", "não pôde ser entregue", "kon niet worden",
    "kunde inte levereras", "kunne ikke leveres", "ei voitu toimittaa", "ei saanud toimetada", "nie można dostarczyć",
    "nie mógł zostać", "nelze doručit", "не может быть доставлен", "не удалось доставить", "не було доставлено", "teslim edilemedi",
    "送信できませんでした", "送信に失敗", "届けられません", "届けることができません", "配信できません", "リストにありません", "受け取れません", "无法投递", "无法送达", "无法发送", "發送失敗", "发送失败",
    "被退回", "退信", "전송하지 못했습니다", "duplicated message-id in", "投稿する権限", "you may not have permission to post",
];

/// Sentences that no person writes: with a telling subject they are enough.
#[rustfmt::skip]
pub(super) const SYSTEM_SENTENCES: &[&str] = &[
    "non-delivery report", "delivery attempts will continue", "could not be delivered to the following",
    "cannot be delivered to the following", "was not delivered to the following", "unable to deliver to the following",
    "created automatically by mail delivery software", "automatically generated delivery status notification",
    "this is an automatically generated delivery", "automated message created by mail delivery", "this is the mail system at host",
    "the following addresses had permanent", "transcript of session follows", "duplicated message-id in",
];

/// The mail waits; no failure yet.
#[rustfmt::skip]
pub(super) const DELAY: &[&str] = &[
    "not yet been delivered", "not been delivered yet", "delivery attempts will continue", "will continue to be attempted",
    "we will continue to attempt", "will continue to try", "will continue trying", "will keep trying", "still being retried",
    "will be retried", "will retry", "this is a warning message only", "this is only a warning", "this is just a warning",
    "you do not need to resend", "delivery is delayed", "delivery to the following recipients has been delayed",
    "delivery to the following recipient has been delayed", "the message will be retried",
    "warning: could not send message for past", "will be attempted again",
];

#[rustfmt::skip]
pub(super) const DELAY_SUBJECTS: &[&str] = &[
    "delayed", "delay)", "(delay", "warning: message", "warning: could not send", "not yet been delivered", "verzögert",
];

/// Words by which a line that speaks of a copy announces none.
pub(super) const NO_COPY_LINES: &[&str] = &["receive a copy", "received a copy"];

/// Lines that announce the copy of the mail that failed.
#[rustfmt::skip]
pub(super) const COPY_LINES: &[&str] = &[
    "below this line is a copy", "enclosed is a copy of the message", "this is a copy of", "copy of the original message below",
    "below is a copy of the original", "header of the original message", "headers of the original message",
    "the header of the original", "message headers follow", "message header follow", "original message follows",
    "original message headers", "original message details", "original mail as follows", "original message as received",
    "original message header", "original message text", "original message:", "original message -", "-original message",
    "unsent message", "undelivered message", "returned message", "message text follows", "message headers:",
    "copy of the message header", "copy of your message", "copy of the message", "included is a copy", "non-delivered message",
    "the body of the message is", "your message, or as much of it", "content of the original message",
    "text of the original message", "received message follows", "rejected message follows", "begin original message", "-- original",
];
