//! Plots of the table and of the week as SVG for the guide; light or dark as the reader's system is.

use crate::domain;
use crate::table::{CALLS, CHATS, HOUR, MINUTE, RULES, Row, measured};
use crate::week;
use domain::Millis;
use domain::conversation::Urgency;
use domain::routing::Kind;
use domain::simulate::{Done, End, Run, Stream};
use std::fmt::Write as _;
use std::path::Path;

const STYLE: &str = "<style>\
text{font:12px system-ui,sans-serif;fill:#44403c}.head{font-weight:600;font-size:13px;fill:#1c1917}\
.axis{stroke:#d6d3d1}.line{fill:none!important;stroke-width:2;stroke-linejoin:round}.line.d{stroke-width:3}\
.a{fill:#a8a29e}.b{fill:#b45309}.c{fill:#6d28d9}.d{fill:#0f766e}\
.line.a{stroke:#a8a29e}.line.b{stroke:#b45309}.line.c{stroke:#6d28d9}.line.d{stroke:#0f766e}\
@media(prefers-color-scheme:dark){text{fill:#d6d3d1}.head{fill:#fafaf9}.axis{stroke:#57534e}\
.b{fill:#f59e0b}.c{fill:#a78bfa}.d{fill:#2dd4bf}.line.b{stroke:#f59e0b}.line.c{stroke:#a78bfa}.line.d{stroke:#2dd4bf}}\
</style>";
const CLASSES: [char; 4] = ['a', 'b', 'c', 'd'];
const STAFF: [u128; 4] = [12, 10, 8, 6];
/// Room above a plot for its heads, beside it for its numbers.
const TOP: f64 = 64.0;
const SIDE: f64 = 40.0;

struct Svg(String);

impl Svg {
    fn of(width: f64, height: f64, says: &str) -> Self {
        Self(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{says}\">{STYLE}\n"
        ))
    }

    fn text(&mut self, x: f64, y: f64, class: &str, anchor: &str, words: &str) {
        let _ = writeln!(
            self.0,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" class=\"{class}\" text-anchor=\"{anchor}\">{words}</text>"
        );
    }

    fn rule(&mut self, from: (f64, f64), to: (f64, f64)) {
        let _ = writeln!(
            self.0,
            "<path class=\"axis\" d=\"M{:.1} {:.1}L{:.1} {:.1}\"/>",
            from.0, from.1, to.0, to.1
        );
    }

    fn bar(&mut self, class: char, x: f64, y: f64, width: f64, height: f64) {
        let _ = writeln!(
            self.0,
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>"
        );
    }

    fn line(&mut self, class: char, points: &[(f64, f64)]) {
        let mut path = String::new();
        for (n, (x, y)) in points.iter().enumerate() {
            let _ = write!(path, "{}{x:.1} {y:.1}", if n == 0 { 'M' } else { 'L' });
        }
        let _ = writeln!(self.0, "<path class=\"line {class}\" d=\"{path}\"/>");
    }

    /// Horizontal lines at shares of the height, with what they stand for.
    fn grid(&mut self, x: f64, width: f64, height: f64, marks: &[(f64, String)]) {
        for (share, words) in marks {
            let y = TOP + height * (1.0 - share);
            self.rule((x, y), (x + width, y));
            self.text(x - 6.0, y + 4.0, "", "end", words);
        }
    }

    fn legend(&mut self, words: &[&str], classes: &[char]) {
        let mut x = SIDE;
        for (word, class) in words.iter().zip(classes) {
            self.text(x, 16.0, &class.to_string(), "start", &format!("■ {word}"));
            x += 7.0 * word.chars().count() as f64 + 36.0;
        }
    }

    fn write(mut self, path: &Path) {
        self.0.push_str("</svg>\n");
        if let Err(e) = std::fs::write(path, self.0) {
            eprintln!("{}: {e}", path.display());
            std::process::exit(1);
        }
        println!("{}", path.display());
    }
}

/// Writes `queue-rules.svg` and `queue-week.svg` into a folder.
pub fn print() {
    let folder = std::env::args()
        .nth(2)
        .unwrap_or_else(|| "docs/images".to_owned());
    rules(&Path::new(&folder).join("queue-rules.svg"));
    week_of(&Path::new(&folder).join("queue-week.svg"));
}

fn rules(path: &Path) {
    let rows: Vec<Vec<Row>> = RULES
        .iter()
        .map(|rule| {
            let of = |n: &u128| measured(rule, *n, 7_001..7_013);
            STAFF.iter().map(of).collect()
        })
        .collect();
    type Read = fn(&Row) -> f64;
    let panels: [(&str, Read); 4] = [
        ("urgent mail in 15 minutes, %", |r| r.urgent_email.percent()),
        ("urgent calls answered, %", |r| r.urgent_calls.percent()),
        ("live contacts who left, %", |r| r.abandoned.percent()),
        ("live: answered in a minute, %", |r| r.live60.percent()),
    ];
    let (wide, high) = (200.0, 180.0);
    let mut svg = Svg::of(
        4.0 * (wide + SIDE + 14.0),
        TOP + high + 44.0,
        "Four rules for the queue with twelve to six agents",
    );
    svg.legend(&RULES, &CLASSES);
    let marks: Vec<(f64, String)> = [0, 25, 50, 75, 100]
        .map(|p| (f64::from(p) / 100.0, p.to_string()))
        .to_vec();
    for (panel, (words, read)) in panels.iter().enumerate() {
        let left = SIDE + panel as f64 * (wide + SIDE + 14.0);
        svg.text(left, TOP - 16.0, "head", "start", words);
        svg.grid(left, wide, high, &marks);
        let x = |n: usize| left + 12.0 + n as f64 * (wide - 24.0) / 3.0;
        for (n, agents) in STAFF.iter().enumerate() {
            svg.text(x(n), TOP + high + 18.0, "", "middle", &agents.to_string());
        }
        svg.text(left + wide / 2.0, TOP + high + 36.0, "", "middle", "agents");
        for (rule, class) in rows.iter().zip(CLASSES) {
            let at = |(n, row): (usize, &Row)| (x(n), TOP + high * (1.0 - read(row) / 100.0));
            let points: Vec<(f64, f64)> = rule.iter().enumerate().map(at).collect();
            svg.line(class, &points);
        }
    }
    svg.write(path);
}

