//! How long a page of a list takes, in a company with a million activities.
//!
//! `cargo bench -p crmweb-tests --bench views -- [--activities N] [--postgres] [--database FILE|URL] [--times N]`
//!
//! Filters, places and people are drawn by a Zipf distribution. `--database` keeps what it fills and uses it again.

#[path = "../panel/chance.rs"]
mod chance;
#[path = "../panel/clients.rs"]
mod clients;
#[path = "../panel/company.rs"]
#[expect(dead_code, reason = "other benches draw clients too")]
mod company;
#[path = "../panel/fill.rs"]
mod fill;
#[path = "../panel/happened.rs"]
mod happened;
#[path = "../panel/listed.rs"]
mod listed;
mod lists;
#[path = "../panel/opened.rs"]
mod opened;
#[path = "../panel/sink.rs"]
mod sink;
#[path = "../panel/texts.rs"]
mod texts;
mod writes;

use chance::{Chance, Zipf};
use opened::Wanted;
use std::time::Duration;

fn main() {
    let wanted = Wanted::read();
    let times = wanted.times.unwrap_or(if wanted.measured { 1_000 } else { 20 });
    let (_engine, store, company) = wanted.open();
    println!("{:<58} {:>6} {:>9} {:>9} {:>9} {:>9}  limit", "page of 50", "rows", "p50", "p95", "p99", "max");
    lists::measure(&store, times);
    writes::measure(&store, &company, times);
}

/// Prints what times come to, beside their limit.
fn report(name: &str, rows: usize, mut took: Vec<Duration>, limit: &str) {
    took.sort_unstable();
    let at =
        |part: f64| format!("{:.2} ms", took[((took.len() - 1) as f64 * part) as usize].as_secs_f64() * 1e3);
    let rows = rows / took.len();
    println!("{name:<58} {rows:>6} {:>9} {:>9} {:>9} {:>9}  {limit}", at(0.5), at(0.95), at(0.99), at(1.0));
}

/// How long this thread has used a processor; other work on the machine does not count.
fn processor() -> Duration {
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(used.tv_sec as u64, used.tv_nsec as u32)
}

/// A number below `ranks`, small ones far more often.
fn ranked(zipf: &Zipf, chance: &mut Chance) -> i64 {
    zipf.draw(chance)
}
