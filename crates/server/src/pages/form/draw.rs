//! The page of a form, as HTML: complete without script. What depends on other answers is in the page, hidden until it is
//! asked for, so that a script can show it at once; without one the page is sent back and forth.

use super::answers::{PLACE, Panel, Step};
use super::body;
use crate::pages::icons::{Icon, icon};
use crate::pages::site::Site;
use crate::pages::suggest::Shown;
use crate::pages::{token, ways};
use desk::forms::Seen;
use desk::loose::KeptFile;
use domain::field::{Definition, FieldKind};
use domain::form::{Code, Condition, Kind, Problem, Question, TICKED, Words};
use domain::language::is_same_language;
use domain::wording::{begun, promise_parts};
use domain::{Millis, SuggestionId};
use fluent_bundle::FluentValue;
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// So many choices stand side by side; more are a list to choose from.
const SIDE_BY_SIDE: usize = 5;

/// A form on its way to a reader.
pub struct View<'a> {
    pub site: &'a Site,
    pub seen: &'a Seen,
    /// Where it is sent to; files and suggestions are below it.
    pub action: &'a str,
    pub token: &'a str,
    /// What was typed, by the keys of the questions.
    pub values: &'a BTreeMap<String, String>,
    pub files: &'a [KeptFile],
    pub problems: &'a [Problem],
    /// A word above the form, by the key of its text.
    pub notice: Option<Notice>,
    /// Zero bits that a browser is asked to find; 0: none.
    pub work: u32,
    pub now: Millis,
    /// What stands beside the question; `None`: suggestions are left out.
    pub panel: Option<&'a Panel>,
}

/// Why a form is shown again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The page was open for too long.
    Old,
    /// It may not have been our page.
    Foreign,
    /// Too much comes from there.
    Later,
    /// Our fault.
    Failed,
    /// More was sent than is read.
    Cut,
}

impl Notice {
    fn word(self) -> &'static str {
        match self {
            Self::Old => "form-again-old",
            Self::Foreign => "form-again-foreign",
            Self::Later => "form-later",
            Self::Failed => "form-failed",
            Self::Cut => "form-cut",
        }
    }
}

/// What is below the title.
#[must_use]
pub fn form(v: &View<'_>) -> Markup {
    let words = v.site.words;
    let asked: BTreeSet<&str> = v
        .seen
        .form
        .asked(v.values)
        .iter()
        .map(|q| q.key.as_str())
        .collect();
    let fallback = v
        .site
        .center
        .as_ref()
        .map_or("", |c| c.default_locale.as_str());
    let around = v.seen.form.words_in(&v.site.locale, fallback);
    html! {
        @if let Some((locale, around)) = around {
            h1 lang=[elsewhere(v, locale)] { (around.title) }
            @if !around.intro.is_empty() {
                p class="lead lines-kept" lang=[elsewhere(v, locale)] { (around.intro) }
            }
        }
        @if let Some(notice) = v.notice {
            p class="notice bad" role="alert" lang=[v.site.words_lang()] { (words.get(notice.word())) }
        }
        (summary(v, fallback))
        form class="ask" method="post" enctype="multipart/form-data" action=(v.action) novalidate data-ask
            data-work=[(v.work > 0).then_some(v.work)] data-files=(format!("{}/file", v.action))
            data-files-max=(v.seen.form.files_max) data-bytes-max=(v.seen.form.bytes_max)
            data-failed=(words.get("form-file-failed")) data-loading=(words.get("form-file-loading"))
            data-here=(words.get("form-files-here"))
            data-remove=(words.get("form-remove")) data-sending=(words.get("form-sending")) {
            input type="hidden" name=(token::FIELD) value=(v.token);
            input type="hidden" name=(body::WORK) value="";
            // What is sent by the key for a new line: the first button of a form, whatever that asks for.
            button class="away" tabindex="-1" aria-hidden="true" { (words.get("form-send")) }
            (token::honeypot(v.site))
            @for q in &v.seen.form.questions {
                (question(v, q, asked.contains(q.key.as_str()), fallback))
                // Where readers of the screen, of a phone and of the keyboard come to it next.
                @if let Some(shown) = v.panel && q.kind == Kind::Question { (panel(v, shown)) }
            }
            div class="send" {
                button class="main" { (words.get("form-send")) }
                (promise(v))
            }
        }
    }
}

