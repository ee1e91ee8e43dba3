//! Why people write, on its way out: as a mail to those who can mend it, and as files.

use super::letter::escaped;
use crate::http::csv;
use desk::causes::report::{CauseLine, Reported, TopicLine};
use desk::report_mail::Written;
use domain::AgentId;
use domain::cause::{Effect, State};
use domain::score::Estimate;

/// Lines of one list in the mail; the files hold all.
const LINES: usize = 20;

/// How one table becomes a file.
pub type Table = fn(&Reported) -> String;

/// Every file, by its name.
pub const FILES: [(&str, Table); 2] = [("topics.csv", topics), ("causes.csv", causes)];

/// A table by the name of its file.
#[must_use]
pub fn named(file: &str) -> Option<Table> {
    let found = FILES.iter().find(|(name, _)| *name == file);
    found.map(|(_, table)| *table)
}

/// The report as a mail: contacts of the last month and of the one before.
#[must_use]
pub fn write(name: &str, r: &Reported) -> Written {
    let title = match (r.months.first(), r.months.last()) {
        (Some(first), Some(last)) => {
            format!("{name}: {} to {}", month(first), month(last))
        }
        _ => name.to_owned(),
    };
    let parts = [
        (
            "Contacts by topic, with what stands below it",
            most_asked(r),
        ),
        ("Causes that are open", open(r)),
        ("Causes that were mended", mended(r)),
    ];
    Written {
        text: text(&title, r, &parts),
        html: html(&title, r, &parts),
        subject: title,
        files: FILES
            .iter()
            .map(|(file, table)| ((*file).to_owned(), table(r)))
            .collect(),
    }
}

/// What, the last month, the month before.
type Line = [String; 3];

fn month(first: &domain::hours::Date) -> String {
    format!("{:04}-{:02}", first.year(), first.month())
}

fn last_two(n: &[i64]) -> (i64, i64) {
    let mut newest = n.iter().rev();
    let mut next = || newest.next().copied().unwrap_or(0);
    (next(), next())
}

fn line(name: &str, n: &[i64]) -> Line {
    let (now, before) = last_two(n);
    [name.to_owned(), now.to_string(), before.to_string()]
}

fn most_asked(r: &Reported) -> Vec<Line> {
    let mut found: Vec<&TopicLine> = r
        .topics
        .iter()
        .filter(|t| t.all.iter().any(|n| *n > 0))
        .collect();
    found.sort_by_key(|t| std::cmp::Reverse(last_two(&t.all)));
    let mut out = vec![line("All contacts", &r.total)];
    out.extend(
        found
            .iter()
            .take(LINES)
            .map(|t| line(&with_owner(r, &t.topic.name, t.topic.owner), &t.all)),
    );
    out.push(line("No topic", &r.without_topic));
    out.push(line("With a cause", &r.with_cause));
    out
}

fn open(r: &Reported) -> Vec<Line> {
    let found = r
        .causes
        .iter()
        .filter(|c| c.cause.state == State::Open && !c.cause.archived);
    found
        .take(LINES)
        .map(|c| line(&in_full(r, c), &c.n))
        .collect()
}

fn mended(r: &Reported) -> Vec<Line> {
    let found = r
        .causes
        .iter()
        .filter(|c| c.cause.state == State::Mended && !c.cause.archived);
    let words = |c: &CauseLine| match &c.effect {
        Some(effect) => format!("{}; {}", in_full(r, c), said(effect)),
        None => format!("{}; not measured yet", in_full(r, c)),
    };
    found.take(LINES).map(|c| line(&words(c), &c.n)).collect()
}

/// Name, who looks after it, and where the product's list has it.
fn in_full(r: &Reported, c: &CauseLine) -> String {
    let name = with_owner(r, &c.cause.name, c.cause.owner);
    if c.cause.link.is_empty() {
        return name;
    }
    format!("{name} ({})", c.cause.link)
}

fn owner_name(r: &Reported, owner: Option<AgentId>) -> Option<&str> {
    Some(r.owners.get(&owner?)?.as_str())
}

fn with_owner(r: &Reported, name: &str, owner: Option<AgentId>) -> String {
    match owner_name(r, owner) {
        Some(owner) => format!("{name}, {owner}"),
        None => name.to_owned(),
    }
}

