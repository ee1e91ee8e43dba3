//! What customers of a help center's language are told in another one: texts and forms without words. Found by the function
//! that live mail asks; `fairlead check` lists it.

use super::{Key, find_for};
use crate::{Desk, Result};
use domain::language::is_same_language;
use store::Tx;
use store::help_center::HelpCenter;

/// Texts that whoever writes from a help center gets.
const TOLD: [Key; 3] = [Key::Acknowledgement, Key::FormReceived, Key::FormRedirected];

/// Something without words in one language of a help center.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Name of the help center, in its own language.
    pub center: String,
    pub locale: String,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Customers read it in another language.
    Text(Key),
    /// A form, by its title in the help center's own language.
    Form(String),
}

impl Desk {
    /// Everything that public help centers have no words for, center by center and language by language.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn missing_words(&self) -> Result<Vec<Missing>> {
        self.db
            .read(async |tx| {
                let forms = store::form::all(tx).await?;
                let mut out = Vec::new();
                for center in store::help_center::public_all(tx).await? {
                    for locale in &center.locales.0 {
                        let mut add = |what| {
                            out.push(Missing {
                                center: name(&center),
                                locale: locale.clone(),
                                what,
                            });
                        };
                        for key in TOLD {
                            if !is_told(tx, key, &center, locale).await? {
                                add(What::Text(key));
                            }
                        }
                        for form in forms.iter().filter(|f| f.help_center == Some(center.id)) {
                            let words = form.words_in(locale, &center.default_locale);
                            if let Some((there, words)) = words
                                && !is_same_language(there, locale)
                            {
                                add(What::Form(words.title.clone()));
                            }
                        }
                    }
                }
                Ok(out)
            })
            .await
    }
}

async fn is_told(tx: &mut Tx, key: Key, center: &HelpCenter, locale: &str) -> Result<bool> {
    let found = find_for(tx, key, center.brand, "", locale, &center.default_locale).await?;
    Ok(is_same_language(&found.locale, locale))
}

fn name(center: &HelpCenter) -> String {
    let own = center.names.0.get(&center.default_locale);
    own.unwrap_or(&center.slug).clone()
}