/// `Some` when words of the form are in another language than the page.
fn elsewhere<'a>(v: &View<'_>, locale: &'a str) -> Option<&'a str> {
    (!is_same_language(locale, &v.site.locale)).then_some(locale)
}

/// What happens after sending: when an answer comes, that a mail comes first.
fn promise(v: &View<'_>) -> Markup {
    let words = v.site.words;
    html! {
        div class="promise" lang=[v.site.words_lang()] {
            @if let Some(promise) = &v.seen.promise {
                p class="when" { (ways::phrase(&begun(promise_parts(v.now, promise, &v.seen.zone, words.locale())))) }
            }
            p class="hint" { (words.get("form-confirmed-by-mail")) }
        }
    }
}

/// All that is wrong, each leading to its question.
fn summary(v: &View<'_>, fallback: &str) -> Markup {
    if v.problems.is_empty() {
        return html! {};
    }
    let words = v.site.words;
    let n = u64::try_from(v.problems.len()).unwrap_or(u64::MAX);
    html! {
        div class="notice bad" role="alert" tabindex="-1" data-problems {
            p lang=[v.site.words_lang()] { (words.counting("form-problems", n)) }
            ul {
                @for p in v.problems {
                    @if let Some(q) = v.seen.form.question(&p.question) {
                        li { a href=(format!("#q-{}", q.key)) { bdi { (label(v, q, fallback)) } } ": " (said(v, p.code)) }
                    }
                }
            }
        }
    }
}

fn said(v: &View<'_>, code: Code) -> String {
    let words = v.site.words;
    let id = format!("form-{}", code.word().replace('_', "-"));
    match code {
        Code::TooManyFiles => words.counting(&id, u64::from(v.seen.form.files_max)),
        Code::FilesTooLarge => words.naming(&id, "size", &size(v.site, v.seen.form.bytes_max)),
        _ => words.get(&id),
    }
}

/// Octets as people write them.
#[must_use]
pub fn size(site: &Site, octets: i64) -> String {
    let (n, unit) = match octets {
        ..1_000 => (octets, "form-octets"),
        1_000..1_000_000 => (octets.saturating_add(500) / 1_000, "form-kilobytes"),
        _ => (octets.saturating_add(500_000) / 1_000_000, "form-megabytes"),
    };
    site.words.with(unit, [("n", FluentValue::from(n))])
}

fn label(v: &View<'_>, q: &Question, fallback: &str) -> String {
    let own = q.words_in(&v.site.locale, fallback).map(|w| w.label.trim());
    if let Some(own) = own.filter(|l| !l.is_empty()) {
        return own.to_owned();
    }
    match field_of(v, q) {
        Some(field) => field.name.clone(),
        None => v.site.words.get(&format!("form-{}", q.kind.word())),
    }
}

fn field_of<'a>(v: &View<'a>, q: &Question) -> Option<&'a Definition> {
    match &q.kind {
        Kind::Field { field } => v.seen.fields.iter().find(|f| f.id == *field),
        _ => None,
    }
}

/// What a script needs to know when to ask it: topics, and the earlier answer.
fn data_when(when: Option<&Condition>) -> Option<String> {
    when.and_then(|w| serde_json::to_string(w).ok())
}

fn question(v: &View<'_>, q: &Question, asked: bool, fallback: &str) -> Markup {
    if let Kind::Field { .. } = &q.kind
        && field_of(v, q).is_none_or(|f| f.archived)
    {
        return html! {};
    }
    let part = !q.topics.is_empty() || q.when.is_some();
    let topics: Vec<String> = q.topics.iter().map(ToString::to_string).collect();
    html! {
        div class={ "q" @if part { " part" } } hidden[!asked] data-q=(q.key)
            data-topics=[(!topics.is_empty()).then(|| topics.join(" "))] data-when=[data_when(q.when.as_ref())] {
            (asked_for(v, q, fallback))
        }
    }
}

