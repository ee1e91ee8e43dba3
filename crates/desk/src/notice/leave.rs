//! The link of a letter by which its reader gets no more of them (RFC 8058: one click, nothing to sign in to). It names the
//! notice and the customer under a MAC of the desk's key; looking at it changes nothing, as mail scanners follow links.

use crate::{Desk, DeskError, Result, fresh, organization};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::notice::Silence;
use domain::{BrandId, ContactId, Millis, NoticeId, NoticeSuppressionId};
use store::Tx;
use store::notice::Suppressed;
use uuid::Uuid;

const PURPOSE: &[u8] = b"notice";
const MAC: usize = 16;
/// Characters of a token: two ids and the MAC.
const TEXT: usize = (16 + 16 + MAC) * 4 / 3;

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    pub organization: String,
    pub locale: String,
    /// Whose look the page has.
    pub brand: Option<BrandId>,
    /// They get no notices.
    pub done: bool,
}

impl Desk {
    /// Fields of the head of a letter to somebody.
    pub(super) async fn headers(
        &self,
        tx: &mut Tx,
        notice: NoticeId,
        contact: ContactId,
    ) -> Result<Vec<(String, String)>> {
        let field = |name: &str, value: String| (name.to_owned(), value);
        let mut out = vec![
            field("Auto-Submitted", "auto-generated".to_owned()),
            field("X-Auto-Response-Suppress", "All".to_owned()),
        ];
        let url = organization::of(tx).await?.public_url;
        if !url.is_empty() {
            let url = url.trim_end_matches('/');
            let token = self.leave_token(notice, contact);
            out.push(field("List-Unsubscribe", format!("<{url}/n/{token}>")));
            let one = "List-Unsubscribe=One-Click".to_owned();
            out.push(field("List-Unsubscribe-Post", one));
        }
        Ok(out)
    }

    fn leave_token(&self, notice: NoticeId, contact: ContactId) -> String {
        let said = [notice.0.as_bytes().as_slice(), contact.0.as_bytes()].concat();
        let mac = self.keys.page_mac(PURPOSE, &said);
        let mac = mac.get(..MAC).unwrap_or_default();
        BASE64_URL_SAFE_NO_PAD.encode([&said, mac].concat())
    }

    fn read_leave(&self, token: &str) -> Option<(NoticeId, ContactId)> {
        if token.len() != TEXT {
            return None;
        }
        let octets = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
        let (said, mac) = octets.split_at_checked(32)?;
        if !self.keys.is_page_mac(PURPOSE, said, mac) {
            return None;
        }
        let (notice, contact) = said.split_at_checked(16)?;
        let id = |octets: &[u8]| Uuid::from_slice(octets).ok();
        Some((NoticeId(id(notice)?), ContactId(id(contact)?)))
    }

    /// The page behind a link.
    ///
    /// # Errors
    /// `not_found` for what is no link of ours, or whose person was forgotten.
    pub async fn notice_leave_page(&self, token: &str) -> Result<Left> {
        let of = self.read_leave(token);
        let (notice, contact) = of.ok_or_else(|| DeskError::missing("link"))?;
        self.db
            .read(async move |tx| page(tx, notice, contact).await)
            .await
    }

    /// Whoever has the link gets no more notices. The same again does nothing.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn leave_notices(&self, token: &str, now: Millis) -> Result<Left> {
        let of = self.read_leave(token);
        let (notice, contact) = of.ok_or_else(|| DeskError::missing("link"))?;
        let id = NoticeSuppressionId(fresh::id(now));
        self.write(async move |tx| {
            let person = person(tx, contact).await?;
            let row = Suppressed {
                id,
                contact: Some(person.id),
                address: None,
                why: Silence::Asked,
                at: now,
                by: None,
                name: None,
            };
            store::notice::suppress(tx, &row).await?;
            page(tx, notice, contact).await
        })
        .await
    }
}

async fn person(tx: &mut Tx, contact: ContactId) -> Result<store::contact::Person> {
    let person = store::contact::root(tx, contact).await?;
    let person = person.filter(|p| p.erased_at.is_none());
    person.ok_or_else(|| DeskError::missing("link"))
}

async fn page(tx: &mut Tx, notice: NoticeId, contact: ContactId) -> Result<Left> {
    let person = person(tx, contact).await?;
    let organization = organization::of(tx).await?;
    let brand = match store::notice::load(tx, notice).await? {
        Some(n) => store::channel::load(tx, n.channel).await?.map(|c| c.brand),
        None => None,
    };
    Ok(Left {
        done: store::notice::silence(tx, person.id).await?.is_some(),
        locale: person.language.unwrap_or(organization.locale),
        organization: organization.name,
        brand,
    })
}
