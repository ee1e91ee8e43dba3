//! What a widget says of its own door, above everything else and beside the link to the other ways: what does not work, that it is paused or
//! closed, that something changes, that there are quicker ways.

use super::shape::is_shut;
use desk::chat::Door;
use domain::door::{TEXT_ALTERNATIVES, TEXT_ANNOUNCEMENT};
use domain::language::base_language;

/// `None`: it is as always.
pub fn of(door: &Door, locale: &str) -> Option<String> {
    let broken = door.outage.as_ref().and_then(|o| o.told(locale, "en"));
    let words = [broken.map(|(_, text)| text), own(door, locale)];
    let said: Vec<&str> = words.into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join(" "))
}

fn own(door: &Door, locale: &str) -> Option<&'static str> {
    let says = |text: &str| door.texts.iter().any(|t| t == text);
    let language = base_language(locale);
    Some(match (is_shut(door), door.gone) {
        (true, true) => gone(language),
        (true, false) => shut(language),
        _ if says(TEXT_ANNOUNCEMENT) => announced(language),
        _ if says(TEXT_ALTERNATIVES) => others(language),
        _ => return None,
    })
}

fn gone(language: &str) -> &'static str {
    match language {
        "et" => "See vestlus on suletud. Meieni jõuad nii:",
        "zh" => "此聊天已关闭。请通过以下方式联系我们：",
        "de" => "Dieser Chat ist geschlossen. So erreichen Sie uns:",
        "ar" => "أُغلقت هذه المحادثة. يمكنك الوصول إلينا هكذا:",
        _ => "This chat is closed. You reach us this way:",
    }
}

fn shut(language: &str) -> &'static str {
    match language {
        "et" => "Vestlus on peatatud.",
        "zh" => "聊天已暂停。",
        "de" => "Der Chat ist zurzeit nicht besetzt.",
        "ar" => "المحادثة متوقفة مؤقتًا.",
        _ => "The chat is paused.",
    }
}

fn announced(language: &str) -> &'static str {
    match language {
        "et" => "Meiega ühenduse võtmise viisid muutuvad. Siia kirjutatule vastame nagu alati.",
        "zh" => "我们的联系方式即将变更。您在这里写的内容仍会照常得到答复。",
        "de" => {
            "Es ändert sich, wie Sie uns erreichen. Was Sie hier schreiben, wird wie immer beantwortet."
        }
        "ar" => "طرق الوصول إلينا تتغير. ما تكتبه هنا نرد عليه كالمعتاد.",
        _ => "The ways to reach us are changing. What you write here is answered as always.",
    }
}

fn others(language: &str) -> &'static str {
    match language {
        "et" => "Teisiti võid saada vastuse kiiremini.",
        "zh" => "其他方式可能更快。",
        "de" => "Andere Wege sind vielleicht schneller.",
        "ar" => "قد تكون الطرق الأخرى أسرع.",
        _ => "Other ways may be quicker.",
    }
}
