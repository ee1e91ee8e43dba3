//! What agents read where the work of a team that has closed goes on with another.

use super::words::Language;

/// A sentence or two, in the organization's language.
#[must_use]
pub fn hand_over(from: &str, to: &str, locale: &str) -> String {
    match Language::of(locale) {
        Language::English => {
            format!(
                "{from} has closed for now; {to} goes on. The customer still waits for an answer."
            )
        }
        Language::Estonian => {
            format!("{from} on praegu suletud; edasi tegeleb {to}. Klient ootab endiselt vastust.")
        }
        Language::German => {
            format!(
                "{from} hat jetzt geschlossen; {to} macht weiter. Der Kunde wartet noch auf eine Antwort."
            )
        }
        Language::Chinese => format!("{from} 现已下班，由 {to} 继续处理。客户仍在等待答复。"),
        Language::Arabic => {
            format!("أُغلق فريق {from} الآن ويتابع فريق {to} العمل. لا يزال العميل ينتظر ردًا.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::hand_over;

    #[test]
    fn both_teams_are_named_in_each_language_and_others_are_told_in_english() {
        let told =
            ["en", "et-EE", "de", "zh-Hans-CN", "ar"].map(|l| hand_over("Tallinn", "Porto", l));
        for (n, text) in told.iter().enumerate() {
            assert!(text.contains("Tallinn") && text.contains("Porto"), "{text}");
            assert!(!told[..n].contains(text), "{text}");
        }
        assert_eq!(hand_over("A", "B", "xx"), hand_over("A", "B", "en-GB"));
    }
}
