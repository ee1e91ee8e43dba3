//! The shipped texts of surveys: the mail that asks, the question on the page, the thanks. Data, no decisions.

use super::Key;
use domain::survey::Kind;

/// Subject and body in a shipped language; `None` for other texts.
pub(super) fn shipped(key: Key, locale: &str) -> Option<(&'static str, &'static str)> {
    Some(match key {
        Key::Survey(Kind::Csat | Kind::Ces) => after(locale),
        Key::Survey(Kind::Nps) => by_schedule(locale),
        Key::SurveyQuestion(kind) => ("", question(kind, locale)),
        Key::SurveyThanks => ("", thanks(locale)),
        _ => return None,
    })
}

fn after(locale: &str) -> (&'static str, &'static str) {
    match locale {
        "et" => (
            "Kuidas meil läks? (number {{conversation.number}})",
            "Tere!\n\nSaime teie küsimuse „{{conversation.subject|teie kiri}}“ lahendatud. {{survey.question}}\n\n{{survey.link}}\n\nÜks klõps ja soovi korral üks rida. Kui midagi jäi lahtiseks, vastake lihtsalt sellele kirjale.\n\n{{organization.name}}",
        ),
        "de" => (
            "Wie waren wir? (Nummer {{conversation.number}})",
            "Guten Tag,\n\nIhre Frage „{{conversation.subject|Ihre Nachricht}}“ haben wir abgeschlossen. {{survey.question}}\n\n{{survey.link}}\n\nEin Klick und, wenn Sie mögen, eine Zeile. Ist noch etwas offen, antworten Sie einfach auf diese Mail.\n\n{{organization.name}}",
        ),
        "zh" => (
            "您对我们的服务满意吗？（编号 {{conversation.number}}）",
            "您好！\n\n您的问题“{{conversation.subject|您的来信}}”已处理完毕。{{survey.question}}\n\n{{survey.link}}\n\n只需点击一下，如愿意可再写一句话。如仍有问题，请直接回复此邮件。\n\n{{organization.name}}",
        ),
        _ => (
            "How did we do? (number {{conversation.number}})",
            "Hello,\n\nwe have settled your question “{{conversation.subject|your message}}”. {{survey.question}}\n\n{{survey.link}}\n\nOne click and, if you like, one line. If something is still open, just reply to this mail.\n\n{{organization.name}}",
        ),
    }
}

fn by_schedule(locale: &str) -> (&'static str, &'static str) {
    match locale {
        "et" => (
            "Üks küsimus teile: {{organization.name}}",
            "Tere!\n\n{{survey.question}}\n\n{{survey.link}}\n\nÜks klõps ja soovi korral üks rida.\n\n{{organization.name}}",
        ),
        "de" => (
            "Eine Frage an Sie: {{organization.name}}",
            "Guten Tag,\n\n{{survey.question}}\n\n{{survey.link}}\n\nEin Klick und, wenn Sie mögen, eine Zeile.\n\n{{organization.name}}",
        ),
        "zh" => (
            "想请教您一个问题：{{organization.name}}",
            "您好！\n\n{{survey.question}}\n\n{{survey.link}}\n\n只需点击一下，如愿意可再写一句话。\n\n{{organization.name}}",
        ),
        _ => (
            "One question for you: {{organization.name}}",
            "Hello,\n\n{{survey.question}}\n\n{{survey.link}}\n\nOne click and, if you like, one line.\n\n{{organization.name}}",
        ),
    }
}

fn question(kind: Kind, locale: &str) -> &'static str {
    match (kind, locale) {
        (Kind::Csat, "et") => "Kui rahul olete sellega, kuidas me teid aitasime?",
        (Kind::Csat, "de") => "Wie zufrieden sind Sie damit, wie wir Ihnen geholfen haben?",
        (Kind::Csat, "zh") => "您对我们的帮助是否满意？",
        (Kind::Csat, _) => "How satisfied are you with how we helped you?",
        (Kind::Ces, "et") => "Kas oma asja kordaajamine oli teile lihtne?",
        (Kind::Ces, "de") => "War es für Sie einfach, Ihr Anliegen zu erledigen?",
        (Kind::Ces, "zh") => "您解决这个问题的过程是否轻松？",
        (Kind::Ces, _) => "Was it easy for you to get this settled?",
        (Kind::Nps, "et") => {
            "Kui tõenäoliselt soovitaksite meid ({{organization.name}}) sõbrale või kolleegile?"
        }
        (Kind::Nps, "de") => {
            "Wie wahrscheinlich ist es, dass Sie uns ({{organization.name}}) weiterempfehlen?"
        }
        (Kind::Nps, "zh") => "您有多大可能向朋友或同事推荐我们（{{organization.name}}）？",
        (Kind::Nps, _) => {
            "How likely is it that you would recommend us ({{organization.name}}) to a friend or colleague?"
        }
    }
}

fn thanks(locale: &str) -> &'static str {
    match locale {
        "et" => "Aitäh! Loeme iga vastust.",
        "de" => "Vielen Dank! Wir lesen jede Antwort.",
        "zh" => "谢谢您！我们会阅读每一条回复。",
        _ => "Thank you! We read every answer.",
    }
}
