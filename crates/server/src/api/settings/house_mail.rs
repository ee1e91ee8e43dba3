//! How a mail of the house fares (tests, invitations, forgotten passwords), for the pages where people look for it.

use crate::app::App;
use crate::http::error::ApiResult;
use domain::Millis;
use serde::Serialize;
use store::house_mail::Progress;
use utoipa::ToSchema;
use uuid::Uuid;

/// The newest mail of the house about an agent or a channel.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HouseMail)]
pub(super) struct HouseMail {
    /// `invitation`, `password` or `test`.
    purpose: String,
    to: String,
    state: State,
    /// What the other side said at the last attempt.
    reason: Option<String>,
    hint: Option<Hint>,
    at: Millis,
    /// Of the next attempt, while there will be one.
    next_at: Option<Millis>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = HouseMailState)]
enum State {
    Waiting,
    /// Refused for now; tried again.
    Retrying,
    Sent,
    Failed,
}

/// What to do about a mail that has not gone out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = HouseMailHint)]
enum Hint {
    /// There is no smarthost, and mail is not delivered directly: nothing can leave.
    NoSmarthost,
    /// Direct delivery did not work; a smarthost would help.
    DirectFailed,
    /// The smarthost would not have it: look at its settings.
    SmarthostFailed,
}

/// The ways that mail can take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ways {
    smarthosts: usize,
    direct: bool,
}

impl Ways {
    pub(super) async fn of(app: &App) -> ApiResult<Self> {
        let all = app
            .db()
            .read(async |tx| store::smarthost::all(tx).await)
            .await?;
        Ok(Self {
            smarthosts: all.iter().filter(|s| s.enabled).count(),
            direct: app.config.direct_delivery,
        })
    }

    fn hint(self, state: State) -> Option<Hint> {
        match (state, self.smarthosts, self.direct) {
            (State::Sent, ..) => None,
            (_, 0, false) => Some(Hint::NoSmarthost),
            (State::Waiting, ..) => None,
            (_, 0, true) => Some(Hint::DirectFailed),
            _ => Some(Hint::SmarthostFailed),
        }
    }
}

impl HouseMail {
    pub(super) fn of(mail: Progress, ways: Ways) -> Self {
        let state = match mail.state.as_str() {
            "sent" => State::Sent,
            "failed" => State::Failed,
            _ if mail.last_text.is_some() => State::Retrying,
            _ => State::Waiting,
        };
        Self {
            purpose: mail.purpose,
            to: mail.recipient,
            state,
            reason: mail
                .last_text
                .filter(|text| !text.is_empty() && state != State::Sent),
            hint: ways.hint(state),
            at: mail.created_at,
            next_at: Some(mail.next_at).filter(|_| state == State::Retrying),
        }
    }
}

/// The newest about an agent or a channel.
///
/// # Errors
/// When the database cannot be read.
pub(super) async fn about(app: &App, about: Uuid) -> ApiResult<Option<HouseMail>> {
    let found = app
        .db()
        .read(async move |tx| store::house_mail::newest_about(tx, about).await)
        .await?;
    let ways = Ways::of(app).await?;
    Ok(found.map(|mail| HouseMail::of(mail, ways)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(state: &str, last_text: Option<&str>) -> Progress {
        Progress {
            about: Uuid::nil(),
            purpose: "test".to_owned(),
            recipient: "a@example.org".to_owned(),
            state: state.to_owned(),
            attempt: 1,
            next_at: 5,
            last_text: last_text.map(str::to_owned),
            created_at: 1,
        }
    }

    #[test]
    fn without_any_way_out_a_waiting_mail_already_says_what_to_do() {
        let nowhere = Ways {
            smarthosts: 0,
            direct: false,
        };
        assert_eq!(
            HouseMail::of(mail("queued", None), nowhere).hint,
            Some(Hint::NoSmarthost)
        );
        let direct = Ways {
            smarthosts: 0,
            direct: true,
        };
        assert_eq!(HouseMail::of(mail("queued", None), direct).hint, None);
        let refused = HouseMail::of(mail("failed", Some("the domain does not exist")), direct);
        assert_eq!(refused.hint, Some(Hint::DirectFailed));
        assert_eq!(refused.reason.as_deref(), Some("the domain does not exist"));
    }

    #[test]
    fn a_mail_that_is_tried_again_says_when_and_one_that_is_gone_says_no_more() {
        let smarthost = Ways {
            smarthosts: 1,
            direct: false,
        };
        let later = HouseMail::of(mail("queued", Some("try later")), smarthost);
        assert_eq!((later.state, later.next_at), (State::Retrying, Some(5)));
        let gone = HouseMail::of(mail("sent", Some("250 ok")), smarthost);
        assert_eq!(
            (gone.state, gone.reason, gone.hint),
            (State::Sent, None, None)
        );
    }
}
