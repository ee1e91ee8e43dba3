//! How well questions that ask the same are put together, on a set that was made for it.
//!
//! **How the set was made.** `proposal/questions.json` holds, by language, questions as customers write them (subject and
//! words), by what they ask for; those under `-` ask for what nobody else asks. They were written by hand, in one go, before
//! the thresholds were looked at; thresholds were then chosen on the English ones, and Estonian and Chinese are what tells
//! whether they hold. All questions of a language go in together, in an order that mixes them.
//!
//! **What is measured.** Purity: the share of the questions in groups that belong to what most of their group ask for.
//! Pairwise F1: of two questions, whether they are put together as they should be (Manning, Raghavan & Schütze 2008, §16.3).

use fairlead_domain::proposal::grouped;
use std::collections::BTreeMap;

type Set = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// Purity, precision, recall and F1 of pairs.
struct Measured {
    purity: f64,
    precision: f64,
    recall: f64,
    f1: f64,
}

/// What each question asks for (`None`: what nobody else asks) and what it says, mixed but always alike.
fn mixed(families: &BTreeMap<String, Vec<String>>) -> Vec<(Option<&str>, &str)> {
    let mut all: Vec<(Option<&str>, &str)> = Vec::new();
    for (name, questions) in families {
        let name = (name != "-").then_some(name.as_str());
        all.extend(questions.iter().map(|q| (name, q.as_str())));
    }
    let n = all.len();
    let step = (7..).find(|s| gcd(*s, n) == 1).unwrap_or(1);
    (0..n).map(|i| all[i * step % n]).collect()
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn measured(all: &[(Option<&str>, &str)], groups: &[Vec<usize>]) -> Measured {
    let mut of = vec![None; all.len()];
    let (mut inside, mut pure) = (0, 0);
    for (n, group) in groups.iter().enumerate() {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for at in group {
            of[*at] = Some(n);
            if let Some(name) = all[*at].0 {
                *counts.entry(name).or_default() += 1;
            }
        }
        inside += group.len();
        pure += counts.values().max().copied().unwrap_or(0);
    }
    let (mut both, mut put, mut should) = (0, 0, 0);
    for a in 0..all.len() {
        for b in a + 1..all.len() {
            let together = of[a].is_some() && of[a] == of[b];
            let belong = all[a].0.is_some() && all[a].0 == all[b].0;
            put += usize::from(together);
            should += usize::from(belong);
            both += usize::from(together && belong);
        }
    }
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    let (precision, recall) = (share(both, put), share(both, should));
    Measured {
        purity: share(pure, inside),
        precision,
        recall,
        f1: 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE),
    }
}

#[test]
fn questions_that_ask_the_same_are_put_together_and_others_apart() {
    let set: Set = serde_json::from_str(include_str!("proposal/questions.json")).expect("the set");
    for (language, least_purity, least_f1) in
        [("en", 0.9, 0.75), ("et", 0.9, 0.7), ("zh", 0.9, 0.75)]
    {
        let all = mixed(&set[language]);
        let texts: Vec<&str> = all.iter().map(|(_, text)| *text).collect();
        let groups = grouped(&texts, language);
        let m = measured(&all, &groups);
        println!(
            "{language}: {} questions, {} groups, purity {:.3}, precision {:.3}, recall {:.3}, F1 {:.3}",
            all.len(),
            groups.len(),
            m.purity,
            m.precision,
            m.recall,
            m.f1
        );
        if std::env::var_os("SHOW").is_some() {
            for group in &groups {
                println!(
                    "  -- {}",
                    group
                        .iter()
                        .map(|at| format!("{:?}", all[*at].0.unwrap_or("-")))
                        .collect::<Vec<_>>()
                        .join(" ")
                );
            }
        }
        assert!(
            m.purity >= least_purity,
            "{language}: purity {:.3}",
            m.purity
        );
        assert!(m.f1 >= least_f1, "{language}: F1 {:.3}", m.f1);
    }
}
