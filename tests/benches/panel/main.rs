//! How long the panel's record of a client takes, in a company with a million activities.
//!
//! `cargo bench -p crmweb-tests --bench panel -- [--activities N] [--postgres] [--database FILE|URL]`
//!
//! Clients are asked for as mail reaches them: a few very often, most rarely (Zipf). One account has a tenth of all
//! activities, one contact three hundred addresses. `--database` keeps what it fills and uses it again.

mod chance;
mod clients;
mod company;
mod fill;
mod happened;
mod listed;
mod opened;
mod sink;
mod texts;

use crmweb_crm::record_page::{Client, ClientRecord, Limits, client};
use crmweb_model::ids::{AccountId, ContactId, UserId};
use crmweb_model::rights::{Actor, Grants, Role};
use crmweb_store::Store;
use opened::Wanted;
use std::time::{Duration, Instant};

/// Records asked for per line of the table.
const ASKED: usize = 20_000;

/// A kind of time: how its line is called, and how to read it.
type Measured = (&'static str, fn(&Took) -> Duration);

/// What is measured, and how the line below the first is called.
const MEASURED: [Measured; 2] = [("", |took| took.clock), ("  of the processor", |took| took.processor)];

fn main() {
    let wanted = Wanted::read();
    let (_engine, store, company) = wanted.open();
    println!("{:<34} {:>9} {:>9} {:>9} {:>9}", "client", "p50", "p95", "p99", "max");
    let mut chance = company.chance(7);
    first(&store, Client::Contact(company.any_contact(&mut chance)));
    report(&store, "contacts as mail reaches them", ASKED, || {
        Client::Contact(company.any_contact(&mut chance))
    });
    let mut chance = company.chance(8);
    report(&store, "accounts as mail reaches them", ASKED, || {
        let contact = company.any_contact(&mut chance);
        Client::Account(AccountId(company.account_of(contact.0)))
    });
    let mut chance = company.chance(9);
    report(&store, "contacts of the whole list", ASKED, || {
        Client::Contact(company.equal_contact(&mut chance))
    });
    report(&store, "the account with 100,000 mails", ASKED / 20, || {
        Client::Account(AccountId(company::GIANT))
    });
    report(&store, "the contact with 300 addresses", ASKED / 20, || Client::Contact(ContactId(1)));
}

/// What one question took: on the clock, and of the processor.
struct Took {
    clock: Duration,
    processor: Duration,
}

fn ask(store: &Store, user: usize, who: Client) -> (Took, ClientRecord) {
    let user = UserId(1 + user as i64 % company::USERS);
    let actor = Actor::new(user, "", &[Role::User], &Grants::default());
    let started = Instant::now();
    let asked = store.read(move |tx| {
        let before = processor();
        let record = client(tx, &actor, who, company::NOW, Limits::default())?;
        Ok::<_, crmweb_crm::Error>((processor() - before, record))
    });
    let (processor, record) = asked.expect("a record");
    (Took { clock: started.elapsed(), processor }, record)
}

/// How long this thread has used a processor; other work on the machine does not count.
fn processor() -> Duration {
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(used.tv_sec as u64, used.tv_nsec as u32)
}

fn first(store: &Store, who: Client) {
    let (took, _) = ask(store, 0, who);
    println!("{:<34} {:>9}", "the first after opening", shown(took.clock));
}

fn report(store: &Store, name: &str, times: usize, mut who: impl FnMut() -> Client) {
    let (mut took, mut history) = (Vec::with_capacity(times), 0);
    for n in 0..times {
        let (one, record) = ask(store, n, who());
        took.push(one);
        history += record.history.len();
    }
    assert!(history > 0, "nobody has a history: the database is not what it should be");
    for (measured, by) in MEASURED {
        let mut sorted: Vec<Duration> = took.iter().map(by).collect();
        sorted.sort_unstable();
        let at = |part: f64| shown(sorted[((times - 1) as f64 * part) as usize]);
        let name = if measured.is_empty() { name } else { measured };
        println!("{name:<34} {:>9} {:>9} {:>9} {:>9}", at(0.5), at(0.95), at(0.99), at(1.0));
    }
}

fn shown(took: Duration) -> String {
    format!("{:.2} ms", took.as_secs_f64() * 1e3)
}
