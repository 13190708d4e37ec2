//! How fast duplicates are found among many accounts, and how long a large merge and its undo keep others waiting.
//!
//! `cargo run --release -p crmweb-crm --example merge_speed -- [accounts] [activities]`
use crmweb_crm::{By, Crm, activities, duplicates, fresh, merge, undo};
use crmweb_model::draft::{AccountDraft, ActivityDraft};
use crmweb_model::ids::Uid;
use crmweb_model::record::{ActivityKind, ActivityStatus, RecordKind, RecordRef};
use crmweb_model::time::Millis;
use crmweb_store::blobs::Blobs;
use crmweb_store::users::NewUser;
use crmweb_store::{Location, Store, accounts, schema};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

const NOW: Millis = Millis(1_790_000_000_000);

fn main() -> Outcome {
    let asked: Vec<usize> = std::env::args().skip(1).filter_map(|text| text.parse().ok()).collect();
    let (clients, work) =
        (asked.first().copied().unwrap_or(250_000), asked.get(1).copied().unwrap_or(100_000));
    let files = tempfile::tempdir()?;
    let location = Location::File(files.path().join("crm.db"));
    schema::prepare(&location, &schema::CRM)?;
    let crm = Crm::new(Store::open(&location)?, Blobs::open(&files.path().join("files"))?);
    let first = NewUser { login: "ana".into(), name: "Ana".into(), ..NewUser::default() };
    let user = crm.write(move |tx| fresh::install(tx, NOW, &first))?;
    let by = || By::new(user.actor(), NOW);

    let started = Instant::now();
    fill(&crm, &by(), clients)?;
    println!(
        "{clients} accounts added: {:.2} ms each",
        started.elapsed().as_secs_f64() * 1e3 / clients as f64
    );
    ask(&crm, &by, clients)?;
    let started = Instant::now();
    let pairs = duplicates::search_all(&crm, &by())?;
    println!("the whole base searched: {pairs} pairs in {:.1} s", started.elapsed().as_secs_f64());
    large_merge(&crm, &by, work)
}

fn account(n: usize) -> AccountDraft {
    AccountDraft {
        name: format!("Firma {} {} SRL", n % 5_000, n / 3),
        vat_number: format!("RO{}", 10_000_000 + n),
        domains: vec![format!("firma{n}.example")],
        ..AccountDraft::default()
    }
}

fn fill(crm: &Crm, by: &By, clients: usize) -> Outcome {
    for from in (0..clients).step_by(1_000) {
        let author = by.author();
        crm.write(move |tx| {
            for n in from..(from + 1_000).min(clients) {
                accounts::insert(tx, &author, Uid::create(), &account(n))?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn ask(crm: &Crm, by: &impl Fn() -> By, clients: usize) -> Outcome {
    let mut times = Vec::new();
    for n in 0..500 {
        let known = account(n * clients / 500);
        let typed = vec![("name".to_owned(), known.name), ("vat_number".to_owned(), known.vat_number)];
        let (by, started) = (by(), Instant::now());
        let found = crm.read(move |tx| duplicates::of_typed(tx, &by, RecordKind::Account, &typed))?;
        times.push(started.elapsed());
        assert!(!found.is_empty());
    }
    tell("what is entered checked", &mut times);
    Ok(())
}

fn large_merge(crm: &Crm, by: &impl Fn() -> By, work: usize) -> Outcome {
    let author = by().author();
    let ids = crm.write(move |tx| {
        let mut ids = Vec::new();
        for name in ["Winner", "Loser"] {
            let uid = Uid::create();
            let draft = AccountDraft { name: name.into(), ..AccountDraft::default() };
            ids.push((
                uid,
                RecordRef::new(RecordKind::Account, accounts::insert(tx, &author, uid, &draft)?.0),
            ));
        }
        Ok(ids)
    })?;
    let (winner, loser) = (ids[0].0, ids[1]);
    for from in (0..work).step_by(500) {
        let by = by();
        crm.write(move |tx| {
            (from..from + 500)
                .try_for_each(|n| activities::add(tx, &by, &note(n), None, &[loser.1]).map(drop))
        })?;
    }
    let deed = by();
    let merged = || merge::merge(crm, &deed, RecordKind::Account, (winner, None), &[loser.0], &[]).map(drop);
    let (mut waits, took) = watched(crm, merged)?;
    println!("{work} activities merged in {:.1} s", took.as_secs_f64());
    tell("a write meanwhile", &mut waits);
    let parted = || undo::undo(crm, &by(), Some(deed.mutation.to_string())).map(drop);
    let (mut waits, took) = watched(crm, parted)?;
    println!("and parted again in {:.1} s", took.as_secs_f64());
    tell("a write meanwhile", &mut waits);
    Ok(())
}

fn note(n: usize) -> ActivityDraft {
    ActivityDraft {
        status: ActivityStatus::Done,
        at: Some(Millis(NOW.0 - n as i64)),
        ..ActivityDraft::new(ActivityKind::Note, format!("note {n}"))
    }
}

/// Does `work` while somebody writes again and again; returns how long each write took.
fn watched(crm: &Crm, work: impl FnOnce() -> crmweb_crm::Result<()>) -> Outcome<(Vec<Duration>, Duration)> {
    let done = Arc::new(AtomicBool::new(false));
    let (other, end) = (crm.clone(), Arc::clone(&done));
    let writer = std::thread::spawn(move || {
        let mut waits = Vec::new();
        while !end.load(Ordering::Acquire) {
            let started = Instant::now();
            drop(other.write(|tx| Ok(crmweb_store::settings::set(tx, "probe", "1")?)));
            waits.push(started.elapsed());
            std::thread::sleep(Duration::from_millis(5));
        }
        waits
    });
    let started = Instant::now();
    let worked = work();
    let took = started.elapsed();
    done.store(true, Ordering::Release);
    worked?;
    Ok((writer.join().map_err(|_| "the writer ended early")?, took))
}

fn tell(what: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1e3;
    println!("{what}: p50 {:.2} ms, p99 {:.2} ms, max {:.2} ms", at(50), at(99), at(100));
}
