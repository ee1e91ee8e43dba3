//! What agents need when a plan takes a channel away: an article "how to reach us now", as a draft, and a macro that links it.
//! Made once for each plan.

use super::load;
use crate::help;
use crate::settings::macros::{self, MacroChange};
use crate::{By, Desk, DeskError, Result, audit, fresh, ways};
use domain::access::Permission;
use domain::article::{Audience, of_reply};
use domain::channel::Channel;
use domain::language::base_language;
use domain::{ArticleId, MacroId, PlanId};
use serde_json::json;
use store::Tx;
use store::plan::Kit;

/// The words of one language.
struct Words {
    title: &'static str,
    text: &'static str,
    macro_name: &'static str,
    macro_text: &'static str,
}

fn words(locale: &str) -> Words {
    match base_language(locale) {
        "de" => Words {
            title: "So erreichen Sie uns jetzt",
            text: "Diese Wege stehen Ihnen offen:",
            macro_name: "So erreichen Sie uns jetzt",
            macro_text: "Hier steht, wie Sie uns jetzt erreichen:",
        },
        "et" => Words {
            title: "Kuidas meiega nüüd ühendust saada",
            text: "Teile on avatud need viisid:",
            macro_name: "Kuidas meiega nüüd ühendust saada",
            macro_text: "Siin on kirjas, kuidas meiega nüüd ühendust saada:",
        },
        "zh" => Words {
            title: "现在如何联系我们",
            text: "以下方式对您开放：",
            macro_name: "现在如何联系我们",
            macro_text: "这里说明了现在如何联系我们：",
        },
        _ => Words {
            title: "How to reach us now",
            text: "These ways are open to you:",
            macro_name: "How to reach us now",
            macro_text: "This is how you reach us now:",
        },
    }
}

impl Desk {
    /// The article and the macro of a plan; those that were made when there are some.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `no_help_center`.
    pub async fn plan_kit(&self, by: &By, id: PlanId) -> Result<Kit> {
        by.demand(Permission::ChannelManage)?;
        by.demand(Permission::ContentManage)?;
        let by = by.clone();
        let ids = Kit {
            article: ArticleId(fresh::id(by.now)),
            macro_: MacroId(fresh::id(by.now)),
        };
        self.write(async move |tx| {
            let plan = load(tx, id).await?.plan.0;
            if let Some(kit) = store::plan::kit(tx, id).await? {
                return Ok(kit);
            }
            let channel = store::channel::load(tx, plan.channel).await?;
            let channel = channel.ok_or_else(|| DeskError::missing("channel"))?;
            make(tx, &by, &channel, ids).await?;
            store::plan::add_kit(tx, id, ids, by.now).await?;
            audit::act(tx, &by, "plan.kit_made", &id.to_string(), json!({})).await?;
            Ok(ids)
        })
        .await
    }
}

async fn make(tx: &mut Tx, by: &By, channel: &Channel, ids: Kit) -> Result<()> {
    let all = store::help_center::all(tx).await?;
    let own = all.iter().find(|c| c.brand == channel.brand);
    let center = own.or(all.first()).ok_or_else(|| {
        DeskError::refused(
            "no_help_center",
            "There is no help center for the article. Make one in the settings first.",
        )
    })?;
    let locale = center.default_locale.clone();
    let words = words(&locale);
    let asked = ways::Asked::default();
    let named = ways::named(tx, channel, asked, &locale, by.now).await?;
    let ways = named.ways.iter().filter(|(c, _)| c.id != channel.id);
    let mut lines: Vec<String> = ways.map(|(_, line)| line.clone()).collect();
    lines.extend(named.page.clone());
    let text = format!("{}\n\n{}", words.text, lines.join("\n\n"));
    let new = help::articles::NewArticle {
        center: center.id,
        collection: None,
        locale: locale.clone(),
        title: words.title.to_owned(),
        summary: String::new(),
        doc: of_reply(&text),
        asked: Vec::new(),
        audience: Audience::Public,
        topic: None,
        owner: by.access.agent,
        from_conversation: None,
    };
    let whole = help::articles::begin(tx, by, ids.article, &new).await?;
    let slug = whole.translations.first().map(|t| t.slug.clone());
    let link = ways::article(tx, center, &locale, &slug.unwrap_or_default()).await?;
    let mut shown = String::new();
    mail::html::escape(&link, &mut shown);
    let change = MacroChange {
        name: Some(words.macro_name.to_owned()),
        html: Some(format!(
            "<p>{} <a href=\"{shown}\">{shown}</a></p>",
            words.macro_text
        )),
        ..MacroChange::default()
    };
    let blank = macros::blank(ids.macro_, by.now);
    macros::made(tx, by, blank, &change).await
}
