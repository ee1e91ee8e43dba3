//! The figures of gates and guard rails by their names, as a letter says them and the console does.

use domain::language::base_language;
use domain::plan::metrics;

/// English, Estonian, Chinese.
const NAMES: &[(&str, [&str; 3])] = &[
    (
        "abandoned",
        ["Gave up waiting", "Loobus ootamast", "等不及离开"],
    ),
    (
        "answered_in_target",
        ["Answered in time", "Õigel ajal vastatud", "按时答复"],
    ),
    (
        "backlog_days",
        [
            "Days to answer what is open",
            "Päevi, et avatule vastata",
            "处理完未结所需天数",
        ],
    ),
    (
        "captive_left",
        [
            "People without another way",
            "Inimesi, kel teist teed ei ole",
            "没有其他途径的人",
        ],
    ),
    (
        "captive_reached",
        [
            "Told, of those who use nothing else",
            "Neist, kes muud ei kasuta, teade jõudis",
            "只用此渠道者中已通知到的",
        ],
    ),
    (
        "complaints_of_told",
        [
            "Dissatisfied since the step began",
            "Rahulolematud alates sammu algusest",
            "步骤开始后表示不满",
        ],
    ),
    (
        "contacts_per_customer_change",
        [
            "Contacts per customer",
            "Pöördumisi kliendi kohta",
            "每位客户的联系次数",
        ],
    ),
    ("cost", ["Cost", "Kulu", "成本"]),
    ("csat", ["Satisfied", "Rahul", "满意"]),
    (
        "dead_ends",
        [
            "Dead ends on open doors",
            "Ummikud avatud ustel",
            "开放入口上的死路",
        ],
    ),
    (
        "dead_ends_seen",
        ["Dead ends that were seen", "Nähtud ummikud", "出现过的死路"],
    ),
    (
        "frequent_reached",
        [
            "Told, of those who write most",
            "Neist, kes kirjutavad enim, teade jõudis",
            "来信最多者中已通知到的",
        ],
    ),
    (
        "new_contacts_change",
        ["New conversations", "Uued vestlused", "新对话"],
    ),
    (
        "open_backlog",
        ["Open conversations", "Avatud vestlused", "未解决的对话"],
    ),
    (
        "overtaking_change",
        [
            "Overtaking in the queue",
            "Möödaminek järjekorras",
            "队列中的超越",
        ],
    ),
    (
        "promises_kept",
        ["Promises kept", "Peetud lubadused", "兑现的承诺"],
    ),
    (
        "satisfaction_loss",
        [
            "Less satisfied than before",
            "Vähem rahul kui enne",
            "不如以前满意",
        ],
    ),
    (
        "told_reached",
        ["People reached", "Kelleni teade jõudis", "已通知到的人"],
    ),
    (
        "unsolved_change",
        [
            "Had to be opened again",
            "Tuli uuesti avada",
            "不得不重新打开",
        ],
    ),
    (
        "urgent_elsewhere_p90_change",
        [
            "Urgent ones elsewhere wait longer",
            "Kiireloomulised ootavad mujal kauem",
            "别处的紧急事项等得更久",
        ],
    ),
    (
        "volume_of_before",
        [
            "What still comes, of before",
            "Mis veel tuleb, varasemast",
            "现有来信占之前的比例",
        ],
    ),
    (
        "wrote_again_elsewhere",
        [
            "Wrote again elsewhere",
            "Kirjutas mujal uuesti",
            "又在别处来信",
        ],
    ),
];

/// One that has no name here is told by what it is.
pub(super) fn name<'a>(locale: &str, metric: &'a str) -> &'a str {
    let place = match base_language(locale) {
        "et" => 1,
        "zh" => 2,
        _ => 0,
    };
    let named = NAMES.iter().find(|(of, _)| *of == metric);
    let named = named.and_then(|(_, names)| names.get(place)).copied();
    let known = named.or_else(|| metrics::find(metric).map(|m| m.about));
    known.unwrap_or(metric)
}

#[cfg(test)]
mod tests {
    use super::{NAMES, metrics};

    #[test]
    fn every_figure_has_a_name_in_each_language() {
        for metric in metrics::METRICS {
            let named = NAMES.iter().find(|(of, _)| *of == metric.metric);
            assert!(named.is_some(), "{} has no name", metric.metric);
        }
    }
}