/// `contacts x 0.42 [0.31 to 0.57], 200 before and 85 after`.
fn said(e: &Effect) -> String {
    let counts = format!(
        "{} before and {} after",
        e.before.with_cause, e.after.with_cause
    );
    match &e.ratio {
        Some(ratio) => format!("contacts x {}, {counts}", between(ratio)),
        None => counts,
    }
}

fn between(e: &Estimate) -> String {
    let shown = |n: f64| match n.is_finite() {
        true => format!("{n:.2}"),
        false => "any".to_owned(),
    };
    format!(
        "{} [{} to {}]",
        shown(e.value),
        shown(e.between.low),
        shown(e.between.high)
    )
}

fn note(r: &Reported) -> String {
    let unfinished = if r.unfinished {
        " The last month is not over."
    } else {
        ""
    };
    format!(
        "Months in {}.{unfinished} Before and after are equal stretches of up to 90 days around the mending; intervals are 95 % \
         and rather too narrow, because contacts come in bursts.",
        r.zone
    )
}

fn text(title: &str, r: &Reported, parts: &[(&str, Vec<Line>)]) -> String {
    let mut out = format!("{title}\n");
    for (what, lines) in parts.iter().filter(|(_, lines)| !lines.is_empty()) {
        out += &format!("\n{what}:\n");
        for [name, now, before] in lines {
            out += &format!("{name}: {now} (month before: {before})\n");
        }
    }
    format!("{out}\n{}\n", note(r))
}

fn html(title: &str, r: &Reported, parts: &[(&str, Vec<Line>)]) -> String {
    const CELL: &str = "style=\"padding:4px 12px 4px 0;text-align:left\"";
    let mut out = format!("<h2>{}</h2>", escaped(title));
    for (what, lines) in parts.iter().filter(|(_, lines)| !lines.is_empty()) {
        out += &format!(
            "<h3>{}</h3><table><tr><th {CELL}></th><th {CELL}>Last month</th><th {CELL}>Month before</th></tr>",
            escaped(what)
        );
        for cells in lines {
            out += "<tr>";
            for cell in cells {
                out += &format!("<td {CELL}>{}</td>", escaped(cell));
            }
            out += "</tr>";
        }
        out += "</table>";
    }
    out + &format!("<p>{}</p>", escaped(&note(r)))
}

fn heads(first: &[&str], r: &Reported) -> Vec<String> {
    let names = first.iter().map(|n| (*n).to_owned());
    names.chain(r.months.iter().map(month)).collect()
}

fn numbers(n: &[i64]) -> impl Iterator<Item = String> {
    n.iter().map(i64::to_string)
}

fn topics(r: &Reported) -> String {
    let mut out = csv::line(&heads(&["topic", "name", "parent", "owner", "counted"], r));
    for t in &r.topics {
        let parent = t.topic.parent.map(|p| p.to_string()).unwrap_or_default();
        for (counted, n) in [("own", &t.own), ("with_below", &t.all)] {
            let mut cells = vec![
                t.topic.id.to_string(),
                t.topic.name.clone(),
                parent.clone(),
                owner_name(r, t.topic.owner).unwrap_or_default().to_owned(),
                counted.to_owned(),
            ];
            cells.extend(numbers(n));
            out += &csv::line(&cells);
        }
    }
    for (word, n) in [
        ("none", &r.without_topic),
        ("with_cause", &r.with_cause),
        ("total", &r.total),
    ] {
        let mut cells = vec![
            word.to_owned(),
            String::new(),
            String::new(),
            String::new(),
            "own".to_owned(),
        ];
        cells.extend(numbers(n));
        out += &csv::line(&cells);
    }
    out
}