/// One question with what belongs to it.
struct Part<'a> {
    id: String,
    name: String,
    value: &'a str,
    label: String,
    words: Option<&'a Words>,
    /// Ids of hint and error, for readers of the screen.
    described: Option<String>,
    problem: Option<Code>,
    required: bool,
}

fn asked_for(v: &View<'_>, q: &Question, fallback: &str) -> Markup {
    let words = q.words_in(&v.site.locale, fallback);
    let problem = v
        .problems
        .iter()
        .find(|p| p.question == q.key)
        .map(|p| p.code);
    let id = format!("q-{}", q.key);
    let hinted = words.is_some_and(|w| !w.help.trim().is_empty()) || q.kind == Kind::Files;
    let described = [(hinted, "hint"), (problem.is_some(), "error")]
        .into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, what)| format!("{id}-{what}"))
        .collect::<Vec<_>>()
        .join(" ");
    let part = Part {
        name: format!("{}{}", body::VALUE, q.key),
        value: v.values.get(&q.key).map_or("", String::as_str),
        label: label(v, q, fallback),
        described: Some(described).filter(|d| !d.is_empty()),
        required: q.required || matches!(q.kind, Kind::Question | Kind::Email),
        id,
        words,
        problem,
    };
    match &q.kind {
        Kind::Question => html! {
            (head(v, &part))
            textarea id=(part.id) name=(part.name) rows="5" dir="auto" required[part.required]
                aria-describedby=[part.described.as_deref()] aria-invalid=[invalid(&part)] data-question {
                // A browser takes away the first line end.
                "\n" (part.value)
            }
            (error(v, &part))
            @if v.panel.is_some() { (look(v)) }
        },
        Kind::Name => line(v, &part, "text", "name", None),
        Kind::Email => line(v, &part, "email", "email", Some("ltr")),
        Kind::Topic { .. } => topic(v, &part),
        Kind::Files => files(v, &part),
        Kind::Field { .. } => match field_of(v, q) {
            Some(field) => custom(v, &part, field),
            None => html! {},
        },
    }
}

