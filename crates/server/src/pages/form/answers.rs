//! Articles that may be the answer, for a reader without script: asked for by a button below the question, shown with the page
//! and everything in it, answered by two buttons of the same form. With a script the same stands there while one types
//! (`pages::suggest`), and these buttons are taken away.

use crate::app::App;
use crate::pages::pace::Act;
use crate::pages::site::At;
use crate::pages::suggest::{self, Saying, Shown, Typing};
use crate::pages::visitor::Visitor;
use axum::http::HeaderMap;
use desk::forms::Seen;
use desk::page_token::PageToken;
use domain::{ArticleId, SuggestionId};
use std::collections::BTreeMap;

/// Where the page is looked at again.
pub const PLACE: &str = "suggested";

/// What a button asks for that shows the page again instead of sending it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The questions of the topic that was chosen.
    Questions,
    /// Articles that may be the answer.
    Look,
    /// Whether the article that was shown was the answer.
    Said {
        solved: bool,
        session: SuggestionId,
        article: ArticleId,
    },
}

impl Step {
    /// The value of a button. What no button of ours has shows the page again, and nothing more.
    #[must_use]
    pub fn read(value: &str) -> Self {
        let said = |rest: &str, solved| {
            let (session, article) = rest.split_once(' ')?;
            Some(Self::Said {
                solved,
                session: session.parse().ok()?,
                article: article.parse().ok()?,
            })
        };
        let found = match value.split_once(' ') {
            None if value == "look" => Some(Self::Look),
            Some(("yes", rest)) => said(rest, true),
            Some(("no", rest)) => said(rest, false),
            _ => None,
        };
        found.unwrap_or(Self::Questions)
    }

    /// What [`Step::read`] reads.
    #[must_use]
    pub fn value(&self) -> String {
        match self {
            Self::Questions => "topic".to_owned(),
            Self::Look => "look".to_owned(),
            Self::Said {
                solved,
                session,
                article,
            } => {
                let word = if *solved { "yes" } else { "no" };
                format!("{word} {session} {article}")
            }
        }
    }
}

/// What stands beside the question.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Panel {
    /// Nothing that can be seen: a script fills it.
    #[default]
    Waiting,
    Found {
        session: Option<SuggestionId>,
        /// At least one.
        items: Vec<Shown>,
    },
    Nothing,
    /// They said that it was the answer.
    Solved,
    /// So much is asked for from there that nobody looked.
    Busy,
}

/// What is beside the question after a step, and the visitor to whom it was shown.
pub async fn stepped(
    app: &App,
    at: &At,
    seen: &Seen,
    (headers, token): (&HeaderMap, &PageToken),
    step: &Step,
    values: &BTreeMap<String, String>,
) -> (Panel, Option<Visitor>) {
    let act = match step {
        Step::Questions => return (Panel::Waiting, None),
        Step::Look => Act::Type,
        Step::Said { .. } => Act::Say,
    };
    if !app.pages.paces.take(act, at.client.ip, at.now) {
        return (Panel::Busy, None);
    }
    let Some(visitor) = Visitor::on(headers, Some(token)) else {
        return (Panel::Waiting, None);
    };
    let panel = match step {
        Step::Said {
            solved,
            session,
            article,
        } => {
            let saying = Saying {
                session: *session,
                visitor: visitor.clone(),
                solved: *solved,
                article: Some(*article),
            };
            // What could not be kept is in the log; to the reader it makes no difference.
            let _ = suggest::answered(app, saying, at.now).await;
            match solved {
                true => Panel::Solved,
                false => Panel::Waiting,
            }
        }
        _ => look(app, at, seen, &visitor, values).await,
    };
    (panel, Some(visitor))
}

async fn look(
    app: &App,
    at: &At,
    seen: &Seen,
    visitor: &Visitor,
    values: &BTreeMap<String, String>,
) -> Panel {
    let value = |word: &str| {
        let key = seen.form.key_of(word);
        key.and_then(|k| values.get(k)).map_or("", String::as_str)
    };
    let typing = Typing {
        form: Some(seen.form.id),
        visitor,
        topic: value("topic"),
        text: value("question"),
    };
    match suggest::offered(app, at, &typing).await {
        Ok((_, items)) if items.is_empty() => Panel::Nothing,
        Ok((session, items)) => Panel::Found { session, items },
        Err(error) => {
            tracing::warn!(?error, "nothing was looked up beside a form");
            Panel::Waiting
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_button_says_what_it_asks_for_and_what_is_no_button_asks_for_little() {
        let said = |solved| Step::Said {
            solved,
            session: SuggestionId(Uuid::from_u128(1)),
            article: ArticleId(Uuid::from_u128(2)),
        };
        for step in [Step::Questions, Step::Look, said(true), said(false)] {
            assert_eq!(Step::read(&step.value()), step);
        }
        let other_way_round = format!(
            "yes {} {}",
            ArticleId(Uuid::from_u128(2)),
            SuggestionId(Uuid::from_u128(1))
        );
        for odd in [
            "",
            "LOOK",
            "yes",
            "yes ",
            "yes sug_x art_y",
            "no\u{0} a b",
            &other_way_round,
        ] {
            assert_eq!(Step::read(odd), Step::Questions, "{odd}");
        }
    }
}