fn causes(r: &Reported) -> String {
    let first = [
        "cause",
        "name",
        "topic",
        "owner",
        "state",
        "mended_at",
        "link",
        "before",
        "after",
        "days",
        "ratio",
        "ratio_low",
        "ratio_high",
    ];
    let mut out = csv::line(&heads(&first, r));
    for c in &r.causes {
        let state = match c.cause.state {
            State::Open => "open",
            State::Mended => "mended",
        };
        let mut cells = vec![
            c.cause.id.to_string(),
            c.cause.name.clone(),
            c.cause.topic.to_string(),
            owner_name(r, c.cause.owner).unwrap_or_default().to_owned(),
            state.to_owned(),
            c.cause
                .mended_at
                .map(|at| at.to_string())
                .unwrap_or_default(),
            c.cause.link.clone(),
        ];
        cells.extend(effect_cells(c.effect.as_ref()));
        cells.extend(numbers(&c.n));
        out += &csv::line(&cells);
    }
    out
}

fn effect_cells(effect: Option<&Effect>) -> [String; 6] {
    const DAY_MS: i64 = 24 * 60 * 60 * 1000;
    let Some(e) = effect else {
        return Default::default();
    };
    let real = |n: f64| match n.is_finite() {
        true => format!("{n:.4}"),
        false => String::new(),
    };
    let days = (e.after.period.to - e.after.period.from) / DAY_MS;
    let [value, low, high] = match &e.ratio {
        Some(r) => [real(r.value), real(r.between.low), real(r.between.high)],
        None => Default::default(),
    };
    [
        e.before.with_cause.to_string(),
        e.after.with_cause.to_string(),
        days.to_string(),
        value,
        low,
        high,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::hours::Date;
    use domain::{CauseId, TopicId};
    use std::collections::BTreeMap;
    use store::cause::Cause;
    use store::tag::Topic;
    use uuid::Uuid;

    fn agent() -> AgentId {
        AgentId(Uuid::from_u128(9))
    }

    fn reported() -> Reported {
        let topic = TopicId(Uuid::from_u128(1));
        let cause = |n: u128, name: &str, state: State| CauseLine {
            cause: Cause {
                id: CauseId(Uuid::from_u128(n)),
                topic,
                name: name.to_owned(),
                description: String::new(),
                owner: Some(agent()),
                link: "https://issues.example/7".to_owned(),
                state,
                mended_at: None,
                archived: false,
                created_at: 0,
                version: 1,
            },
            n: vec![1, 4],
            effect: None,
        };
        Reported {
            months: vec![Date::constant(2026, 9, 1), Date::constant(2026, 10, 1)],
            unfinished: true,
            zone: "Europe/Tallinn".to_owned(),
            as_of: 0,
            total: vec![9, 12],
            without_topic: vec![3, 2],
            with_cause: vec![1, 4],
            owners: BTreeMap::from([(agent(), "Liis Tamm".to_owned())]),
            topics: vec![TopicLine {
                topic: Topic {
                    id: topic,
                    name: "<b>Lamps</b>".to_owned(),
                    parent: None,
                    archived: false,
                    created_at: 0,
                    owner: None,
                    description: String::new(),
                },
                own: vec![6, 10],
                all: vec![6, 10],
            }],
            causes: vec![
                cause(2, "=SUM(A1)", State::Open),
                cause(3, "Old driver", State::Mended),
            ],
        }
    }

    #[test]
    fn the_mail_tells_this_month_and_the_last_and_no_name_becomes_markup() {
        let mail = write("Why", &reported());
        assert_eq!(mail.subject, "Why: 2026-09 to 2026-10");
        assert!(mail.text.contains("All contacts: 12 (month before: 9)"));
        assert!(
            mail.text
                .contains("Old driver, Liis Tamm (https://issues.example/7); not measured yet: 4")
        );
        assert!(mail.text.contains("The last month is not over."));
        assert!(mail.html.contains("&lt;b&gt;Lamps") && !mail.html.contains("<b>Lamps"));
        assert_eq!(mail.files.len(), 2);
    }

    #[test]
    fn files_have_a_column_for_each_month_and_no_formula() {
        let topics = topics(&reported());
        assert!(topics.starts_with("topic,name,parent,owner,counted,2026-09,2026-10\r\n"));
        assert!(topics.contains(",own,6,10\r\n") && topics.contains("total,,,,own,9,12\r\n"));
        let causes = causes(&reported());
        assert!(causes.contains(",'=SUM(A1),"));
        for line in causes.lines() {
            assert_eq!(line.split(',').count(), 15, "{line}");
        }
        assert!(named("causes.csv").is_some() && named("../x").is_none());
    }
}
