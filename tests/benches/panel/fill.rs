//! A database with a company's years in it, written row by row but consistent: links, captures, timeline and counts
//! say the same.

use crate::clients::{address, clients, people, work};
use crate::company::{Company, NOW, SPAN};
use crate::happened::{activity, letter};
use crate::listed::marks;
use crate::row;
use crate::sink::Sink;
use crmweb_model::time::Millis;
use crmweb_store::engine::Durability;
use crmweb_store::{Location, Result, stages};
use std::collections::BTreeMap;

/// Fills a database that has its schema and nothing else.
pub fn fill(location: &Location, company: &Company) -> Result<()> {
    let mut db = location.open()?;
    db.write(Durability::Normal, stages::install)?;
    match location {
        Location::File(_) => {
            db.batch("PRAGMA foreign_keys = 0; PRAGMA journal_mode = OFF; PRAGMA cache_size = -400000;")?;
            let indexes = db.write(Durability::Normal, |tx| {
                tx.query(
                    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
                    &[],
                    |r| Ok((r.get::<String>(0)?, r.get::<String>(1)?)),
                )
            })?;
            for (name, _) in &indexes {
                db.batch(&format!("DROP INDEX {name}"))?;
            }
            db.write(Durability::Normal, |tx| rows(Sink::Sqlite(tx, BTreeMap::new()), company))?;
            for (_, sql) in &indexes {
                db.batch(sql)?;
            }
            db.batch("PRAGMA journal_mode = WAL;")
        }
        Location::Server(url) => {
            let mut client = postgres::Client::connect(url, postgres::NoTls)?;
            client.batch_execute("SET session_replication_role = replica; SET synchronous_commit = off")?;
            rows(Sink::Postgres(Box::new(client), BTreeMap::new()), company)?;
            let mut client = postgres::Client::connect(url, postgres::NoTls)?;
            Ok(client.batch_execute("VACUUM ANALYZE")?)
        }
    }
}

/// Counts the activities of a database that was filled before.
pub fn activities(location: &Location) -> Result<usize> {
    let count: i64 =
        location.open()?.read(|tx| tx.query_one("SELECT COUNT(*) FROM activities", &[], |r| r.get(0)))?;
    Ok(count as usize)
}

/// One row of the timeline; kinds in the order of their names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    kind: &'static str,
    id: i64,
    open: i64,
    viewer: i64,
    at: i64,
    activity: i64,
}

fn rows(mut sink: Sink, company: &Company) -> Result<()> {
    let mut chance = company.chance(1);
    people(&mut sink)?;
    clients(&mut sink, company, &mut chance)?;
    let sales = work(&mut sink, company, &mut chance)?;
    marks(&mut sink, company, &mut chance)?;
    let mut timeline = Vec::with_capacity(company.activities as usize * 21 / 10);
    for id in 1..=company.activities {
        // One mail in ten is the giant's.
        let giants = id % 10 == 0;
        let contact = if giants { company.of_giant(&mut chance) } else { company.any_contact(&mut chance) }.0;
        let mut at = NOW.0 - SPAN + SPAN / company.activities * id - chance.below(Millis::DAY);
        let mut records = vec![("contact", contact), ("account", company.account_of(contact))];
        let (mut open, mut viewers) = (0, vec![0]);
        match chance.below(100) {
            kind if giants || kind < 88 => {
                viewers = letter(&mut sink, &mut chance, id, at, address(company, contact, 0))?
            }
            kind if kind < 92 && chance.happens(50) => {
                (open, at) = (1, NOW.0 + (chance.below(40) - 10) * Millis::DAY);
                records.extend(sales.get(&contact).map(|sale| ("opportunity", *sale)));
                activity(&mut sink, &mut chance, id, at, ("task", "planned"))?;
            }
            kind if kind < 92 => activity(&mut sink, &mut chance, id, at, ("task", "done"))?,
            kind if kind < 96 => activity(&mut sink, &mut chance, id, at, ("call", "done"))?,
            _ => activity(&mut sink, &mut chance, id, at, ("note", "done"))?,
        }
        for (kind, record) in records {
            row!(
                sink,
                "activity_links (activity_id, record_kind, record_id, rule, evidence, made_at)",
                id,
                kind,
                record,
                "address",
                format!("c{contact}.0@a{}.example", company.account_of(contact)),
                at
            );
            timeline.extend(viewers.iter().map(|v| Line {
                kind,
                id: record,
                open,
                viewer: *v,
                at,
                activity: id,
            }));
        }
    }
    history(&mut sink, timeline)?;
    sink.finish()
}

/// Writes the timeline in its own order, and how many lines each record and viewer have.
fn history(sink: &mut Sink, mut timeline: Vec<Line>) -> Result<()> {
    timeline.sort_unstable();
    for line in &timeline {
        row!(
            sink,
            "timeline (record_kind, record_id, open, viewer_id, at, activity_id)",
            line.kind,
            line.id,
            line.open,
            line.viewer,
            line.at,
            line.activity
        );
    }
    let same = |a: &Line, b: &Line| (a.kind, a.id, a.open, a.viewer) == (b.kind, b.id, b.open, b.viewer);
    for lines in timeline.chunk_by(same) {
        let one = &lines[0];
        row!(
            sink,
            "timeline_counts (record_kind, record_id, open, viewer_id, activities)",
            one.kind,
            one.id,
            one.open,
            one.viewer,
            lines.len() as i64
        );
    }
    Ok(())
}
