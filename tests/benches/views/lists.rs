//! Pages of lists, as people ask for them.

use crate::chance::{Chance, Zipf};
use crate::company::{NOW, USERS};
use crate::listed::{TAGS, TIERS};
use crate::texts::uid;
use crate::{processor, ranked, report};
use crmweb_crm::By;
use crmweb_crm::lists::{self, Asked};
use crmweb_model::filter::{Filter, parse};
use crmweb_model::ids::UserId;
use crmweb_model::record::RecordKind;
use crmweb_model::rights::{Actor, Grants, Role};
use crmweb_model::view::Layout;
use crmweb_store::Store;
use crmweb_store::query::Effort;
use jiff::tz::TimeZone;
use std::time::{Duration, Instant};

const ACCOUNT: &[&str] = &["name", "importance", "city", "phones", "owner", "x.tier"];
const CONTACT: &[&str] = &["first_name", "last_name", "positions", "addresses", "phones", "owner"];

pub fn by(user: i64) -> By {
    By::new(Actor::new(UserId(user), "", &[Role::User], &Grants::default()), NOW)
}

fn asked(kind: RecordKind, columns: &[&str], filter: Filter, sort: &str) -> Asked {
    let layout = Layout::new(columns, filter).sorted(&[sort]);
    Asked { kind, layout, zone: TimeZone::UTC, kept: false, effort: Effort::default() }
}

fn all(typed: &str, more: Filter) -> Filter {
    Filter::All(vec![parse(typed).expect("a filter"), more])
}

type Ask = fn(&mut Chance, &Zipf) -> Asked;

fn tag(n: i64) -> Filter {
    Filter::Tag(uid(10, n))
}

const ASKED: &[(&str, Ask)] = &[
    ("a accounts with an open critical incident, custom field", |chance, _| {
        let tier = TIERS[chance.below(3) as usize];
        let filter =
            parse(&format!("any incidents (priority = critical and status = open) and x.tier = {tier}"));
        asked(RecordKind::Account, ACCOUNT, filter.expect("a filter"), "name")
    }),
    ("a contacts of gold accounts with open opportunities", |chance, _| {
        let month = 1 + chance.below(12);
        let filter = parse(&format!(
            "any accounts (x.tier = gold) and any opportunities (outcome = open and created_at >= 2026-{month:02}-01)"
        ));
        let filter = filter.expect("a filter");
        asked(RecordKind::Contact, CONTACT, filter, "last_name")
    }),
    ("b accounts without contact for 90 days, by name", |_, _| {
        asked(RecordKind::Account, ACCOUNT, parse("no activity since 90 days").expect("a filter"), "name")
    }),
    ("b my contacts without contact for 90 days, newest", |_, _| {
        asked(
            RecordKind::Contact,
            CONTACT,
            parse("no activity since 90 days and owner = me").expect("a filter"),
            "-created_at",
        )
    }),
    ("b key accounts somebody called in the last week", |_, _| {
        let filter = parse("any activity (call) since 7 days and importance = key").expect("a filter");
        asked(RecordKind::Account, ACCOUNT, filter, "-updated_at")
    }),
    ("c tag and text inside a name, newest", |chance, zipf| {
        let number = ranked(zipf, chance);
        let filter = all(&format!("last_name ~ {number}"), tag(1 + chance.below(TAGS)));
        asked(RecordKind::Contact, CONTACT, filter, "-created_at")
    }),
    ("c text inside a name that few have, newest", |chance, _| {
        let filter = parse(&format!("last_name ~ {}", 10_000 + chance.below(80_000))).expect("a filter");
        asked(RecordKind::Contact, CONTACT, filter, "-created_at")
    }),
    ("  contacts of a town (Zipf), by name", |chance, zipf| {
        let filter = parse(&format!("city = \"Town {}\"", ranked(zipf, chance) % 300)).expect("a filter");
        asked(RecordKind::Contact, CONTACT, filter, "last_name")
    }),
    ("  accounts of a town, key or gold, by town", |chance, zipf| {
        let town = ranked(zipf, chance) % 300;
        let filter = parse(&format!("city ^= \"town {town}\" and (importance = key or x.tier = gold)"));
        asked(RecordKind::Account, ACCOUNT, filter.expect("a filter"), "city")
    }),
    ("  urgent incidents, the most urgent first", |_, _| {
        let filter =
            parse("status in (new, open, waiting) and priority in (high, critical)").expect("a filter");
        let columns = &["number", "subject", "account", "priority", "assignee"];
        asked(RecordKind::Incident, columns, filter, "-priority")
    }),
    ("  my overdue tasks", |_, _| {
        let filter = parse("assignee = me and status = planned and at < today").expect("a filter");
        asked(RecordKind::Activity, &["at", "kind", "subject", "assignee"], filter, "at")
    }),
    ("  all activities, newest", |_, _| {
        asked(RecordKind::Activity, &["at", "kind", "subject", "assignee"], Filter::everything(), "-at")
    }),
];

pub fn measure(store: &Store, times: usize) {
    for (n, (name, ask)) in ASKED.iter().enumerate() {
        let (mut chance, zipf) = (Chance(100 + n as u64), Zipf::of(1_000));
        let (mut took, mut used, mut rows) = (Vec::with_capacity(times), Vec::with_capacity(times), 0);
        for turn in 0..times {
            let list = ask(&mut chance, &zipf);
            let (time, processor, page) = page(store, 1 + turn as i64 % USERS, list, None);
            took.push(time);
            used.push(processor);
            rows += page.lines.len();
        }
        report(name, rows, took, "p99 50 ms");
        report("    of the processor", rows, used, "");
    }
    deep(store, times);
    counted(store, times / 20);
}

fn page(store: &Store, user: i64, list: Asked, cursor: Option<String>) -> (Duration, Duration, lists::Page) {
    let by = by(user);
    let started = Instant::now();
    let asked = store.read(move |tx| {
        let before = processor();
        let page = lists::page(tx, &by, &list, cursor.as_deref(), 50)?;
        Ok::<_, crmweb_crm::Error>((processor() - before, page))
    });
    let (processor, page) = asked.expect("a page");
    (started.elapsed(), processor, page)
}

/// Page after page, as far as anybody scrolls.
fn deep(store: &Store, times: usize) {
    let filter = parse("importance != low").expect("a filter");
    let list = asked(RecordKind::Account, ACCOUNT, filter, "city");
    let (mut took, mut rows, mut cursor) = (Vec::new(), 0, None);
    for _ in 0..times {
        let (time, _, page) = page(store, 1, list.clone(), cursor);
        took.push(time);
        rows += page.lines.len();
        cursor = page.cursor;
        if cursor.is_none() {
            break;
        }
    }
    report("d page after page by town, to the end", rows, took, "p99 50 ms");
}

fn counted(store: &Store, times: usize) {
    for (n, (name, ask)) in ASKED.iter().enumerate() {
        let (mut chance, zipf) = (Chance(500 + n as u64), Zipf::of(1_000));
        let (mut took, mut rows) = (Vec::new(), 0);
        for turn in 0..times.max(3) {
            let (list, by) = (ask(&mut chance, &zipf), by(1 + turn as i64 % USERS));
            let started = Instant::now();
            let counted = store.read(move |tx| lists::count(tx, &by, &list)).expect("a count");
            took.push(started.elapsed());
            rows += counted.count as usize;
        }
        report(&format!("count: {}", name.trim_start()), rows, took, "");
    }
}
