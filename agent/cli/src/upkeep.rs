//! What an interruption left half done is completed, and what depends on the time is kept true.

use crate::clock;
use crate::repeating::Repeating;
use crmweb_crm::persons::erase;
use crmweb_crm::{Crm, Result, merge, score};
use crmweb_model::likeness;
use std::time::Duration;

/// How often the crm is looked after.
const EVERY: Duration = Duration::from_secs(3_600);

/// Begins to look after the crm.
pub fn start(crm: &Crm) -> std::io::Result<Repeating> {
    let crm = crm.clone();
    Repeating::start("upkeep", EVERY, move || {
        likeness::warm();
        let now = clock::now();
        let erased = erase::go_on(&crm, now);
        told("an erasure that was interrupted cannot be completed yet", erased);
        told("a merge that was interrupted cannot be completed yet", merge::resume(&crm, now));
        told("the leads could not be scored", score::recompute(&crm, now));
    })
}

fn told(what: &str, outcome: Result<usize>) {
    if let Err(error) = outcome {
        tracing::error!(code = error.code(), %error, "{what}");
    }
}
