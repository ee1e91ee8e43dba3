//! Notices of sending services as JSON (Amazon SES through SNS).

use super::parts::Opened;
use super::{failed, status};
use crate::types::{BounceAction, BounceRecipient};
use serde_json::Value;

pub(super) struct Found {
    pub complaint: bool,
    pub recipients: Vec<BounceRecipient>,
}

/// `None` when the mail holds no such notice.
pub(super) fn read(mail: &Opened) -> Option<Found> {
    let part = mail
        .parts
        .first()
        .filter(|part| part.media_type == "text/plain")?;
    let text = part.text.trim_start();
    if !text.starts_with('{')
        || !text
            .get(..text.floor_char_boundary(4096))?
            .contains("notificationType")
    {
        return None;
    }
    // A mail program may have wrapped the single line: line ends mean nothing inside JSON strings here.
    let one_line: String = text
        .lines()
        .map(|line| line.trim_end_matches('\r'))
        .collect();
    let notice: Value = serde_json::Deserializer::from_str(&one_line)
        .into_iter()
        .next()?
        .ok()?;
    let inner = notice
        .get("Message")
        .and_then(Value::as_str)
        .and_then(|text| serde_json::from_str(text).ok());
    let notice: Value = inner.unwrap_or(notice);
    match notice.get("notificationType")?.as_str()? {
        "Complaint" => Some(Found {
            complaint: true,
            recipients: Vec::new(),
        }),
        "Bounce" => Some(Found {
            complaint: false,
            recipients: bounced(notice.get("bounce")?),
        }),
        "Delivery" => Some(Found {
            complaint: false,
            recipients: delivered(notice.get("delivery")?),
        }),
        _ => None,
    }
}

fn bounced(bounce: &Value) -> Vec<BounceRecipient> {
    let transient = bounce.get("bounceType").and_then(Value::as_str) == Some("Transient");
    let list = bounce
        .get("bouncedRecipients")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let one = |entry: &Value| {
        let field = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
        let address = field("emailAddress");
        if address.is_empty() {
            return None;
        }
        let action = if field("action") == "delayed" {
            BounceAction::Delayed
        } else {
            BounceAction::Failed
        };
        let mut recipient = failed(address.to_owned(), field("diagnosticCode"), action);
        recipient.status = status::parse(field("status")).or(recipient.status);
        let class_four = recipient
            .status
            .as_ref()
            .is_some_and(|code| code.starts_with('4'));
        recipient.permanent = action == BounceAction::Failed && !transient && !class_four;
        Some(recipient)
    };
    list.iter().filter_map(one).collect()
}

fn delivered(delivery: &Value) -> Vec<BounceRecipient> {
    let words = delivery
        .get("smtpResponse")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let list = delivery
        .get("recipients")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let one = |entry: &Value| BounceRecipient {
        original: None,
        recipient: entry.as_str().unwrap_or_default().to_owned(),
        action: BounceAction::Delivered,
        status: status::find(words),
        permanent: false,
        diagnostic: super::one_line(words),
    };
    list.iter()
        .filter(|entry| entry.is_string())
        .map(one)
        .collect()
}
