//! How fast a mailbox becomes history, beside the bare FETCH of the same mails in the same run.
//!
//!     cargo bench -p crmweb-tests --bench ingest -- [mails] [maildir|mdbox] [plain|tls] [serve]
//!
//! 10,000 mails of 19 KB on average (2 KB new text, 6 KB quoted, the rest attachments), every correspondent known, on
//! a private Dovecot over loopback. The agent runs in a process of its own, so that its peak memory is its own.

mod agent;
mod raw;
mod setting;

use setting::Setting;
use std::process::Command;

/// Budgets of the product: the agent against the bare FETCH, memory in MiB, envelopes a second.
const MOST_TIMES_RAW: f64 = 4.0;
const MOST_MEMORY: f64 = 150.0;
const LEAST_SKELETONS: f64 = 10_000.0;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if let Some(place) = arguments.iter().position(|a| a == "agent") {
        return agent::run(&arguments[place + 1..]);
    }
    let setting = Setting::of(&arguments);
    println!("{setting}");
    if arguments.iter().any(|a| a == "serve") {
        return serve(&setting);
    }
    // The first round warms the server's caches and is thrown away, for both alike.
    let mut raws = vec![raw::fetch(&setting)];
    let mut rounds = Vec::new();
    for round in 0..3 {
        raws.push(raw::fetch(&setting));
        rounds.push(measure(&setting, round));
    }
    raws.remove(0);
    println!("raw FETCH      {}", list(raws.iter().map(|s| format!("{s:.2} s"))));
    for round in &rounds {
        println!("agent          {round}");
    }
    let raw = median(raws);
    let whole = median(rounds.iter().map(|r| r.whole).collect());
    let skeleton = median(rounds.iter().map(|r| r.skeleton).collect());
    let memory = rounds.iter().map(|r| r.memory).fold(0.0, f64::max);
    let rate = setting.mails as f64 / skeleton;
    verdict("history / raw FETCH", whole / raw, MOST_TIMES_RAW, "×", whole / raw <= MOST_TIMES_RAW);
    verdict("peak memory", memory, MOST_MEMORY, "MiB", memory <= MOST_MEMORY);
    verdict("skeleton", rate, LEAST_SKELETONS, "mails/s", rate >= LEAST_SKELETONS);
    println!(
        "corpus {} MB in {} mails, text indexed {} MB",
        setting.bytes / 1_000_000,
        setting.mails,
        rounds[0].indexed / 1_000_000
    );
}

/// Keeps the server up until the input ends and says how to run the agent alone, under a profiler for example.
fn serve(setting: &Setting) {
    println!("agent {}", setting.for_agent(0).join(" "));
    let _ended = std::io::stdin().read_line(&mut String::new());
}

/// What one run of the agent took.
struct Round {
    whole: f64,
    processor: f64,
    skeleton: f64,
    memory: f64,
    indexed: u64,
}

impl std::fmt::Display for Round {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:.2} s whole ({:.2} s of processors), {:.2} s skeleton alone, {:.0} MiB at most",
            self.whole, self.processor, self.skeleton, self.memory
        )
    }
}

/// Each round works in a place of its own, and all stay until the end: ext4 looks for room for a new file only
/// slowly for minutes after many were deleted.
fn measure(setting: &Setting, round: usize) -> Round {
    let program = std::env::current_exe().expect("the bench knows itself");
    let arguments = setting.for_agent(round);
    let output = Command::new(program).arg("agent").args(arguments).output().expect("the agent runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut numbers = text.split_whitespace().map(|n| n.parse::<f64>().expect("a number"));
    let mut next = || numbers.next().expect("five numbers");
    Round { whole: next(), processor: next(), skeleton: next(), memory: next(), indexed: next() as u64 }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn list(values: impl Iterator<Item = String>) -> String {
    values.collect::<Vec<_>>().join(", ")
}

fn verdict(what: &str, value: f64, limit: f64, unit: &str, kept: bool) {
    println!("{what:<20} {value:>10.2} {unit:<8} limit {limit:>8} {}", if kept { "kept" } else { "MISSED" });
}
