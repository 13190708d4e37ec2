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
#[path = "../panel/sink.rs"]
mod sink;
#[path = "../panel/texts.rs"]
mod texts;
mod writes;

use chance::{Chance, Zipf};
use company::Company;
use crmweb_store::{Location, Store, schema};
use std::time::{Duration, Instant};

struct Wanted {
    activities: usize,
    postgres: bool,
    database: Option<String>,
    times: usize,
}

fn wanted() -> Wanted {
    let mut arguments = std::env::args().skip(1);
    // Without cargo bench's own argument this is a trial whether the program runs at all.
    let (mut usual, mut times, mut activities) = (20_000, 20, None);
    let mut wanted = Wanted { activities: 0, postgres: false, database: None, times: 0 };
    while let Some(argument) = arguments.next() {
        let number = |text: Option<String>| text.and_then(|n| n.replace('_', "").parse().ok());
        match argument.as_str() {
            "--bench" => (usual, times) = (1_000_000, 1_000),
            "--postgres" => wanted.postgres = true,
            "--database" => wanted.database = arguments.next(),
            "--times" => times = number(arguments.next()).expect("--times takes a number"),
            "--activities" => {
                activities = Some(number(arguments.next()).expect("--activities takes a number"));
            }
            other => panic!("unknown argument {other}"),
        }
    }
    (wanted.activities, wanted.times) = (activities.unwrap_or(usual), times);
    wanted
}

fn main() {
    let wanted = wanted();
    let engine = if wanted.postgres {
        crmweb_support::on_postgres().expect("PostgreSQL is not installed")
    } else {
        crmweb_support::on_sqlite()
    };
    let location = match (wanted.database, engine.location()) {
        (Some(place), _) if place.starts_with("postgres") => Location::Server(place),
        (Some(place), _) => Location::File(place.into()),
        (None, crmweb_support::Location::Sqlite(file)) => Location::File(file.clone()),
        (None, crmweb_support::Location::Postgres(url)) => Location::Server(url.clone()),
    };
    let filled = Instant::now();
    let prepared = schema::prepare(&location, &schema::CRM).expect("a schema");
    let company = if prepared.from == 0 {
        let company = Company::of(wanted.activities);
        fill::fill(&location, &company).expect("a filled database");
        company
    } else {
        Company::of(fill::activities(&location).expect("a database filled before"))
    };
    println!("{} activities on {engine}, filled in {:.0?}", company.activities, filled.elapsed());
    let store = Store::open(&location).expect("an open database");
    println!("{:<58} {:>6} {:>9} {:>9} {:>9} {:>9}  limit", "page of 50", "rows", "p50", "p95", "p99", "max");
    lists::measure(&store, wanted.times);
    writes::measure(&store, &company, wanted.times);
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
