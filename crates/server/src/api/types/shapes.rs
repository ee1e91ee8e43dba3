//! How values look that are stored as JSON and passed on as they are: for the published description alone. The tests below
//! hold them against what is really written.

use super::words;
use serde::Deserialize;
use utoipa::ToSchema;

macro_rules! shapes {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $ty:ty),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
                pub struct $name { $($(#[$field_doc])* pub $field: $ty),+ }
    )+};
}

shapes! {
    /// What a mail repeats, out of sight.
    Folded {
        /// `quote` or `signature`.
        kind: String,
        text: String,
    }
    /// What SPF, DKIM, DMARC and ARC say: `none`, `pass`, `fail` and the other words of RFC 8601.
    Authentication {
        spf: String,
        dkim: String,
        dmarc: String,
        arc: String,
        /// Of the aligned identity when `dmarc` passes.
        domain: Option<String>,
        /// Location of the domain's mark (BIMI); not to be fetched while a mail is shown.
        bimi: Option<String>,
        /// One line per check, for people.
        details: Vec<String>,
    }
    /// How many promises of so many were kept.
    PromisesKept { n: i64, kept: i64 }
    /// What the program measured of a channel at the moment of a change.
    Evidence {
        /// The others look back so many days.
        days: i64,
        /// Begun by customers, without spam.
        new_conversations: i64,
        /// In as many days before those.
        new_conversations_before: i64,
        /// We owe an answer.
        open: i64,
        /// The customer owes one.
        waiting: i64,
        /// Customers who wrote.
        contacts: i64,
        /// Those of them who wrote by no other channel in a year.
        only_here: i64,
        /// Promises that are decided; null when there was none.
        kept: Option<PromisesKept>,
        /// What was needed and not there when it went live: `owner`, `hours` and the other keys of its readiness.
        missing: Option<Vec<String>>,
    }
    /// One of five questions about a channel.
    ScorecardTest {
        /// `keep_up`, `afford`, `used`, `harm` or `satisfied`.
        key: String,
        /// `good`, `watch`, `bad` or `unknown`.
        verdict: String,
        figures: Vec<ScorecardFigure>,
    }
    /// A figure with how many it speaks for, and its 95 % interval.
    ScorecardFigure {
        key: String,
        value: Option<f64>,
        /// `share` (0 to 1), `count`, `ms` or `score`.
        unit: String,
        n: Option<i64>,
        low: Option<f64>,
        high: Option<f64>,
        /// The same of as many days just before.
        before: Option<f64>,
        threshold: Option<f64>,
        /// `high` or `low`.
        better: Option<String>,
        /// Why there is no value: `not_measured`, `never`, `too_few`, `nobody`, `no_agent_time`, `no_purpose_topics`.
        why_missing: Option<String>,
    }
    /// Seven days of a channel.
    ScorecardWeek {
        /// Its beginning.
        at: i64,
        new: i64,
        resolved: i64,
        /// Not resolved at its end.
        open: i64,
    }
    ScorecardReason {
        key: String,
        sentence: String,
    }
    /// What the tests come to.
    ScorecardRecommendation {
        /// `invest`, `keep`, `adjust`, `wind_down`, `close` or `not_enough_data`.
        what: String,
        why: Vec<ScorecardReason>,
        /// The plan template that would do it.
        template: Option<String>,
    }
    /// Who did it: `agent`, `customer` or `system`.
    Actor {
        by: String,
        id: Option<String>,
    }
}

/// What a macro does besides inserting words.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum MacroAction {
    Status {
        #[schema(value_type = words::Status)]
        status: String,
    },
    Tag {
        tag: String,
    },
    Assign {
        agent: Option<String>,
    },
    Team {
        team: Option<String>,
    },
    Urgency {
        #[schema(value_type = words::Urgency)]
        urgency: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{AgentId, ContactId};
    use serde_json::json;

    fn reads<T: serde::de::DeserializeOwned>(value: impl serde::Serialize) -> T {
        let value = serde_json::to_value(value).expect("plain data");
        serde_json::from_value(value.clone()).unwrap_or_else(|e| panic!("{value}: {e}"))
    }

    #[test]
    fn what_mail_writes_has_the_shape_that_is_published() {
        let folded = mail::Folded {
            kind: mail::FoldKind::Signature,
            text: "--".to_owned(),
        };
        assert_eq!(reads::<Folded>(folded).kind, "signature");
        let authentication = mail::Authentication {
            domain: Some("example.org".to_owned()),
            ..mail::Authentication::default()
        };
        let shown: Authentication = reads(authentication);
        assert_eq!((shown.spf.as_str(), shown.details.len()), ("none", 0));
    }

    #[test]
    fn actors_and_actions_have_the_shape_that_is_published() {
        use domain::event::Actor as Who;
        let agent = AgentId(uuid::Uuid::nil());
        assert_eq!(reads::<Actor>(Who::Agent(agent)).by, "agent");
        assert!(
            reads::<Actor>(Who::Customer(ContactId(uuid::Uuid::nil())))
                .id
                .is_some()
        );
        assert!(reads::<Actor>(Who::System).id.is_none());
        for action in [
            json!({ "do": "status", "status": "resolved" }),
            json!({ "do": "assign", "agent": null }),
            json!({ "do": "team", "team": null }),
            json!({ "do": "urgency", "urgency": "urgent" }),
        ] {
            let ours: desk::settings::macros::Action =
                serde_json::from_value(action).expect("an action");
            let _: MacroAction = reads(ours);
        }
    }
}
