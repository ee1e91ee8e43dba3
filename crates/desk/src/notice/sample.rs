//! A sample to oneself: what a customer would read, in one's own mailbox.

use super::{Rendered, load, noted, people};
use crate::account::house_mail::{Enclosed, Letter};
use crate::{By, Desk, DeskError, Result, fresh};
use domain::{ContactId, DeliveryId, NoticeId};
use store::Tx;
use store::house_mail::Purpose;
use store::notice::Notice;

/// Nobody waits longer for a sample.
const GOOD_FOR_MS: i64 = 60 * 60 * 1000;

impl Desk {
    /// As that customer would read it; as the first of those who are told when none is named.
    pub(super) async fn sample_notice(
        &self,
        by: &By,
        id: NoticeId,
        contact: Option<ContactId>,
    ) -> Result<()> {
        let (by, me, this) = (by.clone(), by.person()?, self.clone());
        let asked = by.clone();
        let (n, shown) = self
            .db
            .read(async move |tx| {
                let n = load(tx, id).await?;
                let contact = match contact {
                    Some(contact) => contact,
                    None => first(tx, &n, &asked).await?,
                };
                let shown = this.rendered(tx, &asked, &n, contact).await?;
                Ok::<_, DeskError>((n, shown))
            })
            .await?;
        let (this, delivery) = (self.clone(), DeliveryId(fresh::id(by.now)));
        self.write(async move |tx| {
            let agent = store::agent::load(tx, me).await?;
            let agent = agent.ok_or_else(|| DeskError::missing("agent"))?;
            let to = (agent.name.as_str(), agent.email.as_str());
            this.post_sample(tx, &n, &shown, to, delivery, by.now)
                .await?;
            noted(tx, &by, "notice.sampled", &n).await
        })
        .await
    }

    async fn post_sample(
        &self,
        tx: &mut Tx,
        n: &Notice,
        shown: &Rendered,
        (name, address): (&str, &str),
        id: DeliveryId,
        now: i64,
    ) -> Result<()> {
        let letter = Letter {
            // Like a digest it is for an agent, and the state of nothing.
            purpose: Purpose::Digest,
            about: n.id.0,
            from: Some(shown.from.as_str()).filter(|f| f.contains('@')),
            to_name: name,
            to: address,
            subject: shown.subject.clone(),
            text: shown.text.clone(),
            good_for_ms: GOOD_FOR_MS,
        };
        let enclosed = Enclosed {
            html: Some(shown.html.clone()),
            ..Enclosed::default()
        };
        self.send_enclosed(tx, &letter, enclosed, id, now).await?;
        Ok(())
    }
}

async fn first(tx: &mut Tx, n: &Notice, by: &By) -> Result<ContactId> {
    let chosen = people::chosen(tx, n.channel, &n.content.0, by.now).await?;
    let told = chosen.people.into_iter().find(|c| c.way.is_ok());
    told.map(|c| c.who.contact).ok_or_else(|| {
        DeskError::refused(
            "nobody",
            "Nobody would be told: name a customer as whom you want to read it.",
        )
    })
}
