//! Bounces: recognised, exact recipients, permanence; and nothing else called a bounce.

use fairlead_mail::{BounceAction, bounce};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[derive(Default)]
pub struct Tally {
    pub files: usize,
    pub recognised: usize,
    pub exact: usize,
    pub judged: usize,
    pub permanence: usize,
    pub stated: usize,
    pub status: usize,
    pub other: usize,
    pub other_wrong: usize,
}

pub fn report(root: &Path, verbose: bool) {
    println!(
        "| bounces | files | recognised | exact recipients | permanence | status where stated | other kinds wrong |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    row("sisimai", &sisimai(root, verbose));
    row("flufl.bounce", &flufl(root, verbose));
    let others = others(root);
    println!(
        "\n| other mail (mime, replies, auth) | files | true reports among them | wrongly read as a bounce |"
    );
    println!(
        "| --- | --- | --- | --- |\n| ordinary, automatic | {} | {} | {} |",
        others.files,
        others.true_reports,
        others.wrong.len()
    );
    for path in others.wrong {
        println!("- {}", path.strip_prefix(root).unwrap_or(&path).display());
    }
}

/// What was read as a bounce in the sets that are not about bounces.
pub struct Others {
    pub files: usize,
    pub true_reports: usize,
    pub wrong: Vec<PathBuf>,
}

/// Delivery reports that lie among the other sets; looked at one by one.
const TRUE_REPORTS: [&str; 7] = [
    "raw_email_with_mimepart_without_content_type.eml",
    "multi_address_bounce1.eml",
    "multi_address_bounce2.eml",
    "multipart_report_multiple_status.eml",
    "report_422.eml",
    "report_530.eml",
    "example_bounce.eml",
];

pub fn others(root: &Path) -> Others {
    let mut others = Others {
        files: 0,
        true_reports: 0,
        wrong: Vec::new(),
    };
    for path in ["mime", "replies", "auth"]
        .iter()
        .flat_map(|set| super::files(&root.join(set)))
    {
        let Ok(raw) = std::fs::read(&path) else {
            continue;
        };
        others.files += 1;
        if bounce::read(&raw).is_some_and(|report| !report.complaint) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if TRUE_REPORTS.contains(&name.as_ref()) {
                others.true_reports += 1;
            } else {
                others.wrong.push(path);
            }
        }
    }
    others
}

fn row(name: &str, t: &Tally) {
    let rate =
        |n: usize, of: usize| format!("{n}/{of} = {:.1} %", 100.0 * n as f64 / of.max(1) as f64);
    println!(
        "| {name} | {} | {} | {} | {} | {} | {}/{} |",
        t.files,
        rate(t.recognised, t.files),
        rate(t.exact, t.files),
        rate(t.permanence, t.judged),
        rate(t.status, t.stated),
        t.other_wrong,
        t.other
    );
}

pub fn sisimai(root: &Path, verbose: bool) -> Tally {
    let mut tally = Tally::default();
    let folder = root.join("bounces/sisimai");
    let facts =
        std::fs::read_to_string(root.join("bounces/sisimai-expected.json")).unwrap_or_default();
    let facts: serde_json::Value = serde_json::from_str(&facts).unwrap_or_default();
    for (name, fact) in facts.as_object().into_iter().flatten() {
        let Ok(raw) = std::fs::read(folder.join(name)) else {
            continue;
        };
        let read = bounce::read(&raw);
        let wanted = fact["recipients"].as_array().cloned().unwrap_or_default();
        if fact["kind"] != "bounce" {
            tally.other += 1;
            let failed = read.as_ref().is_some_and(|report| {
                report
                    .recipients
                    .iter()
                    .any(|r| r.action == BounceAction::Failed)
            });
            if failed {
                tally.other_wrong += 1;
                println!("- wrong kind: {name} {}", fact["kind"]);
            }
            continue;
        }
        tally.files += 1;
        tally.recognised += usize::from(read.is_some());
        let found = read.map(|report| report.recipients).unwrap_or_default();
        let names: BTreeSet<String> = found.iter().map(|r| r.recipient.to_lowercase()).collect();
        let want: BTreeSet<String> = wanted
            .iter()
            .filter_map(|r| r["recipient"].as_str())
            .map(str::to_lowercase)
            .collect();
        tally.exact += usize::from(names == want);
        let mut miss = names != want;
        for fact in &wanted {
            let one = found.iter().find(|r| {
                fact["recipient"]
                    .as_str()
                    .is_some_and(|n| n.eq_ignore_ascii_case(&r.recipient))
            });
            if let Some(permanent) = fact["permanent"].as_bool() {
                tally.judged += 1;
                let same = one.is_some_and(|r| r.permanent == permanent);
                tally.permanence += usize::from(same);
                miss |= !same;
            }
            if let Some(status) = fact["status"].as_str() {
                tally.stated += 1;
                let same = one.is_some_and(|r| r.status.as_deref() == Some(status));
                tally.status += usize::from(same);
                miss |= !same;
            }
        }
        if miss && verbose {
            let short: Vec<_> = found
                .iter()
                .map(|r| (&r.recipient, r.action, &r.status, r.permanent))
                .collect();
            println!(
                "- {name}: want {} got {short:?}",
                serde_json::Value::from(wanted)
            );
        }
    }
    tally
}

pub fn flufl(root: &Path, verbose: bool) -> Tally {
    let mut tally = Tally::default();
    for line in FLUFL.lines().filter(|line| !line.trim().is_empty()) {
        let mut words = line.split_whitespace();
        let (Some(name), Some(kind)) = (words.next(), words.next()) else {
            continue;
        };
        let Ok(raw) = std::fs::read(root.join("bounces/flufl.bounce").join(name)) else {
            continue;
        };
        let want: BTreeSet<String> = words.map(str::to_lowercase).collect();
        let read = bounce::read(&raw);
        if kind == "-" {
            tally.other += 1;
            tally.other_wrong +=
                usize::from(read.is_some_and(|report| !report.recipients.is_empty()));
            continue;
        }
        tally.files += 1;
        tally.recognised += usize::from(read.is_some());
        let found = read.map(|report| report.recipients).unwrap_or_default();
        let names: BTreeSet<String> = found.iter().map(|r| r.recipient.to_lowercase()).collect();
        tally.exact += usize::from(names == want);
        tally.judged += 1;
        let same = !found.is_empty() && found.iter().all(|r| r.permanent == (kind == "P"));
        tally.permanence += usize::from(same);
        if verbose && (names != want || !same) {
            let short: Vec<_> = found
                .iter()
                .map(|r| (&r.recipient, r.action, &r.status, r.permanent))
                .collect();
            println!("- {name}: want {kind} {want:?} got {short:?}");
        }
    }
    tally
}

/// File, kind (P for good, T for now, - no bounce that names anybody), addresses: from the tests of flufl.bounce.
const FLUFL: &str = include_str!("flufl.txt");
