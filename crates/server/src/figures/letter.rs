//! A report as a mail: the same numbers as text and as HTML, and its tables as files.

use super::tables::{self, name_of, word_of};
use desk::figures::Reported;
use desk::report_mail::Written;
use domain::figures::{Measure, Times, Totals};

const MEASURES: [(Measure, &str); 8] = [
    (Measure::Arrived, "Arrived"),
    (Measure::Answered, "Answered"),
    (Measure::Unanswered, "Not answered yet"),
    (Measure::Resolved, "Resolved since"),
    (Measure::Unresolved, "Never resolved yet"),
    (Measure::Resolutions, "Resolutions"),
    (Measure::Reopened, "Came back"),
    (Measure::Backlog, "Backlog at the end"),
];

/// One line of the mail: what, now, before.
type Line = (String, String, String);

#[must_use]
pub fn write(name: &str, r: &Reported) -> Written {
    let lines = lines(r);
    let parts = parts(r);
    let title = format!("{name}: {} to {}", r.days.from, r.days.to);
    Written {
        subject: title.clone(),
        text: text(&title, r, &lines, &parts),
        html: html(&title, r, &lines, &parts),
        files: tables::FILES
            .iter()
            .filter(|(file, _)| *file != "parts.csv" || r.by.is_some())
            .map(|(file, table)| ((*file).to_owned(), table(r)))
            .collect(),
    }
}

fn lines(r: &Reported) -> Vec<Line> {
    let now = &r.report.totals;
    let before = r.report.before.as_ref();
    let counted = MEASURES.iter().map(|(measure, word)| {
        let n = |t: &Totals| t.count.of(*measure).to_string();
        (
            (*word).to_owned(),
            n(now),
            before.map(n).unwrap_or_default(),
        )
    });
    type Span = (&'static str, fn(&Totals) -> &Times);
    let spans: [Span; 3] = [
        ("First response, median", |t| &t.first_response),
        ("Next response, median", |t| &t.next_response),
        ("Resolution, median", |t| &t.resolution),
    ];
    let timed = spans.into_iter().map(|(word, of)| {
        let shown = |t: &Totals| took(of(t).median_s);
        (
            word.to_owned(),
            shown(now),
            before.map(shown).unwrap_or_default(),
        )
    });
    counted.chain(timed).collect()
}

/// Name, arrived, resolved since, median of the first response.
fn parts(r: &Reported) -> Vec<[String; 4]> {
    let Some(by) = r.by else { return Vec::new() };
    let row = |g: &domain::figures::Group| {
        [
            name_of(r, g.key).unwrap_or_else(|| word_of(by, g.key)),
            g.totals.count.of(Measure::Arrived).to_string(),
            g.totals.count.of(Measure::Resolved).to_string(),
            took(g.totals.first_response.median_s),
        ]
    };
    r.report.groups.iter().map(row).collect()
}

/// `47 min`, `3 h 05 min`, `4 d`; a dash when fewer than half are over.
fn took(seconds: Option<i64>) -> String {
    let Some(seconds) = seconds else {
        return "–".to_owned();
    };
    match seconds / 60 {
        0 => format!("{seconds} s"),
        minutes @ 1..60 => format!("{minutes} min"),
        minutes @ 60..2880 => format!("{} h {:02} min", minutes / 60, minutes % 60),
        minutes => format!("{} d", (minutes + 720) / 1440),
    }
}

const NOTE: &str = "Medians count what is still open for as long as it has been watched; a dash says that it has not happened for half yet.";

fn text(title: &str, r: &Reported, lines: &[Line], parts: &[[String; 4]]) -> String {
    let mut out = format!("{title}\nDays in {}.\n\n", r.zone);
    for (what, now, before) in lines {
        out += &format!("{what}: {now}");
        if !before.is_empty() {
            out += &format!(" (before: {before})");
        }
        out.push('\n');
    }
    if !parts.is_empty() {
        out += "\nArrived, resolved since, first response:\n";
        for [name, arrived, resolved, first] in parts {
            out += &format!("{name}: {arrived}, {resolved}, {first}\n");
        }
    }
    out + "\n" + NOTE + "\n"
}

fn html(title: &str, r: &Reported, lines: &[Line], parts: &[[String; 4]]) -> String {
    let cell = "style=\"padding:4px 12px 4px 0;text-align:left\"";
    let row = |cells: &[&str]| {
        let cells: String = cells
            .iter()
            .map(|c| format!("<td {cell}>{}</td>", escaped(c)))
            .collect();
        format!("<tr>{cells}</tr>")
    };
    let head = |cells: &[&str]| {
        let cells: String = cells
            .iter()
            .map(|c| format!("<th {cell}>{c}</th>"))
            .collect();
        format!("<tr>{cells}</tr>")
    };
    let mut out = format!(
        "<h2>{}</h2><p>Days in {}.</p><table>",
        escaped(title),
        escaped(&r.zone)
    );
    out += &head(&["", "Now", "Before"]);
    for (what, now, before) in lines {
        out += &row(&[what, now, before]);
    }
    out += "</table>";
    if !parts.is_empty() {
        out += "<table>";
        out += &head(&["", "Arrived", "Resolved since", "First response"]);
        for [name, arrived, resolved, first] in parts {
            out += &row(&[name, arrived, resolved, first]);
        }
        out += "</table>";
    }
    out + "<p>" + NOTE + "</p>"
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_short_and_names_cannot_become_markup() {
        for (seconds, expected) in [
            (Some(12), "12 s"),
            (Some(47 * 60), "47 min"),
            (Some(3 * 3600 + 300), "3 h 05 min"),
            (Some(4 * 86_400), "4 d"),
            (None, "–"),
        ] {
            assert_eq!(took(seconds), expected);
        }
        assert_eq!(escaped("<b a=\"x\">&"), "&lt;b a=&quot;x&quot;&gt;&amp;");
    }
}