fn invalid(part: &Part<'_>) -> Option<&'static str> {
    part.problem.map(|_| "true")
}

/// Label and hint of a field that has one control.
fn head(v: &View<'_>, part: &Part<'_>) -> Markup {
    html! {
        label for=(part.id) { bdi { (part.label) } (optional(v, part)) }
        (hint(part))
    }
}

fn optional(v: &View<'_>, part: &Part<'_>) -> Markup {
    html! {
        @if !part.required { " " span class="optional" lang=[v.site.words_lang()] { (v.site.words.get("form-optional")) } }
    }
}

fn hint(part: &Part<'_>) -> Markup {
    let help = part.words.map(|w| w.help.trim()).unwrap_or_default();
    html! {
        @if !help.is_empty() { p class="hint" id=(format!("{}-hint", part.id)) { (help) } }
    }
}

fn error(v: &View<'_>, part: &Part<'_>) -> Markup {
    html! {
        @if let Some(code) = part.problem {
            p class="wrong" id=(format!("{}-error", part.id)) lang=[v.site.words_lang()] { (said(v, code)) }
        }
    }
}

fn line(
    v: &View<'_>,
    part: &Part<'_>,
    kind: &str,
    autocomplete: &str,
    dir: Option<&str>,
) -> Markup {
    html! {
        (head(v, part))
        input id=(part.id) name=(part.name) type=(kind) value=(part.value) autocomplete=(autocomplete) dir=(dir.unwrap_or("auto"))
            required[part.required] aria-describedby=[part.described.as_deref()] aria-invalid=[invalid(part)];
        (error(v, part))
    }
}

fn topic(v: &View<'_>, part: &Part<'_>) -> Markup {
    let words = v.site.words;
    let depends = v.seen.form.questions.iter().any(|q| !q.topics.is_empty());
    html! {
        (head(v, part))
        div class="with" {
            select id=(part.id) name=(part.name) required[part.required] data-topic
                aria-describedby=[part.described.as_deref()] aria-invalid=[invalid(part)] {
                option value="" { (words.get("form-choose-topic")) }
                @for (id, name) in &v.seen.topics {
                    @let id = id.to_string();
                    option value=(id) selected[id == part.value] { (choice(part, &id, name)) }
                }
            }
            @if depends {
                // Hidden by a script, which shows the questions by itself.
                button name=(body::STEP) value=(Step::Questions.value()) formaction=(format!("{}#{}", v.action, part.id)) formnovalidate data-plain lang=[v.site.words_lang()] { (words.get("form-show-questions")) }
            }
        }
        (error(v, part))
    }
}

/// What is shown for a choice.
fn choice<'a>(part: &Part<'a>, value: &str, name: &'a str) -> &'a str {
    let own = part.words.and_then(|w| w.choices.get(value));
    own.map(|c| c.trim())
        .filter(|c| !c.is_empty())
        .unwrap_or(name)
}

fn custom(v: &View<'_>, part: &Part<'_>, field: &Definition) -> Markup {
    match field.kind {
        FieldKind::Text => line(v, part, "text", "off", None),
        FieldKind::Number => html! {
            (head(v, part))
            input id=(part.id) name=(part.name) type="text" inputmode="decimal" value=(part.value) autocomplete="off" dir="ltr"
                required[part.required] aria-describedby=[part.described.as_deref()] aria-invalid=[invalid(part)];
            (error(v, part))
        },
        FieldKind::Date => line(v, part, "date", "off", Some("ltr")),
        FieldKind::Checkbox => html! {
            label class="tick" {
                input type="checkbox" id=(part.id) name=(part.name) value=(TICKED) checked[part.value == TICKED]
                    required[part.required] aria-describedby=[part.described.as_deref()] aria-invalid=[invalid(part)];
                span { bdi { (part.label) } (optional(v, part)) }
            }
            (hint(part))
            (error(v, part))
        },
        FieldKind::Choice if field.choices.len() <= SIDE_BY_SIDE => html! {
            fieldset id=(part.id) tabindex="-1" aria-describedby=[part.described.as_deref()] {
                legend { bdi { (part.label) } (optional(v, part)) }
                (hint(part))
                div class="choices" {
                    @for value in &field.choices {
                        label class="tick" {
                            input type="radio" name=(part.name) value=(value) checked[value == part.value] required[part.required];
                            span { bdi { (choice(part, value, value)) } }
                        }
                    }
                }
                (error(v, part))
            }
        },
        FieldKind::Choice => html! {
            (head(v, part))
            select id=(part.id) name=(part.name) required[part.required]
                aria-describedby=[part.described.as_deref()] aria-invalid=[invalid(part)] {
                option value="" { (v.site.words.get("form-choose")) }
                @for value in &field.choices {
                    option value=(value) selected[value == part.value] { (choice(part, value, value)) }
                }
            }
            (error(v, part))
        },
    }
}

fn files(v: &View<'_>, part: &Part<'_>) -> Markup {
    let words = v.site.words;
    let bounds = words.with(
        "form-files-bounds",
        [
            ("n", FluentValue::from(i64::from(v.seen.form.files_max))),
            (
                "size",
                FluentValue::from(size(v.site, v.seen.form.bytes_max)),
            ),
        ],
    );
    let help = part.words.map(|w| w.help.trim()).unwrap_or_default();
    html! {
        div class="files" data-drop {
            label for=(part.id) { bdi { (part.label) } (optional(v, part)) }
            p class="hint" id=(format!("{}-hint", part.id)) {
                @if !help.is_empty() { (help) " " }
                span lang=[v.site.words_lang()] { (bounds) }
            }
            ul class="kept" data-kept {
                @for file in v.files {
                    li {
                        input type="hidden" name=(body::KEPT) value=(file.reference);
                        (icon(Icon::Page))
                        span { bdi class="name" { (file.name) } span class="done" lang=[v.site.words_lang()] { (words.naming("form-file-kept", "size", &size(v.site, file.size))) } }
                        button class="plain" name=(body::DROP) value=(file.reference) formnovalidate
                            aria-label=(words.naming("form-file-remove", "name", &file.name)) { (words.get("form-remove")) }
                    }
                }
            }
            div class="pick" {
                input type="file" id=(part.id) name=(body::FILE) multiple aria-describedby=[part.described.as_deref()] aria-invalid=[invalid(part)];
            }
            (error(v, part))
        }
    }
}

/// Looks for an answer without a script; with one, articles appear while the question is typed.
fn look(v: &View<'_>) -> Markup {
    html! {
        // Not taken away by a script: nothing moves for whoever has one.
        noscript lang=[v.site.words_lang()] {
            button name=(body::STEP) value=(Step::Look.value()) formaction=(format!("{}#{PLACE}", v.action)) formnovalidate {
                (v.site.words.get("form-look"))
            }
        }
    }
}

/// Where articles stand that may be the answer: filled by a script while the question is typed, or drawn with the page.
fn panel(v: &View<'_>, shown: &Panel) -> Markup {
    let words = v.site.words;
    let (session, items) = match shown {
        Panel::Found { session, items } => (*session, items.as_slice()),
        _ => (None, &[][..]),
    };
    let said = match shown {
        Panel::Waiting | Panel::Found { .. } => None,
        Panel::Nothing => Some(("form-look-nothing", "form-look-nothing-text")),
        Panel::Solved => Some(("form-solved-title", "form-solved-text")),
        Panel::Busy => Some(("too-fast-title", "too-fast-text")),
    };
    html! {
        @if let Some((title, text)) = said {
            div class="notice" id=(PLACE) role="status" lang=[v.site.words_lang()] {
                p { strong { (words.get(title)) } }
                p { (words.get(text)) }
            }
        }
        aside class="suggested" id=[said.is_none().then_some(PLACE)] hidden[items.is_empty()]
            data-suggest=(format!("{}/suggest", v.action)) data-solved=(format!("{}/solved", v.action))
            data-solved-title=(words.get("form-solved-title")) data-solved-text=(words.get("form-solved-text"))
            aria-labelledby="_suggested" lang=[v.site.words_lang()] {
            div class="card" {
                p class="about" id="_suggested" { (icon(Icon::Page)) span { (words.get("form-suggested")) } }
                div data-first aria-live="polite" {
                    @if let Some(best) = items.first() { (best_of(best)) }
                }
                (solves(v, session, items.first()))
                ul class="plain" data-more {
                    @for other in items.iter().skip(1) { li { (leads_to(other)) } }
                }
            }
            p class="hint" { (words.get("form-suggested-note")) }
        }
    }
}

fn best_of(best: &Shown) -> Markup {
    html! {
        h2 { (leads_to(best)) }
        p lang=[best.lang.as_deref()] {
            @for (text, marked) in &best.passage { @if *marked { mark { (text) } } @else { (text) } }
        }
        p class="hint" { (best.reason) }
    }
}

/// An article opens beside the form: what was typed stays.
fn leads_to(shown: &Shown) -> Markup {
    html! { a href=(shown.url) target="_blank" lang=[shown.lang.as_deref()] { (shown.title) } }
}

/// Two buttons that weigh the same. Drawn with the page they post it; a script makes them its own.
fn solves(v: &View<'_>, session: Option<SuggestionId>, best: Option<&Shown>) -> Markup {
    let words = v.site.words;
    let value = |solved| {
        let (session, best) = (session?, best?);
        let step = Step::Said {
            solved,
            session,
            article: best.article,
        };
        Some(step.value())
    };
    let (yes, no) = (value(true), value(false));
    let kind = if yes.is_some() { "submit" } else { "button" };
    let name = yes.is_some().then_some(body::STEP);
    let action = |place: &str| format!("{}#{place}", v.action);
    let question = v.seen.form.key_of("question").unwrap_or_default();
    html! {
        div class="solved" data-answer {
            p { strong { (words.get("form-solves")) } }
            div class="pair" {
                button type=(kind) name=[name] value=[yes] formaction=[name.map(|_| action(PLACE))] formnovalidate data-yes { (icon(Icon::Tick)) (words.get("form-solves-yes")) }
                button type=(kind) name=[name] value=[no] formaction=[name.map(|_| action(&format!("q-{question}")))] formnovalidate data-no { (words.get("form-solves-no")) }
            }
        }
    }
}

#[cfg(test)]
mod tests;