/// What came in an hour of the week, and how long it waited.
#[derive(Default)]
struct Hour {
    came: [u32; 3],
    live: Vec<Millis>,
    urgent: Vec<Millis>,
}

impl Hour {
    fn add(&mut self, of: &Stream, done: &Done) {
        let channel = match of.channel {
            CALLS => 0,
            CHATS => 1,
            _ => 2,
        };
        self.came[channel] += 1;
        let waited = match done.end {
            End::Served { at } | End::Lost { at } => at - done.since,
            End::Open => return,
        };
        if of.kind == Kind::Live {
            if !done.moved {
                self.live.push(waited);
            }
        } else if of.urgency == Urgency::Urgent {
            self.urgent.push(waited);
        }
    }
}

/// Nine in ten waited at most so long, in minutes.
fn p90(waits: &mut [Millis]) -> Option<f64> {
    waits.sort_unstable();
    let at = (waits.len() * 9).div_ceil(10).checked_sub(1)?;
    Some(*waits.get(at)? as f64 / MINUTE as f64)
}

fn week_of(path: &Path) {
    let demand = week::demand(7);
    let mut run = Run::of(week::queue(), &demand, week::staff(9), 7_001);
    run.run_to(9 * 24 * HOUR);
    let mut hours: Vec<Hour> = (0..7 * 24).map(|_| Hour::default()).collect();
    for done in &run.done {
        let hour = usize::try_from(done.since / HOUR).unwrap_or(usize::MAX);
        if let Some(hour) = hours.get_mut(hour) {
            hour.add(&demand.streams[done.stream], done);
        }
    }
    let (wide, high, gap) = (7.0 * 24.0 * 5.6, 130.0, 56.0);
    let mut svg = Svg::of(
        SIDE + wide + 14.0,
        TOP + 2.0 * high + gap + 28.0,
        "A week of calls, chats and mail in two languages: what came, and how long it waited",
    );
    svg.legend(&["calls", "chats", "mail"], &['b', 'c', 'd']);
    came(&mut svg, &hours, wide, high);
    waits(&mut svg, &mut hours, wide, high, high + gap);
    for day in 0..7 {
        let x = SIDE + (f64::from(day) + 0.5) * wide / 7.0;
        let y = TOP + 2.0 * high + gap + 18.0;
        svg.text(x, y, "", "middle", &format!("day {}", day + 1));
    }
    svg.write(path);
}

fn came(svg: &mut Svg, hours: &[Hour], wide: f64, high: f64) {
    let most = hours.iter().map(|h| h.came.iter().sum::<u32>()).max();
    let top = f64::from(most.unwrap_or(1).div_ceil(20) * 20);
    let head = "what came, an hour";
    svg.text(SIDE, TOP - 16.0, "head", "start", head);
    let mark = |share: f64| (share, format!("{:.0}", share * top));
    svg.grid(SIDE, wide, high, &[mark(0.0), mark(0.5), mark(1.0)]);
    let width = wide / hours.len() as f64;
    for (n, hour) in hours.iter().enumerate() {
        let mut y = TOP + high;
        for (count, class) in hour.came.iter().zip(['b', 'c', 'd']) {
            let tall = f64::from(*count) / top * high;
            y -= tall;
            if *count > 0 {
                svg.bar(
                    class,
                    SIDE + n as f64 * width + 0.5,
                    y,
                    width - 1.0,
                    tall.max(0.4),
                );
            }
        }
    }
}

fn waits(svg: &mut Svg, hours: &mut [Hour], wide: f64, high: f64, down: f64) {
    let top = 15.0;
    let head = "nine in ten waited at most, minutes: live contacts (bars), urgent mail of hours with agents (dots; its target is 15)";
    svg.text(SIDE, TOP + down - 16.0, "head", "start", head);
    for minutes in [0.0, 5.0, 10.0, 15.0] {
        let y = TOP + down + high * (1.0 - minutes / top);
        svg.rule((SIDE, y), (SIDE + wide, y));
        svg.text(SIDE - 6.0, y + 4.0, "", "end", &format!("{minutes:.0}"));
    }
    let width = wide / hours.len() as f64;
    for (n, hour) in hours.iter_mut().enumerate() {
        let x = SIDE + n as f64 * width;
        if let Some(minutes) = p90(&mut hour.live) {
            let tall = (minutes.min(top) / top * high).max(0.6);
            svg.bar('a', x + 0.5, TOP + down + high - tall, width - 1.0, tall);
        }
        let staffed = (9..17).contains(&(n % 24));
        if let Some(minutes) = p90(&mut hour.urgent).filter(|_| staffed) {
            let y = TOP + down + high * (1.0 - minutes.min(top) / top);
            let _ = writeln!(
                svg.0,
                "<circle class=\"d\" cx=\"{:.1}\" cy=\"{y:.1}\" r=\"2\"/>",
                x + width / 2.0
            );
        }
    }
}
