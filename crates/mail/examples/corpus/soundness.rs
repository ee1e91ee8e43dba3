//! Every file of every set through the whole reader: no panic, no slow one; then mutated files.

use fairlead_mail::{Limits, read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Mutated files of one run.
const MUTATIONS: usize = 10_000;

pub fn report(root: &Path, seed: u64) {
    println!(
        "\n| every file through `read` | files | faults | p50 | p99 | slowest |\n| --- | --- | --- | --- | --- | --- |"
    );
    let limits = Limits::default();
    let mut all: Vec<(Vec<u8>, PathBuf)> = Vec::new();
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root)
        .into_iter()
        .flatten()
        .flatten()
        .map(|e| e.path())
        .collect();
    folders.sort();
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        let files: Vec<(Vec<u8>, PathBuf)> = super::files(folder)
            .into_iter()
            .filter_map(|path| Some((std::fs::read(&path).ok()?, path)))
            .collect();
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        row(
            &name,
            &mut files
                .iter()
                .map(|(raw, path)| (raw.clone(), path.display().to_string())),
            &limits,
        );
        all.extend(files);
    }
    row(
        "all",
        &mut all
            .iter()
            .map(|(raw, path)| (raw.clone(), path.display().to_string())),
        &limits,
    );
    let mut random = Random(seed);
    let mut mutated = (0..MUTATIONS).filter_map(|_| {
        let (raw, path) = all.get(random.below(all.len()))?;
        Some((mutate(raw, &mut random), path.display().to_string()))
    });
    row(&format!("mutated, seed {seed}"), &mut mutated, &limits);
}

fn row(name: &str, mails: &mut dyn Iterator<Item = (Vec<u8>, String)>, limits: &Limits) {
    let (mut times, mut faults, mut slowest) =
        (Vec::new(), Vec::new(), (Duration::ZERO, String::new()));
    for (raw, path) in mails {
        let (start, used) = (Instant::now(), cpu_time());
        let fault = match catch_unwind(AssertUnwindSafe(|| read(&raw, limits))) {
            Ok(mail) => mail
                .problems
                .iter()
                .any(|problem| problem.code == "reader_failed"),
            Err(_) => true,
        };
        let time = own_time(start.elapsed(), used);
        times.push(time);
        if fault {
            faults.push(path.clone());
        }
        if time > slowest.0 {
            slowest = (time, path);
        }
    }
    times.sort();
    let at = |share: usize| {
        times
            .get((times.len() * share / 100).min(times.len().saturating_sub(1)))
            .copied()
            .unwrap_or_default()
    };
    let ms = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1000.0);
    let last = slowest.1.rsplit('/').next().unwrap_or_default();
    println!(
        "| {name} | {} | {} | {} | {} | {} {last} |",
        times.len(),
        faults.len(),
        ms(at(50)),
        ms(at(99)),
        ms(slowest.0)
    );
    for path in faults {
        println!("- fault: {path}");
    }
}

/// Time of the reader alone: on a busy machine the clock also counts the others. The kernel counts a thread's time by
/// ticks of up to 4 ms, so short times are taken from the clock.
fn own_time(clock: Duration, used: Option<Duration>) -> Duration {
    const TICK: Duration = Duration::from_millis(4);
    match (used, cpu_time()) {
        (Some(before), Some(now)) if clock > 2 * TICK => {
            clock.min(now.saturating_sub(before) + TICK)
        }
        _ => clock,
    }
}

/// CPU time of this thread; `None` where the kernel does not tell.
fn cpu_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace()
        .next()?
        .parse()
        .ok()
        .map(Duration::from_nanos)
}

/// Cut, doubled, overwritten: one to eight wounds.
fn mutate(raw: &[u8], random: &mut Random) -> Vec<u8> {
    const TOKENS: [&[u8]; 12] = [
        b"\r\n\r\n",
        b"--",
        b"=?utf-8?B?",
        b"?=",
        b"boundary=\"\"",
        b"\0",
        b"\xff\xfe",
        b"<",
        b">",
        b"=",
        b"\r",
        b"Content-Type: multipart/mixed",
    ];
    let mut out = raw.to_vec();
    for _ in 0..=random.below(8) {
        let at = random.below(out.len() + 1);
        let end = (at + random.below(64)).min(out.len());
        match random.below(6) {
            0 => {
                out.drain(at..end);
            }
            1 => {
                let copy = out.get(at..end).unwrap_or_default().to_vec();
                out.splice(at..at, copy);
            }
            2 => {
                let token = TOKENS
                    .get(random.below(TOKENS.len()))
                    .copied()
                    .unwrap_or_default();
                out.splice(at..at, token.iter().copied());
            }
            3 => out.truncate(at.max(out.len() / 2)),
            _ => {
                if let Some(byte) = out.get_mut(at) {
                    *byte = random.below(256) as u8;
                }
            }
        }
    }
    out
}

/// SplitMix64: small, and the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound.max(1) as u64) as usize
    }
}
