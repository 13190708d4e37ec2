//! How long a delivered mail takes into the history while the mailbox is followed.
//!
//!     cargo bench -p crmweb-tests --bench delivery -- [mails]
//!
//! A mail counts from the moment the server has accepted it until the crm shows it. Dovecot itself waits half a
//! second before it tells an idling client (a constant of its source), which is part of the figure.

#[path = "../ingest/agent.rs"]
#[expect(dead_code, reason = "this bench follows a mailbox, the other one syncs it once")]
mod agent;
#[path = "../ingest/setting.rs"]
#[expect(dead_code, reason = "this bench has its own corpus")]
mod setting;

use crmweb_crm::Crm;
use crmweb_demo::{Dovecot, bench_corpus, required};
use crmweb_store::mails;
use crmweb_support::eventually;
use crmweb_sync::worker::Worker;
use setting::{OWNER, PASSWORD, USER, people};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The product's budget, in seconds, for 95 of 100 mails.
const MOST: f64 = 1.0;

fn main() {
    if !required("dovecot") {
        return;
    }
    let wanted = std::env::args().skip(1).find_map(|a| a.parse().ok()).unwrap_or(60);
    let kept = tempfile::tempdir().expect("a temporary directory");
    let place = kept.path();
    let server = Dovecot::start(&place.join("server"), &[(USER, PASSWORD)]).expect("Dovecot starts");
    let reach = agent::Reach { port: server.imap_port(), tls: false, certificate: String::new() };
    let (setup, connector, mailbox, crm) = agent::prepare(&place.join("agent"), &reach, true);
    let worker =
        Worker::start(Arc::new(setup), Arc::new(connector), mailbox).expect("the mailbox is followed");
    let mut mails = bench_corpus(wanted + 1, OWNER, &people());
    // The first one shows that the mailbox is watched.
    let first = mails.next().expect("a mail");
    server.deliver(USER, &first.raw).expect("the server takes a mail");
    arrival(&crm, &first.message_id, Duration::from_secs(60));
    let mut seconds: Vec<f64> = mails
        .map(|mail| {
            server.deliver(USER, &mail.raw).expect("the server takes a mail");
            arrival(&crm, &mail.message_id, Duration::from_secs(60))
        })
        .collect();
    worker.stop();
    seconds.sort_by(f64::total_cmp);
    let at = |share: f64| seconds[((seconds.len() - 1) as f64 * share).round() as usize];
    println!(
        "{} mails, seconds from accepted to shown: p50 {:.2}, p95 {:.2}, max {:.2}",
        seconds.len(),
        at(0.5),
        at(0.95),
        at(1.0)
    );
    println!("p95 {:.2} s, limit {MOST} s: {}", at(0.95), if at(0.95) <= MOST { "kept" } else { "MISSED" });
}

/// Seconds until the crm shows the mail.
fn arrival(crm: &Crm, message_id: &str, patience: Duration) -> f64 {
    let started = Instant::now();
    eventually(message_id, patience, || {
        let id = message_id.to_owned();
        let there = crm.read(move |tx| Ok(!mails::by_message_id(tx, &id)?.is_empty()));
        there.expect("the crm answers").then_some(())
    });
    started.elapsed().as_secs_f64()
}
