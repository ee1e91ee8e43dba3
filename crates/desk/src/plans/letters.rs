//! What a plan tells its people by mail, in their language.

use super::figures;
use domain::Millis;
use domain::hours::date_in;
use domain::language::base_language;
use domain::plan::{Cause, News, Plan};
use domain::team::Agent;

/// Something that somebody does.
pub(super) struct Work {
    pub what: String,
    pub due: Option<Millis>,
}

struct Words {
    hello: &'static str,
    /// In the order of [`News`].
    news: [&'static str; 8],
    tasks: &'static str,
    tasks_subject: &'static str,
    due: &'static str,
    foot: &'static str,
}

impl Words {
    fn of(locale: &str) -> &'static Self {
        match base_language(locale) {
            "et" => &ESTONIAN,
            "zh" => &CHINESE,
            _ => &ENGLISH,
        }
    }
}

const ENGLISH: Words = Words {
    hello: "Hello {name},",
    news: [
        "the step “{step}” can go on: nothing holds it. You say when.",
        "the step “{step}” could go on by itself, but the next step cannot begin as things are.",
        "the figures of “{step}” are not clear yet: it goes on for another week.",
        "the step “{step}” needs your decision: its time is over, and a figure is not good, or not clear.",
        "the plan was paused in “{step}” by the guard rail on: {why}.",
        "the plan went one step back, to “{step}”.",
        "the plan was undone: everything is as it was before.",
        "the plan is finished.",
    ],
    tasks: "the step “{step}” has begun. This is yours to do:",
    tasks_subject: "{plan}: your part of “{step}”",
    due: "by {date}",
    foot: "The plan:",
};
const ESTONIAN: Words = Words {
    hello: "Tere, {name}!",
    news: [
        "Samm „{step}“ võib edasi minna: miski ei hoia seda kinni. Sina ütled, millal.",
        "Samm „{step}“ võiks ise edasi minna, kuid järgmine samm ei saa praegu alata.",
        "Sammu „{step}“ näitajad ei ole veel selged: see kestab veel nädala.",
        "Samm „{step}“ vajab sinu otsust: aeg on läbi ja mõni näitaja ei ole hea või selge.",
        "Plaani peatas sammus „{step}“ piire: {why}.",
        "Plaan läks ühe sammu tagasi, sammu „{step}“.",
        "Plaan võeti tagasi: kõik on nagu enne.",
        "Plaan on lõpetatud.",
    ],
    tasks: "Samm „{step}“ on alanud. Sinu teha on:",
    tasks_subject: "{plan}: sinu osa sammus „{step}“",
    due: "hiljemalt {date}",
    foot: "Plaan:",
};
const CHINESE: Words = Words {
    hello: "{name}，您好：",
    news: [
        "步骤“{step}”可以继续，没有任何阻碍。由您决定何时继续。",
        "步骤“{step}”本可自动继续，但目前下一步无法开始。",
        "步骤“{step}”的数据尚不明确：再延续一周。",
        "步骤“{step}”需要您的决定：时间已到，但有数据不佳或不明确。",
        "计划在步骤“{step}”中因护栏暂停：{why}。",
        "计划退回一步，回到“{step}”。",
        "计划已撤销：一切恢复原状。",
        "计划已完成。",
    ],
    tasks: "步骤“{step}”已开始。以下由您完成：",
    tasks_subject: "{plan}：您在“{step}”中的任务",
    due: "截止 {date}",
    foot: "计划：",
};

/// What was decided, whatever the plan does afterwards.
pub(super) struct About<'a> {
    pub step: usize,
    pub cause: Option<&'a Cause>,
}

fn filled(text: &str, agent: &Agent, plan: &Plan, about: &About<'_>) -> String {
    let step = plan.steps.get(about.step).map_or("", |s| s.name.as_str());
    let why = match about.cause {
        Some(Cause::GuardRail(metric)) => figures::name(&agent.locale, metric),
        Some(Cause::Person) | None => "",
    };
    text.replace("{name}", &agent.name)
        .replace("{why}", why)
        .replace("{step}", step)
        .replace("{plan}", &plan.name)
}

fn letter(agent: &Agent, plan: &Plan, said: &str, url: &str) -> String {
    let words = Words::of(&agent.locale);
    let hello = words.hello.replace("{name}", &agent.name);
    let (foot, name) = (words.foot, &plan.name);
    let link = format!("{url}/settings/channels/{}/plans/{}", plan.channel, plan.id);
    format!("{hello}\n\n{said}\n\n{foot} {name}\n\n{link}\n")
}

/// One line, as a subject has.
fn subject(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Subject and text.
pub(super) fn news(
    agent: &Agent,
    plan: &Plan,
    news: News,
    about: &About<'_>,
    url: &str,
) -> (String, String) {
    let words = Words::of(&agent.locale);
    let said = words.news.get(news as usize).copied().unwrap_or_default();
    let said = filled(said, agent, plan, about);
    (subject(&plan.name), letter(agent, plan, &said, url))
}

/// Subject and text.
pub(super) fn tasks(
    agent: &Agent,
    plan: &Plan,
    step: usize,
    work: &[Work],
    url: &str,
) -> (String, String) {
    let words = Words::of(&agent.locale);
    let about = About { step, cause: None };
    let line = |w: &Work| {
        let date = w.due.and_then(|at| date_in(&agent.zone, at).ok());
        let due = date.map(|d| format!(", {}", words.due.replace("{date}", &d.to_string())));
        format!("- {}{}", w.what, due.unwrap_or_default())
    };
    let lines: Vec<String> = work.iter().map(line).collect();
    let said = filled(words.tasks, agent, plan, &about);
    let head = filled(words.tasks_subject, agent, plan, &about);
    let text = format!("{said}\n\n{}", lines.join("\n"));
    (subject(&head), letter(agent, plan, &text, url))
}
