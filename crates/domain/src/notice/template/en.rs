//! English.

use super::Words;

pub(super) const WORDS: Words = Words {
    subject: [
        "A better way to reach {{organization.name}}",
        "How you can reach {{organization.name}} from now on",
        "A change that I would like to tell you about myself",
    ],
    hello: "Hello {{customer.name|there}},",
    benefit: [
        (
            "from now on you reach us through [successor], and you see at once when you will hear from us.",
            "from now on you see at once when you will hear from us, whichever way you choose.",
        ),
        (
            "you can talk to us at any time through [successor], and in every other way that stands below.",
            "you can go on talking to us: every way that is open to you stands below.",
        ),
        (
            "we would like to answer you faster and with fewer questions back. Through [successor] we can.",
            "we would like to answer you faster and with fewer questions back. The ways below let us do that.",
        ),
    ],
    dated: "From {{date}} on we take no new questions by {{channel.name}}.",
    undated: "Soon we take no new questions by {{channel.name}}.",
    stays: "These ways stay open to you:",
    page: "You find them at any time here: <a href=\"{{contact_url}}\">{{contact_url}}</a>",
    kept: "Everything you have sent us is with us. Open questions are answered where they are; you never have to send anything again.",
    captive: "If {{channel.name}} is the only way that you can use, just answer this letter: we find one that works for you.",
    sign: [
        "{{organization.name}}",
        "{{organization.name}}",
        "{{agent.first_name}}, {{organization.name}}",
    ],
};

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
