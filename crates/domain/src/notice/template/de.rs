//! German.

use super::Words;

pub(super) const WORDS: Words = Words {
    subject: [
        "Ein besserer Weg zu {{organization.name}}",
        "So erreichen Sie {{organization.name}} ab jetzt",
        "Eine Änderung, von der ich Ihnen selbst erzählen möchte",
    ],
    hello: "Guten Tag {{customer.name|und herzliche Grüße}},",
    benefit: [
        (
            "ab jetzt erreichen Sie uns über [successor] und sehen sofort, wann Sie von uns hören.",
            "ab jetzt sehen Sie auf jedem Weg sofort, wann Sie von uns hören.",
        ),
        (
            "Sie erreichen uns jederzeit über [successor] und auf jedem anderen Weg, der unten steht.",
            "Sie erreichen uns weiterhin: Alle Wege, die Ihnen offenstehen, finden Sie unten.",
        ),
        (
            "wir möchten Ihnen schneller und mit weniger Rückfragen antworten. Über [successor] können wir das.",
            "wir möchten Ihnen schneller und mit weniger Rückfragen antworten. Auf den Wegen unten können wir das.",
        ),
    ],
    dated: "Ab dem {{date}} nehmen wir über {{channel.name}} keine neuen Fragen mehr an.",
    undated: "Bald nehmen wir über {{channel.name}} keine neuen Fragen mehr an.",
    stays: "Diese Wege bleiben Ihnen offen:",
    page: "Sie finden sie jederzeit hier: <a href=\"{{contact_url}}\">{{contact_url}}</a>",
    kept: "Alles, was Sie uns geschickt haben, ist bei uns. Offene Fragen beantworten wir dort, wo Sie sie gestellt haben; Sie müssen nichts noch einmal schicken.",
    captive: "Wenn {{channel.name}} der einzige Weg ist, den Sie nutzen können, antworten Sie einfach auf diesen Brief: Wir finden einen, der für Sie passt.",
    sign: [
        "{{organization.name}}",
        "{{organization.name}}",
        "{{agent.first_name}}, {{organization.name}}",
    ],
};

pub(super) const MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];
