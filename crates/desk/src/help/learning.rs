//! Learning from answers: an answer becomes the draft of an article, and articles that agents send are counted.

use super::articles::{NewArticle, Whole, begin};
use crate::{By, Desk, DeskError, Result, carry_out, fresh};
use domain::access::Permission;
use domain::article::{Audience, TITLE_MAX, linked, of_reply};
use domain::conversation::Conversation;
use domain::language::is_same_language;
use domain::message::MessageKind;
use domain::threading::bare_subject;
use domain::{ArticleId, CollectionId, HelpCenterId, MessageId};
use store::Tx;
use store::help_center::HelpCenter;

impl Desk {
    /// Makes the draft of an article of an agent's answer. Without a help center the first one is taken.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `not_an_answer`, `no_help_center`.
    pub async fn article_from_answer(
        &self,
        by: &By,
        message: MessageId,
        center: Option<HelpCenterId>,
        collection: Option<CollectionId>,
    ) -> Result<Whole> {
        by.demand(Permission::ContentManage)?;
        let id = ArticleId(fresh::id(by.now));
        let by = by.clone();
        self.write(async move |tx| {
            let answer = store::message::load(tx, message)
                .await?
                .ok_or_else(|| DeskError::missing("message"))?;
            let c = carry_out::load(tx, answer.conversation).await?;
            by.demand_on(Permission::ConversationRead, &c)?;
            if answer.kind != MessageKind::Agent || answer.cancelled_at.is_some() {
                return Err(DeskError::refused(
                    "not_an_answer",
                    "An article is made of an answer that was sent to a customer.",
                ));
            }
            let center = chosen(tx, center).await?;
            let subject: String = bare_subject(&answer.subject)
                .chars()
                .filter(|ch| !ch.is_control())
                .take(TITLE_MAX)
                .collect();
            let title = match subject.trim() {
                "" => "…".to_owned(),
                subject => subject.to_owned(),
            };
            let new = NewArticle {
                center: center.id,
                collection,
                locale: locale_of(&center, &c),
                title,
                summary: String::new(),
                doc: of_reply(answer.reply.as_deref().unwrap_or(&answer.text)),
                asked: Vec::new(),
                audience: Audience::Public,
                topic: c.topic,
                owner: by.access.agent,
                from_conversation: Some(c.id),
            };
            begin(tx, &by, id, &new).await
        })
        .await
    }
}

pub(super) async fn chosen(tx: &mut Tx, center: Option<HelpCenterId>) -> Result<HelpCenter> {
    if let Some(id) = center {
        return super::center(tx, id).await;
    }
    let first = store::help_center::all(tx).await?.into_iter().next();
    first.ok_or_else(|| {
        DeskError::refused(
            "no_help_center",
            "There is no help center yet. Make one in the settings first.",
        )
    })
}

/// The language of the conversation, if the help center offers it.
fn locale_of(center: &HelpCenter, c: &Conversation) -> String {
    locale_for(center, c.language.as_deref().unwrap_or_default())
}

/// The locale of the help center that is this language, or its default.
pub(super) fn locale_for(center: &HelpCenter, spoken: &str) -> String {
    let offered = &center.locales.0;
    let exact = offered.iter().find(|l| l.eq_ignore_ascii_case(spoken));
    exact
        .or_else(|| {
            offered
                .iter()
                .find(|l| !spoken.is_empty() && is_same_language(l, spoken))
        })
        .unwrap_or(&center.default_locale)
        .clone()
}

/// Counts the articles that an answer links to. Costs nothing when it links to none.
pub(crate) async fn count_sent(
    tx: &mut Tx,
    by: &By,
    c: &Conversation,
    message: MessageId,
    html: &str,
) -> Result<()> {
    for link in linked(html) {
        let center = match &link.center {
            Some(slug) => store::help_center::public_by_slug(tx, slug).await?,
            None => store::help_center::public_by_host(tx, &link.host).await?,
        };
        let Some(center) = center else {
            continue;
        };
        let found = store::article::public_by_slug(tx, center.id, &link.locale, &link.slug).await?;
        if let Some(article) = found {
            store::article::sent(
                tx,
                message,
                article.id,
                &link.locale,
                c.id,
                by.access.agent,
                by.now,
            )
            .await?;
        }
    }
    Ok(())
}
