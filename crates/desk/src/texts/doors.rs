//! What doors say that are paused, closed, announce a change, or show the way.

use super::Key;

/// In one of the shipped languages.
pub(super) fn shipped(key: Key, locale: &str) -> Option<&'static str> {
    Some(match key {
        Key::ChannelPaused => paused(locale),
        Key::ChannelClosed => closed(locale),
        Key::Announcement => announcement(locale),
        Key::Signpost => signpost(locale),
        _ => return None,
    })
}

fn paused(locale: &str) -> &'static str {
    match locale {
        "et" => {
            "Tere!\n\nSee aadress on praegu peatatud. Teie kiri on alles ja sellega tegeleb teine meeskond; vastame samas kirjavahetuses.\n\n{{organization.name}}"
        }
        "de" => {
            "Guten Tag,\n\ndiese Adresse ist zurzeit nicht besetzt. Ihre Nachricht ist nicht verloren: Ein anderes Team kümmert sich darum und antwortet Ihnen hier.\n\n{{organization.name}}"
        }
        "zh" => {
            "您好！\n\n此邮箱目前暂停使用。您的来信已保留，将由其他同事处理，并在此邮件中回复您。\n\n{{organization.name}}"
        }
        _ => {
            "Hello,\n\nthis address is paused at the moment. Your message is kept: another team looks after it and will answer you here.\n\n{{organization.name}}"
        }
    }
}

fn closed(locale: &str) -> &'static str {
    match locale {
        "et" => {
            "Tere!\n\nSee aadress on suletud. Teie kiri on alles ja sellega tegeleb teine meeskond; vastame samas kirjavahetuses.\n\nJärgmiseks küsimuseks:\n{{ways|vastake lihtsalt sellele kirjale}}\n\n{{organization.name}}"
        }
        "de" => {
            "Guten Tag,\n\ndiese Adresse gibt es nicht mehr. Ihre Nachricht ist nicht verloren: Ein anderes Team kümmert sich darum und antwortet Ihnen hier.\n\nFür Ihre nächste Frage:\n{{ways|Antworten Sie einfach auf diese Mail}}\n\n{{organization.name}}"
        }
        "zh" => {
            "您好！\n\n此邮箱已停用。您的来信已保留，将由其他同事处理，并在此邮件中回复您。\n\n下次提问请使用：\n{{ways|直接回复此邮件}}\n\n{{organization.name}}"
        }
        _ => {
            "Hello,\n\nthis address has been closed. Your message is kept: another team looks after it and will answer you here.\n\nFor your next question:\n{{ways|just reply to this mail}}\n\n{{organization.name}}"
        }
    }
}

/// Said where something is new as well as where something ends: the ways that are open are the news.
fn announcement(locale: &str) -> &'static str {
    match locale {
        "et" => {
            "Tere!\n\nSaime teie kirja kätte (number {{conversation.number}}): {{promise}}.\n\nMeiega ühenduse võtmise viisid muutuvad. Järgmiseks küsimuseks:\n{{ways|vastake lihtsalt sellele kirjale}}\n\n{{organization.name}}"
        }
        "de" => {
            "Guten Tag,\n\nIhre Nachricht ist bei uns angekommen (Nummer {{conversation.number}}). Wann Sie eine Antwort bekommen: {{promise}}.\n\nEs ändert sich, wie Sie uns erreichen. Für Ihre nächste Frage:\n{{ways|Antworten Sie einfach auf diese Mail}}\n\n{{organization.name}}"
        }
        "zh" => {
            "您好！\n\n我们已收到您的来信（编号 {{conversation.number}}）。回复时间：{{promise}}。\n\n我们的联系方式即将变更。下次提问请使用：\n{{ways|直接回复此邮件}}\n\n{{organization.name}}"
        }
        _ => {
            "Hello,\n\nwe have your message (number {{conversation.number}}). When to expect an answer: {{promise}}.\n\nThe ways to reach us are changing. For your next question:\n{{ways|just reply to this mail}}\n\n{{organization.name}}"
        }
    }
}

fn signpost(locale: &str) -> &'static str {
    match locale {
        "et" => {
            "Tere!\n\nSellel aadressil uusi küsimusi vastu ei võeta. Teie kiri on alles (number {{conversation.number}}) ja vastame samas kirjavahetuses.\n\nJärgmiseks küsimuseks:\n{{ways|vastake lihtsalt sellele kirjale}}\n\n{{organization.name}}"
        }
        "de" => {
            "Guten Tag,\n\ndiese Adresse ist nicht für neue Fragen da. Ihre Nachricht ist nicht verloren (Nummer {{conversation.number}}); wir antworten Ihnen hier.\n\nFür Ihre nächste Frage:\n{{ways|Antworten Sie einfach auf diese Mail}}\n\n{{organization.name}}"
        }
        "zh" => {
            "您好！\n\n此邮箱不接收新问题。您的来信已保留（编号 {{conversation.number}}），我们会在此邮件中回复您。\n\n下次提问请使用：\n{{ways|直接回复此邮件}}\n\n{{organization.name}}"
        }
        _ => {
            "Hello,\n\nthis address does not take new questions. Yours is kept (number {{conversation.number}}) and we answer you here.\n\nFor your next question:\n{{ways|just reply to this mail}}\n\n{{organization.name}}"
        }
    }
}
