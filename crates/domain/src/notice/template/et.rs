//! Estonian.

use super::Words;

pub(super) const WORDS: Words = Words {
    subject: [
        "Parem viis meiega ühendust võtta: {{organization.name}}",
        "Nii saate meiega edaspidi ühendust: {{organization.name}}",
        "Muudatus, millest tahan teile ise rääkida",
    ],
    hello: "Tere, {{customer.name|hea klient}}!",
    benefit: [
        (
            "Nüüdsest saate meiega ühendust siin: [successor]. Näete kohe, millal me teile vastame.",
            "Nüüdsest näete kohe, millal me teile vastame, ükskõik millise viisi te valite.",
        ),
        (
            "Saate meiega alati ühendust siin: [successor], ja kõigil teistel viisidel, mis on kirjas allpool.",
            "Saate meiega edasi rääkida: kõik viisid, mis on teile avatud, on kirjas allpool.",
        ),
        (
            "Tahame teile vastata kiiremini ja vähemate lisaküsimustega. Seda saame teha siin: [successor].",
            "Tahame teile vastata kiiremini ja vähemate lisaküsimustega. Allpool kirjas olevatel viisidel saame seda teha.",
        ),
    ],
    dated: "Alates {{date}} ei võta me enam uusi küsimusi vastu siin: {{channel.name}}.",
    undated: "Varsti ei võta me enam uusi küsimusi vastu siin: {{channel.name}}.",
    stays: "Need viisid jäävad teile avatuks:",
    page: "Leiate need alati siit: <a href=\"{{contact_url}}\">{{contact_url}}</a>",
    kept: "Kõik, mis te olete meile saatnud, on meil alles. Pooleliolevatele küsimustele vastame seal, kus te need esitasite; midagi ei ole vaja uuesti saata.",
    captive: "Kui {{channel.name}} on ainus viis, mida te saate kasutada, vastake lihtsalt sellele kirjale: leiame teile sobiva.",
    sign: [
        "{{organization.name}}",
        "{{organization.name}}",
        "{{agent.first_name}}, {{organization.name}}",
    ],
};

pub(super) const MONTHS: [&str; 12] = [
    "jaanuarist",
    "veebruarist",
    "märtsist",
    "aprillist",
    "maist",
    "juunist",
    "juulist",
    "augustist",
    "septembrist",
    "oktoobrist",
    "novembrist",
    "detsembrist",
];
